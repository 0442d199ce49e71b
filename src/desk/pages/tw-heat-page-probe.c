// SPDX-License-Identifier: Apache-2.0
/*
 * Pointing and selecting. The probe asks the same TwHeatView that drew the field, so what the card
 * says is what the colours say; past values are counts of the rows in the database.
 */
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"

#include "desk/chart/tw-chart-geometry.h"
#include "desk/compat.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static char *
describe_value (const TwHeatProbe *probe, gboolean empty)
{
  g_autofree char *value = tw_chart_format_value (probe->value, !probe->forecast);

  if (empty)
    return g_strdup (probe->forecast ? _ ("No forecast here") : _ ("No data for this hour"));
  if (probe->forecast)
    return g_strdup_printf (_ ("%s expected in this cell"), value);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s request in this cell",
                                       "%s requests in this cell", (gulong) probe->value),
                          value);
}

static char *
describe_place (TwHeatPage *self, const TwHeatProbe *probe)
{
  const char *community = tw_street_get_community_name (self->street, probe->community);
  g_autofree char *density = tw_chart_format_value (probe->density, FALSE);

  if (*community == '\0')
    return g_strdup_printf (_ ("%s per km² and hour"), density);
  return g_strdup_printf (_ ("%s · %s per km² and hour"), community, density);
}

static gboolean
is_hour_empty (TwHeatPage *self)
{
  TwHeatInfo info;

  return !tw_heat_layer_get_info (tw_map_view_get_heat (self->map), &info) || info.empty;
}

void
tw_heat_page_update_probe (TwHeatPage *self)
{
  TwProbeLayer *layer = tw_map_view_get_probe (self->map);
  g_autofree char *title = NULL, *detail = NULL, *spoken = NULL;
  TwHeatProbe probe;

  if (!self->pointing || self->street == NULL || self->heat == NULL)
    {
      tw_probe_layer_set_probe (layer, NULL, NULL, NULL, FALSE);
      return;
    }
  probe = tw_heat_view_probe (self->heat, tw_time_strip_get_hour_us (self->strip),
                              self->pointed.lat, self->pointed.lon);
  title = describe_value (&probe, is_hour_empty (self));
  detail = describe_place (self, &probe);
  tw_probe_layer_set_probe (layer, &probe.box, title, detail, self->keyboard);
  spoken = g_strdup_printf ("%s, %s", title, detail);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->map), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  spoken, -1);
  if (self->keyboard)
    tw_compat_announce (GTK_WIDGET (self->map), spoken);
}

static void
pointed_cb (TwMapView *map, double lat, double lon, gboolean keyboard, TwHeatPage *self)
{
  self->pointing = TRUE;
  self->keyboard = keyboard;
  self->pointed = (TwLatLon){ lat, lon };
  tw_heat_page_update_probe (self);
}

static void
left_cb (TwMapView *map, TwHeatPage *self)
{
  self->pointing = self->keyboard = FALSE;
  tw_heat_page_update_probe (self);
}

static void
activated_cb (TwMapView *map, double lat, double lon, TwHeatPage *self)
{
  if (self->street == NULL)
    return;
  self->cell = tw_street_get_cell (self->street, lat, lon);
  self->cell_box = tw_street_get_cell_box (self->street, self->cell);
  self->scope = TW_HEAT_SCOPE_CELL;
  tw_probe_layer_set_selected (tw_map_view_get_probe (self->map), &self->cell_box);
  tw_heat_page_select_community (self, tw_street_find_community (self->street, lat, lon));
}

static void
escaped_cb (TwMapView *map, TwHeatPage *self)
{
  if (self->scope != TW_HEAT_SCOPE_AREA)
    gtk_widget_activate_action (GTK_WIDGET (self), "heat.clear-scope", NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "heat.clear-selection", NULL);
}

void
tw_heat_page_connect_map (TwHeatPage *self)
{
  g_signal_connect_object (self->map, "pointed", G_CALLBACK (pointed_cb), self, 0);
  g_signal_connect_object (self->map, "left", G_CALLBACK (left_cb), self, 0);
  g_signal_connect_object (self->map, "activated", G_CALLBACK (activated_cb), self, 0);
  g_signal_connect_object (self->map, "escaped", G_CALLBACK (escaped_cb), self, 0);
}
