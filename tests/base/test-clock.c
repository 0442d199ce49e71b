// SPDX-License-Identifier: Apache-2.0
#include "base/tw-clock.h"

#include "base/tw-time.h"

static void
test_system (void)
{
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  gint64 before_us = g_get_real_time (), now_us = tw_clock_now_us (clock);

  g_assert_false (tw_clock_is_drill (clock));
  g_assert_cmpfloat (tw_clock_get_speed (clock), ==, 1);
  g_assert_true (now_us >= before_us && now_us <= g_get_real_time ());
}

static void
test_stopped (void)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (1000, 0);

  g_usleep (2000);
  g_assert_true (tw_clock_is_drill (clock));
  g_assert_cmpint (tw_clock_now_us (clock), ==, 1000);
  tw_clock_set_now (clock, -5);
  g_assert_cmpint (tw_clock_now_us (clock), ==, -5);
}

/* Real time is bounded from both sides by monotonic readings, so that a busy machine cannot fail
 * this. */
static void
test_speed (void)
{
  gint64 before_us = g_get_monotonic_time ();
  g_autoptr (TwClock) clock = tw_clock_new_drill (0, 600);
  gint64 after_us = g_get_monotonic_time (), low_us, now_us, high_us;

  g_usleep (20000);
  low_us = g_get_monotonic_time () - after_us;
  now_us = tw_clock_now_us (clock);
  high_us = g_get_monotonic_time () - before_us;
  g_assert_cmpint (now_us, >=, low_us * 600);
  g_assert_cmpint (now_us, <=, high_us * 600);
}

static void
test_no_jump (void)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (0, 600);
  gint64 at_us;

  g_usleep (2000);
  tw_clock_set_speed (clock, 0);
  at_us = tw_clock_now_us (clock);
  g_assert_cmpint (at_us, >=, 2000 * 600);
  tw_clock_set_speed (clock, 60);
  tw_clock_set_speed (clock, 0);
  g_assert_cmpint (tw_clock_now_us (clock) - at_us, <, TW_US_PER_MIN);
  g_assert_cmpint (tw_clock_now_us (clock), >=, at_us);
  tw_clock_set_speed (clock, 10000);
  g_assert_cmpfloat (tw_clock_get_speed (clock), ==, 600);
  tw_clock_set_speed (clock, -1);
  g_assert_cmpfloat (tw_clock_get_speed (clock), ==, 0);
}

static gpointer
reader (gpointer data)
{
  g_autoptr (TwClock) clock = data;
  gint64 last_us = 0;

  for (int i = 0; i < 20000; i++)
    {
      gint64 now_us = tw_clock_now_us (clock);

      g_assert_cmpint (now_us, >=, last_us);
      last_us = now_us;
    }
  return NULL;
}

/* Time never runs backwards for a reader while another thread changes the speed. */
static void
test_threads (void)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (0, 1);
  GThread *threads[2];

  for (int i = 0; i < 2; i++)
    threads[i] = g_thread_new ("reader", reader, tw_clock_ref (clock));
  for (int i = 0; i < 2000; i++)
    tw_clock_set_speed (clock, i % 600);
  for (int i = 0; i < 2; i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/system", test_system);
  g_test_add_func ("/base/clock/stopped", test_stopped);
  g_test_add_func ("/base/clock/speed", test_speed);
  g_test_add_func ("/base/clock/no-jump", test_no_jump);
  g_test_add_func ("/base/clock/threads", test_threads);
  return g_test_run ();
}
