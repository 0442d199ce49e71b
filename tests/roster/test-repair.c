// SPDX-License-Identifier: Apache-2.0
/* F22: small repairs equal brute force in cost and in the number of changes, what is pinned or
 * frozen stays byte for byte, and a street of 900 is repaired in two seconds. */
#include "roster/tw-roster-repair.h"
#include "roster/tw-roster-explain.h"

#include "base/tw-rng.h"
#include "roster-rules.h"
#include "roster-street.h"

#include <math.h>
#include <string.h>

#define N_PEOPLE 3
#define N_KINDS 2

/* --- small rosters: every one there is ------------------------------------------------------- */

static TwRosterProblem *
random_problem (TwRng *rng, gboolean plain)
{
  int n_days = 4;
  TwRosterProblem *problem = tw_roster_problem_new (n_days, 1, 1440, N_KINDS, N_KINDS, N_PEOPLE);
  for (int k = 0; k < N_KINDS; k++)
    {
      problem->kinds[k].post = k;
      problem->kinds[k].minutes = 480;
      problem->kinds[k].not_before = k == 1 ? tw_rng_below (rng, 2) : 0;
    }
  for (int d = 0; d < problem->n_days; d++)
    problem->weekday[d] = (4 + d) % 7;
  for (int i = 0; i < N_KINDS * n_days; i++)
    {
      int need = tw_rng_below (rng, 3);
      problem->cover[i] = (TwRosterCover){
        need, need, 10 + 5 * (int) tw_rng_below (rng, 3), tw_rng_below (rng, 2) * 5, 2, 0
      };
    }
  for (int e = 0; e < N_PEOPLE; e++)
    {
      TwRosterPerson *person = &problem->people[e];
      person->name = g_strdup_printf ("person %d", e);
      person->max_run = 2 + tw_rng_below (rng, 3);
      person->min_off = 1;
      person->cost_per_shift = tw_rng_below (rng, 4);
      person->weekend_cost = tw_rng_below (rng, 3);
      if (plain)
        continue;
      person->hours_cost = ((int) tw_rng_below (rng, 3) - 1) / 480.0;
      person->n_spans = 1;
      person->spans = g_new0 (TwRosterSpan, 1);
      person->spans[0] = (TwRosterSpan){ 0, n_days, 480 * tw_rng_below (rng, 2), 480 * 3 };
    }
  return problem;
}

static TwRosterPlan
plan_of (const TwRosterProblem *problem, int code)
{
  TwRosterPlan plan = { 0, g_new0 (TwRosterShift, problem->n_days) };
  for (int d = 0; d < problem->n_days; d++, code /= N_KINDS + 1)
    {
      int kind = code % (N_KINDS + 1) - 1;
      TwRosterBlock block = { kind, d, d + 1 };
      if (kind >= 0)
        plan.shifts[plan.n_shifts++] =
            (TwRosterShift){ kind, d, d + 1, 1, g_memdup2 (&block, sizeof block) };
    }
  return plan;
}

static int
n_codes (const TwRosterProblem *problem)
{
  return pow (N_KINDS + 1, problem->n_days) + 0.5;
}

static TwRosterPlan
random_plan (const TwRosterProblem *problem, int person, TwRng *rng)
{
  for (;;)
    {
      TwRosterPlan plan = plan_of (problem, tw_rng_below (rng, n_codes (problem)));
      g_autofree char *why = roster_rules_find_break (problem, person, &plan);
      if (!why)
        return plan;
      tw_roster_plan_clear (&plan);
    }
}

static gboolean
has_shift (const TwRosterPlan *plan, const TwRosterShift *shift)
{
  for (int i = 0; i < plan->n_shifts; i++)
    if (plan->shifts[i].kind == shift->kind && plan->shifts[i].first == shift->first)
      return TRUE;
  return FALSE;
}

static int
count_differences (const TwRosterPlan *a, const TwRosterPlan *b)
{
  int n = 0;
  for (int i = 0; i < a->n_shifts; i++)
    n += !has_shift (b, &a->shifts[i]);
  for (int i = 0; i < b->n_shifts; i++)
    n += !has_shift (a, &b->shifts[i]);
  return n;
}

/* What an absence leaves of a plan of whole days. */
static TwRosterPlan
plan_without (const TwRosterPlan *plan, int first, int last)
{
  TwRosterPlan left = { 0, g_new0 (TwRosterShift, plan->n_shifts + 1) };
  for (int i = 0; i < plan->n_shifts; i++)
    if (plan->shifts[i].first < first || plan->shifts[i].first >= last)
      tw_roster_shift_copy (&plan->shifts[i], &left.shifts[left.n_shifts++]);
  return left;
}

typedef struct {
  TwRosterAbsence absence;
  int frozen_until;
  double change_cost;
  gboolean improve;
} Case;

static gboolean
keeps_frozen (const TwRosterPlan *plan, const TwRosterPlan *was, int until)
{
  for (int i = 0; i < plan->n_shifts; i++)
    if (plan->shifts[i].first < until && !has_shift (was, &plan->shifts[i]))
      return FALSE;
  for (int i = 0; i < was->n_shifts; i++)
    if (was->shifts[i].first < until && !has_shift (plan, &was->shifts[i]))
      return FALSE;
  return TRUE;
}

/* The plans a person may have after the absence. */
static GArray *
list_plans (TwRosterProblem *problem, int e, const TwRosterPlan *start, const Case *c)
{
  GArray *plans = g_array_new (FALSE, FALSE, sizeof (TwRosterPlan));
  TwRosterPerson *person = &problem->people[e], was = *person;
  g_autofree TwRosterSpan *spans = g_memdup2 (was.spans, was.n_spans * sizeof *spans);
  if (e == c->absence.person)
    {
      person->spans = spans;
      for (int i = 0; i < person->n_spans; i++)
        spans[i].min_minutes = 0;
    }
  for (int code = 0; code < n_codes (problem); code++)
    {
      TwRosterPlan plan = plan_of (problem, code);
      g_autofree char *why = roster_rules_find_break (problem, e, &plan);
      gboolean away = FALSE;
      for (int i = 0; i < plan.n_shifts && e == c->absence.person; i++)
        away |= plan.shifts[i].first >= c->absence.first && plan.shifts[i].first < c->absence.last;
      if (why || away || !keeps_frozen (&plan, start, c->frozen_until))
        tw_roster_plan_clear (&plan);
      else
        g_array_append_val (plans, plan);
    }
  *person = was;
  return plans;
}

/* The least cost of all rosters, and among those the fewest changes. */
static double
best_of_all (TwRosterProblem *problem, const TwRosterPlan *start, const Case *c, int *ret_changed)
{
  GArray *plans[N_PEOPLE];
  g_autoptr (TwRoster) roster = tw_roster_new (problem);
  double best = INFINITY;
  for (int e = 0; e < N_PEOPLE; e++)
    plans[e] = list_plans (problem, e, &start[e], c);
  for (guint i = 0; i < plans[0]->len; i++)
    for (guint j = 0; j < plans[1]->len; j++)
      for (guint k = 0; k < plans[2]->len; k++)
        {
          int n = 0;
          roster->plans[0] = g_array_index (plans[0], TwRosterPlan, i);
          roster->plans[1] = g_array_index (plans[1], TwRosterPlan, j);
          roster->plans[2] = g_array_index (plans[2], TwRosterPlan, k);
          for (int e = 0; e < N_PEOPLE; e++)
            n += count_differences (&roster->plans[e], &start[e]);
          tw_roster_evaluate (roster);
          double cost = roster->score.total + c->change_cost * n;
          if (cost < best - 1e-6 || (cost < best + 1e-6 && n < *ret_changed))
            {
              best = cost;
              *ret_changed = n;
            }
        }
  memset (roster->plans, 0, N_PEOPLE * sizeof *roster->plans);
  for (int e = 0; e < N_PEOPLE; e++)
    {
      for (guint i = 0; i < plans[e]->len; i++)
        tw_roster_plan_clear (&g_array_index (plans[e], TwRosterPlan, i));
      g_array_unref (plans[e]);
    }
  return best;
}

/* Where the repair is not to improve anything, what was there before is enough. */
static void
ask_no_more (TwRosterProblem *problem, const TwRosterPlan *plans)
{
  for (int i = 0; i < N_KINDS * problem->n_days; i++)
    {
      int heads = 0;
      for (int e = 0; e < N_PEOPLE; e++)
        for (int s = 0; s < plans[e].n_shifts; s++)
          heads += plans[e].shifts[s].kind * problem->n_days + plans[e].shifts[s].first == i;
      problem->cover[i].need = MIN (problem->cover[i].need, heads);
      problem->cover[i].top = MAX (problem->cover[i].top, heads);
    }
}

static void
test_brute_force (void)
{
  TwRng rng;
  int n_changed = 0, n_none = 0, n_proven = 0, n = 60;
  tw_rng_init (&rng, 61);
  for (int i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwRosterProblem) problem = random_problem (&rng, i % 2);
      TwRosterPlan plans[N_PEOPLE], start[N_PEOPLE];
      int from = tw_rng_below (&rng, 3), changed = 0;
      Case c = { { tw_rng_below (&rng, N_PEOPLE), from, from + 1 + tw_rng_below (&rng, 2) },
                 tw_rng_below (&rng, 2) * from,
                 1 + tw_rng_below (&rng, 25),
                 tw_rng_below (&rng, 2) };
      for (int e = 0; e < N_PEOPLE; e++)
        {
          gboolean absent = e == c.absence.person;
          plans[e] = random_plan (problem, e, &rng);
          start[e] =
              plan_without (&plans[e], absent ? c.absence.first : -1, absent ? c.absence.last : -1);
        }
      TwRosterRepairOptions options = { .absences = &c.absence,
                                        .n_absences = 1,
                                        .frozen_until = c.frozen_until,
                                        .change_cost = c.change_cost,
                                        .improve = c.improve,
                                        .max_seconds = 20 };
      g_autoptr (TwRosterRepair) repair = tw_roster_repair (problem, plans, &options, &error);
      g_assert_no_error (error);
      if (!c.improve)
        ask_no_more (problem, plans);
      tw_roster_evaluate (repair->roster);
      double best = best_of_all (problem, start, &c, &changed);
      int really = 0;
      for (int e = 0; e < N_PEOPLE; e++)
        really += count_differences (&repair->roster->plans[e], &start[e]);
      g_assert_cmpint (repair->n_changed, ==, really);
      g_assert_cmpfloat_with_epsilon (repair->roster->score.total + c.change_cost * really, best,
                                      1e-6);
      g_assert_cmpint (really, ==, changed);
      n_proven += repair->proven;
      n_changed += really > 0;
      n_none += really == 0;
      for (int e = 0; e < N_PEOPLE; e++)
        {
          tw_roster_plan_clear (&plans[e]);
          tw_roster_plan_clear (&start[e]);
        }
    }
  g_assert_cmpint (n_changed, >, 10);
  g_assert_cmpint (n_none, >, 5);
  g_assert_cmpint (n_proven, ==, n);
}

/* --- a street -------------------------------------------------------------------------------- */

static gboolean
same_shift (const TwRosterShift *a, const TwRosterShift *b)
{
  return a->kind == b->kind && a->first == b->first && a->last == b->last
         && a->n_blocks == b->n_blocks
         && memcmp (a->blocks, b->blocks, a->n_blocks * sizeof *a->blocks) == 0;
}

/* The old plans with the list of changes carried out must be the new ones. */
static void
assert_list (const TwRosterProblem *problem, const TwRosterPlan *plans,
             const TwRosterRepair *repair)
{
  for (int e = 0; e < problem->n_people; e++)
    {
      const TwRosterPlan *old = &plans[e], *new = &repair->roster->plans[e];
      g_autofree guint8 *gone = g_new0 (guint8, old->n_shifts + 1);
      g_autofree guint8 *came = g_new0 (guint8, new->n_shifts + 1);
      for (guint i = 0; i < repair->changes->len; i++)
        {
          const TwRosterChange *c = &g_array_index (repair->changes, TwRosterChange, i);
          if (c->person != e)
            continue;
          if (c->before >= 0)
            gone[c->before] = 1;
          if (c->after >= 0)
            came[c->after] = 1;
        }
      int i = 0, j = 0;
      for (;; i++, j++)
        {
          while (i < old->n_shifts && gone[i])
            i++;
          while (j < new->n_shifts && came[j])
            j++;
          if (i == old->n_shifts || j == new->n_shifts)
            break;
          g_assert_true (same_shift (&old->shifts[i], &new->shifts[j]));
        }
      g_assert_cmpint (i, ==, old->n_shifts);
      g_assert_cmpint (j, ==, new->n_shifts);
    }
}

static void
assert_fixed (const TwRosterProblem *problem, const TwRosterPlan *plans,
              const TwRosterRepair *repair, int frozen_until, int absent)
{
  for (int e = 0; e < problem->n_people; e++)
    {
      const TwRosterPlan *new = &repair->roster->plans[e];
      int n_old = 0, n_new = 0;
      g_autofree char *why = e == absent ? NULL : roster_rules_find_break (problem, e, new);
      g_assert_cmpstr (why, ==, NULL);
      for (int i = 0; i < plans[e].n_shifts && e != absent; i++)
        n_old += plans[e].shifts[i].first < frozen_until;
      for (int i = 0; i < new->n_shifts &&e != absent; i++)
        if (new->shifts[i].first < frozen_until)
          g_assert_true (same_shift (&new->shifts[i], &plans[e].shifts[n_new++]));
      g_assert_cmpint (n_old, ==, n_new);
      for (int i = 0; i < problem->people[e].n_pins; i++)
        {
          gboolean there = FALSE;
          for (int j = 0; j < new->n_shifts; j++)
            there |= same_shift (&new->shifts[j], &problem->people[e].pins[i]);
          g_assert_true (there);
        }
    }
}

/* Of those who begin at seven the one whose absence would leave most uncovered. */
static int
choose_ill (const TwRoster *roster)
{
  const TwRosterProblem *problem = roster->problem;
  g_autoptr (TwRosterTally) tally = tw_roster_tally_new (problem);
  TwRosterPlan nothing = { 0 };
  double most = -1;
  int ill = -1;
  for (int e = 0; e < problem->n_people; e++)
    tw_roster_tally_apply (tally, &roster->plans[e], 1);
  for (int e = 0; e < problem->n_people; e++)
    {
      TwRosterScore delta;
      if (roster->plans[e].n_shifts == 0 || roster->plans[e].shifts[0].first != 28)
        continue;
      tw_roster_explain_change (tally, e, &roster->plans[e], &nothing, &delta);
      if (delta.under > most)
        ill = e;
      most = MAX (most, delta.under);
    }
  return ill;
}

/* A full-time worker of the morning is ill at 07:40; the first five hours are frozen. */
static void
repair_street (int n_people, double seconds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = roster_street_new (n_people, 3);
  g_autoptr (TwRoster) roster = roster_street_fill (problem, 0.6, 3);
  int ill = choose_ill (roster), n_pins = 0;
  for (int e = 0; e < n_people; e++)
    {
      TwRosterPlan *plan = &roster->plans[e];
      if (e != ill && e % 7 == 0 && plan->n_shifts > 0)
        {
          problem->people[e].pins = g_new0 (TwRosterShift, 1);
          problem->people[e].n_pins = 1;
          tw_roster_shift_copy (&plan->shifts[plan->n_shifts - 1], problem->people[e].pins);
          n_pins++;
        }
    }
  g_assert_cmpint (ill, >=, 0);
  g_assert_cmpint (n_pins, >, n_people / 20);
  TwRosterAbsence absence = { ill, 31, 288 };
  TwRosterRepairOptions options = { .absences = &absence,
                                    .n_absences = 1,
                                    .frozen_until = 36,
                                    .change_cost = 40,
                                    .move_cost = 20,
                                    .max_seconds = seconds };
  g_autoptr (TwRosterRepair) repair = tw_roster_repair (problem, roster->plans, &options, &error);
  g_assert_no_error (error);
  assert_fixed (problem, roster->plans, repair, 36, ill);
  assert_list (problem, roster->plans, repair);
  g_assert_cmpfloat (repair->roster->score.total, <=, repair->unrepaired + 1e-6);
  int n_absent = 0;
  for (guint i = 0; i < repair->changes->len; i++)
    {
      const TwRosterChange *c = &g_array_index (repair->changes, TwRosterChange, i);
      g_assert_true (c->kind == TW_ROSTER_CHANGE_ABSENT || c->gain > 0);
      n_absent += c->kind == TW_ROSTER_CHANGE_ABSENT;
      g_assert_cmpint (c->person == ill && c->kind != TW_ROSTER_CHANGE_ADDED, ==,
                       c->kind == TW_ROSTER_CHANGE_ABSENT);
    }
  g_assert_cmpint (n_absent, ==, roster->plans[ill].n_shifts);
  g_assert_cmpint (repair->roster->plans[ill].shifts[0].last, ==, 31); /* what was worked stays */
  g_test_message ("%d people: score %.0f, ill %.0f, repaired %.0f with %d changes in %.2f s%s",
                  n_people, roster->score.total, repair->unrepaired, repair->roster->score.total,
                  repair->n_changed, repair->seconds, repair->proven ? ", proven" : "");
  g_assert_cmpint (repair->n_changed, >, 0);
  g_assert_cmpint (repair->n_changed, <, 12);
}

static void
test_street (void)
{
  repair_street (240, 2);
}

static void
test_speed (void)
{
  gint64 began = g_get_monotonic_time ();
  repair_street (900, 2);
  double seconds = (g_get_monotonic_time () - began) / 1e6;
  g_test_message ("%.2f s in all", seconds);
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
  g_assert_cmpfloat (seconds, <, 3); /* two, and what the test itself does */
#endif
}

/* --- pins and bad input ---------------------------------------------------------------------- */

static void
test_new_pin (void)
{
  TwRng rng;
  tw_rng_init (&rng, 62);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = random_problem (&rng, TRUE);
  TwRosterPlan plans[N_PEOPLE] = { { 0 } };
  TwRosterBlock block = { 1, 2, 3 };
  TwRosterNewPin pin = { 1, { 1, 2, 3, 1, &block } };
  TwRosterRepairOptions options = { .pins = &pin, .n_pins = 1, .change_cost = 1000 };
  plans[1] = plan_of (problem, 9); /* the other kind on that day */
  g_autoptr (TwRosterRepair) repair = tw_roster_repair (problem, plans, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (repair->roster->plans[1].n_shifts, ==, 1);
  g_assert_true (same_shift (&repair->roster->plans[1].shifts[0], &pin.shift));
  g_assert_cmpint (repair->n_changed, ==, 2);
  g_assert_cmpuint (repair->changes->len, ==, 1);
  const TwRosterChange *c = &g_array_index (repair->changes, TwRosterChange, 0);
  g_assert_cmpint (c->kind, ==, TW_ROSTER_CHANGE_PINNED);
  g_assert_cmpint (c->before, ==, 0);
  g_assert_cmpint (c->after, ==, 0);
  /* and now that day is frozen */
  options.frozen_until = 3;
  g_assert_null (tw_roster_repair (problem, plans, &options, &error));
  g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INFEASIBLE);
  g_assert_cmpstr (error->message, ==,
                   "the new pin of person 1 contradicts the rules or what is fixed");
  tw_roster_plan_clear (&plans[1]);
}

/* Who stays the same hours goes to the more urgent post only when that gains the price of moving.
 */
static void
test_moved (void)
{
  static const struct {
    double move_cost;
    gboolean moves;
  } cases[] = { { 0, TRUE }, { 39, TRUE }, { 41, FALSE } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (1, 24, 60, 2, 1, 2);
      TwRosterBlock blocks[] = { { 0, 8, 16 }, { 1, 8, 16 } };
      TwRosterShift shifts[] = { { 0, 8, 16, 1, &blocks[0] }, { 0, 8, 16, 1, &blocks[1] } };
      TwRosterPlan plans[] = { { 1, &shifts[0] }, { 1, &shifts[1] } };
      TwRosterAbsence absence = { 0, 0, 24 };
      TwRosterRepairOptions options = {
        .absences = &absence, .n_absences = 1, .change_cost = 1000, .move_cost = cases[i].move_cost
      };
      problem->kinds[0].min_slots = problem->kinds[0].max_slots = 8;
      for (int t = 8; t < 16; t++)
        for (int p = 0; p < 2; p++) /* 8 h at post 0 are worth 40 more */
          problem->cover[p * 24 + t] = (TwRosterCover){ 1, 1, p ? 5 : 10, 0, 2, 0 };
      g_autoptr (TwRosterRepair) repair = tw_roster_repair (problem, plans, &options, &error);
      g_assert_no_error (error);
      g_assert_cmpint (repair->roster->plans[1].shifts[0].blocks[0].post, ==, !cases[i].moves);
      g_assert_cmpint (repair->n_changed, ==, 0);
      g_assert_cmpuint (repair->changes->len, ==, 1 + cases[i].moves);
      for (guint j = 1; j < repair->changes->len; j++)
        {
          const TwRosterChange *c = &g_array_index (repair->changes, TwRosterChange, j);
          g_assert_cmpint (c->kind, ==, TW_ROSTER_CHANGE_MOVED);
          g_assert_cmpint (c->post, ==, 0);
          g_assert_cmpint (c->slot, ==, 8);
          g_assert_cmpfloat_with_epsilon (c->gain, 40, 1e-9);
        }
    }
}

/* Whole days. The other takes the lost shift in any case; giving up their own, the day before or
 * after, would save its wage, lose its demand and cost a change: just as much. Then it stays. */
static void
test_fewer_changes (void)
{
  for (int own = 0; own < 3; own += 2)
    for (int saved = -1; saved <= 1; saved++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (3, 1, 1440, 1, 1, 2);
        TwRosterBlock lost = { 0, 1, 2 }, kept = { 0, own, own + 1 };
        TwRosterShift shifts[] = { { 0, 1, 2, 1, &lost }, { 0, own, own + 1, 1, &kept } };
        TwRosterPlan plans[] = { { 1, &shifts[0] }, { 1, &shifts[1] } };
        TwRosterAbsence absence = { 0, 0, 3 };
        TwRosterRepairOptions options = { .absences = &absence, .n_absences = 1, .change_cost = 8 };
        problem->kinds[0].post = 0;
        problem->kinds[0].minutes = 480;
        problem->cover[1] = (TwRosterCover){ 1, 1, 100, 0, 2, 0 };
        problem->cover[own] = (TwRosterCover){ 1, 1, 12, 0, 2, 0 };
        problem->people[1].cost_per_shift = 12 + 8 + saved; /* beyond what a change must gain */
        g_autoptr (TwRosterRepair) repair = tw_roster_repair (problem, plans, &options, &error);
        g_assert_no_error (error);
        g_assert_cmpint (repair->n_changed, ==, saved > 0 ? 2 : 1);
        g_assert_cmpint (repair->roster->plans[1].n_shifts, ==, saved > 0 ? 1 : 2);
      }
}

static void
test_bad_input (void)
{
  TwRosterBlock block = { 0, 1, 2 };
  const TwRosterAbsence absences[] = {
    { 3, 0, 1 }, { -1, 0, 1 }, { 0, 2, 2 }, { 0, -1, 1 }, { 0, 3, 5 }
  };
  const TwRosterNewPin pins[] = {
    { 3, { 0, 1, 2, 1, &block } },
    { 0, { 9, 1, 2, 1, &block } },
    { 0, { 0, 0, 2, 1, &block } },
    { 0, { 0, 1, 2, 0, NULL } },
  };
  TwRng rng;
  tw_rng_init (&rng, 63);
  g_autoptr (TwRosterProblem) problem = random_problem (&rng, TRUE);
  TwRosterPlan plans[N_PEOPLE] = { { 0 } };
  for (guint i = 0; i < G_N_ELEMENTS (absences) + G_N_ELEMENTS (pins) + 3; i++)
    {
      g_autoptr (GError) error = NULL;
      TwRosterRepairOptions options = { .change_cost = 1 };
      TwRosterShift wrong = { 0, 2, 1, 0, NULL };
      TwRosterPlan bad[N_PEOPLE] = { { 0 }, { 1, &wrong }, { 0 } };
      gboolean bad_plan = FALSE;
      if (i < G_N_ELEMENTS (absences))
        {
          options.absences = &absences[i];
          options.n_absences = 1;
        }
      else if (i < G_N_ELEMENTS (absences) + G_N_ELEMENTS (pins))
        {
          options.pins = &pins[i - G_N_ELEMENTS (absences)];
          options.n_pins = 1;
        }
      else
        {
          int j = i - G_N_ELEMENTS (absences) - G_N_ELEMENTS (pins);
          options.change_cost = j == 0 ? 0 : j == 1 ? NAN : 1;
          bad_plan = j == 2;
        }
      g_assert_null (tw_roster_repair (problem, bad_plan ? bad : plans, &options, &error));
      g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID);
    }
}

/* Nothing to do is done at once, and a cancelled repair is what there is. */
static void
test_nothing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TwRosterProblem) problem = roster_street_new (30, 5);
  g_autoptr (TwRoster) roster = roster_street_fill (problem, 0.6, 5);
  TwRosterRepairOptions options = { .change_cost = 1e7 };
  g_autoptr (TwRosterRepair) repair = tw_roster_repair (problem, roster->plans, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (repair->changes->len, ==, 0);
  g_assert_cmpint (repair->n_changed, ==, 0);
  g_cancellable_cancel (cancellable);
  TwRosterAbsence absence = { 0, 0, 288 };
  options = (TwRosterRepairOptions){
    .absences = &absence, .n_absences = 1, .change_cost = 1, .cancellable = cancellable
  };
  g_autoptr (TwRosterRepair) cut = tw_roster_repair (problem, roster->plans, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cut->changes->len, ==, roster->plans[0].n_shifts);
  g_assert_false (cut->proven);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/repair/brute-force", test_brute_force);
  g_test_add_func ("/roster/repair/street", test_street);
  g_test_add_func ("/roster/repair/speed", test_speed);
  g_test_add_func ("/roster/repair/new-pin", test_new_pin);
  g_test_add_func ("/roster/repair/moved", test_moved);
  g_test_add_func ("/roster/repair/fewer-changes", test_fewer_changes);
  g_test_add_func ("/roster/repair/bad-input", test_bad_input);
  g_test_add_func ("/roster/repair/nothing", test_nothing);
  return g_test_run ();
}
