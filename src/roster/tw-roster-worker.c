// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-worker.h"

#include <math.h>
#include <string.h>

#define MAX_OUT 6
#define MIN_WIDTH 6
#define MAX_WIDTH 40
#define EPS 1e-7
#define FAR_OFF 0.01
/* Plans of the root that a neighbourhood starts with, by person. */
#define MAX_KNOWN 30

TwRosterWorker *
tw_roster_worker_new (const TwRosterChoiceSet *choices, guint64 seed, int index)
{
  TwRosterWorker *self = g_new0 (TwRosterWorker, 1);
  g_autofree char *stream = g_strdup_printf ("roster-%d", index);
  self->problem = choices->problem;
  self->planner = tw_roster_planner_new (choices);
  self->state = tw_roster_state_new (choices->problem);
  self->best = tw_roster_state_new (choices->problem);
  self->best_total = INFINITY;
  self->width = MIN_WIDTH;
  tw_rng_init_named (&self->rng, seed, stream);
  return self;
}

void
tw_roster_worker_free (TwRosterWorker *self)
{
  if (!self)
    return;
  tw_roster_planner_free (self->planner);
  tw_roster_state_free (self->state);
  tw_roster_state_free (self->best);
  g_free (self);
}

gboolean
tw_roster_worker_stopped (const TwRosterWorker *self)
{
  return (self->deadline_us > 0 && g_get_monotonic_time () > self->deadline_us)
         || g_cancellable_is_cancelled (self->cancellable);
}

void
tw_roster_worker_adopt (TwRosterWorker *self, const TwRosterState *state)
{
  if (state != self->state)
    tw_roster_state_assign (self->state, state);
  if (state != self->best)
    tw_roster_state_assign (self->best, state);
  self->best_total = tw_roster_state_total (self->best);
}

static void
draw_people (TwRosterWorker *self, int *people, int n)
{
  for (int i = 0; i < n; i++)
    {
      gboolean again;
      do
        {
          people[i] = tw_rng_below (&self->rng, self->problem->n_people);
          again = FALSE;
          for (int j = 0; j < i; j++)
            again |= people[j] == people[i];
        }
      while (again);
    }
}

static gboolean
accepts (TwRosterWorker *self, double loss)
{
  if (loss <= EPS)
    return TRUE;
  self->scale += 0.01 * (loss - self->scale);
  return self->heat > 0 && tw_rng_uniform (&self->rng) < exp (-loss / (self->heat * self->scale));
}

static void
one_round (TwRosterWorker *self)
{
  int people[MAX_OUT], n = 2 + tw_rng_below (&self->rng, 4);
  TwRosterPlan old[MAX_OUT];
  double own[MAX_OUT], before = tw_roster_state_total (self->state);
  n = MIN (n, self->problem->n_people);
  draw_people (self, people, n);
  for (int i = 0; i < n; i++)
    {
      own[i] = self->state->own[people[i]];
      tw_roster_state_take_out (self->state, people[i], &old[i]);
    }
  gboolean whole = TRUE;
  for (int i = 0; i < n; i++)
    whole &= tw_roster_state_rebuild (self->state, self->planner, people[i]);
  if (whole && accepts (self, tw_roster_state_total (self->state) - before))
    {
      for (int i = 0; i < n; i++)
        tw_roster_plan_clear (&old[i]);
      return;
    }
  for (int i = 0; i < n; i++)
    {
      tw_roster_state_take_out (self->state, people[i], NULL);
      tw_roster_state_put_in (self->state, people[i], old[i], own[i]);
    }
}

void
tw_roster_worker_anneal (TwRosterWorker *self, guint64 work)
{
  guint64 until = tw_roster_planner_get_work (self->planner) + work;
  tw_roster_planner_forget (self->planner);
  if (tw_roster_state_total (self->state) > self->best_total + FAR_OFF * fabs (self->best_total))
    tw_roster_state_assign (self->state, self->best); /* others have left it far behind */
  while (tw_roster_planner_get_work (self->planner) < until && !tw_roster_worker_stopped (self))
    {
      one_round (self);
      double total = tw_roster_state_total (self->state);
      if (total < self->best_total - EPS)
        {
          tw_roster_state_assign (self->best, self->state);
          self->best_total = total;
        }
    }
}

/* --- neighbourhoods --------------------------------------------------------------------------- */

/* How much of the person's plan the root's solution shares, 0 .. 1. */
static double
agreement (const TwRosterWorker *self, int person)
{
  GArray *known = self->pool ? self->pool->known[person] : NULL;
  for (guint i = 0; known && i < known->len; i++)
    {
      const TwRosterKnown *k = &g_array_index (known, TwRosterKnown, i);
      if (k->value > 0 && tw_roster_plan_equal (&k->plan, &self->best->plans[person]))
        return k->value;
    }
  return 0;
}

/* Chance, weighed towards those whose plan the linear program would rather have otherwise. */
static void
draw_neighbourhood (TwRosterWorker *self, int *people, int n)
{
  int n_people = self->problem->n_people;
  g_autofree double *weight = g_new (double, n_people);
  for (int e = 0; e < n_people; e++)
    weight[e] = 1.1 - agreement (self, e);
  for (int i = 0; i < n; i++)
    {
      people[i] = tw_rng_pick (&self->rng, weight, n_people);
      weight[people[i]] = 0;
    }
}

static void
feed (TwRosterWorker *self, TwRosterColumns *columns, int person)
{
  TwRosterPlan plan;
  tw_roster_plan_copy (&self->best->plans[person], &plan);
  tw_roster_master_add (columns->master, person, self->best->own[person], &plan);
  GArray *known = self->pool ? self->pool->known[person] : NULL;
  for (guint i = 0; known && i < MIN (known->len, MAX_KNOWN); i++)
    {
      const TwRosterKnown *k = &g_array_index (known, TwRosterKnown, i);
      tw_roster_plan_copy (&k->plan, &plan);
      tw_roster_master_add (columns->master, person, k->cost, &plan);
    }
}

static void
take_over (TwRosterWorker *self, const TwRosterColumns *columns)
{
  for (int i = 0; i < columns->n_people; i++)
    {
      int e = columns->people[i], c = columns->fixed[e];
      TwRosterPlan plan;
      tw_roster_plan_copy (tw_roster_master_get_plan (columns->master, c), &plan);
      tw_roster_state_take_out (self->best, e, NULL);
      tw_roster_state_put_in (self->best, e, plan, tw_roster_master_get_cost (columns->master, c));
    }
  tw_roster_worker_adopt (self, self->best);
}

void
tw_roster_worker_improve (TwRosterWorker *self)
{
  int n = MIN (self->width, self->problem->n_people);
  g_autofree int *people = g_new (int, n);
  double others = self->best->own_sum;
  tw_roster_planner_forget (self->planner);
  draw_neighbourhood (self, people, n);
  tw_roster_state_assign (self->state, self->best);
  for (int i = 0; i < n; i++)
    {
      others -= self->best->own[people[i]];
      tw_roster_state_take_out (self->state, people[i], NULL);
    }
  TwRosterColumns *columns =
      tw_roster_columns_new (self->state->tally, people, n, &self->planner, 1);
  columns->deadline_us = self->deadline_us;
  columns->cancellable = self->cancellable;
  for (int i = 0; i < n; i++)
    feed (self, columns, people[i]);
  double cutoff = self->best_total - others - MAX (self->grain - 1e-4, 0);
  gboolean better = FALSE;
  if (tw_roster_columns_solve (columns, 50, 0.01) && columns->objective < cutoff - EPS)
    for (int dive = 0; dive < 2 && !better; dive++)
      {
        better = tw_roster_columns_dive (columns, cutoff, 0.2, dive ? 0.2 : 0, &self->rng);
        if (better)
          take_over (self, columns);
        tw_roster_columns_release (columns);
      }
  tw_roster_columns_free (columns);
  if (!better) /* whoever was taken out comes back */
    tw_roster_state_assign (self->state, self->best);
  self->failures = better ? 0 : self->failures + 1;
  if (self->failures >= 10)
    { /* a wider view, and in the end a narrow one again */
      self->failures = 0;
      self->width = self->width * 4 / 3 + 1;
      if (self->width > MIN (MAX_WIDTH, self->problem->n_people))
        self->width = MIN_WIDTH;
    }
}
