// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-tally.h"

#include <string.h>

void
tw_roster_cover_cost (const TwRosterCover *cover, int heads, double *ret_under, double *ret_over)
{
  double few = MAX (0, cover->need - heads), many = MAX (0, heads - cover->top);
  *ret_under = cover->under * few + cover->under2 * few * few;
  *ret_over = cover->over * many + cover->over2 * many * many;
}

static double
cover_cost (const TwRosterCover *cover, int heads)
{
  double under, over;
  tw_roster_cover_cost (cover, heads, &under, &over);
  return under + over;
}

static gboolean
tide_counts (const TwRosterTide *tide, int post)
{
  return !tide->of || tide->of[post];
}

static double
tide_cost (const TwRosterTide *tide, int n_at, int n_of)
{
  return tide->weight * MAX (0.0, tide->share * n_of - n_at);
}

static void
reprice (TwRosterTally *self, int post, int slot)
{
  const TwRosterProblem *problem = self->problem;
  gsize i = (gsize) post * problem->n_slots + slot;
  const TwRosterCover *cover = &problem->cover[i];
  double price = cover_cost (cover, self->heads[i] + 1) - cover_cost (cover, self->heads[i]);
  for (int j = self->first_tide[slot]; j < self->first_tide[slot + 1]; j++)
    {
      int r = self->tides[j];
      const TwRosterTide *tide = &problem->tides[r];
      if (!tide_counts (tide, post))
        continue;
      int n_at = self->at[r][slot - tide->first], n_of = self->of[r][slot - tide->first];
      price +=
          tide_cost (tide, n_at + (tide->at[post] != 0), n_of + 1) - tide_cost (tide, n_at, n_of);
    }
  self->price[i] = price;
}

static void
list_tides (TwRosterTally *self)
{
  const TwRosterProblem *problem = self->problem;
  int n = 0, most = 0;
  for (int r = 0; r < problem->n_tides; r++)
    most += MAX (0, problem->tides[r].last - problem->tides[r].first);
  self->tides = g_new (int, most);
  self->first_tide = g_new (int, problem->n_slots + 1);
  for (int t = 0; t < problem->n_slots; t++)
    {
      self->first_tide[t] = n;
      for (int r = 0; r < problem->n_tides; r++)
        if (t >= problem->tides[r].first && t < problem->tides[r].last)
          self->tides[n++] = r;
    }
  self->first_tide[problem->n_slots] = n;
}

TwRosterTally *
tw_roster_tally_new (const TwRosterProblem *problem)
{
  TwRosterTally *self = g_new0 (TwRosterTally, 1);
  gsize n = (gsize) problem->n_posts * problem->n_slots;
  self->problem = problem;
  self->heads = g_new0 (int, n);
  self->price = g_new0 (double, n);
  self->at = g_new0 (int *, problem->n_tides);
  self->of = g_new0 (int *, problem->n_tides);
  for (int r = 0; r < problem->n_tides; r++)
    {
      int length = MAX (0, problem->tides[r].last - problem->tides[r].first);
      self->at[r] = g_new0 (int, length);
      self->of[r] = g_new0 (int, length);
    }
  list_tides (self);
  for (gsize i = 0; i < n; i++)
    self->under += cover_cost (&problem->cover[i], 0);
  for (int p = 0; p < problem->n_posts; p++)
    for (int t = 0; t < problem->n_slots; t++)
      reprice (self, p, t);
  return self;
}

void
tw_roster_tally_free (TwRosterTally *self)
{
  if (!self)
    return;
  for (int r = 0; r < self->problem->n_tides; r++)
    {
      g_free (self->at[r]);
      g_free (self->of[r]);
    }
  g_free (self->at);
  g_free (self->of);
  g_free (self->tides);
  g_free (self->first_tide);
  g_free (self->heads);
  g_free (self->price);
  g_free (self);
}

static void
change_cover (TwRosterTally *self, int post, int slot, int sign)
{
  gsize i = (gsize) post * self->problem->n_slots + slot;
  double under, over, under_now, over_now;
  tw_roster_cover_cost (&self->problem->cover[i], self->heads[i], &under, &over);
  self->heads[i] += sign;
  tw_roster_cover_cost (&self->problem->cover[i], self->heads[i], &under_now, &over_now);
  self->under += under_now - under;
  self->over += over_now - over;
}

/* Returns whether a share changed, and with it the price of every post in that slot. */
static gboolean
change_tides (TwRosterTally *self, int post, int slot, int sign)
{
  gboolean changed = FALSE;
  for (int j = self->first_tide[slot]; j < self->first_tide[slot + 1]; j++)
    {
      int r = self->tides[j];
      const TwRosterTide *tide = &self->problem->tides[r];
      if (!tide_counts (tide, post))
        continue;
      int *n_at = &self->at[r][slot - tide->first], *n_of = &self->of[r][slot - tide->first];
      self->tide -= tide_cost (tide, *n_at, *n_of);
      *n_at += tide->at[post] ? sign : 0;
      *n_of += sign;
      self->tide += tide_cost (tide, *n_at, *n_of);
      changed = TRUE;
    }
  return changed;
}

static void
change_head (TwRosterTally *self, int post, int slot, int sign)
{
  change_cover (self, post, slot, sign);
  if (!change_tides (self, post, slot, sign))
    {
      reprice (self, post, slot);
      return;
    }
  for (int p = 0; p < self->problem->n_posts; p++)
    reprice (self, p, slot);
}

void
tw_roster_tally_apply (TwRosterTally *self, const TwRosterPlan *plan, int sign)
{
  for (int i = 0; i < plan->n_shifts; i++)
    for (int b = 0; b < plan->shifts[i].n_blocks; b++)
      {
        const TwRosterBlock *block = &plan->shifts[i].blocks[b];
        if (block->post >= 0)
          for (int t = block->first; t < block->last; t++)
            change_head (self, block->post, t, sign);
      }
}

void
tw_roster_tally_assign (TwRosterTally *self, const TwRosterTally *other)
{
  const TwRosterProblem *problem = self->problem;
  gsize n = (gsize) problem->n_posts * problem->n_slots;
  if (n > 0)
    {
      memcpy (self->heads, other->heads, n * sizeof *self->heads);
      memcpy (self->price, other->price, n * sizeof *self->price);
    }
  for (int r = 0; r < problem->n_tides; r++)
    {
      int length = MAX (0, problem->tides[r].last - problem->tides[r].first);
      if (length == 0)
        continue;
      memcpy (self->at[r], other->at[r], length * sizeof **self->at);
      memcpy (self->of[r], other->of[r], length * sizeof **self->of);
    }
  self->under = other->under;
  self->over = other->over;
  self->tide = other->tide;
}

double
tw_roster_plan_price (const TwRosterProblem *problem, const double *price, const TwRosterPlan *plan)
{
  double sum = 0;
  for (int i = 0; i < plan->n_shifts; i++)
    for (int b = 0; b < plan->shifts[i].n_blocks; b++)
      {
        const TwRosterBlock *block = &plan->shifts[i].blocks[b];
        if (block->post < 0)
          continue;
        for (int t = block->first; t < block->last; t++)
          sum += price[(gsize) block->post * problem->n_slots + t];
      }
  return sum;
}

double
tw_roster_tally_price (const TwRosterTally *self, const TwRosterPlan *plan)
{
  return tw_roster_plan_price (self->problem, self->price, plan);
}
