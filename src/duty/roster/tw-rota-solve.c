// SPDX-License-Identifier: Apache-2.0
/*
 * Solving and repairing: a private problem in a worker, and a proposal that is ready to be looked
 * at and to be put in place, so that the thread of the screen neither compares nor judges hundreds
 * of shifts.
 */
#include "config.h"

#include "duty/roster/tw-rota-proposal.h"

#include "duty/tw-duty-roster-bench.h"
#include "roster/tw-roster-repair.h"
#include "roster/tw-roster-solve.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DEFAULT_SECONDS 20
#define DEFAULT_GAP 0.01
#define PROGRESS_MS 100
#define REPAIR_SECONDS 0.9
/* A head that is missing for an hour costs 40 and more: a repair is to gain some ten minutes. */
#define REPAIR_CHANGE_COST 8
#define REPAIR_MOVE_COST 2

typedef struct {
  TwRotaQuestion question; /* first */
  TwRotaSolveOptions options;
  TwRotaSolveFunc func;
  gpointer func_data;
  GSource *timer;
  GCancellable *cancellable;
  GMutex lock; /* guards the rest */
  TwRotaSolveProgress progress;
  gboolean news;
} Solve;

static void
solve_free (gpointer data)
{
  Solve *solve = data;

  if (solve->timer != NULL)
    {
      g_source_destroy (solve->timer);
      g_source_unref (solve->timer);
    }
  tw_rota_question_clear (&solve->question);
  g_clear_object (&solve->cancellable);
  g_mutex_clear (&solve->lock);
  g_free (solve);
}

/* -1: nothing is proven. */
static double
gap_of (double best, double bound)
{
  return isfinite (bound) ? tw_duty_roster_gap (best, bound) : -1;
}

/* In a thread of the solver. */
static void
progress_cb (const TwRosterProgress *progress, gpointer data)
{
  Solve *solve = data;

  g_mutex_lock (&solve->lock);
  solve->progress.best = progress->best;
  solve->progress.bound = progress->bound;
  solve->progress.gap = gap_of (progress->best, progress->bound);
  solve->progress.seconds = progress->seconds;
  solve->progress.under_hours =
      (double) progress->missing * TW_US_PER_SLOT / (double) TW_US_PER_HOUR;
  solve->progress.fraction = MIN (1, progress->seconds / solve->options.max_seconds);
  solve->news = TRUE;
  g_mutex_unlock (&solve->lock);
}

/* On the thread that asked. */
static gboolean
tell_cb (gpointer data)
{
  Solve *solve = data;
  TwRotaSolveProgress progress;
  gboolean news;

  g_mutex_lock (&solve->lock);
  progress = solve->progress;
  news = solve->news;
  solve->news = FALSE;
  g_mutex_unlock (&solve->lock);
  if (news && solve->func != NULL)
    solve->func (&progress, solve->func_data);
  return G_SOURCE_CONTINUE;
}

static guint8 *
days_to_touch (const Solve *solve)
{
  const TwRotaFrame *frame = solve->question.frame;
  const TwRotaSolveOptions *options = &solve->options;
  gboolean all = options->first_day == 0 && options->last_day == 0;
  guint8 *may_touch = g_malloc0 (frame->days->len + 1);

  for (int d = 0; d < (int) frame->days->len; d++)
    may_touch[d] = (all || (d >= options->first_day && d < options->last_day))
                   && ((TwRotaSpan *) frame->days->pdata[d])->to_us > solve->question.now_us;
  return may_touch;
}

static void
solve_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Solve *solve = task_data;
  g_autofree guint8 *may_touch = days_to_touch (solve);
  g_autoptr (TwRosterProblem) problem =
      tw_rota_question_dup_problem (&solve->question, may_touch, solve->options.pools);
  TwRosterSolveOptions options = { .seed = solve->options.seed,
                                   .n_threads = g_get_num_processors (),
                                   .max_seconds = solve->options.max_seconds,
                                   .max_gap = solve->options.max_gap,
                                   .cancellable = solve->cancellable,
                                   .progress = progress_cb,
                                   .progress_data = solve };
  GError *error = NULL;
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, &error);
  TwRotaProposal *proposal =
      solution != NULL ? tw_rota_question_answer (&solve->question, problem,
                                                  solution->roster->plans, "solve", &error)
                       : NULL;

  if (proposal == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  proposal->bound = solution->bound;
  proposal->gap = gap_of (solution->roster->score.total, solution->bound);
  proposal->proven = proposal->gap >= 0 && proposal->gap < 1e-9;
  proposal->seconds = solution->seconds;
  g_task_return_pointer (task, proposal, (GDestroyNotify) tw_rota_proposal_free);
}

static Solve *
solve_new (TwRota *self, const TwRotaSolveOptions *options)
{
  Solve *solve = g_new0 (Solve, 1);
  TwRotaQuestion *question = tw_rota_question_new (self);

  solve->question = *question;
  g_free (question);
  g_mutex_init (&solve->lock);
  if (options != NULL)
    solve->options = *options;
  if (solve->options.max_seconds <= 0)
    solve->options.max_seconds = DEFAULT_SECONDS;
  if (solve->options.max_gap <= 0)
    solve->options.max_gap = DEFAULT_GAP;
  solve->progress.gap = -1;
  solve->progress.under_hours = NAN;
  return solve;
}

void
tw_rota_solve_async (TwRota *self, const TwRotaSolveOptions *options, GCancellable *cancellable,
                     TwRotaSolveFunc progress, gpointer progress_data, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Solve *solve;

  g_return_if_fail (TW_IS_ROTA (self) && self->picture != NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE); /* the best so far is a result */
  solve = solve_new (self, options);
  solve->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  solve->func = progress;
  solve->func_data = progress_data;
  if (progress != NULL)
    {
      solve->timer = g_timeout_source_new (PROGRESS_MS);
      g_source_set_callback (solve->timer, tell_cb, solve, NULL);
      g_source_attach (solve->timer, g_main_context_get_thread_default ());
    }
  g_task_set_task_data (task, solve, solve_free);
  g_task_run_in_thread (task, solve_thread);
}

TwRotaProposal *
tw_rota_solve_finish (TwRota *self, GAsyncResult *result, GError **error)
{
  Solve *solve = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  if (solve->timer != NULL)
    g_source_destroy (solve->timer);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- repair ----------------------------------------------------------------------------------- */

typedef struct {
  TwRotaQuestion question; /* first */
  int person;
  gint64 from_us, to_us;
} Repair;

static void
repair_free (gpointer data)
{
  Repair *repair = data;

  tw_rota_question_clear (&repair->question);
  g_free (repair);
}

/* Nobody who is away is pinned; who has begun goes home at the beginning of the absence. */
static void
drop_pins (TwRosterPerson *person, const TwRosterAbsence *absence)
{
  int kept = 0;

  for (int i = 0; i < person->n_pins; i++)
    if (person->pins[i].first < absence->last && person->pins[i].last > absence->first)
      tw_roster_shift_clear (&person->pins[i]);
    else
      person->pins[kept++] = person->pins[i];
  person->n_pins = kept;
}

/* Of this person, in whatever pool they are listed. */
static GArray *
list_absences (const Repair *repair, TwRosterProblem *problem)
{
  const TwRotaFrame *frame = repair->question.frame;
  GArray *absences = g_array_new (FALSE, FALSE, sizeof (TwRosterAbsence));
  int e = repair->person;

  do
    {
      TwRosterAbsence absence = { e, tw_rota_frame_slot_of (frame, repair->from_us),
                                  tw_rota_frame_slot_of (frame,
                                                         repair->to_us + TW_US_PER_SLOT - 1) };

      drop_pins (&problem->people[e], &absence);
      g_array_append_val (absences, absence);
      e = frame->same_as != NULL ? frame->same_as[e] : TW_ROSTER_NONE;
    }
  while (e >= 0 && e != repair->person);
  return absences;
}

static void
plans_free (TwRosterPlan *plans, int n)
{
  for (int e = 0; e < n; e++)
    tw_roster_plan_clear (&plans[e]);
  g_free (plans);
}

static void
repair_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Repair *repair = task_data;
  TwRotaQuestion *question = &repair->question;
  g_autoptr (GPtrArray) shifts = tw_rota_question_list_shifts (question, question->now_us);
  g_autoptr (TwRosterProblem) problem =
      tw_rota_frame_dup_problem (question->frame, shifts, question->published, NULL, 0);
  TwRosterPlan *plans = tw_rota_frame_dup_plans (question->frame, shifts);
  g_autoptr (GArray) absences = list_absences (repair, problem);
  TwRosterRepairOptions options = {
    .absences = (TwRosterAbsence *) absences->data,
    .n_absences = absences->len,
    .frozen_until = tw_rota_frame_slot_of (question->frame, question->now_us + TW_US_PER_SLOT - 1),
    .change_cost = REPAIR_CHANGE_COST,
    .move_cost = REPAIR_MOVE_COST,
    .max_seconds = REPAIR_SECONDS,
    .cancellable = cancellable,
  };
  GError *error = NULL;
  g_autoptr (TwRosterRepair) done = tw_roster_repair (problem, plans, &options, &error);
  TwRotaProposal *proposal =
      done != NULL
          ? tw_rota_question_answer (question, problem, done->roster->plans, "repair", &error)
          : NULL;

  plans_free (plans, problem->n_people);
  if (proposal == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  proposal->bound = -INFINITY;
  proposal->proven = done->proven;
  proposal->seconds = done->seconds;
  g_task_return_pointer (task, proposal, (GDestroyNotify) tw_rota_proposal_free);
}

void
tw_rota_repair_async (TwRota *self, int person, gint64 from_us, gint64 to_us,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  TwRotaQuestion *question;
  Repair *repair;

  g_return_if_fail (TW_IS_ROTA (self) && self->picture != NULL && from_us < to_us);
  g_return_if_fail (person >= 0 && person < self->picture->problem.n_people);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  repair = g_new0 (Repair, 1);
  question = tw_rota_question_new (self);
  repair->question = *question;
  g_free (question);
  repair->person = person;
  repair->from_us = from_us;
  repair->to_us = to_us;
  g_task_set_task_data (task, repair, repair_free);
  g_task_run_in_thread (task, repair_thread);
}

TwRotaProposal *
tw_rota_repair_finish (TwRota *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
