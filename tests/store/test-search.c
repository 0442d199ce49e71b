// SPDX-License-Identifier: Apache-2.0
#include "store-fixture.h"

#include "store/tw-query.h"
#include "store/tw-tokenizer.h"

#include <string.h>

static int
collect_cb (gpointer user_data, const char *token, int len, int start, int end)
{
  GString *out = user_data;

  if (out->len > 0)
    g_string_append_c (out, ' ');
  g_string_append_len (out, token, len);
  g_assert_cmpint (start, <, end);
  return 0;
}

static void
test_tokens (void)
{
  static const struct {
    const char *text, *index, *query;
  } cases[] = {
    { "路灯", "路 路灯 灯", "路灯" },
    { "灯", "灯", "灯" },
    { "路灯坏", "路 路灯 灯 灯坏 坏", "路灯 灯坏" },
    { "LD-01", "l ld 0 01", "ld 01" },
    { "Ａ１栋", "a a1 栋", "a1 栋" }, /* full-width folded */
    { "修理abc灯泡", "修 修理 理 a ab abc 灯 灯泡 泡", "修理 abc 灯泡" },
    { "，。!?\"'()*", "", "" },
    { "Straße", "s st str stra straß straße", "straße" },
    { "abcdefghijk", "a ab abc abcd abcde abcdef abcdefg abcdefgh abcdefghijk", "abcdefghijk" },
    { "a\xff\xfe", "a", "a" }, /* broken bytes separate */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) index = g_string_new (NULL);
      g_autoptr (GString) query = g_string_new (NULL);
      tw_tokenize (cases[i].text, strlen (cases[i].text), FALSE, collect_cb, index);
      tw_tokenize (cases[i].text, strlen (cases[i].text), TRUE, collect_cb, query);
      g_assert_cmpstr (index->str, ==, cases[i].index);
      g_assert_cmpstr (query->str, ==, cases[i].query);
    }
}

static void
fill (TwStore *store)
{
  static const char *const texts[] = {
    "3号楼路灯坏了", "电梯有异响，老人出行不方便", "路灯不亮 LD-0012",
    "灯下的路不平",  "Street lamp broken",         "道路灯光太暗",
  };
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();
  JsonObject *person = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *id = g_strdup_printf ("request:%u", i);
      tw_batch_put (batch, id, NULL, make_request ((int) i, texts[i]));
    }
  tw_batch_put (batch, "asset:1", NULL, make_asset (1, "路灯 1号"));
  tw_batch_put (batch, "asset:2", NULL, make_asset (2, "消防阀"));
  tw_batch_put (batch, "place:1", NULL, make_place ("community", "路灯里社区", "05"));
  tw_batch_put (batch, "place:2", NULL, make_place ("building", "路灯里社区1号楼", "05-001"));
  json_object_set_string_member (person, "name", "王路");
  json_object_set_string_member (person, "pool", "volunteer");
  json_object_set_array_member (person, "skills", json_array_new ());
  json_object_set_array_member (person, "availability", json_array_new ());
  json_object_set_int_member (person, "hours_week_max", 12);
  tw_batch_put (batch, "person:1", NULL, person);
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
}

static char *
search_ids (TwStore *store, const char *text, const char *const *types, guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = tw_query_search (store, text, types, limit, &error);
  GString *ids = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < hits->len; i++)
    g_string_append_printf (ids, "%s%s", i ? " " : "", ((TwHit *) hits->pdata[i])->id);
  return g_string_free (ids, FALSE);
}

/* F79, F01: what is typed is found, and nothing typed is syntax. */
static void
test_search (void)
{
  static const struct {
    const char *text, *ids;
  } cases[] = {
    { "路灯", "place:1 place:2 asset:1 request:0 request:2 request:5" },
    { "灯", "place:1 place:2 asset:1 request:0 request:2 request:3 request:5" },
    { "路灯坏了", "request:0" },
    { "道路灯光", "request:5" },
    { "路灯光", "request:5" },
    { "灯路", "" }, /* both characters, never together */
    { "路灯亮", "" },
    { "电梯 老人", "request:1" }, /* all terms */
    { "电梯 路灯", "" },
    { "3号楼", "request:0" },
    { "lamp", "request:4" },
    { "LAM", "request:4" },      /* beginning of a word, any case */
    { "ＬＡＭＰ", "request:4" }, /* full width */
    { "ld-0012", "request:2" },
    { "0012", "request:2" },
    { "012", "asset:2 asset:1" }, /* the code 05-012-1-F01-0001; the shorter name first */
    { "04A1B2C3000001", "asset:1" },
    { "04a1b2c3", "asset:2 asset:1" },
    { "路灯 OR 电梯", "" }, /* OR is a word like any other */
    { "NOT 路灯", "" },
    { "\"路灯\"", "place:1 place:2 asset:1 request:0 request:2 request:5" },
    { "路灯*", "place:1 place:2 asset:1 request:0 request:2 request:5" },
    { "text:路灯", "" },
    { "\" OR 1=1 --", "" },
    { "NEAR(路 灯)", "" },
    { "^lamp + (broken", "request:4" },
    { "", "" },
    { "，。", "" },
    { "王路", "person:1" },
  };
  Fixture f;

  fixture_open (&f);
  fill (f.store);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ids = search_ids (f.store, cases[i].text, NULL, 50);
      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (ids, ==, cases[i].ids);
    }
  fixture_close (&f);
}

static void
test_limits (void)
{
  Fixture f;

  fixture_open (&f);
  fill (f.store);
  g_autofree char *shared =
      search_ids (f.store, "路灯", NULL, 3); /* one of each type that has hits */
  g_assert_cmpstr (shared, ==, "place:1 asset:1 request:0");
  g_autofree char *four = search_ids (f.store, "路灯", NULL, 4);
  g_assert_cmpstr (four, ==, "place:1 place:2 asset:1 request:0");
  g_autofree char *none = search_ids (f.store, "路灯", NULL, 0);
  g_assert_cmpstr (none, ==, "");
  g_autofree char *requests = search_ids (f.store, "路灯", (const char *[]){ "request", NULL }, 2);
  g_assert_cmpstr (requests, ==, "request:0 request:2"); /* the newest */
  g_autofree char *assets =
      search_ids (f.store, "路灯", (const char *[]){ "asset", "person", NULL }, 10);
  g_assert_cmpstr (assets, ==, "asset:1");
  g_autofree char *unknown = search_ids (f.store, "路灯", (const char *[]){ "hologram", NULL }, 10);
  g_assert_cmpstr (unknown, ==, "");
  g_autofree char *long_text = g_strnfill (5000, 'x');
  g_autofree char *nothing = search_ids (f.store, long_text, NULL, 10);
  g_assert_cmpstr (nothing, ==, "");
  g_autoptr (GPtrArray) hits =
      tw_query_search (f.store, "1号", (const char *[]){ "asset", NULL }, 1, NULL);
  TwHit *hit = hits->pdata[0];
  g_assert_cmpstr (hit->title, ==, "路灯 1号");
  g_assert_cmpstr (hit->subtitle, ==, "05-012-1-F01-0001");
  g_assert_cmpint (hit->lat_e7, ==, 399000010);
  fixture_close (&f);
}

/* An entry follows its document: changed, deleted, back. */
static void
test_follows (void)
{
  Fixture f;

  fixture_open (&f);
  fill (f.store);
  TwBatch *batch = tw_batch_new ();
  tw_batch_put (batch, "request:0", TW_REV_ANY, make_request (0, "井盖松动"));
  tw_batch_delete (batch, "request:2", TW_REV_ANY);
  g_assert_true (tw_store_put (f.store, batch, NULL, NULL));
  g_autofree char *lamps = search_ids (f.store, "路灯", (const char *[]){ "request", NULL }, 10);
  g_assert_cmpstr (lamps, ==, "request:5");
  g_autofree char *lid = search_ids (f.store, "井盖", NULL, 10);
  g_assert_cmpstr (lid, ==, "request:0");
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/tokens", test_tokens);
  g_test_add_func ("/search/search", test_search);
  g_test_add_func ("/search/limits", test_limits);
  g_test_add_func ("/search/follows", test_follows);
  return g_test_run ();
}
