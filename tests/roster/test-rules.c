// SPDX-License-Identifier: Apache-2.0
/* F18: every limit of the packs at its boundary, and what the planner makes within the limits of a
 * pack breaks none of it. */
#include "roster/tw-roster-breaks.h"
#include "roster/tw-roster-planner.h"

#include "base/tw-rng.h"

#include <math.h>
#include <string.h>

#define FULL TW_ROSTER_CONTRACT_FULL_TIME
#define PART TW_ROSTER_CONTRACT_PART_TIME
#define VOLUNTEER TW_ROSTER_CONTRACT_VOLUNTEER
#define RED TW_ROSTER_SEVERITY_RED
#define YELLOW TW_ROSTER_SEVERITY_YELLOW
#define EXCUSED TW_ROSTER_SEVERITY_EXCUSED
#define KIND(x) TW_ROSTER_BREAK_##x
#define LAW(x) TW_ROSTER_ARTICLE_##x
#define NOTHING (-1)

/* --- the limits of the packs, to the minute -------------------------------------------------- */

#define N_DAYS 14

typedef struct {
  const char *name;
  TwRosterContract contract;
  TwRosterOvertime overtime;
  TwRosterHistory history;
  int minutes[N_DAYS]; /* worked from 08:00 on each day, from Monday on */
  int kind;            /* the only break, or NOTHING */
  TwRosterSeverity severity;
  TwRosterArticle article;
  int actual, limit;
} LawCase;

#define NO_SHIFT_BEFORE .since_last_min = -1

static const LawCase law_cases[] = {
  { "8:00 a day", FULL, 0, { NO_SHIFT_BEFORE }, { 480 }, NOTHING },
  { "8:01 a day",
    FULL,
    0,
    { NO_SHIFT_BEFORE },
    { 481 },
    KIND (DAY),
    YELLOW,
    LAW (LABOUR_36),
    481,
    480 },
  { "1:00 overtime",
    FULL,
    0,
    { NO_SHIFT_BEFORE },
    { 540 },
    KIND (DAY),
    YELLOW,
    LAW (LABOUR_36),
    540,
    480 },
  { "1:01 overtime",
    FULL,
    0,
    { NO_SHIFT_BEFORE },
    { 541 },
    KIND (OVERTIME_DAY),
    YELLOW,
    LAW (LABOUR_41),
    61,
    60 },
  { "3:00 overtime",
    FULL,
    0,
    { NO_SHIFT_BEFORE },
    { 660 },
    KIND (OVERTIME_DAY),
    YELLOW,
    LAW (LABOUR_41),
    180,
    60 },
  { "3:01 overtime",
    FULL,
    0,
    { NO_SHIFT_BEFORE },
    { 661 },
    KIND (OVERTIME_DAY),
    RED,
    LAW (LABOUR_41),
    181,
    180 },
  { "3:01 in an emergency",
    FULL,
    TW_ROSTER_OVERTIME_EMERGENCY,
    { NO_SHIFT_BEFORE },
    { 661 },
    KIND (OVERTIME_DAY),
    EXCUSED,
    LAW (LABOUR_42),
    181,
    180 },
  { "44:00 a week", FULL, 0, { NO_SHIFT_BEFORE }, { 440, 440, 440, 440, 440, 440 }, NOTHING },
  { "44:01 a week",
    FULL,
    0,
    { NO_SHIFT_BEFORE },
    { 440, 440, 440, 440, 440, 441 },
    KIND (WEEK),
    YELLOW,
    LAW (LABOUR_36),
    2641,
    2640 },
  { "44:01 with the days before",
    FULL,
    0,
    { .week_minutes = 2161, NO_SHIFT_BEFORE },
    { 480 },
    KIND (WEEK),
    YELLOW,
    LAW (LABOUR_36),
    2641,
    2640 },
  { "36:00 a month",
    FULL,
    0,
    { .month_overtime_min = 2100, NO_SHIFT_BEFORE },
    { 540 },
    KIND (DAY),
    YELLOW,
    LAW (LABOUR_36),
    540,
    480 },
  { "36:00 a month by weeks",
    FULL,
    0,
    { .month_overtime_min = 2159, NO_SHIFT_BEFORE },
    { 440, 440, 440, 440, 440, 441 },
    KIND (WEEK),
    YELLOW,
    LAW (LABOUR_36),
    2641,
    2640 },
  { "no overtime after 36:01",
    FULL,
    0,
    { .month_overtime_min = 2161, NO_SHIFT_BEFORE },
    { 480 },
    NOTHING },
  { "six days", FULL, 0, { NO_SHIFT_BEFORE }, { 60, 60, 60, 60, 60, 60, 0, 60 }, NOTHING },
  { "seven days over two weeks",
    FULL,
    0,
    { NO_SHIFT_BEFORE },
    { 0, 60, 60, 60, 60, 60, 60, 60 },
    KIND (RUN),
    RED,
    LAW (HOUSE),
    7,
    6 },
  { "seven days with history",
    FULL,
    0,
    { .run_days = 6, NO_SHIFT_BEFORE },
    { 60 },
    KIND (RUN),
    RED,
    LAW (HOUSE),
    7,
    6 },
  { "11:00 rest", FULL, 0, { .since_last_min = 180 }, { 60 }, NOTHING },
  { "10:59 rest",
    FULL,
    0,
    { .since_last_min = 179 },
    { 60 },
    KIND (REST),
    RED,
    LAW (HOUSE),
    659,
    660 },
  { "4:00 a day on average", PART, 0, { NO_SHIFT_BEFORE }, { 240, 240 }, NOTHING },
  { "6:00 and 2:00 are 4:00 on average", PART, 0, { NO_SHIFT_BEFORE }, { 360, 120 }, NOTHING },
  { "4:00:30 on average",
    PART,
    0,
    { NO_SHIFT_BEFORE },
    { 360, 121 },
    KIND (AVERAGE_DAY),
    RED,
    LAW (CONTRACT_68),
    241,
    240 },
  { "24:00 a week", PART, 0, { NO_SHIFT_BEFORE }, { 240, 240, 240, 240, 240, 240 }, NOTHING },
  { "24:01 a week",
    PART,
    0,
    { .week_minutes = 1201, .week_days = 5, NO_SHIFT_BEFORE },
    { 0, 0, 0, 0, 0, 240 },
    KIND (WEEK),
    RED,
    LAW (CONTRACT_68),
    1441,
    1440 },
  { "no article 42 without overtime",
    PART,
    TW_ROSTER_OVERTIME_EMERGENCY,
    { NO_SHIFT_BEFORE },
    { 241 },
    KIND (AVERAGE_DAY),
    RED,
    LAW (CONTRACT_68),
    241,
    240 },
  { "3:00 by agreement", VOLUNTEER, 0, { NO_SHIFT_BEFORE }, { 180, 180 }, NOTHING },
  { "3:01 by agreement",
    VOLUNTEER,
    0,
    { NO_SHIFT_BEFORE },
    { 181 },
    KIND (DAY),
    RED,
    LAW (AGREEMENT),
    181,
    180 },
  { "6:01 a week by agreement",
    VOLUNTEER,
    0,
    { NO_SHIFT_BEFORE },
    { 180, 180, 1 },
    KIND (WEEK),
    RED,
    LAW (AGREEMENT),
    361,
    360 },
};

static guint32
monday_of (int year, int month, int day)
{
  g_autoptr (GDate) date = g_date_new_dmy (day, month, year);
  g_assert_cmpint (g_date_get_weekday (date), ==, G_DATE_MONDAY);
  return g_date_get_julian (date);
}

/* Minutes as slots, any length, one post. */
static TwRosterProblem *
minute_problem (int n_days)
{
  TwRosterProblem *problem = tw_roster_problem_new (n_days, 1440, 1, 1, 1, 1);
  problem->kinds[0].post = 0;
  problem->kinds[0].max_slots = 1440;
  return problem;
}

static void
add_shift (TwRosterPlan *plan, int kind, int post, int first, int last)
{
  TwRosterBlock block = { post, first, last };
  plan->shifts = g_renew (TwRosterShift, plan->shifts, plan->n_shifts + 1);
  plan->shifts[plan->n_shifts++] =
      (TwRosterShift){ kind, first, last, 1, g_memdup2 (&block, sizeof block) };
}

static TwRosterPack
agreed_pack (TwRosterContract contract)
{
  TwRosterPack pack = *tw_roster_pack_get (contract);
  if (contract == VOLUNTEER)
    {
      pack.rules[TW_ROSTER_RULE_DAY].limit = 180;
      pack.rules[TW_ROSTER_RULE_WEEK].limit = 360;
    }
  return pack;
}

static void
assert_only (GArray *found, int kind, const char *name)
{
  for (guint i = 0; i < found->len; i++)
    {
      const TwRosterBreak *b = &g_array_index (found, TwRosterBreak, i);
      if (found->len != 1 || (int) b->kind != kind)
        g_test_message ("%s: %s, %d of %d", name, tw_roster_break_id (b->kind), b->actual,
                        b->limit);
    }
  g_assert_cmpuint (found->len, ==, kind != NOTHING);
  if (kind != NOTHING)
    g_assert_cmpint (g_array_index (found, TwRosterBreak, 0).kind, ==, kind);
}

static void
test_law (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (law_cases); i++)
    {
      const LawCase *c = &law_cases[i];
      g_autoptr (TwRosterProblem) problem = minute_problem (N_DAYS);
      TwRosterPack pack = agreed_pack (c->contract);
      TwRosterTerms terms = { &pack, c->history, c->overtime, "flood" };
      TwRosterBook book = { .problem = problem,
                            .terms = &terms,
                            .first_julian = monday_of (2026, 11, 2) };
      TwRosterPlan plan = { 0 };
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
      for (int d = 0; d < N_DAYS; d++)
        if (c->minutes[d] > 0)
          add_shift (&plan, 0, 0, d * 1440 + 480, d * 1440 + 480 + c->minutes[d]);
      tw_roster_breaks_find (&book, 0, &plan, found);
      assert_only (found, c->kind, c->name);
      if (c->kind != NOTHING)
        {
          const TwRosterBreak *b = &g_array_index (found, TwRosterBreak, 0);
          g_assert_cmpint (b->severity, ==, c->severity);
          g_assert_cmpint (b->article, ==, c->article);
          g_assert_cmpint (b->actual, ==, c->actual);
          g_assert_cmpint (b->limit, ==, c->limit);
        }
      tw_roster_plan_clear (&plan);
    }
}

/* 36:01: the yellow warning of the day and the red one of the month. */
static void
test_month (void)
{
  static const struct {
    int before, minutes;
    int month, day; /* of the Monday */
    int sum;        /* 0: no break of the month */
  } cases[] = {
    { 2100, 540, 11, 2, 0 }, { 2101, 540, 11, 2, 2161 },  { 2100, 541, 11, 2, 2161 },
    { 2160, 480, 11, 2, 0 }, { 2160, 481, 11, 30, 2161 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwRosterProblem) problem = minute_problem (3);
      TwRosterTerms terms = { .pack = tw_roster_pack_get (FULL) };
      terms.history.month_overtime_min = cases[i].before;
      terms.history.since_last_min = -1;
      TwRosterBook book = { .problem = problem, .terms = &terms };
      book.first_julian = monday_of (2026, cases[i].month, cases[i].day);
      TwRosterPlan plan = { 0 };
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
      int n = 0;
      add_shift (&plan, 0, 0, 480, 480 + cases[i].minutes);
      tw_roster_breaks_find (&book, 0, &plan, found);
      for (guint j = 0; j < found->len; j++)
        {
          const TwRosterBreak *b = &g_array_index (found, TwRosterBreak, j);
          if (b->kind != TW_ROSTER_BREAK_OVERTIME_MONTH)
            continue;
          n++;
          g_assert_cmpint (b->actual, ==, cases[i].sum);
          g_assert_cmpint (b->limit, ==, 2160);
          g_assert_cmpint (b->article, ==, TW_ROSTER_ARTICLE_LABOUR_41);
          g_assert_cmpint (b->severity, ==, TW_ROSTER_SEVERITY_RED);
        }
      g_assert_cmpint (n, ==, cases[i].sum > 0);
      tw_roster_plan_clear (&plan);
    }
}

/* In December the month begins again, and its overtime is its own. */
static void
test_month_turns (void)
{
  g_autoptr (TwRosterProblem) problem = minute_problem (3);
  TwRosterTerms terms = { .pack = tw_roster_pack_get (FULL) };
  TwRosterBook book = { .problem = problem,
                        .terms = &terms,
                        .first_julian = monday_of (2026, 11, 30) };
  TwRosterPlan plan = { 0 };
  terms.history = (TwRosterHistory){ .month_overtime_min = 2160, NO_SHIFT_BEFORE };
  add_shift (&plan, 0, 0, 1440 + 480, 1440 + 480 + 540);
  g_assert_false (tw_roster_breaks_any_red (&book, 0, &plan));
  tw_roster_plan_clear (&plan);
  add_shift (&plan, 0, 0, 480, 480 + 540);
  g_assert_true (tw_roster_breaks_any_red (&book, 0, &plan));
  tw_roster_plan_clear (&plan);
}

/* --- from packs to limits -------------------------------------------------------------------- */

typedef struct {
  const char *name;
  TwRosterContract contract;
  TwRosterOvertime overtime;
  TwRosterHistory history;
  int max_shift, max_run, run_before, free_from;
  int spans[2]; /* most minutes of the two weeks; -1: none */
} LimitCase;

static const LimitCase limit_cases[] = {
  { "full-time", FULL, 0, { NO_SHIFT_BEFORE }, 480, 6, 0, 0, { 2640, 2640 } },
  { "ordinary", FULL, 1, { NO_SHIFT_BEFORE }, 540, 6, 0, 0, { 3060, 3060 } },
  /* 36 h over the 14 days are 154 min a day, less than 3 h. */
  { "special", FULL, 2, { NO_SHIFT_BEFORE }, 634, 6, 0, 0, { 2640 + 7 * 154, 2640 + 7 * 154 } },
  { "28 min are left",
    FULL,
    1,
    { .month_overtime_min = 2132, NO_SHIFT_BEFORE },
    482,
    6,
    0,
    0,
    { 2654, 2654 } },
  { "13 min are none a day",
    FULL,
    1,
    { .month_overtime_min = 2147, NO_SHIFT_BEFORE },
    480,
    6,
    0,
    0,
    { 2640, 2640 } },
  { "worked before",
    FULL,
    0,
    { .week_minutes = 2000, .run_days = 4, .since_last_min = 600 },
    480,
    6,
    4,
    60,
    { 640, 2640 } },
  { "too much before",
    FULL,
    0,
    { .week_minutes = 3000, NO_SHIFT_BEFORE },
    480,
    6,
    0,
    0,
    { 0, 2640 } },
  { "emergency", FULL, 3, { NO_SHIFT_BEFORE }, G_MAXINT, 6, 0, 0, { -1 } },
  { "part-time", PART, 0, { NO_SHIFT_BEFORE }, 240, 6, 0, 0, { 1440, 1440 } },
  { "part-time has no overtime", PART, 2, { NO_SHIFT_BEFORE }, 240, 6, 0, 0, { 1440, 1440 } },
  { "volunteer", VOLUNTEER, 0, { NO_SHIFT_BEFORE }, 180, 6, 0, 0, { 360, 360 } },
};

static void
test_limits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (limit_cases); i++)
    {
      const LimitCase *c = &limit_cases[i];
      g_autoptr (TwRosterProblem) problem = minute_problem (N_DAYS);
      g_autoptr (GError) error = NULL;
      TwRosterPack pack = agreed_pack (c->contract);
      TwRosterTerms terms = { &pack, c->history, c->overtime, "flood" };
      TwRosterLimits limits;
      g_test_message ("%s", c->name);
      gboolean ok =
          tw_roster_pack_resolve (&terms, problem, monday_of (2026, 11, 2), &limits, &error);
      g_assert_no_error (error);
      g_assert_true (ok);
      g_assert_cmpint (limits.max_shift_minutes, ==, c->max_shift);
      g_assert_cmpint (limits.max_run, ==, c->max_run);
      g_assert_cmpint (limits.run_before, ==, c->run_before);
      g_assert_cmpint (limits.free_from, ==, c->free_from);
      g_assert_cmpint (limits.rest_slots, ==, 660);
      g_assert_cmpint (limits.used_article_42, ==, c->overtime == 3);
      g_assert_cmpint (limits.n_spans, ==, c->spans[0] < 0 ? 0 : 2);
      for (int w = 0; w < limits.n_spans; w++)
        g_assert_cmpint (limits.spans[w].max_minutes, ==, c->spans[w]);
      tw_roster_limits_clear (&limits);
    }
}

/* Article 42 and special overtime want a reason, and a history must be possible. */
static void
test_refusals (void)
{
  static const struct {
    TwRosterOvertime overtime;
    const char *reason;
    TwRosterHistory history;
    gboolean ok;
  } cases[] = {
    { TW_ROSTER_OVERTIME_EMERGENCY, "flood", { 0 }, TRUE },
    { TW_ROSTER_OVERTIME_EMERGENCY, NULL, { 0 }, FALSE },
    { TW_ROSTER_OVERTIME_EMERGENCY, "", { 0 }, FALSE },
    { TW_ROSTER_OVERTIME_SPECIAL, NULL, { 0 }, FALSE },
    { TW_ROSTER_OVERTIME_ORDINARY, NULL, { 0 }, TRUE },
    { TW_ROSTER_OVERTIME_NONE, NULL, { .week_minutes = -1 }, FALSE },
    { TW_ROSTER_OVERTIME_NONE, NULL, { .week_days = 7 }, FALSE },
    { TW_ROSTER_OVERTIME_NONE, NULL, { .run_days = 300 }, FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwRosterProblem) problem = minute_problem (3);
      g_autoptr (GError) error = NULL;
      TwRosterTerms terms = { tw_roster_pack_get (FULL), cases[i].history, cases[i].overtime,
                              cases[i].reason };
      TwRosterLimits limits = { 0 };
      g_assert_cmpint (tw_roster_pack_resolve (&terms, problem, monday_of (2026, 11, 2), &limits,
                                               &error),
                       ==, cases[i].ok);
      if (!cases[i].ok)
        g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_INVALID);
      tw_roster_limits_clear (&limits);
    }
}

/* A volunteer's evening that goes beyond midnight is there on the next morning too. */
static void
test_windows (void)
{
  g_autoptr (TwRosterProblem) problem = tw_roster_problem_new (3, 24, 60, 1, 1, 1);
  TwRosterPack pack = agreed_pack (VOLUNTEER);
  TwRosterTerms terms = { .pack = &pack };
  TwRosterLimits limits;
  pack.n_windows = 2;
  pack.windows[0] = (TwRosterAgreedWindow){ 1 << 0, 20 * 60, 26 * 60 };
  pack.windows[1] = (TwRosterAgreedWindow){ 1 << 6, 23 * 60, 25 * 60 };
  problem->kinds[0].max_slots = 5;
  problem->people[0].available = g_malloc (problem->n_slots);
  memset (problem->people[0].available, 1, problem->n_slots);
  problem->people[0].available[21] = 0;
  g_assert_true (tw_roster_pack_resolve (&terms, problem, monday_of (2026, 11, 2), &limits, NULL));
  tw_roster_limits_apply (&limits, problem, 0);
  for (int t = 0; t < problem->n_slots; t++)
    {
      gboolean agreed = (t >= 20 && t < 26) || t == 0;
      g_assert_cmpint (limits.available[t], ==, agreed);
      g_assert_cmpint (problem->people[0].available[t], ==, agreed && t != 21);
    }
  /* shifts of this kind could last five hours, three are agreed */
  g_assert_cmpint (problem->people[0].max_of_kind[0], ==, 0);
  tw_roster_limits_clear (&limits);
}

/* Seven days in a week whose run began before nobody knew of: article 38 by itself. */
static void
test_rest_day (void)
{
  g_autoptr (TwRosterProblem) problem = minute_problem (1);
  TwRosterPack pack = *tw_roster_pack_get (FULL);
  TwRosterTerms terms = { &pack, { .week_days = 6, .since_last_min = -1 }, 0, NULL };
  TwRosterBook book = { .problem = problem,
                        .terms = &terms,
                        .first_julian = monday_of (2026, 11, 2) + 6 };
  TwRosterPlan plan = { 0 };
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
  problem->weekday[0] = 6;
  add_shift (&plan, 0, 0, 480, 600);
  tw_roster_breaks_find (&book, 0, &plan, found);
  assert_only (found, TW_ROSTER_BREAK_REST_DAY, "rest day");
  g_assert_cmpint (g_array_index (found, TwRosterBreak, 0).article, ==,
                   TW_ROSTER_ARTICLE_LABOUR_38);
  tw_roster_plan_clear (&plan);
}

/* --- what the planner makes has no red break ------------------------------------------------- */

static void
random_terms (TwRng *rng, TwRosterPack *pack, TwRosterTerms *terms, int weekday)
{
  *pack = agreed_pack (tw_rng_below (rng, 3));
  memset (terms, 0, sizeof *terms);
  terms->pack = pack;
  terms->overtime = tw_rng_below (rng, 3);
  terms->reason = "market day";
  terms->history.week_days = tw_rng_below (rng, weekday + 1);
  terms->history.week_minutes = terms->history.week_days * (int) tw_rng_below (rng, 560);
  terms->history.month_overtime_min = tw_rng_below (rng, 2400);
  terms->history.run_days = MIN (terms->history.week_days, (int) tw_rng_below (rng, 6));
  terms->history.since_last_min = (int) tw_rng_below (rng, 900) - 1;
}

static TwRosterProblem *
half_hours (TwRng *rng, int n_days, int weekday)
{
  TwRosterProblem *problem = tw_roster_problem_new (n_days, 48, 30, 2, 3, 1);
  for (int d = 0; d < n_days; d++)
    problem->weekday[d] = (weekday + d) % 7;
  for (int k = 0; k < 3; k++)
    {
      static const int lengths[] = { 22, 16, 6 };
      problem->kinds[k].min_slots = 4;
      problem->kinds[k].max_slots = lengths[k];
      problem->kinds[k].min_block = 2;
      problem->kinds[k].break_after = 12;
      problem->kinds[k].break_slots = 1;
    }
  return problem;
}

static void
test_planner (void)
{
  TwRng rng;
  int n_shifts = 0;
  tw_rng_init (&rng, 33);
  for (int i = 0; i < 150; i++)
    {
      int n_days = 3 + tw_rng_below (&rng, 12), weekday = tw_rng_below (&rng, 7);
      guint32 julian = monday_of (2026, 11, 23) + weekday;
      g_autoptr (TwRosterProblem) problem = half_hours (&rng, n_days, weekday);
      TwRosterPack pack;
      TwRosterTerms terms;
      TwRosterLimits limits;
      TwRosterPlan plan = { 0 };
      random_terms (&rng, &pack, &terms, weekday);
      g_assert_true (tw_roster_pack_resolve (&terms, problem, julian, &limits, NULL));
      tw_roster_limits_apply (&limits, problem, 0);
      tw_roster_limits_clear (&limits);
      int n = problem->n_posts * problem->n_slots;
      g_autofree double *price = g_new (double, n);
      for (int c = 0; c < n; c++)
        price[c] = tw_rng_uniform (&rng) - 0.8;
      g_autoptr (TwRosterChoiceSet) choices = tw_roster_choice_set_new (problem);
      g_autoptr (TwRosterPlanner) planner = tw_roster_planner_new (choices);
      g_assert_true (tw_roster_planner_best (planner, 0, price, INFINITY, &plan) < INFINITY);
      TwRosterBook book = { .problem = problem, .terms = &terms, .first_julian = julian };
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
      tw_roster_breaks_find (&book, 0, &plan, found);
      for (guint j = 0; j < found->len; j++)
        {
          const TwRosterBreak *b = &g_array_index (found, TwRosterBreak, j);
          if (b->severity == TW_ROSTER_SEVERITY_RED)
            g_error ("%d: %s on day %d, %d of %d", i, tw_roster_break_id (b->kind), b->day,
                     b->actual, b->limit);
        }
      n_shifts += plan.n_shifts;
      tw_roster_plan_clear (&plan);
    }
  g_assert_cmpint (n_shifts, >, 300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/rules/law", test_law);
  g_test_add_func ("/roster/rules/month", test_month);
  g_test_add_func ("/roster/rules/month-turns", test_month_turns);
  g_test_add_func ("/roster/rules/limits", test_limits);
  g_test_add_func ("/roster/rules/refusals", test_refusals);
  g_test_add_func ("/roster/rules/windows", test_windows);
  g_test_add_func ("/roster/rules/rest-day", test_rest_day);
  g_test_add_func ("/roster/rules/planner", test_planner);
  return g_test_run ();
}
