// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl forecast ... */
#include "config.h"

#include "tools/ctl.h"

#include "duty/tw-duty-forecast.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

enum { RUN, BACKTEST, BENCH };

static JsonObject *
band_to_json (gint64 at_us, TwBand band)
{
  JsonObject *object = json_object_new ();
  g_autofree char *at = tw_time_format_rfc3339 (at_us);

  json_object_set_string_member (object, "at", at);
  json_object_set_double_member (object, "mean", band.mean);
  json_object_set_double_member (object, "p10", band.p10);
  json_object_set_double_member (object, "p50", band.p50);
  json_object_set_double_member (object, "p90", band.p90);
  return object;
}

static void
print_outlook_json (TwOutlook *outlook, guint community, guint service)
{
  JsonObject *object = json_object_new ();
  JsonArray *hours = json_array_new ();
  g_autofree char *issued = tw_time_format_rfc3339 (tw_outlook_get_issued_us (outlook));

  for (guint hour = 0; hour < TW_OUTLOOK_HOURS; hour++)
    json_array_add_object_element (
        hours, band_to_json (tw_outlook_get_origin_us (outlook) + hour * TW_US_PER_HOUR,
                             tw_outlook_get_band (outlook, community, service, hour)));
  json_object_set_string_member (object, "issued", issued);
  json_object_set_string_member (object, "method", tw_outlook_get_method (outlook));
  json_object_set_double_member (object, "milliseconds", tw_outlook_get_cost_ms (outlook));
  json_object_set_array_member (object, "hours", hours);
  ctl_print_json (object);
}

/* One cell of a table, @columns wide and a space before it, or to the left when negative: Chinese
 * takes two columns a character. */
static void
print_cell (const char *text, int columns)
{
  int free = ABS (columns);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    free -= g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
  free = MAX (free, 0);
  if (columns < 0)
    g_print ("%s%*s", text, free, "");
  else
    g_print (" %*s%s", free, "", text);
}

static void
print_outlook (TwOutlook *outlook, TwStreet *street, guint community, guint service)
{
  g_print (_ ("Forecast of 72 hours, worked out in %.0f ms\n"), tw_outlook_get_cost_ms (outlook));
  print_cell (_ ("hour"), -17);
  print_cell (_ ("mean"), 8);
  g_print (" %8s %8s %8s\n", "P10", "P50", "P90");
  for (guint hour = 0; hour < TW_OUTLOOK_HOURS; hour++)
    {
      TwBand band = tw_outlook_get_band (outlook, community, service, hour);
      TwLocalTime local;

      tw_time_to_local (tw_outlook_get_origin_us (outlook) + hour * TW_US_PER_HOUR, street->zone,
                        &local);
      g_print ("%04d-%02d-%02d %02d:00  %8.1f %8.1f %8.1f %8.1f\n", local.year, local.month,
               local.day, local.hour, band.mean, band.p10, band.p50, band.p90);
    }
}

/* The number of the label whose key or name is @name; 0 with a usage message when there is none. */
static guint
find_label (GArray *labels, gsize element_size, const char *name, const char *what)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 1; i < labels->len; i++)
    {
      const TwLabel *label = (const TwLabel *) (void *) (labels->data + i * element_size);

      if (strcmp (label->key, name) == 0 || g_strcmp0 (label->name, name) == 0
          || g_strcmp0 (label->name_en, name) == 0)
        return i;
      g_string_append_printf (known, "%s%s", i > 1 ? ", " : "", tw_label_get_name (label));
    }
  ctl_usage (_ ("there is no %s \"%s\"; there are: %s"), what, name, known->str);
  return 0;
}

static int
forecast_run (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autoptr (TwStreet) street = NULL;
  g_autoptr (TwOutlook) outlook = NULL;
  g_autofree char *community_name = NULL, *service_name = NULL;
  guint community = 0, service = 0;
  GError *error = NULL;
  const GOptionEntry options[] = { { "community", 0, 0, G_OPTION_ARG_STRING, &community_name,
                                     N_ ("One community by name"), "NAME" },
                                   { "service", 0, 0, G_OPTION_ARG_STRING, &service_name,
                                     N_ ("One service by name or key"), "NAME" },
                                   { NULL } };

  if (!ctl_parse (&ctl_forecast_verbs[RUN], options, &argc, &argv, 0, 0))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  outlook = tw_duty_forecast (duty, TRUE, &street, ctl->cancellable, &error);
  if (outlook == NULL)
    return ctl_fail (error);
  if (community_name != NULL
      && (community = find_label (street->communities, sizeof (TwCommunity), community_name,
                                  _ ("community")))
             == 0)
    return CTL_USAGE;
  if (service_name != NULL
      && (service = find_label (street->services, sizeof (TwLabel), service_name, _ ("service")))
             == 0)
    return CTL_USAGE;
  if (!tw_outlook_is_ready (outlook))
    return ctl_fail (
        g_error_new (TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA, "%s", tw_outlook_get_reason (outlook)));
  if (ctl->json)
    print_outlook_json (outlook, community, service);
  else
    print_outlook (outlook, street, community, service);
  return CTL_DONE;
}

/* --- backtest ----------------------------------------------------------------------------------
 */

static JsonObject *
score_to_json (TwStreetLevel level, const TwStreetScore *score)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "level", tw_street_level_name (level));
  json_object_set_int_member (object, "outcomes", (gint64) score->n);
  json_object_set_double_member (object, "mase", score->mase);
  json_object_set_double_member (object, "naive_mase", score->naive_mase);
  json_object_set_double_member (object, "pinball", score->pinball);
  json_object_set_double_member (object, "naive_pinball", score->naive_pinball);
  json_object_set_double_member (object, "cover_p10", score->cover_p10);
  json_object_set_double_member (object, "cover_p90", score->cover_p90);
  json_object_set_double_member (object, "naive_cover_p90", score->naive_cover_p90);
  json_object_set_boolean_member (object, "wins", score->wins);
  return object;
}

static void
print_backtest_json (const TwStreetBacktest *backtest)
{
  JsonObject *object = json_object_new ();
  JsonArray *levels = json_array_new ();

  for (guint i = 0; i < TW_STREET_N_LEVELS; i++)
    if (backtest->levels[i].present)
      json_array_add_object_element (levels, score_to_json (i, &backtest->levels[i]));
  json_object_set_int_member (object, "origins", backtest->n_origins);
  json_object_set_double_member (object, "days", backtest->days);
  json_object_set_array_member (object, "levels", levels);
  ctl_print_json (object);
}

static void
print_backtest_head (void)
{
  print_cell (_ ("level"), -20);
  print_cell ("MASE", 8);
  print_cell (_ ("naive"), 8);
  print_cell (_ ("pinball"), 9);
  print_cell (_ ("naive"), 9);
  g_print (" %7s %7s\n", "<= P10", "<= P90");
}

static void
print_backtest (const TwStreetBacktest *backtest)
{
  /* What tw_street_level_name() says, for people. */
  static const char *const names[TW_STREET_N_LEVELS] = { N_ ("subdistrict"), N_ ("community"),
                                                         N_ ("community x service"), N_ ("cell") };

  g_print (_ ("Back-test: %u origins, %u hours ahead each, %.0f days of history\n"),
           backtest->n_origins, backtest->n_horizon, backtest->days);
  print_backtest_head ();
  for (guint i = 0; i < TW_STREET_N_LEVELS; i++)
    {
      const TwStreetScore *score = &backtest->levels[i];

      if (!score->present)
        continue;
      print_cell (_ (names[i]), -20);
      g_print (" %8.3f %8.3f %9.4f %9.4f %6.1f%% %6.1f%%  %s\n", score->mase, score->naive_mase,
               score->pinball, score->naive_pinball, score->cover_p10 * 100, score->cover_p90 * 100,
               score->wins ? _ ("better than seasonal naive")
                           : _ ("does not beat seasonal naive here"));
    }
}

static int
forecast_backtest (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  TwStreetBacktest backtest;
  int origins = 6;
  GError *error = NULL;
  const GOptionEntry options[] = { { "origins", 0, 0, G_OPTION_ARG_INT, &origins,
                                     N_ ("Moments of the past to forecast from (default 6)"), "N" },
                                   { NULL } };

  if (!ctl_parse (&ctl_forecast_verbs[BACKTEST], options, &argc, &argv, 0, 0))
    return CTL_USAGE;
  if (origins < 1 || origins > 100)
    return ctl_usage (_ ("--origins must be between 1 and 100"));
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  if (!tw_duty_backtest (duty, origins, ctl->cancellable, ctl_progress, ctl, &backtest, &error))
    return ctl_fail (error);
  ctl_progress_end (ctl);
  if (ctl->json)
    print_backtest_json (&backtest);
  else
    print_backtest (&backtest);
  return CTL_DONE;
}

/* --- bench -------------------------------------------------------------------------------------
 */

static void
bench_progress_cb (double fraction, const char *doing, gpointer data)
{
  ctl_progress (fraction, _ ("Forecasting"), data);
}

static GOutputStream *
open_output (const char *path, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (path == NULL)
    return g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  file = g_file_new_for_commandline_arg (path);
  return G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error));
}

static int
forecast_bench (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (GOutputStream) stream = NULL;
  g_autofree char *out = NULL;
  int horizon = 0, season = 0, season2 = 0, threads = 1;
  TwForecastBenchOptions bench;
  GError *error = NULL;
  const GOptionEntry options[] = {
    { "horizon", 0, 0, G_OPTION_ARG_INT, &horizon, N_ ("Steps to forecast"), "H" },
    { "season", 0, 0, G_OPTION_ARG_INT, &season, N_ ("Steps of the season (24 for hours of a day)"),
      "S" },
    { "season2", 0, 0, G_OPTION_ARG_INT, &season2, N_ ("Steps of a longer season (168)"), "S2" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, N_ ("Threads to use (default 1)"), "N" },
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &out,
      N_ ("Write to this file instead of standard output"), "FILE" },
    { NULL }
  };

  if (!ctl_parse (&ctl_forecast_verbs[BENCH], options, &argc, &argv, 1, 1))
    return CTL_USAGE;
  if (horizon < 1 || horizon > TW_SERIES_MAX_HORIZON)
    return ctl_usage (_ ("--horizon must be between 1 and %d"), TW_SERIES_MAX_HORIZON);
  if (season < 0 || season2 < 0 || (season2 > 0 && season2 <= season))
    return ctl_usage (
        _ ("--season and --season2 must not be negative, and the second longer than the first"));
  if (threads < 1 || threads > 64)
    return ctl_usage (_ ("--threads must be between 1 and 64"));
  bench = (TwForecastBenchOptions){ horizon, season, season2, threads };
  stream = open_output (out, &error);
  if (stream == NULL
      || !tw_forecast_bench (argv[1], &bench, stream, ctl->cancellable, bench_progress_cb, ctl,
                             &error)
      || !g_output_stream_close (stream, NULL, &error))
    return ctl_fail (error);
  ctl_progress_end (ctl);
  return CTL_DONE;
}

const CtlVerb ctl_forecast_verbs[] = {
  [RUN] = { "forecast", "run", NULL, N_ ("Forecast the next 72 hours and keep the result"),
            forecast_run },
  [BACKTEST] = { "forecast", "backtest", NULL,
                 N_ ("Score forecasts of the past against the seasonal naive"), forecast_backtest },
  [BENCH] = { "forecast", "bench", "FILE --horizon H --season S",
              N_ ("Forecast the series of a public data set"), forecast_bench },
  { NULL },
};
