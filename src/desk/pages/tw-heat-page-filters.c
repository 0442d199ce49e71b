// SPDX-License-Identifier: Apache-2.0
/* The drop-downs of the toolbar that choose what is counted and how it is smoothed. */
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"

#include "desk/pages/tw-heat-filter.h"
#include "desk/pages/tw-heat-model.h"
#include "desk/tw-settings.h"

#include <glib/gi18n-lib.h>

static const int bandwidths_m[] = { 0, 75, 150, 300, 600, 1200 };

static const TwLabel *
label_of (TwStreet *street, TwHeatDimension dimension, guint i)
{
  if (dimension == TW_HEAT_BY_COMMUNITY)
    return &g_array_index (street->communities, TwCommunity, i).label;
  return &g_array_index (dimension == TW_HEAT_BY_SERVICE ? street->services : street->channels,
                         TwLabel, i);
}

static guint
n_labels (TwStreet *street, TwHeatDimension dimension)
{
  return dimension == TW_HEAT_BY_SERVICE   ? street->services->len
         : dimension == TW_HEAT_BY_CHANNEL ? street->channels->len
                                           : street->communities->len;
}

static GPtrArray *
names_of (TwHeatPage *self, TwHeatDimension dimension)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (names, g_strdup (dimension == TW_HEAT_BY_SERVICE   ? _ ("All services")
                                    : dimension == TW_HEAT_BY_CHANNEL ? _ ("All channels")
                                                                      : _ ("All communities")));
  for (guint i = 1; i < n_labels (self->street, dimension); i++)
    {
      const TwLabel *label = label_of (self->street, dimension, i);

      g_ptr_array_add (names, label->gone ? NULL : g_strdup (tw_label_get_name (label)));
    }
  return names;
}

/* What was chosen may have gone with an import that was taken back. */
static guint16
still_there (TwHeatPage *self, TwHeatDimension dimension, guint16 number)
{
  return number < n_labels (self->street, dimension)
                 && !label_of (self->street, dimension, number)->gone
             ? number
             : 0;
}

static void
drop_gone (TwHeatPage *self)
{
  self->filter.service = still_there (self, TW_HEAT_BY_SERVICE, self->filter.service);
  self->filter.channel = still_there (self, TW_HEAT_BY_CHANNEL, self->filter.channel);
  self->filter.community = still_there (self, TW_HEAT_BY_COMMUNITY, self->filter.community);
  tw_heat_view_set_filter (self->heat, &self->filter);
}

static void
fill_filter (TwHeatPage *self, GtkDropDown *drop, TwHeatDimension dimension, guint selected)
{
  g_autoptr (GPtrArray) names = names_of (self, dimension);
  gint64 origin_us = tw_time_strip_get_origin (self->strip);
  g_autoptr (GArray) counts =
      tw_heat_model_count_by (self->demand, &self->filter, dimension, names->len,
                              origin_us - TW_HEAT_PAST_HOURS * TW_US_PER_HOUR,
                              origin_us + TW_US_PER_HOUR);

  tw_heat_filter_fill (drop, names, counts);
  tw_heat_filter_set_number (drop, selected);
}

void
tw_heat_page_fill_filters (TwHeatPage *self)
{
  if (self->street == NULL)
    return;
  drop_gone (self);
  self->filling = TRUE;
  fill_filter (self, self->service_drop, TW_HEAT_BY_SERVICE, self->filter.service);
  fill_filter (self, self->channel_drop, TW_HEAT_BY_CHANNEL, self->filter.channel);
  fill_filter (self, self->community_drop, TW_HEAT_BY_COMMUNITY, self->filter.community);
  self->filling = FALSE;
}

static void
filter_changed_cb (GtkDropDown *drop, GParamSpec *pspec, TwHeatPage *self)
{
  TwFilter filter = { (guint16) tw_heat_filter_get_number (self->service_drop),
                      (guint16) tw_heat_filter_get_number (self->channel_drop),
                      (guint16) tw_heat_filter_get_number (self->community_drop) };

  if (self->filling || self->street == NULL)
    return;
  if (filter.community != self->filter.community)
    self->selected = 0;
  self->filter = filter;
  tw_heat_view_set_filter (self->heat, &self->filter);
  tw_heat_layer_invalidate (tw_map_view_get_heat (self->map));
  tw_outline_layer_set_selected (tw_map_view_get_outlines (self->map),
                                 tw_heat_page_get_area_filter (self).community);
  tw_heat_page_fill_filters (self);
  tw_heat_page_update_series (self);
  tw_heat_page_update_hour (self);
}

void
tw_heat_page_set_bandwidth (TwHeatPage *self, double bandwidth_m)
{
  self->bandwidth_m = bandwidth_m;
  tw_heat_view_set_bandwidth (self->heat, bandwidth_m);
  tw_heat_layer_invalidate (tw_map_view_get_heat (self->map));
  tw_heat_page_update_hour (self);
}

static void
bandwidth_changed_cb (GtkDropDown *drop, GParamSpec *pspec, TwHeatPage *self)
{
  guint i = gtk_drop_down_get_selected (drop);

  if (self->filling || i >= G_N_ELEMENTS (bandwidths_m))
    return;
  tw_heat_page_set_bandwidth (self, bandwidths_m[i]);
  tw_settings_set_int ("heat-bandwidth", bandwidths_m[i]);
}

/* "Auto 150 m" names what automatic means on this street. */
void
tw_heat_page_fill_bandwidths (TwHeatPage *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = 0;

  self->filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (bandwidths_m); i++)
    {
      g_autofree char *text = bandwidths_m[i] > 0 ? g_strdup_printf (_ ("%d m"), bandwidths_m[i])
                              : self->street == NULL
                                  ? g_strdup (_ ("Auto"))
                                  : g_strdup_printf (_ ("Auto %.0f m"), self->street->bandwidth_m);

      gtk_string_list_append (list, text);
      if (bandwidths_m[i] == (int) self->bandwidth_m)
        selected = i;
    }
  gtk_drop_down_set_model (self->bandwidth_drop, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->bandwidth_drop, selected);
  self->filling = FALSE;
}

void
tw_heat_page_connect_filters (TwHeatPage *self)
{
  g_signal_connect_object (self->service_drop, "notify::selected", G_CALLBACK (filter_changed_cb),
                           self, 0);
  g_signal_connect_object (self->channel_drop, "notify::selected", G_CALLBACK (filter_changed_cb),
                           self, 0);
  g_signal_connect_object (self->community_drop, "notify::selected", G_CALLBACK (filter_changed_cb),
                           self, 0);
  g_signal_connect_object (self->bandwidth_drop, "notify::selected",
                           G_CALLBACK (bandwidth_changed_cb), self, 0);
}
