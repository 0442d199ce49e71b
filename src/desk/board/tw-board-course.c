// SPDX-License-Identifier: Apache-2.0
/*
 * The course of a gesture, whoever makes it: a tick callback scrolls near the edges and asks the
 * host at most once a frame; at the end the host carries it out, or it is put back. The gesture is
 * put away before the host carries it out, so that the changes of the model that follow meet no
 * gesture any more.
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

TwGesturePoint
tw_board_point_at (TwBoard *self, double x, double y)
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
  tw_board_follow_pointer (self);
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

void
tw_board_show_cursor (TwBoard *self)
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

void
tw_board_follow_pointer (TwBoard *self)
{
  TwGestureBounds bounds = tw_board_bounds (self);
  TwGesturePoint at = tw_board_point_at (self, self->pointer_x, self->pointer_y);

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
  tw_board_show_cursor (self);
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
  tw_board_follow_pointer (self);
}

/* --- taking ----------------------------------------------------------------------------------- */

void
tw_board_take_bar (TwBoard *self, const TwBoardBar *bar)
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

  tw_board_take_bar (self, bar);
  if (!tw_board_is_selected (self, bar->id))
    return !locked;
  for (char **id = ids; *id != NULL; id++)
    {
      const TwBoardBar *other = tw_board_model_find_bar (self->model, *id);

      if (other != NULL && other != bar && (tw_board_locked_reason (other) != NULL) == locked)
        tw_board_take_bar (self, other);
    }
  return !locked;
}

/* --- ending ----------------------------------------------------------------------------------- */

void
tw_board_put_gesture_away (TwBoard *self)
{
  tw_board_gesture_reset (&self->gesture);
  g_clear_pointer (&self->brought, tw_board_bar_unref);
  if (self->drag_tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag_tick_id);
  self->drag_tick_id = 0;
  self->preview_due = FALSE;
  mark_out_target (self, FALSE);
  tw_board_show_cursor (self);
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
  tw_board_put_gesture_away (self);
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
  tw_board_put_gesture_away (self);
  tw_board_ghost_end (self, back && !dropped);
  self->is_out = FALSE;
  return dropped;
}

/* --- changes of the model --------------------------------------------------------------------- */

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
  tw_board_follow_pointer (self);
  tw_board_wants (self);
}
