// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-forecast-bench.h"

#include "forecast/tw-pooled.h"

#include "base/tw-csv.h"

#include <math.h>
#include <string.h>

#define MAX_FILE_BYTES (G_GINT64_CONSTANT (1) << 30)
#define MAX_POOLED_CELLS (gsize) (64u * 1024 * 1024)

static const double levels[] = { 0.025, 0.1, 0.5, 0.9, 0.975 };
static const char *const level_names[] = { "0.025", "0.1", "0.5", "0.9", "0.975" };

#define N_LEVELS G_N_ELEMENTS (levels)

typedef struct {
  double *point;     /* horizon */
  double *quantiles; /* N_LEVELS x horizon */
  GError *error;
} Outcome;

typedef struct {
  const GPtrArray *rows;
  const TwForecastBenchOptions *options;
  GCancellable *cancellable;
  Outcome *outcomes;
  gint next; /* atomic: the next row to take */
  gint done; /* atomic */
} Job;

static void
run_row (Job *job, guint i)
{
  const TwSeriesRow *row = g_ptr_array_index (job->rows, i);
  TwSeriesProblem problem = {
    .values = row->values,
    .n_values = row->n_values,
    .season1 = job->options->season,
    .season2 = job->options->season2,
    .horizon = job->options->horizon,
  };
  g_autoptr (TwSeriesResult) result =
      tw_series_forecast (&problem, levels, N_LEVELS, job->cancellable, &job->outcomes[i].error);

  if (result == NULL)
    return;
  job->outcomes[i].point = g_steal_pointer (&result->point);
  job->outcomes[i].quantiles = g_steal_pointer (&result->quantiles);
}

static gpointer
work_thread (gpointer data)
{
  Job *job = data;
  gint i;

  while ((i = g_atomic_int_add (&job->next, 1)) < (gint) job->rows->len)
    {
      if (job->outcomes[i].point == NULL && !g_cancellable_is_cancelled (job->cancellable))
        run_row (job, (guint) i);
      g_atomic_int_inc (&job->done);
    }
  return NULL;
}

/* Sparse rows as long as row @first, from @first on, that have no forecast yet. */
static GArray *
list_pool (const Job *job, const gboolean *sparse, guint first)
{
  GArray *pool = g_array_new (FALSE, FALSE, sizeof (guint));
  gsize n = ((const TwSeriesRow *) g_ptr_array_index (job->rows, first))->n_values;

  for (guint i = first; i < job->rows->len && (pool->len + 1) * n <= MAX_POOLED_CELLS; i++)
    if (sparse[i] && job->outcomes[i].point == NULL
        && ((const TwSeriesRow *) g_ptr_array_index (job->rows, i))->n_values == n)
      g_array_append_val (pool, i);
  return pool;
}

static gboolean
run_pool (Job *job, const GArray *pool, GError **error)
{
  guint horizon = job->options->horizon;
  g_autofree const double **rows = g_new (const double *, pool->len);
  g_autofree double *means = g_new (double, (gsize) pool->len *horizon);
  g_autofree double *quantiles = g_new (double, (gsize) pool->len *horizon *N_LEVELS);

  for (guint i = 0; i < pool->len; i++)
    rows[i] = ((const TwSeriesRow *) g_ptr_array_index (job->rows, g_array_index (pool, guint, i)))
                  ->values;
  TwPooledProblem problem = {
    .n_rows = pool->len,
    .rows = rows,
    .season1 = job->options->season,
    .season2 = job->options->season2,
    .n_steps = ((const TwSeriesRow *) g_ptr_array_index (job->rows, g_array_index (pool, guint, 0)))
                   ->n_values,
    .horizon = horizon,
  };
  if (!tw_pooled_forecast (&problem, levels, N_LEVELS, job->cancellable, means, quantiles, error))
    return FALSE;
  for (guint i = 0; i < pool->len; i++)
    {
      Outcome *outcome = &job->outcomes[g_array_index (pool, guint, i)];
      outcome->point = g_memdup2 (means + (gsize) i * horizon, horizon * sizeof (double));
      outcome->quantiles = g_memdup2 (quantiles + (gsize) i * horizon * N_LEVELS,
                                      (gsize) horizon * N_LEVELS * sizeof (double));
    }
  return TRUE;
}

static gboolean
run_pools (Job *job, GError **error)
{
  g_autofree gboolean *sparse = g_new (gboolean, job->rows->len);

  for (guint i = 0; i < job->rows->len; i++)
    {
      const TwSeriesRow *row = g_ptr_array_index (job->rows, i);
      sparse[i] = tw_pooled_is_sparse (row->values, row->n_values);
    }
  for (guint i = 0; i < job->rows->len; i++)
    {
      if (!sparse[i] || job->outcomes[i].point != NULL)
        continue;
      g_autoptr (GArray) pool = list_pool (job, sparse, i);
      if (pool->len == 0)
        continue; /* too long to pool: it stands alone */
      if (!run_pool (job, pool, error))
        return FALSE;
    }
  return TRUE;
}

static void
run_all (Job *job, TwProgressFunc progress, gpointer data)
{
  guint n_threads = CLAMP (job->options->n_threads, 1, 64);
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  if (n_threads == 1)
    {
      for (guint i = 0; i < job->rows->len && !g_cancellable_is_cancelled (job->cancellable); i++)
        {
          if (job->outcomes[i].point == NULL)
            run_row (job, i);
          if (progress != NULL)
            progress ((i + 1.0) / job->rows->len, NULL, data);
        }
      return;
    }
  for (guint i = 0; i < n_threads; i++)
    g_ptr_array_add (threads, g_thread_new ("forecast", work_thread, job));
  while (progress != NULL && g_atomic_int_get (&job->done) < (gint) job->rows->len)
    {
      progress ((double) g_atomic_int_get (&job->done) / job->rows->len, NULL, data);
      g_usleep (20000);
    }
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (g_ptr_array_index (threads, i));
}

static void
append_row (GString *text, const char *id, const char *what, const double *values, guint horizon)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  tw_csv_append_field (text, id);
  g_string_append_printf (text, ",%s", what);
  for (guint h = 0; h < horizon; h++)
    g_string_append_printf (text, ",%s",
                            g_ascii_formatd (number, sizeof number, "%.10g", values[h]));
  g_string_append_c (text, '\n');
}

static gboolean
write_all (Job *job, GOutputStream *out, GError **error)
{
  g_autoptr (GString) text = g_string_new ("id,what");
  guint horizon = job->options->horizon;

  for (guint h = 1; h <= horizon; h++)
    g_string_append_printf (text, ",F%u", h);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < job->rows->len; i++)
    {
      const TwSeriesRow *row = g_ptr_array_index (job->rows, i);
      append_row (text, row->id, "point", job->outcomes[i].point, horizon);
      for (guint q = 0; q < N_LEVELS; q++)
        append_row (text, row->id, level_names[q], job->outcomes[i].quantiles + (gsize) q * horizon,
                    horizon);
      if (!g_output_stream_write_all (out, text->str, text->len, NULL, job->cancellable, error))
        return FALSE;
      g_string_set_size (text, 0);
    }
  return TRUE;
}

static gboolean
finish (Job *job, GOutputStream *out, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
    return FALSE;
  for (guint i = 0; i < job->rows->len; i++)
    if (job->outcomes[i].error != NULL)
      {
        const TwSeriesRow *row = g_ptr_array_index (job->rows, i);
        g_propagate_prefixed_error (error, g_steal_pointer (&job->outcomes[i].error),
                                    "Line %" G_GUINT64_FORMAT ", series \"%s\": ", row->line,
                                    row->id);
        return FALSE;
      }
  return write_all (job, out, error);
}

static gboolean
read_file (const char *path, char **ret_text, gsize *ret_length, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, error);

  if (info == NULL)
    return FALSE;
  if (g_file_info_get_size (info) > MAX_FILE_BYTES)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_TOO_BIG, "%s is larger than 1 GiB",
                   path);
      return FALSE;
    }
  return g_file_get_contents (path, ret_text, ret_length, error);
}

gboolean
tw_forecast_bench (const char *path, const TwForecastBenchOptions *options, GOutputStream *out,
                   GCancellable *cancellable, TwProgressFunc progress, gpointer progress_data,
                   GError **error)
{
  g_return_val_if_fail (path != NULL && options != NULL && G_IS_OUTPUT_STREAM (out), FALSE);
  g_autofree char *text = NULL;
  gsize length;

  if (options->horizon == 0 || options->horizon > TW_SERIES_MAX_HORIZON
      || MAX (options->season, options->season2) > TW_SERIES_MAX_SEASON)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID,
                   "The horizon must be 1 to %u and a season at most %u", TW_SERIES_MAX_HORIZON,
                   TW_SERIES_MAX_SEASON);
      return FALSE;
    }
  if (!read_file (path, &text, &length, error))
    return FALSE;
  g_autoptr (GPtrArray) rows = tw_series_rows_parse (text, length, error);
  if (rows == NULL)
    return FALSE;

  Job job = { .rows = rows, .options = options, .cancellable = cancellable };
  job.outcomes = g_new0 (Outcome, rows->len);
  gboolean ok = run_pools (&job, error);
  if (ok)
    {
      run_all (&job, progress, progress_data);
      ok = finish (&job, out, error);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      g_free (job.outcomes[i].point);
      g_free (job.outcomes[i].quantiles);
      g_clear_error (&job.outcomes[i].error);
    }
  g_free (job.outcomes);
  return ok;
}
