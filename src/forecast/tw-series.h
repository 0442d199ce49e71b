/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-forecast-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** A series to forecast. Values may be any numbers up to TW_SERIES_MAX_MAGNITUDE; the last one is
 * the newest. */
typedef struct {
  const double *values;
  gsize n_values; /* at least 1 */
  guint season1,
      season2;    /* steps, season1 < season2 (a day and a week of hours: 24, 168); 0: none */
  guint horizon;  /* 1 .. TW_SERIES_MAX_HORIZON */
  gboolean count; /* never below 0 */
  /* One flag per step of the history and the horizon (n_values + horizon; 0 = ordinary, 1 .. 3 =
   * special days), or NULL. The flags enter the regressions as dummies. */
  const guint8 *flags;
  /* The back-test's origins: at most n_origins (0: 12), origin_step apart (0: a day or half a
   * horizon), the last a horizon before the end. */
  guint n_origins, origin_step;
} TwSeriesProblem;

#define TW_SERIES_MAX_HORIZON 4096
#define TW_SERIES_MAX_MAGNITUDE 1e100 /* squares and their sums must stay finite */
#define TW_SERIES_MAX_VALUES (1u << 22)
#define TW_SERIES_MAX_SEASON (1u << 16)

typedef struct {
  guint horizon, n_levels;
  double *point;       /* horizon */
  double *quantiles;   /* n_levels x horizon, monotone in the level */
  char *method;        /* the models with the greatest weights, for display */
  guint n_past;        /* origins of the back-test */
  double *past;        /* n_past x horizon: what the combination forecast there, oldest first */
  gsize *past_origins; /* n_past: steps of the history known at each */
} TwSeriesResult;

/**
 * Forecasts one series: candidates are fitted and back-tested at rolling origins, and combined by
 * how they did.
 * @levels rising in (0, 1). Pure, deterministic, any thread. Errors: TW_FORECAST_ERROR_INVALID,
 * TW_FORECAST_ERROR_TOO_BIG, G_IO_ERROR_CANCELLED. A short or constant series is no error: the
 * forecast is then as simple as it must be. Transfer full.
 */
TwSeriesResult *tw_series_forecast (const TwSeriesProblem *problem, const double *levels,
                                    guint n_levels, GCancellable *cancellable, GError **error);
void tw_series_result_free (TwSeriesResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSeriesResult, tw_series_result_free)

G_END_DECLS
