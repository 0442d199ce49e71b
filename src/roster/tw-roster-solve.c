// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-solve.h"
#include "roster/tw-roster-flow.h"
#include "roster/tw-roster-tree.h"
#include "roster/tw-roster-worker.h"

#include <math.h>

/*
 * First everybody gets the best plan against those before. Then the root: column generation over
 * all, its pricing spread over the threads, gives the bound and, by diving, usually a good roster.
 * Then rounds: each thread works for itself, either annealing or on neighbourhoods, until all are
 * done; the best roster is everybody's start of the next round. What a thread does in a round
 * depends on counted work and its own random stream only, so that the clock and the other threads
 * cannot change the result, only how many rounds there are.
 */

#define MAX_THREADS 64
#define ROUND_WORK 40000000 /* about a tenth of a second */
#define WARM_UP 5
/* Rows of the linear program: beyond the first it is solved bit by bit, beyond the second not at
 * all. */
#define MANY_ROWS 1000
#define TOO_MANY_ROWS 5000
#define ROOT_ROUNDS 2
#define FLOW_SWEEPS 3
#define EPS 1e-6
/* Whoever cancels before everybody has a plan gets one all the same if it takes no longer. */
#define GRACE_US 500000

typedef struct {
  const TwRosterProblem *problem;
  const TwRosterSolveOptions *options;
  TwRosterChoiceSet *choices;
  TwRosterWorker *workers[MAX_THREADS];
  TwRosterPlanner *planners[MAX_THREADS];
  int n_threads;
  TwRosterColumns *root;
  TwRosterFlow *flow;            /* where the program is too large; or NULL */
  TwRosterTree *tree;            /* once the root is solved */
  gboolean too_long;             /* plans cannot be priced exactly: no bound, only annealing */
  gboolean root_open;            /* and may still get better */
  guint64 root_step;             /* what the last step of the root took */
  guint64 tree_work, dives_work; /* so far */
  TwRosterPool pool;
  double bound, grain;
  guint64 round_work;
  gint64 began_us, deadline_us, rounds;
  gint64 grace_us; /* when the first roster is given up; 0: nobody has cancelled yet */
  double gain_anneal, gain_improve; /* recent gain per round, as shares of the cost */
} Solver;

static double
seconds_since (gint64 then_us)
{
  return (g_get_monotonic_time () - then_us) / 1e6;
}

static double
best_total (const Solver *self)
{
  return self->workers[0]->best_total;
}

/* Between rounds, when no thread is at work on the best. */
static gint64
count_missing (const Solver *self)
{
  const TwRosterProblem *problem = self->problem;
  const int *heads = self->workers[0]->best->tally->heads;
  gint64 missing = 0;

  for (gsize i = 0; i < (gsize) problem->n_posts * problem->n_slots; i++)
    missing += MAX (0, problem->cover[i].need - heads[i]);
  return missing;
}

static void
report (Solver *self)
{
  if (!self->options->progress)
    return;
  TwRosterProgress progress = { best_total (self), self->bound, self->rounds,
                                seconds_since (self->began_us), count_missing (self) };
  self->options->progress (&progress, self->options->progress_data);
}

/* Whole costs make whole totals, and a bound of 1296.6 proves 1297. */
static gboolean
is_whole (double x)
{
  return x == floor (x);
}

static double
find_grain (const TwRosterProblem *problem)
{
  if (problem->n_tides > 0 || !is_whole (problem->change_cost) || !is_whole (problem->travel_cost))
    return 0;
  for (gsize i = 0; i < (gsize) problem->n_posts * problem->n_slots; i++)
    {
      const TwRosterCover *c = &problem->cover[i];
      if (!is_whole (c->under) || !is_whole (c->under2) || !is_whole (c->over)
          || !is_whole (c->over2))
        return 0;
    }
  for (int e = 0; e < problem->n_people; e++)
    {
      const TwRosterPerson *person = &problem->people[e];
      if (!is_whole (person->cost_per_minute) || !is_whole (person->cost_per_shift)
          || !is_whole (person->evening_cost) || !is_whole (person->weekend_cost)
          || !is_whole (person->hours_cost) || !is_whole (person->walk_cost))
        return 0;
      for (int i = 0; i < person->n_wishes; i++)
        if (!is_whole (person->wishes[i].weight))
          return 0;
    }
  return 1;
}

static void
raise_bound (Solver *self, double bound)
{
  if (self->grain > 0)
    bound = ceil (bound / self->grain - 1e-4) * self->grain;
  self->bound = MAX (self->bound, bound);
}

static gboolean
stopped (const Solver *self)
{
  double best = best_total (self);
  if (tw_roster_worker_stopped (self->workers[0])
      || (self->options->max_rounds > 0 && self->rounds >= self->options->max_rounds))
    return TRUE;
  return best - self->bound <= MAX (EPS, self->options->max_gap * fabs (best));
}

static gboolean
gives_up (gpointer solver)
{
  Solver *self = solver;
  if (self->grace_us == 0 && g_cancellable_is_cancelled (self->options->cancellable))
    self->grace_us = g_get_monotonic_time () + GRACE_US;
  return self->grace_us > 0 && g_get_monotonic_time () > self->grace_us;
}

static gboolean
construct (Solver *self, GError **error)
{
  TwRosterWorker *worker = self->workers[0];
  for (int e = 0; e < self->problem->n_people; e++)
    if (gives_up (self))
      {
        g_cancellable_set_error_if_cancelled (self->options->cancellable, error);
        return FALSE;
      }
    else if (!tw_roster_state_rebuild (worker->best, worker->planner, e))
      {
        const char *name = self->problem->people[e].name ? self->problem->people[e].name : "?";
        if (tw_roster_planner_get_lower (worker->planner) == INFINITY)
          g_set_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INFEASIBLE,
                       "the hard rules and pins of %s leave no plan at all", name);
        else
          g_set_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_TOO_BIG,
                       "no plan was found for %s, though there may be one: too many rules over too"
                       " long a time",
                       name);
        return FALSE;
      }
  tw_roster_worker_adopt (worker, worker->best);
  return TRUE;
}

static double
share_of_time (const Solver *self)
{
  double share = 0;
  if (self->options->max_seconds > 0)
    share = seconds_since (self->began_us) / self->options->max_seconds;
  if (self->options->max_rounds > 0)
    share = MAX (share, (double) self->rounds / self->options->max_rounds);
  return MIN (share, 1);
}

/* --- the root --------------------------------------------------------------------------------- */

static void
feed_root (Solver *self)
{
  const TwRosterState *best = self->workers[0]->best;
  for (int e = 0; e < self->problem->n_people; e++)
    {
      TwRosterPlan plan;
      tw_roster_plan_copy (&best->plans[e], &plan);
      tw_roster_master_add (self->root->master, e, best->own[e], &plan);
    }
}

static int
by_reduced_cost (gconstpointer a, gconstpointer b)
{
  const TwRosterKnown *x = a, *y = b;
  return x->reduced < y->reduced ? -1 : x->reduced > y->reduced;
}

static void
fill_pool (Solver *self)
{
  const TwRosterProblem *problem = self->problem;
  TwRosterMaster *master = self->root->master;
  g_autofree double *duals = g_new (double, tw_roster_master_get_n_rows (master));
  g_autofree double *price = g_new (double, (gsize) problem->n_posts * problem->n_slots);
  tw_roster_master_get_duals (master, duals);
  tw_roster_master_price (master, duals, price);
  self->pool.known = g_new (GArray *, problem->n_people);
  for (int e = 0; e < problem->n_people; e++)
    self->pool.known[e] = g_array_new (FALSE, FALSE, sizeof (TwRosterKnown));
  for (int c = 0; c < tw_roster_master_get_n_columns (master); c++)
    {
      int e = tw_roster_master_get_person (master, c);
      TwRosterKnown known = { .plan = *tw_roster_master_get_plan (master, c),
                              .cost = tw_roster_master_get_cost (master, c),
                              .value = tw_roster_master_get_value (master, c) };
      known.reduced = known.cost + tw_roster_plan_price (problem, price, &known.plan)
                      - tw_roster_master_get_dual_of (master, duals, e);
      g_array_append_val (self->pool.known[e], known);
    }
  for (int e = 0; e < problem->n_people; e++)
    g_array_sort (self->pool.known[e], by_reduced_cost);
}

static void
take_dive (Solver *self)
{
  TwRosterWorker *worker = self->workers[0];
  for (int e = 0; e < self->problem->n_people; e++)
    {
      TwRosterPlan plan;
      int c = self->root->fixed[e];
      tw_roster_plan_copy (tw_roster_master_get_plan (self->root->master, c), &plan);
      tw_roster_state_take_out (worker->best, e, NULL);
      tw_roster_state_put_in (worker->best, e, plan,
                              tw_roster_master_get_cost (self->root->master, c));
    }
  tw_roster_worker_adopt (worker, worker->best);
}

static guint64
root_work (const Solver *self)
{
  return tw_roster_planner_get_work (self->planners[0])
         + tw_roster_master_get_work (self->root->master);
}

static void
dive_from_root (Solver *self, double noise)
{
  double cutoff = best_total (self) - MAX (self->grain - 1e-4, 0);
  if (tw_roster_columns_dive (self->root, cutoff, 0.05, noise, &self->workers[0]->rng))
    take_dive (self);
  tw_roster_columns_release (self->root);
}

static void
begin_root (Solver *self)
{
  int n = self->problem->n_people;
  g_autofree int *everybody = g_new (int, n);
  for (int e = 0; e < n; e++)
    everybody[e] = e;
  g_autoptr (TwRosterTally) nobody = tw_roster_tally_new (self->problem);
  self->root = tw_roster_columns_new (nobody, everybody, n, self->planners, self->n_threads);
  self->root->cancellable = self->options->cancellable;
  self->root->deadline_us = self->workers[0]->deadline_us;
  feed_root (self);
  int n_rows = tw_roster_master_get_n_rows (self->root->master);
  if (n_rows > TOO_MANY_ROWS)
    self->flow = tw_roster_flow_new (self->root, self->workers[0]->best);
  self->root_open = TRUE;
}

/* The root is as good as it gets: from now on it helps to find rosters. */
static void
finish_root (Solver *self)
{
  self->root_open = FALSE;
  raise_bound (self, self->root->bound);
  report (self);
  if (stopped (self) || self->flow || isinf (self->root->objective))
    return;
  fill_pool (self);
  for (int w = 0; w < self->n_threads; w++)
    self->workers[w]->pool = &self->pool;
  self->root->n_threads = 1;
  guint64 before = root_work (self);
  gboolean converged = self->root->converged;
  dive_from_root (self, 0);
  self->dives_work = root_work (self) - before;
  report (self);
  if (converged)
    self->tree = tw_roster_tree_new (self->root, self->bound, self->grain);
}

/* At once and on all threads; when that takes too long the rest is left to the rounds. */
static void
solve_root (Solver *self)
{
  if (self->options->max_seconds > 0)
    self->root->deadline_us = self->began_us + self->options->max_seconds * 0.25e6;
  tw_roster_columns_solve (self->root, G_MAXINT, 1e-4);
  self->root->deadline_us = self->workers[0]->deadline_us;
  self->root->n_threads = 1;
  raise_bound (self, self->root->bound);
  if (self->root->converged)
    finish_root (self);
}

/* --- rounds ----------------------------------------------------------------------------------- */

typedef enum {
  TASK_ANNEAL,
  TASK_IMPROVE,
  TASK_ROOT,
  TASK_DIVE,
  TASK_TREE,
} Task;

typedef struct {
  Solver *solver;
  TwRosterWorker *worker;
  Task task;
  guint64 work;
  gboolean found; /* a better roster stands in the root */
} Part;

/* A little more of the root. */
static void
go_on_with_root (Solver *self)
{
  TwRosterWorker *worker = self->workers[0];
  if (self->flow)
    {
      if (!tw_roster_flow_round (self->flow, FLOW_SWEEPS) || self->rounds % 5 != 4)
        return;
      tw_roster_flow_settle (self->flow, worker->state, &worker->rng);
      if (tw_roster_state_total (worker->state) < worker->best_total - EPS)
        tw_roster_worker_adopt (worker, worker->state);
    }
  else
    tw_roster_columns_solve (self->root, ROOT_ROUNDS, 1e-4);
}

static gboolean
dive_again (Part *part)
{
  TwRosterColumns *root = part->solver->root;
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (TwRosterStand));
  double cutoff = part->worker->best_total - MAX (part->worker->grain - 1e-4, 0);
  tw_roster_master_lift (root->master);
  tw_roster_columns_decide (root, nothing);
  root->cutoff = cutoff;
  double step = 0.02 + 0.2 * tw_rng_uniform (&part->worker->rng);
  return tw_roster_columns_solve (root, 1, 1e-4)
         && tw_roster_columns_dive (root, cutoff, step, 0.3, &part->worker->rng);
}

static gpointer
run_part (gpointer data)
{
  Part *part = data;
  switch (part->task)
    {
    case TASK_ANNEAL:
      tw_roster_worker_anneal (part->worker, part->work);
      break;
    case TASK_IMPROVE:
      tw_roster_worker_improve (part->worker);
      break;
    case TASK_ROOT:
      go_on_with_root (part->solver);
      break;
    case TASK_DIVE:
      part->found = dive_again (part);
      break;
    case TASK_TREE:
      part->found = tw_roster_tree_grow (part->solver->tree, part->worker->best_total, part->work);
      break;
    }
  return NULL;
}

/* Everybody starts the next round from the best, except that annealing goes on where it was while
 * it is warm. */
static void
share_best (Solver *self)
{
  int best = 0;
  for (int w = 1; w < self->n_threads; w++)
    if (self->workers[w]->best_total < self->workers[best]->best_total - EPS)
      best = w;
  for (int w = 0; w < self->n_threads; w++)
    if (w != best && self->workers[w]->best_total > self->workers[best]->best_total + EPS)
      {
        tw_roster_state_assign (self->workers[w]->best, self->workers[best]->best);
        self->workers[w]->best_total = self->workers[best]->best_total;
      }
}

/* What the first thread does instead of searching, if anything: the root, then the tree and dives,
 * each on a thread of its own or every other round. */
static Task
first_task (const Solver *self, Task search)
{
  if (self->n_threads == 1 && self->rounds % 2 == 1)
    return search;
  if (self->root_open)
    return TASK_ROOT;
  if (!self->tree)
    return search;
  gboolean dive = self->dives_work * 3 < self->tree_work;
  if (tw_roster_tree_is_done (self->tree))
    return dive && !tw_roster_tree_is_whole (self->tree) ? TASK_DIVE : search;
  return dive ? TASK_DIVE : TASK_TREE;
}

static void
run_parts (Solver *self, Part *parts)
{
  GThread *threads[MAX_THREADS];
  for (int w = 1; w < self->n_threads; w++)
    threads[w] = g_thread_new ("roster", run_part, &parts[w]);
  run_part (&parts[0]);
  for (int w = 1; w < self->n_threads; w++)
    g_thread_join (threads[w]);
}

/* What the root's part of a round has brought. */
static void
settle_root (Solver *self, const Part *part)
{
  if (part->found)
    take_dive (self);
  if (self->tree)
    tw_roster_columns_release (self->root);
  if (part->task != TASK_ROOT)
    return;
  double before = self->bound;
  raise_bound (self, self->root->bound);
  if (self->bound > before)
    report (self);
  /* A bound that tells nothing by now will not tell much in the end. */
  if (!self->flow && !self->root->converged && self->options->max_seconds > 0
      && share_of_time (self) > 0.2 && best_total (self) - self->bound > fabs (best_total (self)))
    self->root_open = FALSE;
  else if (!self->flow
           && (self->root->converged
               || (self->options->max_seconds > 0 && share_of_time (self) > 0.6)))
    finish_root (self);
}

static void
one_round (Solver *self)
{
  Part parts[MAX_THREADS];
  double before = best_total (self), heat = 0.5 * pow (0.01, share_of_time (self));
  gboolean improve = !self->too_long && self->gain_improve >= self->gain_anneal;
  for (int w = 0; w < self->n_threads; w++)
    {
      self->workers[w]->heat = heat;
      parts[w] = (Part){ self, self->workers[w], improve ? TASK_IMPROVE : TASK_ANNEAL,
                         self->round_work, FALSE };
    }
  parts[0].task = first_task (self, parts[0].task);
  guint64 root_before = self->root ? root_work (self) : 0;
  /* Whoever would wait for the root works on as long as it did last time. */
  for (int w = 1; w < self->n_threads && parts[0].task == TASK_ROOT; w++)
    parts[w].work = CLAMP (self->root_step, self->round_work, 20 * self->round_work);
  run_parts (self, parts);
  if (parts[0].task == TASK_ROOT)
    self->root_step = root_work (self) - root_before;
  if (parts[0].task == TASK_TREE)
    self->tree_work += root_work (self) - root_before;
  if (parts[0].task == TASK_DIVE)
    self->dives_work += root_work (self) - root_before;
  settle_root (self, &parts[0]);
  share_best (self);
  if (parts[0].task == TASK_TREE)
    raise_bound (self, MIN (tw_roster_tree_get_bound (self->tree), best_total (self)));
  self->rounds++;
  double gain = (before - best_total (self)) / MAX (1, fabs (before));
  double *mean = improve ? &self->gain_improve : &self->gain_anneal;
  *mean += 0.1 * (gain - *mean);
  /* The one that rests recovers slowly, so that it is tried again. */
  double *other = improve ? &self->gain_anneal : &self->gain_improve;
  *other = *other * 1.02 + 1e-7;
  if (gain > 0)
    report (self);
}

/* A little annealing before the root: a roster to show at once, and better plans for the program to
 * begin with. Ends when a round gains nothing much. */
static void
warm_up (Solver *self)
{
  guint64 once = tw_roster_planner_get_work (self->planners[0]);
  gboolean open = self->root_open;
  self->root_open = FALSE;
  self->gain_anneal = 1;
  self->round_work = MIN (ROUND_WORK, once);
  for (int i = 0; i < WARM_UP && !stopped (self); i++)
    {
      double before = best_total (self);
      one_round (self);
      if (before - best_total (self) <= 1e-3 * fabs (before))
        break;
    }
  self->gain_anneal = self->gain_improve = 0.01;
  self->round_work = ROUND_WORK;
  self->root_open = open;
  for (int w = 0; w < self->n_threads; w++)
    tw_roster_planner_forget (self->planners[w]);
}

/* A small program is solved at once, a large one bit by bit while the other threads search. */
static void
start (Solver *self)
{
  int n_rows = self->problem->n_posts * self->problem->n_slots + self->problem->n_people;
  for (int e = 0; e < self->problem->n_people; e++)
    self->too_long |= !self->choices->people[e].exact;
  if (self->too_long)
    { /* whole plans take too long, and would prove nothing */
      warm_up (self);
      return;
    }
  if (n_rows > MANY_ROWS)
    {
      warm_up (self);
      begin_root (self);
      self->root->n_threads = 1;
      return;
    }
  /* Plans that are too good leave the program with poor prices for the others. */
  begin_root (self);
  warm_up (self);
  solve_root (self);
}

static void
solver_clear (Solver *self)
{
  tw_roster_flow_free (self->flow); /* asks the workers' planners */
  for (int w = 0; w < self->n_threads; w++)
    tw_roster_worker_free (self->workers[w]);
  for (int e = 0; self->pool.known && e < self->problem->n_people; e++)
    g_array_unref (self->pool.known[e]);
  g_free (self->pool.known);
  tw_roster_tree_free (self->tree);
  tw_roster_columns_free (self->root);
  tw_roster_choice_set_free (self->choices);
}

static gboolean
solver_init (Solver *self, const TwRosterProblem *problem, const TwRosterSolveOptions *options)
{
  *self = (Solver){ .problem = problem, .options = options, .bound = -INFINITY };
  self->began_us = g_get_monotonic_time ();
  self->choices = tw_roster_choice_set_try (problem, gives_up, self);
  if (!self->choices)
    return FALSE;
  self->n_threads = CLAMP (options->n_threads, 1, MAX_THREADS);
  self->grain = find_grain (problem);
  self->round_work = ROUND_WORK;
  self->gain_anneal = self->gain_improve = 0.01;
  for (int w = 0; w < self->n_threads; w++)
    {
      TwRosterWorker *worker = self->workers[w] =
          tw_roster_worker_new (self->choices, options->seed, w);
      self->planners[w] = worker->planner;
      worker->grain = self->grain;
      worker->cancellable = options->cancellable;
      if (options->max_seconds > 0)
        worker->deadline_us = self->began_us + options->max_seconds * 1e6;
    }
  return TRUE;
}

TwRosterSolution *
tw_roster_solve (const TwRosterProblem *problem, const TwRosterSolveOptions *options,
                 GError **error)
{
  if (!tw_roster_problem_check (problem, error))
    return NULL;
  Solver self;
  if (!solver_init (&self, problem, options))
    {
      g_cancellable_set_error_if_cancelled (options->cancellable, error);
      return NULL;
    }
  if (!construct (&self, error))
    {
      solver_clear (&self);
      return NULL;
    }
  report (&self);
  for (int w = 1; w < self.n_threads; w++)
    tw_roster_worker_adopt (self.workers[w], self.workers[0]->best);
  if (problem->n_people > 0)
    start (&self);
  else
    raise_bound (&self, best_total (&self)); /* a program without rows is none */
  while (!stopped (&self))
    one_round (&self);
  TwRosterSolution *solution = g_new0 (TwRosterSolution, 1);
  solution->roster = tw_roster_state_to_roster (self.workers[0]->best);
  solution->bound = self.bound;
  solution->rounds = self.rounds;
  solution->seconds = seconds_since (self.began_us);
  solver_clear (&self);
  return solution;
}

void
tw_roster_solution_free (TwRosterSolution *self)
{
  if (!self)
    return;
  tw_roster_free (self->roster);
  g_free (self);
}
