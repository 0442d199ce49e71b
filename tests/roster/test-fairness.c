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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/fairness/known", test_known);
  g_test_add_func ("/roster/fairness/pairs", test_pairs);
  g_test_add_func ("/roster/fairness/roster", test_roster);
  g_test_add_func ("/roster/fairness/group", test_group);
  return g_test_run ();
}
