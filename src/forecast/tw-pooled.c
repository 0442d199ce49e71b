// SPDX-License-Identifier: Apache-2.0
/*
 * The steps of tw-street-fit.c for any seasons and one kind of row:
 *
 *   all rows: constant -> phase of season1 -> phase of season2
 *   row:      shape of all x share -> phase of season1 -> phase of season2 -> recent level
 *
 * each shrunk by what the data say about it. The memory is chosen, and the spread measured, at
 * origins in the past.
 */
#include "forecast/tw-pooled.h"

#include "forecast/tw-count-dist.h"
#include "forecast/tw-shrink.h"

#include <math.h>
#include <string.h>

#define MAX_ORIGINS 6
#define MAX_PERIOD 4096
#define LEVEL_KAPPA 20.0
#define SPARSE_MEAN 6.0
#define SPARSE_ZERO_SHARE 0.1
#define MAX_ALPHA 4.0
#define ALPHA_PRIOR_STEPS 400.0

typedef struct {
  double shape, level; /* half-lives in long seasons */
} Memory;

static const Memory memories[] = { { 1000, 1000 }, { 1000, 8 }, { 1000, 3 }, { 10, 4 }, { 4, 1 } };

typedef struct {
  const TwPooledProblem *problem;
  guint period, short_period; /* 1 where there is no season */
  double *rates;              /* n_rows x period */
  double *levels;             /* n_rows */
} Pool;

static void
pool_clear (Pool *pool)
{
  g_free (pool->rates);
  g_free (pool->levels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pool, pool_clear)

gboolean
tw_pooled_is_sparse (const double *values, gsize n)
{
  double sum = 0, zeros = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (!(values[i] >= 0) || values[i] != floor (values[i]) || values[i] > 1e6)
        return FALSE;
      sum += values[i];
      zeros += values[i] == 0;
    }
  return n > 0 && sum / n < SPARSE_MEAN && zeros / n > SPARSE_ZERO_SHARE;
}

/* Sums of weighted counts by row and phase, and of all rows. */
static void
sum_phases (const Pool *pool, gsize origin, const double *weights, double *rows, double *all,
            double *exposure)
{
  const TwPooledProblem *p = pool->problem;

  for (gsize t = 0; t < origin; t++)
    exposure[t % pool->period] += weights[t];
  for (guint r = 0; r < p->n_rows; r++)
    {
      double *row = rows + (gsize) r * pool->period;
      for (gsize t = 0; t < origin; t++)
        if (p->rows[r][t] > 0)
          row[t % pool->period] += weights[t] * p->rows[r][t];
      for (guint w = 0; w < pool->period; w++)
        all[w] += row[w];
    }
}

static void
fit_shapes (Pool *pool, const double *rows, const double *all, const double *exposure)
{
  guint period = pool->period, n_rows = pool->problem->n_rows;
  g_autofree double *shape = g_new (double, period);
  g_autofree guint *each = g_new (guint, period), *day = g_new (guint, period);
  double n = 0, hours = 0;

  for (guint w = 0; w < period; w++)
    {
      each[w] = w;
      day[w] = w % pool->short_period;
      n += all[w];
      hours += exposure[w];
    }
  for (guint w = 0; w < period; w++)
    shape[w] = hours > 0 ? n / hours : 0;
  tw_shrink_step (all, shape, 1, period, exposure, day, pool->short_period);
  tw_shrink_step (all, shape, 1, period, exposure, each, period);
  tw_shrink_begin (shape, rows, n_rows, period, exposure, pool->rates);
  tw_shrink_step (rows, pool->rates, n_rows, period, exposure, day, pool->short_period);
  tw_shrink_step (rows, pool->rates, n_rows, period, exposure, each, period);
}

/* Recent requests against what the shapes expect: of all, then of each row. */
static void
fit_levels (Pool *pool, gsize origin, const double *weights)
{
  const TwPooledProblem *p = pool->problem;
  g_autofree double *exposure = g_new0 (double, pool->period), *n = g_new0 (double, p->n_rows);
  g_autofree double *e = g_new0 (double, p->n_rows);
  double all_n = 0, all_e = 0, excess = 0, e2 = 0;

  for (gsize t = 0; t < origin; t++)
    exposure[t % pool->period] += weights[t];
  for (guint r = 0; r < p->n_rows; r++)
    {
      for (gsize t = 0; t < origin; t++)
        n[r] += p->rows[r][t] > 0 ? weights[t] * p->rows[r][t] : 0;
      for (guint w = 0; w < pool->period; w++)
        e[r] += pool->rates[(gsize) r * pool->period + w] * exposure[w];
      all_n += n[r];
      all_e += e[r];
    }
  double common = (all_n + LEVEL_KAPPA) / (all_e + LEVEL_KAPPA);
  for (guint r = 0; r < p->n_rows; r++)
    {
      e[r] *= common;
      excess += (n[r] - e[r]) * (n[r] - e[r]) - e[r];
      e2 += e[r] * e[r];
    }
  double kappa = tw_shrink_kappa (excess, e2);
  for (guint r = 0; r < p->n_rows; r++)
    pool->levels[r] = common * (n[r] + kappa) / (e[r] + kappa);
}

static void
fit (Pool *pool, gsize origin, const Memory *memory, double *ret_means)
{
  const TwPooledProblem *p = pool->problem;
  g_autofree double *weights = g_new0 (double, origin + 1);
  g_autofree double *rows = g_new0 (double, (gsize) p->n_rows * pool->period);
  g_autofree double *all = g_new0 (double, pool->period), *exposure = g_new0 (double, pool->period);

  tw_shrink_weights (0, origin, memory->shape * MAX (pool->period, 24), weights);
  sum_phases (pool, origin, weights, rows, all, exposure);
  fit_shapes (pool, rows, all, exposure);
  tw_shrink_weights (0, origin, memory->level * MAX (pool->period, 24), weights);
  fit_levels (pool, origin, weights);
  for (guint r = 0; r < p->n_rows; r++)
    for (guint h = 0; h < p->horizon; h++)
      ret_means[(gsize) r * p->horizon + h] =
          pool->rates[(gsize) r * pool->period + (origin + h) % pool->period] * pool->levels[r];
}

static double
poisson_loss (const TwPooledProblem *p, gsize origin, const double *means)
{
  double loss = 0;

  for (guint r = 0; r < p->n_rows; r++)
    for (guint h = 0; h < p->horizon; h++)
      {
        double m = MAX (means[(gsize) r * p->horizon + h], 1e-6), y = p->rows[r][origin + h];
        loss += m - (y > 0 ? y * log (m) : 0);
      }
  return loss;
}

static guint
list_origins (const Pool *pool, gsize *ret_origins)
{
  const TwPooledProblem *p = pool->problem;
  gsize need = MAX (2 * (gsize) pool->period, p->n_steps / 3), n = 0;

  while (n < MAX_ORIGINS && p->n_steps >= need + (n + 1) * p->horizon)
    {
      ret_origins[n] = p->n_steps - (n + 1) * p->horizon;
      n++;
    }
  return (guint) n;
}

static gboolean
choose_memory (Pool *pool, const gsize *origins, guint n, double *means, Memory *ret_memory,
               GCancellable *cancellable, GError **error)
{
  double least = INFINITY;

  for (gsize m = 0; m < G_N_ELEMENTS (memories); m++)
    {
      double loss = 0;
      for (guint k = 0; k < n; k++)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          fit (pool, origins[k], &memories[m], means);
          loss += poisson_loss (pool->problem, origins[k], means);
        }
      if (loss < least)
        {
          least = loss;
          *ret_memory = memories[m];
        }
    }
  return TRUE;
}

/* variance = mean + alpha mean^2, by moments over the origins, each row's own pulled to that of
 * all. */
static void
fit_spread (Pool *pool, const gsize *origins, guint n, const Memory *memory, double *means,
            double *ret_alpha)
{
  const TwPooledProblem *p = pool->problem;
  g_autofree double *excess = g_new0 (double, p->n_rows), *m2 = g_new0 (double, p->n_rows);
  double all_excess = 0, all_m2 = 0;

  for (guint k = 0; k < n; k++)
    {
      fit (pool, origins[k], memory, means);
      for (guint r = 0; r < p->n_rows; r++)
        for (guint h = 0; h < p->horizon; h++)
          {
            double m = means[(gsize) r * p->horizon + h], d = p->rows[r][origins[k] + h] - m;
            excess[r] += d * d - m;
            m2[r] += m * m;
          }
    }
  for (guint r = 0; r < p->n_rows; r++)
    {
      all_excess += excess[r];
      all_m2 += m2[r];
    }
  double shared = all_m2 > 0 ? CLAMP (all_excess / all_m2, 0, MAX_ALPHA) : 0.2;
  double prior = n > 0 ? all_m2 / ((double) n * p->horizon * p->n_rows) * ALPHA_PRIOR_STEPS : 0;
  for (guint r = 0; r < p->n_rows; r++)
    ret_alpha[r] = m2[r] + prior > 0
                       ? CLAMP ((excess[r] + prior * shared) / (m2[r] + prior), 0, MAX_ALPHA)
                       : shared;
}

static gboolean
check (const TwPooledProblem *p, GError **error)
{
  gboolean ok = p->n_rows > 0 && p->n_steps > 0 && p->horizon > 0;

  for (guint r = 0; ok && r < p->n_rows; r++)
    for (gsize t = 0; ok && t < p->n_steps; t++)
      ok = isfinite (p->rows[r][t]) && p->rows[r][t] >= 0;
  if (!ok)
    g_set_error (
        error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID,
        "Pooled counts need rows, steps, a horizon and values that are finite and not negative");
  return ok;
}

static void
pool_init (Pool *pool, const TwPooledProblem *p)
{
  guint longest = MAX (p->season1, p->season2), s1 = MIN (p->season1, p->season2);

  pool->problem = p;
  if (longest > MAX_PERIOD || p->n_steps < 2 * (gsize) longest) /* fall back to the shorter one */
    longest = s1 > 0 ? s1 : longest;
  pool->period =
      longest > 1 && longest <= MAX_PERIOD && p->n_steps >= 2 * (gsize) longest ? longest : 1;
  pool->short_period = s1 > 1 && s1 < pool->period && pool->period % s1 == 0 ? s1 : 1;
  pool->rates = g_new0 (double, (gsize) p->n_rows * pool->period);
  pool->levels = g_new0 (double, p->n_rows);
}

gboolean
tw_pooled_forecast (const TwPooledProblem *problem, const double *levels, guint n_levels,
                    GCancellable *cancellable, double *ret_means, double *ret_quantiles,
                    GError **error)
{
  g_return_val_if_fail (problem != NULL && ret_means != NULL, FALSE);
  if (!check (problem, error))
    return FALSE;

  g_auto (Pool) pool = { 0 };
  pool_init (&pool, problem);
  gsize origins[MAX_ORIGINS];
  guint n = list_origins (&pool, origins), horizon = problem->horizon;
  g_autofree double *means = g_new (double, (gsize) problem->n_rows *horizon);
  g_autofree double *alpha = g_new (double, problem->n_rows),
                    *q = g_new (double, MAX (n_levels, 1));
  Memory memory = memories[0];

  if (!choose_memory (&pool, origins, n, means, &memory, cancellable, error))
    return FALSE;
  fit_spread (&pool, origins, n, &memory, means, alpha);
  fit (&pool, problem->n_steps, &memory, ret_means);
  for (guint r = 0; r < problem->n_rows; r++)
    for (guint h = 0; h < horizon; h++)
      {
        tw_count_quantiles (ret_means[(gsize) r * horizon + h], alpha[r], levels, n_levels, q);
        for (guint i = 0; i < n_levels; i++)
          ret_quantiles[((gsize) r * n_levels + i) * horizon + h] = q[i];
      }
  return TRUE;
}

gboolean
tw_pooled_single (const double *values, gsize origin, guint season1, guint season2, double shape,
                  double level, guint horizon, double *ret_means)
{
  TwPooledProblem problem = { 1, origin, &values, season1, season2, horizon };
  Memory memory = { shape, level };
  g_auto (Pool) pool = { 0 };

  if (origin < 2 * (gsize) MAX (MAX (season1, season2), 12))
    return FALSE;
  pool_init (&pool, &problem);
  fit (&pool, origin, &memory, ret_means);
  return TRUE;
}
