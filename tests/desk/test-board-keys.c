// SPDX-License-Identifier: Apache-2.0
/* The board by keys, and what of it is in sight, with 500 shifts (F13). */
#include "tw-board-fixture.h"

#include "tw-testx.h"
#include "tw-uitest.h"

/* --- keys (F13) ------------------------------------------------------------------------------- */

static void
test_keys_walk (TwBoardFixture *fixture, gconstpointer data)
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
      tw_board_fixture_assert_selection (fixture, cases[i].selection);
    }
  tw_board_show_bar (fixture->board, "c");
  tw_uitest_key (GDK_KEY_End, 0);
  tw_board_fixture_assert_selection (fixture, "d");
  tw_uitest_key (GDK_KEY_Home, 0);
  tw_board_fixture_assert_selection (fixture, "c");
  tw_uitest_key (GDK_KEY_Right, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  tw_board_fixture_assert_selection (fixture, "c d");
  tw_uitest_key (GDK_KEY_Escape, 0);
  tw_board_fixture_assert_selection (fixture, "");
  tw_uitest_key (GDK_KEY_a, GDK_CONTROL_MASK);
  g_assert_cmpuint (g_hash_table_size (fixture->board->selection), >, 15);
}

static void
test_keys_move (TwBoardFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_space, 0);
  g_assert_true (tw_board_is_dragging (fixture->board));
  tw_board_fixture_keys (GDK_KEY_Right, 0, 2);
  tw_board_fixture_keys (GDK_KEY_Right, GDK_CONTROL_MASK, 1);
  tw_board_fixture_keys (GDK_KEY_Down, 0, 1);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  text = tw_board_dup_ghost_text (fixture->board);
  g_assert_cmpstr (text, ==, "09:30–13:30 · 4 h\n1 moves");
  gtk_test_accessible_assert_property (fixture->board->announcer, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "09:30 to 13:30, 王秀兰");
  g_assert_cmpuint (fixture->n_drops, ==, 0);
  tw_uitest_key (GDK_KEY_Return, 0);
  tw_board_fixture_assert_bar (fixture, "a", 2, 3.5, 7.5);
  g_assert_true (gtk_widget_has_focus (tw_board_fixture_widget (fixture, "a")));

  tw_uitest_key (GDK_KEY_space, 0);
  tw_board_fixture_keys (GDK_KEY_Left, GDK_CONTROL_MASK, 2);
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_false (tw_board_is_dragging (fixture->board));
  tw_board_fixture_assert_bar (fixture, "a", 2, 3.5, 7.5);
  g_assert_cmpuint (fixture->n_drops, ==, 1);
  g_assert_cmpuint (fixture->n_cancels, ==, 1);
}

static void
test_keys_resize (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "a");
  tw_board_fixture_keys (GDK_KEY_Right, GDK_SHIFT_MASK, 2); /* the end later */
  tw_board_fixture_keys (GDK_KEY_Up, GDK_SHIFT_MASK | GDK_CONTROL_MASK, 1);
  tw_uitest_key (GDK_KEY_Return, 0);
  tw_board_fixture_assert_bar (fixture, "a", 1, 1, 6.5);
}

static void
test_keys_create (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_Insert, 0); /* after the bar, four hours */
  tw_board_fixture_keys (GDK_KEY_Down, 0, 1);
  tw_board_fixture_keys (GDK_KEY_Left, GDK_SHIFT_MASK | GDK_CONTROL_MASK, 1);
  tw_uitest_key (GDK_KEY_Return, 0);
  tw_board_fixture_assert_bar (fixture, "new:0", 2, 6, 9);
}

static void
test_keys_copy (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_c, GDK_CONTROL_MASK);
  tw_uitest_key (GDK_KEY_Down, 0);
  tw_uitest_key (GDK_KEY_v, GDK_CONTROL_MASK);
  tw_board_fixture_keys (GDK_KEY_Right, GDK_CONTROL_MASK, 1);
  tw_uitest_key (GDK_KEY_Return, 0);
  tw_board_fixture_assert_bar (fixture, "a", 1, 2, 6);
  tw_board_fixture_assert_bar (fixture, "new:0", 2, 3, 7);
}

static void
test_keys_other (TwBoardFixture *fixture, gconstpointer data)
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
  tw_board_fixture_keys (GDK_KEY_Up, 0, 1);
  tw_uitest_key (GDK_KEY_Left, 0);
  g_assert_cmpstr (fixture->folded, ==, "pool:0 1");
}

/* The view follows what is moved by keys: down and to the right. */
static void
test_keys_reveal (TwBoardFixture *fixture, gconstpointer data)
{
  const TwBoardView *view = &fixture->board->view;

  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_space, 0);
  tw_board_fixture_keys (GDK_KEY_Right, GDK_CONTROL_MASK, 24);
  tw_board_fixture_keys (GDK_KEY_Down, 0, 24);
  g_assert_cmpfloat (view->scroll_x, >, 0);
  g_assert_cmpfloat (view->scroll_y, >, 0);
  g_assert_cmpfloat (tw_board_fixture_x (fixture, 30), <=, view->width);
  g_assert_cmpfloat (tw_board_fixture_y (fixture, 25), <=, view->height);
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_cmpint (tw_board_model_find_bar (fixture->model, "a")->from_us, ==, T0 + 26 * H);
}

/* What was picked up is put back when the keyboard goes elsewhere. */
static void
test_keys_leave (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "a");
  tw_uitest_key (GDK_KEY_space, 0);
  tw_board_fixture_keys (GDK_KEY_Right, 0, 2);
  gtk_widget_grab_focus (fixture->tray);
  g_assert_false (tw_board_is_dragging (fixture->board));
  tw_board_fixture_assert_bar (fixture, "a", 1, 2, 6);
}

/* --- what is in sight ------------------------------------------------------------------------- */

static guint
count_bars (TwBoardFixture *fixture)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (fixture->board->canvas); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

/* However far it scrolls, there are no more widgets than fit; each bar in sight has one. */
static void
test_virtual (TwBoardFixture *fixture, gconstpointer data)
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
  g_assert_true (gtk_widget_has_focus (tw_board_fixture_widget (fixture, "shift:499")));
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  {
    graphene_rect_t bounds;

    g_assert_true (gtk_widget_compute_bounds (tw_board_fixture_widget (fixture, "shift:499"),
                                              fixture->board->canvas, &bounds));
    g_assert_cmpfloat (bounds.origin.y, >=, 0);
    g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, fixture->board->view.height);
  }
}

/* Rows come in above: what stood at the top stays there. Equal bars keep their widgets. */
static void
test_keeps_place (TwBoardFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_row_free);
  g_autoptr (GPtrArray) bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);
  GtkWidget *widget;
  TwBoardBar *same;

  tw_board_scroll_to (fixture->board, T0, 3);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board));
  widget = tw_board_fixture_widget (fixture, "b");
  tw_board_fixture_put (fixture, "b", tw_board_fixture_make_bar ("b", 3, 4, 8, TW_BAR_RED));
  g_assert_true (tw_board_fixture_widget (fixture, "b") == widget);

  for (guint i = 0; i < 60; i++)
    tw_board_fixture_add_row (rows, 0, FALSE, NULL);
  g_free (((TwBoardRow *) g_ptr_array_index (rows, 13))->id);
  ((TwBoardRow *) g_ptr_array_index (rows, 13))->id = g_strdup ("person:3");
  g_free (((TwBoardRow *) g_ptr_array_index (rows, 3))->id);
  ((TwBoardRow *) g_ptr_array_index (rows, 3))->id = g_strdup ("person:13");
  same = tw_board_fixture_make_bar ("b", 13, 4, 8, TW_BAR_RED);
  g_ptr_array_add (bars, same);
  tw_board_model_set (fixture->model, rows, bars);
  g_assert_cmpfloat (fixture->board->view.scroll_y, ==, 13 * fixture->board->row_px);
  g_assert_true (tw_board_fixture_widget (fixture, "b") == widget);
}

/* F13: person, time, post and conflict, in the order in which they are seen. */
static void
test_accessible (TwBoardFixture *fixture, gconstpointer data)
{
  GtkWidget *first = gtk_widget_get_first_child (fixture->board->canvas);
  GtkWidget *head = gtk_widget_get_first_child (fixture->board->rows);

  gtk_test_accessible_assert_role (fixture->board->canvas, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_role (first, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  g_assert_true (first == tw_board_fixture_widget (fixture, "a"));
  g_assert_true (gtk_widget_get_next_sibling (first) == tw_board_fixture_widget (fixture, "b"));
  gtk_test_accessible_assert_property (tw_board_fixture_widget (fixture, "b"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "b, hall, rest too short");
  gtk_test_accessible_assert_property (head, GTK_ACCESSIBLE_PROPERTY_LABEL, "pool, 32 h / 44 h");
  gtk_test_accessible_assert_state (head, GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
  tw_board_show_bar (fixture->board, "b");
  gtk_test_accessible_assert_state (tw_board_fixture_widget (fixture, "b"),
                                    GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
}

/* One place of the board is in the way of Tab. */
static void
test_tab (TwBoardFixture *fixture, gconstpointer data)
{
  tw_board_show_bar (fixture->board, "b");
  tw_uitest_key (GDK_KEY_Tab, 0);
  g_assert_true (gtk_widget_has_focus (fixture->tray));
  tw_uitest_key (GDK_KEY_Tab, GDK_SHIFT_MASK);
  g_assert_true (gtk_widget_has_focus (tw_board_fixture_widget (fixture, "b")));
}

static void
test_view_signal (TwBoardFixture *fixture, gconstpointer data)
{
  guint n = 0;
  gint64 from_us, to_us;

  g_signal_connect (fixture->board, "view-changed", G_CALLBACK (tw_board_fixture_count_cb), &n);
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
test_text_scale (TwBoardFixture *fixture, gconstpointer data)
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
  g_assert_cmpint (gtk_widget_get_height (tw_board_fixture_widget (fixture, "a")), ==,
                   2 * row_px - 6);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024, NULL);
  g_assert_true (tw_uitest_until (fixture->board->row_px == row_px, 5000));
}

/* The pool's colour stands at the left edge of a bar, its service's within. */
static void
test_pixels (TwBoardFixture *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) shot = NULL;
  GdkRGBA colors[2] = { { 0, 0, 0, 1 }, { 1, 0.5f, 0, 1 } }, pixel;
  int x, y;

  tw_board_set_colors (fixture->board, colors, 2);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_LIGHT);
  tw_uitest_move (fixture->tray, 5, 5);
  shot = tw_uitest_shot (fixture->board->canvas);
  x = (int) tw_board_fixture_x (fixture, 4);
  y = (int) tw_board_fixture_y (fixture, 3);
  pixel = tw_uitest_pixel (shot, x + 2, y);
  g_assert_cmpfloat_with_epsilon (pixel.blue, 0xb2 / 255.0, 0.05);
  g_assert_cmpfloat_with_epsilon (pixel.green, 0x72 / 255.0, 0.05);
  pixel = tw_uitest_pixel (shot, x + 100, y - 8);
  g_assert_cmpfloat (pixel.red, >, 0.95);
  g_assert_cmpfloat (pixel.blue, <, 0.5);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/board/" path, TwBoardFixture, NULL, tw_board_fixture_set_up, func,                 \
              tw_board_fixture_tear_down)

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  tw_uitest_set_language ("en");
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
