// SPDX-License-Identifier: Apache-2.0
#include "base/tw-time.h"

#include "base/tw-error.h"

static GTimeZone *
zone_named (const char *name)
{
  g_autoptr (GError) error = NULL;
  GTimeZone *zone = tw_zone_new (name, &error);

  g_assert_no_error (error);
  return zone;
}

static void
test_floor (void)
{
  static const struct {
    gint64 t, step, floor;
  } cases[] = {
    { 0, 900, 0 },     { 899, 900, 0 },     { 900, 900, 900 },
    { -1, 900, -900 }, { -900, 900, -900 }, { -901, 900, -1800 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tw_time_floor (cases[i].t, cases[i].step), ==, cases[i].floor);
}

/* Day by day over 1,200 years against GLib's calendar. */
static void
test_calendar (void)
{
  GDate date;
  GTimeZone *utc = g_time_zone_new_utc ();

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, 1, 1, 1600);
  for (; g_date_get_year (&date) < 2800; g_date_add_days (&date, 1))
    {
      int year = g_date_get_year (&date), month = g_date_get_month (&date),
          day = g_date_get_day (&date);
      int days = tw_days_from_civil (year, month, day);
      TwLocalTime local;

      g_assert_cmpint (days, ==, (int) g_date_get_julian (&date) - 719163);
      tw_time_to_local (days * TW_US_PER_DAY + TW_US_PER_DAY - 1, utc, &local);
      g_assert_true (local.year == year && local.month == month && local.day == day);
      g_assert_true (local.hour == 23 && local.minute == 59 && local.second == 59);
      g_assert_cmpint (local.weekday, ==, (int) g_date_get_weekday (&date));
    }
  g_time_zone_unref (utc);
}

static void
test_zones (void)
{
  static const char *const wrong[] = { "Mars/Olympus", "", "/etc/localtime", "../UTC" };
  g_autoptr (GTimeZone) zone = tw_zone_new (NULL, NULL);
  TwLocalTime local;

  tw_time_to_local (0, zone, &local);
  g_assert_cmpint (local.offset_s, ==, 8 * 3600);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tw_zone_new (wrong[i], &error));
      g_assert_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD);
    }
}

/* A zone called by its name, whatever the zone of the caller but for names that mean two. */
static void
test_zone_names (void)
{
  static const struct {
    const char *zone, *text, *utc;
  } cases[] = {
    { "Asia/Shanghai", "2024-04-16 03:03:15 EST", "2024-04-16T08:03:15.000Z" },
    { "Asia/Shanghai", "2024-04-16 03:03 edt", "2024-04-16T07:03:00.000Z" },
    { "America/Chicago", "04/16/2024 03:03:15 PM PST", "2024-04-16T23:03:15.000Z" },
    { "America/Chicago", "Tue, 16 Apr 2024 03:03:15 CET", "2024-04-16T02:03:15.000Z" },
    { "Asia/Shanghai", "2024-04-16 03:03 CST", "2024-04-15T19:03:00.000Z" },
    { "America/New_York", "2024-04-16 03:03 CST", "2024-04-16T09:03:00.000Z" },
    { "Asia/Kolkata", "2024-04-16 03:03 IST", "2024-04-15T21:33:00.000Z" },
    { "Asia/Shanghai", "20240416030315 JST", "2024-04-15T18:03:15.000Z" },
    { "Asia/Shanghai", "Tue Apr 16 03:03:15 CST 2024", "2024-04-15T19:03:15.000Z" },
    { "Asia/Shanghai", "Tue Apr  2 03:03:15 EDT 2024", "2024-04-02T07:03:15.000Z" },
    { "Asia/Shanghai", "Tue Apr 16 03:03:15 2024", "2024-04-15T19:03:15.000Z" },
    { "Asia/Shanghai", "Tue Apr 16 03:03:15 GMT+08:00 2024", "2024-04-15T19:03:15.000Z" },
    { "Asia/Shanghai", "2024 Apr 16 03:03:15 PM", "2024-04-16T07:03:15.000Z" },
  };
  static const char *const wrong[] = { "2024-04-16 03:03 XYZ",      "2024-04-16 03:03 ES",
                                       "2024-04-16 03:03 EST5",     "2024-04-16 EST",
                                       "Apr 16 03:03 24",           "Apr 16 03:03 CST CST 2024",
                                       "Apr 16 2024 03:03 CST 2024" };
  gint64 t_us;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = zone_named (cases[i].zone);
      g_autofree char *text = NULL;

      g_assert_true (tw_time_parse (cases[i].text, zone, TRUE, &t_us, NULL));
      text = tw_time_format_rfc3339 (t_us);
      g_assert_cmpstr (text, ==, cases[i].utc);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GTimeZone) zone = zone_named ("Asia/Shanghai");

      g_assert_false (tw_time_parse (wrong[i], zone, TRUE, &t_us, NULL));
    }
}

/* The hour skipped in March moves on by the gap; of the hour repeated in November the first counts.
 */
static void
test_summer_time (void)
{
  static const struct {
    const char *zone, *local, *utc;
  } cases[] = {
    { "America/New_York", "2024-03-10 01:59:59", "2024-03-10T06:59:59.000Z" },
    { "America/New_York", "2024-03-10 02:00", "2024-03-10T07:00:00.000Z" },
    { "America/New_York", "2024-03-10 02:30", "2024-03-10T07:30:00.000Z" },
    { "America/New_York", "2024-03-10 03:00", "2024-03-10T07:00:00.000Z" },
    { "America/New_York", "2024-03-10 03:30", "2024-03-10T07:30:00.000Z" },
    { "America/New_York", "2024-11-03 00:59:59", "2024-11-03T04:59:59.000Z" },
    { "America/New_York", "2024-11-03 01:00", "2024-11-03T05:00:00.000Z" },
    { "America/New_York", "2024-11-03 01:30", "2024-11-03T05:30:00.000Z" },
    { "America/New_York", "2024-11-03 02:00", "2024-11-03T07:00:00.000Z" },
    { "America/New_York", "2024-07-01 12:00", "2024-07-01T16:00:00.000Z" },
    { "Australia/Lord_Howe", "2024-10-06 02:15", "2024-10-05T15:45:00.000Z" },
    { "Australia/Lord_Howe", "2024-04-07 01:45", "2024-04-06T14:45:00.000Z" },
    { "Asia/Shanghai", "1988-07-01 12:00", "1988-07-01T03:00:00.000Z" },
    { "Asia/Kolkata", "2024-01-01 00:00", "2023-12-31T18:30:00.000Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = zone_named (cases[i].zone);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      gint64 t_us;

      tw_time_parse (cases[i].local, zone, FALSE, &t_us, &error);
      g_assert_no_error (error);
      text = tw_time_format_rfc3339 (t_us);
      g_assert_cmpstr (text, ==, cases[i].utc);
    }
}

/* Every quarter of an hour of a year comes back, but for the repeated hour, which comes back as its
 * first. */
static void
test_round_trip (void)
{
  g_autoptr (GTimeZone) zone = zone_named ("America/New_York");
  gint64 start_us = (gint64) tw_days_from_civil (2024, 1, 1) * TW_US_PER_DAY;
  guint n_moved = 0;

  for (gint64 t_us = start_us; t_us < start_us + 366 * TW_US_PER_DAY; t_us += TW_US_PER_SLOT)
    {
      TwLocalTime local;
      gint64 back_us;

      tw_time_to_local (t_us, zone, &local);
      back_us = tw_time_from_local (&local, zone);
      if (back_us == t_us)
        continue;
      g_assert_cmpint (back_us, ==, t_us - TW_US_PER_HOUR);
      n_moved++;
    }
  g_assert_cmpuint (n_moved, ==, 4);
}

typedef struct {
  const char *text, *utc;
  gboolean month_first;
} Form;

/* F01: the forms of time that files of cities and of the hotline carry. Without a zone: Shanghai.
 */
static const Form forms[] = {
  /* RFC 3339, section 5.8 */
  { "1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z", FALSE },
  { "1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57.000Z", FALSE },
  { "1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000Z", FALSE },
  { "1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000Z", FALSE },
  { "1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z", FALSE },
  /* other ISO 8601 */
  { "2024-04-16T03:03:15", "2024-04-15T19:03:15.000Z", FALSE },
  { "2024-04-16T03:03:15.5+0800", "2024-04-15T19:03:15.500Z", FALSE },
  { "2024-04-16T03:03+08", "2024-04-15T19:03:00.000Z", FALSE },
  { "20240416T030315Z", "2024-04-16T03:03:15.000Z", FALSE },
  { "2024-04-16 24:00", "2024-04-16T16:00:00.000Z", FALSE },
  { "2024-04-16T03:03:15,25Z", "2024-04-16T03:03:15.250Z", FALSE },
  { "2024-04-16 03:03:15 UTC", "2024-04-16T03:03:15.000Z", FALSE },
  { "2024-04-16t03:03:15z", "2024-04-16T03:03:15.000Z", FALSE },
  /* as people and programs write it */
  { "2024-04-16 03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "  2024-04-16  ", "2024-04-15T16:00:00.000Z", FALSE },
  { "2024/4/16 3:03:15 PM", "2024-04-16T07:03:15.000Z", FALSE },
  { "2024.04.16 03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "04/16/2024 03:03:15 AM", "2024-04-15T19:03:15.000Z", TRUE },
  { "04/05/2024 12:00:00 AM", "2024-04-04T16:00:00.000Z", TRUE },
  { "04/05/2024 12:30 p.m.", "2024-04-05T04:30:00.000Z", TRUE },
  { "04/05/2024", "2024-05-03T16:00:00.000Z", FALSE },
  { "04/16/2024", "2024-04-15T16:00:00.000Z", FALSE },
  { "16/04/2024 23:59", "2024-04-16T15:59:00.000Z", TRUE },
  { "16.04.2024 03:03", "2024-04-15T19:03:00.000Z", TRUE },
  { "16-04-2024 03:03", "2024-04-15T19:03:00.000Z", TRUE },
  { "2024-04-16, 03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "2024年4月16日 3时3分", "2024-04-15T19:03:00.000Z", FALSE },
  { "2024年4月16日3时3分15秒", "2024-04-15T19:03:15.000Z", FALSE },
  { "2024年04月16日 03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "2024年4月16日 下午3点", "2024-04-16T07:00:00.000Z", FALSE },
  { "2024年4月16日", "2024-04-15T16:00:00.000Z", FALSE },
  /* with the day of the week, single digits, named months */
  { "Tue Apr 16 2024 03:03:15 GMT+0800 (CST)", "2024-04-15T19:03:15.000Z", FALSE },
  { "Tue, 16 Apr 2024 03:03:15 GMT", "2024-04-16T03:03:15.000Z", FALSE },
  { "Tuesday, April 16, 2024 3:03 PM", "2024-04-16T07:03:00.000Z", FALSE },
  { "2024-04-16 星期二 03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "2024年4月16日 星期二 下午3:03", "2024-04-16T07:03:00.000Z", FALSE },
  { "2024-04-16（周二）03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "周二 2024-04-16", "2024-04-15T16:00:00.000Z", FALSE },
  { "2024-4-16 3:3", "2024-04-15T19:03:00.000Z", FALSE },
  { "2024-4-16 3:3:5", "2024-04-15T19:03:05.000Z", FALSE },
  { "2024-Apr-16 03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "16/Apr/2024 03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "Apr 16 2024 03:03:15:250AM", "2024-04-15T19:03:15.250Z", FALSE },
  { "2024-04-16 03:03 UTC+8", "2024-04-15T19:03:00.000Z", FALSE },
  { "2024-04-16 03:03 +8", "2024-04-15T19:03:00.000Z", FALSE },
  /* full width, as Chinese input methods write */
  { "２０２４－０４－１６　０３：０３：１５", "2024-04-15T19:03:15.000Z", FALSE },
  { "２０２４年４月１６日３时３分", "2024-04-15T19:03:00.000Z", FALSE },
  { "２０２４／４／１６ 3：03", "2024-04-15T19:03:00.000Z", FALSE },
  { "2024/4/16 上午 3:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "20240416", "2024-04-15T16:00:00.000Z", FALSE },
  { "202404160303", "2024-04-15T19:03:00.000Z", FALSE },
  { "20240416030315", "2024-04-15T19:03:15.000Z", FALSE },
  { "04/16/24 3:03 PM", "2024-04-16T07:03:00.000Z", TRUE },
  { "16.04.99 03:03", "1999-04-15T19:03:00.000Z", FALSE },
  { "16 Apr 2024 03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "16-APR-24 03:03", "2024-04-15T19:03:00.000Z", FALSE },
  { "April 16, 2024 3:03:15 PM", "2024-04-16T07:03:15.000Z", FALSE },
  { "may 1 2024", "2024-04-30T16:00:00.000Z", TRUE },
  { "Sep. 3, 2024, 03:03", "2024-09-02T19:03:00.000Z", FALSE },
  /* Unix time */
  { "1713236595", "2024-04-16T03:03:15.000Z", FALSE },
  { "1713236595.25", "2024-04-16T03:03:15.250Z", FALSE },
  { "1713236595123", "2024-04-16T03:03:15.123Z", FALSE },
  { "1713236595123456", "2024-04-16T03:03:15.123Z", FALSE },
  { "-100000000", "1966-10-31T14:13:20.000Z", FALSE },
};

static void
test_forms (void)
{
  g_autoptr (GTimeZone) zone = zone_named ("Asia/Shanghai");

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *utc = NULL;
      gint64 t_us = 0;

      g_test_message ("%s", forms[i].text);
      tw_time_parse (forms[i].text, zone, forms[i].month_first, &t_us, &error);
      g_assert_no_error (error);
      utc = tw_time_format_rfc3339 (t_us);
      g_assert_cmpstr (utc, ==, forms[i].utc);
    }
}

/* F01: the time of day in a column of its own. */
static void
test_of_day (void)
{
  static const struct {
    const char *text;
    int minutes; /* -1: none */
  } cases[] = {
    { "14:05", 845 },   { "2:05 PM", 845 },    { "下午2:05", 845 }, { "14时5分", 845 },
    { "1405", 845 },    { "140500", 845 },     { "14：05", 845 },   { " 0:00:00 ", 0 },
    { "5", 5 },         { "930", 570 },        { "12:00 AM", 0 },   { "12:00 PM", 720 },
    { "", -1 },         { "noon", -1 },        { "24:00", -1 },     { "25:00", -1 },
    { "961", -1 },      { "14:05 x", -1 },     { "14:5", 845 },     { "2024-01-01", -1 },
    { "13:00 PM", -1 }, { "14:05-08:00", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 us = -1;
      gboolean ok = tw_time_parse_of_day (cases[i].text, &us);

      g_test_message ("%s", cases[i].text);
      g_assert_true (ok == (cases[i].minutes >= 0));
      if (ok)
        g_assert_cmpint (us, ==, cases[i].minutes * TW_US_PER_MIN);
    }
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    TwDataError code;
  } cases[] = {
    { "", TW_DATA_ERROR_SYNTAX },
    { "yesterday", TW_DATA_ERROR_SYNTAX },
    { "Tue", TW_DATA_ERROR_SYNTAX },
    { "2024-04-16 (周", TW_DATA_ERROR_SYNTAX },
    { "2024-04-16 03:03 XYZ", TW_DATA_ERROR_SYNTAX },
    { "2024-04-16 03:03 GMT+8 (", TW_DATA_ERROR_SYNTAX },
    { "12", TW_DATA_ERROR_SYNTAX },
    { "2024-04", TW_DATA_ERROR_SYNTAX },
    { "2024-04-16T", TW_DATA_ERROR_SYNTAX },
    { "2024-04-16 3", TW_DATA_ERROR_SYNTAX },
    { "2024-04-16 03:03 xyz", TW_DATA_ERROR_SYNTAX },
    { "2024-04-16T03:03:15+99:00", TW_DATA_ERROR_SYNTAX },
    { "2024-04/16", TW_DATA_ERROR_SYNTAX },
    { "Apri 16, 2024", TW_DATA_ERROR_SYNTAX },
    { "16 Aprilia 2024", TW_DATA_ERROR_SYNTAX },
    { "04/16/024", TW_DATA_ERROR_SYNTAX },
    { "31 Apr 2024", TW_DATA_ERROR_RANGE },
    { "2024-02-30", TW_DATA_ERROR_RANGE },
    { "2023-02-29", TW_DATA_ERROR_RANGE },
    { "1900-02-29", TW_DATA_ERROR_RANGE },
    { "2024-13-01", TW_DATA_ERROR_RANGE },
    { "2024-00-10", TW_DATA_ERROR_RANGE },
    { "2024-04-16 24:01", TW_DATA_ERROR_RANGE },
    { "2024-04-16 12:60", TW_DATA_ERROR_RANGE },
    { "2024-04-16 13:00 PM", TW_DATA_ERROR_RANGE },
    { "0000-01-01", TW_DATA_ERROR_RANGE },
    { "2024-04-16 03:03:03 and so on and so on and so on and so on and so on and so on",
      TW_DATA_ERROR_SYNTAX },
  };
  g_autoptr (GTimeZone) zone = zone_named ("Asia/Shanghai");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 t_us = 42;

      g_test_message ("%s", cases[i].text);
      g_assert_false (tw_time_parse (cases[i].text, zone, FALSE, &t_us, &error));
      g_assert_error (error, TW_DATA_ERROR, (int) cases[i].code);
      g_assert_cmpint (t_us, ==, 42);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/floor", test_floor);
  g_test_add_func ("/base/time/calendar", test_calendar);
  g_test_add_func ("/base/time/zones", test_zones);
  g_test_add_func ("/base/time/zone-names", test_zone_names);
  g_test_add_func ("/base/time/summer-time", test_summer_time);
  g_test_add_func ("/base/time/round-trip", test_round_trip);
  g_test_add_func ("/base/time/forms", test_forms);
  g_test_add_func ("/base/time/refused", test_refused);
  g_test_add_func ("/base/time/of-day", test_of_day);
  return g_test_run ();
}
