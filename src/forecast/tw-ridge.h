/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Private to the engine: least squares with a ridge by normal equations that grow row by row. */

G_BEGIN_DECLS

typedef struct {
  guint n;      /* regressors */
  double *gram; /* (n + 1) x (n + 1), lower triangle; the target is the last column */
  double rows;
} TwRidge;

void tw_ridge_init (TwRidge *self, guint n_regressors);
void tw_ridge_clear (TwRidge *self);
/** Adds @n_rows rows of n regressors and the target, each n + 1 long. */
void tw_ridge_add (TwRidge *self, const double *rows, guint n_rows);
/** Fades all rows so far. */
void tw_ridge_scale (TwRidge *self, double factor);
/** Minimises squared error + @penalty |beta|^2; the last @n_free regressors go almost unpunished.
 * FALSE if singular. */
gboolean tw_ridge_solve (const TwRidge *self, double penalty, guint n_free, double *ret_beta);

G_END_DECLS
