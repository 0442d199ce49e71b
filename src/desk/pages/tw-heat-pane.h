/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/chart/tw-band-chart.h"
#include "desk/pages/tw-heat-list.h"

G_BEGIN_DECLS

/**
 * TwHeatPane: what is known of the place that is selected: its name, the figures of now, its band
 * chart, and the requests of the hour on the map. Its buttons act by heat.clear-selection and
 * heat.clear-scope of the page.
 */
#define TW_TYPE_HEAT_PANE (tw_heat_pane_get_type ())
G_DECLARE_FINAL_TYPE (TwHeatPane, tw_heat_pane, TW, HEAT_PANE, GtkWidget)

GtkWidget *tw_heat_pane_new (void);
void tw_heat_pane_set_title (TwHeatPane *self, const char *title, gboolean can_clear);

typedef struct {
  double last_hour; /* requests of the last 60 minutes */
  double p90;       /* of the present hour */
  double next_day;  /* mean of the next 24 hours */
} TwHeatFigures;

/** NAN shows as a dash. */
void tw_heat_pane_set_figures (TwHeatPane *self, const TwHeatFigures *figures);
/** Heading of the list: what part of the street, which hour, how many requests (-1: not known). The
 * unit is left out where there is no room for it. */
void tw_heat_pane_set_list_title (TwHeatPane *self, const char *title, int n, gboolean can_clear);
TwBandChart *tw_heat_pane_get_chart (TwHeatPane *self);
TwHeatList *tw_heat_pane_get_list (TwHeatPane *self);

G_END_DECLS
