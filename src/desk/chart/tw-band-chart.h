/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/chart/tw-chart-view.h"

G_BEGIN_DECLS

/**
 * TwBandChart: one series with its band: observed values as a line, the forecast mean as a line
 * over the P10-P90 area, now, the chosen hour, and a cross-hair with values that follows the
 * pointer or, with the focus, the arrow keys.
 *
 * To assistive technology it is a list with an entry an hour, in words. The keyboard's cursor is
 * the entry that has the focus, so each is read out as it is reached.
 *
 * Signal hour-activated (gint64 hour_us): a click, or Enter at the keyboard cursor.
 */
#define TW_TYPE_BAND_CHART (tw_band_chart_get_type ())
G_DECLARE_FINAL_TYPE (TwBandChart, tw_band_chart, TW, BAND_CHART, TwChartView)

GtkWidget *tw_band_chart_new (void);
/** A reference is taken; NULL empties. The chart shows [from_us, to_us) in @zone. */
void tw_band_chart_set_series (TwBandChart *self, TwChartSeries *series, gint64 from_us,
                               gint64 to_us, GTimeZone *zone);
/** The hour shown on the map; marked in the accent colour. */
void tw_band_chart_set_selected (TwBandChart *self, gint64 hour_us);
/** The cross-hair's time, or 0 without one. */
gint64 tw_band_chart_get_cursor (TwBandChart *self);

/** Writes what the chart shows as a PNG of @scale pixels a point, on the ground of the current
 * style. */
gboolean tw_band_chart_save_png (TwBandChart *self, const char *path, const char *title, int scale,
                                 GError **error);
/** The series as CSV. */
gboolean tw_band_chart_save_csv (TwBandChart *self, const char *path, GError **error);

G_END_DECLS
