// SPDX-License-Identifier: Apache-2.0
#include "desk/board/tw-board-geometry.h"

#include <math.h>

/* --- view ------------------------------------------------------------------------------------- */

double
tw_board_view_content_x (const TwBoardView *view, gint64 t_us)
{
  return round ((double) (t_us - view->from_us) * view->hour_px / (double) TW_US_PER_HOUR);
}

double
tw_board_view_to_x (const TwBoardView *view, gint64 t_us)
{
  return tw_board_view_content_x (view, t_us) - view->scroll_x;
}

gint64
tw_board_view_to_time (const TwBoardView *view, double x)
{
  if (view->hour_px <= 0)
    return view->from_us;
  return view->from_us
         + (gint64) floor ((x + view->scroll_x) / view->hour_px * (double) TW_US_PER_HOUR);
}

double
tw_board_view_line_to_y (const TwBoardView *view, guint line)
{
  return line * view->row_px - view->scroll_y;
}

int
tw_board_view_to_line (const TwBoardView *view, double y)
{
  double line = floor ((y + view->scroll_y) / view->row_px);

  return line < 0 || line >= view->n_lines ? -1 : (int) line;
}

double
tw_board_view_content_width (const TwBoardView *view)
{
  return MAX (view->width, tw_board_view_content_x (view, view->to_us));
}

double
tw_board_view_content_height (const TwBoardView *view)
{
  return view->n_lines * view->row_px;
}

void
tw_board_view_clamp (TwBoardView *view)
{
  double x = tw_board_view_content_width (view) - view->width,
         y = tw_board_view_content_height (view) - view->height;

  view->scroll_x = round (CLAMP (view->scroll_x, 0, MAX (0, x)));
  view->scroll_y = round (CLAMP (view->scroll_y, 0, MAX (0, y)));
}

void
tw_board_view_zoom (TwBoardView *view, double hours, double x)
{
  gint64 t_us = tw_board_view_to_time (view, x);
  double whole = (double) (view->to_us - view->from_us) / (double) TW_US_PER_HOUR;

  if (view->width <= 0 || whole <= 0)
    return;
  view->hour_px = view->width / MIN (MAX (hours, 0.25), whole);
  view->scroll_x = tw_board_view_content_x (view, t_us) - x;
  tw_board_view_clamp (view);
}

void
tw_board_view_lines (const TwBoardView *view, guint *ret_first, guint *ret_end)
{
  double first = floor (view->scroll_y / view->row_px),
         end = ceil ((view->scroll_y + view->height) / view->row_px);

  *ret_first = (guint) CLAMP (first, 0, view->n_lines);
  *ret_end = (guint) CLAMP (end, *ret_first, view->n_lines);
}

static double
reveal (double scroll, double size, double begin, double end)
{
  if (begin < scroll || end - begin > size)
    return begin;
  return end > scroll + size ? end - size : scroll;
}

gboolean
tw_board_view_reveal (TwBoardView *view, gint64 from_us, gint64 to_us, int line)
{
  TwBoardView old = *view;
  double margin = MIN (24, view->width / 8);

  view->scroll_x =
      reveal (view->scroll_x, view->width, tw_board_view_content_x (view, from_us) - margin,
              tw_board_view_content_x (view, to_us) + margin);
  if (line >= 0)
    view->scroll_y =
        reveal (view->scroll_y, view->height, line * view->row_px, (line + 1) * view->row_px);
  tw_board_view_clamp (view);
  return view->scroll_x != old.scroll_x || view->scroll_y != old.scroll_y;
}

/* --- time ------------------------------------------------------------------------------------- */

static gint64
local_offset_us (gint64 t_us, GTimeZone *zone)
{
  TwLocalTime local;

  tw_time_to_local (t_us, zone, &local);
  return local.offset_s * TW_US_PER_S;
}

/* Where the clocks change between the time and its quarter, the quarter is taken by the clock that
 * shows it. */
gint64
tw_board_snap (gint64 t_us, GTimeZone *zone)
{
  gint64 offset_us = local_offset_us (t_us, zone), snapped_us;

  snapped_us = tw_time_floor (t_us + offset_us + TW_US_PER_SLOT / 2, TW_US_PER_SLOT) - offset_us;
  offset_us = local_offset_us (snapped_us, zone);
  return tw_time_floor (snapped_us + offset_us + TW_US_PER_SLOT / 2, TW_US_PER_SLOT) - offset_us;
}

int
tw_board_tick_minutes (double hour_px, double gap_px)
{
  static const int steps[] = { 15, 30, 60, 120, 180, 360, 720 };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * hour_px / 60 >= gap_px)
      return steps[i];
  return 1440;
}

gint64
tw_board_tick_from (gint64 t_us, int step_min, GTimeZone *zone)
{
  gint64 t = tw_board_snap (t_us, zone);

  if (t < t_us)
    t += TW_US_PER_SLOT;
  /* A day is at most 25 hours, so this ends. */
  for (int i = 0; i < 4 * 26; i++, t += TW_US_PER_SLOT)
    {
      TwLocalTime local;

      tw_time_to_local (t, zone, &local);
      if ((local.hour * 60 + local.minute) % step_min == 0)
        break;
    }
  return t;
}

/* --- pointer ---------------------------------------------------------------------------------- */

TwBoardHit
tw_board_hit (double x0, double x1, double x)
{
  double edge = MIN (TW_BOARD_EDGE_PX, (x1 - x0) / 3);

  if (x < x0 || x >= x1)
    return TW_BOARD_HIT_NONE;
  if (x < x0 + edge)
    return TW_BOARD_HIT_BEGIN;
  return x >= x1 - edge ? TW_BOARD_HIT_END : TW_BOARD_HIT_BODY;
}

TwBoardAxis
tw_board_main_axis (double dx, double dy)
{
  return fabs (dx) >= fabs (dy) ? TW_BOARD_AXIS_TIME : TW_BOARD_AXIS_ROW;
}

#define EDGE_ZONE_PX 36
#define EDGE_SPEED_PX_S 1200

double
tw_board_edge_speed (double at, double size)
{
  double edge = MIN (EDGE_ZONE_PX, size / 4), depth = 0;

  if (size <= 0)
    return 0;
  if (at < edge)
    depth = at - edge;
  else if (at > size - edge)
    depth = at - (size - edge);
  return CLAMP (depth / (2 * edge), -1, 1) * EDGE_SPEED_PX_S;
}

TwBoardBand
tw_board_band (double ax, double ay, double bx, double by)
{
  return (TwBoardBand){ MIN (ax, bx), MIN (ay, by), MAX (ax, bx), MAX (ay, by) };
}

gboolean
tw_board_band_touches (const TwBoardBand *band, const TwBoardView *view, guint line, gint64 from_us,
                       gint64 to_us)
{
  return tw_board_view_content_x (view, from_us) <= band->x1
         && tw_board_view_content_x (view, to_us) >= band->x0 && line * view->row_px < band->y1
         && (line + 1) * view->row_px > band->y0;
}

/* --- rows ------------------------------------------------------------------------------------- */

#define MAX_LANES 4

/* Bars [begin, end) hang together by overlaps: each takes the first lane that is free. */
static void
deal_lanes (TwBoardLane *bars, guint begin, guint end)
{
  gint64 busy_until[MAX_LANES];
  guint n_lanes = 0;

  for (guint i = begin; i < end; i++)
    {
      guint lane = 0;

      while (lane < n_lanes && busy_until[lane] > bars[i].from_us)
        lane++;
      if (lane == n_lanes && n_lanes < MAX_LANES)
        n_lanes++;
      lane = MIN (lane, MAX_LANES - 1);
      busy_until[lane] = bars[i].to_us;
      bars[i].lane = lane;
    }
  for (guint i = begin; i < end; i++)
    bars[i].n_lanes = n_lanes;
}

void
tw_board_assign_lanes (TwBoardLane *bars, guint n)
{
  gint64 end_us = G_MININT64;
  guint begin = 0;

  for (guint i = 0; i < n; i++)
    {
      if (bars[i].from_us >= end_us)
        {
          deal_lanes (bars, begin, i);
          begin = i;
        }
      end_us = MAX (end_us, bars[i].to_us);
    }
  deal_lanes (bars, begin, n);
}

void
tw_board_lines_init (TwBoardLines *self, guint n_rows,
                     void (*look) (guint row, gboolean *group, gboolean *folded, gpointer data),
                     gpointer data)
{
  gboolean hidden = FALSE;

  *self = (TwBoardLines){ .n_rows = n_rows };
  self->row_of_line = g_new (guint, n_rows + 1);
  self->line_of_row = g_new (int, n_rows + 1);
  self->person_of_line = g_new (int, n_rows + 1);
  self->line_of_person = g_new (guint, n_rows + 1);
  for (guint row = 0; row < n_rows; row++)
    {
      gboolean group = FALSE, folded = FALSE;

      look (row, &group, &folded, data);
      if (group)
        hidden = folded;
      self->line_of_row[row] = hidden && !group ? -1 : (int) self->n_lines;
      if (self->line_of_row[row] < 0)
        continue;
      self->row_of_line[self->n_lines] = row;
      self->person_of_line[self->n_lines] = (int) self->n_persons;
      if (!group)
        self->line_of_person[self->n_persons++] = self->n_lines;
      self->n_lines++;
    }
}

void
tw_board_lines_clear (TwBoardLines *self)
{
  g_free (self->row_of_line);
  g_free (self->line_of_row);
  g_free (self->person_of_line);
  g_free (self->line_of_person);
  *self = (TwBoardLines){ 0 };
}

gboolean
tw_board_lines_is_heading (const TwBoardLines *self, guint line)
{
  guint person;

  if (line >= self->n_lines)
    return FALSE;
  person = (guint) self->person_of_line[line];
  return person >= self->n_persons || self->line_of_person[person] != line;
}

int
tw_board_lines_person_of_row (const TwBoardLines *self, guint row)
{
  int line = row < self->n_rows ? self->line_of_row[row] : -1;

  return line < 0 || tw_board_lines_is_heading (self, (guint) line) ? -1
                                                                    : self->person_of_line[line];
}

guint
tw_board_lines_row_of_person (const TwBoardLines *self, guint person)
{
  g_return_val_if_fail (person < self->n_persons, 0);
  return self->row_of_line[self->line_of_person[person]];
}
