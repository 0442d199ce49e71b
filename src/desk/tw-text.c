// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-text.h"

#include "base/tw-time.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const weekdays[] = {
  N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"), N_ ("Fri"), N_ ("Sat"), N_ ("Sun"),
};

static const char *const months[] = {
  N_ ("Jan"), N_ ("Feb"), N_ ("Mar"), N_ ("Apr"), N_ ("May"), N_ ("Jun"),
  N_ ("Jul"), N_ ("Aug"), N_ ("Sep"), N_ ("Oct"), N_ ("Nov"), N_ ("Dec"),
};

char *
tw_text_clock (gint64 t_us, GTimeZone *zone)
{
  TwLocalTime t;
  g_autofree char *time = NULL;
  g_autofree char *day = NULL;

  tw_time_to_local (t_us, zone, &t);
  time = g_strdup_printf ("%02d:%02d", t.hour, t.minute);
  day = g_strdup_printf ("%d", t.day);
  /* Translators: 1 time, 2 weekday, 3 day of the month, 4 month */
  return g_strdup_printf (_ ("%1$s %2$s %3$s %4$s"), time, _ (weekdays[t.weekday - 1]), day,
                          _ (months[t.month - 1]));
}

static int
day_number (const TwLocalTime *t)
{
  return tw_days_from_civil (t->year, t->month, t->day);
}

char *
tw_text_when (gint64 t_us, gint64 now_us, GTimeZone *zone)
{
  TwLocalTime t, now;
  int days;

  tw_time_to_local (t_us, zone, &t);
  tw_time_to_local (now_us, zone, &now);
  days = day_number (&now) - day_number (&t);
  if (days == 0)
    return g_strdup_printf ("%02d:%02d", t.hour, t.minute);
  if (days == 1)
    /* Translators: hour and minute */
    return g_strdup_printf (_ ("yesterday %02d:%02d"), t.hour, t.minute);
  if (t.year == now.year)
    return g_strdup_printf ("%02d-%02d %02d:%02d", t.month, t.day, t.hour, t.minute);
  return g_strdup_printf ("%d-%02d-%02d %02d:%02d", t.year, t.month, t.day, t.hour, t.minute);
}

char *
tw_text_count (gint64 n)
{
  g_autofree char *digits =
      g_strdup_printf ("%" G_GUINT64_FORMAT, n < 0 ? -(guint64) n : (guint64) n);
  GString *out = g_string_new (n < 0 ? "−" : "");

  for (const char *p = digits; *p != '\0'; p++)
    {
      gsize left = strlen (p);

      g_string_append_c (out, *p);
      if (left > 1 && (left - 1) % 3 == 0)
        g_string_append_c (out, ',');
    }
  return g_string_free (out, FALSE);
}

char *
tw_text_time_left (double seconds)
{
  int minutes = (int) ceil (seconds / 60.0);

  if (seconds < 10)
    return g_strdup (_ ("less than 10 s left"));
  if (seconds < 90)
    return g_strdup_printf (_ ("about %d s left"), (int) (ceil (seconds / 10.0) * 10));
  if (minutes < 60)
    return g_strdup_printf (_ ("about %d min left"), minutes);
  return g_strdup_printf (_ ("about %d h %02d min left"), minutes / 60, minutes % 60);
}

char *
tw_text_speed (double speed)
{
  return g_strdup_printf ("×%g", speed);
}
