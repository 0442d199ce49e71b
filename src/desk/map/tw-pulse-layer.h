/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/map/tw-map-layer.h"

G_BEGIN_DECLS

#define TW_PULSE_US (1400 * G_GINT64_CONSTANT (1000))

/**
 * TwPulseLayer: a ring that opens and fades where a request has just arrived. It asks for frames
 * only while a ring is open; with reduced motion it shows a still ring for the same time.
 */
#define TW_TYPE_PULSE_LAYER (tw_pulse_layer_get_type ())
G_DECLARE_FINAL_TYPE (TwPulseLayer, tw_pulse_layer, TW, PULSE_LAYER, TwMapLayer)

TwPulseLayer *tw_pulse_layer_new (ShumateViewport *viewport);
/** Begins a pulse now. Beyond 64 at once the oldest go. */
void tw_pulse_layer_add (TwPulseLayer *self, double lat, double lon);
guint tw_pulse_layer_get_n_active (TwPulseLayer *self);

G_END_DECLS
