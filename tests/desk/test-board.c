// SPDX-License-Identifier: Apache-2.0
/*
 * The board by real pointer and real keys, with 500 shifts (F12, F13). The host of these tests
 * keeps what it was asked, and carries out or refuses as it is told.
 */
#include "tw-testx.h"
#include "tw-uitest.h"

#include "desk/board/tw-board-private.h"

#include <adwaita.h>

/* 2026-11-24T06:00+08:00, a Tuesday. */
#define T0 G_GINT64_CONSTANT (1795471200000000)
#define H TW_US_PER_HOUR
#define M TW_US_PER_MIN
#define N_GROUPS 4
#define N_EACH 40
#define N_SHIFTS 500
#define FIRST_FREE_ROW 12 /* above: the rows that the tests work on */

typedef struct {
  GtkWidget *window, *box, *tray;
  TwBoard *board;
  TwBoardModel *model;
  GTimeZone *zone;
  GPtrArray *rows;
  gboolean refuse, warn;
  guint n_previews, n_cancels, n_drops, n_new;
  char *activated, *removed, *dropped_out, *folded;
  TwBoardMove last;
  gint64 chosen_us;
  int menu_row;
} Fixture;

/* --- model ------------------------------------------------------------------------------------ */

static void
add_row (GPtrArray *rows, guint pool, gboolean group, const char *title)
{
  TwBoardRow *row = g_new0 (TwBoardRow, 1);

  row->id = group ? g_strdup_printf ("pool:%u", pool) : g_strdup_printf ("person:%u", rows->len);
  row->title = title != NULL ? g_strdup (title) : g_strdup_printf ("Person %u", rows->len);
  row->detail = g_strdup ("32 h / 44 h");
  row->pool = group ? 4 : pool;
  row->group = group;
  row->severity = -1;
  g_ptr_array_add (rows, row);
}

static TwBoardBar *
make_bar (const char *id, guint row, double from, double to, TwBarFlags flags)
{
  TwBoardBar *bar = tw_board_bar_new ();

  bar->id = g_strdup (id);
  bar->row = row;
  bar->from_us = T0 + (gint64) (from * (double) H);
  bar->to_us = T0 + (gint64) (to * (double) H);
  bar->flags = flags;
  bar->label = g_strdup ("hall");
  bar->spoken = g_strdup_printf ("%s, hall%s", id, flags & TW_BAR_RED ? ", rest too short" : "");
  bar->n_segments = 1;
  bar->segments = g_new0 (TwBarSegment, 1);
  bar->segments[0] = (TwBarSegment){ TW_SEGMENT_WORK, bar->from_us, bar->to_us, 1, NULL };
  return bar;
}

/* Row 0 is a heading; persons 1 to 11 are for the tests, the rest carry 500 shifts. */
static void
fill_model (Fixture *fixture)
{
  g_autoptr (GPtrArray) bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);

  fixture->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_row_free);
  for (guint pool = 0; pool < N_GROUPS; pool++)
    {
      add_row (fixture->rows, pool, TRUE, "pool");
      for (guint i = 0; i < N_EACH; i++)
        add_row (fixture->rows, pool, FALSE, fixture->rows->len == 2 ? "王秀兰" : NULL);
    }
  g_ptr_array_add (bars, make_bar ("a", 1, 2, 6, TW_BAR_DRAFT));
  g_ptr_array_add (bars, make_bar ("b", 3, 4, 8, TW_BAR_RED));
  g_ptr_array_add (bars, make_bar ("pinned", 5, 2, 6, TW_BAR_PINNED));
  g_ptr_array_add (bars, make_bar ("c", 7, 2, 4, 0));
  g_ptr_array_add (bars, make_bar ("d", 7, 6, 8, 0));
  for (guint i = 0; i < N_SHIFTS; i++)
    {
      guint row = FIRST_FREE_ROW + i % (fixture->rows->len - FIRST_FREE_ROW);
      g_autofree char *id = g_strdup_printf ("shift:%u", i);

      if (((TwBoardRow *) g_ptr_array_index (fixture->rows, row))->group)
        row--;
      g_ptr_array_add (bars, make_bar (id, row, (i * 5) % 60, (i * 5) % 60 + 6, 0));
    }
  tw_board_model_set (fixture->model, fixture->rows, bars);
}

/* All bars but one, and @extra. */
static void
put_bar (Fixture *fixture, const char *except, TwBoardBar *extra)
{
  g_autoptr (GPtrArray) bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);

  for (guint row = 0; row < fixture->rows->len; row++)
    {
      GPtrArray *of_row = tw_board_model_get_bars (fixture->model, row);

      for (guint i = 0; i < of_row->len; i++)
        {
          TwBoardBar *bar = g_ptr_array_index (of_row, i);

          if (g_strcmp0 (bar->id, except) != 0)
            g_ptr_array_add (bars, tw_board_bar_ref (bar));
        }
    }
  if (extra != NULL)
    g_ptr_array_add (bars, extra);
  tw_board_model_set_bars (fixture->model, bars);
}

/* --- host ------------------------------------------------------------------------------------- */

static void
preview_cb (const TwBoardMove *moves, guint n, TwBoardGhost *ret, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_previews++;
  fixture->last = moves[0];
  ret->text = g_strdup_printf ("%u moves", n);
  if (fixture->warn)
    {
      ret->severity = 0;
      ret->warning = g_strdup ("rest below 11 h");
    }
}

static void
cancel_cb (gpointer data)
{
  ((Fixture *) data)->n_cancels++;
}

static gboolean
drop_cb (const TwBoardMove *moves, guint n, GStrv *ret_ids, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  fixture->n_drops++;
  fixture->last = moves[0];
  if (fixture->refuse)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = moves[i].bar_id == NULL || moves[i].copy
                                ? g_strdup_printf ("new:%u", fixture->n_new++)
                                : g_strdup (moves[i].bar_id);
      TwBoardBar *bar = make_bar (id, moves[i].row, (double) (moves[i].from_us - T0) / (double) H,
                                  (double) (moves[i].to_us - T0) / (double) H, TW_BAR_DRAFT);

      g_ptr_array_add (ids, g_strdup (id));
      put_bar (fixture, id, bar);
    }
  g_ptr_array_add (ids, NULL);
  *ret_ids = (GStrv) g_ptr_array_steal (ids, NULL);
  return TRUE;
}

static GMenuModel *
menu_cb (const char *const *bar_ids, int row, gint64 t_us, gpointer data)
{
  GMenu *menu = g_menu_new ();

  ((Fixture *) data)->menu_row = row;
  g_menu_append (menu, "Candidates", "board.remove");
  return G_MENU_MODEL (menu);
}

static void
activate_cb (const char *bar_id, gpointer data)
{
  Fixture *fixture = data;

  g_free (fixture->activated);
  fixture->activated = g_strdup (bar_id);
}

static void
fold_cb (const char *row_id, gboolean folded, gpointer data)
{
  Fixture *fixture = data;

  g_free (fixture->folded);
  fixture->folded = g_strdup_printf ("%s %d", row_id, folded);
}

static void
remove_cb (const char *const *bar_ids, gpointer data)
{
  Fixture *fixture = data;

  g_free (fixture->removed);
  fixture->removed = g_strjoinv (" ", (char **) bar_ids);
}

static TwBoardBar *
outside_cb (const char *id, gpointer data)
{
  return g_str_equal (id, "shift:open") ? make_bar (id, 0, 5, 9, TW_BAR_DRAFT) : NULL;
}

static void
out_cb (TwBoard *board, const char *const *bar_ids, Fixture *fixture)
{
  g_free (fixture->dropped_out);
  fixture->dropped_out = g_strjoinv (" ", (char **) bar_ids);
}

static void
chosen_cb (TwBoard *board, gint64 t_us, Fixture *fixture)
{
  fixture->chosen_us = t_us;
}

/* --- fixture ---------------------------------------------------------------------------------- */

static const TwBoardHost host = { preview_cb,  cancel_cb, drop_cb,   menu_cb,
                                  activate_cb, fold_cb,   remove_cb, outside_cb };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->zone = tw_zone_new ("Asia/Shanghai", NULL);
  fixture->model = tw_board_model_new ();
  fill_model (fixture);
  fixture->board = TW_BOARD (tw_board_new ());
  tw_board_set_range (fixture->board, T0, T0 + 72 * H, fixture->zone);
  tw_board_set_host (fixture->board, &host, fixture);
  tw_board_set_model (fixture->board, fixture->model);
  gtk_widget_set_vexpand (GTK_WIDGET (fixture->board), TRUE);
  fixture->tray = gtk_button_new_with_label ("open shifts");
  gtk_widget_set_size_request (fixture->tray, -1, 80);
  fixture->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (fixture->box), GTK_WIDGET (fixture->board));
  gtk_box_append (GTK_BOX (fixture->box), fixture->tray);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->box);
  g_signal_connect (fixture->board, "bars-dropped-out", G_CALLBACK (out_cb), fixture);
  g_signal_connect (fixture->board, "time-chosen", G_CALLBACK (chosen_cb), fixture);
  tw_uitest_show (GTK_WINDOW (fixture->window), 1200, 640);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tw_uitest_close (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->model);
  g_ptr_array_unref (fixture->rows);
  g_time_zone_unref (fixture->zone);
  g_free (fixture->activated);
  g_free (fixture->removed);
  g_free (fixture->dropped_out);
  g_free (fixture->folded);
}

static double
x_of (Fixture *fixture, double hour)
{
  return tw_board_view_to_x (&fixture->board->view, T0 + (gint64) (hour * (double) H));
}

static double
y_of (Fixture *fixture, guint row)
{
  return tw_board_view_line_to_y (&fixture->board->view,
                                  (guint) fixture->board->lines.line_of_row[row])
         + fixture->board->row_px / 2.0;
}

/* Pointer to a time and a row, in a few motions when it is a drag. */
static void
go (Fixture *fixture, double hour, guint row)
{
  tw_uitest_move (fixture->board->canvas, x_of (fixture, hour), y_of (fixture, row));
}

static void
take (Fixture *fixture, double hour, guint row)
{
  go (fixture, hour, row);
  tw_uitest_press (1);
}

static void
drag (Fixture *fixture, double from_hour, guint from_row, double to_hour, guint to_row)
{
  double x0 = x_of (fixture, from_hour), y0 = y_of (fixture, from_row),
         x1 = x_of (fixture, to_hour), y1 = y_of (fixture, to_row);

  take (fixture, from_hour, from_row);
  for (int i = 1; i <= 4; i++)
    tw_uitest_move (fixture->board->canvas, x0 + (x1 - x0) * i / 4, y0 + (y1 - y0) * i / 4);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board)); /* at most one preview a frame */
}

static void
assert_bar (Fixture *fixture, const char *id, guint row, double from, double to)
{
  const TwBoardBar *bar = tw_board_model_find_bar (fixture->model, id);

  g_assert_nonnull (bar);
  g_assert_cmpuint (bar->row, ==, row);
  g_assert_cmpint (bar->from_us, ==, T0 + (gint64) (from * (double) H));
  g_assert_cmpint (bar->to_us, ==, T0 + (gint64) (to * (double) H));
}

static void
assert_selection (Fixture *fixture, const char *expected)
{
  g_auto (GStrv) ids = tw_board_dup_selection (fixture->board);
  g_autofree char *joined = g_strjoinv (" ", ids);

  g_assert_cmpstr (joined, ==, expected);
}

static GtkWidget *
widget_of (Fixture *fixture, const char *id)
{
  return GTK_WIDGET (tw_board_find_widget (fixture->board, id));
}

static void
keys (guint keyval, GdkModifierType modifiers, int n)
{
  while (n-- > 0)
    tw_uitest_key (keyval, modifiers);
}

/* --- pointer (F12) ---------------------------------------------------------------------------- */

static void
test_move (Fixture *fixture, gconstpointer data)
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
        drag (fixture, 3, 1, cases[i].to_hour, cases[i].to_row);
      else
        {
          take (fixture, 3, 1);
          tw_testx_hold (cases[i].held, TRUE);
          go (fixture, (3 + cases[i].to_hour) / 2, cases[i].to_row);
          go (fixture, cases[i].to_hour, cases[i].to_row);
        }
      g_assert_true (tw_board_is_dragging (fixture->board));
      g_assert_cmpint (fixture->n_drops, ==, i);
      tw_uitest_release (1);
      if (cases[i].held != 0)
        tw_testx_hold (cases[i].held, FALSE);
      g_assert_false (tw_board_is_dragging (fixture->board));
      g_assert_cmpint (fixture->n_drops, ==, i + 1);
      assert_bar (fixture, "a", cases[i].row, cases[i].from, cases[i].to);
      assert_selection (fixture, "a");
      put_bar (fixture, "a", make_bar ("a", 1, 2, 6, TW_BAR_DRAFT));
    }
  g_assert_cmpuint (fixture->n_cancels, ==, 0);
}

/* A drag over a heading lands on a person. */
static void
test_headings (Fixture *fixture, gconstpointer data)
{
  drag (fixture, 3, 1, 3, 0);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_drops, ==, 0); /* where it was */
  assert_bar (fixture, "a", 1, 2, 6);
}

static void
test_resize (Fixture *fixture, gconstpointer data)
{
  double px = 3 / fixture->board->view.hour_px; /* within the edge */

  drag (fixture, 6 - px, 1, 7, 1);
  tw_uitest_release (1);
  assert_bar (fixture, "a", 1, 2, 7);
  drag (fixture, 2 + px, 1, 0.5, 3);
  tw_uitest_release (1);
  assert_bar (fixture, "a", 1, 0.5, 7);
  drag (fixture, 0.5 + px, 1, 12, 1);
  tw_uitest_release (1);
  assert_bar (fixture, "a", 1, 6.75, 7); /* a quarter remains */
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  drag (fixture, 10, 2, 13.9, 6);
  g_assert_null (fixture->last.bar_id);
  tw_uitest_release (1);
  assert_bar (fixture, "new:0", 2, 10, 14);
  assert_selection (fixture, "new:0");
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  drag (fixture, 3, 1, 7, 2);
  g_assert_false (fixture->last.copy);
  g_assert_true (gtk_widget_has_css_class (widget_of (fixture, "a"), "taken"));
  tw_testx_hold (GDK_KEY_Control_L, TRUE); /* in the middle of it, the pointer at rest */
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  g_assert_true (fixture->last.copy);
  g_assert_false (gtk_widget_has_css_class (widget_of (fixture, "a"), "taken"));
  tw_uitest_release (1);
  tw_testx_hold (GDK_KEY_Control_L, FALSE);
  assert_bar (fixture, "a", 1, 2, 6);
  assert_bar (fixture, "new:0", 2, 6, 10);
}

static void
test_escape (Fixture *fixture, gconstpointer data)
{
  drag (fixture, 3, 1, 7, 2);
  g_assert_cmpuint (fixture->n_previews, >, 0);
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_false (tw_board_is_dragging (fixture->board));
  g_assert_cmpuint (fixture->n_cancels, ==, 1);
  g_assert_false (gtk_widget_has_css_class (widget_of (fixture, "a"), "taken"));
  go (fixture, 9, 3);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_drops, ==, 0);
  assert_bar (fixture, "a", 1, 2, 6);
}

static void
test_click (Fixture *fixture, gconstpointer data)
{
  go (fixture, 3, 1);
  tw_uitest_press (1);
  tw_uitest_move (fixture->board->canvas, x_of (fixture, 3) + 6, y_of (fixture, 1) + 5);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_previews + fixture->n_drops + fixture->n_cancels, ==, 0);
  assert_selection (fixture, "a");
  g_assert_true (gtk_widget_get_state_flags (widget_of (fixture, "a")) & GTK_STATE_FLAG_SELECTED);

  tw_testx_hold (GDK_KEY_Control_L, TRUE);
  tw_uitest_click_at (fixture->board->canvas, x_of (fixture, 5), y_of (fixture, 3), 1, 1);
  tw_testx_hold (GDK_KEY_Control_L, FALSE);
  assert_selection (fixture, "a b");
  tw_testx_hold (GDK_KEY_Shift_L, TRUE);
  tw_uitest_click_at (fixture->board->canvas, x_of (fixture, 3), y_of (fixture, 7), 1, 1);
  tw_testx_hold (GDK_KEY_Shift_L, FALSE);
  assert_selection (fixture, "b c d pinned");
  g_assert_cmpuint (fixture->n_drops, ==, 0);

  /* on the ground: nothing is selected, and a time is chosen */
  tw_uitest_click_at (fixture->board->canvas, x_of (fixture, 12), y_of (fixture, 2), 1, 1);
  assert_selection (fixture, "");
  g_assert_cmpint (ABS (fixture->chosen_us - T0 - 12 * H), <, 2 * M);
  tw_uitest_click_at (fixture->board->head,
                      x_of (fixture, 15) + gtk_widget_get_width (fixture->board->rows), 30, 1, 1);
  g_assert_cmpint (ABS (fixture->chosen_us - T0 - 15 * H), <, 2 * M);
  tw_uitest_click_at (fixture->board->canvas, x_of (fixture, 3), y_of (fixture, 1), 1, 2);
  g_assert_cmpstr (fixture->activated, ==, "a");
}

/* Dragging the middle button pans and moves no bar, also where it begins on one. */
static void
test_pan (Fixture *fixture, gconstpointer data)
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
test_zoom (Fixture *fixture, gconstpointer data)
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
test_wheel (Fixture *fixture, gconstpointer data)
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
test_auto_scroll (Fixture *fixture, gconstpointer data)
{
  TwBoardView *view = &fixture->board->view;
  GtkWidget *canvas = fixture->board->canvas;
  double x0, y0;

  take (fixture, 3, 1);
  go (fixture, 4, 2);
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
test_band (Fixture *fixture, gconstpointer data)
{
  tw_testx_hold (GDK_KEY_Alt_L, TRUE);
  drag (fixture, 1, 2, 5, 5);
  g_assert_true (tw_board_is_dragging (fixture->board));
  tw_uitest_release (1);
  tw_testx_hold (GDK_KEY_Alt_L, FALSE);
  assert_selection (fixture, "b pinned");
  g_assert_cmpuint (fixture->n_previews + fixture->n_drops, ==, 0);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "a", "b", "pinned", NULL };

  tw_board_select (fixture->board, ids);
  drag (fixture, 3, 1, 5, 2);
  g_assert_true (gtk_widget_has_css_class (widget_of (fixture, "b"), "taken"));
  tw_uitest_release (1);
  assert_bar (fixture, "a", 2, 4, 8);
  assert_bar (fixture, "b", 4, 6, 10);
  assert_bar (fixture, "pinned", 5, 2, 6); /* stays behind */
  assert_selection (fixture, "a b");
}

static void
test_pinned (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  drag (fixture, 3, 5, 7, 6);
  text = tw_board_dup_ghost_text (fixture->board);
  g_assert_nonnull (strstr (text, "Pinned"));
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_previews + fixture->n_drops, ==, 0);
  assert_bar (fixture, "pinned", 5, 2, 6);
  take (fixture, 3, 5);
  tw_testx_hold (GDK_KEY_Control_L, TRUE);
  go (fixture, 5, 6);
  go (fixture, 7, 6);
  tw_uitest_release (1);
  tw_testx_hold (GDK_KEY_Control_L, FALSE);
  assert_bar (fixture, "new:0", 6, 6, 10);
  assert_bar (fixture, "pinned", 5, 2, 6);
}

static void
test_ghost (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_assert_null (tw_board_dup_ghost_text (fixture->board));
  fixture->warn = TRUE;
  drag (fixture, 3, 1, 4.25, 2);
  text = tw_board_dup_ghost_text (fixture->board);
  g_assert_cmpstr (text, ==, "09:15–13:15 · 4 h\n1 moves\nrest below 11 h");
  tw_uitest_release (1);
  g_assert_null (tw_board_dup_ghost_text (fixture->board));
}

/* Asked at most once a frame, however many motions there are. */
static void
test_previews (Fixture *fixture, gconstpointer data)
{
  drag (fixture, 3, 1, 4, 2);
  fixture->n_previews = 0;
  for (int i = 0; i < 30; i++) /* without letting a frame pass */
    {
      fixture->board->pointer_x = x_of (fixture, 4 + i / 4.0);
      tw_board_follow_modifiers (fixture->board, 0);
    }
  g_assert_cmpuint (fixture->n_previews, ==, 0);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  g_assert_cmpuint (fixture->n_previews, <=, 2);
  tw_uitest_release (1);
}

/* A refused drop: the ghost flies back within 200 ms, or at once with reduced motion. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  fixture->refuse = TRUE;
  drag (fixture, 3, 1, 9, 3);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_drops, ==, 1);
  assert_bar (fixture, "a", 1, 2, 6);
  g_assert_false (gtk_widget_has_css_class (widget_of (fixture, "a"), "taken"));

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  drag (fixture, 3, 1, 9, 3);
  tw_testx_button (1, FALSE);
  g_assert_true (tw_uitest_until (fixture->n_drops == 2, 1000));
  g_assert_true (gtk_widget_has_css_class (widget_of (fixture, "a"), "taken"));
  g_assert_true (
      tw_uitest_until (!gtk_widget_has_css_class (widget_of (fixture, "a"), "taken"), 1000));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

/* Another console changes the roster in the middle of a drag. */
static void
test_model_changes (Fixture *fixture, gconstpointer data)
{
  drag (fixture, 3, 1, 5, 2);
  put_bar (fixture, "b", NULL); /* another bar: the drag goes on */
  g_assert_true (tw_board_is_dragging (fixture->board));
  put_bar (fixture, "a", make_bar ("a", 1, 3, 6, 0)); /* this one: it goes on from there */
  g_assert_true (tw_board_is_dragging (fixture->board));
  tw_uitest_release (1);
  assert_bar (fixture, "a", 2, 5, 8);

  drag (fixture, 6, 2, 9, 3);
  put_bar (fixture, "a", NULL); /* gone */
  g_assert_false (tw_board_is_dragging (fixture->board));
  g_assert_cmpuint (fixture->n_cancels, ==, 1);
  tw_uitest_release (1);
  g_assert_cmpuint (fixture->n_drops, ==, 1);
  g_assert_null (tw_board_model_find_bar (fixture->model, "a"));
  assert_selection (fixture, "");
}

/* The row goes away under the drag, or the rows move. */
static void
test_rows_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_row_free);
  g_autoptr (GPtrArray) bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);

  add_row (rows, 0, TRUE, "pool");
  for (int i = 0; i < 20; i++)
    add_row (rows, 0, FALSE, NULL);
  g_ptr_array_add (bars, make_bar ("a", 9, 2, 6, 0)); /* eight persons further down */
  drag (fixture, 3, 1, 5, 2);
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
test_drop_in (Fixture *fixture, gconstpointer data)
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
      tw_uitest_drag (fixture->tray, 500, 40, fixture->board->canvas, x_of (fixture, 12),
                      y_of (fixture, 2), 8);
      if (cases[i].held != 0)
        tw_testx_hold (cases[i].held, FALSE);
      tw_uitest_until (fixture->n_drops == cases[i].n_drops, 1000);
      g_assert_cmpuint (fixture->n_drops, ==, cases[i].n_drops);
      g_assert_false (tw_board_is_dragging (fixture->board));
      gtk_widget_remove_controller (fixture->tray, GTK_EVENT_CONTROLLER (source));
      assert_bar (fixture, "shift:open", 2, cases[i].from, cases[i].to);
    }
}

static void
test_drop_out (Fixture *fixture, gconstpointer data)
{
  guint n_previews;

  tw_board_set_out_target (fixture->board, fixture->tray);
  drag (fixture, 3, 1, 5, 2);
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
test_menu (Fixture *fixture, gconstpointer data)
{
  tw_uitest_click_at (fixture->board->canvas, x_of (fixture, 5), y_of (fixture, 3), 3, 1);
  g_assert_nonnull (fixture->board->menu);
  g_assert_true (gtk_widget_get_visible (fixture->board->menu));
  g_assert_cmpint (fixture->menu_row, ==, 3);
  assert_selection (fixture, "b");
  gtk_popover_popdown (GTK_POPOVER (fixture->board->menu));
  g_assert_true (tw_uitest_until (fixture->board->menu == NULL, 2000));
}

static void
count_cb (TwBoard *board, guint *n)
{
  (*n)++;
}

static void
test_row_menu (Fixture *fixture, gconstpointer data)
{
  tw_uitest_click_at (fixture->board->rows, 80, y_of (fixture, 4), 3, 1);
  g_assert_nonnull (fixture->board->menu);
  g_assert_cmpint (fixture->menu_row, ==, 4);
  assert_selection (fixture, "");
  gtk_popover_popdown (GTK_POPOVER (fixture->board->menu));
  g_assert_true (tw_uitest_until (fixture->board->menu == NULL, 2000));
}

/* A click on a head selects that person's shifts; a drag down the heads, those of several. */
static void
test_heads (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  tw_uitest_click_at (fixture->board->rows, 80, y_of (fixture, 7), 1, 1);
  assert_selection (fixture, "c d");
  g_signal_connect (fixture->board, "selection-changed", G_CALLBACK (count_cb), &n);
  tw_uitest_drag (fixture->board->rows, 80, y_of (fixture, 1), fixture->board->canvas, 500,
                  y_of (fixture, 5), 8);
  assert_selection (fixture, "a b pinned");
  g_assert_cmpuint (n, <=, 4); /* once for each change, not for each motion */
}

static void
test_fold (Fixture *fixture, gconstpointer data)
{
  TwBoardRow *group = g_ptr_array_index (fixture->rows, 0);
  g_autoptr (GPtrArray) bars = g_ptr_array_new ();

  tw_uitest_click_at (fixture->board->rows, 60, y_of (fixture, 0), 1, 1);
  g_assert_cmpstr (fixture->folded, ==, "pool:0 1");
  group->folded = TRUE;
  tw_board_model_set (fixture->model, fixture->rows, bars);
  g_assert_cmpuint (fixture->board->lines.n_lines, ==, fixture->rows->len - N_EACH);
}

/* --- keys (F13) ------------------------------------------------------------------------------- */

static void
test_keys_walk (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint key;
    GdkModifierType modifiers;
    const char *bar, *row, *selection;
  } cases[] = {
    { GDK_KEY_Down, 0, NULL, "person:2", "a" }, /* without a shift: the head of the row */
    { GDK_KEY_Down, 0, "b", "person:3", "b" },
    { GDK_KEY_Down, 0, NULL, "person:4", "b" },
    { GDK_KEY_Down, 0, "pinned", "person:5", "pinned" },
    { GDK_KEY_Page_Up, 0, NULL, "pool:0", "pinned" },
    { GDK_KEY_Down, 0, "a", "person:1", "a" },
    { GDK_KEY_Left, 0, NULL, "person:1", "a" },
    { GDK_KEY_Down, 0, NULL, "person:2", "a" }, /* and now along the heads */
    { GDK_KEY_Up, 0, NULL, "person:1", "a" },
    { GDK_KEY_Right, 0, "a", "person:1", "a" },
    { GDK_KEY_Down, GDK_CONTROL_MASK, NULL, "person:2", "a" },
    { GDK_KEY_Down, GDK_CONTROL_MASK, "b", "person:3", "a" },
    { GDK_KEY_space, GDK_CONTROL_MASK, "b", "person:3", "a b" },
  };

  tw_board_show_bar (fixture->board, "a");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      tw_uitest_key (cases[i].key, cases[i].modifiers);
      g_assert_cmpstr (fixture->board->cursor_id, ==, cases[i].bar);
      g_assert_cmpstr (fixture->board->cursor_row_id, ==, cases[i].row);
      assert_selection (fixture, cases[i].selection);
    }
  tw_board_show_bar (fixture->board, "c");
  tw_uitest_key (GDK_KEY_End, 0);
  assert_selection (fixture, "d");
  tw_uitest_key (GDK_KEY_Home, 0);
  assert_selection (fixture, "c");
  tw_uitest_key (GDK_KEY_Right, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  assert_selection (fixture, "c d");
  tw_uitest_key (GDK_KEY_Escape, 0);
  assert_selection (fixture, "");
  tw_uitest_key (GDK_KEY_a, GDK_CONTROL_MASK);
  g_assert_cmpuint (g_hash_table_size (fixture->board->selection), >, 15);
}

static void
test_keys_move (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_space, 0);
  g_assert_true (tw_board_is_dragging (fixture->board));
  keys (GDK_KEY_Right, 0, 2);
  keys (GDK_KEY_Right, GDK_CONTROL_MASK, 1);
  keys (GDK_KEY_Down, 0, 1);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  text = tw_board_dup_ghost_text (fixture->board);
  g_assert_cmpstr (text, ==, "09:30–13:30 · 4 h\n1 moves");
  gtk_test_accessible_assert_property (fixture->board->announcer, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "09:30 to 13:30, 王秀兰");
  g_assert_cmpuint (fixture->n_drops, ==, 0);
  tw_uitest_key (GDK_KEY_Return, 0);
  assert_bar (fixture, "a", 2, 3.5, 7.5);
  g_assert_true (gtk_widget_has_focus (widget_of (fixture, "a")));

  tw_uitest_key (GDK_KEY_space, 0);
  keys (GDK_KEY_Left, GDK_CONTROL_MASK, 2);
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_false (tw_board_is_dragging (fixture->board));
  assert_bar (fixture, "a", 2, 3.5, 7.5);
  g_assert_cmpuint (fixture->n_drops, ==, 1);
  g_assert_cmpuint (fixture->n_cancels, ==, 1);
}

static void
test_keys_resize (Fixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "a");
  keys (GDK_KEY_Right, GDK_SHIFT_MASK, 2); /* the end later */
  keys (GDK_KEY_Up, GDK_SHIFT_MASK | GDK_CONTROL_MASK, 1);
  tw_uitest_key (GDK_KEY_Return, 0);
  assert_bar (fixture, "a", 1, 1, 6.5);
}

static void
test_keys_create (Fixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_Insert, 0); /* after the bar, four hours */
  keys (GDK_KEY_Down, 0, 1);
  keys (GDK_KEY_Left, GDK_SHIFT_MASK | GDK_CONTROL_MASK, 1);
  tw_uitest_key (GDK_KEY_Return, 0);
  assert_bar (fixture, "new:0", 2, 6, 9);
}

static void
test_keys_copy (Fixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_c, GDK_CONTROL_MASK);
  tw_uitest_key (GDK_KEY_Down, 0);
  tw_uitest_key (GDK_KEY_v, GDK_CONTROL_MASK);
  keys (GDK_KEY_Right, GDK_CONTROL_MASK, 1);
  tw_uitest_key (GDK_KEY_Return, 0);
  assert_bar (fixture, "a", 1, 2, 6);
  assert_bar (fixture, "new:0", 2, 3, 7);
}

static void
test_keys_other (Fixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "pinned");
  tw_uitest_key (GDK_KEY_space, 0);
  g_assert_false (tw_board_is_dragging (fixture->board));
  gtk_test_accessible_assert_property (fixture->board->announcer, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Pinned: can only be copied");
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_cmpstr (fixture->activated, ==, "pinned");
  tw_uitest_key (GDK_KEY_Delete, 0);
  g_assert_cmpstr (fixture->removed, ==, "pinned");
  tw_uitest_key (GDK_KEY_Menu, 0);
  g_assert_nonnull (fixture->board->menu);
  gtk_popover_popdown (GTK_POPOVER (fixture->board->menu));
  g_assert_true (tw_uitest_until (fixture->board->menu == NULL, 2000));
  tw_board_show_bar (fixture->board, "a");
  keys (GDK_KEY_Up, 0, 1);
  tw_uitest_key (GDK_KEY_Left, 0);
  g_assert_cmpstr (fixture->folded, ==, "pool:0 1");
}

/* The view follows what is moved by keys: down and to the right. */
static void
test_keys_reveal (Fixture *fixture, gconstpointer data)
{
  const TwBoardView *view = &fixture->board->view;

  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_space, 0);
  keys (GDK_KEY_Right, GDK_CONTROL_MASK, 24);
  keys (GDK_KEY_Down, 0, 24);
  g_assert_cmpfloat (view->scroll_x, >, 0);
  g_assert_cmpfloat (view->scroll_y, >, 0);
  g_assert_cmpfloat (x_of (fixture, 30), <=, view->width);
  g_assert_cmpfloat (y_of (fixture, 25), <=, view->height);
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_cmpint (tw_board_model_find_bar (fixture->model, "a")->from_us, ==, T0 + 26 * H);
}

/* What was picked up is put back when the keyboard goes elsewhere. */
static void
test_keys_leave (Fixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_space, 0);
  keys (GDK_KEY_Right, 0, 2);
  gtk_widget_grab_focus (fixture->tray);
  g_assert_false (tw_board_is_dragging (fixture->board));
  assert_bar (fixture, "a", 1, 2, 6);
}

/* --- what is in sight ------------------------------------------------------------------------- */

static guint
count_bars (Fixture *fixture)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (fixture->board->canvas); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

/* However far it scrolls, there are no more widgets than fit; each bar in sight has one. */
static void
test_virtual (Fixture *fixture, gconstpointer data)
{
  guint most = 0;

  for (guint row = 0; row < 160; row += 7)
    {
      tw_board_scroll_to (fixture->board, T0 + (gint64) row * H / 4, (int) row);
      tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
      most = MAX (most, count_bars (fixture));
    }
  g_assert_cmpuint (most, <, 120);
  g_assert_cmpuint (g_hash_table_size (fixture->board->bars), <, 120);
  tw_board_show_bar (fixture->board, "shift:499");
  g_assert_true (gtk_widget_has_focus (widget_of (fixture, "shift:499")));
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  {
    graphene_rect_t bounds;

    g_assert_true (gtk_widget_compute_bounds (widget_of (fixture, "shift:499"),
                                              fixture->board->canvas, &bounds));
    g_assert_cmpfloat (bounds.origin.y, >=, 0);
    g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, fixture->board->view.height);
  }
}

/* Rows come in above: what stood at the top stays there. Equal bars keep their widgets. */
static void
test_keeps_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_row_free);
  g_autoptr (GPtrArray) bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);
  GtkWidget *widget;
  TwBoardBar *same;

  tw_board_scroll_to (fixture->board, T0, 3);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  widget = widget_of (fixture, "b");
  put_bar (fixture, "b", make_bar ("b", 3, 4, 8, TW_BAR_RED));
  g_assert_true (widget_of (fixture, "b") == widget);

  for (guint i = 0; i < 60; i++)
    add_row (rows, 0, FALSE, NULL);
  g_free (((TwBoardRow *) g_ptr_array_index (rows, 13))->id);
  ((TwBoardRow *) g_ptr_array_index (rows, 13))->id = g_strdup ("person:3");
  g_free (((TwBoardRow *) g_ptr_array_index (rows, 3))->id);
  ((TwBoardRow *) g_ptr_array_index (rows, 3))->id = g_strdup ("person:13");
  same = make_bar ("b", 13, 4, 8, TW_BAR_RED);
  g_ptr_array_add (bars, same);
  tw_board_model_set (fixture->model, rows, bars);
  g_assert_cmpfloat (fixture->board->view.scroll_y, ==, 13 * fixture->board->row_px);
  g_assert_true (widget_of (fixture, "b") == widget);
}

/* F13: person, time, post and conflict, in the order in which they are seen. */
static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  GtkWidget *first = gtk_widget_get_first_child (fixture->board->canvas);
  GtkWidget *head = gtk_widget_get_first_child (fixture->board->rows);

  gtk_test_accessible_assert_role (fixture->board->canvas, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_role (first, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  g_assert_true (first == widget_of (fixture, "a"));
  g_assert_true (gtk_widget_get_next_sibling (first) == widget_of (fixture, "b"));
  gtk_test_accessible_assert_property (widget_of (fixture, "b"), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "b, hall, rest too short");
  gtk_test_accessible_assert_property (head, GTK_ACCESSIBLE_PROPERTY_LABEL, "pool, 32 h / 44 h");
  gtk_test_accessible_assert_state (head, GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
  tw_board_show_bar (fixture->board, "b");
  gtk_test_accessible_assert_state (widget_of (fixture, "b"), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
}

/* One place of the board is in the way of Tab. */
static void
test_tab (Fixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "b");
  tw_uitest_key (GDK_KEY_Tab, 0);
  g_assert_true (gtk_widget_has_focus (fixture->tray));
  tw_uitest_key (GDK_KEY_Tab, GDK_SHIFT_MASK);
  g_assert_true (gtk_widget_has_focus (widget_of (fixture, "b")));
}

static void
test_view_signal (Fixture *fixture, gconstpointer data)
{
  guint n = 0;
  gint64 from_us, to_us;

  g_signal_connect (fixture->board, "view-changed", G_CALLBACK (count_cb), &n);
  for (int i = 0; i < 10; i++)
    tw_board_scroll_to (fixture->board, T0 + i * H, i);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  g_assert_cmpuint (n, ==, 1);
  tw_board_get_view (fixture->board, &from_us, &to_us);
  g_assert_cmpint (ABS (from_us - T0 - 9 * H), <, 2 * M);
  g_assert_cmpint (ABS (to_us - from_us - 24 * H), <, 2 * M);
}

/* F79: at 200 % rows and heads grow with their text. */
static void
test_text_scale (Fixture *fixture, gconstpointer data)
{
  int row_px = fixture->board->row_px, head_px = fixture->board->head_px,
      width_px = tw_board_get_head_width (fixture->board);

  g_assert_cmpint (row_px, ==, 28);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 192 * 1024, NULL);
  g_assert_true (tw_uitest_until (fixture->board->row_px == 2 * row_px, 5000));
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  g_assert_cmpint (fixture->board->head_px, >, head_px * 3 / 2);
  g_assert_cmpint (tw_board_get_head_width (fixture->board), ==, 2 * width_px);
  g_assert_cmpint (gtk_widget_get_height (widget_of (fixture, "a")), ==, 2 * row_px - 6);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024, NULL);
  g_assert_true (tw_uitest_until (fixture->board->row_px == row_px, 5000));
}

/* The pool's colour stands at the left edge of a bar, its service's within. */
static void
test_pixels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) shot = NULL;
  GdkRGBA colors[2] = { { 0, 0, 0, 1 }, { 1, 0.5f, 0, 1 } }, pixel;
  int x, y;

  tw_board_set_colors (fixture->board, colors, 2);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_LIGHT);
  tw_uitest_move (fixture->tray, 5, 5);
  shot = tw_uitest_shot (fixture->board->canvas);
  x = (int) x_of (fixture, 4);
  y = (int) y_of (fixture, 3);
  pixel = tw_uitest_pixel (shot, x + 2, y);
  g_assert_cmpfloat_with_epsilon (pixel.blue, 0xb2 / 255.0, 0.05);
  g_assert_cmpfloat_with_epsilon (pixel.green, 0x72 / 255.0, 0.05);
  pixel = tw_uitest_pixel (shot, x + 100, y - 8);
  g_assert_cmpfloat (pixel.red, >, 0.95);
  g_assert_cmpfloat (pixel.blue, <, 0.5);
}

#define ADD(path, func) g_test_add ("/board/" path, Fixture, NULL, set_up, func, tear_down)

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
  ADD ("keys/walk", test_keys_walk);
  ADD ("keys/move", test_keys_move);
  ADD ("keys/resize", test_keys_resize);
  ADD ("keys/create", test_keys_create);
  ADD ("keys/copy", test_keys_copy);
  ADD ("keys/other", test_keys_other);
  ADD ("keys/reveal", test_keys_reveal);
  ADD ("keys/leave", test_keys_leave);
  ADD ("sight/virtual", test_virtual);
  ADD ("sight/keeps-place", test_keeps_place);
  ADD ("sight/accessible", test_accessible);
  ADD ("sight/tab", test_tab);
  ADD ("sight/view-signal", test_view_signal);
  ADD ("sight/text-scale", test_text_scale);
  ADD ("sight/pixels", test_pixels);
  return g_test_run ();
}
