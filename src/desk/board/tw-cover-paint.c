// SPDX-License-Identifier: Apache-2.0
/*
 * The strip of coverage, from back to front: days; the band of demand from P50 to P90; what is
 * missing, between the staffed and the wanted, hatched in red; what is too much, between the wanted
 * and the staffed, dotted in grey; the wanted as a thin dashed line, the staffed as steps; brackets
 * of the tides over it. Both kinds of gap carry their words and figures where there is room, and
 * their sums stand beside the title with the pattern they are drawn in, so that neither colour nor
 * pattern is needed to tell them apart.
 */
#include "config.h"

#include "desk/board/tw-cover-paint.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define HATCH_PX 5
#define DOT_PX 4
#define FEW 0.005 /* heads or head-hours that are none */

/* --- arithmetic ------------------------------------------------------------------------------- */

/* The slots of @data within [from, to): first .. last - 1. */
static void
find_slots (const TwCoverData *data, gint64 from_us, gint64 to_us, int *ret_first, int *ret_last)
{
  gint64 first, last;

  *ret_first = *ret_last = 0;
  if (data == NULL || data->slot_us <= 0 || to_us <= from_us)
    return;
  first = tw_time_floor (from_us - data->from_us, data->slot_us) / data->slot_us;
  last = tw_time_floor (to_us - data->from_us + data->slot_us - 1, data->slot_us) / data->slot_us;
  *ret_first = (int) CLAMP (first, 0, (gint64) data->n_slots);
  *ret_last = (int) CLAMP (last, 0, (gint64) data->n_slots);
}

double
tw_cover_peak (const TwCoverData *data, gint64 from_us, gint64 to_us)
{
  double peak = 0;
  int first, last;

  find_slots (data, from_us, to_us, &first, &last);
  for (int i = first; i < last; i++)
    peak = fmax (peak, fmax (fmax (data->p50[i], data->p90[i]),
                             fmax (data->wanted[i], data->staffed[i])));
  return peak;
}

void
tw_cover_sum (const TwCoverData *data, gint64 from_us, gint64 to_us, double *ret_missing,
              double *ret_surplus)
{
  int first, last;

  *ret_missing = *ret_surplus = 0;
  find_slots (data, from_us, to_us, &first, &last);
  for (int i = first; i < last; i++)
    {
      double gap = data->wanted[i] - data->staffed[i];
      double hours = fabs (gap) * (double) data->slot_us / (double) TW_US_PER_HOUR;

      *(gap > 0 ? ret_missing : ret_surplus) += hours;
    }
}

int
tw_cover_find_worst (const TwCoverData *data, gint64 from_us, gint64 to_us)
{
  int first, last, worst = -1;

  find_slots (data, from_us, to_us, &first, &last);
  for (int i = first; i < last; i++)
    if (worst < 0
        || data->wanted[i] - data->staffed[i] > data->wanted[worst] - data->staffed[worst])
      worst = i;
  return worst;
}

guint
tw_cover_place_tides (const TwCoverTide *tides, guint n, guint *ret_rows)
{
  guint n_rows = 0;

  for (guint i = 0; i < n; i++)
    {
      guint64 taken = 0;

      for (guint j = 0; j < i; j++)
        if (tides[j].from_us < tides[i].to_us && tides[i].from_us < tides[j].to_us)
          taken |= G_GUINT64_CONSTANT (1) << MIN (ret_rows[j], 63);
      ret_rows[i] = 0;
      while (ret_rows[i] < 63 && (taken >> ret_rows[i] & 1))
        ret_rows[i]++;
      n_rows = MAX (n_rows, ret_rows[i] + 1);
    }
  return n_rows;
}

/* --- words ------------------------------------------------------------------------------------ */

static double
mean_of (const double *values, int first, int last)
{
  double sum = 0;

  for (int i = first; i < last; i++)
    sum += values[i];
  return sum / (last - first);
}

/* "missing 2", "2 too many" or "covered". */
static char *
describe_gap (const TwCoverData *data, int first, int last)
{
  double missing = 0, surplus = 0;
  g_autofree char *text = NULL;

  for (int i = first; i < last; i++)
    {
      missing = fmax (missing, data->wanted[i] - data->staffed[i]);
      surplus = fmax (surplus, data->staffed[i] - data->wanted[i]);
    }
  if (missing <= FEW && surplus <= FEW)
    return g_strdup (_ ("covered"));
  text = tw_chart_format_value (missing > FEW ? missing : surplus, FALSE);
  /* several slots differ: the worst is said */
  if (missing > FEW)
    return g_strdup_printf (last - first > 1 ? _ ("up to %s missing") : _ ("%s missing"), text);
  return g_strdup_printf (last - first > 1 ? _ ("up to %s too many") : _ ("%s too many"), text);
}

char *
tw_cover_describe (const TwCoverData *data, gint64 from_us, gint64 to_us, gint64 now_us,
                   GTimeZone *zone)
{
  int first, last;

  find_slots (data, from_us, to_us, &first, &last);
  if (last <= first)
    return NULL;
  g_autofree char *day = tw_chart_format_day (from_us, now_us, zone);
  g_autofree char *from = tw_chart_format_time (from_us, zone);
  g_autofree char *to = tw_chart_format_time (to_us, zone);
  g_autofree char *wanted = tw_chart_format_value (mean_of (data->wanted, first, last), FALSE);
  g_autofree char *staffed = tw_chart_format_value (mean_of (data->staffed, first, last), FALSE);
  g_autofree char *p50 = tw_chart_format_value (mean_of (data->p50, first, last), FALSE);
  g_autofree char *p90 = tw_chart_format_value (mean_of (data->p90, first, last), FALSE);
  g_autofree char *gap = describe_gap (data, first, last);

  /* Translators: "Today 08:00–09:00: wanted 12, staffed 10, up to 2 missing (demand P50 9, P90
   * 12)" */
  return g_strdup_printf (_ ("%s %s–%s: wanted %s, staffed %s, %s (demand P50 %s, P90 %s)"), day,
                          from, to, wanted, staffed, gap, p50, p90);
}

/* --- patterns --------------------------------------------------------------------------------- */

const TwChartColor *
tw_cover_missing_color (gboolean dark, gboolean high_contrast)
{
  static const TwChartColor colors[] = {
    { 0xc01c28, 1 }, { 0xff7b63, 1 }, { 0x9b0f19, 1 }, { 0xff9c8a, 1 }
  };

  return &colors[(dark ? 1 : 0) + (high_contrast ? 2 : 0)];
}

/* Diagonal lines over the path, which is used up. */
static void
fill_hatched (cairo_t *cr, const TwChartColor *color)
{
  TwChartColor ground = { color->rgb, 0.14 };
  double x0, y0, x1, y1;

  cairo_path_extents (cr, &x0, &y0, &x1, &y1);
  if (x1 <= x0 || y1 <= y0)
    {
      cairo_new_path (cr);
      return;
    }
  cairo_save (cr);
  tw_chart_set_color (cr, &ground);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  for (double x = HATCH_PX * floor ((x0 - (y1 - y0)) / HATCH_PX); x < x1; x += HATCH_PX)
    {
      cairo_move_to (cr, x, y1);
      cairo_line_to (cr, x + (y1 - y0), y0);
    }
  tw_chart_set_color (cr, color);
  cairo_set_line_width (cr, 1.2);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* Small squares over the path, which is used up. */
static void
fill_dotted (cairo_t *cr, const TwChartColor *color)
{
  double x0, y0, x1, y1;

  cairo_path_extents (cr, &x0, &y0, &x1, &y1);
  cairo_save (cr);
  cairo_clip (cr);
  for (double y = DOT_PX * floor (y0 / DOT_PX); y < y1; y += DOT_PX)
    for (double x =
             DOT_PX * floor (x0 / DOT_PX) + (fmod (y, 2 * DOT_PX) >= DOT_PX ? DOT_PX / 2.0 : 0);
         x < x1; x += DOT_PX)
      cairo_rectangle (cr, x, y, 1, 1);
  tw_chart_set_color (cr, color);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* --- the plot --------------------------------------------------------------------------------- */

typedef struct {
  int first, last; /* slots in sight */
} Sight;

static double
slot_x (const TwCoverPicture *p, int slot)
{
  return round (
      CLAMP (tw_time_axis_to_x (&p->chart.time, p->data->from_us + slot * p->data->slot_us),
             p->chart.plot.x, p->chart.plot.x + p->chart.plot.width));
}

static double
value_y (const TwCoverPicture *p, double value)
{
  return round (tw_value_axis_to_y (&p->chart.value, value));
}

static void
paint_band (cairo_t *cr, const TwCoverPicture *p, const Sight *sight)
{
  for (int i = sight->first; i < sight->last; i++)
    {
      double x = slot_x (p, i), top = value_y (p, fmax (p->data->p50[i], p->data->p90[i])),
             bottom = value_y (p, fmin (p->data->p50[i], p->data->p90[i]));

      if (isfinite (top) && isfinite (bottom) && p->data->p90[i] > FEW)
        cairo_rectangle (cr, x, top, slot_x (p, i + 1) - x, MAX (1, bottom - top));
    }
  tw_chart_set_color (cr, &p->chart.palette->band);
  cairo_fill (cr);
}

/* The area between staffed and wanted where the sign of their difference is @sign. */
static void
add_gaps (cairo_t *cr, const TwCoverPicture *p, const Sight *sight, int sign)
{
  for (int i = sight->first; i < sight->last; i++)
    {
      double gap = sign * (p->data->wanted[i] - p->data->staffed[i]), x = slot_x (p, i);
      double top = value_y (p, fmax (p->data->wanted[i], p->data->staffed[i])),
             bottom = value_y (p, fmin (p->data->wanted[i], p->data->staffed[i]));

      if (gap > FEW)
        cairo_rectangle (cr, x, top, slot_x (p, i + 1) - x, MAX (1, bottom - top));
    }
}

static void
paint_steps (cairo_t *cr, const TwCoverPicture *p, const Sight *sight, const double *values)
{
  for (int i = sight->first; i < sight->last; i++)
    {
      double y = value_y (p, values[i]) - 0.5;

      (i == sight->first ? cairo_move_to : cairo_line_to) (cr, slot_x (p, i), y);
      cairo_line_to (cr, slot_x (p, i + 1), y);
    }
  cairo_stroke (cr);
}

static void
paint_lines (cairo_t *cr, const TwCoverPicture *p, const Sight *sight)
{
  static const double dash[] = { 4, 2 };

  cairo_save (cr);
  cairo_set_dash (cr, dash, 2, 0);
  cairo_set_line_width (cr, 1);
  tw_chart_set_color (cr, &p->chart.palette->dim);
  paint_steps (cr, p, sight, p->data->wanted);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 1.5);
  tw_chart_set_color (cr, &p->chart.palette->line);
  paint_steps (cr, p, sight, p->data->staffed);
  cairo_restore (cr);
}

/* Text on a ground of its own, so that it can be read over patterns. */
static void
paint_label (cairo_t *cr, const TwCoverPicture *p, const char *text, double x, double y,
             const TwChartColor *color)
{
  double width = tw_chart_text_width (p->chart.pango, text);
  TwChartColor ground = { p->chart.palette->ground.rgb, 0.85 };

  tw_chart_set_color (cr, &ground);
  cairo_rectangle (cr, round (x - width / 2) - 2, y, width + 4, p->chart.line_px);
  cairo_fill (cr);
  tw_chart_paint_text (cr, &p->chart, text, x, y, 0.5, color);
}

/* A run of slots with a gap of one sign gets its worst figure in words where they fit, else as a
 * bare figure with its sign, else none: the run itself is drawn and can be asked. */
static void
paint_run_label (cairo_t *cr, const TwCoverPicture *p, int first, int last, int sign)
{
  const TwChartColor *color =
      sign > 0 ? tw_cover_missing_color (p->dark, p->high_contrast) : &p->chart.palette->dim;
  double worst = 0, x0 = slot_x (p, first), x1 = slot_x (p, last), y;
  g_autofree char *figure = NULL, *words = NULL, *bare = NULL;
  const char *text = NULL;

  for (int i = first; i < last; i++)
    worst = fmax (worst, sign * (p->data->wanted[i] - p->data->staffed[i]));
  if (worst < 0.5)
    return;
  figure = tw_chart_format_value (worst, FALSE);
  words = g_strdup_printf (sign > 0 ? _ ("%s missing") : _ ("%s too many"), figure);
  bare = g_strdup_printf (sign > 0 ? "−%s" : "+%s", figure);
  if (tw_chart_text_width (p->chart.pango, words) + 6 <= x1 - x0)
    text = words;
  else if (tw_chart_text_width (p->chart.pango, bare) + 4 <= x1 - x0)
    text = bare;
  if (text == NULL)
    return;
  y = p->chart.plot.y + p->chart.plot.height - p->chart.line_px - 2;
  paint_label (cr, p, text, (x0 + x1) / 2, y, color);
}

static int
sign_of (const TwCoverData *data, int slot)
{
  double gap = data->wanted[slot] - data->staffed[slot];

  return gap > FEW ? 1 : gap < -FEW ? -1 : 0;
}

static void
paint_run_labels (cairo_t *cr, const TwCoverPicture *p, const Sight *sight)
{
  for (int first = sight->first; first < sight->last;)
    {
      int sign = sign_of (p->data, first), last = first + 1;

      while (last < sight->last && sign_of (p->data, last) == sign)
        last++;
      if (sign != 0)
        paint_run_label (cr, p, first, last, sign);
      first = last;
    }
}

static void
paint_plot (cairo_t *cr, const TwCoverPicture *p)
{
  Sight sight;

  find_slots (p->data, p->chart.time.from_us, p->chart.time.to_us, &sight.first, &sight.last);
  if (sight.last <= sight.first)
    return;
  paint_band (cr, p, &sight);
  add_gaps (cr, p, &sight, -1);
  fill_dotted (cr, &p->chart.palette->dim);
  add_gaps (cr, p, &sight, 1);
  fill_hatched (cr, tw_cover_missing_color (p->dark, p->high_contrast));
  paint_lines (cr, p, &sight);
  paint_run_labels (cr, p, &sight);
}

/* --- tides ------------------------------------------------------------------------------------ */

/* Ends of the tide's room for text: its own, or up to its neighbours in the row. */
static void
find_tide_room (const TwCoverPicture *p, guint tide, double *ret_x0, double *ret_x1)
{
  const TwCoverTide *self = &p->tides[tide];
  gint64 from_us = p->chart.time.from_us, to_us = p->chart.time.to_us;

  for (guint i = 0; i < p->n_tides; i++)
    {
      const TwCoverTide *other = &p->tides[i];

      if (i == tide || p->tide_rows[i] != p->tide_rows[tide])
        continue;
      if (other->to_us <= self->from_us) /* the gap belongs to both */
        from_us = MAX (from_us, other->to_us + (self->from_us - other->to_us) / 2);
      else
        to_us = MIN (to_us, self->to_us + (other->from_us - self->to_us) / 2);
    }
  *ret_x0 = tw_time_axis_to_x (&p->chart.time, from_us) + 2;
  *ret_x1 = tw_time_axis_to_x (&p->chart.time, to_us) - 2;
}

static void
paint_tide_text (cairo_t *cr, const TwCoverPicture *p, guint tide, double x0, double x1, double y,
                 const TwChartColor *color)
{
  const TwCoverTide *self = &p->tides[tide];
  /* Translators: a tide rule and whether its share is met: "Tide 07-09: 43 % of 40 %, met" */
  g_autofree char *text =
      self->nobody
          ? g_strdup (self->text)
          : g_strdup_printf (self->met ? _ ("✓ %s, met") : _ ("! %s, not met"), self->text);
  double room_x0, room_x1, x;
  int width;

  find_tide_room (p, tide, &room_x0, &room_x1);
  if (room_x1 - room_x0 < 3 * p->chart.line_px)
    return;
  g_autoptr (PangoLayout) layout = tw_chart_layout (p->chart.pango, text, 9, PANGO_WEIGHT_NORMAL);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > room_x1 - room_x0)
    {
      width = (int) floor (room_x1 - room_x0);
      pango_layout_set_width (layout, width * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  x = CLAMP ((x0 + x1 - width) / 2, room_x0, room_x1 - width);
  cairo_move_to (cr, round (x), y);
  tw_chart_set_color (cr, color);
  pango_cairo_show_layout (cr, layout);
}

/* Open below, its ends going down through the plot as faint lines. What is not met is thicker and
 * red besides its words. */
static void
paint_tide (cairo_t *cr, const TwCoverPicture *p, guint tide)
{
  const TwCoverTide *self = &p->tides[tide];
  const TwChartColor *color = self->met || self->nobody
                                  ? &p->chart.palette->text
                                  : tw_cover_missing_color (p->dark, p->high_contrast);
  double from = tw_time_axis_to_x (&p->chart.time, MAX (self->from_us, p->chart.time.from_us)),
         to = tw_time_axis_to_x (&p->chart.time, MIN (self->to_us, p->chart.time.to_us));
  double x0 = round (from) + 0.5, x1 = round (to) - 0.5,
         top = p->chart.plot.y - (p->n_tide_rows - p->tide_rows[tide]) * p->tide_px;
  double y = top + p->chart.line_px + 2.5;
  gboolean starts = self->from_us >= p->chart.time.from_us,
           ends = self->to_us <= p->chart.time.to_us;

  if (self->to_us <= p->chart.time.from_us || self->from_us >= p->chart.time.to_us)
    return;
  cairo_save (cr);
  tw_chart_set_color (cr, color);
  cairo_set_line_width (cr, self->met || self->nobody ? 1 : 2);
  cairo_move_to (cr, x0, starts ? y + 4 : y);
  cairo_line_to (cr, x0, y);
  cairo_line_to (cr, x1, y);
  if (ends)
    cairo_line_to (cr, x1, y + 4);
  cairo_stroke (cr);
  tw_chart_set_color (cr, &p->chart.palette->grid);
  cairo_set_line_width (cr, 1);
  for (int end = 0; end < 2; end++)
    if (end == 0 ? starts : ends)
      {
        cairo_move_to (cr, end == 0 ? x0 : x1, y + 4);
        cairo_line_to (cr, end == 0 ? x0 : x1, p->chart.plot.y + p->chart.plot.height);
      }
  cairo_stroke (cr);
  cairo_restore (cr);
  paint_tide_text (cr, p, tide, x0, x1, top, color);
}

/* --- head and whole --------------------------------------------------------------------------- */

/* "[pattern] 12.5 h missing"; shortened where the head is narrow. */
static double
paint_sum (cairo_t *cr, const TwCoverPicture *p, double y, double room, double hours, int sign)
{
  double swatch = round (p->chart.line_px * 0.75);
  const TwChartColor *color =
      sign > 0 ? tw_cover_missing_color (p->dark, p->high_contrast) : &p->chart.palette->dim;
  g_autofree char *figure = tw_chart_format_value (hours, FALSE);
  g_autofree char *text =
      g_strdup_printf (sign > 0 ? _ ("%s h missing") : _ ("%s h too many"), figure);

  cairo_rectangle (cr, 6, y + round ((p->chart.line_px - swatch) / 2), swatch, swatch);
  if (sign > 0)
    fill_hatched (cr, color);
  else
    fill_dotted (cr, color);
  g_autoptr (PangoLayout) layout = tw_chart_layout (p->chart.pango, text, 9, PANGO_WEIGHT_NORMAL);
  pango_layout_set_width (layout, (int) (MAX (1, room - swatch - 10) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  cairo_move_to (cr, 6 + swatch + 4, y);
  tw_chart_set_color (cr, hours > FEW && sign > 0 ? color : &p->chart.palette->dim);
  pango_cairo_show_layout (cr, layout);
  return y + p->chart.line_px + 1;
}

static double
paint_key_text (cairo_t *cr, const TwCoverPicture *p, const char *text, double y, double room)
{
  double swatch = round (p->chart.line_px * 0.75);
  g_autoptr (PangoLayout) layout = tw_chart_layout (p->chart.pango, text, 9, PANGO_WEIGHT_NORMAL);

  pango_layout_set_width (layout, (int) (MAX (1, room - swatch - 10) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  cairo_move_to (cr, 6 + swatch + 4, y);
  tw_chart_set_color (cr, &p->chart.palette->dim);
  pango_cairo_show_layout (cr, layout);
  return y + p->chart.line_px + 1;
}

/* The lines: staffed, and wanted over the band of demand. */
static void
paint_key (cairo_t *cr, const TwCoverPicture *p, double y, double room, double bottom)
{
  static const double dash[] = { 4, 2 };
  double swatch = round (p->chart.line_px * 0.75);

  for (int line = 0; line < 2 && y + p->chart.line_px <= bottom; line++)
    {
      double middle = y + round (p->chart.line_px / 2) - 0.5;

      cairo_save (cr);
      if (line == 1)
        {
          cairo_rectangle (cr, 6, y + round ((p->chart.line_px - swatch) / 2), swatch, swatch);
          tw_chart_set_color (cr, &p->chart.palette->band);
          cairo_fill (cr);
          cairo_set_dash (cr, dash, 2, 0);
        }
      cairo_move_to (cr, 6, middle);
      cairo_line_to (cr, 6 + swatch, middle);
      cairo_set_line_width (cr, line == 0 ? 1.5 : 1);
      tw_chart_set_color (cr, line == 0 ? &p->chart.palette->line : &p->chart.palette->dim);
      cairo_stroke (cr);
      cairo_restore (cr);
      y = paint_key_text (cr, p, line == 0 ? _ ("staffed") : _ ("wanted; demand P50–P90"), y, room);
    }
}

/* What is drawn in which pattern and how much of it is in sight, left of the figures. */
static void
paint_head (cairo_t *cr, const TwCoverPicture *p)
{
  double room = p->chart.plot.x - tw_chart_gutter_px (p->chart.pango, &p->chart.value) - 12, y = 3;
  double missing, surplus, bottom = p->chart.plot.y + p->chart.plot.height;

  if (room < 40)
    return;
  if (p->title != NULL)
    {
      g_autoptr (PangoLayout) layout =
          tw_chart_layout (p->chart.pango, p->title, 9, PANGO_WEIGHT_BOLD);

      pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      cairo_move_to (cr, 6, y);
      tw_chart_set_color (cr, &p->chart.palette->text);
      pango_cairo_show_layout (cr, layout);
      y += p->chart.line_px + 3;
    }
  if (p->data == NULL)
    return;
  tw_cover_sum (p->data, p->chart.time.from_us, p->chart.time.to_us, &missing, &surplus);
  y = paint_sum (cr, p, y, room, missing, 1);
  y = paint_sum (cr, p, y, room, surplus, -1);
  paint_key (cr, p, y, room, bottom + tw_chart_hours_px (p->chart.line_px));
}

/* The layers of the charts think that the row above the plot is that of the days' names. */
static void
paint_ground (cairo_t *cr, const TwCoverPicture *p)
{
  TwChartFrame days = p->chart;
  double bottom = p->chart.plot.y + p->chart.plot.height;

  days.plot.y = tw_chart_days_px (p->chart.line_px);
  days.plot.height = bottom - days.plot.y;
  tw_chart_paint_days (cr, &days);
}

static void
paint_reason (cairo_t *cr, const TwCoverPicture *p)
{
  g_autoptr (PangoLayout) layout =
      tw_chart_layout (p->chart.pango, p->reason, 11, PANGO_WEIGHT_NORMAL);
  int width, height;

  pango_layout_set_width (layout, (int) (MAX (1, p->chart.plot.width - 24) * PANGO_SCALE));
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, p->chart.plot.x + 12,
                 p->chart.plot.y + round ((p->chart.plot.height - height) / 2));
  tw_chart_set_color (cr, &p->chart.palette->dim);
  pango_cairo_show_layout (cr, layout);
}

void
tw_cover_paint (cairo_t *cr, const TwCoverPicture *picture)
{
  gboolean has_time = picture->chart.time.to_us > picture->chart.time.from_us;

  if (has_time)
    paint_ground (cr, picture);
  if (picture->data != NULL && has_time)
    {
      tw_chart_paint_values (cr, &picture->chart);
      paint_plot (cr, picture);
    }
  for (guint i = 0; i < picture->n_tides && has_time; i++)
    paint_tide (cr, picture, i);
  if (has_time)
    {
      tw_chart_paint_now (cr, &picture->chart);
      tw_chart_paint_hours (cr, &picture->chart);
    }
  paint_head (cr, picture);
  if (picture->data == NULL && picture->reason != NULL)
    paint_reason (cr, picture);
}
