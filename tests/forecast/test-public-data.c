// SPDX-License-Identifier: Apache-2.0
/*
 * F07 against public data, on the tails of what may be learnt from: the last steps are held out,
 * never looked at. Skipped where the data are not there. The thresholds stand a little above what
 * was measured when they were written, so that a change that costs accuracy fails.
 */
#include "base/tw-time.h"
#include "forecast/tw-forecast-bench.h"
#include "forecast/tw-metrics.h"
#include "forecast/tw-street-backtest.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define M4_HORIZON 48

static const double levels[] = { 0.1, 0.9 };

static char *
read_shared (const char *name)
{
  const char *shared = g_getenv ("TW_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", name, NULL);
  char *text = NULL;

  if (shared == NULL || *shared == '\0' || !g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the public data are not there");
      return NULL;
    }
  return text;
}

static void
test_m4_hourly (void)
{
  g_autofree char *text = read_shared ("bench/m4-hourly-train.csv");
  if (text == NULL)
    return;
  g_autoptr (GPtrArray) rows = tw_series_rows_parse (text, strlen (text), NULL);
  double smape = 0, mase = 0, naive_smape = 0, naive_mase = 0, low = 0, high = 0, n = 0;

  g_assert_cmpuint (rows->len, ==, 414);
  for (guint i = 0; i < rows->len; i += 3)
    { /* every third is enough here */
      const TwSeriesRow *row = g_ptr_array_index (rows, i);
      gsize known = row->n_values - M4_HORIZON;
      const double *actual = row->values + known;
      double naive2[M4_HORIZON];
      TwSeriesProblem problem = { .values = row->values,
                                  .n_values = known,
                                  .season1 = 24,
                                  .season2 = 168,
                                  .horizon = M4_HORIZON };
      g_autoptr (TwSeriesResult) r = tw_series_forecast (&problem, levels, 2, NULL, NULL);
      tw_metric_naive2 (row->values, known, 24, M4_HORIZON, naive2);
      smape += tw_metric_smape (actual, r->point, M4_HORIZON);
      mase += tw_metric_mase (actual, r->point, M4_HORIZON, row->values, known, 24);
      naive_smape += tw_metric_smape (actual, naive2, M4_HORIZON);
      naive_mase += tw_metric_mase (actual, naive2, M4_HORIZON, row->values, known, 24);
      low += tw_metric_coverage (actual, r->quantiles, M4_HORIZON);
      high += tw_metric_coverage (actual, r->quantiles + M4_HORIZON, M4_HORIZON);
      n++;
    }
  double owa = tw_metric_owa (smape, mase, naive_smape, naive_mase);
  g_test_message ("M4 hourly, last 48 held out: OWA %.4f, P10 %.3f, P90 %.3f", owa, low / n,
                  high / n);
  g_assert_cmpfloat (owa, <=, 0.40);
  g_assert_cmpfloat (high / n, >, 0.85);
}

/* Five-minute calls as hours: 14 whole hours a weekday, five days a week. */
static GArray *
read_hours (const char *text)
{
  g_autoptr (GPtrArray) rows = tw_series_rows_parse (text, strlen (text), NULL);
  const TwSeriesRow *row = g_ptr_array_index (rows, 0);
  GArray *hours = g_array_new (FALSE, TRUE, sizeof (double));

  g_array_set_size (hours, (guint) (row->n_values / 169 * 14));
  for (gsize i = 0; i < row->n_values; i++)
    if (i % 169 < 168)
      g_array_index (hours, double, i / 169 * 14 + i % 169 / 12) += row->values[i];
  return hours;
}

static void
test_calls (void)
{
  g_autofree char *text = read_shared ("bench/calls-5min.txt");
  if (text == NULL)
    return;
  g_autoptr (GArray) hours = read_hours (text);
  const double *y = (const double *) (void *) hours->data;
  guint day = 14, week = 70, horizon = 3 * day, n = 0;
  double ours = 0, means = 0, high = 0;

  for (guint back = 0; back < 60; back += 2, n++)
    {
      gsize known = hours->len - horizon - back * day;
      double four_weeks[3 * 14] = { 0 };
      TwSeriesProblem problem = {
        .values = y, .n_values = known, .season1 = day, .season2 = week, .horizon = horizon
      };
      g_autoptr (TwSeriesResult) r = tw_series_forecast (&problem, levels, 2, NULL, NULL);
      for (guint h = 0; h < horizon; h++)
        for (guint k = 1; k <= 4; k++)
          four_weeks[h] += y[known - k * week + h] / 4;
      ours += tw_metric_mase (y + known, r->point, horizon, y, known, week);
      means += tw_metric_mase (y + known, four_weeks, horizon, y, known, week);
      high += tw_metric_coverage (y + known, r->quantiles + horizon, horizon);
    }
  g_test_message ("calls: MASE %.3f, mean of four weeks %.3f, P90 %.3f", ours / n, means / n,
                  high / n);
  g_assert_cmpfloat (ours, <=, 0.88 * means);
  g_assert_cmpfloat (high / n, >, 0.86);
}

static int
number_of (GHashTable *table, const char *key)
{
  if (!g_hash_table_contains (table, key))
    g_hash_table_insert (table, g_strdup (key), GINT_TO_POINTER ((int) g_hash_table_size (table)));
  return GPOINTER_TO_INT (g_hash_table_lookup (table, key));
}

/* "2010-01-01 00:00","offense","premise","beat",... */
static gboolean
read_event (char *line, GHashTable *beats, GHashTable *offenses, gint64 start_us,
            TwStreetEvent *ret)
{
  g_auto (GStrv) cells = g_strsplit (line, ",", 5); /* none of the first four holds a comma */
  int year, month, day, hour;

  if (g_strv_length (cells) < 5
      || sscanf (cells[0], "\"%d-%d-%d %d", &year, &month, &day, &hour) != 4)
    return FALSE;
  *ret = (TwStreetEvent){
    .t_us =
        tw_days_from_civil (year, month, day) * TW_US_PER_DAY + hour * TW_US_PER_HOUR - start_us,
    .place = (guint16) number_of (beats, cells[3]),
    .service = (guint16) number_of (offenses, cells[1]),
    .cell = -1,
  };
  return TRUE;
}

static void
test_events (void)
{
  g_autofree char *text = read_shared ("real/houston-2010-jan-jun.csv");
  if (text == NULL)
    return;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GHashTable) beats = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) offenses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (TwStreetEvent));
  gint64 start_us = tw_days_from_civil (2010, 1, 4) * TW_US_PER_DAY; /* a Monday */
  TwStreetBacktest result;

  for (char **line = lines + 1; *line != NULL; line++)
    {
      TwStreetEvent event;
      if (read_event (*line, beats, offenses, start_us, &event))
        g_array_append_val (events, event);
    }
  g_assert_cmpuint (events->len, >, 60000);
  TwStreetProblem problem = {
    .n_history = 178 * 24,
    .n_horizon = 72,
    .n_places = g_hash_table_size (beats),
    .n_services = g_hash_table_size (offenses),
    .events = (const TwStreetEvent *) (void *) events->data,
    .n_events = events->len,
  };
  g_assert_true (tw_street_backtest (&problem, 4, NULL, NULL, NULL, &result, NULL));
  for (int level = 0; level < TW_STREET_LEVEL_CELL; level++)
    {
      const TwStreetScore *s = &result.levels[level];
      g_test_message ("%s: MASE %.3f naive %.3f, pinball %.4f naive %.4f, P10 %.3f P90 %.3f",
                      tw_street_level_name (level), s->mase, s->naive_mase, s->pinball,
                      s->naive_pinball, s->cover_p10, s->cover_p90);
      g_assert_true (s->wins);
      g_assert_cmpfloat (s->cover_p90, >, 0.86);
      g_assert_cmpfloat (s->cover_p90, <, 0.95);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/public/m4-hourly-F07", test_m4_hourly);
  g_test_add_func ("/forecast/public/calls-F07", test_calls);
  g_test_add_func ("/forecast/public/events-F07", test_events);
  return g_test_run ();
}
