// SPDX-License-Identifier: Apache-2.0
#include "intake-fixture.h"

/* The files a new user would try first, each in a new data folder. */

static void
test_beijing (void)
{
  g_autofree char *path = fixture_shared ("beijing-xueyuan-road.osm");
  g_autoptr (GError) error = NULL;
  TwMapImportResult r;
  Fixture f;

  if (path == NULL)
    return;
  fixture_open (&f);
  tw_import_map (f.store, f.pack, path, NULL, f.clock, NULL, NULL, NULL, &r, &error);
  g_assert_no_error (error);
  g_assert_cmpint (r.n_nodes, ==, 4347);
  g_assert_cmpint (r.n_ways, ==, 684);
  /* 302 ways with highway and a platform; 255 ways and two relations with building. */
  g_assert_cmpint (r.n_features[TW_MAP_STREET] + r.n_features[TW_MAP_PATH], ==, 303);
  g_assert_cmpint (r.n_features[TW_MAP_BUILDING], ==, 257);
  g_assert_cmpint (r.n_places_added, ==, 14);
  g_assert_cmpint (tw_map_pack_count (f.pack, 0), ==, r.n_total);
  tw_map_import_result_clear (&r);
  fixture_close (&f);
}

static void
run (Fixture *f, const char *path, const char *zone, TwRequestImportResult *ret_result)
{
  g_autoptr (GError) error = NULL;
  TwRequestImportOptions options = { .zone = zone };

  tw_import_requests (f->store, path, &options, f->clock, NULL, NULL, NULL, ret_result, &error);
  g_assert_no_error (error);
  assert_balanced (f, ret_result);
}

/* F01 */
static void
test_new_york (void)
{
  g_autofree char *path = fixture_shared ("nyc311-1000.csv");
  TwRequestImportResult r;
  Fixture f;

  if (path == NULL)
    return;
  fixture_open (&f);
  run (&f, path, "America/New_York", &r);
  g_assert_cmpint (r.n_rows, ==, 1000);
  g_assert_cmpint (r.n_added, ==, 1000);
  g_assert_cmpint (r.n_unplaced, ==, 23);
  g_assert_cmpuint (r.warnings->len, ==, 0);
  tw_request_import_result_clear (&r);
  run (&f, path, "America/New_York", &r);
  g_assert_cmpint (r.n_added, ==, 0);
  g_assert_cmpint (r.n_known, ==, 1000);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

/* F01 */
static void
test_houston (void)
{
  g_autofree char *path = fixture_shared ("houston-2010-jan-jun.csv");
  TwRequestTotals totals;
  TwRequestImportResult r;
  Fixture f;

  if (path == NULL)
    return;
  fixture_open (&f);
  run (&f, path, "America/Chicago", &r);
  g_assert_cmpint (r.n_added, ==, 64062);
  g_assert_cmpint (r.n_rejected, ==, 0);
  g_assert_cmpint (r.n_services_added, ==, 7);
  g_assert_cmpint (r.n_outside, ==, 0);
  g_assert_true (tw_query_request_totals (f.store, &totals, NULL));
  g_assert_cmpint (totals.n_total, ==, r.n_added);
  g_assert_cmpint (totals.n_unplaced, ==, r.n_unplaced);
  g_test_message ("houston: %.2f s, %.0f rows/s", r.seconds, (double) r.n_rows / r.seconds);
  tw_request_import_result_clear (&r);
  run (&f, path, "America/Chicago", &r);
  g_assert_cmpint (r.n_known, ==, 64062);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intake-real/beijing", test_beijing);
  g_test_add_func ("/intake-real/F01/new-york", test_new_york);
  g_test_add_func ("/intake-real/F01/houston", test_houston);
  return g_test_run ();
}
