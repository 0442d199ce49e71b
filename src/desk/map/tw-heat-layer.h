/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/map/tw-map-layer.h"
#include "duty/tw-heat-view.h"

G_BEGIN_DECLS

/**
 * TwHeatLayer: the heat of one hour over the map. The field is sampled every TW_HEAT_SAMPLE_PX
 * pixels over a window somewhat larger than the view, coloured into a small texture and scaled up.
 * Textures are kept per hour until data, filter, zoom or the window change: a second pass of the
 * slider and panning inside the window cost one scaled blit.
 */
#define TW_TYPE_HEAT_LAYER (tw_heat_layer_get_type ())
G_DECLARE_FINAL_TYPE (TwHeatLayer, tw_heat_layer, TW, HEAT_LAYER, TwMapLayer)

#define TW_HEAT_SAMPLE_PX 8

/** Figures of the hour shown, see TwHeatFrame. */
typedef struct {
  double n_shown, n_unplaced, peak;
  gboolean forecast, empty;
} TwHeatInfo;

TwHeatLayer *tw_heat_layer_new (ShumateViewport *viewport);
/** @heat is borrowed and must outlive the layer or be set to NULL before it goes. */
void tw_heat_layer_set_heat (TwHeatLayer *self, TwHeatView *heat);
void tw_heat_layer_set_hour (TwHeatLayer *self, gint64 hour_us);
gint64 tw_heat_layer_get_hour (TwHeatLayer *self);
/** Data, filter or bandwidth of the heat have changed. */
void tw_heat_layer_invalidate (TwHeatLayer *self);
/** Only the hour that begins at @hour_us has changed: a request came in. */
void tw_heat_layer_invalidate_hour (TwHeatLayer *self, gint64 hour_us);
/** Renders what is missing; FALSE when there is nothing to show yet (no size, no heat). */
gboolean tw_heat_layer_get_info (TwHeatLayer *self, TwHeatInfo *ret_info);
/** Top of the legend; 0 without data. */
double tw_heat_layer_get_scale (TwHeatLayer *self);
/** Fields computed and milliseconds spent on it, for benchmarks. */
guint tw_heat_layer_get_n_rendered (TwHeatLayer *self);
double tw_heat_layer_get_render_ms (TwHeatLayer *self);

G_END_DECLS
