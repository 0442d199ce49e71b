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
  double line_px; /* height of a line of text; rows and gaps are made of it */
} TwChartFrame;

/* Layers, to be painted in this order. Each leaves the cairo state as it was. */

/** Alternating day bands, up to the top of the row of their names. */
void tw_chart_paint_days (cairo_t *cr, const TwChartFrame *frame);
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
/** A dashed line at now. */
void tw_chart_paint_now (cairo_t *cr, const TwChartFrame *frame);

/* Room that must stay clear of names: from x0 to x1 in the row of the days, and a line at x in the
 * plot. */
typedef struct {
  double x0, x1, x;
} TwChartGap;

/** A name and where its top left stands. */
typedef struct {
  double x, y;
  PangoLayout *layout; /* owned by the array */
  const TwChartColor *color;
} TwChartName;

/** The names of the days above the plot and "Now" in it: all that is not covered by @gap (or NULL).
 * GArray of TwChartName. */
GArray *tw_chart_list_names (const TwChartFrame *frame, const TwChartGap *gap);
void tw_chart_paint_names (cairo_t *cr, const TwChartFrame *frame);

/** Height of a line of the charts' text in whole pixels, as large as the user wants text to be. */
double tw_chart_line_px (PangoContext *pango);
double tw_chart_text_width (PangoContext *pango, const char *text);
/** Heights of the row with the days' names above a plot, and with the hours below it. */
double tw_chart_days_px (double line_px);
double tw_chart_hours_px (double line_px);
/** Room left of a plot for the widest figure of @axis. */
double tw_chart_gutter_px (PangoContext *pango, const TwValueAxis *axis);

/** A layout of @text at 9 pt with tabular figures, @weight as Pango says. Transfer full. */
PangoLayout *tw_chart_layout (PangoContext *pango, const char *text, double size_pt,
                              PangoWeight weight);
/** Draws @text with its top left (@align 0), middle (0.5) or right (1) at (x, y). */
void tw_chart_paint_text (cairo_t *cr, const TwChartFrame *frame, const char *text, double x,
                          double y, double align, const TwChartColor *color);
void tw_chart_set_color (cairo_t *cr, const TwChartColor *color);

G_END_DECLS
