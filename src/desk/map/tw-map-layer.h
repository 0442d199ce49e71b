/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/map/tw-map-projection.h"

#include <shumate/shumate.h>

G_BEGIN_DECLS

/**
 * TwMapLayer: what all our layers share: they redraw when the viewport moves and take the frame's
 * one projection from it. A layer never takes pointer events; the map view does.
 */
#define TW_TYPE_MAP_LAYER (tw_map_layer_get_type ())
G_DECLARE_DERIVABLE_TYPE (TwMapLayer, tw_map_layer, TW, MAP_LAYER, ShumateLayer)

struct _TwMapLayerClass {
  ShumateLayerClass parent_class;
  /** Draws; @projection is of this frame. Clipped to the widget. */
  void (*draw) (TwMapLayer *self, GtkSnapshot *snapshot, const TwMapProjection *projection);
  /** The user's size of text changed: layouts are to be made anew. Or NULL. */
  void (*text_changed) (TwMapLayer *self);
};

/** FALSE before the layer has a size or the viewport a reference source. */
gboolean tw_map_layer_get_projection (TwMapLayer *self, TwMapProjection *ret_projection);
/** As above for any widget that covers the map. */
gboolean tw_map_projection_from_viewport (ShumateViewport *viewport, GtkWidget *widget,
                                          TwMapProjection *ret_projection);
gboolean tw_map_layer_is_dark (void);
/** How much larger than the design's text is to be: 1, or 2 at 200 %. */
double tw_map_layer_get_text_scale (TwMapLayer *self);

G_END_DECLS
