// SPDX-License-Identifier: Apache-2.0
/* F11: hours of the week as people write them. */
#include "base/tw-week-hours.h"

#include "base/tw-error.h"

#include <string.h>

static void
test_reads (void)
{
  static const struct {
    const char *text, *reads; /* as it is written again */
  } rows[] = {
    { "", "" },
    { "Mon-Fri 08:00-17:00; Sat 09:00-12:00", "Mon-Fri 08:00-17:00; Sat 09:00-12:00" },
    { "mon,wed , FRI 8-12, 13:30-17", "Mon, Wed, Fri 08:00-12:00, 13:30-17:00" },
    { "周一至周五 8:00-12:00、13:30-17:30；周六 9点-12点半",
      "Mon-Fri 08:00-12:00, 13:30-17:30; Sat 09:00-12:30" },
    { "周一、三、五 8：00～12：00", "Mon, Wed, Fri 08:00-12:00" },
    { "星期六到星期天 9时30分-18时", "Sat, Sun 09:30-18:00" },
    { "周5-周1 10:00–11:00", "Mon, Fri-Sun 10:00-11:00" },
    { "18:00-21:00", "daily 18:00-21:00" },
    { "22:00-02:00", "daily 22:00-02:00" },
    { "周日 22:00-次日06:00", "Sun 22:00-06:00" },
    { "工作日 全天", "Mon-Fri 00:00-24:00" },
    { "weekends", "Sat, Sun 00:00-24:00" },
    { "每天", "daily 00:00-24:00" },
    { "Sat-Mon 10-11", "Mon, Sat, Sun 10:00-11:00" },
    { "Mon 8-9 Tue 8-9", "Mon, Tue 08:00-09:00" },
    { "Mon 8-9; Mon 8-9", "Mon 08:00-09:00" },
    { "0:00-24:00", "daily 00:00-24:00" },
  };

  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) windows = tw_week_hours_parse (rows[r].text, &error);
      if (windows == NULL)
        g_error ("%s: %s", rows[r].text, error->message);
      g_autofree char *again = tw_week_hours_format (windows);
      g_assert_cmpstr (again, ==, rows[r].reads);
    }
}

static void
test_refuses (void)
{
  static const struct {
    const char *text, *says;
  } rows[] = {
    { "Mon-Fri 08:00", "too early" },
    { "Mon-Fri 08:00-", "too early" },
    { "Mon- 8-9", "character 6" },
    { "Mon-weekends 8-9", "weekends" },
    { "Mon 25:00-26:00", "24:00" },
    { "Mon 08:61-09:00", "24:00" },
    { "whenever", "whenever" },
    { "Mon 8-9 x", "“x” at character 9" },
    { "随时", "随时" },
    { "0800-1700", "0800" },
    { "Monk 8-9", "Monk" },
  };

  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) windows = tw_week_hours_parse (rows[r].text, &error);
      if (windows != NULL || strstr (error->message, rows[r].says) == NULL)
        g_error ("%s: %s", rows[r].text, windows != NULL ? "was read" : error->message);
      g_assert_true (error->domain == TW_DATA_ERROR);
    }
}

static void
test_days_and_times (void)
{
  g_autoptr (GError) error = NULL;
  guint days = 0;
  int from = 0, to = 0;

  g_assert_true (tw_week_days_parse ("周一至周五", &days, &error));
  g_assert_cmpuint (days, ==, 0x1f);
  g_assert_true (tw_week_days_parse (" ", &days, &error));
  g_assert_cmpuint (days, ==, 0x7f);
  g_assert_false (tw_week_days_parse ("Mon 8-9", &days, &error));
  g_clear_error (&error);
  g_assert_true (tw_week_times_parse ("22:00-02:00", &from, &to, &error));
  g_assert_cmpint (from, ==, 22 * 60);
  g_assert_cmpint (to, ==, 26 * 60);
  g_assert_false (tw_week_times_parse ("22:00", &from, &to, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/week-hours/F11-reads", test_reads);
  g_test_add_func ("/base/week-hours/F11-refuses", test_refuses);
  g_test_add_func ("/base/week-hours/F11-days-and-times", test_days_and_times);
  return g_test_run ();
}
