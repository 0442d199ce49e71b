/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/map/tw-map-layer.h"
#include "duty/tw-street.h"

G_BEGIN_DECLS

/** TwOutlineLayer: boundaries and names of the communities, one of them selected. Names stand only
 * where they fit. */
#define TW_TYPE_OUTLINE_LAYER (tw_outline_layer_get_type ())
G_DECLARE_FINAL_TYPE (TwOutlineLayer, tw_outline_layer, TW, OUTLINE_LAYER, TwMapLayer)

TwOutlineLayer *tw_outline_layer_new (ShumateViewport *viewport);
/** A reference is taken; NULL empties the layer. */
void tw_outline_layer_set_street (TwOutlineLayer *self, TwStreet *street);
void tw_outline_layer_set_selected (TwOutlineLayer *self, guint community);
/** Boxes of the names that stand when the world is @world_px wide, in world pixels. GArray of
 * TwLabelCandidate. */
GArray *tw_outline_layer_list_names (TwOutlineLayer *self, double world_px);
/** The same with nothing selected and without texts, for whoever draws names below: they must stay
 * out of these boxes. */
GArray *tw_outline_layer_list_reserved (TwOutlineLayer *self, double world_px);
/** Another number whenever names or their size have changed. */
guint tw_outline_layer_get_serial (TwOutlineLayer *self);

G_END_DECLS
