/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street-blend.h"
#include "forecast/tw-street-shares.h"

/* Private to the engine: the spread of places, services and pairs that share a row. */

G_BEGIN_DECLS

typedef struct {
  double pair, place, service; /* variance = mean + alpha mean^2 */
} TwStreetThinAlpha;

/**
 * Measures it over the hours after the past origins, with the shares as they were known before the
 * oldest of them (past[] is newest first).
 */
TwStreetThinAlpha tw_street_thin_measure (const TwStreetTables *tables, const TwStreetPast *past,
                                          guint n_past);

G_END_DECLS
