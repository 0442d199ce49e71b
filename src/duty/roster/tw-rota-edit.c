// SPDX-License-Identifier: Apache-2.0
/*
 * The one way in which a console changes a roster. The picture turns at once; the documents follow
 * in the order of the edits, each step in one transaction with its undo and with the days it makes
 * drafts again. When a step cannot be written (a full disk, another console was first), it and the
 * steps made upon it are gone: the picture is read anew and the officer is told why.
 */
#include "config.h"

#include "duty/roster/tw-rota-private.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-id.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a shift's document holds besides what others may have put there. */
static const char *const shift_members[] = { "person", "from",     "to",   "kind",   "stretches",
                                             "pinned", "override", "note", "origin", NULL };

/* --- edits as turns --------------------------------------------------------------------------- */

void
tw_rota_turns_free (GArray *turns)
{
  for (guint i = 0; turns != NULL && i < turns->len; i++)
    {
      TwRotaTurn *turn = &g_array_index (turns, TwRotaTurn, i);

      g_clear_pointer (&turn->before, tw_shift_unref);
      g_clear_pointer (&turn->after, tw_shift_unref);
    }
  if (turns != NULL)
    g_array_unref (turns);
}

static gboolean
refuse_gone (GError **error)
{
  return tw_rota_refuse (error, _ ("This shift is gone: somebody took it away meanwhile"));
}

/* What was allowed for other hours or another person is not allowed for these, nor for a copy; and
 * an edit allows nothing by itself. What was published with it may come back. */
static void
keep_override (TwRotaPicture *picture, const TwShift *before, const char *id, TwShift *after)
{
  const TwShift *told = id != NULL ? g_hash_table_lookup (picture->published_by_id, id) : NULL;
  const TwShift *from = before != NULL && tw_shift_same_work (before, after) ? before
                        : told != NULL && tw_shift_same_work (told, after)   ? told
                                                                             : NULL;

  g_free (after->override_reason);
  g_free (after->override_by);
  g_free (after->override_rules);
  after->override_reason = from != NULL ? g_strdup (from->override_reason) : NULL;
  after->override_by = from != NULL ? g_strdup (from->override_by) : NULL;
  after->override_rules = from != NULL ? g_strdup (from->override_rules) : NULL;
}

static TwShift *
make_after (const TwShift *before, const TwShift *wanted, const char *id)
{
  TwShift *after = tw_shift_copy (wanted);

  g_free (after->id);
  g_free (after->rev);
  after->id = g_strdup (before != NULL ? before->id : id);
  after->rev = before != NULL ? g_strdup (before->rev) : NULL;
  if (after->origin == NULL)
    after->origin = g_strdup ("hand");
  return after;
}

static gboolean
is_twice (const TwRotaEdit *edits, guint i)
{
  for (guint j = 0; j < i; j++)
    if (g_strcmp0 (edits[j].shift_id, edits[i].shift_id) == 0)
      return TRUE;
  return FALSE;
}

/* Of the shift that is changed, or that was taken away and comes back. */
static const char *
gone_id (TwRota *self, const TwRotaEdit *edit)
{
  if (edit->shift_id != NULL)
    return edit->shift_id;
  return tw_rota_find (self, edit->after->id) == NULL ? edit->after->id : NULL;
}

GArray *
tw_rota_edits_to_turns (TwRota *self, const TwRotaEdit *edits, guint n_edits, GError **error)
{
  GArray *turns = g_array_new (FALSE, TRUE, sizeof (TwRotaTurn));

  for (guint i = 0; i < n_edits; i++)
    {
      TwShift *before = tw_rota_find (self, edits[i].shift_id);
      g_autofree char *id = g_strdup_printf ("preview:%u", i);
      TwRotaTurn turn = { 0 };

      if (edits[i].shift_id == NULL ? edits[i].after == NULL
                                    : before == NULL || (n_edits < 100 && is_twice (edits, i)))
        {
          refuse_gone (error);
          tw_rota_turns_free (turns);
          return NULL;
        }
      turn.before = before != NULL ? tw_shift_ref (before) : NULL;
      turn.after = edits[i].after != NULL ? make_after (before, edits[i].after, id) : NULL;
      if (turn.after != NULL)
        keep_override (self->picture, before, gone_id (self, &edits[i]), turn.after);
      g_array_append_val (turns, turn);
    }
  return turns;
}

/* --- what is refused -------------------------------------------------------------------------- */

static gboolean
check_times (TwRota *self, const TwRotaTurn *turn, gint64 now_us, GError **error)
{
  const TwRotaFrame *frame = self->picture->frame;
  const TwShift *shifts[] = { turn->before, turn->after };

  for (guint i = 0; i < G_N_ELEMENTS (shifts); i++)
    if (shifts[i] != NULL && shifts[i]->to_us <= now_us)
      {
        g_autofree char *when =
            tw_rota_dup_times (shifts[i]->from_us, shifts[i]->to_us, frame->zone);

        return tw_rota_refuse (error, _ ("%s is in the past, which stays as it was"), when);
      }
  if (turn->after != NULL
      && (turn->after->from_us >= turn->after->to_us || turn->after->n_stretches == 0
          || turn->after->person >= self->picture->problem.n_people))
    return tw_rota_refuse (error, _ ("A shift needs a beginning, an end and a post"));
  return TRUE;
}

static gboolean
check_edit (TwRota *self, GArray *turns, TwOfficer *actor, GError **error)
{
  gint64 now_us = tw_duty_now_us (self->duty);

  if (!tw_rota_check_right (actor, TW_RIGHT_PLAN, _ ("plan rosters"), error)
      || !tw_duty_may_write (self->duty, error))
    return FALSE;
  for (guint i = 0; i < turns->len; i++)
    if (!check_times (self, &g_array_index (turns, TwRotaTurn, i), now_us, error))
      return FALSE;
  return TRUE;
}

/* --- documents -------------------------------------------------------------------------------- */

static char *
name_of (TwRota *self, const TwShift *shift)
{
  const TwRotaFrame *frame = self->picture->frame;
  g_autofree char *when = tw_rota_dup_times (shift->from_us, shift->to_us, frame->zone);

  return g_strdup_printf ("%s %s", tw_rota_text_person (frame, shift->person), when);
}

static const char *
known_rev (TwRota *self, const TwShift *before)
{
  if (before == NULL)
    return NULL;
  return g_hash_table_contains (self->ours, before->id) ? TW_DOC_REV_OURS : before->rev;
}

static void
touch_day (TwRota *self, TwDocStep *step, GHashTable *touched, const TwShift *shift,
           const char *officer)
{
  TwRotaPicture *picture = self->picture;
  int day = shift != NULL ? tw_rota_day_of (picture->frame, shift->from_us) : 0;
  char *date;
  g_autofree char *id = NULL;
  const char *rev = NULL;

  if (shift == NULL)
    return;
  date = tw_rota_dup_date (shift->from_us, picture->frame->zone);
  id = g_strconcat ("roster:", date, NULL);
  if (day >= 0 && day < (int) picture->frame->days->len && picture->day_docs[day] != NULL)
    rev = picture->day_docs[day]->rev;
  if (g_hash_table_contains (self->ours, id))
    rev = TW_DOC_REV_OURS;
  if (!g_hash_table_contains (touched, date))
    tw_doc_step_touch_day (step, date, rev, officer);
  g_hash_table_add (self->ours, g_steal_pointer (&id));
  g_hash_table_add (touched, date);
}

/* A proposal brings its documents along. */
static JsonObject *
take_body (TwRota *self, TwRotaPicture *made, const TwShift *shift)
{
  gpointer key, body;

  if (made == NULL || made->bodies == NULL
      || !g_hash_table_steal_extended (made->bodies, shift->id, &key, &body))
    return tw_rota_frame_write_shift (self->picture->frame, shift);
  g_free (key);
  return body;
}

static TwDocStep *
make_step (TwRota *self, GArray *turns, TwRotaPicture *made, const char *label, const char *officer)
{
  TwDocStep *step = tw_doc_step_new (label);
  g_autoptr (GHashTable) days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < turns->len; i++)
    {
      TwRotaTurn *turn = &g_array_index (turns, TwRotaTurn, i);
      const TwShift *one = turn->before != NULL ? turn->before : turn->after;
      g_autofree char *name = name_of (self, one);
      JsonObject *body = turn->after != NULL ? take_body (self, made, turn->after) : NULL;

      tw_doc_step_put (step, one->id, name, known_rev (self, turn->before), body, shift_members);
      touch_day (self, step, days, turn->before, officer);
      touch_day (self, step, days, turn->after, officer);
    }
  for (guint i = 0; i < turns->len; i++)
    {
      TwRotaTurn *turn = &g_array_index (turns, TwRotaTurn, i);

      g_hash_table_add (self->ours, g_strdup ((turn->before ? turn->before : turn->after)->id));
    }
  return step;
}

static void
saved_cb (const GError *error, gpointer user_data)
{
  g_autoptr (TwRota) self = user_data;

  if (self->picture == NULL)
    return;
  if (error == NULL)
    {
      if (tw_doc_lane_is_idle (self->lane))
        tw_rota_look_at_changes (self);
      return;
    }
  /* Those that were made upon it fail as well; one message is enough. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  tw_doc_lane_restart (self->lane);
  g_hash_table_remove_all (self->ours);
  self->n_edits++;
  tw_rota_reload_now (self);
  tw_rota_emit_failed (self, error->message);
}

/* Days of the frame that were submitted or approved are drafts from now on. */
static void
make_drafts (TwRota *self, GArray *turns)
{
  TwRotaPicture *picture = self->picture;

  for (guint i = 0; i < 2 * turns->len; i++)
    {
      TwRotaTurn *turn = &g_array_index (turns, TwRotaTurn, i / 2);
      const TwShift *shift = i % 2 ? turn->after : turn->before;
      int day = shift != NULL ? tw_rota_day_of (picture->frame, shift->from_us) : -1;
      TwDayDoc *doc =
          day >= 0 && day < (int) picture->frame->days->len ? picture->day_docs[day] : NULL;

      if (doc != NULL)
        tw_day_state_step (doc->state, TW_DAY_EVENT_EDIT, &doc->state);
    }
}

static gboolean
touches_frame (const TwRotaFrame *frame, const TwShift *shift)
{
  return shift != NULL && shift->to_us > frame->from_us && shift->from_us < frame->to_us;
}

/* What lies outside the frame is written, but not in the picture. */
static void
turn_picture (TwRota *self, GArray *turns)
{
  g_autoptr (GArray) inside = g_array_sized_new (FALSE, FALSE, sizeof (TwRotaTurn), turns->len);

  for (guint i = 0; i < turns->len; i++)
    {
      TwRotaTurn turn = g_array_index (turns, TwRotaTurn, i);

      if (!touches_frame (self->picture->frame, turn.after))
        turn.after = NULL;
      if (turn.before != NULL || turn.after != NULL)
        g_array_append_val (inside, turn);
    }
  tw_rota_picture_turn (self->picture, (TwRotaTurn *) inside->data, inside->len);
}

static GStrv
list_ids (GArray *turns)
{
  GStrv ids = g_new0 (char *, turns->len + 1);

  for (guint i = 0; i < turns->len; i++)
    {
      TwRotaTurn *turn = &g_array_index (turns, TwRotaTurn, i);

      ids[i] = g_strdup ((turn->before != NULL ? turn->before : turn->after)->id);
    }
  return ids;
}

void
tw_rota_queue_step (TwRota *self, TwDocStep *step)
{
  tw_duty_queue_step (self->duty, self->lane, step, saved_cb, g_object_ref (self));
}

/* Days may have been submitted while a proposal was worked out and looked at. */
static void
keep_days (TwRotaPicture *now, TwRotaPicture *made)
{
  for (guint d = 0; d < now->frame->days->len; d++)
    tw_rota_picture_set_day_doc (made, d, g_steal_pointer (&now->day_docs[d]));
}

gboolean
tw_rota_turn (TwRota *self, GArray *turns, TwRotaPicture **picture, const char *label,
              TwDocStep **ret_step, GError **error)
{
  TwOfficer *actor = tw_duty_dup_actor (self->duty);

  if (!check_edit (self, turns, actor, error))
    {
      tw_officer_free (actor);
      return FALSE;
    }
  *ret_step = make_step (self, turns, picture != NULL ? *picture : NULL, label, actor->id);
  tw_officer_free (actor);
  if (picture != NULL)
    {
      tw_rota_set_hover (self, NULL, 0);
      keep_days (self->picture, *picture);
      tw_rota_picture_free (self->picture);
      self->picture = g_steal_pointer (picture);
    }
  tw_rota_picture_set_now (self->picture, tw_duty_now_us (self->duty));
  if (picture == NULL)
    turn_picture (self, turns);
  make_drafts (self, turns);
  self->n_edits++;
  return TRUE;
}

static void
name_new_shifts (TwRota *self, GArray *turns)
{
  gint64 now_us = tw_duty_now_us (self->duty);

  for (guint i = 0; i < turns->len; i++)
    {
      TwRotaTurn *turn = &g_array_index (turns, TwRotaTurn, i);

      if (turn->before != NULL)
        continue;
      g_free (turn->after->id);
      turn->after->id = tw_id_new ("shift", now_us, NULL);
    }
}

gboolean
tw_rota_edit (TwRota *self, const TwRotaEdit *edits, guint n_edits, const char *label,
              GStrv *ret_ids, GError **error)
{
  GArray *turns;
  TwDocStep *step;
  gboolean done;

  g_return_val_if_fail (TW_IS_ROTA (self) && self->picture != NULL && label != NULL, FALSE);
  turns = tw_rota_edits_to_turns (self, edits, n_edits, error);
  if (turns == NULL)
    return FALSE;
  name_new_shifts (self, turns);
  done = tw_rota_turn (self, turns, NULL, label, &step, error);
  if (done)
    {
      tw_rota_queue_step (self, step);
      if (ret_ids != NULL)
        *ret_ids = list_ids (turns);
      tw_rota_emit_changed (self);
    }
  tw_rota_turns_free (turns);
  return done;
}

gboolean
tw_rota_is_saved (TwRota *self)
{
  g_return_val_if_fail (TW_IS_ROTA (self), TRUE);
  return tw_doc_lane_is_idle (self->lane);
}

/* --- overrides without a shift ---------------------------------------------------------------- */

static void
set_day_override (TwDayDoc *doc, const char *key, const char *text, const char *reason,
                  const char *by)
{
  if (reason != NULL)
    tw_day_doc_set_reason (doc, key, text, reason, by);
  for (guint i = 0; reason == NULL && i < doc->reasons->len; i++)
    if (strcmp (((TwDayReason *) doc->reasons->pdata[i])->key, key) == 0)
      {
        g_ptr_array_remove_index (doc->reasons, i);
        break;
      }
}

TwDocStep *
tw_rota_override_day (TwRota *self, int day, const char *key, const char *text, const char *reason,
                      const TwOfficer *actor, const char *label, GError **error)
{
  const TwRotaSpan *span = self->picture->frame->days->pdata[day];
  gint64 now_us = tw_duty_now_us (self->duty);
  g_autoptr (TwDayDoc) doc = NULL;
  JsonObject *body;
  TwDocStep *step;

  if (!tw_duty_may_write (self->duty, error))
    return NULL;
  doc = tw_day_doc_read (self->store, span->date, error);
  if (doc == NULL)
    return NULL;
  tw_day_state_step (doc->state, TW_DAY_EVENT_EDIT, &doc->state);
  set_day_override (doc, key, text, reason, actor->name);
  body = tw_day_doc_write (doc, now_us, error);
  if (body == NULL)
    return NULL;
  step = tw_doc_step_new (label);
  tw_doc_step_put (step, doc->id, span->date, doc->rev, body, NULL);
  tw_rota_picture_set_day_doc (self->picture, day, g_steal_pointer (&doc));
  tw_rota_picture_judge_all (self->picture);
  return step;
}
