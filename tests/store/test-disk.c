// SPDX-License-Identifier: Apache-2.0
#include "store-fixture.h"

#include "base/tw-json.h"
#include "base/tw-rng.h"
#include "store/tw-map-pack.h"
#include "store/tw-query.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * What disks, people and power cuts do to a data folder. Cases that need a process of their own run
 * this program again with a verb.
 */

static GSubprocess *
run_self (const char *verb, const char *dir, const char *arg)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe",
                                         verb, dir, arg ? arg : "0", NULL);

  g_assert_no_error (error);
  return child;
}

/* --- kill -9 --------------------------------------------------------------------------------- */

#define N_IDS 400

/* Writes at random for ever. After each acknowledged batch: a line "seq id counter deleted" per
 * write. */
static int
child_write (const char *dir, guint64 seed)
{
  TwRng rng;
  g_autoptr (TwClock) clock = tw_clock_new_drill (START_US, 0);
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, NULL);

  tw_rng_init (&rng, seed);
  for (gint64 counter = (gint64) seed * 1000000;;)
    {
      g_autoptr (GString) line = g_string_new (NULL);
      g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);
      gint64 seq = tw_store_get_last_seq (store);
      TwBatch *batch = tw_batch_new ();
      for (guint64 n = 1 + tw_rng_below (&rng, 30); n > 0; n--)
        {
          int number = (int) tw_rng_below (&rng, N_IDS);
          gboolean delete = tw_rng_below (&rng, 6) == 0;
          g_autofree char *id = g_strdup_printf ("request:K%d", number);
          g_autofree char *ext = g_strdup_printf ("%" G_GINT64_FORMAT, ++counter);
          g_autoptr (TwDoc) now = delete ? tw_store_get (store, id, NULL) : NULL;
          if (!g_hash_table_add (used, GINT_TO_POINTER (number)) || (delete &&!now))
            continue;
          JsonObject *body = make_request ((int) tw_rng_below (&rng, 5000), "水管漏水了");
          json_object_set_string_member (body, "ext", ext);
          if (delete)
            tw_batch_delete (batch, id, TW_REV_ANY);
          else
            tw_batch_put (batch, id, TW_REV_ANY, json_object_ref (body));
          json_object_unref (body);
          g_string_append_printf (line, "%" G_GINT64_FORMAT " %d %s %d\n", seq + 1, number, ext,
                                  delete);
        }
      if (!tw_store_put (store, batch, NULL, NULL)
          || write (STDOUT_FILENO, line->str, line->len) != (gssize) line->len)
        return 1;
    }
}

typedef struct {
  gint64 seq, counter;
  gboolean deleted;
} Acked;

/* Takes the whole lines out of what the child wrote before it was killed. */
static guint
read_acks (GInputStream *stream, Acked *acked)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (stream);
  guint n = 0;

  for (;;)
    {
      gsize len;
      Acked ack;
      int number;
      g_autofree char *line = g_data_input_stream_read_line (lines, &len, NULL, NULL);
      if (!line)
        return n;
      if (sscanf (line, "%" G_GINT64_FORMAT " %d %" G_GINT64_FORMAT " %d", &ack.seq, &number,
                  &ack.counter, &ack.deleted)
          == 4)
        {
          acked[number] = ack;
          n++;
        }
    }
}

static void
assert_kept (TwStore *store, const Acked *acked)
{
  g_autoptr (GPtrArray) changes = tw_store_list_changes (store, 0, G_MAXINT, NULL);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < changes->len; i++)
    g_hash_table_insert (by_id, ((TwChange *) changes->pdata[i])->id, changes->pdata[i]);
  for (int number = 0; number < N_IDS; number++)
    {
      g_autofree char *id = g_strdup_printf ("request:K%d", number);
      TwChange *change = g_hash_table_lookup (by_id, id);
      if (acked[number].counter == 0)
        continue;
      g_assert_nonnull (change);
      g_assert_cmpint (change->seq, >=, acked[number].seq);
      if (change->deleted)
        continue;
      g_autoptr (TwDoc) doc = tw_store_get (store, id, NULL);
      gint64 counter = g_ascii_strtoll (tw_json_get_string (doc->body, "ext", "0"), NULL, 10);
      if (acked[number].deleted)
        g_assert_cmpint (counter, >, acked[number].counter);
      else
        g_assert_cmpint (counter, >=, acked[number].counter);
    }
}

/* Ten thousand random writes, killed again and again: nothing acknowledged is lost, projections
 * equal a rebuild. */
static void
test_kill (void)
{
  Fixture f;
  Acked acked[N_IDS] = { 0 };
  guint n_acked = 0, n_kills = 0;
  gulong window_us = 170000;
  TwRng rng;

  tw_rng_init (&rng, 5);
  fixture_open (&f);
  for (n_kills = 0; n_acked < 10000 || n_kills < 8; n_kills++)
    {
      g_clear_pointer (&f.store, tw_store_unref);
      g_autofree char *seed = g_strdup_printf ("%u", n_kills + 1);
      g_autoptr (GSubprocess) child = run_self ("--write", f.dir, seed);
      g_usleep (30000 + (gulong) tw_rng_below (&rng, window_us));
      g_subprocess_send_signal (child, SIGKILL);
      guint n = read_acks (g_subprocess_get_stdout_pipe (child), acked);
      n_acked += n;
      if (n < 400) /* a slow machine, or a sanitizer at work */
        window_us = MIN (window_us * 2, 5 * G_USEC_PER_SEC);
      g_subprocess_wait (child, NULL, NULL);
      fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
      assert_kept (f.store, acked);
      if (n_kills % 4 == 0)
        fixture_assert_sound (f.store);
    }
  fixture_assert_sound (f.store);
  g_autofree char *before = tw_store_projection_digest (f.store, NULL);
  g_assert_true (tw_store_rebuild_projections (f.store, NULL, NULL));
  g_autofree char *after = tw_store_projection_digest (f.store, NULL);
  g_assert_cmpstr (before, ==, after);
  g_test_message ("%u writes acknowledged, killed %u times", n_acked, n_kills);
  fixture_close (&f);
}

/* --- a full disk ----------------------------------------------------------------------------- */

static void
turned_cb (TwStore *store, gint64 from_seq, gint64 to_seq, gpointer user_data)
{
  g_autofree char *reason = tw_store_dup_read_only_reason (store);

  *(gboolean *) user_data = reason == NULL;
}

/* Nobody writes: that there is room again is found out, and told, by the store itself. */
static void
wait_until_writable (TwStore *store)
{
  gboolean writable = FALSE;
  gint64 end_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  guint id = tw_store_watch (store, NULL, turned_cb, &writable, NULL);

  while (!writable && g_get_monotonic_time () < end_us)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
  g_assert_true (writable);
  tw_store_unwatch (store, id);
}

/* Writes until it is full; then everything can still be read; then, with room again, written. */
static void
live_through_full_disk (TwStore *store, void (*make_room) (const char *), const char *arg)
{
  g_autoptr (GError) error = NULL;
  int i = 0;

  while (fixture_put_numbered (store, i, &error) && i < 2000)
    i++;
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL);
  g_assert_cmpint (i, >, 0);
  g_clear_error (&error);
  g_autofree char *reason = tw_store_dup_read_only_reason (store);
  g_assert_nonnull (reason);
  g_autoptr (TwDoc) doc = tw_store_get (store, "request:F00001", &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) hits = tw_query_search (store, "路灯", NULL, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 5);

  make_room (arg);
  wait_until_writable (store);
  fixture_put_numbered (store, i, &error);
  g_assert_no_error (error);
  g_assert_null (tw_store_dup_read_only_reason (store));
  fixture_assert_sound (store);
}

static void
raise_limit (const char *arg)
{
  struct rlimit limit;

  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_FSIZE, &limit);
}

static void
test_file_limit (void)
{
  Fixture f;
  struct rlimit limit;

  fixture_open (&f);
  fixture_fill (f.store, 50);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = 1500000;
  setrlimit (RLIMIT_FSIZE, &limit);
  live_through_full_disk (f.store, raise_limit, NULL);
  fixture_close (&f);
}

static void
drop_ballast (const char *path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* In a mount namespace of its own: a disk of 4 MB, half of it taken. 77: not allowed here. */
static int
child_full (const char *dir)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (START_US, 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *ballast = g_build_filename (dir, "ballast", NULL);
  g_autofree char *zeros = g_malloc0 (2000000);

  if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("tmpfs", dir, "tmpfs", 0, "size=4m") != 0)
    return 77;
  g_assert_true (g_file_set_contents (ballast, zeros, 2000000, NULL));
  TwStore *store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  g_assert_no_error (error);
  fixture_fill (store, 50);
  live_through_full_disk (store, drop_ballast, ballast);
  tw_store_unref (store);
  return 0;
}

static void
fill_up (const char *path)
{
  static const char zeros[512];
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

  while (write (fd, zeros, sizeof zeros) > 0)
    ;
  close (fd);
}

/* A writer that is killed leaves a log with content. */
static void
leave_log (const char *dir)
{
  g_autofree char *shm = g_build_filename (dir, "store.db-shm", NULL);
  g_autoptr (GSubprocess) writer = run_self ("--write", dir, "7");

  g_usleep (100000);
  g_subprocess_send_signal (writer, SIGKILL);
  g_subprocess_wait (writer, NULL, NULL);
  g_unlink (shm);
}

/* The disk is full already when the console starts: it opens, reads, and says why it cannot write;
 * with room again it writes. */
static int
child_full_start (const char *dir, gboolean killed)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (START_US, 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *ballast = g_build_filename (dir, "ballast", NULL);

  if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("tmpfs", dir, "tmpfs", 0, "size=64m") != 0)
    return 77;
  TwStore *store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  g_assert_no_error (error);
  fixture_fill (store, 50);
  TwMapPack *map = tw_map_pack_open (dir, FALSE, &error);
  g_assert_no_error (error);
  tw_map_pack_unref (map);
  tw_store_unref (store);
  if (killed)
    leave_log (dir);
  fill_up (ballast);
  store = tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, &error);
  g_assert_no_error (error);
  g_autofree char *reason = tw_store_dup_read_only_reason (store);
  g_assert_nonnull (reason);
  g_autoptr (GPtrArray) hits = tw_query_search (store, "路灯", NULL, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 5);
  g_assert_false (fixture_put_numbered (store, 1, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY);
  g_clear_error (&error);
  map = tw_map_pack_open (dir, FALSE, &error);
  g_assert_no_error (error);
  tw_map_pack_unref (map);
  g_autofree char *before = tw_store_digest (store, NULL);

  drop_ballast (ballast);
  wait_until_writable (store);
  g_autofree char *digest = tw_store_digest (store, NULL);
  g_assert_cmpstr (digest, ==, before);
  g_assert_true (fixture_put_numbered (store, 1, &error));
  g_autoptr (TwDoc) doc = tw_store_get (store, "request:X1-0", &error);
  g_assert_no_error (error);
  fixture_assert_sound (store);
  g_free (digest);
  digest = tw_store_digest (store, NULL);
  tw_store_unref (store);
  store = tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, &error);
  g_assert_no_error (error);
  g_autofree char *kept = tw_store_digest (store, NULL);
  g_assert_cmpstr (kept, ==, digest);
  tw_store_unref (store);
  return 0;
}

static void
check_full (const char *verb, const char *arg)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-full-XXXXXX", NULL);
  g_autoptr (GSubprocess) child = run_self (verb, dir, arg);

  g_subprocess_wait (child, NULL, NULL);
  if (g_subprocess_get_if_exited (child) && g_subprocess_get_exit_status (child) == 77)
    g_test_skip ("mounting is not allowed here");
  else
    g_assert_true (g_subprocess_get_successful (child));
  remove_tree (dir);
}

static void
test_full_disk (void)
{
  check_full ("--full", NULL);
}

static void
test_full_at_start (void)
{
  check_full ("--full-start", "closed");
}

static void
test_full_at_start_killed (void)
{
  check_full ("--full-start", "killed");
}

/* --- a folder that cannot be written --------------------------------------------------------- */

static int
child_read_only (const char *dir, const char *arg)
{
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (GError) error = NULL;
  TwRequestTotals totals;

  if (getuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
    return 77;
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, &error);
  g_assert_no_error (error);
  g_autofree char *reason = tw_store_dup_read_only_reason (store);
  g_assert_nonnull (strstr (reason, dir));
  g_assert_true (tw_query_request_totals (store, &totals, &error));
  g_assert_cmpint (totals.n_total, >=, atoi (arg));
  g_autoptr (GPtrArray) hits = tw_query_search (store, "水管", NULL, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 5);
  TwBatch *batch = tw_batch_new ();
  tw_batch_put (batch, "request:NO", NULL, make_request (1, "no"));
  g_assert_false (tw_store_put (store, batch, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY);
  g_clear_error (&error);
  tw_store_check (store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *dest = g_dir_make_tmp ("tw-backup-XXXXXX", NULL);
  tw_store_backup (store, dest, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (TwStore) copy = tw_store_open (dest, TW_STORE_OPEN_READ_ONLY, clock, &error);
  g_assert_no_error (error);
  g_autofree char *digest = tw_store_digest (store, NULL), *copied = tw_store_digest (copy, NULL);
  g_assert_cmpstr (digest, ==, copied);
  g_clear_pointer (&copy, tw_store_unref);
  remove_tree (dest);
  return 0;
}

static void
make_read_only (const char *dir, gboolean read_only)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (entries)))
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_chmod (path, read_only ? 0444 : 0644);
    }
  g_chmod (dir, read_only ? 0555 : 0755);
}

/* @killed: the writer left a log with content behind. */
static void
check_read_only (gboolean killed)
{
  Fixture f;
  Acked acked[N_IDS] = { 0 };

  fixture_open (&f);
  g_clear_pointer (&f.store, tw_store_unref);
  g_autoptr (GSubprocess) writer = run_self ("--write", f.dir, "1");
  g_usleep (300000);
  g_subprocess_send_signal (writer, SIGKILL);
  read_acks (g_subprocess_get_stdout_pipe (writer), acked);
  if (!killed)
    {
      fixture_reopen (&f, TW_STORE_OPEN_DEFAULT); /* closes in order: the log is gone */
      g_clear_pointer (&f.store, tw_store_unref);
    }
  g_autofree char *shm = g_build_filename (f.dir, "store.db-shm", NULL);
  g_autofree char *wal = g_build_filename (f.dir, "store.db-wal", NULL);
  g_assert_true (g_file_test (wal, G_FILE_TEST_EXISTS) == killed);
  g_unlink (shm); /* as after a restart of a machine that keeps it in memory */

  int alive = 0;
  for (int i = 0; i < N_IDS; i++)
    alive += acked[i].counter > 0 && !acked[i].deleted;
  g_autofree char *least = g_strdup_printf ("%d", alive / 2);
  make_read_only (f.dir, TRUE);
  g_autoptr (GSubprocess) child = run_self ("--read-only", f.dir, least);
  g_subprocess_wait (child, NULL, NULL);
  make_read_only (f.dir, FALSE);
  if (g_subprocess_get_if_exited (child) && g_subprocess_get_exit_status (child) == 77)
    g_test_skip ("cannot become another user");
  else
    g_assert_true (g_subprocess_get_successful (child));
  fixture_close (&f);
}

static void
test_read_only (void)
{
  check_read_only (FALSE);
}

static void
test_read_only_killed (void)
{
  check_read_only (TRUE);
}

/* Says when it has opened the folder, then waits for what somebody else writes there. */
static int
child_read_on (const char *dir)
{
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (GError) error = NULL;

  if (getuid () != 0 || setgid (65534) != 0 || setuid (65534) != 0)
    return 77;
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, &error);
  g_assert_no_error (error);
  g_autoptr (TwDoc) old = tw_store_get (store, "request:F00001", &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (STDOUT_FILENO, "open\n", 5), ==, 5);
  for (int i = 0; i < 100; i++)
    {
      g_autoptr (TwDoc) doc = tw_store_get (store, "request:F00699", NULL);
      if (doc)
        {
          fixture_assert_sound (store);
          return 0;
        }
      g_usleep (50000);
    }
  return 1;
}

/* A reader without the right to write opens the folder while nobody writes; then somebody does. */
static void
test_read_only_changes (void)
{
  Fixture f;
  g_autofree char *line = NULL;

  fixture_open (&f);
  fixture_fill (f.store, 10);
  g_clear_pointer (&f.store, tw_store_unref);
  make_read_only (f.dir, TRUE);
  g_autoptr (GSubprocess) child = run_self ("--read-on", f.dir, NULL);
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  make_read_only (f.dir, FALSE);
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  fixture_fill (f.store, 700);
  g_subprocess_wait (child, NULL, NULL);
  if (g_subprocess_get_if_exited (child) && g_subprocess_get_exit_status (child) == 77)
    g_test_skip ("cannot become another user");
  else
    g_assert_true (g_subprocess_get_successful (child));
  fixture_close (&f);
}

static void
test_read_only_flag (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  fixture_fill (f.store, 10);
  fixture_reopen (&f, TW_STORE_OPEN_READ_ONLY);
  g_autoptr (TwDoc) doc = tw_store_get (f.store, "request:F00001", &error);
  g_assert_no_error (error);
  g_assert_false (tw_store_set_meta (f.store, "a", "b", &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY);
  fixture_close (&f);
}

/* --- damage, found while it is in use --------------------------------------------------------- */

/* No database is exchanged under somebody who has it open, here or elsewhere: what is written there
 * afterwards would be lost. */
static void
test_restore_in_use (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  fixture_fill (f.store, 50);
  g_autofree char *backup = g_build_filename (f.dir, "backups", "b", NULL);
  g_assert_true (tw_store_backup (f.store, backup, NULL, NULL, NULL, &error));
  g_assert_false (tw_store_restore (f.dir, backup, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_BUSY);
  g_clear_error (&error);
  g_clear_pointer (&f.store, tw_store_unref);

  g_autoptr (GSubprocess) writer = run_self ("--write", f.dir, "3");
  g_usleep (200000);
  g_assert_false (tw_store_restore (f.dir, backup, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_BUSY);
  g_clear_error (&error);
  g_subprocess_send_signal (writer, SIGKILL);
  g_subprocess_wait (writer, NULL, NULL);
  fixture_damage (f.dir, 1);
  tw_store_restore (f.dir, backup, &error);
  g_assert_no_error (error);
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  fixture_assert_sound (f.store);
  fixture_close (&f);
}

/* --- two processes --------------------------------------------------------------------------- */

static int
child_some (const char *dir)
{
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, NULL);

  for (int i = 0; i < 150; i++)
    {
      g_autofree char *id = g_strdup_printf ("request:P%dN%d", (int) getpid (), i);
      TwBatch *batch = tw_batch_new ();
      JsonObject *body = make_request (i, "两个进程");
      g_autofree char *service = g_strdup_printf ("s%d", i % 7);
      json_object_set_string_member (body, "service", service);
      tw_batch_put (batch, id, NULL, body);
      tw_batch_put (batch, "request:BOTH", TW_REV_ANY, make_request (i, "both"));
      if (!tw_store_put (store, batch, NULL, NULL))
        return 1;
    }
  return 0;
}

static void
test_two_processes (void)
{
  Fixture f;
  TwRequestTotals totals;

  fixture_open (&f);
  g_autoptr (GSubprocess) a = run_self ("--some", f.dir, NULL);
  g_autoptr (GSubprocess) b = run_self ("--some", f.dir, NULL);
  for (int i = 0; i < 50; i++)
    g_assert_true (fixture_put_numbered (f.store, i, NULL));
  g_subprocess_wait (a, NULL, NULL);
  g_subprocess_wait (b, NULL, NULL);
  g_assert_true (g_subprocess_get_successful (a) && g_subprocess_get_successful (b));
  g_assert_true (tw_query_request_totals (f.store, &totals, NULL));
  g_assert_cmpint (totals.n_total, ==, 2 * 150 + 1 + 50 * 20);
  fixture_assert_sound (f.store);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--write") == 0)
    return child_write (argv[2], g_ascii_strtoull (argv[3], NULL, 10));
  if (argc == 4 && strcmp (argv[1], "--full") == 0)
    return child_full (argv[2]);
  if (argc == 4 && strcmp (argv[1], "--full-start") == 0)
    return child_full_start (argv[2], strcmp (argv[3], "killed") == 0);
  if (argc == 4 && strcmp (argv[1], "--read-only") == 0)
    return child_read_only (argv[2], argv[3]);
  if (argc == 4 && strcmp (argv[1], "--read-on") == 0)
    return child_read_on (argv[2]);
  if (argc == 4 && strcmp (argv[1], "--some") == 0)
    return child_some (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disk/kill", test_kill);
  g_test_add_func ("/disk/file-limit", test_file_limit);
  g_test_add_func ("/disk/full", test_full_disk);
  g_test_add_func ("/disk/full-at-start", test_full_at_start);
  g_test_add_func ("/disk/full-at-start-killed", test_full_at_start_killed);
  g_test_add_func ("/disk/read-only", test_read_only);
  g_test_add_func ("/disk/read-only-killed", test_read_only_killed);
  g_test_add_func ("/disk/read-only-changes", test_read_only_changes);
  g_test_add_func ("/disk/read-only-flag", test_read_only_flag);
  g_test_add_func ("/disk/restore-in-use", test_restore_in_use);
  g_test_add_func ("/disk/two-processes", test_two_processes);
  return g_test_run ();
}
