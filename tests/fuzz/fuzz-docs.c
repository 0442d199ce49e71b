// SPDX-License-Identifier: Apache-2.0
#include "base/tw-json.h"
#include "store/tw-store.h"
#include "store/tw-validate.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * What a peer, a file or a person may hand to the store. The input is lines: "p ID", "d ID" or "g
 * ID REV REV ...", each followed by a line with a body. Whatever comes, the store must stay sound:
 * refused with an error or kept, never a crash, and the self-check holds.
 */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static TwStore *store;
static char *dir;

static void
remove_store (void)
{
  static const char *const names[] = { "store.db", "store.db-wal", "store.db-shm" };

  if (!dir)
    return;
  g_clear_pointer (&store, tw_store_unref);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);
      remove (path);
    }
  rmdir (dir);
  g_clear_pointer (&dir, g_free);
}

static void
open_store (void)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (G_GINT64_CONSTANT (1795592400000000), 0);
  const char *parent = access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir ();

  dir = g_build_filename (parent, "tw-fuzz-docs-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (dir));
  store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, NULL);
  g_assert_nonnull (store);
  tw_store_set_device (store, "fuzz");
  atexit (remove_store);
}

static void
add_line (TwBatch *batch, const char *line, const char *text)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 40);
  guint n = g_strv_length (words);
  g_autoptr (JsonObject) body =
      text ? tw_json_parse_object (text, -1, TW_DOC_MAX_BODY, NULL) : NULL;

  if (n < 2)
    return;
  if (body)
    tw_validate (words[1], body, TRUE, NULL);
  if (words[0][0] == 'g')
    tw_batch_graft (batch, words[1], (const char *const *) words + 2,
                    strchr (words[0], 'd') != NULL, g_steal_pointer (&body));
  else if (words[0][0] == 'd')
    tw_batch_delete (batch, words[1], n > 2 ? words[2] : TW_REV_ANY);
  else if (body)
    tw_batch_put (batch, words[1], n > 2 ? words[2] : TW_REV_ANY, g_steal_pointer (&body));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static guint n_runs = 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *input = g_strndup ((const char *) data, MIN (size, 20000));
  g_auto (GStrv) lines = g_strsplit (input, "\n", 64);

  if (!store)
    open_store ();
  for (guint i = 0; lines[i]; i += lines[i + 1] ? 2 : 1)
    {
      TwBatch *batch = tw_batch_new ();
      add_line (batch, lines[i], lines[i + 1]);
      tw_store_put (store, batch, NULL, NULL);
    }
  if (++n_runs % 64 == 1 && !tw_store_check (store, NULL, NULL, NULL, &error))
    g_error ("%s", error->message);
  if (n_runs % 4096 == 0)
    {
      remove_store ();
      open_store ();
    }
  return 0;
}
