// SPDX-License-Identifier: Apache-2.0
/*
 * The heat of a frame.
 *
 * A point is shared among the four cell centres around it (bilinear), so that heat glides rather
 * than jumps when a point moves. The field is then convolved with a Gaussian, first along rows,
 * then along columns; each one-dimensional kernel is sampled at cell centres, cut at REACH standard
 * deviations and normed to 1, so mass is kept exactly. Sharing among neighbours itself blurs by a
 * variance of up to 1/4 cell^2 (1/6 on average), which is taken off the kernel's.
 *
 * The buffers carry a rim of the kernel's radius + 1 on each side. A point just outside the grid
 * lands in the rim and warms the cells it should; that also makes the inner loops free of border
 * cases. Rows that hold no weight are skipped in the first pass, which is most of them on a quiet
 * night.
 */
#include "forecast/tw-heat.h"

#include <math.h>
#include <string.h>

#define REACH 3.5
#define MAX_TAPS 702 /* MAX_SIGMA_CELLS * REACH + 2 */
#define MAX_SIGMA_CELLS 200.0
#define SPLAT_VARIANCE (1.0 / 6.0)
#define M2_PER_KM2 1e6

struct _TwHeat {
  TwHeatGrid grid;
  guint rim;          /* cells on each side */
  guint radius;       /* of the kernel, in cells */
  gsize stride, rows; /* of the padded field */
  float *field;       /* padded weights */
  float *smooth;      /* after the row pass: rows x width */
  float *density;     /* width x height */
  float *kernel;      /* radius + 1 taps, centre first */
  guint8 *row_used;   /* rows */
  gsize field_size, smooth_size, density_size, kernel_size, rows_size;
  float max;
  gboolean computed;
  guint n_allocations;
};

TwHeat *
tw_heat_new (void)
{
  return g_new0 (TwHeat, 1);
}

void
tw_heat_free (TwHeat *self)
{
  if (self == NULL)
    return;
  g_free (self->field);
  g_free (self->smooth);
  g_free (self->density);
  g_free (self->kernel);
  g_free (self->row_used);
  g_free (self);
}

static void
grow_floats (TwHeat *self, float **buffer, gsize *size, gsize need)
{
  if (need <= *size)
    return;
  *buffer = g_renew (float, *buffer, need);
  *size = need;
  self->n_allocations++;
}

static void
grow_rows (TwHeat *self, gsize need)
{
  if (need <= self->rows_size)
    return;
  self->row_used = g_renew (guint8, self->row_used, need);
  self->rows_size = need;
  self->n_allocations++;
}

static void
make_kernel (TwHeat *self, double sigma)
{
  double sum = 0, taps[MAX_TAPS];

  for (guint i = 0; i <= self->radius; i++)
    {
      taps[i] = i == 0 ? 1 : exp (-0.5 * (i / sigma) * (i / sigma));
      sum += i == 0 ? taps[i] : 2 * taps[i];
    }
  grow_floats (self, &self->kernel, &self->kernel_size, self->radius + 1);
  for (guint i = 0; i <= self->radius; i++)
    self->kernel[i] = (float) (taps[i] / sum);
}

static gboolean
grid_is_valid (const TwHeatGrid *grid, double bandwidth_m)
{
  if (grid->width == 0 || grid->height == 0 || grid->width > TW_HEAT_MAX_CELLS
      || grid->height > TW_HEAT_MAX_CELLS)
    return FALSE;
  if (!isfinite (grid->x0_m) || !isfinite (grid->y0_m) || !isfinite (grid->cell_m)
      || !(grid->cell_m > 0))
    return FALSE;
  return isfinite (bandwidth_m) && bandwidth_m >= 0
         && bandwidth_m / grid->cell_m <= MAX_SIGMA_CELLS;
}

gboolean
tw_heat_set_grid (TwHeat *self, const TwHeatGrid *grid, double bandwidth_m)
{
  g_return_val_if_fail (self != NULL && grid != NULL, FALSE);
  if (!grid_is_valid (grid, bandwidth_m))
    return FALSE;

  double cells = bandwidth_m / grid->cell_m;
  double sigma = sqrt (MAX (cells * cells - SPLAT_VARIANCE, 0));
  guint radius = sigma > 0.1 ? (guint) ceil (sigma * REACH) : 0;
  gsize stride = (gsize) grid->width + 2 * (radius + 1);
  gsize rows = (gsize) grid->height + 2 * (radius + 1);
  if (stride * rows > TW_HEAT_MAX_CELLS)
    return FALSE;

  self->grid = *grid;
  self->radius = radius;
  self->rim = radius + 1;
  self->stride = stride;
  self->rows = rows;
  grow_floats (self, &self->field, &self->field_size, stride * rows);
  grow_floats (self, &self->smooth, &self->smooth_size, rows * grid->width);
  grow_floats (self, &self->density, &self->density_size, (gsize) grid->width * grid->height);
  grow_rows (self, rows);
  make_kernel (self, sigma);
  memset (self->row_used, 1, rows);
  tw_heat_clear (self);
  return TRUE;
}

void
tw_heat_clear (TwHeat *self)
{
  g_return_if_fail (self != NULL);
  for (gsize y = 0; y < self->rows; y++)
    if (self->row_used[y])
      memset (self->field + y * self->stride, 0, self->stride * sizeof (float));
  if (self->rows > 0)
    memset (self->row_used, 0, self->rows);
  self->computed = FALSE;
}

gboolean
tw_heat_add (TwHeat *self, double x_m, double y_m, double weight)
{
  double x = (x_m - self->grid.x0_m) / self->grid.cell_m - 0.5 + self->rim;
  double y = (y_m - self->grid.y0_m) / self->grid.cell_m - 0.5 + self->rim;

  /* written so that a NaN fails */
  if (!(x >= 0 && y >= 0 && x < self->stride - 1 && y < self->rows - 1) || !isfinite (weight))
    return FALSE;

  gsize column = (gsize) x, row = (gsize) y;
  float fx = (float) (x - column), fy = (float) (y - row), w = (float) weight;
  float *cell = self->field + row * self->stride + column;
  cell[0] += w * (1 - fx) * (1 - fy);
  cell[1] += w * fx * (1 - fy);
  cell[self->stride] += w * (1 - fx) * fy;
  cell[self->stride + 1] += w * fx * fy;
  self->row_used[row] = self->row_used[row + 1] = 1;
  return TRUE;
}

gsize
tw_heat_add_points (TwHeat *self, const TwHeatPoint *points, gsize n_points)
{
  g_return_val_if_fail (self != NULL && self->rows > 0, 0);
  gsize taken = 0;

  for (gsize i = 0; i < n_points; i++)
    taken += tw_heat_add (self, points[i].x_m, points[i].y_m, points[i].weight);
  return taken;
}

/* One tap of a symmetric kernel at a time over a whole row: long loops without a dependency, which
 * vectorise. */
static void
blend_pair (float *restrict out, const float *restrict a, const float *restrict b, float tap,
            gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] += tap * (a[i] + b[i]);
}

static void
scale_row (float *restrict out, const float *restrict in, float factor, gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = factor * in[i];
}

static void
smooth_rows (TwHeat *self)
{
  gsize n = self->grid.width;

  for (gsize y = 0; y < self->rows; y++)
    {
      if (!self->row_used[y])
        continue;
      const float *in = self->field + y * self->stride + self->rim;
      float *out = self->smooth + y * n;
      scale_row (out, in, self->kernel[0], n);
      for (guint k = 1; k <= self->radius; k++)
        blend_pair (out, in - k, in + k, self->kernel[k], n);
    }
}

static void
add_scaled (float *restrict out, const float *restrict in, float factor, gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] += factor * in[i];
}

static void
smooth_columns (TwHeat *self, float scale)
{
  gsize n = self->grid.width;

  for (gsize y = 0; y < self->grid.height; y++)
    {
      gsize centre = y + self->rim;
      float *out = self->density + y * n;
      memset (out, 0, n * sizeof (float));
      for (gsize from = centre - self->radius; from <= centre + self->radius; from++)
        if (self->row_used[from])
          {
            gsize k = from > centre ? from - centre : centre - from;
            add_scaled (out, self->smooth + from * n, self->kernel[k] * scale, n);
          }
    }
}

const float *
tw_heat_compute (TwHeat *self, double hours)
{
  g_return_val_if_fail (self != NULL && self->rows > 0, NULL);
  g_return_val_if_fail (hours > 0, NULL);
  double cell_km2 = self->grid.cell_m * self->grid.cell_m / M2_PER_KM2;
  gsize n = (gsize) self->grid.width * self->grid.height;

  smooth_rows (self);
  smooth_columns (self, (float) (1.0 / (cell_km2 * hours)));
  self->max = 0;
  for (gsize i = 0; i < n; i++)
    self->max = MAX (self->max, self->density[i]);
  self->computed = TRUE;
  return self->density;
}

const float *
tw_heat_get_density (TwHeat *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->computed ? self->density : NULL;
}

const TwHeatGrid *
tw_heat_get_grid (TwHeat *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return &self->grid;
}

float
tw_heat_get_max (TwHeat *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->computed ? self->max : 0;
}

double
tw_heat_get_reach_m (TwHeat *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return (self->radius + 1) * self->grid.cell_m;
}

double
tw_heat_at (TwHeat *self, double x_m, double y_m)
{
  g_return_val_if_fail (self != NULL, 0);
  double x = (x_m - self->grid.x0_m) / self->grid.cell_m;
  double y = (y_m - self->grid.y0_m) / self->grid.cell_m;

  if (!self->computed || !(x >= 0 && y >= 0 && x <= self->grid.width && y <= self->grid.height))
    return 0;

  /* between centres; beyond the outermost centre the border cell's value holds */
  x = CLAMP (x - 0.5, 0, self->grid.width - 1.0);
  y = CLAMP (y - 0.5, 0, self->grid.height - 1.0);
  gsize column = (gsize) x, row = (gsize) y, width = self->grid.width;
  double fx = x - column, fy = y - row;
  gsize right = MIN (column + 1, width - 1), up = MIN (row + 1, self->grid.height - 1);
  const float *d = self->density;
  double south = d[row * width + column] * (1 - fx) + d[row * width + right] * fx;
  double north = d[up * width + column] * (1 - fx) + d[up * width + right] * fx;
  return south * (1 - fy) + north * fy;
}

guint
tw_heat_get_n_allocations (TwHeat *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_allocations;
}
