// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a series file, and whatever it holds forecast with seasons and a horizon taken from
 * the first bytes. */
#include "forecast/tw-forecast-bench.h"
#include "forecast/tw-metrics.h"
#include "forecast/tw-pooled.h"

#include <math.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static const double levels[] = { 0.1, 0.5, 0.9 };

static void
forecast_row (const TwSeriesRow *row, guint season1, guint season2, guint horizon)
{
  TwSeriesProblem problem = { row->values, row->n_values,     season1, season2,
                              horizon,     row->n_values % 2, NULL };
  g_autoptr (TwSeriesResult) result =
      tw_series_forecast (&problem, levels, G_N_ELEMENTS (levels), NULL, NULL);
  double naive2[64], smape;

  g_assert_nonnull (result);
  for (guint h = 0; h < horizon; h++)
    {
      g_assert_true (isfinite (result->point[h]));
      for (guint i = 0; i < 3; i++)
        g_assert_true (
            isfinite (result->quantiles[i * horizon + h])
            && (i == 0
                || result->quantiles[i * horizon + h] >= result->quantiles[(i - 1) * horizon + h]));
    }
  tw_metric_naive2 (row->values, row->n_values, season1, horizon, naive2);
  smape = tw_metric_smape (naive2, result->point, horizon);
  g_assert_true (smape >= 0);
  if (tw_pooled_is_sparse (row->values, row->n_values))
    {
      g_autofree double *means = g_new (double, horizon), *quantiles = g_new (double, 3 * horizon);
      TwPooledProblem pool = { 1,       row->n_values, (const double *const *) &row->values,
                               season1, season2,       horizon };
      g_assert_true (tw_pooled_forecast (&pool, levels, 3, NULL, means, quantiles, NULL));
      for (guint h = 0; h < horizon; h++)
        g_assert_true (isfinite (means[h]) && means[h] >= 0);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  if (size < 3)
    return 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = tw_series_rows_parse ((const char *) data + 3, size - 3, &error);

  g_assert_true ((rows == NULL) == (error != NULL));
  for (guint i = 0; rows != NULL && i < MIN (rows->len, 4); i++)
    forecast_row (g_ptr_array_index (rows, i), data[0] % 30, data[1] % 60, 1 + data[2] % 40);
  return 0;
}
