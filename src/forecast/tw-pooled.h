/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-forecast-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Sparse counts side by side: rows over the same steps (the cells of a street), each with its share
 * of a seasonal shape that they have in common as far as the data say so.
 */
typedef struct {
  guint n_rows;
  gsize n_steps;
  const double *const *rows; /* n_rows of n_steps counts >= 0 */
  guint season1, season2;    /* steps, season1 < season2; 0: none */
  guint horizon;
} TwPooledProblem;

/**
 * Writes the means (n_rows x horizon) and, per row, @n_levels x horizon quantiles of a negative
 * binomial whose spread was measured by back-test. Pure, deterministic. Errors:
 * TW_FORECAST_ERROR_INVALID, G_IO_ERROR_CANCELLED.
 */
gboolean tw_pooled_forecast (const TwPooledProblem *problem, const double *levels, guint n_levels,
                             GCancellable *cancellable, double *ret_means, double *ret_quantiles,
                             GError **error);

/** TRUE for whole numbers >= 0 that are mostly small, where counting distributions tell more than a
 * band around a line. */
gboolean tw_pooled_is_sparse (const double *values, gsize n);

/**
 * Means of one row of counts from its first @origin steps alone, with half-lives of @shape and
 * @level long seasons: what the one-series forecaster takes as a candidate. FALSE when the history
 * is shorter than two seasons.
 */
gboolean tw_pooled_single (const double *values, gsize origin, guint season1, guint season2,
                           double shape, double level, guint horizon, double *ret_means);

G_END_DECLS
