/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-ridge.h"

/* Private to the engine: the candidate models of one series. All work on a transformed,
 * standardised series z. */

G_BEGIN_DECLS

#define TW_SERIES_N_FLAGS 3
#define TW_SERIES_MAX_BASES 8

typedef struct {
  const double *z;
  const guint8 *flags; /* per step incl. the horizon, or NULL */
  gsize n;             /* steps in all, of which a model sees the first ones only */
  guint season1, season2;
  guint horizon;
  double low, high; /* what a forecast may reach */
} TwSeriesView;

/**
 * An autoregression on chosen lags, of z or of its difference to a base, fitted by ridge, forecast
 * step by step. The base is the fading mean of the last @n_bases values a multiple of @diff steps
 * back. The normal equations grow with the origin, so origins must come in rising order.
 */
typedef struct {
  const TwSeriesView *view;
  guint *lags, n_lags, n_flags, max_lag;
  guint diff, n_bases;
  double base_weights[TW_SERIES_MAX_BASES];
  gboolean constant;
  double fade; /* per step, 1 = none */
  double penalty;
  TwRidge ridge;
  gsize done; /* steps in the normal equations */
} TwSeriesAr;

typedef enum {
  TW_AR_SHORT, /* every lag of a day, then the multiples of the day and the week */
  TW_AR_WIDE,  /* also the neighbours of those multiples */
} TwArLags;

/** @usable: steps the first origin will have, which bounds lags and their number. FALSE if nothing
 * can be fitted. */
gboolean tw_series_ar_init (TwSeriesAr *self, const TwSeriesView *view, TwArLags lags, guint diff,
                            guint n_bases, double half_life, double penalty, gsize usable);
void tw_series_ar_clear (TwSeriesAr *self);
/** Forecasts from @origin (steps before it are known); FALSE when the fit fails. */
gboolean tw_series_ar_forecast (TwSeriesAr *self, gsize origin, double *ret);

/* Models without state: forecast from the first @origin steps. FALSE when the history is too short
 * for them. */
gboolean tw_series_naive (const TwSeriesView *view, gsize origin, guint season, double *ret);
gboolean tw_series_means (const TwSeriesView *view, gsize origin, double *ret);
gboolean tw_series_smooth (const TwSeriesView *view, gsize origin, double *ret);
gboolean tw_series_theta (const TwSeriesView *view, gsize origin, double *ret);
/** The continuations of the past stretches of @window steps most like the last one. */
gboolean tw_series_analog (const TwSeriesView *view, gsize origin, guint window, guint neighbours,
                           double *ret);

G_END_DECLS
