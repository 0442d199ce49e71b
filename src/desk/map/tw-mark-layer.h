/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/map/tw-map-layer.h"
#include "desk/map/tw-outline-layer.h"

G_BEGIN_DECLS

/** TwMarkLayer: landmarks (metro exits, kindergartens, the centre ...) as small quiet signs,
 * thinned out where they crowd. */
#define TW_TYPE_MARK_LAYER (tw_mark_layer_get_type ())
G_DECLARE_FINAL_TYPE (TwMarkLayer, tw_mark_layer, TW, MARK_LAYER, TwMapLayer)

/** Signs make room for the names of @outlines, which outlives this layer. */
TwMarkLayer *tw_mark_layer_new (ShumateViewport *viewport, TwOutlineLayer *outlines);
/** A reference is taken; NULL empties the layer. */
void tw_mark_layer_set_street (TwMarkLayer *self, TwStreet *street);
/** Signs that stand at the zoom drawn last, for tests. */
guint tw_mark_layer_get_n_standing (TwMarkLayer *self);

G_END_DECLS
