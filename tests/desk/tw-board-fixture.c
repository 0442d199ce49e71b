// SPDX-License-Identifier: Apache-2.0
#include "tw-board-fixture.h"

#include "tw-testx.h"
#include "tw-uitest.h"

#define N_GROUPS 4
#define N_SHIFTS 500
#define FIRST_FREE_ROW 12 /* above: the rows that the tests work on */

/* --- model ------------------------------------------------------------------------------------ */

void
tw_board_fixture_add_row (GPtrArray *rows, guint pool, gboolean group, const char *title)
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

TwBoardBar *
tw_board_fixture_make_bar (const char *id, guint row, double from, double to, TwBarFlags flags)
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
fill_model (TwBoardFixture *fixture)
{
  g_autoptr (GPtrArray) bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);

  fixture->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_row_free);
  for (guint pool = 0; pool < N_GROUPS; pool++)
    {
      tw_board_fixture_add_row (fixture->rows, pool, TRUE, "pool");
      for (guint i = 0; i < N_EACH; i++)
        tw_board_fixture_add_row (fixture->rows, pool, FALSE,
                                  fixture->rows->len == 2 ? "王秀兰" : NULL);
    }
  g_ptr_array_add (bars, tw_board_fixture_make_bar ("a", 1, 2, 6, TW_BAR_DRAFT));
  g_ptr_array_add (bars, tw_board_fixture_make_bar ("b", 3, 4, 8, TW_BAR_RED));
  g_ptr_array_add (bars, tw_board_fixture_make_bar ("pinned", 5, 2, 6, TW_BAR_PINNED));
  g_ptr_array_add (bars, tw_board_fixture_make_bar ("c", 7, 2, 4, 0));
  g_ptr_array_add (bars, tw_board_fixture_make_bar ("d", 7, 6, 8, 0));
  for (guint i = 0; i < N_SHIFTS; i++)
    {
      guint row = FIRST_FREE_ROW + i % (fixture->rows->len - FIRST_FREE_ROW);
      g_autofree char *id = g_strdup_printf ("shift:%u", i);

      if (((TwBoardRow *) g_ptr_array_index (fixture->rows, row))->group)
        row--;
      g_ptr_array_add (bars,
                       tw_board_fixture_make_bar (id, row, (i * 5) % 60, (i * 5) % 60 + 6, 0));
    }
  tw_board_model_set (fixture->model, fixture->rows, bars);
}

/* All bars but one, and @extra. */
void
tw_board_fixture_put (TwBoardFixture *fixture, const char *except, TwBoardBar *extra)
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
  TwBoardFixture *fixture = data;

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
  ((TwBoardFixture *) data)->n_cancels++;
}

static gboolean
drop_cb (const TwBoardMove *moves, guint n, GStrv *ret_ids, gpointer data)
{
  TwBoardFixture *fixture = data;
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
      TwBoardBar *bar =
          tw_board_fixture_make_bar (id, moves[i].row,
                                     (double) (moves[i].from_us - T0) / (double) H,
                                     (double) (moves[i].to_us - T0) / (double) H, TW_BAR_DRAFT);

      g_ptr_array_add (ids, g_strdup (id));
      tw_board_fixture_put (fixture, id, bar);
    }
  g_ptr_array_add (ids, NULL);
  *ret_ids = (GStrv) g_ptr_array_steal (ids, NULL);
  return TRUE;
}

static GMenuModel *
menu_cb (const char *const *bar_ids, int row, gint64 t_us, gpointer data)
{
  GMenu *menu = g_menu_new ();

  ((TwBoardFixture *) data)->menu_row = row;
  g_menu_append (menu, "Candidates", "board.remove");
  return G_MENU_MODEL (menu);
}

static void
activate_cb (const char *bar_id, gpointer data)
{
  TwBoardFixture *fixture = data;

  g_free (fixture->activated);
  fixture->activated = g_strdup (bar_id);
}

static void
fold_cb (const char *row_id, gboolean folded, gpointer data)
{
  TwBoardFixture *fixture = data;

  g_free (fixture->folded);
  fixture->folded = g_strdup_printf ("%s %d", row_id, folded);
}

static void
remove_cb (const char *const *bar_ids, gpointer data)
{
  TwBoardFixture *fixture = data;

  g_free (fixture->removed);
  fixture->removed = g_strjoinv (" ", (char **) bar_ids);
}

static TwBoardBar *
outside_cb (const char *id, gpointer data)
{
  return g_str_equal (id, "shift:open") ? tw_board_fixture_make_bar (id, 0, 5, 9, TW_BAR_DRAFT)
                                        : NULL;
}

static void
out_cb (TwBoard *board, const char *const *bar_ids, TwBoardFixture *fixture)
{
  g_free (fixture->dropped_out);
  fixture->dropped_out = g_strjoinv (" ", (char **) bar_ids);
}

static void
chosen_cb (TwBoard *board, gint64 t_us, TwBoardFixture *fixture)
{
  fixture->chosen_us = t_us;
}

/* --- fixture ---------------------------------------------------------------------------------- */

static const TwBoardHost host = { preview_cb,  cancel_cb, drop_cb,   menu_cb,
                                  activate_cb, fold_cb,   remove_cb, outside_cb };

void
tw_board_fixture_set_up (TwBoardFixture *fixture, gconstpointer data)
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

void
tw_board_fixture_tear_down (TwBoardFixture *fixture, gconstpointer data)
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

double
tw_board_fixture_x (TwBoardFixture *fixture, double hour)
{
  return tw_board_view_to_x (&fixture->board->view, T0 + (gint64) (hour * (double) H));
}

double
tw_board_fixture_y (TwBoardFixture *fixture, guint row)
{
  return tw_board_view_line_to_y (&fixture->board->view,
                                  (guint) fixture->board->lines.line_of_row[row])
         + fixture->board->row_px / 2.0;
}

/* Pointer to a time and a row, in a few motions when it is a drag. */
void
tw_board_fixture_go (TwBoardFixture *fixture, double hour, guint row)
{
  tw_uitest_move (fixture->board->canvas, tw_board_fixture_x (fixture, hour),
                  tw_board_fixture_y (fixture, row));
}

void
tw_board_fixture_take (TwBoardFixture *fixture, double hour, guint row)
{
  tw_board_fixture_go (fixture, hour, row);
  tw_uitest_press (1);
}

void
tw_board_fixture_drag (TwBoardFixture *fixture, double from_hour, guint from_row, double to_hour,
                       guint to_row)
{
  double x0 = tw_board_fixture_x (fixture, from_hour), y0 = tw_board_fixture_y (fixture, from_row),
         x1 = tw_board_fixture_x (fixture, to_hour), y1 = tw_board_fixture_y (fixture, to_row);

  tw_board_fixture_take (fixture, from_hour, from_row);
  for (int i = 1; i <= 4; i++)
    tw_uitest_move (fixture->board->canvas, x0 + (x1 - x0) * i / 4, y0 + (y1 - y0) * i / 4);
  tw_uitest_wait_draw (GTK_WIDGET (fixture->board)); /* at most one preview a frame */
}

void
tw_board_fixture_assert_bar (TwBoardFixture *fixture, const char *id, guint row, double from,
                             double to)
{
  const TwBoardBar *bar = tw_board_model_find_bar (fixture->model, id);

  g_assert_nonnull (bar);
  g_assert_cmpuint (bar->row, ==, row);
  g_assert_cmpint (bar->from_us, ==, T0 + (gint64) (from * (double) H));
  g_assert_cmpint (bar->to_us, ==, T0 + (gint64) (to * (double) H));
}

void
tw_board_fixture_assert_selection (TwBoardFixture *fixture, const char *expected)
{
  g_auto (GStrv) ids = tw_board_dup_selection (fixture->board);
  g_autofree char *joined = g_strjoinv (" ", ids);

  g_assert_cmpstr (joined, ==, expected);
}

GtkWidget *
tw_board_fixture_widget (TwBoardFixture *fixture, const char *id)
{
  return GTK_WIDGET (tw_board_find_widget (fixture->board, id));
}

void
tw_board_fixture_keys (guint keyval, GdkModifierType modifiers, int n)
{
  while (n-- > 0)
    tw_uitest_key (keyval, modifiers);
}

void
tw_board_fixture_count_cb (TwBoard *board, guint *n)
{
  (*n)++;
}
