// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-address.h"

#include "base/tw-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define N_LEVELS 10
#define UNITS_PER_DEG (3600 * G_GINT64_CONSTANT (2048)) /* 1/2048 second, the finest cell */
#define POLAR_LAT 88
#define HEIGHT_RADIUS_M 6378137.0
#define HEIGHT_BITS 31

/* Cell sizes in units of 1/2048 second; how many columns and rows a cell of the level above has; height bits. */
static const struct {
  gint64 width, height;
  int columns, rows;
  int height_bits;
} grid[N_LEVELS] = {
  { 6 * UNITS_PER_DEG, 4 * UNITS_PER_DEG, 30, 22, 6 },
  { UNITS_PER_DEG / 2, UNITS_PER_DEG / 2, 12, 8, 3 },
  { UNITS_PER_DEG / 4, UNITS_PER_DEG / 6, 2, 3, 1 },
  { UNITS_PER_DEG / 60, UNITS_PER_DEG / 60, 15, 10, 4 },
  { 4 * 2048, 4 * 2048, 15, 15, 4 },
  { 2 * 2048, 2 * 2048, 2, 2, 1 },
  { 512, 512, 8, 8, 3 },
  { 64, 64, 8, 8, 3 },
  { 8, 8, 8, 8, 3 },
  { 1, 1, 8, 8, 3 },
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
put_height (GString *code, int level, guint bits)
{
  if (level == 0)
    g_string_append_printf (code, "%02u", bits);
  else
    g_string_append_c (code, hex[bits]);
}

static gboolean
check_position (double lat, double lon, int level, GError **error)
{
  if (level < 1 || level > N_LEVELS)
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE, _("A grid code has 1 to 10 levels, not %d"), level);
  else if (!isfinite (lat) || !isfinite (lon) || fabs (lat) > 90 || fabs (lon) > 180)
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE, _("%.7f, %.7f is no position"), lat, lon);
  else if (fabs (lat) >= POLAR_LAT)
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE,
                 _("Grid codes of the polar caps (from 88 degrees) are not supported"));
  else
    return TRUE;
  return FALSE;
}

/* Degrees from the origin in whole units. A decimal that means a cell's corner may lie a hair below it. */
static gint64
to_units (double degrees)
{
  return (gint64) floor (fabs (degrees) * UNITS_PER_DEG + 1e-4);
}

static char *
encode (double lat, double lon, int level, gboolean with_height, gint64 height_n)
{
  gboolean west = lon < 0;
  gint64 x = MIN (to_units (lon), 180 * UNITS_PER_DEG - 1), y = to_units (lat);
  guint64 height = (guint64) ABS (height_n);
  int shift = HEIGHT_BITS;
  GString *code = g_string_sized_new (40);

  g_string_append_c (code, lat < 0 ? 'S' : 'N');
  if (with_height)
    g_string_append_c (code, height_n < 0 ? '1' : '0');
  for (int i = 0; i < level; i++)
    {
      put_level (code, i, (int) (x / grid[i].width), (int) (y / grid[i].height), west);
      x %= grid[i].width;
      y %= grid[i].height;
      shift -= grid[i].height_bits;
      if (with_height)
        put_height (code, i, (guint) (height >> shift) & ((1u << grid[i].height_bits) - 1));
    }
  return g_string_free (code, FALSE);
}

char *
tw_beidou_encode (double lat, double lon, int level, GError **error)
{
  if (!check_position (lat, lon, level, error))
    return NULL;
  return encode (lat, lon, level, FALSE, 0);
}

static double
layer_height_m (gint64 n)
{
  return HEIGHT_RADIUS_M * expm1 ((double) n / UNITS_PER_DEG * log1p (G_PI / 180));
}

char *
tw_beidou_encode_3d (double lat, double lon, double height_m, int level, GError **error)
{
  double n;

  if (!check_position (lat, lon, level, error))
    return NULL;
  n = isfinite (height_m) && height_m > -HEIGHT_RADIUS_M
        ? floor (log1p (height_m / HEIGHT_RADIUS_M) / log1p (G_PI / 180) * UNITS_PER_DEG + 1e-6)
        : INFINITY;
  if (fabs (n) >= (double) (G_GUINT64_CONSTANT (1) << HEIGHT_BITS))
    {
      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE, _("A height of %.0f m has no grid code"), height_m);
      return NULL;
    }
  return encode (lat, lon, level, TRUE, (gint64) n);
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
read_height (const char **p, int level, guint64 *height)
{
  int n_chars = level == 0 ? 2 : 1;
  int value = 0;

  for (int i = 0; i < n_chars; i++, (*p)++)
    {
      int digit = digit_value (**p, level == 0 ? 10 : 1 << grid[level].height_bits);

      if (digit < 0)
        return FALSE;
      value = value * 10 + digit;
    }
  if (value >= 1 << grid[level].height_bits)
    return FALSE;
  *height = *height << grid[level].height_bits | (guint64) value;
  return TRUE;
}

typedef struct {
  gboolean south, west, below;
  gint64 x, y;
  guint64 height;
  int level;
} Cell;

static gboolean
read_cell (const char *p, gboolean with_height, Cell *cell)
{
  char hemisphere = g_ascii_toupper (*p);
  int bits_left = HEIGHT_BITS;

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
      int column, row;

      if (cell->level == N_LEVELS || !read_level (&p, cell->level, &column, &row, &cell->west) ||
          (with_height && !read_height (&p, cell->level, &cell->height)))
        return FALSE;
      cell->x += column * grid[cell->level].width;
      cell->y += row * grid[cell->level].height;
      bits_left -= grid[cell->level].height_bits;
    }
  cell->height <<= bits_left;
  return cell->level > 0;
}

static gboolean
decode (const char *code, gboolean with_height, Cell *cell, GError **error)
{
  if (read_cell (code, with_height, cell))
    return TRUE;
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX, _("“%s” is no BeiDou grid code"), code);
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
tw_beidou_decode_3d (const char *code, TwLatLon *ret_position, double *ret_height_m, int *ret_level, GError **error)
{
  Cell cell = { 0 };

  g_return_val_if_fail (code != NULL && ret_position != NULL && ret_height_m != NULL, FALSE);

  if (!decode (code, TRUE, &cell, error))
    return FALSE;
  *ret_position = cell_corner (&cell);
  *ret_height_m = layer_height_m (cell.below ? -(gint64) cell.height : (gint64) cell.height);
  if (ret_level != NULL)
    *ret_level = cell.level;
  return TRUE;
}
