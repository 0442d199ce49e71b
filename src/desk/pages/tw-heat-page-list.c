// SPDX-License-Identifier: Apache-2.0
/* Which requests the pane lists: of the area, of the cell clicked, or those without a place. */
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"

#include "desk/chart/tw-chart-geometry.h"
#include "desk/pages/tw-heat-model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LOAD_DELAY_MS 120

static char *
list_title (TwHeatPage *self)
{
  g_autofree char *hour = tw_chart_format_hour (tw_time_strip_get_hour_us (self->strip),
                                                tw_duty_now_us (self->duty), self->street->zone);

  switch (self->scope)
    {
    case TW_HEAT_SCOPE_CELL:
      return g_strdup_printf (_ ("This cell, %s"), hour);
    case TW_HEAT_SCOPE_UNPLACED:
      return g_strdup_printf (_ ("Without a place, %s"), hour);
    case TW_HEAT_SCOPE_AREA:
    default:
      return g_strdup (hour);
    }
}

/* Of the area, the snapshot knows at once, so title and count come together; of a cell or of those
 * without a place, the list does when it is read. */
static int
count_area (TwHeatPage *self)
{
  gint64 from_us = tw_time_strip_get_hour_us (self->strip);
  TwFilter filter = tw_heat_page_get_area_filter (self);

  if (self->scope != TW_HEAT_SCOPE_AREA || self->demand == NULL)
    return -1;
  return (int) tw_heat_model_count (self->demand, &filter, from_us, from_us + TW_US_PER_HOUR);
}

void
tw_heat_page_show_list_title (TwHeatPage *self, int n)
{
  g_autofree char *title = list_title (self);
  gboolean ahead = tw_time_strip_get_hour_us (self->strip) > tw_duty_now_us (self->duty);

  tw_heat_pane_set_list_title (self->pane, title,
                               ahead   ? -1
                               : n < 0 ? count_area (self)
                                       : n,
                               self->scope != TW_HEAT_SCOPE_AREA);
}

static void
loaded_cb (TwHeatList *list, guint n, TwHeatPage *self)
{
  if (self->street != NULL)
    tw_heat_page_show_list_title (self, self->scope == TW_HEAT_SCOPE_AREA ? -1 : (int) n);
}

/* What the list says of an hour still ahead. */
static char *
describe_future (TwHeatPage *self)
{
  TwFilter filter = tw_heat_page_get_area_filter (self);
  int hour = tw_time_strip_get_hour (self->strip);
  TwBand band = tw_heat_model_band (self->outlook, &filter, (guint) MAX (0, hour));
  g_autofree char *mean = tw_chart_format_value (band.mean, FALSE);
  g_autofree char *low = tw_chart_format_value (band.p10, TRUE);
  g_autofree char *high = tw_chart_format_value (band.p90, TRUE);

  if (!isfinite (band.mean) || self->scope == TW_HEAT_SCOPE_UNPLACED)
    return g_strdup (_ ("This hour is still ahead"));
  if (self->scope == TW_HEAT_SCOPE_CELL)
    {
      g_autofree char *cell =
          tw_chart_format_value (tw_outlook_get_cell_mean (self->outlook, self->cell, &self->filter,
                                                           (guint) MAX (0, hour)),
                                 FALSE);

      return g_strdup_printf (_ ("%s expected in this cell"), cell);
    }
  return g_strdup_printf (
      _ ("This hour is still ahead: %s requests expected, between %s and %s in four cases of five"),
      mean, low, high);
}

static const char *
empty_text (TwHeatPage *self)
{
  switch (self->scope)
    {
    case TW_HEAT_SCOPE_CELL:
      return _ ("No requests in this cell in this hour");
    case TW_HEAT_SCOPE_UNPLACED:
      return _ ("Every request of this hour has a place");
    case TW_HEAT_SCOPE_AREA:
    default:
      return _ ("No requests in this hour");
    }
}

void
tw_heat_page_load_list (TwHeatPage *self)
{
  gint64 hour_us = tw_time_strip_get_hour_us (self->strip);
  TwHeatQuery query = { .from_us = hour_us, .to_us = hour_us + TW_US_PER_HOUR };

  g_clear_handle_id (&self->load_id, g_source_remove);
  if (self->street == NULL)
    return;
  if (hour_us > tw_duty_now_us (self->duty))
    {
      g_autofree char *text = describe_future (self);

      tw_heat_list_show_text (tw_heat_pane_get_list (self->pane), text);
      return;
    }
  query.has_box = self->scope == TW_HEAT_SCOPE_CELL;
  query.box = self->cell_box;
  query.only_unplaced = self->scope == TW_HEAT_SCOPE_UNPLACED;
  query.filter =
      self->scope == TW_HEAT_SCOPE_AREA ? tw_heat_page_get_area_filter (self) : self->filter;
  tw_heat_list_load (tw_heat_pane_get_list (self->pane), &query, empty_text (self));
}

static gboolean
load_cb (gpointer user_data)
{
  TwHeatPage *self = user_data;

  self->load_id = 0;
  tw_heat_page_load_list (self);
  return G_SOURCE_REMOVE;
}

void
tw_heat_page_queue_load (TwHeatPage *self)
{
  g_clear_handle_id (&self->load_id, g_source_remove);
  self->load_id = g_timeout_add (LOAD_DELAY_MS, load_cb, self);
}

void
tw_heat_page_connect_list (TwHeatPage *self)
{
  g_signal_connect_object (tw_heat_pane_get_list (self->pane), "loaded", G_CALLBACK (loaded_cb),
                           self, 0);
}
