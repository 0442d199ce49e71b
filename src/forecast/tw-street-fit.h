/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street-tables.h"

/* Private to the engine: habits and levels of every row, seen from one origin. */

G_BEGIN_DECLS

typedef struct {
  double shape_days;   /* half-life of the memory for weekly habits */
  double level_days;   /* half-life of the memory for the present level */
  const double *scale; /* what an hour counts (TwStreetShifts), or NULL */
} TwStreetMemory;

/**
 * Means of every row for @horizon hours from @origin (hours before it are known): writes n_rows x
 * horizon. Uses no hour at or after @origin.
 */
void tw_street_fit (const TwStreetTables *tables, guint origin, guint horizon,
                    const TwStreetMemory *memory, double *ret_means);

G_END_DECLS
