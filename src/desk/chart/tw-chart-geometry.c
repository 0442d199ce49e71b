// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/chart/tw-chart-geometry.h"

#include "desk/tw-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

double
tw_time_axis_to_x (const TwTimeAxis *axis, gint64 t_us)
{
  double span = (double) (axis->to_us - axis->from_us);

  return span <= 0 ? axis->x : axis->x + axis->width * ((double) (t_us - axis->from_us) / span);
}

gint64
tw_time_axis_to_time (const TwTimeAxis *axis, double x)
{
  double span = (double) (axis->to_us - axis->from_us);
  gint64 t;

  if (axis->width <= 0 || span <= 0)
    return axis->from_us;
  t = axis->from_us + (gint64) floor ((x - axis->x) / axis->width * span);
  return CLAMP (t, axis->from_us, axis->to_us - 1);
}

double
tw_time_axis_hour_px (const TwTimeAxis *axis)
{
  double span = (double) (axis->to_us - axis->from_us);

  return span <= 0 ? 0 : axis->width * (double) TW_US_PER_HOUR / span;
}

/* The smallest of 1, 2, 5, 10, ... that is at least @raw. */
static double
round_step (double raw)
{
  double unit = pow (10, floor (log10 (raw)));
  static const double steps[] = { 1, 2, 5, 10 };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * unit >= raw * (1 - 1e-9))
      return steps[i] * unit;
  return 10 * unit;
}

/* The lowest round number from @peak on: where there is room for one figure only, it should not
 * leave half of the plot empty. Whole numbers, so that its text stays short. */
static double
round_top (double peak)
{
  static const double tops[] = { 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 };
  double unit = pow (10, floor (log10 (peak) + 1e-9));

  for (gsize i = 0; i < G_N_ELEMENTS (tops); i++)
    if (tops[i] * unit >= peak * (1 - 1e-9) && fmod (tops[i] * unit, 1) < 1e-9)
      return tops[i] * unit;
  return 10 * unit;
}

void
tw_value_axis_init (TwValueAxis *axis, double peak, double y, double height, double min_gap_px)
{
  double n_max = MAX (1, floor (height / MAX (min_gap_px, 1)));

  if (!isfinite (peak) || peak <= 0)
    peak = 1;
  axis->y = y;
  axis->height = height;
  axis->step = round_step (peak / n_max);
  if (peak >= 1) /* counts: no halves */
    axis->step = MAX (axis->step, 1);
  axis->max = ceil (peak / axis->step * (1 - 1e-9)) * axis->step;
  if (axis->max == axis->step && peak >= 1)
    axis->max = axis->step = round_top (peak);
}

double
tw_value_axis_to_y (const TwValueAxis *axis, double value)
{
  return axis->y + axis->height * (1 - CLAMP (value / axis->max, 0, 1));
}

int
tw_value_axis_decimals (const TwValueAxis *axis)
{
  return axis->step >= 1 ? 0 : (int) ceil (-log10 (axis->step) - 1e-9);
}

/* Local midnight of the day that holds @t_us, @days later. */
static gint64
local_midnight (gint64 t_us, int days, GTimeZone *zone)
{
  TwLocalTime local;

  tw_time_to_local (t_us, zone, &local);
  local.hour = local.minute = local.second = 0;
  if (days != 0) /* noon never skips a day, whatever summer time does */
    {
      local.hour = 12;
      tw_time_to_local (tw_time_from_local (&local, zone) + days * TW_US_PER_DAY, zone, &local);
      local.hour = local.minute = local.second = 0;
    }
  return tw_time_from_local (&local, zone);
}

GArray *
tw_time_axis_list_days (const TwTimeAxis *axis, GTimeZone *zone)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (TwDayBand));
  gint64 start = local_midnight (axis->from_us, 0, zone);

  while (start < axis->to_us)
    {
      gint64 next = local_midnight (start, 1, zone);
      TwLocalTime local;
      TwDayBand day = { .midnight_us = start };

      tw_time_to_local (start, zone, &local);
      day.x0 = tw_time_axis_to_x (axis, MAX (start, axis->from_us));
      day.x1 = tw_time_axis_to_x (axis, MIN (next, axis->to_us));
      day.weekday = local.weekday;
      day.odd = tw_days_from_civil (local.year, local.month, local.day) & 1;
      g_array_append_val (days, day);
      if (next <= start)
        break;
      start = next;
    }
  return days;
}

GArray *
tw_time_axis_list_hours (const TwTimeAxis *axis, GTimeZone *zone, double min_gap_px)
{
  static const int steps[] = { 1, 2, 3, 6, 12 };
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (TwHourTick));
  double hour_px = tw_time_axis_hour_px (axis);
  int step = 24;

  for (gsize i = 0; i < G_N_ELEMENTS (steps) && step == 24; i++)
    if (steps[i] * hour_px >= min_gap_px)
      step = steps[i];

  for (gint64 t = tw_time_floor (axis->from_us, TW_US_PER_SLOT); t < axis->to_us;
       t += TW_US_PER_SLOT)
    {
      TwLocalTime local;

      tw_time_to_local (t, zone, &local);
      if (t >= axis->from_us && local.minute == 0 && local.hour % step == 0)
        {
          TwHourTick tick = { tw_time_axis_to_x (axis, t), t, local.hour };

          g_array_append_val (ticks, tick);
        }
    }
  return ticks;
}

static int
day_number (gint64 t_us, GTimeZone *zone)
{
  TwLocalTime local;

  tw_time_to_local (t_us, zone, &local);
  return tw_days_from_civil (local.year, local.month, local.day);
}

const char *
tw_chart_weekday_name (int weekday)
{
  static const char *const names[] = { N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"),
                                       N_ ("Fri"), N_ ("Sat"), N_ ("Sun") };

  return _ (names[CLAMP (weekday, 1, 7) - 1]);
}

char *
tw_chart_format_day (gint64 t_us, gint64 now_us, GTimeZone *zone)
{
  TwLocalTime local;

  switch (day_number (t_us, zone) - day_number (now_us, zone))
    {
    case -1:
      return g_strdup (_ ("Yesterday"));
    case 0:
      return g_strdup (_ ("Today"));
    case 1:
      return g_strdup (_ ("Tomorrow"));
    default:
      tw_time_to_local (t_us, zone, &local);
      return g_strdup_printf ("%s %02d-%02d", tw_chart_weekday_name (local.weekday), local.month,
                              local.day);
    }
}

char *
tw_chart_format_time (gint64 t_us, GTimeZone *zone)
{
  TwLocalTime local;

  tw_time_to_local (t_us, zone, &local);
  return g_strdup_printf ("%02d:%02d", local.hour, local.minute);
}

char *
tw_chart_format_hour (gint64 hour_us, gint64 now_us, GTimeZone *zone)
{
  g_autofree char *day = tw_chart_format_day (hour_us, now_us, zone);
  g_autofree char *from = tw_chart_format_time (hour_us, zone);
  g_autofree char *to = tw_chart_format_time (hour_us + TW_US_PER_HOUR, zone);

  return g_strdup_printf ("%s %s–%s", day, from, to);
}

char *
tw_chart_format_value (double value, gboolean whole)
{
  char *text;

  if (!isfinite (value))
    return g_strdup ("–");
  if (whole || value >= 9.95 || fabs (value) < 0.005)
    return tw_text_count ((gint64) round (value));
  text = g_strdup_printf (value >= 0.095 ? "%.1f" : "%.2f", value);
  if (g_str_has_suffix (text, ".0")) /* as exact as a whole number and no more */
    text[strlen (text) - 2] = '\0';
  return text;
}
