// SPDX-License-Identifier: Apache-2.0
/* F07: one series of any kind: no odd one breaks the forecaster, and it never falls far behind the
 * best simple rule. */
#include "forecast/tw-series.h"

#include "base/tw-rng.h"
#include "forecast/tw-metrics.h"

#include <math.h>
#include <string.h>

static const double levels[] = { 0.025, 0.1, 0.5, 0.9, 0.975 };

#define N_LEVELS G_N_ELEMENTS (levels)

typedef enum {
  WALK,
  TREND,
  DAILY,
  WEEKLY,
  NOISE,
  SHIFT,
  SPIKES,
  COUNTS,
  GROWTH,
  NEGATIVE,
  N_KINDS
} Kind;

static double
draw (Kind kind, TwRng *rng, gsize t, double last)
{
  double day = sin (2 * G_PI * (double) t / 24), week = sin (2 * G_PI * (double) t / 168),
         e = tw_rng_normal (rng, 0, 1);

  switch (kind)
    {
    case WALK:
      return last + e;
    case TREND:
      return 50 + 0.5 * (double) t + 2 * e;
    case DAILY:
      return 100 + 40 * day + 3 * e;
    case WEEKLY:
      return exp (4 + 0.8 * day + 0.4 * week + 0.1 * e);
    case NOISE:
      return 20 + 5 * e;
    case SHIFT:
      return (t < 500 ? 30 : 60) * (1 + 0.3 * day) + e;
    case SPIKES:
      return 10 + fabs (e) + (t % 97 == 0 ? 300 : 0);
    case COUNTS:
      return (double) tw_rng_poisson (rng, 40 + 25 * day);
    case GROWTH:
      return 5 * exp (0.004 * (double) t) * (1 + 0.2 * day) * exp (0.03 * e);
    default:
      return -30 + 20 * day + 2 * e;
    }
}

static double *
make (Kind kind, gsize n, guint64 seed)
{
  double *y = g_new (double, n), last = 100;
  TwRng rng;

  tw_rng_init (&rng, seed);
  for (gsize t = 0; t < n; t++)
    last = y[t] = draw (kind, &rng, t, last);
  return y;
}

static void
assert_sane (const TwSeriesProblem *p, const TwSeriesResult *r)
{
  double low = INFINITY, high = -INFINITY;

  for (gsize i = 0; i < p->n_values; i++)
    {
      low = MIN (low, p->values[i]);
      high = MAX (high, p->values[i]);
    }
  double range = high - low, margin = 3 * range + 2 * MAX (fabs (low), fabs (high)) + 1e-12;
  for (guint h = 0; h < p->horizon; h++)
    {
      g_assert_true (isfinite (r->point[h]));
      g_assert_cmpfloat (r->point[h], >=, low - margin);
      g_assert_cmpfloat (r->point[h], <=, high + margin);
      for (guint i = 0; i < N_LEVELS; i++)
        {
          double q = r->quantiles[i * p->horizon + h];
          g_assert_true (isfinite (q));
          g_assert_true (i == 0 || q >= r->quantiles[(i - 1) * p->horizon + h]);
          g_assert_true (!p->count || q >= 0);
        }
    }
}

/* Every length from one value on, every kind, several seasons and scales. */
static void
test_any (void)
{
  static const gsize lengths[] = { 1, 2, 3, 5, 9, 17, 30, 47, 60, 100, 169, 340, 400, 700 };
  static const struct {
    guint season1, season2, horizon;
    double scale;
  } set[] = { { 24, 168, 48, 1 },  { 0, 0, 6, 1e-9 }, { 1, 0, 14, 1e12 },  { 7, 0, 14, 1 },
              { 12, 0, 18, 1e-3 }, { 4, 52, 13, 1 },  { 24, 24, 5, 1e95 }, { 0, 7, 14, 1 },
              { 168, 24, 30, 1 },  { 24, 0, 200, 1 } };

  for (int kind = 0; kind < N_KINDS; kind++)
    for (gsize l = 0; l < G_N_ELEMENTS (lengths); l++)
      for (gsize s = 0; s < G_N_ELEMENTS (set); s++)
        {
          g_autofree double *y = make (kind, lengths[l], kind + 1);
          g_autoptr (GError) error = NULL;
          for (gsize t = 0; t < lengths[l]; t++)
            y[t] *= set[s].scale;
          TwSeriesProblem p = { y,     lengths[l], set[s].season1, set[s].season2, set[s].horizon,
                                FALSE, NULL };
          g_autoptr (TwSeriesResult) r = tw_series_forecast (&p, levels, N_LEVELS, NULL, &error);
          g_assert_no_error (error);
          assert_sane (&p, r);
        }
}

typedef enum { OUTLIER_LAST, OUTLIER_MIDDLE, ZERO_RUN, ZERO_END, RARE, JUMP_END, N_DAMAGES } Damage;

static void
damage (Damage what, double *y, gsize n)
{
  switch (what)
    {
    case OUTLIER_LAST:
      y[n - 1] *= 100;
      break;
    case OUTLIER_MIDDLE:
      y[n / 2] *= 1e6;
      break;
    case ZERO_RUN:
      memset (y + n / 3, 0, n / 4 * sizeof (double));
      break;
    case ZERO_END:
      memset (y + n - n / 5, 0, n / 5 * sizeof (double));
      break;
    case RARE:
      for (gsize t = 0; t < n; t++)
        y[t] = t % 41 == 40 ? 1e6 : 0;
      break;
    default:
      for (gsize t = 0; t < n; t++)
        y[t] = t + 2 < n ? 1 : 1e9;
    }
}

/* Series as sensors and clerks hand them in: nothing below 0 comes of what never was below. */
static void
test_damaged (void)
{
  static const guint seasons[][2] = { { 24, 168 }, { 96, 672 }, { 12, 0 }, { 7, 0 }, { 1, 0 } };

  for (Damage what = 0; what < N_DAMAGES; what++)
    for (gsize s = 0; s < G_N_ELEMENTS (seasons); s++)
      for (gsize n = 40; n <= 1400; n *= 6)
        {
          g_autofree double *y = make (DAILY, n, 3);
          for (gsize t = 0; t < n; t++)
            y[t] = fabs (y[t]);
          damage (what, y, n);
          TwSeriesProblem p = { y, n, seasons[s][0], seasons[s][1], 24, FALSE, NULL };
          g_autoptr (GError) error = NULL;
          g_autoptr (TwSeriesResult) r = tw_series_forecast (&p, levels, N_LEVELS, NULL, &error);
          g_assert_no_error (error);
          assert_sane (&p, r);
          for (guint i = 0; i < p.horizon; i++)
            g_assert_true (r->point[i] >= 0 && r->quantiles[i] >= 0);
        }
}

static double
simple_error (const double *y, gsize n, guint horizon, int rule)
{
  double sum = 0, mean = 0;
  guint season = rule == 1 ? 24 : 168;

  for (gsize t = n - 168; t < n; t++)
    mean += y[t] / 168;
  for (guint h = 0; h < horizon; h++)
    {
      double f = rule == 0 ? y[n - 1] : rule == 3 ? mean : y[n - season + h % season];
      sum += fabs (y[n + h] - f);
    }
  return sum / horizon;
}

static void
test_never_far_behind (void)
{
  for (int kind = 0; kind < N_KINDS; kind++)
    {
      double ours = 0, rules[4] = { 0 }, best = INFINITY;
      for (guint64 seed = 1; seed <= 8; seed++)
        {
          gsize n = 900;
          guint horizon = 48;
          g_autofree double *y = make (kind, n + horizon, seed);
          TwSeriesProblem p = { y, n, 24, 168, horizon, FALSE, NULL };
          g_autoptr (TwSeriesResult) r = tw_series_forecast (&p, levels, N_LEVELS, NULL, NULL);
          for (guint h = 0; h < horizon; h++)
            ours += fabs (y[n + h] - r->point[h]) / horizon;
          for (int rule = 0; rule < 4; rule++)
            rules[rule] += simple_error (y, n, horizon, rule);
        }
      for (int rule = 0; rule < 4; rule++)
        best = MIN (best, rules[rule]);
      g_test_message ("kind %d: %.4f of the best simple rule", kind, ours / best);
      g_assert_cmpfloat (ours, <=, 1.15 * best);
    }
}

/* The same in other units. */
static void
test_scale (void)
{
  static const double factors[] = { 1e-6, 0.01, 3, 1e7 };
  g_autofree double *y = make (WEEKLY, 900, 4), *scaled = g_new (double, 900);
  TwSeriesProblem p = { y, 900, 24, 168, 48, FALSE, NULL };
  g_autoptr (TwSeriesResult) base = tw_series_forecast (&p, levels, N_LEVELS, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      for (gsize t = 0; t < 900; t++)
        scaled[t] = y[t] * factors[i];
      p.values = scaled;
      g_autoptr (TwSeriesResult) r = tw_series_forecast (&p, levels, N_LEVELS, NULL, NULL);
      for (guint h = 0; h < 48; h++)
        {
          g_assert_cmpfloat_with_epsilon (r->point[h] / factors[i], base->point[h],
                                          1e-6 * base->point[h]);
          g_assert_cmpfloat_with_epsilon (r->quantiles[h] / factors[i], base->quantiles[h],
                                          1e-6 * base->point[h]);
        }
    }
}

static void
test_deterministic (void)
{
  g_autofree double *y = make (WEEKLY, 700, 9);
  TwSeriesProblem p = { y, 700, 24, 168, 48, FALSE, NULL };
  g_autoptr (TwSeriesResult) a = tw_series_forecast (&p, levels, N_LEVELS, NULL, NULL);
  g_autoptr (TwSeriesResult) b = tw_series_forecast (&p, levels, N_LEVELS, NULL, NULL);

  g_assert_cmpmem (a->point, 48 * sizeof (double), b->point, 48 * sizeof (double));
  g_assert_cmpmem (a->quantiles, N_LEVELS * 48 * sizeof (double), b->quantiles,
                   N_LEVELS * 48 * sizeof (double));
  g_assert_cmpstr (a->method, ==, b->method);
}

static void
test_constant (void)
{
  static const double values[] = { 0, 7, -3, 1e9 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      double y[300];
      for (int t = 0; t < 300; t++)
        y[t] = values[i];
      TwSeriesProblem p = { y, 300, 24, 168, 24, FALSE, NULL };
      g_autoptr (TwSeriesResult) r = tw_series_forecast (&p, levels, N_LEVELS, NULL, NULL);
      for (guint h = 0; h < 24; h++)
        {
          g_assert_cmpfloat (r->point[h], ==, values[i]);
          g_assert_cmpfloat (r->quantiles[4 * 24 + h], ==, values[i]);
        }
    }
}

/* A special day that halves demand is learnt from its flags. */
static void
test_flags (void)
{
  gsize n = 1400;
  guint horizon = 48;
  g_autofree double *y = make (DAILY, n + horizon, 11);
  g_autofree guint8 *flags = g_new0 (guint8, n + horizon);
  double with = 0, without = 0;

  for (gsize t = 0; t < n + horizon; t++)
    if ((t / 24) % 13 == 6 || t >= n + 24)
      flags[t] = 1;
  for (gsize t = 0; t < n + horizon; t++)
    y[t] *= flags[t] ? 0.5 : 1;
  for (int pass = 0; pass < 2; pass++)
    {
      TwSeriesProblem p = { y, n, 24, 0, horizon, FALSE, pass == 0 ? flags : NULL };
      g_autoptr (TwSeriesResult) r = tw_series_forecast (&p, levels, N_LEVELS, NULL, NULL);
      for (guint h = 24; h < horizon; h++)
        *(pass == 0 ? &with : &without) += fabs (y[n + h] - r->point[h]);
    }
  g_assert_cmpfloat (with, <, 0.8 * without);
}

static void
test_refuses (void)
{
  double y[] = { 1, 2, NAN, 4 };
  static const double bad_levels[] = { 0.5, 0.1 };
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  TwSeriesProblem p = { y, 4, 0, 0, 3, FALSE, NULL };

  g_assert_null (tw_series_forecast (&p, levels, N_LEVELS, NULL, &error));
  g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID);
  g_clear_error (&error);
  y[2] = 1e200;
  g_assert_null (tw_series_forecast (&p, levels, N_LEVELS, NULL, &error));
  g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID);
  g_clear_error (&error);
  y[2] = 3;
  g_assert_null (tw_series_forecast (&p, bad_levels, 2, NULL, &error));
  g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID);
  g_clear_error (&error);
  p.horizon = 0;
  g_assert_null (tw_series_forecast (&p, levels, N_LEVELS, NULL, &error));
  g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID);
  g_clear_error (&error);
  p.horizon = TW_SERIES_MAX_HORIZON + 1;
  g_assert_null (tw_series_forecast (&p, levels, N_LEVELS, NULL, &error));
  g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_TOO_BIG);
  g_clear_error (&error);
  p.horizon = 3;
  g_cancellable_cancel (cancelled);
  g_assert_null (tw_series_forecast (&p, levels, N_LEVELS, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Honest bands: over many series of known noise the outcome stays below P90 nine times in ten. */
static void
test_coverage (void)
{
  static const Kind kinds[] = { DAILY, WEEKLY, COUNTS, WALK, NEGATIVE };
  double n = 0, below[N_LEVELS] = { 0 };

  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint64 seed = 1; seed <= 24; seed++)
      {
        g_autofree double *y = make (kinds[k], 948, 100 + seed);
        TwSeriesProblem p = { y, 900, 24, 168, 48, FALSE, NULL };
        g_autoptr (TwSeriesResult) r = tw_series_forecast (&p, levels, N_LEVELS, NULL, NULL);
        for (guint h = 0; h < 48; h++, n++)
          for (guint i = 0; i < N_LEVELS; i++)
            below[i] += y[900 + h] <= r->quantiles[i * 48 + h];
      }
  g_test_message ("P10 %.3f P90 %.3f", below[1] / n, below[3] / n);
  g_assert_cmpfloat (below[1] / n, >, 0.07);
  g_assert_cmpfloat (below[1] / n, <, 0.13);
  g_assert_cmpfloat (below[3] / n, >, 0.87);
  g_assert_cmpfloat (below[3] / n, <, 0.93);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/series/any-F07", test_any);
  g_test_add_func ("/forecast/series/damaged-F07", test_damaged);
  g_test_add_func ("/forecast/series/never-far-behind-F07", test_never_far_behind);
  g_test_add_func ("/forecast/series/coverage-F07", test_coverage);
  g_test_add_func ("/forecast/series/scale", test_scale);
  g_test_add_func ("/forecast/series/deterministic", test_deterministic);
  g_test_add_func ("/forecast/series/constant", test_constant);
  g_test_add_func ("/forecast/series/flags-F07", test_flags);
  g_test_add_func ("/forecast/series/refuses", test_refuses);
  return g_test_run ();
}
