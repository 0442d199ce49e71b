/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Hours of the week as people write them: "Mon-Fri 08:00-17:00; Sat 09:00-12:00", "daily
 * 18:00-21:00", "周一至周五 8:00-12:00、13:30-17:30；周六 9点-12点", "22:00-02:00" (into the next
 * day), "工作日 全天".
 */

typedef struct {
  int weekday;          /* 1 Monday .. 7 Sunday: the day on which it begins */
  int from_min, to_min; /* local minutes of that day; to_min above from_min, up to 2880 */
} TwWeekWindow;

#define TW_WEEK_HOURS_MAX 512 /* windows of one text */

/**
 * Reads windows in the order of days and times, each once; an empty text has none. GArray of
 * TwWeekWindow, transfer full. TW_DATA_ERROR_SYNTAX or _RANGE names what could not be read and
 * where.
 */
GArray *tw_week_hours_parse (const char *text, GError **error);
/**
 * Writes windows as text that reads back equal, in the user's language: days with the same hours
 * together. Transfer full; "" for none.
 */
char *tw_week_hours_format (const GArray *windows);
/** Names of days alone: "Mon-Fri, Sun", "daily". Bits, 0 Monday. As above. */
char *tw_week_days_format (guint days);
/** Reads names of days alone; bits, 0 Monday. An empty text is all days. */
gboolean tw_week_days_parse (const char *text, guint *ret_days, GError **error);
/** Reads "07:00-09:00" or "22:00-02:00" (to_min above 1440 then). */
gboolean tw_week_times_parse (const char *text, int *ret_from_min, int *ret_to_min, GError **error);
/** "07:00-09:00"; what lies in the next day is counted from its midnight. Transfer full. */
char *tw_week_times_format (int from_min, int to_min);

G_END_DECLS
