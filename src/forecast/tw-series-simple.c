// SPDX-License-Identifier: Apache-2.0
/*
 * The candidates that need no regression: they carry short, odd and noisy series, and they err
 * differently from the autoregressions, which is what a combination lives on.
 */
#include "forecast/tw-series-models.h"

#include <math.h>
#include <string.h>

#define MEANS_FADE 0.8 /* per season back */
#define MAX_MEANS 12
#define MAX_ANALOGS 16
#define OFFSET_PENALTY 0.1
#define MAX_SMOOTH_STEPS 1000
#define N_ALPHAS 8

static const double alphas[N_ALPHAS] = { 0.003, 0.01, 0.03, 0.08, 0.16, 0.3, 0.55, 0.9 };

gboolean
tw_series_naive (const TwSeriesView *view, gsize origin, guint season, double *ret)
{
  guint s = MAX (season, 1);

  if (origin < s)
    return FALSE;
  for (guint h = 0; h < view->horizon; h++)
    ret[h] = view->z[origin - s + h % s];
  return TRUE;
}

static guint
longest_season (const TwSeriesView *view, gsize origin)
{
  if (view->season2 > 1 && origin >= 2 * (gsize) view->season2)
    return view->season2;
  return view->season1 > 1 && origin >= 2 * (gsize) view->season1 ? view->season1 : 1;
}

/* Fading mean of the same phase over past seasons, phases 0 .. s - 1 counted from @origin. */
static void
phase_means (const double *z, gsize origin, guint s, double fade, double *ret)
{
  for (guint phase = 0; phase < s; phase++)
    {
      double sum = 0, weights = 0, w = 1;
      gsize back = s - phase;
      for (guint k = 0; k < MAX_MEANS && back <= origin; k++, back += s, w *= fade)
        {
          sum += w * z[origin - back];
          weights += w;
        }
      ret[phase] = weights > 0 ? sum / weights : z[origin - 1];
    }
}

gboolean
tw_series_means (const TwSeriesView *view, gsize origin, double *ret)
{
  guint s = longest_season (view, origin);
  g_autofree double *means = g_new (double, s);

  if (origin < 2 * (gsize) s || s == 1)
    return FALSE;
  phase_means (view->z, origin, s, MEANS_FADE, means);
  for (guint h = 0; h < view->horizon; h++)
    ret[h] = means[h % s];
  return TRUE;
}

/* Seasonal part by centred fading means over the longest season; writes the rest of the last @n
 * steps. */
static double *
season_and_rest (const TwSeriesView *view, gsize origin, gsize n, guint *ret_s, double **ret_season)
{
  guint s = longest_season (view, origin);
  double *season = g_new0 (double, s), *rest = g_new (double, n), mean = 0;

  if (s > 1)
    {
      phase_means (view->z, origin, s, 0.9, season);
      for (guint i = 0; i < s; i++)
        mean += season[i] / s;
      for (guint i = 0; i < s; i++)
        season[i] -= mean;
    }
  for (gsize i = 0; i < n; i++)
    {
      gsize t = origin - n + i;
      rest[i] = view->z[t] - season[(s - (origin - t) % s) % s];
    }
  *ret_s = s;
  *ret_season = season;
  return rest;
}

typedef struct {
  double alpha, beta, phi;
} Smooth;

/* Damped trend (Gardner & McKenzie 1985) over @n steps. Returns the squared error of the mean over
 * the @ahead steps that follow, summed over the later origins: one step ahead would mistake the
 * hour's noise for a level. */
static double
run_smooth (const double *x, const double *sums, gsize n, guint ahead, const Smooth *p,
            double *ret_level, double *ret_trend)
{
  double level = x[0], trend = 0, error = 0;

  for (gsize t = 1; t < n; t++)
    {
      double next = level + p->phi * trend, e = x[t] - next;
      level = next + p->alpha * e;
      trend = p->phi * trend + p->alpha * p->beta * e;
      if (t >= n / 4 && t + ahead < n)
        {
          double mean = (sums[t + 1 + ahead] - sums[t + 1]) / ahead;
          double gain = p->phi > 0
                            ? p->phi / (1 - p->phi)
                                  * (1 - (1 - pow (p->phi, ahead)) * p->phi / (1 - p->phi) / ahead)
                            : 0;
          double miss = mean - (level + gain * trend);
          error += miss * miss;
        }
    }
  *ret_level = level;
  *ret_trend = trend;
  return error;
}

/* The same without a trend, all weights at once: their recursions do not wait for each other. */
static double
best_level (const double *x, const double *sums, gsize n, guint ahead)
{
  double level[N_ALPHAS], error[N_ALPHAS] = { 0 };
  guint stride = MAX (ahead / 8, 1), best = 0;

  for (guint a = 0; a < N_ALPHAS; a++)
    level[a] = x[0];
  for (gsize t = 1; t < n; t++)
    {
      for (guint a = 0; a < N_ALPHAS; a++)
        level[a] += alphas[a] * (x[t] - level[a]);
      if (t < n / 4 || t + ahead >= n || t % stride != 0)
        continue;
      double mean = (sums[t + 1 + ahead] - sums[t + 1]) / ahead;
      for (guint a = 0; a < N_ALPHAS; a++)
        error[a] += (mean - level[a]) * (mean - level[a]);
    }
  for (guint a = 1; a < N_ALPHAS; a++)
    if (error[a] < error[best])
      best = a;
  return level[best];
}

static double
best_trend (const double *x, const double *sums, gsize n, guint ahead, Smooth *ret_smooth,
            double *ret_trend)
{
  static const double betas[] = { 0, 0.1, 0.3 };
  double least = INFINITY, best = x[n - 1];

  for (guint a = 0; a < N_ALPHAS; a++)
    for (gsize b = 0; b < G_N_ELEMENTS (betas); b++)
      {
        Smooth p = { alphas[a], betas[b], betas[b] > 0 ? 0.9 : 0 };
        double level, trend, error = run_smooth (x, sums, n, ahead, &p, &level, &trend);
        if (error < least)
          {
            least = error;
            best = level;
            *ret_smooth = p;
            *ret_trend = trend;
          }
      }
  return best;
}

/* The level now, and for a series without a season its damped trend. */
static double
smooth (const double *x, gsize n, guint ahead, gboolean trended, Smooth *ret_smooth,
        double *ret_trend)
{
  g_autofree double *sums = g_new0 (double, n + 1);

  ahead = (guint) CLAMP (ahead, 1, MAX (n / 4, 1));
  for (gsize t = 0; t < n; t++)
    sums[t + 1] = sums[t] + x[t];
  *ret_smooth = (Smooth){ 0 };
  *ret_trend = 0;
  return trended ? best_trend (x, sums, n, ahead, ret_smooth, ret_trend)
                 : best_level (x, sums, n, ahead);
}

gboolean
tw_series_smooth (const TwSeriesView *view, gsize origin, double *ret)
{
  gsize n = MIN (origin, MAX_SMOOTH_STEPS);
  guint s;
  double level, trend, reach = 0;
  Smooth p;

  if (origin < 4)
    return FALSE;
  g_autofree double *season = NULL;
  g_autofree double *rest = season_and_rest (view, origin, n, &s, &season);
  level = smooth (rest, n, view->horizon, s == 1, &p, &trend);
  for (guint h = 0; h < view->horizon; h++)
    {
      trend *= p.phi;
      reach += trend;
      ret[h] = CLAMP (level + reach + season[h % s], view->low, view->high);
    }
  return TRUE;
}

/* Half the linear trend on top of exponential smoothing (Assimakopoulos & Nikolopoulos 2000;
 * Hyndman & Billah 2003). */
gboolean
tw_series_theta (const TwSeriesView *view, gsize origin, double *ret)
{
  gsize n = MIN (origin, MAX_SMOOTH_STEPS);
  guint s;
  Smooth p;
  double level, trend, st = 0, sx = 0, stt = 0, stx = 0;

  if (origin < 6)
    return FALSE;
  g_autofree double *season = NULL;
  g_autofree double *rest = season_and_rest (view, origin, n, &s, &season);
  level = smooth (rest, n, view->horizon, FALSE, &p, &trend);
  for (gsize t = 0; t < n; t++)
    {
      st += t;
      sx += rest[t];
      stt += (double) t * t;
      stx += t * rest[t];
    }
  double slope = (n * stx - st * sx) / (n * stt - st * st);
  for (guint h = 0; h < view->horizon; h++)
    ret[h] = CLAMP (level + 0.5 * slope * (h + 1) + season[h % s], view->low, view->high);
  return TRUE;
}

typedef struct {
  double distance, offset;
  gsize end;
} Analog;

/* Squared distance once the level over the last @level_steps steps is taken off, and that level. */
static Analog
compare (const double *z, gsize origin, gsize end, guint window, guint level_steps)
{
  const double *now = z + origin - window, *then = z + end - window;
  Analog analog = { .end = end };

  for (guint i = window - level_steps; i < window; i++)
    analog.offset += (now[i] - then[i]) / level_steps;
  for (guint i = 0; i < window; i++)
    {
      double d = now[i] - then[i] - analog.offset;
      analog.distance += d * d / window;
    }
  analog.distance += OFFSET_PENALTY * analog.offset * analog.offset;
  return analog;
}

static void
keep_nearest (Analog *kept, guint *n_kept, guint most, const Analog *analog)
{
  guint i = *n_kept;

  if (i == most && analog->distance >= kept[i - 1].distance)
    return;
  if (i < most)
    (*n_kept)++;
  else
    i--;
  for (; i > 0 && kept[i - 1].distance > analog->distance; i--)
    kept[i] = kept[i - 1];
  kept[i] = *analog;
}

gboolean
tw_series_analog (const TwSeriesView *view, gsize origin, guint window, guint neighbours,
                  double *ret)
{
  guint step = MAX (view->season1, 1), n = 0;
  gsize back = ((gsize) view->horizon + step - 1) / step * step;
  Analog kept[MAX_ANALOGS];
  double mean = 0, weights = 0;

  if (window == 0 || origin < back + window + step)
    return FALSE;
  for (gsize end = origin - back; end >= window; end -= step)
    {
      Analog analog = compare (view->z, origin, end, window, MIN (window, MAX (step, 4)));
      keep_nearest (kept, &n, MIN (neighbours, MAX_ANALOGS), &analog);
      if (end < step)
        break;
    }
  for (guint i = 0; i < n; i++)
    mean += kept[i].distance / n;
  memset (ret, 0, view->horizon * sizeof (double));
  for (guint i = 0; i < n; i++)
    {
      double w = 1 / (kept[i].distance + 0.1 * mean + 1e-9);
      weights += w;
      for (guint h = 0; h < view->horizon; h++)
        ret[h] += w * (view->z[kept[i].end + h] + kept[i].offset);
    }
  for (guint h = 0; h < view->horizon; h++)
    ret[h] = CLAMP (ret[h] / weights, view->low, view->high);
  return TRUE;
}
