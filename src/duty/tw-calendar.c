// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-calendar.h"

TwStreetHour *
tw_street_dup_calendar (TwStreet *street, gint64 start_us, gsize n)
{
  TwStreetHour *hours = g_new0 (TwStreetHour, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    {
      TwLocalTime local;

      tw_time_to_local (start_us + (gint64) i * TW_US_PER_HOUR, street->zone, &local);
      hours[i].hour_of_week = (guint8) ((local.weekday - 1) * 24 + local.hour);
      hours[i].day_kind = TW_DAY_ORDINARY;
    }
  return hours;
}
