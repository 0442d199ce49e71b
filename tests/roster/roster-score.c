// SPDX-License-Identifier: Apache-2.0
/* What a roster costs, from the definitions of the terms. */
#include "roster-rules.h"

static int
day_of (const TwRosterProblem *problem, int slot)
{
  int day = 0;
  while (slot >= problem->day_slot[day + 1])
    day++;
  return day;
}

static int
minutes_of (const TwRosterProblem *problem, const TwRosterShift *shift)
{
  const TwRosterKind *kind = &problem->kinds[shift->kind];
  int slots = shift->last - shift->first;
  if (kind->break_after > 0 && slots > kind->break_after && !kind->break_paid)
    slots -= kind->break_slots;
  return kind->minutes > 0 ? kind->minutes : slots * problem->slot_minutes;
}

/* Slots between the places of one post and the next. */
static int
walked (const TwRosterProblem *problem, const TwRosterShift *shift)
{
  int from = -1, sum = 0;
  for (int b = 0; b < shift->n_blocks; b++)
    {
      int post = shift->blocks[b].post;
      if (post < 0)
        continue;
      int a = from < 0 ? -1 : problem->posts[from].place, z = problem->posts[post].place;
      if (problem->travel_slots && a >= 0 && z >= 0)
        sum += problem->travel_slots[a * problem->n_places + z];
      from = post;
    }
  return sum;
}

static gboolean
in_evening (const TwRosterProblem *problem, const TwRosterShift *shift)
{
  gboolean any = FALSE;
  for (int c = problem->evening.first; c < problem->evening.last; c++)
    for (int t = shift->first; t < shift->last; t++)
      any |= problem->clock[t] == c;
  return any;
}

static double
cost_of_shift (const TwRosterProblem *problem, const TwRosterPerson *who,
               const TwRosterShift *shift)
{
  int weekday = problem->weekday[day_of (problem, shift->first)];
  double cost = who->cost_per_shift;
  cost += (who->cost_per_minute + who->hours_cost) * minutes_of (problem, shift);
  cost += (problem->travel_cost + who->walk_cost) * walked (problem, shift);
  if (weekday == 5 || weekday == 6)
    cost += who->weekend_cost;
  if (in_evening (problem, shift))
    cost += who->evening_cost;
  return cost;
}

static int
count_in (const TwRosterShift *shifts, int n, const TwRosterShift *shift)
{
  int found = 0;
  for (int i = 0; i < n; i++)
    found += shifts[i].kind == shift->kind && shifts[i].first == shift->first
             && shifts[i].last == shift->last;
  return found;
}

double
roster_rules_own_cost (const TwRosterProblem *problem, int person, const TwRosterPlan *plan)
{
  const TwRosterPerson *who = &problem->people[person];
  double cost = 0;
  int n_kept = 0;
  for (int i = 0; i < plan->n_shifts; i++)
    {
      cost += cost_of_shift (problem, who, &plan->shifts[i]);
      n_kept += count_in (who->published, who->n_published, &plan->shifts[i]);
    }
  if (who->published)
    cost += problem->change_cost * (plan->n_shifts + who->n_published - 2 * n_kept);
  for (int i = 0; i < who->n_wishes; i++)
    {
      gboolean works = FALSE;
      for (int j = 0; j < plan->n_shifts; j++)
        works |= day_of (problem, plan->shifts[j].first) == who->wishes[i].day
                 && (who->wishes[i].kind < 0 || who->wishes[i].kind == plan->shifts[j].kind);
      cost += works == who->wishes[i].wants ? 0 : who->wishes[i].weight;
    }
  return cost;
}

static int
heads_of (const TwRoster *roster, int post, int slot)
{
  int heads = 0;
  for (int e = 0; e < roster->problem->n_people; e++)
    for (int i = 0; i < roster->plans[e].n_shifts; i++)
      for (int b = 0; b < roster->plans[e].shifts[i].n_blocks; b++)
        {
          const TwRosterBlock *block = &roster->plans[e].shifts[i].blocks[b];
          heads += block->post == post && block->first <= slot && slot < block->last;
        }
  return heads;
}

static double
cost_of_heads (const TwRosterCover *c, int heads)
{
  double few = heads < c->need ? c->need - heads : 0, many = heads > c->top ? heads - c->top : 0;
  return c->under * few + c->under2 * few * few + c->over * many + c->over2 * many * many;
}

double
roster_rules_total (const TwRoster *roster)
{
  const TwRosterProblem *problem = roster->problem;
  g_autofree int *heads = g_new (int, problem->n_posts + 1);
  double total = 0;
  for (int e = 0; e < problem->n_people; e++)
    total += roster_rules_own_cost (problem, e, &roster->plans[e]);
  for (int t = 0; t < problem->n_slots; t++)
    {
      for (int p = 0; p < problem->n_posts; p++)
        {
          heads[p] = heads_of (roster, p, t);
          total += cost_of_heads (&problem->cover[(gsize) p * problem->n_slots + t], heads[p]);
        }
      for (int r = 0; r < problem->n_tides; r++)
        {
          const TwRosterTide *tide = &problem->tides[r];
          int at = 0, of = 0;
          for (int p = 0; p < problem->n_posts; p++)
            {
              gboolean counts = !tide->of || tide->of[p];
              of += counts ? heads[p] : 0;
              at += counts && tide->at[p] ? heads[p] : 0;
            }
          if (t >= tide->first && t < tide->last && at < tide->share * of)
            total += tide->weight * (tide->share * of - at);
        }
    }
  return total;
}
