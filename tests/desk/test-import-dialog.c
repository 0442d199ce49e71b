// SPDX-License-Identifier: Apache-2.0
/*
 * F01: the import dialog: columns found, chosen anew, a live preview, the result, the rejected
 * rows, and undo.
 */
#include "tw-desk-fixture.h"
#include "tw-uitest.h"

#include "desk/tw-import-columns.h"
#include "desk/tw-import-map-dialog.h"
#include "desk/tw-import-requests-dialog.h"
#include "base/tw-locale.h"
#include "duty/tw-duty-import.h"

#include <string.h>

static const char table[] = "when,what,lat,lon,notes\n"
                            "2026-11-23 19:05,meals,30.6551,104.0811,dinner\n"
                            "2026-11-23 19:20,meals,30.6552,104.0812,supper\n"
                            "last night,repair,30.6553,104.0813,tap\n"
                            "2026-11-23 20:15,repair,,,lamp\n";

typedef struct {
  TwSession *session;
  TwWindow *window;
  GtkWidget *dialog;
  char *path;
} Fixture;

static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *dir = desk_fixture_new_dir ();
  g_autoptr (GFile) file = NULL;

  fixture->path = write_file ("calls.csv", table);
  file = g_file_new_for_path (fixture->path);
  fixture->session = desk_fixture_open (dir);
  fixture->window = desk_fixture_show (fixture->session);
  fixture->dialog =
      GTK_WIDGET (tw_import_requests_dialog_open (fixture->window,
                                                  tw_session_get_duty (fixture->session), file));
  g_assert_true (tw_uitest_until (gtk_widget_get_mapped (fixture->dialog), 5000));
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  desk_fixture_close (fixture->window, fixture->session);
  g_free (fixture->path);
}

static const char *
get_text (Fixture *fixture, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (tw_uitest_find (fixture->dialog, id)));
}

static gboolean
is_on (Fixture *fixture, const char *state)
{
  GtkStack *stack = GTK_STACK (tw_uitest_find (fixture->dialog, "stack"));

  return strcmp (gtk_stack_get_visible_child_name (stack), state) == 0;
}

static gboolean
is_ready (Fixture *fixture)
{
  return gtk_widget_get_sensitive (tw_uitest_find (fixture->dialog, "go"));
}

static guint
get_choice (Fixture *fixture, const char *field)
{
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (tw_uitest_find (fixture->dialog, field)));
}

static gboolean
summary_is (Fixture *fixture, const char *text)
{
  return strcmp (get_text (fixture, "summary"), text) == 0;
}

static void
run_import (Fixture *fixture)
{
  g_assert_true (tw_uitest_until (is_ready (fixture), 5000));
  g_signal_emit_by_name (tw_uitest_find (fixture->dialog, "go"), "clicked");
  g_assert_true (tw_uitest_until (is_on (fixture, "done"), 20000));
}

static void
test_columns_are_found (Fixture *fixture, gconstpointer unused)
{
  g_assert_true (tw_uitest_until (is_ready (fixture), 5000));
  g_assert_cmpuint (get_choice (fixture, "when"), ==, 1);
  g_assert_cmpuint (get_choice (fixture, "lat"), ==, 3);
  g_assert_cmpuint (get_choice (fixture, "lon"), ==, 4);
  g_assert_true (
      summary_is (fixture, "1 of the first 4 rows cannot be read and would be rejected"));
  tw_uitest_wait_draw (fixture->dialog);
  g_assert_nonnull (tw_uitest_find_text (tw_uitest_find (fixture->dialog, "table"), "last night"));
}

static void
test_a_choice_shows_at_once (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *columns = tw_uitest_find (fixture->dialog, "columns");
  g_autoptr (TwMapping) mapping = NULL;

  g_assert_true (tw_uitest_until (is_ready (fixture), 5000));
  tw_import_columns_choose (TW_IMPORT_COLUMNS (columns), TW_REQUEST_SERVICE, 1);
  tw_import_columns_choose (TW_IMPORT_COLUMNS (columns), TW_REQUEST_TEXT, 4);
  g_assert_true (
      tw_uitest_until (summary_is (fixture,
                                   "1 of the first 4 rows cannot be read and would be rejected")
                           && strcmp (get_text (fixture, "origin"), "Columns as chosen") == 0,
                       5000));
  mapping = tw_import_columns_dup_mapping (TW_IMPORT_COLUMNS (columns));
  g_assert_cmpstr (mapping->columns[TW_REQUEST_SERVICE], ==, "what");
  g_assert_cmpstr (mapping->columns[TW_REQUEST_TEXT], ==, "notes");
  /* the notes are no times: every row would be rejected */
  tw_import_columns_choose (TW_IMPORT_COLUMNS (columns), TW_REQUEST_WHEN, 4);
  g_assert_true (tw_uitest_until (
      summary_is (fixture, "4 of the first 4 rows cannot be read and would be rejected"), 5000));
}

/* Without a column for the time nothing can be imported, and the dialog says so. */
static void
test_without_a_time_there_is_no_import (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *columns = tw_uitest_find (fixture->dialog, "columns");

  g_assert_true (tw_uitest_until (is_ready (fixture), 5000));
  tw_import_columns_choose (TW_IMPORT_COLUMNS (columns), TW_REQUEST_WHEN, -1);
  g_assert_true (tw_uitest_until (!is_ready (fixture), 5000));
  g_assert_cmpuint (strlen (get_text (fixture, "summary")), >, 10);
  tw_import_columns_choose (TW_IMPORT_COLUMNS (columns), TW_REQUEST_WHEN, 0);
  g_assert_true (tw_uitest_until (is_ready (fixture), 5000));
}

static void
test_an_unknown_zone_is_refused (Fixture *fixture, gconstpointer unused)
{
  GtkEditable *zone = GTK_EDITABLE (tw_uitest_find (fixture->dialog, "zone"));

  g_assert_true (tw_uitest_until (is_ready (fixture), 5000));
  gtk_editable_set_text (zone, "Mars/Olympus");
  g_assert_true (tw_uitest_until (!is_ready (fixture), 5000));
  gtk_editable_set_text (zone, "America/Chicago");
  g_assert_true (tw_uitest_until (is_ready (fixture), 5000));
}

static void
test_import_counts_and_shows_rejects (Fixture *fixture, gconstpointer unused)
{
  run_import (fixture);
  g_assert_cmpstr (get_text (fixture, "n_added"), ==, "3");
  g_assert_cmpstr (get_text (fixture, "n_known"), ==, "0");
  g_assert_cmpstr (get_text (fixture, "n_rejected"), ==, "1");
  g_assert_cmpstr (get_text (fixture, "n_unplaced"), ==, "1");
  g_signal_emit_by_name (tw_uitest_find (fixture->dialog, "show_rejects"), "clicked");
  g_assert_true (is_on (fixture, "rejects"));
  tw_uitest_wait_draw (fixture->dialog);
  g_assert_nonnull (
      tw_uitest_find_text (tw_uitest_find (fixture->dialog, "rejects"), "last night"));
  g_signal_emit_by_name (tw_uitest_find (fixture->dialog, "back"), "clicked");
  g_assert_true (is_on (fixture, "done"));
  g_assert_true (
      tw_uitest_until (!tw_duty_is_empty (tw_session_get_duty (fixture->session)), 5000));
}

/* A second import of the same file adds nothing, says so, and still knows the columns. */
static void
test_second_import_adds_nothing (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  run_import (fixture);
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  fixture->dialog =
      GTK_WIDGET (tw_import_requests_dialog_open (fixture->window,
                                                  tw_session_get_duty (fixture->session), file));
  g_assert_true (tw_uitest_until (is_ready (fixture), 5000));
  g_assert_cmpstr (get_text (fixture, "origin"), ==,
                   "Columns as in the last import of such a file");
  run_import (fixture);
  g_assert_cmpstr (get_text (fixture, "n_added"), ==, "0");
  g_assert_cmpstr (get_text (fixture, "n_known"), ==, "3");
  g_assert_false (gtk_widget_get_visible (tw_uitest_find (fixture->dialog, "undo")));
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(char **) user_data = tw_duty_undo_finish (TW_DUTY (source), result, &error);
  g_assert_no_error (error);
}

static void
test_import_can_be_undone (Fixture *fixture, gconstpointer unused)
{
  TwDuty *duty = tw_session_get_duty (fixture->session);
  g_autofree char *label = NULL;
  g_autofree char *done = NULL;

  run_import (fixture);
  label = tw_duty_dup_undo_label (duty);
  g_assert_nonnull (label);
  g_assert_nonnull (strstr (label, "calls.csv"));
  tw_duty_undo_async (duty, NULL, undone_cb, &done);
  g_assert_true (tw_uitest_until (done != NULL, 10000));
}

static void
test_no_table_says_why (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_file ("empty.csv", "");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkStack *preview;

  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  fixture->dialog =
      GTK_WIDGET (tw_import_requests_dialog_open (fixture->window,
                                                  tw_session_get_duty (fixture->session), file));
  preview = GTK_STACK (tw_uitest_find (fixture->dialog, "preview_stack"));
  g_assert_true (
      tw_uitest_until (strcmp (gtk_stack_get_visible_child_name (preview), "problem") == 0, 5000));
  g_assert_cmpuint (strlen (get_text (fixture, "preview_problem")), >, 10);
  g_assert_false (is_ready (fixture));
}

/* F01: tables as they come from real cities are understood without a hand. */
static void
test_real_tables (Fixture *fixture, gconstpointer unused)
{
  static const char *const files[] = { "nyc311-1000.csv", "houston-2010-jan-jun.csv" };
  const char *shared = g_getenv ("TW_SHARED"), *shots = g_getenv ("TW_TEST_SHOTS");

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path =
          g_build_filename (shared != NULL ? shared : "", "real", files[i], NULL);
      g_autofree char *shot =
          shots != NULL ? g_strconcat (shots, "/", files[i], ".png", NULL) : NULL;
      g_autoptr (GFile) file = g_file_new_for_path (path);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_test_skip ("no real tables here");
          return;
        }
      gtk_window_destroy (GTK_WINDOW (fixture->dialog));
      fixture->dialog = GTK_WIDGET (
          tw_import_requests_dialog_open (fixture->window, tw_session_get_duty (fixture->session),
                                          file));
      g_assert_true (tw_uitest_until (is_ready (fixture), 10000));
      g_assert_true (tw_uitest_until (gtk_widget_get_mapped (fixture->dialog), 5000));
      g_assert_cmpuint (get_choice (fixture, "when"), >, 0);
      g_assert_true (summary_is (fixture, "The first 60 rows can all be read"));
      tw_uitest_wait_draw (fixture->dialog);
      if (shot != NULL)
        tw_uitest_shot_png (fixture->dialog, shot);
    }
}

/* --- map ------------------------------------------------------------------------------------- */

static const char osm[] =
    "<?xml version='1.0'?><osm version='0.6'>"
    "<node id='1' lat='30.655' lon='104.08'/><node id='2' lat='30.656' lon='104.081'/>"
    "<way id='3'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/>"
    "<tag k='name' v='春熙路'/></way></osm>";

static void
open_map (Fixture *fixture, const char *text)
{
  g_autofree char *path = write_file ("quarter.osm", text);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  fixture->dialog = GTK_WIDGET (
      tw_import_map_dialog_open (fixture->window, tw_session_get_duty (fixture->session), file));
  g_signal_emit_by_name (tw_uitest_find (fixture->dialog, "go"), "clicked");
}

static void
test_map_is_imported (Fixture *fixture, gconstpointer unused)
{
  open_map (fixture, osm);
  g_assert_true (tw_uitest_until (is_on (fixture, "done"), 10000));
  g_assert_cmpstr (get_text (fixture, "done_title"), ==, "1 map feature imported");
  g_assert_true (
      tw_uitest_until (!tw_duty_is_empty (tw_session_get_duty (fixture->session)), 5000));
}

/* The dialog offers to take it back, and the map goes. */
static void
test_map_can_be_undone (Fixture *fixture, gconstpointer unused)
{
  TwDuty *duty = tw_session_get_duty (fixture->session);
  g_autofree char *done = NULL, *label = NULL;

  open_map (fixture, osm);
  g_assert_false (gtk_widget_get_visible (tw_uitest_find (fixture->dialog, "undo")));
  g_assert_true (tw_uitest_until (is_on (fixture, "done"), 10000));
  g_assert_true (gtk_widget_get_visible (tw_uitest_find (fixture->dialog, "undo")));
  label = tw_duty_dup_undo_label (duty);
  g_assert_cmpstr (label, ==, "Import of quarter.osm");
  tw_duty_undo_async (duty, NULL, undone_cb, &done);
  g_assert_true (tw_uitest_until (done != NULL, 10000));
  g_assert_cmpstr (done, ==, "The map is as it was before the import of quarter.osm");
  g_assert_cmpint (tw_map_pack_count (tw_duty_get_map (duty), 0), ==, 0);
}

static void
test_broken_map_says_why (Fixture *fixture, gconstpointer unused)
{
  open_map (fixture, "<osm><node id='1' lat=");
  g_assert_true (tw_uitest_until (is_on (fixture, "failed"), 10000));
  g_assert_cmpuint (strlen (get_text (fixture, "failed_text")), >, 10);
  g_signal_emit_by_name (tw_uitest_find (fixture->dialog, "go"), "clicked");
  g_assert_true (is_on (fixture, "setup"));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/desk/import/columns", test_columns_are_found },
    { "/desk/import/choice", test_a_choice_shows_at_once },
    { "/desk/import/no-time", test_without_a_time_there_is_no_import },
    { "/desk/import/zone", test_an_unknown_zone_is_refused },
    { "/desk/import/result", test_import_counts_and_shows_rejects },
    { "/desk/import/again", test_second_import_adds_nothing },
    { "/desk/import/undo", test_import_can_be_undone },
    { "/desk/import/no-table", test_no_table_says_why },
    { "/desk/import/real", test_real_tables },
    { "/desk/import/map", test_map_is_imported },
    { "/desk/import/map-undo", test_map_can_be_undone },
    { "/desk/import/broken-map", test_broken_map_says_why },
  };

  tw_uitest_init (&argc, &argv);
  tw_locale_apply ("en");
  desk_fixture_get_application ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
