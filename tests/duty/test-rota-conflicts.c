// SPDX-License-Identifier: Apache-2.0
/* F17: conflicts are found once, worded with sum and limit, and fixed without making others; F19:
 * what may be overridden, by whom, and what is kept of it. F09: one body in two pools. */
#include "tests/duty/tw-rota-fixture.h"

#include "base/tw-json.h"
#include "store/tw-query.h"

#include <string.h>

#define N_PEOPLE 24
#define N_POSTS 6

/* --- planted conflicts ------------------------------------------------------------------------ */

typedef struct {
  TwPool pool;
  int nth; /* of the pool; with or without the skill */
  int day, from_min, minutes, post;
  int day2, from2_min, minutes2, post2; /* a second shift, if minutes2 > 0 */
} Plan;

typedef void (*BendFunc) (RotaFixture *f, TwShift *shift);

static void
bend_meal (RotaFixture *f, TwShift *shift)
{
  shift->n_stretches = 1;
  shift->stretches[0].to_us = shift->to_us;
}

static void
bend_kind (RotaFixture *f, TwShift *shift)
{
  shift->kind = -1;
}

static void
bend_kind_pool (RotaFixture *f, TwShift *shift)
{
  shift->kind = 1; /* of those who are not full-time */
}

/* From the first place to the second one without a step between. */
static void
bend_way (RotaFixture *f, TwShift *shift)
{
  gint64 middle_us = shift->from_us + (shift->to_us - shift->from_us) / 2;

  shift->stretches = g_renew (TwStretch, shift->stretches, 2);
  shift->n_stretches = 2;
  shift->stretches[0] = (TwStretch){ TW_STRETCH_WORK, 0, shift->from_us, middle_us };
  shift->stretches[1] = (TwStretch){ TW_STRETCH_WORK, 1, middle_us, shift->to_us };
}

static void
bend_short_block (RotaFixture *f, TwShift *shift)
{
  gint64 at_us = shift->from_us + 30 * TW_US_PER_MIN;

  shift->stretches = g_renew (TwStretch, shift->stretches, 2);
  shift->n_stretches = 2;
  shift->stretches[0] = (TwStretch){ TW_STRETCH_WORK, 3, shift->from_us, at_us };
  shift->stretches[1] = (TwStretch){ TW_STRETCH_WORK, 4, at_us, shift->to_us };
}

static void
bend_no_post (RotaFixture *f, TwShift *shift)
{
  shift->stretches[0].post = -1;
}

static void
bend_idle (RotaFixture *f, TwShift *shift)
{
  gint64 at_us = shift->from_us + 90 * TW_US_PER_MIN;

  shift->stretches = g_renew (TwStretch, shift->stretches, 3);
  shift->n_stretches = 3;
  shift->stretches[0] = (TwStretch){ TW_STRETCH_WORK, 3, shift->from_us, at_us };
  shift->stretches[1] = (TwStretch){ TW_STRETCH_WAY, -1, at_us, at_us + 60 * TW_US_PER_MIN };
  shift->stretches[2] = (TwStretch){ TW_STRETCH_WORK, 3, at_us + 60 * TW_US_PER_MIN, shift->to_us };
}

static const struct {
  const char *rule;
  Plan plan;
  BendFunc bend; /* of the last shift */
  TwFixKind fix;
  gboolean may_override;
  const char *words; /* of the sentence, or NULL */
} planted[] = {
  { "overlap",
    { TW_POOL_COMMUNITY, 1, 1, 480, 240, 3, 1, 600, 240, 4 },
    NULL,
    TW_FIX_OPEN,
    FALSE,
    "2 h" },
  { "rest",
    { TW_POOL_COMMUNITY, 1, 1, 1140, 240, 3, 2, 480, 240, 4 },
    NULL,
    TW_FIX_MOVE,
    TRUE,
    "rests 9 h before the shift of 11-26, 11 h are needed" },
  { "twice-a-day",
    { TW_POOL_FREELANCE, 1, 1, 360, 120, 3, 1, 1140, 120, 4 },
    NULL,
    TW_FIX_OPEN,
    TRUE,
    NULL },
  { "start", { TW_POOL_COMMUNITY, 1, 1, 300, 240, 3 }, NULL, TW_FIX_MOVE, TRUE, "05:00" },
  { "length", { TW_POOL_COMMUNITY, 1, 1, 480, 180, 3 }, NULL, TW_FIX_CUT, TRUE, "at least 4 h" },
  { "kind-pool",
    { TW_POOL_COMMUNITY, 1, 1, 480, 240, 3 },
    bend_kind_pool,
    TW_FIX_OPEN,
    FALSE,
    NULL },
  { "skill", { TW_POOL_COMMUNITY, 1, 1, 480, 240, N_POSTS - 1 }, NULL, TW_FIX_OPEN, FALSE, "care" },
  { "travel", { TW_POOL_COMMUNITY, 1, 1, 480, 240, 3 }, bend_way, TW_FIX_WAY, FALSE, NULL },
  { "short-block",
    { TW_POOL_COMMUNITY, 1, 1, 480, 240, 3 },
    bend_short_block,
    TW_FIX_WAY,
    TRUE,
    "30 min" },
  { "idle", { TW_POOL_COMMUNITY, 1, 1, 480, 240, 3 }, bend_idle, TW_FIX_WAY, TRUE, "1 h" },
  { "no-meal", { TW_POOL_COMMUNITY, 1, 1, 480, 480, 3 }, bend_meal, TW_FIX_BREAK, TRUE, "30 min" },
  { "horizon", { TW_POOL_COMMUNITY, 1, 1, 480, 240, 3 }, bend_kind, TW_FIX_DELETE, FALSE, NULL },
  { "blocks", { TW_POOL_COMMUNITY, 1, 1, 480, 240, 3 }, bend_no_post, TW_FIX_DELETE, FALSE, NULL },
  { "overtime-day",
    { TW_POOL_COMMUNITY, 1, 1, 480, 600, 3 },
    NULL,
    TW_FIX_CUT,
    FALSE,
    "works 9 h 30 min on 11-25, 8 h + 1 h overtime are allowed (Labour Law, article 41)" },
  { "average-day",
    { TW_POOL_FREELANCE, 1, 1, 480, 300, 3 },
    NULL,
    TW_FIX_CUT,
    FALSE,
    "Labour Contract Law, article 68" },
};

static TwShift *
plant (RotaFixture *f, guint i)
{
  const Plan *plan = &planted[i].plan;
  int person = rota_fixture_person (f, plan->pool, plan->nth);
  TwShift *shift;

  if (plan->minutes2 > 0)
    {
      g_autofree char *id =
          rota_fixture_add (f, person, plan->day, plan->from_min, plan->minutes, plan->post);

      shift =
          rota_fixture_shift (f, person, plan->day2, plan->from2_min, plan->minutes2, plan->post2);
    }
  else
    shift = rota_fixture_shift (f, person, plan->day, plan->from_min, plan->minutes, plan->post);
  if (planted[i].bend != NULL)
    planted[i].bend (f, shift);
  return shift;
}

static void
assert_alone (RotaFixture *f, const char *rule)
{
  GPtrArray *all = tw_rota_get_conflicts (f->rota);

  for (guint i = 0; i < all->len; i++)
    {
      TwRotaConflict *conflict = all->pdata[i];

      g_test_message ("%s: %s [%s]", conflict->rule, conflict->text,
                      conflict->fix_label != NULL ? conflict->fix_label : "-");
    }
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (((TwRotaConflict *) all->pdata[0])->rule, ==, rule);
}

static void
test_planted (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  RotaFixture f;
  TwRotaConflict *conflict;
  g_autofree char *key = NULL, *id = NULL;
  g_autoptr (GError) error = NULL;
  TwShift *shift;
  TwRotaEdit edit = { 0 };
  TwRotaPreview preview;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  shift = plant (&f, i);
  edit.after = shift;
  tw_rota_preview (f.rota, &edit, 1, &preview);
  g_assert_cmpuint (preview.n_red + preview.n_yellow, ==, 1);
  g_assert_nonnull (preview.worst);
  rota_fixture_edit (&f, NULL, shift, &error);
  g_assert_no_error (error);
  assert_alone (&f, planted[i].rule);
  conflict = rota_fixture_find_conflict (&f, planted[i].rule, NULL);
  g_assert_cmpstr (conflict->text, ==, preview.worst);
  tw_rota_preview_clear (&preview);
  g_assert_nonnull (conflict->shift_id);
  g_assert_nonnull (tw_rota_find (f.rota, conflict->shift_id));
  g_assert_cmpint (tw_rota_get_shift_severity (f.rota, conflict->shift_id), ==,
                   conflict->severity == TW_ROSTER_SEVERITY_RED ? 0 : 1);
  g_assert_cmpint (conflict->may_override, ==, planted[i].may_override);
  if (planted[i].words != NULL)
    g_assert_nonnull (strstr (conflict->text, planted[i].words));
  g_assert_cmpint (conflict->fix, ==, planted[i].fix);
  key = g_strdup (conflict->key);
  tw_rota_fix (f.rota, key, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_rota_get_conflicts (f.rota)->len, ==, 0);
  rota_fixture_settle (&f);
  g_assert_cmpstr (f.message, ==, NULL);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL)); /* the fix was one step */
  fixture_wait_until (tw_rota_get_conflicts (f.rota)->len == 1);
  rota_fixture_tear_down (&f);
}

/* --- several at once -------------------------------------------------------------------------- */

/* The button clears the conflict it stands at and nothing else. */
static void
test_clears_its_own (void)
{
  RotaFixture f;
  g_autoptr (GError) error = NULL;
  TwRotaConflict *conflict;
  guint n, left;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  for (guint i = 0; i < 8; i++)
    {
      TwShift *shift =
          rota_fixture_shift (&f, i, 1, 480, i % 2 ? 180 : 240, i % 2 ? 3 : N_POSTS - 1);

      g_assert_true (rota_fixture_edit (&f, NULL, shift, NULL));
    }
  n = tw_rota_get_conflicts (f.rota)->len;
  g_assert_cmpuint (n, >, 3);
  for (left = n; left > 0; left--)
    {
      g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      GPtrArray *all = tw_rota_get_conflicts (f.rota);
      g_autofree char *key = NULL;

      for (guint i = 0; i < all->len; i++)
        g_hash_table_add (before, g_strdup (((TwRotaConflict *) all->pdata[i])->key));
      conflict = all->pdata[left / 2];
      if (conflict->fix == TW_FIX_NONE)
        break;
      key = g_strdup (conflict->key);
      tw_rota_fix (f.rota, key, &error);
      g_assert_no_error (error);
      all = tw_rota_get_conflicts (f.rota);
      g_assert_cmpuint (all->len, ==, left - 1);
      for (guint i = 0; i < all->len; i++)
        g_assert_true (g_hash_table_contains (before, ((TwRotaConflict *) all->pdata[i])->key));
    }
  rota_fixture_tear_down (&f);
}

/* --- words ------------------------------------------------------------------------------------ */

/* What a person does not take is what is far from home, and that is what is said. */
static void
test_too_far (void)
{
  RotaFixture f;
  TwRosterBreak far = { .kind = TW_ROSTER_BREAK_BARRED, .day = 1, .post = 3 };
  TwRosterBlocker blocker = { .kind = TW_ROSTER_BLOCKER_RULE, .broken = far };
  g_autofree char *conflict = NULL, *why_not = NULL;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  conflict = tw_rota_describe_break (f.rota, &far);
  why_not = tw_rota_describe_blocker (f.rota, &blocker);
  g_assert_nonnull (strstr (conflict, "on 11-25, which is too far from home"));
  g_assert_cmpstr (why_not, ==, conflict);
  rota_fixture_tear_down (&f);
}

/* --- overriding ------------------------------------------------------------------------------- */

static guint
count_audit (RotaFixture *f, const char *action, const char *reason)
{
  g_autoptr (GPtrArray) docs = tw_query_docs_by_type (tw_duty_get_store (f->duty), "audit", NULL);
  guint n = 0;

  for (guint i = 0; i < docs->len; i++)
    {
      JsonObject *body = ((TwDoc *) docs->pdata[i])->body;

      n += strcmp (tw_json_get_string (body, "action", ""), action) == 0
           && strstr (tw_json_get_string (body, "detail", ""), reason) != NULL
           && strcmp (tw_json_get_string (body, "who", ""), "王主任") == 0;
    }
  return n;
}

static void
test_override (void)
{
  RotaFixture f;
  TwRotaConflict *conflict;
  g_autofree char *key = NULL, *id = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;
  TwShift *moved;
  int person;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  person = rota_fixture_person (&f, TW_POOL_COMMUNITY, 1);
  id = rota_fixture_add (&f, person, 1, 1140, 240, 3);
  second = rota_fixture_add (&f, person, 2, 480, 240, 3);
  conflict = rota_fixture_find_conflict (&f, "rest", NULL);
  key = g_strdup (conflict->key);
  g_assert_cmpint (tw_rota_get_day (f.rota, 2)->n_red, ==, 1);
  g_assert_false (tw_rota_override (f.rota, key, "", &error)); /* no reason */
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  g_clear_error (&error);
  tw_rota_override (f.rota, key, "台风值守", &error);
  g_assert_no_error (error);
  conflict = rota_fixture_find_conflict (&f, "rest", NULL);
  g_assert_true (conflict->overridden);
  g_assert_cmpint (tw_rota_get_day (f.rota, 2)->n_red, ==, 0);
  g_assert_cmpint (tw_rota_get_shift_severity (f.rota, second), ==, -1);
  rota_fixture_settle (&f);
  g_assert_cmpuint (count_audit (&f, "roster.override", "台风值守"), ==, 1);
  /* Other hours were not what was allowed. */
  moved = tw_shift_copy (tw_rota_find (f.rota, second));
  tw_rota_frame_fit_shift (tw_rota_get_frame (f.rota), moved, moved->from_us - TW_US_PER_HOUR,
                           moved->to_us - TW_US_PER_HOUR);
  g_assert_true (rota_fixture_edit (&f, second, moved, NULL));
  g_assert_false (rota_fixture_find_conflict (&f, "rest", NULL)->overridden);
  rota_fixture_settle (&f);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  fixture_wait_until (rota_fixture_find_conflict (&f, "rest", NULL)->overridden);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL)); /* the override itself */
  fixture_wait_until (!rota_fixture_find_conflict (&f, "rest", NULL)->overridden);
  g_assert_cmpuint (count_audit (&f, "roster.override", "台风值守"), ==, 1);
  rota_fixture_tear_down (&f);
}

/* What was allowed is one rule, not whatever else is wrong with the shift. */
static void
test_override_one_rule (void)
{
  RotaFixture f;
  GPtrArray *all;
  g_autofree char *key = NULL, *first = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;
  guint n_red = 0, n_left;
  int person;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  person = rota_fixture_person (&f, TW_POOL_COMMUNITY, 1);
  first = rota_fixture_add (&f, person, 1, 1140, 240, 3);
  second = rota_fixture_add (&f, person, 2, 420, 690, 3);
  all = tw_rota_get_conflicts (f.rota);
  for (guint i = 0; i < all->len; i++)
    n_red += g_strcmp0 (((TwRotaConflict *) all->pdata[i])->shift_id, second) == 0
             && ((TwRotaConflict *) all->pdata[i])->severity == TW_ROSTER_SEVERITY_RED;
  g_assert_cmpuint (n_red, >, 1);
  n_left = tw_rota_get_day (f.rota, 2)->n_red;
  key = g_strdup (rota_fixture_find_conflict (&f, "rest", NULL)->key);
  tw_rota_override (f.rota, key, "台风值守", &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_rota_get_day (f.rota, 2)->n_red, ==, n_left - 1);
  g_assert_cmpint (tw_rota_get_shift_severity (f.rota, second), ==, 0);
  rota_fixture_settle (&f);
  rota_fixture_reopen (&f);
  g_assert_cmpint (tw_rota_get_day (f.rota, 2)->n_red, ==, n_left - 1);
  tw_rota_override (f.rota, key, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_rota_get_day (f.rota, 2)->n_red, ==, n_left);
  g_assert_null (tw_rota_find (f.rota, second)->override_reason);
  rota_fixture_tear_down (&f);
}

static void
test_rights (void)
{
  RotaFixture f;
  g_autofree char *id = NULL, *key = NULL, *officer = NULL, *none = NULL;
  g_autoptr (GError) error = NULL;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, rota_fixture_person (&f, TW_POOL_COMMUNITY, 1), 1, 480, 240,
                         N_POSTS - 1);
  key = g_strdup (rota_fixture_find_conflict (&f, "skill", NULL)->key);
  g_assert_false (tw_rota_override (f.rota, key, "必须", &error)); /* never */
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  g_clear_error (&error);
  tw_duty_add_officer (f.duty, "小李", TW_RIGHT_PLAN, &officer, NULL);
  tw_duty_set_actor (f.duty, officer, NULL);
  g_assert_false (tw_rota_override (f.rota, key, "必须", &error));
  g_assert_nonnull (strstr (error->message, "小李"));
  g_clear_error (&error);
  tw_duty_add_officer (f.duty, "审核员", TW_RIGHT_APPROVE, &none, NULL);
  tw_duty_set_actor (f.duty, none, NULL);
  g_assert_false (rota_fixture_edit (&f, id, NULL, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  rota_fixture_tear_down (&f);
}

/* --- beyond the frame's end ------------------------------------------------------------------- */

static void
load_hours (RotaFixture *f, int hours)
{
  TwRotaFrameOptions options = { .from_us = ROTA_FROM_US, .n_hours = hours };
  guint n = f->n_changed;

  tw_rota_load_async (f->rota, &options, NULL, NULL, NULL);
  fixture_wait_until (f->n_changed > n
                      && tw_rota_get_frame (f->rota)->to_us
                             == ROTA_FROM_US + hours * TW_US_PER_HOUR);
}

static gboolean
may_work (const TwRosterProblem *problem, int person, int day, int minute)
{
  return problem->people[person].available[problem->day_slot[day] + minute / 15];
}

/* F18: rest, hours of the week and days in a row count what stands behind the last day shown, for
 * conflicts and for the solver. @n_ahead days from 11-27, a Friday, 07:00 on. */
static void
test_ahead (gconstpointer data)
{
  guint n_ahead = GPOINTER_TO_UINT (data);
  RotaFixture f;
  TwRotaConflict *conflict;
  g_autofree char *key = NULL, *late = NULL;
  g_autoptr (GError) error = NULL;
  int person;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  load_hours (&f, 168);
  person = rota_fixture_person (&f, TW_POOL_COMMUNITY, 1);
  for (guint i = 0; i < n_ahead; i++)
    g_free (rota_fixture_add (&f, person, 3 + (int) i, 7 * 60, 9 * 60, 3));
  rota_fixture_settle (&f);
  load_hours (&f, 72);
  late = rota_fixture_add (&f, person, 2, 16 * 60, 6 * 60, 3);
  conflict = rota_fixture_find_conflict (&f, "rest-after", NULL);
  g_assert_cmpint (conflict != NULL, ==, n_ahead > 0);
  g_autoptr (TwRosterProblem) problem =
      tw_rota_frame_dup_problem (tw_rota_get_frame (f.rota), NULL, NULL, NULL, 0);
  g_assert_true (may_work (problem, person, 2, 19 * 60 + 45));
  g_assert_cmpint (may_work (problem, person, 0, 12 * 60), ==, n_ahead < 4);
  g_assert_cmpint (may_work (problem, person, 2, 20 * 60), ==, n_ahead == 0);
  if (conflict != NULL)
    {
      g_test_message ("%s", conflict->text);
      g_assert_cmpint (conflict->severity, ==, TW_ROSTER_SEVERITY_RED);
      g_assert_cmpint (conflict->broken.actual, ==, 9 * 60);
      g_assert_cmpint (conflict->fix, ==, TW_FIX_CUT);
      key = g_strdup (conflict->key);
      tw_rota_fix (f.rota, key, &error);
      g_assert_no_error (error);
      g_assert_null (rota_fixture_find_conflict (&f, "rest-after", NULL));
      g_assert_cmpint (tw_rota_find (f.rota, late)->to_us, ==,
                       ROTA_FROM_US + 2 * TW_US_PER_DAY + 20 * TW_US_PER_HOUR);
    }
  g_free (rota_fixture_add (&f, person, 0, 9 * 60, 8 * 60, 3));
  g_free (rota_fixture_add (&f, person, 1, 9 * 60, 8 * 60, 3));
  /* Some 19 h here and 25 h 30 min on three days ahead are more than the 44 h of the week. */
  g_assert_cmpint (rota_fixture_find_conflict (&f, "week", NULL) != NULL, ==, n_ahead >= 3);
  g_assert_cmpint (rota_fixture_find_conflict (&f, "run", NULL) != NULL, ==, n_ahead >= 4);
  rota_fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    {
      g_autofree char *name = g_strdup_printf ("/rota-conflicts/F17/planted/%s", planted[i].rule);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_planted);
    }
  g_test_add_func ("/rota-conflicts/F17/a-fix-clears-its-own-only", test_clears_its_own);
  g_test_add_func ("/rota-conflicts/F17/too-far-from-home", test_too_far);
  g_test_add_func ("/rota-conflicts/F19/override-with-reason", test_override);
  g_test_add_func ("/rota-conflicts/F19/override-one-rule", test_override_one_rule);
  g_test_add_func ("/rota-conflicts/F19/rights", test_rights);
  for (guint i = 0; i <= 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("/rota-conflicts/F18/%u-days-behind-the-frame", i);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_ahead);
    }
  return g_test_run ();
}
