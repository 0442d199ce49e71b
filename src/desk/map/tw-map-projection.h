/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"

G_BEGIN_DECLS

/**
 * TwMapProjection: where things stand on the screen in one frame, as one affine from the Mercator
 * unit square to widget pixels. North up.
 */
typedef struct {
  double world_px;  /* width of the whole world */
  double left, top; /* widget's corner in world pixels */
  int width, height;
} TwMapProjection;

/** The view of @width x @height pixels whose middle is @center. */
void tw_map_projection_init (TwMapProjection *self, TwLatLon center, double world_px, int width,
                             int height);
void tw_map_projection_to_px (const TwMapProjection *self, double lat, double lon, double *ret_x,
                              double *ret_y);
TwLatLon tw_map_projection_to_latlon (const TwMapProjection *self, double x, double y);
/** What the widget shows, grown by @margin (a share of its size) on each side. */
TwBox tw_map_projection_box (const TwMapProjection *self, double margin);
gboolean tw_map_projection_equal (const TwMapProjection *a, const TwMapProjection *b);

/**
 * Zoom level and tile size that fit @box into the view with @padding_px around: the level is whole,
 * so that tiles are painted at the very size they are shown; the tile size (256 to 488 pixels)
 * takes the rest.
 */
void tw_map_fit (const TwBox *box, int width, int height, int padding_px, int min_zoom,
                 int max_zoom, int *ret_zoom, int *ret_tile_px);

G_END_DECLS
