// SPDX-License-Identifier: Apache-2.0
/*
 * The list of the steps that are kept, and what each of them did:
 *
 *   meta "undo.rota"    {"next": 8, "undone": 1, "steps": [[N, "Move ...", bytes], ...]}
 *   meta "undo.rota.N"  {"docs": [{"id", "name", "before"?, "after"?}, ...]}
 *
 * The last "undone" steps of the list have been taken back and can be done again; a new step drops
 * them. Meta is this device's own and does not sync.
 */
#include "config.h"

#include "duty/tw-doc-log-private.h"

#include "base/tw-json.h"

#include <string.h>

#define META_INDEX "undo.rota"
#define MAX_STEPS 200

void
tw_doc_index_clear (TwDocIndex *self)
{
  g_clear_pointer (&self->steps, json_array_unref);
  g_clear_pointer (&self->text, g_free);
}

void
tw_doc_index_read (TwStore *store, TwDocIndex *ret)
{
  char *text = tw_store_dup_meta (store, META_INDEX);
  g_autoptr (JsonObject) object =
      text != NULL ? tw_json_parse_object (text, -1, TW_DOC_MAX_STEPS_BYTES, NULL) : NULL;
  JsonArray *steps = object != NULL ? tw_json_get_array (object, "steps") : NULL;

  *ret = (TwDocIndex){ .next = 1, .text = text, .steps = json_array_new () };
  if (steps == NULL)
    return;
  ret->next = MAX (1, tw_json_get_int (object, "next", 1));
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonNode *node = json_array_get_element (steps, i);

      if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 3)
        json_array_add_element (ret->steps, json_node_copy (node));
    }
  ret->undone =
      CLAMP (tw_json_get_int (object, "undone", 0), 0, json_array_get_length (ret->steps));
}

gint64
tw_doc_index_number (const TwDocIndex *self, guint i)
{
  return json_array_get_int_element (json_array_get_array_element (self->steps, i), 0);
}

void
tw_doc_index_write (const TwDocIndex *self, TwBatch *batch)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  json_object_set_int_member (object, "next", self->next);
  json_object_set_int_member (object, "undone", self->undone);
  json_object_set_array_member (object, "steps", json_array_ref (self->steps));
  tw_json_canonical (object, text);
  tw_batch_expect_meta (batch, META_INDEX, self->text);
  tw_batch_set_meta (batch, META_INDEX, text->str);
}

char *
tw_doc_index_dup_key (gint64 number)
{
  return g_strdup_printf (META_INDEX ".%" G_GINT64_FORMAT, number);
}

static void
index_drop (TwDocIndex *self, guint i, TwBatch *batch)
{
  g_autofree char *key = tw_doc_index_dup_key (tw_doc_index_number (self, i));

  tw_batch_set_meta (batch, key, NULL);
  json_array_remove_element (self->steps, i);
}

void
tw_doc_index_forget (TwDocIndex *self, gint64 number, TwBatch *batch)
{
  guint n = json_array_get_length (self->steps);

  for (guint i = 0; i < n; i++)
    if (tw_doc_index_number (self, i) == number)
      {
        self->undone -= i >= n - self->undone;
        index_drop (self, i, batch);
        return;
      }
}

static void
index_drop_undone (TwDocIndex *self, TwBatch *batch)
{
  for (; self->undone > 0; self->undone--)
    index_drop (self, json_array_get_length (self->steps) - 1, batch);
}

gint64
tw_doc_index_push (TwDocIndex *self, const char *label, const char *text, TwBatch *batch)
{
  JsonArray *entry = json_array_new ();
  gint64 number = self->next++, bytes = 0;
  g_autofree char *key = tw_doc_index_dup_key (number);
  guint n;

  index_drop_undone (self, batch);
  json_array_add_int_element (entry, number);
  json_array_add_string_element (entry, label);
  json_array_add_int_element (entry, strlen (text));
  json_array_add_array_element (self->steps, entry);
  tw_batch_set_meta (batch, key, text);
  n = json_array_get_length (self->steps);
  for (guint i = 0; i < n; i++)
    bytes += json_array_get_int_element (json_array_get_array_element (self->steps, i), 2);
  for (; n > 1 && (n > MAX_STEPS || bytes > TW_DOC_MAX_STEPS_BYTES); n--)
    {
      bytes -= json_array_get_int_element (json_array_get_array_element (self->steps, 0), 2);
      index_drop (self, 0, batch);
    }
  return number;
}
