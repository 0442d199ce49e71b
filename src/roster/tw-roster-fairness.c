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
