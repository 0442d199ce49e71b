// SPDX-License-Identifier: Apache-2.0
#include "store-fixture.h"

#include "base/tw-json.h"
#include "base/tw-rng.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The push queue: edits made while a push is under way must not conflict with themselves. */

#define MANY 1000000

static GPtrArray *
take (TwStore *store, gint64 after, guint max_docs, gsize max_bytes)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *taken = tw_store_take_unsynced (store, after, max_docs, max_bytes, &error);

  g_assert_no_error (error);
  return taken;
}

static void
answer (TwStore *store, const TwOutgoing *outgoing, TwSentOutcome outcome, const char *reason)
{
  g_autoptr (GError) error = NULL;
  TwSent sent = { outgoing->id, outgoing->path[0], outcome, reason };

  tw_store_mark_sent (store, &sent, 1, &error);
  g_assert_no_error (error);
}

static void
assert_sound (TwStore *store)
{
  g_autoptr (GError) error = NULL;

  tw_store_check (store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* The text of the base of the only leaf, or NULL. */
static char *
dup_base (TwStore *store, const char *id)
{
  g_autoptr (GPtrArray) leaves = tw_store_list_leaves (store, id, NULL);

  g_assert_cmpuint (leaves->len, ==, 1);
  TwLeaf *leaf = leaves->pdata[0];
  return leaf->base ? g_strdup (tw_json_get_string (leaf->base, "text", "")) : NULL;
}

static void
assert_base (TwStore *store, const char *expected)
{
  g_autofree char *base = dup_base (store, "request:A");

  g_assert_cmpstr (base, ==, expected);
}

/* Edits before a push replace each other, those during one do not; the base stays until it is
 * safe to drop it. */
static void
test_edit_during_push (void)
{
  Fixture f;

  fixture_open (&f);
  g_autofree char *r1 = put_one (f.store, "request:A", NULL, make_request (1, "synced"));
  g_assert_true (tw_store_mark_synced (f.store, "request:A", r1, NULL));
  g_autofree char *r2 = put_one (f.store, "request:A", r1, make_request (1, "first"));
  g_autofree char *r3 = put_one (f.store, "request:A", r2, make_request (1, "second"));
  g_autoptr (GPtrArray) taken = take (f.store, 0, 10, MANY);
  g_assert_cmpuint (taken->len, ==, 1);
  TwOutgoing *out = taken->pdata[0];
  g_assert_cmpstr (out->path[0], ==, r3);
  g_assert_cmpstr (out->path[1], ==, r1);
  g_assert_null (out->path[2]);
  g_assert_nonnull (strstr (out->body, "second"));
  g_assert_false (out->sent_before);

  g_autofree char *r4 = put_one (f.store, "request:A", r3, make_request (1, "third"));
  g_assert_true (g_str_has_prefix (r3, "2-") && g_str_has_prefix (r4, "3-"));
  g_autofree char *r5 = put_one (f.store, "request:A", r4, make_request (1, "fourth"));
  g_assert_true (g_str_has_prefix (r5, "3-")); /* this one nobody has seen */
  g_assert_cmpint (tw_store_count_unsynced (f.store), ==, 1);
  assert_base (f.store, "synced"); /* as the answer may be that r3 never arrived */
  assert_sound (f.store);

  answer (f.store, out, TW_SENT_TAKEN, NULL);
  assert_base (f.store, "second");
  g_autoptr (GPtrArray) next = take (f.store, out->place, 10, MANY);
  g_assert_cmpuint (next->len, ==, 1);
  out = next->pdata[0];
  g_assert_cmpstr (out->path[0], ==, r5);
  g_assert_cmpstr (out->path[1], ==, r3);
  answer (f.store, out, TW_SENT_TAKEN, NULL);
  assert_base (f.store, NULL);
  g_assert_cmpint (tw_store_count_unsynced (f.store), ==, 0);
  assert_sound (f.store);
  fixture_close (&f);
}

/* The peer has the child, so it has what was sent before without an answer. */
static void
test_child_answers_for_parent (void)
{
  Fixture f;

  fixture_open (&f);
  g_autofree char *r1 = put_one (f.store, "request:A", NULL, make_request (1, "one"));
  g_autoptr (GPtrArray) lost = take (f.store, 0, 10, MANY);
  g_autofree char *r2 = put_one (f.store, "request:A", r1, make_request (1, "two"));
  g_assert_true (tw_store_mark_synced (f.store, "request:A", r2, NULL));
  g_assert_cmpint (tw_store_count_unsynced (f.store), ==, 0);
  g_autoptr (GPtrArray) none = take (f.store, 0, 10, MANY);
  g_assert_cmpuint (none->len, ==, 0);
  answer (f.store, lost->pdata[0], TW_SENT_TAKEN, NULL); /* late, and no news */
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_answers (void)
{
  Fixture f;

  fixture_open (&f);
  g_autofree char *r1 = put_one (f.store, "request:A", NULL, make_request (1, "one"));
  g_autoptr (GPtrArray) first = take (f.store, 0, 10, MANY);
  answer (f.store, first->pdata[0], TW_SENT_LOST, NULL);
  g_autofree char *r2 = put_one (f.store, "request:A", r1, make_request (1, "two"));
  g_assert_true (g_str_has_prefix (r2, "1-")); /* it never left the house */

  g_autoptr (GPtrArray) second = take (f.store, 0, 10, MANY);
  answer (f.store, second->pdata[0], TW_SENT_REFUSED, "field “x” is not welcome");
  g_autoptr (GPtrArray) none = take (f.store, 0, 10, MANY);
  g_assert_cmpuint (none->len, ==, 0);
  g_autoptr (GPtrArray) refused = tw_store_list_refused (f.store, 10, NULL);
  g_assert_cmpuint (refused->len, ==, 1);
  TwHeldBack *held = refused->pdata[0];
  g_assert_cmpstr (held->rev, ==, r2);
  g_assert_cmpstr (held->reason, ==, "field “x” is not welcome");
  g_assert_cmpint (tw_store_count_unsynced (f.store), ==, 1);

  g_autofree char *r3 = put_one (f.store, "request:A", r2, make_request (1, "three"));
  g_assert_true (g_str_has_prefix (r3, "1-"));
  g_autoptr (GPtrArray) again = take (f.store, 0, 10, MANY);
  g_assert_cmpuint (again->len, ==, 1);
  g_autoptr (GPtrArray) no_more = tw_store_list_refused (f.store, 10, NULL);
  g_assert_cmpuint (no_more->len, ==, 0);
  TwSent unknown[] = { { "request:NONE", r1, TW_SENT_TAKEN, NULL },
                       { "request:A", "not a revision", TW_SENT_TAKEN, NULL },
                       { "request:A", r1, TW_SENT_TAKEN, NULL } };
  g_assert_true (tw_store_mark_sent (f.store, unknown, G_N_ELEMENTS (unknown), NULL));
  g_assert_cmpint (tw_store_count_unsynced (f.store), ==, 1);
  assert_sound (f.store);
  fixture_close (&f);
}

/* Batches by number and by size; deletions are pushed too; a round sees each document once. */
static void
test_rounds (void)
{
  static const struct {
    guint max_docs;
    gsize max_bytes;
    guint min_batches, max_batches;
  } cases[] = { { 500, MANY, 1, 1 }, { 7, MANY, 5, 5 }, { 500, 1, 30, 30 }, { 500, 3000, 2, 4 } };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      Fixture f;
      guint n_batches = 0, n_deleted = 0;
      gint64 after = 0;
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      fixture_open (&f);
      for (int i = 0; i < 30; i++)
        {
          g_autofree char *id = g_strdup_printf ("request:R%d", i);
          g_free (put_one (f.store, id, NULL, make_request (i, "text")));
        }
      TwBatch *batch = tw_batch_new ();
      tw_batch_delete (batch, "request:R7", TW_REV_ANY);
      g_assert_true (tw_store_put (f.store, batch, NULL, NULL));
      for (;; n_batches++)
        {
          g_autoptr (GPtrArray) taken =
              take (f.store, after, cases[c].max_docs, cases[c].max_bytes);
          if (taken->len == 0)
            break;
          for (guint i = 0; i < taken->len; i++)
            {
              TwOutgoing *out = taken->pdata[i];
              g_assert_true (g_hash_table_add (seen, g_strdup (out->id)));
              n_deleted += (guint) out->deleted;
              after = out->place;
            }
        }
      g_assert_cmpuint (g_hash_table_size (seen), ==, 30);
      g_assert_cmpuint (n_deleted, ==, 1);
      g_assert_cmpuint (n_batches, >=, cases[c].min_batches);
      g_assert_cmpuint (n_batches, <=, cases[c].max_batches);
      fixture_close (&f);
    }
}

/* --- a peer ---------------------------------------------------------------------------------- */

#define N_DOCS 12

static void
deliver (TwStore *peer, const TwOutgoing *out)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  tw_batch_graft (batch, out->id, (const char *const *) out->path, out->deleted,
                  tw_json_parse_object (out->body, -1, TW_DOC_MAX_BODY, NULL));
  tw_store_put (peer, batch, NULL, &error);
  g_assert_no_error (error);
}

static void
edit_something (TwStore *store, TwRng *rng, int n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strdup_printf ("request:P%d", (int) tw_rng_below (rng, N_DOCS));
  g_autoptr (TwDoc) doc = tw_store_get (store, id, NULL);
  TwBatch *batch = tw_batch_new ();
  g_autofree char *text = g_strdup_printf ("edit %d", n);

  if (doc && tw_rng_below (rng, 8) == 0)
    tw_batch_delete (batch, id, TW_REV_ANY);
  else
    tw_batch_put (batch, id, TW_REV_ANY, make_request (n, text));
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
}

/* Takes, and lets the wire do what wires do: deliver, or lose the request, or lose the answer. */
static void
push_some (TwStore *store, TwStore *peer, TwRng *rng, GPtrArray *in_flight)
{
  g_autoptr (GPtrArray) taken = take (store, 0, 1 + (guint) tw_rng_below (rng, 6), MANY);

  while (taken->len > 0)
    g_ptr_array_add (in_flight, g_ptr_array_steal_index (taken, 0));
  while (in_flight->len > 0 && tw_rng_below (rng, 4) != 0)
    {
      g_autoptr (TwOutgoing) out =
          g_ptr_array_steal_index (in_flight, (guint) tw_rng_below (rng, in_flight->len));
      guint64 fate = tw_rng_below (rng, 4);
      if (fate == 0)
        continue; /* lost on the way */
      deliver (peer, out);
      if (fate == 1)
        deliver (peer, out);
      if (fate != 2) /* 2: the answer is lost */
        answer (store, out, TW_SENT_TAKEN, NULL);
    }
}

static void
push_all (TwStore *store, TwStore *peer)
{
  for (;;)
    {
      g_autoptr (GPtrArray) taken = take (store, 0, 100, MANY);
      if (taken->len == 0)
        return;
      for (guint i = 0; i < taken->len; i++)
        {
          deliver (peer, taken->pdata[i]);
          answer (store, taken->pdata[i], TW_SENT_TAKEN, NULL);
        }
    }
}

/* Whatever the interleaving of edits, pushes and lost answers, the peer ends with the same winners
 * and without a single conflict. */
static void
test_interleaved (void)
{
  for (guint64 seed = 1; seed <= 6; seed++)
    {
      Fixture f, peer;
      TwRng rng;
      g_autoptr (GPtrArray) in_flight =
          g_ptr_array_new_with_free_func ((GDestroyNotify) tw_outgoing_free);
      tw_rng_init (&rng, seed);
      fixture_open (&f);
      fixture_open (&peer);
      for (int n = 0; n < 150; n++)
        {
          if (tw_rng_below (&rng, 3) != 0)
            edit_something (f.store, &rng, n);
          else
            push_some (f.store, peer.store, &rng, in_flight);
          if (n % 50 == 49)
            fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
        }
      while (in_flight->len > 0) /* and some arrive late */
        {
          g_autoptr (TwOutgoing) out = g_ptr_array_steal_index (in_flight, 0);
          deliver (peer.store, out);
        }
      push_all (f.store, peer.store);
      g_assert_cmpint (tw_store_count_unsynced (f.store), ==, 0);
      for (int i = 0; i < N_DOCS; i++)
        {
          g_autofree char *id = g_strdup_printf ("request:P%d", i);
          g_autoptr (GPtrArray) leaves = tw_store_list_leaves (peer.store, id, NULL);
          g_assert_true (!leaves || leaves->len == 1);
        }
      g_autofree char *here = tw_store_digest (f.store, NULL);
      g_autofree char *there = tw_store_digest (peer.store, NULL);
      g_assert_cmpstr (here, ==, there);
      assert_sound (f.store);
      assert_sound (peer.store);
      fixture_close (&f);
      fixture_close (&peer);
    }
}

/* --- killed in between ----------------------------------------------------------------------- */

static int
child_take (const char *dir)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (START_US, 0);
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, NULL);
  g_autoptr (GPtrArray) taken = tw_store_take_unsynced (store, 0, 10, MANY, NULL);

  if (!taken || taken->len != 10)
    return 1;
  kill (getpid (), SIGKILL); /* it has left, nobody waits for the answer */
  return 0;
}

static void
test_killed (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("request:K%02d", i);
      g_free (put_one (f.store, id, NULL, make_request (i, "text")));
    }
  g_clear_pointer (&f.store, tw_store_unref);
  g_autoptr (GSubprocess) child =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "--take", f.dir, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (child));
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  g_autofree char *sent = put_one (f.store, "request:K03", TW_REV_ANY, make_request (3, "later"));
  g_autofree char *kept = put_one (f.store, "request:K15", TW_REV_ANY, make_request (15, "later"));
  g_assert_true (g_str_has_prefix (sent, "2-")); /* the peer may have the first */
  g_assert_true (g_str_has_prefix (kept, "1-"));
  g_autoptr (GPtrArray) taken = take (f.store, 0, 100, MANY);
  guint n_before = 0;
  g_assert_cmpuint (taken->len, ==, 20);
  for (guint i = 0; i < taken->len; i++)
    n_before += (guint) ((TwOutgoing *) taken->pdata[i])->sent_before;
  g_assert_cmpuint (n_before, ==, 9);
  assert_sound (f.store);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--take") == 0)
    return child_take (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/push/edit-during-push", test_edit_during_push);
  g_test_add_func ("/push/child-answers-for-parent", test_child_answers_for_parent);
  g_test_add_func ("/push/answers", test_answers);
  g_test_add_func ("/push/rounds", test_rounds);
  g_test_add_func ("/push/interleaved", test_interleaved);
  g_test_add_func ("/push/killed", test_killed);
  return g_test_run ();
}
