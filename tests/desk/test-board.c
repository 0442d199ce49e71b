// SPDX-License-Identifier: Apache-2.0
/* The board by the pointer, with 500 shifts (F12). */
#include "tw-board-fixture.h"

#include "tw-testx.h"
#include "tw-uitest.h"

/* --- pointer (F12) ---------------------------------------------------------------------------- */

static void
test_move (TwBoardFixture *fixture, gconstpointer data)
{
  static const struct {
    double to_hour;
    guint to_row, row;
    double from, to;
    guint held;
  } cases[] = {
    { 5, 1, 1, 4, 8, 0 },                       /* another time */
    { 3, 4, 4, 2, 6, 0 },                       /* another person */
    { 5.1, 4, 4, 4, 8, 0 },                     /* both, on the quarter */
    { 5.2, 2, 1, 4.25, 8.25, GDK_KEY_Shift_L }, /* mainly across: the row is locked */
    { 3.4, 9, 9, 2, 6, GDK_KEY_Shift_L },       /* mainly down: the time is */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (cases[i].held == 0)
        tw_board_fixture_drag (fixture, 3, 1, cases[i].to_hour, cases[i].to_row);
      else
        {
          tw_board_fixture_take (fixture, 3, 1);
          tw_testx_hold (cases[i].held, TRUE);
          tw_board_fixture_go (fixture, (3 + cases[i].to_hour) / 2, cases[i].to_row);
          tw_board_fixture_go (fixture, cases[i].to_hour, cases[i].to_row);
        }
      g_assert_true (tw_board_is_dragging (fixture->board));
      g_assert_cmpint (fixture->n_drops, ==, i);
      tw_uitest_release (1);
      if (cases[i].held != 0)
        tw_testx_hold (cases[i].held, FALSE);
      g_assert_false (tw_board_is_dragging (fixture->board));
      g_assert_cmpint (fixture->n_drops, ==, i + 1);
      tw_board_fixture_assert_bar (fixture, "a", cases[i].row, cases[i].from, cases[i].to);
      tw_board_fixture_assert_selection (fixture, "a");
      tw_board_fixture_put (fixture, "a", tw_board_fixture_make_bar ("a", 1, 2, 6, TW_BAR_DRAFT));
    }
  g_assert_cmpuint (fixture->n_cancels, ==, 0);
}

/* A drag over a heading lands on a person. */
static void
test_headings (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_fixture_drag (fixture, 3, 1, 3, 0);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_drops, ==, 0); /* where it was */
  tw_board_fixture_assert_bar (fixture, "a", 1, 2, 6);
}

static void
test_resize (TwBoardFixture *fixture, gconstpointer data)
{
  double px = 3 / fixture->board->view.hour_px; /* within the edge */

  tw_board_fixture_drag (fixture, 6 - px, 1, 7, 1);
  tw_uitest_release (1);
  tw_board_fixture_assert_bar (fixture, "a", 1, 2, 7);
  tw_board_fixture_drag (fixture, 2 + px, 1, 0.5, 3);
  tw_uitest_release (1);
  tw_board_fixture_assert_bar (fixture, "a", 1, 0.5, 7);
  tw_board_fixture_drag (fixture, 0.5 + px, 1, 12, 1);
  tw_uitest_release (1);
  tw_board_fixture_assert_bar (fixture, "a", 1, 6.75, 7); /* a quarter remains */
}

static void
test_create (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_fixture_drag (fixture, 10, 2, 13.9, 6);
  g_assert_null (fixture->last.bar_id);
  tw_uitest_release (1);
  tw_board_fixture_assert_bar (fixture, "new:0", 2, 10, 14);
  tw_board_fixture_assert_selection (fixture, "new:0");
}

static void
test_copy (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_fixture_drag (fixture, 3, 1, 7, 2);
  g_assert_false (fixture->last.copy);
  g_assert_true (gtk_widget_has_css_class (tw_board_fixture_widget (fixture, "a"), "taken"));
  tw_testx_hold (GDK_KEY_Control_L, TRUE); /* in the middle of it, the pointer at rest */
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  g_assert_true (fixture->last.copy);
  g_assert_false (gtk_widget_has_css_class (tw_board_fixture_widget (fixture, "a"), "taken"));
  tw_uitest_release (1);
  tw_testx_hold (GDK_KEY_Control_L, FALSE);
  tw_board_fixture_assert_bar (fixture, "a", 1, 2, 6);
  tw_board_fixture_assert_bar (fixture, "new:0", 2, 6, 10);
}

static void
test_escape (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_fixture_drag (fixture, 3, 1, 7, 2);
  g_assert_cmpuint (fixture->n_previews, >, 0);
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_false (tw_board_is_dragging (fixture->board));
  g_assert_cmpuint (fixture->n_cancels, ==, 1);
  g_assert_false (gtk_widget_has_css_class (tw_board_fixture_widget (fixture, "a"), "taken"));
  tw_board_fixture_go (fixture, 9, 3);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_drops, ==, 0);
  tw_board_fixture_assert_bar (fixture, "a", 1, 2, 6);
}

static void
test_click (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_fixture_go (fixture, 3, 1);
  tw_uitest_press (1);
  tw_uitest_move (fixture->board->canvas, tw_board_fixture_x (fixture, 3) + 6,
                  tw_board_fixture_y (fixture, 1) + 5);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_previews + fixture->n_drops + fixture->n_cancels, ==, 0);
  tw_board_fixture_assert_selection (fixture, "a");
  g_assert_true (gtk_widget_get_state_flags (tw_board_fixture_widget (fixture, "a"))
                 & GTK_STATE_FLAG_SELECTED);

  tw_testx_hold (GDK_KEY_Control_L, TRUE);
  tw_uitest_click_at (fixture->board->canvas, tw_board_fixture_x (fixture, 5),
                      tw_board_fixture_y (fixture, 3), 1, 1);
  tw_testx_hold (GDK_KEY_Control_L, FALSE);
  tw_board_fixture_assert_selection (fixture, "a b");
  tw_testx_hold (GDK_KEY_Shift_L, TRUE);
  tw_uitest_click_at (fixture->board->canvas, tw_board_fixture_x (fixture, 3),
                      tw_board_fixture_y (fixture, 7), 1, 1);
  tw_testx_hold (GDK_KEY_Shift_L, FALSE);
  tw_board_fixture_assert_selection (fixture, "b c d pinned");
  g_assert_cmpuint (fixture->n_drops, ==, 0);

  /* on the ground: nothing is selected, and a time is chosen */
  tw_uitest_click_at (fixture->board->canvas, tw_board_fixture_x (fixture, 12),
                      tw_board_fixture_y (fixture, 2), 1, 1);
  tw_board_fixture_assert_selection (fixture, "");
  g_assert_cmpint (ABS (fixture->chosen_us - T0 - 12 * H), <, 2 * M);
  tw_uitest_click_at (fixture->board->head,
                      tw_board_fixture_x (fixture, 15)
                          + gtk_widget_get_width (fixture->board->rows),
                      30, 1, 1);
  g_assert_cmpint (ABS (fixture->chosen_us - T0 - 15 * H), <, 2 * M);
  tw_uitest_click_at (fixture->board->canvas, tw_board_fixture_x (fixture, 3),
                      tw_board_fixture_y (fixture, 1), 1, 2);
  g_assert_cmpstr (fixture->activated, ==, "a");
}

/* Dragging the middle button pans and moves no bar, also where it begins on one. */
static void
test_pan (TwBoardFixture *fixture, gconstpointer data)
{
  TwBoardView before;

  tw_board_scroll_to (fixture->board, T0 + 10 * H, 30);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  before = fixture->board->view;
  tw_uitest_move (fixture->board->canvas, 400, 200);
  tw_uitest_press (2);
  tw_uitest_move (fixture->board->canvas, 350, 160);
  tw_uitest_move (fixture->board->canvas, 300, 100);
  tw_uitest_release (2);
  g_assert_cmpfloat (fixture->board->view.scroll_x, ==, before.scroll_x + 100);
  g_assert_cmpfloat (fixture->board->view.scroll_y, ==, before.scroll_y + 100);
  g_assert_cmpuint (fixture->n_previews + fixture->n_drops, ==, 0);
}

static void
test_zoom (TwBoardFixture *fixture, gconstpointer data)
{
  TwBoardView *view = &fixture->board->view;
  gint64 t_us;

  tw_board_scroll_to (fixture->board, T0 + 20 * H, 0);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  tw_uitest_move (fixture->board->canvas, 300, 100);
  t_us = tw_board_view_to_time (view, 300);
  tw_testx_hold (GDK_KEY_Control_L, TRUE);
  for (int i = 0; i < 4; i++)
    {
      tw_uitest_press (4);
      tw_uitest_release (4);
    }
  tw_testx_hold (GDK_KEY_Control_L, FALSE);
  g_assert_cmpfloat (tw_board_get_zoom (fixture->board), <, 16);
  g_assert_cmpint (ABS (tw_board_view_to_time (view, 300) - t_us), <, 2 * M);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->board));
  tw_uitest_key (GDK_KEY_minus, 0);
  g_assert_cmpfloat (tw_board_get_zoom (fixture->board), ==, 12);
  tw_uitest_key (GDK_KEY_minus, 0);
  g_assert_cmpfloat (tw_board_get_zoom (fixture->board), ==, 24);
  tw_uitest_key (GDK_KEY_plus, 0);
  g_assert_cmpfloat (tw_board_get_zoom (fixture->board), ==, 12);
}

/* The wheel scrolls, Shift turns it across. */
static void
test_wheel (TwBoardFixture *fixture, gconstpointer data)
{
  tw_uitest_scroll (fixture->board->canvas, 2);
  g_assert_cmpfloat (fixture->board->view.scroll_y, >, 0);
  g_assert_cmpfloat (fixture->board->view.scroll_x, ==, 0);
  tw_testx_hold (GDK_KEY_Shift_L, TRUE);
  tw_uitest_scroll (fixture->board->canvas, 2);
  tw_testx_hold (GDK_KEY_Shift_L, FALSE);
  g_assert_cmpfloat (fixture->board->view.scroll_x, >, 0);
}

/* Near each edge the view scrolls by itself, and the bar goes along. */
static void
test_auto_scroll (TwBoardFixture *fixture, gconstpointer data)
{
  TwBoardView *view = &fixture->board->view;
  GtkWidget *canvas = fixture->board->canvas;
  double x0, y0;

  tw_board_fixture_take (fixture, 3, 1);
  tw_board_fixture_go (fixture, 4, 2);
  tw_uitest_move (canvas, view->width - 3, 200);
  g_assert_true (tw_uitest_until (view->scroll_x > 100, 5000));
  tw_uitest_move (canvas, 400, view->height - 3);
  g_assert_true (tw_uitest_until (view->scroll_y > 100, 5000));
  tw_uitest_move (canvas, 400, 200);
  tw_uitest_pump_ms (50);
  x0 = view->scroll_x;
  y0 = view->scroll_y;
  tw_uitest_pump_ms (100);
  g_assert_cmpfloat (view->scroll_x, ==, x0); /* at rest in the middle */
  tw_uitest_move (canvas, 3, 200);
  g_assert_true (tw_uitest_until (view->scroll_x < x0 - 50, 5000));
  tw_uitest_move (canvas, 400, 3);
  g_assert_true (tw_uitest_until (view->scroll_y < y0 - 50, 5000));
  tw_uitest_move (canvas, 400, 200);
  tw_uitest_wait_draw (canvas);
  {
    gint64 t_us = tw_board_view_to_time (view, 400);
    int line = tw_board_view_to_line (view, 200);

    tw_uitest_release (1);
    g_assert_cmpint (tw_board_model_find_bar (fixture->model, "a")->row, ==, line);
    g_assert_cmpint (ABS (tw_board_model_find_bar (fixture->model, "a")->from_us + H - t_us), <=,
                     8 * M);
  }
}

static void
test_band (TwBoardFixture *fixture, gconstpointer data)
{
  tw_testx_hold (GDK_KEY_Alt_L, TRUE);
  tw_board_fixture_drag (fixture, 1, 2, 5, 5);
  g_assert_true (tw_board_is_dragging (fixture->board));
  tw_uitest_release (1);
  tw_testx_hold (GDK_KEY_Alt_L, FALSE);
  tw_board_fixture_assert_selection (fixture, "b pinned");
  g_assert_cmpuint (fixture->n_previews + fixture->n_drops, ==, 0);
}

static void
test_many (TwBoardFixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "a", "b", "pinned", NULL };

  tw_board_select (fixture->board, ids);
  tw_board_fixture_drag (fixture, 3, 1, 5, 2);
  g_assert_true (gtk_widget_has_css_class (tw_board_fixture_widget (fixture, "b"), "taken"));
  tw_uitest_release (1);
  tw_board_fixture_assert_bar (fixture, "a", 2, 4, 8);
  tw_board_fixture_assert_bar (fixture, "b", 4, 6, 10);
  tw_board_fixture_assert_bar (fixture, "pinned", 5, 2, 6); /* stays behind */
  tw_board_fixture_assert_selection (fixture, "a b");
}

static void
test_pinned (TwBoardFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  tw_board_fixture_drag (fixture, 3, 5, 7, 6);
  text = tw_board_dup_ghost_text (fixture->board);
  g_assert_nonnull (strstr (text, "Pinned"));
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_previews + fixture->n_drops, ==, 0);
  tw_board_fixture_assert_bar (fixture, "pinned", 5, 2, 6);
  tw_board_fixture_take (fixture, 3, 5);
  tw_testx_hold (GDK_KEY_Control_L, TRUE);
  tw_board_fixture_go (fixture, 5, 6);
  tw_board_fixture_go (fixture, 7, 6);
  tw_uitest_release (1);
  tw_testx_hold (GDK_KEY_Control_L, FALSE);
  tw_board_fixture_assert_bar (fixture, "new:0", 6, 6, 10);
  tw_board_fixture_assert_bar (fixture, "pinned", 5, 2, 6);
}

static void
test_ghost (TwBoardFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_assert_null (tw_board_dup_ghost_text (fixture->board));
  fixture->warn = TRUE;
  tw_board_fixture_drag (fixture, 3, 1, 4.25, 2);
  text = tw_board_dup_ghost_text (fixture->board);
  g_assert_cmpstr (text, ==, "09:15–13:15 · 4 h\n1 moves\nrest below 11 h");
  tw_uitest_release (1);
  g_assert_null (tw_board_dup_ghost_text (fixture->board));
}

/* Asked at most once a frame, however many motions there are. */
static void
test_previews (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_fixture_drag (fixture, 3, 1, 4, 2);
  fixture->n_previews = 0;
  for (int i = 0; i < 30; i++) /* without letting a frame pass */
    {
      fixture->board->pointer_x = tw_board_fixture_x (fixture, 4 + i / 4.0);
      tw_board_follow_modifiers (fixture->board, 0);
    }
  g_assert_cmpuint (fixture->n_previews, ==, 0);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  g_assert_cmpuint (fixture->n_previews, <=, 2);
  tw_uitest_release (1);
}

/* A refused drop: the ghost flies back within 200 ms, or at once with reduced motion. */
static void
test_refused (TwBoardFixture *fixture, gconstpointer data)
{
  fixture->refuse = TRUE;
  tw_board_fixture_drag (fixture, 3, 1, 9, 3);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_drops, ==, 1);
  tw_board_fixture_assert_bar (fixture, "a", 1, 2, 6);
  g_assert_false (gtk_widget_has_css_class (tw_board_fixture_widget (fixture, "a"), "taken"));

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  tw_board_fixture_drag (fixture, 3, 1, 9, 3);
  tw_testx_button (1, FALSE);
  g_assert_true (tw_uitest_until (fixture->n_drops == 2, 1000));
  g_assert_true (gtk_widget_has_css_class (tw_board_fixture_widget (fixture, "a"), "taken"));
  g_assert_true (
      tw_uitest_until (!gtk_widget_has_css_class (tw_board_fixture_widget (fixture, "a"), "taken"),
                       1000));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

/* Another console changes the roster in the middle of a drag. */
static void
test_model_changes (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_fixture_drag (fixture, 3, 1, 5, 2);
  tw_board_fixture_put (fixture, "b", NULL); /* another bar: the drag goes on */
  g_assert_true (tw_board_is_dragging (fixture->board));
  tw_board_fixture_put (fixture, "a",
                        tw_board_fixture_make_bar ("a", 1, 3, 6,
                                                   0)); /* this one: it goes on from there */
  g_assert_true (tw_board_is_dragging (fixture->board));
  tw_uitest_release (1);
  tw_board_fixture_assert_bar (fixture, "a", 2, 5, 8);

  tw_board_fixture_drag (fixture, 6, 2, 9, 3);
  tw_board_fixture_put (fixture, "a", NULL); /* gone */
  g_assert_false (tw_board_is_dragging (fixture->board));
  g_assert_cmpuint (fixture->n_cancels, ==, 1);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_drops, ==, 1);
  g_assert_null (tw_board_model_find_bar (fixture->model, "a"));
  tw_board_fixture_assert_selection (fixture, "");
}

/* The row goes away under the drag, or the rows move. */
static void
test_rows_change (TwBoardFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_row_free);
  g_autoptr (GPtrArray) bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);

  tw_board_fixture_add_row (rows, 0, TRUE, "pool");
  for (int i = 0; i < 20; i++)
    tw_board_fixture_add_row (rows, 0, FALSE, NULL);
  g_ptr_array_add (bars,
                   tw_board_fixture_make_bar ("a", 9, 2, 6, 0)); /* eight persons further down */
  tw_board_fixture_drag (fixture, 3, 1, 5, 2);
  tw_board_model_set (fixture->model, rows, bars);
  g_assert_true (tw_board_is_dragging (fixture->board));
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  g_assert_cmpuint (fixture->last.row, ==, 2); /* where the pointer is */
  g_assert_cmpint (fixture->last.from_us, ==, T0 + 4 * H);
  ((TwBoardRow *) g_ptr_array_index (rows, 0))->folded = TRUE;
  tw_board_model_set (fixture->model, rows, bars);
  g_assert_false (tw_board_is_dragging (fixture->board));
  g_assert_cmpuint (fixture->n_cancels, ==, 1);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_drops, ==, 0);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, const char *id)
{
  return gdk_content_provider_new_typed (G_TYPE_STRING, id);
}

static void
test_drop_in (TwBoardFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *id;
    guint held, n_drops;
    double from, to;
  } cases[] = { { "shift:open", 0, 1, 5, 9 }, /* the pointer's row, its own times */
                { "shift:unknown", 0, 1, 5, 9 },
                { "shift:open", GDK_KEY_Alt_L, 2, 12, 16 } }; /* where the pointer is */

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkDragSource *source = gtk_drag_source_new ();

      gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
      g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), (gpointer) cases[i].id);
      gtk_widget_add_controller (fixture->tray, GTK_EVENT_CONTROLLER (source));
      if (cases[i].held != 0)
        tw_testx_hold (cases[i].held, TRUE);
      tw_uitest_drag (fixture->tray, 500, 40, fixture->board->canvas,
                      tw_board_fixture_x (fixture, 12), tw_board_fixture_y (fixture, 2), 8);
      if (cases[i].held != 0)
        tw_testx_hold (cases[i].held, FALSE);
      tw_uitest_until (fixture->n_drops == cases[i].n_drops, 1000);
      g_assert_cmpuint (fixture->n_drops, ==, cases[i].n_drops);
      g_assert_false (tw_board_is_dragging (fixture->board));
      gtk_widget_remove_controller (fixture->tray, GTK_EVENT_CONTROLLER (source));
      tw_board_fixture_assert_bar (fixture, "shift:open", 2, cases[i].from, cases[i].to);
    }
}

static void
test_drop_out (TwBoardFixture *fixture, gconstpointer data)
{
  guint n_previews;

  tw_board_set_out_target (fixture->board, fixture->tray);
  tw_board_fixture_drag (fixture, 3, 1, 5, 2);
  n_previews = fixture->n_previews;
  g_assert_cmpuint (n_previews, >, 0);
  tw_uitest_move (fixture->tray, 500, 60);
  tw_uitest_move (fixture->tray, 500, 40);
  tw_uitest_wait_draw (fixture->tray);
  g_assert_cmpuint (fixture->n_cancels, ==, 1); /* the ghost has left the rows */
  g_assert_true (gtk_widget_get_state_flags (fixture->tray) & GTK_STATE_FLAG_DROP_ACTIVE);
  tw_uitest_release (1);
  g_assert_cmpstr (fixture->dropped_out, ==, "a");
  g_assert_false (gtk_widget_get_state_flags (fixture->tray) & GTK_STATE_FLAG_DROP_ACTIVE);
  g_assert_cmpuint (fixture->n_drops, ==, 0);
}

static void
test_menu (TwBoardFixture *fixture, gconstpointer data)
{
  tw_uitest_click_at (fixture->board->canvas, tw_board_fixture_x (fixture, 5),
                      tw_board_fixture_y (fixture, 3), 3, 1);
  g_assert_nonnull (fixture->board->menu);
  g_assert_true (gtk_widget_get_visible (fixture->board->menu));
  g_assert_cmpint (fixture->menu_row, ==, 3);
  tw_board_fixture_assert_selection (fixture, "b");
  gtk_popover_popdown (GTK_POPOVER (fixture->board->menu));
  g_assert_true (tw_uitest_until (fixture->board->menu == NULL, 2000));
}

static void
test_row_menu (TwBoardFixture *fixture, gconstpointer data)
{
  tw_uitest_click_at (fixture->board->rows, 80, tw_board_fixture_y (fixture, 4), 3, 1);
  g_assert_nonnull (fixture->board->menu);
  g_assert_cmpint (fixture->menu_row, ==, 4);
  tw_board_fixture_assert_selection (fixture, "");
  gtk_popover_popdown (GTK_POPOVER (fixture->board->menu));
  g_assert_true (tw_uitest_until (fixture->board->menu == NULL, 2000));
}

/* A click on a head selects that person's shifts; a drag down the heads, those of several. */
static void
test_heads (TwBoardFixture *fixture, gconstpointer data)
{
  guint n = 0;

  tw_uitest_click_at (fixture->board->rows, 80, tw_board_fixture_y (fixture, 7), 1, 1);
  tw_board_fixture_assert_selection (fixture, "c d");
  g_signal_connect (fixture->board, "selection-changed", G_CALLBACK (tw_board_fixture_count_cb),
                    &n);
  tw_uitest_drag (fixture->board->rows, 80, tw_board_fixture_y (fixture, 1), fixture->board->canvas,
                  500, tw_board_fixture_y (fixture, 5), 8);
  tw_board_fixture_assert_selection (fixture, "a b pinned");
  g_assert_cmpuint (n, <=, 4); /* once for each change, not for each motion */
}

static void
test_fold (TwBoardFixture *fixture, gconstpointer data)
{
  TwBoardRow *group = g_ptr_array_index (fixture->rows, 0);
  g_autoptr (GPtrArray) bars = g_ptr_array_new ();

  tw_uitest_click_at (fixture->board->rows, 60, tw_board_fixture_y (fixture, 0), 1, 1);
  g_assert_cmpstr (fixture->folded, ==, "pool:0 1");
  group->folded = TRUE;
  tw_board_model_set (fixture->model, fixture->rows, bars);
  g_assert_cmpuint (fixture->board->lines.n_lines, ==, fixture->rows->len - N_EACH);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/board/" path, TwBoardFixture, NULL, tw_board_fixture_set_up, func,                 \
              tw_board_fixture_tear_down)

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  tw_uitest_set_language ("en");
  ADD ("pointer/move", test_move);
  ADD ("pointer/headings", test_headings);
  ADD ("pointer/resize", test_resize);
  ADD ("pointer/create", test_create);
  ADD ("pointer/copy", test_copy);
  ADD ("pointer/escape", test_escape);
  ADD ("pointer/click", test_click);
  ADD ("pointer/pan", test_pan);
  ADD ("pointer/zoom", test_zoom);
  ADD ("pointer/wheel", test_wheel);
  ADD ("pointer/auto-scroll", test_auto_scroll);
  ADD ("pointer/band", test_band);
  ADD ("pointer/many", test_many);
  ADD ("pointer/pinned", test_pinned);
  ADD ("pointer/ghost", test_ghost);
  ADD ("pointer/previews", test_previews);
  ADD ("pointer/refused", test_refused);
  ADD ("pointer/model-changes", test_model_changes);
  ADD ("pointer/rows-change", test_rows_change);
  ADD ("pointer/drop-in", test_drop_in);
  ADD ("pointer/drop-out", test_drop_out);
  ADD ("pointer/menu", test_menu);
  ADD ("pointer/row-menu", test_row_menu);
  ADD ("pointer/heads", test_heads);
  ADD ("pointer/fold", test_fold);
  return g_test_run ();
}
