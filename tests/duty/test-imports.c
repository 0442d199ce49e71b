// SPDX-License-Identifier: Apache-2.0
/*
 * F80, F08: what imports do to an open folder: they can be taken back and done again, what they
 * brought goes from the lists with them, they are loaded a few times and not for every batch, and
 * the months that follow add up.
 */
#include "duty/tw-duty-import.h"
#include "duty/tw-duty-private.h"
#include "duty/tw-history.h"

#include "tests/duty/tw-duty-fixture.h"

#include <string.h>

typedef struct {
  char *dir;
  TwDuty *duty;
  guint n_street, n_demand;
} Fixture;

static void
street_changed_cb (TwDuty *duty, gpointer user_data)
{
  ((Fixture *) user_data)->n_street++;
}

static void
demand_changed_cb (TwDuty *duty, guint n_new, gpointer user_data)
{
  ((Fixture *) user_data)->n_demand++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("tw-imports-XXXXXX", NULL);
  f->duty = tw_duty_open (f->dir, TRUE, &error);
  g_assert_no_error (error);
  g_signal_connect (f->duty, "street-changed", G_CALLBACK (street_changed_cb), f);
  g_signal_connect (f->duty, "demand-changed", G_CALLBACK (demand_changed_cb), f);
  tw_duty_start (f->duty, FALSE);
  fixture_wait_until (tw_duty_is_loaded (f->duty));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tw_duty_close (f->duty);
  g_clear_object (&f->duty);
  fixture_remove_tree (f->dir);
  g_free (f->dir);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static char *
write_file (Fixture *f, const char *name, const char *text)
{
  char *path = g_build_filename (f->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static TwRequestImportResult
import_requests (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = write_file (f, name, text);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TwRequestImportResult report = { 0 };

  tw_duty_import_requests_async (f->duty, path, NULL, NULL, NULL, NULL, result_cb, &result);
  fixture_wait_until (result != NULL);
  tw_duty_import_requests_finish (f->duty, result, &report, &error);
  g_assert_no_error (error);
  return report;
}

static void
import_map (Fixture *f, const char *name, const char *text)
{
  const TwMapImportOptions options = { .as_place = "community" };
  g_autofree char *path = write_file (f, name, text);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tw_duty_import_map_async (f->duty, path, &options, NULL, NULL, NULL, result_cb, &result);
  fixture_wait_until (result != NULL);
  tw_duty_import_map_finish (f->duty, result, NULL, &error);
  g_assert_no_error (error);
}

static char *
run_undo (Fixture *f, gboolean redo)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *said;

  if (redo)
    tw_duty_redo_async (f->duty, NULL, result_cb, &result);
  else
    tw_duty_undo_async (f->duty, NULL, result_cb, &result);
  fixture_wait_until (result != NULL);
  said = tw_duty_undo_finish (f->duty, result, &error);
  g_assert_no_error (error);
  return said;
}

/* --- the map --------------------------------------------------------------------------------- */

/* One area @name whose corner is at @lon. */
static char *
area (const char *name, double lon)
{
  return g_strdup_printf (
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"%s\"},\"geometry\":{\"type\":\"Polygon\","
      "\"coordinates\":[[[%g,30],[%g,30],[%g,30.01],[%g,30]]]}}",
      name, lon, lon + 0.01, lon + 0.01, lon);
}

static guint
n_places (Fixture *f)
{
  g_autoptr (GPtrArray) docs =
      tw_query_places (tw_duty_get_store (f->duty), "community", NULL, NULL);

  return docs->len;
}

static guint
n_listed (Fixture *f)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (f->duty);
  guint n = 0;

  for (guint i = 1; i < street->communities->len; i++)
    n += !g_array_index (street->communities, TwCommunity, i).label.gone;
  return n;
}

static void
test_map (Fixture *f, gconstpointer data)
{
  g_autofree char *a = area ("甲", 104), *b = area ("乙", 104.5);
  g_autofree char *label = NULL, *undone = NULL, *redone = NULL, *first = NULL;
  TwMapPack *map = tw_duty_get_map (f->duty);
  TwBox box;
  guint n_street;

  import_map (f, "town.geojson", a);
  g_assert_cmpuint (n_places (f), ==, 1);
  import_map (f, "town.geojson", b);
  g_assert_cmpuint (n_places (f), ==, 2);
  label = tw_duty_dup_undo_label (f->duty);
  g_assert_nonnull (strstr (label, "town.geojson"));
  undone = run_undo (f, FALSE);
  g_assert_nonnull (strstr (undone, "town.geojson"));
  g_assert_true (tw_map_pack_get_extent (map, &box));
  g_assert_cmpfloat_with_epsilon (box.west, 104, 1e-6);
  g_assert_cmpuint (n_places (f), ==, 1);
  redone = run_undo (f, TRUE);
  g_assert_true (tw_map_pack_get_extent (map, &box));
  g_assert_cmpfloat_with_epsilon (box.west, 104.5, 1e-6);
  g_assert_cmpuint (n_places (f), ==, 2);
  g_free (run_undo (f, FALSE));
  n_street = f->n_street;
  first = run_undo (f, FALSE);
  g_assert_cmpint (tw_map_pack_count (map, 0), ==, 0);
  g_assert_cmpuint (n_places (f), ==, 0);
  /* The console hears of it. */
  fixture_wait_until (f->n_street > n_street);
}

/* --- lists ----------------------------------------------------------------------------------- */

static guint
n_alive (GArray *labels)
{
  guint n = 0;

  for (guint i = 1; i < labels->len; i++)
    n += !g_array_index (labels, TwLabel, i).gone;
  return n;
}

static gboolean
lists_are (Fixture *f, guint services, guint channels, guint communities)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (f->duty);

  return n_alive (street->services) == services && n_alive (street->channels) == channels
         && n_listed (f) == communities;
}

/* What only an import brought goes with it, and comes again; what others use stays. */
static void
test_lists (Fixture *f, gconstpointer data)
{
  TwRequestImportResult r;

  r = import_requests (f, "a.csv",
                       "when,service,channel,community\n"
                       "2026-03-01 08:00,repair,phone,east\n2026-03-01 09:00,care,phone,east\n");
  tw_request_import_result_clear (&r);
  fixture_wait_until (lists_are (f, 2, 1, 1));
  r = import_requests (f, "b.csv",
                       "when,service,channel,community\n"
                       "2026-03-02 08:00,repair,app,west\n2026-03-02 09:00,noise,app,east\n");
  tw_request_import_result_clear (&r);
  fixture_wait_until (lists_are (f, 3, 2, 2));
  g_free (run_undo (f, FALSE));
  fixture_wait_until (lists_are (f, 2, 1, 1));
  g_free (run_undo (f, TRUE));
  fixture_wait_until (lists_are (f, 3, 2, 2));
  g_free (run_undo (f, FALSE));
  g_free (run_undo (f, FALSE));
  fixture_wait_until (lists_are (f, 0, 0, 0));
}

/* --- loading --------------------------------------------------------------------------------- */

static char *
many_rows (guint n)
{
  GString *text = g_string_new ("id,when,service,channel,lat,lon\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u,2026-%02u-%02u %02u:%02u,service %u,phone,30.%03u,104.%03u\n",
                            i, 1 + i / 12000 % 6, 1 + i / 400 % 28, i / 17 % 24, i % 60, i % 9,
                            i % 90, i % 70);
  return g_string_free (text, FALSE);
}

/* A large import is loaded when it has ended, not after every batch. */
static void
test_reloads (Fixture *f, gconstpointer data)
{
  g_autofree char *text = many_rows (57000);
  TwRequestImportResult r;
  guint before = f->n_street;
  gint64 until_us;

  r = import_requests (f, "big.csv", text);
  g_assert_cmpint (r.n_added, ==, 57000);
  g_test_message ("%u loads during an import of %.1f s", f->n_street - before, r.seconds);
  tw_request_import_result_clear (&r);
  until_us = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;
  fixture_wait_until (g_get_monotonic_time () > until_us);
  g_test_message ("%u loads and %u pictures in all", f->n_street - before, f->n_demand);
  g_assert_cmpuint (f->n_street - before, <=, 3);
  g_assert_true (lists_are (f, 9, 1, f->n_street > 0 ? n_listed (f) : 0));
}

/* --- what is kept in memory ------------------------------------------------------------------ */

static GArray *
rows_new (const gint64 (*rows)[2], guint n)
{
  GArray *array = g_array_new (FALSE, TRUE, sizeof (TwRequestRow));

  for (guint i = 0; i < n; i++)
    {
      TwRequestRow row = { .at_us = rows[i][0], .doc_no = rows[i][1] };

      g_array_append_val (array, row);
    }
  return array;
}

static void
test_history (void)
{
  static const gint64 FIRST[][2] = { { 10, 1 }, { 20, 2 }, { 30, 3 } };
  /* A late one, an edited one that moved in time, one too old to matter, an old one edited away. */
  static const gint64 MORE[][2] = { { 15, 4 }, { 40, 2 }, { 5, 5 }, { 4, 1 } };
  g_autoptr (TwHistory) history = tw_history_new (rows_new (FIRST, 3));
  g_autoptr (GArray) more = rows_new (MORE, 4), slice = NULL;
  static const gint64 EXPECTED[][2] = { { 15, 4 }, { 30, 3 }, { 40, 2 } };

  g_assert_cmpuint (tw_history_add (history, more, 10), ==, 2);
  g_assert_cmpuint (history->rows->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (g_array_index (history->rows, TwRequestRow, i).at_us, ==, EXPECTED[i][0]);
      g_assert_cmpint (g_array_index (history->rows, TwRequestRow, i).doc_no, ==, EXPECTED[i][1]);
    }
  g_assert_cmpint (history->newest_doc_no, ==, 5);
  slice = tw_history_slice (history, 15, 40);
  g_assert_cmpuint (slice->len, ==, 2);
  tw_history_trim (history, 15);
  g_assert_cmpuint (history->rows->len, ==, 3);
  tw_history_trim (history, 31);
  g_assert_cmpuint (history->rows->len, ==, 1);
  tw_history_trim (history, 1000);
  g_assert_cmpuint (history->rows->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/F80/imports/map", test_map);
  ADD ("/F80/imports/lists", test_lists);
  ADD ("/F80/imports/reloads", test_reloads);
#undef ADD
  g_test_add_func ("/F08/imports/history", test_history);
  return g_test_run ();
}
