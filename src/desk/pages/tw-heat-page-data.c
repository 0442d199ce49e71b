// SPDX-License-Identifier: Apache-2.0
/*
 * What the page takes from the duty: three snapshots (street, demand, outlook), and the series and
 * figures drawn from them.
 */
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"

#include "desk/chart/tw-chart-geometry.h"
#include "desk/pages/tw-heat-model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define REFRESH_DELAY_MS 250
#define CHART_PAST_HOURS 24

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

/* --- snapshots -------------------------------------------------------------------------------- */

/* Moves the axis to the data's own origin; the hour on the map stays the same hour unless it
 * follows the clock. */
static void
update_origin (TwHeatPage *self)
{
  gint64 now_us = tw_duty_now_us (self->duty), hour_us = tw_time_strip_get_hour_us (self->strip);

  tw_time_strip_set_origin (self->strip, tw_heat_model_origin (self->outlook, now_us));
  tw_time_strip_set_hour (self->strip,
                          tw_heat_page_hour_number (self, self->follow_now
                                                              ? tw_heat_page_present_us (self)
                                                              : hour_us));
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
    tw_time_strip_set_hour (self->strip,
                            tw_heat_page_hour_number (self, tw_heat_page_present_us (self)));
  return G_SOURCE_CONTINUE;
}

void
tw_heat_page_follow_duty (TwHeatPage *self)
{
  g_signal_connect (self->duty, "street-changed", G_CALLBACK (street_changed_cb), self);
  g_signal_connect (self->duty, "demand-changed", G_CALLBACK (demand_changed_cb), self);
  g_signal_connect (self->duty, "outlook-changed", G_CALLBACK (outlook_changed_cb), self);
  self->clock_id = g_timeout_add_seconds (1, clock_cb, self);
  street_changed_cb (self->duty, self);
}
