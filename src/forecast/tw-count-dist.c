// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-count-dist.h"

#include <math.h>

#define TINY_ALPHA 1e-9

double
tw_count_pmf (double mu, double alpha, double y)
{
  if (y < 0)
    return 0;
  if (!(mu > 0))
    return y == 0 ? 1 : 0;
  if (alpha < TINY_ALPHA)
    return exp (y * log (mu) - mu - lgamma (y + 1));

  double size = 1 / alpha;
  return exp (lgamma (y + size) - lgamma (size) - lgamma (y + 1) - size * log1p (alpha * mu)
              + y * (log (alpha * mu) - log1p (alpha * mu)));
}

/* P(Y = 0), where every sum below begins. */
static double
mass_at_zero (double mu, double alpha)
{
  return alpha < TINY_ALPHA ? exp (-mu) : exp (-log1p (alpha * mu) / alpha);
}

/* p(y + 1) / p(y) */
static double
mass_ratio (double mu, double alpha, double y)
{
  return (mu + alpha * mu * y) / ((1 + alpha * mu) * (y + 1));
}

static double
normal_cdf (double z)
{
  return 0.5 * erfc (-z * G_SQRT2 / 2);
}

/* Inverse of the normal distribution: a rational start (Abramowitz & Stegun 26.2.23) and two Halley
 * steps. */
static double
normal_quantile (double level)
{
  double tail = level < 0.5 ? level : 1 - level;
  double t = sqrt (-2 * log (tail));
  double z = t
             - (2.515517 + 0.802853 * t + 0.010328 * t * t)
                   / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);

  z = level < 0.5 ? -z : z;
  for (int i = 0; i < 2; i++)
    {
      double u = (normal_cdf (z) - level) * sqrt (2 * G_PI) * exp (0.5 * z * z);
      z -= u / (1 + 0.5 * z * u);
    }
  return z;
}

/* Mean, standard deviation and skewness for the large-mean approximation. */
static double
skewness (double mu, double alpha)
{
  return (1 + 2 * alpha * mu) / sqrt (mu * (1 + alpha * mu));
}

static double
large_quantile (double mu, double alpha, double level)
{
  double z = normal_quantile (level);
  double x = mu + sqrt (mu + alpha * mu * mu) * (z + skewness (mu, alpha) * (z * z - 1) / 6);
  return MAX (round (x), 0);
}

static double
large_cdf (double mu, double alpha, double y)
{
  double w = (floor (y) + 0.5 - mu) / sqrt (mu + alpha * mu * mu), z = w;

  for (int i = 0; i < 3; i++) /* undo the Cornish-Fisher bend */
    z = w - skewness (mu, alpha) * (z * z - 1) / 6;
  return normal_cdf (z);
}

double
tw_count_cdf (double mu, double alpha, double y)
{
  if (y < 0)
    return 0;
  if (!(mu > 0))
    return 1;
  if (mu > TW_COUNT_NORMAL_MEAN)
    return large_cdf (mu, alpha, y);

  double p = mass_at_zero (mu, alpha), sum = p;
  for (double k = 0; k < floor (y) && sum < 1 - 1e-15; k++)
    {
      p *= mass_ratio (mu, alpha, k);
      sum += p;
    }
  return MIN (sum, 1);
}

void
tw_count_quantiles (double mu, double alpha, const double *levels, gsize n, double *ret_quantiles)
{
  if (!(mu > 0) || mu > TW_COUNT_NORMAL_MEAN)
    {
      for (gsize i = 0; i < n; i++)
        ret_quantiles[i] = mu > 0 ? large_quantile (mu, alpha, levels[i]) : 0;
      return;
    }

  double p = mass_at_zero (mu, alpha), sum = p, y = 0;
  double ceiling = mu + 60 * sqrt (mu + alpha * mu * mu) + 60;
  for (gsize i = 0; i < n; i++)
    {
      while (sum < levels[i] && y < ceiling)
        {
          p *= mass_ratio (mu, alpha, y);
          sum += p;
          y++;
        }
      ret_quantiles[i] = y;
    }
}

double
tw_count_quantile (double mu, double alpha, double level)
{
  double quantile;

  tw_count_quantiles (mu, alpha, &level, 1, &quantile);
  return quantile;
}

double
tw_count_coverage (double mu, double alpha, double level, double q, double y)
{
  if (y != q)
    return y < q ? 1 : 0;

  double below = tw_count_cdf (mu, alpha, q - 1), here = tw_count_cdf (mu, alpha, q);
  return here > below ? CLAMP ((level - below) / (here - below), 0, 1) : 0.5;
}
