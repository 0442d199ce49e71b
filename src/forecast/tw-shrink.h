/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Private to the engine: rates of counts shrunk from the whole to the part (see the essay in
 * tw-street-fit.c). */

G_BEGIN_DECLS

/** The strength of the prior from sum ((n - e)^2 - e) and sum e^2 over the siblings. */
double tw_shrink_kappa (double excess, double e2);

/**
 * The same from the bins: (n - e)^2 has the variance of about (e + e^2 / kappa)^2, so bins count by
 * its inverse, found in a few rounds; else a few huge siblings would speak for all the small ones.
 */
double tw_shrink_fit_kappa (const double *n, const double *e, gsize n_bins);

/**
 * One step for siblings that stand one after another in @n (requests) and @rates, @width phases
 * each: multiplies each rate by (n + kappa) / (e + kappa) of its bin, @bins mapping the phases to 0
 * .. n_bins - 1.
 */
void tw_shrink_step (const double *n, double *rates, guint n_siblings, guint width,
                     const double *exposure, const guint *bins, guint n_bins);

/** Begins each sibling as its parent's shape times its share of the requests. */
void tw_shrink_begin (const double *parent, const double *n, guint n_siblings, guint width,
                      const double *exposure, double *ret_rates);

/** Weights of the steps [first, origin) by half-life, rescaled by sum w / sum w^2; the array covers
 * 0 .. origin - 1. */
void tw_shrink_weights (gsize first, gsize origin, double half_life, double *ret_weights);

G_END_DECLS
