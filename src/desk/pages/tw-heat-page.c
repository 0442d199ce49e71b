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

#define REFRESH_DELAY_MS 250
#define CHART_PAST_HOURS 24

G_DEFINE_FINAL_TYPE (TwHeatPage, tw_heat_page, GTK_TYPE_WIDGET)

enum { PROP_RANGE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static const int speeds[] = { 1, 2, 4, 8 };

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

/* Number of the hour that holds @t_us, hour 0 being the origin's. */
static int
hour_number (TwHeatPage *self, gint64 t_us)
{
  gint64 hours = tw_time_floor (t_us - tw_time_strip_get_origin (self->strip), TW_US_PER_HOUR)
                 / TW_US_PER_HOUR;

  return (int) CLAMP (hours, TW_STRIP_MIN_HOUR, TW_STRIP_MAX_HOUR);
}

/* The moment whose hour is shown as the present. A history stands at the end of its last hour,
 * where nothing has happened yet: there the hour that was just completed is the one to look at. */
static gint64
present_us (TwHeatPage *self)
{
  gint64 now_us = tw_duty_now_us (self->duty);

  return tw_duty_get_clock_mode (self->duty) == TW_DUTY_CLOCK_HISTORY ? now_us - 1 : now_us;
}

/* --- the hour --------------------------------------------------------------------------------- */

static void
show_state (TwHeatPage *self, const char *title, const char *text, gboolean offer_import)
{
  gtk_widget_set_visible (self->state_card, title != NULL);
  if (title == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (self->state_title), title);
  gtk_label_set_text (GTK_LABEL (self->state_text), text);
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

static void
update_unplaced (TwHeatPage *self, const TwHeatInfo *info)
{
  g_autofree char *n = tw_chart_format_value (info->n_unplaced, TRUE);
  g_autofree char *text =
      g_strdup_printf (info->forecast && !info->empty ? _ ("Without a place: about %s")
                                                      : _ ("Without a place: %s"),
                       info->empty ? "–" : n);

  if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (self->unplaced_text)), text) == 0)
    return;
  gtk_inscription_set_text (GTK_INSCRIPTION (self->unplaced_text), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unplaced_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
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
  tw_heat_legend_set (self->legend, tw_heat_layer_get_scale (layer),
                      tw_time_strip_get_hour (self->strip) >= 0);
  tw_band_chart_set_selected (tw_heat_pane_get_chart (self->pane), hour_us);
  update_unplaced (self, &info);
  update_state (self, &info);
  if (self->pointing)
    tw_heat_page_update_probe (self);
  if (self->street != NULL)
    tw_heat_page_show_list_title (self, "");
  tw_heat_page_queue_load (self);
}

static void
hour_changed_cb (TwTimeStrip *strip, GParamSpec *pspec, TwHeatPage *self)
{
  self->follow_now = tw_time_strip_get_hour (strip) == hour_number (self, present_us (self));
  tw_heat_page_update_hour (self);
}

/* --- series and figures ----------------------------------------------------------------------- */

static void
update_figures (TwHeatPage *self, TwChartSeries *series)
{
  TwFilter filter = tw_heat_page_get_area_filter (self);
  gint64 now_us = tw_duty_now_us (self->duty), origin_us = tw_time_strip_get_origin (self->strip);
  gboolean ready = self->outlook != NULL && tw_outlook_is_ready (self->outlook);
  TwHeatFigures figures = { NAN, NAN, NAN };

  if (self->demand != NULL && self->demand->totals.n_total > 0)
    figures.last_hour =
        tw_heat_model_count (self->demand, &filter, now_us - TW_US_PER_HOUR, now_us + 1);
  if (ready)
    {
      guint hour = (guint) CLAMP ((now_us - origin_us) / TW_US_PER_HOUR, 0, TW_OUTLOOK_HOURS - 1);

      figures.p90 = tw_heat_model_band (self->outlook, &filter, hour).p90;
      figures.next_day = tw_chart_series_sum (series, origin_us, origin_us + TW_US_PER_DAY);
    }
  tw_heat_pane_set_figures (self->pane, &figures);
}

static void
update_missing (TwHeatPage *self)
{
  const char *missing = self->outlook == NULL || tw_outlook_is_ready (self->outlook)
                            ? NULL
                            : _ ("No forecast yet"); /* the card over the map says why */

  tw_chart_view_set_missing (TW_CHART_VIEW (self->strip), missing);
  tw_chart_view_set_missing (TW_CHART_VIEW (tw_heat_pane_get_chart (self->pane)), missing);
}

void
tw_heat_page_update_series (TwHeatPage *self)
{
  TwFilter filter = tw_heat_page_get_area_filter (self);
  gint64 now_us = tw_duty_now_us (self->duty), origin_us = tw_time_strip_get_origin (self->strip);
  TwBandChart *chart = tw_heat_pane_get_chart (self->pane);
  g_autoptr (TwChartSeries) series = NULL;
  gboolean ready = self->outlook != NULL && tw_outlook_is_ready (self->outlook);

  if (self->street == NULL)
    return;
  series = tw_heat_model_series (self->demand, self->outlook, &filter, origin_us);
  tw_chart_view_set_now (TW_CHART_VIEW (self->strip), now_us);
  tw_chart_view_set_series (TW_CHART_VIEW (self->strip), series);
  tw_chart_view_set_now (TW_CHART_VIEW (chart), now_us);
  tw_band_chart_set_series (
      chart, series, origin_us - (ready ? CHART_PAST_HOURS : TW_HEAT_PAST_HOURS) * TW_US_PER_HOUR,
      origin_us + (ready ? TW_OUTLOOK_HOURS : 0) * TW_US_PER_HOUR + (ready ? 0 : TW_US_PER_HOUR),
      self->street->zone);
  update_missing (self);
  update_figures (self, series);
  tw_heat_pane_set_title (self->pane, tw_heat_page_get_area_name (self), self->selected != 0);
}

/* --- playing ---------------------------------------------------------------------------------- */

static int
get_speed (TwHeatPage *self)
{
  return speeds[MIN (gtk_drop_down_get_selected (self->speed_drop), G_N_ELEMENTS (speeds) - 1)];
}

static gboolean
play_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TwHeatPage *self = TW_HEAT_PAGE (widget);
  gint64 frame_us = gdk_frame_clock_get_frame_time (clock);
  int first, last, hour = tw_time_strip_get_hour (self->strip), steps;

  if (self->play_frame_us != 0)
    self->play_hours += (double) (frame_us - self->play_frame_us) / TW_US_PER_S * get_speed (self);
  self->play_frame_us = frame_us;
  steps = (int) self->play_hours;
  if (steps == 0)
    return G_SOURCE_CONTINUE;
  self->play_hours -= steps;
  tw_time_strip_get_limits (self->strip, &first, &last);
  tw_time_strip_set_hour (self->strip, hour + steps > last ? first : hour + steps);
  return G_SOURCE_CONTINUE;
}

static void
playing_changed_cb (TwTimeStrip *strip, GParamSpec *pspec, TwHeatPage *self)
{
  gboolean playing = tw_time_strip_get_playing (strip);
  const char *text = playing ? _ ("Stop (Space)") : _ ("Play the hours (Space)");

  if (playing && self->tick_id == 0)
    {
      self->play_frame_us = 0;
      self->play_hours = 0;
      self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), play_cb, NULL, NULL);
    }
  else if (!playing && self->tick_id != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
      self->tick_id = 0;
    }
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), playing
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static void
speed_changed_cb (GtkDropDown *drop, GParamSpec *pspec, TwHeatPage *self)
{
  tw_settings_set_int ("heat-play-speed", get_speed (self));
}

/* --- snapshots -------------------------------------------------------------------------------- */

/* Moves the axis to the data's own origin; the hour on the map stays the same hour unless it
 * follows the clock. */
static void
update_origin (TwHeatPage *self)
{
  gint64 now_us = tw_duty_now_us (self->duty), hour_us = tw_time_strip_get_hour_us (self->strip);

  tw_time_strip_set_origin (self->strip, tw_heat_model_origin (self->outlook, now_us));
  tw_time_strip_set_hour (self->strip,
                          hour_number (self, self->follow_now ? present_us (self) : hour_us));
}

static void
update_snapshots (TwHeatPage *self)
{
  g_clear_pointer (&self->demand, tw_demand_unref);
  g_clear_pointer (&self->outlook, tw_outlook_unref);
  if (!tw_duty_is_loaded (self->duty))
    return;
  self->demand = tw_duty_dup_demand (self->duty);
  self->outlook = tw_duty_dup_outlook (self->duty);
  tw_heat_view_set_data (self->heat, self->street, self->demand, self->outlook);
  update_origin (self);
}

static void
update_street (TwHeatPage *self)
{
  TwMapPack *pack = tw_duty_get_map (self->duty);

  g_clear_pointer (&self->street, tw_street_unref);
  if (!tw_duty_is_loaded (self->duty))
    return;
  self->street = tw_duty_dup_street (self->duty);
  tw_map_view_set_pack (self->map, pack);
  tw_map_view_set_street (self->map, self->street);
  tw_chart_view_set_zone (TW_CHART_VIEW (self->strip), self->street->zone);
  if (self->selected >= self->street->communities->len)
    self->selected = 0;
  gtk_widget_set_visible (self->no_map_button, pack == NULL || tw_map_pack_count (pack, 0) == 0);
  tw_heat_page_fill_bandwidths (self);
}

static void
refresh_all (TwHeatPage *self)
{
  update_snapshots (self);
  tw_heat_layer_invalidate (tw_map_view_get_heat (self->map));
  tw_heat_page_fill_filters (self);
  tw_heat_page_update_series (self);
  tw_heat_page_update_hour (self);
}

static void
street_changed_cb (TwDuty *duty, TwHeatPage *self)
{
  update_street (self);
  refresh_all (self);
}

static void
outlook_changed_cb (TwDuty *duty, TwHeatPage *self)
{
  if (self->street == NULL)
    update_street (self);
  refresh_all (self);
}

/* The rows that came in: a pulse each where the map shows their hour, and their hours are drawn
 * anew. */
static void
show_arrivals (TwHeatPage *self, guint n_new)
{
  gint64 shown_us = tw_time_strip_get_hour_us (self->strip);

  for (gsize i = self->demand->n_rows - MIN (n_new, self->demand->n_rows); i < self->demand->n_rows;
       i++)
    {
      const TwRequestRow *row = &self->demand->rows[i];
      gint64 hour_us = tw_time_floor (row->at_us, TW_US_PER_HOUR);

      tw_heat_layer_invalidate_hour (tw_map_view_get_heat (self->map), hour_us);
      if (row->lat_e7 != TW_E7_NONE && (hour_us == shown_us || self->follow_now)
          && tw_filter_matches (&self->filter, row))
        tw_pulse_layer_add (tw_map_view_get_pulses (self->map), row->lat_e7 / (double) TW_E7,
                            row->lon_e7 / (double) TW_E7);
    }
}

static gboolean
refresh_cb (gpointer user_data)
{
  TwHeatPage *self = user_data;

  self->refresh_id = 0;
  tw_heat_page_fill_filters (self);
  tw_heat_page_update_series (self);
  tw_heat_page_update_hour (self);
  return G_SOURCE_REMOVE;
}

static void
demand_changed_cb (TwDuty *duty, guint n_new, TwHeatPage *self)
{
  if (self->street == NULL)
    update_street (self);
  if (n_new == 0 || self->demand == NULL)
    {
      refresh_all (self);
      return;
    }
  update_snapshots (self);
  if (self->demand != NULL)
    show_arrivals (self, n_new);
  if (self->refresh_id
      == 0) /* arrivals come in bursts; the figures follow a quarter of a second later */
    self->refresh_id = g_timeout_add (REFRESH_DELAY_MS, refresh_cb, self);
}

static gboolean
clock_cb (gpointer user_data)
{
  TwHeatPage *self = user_data;
  gint64 now_us = tw_duty_now_us (self->duty);

  if (self->street == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_CONTINUE;
  tw_chart_view_set_now (TW_CHART_VIEW (self->strip), now_us);
  tw_chart_view_set_now (TW_CHART_VIEW (tw_heat_pane_get_chart (self->pane)), now_us);
  if (self->follow_now && !tw_time_strip_get_playing (self->strip))
    tw_time_strip_set_hour (self->strip, hour_number (self, present_us (self)));
  return G_SOURCE_CONTINUE;
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
  tw_time_strip_set_hour (self->strip, hour_number (self, present_us (self)));
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
  tw_heat_page_show_list_title (self, "");
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

static void
pane_moved_cb (GtkPaned *paned, GParamSpec *pspec, TwHeatPage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (paned));

  if (width > 0 && self->pane_placed && gtk_widget_get_mapped (GTK_WIDGET (self)))
    tw_settings_set_int ("side-pane-width",
                         CLAMP ((int) round ((width - gtk_paned_get_position (paned))
                                             / tw_fit_text_scale (GTK_WIDGET (self))),
                                280, 640));
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

/* The text changes from hour to hour and must not move what is beside it: it has the room of a long
 * one, in the size that text has. */
static void
tw_heat_page_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  TwHeatPage *self = TW_HEAT_PAGE (widget);
  g_autofree char *longest = g_strdup_printf (_ ("Without a place: about %s"), "999");
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  GTK_WIDGET_CLASS (tw_heat_page_parent_class)->css_changed (widget, change);
  if (self->unplaced_text == NULL)
    return;
  layout = gtk_widget_create_pango_layout (widget, longest);
  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_widget_set_size_request (self->unplaced_text, width + 6, -1);
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
  g_signal_connect_object (self->speed_drop, "notify::selected", G_CALLBACK (speed_changed_cb),
                           self, 0);
  g_signal_connect_object (self->strip, "notify::hour", G_CALLBACK (hour_changed_cb), self, 0);
  g_signal_connect_object (self->strip, "notify::range", G_CALLBACK (range_changed_cb), self, 0);
  g_signal_connect_object (self->strip, "notify::playing", G_CALLBACK (playing_changed_cb), self,
                           0);
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
  int speed = tw_settings_get_int ("heat-play-speed", 4);

  self->bandwidth_m = tw_settings_get_int ("heat-bandwidth", 0);
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    if (speeds[i] == speed)
      gtk_drop_down_set_selected (self->speed_drop, i);
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
  double pane_px = tw_settings_get_int ("side-pane-width", 340) * tw_fit_text_scale (widget);

  if (width <= 0)
    return G_SOURCE_CONTINUE;
  /* the map keeps the larger part, however large the text */
  gtk_paned_set_position (GTK_PANED (self->paned), width - (int) MIN (pane_px, 0.45 * width));
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
  g_signal_connect (duty, "street-changed", G_CALLBACK (street_changed_cb), self);
  g_signal_connect (duty, "demand-changed", G_CALLBACK (demand_changed_cb), self);
  g_signal_connect (duty, "outlook-changed", G_CALLBACK (outlook_changed_cb), self);
  self->clock_id = g_timeout_add_seconds (1, clock_cb, self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), place_pane_cb, NULL, NULL);
  street_changed_cb (duty, self);
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
  tw_time_strip_set_hour (self->strip, hour_number (self, t_us));
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
  tw_heat_page_show_list_title (self, "");
  tw_heat_page_load_list (self);
}
