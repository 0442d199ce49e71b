// SPDX-License-Identifier: Apache-2.0
#include "tests/duty/tw-rota-fixture.h"

#include "base/tw-json.h"
#include "duty/tw-live.h"
#include "store/tw-query.h"

#include <string.h>

static JsonArray *
all_week (int from_min, int to_min)
{
  JsonArray *array = json_array_new ();

  for (int d = 1; d <= 7; d++)
    {
      JsonObject *window = json_object_new ();

      json_object_set_int_member (window, "weekday", d);
      json_object_set_int_member (window, "from_min", from_min);
      json_object_set_int_member (window, "to_min", to_min);
      json_array_add_object_element (array, window);
    }
  return array;
}

static JsonArray *
texts (const char *text)
{
  JsonArray *array = json_array_new ();

  if (text != NULL)
    json_array_add_string_element (array, text);
  return array;
}

static void
put_person (TwBatch *batch, int i)
{
  static const char *const pools[] = { "community", "property", "volunteer", "freelance" };
  static const int hours[] = { 44, 44, 12, 24 };
  JsonObject *body = json_object_new ();
  g_autofree char *id = g_strdup_printf ("person:P%04d", i);
  g_autofree char *name = g_strdup_printf ("人员%04d", i);

  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "pool", pools[i % 4]);
  json_object_set_array_member (body, "skills", texts (i % 3 == 0 ? "care" : NULL));
  json_object_set_double_member (body, "hours_week_max", hours[i % 4]);
  json_object_set_array_member (body, "availability", all_week (0, 1440));
  tw_batch_put (batch, id, NULL, body);
}

static void
put_post (TwBatch *batch, int i, int n_posts)
{
  JsonObject *body = json_object_new ();
  g_autofree char *id = g_strdup_printf ("post:S%04d", i);
  g_autofree char *name = g_strdup_printf ("岗位%04d", i);

  json_object_set_string_member (body, "name", name);
  if (i < 2)
    json_object_set_string_member (body, "place", i == 0 ? "place:one" : "place:two");
  json_object_set_array_member (body, "skills", texts (i == n_posts - 1 ? "care" : NULL));
  json_object_set_int_member (body, "priority", 1 + i % 5);
  json_object_set_double_member (body, "per_hour", 4);
  json_object_set_int_member (body, "min_heads", 1);
  json_object_set_array_member (body, "hours", all_week (7 * 60, 21 * 60));
  json_object_set_boolean_member (body, "active", TRUE);
  tw_batch_put (batch, id, NULL, body);
}

static void
put_place (TwBatch *batch, const char *id, const char *kind, double lat)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "kind", kind);
  json_object_set_string_member (body, "name", kind);
  json_object_set_double_member (body, "lat", lat);
  json_object_set_double_member (body, "lon", FIXTURE_LON);
  tw_batch_put (batch, id, NULL, body);
}

static void
put_tide (TwBatch *batch)
{
  JsonObject *body = json_object_new ();
  JsonArray *kinds = json_array_new ();

  json_array_add_string_element (kinds, "metro");
  json_object_set_string_member (body, "name", "早潮");
  json_object_set_int_member (body, "from_min", 7 * 60);
  json_object_set_int_member (body, "to_min", 9 * 60);
  json_object_set_double_member (body, "share", 0.4);
  json_object_set_array_member (body, "kinds", kinds);
  json_object_set_double_member (body, "weight", 3);
  json_object_set_boolean_member (body, "active", TRUE);
  tw_batch_put (batch, "tide:MORNING", NULL, body);
}

static void
make_folder (const char *dir, int n_people, int n_posts)
{
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  g_autofree char *start = g_strdup_printf ("%" G_GINT64_FORMAT, FIXTURE_NOW_US);
  TwBatch *batch = tw_batch_new ();

  g_assert_no_error (error);
  put_place (batch, "place:one", "metro", FIXTURE_LAT);
  put_place (batch, "place:two", "kindergarten", FIXTURE_LAT + 0.01);
  put_tide (batch);
  for (int i = 0; i < n_people; i++)
    put_person (batch, i);
  for (int i = 0; i < n_posts; i++)
    put_post (batch, i, n_posts);
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
  tw_store_set_meta (store, TW_META_DRILL_START, start, &error);
  g_assert_no_error (error);
}

static void
failed_cb (TwRota *rota, const char *message, gpointer data)
{
  RotaFixture *self = data;

  self->n_failed++;
  g_free (self->message);
  self->message = g_strdup (message);
}

static void
changed_cb (TwRota *rota, gpointer data)
{
  ((RotaFixture *) data)->n_changed++;
}

void
rota_fixture_open (RotaFixture *self, const char *dir)
{
  g_autoptr (GError) error = NULL;

  if (self->dir == NULL)
    self->dir = g_strdup (dir);
  self->duty = tw_duty_open (dir, FALSE, &error);
  g_assert_no_error (error);
  self->rota = tw_rota_new (self->duty);
  g_signal_connect (self->rota, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect (self->rota, "shifts-changed", G_CALLBACK (changed_cb), self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  tw_rota_load_finish (TW_ROTA (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

void
rota_fixture_load (RotaFixture *self)
{
  TwRotaFrameOptions options = { .from_us = ROTA_FROM_US, .n_hours = 72 };
  gboolean loaded = FALSE;

  tw_rota_load_async (self->rota, &options, NULL, loaded_cb, &loaded);
  fixture_wait_until (loaded);
}

void
rota_fixture_set_up (RotaFixture *self, int n_people, int n_posts)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *officer = NULL;

  *self = (RotaFixture){ .dir = g_dir_make_tmp ("tw-rota-XXXXXX", &error) };
  g_assert_no_error (error);
  make_folder (self->dir, n_people, n_posts);
  rota_fixture_open (self, self->dir);
  tw_duty_add_officer (self->duty, "王主任", TW_RIGHT_PLAN | TW_RIGHT_APPROVE | TW_RIGHT_OVERRIDE,
                       &officer, &error);
  g_assert_no_error (error);
  tw_duty_set_actor (self->duty, officer, &error);
  g_assert_no_error (error);
  rota_fixture_load (self);
}

static void
close_folder (RotaFixture *self)
{
  g_clear_object (&self->rota);
  if (self->duty != NULL)
    tw_duty_close (self->duty);
  g_clear_object (&self->duty);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
rota_fixture_reopen (RotaFixture *self)
{
  close_folder (self);
  rota_fixture_open (self, self->dir);
  rota_fixture_load (self);
}

void
rota_fixture_tear_down (RotaFixture *self)
{
  close_folder (self);
  fixture_remove_tree (self->dir);
  g_free (self->dir);
  g_free (self->message);
}

void
rota_fixture_settle (RotaFixture *self)
{
  fixture_wait_until (tw_rota_is_saved (self->rota));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

TwShift *
rota_fixture_shift (RotaFixture *self, int person, int day, int from_min, int minutes, int post)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  TwShift *shift = tw_shift_new ();
  gint64 from_us = ROTA_FROM_US + day * TW_US_PER_DAY + from_min * TW_US_PER_MIN;

  shift->person = person;
  shift->from_us = from_us;
  shift->to_us = from_us + TW_US_PER_MIN;
  shift->stretches = g_new0 (TwStretch, 1);
  shift->n_stretches = 1;
  shift->stretches[0] = (TwStretch){ TW_STRETCH_WORK, post, from_us, shift->to_us };
  g_assert_true (
      tw_rota_frame_fit_shift (frame, shift, from_us, from_us + minutes * TW_US_PER_MIN));
  return shift;
}

void
rota_fixture_publish_today (RotaFixture *self)
{
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;

  tw_rota_submit (self->rota, 0, 1, NULL, &error);
  g_assert_no_error (error);
  tw_duty_add_officer (self->duty, "李科长", TW_RIGHT_PLAN | TW_RIGHT_APPROVE | TW_RIGHT_OVERRIDE,
                       &second, &error);
  g_assert_no_error (error);
  tw_duty_set_actor (self->duty, second, NULL);
  tw_rota_approve (self->rota, 0, 1, &error);
  g_assert_no_error (error);
  tw_rota_publish (self->rota, 0, 1, NULL, &error);
  g_assert_no_error (error);
}

gboolean
rota_fixture_edit (RotaFixture *self, const char *id, TwShift *after, GError **error)
{
  TwRotaEdit edit = { id, after };
  gboolean done = tw_rota_edit (self->rota, &edit, 1, "edit", NULL, error);

  g_clear_pointer (&after, tw_shift_unref);
  return done;
}

char *
rota_fixture_add (RotaFixture *self, int person, int day, int from_min, int minutes, int post)
{
  g_autoptr (TwShift) shift = rota_fixture_shift (self, person, day, from_min, minutes, post);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = NULL;
  TwRotaEdit edit = { NULL, shift };

  tw_rota_edit (self->rota, &edit, 1, "add", &ids, &error);
  g_assert_no_error (error);
  return g_strdup (ids[0]);
}

int
rota_fixture_person (RotaFixture *self, TwPool pool, int nth)
{
  GPtrArray *people = tw_rota_get_frame (self->rota)->people;

  for (guint e = 0; e < people->len; e++)
    if (((TwRotaPerson *) people->pdata[e])->pool == pool && nth-- == 0)
      return e;
  g_assert_not_reached ();
}

typedef struct {
  gboolean done, good;
  GError *error;
} Undone;

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Undone *undone = data;
  g_autofree char *said = tw_duty_undo_finish (TW_DUTY (source), result, &undone->error);

  undone->good = said != NULL;
  undone->done = TRUE;
}

gboolean
rota_fixture_undo (RotaFixture *self, gboolean redo, GError **error)
{
  Undone undone = { 0 };

  if (redo)
    tw_duty_redo_async (self->duty, NULL, undone_cb, &undone);
  else
    tw_duty_undo_async (self->duty, NULL, undone_cb, &undone);
  fixture_wait_until (undone.done);
  if (undone.error != NULL)
    g_propagate_error (error, undone.error);
  return undone.good;
}

static void
add_docs (TwStore *store, const char *type, GString *text)
{
  g_autoptr (GPtrArray) docs = tw_query_docs_by_type (store, type, NULL);

  for (guint i = 0; i < docs->len; i++)
    {
      TwDoc *doc = docs->pdata[i];

      json_object_remove_member (doc->body, "hlc");
      json_object_remove_member (doc->body, "device");
      g_string_append (text, doc->id);
      tw_json_canonical (doc->body, text);
      g_string_append_c (text, '\n');
    }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char *
rota_fixture_digest (RotaFixture *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  add_docs (tw_duty_get_store (self->duty), "shift", text);
  add_docs (tw_duty_get_store (self->duty), "roster", text);
  lines = g_strsplit (text->str, "\n", -1);
  qsort (lines, g_strv_length (lines), sizeof *lines, compare_lines);
  return g_strjoinv ("\n", lines);
}

TwRotaConflict *
rota_fixture_find_conflict (RotaFixture *self, const char *rule, guint *ret_n)
{
  GPtrArray *all = tw_rota_get_conflicts (self->rota);
  TwRotaConflict *found = NULL;
  guint n = 0;

  for (guint i = 0; i < all->len; i++)
    {
      TwRotaConflict *conflict = all->pdata[i];

      if (strcmp (conflict->rule, rule) != 0)
        continue;
      found = found != NULL ? found : conflict;
      n++;
    }
  if (ret_n != NULL)
    *ret_n = n;
  return found;
}

void
rota_fixture_solved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  RotaAnswer *answer = data;

  answer->proposal = tw_rota_solve_finish (TW_ROTA (source), result, &answer->error);
  answer->done = TRUE;
}

void
rota_fixture_repaired_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  RotaAnswer *answer = data;

  answer->proposal = tw_rota_repair_finish (TW_ROTA (source), result, &answer->error);
  answer->done = TRUE;
}
