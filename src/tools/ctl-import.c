// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl import ... */
#include "config.h"

#include "tools/ctl.h"

#include "duty/tw-duty-import.h"

#include <glib/gi18n-lib.h>

enum { MAP };

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
      g_print (_ ("%s: %" G_GINT64_FORMAT " map features in %.1f s\n"), path, result->n_total,
               result->seconds);
      for (guint kind = TW_MAP_LAND; kind <= TW_MAP_POI; kind++)
        if (result->n_features[kind] > 0)
          g_print ("  %8" G_GINT64_FORMAT "  %s\n", result->n_features[kind],
                   tw_map_kind_describe (kind));
      for (guint skip = 0; skip < TW_MAP_N_SKIPS; skip++)
        if (result->n_skipped[skip] > 0)
          g_print (_ ("  %8" G_GINT64_FORMAT "  left out: %s\n"), result->n_skipped[skip],
                   tw_map_skip_describe (skip));
      g_print (_ ("Places: %" G_GINT64_FORMAT " added, %" G_GINT64_FORMAT
                  " updated, %" G_GINT64_FORMAT " known\n"),
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

const CtlVerb ctl_import_verbs[] = {
  [MAP] = { "import", "map", "FILE",
            N_ ("Read streets, buildings and places from OpenStreetMap XML or GeoJSON"),
            import_map },
  { NULL },
};
