// SPDX-License-Identifier: Apache-2.0
/* F14: every edit of a roster is one step that can be taken back, also after a restart, and never
 * over what another console did. */
#include "tests/duty/tw-rota-fixture.h"

#include "base/tw-json.h"
#include "base/tw-rng.h"
#include "roster/tw-roster.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define N_PEOPLE 24
#define N_POSTS 6
#define N_EDITS 60

/* --- random edits ----------------------------------------------------------------------------- */

static TwShift *
some_shift (RotaFixture *f, TwRng *rng)
{
  GPtrArray *shifts = tw_rota_get_shifts (f->rota);
  TwShift *shift = shifts->len > 0 ? shifts->pdata[tw_rng_below (rng, shifts->len)] : NULL;

  return shift != NULL && shift->to_us > tw_duty_now_us (f->duty) + TW_US_PER_HOUR ? shift : NULL;
}

static void
create_some (RotaFixture *f, TwRng *rng, guint n)
{
  TwRotaEdit edits[4] = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    edits[i].after = rota_fixture_shift (f, (int) tw_rng_below (rng, N_PEOPLE + 1) - 1,
                                         1 + (int) tw_rng_below (rng, 2),
                                         15 * (int) (24 + tw_rng_below (rng, 50)),
                                         120 + 30 * (int) tw_rng_below (rng, 12),
                                         (int) tw_rng_below (rng, N_POSTS));
  tw_rota_edit (f->rota, edits, n, "create", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    tw_shift_unref (edits[i].after);
}

static void
change_some (RotaFixture *f, TwRng *rng, TwShift *shift, int what)
{
  TwRotaEdit edit = { .shift_id = shift->id };
  gint64 by_us = (1 + (gint64) tw_rng_below (rng, 8)) * TW_US_PER_SLOT;
  g_autoptr (TwShift) after = what == 0 ? NULL : tw_shift_copy (shift);
  g_autoptr (GError) error = NULL;

  if (what == 1) /* move */
    tw_rota_frame_fit_shift (tw_rota_get_frame (f->rota), after, shift->from_us + by_us,
                             shift->to_us + by_us);
  else if (what == 2) /* resize */
    tw_rota_frame_fit_shift (tw_rota_get_frame (f->rota), after, shift->from_us,
                             shift->to_us + by_us);
  else if (what == 3) /* to somebody else */
    after->person = (int) tw_rng_below (rng, N_PEOPLE + 1) - 1;
  else if (what == 4) /* pin */
    after->pinned = !after->pinned;
  else if (what == 5) /* copy */
    edit.shift_id = NULL;
  edit.after = after;
  tw_rota_edit (f->rota, &edit, 1, "change", NULL, &error);
  g_assert_no_error (error);
}

/* FALSE: nothing had to be changed. */
static gboolean
apply (RotaFixture *f, RotaAnswer *answer)
{
  gboolean changes;
  g_autoptr (GError) error = NULL;

  fixture_wait_until (answer->done);
  if (answer->error != NULL && answer->error->domain == TW_ROSTER_ERROR)
    {
      g_clear_error (&answer->error); /* pins at random may contradict each other */
      return FALSE;
    }
  g_assert_no_error (answer->error);
  changes = answer->proposal->changes->len > 0;
  tw_rota_apply (f->rota, answer->proposal, "solver", &error);
  g_assert_no_error (error);
  tw_rota_proposal_free (answer->proposal);
  return changes;
}

static gboolean
solve (RotaFixture *f)
{
  TwRotaSolveOptions options = { .max_seconds = 0.3, .seed = 1 };
  RotaAnswer answer = { 0 };

  tw_rota_solve_async (f->rota, &options, NULL, NULL, NULL, rota_fixture_solved_cb, &answer);
  return apply (f, &answer);
}

static gboolean
repair (RotaFixture *f, int person)
{
  RotaAnswer answer = { 0 };

  tw_rota_repair_async (f->rota, person, ROTA_FROM_US + TW_US_PER_DAY,
                        ROTA_FROM_US + 2 * TW_US_PER_DAY, NULL, rota_fixture_repaired_cb, &answer);
  return apply (f, &answer);
}

/* One step; returns how many steps of undo it was. */
static guint
edit_at_random (RotaFixture *f, TwRng *rng, guint i)
{
  TwShift *shift = some_shift (f, rng);
  int what = (int) tw_rng_below (rng, 7);

  if (i % 25 == 3)
    return solve (f);
  if (i % 25 == 5)
    return repair (f, (int) tw_rng_below (rng, N_PEOPLE));
  if (shift == NULL || what == 6)
    create_some (f, rng, 1 + tw_rng_below (rng, 4));
  else
    change_some (f, rng, shift, what);
  return 1;
}

static void
test_property (void)
{
  RotaFixture f;
  TwRng rng;
  g_autofree char *before = NULL, *after = NULL, *undone = NULL, *redone = NULL;
  guint n = 0, n_solved = 0;
  g_autoptr (GError) error = NULL;

  tw_rng_init (&rng, 14);
  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  create_some (&f, &rng, 4);
  rota_fixture_settle (&f);
  before = rota_fixture_digest (&f);
  for (guint i = 0; i < N_EDITS; i++)
    {
      guint steps = edit_at_random (&f, &rng, i);

      n += steps;
      n_solved += i % 25 == 3 && steps > 0;
      g_assert_cmpstr (f.message, ==, NULL);
      if (tw_rng_below (&rng, 3) == 0)
        rota_fixture_settle (&f);
    }
  rota_fixture_settle (&f);
  g_assert_cmpuint (f.n_failed, ==, 0);
  g_assert_cmpuint (n_solved, >, 0);
  after = rota_fixture_digest (&f);
  g_assert_cmpstr (before, !=, after);
  rota_fixture_reopen (&f);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (rota_fixture_undo (&f, FALSE, &error));
      g_assert_no_error (error);
      if (i == n / 2)
        rota_fixture_reopen (&f);
    }
  undone = rota_fixture_digest (&f);
  g_assert_cmpstr (undone, ==, before);
  rota_fixture_reopen (&f);
  for (guint i = 0; i < n; i++)
    g_assert_true (rota_fixture_undo (&f, TRUE, NULL));
  redone = rota_fixture_digest (&f);
  g_assert_cmpstr (redone, ==, after);
  rota_fixture_tear_down (&f);
}

/* --- another console -------------------------------------------------------------------------- */

static void
test_other_console (void)
{
  RotaFixture f, other = { 0 };
  g_autofree char *id = NULL, *label = NULL;
  g_autoptr (GError) error = NULL;
  TwShift *after;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, 0, 1, 8 * 60, 240, 0);
  rota_fixture_settle (&f);
  rota_fixture_open (&other, f.dir);
  rota_fixture_load (&other);
  after = tw_shift_copy (tw_rota_find (other.rota, id));
  tw_rota_frame_fit_shift (tw_rota_get_frame (other.rota), after, after->from_us + TW_US_PER_HOUR,
                           after->to_us + TW_US_PER_HOUR);
  g_assert_true (rota_fixture_edit (&other, id, after, NULL));
  rota_fixture_settle (&other);
  g_assert_false (rota_fixture_undo (&f, FALSE, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "11-25 08:00-12:00"));
  label = tw_duty_dup_undo_label (f.duty);
  g_assert_cmpstr (label, ==, "add");
  /* The picture follows what the other one did. */
  fixture_wait_until (tw_rota_find (f.rota, id)->from_us
                      == ROTA_FROM_US + TW_US_PER_DAY + 9 * TW_US_PER_HOUR);
  g_assert_cmpuint (f.n_failed, ==, 0);
  g_clear_object (&other.rota);
  tw_duty_close (other.duty);
  g_clear_object (&other.duty);
  g_free (other.dir);
  rota_fixture_tear_down (&f);
}

/* Two consoles move the same shift at once: the second one is told, and sees the first one's. */
static void
test_edit_conflict (void)
{
  RotaFixture f, other = { 0 };
  g_autofree char *id = NULL, *label = NULL;
  TwShift *mine, *theirs;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, 0, 1, 8 * 60, 240, 0);
  rota_fixture_settle (&f);
  rota_fixture_open (&other, f.dir);
  rota_fixture_load (&other);
  theirs = tw_shift_copy (tw_rota_find (other.rota, id));
  mine = tw_shift_copy (tw_rota_find (f.rota, id));
  theirs->person = 1;
  mine->person = 2;
  g_assert_true (rota_fixture_edit (&other, id, theirs, NULL));
  g_assert_true (rota_fixture_edit (&f, id, mine, NULL)); /* not written yet: nobody knows */
  g_assert_cmpint (tw_rota_find (f.rota, id)->person, ==, 2);
  fixture_wait_until (f.n_failed + other.n_failed == 1 && tw_rota_is_saved (f.rota)
                      && tw_rota_is_saved (other.rota));
  fixture_wait_until (tw_rota_find (f.rota, id) != NULL && tw_rota_find (other.rota, id) != NULL
                      && tw_rota_find (f.rota, id)->person
                             == tw_rota_find (other.rota, id)->person);
  label = tw_duty_dup_undo_label (f.n_failed ? f.duty : other.duty);
  g_assert_cmpstr (label, ==, "add"); /* the failed step has left the stack */
  g_clear_object (&other.rota);
  tw_duty_close (other.duty);
  g_clear_object (&other.duty);
  g_free (other.message);
  g_free (other.dir);
  rota_fixture_tear_down (&f);
}

/* A step that found the day a draft of the same hand: taken back after another console approved the
 * day, it is a draft again all the same. */
static void
test_approved_elsewhere (void)
{
  RotaFixture f;
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr (TwDoc) day = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();
  JsonObject *body = json_object_new ();
  TwStore *store;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  store = tw_duty_get_store (f.duty);
  first = rota_fixture_add (&f, 0, 1, 8 * 60, 240, 0);
  rota_fixture_settle (&f);
  second = rota_fixture_add (&f, 1, 1, 8 * 60, 240, 1);
  rota_fixture_settle (&f);
  day = tw_store_get (store, "roster:2026-11-25", &error);
  g_assert_no_error (error);
  json_object_set_string_member (body, "state", "approved");
  json_object_set_int_member (body, "edition", 0);
  json_object_set_array_member (body, "editors",
                                json_array_ref (tw_json_get_array (day->body, "editors")));
  tw_batch_put (batch, "roster:2026-11-25", day->rev, body);
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
  rota_fixture_settle (&f);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  again = tw_store_get (store, "roster:2026-11-25", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_json_get_string (again->body, "state", ""), ==, "draft");
  rota_fixture_tear_down (&f);
}

/* What was overridden or approved and taken back is only given again by who has that right. */
static void
test_redo_of_another (void)
{
  RotaFixture f;
  g_autofree char *id = NULL, *key = NULL, *planner = NULL, *chief = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwOfficer) sits = NULL;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  sits = tw_duty_dup_actor (f.duty);
  chief = g_strdup (sits->id);
  tw_duty_add_officer (f.duty, "计划员", TW_RIGHT_PLAN, &planner, &error);
  g_assert_no_error (error);
  tw_duty_set_actor (f.duty, planner, NULL);
  id = rota_fixture_add (&f, 0, 1, 8 * 60, 240, 0);
  rota_fixture_settle (&f);
  tw_rota_submit (f.rota, 1, 2, NULL, &error);
  g_assert_no_error (error);
  tw_duty_set_actor (f.duty, chief, NULL);
  tw_rota_approve (f.rota, 1, 2, &error);
  g_assert_no_error (error);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  tw_duty_set_actor (f.duty, planner, NULL);
  g_assert_false (rota_fixture_undo (&f, TRUE, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  g_test_message ("%s", error->message);
  tw_duty_set_actor (f.duty, chief, NULL);
  g_assert_true (rota_fixture_undo (&f, TRUE, NULL));
  rota_fixture_settle (&f);
  /* Nor does taking an edit back approve what it made a draft of. */
  tw_duty_set_actor (f.duty, planner, NULL);
  g_free (rota_fixture_add (&f, 1, 1, 8 * 60, 240, 1));
  rota_fixture_settle (&f);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  rota_fixture_settle (&f);
  g_assert_cmpint (tw_rota_get_day (f.rota, 1)->state, ==, TW_DAY_DRAFT);
  rota_fixture_tear_down (&f);
}

/* --- two processes ---------------------------------------------------------------------------- */

#define N_OF_EACH 40
static char *program;

/* The other process: steps on a day of its own. */
static int
write_steps (const char *dir, int day)
{
  RotaFixture f = { 0 };

  rota_fixture_open (&f, dir);
  rota_fixture_load (&f);
  for (int i = 0; i < N_OF_EACH; i++)
    {
      g_free (rota_fixture_add (&f, i % N_PEOPLE, day, 8 * 60, 240, 0));
      rota_fixture_settle (&f);
    }
  g_assert_cmpuint (f.n_failed, ==, 0);
  g_clear_object (&f.rota);
  tw_duty_close (f.duty);
  g_clear_object (&f.duty);
  g_free (f.dir);
  return 0;
}

/* Steps written by two processes at once all get a number of their own: none is lost, and each can
 * be taken back. */
static void
test_two_processes (void)
{
  RotaFixture f;
  GSubprocess *others[2];
  guint n = 0, n_left;
  g_autoptr (GError) error = NULL;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  for (int i = 0; i < 2; i++)
    {
      others[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--write",
                                    f.dir, i == 0 ? "1" : "2", NULL);
      g_assert_no_error (error);
    }
  for (int i = 0; i < 2; i++)
    {
      g_subprocess_wait_check (others[i], NULL, &error);
      g_assert_no_error (error);
      g_object_unref (others[i]);
    }
  rota_fixture_reopen (&f);
  g_assert_cmpuint (tw_rota_get_shifts (f.rota)->len, ==, 2 * N_OF_EACH);
  while (rota_fixture_undo (&f, FALSE, &error))
    n++;
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  g_assert_cmpuint (n, ==, 2 * N_OF_EACH);
  rota_fixture_reopen (&f);
  n_left = tw_rota_get_shifts (f.rota)->len;
  g_assert_cmpuint (n_left, ==, 0);
  rota_fixture_tear_down (&f);
}

/* A step is taken back from under one of another console: only it is undone after a restart. */
static void
test_interleaved (void)
{
  RotaFixture f, other = { 0 };
  g_autofree char *id = NULL, *undo = NULL, *redo = NULL;
  g_autoptr (GError) error = NULL;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, 0, 1, 8 * 60, 240, 0);
  rota_fixture_settle (&f);
  rota_fixture_open (&other, f.dir);
  rota_fixture_load (&other);
  g_assert_true (
      rota_fixture_edit (&other, NULL, rota_fixture_shift (&other, 1, 2, 8 * 60, 240, 0), NULL));
  rota_fixture_settle (&other);
  g_clear_object (&other.rota);
  tw_duty_close (other.duty);
  g_clear_object (&other.duty);
  g_free (other.dir);
  rota_fixture_undo (&f, FALSE, &error);
  g_assert_no_error (error);
  rota_fixture_reopen (&f);
  undo = tw_duty_dup_undo_label (f.duty);
  g_assert_cmpstr (undo, ==, "edit");
  redo = tw_duty_dup_redo_label (f.duty);
  g_assert_cmpstr (redo, ==, "add");
  g_assert_true (rota_fixture_undo (&f, TRUE, NULL));
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  rota_fixture_tear_down (&f);
}

/* What was published is not un-submitted: those steps say so and leave, and what lies below them is
 * taken back as a draft, also after a restart. */
static void
test_published_since (void)
{
  RotaFixture f;
  g_autofree char *id = NULL, *planner = NULL, *chief = NULL, *label = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwOfficer) sits = NULL;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  sits = tw_duty_dup_actor (f.duty);
  chief = g_strdup (sits->id);
  tw_duty_add_officer (f.duty, "计划员", TW_RIGHT_PLAN, &planner, &error);
  g_assert_no_error (error);
  tw_duty_set_actor (f.duty, planner, NULL);
  id = rota_fixture_add (&f, 0, 1, 8 * 60, 240, 0);
  rota_fixture_settle (&f);
  tw_rota_submit (f.rota, 1, 2, NULL, &error);
  g_assert_no_error (error);
  tw_duty_set_actor (f.duty, chief, NULL);
  tw_rota_approve (f.rota, 1, 2, &error);
  g_assert_no_error (error);
  tw_rota_publish (f.rota, 1, 2, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++) /* approve, submit */
    {
      g_assert_false (rota_fixture_undo (&f, FALSE, &error));
      g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, "2026-11-25"));
      g_clear_error (&error);
      if (i == 0)
        rota_fixture_reopen (&f);
    }
  g_assert_cmpint (tw_rota_get_day (f.rota, 1)->state, ==, TW_DAY_PUBLISHED);
  label = tw_duty_dup_undo_label (f.duty);
  g_assert_cmpstr (label, ==, "add");
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  fixture_wait_until (tw_rota_find (f.rota, id) == NULL
                      && tw_rota_get_day (f.rota, 1)->state == TW_DAY_DRAFT);
  g_assert_cmpint (tw_rota_get_day (f.rota, 1)->edition, ==, 1);
  g_assert_false (rota_fixture_undo (&f, FALSE, NULL));
  g_assert_true (rota_fixture_undo (&f, TRUE, NULL));
  rota_fixture_tear_down (&f);
}

/* --- limits ----------------------------------------------------------------------------------- */

static void
test_redo_dropped (void)
{
  RotaFixture f;
  g_autofree char *id = NULL, *second = NULL, *redo = NULL;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, 0, 1, 8 * 60, 240, 0);
  rota_fixture_settle (&f);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  rota_fixture_settle (&f);
  g_assert_null (tw_rota_find (f.rota, id));
  second = rota_fixture_add (&f, 1, 1, 8 * 60, 240, 0);
  rota_fixture_settle (&f);
  rota_fixture_reopen (&f);
  redo = tw_duty_dup_redo_label (f.duty);
  g_assert_null (redo);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  g_assert_false (rota_fixture_undo (&f, FALSE, NULL));
  rota_fixture_tear_down (&f);
}

static void
test_keeps_200 (void)
{
  RotaFixture f;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  for (int i = 0; i < 205; i++)
    {
      g_autofree char *id = rota_fixture_add (&f, i % N_PEOPLE, 1 + i % 2, 8 * 60, 240, 0);
    }
  rota_fixture_settle (&f);
  rota_fixture_reopen (&f);
  while (rota_fixture_undo (&f, FALSE, &error))
    n++;
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  g_assert_cmpuint (n, ==, 200);
  rota_fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--write") == 0)
    return write_steps (argv[2], atoi (argv[3]));
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rota-undo/F14/random-edits-and-back", test_property);
  g_test_add_func ("/rota-undo/F14/another-console-was-here", test_other_console);
  g_test_add_func ("/rota-undo/F14/two-consoles-at-once", test_edit_conflict);
  g_test_add_func ("/rota-undo/F14/two-processes-at-once", test_two_processes);
  g_test_add_func ("/rota-undo/F14/under-another-step", test_interleaved);
  g_test_add_func ("/rota-undo/F14/approved-elsewhere-since", test_approved_elsewhere);
  g_test_add_func ("/rota-undo/F14/redo-what-another-approved", test_redo_of_another);
  g_test_add_func ("/rota-undo/F14/published-since", test_published_since);
  g_test_add_func ("/rota-undo/F14/a-new-step-drops-what-was-undone", test_redo_dropped);
  g_test_add_func ("/rota-undo/F14/keeps-200-steps", test_keeps_200);
  return g_test_run ();
}
