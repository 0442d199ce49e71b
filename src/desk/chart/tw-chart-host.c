// SPDX-License-Identifier: Apache-2.0
#include "desk/chart/tw-chart-host.h"

#include <adwaita.h>
#include <math.h>

TwPicture *
tw_chart_host_render (int width, int height, int scale, TwChartPaintFunc paint, gpointer user_data)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  paint (cr, width, height, user_data);
  cairo_destroy (cr);
  return tw_picture_new_take (surface, FALSE);
}

const TwChartPalette *
tw_chart_host_get_palette (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  return tw_chart_palette_get (adw_style_manager_get_dark (style),
                               adw_style_manager_get_high_contrast (style));
}

void
tw_chart_host_watch (GtkWidget *widget, GCallback changed)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  g_signal_connect_object (style, "notify::dark", changed, widget, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", changed, widget, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (widget, "notify::scale-factor", changed, widget);
}

GdkRGBA
tw_chart_host_rgba (const TwChartColor *color)
{
  return (GdkRGBA){ (color->rgb >> 16) / 255.0f, (color->rgb >> 8 & 255) / 255.0f,
                    (color->rgb & 255) / 255.0f, (float) color->alpha };
}

double
tw_chart_host_snapshot_flag (GtkSnapshot *snapshot, GtkWidget *widget, const char *text, double x,
                             double y, const TwChartColor *fill, const TwChartColor *color)
{
  g_autoptr (PangoLayout) layout =
      tw_chart_layout (gtk_widget_get_pango_context (widget), text, 9, PANGO_WEIGHT_MEDIUM);
  GdkRGBA ground = tw_chart_host_rgba (fill), ink = tw_chart_host_rgba (color);
  GskRoundedRect card;
  int width, height;
  double left;

  pango_layout_get_pixel_size (layout, &width, &height);
  left =
      round (CLAMP (x - width / 2.0 - 6, 0, MAX (0, gtk_widget_get_width (widget) - width - 12)));
  gsk_rounded_rect_init_from_rect (&card,
                                   &GRAPHENE_RECT_INIT ((float) left, (float) y, (float) width + 12,
                                                        (float) height + 2),
                                   4);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, &ground, &card.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) left + 6, (float) y + 1));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
  return width + 12;
}
