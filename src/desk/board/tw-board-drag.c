// SPDX-License-Identifier: Apache-2.0
/*
 * The pointer's side of a gesture, and the end of every gesture whoever made it.
 *
 * A press takes hold of what lies under it; the gesture (tw-board-gesture.h) decides whether it
 * becomes a drag. While one is under way a tick callback scrolls near the edges and asks the host
 * at most once a frame. The gesture is put away before the host carries it out, so that the changes
 * of the model that follow meet no gesture any more.
 */
#include "config.h"

#include "desk/board/tw-board-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define OUT_PX 24 /* that far below or above the board a ghost has left the rows */

/* --- what surrounds a gesture ----------------------------------------------------------------- */

TwGestureBounds
tw_board_bounds (TwBoard *self)
{
  int threshold_px;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-dnd-drag-threshold",
                &threshold_px, NULL);
  return (TwGestureBounds){ self->view.from_us, self->view.to_us, (int) self->lines.n_persons,
                            threshold_px, self->zone };
}

const char *
tw_board_locked_reason (const TwBoardBar *bar)
{
  if (bar == NULL)
    return NULL;
  if (bar->flags & TW_BAR_PAST)
    return _ ("In the past: can only be copied");
  if (bar->flags & TW_BAR_PINNED)
    return _ ("Pinned: can only be copied");
  if (bar->flags & TW_BAR_GHOSTED)
    return _ ("Shown for comparison only");
  return NULL;
}

/* The person under @y of the view, the nearest one where there is none. */
static int
person_at (TwBoard *self, double y)
{
  double line = floor ((y + self->view.scroll_y) / self->view.row_px);
  int n = (int) self->lines.n_persons;

  if (self->lines.n_lines == 0)
    return 0;
  line = CLAMP (line, 0, self->lines.n_lines - 1.0);
  return CLAMP (self->lines.person_of_line[(int) line], 0, MAX (0, n - 1));
}

static TwGesturePoint
point_at (TwBoard *self, double x, double y)
{
  return (TwGesturePoint){ .x = x + self->view.scroll_x,
                           .y = y + self->view.scroll_y,
                           .t_us = tw_board_view_to_time (&self->view, x),
                           .person = person_at (self, y),
                           .copy = (self->modifiers & GDK_CONTROL_MASK) != 0,
                           .lock = (self->modifiers & GDK_SHIFT_MASK) != 0 };
}

/* --- asking the host -------------------------------------------------------------------------- */

static GArray *
list_moves (TwBoard *self, const TwBoardGesture *gesture)
{
  GArray *moves = g_array_new (FALSE, FALSE, sizeof (TwBoardMove));

  for (guint i = 0; i < tw_board_gesture_get_n (gesture); i++)
    {
      TwGestureBar bar;
      TwBoardMove move;

      tw_board_gesture_get (gesture, i, &bar);
      if (bar.person < 0 || bar.person >= (int) self->lines.n_persons)
        continue;
      move = (TwBoardMove){ bar.id, tw_board_lines_row_of_person (&self->lines, (guint) bar.person),
                            bar.from_us, bar.to_us, gesture->copy };
      g_array_append_val (moves, move);
    }
  return moves;
}

static void
clear_answer (TwBoard *self)
{
  g_clear_pointer (&self->answer.text, g_free);
  g_clear_pointer (&self->answer.warning, g_free);
  self->answer.severity = -1;
}

static gboolean
may_drop (const TwBoardGesture *gesture)
{
  return tw_board_gesture_has_bars (gesture) && (!gesture->copy_only || gesture->copy);
}

/* What a screen reader says of a step by keys: times, person, what the host warns of. */
static void
announce_step (TwBoard *self)
{
  TwGestureBar bar;
  g_autofree char *from = NULL, *to = NULL, *text = NULL;
  const TwBoardRow *row;

  tw_board_gesture_get (&self->gesture, 0, &bar);
  if (bar.person < 0 || bar.person >= (int) self->lines.n_persons)
    return;
  row = tw_board_row_of_line (self, self->lines.line_of_person[bar.person]);
  from = tw_board_format_time (self, bar.from_us);
  to = tw_board_format_time (self, bar.to_us);
  if (self->answer.warning != NULL)
    text = g_strdup_printf (_ ("%s to %s, %s, %s"), from, to, row->title, self->answer.warning);
  else
    text = g_strdup_printf (_ ("%s to %s, %s"), from, to, row->title);
  tw_board_announce (self, text);
}

static void
take_back_preview (TwBoard *self)
{
  clear_answer (self);
  if (self->was_previewed && self->host.cancel != NULL)
    self->host.cancel (self->host_data);
  self->was_previewed = FALSE;
}

void
tw_board_preview (TwBoard *self)
{
  self->preview_due = FALSE;
  if (self->gesture.phase != TW_GESTURE_ACTIVE || !tw_board_gesture_has_bars (&self->gesture))
    return;
  if (self->is_out || !may_drop (&self->gesture))
    take_back_preview (self);
  else
    {
      g_autoptr (GArray) moves = list_moves (self, &self->gesture);

      clear_answer (self);
      if (self->host.preview != NULL && moves->len > 0)
        {
          self->host.preview ((const TwBoardMove *) (const void *) moves->data, moves->len,
                              &self->answer, self->host_data);
          self->was_previewed = TRUE;
        }
    }
  tw_board_ghost_update (self);
  if (self->gesture.by_keys)
    announce_step (self);
}

/* --- tick ------------------------------------------------------------------------------------- */

static void follow_pointer (TwBoard *self);

/* Whole pixels that are due after @us at a speed; the rest waits. */
static double
take_pixels (double *rest, double speed_px_s, gint64 us)
{
  double whole;

  *rest += speed_px_s * (double) us / 1e6;
  whole = trunc (*rest);
  *rest -= whole;
  return whole;
}

static void
scroll_by_edge (TwBoard *self, gint64 us)
{
  TwGestureKind kind = self->gesture.kind;
  TwBoardView before = self->view;

  if (kind == TW_GESTURE_PAN || kind == TW_GESTURE_NOTHING || self->is_out)
    return;
  self->view.scroll_x += take_pixels (&self->scroll_rest_x,
                                      tw_board_edge_speed (self->pointer_x, self->view.width), us);
  if (kind == TW_GESTURE_MOVE || kind == TW_GESTURE_BAND)
    self->view.scroll_y +=
        take_pixels (&self->scroll_rest_y, tw_board_edge_speed (self->pointer_y, self->view.height),
                     us);
  tw_board_view_clamp (&self->view);
  if (self->view.scroll_x == before.scroll_x && self->view.scroll_y == before.scroll_y)
    return;
  tw_board_scrolled (self);
  follow_pointer (self);
}

static gboolean
drag_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  TwBoard *self = TW_BOARD (widget);
  gint64 now_us = gdk_frame_clock_get_frame_time (clock),
         us = self->drag_frame_us > 0 ? MIN (now_us - self->drag_frame_us, 50000) : 0;

  self->drag_frame_us = now_us;
  if (!self->gesture.by_keys)
    scroll_by_edge (self, us);
  if (self->preview_due)
    tw_board_preview (self);
  if (!self->gesture.by_keys)
    return G_SOURCE_CONTINUE;
  self->drag_tick_id = 0; /* keys need no frames in between */
  return G_SOURCE_REMOVE;
}

static void
start_tick (TwBoard *self)
{
  if (self->drag_tick_id != 0)
    return;
  self->drag_frame_us = 0;
  self->scroll_rest_x = self->scroll_rest_y = 0;
  self->drag_tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), drag_tick_cb, NULL, NULL);
}

void
tw_board_wants (TwBoard *self)
{
  self->preview_due = TRUE;
  start_tick (self);
  tw_board_ghost_update (self);
}

/* --- following the pointer -------------------------------------------------------------------- */

static gboolean
is_over (TwBoard *self, GtkWidget *target)
{
  graphene_point_t point;

  return target != NULL && gtk_widget_get_mapped (target)
         && gtk_widget_compute_point (self->canvas, target,
                                      &GRAPHENE_POINT_INIT ((float) self->pointer_x,
                                                            (float) self->pointer_y),
                                      &point)
         && gtk_widget_contains (target, point.x, point.y);
}

static void
mark_out_target (TwBoard *self, gboolean over)
{
  if (self->out_target == NULL)
    return;
  if (over)
    gtk_widget_set_state_flags (self->out_target, GTK_STATE_FLAG_DROP_ACTIVE, FALSE);
  else
    gtk_widget_unset_state_flags (self->out_target, GTK_STATE_FLAG_DROP_ACTIVE);
}

static void
look_whether_out (TwBoard *self)
{
  double below = gtk_widget_get_height (GTK_WIDGET (self)) - self->head_px + OUT_PX;
  gboolean over = is_over (self, self->out_target), out;

  out = over || self->pointer_y > below || self->pointer_y < -self->head_px - OUT_PX;
  if (self->gesture.kind != TW_GESTURE_MOVE)
    out = FALSE;
  mark_out_target (self, over && out);
  if (out == self->is_out)
    return;
  self->is_out = out;
  tw_board_wants (self);
}

static void
follow_band (TwBoard *self)
{
  TwBoardBand band = tw_board_band (self->gesture.press.x, self->gesture.press.y,
                                    self->gesture.at.x, self->gesture.at.y);

  tw_board_select_band (self, &band);
}

static void
set_cursor (TwBoard *self)
{
  const TwBoardGesture *gesture = &self->gesture;
  const char *name = NULL;

  if (gesture->phase == TW_GESTURE_ACTIVE)
    switch (gesture->kind)
      {
      case TW_GESTURE_MOVE:
        name = !may_drop (gesture) ? "not-allowed" : gesture->copy ? "copy" : "grabbing";
        break;
      case TW_GESTURE_PAN:
        name = "grabbing";
        break;
      case TW_GESTURE_BEGIN:
      case TW_GESTURE_END:
      case TW_GESTURE_CREATE:
        name = "ew-resize";
        break;
      case TW_GESTURE_BAND:
        name = "crosshair";
        break;
      default:
        name = "not-allowed";
      }
  gtk_widget_set_cursor_from_name (self->canvas, name);
}

static void
follow_pointer (TwBoard *self)
{
  TwGestureBounds bounds = tw_board_bounds (self);
  TwGesturePoint at = point_at (self, self->pointer_x, self->pointer_y);

  if (self->gesture.phase == TW_GESTURE_IDLE || self->gesture.by_keys)
    return;
  if (self->brought != NULL) /* keeps its times, unless Alt says where it begins */
    at.t_us = self->modifiers & GDK_ALT_MASK ? at.t_us : self->brought->from_us;
  if (!tw_board_gesture_motion (&self->gesture, &bounds, &at))
    {
      if (self->gesture.phase == TW_GESTURE_ACTIVE)
        look_whether_out (self);
      return;
    }
  set_cursor (self);
  if (self->gesture.kind == TW_GESTURE_BAND)
    follow_band (self);
  look_whether_out (self);
  tw_board_wants (self);
}

void
tw_board_follow_modifiers (TwBoard *self, GdkModifierType state)
{
  if (self->gesture.phase != TW_GESTURE_ACTIVE || self->gesture.by_keys || self->brought != NULL)
    return;
  self->modifiers = state;
  follow_pointer (self);
}

/* --- beginning -------------------------------------------------------------------------------- */

static void
take_bar (TwBoard *self, const TwBoardBar *bar)
{
  int person = tw_board_lines_person_of_row (&self->lines, bar->row);

  if (person >= 0)
    tw_board_gesture_add_bar (&self->gesture, bar->id, person, bar->from_us, bar->to_us);
}

gboolean
tw_board_take_bars (TwBoard *self, const TwBoardBar *bar)
{
  gboolean locked = tw_board_locked_reason (bar) != NULL;
  g_auto (GStrv) ids = tw_board_dup_selection (self);

  take_bar (self, bar);
  if (!tw_board_is_selected (self, bar->id))
    return !locked;
  for (char **id = ids; *id != NULL; id++)
    {
      const TwBoardBar *other = tw_board_model_find_bar (self->model, *id);

      if (other != NULL && other != bar && (tw_board_locked_reason (other) != NULL) == locked)
        take_bar (self, other);
    }
  return !locked;
}

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
    take_bar (self, bar);
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
  at = point_at (self, x, y);
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
      set_cursor (self);
    }
  else
    follow_pointer (self);
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
put_gesture_away (TwBoard *self)
{
  tw_board_gesture_reset (&self->gesture);
  g_clear_pointer (&self->brought, tw_board_bar_unref);
  if (self->drag_tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag_tick_id);
  self->drag_tick_id = 0;
  self->preview_due = FALSE;
  mark_out_target (self, FALSE);
  set_cursor (self);
}

/* The host carries out what the gesture wants. The moves borrow ids from the gesture, which is
 * therefore kept aside until it is over. */
static gboolean
carry_out (TwBoard *self)
{
  TwBoardGesture done = self->gesture;
  g_autoptr (GArray) moves = list_moves (self, &done);
  g_auto (GStrv) ids = NULL;
  gboolean by_keys = done.by_keys, dropped = FALSE;

  tw_board_gesture_init (&self->gesture);
  self->was_previewed = FALSE;
  if (moves->len > 0 && self->host.drop != NULL)
    dropped = self->host.drop ((const TwBoardMove *) (const void *) moves->data, moves->len, &ids,
                               self->host_data);
  tw_board_gesture_clear (&done);
  if (!dropped)
    return FALSE;
  if (ids != NULL && *ids != NULL)
    {
      const TwBoardBar *first =
          self->model == NULL ? NULL : tw_board_model_find_bar (self->model, ids[0]);

      tw_board_select (self, (const char *const *) ids);
      if (first != NULL && by_keys)
        tw_board_focus_bar (self, first);
    }
  return TRUE;
}

static void
put_out (TwBoard *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->gesture.bars->len; i++)
    g_ptr_array_add (ids, g_strdup (g_array_index (self->gesture.bars, TwGestureBar, i).id));
  g_ptr_array_add (ids, NULL);
  take_back_preview (self);
  put_gesture_away (self);
  tw_board_ghost_end (self, FALSE);
  self->is_out = FALSE;
  tw_board_drop_out (self, (const char *const *) ids->pdata);
}

gboolean
tw_board_finish (TwBoard *self, gboolean drop)
{
  TwBoardGesture *gesture = &self->gesture;
  gboolean active = gesture->phase == TW_GESTURE_ACTIVE, dropped = FALSE, back;

  if (gesture->phase == TW_GESTURE_IDLE)
    return FALSE;
  if (active && drop && gesture->kind == TW_GESTURE_MOVE && !gesture->copy_only
      && self->brought == NULL && self->is_out && is_over (self, self->out_target))
    {
      put_out (self);
      return TRUE;
    }
  back =
      active && !gesture->by_keys && self->brought == NULL && tw_board_gesture_has_bars (gesture);
  if (active && drop && !self->is_out && may_drop (gesture) && !tw_board_gesture_is_void (gesture))
    dropped = carry_out (self);
  if (!dropped)
    take_back_preview (self);
  clear_answer (self);
  put_gesture_away (self);
  tw_board_ghost_end (self, back && !dropped);
  self->is_out = FALSE;
  return dropped;
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
      put_gesture_away (self);
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

void
tw_board_rebase (TwBoard *self)
{
  TwBoardGesture *gesture = &self->gesture;
  TwGestureBounds bounds = tw_board_bounds (self);

  if (gesture->phase == TW_GESTURE_IDLE || self->brought != NULL)
    return;
  for (guint i = 0; i < gesture->bars->len; i++)
    {
      const char *id = g_array_index (gesture->bars, TwGestureBar, i).id;
      const TwBoardBar *bar =
          id == NULL || self->model == NULL ? NULL : tw_board_model_find_bar (self->model, id);
      int person = bar == NULL ? -1 : tw_board_lines_person_of_row (&self->lines, bar->row);

      if (id == NULL)
        continue;
      if (person < 0)
        {
          tw_board_finish (self, FALSE);
          return;
        }
      if (i == 0)
        gesture->press.person = person;
      tw_board_gesture_rebase (gesture, i, person, bar->from_us, bar->to_us, &bounds);
    }
  if (gesture->kind == TW_GESTURE_CREATE)
    {
      int line = tw_board_find_line (self, self->cursor_row_id);

      if (line < 0 || tw_board_lines_is_heading (&self->lines, (guint) line))
        {
          tw_board_finish (self, FALSE);
          return;
        }
      gesture->press.person = self->lines.person_of_line[line];
    }
  if (gesture->phase != TW_GESTURE_ACTIVE)
    return;
  follow_pointer (self);
  tw_board_wants (self);
}

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
  at = point_at (self, self->pointer_x, y);
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
  follow_pointer (self);
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

static GdkDragAction
drop_motion_cb (GtkDropTarget *target, double x, double y, TwBoard *self)
{
  if (!bring (self, target))
    return 0;
  self->modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (target))
                    & GDK_ALT_MASK; /* Shift and Ctrl choose what a drop does, which is not ours to
                                       lock or copy */
  self->pointer_x = x;
  self->pointer_y = y;
  follow_pointer (self);
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
    follow_pointer (self);
  return TRUE;
}

/* Over the row heads the left edge of the canvas is what keeps its time. */
static void
pointer_cb (GtkEventControllerMotion *motion, double x, double y, TwBoard *self)
{
  self->hover_x = CLAMP (x - gtk_widget_get_width (self->rows), 0, self->view.width);
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

static void
pan_begin_cb (GtkGestureDrag *gesture, double x, double y, TwBoard *self)
{
  TwGesturePoint at;

  tw_board_finish (self, FALSE);
  take_pointer (self, GTK_GESTURE (gesture), x, y);
  at = point_at (self, x, y);
  tw_board_gesture_press (&self->gesture, TW_GESTURE_PAN, &at);
}

static void
pan_end_cb (GtkGestureDrag *gesture, double dx, double dy, TwBoard *self)
{
  if (self->gesture.kind == TW_GESTURE_PAN)
    tw_board_finish (self, FALSE);
}

static void
add_clicks (TwBoard *self)
{
  GtkGesture *menu = gtk_gesture_click_new (), *hold = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "released", G_CALLBACK (secondary_cb), self);
  gtk_widget_add_controller (self->canvas, GTK_EVENT_CONTROLLER (menu));
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
tw_board_drag_set_up (TwBoard *self)
{
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *hover = gtk_event_controller_motion_new (),
                     *pointer = gtk_event_controller_motion_new ();

  add_drag (self, self->canvas, GDK_BUTTON_PRIMARY, G_CALLBACK (drag_begin_cb),
            G_CALLBACK (drag_update_cb), G_CALLBACK (drag_end_cb));
  add_drag (self, self->canvas, GDK_BUTTON_MIDDLE, G_CALLBACK (pan_begin_cb),
            G_CALLBACK (drag_update_cb), G_CALLBACK (pan_end_cb));
  add_drag (self, self->rows, GDK_BUTTON_PRIMARY, G_CALLBACK (head_begin_cb),
            G_CALLBACK (head_update_cb), G_CALLBACK (head_end_cb));
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
