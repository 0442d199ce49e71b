// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-metrics.h"

#include <math.h>

#define SEASONALITY_Z 1.645 /* two-sided 90 % */

double
tw_metric_naive_scale (const double *train, gsize n_train, guint season)
{
  guint s = MAX (season, 1);
  double sum = 0;

  if (n_train <= s)
    return 0;
  for (gsize t = s; t < n_train; t++)
    sum += fabs (train[t] - train[t - s]);
  return sum / (n_train - s);
}

double
tw_metric_mase (const double *actual, const double *forecast, gsize n, const double *train,
                gsize n_train, guint season)
{
  double scale = tw_metric_naive_scale (train, n_train, season), sum = 0;

  if (!(scale > 0) || n == 0)
    return NAN;
  for (gsize i = 0; i < n; i++)
    sum += fabs (actual[i] - forecast[i]);
  return sum / n / scale;
}

double
tw_metric_smape (const double *actual, const double *forecast, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      double both = fabs (actual[i]) + fabs (forecast[i]);
      sum += both > 0 ? fabs (actual[i] - forecast[i]) / both : 0;
    }
  return n > 0 ? 200 * sum / n : 0;
}

double
tw_metric_owa (double smape, double mase, double naive2_smape, double naive2_mase)
{
  return 0.5 * (smape / naive2_smape + mase / naive2_mase);
}

double
tw_metric_pinball (double level, double quantile, double actual)
{
  return actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual);
}

double
tw_metric_coverage (const double *actual, const double *quantiles, gsize n)
{
  gsize below = 0;

  for (gsize i = 0; i < n; i++)
    below += actual[i] <= quantiles[i];
  return n > 0 ? (double) below / n : NAN;
}

static gboolean
is_seasonal (const double *x, gsize n, guint season)
{
  double mean = 0, variance = 0, squares = 0, at_season = 0;

  if (season < 2 || n < 3 * (gsize) season)
    return FALSE;
  for (gsize t = 0; t < n; t++)
    mean += x[t] / n;
  for (gsize t = 0; t < n; t++)
    variance += (x[t] - mean) * (x[t] - mean);
  if (!(variance > 0))
    return FALSE;
  for (guint lag = 1; lag <= season; lag++)
    {
      double r = 0;
      for (gsize t = lag; t < n; t++)
        r += (x[t] - mean) * (x[t - lag] - mean) / variance;
      if (lag < season)
        squares += r * r;
      at_season = r;
    }
  return fabs (at_season) > SEASONALITY_Z * sqrt ((1 + 2 * squares) / n);
}

static double
centred_mean (const double *x, gsize t, guint season)
{
  guint half = season / 2;
  double sum = 0;

  for (gsize i = t - half; i <= t + half; i++)
    sum += x[i] * (season % 2 == 0 && (i == t - half || i == t + half) ? 0.5 : 1);
  return sum / season;
}

/* Multiplicative indices by the ratio to a centred mean; FALSE where they make no sense. */
static gboolean
seasonal_indices (const double *x, gsize n, guint season, double *ret_index)
{
  g_autofree double *count = g_new0 (double, season);
  double mean = 0;

  for (guint i = 0; i < season; i++)
    ret_index[i] = 0;
  for (gsize t = season / 2; t + season / 2 < n; t++)
    {
      double trend = centred_mean (x, t, season);
      if (trend == 0)
        continue;
      ret_index[t % season] += x[t] / trend;
      count[t % season]++;
    }
  for (guint i = 0; i < season; i++)
    {
      ret_index[i] /= MAX (count[i], 1);
      mean += ret_index[i] / season;
    }
  for (guint i = 0; i < season; i++)
    {
      ret_index[i] /= mean;
      if (!isfinite (ret_index[i]) || ret_index[i] == 0)
        return FALSE;
    }
  return TRUE;
}

void
tw_metric_naive2 (const double *train, gsize n_train, guint season, guint horizon,
                  double *ret_forecast)
{
  g_return_if_fail (train != NULL && n_train > 0);
  g_autofree double *index = g_new0 (double, MAX (season, 1));
  double last = train[n_train - 1];

  if (!is_seasonal (train, n_train, season) || !seasonal_indices (train, n_train, season, index))
    {
      for (guint h = 0; h < horizon; h++)
        ret_forecast[h] = last;
      return;
    }
  for (guint h = 0; h < horizon; h++)
    ret_forecast[h] = last / index[(n_train - 1) % season] * index[(n_train + h) % season];
}
