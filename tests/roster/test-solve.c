// SPDX-License-Identifier: Apache-2.0
/* F10: small problems are solved to the optimum of a full enumeration, the bound is never above it,
 * no roster breaks a hard rule, and the same seed gives the same roster. */
#include "roster/tw-roster-solve.h"
#include "roster/tw-roster-files.h"

#include "base/tw-rng.h"
#include "roster-rules.h"
#include "roster-street.h"

#include <math.h>
#include <string.h>

#define MAX_PEOPLE 3

static TwRosterProblem *
random_problem (TwRng *rng, int n_days, int n_people)
{
  int n_kinds = 2;
  TwRosterProblem *problem = tw_roster_problem_new (n_days, 1, 1440, n_kinds, n_kinds, n_people);
  for (int k = 0; k < n_kinds; k++)
    {
      problem->kinds[k].post = k;
      problem->kinds[k].minutes = 480;
      problem->kinds[k].not_before = k == 1 ? tw_rng_below (rng, 4) : 0;
    }
  for (int i = 0; i < n_kinds * n_days; i++)
    {
      int need = tw_rng_below (rng, 3);
      problem->cover[i] = (TwRosterCover){ need, need + (int) tw_rng_below (rng, 2),
                                           10,   tw_rng_below (rng, 2) * 5,
                                           3,    tw_rng_below (rng, 2) };
    }
  for (int e = 0; e < n_people; e++)
    {
      TwRosterPerson *person = &problem->people[e];
      person->max_run = 2 + tw_rng_below (rng, 3);
      person->min_off = 1 + tw_rng_below (rng, 2);
      person->n_spans = 1;
      person->spans = g_new0 (TwRosterSpan, 1);
      person->spans[0] = (TwRosterSpan){ 0, n_days, 480 * tw_rng_below (rng, 2), 480 * 4 };
      if (tw_rng_below (rng, 2)) /* evenings are all day here */
        {
          person->evening_cost = tw_rng_below (rng, 3);
          person->weekend_cost = tw_rng_below (rng, 3) / 2.0;
          person->hours_cost = ((int) tw_rng_below (rng, 5) - 2) / 480.0;
        }
      person->n_wishes = 1;
      person->wishes = g_new0 (TwRosterWish, 1);
      person->wishes[0] = (TwRosterWish){ tw_rng_below (rng, n_days), tw_rng_below (rng, n_kinds),
                                          tw_rng_below (rng, 2), 1 + tw_rng_below (rng, 4) };
    }
  for (int d = 0; d < n_days; d++)
    problem->weekday[d] = (4 + d) % 7;
  problem->evening.last = tw_rng_below (rng, 2);
  if (tw_rng_below (rng, 2))
    {
      problem->n_tides = 1;
      problem->tides = g_new0 (TwRosterTide, 1);
      problem->tides[0] = (TwRosterTide){ .first = 1, .last = n_days, .share = 0.4, .weight = 7 };
      problem->tides[0].at = g_new0 (guint8, n_kinds);
      problem->tides[0].at[1] = 1;
    }
  return problem;
}

/* All plans of a person that break no rule. */
static GArray *
list_plans (const TwRosterProblem *problem, int person)
{
  GArray *plans = g_array_new (FALSE, FALSE, sizeof (TwRosterPlan));
  int base = problem->n_kinds + 1, n_all = pow (base, problem->n_days) + 0.5;
  for (int code = 0; code < n_all; code++)
    {
      TwRosterPlan plan = { 0, g_new0 (TwRosterShift, problem->n_days) };
      for (int d = 0, rest = code; d < problem->n_days; d++, rest /= base)
        {
          int kind = rest % base - 1;
          if (kind < 0)
            continue;
          TwRosterBlock block = { kind, d, d + 1 };
          plan.shifts[plan.n_shifts++] =
              (TwRosterShift){ kind, d, d + 1, 1, g_memdup2 (&block, sizeof block) };
        }
      g_autofree char *why = roster_rules_find_break (problem, person, &plan);
      if (why)
        tw_roster_plan_clear (&plan);
      else
        g_array_append_val (plans, plan);
    }
  return plans;
}

static double
best_of_all (const TwRosterProblem *problem)
{
  GArray *plans[MAX_PEOPLE];
  guint at[MAX_PEOPLE] = { 0 };
  g_autoptr (TwRoster) roster = tw_roster_new (problem);
  double best = INFINITY;
  int n = problem->n_people, e = 0;
  for (e = 0; e < n; e++)
    plans[e] = list_plans (problem, e);
  for (e = 0; e < n;)
    {
      for (int i = 0; i < n; i++)
        roster->plans[i] = g_array_index (plans[i], TwRosterPlan, at[i]);
      tw_roster_evaluate (roster);
      double total = roster_rules_total (roster);
      g_assert_cmpfloat_with_epsilon (roster->score.total, total, 1e-6);
      best = MIN (best, total);
      for (e = 0; e < n && ++at[e] == plans[e]->len; e++)
        at[e] = 0;
    }
  memset (roster->plans, 0, n * sizeof *roster->plans);
  for (e = 0; e < n; e++)
    {
      for (guint i = 0; i < plans[e]->len; i++)
        tw_roster_plan_clear (&g_array_index (plans[e], TwRosterPlan, i));
      g_array_unref (plans[e]);
    }
  return best;
}

static void
assert_no_break (const TwRosterProblem *problem, const TwRoster *roster)
{
  for (int e = 0; e < problem->n_people; e++)
    {
      g_autofree char *why = roster_rules_find_break (problem, e, &roster->plans[e]);
      g_assert_cmpstr (why, ==, NULL);
    }
}

static void
test_optimum (void)
{
  TwRng rng;
  tw_rng_init (&rng, 21);
  for (int i = 0; i < 2500; i++)
    {
      int n_people = 2 + (i % 4 == 0), n_days = i % 100 == 0 ? 4 : 2 + i % 2;
      g_autoptr (GError) error = NULL;
      g_autoptr (TwRosterProblem) problem = random_problem (&rng, n_days, n_people);
      TwRosterSolveOptions options = { .seed = i, .n_threads = 1, .max_rounds = 20 };
      g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, &error);
      g_assert_no_error (error);
      double best = best_of_all (problem);
      assert_no_break (problem, solution->roster);
      g_assert_cmpfloat_with_epsilon (solution->roster->score.total, best, 1e-6);
      g_assert_cmpfloat (solution->bound, <=, best + 1e-6);
      g_assert_cmpfloat (solution->bound, >=, best - 1e-3); /* and it is proven */
    }
}

static TwRosterProblem *
larger_problem (void)
{
  TwRng rng;
  tw_rng_init (&rng, 22);
  TwRosterProblem *problem = tw_roster_problem_new (2, 24, 60, 3, 1, 12);
  TwRosterKind *kind = &problem->kinds[0];
  kind->min_slots = 4;
  kind->max_slots = 9;
  kind->min_block = 2;
  kind->break_after = 6;
  kind->break_slots = 1;
  problem->n_places = 2;
  problem->travel_slots = g_new0 (guint8, 4);
  problem->travel_slots[1] = problem->travel_slots[2] = 1;
  for (int p = 0; p < 3; p++)
    {
      problem->posts[p].place = p % 2;
      for (int t = 0; t < problem->n_slots; t++)
        {
          int need = t % 24 >= 7 && t % 24 < 21 ? tw_rng_below (&rng, 4) : 0;
          problem->cover[p * problem->n_slots + t] = (TwRosterCover){ need, need, 10, 1, 2, 0 };
        }
    }
  for (int e = 0; e < problem->n_people; e++)
    {
      problem->people[e].rest_slots = 11;
      problem->people[e].cost_per_minute = 0.01;
    }
  return problem;
}

static void
test_same_seed (void)
{
  g_autoptr (TwRosterProblem) problem = larger_problem ();
  TwRosterSolveOptions options = { .seed = 5, .n_threads = 2, .max_rounds = 4 };
  g_autoptr (TwRosterSolution) one = tw_roster_solve (problem, &options, NULL);
  g_autoptr (TwRosterSolution) two = tw_roster_solve (problem, &options, NULL);
  assert_no_break (problem, one->roster);
  g_assert_cmpfloat (one->roster->score.total, ==, two->roster->score.total);
  g_assert_cmpfloat (one->bound, ==, two->bound);
  g_autofree char *a = tw_roster_format_roster (one->roster, TW_ROSTER_ACTIVITIES);
  g_autofree char *b = tw_roster_format_roster (two->roster, TW_ROSTER_ACTIVITIES);
  g_assert_cmpstr (a, ==, b);
}

static void
progress_cb (const TwRosterProgress *progress, gpointer data)
{
  *(TwRosterProgress *) data = *progress;
}

/* What is told on the way is of the best roster, also how much it leaves uncovered. */
static void
test_progress (void)
{
  g_autoptr (TwRosterProblem) problem = larger_problem ();
  TwRosterProgress last = { .missing = -1 };
  TwRosterSolveOptions options = {
    .seed = 5, .n_threads = 1, .max_rounds = 6, .progress = progress_cb, .progress_data = &last
  };
  for (int i = 0; i < problem->n_posts * problem->n_slots; i++)
    problem->cover[i].under2 = 0; /* ten for each head and hour */
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, NULL);
  g_assert_cmpfloat_with_epsilon (last.best, solution->roster->score.total, 1e-6);
  g_assert_cmpint (last.missing, >, 0);
  g_assert_cmpfloat_with_epsilon (10 * (double) last.missing, solution->roster->score.under, 1e-6);
}

static void
test_cancelled (void)
{
  g_autoptr (TwRosterProblem) problem = larger_problem ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TwRosterSolveOptions options = { .seed = 5, .n_threads = 2, .cancellable = cancellable };
  g_cancellable_cancel (cancellable);
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, NULL);
  g_assert_nonnull (solution); /* the best so far, not an error */
  assert_no_break (problem, solution->roster);
}

static void
test_impossible (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = larger_problem ();
  problem->people[3].name = g_strdup ("Ann");
  problem->people[3].n_spans = 1;
  problem->people[3].spans = g_new0 (TwRosterSpan, 1);
  problem->people[3].spans[0] = (TwRosterSpan){ 0, 2, 5000, 6000 };
  TwRosterSolveOptions options = { .seed = 5, .n_threads = 1, .max_rounds = 1 };
  g_assert_null (tw_roster_solve (problem, &options, &error));
  g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INFEASIBLE);
  g_assert_cmpstr (error->message, ==, "the hard rules and pins of Ann leave no plan at all");
}

/* --- long horizons ---------------------------------------------------------------------------- */

static void
add_long_person (TwRosterProblem *problem, int e, int n_weeks, TwRng *rng)
{
  TwRosterPerson *person = &problem->people[e];
  person->name = g_strdup_printf ("person %d", e);
  person->max_run = 5;
  person->min_run = person->min_off = 2;
  person->max_weekends = n_weeks / 2;
  person->max_of_kind = g_new (int, problem->n_kinds);
  for (int k = 0; k < problem->n_kinds; k++)
    person->max_of_kind[k] = tw_rng_below (rng, 3) ? problem->n_days : n_weeks / 2;
  person->n_spans = 1;
  person->spans = g_new0 (TwRosterSpan, 1);
  person->spans[0] = (TwRosterSpan){ 0, problem->n_days, n_weeks * 2040, n_weeks * 2280 };
}

/* Shifts of many lengths, one span of minutes: too much to count all of it. */
static TwRosterProblem *
long_problem (int n_weeks, int n_people)
{
  static const int lengths[] = { 360, 450, 480, 510, 600, 720 };
  int n_kinds = 12;
  TwRng rng;
  TwRosterProblem *problem =
      tw_roster_problem_new (n_weeks * 7, 1, 1440, n_kinds, n_kinds, n_people);
  tw_rng_init (&rng, 26);
  for (int k = 0; k < n_kinds; k++)
    {
      problem->kinds[k].post = k;
      problem->kinds[k].minutes = lengths[tw_rng_below (&rng, G_N_ELEMENTS (lengths))];
      problem->kinds[k].not_before = tw_rng_below (&rng, 1 << n_kinds) & ~(1u << k);
    }
  for (int i = 0; i < n_kinds * problem->n_slots; i++)
    {
      int need = tw_rng_below (&rng, 4) == 0;
      problem->cover[i] = (TwRosterCover){ need, need, 100, 0, 1, 0 };
    }
  for (int e = 0; e < problem->n_people; e++)
    add_long_person (problem, e, n_weeks, &rng);
  return problem;
}

/* A year is planned although nothing can be proven about it, and no bound is claimed. */
static void
test_long (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = long_problem (52, 3);
  TwRosterSolveOptions options = { .seed = 5, .n_threads = 2, .max_rounds = 1 };
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, &error);
  g_assert_no_error (error);
  assert_no_break (problem, solution->roster);
  g_assert_true (solution->bound == -INFINITY);
}

static void
test_long_impossible (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = long_problem (52, 3);
  problem->people[1].spans[0].min_minutes = problem->people[1].spans[0].max_minutes = 52 * 4400;
  TwRosterSolveOptions options = { .seed = 5, .n_threads = 1, .max_rounds = 1 };
  g_assert_null (tw_roster_solve (problem, &options, &error));
  g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INFEASIBLE);
  g_assert_cmpstr (error->message, ==, "the hard rules and pins of person 1 leave no plan at all");
}

/* Limits that hold one by one, but not together: whoever gives up does not say there is no plan. */
static void
test_long_unknown (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = long_problem (52, 3);
  for (int k = 0; k < problem->n_kinds; k++)
    problem->people[2].max_of_kind[k] = 6;
  TwRosterSolveOptions options = { .seed = 5, .n_threads = 1, .max_rounds = 1 };
  g_assert_null (tw_roster_solve (problem, &options, &error));
  g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_TOO_BIG);
  g_assert_nonnull (strstr (error->message, "person 2"));
}

/* Ten seconds and more until everybody has a plan: nobody waits for them. */
static void
test_long_cancelled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = long_problem (52, 400);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TwRosterSolveOptions options = { .seed = 5, .n_threads = 1, .cancellable = cancellable };
  g_cancellable_cancel (cancellable);
  g_assert_null (tw_roster_solve (problem, &options, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Too many rows for the linear program: what is used instead proves a bound that no roster goes
 * below, breaks no rule, and is the same for the same seed. */
static void
test_street (void)
{
  g_autoptr (TwRosterProblem) problem = roster_street_new (40, 3);
  TwRosterSolveOptions options = { .seed = 5, .n_threads = 2, .max_rounds = 6 };
  g_autoptr (TwRosterSolution) one = tw_roster_solve (problem, &options, NULL);
  g_autoptr (TwRosterSolution) two = tw_roster_solve (problem, &options, NULL);
  assert_no_break (problem, one->roster);
  double total = roster_rules_total (one->roster);
  g_assert_cmpfloat_with_epsilon (one->roster->score.total, total, 1e-6);
  g_assert_cmpfloat (one->bound, <=, total + 1e-6);
  g_assert_cmpfloat (one->bound, >, 0); /* and it is one */
  g_assert_cmpfloat (two->roster->score.total, ==, one->roster->score.total);
  g_assert_cmpfloat (two->bound, ==, one->bound);
}

/* Limits on weekends take it for granted that days follow each other. */
static void
test_weekdays (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = larger_problem ();
  TwRosterSolveOptions options = { .seed = 5, .n_threads = 1, .max_rounds = 1 };
  problem->weekday[1] = 6;
  g_assert_null (tw_roster_solve (problem, &options, &error));
  g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==,
                   "the weekday of day 1 does not follow that of the day before");
}

static void
test_nobody (void)
{
  g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (1, 4, 15, 1, 1, 0);
  problem->cover[2] = (TwRosterCover){ .need = 2, .top = 2, .under = 3 };
  TwRosterSolveOptions options = { .n_threads = 1, .max_rounds = 2 };
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, NULL);
  g_assert_cmpfloat (solution->roster->score.under, ==, 6);
  g_assert_cmpfloat_with_epsilon (solution->bound, 6, 1e-6);
  problem->cover[2].need = problem->cover[2].top = 0;
  g_autoptr (TwRosterSolution) nothing = tw_roster_solve (problem, &options, NULL);
  g_assert_cmpfloat (nothing->roster->score.total, ==, 0);
  g_assert_cmpfloat (nothing->bound, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/solve/optimum", test_optimum);
  g_test_add_func ("/roster/solve/same-seed", test_same_seed);
  g_test_add_func ("/roster/solve/progress", test_progress);
  g_test_add_func ("/roster/solve/cancelled", test_cancelled);
  g_test_add_func ("/roster/solve/impossible", test_impossible);
  g_test_add_func ("/roster/solve/long", test_long);
  g_test_add_func ("/roster/solve/long-impossible", test_long_impossible);
  g_test_add_func ("/roster/solve/long-unknown", test_long_unknown);
  g_test_add_func ("/roster/solve/long-cancelled", test_long_cancelled);
  g_test_add_func ("/roster/solve/street", test_street);
  g_test_add_func ("/roster/solve/weekdays", test_weekdays);
  g_test_add_func ("/roster/solve/nobody", test_nobody);
  return g_test_run ();
}
