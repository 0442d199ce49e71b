// SPDX-License-Identifier: Apache-2.0
/* F26: known data give known indices, and what is shown per person sums to what is shown above. */
#include "roster/tw-roster-fairness.h"

#include "base/tw-rng.h"

#include <math.h>

static const struct {
  const char *name;
  int n;
  double values[6];
  double gini, jain;
} known[] = {
  { "nobody", 0, { 0 }, 0, 1 },
  { "nothing", 3, { 0, 0, 0 }, 0, 1 },
  { "all the same", 4, { 7, 7, 7, 7 }, 0, 1 },
  { "one bears all", 4, { 0, 0, 0, 5 }, 0.75, 0.25 },
  { "one in five", 5, { 0, 0, 9, 0, 0 }, 0.8, 0.2 },
  { "1 2 3", 3, { 3, 1, 2 }, 2.0 / 9, 36.0 / 42 },
  { "1 to 5", 5, { 1, 2, 3, 4, 5 }, 4.0 / 15, 225.0 / 275 },
  { "half bear all", 4, { 2, 0, 2, 0 }, 0.5, 0.5 },
  { "ties", 6, { 1, 1, 1, 3, 3, 3 }, 0.25, 144.0 / 180 },
  { "below nothing", 2, { -4, 4 }, 0.5, 0.5 },
};

static void
test_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (TwRosterShare));
      double gini, jain, sum = 0;
      for (int e = 0; e < known[i].n; e++)
        {
          TwRosterShare share = { e, known[i].values[e], 0 };
          g_array_append_val (shares, share);
        }
      g_test_message ("%s", known[i].name);
      tw_roster_fairness_of (shares, &gini, &jain);
      g_assert_cmpfloat_with_epsilon (gini, known[i].gini, 1e-12);
      g_assert_cmpfloat_with_epsilon (jain, known[i].jain, 1e-12);
      for (guint j = 0; j < shares->len; j++)
        sum += g_array_index (shares, TwRosterShare, j).part;
      g_assert_cmpfloat_with_epsilon (sum, gini, 1e-12);
    }
}

/* The definition itself: half the mean difference of all pairs over the mean. */
static double
gini_of_pairs (const GArray *shares)
{
  double differences = 0, sum = 0;
  for (guint i = 0; i < shares->len; i++)
    {
      sum += g_array_index (shares, TwRosterShare, i).value;
      for (guint j = 0; j < shares->len; j++)
        differences += fabs (g_array_index (shares, TwRosterShare, i).value
                             - g_array_index (shares, TwRosterShare, j).value);
    }
  return sum > 0 ? differences / (2 * shares->len * sum) : 0;
}

static void
test_pairs (void)
{
  TwRng rng;
  tw_rng_init (&rng, 41);
  for (int i = 0; i < 300; i++)
    {
      g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (TwRosterShare));
      double gini, jain;
      for (int e = 0, n = 1 + tw_rng_below (&rng, 30); e < n; e++)
        {
          TwRosterShare share = { e, tw_rng_below (&rng, 8), 0 };
          g_array_append_val (shares, share);
        }
      tw_roster_fairness_of (shares, &gini, &jain);
      g_assert_cmpfloat_with_epsilon (gini, gini_of_pairs (shares), 1e-9);
    }
}

/* Friday to Sunday by hours; posts 0 and 1 are two hours apart. */
static TwRosterProblem *
weekend_problem (void)
{
  TwRosterProblem *problem = tw_roster_problem_new (3, 24, 60, 2, 1, 3);
  for (int d = 0; d < 3; d++)
    problem->weekday[d] = 4 + d;
  problem->kinds[0].max_slots = 12;
  problem->n_places = 2;
  problem->travel_slots = g_new0 (guint8, 4);
  problem->travel_slots[1] = problem->travel_slots[2] = 2;
  problem->posts[0].place = 0;
  problem->posts[1].place = 1;
  return problem;
}

static void
give_shift (TwRosterPlan *plan, int first, int last, int change_at)
{
  int n = change_at > 0 ? 3 : 1;
  TwRosterBlock *blocks = g_new (TwRosterBlock, n);
  blocks[0] = (TwRosterBlock){ 0, first, n == 3 ? change_at : last };
  if (n == 3)
    {
      blocks[1] = (TwRosterBlock){ TW_ROSTER_NONE, change_at, change_at + 2 };
      blocks[2] = (TwRosterBlock){ 1, change_at + 2, last };
    }
  plan->shifts = g_renew (TwRosterShift, plan->shifts, plan->n_shifts + 1);
  plan->shifts[plan->n_shifts++] = (TwRosterShift){ 0, first, last, n, blocks };
}

static void
test_roster (void)
{
  static const double evenings_before[] = { 0, 2, 0 };
  static const int contract[] = { 960, 480, 0 };
  static const struct {
    TwRosterBurden burden;
    double values[3];
    double gini;
  } cases[] = {
    { TW_ROSTER_BURDEN_EVENINGS, { 1, 2, 1 }, 1.0 / 6 },
    { TW_ROSTER_BURDEN_WEEKENDS, { 1, 0, 1 }, 1.0 / 3 },
    { TW_ROSTER_BURDEN_HOURS, { 1, 1, -1 }, 0 }, /* 16 of 16 h, 8 of 8 h, and one without */
    { TW_ROSTER_BURDEN_WALKING, { 120, 0, 0 }, 2.0 / 3 },
  };
  g_autoptr (TwRosterProblem) problem = weekend_problem ();
  g_autoptr (TwRoster) roster = tw_roster_new (problem);
  TwRosterFairnessOptions options = { 19 * 60, 24 * 60, { evenings_before }, contract };
  give_shift (&roster->plans[0], 8, 16, 11);
  give_shift (&roster->plans[0], 24 + 12, 24 + 20, 0);
  give_shift (&roster->plans[1], 8, 16, 0);
  give_shift (&roster->plans[2], 48 + 17, 48 + 20, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwRosterFairness fairness;
      double sum = 0;
      tw_roster_fairness_measure (problem, roster->plans, &options, cases[i].burden, NULL,
                                  &fairness);
      g_assert_cmpfloat_with_epsilon (fairness.gini, cases[i].gini, 1e-12);
      g_assert_cmpuint (fairness.shares->len, ==, cases[i].values[2] < 0 ? 2 : 3);
      for (guint j = 0; j < fairness.shares->len; j++)
        {
          const TwRosterShare *share = &g_array_index (fairness.shares, TwRosterShare, j);
          g_autoptr (GArray) parts = tw_roster_fairness_drill (problem, roster->plans, &options,
                                                               cases[i].burden, share->person);
          double drill = 0;
          for (guint k = 0; k < parts->len; k++)
            drill += g_array_index (parts, TwRosterFairnessPart, k).amount;
          g_assert_cmpfloat_with_epsilon (share->value, cases[i].values[share->person], 1e-12);
          g_assert_cmpfloat_with_epsilon (drill, share->value, 1e-12);
          sum += share->value;
        }
      g_assert_cmpfloat_with_epsilon (sum, fairness.sum, 1e-12);
      tw_roster_fairness_clear (&fairness);
    }
}

/* One group of people at a time. */
static void
test_group (void)
{
  static const guint8 in[] = { 1, 0, 1 };
  g_autoptr (TwRosterProblem) problem = weekend_problem ();
  g_autoptr (TwRoster) roster = tw_roster_new (problem);
  TwRosterFairnessOptions options = { 19 * 60, 24 * 60, { NULL }, NULL };
  TwRosterFairness fairness;
  give_shift (&roster->plans[0], 8, 16, 0);
  give_shift (&roster->plans[1], 8, 20, 0);
  give_shift (&roster->plans[2], 8, 16, 0);
  tw_roster_fairness_measure (problem, roster->plans, &options, TW_ROSTER_BURDEN_HOURS, in,
                              &fairness);
  g_assert_cmpfloat (fairness.sum, ==, 960);
  g_assert_cmpfloat (fairness.mean, ==, 480);
  g_assert_cmpfloat (fairness.gini, ==, 0);
  g_assert_cmpfloat (fairness.jain, ==, 1);
  tw_roster_fairness_clear (&fairness);
}

/* --- prices ---------------------------------------------------------------------------------- */

/* Two groups: people 0 to 3 are one, 4 and 5 the other, 6 belongs to none. */
static const int price_groups[] = { 0, 0, 0, 0, 1, 1, -1 };

static void
price (TwRosterProblem *problem, TwRosterBurden burden, const double *before, const int *contract)
{
  TwRosterFairnessHistory history = { .contract_minutes = contract, .group = price_groups };
  history.weight[burden] = 6;
  history.before[burden] = before;
  tw_roster_fairness_prices (problem, &history);
}

static void
test_prices (void)
{
  static const int full[] = { 9600, 9600, 9600, 9600, 9600, 9600, 9600 };
  static const int half[] = { 9600, 4800, 4800, 0, 9600, 9600, 9600 };
  static const double evenings[] = { 0, 3, 3, 6, 50, 50, 9 }, none[7] = { 0 };
  static const double by_contract[] = { 4, 2, 6, 9, 0, 1, 0 };
  g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (2, 4, 15, 1, 1, 7);
  TwRosterPerson *people = problem->people;

  /* The mean is 3: ratios 1/4, 1, 1, 7/4; the other group is worse off, but among themselves equal.
   */
  price (problem, TW_ROSTER_BURDEN_EVENINGS, evenings, NULL);
  static const double expected[] = { 0, 4.5, 4.5, 9, 0, 0, 0 };
  for (int e = 0; e < 7; e++)
    {
      g_assert_cmpfloat_with_epsilon (people[e].evening_cost, expected[e], 1e-9);
      g_assert_cmpfloat (people[e].weekend_cost, ==, 0);
      g_assert_cmpfloat (people[e].hours_cost, ==, 0);
    }

  /* Shares by contract: 12 weekends of 19200 minutes are fair as 6, 3, 3; 3 is a newcomer. */
  price (problem, TW_ROSTER_BURDEN_WEEKENDS, by_contract, half);
  static const double ratio[] = { 5.0 / 7, 3.0 / 4, 7.0 / 4, 1 };
  for (int e = 0; e < 4; e++)
    g_assert_cmpfloat_with_epsilon (people[e].weekend_cost, 6 * (ratio[e] - 5.0 / 7), 1e-9);
  /* One weekend between two people is not twice the fair share yet. */
  g_assert_cmpfloat_with_epsilon (people[5].weekend_cost, 6 * (2 / 1.5 - 1 / 1.5), 1e-9);

  /* Nobody bore anything: nobody pays. */
  price (problem, TW_ROSTER_BURDEN_WALKING, none, full);
  for (int e = 0; e < 7; e++)
    g_assert_cmpfloat (people[e].walk_cost, ==, 0);
  static const double walked[] = { 0, 120, 120, 240, 0, 0, 0 };
  price (problem, TW_ROSTER_BURDEN_WALKING, walked, full);
  g_assert_cmpfloat_with_epsilon (people[3].walk_cost, 6 * 15 * (300.0 - 60) / 180, 1e-9);

  /* Hours against the contract itself: owed ones are paid for, without contract there is none. */
  static const double worked[] = { 9600, 4800, 9600, 700, 0, 9600, 0 };
  price (problem, TW_ROSTER_BURDEN_HOURS, worked, half);
  static const double hours[] = { 1, 1, 10080.0 / 5280, 1, 480.0 / 10080, 1, 1 };
  for (int e = 0; e < 7; e++)
    g_assert_cmpfloat_with_epsilon (people[e].hours_cost, 6 * (hours[e] - 1), 1e-9);
}

/* More borne before is never cheaper, and nobody pays less than nothing for a burden. */
static void
test_prices_monotone (void)
{
  TwRng rng;
  tw_rng_init (&rng, 42);
  for (int i = 0; i < 200; i++)
    {
      g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (1, 4, 15, 1, 1, 7);
      double before[7];
      for (int e = 0; e < 7; e++)
        before[e] = tw_rng_below (&rng, 9);
      price (problem, TW_ROSTER_BURDEN_EVENINGS, before, NULL);
      double least = INFINITY;
      for (int e = 0; e < 4; e++)
        {
          least = MIN (least, problem->people[e].evening_cost);
          for (int j = 0; j < 4; j++)
            g_assert_cmpint (before[e] < before[j], ==,
                             problem->people[e].evening_cost < problem->people[j].evening_cost);
        }
      g_assert_cmpfloat (least, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/fairness/known", test_known);
  g_test_add_func ("/roster/fairness/pairs", test_pairs);
  g_test_add_func ("/roster/fairness/roster", test_roster);
  g_test_add_func ("/roster/fairness/group", test_group);
  g_test_add_func ("/roster/fairness/prices", test_prices);
  g_test_add_func ("/roster/fairness/prices-monotone", test_prices_monotone);
  return g_test_run ();
}
