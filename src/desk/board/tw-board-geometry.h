/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-time.h"

G_BEGIN_DECLS

/*
 * The arithmetic of a board: no GTK, so that drawing, hit-testing and tests share one truth. Pixels
 * are doubles. "View" coordinates begin at the top left of what is in sight, "content" coordinates
 * at the beginning of the line of time and at the first line; scroll_x and scroll_y lie between.
 */

typedef struct {
  gint64 from_us, to_us; /* the whole line of time */
  double hour_px, row_px;
  double width, height; /* of the view */
  double scroll_x, scroll_y;
  guint n_lines;
} TwBoardView;

/** Content position of a time, whole pixels. */
double tw_board_view_content_x (const TwBoardView *view, gint64 t_us);
/** The same seen in the view. */
double tw_board_view_to_x (const TwBoardView *view, gint64 t_us);
/** Time under @x of the view; beyond the line of time too. */
gint64 tw_board_view_to_time (const TwBoardView *view, double x);
double tw_board_view_line_to_y (const TwBoardView *view, guint line);
/** Line under @y of the view, -1 above the first or below the last. */
int tw_board_view_to_line (const TwBoardView *view, double y);
double tw_board_view_content_width (const TwBoardView *view);
double tw_board_view_content_height (const TwBoardView *view);
/** Brings the scroll position back to where there is something to see. */
void tw_board_view_clamp (TwBoardView *view);
/** Shows @hours across the width; the time under @x stays there where it can. */
void tw_board_view_zoom (TwBoardView *view, double hours, double x);
/** The lines that @view shows at least a pixel of: [first, end). */
void tw_board_view_lines (const TwBoardView *view, guint *ret_first, guint *ret_end);
/** Scrolls just so far that the stretch and the line (-1: any) are in sight; begins matter more
 * than ends. TRUE when it moved. */
gboolean tw_board_view_reveal (TwBoardView *view, gint64 from_us, gint64 to_us, int line);

/** The nearest quarter of an hour on the clocks of @zone, whatever its offset is at that time. */
gint64 tw_board_snap (gint64 t_us, GTimeZone *zone);

typedef enum {
  TW_BOARD_HIT_NONE,
  TW_BOARD_HIT_BODY,
  TW_BOARD_HIT_BEGIN,
  TW_BOARD_HIT_END
} TwBoardHit;

#define TW_BOARD_EDGE_PX 6
/** What of a bar from @x0 to @x1 lies under @x: an edge is 6 px wide, yet never more than a third
 * of the bar. */
TwBoardHit tw_board_hit (double x0, double x1, double x);

typedef enum { TW_BOARD_AXIS_BOTH, TW_BOARD_AXIS_TIME, TW_BOARD_AXIS_ROW } TwBoardAxis;
/** The axis along which (@dx, @dy) mainly goes. */
TwBoardAxis tw_board_main_axis (double dx, double dy);

/** Pixels a second to scroll with the pointer at @at of [0, @size): negative near the beginning and
 * before it, positive near the end and behind, 0 between. */
double tw_board_edge_speed (double at, double size);

/** Minutes between two ticks that stand at least @gap_px apart: 15, 30, 60 ... 1440. */
int tw_board_tick_minutes (double hour_px, double gap_px);
/** The first tick at or after @t_us, at local hours of @zone; @step_min as above. */
gint64 tw_board_tick_from (gint64 t_us, int step_min, GTimeZone *zone);

/** A rectangle between two corners, of content pixels. */
typedef struct {
  double x0, y0, x1, y1;
} TwBoardBand;
TwBoardBand tw_board_band (double ax, double ay, double bx, double by);
/** Whether the band touches a bar of @line. */
gboolean tw_board_band_touches (const TwBoardBand *band, const TwBoardView *view, guint line,
                                gint64 from_us, gint64 to_us);

typedef struct {
  gint64 from_us, to_us;
  guint lane, n_lanes; /* filled: lane of the row and how many there are at that time */
} TwBoardLane;
/** Bars of one row that overlap stand one above the other. @bars by begin. */
void tw_board_assign_lanes (TwBoardLane *bars, guint n);

/**
 * TwBoardLines: which rows stand where. Rows below a folded heading have no line. A person is
 * counted by the headings left out, so that a step from row to row never ends on a heading.
 */
typedef struct {
  guint n_rows, n_lines, n_persons;
  guint *row_of_line;
  int *line_of_row;    /* -1: folded away */
  int *person_of_line; /* of a heading: the person after it (n_persons: none) */
  guint *line_of_person;
} TwBoardLines;
void tw_board_lines_init (TwBoardLines *self, guint n_rows,
                          void (*look) (guint row, gboolean *group, gboolean *folded,
                                        gpointer data),
                          gpointer data);
void tw_board_lines_clear (TwBoardLines *self);
/** -1: folded away, a heading, or no such row. */
int tw_board_lines_person_of_row (const TwBoardLines *self, guint row);
guint tw_board_lines_row_of_person (const TwBoardLines *self, guint person);
gboolean tw_board_lines_is_heading (const TwBoardLines *self, guint line);

G_END_DECLS
