// SPDX-License-Identifier: Apache-2.0
#include "base/tw-time.h"
#include "intake/tw-import-roster.h"
#include "store/tw-validate.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/*
 * Tables of people and of posts. The first byte, s or any other, tells which; the rest is the file.
 * Whoever is read is a document that the store takes, under an id of its own; every row is taken,
 * known from above, or among the rejects, with a reason; and reading again gives the same.
 */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static TwStore *store;
static char *dir, *path;

static void
remove_tree (const char *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;

  while (names && (name = g_dir_read_name (names)))
    {
      g_autofree char *one = g_build_filename (folder, name, NULL);
      if (g_file_test (one, G_FILE_TEST_IS_DIR))
        remove_tree (one);
      else
        g_unlink (one);
    }
  g_rmdir (folder);
}

static void
close_store (void)
{
  g_clear_pointer (&store, tw_store_unref);
  remove_tree (dir);
  g_clear_pointer (&dir, g_free);
  g_clear_pointer (&path, g_free);
}

static void
open_store (void)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (0, 0);
  const char *parent = access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir ();

  dir = g_build_filename (parent, "tw-fuzz-roster-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (dir));
  path = g_build_filename (dir, "table.csv", NULL);
  store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, NULL);
  g_assert_nonnull (store);
  atexit (close_store);
}

static TwRosterFile *
read_table (gboolean posts)
{
  TwRosterFile *file = tw_roster_file_read (store, posts ? "post" : "person", path, 0, NULL);

  if (file && file->rejects_path)
    g_unlink (file->rejects_path);
  return file;
}

static void
check_rows (const TwRosterFile *file)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < file->rows->len; i++)
    {
      const TwRosterRow *row = file->rows->pdata[i];
      g_autoptr (GError) error = NULL;
      tw_validate (row->id, row->body, FALSE, &error);
      g_assert_no_error (error);
      g_assert_true (g_hash_table_add (seen, row->id));
    }
  g_assert_cmpint (file->rows->len + file->n_rejected + file->n_repeated, ==, file->n_rows);
  g_assert_true ((file->n_rejected > 0) == (file->first_reject != NULL));
  g_assert_true (!file->first_reject || g_utf8_validate (file->first_reject, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  if (!store)
    open_store ();
  gboolean posts = data[0] == 's';
  g_assert_true (g_file_set_contents (path, (const char *) data + 1, (gssize) size - 1, NULL));
  g_autoptr (TwRosterFile) file = read_table (posts);
  g_autoptr (TwRosterFile) again = read_table (posts);
  g_assert_true (!file == !again);
  if (!file)
    return 0;
  check_rows (file);
  g_assert_cmpuint (file->rows->len, ==, again->rows->len);
  for (guint i = 0; i < file->rows->len; i++)
    g_assert_cmpstr (((TwRosterRow *) file->rows->pdata[i])->id, ==,
                     ((TwRosterRow *) again->rows->pdata[i])->id);
  return 0;
}
