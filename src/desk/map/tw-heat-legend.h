/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** TwHeatLegend: the ramp from 0 to the fixed top, with ticks, and whether the hour is observed or
 * forecast. */
#define TW_TYPE_HEAT_LEGEND (tw_heat_legend_get_type ())
G_DECLARE_FINAL_TYPE (TwHeatLegend, tw_heat_legend, TW, HEAT_LEGEND, GtkWidget)

GtkWidget *tw_heat_legend_new (void);
/** @scale in requests per km2 and hour; 0: no data. */
void tw_heat_legend_set (TwHeatLegend *self, double scale, gboolean forecast);
/** One line instead of three, where the map is small; what is left out is in the tooltip. */
void tw_heat_legend_set_compact (TwHeatLegend *self, gboolean compact);
double tw_heat_legend_get_scale (TwHeatLegend *self);
/** Paints what the widget shows, its top left at the origin. */
void tw_heat_legend_paint (TwHeatLegend *self, cairo_t *cr);

G_END_DECLS
