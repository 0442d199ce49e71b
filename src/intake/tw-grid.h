/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"

G_BEGIN_DECLS

/**
 * TwGrid: square cells over a town, where nobody has told us its communities. Columns are lettered
 * from the west, rows numbered from the north: C4.
 */
typedef struct {
  gint64 south_e7, west_e7;        /* corner of the grid */
  gint64 step_lat_e7, step_lon_e7; /* size of a cell */
  int n_columns, n_rows;
} TwGrid;

/**
 * Lays a grid over @points: from the 1st to the 99th percentile of either axis, so that far
 * outliers do not stretch it, with one cell more on each side; 9 cells on the long side between
 * them. FALSE when there are no points.
 */
gboolean tw_grid_init (TwGrid *grid, const TwPointE7 *points, gsize n);
/** FALSE outside the grid. */
gboolean tw_grid_find (const TwGrid *grid, double lat, double lon, int *ret_column, int *ret_row);
/** "C4"; transfer full. */
char *tw_grid_cell_name (int column, int row, const TwGrid *grid);
/** South-west corner of a cell. */
TwPointE7 tw_grid_corner (const TwGrid *grid, int column, int row);
/** The grid as text, and back; so that the next file goes on with it. */
char *tw_grid_to_string (const TwGrid *grid);
gboolean tw_grid_parse (const char *text, TwGrid *ret_grid);

G_END_DECLS
