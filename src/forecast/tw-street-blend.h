/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street-shift.h"

/* Private to the engine: what the street's and the services' own series know beyond the shared
 * habits. */

G_BEGIN_DECLS

#define TW_STREET_BLEND_HORIZON 72u

/** A past forecast of the pooled model that may be corrected: n_rows x TW_STREET_BLEND_HORIZON from
 * @origin. */
typedef struct {
  guint origin;
  double *rows; /* owned by the caller */
} TwStreetPast;

/**
 * Corrects @rows (n_rows x horizon, from @origin on) and the past forecasts in place: each total of
 * a service, and of the street, is drawn toward the combined series forecast (tw_series_forecast())
 * as far as that would have helped at the past origins. FALSE when cancelled. *ret_method: the
 * street's models, to free; NULL where none helped.
 */
gboolean tw_street_blend (const TwStreetTables *tables, const TwStreetShifts *shifts, guint origin,
                          guint horizon, double *rows, TwStreetPast *past, guint n_past,
                          char **ret_method, GCancellable *cancellable, GError **error);

G_END_DECLS
