// SPDX-License-Identifier: Apache-2.0
/*
 * How far off, and where.
 *
 * The combined forecast was made at origins in the past as it is made now; its misses there are the
 * spread. They are measured on the scale on which they are most alike (as they are, relative to the
 * square root of the level, or relative to the level), divided by how they grow with the horizon
 * and by how they differ with the phase of the season (both shrunk to 1), and pooled. The pooled
 * misses give quantiles, blended with those of a normal of the same size while they are few, and
 * widened for the fact that misses of one origin hang together and the combination was chosen on
 * them.
 */
#include "forecast/tw-series-spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_SCALES 3
#define PHASE_PRIOR 6.0
#define STEP_PRIOR 12.0
#define NORMAL_PRIOR 24.0
#define WIDEN_BASE 1.085
#define WIDEN_FEW 0.75

double
tw_normal_quantile (double level)
{
  double tail = level < 0.5 ? level : 1 - level;
  double t = sqrt (-2 * log (tail));
  double z = t
             - (2.515517 + 0.802853 * t + 0.010328 * t * t)
                   / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);

  z = level < 0.5 ? -z : z;
  for (int i = 0; i < 2; i++)
    {
      double u = (0.5 * erfc (-z * G_SQRT2 / 2) - level) * sqrt (2 * G_PI) * exp (0.5 * z * z);
      z -= u / (1 + 0.5 * z * u);
    }
  return z;
}

typedef struct {
  const TwSpreadProblem *problem;
  int scale;      /* 0 as is, 1 square root of the level, 2 the level */
  double unit;    /* a level below which relative scales stop shrinking */
  double *step;   /* horizon: growth */
  double *phase;  /* season */
  double *misses; /* pooled, sorted */
  guint n;
} Spread;

static double
size_at (const Spread *self, double forecast)
{
  double level = fabs (forecast) + self->unit;

  return self->scale == 0 ? 1 : self->scale == 1 ? sqrt (level) : level;
}

static guint
phase_of (const Spread *self, guint origin_phase, guint h)
{
  return self->problem->season > 1 ? (origin_phase + h) % self->problem->season : 0;
}

/* Mean size of the misses in a moving part of the horizon, relative to all, shrunk to 1. */
static void
fit_steps (Spread *self)
{
  const TwSpreadProblem *p = self->problem;
  guint reach = MAX (p->horizon / 8, 1);
  g_autofree double *sums = g_new0 (double, p->horizon + 1);
  double all = 0;

  for (guint h = 0; h < p->horizon; h++)
    {
      double sum = 0;
      for (guint k = 0; k < p->n_origins; k++)
        sum += fabs (self->misses[k * p->horizon + h]);
      sums[h + 1] = sums[h] + sum;
      all += sum;
    }
  double mean = all / (p->n_origins * p->horizon);
  for (guint h = 0; h < p->horizon; h++)
    {
      guint from = h > reach ? h - reach : 0, to = MIN (h + reach + 1, p->horizon);
      double n = (to - from) * p->n_origins;
      self->step[h] =
          mean > 0 ? (sums[to] - sums[from] + STEP_PRIOR * mean) / (n + STEP_PRIOR) / mean : 1;
    }
}

static void
fit_phases (Spread *self)
{
  const TwSpreadProblem *p = self->problem;
  guint season = MAX (p->season, 1);
  g_autofree double *sum = g_new0 (double, season), *n = g_new0 (double, season);
  double all = 0;

  for (guint k = 0; k < p->n_origins; k++)
    for (guint h = 0; h < p->horizon; h++)
      {
        double miss = fabs (self->misses[k * p->horizon + h]) / self->step[h];
        guint phase = phase_of (self, p->phase[k], h);
        sum[phase] += miss;
        n[phase]++;
        all += miss;
      }
  double mean = all / (p->n_origins * p->horizon);
  for (guint i = 0; i < season; i++)
    self->phase[i] = mean > 0 ? (sum[i] + PHASE_PRIOR * mean) / (n[i] + PHASE_PRIOR) / mean : 1;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
fit (Spread *self)
{
  const TwSpreadProblem *p = self->problem;

  for (guint i = 0; i < self->n; i++)
    self->misses[i] = (p->seen[i] - p->forecast[i]) / size_at (self, p->forecast[i]);
  fit_steps (self);
  fit_phases (self);
  for (guint k = 0; k < p->n_origins; k++)
    for (guint h = 0; h < p->horizon; h++)
      self->misses[k * p->horizon + h] /=
          self->step[h] * self->phase[phase_of (self, p->phase[k], h)];
  qsort (self->misses, self->n, sizeof (double), compare_doubles);
}

static double
pooled_quantile (const Spread *self, double level)
{
  double at = CLAMP (level * (self->n + 1) - 1, 0, self->n - 1.0);
  guint i = (guint) at;
  double next = self->misses[MIN (i + 1, self->n - 1)],
         empirical = self->misses[i] + (at - i) * (next - self->misses[i]);
  double sum = 0;

  for (guint k = 0; k < self->n; k++)
    sum += self->misses[k] * self->misses[k];
  double normal = tw_normal_quantile (level) * sqrt (sum / self->n);
  return (self->n * empirical + NORMAL_PRIOR * normal) / (self->n + NORMAL_PRIOR);
}

/* Misses relative to their median: the point stays the middle. */
static double
centred_quantile (const Spread *self, double level)
{
  double widen = WIDEN_BASE + WIDEN_FEW / self->problem->n_origins;

  return widen * (pooled_quantile (self, level) - pooled_quantile (self, 0.5));
}

static double
reach_at (const Spread *self, double forecast, guint origin_phase, guint h)
{
  return size_at (self, forecast) * self->step[h] * self->phase[phase_of (self, origin_phase, h)];
}

/* Pinball loss at P10 and P90 over the misses themselves: which scale tells best where they are
 * large. */
static double
loss_of (const Spread *self)
{
  const TwSpreadProblem *p = self->problem;
  double low = centred_quantile (self, 0.1), high = centred_quantile (self, 0.9), loss = 0;

  for (guint k = 0; k < p->n_origins; k++)
    for (guint h = 0; h < p->horizon; h++)
      {
        double f = p->forecast[k * p->horizon + h], reach = reach_at (self, f, p->phase[k], h);
        double below = p->seen[k * p->horizon + h] - (f + low * reach);
        double above = p->seen[k * p->horizon + h] - (f + high * reach);
        loss += MAX (0.1 * below, -0.9 * below) + MAX (0.9 * above, -0.1 * above);
      }
  return loss;
}

static double
mean_level (const TwSpreadProblem *p)
{
  double sum = 0;

  for (guint i = 0; i < p->n_origins * p->horizon; i++)
    sum += fabs (p->forecast[i]) / (p->n_origins * p->horizon);
  return sum;
}

void
tw_series_spread (const TwSpreadProblem *problem, const double *point, const double *levels,
                  guint n_levels, double *ret)
{
  guint n = problem->n_origins * problem->horizon;
  g_autofree double *step = g_new (double, problem->horizon),
                    *phase = g_new (double, MAX (problem->season, 1));
  g_autofree double *misses = g_new (double, n);
  Spread self = { problem, 0, 0.02 * mean_level (problem) + 1e-300, step, phase, misses, n };
  int best = 0;
  double least = INFINITY;

  for (self.scale = 0; self.scale < N_SCALES; self.scale++)
    {
      fit (&self);
      double loss = loss_of (&self);
      if (loss < least)
        {
          least = loss;
          best = self.scale;
        }
    }
  self.scale = best;
  fit (&self);
  for (guint i = 0; i < n_levels; i++)
    {
      double q = centred_quantile (&self, levels[i]);
      for (guint h = 0; h < problem->horizon; h++)
        ret[i * problem->horizon + h] =
            MAX (point[h] + q * reach_at (&self, point[h], problem->phase_now, h), problem->floor);
    }
}
