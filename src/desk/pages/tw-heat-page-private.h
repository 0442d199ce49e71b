/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/chart/tw-time-strip.h"
#include "desk/map/tw-heat-legend.h"
#include "desk/map/tw-map-view.h"
#include "desk/pages/tw-heat-page.h"
#include "desk/pages/tw-heat-pane.h"

G_BEGIN_DECLS

/* What the list in the pane shows. */
typedef enum {
  TW_HEAT_SCOPE_AREA,     /* the community selected or filtered, else all */
  TW_HEAT_SCOPE_CELL,     /* the 100 m cell clicked */
  TW_HEAT_SCOPE_UNPLACED, /* requests without a place */
} TwHeatScope;

struct _TwHeatPage {
  GtkWidget parent_instance;
  GtkWidget *box, *paned, *map_overlay, *corner, *unplaced_button, *no_map_button, *play_button;
  GtkWidget *state_card, *state_title, *state_text, *state_button;
  GtkDropDown *service_drop, *channel_drop, *community_drop, *bandwidth_drop, *speed_drop;
  TwMapView *map;
  TwHeatLegend *legend;
  TwHeatPane *pane;
  TwTimeStrip *strip;
  GtkWidget *unplaced_text; /* inscription in the button */

  TwDuty *duty;
  TwStreet *street;
  TwDemand *demand;
  TwOutlook *outlook;
  TwHeatView *heat;
  TwFilter filter;
  double bandwidth_m; /* 0: the street's own */

  guint selected; /* community */
  TwHeatScope scope;
  TwBox cell_box;
  TwCell cell;
  gboolean follow_now; /* the hour moves on with time */
  gboolean filling;    /* drop-downs change by program */
  gboolean pane_placed;
  gboolean compact;            /* the map is too narrow for legend and buttons in full */
  int pane_px, pane_chosen_px; /* as it was placed, and why: 0 the usual */

  gboolean pointing, keyboard;
  TwLatLon pointed;

  guint load_id, refresh_id, clock_id, tick_id, wait_id, compact_id;
  gint64 play_frame_us;
  double play_hours;
};

/** Filter of the pane and the strip: the page's, narrowed to the community selected. */
TwFilter tw_heat_page_get_area_filter (TwHeatPage *self);
/** Name of that area. Borrowed. */
const char *tw_heat_page_get_area_name (TwHeatPage *self);
/** Number of the hour that holds @t_us, hour 0 being the origin's. */
int tw_heat_page_hour_number (TwHeatPage *self, gint64 t_us);
/** The moment whose hour is shown as the present. A history stands at the end of its last hour,
 * where nothing has happened yet: there the hour that was just completed is the one to look at. */
gint64 tw_heat_page_present_us (TwHeatPage *self);
/** All that depends on the hour alone. */
void tw_heat_page_update_hour (TwHeatPage *self);

/* tw-heat-page-data.c */
/** Series, charts and figures. */
void tw_heat_page_update_series (TwHeatPage *self);
/** Takes the snapshots and all that come after. */
void tw_heat_page_follow_duty (TwHeatPage *self);

/* tw-heat-page-play.c */
void tw_heat_page_restore_speed (TwHeatPage *self);
void tw_heat_page_connect_play (TwHeatPage *self);

/* tw-heat-page-probe.c: pointing and selecting. */
void tw_heat_page_update_probe (TwHeatPage *self);
void tw_heat_page_connect_map (TwHeatPage *self);

/* tw-heat-page-overlay.c: what lies over the map. */
void tw_heat_page_connect_overlay (TwHeatPage *self);
void tw_heat_page_show_unplaced (TwHeatPage *self, const TwHeatInfo *info);
/** To be called when the size of text has changed. */
void tw_heat_page_size_unplaced (TwHeatPage *self);

/* tw-heat-page-list.c */
void tw_heat_page_load_list (TwHeatPage *self);
/** Loads a moment after the last call, so that a drag asks once. */
void tw_heat_page_queue_load (TwHeatPage *self);
/** @n: requests in the list, -1 while they are not known. */
void tw_heat_page_show_list_title (TwHeatPage *self, int n);
void tw_heat_page_connect_list (TwHeatPage *self);

/* tw-heat-page-filters.c */
void tw_heat_page_fill_filters (TwHeatPage *self);
void tw_heat_page_fill_bandwidths (TwHeatPage *self);
void tw_heat_page_set_bandwidth (TwHeatPage *self, double bandwidth_m);
void tw_heat_page_connect_filters (TwHeatPage *self);

/* tw-heat-page-export.c */
void tw_heat_page_export_map (GtkWidget *widget, const char *name, GVariant *parameter);
void tw_heat_page_export_chart (GtkWidget *widget, const char *name, GVariant *parameter);
void tw_heat_page_export_csv (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
