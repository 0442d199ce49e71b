// SPDX-License-Identifier: Apache-2.0
/* F79, F80, F75: the window: first run, what it says about the data, state that is remembered, a
 * second one, bad folders. */
#include "tw-desk-fixture.h"
#include "tw-uitest.h"

#include "desk/tw-banner.h"
#include "base/tw-locale.h"
#include "desk/tw-settings.h"
#include "desk/tw-shot.h"
#include "desk/tw-sidebar.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
shows_text (TwWindow *window, const char *text)
{
  return tw_uitest_find_text (GTK_WIDGET (window), text) != NULL;
}

static TwSession *
open_filled (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();

  desk_fixture_fill (dir);
  return desk_fixture_open (dir);
}

static gboolean
is_enabled (TwWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

static void
test_first_run_offers (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();
  TwSession *session = desk_fixture_open (dir);
  TwWindow *window = desk_fixture_show (session);

  g_assert_cmpint (tw_session_get_state (session), ==, TW_SESSION_OPEN);
  g_assert_null (tw_window_get_page (window));
  g_assert_true (shows_text (window, "Open the demo street"));
  g_assert_true (shows_text (window, "Import requests"));
  g_assert_true (shows_text (window, "Import a map"));
  g_assert_true (is_enabled (window, "create-demo"));
  g_assert_false (is_enabled (window, "backup"));
  desk_fixture_close (window, session);
}

static void
test_a_filled_folder_opens_its_page (void)
{
  TwSession *session = open_filled ();
  TwWindow *window = desk_fixture_show (session);

  g_assert_nonnull (tw_window_get_page (window));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Jinshui Street – Tidewatch");
  g_assert_false (is_enabled (window, "create-demo"));
  g_assert_true (is_enabled (window, "import-requests"));
  desk_fixture_close (window, session);
}

/* The offer gives way as soon as there is something to show, without a restart. */
static void
test_data_end_the_first_run (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();
  TwSession *session = desk_fixture_open (dir);
  TwWindow *window = desk_fixture_show (session);

  g_assert_null (tw_window_get_page (window));
  desk_fixture_fill (dir);
  g_assert_true (tw_uitest_until (tw_window_get_page (window) != NULL, 10000));
  desk_fixture_close (window, session);
}

static void
test_sidebar_collapses (void)
{
  TwSession *session = open_filled ();
  TwWindow *window = desk_fixture_show (session);
  GtkWidget *sidebar = tw_uitest_find (GTK_WIDGET (window), "sidebar");
  int wide = gtk_widget_get_width (sidebar);

  tw_uitest_key (GDK_KEY_F9, 0);
  g_assert_true (tw_uitest_until (gtk_widget_get_width (sidebar) < wide / 2, 2000));
  g_assert_true (tw_sidebar_get_collapsed (TW_SIDEBAR (sidebar)));
  tw_uitest_key (GDK_KEY_F9, 0);
  g_assert_true (tw_uitest_until (gtk_widget_get_width (sidebar) == wide, 2000));
  desk_fixture_close (window, session);
}

static void
test_state_is_remembered (void)
{
  TwSession *session = open_filled ();
  TwWindow *window = desk_fixture_show (session);
  GtkWidget *next;
  int wide = gtk_widget_get_width (GTK_WIDGET (window)), width, height;

  g_assert_nonnull (tw_settings_get ());
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 720);
  g_assert_true (tw_uitest_until (gtk_widget_get_width (GTK_WIDGET (window)) < wide - 100, 2000));
  tw_uitest_key (GDK_KEY_F9, 0);
  gtk_window_close (GTK_WINDOW (window));
  tw_uitest_pump_ms (50);
  next = tw_window_new (GTK_APPLICATION (desk_fixture_get_application ()), session);
  gtk_window_get_default_size (GTK_WINDOW (next), &width, &height);
  g_assert_cmpint (width, ==, 1100);
  g_assert_cmpint (height, ==, 720);
  g_assert_true (tw_sidebar_get_collapsed (TW_SIDEBAR (tw_uitest_find (next, "sidebar"))));
  g_settings_reset (tw_settings_get (), "sidebar-collapsed");
  desk_fixture_close (TW_WINDOW (next), session);
}

static void
test_second_window (void)
{
  TwSession *session = open_filled ();
  TwWindow *window = desk_fixture_show (session);
  GtkWidget *second = tw_window_new (GTK_APPLICATION (desk_fixture_get_application ()), session);

  gtk_window_present (GTK_WINDOW (second));
  g_assert_true (tw_uitest_until (tw_window_get_page (TW_WINDOW (second)) != NULL, 5000));
  g_assert_true (tw_window_get_page (TW_WINDOW (second)) != tw_window_get_page (window));
  gtk_window_destroy (GTK_WINDOW (second));
  tw_uitest_pump_ms (50);
  g_assert_nonnull (tw_window_get_page (window));
  desk_fixture_close (window, session);
}

static void
test_problem_shows_and_closes (void)
{
  TwSession *session = open_filled ();
  TwWindow *window = desk_fixture_show (session);
  TwBanner *banner = TW_BANNER (tw_uitest_find (GTK_WIDGET (window), "banner"));

  g_signal_emit_by_name (tw_session_get_duty (session), "problem", "The disk is full");
  g_assert_cmpstr (tw_banner_get_text (banner), ==, "The disk is full");
  g_signal_emit_by_name (tw_session_get_duty (session), "problem", "The forecast failed");
  g_assert_cmpstr (tw_banner_get_text (banner), ==, "The forecast failed");
  tw_uitest_wait_draw (GTK_WIDGET (window));
  tw_uitest_click (tw_uitest_find (GTK_WIDGET (banner), "close"));
  g_assert_cmpstr (tw_banner_get_text (banner), ==, "The disk is full");
  tw_uitest_click (tw_uitest_find (GTK_WIDGET (banner), "close"));
  g_assert_null (tw_banner_get_text (banner));
  desk_fixture_close (window, session);
}

/* F75: a lasting state stays under what happens, and cannot be closed away. */
static void
test_state_stays_under_problems (void)
{
  g_autoptr (GtkWidget) banner = g_object_ref_sink (g_object_new (TW_TYPE_BANNER, NULL));

  tw_banner_set_state (TW_BANNER (banner), "read-only");
  tw_banner_add_problem (TW_BANNER (banner), "first");
  g_assert_cmpstr (tw_banner_get_text (TW_BANNER (banner)), ==, "first");
  tw_banner_close_problem (TW_BANNER (banner));
  tw_banner_close_problem (TW_BANNER (banner));
  g_assert_cmpstr (tw_banner_get_text (TW_BANNER (banner)), ==, "read-only");
  tw_banner_set_state (TW_BANNER (banner), NULL);
  g_assert_null (tw_banner_get_text (TW_BANNER (banner)));
}

/* F80: a folder that cannot be written still shows its data and says why nothing can be saved. */
static void
test_read_only_folder (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();
  TwSession *session;
  TwWindow *window;
  TwBanner *banner;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write anywhere");
      return;
    }
  desk_fixture_fill (dir);
  g_assert_no_errno (g_chmod (dir, 0500));
  session = desk_fixture_open (dir);
  window = desk_fixture_show (session);
  banner = TW_BANNER (tw_uitest_find (GTK_WIDGET (window), "banner"));
  g_assert_nonnull (tw_window_get_page (window));
  g_assert_nonnull (tw_banner_get_text (banner));
  g_assert_false (is_enabled (window, "import-requests"));
  desk_fixture_close (window, session);
  g_assert_no_errno (g_chmod (dir, 0700));
}

static void
break_store (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  g_autofree char *noise = g_strnfill (65536, 'x');

  g_assert_true (g_file_set_contents (path, noise, 65536, NULL));
}

static void
make_backup (const char *dir)
{
  g_autofree char *backup = g_build_filename (dir, "backups", "20261123-140000", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, &error);

  g_assert_no_error (error);
  tw_store_backup (store, backup, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* F80: a damaged database is found at the start and the newest backup offered; one click puts it
 * back. */
static void
test_damaged_store_is_restored (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();
  TwSession *session;
  TwWindow *window;

  desk_fixture_fill (dir);
  make_backup (dir);
  break_store (dir);
  session = desk_fixture_open (dir);
  g_assert_cmpint (tw_session_get_state (session), ==, TW_SESSION_FAILED);
  g_assert_error (tw_session_get_error (session), TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT);
  window = desk_fixture_show (session);
  g_assert_true (shows_text (window, "The database is damaged"));
  tw_uitest_wait_draw (GTK_WIDGET (window));
  tw_uitest_click (tw_uitest_find (GTK_WIDGET (window), "restore"));
  g_assert_true (tw_uitest_until (tw_session_get_state (session) == TW_SESSION_OPEN, 10000));
  g_assert_true (tw_uitest_until (tw_window_get_page (window) != NULL, 10000));
  desk_fixture_close (window, session);
}

static void
test_damaged_store_without_backup (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();
  TwSession *session;
  TwWindow *window;

  desk_fixture_fill (dir);
  break_store (dir);
  session = desk_fixture_open (dir);
  window = desk_fixture_show (session);
  g_assert_null (tw_session_get_backup (session));
  g_assert_false (gtk_widget_get_visible (tw_uitest_find (GTK_WIDGET (window), "restore")));
  g_assert_true (gtk_widget_get_visible (tw_uitest_find (GTK_WIDGET (window), "retry")));
  desk_fixture_close (window, session);
}

static void
test_toast_text_is_no_markup (void)
{
  TwSession *session = open_filled ();
  TwWindow *window = desk_fixture_show (session);

  tw_window_toast (window, "a < b & c", TRUE);
  tw_uitest_wait_draw (GTK_WIDGET (window));
  g_assert_true (shows_text (window, "a < b & c"));
  desk_fixture_close (window, session);
}

static void
test_files_of_no_known_kind (void)
{
  TwSession *session = open_filled ();
  TwWindow *window = desk_fixture_show (session);
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/holiday.mp4");
  GSList list = { .data = file };

  tw_window_import_files (window, &list);
  tw_uitest_wait_draw (GTK_WIDGET (window));
  g_assert_true (shows_text (window, "holiday.mp4"));
  g_assert_null (desk_fixture_get_other (GTK_WINDOW (window)));
  desk_fixture_close (window, session);
}

static void
test_light_and_dark_differ (void)
{
  TwSession *session = open_filled ();
  TwWindow *window = desk_fixture_show (session);
  g_autoptr (GdkTexture) light = NULL;
  g_autoptr (GdkTexture) dark = NULL;

  tw_application_set_scheme (desk_fixture_get_application (), "light");
  tw_uitest_wait_draw (GTK_WIDGET (window));
  light = tw_shot_take (GTK_WIDGET (window));
  tw_application_set_scheme (desk_fixture_get_application (), "dark");
  tw_uitest_wait_draw (GTK_WIDGET (window));
  dark = tw_shot_take (GTK_WIDGET (window));
  g_assert_cmpfloat (tw_uitest_difference (light, dark), >, 0.5);
  tw_application_set_scheme (desk_fixture_get_application (), "light");
  desk_fixture_close (window, session);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (void);
  } tests[] = {
    { "/desk/window/first-run", test_first_run_offers },
    { "/desk/window/filled", test_a_filled_folder_opens_its_page },
    { "/desk/window/data-arrive", test_data_end_the_first_run },
    { "/desk/window/sidebar", test_sidebar_collapses },
    { "/desk/window/state", test_state_is_remembered },
    { "/desk/window/second", test_second_window },
    { "/desk/window/problem", test_problem_shows_and_closes },
    { "/desk/window/banner-state", test_state_stays_under_problems },
    { "/desk/window/read-only", test_read_only_folder },
    { "/desk/window/restore", test_damaged_store_is_restored },
    { "/desk/window/no-backup", test_damaged_store_without_backup },
    { "/desk/window/toast", test_toast_text_is_no_markup },
    { "/desk/window/unknown-file", test_files_of_no_known_kind },
    { "/desk/window/scheme", test_light_and_dark_differ },
  };

  tw_uitest_init (&argc, &argv);
  tw_locale_apply ("en");
  desk_fixture_get_application ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].test);
  return g_test_run ();
}
