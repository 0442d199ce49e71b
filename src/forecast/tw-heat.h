/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwHeat: kernel density of weighted points on a grid of the ground. Everything is in metres on a
 * local plane (TwPlane), so that the heat means the same at every zoom. One object serves any
 * number of frames without allocating, as long as the grid does not grow. Not thread-safe; one per
 * thread.
 */
typedef struct _TwHeat TwHeat;

/** The grid: @width x @height square cells of @cell_m metres, (x0_m, y0_m) is the south-west
 * corner, row 0 the south. */
typedef struct {
  double x0_m, y0_m;
  double cell_m;
  guint width, height;
} TwHeatGrid;

typedef struct {
  float x_m, y_m;
  float weight; /* requests (or expected requests) at this point, any sign */
} TwHeatPoint;

/** Most cells of a grid with its rim. */
#define TW_HEAT_MAX_CELLS (16u * 1024 * 1024)

TwHeat *tw_heat_new (void);
void tw_heat_free (TwHeat *self);

/**
 * Sets grid and kernel (@bandwidth_m is the standard deviation of the Gaussian, 0 = no smoothing)
 * and clears the weights. Buffers only ever grow. FALSE (and nothing changed) for an empty grid,
 * numbers that are not finite, a bandwidth above 200 cells or a grid above TW_HEAT_MAX_CELLS.
 */
gboolean tw_heat_set_grid (TwHeat *self, const TwHeatGrid *grid, double bandwidth_m);

/** Forgets the weights added so far. */
void tw_heat_clear (TwHeat *self);

/**
 * Adds points. Points beyond the grid still warm its rim as far as the kernel reaches; farther ones
 * and those that are not finite are left out. Returns how many were taken.
 */
gsize tw_heat_add_points (TwHeat *self, const TwHeatPoint *points, gsize n_points);

/** Adds one point; see tw_heat_add_points(). */
gboolean tw_heat_add (TwHeat *self, double x_m, double y_m, double weight);

/**
 * Smooths what was added over @hours hours (> 0) of time. Returns width * height densities, row by
 * row from the south, in requests per square kilometre per hour; borrowed, valid until the next
 * call on @self. The sum times the area of a cell is the weight inside, apart from what the kernel
 * carries over the rim.
 */
const float *tw_heat_compute (TwHeat *self, double hours);

/** The last result (NULL before the first), its grid and its greatest value. */
const float *tw_heat_get_density (TwHeat *self);
const TwHeatGrid *tw_heat_get_grid (TwHeat *self);
float tw_heat_get_max (TwHeat *self);

/** The last result at a point, bilinear between cell centres; 0 outside the grid. */
double tw_heat_at (TwHeat *self, double x_m, double y_m);

/** The reach of the kernel in metres (weights farther from a point do not touch it). */
double tw_heat_get_reach_m (TwHeat *self);

/** For tests and figures: how often buffers were (re)allocated so far. */
guint tw_heat_get_n_allocations (TwHeat *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHeat, tw_heat_free)

G_END_DECLS
