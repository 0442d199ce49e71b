/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/chart/tw-chart-paint.h"
#include "desk/chart/tw-picture.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the chart widgets share: painted once into a picture, the moving parts drawn over it. */

typedef void (*TwChartPaintFunc) (cairo_t *cr, int width, int height, gpointer user_data);

/** Paints @width x @height logical pixels at @scale into a new picture. */
TwPicture *tw_chart_host_render (int width, int height, int scale, TwChartPaintFunc paint,
                                 gpointer user_data);
/** The palette of the current style. */
const TwChartPalette *tw_chart_host_get_palette (void);
/** Calls @changed (swapped) whenever style, scale or direction of @widget change what a texture
 * looks like. */
void tw_chart_host_watch (GtkWidget *widget, GCallback changed);
GdkRGBA tw_chart_host_rgba (const TwChartColor *color);
/** Where tw_chart_host_snapshot_flag() puts the card with @text: from x0 to x1. */
void tw_chart_host_place_flag (GtkWidget *widget, const char *text, double x, double *ret_x0,
                               double *ret_x1);
/** A small card with @text, kept inside [0, width], its middle at @x and its top at @y. Returns its
 * width. */
double tw_chart_host_snapshot_flag (GtkSnapshot *snapshot, GtkWidget *widget, const char *text,
                                    double x, double y, const TwChartColor *fill,
                                    const TwChartColor *color);

G_END_DECLS
