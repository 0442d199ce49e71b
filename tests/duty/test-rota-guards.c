// SPDX-License-Identifier: Apache-2.0
/* F15: what must not slip past submitting and approving. */
#include "duty/roster/tw-rota-publish.h"

#include "base/tw-json.h"
#include "tests/duty/tw-console-fixture.h"

static void
set_up (Console *f, gconstpointer data)
{
  console_open (f, CONSOLE_PEOPLE);
}

static void
tear_down (Console *f, gconstpointer data)
{
  console_close (f);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  tw_rota_load_finish (TW_ROTA (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* F15: what lies outside the stretch that is open was not judged, so its day does not pass. */
static void
test_cut_day (Console *f, gconstpointer data)
{
  TwRotaFrameOptions options = { .from_us = console_time (f, 1, 12), .n_hours = 48 };
  g_autofree char *a = console_add (f, 0, 1, 6, 10), *b = console_add (f, 0, 1, 7, 11),
                  *c = console_add (f, 1, 1, 14, 18), *d = console_add (f, 1, 2, 9, 13);
  g_autoptr (GError) error = NULL;
  gboolean loaded = FALSE;

  console_settle (f);
  g_assert_false (tw_rota_submit (f->rota, 1, 2, NULL, &error));
  assert_refused (&error, "red conflict");
  tw_rota_load_async (f->rota, &options, NULL, loaded_cb, &loaded);
  fixture_wait_until (loaded);
  g_assert_cmpuint (tw_rota_get_day (f->rota, 0)->n_red, ==, 0);
  g_assert_false (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "2026-11-26");
  tw_rota_submit (f->rota, 1, 2, NULL, &error); /* all of it is open */
  g_assert_no_error (error);
}

/* F15: an officer who has seen that the day was submitted elsewhere may edit it. */
static void
test_edit_what_another_submitted (Console *f, gconstpointer data)
{
  g_autofree char *a = console_add (f, 0, 0, 9, 13), *b = NULL;
  g_autoptr (TwDoc) doc = NULL;

  console_settle (f);
  console_put (f, "roster:2026-11-25",
               "{\"state\": \"submitted\", \"edition\": 0, \"editors\": []}");
  console_settle (f);
  fixture_wait_until (tw_rota_get_day (f->rota, 0)->state == TW_DAY_SUBMITTED);
  b = console_add (f, 1, 0, 9, 13);
  console_settle (f);
  doc = tw_store_get (tw_duty_get_store (f->duty), b, NULL);
  g_assert_nonnull (doc);
  g_assert_cmpint (tw_rota_get_day (f->rota, 0)->state, ==, TW_DAY_DRAFT);
}

static void
failed_cb (TwRota *rota, const char *message, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* F15: what could not be written is not submitted as if it were. */
static void
test_lost_edit (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_failed = 0;
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  console_settle (f);
  /* Another console moves the shift, and before this one has heard of it, so does it. */
  g_autoptr (TwDoc) doc = tw_store_get (tw_duty_get_store (f->duty), a, NULL);
  json_object_set_string_member (doc->body, "note", "x");
  g_autoptr (GString) text = g_string_new (NULL);
  tw_json_canonical (doc->body, text);
  console_put (f, a, text->str);
  console_move (f, a, 1);
  g_assert_false (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  assert_refused (&error, "could not be written");
  g_signal_connect (f->rota, "failed", G_CALLBACK (failed_cb), &n_failed);
  fixture_wait_until (n_failed == 1);
  fixture_wait_until (tw_rota_find (f->rota, a)->from_us == console_time (f, 0, 9));
  g_assert_true (tw_rota_submit (f->rota, 0, 1, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, func) g_test_add (path, Console, NULL, set_up, func, tear_down)
  TEST ("/rota-guards/F15/cut-day", test_cut_day);
  TEST ("/rota-guards/F15/edit-what-another-submitted", test_edit_what_another_submitted);
  TEST ("/rota-guards/F15/lost-edit", test_lost_edit);
  return g_test_run ();
}
