// SPDX-License-Identifier: Apache-2.0
/*
 * Steps over documents: what one holds until it is written, and how bodies are compared and kept.
 */
#include "config.h"

#include "duty/tw-doc-log-private.h"

#include "base/tw-json.h"
#include "duty/roster/tw-rota-day.h"

#include <string.h>

static void
item_clear (gpointer data)
{
  TwDocItem *item = data;

  g_free (item->id);
  g_free (item->name);
  g_free (item->rev);
  g_free (item->officer);
  g_clear_pointer (&item->body, json_object_unref);
}

TwDocStep *
tw_doc_step_new (const char *label)
{
  TwDocStep *self = g_new0 (TwDocStep, 1);

  g_atomic_ref_count_init (&self->refs);
  self->label = g_strdup (label);
  self->items = g_array_new (FALSE, TRUE, sizeof (TwDocItem));
  g_array_set_clear_func (self->items, item_clear);
  return self;
}

TwDocStep *
tw_doc_step_ref (TwDocStep *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_doc_step_unref (TwDocStep *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->label);
  g_clear_pointer (&self->items, g_array_unref);
  g_free (self);
}

guint
tw_doc_step_get_size (TwDocStep *self)
{
  return self->items != NULL ? self->items->len : 0;
}

static TwDocItem *
add_item (TwDocStep *self, const char *id, const char *name, const char *rev)
{
  TwDocItem item = { .id = g_strdup (id),
                     .name = g_strdup (name != NULL ? name : id),
                     .rev = g_strdup (rev) };

  g_array_append_val (self->items, item);
  return &g_array_index (self->items, TwDocItem, self->items->len - 1);
}

void
tw_doc_step_put (TwDocStep *self, const char *id, const char *name, const char *rev,
                 JsonObject *body, const char *const *owned)
{
  TwDocItem *item = add_item (self, id, name, rev);

  item->body = body;
  item->owned = owned;
}

void
tw_doc_step_touch_day (TwDocStep *self, const char *date, const char *rev, const char *officer_id)
{
  g_autofree char *id = g_strconcat (TW_DOC_DAY_PREFIX, date, NULL);
  TwDocItem *item = add_item (self, id, date, rev);

  item->day = TRUE;
  item->officer = g_strdup (officer_id);
}

void
tw_doc_step_add_lasting (TwDocStep *self, const char *id, JsonObject *body)
{
  TwDocItem *item = add_item (self, id, NULL, NULL);

  item->body = body;
  item->lasting = TRUE;
}

/* --- bodies ---------------------------------------------------------------------------------- */

static gboolean
is_stamp (const char *member)
{
  return strcmp (member, "hlc") == 0 || strcmp (member, "device") == 0
         || strcmp (member, "type") == 0;
}

JsonObject *
tw_doc_dup_body (JsonObject *body)
{
  g_autoptr (GList) members = json_object_get_members (body);
  JsonObject *copy = json_object_new ();

  for (GList *l = members; l != NULL; l = l->next)
    if (!is_stamp (l->data))
      json_object_set_member (copy, l->data,
                              json_node_copy (json_object_get_member (body, l->data)));
  return copy;
}

gboolean
tw_doc_same_body (JsonObject *a, JsonObject *b)
{
  g_autoptr (JsonObject) x = a != NULL ? tw_doc_dup_body (a) : NULL;
  g_autoptr (JsonObject) y = b != NULL ? tw_doc_dup_body (b) : NULL;
  g_autoptr (GString) s = g_string_new (NULL);
  g_autoptr (GString) t = g_string_new (NULL);

  if (x == NULL || y == NULL)
    return x == y;
  tw_json_canonical (x, s);
  tw_json_canonical (y, t);
  return g_string_equal (s, t);
}

void
tw_doc_keep_others (JsonObject *body, JsonObject *from, const char *const *owned)
{
  g_autoptr (GList) members = from != NULL ? json_object_get_members (from) : NULL;

  for (GList *l = members; owned != NULL && l != NULL; l = l->next)
    if (!is_stamp (l->data) && !g_strv_contains (owned, l->data)
        && !json_object_has_member (body, l->data))
      json_object_set_member (body, l->data,
                              json_node_copy (json_object_get_member (from, l->data)));
}

gboolean
tw_doc_read (TwStore *store, const char *id, TwDoc **ret_doc, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  *ret_doc = tw_store_get (store, id, &local_error);
  if (*ret_doc != NULL || g_error_matches (local_error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
