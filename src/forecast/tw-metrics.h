/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Scores of forecasts, as the M4 competition defines them (Makridakis, Spiliotis, Assimakopoulos
 * 2020). */

/** Mean absolute error of the seasonal naive within @train: the scale of MASE. 0 for a constant or
 * too short one. */
double tw_metric_naive_scale (const double *train, gsize n_train, guint season);
/** Mean absolute scaled error (Hyndman & Koehler 2006). NAN when the scale is 0. */
double tw_metric_mase (const double *actual, const double *forecast, gsize n, const double *train,
                       gsize n_train, guint season);
/** Symmetric mean absolute percentage error, 0 .. 200; a step where both are 0 counts as no error.
 */
double tw_metric_smape (const double *actual, const double *forecast, gsize n);
/** Overall weighted average: the mean of sMAPE and MASE, each relative to that of Naive2, averaged
 * over series first. */
double tw_metric_owa (double smape, double mase, double naive2_smape, double naive2_mase);
/** Quantile loss of one outcome. */
double tw_metric_pinball (double level, double quantile, double actual);
/** Share of outcomes at or below the quantiles. */
double tw_metric_coverage (const double *actual, const double *quantiles, gsize n);

/**
 * Naive2, M4's reference: the last value after multiplicative classical deseasonalising where the
 * autocorrelation at the season is significant at 90 %, else the last value as it is.
 */
void tw_metric_naive2 (const double *train, gsize n_train, guint season, guint horizon,
                       double *ret_forecast);

G_END_DECLS
