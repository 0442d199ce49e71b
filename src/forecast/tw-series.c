// SPDX-License-Identifier: Apache-2.0
/*
 * One series: many plain models, each wrong in its own way, weighted by how they did.
 *
 * The history is cut at up to MAX_ORIGINS origins a day or half a horizon apart; every candidate
 * forecasts from each of them with what was known there, and from the end. A candidate's error is
 * the mean of its absolute error and of its symmetric percentage error, both relative to the
 * field's; its weight is that error to the power -POWER, and candidates far behind the best get
 * none. Averages of dissimilar forecasts beat the choice of one (Bates & Granger 1969), and a high
 * power lets a clear winner win. The combined forecasts at the past origins then tell the spread
 * (tw-series-spread.c).
 *
 * Autoregressions run on the logarithm of a positive series, on differences over a step, a day and
 * a week, with and without fading memory, and on the plain values; the differences pull the
 * forecast toward yesterday and last week where the data leave room, in the way a prior would.
 */
#include "forecast/tw-series.h"

#include "forecast/tw-pooled.h"
#include "forecast/tw-series-models.h"
#include "forecast/tw-series-spread.h"

#include <math.h>
#include <string.h>

#define MAX_ORIGINS 12
#define POWER 8.0
#define TOO_FAR 1.3
#define SOFTNESS 0.15
#define MAX_SEASONS 26
#define MIN_KEPT 4096

/* The scale a model works on: the logarithm, the logarithm of the value and a part of the mean
 * (which leaves the lowest values less noise), or the values. */
typedef enum { VIEW_LOG, VIEW_SOFT, VIEW_RAW, N_VIEWS } ViewKind;
typedef enum {
  MODEL_LAST,
  MODEL_NAIVE1,
  MODEL_NAIVE2,
  MODEL_MEANS,
  MODEL_SMOOTH,
  MODEL_THETA,
  MODEL_ANALOG,
  MODEL_COUNTS,
  MODEL_AR
} ModelKind;

typedef struct {
  const char *name;
  ModelKind kind;
  ViewKind view;
  TwArLags lags;
  int diff;              /* 0 none, 1 one step, 2 season1, 3 season2 */
  guint n_bases;         /* how many of those the difference is to */
  double memory_seasons; /* half-life in seasons (season1), 0 = all alike */
  double penalty;        /* counts: half-life of the level, in long seasons */
  guint window;          /* analog: 1 one season1, 2 two, 3 season2 */
} Candidate;

static const Candidate candidates[] = {
  { "autoregression", MODEL_AR, VIEW_LOG, TW_AR_SHORT, 0, 0, 0, 0.003, 0 },
  { "autoregression on days", MODEL_AR, VIEW_LOG, TW_AR_SHORT, 2, 1, 10, 0.1, 0 },
  { "wide autoregression on days", MODEL_AR, VIEW_LOG, TW_AR_WIDE, 2, 1, 0, 0.1, 0 },
  { "autoregression on weeks", MODEL_AR, VIEW_LOG, TW_AR_SHORT, 3, 1, 0, 0.1, 0 },
  { "autoregression on steps", MODEL_AR, VIEW_LOG, TW_AR_SHORT, 1, 1, 0, 0.1, 0 },
  { "plain autoregression", MODEL_AR, VIEW_RAW, TW_AR_SHORT, 0, 0, 0, 0.03, 0 },
  { "autoregression on mean days", MODEL_AR, VIEW_LOG, TW_AR_SHORT, 2, 7, 0, 0.3, 0 },
  { "like weeks", MODEL_ANALOG, VIEW_LOG, 0, 0, 0, 0, 0, 3 },
  { "like fortnights", MODEL_ANALOG, VIEW_LOG, 0, 0, 0, 0, 0, 4 },
  { "softly like weeks", MODEL_ANALOG, VIEW_SOFT, 0, 0, 0, 0, 0, 3 },
  { "softly like fortnights", MODEL_ANALOG, VIEW_SOFT, 0, 0, 0, 0, 0, 4 },
  { "soft autoregression", MODEL_AR, VIEW_SOFT, TW_AR_SHORT, 0, 0, 0, 0.003, 0 },
  { "like days", MODEL_ANALOG, VIEW_LOG, 0, 0, 0, 0, 0, 2 },
  { "seasonal smoothing", MODEL_SMOOTH, VIEW_LOG, 0, 0, 0, 0, 0, 0 },
  { "theta", MODEL_THETA, VIEW_RAW, 0, 0, 0, 0, 0, 0 },
  { "means of past seasons", MODEL_MEANS, VIEW_RAW, 0, 0, 0, 0, 0, 0 },
  { "counts by long habits", MODEL_COUNTS, VIEW_RAW, 0, 0, 0, 1000, 12, 0 },
  { "counts by recent habits", MODEL_COUNTS, VIEW_RAW, 0, 0, 0, 10, 4, 0 },
  { "weekly naive", MODEL_NAIVE2, VIEW_RAW, 0, 0, 0, 0, 0, 0 },
  { "daily naive", MODEL_NAIVE1, VIEW_RAW, 0, 0, 0, 0, 0, 0 },
  { "last value", MODEL_LAST, VIEW_RAW, 0, 0, 0, 0, 0, 0 },
};

#define N_CANDIDATES G_N_ELEMENTS (candidates)

typedef struct {
  const double *y; /* borrowed tail of the problem's values */
  gsize n;
  TwSeriesView views[N_VIEWS];
  double *z[N_VIEWS];
  double mean[N_VIEWS], sd[N_VIEWS], shift[N_VIEWS]; /* z = (log (y + shift) - mean) / sd */
  gboolean logged, non_negative, whole;              /* whole: counts */
  guint n_origins;
  gsize origins[MAX_ORIGINS + 1];  /* rising; the last is n */
  double *forecasts[N_CANDIDATES]; /* (n_origins + 1) x horizon, or NULL */
  double weights[N_CANDIDATES];
} Work;

static void
work_clear (Work *work)
{
  for (int i = 0; i < N_VIEWS; i++)
    g_free (work->z[i]);
  for (gsize i = 0; i < N_CANDIDATES; i++)
    g_free (work->forecasts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
check (const TwSeriesProblem *p, const double *levels, guint n_levels, GError **error)
{
  if (p->n_values == 0 || p->horizon == 0)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID,
                   "A forecast needs values and a horizon");
      return FALSE;
    }
  if (p->n_values > TW_SERIES_MAX_VALUES || p->horizon > TW_SERIES_MAX_HORIZON
      || MAX (p->season1, p->season2) > TW_SERIES_MAX_SEASON)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_TOO_BIG,
                   "%" G_GSIZE_FORMAT
                   " values, horizon %u, seasons %u and %u: more than %u, %u or %u",
                   p->n_values, p->horizon, p->season1, p->season2, TW_SERIES_MAX_VALUES,
                   TW_SERIES_MAX_HORIZON, TW_SERIES_MAX_SEASON);
      return FALSE;
    }
  for (gsize i = 0; i < p->n_values; i++)
    if (!(fabs (p->values[i]) <= TW_SERIES_MAX_MAGNITUDE)) /* also where it is no number */
      {
        g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID,
                     "Value %" G_GSIZE_FORMAT " is not finite or beyond 1e100", i + 1);
        return FALSE;
      }
  for (guint i = 0; i < n_levels; i++)
    if (!(levels[i] > 0 && levels[i] < 1) || (i > 0 && levels[i] < levels[i - 1]))
      {
        g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID,
                     "Levels must rise between 0 and 1");
        return FALSE;
      }
  return TRUE;
}

/* The last origins, a day or half a horizon apart, that leave two long seasons (and something at
 * all) before the first. */
static void
list_origins (Work *work, const TwSeriesProblem *p, guint s1, guint s2)
{
  guint horizon = p->horizon,
        most = p->n_origins > 0 ? MIN (p->n_origins, MAX_ORIGINS) : MAX_ORIGINS;
  gsize need = MAX (MAX (2 * (gsize) s2 + s1, 3 * (gsize) s1), 12), step;

  step = p->origin_step > 0 ? p->origin_step : MAX (MAX (s1, horizon / 2), 1);
  if (work->n < need + horizon) /* short: take what there is */
    need = MAX (s1 > 0 ? s1 + 2 : 3, work->n / 2);
  work->n_origins = 0;
  if (work->n >= need + horizon)
    work->n_origins = (guint) MIN (most, (work->n - need - horizon) / step + 1);
  for (guint k = 0; k < work->n_origins; k++)
    work->origins[k] = work->n - horizon - (work->n_origins - 1 - k) * step;
  work->origins[work->n_origins] = work->n;
}

static gboolean
is_whole (const double *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!(y[i] >= 0 && y[i] < 1e9) || y[i] != floor (y[i]))
      return FALSE;
  return TRUE;
}

static double
mean_size (const double *y, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += fabs (y[i]) / n;
  return sum;
}

static double
shift_of (const double *y, gsize n, gboolean *ret_logged, gboolean *ret_non_negative)
{
  double least = INFINITY, sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      least = MIN (least, y[i]);
      sum += fabs (y[i]) / n;
    }
  *ret_non_negative = least >= 0;
  *ret_logged = least >= 0 && sum > 0;
  return least > 1e-3 * sum ? 0 : 0.05 * sum;
}

static void
fill_view (Work *work, const TwSeriesProblem *p, ViewKind kind, guint s1, guint s2)
{
  double *z = work->z[kind] = g_new (double, work->n), sum = 0, sum2 = 0;
  gboolean log_it = kind != VIEW_RAW && work->logged;

  for (gsize i = 0; i < work->n; i++)
    {
      z[i] = log_it ? log (work->y[i] + work->shift[kind]) : work->y[i];
      sum += z[i] / work->n;
    }
  double low = INFINITY, high = -INFINITY;
  for (gsize i = 0; i < work->n; i++)
    sum2 += (z[i] - sum) * (z[i] - sum) / work->n;
  work->mean[kind] = sum;
  work->sd[kind] = sum2 > 0 ? sqrt (sum2) : 1;
  for (gsize i = 0; i < work->n; i++)
    {
      z[i] = (z[i] - sum) / work->sd[kind];
      low = MIN (low, z[i]);
      high = MAX (high, z[i]);
    }
  work->views[kind] =
      (TwSeriesView){ z,       p->flags != NULL ? p->flags + (p->n_values - work->n) : NULL,
                      work->n, s1,
                      s2,      p->horizon,
                      low - 1, high + 1 };
}

static void
back_to_units (const Work *work, ViewKind kind, double *f, guint horizon)
{
  for (guint h = 0; h < horizon; h++)
    {
      double v = f[h] * work->sd[kind] + work->mean[kind];
      if (kind != VIEW_RAW && work->logged)
        v = exp (v) - work->shift[kind];
      f[h] = work->non_negative ? MAX (v, 0) : v;
    }
}

static gboolean
run_simple (const TwSeriesView *view, const Candidate *c, gsize origin, double *ret)
{
  guint s1 = view->season1, s2 = view->season2;

  switch (c->kind)
    {
    case MODEL_LAST:
      return tw_series_naive (view, origin, 1, ret);
    case MODEL_NAIVE1:
      return s1 > 1 && tw_series_naive (view, origin, s1, ret);
    case MODEL_NAIVE2:
      return s2 > 0 && tw_series_naive (view, origin, s2, ret);
    case MODEL_MEANS:
      return tw_series_means (view, origin, ret);
    case MODEL_SMOOTH:
      return tw_series_smooth (view, origin, ret);
    case MODEL_THETA:
      return tw_series_theta (view, origin, ret);
    default:
      if (c->window == 3)
        return tw_series_analog (view, origin, s2 > 0 ? s2 : 4 * MAX (s1, 6), 6, ret);
      if (c->window == 4)
        return s2 > 0 && tw_series_analog (view, origin, 2 * s2, 8, ret);
      return tw_series_analog (view, origin, 2 * MAX (s1, 6), 8, ret);
    }
}

/* Whether the candidate would repeat another or cannot apply. */
static gboolean
applies (const Work *work, const Candidate *c, guint s1, guint s2)
{
  if (c->kind == MODEL_COUNTS && !work->whole)
    return FALSE;
  if (c->view == VIEW_SOFT && !work->logged)
    return FALSE;
  if (c->kind == MODEL_AR && c->view == VIEW_RAW && !work->logged)
    return FALSE;
  return c->diff < 2 || (c->diff == 2 ? s1 > 1 : s2 > 1);
}

static void
run_candidate (Work *work, gsize i)
{
  const Candidate *c = &candidates[i];
  const TwSeriesView *view = &work->views[c->view];
  guint s1 = view->season1, s2 = view->season2, horizon = view->horizon, diffs[] = { 0, 1, s1, s2 };
  g_autofree double *out = g_new (double, (gsize) (work->n_origins + 1) * horizon);
  TwSeriesAr ar = { 0 };
  gboolean ok = applies (work, c, s1, s2);

  if (ok && c->kind == MODEL_AR)
    ok = tw_series_ar_init (&ar, view, c->lags, diffs[c->diff], c->n_bases,
                            c->memory_seasons * MAX (s1, 8), c->penalty, work->origins[0]);
  for (guint k = 0; ok && k <= work->n_origins; k++)
    {
      double *f = out + (gsize) k * horizon;
      if (c->kind == MODEL_COUNTS) /* in units as it is */
        {
          ok = tw_pooled_single (work->y, work->origins[k], s1, s2, c->memory_seasons, c->penalty,
                                 horizon, f);
          continue;
        }
      ok = c->kind == MODEL_AR ? tw_series_ar_forecast (&ar, work->origins[k], f)
                               : run_simple (view, c, work->origins[k], f);
      back_to_units (work, c->view, f, horizon);
    }
  if (c->kind == MODEL_AR)
    tw_series_ar_clear (&ar);
  if (ok)
    work->forecasts[i] = g_steal_pointer (&out);
}

static void
measure (const Work *work, const double *f, guint horizon, double *ret_absolute,
         double *ret_relative)
{
  *ret_absolute = *ret_relative = 0;
  for (guint k = 0; k < work->n_origins; k++)
    for (guint h = 0; h < horizon; h++)
      {
        double y = work->y[work->origins[k] + h], d = fabs (y - f[k * horizon + h]);
        double sum = fabs (y) + fabs (f[k * horizon + h]);
        *ret_absolute += d;
        *ret_relative += sum > 0 ? d / sum : 0;
      }
}

static void
weigh (Work *work, guint horizon)
{
  double absolute[N_CANDIDATES], relative[N_CANDIDATES], errors[N_CANDIDATES];
  double least_absolute = INFINITY, least_relative = INFINITY, least = INFINITY, sum = 0;

  for (gsize i = 0; i < N_CANDIDATES; i++)
    if (work->forecasts[i] != NULL)
      {
        measure (work, work->forecasts[i], horizon, &absolute[i], &relative[i]);
        least_absolute = MIN (least_absolute, absolute[i]);
        least_relative = MIN (least_relative, relative[i]);
      }
  for (gsize i = 0; i < N_CANDIDATES; i++)
    {
      if (work->forecasts[i] == NULL)
        continue;
      errors[i] = (least_absolute > 0 ? absolute[i] / least_absolute
                   : absolute[i] > 0  ? 1e6
                                      : 1)
                  + (least_relative > 0 ? relative[i] / least_relative
                     : relative[i] > 0  ? 1e6
                                        : 1);
      least = MIN (least, errors[i]);
    }
  for (gsize i = 0; i < N_CANDIDATES; i++)
    {
      gboolean used =
          work->forecasts[i] != NULL && (work->n_origins == 0 || errors[i] <= TOO_FAR * least);
      work->weights[i] = used ? (work->n_origins > 0 ? pow (errors[i] / least, -POWER) : 1) : 0;
      sum += work->weights[i];
    }
  for (gsize i = 0; i < N_CANDIDATES; i++)
    work->weights[i] /= sum;
}

static double *
combine (const Work *work, guint horizon)
{
  gsize n = (gsize) (work->n_origins + 1) * horizon;
  double *out = g_new0 (double, n);

  for (gsize i = 0; i < N_CANDIDATES; i++)
    for (gsize j = 0; work->weights[i] > 0 && j < n; j++)
      out[j] += work->weights[i] * work->forecasts[i][j];
  return out;
}

static char *
describe (const Work *work)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double weights[N_CANDIDATES];

  memcpy (weights, work->weights, sizeof weights);
  for (int round = 0; round < 3; round++)
    {
      gsize best = 0;
      for (gsize i = 1; i < N_CANDIDATES; i++)
        if (weights[i] > weights[best])
          best = i;
      if (weights[best] <= 0.05 && round > 0)
        break;
      g_string_append_printf (text, "%s%s %.0f%%", round > 0 ? ", " : "", candidates[best].name,
                              100 * weights[best]);
      weights[best] = 0;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Without a back-test: the steps of the series itself, growing like a random walk. */
static void
spread_short (const Work *work, const TwSeriesProblem *p, TwSeriesResult *result,
              const double *levels)
{
  double sum = 0, floor = work->non_negative || p->count ? 0 : -INFINITY;

  for (gsize t = 1; t < work->n; t++)
    sum += (work->y[t] - work->y[t - 1]) * (work->y[t] - work->y[t - 1]);
  double sd = work->n > 1 ? sqrt (sum / (work->n - 1)) : 0.5 * fabs (work->y[0]);
  for (guint i = 0; i < result->n_levels; i++)
    for (guint h = 0; h < p->horizon; h++)
      result->quantiles[i * p->horizon + h] =
          MAX (result->point[h] + tw_normal_quantile (levels[i]) * sd * sqrt (MIN (h + 1, 16)),
               floor);
}

static void
spread_long (const Work *work, const TwSeriesProblem *p, const double *combined,
             TwSeriesResult *result, const double *levels)
{
  g_autofree double *seen = g_new (double, (gsize) work->n_origins * p->horizon);
  guint phases[MAX_ORIGINS], season = MAX (work->views[0].season1, 1);

  for (guint k = 0; k < work->n_origins; k++)
    {
      memcpy (seen + k * p->horizon, work->y + work->origins[k], p->horizon * sizeof (double));
      phases[k] = (guint) (work->origins[k] % season);
    }
  TwSpreadProblem spread = {
    .n_origins = work->n_origins,
    .horizon = p->horizon,
    .season = season,
    .seen = seen,
    .forecast = combined,
    .phase = phases,
    .phase_now = (guint) (work->n % season),
    .floor = work->non_negative || p->count ? 0 : -INFINITY,
  };
  tw_series_spread (&spread, result->point, levels, result->n_levels, result->quantiles);
}

static TwSeriesResult *
result_new (const TwSeriesProblem *p, guint n_levels)
{
  TwSeriesResult *self = g_new0 (TwSeriesResult, 1);

  self->horizon = p->horizon;
  self->n_levels = n_levels;
  self->point = g_new0 (double, p->horizon);
  self->quantiles = g_new0 (double, MAX ((gsize) n_levels * p->horizon, 1));
  return self;
}

static gboolean
is_constant (const double *y, gsize n)
{
  for (gsize i = 1; i < n; i++)
    if (y[i] != y[0])
      return FALSE;
  return TRUE;
}

static TwSeriesResult *
forecast_constant (const TwSeriesProblem *p, guint n_levels)
{
  TwSeriesResult *self = result_new (p, n_levels);

  for (guint h = 0; h < p->horizon; h++)
    self->point[h] = p->values[0];
  for (gsize i = 0; i < (gsize) n_levels * p->horizon; i++)
    self->quantiles[i] = p->values[0];
  self->method = g_strdup ("constant");
  return self;
}

static void
prepare (Work *work, const TwSeriesProblem *p)
{
  guint s1 = p->season1 > 1 ? p->season1 : p->season2, s2 = p->season2 > s1 ? p->season2 : 0;
  gsize keep = MAX ((gsize) MAX_SEASONS * MAX (s1, s2), MIN_KEPT);

  work->n = MIN (p->n_values, keep);
  work->y = p->values + (p->n_values - work->n);
  if (s2 > 0 && work->n < 2 * (gsize) s2 + p->horizon / 2)
    s2 = 0;
  if (s1 <= 1 || work->n < 2 * (gsize) s1)
    s1 = 0;
  work->shift[VIEW_LOG] = shift_of (work->y, work->n, &work->logged, &work->non_negative);
  work->shift[VIEW_SOFT] = SOFTNESS * mean_size (work->y, work->n);
  work->whole = is_whole (work->y, work->n);
  list_origins (work, p, s1, s2);
  fill_view (work, p, VIEW_LOG, s1, s2);
  fill_view (work, p, VIEW_SOFT, s1, s2);
  fill_view (work, p, VIEW_RAW, s1, s2);
}

TwSeriesResult *
tw_series_forecast (const TwSeriesProblem *problem, const double *levels, guint n_levels,
                    GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (problem != NULL && (levels != NULL || n_levels == 0), NULL);
  if (!check (problem, levels, n_levels, error))
    return NULL;
  if (is_constant (problem->values, problem->n_values))
    return forecast_constant (problem, n_levels);

  g_auto (Work) work = { 0 };
  prepare (&work, problem);
  for (gsize i = 0; i < N_CANDIDATES; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      run_candidate (&work, i);
    }
  weigh (&work, problem->horizon);

  TwSeriesResult *self = result_new (problem, n_levels);
  g_autofree double *combined = combine (&work, problem->horizon);
  memcpy (self->point, combined + (gsize) work.n_origins * problem->horizon,
          problem->horizon * sizeof (double));
  if (work.n_origins > 0)
    spread_long (&work, problem, combined, self, levels);
  else
    spread_short (&work, problem, self, levels);
  self->method = describe (&work);
  self->n_past = work.n_origins;
  self->past_origins = g_new0 (gsize, MAX (work.n_origins, 1));
  for (guint k = 0; k < work.n_origins; k++)
    self->past_origins[k] = problem->n_values - work.n + work.origins[k];
  self->past = g_steal_pointer (&combined);
  return self;
}

void
tw_series_result_free (TwSeriesResult *self)
{
  if (self == NULL)
    return;
  g_free (self->point);
  g_free (self->quantiles);
  g_free (self->method);
  g_free (self->past);
  g_free (self->past_origins);
  g_free (self);
}
