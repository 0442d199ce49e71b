// SPDX-License-Identifier: Apache-2.0
/*
 * Where legend, buttons and messages lie over the map. They keep clear of the map's own controls:
 * beside scale and attribution where the map is wide, above them where it is narrow; a message
 * stays left and right of the zoom buttons' column.
 */
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"

#define MARGIN_PX 12
#define GAP_PX 6

static void
measure (GtkWidget *child, int available, int *ret_width, int *ret_height)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  *ret_width = MAX (minimum, MIN (natural, available));
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, *ret_width, ret_height, NULL, NULL, NULL);
}

static gboolean
place_cb (GtkOverlay *overlay, GtkWidget *child, GdkRectangle *out, TwHeatPage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (overlay)),
      height = gtk_widget_get_height (GTK_WIDGET (overlay));
  int buttons, foot_width, foot_height, bottom = MARGIN_PX;

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
