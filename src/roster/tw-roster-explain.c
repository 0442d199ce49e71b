// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-explain.h"
#include "roster/tw-roster-explain-private.h"

#include <math.h>
#include <string.h>

/*
 * A change by hand touches a few dozen cells: the heads of both plans are listed, sorted by slot
 * and post, and only cells whose number of heads really changes are priced anew. So a bar under the
 * mouse costs some microseconds whatever the number of people.
 */

/* --- contributions --------------------------------------------------------------------------- */

static void
add_part (GArray *parts, TwRosterTerm term, int person, int post, int slot, int tide, double amount)
{
  TwRosterContribution part = { term, person, post, slot, tide, TW_ROSTER_NONE, amount };
  if (amount != 0)
    g_array_append_val (parts, part);
}

static void
add_cells (GArray *parts, const TwRosterTally *tally)
{
  const TwRosterProblem *problem = tally->problem;
  for (int p = 0; p < problem->n_posts; p++)
    for (int t = 0; t < problem->n_slots; t++)
      {
        gsize i = (gsize) p * problem->n_slots + t;
        double under, over;
        tw_roster_cover_cost (&problem->cover[i], tally->heads[i], &under, &over);
        add_part (parts, TW_ROSTER_TERM_UNDER, TW_ROSTER_NONE, p, t, TW_ROSTER_NONE, under);
        add_part (parts, TW_ROSTER_TERM_OVER, TW_ROSTER_NONE, p, t, TW_ROSTER_NONE, over);
      }
}

static double
tide_cost (const TwRosterTide *tide, int n_at, int n_of)
{
  return tide->weight * MAX (0.0, tide->share * n_of - n_at);
}

static void
add_tides (GArray *parts, const TwRosterTally *tally)
{
  for (int r = 0; r < tally->problem->n_tides; r++)
    {
      const TwRosterTide *tide = &tally->problem->tides[r];
      for (int t = tide->first; t < tide->last; t++)
        add_part (parts, TW_ROSTER_TERM_TIDE, TW_ROSTER_NONE, TW_ROSTER_NONE, t, r,
                  tide_cost (tide, tally->at[r][t - tide->first], tally->of[r][t - tide->first]));
    }
}

static void
add_shift_parts (GArray *parts, const TwRosterProblem *problem, int person,
                 const TwRosterShift *shift)
{
  TwRosterPlan one = { 1, (TwRosterShift *) shift };
  TwRosterScore score = { 0 };
  tw_roster_score_person (problem, person, &one, &score);
  add_part (parts, TW_ROSTER_TERM_WAGES, person, TW_ROSTER_NONE, shift->first, TW_ROSTER_NONE,
            score.wages);
  add_part (parts, TW_ROSTER_TERM_TRAVEL, person, TW_ROSTER_NONE, shift->first, TW_ROSTER_NONE,
            score.travel);
  for (TwRosterBurden burden = 0; burden < TW_ROSTER_N_BURDENS; burden++)
    {
      guint n = parts->len;
      add_part (parts, TW_ROSTER_TERM_FAIRNESS, person, TW_ROSTER_NONE, shift->first,
                TW_ROSTER_NONE, tw_roster_fairness_cost (problem, person, shift, burden));
      if (parts->len > n)
        g_array_index (parts, TwRosterContribution, n).burden = burden;
    }
}

/* What @wish costs, by asking for the score of a person who has no other. */
static double
wish_cost (const TwRosterProblem *problem, const TwRosterPerson *person, const TwRosterPlan *plan,
           TwRosterWish *wish)
{
  TwRosterPerson alone = *person;
  TwRosterProblem one = *problem;
  TwRosterScore score = { 0 };
  alone.wishes = wish;
  alone.n_wishes = 1;
  one.people = &alone;
  one.n_people = 1;
  tw_roster_score_person (&one, 0, plan, &score);
  return score.wishes;
}

static gboolean
is_published (const TwRosterShift *shifts, int n_shifts, const TwRosterShift *shift)
{
  for (int i = 0; i < n_shifts; i++)
    if (shifts[i].kind == shift->kind && shifts[i].first == shift->first
        && shifts[i].last == shift->last)
      return TRUE;
  return FALSE;
}

static void
add_changes (GArray *parts, const TwRosterProblem *problem, int e, const TwRosterPlan *plan)
{
  const TwRosterPerson *person = &problem->people[e];
  if (!person->published)
    return;
  for (int i = 0; i < plan->n_shifts; i++)
    if (!is_published (person->published, person->n_published, &plan->shifts[i]))
      add_part (parts, TW_ROSTER_TERM_CHANGE, e, TW_ROSTER_NONE, plan->shifts[i].first,
                TW_ROSTER_NONE, problem->change_cost);
  for (int i = 0; i < person->n_published; i++)
    if (!is_published (plan->shifts, plan->n_shifts, &person->published[i]))
      add_part (parts, TW_ROSTER_TERM_CHANGE, e, TW_ROSTER_NONE, person->published[i].first,
                TW_ROSTER_NONE, problem->change_cost);
}

static void
add_person (GArray *parts, const TwRosterProblem *problem, int e, const TwRosterPlan *plan)
{
  const TwRosterPerson *person = &problem->people[e];
  for (int i = 0; i < plan->n_shifts; i++)
    add_shift_parts (parts, problem, e, &plan->shifts[i]);
  for (int i = 0; i < person->n_wishes; i++)
    add_part (parts, TW_ROSTER_TERM_WISHES, e, TW_ROSTER_NONE,
              problem->day_slot[person->wishes[i].day], TW_ROSTER_NONE,
              wish_cost (problem, person, plan, &person->wishes[i]));
  add_changes (parts, problem, e, plan);
}

GArray *
tw_roster_contributions (const TwRosterProblem *problem, const TwRosterPlan *plans)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (TwRosterContribution));
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);
  for (int e = 0; e < problem->n_people; e++)
    tw_roster_tally_apply (tally, &plans[e], 1);
  add_cells (parts, tally);
  add_tides (parts, tally);
  for (int e = 0; e < problem->n_people; e++)
    add_person (parts, problem, e, &plans[e]);
  return parts;
}

double
tw_roster_score_get (const TwRosterScore *score, TwRosterTerm term)
{
  switch (term)
    {
    case TW_ROSTER_TERM_UNDER:
      return score->under;
    case TW_ROSTER_TERM_OVER:
      return score->over;
    case TW_ROSTER_TERM_TIDE:
      return score->tide;
    case TW_ROSTER_TERM_WAGES:
      return score->wages;
    case TW_ROSTER_TERM_WISHES:
      return score->wishes;
    case TW_ROSTER_TERM_CHANGE:
      return score->change;
    case TW_ROSTER_TERM_TRAVEL:
      return score->travel;
    case TW_ROSTER_TERM_FAIRNESS:
      return score->fairness;
    case TW_ROSTER_N_TERMS:
      break;
    }
  g_return_val_if_reached (0);
}

/* --- the difference of a change -------------------------------------------------------------- */

typedef struct {
  int slot, post, sign;
} Head;

static int
by_cell (gconstpointer a, gconstpointer b)
{
  const Head *x = a, *y = b;
  if (x->slot != y->slot)
    return x->slot < y->slot ? -1 : 1;
  return (x->post > y->post) - (x->post < y->post);
}

static void
list_heads (GArray *heads, const TwRosterPlan *plan, int sign)
{
  for (int i = 0; i < plan->n_shifts; i++)
    for (int b = 0; b < plan->shifts[i].n_blocks; b++)
      {
        const TwRosterBlock *block = &plan->shifts[i].blocks[b];
        for (int t = block->first; block->post >= 0 && t < block->last; t++)
          {
            Head head = { t, block->post, sign };
            g_array_append_val (heads, head);
          }
      }
}

/* Sums the heads of each cell and drops what cancels; returns how many are left. */
static int
merge_heads (Head *heads, int n)
{
  int kept = 0;
  for (int i = 0, next; i < n; i = next)
    {
      Head sum = heads[i];
      for (next = i + 1; next < n && by_cell (&heads[next], &sum) == 0; next++)
        sum.sign += heads[next].sign;
      if (sum.sign != 0)
        heads[kept++] = sum;
    }
  return kept;
}

static void
change_cell (const TwRosterTally *tally, const Head *head, TwRosterScore *ret)
{
  gsize i = (gsize) head->post * tally->problem->n_slots + head->slot;
  double under, over, under_then, over_then;
  tw_roster_cover_cost (&tally->problem->cover[i], tally->heads[i], &under, &over);
  tw_roster_cover_cost (&tally->problem->cover[i], tally->heads[i] + head->sign, &under_then,
                        &over_then);
  ret->under += under_then - under;
  ret->over += over_then - over;
}

/* All changes of one slot together, for every share that looks at it. */
static void
change_tides (const TwRosterTally *tally, const Head *heads, int n, TwRosterScore *ret)
{
  for (int r = 0; r < tally->problem->n_tides; r++)
    {
      const TwRosterTide *tide = &tally->problem->tides[r];
      int slot = heads->slot, at = 0, of = 0;
      if (slot < tide->first || slot >= tide->last)
        continue;
      for (int i = 0; i < n; i++)
        if (!tide->of || tide->of[heads[i].post])
          {
            at += tide->at[heads[i].post] ? heads[i].sign : 0;
            of += heads[i].sign;
          }
      int n_at = tally->at[r][slot - tide->first], n_of = tally->of[r][slot - tide->first];
      ret->tide += tide_cost (tide, n_at + at, n_of + of) - tide_cost (tide, n_at, n_of);
    }
}

static void
add_own (const TwRosterProblem *problem, int person, const TwRosterPlan *from,
         const TwRosterPlan *to, TwRosterScore *ret)
{
  TwRosterScore before = { 0 }, after = { 0 };
  tw_roster_score_person (problem, person, from, &before);
  tw_roster_score_person (problem, person, to, &after);
  ret->wages = after.wages - before.wages;
  ret->wishes = after.wishes - before.wishes;
  ret->change = after.change - before.change;
  ret->travel = after.travel - before.travel;
  ret->fairness = after.fairness - before.fairness;
}

double
tw_roster_explain_change (const TwRosterTally *tally, int person, const TwRosterPlan *from,
                          const TwRosterPlan *to, TwRosterScore *ret)
{
  TwRosterScore delta = { 0 };
  g_autoptr (GArray) list = g_array_sized_new (FALSE, FALSE, sizeof (Head), 256);
  list_heads (list, from, -1);
  list_heads (list, to, 1);
  g_array_sort (list, by_cell);
  Head *heads = (Head *) list->data;
  int n = merge_heads (heads, list->len);
  for (int i = 0; i < n; i++)
    change_cell (tally, &heads[i], &delta);
  for (int i = 0, next; i < n; i = next)
    {
      for (next = i + 1; next < n && heads[next].slot == heads[i].slot;)
        next++;
      change_tides (tally, &heads[i], next - i, &delta);
    }
  add_own (tally->problem, person, from, to, &delta);
  for (TwRosterTerm term = 0; term < TW_ROSTER_N_TERMS; term++)
    delta.total += tw_roster_score_get (&delta, term);
  if (ret)
    *ret = delta;
  return delta.total;
}

/* --- plans with one shift more --------------------------------------------------------------- */

TwRosterPlan
tw_roster_plan_with_shift (const TwRosterPlan *plan, const TwRosterShift *shift)
{
  TwRosterPlan to = { plan->n_shifts + 1, g_new (TwRosterShift, plan->n_shifts + 1) };
  int n = 0;
  while (n < plan->n_shifts && plan->shifts[n].first <= shift->first)
    {
      to.shifts[n] = plan->shifts[n];
      n++;
    }
  to.shifts[n] = *shift;
  for (; n < plan->n_shifts; n++)
    to.shifts[n + 1] = plan->shifts[n];
  return to;
}

static gboolean
same_break (const TwRosterBreak *a, const TwRosterBreak *b)
{
  return a->kind == b->kind && a->day == b->day && a->slot == b->slot && a->post == b->post
         && a->actual == b->actual;
}

static gboolean
was_broken (const GArray *before, const TwRosterBreak *b)
{
  for (guint i = 0; i < before->len; i++)
    if (same_break (&g_array_index (before, TwRosterBreak, i), b))
      return TRUE;
  return FALSE;
}

int
tw_roster_count_new_breaks (const TwRosterView *view, int person, const GArray *before,
                            const TwRosterPlan *to, TwRosterBreak *ret_first)
{
  int n = 0;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
  tw_roster_breaks_find (view->book, person, to, found);
  for (guint i = 0; i < found->len; i++)
    {
      const TwRosterBreak *b = &g_array_index (found, TwRosterBreak, i);
      if (b->severity != TW_ROSTER_SEVERITY_RED || was_broken (before, b))
        continue;
      if (n++ == 0)
        *ret_first = *b;
    }
  return n;
}

GArray *
tw_roster_breaks_now (const TwRosterView *view, int person)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
  tw_roster_breaks_find (view->book, person, &view->plans[person], found);
  return found;
}

/* --- candidates ------------------------------------------------------------------------------ */

gboolean
tw_roster_is_pinned (const TwRosterPerson *person, const TwRosterShift *shift)
{
  for (int i = 0; i < person->n_pins; i++)
    if (person->pins[i].first == shift->first && person->pins[i].last == shift->last)
      return TRUE;
  return FALSE;
}

static gboolean
is_in_the_way (const TwRosterView *view, int person, const TwRosterShift *there,
               const TwRosterShift *shift)
{
  const TwRosterProblem *problem = view->book->problem;
  const TwRosterTerms *terms = view->book->terms ? &view->book->terms[person] : NULL;
  int rest = problem->people[person].rest_slots, minutes = 0;
  if (terms && terms->pack)
    minutes = MAX (0, terms->pack->rules[TW_ROSTER_RULE_REST].limit);
  rest = MAX (rest, (minutes + problem->slot_minutes - 1) / problem->slot_minutes);
  if (tw_roster_is_pinned (&problem->people[person], there))
    return FALSE;
  return (there->first < shift->last + rest && shift->first < there->last + rest)
         || tw_roster_problem_day_of (problem, there->first)
                == tw_roster_problem_day_of (problem, shift->first);
}

/* What is left of the plan without what is in the way of @shift; the array is to be freed. */
static TwRosterPlan
without_the_way (const TwRosterView *view, int person, const TwRosterShift *shift)
{
  const TwRosterPlan *plan = &view->plans[person];
  TwRosterPlan left = { 0, g_new (TwRosterShift, plan->n_shifts + 1) };
  for (int i = 0; i < plan->n_shifts; i++)
    if (!is_in_the_way (view, person, &plan->shifts[i], shift))
      left.shifts[left.n_shifts++] = plan->shifts[i];
  return left;
}

static void
judge (const TwRosterView *view, const GArray *before, const TwRosterPlan *base,
       const TwRosterShift *shift, TwRosterCandidate *ret)
{
  const TwRosterPlan *now = &view->plans[ret->person];
  TwRosterPlan to = tw_roster_plan_with_shift (base, shift);
  ret->n_given_up = now->n_shifts - base->n_shifts;
  ret->able = tw_roster_count_new_breaks (view, ret->person, before, &to, &ret->broken) == 0;
  ret->delta = tw_roster_explain_change (view->tally, ret->person, now, &to, NULL);
  g_free (to.shifts);
}

static TwRosterCandidate
find_candidate (const TwRosterView *view, int person, const TwRosterShift *shift)
{
  TwRosterCandidate adds = { .person = person }, instead = { .person = person };
  g_autoptr (GArray) before = tw_roster_breaks_now (view, person);
  judge (view, before, &view->plans[person], shift, &adds);
  if (adds.able)
    return adds;
  TwRosterPlan left = without_the_way (view, person, shift);
  if (left.n_shifts < view->plans[person].n_shifts)
    judge (view, before, &left, shift, &instead);
  g_free (left.shifts);
  return instead.able ? instead : adds;
}

static int
by_delta (gconstpointer a, gconstpointer b)
{
  const TwRosterCandidate *x = a, *y = b;
  if (x->able != y->able)
    return x->able ? -1 : 1;
  if (x->delta != y->delta)
    return x->delta < y->delta ? -1 : 1;
  return x->person - y->person;
}

GArray *
tw_roster_candidates (const TwRosterView *view, const TwRosterShift *shift)
{
  const TwRosterProblem *problem = view->book->problem;
  g_return_val_if_fail (shift->kind >= 0 && shift->kind < problem->n_kinds, NULL);
  g_return_val_if_fail (shift->first >= 0 && shift->last <= problem->n_slots, NULL);
  int n = problem->n_people;
  GArray *all = g_array_sized_new (FALSE, FALSE, sizeof (TwRosterCandidate), n);
  for (int e = 0; e < n; e++)
    {
      TwRosterCandidate candidate = find_candidate (view, e, shift);
      g_array_append_val (all, candidate);
    }
  g_array_sort (all, by_delta);
  return all;
}
