/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/board/tw-board-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwBoard: rows of people, bars on a line of time; scrolls both ways under fixed row heads and a
 * fixed head of days and hours. Bars are real child widgets (only those in sight exist), so that a
 * screen reader meets them.
 *
 * Pointer: drag moves (to another time, to another row; Shift locks the axis), edges resize, drag
 * on an empty place of a row creates, Ctrl copies, Esc puts back, times snap to 15 minutes, the
 * view scrolls by itself near its edges, a drag that begins on the ground with Alt or in the row
 * head's gap selects by a rubber band, Ctrl and Shift with a click extend the selection. A press
 * that moves less than the system's threshold is a click and never a move. Middle drag, wheel and
 * touch pan; Ctrl and wheel zoom around the pointer.
 *
 * Keys: arrows go from bar to bar and from row to row, Space picks up, then arrows move by 15
 * minutes (Ctrl: an hour) or to the next person; Shift and left or right move the end, Shift and up
 * or down the begin; Enter drops, Esc puts back. Insert picks up a new bar, Ctrl+C and then Ctrl+V
 * copies, Delete removes, Menu opens the menu, + and - zoom, Home and End go to the row's first and
 * last bar, Page keys scroll. Ctrl and arrows walk without selecting, Ctrl+Space selects one more,
 * Ctrl, Shift and arrows a range, Ctrl+A all in sight.
 *
 * Properties: selection (GStrv of bar ids), hour-px (double), day-lines. Signals:
 * selection-changed (), view-changed () (scroll, zoom or size; once a frame), time-chosen (gint64
 * t_us): a click on the time head or on an empty place, bars-dropped-out (GStrv bar_ids): bars were
 * dragged to the widget of tw_board_set_out_target().
 *
 * What is dragged in from outside by GtkDragSource carries a string, the id of what it is; see
 * TwBoardHost.outside. It keeps its times, with Alt it begins at the pointer.
 */
#define TW_TYPE_BOARD (tw_board_get_type ())
G_DECLARE_FINAL_TYPE (TwBoard, tw_board, TW, BOARD, GtkWidget)

GtkWidget *tw_board_new (void);
/** References are taken; @host is copied, @data must outlive the board or be taken back by NULL. */
void tw_board_set_model (TwBoard *self, TwBoardModel *model);
void tw_board_set_host (TwBoard *self, const TwBoardHost *host, gpointer data);
/** The line of time: [from, to) in @zone; @now_us draws the line of now (0: none). */
void tw_board_set_range (TwBoard *self, gint64 from_us, gint64 to_us, GTimeZone *zone);
void tw_board_set_now (TwBoard *self, gint64 now_us);
/** How many hours the width shows: 6, 12, 24, 72, 168. Keeps the middle in place. */
void tw_board_set_zoom (TwBoard *self, double hours);
double tw_board_get_zoom (TwBoard *self);
/** Colours of TwBarSegment.color; a pattern is chosen by the index. @n colours, copied. */
void tw_board_set_colors (TwBoard *self, const GdkRGBA *colors, guint n);
/** A badge with a word for each day of the range in the head ("Draft, 3 conflicts"). */
typedef struct {
  gint64 from_us, to_us;
  const char *text;
  int severity; /* 0 red, 1 yellow, -1 none */
} TwBoardDay;
void tw_board_set_days (TwBoard *self, const TwBoardDay *days, guint n);
/** Windows drawn over the rows' ground (tides). */
void tw_board_set_windows (TwBoard *self, const TwBoardDay *windows, guint n);

void tw_board_scroll_to (TwBoard *self, gint64 t_us, int row); /* row -1: as it is */
/** Scrolls there, selects it and gives it the focus. */
void tw_board_show_bar (TwBoard *self, const char *bar_id);
GStrv tw_board_dup_selection (TwBoard *self);
void tw_board_select (TwBoard *self, const char *const *bar_ids);
/** What is in sight: for strips below that share the line of time. */
void tw_board_get_view (TwBoard *self, gint64 *ret_from_us, gint64 *ret_to_us);
/** Width of the row heads, so that a strip below can line up with the bars. */
int tw_board_get_head_width (TwBoard *self);
/** Where bars may be dragged out to, say a tray of open shifts; NULL: nowhere. Not owned. */
void tw_board_set_out_target (TwBoard *self, GtkWidget *widget);
/** A gesture is under way. */
gboolean tw_board_is_dragging (TwBoard *self);

G_END_DECLS
