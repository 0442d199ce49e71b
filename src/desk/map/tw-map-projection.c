// SPDX-License-Identifier: Apache-2.0
#include "desk/map/tw-map-projection.h"

#include <math.h>

void
tw_map_projection_init (TwMapProjection *self, TwLatLon center, double world_px, int width,
                        int height)
{
  double x, y;

  tw_mercator_from_latlon (center.lat, center.lon, &x, &y);
  self->world_px = world_px;
  self->left = x * world_px - width / 2.0;
  self->top = y * world_px - height / 2.0;
  self->width = width;
  self->height = height;
}

void
tw_map_projection_to_px (const TwMapProjection *self, double lat, double lon, double *ret_x,
                         double *ret_y)
{
  double x, y;

  tw_mercator_from_latlon (lat, lon, &x, &y);
  *ret_x = x * self->world_px - self->left;
  *ret_y = y * self->world_px - self->top;
}

TwLatLon
tw_map_projection_to_latlon (const TwMapProjection *self, double x, double y)
{
  return tw_mercator_to_latlon ((x + self->left) / self->world_px,
                                (y + self->top) / self->world_px);
}

TwBox
tw_map_projection_box (const TwMapProjection *self, double margin)
{
  double dx = self->width * margin, dy = self->height * margin;
  TwLatLon nw = tw_map_projection_to_latlon (self, -dx, -dy);
  TwLatLon se = tw_map_projection_to_latlon (self, self->width + dx, self->height + dy);

  return (TwBox){ .south = se.lat, .west = nw.lon, .north = nw.lat, .east = se.lon };
}

gboolean
tw_map_projection_equal (const TwMapProjection *a, const TwMapProjection *b)
{
  return a->world_px == b->world_px && a->left == b->left && a->top == b->top
         && a->width == b->width && a->height == b->height;
}

void
tw_map_fit (const TwBox *box, int width, int height, int padding_px, int min_zoom, int max_zoom,
            int *ret_zoom, int *ret_tile_px)
{
  double x0, y0, x1, y1, world_px, zoom;

  tw_mercator_from_latlon (box->north, box->west, &x0, &y0);
  tw_mercator_from_latlon (box->south, box->east, &x1, &y1);
  world_px = MIN (MAX (width - 2 * padding_px, 32) / MAX (x1 - x0, 1e-9),
                  MAX (height - 2 * padding_px, 32) / MAX (y1 - y0, 1e-9));
  zoom = log2 (world_px / 256);
  *ret_zoom = CLAMP ((int) floor (zoom), min_zoom, max_zoom);
  /* steps of 8 px, rounded down, keep tile edges on whole pixels and the box inside the view */
  *ret_tile_px = CLAMP ((int) floor (256 * exp2 (zoom - *ret_zoom) / 8) * 8, 256, 504);
}
