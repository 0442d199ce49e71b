// SPDX-License-Identifier: Apache-2.0
/*
 * The calendar of a street: local hours of the week, and the Chinese public holidays where the
 * street's zone is on the mainland. Elsewhere every day is ordinary, because the table says nothing
 * about it.
 */
#include "duty/tw-calendar.h"

#include "forecast/tw-holidays.h"

static const char *const mainland_zones[] = {
  "Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "Asia/Kashgar", "PRC", NULL
};

TwStreetHour *
tw_street_dup_calendar (TwStreet *street, gint64 start_us, gsize n)
{
  TwStreetHour *hours = g_new0 (TwStreetHour, MAX (n, 1));
  g_autoptr (TwHolidays) holidays = g_strv_contains (mainland_zones, street->zone_name)
                                        ? tw_holidays_new_china ()
                                        : tw_holidays_new_empty ();

  for (gsize i = 0; i < n; i++)
    {
      TwLocalTime local;

      tw_time_to_local (start_us + (gint64) i * TW_US_PER_HOUR, street->zone, &local);
      hours[i].hour_of_week = (guint8) ((local.weekday - 1) * 24 + local.hour);
      hours[i].day_kind = (guint8) tw_holidays_kind (holidays, local.year, local.month, local.day);
    }
  return hours;
}
