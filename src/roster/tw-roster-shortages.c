// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-shortages.h"
#include "roster/tw-roster-planner.h"
#include "roster/tw-roster-tally.h"

#include <math.h>

/*
 * Whether somebody could stand at a post in a slot is asked of the options (tw-roster-choices.c):
 * every shift of theirs that the rules on single shifts leave. A shift that changes posts may stand
 * anywhere it has been for a block; the ends of its slots are taken as reached.
 */

typedef struct {
  const TwRosterProblem *problem;
  const TwRosterTally *tally;
  int *able;      /* n_posts x n_slots: people with a shift that could stand there */
  int *qualified; /* n_posts: people who may stand there at all */
  GArray *ret;
} Search;

/* --- who could ------------------------------------------------------------------------------- */

/* The slots in which some shift of the person is at work, by kinds with one post and without. */
static void
mark_option (const TwRosterProblem *problem, const TwRosterPerson *person,
             const TwRosterOption *option, guint8 *anywhere, guint8 *at)
{
  int post = problem->kinds[option->kind].post;
  if (option->pin >= 0)
    {
      const TwRosterShift *pin = &person->pins[option->pin];
      for (int b = 0; b < pin->n_blocks; b++)
        for (int t = pin->blocks[b].first; pin->blocks[b].post >= 0 && t < pin->blocks[b].last; t++)
          at[(gsize) pin->blocks[b].post * problem->n_slots + t] = 1;
      return;
    }
  for (int t = option->first; t < option->last; t++)
    if (post < 0)
      anywhere[t] = 1;
    else
      at[(gsize) post * problem->n_slots + t] = 1;
}

static void
count_person (Search *self, const TwRosterChoices *choices, const TwRosterPerson *person)
{
  const TwRosterProblem *problem = self->problem;
  gsize n_cells = (gsize) problem->n_posts * problem->n_slots;
  g_autofree guint8 *anywhere = g_new0 (guint8, problem->n_slots);
  g_autofree guint8 *at = g_new0 (guint8, n_cells + 1);
  for (int o = 0; o < choices->n_options; o++)
    mark_option (problem, person, &choices->options[o], anywhere, at);
  for (int i = 0; i < choices->n_posts; i++)
    {
      self->qualified[choices->posts[i]]++;
      for (int t = 0; t < problem->n_slots; t++)
        at[(gsize) choices->posts[i] * problem->n_slots + t] |= anywhere[t];
    }
  for (gsize i = 0; i < n_cells; i++)
    self->able[i] += at[i];
}

/* --- what is open ---------------------------------------------------------------------------- */

static TwRosterShortageKind
kind_of (const Search *self, int post, int slot, int missing)
{
  gsize i = (gsize) post * self->problem->n_slots + slot;
  if (self->qualified[post] == 0 && self->able[i] == 0)
    return TW_ROSTER_SHORTAGE_NOBODY;
  if (self->able[i] == 0)
    return TW_ROSTER_SHORTAGE_NO_SHIFT;
  return self->able[i] < missing + self->tally->heads[i] ? TW_ROSTER_SHORTAGE_TOO_FEW
                                                         : TW_ROSTER_SHORTAGE_ELSEWHERE;
}

static gboolean
continues (const TwRosterShortage *a, const TwRosterShortage *b)
{
  return a->kind == b->kind && a->post == b->post && a->tide == b->tide && a->last == b->first
         && fabs (a->missing - b->missing) < 1e-9 && a->n_able == b->n_able;
}

static void
add_slot (Search *self, TwRosterShortage slot)
{
  if (self->ret->len > 0)
    {
      TwRosterShortage *before = &g_array_index (self->ret, TwRosterShortage, self->ret->len - 1);
      if (continues (before, &slot))
        {
          before->last = slot.last;
          before->cost += slot.cost;
          return;
        }
    }
  g_array_append_val (self->ret, slot);
}

static void
add_posts (Search *self)
{
  for (int p = 0; p < self->problem->n_posts; p++)
    for (int t = 0; t < self->problem->n_slots; t++)
      {
        gsize i = (gsize) p * self->problem->n_slots + t;
        const TwRosterCover *cover = &self->problem->cover[i];
        int missing = cover->need - self->tally->heads[i];
        double under, over;
        if (missing <= 0)
          continue;
        tw_roster_cover_cost (cover, self->tally->heads[i], &under, &over);
        add_slot (self, (TwRosterShortage){ kind_of (self, p, t, missing), p, TW_ROSTER_NONE, t,
                                            t + 1, missing, self->able[i], under });
      }
}

static void
add_shares (Search *self)
{
  for (int r = 0; r < self->problem->n_tides; r++)
    {
      const TwRosterTide *tide = &self->problem->tides[r];
      for (int t = tide->first; t < tide->last; t++)
        {
          int at = self->tally->at[r][t - tide->first], of = self->tally->of[r][t - tide->first];
          double missing = tide->share * of - at;
          if (missing > 1e-9)
            add_slot (self, (TwRosterShortage){ TW_ROSTER_SHORTAGE_SHARE, TW_ROSTER_NONE, r, t,
                                                t + 1, missing, 0, tide->weight * missing });
        }
    }
}

GArray *
tw_roster_shortages (const TwRosterProblem *problem, const TwRosterPlan *plans)
{
  gsize n_cells = (gsize) problem->n_posts * problem->n_slots;
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);
  g_autoptr (TwRosterChoiceSet) choices = tw_roster_choice_set_new (problem);
  g_autofree int *able = g_new0 (int, n_cells + 1);
  g_autofree int *qualified = g_new0 (int, problem->n_posts + 1);
  Search self = { problem, tally, able, qualified,
                  g_array_new (FALSE, FALSE, sizeof (TwRosterShortage)) };
  for (int e = 0; e < problem->n_people; e++)
    {
      tw_roster_tally_apply (tally, &plans[e], 1);
      count_person (&self, &choices->people[e], &problem->people[e]);
    }
  add_posts (&self);
  add_shares (&self);
  return self.ret;
}

GArray *
tw_roster_excluded (const TwRosterProblem *problem)
{
  GArray *ret = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (TwRosterChoiceSet) choices = tw_roster_choice_set_new (problem);
  for (int e = 0; e < problem->n_people; e++)
    if (choices->people[e].n_options == 0)
      g_array_append_val (ret, e);
  return ret;
}
