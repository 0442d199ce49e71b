/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The distribution of a count with mean mu and variance mu + alpha * mu^2: negative binomial with
 * size 1 / alpha, and Poisson when alpha is 0. Above TW_COUNT_NORMAL_MEAN it is approximated by a
 * normal with a Cornish-Fisher term.
 */
#define TW_COUNT_NORMAL_MEAN 400.0

/** P(Y <= y). 0 for y < 0; @mu >= 0, @alpha >= 0. */
double tw_count_cdf (double mu, double alpha, double y);
/** P(Y = y) for a whole y. */
double tw_count_pmf (double mu, double alpha, double y);
/** The least y with P(Y <= y) >= @level, level in (0, 1). */
double tw_count_quantile (double mu, double alpha, double level);
/** The quantiles of @n rising @levels at once, which costs little more than one. */
void tw_count_quantiles (double mu, double alpha, const double *levels, gsize n,
                         double *ret_quantiles);
/**
 * The share of @level that an observation @y counts for: 1 below the quantile @q, 0 above, and in
 * between at the quantile itself, such that the average over many observations is @level exactly
 * when the distribution is right (the expectation of the randomised probability integral transform;
 * Czado, Gneiting, Held 2009).
 */
double tw_count_coverage (double mu, double alpha, double level, double q, double y);

G_END_DECLS
