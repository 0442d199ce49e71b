// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-shrink.h"

#include <math.h>
#include <string.h>

#define MIN_KAPPA 0.5
#define MAX_KAPPA 1e7
/* A start that listens to every bin alike. */
#define FIRST_KAPPA 1.0
#define ROUNDS 4

double
tw_shrink_kappa (double excess, double e2)
{
  return CLAMP (excess > 0 ? e2 / excess : MAX_KAPPA, MIN_KAPPA, MAX_KAPPA);
}

double
tw_shrink_fit_kappa (const double *n, const double *e, gsize n_bins)
{
  double kappa = FIRST_KAPPA;

  for (int round = 0; round < ROUNDS; round++)
    {
      double excess = 0, e2 = 0, theta = 1 / kappa;
      for (gsize b = 0; b < n_bins; b++)
        {
          double w = 1 / (1 + theta * e[b]), d = (n[b] - e[b]) * w;
          excess += d * d - e[b] * w * w;
          e2 += e[b] * w * e[b] * w;
        }
      kappa = tw_shrink_kappa (excess, e2);
    }
  return kappa;
}

/* Requests and expectation of one sibling in the bins of a step. */
static void
sum_bins (const double *n, const double *rate, guint width, const double *exposure,
          const guint *bins, guint n_bins, double *ret_n, double *ret_e)
{
  memset (ret_n, 0, n_bins * sizeof (double));
  memset (ret_e, 0, n_bins * sizeof (double));
  for (guint w = 0; w < width; w++)
    {
      ret_n[bins[w]] += n[w];
      ret_e[bins[w]] += rate[w] * exposure[w];
    }
}

void
tw_shrink_step (const double *n, double *rates, guint n_siblings, guint width,
                const double *exposure, const guint *bins, guint n_bins)
{
  g_autofree double *bn = g_new (double, (gsize) n_siblings *n_bins + 1);
  g_autofree double *be = g_new (double, (gsize) n_siblings *n_bins + 1);

  for (guint i = 0; i < n_siblings; i++)
    sum_bins (n + (gsize) i * width, rates + (gsize) i * width, width, exposure, bins, n_bins,
              bn + (gsize) i * n_bins, be + (gsize) i * n_bins);
  double kappa = tw_shrink_fit_kappa (bn, be, (gsize) n_siblings * n_bins);
  for (gsize b = 0; b < (gsize) n_siblings * n_bins; b++)
    bn[b] = (bn[b] + kappa) / (be[b] + kappa);
  for (guint i = 0; i < n_siblings; i++)
    for (guint w = 0; w < width; w++)
      rates[(gsize) i * width + w] *= bn[(gsize) i * n_bins + bins[w]];
}

void
tw_shrink_begin (const double *parent, const double *n, guint n_siblings, guint width,
                 const double *exposure, double *ret_rates)
{
  double expected = 0;

  for (guint w = 0; w < width; w++)
    expected += parent[w] * exposure[w];
  for (guint i = 0; i < n_siblings; i++)
    {
      double sum = 0;
      for (guint w = 0; w < width; w++)
        sum += n[(gsize) i * width + w];
      for (guint w = 0; w < width; w++)
        ret_rates[(gsize) i * width + w] = expected > 0 ? parent[w] * sum / expected : 0;
    }
}

void
tw_shrink_weights (gsize first, gsize origin, double half_life, double *ret_weights)
{
  double decay = exp (-G_LN2 / half_life), w = 1, sum = 0, sum2 = 0;

  for (gsize t = origin; t-- > first;)
    {
      ret_weights[t] = w;
      sum += w;
      sum2 += w * w;
      w *= decay;
    }
  for (gsize t = first; t < origin && sum2 > 0; t++)
    ret_weights[t] *= sum / sum2;
}
