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

static void
paint_day_name (cairo_t *cr, const TwChartFrame *frame, const TwDayBand *day, double label_height)
{
  g_autofree char *name = tw_chart_format_day (day->midnight_us, frame->now_us, frame->zone);
  g_autoptr (PangoLayout) layout = tw_chart_layout (frame->pango, name, 9, PANGO_WEIGHT_NORMAL);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (width + 8 > day->x1 - day->x0)
    {
      pango_layout_set_text (layout, tw_chart_weekday_name (day->weekday), -1);
      pango_layout_get_pixel_size (layout, &width, &height);
    }
  if (width + 8 > day->x1 - day->x0)
    return;
  cairo_move_to (cr, round (day->x0 + 6),
                 round (frame->plot.y - label_height + (label_height - height) / 2));
  tw_chart_set_color (cr, &frame->palette->dim);
  pango_cairo_show_layout (cr, layout);
}

void
tw_chart_paint_days (cairo_t *cr, const TwChartFrame *frame, double label_height)
{
  g_autoptr (GArray) days = tw_time_axis_list_days (&frame->time, frame->zone);
  double top = frame->plot.y - label_height, height = frame->plot.height + label_height;

  for (guint i = 0; i < days->len; i++)
    {
      const TwDayBand *day = &g_array_index (days, TwDayBand, i);

      if (day->odd)
        fill_rect (cr, round (day->x0), top, round (day->x1) - round (day->x0), height,
                   &frame->palette->day);
      if (day->midnight_us > frame->time.from_us)
        fill_rect (cr, round (day->x0), top, 1, height, &frame->palette->grid);
      if (label_height > 0)
        paint_day_name (cr, frame, day, label_height);
    }
}

void
tw_chart_paint_hours (cairo_t *cr, const TwChartFrame *frame)
{
  g_autoptr (GArray) ticks = tw_time_axis_list_hours (&frame->time, frame->zone, 30);
  double bottom = frame->plot.y + frame->plot.height;

  for (guint i = 0; i < ticks->len; i++)
    {
      const TwHourTick *tick = &g_array_index (ticks, TwHourTick, i);
      char text[8];

      fill_rect (cr, round (tick->x), bottom, 1, 4, &frame->palette->dim);
      g_snprintf (text, sizeof text, "%02d", tick->hour);
      if (tick->x - frame->plot.x >= 8 && frame->plot.x + frame->plot.width - tick->x >= 8)
        tw_chart_paint_text (cr, frame, text, tick->x, bottom + 4, 0.5, &frame->palette->dim);
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
      tw_chart_paint_text (cr, frame, text, frame->plot.x - 6, y - 8, 1, &frame->palette->dim);
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
tw_chart_paint_now (cairo_t *cr, const TwChartFrame *frame, gboolean label)
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
  if (label && x + 48 < frame->plot.x + frame->plot.width)
    tw_chart_paint_text (cr, frame, _ ("Now"), x + 4, frame->plot.y + 1, 0, &frame->palette->text);
  else if (label)
    tw_chart_paint_text (cr, frame, _ ("Now"), x - 4, frame->plot.y + 1, 1, &frame->palette->text);
}
