// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-metrics.h"

#include <math.h>

static void
test_known_values (void)
{
  static const double train[] = { 1, 3, 2, 5, 4, 7 }, actual[] = { 6, 9 }, forecast[] = { 5, 11 },
                      zero[] = { 0, 0 };

  /* lag 1: (2 + 1 + 3 + 1 + 3) / 5 = 2; lag 2: (1 + 2 + 2 + 2) / 4 = 1.75 */
  g_assert_cmpfloat (tw_metric_naive_scale (train, 6, 1), ==, 2);
  g_assert_cmpfloat (tw_metric_naive_scale (train, 6, 2), ==, 1.75);
  g_assert_cmpfloat (tw_metric_naive_scale (train, 6, 0), ==, 2);
  g_assert_cmpfloat (tw_metric_naive_scale (train, 2, 2), ==, 0);
  g_assert_cmpfloat (tw_metric_mase (actual, forecast, 2, train, 6, 1), ==, 0.75);
  g_assert_true (isnan (tw_metric_mase (actual, forecast, 2, train, 2, 2)));
  g_assert_cmpfloat_with_epsilon (tw_metric_smape (actual, forecast, 2),
                                  100 * (1.0 / 11 + 2.0 / 20), 1e-12);
  g_assert_cmpfloat (tw_metric_smape (zero, zero, 2), ==, 0);
  g_assert_cmpfloat (tw_metric_owa (5, 1, 10, 4), ==, 0.375);
  g_assert_cmpfloat_with_epsilon (tw_metric_pinball (0.9, 10, 15), 4.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (tw_metric_pinball (0.9, 10, 5), 0.5, 1e-12);
  g_assert_cmpfloat (tw_metric_coverage (actual, forecast, 2), ==, 0.5);
}

static void
test_naive2 (void)
{
  double y[96], f[30];

  for (int t = 0; t < 96; t++)
    y[t] = 100 * (1 + 0.5 * sin (2 * G_PI * t / 12));
  tw_metric_naive2 (y, 96, 12, 30, f);
  for (int h = 0; h < 30; h++) /* a pure season is continued */
    g_assert_cmpfloat_with_epsilon (f[h], 100 * (1 + 0.5 * sin (2 * G_PI * (96 + h) / 12)), 1e-6);
  tw_metric_naive2 (y, 30, 12, 5, f); /* too short for three seasons: the last value */
  g_assert_cmpfloat (f[4], ==, y[29]);
  tw_metric_naive2 (y, 96, 1, 5, f);
  g_assert_cmpfloat (f[4], ==, y[95]);
  for (int t = 0; t < 96; t++)
    y[t] = 0;
  tw_metric_naive2 (y, 96, 12, 5, f);
  g_assert_cmpfloat (f[0], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/metrics/known-values", test_known_values);
  g_test_add_func ("/forecast/metrics/naive2", test_naive2);
  return g_test_run ();
}
