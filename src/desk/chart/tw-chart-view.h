/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/chart/tw-chart-host.h"

G_BEGIN_DECLS

/**
 * TwChartView: what all charts over time are made of: a series, its zone, the present, what stands
 * where something is missing; a picture painted once for a change of data, size or look, and the
 * keys that move from hour to hour. Sizes follow the size of text.
 */
#define TW_TYPE_CHART_VIEW (tw_chart_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (TwChartView, tw_chart_view, TW, CHART_VIEW, GtkWidget)

struct _TwChartViewClass {
  GtkWidgetClass parent_class;
  double plot_px, plot_min_px; /* height of the plot as wished, and at least */
  double head_lines;           /* lines of text kept free above the highest value */
  double gap_lines;            /* between two figures of the value axis */
  int margin_px;               /* right of the plot */
  int width_px, width_min_px;

  /** The hours shown: [from, to). */
  void (*get_range) (TwChartView *self, gint64 *ret_from_us, gint64 *ret_to_us);
  /** Paints what changes with the data; names come over it. */
  void (*paint) (TwChartView *self, cairo_t *cr, const TwChartFrame *frame);
  /** Draws what moves. */
  void (*snapshot_over) (TwChartView *self, GtkSnapshot *snapshot, const TwChartFrame *frame);
  /** The room that what moves takes from names; FALSE: none. NULL: none. */
  gboolean (*get_gap) (TwChartView *self, const TwChartFrame *frame, TwChartGap *ret_gap);
  /** Hour at the keyboard's cursor, and moving it there: any time, to be clamped. */
  gint64 (*get_cursor) (TwChartView *self);
  void (*move_cursor) (TwChartView *self, gint64 t_us);
  /** Data, zone or present changed: whatever is said of them. */
  void (*changed) (TwChartView *self);
};

/** A reference is taken; NULL empties. */
void tw_chart_view_set_series (TwChartView *self, TwChartSeries *series);
TwChartSeries *tw_chart_view_get_series (TwChartView *self);
void tw_chart_view_set_zone (TwChartView *self, GTimeZone *zone);
GTimeZone *tw_chart_view_get_zone (TwChartView *self);
/** Draws anew when the line of now moves to another pixel. */
void tw_chart_view_set_now (TwChartView *self, gint64 now_us);
gint64 tw_chart_view_get_now (TwChartView *self);
void tw_chart_view_set_missing (TwChartView *self, const char *text);
const char *tw_chart_view_get_missing (TwChartView *self);

/** What the chart shows changed by something of the subclass's own. */
void tw_chart_view_redraw (TwChartView *self);
/** The frame for a chart of that size whose first @top pixels are somebody else's. */
void tw_chart_view_init_frame (TwChartView *self, int width, int height, double top,
                               TwChartFrame *ret_frame);
/** The frame as shown. */
void tw_chart_view_get_frame (TwChartView *self, TwChartFrame *ret_frame);
/** Paints the whole chart but for what moves. */
void tw_chart_view_paint (TwChartView *self, cairo_t *cr, int width, int height, double top);
/** "Today 08:00-09:00: 12 requests" for the hour at @t_us; NULL where there is none. Transfer full.
 */
char *tw_chart_view_describe (TwChartView *self, gint64 t_us);
/** Moves the cursor for a key that means an hour, a day or an end; FALSE for other keys. */
gboolean tw_chart_view_handle_key (TwChartView *self, guint keyval, GdkModifierType state);

G_END_DECLS
