// SPDX-License-Identifier: Apache-2.0
#include "base/tw-week-hours.h"

#include <stdint.h>
#include <string.h>

/* What is read lies in its bounds, in order, each window once; written, it reads back equal. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (const GArray *windows)
{
  g_autofree char *text = tw_week_hours_format (windows);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) again = tw_week_hours_parse (text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (windows->len, <=, TW_WEEK_HOURS_MAX);
  g_assert_cmpmem (again->data, again->len * sizeof (TwWeekWindow), windows->data,
                   windows->len * sizeof (TwWeekWindow));
  for (guint i = 0; i < windows->len; i++)
    {
      const TwWeekWindow *window = &g_array_index (windows, TwWeekWindow, i);
      g_assert_true (window->weekday >= 1 && window->weekday <= 7 && window->from_min >= 0
                     && window->from_min < 1440 && window->to_min > window->from_min
                     && window->to_min <= 2880);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) windows = tw_week_hours_parse (text, &error);
  guint days;
  int from, to;

  g_assert_true ((windows == NULL) == (error != NULL));
  if (windows != NULL)
    check (windows);
  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  tw_week_days_parse (text, &days, NULL);
  tw_week_times_parse (text, &from, &to, NULL);
  return 0;
}
