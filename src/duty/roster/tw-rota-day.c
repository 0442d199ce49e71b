// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-day.h"

#include "base/tw-json.h"
#include "base/tw-time.h"

#include <string.h>

/*
 * The way of a day:
 *
 *   empty --edit--> draft --submit--> submitted --approve--> approved --publish--> published
 *                    ^                   |                      |                     |
 *                    +--- withdraw, send back, edit ------------+------ edit ---------+
 *
 * and rolling back, from any state of a day that was published once, straight to published. What
 * happens to several days at once skips those it has nothing to do with and is refused as a whole
 * by one that is not ready. The document keeps who edited since the last edition as a set that only
 * publishing empties: withdrawing, or having somebody else submit, does not make a planner a
 * stranger to the plan.
 */

typedef struct {
  TwDayStep step;
  TwDayState next;
} Cell;

#define GO(state)                                                                                  \
  {                                                                                                \
    TW_DAY_STEP_GO, TW_DAY_##state                                                                 \
  }
#define SKIP                                                                                       \
  {                                                                                                \
    TW_DAY_STEP_SKIP, TW_DAY_EMPTY                                                                 \
  }
#define STOP                                                                                       \
  {                                                                                                \
    TW_DAY_STEP_REFUSE, TW_DAY_EMPTY                                                               \
  }

/* In the order of TwDayEvent: edit, submit, withdraw, approve, send back, publish, roll back. */
static const Cell cells[TW_N_DAY_STATES][TW_N_DAY_EVENTS] = {
  [TW_DAY_EMPTY] = { GO (DRAFT), SKIP, SKIP, SKIP, SKIP, SKIP, STOP },
  [TW_DAY_DRAFT] = { GO (DRAFT), GO (SUBMITTED), SKIP, STOP, SKIP, STOP, GO (PUBLISHED) },
  [TW_DAY_SUBMITTED] = { GO (DRAFT), SKIP, GO (DRAFT), GO (APPROVED), GO (DRAFT), STOP,
                         GO (PUBLISHED) },
  [TW_DAY_APPROVED] = { GO (DRAFT), SKIP, GO (DRAFT), SKIP, GO (DRAFT), GO (PUBLISHED),
                        GO (PUBLISHED) },
  [TW_DAY_PUBLISHED] = { GO (DRAFT), SKIP, SKIP, SKIP, SKIP, SKIP, GO (PUBLISHED) },
};

TwDayStep
tw_day_state_step (TwDayState state, TwDayEvent event, TwDayState *ret_next)
{
  g_return_val_if_fail (state < TW_N_DAY_STATES && event < TW_N_DAY_EVENTS, TW_DAY_STEP_REFUSE);

  const Cell *cell = &cells[state][event];
  if (cell->step == TW_DAY_STEP_GO)
    *ret_next = cell->next;
  return cell->step;
}

/* --- the document ---------------------------------------------------------------------------- */

/* An empty day has no document. */
static const char *const words[TW_N_DAY_STATES] = { NULL, "draft", "submitted", "approved",
                                                    "published" };

/* When a state was reached last. */
static const char *const time_members[TW_N_DAY_STATES] = { NULL, NULL, "submitted_at",
                                                           "approved_at", "published_at" };

static TwDayState
parse_state (const char *word)
{
  for (int state = TW_DAY_DRAFT; state < TW_N_DAY_STATES; state++)
    if (strcmp (words[state], word) == 0)
      return (TwDayState) state;
  return TW_DAY_DRAFT;
}

static void
reason_free (gpointer data)
{
  TwDayReason *reason = data;

  g_free (reason->key);
  g_free (reason->text);
  g_free (reason->reason);
  g_free (reason->by);
  g_free (reason);
}

void
tw_day_doc_free (TwDayDoc *self)
{
  if (self == NULL)
    return;
  g_free (self->date);
  g_free (self->id);
  g_free (self->rev);
  g_free (self->planner);
  g_free (self->planner_id);
  g_free (self->approver);
  g_free (self->approver_id);
  for (int state = 0; state < TW_N_DAY_STATES; state++)
    g_free (self->at[state]);
  g_strfreev (self->editors);
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

static char **
parse_texts (JsonArray *array)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (texts, json_node_get_string (node));
    }
  return g_strv_builder_end (texts);
}

static void
parse_reasons (TwDayDoc *self, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      if (object != NULL)
        tw_day_doc_set_reason (self, tw_json_get_string (object, "key", ""),
                               tw_json_get_string (object, "text", ""),
                               tw_json_get_string (object, "reason", ""),
                               tw_json_get_string (object, "by", ""));
    }
}

static void
parse (TwDayDoc *self, const TwDoc *doc)
{
  self->rev = g_strdup (doc->rev);
  self->state = parse_state (tw_json_get_string (doc->body, "state", ""));
  self->edition = (int) tw_json_get_int (doc->body, "edition", 0);
  self->planner = g_strdup (tw_json_get_string (doc->body, "planner", NULL));
  self->planner_id = g_strdup (tw_json_get_string (doc->body, "planner_id", NULL));
  self->approver = g_strdup (tw_json_get_string (doc->body, "approver", NULL));
  self->approver_id = g_strdup (tw_json_get_string (doc->body, "approver_id", NULL));
  for (int state = TW_DAY_SUBMITTED; state < TW_N_DAY_STATES; state++)
    self->at[state] = g_strdup (tw_json_get_string (doc->body, time_members[state], NULL));
  self->editors = parse_texts (tw_json_get_array (doc->body, "editors"));
  parse_reasons (self, tw_json_get_array (doc->body, "reasons"));
}

TwDayDoc *
tw_day_doc_read (TwStore *store, const char *date, GError **error)
{
  g_autoptr (TwDayDoc) self = g_new0 (TwDayDoc, 1);
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (store != NULL && date != NULL, NULL);
  self->date = g_strdup (date);
  self->id = g_strconcat ("roster:", date, NULL);
  self->reasons = g_ptr_array_new_with_free_func (reason_free);
  g_autoptr (TwDoc) doc = tw_store_get (store, self->id, &local);
  if (doc != NULL)
    parse (self, doc);
  else if (g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    self->editors = g_new0 (char *, 1);
  else
    {
      self->editors = g_new0 (char *, 1);
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&self);
}

gboolean
tw_day_doc_is_editor (const TwDayDoc *self, const char *officer_id)
{
  return g_strv_contains ((const char *const *) self->editors, officer_id);
}

void
tw_day_doc_add_editor (TwDayDoc *self, const char *officer_id)
{
  if (tw_day_doc_is_editor (self, officer_id))
    return;
  guint n = g_strv_length (self->editors);
  self->editors = g_renew (char *, self->editors, n + 2);
  self->editors[n] = g_strdup (officer_id);
  self->editors[n + 1] = NULL;
}

static TwDayReason *
find_reason (const TwDayDoc *self, const char *key)
{
  for (guint i = 0; i < self->reasons->len; i++)
    {
      TwDayReason *reason = self->reasons->pdata[i];
      if (strcmp (reason->key, key) == 0)
        return reason;
    }
  return NULL;
}

const char *
tw_day_doc_find_reason (const TwDayDoc *self, const char *key)
{
  TwDayReason *reason = find_reason (self, key);

  return reason != NULL ? reason->reason : NULL;
}

void
tw_day_doc_set_reason (TwDayDoc *self, const char *key, const char *text, const char *reason,
                       const char *by)
{
  TwDayReason *old = find_reason (self, key);

  if (old != NULL)
    g_ptr_array_remove (self->reasons, old);
  TwDayReason *added = g_new0 (TwDayReason, 1);
  added->key = g_strdup (key);
  added->text = g_strdup (text);
  added->reason = g_strdup (reason);
  added->by = g_strdup (by);
  g_ptr_array_add (self->reasons, added);
}

static void
set_text (JsonObject *body, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (body, member, text);
}

static JsonArray *
write_reasons (const TwDayDoc *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->reasons->len; i++)
    {
      const TwDayReason *reason = self->reasons->pdata[i];
      JsonObject *object = json_object_new ();
      json_object_set_string_member (object, "key", reason->key);
      json_object_set_string_member (object, "text", reason->text);
      json_object_set_string_member (object, "reason", reason->reason);
      json_object_set_string_member (object, "by", reason->by);
      json_array_add_object_element (array, object);
    }
  return array;
}

static void
write_times (const TwDayDoc *self, JsonObject *body, gint64 now_us)
{
  g_autofree char *now = tw_time_format_rfc3339 (now_us);

  for (int state = TW_DAY_SUBMITTED; state < TW_N_DAY_STATES; state++)
    {
      gboolean reached = state <= (int) self->state, now_there = state == (int) self->state;
      if (reached || state == TW_DAY_PUBLISHED)
        set_text (body, time_members[state], now_there ? now : self->at[state]);
    }
}

void
tw_day_doc_put (const TwDayDoc *self, TwBatch *batch, gint64 now_us)
{
  JsonObject *body = json_object_new ();
  JsonArray *editors = json_array_new ();

  g_return_if_fail (self->state != TW_DAY_EMPTY);
  json_object_set_string_member (body, "state", words[self->state]);
  json_object_set_int_member (body, "edition", self->edition);
  set_text (body, "planner", self->planner);
  set_text (body, "planner_id", self->planner_id);
  set_text (body, "approver", self->approver);
  set_text (body, "approver_id", self->approver_id);
  write_times (self, body, now_us);
  for (char **editor = self->editors; *editor != NULL; editor++)
    json_array_add_string_element (editors, *editor);
  json_object_set_array_member (body, "editors", editors);
  json_object_set_array_member (body, "reasons", write_reasons (self));
  tw_batch_put (batch, self->id, self->rev, body);
}

gboolean
tw_rota_day_put_edit (TwStore *store, TwBatch *batch, const char *date, const char *officer_id,
                      gint64 now_us, GError **error)
{
  g_autoptr (TwDayDoc) day = tw_day_doc_read (store, date, error);

  if (day == NULL)
    return FALSE;
  gboolean known = officer_id == NULL || tw_day_doc_is_editor (day, officer_id);
  if (day->state == TW_DAY_DRAFT && known)
    return TRUE;
  tw_day_state_step (day->state, TW_DAY_EVENT_EDIT, &day->state);
  g_clear_pointer (&day->planner, g_free);
  g_clear_pointer (&day->planner_id, g_free);
  g_clear_pointer (&day->approver, g_free);
  g_clear_pointer (&day->approver_id, g_free);
  if (!known)
    tw_day_doc_add_editor (day, officer_id);
  tw_day_doc_put (day, batch, now_us);
  return TRUE;
}
