// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-fairness.h"
#include "roster/tw-roster-tally.h"

#include <string.h>

/* The score is computed from the plans alone: nothing here is shared with the planner but the price
 * of a cell. */

TwRoster *
tw_roster_new (const TwRosterProblem *problem)
{
  TwRoster *self = g_new0 (TwRoster, 1);
  self->problem = problem;
  self->plans = g_new0 (TwRosterPlan, problem->n_people);
  return self;
}

TwRoster *
tw_roster_copy (const TwRoster *self)
{
  TwRoster *copy = tw_roster_new (self->problem);
  for (int e = 0; e < self->problem->n_people; e++)
    tw_roster_plan_copy (&self->plans[e], &copy->plans[e]);
  copy->score = self->score;
  return copy;
}

void
tw_roster_free (TwRoster *self)
{
  if (!self)
    return;
  for (int e = 0; e < self->problem->n_people; e++)
    tw_roster_plan_clear (&self->plans[e]);
  g_free (self->plans);
  g_free (self);
}

static gboolean
meets (const TwRosterProblem *problem, const TwRosterPlan *plan, const TwRosterWish *wish)
{
  for (int i = 0; i < plan->n_shifts; i++)
    if (tw_roster_problem_day_of (problem, plan->shifts[i].first) == wish->day
        && (wish->kind == TW_ROSTER_NONE || wish->kind == plan->shifts[i].kind))
      return wish->wants;
  return !wish->wants;
}

static gboolean
contains (const TwRosterShift *shifts, int n, const TwRosterShift *shift)
{
  for (int i = 0; i < n; i++)
    if (shifts[i].kind == shift->kind && shifts[i].first == shift->first
        && shifts[i].last == shift->last)
      return TRUE;
  return FALSE;
}

static int
count_changes (const TwRosterPerson *person, const TwRosterPlan *plan)
{
  int n = 0;
  if (!person->published)
    return 0;
  for (int i = 0; i < plan->n_shifts; i++)
    n += !contains (person->published, person->n_published, &plan->shifts[i]);
  for (int i = 0; i < person->n_published; i++)
    n += !contains (plan->shifts, plan->n_shifts, &person->published[i]);
  return n;
}

double
tw_roster_score_get_own (const TwRosterScore *self)
{
  return self->wages + self->wishes + self->change + self->travel + self->fairness;
}

void
tw_roster_score_person (const TwRosterProblem *problem, int person, const TwRosterPlan *plan,
                        TwRosterScore *score)
{
  const TwRosterPerson *who = &problem->people[person];
  for (int i = 0; i < plan->n_shifts; i++)
    {
      int minutes = tw_roster_problem_shift_minutes (problem, &plan->shifts[i]);
      score->wages += who->cost_per_shift + who->cost_per_minute * minutes;
      score->travel +=
          problem->travel_cost * tw_roster_problem_way_slots (problem, &plan->shifts[i]);
    }
  for (TwRosterBurden burden = 0; burden < TW_ROSTER_N_BURDENS; burden++)
    for (int i = 0; i < plan->n_shifts; i++)
      score->fairness += tw_roster_fairness_cost (problem, person, &plan->shifts[i], burden);
  for (int i = 0; i < who->n_wishes; i++)
    if (!meets (problem, plan, &who->wishes[i]))
      score->wishes += who->wishes[i].weight;
  score->change += problem->change_cost * count_changes (who, plan);
}

void
tw_roster_evaluate (TwRoster *self)
{
  const TwRosterProblem *problem = self->problem;
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);
  TwRosterScore score = { 0 };
  for (int e = 0; e < problem->n_people; e++)
    {
      tw_roster_tally_apply (tally, &self->plans[e], 1);
      tw_roster_score_person (problem, e, &self->plans[e], &score);
    }
  score.under = tally->under;
  score.over = tally->over;
  score.tide = tally->tide;
  score.total = score.under + score.over + score.tide + tw_roster_score_get_own (&score);
  self->score = score;
}
