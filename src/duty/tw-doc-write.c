// SPDX-License-Identifier: Apache-2.0
/*
 * Writing a step. When its turn comes, each of its documents is read once more: where it is no
 * longer the revision that the editor saw, the step is refused as a whole and says which document
 * that was. Otherwise one batch holds all new bodies and the step itself, so that either both are
 * true after a crash or none.
 */
#include "config.h"

#include "duty/tw-doc-log-private.h"

#include "base/tw-json.h"
#include "duty/roster/tw-rota-day.h"
#include "duty/roster/tw-rota-history.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TRIES 6
#define BEHIND_US (50 * 1000)

gboolean
tw_doc_refuse_changed (GError **error, const char *name)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT,
               _ ("%s was changed on another screen meanwhile; look at it and try again"), name);
  return FALSE;
}

char *
tw_doc_log_dup_left (TwDocLog *self, const char *id)
{
  char *rev;

  g_mutex_lock (&self->lock);
  rev = g_strdup (g_hash_table_lookup (self->left, id));
  g_mutex_unlock (&self->lock);
  return rev;
}

static gboolean
is_as_known (TwDocLog *self, const TwDocItem *item, const TwDoc *doc)
{
  g_autofree char *left = NULL;
  const char *rev = item->rev;

  if (rev != NULL && strcmp (rev, TW_DOC_REV_OURS) == 0)
    rev = left = tw_doc_log_dup_left (self, item->id);
  return doc == NULL ? rev == NULL : rev != NULL && strcmp (rev, doc->rev) == 0;
}

void
tw_doc_put_body (TwBatch *batch, const char *id, const TwDoc *doc, JsonObject *body)
{
  if (body != NULL)
    tw_batch_put (batch, id, doc != NULL ? doc->rev : NULL, tw_doc_dup_body (body));
  else if (doc != NULL)
    tw_batch_delete (batch, id, doc->rev);
}

static void
note_item (JsonArray *docs, const TwDocItem *item, const TwDoc *doc, JsonObject *body)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "id", item->id);
  json_object_set_string_member (entry, "name", item->name);
  if (doc != NULL)
    json_object_set_object_member (entry, "before", tw_doc_dup_body (doc->body));
  if (body != NULL)
    json_object_set_object_member (entry, "after", tw_doc_dup_body (body));
  json_array_add_object_element (docs, entry);
}

/* The day stays as it is, a draft of the same hand. It may be more when the step is taken back. */
static void
note_kept_day (JsonArray *docs, const TwDocItem *item)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "id", item->id);
  json_object_set_string_member (entry, "name", item->name);
  json_object_set_boolean_member (entry, "kept", TRUE);
  json_array_add_object_element (docs, entry);
}

/* The body that was put into @batch since it had @size writes. */
static JsonObject *
newest_body (TwBatch *batch, guint size)
{
  return tw_batch_get_size (batch) > size ? tw_batch_item (batch, size)->body : NULL;
}

static gboolean
is_guarded (const TwDoc *doc)
{
  const char *state = doc != NULL ? tw_json_get_string (doc->body, "state", "") : "";

  return strcmp (state, "submitted") == 0 || strcmp (state, "approved") == 0;
}

static gboolean
write_day (TwDocLog *self, const TwDocItem *item, const TwDoc *doc, TwBatch *batch, JsonArray *docs,
           GError **error)
{
  guint size = tw_batch_get_size (batch);
  JsonObject *body;

  if (is_guarded (doc) && !is_as_known (self, item, doc))
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
                   _ ("Another officer submitted or approved %s just now; look at it again"),
                   item->name);
      return FALSE;
    }
  if (!tw_rota_day_put_edit (self->store, batch, item->name, item->officer,
                             tw_clock_now_us (self->clock), error))
    return FALSE;
  body = newest_body (batch, size);
  if (body == NULL)
    {
      note_kept_day (docs, item);
      return TRUE;
    }
  note_item (docs, item, doc, body);
  json_object_set_boolean_member (json_array_get_object_element (docs,
                                                                 json_array_get_length (docs) - 1),
                                  "touched", TRUE);
  return TRUE;
}

static gboolean
write_item (TwDocLog *self, const TwDocItem *item, TwBatch *batch, JsonArray *docs, GError **error)
{
  g_autoptr (TwDoc) doc = NULL;
  g_autoptr (JsonObject) body = NULL;

  if (item->lasting)
    {
      tw_doc_put_body (batch, item->id, NULL, item->body);
      return TRUE;
    }
  if (!tw_doc_read (self->store, item->id, &doc, error))
    return FALSE;
  if (item->day)
    return write_day (self, item, doc, batch, docs, error);
  if (!is_as_known (self, item, doc))
    return tw_doc_refuse_changed (error, item->name);
  if (item->body != NULL)
    {
      body = tw_doc_dup_body (item->body);
      tw_doc_keep_others (body, doc != NULL ? doc->body : NULL, item->owned);
    }
  tw_doc_put_body (batch, item->id, doc, body);
  note_item (docs, item, doc, body);
  return TRUE;
}

/*
 * Remembers what our write left: the documents of our transaction that still stand where it put
 * them in the order of changes. Those that somebody changed just after it are not ours any more.
 */
static void
remember_left (TwDocLog *self, const TwWriteResult *result)
{
  gint64 since = result->last_seq - result->n_written;
  g_autoptr (GPtrArray) changes =
      tw_store_list_changes (self->store, since, result->n_written, NULL);

  g_mutex_lock (&self->lock);
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      TwChange *change = changes->pdata[i];

      if (change->seq <= result->last_seq)
        g_hash_table_replace (self->left, g_strdup (change->id), g_strdup (change->rev));
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
put_and_remember (TwDocLog *self, TwBatch *batch, GError **error)
{
  TwWriteResult result = { 0 };

  if (!tw_store_put (self->store, batch, &result, error))
    return FALSE;
  if (result.n_written > 0)
    remember_left (self, &result);
  return TRUE;
}

static char *
docs_to_text (JsonArray *docs)
{
  g_autoptr (JsonObject) object = json_object_new ();
  GString *text = g_string_new (NULL);

  json_object_set_array_member (object, "docs", json_array_ref (docs));
  tw_json_canonical (object, text);
  return g_string_free (text, FALSE);
}

static gboolean
try_write (TwDocLog *self, TwDocStep *step, GError **error)
{
  g_autoptr (JsonArray) docs = json_array_new ();
  g_autoptr (TwBatch) batch = tw_batch_new ();
  g_auto (TwDocIndex) index = { 0 };
  g_autofree char *text = NULL;
  gint64 number;

  tw_doc_index_read (self->store, &index);
  for (guint i = 0; i < step->items->len; i++)
    if (!write_item (self, &g_array_index (step->items, TwDocItem, i), batch, docs, error))
      return FALSE;
  tw_rota_put_shift_audit (self->store, batch, step->label, docs, FALSE,
                           tw_clock_now_us (self->clock));
  text = docs_to_text (docs);
  number = tw_doc_index_push (&index, step->label, text, batch);
  tw_doc_index_write (&index, batch);
  if (!put_and_remember (self, g_steal_pointer (&batch), error))
    return FALSE;
  step->number = number;
  g_clear_pointer (&step->items, g_array_unref);
  return TRUE;
}

/*
 * Reading may be a moment behind what another process wrote, which only writing finds out, in words
 * that do not name the shift: then it is read and judged once more.
 */
gboolean
tw_doc_is_worth_another_try (GError **error, int try)
{
  if (try >= MAX_TRIES || !g_error_matches (*error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT))
    return FALSE;
  g_clear_error (error);
  g_usleep (BEHIND_US);
  return TRUE;
}

gboolean
tw_doc_log_write (TwDocLog *self, TwDocStep *step, GError **error)
{
  GError *local_error = NULL;

  for (int try = 1; !try_write (self, step, &local_error); try++)
    if (!tw_doc_is_worth_another_try (&local_error, try))
      {
        g_propagate_error (error, local_error);
        return FALSE;
      }
  return TRUE;
}
