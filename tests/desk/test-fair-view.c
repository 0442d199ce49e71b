// SPDX-License-Identifier: Apache-2.0
/* The fairness page (F26): what it says is what was worked, it sorts, filters and takes figures
 * apart, by pointer, keys and screen reader. */
#include "tw-paper-fixture.h"
#include "tw-uitest.h"

#include "desk/roster/tw-fair-cell.h"
#include "desk/roster/tw-fair-view.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#define N_PEOPLE 40

typedef struct {
  GtkWidget *window, *widget;
  TwFairView *view;
  TwRotaFrame *frame;
  TwFairTable table;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) shifts = NULL;
  TwFairBook *book;

  f->frame = paper_fixture_frame (N_PEOPLE, 7, NULL);
  shifts = paper_fixture_shifts (f->frame);
  for (guint i = 0; i < 60; i++) /* so that people differ */
    g_ptr_array_remove_index (shifts, (i * 37) % shifts->len);
  book = tw_fair_book_new (f->frame, NULL, shifts, 1, NULL);
  tw_fair_book_measure (book, 0, &f->table);
  f->widget = tw_fair_view_new (NULL);
  f->view = TW_FAIR_VIEW (f->widget);
  tw_fair_view_take_book (f->view, f->frame, book);
  f->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (f->window), f->widget);
  tw_uitest_show (GTK_WINDOW (f->window), 980, 620);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  tw_uitest_close (GTK_WINDOW (f->window));
  tw_fair_table_clear (&f->table);
  tw_rota_frame_unref (f->frame);
}

static GtkSingleSelection *
get_selection (Fixture *f)
{
  GtkWidget *table = tw_uitest_find (f->widget, "table");

  return GTK_SINGLE_SELECTION (gtk_column_view_get_model (GTK_COLUMN_VIEW (table)));
}

static guint
get_n (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_selection (f)));
}

static const char *
get_text (Fixture *f, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (tw_uitest_find (f->widget, id)));
}

/* All people, the one with most evenings first, with the means in words. */
static void
test_table (Fixture *f, gconstpointer unused)
{
  g_autofree char *index =
      g_strdup_printf ("Gini %.2f, Jain %.2f", f->table.gini[TW_ROSTER_BURDEN_EVENINGS],
                       f->table.jain[TW_ROSTER_BURDEN_EVENINGS]);

  g_assert_cmpuint (get_n (f), ==, N_PEOPLE);
  g_assert_cmpstr (get_text (f, "known"), ==, "40 people, 7 of 7 days are known");
  g_assert_nonnull (tw_uitest_find_text (f->widget, index));
  g_assert_nonnull (tw_uitest_find_text (f->widget, "Walking"));
  g_assert_nonnull (tw_uitest_find_type (f->widget, TW_TYPE_FAIR_CELL, 7));
}

static void
test_pools (Fixture *f, gconstpointer unused)
{
  tw_fair_view_set_pools (f->view, 1 << TW_POOL_VOLUNTEER);
  g_assert_cmpuint (get_n (f), ==, N_PEOPLE / TW_N_POOLS);
  g_assert_cmpstr (get_text (f, "known"), ==, "10 people, 7 of 7 days are known");
  tw_fair_view_set_pools (f->view, 0);
  g_assert_cmpuint (get_n (f), ==, N_PEOPLE);
}

/* The list under a figure has its shifts, and follows person and figure. */
static void
test_drill (Fixture *f, gconstpointer unused)
{
  GtkListView *parts = GTK_LIST_VIEW (tw_uitest_find (f->widget, "parts"));
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (parts));
  const TwFairRow *row = &g_array_index (f->table.rows, TwFairRow, 3);

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  tw_fair_view_show_person (f->view, 3, TW_ROSTER_BURDEN_EVENINGS);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==,
                    (guint) row->value[TW_ROSTER_BURDEN_EVENINGS]);
  tw_fair_view_show_person (f->view, 3, TW_ROSTER_BURDEN_WEEKENDS);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==,
                    (guint) row->value[TW_ROSTER_BURDEN_WEEKENDS]);
  g_assert_nonnull (strstr (get_text (f, "drill_title"), "Weekends"));
  /* the person stays selected while others come and go */
  tw_fair_view_set_pools (f->view, 1 << TW_POOL_FREELANCE);
  g_assert_nonnull (strstr (get_text (f, "drill_title"), "Weekends"));
  tw_fair_view_set_pools (f->view, 1 << TW_POOL_COMMUNITY); /* not among these */
  g_assert_null (strstr (get_text (f, "drill_title"), "Weekends"));
}

/* By the keyboard alone: into the table, down, and the list follows. */
static void
test_keys (Fixture *f, gconstpointer unused)
{
  GtkWidget *table = tw_uitest_find (f->widget, "table");

  gtk_widget_grab_focus (table);
  for (int i = 0; i < 12 && gtk_single_selection_get_selected (get_selection (f)) != 2; i++)
    tw_uitest_key (GDK_KEY_Down, 0);
  g_assert_cmpuint (gtk_single_selection_get_selected (get_selection (f)), ==, 2);
  g_assert_nonnull (strstr (get_text (f, "drill_title"), "Evenings"));
}

static void
test_cell (Fixture *f, gconstpointer unused)
{
  GtkWidget *cell = tw_uitest_find_type (f->widget, TW_TYPE_FAIR_CELL, 0);
  GtkWidget *own = tw_fair_cell_new ();

  g_assert_nonnull (cell);
  gtk_test_accessible_assert_role (cell, GTK_ACCESSIBLE_ROLE_GROUP);
  g_object_ref_sink (own);
  tw_fair_cell_set (TW_FAIR_CELL (own), "3", "王秀兰: Evenings 3, on average 1.5", 1, 0.5);
  gtk_test_accessible_assert_property (own, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "王秀兰: Evenings 3, on average 1.5");
  g_object_unref (own);
}

static void
test_csv (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "fair.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_assert_true (tw_fair_view_save_csv (f->view, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + N_PEOPLE + 3 + 1);
  g_assert_cmpstr (lines[0], ==,
                   "\xef\xbb\xbfPerson,Pool,Evenings,Weekends,Hours of contract,Walking");
  g_assert_true (g_str_has_prefix (lines[N_PEOPLE + 1], "Mean,"));
  g_assert_false (tw_fair_view_save_csv (f->view, "/nowhere/at/all.csv", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* TW_FAIR_SHOTS=DIR: pictures in both styles. */
static void
test_shots (Fixture *f, gconstpointer unused)
{
  const char *dir = g_getenv ("TW_FAIR_SHOTS");
  AdwStyleManager *style = adw_style_manager_get_default ();

  if (dir == NULL)
    {
      g_test_skip ("TW_FAIR_SHOTS is not set");
      return;
    }
  tw_fair_view_show_person (f->view, 3, TW_ROSTER_BURDEN_WALKING);
  for (int dark = 0; dark < 2; dark++)
    {
      g_autofree char *path = g_strdup_printf ("%s/fair-%s.png", dir, dark ? "dark" : "light");

      adw_style_manager_set_color_scheme (style, dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                      : ADW_COLOR_SCHEME_FORCE_LIGHT);
      tw_uitest_pump_ms (400);
      tw_uitest_shot_png (f->window, path);
    }
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
}

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  tw_uitest_set_language (g_getenv ("TW_FAIR_SHOTS") != NULL ? "zh_CN" : "en");
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/fair-view/table", test_table);
  ADD ("/fair-view/pools", test_pools);
  ADD ("/fair-view/drill", test_drill);
  ADD ("/fair-view/keys", test_keys);
  ADD ("/fair-view/cell", test_cell);
  ADD ("/fair-view/csv", test_csv);
  ADD ("/fair-view/shots", test_shots);
  return g_test_run ();
}
