// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-repair.h"

#include "roster/tw-roster-explain.h"
#include "roster/tw-roster-state.h"
#include "roster/tw-roster-tree.h"

#include <math.h>
#include <string.h>

/*
 * Repair is planning against another published roster: the one that stands, with the absences taken
 * out of it. Everything that is frozen or pinned becomes a pin, no shift may begin before the
 * horizon that is frozen ends, and each change has its price in the planner's own program. What was
 * uncovered before is no longer asked for, so that only what was lost is worth a change.
 *
 * First one person at a time: whoever gains most by a new plan gets it, until nobody gains. What a
 * replanning may gain changes only by the prices that changed where the person may stand, so that
 * most people need not be asked again. Then neighbourhoods of people who could help, all at once,
 * by columns and branching, starting from what was found: that finds the chains in which one takes
 * the place of another. Where the neighbourhood is everybody, the result is proven.
 *
 * A change costs a little more than it is said to: among rosters of the same cost the one with
 * fewer changes wins.
 */

#define EPS 1e-6
#define FEWER 0.01 /* what a change costs besides, as a share of its cost, at most 0.01 in all */
#define DEFAULT_SECONDS 2.0
#define SHARE_OF_TIME 0.9 /* the rest is for tidying up */
#define NEIGHBOURS 24
#define TREE_WORK 4000000
#define MAX_CELLS 2000

typedef struct {
  const TwRosterProblem *original;
  const TwRosterPlan *plans;
  const TwRosterRepairOptions *options;
  TwRosterProblem problem; /* what is solved: shares all but the people */
  TwRosterPlan *start;     /* n_people: the plans less the absences */
  guint8 *absent, *pinned; /* n_people */
  guint8 *affected;        /* cells that an absence left */
  TwRosterChoiceSet *choices;
  TwRosterPlanner *planner;
  TwRosterState *state;
  double *most; /* n_people: what replanning gains at most */
  gint64 began_us, deadline_us;
  gboolean proven;
} Repair;

static gboolean
out_of_time (const Repair *self)
{
  return g_get_monotonic_time () > self->deadline_us
         || g_cancellable_is_cancelled (self->options->cancellable);
}

/* --- what is wanted -------------------------------------------------------------------------- */

static gboolean
is_shift (const TwRosterProblem *problem, const TwRosterShift *shift)
{
  int at = shift->first;
  if (shift->kind < 0 || shift->kind >= problem->n_kinds || shift->first < 0
      || shift->first >= shift->last || shift->last > problem->n_slots)
    return FALSE;
  for (int b = 0; b < shift->n_blocks; b++)
    {
      const TwRosterBlock *block = &shift->blocks[b];
      if (block->first != at || block->last <= block->first || block->post < TW_ROSTER_NONE
          || block->post >= problem->n_posts)
        return FALSE;
      at = block->last;
    }
  return at == shift->last;
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID, what);
  return FALSE;
}

static gboolean
check_input (const TwRosterProblem *problem, const TwRosterPlan *plans,
             const TwRosterRepairOptions *options, GError **error)
{
  if (!tw_roster_problem_check (problem, error))
    return FALSE;
  if (!(options->change_cost > 0) || !isfinite (options->change_cost) || !(options->move_cost >= 0))
    return refuse (error, "a change must cost something");
  for (int e = 0; e < problem->n_people; e++)
    for (int i = 0; i < plans[e].n_shifts; i++)
      if (!is_shift (problem, &plans[e].shifts[i])
          || (i > 0 && plans[e].shifts[i].first < plans[e].shifts[i - 1].first))
        return refuse (error, "a shift of the roster is malformed");
  for (int i = 0; i < options->n_absences; i++)
    {
      const TwRosterAbsence *a = &options->absences[i];
      if (a->person < 0 || a->person >= problem->n_people || a->first < 0 || a->first >= a->last
          || a->last > problem->n_slots)
        return refuse (error, "an absence is outside the roster");
    }
  for (int i = 0; i < options->n_pins; i++)
    if (options->pins[i].person < 0 || options->pins[i].person >= problem->n_people
        || !is_shift (problem, &options->pins[i].shift))
      return refuse (error, "a new pin is malformed");
  return TRUE;
}

/* --- the roster less the absences ------------------------------------------------------------ */

/* Keeps what lies before @slot; a pause at the end goes as well. FALSE: nothing is left. */
static gboolean
cut_shift (TwRosterShift *shift, int slot)
{
  int n = 0;
  for (int b = 0; b < shift->n_blocks && shift->blocks[b].first < slot; b++)
    n = b + 1;
  while (n > 0 && shift->blocks[n - 1].post < 0)
    n--;
  shift->n_blocks = n;
  if (n == 0)
    return FALSE;
  shift->blocks[n - 1].last = MIN (shift->blocks[n - 1].last, slot);
  shift->last = shift->blocks[n - 1].last;
  return TRUE;
}

static void
leave_out (const Repair *self, const TwRosterAbsence *absence, TwRosterPlan *plan)
{
  int n = 0;
  for (int i = 0; i < plan->n_shifts; i++)
    {
      TwRosterShift *shift = &plan->shifts[i];
      gboolean meets = shift->first < absence->last && absence->first < shift->last;
      for (int b = 0; meets && b < shift->n_blocks; b++)
        for (int t = MAX (absence->first, shift->blocks[b].first);
             shift->blocks[b].post >= 0 && t < shift->blocks[b].last; t++)
          self->affected[(gsize) shift->blocks[b].post * self->original->n_slots + t] = 1;
      if (meets && !cut_shift (shift, absence->first))
        tw_roster_shift_clear (shift);
      else
        plan->shifts[n++] = *shift;
    }
  plan->n_shifts = n;
}

static void
find_start (Repair *self)
{
  const TwRosterRepairOptions *options = self->options;
  int n = self->original->n_people;
  self->start = g_new0 (TwRosterPlan, n);
  self->absent = g_new0 (guint8, n);
  self->pinned = g_new0 (guint8, n);
  self->affected = g_new0 (guint8, (gsize) self->original->n_posts * self->original->n_slots);
  for (int e = 0; e < n; e++)
    tw_roster_plan_copy (&self->plans[e], &self->start[e]);
  for (int i = 0; i < options->n_absences; i++)
    {
      self->absent[options->absences[i].person] = 1;
      leave_out (self, &options->absences[i], &self->start[options->absences[i].person]);
    }
  for (int i = 0; i < options->n_pins; i++)
    self->pinned[options->pins[i].person] = 1;
}

/* --- the problem that is solved -------------------------------------------------------------- */

static gboolean
is_original_pin (const TwRosterPerson *person, const TwRosterShift *shift)
{
  for (int i = 0; i < person->n_pins; i++)
    if (person->pins[i].first == shift->first && person->pins[i].last == shift->last)
      return TRUE;
  return FALSE;
}

static gboolean
was_cut (const Repair *self, int person, const TwRosterShift *shift)
{
  const TwRosterPlan *plan = &self->plans[person];
  for (int i = 0; i < plan->n_shifts; i++)
    if (plan->shifts[i].first == shift->first && plan->shifts[i].last != shift->last)
      return TRUE;
  return FALSE;
}

static int
by_first (gconstpointer a, gconstpointer b)
{
  const TwRosterShift *x = a, *y = b;
  return (x->first > y->first) - (x->first < y->first);
}

static void
set_pins (Repair *self, int e)
{
  TwRosterPerson *person = &self->problem.people[e];
  const TwRosterPerson *was = &self->original->people[e];
  GArray *pins = g_array_new (FALSE, FALSE, sizeof (TwRosterShift));
  for (int i = 0; i < self->start[e].n_shifts; i++)
    {
      const TwRosterShift *shift = &self->start[e].shifts[i];
      if (shift->first < self->options->frozen_until || is_original_pin (was, shift)
          || was_cut (self, e, shift))
        g_array_append_val (pins, *shift);
    }
  for (int i = 0; i < self->options->n_pins; i++)
    if (self->options->pins[i].person == e)
      g_array_append_val (pins, self->options->pins[i].shift);
  g_array_sort (pins, by_first);
  person->n_pins = pins->len;
  person->pins = (TwRosterShift *) g_array_free (pins, FALSE);
}

/* Whoever is absent owes no minutes, and no days in a row. */
static void
set_absence (Repair *self, int e)
{
  TwRosterPerson *person = &self->problem.people[e];
  int n_slots = self->problem.n_slots;
  guint8 *available = g_malloc (n_slots);
  memset (available, 1, n_slots);
  if (person->available)
    memcpy (available, person->available, n_slots);
  for (int i = 0; i < self->options->n_absences; i++)
    {
      const TwRosterAbsence *a = &self->options->absences[i];
      if (a->person == e)
        memset (available + a->first, 0, a->last - a->first);
    }
  person->available = available;
  person->spans = g_memdup2 (person->spans, person->n_spans * sizeof *person->spans);
  for (int i = 0; i < person->n_spans; i++)
    person->spans[i].min_minutes = 0;
  person->min_run = person->min_off = 1;
}

/* Nobody is asked to do better than before: as many heads as there were are enough, as many are not
 * too many, and shares may be what they were, which may differ from slot to slot. */
static void
ask_no_more (Repair *self)
{
  const TwRosterProblem *original = self->original;
  gsize n = (gsize) original->n_posts * original->n_slots;
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (original);
  g_autoptr (GArray) tides = g_array_new (FALSE, FALSE, sizeof (TwRosterTide));
  for (int e = 0; e < original->n_people; e++)
    tw_roster_tally_apply (tally, &self->plans[e], 1);
  self->problem.cover = g_memdup2 (original->cover, n * sizeof *original->cover);
  for (gsize i = 0; i < n; i++)
    {
      TwRosterCover *cover = &self->problem.cover[i];
      cover->need = MIN (cover->need, tally->heads[i]);
      cover->top = MAX (cover->top, tally->heads[i]);
    }
  for (int r = 0; r < original->n_tides; r++)
    for (int t = original->tides[r].first; t < original->tides[r].last; t++)
      {
        TwRosterTide tide = original->tides[r];
        int i = t - tide.first, of = tally->of[r][i];
        tide.share = MIN (tide.share, of > 0 ? (double) tally->at[r][i] / of : 1);
        tide.first = t;
        tide.last = t + 1;
        g_array_append_val (tides, tide);
      }
  self->problem.n_tides = tides->len;
  self->problem.tides = (TwRosterTide *) g_array_steal (tides, NULL);
}

static void
derive (Repair *self)
{
  const TwRosterProblem *original = self->original;
  double cost = self->options->change_cost;
  self->problem = *original;
  self->problem.change_cost = cost + MIN (FEWER, FEWER * cost);
  self->problem.people =
      g_memdup2 (original->people, original->n_people * sizeof *original->people);
  for (int e = 0; e < original->n_people; e++)
    {
      TwRosterPerson *person = &self->problem.people[e];
      /* never NULL: that would say that nothing is published */
      person->published =
          g_renew (TwRosterShift, self->start[e].shifts, self->start[e].n_shifts + 1);
      self->start[e].shifts = person->published;
      person->n_published = self->start[e].n_shifts;
      person->free_from = MAX (person->free_from, self->options->frozen_until);
      set_pins (self, e);
      if (self->absent[e])
        set_absence (self, e);
    }
  if (!self->options->improve)
    ask_no_more (self);
}

static void
repair_clear (Repair *self)
{
  for (int e = 0; e < self->original->n_people; e++)
    {
      g_free (self->problem.people[e].pins);
      if (self->absent[e])
        {
          g_free (self->problem.people[e].available);
          g_free (self->problem.people[e].spans);
        }
      tw_roster_plan_clear (&self->start[e]);
    }
  tw_roster_planner_free (self->planner);
  tw_roster_state_free (self->state);
  tw_roster_choice_set_free (self->choices);
  if (!self->options->improve)
    {
      g_free (self->problem.cover);
      g_free (self->problem.tides);
    }
  g_free (self->problem.people);
  g_free (self->start);
  g_free (self->absent);
  g_free (self->pinned);
  g_free (self->affected);
  g_free (self->most);
}

/* --- one person at a time -------------------------------------------------------------------- */

static double
own_cost (const Repair *self, int e, const TwRosterPlan *plan)
{
  TwRosterScore score = { 0 };
  tw_roster_score_person (&self->problem, e, plan, &score);
  return score.wages + score.wishes + score.change + score.travel;
}

static void
put_in (Repair *self, int e, const TwRosterPlan *plan)
{
  TwRosterPlan copy;
  tw_roster_plan_copy (plan, &copy);
  tw_roster_state_put_in (self->state, e, copy, own_cost (self, e, plan));
}

static gboolean
same_shift (const TwRosterShift *a, const TwRosterShift *b)
{
  return a->kind == b->kind && a->first == b->first && a->last == b->last
         && a->n_blocks == b->n_blocks
         && memcmp (a->blocks, b->blocks, a->n_blocks * sizeof *a->blocks) == 0;
}

/* A person whose pins contradict the rules may have a plan without them: that is none. */
static gboolean
keeps_pins (const Repair *self, int e, const TwRosterPlan *plan)
{
  const TwRosterPerson *person = &self->problem.people[e];
  for (int i = 0; i < person->n_pins; i++)
    {
      gboolean kept = FALSE;
      for (int j = 0; j < plan->n_shifts; j++)
        kept |= same_shift (&person->pins[i], &plan->shifts[j]);
      if (!kept)
        return FALSE;
    }
  return TRUE;
}

/* What the best plan gains over the one that stands; that plan goes to @ret when it gains. */
static double
find_gain (Repair *self, int e, TwRosterPlan *ret)
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
  if (keeps_pins (self, e, &plan))
    gain = cost - best;
  if (gain > 0)
    *ret = plan;
  else
    tw_roster_plan_clear (&plan);
  return gain;
}

static gboolean
may_stand (const Repair *self, int e, int post)
{
  const TwRosterChoices *choices = &self->choices->people[e];
  for (int i = 0; i < choices->n_posts; i++)
    if (choices->posts[i] == post)
      return TRUE;
  return FALSE;
}

/* After prices changed: what is still true of everybody's greatest gain. */
static void
loosen (Repair *self, const double *before)
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
rate_people (const Repair *self, double *ret)
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
improve_one (Repair *self, const double *first_rate)
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
improve_alone (Repair *self)
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

static gboolean
has_changed (const Repair *self, int e)
{
  const TwRosterPlan *a = &self->start[e], *b = &self->state->plans[e];
  if (a->n_shifts != b->n_shifts)
    return TRUE;
  for (int i = 0; i < a->n_shifts; i++)
    if (!same_shift (&a->shifts[i], &b->shifts[i]))
      return TRUE;
  return FALSE;
}

/* Those who are concerned already, then those who could take most of what is open. */
static int
choose_neighbours (const Repair *self, int *ret)
{
  int n = self->problem.n_people, n_chosen = 0;
  g_autofree double *rate = g_new (double, n);
  rate_people (self, rate);
  for (int e = 0; e < n; e++)
    if (self->absent[e] || self->pinned[e] || has_changed (self, e))
      rate[e] = INFINITY;
  g_autofree Rated *order = rank_people (rate, n);
  for (int i = 0; i < n && n_chosen < NEIGHBOURS; i++)
    ret[n_chosen++] = order[i].person;
  return n_chosen;
}

static void
feed (Repair *self, TwRosterColumns *columns, int e)
{
  TwRosterPlan plan;
  tw_roster_plan_copy (&self->state->plans[e], &plan);
  tw_roster_master_add (columns->master, e, self->state->own[e], &plan);
  tw_roster_plan_copy (&self->start[e], &plan);
  if (keeps_pins (self, e, &plan))
    tw_roster_master_add (columns->master, e, own_cost (self, e, &plan), &plan);
  else
    tw_roster_plan_clear (&plan);
}

static void
take_over (Repair *self, const TwRosterColumns *columns, TwRosterPlan *plans)
{
  for (int i = 0; i < columns->n_people; i++)
    {
      int c = columns->fixed[columns->people[i]];
      tw_roster_plan_clear (&plans[i]);
      tw_roster_plan_copy (tw_roster_master_get_plan (columns->master, c), &plans[i]);
    }
}

static double
cost_of (const Repair *self, const int *people, int n)
{
  double cost = self->state->tally->under + self->state->tally->over + self->state->tally->tide;
  for (int i = 0; i < n; i++)
    cost += self->state->own[people[i]];
  return cost;
}

/* Better plans for the people of @columns, who cost @best now; they are left in @plans. Returns
 * whether nothing better is possible. */
static gboolean
search_columns (Repair *self, TwRosterColumns *columns, double best, TwRosterPlan *plans)
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
improve_together (Repair *self, const int *people, int n)
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
      put_in (self, people[i], &plans[i]);
      tw_roster_plan_clear (&plans[i]);
    }
  return exact;
}

static gboolean
rebuild (Repair *self, int e)
{
  return tw_roster_state_rebuild (self->state, self->planner, e)
         && keeps_pins (self, e, &self->state->plans[e]);
}

/* The first chooses as if the second were not there, who then fills what is left. */
static gboolean
improve_pair (Repair *self, const int *pair)
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
improve_pairs (Repair *self)
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
improve_neighbours (Repair *self)
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
try_plan (Repair *self, int e, const TwRosterPlan *plan, double price)
{
  double before = tw_roster_state_total (self->state), own = self->state->own[e];
  TwRosterPlan old;
  tw_roster_state_take_out (self->state, e, &old);
  put_in (self, e, plan);
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
keep_posts (Repair *self, int e)
{
  for (int i = 0; i < self->state->plans[e].n_shifts; i++)
    {
      const TwRosterShift *shift = &self->state->plans[e].shifts[i];
      const TwRosterShift *was = same_hours (&self->start[e], shift);
      TwRosterPlan plan;
      if (!was || same_shift (was, shift))
        continue;
      tw_roster_plan_copy (&self->state->plans[e], &plan);
      tw_roster_shift_clear (&plan.shifts[i]);
      tw_roster_shift_copy (was, &plan.shifts[i]);
      try_plan (self, e, &plan, self->options->move_cost + 2 * EPS);
      tw_roster_plan_clear (&plan);
    }
}

static void
tidy_up (Repair *self)
{
  for (int e = 0; e < self->problem.n_people; e++)
    if (has_changed (self, e))
      keep_posts (self, e);
  for (int e = 0; e < self->problem.n_people; e++)
    if (has_changed (self, e) && keeps_pins (self, e, &self->start[e]))
      try_plan (self, e, &self->start[e], 2 * EPS);
}

/* --- the answer ------------------------------------------------------------------------------ */

static const TwRosterShift *
shift_of_day (const TwRosterProblem *problem, const TwRosterPlan *plan, int day, int *ret_index)
{
  for (int i = 0; i < plan->n_shifts; i++)
    if (tw_roster_problem_day_of (problem, plan->shifts[i].first) == day)
      {
        *ret_index = i;
        return &plan->shifts[i];
      }
  *ret_index = TW_ROSTER_NONE;
  return NULL;
}

static gboolean
is_new_pin (const Repair *self, int e, const TwRosterShift *shift)
{
  for (int i = 0; i < self->options->n_pins; i++)
    if (self->options->pins[i].person == e && same_shift (&self->options->pins[i].shift, shift))
      return TRUE;
  return FALSE;
}

static gboolean
meets_absence (const Repair *self, int e, const TwRosterShift *shift)
{
  for (int i = 0; i < self->options->n_absences; i++)
    {
      const TwRosterAbsence *a = &self->options->absences[i];
      if (a->person == e && shift->first < a->last && a->first < shift->last)
        return TRUE;
    }
  return FALSE;
}

static TwRosterChangeKind
kind_of_change (const Repair *self, int e, const TwRosterShift *before, const TwRosterShift *after)
{
  if (after && is_new_pin (self, e, after))
    return TW_ROSTER_CHANGE_PINNED;
  if (before && meets_absence (self, e, before))
    return TW_ROSTER_CHANGE_ABSENT;
  if (!after)
    return TW_ROSTER_CHANGE_GIVEN_UP;
  if (!before)
    return TW_ROSTER_CHANGE_ADDED;
  if (before->kind == after->kind && before->first == after->first && before->last == after->last)
    return TW_ROSTER_CHANGE_MOVED;
  return TW_ROSTER_CHANGE_SHIFTED;
}

/* The first cell of @shift that would want another head were this one away. */
static void
find_demand (const Repair *self, const TwRosterShift *shift, TwRosterChange *ret)
{
  for (int b = 0; shift && b < shift->n_blocks; b++)
    for (int t = shift->blocks[b].first; shift->blocks[b].post >= 0 && t < shift->blocks[b].last;
         t++)
      {
        gsize i = (gsize) shift->blocks[b].post * self->problem.n_slots + t;
        if (self->state->tally->heads[i] <= self->problem.cover[i].need)
          {
            ret->post = shift->blocks[b].post;
            ret->slot = t;
            return;
          }
      }
}

/* Shifts are told apart by the day they begin; by hand there may be two on one. */
static void
list_day (const Repair *self, int e, int day, double gain, GArray *ret)
{
  const TwRosterProblem *problem = self->original;
  TwRosterChange change = { .person = e, .post = TW_ROSTER_NONE, .slot = TW_ROSTER_NONE };
  const TwRosterShift *before = shift_of_day (problem, &self->plans[e], day, &change.before);
  const TwRosterShift *after = shift_of_day (problem, &self->state->plans[e], day, &change.after);
  if ((!before && !after) || (before && after && same_shift (before, after)))
    return;
  change.kind = kind_of_change (self, e, before, after);
  if (change.kind != TW_ROSTER_CHANGE_ABSENT)
    {
      change.gain = gain;
      find_demand (self, after, &change);
    }
  g_array_append_val (ret, change);
}

static void
list_changes (const Repair *self, TwRosterRepair *ret)
{
  for (int e = 0; e < self->original->n_people; e++)
    {
      double gain = 0;
      if (has_changed (self, e))
        gain = tw_roster_explain_change (self->state->tally, e, &self->state->plans[e],
                                         &self->start[e], NULL);
      for (int d = 0; d < self->original->n_days; d++)
        list_day (self, e, d, gain, ret->changes);
      TwRosterScore score = { 0 };
      tw_roster_score_person (&self->problem, e, &self->state->plans[e], &score);
      ret->n_changed += (int) (score.change / self->problem.change_cost + 0.5);
    }
}

static TwRosterRepair *
finish (Repair *self, double unrepaired)
{
  TwRosterRepair *ret = g_new0 (TwRosterRepair, 1);
  ret->roster = tw_roster_new (self->original);
  for (int e = 0; e < self->original->n_people; e++)
    tw_roster_plan_copy (&self->state->plans[e], &ret->roster->plans[e]);
  tw_roster_evaluate (ret->roster);
  ret->changes = g_array_new (FALSE, FALSE, sizeof (TwRosterChange));
  list_changes (self, ret);
  ret->unrepaired = unrepaired;
  ret->proven = self->proven;
  ret->seconds = (g_get_monotonic_time () - self->began_us) / 1e6;
  return ret;
}

/* --- all ------------------------------------------------------------------------------------- */

/* Everybody as before, but who has a new pin gets the best plan around it. */
static gboolean
begin (Repair *self, GError **error)
{
  self->choices = tw_roster_choice_set_new (&self->problem);
  self->planner = tw_roster_planner_new (self->choices);
  self->state = tw_roster_state_new (&self->problem);
  self->most = g_new (double, self->problem.n_people);
  for (int e = 0; e < self->problem.n_people; e++)
    if (!self->pinned[e])
      put_in (self, e, &self->start[e]);
  for (int e = 0; e < self->problem.n_people; e++)
    if (self->pinned[e]
        && (!tw_roster_state_rebuild (self->state, self->planner, e)
            || !keeps_pins (self, e, &self->state->plans[e])))
      {
        const char *name = self->original->people[e].name;
        g_set_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INFEASIBLE,
                     "the new pin of %s contradicts the rules or what is fixed", name ? name : "?");
        return FALSE;
      }
  return TRUE;
}

static double
score_now (const Repair *self)
{
  g_autoptr (TwRoster) roster = tw_roster_new (self->original);
  for (int e = 0; e < self->original->n_people; e++)
    tw_roster_plan_copy (&self->state->plans[e], &roster->plans[e]);
  tw_roster_evaluate (roster);
  return roster->score.total;
}

TwRosterRepair *
tw_roster_repair (const TwRosterProblem *problem, const TwRosterPlan *plans,
                  const TwRosterRepairOptions *options, GError **error)
{
  Repair self = { .original = problem, .plans = plans, .options = options };
  TwRosterRepair *ret = NULL;
  if (!check_input (problem, plans, options, error))
    return NULL;
  double seconds = options->max_seconds > 0 ? options->max_seconds : DEFAULT_SECONDS;
  self.began_us = g_get_monotonic_time ();
  self.deadline_us = self.began_us + seconds * SHARE_OF_TIME * 1e6;
  find_start (&self);
  derive (&self);
  if (begin (&self, error))
    {
      double unrepaired = score_now (&self);
      improve_alone (&self);
      improve_neighbours (&self);
      tidy_up (&self);
      ret = finish (&self, unrepaired);
    }
  repair_clear (&self);
  return ret;
}

void
tw_roster_repair_free (TwRosterRepair *self)
{
  if (!self)
    return;
  tw_roster_free (self->roster);
  g_array_unref (self->changes);
  g_free (self);
}
