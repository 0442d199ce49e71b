/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/board/tw-board-geometry.h"

G_BEGIN_DECLS

/*
 * TwBoardGesture: what a drag or its keys want, without a toolkit. A press becomes a gesture only
 * when it has gone farther than the threshold; until then it is a click. Rows are counted as
 * persons (TwBoardLines), positions are content pixels, so that scrolling under a resting pointer
 * is a movement.
 */

typedef enum {
  TW_GESTURE_NOTHING, /* what lies there cannot be dragged */
  TW_GESTURE_MOVE,
  TW_GESTURE_BEGIN, /* resize */
  TW_GESTURE_END,
  TW_GESTURE_CREATE,
  TW_GESTURE_BAND,
  TW_GESTURE_PAN,
} TwGestureKind;

typedef enum { TW_GESTURE_IDLE, TW_GESTURE_PRESSED, TW_GESTURE_ACTIVE } TwGesturePhase;

typedef struct {
  char *id; /* NULL: a new bar */
  int person;
  gint64 from_us, to_us;
} TwGestureBar;

/** Where the pointer is: content pixels, the time and the person there. */
typedef struct {
  double x, y;
  gint64 t_us;
  int person;
  gboolean copy, lock; /* Ctrl, Shift */
} TwGesturePoint;

/** What surrounds it. */
typedef struct {
  gint64 from_us, to_us; /* bars stay within */
  int n_persons;
  double threshold_px;
  GTimeZone *zone;
} TwGestureBounds;

typedef struct {
  TwGestureKind kind;
  TwGesturePhase phase;
  gboolean by_keys;
  gboolean copy;      /* now */
  gboolean copy_only; /* the bars themselves may not move */
  gboolean turned;    /* by keys: it moved or resized before it did the other */
  GArray *bars;       /* TwGestureBar, as they were; the first is the one that was taken */
  TwGesturePoint press, at;
  gint64 shift_us; /* of MOVE: from the first; of BEGIN and END: of that edge */
  int shift_persons;
  gint64 from_us, to_us; /* of CREATE */
} TwBoardGesture;

void tw_board_gesture_init (TwBoardGesture *self);
void tw_board_gesture_clear (TwBoardGesture *self);
/** Back to idle, without bars. */
void tw_board_gesture_reset (TwBoardGesture *self);
void tw_board_gesture_press (TwBoardGesture *self, TwGestureKind kind, const TwGesturePoint *at);
void tw_board_gesture_add_bar (TwBoardGesture *self, const char *id, int person, gint64 from_us,
                               gint64 to_us);
/** The pointer moved. TRUE: it is active and wants something else than before. */
gboolean tw_board_gesture_motion (TwBoardGesture *self, const TwGestureBounds *bounds,
                                  const TwGesturePoint *at);

/** Keys: what was added by add_bar() is picked up; MOVE until an edge is stepped. */
void tw_board_gesture_pick_up (TwBoardGesture *self, gboolean copy);
/** Moves all by steps. TRUE when that changed anything. */
gboolean tw_board_gesture_step (TwBoardGesture *self, const TwGestureBounds *bounds, gint64 by_us,
                                int by_persons);
/** Moves one edge (BEGIN or END); of a single bar only. */
gboolean tw_board_gesture_step_edge (TwBoardGesture *self, const TwGestureBounds *bounds,
                                     TwGestureKind edge, gint64 by_us);

/** How many bars it is about: one when resizing or creating. */
guint tw_board_gesture_get_n (const TwBoardGesture *self);
/** Where the nth would be; the id is borrowed. */
void tw_board_gesture_get (const TwBoardGesture *self, guint i, TwGestureBar *ret_bar);
/** Whether a drop now would change nothing at all. */
gboolean tw_board_gesture_is_void (const TwBoardGesture *self);
/** Whether it has bars that a drop would change. */
gboolean tw_board_gesture_has_bars (const TwBoardGesture *self);
/** The bar changed meanwhile: the gesture goes on from there. */
void tw_board_gesture_rebase (TwBoardGesture *self, guint i, int person, gint64 from_us,
                              gint64 to_us, const TwGestureBounds *bounds);

G_END_DECLS
