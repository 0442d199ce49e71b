// SPDX-License-Identifier: Apache-2.0
/*
 * F79: the window at its smallest, and with text at 200 %: nothing is cut, nothing lies beyond the
 * edge, and the window is no larger than was asked for.
 */
#include "tw-desk-fixture.h"
#include "tw-testx.h"
#include "tw-uitest.h"

#include "base/tw-locale.h"
#include "desk/pages/tw-wrap-box.h"
#include "desk/tw-fit.h"
#include "desk/tw-settings.h"
#include "desk/tw-sidebar.h"

#include <string.h>

static void
set_text_scale (double scale)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (96 * 1024 * scale), NULL);
}

static void
assert_fits (GtkWidget *root)
{
  g_autoptr (GPtrArray) problems = tw_fit_list_problems (root);

  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
}

/* --- the checker itself ----------------------------------------------------------------------- */

static guint
count_problems (GtkWidget *child, int width)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *fixed = gtk_fixed_new ();
  g_autoptr (GPtrArray) problems = NULL;

  gtk_fixed_put (GTK_FIXED (fixed), child, 10, 10);
  gtk_widget_set_overflow (fixed, GTK_OVERFLOW_HIDDEN);
  gtk_window_set_child (GTK_WINDOW (window), fixed);
  gtk_widget_set_size_request (child, width, -1);
  tw_uitest_show (GTK_WINDOW (window), 300, 200);
  tw_uitest_wait_draw (window);
  problems = tw_fit_list_problems (window);
  tw_uitest_close (GTK_WINDOW (window));
  return problems->len;
}

static GtkWidget *
make_short_label (const char *tooltip)
{
  GtkWidget *label = gtk_label_new ("a text that is longer than its place");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 6);
  gtk_widget_set_tooltip_text (label, tooltip);
  return label;
}

static GtkWidget *
make_inscription (void)
{
  GtkWidget *inscription = gtk_inscription_new ("a text that is longer than its place");

  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (inscription), 5);
  return inscription;
}

static void
test_finds_what_does_not_fit (void)
{
  g_assert_cmpuint (count_problems (gtk_label_new ("short"), -1), ==, 0);
  g_assert_cmpuint (count_problems (make_short_label (NULL), -1), ==, 1);
  g_assert_cmpuint (count_problems (make_short_label ("other"), -1), ==, 1);
  g_assert_cmpuint (count_problems (make_short_label ("a text that is longer than its place"), -1),
                    ==, 0);
  g_assert_cmpuint (count_problems (make_inscription (), 40), ==, 1);
}

static void
test_finds_what_lies_outside (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *fixed = gtk_fixed_new ();
  GtkWidget *button = gtk_button_new_with_label ("far away");
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  g_autoptr (GPtrArray) cut = NULL;
  g_autoptr (GPtrArray) scrolls = NULL;

  gtk_fixed_put (GTK_FIXED (fixed), button, 10, 900);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), fixed);
  tw_uitest_show (GTK_WINDOW (window), 300, 200);
  scrolls = tw_fit_list_problems (window);
  g_assert_cmpuint (scrolls->len, ==, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_EXTERNAL);
  gtk_widget_set_margin_start (button, 600);
  tw_uitest_pump_ms (50);
  cut = tw_fit_list_problems (window);
  g_assert_cmpuint (cut->len, ==, scrolls->len + (gtk_widget_get_width (window) < 600 ? 1 : 0));
  tw_uitest_close (GTK_WINDOW (window));
}

/* --- the box that wraps ----------------------------------------------------------------------- */

static GtkWidget *
make_block (GtkWidget *box, int width)
{
  GtkWidget *block = gtk_drawing_area_new ();

  gtk_widget_set_size_request (block, width, 20);
  gtk_widget_set_parent (block, box);
  return block;
}

/* Where a child's left and top edge are, as "x,y". */
static void
assert_at (GtkWidget *child, int x, int y)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (child, gtk_widget_get_parent (child), &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, x);
  g_assert_cmpfloat (bounds.origin.y, ==, y);
}

static void
test_wrap_box (void)
{
  GtkWidget *box = g_object_ref_sink (tw_wrap_box_new (10));
  GtkWidget *a = make_block (box, 100), *b = make_block (box, 100), *spring = make_block (box, 5),
            *c = make_block (box, 50);
  int minimum, natural, height;

  gtk_widget_set_hexpand (spring, TRUE);
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 100 + 100 + 5 + 50 + 3 * 10);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 300, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, 20);
  gtk_widget_size_allocate (box, &(GtkAllocation){ 0, 0, 300, 20 }, -1);
  assert_at (c, 250, 0); /* the spring keeps it to the right */

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 220, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, 50);
  gtk_widget_size_allocate (box, &(GtkAllocation){ 0, 0, 220, 50 }, -1);
  assert_at (b, 110, 0);
  assert_at (c, 170, 30); /* and goes on to the next row with it */

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 100, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, 80);
  g_object_set (box, "upwards", TRUE, NULL);
  gtk_widget_size_allocate (box, &(GtkAllocation){ 0, 0, 100, 80 }, -1);
  assert_at (a, 0, 60);
  gtk_widget_set_visible (a, FALSE);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 200, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, ==, 20);
  g_object_unref (box);
}

/* --- the window ------------------------------------------------------------------------------- */

static const struct {
  int width, height;
  double scale;
} sizes[] = { { 800, 600, 1 }, { 1280, 800, 1 }, { 1280, 800, 2 }, { 1920, 1080, 2 } };

static TwSession *
open_filled (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();

  desk_fixture_fill (dir);
  return desk_fixture_open (dir);
}

static void
check_window (const char *language, int width, int height, double scale)
{
  TwSession *session;
  GtkWidget *window;

  g_test_message ("%s %dx%d, text at %.0f %%", language, width, height, scale * 100);
  tw_locale_apply (language);
  set_text_scale (scale);
  session = open_filled ();
  window = tw_window_new (GTK_APPLICATION (desk_fixture_get_application ()), session);
  gtk_widget_add_css_class (window, "bare");
  tw_uitest_show (GTK_WINDOW (window), width, height);
  g_assert_true (tw_uitest_until (tw_window_get_page (TW_WINDOW (window)) != NULL, 5000));
  tw_window_show_problem (TW_WINDOW (window), "The disk is full: nothing can be saved until there "
                                              "is room. What was entered before is safe.");
  tw_uitest_pump_ms (400);
  tw_uitest_wait_draw (window);
  g_assert_cmpint (gtk_widget_get_width (window), ==, width);
  g_assert_cmpint (gtk_widget_get_height (window), ==, height);
  assert_fits (window);
  tw_palette_open (tw_window_get_palette (TW_WINDOW (window)), NULL);
  tw_uitest_pump_ms (100);
  assert_fits (window);
  tw_palette_close (tw_window_get_palette (TW_WINDOW (window)));
  desk_fixture_close (TW_WINDOW (window), session);
  set_text_scale (1);
  tw_locale_apply ("en");
}

static void
test_window_fits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      check_window ("en", sizes[i].width, sizes[i].height, sizes[i].scale);
      check_window ("zh_CN", sizes[i].width, sizes[i].height, sizes[i].scale);
    }
}

/* Every page, dialog and popover of the walk, by the program itself. */
static void
test_walk_fits (void)
{
  g_autofree char *program = g_build_filename (g_getenv ("TW_BIN_DIR"), "tidewatch", NULL);
  g_autofree char *dir = desk_fixture_new_dir ();
  g_autofree char *shots = g_build_filename (dir, "shots", NULL);
  const char *argv[] = { program,    "--db",   dir,  "--walk",       shots, "--size",
                         "1280x800", "--lang", "en", "--text-scale", "2",   NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  desk_fixture_fill (dir);
  g_spawn_sync (NULL, (char **) argv, NULL, 0, tw_test_die_with_parent_cb, NULL, &output, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  g_test_message ("%s", output);
  g_assert_nonnull (strstr (output, "pictures: "));
  g_assert_null (strstr (output, "does not fit: "));
}

/* A window without data: what is said in long words wraps, too. */
static void
test_damaged_fits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *dir = desk_fixture_new_dir ();
      g_autofree char *file = g_build_filename (dir, "store.db", NULL);
      g_autofree char *noise = g_strnfill (16384, '#');
      TwSession *session;
      GtkWidget *window;

      set_text_scale (sizes[i].scale);
      g_mkdir_with_parents (dir, 0700);
      g_assert_true (g_file_set_contents (file, noise, 16384, NULL));
      session = desk_fixture_open (dir);
      window = tw_window_new (GTK_APPLICATION (desk_fixture_get_application ()), session);
      gtk_widget_add_css_class (window, "bare");
      tw_uitest_show (GTK_WINDOW (window), sizes[i].width, sizes[i].height);
      tw_uitest_pump_ms (100);
      g_assert_cmpint (gtk_widget_get_width (window), ==, sizes[i].width);
      assert_fits (window);
      desk_fixture_close (TW_WINDOW (window), session);
    }
  set_text_scale (1);
}

/* The desktop's setting may change while the window is open. The sidebar makes room by itself. */
static void
test_text_grows_in_place (void)
{
  TwSession *session = open_filled ();
  TwWindow *window = desk_fixture_show (session);
  GtkWidget *strip = tw_uitest_find (GTK_WIDGET (window), "strip");
  TwSidebar *sidebar = TW_SIDEBAR (tw_uitest_find (GTK_WIDGET (window), "sidebar"));
  int before = gtk_widget_get_height (strip);

  g_assert_false (tw_sidebar_get_collapsed (sidebar));
  set_text_scale (2);
  g_assert_true (tw_uitest_until (gtk_widget_get_height (strip) > before + 20, 5000));
  g_assert_true (tw_uitest_until (tw_sidebar_get_collapsed (sidebar), 5000));
  tw_uitest_pump_ms (200);
  assert_fits (GTK_WIDGET (window));
  tw_window_remember (window); /* what nobody chose is not remembered */
  g_assert_false (tw_settings_get_boolean ("sidebar-collapsed", FALSE));
  set_text_scale (1);
  g_assert_true (tw_uitest_until (gtk_widget_get_height (strip) == before, 5000));
  g_assert_true (tw_uitest_until (!tw_sidebar_get_collapsed (sidebar), 5000));
  desk_fixture_close (window, session);
}

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  tw_locale_apply ("en");
  desk_fixture_get_application ();
  set_text_scale (1);
  g_test_add_func ("/fit/finds/texts", test_finds_what_does_not_fit);
  g_test_add_func ("/fit/finds/outside", test_finds_what_lies_outside);
  g_test_add_func ("/fit/wrap-box", test_wrap_box);
  g_test_add_func ("/fit/window", test_window_fits);
  g_test_add_func ("/fit/walk", test_walk_fits);
  g_test_add_func ("/fit/damaged", test_damaged_fits);
  g_test_add_func ("/fit/grows", test_text_grows_in_place);
  return g_test_run ();
}
