// SPDX-License-Identifier: Apache-2.0
/* F08, F80: a demo street lives on: the drill clock, the simulator's requests, the forecast that
 * follows, and a restart. */
#include "duty/tw-demo.h"
#include "duty/tw-duty-forecast.h"

#include "tests/duty/tw-duty-fixture.h"

#include <glib/gstdio.h>

static char *demo_dir;

typedef struct {
  TwDuty *duty;
  guint n_arrived, n_outlook;
} Fixture;

static void
demand_changed_cb (TwDuty *duty, guint n_new, gpointer user_data)
{
  ((Fixture *) user_data)->n_arrived += n_new;
}

static void
outlook_changed_cb (TwDuty *duty, gpointer user_data)
{
  ((Fixture *) user_data)->n_outlook++;
}

static void
start (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->duty = tw_duty_open (demo_dir, FALSE, &error);
  g_assert_no_error (error);
  g_signal_connect (f->duty, "demand-changed", G_CALLBACK (demand_changed_cb), f);
  g_signal_connect (f->duty, "outlook-changed", G_CALLBACK (outlook_changed_cb), f);
  tw_duty_start (f->duty, TRUE);
  fixture_wait_until (tw_duty_is_loaded (f->duty) && f->n_outlook > 0);
}

static void
stop (Fixture *f)
{
  tw_duty_close (f->duty);
  g_clear_object (&f->duty);
}

static gint64
count_requests (TwDuty *duty)
{
  TwRequestTotals totals;

  g_assert_true (tw_query_request_totals (tw_duty_get_store (duty), &totals, NULL));
  return totals.n_total;
}

/* At x600 an hour passes in six seconds; what arrives is filed, shown and never of the future. */
static void
test_runs (void)
{
  Fixture f = { 0 };
  g_autoptr (TwDemand) demand = NULL;
  gint64 begin_us, before;

  start (&f);
  g_assert_cmpint (tw_duty_get_clock_mode (f.duty), ==, TW_DUTY_CLOCK_DRILL);
  g_assert_cmpint (tw_duty_now_us (f.duty), >=, TW_DEMO_END_US);
  g_assert_cmpint (tw_duty_now_us (f.duty), <, TW_DEMO_END_US + TW_US_PER_HOUR);
  g_assert_false (tw_duty_set_speed (f.duty, 601));
  g_assert_true (tw_duty_set_speed (f.duty, 600));
  begin_us = tw_duty_now_us (f.duty);
  before = count_requests (f.duty);
  f.n_arrived = 0;
  fixture_wait_until (f.n_arrived >= 30);
  g_assert_cmpint (tw_duty_now_us (f.duty), >, begin_us);
  g_assert_true (tw_duty_set_speed (f.duty, 0));
  demand = tw_duty_dup_demand (f.duty);
  g_assert_cmpint (count_requests (f.duty), >=, before + 30);
  g_assert_cmpint (demand->rows[demand->n_rows - 1].at_us, <=, tw_duty_now_us (f.duty));
  stop (&f);
}

/* Closed and opened again the street goes on where it was; nothing is filed twice. */
static void
test_restart (void)
{
  Fixture f = { 0 };
  gint64 now_us, before, after;
  g_autofree char *digest = NULL, *again = NULL;

  start (&f);
  tw_duty_set_speed (f.duty, 600);
  f.n_arrived = 0;
  fixture_wait_until (f.n_arrived > 0);
  tw_duty_set_speed (f.duty, 0);
  now_us = tw_duty_now_us (f.duty);
  stop (&f);
  f = (Fixture){ 0 };
  start (&f);
  /* The clock stands within the ten seconds of start-up where it stood. */
  g_assert_cmpint (tw_duty_now_us (f.duty), >=, now_us);
  g_assert_cmpint (tw_duty_now_us (f.duty), <, now_us + 60 * TW_US_PER_S);
  tw_duty_set_speed (f.duty, 0);
  before = count_requests (f.duty);
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (50 * 1000);
      g_main_context_iteration (NULL, FALSE);
    }
  after = count_requests (f.duty);
  g_assert_cmpint (after - before, <, 10);
  stop (&f);
}

/* F07: on the demo street the forecast beats the seasonal naive, and P90 means what it says. */
static void
test_backtest (void)
{
  Fixture f = { 0 };
  TwStreetBacktest backtest;
  g_autoptr (GError) error = NULL;

  start (&f);
  g_assert_true (tw_duty_backtest (f.duty, 4, NULL, NULL, NULL, &backtest, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < TW_STREET_N_LEVELS; i++)
    {
      const TwStreetScore *score = &backtest.levels[i];

      g_test_message ("%s: MASE %.3f (naive %.3f), pinball %.4f (%.4f), P10 %.3f P90 %.3f",
                      tw_street_level_name (i), score->mase, score->naive_mase, score->pinball,
                      score->naive_pinball, score->cover_p10, score->cover_p90);
      g_assert_true (score->wins);
    }
  /* Few independent hours lie behind the level of the sum, thousands behind the others. */
  g_assert_cmpfloat (backtest.levels[TW_STREET_LEVEL_ROW].cover_p90, >, 0.88);
  g_assert_cmpfloat (backtest.levels[TW_STREET_LEVEL_ROW].cover_p90, <, 0.92);
  stop (&f);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const TwDemoOptions options = { .seed = 1 };
  TwDemoReport report;
  int code;

  g_test_init (&argc, &argv, NULL);
  demo_dir = g_dir_make_tmp ("tw-drill-XXXXXX", NULL);
  tw_demo_create (demo_dir, &options, NULL, NULL, NULL, &report, &error);
  g_assert_no_error (error);
  g_test_add_func ("/F08/drill/runs", test_runs);
  g_test_add_func ("/F80/drill/restart", test_restart);
  g_test_add_func ("/F07/drill/backtest", test_backtest);
  code = g_test_run ();
  fixture_remove_tree (demo_dir);
  g_free (demo_dir);
  return code;
}
