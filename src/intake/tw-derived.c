// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-derived.h"

#include "base/tw-hash.h"
#include "base/tw-json.h"

#include <string.h>

#define BATCH 1000
#define DIGEST "digest"

TwDerivedDoc *
tw_derived_doc_new (char *id, JsonObject *body)
{
  TwDerivedDoc *doc = g_new0 (TwDerivedDoc, 1);

  doc->id = id;
  doc->body = body;
  return doc;
}

void
tw_derived_doc_free (TwDerivedDoc *doc)
{
  if (doc == NULL)
    return;
  g_free (doc->id);
  g_clear_pointer (&doc->body, json_object_unref);
  g_free (doc);
}

/* A copy of @from without the members named; their values are shared. */
static JsonObject *
copy_without (JsonObject *from, const char *const *names)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &name, &value))
    if (!g_strv_contains (names, name))
      json_object_set_member (copy, name, json_node_copy (value));
  return copy;
}

static char *
digest_of (JsonObject *body)
{
  static const char *const NOT_IN_BODY[] = { "type", "hlc", "device", "attrs", NULL };
  static const char *const NOT_IN_ATTRS[] = { DIGEST, NULL };
  g_autoptr (JsonObject) copy = copy_without (body, NOT_IN_BODY);
  JsonObject *attrs = tw_json_get_object (body, "attrs");
  g_autoptr (GString) text = g_string_new (NULL);
  guint8 digest[TW_SHA256_LEN];

  if (attrs != NULL)
    json_object_set_object_member (copy, "attrs", copy_without (attrs, NOT_IN_ATTRS));
  tw_json_canonical (copy, text);
  tw_sha256 (text->str, text->len, digest);
  return tw_hex_encode (digest, 8);
}

void
tw_derived_seal (JsonObject *body)
{
  g_autofree char *digest = NULL;

  if (tw_json_get_object (body, "attrs") == NULL)
    json_object_set_object_member (body, "attrs", json_object_new ());
  digest = digest_of (body);
  json_object_set_string_member (tw_json_get_object (body, "attrs"), DIGEST, digest);
}

static const char *
digest_in (JsonObject *body)
{
  JsonObject *attrs = tw_json_get_object (body, "attrs");

  return attrs != NULL ? tw_json_get_string (attrs, DIGEST, NULL) : NULL;
}

gboolean
tw_derived_is_untouched (JsonObject *body)
{
  const char *kept = digest_in (body);
  g_autofree char *digest = NULL;

  if (kept == NULL)
    return FALSE;
  digest = digest_of (body);
  return strcmp (kept, digest) == 0;
}

gboolean
tw_derived_is_same (JsonObject *body, JsonObject *made)
{
  return g_strcmp0 (digest_in (body), digest_in (made)) == 0 && tw_derived_is_untouched (body);
}

gboolean
tw_derived_is_renewed (JsonObject *body, JsonObject *made)
{
  return g_strcmp0 (digest_in (body), digest_in (made)) != 0 && tw_derived_is_untouched (body);
}

/* Adds @doc to @batch where it has something to say. */
static gboolean
decide (TwStore *store, TwDerivedDoc *doc, TwBatch *batch, TwDerivedCounts *counts, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwDoc) known = tw_store_get (store, doc->id, &local);

  if (known == NULL && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (known == NULL)
    {
      counts->n_added++;
      tw_batch_put (batch, doc->id, TW_REV_ANY, json_object_ref (doc->body));
    }
  else if (tw_derived_is_renewed (known->body, doc->body))
    {
      counts->n_updated++;
      tw_batch_put (batch, doc->id, known->rev, json_object_ref (doc->body));
    }
  else
    counts->n_known++;
  return TRUE;
}

gboolean
tw_derived_write (TwStore *store, GPtrArray *docs, GCancellable *cancellable,
                  TwDerivedCounts *counts, GError **error)
{
  TwDerivedCounts sum = *counts;

  for (guint at = 0; at < docs->len; at += BATCH)
    {
      g_autoptr (TwBatch) batch = tw_batch_new ();

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (guint i = at; i < MIN (at + BATCH, docs->len); i++)
        if (!decide (store, g_ptr_array_index (docs, i), batch, &sum, error))
          return FALSE;
      if (tw_batch_get_size (batch) > 0
          && !tw_store_put (store, g_steal_pointer (&batch), NULL, error))
        return FALSE;
      *counts = sum;
    }
  return TRUE;
}
