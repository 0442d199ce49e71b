// SPDX-License-Identifier: Apache-2.0
/*
 * Selection, a set of ids, and the cursor: the bar (or the head of a row) that has the focus or had
 * it last, with the time that the arrows keep to when they go from row to row.
 */
#include "config.h"

#include "desk/board/tw-board-private.h"

/* --- selection -------------------------------------------------------------------------------- */

static void
changed (TwBoard *self)
{
  tw_board_sync_bars (self);
  tw_board_say_selection (self);
}

gboolean
tw_board_is_selected (TwBoard *self, const char *bar_id)
{
  return bar_id != NULL && g_hash_table_contains (self->selection, bar_id);
}

static void
keep_anchor (TwBoard *self, const char *bar_id)
{
  char *anchor_id = g_strdup (bar_id);

  g_free (self->anchor_id);
  self->anchor_id = anchor_id;
}

void
tw_board_select_only (TwBoard *self, const char *bar_id)
{
  g_autofree char *id = g_strdup (bar_id);

  keep_anchor (self, id);
  if (g_hash_table_size (self->selection) == 1 && tw_board_is_selected (self, id))
    return;
  g_hash_table_remove_all (self->selection);
  g_hash_table_add (self->selection, g_steal_pointer (&id));
  changed (self);
}

void
tw_board_select_toggle (TwBoard *self, const char *bar_id)
{
  g_autofree char *id = g_strdup (bar_id);

  keep_anchor (self, id);
  if (!g_hash_table_remove (self->selection, id))
    g_hash_table_add (self->selection, g_steal_pointer (&id));
  changed (self);
}

void
tw_board_select_none (TwBoard *self)
{
  if (g_hash_table_size (self->selection) == 0)
    return;
  g_hash_table_remove_all (self->selection);
  changed (self);
}

static void
add_line (TwBoard *self, guint line, const TwBoardBand *band, GHashTable *ids)
{
  GPtrArray *bars = tw_board_model_get_bars (self->model, self->lines.row_of_line[line]);

  for (guint i = 0; i < bars->len; i++)
    {
      const TwBoardBar *bar = g_ptr_array_index (bars, i);

      if (tw_board_band_touches (band, &self->view, line, bar->from_us, bar->to_us))
        g_hash_table_add (ids, g_strdup (bar->id));
    }
}

static gboolean
same_ids (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer id;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (b, id))
      return FALSE;
  return TRUE;
}

void
tw_board_select_band (TwBoard *self, const TwBoardBand *band)
{
  g_autoptr (GHashTable) ids = NULL;

  if (self->model == NULL)
    return;
  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint line = 0; line < self->lines.n_lines; line++)
    if ((line + 1) * self->view.row_px > band->y0 && line * self->view.row_px < band->y1)
      add_line (self, line, band, ids);
  if (same_ids (ids, self->selection)) /* listeners are asked for much, but not for nothing */
    return;
  g_hash_table_unref (self->selection);
  self->selection = g_steal_pointer (&ids);
  changed (self);
}

void
tw_board_select_range (TwBoard *self, const char *bar_id)
{
  const TwBoardBar *from = tw_board_model_find_bar (self->model, self->anchor_id),
                   *to = tw_board_model_find_bar (self->model, bar_id);
  graphene_rect_t a, b;
  TwBoardBand band;

  if (to == NULL)
    return;
  if (from == NULL || self->lines.line_of_row[from->row] < 0)
    {
      tw_board_select_only (self, bar_id);
      return;
    }
  tw_board_bar_place (self, from, &a);
  tw_board_bar_place (self, to, &b);
  graphene_rect_union (&a, &b, &a);
  band = tw_board_band (a.origin.x + 1, a.origin.y + 1, a.origin.x + a.size.width - 1,
                        a.origin.y + a.size.height - 1);
  tw_board_select_band (self, &band);
}

void
tw_board_select_in_sight (TwBoard *self)
{
  const TwBoardView *view = &self->view;
  TwBoardBand band = { view->scroll_x, view->scroll_y, view->scroll_x + view->width - 1,
                       view->scroll_y + view->height - 1 };

  tw_board_select_band (self, &band);
}

void
tw_board_prune_selection (TwBoard *self)
{
  GHashTableIter iter;
  gpointer id;
  gboolean pruned = FALSE;

  g_hash_table_iter_init (&iter, self->selection);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (self->model == NULL || tw_board_model_find_bar (self->model, id) == NULL)
      {
        g_hash_table_iter_remove (&iter);
        pruned = TRUE;
      }
  if (pruned)
    tw_board_say_selection (self);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

GStrv
tw_board_dup_selection (TwBoard *self)
{
  GPtrArray *ids;
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (TW_IS_BOARD (self), NULL);
  ids = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->selection);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, g_strdup (id));
  g_ptr_array_sort (ids, compare_ids);
  g_ptr_array_add (ids, NULL);
  return (GStrv) g_ptr_array_free (ids, FALSE);
}

void
tw_board_select (TwBoard *self, const char *const *bar_ids)
{
  g_return_if_fail (TW_IS_BOARD (self));
  g_hash_table_remove_all (self->selection);
  for (; bar_ids != NULL && *bar_ids != NULL; bar_ids++)
    if (self->model != NULL && tw_board_model_find_bar (self->model, *bar_ids) != NULL)
      g_hash_table_add (self->selection, g_strdup (*bar_ids));
  changed (self);
}

/* --- cursor ----------------------------------------------------------------------------------- */

void
tw_board_set_cursor (TwBoard *self, const char *bar_id, const char *row_id, gint64 t_us)
{
  char *bar = g_strdup (bar_id), *row = g_strdup (row_id);

  g_free (self->cursor_id);
  g_free (self->cursor_row_id);
  self->cursor_id = bar;
  self->cursor_row_id = row;
  self->cursor_us = t_us;
}

void
tw_board_focus_bar (TwBoard *self, const TwBoardBar *bar)
{
  TwBoardBarWidget *widget;
  int line = self->lines.line_of_row[bar->row];

  if (line < 0)
    return;
  tw_board_set_cursor (self, bar->id, tw_board_row_of_line (self, (guint) line)->id,
                       bar->from_us + (bar->to_us - bar->from_us) / 2);
  self->in_heads = FALSE;
  tw_board_reveal (self, bar->from_us, bar->to_us, line);
  tw_board_sync (self);
  widget = tw_board_find_widget (self, bar->id);
  if (widget != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (widget));
}

/* --- Tab -------------------------------------------------------------------------------------- */

static const TwBoardBar *
first_in_sight (TwBoard *self)
{
  GtkWidget *child = gtk_widget_get_first_child (self->canvas);

  return child != NULL && gtk_widget_get_visible (child)
             ? tw_board_bar_widget_get_bar (TW_BOARD_BAR_WIDGET (child))
             : NULL;
}

gboolean
tw_board_grab_focus (GtkWidget *widget)
{
  TwBoard *self = TW_BOARD (widget);
  const TwBoardBar *bar = NULL;
  int line;

  if (self->model == NULL)
    return FALSE;
  bar = tw_board_model_find_bar (self->model, self->cursor_id);
  if (bar == NULL && (line = tw_board_find_line (self, self->cursor_row_id)) >= 0)
    return tw_board_focus_row (self, (guint) line);
  tw_board_sync (self);
  if (bar == NULL)
    bar = first_in_sight (self);
  if (bar != NULL && self->lines.line_of_row[bar->row] >= 0)
    {
      tw_board_focus_bar (self, bar);
      return TRUE;
    }
  return self->lines.n_lines > 0 ? tw_board_focus_row (self, 0)
                                 : gtk_widget_grab_focus (self->canvas);
}

gboolean
tw_board_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (root);

  if (focus != NULL && gtk_widget_is_ancestor (focus, widget))
    return FALSE; /* on to what comes after the board */
  return tw_board_grab_focus (widget);
}
