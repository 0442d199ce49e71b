// SPDX-License-Identifier: Apache-2.0
/*
 * The page holds three snapshots (street, demand, outlook), a filter, an hour and a selection;
 * everything on the screen follows from these. Three updates cover all changes: update_snapshots()
 * when data change, update_series() when filter or selection do, update_hour() when the slider
 * moves. The last runs in every frame of a drag: it changes no label and asks for no layout.
 */
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"

#include "desk/chart/tw-chart-geometry.h"
#include "desk/pages/tw-heat-filter.h"
#include "desk/pages/tw-heat-model.h"
#include "desk/pages/tw-wrap-box.h"
#include "desk/tw-fit.h"
#include "desk/tw-settings.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PANE_PX 340 /* of the side pane until somebody chooses another width */
#define PANE_WIDE_PX 380
#define WIDE_PX 1600

G_DEFINE_FINAL_TYPE (TwHeatPage, tw_heat_page, GTK_TYPE_WIDGET)

enum { PROP_RANGE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

TwFilter
tw_heat_page_get_area_filter (TwHeatPage *self)
{
  TwFilter filter = self->filter;

  if (self->selected != 0)
    filter.community = (guint16) self->selected;
  return filter;
}

const char *
tw_heat_page_get_area_name (TwHeatPage *self)
{
  guint community = tw_heat_page_get_area_filter (self).community;
  TwLabel street = { 0 };

  if (self->street == NULL)
    return "";
  if (community != 0)
    return tw_street_get_community_name (self->street, community);
  street.name = self->street->name;
  street.name_en = self->street->name_en != NULL && *self->street->name_en != '\0'
                       ? self->street->name_en
                       : NULL;
  return *self->street->name != '\0' ? tw_label_get_name (&street) : _ ("Whole area");
}

int
tw_heat_page_hour_number (TwHeatPage *self, gint64 t_us)
{
  gint64 hours = tw_time_floor (t_us - tw_time_strip_get_origin (self->strip), TW_US_PER_HOUR)
                 / TW_US_PER_HOUR;

  return (int) CLAMP (hours, TW_STRIP_MIN_HOUR, TW_STRIP_MAX_HOUR);
}

gint64
tw_heat_page_present_us (TwHeatPage *self)
{
  gint64 now_us = tw_duty_now_us (self->duty);

  return tw_duty_get_clock_mode (self->duty) == TW_DUTY_CLOCK_HISTORY ? now_us - 1 : now_us;
}

/* --- the hour --------------------------------------------------------------------------------- */

/* Chinese breaks anywhere, which leaves two characters on a line of their own: each sentence gets
 * its line. */
static char *
break_sentences (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "。", -1);
  g_autofree char *joined = g_strjoinv ("。\n", parts);

  return g_strdup (g_strchomp (joined));
}

static void
show_state (TwHeatPage *self, const char *title, const char *text, gboolean offer_import)
{
  g_autofree char *lines = text != NULL ? break_sentences (text) : NULL;

  gtk_widget_set_visible (self->state_card, title != NULL);
  if (title == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (self->state_title), title);
  gtk_label_set_text (GTK_LABEL (self->state_text), lines);
  gtk_widget_set_visible (self->state_text, *text != '\0');
  gtk_widget_set_visible (self->state_button, offer_import);
}

static void
update_state (TwHeatPage *self, const TwHeatInfo *info)
{
  gboolean ready = self->outlook != NULL && tw_outlook_is_ready (self->outlook);
  gboolean ahead = tw_time_strip_get_hour (self->strip) >= 0;

  if (!tw_duty_is_loaded (self->duty))
    show_state (self, _ ("Loading…"), "", FALSE);
  else if (self->demand == NULL || self->demand->totals.n_total == 0)
    show_state (self, _ ("No requests yet"),
                _ ("The heat map shows where and when residents ask for help"), TRUE);
  else if (ahead && !ready)
    show_state (self, _ ("No forecast yet"),
                self->outlook == NULL || tw_outlook_get_reason (self->outlook) == NULL
                    ? ""
                    : tw_outlook_get_reason (self->outlook),
                FALSE);
  else if (info->empty)
    show_state (self, _ ("No data for this hour"), _ ("The history begins later"), FALSE);
  else
    show_state (self, NULL, NULL, FALSE);
}

/*
 * Until the map has a size nothing can be drawn, so nothing can be said about the hour: look again
 * with each frame.
 */
static gboolean
wait_for_map_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TwHeatPage *self = user_data;
  TwHeatInfo info;

  if (!tw_heat_layer_get_info (tw_map_view_get_heat (self->map), &info))
    return G_SOURCE_CONTINUE;
  self->wait_id = 0;
  tw_heat_page_update_hour (self);
  return G_SOURCE_REMOVE;
}

void
tw_heat_page_update_hour (TwHeatPage *self)
{
  TwHeatLayer *layer = tw_map_view_get_heat (self->map);
  gint64 hour_us = tw_time_strip_get_hour_us (self->strip);
  TwHeatInfo info = { .empty = TRUE };

  tw_heat_layer_set_hour (layer, hour_us);
  if (!tw_heat_layer_get_info (layer, &info) && self->wait_id == 0)
    self->wait_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), wait_for_map_cb, self, NULL);
  tw_heat_legend_set (self->legend, tw_heat_layer_get_scale (layer), info.forecast && !info.empty);
  tw_band_chart_set_selected (tw_heat_pane_get_chart (self->pane), hour_us);
  tw_heat_page_show_unplaced (self, &info);
  update_state (self, &info);
  if (self->pointing)
    tw_heat_page_update_probe (self);
  if (self->street != NULL)
    tw_heat_page_show_list_title (self, -1);
  tw_heat_page_queue_load (self);
}

static void
hour_changed_cb (TwTimeStrip *strip, GParamSpec *pspec, TwHeatPage *self)
{
  self->follow_now = tw_time_strip_get_hour (strip)
                     == tw_heat_page_hour_number (self, tw_heat_page_present_us (self));
  tw_heat_page_update_hour (self);
}

/* --- actions ---------------------------------------------------------------------------------- */

static void
play_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwTimeStrip *strip = TW_HEAT_PAGE (widget)->strip;

  tw_time_strip_set_playing (strip, !tw_time_strip_get_playing (strip));
}

static void
now_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwHeatPage *self = TW_HEAT_PAGE (widget);

  tw_time_strip_set_playing (self->strip, FALSE);
  tw_time_strip_set_hour (self->strip,
                          tw_heat_page_hour_number (self, tw_heat_page_present_us (self)));
  self->follow_now = TRUE;
}

static void
fit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tw_map_view_fit_all (TW_HEAT_PAGE (widget)->map);
}

static void
set_scope (TwHeatPage *self, TwHeatScope scope)
{
  self->scope = scope;
  if (scope != TW_HEAT_SCOPE_CELL)
    tw_probe_layer_set_selected (tw_map_view_get_probe (self->map), NULL);
  if (self->street == NULL)
    return;
  tw_heat_page_show_list_title (self, -1);
  tw_heat_page_load_list (self);
}

static void
unplaced_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_scope (TW_HEAT_PAGE (widget), TW_HEAT_SCOPE_UNPLACED);
}

static void
clear_scope_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_scope (TW_HEAT_PAGE (widget), TW_HEAT_SCOPE_AREA);
}

static void
clear_selection_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwHeatPage *self = TW_HEAT_PAGE (widget);

  set_scope (self, TW_HEAT_SCOPE_AREA);
  tw_heat_page_select_community (self, 0);
}

static void
bandwidth_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwHeatPage *self = TW_HEAT_PAGE (widget);

  tw_heat_page_set_bandwidth (self, CLAMP (g_variant_get_double (parameter), 0, 5000));
  tw_heat_page_fill_bandwidths (self);
}

/* --- object ----------------------------------------------------------------------------------- */

static int
usual_pane_px (int width)
{
  return width >= WIDE_PX ? PANE_WIDE_PX : PANE_PX;
}

/* Only what somebody chose is remembered: the usual width goes with the window's. */
static void
pane_moved_cb (GtkPaned *paned, GParamSpec *pspec, TwHeatPage *self)
{
  double scale = tw_fit_text_scale (GTK_WIDGET (self));
  int width = gtk_widget_get_width (GTK_WIDGET (paned)),
      pane_px = (int) round ((width - gtk_paned_get_position (paned)) / scale);

  if (width > 0 && self->pane_placed && gtk_widget_get_mapped (GTK_WIDGET (self)))
    tw_settings_set_int ("side-pane-width", pane_px == (int) round (self->pane_px / scale)
                                                ? self->pane_chosen_px
                                                : CLAMP (pane_px, 280, 640));
}

static void
range_changed_cb (TwTimeStrip *strip, GParamSpec *pspec, TwHeatPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RANGE]);
}

static void
chart_hour_cb (TwBandChart *chart, gint64 hour_us, TwHeatPage *self)
{
  tw_time_strip_set_playing (self->strip, FALSE);
  tw_heat_page_show_time (self, hour_us);
}

static void
place_cb (TwHeatList *list, double lat, double lon, TwHeatPage *self)
{
  tw_heat_page_show_place (self, lat, lon);
}

static void
first_size_cb (GtkWidget *page, TwHeatPage *self)
{
  GtkRoot *root = gtk_widget_get_root (page);

  /* A page that takes the focus for itself would end every round of Tab here. */
  if (root != NULL && gtk_root_get_focus (root) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->strip));
  if (self->street != NULL)
    tw_heat_page_update_hour (self);
}

static void
tw_heat_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, (int) tw_time_strip_get_range (TW_HEAT_PAGE (object)->strip));
}

static void
tw_heat_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  tw_time_strip_set_range (TW_HEAT_PAGE (object)->strip, (TwStripRange) g_value_get_int (value));
}

static void
tw_heat_page_dispose (GObject *object)
{
  TwHeatPage *self = TW_HEAT_PAGE (object);

  g_clear_handle_id (&self->load_id, g_source_remove);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_handle_id (&self->compact_id, g_source_remove);
  if (self->duty != NULL)
    g_signal_handlers_disconnect_by_data (self->duty, self);
  if (self->box != NULL)
    {
      tw_heat_layer_set_heat (tw_map_view_get_heat (self->map), NULL);
      g_signal_handlers_disconnect_by_data (self->strip, self);
      g_signal_handlers_disconnect_by_data (self->paned, self);
      g_clear_pointer (&self->box, gtk_widget_unparent);
    }
  g_clear_pointer (&self->heat, tw_heat_view_free);
  g_clear_pointer (&self->street, tw_street_unref);
  g_clear_pointer (&self->demand, tw_demand_unref);
  g_clear_pointer (&self->outlook, tw_outlook_unref);
  g_clear_object (&self->duty);
  G_OBJECT_CLASS (tw_heat_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget)
{
  gtk_widget_class_install_action (widget, "heat.play", NULL, play_action);
  gtk_widget_class_install_action (widget, "heat.now", NULL, now_action);
  gtk_widget_class_install_action (widget, "heat.fit", NULL, fit_action);
  gtk_widget_class_install_action (widget, "heat.unplaced", NULL, unplaced_action);
  gtk_widget_class_install_action (widget, "heat.clear-scope", NULL, clear_scope_action);
  gtk_widget_class_install_action (widget, "heat.clear-selection", NULL, clear_selection_action);
  gtk_widget_class_install_action (widget, "heat.bandwidth", "d", bandwidth_action);
  gtk_widget_class_install_action (widget, "heat.export-map", NULL, tw_heat_page_export_map);
  gtk_widget_class_install_action (widget, "heat.export-chart", NULL, tw_heat_page_export_chart);
  gtk_widget_class_install_action (widget, "heat.export-csv", NULL, tw_heat_page_export_csv);
  gtk_widget_class_install_property_action (widget, "heat.range", "range");
  gtk_widget_class_add_binding_action (widget, GDK_KEY_space, 0, "heat.play", NULL);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_n, 0, "heat.now", NULL);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_u, 0, "heat.unplaced", NULL);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_Escape, 0, "heat.clear-selection", NULL);
}

static void
bind_children (GtkWidgetClass *widget)
{
  gtk_widget_class_bind_template_child (widget, TwHeatPage, box);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, paned);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, map_overlay);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, map);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, corner);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, legend);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, pane);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, strip);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, unplaced_button);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, no_map_button);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, play_button);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, state_card);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, state_title);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, state_text);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, state_button);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, service_drop);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, channel_drop);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, community_drop);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, bandwidth_drop);
  gtk_widget_class_bind_template_child (widget, TwHeatPage, speed_drop);
}

static void
tw_heat_page_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tw_heat_page_parent_class)->css_changed (widget, change);
  if (TW_HEAT_PAGE (widget)->unplaced_text != NULL)
    tw_heat_page_size_unplaced (TW_HEAT_PAGE (widget));
}

static void
tw_heat_page_class_init (TwHeatPageClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  object->get_property = tw_heat_page_get_property;
  object->set_property = tw_heat_page_set_property;
  object->dispose = tw_heat_page_dispose;
  widget->css_changed = tw_heat_page_css_changed;
  props[PROP_RANGE] =
      g_param_spec_int ("range", NULL, NULL, TW_STRIP_RANGE_ALL, TW_STRIP_RANGE_AHEAD, 0,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object, N_PROPS, props);
  g_type_ensure (TW_TYPE_MAP_VIEW);
  g_type_ensure (TW_TYPE_HEAT_LEGEND);
  g_type_ensure (TW_TYPE_HEAT_PANE);
  g_type_ensure (TW_TYPE_TIME_STRIP);
  g_type_ensure (TW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget, "/cn/tidewatch/Tidewatch/ui/heat-page.ui");
  gtk_widget_class_set_css_name (widget, "heatpage");
  bind_children (widget);
  install_actions (widget);
}

static void
connect_children (TwHeatPage *self)
{
  tw_heat_page_connect_filters (self);
  tw_heat_page_connect_list (self);
  tw_heat_page_connect_play (self);
  g_signal_connect_object (self->strip, "notify::hour", G_CALLBACK (hour_changed_cb), self, 0);
  g_signal_connect_object (self->strip, "notify::range", G_CALLBACK (range_changed_cb), self, 0);
  g_signal_connect_object (self->paned, "notify::position", G_CALLBACK (pane_moved_cb), self, 0);
  /* The list lives until its last question is answered, which may be after the page has gone. */
  g_signal_connect_object (tw_heat_pane_get_chart (self->pane), "hour-activated",
                           G_CALLBACK (chart_hour_cb), self, 0);
  g_signal_connect_object (tw_heat_pane_get_list (self->pane), "place-activated",
                           G_CALLBACK (place_cb), self, 0);
  g_signal_connect_after (self, "map", G_CALLBACK (first_size_cb), self);
}

static void
restore_settings (TwHeatPage *self)
{
  self->bandwidth_m = tw_settings_get_int ("heat-bandwidth", 0);
  tw_heat_page_restore_speed (self);
  gtk_widget_set_size_request (GTK_WIDGET (self->pane), 280, -1);
  tw_heat_view_set_bandwidth (self->heat, self->bandwidth_m);
}

static void
tw_heat_page_init (TwHeatPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->heat = tw_heat_view_new ();
  self->follow_now = TRUE;
  tw_heat_filter_setup (self->service_drop);
  tw_heat_filter_setup (self->channel_drop);
  tw_heat_filter_setup (self->community_drop);
  self->unplaced_text = gtk_inscription_new ("");
  gtk_inscription_set_xalign (GTK_INSCRIPTION (self->unplaced_text), 0.5f);
  gtk_button_set_child (GTK_BUTTON (self->unplaced_button), self->unplaced_text);
  tw_heat_layer_set_heat (tw_map_view_get_heat (self->map), self->heat);
  tw_heat_page_connect_map (self);
  tw_heat_page_connect_overlay (self);
}

static gboolean
place_pane_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TwHeatPage *self = TW_HEAT_PAGE (widget);
  int width = gtk_widget_get_width (self->paned);
  double pane_px;

  if (width <= 0)
    return G_SOURCE_CONTINUE;
  self->pane_chosen_px = tw_settings_get_int ("side-pane-width", 0);
  pane_px = (self->pane_chosen_px > 0 ? self->pane_chosen_px : usual_pane_px (width))
            * tw_fit_text_scale (widget);
  /* the map keeps the larger part, however large the text */
  self->pane_px = (int) MIN (pane_px, 0.45 * width);
  gtk_paned_set_position (GTK_PANED (self->paned), width - self->pane_px);
  self->pane_placed = TRUE;
  return G_SOURCE_REMOVE;
}

/* --- public ----------------------------------------------------------------------------------- */

GtkWidget *
tw_heat_page_new (TwDuty *duty)
{
  TwHeatPage *self = g_object_new (TW_TYPE_HEAT_PAGE, NULL);

  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);
  self->duty = g_object_ref (duty);
  tw_heat_list_set_duty (tw_heat_pane_get_list (self->pane), duty);
  restore_settings (self);
  connect_children (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), place_pane_cb, NULL, NULL);
  tw_heat_page_follow_duty (self);
  return GTK_WIDGET (self);
}

void
tw_heat_page_show_place (TwHeatPage *self, double lat, double lon)
{
  g_return_if_fail (TW_IS_HEAT_PAGE (self));
  if (!tw_latlon_is_valid (lat, lon))
    return;
  tw_map_view_go_to (self->map, lat, lon, 17);
  g_signal_emit_by_name (self->map, "activated", lat, lon);
}

void
tw_heat_page_show_time (TwHeatPage *self, gint64 t_us)
{
  g_return_if_fail (TW_IS_HEAT_PAGE (self));
  if (tw_time_strip_get_range (self->strip) != TW_STRIP_RANGE_ALL)
    tw_time_strip_set_range (self->strip, TW_STRIP_RANGE_ALL);
  tw_time_strip_set_hour (self->strip, tw_heat_page_hour_number (self, t_us));
}

void
tw_heat_page_select_community (TwHeatPage *self, guint community)
{
  g_return_if_fail (TW_IS_HEAT_PAGE (self));
  self->selected = community;
  tw_outline_layer_set_selected (tw_map_view_get_outlines (self->map),
                                 tw_heat_page_get_area_filter (self).community);
  tw_heat_page_update_series (self);
  if (self->street == NULL)
    return;
  tw_heat_page_show_list_title (self, -1);
  tw_heat_page_load_list (self);
}
