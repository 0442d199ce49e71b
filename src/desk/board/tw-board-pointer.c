// SPDX-License-Identifier: Apache-2.0
/* The pointer besides dragging: menu, cursor, wheel, and what is dragged in from outside. */
#include "config.h"

#include "desk/board/tw-board-private.h"

#include <math.h>

/* --- menu, cursor ----------------------------------------------------------------------------- */

static gboolean
drop_menu_cb (gpointer data)
{
  TwBoard *self = data;

  if (self->menu != NULL && !gtk_widget_get_visible (self->menu))
    g_clear_pointer (&self->menu, gtk_widget_unparent);
  return G_SOURCE_REMOVE;
}

/* The action that was chosen runs after the menu closed, so it goes a little later. */
static void
menu_closed_cb (GtkPopover *menu, TwBoard *self)
{
  g_idle_add_full (G_PRIORITY_LOW, drop_menu_cb, g_object_ref (self), g_object_unref);
}

void
tw_board_show_menu (TwBoard *self, double x, double y)
{
  g_autoptr (GMenuModel) model = NULL;
  g_auto (GStrv) ids = tw_board_dup_selection (self);
  int line = tw_board_view_to_line (&self->view, y);
  int row = line < 0 ? -1 : (int) self->lines.row_of_line[line];
  double left = gtk_widget_get_width (self->rows);

  if (self->host.menu != NULL)
    model = self->host.menu ((const char *const *) ids, row, tw_board_view_to_time (&self->view, x),
                             self->host_data);
  if (model == NULL)
    return;
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle){ (int) (x + left), (int) (y + self->head_px), 1,
                                                1 });
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed_cb), self, 0);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_at (TwBoard *self, double x, double y)
{
  TwBoardHit hit;
  const TwBoardBar *bar = tw_board_pick (self, x, y, &hit);
  int line = tw_board_view_to_line (&self->view, y);

  tw_board_finish (self, FALSE);
  if (bar == NULL)
    tw_board_select_none (self);
  else if (!tw_board_is_selected (self, bar->id))
    tw_board_select_only (self, bar->id);
  if (line >= 0)
    tw_board_set_cursor (self, bar == NULL ? NULL : bar->id,
                         tw_board_row_of_line (self, (guint) line)->id,
                         tw_board_view_to_time (&self->view, x));
  tw_board_show_menu (self, x, y);
}

static void
secondary_cb (GtkGestureClick *gesture, int n_press, double x, double y, TwBoard *self)
{
  if (self->model == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  menu_at (self, x, y);
}

/* In the column of the row heads: the menu of the row. */
static void
row_secondary_cb (GtkGestureClick *gesture, int n_press, double x, double y, TwBoard *self)
{
  int line = tw_board_view_to_line (&self->view, y);

  if (self->model == NULL || line < 0)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  tw_board_finish (self, FALSE);
  tw_board_select_none (self);
  tw_board_set_cursor (self, NULL, tw_board_row_of_line (self, (guint) line)->id,
                       tw_board_view_to_time (&self->view, self->view.width / 2));
  tw_board_show_menu (self, x - gtk_widget_get_width (self->rows), y);
}

static void
held_cb (GtkGestureLongPress *gesture, double x, double y, TwBoard *self)
{
  if (self->model == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  menu_at (self, x, y);
}

static void
hover_cb (GtkEventControllerMotion *motion, double x, double y, TwBoard *self)
{
  TwBoardHit hit = TW_BOARD_HIT_NONE;
  const TwBoardBar *bar;
  const char *name = NULL;

  if (self->gesture.phase != TW_GESTURE_IDLE)
    return;
  bar = tw_board_pick (self, x, y, &hit);
  if (bar != NULL && self->host.drop != NULL && tw_board_locked_reason (bar) == NULL)
    name = hit == TW_BOARD_HIT_BODY ? "grab" : "ew-resize";
  gtk_widget_set_cursor_from_name (self->canvas, name);
}

/* --- from outside ----------------------------------------------------------------------------- */

static TwBoardBar *
find_outside (TwBoard *self, GtkDropTarget *target)
{
  const GValue *value = gtk_drop_target_get_value (target);
  const char *id =
      value != NULL && G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
  TwBoardBar *bar;

  if (id == NULL || self->host.drop == NULL || self->lines.n_persons == 0)
    return NULL;
  if (self->host.outside != NULL)
    return self->host.outside (id, self->host_data);
  bar = self->model == NULL ? NULL : tw_board_model_find_bar (self->model, id);
  return bar == NULL ? NULL : tw_board_bar_ref (bar);
}

/* Person 0 and its own times are where it comes from; the pointer's person and the times under Alt
 * are a shift from there like any other. */
static gboolean
bring (TwBoard *self, GtkDropTarget *target)
{
  TwGesturePoint from = { 0 };

  if (self->brought != NULL)
    return TRUE;
  tw_board_finish (self, FALSE);
  self->brought = find_outside (self, target);
  if (self->brought == NULL)
    return FALSE;
  from.t_us = self->brought->from_us;
  tw_board_gesture_press (&self->gesture, TW_GESTURE_MOVE, &from);
  tw_board_gesture_add_bar (&self->gesture, self->brought->id, 0, self->brought->from_us,
                            self->brought->to_us);
  self->gesture.phase = TW_GESTURE_ACTIVE;
  self->gesture.turned = TRUE; /* wherever it is dropped, something changes */
  tw_board_wants (self);
  return TRUE;
}

/* An event of a drop bears no modifiers, the keyboard does. Shift and Ctrl choose what a drop does,
 * which is not ours to lock or to copy. */
static gboolean
is_alt_down (TwBoard *self)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *keyboard = seat == NULL ? NULL : gdk_seat_get_keyboard (seat);

  return keyboard != NULL && (gdk_device_get_modifier_state (keyboard) & GDK_ALT_MASK) != 0;
}

static GdkDragAction
drop_motion_cb (GtkDropTarget *target, double x, double y, TwBoard *self)
{
  if (!bring (self, target))
    return 0;
  self->modifiers = is_alt_down (self) ? GDK_ALT_MASK : 0;
  self->pointer_x = x;
  self->pointer_y = y;
  tw_board_follow_pointer (self);
  return GDK_ACTION_MOVE;
}

static void
drop_leave_cb (GtkDropTarget *target, TwBoard *self)
{
  if (self->brought != NULL)
    tw_board_finish (self, FALSE);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, TwBoard *self)
{
  return drop_motion_cb (target, x, y, self) != 0 && tw_board_finish (self, TRUE);
}

/* --- wheel ------------------------------------------------------------------------------------ */

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, TwBoard *self)
{
  GtkEventController *controller = GTK_EVENT_CONTROLLER (scroll);
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  gboolean wheel = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL;

  if (state & GDK_CONTROL_MASK)
    {
      tw_board_zoom_at (self, self->zoom_hours * pow (1.2, dy), self->hover_x);
      return TRUE;
    }
  if (state & GDK_SHIFT_MASK && dx == 0)
    {
      dx = dy;
      dy = 0;
    }
  self->view.scroll_x += dx * (wheel ? MAX (40, self->view.width / 12) : 1);
  self->view.scroll_y += dy * (wheel ? 3 * self->view.row_px : 1);
  tw_board_scrolled (self);
  if (self->gesture.phase == TW_GESTURE_ACTIVE && !self->gesture.by_keys)
    tw_board_follow_pointer (self);
  return TRUE;
}

/* Over the row heads the left edge of the canvas is what keeps its time. */
static void
pointer_cb (GtkEventControllerMotion *motion, double x, double y, TwBoard *self)
{
  self->hover_x = CLAMP (x - gtk_widget_get_width (self->rows), 0, self->view.width);
}

/* --- set-up ----------------------------------------------------------------------------------- */

static void
add_clicks (TwBoard *self)
{
  GtkGesture *menu = gtk_gesture_click_new (), *row = gtk_gesture_click_new (),
             *hold = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "released", G_CALLBACK (secondary_cb), self);
  gtk_widget_add_controller (self->canvas, GTK_EVENT_CONTROLLER (menu));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (row), GDK_BUTTON_SECONDARY);
  g_signal_connect (row, "released", G_CALLBACK (row_secondary_cb), self);
  gtk_widget_add_controller (self->rows, GTK_EVENT_CONTROLLER (row));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (held_cb), self);
  gtk_widget_add_controller (self->canvas, GTK_EVENT_CONTROLLER (hold));
}

static void
add_drop_target (TwBoard *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_MOVE | GDK_ACTION_COPY);

  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "enter", G_CALLBACK (drop_motion_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (drop_motion_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (drop_leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (self->canvas, GTK_EVENT_CONTROLLER (target));
}

void
tw_board_pointer_set_up (TwBoard *self)
{
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *hover = gtk_event_controller_motion_new (),
                     *pointer = gtk_event_controller_motion_new ();

  add_clicks (self);
  add_drop_target (self);
  g_signal_connect (hover, "motion", G_CALLBACK (hover_cb), self);
  gtk_widget_add_controller (self->canvas, hover);
  g_signal_connect (pointer, "enter", G_CALLBACK (pointer_cb), self);
  g_signal_connect (pointer, "motion", G_CALLBACK (pointer_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), pointer);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}
