// SPDX-License-Identifier: Apache-2.0
#include "store-fixture.h"

#include "store/tw-attach.h"
#include "store/tw-conn.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Attachments: content in and out, what revisions have, what crashes and full disks leave. */

#define PART (256 * 1024)

/* Byte @at of content @seed. */
static guint8
byte_of (guint seed, gint64 at)
{
  return (guint8) ((at * 2654435761u + seed) >> 7);
}

/* Brings content of @len bytes in pieces of @step. NULL with @error set. */
static char *
bring (TwStore *store, guint seed, gint64 len, gsize step, GError **error)
{
  g_autoptr (TwBlobWriter) writer = tw_blob_writer_new (store);
  g_autofree guint8 *piece = g_malloc (step);

  for (gint64 at = 0; at < len;)
    {
      gsize n = (gsize) MIN ((gint64) step, len - at);
      for (gsize i = 0; i < n; i++)
        piece[i] = byte_of (seed, at + (gint64) i);
      if (!tw_blob_writer_append (writer, piece, n, error))
        return NULL;
      at += (gint64) n;
    }
  return tw_blob_writer_finish (writer, NULL, TRUE, error);
}

static char *
bring_well (TwStore *store, guint seed, gint64 len, gsize step)
{
  g_autoptr (GError) error = NULL;
  char *digest = bring (store, seed, len, step, &error);

  g_assert_no_error (error);
  return digest;
}

static gint64
count (Fixture *f, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;
  g_autofree char *path = g_build_filename (f->dir, "store.db", NULL);
  g_autoptr (TwConn) conn = tw_conn_open (path, path, SQLITE_OPEN_READWRITE, &error);

  g_assert_no_error (error);
  tw_conn_get_int (conn, sql, -1, &n, &error);
  g_assert_no_error (error);
  return n;
}

static void
assert_sound (TwStore *store)
{
  g_autoptr (GError) error = NULL;

  tw_store_check (store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_content (TwStore *store, const char *digest, guint seed, gint64 len, gsize step)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *buffer = g_malloc (step);
  gint64 at = 0, found_len;
  gssize n;

  g_assert_true (tw_store_has_blob (store, digest, &found_len));
  g_assert_cmpint (found_len, ==, len);
  while ((n = tw_store_read_blob (store, digest, at, buffer, step, &error)) > 0)
    {
      for (gssize i = 0; i < n; i++)
        if (buffer[i] != byte_of (seed, at + i))
          g_error ("byte %" G_GINT64_FORMAT " differs", at + i);
      at += n;
    }
  g_assert_no_error (error);
  g_assert_cmpint (at, ==, len);
}

static void
test_in_and_out (void)
{
  static const struct {
    gint64 len;
    gsize in, out;
  } cases[] = {
    { 0, 1, 100 },
    { 1, 1, 100 },
    { 16 * 1024, 1000, 16 * 1024 },
    { 16 * 1024 + 1, 7777, 999 },
    { PART - 1, PART, PART },
    { PART, PART, 3 * PART },
    { PART + 1, 1000, PART },
    { 3 * PART, 5 * PART, 12345 },
    { 1000003, 99991, 300001 },
  };
  Fixture f;

  fixture_open (&f);
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autofree char *digest = bring_well (f.store, c, cases[c].len, cases[c].in);
      assert_content (f.store, digest, c, cases[c].len, cases[c].out);
      fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
      assert_content (f.store, digest, c, cases[c].len, cases[c].out);
    }
  g_autofree char *empty = bring_well (f.store, 0, 0, 1);
  g_assert_cmpstr (empty, ==, "md5-1B2M2Y8AsgTpgAmY7PhCfg=="); /* RFC 1321: of nothing */
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_once (void)
{
  Fixture f;

  fixture_open (&f);
  g_autofree char *a = bring_well (f.store, 1, 3 * PART, 1000);
  gint64 parts = count (&f, "SELECT count (*) FROM blob_part");
  g_autofree char *b = bring_well (f.store, 1, 3 * PART, 77777);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpint (count (&f, "SELECT count (*) FROM blob"), ==, 1);
  g_assert_cmpint (count (&f, "SELECT count (*) FROM blob_part"), ==, parts);
  fixture_close (&f);
}

static void
test_mismatch (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autofree char *zeros = g_malloc0 (2 * PART);
  guint8 byte;

  fixture_open (&f);
  g_autoptr (TwBlobWriter) writer = tw_blob_writer_new (f.store);
  g_assert_true (tw_blob_writer_append (writer, zeros, 2 * PART, NULL));
  g_assert_null (tw_blob_writer_finish (writer, "md5-1B2M2Y8AsgTpgAmY7PhCfg==", TRUE, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_clear_pointer (&writer, tw_blob_writer_free);
  g_assert_cmpint (count (&f, "SELECT count (*) FROM blob_part"), ==, 0);
  g_assert_false (tw_store_has_blob (f.store, "md5-1B2M2Y8AsgTpgAmY7PhCfg==", NULL));
  g_assert_cmpint (tw_store_read_blob (f.store, "md5-none", 0, &byte, 1, &error), ==, -1);
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  fixture_close (&f);
}

/* --- attachments of revisions ----------------------------------------------------------------- */

/* "name=revpos ..." of the winner. */
static void
assert_attached (TwStore *store, const char *id, const char *rev, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) list = tw_store_list_attachments (store, id, rev, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    {
      TwAttachment *attachment = list->pdata[i];
      g_string_append_printf (text, "%s%s=%u", i ? " " : "", attachment->name, attachment->revpos);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* Puts "request:A"; @attach and @detach may be NULL. Returns the new revision. */
static char *
edit (TwStore *store, const char *text, const char *attach, const char *digest, const char *detach)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  tw_batch_put (batch, "request:A", TW_REV_ANY, make_request (1, text));
  if (attach)
    tw_batch_attach (batch, attach, "image/jpeg", digest);
  if (detach)
    tw_batch_detach (batch, detach);
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (TwDoc) doc = tw_store_get (store, "request:A", NULL);
  return g_strdup (doc->rev);
}

static void
test_revisions (void)
{
  Fixture f;
  TwWriteResult result;

  fixture_open (&f);
  g_autofree char *photo = bring_well (f.store, 1, 100000, 4096);
  g_autofree char *letter = bring_well (f.store, 2, 100, 4096);
  g_autofree char *r1 = edit (f.store, "one", "photo.jpg", photo, NULL);
  assert_attached (f.store, "request:A", NULL, "photo.jpg=1");
  g_autofree char *other = edit (f.store, "one", "photo.jpg", letter, NULL);
  g_assert_cmpstr (other, !=, r1); /* the same text with another photo is another revision */
  g_autofree char *back = edit (f.store, "one", "photo.jpg", photo, NULL);

  g_assert_true (tw_store_mark_synced (f.store, "request:A", back, NULL));
  g_autofree char *r2 = edit (f.store, "two", "letter.txt", letter, NULL);
  assert_attached (f.store, "request:A", NULL, "letter.txt=2 photo.jpg=1");
  assert_attached (f.store, "request:A", back, "photo.jpg=1");            /* kept with the base */
  g_autofree char *r3 = edit (f.store, "three", NULL, NULL, "photo.jpg"); /* squashed */
  assert_attached (f.store, "request:A", NULL, "letter.txt=2");
  TwBatch *batch = tw_batch_new ();
  tw_batch_put (batch, "request:A", TW_REV_ANY, make_request (1, "three"));
  tw_batch_attach (batch, "letter.txt", "image/jpeg", letter);
  g_assert_true (tw_store_put (f.store, batch, &result, NULL));
  g_assert_cmpuint (result.n_unchanged, ==, 1);

  g_autoptr (GPtrArray) taken = tw_store_take_unsynced (f.store, 0, 10, 100000, NULL);
  g_assert_cmpuint (((TwOutgoing *) taken->pdata[0])->attachments->len, ==, 1);
  g_assert_true (tw_store_mark_synced (f.store, "request:A", r3, NULL));
  assert_attached (f.store, "request:A", back, ""); /* gone with the base */
  batch = tw_batch_new ();
  tw_batch_delete (batch, "request:A", TW_REV_ANY);
  g_assert_true (tw_store_put (f.store, batch, NULL, NULL));
  assert_attached (f.store, "request:A", NULL, "");
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_refused (void)
{
  Fixture f;
  static const char *const good = "md5-1B2M2Y8AsgTpgAmY7PhCfg==";
  static const struct {
    const char *name, *type, *digest;
    TwStoreError code;
  } cases[] = {
    { "", "image/png", "md5-1B2M2Y8AsgTpgAmY7PhCfg==", TW_STORE_ERROR_INVALID },
    { "_x", "image/png", "md5-1B2M2Y8AsgTpgAmY7PhCfg==", TW_STORE_ERROR_INVALID },
    { "a\nb", "image/png", "md5-1B2M2Y8AsgTpgAmY7PhCfg==", TW_STORE_ERROR_INVALID },
    { "\xff", "image/png", "md5-1B2M2Y8AsgTpgAmY7PhCfg==", TW_STORE_ERROR_INVALID },
    { "x", "", "md5-1B2M2Y8AsgTpgAmY7PhCfg==", TW_STORE_ERROR_INVALID },
    { "x", "image/png", "nonsense", TW_STORE_ERROR_INVALID },
    { "x", "image/png", "md5-AAAAAAAAAAAAAAAAAAAAAA==", TW_STORE_ERROR_NOT_FOUND },
  };

  fixture_open (&f);
  g_free (bring_well (f.store, 0, 0, 1));
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (GError) error = NULL;
      TwBatch *batch = tw_batch_new ();
      tw_batch_put (batch, "request:A", NULL, make_request (1, "x"));
      tw_batch_attach (batch, cases[c].name, cases[c].type, cases[c].digest);
      g_assert_false (tw_store_put (f.store, batch, NULL, &error));
      g_assert_error (error, TW_STORE_ERROR, (gint) cases[c].code);
      g_assert_null (tw_store_get (f.store, "request:A", NULL));
    }
  g_free (edit (f.store, "x", "名字.png", good, NULL));
  assert_attached (f.store, "request:A", NULL, "名字.png=1");
  fixture_close (&f);
}

/* From a peer first the document, later the content under the peer's name for it. */
static void
test_stubs (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autofree char *r1 = make_rev (1, 1);
  const char *path[] = { r1, NULL };
  static const char *const digest = "md5-ofthegzippedcontent00==";
  char buffer[8];

  fixture_open (&f);
  TwBatch *batch = tw_batch_new ();
  tw_batch_graft (batch, "request:A", path, FALSE, make_request (1, "one"));
  tw_batch_attach_stub (batch, "note.txt", "text/plain", digest, 5, 1);
  g_assert_true (tw_store_put (f.store, batch, NULL, NULL));
  assert_attached (f.store, "request:A", r1, "note.txt=1");
  g_autoptr (GPtrArray) missing = tw_store_list_missing (f.store, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (missing->len, ==, 1);
  TwAttachment *stub = missing->pdata[0];
  g_assert_cmpstr (stub->id, ==, "request:A");
  g_assert_cmpstr (stub->rev, ==, r1);
  g_assert_cmpstr (stub->digest, ==, digest);
  g_assert_false (stub->here || tw_store_has_blob (f.store, digest, NULL));
  g_free (edit (f.store, "edited without the content", NULL, NULL, NULL));
  assert_attached (f.store, "request:A", NULL, "note.txt=1");
  assert_sound (f.store);

  for (int round = 0; round < 2; round++) /* first cut short, then whole */
    {
      g_autoptr (TwBlobWriter) writer = tw_blob_writer_new (f.store);
      g_assert_true (tw_blob_writer_append (writer, "hello", round ? 5 : 4, NULL));
      g_autofree char *name = tw_blob_writer_finish (writer, digest, FALSE, &error);
      g_assert_true ((name != NULL) == (round == 1));
      g_clear_error (&error);
    }
  g_assert_cmpint (tw_store_read_blob (f.store, digest, 1, buffer, 8, NULL), ==, 4);
  g_assert_cmpint (memcmp (buffer, "ello", 4), ==, 0);
  g_autoptr (GPtrArray) none = tw_store_list_missing (f.store, 10, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  assert_sound (f.store);
  fixture_close (&f);
}

/* --- care ------------------------------------------------------------------------------------ */

static void
test_sweep (void)
{
  Fixture f;
  guint n = 99;
  g_autofree char *zeros = g_malloc0 (2 * PART);

  fixture_open (&f);
  g_autofree char *used = bring_well (f.store, 1, 3 * PART, PART);
  g_autofree char *unused = bring_well (f.store, 2, 30 * PART, PART); /* more than one step */
  g_free (bring_well (f.store, 3, 10, 10));
  g_free (edit (f.store, "x", "used", used, NULL));
  g_autoptr (TwBlobWriter) under_way = tw_blob_writer_new (f.store);
  g_assert_true (tw_blob_writer_append (under_way, zeros, 2 * PART, NULL));
  g_assert_true (tw_store_sweep_blobs (f.store, 3600 * (gint64) G_USEC_PER_SEC, &n, NULL));
  g_assert_cmpuint (n, ==, 0); /* too young */
  g_autofree char *finished = tw_blob_writer_finish (under_way, NULL, TRUE, NULL);
  g_assert_nonnull (finished);
  g_assert_true (tw_store_sweep_blobs (f.store, 0, &n, NULL));
  g_assert_cmpuint (n, ==, 3);
  assert_content (f.store, used, 1, 3 * PART, PART);
  g_assert_false (tw_store_has_blob (f.store, unused, NULL));
  g_assert_cmpint (count (&f, "SELECT count (*) FROM blob_part"), ==, 3);
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_check (void)
{
  static const char *const lies[] = {
    "UPDATE blob SET data = zeroblob (length (data)) WHERE parts IS NULL RETURNING 1",
    "UPDATE blob_part SET data = zeroblob (length (data)) WHERE part_no & 1 = 1 RETURNING 1",
    "DELETE FROM blob_part WHERE part_no & 1 = 1 RETURNING 1",
    "DELETE FROM blob WHERE parts IS NULL RETURNING 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      Fixture f;
      g_autoptr (GError) error = NULL;
      fixture_open (&f);
      g_autofree char *small = bring_well (f.store, 1, 1000, 100);
      g_autofree char *large = bring_well (f.store, 2, 2 * PART, PART);
      g_free (edit (f.store, "x", "small", small, NULL));
      g_free (edit (f.store, "x", "large", large, NULL));
      assert_sound (f.store);
      g_assert_cmpint (count (&f, lies[i]), ==, 1);
      g_assert_false (tw_store_check (f.store, NULL, NULL, NULL, &error));
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT);
      fixture_close (&f);
    }
}

/* --- in a process of its own ------------------------------------------------------------------ */

static int
child_upload (const char *dir)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (START_US, 0);
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, NULL);
  g_autoptr (TwBlobWriter) writer = tw_blob_writer_new (store);
  g_autofree char *zeros = g_malloc0 (PART);

  for (int i = 0;; i++)
    {
      if (!tw_blob_writer_append (writer, zeros, PART, NULL))
        return 1;
      if (i == 20)
        kill (getpid (), SIGKILL);
    }
}

static gint64
peak_kb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/* Prints by how many KB the peak of memory grew over 160 MB in and out. */
static int
child_large (const char *dir)
{
  const gint64 len = G_GINT64_CONSTANT (160) << 20;
  g_autoptr (TwClock) clock = tw_clock_new_drill (START_US, 0);
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, NULL);
  gint64 before = peak_kb ();
  g_autofree char *digest = bring_well (store, 9, len, 1 << 20);

  assert_content (store, digest, 9, len, 1 << 20);
  g_print ("%" G_GINT64_FORMAT "\n", peak_kb () - before);
  return 0;
}

static GSubprocess *
run_self (const char *verb, const char *dir)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", verb, dir, NULL);

  g_assert_no_error (error);
  return child;
}

static void
test_killed (void)
{
  Fixture f;
  guint n = 0;

  fixture_open (&f);
  g_clear_pointer (&f.store, tw_store_unref);
  g_autoptr (GSubprocess) child = run_self ("--upload", f.dir);
  g_subprocess_wait (child, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (child));
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  assert_sound (f.store);
  g_assert_cmpint (count (&f, "SELECT count (*) FROM blob_part"), ==, 21);
  g_assert_true (tw_store_sweep_blobs (f.store, 0, &n, NULL));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (count (&f, "SELECT count (*) FROM blob_part"), ==, 0);
  fixture_close (&f);
}

static void
test_bounded_memory (void)
{
  Fixture f;
  g_autofree char *out = NULL;

  fixture_open (&f);
  g_clear_pointer (&f.store, tw_store_unref);
  g_autoptr (GSubprocess) child = run_self ("--large", f.dir);
  g_subprocess_communicate_utf8 (child, NULL, NULL, &out, NULL, NULL);
  g_assert_true (g_subprocess_get_successful (child));
  g_test_message ("peak of memory grew by %s KB", g_strchomp (out));
#ifndef __SANITIZE_ADDRESS__
  /* The caches of a writer and a reader, 32 and 64 MB, are among it. */
  g_assert_cmpint (atoi (out), <, 110 * 1024);
#endif
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_full (void)
{
  Fixture f;
  struct rlimit limit;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  g_autofree char *kept = bring_well (f.store, 1, 2 * PART, PART);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &limit);
  rlim_t before = limit.rlim_cur;
  limit.rlim_cur = 3000000;
  setrlimit (RLIMIT_FSIZE, &limit);
  g_assert_null (bring (f.store, 2, 40 * PART, PART, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL);
  assert_content (f.store, kept, 1, 2 * PART, PART);
  g_autofree char *reason = tw_store_dup_read_only_reason (f.store);
  g_assert_nonnull (reason);
  limit.rlim_cur = before;
  setrlimit (RLIMIT_FSIZE, &limit);
  g_autofree char *digest = bring_well (f.store, 2, 40 * PART, PART);
  assert_content (f.store, digest, 2, 40 * PART, PART);
  assert_sound (f.store);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--upload") == 0)
    return child_upload (argv[2]);
  if (argc == 3 && strcmp (argv[1], "--large") == 0)
    return child_large (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attach/in-and-out", test_in_and_out);
  g_test_add_func ("/attach/once", test_once);
  g_test_add_func ("/attach/mismatch", test_mismatch);
  g_test_add_func ("/attach/revisions", test_revisions);
  g_test_add_func ("/attach/refused", test_refused);
  g_test_add_func ("/attach/stubs", test_stubs);
  g_test_add_func ("/attach/sweep", test_sweep);
  g_test_add_func ("/attach/check", test_check);
  g_test_add_func ("/attach/killed", test_killed);
  g_test_add_func ("/attach/bounded-memory", test_bounded_memory);
  g_test_add_func ("/attach/full", test_full);
  return g_test_run ();
}
