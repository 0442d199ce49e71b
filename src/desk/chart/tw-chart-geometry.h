/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-time.h"

G_BEGIN_DECLS

/* The arithmetic of the charts: no GTK, no cairo, so that drawing, hit-testing and tests share one
 * truth. Pixels are doubles. */

typedef struct {
  double x, y, width, height;
} TwChartRect;

/** Time runs from left to right over [from_us, to_us). */
typedef struct {
  gint64 from_us, to_us;
  double x, width;
} TwTimeAxis;

double tw_time_axis_to_x (const TwTimeAxis *axis, gint64 t_us);
/** Time under @x, clamped to [from_us, to_us - 1]. */
gint64 tw_time_axis_to_time (const TwTimeAxis *axis, double x);
/** Pixels of one hour. */
double tw_time_axis_hour_px (const TwTimeAxis *axis);

/** Values run upwards from 0 at the bottom to @max, a multiple of @step. */
typedef struct {
  double max, step;
  double y, height;
} TwValueAxis;

/** Chooses max and step (1, 2, 5 times a power of ten) so that @peak fits and ticks stand at least
 * @min_gap_px apart. */
void tw_value_axis_init (TwValueAxis *axis, double peak, double y, double height,
                         double min_gap_px);
double tw_value_axis_to_y (const TwValueAxis *axis, double value);
/** Decimals that show every tick exactly: 0 for steps of 1 and above. */
int tw_value_axis_decimals (const TwValueAxis *axis);

/** A local midnight-to-midnight stretch of the axis, clipped to it. */
typedef struct {
  double x0, x1;
  gint64 midnight_us; /* may lie before the axis */
  int weekday;        /* 1 Monday .. 7 Sunday */
  gboolean odd;       /* alternates from day to day, also across months */
} TwDayBand;

/** Local days that the axis shows. GArray of TwDayBand. */
GArray *tw_time_axis_list_days (const TwTimeAxis *axis, GTimeZone *zone);

typedef struct {
  double x;
  gint64 t_us;
  int hour; /* local, 0..23 */
} TwHourTick;

/** Round local hours (every 1, 2, 3, 6 or 12) at least @min_gap_px apart. GArray of TwHourTick. */
GArray *tw_time_axis_list_hours (const TwTimeAxis *axis, GTimeZone *zone, double min_gap_px);

/** "Today", "Tomorrow", "Yesterday", else "Wed 11-25", in the user's language. Transfer full. */
char *tw_chart_format_day (gint64 t_us, gint64 now_us, GTimeZone *zone);
/** "Wed" for 3; @weekday 1 Monday .. 7 Sunday. Borrowed. */
const char *tw_chart_weekday_name (int weekday);
/** "07:40" in @zone. */
char *tw_chart_format_time (gint64 t_us, GTimeZone *zone);
/** "Today 07:00-08:00": the hour that begins at @hour_us. */
char *tw_chart_format_hour (gint64 hour_us, gint64 now_us, GTimeZone *zone);
/** A count without, a mean with one decimal below ten: "34", "3.4", "0.06". */
char *tw_chart_format_value (double value, gboolean whole);

G_END_DECLS
