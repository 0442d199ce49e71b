/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street-blend.h"
#include "forecast/tw-street-fit.h"

/* Private to the engine: what the last hours, and the one that is running, say of the next ones. */

G_BEGIN_DECLS

/**
 * Corrects @rows (n_rows x horizon from @origin, in place) by how the last hours before @origin
 * went and, where @origin is the end of the history, by the requests of the running hour. Of that
 * hour @rows then holds what is still to come; what came is in tables->partial. @past: forecasts
 * from past origins as in tw_street_blend(), which tell how far surprises last.
 */
void tw_street_now (const TwStreetTables *tables, const TwStreetMemory *memory, guint origin,
                    guint horizon, double *rows, const TwStreetPast *past, guint n_past);

G_END_DECLS
