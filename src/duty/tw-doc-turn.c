// SPDX-License-Identifier: Apache-2.0
/*
 * Taking steps back and doing them again: their place on the stack of undo.
 *
 * Taking back compares bodies, not revisions, as a body may have gone there and back, and stamps do
 * not count. What another console changed since is never overwritten: the step is refused with the
 * name of the document and stays where it is. Only the states of days are more patient: a day that
 * somebody submitted or approved since becomes a draft once more. None becomes approved again by
 * taking an edit back, as others may have edited it too; and what an officer approved or overrode,
 * and took back, only that officer brings back.
 */
#include "config.h"

#include "duty/tw-doc-log-private.h"

#include "base/tw-json.h"
#include "duty/roster/tw-rota-day.h"
#include "duty/roster/tw-rota-history.h"
#include "duty/roster/tw-rota-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- turning a step over --------------------------------------------------------------------- */

static gboolean
is_approved (JsonObject *day)
{
  return day != NULL && strcmp (tw_json_get_string (day, "state", ""), "approved") == 0;
}

/* Whether @from and @to are the same work, and @to has an override that @from has not. */
static gboolean
is_override (JsonObject *from, JsonObject *to, const char **ret_by)
{
  g_autoptr (JsonObject) a = from != NULL && to != NULL ? tw_doc_dup_body (from) : NULL;
  g_autoptr (JsonObject) b = a != NULL ? tw_doc_dup_body (to) : NULL;
  JsonObject *override = to != NULL ? tw_json_get_object (to, "override") : NULL;

  if (a == NULL || override == NULL || tw_doc_same_body (a, b))
    return FALSE;
  json_object_remove_member (a, "override");
  json_object_remove_member (b, "override");
  *ret_by = tw_json_get_string (override, "by", "");
  return tw_doc_same_body (a, b);
}

/* Refuses to bring back, for @actor, what another officer decided. */
static gboolean
check_decision (JsonObject *entry, JsonObject *from, JsonObject *to, const TwOfficer *actor,
                GError **error)
{
  const char *id = tw_json_get_string (entry, "id", ""), *by = actor->id;

  if (g_str_has_prefix (id, TW_DOC_DAY_PREFIX) && is_approved (to))
    by = tw_json_get_string (to, "approver_id", "");
  else if (g_str_has_prefix (id, "shift:"))
    is_override (from, to, &by);
  if (strcmp (by, actor->id) == 0)
    return TRUE;
  return tw_rota_refuse (error,
                         _ ("Another officer approved or overrode %s: only they can do so again"),
                         tw_json_get_string (entry, "name", id));
}

static gboolean
turn_item (TwStore *store, JsonObject *entry, gboolean redo, gint64 now_us, const TwOfficer *actor,
           TwBatch *batch, GError **error)
{
  const char *id = tw_json_get_string (entry, "id", "");
  JsonObject *before = tw_json_get_object (entry, redo ? "before" : "after");
  JsonObject *after = tw_json_get_object (entry, redo ? "after" : "before");
  gboolean touched = tw_json_get_bool (entry, "touched", FALSE);
  gboolean kept = tw_json_get_bool (entry, "kept", FALSE);
  g_autoptr (TwDoc) doc = NULL;

  if (!tw_doc_read (store, id, &doc, error))
    return FALSE;
  if (kept && doc == NULL)
    return TRUE;
  if (!kept && tw_doc_same_body (doc != NULL ? doc->body : NULL, before)
      && !(touched && is_approved (after)))
    {
      if (!check_decision (entry, before, after, actor, error))
        return FALSE;
      tw_doc_put_body (batch, id, doc, after);
      return TRUE;
    }
  if (!touched && !kept)
    return tw_doc_refuse_changed (error, tw_json_get_string (entry, "name", id));
  return tw_rota_day_put_edit (store, batch, id + strlen (TW_DOC_DAY_PREFIX), actor->id, now_us,
                               error);
}

/* Published or rolled back since: a newer edition than the step knew. */
static gboolean
is_told_since (TwStore *store, JsonObject *entry, gboolean redo)
{
  const char *id = tw_json_get_string (entry, "id", "");
  JsonObject *known = tw_json_get_object (entry, redo ? "before" : "after");
  g_autoptr (TwDoc) doc = tw_store_get (store, id, NULL);

  return doc != NULL && known != NULL
         && tw_json_get_int (doc->body, "edition", 0) > tw_json_get_int (known, "edition", 0);
}

/* Whether the step moved days on and did nothing else, and one of them is published since. */
static gboolean
is_overtaken (TwStore *store, JsonArray *docs, gboolean redo, const char **ret_date)
{
  *ret_date = NULL;
  for (guint i = 0; i < json_array_get_length (docs); i++)
    {
      JsonObject *entry = json_array_get_object_element (docs, i);
      const char *id = tw_json_get_string (entry, "id", "");

      if (!g_str_has_prefix (id, TW_DOC_DAY_PREFIX) || tw_json_get_bool (entry, "touched", FALSE)
          || tw_json_get_bool (entry, "kept", FALSE))
        return FALSE;
      if (*ret_date == NULL && is_told_since (store, entry, redo))
        *ret_date = id + strlen (TW_DOC_DAY_PREFIX);
    }
  return *ret_date != NULL;
}

/* Always FALSE. */
static gboolean
give_up (TwStore *store, const TwDocStep *step, const char *date, GError **error)
{
  g_autoptr (TwBatch) batch = tw_batch_new ();
  g_auto (TwDocIndex) index = { 0 };

  tw_doc_index_read (store, &index);
  tw_doc_index_forget (&index, step->number, batch);
  tw_doc_index_write (&index, batch);
  if (tw_store_put (store, g_steal_pointer (&batch), NULL, error))
    g_set_error (error, TW_UNDO_ERROR, TW_UNDO_ERROR_OVERTAKEN,
                 _ ("“%s” stays: %s has been published since. Roll the day back to change what was "
                    "published; what was done before can still be taken back"),
                 step->label, date);
  return FALSE;
}

static gboolean
turn_items (TwStore *store, TwDocStep *step, gboolean redo, gint64 now_us, TwBatch *batch,
            GError **error)
{
  g_autofree char *key = tw_doc_index_dup_key (step->number);
  g_autofree char *text = step->number > 0 ? tw_store_dup_meta (store, key) : NULL;
  g_autoptr (JsonObject) object =
      text != NULL ? tw_json_parse_object (text, -1, 2 * TW_DOC_MAX_STEPS_BYTES, NULL) : NULL;
  JsonArray *docs = object != NULL ? tw_json_get_array (object, "docs") : NULL;
  g_autofree char *label = NULL;
  g_autoptr (TwOfficer) actor = tw_rota_dup_actor (store);
  const char *date;

  if (docs != NULL && is_overtaken (store, docs, redo, &date))
    return give_up (store, step, date, error);
  if (docs == NULL)
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
                   _ ("What “%s” did is not kept any more"), step->label);
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (docs); i++)
    if (!turn_item (store, json_array_get_object_element (docs, i), redo, now_us, actor, batch,
                    error))
      return FALSE;
  label = g_strdup_printf (redo ? _ ("again: %s") : _ ("taken back: %s"), step->label);
  tw_rota_put_shift_audit (store, batch, label, docs, !redo, now_us);
  return TRUE;
}

/* Moves the element at @from to @to. */
static void
move_element (JsonArray **array, guint from, guint to)
{
  g_autoptr (JsonArray) old = g_steal_pointer (array);
  guint n = json_array_get_length (old);

  *array = json_array_sized_new (n);
  for (guint i = 0; i < n; i++)
    {
      guint at = i == to                                    ? from
                 : i < MIN (from, to) || i > MAX (from, to) ? i
                 : from < to                                ? i + 1
                                                            : i - 1;

      json_array_add_element (*array, json_node_copy (json_array_get_element (old, at)));
    }
}

/* Notes in the list that @number is undone, or that it stands again. Steps of other consoles may
 * have come after it: they stay what they are. */
static void
turn_index (TwStore *store, gint64 number, gboolean redo, TwBatch *batch)
{
  g_auto (TwDocIndex) index = { 0 };
  guint n, n_done;

  tw_doc_index_read (store, &index);
  n = json_array_get_length (index.steps);
  n_done = n - index.undone;
  for (guint i = 0; i < n; i++)
    if (tw_doc_index_number (&index, i) == number && (i >= n_done) == redo)
      {
        move_element (&index.steps, i, redo ? n_done : n_done - 1);
        index.undone += redo ? -1 : 1;
        break;
      }
  tw_doc_index_write (&index, batch);
}

/* --- the stack of a duty ---------------------------------------------------------------------- */

/* What the stack of undo keeps of a step. */
typedef struct {
  TwDocLog *log;
  TwDocStep *step;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  tw_doc_log_unref (kept->log);
  tw_doc_step_unref (kept->step);
  g_free (kept);
}

static gboolean
try_turn (TwStore *store, Kept *kept, gboolean redo, GError **error)
{
  g_autoptr (TwBatch) batch = tw_batch_new ();

  if (!turn_items (store, kept->step, redo, tw_clock_now_us (kept->log->clock), batch, error))
    return FALSE;
  turn_index (store, kept->step->number, redo, batch);
  return tw_store_put (store, g_steal_pointer (&batch), NULL, error);
}

static gboolean
turn (TwStore *store, Kept *kept, gboolean redo, GError **error)
{
  TwDocLog *log = kept->log;
  GError *local_error = NULL;
  gboolean done;

  tw_doc_log_wait (log);
  g_mutex_lock (&log->write_lock);
  for (int try = 1; !(done = try_turn (store, kept, redo, &local_error)); try++)
    if (!tw_doc_is_worth_another_try (&local_error, try))
      break;
  g_mutex_lock (&log->lock);
  if (done)
    g_hash_table_remove_all (log->left);
  g_mutex_unlock (&log->lock);
  g_mutex_unlock (&log->write_lock);
  if (!done)
    g_propagate_error (error, local_error);
  return done;
}

static char *
undo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
           GError **error)
{
  Kept *kept = data;

  return turn (store, kept, FALSE, error)
             ? g_strdup_printf (_ ("Taken back: %s"), kept->step->label)
             : NULL;
}

static char *
redo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
           GError **error)
{
  Kept *kept = data;

  return turn (store, kept, TRUE, error) ? g_strdup_printf (_ ("Done again: %s"), kept->step->label)
                                         : NULL;
}

TwUndoStep *
tw_doc_undo_step_new (TwDuty *self, TwDocStep *step)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->log = tw_doc_log_ref (self->log);
  kept->step = tw_doc_step_ref (step);
  return tw_undo_step_new (step->label, undo_func, redo_func, kept, kept_free);
}

void
tw_duty_load_steps (TwDuty *self)
{
  g_auto (TwDocIndex) index = { 0 };
  guint n;

  tw_doc_index_read (self->store, &index);
  n = json_array_get_length (index.steps);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TwDocStep) step = tw_doc_step_new (
          json_array_get_string_element (json_array_get_array_element (index.steps, i), 1));

      step->number = tw_doc_index_number (&index, i);
      g_clear_pointer (&step->items, g_array_unref);
      g_ptr_array_add (self->undo, tw_doc_undo_step_new (self, step));
    }
  self->n_done = n - index.undone;
}

gboolean
tw_duty_may_write (TwDuty *self, GError **error)
{
  g_autofree char *reason = tw_duty_dup_read_only_reason (self);

  if (reason != NULL)
    g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED, "%s", reason);
  else if (self->undoing || self->importing)
    g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
                         _ ("Wait until the step that is running has ended"));
  return reason == NULL && !self->undoing && !self->importing;
}
