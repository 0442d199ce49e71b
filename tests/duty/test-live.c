// SPDX-License-Identifier: Apache-2.0
/*
 * F08, F75: an open folder follows what is written to it: snapshots, clock, forecast, look-ups,
 * without a network.
 */
#include "duty/tw-duty-care.h"
#include "duty/tw-duty-forecast.h"
#include "duty/tw-duty-private.h"
#include "duty/tw-undo.h"

#include "base/tw-id.h"
#include "base/tw-rng.h"
#include "tests/duty/tw-duty-fixture.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
  char *dir;
  TwDuty *duty;
  guint n_demand, n_street, n_outlook, n_arrived;
} Fixture;

static void
demand_changed_cb (TwDuty *duty, guint n_new, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_demand++;
  f->n_arrived += n_new;
}

static void
count_cb (TwDuty *duty, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
open_duty (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->duty = tw_duty_open (f->dir, TRUE, &error);
  g_assert_no_error (error);
  g_signal_connect (f->duty, "demand-changed", G_CALLBACK (demand_changed_cb), f);
  g_signal_connect (f->duty, "street-changed", G_CALLBACK (count_cb), &f->n_street);
  g_signal_connect (f->duty, "outlook-changed", G_CALLBACK (count_cb), &f->n_outlook);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("tw-live-XXXXXX", NULL);
  open_duty (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->duty != NULL)
    tw_duty_close (f->duty);
  g_clear_object (&f->duty);
  fixture_remove_tree (f->dir);
  g_free (f->dir);
}

static void
add_request (TwBatch *batch, gint64 at_us, const char *service, double lat, double lon,
             const char *text)
{
  JsonObject *body = json_object_new ();
  g_autofree char *id = tw_id_new ("request", at_us, NULL);
  g_autofree char *at = tw_time_format_rfc3339 (at_us);

  json_object_set_string_member (body, "at", at);
  json_object_set_string_member (body, "service", service);
  json_object_set_string_member (body, "channel", "hotline");
  json_object_set_string_member (body, "text", text);
  if (!isnan (lat))
    {
      json_object_set_double_member (body, "lat", lat);
      json_object_set_double_member (body, "lon", lon);
    }
  tw_batch_put (batch, id, NULL, body);
}

static void
commit (Fixture *f, TwBatch *batch)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_store_put (tw_duty_get_store (f->duty), batch, NULL, &error));
  g_assert_no_error (error);
}

/* @days of requests that end at @end_us, four an hour. */
static void
add_history (Fixture *f, gint64 end_us, guint days)
{
  TwBatch *batch = tw_batch_new ();
  TwRng rng;

  tw_rng_init (&rng, 3);
  for (gint64 k = (gint64) days * 24 * 4; k > 0; k--)
    add_request (batch, end_us - k * 15 * TW_US_PER_MIN, k % 3 == 0 ? "care" : "repair",
                 30 + 0.01 * tw_rng_uniform (&rng), 104 + 0.01 * tw_rng_uniform (&rng), "路灯不亮");
  commit (f, batch);
}

static void
test_first_run (Fixture *f, gconstpointer data)
{
  g_autoptr (TwOutlook) outlook = NULL;
  g_autoptr (TwDemand) demand = NULL;

  g_assert_true (tw_duty_is_empty (f->duty));
  g_assert_false (tw_duty_is_loaded (f->duty));
  tw_duty_start (f->duty, TRUE);
  fixture_wait_until (tw_duty_is_loaded (f->duty) && f->n_outlook > 0);
  g_assert_cmpint (tw_duty_get_clock_mode (f->duty), ==, TW_DUTY_CLOCK_SYSTEM);
  g_assert_false (tw_duty_set_speed (f->duty, 10));
  outlook = tw_duty_dup_outlook (f->duty);
  demand = tw_duty_dup_demand (f->duty);
  g_assert_false (tw_outlook_is_ready (outlook));
  g_assert_nonnull (tw_outlook_get_reason (outlook));
  g_assert_cmpuint (demand->n_rows, ==, 0);
}

static gsize
count_rows (Fixture *f)
{
  g_autoptr (TwDemand) demand = tw_duty_dup_demand (f->duty);

  return demand->n_rows;
}

static void
test_arrivals (Fixture *f, gconstpointer data)
{
  gint64 now_us = g_get_real_time ();
  TwBatch *batch = tw_batch_new ();
  g_autoptr (TwStreet) street = NULL;
  g_autoptr (TwDemand) demand = NULL;

  tw_duty_start (f->duty, FALSE);
  fixture_wait_until (tw_duty_is_loaded (f->duty));
  add_request (batch, now_us - TW_US_PER_MIN, "care", 30.001, 104.001, "first");
  commit (f, batch);
  /* A service never seen before makes a new street. */
  fixture_wait_until (f->n_street >= 2 && f->n_demand >= 2);
  batch = tw_batch_new ();
  add_request (batch, now_us - 2 * TW_US_PER_MIN, "care", 30.002, 104.002, "second, out of order");
  add_request (batch, now_us - TW_US_PER_MIN, "care", NAN, NAN, "third, without a place");
  f->n_arrived = 0;
  commit (f, batch);
  fixture_wait_until (f->n_arrived == 2);
  street = tw_duty_dup_street (f->duty);
  demand = tw_duty_dup_demand (f->duty);
  g_assert_cmpuint (street->services->len, ==, 2);
  g_assert_cmpuint (demand->n_rows, ==, 3);
  for (gsize i = 1; i < demand->n_rows; i++)
    g_assert_cmpint (demand->rows[i - 1].at_us, <=, demand->rows[i].at_us);
  g_assert_cmpint (demand->totals.n_total, ==, 3);
  g_assert_cmpint (demand->totals.n_unplaced, ==, 1);
}

/* What is deleted leaves the map too. */
static void
test_deletes (Fixture *f, gconstpointer data)
{
  gint64 now_us = g_get_real_time ();
  TwBatch *batch = tw_batch_new ();
  g_autoptr (GPtrArray) changes = NULL;
  guint n_demand;

  for (guint i = 0; i < 3; i++)
    add_request (batch, now_us - (i + 1) * TW_US_PER_MIN, "care", 30.001, 104.001, "text");
  commit (f, batch);
  tw_duty_start (f->duty, FALSE);
  fixture_wait_until (tw_duty_is_loaded (f->duty));
  g_assert_cmpuint (count_rows (f), ==, 3);
  changes = tw_store_list_changes (tw_duty_get_store (f->duty), 0, 10, NULL);
  batch = tw_batch_new ();
  tw_batch_delete (batch, ((TwChange *) changes->pdata[0])->id, TW_REV_ANY);
  n_demand = f->n_demand;
  commit (f, batch);
  fixture_wait_until (f->n_demand > n_demand && count_rows (f) == 2);
}

static void
test_forecast (Fixture *f, gconstpointer data)
{
  g_autoptr (TwOutlook) outlook = NULL;
  g_autoptr (TwStreet) street = NULL;
  double total = 0, sum = 0;

  add_history (f, g_get_real_time (), 21);
  tw_duty_start (f->duty, FALSE);
  fixture_wait_until (f->n_outlook > 0);
  outlook = tw_duty_dup_outlook (f->duty);
  street = tw_duty_dup_street (f->duty);
  g_assert_true (tw_outlook_is_ready (outlook));
  for (guint hour = 0; hour < TW_OUTLOOK_HOURS; hour++)
    {
      TwBand all = tw_outlook_get_band (outlook, 0, 0, hour);

      g_assert_cmpfloat (all.p10, <=, all.p50);
      g_assert_cmpfloat (all.p50, <=, all.p90);
      total += all.mean;
      for (guint s = 1; s < street->services->len; s++)
        sum += tw_outlook_get_band (outlook, 0, s, hour).mean;
    }
  /* Four an hour, evenly: the forecast knows it. */
  g_assert_cmpfloat_with_epsilon (total, 4 * 72, 0.1 * 4 * 72);
  g_assert_cmpfloat_with_epsilon (sum, total, 1e-6 * total);
}

static gboolean
is_ready (Fixture *f)
{
  g_autoptr (TwOutlook) outlook = tw_duty_dup_outlook (f->duty);

  return tw_outlook_is_ready (outlook);
}

/* An import of a past year: the console stands at its end instead of showing an empty present. */
static void
test_history_clock (Fixture *f, gconstpointer data)
{
  gint64 end_us = G_GINT64_CONSTANT (1277942400000000); /* 2010-07-01T00:00Z */
  g_autoptr (TwOutlook) outlook = NULL;

  tw_duty_start (f->duty, FALSE);
  fixture_wait_until (tw_duty_is_loaded (f->duty));
  add_history (f, end_us, 21);
  fixture_wait_until (tw_duty_get_clock_mode (f->duty) == TW_DUTY_CLOCK_HISTORY);
  g_assert_cmpint (tw_duty_now_us (f->duty), ==, end_us);
  fixture_wait_until (is_ready (f));
  outlook = tw_duty_dup_outlook (f->duty);
  g_assert_cmpint (tw_outlook_get_origin_us (outlook), ==, end_us);
}

/* One row with a mistyped year must not hide a whole history. */
static void
test_future_row (Fixture *f, gconstpointer data)
{
  gint64 end_us = G_GINT64_CONSTANT (1277942400000000); /* 2010-07-01T00:00Z */
  TwBatch *batch = tw_batch_new ();

  add_history (f, end_us, 2);
  add_request (batch, G_GINT64_CONSTANT (4102358400000000), "care", 30, 104, "2099-12-31");
  commit (f, batch);
  tw_duty_start (f->duty, FALSE);
  fixture_wait_until (tw_duty_get_clock_mode (f->duty) == TW_DUTY_CLOCK_HISTORY);
  g_assert_cmpint (tw_duty_now_us (f->duty), ==, end_us);
}

static void
problem_cb (TwDuty *duty, const char *message, gpointer user_data)
{
  *(char **) user_data = g_strdup (message);
}

/* A broken map file costs the map, not the requests. */
static void
test_broken_map (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "map.db", NULL);
  g_autofree char *problem = NULL, *noise = g_strnfill (8192, 'x');

  add_history (f, g_get_real_time (), 1);
  tw_duty_close (f->duty);
  g_clear_object (&f->duty);
  g_assert_true (g_file_set_contents (path, noise, 8192, NULL));
  open_duty (f);
  g_signal_connect (f->duty, "problem", G_CALLBACK (problem_cb), &problem);
  tw_duty_start (f->duty, FALSE);
  fixture_wait_until (problem != NULL);
  g_assert_nonnull (strstr (problem, "map.db.broken-"));
  g_assert_cmpuint (count_rows (f), >, 90);
  g_assert_cmpint (tw_map_pack_count (tw_duty_get_map (f->duty), 0), ==, 0);
}

/* A day's work leaves a backup without anybody asking; it is found when the database is damaged. */
static void
test_daily_backup (Fixture *f, gconstpointer data)
{
  g_autofree char *backup = NULL;

  add_history (f, g_get_real_time (), 1);
  tw_duty_start (f->duty, FALSE);
  fixture_wait_until ((g_free (backup), backup = tw_duty_find_backup (f->dir)) != NULL);
  g_assert_true (g_str_has_prefix (backup, f->dir));
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
list (Fixture *f, const TwBox *box, gint64 from_us, gint64 to_us, guint service,
      gboolean only_unplaced, guint limit)
{
  const TwFilter filter = { .service = service };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *infos;

  tw_duty_list_requests_async (f->duty, box, from_us, to_us, &filter, only_unplaced, limit, NULL,
                               result_cb, &result);
  fixture_wait_until (result != NULL);
  infos = tw_duty_list_requests_finish (f->duty, result, &error);
  g_assert_no_error (error);
  return infos;
}

static void
test_list (Fixture *f, gconstpointer data)
{
  gint64 now_us = tw_time_floor (g_get_real_time (), TW_US_PER_MIN);
  const TwBox box = { 30, 104, 30.001, 104.001 };
  TwBatch *batch = tw_batch_new ();
  g_autoptr (GPtrArray) in_box = NULL, unplaced = NULL, limited = NULL, repairs = NULL;
  const TwRequestInfo *first;

  for (guint i = 0; i < 10; i++)
    {
      add_request (batch, now_us - i * TW_US_PER_MIN, i % 2 ? "repair" : "care", 30.0005, 104.0005,
                   "inside");
      add_request (batch, now_us - i * TW_US_PER_MIN, "care", 30.5, 104.5, "outside");
    }
  add_request (batch, now_us, "care", NAN, NAN, "nowhere");
  commit (f, batch);
  in_box = list (f, &box, now_us - 5 * TW_US_PER_MIN, now_us + 1, 0, FALSE, 100);
  g_assert_cmpuint (in_box->len, ==, 6);
  first = in_box->pdata[0];
  g_assert_cmpint (first->at_us, ==, now_us);
  g_assert_cmpstr (first->text, ==, "inside");
  limited = list (f, &box, 0, G_MAXINT64, 0, FALSE, 3);
  g_assert_cmpuint (limited->len, ==, 3);
  repairs = list (f, &box, 0, G_MAXINT64, 2, FALSE, 100);
  g_assert_cmpuint (repairs->len, ==, 5);
  unplaced = list (f, NULL, 0, G_MAXINT64, 0, TRUE, 100);
  g_assert_cmpuint (unplaced->len, ==, 1);
  g_assert_true (isnan (((TwRequestInfo *) unplaced->pdata[0])->lat));
}

static void
test_search (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  add_request (batch, g_get_real_time (), "repair", 30, 104, "学府街路灯不亮，晚上很黑");
  add_request (batch, g_get_real_time (), "repair", 30, 104, "水管漏水");
  commit (f, batch);
  tw_duty_search_async (f->duty, "路灯", 10, NULL, result_cb, &result);
  fixture_wait_until (result != NULL);
  hits = tw_duty_search_finish (f->duty, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 1);
}

static void
add_asset (TwBatch *batch, guint n)
{
  JsonObject *body = json_object_new ();
  g_autofree char *id = g_strdup_printf ("asset:%04u", n);
  g_autofree char *name = g_strdup_printf ("%u号路灯", n);

  json_object_set_string_member (body, "kind", "lamp");
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "code", name);
  json_object_set_string_member (body, "place", "place:street");
  json_object_set_string_member (body, "community", "place:community");
  json_object_set_double_member (body, "lat", 30);
  json_object_set_double_member (body, "lon", 104);
  json_object_set_double_member (body, "height_m", 5);
  json_object_set_string_member (body, "tag", "04a1b2c3d4e5f6");
  tw_batch_put (batch, id, NULL, body);
}

/* Hundreds of lamps leave room for the requests about them. */
static void
test_search_share (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  TwBatch *batch = tw_batch_new ();
  guint n_requests = 0;

  for (guint i = 0; i < 300; i++)
    add_asset (batch, i);
  for (guint i = 0; i < 4; i++)
    add_request (batch, g_get_real_time (), "repair", 30, 104, "路灯坏了");
  commit (f, batch);
  hits = tw_duty_search (f->duty, "路灯", 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 20);
  for (guint i = 0; i < hits->len; i++)
    n_requests += g_str_equal (((TwHit *) hits->pdata[i])->type, "request");
  g_assert_cmpuint (n_requests, ==, 4);
}

/*
 * --- undo --------------------------------------------------------------------------------------
 */

static char *
add_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable, GError **error)
{
  ++*(int *) data;
  return g_strdup ("added");
}

static char *
take_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
           GError **error)
{
  if (*(int *) data == 0)
    {
      g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED, "nothing there");
      return NULL;
    }
  --*(int *) data;
  return g_strdup ("taken");
}

static char *
run_undo (Fixture *f, gboolean redo, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (redo)
    tw_duty_redo_async (f->duty, NULL, result_cb, &result);
  else
    tw_duty_undo_async (f->duty, NULL, result_cb, &result);
  fixture_wait_until (result != NULL);
  return tw_duty_undo_finish (f->duty, result, error);
}

static void
expect_labels (Fixture *f, const char *undo, const char *redo)
{
  g_autofree char *undo_label = tw_duty_dup_undo_label (f->duty);
  g_autofree char *redo_label = tw_duty_dup_redo_label (f->duty);

  g_assert_cmpstr (undo_label, ==, undo);
  g_assert_cmpstr (redo_label, ==, redo);
}

static void
test_undo (Fixture *f, gconstpointer data)
{
  int value = 2;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL, *failed = NULL, *again = NULL;

  expect_labels (f, NULL, NULL);
  tw_duty_push_undo (f->duty, tw_undo_step_new ("one", take_func, add_func, &value, NULL));
  tw_duty_push_undo (f->duty, tw_undo_step_new ("two", take_func, add_func, &value, NULL));
  expect_labels (f, "two", NULL);
  said = run_undo (f, FALSE, &error);
  g_assert_cmpstr (said, ==, "taken");
  g_assert_cmpint (value, ==, 1);
  expect_labels (f, "one", "two");
  again = run_undo (f, TRUE, &error);
  g_assert_cmpint (value, ==, 2);
  expect_labels (f, "two", NULL);
  /* A step that fails stays where it was. */
  value = 0;
  failed = run_undo (f, FALSE, &error);
  g_assert_null (failed);
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  expect_labels (f, "two", NULL);
  /* While an import runs no step does, and the other way round. */
  f->duty->importing = TRUE;
  g_clear_error (&error);
  g_assert_null (run_undo (f, FALSE, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  f->duty->importing = FALSE;
  /* A new step drops what could be redone. */
  value = 5;
  g_free (run_undo (f, FALSE, NULL));
  tw_duty_push_undo (f->duty, tw_undo_step_new ("three", take_func, add_func, &value, NULL));
  expect_labels (f, "three", NULL);
  g_free (run_undo (f, FALSE, NULL));
  g_free (run_undo (f, FALSE, NULL));
  expect_labels (f, NULL, "one");
  g_clear_error (&error);
  g_assert_null (run_undo (f, FALSE, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
}

/* Closing in the middle of everything is quick and leaves nothing running. */
static void
test_close (Fixture *f, gconstpointer data)
{
  gint64 begin_us;

  add_history (f, g_get_real_time (), 40);
  tw_duty_start (f->duty, TRUE);
  begin_us = g_get_monotonic_time ();
  tw_duty_close (f->duty);
  g_clear_object (&f->duty);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 5 * G_USEC_PER_SEC);
  f->n_demand = f->n_outlook = 0;
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (f->n_demand + f->n_outlook, ==, 0);
}

static void
test_backtest (Fixture *f, gconstpointer data)
{
  TwStreetBacktest backtest;
  g_autoptr (GError) error = NULL;

  g_assert_false (tw_duty_backtest (f->duty, 3, NULL, NULL, NULL, &backtest, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA);
  g_clear_error (&error);
  add_history (f, g_get_real_time (), 35);
  g_assert_true (tw_duty_backtest (f->duty, 3, NULL, NULL, NULL, &backtest, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (backtest.n_origins, ==, 3);
  g_assert_cmpuint (backtest.levels[TW_STREET_LEVEL_SUBDISTRICT].n, >, 0);
}

static void
set_file_limit (rlim_t bytes)
{
  struct rlimit limit;

  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* A disk that takes nothing any more, and then takes something again: both are told, the second
 * without anybody writing. A limit on file sizes stands for it. */
static void
test_state (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_told = 0;
  struct rlimit before;

  getrlimit (RLIMIT_FSIZE, &before);
  signal (SIGXFSZ, SIG_IGN);
  g_signal_connect (f->duty, "state-changed", G_CALLBACK (count_cb), &n_told);
  set_file_limit (100);
  g_assert_false (tw_store_set_meta (tw_duty_get_store (f->duty), "k", "v", &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL);
  fixture_wait_until (n_told == 1);
  g_autofree char *reason = tw_duty_dup_read_only_reason (f->duty);
  g_assert_nonnull (reason);
  set_file_limit (before.rlim_cur);
  fixture_wait_until (n_told == 2);
  g_assert_null (tw_duty_dup_read_only_reason (f->duty));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/F80/duty/first-run", test_first_run);
  ADD ("/F08/duty/arrivals", test_arrivals);
  ADD ("/F08/duty/deletes", test_deletes);
  ADD ("/F08/duty/future-row", test_future_row);
  ADD ("/F80/duty/broken-map", test_broken_map);
  ADD ("/F80/duty/daily-backup", test_daily_backup);
  ADD ("/F75/duty/state", test_state);
  ADD ("/F07/duty/forecast", test_forecast);
  ADD ("/F07/duty/backtest", test_backtest);
  ADD ("/F08/duty/history-clock", test_history_clock);
  ADD ("/F08/duty/list", test_list);
  ADD ("/F79/duty/search", test_search);
  ADD ("/F79/duty/search-share", test_search_share);
  ADD ("/F14/duty/undo", test_undo);
  ADD ("/F75/duty/close", test_close);
#undef ADD
  return g_test_run ();
}
