/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwHeatPage: the live heat map of demand with its time slider, filters and the pane of what is
 * selected.
 *
 * Actions of the widget, for menus and the command palette: heat.play, heat.now, heat.fit,
 * heat.unplaced, heat.clear-selection, heat.range (i: 0 all, 1 past, 2 ahead), heat.bandwidth (d:
 * metres, 0 the street's own), heat.export-map, heat.export-chart, heat.export-csv.
 */
#define TW_TYPE_HEAT_PAGE (tw_heat_page_get_type ())
G_DECLARE_FINAL_TYPE (TwHeatPage, tw_heat_page, TW, HEAT_PAGE, GtkWidget)

/** @duty is referenced. The page works before its first load is done and fills itself as data
 * arrive. */
GtkWidget *tw_heat_page_new (TwDuty *duty);

/** Centres the map there, close enough to tell buildings apart, and selects the place. For search
 * results. */
void tw_heat_page_show_place (TwHeatPage *self, double lat, double lon);
/** Chooses the hour that holds @t_us (clamped to the 144 hours shown). */
void tw_heat_page_show_time (TwHeatPage *self, gint64 t_us);
/** 0: the whole street. */
void tw_heat_page_select_community (TwHeatPage *self, guint community);

G_END_DECLS
