// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-import-requests.h"

#include "base/tw-json.h"
#include "base/tw-time.h"
#include "intake/tw-derived.h"
#include "store/tw-query.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Taking an import back. Its requests are found by time, window by window, since the import
 * document knows the times of its first and last row. What a person has changed since stays: a
 * request whose stamp is later than the import document's, which was written last in every batch.
 * Services, channels and communities that only requests brought along go when nothing uses them any
 * more.
 */

#define WINDOW_US (30 * TW_US_PER_DAY)
#define CHUNK 1000
#define N_KEYS 65536

typedef struct {
  TwStore *store;
  TwDoc *import;
  const char *stamp;
  GCancellable *cancellable;
  TwRequestUndoResult result;
} Undo;

/* --- requests -------------------------------------------------------------------------------- */

static void
decide (Undo *self, const TwDoc *doc, TwBatch *batch)
{
  if (strcmp (tw_json_get_string (doc->body, "import", ""), self->import->id) != 0)
    return;
  if (strcmp (tw_json_get_string (doc->body, "hlc", ""), self->stamp) > 0)
    {
      self->result.n_kept++;
      return;
    }
  tw_batch_delete (batch, doc->id, doc->rev);
}

static gboolean
undo_chunk (Undo *self, const gint64 *doc_nos, gsize n, GError **error)
{
  g_autoptr (GPtrArray) docs = tw_query_docs_by_no (self->store, doc_nos, n, error);
  g_autoptr (TwBatch) batch = NULL;
  guint n_deleted;

  if (docs == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  batch = tw_batch_new ();
  for (guint i = 0; i < docs->len; i++)
    decide (self, g_ptr_array_index (docs, i), batch);
  n_deleted = tw_batch_get_size (batch);
  if (n_deleted > 0 && !tw_store_put (self->store, g_steal_pointer (&batch), NULL, error))
    return FALSE;
  self->result.n_deleted += n_deleted;
  return TRUE;
}

static gboolean
undo_window (Undo *self, gint64 from_us, gint64 to_us, GError **error)
{
  g_autoptr (GArray) rows = tw_query_requests (self->store, from_us, to_us, error);
  gint64 doc_nos[CHUNK];

  if (rows == NULL)
    return FALSE;
  for (guint at = 0; at < rows->len; at += CHUNK)
    {
      guint n = MIN (CHUNK, rows->len - at);

      for (guint i = 0; i < n; i++)
        doc_nos[i] = g_array_index (rows, TwRequestRow, at + i).doc_no;
      if (!undo_chunk (self, doc_nos, n, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_time (JsonObject *body, const char *member, gint64 *ret_us)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const char *text = tw_json_get_string (body, member, NULL);

  return text != NULL && tw_time_parse (text, utc, FALSE, ret_us, NULL);
}

static gboolean
undo_requests (Undo *self, TwProgressFunc progress, gpointer user_data, GError **error)
{
  gint64 first_us, last_us;

  if (!read_time (self->import->body, "first", &first_us)
      || !read_time (self->import->body, "last", &last_us))
    return TRUE;
  for (gint64 from_us = first_us; from_us <= last_us; from_us += WINDOW_US)
    {
      if (!undo_window (self, from_us, MIN (from_us + WINDOW_US, last_us + 1), error))
        return FALSE;
      if (progress != NULL)
        progress ((double) (from_us - first_us) / (double) (last_us - first_us + 1),
                  _ ("Taking the import back"), user_data);
    }
  return TRUE;
}

/* --- dictionaries ---------------------------------------------------------------------------- */

typedef struct {
  gboolean *service, *channel, *community; /* by number */
} Used;

static gboolean
note_used (Undo *self, Used *used, GError **error)
{
  TwRequestTotals totals;

  if (!tw_query_request_totals (self->store, &totals, error))
    return FALSE;
  for (gint64 from_us = totals.first_us; totals.n_total > 0 && from_us <= totals.last_us;
       from_us += WINDOW_US)
    {
      g_autoptr (GArray) rows =
          tw_query_requests (self->store, from_us, MIN (from_us + WINDOW_US, totals.last_us + 1),
                             error);

      if (rows == NULL)
        return FALSE;
      for (guint i = 0; i < rows->len; i++)
        {
          const TwRequestRow *row = &g_array_index (rows, TwRequestRow, i);

          used->service[row->service] = used->channel[row->channel] = TRUE;
          used->community[row->community] = TRUE;
        }
    }
  return TRUE;
}

/* Machine-made and as the machine made it. */
static gboolean
is_ours (JsonObject *body)
{
  JsonObject *attrs = tw_json_get_object (body, "attrs");

  return attrs != NULL
         && (strcmp (tw_json_get_string (attrs, "source", ""), "requests") == 0
             || json_object_has_member (attrs, "grid"))
         && tw_derived_is_untouched (body);
}

static GHashTable *
used_keys (Undo *self, TwDictKind kind, const gboolean *used, GError **error)
{
  g_autoptr (GPtrArray) keys = tw_query_dict (self->store, kind, error);
  GHashTable *set;

  if (keys == NULL)
    return NULL;
  set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 1; i < MIN (keys->len, N_KEYS); i++)
    if (used[i])
      g_hash_table_add (set, g_strdup (g_ptr_array_index (keys, i)));
  return set;
}

/* Adds the documents of @docs that are ours and whose key nobody uses. A community's key is its id.
 */
static void
drop_unused (GPtrArray *docs, GHashTable *used, TwBatch *batch)
{
  for (guint i = 0; i < docs->len; i++)
    {
      TwDoc *doc = g_ptr_array_index (docs, i);
      const char *key = tw_json_get_string (doc->body, "key", doc->id);

      if (is_ours (doc->body) && !g_hash_table_contains (used, key))
        tw_batch_delete (batch, doc->id, doc->rev);
    }
}

static gboolean
collect_unused (Undo *self, const Used *used, TwBatch *batch, GError **error)
{
  static const TwDictKind KINDS[] = { TW_DICT_SERVICE, TW_DICT_CHANNEL, TW_DICT_COMMUNITY };
  const gboolean *flags[] = { used->service, used->channel, used->community };

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GHashTable) keys = used_keys (self, KINDS[i], flags[i], error);
      g_autoptr (GPtrArray) docs = NULL;

      if (keys == NULL)
        return FALSE;
      docs = KINDS[i] == TW_DICT_COMMUNITY
                 ? tw_query_places (self->store, "community", NULL, error)
                 : tw_query_docs_by_type (self->store, i == 0 ? "service" : "channel", error);
      if (docs == NULL)
        return FALSE;
      drop_unused (docs, keys, batch);
    }
  return TRUE;
}

/* Things and people may belong to a community that no request names: then dictionaries stay. */
static gboolean
has_residents (Undo *self)
{
  static const char *const TYPES[] = { "asset", "home", "person" };
  g_autoptr (GHashTable) counts = tw_query_type_counts (self->store, NULL);

  for (gsize i = 0; counts != NULL && i < G_N_ELEMENTS (TYPES); i++)
    {
      const gint64 *n = g_hash_table_lookup (counts, TYPES[i]);

      if (n != NULL && *n > 0)
        return TRUE;
    }
  return counts == NULL;
}

static gboolean
undo_dictionaries (Undo *self, TwBatch *batch, GError **error)
{
  g_autofree gboolean *flags = g_new0 (gboolean, 3 * N_KEYS);
  Used used = { flags, flags + N_KEYS, flags + 2 * N_KEYS };

  if (has_residents (self))
    return TRUE;
  if (!note_used (self, &used, error) || !collect_unused (self, &used, batch, error))
    return FALSE;
  self->result.n_dictionary = tw_batch_get_size (batch);
  return TRUE;
}

/* --- the import document --------------------------------------------------------------------- */

static JsonObject *
undone_body (Undo *self, gint64 now_us)
{
  JsonObject *body = json_object_new ();
  g_autofree char *at = tw_time_format_rfc3339 (now_us);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, self->import->body);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (body, name, json_node_copy (node));
  json_object_set_string_member (body, "undone", at);
  json_object_set_int_member (body, "deleted", self->result.n_deleted);
  return body;
}

static gboolean
run_undo (Undo *self, TwClock *clock, TwProgressFunc progress, gpointer user_data, GError **error)
{
  g_autoptr (TwBatch) batch = tw_batch_new ();

  if (!undo_requests (self, progress, user_data, error) || !undo_dictionaries (self, batch, error))
    return FALSE;
  tw_batch_put (batch, self->import->id, TW_REV_ANY, undone_body (self, tw_clock_now_us (clock)));
  return tw_store_put (self->store, g_steal_pointer (&batch), NULL, error);
}

gboolean
tw_import_undo (TwStore *store, const char *import_id, TwClock *clock, GCancellable *cancellable,
                TwProgressFunc progress, gpointer user_data, TwRequestUndoResult *ret_result,
                GError **error)
{
  g_autoptr (TwDoc) import = NULL;
  Undo self = { 0 };

  g_return_val_if_fail (store != NULL && import_id != NULL && clock != NULL, FALSE);
  import = tw_store_get (store, import_id, error);
  if (import == NULL)
    return FALSE;
  self.store = store;
  self.import = import;
  self.stamp = tw_json_get_string (import->body, "hlc", "");
  self.cancellable = cancellable;
  if (!run_undo (&self, clock, progress, user_data, error))
    return FALSE;
  if (ret_result != NULL)
    *ret_result = self.result;
  return TRUE;
}
