// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-grid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define CELLS_LONG 9
#define CELL_MIN_M 200.0
/* Metres of a degree of latitude, as good as a grid needs. */
#define DEGREE_M 111195.0

static int
compare_int (const void *a, const void *b)
{
  gint32 x = *(const gint32 *) a, y = *(const gint32 *) b;

  return x < y ? -1 : x > y;
}

/* The 1st and 99th percentile of one axis. */
static void
axis_range (const TwPointE7 *points, gsize n, gboolean lat, gint32 *ret_low, gint32 *ret_high)
{
  g_autofree gint32 *values = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    values[i] = lat ? points[i].lat_e7 : points[i].lon_e7;
  qsort (values, n, sizeof *values, compare_int);
  *ret_low = values[(n - 1) / 100];
  *ret_high = values[(n - 1) - (n - 1) / 100];
}

gboolean
tw_grid_init (TwGrid *grid, const TwPointE7 *points, gsize n)
{
  gint32 south, north, west, east;
  double height_m, width_m, cell_m, lon_scale;

  if (n == 0)
    return FALSE;
  axis_range (points, n, TRUE, &south, &north);
  axis_range (points, n, FALSE, &west, &east);
  lon_scale = MAX (0.01, cos (((double) south + north) / 2 / TW_E7 * G_PI / 180));
  height_m = ((double) north - south) / TW_E7 * DEGREE_M;
  width_m = ((double) east - west) / TW_E7 * DEGREE_M * lon_scale;
  cell_m = MAX (CELL_MIN_M, MAX (height_m, width_m) / CELLS_LONG);
  grid->step_lat_e7 = (gint64) ceil (cell_m / DEGREE_M * TW_E7);
  grid->step_lon_e7 = (gint64) ceil (cell_m / DEGREE_M / lon_scale * TW_E7);
  grid->n_rows = (int) (((gint64) north - south) / grid->step_lat_e7) + 3;
  grid->n_columns = (int) (((gint64) east - west) / grid->step_lon_e7) + 3;
  grid->south_e7 = south - grid->step_lat_e7;
  grid->west_e7 = west - grid->step_lon_e7;
  return TRUE;
}

gboolean
tw_grid_find (const TwGrid *grid, double lat, double lon, int *ret_column, int *ret_row)
{
  gint64 x = llround (lon * TW_E7) - grid->west_e7, y = llround (lat * TW_E7) - grid->south_e7;

  if (x < 0 || y < 0 || x >= grid->step_lon_e7 * grid->n_columns
      || y >= grid->step_lat_e7 * grid->n_rows)
    return FALSE;
  *ret_column = (int) (x / grid->step_lon_e7);
  *ret_row = (int) (y / grid->step_lat_e7);
  return TRUE;
}

char *
tw_grid_cell_name (int column, int row, const TwGrid *grid)
{
  int number = grid->n_rows - row;

  if (column < 26)
    return g_strdup_printf ("%c%d", 'A' + column, number);
  return g_strdup_printf ("%c%c%d", 'A' + column / 26 - 1, 'A' + column % 26, number);
}

TwPointE7
tw_grid_corner (const TwGrid *grid, int column, int row)
{
  gint64 lat = grid->south_e7 + row * grid->step_lat_e7;
  gint64 lon = grid->west_e7 + column * grid->step_lon_e7;

  return (TwPointE7){ (gint32) CLAMP (lat, -90 * (gint64) TW_E7, 90 * (gint64) TW_E7),
                      (gint32) CLAMP (lon, -180 * (gint64) TW_E7, 180 * (gint64) TW_E7) };
}

char *
tw_grid_to_string (const TwGrid *grid)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GINT64_FORMAT " %d %d",
                          grid->south_e7, grid->west_e7, grid->step_lat_e7, grid->step_lon_e7,
                          grid->n_columns, grid->n_rows);
}

gboolean
tw_grid_parse (const char *text, TwGrid *ret_grid)
{
  TwGrid grid;

  if (text == NULL
      || sscanf (text,
                 "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                 " %d %d",
                 &grid.south_e7, &grid.west_e7, &grid.step_lat_e7, &grid.step_lon_e7,
                 &grid.n_columns, &grid.n_rows)
             != 6
      || grid.step_lat_e7 <= 0 || grid.step_lon_e7 <= 0 || grid.n_columns < 1
      || grid.n_columns > 700 || grid.n_rows < 1 || grid.n_rows > 10000)
    return FALSE;
  *ret_grid = grid;
  return TRUE;
}
