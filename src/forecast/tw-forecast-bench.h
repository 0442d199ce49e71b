/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-progress.h"
#include "forecast/tw-series.h"

G_BEGIN_DECLS

/** Series read from a file. */
typedef struct {
  char *id;
  double *values;
  gsize n_values;
  guint64 line; /* 1-based, where it stands */
} TwSeriesRow;

/**
 * Reads series from text: one series a row, its id in the first column, then its values, with empty
 * cells (or NA) before the first and after the last value; or one number a line, which is one
 * series named "series". Delimiter comma, semicolon, tab or bar; cells may be quoted; a first line
 * without numbers is a header; a UTF-8 BOM and CRLF are fine. Errors: TW_FORECAST_ERROR_SYNTAX
 * naming line and column; TW_FORECAST_ERROR_INSUFFICIENT for a file or a row without a value;
 * TW_FORECAST_ERROR_TOO_BIG. Transfer full: a GPtrArray of TwSeriesRow.
 */
GPtrArray *tw_series_rows_parse (const char *text, gsize length, GError **error);

typedef struct {
  guint horizon, season, season2; /* season2 may be 0 */
  guint n_threads;                /* 0 or 1: this thread only */
} TwForecastBenchOptions;

/**
 * Forecasts every series of the file at @path and writes CSV: a header `id,what,F1..FH`, then for
 * each series in the order of the file six rows with what = point, 0.025, 0.1, 0.5, 0.9, 0.975.
 * Series that are sparse counts of equal length share a pooled shape; the others stand alone. The
 * result does not depend on n_threads. Errors as for tw_series_rows_parse() and
 * tw_series_forecast(), G_IO_ERROR and G_FILE_ERROR of reading and writing.
 */
gboolean tw_forecast_bench (const char *path, const TwForecastBenchOptions *options,
                            GOutputStream *out, GCancellable *cancellable, TwProgressFunc progress,
                            gpointer progress_data, GError **error);

G_END_DECLS
