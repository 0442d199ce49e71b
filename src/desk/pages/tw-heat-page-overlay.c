// SPDX-License-Identifier: Apache-2.0
/*
 * Where legend, buttons and messages lie over the map. They keep clear of the map's own controls:
 * beside scale and attribution where the map is wide, above them where it is narrow; a message
 * stays left and right of the zoom buttons' column.
 */
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"

#include "desk/chart/tw-chart-geometry.h"
#include "desk/tw-fit.h"

#include <glib/gi18n-lib.h>

#define MARGIN_PX 12
#define GAP_PX 6
#define COMPACT_PX 500 /* a map narrower than this, in the measure of its text, has no room */

static void
measure (GtkWidget *child, int available, int *ret_width, int *ret_height)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  *ret_width = MAX (minimum, MIN (natural, available));
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, *ret_width, ret_height, NULL, NULL, NULL);
}

static char *
unplaced_text (TwHeatPage *self, const char *n, gboolean about)
{
  if (self->compact)
    return g_strdup_printf (_ ("No place: %s"), n);
  return g_strdup_printf (about ? _ ("Without a place: about %s") : _ ("Without a place: %s"), n);
}

void
tw_heat_page_show_unplaced (TwHeatPage *self, const TwHeatInfo *info)
{
  g_autofree char *n = tw_chart_format_value (info->n_unplaced, TRUE);
  g_autofree char *text =
      unplaced_text (self, info->empty ? "–" : n, info->forecast && !info->empty);

  if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (self->unplaced_text)), text) == 0)
    return;
  gtk_inscription_set_text (GTK_INSCRIPTION (self->unplaced_text), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unplaced_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* The text changes from hour to hour and must not move what is beside it: it has the room of a long
 * one, in the size that text has. */
void
tw_heat_page_size_unplaced (TwHeatPage *self)
{
  g_autofree char *longest = unplaced_text (self, "999", TRUE);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), longest);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_widget_set_size_request (self->unplaced_text, width + 6, -1);
}

static gboolean
compact_cb (gpointer user_data)
{
  TwHeatPage *self = user_data;

  self->compact_id = 0;
  self->compact = !self->compact;
  tw_heat_legend_set_compact (self->legend, self->compact);
  tw_heat_page_size_unplaced (self);
  if (self->street != NULL)
    tw_heat_page_update_hour (self);
  return G_SOURCE_REMOVE;
}

/* Comes in the midst of a layout, when no other may be asked for. */
static void
choose_compact (TwHeatPage *self, int width)
{
  gboolean compact = width < COMPACT_PX * tw_fit_text_scale (GTK_WIDGET (self));

  if (compact == self->compact)
    g_clear_handle_id (&self->compact_id, g_source_remove);
  else if (self->compact_id == 0)
    self->compact_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, compact_cb, self, NULL);
}

static gboolean
place_cb (GtkOverlay *overlay, GtkWidget *child, GdkRectangle *out, TwHeatPage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (overlay)),
      height = gtk_widget_get_height (GTK_WIDGET (overlay));
  int buttons, foot_width, foot_height, bottom = MARGIN_PX;

  choose_compact (self, width);
  tw_map_view_get_controls (self->map, &buttons, &foot_width, &foot_height);
  if (child == self->corner)
    {
      measure (child, width - 2 * MARGIN_PX, &out->width, &out->height);
      if (MARGIN_PX + out->width + MARGIN_PX + foot_width > width)
        bottom = foot_height + GAP_PX;
      out->x = MARGIN_PX;
      out->y = MAX (0, height - bottom - out->height);
      tw_map_view_set_cover (self->map, height - out->y);
      return TRUE;
    }
  if (child != self->state_card)
    return FALSE;
  measure (child, width - 2 * (buttons + MARGIN_PX), &out->width, &out->height);
  out->x = MAX (0, (width - out->width) / 2);
  out->y = MARGIN_PX;
  return TRUE;
}

void
tw_heat_page_connect_overlay (TwHeatPage *self)
{
  g_signal_connect_object (self->map_overlay, "get-child-position", G_CALLBACK (place_cb), self, 0);
}
