/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <cairo.h>

G_BEGIN_DECLS

/** A square of tiles painted in one go: n_tiles x n_tiles from tile (x, y) at a whole zoom level.
 */
typedef struct {
  int zoom, x, y;
  int n_tiles;
  int tile_px; /* logical pixels of one tile */
  int scale;   /* device pixels a logical one */
  gboolean dark;
  gboolean prefer_en; /* show name_en where there is one */
  double text_scale;  /* of names; 0 counts as 1 */
  /* TwLabelCandidate in world pixels of the job's zoom: no name comes here. Borrowed, may be NULL
   */
  const GArray *reserved;
} TwTileJob;

/** What a painter must see: the square and @margin_px around it. */
TwBox tw_tile_job_box (const TwTileJob *job, double margin_px);

/** How far around the square names may matter; features of tw_tile_job_box (job, this) make names
 * run on over the edges. */
double tw_tile_job_margin_px (const TwTileJob *job);

/**
 * Paints @features (TwMapFeature, in drawing order; NULL or empty: the bare ground). Thread-safe;
 * touches neither network nor disk. Returns an ARGB32 image surface of n_tiles * tile_px * scale
 * pixels a side, transfer full.
 */
cairo_surface_t *tw_tile_paint (const TwTileJob *job, GPtrArray *features);

G_END_DECLS
