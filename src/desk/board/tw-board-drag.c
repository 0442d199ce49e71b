// SPDX-License-Identifier: Apache-2.0
/*
 * Dragging. A press takes hold of what lies under it; the gesture (tw-board-gesture.h) decides
 * whether it becomes a drag or was a click.
 */
#include "config.h"

#include "desk/board/tw-board-private.h"

/* --- beginning -------------------------------------------------------------------------------- */

static TwGestureKind
kind_on_bar (TwBoard *self, const TwBoardBar *bar, TwBoardHit hit)
{
  if (self->modifiers & GDK_ALT_MASK)
    return TW_GESTURE_BAND;
  if (self->host.drop == NULL || bar->flags & TW_BAR_GHOSTED)
    return TW_GESTURE_NOTHING;
  if (hit == TW_BOARD_HIT_BODY || tw_board_locked_reason (bar) != NULL)
    return TW_GESTURE_MOVE;
  return hit == TW_BOARD_HIT_BEGIN ? TW_GESTURE_BEGIN : TW_GESTURE_END;
}

static TwGestureKind
kind_on_ground (TwBoard *self, double y, gboolean touch)
{
  int line = tw_board_view_to_line (&self->view, y);

  if (touch)
    return TW_GESTURE_PAN;
  if (self->modifiers & GDK_ALT_MASK || line < 0 || self->host.drop == NULL
      || tw_board_lines_is_heading (&self->lines, (guint) line))
    return TW_GESTURE_BAND;
  return TW_GESTURE_CREATE;
}

static void
press_bar (TwBoard *self, const TwBoardBar *bar, TwBoardHit hit, const TwGesturePoint *at)
{
  TwBoardBarWidget *widget = tw_board_find_widget (self, bar->id);
  TwGestureKind kind = kind_on_bar (self, bar, hit);
  g_autofree char *id = g_strdup (bar->id);

  tw_board_set_cursor (self, bar->id, tw_board_model_get_row (self->model, bar->row)->id, at->t_us);
  self->in_heads = FALSE;
  if (widget != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (widget));
  if (!tw_board_is_selected (self, id) && !(self->modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)))
    tw_board_select_only (self, id);
  bar = tw_board_model_find_bar (self->model, id);
  if (bar == NULL) /* a listener took it away */
    return;
  tw_board_gesture_press (&self->gesture, kind, at);
  if (kind == TW_GESTURE_MOVE)
    self->gesture.copy_only = !tw_board_take_bars (self, bar);
  else if (kind == TW_GESTURE_BEGIN || kind == TW_GESTURE_END)
    tw_board_take_bar (self, bar);
}

static void
press_ground (TwBoard *self, double y, const TwGesturePoint *at, gboolean touch)
{
  int line = tw_board_view_to_line (&self->view, y);

  tw_board_set_cursor (self, NULL, line < 0 ? NULL : tw_board_row_of_line (self, (guint) line)->id,
                       at->t_us);
  self->in_heads = FALSE;
  gtk_widget_grab_focus (self->canvas);
  tw_board_gesture_press (&self->gesture, kind_on_ground (self, y, touch), at);
}

static gboolean
is_touch (GtkGesture *gesture)
{
  GdkDevice *device =
      gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
take_pointer (TwBoard *self, GtkGesture *gesture, double x, double y)
{
  self->modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  self->pointer_x = x;
  self->pointer_y = y;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, TwBoard *self)
{
  TwBoardHit hit = TW_BOARD_HIT_NONE;
  const TwBoardBar *bar;
  TwGesturePoint at;

  tw_board_finish (self, FALSE); /* what the keys had picked up */
  take_pointer (self, GTK_GESTURE (gesture), x, y);
  at = tw_board_point_at (self, x, y);
  bar = tw_board_pick (self, x, y, &hit);
  if (bar != NULL)
    press_bar (self, bar, hit, &at);
  else if (self->model != NULL)
    press_ground (self, y, &at, is_touch (GTK_GESTURE (gesture)));
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, TwBoard *self)
{
  double x, y;
  gboolean was_active = self->gesture.phase == TW_GESTURE_ACTIVE;

  if (self->gesture.phase == TW_GESTURE_IDLE || self->gesture.by_keys || self->brought != NULL)
    return;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  take_pointer (self, GTK_GESTURE (gesture), x + dx, y + dy);
  if (self->gesture.kind == TW_GESTURE_PAN)
    {
      TwGesturePoint press = self->gesture.press;

      self->view.scroll_x = press.x - self->pointer_x;
      self->view.scroll_y = press.y - self->pointer_y;
      self->gesture.phase = TW_GESTURE_ACTIVE;
      tw_board_scrolled (self);
      tw_board_show_cursor (self);
    }
  else
    tw_board_follow_pointer (self);
  if (!was_active && self->gesture.phase == TW_GESTURE_ACTIVE)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* --- ending ----------------------------------------------------------------------------------- */

/* A click selects, and with that may paint and sort bars anew, so what a double click is of is kept
 * by the bar, not by the widget. */
static gboolean
is_second_click (TwBoard *self, const TwBoardBar *bar, guint32 time_ms)
{
  guint32 before_ms = self->clicked_ms;
  gboolean same = bar != NULL && g_strcmp0 (self->clicked_id, bar->id) == 0;
  int most_ms;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &most_ms,
                NULL);
  g_free (self->clicked_id);
  self->clicked_id = bar == NULL ? NULL : g_strdup (bar->id);
  self->clicked_ms = time_ms;
  if (!same || time_ms - before_ms > (guint32) most_ms)
    return FALSE;
  g_clear_pointer (&self->clicked_id, g_free);
  return TRUE;
}

static void
click (TwBoard *self, double x, double y, guint32 time_ms)
{
  TwBoardHit hit;
  const TwBoardBar *bar = tw_board_pick (self, x, y, &hit);
  gboolean second = is_second_click (self, bar, time_ms);

  if (bar == NULL)
    {
      if (!(self->modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)))
        tw_board_select_none (self);
      tw_board_choose_time (self, tw_board_view_to_time (&self->view, x));
    }
  else if (self->modifiers & GDK_CONTROL_MASK)
    tw_board_select_toggle (self, bar->id);
  else if (self->modifiers & GDK_SHIFT_MASK)
    tw_board_select_range (self, bar->id);
  else
    {
      tw_board_select_only (self, bar->id);
      if (second && self->host.activate != NULL)
        self->host.activate (self->cursor_id, self->host_data);
    }
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, TwBoard *self)
{
  TwGesturePhase phase = self->gesture.phase;
  double x, y;

  if (self->gesture.by_keys || self->brought != NULL)
    return;
  if (phase == TW_GESTURE_ACTIVE)
    {
      drag_update_cb (gesture, dx, dy, self);
      tw_board_finish (self, TRUE);
    }
  else if (phase == TW_GESTURE_PRESSED)
    {
      gtk_gesture_drag_get_start_point (gesture, &x, &y);
      tw_board_put_gesture_away (self);
      click (self, x, y,
             gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (gesture)));
    }
}

static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, TwBoard *self)
{
  if (!self->gesture.by_keys && self->brought == NULL)
    tw_board_finish (self, FALSE);
}

/* --- row heads -------------------------------------------------------------------------------- */

static void
head_begin_cb (GtkGestureDrag *gesture, double x, double y, TwBoard *self)
{
  TwGesturePoint at;
  int line = tw_board_view_to_line (&self->view, y);

  tw_board_finish (self, FALSE);
  take_pointer (self, GTK_GESTURE (gesture), x - gtk_widget_get_width (self->rows), y);
  if (line < 0)
    return;
  at = tw_board_point_at (self, self->pointer_x, y);
  tw_board_set_cursor (self, NULL, tw_board_row_of_line (self, (guint) line)->id,
                       tw_board_view_to_time (&self->view, self->view.width / 2));
  self->in_heads = TRUE;
  tw_board_focus_row (self, (guint) line);
  tw_board_gesture_press (&self->gesture, TW_GESTURE_BAND, &at);
}

static void
head_update_cb (GtkGestureDrag *gesture, double dx, double dy, TwBoard *self)
{
  double x, y;

  if (self->gesture.phase == TW_GESTURE_IDLE || self->gesture.by_keys)
    return;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  take_pointer (self, GTK_GESTURE (gesture), x + dx - gtk_widget_get_width (self->rows), y + dy);
  tw_board_follow_pointer (self);
  if (self->gesture.phase == TW_GESTURE_ACTIVE)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* A click on a heading folds it; on a person it selects that person's bars. */
static void
head_end_cb (GtkGestureDrag *gesture, double dx, double dy, TwBoard *self)
{
  gboolean clicked = self->gesture.phase == TW_GESTURE_PRESSED;
  int line = tw_board_find_line (self, self->cursor_row_id);

  if (self->gesture.phase == TW_GESTURE_IDLE || self->gesture.by_keys)
    return;
  tw_board_finish (self, TRUE);
  if (!clicked || line < 0)
    return;
  if (tw_board_lines_is_heading (&self->lines, (guint) line))
    tw_board_fold (self, (guint) line, !tw_board_row_of_line (self, (guint) line)->folded);
  else
    {
      TwBoardBand band = { 0, line * self->view.row_px + 1,
                           tw_board_view_content_width (&self->view),
                           (line + 1) * self->view.row_px - 1 };

      tw_board_select_band (self, &band);
    }
}

/* --- the middle button ------------------------------------------------------------------------ */

static void
pan_begin_cb (GtkGestureDrag *gesture, double x, double y, TwBoard *self)
{
  TwGesturePoint at;

  tw_board_finish (self, FALSE);
  take_pointer (self, GTK_GESTURE (gesture), x, y);
  at = tw_board_point_at (self, x, y);
  tw_board_gesture_press (&self->gesture, TW_GESTURE_PAN, &at);
}

static void
pan_end_cb (GtkGestureDrag *gesture, double dx, double dy, TwBoard *self)
{
  if (self->gesture.kind == TW_GESTURE_PAN)
    tw_board_finish (self, FALSE);
}

/* --- set-up ----------------------------------------------------------------------------------- */

static GtkGesture *
add_drag (TwBoard *self, GtkWidget *widget, guint button, GCallback begin, GCallback update,
          GCallback end)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), button);
  g_signal_connect (drag, "drag-begin", begin, self);
  g_signal_connect (drag, "drag-update", update, self);
  g_signal_connect (drag, "drag-end", end, self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  return drag;
}

void
tw_board_drag_set_up (TwBoard *self)
{
  add_drag (self, self->canvas, GDK_BUTTON_PRIMARY, G_CALLBACK (drag_begin_cb),
            G_CALLBACK (drag_update_cb), G_CALLBACK (drag_end_cb));
  add_drag (self, self->canvas, GDK_BUTTON_MIDDLE, G_CALLBACK (pan_begin_cb),
            G_CALLBACK (drag_update_cb), G_CALLBACK (pan_end_cb));
  add_drag (self, self->rows, GDK_BUTTON_PRIMARY, G_CALLBACK (head_begin_cb),
            G_CALLBACK (head_update_cb), G_CALLBACK (head_end_cb));
}
