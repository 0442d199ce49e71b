/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/map/tw-map-layer.h"

G_BEGIN_DECLS

/**
 * TwProbeLayer: what is pointed at: the outline of a cell with a card of text beside it, and the
 * outline of the cell that is selected.
 */
#define TW_TYPE_PROBE_LAYER (tw_probe_layer_get_type ())
G_DECLARE_FINAL_TYPE (TwProbeLayer, tw_probe_layer, TW, PROBE_LAYER, TwMapLayer)

TwProbeLayer *tw_probe_layer_new (ShumateViewport *viewport);
/** @box NULL hides it. @title and @detail are the card's two lines; @detail may be NULL. @cross: a
 * cross-hair for the keyboard. */
void tw_probe_layer_set_probe (TwProbeLayer *self, const TwBox *box, const char *title,
                               const char *detail, gboolean cross);
void tw_probe_layer_set_selected (TwProbeLayer *self, const TwBox *box);
/** The card's text, lines joined by a newline, or NULL. Borrowed. */
const char *tw_probe_layer_get_text (TwProbeLayer *self);

G_END_DECLS
