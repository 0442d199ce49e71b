// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-state.h"

#include <math.h>
#include <string.h>

TwRosterState *
tw_roster_state_new (const TwRosterProblem *problem)
{
  TwRosterState *self = g_new0 (TwRosterState, 1);
  self->problem = problem;
  self->tally = tw_roster_tally_new (problem);
  self->plans = g_new0 (TwRosterPlan, problem->n_people);
  self->own = g_new0 (double, problem->n_people);
  self->out = g_malloc (MAX (1, problem->n_people));
  memset (self->out, 1, problem->n_people);
  return self;
}

gboolean
tw_roster_plan_equal (const TwRosterPlan *a, const TwRosterPlan *b)
{
  if (a->n_shifts != b->n_shifts)
    return FALSE;
  for (int i = 0; i < a->n_shifts; i++)
    {
      const TwRosterShift *x = &a->shifts[i], *y = &b->shifts[i];
      if (x->kind != y->kind || x->first != y->first || x->last != y->last
          || x->n_blocks != y->n_blocks
          || memcmp (x->blocks, y->blocks, x->n_blocks * sizeof *x->blocks) != 0)
        return FALSE;
    }
  return TRUE;
}

void
tw_roster_state_free (TwRosterState *self)
{
  if (!self)
    return;
  for (int e = 0; e < self->problem->n_people; e++)
    tw_roster_plan_clear (&self->plans[e]);
  tw_roster_tally_free (self->tally);
  g_free (self->plans);
  g_free (self->own);
  g_free (self->out);
  g_free (self);
}

double
tw_roster_state_total (const TwRosterState *self)
{
  return self->tally->under + self->tally->over + self->tally->tide + self->own_sum;
}

void
tw_roster_state_take_out (TwRosterState *self, int person, TwRosterPlan *ret_plan)
{
  tw_roster_tally_apply (self->tally, &self->plans[person], -1);
  if (ret_plan)
    *ret_plan = self->plans[person];
  else
    tw_roster_plan_clear (&self->plans[person]);
  self->plans[person] = (TwRosterPlan){ 0 };
  self->own_sum -= self->own[person];
  self->own[person] = 0;
  self->out[person] = 1;
}

void
tw_roster_state_put_in (TwRosterState *self, int person, TwRosterPlan plan, double own)
{
  tw_roster_tally_apply (self->tally, &plan, 1);
  self->plans[person] = plan;
  self->own[person] = own;
  self->own_sum += own;
  self->out[person] = 0;
}

gboolean
tw_roster_state_rebuild (TwRosterState *self, TwRosterPlanner *planner, int person)
{
  TwRosterPlan plan;
  double cost = tw_roster_planner_best (planner, person, self->tally->price, INFINITY, &plan);
  if (cost == INFINITY)
    return FALSE;
  cost -= tw_roster_tally_price (self->tally, &plan);
  tw_roster_state_put_in (self, person, plan, cost);
  return TRUE;
}

void
tw_roster_state_assign (TwRosterState *self, const TwRosterState *other)
{
  for (int e = 0; e < self->problem->n_people; e++)
    {
      self->own[e] = other->own[e];
      self->out[e] = other->out[e];
      if (tw_roster_plan_equal (&self->plans[e], &other->plans[e]))
        continue;
      tw_roster_plan_clear (&self->plans[e]);
      tw_roster_plan_copy (&other->plans[e], &self->plans[e]);
    }
  self->own_sum = other->own_sum;
  tw_roster_tally_assign (self->tally, other->tally);
}

TwRoster *
tw_roster_state_to_roster (const TwRosterState *self)
{
  TwRoster *roster = tw_roster_new (self->problem);
  for (int e = 0; e < self->problem->n_people; e++)
    tw_roster_plan_copy (&self->plans[e], &roster->plans[e]);
  tw_roster_evaluate (roster);
  return roster;
}
