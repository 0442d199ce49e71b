/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/chart/tw-chart-geometry.h"
#include "desk/chart/tw-chart-series.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/** Colour as 0xRRGGBB and an opacity. */
typedef struct {
  guint32 rgb;
  double alpha;
} TwChartColor;

typedef struct {
  TwChartColor ground, text, dim, grid, day, bar, band, line, now, accent;
} TwChartPalette;

const TwChartPalette *tw_chart_palette_get (gboolean dark, gboolean high_contrast);

/** What every layer draws from: the axes, the colours, and where text comes from. Nothing is owned.
 */
typedef struct {
  TwChartRect plot;
  TwTimeAxis time;
  TwValueAxis value;
  const TwChartPalette *palette;
  GTimeZone *zone;
  gint64 now_us;
  PangoContext *pango;
} TwChartFrame;

/* Layers, to be painted in this order. Each leaves the cairo state as it was. */

/** Alternating day bands with the day's name in a strip of @label_height above the plot (0: no
 * names). */
void tw_chart_paint_days (cairo_t *cr, const TwChartFrame *frame, double label_height);
/** Local hours under the plot. */
void tw_chart_paint_hours (cairo_t *cr, const TwChartFrame *frame);
/** Value lines across the plot, figures right-aligned left of it. */
void tw_chart_paint_values (cairo_t *cr, const TwChartFrame *frame);
/** Observed points as bars. */
void tw_chart_paint_bars (cairo_t *cr, const TwChartFrame *frame, TwChartSeries *series);
/** The area from low to high of the forecast points. */
void tw_chart_paint_band (cairo_t *cr, const TwChartFrame *frame, TwChartSeries *series);
/** The value as steps; @forecast chooses which points. */
void tw_chart_paint_steps (cairo_t *cr, const TwChartFrame *frame, TwChartSeries *series,
                           gboolean forecast);
/** A dashed line at now with its name on top. */
void tw_chart_paint_now (cairo_t *cr, const TwChartFrame *frame, gboolean label);

/** A layout of @text at 9 pt with tabular figures, @weight as Pango says. Transfer full. */
PangoLayout *tw_chart_layout (PangoContext *pango, const char *text, double size_pt,
                              PangoWeight weight);
/** Draws @text with its top left (@align 0), middle (0.5) or right (1) at (x, y). */
void tw_chart_paint_text (cairo_t *cr, const TwChartFrame *frame, const char *text, double x,
                          double y, double align, const TwChartColor *color);
void tw_chart_set_color (cairo_t *cr, const TwChartColor *color);

G_END_DECLS
