// SPDX-License-Identifier: Apache-2.0
/*
 * F15, F16, F19, F27: from draft to published and back, who may do what, what blocks it, and what
 * people are told.
 */
#include "duty/roster/tw-rota-day.h"
#include "duty/roster/tw-rota-editions.h"
#include "duty/roster/tw-rota-export.h"
#include "duty/roster/tw-rota-release.h"

#include "base/tw-json.h"
#include "base/tw-rng.h"
#include "store/tw-query.h"
#include "tests/duty/tw-console-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static void
set_up (Console *f, gconstpointer data)
{
  console_open (f, CONSOLE_PEOPLE);
}

static void
tear_down (Console *f, gconstpointer data)
{
  console_close (f);
}

static TwDayState
state_of (Console *f, guint day)
{
  return tw_rota_get_day (f->rota, day)->state;
}

/* --- F15: the table -------------------------------------------------------------------------- */

/* A letter for each event in the order of TwDayEvent: the state it leads to, "." has nothing to do
 * with it, "!" stands in the way. */
static void
test_states (void)
{
  static const struct {
    TwDayState from;
    const char *to;
  } rows[] = {
    /* edit, submit, withdraw, approve, send back, publish, roll back */
    { TW_DAY_EMPTY, "d.....!" },     { TW_DAY_DRAFT, "ds.!.!p" },
    { TW_DAY_SUBMITTED, "d.dad!p" }, { TW_DAY_APPROVED, "d.d.dpp" },
    { TW_DAY_PUBLISHED, "d.....p" },
  };
  static const char letters[] = "edsap";

  g_assert_cmpint (G_N_ELEMENTS (rows), ==, TW_N_DAY_STATES);
  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    for (int event = 0; event < TW_N_DAY_EVENTS; event++)
      {
        TwDayState next = 99;
        TwDayStep step = tw_day_state_step (rows[r].from, event, &next);
        char is = step == TW_DAY_STEP_GO ? letters[next] : step == TW_DAY_STEP_SKIP ? '.' : '!';
        if (is != rows[r].to[event])
          g_error ("state %u, event %d: %c instead of %c", r, event, is, rows[r].to[event]);
        g_assert_true (step == TW_DAY_STEP_GO || next == 99);
      }
}

/* Many reasons fit, and are found again, with or without their texts. */
static void
test_reasons (Console *f, gconstpointer data)
{
  static const guint sizes[] = { 1, 100, 900, 2000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwDayDoc) day = tw_day_doc_read (tw_duty_get_store (f->duty), "2026-12-24", NULL);
      g_autoptr (GString) text = g_string_new (NULL);
      day->state = TW_DAY_SUBMITTED;
      for (guint i = 0; i < sizes[s]; i++)
        {
          g_autofree char *key = g_strdup_printf ("rule/person:%026u/2026-12-24/shift:%026u", i, i);
          tw_day_doc_set_reason (day, key, "写得很长的一句话，说明哪里不对", "年底人手紧",
                                 "计划员");
        }
      g_autoptr (JsonObject) body = tw_day_doc_write (day, FIXTURE_NOW_US, &error);
      g_assert_no_error (error);
      tw_json_canonical (body, text);
      g_assert_cmpuint (text->len, <, TW_DOC_MAX_BODY);
      console_put (f, "roster:2026-12-24", text->str);
      g_autoptr (TwDayDoc) again =
          tw_day_doc_read (tw_duty_get_store (f->duty), "2026-12-24", &error);
      g_assert_no_error (error);
      for (guint i = 0; i < sizes[s]; i++)
        {
          g_autofree char *key = g_strdup_printf ("rule/person:%026u/2026-12-24/shift:%026u", i, i);
          g_assert_cmpstr (tw_day_doc_find_reason (again, key), ==, "年底人手紧");
        }
      g_assert_null (tw_day_doc_find_reason (again, "another"));
    }
}

/* --- F28: what was published, as a list ------------------------------------------------------ */

/* Moved to the next day, of which alone an edition is made: told once, where it stands now. */
static void
test_told_once (Console *f, gconstpointer data)
{
  g_autofree char *id = console_add (f, 0, 0, 9, 13);
  g_autoptr (GError) error = NULL;

  console_publish (f, 0, 1);
  console_move (f, id, 24);
  console_publish (f, 1, 2);
  g_autoptr (GPtrArray) told =
      tw_rota_read_published (tw_rota_get_frame (f->rota), tw_duty_get_store (f->duty), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told->len, ==, 1);
  g_assert_cmpint (((TwShift *) told->pdata[0])->from_us, ==, console_time (f, 1, 9));
}

/* --- F15: officers --------------------------------------------------------------------------- */

static void
test_officers (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) officers = tw_duty_list_officers (f->duty, &error);

  g_assert_cmpuint (officers->len, ==, 3);
  g_assert_false (tw_duty_add_officer (f->duty, " 主任 ", TW_RIGHT_PLAN, NULL, &error));
  assert_refused (&error, "主任");
  g_assert_false (tw_duty_add_officer (f->duty, "  ", TW_RIGHT_PLAN, NULL, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (tw_duty_add_officer (f->duty, "无权", 0, NULL, &error));
  g_clear_error (&error);
  g_assert_false (tw_duty_set_actor (f->duty, "officer:nobody", &error));
  assert_refused (&error, "officer:nobody");
  g_assert_false (tw_duty_set_actor (f->duty, "person:001", &error));
  g_clear_error (&error);
  console_sit (f, NULL);
  g_autoptr (TwOfficer) nobody = tw_duty_dup_actor (f->duty);
  g_assert_cmpint (nobody->rights, ==, TW_RIGHT_PLAN);
  g_assert_true (g_str_has_prefix (nobody->id, "user:"));
  /* An officer who is gone has no rights either. */
  console_sit (f, f->chief);
  g_autoptr (TwBatch) batch = tw_batch_new ();
  tw_batch_delete (batch, f->chief, TW_REV_ANY);
  g_assert_true (tw_store_put (tw_duty_get_store (f->duty), g_steal_pointer (&batch), NULL, NULL));
  g_autoptr (TwOfficer) left = tw_duty_dup_actor (f->duty);
  g_assert_cmpint (left->rights, ==, TW_RIGHT_PLAN);
}

/* --- F15: the way ---------------------------------------------------------------------------- */

static void
test_way (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_notices = 0;

  g_assert_false (tw_rota_submit (f->rota, 0, 3, NULL, &error));
  assert_refused (&error, "nothing to submit");
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, 1, 0, 9, 13);
  g_autofree char *c = console_add (f, -1, 0, 14, 18);
  g_assert_cmpint (state_of (f, 0), ==, TW_DAY_DRAFT);
  g_assert_false (tw_rota_publish (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "has no right to publish");
  console_sit (f, f->chief);
  g_assert_false (tw_rota_approve (f->rota, 0, 1, &error));
  assert_refused (&error, "draft");
  g_assert_false (tw_rota_publish (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "draft");
  console_sit (f, f->planner);
  g_assert_true (tw_rota_submit (f->rota, 0, 3, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, 0), ==, TW_DAY_SUBMITTED);
  g_assert_cmpint (state_of (f, 1), ==, TW_DAY_EMPTY);
  g_assert_cmpstr (tw_rota_get_day (f->rota, 0)->planner, ==, "计划员");
  console_sit (f, f->chief);
  g_assert_false (tw_rota_publish (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "not been approved");
  g_assert_true (tw_rota_approve (f->rota, 0, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, 0), ==, TW_DAY_APPROVED);
  g_assert_cmpuint (tw_rota_get_published (f->rota)->len, ==, 0);
  g_assert_true (tw_rota_publish (f->rota, 0, 3, &n_notices, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, 0), ==, TW_DAY_PUBLISHED);
  g_assert_cmpint (tw_rota_get_day (f->rota, 0)->edition, ==, 1);
  g_assert_cmpuint (n_notices, ==, 2); /* nobody has the open shift */
  g_assert_cmpuint (tw_rota_get_published (f->rota)->len, ==, 3);
  g_assert_false (tw_rota_publish (f->rota, 0, 3, &n_notices, &error));
  assert_refused (&error, "nothing to publish");
}

/* F15: a planner cannot approve, whoever submits and however often. */
static void
test_planner_cannot_approve (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  console_sit (f, f->chief);
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  g_assert_false (tw_rota_approve (f->rota, 0, 1, &error));
  assert_refused (&error, "had a hand in");
  g_assert_true (tw_rota_withdraw (f->rota, 0, 1, &error));
  g_assert_no_error (error);
  console_sit (f, f->planner);
  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  g_assert_no_error (error);
  console_sit (f, f->chief);
  g_assert_false (tw_rota_approve (f->rota, 0, 1, &error));
  assert_refused (&error, "主任");
  console_sit (f, f->second);
  g_assert_true (tw_rota_approve (f->rota, 0, 1, &error));
  g_assert_no_error (error);
  g_assert_true (tw_rota_publish (f->rota, 0, 1, NULL, &error));
  g_assert_no_error (error);
  /* What comes after an edition is another plan. */
  console_sit (f, f->planner);
  console_move (f, a, 1);
  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  console_sit (f, f->chief);
  g_assert_true (tw_rota_approve (f->rota, 0, 1, &error));
  g_assert_no_error (error);
}

/* F15: who only submitted what another one planned has a hand in it too, also after a withdrawal.
 */
static void
test_submitter_cannot_approve (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  console_sit (f, f->chief);
  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  g_assert_true (tw_rota_withdraw (f->rota, 0, 1, &error));
  console_sit (f, f->planner);
  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  g_assert_no_error (error);
  console_sit (f, f->chief);
  g_assert_false (tw_rota_approve (f->rota, 0, 1, &error));
  assert_refused (&error, "had a hand in");
}

static void
test_send_back (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  g_assert_false (tw_rota_send_back (f->rota, 0, 1, "no", &error));
  assert_refused (&error, "has no right");
  console_sit (f, f->chief);
  g_assert_false (tw_rota_send_back (f->rota, 0, 1, "", &error));
  assert_refused (&error, "why");
  g_assert_true (tw_rota_send_back (f->rota, 0, 1, "上午人太少", &error));
  g_assert_no_error (error);
  g_assert_cmpint (state_of (f, 0), ==, TW_DAY_DRAFT);
  g_assert_false (tw_rota_send_back (f->rota, 0, 1, "again", &error));
  assert_refused (&error, "nothing to send back");
}

/* F15: an edit makes a draft of what was approved. */
static void
test_edit_makes_draft (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  console_sit (f, f->chief);
  g_assert_true (tw_rota_approve (f->rota, 0, 1, &error));
  console_sit (f, f->planner);
  console_move (f, a, 1);
  console_sit (f, f->chief);
  g_assert_false (tw_rota_publish (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "draft");
}

/* --- F15, F19: conflicts --------------------------------------------------------------------- */

static void
test_red_blocks (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, 0, 0, 11, 15);

  g_assert_false (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "red conflict");
  g_assert_cmpint (state_of (f, 0), ==, TW_DAY_DRAFT);
  console_remove (f, b);
  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  g_assert_no_error (error);
}

/* F19: with right and reason a red one does not block; the audit has it. */
static void
test_override (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, 0, 0, 13, 21.5);
  guint n_audit = 0;

  g_assert_false (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "red");
  for (guint i = 0; i < 20; i++)
    {
      GPtrArray *conflicts = tw_rota_get_conflicts (f->rota);
      const TwRotaConflict *open = NULL;
      for (guint k = 0; k < conflicts->len && open == NULL; k++)
        {
          const TwRotaConflict *conflict = conflicts->pdata[k];
          if (conflict->severity == TW_ROSTER_SEVERITY_RED && !conflict->overridden)
            open = conflict;
        }
      if (open == NULL)
        break;
      g_autofree char *key = g_strdup (open->key);
      if (!open->may_override)
        {
          g_test_message ("cannot be overridden: %s", open->text);
          break;
        }
      tw_rota_override (f->rota, key, "台风值守", &error);
      g_assert_no_error (error);
      console_settle (f);
      n_audit++;
    }
  g_assert_cmpuint (n_audit, >, 0);
  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  g_assert_no_error (error);
  g_autoptr (GPtrArray) audit = tw_query_docs_by_type (tw_duty_get_store (f->duty), "audit", NULL);
  guint found = 0;
  for (guint i = 0; i < audit->len; i++)
    found += strcmp (tw_json_get_string (((TwDoc *) audit->pdata[i])->body, "action", ""),
                     "roster.override")
             == 0;
  g_assert_cmpuint (found, ==, n_audit);
}

/* F15: yellow wants a reason, which is kept. */
static void
test_yellow_wants_reason (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *a = console_add (f, 0, 0, 9, 18.5); /* an hour more than eight */
  g_autoptr (GPtrArray) open = tw_rota_list_unexplained (f->rota, 0, 1);

  g_assert_cmpuint (open->len, >, 0);
  g_assert_false (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "yellow");
  for (guint i = 0; i < open->len; i++)
    g_hash_table_insert (reasons, g_strdup (((TwRotaConflict *) open->pdata[i])->key),
                         g_strdup ("去医院接人"));
  g_assert_true (tw_rota_submit (f->rota, 0, 1, reasons, &error));
  g_assert_no_error (error);
  g_autoptr (GPtrArray) explained = tw_rota_list_unexplained (f->rota, 0, 1);
  g_assert_cmpuint (explained->len, ==, 0);
  console_sit (f, f->chief);
  g_assert_true (tw_rota_approve (f->rota, 0, 1, &error));
  g_assert_no_error (error);
}

/* F15: rules that changed after the approval count when it is published. */
static void
test_checked_anew (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  console_sit (f, f->chief);
  g_assert_true (tw_rota_approve (f->rota, 0, 1, &error));
  /* No longer available, by a hand that the roster page never saw. */
  console_put (f, "person:000",
               "{\"name\":\"员工000\",\"pool\":\"community\",\"skills\":[],\"hours_week_max\":40,"
               "\"availability\":[{\"weekday\":1,\"from_min\":0,\"to_min\":60}]}");
  g_assert_false (tw_rota_publish (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "red conflict");
  g_autoptr (GPtrArray) editions = tw_duty_list_editions (f->duty, "2026-11-25", NULL);
  g_assert_cmpuint (editions->len, ==, 0);
}

/* --- F15: drafts and changes ----------------------------------------------------------------- */

static char *
row_of (const TwShift *shift)
{
  return g_strdup_printf ("%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d", shift->person,
                          shift->from_us, shift->to_us, shift->stretches[0].post);
}

/* Multiset of rows: row -> how often. */
static GHashTable *
count_rows (GPtrArray *shifts)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < shifts->len; i++)
    {
      char *row = row_of (shifts->pdata[i]);
      int n = GPOINTER_TO_INT (g_hash_table_lookup (rows, row));
      g_hash_table_replace (rows, row, GINT_TO_POINTER (n + 1));
    }
  return rows;
}

/* Rows of @a that @b does not have, by count. */
static guint
subtract (GHashTable *a, GHashTable *b, GHashTable *into)
{
  GHashTableIter iter;
  gpointer row, n;
  guint sum = 0;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &row, &n))
    {
      int left = GPOINTER_TO_INT (n) - GPOINTER_TO_INT (g_hash_table_lookup (b, row));
      if (left > 0)
        g_hash_table_insert (into, g_strdup (row), GINT_TO_POINTER (left));
      sum += (guint) MAX (0, left);
    }
  return sum;
}

static void
assert_rows_equal (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer row, n;

  g_assert_cmpuint (g_hash_table_size (a), ==, g_hash_table_size (b));
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &row, &n))
    g_assert_cmpint (GPOINTER_TO_INT (n), ==, GPOINTER_TO_INT (g_hash_table_lookup (b, row)));
}

static GHashTable *
new_rows (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* The list of changes holds exactly the rows that a set difference finds. */
static void
assert_list_is_diff (Console *f)
{
  g_autoptr (GHashTable) told = count_rows (tw_rota_get_published (f->rota));
  g_autoptr (GHashTable) now = count_rows (tw_rota_get_shifts (f->rota));
  g_autoptr (GHashTable) gone = new_rows (), come = new_rows ();
  g_autoptr (GPtrArray) changes = tw_rota_list_changes (f->rota, 0, 3);
  g_autoptr (GPtrArray) before = g_ptr_array_new (), after = g_ptr_array_new ();

  subtract (told, now, gone);
  subtract (now, told, come);
  for (guint i = 0; i < changes->len; i++)
    {
      const TwRotaChange *change = changes->pdata[i];
      if (change->before != NULL)
        g_ptr_array_add (before, change->before);
      if (change->after != NULL)
        g_ptr_array_add (after, change->after);
    }
  g_autoptr (GHashTable) listed_gone = count_rows (before), listed_come = count_rows (after);
  assert_rows_equal (listed_gone, gone);
  assert_rows_equal (listed_come, come);
}

static void
random_edit (Console *f, TwRng *rng)
{
  GPtrArray *shifts = tw_rota_get_shifts (f->rota);
  int deed = (int) tw_rng_below (rng, 4);

  if (deed == 0 || shifts->len < 4)
    {
      double from_h = 6 + (double) tw_rng_below (rng, 40) / 4;
      g_free (console_add (f, (int) tw_rng_below (rng, 7) - 1, (int) tw_rng_below (rng, 3), from_h,
                           from_h + 4));
      return;
    }
  TwShift *shift = shifts->pdata[tw_rng_below (rng, shifts->len)];
  g_autofree char *id = g_strdup (shift->id);
  if (deed == 1)
    console_remove (f, id);
  else if (shift->from_us > console_time (f, 0, 3) && shift->to_us < console_time (f, 2, 21))
    console_move (f, id, deed == 2 ? 1.25 : -0.5);
}

static void
test_changes (Console *f, gconstpointer data)
{
  TwRng rng;

  tw_rng_init (&rng, 15);
  for (int i = 0; i < 6; i++)
    {
      double from_h = 8 + i;
      g_free (console_add (f, i, i % 3, from_h, from_h + 4));
    }
  console_publish (f, 0, 3);
  g_autoptr (GPtrArray) none = tw_rota_list_changes (f->rota, 0, 3);
  g_assert_cmpuint (none->len, ==, 0);
  g_autoptr (GHashTable) told = count_rows (tw_rota_get_published (f->rota));
  for (int i = 0; i < 60; i++)
    {
      random_edit (f, &rng);
      assert_list_is_diff (f);
      /* The published view never shows drafts. */
      g_autoptr (GHashTable) shown = count_rows (tw_rota_get_published (f->rota));
      assert_rows_equal (shown, told);
    }
  console_settle (f);
  g_autoptr (GPtrArray) edition =
      tw_rota_read_edition (tw_rota_get_frame (f->rota), tw_duty_get_store (f->duty),
                            "edition:2026-11-25:1", NULL);
  g_assert_cmpuint (edition->len, ==, 2);
}

/* --- F27: notices ---------------------------------------------------------------------------- */

static guint
count_notices (Console *f, const char *edition, const char *needle)
{
  g_autoptr (GPtrArray) notices = tw_duty_list_notices (f->duty, FALSE, 1000, NULL);
  g_autoptr (GHashTable) people = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  for (guint i = 0; i < notices->len; i++)
    {
      const TwNotice *notice = notices->pdata[i];
      g_assert_cmpint (notice->state, !=, TW_NOTICE_SENT);
      if (strcmp (notice->edition, edition) != 0)
        continue;
      g_assert_true (g_hash_table_add (people, notice->person)); /* one for each */
      n += needle == NULL || strstr (notice->text, needle) != NULL;
    }
  return n;
}

static void
test_notices (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, 1, 0, 9, 13);
  g_autofree char *c = console_add (f, 2, 0, 9, 13);

  console_publish (f, 0, 1);
  g_assert_cmpuint (count_notices (f, "edition:2026-11-25:1", "New"), ==, 3);
  console_move (f, a, 1);
  console_remove (f, b);
  g_autoptr (TwShift) other = tw_shift_copy (tw_rota_find (f->rota, c));
  const TwRotaEdit edit = { c, other };
  other->person = console_index (f, 3);
  tw_rota_edit (f->rota, &edit, 1, "Give", NULL, &error);
  g_assert_no_error (error);
  console_publish (f, 0, 1);
  g_assert_cmpuint (count_notices (f, "edition:2026-11-25:2", NULL), ==, 4);
  g_assert_cmpuint (count_notices (f, "edition:2026-11-25:2", "10:00-14:00"), ==, 1);
  g_assert_cmpuint (count_notices (f, "edition:2026-11-25:2", "Cancelled"), ==, 1);
  g_assert_cmpuint (count_notices (f, "edition:2026-11-25:2", "员工003"), ==, 1);
  g_assert_cmpuint (count_notices (f, "edition:2026-11-25:2", "员工002"), ==, 1);
  g_autoptr (GPtrArray) open = tw_duty_list_notices (f->duty, TRUE, 1000, NULL);
  g_assert_cmpuint (open->len, ==, 7);
  const char *first = ((TwNotice *) open->pdata[0])->id;
  g_assert_true (tw_duty_acknowledge (f->duty, first, &error));
  g_assert_true (tw_duty_acknowledge (f->duty, first, &error));
  g_assert_false (tw_duty_acknowledge (f->duty, "notice:none", &error));
  assert_refused (&error, "notice:none");
  g_autoptr (GPtrArray) left = tw_duty_list_notices (f->duty, TRUE, 1000, NULL);
  g_assert_cmpuint (left->len, ==, 6);
  g_autoptr (GPtrArray) all = tw_duty_list_notices (f->duty, FALSE, 1000, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      const TwNotice *notice = all->pdata[i];
      g_assert_cmpint (notice->state == TW_NOTICE_SEEN, ==, strcmp (notice->id, first) == 0);
      if (notice->state == TW_NOTICE_SEEN)
        g_assert_cmpstr (notice->seen_by, ==, "计划员");
    }
}

static void
test_history (Console *f, gconstpointer data)
{
  static const char *const expected[] = { "Taken away", "Published in edition 2",
                                          "taken back", "Changed",
                                          "Changed",    "Published in edition 1",
                                          "Made" };
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, 1, 0, 9, 13);

  console_publish (f, 0, 1);
  console_move (f, a, 1);
  console_move (f, a, 1);
  console_undo (f, FALSE, TRUE);
  console_publish (f, 0, 1);
  console_remove (f, a);
  console_settle (f);
  g_autoptr (GPtrArray) entries = tw_rota_list_history (f->rota, a, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const TwHistoryEntry *entry = entries->pdata[i];
      g_test_message ("%s: %s", entry->who, entry->what);
    }
  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < entries->len; i++)
    {
      const TwHistoryEntry *entry = entries->pdata[i];
      if (strstr (entry->what, expected[i]) == NULL)
        g_error ("\"%s\" does not say \"%s\"", entry->what, expected[i]);
      g_assert_cmpstr (entry->who, ==, strstr (entry->what, "Published") ? "主任" : "计划员");
      g_assert_cmpint (entry->at_us, >=, FIXTURE_NOW_US);
    }
}

/* --- F16: rolling back ----------------------------------------------------------------------- */

static void
test_roll_back (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, 1, 0, 9, 13);
  guint n_notices = 0;

  console_publish (f, 0, 1);
  g_autoptr (GHashTable) first = count_rows (tw_rota_get_shifts (f->rota));
  console_move (f, a, 1);
  g_autofree char *c = console_add (f, 2, 0, 9, 13);
  console_publish (f, 0, 1);
  g_autofree char *d = console_add (f, 4, 0, 9, 13); /* a draft that goes with it */
  g_assert_false (tw_rota_roll_back (f->rota, 0, 1, "错了", NULL, &error));
  assert_refused (&error, "has no right");
  console_sit (f, f->chief);
  g_assert_false (tw_rota_roll_back (f->rota, 0, 7, "错了", NULL, &error));
  assert_refused (&error, "no edition 7");
  g_assert_false (tw_rota_roll_back (f->rota, 1, 1, "错了", NULL, &error));
  assert_refused (&error, "never published");
  g_assert_false (tw_rota_roll_back (f->rota, 0, 1, NULL, NULL, &error));
  assert_refused (&error, "why");
  g_assert_true (tw_rota_roll_back (f->rota, 0, 1, "错了", &n_notices, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_notices, ==, 2); /* 000, whose hours changed, and 002; not 001, not 004 */
  g_assert_cmpuint (count_notices (f, "edition:2026-11-25:3", NULL), ==, 2);
  g_assert_cmpint (state_of (f, 0), ==, TW_DAY_PUBLISHED);
  g_autoptr (GHashTable) now = count_rows (tw_rota_get_shifts (f->rota));
  assert_rows_equal (now, first);
  g_assert_null (tw_rota_find (f->rota, d));
  g_autoptr (GPtrArray) editions = tw_duty_list_editions (f->duty, "2026-11-25", &error);
  g_assert_cmpuint (editions->len, ==, 3);
  g_assert_cmpint (((TwEdition *) editions->pdata[0])->number, ==, 3);
  g_assert_cmpint (((TwEdition *) editions->pdata[0])->rolled_back_to, ==, 1);
  for (guint i = 0; i < editions->len; i++)
    {
      const TwEdition *edition = editions->pdata[i];
      g_autoptr (GPtrArray) shifts =
          tw_rota_read_edition (tw_rota_get_frame (f->rota), tw_duty_get_store (f->duty),
                                edition->id, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (shifts->len, ==, edition->n_shifts);
      g_assert_cmpuint (shifts->len, ==, edition->number == 2 ? 3 : 2);
    }
}

/* F16: a shift that went to another day comes back, and that day is a draft then. */
static void
test_roll_back_moved (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, 1, 1, 9, 13);

  console_publish (f, 0, 2);
  console_move (f, a, 24);
  console_publish (f, 0, 2);
  g_assert_cmpint (state_of (f, 1), ==, TW_DAY_PUBLISHED);
  console_sit (f, f->chief);
  g_assert_true (tw_rota_roll_back (f->rota, 0, 1, "挪错了", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tw_rota_find (f->rota, a)->from_us, ==, console_time (f, 0, 9));
  g_assert_cmpint (state_of (f, 0), ==, TW_DAY_PUBLISHED);
  g_assert_cmpint (state_of (f, 1), ==, TW_DAY_DRAFT);
  g_assert_cmpuint (tw_rota_get_day (f->rota, 1)->n_changes, ==, 1);
}

/* F16: an edition that would break a rule as it is today is not published again. */
static void
test_roll_back_red (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 17, 21);

  console_publish (f, 0, 1);
  console_move (f, a, -8);
  g_autofree char *b = console_add (f, 0, 1, 6, 10); /* nine hours after the first edition */
  console_publish (f, 0, 2);
  console_sit (f, f->chief);
  g_assert_false (tw_rota_roll_back (f->rota, 0, 1, "还是晚上", NULL, &error));
  assert_refused (&error, "break a rule");
  g_autoptr (GPtrArray) editions = tw_duty_list_editions (f->duty, "2026-11-25", NULL);
  g_assert_cmpuint (editions->len, ==, 2);
}

/* F16: who is gone is named, and their shift is open. */
static void
test_roll_back_gone (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, 1, 0, 9, 13);

  console_publish (f, 0, 1);
  console_remove (f, a);
  console_publish (f, 0, 1);
  g_autoptr (TwBatch) batch = tw_batch_new ();
  tw_batch_delete (batch, "person:000", TW_REV_ANY);
  g_assert_true (tw_store_put (tw_duty_get_store (f->duty), g_steal_pointer (&batch), NULL, NULL));
  console_sit (f, f->chief);
  g_assert_true (tw_rota_roll_back (f->rota, 0, 1, "还是要", NULL, &error));
  g_assert_no_error (error);
  g_autofree char *words = tw_rota_describe_roll_back (f->rota, 0, 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (words, "员工000"));
  g_assert_cmpint (tw_rota_find (f->rota, a)->person, ==, -1);
}

/* --- undo ------------------------------------------------------------------------------------ */

static void
test_undo (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  console_undo (f, FALSE, TRUE);
  fixture_wait_until (state_of (f, 0) == TW_DAY_DRAFT);
  console_undo (f, TRUE, TRUE);
  fixture_wait_until (state_of (f, 0) == TW_DAY_SUBMITTED);
  console_sit (f, f->chief);
  g_assert_true (tw_rota_approve (f->rota, 0, 1, &error));
  g_assert_true (tw_rota_publish (f->rota, 0, 1, NULL, &error));
  /* The approval that an edition stands on is not taken back, nor the day made a draft by it. */
  console_undo (f, FALSE, FALSE);
  g_assert_cmpint (state_of (f, 0), ==, TW_DAY_PUBLISHED);
}

/* --- two consoles, and the disk -------------------------------------------------------------- */

static TwRotaRelease *
make_release (Console *f)
{
  g_autoptr (TwOfficer) actor = tw_duty_dup_actor (f->duty);
  TwStore *store = tw_duty_get_store (f->duty);
  TwRotaRelease *release =
      tw_rota_release_new (store, tw_rota_get_frame (f->rota), actor, FIXTURE_NOW_US);
  TwDayDoc *day = tw_day_doc_read (store, "2026-11-25", NULL);

  day->state = TW_DAY_PUBLISHED;
  tw_rota_release_add_day (release, day);
  return release;
}

static void
approve_day (Console *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  console_sit (f, f->chief);
  g_assert_true (tw_rota_approve (f->rota, 0, 1, &error));
  g_assert_no_error (error);
}

/* F15: two consoles publish what both have seen approved: one edition, one notice for each. */
static void
test_two_consoles (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  approve_day (f);
  g_autoptr (TwRotaRelease) mine = make_release (f), theirs = make_release (f);
  g_assert_true (tw_rota_release_run (theirs, NULL, &error));
  g_assert_false (tw_rota_release_run (mine, NULL, &error));
  assert_refused (&error, "Somebody else");
  g_autoptr (GPtrArray) editions = tw_duty_list_editions (f->duty, "2026-11-25", NULL);
  g_assert_cmpuint (editions->len, ==, 1);
  g_assert_cmpuint (count_notices (f, "edition:2026-11-25:1", NULL), ==, 1);
}

/* F15: what was edited after it was checked is not published. */
static void
test_edited_meanwhile (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  approve_day (f);
  g_autoptr (TwRotaRelease) mine = make_release (f);
  console_move (f, a, 1);
  console_settle (f);
  g_assert_false (tw_rota_release_run (mine, NULL, &error));
  assert_refused (&error, "Somebody else");
  g_autoptr (GPtrArray) editions = tw_duty_list_editions (f->duty, "2026-11-25", NULL);
  g_assert_cmpuint (editions->len, ==, 0);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* F15: in a worker; who edits the day meanwhile makes it fail as a whole. */
static void
test_async (Console *f, gconstpointer data)
{
  for (int meddle = 1; meddle >= 0; meddle--)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      guint n_notices = 0;
      console_sit (f, f->planner);
      g_autofree char *a = console_add (f, meddle, 0, 9, 13);
      approve_day (f);
      if (meddle)
        console_put (f, "roster:2026-11-25", "{\"state\":\"draft\",\"edition\":0}");
      else
        {
          tw_rota_publish_async (f->rota, 0, 1, result_cb, &result);
          fixture_wait_until (result != NULL);
          g_assert_true (tw_rota_publish_finish (f->rota, result, &n_notices, &error));
          g_assert_no_error (error);
          g_assert_cmpuint (n_notices, ==, 2);
          fixture_wait_until (state_of (f, 0) == TW_DAY_PUBLISHED);
          fixture_wait_until (tw_rota_get_published (f->rota)->len == 2);
          continue;
        }
      tw_rota_publish_async (f->rota, 0, 1, result_cb, &result);
      fixture_wait_until (result != NULL);
      g_assert_false (tw_rota_publish_finish (f->rota, result, NULL, &error));
      assert_refused (&error, "draft");
    }
}

static goffset
size_of (Console *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

static gboolean
is_writable (Console *f)
{
  g_autofree char *reason = tw_duty_dup_read_only_reason (f->duty);

  return reason == NULL;
}

static void
publish_on_full_disk (void)
{
  Console f;
  g_autoptr (GError) error = NULL;
  struct rlimit old, limit;

  console_open (&f, 120);
  for (int i = 0; i < 120; i++)
    g_free (console_add (&f, i, 0, 9, 13));
  approve_day (&f);
  g_autofree char *before = tw_store_digest (tw_duty_get_store (f.duty), NULL);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  limit = old;
  limit.rlim_cur =
      (rlim_t) MAX (size_of (&f, "store.db"), size_of (&f, "store.db-wal")) + 40 * 1024;
  setrlimit (RLIMIT_FSIZE, &limit);
  g_assert_false (tw_rota_publish (f.rota, 0, 1, NULL, &error));
  g_assert_nonnull (error);
  setrlimit (RLIMIT_FSIZE, &old);
  g_clear_error (&error);
  g_autofree char *after = tw_store_digest (tw_duty_get_store (f.duty), NULL);
  g_assert_cmpstr (after, ==, before);
  fixture_wait_until (is_writable (&f));
  g_assert_true (tw_rota_publish (f.rota, 0, 1, NULL, &error));
  g_assert_no_error (error);
  console_close (&f);
}

static void
test_full_disk (void)
{
  if (g_test_subprocess ())
    {
      publish_on_full_disk ();
      return;
    }
  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, 0);
  g_test_trap_assert_passed ();
}

/* F15: an edition of 900 people is no larger a document than one of three. */
static void
test_many (void)
{
  Console f;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) edits = g_array_new (FALSE, FALSE, sizeof (TwRotaEdit));
  guint n_notices = 0;

  console_open (&f, 900);
  for (int i = 0; i < 900; i++)
    {
      TwRotaEdit edit = { NULL, console_shift (&f, i, 0, 9, 13) };
      g_array_append_val (edits, edit);
    }
  tw_rota_edit (f.rota, (TwRotaEdit *) edits->data, edits->len, "Add", NULL, &error);
  g_assert_no_error (error);
  gint64 begin_us = g_get_monotonic_time ();
  approve_day (&f);
  gint64 approved_us = g_get_monotonic_time ();
  g_assert_true (tw_rota_publish (f.rota, 0, 1, &n_notices, &error));
  g_assert_no_error (error);
  g_test_message ("900 people: submitted and approved in %.0f ms, published in %.0f ms",
                  (double) (approved_us - begin_us) / 1000,
                  (double) (g_get_monotonic_time () - approved_us) / 1000);
  g_assert_cmpuint (n_notices, ==, 900);
  g_autoptr (TwDoc) doc = tw_store_get (tw_duty_get_store (f.duty), "edition:2026-11-25:1", &error);
  g_assert_false (json_object_has_member (doc->body, "shifts"));
  g_autoptr (GPtrArray) shifts =
      tw_rota_read_edition (tw_rota_get_frame (f.rota), tw_duty_get_store (f.duty),
                            "edition:2026-11-25:1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (shifts->len, ==, 900);
  for (guint i = 0; i < edits->len; i++)
    tw_shift_unref (g_array_index (edits, TwRotaEdit, i).after);
  console_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, func) g_test_add (path, Console, NULL, set_up, func, tear_down)
  g_test_add_func ("/rota-publish/F15/states", test_states);
  TEST ("/rota-publish/F15/reasons", test_reasons);
  TEST ("/rota-publish/F15/officers", test_officers);
  TEST ("/rota-publish/F28/told-once", test_told_once);
  TEST ("/rota-publish/F15/way", test_way);
  TEST ("/rota-publish/F15/planner-cannot-approve", test_planner_cannot_approve);
  TEST ("/rota-publish/F15/submitter-cannot-approve", test_submitter_cannot_approve);
  TEST ("/rota-publish/F15/send-back", test_send_back);
  TEST ("/rota-publish/F15/edit-makes-draft", test_edit_makes_draft);
  TEST ("/rota-publish/F15/red-blocks", test_red_blocks);
  TEST ("/rota-publish/F19/override", test_override);
  TEST ("/rota-publish/F15/yellow-wants-reason", test_yellow_wants_reason);
  TEST ("/rota-publish/F15/checked-anew", test_checked_anew);
  TEST ("/rota-publish/F15/changes", test_changes);
  TEST ("/rota-publish/F27/notices", test_notices);
  TEST ("/rota-publish/F27/history", test_history);
  TEST ("/rota-publish/F16/roll-back", test_roll_back);
  TEST ("/rota-publish/F16/moved", test_roll_back_moved);
  TEST ("/rota-publish/F16/red", test_roll_back_red);
  TEST ("/rota-publish/F16/gone", test_roll_back_gone);
  TEST ("/rota-publish/F14/undo", test_undo);
  TEST ("/rota-publish/F15/two-consoles", test_two_consoles);
  TEST ("/rota-publish/F15/edited-meanwhile", test_edited_meanwhile);
  TEST ("/rota-publish/F15/async", test_async);
  g_test_add_func ("/rota-publish/F15/full-disk", test_full_disk);
  g_test_add_func ("/rota-publish/F15/many", test_many);
  return g_test_run ();
}
