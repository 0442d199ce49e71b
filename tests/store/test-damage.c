// SPDX-License-Identifier: Apache-2.0
/*
 * What becomes of a data folder that is damaged, old or too new: backups, checks and upgrades.
 */
#include "store-fixture.h"

#include "base/tw-json.h"
#include "base/tw-time.h"
#include "store/tw-conn.h"
#include "store/tw-query.h"
#include "store/tw-query-roster.h"

#include <string.h>

/* --- damage ---------------------------------------------------------------------------------- */

/* Found at start, the newest whole backup is offered, and restoring it gives the same digests. */
static void
test_damage (void)
{
  for (int how = 0; how < 3; how++)
    {
      Fixture f;
      g_autoptr (GError) error = NULL;
      fixture_open (&f);
      g_autofree char *older = g_build_filename (f.dir, "backups", "older", NULL);
      g_autofree char *newer = g_build_filename (f.dir, "backups", "newer", NULL);
      g_autofree char *newest = g_build_filename (f.dir, "backups", "newest-but-broken", NULL);
      g_assert_null (tw_store_find_newest_backup (f.dir));
      fixture_fill (f.store, 100);
      g_assert_true (tw_store_backup (f.store, older, NULL, NULL, NULL, &error));
      fixture_fill (f.store, 1500);
      g_autofree char *digest = tw_store_digest (f.store, NULL);
      g_autofree char *shown = tw_store_projection_digest (f.store, NULL);
      g_assert_true (tw_store_backup (f.store, newer, NULL, NULL, NULL, &error));
      g_assert_true (tw_store_backup (f.store, newest, NULL, NULL, NULL, &error));
      g_assert_false (
          tw_store_backup (f.store, newest, NULL, NULL, NULL, &error)); /* never over another */
      g_clear_error (&error);
      fixture_damage (newest, 0);
      g_clear_pointer (&f.store, tw_store_unref);
      fixture_damage (f.dir, how);

      TwStore *store = tw_store_open (f.dir, TW_STORE_OPEN_DEFAULT, f.clock, &error);
      g_assert_null (store);
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "store.db"));
      g_clear_error (&error);
      g_autofree char *found = tw_store_find_newest_backup (f.dir);
      g_assert_cmpstr (found, ==, newer);
      tw_store_restore (f.dir, found, &error);
      g_assert_no_error (error);
      fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
      g_autofree char *digest_now = tw_store_digest (f.store, NULL);
      g_autofree char *shown_now = tw_store_projection_digest (f.store, NULL);
      g_assert_cmpstr (digest_now, ==, digest);
      g_assert_cmpstr (shown_now, ==, shown);
      fixture_fill (f.store, 2000); /* and it can be written */
      fixture_assert_sound (f.store);
      fixture_close (&f);
    }
}

static void
fraction_cb (double fraction, const char *doing, gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpfloat (fraction, <=, 1);
  *last = fraction;
}

static gpointer
write_on_thread (gpointer data)
{
  TwStore *store = data;

  for (int i = 0; i < 40; i++)
    g_assert_true (fixture_put_numbered (store, i, NULL));
  return NULL;
}

/* A backup is one state, also while somebody writes. */
static void
test_backup_while_writing (void)
{
  Fixture f;
  double last = 0;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  fixture_fill (f.store, 3000);
  GThread *thread = g_thread_new ("writer", write_on_thread, f.store);
  g_autofree char *dest = g_build_filename (f.dir, "backups", "b", NULL);
  tw_store_backup (f.store, dest, NULL, fraction_cb, &last, &error);
  g_assert_no_error (error);
  g_thread_join (thread);
  g_autoptr (TwStore) copy = tw_store_open (dest, TW_STORE_OPEN_READ_ONLY, f.clock, &error);
  g_assert_no_error (error);
  fixture_assert_sound (copy);
  TwRequestTotals totals;
  g_assert_true (tw_query_request_totals (copy, &totals, NULL));
  g_assert_cmpint ((totals.n_total - 3000) % 20, ==, 0); /* whole batches only */
  g_clear_pointer (&copy, tw_store_unref);
  fixture_close (&f);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

static void
back_up_if_due (TwStore *store, gint64 max_age_us)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_store_backup_if_due (store, max_age_us, 3, NULL, &error));
  g_assert_no_error (error);
}

/* Backups made by themselves: one when it is due, a few kept, others' never removed, and the newest
 * is the one that is offered. */
static void
test_backup_if_due (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  fixture_open (&f);
  g_autofree char *backups = g_build_filename (f.dir, "backups", NULL);
  g_autofree char *own = g_build_filename (backups, "before the move", NULL);
  back_up_if_due (f.store, 0);
  g_assert_cmpuint (count_entries (backups), ==, 0); /* there is nothing yet to keep */
  fixture_fill (f.store, 3000); /* more than one step of copying, to be cancelled in between */
  g_assert_true (tw_store_backup (f.store, own, NULL, NULL, NULL, &error));
  back_up_if_due (f.store, TW_US_PER_DAY);
  g_assert_cmpuint (count_entries (backups), ==, 1);
  for (int i = 0; i < 6; i++)
    {
      g_assert_true (fixture_put_numbered (f.store, i, NULL));
      back_up_if_due (f.store, 0);
      back_up_if_due (f.store, TW_US_PER_DAY);
      g_assert_cmpuint (count_entries (backups), ==, 1 + MIN (i + 1, 3));
    }
  g_assert_true (g_file_test (own, G_FILE_TEST_IS_DIR));
  g_cancellable_cancel (cancelled);
  g_assert_false (tw_store_backup_if_due (f.store, 0, 3, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (count_entries (backups), ==, 4);

  g_autofree char *digest = tw_store_digest (f.store, NULL);
  g_clear_pointer (&f.store, tw_store_unref);
  fixture_damage (f.dir, 0);
  g_autofree char *found = tw_store_find_newest_backup (f.dir);
  tw_store_restore (f.dir, found, &error);
  g_assert_no_error (error);
  fixture_reopen (&f, TW_STORE_OPEN_READ_ONLY);
  g_autofree char *restored = tw_store_digest (f.store, NULL);
  g_assert_cmpstr (restored, ==, digest);
  back_up_if_due (f.store, 0); /* not where nothing may be written */
  g_assert_cmpuint (count_entries (backups), ==, 4);
  fixture_close (&f);
}

/* The self-check sees a projection that says something else than its document. */
static void
test_check_finds (void)
{
  static const char *const lies[] = {
    "UPDATE request SET age = 3 WHERE doc_no = (SELECT min (doc_no) FROM request)",
    "DELETE FROM geo_request",
    "INSERT INTO fts (rowid, text) VALUES (5, 'ghost')",
    "UPDATE rev SET leaf = 0 WHERE rev_no = 1",
    "UPDATE doc SET win_rev = 999999 WHERE doc_no = 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      Fixture f;
      g_autoptr (GError) error = NULL;
      fixture_open (&f);
      fixture_fill (f.store, 20);
      g_autofree char *path = g_build_filename (f.dir, "store.db", NULL);
      g_autoptr (TwConn) conn = tw_conn_open (path, path, SQLITE_OPEN_READWRITE, &error);
      tw_conn_exec (conn, lies[i], &error);
      g_assert_no_error (error);
      g_clear_pointer (&conn, tw_conn_free);
      g_assert_false (tw_store_check (f.store, NULL, NULL, NULL, &error));
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT);
      fixture_close (&f);
    }
}

/* --- versions -------------------------------------------------------------------------------- */

static void
run_sql (const char *dir, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  g_autoptr (TwConn) conn = tw_conn_open (path, path, SQLITE_OPEN_READWRITE, &error);

  g_assert_no_error (error);
  tw_conn_exec (conn, sql, &error);
  g_assert_no_error (error);
}

/* Takes back what the fifth step added, what the fourth did, and what the third did. */
#define BEFORE_AUDIT "DROP TABLE audit;"
#define BEFORE_ROSTER                                                                              \
  BEFORE_AUDIT "DROP TABLE shift; DROP TABLE edition; DROP TABLE notice; DROP TABLE claim;"
#define BEFORE_EXCHANGE                                                                            \
  BEFORE_ROSTER                                                                                    \
  "ALTER TABLE unsynced DROP COLUMN sent; ALTER TABLE unsynced DROP COLUMN refused;"               \
  "DROP INDEX blob_parts; DROP INDEX blob_stub; ALTER TABLE blob DROP COLUMN md5; ALTER TABLE "    \
  "blob DROP COLUMN parts;"                                                                        \
  "ALTER TABLE blob DROP COLUMN at; DROP TABLE blob_part; DROP INDEX att_by_digest;"

/* What waits to be pushed still waits after the step that lets it be marked as sent. */
static void
test_upgrade_queue (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  fixture_fill (f.store, 30);
  g_clear_pointer (&f.store, tw_store_unref);
  run_sql (f.dir, BEFORE_EXCHANGE "PRAGMA user_version = 2");
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  g_assert_cmpint (tw_store_count_unsynced (f.store), ==, 30);
  g_autoptr (GPtrArray) taken = tw_store_take_unsynced (f.store, 0, 100, 1000000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (taken->len, ==, 30);
  g_assert_false (((TwOutgoing *) taken->pdata[0])->sent_before);
  fixture_assert_sound (f.store);
  fixture_close (&f);
}

static void
put_audit (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  tw_batch_put (batch, "audit:A", NULL,
                tw_json_parse_object ("{\"at\":\"2026-11-24T00:00:00.000Z\",\"who\":\"x\","
                                      "\"action\":\"shift.edit\",\"shifts\":{\"shift:A\":{}}}",
                                      -1, TW_DOC_MAX_BODY, NULL));
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
}

/* What was told before the table that finds it is found. */
static void
test_upgrade_audit (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  put_audit (f.store);
  g_clear_pointer (&f.store, tw_store_unref);
  run_sql (f.dir, BEFORE_AUDIT "PRAGMA user_version = 4");
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  g_autoptr (GPtrArray) docs = tw_query_audit (f.store, "shift:A", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (docs->len, ==, 1);
  fixture_assert_sound (f.store);
  fixture_close (&f);
}

static void
test_upgrade (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  fixture_fill (f.store, 300);
  put_audit (f.store);
  g_autofree char *digest = tw_store_digest (f.store, NULL);
  g_autofree char *shown = tw_store_projection_digest (f.store, NULL);
  g_clear_pointer (&f.store, tw_store_unref);
  /* The format before projections. */
  run_sql (f.dir,
           "DROP TABLE request; DROP TABLE place; DROP TABLE asset; DROP TABLE person; DROP TABLE "
           "home; DROP TABLE move;"
           "DROP TABLE geo; DROP TABLE geo_request; DROP TABLE fts; DROP TABLE dict; DROP INDEX "
           "doc_by_type;" BEFORE_EXCHANGE "PRAGMA user_version = 1");
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  g_autofree char *digest_now = tw_store_digest (f.store, NULL);
  g_autofree char *shown_now = tw_store_projection_digest (f.store, NULL);
  g_assert_cmpstr (digest_now, ==, digest);
  g_assert_cmpstr (shown_now, ==, shown);
  fixture_assert_sound (f.store);
  g_autofree char *backup = tw_store_find_newest_backup (f.dir); /* made before the upgrade */
  g_assert_nonnull (backup);
  g_assert_nonnull (strstr (backup, "before-upgrade-4-")); /* the last step's is the newest */
  g_autofree char *backups = g_path_get_dirname (backup);
  g_assert_cmpuint (count_entries (backups), ==, 4);
  fixture_close (&f);
}

static void
test_too_new (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  g_clear_pointer (&f.store, tw_store_unref);
  run_sql (f.dir, "PRAGMA user_version = 99");
  g_assert_null (tw_store_open (f.dir, TW_STORE_OPEN_DEFAULT, f.clock, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_TOO_NEW);
  fixture_close (&f);
}

static void
test_not_found (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autofree char *dir = g_dir_make_tmp ("tw-none-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);

  g_assert_null (tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "this is a letter, not a database", -1, NULL));
  g_assert_null (tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT);
  remove_tree (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/damage/damage", test_damage);
  g_test_add_func ("/damage/backup-while-writing", test_backup_while_writing);
  g_test_add_func ("/damage/backup-if-due", test_backup_if_due);
  g_test_add_func ("/damage/check-finds", test_check_finds);
  g_test_add_func ("/damage/upgrade", test_upgrade);
  g_test_add_func ("/damage/upgrade-audit", test_upgrade_audit);
  g_test_add_func ("/damage/upgrade-queue", test_upgrade_queue);
  g_test_add_func ("/damage/too-new", test_too_new);
  g_test_add_func ("/damage/not-found", test_not_found);
  return g_test_run ();
}
