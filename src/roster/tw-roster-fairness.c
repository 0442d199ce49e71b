// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-fairness.h"

#include <string.h>

static gboolean
touches_evening (const TwRosterProblem *problem, const TwRosterShift *shift,
                 const TwRosterFairnessOptions *options)
{
  for (int t = shift->first; t < shift->last; t++)
    {
      int minute = problem->clock[t] * problem->slot_minutes;
      if (minute >= options->evening_first_min && minute < options->evening_last_min)
        return TRUE;
    }
  return FALSE;
}

/* A share of the contract, in the unit of the value. */
static double
of_contract (const TwRosterFairnessOptions *options, int person, double minutes)
{
  return options->contract_minutes ? minutes / MAX (1, options->contract_minutes[person]) : minutes;
}

static double
burden_of_shift (const TwRosterProblem *problem, const TwRosterShift *shift, int person,
                 const TwRosterFairnessOptions *options, TwRosterBurden burden)
{
  switch (burden)
    {
    case TW_ROSTER_BURDEN_EVENINGS:
      return touches_evening (problem, shift, options);
    case TW_ROSTER_BURDEN_WEEKENDS:
      return problem->weekday[tw_roster_problem_day_of (problem, shift->first)] >= 5;
    case TW_ROSTER_BURDEN_HOURS:
      return of_contract (options, person, tw_roster_problem_shift_minutes (problem, shift));
    case TW_ROSTER_BURDEN_WALKING:
      return tw_roster_problem_way_slots (problem, shift) * problem->slot_minutes;
    case TW_ROSTER_N_BURDENS:
      break;
    }
  g_return_val_if_reached (0);
}

static double
burden_before (const TwRosterFairnessOptions *options, TwRosterBurden burden, int person)
{
  double before = options->before[burden] ? options->before[burden][person] : 0;
  return burden == TW_ROSTER_BURDEN_HOURS ? of_contract (options, person, before) : before;
}

GArray *
tw_roster_fairness_drill (const TwRosterProblem *problem, const TwRosterPlan *plans,
                          const TwRosterFairnessOptions *options, TwRosterBurden burden, int person)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (TwRosterFairnessPart));
  TwRosterFairnessPart part = { TW_ROSTER_NONE, burden_before (options, burden, person) };
  if (part.amount != 0)
    g_array_append_val (parts, part);
  for (int i = 0; i < plans[person].n_shifts; i++)
    {
      part = (TwRosterFairnessPart){ i, burden_of_shift (problem, &plans[person].shifts[i], person,
                                                         options, burden) };
      if (part.amount != 0)
        g_array_append_val (parts, part);
    }
  return parts;
}

static double
value_of (const TwRosterProblem *problem, const TwRosterPlan *plans,
          const TwRosterFairnessOptions *options, TwRosterBurden burden, int person)
{
  g_autoptr (GArray) parts = tw_roster_fairness_drill (problem, plans, options, burden, person);
  double sum = 0;
  for (guint i = 0; i < parts->len; i++)
    sum += g_array_index (parts, TwRosterFairnessPart, i).amount;
  return sum;
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  const TwRosterShare *x = a, *y = b;
  if (x->value != y->value)
    return x->value < y->value ? -1 : 1;
  return x->person - y->person;
}

/* People with the same value have the same part: the mean of their ranks. */
static void
fill_parts (TwRosterShare *shares, guint n, double sum)
{
  for (guint i = 0, next; i < n; i = next)
    {
      for (next = i + 1; next < n && shares[next].value == shares[i].value;)
        next++;
      double rank = (i + 1 + next) / 2.0;
      for (guint j = i; j < next; j++)
        shares[j].part = (2 * rank - n - 1) * MAX (0, shares[j].value) / (n * sum);
    }
}

void
tw_roster_fairness_of (GArray *shares, double *ret_gini, double *ret_jain)
{
  double sum = 0, squares = 0, gini = 0;
  g_array_sort (shares, by_value);
  for (guint i = 0; i < shares->len; i++)
    {
      double x = MAX (0, g_array_index (shares, TwRosterShare, i).value);
      sum += x;
      squares += x * x;
      g_array_index (shares, TwRosterShare, i).part = 0;
    }
  if (sum > 0)
    fill_parts ((TwRosterShare *) shares->data, shares->len, sum);
  for (guint i = 0; i < shares->len; i++)
    gini += g_array_index (shares, TwRosterShare, i).part;
  *ret_gini = gini;
  *ret_jain = sum > 0 ? sum * sum / (shares->len * squares) : 1;
}

void
tw_roster_fairness_measure (const TwRosterProblem *problem, const TwRosterPlan *plans,
                            const TwRosterFairnessOptions *options, TwRosterBurden burden,
                            const guint8 *in, TwRosterFairness *ret)
{
  *ret = (TwRosterFairness){ .shares = g_array_new (FALSE, FALSE, sizeof (TwRosterShare)) };
  for (int e = 0; e < problem->n_people; e++)
    {
      gboolean counts = burden != TW_ROSTER_BURDEN_HOURS || !options->contract_minutes
                        || options->contract_minutes[e] > 0;
      if ((in && !in[e]) || !counts)
        continue;
      TwRosterShare share = { .person = e, .value = value_of (problem, plans, options, burden, e) };
      ret->sum += share.value;
      g_array_append_val (ret->shares, share);
    }
  ret->mean = ret->shares->len > 0 ? ret->sum / ret->shares->len : 0;
  tw_roster_fairness_of (ret->shares, &ret->gini, &ret->jain);
}

void
tw_roster_fairness_clear (TwRosterFairness *self)
{
  g_clear_pointer (&self->shares, g_array_unref);
}

/* --- prices ---------------------------------------------------------------------------------- */

double
tw_roster_fairness_cost (const TwRosterProblem *problem, int person, const TwRosterShift *shift,
                         TwRosterBurden burden)
{
  const TwRosterPerson *who = &problem->people[person];
  switch (burden)
    {
    case TW_ROSTER_BURDEN_EVENINGS:
      return who->evening_cost
             * tw_roster_problem_touches_evening (problem, shift->first, shift->last);
    case TW_ROSTER_BURDEN_WEEKENDS:
      return who->weekend_cost
             * (problem->weekday[tw_roster_problem_day_of (problem, shift->first)] >= 5);
    case TW_ROSTER_BURDEN_HOURS:
      return who->hours_cost * tw_roster_problem_shift_minutes (problem, shift);
    case TW_ROSTER_BURDEN_WALKING:
      return who->walk_cost * tw_roster_problem_way_slots (problem, shift);
    case TW_ROSTER_N_BURDENS:
      break;
    }
  g_return_val_if_reached (0);
}

/* What shrinks ratios towards 1 while little is known: a shift, a day's work, an hour's way. */
static const double units[TW_ROSTER_N_BURDENS] = { 1, 1, 480, 60 };

typedef struct {
  double before, contract; /* sums over who has a contract */
  double least;            /* of the ratios */
} Group;

static int
group_of (const TwRosterProblem *problem, const TwRosterFairnessHistory *history, int e)
{
  return history->group ? history->group[e] : problem->people[e].pool;
}

static double
contract_of (const TwRosterFairnessHistory *history, int e)
{
  return history->contract_minutes ? MAX (0, history->contract_minutes[e]) : 1;
}

static double
before_of (const TwRosterFairnessHistory *history, TwRosterBurden burden, int e)
{
  return history->before[burden] ? MAX (0, history->before[burden][e]) : 0;
}

static GHashTable *
sum_groups (const TwRosterProblem *problem, const TwRosterFairnessHistory *history,
            TwRosterBurden burden)
{
  GHashTable *groups = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (int e = 0; e < problem->n_people; e++)
    {
      gpointer key = GINT_TO_POINTER (group_of (problem, history, e));
      Group *group = g_hash_table_lookup (groups, key);
      if (!group)
        {
          group = g_new0 (Group, 1);
          group->least = 1; /* somebody at the fair share or below it there always is */
          g_hash_table_insert (groups, key, group);
        }
      if (contract_of (history, e) <= 0)
        continue;
      group->before += before_of (history, burden, e);
      group->contract += contract_of (history, e);
    }
  return groups;
}

/* (b + u) / (f + u): what was borne over the fair share. */
static double
ratio_of (const TwRosterFairnessHistory *history, const Group *group, TwRosterBurden burden, int e)
{
  double contract = contract_of (history, e), unit = units[burden];
  if (contract <= 0)
    return 1;
  double fair =
      burden == TW_ROSTER_BURDEN_HOURS ? contract : group->before * contract / group->contract;
  return (before_of (history, burden, e) + unit) / (fair + unit);
}

static void
set_price (const TwRosterProblem *problem, int e, TwRosterBurden burden, double price)
{
  TwRosterPerson *person = &problem->people[e];
  switch (burden)
    {
    case TW_ROSTER_BURDEN_EVENINGS:
      person->evening_cost = price;
      break;
    case TW_ROSTER_BURDEN_WEEKENDS:
      person->weekend_cost = price;
      break;
    case TW_ROSTER_BURDEN_HOURS:
      person->hours_cost = price;
      break;
    case TW_ROSTER_BURDEN_WALKING:
      person->walk_cost = price * problem->slot_minutes;
      break;
    case TW_ROSTER_N_BURDENS:
      break;
    }
}

static void
set_prices_of (TwRosterProblem *problem, const TwRosterFairnessHistory *history,
               TwRosterBurden burden)
{
  gboolean hours = burden == TW_ROSTER_BURDEN_HOURS;
  g_autoptr (GHashTable) groups = sum_groups (problem, history, burden);
  g_autofree double *ratio = g_new (double, MAX (1, problem->n_people));
  for (int e = 0; e < problem->n_people; e++)
    {
      Group *group = g_hash_table_lookup (groups, GINT_TO_POINTER (group_of (problem, history, e)));
      ratio[e] = ratio_of (history, group, burden, e);
      group->least = MIN (group->least, ratio[e]);
    }
  for (int e = 0; e < problem->n_people; e++)
    {
      int number = group_of (problem, history, e);
      const Group *group = g_hash_table_lookup (groups, GINT_TO_POINTER (number));
      gboolean priced = number >= 0 && (!hours || history->contract_minutes);
      double from = hours ? 1 : group->least;
      set_price (problem, e, burden, priced ? history->weight[burden] * (ratio[e] - from) : 0);
    }
}

void
tw_roster_fairness_prices (TwRosterProblem *problem, const TwRosterFairnessHistory *history)
{
  for (TwRosterBurden burden = 0; burden < TW_ROSTER_N_BURDENS; burden++)
    set_prices_of (problem, history, burden);
}
