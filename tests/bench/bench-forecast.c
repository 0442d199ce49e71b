// SPDX-License-Identifier: Apache-2.0
/* Speed and accuracy of the forecast engine, one core. */
#include "base/tw-rng.h"
#include "forecast/tw-count-dist.h"
#include "forecast/tw-forecast-bench.h"
#include "forecast/tw-heat.h"
#include "forecast/tw-metrics.h"
#include "forecast/tw-pooled.h"
#include "forecast/tw-street-backtest.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define HOUR_US G_GINT64_CONSTANT (3600000000)

/* CPU time, so that a neighbour on the machine does not count. */
static double
now_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void
bench_heat (void)
{
  g_autoptr (TwHeat) heat = tw_heat_new ();
  TwHeatGrid grid = { 0, 0, 50, 200, 160 };
  g_autofree TwHeatPoint *points = g_new (TwHeatPoint, 3000);
  TwRng rng;
  double least = INFINITY;

  tw_rng_init (&rng, 1);
  for (int i = 0; i < 3000; i++)
    points[i] = (TwHeatPoint){ (float) (10000 * tw_rng_uniform (&rng)),
                               (float) (8000 * tw_rng_uniform (&rng)), 1 };
  tw_heat_set_grid (heat, &grid, 150);
  for (int frame = 0; frame < 50; frame++)
    {
      double start = now_ms ();
      tw_heat_clear (heat);
      tw_heat_add_points (heat, points, 3000);
      tw_heat_compute (heat, 1);
      least = MIN (least, now_ms () - start);
    }
  printf ("bench heat-frame: %.3f ms (goal < 1, 200 x 160 cells of 50 m, 3,000 points, 150 m)\n",
          least);
}

typedef struct {
  const char *name;
  guint places, services, cells, days;
  double per_day;
} City;

/* A city of busy and of quiet places: few of either have most of the requests. */
static GArray *
make_events (const City *city)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (TwStreetEvent));
  TwRng rng;

  tw_rng_init (&rng, 2);
  for (guint hour = 0; hour < city->days * 24; hour++)
    for (guint n =
             (guint) tw_rng_poisson (&rng, city->per_day / 24 * (1 + 0.8 * sin (hour * G_PI / 12)));
         n > 0; n--)
      {
        TwStreetEvent event = { .t_us = hour * HOUR_US + (gint64) tw_rng_below (&rng, HOUR_US) };
        event.place = (guint16) (city->places * pow (tw_rng_uniform (&rng), 1.5));
        event.service = (guint16) (city->services * pow (tw_rng_uniform (&rng), 2));
        event.cell = (gint32) ((event.place * 7919u + tw_rng_below (&rng, 8)) % city->cells);
        g_array_append_val (events, event);
      }
  return events;
}

static double
peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

static void
bench_city (const City *city)
{
  g_autoptr (GArray) events = make_events (city);
  TwStreetProblem problem = { .n_history = city->days * 24,
                              .n_horizon = 72,
                              .n_places = city->places,
                              .n_services = city->services,
                              .n_cells = city->cells,
                              .events = (const TwStreetEvent *) (void *) events->data,
                              .n_events = events->len };
  g_autofree float *frame = g_new (float, city->cells);
  double before_mb = peak_mb (), start = now_ms ();
  g_autoptr (TwStreetForecast) f = tw_street_forecast_new (&problem, NULL, NULL, NULL, NULL);
  double done = now_ms ();

  printf ("bench forecast-%s: %.0f ms (goal <= 1000, %u places x %u services x %u cells, %u days, "
          "%u requests, %.0f MB more)\n",
          city->name, done - start, city->places, city->services, city->cells, city->days,
          events->len, peak_mb () - before_mb);
  for (guint hour = 0; hour < 72; hour++)
    tw_street_forecast_fill_cells (f, TW_STREET_ALL, hour, frame);
  printf ("bench forecast-%s-frame: %.3f ms\n", city->name, (now_ms () - done) / 72);
}

static void
bench_cities (void)
{
  static const City cities[] = {
    { "street", 12, 12, 1000, 126, 1200 },           { "sparse", 120, 7, 3000, 182, 360 },
    { "district", 500, 12, 6000, 182, 2000 },        { "city", 4000, 12, 30000, 182, 4000 },
    { "city-all", 4000, 1, 30000, 182, 4000 },       { "services", 500, 200, 6000, 182, 2000 },
    { "metropolis", 20000, 200, 100000, 182, 6000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cities); i++)
    bench_city (&cities[i]);
}

/* Expected quantile loss where the truth is a count with @mean and @alpha. */
static double
expected_loss (double level, double q, double mean, double alpha)
{
  double loss = 0;

  for (double y = 0; y <= mean + 30 * sqrt (mean + alpha * mean * mean) + 20; y++)
    loss += tw_count_pmf (mean, alpha, y) * tw_metric_pinball (level, q, y);
  return loss;
}

static double
true_rate (double share, gsize t)
{
  return share * (1 + 0.9 * sin (2 * G_PI * (t % 24) / 24.0)) * (t / 24 % 7 < 5 ? 1 : 0.6);
}

/* Cells of known truth: the loss of the forecast over that of the best possible one. */
static void
bench_sparse_truth (double per_day, double alpha)
{
  static const double levels[] = { 0.1, 0.5, 0.9 };
  enum { N_ROWS = 400, N_STEPS = 18 * 168, HORIZON = 72 };
  g_autofree double *values = g_new (double, N_ROWS *N_STEPS), *share = g_new (double, N_ROWS);
  g_autofree const double **rows = g_new (const double *, N_ROWS);
  g_autofree double *means = g_new (double, N_ROWS *HORIZON);
  g_autofree double *quantiles = g_new (double, N_ROWS *HORIZON * 3);
  double loss = 0, best = 0;
  TwRng rng;

  tw_rng_init (&rng, 3);
  for (guint r = 0; r < N_ROWS; r++)
    {
      rows[r] = values + r * N_STEPS;
      share[r] = per_day / 24 * tw_rng_gamma (&rng, 1, 1);
      for (gsize t = 0; t < N_STEPS; t++)
        {
          double rate = true_rate (share[r], t);
          values[r * N_STEPS + t] =
              (double) tw_rng_poisson (&rng, alpha > 0
                                                 ? tw_rng_gamma (&rng, 1 / alpha, rate * alpha)
                                                 : rate);
        }
    }
  TwPooledProblem problem = { N_ROWS, N_STEPS, rows, 24, 168, HORIZON };
  tw_pooled_forecast (&problem, levels, 3, NULL, means, quantiles, NULL);
  for (guint r = 0; r < N_ROWS; r++)
    for (guint h = 0; h < HORIZON; h++)
      for (guint i = 0; i < 3; i++)
        {
          double mean = true_rate (share[r], N_STEPS + h);
          loss += expected_loss (levels[i], quantiles[(r * 3 + i) * HORIZON + h], mean, alpha);
          best +=
              expected_loss (levels[i], tw_count_quantile (mean, alpha, levels[i]), mean, alpha);
        }
  printf ("bench sparse-loss-%g-%g: %.4f of the best possible (goal <= 1.02)\n", per_day, alpha,
          loss / best);
}

static void
bench_m4 (void)
{
  static const double levels[] = { 0.025, 0.1, 0.5, 0.9, 0.975 };
  g_autofree char *path =
      g_build_filename (g_getenv ("TW_SHARED") ?: "", "bench/m4-hourly-train.csv", NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  g_autoptr (GPtrArray) rows = tw_series_rows_parse (text, strlen (text), NULL);
  double sums[3] = { 0 }, start = now_ms (), owa_sum = 0;
  for (guint back = 1; back <= 4; back++)
    {
      double smape = 0, mase = 0, naive_smape = 0, naive_mase = 0;
      for (guint i = 0; i < rows->len; i++)
        {
          const TwSeriesRow *row = g_ptr_array_index (rows, i);
          gsize known = row->n_values - 48 * back;
          double naive2[48];
          TwSeriesProblem problem = {
            .values = row->values, .n_values = known, .season1 = 24, .season2 = 168, .horizon = 48
          };
          g_autoptr (TwSeriesResult) r = tw_series_forecast (&problem, levels, 5, NULL, NULL);
          tw_metric_naive2 (row->values, known, 24, 48, naive2);
          smape += tw_metric_smape (row->values + known, r->point, 48);
          mase += tw_metric_mase (row->values + known, r->point, 48, row->values, known, 24);
          naive_smape += tw_metric_smape (row->values + known, naive2, 48);
          naive_mase += tw_metric_mase (row->values + known, naive2, 48, row->values, known, 24);
          sums[0] += tw_metric_coverage (row->values + known, r->quantiles + 48, 48);
          sums[1] += tw_metric_coverage (row->values + known, r->quantiles + 3 * 48, 48);
          sums[2]++;
        }
      double owa = tw_metric_owa (smape, mase, naive_smape, naive_mase);
      owa_sum += owa;
      printf ("bench m4-hourly-owa-tail-%u: %.4f (goal <= 0.41 on the test set)\n", back, owa);
    }
  printf ("bench m4-hourly-owa-mean: %.4f (of the last four tails)\n", owa_sum / 4);
  printf ("bench m4-hourly-time: %.2f s (goal <= 2, 414 series)\n", (now_ms () - start) / 4000);
  printf ("bench m4-hourly-p10: %.3f (goal 0.08 .. 0.12)\n", sums[0] / sums[2]);
  printf ("bench m4-hourly-p90: %.3f (goal 0.88 .. 0.92)\n", sums[1] / sums[2]);
}

int
main (void)
{
  bench_heat ();
  bench_cities ();
  bench_sparse_truth (0.5, 0);
  bench_sparse_truth (3, 0);
  bench_sparse_truth (12, 0.4);
  bench_m4 ();
  return 0;
}
