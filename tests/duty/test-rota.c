// SPDX-License-Identifier: Apache-2.0
/* The roster as officers edit it: F09 two pools, F10 solving, F12 edits, F20 and F21 reasons, F22
 * frozen, pinned and repaired, F23 coverage; failures of the disk; what it costs at 900 people. */
#include "tests/duty/tw-rota-fixture.h"

#include "base/tw-json.h"
#include "base/tw-rng.h"
#include "duty/roster/tw-rota-export.h"
#include "duty/roster/tw-rota-solve-store.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define N_PEOPLE 24
#define N_POSTS 6
#define N_MANY 900
#define N_MANY_POSTS 60

static double
ms_since (gint64 start_us)
{
  return (g_get_monotonic_time () - start_us) / 1000.0;
}

static double
under_now (RotaFixture *f)
{
  TwCoverFilter filter = { .post = -1 };
  TwCover cover;
  double under;

  tw_rota_get_cover (f->rota, &filter, &cover);
  under = cover.under_hours;
  tw_cover_clear (&cover);
  return under;
}

/* Full-time people of every other post at work on the days 1 and 2. */
static void
fill (RotaFixture *f, int n_people, int n_posts)
{
  g_autoptr (GArray) edits = g_array_new (FALSE, FALSE, sizeof (TwRotaEdit));
  g_autoptr (GError) error = NULL;

  for (int e = 0; e < n_people; e++)
    for (int d = 1; d < 3; d++)
      {
        TwPool pool = ((TwRotaPerson *) tw_rota_get_frame (f->rota)->people->pdata[e])->pool;
        gboolean full = pool == TW_POOL_COMMUNITY || pool == TW_POOL_PROPERTY;
        TwRotaEdit edit = { NULL, rota_fixture_shift (f, e, d, 420 + 60 * (e % 5), full ? 510 : 180,
                                                      e % (n_posts - 1)) };

        g_array_append_val (edits, edit);
      }
  tw_rota_edit (f->rota, (TwRotaEdit *) edits->data, edits->len, "fill", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < edits->len; i++)
    tw_shift_unref (g_array_index (edits, TwRotaEdit, i).after);
}

/* --- edits ------------------------------------------------------------------------------------ */

static void
test_edit (void)
{
  RotaFixture f;
  g_autofree char *id = NULL, *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwDoc) doc = NULL;
  TwShift *after;
  guint n;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  g_assert_cmpint (tw_rota_get_day (f.rota, 1)->state, ==, TW_DAY_EMPTY);
  n = f.n_changed;
  id = rota_fixture_add (&f, 3, 1, 480, 240, 2);
  g_assert_cmpuint (f.n_changed, ==, n + 1); /* at once */
  g_assert_cmpint (tw_rota_get_shifts_of (f.rota, 3)->len, ==, 1);
  g_assert_cmpint (tw_rota_get_day (f.rota, 1)->state, ==, TW_DAY_DRAFT);
  g_assert_cmpint (tw_rota_get_mark (f.rota, tw_rota_find (f.rota, id)), ==, TW_SHIFT_MARK_NEW);
  after = tw_shift_copy (tw_rota_find (f.rota, id));
  after->person = -1;
  g_assert_true (rota_fixture_edit (&f, id, after, NULL));
  g_assert_cmpint (tw_rota_get_shifts_of (f.rota, 3)->len, ==, 0);
  g_assert_cmpint (tw_rota_get_shifts_of (f.rota, -1)->len, ==, 1);
  rota_fixture_settle (&f);
  doc = tw_store_get (tw_duty_get_store (f.duty), id, &error);
  g_assert_no_error (error);
  g_assert_false (json_object_has_member (doc->body, "person"));
  g_assert_cmpstr (tw_rota_find (f.rota, id)->rev, ==, doc->rev);
  text = tw_rota_describe_shift (f.rota, tw_rota_find (f.rota, id));
  g_assert_nonnull (strstr (text, "11-25 08:00-12:00"));
  g_assert_true (rota_fixture_edit (&f, id, NULL, NULL));
  g_assert_null (tw_rota_find (f.rota, id));
  rota_fixture_settle (&f);
  g_assert_null (tw_store_get (tw_duty_get_store (f.duty), id, NULL));
  g_assert_cmpstr (f.message, ==, NULL);
  rota_fixture_tear_down (&f);
}

/* What others put into a shift's document stays when it is moved. */
static void
test_keeps_members (void)
{
  RotaFixture f;
  g_autofree char *id = NULL;
  g_autoptr (TwDoc) doc = NULL, moved = NULL;
  TwBatch *batch = tw_batch_new ();
  TwShift *after;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, 3, 1, 480, 240, 2);
  rota_fixture_settle (&f);
  doc = tw_store_get (tw_duty_get_store (f.duty), id, NULL);
  json_object_set_string_member (doc->body, "badge", "红马甲");
  tw_batch_put (batch, id, doc->rev, json_object_ref (doc->body));
  g_assert_true (tw_store_put (tw_duty_get_store (f.duty), batch, NULL, NULL));
  rota_fixture_settle (&f);
  after = tw_shift_copy (tw_rota_find (f.rota, id));
  after->person = 4;
  g_assert_true (rota_fixture_edit (&f, id, after, NULL));
  rota_fixture_settle (&f);
  g_assert_cmpstr (f.message, ==, NULL);
  moved = tw_store_get (tw_duty_get_store (f.duty), id, NULL);
  g_assert_cmpstr (tw_json_get_string (moved->body, "badge", ""), ==, "红马甲");
  rota_fixture_tear_down (&f);
}

static void
test_refused (void)
{
  RotaFixture f;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  TwRotaEdit gone = { "shift:GONE", NULL };

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  g_assert_false (tw_rota_edit (f.rota, &gone, 1, "gone", NULL, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  g_clear_error (&error);
  /* 02:00 to 06:00 of today is over. */
  g_assert_false (rota_fixture_edit (&f, NULL, rota_fixture_shift (&f, 1, 0, 120, 240, 2), &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "11-24 02:00-06:00"));
  g_assert_cmpuint (tw_rota_get_shifts (f.rota)->len, ==, 0);
  rota_fixture_tear_down (&f);
}

/* Days that were submitted are drafts after an edit, and submitted again after its undo. */
static void
test_days (void)
{
  RotaFixture f;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  TwShift *after;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, 4, 1, 480, 240, 2);
  tw_rota_submit (f.rota, 1, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_rota_get_day (f.rota, 1)->state, ==, TW_DAY_SUBMITTED);
  after = tw_shift_copy (tw_rota_find (f.rota, id));
  after->person = 8;
  g_assert_true (rota_fixture_edit (&f, id, after, NULL));
  g_assert_cmpint (tw_rota_get_day (f.rota, 1)->state, ==, TW_DAY_DRAFT);
  rota_fixture_settle (&f);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  fixture_wait_until (tw_rota_get_day (f.rota, 1)->state == TW_DAY_SUBMITTED);
  rota_fixture_tear_down (&f);
}

/* --- failures --------------------------------------------------------------------------------- */

/* The disk is full: the picture goes back to what is on it, the step leaves the stack. */
static void
test_full_disk (void)
{
  RotaFixture f;
  g_autofree char *id = NULL, *path = NULL, *label = NULL;
  struct rlimit before, limit;
  struct stat info;
  TwShift *after;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, 4, 1, 480, 240, 2);
  rota_fixture_settle (&f);
  path = g_build_filename (f.dir, "store.db-wal", NULL);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 4096;
  setrlimit (RLIMIT_FSIZE, &limit);
  after = tw_shift_copy (tw_rota_find (f.rota, id));
  after->person = 8;
  g_assert_true (rota_fixture_edit (&f, id, after, NULL));
  g_assert_cmpint (tw_rota_find (f.rota, id)->person, ==, 8);
  fixture_wait_until (f.n_failed == 1 && tw_rota_find (f.rota, id)->person == 4);
  setrlimit (RLIMIT_FSIZE, &before);
  label = tw_duty_dup_undo_label (f.duty);
  g_assert_cmpstr (label, ==, "add");
  rota_fixture_tear_down (&f);
}

static void
test_read_only (void)
{
  RotaFixture f, reader = { 0 };
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("the superuser writes everywhere");
      return;
    }
  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, 4, 1, 480, 240, 2);
  rota_fixture_settle (&f);
  g_clear_object (&f.rota);
  tw_duty_close (f.duty);
  g_clear_object (&f.duty);
  g_chmod (f.dir, 0500);
  rota_fixture_open (&reader, f.dir);
  rota_fixture_load (&reader);
  g_assert_nonnull (tw_rota_find (reader.rota, id));
  g_assert_false (rota_fixture_edit (&reader, id, NULL, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  g_chmod (f.dir, 0700);
  rota_fixture_tear_down (&reader);
}

/* --- preview and reasons ---------------------------------------------------------------------- */

static void
test_preview (void)
{
  RotaFixture f;
  TwRng rng;

  tw_rng_init (&rng, 21);
  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  fill (&f, N_PEOPLE, N_POSTS);
  for (int i = 0; i < 60; i++)
    {
      GPtrArray *shifts = tw_rota_get_shifts (f.rota);
      TwRotaEdit edits[3] = { 0 };
      TwRotaPreview preview;
      double score = tw_rota_get_score (f.rota)->total, under = under_now (&f);
      guint n_edits = 1 + i % 3, n = tw_rota_get_conflicts (f.rota)->len;
      guint at = (guint) tw_rng_below (&rng, shifts->len - 3);

      for (guint k = 0; k < n_edits; k++)
        {
          TwShift *shift = shifts->pdata[at + k];

          edits[k].shift_id = shift->id;
          edits[k].after = k == 2 ? NULL : tw_shift_copy (shift);
          if (k == 0)
            tw_rota_frame_fit_shift (tw_rota_get_frame (f.rota), edits[k].after,
                                     shift->from_us + 2 * TW_US_PER_SLOT,
                                     shift->to_us + (i % 4) * TW_US_PER_SLOT);
          else if (k == 1)
            edits[k].after->person = (int) tw_rng_below (&rng, N_PEOPLE + 1) - 1;
        }
      tw_rota_preview (f.rota, edits, n_edits, &preview);
      g_assert_cmpfloat_with_epsilon (tw_rota_get_score (f.rota)->total, score, 1e-9);
      g_assert_true (tw_rota_edit (f.rota, edits, n_edits, "edit", NULL, NULL));
      g_assert_cmpfloat_with_epsilon (tw_rota_get_score (f.rota)->total, score + preview.delta,
                                      1e-6);
      g_assert_cmpfloat_with_epsilon (under_now (&f), under + preview.under_hours, 1e-9);
      if (preview.n_red + preview.n_yellow == 0)
        g_assert_cmpuint (tw_rota_get_conflicts (f.rota)->len, <=, n);
      tw_rota_preview_clear (&preview);
      for (guint k = 0; k < n_edits; k++)
        g_clear_pointer (&edits[k].after, tw_shift_unref);
    }
  rota_fixture_settle (&f);
  g_assert_cmpstr (f.message, ==, NULL);
  rota_fixture_tear_down (&f);
}

static void
test_contributions (void)
{
  RotaFixture f;
  g_autoptr (GArray) all = NULL, own = NULL;
  double sum = 0;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  fill (&f, N_PEOPLE, N_POSTS);
  all = tw_rota_list_contributions (f.rota, -1);
  for (guint i = 0; i < all->len; i++)
    {
      const TwRosterContribution *part = &g_array_index (all, TwRosterContribution, i);
      g_autofree char *text = tw_rota_describe_contribution (f.rota, part);

      sum += part->amount;
      g_assert_true (text != NULL && *text != '\0');
    }
  g_assert_cmpfloat_with_epsilon (sum, tw_rota_get_score (f.rota)->total, 1e-6);
  own = tw_rota_list_contributions (f.rota, 3);
  for (guint i = 0; i < own->len; i++)
    g_assert_cmpint (g_array_index (own, TwRosterContribution, i).person, ==, 3);
  g_assert_cmpuint (own->len, >, 0);
  rota_fixture_tear_down (&f);
}

/* What a candidate is said to cost is what giving the shift to them costs. */
static void
test_candidates (void)
{
  RotaFixture f;
  g_autofree char *id = NULL;
  g_autoptr (GArray) ranked = NULL;
  guint n_compared = 0;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, -1, 1, 480, 240, 2);
  for (int e = 0; e < 8; e++)
    g_free (rota_fixture_add (&f, e, 1, 480, 240, 3));
  ranked = tw_rota_list_candidates (f.rota, id);
  g_assert_cmpuint (ranked->len, ==, N_PEOPLE);
  for (guint i = 0; i < ranked->len; i++)
    {
      const TwRosterCandidate *c = &g_array_index (ranked, TwRosterCandidate, i);
      g_autoptr (TwShift) after = tw_shift_copy (tw_rota_find (f.rota, id));
      TwRotaEdit edit = { id, after };
      TwRotaPreview preview;

      if (i > 0)
        {
          const TwRosterCandidate *before = c - 1;

          g_assert_true (before->able > c->able
                         || (before->able == c->able && before->delta <= c->delta + 1e-9));
        }
      if (c->n_given_up > 0)
        continue;
      after->person = c->person;
      tw_rota_preview (f.rota, &edit, 1, &preview);
      g_assert_cmpfloat_with_epsilon (preview.delta, c->delta, 1e-6);
      g_assert_cmpint (preview.n_red == 0, ==, c->able);
      tw_rota_preview_clear (&preview);
      n_compared++;
    }
  g_assert_cmpuint (n_compared, >, 10);
  rota_fixture_tear_down (&f);
}

static void
test_blockers (void)
{
  RotaFixture f;
  g_autoptr (GArray) blockers = NULL;
  g_autoptr (GHashTable) people = g_hash_table_new (NULL, NULL);

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  blockers = tw_rota_list_blockers (f.rota, N_POSTS - 1, ROTA_FROM_US + 36 * TW_US_PER_HOUR);
  for (guint i = 0; i < blockers->len; i++)
    {
      const TwRosterBlocker *blocker = &g_array_index (blockers, TwRosterBlocker, i);
      g_autofree char *text = tw_rota_describe_blocker (f.rota, blocker);

      g_assert_true (text != NULL && *text != '\0');
      g_hash_table_add (people, GINT_TO_POINTER (blocker->person));
    }
  g_assert_cmpuint (g_hash_table_size (people), ==, N_PEOPLE); /* nobody stands there */
  rota_fixture_tear_down (&f);
}

/* --- coverage --------------------------------------------------------------------------------- */

/* The sums over the tables, counted minute by minute. */
static void
naive_cover (RotaFixture *f, guint pools, int only_post, double *ret_under, double *ret_over)
{
  const TwRotaFrame *frame = tw_rota_get_frame (f->rota);
  GPtrArray *shifts = tw_rota_get_shifts (f->rota);
  const TwRosterProblem *problem = frame->problem;

  *ret_under = *ret_over = 0;
  for (int p = 0; p < problem->n_posts; p++)
    for (int t = 0; t < problem->n_slots && (only_post < 0 || p == only_post); t++)
      {
        gint64 at_us = frame->from_us + t * TW_US_PER_SLOT;
        int heads = 0, need = problem->cover[(gsize) p * problem->n_slots + t].need;

        for (guint i = 0; i < shifts->len; i++)
          {
            const TwShift *shift = shifts->pdata[i];

            if (shift->person < 0
                || (pools != 0
                    && !(pools >> ((TwRotaPerson *) frame->people->pdata[shift->person])->pool
                         & 1)))
              continue;
            for (guint s = 0; s < shift->n_stretches; s++)
              heads += shift->stretches[s].kind == TW_STRETCH_WORK && shift->stretches[s].post == p
                       && shift->stretches[s].from_us <= at_us && at_us < shift->stretches[s].to_us;
          }
        *ret_under += MAX (0, need - heads) * 0.25;
        *ret_over += MAX (0, heads - need) * 0.25;
      }
}

static void
assert_cover (RotaFixture *f, guint pools, int post)
{
  TwCoverFilter filter = { .post = post, .pools = pools };
  TwCover cover;
  double under, over;

  tw_rota_get_cover (f->rota, &filter, &cover);
  naive_cover (f, pools, post, &under, &over);
  g_assert_cmpfloat_with_epsilon (cover.under_hours, under, 1e-9);
  g_assert_cmpfloat_with_epsilon (cover.over_hours, over, 1e-9);
  tw_cover_clear (&cover);
}

static void
hover_cb (TwRota *rota, gpointer data)
{
  ++*(guint *) data;
}

static void
test_cover (void)
{
  RotaFixture f;
  g_autoptr (TwShift) hovering = NULL;
  g_autoptr (GArray) tides = NULL;
  TwRotaEdit edit = { 0 };
  TwRotaPreview preview;
  double under;
  guint n_hovers = 0;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  fill (&f, N_PEOPLE, N_POSTS);
  g_signal_connect (f.rota, "hover-changed", G_CALLBACK (hover_cb), &n_hovers);
  assert_cover (&f, 0, -1);
  assert_cover (&f, 1 << TW_POOL_COMMUNITY, -1);
  assert_cover (&f, 1 << TW_POOL_VOLUNTEER | 1 << TW_POOL_FREELANCE, 2);
  under = under_now (&f);
  g_assert_cmpfloat (under, >, 0);
  hovering = rota_fixture_shift (&f, 0, 1, 16 * 60, 240, N_POSTS - 1);
  edit.after = hovering;
  tw_rota_preview (f.rota, &edit, 1, &preview);
  g_assert_cmpfloat (preview.under_hours, ==, -4);
  tw_rota_set_hover (f.rota, &edit, 1);
  g_assert_cmpfloat (under_now (&f), ==, under - 4);
  g_assert_cmpuint (n_hovers, ==, 1);
  tw_rota_set_hover (f.rota, NULL, 0);
  g_assert_cmpfloat (under_now (&f), ==, under);
  g_assert_cmpuint (n_hovers, ==, 2);
  tides = tw_rota_list_tides (f.rota);
  g_assert_cmpuint (tides->len, ==, 3);
  for (guint i = 0; i < tides->len; i++)
    {
      const TwTideState *state = &g_array_index (tides, TwTideState, i);

      g_assert_cmpfloat (state->worst_share, <=, state->share + 1e-9);
      g_assert_cmpint (state->met, ==, !state->nobody && state->missing_hours < 1e-9);
    }
  tw_rota_preview_clear (&preview);
  rota_fixture_tear_down (&f);
}

/* Where nobody is on duty no share is met, nor missed. */
static void
test_empty_tide (void)
{
  RotaFixture f;
  g_autoptr (GArray) before = NULL, after = NULL;
  const TwTideState *state;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  before = tw_rota_list_tides (f.rota);
  for (guint i = 0; i < before->len; i++)
    {
      state = &g_array_index (before, TwTideState, i);
      g_assert_true (state->nobody);
      g_assert_false (state->met);
      g_assert_cmpfloat (state->share, ==, 0);
      g_assert_cmpfloat (state->missing_hours, ==, 0);
    }
  g_free (rota_fixture_add (&f, 0, 1, 8 * 60, 240, 0));
  after = tw_rota_list_tides (f.rota);
  state = &g_array_index (after, TwTideState, 1);
  g_assert_false (state->nobody);
  g_assert_true (state->met);
  g_assert_cmpfloat (state->share, ==, 1);
  rota_fixture_tear_down (&f);
}

/* A copy is not what was overridden, and nobody gives themselves an override by editing. */
static void
test_no_override_by_edit (void)
{
  RotaFixture f;
  g_autofree char *id = NULL;
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwShift) copy = NULL;
  TwRotaEdit edit = { 0 };

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  id = rota_fixture_add (&f, 0, 1, 8 * 60, 240, 2);
  copy = tw_shift_copy (tw_rota_find (f.rota, id));
  copy->override_reason = g_strdup ("年底");
  copy->override_by = g_strdup ("officer:X");
  edit.after = copy;
  tw_rota_edit (f.rota, &edit, 1, "copy", &ids, &error);
  g_assert_no_error (error);
  g_assert_null (tw_rota_find (f.rota, ids[0])->override_reason);
  edit.shift_id = id;
  tw_rota_edit (f.rota, &edit, 1, "edit", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (tw_rota_find (f.rota, id)->override_reason);
  rota_fixture_tear_down (&f);
}

/* --- solving ---------------------------------------------------------------------------------- */

static void
progress_cb (const TwRotaSolveProgress *progress, gpointer data)
{
  RotaAnswer *answer = data;

  g_assert_cmpfloat (progress->best, >, 0);
  g_assert_cmpfloat (progress->under_hours, >=, 0); /* and is a number */
  answer->n_progress++;
  if (answer->cancellable != NULL && answer->cancelled_us == 0)
    {
      answer->cancelled_us = g_get_monotonic_time ();
      g_cancellable_cancel (answer->cancellable);
    }
}

static void
test_solve (void)
{
  RotaFixture f;
  g_autofree char *pinned = NULL, *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwShift) before = NULL, after = NULL;
  g_autoptr (TwDoc) then = NULL, now = NULL;
  TwRotaSolveOptions options = { .max_seconds = 1, .seed = 3, .first_day = 1, .last_day = 2 };
  RotaAnswer answer = { 0 };
  double score, under;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  after = rota_fixture_shift (&f, 4, 1, 480, 240, 2);
  after->pinned = TRUE;
  after->note = g_strdup ("固定");
  {
    g_auto (GStrv) ids = NULL;
    TwRotaEdit edit = { NULL, after };

    g_assert_true (tw_rota_edit (f.rota, &edit, 1, "pin", &ids, NULL));
    pinned = g_strdup (ids[0]);
  }
  g_free (rota_fixture_add (&f, 5, 2, 480, 240, 2));
  rota_fixture_settle (&f);
  then = tw_store_get (tw_duty_get_store (f.duty), pinned, NULL);
  score = tw_rota_get_score (f.rota)->total;
  under = under_now (&f);
  tw_rota_solve_async (f.rota, &options, NULL, progress_cb, &answer, rota_fixture_solved_cb,
                       &answer);
  fixture_wait_until (answer.done);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.n_progress, >, 0);
  g_assert_cmpfloat (answer.proposal->score_before.total, ==, score);
  g_assert_cmpfloat (answer.proposal->score_after.total, <, score);
  g_assert_cmpfloat (answer.proposal->bound, <=, answer.proposal->score_after.total + 1e-6);
  g_assert_cmpuint (answer.proposal->changes->len, >, 3);
  g_assert_cmpuint (answer.proposal->shortages->len, >, 0); /* day 2 is still open */
  for (guint i = 0; i < answer.proposal->changes->len; i++)
    g_assert_cmpint (((TwRotaChange *) answer.proposal->changes->pdata[i])->day, ==, 1);
  g_assert_cmpfloat (tw_rota_get_score (f.rota)->total, ==, score); /* nothing is applied yet */
  tw_rota_apply (f.rota, answer.proposal, "solve", &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (tw_rota_get_score (f.rota)->total,
                                  answer.proposal->score_after.total, 1e-6);
  g_assert_cmpfloat (under_now (&f), <, under);
  for (guint i = 0; i < tw_rota_get_conflicts (f.rota)->len; i++)
    {
      TwRotaConflict *conflict = tw_rota_get_conflicts (f.rota)->pdata[i];

      g_assert_cmpint (conflict->severity, !=, TW_ROSTER_SEVERITY_RED);
    }
  rota_fixture_settle (&f);
  now = tw_store_get (tw_duty_get_store (f.duty), pinned, NULL);
  g_assert_cmpstr (now->rev, ==, then->rev); /* F22: pinned rows are the same bytes */
  /* Applying it twice is refused: the shifts are others now. */
  g_assert_false (tw_rota_apply (f.rota, answer.proposal, "again", &error)
                  && answer.proposal->changes->len == 0);
  tw_rota_proposal_free (answer.proposal);
  g_assert_cmpstr (f.message, ==, NULL);
  g_assert_true (rota_fixture_undo (&f, FALSE, NULL));
  fixture_wait_until (fabs (tw_rota_get_score (f.rota)->total - score) < 1e-6);
  rota_fixture_tear_down (&f);
}

static void
test_cancel (void)
{
  RotaFixture f;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TwRotaSolveOptions options = { .max_seconds = 60, .max_gap = 1e-9, .seed = 3 };
  RotaAnswer answer = { .cancellable = cancellable };
  g_autoptr (GError) error = NULL;

  rota_fixture_set_up (&f, 120, 20);
  tw_rota_solve_async (f.rota, &options, cancellable, progress_cb, &answer, rota_fixture_solved_cb,
                       &answer);
  fixture_wait_until (answer.done);
  g_assert_no_error (answer.error);
  g_assert_cmpint (answer.cancelled_us, >, 0);
  g_test_message ("ended %.0f ms after cancelling", ms_since (answer.cancelled_us));
  g_assert_cmpfloat (ms_since (answer.cancelled_us), <, 3000); /* 1 s on an idle machine */
  g_assert_cmpuint (answer.proposal->changes->len, >, 0);
  /* Somebody moved a shift meanwhile. */
  g_free (rota_fixture_add (&f, 4, 1, 480, 240, 2));
  g_assert_false (tw_rota_apply (f.rota, answer.proposal, "late", &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  tw_rota_proposal_free (answer.proposal);
  rota_fixture_tear_down (&f);
}

static void
test_repair (void)
{
  RotaFixture f;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  RotaAnswer answer = { 0 };
  int ill, n_of_ill = 0;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  ill = rota_fixture_person (&f, TW_POOL_COMMUNITY, 0);
  id = rota_fixture_add (&f, ill, 1, 480, 240, 4);
  for (int i = 1; i < 4; i++)
    g_free (rota_fixture_add (&f, rota_fixture_person (&f, TW_POOL_COMMUNITY, i), 1, 480, 240, i));
  rota_fixture_settle (&f);
  tw_rota_repair_async (f.rota, ill, ROTA_FROM_US + TW_US_PER_DAY, ROTA_FROM_US + 2 * TW_US_PER_DAY,
                        NULL, rota_fixture_repaired_cb, &answer);
  fixture_wait_until (answer.done);
  g_assert_no_error (answer.error);
  /* One takes it over as it was: a single change, the same document. */
  for (guint i = 0; i < answer.proposal->changes->len; i++)
    {
      g_autofree char *text =
          tw_rota_change_describe (tw_rota_get_frame (f.rota), answer.proposal->changes->pdata[i]);

      g_test_message ("%s", text);
    }
  g_assert_cmpuint (answer.proposal->changes->len, ==, 1);
  g_assert_cmpint (((TwRotaChange *) answer.proposal->changes->pdata[0])->kind, ==,
                   TW_CHANGE_PERSON);
  g_assert_nonnull (tw_rota_find (f.rota, id));
  g_assert_cmpint (tw_rota_find (f.rota, id)->person, ==, ill); /* shown before it is applied */
  tw_rota_apply (f.rota, answer.proposal, "repair", &error);
  g_assert_no_error (error);
  n_of_ill = tw_rota_get_shifts_of (f.rota, ill)->len;
  g_assert_cmpint (n_of_ill, ==, 0);
  g_assert_cmpint (tw_rota_find (f.rota, id)->person, !=, ill);
  tw_rota_proposal_free (answer.proposal);
  rota_fixture_settle (&f);
  g_assert_cmpstr (f.message, ==, NULL);
  rota_fixture_tear_down (&f);
}

/* --- frozen ----------------------------------------------------------------------------------- */

static void
test_frozen (void)
{
  RotaFixture f;
  g_autofree char *soon = NULL, *late = NULL, *key = NULL;
  g_autoptr (GError) error = NULL;
  TwRotaConflict *conflict;
  TwShift *after;
  guint n;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  soon = rota_fixture_add (&f, 0, 0, 9 * 60, 240, 2); /* it is 07:40 */
  late = rota_fixture_add (&f, 1, 0, 14 * 60, 240, 2);
  rota_fixture_publish_today (&f);
  g_assert_cmpint (tw_rota_get_day (f.rota, 0)->state, ==, TW_DAY_PUBLISHED);
  g_assert_cmpint (tw_rota_get_mark (f.rota, tw_rota_find (f.rota, soon)), ==, TW_SHIFT_MARK_SAME);
  after = tw_shift_copy (tw_rota_find (f.rota, late));
  tw_rota_frame_fit_shift (tw_rota_get_frame (f.rota), after, after->from_us + TW_US_PER_HOUR,
                           after->to_us + TW_US_PER_HOUR);
  g_assert_true (rota_fixture_edit (&f, late, after, NULL));
  g_assert_null (rota_fixture_find_conflict (&f, "frozen", NULL));
  g_assert_cmpint (tw_rota_get_day (f.rota, 0)->state, ==, TW_DAY_DRAFT);
  g_assert_cmpint (tw_rota_get_day (f.rota, 0)->n_changes, ==, 1);
  g_assert_cmpint (tw_rota_get_mark (f.rota, tw_rota_find (f.rota, late)), ==,
                   TW_SHIFT_MARK_CHANGED);
  after = tw_shift_copy (tw_rota_find (f.rota, soon));
  tw_rota_frame_fit_shift (tw_rota_get_frame (f.rota), after, after->from_us + TW_US_PER_HOUR,
                           after->to_us + TW_US_PER_HOUR);
  g_assert_true (rota_fixture_edit (&f, soon, after, NULL));
  conflict = rota_fixture_find_conflict (&f, "frozen", &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (conflict->may_override);
  g_assert_cmpint (conflict->fix, ==, TW_FIX_RESTORE);
  g_assert_cmpstr (conflict->shift_id, ==, soon);
  key = g_strdup (conflict->key);
  tw_rota_fix (f.rota, key, &error);
  g_assert_no_error (error);
  g_assert_null (rota_fixture_find_conflict (&f, "frozen", NULL));
  g_assert_cmpint (tw_rota_get_mark (f.rota, tw_rota_find (f.rota, soon)), ==, TW_SHIFT_MARK_SAME);
  /* Taken away altogether: the override has no shift to sit on, and holds all the same. */
  g_assert_true (rota_fixture_edit (&f, soon, NULL, NULL));
  conflict = rota_fixture_find_conflict (&f, "frozen", &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_null (conflict->shift_id);
  g_clear_pointer (&key, g_free);
  key = g_strdup (conflict->key);
  rota_fixture_settle (&f);
  tw_rota_override (f.rota, key, "病假", &error);
  g_assert_no_error (error);
  g_assert_true (rota_fixture_find_conflict (&f, "frozen", NULL)->overridden);
  rota_fixture_settle (&f);
  rota_fixture_reopen (&f);
  g_assert_true (rota_fixture_find_conflict (&f, "frozen", NULL)->overridden);
  g_assert_cmpstr (f.message, ==, NULL);
  rota_fixture_tear_down (&f);
}

/* Too many stand there, but they have been told so an hour ago. */
static void
test_solve_frozen (void)
{
  RotaFixture f;
  TwRotaSolveOptions options = { .max_seconds = 0.5, .seed = 1 };
  RotaAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  for (int i = 0; i < 4; i++)
    g_free (rota_fixture_add (&f, i, 0, 9 * 60, 240, 2)); /* it is 07:40 */
  rota_fixture_publish_today (&f);
  tw_rota_solve_async (f.rota, &options, NULL, NULL, NULL, rota_fixture_solved_cb, &answer);
  fixture_wait_until (answer.done);
  g_assert_no_error (answer.error);
  tw_rota_apply (f.rota, answer.proposal, "solve", &error);
  g_assert_no_error (error);
  g_assert_null (rota_fixture_find_conflict (&f, "frozen", NULL));
  tw_rota_proposal_free (answer.proposal);
  rota_fixture_tear_down (&f);
}

/* The same where nobody looks, as by command: published shifts that begin soon stay, nothing new
 * begins beside them, and the change against the others is counted. */
static void
test_solve_frame_frozen (void)
{
  RotaFixture f;
  TwRosterSolveOptions options = { .max_seconds = 0.5, .seed = 1, .n_threads = 1 };
  TwRotaSolved solved = { 0 };
  gint64 frozen_us;
  guint n_kept = 0, n_soon = 0;
  g_autoptr (GError) error = NULL;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  for (int i = 0; i < 4; i++)
    g_free (rota_fixture_add (&f, i, 0, 9 * 60, 240, 2)); /* it is 07:40 */
  rota_fixture_publish_today (&f);
  frozen_us = tw_duty_now_us (f.duty) + 2 * TW_US_PER_HOUR;
  g_autoptr (GPtrArray) published =
      tw_rota_read_published (tw_rota_get_frame (f.rota), tw_duty_get_store (f.duty), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (published->len, ==, 4);
  tw_rota_solve_frame (tw_rota_get_frame (f.rota), tw_rota_get_shifts (f.rota), published, NULL, 0,
                       &options, &solved, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < solved.after->len; i++)
    {
      const TwShift *shift = solved.after->pdata[i];

      n_soon += shift->from_us < frozen_us;
      n_kept += tw_rota_find (f.rota, shift->id) == shift && shift->from_us < frozen_us;
    }
  g_assert_cmpuint (n_kept, ==, 4);
  g_assert_cmpuint (n_soon, ==, 4);
  tw_rota_solved_clear (&solved);
  rota_fixture_tear_down (&f);
}

/* While the officer looked at a proposal for one day, another console submitted another one. */
static void
test_submitted_meanwhile (void)
{
  RotaFixture f;
  TwRotaSolveOptions options = { .max_seconds = 0.3, .seed = 1, .first_day = 1, .last_day = 2 };
  RotaAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();
  JsonObject *body = json_object_new ();

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  g_free (rota_fixture_add (&f, 0, 2, 8 * 60, 240, 2));
  rota_fixture_settle (&f);
  tw_rota_solve_async (f.rota, &options, NULL, NULL, NULL, rota_fixture_solved_cb, &answer);
  fixture_wait_until (answer.done);
  g_assert_no_error (answer.error);
  json_object_set_string_member (body, "state", "submitted");
  json_object_set_int_member (body, "edition", 0);
  tw_batch_put (batch, "roster:2026-11-26", TW_REV_ANY, body);
  tw_store_put (tw_duty_get_store (f.duty), batch, NULL, &error);
  g_assert_no_error (error);
  fixture_wait_until (tw_rota_get_day (f.rota, 2)->state == TW_DAY_SUBMITTED);
  tw_rota_apply (f.rota, answer.proposal, "solve", &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_rota_get_day (f.rota, 2)->state, ==, TW_DAY_SUBMITTED);
  tw_rota_proposal_free (answer.proposal);
  rota_fixture_tear_down (&f);
}

/* --- one body in two pools -------------------------------------------------------------------- */

static void
test_two_pools (void)
{
  static const char *const ids[] = { "person:P0000", "person:P0001" };
  RotaFixture f;
  TwStore *store;
  TwBatch *batch = tw_batch_new ();
  TwRotaFrame *frame;
  int a, b;
  guint n;

  rota_fixture_set_up (&f, N_PEOPLE, N_POSTS);
  store = tw_duty_get_store (f.duty);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (TwDoc) doc = tw_store_get (store, ids[i], NULL);

      json_object_set_string_member (doc->body, "name", "陈明");
      json_object_set_string_member (doc->body, "phone", "13800000000");
      tw_batch_put (batch, ids[i], doc->rev, json_object_ref (doc->body));
    }
  g_assert_true (tw_store_put (store, batch, NULL, NULL));
  /* The frame follows by itself. */
  fixture_wait_until (tw_rota_get_frame (f.rota)->same_as != NULL);
  frame = tw_rota_get_frame (f.rota);
  a = GPOINTER_TO_INT (g_hash_table_lookup (frame->person_index, ids[0])) - 1;
  b = GPOINTER_TO_INT (g_hash_table_lookup (frame->person_index, ids[1])) - 1;
  g_free (rota_fixture_add (&f, a, 1, 480, 240, 2));
  g_assert_null (rota_fixture_find_conflict (&f, "two-pools", NULL));
  g_free (rota_fixture_add (&f, b, 1, 600, 240, 3));
  g_assert_nonnull (rota_fixture_find_conflict (&f, "two-pools", &n));
  g_assert_false (rota_fixture_find_conflict (&f, "two-pools", NULL)->may_override);
  rota_fixture_settle (&f);
  rota_fixture_tear_down (&f);
}

/* --- what it costs ---------------------------------------------------------------------------- */

static void
test_speed (void)
{
  RotaFixture f;
  TwRotaPreview preview;
  TwRotaEdit edit = { 0 };
  TwShift *shift, *after;
  RotaAnswer answer = { 0 };
  TwRotaSolveOptions options = { .max_seconds = 1, .seed = 1 };
  g_autoptr (GArray) ranked = NULL;
  double slowest = 0, sum = 0;
  gint64 start_us;

  rota_fixture_set_up (&f, N_MANY, N_MANY_POSTS);
  start_us = g_get_monotonic_time ();
  fill (&f, N_MANY, N_MANY_POSTS);
  g_test_message ("1,800 shifts in one edit: %.1f ms", ms_since (start_us));
  rota_fixture_settle (&f);
  start_us = g_get_monotonic_time ();
  rota_fixture_load (&f);
  g_test_message ("load: %.0f ms", ms_since (start_us));
  shift = tw_rota_get_shifts (f.rota)->pdata[100];
  edit.shift_id = shift->id;
  for (int i = 0; i < 200; i++)
    {
      double ms;

      edit.after = after = tw_shift_copy (shift);
      tw_rota_frame_fit_shift (tw_rota_get_frame (f.rota), after,
                               shift->from_us + (i % 16) * TW_US_PER_SLOT,
                               shift->to_us + (i % 16) * TW_US_PER_SLOT);
      after->person = i % N_MANY;
      start_us = g_get_monotonic_time ();
      tw_rota_preview (f.rota, &edit, 1, &preview);
      ms = ms_since (start_us);
      sum += ms;
      slowest = MAX (slowest, ms);
      tw_rota_preview_clear (&preview);
      tw_shift_unref (after);
    }
  g_test_message ("preview: %.3f ms, slowest %.3f ms", sum / 200, slowest);
  g_assert_cmpfloat (sum / 200, <, 5);
  sum = slowest = 0;
  for (int i = 0; i < 50; i++)
    {
      double ms;

      shift = tw_rota_get_shifts (f.rota)->pdata[100 + i];
      after = tw_shift_copy (shift);
      after->person = (after->person + 7) % N_MANY;
      start_us = g_get_monotonic_time ();
      g_assert_true (rota_fixture_edit (&f, shift->id, after, NULL));
      tw_rota_get_conflicts (f.rota);
      tw_rota_get_day (f.rota, 1);
      ms = ms_since (start_us);
      sum += ms;
      slowest = MAX (slowest, ms);
    }
  g_test_message ("edit with conflicts and day: %.2f ms, slowest %.2f ms", sum / 50, slowest);
  g_assert_cmpfloat (sum / 50, <, 50);
  start_us = g_get_monotonic_time ();
  ranked =
      tw_rota_list_candidates (f.rota, ((TwShift *) tw_rota_get_shifts (f.rota)->pdata[100])->id);
  g_test_message ("candidates: %.0f ms", ms_since (start_us));
  start_us = g_get_monotonic_time ();
  under_now (&f);
  g_test_message ("cover: %.2f ms", ms_since (start_us));
  rota_fixture_settle (&f);
  start_us = g_get_monotonic_time ();
  tw_rota_repair_async (f.rota, 10, ROTA_FROM_US + TW_US_PER_DAY, ROTA_FROM_US + 2 * TW_US_PER_DAY,
                        NULL, rota_fixture_repaired_cb, &answer);
  fixture_wait_until (answer.done);
  if (answer.error != NULL)
    g_test_message ("repair: %s", answer.error->message);
  else
    g_test_message ("repair: %.2f s, %u changes", ms_since (start_us) / 1000,
                    answer.proposal->changes->len);
  g_clear_error (&answer.error);
  tw_rota_proposal_free (answer.proposal);
  answer = (RotaAnswer){ 0 };
  tw_rota_solve_async (f.rota, &options, NULL, NULL, NULL, rota_fixture_solved_cb, &answer);
  fixture_wait_until (answer.done);
  g_assert_no_error (answer.error);
  start_us = g_get_monotonic_time ();
  g_assert_true (tw_rota_apply (f.rota, answer.proposal, "solve", NULL));
  g_test_message ("apply of a solve with %u changes: %.1f ms", answer.proposal->changes->len,
                  ms_since (start_us));
  tw_rota_proposal_free (answer.proposal);
  start_us = g_get_monotonic_time ();
  rota_fixture_settle (&f);
  g_test_message ("until it is on disk: %.0f ms", ms_since (start_us));
  g_assert_cmpstr (f.message, ==, NULL);
  rota_fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rota/F12/edit", test_edit);
  g_test_add_func ("/rota/F12/keeps-what-others-wrote", test_keeps_members);
  g_test_add_func ("/rota/F12/refused", test_refused);
  g_test_add_func ("/rota/F15/submitted-days-become-drafts", test_days);
  g_test_add_func ("/rota/F12/full-disk", test_full_disk);
  g_test_add_func ("/rota/F12/read-only", test_read_only);
  g_test_add_func ("/rota/F21/preview-is-what-comes", test_preview);
  g_test_add_func ("/rota/F21/contributions-sum-up", test_contributions);
  g_test_add_func ("/rota/F20/candidates", test_candidates);
  g_test_add_func ("/rota/F21/blockers", test_blockers);
  g_test_add_func ("/rota/F23/cover", test_cover);
  g_test_add_func ("/rota/F11/empty-tide", test_empty_tide);
  g_test_add_func ("/rota/F24/no-override-by-edit", test_no_override_by_edit);
  g_test_add_func ("/rota/F10/solve", test_solve);
  g_test_add_func ("/rota/F10/cancel", test_cancel);
  g_test_add_func ("/rota/F22/repair", test_repair);
  g_test_add_func ("/rota/F22/frozen", test_frozen);
  g_test_add_func ("/rota/F22/solve-frozen", test_solve_frozen);
  g_test_add_func ("/rota/F22/solving-by-command-keeps-what-is-frozen", test_solve_frame_frozen);
  g_test_add_func ("/rota/F15/submitted-meanwhile", test_submitted_meanwhile);
  g_test_add_func ("/rota/F09/two-pools", test_two_pools);
  g_test_add_func ("/rota/F21/speed", test_speed);
  return g_test_run ();
}
