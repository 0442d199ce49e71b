// SPDX-License-Identifier: Apache-2.0
/* F17, F18: every limit of the packs at its boundary, every kind of conflict found once, and the
 * same verdict as the independent checker and the planner. */
#include "roster/tw-roster-breaks.h"
#include "roster/tw-roster-planner.h"

#include "base/tw-rng.h"
#include "roster-rules.h"

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

/* --- the limits of the packs, to the minute ------------------------------------------------------------*/

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

/* --- from packs to limits ------------------------------------------------------------------------------*/

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

/* --- every conflict once ---------------------------------------------------------------------------------*/

#define HOURS 24

/* Three days of hours; Ann may do everything from 8 on; two places an hour apart. */
static TwRosterProblem *
small_problem (void)
{
  TwRosterProblem *problem = tw_roster_problem_new (3, HOURS, 60, 3, 2, 2);
  for (int k = 0; k < 2; k++)
    {
      problem->kinds[k].min_slots = 2;
      problem->kinds[k].max_slots = 10;
      problem->kinds[k].step_slots = k + 1;
      problem->kinds[k].min_block = 2;
      problem->kinds[k].break_after = 6;
      problem->kinds[k].break_slots = 1;
      problem->kinds[k].windows = g_new (TwRosterWindow, 1);
      problem->kinds[k].windows[0] = (TwRosterWindow){ 6, 18 };
      problem->kinds[k].n_windows = 1;
    }
  problem->n_places = 2;
  problem->travel_slots = g_new0 (guint8, 4);
  problem->travel_slots[1] = problem->travel_slots[2] = 1;
  for (int p = 0; p < 3; p++)
    problem->posts[p].place = p == 2;
  problem->people[0].rest_slots = 11;
  problem->people[0].skills = 1;
  return problem;
}

typedef struct {
  const char *name;
  void (*plant) (TwRosterProblem *problem, TwRosterBook *book);
  const char *plan; /* shifts "kind:first:post,until,post,until.." in hours; post - is no post */
  int kind;
} Conflict;

static TwRosterPlan others_plans[2];
static const int ring[2] = { 1, 0 };

static void
plant_skill (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->posts[0].skills = 1 << 3 | 1;
}

static void
plant_pool (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->posts[0].pools = 1 << 2;
}

static void
plant_kind_pool (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->kinds[0].pools = 1 << 2;
}

static void
plant_barred (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->people[0].posts_barred[0] = 1;
}

static void
plant_unavailable (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->people[0].available = g_malloc (problem->n_slots);
  memset (problem->people[0].available, 1, problem->n_slots);
  problem->people[0].available[9] = 0;
}

static void
plant_after (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->kinds[0].not_before = 1 << 1;
}

static void
plant_count (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->people[0].max_of_kind = g_new (int, 2);
  problem->people[0].max_of_kind[0] = problem->people[0].max_of_kind[1] = 1;
}

static void
plant_kind_post (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->kinds[0].post = 1;
}

static void
plant_early (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->people[0].free_from = 9;
}

static void
plant_two_pools (TwRosterProblem *problem, TwRosterBook *book)
{
  add_shift (&others_plans[1], 0, 0, 11, 14);
  book->same_as = ring;
  book->plans = others_plans;
}

static void
plant_pin (TwRosterProblem *problem, TwRosterBook *book)
{
  TwRosterPlan plan = { 0 };
  add_shift (&plan, 0, 1, 8, 12); /* there, but at another post */
  problem->people[0].pins = plan.shifts;
  problem->people[0].n_pins = 1;
}

static void
plant_frozen (TwRosterProblem *problem, TwRosterBook *book)
{
  TwRosterPlan plan = { 0 };
  add_shift (&plan, 0, 0, 8, 12);
  add_shift (&plan, 0, 0, 33, 36);
  add_shift (&plan, 0, 0, 57, 60); /* beyond what is frozen */
  problem->people[0].published = plan.shifts;
  problem->people[0].n_published = 3;
  book->frozen_until = 48;
}

static void
plant_week (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->people[0].spans = g_new0 (TwRosterSpan, 1);
  problem->people[0].spans[0] = (TwRosterSpan){ 0, 3, 120, 300 };
  problem->people[0].n_spans = 1;
}

static void
plant_contract (TwRosterProblem *problem, TwRosterBook *book)
{
  plant_week (problem, book);
  problem->people[0].spans[0].min_minutes = 250;
}

static void
plant_run (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->people[0].max_run = 2;
  problem->people[0].run_before = 1;
}

static void
plant_short_run (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->people[0].min_run = 2;
}

static void
plant_short_off (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->people[0].min_off = 2;
}

static void
plant_weekends (TwRosterProblem *problem, TwRosterBook *book)
{
  problem->people[0].max_weekends = 0;
  problem->weekday[0] = 5;
  problem->weekday[1] = 6;
}

static const Conflict conflicts[] = {
  { "nothing", NULL, "0:8:0,12 0:32:0,35,-,36,2,38 1:56:1,60", NOTHING },
  { "a day of eight hours with its break", NULL, "0:8:0,12,-,13,1,16", NOTHING },
  { "leaves the horizon", NULL, "0:70:0,74", KIND (HORIZON) },
  { "no such kind", NULL, "7:8:0,12", KIND (HORIZON) },
  { "no such post", NULL, "0:8:9,12", KIND (BLOCKS) },
  { "blocks overlap", NULL, "0:8:0,11,1,10", KIND (BLOCKS) },
  { "no post at all", NULL, "0:8:-,12", KIND (BLOCKS) },
  { "two places at once", NULL, "0:8:0,12 0:11:1,14", KIND (OVERLAP) },
  { "two pools", plant_two_pools, "0:8:0,12", KIND (TWO_POOLS) },
  { "10 h rest", NULL, "0:14:0,20 0:30:0,32", KIND (REST) },
  { "twice a day", NULL, "0:6:0,8 0:19:0,21", NOTHING - 1 },
  { "begins too early", plant_early, "0:8:0,12", KIND (EARLY) },
  { "begins at 5", NULL, "0:5:0,9", KIND (START) },
  { "too long", NULL, "0:6:0,10,-,11,0,17", KIND (LENGTH) },
  { "too short", NULL, "0:8:0,9 ", NOTHING - 2 },
  { "odd length", NULL, "1:8:0,11", KIND (LENGTH) },
  { "unavailable", plant_unavailable, "0:8:0,12", KIND (UNAVAILABLE) },
  { "kind of another pool", plant_kind_pool, "0:8:0,12", KIND (KIND_POOL) },
  { "not after", plant_after, "0:8:0,12 1:32:0,36", KIND (KIND_AFTER) },
  { "kind too often", plant_count, "0:8:0,12 0:32:0,36", KIND (KIND_COUNT) },
  { "not the kind's post", plant_kind_post, "0:8:0,12", KIND (KIND_POST) },
  { "skill", plant_skill, "0:8:0,12", KIND (SKILL) },
  { "pool", plant_pool, "0:8:0,12", KIND (POOL) },
  { "barred", plant_barred, "0:8:0,12", KIND (BARRED) },
  { "no way", NULL, "0:8:0,10,2,12", KIND (TRAVEL) },
  { "idle", NULL, "0:8:0,10,-,11,1,13", KIND (IDLE) },
  { "idle at the end", NULL, "0:8:0,10,-,12", KIND (IDLE) },
  { "an hour at a post", NULL, "0:8:0,9,1,12", KIND (SHORT_BLOCK) },
  { "no meal", NULL, "0:8:0,12,1,15", KIND (NO_MEAL) },
  { "two meals", NULL, "0:8:0,10,-,11,0,13,-,14,0,16", KIND (IDLE) },
  { "pin", plant_pin, "0:8:0,12", KIND (PIN) },
  { "frozen and gone", plant_frozen, "0:8:0,12", KIND (FROZEN) },
  { "frozen as it was", plant_frozen, "0:8:0,12 0:33:0,36", NOTHING },
  { "too many minutes", plant_week, "0:8:0,12 0:32:0,36", KIND (WEEK) },
  { "fewer than agreed", plant_contract, "0:8:0,12", KIND (CONTRACT) },
  { "run of days", plant_run, "0:8:0,12 0:32:0,36", KIND (RUN) },
  { "short run", plant_short_run, "0:32:0,36", KIND (SHORT_RUN) },
  { "short off", plant_short_off, "0:8:0,12 0:56:0,60", KIND (SHORT_OFF) },
  { "weekend", plant_weekends, "0:8:0,12 0:32:0,36", KIND (WEEKENDS) },
};

static void
parse_shift (const char *text, TwRosterPlan *plan)
{
  g_auto (GStrv) part = g_strsplit (text, ":", 3);
  g_auto (GStrv) blocks = g_strsplit (part[2], ",", -1);
  int n = g_strv_length (blocks) / 2, first = atoi (part[1]), at = first;
  TwRosterShift shift = { atoi (part[0]), first, 0, n, g_new (TwRosterBlock, n) };
  for (int b = 0; b < n; b++)
    {
      int post = blocks[2 * b][0] == '-' ? -1 : atoi (blocks[2 * b]);
      shift.blocks[b] = (TwRosterBlock){ post, at, atoi (blocks[2 * b + 1]) };
      at = shift.blocks[b].last;
    }
  shift.last = at;
  plan->shifts = g_renew (TwRosterShift, plan->shifts, plan->n_shifts + 1);
  plan->shifts[plan->n_shifts++] = shift;
}

static TwRosterPlan
parse_plan (const char *text)
{
  TwRosterPlan plan = { 0 };
  g_auto (GStrv) shifts = g_strsplit (text, " ", -1);
  for (int i = 0; shifts[i]; i++)
    if (*shifts[i])
      parse_shift (shifts[i], &plan);
  return plan;
}

static void
test_conflicts (void)
{
  gboolean seen[TW_ROSTER_N_BREAKS] = { FALSE };
  for (guint i = 0; i < G_N_ELEMENTS (conflicts); i++)
    {
      const Conflict *c = &conflicts[i];
      g_autoptr (TwRosterProblem) problem = small_problem ();
      TwRosterBook book = { .problem = problem };
      TwRosterPlan plan = parse_plan (c->plan);
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
      if (c->plant)
        c->plant (problem, &book);
      tw_roster_breaks_find (&book, 0, &plan, found);
      if (c->kind >= NOTHING)
        assert_only (found, c->kind, c->name);
      else
        g_assert_cmpuint (found->len, >, 0);
      for (guint j = 0; j < found->len; j++)
        seen[g_array_index (found, TwRosterBreak, j).kind] = TRUE;
      tw_roster_plan_clear (&plan);
      tw_roster_plan_clear (&others_plans[1]);
    }
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  for (int k = 0; k < TW_ROSTER_N_BREAKS; k++)
    {
      g_assert_true (g_hash_table_add (ids, (char *) tw_roster_break_id (k)));
      /* the others are of the packs, or need a day that is longer than the rest */
      if (!seen[k] && (k < TW_ROSTER_BREAK_DAY || k > TW_ROSTER_BREAK_OVERTIME_MONTH)
          && k != TW_ROSTER_BREAK_REST_DAY && k != TW_ROSTER_BREAK_TWICE_A_DAY)
        g_error ("no conflict shows %s", tw_roster_break_id (k));
    }
}

static void
test_twice_a_day (void)
{
  g_autoptr (TwRosterProblem) problem = small_problem ();
  TwRosterBook book = { .problem = problem };
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
  problem->people[0].rest_slots = 2;
  TwRosterPlan plan = parse_plan ("0:8:0,12 0:14:0,16");
  tw_roster_breaks_find (&book, 0, &plan, found);
  assert_only (found, TW_ROSTER_BREAK_TWICE_A_DAY, "twice a day");
  tw_roster_plan_clear (&plan);
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

/* --- against the independent checker ---------------------------------------------------------------------*/

static TwRosterProblem *
random_month (TwRng *rng)
{
  int n_days = 5 + tw_rng_below (rng, 6), n_kinds = 1 + tw_rng_below (rng, 3);
  TwRosterProblem *problem = tw_roster_problem_new (n_days, 1, 1440, n_kinds, n_kinds, 1);
  TwRosterPerson *person = &problem->people[0];
  int cut = 1 + tw_rng_below (rng, n_days - 1), monday = tw_rng_below (rng, 7);
  for (int d = 0; d < n_days; d++)
    problem->weekday[d] = (d + monday) % 7;
  for (int k = 0; k < n_kinds; k++)
    {
      problem->kinds[k].post = k;
      problem->kinds[k].minutes = 240 + 120 * tw_rng_below (rng, 4);
      problem->kinds[k].not_before = tw_rng_below (rng, 8) ? 0 : tw_rng_below (rng, 1 << n_kinds);
      problem->posts[k].skills = tw_rng_below (rng, 8) == 0;
      problem->posts[k].pools = tw_rng_below (rng, 8) ? 0 : 2;
    }
  person->max_run = tw_rng_below (rng, 7);
  person->min_run = 1 + tw_rng_below (rng, 2);
  person->min_off = 1 + tw_rng_below (rng, 2);
  person->run_before = tw_rng_below (rng, 3);
  person->max_weekends = (int) tw_rng_below (rng, 3) - 1;
  person->max_of_kind = g_new (int, n_kinds);
  for (int k = 0; k < n_kinds; k++)
    person->max_of_kind[k] = 1 + tw_rng_below (rng, 6);
  person->n_spans = tw_rng_below (rng, 3);
  person->spans = g_new0 (TwRosterSpan, 2);
  for (int i = 0; i < person->n_spans; i++)
    person->spans[i] = (TwRosterSpan){ i ? cut : 0, i ? n_days : cut, 240 * tw_rng_below (rng, 2),
                                       480 * (2 + (int) tw_rng_below (rng, 5)) };
  person->available = g_malloc (n_days);
  for (int d = 0; d < n_days; d++)
    person->available[d] = tw_rng_below (rng, 12) > 0;
  return problem;
}

static void
assert_agreement (const TwRosterProblem *problem, const TwRosterPlan *plan, int *n_red)
{
  TwRosterBook book = { .problem = problem };
  g_autofree char *why = roster_rules_find_break (problem, 0, plan);
  gboolean red = tw_roster_breaks_any_red (&book, 0, plan);
  if (red != (why != NULL))
    g_error ("the checker says %s, the breaks %d", why ? why : "nothing", red);
  *n_red += red;
}

static void
test_agreement_month (void)
{
  TwRng rng;
  int n_red = 0, n = 4000;
  tw_rng_init (&rng, 31);
  for (int i = 0; i < n; i++)
    {
      g_autoptr (TwRosterProblem) problem = random_month (&rng);
      TwRosterPlan plan = { 0 };
      for (int d = 0; d < problem->n_days; d++)
        if (tw_rng_below (&rng, 3) == 0)
          {
            int k = tw_rng_below (&rng, problem->n_kinds);
            add_shift (&plan, k, k, d, d + 1);
          }
      assert_agreement (problem, &plan, &n_red);
      tw_roster_plan_clear (&plan);
    }
  g_assert_cmpint (n_red, >, n / 5);
  g_assert_cmpint (n_red, <, n * 19 / 20);
}

static void
add_random_shift (TwRng *rng, TwRosterPlan *plan, int first)
{
  int n = 1 + tw_rng_below (rng, 4), at = first;
  TwRosterShift shift = { 0, first, 0, n, g_new (TwRosterBlock, n) };
  for (int b = 0; b < n; b++)
    {
      int post = (int) tw_rng_below (rng, 4) - (b > 0);
      shift.blocks[b] = (TwRosterBlock){ MIN (post, 2), at, at + 1 + (int) tw_rng_below (rng, 4) };
      at = shift.blocks[b].last;
    }
  shift.last = at;
  plan->shifts = g_renew (TwRosterShift, plan->shifts, plan->n_shifts + 1);
  plan->shifts[plan->n_shifts++] = shift;
}

static gboolean
has_neighbours_alike (const TwRosterPlan *plan)
{
  for (int s = 0; s < plan->n_shifts; s++)
    for (int b = 1; b < plan->shifts[s].n_blocks; b++)
      if (plan->shifts[s].blocks[b].post == plan->shifts[s].blocks[b - 1].post)
        return TRUE;
  return FALSE;
}

static void
test_agreement_blocks (void)
{
  TwRng rng;
  int n_red = 0, n = 0;
  tw_rng_init (&rng, 32);
  for (int i = 0; i < 30000; i++)
    {
      g_autoptr (TwRosterProblem) problem = small_problem ();
      TwRosterPlan plan = { 0 };
      problem->people[0].rest_slots = tw_rng_below (&rng, 14);
      problem->posts[2].skills = tw_rng_below (&rng, 2) << 3;
      problem->kinds[0].min_block = 1 + tw_rng_below (&rng, 2);
      for (int d = 0; d < 3; d++)
        if (tw_rng_below (&rng, 2))
          add_random_shift (&rng, &plan, d * HOURS + 6 + tw_rng_below (&rng, 7));
      if (!has_neighbours_alike (&plan))
        {
          n++;
          assert_agreement (problem, &plan, &n_red);
        }
      tw_roster_plan_clear (&plan);
    }
  g_assert_cmpint (n_red, >, n / 3);
  g_assert_cmpint (n_red, <, n * 9 / 10);
}

/* --- what the planner makes has no red break -------------------------------------------------------------*/

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
  g_test_add_func ("/roster/breaks/conflicts", test_conflicts);
  g_test_add_func ("/roster/breaks/twice-a-day", test_twice_a_day);
  g_test_add_func ("/roster/breaks/rest-day", test_rest_day);
  g_test_add_func ("/roster/breaks/agreement-month", test_agreement_month);
  g_test_add_func ("/roster/breaks/agreement-blocks", test_agreement_blocks);
  g_test_add_func ("/roster/breaks/planner", test_planner);
  return g_test_run ();
}
