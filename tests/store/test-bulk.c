// SPDX-License-Identifier: Apache-2.0
/*
 * Bulks: batches that share a commit. Nothing of one may be lost or shown before it is on disk, and
 * what is committed is always a head of it, also when the disk takes no more.
 */
#include "store-fixture.h"

#include "base/tw-json.h"

#include <signal.h>
#include <sys/resource.h>

#define BATCH 20

static gboolean
put_batch (TwStore *store, TwBulk *bulk, int no, gboolean more, TwWriteResult *result,
           GError **error)
{
  g_autofree char *text = g_strnfill (400, 'x');
  TwBatch *batch = tw_batch_new ();

  for (int i = 0; i < BATCH; i++)
    {
      g_autofree char *id = g_strdup_printf ("request:B%03d-%02d", no, i);

      tw_batch_put (batch, id, NULL, make_request (no * BATCH + i, text));
    }
  return tw_store_put_bulk (store, bulk, batch, more, result, error);
}

static void
put_pending (TwStore *store, TwBulk *bulk, int no)
{
  g_autoptr (GError) error = NULL;
  TwWriteResult result = { 0 };

  put_batch (store, bulk, no, TRUE, &result, &error);
  g_assert_no_error (error);
  g_assert_true (result.pending);
  g_assert_cmpuint (result.n_written, ==, BATCH);
}

static gboolean
has_batch (TwStore *store, int no)
{
  g_autofree char *id = g_strdup_printf ("request:B%03d-07", no);
  g_autoptr (TwDoc) doc = tw_store_get (store, id, NULL);

  return doc != NULL;
}

static void
assert_sound (TwStore *store)
{
  g_autoptr (GError) error = NULL;

  tw_store_check (store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* --- what commits ----------------------------------------------------------------------------- */

static void
end_bulk (Fixture *f, TwBulk *bulk)
{
  TwWriteResult result = { .pending = TRUE };

  g_assert_true (put_batch (f->store, bulk, 3, FALSE, &result, NULL));
  g_assert_false (result.pending);
}

static void
put_other (Fixture *f, TwBulk *bulk)
{
  g_free (put_one (f->store, "request:OTHER", NULL, make_request (900, NULL)));
}

static void
be_refused (Fixture *f, TwBulk *bulk)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  tw_batch_put (batch, "request:NEW", NULL, make_request (901, "new"));
  tw_batch_put (batch, "request:B001-07", NULL, make_request (902, "again"));
  g_assert_false (tw_store_put (f->store, batch, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
}

static void
pause_a_while (Fixture *f, TwBulk *bulk)
{
  for (int i = 0; i < 400 && !has_batch (f->store, 2); i++)
    g_usleep (10000);
}

static void
close_store (Fixture *f, TwBulk *bulk)
{
  fixture_reopen (f, 0);
}

static void
run_function (Fixture *f, TwBulk *bulk)
{
  g_autoptr (GError) error = NULL;

  tw_store_rebuild_projections (f->store, NULL, &error);
  g_assert_no_error (error);
}

typedef struct {
  const char *name;
  void (*act) (Fixture *f, TwBulk *bulk);
} Case;

static const Case cases[] = {
  { "end", end_bulk },        { "other", put_other },   { "refused", be_refused },
  { "pause", pause_a_while }, { "close", close_store }, { "function", run_function },
};

static void
test_commits (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (TwBulk) bulk = tw_bulk_new ();
  Fixture f;

  fixture_open (&f);
  put_pending (f.store, bulk, 1);
  put_pending (f.store, bulk, 2);
  g_assert_false (has_batch (f.store, 1));
  c->act (&f, bulk);
  g_assert_true (has_batch (f.store, 1));
  g_assert_true (has_batch (f.store, 2));
  assert_sound (f.store);
  fixture_close (&f);
}

/* A batch of the bulk that is refused takes nothing else with it. */
static void
test_refused_batch (void)
{
  g_autoptr (TwBulk) bulk = tw_bulk_new ();
  g_autoptr (GError) error = NULL;
  Fixture f;

  fixture_open (&f);
  put_pending (f.store, bulk, 1);
  g_assert_false (put_batch (f.store, bulk, 1, TRUE, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
  put_pending (f.store, bulk, 2);
  end_bulk (&f, bulk);
  for (int no = 1; no <= 3; no++)
    g_assert_true (has_batch (f.store, no));
  assert_sound (f.store);
  fixture_close (&f);
}

/* --- losing it -------------------------------------------------------------------------------- */

static void
set_limit (rlim_t bytes)
{
  struct rlimit limit;

  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes == 0 ? limit.rlim_max : bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* The commit of what is pending fails with somebody else's write: the bulk must not go on as if its
 * first batches stood. */
static void
test_lost (void)
{
  g_autoptr (TwBulk) bulk = tw_bulk_new ();
  g_autoptr (TwBulk) fresh = tw_bulk_new ();
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();
  Fixture f;

  signal (SIGXFSZ, SIG_IGN);
  fixture_open (&f);
  for (int no = 1; no <= 30; no++)
    put_pending (f.store, bulk, no);
  set_limit (20000);
  tw_batch_put (batch, "request:OTHER", NULL, make_request (900, NULL));
  g_assert_false (tw_store_put (f.store, batch, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL);
  g_clear_error (&error);
  set_limit (0);
  for (int more = 1; more >= 0; more--)
    {
      g_assert_false (put_batch (f.store, bulk, 31, more, NULL, &error));
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL);
      g_clear_error (&error);
    }
  g_assert_false (has_batch (f.store, 1));
  g_assert_false (has_batch (f.store, 31));
  g_assert_true (put_batch (f.store, fresh, 1, FALSE, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (has_batch (f.store, 1));
  assert_sound (f.store);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/bulk/commits/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_commits);
    }
  g_test_add_func ("/bulk/refused-batch", test_refused_batch);
  g_test_add_func ("/bulk/lost", test_lost);
  return g_test_run ();
}
