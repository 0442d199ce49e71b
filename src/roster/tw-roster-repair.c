// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-repair.h"
#include "roster/tw-roster-explain.h"
#include "roster/tw-roster-repair-private.h"

#include <math.h>
#include <string.h>

/*
 * Repair is planning against another published roster: the one that stands, with the absences taken
 * out of it. Everything that is frozen or pinned becomes a pin, no shift may begin before the
 * horizon that is frozen ends, and each change has its price in the planner's own program. What was
 * uncovered before is no longer asked for, so that only what was lost is worth a change.
 *
 * A change costs a little more than it is said to: among rosters of the same cost the one with
 * fewer changes wins. The search is in tw-roster-repair-search.c.
 */

#define FEWER 0.01 /* what a change costs besides, as a share of its cost, at most 0.01 in all */
#define DEFAULT_SECONDS 2.0
#define SHARE_OF_TIME 0.9 /* the rest is for tidying up */

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
leave_out (const TwRosterRepairWork *self, const TwRosterAbsence *absence, TwRosterPlan *plan)
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
find_start (TwRosterRepairWork *self)
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
was_cut (const TwRosterRepairWork *self, int person, const TwRosterShift *shift)
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
set_pins (TwRosterRepairWork *self, int e)
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
set_absence (TwRosterRepairWork *self, int e)
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
ask_no_more (TwRosterRepairWork *self)
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
derive (TwRosterRepairWork *self)
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
repair_clear (TwRosterRepairWork *self)
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
is_new_pin (const TwRosterRepairWork *self, int e, const TwRosterShift *shift)
{
  for (int i = 0; i < self->options->n_pins; i++)
    if (self->options->pins[i].person == e
        && tw_roster_repair_same (&self->options->pins[i].shift, shift))
      return TRUE;
  return FALSE;
}

static gboolean
meets_absence (const TwRosterRepairWork *self, int e, const TwRosterShift *shift)
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
kind_of_change (const TwRosterRepairWork *self, int e, const TwRosterShift *before,
                const TwRosterShift *after)
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
find_demand (const TwRosterRepairWork *self, const TwRosterShift *shift, TwRosterChange *ret)
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
list_day (const TwRosterRepairWork *self, int e, int day, double gain, GArray *ret)
{
  const TwRosterProblem *problem = self->original;
  TwRosterChange change = { .person = e, .post = TW_ROSTER_NONE, .slot = TW_ROSTER_NONE };
  const TwRosterShift *before = shift_of_day (problem, &self->plans[e], day, &change.before);
  const TwRosterShift *after = shift_of_day (problem, &self->state->plans[e], day, &change.after);
  if ((!before && !after) || (before && after && tw_roster_repair_same (before, after)))
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
list_changes (const TwRosterRepairWork *self, TwRosterRepair *ret)
{
  for (int e = 0; e < self->original->n_people; e++)
    {
      double gain = 0;
      if (tw_roster_repair_has_changed (self, e))
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
finish (TwRosterRepairWork *self, double unrepaired)
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
begin (TwRosterRepairWork *self, GError **error)
{
  self->choices = tw_roster_choice_set_new (&self->problem);
  self->planner = tw_roster_planner_new (self->choices);
  self->state = tw_roster_state_new (&self->problem);
  self->most = g_new (double, self->problem.n_people);
  for (int e = 0; e < self->problem.n_people; e++)
    if (!self->pinned[e])
      tw_roster_repair_put_in (self, e, &self->start[e]);
  for (int e = 0; e < self->problem.n_people; e++)
    if (self->pinned[e]
        && (!tw_roster_state_rebuild (self->state, self->planner, e)
            || !tw_roster_repair_keeps_pins (self, e, &self->state->plans[e])))
      {
        const char *name = self->original->people[e].name;
        g_set_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INFEASIBLE,
                     "the new pin of %s contradicts the rules or what is fixed", name ? name : "?");
        return FALSE;
      }
  return TRUE;
}

static double
score_now (const TwRosterRepairWork *self)
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
  TwRosterRepairWork self = { .original = problem, .plans = plans, .options = options };
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
      tw_roster_repair_search (&self);
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
