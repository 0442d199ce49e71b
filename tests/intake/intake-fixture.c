// SPDX-License-Identifier: Apache-2.0
#include "intake-fixture.h"

#include "base/tw-json.h"
#include "base/tw-time.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW_US (G_GINT64_CONSTANT (1795592400) * 1000000)

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
fixture_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("tw-intake-XXXXXX", &error);
  g_assert_no_error (error);
  self->clock = tw_clock_new_drill (NOW_US, 0);
  self->store = tw_store_open (self->dir, TW_STORE_OPEN_CREATE, self->clock, &error);
  g_assert_no_error (error);
  self->pack = tw_map_pack_open (self->dir, FALSE, &error);
  g_assert_no_error (error);
}

void
fixture_close (Fixture *self)
{
  tw_map_pack_unref (self->pack);
  tw_store_unref (self->store);
  tw_clock_unref (self->clock);
  remove_tree (self->dir);
  g_free (self->dir);
}

char *
fixture_write (Fixture *self, const char *name, const char *text, gssize len)
{
  char *path = g_build_filename (self->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, len, NULL));
  return path;
}

char *
fixture_shared (const char *name)
{
  const char *shared = g_getenv ("TW_SHARED");
  g_autofree char *path = shared != NULL ? g_build_filename (shared, "real", name, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("the shared files are not here");
  return NULL;
}

void
fixture_import (Fixture *self, const char *name, const char *text, const char *map,
                TwRequestImportResult *ret_result)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_write (self, name, text, -1);
  g_autoptr (TwMapping) mapping = map != NULL ? tw_mapping_parse (map, &error) : NULL;
  TwRequestImportOptions options = { .mapping = mapping, .zone = "Asia/Shanghai" };

  g_assert_no_error (error);
  tw_import_requests (self->store, path, &options, self->clock, NULL, NULL, NULL, ret_result,
                      &error);
  g_assert_no_error (error);
  assert_balanced (self, ret_result);
}

void
assert_balanced (Fixture *self, const TwRequestImportResult *result)
{
  g_autoptr (TwDoc) doc = NULL;

  g_assert_cmpint (result->n_rows, ==, result->n_added + result->n_known + result->n_rejected);
  g_assert_true ((result->n_rejected > 0) == (result->rejects_path != NULL));
  g_assert_true ((result->n_added > 0) == (result->import_id != NULL));
  if (result->import_id == NULL)
    return;
  doc = tw_store_get (self->store, result->import_id, NULL);
  g_assert_nonnull (doc);
  g_assert_cmpint (tw_json_get_int (doc->body, "rows", -1), ==, result->n_rows);
  g_assert_cmpint (tw_json_get_int (doc->body, "added", -1), ==, result->n_added);
  g_assert_cmpint (tw_json_get_int (doc->body, "known", -1), ==, result->n_known);
  g_assert_cmpint (tw_json_get_int (doc->body, "rejected", -1), ==, result->n_rejected);
  g_assert_cmpint (tw_json_get_int (doc->body, "unplaced", -1), ==, result->n_unplaced);
}

TwDoc *
request_at (Fixture *self, const char *at_rfc3339)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GPtrArray) docs = NULL;
  gint64 at_us;

  g_assert_true (tw_time_parse (at_rfc3339, utc, FALSE, &at_us, NULL));
  rows = tw_query_requests (self->store, at_us, at_us + 1, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  docs = tw_query_docs_by_no (self->store, &g_array_index (rows, TwRequestRow, 0).doc_no, 1, NULL);
  g_assert_cmpuint (docs->len, ==, 1);
  return g_ptr_array_steal_index (docs, 0);
}

gint64
count_type (Fixture *self, const char *type)
{
  g_autoptr (GHashTable) counts = tw_query_type_counts (self->store, NULL);
  const gint64 *n = g_hash_table_lookup (counts, type);

  return n != NULL ? *n : 0;
}

TwDoc *
community_named (Fixture *self, const char *name)
{
  g_autoptr (GPtrArray) docs = tw_query_places (self->store, "community", NULL, NULL);

  for (guint i = 0; i < docs->len; i++)
    if (strcmp (tw_json_get_string (((TwDoc *) g_ptr_array_index (docs, i))->body, "name", ""),
                name)
        == 0)
      return g_ptr_array_steal_index (docs, i);
  return NULL;
}

void
assert_says (GError *error, const char *part)
{
  g_assert_nonnull (error);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
  g_error_free (error);
}

gboolean
warns (const TwRequestImportResult *result, const char *part)
{
  for (guint i = 0; i < result->warnings->len; i++)
    if (strstr (result->warnings->pdata[i], part) != NULL)
      return TRUE;
  return FALSE;
}
