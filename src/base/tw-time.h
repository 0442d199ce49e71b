/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Time is UTC microseconds since 1970 (gint64); intervals are half-open. */
#define TW_US_PER_S G_GINT64_CONSTANT (1000000)
#define TW_US_PER_MIN (60 * TW_US_PER_S)
#define TW_US_PER_HOUR (60 * TW_US_PER_MIN)
#define TW_US_PER_DAY (24 * TW_US_PER_HOUR)
#define TW_US_PER_SLOT (15 * TW_US_PER_MIN)
#define TW_TIMEZONE_DEFAULT "Asia/Shanghai"

/** Floors @t_us to a multiple of @step_us, also before 1970. */
gint64 tw_time_floor (gint64 t_us, gint64 step_us);

/**
 * TwLocalTime: a point of time broken down in one zone.
 * weekday: 1 Monday .. 7 Sunday. offset_s: seconds east of UTC.
 */
typedef struct {
  int year, month, day, hour, minute, second, weekday, offset_s;
} TwLocalTime;

/** Opens a zone by its IANA name; NULL opens the default. NULL with TW_DATA_ERROR_FIELD when
 * unknown. */
GTimeZone *tw_zone_new (const char *iana_name, GError **error);
/** UTC to the broken-down time of @zone. */
void tw_time_to_local (gint64 t_us, GTimeZone *zone, TwLocalTime *ret_local);
/** Local to UTC; a time skipped by summer time moves forward by the gap; a repeated one is the
 * first. */
gint64 tw_time_from_local (const TwLocalTime *local, GTimeZone *zone);
/** Days since 1970-01-01 of the proleptic Gregorian calendar. */
int tw_days_from_civil (int year, int month, int day);

/** Formats as RFC 3339 in UTC with milliseconds ("2026-11-24T07:40:00.000Z"). */
char *tw_time_format_rfc3339 (gint64 t_us);

/**
 * Parses one of the forms seen in the field: ISO 8601 / RFC 3339 with or without zone, "2024-04-16
 * 03:03", "2024/4/16 3:03:15 PM", "04/16/2024 03:03:15 AM" (US order when @month_first),
 * "16.04.2024 03:03", "2024年4月16日 3时3分", "20240416030315", "16-APR-24", "April 16, 2024",
 * a bare date, Unix seconds or milliseconds, also in full-width characters. A zone may be an offset
 * or one of the usual names (EST, CET); of the two zones called CST, the one on the side of the
 * globe that @zone is on. Text without a zone is taken in @zone. Returns FALSE with
 * TW_DATA_ERROR_SYNTAX or _RANGE.
 */
gboolean tw_time_parse (const char *text, GTimeZone *zone, gboolean month_first, gint64 *ret_t_us,
                        GError **error);
/**
 * Parses a time of day alone: "14:05[:30]", "2:05 PM", "下午2:05", "14时5分", "1405", "5" (00:05).
 * @ret_us counts from midnight. FALSE when @text is none.
 */
gboolean tw_time_parse_of_day (const char *text, gint64 *ret_us);

G_END_DECLS
