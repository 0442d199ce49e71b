/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Private to the engine: quantiles around a point forecast from what the back-test missed. */

G_BEGIN_DECLS

typedef struct {
  guint n_origins, horizon, season;
  const double *seen;     /* n_origins x horizon */
  const double *forecast; /* n_origins x horizon */
  const guint *phase; /* n_origins: step of the season the origin stands at; the forecast's own is
                         the last + 1 */
  guint phase_now;
  double floor; /* least value possible, or -INFINITY */
} TwSpreadProblem;

/** Writes n_levels x horizon quantiles around @point. */
void tw_series_spread (const TwSpreadProblem *problem, const double *point, const double *levels,
                       guint n_levels, double *ret);

/** Standard normal quantile. */
double tw_normal_quantile (double level);

G_END_DECLS
