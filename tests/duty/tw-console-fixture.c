// SPDX-License-Identifier: Apache-2.0
#include "tests/duty/tw-console-fixture.h"

#include "base/tw-json.h"
#include "duty/tw-live.h"

#include <string.h>

static void
put (TwStore *store, const char *id, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwBatch) batch = tw_batch_new ();
  JsonObject *body = tw_json_parse_object (json, -1, 1 << 20, &error);

  g_assert_no_error (error);
  tw_batch_put (batch, id, TW_REV_ANY, body);
  tw_store_put (store, g_steal_pointer (&batch), NULL, &error);
  g_assert_no_error (error);
}

void
console_put (Console *self, const char *id, const char *json)
{
  put (tw_duty_get_store (self->duty), id, json);
}

char *
console_person (int i)
{
  return g_strdup_printf ("person:%03d", i);
}

#define ALWAYS                                                                                     \
  "[{\"weekday\":1,\"from_min\":0,\"to_min\":1440},{\"weekday\":2,\"from_min\":0,\"to_min\":1440}" \
  ",{\"weekday\":3,\"from_min\":0,\"to_min\":1440},{\"weekday\":4,\"from_min\":0,\"to_min\":1440}" \
  ",{\"weekday\":5,\"from_min\":0,\"to_min\":1440},{\"weekday\":6,\"from_min\":0,\"to_min\":1440}" \
  ",{\"weekday\":7,\"from_min\":0,\"to_min\":1440}]"

static void
fill (TwStore *store, int n_people)
{
  for (int i = 0; i < n_people; i++)
    {
      g_autofree char *id = console_person (i);
      g_autofree char *json =
          g_strdup_printf ("{\"name\":\"员工%03d\",\"pool\":\"community\",\"skills\":[],"
                           "\"hours_week_max\":40,\"availability\":" ALWAYS "}",
                           i);
      put (store, id, json);
    }
  put (store, "post:hall",
       "{\"name\":\"大厅\",\"priority\":1,\"per_hour\":1,\"min_heads\":1,\"active\":true,"
       "\"hours\":" ALWAYS "}");
  put (store, "post:gate",
       "{\"name\":\"门岗\",\"priority\":2,\"per_hour\":1,\"min_heads\":0,\"active\":true,"
       "\"hours\":" ALWAYS "}");
}

static void
make_folder (Console *self, int n_people)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_drill (FIXTURE_NOW_US, 0);
  g_autoptr (TwStore) store = tw_store_open (self->dir, TW_STORE_OPEN_CREATE, clock, &error);
  g_autofree char *start = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) FIXTURE_NOW_US);

  g_assert_no_error (error);
  g_assert_true (tw_store_set_meta (store, TW_META_DRILL_START, start, NULL));
  fill (store, n_people);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  tw_rota_load_finish (TW_ROTA (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static char *
add_officer (Console *self, const char *name, TwRights rights)
{
  g_autoptr (GError) error = NULL;
  char *id = NULL;

  tw_duty_add_officer (self->duty, name, rights, &id, &error);
  g_assert_no_error (error);
  return id;
}

void
console_open (Console *self, int n_people)
{
  /* The 25th, 00:00. */
  const TwRotaFrameOptions options = { .from_us = FIXTURE_NOW_US + 980 * TW_US_PER_MIN,
                                       .n_hours = 72 };
  g_autoptr (GError) error = NULL;
  gboolean loaded = FALSE;

  memset (self, 0, sizeof *self);
  self->dir = g_dir_make_tmp ("tw-console-XXXXXX", NULL);
  make_folder (self, n_people);
  self->duty = tw_duty_open (self->dir, FALSE, &error);
  g_assert_no_error (error);
  tw_duty_start (self->duty, FALSE);
  fixture_wait_until (tw_duty_is_loaded (self->duty));
  self->planner = add_officer (self, "计划员", TW_RIGHT_PLAN | TW_RIGHT_OVERRIDE);
  self->chief = add_officer (self, "主任", TW_RIGHT_PLAN | TW_RIGHT_APPROVE | TW_RIGHT_OVERRIDE);
  self->second = add_officer (self, "副主任", TW_RIGHT_PLAN | TW_RIGHT_APPROVE);
  self->post = g_strdup ("post:hall");
  self->gate = g_strdup ("post:gate");
  console_sit (self, self->planner);
  self->rota = tw_rota_new (self->duty);
  tw_rota_load_async (self->rota, &options, NULL, loaded_cb, &loaded);
  fixture_wait_until (loaded);
}

void
console_close (Console *self)
{
  console_settle (self);
  g_clear_object (&self->rota);
  tw_duty_close (self->duty);
  g_clear_object (&self->duty);
  fixture_remove_tree (self->dir);
  g_free (self->dir);
  g_free (self->planner);
  g_free (self->chief);
  g_free (self->second);
  g_free (self->post);
  g_free (self->gate);
}

void
console_settle (Console *self)
{
  fixture_wait_until (tw_rota_is_saved (self->rota));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
console_index (Console *self, int i)
{
  g_autofree char *id = console_person (i);

  return i < 0 ? -1 : tw_rota_frame_find_person (tw_rota_get_frame (self->rota), id);
}

void
console_sit (Console *self, const char *officer)
{
  g_autoptr (GError) error = NULL;

  tw_duty_set_actor (self->duty, officer, &error);
  g_assert_no_error (error);
}

gint64
console_time (Console *self, int day, double hours)
{
  const TwRotaSpan *span = tw_rota_get_frame (self->rota)->days->pdata[day];

  return span->from_us + (gint64) (hours * (double) TW_US_PER_HOUR);
}

TwShift *
console_shift (Console *self, int i, int day, double from_h, double to_h)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  TwShift *shift = tw_shift_new ();

  shift->person = console_index (self, i);
  shift->from_us = console_time (self, day, from_h);
  shift->to_us = console_time (self, day, to_h);
  shift->stretches = g_new0 (TwStretch, 1);
  shift->n_stretches = 1;
  shift->stretches[0] = (TwStretch){
    .kind = TW_STRETCH_WORK,
    .post = tw_rota_frame_find_post (frame, self->post),
    .from_us = shift->from_us,
    .to_us = shift->to_us,
  };
  shift->origin = g_strdup ("hand");
  tw_rota_frame_fit_shift (frame, shift, shift->from_us, shift->to_us);
  return shift;
}

char *
console_add (Console *self, int i, int day, double from_h, double to_h)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwShift) shift = console_shift (self, i, day, from_h, to_h);
  const TwRotaEdit edit = { NULL, shift };
  g_auto (GStrv) ids = NULL;

  tw_rota_edit (self->rota, &edit, 1, "Add", &ids, &error);
  g_assert_no_error (error);
  return g_strdup (ids[0]);
}

static void
edit (Console *self, const char *id, TwShift *after)
{
  g_autoptr (GError) error = NULL;
  const TwRotaEdit edit = { id, after };

  tw_rota_edit (self->rota, &edit, 1, "Edit", NULL, &error);
  g_assert_no_error (error);
}

void
console_move (Console *self, const char *id, double hours)
{
  g_autoptr (TwShift) after = tw_shift_copy (tw_rota_find (self->rota, id));
  gint64 by_us = (gint64) (hours * (double) TW_US_PER_HOUR);

  tw_rota_frame_fit_shift (tw_rota_get_frame (self->rota), after, after->from_us + by_us,
                           after->to_us + by_us);
  edit (self, id, after);
}

void
console_remove (Console *self, const char *id)
{
  edit (self, id, NULL);
}

void
console_publish (Console *self, int first_day, int last_day)
{
  g_autoptr (GError) error = NULL;

  console_sit (self, self->planner);
  tw_rota_submit (self->rota, first_day, last_day, NULL, &error);
  g_assert_no_error (error);
  console_sit (self, self->chief);
  tw_rota_approve (self->rota, first_day, last_day, &error);
  g_assert_no_error (error);
  tw_rota_publish (self->rota, first_day, last_day, NULL, &error);
  g_assert_no_error (error);
  console_sit (self, self->planner);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
console_undo (Console *self, gboolean redo, gboolean works)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  console_settle (self);
  (redo ? tw_duty_redo_async : tw_duty_undo_async) (self->duty, NULL, result_cb, &result);
  fixture_wait_until (result != NULL);
  g_autofree char *said = tw_duty_undo_finish (self->duty, result, &error);
  if (works)
    g_assert_no_error (error);
  else
    g_assert_nonnull (error);
  g_assert_cmpint (said != NULL, ==, works);
  console_settle (self);
}

void
assert_refused (GError **error, const char *needle)
{
  g_assert_error (*error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED);
  if (strstr ((*error)->message, needle) == NULL)
    g_error ("\"%s\" does not say \"%s\"", (*error)->message, needle);
  g_clear_error (error);
}
