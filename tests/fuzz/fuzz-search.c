// SPDX-License-Identifier: Apache-2.0
#include "store/tw-query.h"
#include "store/tw-search.h"
#include "store/tw-tokenizer.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What a person may type into the search: nothing of it is syntax, so no text makes a search fail.
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
add_request (TwBatch *batch, int i, const char *text)
{
  g_autofree char *id = g_strdup_printf ("request:S%d", i);
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "at", "2026-11-24T07:40:00.000Z");
  json_object_set_string_member (body, "service", "repair");
  json_object_set_string_member (body, "channel", "app");
  json_object_set_string_member (body, "text", text);
  tw_batch_put (batch, id, NULL, body);
}

static void
open_store (void)
{
  static const char *const texts[] = { "路灯坏了", "3号楼LD-0012不亮", "street lamp broken",
                                       "ＡＢＣ 全角", "a OR b AND c" };
  g_autoptr (TwClock) clock = tw_clock_new_drill (G_GINT64_CONSTANT (1795592400000000), 0);
  const char *parent = access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir ();
  TwBatch *batch = tw_batch_new ();

  dir = g_build_filename (parent, "tw-fuzz-search-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (dir));
  store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, NULL);
  g_assert_nonnull (store);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add_request (batch, (int) i, texts[i]);
  g_assert_true (tw_store_put (store, batch, NULL, NULL));
  atexit (remove_store);
}

static int
check_token_cb (gpointer user_data, const char *token, int len, int start, int end)
{
  const gsize *size = user_data;

  g_assert_cmpint (len, >, 0);
  g_assert_true (g_utf8_validate (token, len, NULL));
  g_assert_true (start >= 0 && start < end && (gsize) end <= *size);
  g_assert_null (memchr (token, '"', (gsize) len));
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strndup ((const char *) data, size);
  gsize len = strlen (text);

  if (!store)
    open_store ();
  tw_tokenize (text, len, FALSE, check_token_cb, &len);
  tw_tokenize (text, len, TRUE, check_token_cb, &len);
  g_autoptr (GPtrArray) hits = tw_query_search (store, text, NULL, 10, &error);
  if (!hits)
    g_error ("“%s”: %s", text, error->message);
  return 0;
}
