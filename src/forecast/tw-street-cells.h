/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street-tables.h"

/* Private to the engine: how a place's requests spread over its 100 m cells. */

G_BEGIN_DECLS

/**
 * A pair is a cell and a place that requests of this place fell into. Its shares by class of
 * service, those of the place's other pairs and the share without a position sum to 1 for every
 * class. Places are those asked for, not the modelled groups.
 */
typedef struct {
  guint n_pairs, n_cells, n_services; /* services: classes */
  guint *first_of_cell;               /* n_cells + 1: the pairs of a cell stand together */
  guint16 *place;                     /* n_pairs */
  float *share;                       /* n_pairs x n_services */
  double *unplaced;                   /* places x n_services: the share without a position */
} TwStreetCells;

/** From the requests before hour @origin. */
TwStreetCells *tw_street_cells_new (const TwStreetTables *tables, guint origin);
void tw_street_cells_free (TwStreetCells *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStreetCells, tw_street_cells_free)

G_END_DECLS
