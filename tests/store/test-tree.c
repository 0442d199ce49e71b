// SPDX-License-Identifier: Apache-2.0
#include "store-fixture.h"

#include "base/tw-json.h"
#include "base/tw-rng.h"
#include "store/tw-conn.h"
#include "store/tw-query.h"

#include <string.h>

/* Revision trees: local edits, squash, grafts; and the property that the order in which they come
 * does not matter. */

static void
graft (TwStore *store, const char *id, const char *const *path, gboolean deleted, JsonObject *body,
       TwWriteResult *result)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  tw_batch_graft (batch, id, path, deleted, body);
  tw_store_put (store, batch, result, &error);
  g_assert_no_error (error);
}

static void
assert_rev (TwStore *store, const char *id, const char *rev)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwDoc) doc = tw_store_get (store, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (doc->rev, ==, rev);
}

static void
assert_sound (TwStore *store)
{
  g_autoptr (GError) error = NULL;

  tw_store_check (store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_squash (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  g_autofree char *r1 = put_one (f.store, "request:A", NULL, make_request (1, "one"));
  g_autofree char *r2 = put_one (f.store, "request:A", r1, make_request (1, "two"));
  g_assert_true (g_str_has_prefix (r2, "1-")); /* still the first: no peer has seen it */
  g_assert_cmpstr (r1, !=, r2);
  g_assert_cmpint (tw_store_count_unsynced (f.store), ==, 1);

  g_assert_true (tw_store_mark_synced (f.store, "request:A", r2, NULL));
  g_assert_cmpint (tw_store_count_unsynced (f.store), ==, 0);
  g_autofree char *r3 = put_one (f.store, "request:A", r2, make_request (1, "three"));
  g_autofree char *r4 = put_one (f.store, "request:A", r3, make_request (1, "four"));
  g_assert_true (g_str_has_prefix (r3, "2-") && g_str_has_prefix (r4, "2-"));

  g_autoptr (GPtrArray) leaves = tw_store_list_leaves (f.store, "request:A", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (leaves->len, ==, 1);
  TwLeaf *leaf = leaves->pdata[0];
  g_assert_cmpstr (tw_json_get_string (leaf->body, "text", ""), ==, "four");
  g_assert_cmpstr (tw_json_get_string (leaf->base, "text", ""), ==,
                   "two"); /* what the edits started from */
  g_auto (GStrv) path = tw_store_list_ancestry (f.store, "request:A", r4, NULL);
  g_assert_cmpuint (g_strv_length (path), ==, 2);
  g_assert_cmpstr (path[1], ==, r2);

  g_assert_true (tw_store_mark_synced (f.store, "request:A", r4, NULL));
  g_autoptr (GPtrArray) after = tw_store_list_leaves (f.store, "request:A", NULL);
  g_assert_null (((TwLeaf *) after->pdata[0])->base);
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_conflict_keeps_base (void)
{
  Fixture f;
  g_autofree char *r1 = make_rev (1, 1);
  g_autofree char *theirs = make_rev (2, 99);
  const char *first[] = { r1, NULL };
  const char *second[] = { theirs, r1, NULL };

  fixture_open (&f);
  graft (f.store, "request:A", first, FALSE, make_request (1, "base"), NULL);
  g_autofree char *mine = put_one (f.store, "request:A", r1, make_request (1, "mine"));
  graft (f.store, "request:A", second, FALSE, make_request (1, "theirs"), NULL);
  g_autoptr (TwDoc) doc = tw_store_get (f.store, "request:A", NULL);
  g_assert_true (doc->conflicted);
  g_autoptr (GPtrArray) leaves = tw_store_list_leaves (f.store, "request:A", NULL);
  g_assert_cmpuint (leaves->len, ==, 2);
  guint n_base = 0;
  for (guint i = 0; i < 2; i++)
    {
      TwLeaf *leaf = leaves->pdata[i];
      if (leaf->base)
        {
          n_base++;
          g_assert_cmpstr (leaf->rev, ==, mine);
          g_assert_cmpstr (tw_json_get_string (leaf->base, "text", ""), ==, "base");
        }
    }
  g_assert_cmpuint (n_base, ==, 1);

  /* Deleting the losing leaf ends the conflict. */
  const char *loser = strcmp (doc->rev, mine) == 0 ? theirs : mine;
  TwBatch *batch = tw_batch_new ();
  tw_batch_delete (batch, "request:A", loser);
  g_assert_true (tw_store_put (f.store, batch, NULL, NULL));
  g_autoptr (TwDoc) calm = tw_store_get (f.store, "request:A", NULL);
  g_assert_false (calm->conflicted);
  g_assert_cmpstr (calm->rev, ==, doc->rev);
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_winner_rule (void)
{
  static const struct {
    guint gen_a, gen_b;
    gboolean deleted_a, deleted_b;
    int winner; /* -1: the one with the higher hash */
  } cases[] = {
    { 2, 3, FALSE, FALSE, 1 }, { 3, 2, FALSE, FALSE, 0 },  { 2, 5, FALSE, TRUE, 0 },
    { 9, 2, TRUE, FALSE, 1 },  { 4, 4, FALSE, FALSE, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_autofree char *a = make_rev (cases[i].gen_a, 1);
      g_autofree char *b = make_rev (cases[i].gen_b, 2);
      const char *path_a[] = { a, NULL };
      const char *path_b[] = { b, NULL };
      const char *winner =
          cases[i].winner == 0 || (cases[i].winner < 0 && strcmp (a, b) > 0) ? a : b;
      fixture_open (&f);
      graft (f.store, "request:A", path_a, cases[i].deleted_a, make_request (1, "a"), NULL);
      graft (f.store, "request:A", path_b, cases[i].deleted_b, make_request (2, "b"), NULL);
      assert_rev (f.store, "request:A", winner);
      g_autoptr (GPtrArray) hits =
          tw_query_search (f.store, winner == a ? "a" : "b", NULL, 5, NULL);
      g_assert_cmpuint (hits->len, ==, 1);
      g_autoptr (GPtrArray) lost =
          tw_query_search (f.store, winner == a ? "b" : "a", NULL, 5, NULL);
      g_assert_cmpuint (lost->len, ==, 0);
      assert_sound (f.store);
      fixture_close (&f);
    }
}

static void
test_noop_and_link (void)
{
  Fixture f;
  TwWriteResult result;
  g_autofree char *r1 = make_rev (1, 1), *r2 = make_rev (2, 2), *r3 = make_rev (3, 3),
                  *r4 = make_rev (4, 4);
  const char *stemmed[] = { r4, r3, NULL };
  const char *whole[] = { r4, r3, r2, r1, NULL };
  const char *old_leaf[] = { r2, r1, NULL };

  fixture_open (&f);
  graft (f.store, "request:A", stemmed, FALSE, make_request (1, "x"), &result);
  g_assert_cmpuint (result.n_written, ==, 1);
  gint64 seq = result.last_seq;
  graft (f.store, "request:A", stemmed, FALSE, make_request (1, "x"), &result);
  g_assert_cmpuint (result.n_unchanged, ==, 1);
  g_assert_cmpint (result.last_seq, ==, seq);

  graft (f.store, "request:A", old_leaf, FALSE, make_request (1, "old"),
         &result); /* a fragment until its parents come */
  g_autoptr (GPtrArray) two = tw_store_list_leaves (f.store, "request:A", NULL);
  g_assert_cmpuint (two->len, ==, 2);

  graft (f.store, "request:A", whole, FALSE, make_request (1, "x"),
         &result); /* now it is an ancestor */
  g_assert_cmpuint (result.n_written, ==, 1);
  g_autoptr (GPtrArray) one = tw_store_list_leaves (f.store, "request:A", NULL);
  g_assert_cmpuint (one->len, ==, 1);
  g_auto (GStrv) path = tw_store_list_ancestry (f.store, "request:A", r4, NULL);
  g_assert_cmpuint (g_strv_length (path), ==, 4);
  graft (f.store, "request:A", whole, FALSE, make_request (1, "x"), &result);
  g_assert_cmpuint (result.n_unchanged, ==, 1);
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_one_seq_per_doc (void)
{
  Fixture f;
  TwWriteResult result;
  g_autoptr (GError) error = NULL;
  g_autofree char *r1 = make_rev (1, 1), *r2 = make_rev (1, 2), *r3 = make_rev (1, 3);
  const char *paths[][2] = { { r1, NULL }, { r2, NULL }, { r3, NULL } };

  fixture_open (&f);
  gint64 before = tw_store_get_last_seq (f.store);
  TwBatch *batch = tw_batch_new ();
  for (guint i = 0; i < 3; i++)
    tw_batch_graft (batch, "request:A", paths[i], FALSE, make_request ((int) i, "x"));
  tw_batch_put (batch, "request:B", NULL, make_request (7, "y"));
  tw_store_put (f.store, batch, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_store_get_last_seq (f.store), ==, before + 2);
  g_autoptr (GPtrArray) changes = tw_store_list_changes (f.store, before, 10, NULL);
  g_assert_cmpuint (changes->len, ==, 2);
  fixture_close (&f);
}

static void
test_stem (void)
{
  Fixture f;
  g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func (g_free);

  fixture_open (&f);
  for (guint gen = 1300; gen >= 1; gen--)
    g_ptr_array_add (path, make_rev (gen, gen));
  g_ptr_array_add (path, NULL);
  graft (f.store, "request:A", (const char *const *) path->pdata, FALSE, make_request (1, "deep"),
         NULL);
  g_auto (GStrv) kept = tw_store_list_ancestry (f.store, "request:A", path->pdata[0], NULL);
  g_assert_cmpuint (g_strv_length (kept), ==, 1000);
  /* A short branch high up does not die with the stemmed part of the long one. */
  const char *branch[] = { path->pdata[700], path->pdata[701], NULL };
  g_autofree char *side = make_rev (601, 4242);
  branch[0] = side;
  graft (f.store, "request:A", branch, FALSE, make_request (2, "side"), NULL);
  assert_rev (f.store, "request:A", path->pdata[0]);
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_quarantine (void)
{
  Fixture f;
  TwWriteResult result;
  g_autoptr (GError) error = NULL;
  g_autofree char *r1 = make_rev (1, 1), *r2 = make_rev (2, 2);
  const char *path[] = { r1, NULL };
  const char *repaired[] = { r2, r1, NULL };
  const char *nonsense[] = { "1-xyz", NULL };
  JsonObject *bad = make_request (1, "bad");

  fixture_open (&f);
  json_object_set_string_member (bad, "age", "old");
  TwBatch *batch = tw_batch_new ();
  tw_batch_graft (batch, "request:GOOD", path, FALSE, make_request (2, "good"));
  tw_batch_graft (batch, "request:BAD", path, FALSE, bad);
  tw_batch_graft (batch, "request:WORSE", nonsense, FALSE, make_request (3, "worse"));
  tw_batch_graft (batch, "not an id", path, FALSE, make_request (3, "worse"));
  tw_batch_graft (batch, "nor this", path, FALSE, make_request (3, "worse"));
  tw_store_put (f.store, batch, &result, &error); /* one bad document does not stop the others */
  g_assert_no_error (error);
  g_assert_cmpuint (result.n_quarantined, ==, 4);
  assert_rev (f.store, "request:GOOD", r1);
  g_assert_null (tw_store_get (f.store, "request:BAD", &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "age"));
  g_clear_error (&error);
  g_autoptr (GPtrArray) hits = tw_query_search (f.store, "bad", NULL, 5, NULL);
  g_assert_cmpuint (hits->len, ==, 0);
  g_autoptr (GPtrArray) all = tw_query_docs_by_type (f.store, "request", NULL);
  g_assert_cmpuint (all->len, ==, 1);
  g_autoptr (GPtrArray) held = tw_store_list_quarantine (f.store, 10, NULL);
  g_assert_cmpuint (held->len, ==, 4);
  g_assert_nonnull (strstr (((TwHeldBack *) held->pdata[0])->reason, "nor this"));

  graft (f.store, "request:BAD", repaired, FALSE, make_request (1, "repaired"), NULL);
  assert_rev (f.store, "request:BAD", r2);
  assert_sound (f.store);
  fixture_close (&f);
}

static void
test_newer_peer (void)
{
  Fixture f;
  TwWriteResult result;
  g_autoptr (GError) error = NULL;
  g_autofree char *r1 = make_rev (1, 1);
  const char *path[] = { r1, NULL };
  JsonObject *body = json_object_new ();

  fixture_open (&f);
  json_object_set_string_member (body, "what", "a type of the future");
  graft (f.store, "hologram:A", path, FALSE, body, &result);
  g_assert_cmpuint (result.n_quarantined, ==, 0);
  g_autoptr (TwDoc) doc = tw_store_get (f.store, "hologram:A", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_json_get_string (doc->body, "what", ""), ==, "a type of the future");
  TwBatch *batch = tw_batch_new ();
  tw_batch_put (batch, "hologram:B", NULL, json_object_new ());
  g_assert_false (tw_store_put (f.store, batch, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  assert_sound (f.store);
  fixture_close (&f);
}

/* --- judged again ---------------------------------------------------------------------------- */

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

static void
assert_n_quarantined (TwStore *store, guint n)
{
  g_autoptr (GPtrArray) held = tw_store_list_quarantine (store, 10, NULL);

  g_assert_cmpuint (held->len, ==, n);
}

/* Two broken requests, one of which the rules of another version let pass (its body is changed to
 * what they allow). */
static void
hold_two_back (Fixture *f)
{
  g_autofree char *r1 = make_rev (1, 1);
  const char *path[] = { r1, NULL };
  JsonObject *soon_good = make_request (1, "路灯"), *bad = make_request (2, "bad");

  json_object_set_string_member (soon_good, "age", "old");
  json_object_set_string_member (bad, "age", "old");
  graft (f->store, "request:SOON", path, FALSE, soon_good, NULL);
  graft (f->store, "request:BAD", path, FALSE, bad, NULL);
  assert_n_quarantined (f->store, 2);
  run_sql (f->dir, "UPDATE rev SET body = replace (body, '\"age\":\"old\"', '\"age\":70')"
                   " WHERE doc_no = (SELECT doc_no FROM doc WHERE id = 'request:SOON')");
}

static void
assert_released (TwStore *store, gint64 since)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwDoc) doc = tw_store_get (store, "request:SOON", &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) hits = tw_query_search (store, "路灯", NULL, 5, NULL);
  g_assert_cmpuint (hits->len, ==, 1);
  g_autoptr (GPtrArray) changes = tw_store_list_changes (store, since, 10, NULL);
  g_assert_cmpuint (changes->len, ==, 1); /* who follows the feed learns of it */
  g_assert_null (tw_store_get (store, "request:BAD", NULL));
  assert_n_quarantined (store, 1);
  assert_sound (store);
}

static void
test_revalidate_on_rebuild (void)
{
  Fixture f;
  guint n_released = 0;

  fixture_open (&f);
  hold_two_back (&f);
  gint64 seq = tw_store_get_last_seq (f.store);
  g_assert_true (tw_store_rebuild_projections (f.store, &n_released, NULL));
  g_assert_cmpuint (n_released, ==, 1);
  assert_released (f.store, seq);
  g_assert_true (tw_store_rebuild_projections (f.store, &n_released, NULL));
  g_assert_cmpuint (n_released, ==, 0);
  fixture_close (&f);
}

/* The folder was last opened by a version with other types: @types as in meta, NULL for one that
 * did not note them. */
static void
check_revalidate_on_open (const char *types, guint n_held)
{
  Fixture f;
  g_autofree char *sql = types
                             ? g_strdup_printf ("UPDATE meta SET v = '%s' WHERE k = 'types'", types)
                             : g_strdup ("DELETE FROM meta WHERE k = 'types'");

  fixture_open (&f);
  g_free (put_one (f.store, "asset:BROKEN", NULL, make_asset (1, "灯")));
  g_free (put_one (f.store, "asset:WHOLE", NULL, make_asset (2, "灯")));
  hold_two_back (&f);
  gint64 seq = tw_store_get_last_seq (f.store);
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT); /* the same version: nothing is judged */
  assert_n_quarantined (f.store, 2);
  g_clear_pointer (&f.store, tw_store_unref);
  run_sql (f.dir, sql);
  if (n_held)
    run_sql (f.dir, "UPDATE rev SET body = replace (body, '\"lat\":', '\"nat\":')"
                    " WHERE doc_no = (SELECT doc_no FROM doc WHERE id = 'asset:BROKEN')");
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  TwRevalidated result = tw_store_get_revalidated (f.store);
  g_assert_cmpuint (result.n_released, ==, 1);
  g_assert_cmpuint (result.n_held, ==, n_held);
  if (n_held == 0)
    assert_released (f.store, seq);
  g_autoptr (TwDoc) broken = tw_store_get (f.store, "asset:BROKEN", NULL);
  g_assert_true ((broken == NULL) == (n_held > 0));
  g_autoptr (GPtrArray) assets = tw_query_docs_by_type (f.store, "asset", NULL);
  g_assert_cmpuint (assets->len, ==, 2 - n_held);
  assert_sound (f.store);
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  result = tw_store_get_revalidated (f.store);
  g_assert_cmpuint (result.n_released + result.n_held, ==, 0);
  fixture_close (&f);
}

static void
test_revalidate_on_open (void)
{
  check_revalidate_on_open (NULL, 0);
  check_revalidate_on_open ("0123 request asset ", 0);
  check_revalidate_on_open ("0123 request ", 1); /* assets were unknown to that version */
}

/* --- the property ---------------------------------------------------------------------------- */

/*
 * A model without cleverness: all revisions of a document in an array, which are known and which
 * links are known. Random trees are grafted in random order, whole or stemmed; after each step the
 * store must agree with the model, and two stores that saw the same in different orders must end
 * equal.
 */
#define N_NODES 14
#define N_DOCS 6

typedef struct {
  int parent; /* index, -1 for a first revision */
  guint gen;
  gboolean deleted;
  char *rev;
} Node;

typedef struct {
  Node nodes[N_NODES];
  gboolean known[N_NODES], linked[N_NODES]; /* linked: the link to the parent is known */
} Model;

typedef struct {
  int doc, node;
  guint len; /* of the path */
} Step;

static void
model_init (Model *model, TwRng *rng, int doc)
{
  memset (model, 0, sizeof *model);
  for (int i = 0; i < N_NODES; i++)
    {
      Node *node = &model->nodes[i];
      node->parent =
          i == 0 || tw_rng_below (rng, 8) == 0 ? -1 : (int) tw_rng_below (rng, (guint64) i);
      node->gen = node->parent < 0 ? 1 : model->nodes[node->parent].gen + 1;
      node->deleted = tw_rng_below (rng, 5) == 0;
      node->rev = make_rev (node->gen, (guint64) (doc * 1000 + i) + tw_rng_next (rng) % 7 * 100000);
    }
}

static void
model_clear (Model *model)
{
  for (int i = 0; i < N_NODES; i++)
    g_free (model->nodes[i].rev);
}

static void
model_graft (Model *model, int node, guint len)
{
  for (guint i = 0; i < len; i++)
    {
      model->known[node] = TRUE;
      if (i + 1 < len)
        model->linked[node] = TRUE;
      node = model->nodes[node].parent;
    }
}

static gboolean
model_is_leaf (const Model *model, int node)
{
  for (int i = 0; i < N_NODES; i++)
    if (model->linked[i] && model->nodes[i].parent == node)
      return FALSE;
  return model->known[node];
}

static int
model_winner (const Model *model)
{
  int best = -1;

  for (int i = 0; i < N_NODES; i++)
    {
      const Node *a = &model->nodes[i], *b = best < 0 ? NULL : &model->nodes[best];
      if (!model_is_leaf (model, i))
        continue;
      if (!b || a->deleted < b->deleted
          || (a->deleted == b->deleted
              && (a->gen > b->gen || (a->gen == b->gen && strcmp (a->rev, b->rev) > 0))))
        best = i;
    }
  return best;
}

static void
store_graft (TwStore *store, const Model *model, int doc, int node, guint len)
{
  g_autofree char *id = g_strdup_printf ("request:D%d", doc);
  g_autofree char *text = g_strdup_printf ("text%d of %d", node, doc);
  g_autofree const char **path = g_new0 (const char *, len + 1);

  gboolean deleted = model->nodes[node].deleted;
  JsonObject *body = deleted ? NULL : make_request (node, text);
  for (guint i = 0; i < len; i++, node = model->nodes[node].parent)
    path[i] = model->nodes[node].rev;
  graft (store, id, path, deleted, body, NULL);
}

static void
assert_agrees (TwStore *store, const Model *model, int doc)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strdup_printf ("request:D%d", doc);
  g_autoptr (GPtrArray) leaves = tw_store_list_leaves (store, id, &error);
  guint n_leaves = 0;

  g_assert_no_error (error);
  for (int i = 0; i < N_NODES; i++)
    if (model_is_leaf (model, i))
      {
        gboolean found = FALSE;
        n_leaves++;
        for (guint l = 0; l < leaves->len; l++)
          found |= strcmp (((TwLeaf *) leaves->pdata[l])->rev, model->nodes[i].rev) == 0;
        g_assert_true (found);
      }
  g_assert_cmpuint (leaves->len, ==, n_leaves);
  TwLeaf *first = leaves->pdata[0];
  g_assert_true (first->winner);
  g_assert_cmpstr (first->rev, ==, model->nodes[model_winner (model)].rev);
}

static guint
depth_of (const Model *model, int node)
{
  guint n = 1;

  for (; model->nodes[node].parent >= 0; n++)
    node = model->nodes[node].parent;
  return n;
}

/* Every node once with a stemmed path and once with the whole. */
static GArray *
make_steps (const Model *models, TwRng *rng)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));

  for (int doc = 0; doc < N_DOCS; doc++)
    for (int node = 0; node < N_NODES; node++)
      {
        guint depth = depth_of (&models[doc], node);
        Step stemmed = { doc, node, 1 + (guint) tw_rng_below (rng, depth) };
        Step whole = { doc, node, depth };
        g_array_append_val (steps, stemmed);
        g_array_append_val (steps, whole);
      }
  return steps;
}

static void
shuffle (GArray *steps, TwRng *rng)
{
  for (guint i = steps->len - 1; i > 0; i--)
    {
      guint j = (guint) tw_rng_below (rng, i + 1);
      Step swap = g_array_index (steps, Step, i);
      g_array_index (steps, Step, i) = g_array_index (steps, Step, j);
      g_array_index (steps, Step, j) = swap;
    }
}

static void
run_steps (TwStore *store, Model *models, GArray *steps)
{
  for (int doc = 0; doc < N_DOCS; doc++)
    {
      memset (models[doc].known, 0, sizeof models[doc].known);
      memset (models[doc].linked, 0, sizeof models[doc].linked);
    }
  for (guint i = 0; i < steps->len; i++)
    {
      Step step = g_array_index (steps, Step, i);
      model_graft (&models[step.doc], step.node, step.len);
      store_graft (store, &models[step.doc], step.doc, step.node, step.len);
      assert_agrees (store, &models[step.doc], step.doc);
    }
}

static void
test_converge (void)
{
  for (guint64 seed = 1; seed <= 12; seed++)
    {
      TwRng rng;
      Fixture a, b;
      Model models[N_DOCS];
      tw_rng_init (&rng, seed);
      for (int doc = 0; doc < N_DOCS; doc++)
        model_init (&models[doc], &rng, doc);
      g_autoptr (GArray) steps = make_steps (models, &rng);
      fixture_open (&a);
      fixture_open (&b);
      shuffle (steps, &rng);
      run_steps (a.store, models, steps);
      shuffle (steps, &rng);
      run_steps (b.store, models, steps);

      g_autofree char *digest_a = tw_store_digest (a.store, NULL),
                      *digest_b = tw_store_digest (b.store, NULL);
      g_assert_cmpstr (digest_a, ==, digest_b);
      g_autofree char *shown_a = tw_store_projection_digest (a.store, NULL);
      g_autofree char *shown_b = tw_store_projection_digest (b.store, NULL);
      g_assert_cmpstr (shown_a, ==, shown_b);
      assert_sound (a.store);
      assert_sound (b.store);
      fixture_close (&a);
      fixture_close (&b);
      for (int doc = 0; doc < N_DOCS; doc++)
        model_clear (&models[doc]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tree/squash", test_squash);
  g_test_add_func ("/tree/conflict-keeps-base", test_conflict_keeps_base);
  g_test_add_func ("/tree/winner-rule", test_winner_rule);
  g_test_add_func ("/tree/noop-and-link", test_noop_and_link);
  g_test_add_func ("/tree/one-seq-per-doc", test_one_seq_per_doc);
  g_test_add_func ("/tree/stem", test_stem);
  g_test_add_func ("/tree/quarantine", test_quarantine);
  g_test_add_func ("/tree/newer-peer", test_newer_peer);
  g_test_add_func ("/tree/revalidate-on-rebuild", test_revalidate_on_rebuild);
  g_test_add_func ("/tree/revalidate-on-open", test_revalidate_on_open);
  g_test_add_func ("/tree/converge", test_converge);
  return g_test_run ();
}
