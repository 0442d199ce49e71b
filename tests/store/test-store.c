// SPDX-License-Identifier: Apache-2.0
#include "store-fixture.h"

#include "base/tw-json.h"
#include "base/tw-time.h"
#include "store/tw-conn.h"
#include "store/tw-query.h"
#include "store/tw-store-private.h"

#include <string.h>

/* The write path, queries, watches and threads. */

static gboolean
put (TwStore *store, const char *id, const char *parent, JsonObject *body, GError **error)
{
  TwBatch *batch = tw_batch_new ();

  tw_batch_put (batch, id, parent, body);
  return tw_store_put (store, batch, NULL, error);
}

static gboolean delete (TwStore *store, const char *id, const char *parent, GError **error)
{
  TwBatch *batch = tw_batch_new ();

  tw_batch_delete (batch, id, parent);
  return tw_store_put (store, batch, NULL, error);
}

static void
test_put_get (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  g_autofree char *rev = put_one (f.store, "request:A", NULL, make_request (1, "路灯坏了"));
  g_assert_true (g_str_has_prefix (rev, "1-"));
  g_autoptr (TwDoc) doc = tw_store_get (f.store, "request:A", &error);
  g_assert_cmpstr (tw_json_get_string (doc->body, "type", ""), ==, "request");
  g_assert_cmpstr (tw_json_get_string (doc->body, "device", ""), ==, "test");
  g_assert_nonnull (tw_json_get_string (doc->body, "hlc", NULL));
  g_autofree char *text = tw_store_get_body_text (f.store, "request:A", &error);
  g_assert_nonnull (strstr (text, "路灯坏了"));
  g_assert_null (tw_store_get (f.store, "request:B", &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  fixture_reopen (&f, TW_STORE_OPEN_DEFAULT);
  g_autoptr (TwDoc) again = tw_store_get (f.store, "request:A", NULL);
  g_assert_cmpstr (again->rev, ==, rev);
  g_assert_cmpstr (tw_store_get_device (f.store), ==, "test");
  fixture_close (&f);
}

/* A hint may name any document or none: what is read is what was asked for. */
static void
test_wrong_hints (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  g_free (put_one (f.store, "request:A", NULL, make_request (1, "aaa")));
  g_free (put_one (f.store, "request:B", NULL, make_request (2, "bbb")));
  for (gint64 doc_no = 0; doc_no < 5; doc_no++)
    {
      tw_hints_set (f.store->hints, "request:A", doc_no);
      tw_hints_set (f.store->hints, "request:NONE", doc_no);
      g_autoptr (TwDoc) doc = tw_store_get (f.store, "request:A", &error);
      g_assert_no_error (error);
      g_assert_cmpstr (tw_json_get_string (doc->body, "text", ""), ==, "aaa");
      g_assert_cmpint (tw_hints_get (f.store->hints, "request:A"), ==, 1); /* put right */
      g_autofree char *text = tw_store_get_body_text (f.store, "request:A", &error);
      g_assert_nonnull (strstr (text, "aaa"));
      g_assert_null (tw_store_get (f.store, "request:NONE", &error));
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
  fixture_close (&f);
}

static void
test_edit_rules (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  g_autofree char *r1 = put_one (f.store, "request:A", NULL, make_request (1, "one"));
  g_assert_false (put (f.store, "request:A", NULL, make_request (1, "again"), &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_autofree char *r2 = put_one (f.store, "request:A", r1, make_request (1, "two"));
  g_assert_false (put (f.store, "request:A", r1, make_request (1, "late"), &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "request:A"));
  g_clear_error (&error);
  g_assert_false (put (f.store, "request:B", r1, make_request (1, "gone"), &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (put (f.store, "request:A", TW_REV_ANY, make_request (1, "three"), &error));

  g_assert_true (delete (f.store, "request:A", TW_REV_ANY, &error));
  g_assert_null (tw_store_get (f.store, "request:A", NULL));
  g_assert_false (delete (f.store, "request:NONE", TW_REV_ANY, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (put (f.store, "request:A", NULL, make_request (1, "back"), &error));
  g_assert_no_error (error);
  g_assert_nonnull (r2);
  tw_store_check (f.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_close (&f);
}

static void
test_unchanged (void)
{
  Fixture f;
  TwWriteResult result;

  fixture_open (&f);
  g_autofree char *r1 = put_one (f.store, "request:A", NULL, make_request (1, "same"));
  TwBatch *batch = tw_batch_new ();
  tw_batch_put (batch, "request:A", TW_REV_ANY, make_request (1, "same"));
  g_assert_true (tw_store_put (f.store, batch, &result, NULL));
  g_assert_cmpuint (result.n_unchanged, ==, 1);
  g_assert_cmpuint (result.n_written, ==, 0);
  g_autoptr (TwDoc) doc = tw_store_get (f.store, "request:A", NULL);
  g_assert_cmpstr (doc->rev, ==, r1);
  fixture_close (&f);
}

static void
test_batch_is_whole (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  g_autofree char *r1 = put_one (f.store, "request:OLD", NULL, make_request (1, "old"));
  gint64 seq = tw_store_get_last_seq (f.store);
  TwBatch *batch = tw_batch_new ();
  tw_batch_put (batch, "request:N1", NULL, make_request (2, "new"));
  tw_batch_put (batch, "request:OLD", NULL, make_request (3, "refused")); /* exists */
  g_assert_false (tw_store_put (f.store, batch, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
  g_assert_null (tw_store_get (f.store, "request:N1", NULL));
  g_assert_cmpint (tw_store_get_last_seq (f.store), ==, seq);
  g_autoptr (GPtrArray) hits = tw_query_search (f.store, "new", NULL, 5, NULL);
  g_assert_cmpuint (hits->len, ==, 0);
  g_assert_nonnull (r1);
  g_clear_error (&error);
  tw_store_check (f.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_close (&f);
}

static void
test_body_size (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autofree char *big = g_strnfill (31000, 'x');
  JsonObject *body = make_request (1, big), *huge = make_request (2, big);

  fixture_open (&f);
  json_object_set_string_member (body, "extra", big); /* about 62,000 bytes in all */
  g_assert_true (put (f.store, "request:BIG", NULL, body, &error));
  g_autoptr (TwDoc) doc = tw_store_get (f.store, "request:BIG", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (tw_json_get_string (doc->body, "extra", "")), ==, 31000);
  json_object_set_string_member (huge, "extra", big);
  json_object_set_string_member (huge, "more", big);
  g_assert_false (put (f.store, "request:HUGE", NULL, huge, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "request:HUGE"));
  fixture_close (&f);
}

static void
test_meta_local (void)
{
  Fixture f;

  fixture_open (&f);
  g_assert_null (tw_store_dup_meta (f.store, "drill.now_us"));
  g_assert_true (tw_store_set_meta (f.store, "drill.now_us", "12", NULL));
  g_assert_true (tw_store_set_meta (f.store, "drill.now_us", "13", NULL));
  g_autofree char *value = tw_store_dup_meta (f.store, "drill.now_us");
  g_assert_cmpstr (value, ==, "13");
  g_assert_true (tw_store_set_meta (f.store, "drill.now_us", NULL, NULL));
  g_assert_null (tw_store_dup_meta (f.store, "drill.now_us"));
  g_assert_true (tw_store_set_local (f.store, "peer", "0-3", "{}", NULL));
  g_autofree char *rev = NULL;
  g_autofree char *body = tw_store_dup_local (f.store, "peer", &rev);
  g_assert_cmpstr (body, ==, "{}");
  g_assert_cmpstr (rev, ==, "0-3");
  fixture_close (&f);
}

static void
test_queries (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  TwRequestTotals totals;
  TwBatch *batch = tw_batch_new ();
  JsonObject *unplaced = make_request (50, "nowhere");

  fixture_open (&f);
  json_object_remove_member (unplaced, "lat");
  json_object_remove_member (unplaced, "lon");
  json_object_set_string_member (unplaced, "status", "done");
  json_object_set_int_member (unplaced, "age", 71);
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("request:R%02d", i);
      tw_batch_put (batch, id, NULL, make_request (i, "text"));
    }
  tw_batch_put (batch, "request:U", NULL, unplaced);
  tw_batch_put (batch, "asset:A1", NULL, make_asset (1, "路灯 1号"));
  tw_batch_put (batch, "place:P2", NULL, make_place ("community", "二号社区", "02"));
  tw_batch_put (batch, "place:P1", NULL, make_place ("community", "一号社区", "01"));
  tw_store_put (f.store, batch, NULL, &error);
  g_assert_no_error (error);

  g_assert_true (tw_query_request_totals (f.store, &totals, &error));
  g_assert_cmpint (totals.n_total, ==, 41);
  g_assert_cmpint (totals.n_unplaced, ==, 1);
  g_assert_cmpint (totals.last_us, ==, START_US);
  g_assert_cmpint (totals.first_us, ==, START_US - 50 * TW_US_PER_MIN);

  g_autoptr (GArray) rows =
      tw_query_requests (f.store, START_US - 10 * TW_US_PER_MIN, START_US, &error);
  g_assert_cmpuint (rows->len, ==, 10); /* half-open: minute 0 is out, minute 10 in */
  for (guint i = 1; i < rows->len; i++)
    g_assert_cmpint (g_array_index (rows, TwRequestRow, i - 1).at_us, <,
                     g_array_index (rows, TwRequestRow, i).at_us);
  g_autoptr (GPtrArray) services = tw_query_dict (f.store, TW_DICT_SERVICE, &error);
  g_assert_cmpstr (services->pdata[g_array_index (rows, TwRequestRow, 9).service], ==,
                   "repair"); /* minute 1 */
  g_autoptr (GPtrArray) communities = tw_query_dict (f.store, TW_DICT_COMMUNITY, &error);
  g_assert_cmpstr (communities->pdata[g_array_index (rows, TwRequestRow, 0).community], ==,
                   "place:C1");

  TwBox box = { 39.9 + 4.5e-5, 116.2, 39.9 + 9.5e-5, 116.4 };
  g_autoptr (GArray) cell = tw_query_requests_in_box (f.store, &box, 0, G_MAXINT64, 3, &error);
  g_assert_cmpuint (cell->len, ==, 3); /* minutes 5 to 9, the newest three */
  g_assert_cmpint (g_array_index (cell, TwRequestRow, 0).at_us, ==, START_US - 5 * TW_US_PER_MIN);
  g_autoptr (GPtrArray) both = tw_query_in_box (f.store, NULL, &box, 100, &error);
  g_assert_cmpuint (both->len, ==, 5);
  g_autoptr (GPtrArray) assets = tw_query_in_box (f.store, (const char *[]){ "asset", NULL },
                                                  &(TwBox){ 39, 116, 40, 117 }, 100, &error);
  g_assert_cmpuint (assets->len, ==, 1);

  g_autoptr (GPtrArray) places = tw_query_places (f.store, "community", NULL, &error);
  g_assert_cmpuint (places->len, ==, 2);
  g_assert_cmpstr (((TwDoc *) places->pdata[0])->id, ==, "place:P1"); /* by code */
  g_autoptr (GHashTable) counts = tw_query_type_counts (f.store, &error);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (counts, "request"), ==, 41);
  g_assert_cmpint (*(gint64 *) g_hash_table_lookup (counts, "place"), ==, 2);

  gint64 last;
  gint64 seq = tw_store_get_last_seq (f.store);
  g_autofree char *rev = put_one (f.store, "request:LIVE", NULL, make_request (3, "live"));
  g_autoptr (GArray) since = tw_query_requests_since (f.store, seq, &last, &error);
  g_assert_cmpuint (since->len, ==, 1);
  g_assert_cmpint (last, ==, seq + 1);
  gint64 doc_no = g_array_index (since, TwRequestRow, 0).doc_no;
  g_autoptr (GPtrArray) docs = tw_query_docs_by_no (f.store, &doc_no, 1, &error);
  g_assert_cmpuint (docs->len, ==, 1);
  g_assert_cmpstr (((TwDoc *) docs->pdata[0])->rev, ==, rev);
  fixture_close (&f);
}

/* Moving and deleting the only request of a cell takes the cell along. */
static void
test_cells (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  JsonObject *moved = make_request (1, "moved");
  TwBox there = { -33.9, 151.1, -33.7, 151.3 };
  TwBox here = { 39.8, 116.2, 40.0, 116.4 };

  fixture_open (&f);
  json_object_set_double_member (moved, "lat", -33.8);
  json_object_set_double_member (moved, "lon", 151.2);
  g_autofree char *rev = put_one (f.store, "request:A", NULL, make_request (1, "here"));
  g_autofree char *next = put_one (f.store, "request:A", rev, moved);
  g_autoptr (GArray) gone = tw_query_requests_in_box (f.store, &here, 0, G_MAXINT64, 9, NULL);
  g_assert_cmpuint (gone->len, ==, 0);
  g_autoptr (GArray) come = tw_query_requests_in_box (f.store, &there, 0, G_MAXINT64, 9, NULL);
  g_assert_cmpuint (come->len, ==, 1);
  tw_store_check (f.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (delete (f.store, "request:A", next, NULL));
  tw_store_check (f.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_close (&f);
}

static void
test_rebuild (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  for (int i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("request:R%d", i % 17);
      g_assert_true (
          put (f.store, id, TW_REV_ANY, make_request (i * 7, i % 3 ? "水管漏水" : NULL), &error));
    }
  g_autofree char *before = tw_store_projection_digest (f.store, &error);
  g_assert_true (tw_store_rebuild_projections (f.store, NULL, &error));
  g_autofree char *after = tw_store_projection_digest (f.store, &error);
  g_assert_cmpstr (before, ==, after);
  fixture_close (&f);
}

/* --- watches --------------------------------------------------------------------------------- */

typedef struct {
  GMainLoop *loop;
  gint64 from, to, want;
  int calls;
} Seen;

static void
watch_cb (TwStore *store, gint64 from_seq, gint64 to_seq, gpointer user_data)
{
  Seen *seen = user_data;

  if (seen->calls++ == 0)
    seen->from = from_seq;
  else
    g_assert_cmpint (from_seq, ==, seen->to); /* no gap, no overlap */
  seen->to = to_seq;
  if (to_seq >= seen->want)
    g_main_loop_quit (seen->loop);
}

static gboolean
too_late_cb (gpointer data)
{
  g_error ("nothing was announced in time");
  return G_SOURCE_REMOVE;
}

static void
wait_for (Seen *seen)
{
  guint timer = g_timeout_add_seconds (20, too_late_cb, NULL);

  while (seen->to < seen->want)
    g_main_loop_run (seen->loop);
  g_source_remove (timer);
}

static void
test_watch (void)
{
  Fixture f;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Seen seen = { .loop = loop };

  fixture_open (&f);
  gint64 start = tw_store_get_last_seq (f.store);
  seen.want = start + 20;
  guint id = tw_store_watch (f.store, NULL, watch_cb, &seen, NULL);
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *doc_id = g_strdup_printf ("request:W%d", i);
      g_assert_true (put (f.store, doc_id, NULL, make_request (i, NULL), NULL));
    }
  wait_for (&seen);
  g_assert_cmpint (seen.from, ==, start);
  g_assert_cmpint (seen.calls, <, 20); /* a burst is folded */
  tw_store_unwatch (f.store, id);
  int calls = seen.calls;
  g_assert_true (put (f.store, "request:LAST", NULL, make_request (1, NULL), NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (seen.calls, ==, calls);
  fixture_close (&f);
}

/* A new document and, behind it, an edit of a revision that is not there: refused as a whole. */
static void
put_refused (TwStore *store, const char *new_id, JsonObject *new_body, const char *old_id)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  tw_batch_put (batch, new_id, NULL, new_body);
  tw_batch_put (batch, old_id, NULL, make_request (1, NULL));
  g_assert_false (tw_store_put (store, batch, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
}

/* Numbers of what was rolled back are not announced, and the commits that use them again are. */
static void
test_watch_after_refusal (void)
{
  Fixture f;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Seen seen = { .loop = loop };

  fixture_open (&f);
  g_assert_true (put (f.store, "request:OLD", NULL, make_request (1, NULL), NULL));
  seen.to = tw_store_get_last_seq (f.store);
  seen.want = seen.to + 1;
  tw_store_watch (f.store, NULL, watch_cb, &seen, NULL);
  put_refused (f.store, "request:NEW", make_request (2, NULL), "request:OLD");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (seen.calls, ==, 0);
  g_assert_true (put (f.store, "request:NEXT", NULL, make_request (3, NULL), NULL));
  wait_for (&seen);
  g_assert_cmpint (seen.from, ==, seen.want - 1);
  fixture_close (&f);
}

static JsonObject *
make_distant_request (int n, const char *service)
{
  JsonObject *body = make_request (n, NULL);

  json_object_set_string_member (body, "service", service);
  json_object_set_double_member (body, "lat", 41.25);
  return body;
}

/* Nor are numbers of keys and cells kept that were rolled back with them. */
static void
test_refusal_leaves_no_keys (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  g_assert_true (put (f.store, "request:OLD", NULL, make_request (1, NULL), NULL));
  put_refused (f.store, "request:A", make_distant_request (2, "gas"), "request:OLD");
  g_assert_true (put (f.store, "request:B", NULL, make_distant_request (3, "gas"), NULL));
  g_assert_true (put (f.store, "request:C", NULL, make_distant_request (4, "water"), NULL));
  tw_store_check (f.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_close (&f);
}

/* F08: a community is in the lists before any request names it, and once only. */
static void
test_community_number (void)
{
  Fixture f;
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *request = make_request (1, NULL);

  fixture_open (&f);
  g_free (put_one (f.store, "place:C1", NULL, make_place ("community", "东街", "01")));
  g_free (put_one (f.store, "place:B1", NULL, make_place ("building", "1", "011")));
  json_object_set_string_member (request, "community", "place:C1");
  g_free (put_one (f.store, "request:A", NULL, request));
  keys = tw_query_dict (f.store, TW_DICT_COMMUNITY, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 2); /* from 1 */
  g_assert_cmpstr (keys->pdata[1], ==, "place:C1");
  tw_store_check (f.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_close (&f);
}

/* Two stores on one folder are what two processes are: each has its own connections. */
static void
test_watch_others (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Seen seen = { .loop = loop };

  fixture_open (&f);
  g_autoptr (TwStore) other = tw_store_open (f.dir, TW_STORE_OPEN_DEFAULT, f.clock, &error);
  g_assert_no_error (error);
  seen.want = tw_store_get_last_seq (f.store) + 2;
  tw_store_watch (f.store, NULL, watch_cb, &seen, NULL);
  g_assert_true (put (other, "request:X", NULL, make_request (1, "from elsewhere"), NULL));
  g_assert_true (put (other, "request:Y", NULL, make_request (2, NULL), NULL));
  wait_for (&seen);
  g_assert_true (put (f.store, "request:Z", NULL, make_request (3, "new key"),
                      NULL)); /* and we go on from there */
  tw_store_check (f.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&other, tw_store_unref);
  fixture_close (&f);
}

/* Who may only read sees what others write, and keeps no transaction open between reads: the log
 * can be reset. */
static void
test_watch_read_only (void)
{
  Fixture f;
  int left = -1;
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Seen seen = { .loop = loop };

  fixture_open (&f);
  g_assert_true (put (f.store, "request:OLD", NULL, make_request (1, NULL), NULL));
  g_autoptr (TwStore) reader = tw_store_open (f.dir, TW_STORE_OPEN_READ_ONLY, f.clock, &error);
  g_assert_no_error (error);
  g_autoptr (TwDoc) old = tw_store_get (reader, "request:OLD", &error);
  g_assert_no_error (error);
  seen.want = tw_store_get_last_seq (f.store) + 1;
  tw_store_watch (reader, NULL, watch_cb, &seen, NULL);
  g_assert_true (put (f.store, "request:NEW", NULL, make_request (2, NULL), NULL));
  wait_for (&seen);
  g_autoptr (TwDoc) new = tw_store_get (reader, "request:NEW", &error);
  g_assert_no_error (error);

  g_autofree char *path = g_build_filename (f.dir, "store.db", NULL);
  g_autoptr (TwConn) conn = tw_conn_open (path, path, SQLITE_OPEN_READWRITE, &error);
  g_assert_no_error (error);
  g_assert_true (put (f.store, "request:NEWER", NULL, make_request (3, NULL), NULL));
  g_usleep (G_USEC_PER_SEC); /* the writing store has let go of its own readers */
  tw_conn_exec (conn, "PRAGMA journal_mode", &error); /* only now it knows of the log */
  g_assert_no_error (error);
  sqlite3_busy_timeout (conn->db, 0);
  int rc = sqlite3_wal_checkpoint_v2 (conn->db, "main", SQLITE_CHECKPOINT_TRUNCATE, &left, NULL);
  g_assert_cmpint (rc, ==, SQLITE_OK);
  g_assert_cmpint (left, ==, 0);
  g_clear_pointer (&conn, tw_conn_free);
  g_clear_pointer (&reader, tw_store_unref);
  fixture_close (&f);
}

/* --- threads --------------------------------------------------------------------------------- */

typedef struct {
  TwStore *store;
  int number;
  gint *stop;
} Worker;

#define N_PER_WRITER 150

static gpointer
writer_thread (gpointer data)
{
  Worker *self = data;

  for (int i = 0; i < N_PER_WRITER; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *mine = g_strdup_printf ("request:T%dN%d", self->number, i);
      TwBatch *batch = tw_batch_new ();
      tw_batch_put (batch, mine, NULL, make_request (i, "并发写入"));
      tw_batch_put (batch, "request:SHARED", TW_REV_ANY, make_request (i, "shared"));
      if (i % 10 == 5) /* refused, and the neighbours in the same commit must not notice */
        tw_batch_put (batch, mine, NULL, make_request (i, "twice"));
      gboolean good = tw_store_put (self->store, batch, NULL, &error);
      g_assert_true (good == (i % 10 != 5));
      g_autoptr (TwDoc) doc = tw_store_get (self->store, mine, NULL);
      g_assert_true ((doc != NULL) == good); /* what was acknowledged is seen at once */
    }
  return NULL;
}

static gpointer
reader_thread (gpointer data)
{
  Worker *self = data;

  while (!g_atomic_int_get (self->stop))
    {
      TwRequestTotals totals;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) hits = tw_query_search (self->store, "写入", NULL, 20, &error);
      g_assert_no_error (error);
      g_autoptr (TwDoc) doc = tw_store_get (self->store, "request:SHARED", NULL);
      g_assert_true (tw_query_request_totals (self->store, &totals, &error));
    }
  return NULL;
}

static void
test_threads (void)
{
  Fixture f;
  gint stop = 0;
  Worker workers[6];
  GThread *threads[6];
  TwRequestTotals totals;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  for (int i = 0; i < 6; i++)
    {
      workers[i] = (Worker){ f.store, i, &stop };
      threads[i] = g_thread_new ("worker", i < 4 ? writer_thread : reader_thread, &workers[i]);
    }
  for (int i = 0; i < 6; i++)
    {
      if (i == 4)
        g_atomic_int_set (&stop, 1);
      g_thread_join (threads[i]);
    }
  g_assert_true (tw_query_request_totals (f.store, &totals, NULL));
  g_assert_cmpint (totals.n_total, ==, 4 * N_PER_WRITER * 9 / 10 + 1);
  tw_store_check (f.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_close (&f);
}

typedef struct {
  int left, refused;
} Pending;

static void
put_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  TwWriteResult written;
  Pending *pending = user_data;

  pending->left--;
  if (tw_store_put_finish (NULL, result, &written, &error))
    g_assert_cmpuint (written.n_written, ==, 1);
  else
    {
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
      pending->refused++;
    }
}

static void
test_async (void)
{
  Fixture f;
  Pending pending = { 6, 0 };

  fixture_open (&f);
  for (int i = 0; i < 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("request:S%d", i);
      TwBatch *batch = tw_batch_new ();
      tw_batch_put (batch, id, NULL, i != 3 ? make_request (i, "async") : json_object_new ());
      tw_store_put_async (f.store, batch, NULL, put_done_cb, &pending);
    }
  while (pending.left > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (pending.refused, ==, 1);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/put-get", test_put_get);
  g_test_add_func ("/store/wrong-hints", test_wrong_hints);
  g_test_add_func ("/store/edit-rules", test_edit_rules);
  g_test_add_func ("/store/unchanged", test_unchanged);
  g_test_add_func ("/store/batch-is-whole", test_batch_is_whole);
  g_test_add_func ("/store/body-size", test_body_size);
  g_test_add_func ("/store/meta-local", test_meta_local);
  g_test_add_func ("/store/queries", test_queries);
  g_test_add_func ("/store/cells", test_cells);
  g_test_add_func ("/store/rebuild", test_rebuild);
  g_test_add_func ("/store/watch", test_watch);
  g_test_add_func ("/store/watch-after-refusal", test_watch_after_refusal);
  g_test_add_func ("/store/refusal-leaves-no-keys", test_refusal_leaves_no_keys);
  g_test_add_func ("/store/community-number", test_community_number);
  g_test_add_func ("/store/watch-others", test_watch_others);
  g_test_add_func ("/store/watch-read-only", test_watch_read_only);
  g_test_add_func ("/store/threads", test_threads);
  g_test_add_func ("/store/async", test_async);
  return g_test_run ();
}
