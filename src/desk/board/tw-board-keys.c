// SPDX-License-Identifier: Apache-2.0
/*
 * The keys' side: everything the pointer can do. What is picked up is a TwBoardGesture like the
 * pointer's, moved by steps; it takes the same way to the host and shows the same ghost.
 */
#include "config.h"

#include "desk/board/tw-board-private.h"

#include <glib/gi18n-lib.h>

#define NEW_BAR_US (4 * TW_US_PER_HOUR)

/* --- picking up ------------------------------------------------------------------------------- */

static const TwBoardBar *
cursor_bar (TwBoard *self)
{
  return self->model == NULL ? NULL : tw_board_model_find_bar (self->model, self->cursor_id);
}

static int
cursor_line (TwBoard *self)
{
  const TwBoardBar *bar = cursor_bar (self);

  return bar != NULL ? self->lines.line_of_row[bar->row]
                     : tw_board_find_line (self, self->cursor_row_id);
}

/* The ghost stays in sight. */
static void
follow_ghost (TwBoard *self)
{
  TwGestureBar bar;

  tw_board_gesture_get (&self->gesture, 0, &bar);
  if (bar.person >= 0 && bar.person < (int) self->lines.n_persons)
    tw_board_reveal (self, bar.from_us, bar.to_us, (int) self->lines.line_of_person[bar.person]);
  tw_board_wants (self);
}

static gboolean
pick_up (TwBoard *self)
{
  const TwBoardBar *bar = cursor_bar (self);
  const char *reason = tw_board_locked_reason (bar);

  if (bar == NULL || self->host.drop == NULL || self->lines.line_of_row[bar->row] < 0)
    return FALSE;
  if (reason != NULL)
    {
      tw_board_announce (self, reason);
      gtk_widget_error_bell (GTK_WIDGET (self));
      return FALSE;
    }
  if (!tw_board_is_selected (self, bar->id))
    tw_board_select_only (self, bar->id);
  tw_board_take_bars (self, bar);
  tw_board_gesture_pick_up (&self->gesture, FALSE);
  follow_ghost (self);
  return TRUE;
}

static void
create (TwBoard *self)
{
  TwGestureBounds bounds = tw_board_bounds (self);
  int line = cursor_line (self);
  gint64 from_us;

  if (line < 0 || self->host.drop == NULL || tw_board_lines_is_heading (&self->lines, (guint) line))
    return;
  from_us = cursor_bar (self) != NULL ? cursor_bar (self)->to_us : self->cursor_us;
  from_us = tw_board_snap (from_us, self->zone);
  from_us = CLAMP (from_us, bounds.from_us, MAX (bounds.from_us, bounds.to_us - NEW_BAR_US));
  tw_board_gesture_add_bar (&self->gesture, NULL, self->lines.person_of_line[line], from_us,
                            MIN (bounds.to_us, from_us + NEW_BAR_US));
  tw_board_gesture_pick_up (&self->gesture, FALSE);
  follow_ghost (self);
}

static void
copy (TwBoard *self)
{
  if (g_hash_table_size (self->selection) == 0)
    return;
  g_strfreev (self->copied);
  self->copied = tw_board_dup_selection (self);
}

/* What was copied is picked up as a copy, the first of it on the row of the cursor. */
static void
paste (TwBoard *self)
{
  TwGestureBounds bounds = tw_board_bounds (self);
  int line = cursor_line (self), person;

  if (line < 0 || self->copied == NULL || self->host.drop == NULL)
    return;
  for (char **id = self->copied; *id != NULL; id++)
    {
      const TwBoardBar *bar = tw_board_model_find_bar (self->model, *id);

      person = bar == NULL ? -1 : tw_board_lines_person_of_row (&self->lines, bar->row);
      if (person >= 0)
        tw_board_gesture_add_bar (&self->gesture, bar->id, person, bar->from_us, bar->to_us);
    }
  if (self->gesture.bars->len == 0)
    return;
  person = MIN (self->lines.person_of_line[line], (int) self->lines.n_persons - 1);
  tw_board_gesture_pick_up (&self->gesture, TRUE);
  tw_board_gesture_step (&self->gesture, &bounds, 0,
                         person - g_array_index (self->gesture.bars, TwGestureBar, 0).person);
  follow_ghost (self);
}

/* --- picked up -------------------------------------------------------------------------------- */

static gboolean
step (TwBoard *self, guint keyval, GdkModifierType state)
{
  TwGestureBounds bounds = tw_board_bounds (self);
  gint64 by_us = state & GDK_CONTROL_MASK ? TW_US_PER_HOUR : TW_US_PER_SLOT;
  gboolean resize = (state & GDK_SHIFT_MASK) != 0, moved;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      if (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left)
        by_us = -by_us;
      moved = resize ? tw_board_gesture_step_edge (&self->gesture, &bounds, TW_GESTURE_END, by_us)
                     : tw_board_gesture_step (&self->gesture, &bounds, by_us, 0);
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
        by_us = -by_us;
      moved = resize ? tw_board_gesture_step_edge (&self->gesture, &bounds, TW_GESTURE_BEGIN, by_us)
                     : tw_board_gesture_step (&self->gesture, &bounds, 0, by_us < 0 ? -1 : 1);
      break;
    default:
      return FALSE;
    }
  if (moved)
    follow_ghost (self);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
  return TRUE;
}

static void
drop (TwBoard *self)
{
  g_autofree char *id = g_strdup (self->cursor_id);
  const TwBoardBar *bar;

  if (self->preview_due)
    tw_board_preview (self);
  if (!tw_board_finish (self, TRUE))
    {
      tw_board_announce (self, _ ("Not moved"));
      return;
    }
  tw_board_announce (self, _ ("Dropped"));
  bar = tw_board_model_find_bar (self->model, id);
  if (bar != NULL && g_strcmp0 (self->cursor_id, id) == 0)
    tw_board_focus_bar (self, bar);
}

static gboolean
key_while_picked_up (TwBoard *self, guint keyval, GdkModifierType state)
{
  switch (keyval)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      drop (self);
      return TRUE;
    case GDK_KEY_Escape:
      tw_board_finish (self, FALSE);
      tw_board_announce (self, _ ("Put back"));
      return TRUE;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab: /* the board is left, and with it what was picked up */
      tw_board_finish (self, FALSE);
      return FALSE;
    default:
      return step (self, keyval, state);
    }
}

/* --- walking ---------------------------------------------------------------------------------- */

static void
go_to (TwBoard *self, const TwBoardBar *bar, GdkModifierType state, gboolean keep_time)
{
  gint64 t_us = self->cursor_us;
  g_autofree char *id = g_strdup (bar->id);

  tw_board_focus_bar (self, bar);
  if (keep_time)
    self->cursor_us = t_us;
  if (state & GDK_CONTROL_MASK && state & GDK_SHIFT_MASK)
    tw_board_select_range (self, id);
  else if (!(state & GDK_CONTROL_MASK))
    tw_board_select_only (self, id);
}

static void
go_to_head (TwBoard *self, int line)
{
  const TwBoardRow *row = tw_board_row_of_line (self, (guint) line);

  tw_board_set_cursor (self, NULL, row->id, self->cursor_us);
  tw_board_focus_row (self, (guint) line);
}

static int
index_of (GPtrArray *bars, const TwBoardBar *bar)
{
  guint at;

  return bar != NULL && g_ptr_array_find (bars, bar, &at) ? (int) at : -1;
}

static gint64
distance_us (const TwBoardBar *bar, gint64 t_us)
{
  if (t_us < bar->from_us)
    return bar->from_us - t_us;
  return t_us < bar->to_us ? 0 : t_us - bar->to_us + 1;
}

/* The bar of a line that lies nearest to the cursor's time. */
static const TwBoardBar *
nearest (TwBoard *self, int line)
{
  GPtrArray *bars = tw_board_model_get_bars (self->model, self->lines.row_of_line[line]);
  const TwBoardBar *best = NULL;

  for (guint i = 0; i < bars->len; i++)
    {
      const TwBoardBar *bar = g_ptr_array_index (bars, i);

      if (best == NULL || distance_us (bar, self->cursor_us) < distance_us (best, self->cursor_us))
        best = bar;
    }
  return best;
}

static void
go_to_line (TwBoard *self, int line, GdkModifierType state)
{
  const TwBoardBar *bar;

  line = CLAMP (line, 0, (int) self->lines.n_lines - 1);
  bar = self->in_heads ? NULL : nearest (self, line);
  if (bar != NULL)
    go_to (self, bar, state, TRUE);
  else
    go_to_head (self, line);
}

static gboolean
go_along (TwBoard *self, int by, GdkModifierType state)
{
  int line = cursor_line (self), at;
  GPtrArray *bars;
  const TwBoardRow *row;

  if (line < 0)
    return FALSE;
  row = tw_board_row_of_line (self, (guint) line);
  if (row->group)
    {
      tw_board_fold (self, (guint) line, by < 0);
      return TRUE;
    }
  bars = tw_board_model_get_bars (self->model, self->lines.row_of_line[line]);
  at = index_of (bars, cursor_bar (self)) + by;
  if (at >= 0 && at < (int) bars->len)
    go_to (self, g_ptr_array_index (bars, at), state, FALSE);
  else if (at < 0)
    {
      self->in_heads = TRUE;
      go_to_head (self, line);
    }
  return TRUE;
}

static gboolean
go_to_end (TwBoard *self, gboolean last, GdkModifierType state)
{
  int line = cursor_line (self);
  GPtrArray *bars =
      line < 0 ? NULL : tw_board_model_get_bars (self->model, self->lines.row_of_line[line]);

  if (bars != NULL && bars->len > 0)
    go_to (self, g_ptr_array_index (bars, last ? bars->len - 1 : 0), state, FALSE);
  return bars != NULL;
}

static gboolean
walk (TwBoard *self, guint keyval, GdkModifierType state)
{
  int line = cursor_line (self), page = (int) (self->view.height / self->view.row_px) - 1;

  if (line < 0)
    line = 0;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return go_along (self, -1, state);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return go_along (self, 1, state);
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return go_to_end (self, FALSE, state);
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      return go_to_end (self, TRUE, state);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      go_to_line (self, line - 1, state);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      go_to_line (self, line + 1, state);
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      go_to_line (self, line - MAX (1, page), state);
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      go_to_line (self, line + MAX (1, page), state);
      return TRUE;
    default:
      return FALSE;
    }
}

/* --- other keys ------------------------------------------------------------------------------- */

static void
remove_selected (TwBoard *self)
{
  g_auto (GStrv) ids = tw_board_dup_selection (self);

  if (*ids != NULL && self->host.remove != NULL)
    self->host.remove ((const char *const *) ids, self->host_data);
}

static void
menu_of_cursor (TwBoard *self)
{
  const TwBoardBar *bar = cursor_bar (self);
  int line = cursor_line (self);
  double x, y;

  if (line < 0)
    return;
  if (bar != NULL && !tw_board_is_selected (self, bar->id))
    tw_board_select_only (self, bar->id);
  x = tw_board_view_to_x (&self->view, bar != NULL ? bar->from_us : self->cursor_us);
  y = tw_board_view_line_to_y (&self->view, (guint) line) + self->view.row_px / 2;
  tw_board_show_menu (self, CLAMP (x + 6, 0, self->view.width), y);
}

static gboolean
activate (TwBoard *self)
{
  const TwBoardBar *bar = cursor_bar (self);
  int line = cursor_line (self);

  if (bar != NULL && self->host.activate != NULL)
    self->host.activate (bar->id, self->host_data);
  else if (bar == NULL && line >= 0 && tw_board_lines_is_heading (&self->lines, (guint) line))
    tw_board_fold (self, (guint) line, !tw_board_row_of_line (self, (guint) line)->folded);
  return TRUE;
}

static gboolean
space (TwBoard *self, GdkModifierType state)
{
  if (state & GDK_CONTROL_MASK)
    {
      if (cursor_bar (self) != NULL)
        tw_board_select_toggle (self, self->cursor_id);
      return TRUE;
    }
  if (cursor_bar (self) == NULL)
    return activate (self);
  pick_up (self);
  return TRUE;
}

static gboolean
is_arrow (guint keyval)
{
  return keyval == GDK_KEY_Left || keyval == GDK_KEY_Right || keyval == GDK_KEY_Up
         || keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Left || keyval == GDK_KEY_KP_Right
         || keyval == GDK_KEY_KP_Up || keyval == GDK_KEY_KP_Down;
}

static gboolean
control_key (TwBoard *self, guint keyval)
{
  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_a:
      tw_board_select_in_sight (self);
      return TRUE;
    case GDK_KEY_c:
      copy (self);
      return TRUE;
    case GDK_KEY_v:
      paste (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
plain_key (TwBoard *self, guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      return activate (self);
    case GDK_KEY_Escape:
      if (g_hash_table_size (self->selection) == 0)
        return FALSE;
      tw_board_select_none (self);
      return TRUE;
    case GDK_KEY_Insert:
    case GDK_KEY_KP_Insert:
      create (self);
      return TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      remove_selected (self);
      return TRUE;
    case GDK_KEY_Menu:
      menu_of_cursor (self);
      return TRUE;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      tw_board_zoom_step (self, 1, self->view.width / 2);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      tw_board_zoom_step (self, -1, self->view.width / 2);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_at_rest (TwBoard *self, guint keyval, GdkModifierType state)
{
  gboolean control = (state & GDK_CONTROL_MASK) != 0, shift = (state & GDK_SHIFT_MASK) != 0;

  if (state & (GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  if (keyval == GDK_KEY_F10 && shift)
    return plain_key (self, GDK_KEY_Menu);
  if (keyval == GDK_KEY_space)
    return space (self, state);
  if (is_arrow (keyval) && shift && !control)
    return pick_up (self) ? step (self, keyval, state) : TRUE;
  if (walk (self, keyval, state))
    return TRUE;
  return control ? control_key (self, keyval) : plain_key (self, keyval);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
        TwBoard *self)
{
  if (self->model == NULL || self->lines.n_lines == 0
      || (self->menu != NULL && gtk_widget_get_visible (self->menu)))
    return FALSE;
  if (self->gesture.phase == TW_GESTURE_IDLE)
    return key_at_rest (self, keyval, state);
  if (self->gesture.by_keys)
    return key_while_picked_up (self, keyval, state);
  if (keyval == GDK_KEY_Escape) /* the pointer's */
    tw_board_finish (self, FALSE);
  return keyval == GDK_KEY_Escape;
}

static gboolean
modifiers_cb (GtkEventControllerKey *controller, GdkModifierType state, TwBoard *self)
{
  tw_board_follow_modifiers (self, state);
  return FALSE;
}

/* The keyboard went elsewhere: what it held is put back. */
static void
leave_cb (GtkEventControllerFocus *controller, TwBoard *self)
{
  if (self->gesture.by_keys)
    tw_board_finish (self, FALSE);
}

void
tw_board_keys_set_up (TwBoard *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (),
                     *focus = gtk_event_controller_focus_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (keys, "modifiers", G_CALLBACK (modifiers_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/* --- actions ---------------------------------------------------------------------------------- */

static void
action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const struct {
    const char *name;
    guint keyval;
    GdkModifierType state;
  } actions[] = {
    { "board.pick-up", GDK_KEY_space, 0 },
    { "board.create", GDK_KEY_Insert, 0 },
    { "board.copy", GDK_KEY_c, GDK_CONTROL_MASK },
    { "board.paste", GDK_KEY_v, GDK_CONTROL_MASK },
    { "board.remove", GDK_KEY_Delete, 0 },
    { "board.select-all", GDK_KEY_a, GDK_CONTROL_MASK },
    { "board.zoom-in", GDK_KEY_plus, 0 },
    { "board.zoom-out", GDK_KEY_minus, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (name, actions[i].name))
      {
        gtk_widget_grab_focus (widget);
        key_cb (NULL, actions[i].keyval, 0, actions[i].state, TW_BOARD (widget));
      }
}

void
tw_board_install_actions (GtkWidgetClass *klass)
{
  static const char *const names[] = { "board.pick-up", "board.create",  "board.copy",
                                       "board.paste",   "board.remove",  "board.select-all",
                                       "board.zoom-in", "board.zoom-out" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_class_install_action (klass, names[i], NULL, action_cb);
}
