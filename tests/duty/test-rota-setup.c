// SPDX-License-Identifier: Apache-2.0
/*
 * F11, F18: what rosters are made from is edited: rights, refusals, warnings, undo across a
 * restart, and people and posts out of files.
 */
#include "tests/duty/tw-rota-fixture.h"

#include "base/tw-json.h"
#include "duty/roster/tw-rota-setup.h"
#include "store/tw-query.h"

#include <string.h>

#define N_PEOPLE 8
#define N_POSTS 3

static void
set_up (RotaFixture *f, gconstpointer data)
{
  rota_fixture_set_up (f, N_PEOPLE, N_POSTS);
}

static void
tear_down (RotaFixture *f, gconstpointer data)
{
  rota_fixture_tear_down (f);
}

static TwSetupItem *
find (RotaFixture *f, TwSetupKind kind, const char *id)
{
  g_autoptr (GError) error = NULL;
  TwSetupItem *item = tw_duty_find_setup (f->duty, kind, id, &error);

  g_assert_no_error (error);
  return item;
}

static gboolean
put (RotaFixture *f, TwSetupKind kind, const TwSetupItem *item, JsonObject *body, GError **error)
{
  return tw_duty_put_setup (f->duty, kind, item != NULL ? item->id : NULL,
                            item != NULL ? item->rev : NULL, body, NULL, error);
}

static void
assert_says (GPtrArray *doubts, const char *needle)
{
  for (guint i = 0; i < doubts->len; i++)
    if (strstr (doubts->pdata[i], needle) != NULL)
      return;
  g_error ("nothing says \"%s\", the first of %u: %s", needle, doubts->len,
           doubts->len > 0 ? (char *) doubts->pdata[0] : "");
}

static void
assert_error (GError **error, const char *needle)
{
  g_assert_nonnull (*error);
  if (strstr ((*error)->message, needle) == NULL)
    g_error ("\"%s\" does not say \"%s\"", (*error)->message, needle);
  g_clear_error (error);
}

/* --- F11 -------------------------------------------------------------------------------------- */

static double
share_of (RotaFixture *f)
{
  g_autoptr (TwSetupItem) item = find (f, TW_SETUP_TIDE, "tide:MORNING");

  return tw_json_get_double (item->body, "share", -1);
}

static guint
count_audits (RotaFixture *f)
{
  g_autoptr (GPtrArray) docs = tw_query_docs_by_type (tw_duty_get_store (f->duty), "audit", NULL);

  return docs->len;
}

/* An edit is in the roster that is open, is one step, and is taken back after a restart. */
static void
test_tide (RotaFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSetupItem) item = find (f, TW_SETUP_TIDE, "早潮");
  JsonObject *body = tw_setup_dup_body (item);
  guint n_audits = count_audits (f);

  json_object_set_double_member (body, "share", 0.6);
  g_assert_true (tw_setup_set_window (body, "22:00-02:00", &error));
  g_assert_true (tw_setup_set_weekdays (body, "Mon-Fri", &error));
  g_assert_true (put (f, TW_SETUP_TIDE, item, body, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_audits (f), ==, n_audits + 1);
  fixture_wait_until (tw_rota_get_frame (f->rota)->tides->len > 0
                      && ((TwRotaTide *) tw_rota_get_frame (f->rota)->tides->pdata[0])->share
                             == 0.6);
  const TwRotaTide *tide = tw_rota_get_frame (f->rota)->tides->pdata[0];
  g_assert_cmpint (tide->to_us - tide->from_us, <=, 4 * TW_US_PER_HOUR);
  rota_fixture_reopen (f);
  g_assert_cmpfloat (share_of (f), ==, 0.6);
  g_assert_true (rota_fixture_undo (f, FALSE, &error));
  g_assert_cmpfloat (share_of (f), ==, 0.4);
  g_assert_true (rota_fixture_undo (f, TRUE, &error));
  g_assert_cmpfloat (share_of (f), ==, 0.6);
}

static void
test_refusals (RotaFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSetupItem) tide = find (f, TW_SETUP_TIDE, "tide:MORNING");
  g_autoptr (TwSetupItem) post = find (f, TW_SETUP_POST, "post:S0000");
  JsonObject *body = tw_setup_dup_body (tide);

  json_object_set_int_member (body, "to_min", 400);
  g_assert_false (put (f, TW_SETUP_TIDE, tide, body, &error));
  assert_error (&error, "ends before it begins");
  body = tw_setup_dup_body (tide);
  json_object_set_double_member (body, "share", 40);
  g_assert_false (put (f, TW_SETUP_TIDE, tide, body, &error));
  assert_error (&error, "share");
  g_assert_false (put (f, TW_SETUP_POST, NULL, tw_setup_new_body (TW_SETUP_POST, ""), &error));
  assert_error (&error, "name");
  body = tw_setup_dup_body (post);
  json_object_set_int_member (body, "priority", 5);
  g_assert_true (put (f, TW_SETUP_POST, post, body, &error));
  body = tw_setup_dup_body (post);
  json_object_set_int_member (body, "priority", 4);
  g_assert_false (put (f, TW_SETUP_POST, post, body, &error)); /* the revision is gone */
  assert_error (&error, "Somebody else");
  /* Without an officer there is only the right to plan. */
  g_assert_true (tw_duty_set_actor (f->duty, NULL, &error));
  g_assert_false (put (f, TW_SETUP_TIDE, tide, tw_setup_dup_body (tide), &error));
  assert_error (&error, "tide rules");
  g_assert_false (tw_duty_remove_setup (f->duty, TW_SETUP_TIDE, tide, &error));
  assert_error (&error, "tide rules");
  g_assert_true (put (f, TW_SETUP_POST, NULL, tw_setup_new_body (TW_SETUP_POST, "新岗"), &error));
  g_assert_no_error (error);
}

static void
test_remove (RotaFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shift = rota_fixture_add (f, 0, 1, 480, 240, 1);
  g_autoptr (TwSetupItem) used = find (f, TW_SETUP_POST, "post:S0001");
  g_autoptr (TwSetupItem) person =
      find (f, TW_SETUP_PERSON,
            ((TwRotaPerson *) tw_rota_get_frame (f->rota)->people->pdata[0])->id);
  g_autoptr (TwSetupItem) free_post = find (f, TW_SETUP_POST, "post:S0002");

  rota_fixture_settle (f);
  g_assert_nonnull (shift);
  g_assert_false (tw_duty_remove_setup (f->duty, TW_SETUP_POST, used, &error));
  assert_error (&error, "close the post");
  g_assert_false (tw_duty_remove_setup (f->duty, TW_SETUP_PERSON, person, &error));
  assert_error (&error, "somebody else");
  g_assert_true (tw_duty_remove_setup (f->duty, TW_SETUP_POST, free_post, &error));
  g_assert_null (tw_duty_find_setup (f->duty, TW_SETUP_POST, "post:S0002", &error));
  g_clear_error (&error);
  g_assert_true (rota_fixture_undo (f, FALSE, &error));
  g_clear_pointer (&free_post, tw_setup_item_free);
  free_post = find (f, TW_SETUP_POST, "post:S0002");
}

/* --- warnings --------------------------------------------------------------------------------- */

static GPtrArray *
judge (RotaFixture *f, TwSetupKind kind, const char *id, const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = tw_json_parse_object (text, -1, 1 << 16, &error);

  g_assert_no_error (error);
  return tw_duty_judge_setup (f->duty, kind, id, body);
}

static void
test_doubts (RotaFixture *f, gconstpointer data)
{
  static const struct {
    TwSetupKind kind;
    const char *id, *json, *says; /* NULL: nothing */
  } rows[] = {
    { TW_SETUP_TIDE, NULL, "{'from_min':420,'to_min':540,'share':0.4,'kinds':['metro']}", NULL },
    { TW_SETUP_TIDE, NULL, "{'from_min':420,'to_min':540,'share':0.4,'kinds':['hospital']}",
      "will do nothing" },
    { TW_SETUP_TIDE, NULL, "{'from_min':1380,'to_min':1500,'share':0.4,'kinds':['metro']}",
      "over midnight" },
    { TW_SETUP_TIDE, NULL, "{'from_min':120,'to_min':240,'share':0.4,'kinds':['metro']}",
      "cannot be met" },
    { TW_SETUP_TIDE, NULL, "{'from_min':420,'to_min':540,'share':0,'active':true}",
      "asks for nobody" },
    { TW_SETUP_POST, NULL,
      "{'skills':['diving'],'min_heads':1,'hours':[{'weekday':1,'from_min':480,'to_min':900}]}",
      "Nobody is qualified" },
    { TW_SETUP_POST, NULL, "{'min_heads':1,'hours':[]}", "never open" },
    { TW_SETUP_POST, NULL, "{'min_heads':99,'hours':[{'weekday':1,'from_min':1320,'to_min':1560}]}",
      "more people" },
    { TW_SETUP_POST, NULL, "{'min_heads':1,'hours':[{'weekday':1,'from_min':480,'to_min':900}]}",
      NULL },
    { TW_SETUP_PACK, "rulepack:community", "{'contract':'full_time','rules':{}}", NULL },
    { TW_SETUP_PACK, "rulepack:community",
      "{'contract':'full_time','rules':{'day':{'limit':60,'article':'house'}}}",
      "excludes everybody" },
    { TW_SETUP_PACK, "rulepack:volunteer",
      "{'contract':'volunteer','rules':{'rest_days':{'limit':7,'article':'house'}}}",
      "excludes everybody" },
    { TW_SETUP_PACK, "rulepack:community",
      "{'contract':'full_time','rules':{'day':{'limit':720,'article':'house'}}}",
      "softer than 8 h (Labour Law, article 36)" },
    { TW_SETUP_PACK, "rulepack:community",
      "{'contract':'full_time','rules':{'rest':{'limit':-1,'article':'house'}}}", "softer" },
    { TW_SETUP_PERSON, NULL,
      "{'pool':'community','skills':[],'hours_week_max':1,'availability':[{'weekday':1,'from_min':"
      "0,"
      "'to_min':600},{'weekday':1,'from_min':500,'to_min':700}]}",
      "overlap" },
  };

  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    {
      g_autoptr (GPtrArray) doubts = judge (f, rows[r].kind, rows[r].id, rows[r].json);
      if (rows[r].says != NULL)
        assert_says (doubts, rows[r].says);
      else if (doubts->len > 0)
        g_error ("%s: %s", rows[r].json, (char *) doubts->pdata[0]);
    }
}

/* --- F18 -------------------------------------------------------------------------------------- */

static void
test_pack (RotaFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSetupItem) item = find (f, TW_SETUP_PACK, "community");
  JsonObject *body = tw_setup_dup_body (item);
  int hours = 40 * 60;

  g_assert_null (item->rev); /* the law's, until somebody says otherwise */
  g_assert_cmpint (tw_setup_pack_limit (body, TW_ROSTER_RULE_WEEK).limit, ==, 44 * 60);
  g_assert_cmpint (tw_setup_pack_limit (body, TW_ROSTER_RULE_WEEK).article, ==,
                   TW_ROSTER_ARTICLE_LABOUR_36);
  tw_setup_set_limit (body, TW_ROSTER_RULE_WEEK, &hours);
  g_assert_true (put (f, TW_SETUP_PACK, item, body, &error));
  g_assert_no_error (error);
  g_clear_pointer (&item, tw_setup_item_free);
  item = find (f, TW_SETUP_PACK, "rulepack:community");
  g_assert_cmpint (tw_setup_pack_limit (item->body, TW_ROSTER_RULE_WEEK).limit, ==, hours);
  g_assert_cmpint (tw_setup_law_limit (item->body, TW_ROSTER_RULE_WEEK).limit, ==, 44 * 60);
  fixture_wait_until (tw_rota_get_frame (f->rota)->terms[0].pack->rules[TW_ROSTER_RULE_WEEK].limit
                      == hours);
  body = tw_setup_dup_body (item);
  tw_setup_set_limit (body, TW_ROSTER_RULE_WEEK, NULL);
  g_assert_true (put (f, TW_SETUP_PACK, item, body, &error));
  fixture_wait_until (tw_rota_get_frame (f->rota)->terms[0].pack->rules[TW_ROSTER_RULE_WEEK].limit
                      == 44 * 60);
}

/* --- files ------------------------------------------------------------------------------------ */

static const char people_csv[] =
    "姓名,类别,技能,电话,周工时（小时）,可用时间,爱好\n"
    "张一,社区工作者,\"政务办理、急救\",138,44,周一至周五 08:00-18:00,棋\n"
    "李二,志愿者,,139,12,周六 9点-12点半,\n"
    "王三,宇航员,,1,40,每天 8-17,\n"
    "赵四,物业,,2,四十,每天 8-17,\n"
    "钱五,灵活就业,,5,24,随时,\n"
    "张一,社区工作者,急救,138,44,周一至周五 08:00-18:00,\n";

static TwSetupImportResult
import (RotaFixture *f, TwSetupKind kind, const char *text, gboolean update)
{
  g_autofree char *path = g_build_filename (f->dir, "list.csv", NULL);
  g_autoptr (GError) error = NULL;
  TwSetupImportResult result;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  tw_duty_import_setup (f->duty, kind, path, update, &result, &error);
  g_assert_no_error (error);
  return result;
}

static guint
count (RotaFixture *f, TwSetupKind kind)
{
  g_autoptr (GPtrArray) items = tw_duty_list_setup (f->duty, kind, NULL);

  return items->len;
}

static void
test_import_people (RotaFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwSetupImportResult result = import (f, TW_SETUP_PERSON, people_csv, FALSE);
  g_autofree char *rejects = NULL;

  g_assert_cmpint (result.n_rows, ==, 6);
  g_assert_cmpint (result.n_added, ==, 2);
  g_assert_cmpint (result.n_rejected, ==, 4);
  g_assert_true (g_file_get_contents (result.rejects_path, &rejects, NULL, NULL));
  g_assert_nonnull (strstr (rejects, "\n4,"));
  g_assert_nonnull (strstr (rejects, "hours_week: “四十”"));
  g_assert_nonnull (strstr (rejects, "availability: “随时”"));
  g_assert_nonnull (strstr (rejects, "line 2"));
  assert_says (result.warnings, "爱好");
  tw_setup_import_result_clear (&result);
  g_autoptr (TwSetupItem) one = find (f, TW_SETUP_PERSON, "张一");
  g_autofree char *hours = tw_setup_dup_hours (one->body, "availability");
  g_assert_cmpstr (hours, ==, "Mon-Fri 08:00-18:00");
  result = import (f, TW_SETUP_PERSON, people_csv, FALSE);
  g_assert_cmpint (result.n_added + result.n_updated, ==, 0);
  g_assert_cmpint (result.n_known, ==, 2);
  tw_setup_import_result_clear (&result);
  g_assert_cmpuint (count (f, TW_SETUP_PERSON), ==, N_PEOPLE + 2);
  rota_fixture_reopen (f);
  g_assert_true (rota_fixture_undo (f, FALSE, &error));
  g_assert_cmpuint (count (f, TW_SETUP_PERSON), ==, N_PEOPLE);
}

/* What a person changed by hand stays, unless the file is said to know better. */
static void
test_import_posts (RotaFixture *f, gconstpointer data)
{
  static const char csv[] = "post,place,pools,priority,heads,Mon,Tue\n"
                            "Desk,metro,community;volunteer,2,1,8-12,8-12 13-17\n"
                            "Lost,nowhere,,2,1,8-12,\n"
                            "Bad,,,9,1,8-12,\n";
  g_autoptr (GError) error = NULL;
  TwSetupImportResult result = import (f, TW_SETUP_POST, csv, FALSE);

  g_assert_cmpint (result.n_added, ==, 1);
  g_assert_cmpint (result.n_rejected, ==, 2);
  tw_setup_import_result_clear (&result);
  g_autoptr (TwSetupItem) desk = find (f, TW_SETUP_POST, "Desk");
  g_autofree char *hours = tw_setup_dup_hours (desk->body, "hours");
  g_assert_cmpstr (hours, ==, "Mon 08:00-12:00; Tue 08:00-12:00, 13:00-17:00");
  g_assert_cmpstr (tw_json_get_string (desk->body, "place", NULL), ==, "place:one");
  JsonObject *body = tw_setup_dup_body (desk);
  json_object_set_int_member (body, "priority", 1);
  g_assert_true (put (f, TW_SETUP_POST, desk, body, &error));
  result = import (f, TW_SETUP_POST, csv, FALSE);
  g_assert_cmpint (result.n_differing, ==, 1);
  tw_setup_import_result_clear (&result);
  result = import (f, TW_SETUP_POST, csv, TRUE);
  g_assert_cmpint (result.n_updated, ==, 1);
  tw_setup_import_result_clear (&result);
}

static void
test_import_fails (RotaFixture *f, gconstpointer data)
{
  static const struct {
    const char *text, *says;
  } rows[] = { { "", "empty" },
               { "name,skills\nA,x\n", "“pool” is missing" },
               { "name,pool,weekly hours\nA,community,8\n", "“availability” is missing" } };
  g_autofree char *path = g_build_filename (f->dir, "list.csv", NULL);

  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    {
      g_autoptr (GError) error = NULL;
      TwSetupImportResult result;
      g_assert_true (g_file_set_contents (path, rows[r].text, -1, NULL));
      g_assert_false (
          tw_duty_import_setup (f->duty, TW_SETUP_PERSON, path, FALSE, &result, &error));
      assert_error (&error, rows[r].says);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, func) g_test_add (path, RotaFixture, NULL, set_up, func, tear_down)
  TEST ("/duty/rota-setup/F11-tide", test_tide);
  TEST ("/duty/rota-setup/F11-refusals", test_refusals);
  TEST ("/duty/rota-setup/F11-remove", test_remove);
  TEST ("/duty/rota-setup/F11-F18-doubts", test_doubts);
  TEST ("/duty/rota-setup/F18-pack", test_pack);
  TEST ("/duty/rota-setup/import-people", test_import_people);
  TEST ("/duty/rota-setup/import-posts", test_import_posts);
  TEST ("/duty/rota-setup/import-fails", test_import_fails);
  return g_test_run ();
}
