// SPDX-License-Identifier: Apache-2.0
#include "store-fixture.h"

#include "base/tw-json.h"
#include "base/tw-time.h"
#include "store/tw-query-private.h"
#include "store/tw-query-roster.h"

#include <string.h>

/* Shifts, editions, notices and claims as columns: what is asked for is found, by an index, and the
 * columns are those of a rebuild. */

#define DAY_US G_GINT64_CONSTANT (1795536000000000)

static void
put (TwStore *store, const char *id, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) json = g_string_new (text);
  TwBatch *batch = tw_batch_new ();

  g_string_replace (json, "'", "\"", 0);
  tw_batch_put (batch, id, TW_REV_ANY,
                tw_json_parse_object (json->str, -1, TW_DOC_MAX_BODY, &error));
  g_assert_no_error (error);
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
}

static void
put_shift (TwStore *store, const char *key, const char *person, double from_h, int minutes)
{
  gint64 from_us = DAY_US + (gint64) (from_h * TW_US_PER_HOUR);
  g_autofree char *id = g_strconcat ("shift:", key, NULL);
  g_autofree char *from = tw_time_format_rfc3339 (from_us);
  g_autofree char *to = tw_time_format_rfc3339 (from_us + minutes * TW_US_PER_MIN);
  g_autofree char *text = g_strdup_printf (
      "{%s%s%s'from':'%s','to':'%s','kind':'full','origin':'hand','stretches':[['post:A',%d],"
      "['way',15],['break',30],['post:B',15]]}",
      person ? "'person':'person:" : "", person ? person : "", person ? "'," : "", from, to,
      minutes - 60);
  put (store, id, text);
}

static void
assert_ids (GPtrArray *docs, const char *wanted)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  g_assert_nonnull (docs);
  for (guint i = 0; i < docs->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "",
                            strchr (((TwDoc *) docs->pdata[i])->id, ':') + 1);
  g_assert_cmpstr (ids->str, ==, wanted);
}

static void
test_shifts (void)
{
  static const struct {
    double from_h, to_h;
    const char *ids;
  } cases[] = {
    { 0, 24, "night early open late" },
    { -2, 0, "night" },
    { 4, 6, "" }, /* the night one ended at four */
    { 3, 6, "night" },
    { 10, 11, "early open" },
    { 47, 200, "long" },
    { -100, -20, "" },
  };
  Fixture f;
  TwShiftRows rows;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  put_shift (f.store, "night", "a", -2, 360);
  put_shift (f.store, "early", "b", 8, 240);
  put_shift (f.store, "open", NULL, 9, 120);
  put_shift (f.store, "late", "a", 14, 240);
  put_shift (f.store, "long", "b", 47, 1440);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) docs =
          tw_query_shifts (f.store, DAY_US + (gint64) (cases[i].from_h * TW_US_PER_HOUR),
                           DAY_US + (gint64) (cases[i].to_h * TW_US_PER_HOUR), &error);
      g_assert_no_error (error);
      assert_ids (docs, cases[i].ids);
    }
  put_shift (f.store, "late", "b", 15, 300); /* changed: another person, later, longer */
  g_assert_true (tw_query_shift_rows (f.store, DAY_US, DAY_US + TW_US_PER_DAY, &rows, &error));
  g_assert_cmpuint (rows.rows->len, ==, 3);
  const TwShiftRow *open = &g_array_index (rows.rows, TwShiftRow, 1);
  const TwShiftRow *late = &g_array_index (rows.rows, TwShiftRow, 2);
  g_assert_cmpuint (open->person, ==, 0);
  g_assert_cmpstr (rows.keys->pdata[late->person], ==, "person:b");
  g_assert_cmpint (late->minutes, ==, 270); /* without the break */
  g_assert_cmpint (late->way_min, ==, 15);
  tw_shift_rows_clear (&rows);
  fixture_assert_sound (f.store);
  fixture_close (&f);
}

static void
put_edition (TwStore *store, const char *day, int number)
{
  g_autofree char *id = g_strdup_printf ("edition:%s:%d", day, number);
  g_autofree char *text = g_strdup_printf (
      "{'day':'%s','number':%d,'at':'2026-11-24T00:00:00.000Z','by':'x','n_shifts':0,"
      "'n_changes':0,'n_people':0}",
      day, number);

  put (store, id, text);
}

static void
test_editions (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  put_edition (f.store, "2026-11-24", 1);
  put_edition (f.store, "2026-11-24", 10);
  put_edition (f.store, "2026-11-24", 9);
  put_edition (f.store, "2026-11-25", 1);
  put_edition (f.store, "2026-12-01", 1);
  g_autoptr (GPtrArray) last = tw_query_last_editions (f.store, "2026-11-24", "2026-11-30", &error);
  assert_ids (last, "2026-11-24:10 2026-11-25:1");
  g_autoptr (GPtrArray) all = tw_query_editions (f.store, "2026-11-24", &error);
  assert_ids (all, "2026-11-24:10 2026-11-24:9 2026-11-24:1");
  g_autoptr (GPtrArray) none = tw_query_editions (f.store, "2026-11-23", &error);
  assert_ids (none, "");
  fixture_assert_sound (f.store);
  fixture_close (&f);
}

static void
put_notice (TwStore *store, const char *key, const char *person, const char *state, int minute)
{
  g_autofree char *id = g_strconcat ("notice:", key, NULL);
  g_autofree char *text = g_strdup_printf (
      "{'edition':'edition:2026-11-24:1','person':'person:%s','at':'2026-11-24T00:%02d:00.000Z',"
      "'text':'x','state':'%s'}",
      person, minute, state);

  put (store, id, text);
}

static void
test_notices (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  put_notice (f.store, "A", "a", "waiting", 1);
  put_notice (f.store, "B", "a", "seen", 3);
  put_notice (f.store, "C", "b", "waiting", 2);
  g_autoptr (GPtrArray) of_a = tw_query_notices (f.store, "person:a", NULL, 10, &error);
  assert_ids (of_a, "B A");
  g_autoptr (GPtrArray) waiting = tw_query_notices (f.store, NULL, "waiting", 10, &error);
  assert_ids (waiting, "C A");
  g_autoptr (GPtrArray) one = tw_query_notices (f.store, NULL, NULL, 1, &error);
  assert_ids (one, "B");
  put (f.store, "claim:A",
       "{'kind':'swap','shift':'shift:A','by':'person:a','state':'asked','at':"
       "'2026-11-24T00:00:00.000Z'}");
  g_autoptr (GPtrArray) asked = tw_query_claims (f.store, "asked", &error);
  assert_ids (asked, "A");
  g_autoptr (GPtrArray) refused = tw_query_claims (f.store, "refused", &error);
  assert_ids (refused, "");
  fixture_assert_sound (f.store);
  fixture_close (&f);
}

static void
put_audit (TwStore *store, const char *key, int minute, const char *about)
{
  g_autofree char *id = g_strconcat ("audit:", key, NULL);
  g_autofree char *text =
      g_strdup_printf ("{'at':'2026-11-24T00:%02d:00.000Z','who':'x','action':'shift.edit',%s}",
                       minute, about);

  put (store, id, text);
}

/* What is told of a shift alone or among others is found, and what is told of no shift is not. */
static void
test_audit (void)
{
  static const struct {
    const char *subject, *ids;
  } cases[] = {
    { "shift:A", "A D B" },
    { "shift:B", "B" },
    { "shift:C", "" },
    { "map.osm", "C" },
  };
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  put_audit (f.store, "A", 1, "'subject':'shift:A'");
  put_audit (f.store, "B", 9, "'subject':'shift:A','shifts':{'shift:A':{},'shift:B':{}}");
  put_audit (f.store, "C", 2, "'subject':'map.osm'");
  put_audit (f.store, "D", 3, "'shifts':{'shift:A':{'was':[]},'shift:C':{}}");
  put_audit (f.store, "E", 4, "'detail':'nothing'");
  put_audit (f.store, "D", 3, "'shifts':{'shift:A':{'was':[]}}"); /* changed: not of C any more */
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) docs = tw_query_audit (f.store, cases[i].subject, &error);
      g_assert_no_error (error);
      assert_ids (docs, cases[i].ids);
    }
  fixture_assert_sound (f.store);
  fixture_close (&f);
}

/* Steps in the index alone, however many there are: nothing is scanned nor sorted. */
static void
test_audit_plan (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) plan = g_string_new (NULL);
  gboolean more = TRUE;

  fixture_open (&f);
  g_autofree char *path = g_build_filename (f.dir, "store.db", NULL);
  g_autoptr (TwConn) conn = tw_conn_open (path, path, SQLITE_OPEN_READONLY, &error);
  g_autoptr (TwStmt) stmt =
      conn ? tw_conn_stmt (conn, "EXPLAIN QUERY PLAN " TW_QUERY_AUDIT_SQL, &error) : NULL;
  g_assert_no_error (error);
  while (tw_conn_step (conn, stmt, &more, &error) && more)
    g_string_append_printf (plan, "%s\n", (const char *) sqlite3_column_text (stmt, 3));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (plan->str, "USING COVERING INDEX audit_by_subject (subject=?)"));
  g_assert_null (strstr (plan->str, "SCAN"));
  g_assert_null (strstr (plan->str, "TEMP B-TREE"));
  g_clear_pointer (&stmt, tw_stmt_reset);
  g_clear_pointer (&conn, tw_conn_free);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rosters/shifts", test_shifts);
  g_test_add_func ("/rosters/editions", test_editions);
  g_test_add_func ("/rosters/notices", test_notices);
  g_test_add_func ("/rosters/audit", test_audit);
  g_test_add_func ("/rosters/audit-plan", test_audit_plan);
  return g_test_run ();
}
