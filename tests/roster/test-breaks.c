// SPDX-License-Identifier: Apache-2.0
/* F17: every kind of conflict is found once, and the verdict is that of the independent checker. */
#include "roster/tw-roster-breaks.h"
#include "roster/tw-roster-solve.h"

#include "base/tw-rng.h"
#include "roster-rules.h"

#include <string.h>

#define KIND(x) TW_ROSTER_BREAK_##x
#define NOTHING (-1)

static void
add_shift (TwRosterPlan *plan, int kind, int post, int first, int last)
{
  TwRosterBlock block = { post, first, last };
  plan->shifts = g_renew (TwRosterShift, plan->shifts, plan->n_shifts + 1);
  plan->shifts[plan->n_shifts++] =
      (TwRosterShift){ kind, first, last, 1, g_memdup2 (&block, sizeof block) };
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

/* --- every conflict once --------------------------------------------------------------------- */

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
          && k != TW_ROSTER_BREAK_REST_DAY && k != TW_ROSTER_BREAK_REST_AFTER
          && k != TW_ROSTER_BREAK_TWICE_A_DAY)
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

/* --- against the independent checker --------------------------------------------------------- */

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

/* What the solver makes has nothing to complain about. */
static void
test_solver (void)
{
  TwRng rng;
  tw_rng_init (&rng, 35);
  for (int i = 0; i < 6; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwRosterProblem) problem = small_problem ();
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
      TwRosterBook book = { .problem = problem };
      TwRosterSolveOptions options = { .seed = i, .n_threads = 1, .max_rounds = 1 };
      int n_shifts = 0;
      for (int c = 0; c < problem->n_posts * problem->n_slots; c++)
        {
          int need = c % HOURS >= 7 && c % HOURS < 21 ? tw_rng_below (&rng, 3) : 0;
          problem->cover[c] = (TwRosterCover){ need, need, 10, 1, 2, 0 };
        }
      problem->posts[1].skills = i % 2;
      plant_week (problem, &book);
      problem->people[0].spans[0].max_minutes = 840;
      problem->people[1].rest_slots = 12;
      problem->people[1].max_run = 2;
      g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, &error);
      g_assert_no_error (error);
      for (int e = 0; e < problem->n_people; e++)
        {
          tw_roster_breaks_find (&book, e, &solution->roster->plans[e], found);
          n_shifts += solution->roster->plans[e].n_shifts;
        }
      assert_only (found, NOTHING, "solver");
      g_assert_cmpint (n_shifts, >, 2);
    }
}

/* A plan may be malformed in any way: it is judged, and what is said can be shown. */
static void
test_garbage (void)
{
  static const int some[] = { G_MININT, -1, 0, 1, 8, 12, 36, 71, 72, 73, G_MAXINT };
  TwRng rng;
  tw_rng_init (&rng, 34);
  for (int i = 0; i < 5000; i++)
    {
      g_autoptr (TwRosterProblem) problem = small_problem ();
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
      TwRosterBook book = { .problem = problem };
      TwRosterBlock blocks[4];
      TwRosterShift shifts[4];
      TwRosterPlan plan = { 1 + tw_rng_below (&rng, 4), shifts };
#define SOME some[tw_rng_below (&rng, G_N_ELEMENTS (some))]
      for (int b = 0; b < 4; b++)
        blocks[b] = (TwRosterBlock){ SOME, SOME, SOME };
      for (int s = 0; s < plan.n_shifts; s++)
        shifts[s] = (TwRosterShift){ SOME, SOME, SOME, tw_rng_below (&rng, 5), blocks };
      tw_roster_breaks_find (&book, 0, &plan, found);
      for (guint j = 0; j < found->len; j++)
        {
          const TwRosterBreak *b = &g_array_index (found, TwRosterBreak, j);
          g_assert_true (b->day >= 0 && b->day < problem->n_days);
          g_assert_true (b->slot >= TW_ROSTER_NONE && b->slot < problem->n_slots);
          g_assert_true (b->shift >= TW_ROSTER_NONE && b->shift < plan.n_shifts);
          g_assert_true (b->post >= TW_ROSTER_NONE && b->post < problem->n_posts);
        }
      g_assert_cmpuint (found->len, >, 0);
    }
#undef SOME
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/breaks/conflicts", test_conflicts);
  g_test_add_func ("/roster/breaks/twice-a-day", test_twice_a_day);
  g_test_add_func ("/roster/breaks/agreement-month", test_agreement_month);
  g_test_add_func ("/roster/breaks/agreement-blocks", test_agreement_blocks);
  g_test_add_func ("/roster/breaks/solver", test_solver);
  g_test_add_func ("/roster/breaks/garbage", test_garbage);
  return g_test_run ();
}
