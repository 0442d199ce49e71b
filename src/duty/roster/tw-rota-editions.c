// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-editions.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-json.h"
#include "store/tw-attach.h"
#include "store/tw-query-roster.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ATTACHMENT "shifts.json"
#define CONTENT_TYPE "application/json"
/* Up to this much canonical text stands in the document, far from TW_DOC_MAX_BODY. */
#define MAX_INLINE (24 * 1024)
#define MAX_CONTENT (64 * 1024 * 1024)

TwEditionContent *
tw_edition_content_new (void)
{
  TwEditionContent *self = g_new0 (TwEditionContent, 1);

  self->shifts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_doc_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
tw_edition_content_free (TwEditionContent *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->shifts);
  g_hash_table_unref (self->names);
  g_free (self);
}

static void
add (TwEditionContent *self, const char *id, const char *rev, JsonObject *body)
{
  TwDoc *doc = g_new0 (TwDoc, 1);

  doc->id = g_strdup (id);
  doc->rev = g_strdup (rev);
  doc->body = tw_rota_dup_bare_body (body);
  g_ptr_array_add (self->shifts, doc);
}

void
tw_edition_content_add (TwEditionContent *self, const TwDoc *doc)
{
  add (self, doc->id, doc->rev, doc->body);
}

static void
add_name (TwEditionContent *content, const char *id, const char *name)
{
  if (!g_hash_table_contains (content->names, id))
    g_hash_table_insert (content->names, g_strdup (id), g_strdup (name));
}

static const char *
post_of (JsonNode *stretch)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (stretch) ? json_node_get_array (stretch) : NULL;

  return pair != NULL && json_array_get_length (pair) == 2 ? json_array_get_string_element (pair, 0)
                                                           : NULL;
}

void
tw_edition_content_add_names (TwEditionContent *self, const TwRotaFrame *frame, JsonObject *shift)
{
  const char *person = tw_json_get_string (shift, "person", "");
  JsonArray *stretches = tw_json_get_array (shift, "stretches");
  int index = tw_rota_frame_find_person (frame, person);

  if (index >= 0)
    add_name (self, person, ((TwRotaPerson *) frame->people->pdata[index])->name);
  for (guint i = 0; stretches != NULL && i < json_array_get_length (stretches); i++)
    {
      const char *id = post_of (json_array_get_element (stretches, i));
      int post = tw_rota_frame_find_post (frame, id);
      if (post >= 0)
        add_name (self, id, ((TwRotaPost *) frame->posts->pdata[post])->name);
    }
}

/* --- reading --------------------------------------------------------------------------------- */

static gboolean
refuse_bad (const char *edition_id, GError **error)
{
  g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA,
               _ ("The content of “%s” cannot be read: take the folder's newest backup, or publish "
                  "the day again"),
               edition_id);
  return FALSE;
}

static void
parse_names (TwEditionContent *self, JsonObject *names)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  if (names == NULL)
    return;
  json_object_iter_init (&iter, names);
  while (json_object_iter_next (&iter, &id, &node))
    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
      g_hash_table_replace (self->names, g_strdup (id), g_strdup (json_node_get_string (node)));
}

static gboolean
parse (TwEditionContent *self, const char *edition_id, JsonObject *content, GError **error)
{
  JsonArray *array = tw_json_get_array (content, "shifts");

  if (array == NULL)
    return refuse_bad (edition_id, error);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *shift = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *id = shift != NULL ? tw_json_get_string (shift, "id", NULL) : NULL;
      if (id == NULL)
        return refuse_bad (edition_id, error);
      add (self, id, tw_json_get_string (shift, "rev", ""), shift);
    }
  parse_names (self, tw_json_get_object (content, "names"));
  return TRUE;
}

static char *
read_text (TwStore *store, const TwAttachment *attachment, GError **error)
{
  gsize len = (gsize) attachment->len;
  g_autofree char *text = g_malloc (len + 1);

  for (gsize at = 0; at < len;)
    {
      gssize n =
          tw_store_read_blob (store, attachment->digest, (gint64) at, text + at, len - at, error);
      if (n < 0)
        return NULL;
      if (n == 0)
        break;
      at += (gsize) n;
    }
  text[len] = '\0';
  return g_steal_pointer (&text);
}

static const TwAttachment *
find_attachment (GPtrArray *attachments)
{
  for (guint i = 0; i < attachments->len; i++)
    {
      const TwAttachment *attachment = attachments->pdata[i];
      if (strcmp (attachment->name, ATTACHMENT) == 0)
        return attachment;
    }
  return NULL;
}

static JsonObject *
read_attached (TwStore *store, const TwDoc *doc, GError **error)
{
  g_autoptr (GPtrArray) attachments = tw_store_list_attachments (store, doc->id, doc->rev, error);
  if (attachments == NULL)
    return NULL;
  const TwAttachment *attachment = find_attachment (attachments);
  if (attachment == NULL || attachment->len > MAX_CONTENT)
    {
      refuse_bad (doc->id, error);
      return NULL;
    }
  if (!attachment->here)
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA,
                   _ ("The content of “%s” has not arrived on this device yet: wait until it has "
                      "been fetched"),
                   doc->id);
      return NULL;
    }
  g_autofree char *text = read_text (store, attachment, error);
  return text != NULL ? tw_json_parse_object (text, (gssize) attachment->len, MAX_CONTENT, error)
                      : NULL;
}

TwEditionContent *
tw_edition_content_read (TwStore *store, const char *edition_id, GError **error)
{
  g_autoptr (TwDoc) doc = tw_store_get (store, edition_id, error);
  if (doc == NULL)
    return NULL;
  g_autoptr (JsonObject) content = json_object_has_member (doc->body, "shifts")
                                       ? json_object_ref (doc->body)
                                       : read_attached (store, doc, error);
  g_autoptr (TwEditionContent) self = tw_edition_content_new ();
  if (content == NULL || !parse (self, edition_id, content, error))
    return NULL;
  return g_steal_pointer (&self);
}

GPtrArray *
tw_edition_content_parse (const TwEditionContent *self, TwRotaFrame *frame, GError **error)
{
  g_autoptr (GPtrArray) shifts = tw_shift_list_new ();

  for (guint i = 0; i < self->shifts->len; i++)
    {
      const TwDoc *doc = self->shifts->pdata[i];
      TwShift *shift = tw_rota_has_person (frame, doc->body)
                           ? tw_rota_frame_parse_shift (frame, doc, error)
                           : NULL;
      if (shift == NULL && tw_rota_has_person (frame, doc->body))
        return NULL;
      if (shift != NULL)
        g_ptr_array_add (shifts, shift);
    }
  return g_steal_pointer (&shifts);
}

GPtrArray *
tw_rota_read_edition (TwRotaFrame *frame, TwStore *store, const char *edition_id, GError **error)
{
  g_return_val_if_fail (frame != NULL && store != NULL && edition_id != NULL, NULL);

  g_autoptr (TwEditionContent) content = tw_edition_content_read (store, edition_id, error);
  return content != NULL ? tw_edition_content_parse (content, frame, error) : NULL;
}

/* --- writing --------------------------------------------------------------------------------- */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(TwDoc *const *) a)->id, (*(TwDoc *const *) b)->id);
}

static JsonArray *
write_shifts (const TwEditionContent *self)
{
  JsonArray *array = json_array_sized_new (self->shifts->len);

  g_ptr_array_sort (self->shifts, compare_ids);
  for (guint i = 0; i < self->shifts->len; i++)
    {
      const TwDoc *doc = self->shifts->pdata[i];
      JsonObject *shift = tw_rota_dup_bare_body (doc->body);
      json_object_set_string_member (shift, "id", doc->id);
      json_object_set_string_member (shift, "rev", doc->rev);
      json_array_add_object_element (array, shift);
    }
  return array;
}

static JsonObject *
write_names (const TwEditionContent *self)
{
  JsonObject *names = json_object_new ();
  GHashTableIter iter;
  gpointer id, name;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &id, &name))
    json_object_set_string_member (names, id, name);
  return names;
}

static char *
bring (TwStore *store, const GString *text, GError **error)
{
  g_autoptr (TwBlobWriter) writer = tw_blob_writer_new (store);

  return tw_blob_writer_append (writer, text->str, text->len, error)
             ? tw_blob_writer_finish (writer, NULL, TRUE, error)
             : NULL;
}

gboolean
tw_edition_content_put (const TwEditionContent *self, TwStore *store, TwBatch *batch,
                        const char *id, JsonObject *body, GError **error)
{
  g_autoptr (JsonObject) content = json_object_new ();
  g_autoptr (JsonObject) owned = body;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *digest = NULL;

  json_object_set_array_member (content, "shifts", write_shifts (self));
  json_object_set_object_member (content, "names", write_names (self));
  tw_json_canonical (content, text);
  if (text->len <= MAX_INLINE)
    {
      json_object_set_member (owned, "shifts", json_object_dup_member (content, "shifts"));
      json_object_set_member (owned, "names", json_object_dup_member (content, "names"));
    }
  else if ((digest = bring (store, text, error)) == NULL)
    return FALSE;
  tw_batch_put (batch, id, NULL, g_steal_pointer (&owned));
  if (digest != NULL)
    tw_batch_attach (batch, ATTACHMENT, CONTENT_TYPE, digest);
  return TRUE;
}

GPtrArray *
tw_rota_query_day (TwStore *store, gint64 from_us, gint64 to_us, GError **error)
{
  GPtrArray *docs = tw_query_shifts (store, from_us, to_us, error);

  for (guint i = docs != NULL ? docs->len : 0; i > 0; i--)
    if (tw_rota_read_time (((TwDoc *) docs->pdata[i - 1])->body, "from") < from_us)
      g_ptr_array_remove_index (docs, i - 1);
  if (docs != NULL)
    g_ptr_array_sort (docs, compare_ids);
  return docs;
}

char *
tw_edition_dup_id (const char *date, int number)
{
  return g_strdup_printf ("edition:%s:%d", date, number);
}

/* --- the list -------------------------------------------------------------------------------- */

void
tw_edition_free (TwEdition *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->date);
  g_free (self->by);
  g_free (self->approver);
  g_free (self->reason);
  g_free (self);
}

static TwEdition *
edition_new (const TwDoc *doc)
{
  TwEdition *self = g_new0 (TwEdition, 1);

  self->id = g_strdup (doc->id);
  self->date = g_strdup (tw_json_get_string (doc->body, "day", ""));
  self->number = (int) tw_json_get_int (doc->body, "number", 0);
  self->at_us = tw_rota_read_time (doc->body, "at");
  self->by = g_strdup (tw_json_get_string (doc->body, "by", ""));
  self->approver = g_strdup (tw_json_get_string (doc->body, "approver", NULL));
  self->rolled_back_to = (int) tw_json_get_int (doc->body, "rolled_back_to", 0);
  self->reason = g_strdup (tw_json_get_string (doc->body, "reason", NULL));
  self->n_shifts = (guint) tw_json_get_int (doc->body, "n_shifts", 0);
  self->n_changes = (guint) tw_json_get_int (doc->body, "n_changes", 0);
  self->n_people = (guint) tw_json_get_int (doc->body, "n_people", 0);
  return self;
}

GPtrArray *
tw_duty_list_editions (TwDuty *duty, const char *date, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (duty) && date != NULL, NULL);

  g_autoptr (GPtrArray) docs = tw_query_editions (tw_duty_get_store (duty), date, error);
  if (docs == NULL)
    return NULL;
  GPtrArray *editions = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_edition_free);
  for (guint i = 0; i < docs->len; i++)
    g_ptr_array_add (editions, edition_new (docs->pdata[i]));
  return editions;
}
