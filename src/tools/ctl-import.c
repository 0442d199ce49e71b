// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl import ... */
#include "config.h"

#include "tools/ctl.h"

#include "duty/tw-duty-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <inttypes.h>

enum { MAP, REQUESTS, PEOPLE, POSTS };

/* --- waiting -----------------------------------------------------------------------------------
 */

/* Imports are asynchronous, so that the console stays alive; here their main loop is run until they
 * are done. */
typedef struct {
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static gboolean
parse_datum (const char *name, TwDatum *ret_datum)
{
  if (name == NULL || tw_datum_parse (name, ret_datum))
    return TRUE;
  ctl_usage (_ ("--datum \"%s\" is not known; use wgs84, gcj02, bd09 or cgcs2000"), name);
  return FALSE;
}

/* --- map ---------------------------------------------------------------------------------------
 */

static void
print_map_result (CtlContext *ctl, const char *path, const TwMapImportResult *result)
{
  JsonObject *object;

  if (!ctl->json)
    {
      g_print (_ ("%s: %" PRId64 " map features in %.1f s\n"), path, result->n_total,
               result->seconds);
      for (guint kind = TW_MAP_LAND; kind <= TW_MAP_POI; kind++)
        if (result->n_features[kind] > 0)
          g_print ("  %8" G_GINT64_FORMAT "  %s\n", result->n_features[kind],
                   tw_map_kind_describe (kind));
      for (guint skip = 0; skip < TW_MAP_N_SKIPS; skip++)
        if (result->n_skipped[skip] > 0)
          g_print (_ ("  %8" PRId64 "  left out: %s\n"), result->n_skipped[skip],
                   tw_map_skip_describe (skip));
      g_print (_ ("Places: %" PRId64 " added, %" PRId64 " updated, %" PRId64 " known\n"),
               result->n_places_added, result->n_places_updated, result->n_places_known);
      return;
    }
  object = json_object_new ();
  json_object_set_int_member (object, "features", result->n_total);
  for (guint kind = TW_MAP_LAND; kind <= TW_MAP_POI; kind++)
    {
      g_autofree char *member = g_strdup_printf ("kind_%u", kind);

      json_object_set_int_member (object, member, result->n_features[kind]);
    }
  json_object_set_int_member (object, "streets", result->n_features[TW_MAP_STREET]);
  json_object_set_int_member (object, "buildings", result->n_features[TW_MAP_BUILDING]);
  json_object_set_int_member (object, "places_added", result->n_places_added);
  json_object_set_int_member (object, "places_known", result->n_places_known);
  json_object_set_double_member (object, "seconds", result->seconds);
  ctl_print_json (object);
}

static int
import_map (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autofree char *datum = NULL, *as_place = NULL, *source = NULL;
  TwMapImportOptions options = { 0 };
  TwMapImportResult result = { 0 };
  Wait wait = { 0 };
  GError *error = NULL;
  gboolean done;
  const GOptionEntry entries[] = {
    { "datum", 0, 0, G_OPTION_ARG_STRING, &datum,
      N_ ("Datum of the file: wgs84, gcj02, bd09, cgcs2000"), "NAME" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &as_place, N_ ("Take named areas as places of this kind"),
      "community" },
    { "source", 0, 0, G_OPTION_ARG_STRING, &source,
      N_ ("Name of the source; a new import of it replaces the old"), "NAME" },
    { NULL }
  };

  if (!ctl_parse (&ctl_import_verbs[MAP], entries, &argc, &argv, 1, 1))
    return CTL_USAGE;
  if (!parse_datum (datum, &options.datum))
    return CTL_USAGE;
  if (as_place != NULL && !g_str_equal (as_place, "community"))
    {
      ctl_usage (_ ("--as “%s” is not known; use --as community"), as_place);
      return CTL_USAGE;
    }
  options.as_place = as_place;
  options.source = source;
  duty = ctl_open (ctl, TRUE);
  if (duty == NULL)
    return CTL_FAILED;
  wait.loop = g_main_loop_new (NULL, FALSE);
  tw_duty_import_map_async (duty, argv[1], &options, ctl->cancellable, ctl_progress, ctl, done_cb,
                            &wait);
  g_main_loop_run (wait.loop);
  g_main_loop_unref (wait.loop);
  done = tw_duty_import_map_finish (duty, wait.result, &result, &error);
  g_object_unref (wait.result);
  if (!done)
    return ctl_fail (error);
  ctl_progress_end (ctl);
  print_map_result (ctl, argv[1], &result);
  tw_map_import_result_clear (&result);
  return CTL_DONE;
}

/*
 * --- requests ----------------------------------------------------------------------------------
 */

/* The options of the command line as text, as GOption fills them. */
typedef struct {
  char *map, *zone, *datum, *delimiter, *encoding, *source, *dates;
  gboolean no_header, has_header;
} RequestArgs;

static void
request_args_clear (RequestArgs *args)
{
  g_free (args->map);
  g_free (args->zone);
  g_free (args->datum);
  g_free (args->delimiter);
  g_free (args->encoding);
  g_free (args->source);
  g_free (args->dates);
}

static gboolean
parse_delimiter (const char *text, char *ret_delimiter)
{
  if (text == NULL)
    return TRUE;
  if (g_str_equal (text, "tab") || g_str_equal (text, "\\t"))
    *ret_delimiter = '\t';
  else if (strlen (text) == 1)
    *ret_delimiter = text[0];
  else
    {
      ctl_usage (_ ("--delimiter must be one character or \"tab\""));
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_dates (const char *text, TwDateMode *ret_mode)
{
  if (text == NULL || g_str_equal (text, "auto"))
    return TRUE;
  if (g_str_equal (text, "month-first"))
    *ret_mode = TW_DATE_MONTH_FIRST;
  else if (g_str_equal (text, "day-first"))
    *ret_mode = TW_DATE_DAY_FIRST;
  else
    {
      ctl_usage (_ ("--dates must be auto, month-first or day-first"));
      return FALSE;
    }
  return TRUE;
}

/*
 * Fills @options, which then borrows from @args and owns its mapping; FALSE after having said what
 * is wrong.
 */
static gboolean
request_options (const RequestArgs *args, TwRequestImportOptions *options, TwMapping **ret_mapping)
{
  g_autoptr (GError) error = NULL;

  if (!parse_datum (args->datum, &options->datum)
      || !parse_delimiter (args->delimiter, &options->layout.delimiter)
      || !parse_dates (args->dates, &options->dates))
    return FALSE;
  if (args->map != NULL && (*ret_mapping = tw_mapping_parse (args->map, &error)) == NULL)
    {
      ctl_usage ("--map: %s", error->message);
      return FALSE;
    }
  options->mapping = *ret_mapping;
  options->layout.encoding = args->encoding;
  options->layout.header = args->no_header    ? TW_HEADER_NO
                           : args->has_header ? TW_HEADER_YES
                                              : TW_HEADER_AUTO;
  options->zone = args->zone;
  options->source = args->source;
  return TRUE;
}

static JsonObject *
request_result_to_json (const TwRequestImportResult *result)
{
  JsonObject *object = json_object_new ();
  JsonArray *warnings = json_array_new ();

  json_object_set_int_member (object, "rows", result->n_rows);
  json_object_set_int_member (object, "added", result->n_added);
  json_object_set_int_member (object, "known", result->n_known);
  json_object_set_int_member (object, "rejected", result->n_rejected);
  json_object_set_int_member (object, "unplaced", result->n_unplaced);
  json_object_set_int_member (object, "outside", result->n_outside);
  json_object_set_int_member (object, "services_added", result->n_services_added);
  json_object_set_int_member (object, "communities_added", result->n_communities_added);
  json_object_set_boolean_member (object, "cancelled", result->cancelled);
  json_object_set_string_member (object, "mapping", result->mapping);
  json_object_set_string_member (object, "zone", result->zone);
  json_object_set_string_member (object, "encoding", result->encoding);
  if (result->rejects_path != NULL)
    json_object_set_string_member (object, "rejects", result->rejects_path);
  for (guint i = 0; result->warnings != NULL && i < result->warnings->len; i++)
    json_array_add_string_element (warnings, result->warnings->pdata[i]);
  json_object_set_array_member (object, "warnings", warnings);
  json_object_set_double_member (object, "seconds", result->seconds);
  return object;
}

static void
print_request_result (CtlContext *ctl, const char *path, const TwRequestImportResult *result)
{
  if (ctl->json)
    {
      ctl_print_json (request_result_to_json (result));
      return;
    }
  g_print (_ ("%s: %" PRId64 " rows in %.1f s\n"), path, result->n_rows, result->seconds);
  g_print (_ ("  %8" PRId64 "  added, %" PRId64 " of them without a place\n"), result->n_added,
           result->n_unplaced);
  if (result->n_outside > 0)
    g_print (_ ("  %8" PRId64 "  of them with a position outside every community\n"),
             result->n_outside);
  g_print (_ ("  %8" PRId64 "  known already\n"), result->n_known);
  g_print (_ ("  %8" PRId64 "  rejected\n"), result->n_rejected);
  if (result->rejects_path != NULL)
    g_print (_ ("Rejected rows with their reasons: %s\n"), result->rejects_path);
  g_print (_ ("Read as: %s; times in %s, text in %s\n"), result->mapping, result->zone,
           result->encoding);
  for (guint i = 0; result->warnings != NULL && i < result->warnings->len; i++)
    g_printerr (_ ("Note: %s\n"), (char *) result->warnings->pdata[i]);
  if (result->cancelled)
    g_printerr (_ ("Stopped on request; what is counted is saved, and the same command goes on\n"));
}

static int
run_requests (CtlContext *ctl, const char *path, const TwRequestImportOptions *options)
{
  g_autoptr (TwDuty) duty = ctl_open (ctl, TRUE);
  TwRequestImportResult result = { 0 };
  Wait wait = { 0 };
  GError *error = NULL;
  gboolean done, cancelled, refused;

  if (duty == NULL)
    return CTL_FAILED;
  wait.loop = g_main_loop_new (NULL, FALSE);
  tw_duty_import_requests_async (duty, path, options, ctl->cancellable, ctl_progress, ctl, done_cb,
                                 &wait);
  g_main_loop_run (wait.loop);
  g_main_loop_unref (wait.loop);
  done = tw_duty_import_requests_finish (duty, wait.result, &result, &error);
  g_object_unref (wait.result);
  if (!done)
    return ctl_fail (error);
  ctl_progress_end (ctl);
  print_request_result (ctl, path, &result);
  cancelled = result.cancelled;
  refused = result.n_rows > 0 && result.n_rejected == result.n_rows;
  tw_request_import_result_clear (&result);
  return cancelled || refused ? CTL_FAILED : CTL_DONE;
}

static int
import_requests (CtlContext *ctl, int argc, char **argv)
{
  RequestArgs args = { 0 };
  TwRequestImportOptions options = { 0 };
  g_autoptr (TwMapping) mapping = NULL;
  int code = CTL_USAGE;
  const GOptionEntry entries[] = {
    { "map", 0, 0, G_OPTION_ARG_STRING, &args.map,
      N_ ("Columns: when=created_date,lat=latitude,channel==hotline (by name or number; == for a "
          "fixed value)"),
      "MAPPING" },
    { "zone", 0, 0, G_OPTION_ARG_STRING, &args.zone,
      N_ ("Time zone of times without one, such as Asia/Shanghai"), "NAME" },
    { "datum", 0, 0, G_OPTION_ARG_STRING, &args.datum,
      N_ ("Datum of the positions: wgs84, gcj02, bd09, cgcs2000"), "NAME" },
    { "dates", 0, 0, G_OPTION_ARG_STRING, &args.dates,
      N_ ("Order of dates: auto, month-first, day-first"), "ORDER" },
    { "delimiter", 0, 0, G_OPTION_ARG_STRING, &args.delimiter,
      N_ ("Between columns: a character or \"tab\""), "C" },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &args.encoding,
      N_ ("Encoding of the text, such as GB18030"), "NAME" },
    { "header", 0, 0, G_OPTION_ARG_NONE, &args.has_header, N_ ("The first row names the columns"),
      NULL },
    { "no-header", 0, 0, G_OPTION_ARG_NONE, &args.no_header, N_ ("The first row is data"), NULL },
    { "source", 0, 0, G_OPTION_ARG_STRING, &args.source, N_ ("Whose numbers the id column holds"),
      "NAME" },
    { NULL }
  };

  if (ctl_parse (&ctl_import_verbs[REQUESTS], entries, &argc, &argv, 1, 1)
      && request_options (&args, &options, &mapping))
    code = run_requests (ctl, argv[1], &options);
  request_args_clear (&args);
  return code;
}

static int
import_people (CtlContext *ctl, int argc, char **argv)
{
  return ctl_import_setup (ctl, &ctl_import_verbs[PEOPLE], TRUE, argc, argv);
}

static int
import_posts (CtlContext *ctl, int argc, char **argv)
{
  return ctl_import_setup (ctl, &ctl_import_verbs[POSTS], FALSE, argc, argv);
}

const CtlVerb ctl_import_verbs[] = {
  [MAP] = { "import", "map", "FILE",
            N_ ("Read streets, buildings and places from OpenStreetMap XML or GeoJSON"),
            import_map },
  [REQUESTS] = { "import", "requests", "FILE", N_ ("Read requests from delimited text"),
                 import_requests },
  [PEOPLE] = { "import", "people", "FILE",
               N_ ("Read people with pool, skills and availability from delimited text"),
               import_people },
  [POSTS] = { "import", "posts", "FILE",
              N_ ("Read posts with place, skills and hours from delimited text"), import_posts },
  { NULL },
};
