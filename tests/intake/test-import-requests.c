// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-import-requests.h"

#include "base/tw-error.h"
#include "base/tw-json.h"
#include "base/tw-time.h"
#include "intake-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* F01: files of every layout, books that balance, a second import that adds nothing. */

#define HEADER "时间,类别,纬度,经度,社区,内容\n"
#define ROW_A "2026-03-01 10:00,照护,39.99,116.35,甲,第一件\n"

/* The same two requests in many clothes: 2026-03-13 10:00 in Shanghai at (39.99, 116.35), and one
 * without a place. */
static const struct {
  const char *name, *text, *map, *encoding;
} LAYOUTS[] = {
  { "comma", "when,service,lat,lon\n2026-03-13 10:00,care,39.99,116.35\n2026-03-13 11:00,care,,\n",
    NULL, NULL },
  { "semicolon",
    "when;service;lat;lon\n2026-03-13 10:00;care;39,99;116,35\n2026-03-13 11:00;care;;\n", NULL,
    NULL },
  { "tab",
    "when\tservice\tlat\tlon\n2026-03-13 10:00\tcare\t39.99\t116.35\n2026-03-13 11:00\tcare\t\t\n",
    NULL, NULL },
  { "bar", "when|service|lat|lon\n2026-03-13 10:00|care|39.99|116.35\n2026-03-13 11:00|care||\n",
    NULL, NULL },
  { "no-header", "2026-03-13 10:00,care,39.990,116.350\n2026-03-13 11:00,care,,\n",
    "when=1,service=2,lat=3,lon=4", NULL },
  { "bom",
    "\xef\xbb\xbfwhen,service,lat,lon\r\n2026-03-13 10:00,care,39.99,116.35\r\n2026-03-13 "
    "11:00,care,,\r\n",
    NULL, NULL },
  { "zoned",
    "when,service,lat,lon\n2026-03-13T02:00:00Z,care,39.99,116.35\n2026-03-13T12:00:00+09:00,care,,"
    "\n",
    NULL, NULL },
  { "us-dates",
    "when,service,lat,lon\n03/13/2026 10:00:00 AM,care,39.99,116.35\n03/13/2026 11:00:00 "
    "AM,care,,\n",
    NULL, NULL },
  { "day-first",
    "when,service,lat,lon\n13/03/2026 10:00,care,39.99,116.35\n13/03/2026 11:00,care,,\n", NULL,
    NULL },
  { "combined",
    "when,service,location\n2026-03-13 10:00,care,\"(39.99, 116.35)\"\n2026-03-13 11:00,care,\n",
    NULL, NULL },
  { "wkt",
    "when,service,geom\n2026-03-13 10:00,care,POINT (116.35 39.99)\n2026-03-13 11:00,care,\n", NULL,
    NULL },
  { "quoted",
    "when,service,text,lat,lon\n2026-03-13 10:00,care,\"a\nb, \"\"c\"\"\",39.99,116.35\n2026-03-13 "
    "11:00,care,,0,0\n",
    NULL, NULL },
  { "chinese",
    "受理时间,诉求类别,纬度,经度\n2026年3月13日 10时0分,care,39.99,116.35\n2026年3月13日 "
    "11时0分,care,,\n",
    NULL, NULL },
  { "gb18030",
    "受理时间,诉求类别,纬度,经度,内容\n2026-03-13 10:00,care,39.99,116.35,路灯不亮了\n2026-03-13 "
    "11:00,care,,,井盖松动\n",
    NULL, "GB18030" },
  { "split-time",
    "Date,Time,Type,lat,lon\n03/13/2026,10:00,care,39.99,116.35\n03/13/2026,1100,care,-1,-1\n",
    NULL, NULL },
  { "title",
    "受理工单明细表,,,\n,,,\n受理时间,诉求类别,纬度,经度\n"
    "２０２６－０３－１３　１０：００,care,39.99,116.35\n2026-03-13 11:00,care,NULL,NULL\n",
    NULL, NULL },
  { "sep",
    "sep=;\nwhen;service;lat;lon\n2026-03-13 10:00;care;39.99;116.35\n"
    "2026-03-13 11:00;care;;\n",
    NULL, NULL },
  { "constants", "a,b,c\n2026-03-13 10:00,39.99,116.35\n2026-03-13 11:00,,\n",
    "when=a,lat=b,lon=c,service==care,channel==hotline", NULL },
};

static void
test_layouts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (LAYOUTS); i++)
    {
      Fixture f;
      g_autoptr (GError) error = NULL;
      g_autoptr (TwMapping) mapping =
          LAYOUTS[i].map != NULL ? tw_mapping_parse (LAYOUTS[i].map, NULL) : NULL;
      TwRequestImportOptions options = { .mapping = mapping, .zone = "Asia/Shanghai" };
      g_autofree char *path = NULL, *bytes = NULL;
      g_autoptr (TwDoc) doc = NULL, second = NULL;
      TwRequestImportResult r;
      gsize len = strlen (LAYOUTS[i].text);

      g_test_message ("%s", LAYOUTS[i].name);
      fixture_open (&f);
      bytes = LAYOUTS[i].encoding != NULL
                  ? g_convert (LAYOUTS[i].text, -1, LAYOUTS[i].encoding, "UTF-8", NULL, &len, NULL)
                  : g_strdup (LAYOUTS[i].text);
      path = fixture_write (&f, LAYOUTS[i].name, bytes, (gssize) len);
      tw_import_requests (f.store, path, &options, f.clock, NULL, NULL, NULL, &r, &error);
      g_assert_no_error (error);
      assert_balanced (&f, &r);
      g_assert_cmpint (r.n_added, ==, 2);
      g_assert_cmpint (r.n_unplaced, ==, 1);
      doc = request_at (&f, "2026-03-13T02:00:00Z");
      g_assert_cmpstr (tw_json_get_string (doc->body, "service", ""), ==, "care");
      g_assert_cmpfloat_with_epsilon (tw_json_get_double (doc->body, "lat", 0), 39.99, 1e-9);
      g_assert_cmpfloat_with_epsilon (tw_json_get_double (doc->body, "lon", 0), 116.35, 1e-9);
      second = request_at (&f, "2026-03-13T03:00:00Z");
      g_assert_false (json_object_has_member (second->body, "lat"));
      if (LAYOUTS[i].encoding != NULL)
        g_assert_cmpstr (tw_json_get_string (doc->body, "text", ""), ==, "路灯不亮了");
      tw_request_import_result_clear (&r);
      fixture_close (&f);
    }
}

static void
test_twice (void)
{
  Fixture f;
  TwRequestImportResult r;
  g_autofree char *before = NULL, *after = NULL;

  fixture_open (&f);
  /* Two equal rows are two requests. */
  fixture_import (&f, "a.csv", HEADER ROW_A ROW_A "2026-03-01 11:00,照护,39.98,116.36,乙,第二件\n",
                  NULL, &r);
  g_assert_cmpint (r.n_added, ==, 3);
  g_assert_cmpint (r.n_communities_added, ==, 2);
  g_assert_cmpint (r.n_services_added, ==, 1);
  tw_request_import_result_clear (&r);
  before = tw_store_digest (f.store, NULL);
  fixture_import (&f, "again.csv",
                  HEADER ROW_A ROW_A "2026-03-01 11:00,照护,39.98,116.36,乙,第二件\n", NULL, &r);
  g_assert_cmpint (r.n_added, ==, 0);
  g_assert_cmpint (r.n_known, ==, 3);
  tw_request_import_result_clear (&r);
  after = tw_store_digest (f.store, NULL);
  g_assert_cmpstr (before, ==, after);
  /* A third equal row in a longer file is new. */
  fixture_import (&f, "more.csv", HEADER ROW_A ROW_A ROW_A, NULL, &r);
  g_assert_cmpint (r.n_added, ==, 1);
  g_assert_cmpint (r.n_known, ==, 2);
  tw_request_import_result_clear (&r);
  g_assert_cmpint (count_type (&f, "request"), ==, 4);
  fixture_close (&f);
}

/* The next month's file may hold its columns in another order, with or without numbers. */
static void
test_other_order (void)
{
  static const char *const FILES[][2] = {
    { "when,service,lat,lon\n2026-03-01 10:00,care,39.99,116.35\n2026-03-01 "
      "10:00,care,39.99,116.35\n",
      "lon;when;lat;service\n116.35;2026-03-01 10:00;39.99;care\n"
      "116.35;2026-03-01 10:00;39.99;care\n116.35;2026-03-02 10:00;39.99;care\n" },
    { "id,when,service\nA,2026-03-01 10:00,care\nB,2026-03-01 11:00,care\n",
      "service,when,id\ncare,2026-03-01 10:00,A\ncare,2026-03-01 11:00,B\n"
      "care,2026-03-01 12:00,C\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (FILES); i++)
    {
      Fixture f;
      TwRequestImportResult r;

      fixture_open (&f);
      fixture_import (&f, "a.csv", FILES[i][0], NULL, &r);
      g_assert_cmpint (r.n_added, ==, 2);
      tw_request_import_result_clear (&r);
      fixture_import (&f, "b.csv", FILES[i][1], NULL, &r);
      g_assert_cmpint (r.n_known, ==, 2);
      g_assert_cmpint (r.n_added, ==, 1);
      tw_request_import_result_clear (&r);
      fixture_close (&f);
    }
}

static void
test_rejects (void)
{
  Fixture f;
  TwRequestImportResult r;
  g_autofree char *long_text = g_strnfill (40000, 'x');
  g_autofree char *text = g_strdup_printf ("when,service,lat,lon,text\n"
                                           "2026-03-01 10:00,care,39.9,116.3,good\n"
                                           ",care,39.9,116.3,no time\n"
                                           "yesterday,care,39.9,116.3,\"no, time\"\n"
                                           "2026-03-01 10:01,care,116.3,39.9,exchanged\n"
                                           "2026-03-01 10:02,care,39.9,216.3,far\n"
                                           "2026-03-01 10:03,care,north,116.3,word\n"
                                           "2026-03-01 10:04,care,39.9,116.3,%s\n"
                                           "2026-03-01 10:05,care,0,0,nowhere\n"
                                           "2026-03-01 10:06,care,39.9,,half\n",
                                           long_text);
  g_autofree char *list = NULL;
  g_auto (GStrv) lines = NULL;
  static const char *const SAYS[] = {
    "line,reason,when,service", "3,", "4,", "5,", "6,", "7,", "8,"
  };

  fixture_open (&f);
  fixture_import (&f, "calls.csv", text, NULL, &r);
  g_assert_cmpint (r.n_rows, ==, 9);
  g_assert_cmpint (r.n_added, ==, 3);
  g_assert_cmpint (r.n_rejected, ==, 6);
  g_assert_cmpint (r.n_unplaced, ==, 2);
  g_assert_true (strstr (r.rejects_path, "rejects/calls-") != NULL);
  g_assert_true (g_file_get_contents (r.rejects_path, &list, NULL, NULL));
  lines = g_strsplit (list, "\r\n", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (SAYS); i++)
    g_assert_true (g_str_has_prefix (lines[i], SAYS[i]));
  g_assert_true (strstr (lines[2], "yesterday,care,39.9,116.3,\"no, time\"") != NULL);
  g_assert_true (strstr (lines[3], "exchanged") != NULL);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_ids (void)
{
  Fixture f;
  TwRequestImportResult r;
  g_autoptr (TwDoc) doc = NULL;

  fixture_open (&f);
  fixture_import (&f, "a.csv",
                  "id,when,service\nA1,2026-03-01 10:00,care\nA2,2026-03-01 "
                  "11:00,care\nA1,2026-03-01 10:00,care\n",
                  "id=id,when=when,service=service", &r);
  g_assert_cmpint (r.n_added, ==, 2);
  g_assert_cmpint (r.n_known, ==, 1);
  tw_request_import_result_clear (&r);
  doc = request_at (&f, "2026-03-01T02:00:00Z");
  g_assert_cmpstr (tw_json_get_string (doc->body, "ext", ""), ==, "A1");
  /* The same numbers from somebody else are not taken for ours in silence. */
  fixture_import (&f, "b.csv",
                  "id,when,service\nA1,2026-04-01 10:00,care\nA3,2026-04-01 11:00,care\n",
                  "id=id,when=when,service=service", &r);
  g_assert_cmpint (r.n_added, ==, 1);
  g_assert_cmpint (r.n_rejected, ==, 1);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_datum (void)
{
  Fixture f;
  TwLatLon gcj = tw_datum_from_wgs84 (TW_DATUM_GCJ02, (TwLatLon){ 39.99, 116.35 });
  g_autofree char *text =
      g_strdup_printf ("when,service,lat,lon\n2026-03-01 10:00,care,%.8f,%.8f\n", gcj.lat, gcj.lon);
  g_autofree char *path = NULL;
  TwRequestImportOptions options = { .datum = TW_DATUM_GCJ02, .zone = "Asia/Shanghai" };
  g_autoptr (TwDoc) doc = NULL;

  fixture_open (&f);
  path = fixture_write (&f, "a.csv", text, -1);
  g_assert_true (
      tw_import_requests (f.store, path, &options, f.clock, NULL, NULL, NULL, NULL, NULL));
  doc = request_at (&f, "2026-03-01T02:00:00Z");
  g_assert_cmpfloat_with_epsilon (tw_json_get_double (doc->body, "lat", 0), 39.99, 2e-7);
  g_assert_cmpfloat_with_epsilon (tw_json_get_double (doc->body, "lon", 0), 116.35, 2e-7);
  fixture_close (&f);
}

/* A column's name can declare the datum too. */
static void
test_named_datum (void)
{
  Fixture f;
  TwLatLon gcj = tw_datum_from_wgs84 (TW_DATUM_GCJ02, (TwLatLon){ 39.99, 116.35 });
  g_autofree char *text =
      g_strdup_printf ("when,service,gcj02_lat,gcj02_lon\n2026-03-01 10:00,care,%.8f,%.8f\n",
                       gcj.lat, gcj.lon);
  g_autoptr (TwDoc) doc = NULL;
  TwRequestImportResult r;

  fixture_open (&f);
  fixture_import (&f, "a.csv", text, "when=when,service=service,lat=gcj02_lat,lon=gcj02_lon", &r);
  g_assert_cmpint (r.datum, ==, TW_DATUM_GCJ02);
  g_assert_cmpuint (r.warnings->len, ==, 1);
  doc = request_at (&f, "2026-03-01T02:00:00Z");
  g_assert_cmpfloat_with_epsilon (tw_json_get_double (doc->body, "lon", 0), 116.35, 2e-7);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

/* --- communities ----------------------------------------------------------------------------- */

static void
test_grid (void)
{
  Fixture f;
  TwRequestImportResult r;
  g_autoptr (GString) text = g_string_new ("when,service,lat,lon\n");
  g_autoptr (GPtrArray) cells = NULL;
  g_autoptr (TwDoc) doc = NULL;

  /* 1,000 rows over about 10 km, and a few on another continent. */
  for (int i = 0; i < 1000; i++)
    g_string_append_printf (text, "2026-03-%02d %02d:%02d,care,%.6f,%.6f\n", 1 + i / 60 % 28,
                            i % 24, i % 60, 39.9 + (i * 37 % 1000) * 0.0001,
                            116.3 + (i * 91 % 1000) * 0.00013);
  for (int i = 0; i < 5; i++)
    g_string_append_printf (text, "2026-04-0%d 10:00,care,-30.5,20.25\n", i + 1);
  fixture_open (&f);
  fixture_import (&f, "a.csv", text->str, NULL, &r);
  g_assert_true (r.used_grid);
  g_assert_cmpint (r.n_outside, ==, 5);
  cells = tw_query_places (f.store, "community", NULL, NULL);
  g_assert_cmpint (r.n_communities_added, ==, cells->len);
  g_assert_cmpuint (cells->len, >=, 60);
  g_assert_cmpuint (cells->len, <=, 144);
  doc = community_named (&f, "C4");
  g_assert_nonnull (doc);
  g_assert_cmpuint (json_array_get_length (tw_json_get_array (doc->body, "ring")), ==, 4);
  tw_request_import_result_clear (&r);
  /* The next month goes on with the same grid. */
  fixture_import (&f, "b.csv", "when,service,lat,lon\n2026-05-01 10:00,care,39.95,116.36\n", NULL,
                  &r);
  g_assert_cmpint (r.n_outside, ==, 0);
  g_assert_cmpint (r.n_communities_added, ==, 0);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_polygons (void)
{
  Fixture f;
  TwRequestImportResult r;
  g_autofree char *map = NULL;
  g_autoptr (TwDoc) community = NULL, inside = NULL;

  fixture_open (&f);
  map = fixture_write (
      &f, "c.geojson",
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"甲\",\"kind\":\"community\"},\"geometry\":"
      "{\"type\":\"Polygon\",\"coordinates\":[[[116.3,39.9],[116.4,39.9],[116.4,40],[116.3,40],["
      "116.3,39.9]]]}}",
      -1);
  g_assert_true (tw_import_map (f.store, f.pack, map, NULL, f.clock, NULL, NULL, NULL, NULL, NULL));
  fixture_import (&f, "a.csv",
                  "when,service,lat,lon\n2026-03-01 10:00,care,39.95,116.35\n2026-03-01 "
                  "11:00,care,39.95,116.5\n",
                  NULL, &r);
  g_assert_false (r.used_grid);
  g_assert_cmpint (r.n_outside, ==, 1);
  g_assert_cmpint (r.n_communities_added, ==, 0);
  tw_request_import_result_clear (&r);
  community = community_named (&f, "甲");
  inside = request_at (&f, "2026-03-01T02:00:00Z");
  g_assert_cmpstr (tw_json_get_string (inside->body, "community", ""), ==, community->id);
  /* A column that names it means the same place. */
  fixture_import (
      &f, "b.csv",
      "when,service,community\n2026-03-02 10:00,care,甲\n2026-03-02 11:00,care,甲社区\n", NULL, &r);
  g_assert_cmpint (r.n_communities_added, ==, 0);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_column (void)
{
  Fixture f;
  TwRequestImportResult r;
  g_autoptr (TwDoc) community = NULL;

  fixture_open (&f);
  fixture_import (&f, "a.csv",
                  HEADER ROW_A ROW_A ROW_A ROW_A
                  "2026-03-01 12:00,照护,39.99,116.35,甲,\n2026-03-01 12:01,照护,12,100,甲,\n",
                  NULL, &r);
  tw_request_import_result_clear (&r);
  /* One slip does not move the middle. */
  community = community_named (&f, "甲");
  g_assert_cmpfloat_with_epsilon (tw_json_get_double (community->body, "lat", 0), 39.99, 1e-6);
  g_assert_cmpfloat_with_epsilon (tw_json_get_double (community->body, "lon", 0), 116.35, 1e-6);
  fixture_close (&f);
}

/* --- warnings, memory, errors ---------------------------------------------------------------- */

/* Zoned times are right, but without a stated zone the hours of the day may not be: whatever zone
 * this machine is in, one of two places half the globe apart is far from it. */
static void
test_hours_elsewhere (void)
{
  static const char *const FILES[] = {
    "when,service,lat,lon\n2026-03-01T10:00:00Z,care,40.7,-74.0\n",
    "when,service,lat,lon\n2026-03-01T10:00:00Z,care,39.9,116.3\n"
  };
  guint n_warned = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (FILES); i++)
    {
      Fixture f;
      TwRequestImportResult r;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = NULL;

      fixture_open (&f);
      path = fixture_write (&f, "a.csv", FILES[i], -1);
      tw_import_requests (f.store, path, NULL, f.clock, NULL, NULL, NULL, &r, &error);
      g_assert_no_error (error);
      n_warned += warns (&r, "hours of the day are counted in the zone");
      tw_request_import_result_clear (&r);
      fixture_close (&f);
    }
  g_assert_cmpuint (n_warned, >=, 1);
}

static void
test_warnings (void)
{
  Fixture f;
  TwRequestImportResult r;

  fixture_open (&f);
  fixture_import (&f, "ny.csv", "when,service,lat,lon\n2026-03-01 10:00,care,40.7,-74.0\n", NULL,
                  &r);
  g_assert_true (warns (&r, "Asia/Shanghai"));
  tw_request_import_result_clear (&r);
  /* With a zone of their own there is nothing to warn of where the street's was stated. */
  fixture_import (&f, "ny2.csv",
                  "when,service,lat,lon\n2026-03-01T10:00:00-05:00,care,40.7,-74.0\n", NULL, &r);
  g_assert_false (warns (&r, "were read in the zone"));
  tw_request_import_result_clear (&r);
  fixture_import (&f, "d.csv", "when,service,lat,lon\n03/04/2026 10:00,care,39.9,116.3\n", NULL,
                  &r);
  g_assert_true (warns (&r, "day"));
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

/* What is odd about a file as a whole is said once, in words, and not only in the list of rejects.
 */
static void
test_judged (void)
{
  static const char DATES[] = "2026-03-01,care,39.99,116.35\n2026-03-02,care,39.99,116.35\n"
                              "2026-03-03,care,39.99,116.35\n2026-03-04,care,39.99,116.35\n"
                              "2026-03-05,care,39.99,116.35\n";
  Fixture f;
  TwRequestImportResult r;
  g_autofree char *dates = g_strconcat ("when,service,lat,lon\n", DATES, DATES, NULL);

  fixture_open (&f);
  fixture_import (&f, "swapped.csv", "when,service,lat,lon\n2026-03-01 10:00,care,116.35,39.99\n",
                  "when=when,service=service,lat=lat,lon=lon", &r);
  g_assert_cmpint (r.n_rejected, ==, 1);
  g_assert_true (warns (&r, "line 2: latitude 116.35 is out of range"));
  tw_request_import_result_clear (&r);
  fixture_import (&f, "plane.csv", "when,service,x,y\n2026-03-01 10:00,care,1170000.25,1890000.5\n",
                  NULL, &r);
  g_assert_cmpint (r.n_unplaced, ==, 1);
  g_assert_true (warns (&r, "without a place"));
  tw_request_import_result_clear (&r);
  fixture_import (&f, "header.csv", "when,service,lat,lon\n", NULL, &r);
  g_assert_true (warns (&r, "no rows"));
  tw_request_import_result_clear (&r);
  fixture_import (&f, "dates.csv", dates, NULL, &r);
  g_assert_true (warns (&r, "midnight"));
  g_assert_false (warns (&r, "without a place"));
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_remembered (void)
{
  Fixture f;
  TwRequestImportResult r;

  fixture_open (&f);
  fixture_import (&f, "a.csv", "a,b,c\n2026-03-01 10:00,x,care\n", "when=a,text=b,service=c", &r);
  g_assert_cmpint (r.mapping_origin, ==, TW_FROM_OPTIONS);
  tw_request_import_result_clear (&r);
  fixture_import (&f, "b.csv", "a,b,c\n2026-03-02 10:00,x,care\n", NULL, &r);
  g_assert_cmpint (r.mapping_origin, ==, TW_FROM_MEMORY);
  g_assert_cmpstr (r.mapping, ==, "when=a,service=c,text=b");
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_settings (void)
{
  Fixture f;
  TwRequestImportResult r;
  g_autoptr (TwDoc) settings = NULL;

  fixture_open (&f);
  fixture_import (&f, "street.csv", HEADER ROW_A, NULL, &r);
  g_assert_true (r.made_settings);
  settings = tw_store_get (f.store, "settings:street", NULL);
  g_assert_cmpstr (tw_json_get_string (settings->body, "zone", ""), ==, "Asia/Shanghai");
  g_assert_cmpstr (tw_json_get_string (settings->body, "name", ""), ==, "street");
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_broken (void)
{
  static const struct {
    const char *text, *map, *says;
    gssize len;
  } CASES[] = {
    { "", NULL, "empty", -1 },
    { "\n\n", NULL, "no rows", -1 },
    { "PK\3\4 sheet", NULL, "CSV", -1 },
    { "\x89PNG\r\n\x1a\n", NULL, "no text", 8 },
    { "<!DOCTYPE html>\n<html><title>504</title></html>\n", NULL, "web page", -1 },
    { "[\n {\"a\": 1}]\n", NULL, "no table", -1 },
    { "\1\2\3\4\5\6\7\1\2\3\4,\1\n\2,\3\n", NULL, "no text", -1 },
    { "a,b\n1,2\n", NULL, "when", -1 },
    { "a,b\n2026-01-01 10:00,2\n", "when=c", "a, b", -1 },
    { "when,service\n2026-01-01 10:00,x\n", "when=when,service=service,lat=nope,lon=nope", "nope",
      -1 },
  };
  Fixture f;

  fixture_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = fixture_write (&f, "x.csv", CASES[i].text, CASES[i].len);
      g_autoptr (TwMapping) mapping =
          CASES[i].map != NULL ? tw_mapping_parse (CASES[i].map, NULL) : NULL;
      TwRequestImportOptions options = { .mapping = mapping, .zone = "Asia/Shanghai" };
      GError *error = NULL;

      g_assert_false (
          tw_import_requests (f.store, path, &options, f.clock, NULL, NULL, NULL, NULL, &error));
      g_assert_true (strstr (error->message, "x.csv") != NULL);
      assert_says (error, CASES[i].says);
    }
  g_assert_cmpint (count_type (&f, "request"), ==, 0);
  g_assert_cmpint (count_type (&f, "import"), ==, 0);
  fixture_close (&f);
}

/* An import reads a file twice; a pipe would be empty the second time. */
static void
test_pipe (void)
{
  Fixture f;
  GError *error = NULL;
  g_autofree char *path = NULL;

  fixture_open (&f);
  path = g_build_filename (f.dir, "pipe", NULL);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_false (
      tw_import_requests (f.store, path, NULL, f.clock, NULL, NULL, NULL, NULL, &error));
  assert_says (error, "save");
  fixture_close (&f);
}

static void
test_free_text_as_service (void)
{
  Fixture f;
  g_autoptr (GString) text = g_string_new ("when,what\n");
  g_autofree char *path = NULL;
  g_autoptr (TwMapping) mapping = tw_mapping_parse ("when=when,service=what", NULL);
  TwRequestImportOptions options = { .mapping = mapping, .zone = "Asia/Shanghai" };
  GError *error = NULL;

  for (int i = 0; i < 1500; i++)
    g_string_append_printf (text, "2026-03-01 10:%02d,story %d\n", i % 60, i);
  fixture_open (&f);
  path = fixture_write (&f, "x.csv", text->str, -1);
  g_assert_false (
      tw_import_requests (f.store, path, &options, f.clock, NULL, NULL, NULL, NULL, &error));
  assert_says (error, "service");
  g_assert_cmpint (count_type (&f, "service"), ==, 0);
  fixture_close (&f);
}

static void
test_huge_line (void)
{
  Fixture f;
  g_autofree char *big = g_strnfill (2 * 1024 * 1024, 'x');
  g_autofree char *text = g_strdup_printf ("when,service,text\n2026-03-01 10:00,care,a\n2026-03-01 "
                                           "11:00,care,%s\n2026-03-01 12:00,care,b\n",
                                           big);
  TwRequestImportResult r;

  fixture_open (&f);
  fixture_import (&f, "a.csv", text, NULL, &r);
  g_assert_cmpint (r.n_rows, ==, 3);
  g_assert_cmpint (r.n_added, ==, 2);
  g_assert_cmpint (r.n_rejected, ==, 1);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

/* The list of rejects cannot be made: the import says so. */
static void
test_disk_error (void)
{
  Fixture f;
  g_autofree char *blocked = NULL, *path = NULL;
  GError *error = NULL;

  fixture_open (&f);
  blocked = fixture_write (&f, "rejects", "a file where the folder should be", -1);
  path = fixture_write (&f, "a.csv",
                        "when,service\n2026-03-01 10:00,care\nnever,care\n2026-03-01 10:01,care\n",
                        -1);
  g_assert_false (
      tw_import_requests (f.store, path, NULL, f.clock, NULL, NULL, NULL, NULL, &error));
  assert_says (error, "rejects");
  /* Without the obstacle a second run completes it. */
  g_remove (blocked);
  g_assert_true (tw_import_requests (f.store, path, NULL, f.clock, NULL, NULL, NULL, NULL, NULL));
  g_assert_cmpint (count_type (&f, "request"), ==, 2);
  fixture_close (&f);
}

/* --- cancel and undo ------------------------------------------------------------------------- */

static char *
many_rows (int n)
{
  GString *text = g_string_new ("when,service,lat,lon\n");

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "2026-%02d-%02d %02d:%02d,s%d,%.4f,116.35\n", 1 + i % 12,
                            1 + i / 12 % 28, i % 24, i / 7 % 60, i % 5, 39.9 + i % 100 * 0.001);
  return g_string_free (text, FALSE);
}

/* Cancels while rows are being written: the first pass ends at a quarter. */
static void
cancel_cb (double fraction, const char *doing, gpointer user_data)
{
  if (fraction > 0.6)
    g_cancellable_cancel (user_data);
}

static void
test_cancel (void)
{
  Fixture f;
  g_autofree char *text = many_rows (9000), *path = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TwRequestImportOptions options = { .zone = "Asia/Shanghai" };
  TwRequestImportResult r;
  gint64 first;

  fixture_open (&f);
  path = fixture_write (&f, "a.csv", text, -1);
  g_assert_true (tw_import_requests (f.store, path, &options, f.clock, cancellable, cancel_cb,
                                     cancellable, &r, NULL));
  g_assert_true (r.cancelled);
  assert_balanced (&f, &r);
  first = r.n_added;
  g_assert_cmpint (first, >, 0);
  g_assert_cmpint (first, <, 9000);
  g_assert_cmpint (count_type (&f, "request"), ==, first);
  tw_request_import_result_clear (&r);
  g_assert_true (tw_import_requests (f.store, path, &options, f.clock, NULL, NULL, NULL, &r, NULL));
  g_assert_cmpint (r.n_known, ==, first);
  g_assert_cmpint (r.n_added, ==, 9000 - first);
  tw_request_import_result_clear (&r);
  fixture_close (&f);
}

static void
test_undo (void)
{
  Fixture f;
  TwRequestImportResult r;
  TwRequestUndoResult u;
  g_autoptr (TwDoc) doc = NULL;
  g_autoptr (TwBatch) batch = tw_batch_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *body;

  fixture_open (&f);
  fixture_import (&f, "keep.csv", HEADER ROW_A, NULL, &r);
  tw_request_import_result_clear (&r);
  fixture_import (
      &f, "a.csv",
      HEADER "2026-03-02 10:00,照护,39.99,116.35,甲,x\n2026-03-02 11:00,维修,39.99,116.35,丙,y\n"
             "2026-03-02 12:00,维修,39.99,116.35,丙,z\n",
      NULL, &r);
  g_assert_cmpint (r.n_added, ==, 3);
  /* A person closes one of them. */
  doc = request_at (&f, "2026-03-02T02:00:00Z");
  body = json_object_ref (doc->body);
  json_object_set_string_member (body, "status", "done");
  tw_batch_put (batch, doc->id, doc->rev, body);
  g_assert_true (tw_store_put (f.store, g_steal_pointer (&batch), NULL, NULL));
  g_assert_true (tw_import_undo (f.store, r.import_id, f.clock, NULL, NULL, NULL, &u, &error));
  g_assert_no_error (error);
  g_assert_cmpint (u.n_deleted, ==, 2);
  g_assert_cmpint (u.n_kept, ==, 1);
  g_assert_cmpint (u.n_dictionary, ==, 2); /* 维修 and 丙 */
  g_assert_cmpint (count_type (&f, "request"), ==, 2);
  g_assert_null (community_named (&f, "丙"));
  tw_request_import_result_clear (&r);
  /* Reading the file again brings them back. */
  fixture_import (
      &f, "a.csv",
      HEADER "2026-03-02 10:00,照护,39.99,116.35,甲,x\n2026-03-02 11:00,维修,39.99,116.35,丙,y\n"
             "2026-03-02 12:00,维修,39.99,116.35,丙,z\n",
      NULL, &r);
  g_assert_cmpint (r.n_added, ==, 2);
  g_assert_cmpint (r.n_known, ==, 1);
  tw_request_import_result_clear (&r);
  g_assert_false (
      tw_import_undo (f.store, "import:nothing", f.clock, NULL, NULL, NULL, &u, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  fixture_close (&f);
}

static void
test_preview (void)
{
  Fixture f;
  g_autofree char *path = NULL;
  g_autoptr (TwRequestPreview) preview = NULL;
  g_autoptr (TwMapping) bad = tw_mapping_parse ("when=nope", NULL);
  TwRequestImportOptions options = { .zone = "Asia/Shanghai" };
  TwPreviewRow *row;

  fixture_open (&f);
  path =
      fixture_write (&f, "a.csv",
                     HEADER ROW_A
                     "never,照护,39.99,116.35,甲,第二件\n2026-03-01 12:00,照护,99.99,116.35,甲,\n",
                     -1);
  preview = tw_request_preview_new (f.store, path, &options, 10, NULL);
  g_assert_cmpuint (preview->rows->len, ==, 3);
  g_assert_cmpuint (preview->n_problems, ==, 2);
  g_assert_nonnull (preview->field_problems[TW_REQUEST_WHEN]);
  g_assert_nonnull (preview->field_problems[TW_REQUEST_LAT]);
  row = g_ptr_array_index (preview->rows, 0);
  g_assert_cmpstr (row->at_text, ==, "2026-03-01 10:00");
  g_assert_cmpstr (row->read.values[TW_REQUEST_SERVICE], ==, "照护");
  g_assert_cmpstr (row->cells[5], ==, "第一件");
  tw_request_preview_free (g_steal_pointer (&preview));
  options.mapping = bad;
  preview = tw_request_preview_new (f.store, path, &options, 10, NULL);
  g_assert_true (strstr (preview->mapping_problem, "nope") != NULL);
  g_assert_cmpuint (preview->rows->len, ==, 3);
  g_assert_cmpint (count_type (&f, "request"), ==, 0);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-requests/F01/layouts", test_layouts);
  g_test_add_func ("/import-requests/F01/twice", test_twice);
  g_test_add_func ("/import-requests/F01/other-order", test_other_order);
  g_test_add_func ("/import-requests/F01/rejects", test_rejects);
  g_test_add_func ("/import-requests/F01/ids", test_ids);
  g_test_add_func ("/import-requests/datum", test_datum);
  g_test_add_func ("/import-requests/named-datum", test_named_datum);
  g_test_add_func ("/import-requests/grid", test_grid);
  g_test_add_func ("/import-requests/polygons", test_polygons);
  g_test_add_func ("/import-requests/column", test_column);
  g_test_add_func ("/import-requests/warnings", test_warnings);
  g_test_add_func ("/import-requests/hours-elsewhere", test_hours_elsewhere);
  g_test_add_func ("/import-requests/judged", test_judged);
  g_test_add_func ("/import-requests/remembered", test_remembered);
  g_test_add_func ("/import-requests/settings", test_settings);
  g_test_add_func ("/import-requests/broken", test_broken);
  g_test_add_func ("/import-requests/pipe", test_pipe);
  g_test_add_func ("/import-requests/free-text-as-service", test_free_text_as_service);
  g_test_add_func ("/import-requests/huge-line", test_huge_line);
  g_test_add_func ("/import-requests/disk-error", test_disk_error);
  g_test_add_func ("/import-requests/cancel", test_cancel);
  g_test_add_func ("/import-requests/undo", test_undo);
  g_test_add_func ("/import-requests/preview", test_preview);
  return g_test_run ();
}
