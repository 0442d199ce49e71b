// SPDX-License-Identifier: Apache-2.0
/*
 * The console as its users meet it: the built program, seen over AT-SPI, driven by pointer and
 * keys.
 */
#include "tw-e2e.h"
#include "tw-testx.h"

#include <X11/keysym.h>
#include <glib/gstdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/wait.h>

#define DEMO_MS 240000

static const guint control[] = { XK_Control_L, 0 };

static char *
find_program (void)
{
  return g_test_build_filename (G_TEST_BUILT, "..", "src", "tools", "tidewatch", NULL);
}

static char *
new_dir (void)
{
  static guint n;
  g_autofree char *name = g_strdup_printf ("console-%u", ++n);

  return g_build_filename (g_get_user_data_dir (), name, NULL);
}

static TwE2e *
start (const char *dir, const char *language, const char *const *environment)
{
  g_autofree char *program = find_program ();
  const char *argv[] = { program,  "--db",     dir,        "--lang", language,
                         "--size", "1280x800", "--scheme", "light",  NULL };

  return tw_e2e_start (argv, environment);
}

static void
expect (TwE2e *app, AtspiRole role, const char *name, guint ms)
{
  g_autoptr (TwSeen) seen = tw_e2e_find (app, role, name, ms);

  if (seen == NULL)
    g_test_message ("not there: %s", name);
  g_assert_nonnull (seen);
}

static void
click (TwE2e *app, AtspiRole role, const char *name)
{
  g_autoptr (TwSeen) seen = tw_e2e_find (app, role, name, 5000);

  if (seen == NULL)
    g_test_message ("not there: %s", name);
  g_assert_nonnull (seen);
  g_assert_true (tw_e2e_click (app, seen));
}

static void
search_for (TwE2e *app, const char *text)
{
  g_autoptr (TwSeen) entry = NULL;

  tw_e2e_key (app, XK_k, control);
  entry = tw_e2e_find (app, ATSPI_ROLE_TEXT, "Search or command", 5000);
  g_assert_nonnull (entry);
  g_assert_true (tw_e2e_set_text (entry, text));
}

static const char calls[] = "when,what,lat,lon\n2024-03-05 19:05,meals,30.6551,104.0811\n"
                            "2024-03-05 19:25,meals,30.6561,104.0821\n";

/* A folder with two requests in it. */
static char *
make_dir (void)
{
  char *dir = new_dir ();
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "made.csv", NULL);
  g_autofree char *program =
      g_test_build_filename (G_TEST_BUILT, "..", "src", "tools", "tidewatchctl", NULL);
  const char *argv[] = { program, "--db", dir, "import", "requests", path, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_assert_true (g_file_set_contents (path, calls, -1, NULL));
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return dir;
}

static gboolean
has_focus (TwSeen *parent, int index)
{
  g_autoptr (TwSeen) child = atspi_accessible_get_child_at_index (parent, index, NULL);
  AtspiStateSet *states = atspi_accessible_get_state_set (child);
  gboolean focused = atspi_state_set_contains (states, ATSPI_STATE_FOCUSED);

  g_object_unref (states);
  return focused;
}

/* By Tab, as nobody needs a pointer for it; the list or one of its entries has the focus then. */
static gboolean
tab_into (TwE2e *app, TwSeen *list, int n)
{
  for (int tabs = 0; tabs < 60; tabs++)
    {
      for (int i = 0; i < n; i++)
        if (has_focus (list, i))
          return TRUE;
      tw_e2e_key (app, XK_Tab, NULL);
      tw_e2e_pump_ms (20);
    }
  return FALSE;
}

/* F79: what is drawn is there for a screen reader too: the chart is a list with an entry an hour in
 * words, which the arrow keys walk; the strip a slider that says its hour; the legend its figures.
 */
static void
check_drawn (TwE2e *app)
{
  g_autoptr (TwSeen) chart = tw_e2e_find_part (app, ATSPI_ROLE_LIST, "Requests an hour", 5000);
  g_autoptr (TwSeen) strip = tw_e2e_find (app, ATSPI_ROLE_SLIDER, "Hour on the map", 5000);
  g_autoptr (TwSeen) legend = tw_e2e_find_part (app, ATSPI_ROLE_IMAGE, "Legend: 0 to", 5000);
  g_autofree char *hour = NULL;
  g_autofree char *figures = NULL;
  int n;

  g_assert_nonnull (chart);
  g_assert_nonnull (strip);
  g_assert_nonnull (legend);
  hour = atspi_accessible_get_description (strip, NULL);
  g_assert_nonnull (strstr (hour, "Today "));
  figures = atspi_accessible_get_description (legend, NULL);
  g_assert_nonnull (strstr (figures, "0, "));
  n = atspi_accessible_get_child_count (chart, NULL);
  g_assert_cmpint (n, ==, 96);
  for (int i = 0; i < n; i += 19)
    {
      g_autoptr (TwSeen) entry = atspi_accessible_get_child_at_index (chart, i, NULL);
      g_autofree char *name = tw_e2e_dup_name (entry);

      g_assert_nonnull (strstr (name, i < 24 ? " request" : "mean"));
    }
  g_assert_true (tab_into (app, chart, n));
  tw_e2e_key (app, XK_End, NULL);
  tw_e2e_pump_ms (100);
  g_assert_true (has_focus (chart, n - 1));
}

/* F80, F08, F79: from nothing to the heat map; a search; the speed of the drill. */
static void
test_first_run_to_heat_map (void)
{
  g_autofree char *dir = new_dir ();
  TwE2e *app = start (dir, "en", NULL);
  g_autoptr (TwSeen) hit = NULL;

  expect (app, ATSPI_ROLE_LABEL, "Welcome to Tidewatch", 5000);
  click (app, ATSPI_ROLE_LABEL, "Open the demo street");
  expect (app, ATSPI_ROLE_LABEL, "One moment", 5000);
  expect (app, ATSPI_ROLE_INVALID, "Drill ×1", DEMO_MS);
  check_drawn (app);

  search_for (app, "路灯");
  hit = tw_e2e_find_part (app, ATSPI_ROLE_INVALID, "路灯", 5000);
  g_assert_nonnull (hit);
  tw_e2e_key (app, XK_Return, NULL);
  tw_e2e_pump_ms (300);
  g_assert_null (tw_e2e_find (app, ATSPI_ROLE_LABEL, "Assets", 0));

  click (app, ATSPI_ROLE_INVALID, "Drill ×1");
  tw_e2e_pump_ms (300);
  tw_e2e_key (app, XK_Right, NULL);
  tw_e2e_key (app, XK_Right, NULL);
  tw_e2e_key (app, XK_space, NULL);
  expect (app, ATSPI_ROLE_INVALID, "Drill ×60", 5000);
  tw_e2e_key (app, XK_Escape, NULL);
  tw_e2e_key (app, XK_F8, NULL);
  expect (app, ATSPI_ROLE_INVALID, "Drill paused", 5000);
  g_assert_cmpint (tw_e2e_quit (app), ==, 0);
}

/* The whole of it in Chinese on a machine that has no Chinese locale. */
static void
test_chinese_without_a_locale (void)
{
  g_autofree char *po = g_test_build_filename (G_TEST_BUILT, "..", "po", NULL);
  g_autofree char *mo = g_build_filename (po, "zh_CN", "LC_MESSAGES", "tidewatch.mo", NULL);
  g_autofree char *variable = g_strdup_printf ("TW_LOCALEDIR=%s", po);
  const char *environment[] = { variable, "LC_ALL=C", NULL };
  g_autofree char *dir = new_dir ();
  TwE2e *app;

  if (!g_file_test (mo, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("translations are not built");
      return;
    }
  app = start (dir, "zh_CN", environment);
  expect (app, ATSPI_ROLE_LABEL, "打开演示街道", 5000);
  g_assert_cmpint (tw_e2e_quit (app), ==, 0);
}

/* The language changes in the running console, by a command found under its own name. */
static void
test_language_changes_at_once (void)
{
  g_autofree char *po = g_test_build_filename (G_TEST_BUILT, "..", "po", NULL);
  g_autofree char *mo = g_build_filename (po, "zh_CN", "LC_MESSAGES", "tidewatch.mo", NULL);
  g_autofree char *variable = g_strdup_printf ("TW_LOCALEDIR=%s", po);
  const char *environment[] = { variable, NULL };
  g_autofree char *dir = new_dir ();
  TwE2e *app;

  if (!g_file_test (mo, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("translations are not built");
      return;
    }
  app = start (dir, "en", environment);
  expect (app, ATSPI_ROLE_LABEL, "Welcome to Tidewatch", 5000);
  search_for (app, "chinese");
  expect (app, ATSPI_ROLE_LABEL, "中文", 2000);
  tw_e2e_key (app, XK_Return, NULL);
  expect (app, ATSPI_ROLE_LABEL, "打开演示街道", 5000);
  tw_testx_focus_newest ();
  g_assert_cmpint (tw_e2e_quit (app), ==, 0);
}

/* F01: a file chosen by its path, looked at, imported. */
static void
test_import_a_file (void)
{
  g_autofree char *dir = new_dir ();
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "calls.csv", NULL);
  TwE2e *app;

  g_assert_true (g_file_set_contents (path, calls, -1, NULL));
  app = start (dir, "en", NULL);
  click (app, ATSPI_ROLE_LABEL, "Import requests");
  tw_e2e_pump_ms (2500);
  tw_e2e_pump_ms (1000); /* the chooser is GTK's own and not ours to look into */
  tw_testx_focus_newest ();
  tw_testx_type (path);
  tw_e2e_pump_ms (300);
  tw_e2e_key (app, XK_Return, NULL);
  expect (app, ATSPI_ROLE_LABEL, "The first 2 rows can all be read", 10000);
  click (app, ATSPI_ROLE_PUSH_BUTTON, "Import");
  expect (app, ATSPI_ROLE_LABEL, "2 requests added", 10000);
  click (app, ATSPI_ROLE_PUSH_BUTTON, "Close");
  expect (app, ATSPI_ROLE_INVALID, "History", 10000);
  g_assert_cmpint (tw_e2e_quit (app), ==, 0);
}

/* F79: what was set comes back after a restart. */
static void
test_state_survives_a_restart (void)
{
  static const char *const environment[] = { "GSETTINGS_BACKEND=keyfile", NULL };
  g_autofree char *dir = make_dir ();
  TwE2e *app = start (dir, "en", environment);

  expect (app, ATSPI_ROLE_LABEL, "Heat", 5000);
  tw_e2e_key (app, XK_F9, NULL);
  tw_e2e_pump_ms (300);
  g_assert_null (tw_e2e_find (app, ATSPI_ROLE_LABEL, "Heat", 0));
  g_assert_cmpint (tw_e2e_quit (app), ==, 0);
  app = start (dir, "en", environment);
  expect (app, ATSPI_ROLE_INVALID, "History", 5000);
  g_assert_null (tw_e2e_find (app, ATSPI_ROLE_LABEL, "Heat", 0));
  tw_e2e_key (app, XK_F9, NULL);
  expect (app, ATSPI_ROLE_LABEL, "Heat", 2000);
  g_assert_cmpint (tw_e2e_quit (app), ==, 0);
}

static void
test_second_window_and_back (void)
{
  g_autofree char *dir = new_dir ();
  TwE2e *app = start (dir, "en", NULL);

  expect (app, ATSPI_ROLE_LABEL, "Welcome to Tidewatch", 5000);
  tw_e2e_key (app, XK_n, control);
  tw_e2e_pump_ms (500);
  tw_testx_focus_newest ();
  tw_e2e_key (app, XK_w, control);
  tw_e2e_pump_ms (300);
  tw_testx_focus_newest ();
  expect (app, ATSPI_ROLE_LABEL, "Welcome to Tidewatch", 2000);
  g_assert_cmpint (tw_e2e_quit (app), ==, 0);
}

/* F80: a file that is no database is named, and the console lives on. */
static void
test_damaged_database (void)
{
  g_autofree char *dir = new_dir ();
  g_autofree char *file = g_build_filename (dir, "store.db", NULL);
  g_autofree char *noise = g_strnfill (8192, 'x');
  TwE2e *app;

  g_assert_no_errno (g_mkdir_with_parents (dir, 0700));
  g_assert_true (g_file_set_contents (file, noise, 8192, NULL));
  app = start (dir, "en", NULL);
  expect (app, ATSPI_ROLE_INVALID, "The database is damaged", 5000);
  expect (app, ATSPI_ROLE_PUSH_BUTTON, "Try again", 1000);
  g_assert_no_errno (g_remove (file));
  click (app, ATSPI_ROLE_PUSH_BUTTON, "Try again");
  expect (app, ATSPI_ROLE_LABEL, "Welcome to Tidewatch", 5000);
  g_assert_cmpint (tw_e2e_quit (app), ==, 0);
}

/* --- without a hand -------------------------------------------------------------------------- */

static int
run (const char *const *arguments, char **ret_output, char **ret_errors)
{
  g_autofree char *program = find_program ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_strv_builder_add (builder, program);
  g_strv_builder_addv (builder, (const char **) arguments);
  argv = g_strv_builder_end (builder);
  g_spawn_sync (NULL, argv, NULL, 0, tw_test_die_with_parent_cb, NULL, ret_output, ret_errors,
                &status, &error);
  g_assert_no_error (error);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static void
test_options_are_checked (void)
{
  static const struct {
    const char *arguments[4];
    int status;
    const char *says;
  } cases[] = {
    { { "--version", NULL }, 0, "tidewatch" },
    { { "--lang", "fr", NULL }, 2, "fr" },
    { { "--scheme", "pink", NULL }, 2, "pink" },
    { { "--size", "huge", NULL }, 2, "huge" },
    { { "--size", "100x100", NULL }, 2, "100x100" },
    { { "--text-scale", "9", NULL }, 2, "9" },
    { { "--text-scale", "0.5", NULL }, 2, "0.5" },
    { { "--no-such-option", NULL }, 1, "no-such-option" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *output = NULL;
      g_autofree char *errors = NULL;

      g_assert_cmpint (run (cases[i].arguments, &output, &errors), ==, cases[i].status);
      g_assert_true (strstr (output, cases[i].says) != NULL
                     || strstr (errors, cases[i].says) != NULL);
    }
}

static void
test_walk_of_an_empty_folder (void)
{
  g_autofree char *dir = new_dir ();
  g_autofree char *shots = g_build_filename (dir, "shots", NULL);
  g_autofree char *picture = g_build_filename (shots, "01-first-run.png", NULL);
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  const char *arguments[] = { "--db",     dir,      "--walk", shots, "--size",
                              "1280x800", "--lang", "en",     NULL };

  g_assert_cmpint (run (arguments, &output, &errors), ==, 0);
  g_assert_nonnull (strstr (output, "requests: 0\n"));
  g_assert_nonnull (strstr (output, "start to first useful frame: "));
  g_assert_nonnull (strstr (output, "memory: "));
  g_assert_true (g_file_test (picture, G_FILE_TEST_IS_REGULAR));
}

static void
test_walk_says_why_it_fails (void)
{
  g_autofree char *dir = new_dir ();
  g_autofree char *file = g_build_filename (dir, "store.db", NULL);
  g_autofree char *shots = g_build_filename (dir, "shots", NULL);
  g_autofree char *noise = g_strnfill (8192, 'x');
  g_autofree char *errors = NULL;
  const char *arguments[] = { "--db", dir, "--walk", shots, "--lang", "en", NULL };

  g_assert_no_errno (g_mkdir_with_parents (dir, 0700));
  g_assert_true (g_file_set_contents (file, noise, 8192, NULL));
  g_assert_cmpint (run (arguments, NULL, &errors), ==, 1);
  g_assert_nonnull (strstr (errors, "store.db"));
}

int
main (int argc, char **argv)
{
  tw_e2e_init (&argc, &argv);
  g_test_add_func ("/e2e/console/first-run", test_first_run_to_heat_map);
  g_test_add_func ("/e2e/console/chinese", test_chinese_without_a_locale);
  g_test_add_func ("/e2e/console/language", test_language_changes_at_once);
  g_test_add_func ("/e2e/console/import", test_import_a_file);
  g_test_add_func ("/e2e/console/state", test_state_survives_a_restart);
  g_test_add_func ("/e2e/console/second-window", test_second_window_and_back);
  g_test_add_func ("/e2e/console/damaged", test_damaged_database);
  g_test_add_func ("/e2e/console/options", test_options_are_checked);
  g_test_add_func ("/e2e/console/walk-empty", test_walk_of_an_empty_folder);
  g_test_add_func ("/e2e/console/walk-fails", test_walk_says_why_it_fails);
  return g_test_run ();
}
