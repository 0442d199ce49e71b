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

#define FLAG_PADDING_PX 6

static double
flag_left (GtkWidget *widget, int text_px, double x)
{
  int room = gtk_widget_get_width (widget) - text_px - 2 * FLAG_PADDING_PX;

  return round (CLAMP (x - text_px / 2.0 - FLAG_PADDING_PX, 0, MAX (0, room)));
}

void
tw_chart_host_place_flag (GtkWidget *widget, const char *text, double x, double *ret_x0,
                          double *ret_x1)
{
  g_autoptr (PangoLayout) layout =
      tw_chart_layout (gtk_widget_get_pango_context (widget), text, 9, PANGO_WEIGHT_MEDIUM);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  *ret_x0 = flag_left (widget, width, x);
  *ret_x1 = *ret_x0 + width + 2 * FLAG_PADDING_PX;
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
  if (width > gtk_widget_get_width (widget) - 2 * FLAG_PADDING_PX)
    {
      width = MAX (1, gtk_widget_get_width (widget) - 2 * FLAG_PADDING_PX);
      pango_layout_set_width (layout, width * PANGO_SCALE); /* goes on in a second line */
      pango_layout_get_pixel_size (layout, &width, &height);
    }
  left = flag_left (widget, width, x);
  gsk_rounded_rect_init_from_rect (&card,
                                   &GRAPHENE_RECT_INIT ((float) left, (float) y,
                                                        (float) width + 2 * FLAG_PADDING_PX,
                                                        (float) height + 2),
                                   4);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, &ground, &card.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) left + FLAG_PADDING_PX, (float) y + 1));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
  return width + 2 * FLAG_PADDING_PX;
}
