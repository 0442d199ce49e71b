/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street.h"

G_BEGIN_DECLS

/** The levels the back-test reports on. */
typedef enum {
  TW_STREET_LEVEL_SUBDISTRICT, /* the sum of all */
  TW_STREET_LEVEL_COMMUNITY,   /* each place, all services */
  TW_STREET_LEVEL_ROW,         /* each place x service */
  TW_STREET_LEVEL_CELL,        /* each 100 m cell, all services */
  TW_STREET_N_LEVELS,
} TwStreetLevel;

/**
 * Scores of one level over all its lines, origins and hours. MASE is the mean absolute error of the
 * median (of the mean where the level is sparse it makes no difference which method is scaled) over
 * that of the weekly seasonal naive on the history before each origin. Pinball loss is the mean
 * over P10, P50 and P90 in requests. Coverage is the share of outcomes below the quantile, a count
 * equal to it counted in part (see tw_count_coverage()), so that an honest forecast scores 0.10 and
 * 0.90 even where counts are mostly zero; _raw is the plain share at or below P90.
 */
typedef struct {
  gboolean present;        /* FALSE: the level has no lines (no cells) */
  gsize n;                 /* outcomes scored */
  double mase, naive_mase; /* naive: the same hour last week */
  double pinball,
      naive_pinball; /* naive: quantiles of the same hour over the past weeks, see below */
  double cover_p10, cover_p90, cover_p90_raw, naive_cover_p90;
  gboolean wins; /* lower MASE and lower pinball loss than naive; FALSE: does not win here */
} TwStreetScore;

typedef struct {
  guint n_origins, n_horizon;
  double days; /* of history */
  TwStreetScore levels[TW_STREET_N_LEVELS];
} TwStreetBacktest;

/**
 * Forecasts from @n_origins origins in the past (the last ends with the history, each a horizon
 * before the next, as many as leave TW_STREET_MIN_DAYS before the first; at least 1), using nothing
 * after the origin, and scores them. The naive rival in pinball loss is a fair one: the empirical
 * P10, P50 and P90 of the same hour of the week over the last 8 weeks with the neighbouring hours
 * (24 values), of the same line. Errors as for tw_street_forecast_new().
 */
gboolean tw_street_backtest (const TwStreetProblem *problem, guint n_origins,
                             GCancellable *cancellable, TwProgressFunc progress,
                             gpointer progress_data, TwStreetBacktest *ret_backtest,
                             GError **error);

/** "subdistrict", "community", "community x service", "cell": stable names for tables. */
const char *tw_street_level_name (TwStreetLevel level);

G_END_DECLS
