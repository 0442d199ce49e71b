// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-address.h"

#include "base/tw-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The BeiDou grid location code
 *
 * GB/T 39409-2020 cuts the earth into cells, each level within the last. The first follows the
 * 1:1,000,000 map sheets (6 degrees of longitude by 4 of latitude); the sizes after it, with the
 * characters a level takes:
 *
 *   level   1      2      3        4    5    6    7      8       9        10
 *   lon     6 deg  30'    15'      1'   4"   2"   1/4"   1/32"   1/256"   1/2048"
 *   lat     4 deg  30'    10'      1'   4"   2"   1/4"   1/32"   1/256"   1/2048"
 *   height  4 deg  30'    15'      1'   4"   2"   1/4"   1/32"   1/256"   1/2048"
 *   2D      01-60  0-B    0-5      0-E  0-E  0-3  0-7    0-7     0-7      0-7
 *           A-V    0-7             0-9  0-E       0-7    0-7     0-7      0-7
 *   height  00-63  0-7    0-1      0-E  0-E  0-1  0-7    0-7     0-7      0-7
 *
 * A 2D code is N or S and the pairs of level after level, column (longitude) first; levels 3 and 6
 * number their cells through, row by row. In the western and southern hemispheres columns and rows
 * count away from the prime meridian and the equator, so every cell is the mirror image of its
 * eastern, northern twin, and the corner a code stands for is the one nearest to the origin. The
 * zones of level 1 are the sheets' own: 31 begins at 0, 30 ends there.
 *
 * A 3D code puts a height digit behind each level's pair (two for level 1), and 0 (above the
 * ellipsoid) or 1 (below) behind the hemisphere. Layers grow with the radius, so that a cell stays
 * as high as it is wide: layer n, in units of 1/2048 second, begins at r0 (1 + pi/180)^(n / 3600 /
 * 2048) - r0 with r0 = 6378137 m (annex C). A layer is 1.5 cm thick at the ground; 256 degrees of
 * them reach from -6302106.72 m to 528680167.34 m.
 *
 * The standard's text is not at hand in full. Sources are the descriptions and worked examples of
 * the GEOVIS iBEST-DB manual (ST_asBGC, ST_asBGC3D), of the open codecs ywx001/BeidouGridCodec
 * (Java) and Gvitech-gis/beidou-grid-location-codec (TypeScript), and of one in JavaScript that was
 * checked against iBEST-DB. All agree on the north-eastern 2D code, with N50J47539B8255346152 for
 * 116 deg 18' 45.37" E, 39 deg 59' 35.38" N. They differ in:
 *   - the other hemispheres. The Java codec turns the wrong axis; the other two mirror as here.
 *   - the order of a 3D code. The TypeScript codec appends all height digits; the others put them
 *     behind each level.
 *   - heights from 60 seconds (1,842 m) up. Three codecs cut the plain binary number n, which gives
 *     digits up to F and layers that do not nest as the table's. The manual's example (25,125 m
 *     gives D and 9 for levels 4 and 5) and its range of heights follow the table, and so do we.
 *     Below 1,842 m all agree.
 *   - below zero. Some round n down before they drop the sign, which moves every code by one layer
 *     of 1.5 cm and breaks the nesting; here layers count away from zero, as columns and rows do.
 *
 * The polar caps (from 88 degrees) have a division of their own (clause 5.3), which is refused.
 */

#define N_LEVELS 10
#define UNITS_PER_DEG (3600 * G_GINT64_CONSTANT (2048)) /* 1/2048 second, the finest cell */
#define POLAR_LAT 88
#define HEIGHT_RADIUS_M 6378137.0
#define HEIGHT_RANGE (256 * UNITS_PER_DEG)

/* Cell sizes in units, and how many of them the cell of the level above holds. */
static const struct {
  gint64 width, height, depth;
  int columns, rows, layers;
} grid[N_LEVELS] = {
  { 6 * UNITS_PER_DEG, 4 * UNITS_PER_DEG, 4 * UNITS_PER_DEG, 30, 22, 64 },
  { UNITS_PER_DEG / 2, UNITS_PER_DEG / 2, UNITS_PER_DEG / 2, 12, 8, 8 },
  { UNITS_PER_DEG / 4, UNITS_PER_DEG / 6, UNITS_PER_DEG / 4, 2, 3, 2 },
  { UNITS_PER_DEG / 60, UNITS_PER_DEG / 60, UNITS_PER_DEG / 60, 15, 10, 15 },
  { 4 * 2048, 4 * 2048, 4 * 2048, 15, 15, 15 },
  { 2 * 2048, 2 * 2048, 2 * 2048, 2, 2, 2 },
  { 512, 512, 512, 8, 8, 8 },
  { 64, 64, 64, 8, 8, 8 },
  { 8, 8, 8, 8, 8, 8 },
  { 1, 1, 1, 8, 8, 8 },
};

static const char hex[] = "0123456789ABCDEF";

/* Levels 3 and 6 number their few cells through; the others name column and row. */
static gboolean
is_numbered_through (int level)
{
  return level == 2 || level == 5;
}

static void
put_level (GString *code, int level, int column, int row, gboolean west)
{
  if (level == 0)
    g_string_append_printf (code, "%02d%c", west ? 30 - column : 31 + column, 'A' + row);
  else if (is_numbered_through (level))
    g_string_append_c (code, hex[row * 2 + column]);
  else
    {
      g_string_append_c (code, hex[column]);
      g_string_append_c (code, hex[row]);
    }
}

static void
put_layer (GString *code, int level, int layer)
{
  if (level == 0)
    g_string_append_printf (code, "%02d", layer);
  else
    g_string_append_c (code, hex[layer]);
}

static gboolean
check_position (double lat, double lon, int level, GError **error)
{
  if (level < 1 || level > N_LEVELS)
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE,
                 _ ("A grid code has 1 to 10 levels, not %d"), level);
  else if (!isfinite (lat) || !isfinite (lon) || fabs (lat) > 90 || fabs (lon) > 180)
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE, _ ("%.7f, %.7f is no position"), lat,
                 lon);
  else if (fabs (lat) >= POLAR_LAT)
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE,
                 _ ("Grid codes of the polar caps (from 88 degrees) are not supported"));
  else
    return TRUE;
  return FALSE;
}

/* Distance from the origin in whole units. A decimal that means a cell's corner may lie a hair
 * below it. */
static gint64
to_units (double degrees)
{
  return (gint64) floor (fabs (degrees) * UNITS_PER_DEG + 1e-4);
}

/* A cell by its corner next to the origin, in units. */
typedef struct {
  gboolean south, west, below, has_layer;
  gint64 x, y, z;
  int level;
} Cell;

static char *
encode (Cell cell)
{
  GString *code = g_string_sized_new (40);

  g_string_append_c (code, cell.south ? 'S' : 'N');
  if (cell.has_layer)
    g_string_append_c (code, cell.below ? '1' : '0');
  for (int i = 0; i < cell.level; i++)
    {
      put_level (code, i, (int) (cell.x / grid[i].width), (int) (cell.y / grid[i].height),
                 cell.west);
      if (cell.has_layer)
        put_layer (code, i, (int) (cell.z / grid[i].depth));
      cell.x %= grid[i].width;
      cell.y %= grid[i].height;
      cell.z %= grid[i].depth;
    }
  return g_string_free (code, FALSE);
}

static Cell
cell_at (double lat, double lon, int level)
{
  /* The antimeridian itself belongs to the last column. */
  return (Cell){ .south = lat < 0,
                 .west = lon < 0,
                 .x = MIN (to_units (lon), 180 * UNITS_PER_DEG - 1),
                 .y = to_units (lat),
                 .level = level };
}

char *
tw_beidou_encode (double lat, double lon, int level, GError **error)
{
  if (!check_position (lat, lon, level, error))
    return NULL;
  return encode (cell_at (lat, lon, level));
}

static double
layer_height_m (double degrees)
{
  return HEIGHT_RADIUS_M * expm1 (degrees * log1p (G_PI / 180));
}

static double
height_degrees (double height_m)
{
  return log1p (height_m / HEIGHT_RADIUS_M) / log1p (G_PI / 180);
}

char *
tw_beidou_encode_3d (double lat, double lon, double height_m, int level, GError **error)
{
  Cell cell;

  if (!check_position (lat, lon, level, error))
    return NULL;
  if (!(height_m > -HEIGHT_RADIUS_M && fabs (height_degrees (height_m)) < 256))
    {
      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE,
                   _ ("A height of %.0f m has no grid code"), height_m);
      return NULL;
    }
  cell = cell_at (lat, lon, level);
  cell.has_layer = TRUE;
  cell.below = height_m < 0;
  cell.z = MIN (to_units (height_degrees (height_m)), HEIGHT_RANGE - 1);
  return encode (cell);
}

static int
digit_value (char c, int limit)
{
  int value = g_ascii_isxdigit (c) ? g_ascii_xdigit_value (c) : -1;

  return value < limit ? value : -1;
}

/* One level of @p, which moves past it; FALSE where it names no cell. */
static gboolean
read_level (const char **p, int level, int *ret_column, int *ret_row, gboolean *ret_west)
{
  const char *at = *p;
  int column, row;

  if (level == 0)
    {
      int zone;

      if (!g_ascii_isdigit (at[0]) || !g_ascii_isdigit (at[1]))
        return FALSE;
      zone = (at[0] - '0') * 10 + (at[1] - '0');
      if (zone < 1 || zone > 60)
        return FALSE;
      *ret_west = zone <= 30;
      column = zone <= 30 ? 30 - zone : zone - 31;
      row = g_ascii_toupper (at[2]) - 'A';
      if (row < 0 || row >= grid[0].rows)
        return FALSE;
      at += 3;
    }
  else if (is_numbered_through (level))
    {
      int cell = digit_value (*at++, grid[level].columns * grid[level].rows);

      column = cell % 2;
      row = cell / 2;
      if (cell < 0)
        return FALSE;
    }
  else
    {
      column = digit_value (at[0], grid[level].columns);
      row = column < 0 ? -1 : digit_value (at[1], grid[level].rows);
      if (row < 0)
        return FALSE;
      at += 2;
    }
  *p = at;
  *ret_column = column;
  *ret_row = row;
  return TRUE;
}

static gboolean
read_layer (const char **p, int level, int *ret_layer)
{
  int layer;

  if (level > 0)
    layer = digit_value (*(*p)++, grid[level].layers);
  else
    {
      int tens = digit_value ((*p)[0], 7), ones = tens < 0 ? -1 : digit_value ((*p)[1], 10);

      layer = ones < 0 || tens * 10 + ones >= grid[0].layers ? -1 : tens * 10 + ones;
      *p += 2;
    }
  *ret_layer = layer;
  return layer >= 0;
}

static gboolean
read_cell (const char *p, gboolean with_height, Cell *cell)
{
  char hemisphere = g_ascii_toupper (*p);

  if (hemisphere != 'N' && hemisphere != 'S')
    return FALSE;
  cell->south = hemisphere == 'S';
  p++;
  if (with_height)
    {
      if (*p != '0' && *p != '1')
        return FALSE;
      cell->below = *p++ == '1';
    }
  for (; *p != '\0'; cell->level++)
    {
      int column, row, layer = 0;

      if (cell->level == N_LEVELS || !read_level (&p, cell->level, &column, &row, &cell->west)
          || (with_height && !read_layer (&p, cell->level, &layer)))
        return FALSE;
      cell->x += column * grid[cell->level].width;
      cell->y += row * grid[cell->level].height;
      cell->z += layer * grid[cell->level].depth;
    }
  return cell->level > 0;
}

static gboolean
decode (const char *code, gboolean with_height, Cell *cell, GError **error)
{
  if (read_cell (code, with_height, cell))
    return TRUE;
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX, _ ("“%s” is no BeiDou grid code"), code);
  return FALSE;
}

static TwLatLon
cell_corner (const Cell *cell)
{
  double lat = (double) cell->y / UNITS_PER_DEG, lon = (double) cell->x / UNITS_PER_DEG;

  return (TwLatLon){ cell->south ? -lat : lat, cell->west ? -lon : lon };
}

gboolean
tw_beidou_decode (const char *code, TwLatLon *ret_position, int *ret_level, GError **error)
{
  Cell cell = { 0 };

  g_return_val_if_fail (code != NULL && ret_position != NULL, FALSE);

  if (!decode (code, FALSE, &cell, error))
    return FALSE;
  *ret_position = cell_corner (&cell);
  if (ret_level != NULL)
    *ret_level = cell.level;
  return TRUE;
}

gboolean
tw_beidou_decode_3d (const char *code, TwLatLon *ret_position, double *ret_height_m, int *ret_level,
                     GError **error)
{
  Cell cell = { 0 };

  g_return_val_if_fail (code != NULL && ret_position != NULL && ret_height_m != NULL, FALSE);

  if (!decode (code, TRUE, &cell, error))
    return FALSE;
  *ret_position = cell_corner (&cell);
  *ret_height_m = layer_height_m ((cell.below ? -1.0 : 1.0) * (double) cell.z / UNITS_PER_DEG);
  if (ret_level != NULL)
    *ret_level = cell.level;
  return TRUE;
}
