// SPDX-License-Identifier: Apache-2.0
/*
 * The layers of a chart. All draw with cairo and pango alone, so that the screen, a PNG export and
 * a test see the same pixels. A chart is calm: near-grey bars and bands, the value in the colour of
 * text, and the accent only on what can be dragged.
 */
#include "config.h"

#include "desk/chart/tw-chart-paint.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const TwChartPalette palettes[4] = {
  { { 0xffffff, 1 },
    { 0x2e3033, 1 },
    { 0x5f6368, 1 },
    { 0x000000, 0.09 },
    { 0x000000, 0.035 },
    { 0x6f757c, 1 },
    { 0x4a5058, 0.22 },
    { 0x2e3033, 1 },
    { 0x2e3033, 1 },
    { 0x1c71d8, 1 } },
  { { 0x242424, 1 },
    { 0xe6e6e6, 1 },
    { 0xa8abb0, 1 },
    { 0xffffff, 0.10 },
    { 0xffffff, 0.035 },
    { 0x8d939a, 1 },
    { 0xc8ccd2, 0.24 },
    { 0xe6e6e6, 1 },
    { 0xe6e6e6, 1 },
    { 0x62a0ea, 1 } },
  { { 0xffffff, 1 },
    { 0x000000, 1 },
    { 0x2b2b2b, 1 },
    { 0x000000, 0.35 },
    { 0x000000, 0.06 },
    { 0x3c4045, 1 },
    { 0x000000, 0.35 },
    { 0x000000, 1 },
    { 0x000000, 1 },
    { 0x0b4a9e, 1 } },
  { { 0x000000, 1 },
    { 0xffffff, 1 },
    { 0xdcdcdc, 1 },
    { 0xffffff, 0.35 },
    { 0xffffff, 0.08 },
    { 0xc4c8cc, 1 },
    { 0xffffff, 0.38 },
    { 0xffffff, 1 },
    { 0xffffff, 1 },
    { 0x99c1f1, 1 } },
};

const TwChartPalette *
tw_chart_palette_get (gboolean dark, gboolean high_contrast)
{
  return &palettes[(dark ? 1 : 0) + (high_contrast ? 2 : 0)];
}

void
tw_chart_set_color (cairo_t *cr, const TwChartColor *color)
{
  cairo_set_source_rgba (cr, (color->rgb >> 16) / 255.0, (color->rgb >> 8 & 255) / 255.0,
                         (color->rgb & 255) / 255.0, color->alpha);
}

PangoLayout *
tw_chart_layout (PangoContext *pango, const char *text, double size_pt, PangoWeight weight)
{
  PangoLayout *layout = pango_layout_new (pango);
  g_autoptr (PangoAttrList) attrs = pango_attr_list_new ();
  const PangoFontDescription *base = pango_context_get_font_description (pango);
  double resolution = pango_cairo_context_get_resolution (pango);
  double scale = 1;

  /* follow the user's text size: captions are 9/11 of the body, whatever the body is */
  if (base != NULL && pango_font_description_get_size (base) > 0
      && !pango_font_description_get_size_is_absolute (base))
    scale = pango_font_description_get_size (base) / (11.0 * PANGO_SCALE);
  else if (base != NULL && pango_font_description_get_size (base) > 0)
    scale = pango_font_description_get_size (base) * 72.0
            / ((resolution > 0 ? resolution : 96) * 11.0 * PANGO_SCALE);
  pango_attr_list_insert (attrs, pango_attr_size_new ((int) (size_pt * scale * PANGO_SCALE)));
  pango_attr_list_insert (attrs, pango_attr_weight_new (weight));
  pango_attr_list_insert (attrs, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attrs);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

void
tw_chart_paint_text (cairo_t *cr, const TwChartFrame *frame, const char *text, double x, double y,
                     double align, const TwChartColor *color)
{
  g_autoptr (PangoLayout) layout = tw_chart_layout (frame->pango, text, 9, PANGO_WEIGHT_NORMAL);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_move_to (cr, round (x - width * align), y);
  tw_chart_set_color (cr, color);
  pango_cairo_show_layout (cr, layout);
}

static void
fill_rect (cairo_t *cr, double x, double y, double width, double height, const TwChartColor *color)
{
  cairo_rectangle (cr, x, y, width, height);
  tw_chart_set_color (cr, color);
  cairo_fill (cr);
}

/* --- sizes ------------------------------------------------------------------------------------ */

#define TICK_PX 4
#define NAME_PX 6 /* from a name to what stands beside it */

double
tw_chart_line_px (PangoContext *pango)
{
  g_autoptr (PangoLayout) layout = tw_chart_layout (pango, "0", 9, PANGO_WEIGHT_NORMAL);
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

double
tw_chart_text_width (PangoContext *pango, const char *text)
{
  g_autoptr (PangoLayout) layout = tw_chart_layout (pango, text, 9, PANGO_WEIGHT_NORMAL);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

double
tw_chart_days_px (double line_px)
{
  return line_px + 3;
}

double
tw_chart_hours_px (double line_px)
{
  return line_px + TICK_PX;
}

double
tw_chart_gutter_px (PangoContext *pango, const TwValueAxis *axis)
{
  g_autofree char *top = g_strdup_printf ("%.*f", tw_value_axis_decimals (axis), axis->max);

  /* three digits at least, so that the plot stays where it is when the figures change */
  return 2 + NAME_PX
         + ceil (MAX (tw_chart_text_width (pango, top), tw_chart_text_width (pango, "000")));
}

/* --- layers ----------------------------------------------------------------------------------- */

void
tw_chart_paint_days (cairo_t *cr, const TwChartFrame *frame)
{
  g_autoptr (GArray) days = tw_time_axis_list_days (&frame->time, frame->zone);
  double head = tw_chart_days_px (frame->line_px);
  double top = frame->plot.y - head, height = frame->plot.height + head;

  for (guint i = 0; i < days->len; i++)
    {
      const TwDayBand *day = &g_array_index (days, TwDayBand, i);

      if (day->odd)
        fill_rect (cr, round (day->x0), top, round (day->x1) - round (day->x0), height,
                   &frame->palette->day);
      if (day->midnight_us > frame->time.from_us)
        fill_rect (cr, round (day->x0), top, 1, height, &frame->palette->grid);
    }
}

void
tw_chart_paint_hours (cairo_t *cr, const TwChartFrame *frame)
{
  double width = tw_chart_text_width (frame->pango, "00");
  g_autoptr (GArray) ticks = tw_time_axis_list_hours (&frame->time, frame->zone, width + 15);
  double bottom = frame->plot.y + frame->plot.height;

  for (guint i = 0; i < ticks->len; i++)
    {
      const TwHourTick *tick = &g_array_index (ticks, TwHourTick, i);
      char text[8];

      fill_rect (cr, round (tick->x), bottom, 1, TICK_PX, &frame->palette->dim);
      g_snprintf (text, sizeof text, "%02d", tick->hour);
      if (tick->x - frame->plot.x >= width / 2
          && frame->plot.x + frame->plot.width - tick->x >= width / 2)
        tw_chart_paint_text (cr, frame, text, tick->x, bottom + TICK_PX, 0.5, &frame->palette->dim);
    }
}

void
tw_chart_paint_values (cairo_t *cr, const TwChartFrame *frame)
{
  int decimals = tw_value_axis_decimals (&frame->value);
  int n = (int) round (frame->value.max / frame->value.step);

  for (int i = 0; i <= n; i++)
    {
      double value = i * frame->value.step, y = round (tw_value_axis_to_y (&frame->value, value));
      char text[24];

      fill_rect (cr, frame->plot.x, i == 0 ? y - 1 : y, frame->plot.width, 1,
                 &frame->palette->grid);
      g_snprintf (text, sizeof text, "%.*f", decimals, value);
      tw_chart_paint_text (cr, frame, text, frame->plot.x - NAME_PX, round (y - frame->line_px / 2),
                           1, &frame->palette->dim);
    }
}

static gboolean
is_shown (const TwChartFrame *frame, TwChartSeries *series, const TwChartPoint *p)
{
  return p->t_us + series->step_us > frame->time.from_us && p->t_us < frame->time.to_us;
}

static const TwChartPoint *
point_at (TwChartSeries *series, guint i)
{
  return &g_array_index (series->points, TwChartPoint, i);
}

void
tw_chart_paint_bars (cairo_t *cr, const TwChartFrame *frame, TwChartSeries *series)
{
  double bottom = frame->plot.y + frame->plot.height;

  tw_chart_set_color (cr, &frame->palette->bar);
  for (guint i = 0; i < series->points->len; i++)
    {
      const TwChartPoint *p = point_at (series, i);
      double x0, x1, y;

      if (p->forecast || !is_shown (frame, series, p) || !(p->value > 0))
        continue;
      x0 = round (tw_time_axis_to_x (&frame->time, MAX (p->t_us, frame->time.from_us)));
      x1 = round (
          tw_time_axis_to_x (&frame->time, MIN (p->t_us + series->step_us, frame->time.to_us)));
      y = tw_value_axis_to_y (&frame->value, p->value);
      cairo_rectangle (cr, x0, y, MAX (1, x1 - x0 - (x1 - x0 >= 3 ? 1 : 0)), bottom - y);
    }
  cairo_fill (cr);
}

void
tw_chart_paint_band (cairo_t *cr, const TwChartFrame *frame, TwChartSeries *series)
{
  tw_chart_set_color (cr, &frame->palette->band);
  for (guint i = 0; i < series->points->len; i++)
    {
      const TwChartPoint *p = point_at (series, i);
      double x0, x1, top, bottom;

      if (!is_shown (frame, series, p) || !isfinite (p->low) || !isfinite (p->high))
        continue;
      x0 = round (tw_time_axis_to_x (&frame->time, MAX (p->t_us, frame->time.from_us)));
      x1 = round (
          tw_time_axis_to_x (&frame->time, MIN (p->t_us + series->step_us, frame->time.to_us)));
      top = tw_value_axis_to_y (&frame->value, p->high);
      bottom = tw_value_axis_to_y (&frame->value, p->low);
      cairo_rectangle (cr, x0, top, x1 - x0, MAX (1, bottom - top));
    }
  cairo_fill (cr);
}

void
tw_chart_paint_steps (cairo_t *cr, const TwChartFrame *frame, TwChartSeries *series,
                      gboolean forecast)
{
  gboolean pen_down = FALSE;

  cairo_save (cr);
  cairo_rectangle (cr, frame->plot.x, frame->plot.y - 2, frame->plot.width, frame->plot.height + 4);
  cairo_clip (cr);
  for (guint i = 0; i < series->points->len; i++)
    {
      const TwChartPoint *p = point_at (series, i);
      double y;

      if (p->forecast != forecast || !is_shown (frame, series, p) || !isfinite (p->value))
        {
          pen_down = FALSE;
          continue;
        }
      y = round (tw_value_axis_to_y (&frame->value, p->value)) - 0.5;
      (pen_down ? cairo_line_to : cairo_move_to) (cr, tw_time_axis_to_x (&frame->time, p->t_us), y);
      cairo_line_to (cr, tw_time_axis_to_x (&frame->time, p->t_us + series->step_us), y);
      pen_down = TRUE;
    }
  cairo_set_line_width (cr, 1.5);
  tw_chart_set_color (cr, &frame->palette->line);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
tw_chart_paint_now (cairo_t *cr, const TwChartFrame *frame)
{
  static const double dash[] = { 3, 3 };
  double x = round (tw_time_axis_to_x (&frame->time, frame->now_us)) + 0.5;

  if (frame->now_us < frame->time.from_us || frame->now_us >= frame->time.to_us)
    return;
  cairo_save (cr);
  cairo_set_dash (cr, dash, 2, 0);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, x, frame->plot.y);
  cairo_line_to (cr, x, frame->plot.y + frame->plot.height);
  tw_chart_set_color (cr, &frame->palette->now);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* --- names ------------------------------------------------------------------------------------ */

static void
clear_name (gpointer data)
{
  g_clear_object (&((TwChartName *) data)->layout);
}

/* Where a name of @width may begin within [x0, x1) without touching the gap, or NAN. */
static double
find_room (double x0, double x1, double width, const TwChartGap *gap)
{
  double x = round (x0 + NAME_PX);

  if (gap != NULL && x < gap->x1 + 2 && x + width > gap->x0 - 2)
    x = round (gap->x1 + NAME_PX);
  return x + width + 2 <= x1 ? x : NAN;
}

static void
add_day (GArray *names, const TwChartFrame *frame, const TwDayBand *day, const TwChartGap *gap)
{
  g_autofree char *full = tw_chart_format_day (day->midnight_us, frame->now_us, frame->zone);
  const char *texts[] = { full, tw_chart_weekday_name (day->weekday) };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      TwChartName name = { .color = &frame->palette->dim };
      int width, height;

      name.layout = tw_chart_layout (frame->pango, texts[i], 9, PANGO_WEIGHT_NORMAL);
      pango_layout_get_pixel_size (name.layout, &width, &height);
      name.x = find_room (day->x0, day->x1, width, gap);
      name.y = frame->plot.y - tw_chart_days_px (frame->line_px)
               + round ((tw_chart_days_px (frame->line_px) - height) / 2);
      if (isfinite (name.x))
        {
          g_array_append_val (names, name);
          return;
        }
      g_object_unref (name.layout);
    }
}

/* Right of its line, left of it where the plot ends or the gap's own line would cross it. */
static void
add_now (GArray *names, const TwChartFrame *frame, const TwChartGap *gap)
{
  double x = round (tw_time_axis_to_x (&frame->time, frame->now_us));
  TwChartName name = { .y = frame->plot.y + 1, .color = &frame->palette->text };
  int width;

  if (frame->now_us < frame->time.from_us || frame->now_us >= frame->time.to_us)
    return;
  name.layout = tw_chart_layout (frame->pango, _ ("Now"), 9, PANGO_WEIGHT_NORMAL);
  pango_layout_get_pixel_size (name.layout, &width, NULL);
  name.x = x + 4;
  if (name.x + width > frame->plot.x + frame->plot.width
      || (gap != NULL && gap->x >= x + 1 && gap->x <= name.x + width + 2))
    name.x = x - 4 - width;
  g_array_append_val (names, name);
}

GArray *
tw_chart_list_names (const TwChartFrame *frame, const TwChartGap *gap)
{
  g_autoptr (GArray) days = tw_time_axis_list_days (&frame->time, frame->zone);
  GArray *names = g_array_new (FALSE, FALSE, sizeof (TwChartName));

  g_array_set_clear_func (names, clear_name);
  for (guint i = 0; i < days->len; i++)
    add_day (names, frame, &g_array_index (days, TwDayBand, i), gap);
  add_now (names, frame, gap);
  return names;
}

void
tw_chart_paint_names (cairo_t *cr, const TwChartFrame *frame)
{
  g_autoptr (GArray) names = tw_chart_list_names (frame, NULL);

  for (guint i = 0; i < names->len; i++)
    {
      const TwChartName *name = &g_array_index (names, TwChartName, i);

      cairo_move_to (cr, name->x, name->y);
      tw_chart_set_color (cr, name->color);
      pango_cairo_show_layout (cr, name->layout);
    }
}
