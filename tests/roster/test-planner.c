// SPDX-License-Identifier: Apache-2.0
/* F10: the planner equals the enumeration of all plans, on thousands of random people. */
#include "roster/tw-roster-planner.h"
#include "roster/tw-roster-tally.h"

#include "base/tw-rng.h"
#include "roster-rules.h"

#include <math.h>
#include <string.h>

/* Hours may be owed to the person: then they are paid for. */
static void
price_fairness (TwRosterProblem *problem, TwRng *rng)
{
  TwRosterPerson *person = &problem->people[0];
  if (tw_rng_below (rng, 3) == 0)
    return;
  person->evening_cost = tw_rng_below (rng, 4);
  person->weekend_cost = tw_rng_below (rng, 4);
  person->hours_cost = ((int) tw_rng_below (rng, 5) - 2) / 60.0;
  person->walk_cost = tw_rng_below (rng, 3);
}

/* --- one shift a day: every sequence of kinds ------------------------------------------------- */

static TwRosterProblem *
random_month (TwRng *rng)
{
  int n_days = 5 + tw_rng_below (rng, 4), n_kinds = 1 + tw_rng_below (rng, 3);
  TwRosterProblem *problem = tw_roster_problem_new (n_days, 1, 1440, n_kinds, n_kinds, 1);
  int monday = tw_rng_below (rng, 7);
  for (int d = 0; d < n_days; d++)
    problem->weekday[d] = (d + monday) % 7;
  for (int k = 0; k < n_kinds; k++)
    {
      problem->kinds[k].post = k;
      problem->kinds[k].minutes = 240 + 120 * tw_rng_below (rng, 4);
      problem->kinds[k].not_before = tw_rng_below (rng, 1 << n_kinds);
    }
  TwRosterPerson *person = &problem->people[0];
  person->max_run = tw_rng_below (rng, 5);
  person->min_run = 1 + tw_rng_below (rng, 3);
  person->min_off = 1 + tw_rng_below (rng, 3);
  person->run_before =
      person->max_run > 0 && tw_rng_below (rng, 3) == 0 ? tw_rng_below (rng, person->max_run) : 0;
  person->max_weekends = (int) tw_rng_below (rng, 3) - 1;
  if (tw_rng_below (rng, 2))
    {
      person->max_of_kind = g_new (int, n_kinds);
      for (int k = 0; k < n_kinds; k++)
        person->max_of_kind[k] = tw_rng_below (rng, 4);
    }
  int cut = 1 + tw_rng_below (rng, n_days - 1);
  person->n_spans = tw_rng_below (rng, 3);
  person->spans = g_new0 (TwRosterSpan, 2);
  for (int i = 0; i < person->n_spans; i++)
    {
      int least = 120 * tw_rng_below (rng, 10);
      person->spans[i] = (TwRosterSpan){ i ? cut : 0, i ? n_days : cut, least,
                                         least + 120 * tw_rng_below (rng, 8) };
    }
  if (tw_rng_below (rng, 2))
    {
      person->available = g_malloc (n_days);
      for (int d = 0; d < n_days; d++)
        person->available[d] = tw_rng_below (rng, 5) > 0;
    }
  person->n_wishes = tw_rng_below (rng, 4);
  person->wishes = g_new0 (TwRosterWish, 4);
  for (int i = 0; i < person->n_wishes; i++)
    person->wishes[i] =
        (TwRosterWish){ tw_rng_below (rng, n_days), (int) tw_rng_below (rng, n_kinds + 1) - 1,
                        tw_rng_below (rng, 2), tw_rng_below (rng, 5) };
  person->cost_per_shift = tw_rng_below (rng, 3);
  price_fairness (problem, rng);
  return problem;
}

static double
full_cost (const TwRosterProblem *problem, const TwRosterPlan *plan, const double *price)
{
  TwRosterScore score = { 0 };
  tw_roster_score_person (problem, 0, plan, &score);
  double own = tw_roster_score_get_own (&score);
  g_assert_cmpfloat_with_epsilon (own, roster_rules_own_cost (problem, 0, plan), 1e-9);
  return own + tw_roster_plan_price (problem, price, plan);
}

/* Whether the two have the same shifts outside the days from .. until - 1. */
static gboolean
same_outside (const TwRosterPlan *a, const TwRosterPlan *b, int from, int until)
{
  int i = 0, j = 0;
  for (;;)
    {
      while (i < a->n_shifts && a->shifts[i].first >= from && a->shifts[i].first < until)
        i++;
      while (j < b->n_shifts && b->shifts[j].first >= from && b->shifts[j].first < until)
        j++;
      if (i == a->n_shifts || j == b->n_shifts)
        return i == a->n_shifts && j == b->n_shifts;
      if (a->shifts[i].first != b->shifts[j].first || a->shifts[i].kind != b->shifts[j].kind)
        return FALSE;
      i++;
      j++;
    }
}

/* Of those that are as @now outside from .. until - 1, unless NULL. */
static double
cheapest_month (const TwRosterProblem *problem, const double *price, const TwRosterPlan *now,
                int from, int until)
{
  int n_days = problem->n_days, base = problem->n_kinds + 1, n_all = 1;
  double best = INFINITY;
  for (int d = 0; d < n_days; d++)
    n_all *= base;
  for (int code = 0; code < n_all; code++)
    {
      TwRosterShift shifts[16];
      TwRosterBlock blocks[16];
      TwRosterPlan plan = { 0, shifts };
      for (int d = 0, rest = code; d < n_days; d++, rest /= base)
        {
          int kind = rest % base - 1;
          if (kind < 0)
            continue;
          blocks[plan.n_shifts] = (TwRosterBlock){ kind, d, d + 1 };
          shifts[plan.n_shifts] = (TwRosterShift){ kind, d, d + 1, 1, &blocks[plan.n_shifts] };
          plan.n_shifts++;
        }
      if (now && !same_outside (now, &plan, from, until))
        continue;
      g_autofree char *broken = roster_rules_find_break (problem, 0, &plan);
      if (!broken)
        best = MIN (best, full_cost (problem, &plan, price));
    }
  return best;
}

static double *
random_prices (const TwRosterProblem *problem, TwRng *rng)
{
  int n = problem->n_posts * problem->n_slots;
  double *price = g_new (double, n);
  for (int i = 0; i < n; i++)
    price[i] = (double) tw_rng_below (rng, 21) - 12;
  return price;
}

static void
compare (const TwRosterProblem *problem, const double *price, double expected)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (tw_roster_problem_check (problem, &error));
  g_assert_no_error (error);
  g_autoptr (TwRosterChoiceSet) choices = tw_roster_choice_set_new (problem);
  g_autoptr (TwRosterPlanner) planner = tw_roster_planner_new (choices);
  TwRosterPlan plan = { 0 };
  double cost = tw_roster_planner_best (planner, 0, price, INFINITY, &plan);
  if (expected == INFINITY)
    {
      g_assert_true (cost == INFINITY);
      return;
    }
  g_assert_cmpfloat_with_epsilon (cost, expected, 1e-6);
  g_autofree char *broken = roster_rules_find_break (problem, 0, &plan);
  g_assert_cmpstr (broken, ==, NULL);
  g_assert_cmpfloat_with_epsilon (full_cost (problem, &plan, price), expected, 1e-6);
  g_assert_true (tw_roster_planner_best (planner, 0, price, expected - 0.5, NULL) == INFINITY);
  tw_roster_plan_clear (&plan);
}

static void
test_month (void)
{
  int n_without = 0;
  TwRng rng;
  tw_rng_init (&rng, 11);
  for (int i = 0; i < 2000; i++)
    {
      g_autoptr (TwRosterProblem) problem = random_month (&rng);
      g_autofree double *price = random_prices (problem, &rng);
      double expected = cheapest_month (problem, price, NULL, 0, 0);
      n_without += expected == INFINITY;
      compare (problem, price, expected);
    }
  g_assert_cmpint (n_without, >, 50); /* the random rules do bind */
  g_assert_cmpint (n_without, <, 1500);
}

static void
test_window (void)
{
  int n = 0, n_changed = 0;
  TwRng rng;
  tw_rng_init (&rng, 13);
  for (int i = 0; i < 2000; i++)
    {
      g_autoptr (TwRosterProblem) problem = random_month (&rng);
      g_autofree double *before = random_prices (problem, &rng);
      g_autofree double *price = random_prices (problem, &rng);
      g_autoptr (TwRosterChoiceSet) choices = tw_roster_choice_set_new (problem);
      g_autoptr (TwRosterPlanner) planner = tw_roster_planner_new (choices);
      TwRosterPlan now = { 0 }, plan = { 0 };
      int from = tw_rng_below (&rng, problem->n_days);
      int until = from + 1 + tw_rng_below (&rng, problem->n_days - from);
      if (!(tw_roster_planner_best (planner, 0, before, INFINITY, &now) < INFINITY))
        continue;
      double cost =
          tw_roster_planner_within (planner, 0, price, INFINITY, &now, from, until, &plan);
      if (cost < INFINITY)
        {
          n++;
          n_changed += cost < full_cost (problem, &now, price) - 0.5;
          g_autofree char *broken = roster_rules_find_break (problem, 0, &plan);
          g_assert_cmpstr (broken, ==, NULL);
          g_assert_true (same_outside (&now, &plan, from, until));
          g_assert_cmpfloat_with_epsilon (full_cost (problem, &plan, price), cost, 1e-6);
          g_assert_cmpfloat_with_epsilon (cost, cheapest_month (problem, price, &now, from, until),
                                          1e-6);
        }
      tw_roster_plan_clear (&now);
      tw_roster_plan_clear (&plan);
    }
  g_assert_cmpint (n, >, 600);
  g_assert_cmpint (n_changed, >, 200);
}

/* --- blocks within shifts: every walk --------------------------------------------------------- */

static TwRosterProblem *
random_day (TwRng *rng)
{
  int n_posts = 1 + tw_rng_below (rng, 3), per_day = 4 + tw_rng_below (rng, 3);
  TwRosterProblem *problem = tw_roster_problem_new (2, per_day, 15, n_posts, 1, 1);
  TwRosterKind *kind = &problem->kinds[0];
  kind->min_slots = 2 + tw_rng_below (rng, 3);
  kind->max_slots = MIN (kind->min_slots + (int) tw_rng_below (rng, 3), 6 - n_posts / 3);
  kind->min_block = 1 + tw_rng_below (rng, 3);
  if (tw_rng_below (rng, 2))
    {
      kind->break_after = 3 + tw_rng_below (rng, 2);
      kind->break_slots = 1;
    }
  problem->n_places = 2;
  problem->travel_slots = g_new0 (guint8, 4);
  problem->travel_slots[1] = problem->travel_slots[2] = tw_rng_below (rng, 3);
  problem->travel_cost = tw_rng_below (rng, 2);
  for (int p = 0; p < n_posts; p++)
    problem->posts[p].place = (int) tw_rng_below (rng, 3) - 1;
  problem->people[0].rest_slots = tw_rng_below (rng, 6);
  problem->weekday[0] = 4;
  problem->weekday[1] = 5;
  problem->evening = (TwRosterWindow){ 2, 2 + (int) tw_rng_below (rng, 3) };
  price_fairness (problem, rng);
  return problem;
}

typedef struct {
  const TwRosterProblem *problem;
  const double *price;
  TwRosterShift shifts[2];
  TwRosterBlock blocks[2][16];
  int n_shifts;
  double best;
} Walk;

static void walk_day (Walk *walk, int day);

static void
walk_done (Walk *walk)
{
  TwRosterPlan plan = { walk->n_shifts, walk->shifts };
  g_autofree char *broken = roster_rules_find_break (walk->problem, 0, &plan);
  if (!broken)
    walk->best = MIN (walk->best, full_cost (walk->problem, &plan, walk->price));
}

/* Every way to fill slots at .. last with posts and pauses. */
static void
walk_blocks (Walk *walk, int day, int at, int last)
{
  TwRosterShift *shift = &walk->shifts[walk->n_shifts];
  if (at == last)
    {
      walk->n_shifts++;
      walk_day (walk, day + 1);
      walk->n_shifts--;
      return;
    }
  for (int post = -1; post < walk->problem->n_posts; post++)
    for (int end = at + 1; end <= last; end++)
      {
        if (shift->n_blocks > 0 && shift->blocks[shift->n_blocks - 1].post == post)
          continue;
        int n = shift->n_blocks;
        shift->blocks[shift->n_blocks++] = (TwRosterBlock){ post, at, end };
        walk_blocks (walk, day, end, last);
        shift->n_blocks = n;
      }
}

static void
walk_day (Walk *walk, int day)
{
  const TwRosterProblem *problem = walk->problem;
  const TwRosterKind *kind = &problem->kinds[0];
  if (day == problem->n_days)
    {
      walk_done (walk);
      return;
    }
  walk_day (walk, day + 1);
  for (int t = problem->day_slot[day]; t < problem->day_slot[day + 1]; t++)
    for (int n = kind->min_slots; n <= kind->max_slots && t + n <= problem->n_slots; n++)
      {
        if (problem->people[0].available && !problem->people[0].available[t + n - 1])
          continue;
        walk->shifts[walk->n_shifts] =
            (TwRosterShift){ 0, t, t + n, 0, walk->blocks[walk->n_shifts] };
        walk_blocks (walk, day, t, t + n);
      }
}

static void
test_day (void)
{
  TwRng rng;
  tw_rng_init (&rng, 12);
  for (int i = 0; i < 300; i++)
    {
      g_autoptr (TwRosterProblem) problem = random_day (&rng);
      /* One day is enough for the blocks; two would take too long with three posts. */
      if (problem->n_posts > 1 || problem->kinds[0].max_slots > 3)
        problem->people[0].available = g_malloc0 (problem->n_slots);
      for (int t = 0; problem->people[0].available && t < problem->day_slot[1]; t++)
        problem->people[0].available[t] = 1;
      g_autofree double *price = random_prices (problem, &rng);
      Walk walk = { .problem = problem, .price = price, .best = INFINITY };
      walk_day (&walk, 0);
      compare (problem, price, walk.best);
    }
}

/* Pinning the shifts of the best plan changes neither the plan nor what it costs, way included. */
static void
test_pinned (void)
{
  TwRng rng;
  int n_ways = 0;
  tw_rng_init (&rng, 13);
  for (int i = 0; i < 3000; i++)
    {
      g_autoptr (TwRosterProblem) problem = random_day (&rng);
      g_autofree double *price = random_prices (problem, &rng);
      TwRosterPlan plan = { 0 };
      g_autoptr (TwRosterChoiceSet) choices = tw_roster_choice_set_new (problem);
      g_autoptr (TwRosterPlanner) planner = tw_roster_planner_new (choices);
      double cost = tw_roster_planner_best (planner, 0, price, INFINITY, &plan);
      for (int j = 0; j < plan.n_shifts; j++)
        n_ways += tw_roster_problem_way_slots (problem, &plan.shifts[j]) > 0;
      problem->people[0].pins = plan.shifts;
      problem->people[0].n_pins = plan.n_shifts;
      compare (problem, price, cost);
    }
  g_assert_cmpint (n_ways, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/planner/month", test_month);
  g_test_add_func ("/roster/planner/window", test_window);
  g_test_add_func ("/roster/planner/day", test_day);
  g_test_add_func ("/roster/planner/pinned", test_pinned);
  return g_test_run ();
}
