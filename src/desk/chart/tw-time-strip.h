/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/chart/tw-chart-view.h"

G_BEGIN_DECLS

#define TW_STRIP_MIN_HOUR (-72)
#define TW_STRIP_MAX_HOUR 71

typedef enum {
  TW_STRIP_RANGE_ALL, /* 72 h back and 72 h ahead */
  TW_STRIP_RANGE_PAST,
  TW_STRIP_RANGE_AHEAD,
} TwStripRange;

/**
 * TwTimeStrip: the time slider under the map. 72 hours back as bars, now, 72 hours ahead as a band;
 * one hour of the 144 is chosen; what is missing stands where no forecast can be shown. Hour 0 is
 * the hour at the origin. To assistive technology it is a slider.
 *
 * Properties: hour (int), range (int, TwStripRange), playing (boolean).
 * Keys: arrows one hour, Page Up and Down a day, Home and End the ends, Space plays.
 */
#define TW_TYPE_TIME_STRIP (tw_time_strip_get_type ())
G_DECLARE_FINAL_TYPE (TwTimeStrip, tw_time_strip, TW, TIME_STRIP, TwChartView)

GtkWidget *tw_time_strip_new (void);
/** Where hour 0 begins. The chosen hour keeps its number. */
void tw_time_strip_set_origin (TwTimeStrip *self, gint64 origin_us);
gint64 tw_time_strip_get_origin (TwTimeStrip *self);

/** Clamped to what the range shows. */
void tw_time_strip_set_hour (TwTimeStrip *self, int hour);
int tw_time_strip_get_hour (TwTimeStrip *self);
gint64 tw_time_strip_get_hour_us (TwTimeStrip *self);
void tw_time_strip_set_range (TwTimeStrip *self, TwStripRange range);
TwStripRange tw_time_strip_get_range (TwTimeStrip *self);
void tw_time_strip_get_limits (TwTimeStrip *self, int *ret_first, int *ret_last);
void tw_time_strip_set_playing (TwTimeStrip *self, gboolean playing);
gboolean tw_time_strip_get_playing (TwTimeStrip *self);
/** Middle of @hour in widget pixels, for tests. */
double tw_time_strip_hour_to_x (TwTimeStrip *self, int hour);

G_END_DECLS
