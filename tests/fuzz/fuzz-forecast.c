// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a street's events and calendar: whatever comes out adds up and is finite, or is a
 * clear error. */
#include "forecast/tw-heat.h"
#include "forecast/tw-street-backtest.h"

#include <math.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

#define HOUR_US G_GINT64_CONSTANT (3600000000)

static void
check_sums (const TwStreetForecast *f, guint hour)
{
  double total = tw_street_forecast_mean (f, TW_STREET_ALL, TW_STREET_ALL, hour), cells = 0;

  g_assert_true (isfinite (total) && total >= 0);
  for (guint c = 0; c < tw_street_forecast_get_n_cells (f); c++)
    cells += tw_street_forecast_cell_mean (f, c, TW_STREET_ALL, hour);
  cells += tw_street_forecast_unplaced_mean (f, TW_STREET_ALL, TW_STREET_ALL, hour);
  g_assert_true (fabs (cells - total) <= 1e-5 * (1 + total));
  g_assert_true (
      tw_street_forecast_quantile (f, TW_STREET_ALL, TW_STREET_ALL, hour, TW_STREET_P10)
      <= tw_street_forecast_quantile (f, TW_STREET_ALL, TW_STREET_ALL, hour, TW_STREET_P90));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  if (size < 8)
    return 0;
  guint days = data[0] % 40, horizon = 1 + data[1] % 80, n = (guint) MIN ((size - 8) / 6, 4000);
  g_autofree TwStreetEvent *events = g_new0 (TwStreetEvent, n + 1);
  g_autofree TwStreetHour *hours = g_new0 (TwStreetHour, days * 24 + horizon);

  for (guint i = 0; i < days * 24 + horizon; i++)
    hours[i] = (TwStreetHour){ (guint8) ((i + data[2]) % 168), i / 24 % 16 < 12 ? 0 : data[3] % 5 };
  for (guint i = 0; i < n; i++)
    {
      const guint8 *d = data + 8 + i * 6;
      events[i] = (TwStreetEvent){ (d[0] + d[1] * 256) * HOUR_US / 8 - HOUR_US, d[2] % 7, d[3] % 5,
                                   (gint32) (d[4] + (d[5] & 1) * 256) - 2 };
    }
  TwStreetProblem problem = {
    0,       days * 24, horizon, data[4] % 2 ? hours : NULL, 1 + data[5] % 6, 1 + data[6] % 4,
    data[7], events,    n
  };
  problem.elapsed_us = data[4] / 4 % 61 * (HOUR_US / 60);
  TwStreetBacktest backtest;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStreetForecast) f = tw_street_forecast_new (&problem, NULL, NULL, NULL, &error);
  g_assert_true ((f == NULL) == (error != NULL));
  for (guint hour = 0; f != NULL && hour < horizon; hour += 5)
    check_sums (f, hour);
  if (f != NULL && data[4] % 4 == 0)
    tw_street_backtest (&problem, 2, NULL, NULL, NULL, &backtest, NULL);
  return 0;
}
