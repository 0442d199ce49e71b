// SPDX-License-Identifier: Apache-2.0
#include "store/tw-map-pack.h"

#include "intake-fixture.h"
#include "store/tw-map-blob.h"
#include "store/tw-store.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

static const TwBox WORLD = { -90, -180, 90, 180 };

/* A square of @size_e7 with its corner at (@lat_e7, @lon_e7). */
static void
add_square (TwMapPack *pack, const char *id, TwMapKind kind, gint32 lat_e7, gint32 lon_e7,
            gint32 size_e7)
{
  g_autoptr (GError) error = NULL;
  TwPointE7 points[] = { { lat_e7, lon_e7 },
                         { lat_e7, lon_e7 + size_e7 },
                         { lat_e7 + size_e7, lon_e7 + size_e7 },
                         { lat_e7 + size_e7, lon_e7 } };
  TwMapFeature feature = { .kind = kind,
                           .ext_id = (char *) id,
                           .klass = (char *) "",
                           .name = (char *) "名",
                           .closed = TRUE,
                           .points = points,
                           .n_points = 4,
                           .n_parts = 1 };

  tw_map_pack_add (pack, &feature, &error);
  g_assert_no_error (error);
}

static guint
count_at (TwMapPack *pack, const TwBox *box, int zoom)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = tw_map_pack_list (pack, box, zoom, &error);

  g_assert_no_error (error);
  return list->len;
}

static void
begin (TwMapPack *pack, const char *source)
{
  g_autoptr (GError) error = NULL;

  tw_map_pack_begin (pack, source, source, &error);
  g_assert_no_error (error);
}

static void
commit (TwMapPack *pack)
{
  g_autoptr (GError) error = NULL;

  tw_map_pack_commit (pack, &error);
  g_assert_no_error (error);
}

static void
test_geometry (void)
{
  TwPointE7 points[] = {
    { 0, 0 }, { 900000000, 1800000000 }, { -900000000, -1800000000 }, { 5, 7 }, { 6, 7 }
  };
  gsize starts[] = { 0, 3 };
  TwMapFeature in = { .points = points, .n_points = 5, .part_starts = starts, .n_parts = 2 };
  TwMapFeature *out = g_new0 (TwMapFeature, 1);
  g_autoptr (GByteArray) blob = g_byte_array_new ();

  tw_map_blob_encode (&in, blob);
  g_assert_true (tw_map_blob_decode (blob->data, blob->len, 0, out));
  g_assert_cmpuint (out->n_points, ==, 5);
  g_assert_cmpuint (out->n_parts, ==, 2);
  g_assert_cmpuint (out->part_starts[1], ==, 3);
  g_assert_cmpmem (out->points, sizeof points, points, sizeof points);
  /* Cut anywhere, it is no geometry. */
  for (guint len = 0; len < blob->len; len++)
    g_assert_false (tw_map_blob_decode (blob->data, len, 0, out));
  tw_map_feature_free (out);
}

static void
test_thinning (void)
{
  TwPointE7 points[100];
  TwMapFeature in = { .points = points, .n_points = 100, .n_parts = 1 };
  TwMapFeature *out = g_new0 (TwMapFeature, 1);
  g_autoptr (GByteArray) blob = g_byte_array_new ();

  for (int i = 0; i < 100; i++)
    points[i] = (TwPointE7){ i * 10, 0 };
  tw_map_blob_encode (&in, blob);
  g_assert_true (tw_map_blob_decode (blob->data, blob->len, 100, out));
  g_assert_cmpuint (out->n_points, <, 15);
  g_assert_cmpint (out->points[0].lat_e7, ==, 0);
  g_assert_cmpint (out->points[out->n_points - 1].lat_e7, ==, 990);
  /* A ring that would vanish stays whole. */
  out->closed = TRUE;
  g_assert_true (tw_map_blob_decode (blob->data, blob->len, 100000, out));
  g_assert_cmpuint (out->n_points, ==, 100);
  tw_map_feature_free (out);
}

static void
test_replace (void)
{
  Fixture f;
  g_autofree char *attribution = NULL;
  TwBox box;

  fixture_open (&f);
  g_assert_false (tw_map_pack_get_extent (f.pack, &box));
  begin (f.pack, "a");
  add_square (f.pack, "way/1", TW_MAP_BUILDING, 400000000, 1160000000, 2000);
  add_square (f.pack, "way/2", TW_MAP_WATER, 400000000, 1160000000, 200000);
  /* Nothing is seen before the commit. */
  g_assert_cmpuint (count_at (f.pack, &WORLD, 20), ==, 0);
  commit (f.pack);
  g_assert_cmpuint (count_at (f.pack, &WORLD, 20), ==, 2);
  g_assert_cmpuint (tw_map_pack_get_generation (f.pack), ==, 1);
  begin (f.pack, "b");
  add_square (f.pack, "way/1", TW_MAP_BUILDING, 410000000, 1170000000, 2000);
  commit (f.pack);
  g_assert_cmpint (tw_map_pack_count (f.pack, TW_MAP_BUILDING), ==, 2);
  /* The same source again replaces its own features only. */
  begin (f.pack, "a");
  add_square (f.pack, "way/3", TW_MAP_GREEN, 400000000, 1160000000, 2000);
  commit (f.pack);
  g_assert_cmpint (tw_map_pack_count (f.pack, 0), ==, 2);
  g_assert_cmpint (tw_map_pack_count (f.pack, TW_MAP_WATER), ==, 0);
  g_assert_cmpint (tw_map_pack_count (f.pack, TW_MAP_BUILDING), ==, 1);
  g_assert_cmpuint (count_at (f.pack, &WORLD, 20), ==, 2);
  attribution = tw_map_pack_dup_attribution (f.pack);
  g_assert_cmpstr (attribution, ==, "a; b");
  g_assert_true (tw_map_pack_get_extent (f.pack, &box));
  g_assert_cmpfloat_with_epsilon (box.south, 40, 1e-9);
  g_assert_cmpfloat_with_epsilon (box.east, 117.0002, 1e-9);
  g_assert_cmpuint (tw_map_pack_get_generation (f.pack), ==, 3);
  fixture_close (&f);
}

static void
exchange (TwMapPack *pack, guint generation, gboolean undo)
{
  g_autoptr (GError) error = NULL;

  tw_map_pack_exchange (pack, generation, undo, &error);
  g_assert_no_error (error);
}

static void
refuse_exchange (TwMapPack *pack, guint generation, gboolean undo)
{
  GError *error = NULL;
  guint before = tw_map_pack_get_generation (pack);

  g_assert_false (tw_map_pack_exchange (pack, generation, undo, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
  assert_says (error, "Import the file");
  g_assert_cmpuint (tw_map_pack_get_generation (pack), ==, before);
}

/* One import of @source with @n squares on a row; gives its commit. */
static guint
import_squares (TwMapPack *pack, const char *source, guint n)
{
  begin (pack, source);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("way/%u", i);

      add_square (pack, id, i % 2 == 0 ? TW_MAP_BUILDING : TW_MAP_WATER,
                  400000000 + (gint32) i * 5000, 1160000000, i % 3 == 0 ? 2000 : 200000);
    }
  commit (pack);
  return tw_map_pack_get_committed (pack);
}

static guint
total (TwMapPack *pack)
{
  guint n = (guint) tw_map_pack_count (pack, 0);

  /* The trees say the same as the table. */
  g_assert_cmpuint (count_at (pack, &WORLD, 24), ==, n);
  return n;
}

/* Every order in which commits of two sources are taken back and done again. */
static void
test_exchange (void)
{
  Fixture f;
  guint a1, b1, a2, a3, seen;
  g_autofree char *attribution = NULL;
  TwBox box;

  fixture_open (&f);
  a1 = import_squares (f.pack, "a", 4);
  b1 = import_squares (f.pack, "b", 10);
  a2 = import_squares (f.pack, "a", 7);
  a3 = import_squares (f.pack, "a", 1);
  g_assert_cmpuint (total (f.pack), ==, 11);
  refuse_exchange (f.pack, a2, TRUE);
  refuse_exchange (f.pack, a3, FALSE);
  seen = tw_map_pack_get_generation (f.pack);
  exchange (f.pack, a3, TRUE);
  g_assert_cmpuint (tw_map_pack_get_generation (f.pack), >, seen);
  g_assert_cmpuint (total (f.pack), ==, 17);
  exchange (f.pack, a2, TRUE);
  g_assert_cmpuint (total (f.pack), ==, 14);
  exchange (f.pack, b1, TRUE);
  g_assert_cmpuint (total (f.pack), ==, 4);
  exchange (f.pack, a1, TRUE);
  g_assert_cmpuint (total (f.pack), ==, 0);
  attribution = tw_map_pack_dup_attribution (f.pack);
  g_assert_cmpstr (attribution, ==, "");
  g_assert_false (tw_map_pack_get_extent (f.pack, &box));
  refuse_exchange (f.pack, a2, FALSE);
  exchange (f.pack, a1, FALSE);
  exchange (f.pack, b1, FALSE);
  exchange (f.pack, a2, FALSE);
  g_assert_cmpuint (total (f.pack), ==, 17);
  g_assert_true (tw_map_pack_get_extent (f.pack, &box));
  /* A new import of the source: nothing leads back to what was taken back. */
  import_squares (f.pack, "a", 2);
  refuse_exchange (f.pack, a3, FALSE);
  refuse_exchange (f.pack, a2, TRUE);
  g_assert_cmpuint (total (f.pack), ==, 12);
  fixture_close (&f);
}

static gint64
ask_file (Fixture *f, const char *sql)
{
  g_autofree char *path = g_build_filename (f->dir, "map.db", NULL);
  sqlite3 *db;
  sqlite3_stmt *stmt;
  gint64 value;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return value;
}

/* One long railway does not make the town as large as the country. */
static void
test_core_extent (void)
{
  Fixture f;
  TwBox box;

  fixture_open (&f);
  g_assert_false (tw_map_pack_get_core_extent (f.pack, &box));
  begin (f.pack, "a");
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("way/%d", i);

      add_square (f.pack, id, TW_MAP_WATER, 400000000 + i * 10000, 1160000000 + i * 10000, 20000);
    }
  add_square (f.pack, "rail", TW_MAP_RAIL, 100000000, 1160000000, 400000000);
  commit (f.pack);
  g_assert_true (tw_map_pack_get_extent (f.pack, &box));
  g_assert_cmpfloat (box.north - box.south, >, 30);
  g_assert_true (tw_map_pack_get_core_extent (f.pack, &box));
  g_assert_cmpfloat_with_epsilon (box.south, 40, 0.01);
  g_assert_cmpfloat_with_epsilon (box.north, 40.1, 0.01);
  g_assert_cmpfloat_with_epsilon (box.east, 116.1, 0.01);
  fixture_close (&f);
}

/* However often the map is imported, the file keeps a handful of what was replaced. */
static void
test_shelf_bounded (void)
{
  Fixture f;
  guint first, last = 0;
  gint64 pages;

  fixture_open (&f);
  first = import_squares (f.pack, "a", 200);
  for (guint i = 0; i < 8; i++)
    import_squares (f.pack, "a", 200);
  pages = ask_file (&f, "PRAGMA page_count");
  for (guint i = 0; i < 20; i++)
    last = import_squares (f.pack, "a", 200);
  g_assert_cmpint (ask_file (&f, "PRAGMA page_count"), <=, pages + pages / 4);
  g_assert_cmpint (ask_file (&f, "SELECT count(*) FROM shelf"), ==, 5);
  g_assert_cmpint (ask_file (&f, "SELECT count(DISTINCT no) FROM shelf_feature"), ==, 5);
  refuse_exchange (f.pack, first, TRUE);
  exchange (f.pack, last, TRUE);
  fixture_close (&f);
}

/* A pack of the first version opens, gets its shelf, and its map can be replaced and brought back.
 */
static void
test_upgrade (void)
{
  Fixture f;
  guint last;

  fixture_open (&f);
  import_squares (f.pack, "a", 3);
  tw_map_pack_unref (f.pack);
  ask_file (&f, "SELECT 1");
  {
    g_autofree char *path = g_build_filename (f.dir, "map.db", NULL);
    sqlite3 *db;

    g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
    g_assert_cmpint (sqlite3_exec (db,
                                   "DROP TABLE shelf; DROP TABLE shelf_feature;"
                                   "DROP TABLE shelf_note; PRAGMA user_version=1",
                                   NULL, NULL, NULL),
                     ==, SQLITE_OK);
    sqlite3_close (db);
  }
  f.pack = tw_map_pack_open (f.dir, FALSE, NULL);
  g_assert_nonnull (f.pack);
  last = import_squares (f.pack, "a", 5);
  exchange (f.pack, last, TRUE);
  g_assert_cmpuint (total (f.pack), ==, 3);
  fixture_close (&f);
}

static void
test_abort (void)
{
  Fixture f;
  g_autofree char *stage = NULL;
  g_autoptr (TwMapPack) other = NULL;
  GError *error = NULL;

  fixture_open (&f);
  begin (f.pack, "a");
  add_square (f.pack, "way/1", TW_MAP_BUILDING, 0, 0, 2000);
  /* A second import waits for the first, in this program and in another. */
  g_assert_false (tw_map_pack_begin (f.pack, "b", NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_BUSY);
  g_clear_error (&error);
  other = tw_map_pack_open (f.dir, FALSE, NULL);
  g_assert_false (tw_map_pack_begin (other, "b", NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_BUSY);
  g_clear_error (&error);
  tw_map_pack_abort (f.pack);
  stage = g_build_filename (f.dir, "map-stage.db", NULL);
  g_assert_false (g_file_test (stage, G_FILE_TEST_EXISTS));
  g_assert_cmpint (tw_map_pack_count (f.pack, 0), ==, 0);
  begin (other, "b");
  tw_map_pack_abort (other);
  fixture_close (&f);
}

static void
test_zoom_and_order (void)
{
  Fixture f;
  g_autoptr (GPtrArray) list = NULL;

  fixture_open (&f);
  begin (f.pack, "a");
  add_square (f.pack, "house", TW_MAP_BUILDING, 400000000, 1160000000, 2000);
  add_square (f.pack, "pond", TW_MAP_WATER, 400000000, 1160000000, 3000);
  add_square (f.pack, "lake", TW_MAP_WATER, 400000000, 1160000000, 3000000);
  commit (f.pack);
  g_assert_cmpuint (count_at (f.pack, &WORLD, 8), ==, 1);
  g_assert_cmpuint (count_at (f.pack, &WORLD, 13), ==, 1);
  g_assert_cmpuint (count_at (f.pack, &WORLD, 18), ==, 3);
  g_assert_cmpuint (count_at (f.pack, &(TwBox){ 41, 117, 42, 118 }, 18), ==, 0);
  list = tw_map_pack_list (f.pack, &WORLD, 18, NULL);
  g_assert_cmpstr (((TwMapFeature *) list->pdata[0])->ext_id, ==, "lake");
  g_assert_cmpstr (((TwMapFeature *) list->pdata[1])->ext_id, ==, "pond");
  g_assert_cmpstr (((TwMapFeature *) list->pdata[2])->ext_id, ==, "house");
  g_assert_cmpstr (((TwMapFeature *) list->pdata[2])->name, ==, "名");
  fixture_close (&f);
}

static gpointer
read_on (gpointer data)
{
  TwMapPack *pack = data;

  for (int i = 0; i < 200; i++)
    {
      guint n = count_at (pack, &WORLD, 20);

      /* Always one whole state: 50 or 80, never between. */
      if (n != 50 && n != 80)
        return GUINT_TO_POINTER (n + 1);
    }
  return NULL;
}

static void
fill (TwMapPack *pack, int n)
{
  begin (pack, "a");
  for (int i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("way/%d", i);

      add_square (pack, id, i % 2 ? TW_MAP_BUILDING : TW_MAP_LAND, i * 10000, i * 3000,
                  i % 3 == 0 ? 900000 : 2000);
    }
  commit (pack);
}

static void
test_readers (void)
{
  Fixture f;
  GThread *threads[3];

  fixture_open (&f);
  fill (f.pack, 50);
  for (int i = 0; i < 3; i++)
    threads[i] = g_thread_new ("reader", read_on, f.pack);
  for (int round = 0; round < 5; round++)
    fill (f.pack, round % 2 ? 50 : 80);
  for (int i = 0; i < 3; i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 0);
  fixture_close (&f);
}

static void
test_read_only (void)
{
  Fixture f;
  g_autofree char *empty = NULL;
  g_autoptr (TwMapPack) pack = NULL, none = NULL;
  GError *error = NULL;

  fixture_open (&f);
  fill (f.pack, 50);
  pack = tw_map_pack_open (f.dir, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_at (pack, &WORLD, 20), ==, 50);
  g_assert_false (tw_map_pack_begin (pack, "a", NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY);
  g_clear_error (&error);
  /* A folder without a map is an empty map. */
  empty = g_build_filename (f.dir, "empty", NULL);
  g_mkdir (empty, 0700);
  none = tw_map_pack_open (empty, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_at (none, &WORLD, 20), ==, 0);
  g_assert_cmpint (tw_map_pack_count (none, 0), ==, 0);
  /* The disk has room again: both take imports, and show them. */
  g_assert_true (tw_map_pack_allow_writing (pack, &error));
  g_assert_true (tw_map_pack_allow_writing (none, &error));
  g_assert_no_error (error);
  fill (pack, 80);
  fill (none, 30);
  g_assert_cmpuint (count_at (pack, &WORLD, 20), ==, 80);
  g_assert_cmpuint (count_at (none, &WORLD, 20), ==, 30);
  fixture_close (&f);
}

static void
test_foreign_files (void)
{
  Fixture f;
  g_autofree char *dir = NULL, *path = NULL;
  GError *error = NULL;
  sqlite3 *db;

  fixture_open (&f);
  dir = g_build_filename (f.dir, "x", NULL);
  path = g_build_filename (dir, "map.db", NULL);
  g_mkdir (dir, 0700);
  g_file_set_contents (
      path,
      "this is no database, whatever its name says; long enough to hold a header, though. "
      "this is no database, whatever its name says",
      -1, NULL);
  g_assert_null (tw_map_pack_open (dir, FALSE, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT);
  assert_says (g_steal_pointer (&error), "map.db");
  g_remove (path);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "PRAGMA user_version=99", NULL, NULL, NULL);
  sqlite3_close (db);
  g_assert_null (tw_map_pack_open (dir, FALSE, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_TOO_NEW);
  g_clear_error (&error);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-pack/geometry", test_geometry);
  g_test_add_func ("/map-pack/thinning", test_thinning);
  g_test_add_func ("/map-pack/replace", test_replace);
  g_test_add_func ("/map-pack/exchange", test_exchange);
  g_test_add_func ("/map-pack/core-extent", test_core_extent);
  g_test_add_func ("/map-pack/shelf-bounded", test_shelf_bounded);
  g_test_add_func ("/map-pack/upgrade", test_upgrade);
  g_test_add_func ("/map-pack/abort", test_abort);
  g_test_add_func ("/map-pack/zoom-and-order", test_zoom_and_order);
  g_test_add_func ("/map-pack/readers", test_readers);
  g_test_add_func ("/map-pack/read-only", test_read_only);
  g_test_add_func ("/map-pack/foreign-files", test_foreign_files);
  return g_test_run ();
}
