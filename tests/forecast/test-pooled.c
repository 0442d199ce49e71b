// SPDX-License-Identifier: Apache-2.0
/* F07: sparse counts. The truth of the simulations is known, so the loss of the best possible
 * forecast is too. */
#include "forecast/tw-pooled.h"

#include "base/tw-rng.h"
#include "forecast/tw-count-dist.h"
#include "forecast/tw-metrics.h"

#include <math.h>
#include <string.h>

static const double levels[] = { 0.1, 0.5, 0.9 };

#define N_LEVELS G_N_ELEMENTS (levels)
#define HORIZON 72

typedef struct {
  guint n_rows, weeks;
  double per_row_day; /* mean requests a day of a row */
  double share_shape; /* of the Gamma the shares come from: small = unequal */
  double alpha;       /* variance = mean + alpha mean^2 */
  double own_shape;   /* how far rows bend the common shape (log scale) */
  guint64 seed;
} World;

static double
common_shape (guint week_hour)
{
  double hour = week_hour % 24, day = week_hour / 24;

  return (0.15 + exp (-0.5 * pow ((hour - 9.5) / 2.5, 2))
          + 0.8 * exp (-0.5 * pow ((hour - 19) / 2.2, 2)))
         * (day < 5 ? 1 : 0.65);
}

static double
row_rate (const World *world, const double *share, const double *phase, guint row, gsize t)
{
  double bend = world->own_shape * sin (2 * G_PI * (double) (t % 24) / 24 + phase[row]);

  return world->per_row_day / 11 * share[row] * common_shape (t % 168) * exp (bend);
}

static double
draw (TwRng *rng, double mean, double alpha)
{
  double rate = alpha > 0 ? tw_rng_gamma (rng, 1 / alpha, mean * alpha) : mean;

  return (double) tw_rng_poisson (rng, rate);
}

/* Expected pinball loss of quantile @q when the truth is a count with @mean and @alpha. */
static double
expected_loss (double level, double q, double mean, double alpha)
{
  double loss = 0, most = mean + 30 * sqrt (mean + alpha * mean * mean) + 20;

  for (double y = 0; y <= most; y++)
    loss += tw_count_pmf (mean, alpha, y) * tw_metric_pinball (level, q, y);
  return loss;
}

/* Loss of the forecast over that of the true quantiles. */
static double
run_world (const World *world)
{
  gsize n = world->weeks * 168;
  g_autofree double *share = g_new (double, world->n_rows), *phase = g_new (double, world->n_rows);
  g_autofree double *values = g_new (double, n * world->n_rows);
  g_autofree const double **rows = g_new (const double *, world->n_rows);
  g_autofree double *means = g_new (double, world->n_rows *HORIZON);
  g_autofree double *quantiles = g_new (double, world->n_rows *HORIZON *N_LEVELS);
  g_autoptr (GError) error = NULL;
  double loss = 0, best = 0;
  TwRng rng;

  tw_rng_init (&rng, world->seed);
  for (guint r = 0; r < world->n_rows; r++)
    {
      share[r] = tw_rng_gamma (&rng, world->share_shape, 1 / world->share_shape);
      phase[r] = tw_rng_uniform (&rng) * 2 * G_PI;
      rows[r] = values + r * n;
      for (gsize t = 0; t < n; t++)
        values[r * n + t] = draw (&rng, row_rate (world, share, phase, r, t), world->alpha);
    }
  TwPooledProblem problem = { world->n_rows, n, rows, 24, 168, HORIZON };
  g_assert_true (tw_pooled_forecast (&problem, levels, N_LEVELS, NULL, means, quantiles, &error));
  g_assert_no_error (error);

  for (guint r = 0; r < world->n_rows; r++)
    for (guint h = 0; h < HORIZON; h++)
      {
        double mean = row_rate (world, share, phase, r, n + h);
        for (guint i = 0; i < N_LEVELS; i++)
          {
            double ideal = tw_count_quantile (mean, world->alpha, levels[i]);
            loss += expected_loss (levels[i], quantiles[(r * N_LEVELS + i) * HORIZON + h], mean,
                                   world->alpha);
            best += expected_loss (levels[i], ideal, mean, world->alpha);
          }
      }
  return loss / best;
}

static void
test_near_best (void)
{
  static const World worlds[] = {
    { 300, 12, 2, 1, 0, 0, 1 },     { 300, 12, 8, 1, 0, 0, 2 },   { 100, 26, 20, 0.7, 0.3, 0, 3 },
    { 300, 12, 0.5, 1, 0, 0, 4 },   { 100, 18, 6, 1, 0.5, 0, 5 }, { 60, 18, 12, 1, 0.2, 0.4, 6 },
    { 1000, 8, 1, 0.5, 0.1, 0, 7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (worlds); i++)
    {
      double ratio = run_world (&worlds[i]);
      g_test_message ("world %" G_GSIZE_FORMAT ": loss %.4f of the best", i + 1, ratio);
      g_assert_cmpfloat (ratio, >=, 1 - 1e-9);
      g_assert_cmpfloat (ratio, <=, 1.02);
    }
}

static void
test_distribution (void)
{
  static const struct {
    double mean, alpha;
  } cases[] = { { 0.01, 0 }, { 0.7, 0 },    { 0.7, 1.5 },   { 12, 0.2 },
                { 150, 0 },  { 390, 0.05 }, { 2000, 0.01 }, { 0, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double mean = 0, m = cases[i].mean, a = cases[i].alpha;
      for (double y = 0; y < m + 40 * sqrt (m + a * m * m) + 20; y++)
        mean += y * tw_count_pmf (m, a, y);
      g_assert_cmpfloat_with_epsilon (mean, m, 1e-6 * (1 + m));
      for (double level = 0.02; level < 1; level += 0.07)
        {
          double q = tw_count_quantile (m, a, level);
          g_assert_cmpfloat (tw_count_cdf (m, a, q), >=, level - 2e-3);
          g_assert_cmpfloat (tw_count_cdf (m, a, q - 1), <, level + 2e-3);
        }
    }
  /* an honest forecast covers its level even where counts are zero or one */
  double sum = 0, q = tw_count_quantile (0.3, 0.5, 0.9);
  for (double y = 0; y < 60; y++)
    sum += tw_count_pmf (0.3, 0.5, y) * tw_count_coverage (0.3, 0.5, 0.9, q, y);
  g_assert_cmpfloat_with_epsilon (sum, 0.9, 1e-9);
}

static void
test_edges (void)
{
  static const double zeros[60], few[60] = { [3] = 1, [40] = 2 };
  const double *rows[] = { zeros, few, zeros };
  TwPooledProblem problem = { 3, 60, rows, 24, 168, 10 };
  double means[30], quantiles[90];
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_pooled_forecast (&problem, levels, N_LEVELS, NULL, means, quantiles, &error));
  for (int i = 0; i < 30; i++)
    g_assert_true (isfinite (means[i]) && means[i] >= 0 && means[i] < 1);
  problem.n_steps = 1;
  g_assert_true (tw_pooled_forecast (&problem, levels, N_LEVELS, NULL, means, quantiles, &error));
  problem.n_rows = 0;
  g_assert_false (tw_pooled_forecast (&problem, levels, N_LEVELS, NULL, means, quantiles, &error));
  g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID);

  g_assert_true (tw_pooled_is_sparse (few, 60));
  g_assert_false (tw_pooled_is_sparse ((double[]){ 0, 0.5, 1 }, 3));
  g_assert_false (tw_pooled_is_sparse ((double[]){ 0, -1, 1 }, 3));
  g_assert_false (tw_pooled_is_sparse ((double[]){ 50, 60, 70 }, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/pooled/near-best-F07", test_near_best);
  g_test_add_func ("/forecast/pooled/distribution", test_distribution);
  g_test_add_func ("/forecast/pooled/edges", test_edges);
  return g_test_run ();
}
