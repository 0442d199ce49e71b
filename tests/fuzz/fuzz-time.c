// SPDX-License-Identifier: Apache-2.0
#include "base/tw-time.h"

#include <stdint.h>

/* The first byte chooses zone and order. A time that is read is one of the years that can be
 * written (or Unix time), and its RFC 3339 form reads back equal to the millisecond. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static GTimeZone *
zone_at (guint i)
{
  static const char *const names[] = { "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe",
                                       "UTC" };
  static GTimeZone *zones[G_N_ELEMENTS (names)];

  if (zones[i] == NULL)
    zones[i] = tw_zone_new (names[i], NULL);
  return zones[i];
}

static void
check_again (gint64 t_us)
{
  g_autofree char *text = tw_time_format_rfc3339 (t_us);
  g_autoptr (GError) error = NULL;
  gint64 back_us;

  tw_time_parse (text, zone_at (0), FALSE, &back_us, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back_us, ==, tw_time_floor (t_us, 1000));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gint64 t_us;

  if (size == 0)
    return 0;
  text = g_strndup ((const char *) data + 1, size - 1);
  if (!tw_time_parse (text, zone_at (data[0] & 3), data[0] >> 2 & 1, &t_us, &error))
    {
      g_assert_true (error != NULL);
      return 0;
    }
  g_assert_no_error (error);
  if (t_us > -1900 * 365 * TW_US_PER_DAY && t_us < 8000 * 365 * TW_US_PER_DAY)
    check_again (t_us);
  return 0;
}
