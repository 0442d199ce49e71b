/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/board/tw-board-bar-widget.h"
#include "desk/board/tw-board-gesture.h"
#include "desk/board/tw-board.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * The parts of a board:
 *   tw-board.c         the widget: layout, scrolling, zoom, public functions
 *   tw-board-canvas.c  the ground and the bars in sight
 *   tw-board-head.c    days and hours; tw-board-rows.c: heads of the rows
 *   tw-board-select.c  selection, and what of the board has the focus
 *   tw-board-ghost.c   what a gesture shows
 *   tw-board-drag.c    dragging; tw-board-keys.c: keys. Both feed one TwBoardGesture
 *   tw-board-course.c  which goes to the host from here: tw_board_preview(), tw_board_finish()
 *   tw-board-pointer.c menu, wheel, what is dragged in from outside
 */

typedef struct {
  gint64 from_us, to_us;
  char *text;
  int severity;
} TwBoardSpan; /* a TwBoardDay of our own */

struct _TwBoard {
  GtkWidget parent_instance;

  TwBoardModel *model;
  TwBoardHost host;
  gpointer host_data;
  GTimeZone *zone;
  gint64 now_us;
  double zoom_hours;
  gboolean day_lines;
  GArray *days, *windows; /* TwBoardSpan */
  TwBoardLook look;
  guint32 *colors;

  TwBoardView view, drawn; /* drawn: when the head was asked to draw last */
  TwBoardLines lines;
  int row_px, head_px, rows_px; /* a row, the height of the head, the width of the row heads */
  gboolean is_placed;           /* it had a size once, so a scroll position can be kept */
  double text_px;               /* height of a line of text that all this was made for */
  char *top_id;                 /* the row at the top: it stays there when rows change */
  gint64 wanted_us;             /* scroll_to() before there was a size; G_MININT64: none */
  int wanted_row;

  GtkWidget *canvas, *head, *rows, *ghost, *announcer;
  GtkWidget *hbar, *vbar, *menu;
  GtkAdjustment *across, *down;
  gboolean scrolling; /* we set the adjustments ourselves */
  guint sight_id;     /* tick callback that brings what is in sight up to date */
  gboolean view_due;  /* and says view-changed */

  GHashTable *bars; /* TwBoardBarWidget by the id of its bar */
  GPtrArray *spare; /* widgets without a bar */
  guint round;

  GHashTable *selection; /* ids */
  char *anchor_id;       /* where a range of the selection begins */
  char *cursor_id;       /* bar that has or had the focus, or NULL: the row's head */
  char *cursor_row_id;
  gint64 cursor_us;
  gboolean in_heads; /* the arrows walk the heads of the rows */
  GStrv copied;      /* by Ctrl+C */

  TwBoardGesture gesture;
  TwBoardBar *brought;         /* dragged in from outside */
  double pointer_x, pointer_y; /* of the view, while a drag is under way */
  double hover_x;              /* of the view, wherever the pointer is */
  GdkModifierType modifiers;
  char *clicked_id; /* the bar of the last click, and when it was */
  guint32 clicked_ms;
  gboolean is_out; /* the ghost has left the rows */
  gboolean was_previewed;
  gboolean preview_due;
  guint drag_tick_id;
  gint64 drag_frame_us;
  double scroll_rest_x, scroll_rest_y; /* parts of a pixel that auto-scroll owes */
  TwBoardGhost answer;                 /* of the host */
  GtkWidget *out_target;               /* weak */
};

/* --- tw-board.c ------------------------------------------------------------------------------- */

/** After a change of view.scroll_x or _y: clamps, tells scrollbars and listeners, moves all. */
void tw_board_scrolled (TwBoard *self);
/** What is in sight is brought up to date with the next frame, or at once. */
void tw_board_queue_sync (TwBoard *self);
void tw_board_sync (TwBoard *self);
void tw_board_zoom_at (TwBoard *self, double hours, double x);
void tw_board_zoom_step (TwBoard *self, int direction, double x);
const TwBoardRow *tw_board_row_of_line (TwBoard *self, guint line);
/** Line of a row by its id, or -1. */
int tw_board_find_line (TwBoard *self, const char *row_id);
gboolean tw_board_reveal (TwBoard *self, gint64 from_us, gint64 to_us, int line);
void tw_board_fold (TwBoard *self, guint line, gboolean folded);
void tw_board_announce (TwBoard *self, const char *text);
/** "09:15", and "4 h 15 min". */
char *tw_board_format_time (TwBoard *self, gint64 t_us);
char *tw_board_format_duration (gint64 us);
/* They emit the signals of that name. */
void tw_board_choose_time (TwBoard *self, gint64 t_us);
void tw_board_say_selection (TwBoard *self);
void tw_board_drop_out (TwBoard *self, const char *const *bar_ids);

/* --- tw-board-canvas.c ------------------------------------------------------------------------ */

GtkWidget *tw_board_canvas_new (TwBoard *board);
/** Makes, moves and gives back widgets so that exactly the bars in sight have one. */
void tw_board_sync_bars (TwBoard *self);
/** The widget of a bar in sight, or NULL. */
TwBoardBarWidget *tw_board_find_widget (TwBoard *self, const char *bar_id);
/** The place of a bar in the content. */
void tw_board_bar_place (TwBoard *self, const TwBoardBar *bar, graphene_rect_t *ret_place);
/** The bar under a point of the view, borrowed, and what of it; or NULL. */
TwBoardBar *tw_board_pick (TwBoard *self, double x, double y, TwBoardHit *ret_hit);
void tw_board_repaint (TwBoard *self);

/* --- tw-board-head.c, tw-board-rows.c --------------------------------------------------------- */

GtkWidget *tw_board_head_new (TwBoard *board);
int tw_board_head_measure (TwBoard *self);
void tw_board_head_describe (TwBoard *self);
GtkWidget *tw_board_rows_new (TwBoard *board);
void tw_board_sync_rows (TwBoard *self);
void tw_board_repaint_rows (TwBoard *self);
/** Scrolls to a line and gives its head the focus. */
gboolean tw_board_focus_row (TwBoard *self, guint line);
/** The line that a widget is the head of, or -1. */
int tw_board_line_of_head (GtkWidget *widget);

/* --- tw-board-select.c ------------------------------------------------------------------------ */

void tw_board_select_only (TwBoard *self, const char *bar_id);
void tw_board_select_toggle (TwBoard *self, const char *bar_id);
/** From the anchor to the bar: all that the rectangle between them touches. */
void tw_board_select_range (TwBoard *self, const char *bar_id);
/** What the band touches. */
void tw_board_select_band (TwBoard *self, const TwBoardBand *band);
void tw_board_select_in_sight (TwBoard *self);
void tw_board_select_none (TwBoard *self);
gboolean tw_board_is_selected (TwBoard *self, const char *bar_id);
/** Forgets what the model does not have any more. */
void tw_board_prune_selection (TwBoard *self);
/** Gives a bar the focus and scrolls to it. */
void tw_board_focus_bar (TwBoard *self, const TwBoardBar *bar);
/* Of the widget class: Tab reaches one place of the board, the one that had the focus last. */
gboolean tw_board_focus (GtkWidget *widget, GtkDirectionType direction);
gboolean tw_board_grab_focus (GtkWidget *widget);
void tw_board_set_cursor (TwBoard *self, const char *bar_id, const char *row_id, gint64 t_us);

/* --- tw-board-ghost.c ------------------------------------------------------------------------- */

GtkWidget *tw_board_ghost_new (TwBoard *board);
/** Shows what the gesture wants, and what the host said to it. */
void tw_board_ghost_update (TwBoard *self);
/** Takes the ghost away; @back: it flies to where it came from first. */
void tw_board_ghost_end (TwBoard *self, gboolean back);
/** Whether a bar stays behind faintly while its ghost is elsewhere. */
gboolean tw_board_ghost_has_taken (TwBoard *self, const char *bar_id);
/** What the ghost says now: times, answer, warning, a line each; NULL when there is none. */
char *tw_board_dup_ghost_text (TwBoard *self);

/* --- tw-board-course.c ------------------------------------------------------------------------ */

TwGestureBounds tw_board_bounds (TwBoard *self);
/** What lies under a point of the view. */
TwGesturePoint tw_board_point_at (TwBoard *self, double x, double y);
/** Adds a bar to the gesture. */
void tw_board_take_bar (TwBoard *self, const TwBoardBar *bar);
/** The bars that go along when @bar is taken: first itself. FALSE when none of them may move (they
 * are added nevertheless, for a copy). */
gboolean tw_board_take_bars (TwBoard *self, const TwBoardBar *bar);
/** The pointer moved, or what lies under it did. */
void tw_board_follow_pointer (TwBoard *self);
/** Ctrl or Shift went down or up while the pointer rests. */
void tw_board_follow_modifiers (TwBoard *self, GdkModifierType state);
/** The gesture changed what it wants: shows it, asks the host in the next frame. */
void tw_board_wants (TwBoard *self);
/** Asks the host at once. */
void tw_board_preview (TwBoard *self);
/** Ends the gesture; @drop: has the host carry it out. TRUE when it was. */
gboolean tw_board_finish (TwBoard *self, gboolean drop);
/** Forgets the gesture: it was a click. */
void tw_board_put_gesture_away (TwBoard *self);
/** The model changed under a gesture. */
void tw_board_rebase (TwBoard *self);
/** Why a bar cannot be dragged, in words, or NULL. */
const char *tw_board_locked_reason (const TwBoardBar *bar);
/** The pointer's shape while something is being dragged. */
void tw_board_show_cursor (TwBoard *self);

/* --- tw-board-drag.c, tw-board-pointer.c ------------------------------------------------------ */

void tw_board_drag_set_up (TwBoard *self);
void tw_board_pointer_set_up (TwBoard *self);
void tw_board_show_menu (TwBoard *self, double x, double y);

/* --- tw-board-keys.c -------------------------------------------------------------------------- */

void tw_board_keys_set_up (TwBoard *self);
void tw_board_install_actions (GtkWidgetClass *klass);

G_END_DECLS
