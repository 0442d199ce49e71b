// SPDX-License-Identifier: Apache-2.0
/*
 * What a gesture means. A bar that keeps its length moves as a whole, with what is in it; one whose
 * length changes is fitted anew. By place a bar is a stretch of a shift: moving it moves the shift,
 * another row is another post for that stretch, and its edges are those of the shift where it is
 * the first or the last.
 */
#include "config.h"

#include "desk/roster/tw-roster-glue.h"

#include "desk/roster/tw-roster-words.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

void
tw_roster_edits_init (TwRosterEdits *self)
{
  self->edits = g_array_new (FALSE, FALSE, sizeof (TwRotaEdit));
  self->shifts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);
  self->label = NULL;
}

void
tw_roster_edits_clear (TwRosterEdits *self)
{
  g_clear_pointer (&self->edits, g_array_unref);
  g_clear_pointer (&self->shifts, g_ptr_array_unref);
  g_clear_pointer (&self->label, g_free);
}

void
tw_roster_edits_add (TwRosterEdits *self, const char *shift_id, TwShift *after)
{
  TwRotaEdit edit = { shift_id, after };

  if (after != NULL)
    g_ptr_array_add (self->shifts, after);
  g_array_append_val (self->edits, edit);
}

TwShift *
tw_roster_glue_find (TwRota *rota, const TwRosterLook *look, const char *bar_id, int *ret_stretch)
{
  const char *mark = look->by_place ? strrchr (bar_id, '#') : NULL;
  g_autofree char *id = mark != NULL ? g_strndup (bar_id, (gsize) (mark - bar_id)) : NULL;

  if (ret_stretch != NULL)
    *ret_stretch = mark != NULL ? atoi (mark + 1) : -1;
  if (look->published || look->proposal != NULL)
    return NULL;
  return tw_rota_find (rota, id != NULL ? id : bar_id);
}

GStrv
tw_roster_glue_bars_of (TwRota *rota, const TwRosterLook *look, const char *shift_id)
{
  TwShift *shift = tw_rota_find (rota, shift_id);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!look->by_place)
    g_strv_builder_add (builder, shift_id);
  for (guint i = 0; look->by_place && shift != NULL && i < shift->n_stretches; i++)
    if (shift->stretches[i].kind == TW_STRETCH_WORK)
      {
        g_autofree char *id = g_strdup_printf ("%s#%u", shift_id, i);

        g_strv_builder_add (builder, id);
      }
  return g_strv_builder_end (builder);
}

/* --- new shifts ----------------------------------------------------------------------------- */

static gboolean
may_stand (const TwRotaFrame *frame, int person, int post)
{
  const TwRosterPerson *who;
  const TwRosterPost *where = &frame->problem->posts[post];

  if (person < 0)
    return TRUE;
  who = &frame->problem->people[person];
  if (post < 256 && (who->posts_barred[post / 64] & (G_GUINT64_CONSTANT (1) << (post % 64))) != 0)
    return FALSE;
  return (who->skills & where->skills) == where->skills
         && (where->pools == 0 || (where->pools & (G_GUINT64_CONSTANT (1) << who->pool)) != 0);
}

/* Head-hours missed within [from, to). */
static double
missed (TwRota *rota, int post, gint64 from_us, gint64 to_us)
{
  TwCoverFilter filter = { .post = post };
  TwCover cover;
  double sum = 0;

  tw_rota_get_cover (rota, &filter, &cover);
  for (guint i = 0; i < cover.n_slots; i++)
    {
      gint64 t_us = cover.from_us + i * cover.slot_us;

      if (t_us >= from_us && t_us < to_us)
        sum += MAX (cover.wanted[i] - cover.staffed[i], -0.25);
    }
  tw_cover_clear (&cover);
  return sum;
}

int
tw_roster_glue_best_post (TwRota *rota, int person, gint64 from_us, gint64 to_us)
{
  TwRotaFrame *frame = tw_rota_get_frame (rota);
  double best = -G_MAXDOUBLE;
  int found = -1;

  for (guint p = 0; p < frame->posts->len; p++)
    {
      const TwRotaPost *post = frame->posts->pdata[p];
      double value;

      if (!may_stand (frame, person, (int) p))
        continue;
      value = missed (rota, (int) p, from_us, to_us) / MAX (post->priority, 1);
      if (value > best)
        {
          best = value;
          found = (int) p;
        }
    }
  return found;
}

static TwShift *
new_shift (TwRotaFrame *frame, int person, int post, gint64 from_us, gint64 to_us)
{
  TwShift *shift = tw_shift_new ();

  shift->person = person;
  shift->kind = -1;
  shift->from_us = from_us;
  shift->to_us = to_us;
  shift->n_stretches = 1;
  shift->stretches = g_new0 (TwStretch, 1);
  shift->stretches[0] = (TwStretch){ TW_STRETCH_WORK, post, from_us, to_us };
  g_free (shift->origin);
  shift->origin = g_strdup ("hand");
  tw_rota_frame_fit_shift (frame, shift, from_us, to_us);
  return shift;
}

/* --- moves ---------------------------------------------------------------------------------- */

static void
shift_by (TwRotaFrame *frame, TwShift *shift, gint64 by_us)
{
  shift->from_us += by_us;
  shift->to_us += by_us;
  for (guint i = 0; i < shift->n_stretches; i++)
    {
      shift->stretches[i].from_us += by_us;
      shift->stretches[i].to_us += by_us;
    }
  tw_rota_frame_fit_shift (frame, shift, shift->from_us, shift->to_us);
}

static TwShift *
moved_person (TwRotaFrame *frame, TwShift *shift, int person, gint64 from_us, gint64 to_us)
{
  TwShift *after = tw_shift_copy (shift);

  after->person = person;
  if (to_us - from_us == shift->to_us - shift->from_us)
    shift_by (frame, after, from_us - shift->from_us);
  else
    tw_rota_frame_fit_shift (frame, after, from_us, to_us);
  return after;
}

static TwShift *
moved_place (TwRotaFrame *frame, TwShift *shift, int nth, int post, gint64 from_us, gint64 to_us)
{
  TwShift *after = tw_shift_copy (shift);
  const TwStretch *old = &shift->stretches[nth];
  gint64 begin_us = shift->from_us, end_us = shift->to_us;

  after->stretches[nth].post = post;
  if (to_us - from_us == old->to_us - old->from_us)
    {
      shift_by (frame, after, from_us - old->from_us);
      return after;
    }
  if (from_us != old->from_us)
    begin_us += from_us - old->from_us;
  if (to_us != old->to_us)
    end_us += to_us - old->to_us;
  if (end_us > begin_us)
    tw_rota_frame_fit_shift (frame, after, begin_us, end_us);
  return after;
}

/* A whole shift that is dragged in from the tray lands with its first stretch. */
static int
first_work (const TwShift *shift)
{
  for (guint i = 0; i < shift->n_stretches; i++)
    if (shift->stretches[i].kind == TW_STRETCH_WORK)
      return (int) i;
  return -1;
}

/* Number in the frame of what the row is about, or -1. */
static int
read_row (TwRotaFrame *frame, const TwRosterLook *look, TwBoardModel *model, guint row)
{
  const TwBoardRow *info =
      row < tw_board_model_get_n_rows (model) ? tw_board_model_get_row (model, row) : NULL;
  GHashTable *index = look->by_place ? frame->post_index : frame->person_index;

  return info == NULL || info->group ? -1
                                     : GPOINTER_TO_INT (g_hash_table_lookup (index, info->id)) - 1;
}

static char *
label_of (TwRotaFrame *frame, const TwBoardMove *move, const TwShift *before, const TwShift *after)
{
  const char *who = tw_roster_words_person (frame, after->person);

  if (before == NULL)
    return g_strdup_printf (_ ("New shift for %s"), who);
  if (move->copy)
    return g_strdup_printf (_ ("Copy a shift to %s"), who);
  if (before->person != after->person)
    return g_strdup_printf (_ ("Give a shift to %s"), who);
  if (after->to_us - after->from_us != before->to_us - before->from_us)
    return g_strdup_printf (_ ("Change the hours of %s"), who);
  if (after->from_us != before->from_us)
    return g_strdup_printf (_ ("Move a shift of %s"), who);
  return g_strdup_printf (_ ("Change the post of %s"), who);
}

static TwShift *
read_move (TwRota *rota, const TwRosterLook *look, const TwBoardMove *move, int target, int post,
           TwShift *before, int stretch)
{
  TwRotaFrame *frame = tw_rota_get_frame (rota);

  if (before == NULL && look->by_place)
    return new_shift (frame, -1, target, move->from_us, move->to_us);
  if (before == NULL)
    {
      if (post < 0 || !may_stand (frame, target, post))
        post = tw_roster_glue_best_post (rota, target, move->from_us, move->to_us);
      return post >= 0 ? new_shift (frame, target, post, move->from_us, move->to_us) : NULL;
    }
  if (look->by_place && stretch < 0)
    stretch = first_work (before);
  if (look->by_place && stretch >= 0 && (guint) stretch < before->n_stretches)
    return moved_place (frame, before, stretch, target, move->from_us, move->to_us);
  return moved_person (frame, before, target, move->from_us, move->to_us);
}

gboolean
tw_roster_glue_read_moves (TwRota *rota, const TwRosterLook *look, TwBoardModel *model,
                           const TwBoardMove *moves, guint n, int post, TwRosterEdits *ret)
{
  TwRotaFrame *frame = tw_rota_get_frame (rota);
  g_auto (TwRosterEdits) edits = { 0 };

  tw_roster_edits_init (&edits);
  for (guint i = 0; i < n; i++)
    {
      int target = read_row (frame, look, model, moves[i].row), stretch = -1;
      TwShift *before = moves[i].bar_id != NULL
                            ? tw_roster_glue_find (rota, look, moves[i].bar_id, &stretch)
                            : NULL;
      TwShift *after;

      if (target < 0 || (moves[i].bar_id != NULL && before == NULL))
        return FALSE;
      after = read_move (rota, look, &moves[i], target, post, before, stretch);
      if (after == NULL)
        return FALSE;
      if (moves[i].copy)
        {
          g_clear_pointer (&after->override_reason, g_free);
          g_clear_pointer (&after->override_by, g_free);
          after->pinned = FALSE;
        }
      if (edits.label == NULL)
        edits.label = label_of (frame, &moves[i], before, after);
      tw_roster_edits_add (&edits, moves[i].copy || before == NULL ? NULL : before->id, after);
    }
  if (n > 1)
    {
      g_free (edits.label);
      edits.label =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Change %u shift", "Change %u shifts", n),
                           n);
    }
  *ret = edits;
  edits = (TwRosterEdits){ 0 };
  return TRUE;
}
