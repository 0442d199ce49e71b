/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-time.h"

G_BEGIN_DECLS

/** One step of a series: [t_us, t_us + step). NAN where a figure is missing. */
typedef struct {
  gint64 t_us;
  double value;     /* a count in the past, a mean in the future */
  double low, high; /* the band (P10, P90); NAN where there is none */
  gboolean forecast;
} TwChartPoint;

/** TwChartSeries: points in order of time at one step. Reference-counted, immutable once a chart
 * has it. */
typedef struct {
  gatomicrefcount refs;
  gint64 step_us;
  GArray *points; /* TwChartPoint */
} TwChartSeries;

TwChartSeries *tw_chart_series_new (gint64 step_us);
TwChartSeries *tw_chart_series_ref (TwChartSeries *self);
void tw_chart_series_unref (TwChartSeries *self);
/** Appends; @point->t_us must lie after the last. */
void tw_chart_series_add (TwChartSeries *self, const TwChartPoint *point);
/** The point whose step holds @t_us, or NULL. Borrowed. */
const TwChartPoint *tw_chart_series_find (TwChartSeries *self, gint64 t_us);
/** Highest value or band edge within [from_us, to_us); 0 when empty. */
double tw_chart_series_peak (TwChartSeries *self, gint64 from_us, gint64 to_us);
/** Sum of the values known within [from_us, to_us). */
double tw_chart_series_sum (TwChartSeries *self, gint64 from_us, gint64 to_us);
/** "time,kind,value,p10,p90" with RFC 3339 UTC times; missing figures are empty. Transfer full. */
char *tw_chart_series_to_csv (TwChartSeries *self);

/** "Today 08:00-09:00: 12 requests" or "...: mean 12.3, P10 6, P90 19": one point in words, for
 * read-outs and screen readers. */
char *tw_chart_point_describe (const TwChartPoint *point, gint64 now_us, GTimeZone *zone);

/**
 * Band of a random share of a count: each of the requests belongs to the part with probability
 * @share, so a variance V of the whole becomes share^2 V + share (1 - share) mean. Bands are taken
 * as normal (P10 and P90 are mean -+ 1.2816 deviations).
 */
void tw_chart_thin_band (double share, double *mean, double *low, double *high);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwChartSeries, tw_chart_series_unref)

G_END_DECLS
