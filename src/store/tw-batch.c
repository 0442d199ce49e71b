// SPDX-License-Identifier: Apache-2.0
#include "store/tw-batch.h"

#include "base/tw-json.h"
#include "store/tw-attach-private.h"
#include "store/tw-validate.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_SHOWN_ID 80 /* bytes */

static void
item_clear (gpointer data)
{
  TwItem *item = data;

  g_free (item->id);
  g_free (item->parent);
  g_free (item->path);
  g_free (item->held_back);
  g_clear_pointer (&item->body, json_object_unref);
  g_clear_pointer (&item->attachments, g_ptr_array_unref);
}

TwBatch *
tw_batch_new (void)
{
  TwBatch *self = g_new0 (TwBatch, 1);

  self->items = g_array_new (FALSE, TRUE, sizeof (TwItem));
  g_array_set_clear_func (self->items, item_clear);
  self->texts = g_string_new (NULL);
  return self;
}

void
tw_batch_free (TwBatch *self)
{
  if (!self)
    return;
  g_array_unref (self->items);
  g_string_free (self->texts, TRUE);
  g_free (self);
}

guint
tw_batch_get_size (TwBatch *self)
{
  g_return_val_if_fail (self, 0);

  return self->items->len;
}

static TwItem *
batch_add (TwBatch *self, TwItemKind kind, const char *id)
{
  g_array_set_size (self->items, self->items->len + 1);
  TwItem *item = tw_batch_item (self, self->items->len - 1);
  item->kind = kind;
  item->id = g_strdup (id);
  return item;
}

void
tw_batch_put (TwBatch *self, const char *id, const char *parent_rev, JsonObject *body)
{
  g_return_if_fail (self && id && body);

  TwItem *item = batch_add (self, TW_ITEM_EDIT, id);
  item->parent = g_strdup (parent_rev);
  item->body = body;
}

void
tw_batch_delete (TwBatch *self, const char *id, const char *parent_rev)
{
  g_return_if_fail (self && id);

  TwItem *item = batch_add (self, TW_ITEM_EDIT, id);
  item->parent = g_strdup (parent_rev);
  item->deleted = TRUE;
}

/* FALSE when @path is not a chain of revisions, each one generation above the next. */
static gboolean
item_read_path (TwItem *item, const char *const *path)
{
  guint n = g_strv_length ((char **) path);
  g_autofree TwRev *revs = g_new0 (TwRev, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    if (!tw_rev_parse (path[i], &revs[i]) || (i > 0 && revs[i].gen + 1 != revs[i - 1].gen))
      return FALSE;
  item->path = g_steal_pointer (&revs);
  item->n_path = n;
  return n > 0;
}

void
tw_batch_graft (TwBatch *self, const char *id, const char *const *path, gboolean deleted,
                JsonObject *body)
{
  g_return_if_fail (self && id && path);

  TwItem *item = batch_add (self, TW_ITEM_GRAFT, id);
  item->deleted = deleted;
  item->body = body;
  if (!item_read_path (item, path))
    {
      item->unreadable = TRUE;
      item->held_back =
          g_strdup_printf (_ ("Document “%s”: its list of revisions cannot be read"), id);
    }
}

static void
add_meta (TwBatch *self, TwItemKind kind, const char *key, const char *value)
{
  TwItem *item = batch_add (self, kind, key);

  item->deleted = value == NULL;
  item->text_at = self->texts->len;
  item->text_len = value ? strlen (value) : 0;
  g_string_append (self->texts, value ? value : "");
}

void
tw_batch_set_meta (TwBatch *self, const char *key, const char *value)
{
  add_meta (self, TW_ITEM_META, key, value);
}

void
tw_batch_expect_meta (TwBatch *self, const char *key, const char *value)
{
  add_meta (self, TW_ITEM_WAS, key, value);
}

void
tw_batch_set_local (TwBatch *self, const char *id, const char *rev, const char *body)
{
  TwItem *item = batch_add (self, TW_ITEM_LOCAL, id);

  item->deleted = body == NULL;
  item->parent = g_strdup (rev);
  item->text_at = self->texts->len;
  item->text_len = body ? strlen (body) : 0;
  g_string_append (self->texts, body ? body : "");
}

void
tw_batch_mark_sent (TwBatch *self, const TwSent *sent)
{
  TwItem *item = batch_add (self, TW_ITEM_SENT, sent->id);
  const char *path[] = { sent->rev, NULL };

  item->outcome = sent->outcome;
  item->held_back = g_strdup (sent->reason);
  if (!item_read_path (item, path))
    item->unreadable = TRUE;
}

/* Writes the canonical text of the body behind the batch's other texts. */
static gboolean
item_write_text (TwBatch *self, TwItem *item, GError **error)
{
  item->text_at = self->texts->len;
  tw_json_canonical (item->body, self->texts);
  item->text_len = self->texts->len - item->text_at;
  if (item->text_len <= TW_DOC_MAX_BODY)
    return TRUE;

  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
               _ ("Document “%s”: it has %zu bytes, at most %d are allowed"), item->id,
               item->text_len, TW_DOC_MAX_BODY);
  g_string_truncate (self->texts, item->text_at);
  item->text_len = 0;
  return FALSE;
}

/* "type" must agree with the id where it is given, and stands in every body. */
static gboolean
set_type (const char *id, JsonObject *body, GError **error)
{
  const char *colon = strchr (id, ':');
  gsize len = colon ? (gsize) (colon - id) : 0;
  JsonNode *given = json_object_get_member (body, "type");
  const char *text = given ? tw_json_get_string (body, "type", "") : NULL;

  if (given && (strlen (text) != len || strncmp (text, id, len) != 0))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _ ("Document “%s”: field “%s” %s"), id, "type",
                   _ ("does not agree with the id"));
      return FALSE;
    }
  if (!given && len > 0)
    {
      g_autofree char *type = g_strndup (id, len);
      json_object_set_string_member (body, "type", type);
    }
  return TRUE;
}

gboolean
tw_batch_check_graft (const char *id, gboolean deleted, JsonObject *body, GError **error)
{
  return set_type (id, body, error) && (deleted || tw_validate (id, body, TRUE, error));
}

/* What is wrong with the attachments to be, or NULL. */
static char *
find_fault (const TwItem *item)
{
  char *fault = NULL;

  for (guint i = 0; item->attachments && !fault && i < item->attachments->len; i++)
    fault = tw_attachment_find_fault (item->attachments->pdata[i]);
  return fault;
}

/* A tombstone carries who deleted and when, for the merge of conflicts. */
static gboolean
edit_prepare (TwBatch *self, TwItem *item, const char *device, GError **error)
{
  g_autofree char *hlc = tw_hlc_format (&item->stamp);
  g_autofree char *fault = find_fault (item);

  if (fault)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _ ("Document “%s”: %s"), item->id,
                   fault);
      return FALSE;
    }
  if (!item->body)
    item->body = json_object_new ();
  if (!set_type (item->id, item->body, error))
    return FALSE;
  json_object_set_string_member (item->body, "hlc", hlc);
  json_object_set_string_member (item->body, "device", device);
  item->type = tw_type_find_by_id (item->id);
  if (item->deleted ? !tw_doc_id_is_valid (item->id)
                    : !tw_validate (item->id, item->body, FALSE, error))
    {
      if (item->deleted)
        g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
                     _ ("There is no document “%s”"), item->id);
      return FALSE;
    }
  return item_write_text (self, item, error);
}

/* The id stands in the reason, as it is the only trace of the document; shortened, as anything may
 * come in. */
static char *
describe_bad_id (const char *id)
{
  g_autofree char *shown = g_utf8_make_valid (id, (gssize) strnlen (id, MAX_SHOWN_ID));

  return g_strdup_printf (_ ("A document came with an id that cannot be used: “%s”"), shown);
}

/* What cannot even be stored (no usable id, too big) is only noted; what breaks its type's rules is
 * stored, held back. */
static void
graft_prepare (TwBatch *self, TwItem *item)
{
  g_autoptr (GError) error = NULL;

  if (item->unreadable)
    return;
  g_autofree char *fault = find_fault (item);
  if (fault)
    {
      item->unreadable = TRUE;
      item->held_back = g_strdup_printf (_ ("Document “%s”: %s"), item->id, fault);
      return;
    }
  if (!tw_doc_id_is_valid (item->id))
    {
      item->unreadable = TRUE;
      item->held_back = describe_bad_id (item->id);
      return;
    }
  item->type = tw_type_find_by_id (item->id);
  if (!item->body)
    return;
  gboolean good = tw_batch_check_graft (item->id, item->deleted, item->body, &error);
  if (!item_write_text (self, item, good ? &error : NULL))
    item->unreadable = TRUE;
  if (error)
    item->held_back = g_strdup (error->message);
}

gboolean
tw_batch_prepare (TwBatch *self, const char *device, GError **error)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      TwItem *item = tw_batch_item (self, i);
      if (item->kind == TW_ITEM_GRAFT)
        graft_prepare (self, item);
      else if (item->kind == TW_ITEM_EDIT && !edit_prepare (self, item, device, error))
        return FALSE;
    }
  return TRUE;
}
