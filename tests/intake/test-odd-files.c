// SPDX-License-Identifier: Apache-2.0
/* F80: other cities' files, other layouts, and the months that follow. */
#include "intake-fixture.h"

#include <string.h>

/* What other cities' exports do to positions and times: read where only one reading is left, else
 * refused or noted with what to do. */
static void
test_odd_layouts (void)
{
  static const struct {
    const char *text, *map;
    int n_added, n_placed, n_rejected;
    double lat; /* of the extent; 0: not looked at */
    const char *note;
  } CASES[] = {
    /* Ten-millionths, millionths and neither, by the numbers. */
    { "when,service,lat,lon\n2026-03-01 10:00,a,297604270,-953698000\n"
      "2026-03-01 11:00,b,297000000,-953000000\n",
      NULL, 2, 2, 0, 29.7, "10000000 to a degree" },
    { "when,service,latitude_e6,longitude_e6\n2026-03-01 10:00,a,39990000,116350000\n", NULL, 1, 1,
      0, 39.99, "1000000 to a degree" },
    { "when,service,lat,lon\n2026-03-01 10:00,a,40,116\n", NULL, 1, 1, 0, 40, NULL },
    { "when,service,lat,lon\n2026-03-01 10:00,a,180123,200456\n", "when=when,lat=lat,lon=lon", 0, 0,
      1, 0, "projected metres or feet" },
    { "when,service,x_coord,y_coord\n2026-03-01 10:00,a,1170000,1890000\n", NULL, 1, 0, 0, 0,
      "export the positions as degrees" },
    { "when,service,lat,lon\n2026-03-01 10:00,a,1801234.5,2004567.25\n",
      "when=when,lat=lat,lon=lon", 0, 0, 1, 0, "projected metres or feet" },
    /* Names the wrong way round. */
    { "when,service,lat,lon\n2026-03-01 10:00,a,116.35,39.99\n2026-03-01 10:00,b,116.4,39.98\n",
      NULL, 2, 2, 0, 39.98, "whatever they are called" },
    /* One of them only: a slip, not a habit. */
    { "when,service,lat,lon\n2026-03-01 10:00,a,116.35,39.99\n2026-03-01 10:00,b,39.98,116.4\n",
      NULL, 1, 1, 1, 39.98, NULL },
    /* Too little of a time, and what to do. */
    { "when,service\n2026-03,a\n", "when=when", 0, 0, 1, 0, "names no day" },
    { "when,service\n2026年3月,a\n", "when=when", 0, 0, 1, 0, "names no day" },
    { "when,service\n2026,a\n", "when=when", 0, 0, 1, 0, "names no day" },
    { "when,service\nsoon,a\n", "when=when", 0, 0, 1, 0, "is not a date" },
    /* Minutes and seconds of arc; the day numbers of a spreadsheet. */
    { "when,service,lat,lon\n2026-03-01 10:00,a,\"41° 52' 30\"\" N\",\"87° 37' 0\"\" W\"\n", NULL,
      1, 1, 0, 41.875, NULL },
    { "when,service,lat,lon\n2026-03-01 10:00,a,39度59分24秒,116°21′00″E\n", NULL, 1, 1, 0, 39.99,
      NULL },
    { "when,service,lat,lon\n2026-03-01 10:00,a,41° 72' N,87\n", "when=when,lat=lat,lon=lon", 0, 0,
      1, 0, "no latitude" },
    { "created,service\n45398.25,a\n45399.5,b\n", NULL, 2, 0, 0, 0, "without a place" },
    /* A zone by its name. */
    { "when,service\n2026-03-01 10:00 EST,a\n", NULL, 1, 0, 0, 0, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      Fixture f;
      TwRequestImportResult r;

      fixture_open (&f);
      fixture_import (&f, "odd.csv", CASES[i].text, CASES[i].map, &r);
      g_assert_cmpint (r.n_added, ==, CASES[i].n_added);
      g_assert_cmpint (r.n_rejected, ==, CASES[i].n_rejected);
      g_assert_cmpint (r.n_added - r.n_unplaced, ==, CASES[i].n_placed);
      if (CASES[i].lat != 0)
        g_assert_cmpfloat_with_epsilon (r.extent.south, CASES[i].lat, 1e-6);
      if (CASES[i].note != NULL)
        g_assert_true (warns (&r, CASES[i].note));
      tw_request_import_result_clear (&r);
      fixture_close (&f);
    }
}

/* The day number is local time; a file of months is refused with what to export. */
static void
test_odd_times (void)
{
  Fixture f;
  TwRequestImportResult r;
  GError *error = NULL;
  g_autofree char *path = NULL;

  fixture_open (&f);
  fixture_import (&f, "x.csv", "created,service\n45398.25,a\n", NULL, &r);
  tw_request_import_result_clear (&r);
  tw_doc_free (request_at (&f, "2024-04-15T22:00:00Z"));
  path = fixture_write (&f, "m.csv", "Month,Crime type\n2026-03,a\n2026-04,b\n", -1);
  g_assert_false (
      tw_import_requests (f.store, path, NULL, f.clock, NULL, NULL, NULL, NULL, &error));
  assert_says (error, "“Month”) names months without a day");
  fixture_close (&f);
}

/* Both readings are on the globe, but only one on the map. */
static void
test_exchanged_by_map (void)
{
  static const char TEXT[] = "when,service,lat,lon\n2026-03-01 10:00,a,-3.70,40.41\n"
                             "2026-03-01 11:00,a,-3.71,40.42\n2026-03-01 12:00,a,-3.69,40.40\n";
  static const TwBox MADRID = { 40.38, -3.75, 40.45, -3.65 };
  TwRequestImportOptions options = { .map_extent = &MADRID };
  TwRequestImportResult r;
  Fixture f;
  g_autofree char *path = NULL;

  fixture_open (&f);
  path = fixture_write (&f, "m.csv", TEXT, -1);
  g_assert_true (tw_import_requests (f.store, path, &options, f.clock, NULL, NULL, NULL, &r, NULL));
  g_assert_cmpint (r.n_added, ==, 3);
  g_assert_true (warns (&r, "map lat=lon,lon=lat"));
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

/* A column that only looked like the service does not stop the file; one that was named does. */
static void
test_overflow (void)
{
  g_autoptr (GString) text = g_string_new ("when,category,channel\n");
  g_autoptr (TwMapping) mapping = tw_mapping_parse ("when=when,service=category", NULL);
  TwRequestImportOptions options = { .mapping = mapping };
  TwRequestImportResult r;
  Fixture f;
  GError *error = NULL;
  g_autofree char *path = NULL;

  /* The first rows repeat, the rest do not. */
  for (int i = 0; i < 3000; i++)
    g_string_append_printf (text, "2026-03-%02d %02d:%02d,%s %d,phone\n", 1 + i % 28, i % 24,
                            i % 60, "kind", i < 800 ? i % 5 : i);
  fixture_open (&f);
  path = fixture_write (&f, "o.csv", text->str, -1);
  g_assert_false (
      tw_import_requests (f.store, path, &options, f.clock, NULL, NULL, NULL, NULL, &error));
  assert_says (error, "Map another column");
  fixture_import (&f, "o2.csv", text->str, NULL, &r);
  g_assert_cmpint (r.n_added, ==, 3000);
  g_assert_true (warns (&r, "it was left out"));
  g_assert_null (strstr (r.mapping, "category"));
  g_assert_cmpint (count_type (&f, "service"), ==, 1);
  assert_balanced (&f, &r);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

/* The months that follow add up; the same again adds nothing; the same events under other columns
 * are taken, but not without a word. */
static void
test_following_months (void)
{
  static const struct {
    const char *name, *header;
    int first_day, n_days;
    gboolean short_rows;
    int n_added;
    gboolean warned;
  } CASES[] = {
    { "jan.csv", "occurred,offense,beat,lat,lon,address\n", 0, 20, FALSE, 20, FALSE },
    { "feb.csv", "occurred,offense,beat,lat,lon,address\n", 20, 20, FALSE, 20, FALSE },
    { "feb.csv", "occurred,offense,beat,lat,lon,address\n", 20, 20, FALSE, 0, FALSE },
    { "all.csv", "occurred,offense,beat,lat,lon,address\n", 0, 45, FALSE, 5, FALSE },
    { "short.csv", "occurred,offense,beat,lat,lon\n", 20, 20, TRUE, 20, TRUE },
  };
  Fixture f;
  gint64 total = 0;

  fixture_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (GString) text = g_string_new (CASES[i].header);
      TwRequestImportResult r;

      for (int d = CASES[i].first_day; d < CASES[i].first_day + CASES[i].n_days; d++)
        g_string_append_printf (text, "2026-%02d-%02d %02d:00,theft,15E30,39.9%03d,116.3%03d%s\n",
                                1 + d / 28, 1 + d % 28, d % 24, d, d,
                                CASES[i].short_rows ? "" : ",9650 main st");
      /* How the columns are meant is said once and known by the header afterwards. */
      fixture_import (&f, CASES[i].name, text->str,
                      i == 0 ? "when=occurred,service=offense,community=beat,lat=lat,lon=lon"
                             : NULL,
                      &r);
      if (i > 0 && !CASES[i].short_rows)
        g_assert_cmpint (r.mapping_origin, ==, TW_FROM_MEMORY);
      g_assert_cmpint (r.n_added, ==, CASES[i].n_added);
      g_assert_true (warns (&r, "count twice") == CASES[i].warned);
      total += r.n_added;
      g_assert_cmpint (count_type (&f, "request"), ==, total);
      assert_balanced (&f, &r);
      tw_request_import_result_clear (&r);
    }
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/F80/odd-files/odd-layouts", test_odd_layouts);
  g_test_add_func ("/F80/odd-files/odd-times", test_odd_times);
  g_test_add_func ("/F80/odd-files/exchanged-by-map", test_exchanged_by_map);
  g_test_add_func ("/F80/odd-files/following-months", test_following_months);
  g_test_add_func ("/F80/odd-files/overflow", test_overflow);
  return g_test_run ();
}
