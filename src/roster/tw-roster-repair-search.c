// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-repair-private.h"
#include "roster/tw-roster-tree.h"

#include <math.h>
#include <string.h>

/*
 * First one person at a time: whoever gains most by a new plan gets it, until nobody gains. What a
 * replanning may gain changes only by the prices that changed where the person may stand, so that
 * most people need not be asked again. Then those who could help most, together: that finds the
 * chains in which one takes the place of another. In small rosters all at once, by columns and
 * branching, which is exact for them and, where they are everybody, a proof; in large ones by
 * pairs.
 */

#define EPS 1e-6
#define NEIGHBOURS 24
#define TREE_WORK 4000000
#define MAX_CELLS 2000

static gboolean
out_of_time (const TwRosterRepairWork *self)
{
  return g_get_monotonic_time () > self->deadline_us
         || g_cancellable_is_cancelled (self->options->cancellable);
}

/* --- one person at a time -------------------------------------------------------------------- */

static double
own_cost (const TwRosterRepairWork *self, int e, const TwRosterPlan *plan)
{
  TwRosterScore score = { 0 };
  tw_roster_score_person (&self->problem, e, plan, &score);
  return tw_roster_score_get_own (&score);
}

void
tw_roster_repair_put_in (TwRosterRepairWork *self, int e, const TwRosterPlan *plan)
{
  TwRosterPlan copy;
  tw_roster_plan_copy (plan, &copy);
  tw_roster_state_put_in (self->state, e, copy, own_cost (self, e, plan));
}

gboolean
tw_roster_repair_same (const TwRosterShift *a, const TwRosterShift *b)
{
  return a->kind == b->kind && a->first == b->first && a->last == b->last
         && a->n_blocks == b->n_blocks
         && memcmp (a->blocks, b->blocks, a->n_blocks * sizeof *a->blocks) == 0;
}

/* A person whose pins contradict the rules may have a plan without them: that is none. */
gboolean
tw_roster_repair_keeps_pins (const TwRosterRepairWork *self, int e, const TwRosterPlan *plan)
{
  const TwRosterPerson *person = &self->problem.people[e];
  for (int i = 0; i < person->n_pins; i++)
    {
      gboolean kept = FALSE;
      for (int j = 0; j < plan->n_shifts; j++)
        kept |= tw_roster_repair_same (&person->pins[i], &plan->shifts[j]);
      if (!kept)
        return FALSE;
    }
  return TRUE;
}

/* What the best plan gains over the one that stands; that plan goes to @ret when it gains. */
static double
find_gain (TwRosterRepairWork *self, int e, TwRosterPlan *ret)
{
  TwRosterState *state = self->state;
  double own = state->own[e], gain = 0;
  TwRosterPlan old, plan;
  tw_roster_state_take_out (state, e, &old);
  double cost = own + tw_roster_tally_price (state->tally, &old);
  double best = tw_roster_planner_best (self->planner, e, state->tally->price, cost - EPS, &plan);
  tw_roster_state_put_in (state, e, old, own);
  if (best == INFINITY)
    return 0;
  if (tw_roster_repair_keeps_pins (self, e, &plan))
    gain = cost - best;
  if (gain > 0)
    *ret = plan;
  else
    tw_roster_plan_clear (&plan);
  return gain;
}

static gboolean
may_stand (const TwRosterRepairWork *self, int e, int post)
{
  const TwRosterChoices *choices = &self->choices->people[e];
  for (int i = 0; i < choices->n_posts; i++)
    if (choices->posts[i] == post)
      return TRUE;
  return FALSE;
}

/* After prices changed: what is still true of everybody's greatest gain. */
static void
loosen (TwRosterRepairWork *self, const double *before)
{
  int n_slots = self->problem.n_slots;
  const double *now = self->state->tally->price;
  for (int p = 0; p < self->problem.n_posts; p++)
    {
      const double *a = &before[(gsize) p * n_slots], *b = &now[(gsize) p * n_slots];
      if (memcmp (a, b, n_slots * sizeof *a) == 0)
        continue;
      for (int e = 0; e < self->problem.n_people; e++)
        {
          const guint8 *available = self->problem.people[e].available;
          if (!may_stand (self, e, p))
            continue;
          for (int t = 0; t < n_slots; t++)
            if (a[t] != b[t] && (!available || available[t]))
              self->most[e] += fabs (a[t] - b[t]);
        }
    }
}

/* How much of the demand that the absences left a person could take at most. */
static void
rate_people (const TwRosterRepairWork *self, double *ret)
{
  int n_slots = self->problem.n_slots;
  memset (ret, 0, self->problem.n_people * sizeof *ret);
  for (int p = 0; p < self->problem.n_posts; p++)
    for (int t = 0; t < n_slots; t++)
      {
        gsize i = (gsize) p * n_slots + t;
        double price = self->state->tally->price[i];
        if (!self->affected[i] || price >= 0)
          continue;
        for (int e = 0; e < self->problem.n_people; e++)
          if ((!self->problem.people[e].available || self->problem.people[e].available[t])
              && may_stand (self, e, p))
            ret[e] -= price;
      }
}

typedef struct {
  int person;
  double rate;
} Rated;

static int
by_rate (gconstpointer a, gconstpointer b)
{
  const Rated *x = a, *y = b;
  if (x->rate != y->rate)
    return x->rate > y->rate ? -1 : 1;
  return x->person - y->person;
}

static Rated *
rank_people (const double *rate, int n)
{
  Rated *order = g_new (Rated, n);
  for (int e = 0; e < n; e++)
    order[e] = (Rated){ e, rate[e] };
  qsort (order, n, sizeof *order, by_rate);
  return order;
}

/* Gives the one who gains most a new plan. FALSE: nobody gains, or no time is left. */
static gboolean
improve_one (TwRosterRepairWork *self, const double *first_rate)
{
  int n = self->problem.n_people, best = -1;
  double best_gain = EPS;
  TwRosterPlan best_plan = { 0 };
  g_autofree Rated *order = rank_people (first_rate ? first_rate : self->most, n);
  for (int i = 0; i < n && !out_of_time (self); i++)
    {
      TwRosterPlan plan = { 0 };
      int e = order[i].person;
      if (self->most[e] <= best_gain)
        continue;
      self->most[e] = find_gain (self, e, &plan);
      if (self->most[e] > best_gain)
        {
          tw_roster_plan_clear (&best_plan);
          best_plan = plan;
          best_gain = self->most[e];
          best = e;
        }
      else
        {
          tw_roster_plan_clear (&plan);
        }
    }
  if (best < 0)
    return FALSE;
  gsize size = (gsize) self->problem.n_posts * self->problem.n_slots * sizeof (double);
  g_autofree double *before = g_memdup2 (self->state->tally->price, size);
  tw_roster_state_take_out (self->state, best, NULL);
  tw_roster_state_put_in (self->state, best, best_plan, own_cost (self, best, &best_plan));
  self->most[best] = 0;
  loosen (self, before);
  return TRUE;
}

static void
improve_alone (TwRosterRepairWork *self)
{
  int n = self->problem.n_people;
  g_autofree double *rate = g_new (double, n);
  rate_people (self, rate);
  for (int e = 0; e < n; e++)
    self->most[e] = INFINITY;
  if (!improve_one (self, rate))
    return;
  while (improve_one (self, NULL))
    ;
}

/* --- together -------------------------------------------------------------------------------- */

gboolean
tw_roster_repair_has_changed (const TwRosterRepairWork *self, int e)
{
  const TwRosterPlan *a = &self->start[e], *b = &self->state->plans[e];
  if (a->n_shifts != b->n_shifts)
    return TRUE;
  for (int i = 0; i < a->n_shifts; i++)
    if (!tw_roster_repair_same (&a->shifts[i], &b->shifts[i]))
      return TRUE;
  return FALSE;
}

/* Those who are concerned already, then those who could take most of what is open. */
static int
choose_neighbours (const TwRosterRepairWork *self, int *ret)
{
  int n = self->problem.n_people, n_chosen = 0;
  g_autofree double *rate = g_new (double, n);
  rate_people (self, rate);
  for (int e = 0; e < n; e++)
    if (self->absent[e] || self->pinned[e] || tw_roster_repair_has_changed (self, e))
      rate[e] = INFINITY;
  g_autofree Rated *order = rank_people (rate, n);
  for (int i = 0; i < n && n_chosen < NEIGHBOURS; i++)
    ret[n_chosen++] = order[i].person;
  return n_chosen;
}

static void
feed (TwRosterRepairWork *self, TwRosterColumns *columns, int e)
{
  TwRosterPlan plan;
  tw_roster_plan_copy (&self->state->plans[e], &plan);
  tw_roster_master_add (columns->master, e, self->state->own[e], &plan);
  tw_roster_plan_copy (&self->start[e], &plan);
  if (tw_roster_repair_keeps_pins (self, e, &plan))
    tw_roster_master_add (columns->master, e, own_cost (self, e, &plan), &plan);
  else
    tw_roster_plan_clear (&plan);
}

static void
take_over (TwRosterRepairWork *self, const TwRosterColumns *columns, TwRosterPlan *plans)
{
  for (int i = 0; i < columns->n_people; i++)
    {
      int c = columns->fixed[columns->people[i]];
      tw_roster_plan_clear (&plans[i]);
      tw_roster_plan_copy (tw_roster_master_get_plan (columns->master, c), &plans[i]);
    }
}

static double
cost_of (const TwRosterRepairWork *self, const int *people, int n)
{
  double cost = self->state->tally->under + self->state->tally->over + self->state->tally->tide;
  for (int i = 0; i < n; i++)
    cost += self->state->own[people[i]];
  return cost;
}

/* Better plans for the people of @columns, who cost @best now; they are left in @plans. Returns
 * whether nothing better is possible. */
static gboolean
search_columns (TwRosterRepairWork *self, TwRosterColumns *columns, double best,
                TwRosterPlan *plans)
{
  TwRng rng;
  tw_rng_init (&rng, 1);
  if (!tw_roster_columns_solve (columns, G_MAXINT, 1e-4))
    return FALSE;
  if (columns->bound >= best - 1e-4)
    return TRUE;
  if (tw_roster_columns_dive (columns, best - EPS, 0.2, 0, &rng))
    {
      best = columns->objective;
      take_over (self, columns, plans);
    }
  tw_roster_columns_release (columns);
  g_autoptr (TwRosterTree) tree = tw_roster_tree_new (columns, columns->bound, 0);
  while (!tw_roster_tree_is_done (tree) && !out_of_time (self)
         && tw_roster_tree_get_bound (tree) < best - 1e-4)
    {
      if (tw_roster_tree_grow (tree, best, TREE_WORK))
        {
          best = columns->objective;
          take_over (self, columns, plans);
        }
      tw_roster_columns_release (columns);
    }
  return tw_roster_tree_get_bound (tree) >= best - 1e-4;
}

/* Takes @people out and puts them in again together. Returns whether that was exact. */
static gboolean
improve_together (TwRosterRepairWork *self, const int *people, int n)
{
  g_autofree TwRosterPlan *plans = g_new0 (TwRosterPlan, n);
  double best = cost_of (self, people, n);
  gboolean exact;
  for (int i = 0; i < n; i++)
    tw_roster_plan_copy (&self->state->plans[people[i]], &plans[i]);
  g_autofree TwRosterPlan *now = g_new0 (TwRosterPlan, n);
  g_autofree double *own = g_new (double, n);
  for (int i = 0; i < n; i++)
    {
      own[i] = self->state->own[people[i]];
      tw_roster_state_take_out (self->state, people[i], &now[i]);
    }
  TwRosterColumns *columns =
      tw_roster_columns_new (self->state->tally, people, n, &self->planner, 1);
  columns->deadline_us = self->deadline_us;
  columns->cancellable = self->options->cancellable;
  for (int i = 0; i < n; i++)
    tw_roster_state_put_in (self->state, people[i], now[i], own[i]);
  for (int i = 0; i < n; i++)
    feed (self, columns, people[i]);
  exact = search_columns (self, columns, best, plans);
  tw_roster_columns_free (columns);
  for (int i = 0; i < n; i++)
    {
      tw_roster_state_take_out (self->state, people[i], NULL);
      tw_roster_repair_put_in (self, people[i], &plans[i]);
      tw_roster_plan_clear (&plans[i]);
    }
  return exact;
}

static gboolean
rebuild (TwRosterRepairWork *self, int e)
{
  return tw_roster_state_rebuild (self->state, self->planner, e)
         && tw_roster_repair_keeps_pins (self, e, &self->state->plans[e]);
}

/* The first chooses as if the second were not there, who then fills what is left. */
static gboolean
improve_pair (TwRosterRepairWork *self, const int *pair)
{
  TwRosterState *state = self->state;
  double before = tw_roster_state_total (state), own[2];
  TwRosterPlan old[2];
  for (int i = 0; i < 2; i++)
    {
      own[i] = state->own[pair[i]];
      tw_roster_state_take_out (state, pair[i], &old[i]);
    }
  gboolean better = rebuild (self, pair[0]) && rebuild (self, pair[1])
                    && tw_roster_state_total (state) < before - EPS;
  for (int i = 0; i < 2; i++)
    if (better)
      {
        tw_roster_plan_clear (&old[i]);
      }
    else
      {
        if (!state->out[pair[i]])
          tw_roster_state_take_out (state, pair[i], NULL);
        tw_roster_state_put_in (state, pair[i], old[i], own[i]);
      }
  return better;
}

static void
improve_pairs (TwRosterRepairWork *self)
{
  int people[NEIGHBOURS], n = choose_neighbours (self, people);
  gboolean better = TRUE;
  while (better)
    {
      better = FALSE;
      for (int i = 0; i < n * n && !out_of_time (self); i++)
        if (i / n != i % n)
          better |= improve_pair (self, (int[2]){ people[i / n], people[i % n] });
    }
}

/* The linear program grows with the cells: beyond some it takes longer than a repair may. */
static void
improve_neighbours (TwRosterRepairWork *self)
{
  int people[NEIGHBOURS], n = choose_neighbours (self, people);
  if (self->problem.n_posts * self->problem.n_slots > MAX_CELLS)
    {
      improve_pairs (self);
      return;
    }
  gboolean exact = improve_together (self, people, n);
  self->proven = exact && n == self->problem.n_people;
}

/* --- tidying up ------------------------------------------------------------------------------ */

/* Puts @plan in when that costs at most @price more. */
static gboolean
try_plan (TwRosterRepairWork *self, int e, const TwRosterPlan *plan, double price)
{
  double before = tw_roster_state_total (self->state), own = self->state->own[e];
  TwRosterPlan old;
  tw_roster_state_take_out (self->state, e, &old);
  tw_roster_repair_put_in (self, e, plan);
  if (tw_roster_state_total (self->state) <= before + price - EPS)
    {
      tw_roster_plan_clear (&old);
      return TRUE;
    }
  tw_roster_state_take_out (self->state, e, NULL);
  tw_roster_state_put_in (self->state, e, old, own);
  return FALSE;
}

static const TwRosterShift *
same_hours (const TwRosterPlan *plan, const TwRosterShift *shift)
{
  for (int i = 0; i < plan->n_shifts; i++)
    if (plan->shifts[i].kind == shift->kind && plan->shifts[i].first == shift->first
        && plan->shifts[i].last == shift->last)
      return &plan->shifts[i];
  return NULL;
}

/* Whoever keeps the hours keeps the posts too, unless moving gains enough. */
static void
keep_posts (TwRosterRepairWork *self, int e)
{
  for (int i = 0; i < self->state->plans[e].n_shifts; i++)
    {
      const TwRosterShift *shift = &self->state->plans[e].shifts[i];
      const TwRosterShift *was = same_hours (&self->start[e], shift);
      TwRosterPlan plan;
      if (!was || tw_roster_repair_same (was, shift))
        continue;
      tw_roster_plan_copy (&self->state->plans[e], &plan);
      tw_roster_shift_clear (&plan.shifts[i]);
      tw_roster_shift_copy (was, &plan.shifts[i]);
      try_plan (self, e, &plan, self->options->move_cost + 2 * EPS);
      tw_roster_plan_clear (&plan);
    }
}

static void
tidy_up (TwRosterRepairWork *self)
{
  for (int e = 0; e < self->problem.n_people; e++)
    if (tw_roster_repair_has_changed (self, e))
      keep_posts (self, e);
  for (int e = 0; e < self->problem.n_people; e++)
    if (tw_roster_repair_has_changed (self, e)
        && tw_roster_repair_keeps_pins (self, e, &self->start[e]))
      try_plan (self, e, &self->start[e], 2 * EPS);
}

void
tw_roster_repair_search (TwRosterRepairWork *self)
{
  improve_alone (self);
  improve_neighbours (self);
  tidy_up (self);
}
