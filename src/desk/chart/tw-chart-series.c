// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/chart/tw-chart-series.h"

#include "desk/chart/tw-chart-geometry.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define Z90 1.2815515655446004 /* the 90 % point of the normal distribution */

TwChartSeries *
tw_chart_series_new (gint64 step_us)
{
  TwChartSeries *self = g_new0 (TwChartSeries, 1);

  g_return_val_if_fail (step_us > 0, NULL);
  g_atomic_ref_count_init (&self->refs);
  self->step_us = step_us;
  self->points = g_array_new (FALSE, FALSE, sizeof (TwChartPoint));
  return self;
}

TwChartSeries *
tw_chart_series_ref (TwChartSeries *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_chart_series_unref (TwChartSeries *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->points);
  g_free (self);
}

static TwChartPoint *
point_at (TwChartSeries *self, guint i)
{
  return &g_array_index (self->points, TwChartPoint, i);
}

void
tw_chart_series_add (TwChartSeries *self, const TwChartPoint *point)
{
  guint n = self->points->len;

  g_return_if_fail (n == 0 || point_at (self, n - 1)->t_us < point->t_us);
  g_array_append_val (self->points, *point);
}

/* Index of the first point at or after @t_us. */
static guint
lower_bound (TwChartSeries *self, gint64 t_us)
{
  guint low = 0, high = self->points->len;

  while (low < high)
    {
      guint mid = (low + high) / 2;

      if (point_at (self, mid)->t_us < t_us)
        low = mid + 1;
      else
        high = mid;
    }
  return low;
}

const TwChartPoint *
tw_chart_series_find (TwChartSeries *self, gint64 t_us)
{
  guint i = lower_bound (self, t_us - self->step_us + 1);

  return i < self->points->len && point_at (self, i)->t_us <= t_us ? point_at (self, i) : NULL;
}

double
tw_chart_series_peak (TwChartSeries *self, gint64 from_us, gint64 to_us)
{
  double peak = 0;

  for (guint i = lower_bound (self, from_us); i < self->points->len; i++)
    {
      const TwChartPoint *p = point_at (self, i);

      if (p->t_us >= to_us)
        break;
      if (isfinite (p->value))
        peak = MAX (peak, p->value);
      if (isfinite (p->high))
        peak = MAX (peak, p->high);
    }
  return peak;
}

double
tw_chart_series_sum (TwChartSeries *self, gint64 from_us, gint64 to_us)
{
  double sum = 0;

  for (guint i = lower_bound (self, from_us); i < self->points->len; i++)
    {
      const TwChartPoint *p = point_at (self, i);

      if (p->t_us >= to_us)
        break;
      if (isfinite (p->value))
        sum += p->value;
    }
  return sum;
}

static void
append_number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (out, ',');
  if (isfinite (value))
    g_string_append (out, g_ascii_formatd (text, sizeof text, "%.6g", value));
}

char *
tw_chart_series_to_csv (TwChartSeries *self)
{
  GString *out = g_string_new ("time,kind,value,p10,p90\n");

  for (guint i = 0; i < self->points->len; i++)
    {
      const TwChartPoint *p = point_at (self, i);
      g_autofree char *time = tw_time_format_rfc3339 (p->t_us);

      g_string_append_printf (out, "%s,%s", time, p->forecast ? "forecast" : "observed");
      append_number (out, p->value);
      append_number (out, p->low);
      append_number (out, p->high);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

char *
tw_chart_point_describe (const TwChartPoint *point, gint64 now_us, GTimeZone *zone)
{
  g_autofree char *when = tw_chart_format_hour (point->t_us, now_us, zone);
  g_autofree char *value = tw_chart_format_value (point->value, !point->forecast);
  g_autofree char *low = tw_chart_format_value (point->low, TRUE);
  g_autofree char *high = tw_chart_format_value (point->high, TRUE);

  if (!isfinite (point->value))
    return g_strdup_printf (_ ("%s: no data"), when);
  if (!point->forecast)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s request", "%s: %s requests",
                                         (gulong) point->value),
                            when, value);
  if (!isfinite (point->low) || !isfinite (point->high))
    return g_strdup_printf (_ ("%s: mean %s"), when, value);
  return g_strdup_printf (_ ("%s: mean %s, P10 %s, P90 %s"), when, value, low, high);
}

void
tw_chart_thin_band (double share, double *mean, double *low, double *high)
{
  double below = MAX (0, *mean - *low) / Z90, above = MAX (0, *high - *mean) / Z90;
  double extra = share * (1 - share) * MAX (0, *mean);

  if (share >= 1)
    return;
  *mean *= share;
  *low = MAX (0, *mean - Z90 * sqrt (share * share * below * below + extra));
  *high = *mean + Z90 * sqrt (share * share * above * above + extra);
}
