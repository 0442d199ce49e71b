// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-solve-store.h"

#include "base/tw-id.h"
#include "duty/roster/tw-rota-proposal.h"
#include "duty/roster/tw-rota-words.h"
#include "duty/tw-duty-roster-bench.h"
#include "roster/tw-roster-tally.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* --- solving --------------------------------------------------------------------------------- */

typedef struct {
  const TwRosterSolveOptions *options;
  gint64 since_us;
  double first_seconds;
} Watch;

static void
progress_cb (const TwRosterProgress *progress, gpointer data)
{
  Watch *watch = data;

  if (watch->first_seconds == 0)
    watch->first_seconds = (double) (g_get_monotonic_time () - watch->since_us) / TW_US_PER_S;
  if (watch->options->progress)
    watch->options->progress (progress, watch->options->progress_data);
}

static void
score_shifts (TwRotaFrame *frame, const TwRosterProblem *problem, GPtrArray *shifts,
              TwRosterScore *ret)
{
  g_autoptr (TwRoster) roster = tw_roster_new (problem);

  g_free (roster->plans);
  roster->plans = tw_rota_frame_dup_plans (frame, shifts);
  tw_roster_evaluate (roster);
  *ret = roster->score;
}

static double
count_under_hours (const TwRosterProblem *problem, const TwRoster *roster)
{
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);

  for (int e = 0; e < problem->n_people; e++)
    tw_roster_tally_apply (tally, &roster->plans[e], 1);
  return tw_rota_under_hours (problem, tally->heads);
}

gboolean
tw_rota_solve_frame (TwRotaFrame *frame, GPtrArray *shifts, GPtrArray *published,
                     const guint8 *may_touch, guint pools, const TwRosterSolveOptions *options,
                     TwRotaSolved *ret, GError **error)
{
  Watch watch = { .options = options, .since_us = g_get_monotonic_time () };
  TwRosterSolveOptions own = *options;

  g_return_val_if_fail (frame && shifts && published && options && ret, FALSE);
  const TwRotaQuestion question = {
    .frame = frame, .shifts = shifts, .published = published, .now_us = frame->read_us
  };
  g_autoptr (TwRosterProblem) problem = tw_rota_question_dup_problem (&question, may_touch, pools);
  own.progress = progress_cb;
  own.progress_data = &watch;
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &own, error);
  if (!solution)
    return FALSE;
  *ret = (TwRotaSolved){ .before = g_ptr_array_ref (shifts),
                         .score = solution->roster->score,
                         .bound = solution->bound,
                         .gap = -1,
                         .seconds = solution->seconds,
                         .first_seconds = watch.first_seconds,
                         .rounds = solution->rounds };
  if (!isinf (solution->bound))
    ret->gap = tw_duty_roster_gap (solution->roster->score.total, solution->bound);
  score_shifts (frame, problem, shifts, &ret->score_before);
  ret->under_hours = count_under_hours (problem, solution->roster);
  ret->after = tw_rota_shifts_of_plans (frame, shifts, solution->roster->plans, "solve");
  ret->shortages = tw_rota_list_shortages (frame, problem, solution->roster->plans);
  return TRUE;
}

void
tw_rota_solved_clear (TwRotaSolved *self)
{
  g_clear_pointer (&self->before, g_ptr_array_unref);
  g_clear_pointer (&self->after, g_ptr_array_unref);
  g_clear_pointer (&self->shortages, g_ptr_array_unref);
}

/* --- writing --------------------------------------------------------------------------------- */

static GHashTable *
index_shifts (GPtrArray *shifts)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < shifts->len; i++)
    if (((TwShift *) shifts->pdata[i])->id)
      g_hash_table_insert (index, ((TwShift *) shifts->pdata[i])->id, shifts->pdata[i]);
  return index;
}

/* The frame's day on which a shift begins; -1: none. */
static int
day_of (const TwRotaFrame *frame, const TwShift *shift)
{
  for (guint i = 0; i < frame->days->len; i++)
    {
      const TwRotaSpan *span = frame->days->pdata[i];
      if (shift->from_us >= span->from_us && shift->from_us < span->to_us)
        return (int) i;
    }
  return -1;
}

/* What a solver has no say in stays: a member another program put there. */
static const char *const owned[] = { "person", "from",     "to",   "kind",   "stretches",
                                     "pinned", "override", "note", "origin", NULL };

typedef struct {
  TwRotaFrame *frame;
  TwDocStep *step;
  GHashTable *before, *after; /* id -> TwShift */
  guint8 *touched;            /* days */
  gint64 now_us;
  guint n_removed, n_added;
} Writing;

static void
touch (Writing *self, const TwShift *shift)
{
  int day = day_of (self->frame, shift);

  if (day >= 0)
    self->touched[day] = 1;
}

static void
put_before (Writing *self, const TwShift *shift)
{
  g_autofree char *words = tw_rota_dup_shift_words (self->frame, shift);

  if (g_hash_table_contains (self->after, shift->id))
    return;
  tw_doc_step_put (self->step, shift->id, words, shift->rev, NULL, NULL);
  touch (self, shift);
  self->n_removed++;
}

static void
put_after (Writing *self, const TwShift *shift)
{
  const TwShift *was = shift->id ? g_hash_table_lookup (self->before, shift->id) : NULL;
  g_autofree char *id = shift->id ? g_strdup (shift->id) : tw_id_new ("shift", self->now_us, NULL);
  g_autofree char *words = tw_rota_dup_shift_words (self->frame, shift);

  if (was && tw_shift_same_work (was, shift))
    return;
  tw_doc_step_put (self->step, id, words, was ? was->rev : NULL,
                   tw_rota_frame_write_shift (self->frame, shift), owned);
  touch (self, shift);
  if (was)
    touch (self, was);
  self->n_removed += was != NULL;
  self->n_added++;
}

static gboolean
touch_days (TwDuty *duty, TwRotaFrame *frame, TwDocStep *step, const guint8 *touched,
            const TwOfficer *actor, GError **error)
{
  for (guint i = 0; i < frame->days->len; i++)
    {
      const TwRotaSpan *span = frame->days->pdata[i];
      g_autoptr (TwDayDoc) day = NULL;
      if (!touched[i])
        continue;
      day = tw_day_doc_read (tw_duty_get_store (duty), span->date, error);
      if (!day)
        return FALSE;
      tw_doc_step_touch_day (step, span->date, day->rev, actor->id);
    }
  return TRUE;
}

gboolean
tw_rota_store_shifts (TwDuty *duty, TwRotaFrame *frame, GPtrArray *before, GPtrArray *after,
                      const char *label, guint *ret_n_removed, guint *ret_n_added, GError **error)
{
  g_return_val_if_fail (duty && frame && before && after && label, FALSE);
  g_autoptr (TwDocStep) step = tw_doc_step_new (label);
  g_autofree guint8 *touched = g_malloc0 (frame->days->len + 1);
  g_autoptr (GHashTable) was = index_shifts (before), is = index_shifts (after);
  TwOfficer *actor = tw_duty_dup_actor (duty);
  Writing self = { frame, step, was, is, touched, tw_duty_now_us (duty), 0, 0 };
  gboolean done = tw_rota_check_right (actor, TW_RIGHT_PLAN, _ ("plan a roster"), error);

  for (guint i = 0; i < before->len; i++)
    put_before (&self, before->pdata[i]);
  for (guint i = 0; i < after->len; i++)
    put_after (&self, after->pdata[i]);
  if (done && tw_doc_step_get_size (step) > 0)
    {
      g_autofree char *detail = g_strdup_printf ("-%u +%u", self.n_removed, self.n_added);
      done = touch_days (duty, frame, step, touched, actor, error);
      tw_rota_add_audit (step, self.now_us, actor, "roster.solve", NULL, detail);
      done = done && tw_duty_write_step (duty, g_steal_pointer (&step), error);
    }
  tw_officer_free (actor);
  if (!done)
    return FALSE;
  if (ret_n_removed)
    *ret_n_removed = self.n_removed;
  if (ret_n_added)
    *ret_n_added = self.n_added;
  return TRUE;
}
