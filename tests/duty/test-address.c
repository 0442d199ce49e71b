// SPDX-License-Identifier: Apache-2.0
/* F37: the address tree: lists, paths, look-ups by code and tag, and assets that move and keep
 * their history. */
#include "base/tw-json.h"
#include "duty/tw-duty-address.h"
#include "tests/duty/tw-duty-fixture.h"

#include <string.h>

typedef struct {
  char *dir;
  TwDuty *duty;
} Fixture;

static void
add_place (TwBatch *batch, const char *id, const char *kind, const char *name, const char *code,
           const char *parent, double height_m)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "kind", kind);
  json_object_set_string_member (body, "name", name);
  if (code != NULL)
    json_object_set_string_member (body, "code", code);
  if (parent != NULL)
    {
      json_object_set_string_member (body, "parent", parent);
      json_object_set_string_member (body, "community", "place:c5");
    }
  json_object_set_double_member (body, "lat", 30.01);
  json_object_set_double_member (body, "lon", 104.01 + height_m / 1000);
  json_object_set_double_member (body, "height_m", height_m);
  tw_batch_put (batch, id, NULL, body);
}

static JsonObject *
asset_body (const char *name, const char *code, const char *place, const char *tag)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "kind", "valve");
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "code", code);
  json_object_set_string_member (body, "place", place);
  json_object_set_string_member (body, "community", "place:c5");
  json_object_set_string_member (body, "tag", tag);
  json_object_set_double_member (body, "lat", 30.01);
  json_object_set_double_member (body, "lon", 104.01);
  json_object_set_double_member (body, "height_m", 6);
  return body;
}

static void
put (Fixture *f, TwBatch *batch)
{
  g_autoptr (GError) error = NULL;

  tw_store_put (tw_duty_get_store (f->duty), batch, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  TwBatch *batch = tw_batch_new ();
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("tw-address-XXXXXX", NULL);
  f->duty = tw_duty_open (f->dir, TRUE, &error);
  g_assert_no_error (error);
  add_place (batch, "place:c5", "community", "春熙社区", "05", NULL, 0);
  add_place (batch, "place:b12", "building", "12栋", "05-012", "place:c5", 0);
  add_place (batch, "place:u2", "unit", "2单元", "05-012-2", "place:b12", 0);
  add_place (batch, "place:f3", "floor", "3层", "05-012-2-F03", "place:u2", 6);
  add_place (batch, "place:r2", "room", "302室", "05-012-2-F03-02", "place:f3", 6);
  add_place (batch, "place:cellar", "floor", "地下二层", "05-012-2-B02", "place:u2", -6);
  add_place (batch, "place:park", "idle", "口袋公园", NULL, "place:c5", 0);
  tw_batch_put (batch, "asset:1", NULL,
                asset_body ("水阀甲", "05-012-2-F03-02-0001", "place:r2", "04a1b2c3d4e5f6"));
  tw_batch_put (batch, "asset:2", NULL,
                asset_body ("水阀乙", "05-012-2-F03-02-0002", "place:r2", "04a1b2c3d4e5f7"));
  put (f, batch);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tw_duty_close (f->duty);
  g_clear_object (&f->duty);
  fixture_remove_tree (f->dir);
  g_free (f->dir);
}

static char *
member (Fixture *f, const char *id, const char *name)
{
  g_autoptr (TwDoc) doc = tw_store_get (tw_duty_get_store (f->duty), id, NULL);

  g_assert_nonnull (doc);
  return g_strdup (tw_json_get_string (doc->body, name, NULL));
}

#define assert_code(f, id, expected)                                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *code = member (f, id, "code");                                                \
    g_assert_cmpstr (code, ==, expected);                                                          \
  }                                                                                                \
  G_STMT_END

static void
test_tree (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) top = tw_duty_list_address (f->duty, NULL, NULL);
  g_autoptr (GPtrArray) unit = tw_duty_list_address (f->duty, "place:u2", NULL);
  g_autoptr (GPtrArray) room = tw_duty_list_address (f->duty, "place:r2", NULL);
  g_autoptr (TwDoc) by_code = tw_duty_find_address (f->duty, "05-012-2-B02", NULL);
  g_autoptr (TwDoc) by_tag = tw_duty_find_address (f->duty, "04A1b2c3d4e5f6", NULL);
  g_autoptr (TwDoc) by_id = tw_duty_find_address (f->duty, "asset:2", NULL);
  g_autofree char *path = tw_duty_dup_address_path (f->duty, by_tag, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (top->len, ==, 1);
  g_assert_cmpuint (unit->len, ==, 2);
  /* The basement comes first: codes sort from the ground down, then up. */
  g_assert_cmpstr (((TwDoc *) unit->pdata[0])->id, ==, "place:cellar");
  g_assert_cmpuint (room->len, ==, 2);
  g_assert_cmpstr (by_code->id, ==, "place:cellar");
  g_assert_cmpstr (by_tag->id, ==, "asset:1");
  g_assert_cmpstr (by_id->id, ==, "asset:2");
  g_assert_cmpstr (path, ==, "春熙社区 / 12栋 / 2单元 / 3层 / 302室 / 水阀甲");
  g_assert_null (tw_duty_find_address (f->duty, "99-999", &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "99-999"));
}

static void
test_move (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) moves = NULL;
  g_autoptr (TwDoc) asset = NULL;
  const TwAssetMove *last;

  g_assert_true (tw_duty_move_asset (f->duty, "asset:1", "place:cellar", "检修", &error));
  g_assert_no_error (error);
  assert_code (f, "asset:1", "05-012-2-B02-00-0001");
  asset = tw_store_get (tw_duty_get_store (f->duty), "asset:1", NULL);
  g_assert_cmpfloat (tw_json_get_double (asset->body, "height_m", 0), ==, -6);
  g_assert_cmpfloat_with_epsilon (tw_json_get_double (asset->body, "lon", 0), 104.004, 1e-9);
  /* Back again: its old number is remembered by the move, so it gets a new one. */
  g_assert_true (tw_duty_move_asset (f->duty, "asset:1", "place:r2", NULL, &error));
  assert_code (f, "asset:1", "05-012-2-F03-02-0003");
  moves = tw_duty_list_moves (f->duty, "asset:1", &error);
  g_assert_cmpuint (moves->len, ==, 2);
  last = moves->pdata[1];
  g_assert_cmpstr (last->from_code, ==, "05-012-2-F03-02-0001");
  g_assert_cmpstr (last->to_code, ==, "05-012-2-B02-00-0001");
  g_assert_cmpstr (last->why, ==, "检修");
  g_assert_cmpint (last->at_us, >, 0);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  const struct {
    const char *asset, *place;
    GQuark domain;
    int code;
  } cases[] = {
    { "asset:1", "place:r2", TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED },     /* there already */
    { "asset:9", "place:r2", TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND }, /* no such asset */
    { "asset:1", "place:x", TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND },  /* no such place */
    { "place:r2", "place:u2", TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE },      /* a room cannot move */
    { "asset:1", "asset:2", TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tw_duty_move_asset (f->duty, cases[i].asset, cases[i].place, NULL, &error));
      g_assert_error (error, cases[i].domain, cases[i].code);
    }
  /* A place without a code cannot give one. */
  g_assert_false (tw_duty_move_asset (f->duty, "asset:1", "place:park", NULL, NULL));
  assert_code (f, "asset:1", "05-012-2-F03-02-0001");
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static char *
step (Fixture *f, gboolean redo, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (redo)
    tw_duty_redo_async (f->duty, NULL, result_cb, &result);
  else
    tw_duty_undo_async (f->duty, NULL, result_cb, &result);
  fixture_wait_until (result != NULL);
  return tw_duty_undo_finish (f->duty, result, error);
}

static guint
count_moves (Fixture *f)
{
  g_autoptr (GPtrArray) moves = tw_duty_list_moves (f->duty, "asset:1", NULL);

  return moves->len;
}

static void
test_undo (Fixture *f, gconstpointer data)
{
  g_autofree char *undone = NULL, *redone = NULL;
  g_autoptr (GError) error = NULL;
  TwBatch *batch;

  g_assert_true (tw_duty_move_asset (f->duty, "asset:1", "place:cellar", NULL, NULL));
  undone = step (f, FALSE, &error);
  g_assert_no_error (error);
  assert_code (f, "asset:1", "05-012-2-F03-02-0001");
  g_assert_cmpuint (count_moves (f), ==, 0);
  redone = step (f, TRUE, &error);
  g_assert_no_error (error);
  assert_code (f, "asset:1", "05-012-2-B02-00-0001");
  g_assert_cmpuint (count_moves (f), ==, 1);
  /* Somebody worked on the asset since: undo must not run over that. */
  batch = tw_batch_new ();
  tw_batch_put (batch, "asset:1", TW_REV_ANY,
                asset_body ("新名", "05-012-2-B02-00-0001", "place:cellar", "04a1b2c3d4e5f6"));
  put (f, batch);
  g_assert_null (step (f, FALSE, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
  assert_code (f, "asset:1", "05-012-2-B02-00-0001");
}

/* A damaged tree that bites its own tail ends somewhere. */
static void
test_ring (Fixture *f, gconstpointer data)
{
  TwBatch *batch = tw_batch_new ();
  g_autoptr (TwDoc) doc = NULL;
  g_autofree char *path = NULL;

  add_place (batch, "place:x", "floor", "甲", "05-013", "place:y", 0);
  add_place (batch, "place:y", "floor", "乙", "05-014", "place:x", 0);
  put (f, batch);
  doc = tw_store_get (tw_duty_get_store (f->duty), "place:x", NULL);
  path = tw_duty_dup_address_path (f->duty, doc, NULL);
  g_assert_true (g_str_has_suffix (path, "乙 / 甲"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/F37/address/tree", test_tree);
  ADD ("/F37/address/move", test_move);
  ADD ("/F37/address/refused", test_refused);
  ADD ("/F37/address/undo", test_undo);
  ADD ("/F37/address/ring", test_ring);
#undef ADD
  return g_test_run ();
}
