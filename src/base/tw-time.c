// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-time.h"

#include "base/tw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The calendar is computed here rather than through GDateTime: a broken-down time is needed for
 * every row of every import and chart, and GDateTime allocates. The day count follows the usual
 * trick of a year that begins in March, so that the leap day is its last. GTimeZone is used only to
 * ask what offset holds at an instant of UTC.
 */

#define DAYS_PER_ERA 146097  /* 400 years */
#define DAYS_TO_EPOCH 719468 /* from 0000-03-01 to 1970-01-01 */

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

gint64
tw_time_floor (gint64 t_us, gint64 step_us)
{
  g_return_val_if_fail (step_us > 0, t_us);

  return floor_div (t_us, step_us) * step_us;
}

int
tw_days_from_civil (int year, int month, int day)
{
  gint64 y = (gint64) year - (month <= 2);
  gint64 era = floor_div (y, 400);
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return (int) (era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH);
}

static void
civil_from_days (gint64 days, TwLocalTime *local)
{
  gint64 z = days + DAYS_TO_EPOCH;
  gint64 era = floor_div (z, DAYS_PER_ERA);
  gint64 day_of_era = z - era * DAYS_PER_ERA;
  gint64 year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 march_month = (5 * day_of_year + 2) / 153;

  local->day = (int) (day_of_year - (153 * march_month + 2) / 5 + 1);
  local->month = (int) (march_month < 10 ? march_month + 3 : march_month - 9);
  local->year = (int) (year_of_era + era * 400 + (local->month <= 2));
  local->weekday = (int) ((days + 3) - floor_div (days + 3, 7) * 7) + 1;
}

GTimeZone *
tw_zone_new (const char *iana_name, GError **error)
{
  const char *name = iana_name != NULL ? iana_name : TW_TIMEZONE_DEFAULT;
  GTimeZone *zone = NULL;

  /* GLib would open any file of that path. */
  if (name[0] != '\0' && name[0] != '/' && strstr (name, "..") == NULL)
    zone = g_time_zone_new_identifier (name);
  if (zone == NULL)
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD, _ ("The time zone “%s” is not known"),
                 name);
  return zone;
}

static int
zone_offset_s (GTimeZone *zone, gint64 utc_s)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc_s);

  return interval < 0 ? 0 : g_time_zone_get_offset (zone, interval);
}

static void
break_down (gint64 local_s, TwLocalTime *local)
{
  gint64 days = floor_div (local_s, 86400);
  int second_of_day = (int) (local_s - days * 86400);

  civil_from_days (days, local);
  local->hour = second_of_day / 3600;
  local->minute = second_of_day / 60 % 60;
  local->second = second_of_day % 60;
}

void
tw_time_to_local (gint64 t_us, GTimeZone *zone, TwLocalTime *ret_local)
{
  gint64 utc_s = floor_div (t_us, TW_US_PER_S);

  g_return_if_fail (zone != NULL && ret_local != NULL);

  ret_local->offset_s = zone_offset_s (zone, utc_s);
  break_down (utc_s + ret_local->offset_s, ret_local);
}

gint64
tw_time_from_local (const TwLocalTime *local, GTimeZone *zone)
{
  gint64 local_s, before_s, after_s;
  int before, after;

  g_return_val_if_fail (local != NULL && zone != NULL, 0);

  local_s = (gint64) tw_days_from_civil (local->year, local->month, local->day) * 86400
            + local->hour * 3600 + local->minute * 60 + local->second;

  /* The offsets a day earlier and a day later are the only two candidates: no zone changes twice in
   * two days. Where both hold the earlier instant wins; where none does the time was skipped, and
   * the old offset moves it on by exactly the gap. */
  before = zone_offset_s (zone, local_s - 86400);
  after = zone_offset_s (zone, local_s + 86400);
  before_s = local_s - before;
  after_s = local_s - after;
  if (zone_offset_s (zone, before_s) == before || zone_offset_s (zone, after_s) != after)
    return before_s * TW_US_PER_S;
  return after_s * TW_US_PER_S;
}

char *
tw_time_format_rfc3339 (gint64 t_us)
{
  gint64 utc_s = floor_div (t_us, TW_US_PER_S);
  int ms = (int) ((t_us - utc_s * TW_US_PER_S) / 1000);
  TwLocalTime utc;

  break_down (utc_s, &utc);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.year, utc.month, utc.day,
                          utc.hour, utc.minute, utc.second, ms);
}
