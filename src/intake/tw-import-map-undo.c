// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-import-map.h"

#include "base/tw-json.h"
#include "base/tw-time.h"
#include "intake/tw-derived.h"
#include "intake/tw-import-map-private.h"
#include "store/tw-query-used.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Taking the import of a map back, and doing it again. The pack changes its features itself; the
 * notes kept with the commit say which places the import wrote, with the body before and after.
 * Before and after stay as they are, so both ways may run twice without harm. A place is changed
 * only while it is as the import (or its undo) left it and, where it would vanish, while nothing
 * names it: no request, thing, person or other place.
 */

#define BATCH 1000

/* --- keeping ---------------------------------------------------------------------------------- */

static char *
body_to_text (JsonObject *body)
{
  GString *text = g_string_new (NULL);

  tw_json_canonical (body, text);
  return g_string_free (text, FALSE);
}

static gboolean
note_place (TwStore *store, TwMapPack *pack, const TwDerivedDoc *doc, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwDoc) known = tw_store_get (store, doc->id, &local);
  g_autofree char *before = NULL, *after = NULL;

  if (known == NULL && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (known != NULL && !tw_derived_is_renewed (known->body, doc->body))
    return TRUE;
  before = known != NULL ? body_to_text (known->body) : NULL;
  after = body_to_text (doc->body);
  return tw_map_pack_add_note (pack, doc->id, before, after, error);
}

gboolean
tw_import_map_keep_places (TwStore *store, TwMapPack *pack, GPtrArray *places, GError **error)
{
  for (guint i = 0; i < places->len; i++)
    if (!note_place (store, pack, g_ptr_array_index (places, i), error))
      return FALSE;
  return TRUE;
}

/* --- giving back ------------------------------------------------------------------------------ */

typedef struct {
  TwStore *store;
  gboolean undo;
  GHashTable *named; /* ids of places that must not vanish */
  TwMapUndoResult result;
} Undo;

static JsonObject *
body_from_text (const char *text, GError **error)
{
  return text != NULL ? tw_json_parse_object (text, -1, TW_DOC_MAX_BODY, error) : NULL;
}

/* As its import left it: still so, or still absent. */
static gboolean
stands_as (const TwDoc *doc, JsonObject *body)
{
  if (doc == NULL || body == NULL)
    return doc == NULL && body == NULL;
  return tw_derived_is_same (doc->body, body);
}

/* Adds to @batch what makes of @from (or its absence) @to. */
static gboolean
change_place (Undo *self, const TwMapNote *note, TwBatch *batch, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonObject) before = body_from_text (note->before, &local);
  g_autoptr (JsonObject) after = body_from_text (note->after, local == NULL ? &local : NULL);
  g_autoptr (TwDoc) doc = local == NULL ? tw_store_get (self->store, note->id, &local) : NULL;
  JsonObject *from = self->undo ? after : before, *to = self->undo ? before : after;

  if (local != NULL && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (stands_as (doc, to))
    return TRUE;
  if (!stands_as (doc, from) || (to == NULL && g_hash_table_contains (self->named, note->id)))
    {
      self->result.n_kept++;
      return TRUE;
    }
  if (to == NULL)
    tw_batch_delete (batch, doc->id, doc->rev);
  else
    tw_batch_put (batch, note->id, TW_REV_ANY, json_object_ref (to));
  self->result.n_places++;
  return TRUE;
}

static gboolean
change_places (Undo *self, GPtrArray *notes, GError **error)
{
  for (guint at = 0; at < notes->len; at += BATCH)
    {
      g_autoptr (TwBatch) batch = tw_batch_new ();

      for (guint i = at; i < MIN (at + BATCH, notes->len); i++)
        if (!change_place (self, g_ptr_array_index (notes, i), batch, error))
          return FALSE;
      if (tw_batch_get_size (batch) > 0
          && !tw_store_put (self->store, g_steal_pointer (&batch), NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* The import document stays and says when it was taken back. */
static gboolean
mark_import (TwStore *store, const char *import_id, gboolean undo, gint64 now_us, GError **error)
{
  g_autoptr (TwDoc) import = tw_store_get (store, import_id, error);
  g_autoptr (TwBatch) batch = NULL;
  g_autofree char *at = tw_time_format_rfc3339 (now_us);
  JsonObject *body;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (import == NULL)
    return FALSE;
  body = json_object_new ();
  json_object_iter_init (&iter, import->body);
  while (json_object_iter_next (&iter, &name, &node))
    if (strcmp (name, "undone") != 0)
      json_object_set_member (body, name, json_node_copy (node));
  if (undo)
    json_object_set_string_member (body, "undone", at);
  batch = tw_batch_new ();
  tw_batch_put (batch, import_id, TW_REV_ANY, body);
  return tw_store_put (store, g_steal_pointer (&batch), NULL, error);
}

gboolean
tw_import_map_exchange (TwStore *store, TwMapPack *pack, guint generation, gboolean undo,
                        TwMapUndoResult *ret_result, GError **error)
{
  g_autoptr (GPtrArray) notes = tw_map_pack_list_notes (pack, generation, error);
  g_autoptr (GHashTable) named = notes != NULL ? tw_query_named_places (store, error) : NULL;
  Undo self = { store, undo, named, { 0 } };

  if (named == NULL || !tw_map_pack_exchange (pack, generation, undo, error))
    return FALSE;
  if (!change_places (&self, notes, error))
    {
      tw_map_pack_exchange (pack, generation, !undo, NULL);
      return FALSE;
    }
  self.result.n_features = tw_map_pack_count (pack, 0);
  *ret_result = self.result;
  return TRUE;
}

gboolean
tw_import_map_undo (TwStore *store, TwMapPack *pack, const char *import_id, guint generation,
                    gboolean undo, TwClock *clock, TwMapUndoResult *ret_result, GError **error)
{
  TwMapUndoResult result, back;

  g_return_val_if_fail (store != NULL && pack != NULL && import_id != NULL && clock != NULL, FALSE);
  if (!tw_import_map_exchange (store, pack, generation, undo, &result, error))
    return FALSE;
  if (!mark_import (store, import_id, undo, tw_clock_now_us (clock), error))
    {
      tw_import_map_exchange (store, pack, generation, !undo, &back, NULL);
      return FALSE;
    }
  if (ret_result != NULL)
    *ret_result = result;
  return TRUE;
}
