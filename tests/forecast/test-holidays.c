// SPDX-License-Identifier: Apache-2.0
/* F07: the Chinese calendar as an input of the forecast. */
#include "forecast/tw-holidays.h"

#include "base/tw-time.h"

static void
test_noticed (void)
{
  static const struct {
    int year, month, day;
    TwDayKind kind;
    const char *name;
  } cases[] = {
    { 2024, 2, 10, TW_DAY_HOLIDAY, "春节" },       { 2024, 2, 9, TW_DAY_ORDINARY, NULL },
    { 2024, 2, 18, TW_DAY_WEEKEND_WORK, "春节" },  { 2024, 10, 12, TW_DAY_WEEKEND_WORK, "国庆节" },
    { 2025, 1, 28, TW_DAY_HOLIDAY, "春节" },       { 2025, 2, 4, TW_DAY_WORKDAY_OFF, "春节" },
    { 2025, 2, 5, TW_DAY_ORDINARY, NULL },         { 2025, 10, 6, TW_DAY_HOLIDAY, "中秋节" },
    { 2025, 10, 8, TW_DAY_WORKDAY_OFF, "国庆节" }, { 2026, 1, 4, TW_DAY_WEEKEND_WORK, "元旦" },
    { 2026, 2, 15, TW_DAY_WORKDAY_OFF, "春节" },   { 2026, 2, 17, TW_DAY_HOLIDAY, "春节" },
    { 2026, 2, 23, TW_DAY_WORKDAY_OFF, "春节" },   { 2026, 2, 28, TW_DAY_WEEKEND_WORK, "春节" },
    { 2026, 5, 9, TW_DAY_WEEKEND_WORK, "劳动节" }, { 2026, 9, 25, TW_DAY_HOLIDAY, "中秋节" },
    { 2026, 10, 7, TW_DAY_WORKDAY_OFF, "国庆节" }, { 2026, 10, 8, TW_DAY_ORDINARY, NULL },
    { 2026, 11, 24, TW_DAY_ORDINARY, NULL },       { 1999, 1, 1, TW_DAY_ORDINARY, NULL },
  };
  g_autoptr (TwHolidays) holidays = tw_holidays_new_china ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (tw_holidays_kind (holidays, cases[i].year, cases[i].month, cases[i].day), ==,
                       cases[i].kind);
      g_assert_cmpstr (tw_holidays_name (holidays, cases[i].year, cases[i].month, cases[i].day), ==,
                       cases[i].name);
      g_assert_false (
          tw_holidays_is_provisional (holidays, cases[i].year, cases[i].month, cases[i].day));
    }
}

/* The notices' own arithmetic: days off and worked weekends per year, and what is worked is a
 * weekend day. */
static void
test_counts (void)
{
  static const struct {
    int year, off, worked;
  } years[] = { { 2024, 1 + 8 + 3 + 5 + 1 + 3 + 7, 8 },
                { 2025, 1 + 8 + 3 + 5 + 3 + 8, 5 },
                { 2026, 3 + 9 + 3 + 5 + 3 + 3 + 7, 6 } };
  g_autoptr (TwHolidays) holidays = tw_holidays_new_china ();

  for (gsize i = 0; i < G_N_ELEMENTS (years); i++)
    {
      int off = 0, worked = 0;
      for (int month = 1; month <= 12; month++)
        for (int day = 1; day <= g_date_get_days_in_month (month, (GDateYear) years[i].year); day++)
          {
            TwDayKind kind = tw_holidays_kind (holidays, years[i].year, month, day);
            int weekday = (tw_days_from_civil (years[i].year, month, day) + 3) % 7;
            off += kind == TW_DAY_HOLIDAY || kind == TW_DAY_WORKDAY_OFF;
            worked += kind == TW_DAY_WEEKEND_WORK;
            g_assert_true (kind != TW_DAY_WEEKEND_WORK || weekday >= 5);
          }
      g_assert_cmpint (off, ==, years[i].off);
      g_assert_cmpint (worked, ==, years[i].worked);
    }
}

static void
test_provisional (void)
{
  g_autoptr (TwHolidays) holidays = tw_holidays_new_china ();

  g_assert_cmpint (tw_holidays_kind (holidays, 2027, 2, 6), ==, TW_DAY_HOLIDAY);
  g_assert_cmpint (tw_holidays_kind (holidays, 2027, 2, 5), ==, TW_DAY_HOLIDAY);
  g_assert_cmpint (tw_holidays_kind (holidays, 2027, 2, 12), ==, TW_DAY_WORKDAY_OFF);
  g_assert_cmpint (tw_holidays_kind (holidays, 2027, 10, 7), ==, TW_DAY_WORKDAY_OFF);
  g_assert_cmpint (tw_holidays_kind (holidays, 2028, 10, 8), ==, TW_DAY_WORKDAY_OFF);
  g_assert_true (tw_holidays_is_provisional (holidays, 2027, 2, 6));
  g_assert_true (tw_holidays_has_year (holidays, 2027));
  g_assert_false (tw_holidays_has_year (holidays, 2036));
  g_assert_false (tw_holidays_has_year (holidays, 2023));
}

static void
test_replace (void)
{
  g_autoptr (TwHolidays) holidays = tw_holidays_new_china ();
  g_autoptr (TwHolidays) empty = tw_holidays_new_empty ();

  g_assert_true (tw_holidays_set (holidays, 2027, 2, 6, TW_DAY_WEEKEND_WORK, "改"));
  g_assert_cmpint (tw_holidays_kind (holidays, 2027, 2, 6), ==, TW_DAY_WEEKEND_WORK);
  g_assert_false (tw_holidays_is_provisional (holidays, 2027, 2, 6));
  g_assert_false (tw_holidays_set (holidays, 2027, 2, 30, TW_DAY_HOLIDAY, NULL));
  g_assert_false (tw_holidays_set (holidays, 2027, 13, 1, TW_DAY_HOLIDAY, NULL));
  g_assert_true (tw_holidays_set (empty, 2026, 3, 3, TW_DAY_HOLIDAY, NULL));
  g_assert_cmpint (tw_holidays_kind (empty, 2026, 3, 3), ==, TW_DAY_HOLIDAY);
  g_assert_cmpint (tw_holidays_kind (empty, 2026, 10, 1), ==, TW_DAY_ORDINARY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/holidays/noticed-F07", test_noticed);
  g_test_add_func ("/forecast/holidays/counts-F07", test_counts);
  g_test_add_func ("/forecast/holidays/provisional-F07", test_provisional);
  g_test_add_func ("/forecast/holidays/replace", test_replace);
  return g_test_run ();
}
