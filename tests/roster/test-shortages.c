// SPDX-License-Identifier: Apache-2.0
/* F10: whatever is asked of the engine, the answer is a named error, a named shortage, or a roster;
 * never a crash, never an empty roster without a word. */
#include "roster/tw-roster-planner.h"
#include "roster/tw-roster-rules.h"
#include "roster/tw-roster-shortages.h"
#include "roster/tw-roster-solve.h"

#include "roster-random.h"
#include "roster-rules.h"
#include "roster-street.h"

#include <math.h>
#include <string.h>

enum { HOUR = 4, DAY = 24 * HOUR, N_DAYS = 2 };

/* Two posts wanted from 8 to 12 on both days, four people who can all do it. */
static TwRosterProblem *
sound_problem (void)
{
  TwRosterProblem *problem = tw_roster_problem_new (N_DAYS, DAY, 15, 2, 1, 4);
  static const char *const names[] = { "Ann", "Ben", "Cai", "Dan" };
  problem->posts[0].name = g_strdup ("door");
  problem->posts[1].name = g_strdup ("desk");
  problem->kinds[0].name = g_strdup ("shift");
  problem->kinds[0].min_slots = 2 * HOUR;
  problem->kinds[0].max_slots = 10 * HOUR;
  problem->kinds[0].min_block = HOUR;
  for (int e = 0; e < 4; e++)
    {
      problem->people[e].name = g_strdup (names[e]);
      problem->people[e].rest_slots = 11 * HOUR;
    }
  for (int p = 0; p < 2; p++)
    for (int d = 0; d < N_DAYS; d++)
      for (int t = d * DAY + 8 * HOUR; t < d * DAY + 12 * HOUR; t++)
        problem->cover[p * problem->n_slots + t] = (TwRosterCover){ 1, 1, 10, 0, 1, 0 };
  return problem;
}

static void
pin (TwRosterProblem *problem, int e, int first, int last, int post)
{
  TwRosterPerson *person = &problem->people[e];
  person->pins = g_renew (TwRosterShift, person->pins, person->n_pins + 1);
  TwRosterBlock block = { post, first, last };
  person->pins[person->n_pins++] =
      (TwRosterShift){ 0, first, last, 1, g_memdup2 (&block, sizeof block) };
}

static void
add_tide (TwRosterProblem *problem)
{
  problem->n_tides = 1;
  problem->tides = g_new0 (TwRosterTide, 1);
  problem->tides[0] =
      (TwRosterTide){ g_strdup ("noon"), 8 * HOUR, 12 * HOUR, 0.5, 3, g_new0 (guint8, 2), NULL };
  problem->tides[0].at[0] = 1;
}

/* --- what is wrong --------------------------------------------------------------------------- */

static void
pins_overlap (TwRosterProblem *problem)
{
  pin (problem, 1, 40, 60, 0);
  pin (problem, 1, 50, 70, 1);
}

static void
pins_same_day (TwRosterProblem *problem)
{
  pin (problem, 1, 0, 8, 0);
  pin (problem, 1, 60, 70, 1);
}

static void
pins_too_close (TwRosterProblem *problem)
{
  pin (problem, 1, 60, DAY - 4, 0);
  pin (problem, 1, DAY + 8, DAY + 20, 0);
}

static void
pins_against_run (TwRosterProblem *problem)
{
  pin (problem, 1, 40, 60, 0);
  problem->people[1].max_run = 3;
  problem->people[1].run_before = 3;
}

static void
pins_against_hours (TwRosterProblem *problem)
{
  pin (problem, 1, 40, 60, 0);
  problem->people[1].n_spans = 1;
  problem->people[1].spans = g_new0 (TwRosterSpan, 1);
  problem->people[1].spans[0] = (TwRosterSpan){ 0, 2, 0, 120 };
}

static void
pin_backwards (TwRosterProblem *problem)
{
  pin (problem, 1, 60, 40, 0);
}

static void
pin_nowhere (TwRosterProblem *problem)
{
  pin (problem, 1, 40, 60, 2);
}

static void
pin_beyond (TwRosterProblem *problem)
{
  pin (problem, 1, 2 * DAY - 8, 2 * DAY + 8, 0);
}

static void
span_impossible (TwRosterProblem *problem)
{
  problem->people[2].n_spans = 1;
  problem->people[2].spans = g_new0 (TwRosterSpan, 1);
  problem->people[2].spans[0] = (TwRosterSpan){ 0, 2, 3000, 4000 };
}

static void
spans_overlap (TwRosterProblem *problem)
{
  problem->people[2].n_spans = 2;
  problem->people[2].spans = g_new0 (TwRosterSpan, 2);
  problem->people[2].spans[0] = (TwRosterSpan){ 0, 2, 0, 600 };
  problem->people[2].spans[1] = (TwRosterSpan){ 1, 2, 0, 600 };
}

static void
need_above_top (TwRosterProblem *problem)
{
  problem->cover[2 * DAY + 3] = (TwRosterCover){ 3, 2, 10, 0, 1, 0 };
}

static void
price_not_a_number (TwRosterProblem *problem)
{
  problem->people[3].walk_cost = NAN;
}

static void
price_drowns_all (TwRosterProblem *problem)
{
  problem->people[3].cost_per_shift = 1e30;
}

static void
evening_backwards (TwRosterProblem *problem)
{
  problem->evening = (TwRosterWindow){ 80, 70 };
}

static void
horizon_empty (TwRosterProblem *problem)
{
  problem->n_slots = 0;
}

static void
days_with_a_hole (TwRosterProblem *problem)
{
  problem->day_slot[1] = 0;
}

static void
shift_without_length (TwRosterProblem *problem)
{
  problem->kinds[0].max_slots = 0;
}

static void
shift_without_end (TwRosterProblem *problem)
{
  problem->kinds[0].max_slots = G_MAXINT;
}

static void
window_over_midnight (TwRosterProblem *problem)
{
  problem->kinds[0].windows = g_new (TwRosterWindow, 1);
  problem->kinds[0].windows[0] = (TwRosterWindow){ 88, 8 };
  problem->kinds[0].n_windows = 1;
}

static void
weekends_below_none (TwRosterProblem *problem)
{
  problem->people[2].max_weekends = -2;
}

static void
kinds_below_none (TwRosterProblem *problem)
{
  problem->people[2].max_of_kind = g_new (int, 1);
  problem->people[2].max_of_kind[0] = -1;
}

static void
way_to_itself (TwRosterProblem *problem)
{
  problem->n_places = 1;
  problem->travel_slots = g_new0 (guint8, 1);
  problem->travel_slots[0] = 3;
}

static void
share_beyond_all (TwRosterProblem *problem)
{
  add_tide (problem);
  problem->tides[0].share = 1.5;
}

static void
tide_beyond_horizon (TwRosterProblem *problem)
{
  add_tide (problem);
  problem->tides[0].last = 2 * DAY + 1;
}

static void
wish_for_no_day (TwRosterProblem *problem)
{
  problem->people[0].n_wishes = 1;
  problem->people[0].wishes = g_new0 (TwRosterWish, 1);
  problem->people[0].wishes[0].day = 2;
}

static const struct {
  const char *name;
  void (*spoil) (TwRosterProblem *);
  TwRosterError code;
  const char *says;
} refused[] = {
  { "pins overlap", pins_overlap, TW_ROSTER_ERROR_INVALID, "Ben: two pinned shifts overlap" },
  { "pins on a day", pins_same_day, TW_ROSTER_ERROR_INVALID, "Ben: two pinned shifts begin on" },
  { "pins too close", pins_too_close, TW_ROSTER_ERROR_INFEASIBLE, "Ben" },
  { "pin after a full run", pins_against_run, TW_ROSTER_ERROR_INFEASIBLE, "Ben" },
  { "pin longer than allowed", pins_against_hours, TW_ROSTER_ERROR_INFEASIBLE, "Ben" },
  { "pin backwards", pin_backwards, TW_ROSTER_ERROR_INVALID, "Ben: the shift from slot 60 to 40" },
  { "pin at no post", pin_nowhere, TW_ROSTER_ERROR_INVALID, "Ben: the blocks of the shift" },
  { "pin over the end", pin_beyond, TW_ROSTER_ERROR_INVALID, "outside the horizon" },
  { "more hours than there are", span_impossible, TW_ROSTER_ERROR_INFEASIBLE, "Cai" },
  { "spans overlap", spans_overlap, TW_ROSTER_ERROR_INVALID, "Cai: the spans" },
  { "needs more than may be", need_above_top, TW_ROSTER_ERROR_INVALID, "post desk, slot 3" },
  { "price is no number", price_not_a_number, TW_ROSTER_ERROR_INVALID, "Dan" },
  { "price drowns all", price_drowns_all, TW_ROSTER_ERROR_INVALID, "Dan" },
  { "evening ends early", evening_backwards, TW_ROSTER_ERROR_INVALID, "80 to 70" },
  { "no horizon", horizon_empty, TW_ROSTER_ERROR_INVALID, "horizon is empty" },
  { "day without slots", days_with_a_hole, TW_ROSTER_ERROR_INVALID, "day 0" },
  { "shift of no length", shift_without_length, TW_ROSTER_ERROR_INVALID, "shift shift" },
  { "shift without end", shift_without_end, TW_ROSTER_ERROR_INVALID, "shift shift" },
  { "window over midnight", window_over_midnight, TW_ROSTER_ERROR_INVALID, "from slot 88 to 8" },
  { "weekends below none", weekends_below_none, TW_ROSTER_ERROR_INVALID, "Cai" },
  { "kinds below none", kinds_below_none, TW_ROSTER_ERROR_INVALID, "Cai: at most -1 shifts shift" },
  { "a way to itself", way_to_itself, TW_ROSTER_ERROR_INVALID, "place 0" },
  { "share above 1", share_beyond_all, TW_ROSTER_ERROR_INVALID, "rule noon" },
  { "tide over the end", tide_beyond_horizon, TW_ROSTER_ERROR_INVALID, "rule noon" },
  { "wish for no day", wish_for_no_day, TW_ROSTER_ERROR_INVALID, "Ann: a wish" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwRosterProblem) problem = sound_problem ();
      TwRosterSolveOptions options = { .n_threads = 1, .max_rounds = 1 };
      g_test_message ("%s", refused[i].name);
      refused[i].spoil (problem);
      g_assert_null (tw_roster_solve (problem, &options, &error));
      g_assert_error (error, TW_ROSTER_ERROR, (int) refused[i].code);
      if (!strstr (error->message, refused[i].says))
        g_error ("\"%s\" does not say \"%s\"", error->message, refused[i].says);
    }
}

/* --- what is missing ------------------------------------------------------------------------- */

static void
nothing_wrong (TwRosterProblem *problem)
{
}

static void
zero_demand (TwRosterProblem *problem)
{
  memset (problem->cover, 0, 2 * N_DAYS * DAY * sizeof *problem->cover);
}

/* The desk wants a skill that nobody has. */
static void
nobody_qualified (TwRosterProblem *problem)
{
  problem->posts[1].skills = 2;
}

static void
wrong_pool (TwRosterProblem *problem)
{
  problem->posts[1].pools = 8;
}

static void
all_away (TwRosterProblem *problem)
{
  for (int e = 0; e < 4; e++)
    {
      problem->people[e].available = g_malloc0 (problem->n_slots);
      memset (problem->people[e].available, 1, DAY); /* the first day only */
    }
}

static void
one_left (TwRosterProblem *problem)
{
  for (int e = 0; e < 4; e++)
    problem->people[e].posts_barred[0] = e == 2 ? 1 : 3;
  problem->posts[0].skills = 1;
  problem->people[3].skills = 1;
  problem->people[3].posts_barred[0] = 0;
  problem->people[2].posts_barred[0] = 0;
  for (int t = 0; t < problem->n_slots; t++)
    if (problem->cover[problem->n_slots + t].need > 0) /* the desk wants three, two may */
      problem->cover[problem->n_slots + t] = (TwRosterCover){ 3, 3, 10, 0, 1, 0 };
}

/* Shifts begin at six in the evening, demand is in the morning. */
static void
window_elsewhere (TwRosterProblem *problem)
{
  problem->kinds[0].windows = g_new (TwRosterWindow, 1);
  problem->kinds[0].windows[0] = (TwRosterWindow){ 18 * HOUR, 20 * HOUR };
  problem->kinds[0].n_windows = 1;
  problem->kinds[0].max_slots = 4 * HOUR;
}

/* Nobody may work at all: their pack agrees to no minutes. */
static void
pack_excludes (TwRosterProblem *problem)
{
  g_autoptr (GError) error = NULL;
  TwRosterPack pack = *tw_roster_pack_get (TW_ROSTER_CONTRACT_VOLUNTEER);
  pack.rules[TW_ROSTER_RULE_DAY].limit = 0;
  pack.rules[TW_ROSTER_RULE_WEEK].limit = 0;
  for (int e = 0; e < 4; e++)
    {
      TwRosterTerms terms = { .pack = &pack };
      terms.history.since_last_min = -1;
      TwRosterLimits limits = { 0 };
      g_assert_true (tw_roster_pack_resolve (&terms, problem, 739578, &limits, &error));
      g_assert_no_error (error);
      tw_roster_limits_apply (&limits, problem, e);
      tw_roster_limits_clear (&limits);
    }
}

static void
share_unmet (TwRosterProblem *problem)
{
  add_tide (problem);
  problem->posts[0].skills = 2; /* nobody at the door, so nobody of those on duty */
}

static void
long_rest (TwRosterProblem *problem)
{
  for (int e = 0; e < 4; e++)
    problem->people[e].rest_slots = 30 * HOUR; /* whoever works today does not tomorrow */
  for (int e = 0; e < 2; e++)
    problem->people[e].posts_barred[0] = 3;
}

/* Demand at the very end: a shift that begins later would not fit. */
static void
end_of_horizon (TwRosterProblem *problem)
{
  zero_demand (problem);
  for (int t = 2 * DAY - 4; t < 2 * DAY; t++)
    problem->cover[t] = (TwRosterCover){ 1, 1, 10, 0, 1, 0 };
}

/* From ten in the evening over midnight. */
static void
over_midnight (TwRosterProblem *problem)
{
  zero_demand (problem);
  for (int t = DAY - 2 * HOUR; t < DAY + 2 * HOUR; t++)
    problem->cover[t] = (TwRosterCover){ 2, 2, 10, 0, 1, 0 };
  problem->kinds[0].windows = g_new (TwRosterWindow, 1);
  problem->kinds[0].windows[0] = (TwRosterWindow){ 22 * HOUR, DAY - 1 };
  problem->kinds[0].n_windows = 1;
}

/* Listed twice for the same hours, and once for hours that do not exist. */
static void
availability_twice (TwRosterProblem *problem)
{
  problem->people[0].available = g_malloc0 (problem->n_slots);
  memset (&problem->people[0].available[30], 1, 20);
  memset (&problem->people[0].available[40], 2, 20);
}

static const struct {
  const char *name;
  void (*spoil) (TwRosterProblem *);
  int n_excluded;
  int n; /* shortages, and the first of them */
  TwRosterShortageKind kind;
  int post, first, last;
  double missing;
  int n_able;
} open_demand[] = {
  { "all is well", nothing_wrong, 0, 0, 0, 0, 0, 0, 0, 0 },
  { "zero demand", zero_demand, 0, 0, 0, 0, 0, 0, 0, 0 },
  { "nobody qualified", nobody_qualified, 0, 2, TW_ROSTER_SHORTAGE_NOBODY, 1, 32, 48, 1, 0 },
  { "wrong pool", wrong_pool, 0, 2, TW_ROSTER_SHORTAGE_NOBODY, 1, 32, 48, 1, 0 },
  { "all away", all_away, 0, 2, TW_ROSTER_SHORTAGE_NO_SHIFT, 0, DAY + 32, DAY + 48, 1, 0 },
  { "too few", one_left, 2, 2, TW_ROSTER_SHORTAGE_TOO_FEW, 1, 32, 48, 2, 2 },
  { "other hours", window_elsewhere, 0, 4, TW_ROSTER_SHORTAGE_NO_SHIFT, 0, 32, 48, 1, 0 },
  { "pack excludes all", pack_excludes, 4, 4, TW_ROSTER_SHORTAGE_NO_SHIFT, 0, 32, 48, 1, 0 },
  { "share", share_unmet, 0, 3, TW_ROSTER_SHORTAGE_NOBODY, 0, 32, 48, 1, 0 },
  { "rules keep them", long_rest, 2, 2, TW_ROSTER_SHORTAGE_ELSEWHERE, -1, -1, -1, 1, 2 },
  { "end of the horizon", end_of_horizon, 0, 0, 0, 0, 0, 0, 0, 0 },
  { "over midnight", over_midnight, 0, 0, 0, 0, 0, 0, 0, 0 },
  { "available twice", availability_twice, 0, 0, 0, 0, 0, 0, 0, 0 },
};

static void
assert_sum (const TwRosterSolution *solution, const GArray *shortages)
{
  double sum = 0;
  for (guint i = 0; i < shortages->len; i++)
    sum += g_array_index (shortages, TwRosterShortage, i).cost;
  g_assert_cmpfloat_with_epsilon (sum, solution->roster->score.under + solution->roster->score.tide,
                                  1e-6);
}

static TwRosterSolution *
solve (const TwRosterProblem *problem)
{
  g_autoptr (GError) error = NULL;
  TwRosterSolveOptions options = { .n_threads = 1, .max_rounds = 20 };
  TwRosterSolution *solution = tw_roster_solve (problem, &options, &error);
  g_assert_no_error (error);
  for (int e = 0; e < problem->n_people; e++)
    {
      g_autofree char *why = roster_rules_find_break (problem, e, &solution->roster->plans[e]);
      g_assert_cmpstr (why, ==, NULL);
    }
  return solution;
}

static void
test_open_demand (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (open_demand); i++)
    {
      g_autoptr (TwRosterProblem) problem = sound_problem ();
      g_test_message ("%s", open_demand[i].name);
      open_demand[i].spoil (problem);
      g_autoptr (TwRosterSolution) solution = solve (problem);
      g_autoptr (GArray) all = tw_roster_shortages (problem, solution->roster->plans);
      g_autoptr (GArray) excluded = tw_roster_excluded (problem);
      assert_sum (solution, all);
      g_assert_cmpuint (excluded->len, ==, open_demand[i].n_excluded);
      g_assert_cmpuint (all->len, ==, open_demand[i].n);
      if (all->len == 0)
        continue;
      const TwRosterShortage *s = &g_array_index (all, TwRosterShortage, 0);
      g_assert_cmpint (s->kind, ==, open_demand[i].kind);
      g_assert_cmpfloat (s->missing, ==, open_demand[i].missing);
      g_assert_cmpint (s->n_able, ==, open_demand[i].n_able);
      if (open_demand[i].first < 0)
        continue;
      g_assert_cmpint (s->post, ==, open_demand[i].post);
      g_assert_cmpint (s->first, ==, open_demand[i].first);
      g_assert_cmpint (s->last, ==, open_demand[i].last);
    }
}

/* The share comes after the posts, by its name's number. */
static void
test_share (void)
{
  g_autoptr (TwRosterProblem) problem = sound_problem ();
  share_unmet (problem);
  g_autoptr (TwRosterSolution) solution = solve (problem);
  g_autoptr (GArray) all = tw_roster_shortages (problem, solution->roster->plans);
  const TwRosterShortage *s = &g_array_index (all, TwRosterShortage, all->len - 1);
  g_assert_cmpint (s->kind, ==, TW_ROSTER_SHORTAGE_SHARE);
  g_assert_cmpint (s->tide, ==, 0);
  g_assert_cmpint (s->post, ==, TW_ROSTER_NONE);
  g_assert_cmpint (s->first, ==, 8 * HOUR);
  g_assert_cmpint (s->last, ==, 12 * HOUR);
  g_assert_cmpfloat (s->missing, ==, 0.5);
  g_assert_cmpfloat (s->cost, ==, 0.5 * 3 * 16);
}

/* --- odd sizes ------------------------------------------------------------------------------- */

static void
test_nobody (void)
{
  g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (1, DAY, 15, 2, 0, 0);
  problem->cover[5] = (TwRosterCover){ 2, 2, 10, 0, 1, 0 };
  problem->cover[6] = (TwRosterCover){ 2, 2, 10, 0, 1, 0 };
  g_autoptr (TwRosterSolution) solution = solve (problem);
  g_autoptr (GArray) all = tw_roster_shortages (problem, solution->roster->plans);
  g_assert_cmpuint (all->len, ==, 1);
  const TwRosterShortage *s = &g_array_index (all, TwRosterShortage, 0);
  g_assert_cmpint (s->kind, ==, TW_ROSTER_SHORTAGE_NOBODY);
  g_assert_cmpint (s->first, ==, 5);
  g_assert_cmpint (s->last, ==, 7);
  g_assert_cmpfloat (s->cost, ==, 40);
}

/* People and kinds, but no post: nobody has anything to do, and no one is asked to. */
static void
test_no_posts (void)
{
  g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (1, DAY, 15, 0, 1, 3);
  g_autoptr (TwRosterSolution) solution = solve (problem);
  g_autoptr (GArray) all = tw_roster_shortages (problem, solution->roster->plans);
  g_autoptr (GArray) excluded = tw_roster_excluded (problem);
  g_assert_cmpuint (all->len, ==, 0);
  g_assert_cmpuint (excluded->len, ==, 3);
  g_assert_cmpfloat (solution->roster->score.total, ==, 0);
}

/* 23 and 25 hours: the local clock jumps over two, or has it twice. Shifts that may begin at two
 * exist on the long day only, once in each hour of that name; lengths are true hours. */
static void
test_clock_change (void)
{
  static const struct {
    int hours, n_starts;
  } days[] = { { 23, 0 }, { 24, 1 }, { 25, 2 } };
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (2, 25, 60, 1, 1, 2);
      int n = days[i].hours, n_starts = 0;
      problem->n_slots = n + 24;
      problem->day_slot[1] = n;
      problem->day_slot[2] = n + 24;
      for (int t = 0; t < n + 24; t++)
        problem->clock[t] = t >= n ? t - n : t < 2 ? t : t + 24 - n - (n == 25 && t == 2 ? -1 : 0);
      problem->kinds[0].windows = g_new (TwRosterWindow, 1);
      problem->kinds[0].windows[0] = (TwRosterWindow){ 2, 2 };
      problem->kinds[0].n_windows = 1;
      problem->kinds[0].min_slots = problem->kinds[0].max_slots = 4;
      for (int t = 0; t < n; t++)
        problem->cover[t] = (TwRosterCover){ 1, 1, 10, 0, 0, 0 };
      g_autoptr (TwRosterChoiceSet) choices = tw_roster_choice_set_new (problem);
      for (int o = 0; o < choices->people[0].n_options; o++)
        n_starts += choices->people[0].options[o].day == 0;
      g_assert_cmpint (n_starts, ==, days[i].n_starts);
      g_autoptr (TwRosterSolution) solution = solve (problem);
      g_autoptr (GArray) all = tw_roster_shortages (problem, solution->roster->plans);
      assert_sum (solution, all);
      int covered = n - (int) (solution->roster->score.under / 10);
      g_assert_cmpint (covered, ==, days[i].n_starts == 0 ? 0 : days[i].n_starts + 3);
    }
}

/* Limits that never bind cost neither memory nor time. */
static void
test_no_limit (void)
{
  g_autoptr (TwRosterProblem) problem = sound_problem ();
  for (int e = 0; e < 4; e++)
    {
      problem->people[e].n_spans = 1;
      problem->people[e].spans = g_new0 (TwRosterSpan, 1);
      problem->people[e].spans[0] = (TwRosterSpan){ 0, 2, 0, G_MAXINT };
      problem->people[e].max_weekends = G_MAXINT;
      problem->people[e].free_from = -5;
    }
  g_autoptr (TwRosterSolution) solution = solve (problem);
  g_assert_cmpfloat (solution->roster->score.total, ==, 0);
}

/* 2,000 people: a roster at once, and what it leaves open has names. */
static void
test_many (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = roster_street_new (2000, 3);
  TwRosterSolveOptions options = { .n_threads = 2, .max_seconds = 1.5 };
  gint64 began = g_get_monotonic_time ();
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, &error);
  g_assert_no_error (error);
  g_autoptr (GArray) all = tw_roster_shortages (problem, solution->roster->plans);
  double seconds = (g_get_monotonic_time () - began) / 1e6;
  int n_shifts = 0;
  for (int e = 0; e < problem->n_people; e++)
    n_shifts += solution->roster->plans[e].n_shifts;
  g_test_message ("2,000 people: %d shifts, %u shortages in %.1f s", n_shifts, all->len, seconds);
  g_assert_cmpint (n_shifts, >, 1000);
  assert_sum (solution, all);
}

/* Random rosters: every missing head is in exactly one shortage, and no other. */
static void
test_random (void)
{
  TwRng rng;
  tw_rng_init (&rng, 71);
  for (int i = 0; i < 300; i++)
    {
      g_autoptr (TwRosterProblem) problem = roster_random_new (roster_random_draw, &rng);
      TwRosterSolveOptions options = { .n_threads = 1, .max_rounds = 1 };
      g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, NULL);
      if (!solution)
        continue;
      g_autoptr (GArray) all = tw_roster_shortages (problem, solution->roster->plans);
      assert_sum (solution, all);
      for (guint j = 0; j < all->len; j++)
        {
          const TwRosterShortage *s = &g_array_index (all, TwRosterShortage, j);
          g_assert_cmpint (s->first, <, s->last);
          g_assert_cmpfloat (s->missing, >, 0);
          g_assert_cmpint (s->kind == TW_ROSTER_SHORTAGE_SHARE, ==, s->tide >= 0);
          if (s->kind <= TW_ROSTER_SHORTAGE_NO_SHIFT)
            g_assert_cmpint (s->n_able, ==, 0);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/shortages/refused", test_refused);
  g_test_add_func ("/roster/shortages/open-demand", test_open_demand);
  g_test_add_func ("/roster/shortages/share", test_share);
  g_test_add_func ("/roster/shortages/nobody", test_nobody);
  g_test_add_func ("/roster/shortages/no-posts", test_no_posts);
  g_test_add_func ("/roster/shortages/clock-change", test_clock_change);
  g_test_add_func ("/roster/shortages/no-limit", test_no_limit);
  g_test_add_func ("/roster/shortages/many", test_many);
  g_test_add_func ("/roster/shortages/random", test_random);
  return g_test_run ();
}
