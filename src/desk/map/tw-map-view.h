/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/map/tw-heat-layer.h"
#include "desk/map/tw-mark-layer.h"
#include "desk/map/tw-outline-layer.h"
#include "desk/map/tw-probe-layer.h"
#include "desk/map/tw-pulse-layer.h"
#include "duty/tw-duty.h"

G_BEGIN_DECLS

/**
 * TwMapView: the map with its base, layers, scale bar, attribution and zoom buttons. North is up
 * and zoom levels are whole, so that tiles are always shown at the size they were painted.
 *
 * Keys with the focus: arrows move a cursor from cell to cell, Enter activates it, Escape drops it;
 * Shift with arrows pans, + and - zoom, 0 shows everything.
 *
 * Signals: pointed (double lat, double lon, gboolean keyboard): pointer or cursor stands there;
 * left (): nothing is pointed at; activated (double lat, double lon): click or Enter; escaped ():
 * Escape without a cursor.
 */
#define TW_TYPE_MAP_VIEW (tw_map_view_get_type ())
G_DECLARE_FINAL_TYPE (TwMapView, tw_map_view, TW, MAP_VIEW, GtkWidget)

GtkWidget *tw_map_view_new (void);
/** The base map; NULL: bare ground. Call again after the pack has changed: tiles are painted anew
 * if it has. */
void tw_map_view_set_pack (TwMapView *self, TwMapPack *pack);
/** Boundaries, names and landmarks. Shows everything the first time there is something to show. */
void tw_map_view_set_street (TwMapView *self, TwStreet *street);

TwHeatLayer *tw_map_view_get_heat (TwMapView *self);
TwOutlineLayer *tw_map_view_get_outlines (TwMapView *self);
TwPulseLayer *tw_map_view_get_pulses (TwMapView *self);
TwProbeLayer *tw_map_view_get_probe (TwMapView *self);
ShumateViewport *tw_map_view_get_viewport (TwMapView *self);
gboolean tw_map_view_get_projection (TwMapView *self, TwMapProjection *ret_projection);

void tw_map_view_fit_all (TwMapView *self);
/** Centres there; @min_zoom as with 256-pixel tiles, 0 keeps the zoom. */
void tw_map_view_go_to (TwMapView *self, double lat, double lon, double min_zoom);
/** Whole steps, in or out, keeping (x, y) where it is. */
void tw_map_view_zoom_by (TwMapView *self, int steps, double x, double y);
/** The lowest @height_px are covered: showing everything keeps clear of them, by a quarter of the
 * view at most. */
void tw_map_view_set_cover (TwMapView *self, int height_px);
/** Room that the map's own controls keep in its corners: the zoom buttons on the right, scale and
 * attribution along the bottom right; pixels with their margins. */
void tw_map_view_get_controls (TwMapView *self, int *ret_buttons_px, int *ret_foot_width_px,
                               int *ret_foot_height_px);
/** TRUE while tiles of the view are still being painted. */
gboolean tw_map_view_is_painting (TwMapView *self);

G_END_DECLS
