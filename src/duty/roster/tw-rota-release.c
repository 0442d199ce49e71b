// SPDX-License-Identifier: Apache-2.0
/*
 * Making editions. The batch names each day's document by the revision that was read before
 * anything was checked, and an edition by its number: whoever else published, submitted or edited
 * the day meanwhile, here or at another console, makes the whole batch fail. The content of an
 * edition is brought before the batch; when the batch fails it belongs to nothing and is swept.
 */
#include "config.h"

#include "duty/roster/tw-rota-release.h"

#include "duty/roster/tw-rota-changes.h"
#include "duty/roster/tw-rota-notices.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  TwDayDoc *day;
  int back_to;               /* 0: the shifts as they stand */
  TwEditionContent *content; /* of the new edition; NULL until the shifts are read */
  char *reason;
  gint64 from_us, to_us;
} Item;

struct _TwRotaRelease {
  TwStore *store;
  TwRotaFrame *frame;
  TwOfficer *actor;
  gint64 now_us;
  GPtrArray *items;
};

static void
item_free (gpointer data)
{
  Item *item = data;

  tw_day_doc_free (item->day);
  tw_edition_content_free (item->content);
  g_free (item->reason);
  g_free (item);
}

TwRotaRelease *
tw_rota_release_new (TwStore *store, TwRotaFrame *frame, const TwOfficer *actor, gint64 now_us)
{
  TwRotaRelease *self = g_new0 (TwRotaRelease, 1);

  self->store = tw_store_ref (store);
  self->frame = tw_rota_frame_ref (frame);
  self->actor = g_new0 (TwOfficer, 1);
  self->actor->id = g_strdup (actor->id);
  self->actor->name = g_strdup (actor->name);
  self->actor->rights = actor->rights;
  self->now_us = now_us;
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
tw_rota_release_free (TwRotaRelease *self)
{
  if (self == NULL)
    return;
  tw_store_unref (self->store);
  tw_rota_frame_unref (self->frame);
  tw_officer_free (self->actor);
  g_ptr_array_unref (self->items);
  g_free (self);
}

static Item *
add_item (TwRotaRelease *self, TwDayDoc *day)
{
  Item *item = g_new0 (Item, 1);

  item->day = day;
  g_ptr_array_add (self->items, item);
  return item;
}

void
tw_rota_release_add_day (TwRotaRelease *self, TwDayDoc *day)
{
  add_item (self, day);
}

void
tw_rota_release_add_back (TwRotaRelease *self, TwDayDoc *day, int number, TwEditionContent *content,
                          const char *reason)
{
  Item *item = add_item (self, day);

  item->back_to = number;
  item->content = content;
  item->reason = g_strdup (reason);
}

/* --- content --------------------------------------------------------------------------------- */

static void
fill_content (TwRotaRelease *self, Item *item, GPtrArray *standing)
{
  if (item->content != NULL)
    return;
  item->content = tw_edition_content_new ();
  for (guint i = 0; i < standing->len; i++)
    {
      const TwDoc *doc = standing->pdata[i];
      if (!tw_rota_has_person (self->frame, doc->body))
        continue; /* no roster shows it, nobody can be told */
      tw_edition_content_add (item->content, doc);
      tw_edition_content_add_names (item->content, self->frame, doc->body);
    }
}

/* --- the shifts that stand, when they become what they were ----------------------------------- */

static gboolean
same_body (JsonObject *a, JsonObject *b)
{
  g_autoptr (JsonObject) bare_a = tw_rota_dup_bare_body (a), bare_b = tw_rota_dup_bare_body (b);
  g_autoptr (GString) text_a = g_string_new (NULL), text_b = g_string_new (NULL);

  tw_json_canonical (bare_a, text_a);
  tw_json_canonical (bare_b, text_b);
  return g_string_equal (text_a, text_b);
}

/* The day that a shift is taken back from, where it stands on another one now, is planned anew. */
static gboolean
note_other_day (TwRotaRelease *self, const Item *item, TwBatch *batch, const TwDoc *now,
                GHashTable *noted, GError **error)
{
  g_autofree char *date =
      tw_rota_dup_date (tw_rota_read_time (now->body, "from"), self->frame->zone);

  if (strcmp (date, item->day->date) == 0 || g_hash_table_contains (noted, date))
    return TRUE;
  gboolean done =
      tw_rota_day_put_edit (self->store, batch, date, self->actor->id, self->now_us, error);
  g_hash_table_add (noted, g_steal_pointer (&date));
  return done;
}

static gboolean
restore_shift (TwRotaRelease *self, const Item *item, TwBatch *batch, const TwDoc *was,
               GHashTable *noted, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwDoc) now = tw_store_get (self->store, was->id, &local);

  if (now == NULL && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (now != NULL && same_body (now->body, was->body))
    return TRUE;
  tw_batch_put (batch, was->id, now != NULL ? now->rev : NULL, tw_rota_dup_bare_body (was->body));
  return now == NULL || note_other_day (self, item, batch, now, noted, error);
}

static gboolean
restore (TwRotaRelease *self, const Item *item, TwBatch *batch, GPtrArray *standing, GError **error)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) noted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < item->content->shifts->len; i++)
    {
      const TwDoc *was = item->content->shifts->pdata[i];
      g_hash_table_add (kept, was->id);
      if (!restore_shift (self, item, batch, was, noted, error))
        return FALSE;
    }
  for (guint i = 0; i < standing->len; i++)
    {
      const TwDoc *doc = standing->pdata[i];
      if (!g_hash_table_contains (kept, doc->id))
        tw_batch_delete (batch, doc->id, doc->rev);
    }
  return TRUE;
}

/* --- one day --------------------------------------------------------------------------------- */

/* What people were told last. */
static GPtrArray *
read_before (TwRotaRelease *self, const Item *item, GError **error)
{
  if (item->day->edition == 0)
    return tw_shift_list_new ();
  g_autofree char *id = tw_edition_dup_id (item->day->date, item->day->edition);
  return tw_rota_read_edition (self->frame, self->store, id, error);
}

static JsonObject *
write_edition (const TwRotaRelease *self, const Item *item, guint n_changes, guint n_people)
{
  JsonObject *body = json_object_new ();
  const char *approver = item->day->approver;

  json_object_set_string_member (body, "day", item->day->date);
  json_object_set_int_member (body, "number", item->day->edition + 1);
  tw_rota_set_time (body, "at", self->now_us);
  json_object_set_string_member (body, "by", self->actor->name);
  if (approver != NULL)
    json_object_set_string_member (body, "approver", approver);
  if (item->day->planner != NULL)
    json_object_set_string_member (body, "planner", item->day->planner);
  if (item->back_to > 0)
    json_object_set_int_member (body, "rolled_back_to", item->back_to);
  if (item->reason != NULL)
    json_object_set_string_member (body, "reason", item->reason);
  json_object_set_int_member (body, "n_shifts", item->content->shifts->len);
  json_object_set_int_member (body, "n_changes", n_changes);
  json_object_set_int_member (body, "n_people", n_people);
  return body;
}

static gboolean
put_day (TwRotaRelease *self, Item *item, TwBatch *batch, GError **error)
{
  g_autofree char *detail = item->back_to > 0
                                ? g_strdup_printf ("edition %d as %d: %s", item->back_to,
                                                   item->day->edition + 1, item->reason)
                                : g_strdup_printf ("edition %d", item->day->edition + 1);

  tw_day_doc_set_edition (item->day, item->day->edition + 1);
  JsonObject *body = tw_day_doc_write (item->day, self->now_us, error);
  if (body == NULL)
    return FALSE;
  tw_batch_put (batch, item->day->id, item->day->rev, body);
  tw_rota_put_audit (batch, self->now_us, self->actor,
                     item->back_to > 0 ? "roster.roll-back" : "roster.publish", item->day->id,
                     detail);
  return TRUE;
}

static gboolean
release_day (TwRotaRelease *self, Item *item, TwBatch *batch, guint *n_notices, GError **error)
{
  g_autoptr (GPtrArray) before = read_before (self, item, error);
  g_autoptr (GPtrArray) standing =
      before != NULL ? tw_rota_query_day (self->store, item->from_us, item->to_us, error) : NULL;
  if (standing == NULL)
    return FALSE;
  fill_content (self, item, standing);
  g_autoptr (GPtrArray) after = tw_edition_content_parse (item->content, self->frame, error);
  if (after == NULL || (item->back_to > 0 && !restore (self, item, batch, standing, error)))
    return FALSE;
  g_autofree char *id = tw_edition_dup_id (item->day->date, item->day->edition + 1);
  g_autoptr (GPtrArray) changes = tw_rota_diff (self->frame, before, after);
  guint n_people = tw_rota_put_notices (self->frame, batch, id, changes, self->now_us);
  *n_notices += n_people;
  return tw_edition_content_put (item->content, self->store, batch, id,
                                 write_edition (self, item, changes->len, n_people), error)
         && put_day (self, item, batch, error);
}

gboolean
tw_rota_release_run (TwRotaRelease *self, guint *ret_n_notices, GError **error)
{
  g_autoptr (TwBatch) batch = tw_batch_new ();
  GError *local = NULL;
  guint n_notices = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = self->items->pdata[i];
      if (!tw_rota_parse_date (item->day->date, 0, self->frame->zone, &item->from_us)
          || !tw_rota_parse_date (item->day->date, 1, self->frame->zone, &item->to_us))
        return tw_rota_refuse (error, _ ("“%s” is not a day"), item->day->date);
      if (!release_day (self, item, batch, &n_notices, error))
        return FALSE;
    }
  if (!tw_store_put (self->store, g_steal_pointer (&batch), NULL, &local))
    return tw_rota_refuse_write (error, local);
  if (ret_n_notices != NULL)
    *ret_n_notices = n_notices;
  return TRUE;
}
