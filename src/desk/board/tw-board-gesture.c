// SPDX-License-Identifier: Apache-2.0
/*
 * A gesture holds the bars as they were and one shift for all of them; what it wants is computed
 * from these two. So putting back is forgetting, copying is a flag, and a change of a bar from
 * elsewhere is a new beginning under the same shift.
 *
 * The shift is such that the first bar's begin stands on a quarter of an hour, unless it moved by
 * less than half of one: a bar that begins at 09:07 goes to another person as it is.
 */
#include "desk/board/tw-board-gesture.h"

#include <math.h>

static void
bar_clear (gpointer data)
{
  g_free (((TwGestureBar *) data)->id);
}

void
tw_board_gesture_init (TwBoardGesture *self)
{
  *self = (TwBoardGesture){ .bars = g_array_new (FALSE, FALSE, sizeof (TwGestureBar)) };
  g_array_set_clear_func (self->bars, bar_clear);
}

void
tw_board_gesture_clear (TwBoardGesture *self)
{
  g_clear_pointer (&self->bars, g_array_unref);
}

void
tw_board_gesture_reset (TwBoardGesture *self)
{
  GArray *bars = self->bars;

  g_array_set_size (bars, 0);
  *self = (TwBoardGesture){ .bars = bars };
}

void
tw_board_gesture_press (TwBoardGesture *self, TwGestureKind kind, const TwGesturePoint *at)
{
  tw_board_gesture_reset (self);
  self->kind = kind;
  self->phase = TW_GESTURE_PRESSED;
  self->press = self->at = *at;
}

void
tw_board_gesture_add_bar (TwBoardGesture *self, const char *id, int person, gint64 from_us,
                          gint64 to_us)
{
  TwGestureBar bar = { g_strdup (id), person, from_us, to_us };

  g_array_append_val (self->bars, bar);
}

static const TwGestureBar *
first_bar (const TwBoardGesture *self)
{
  return &g_array_index (self->bars, TwGestureBar, 0);
}

/* --- limits ----------------------------------------------------------------------------------- */

/* All bars stay within; one that reaches out already may stay where it is. */
static gint64
clamp_shift_us (const TwBoardGesture *self, const TwGestureBounds *bounds, gint64 shift_us)
{
  gint64 low = G_MININT64 / 4, high = G_MAXINT64 / 4;

  for (guint i = 0; i < self->bars->len; i++)
    {
      const TwGestureBar *bar = &g_array_index (self->bars, TwGestureBar, i);

      low = MAX (low, MIN (0, bounds->from_us - bar->from_us));
      high = MIN (high, MAX (0, bounds->to_us - bar->to_us));
    }
  return CLAMP (shift_us, low, high);
}

static int
clamp_shift_persons (const TwBoardGesture *self, const TwGestureBounds *bounds, int shift)
{
  int low = -bounds->n_persons, high = bounds->n_persons;

  for (guint i = 0; i < self->bars->len; i++)
    {
      const TwGestureBar *bar = &g_array_index (self->bars, TwGestureBar, i);

      low = MAX (low, -bar->person);
      high = MIN (high, bounds->n_persons - 1 - bar->person);
    }
  return low > high ? 0 : CLAMP (shift, low, high);
}

static gint64
snap_shift (gint64 t_us, gint64 by_us, const TwGestureBounds *bounds)
{
  if (ABS (by_us) < TW_US_PER_SLOT / 2)
    return 0;
  return tw_board_snap (t_us + by_us, bounds->zone) - t_us;
}

/* An edge stays a quarter away from the other. */
static gint64
clamp_edge (const TwBoardGesture *self, const TwGestureBounds *bounds, gint64 shift_us)
{
  const TwGestureBar *bar = first_bar (self);
  gint64 room_us = MAX (0, bar->to_us - bar->from_us - TW_US_PER_SLOT);

  if (self->kind == TW_GESTURE_BEGIN)
    return CLAMP (shift_us, MIN (0, bounds->from_us - bar->from_us), room_us);
  return CLAMP (shift_us, -room_us, MAX (0, bounds->to_us - bar->to_us));
}

/* --- pointer ---------------------------------------------------------------------------------- */

static gboolean
passes_threshold (const TwBoardGesture *self, const TwGestureBounds *bounds,
                  const TwGesturePoint *at)
{
  return fabs (at->x - self->press.x) > bounds->threshold_px
         || fabs (at->y - self->press.y) > bounds->threshold_px;
}

static void
follow_move (TwBoardGesture *self, const TwGestureBounds *bounds)
{
  TwBoardAxis axis = TW_BOARD_AXIS_BOTH;
  gint64 shift_us =
      snap_shift (first_bar (self)->from_us, self->at.t_us - self->press.t_us, bounds);

  if (self->at.lock)
    axis = tw_board_main_axis (self->at.x - self->press.x, self->at.y - self->press.y);
  self->shift_us = axis == TW_BOARD_AXIS_ROW ? 0 : clamp_shift_us (self, bounds, shift_us);
  self->shift_persons =
      axis == TW_BOARD_AXIS_TIME
          ? 0
          : clamp_shift_persons (self, bounds, self->at.person - self->press.person);
}

static void
follow_edge (TwBoardGesture *self, const TwGestureBounds *bounds)
{
  const TwGestureBar *bar = first_bar (self);
  gint64 t_us = self->kind == TW_GESTURE_BEGIN ? bar->from_us : bar->to_us;

  self->shift_us =
      clamp_edge (self, bounds, snap_shift (t_us, self->at.t_us - self->press.t_us, bounds));
}

static void
follow_create (TwBoardGesture *self, const TwGestureBounds *bounds)
{
  gint64 a = tw_board_snap (self->press.t_us, bounds->zone),
         b = tw_board_snap (self->at.t_us, bounds->zone);

  if (b == a)
    b = self->at.t_us < self->press.t_us ? a - TW_US_PER_SLOT : a + TW_US_PER_SLOT;
  self->from_us = MAX (bounds->from_us, MIN (a, b));
  self->to_us = MIN (bounds->to_us, MAX (a, b));
  if (self->to_us - self->from_us < TW_US_PER_SLOT) /* at either end of the line of time */
    {
      self->from_us = MIN (self->from_us, bounds->to_us - TW_US_PER_SLOT);
      self->to_us = self->from_us + TW_US_PER_SLOT;
    }
}

static void
follow (TwBoardGesture *self, const TwGestureBounds *bounds)
{
  switch (self->kind)
    {
    case TW_GESTURE_MOVE:
      self->copy = self->at.copy;
      follow_move (self, bounds);
      break;
    case TW_GESTURE_BEGIN:
    case TW_GESTURE_END:
      follow_edge (self, bounds);
      break;
    case TW_GESTURE_CREATE:
      follow_create (self, bounds);
      break;
    default:
      break;
    }
}

gboolean
tw_board_gesture_motion (TwBoardGesture *self, const TwGestureBounds *bounds,
                         const TwGesturePoint *at)
{
  TwBoardGesture before = *self;

  if (self->phase == TW_GESTURE_IDLE || self->by_keys)
    return FALSE;
  if (self->phase == TW_GESTURE_PRESSED && !passes_threshold (self, bounds, at))
    return FALSE;
  self->phase = TW_GESTURE_ACTIVE;
  self->at = *at;
  follow (self, bounds);
  return self->phase != before.phase || self->copy != before.copy
         || self->shift_us != before.shift_us || self->shift_persons != before.shift_persons
         || self->from_us != before.from_us || self->to_us != before.to_us
         || ((self->kind == TW_GESTURE_BAND || self->kind == TW_GESTURE_PAN)
             && (at->x != before.at.x || at->y != before.at.y));
}

/* --- keys ------------------------------------------------------------------------------------- */

void
tw_board_gesture_pick_up (TwBoardGesture *self, gboolean copy)
{
  g_return_if_fail (self->bars->len > 0);
  self->kind = TW_GESTURE_MOVE;
  self->phase = TW_GESTURE_ACTIVE;
  self->by_keys = TRUE;
  self->copy = copy;
}

/* A gesture of keys may move and resize by turns: what it did so far becomes the beginning of the
 * other. */
static void
turn_to (TwBoardGesture *self, TwGestureKind kind)
{
  TwGestureBar now;

  if (self->kind == kind)
    return;
  for (guint i = 0; i < tw_board_gesture_get_n (self); i++)
    {
      TwGestureBar *bar = &g_array_index (self->bars, TwGestureBar, i);

      tw_board_gesture_get (self, i, &now);
      bar->person = now.person;
      bar->from_us = now.from_us;
      bar->to_us = now.to_us;
    }
  self->turned = self->turned || self->shift_us != 0 || self->shift_persons != 0;
  self->shift_us = 0;
  self->shift_persons = 0;
  self->kind = kind;
}

gboolean
tw_board_gesture_step (TwBoardGesture *self, const TwGestureBounds *bounds, gint64 by_us,
                       int by_persons)
{
  gint64 old_us;
  int old_persons;

  g_return_val_if_fail (self->by_keys, FALSE);
  turn_to (self, TW_GESTURE_MOVE);
  old_us = self->shift_us;
  old_persons = self->shift_persons;
  if (by_us != 0)
    self->shift_us =
        clamp_shift_us (self, bounds,
                        snap_shift (first_bar (self)->from_us, old_us + by_us, bounds));
  self->shift_persons = clamp_shift_persons (self, bounds, old_persons + by_persons);
  return self->shift_us != old_us || self->shift_persons != old_persons;
}

gboolean
tw_board_gesture_step_edge (TwBoardGesture *self, const TwGestureBounds *bounds, TwGestureKind edge,
                            gint64 by_us)
{
  const TwGestureBar *bar;
  gint64 old_us;

  g_return_val_if_fail (self->by_keys, FALSE);
  if (self->bars->len != 1)
    return FALSE;
  turn_to (self, edge);
  bar = first_bar (self);
  old_us = self->shift_us;
  self->shift_us = clamp_edge (self, bounds,
                               snap_shift (edge == TW_GESTURE_BEGIN ? bar->from_us : bar->to_us,
                                           old_us + by_us, bounds));
  return self->shift_us != old_us;
}

/* --- outcome ---------------------------------------------------------------------------------- */

gboolean
tw_board_gesture_has_bars (const TwBoardGesture *self)
{
  return self->kind == TW_GESTURE_MOVE || self->kind == TW_GESTURE_BEGIN
         || self->kind == TW_GESTURE_END || self->kind == TW_GESTURE_CREATE;
}

guint
tw_board_gesture_get_n (const TwBoardGesture *self)
{
  if (!tw_board_gesture_has_bars (self))
    return 0;
  return self->kind == TW_GESTURE_MOVE ? self->bars->len : 1;
}

void
tw_board_gesture_get (const TwBoardGesture *self, guint i, TwGestureBar *ret_bar)
{
  if (self->kind == TW_GESTURE_CREATE)
    {
      *ret_bar = (TwGestureBar){ NULL, self->press.person, self->from_us, self->to_us };
      return;
    }
  g_return_if_fail (i < self->bars->len);
  *ret_bar = g_array_index (self->bars, TwGestureBar, i);
  if (self->kind == TW_GESTURE_MOVE)
    ret_bar->person += self->shift_persons;
  if (self->kind != TW_GESTURE_END)
    ret_bar->from_us += self->shift_us;
  if (self->kind != TW_GESTURE_BEGIN)
    ret_bar->to_us += self->shift_us;
}

gboolean
tw_board_gesture_is_void (const TwBoardGesture *self)
{
  if (self->kind == TW_GESTURE_CREATE)
    return FALSE;
  if (!tw_board_gesture_has_bars (self) || self->bars->len == 0)
    return TRUE;
  return first_bar (self)->id != NULL && !self->turned && self->shift_us == 0
         && self->shift_persons == 0;
}

void
tw_board_gesture_rebase (TwBoardGesture *self, guint i, int person, gint64 from_us, gint64 to_us,
                         const TwGestureBounds *bounds)
{
  TwGestureBar *bar;

  g_return_if_fail (i < self->bars->len);
  bar = &g_array_index (self->bars, TwGestureBar, i);
  if (self->turned) /* by keys: what it wants is not a shift from there any more */
    return;
  bar->person = person;
  bar->from_us = from_us;
  bar->to_us = to_us;
  if (self->phase != TW_GESTURE_ACTIVE)
    return;
  if (!self->by_keys)
    follow (self, bounds);
  else if (self->kind == TW_GESTURE_MOVE)
    {
      self->shift_us = clamp_shift_us (self, bounds, self->shift_us);
      self->shift_persons = clamp_shift_persons (self, bounds, self->shift_persons);
    }
  else
    self->shift_us = clamp_edge (self, bounds, self->shift_us);
}
