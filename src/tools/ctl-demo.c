// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl demo ... */
#include "config.h"

#include "tools/ctl.h"

#include "duty/tw-demo.h"

#include <glib/gi18n-lib.h>

static void
print_report (CtlContext *ctl, const TwDemoReport *report)
{
  const struct {
    const char *member, *label;
    guint value;
  } rows[] = {
    { "communities", N_ ("communities"), report->n_communities },
    { "streets", N_ ("streets"), report->n_streets },
    { "buildings", N_ ("buildings"), report->n_buildings },
    { "units", N_ ("units"), report->n_units },
    { "floors", N_ ("floors"), report->n_floors },
    { "rooms", N_ ("rooms"), report->n_rooms },
    { "assets", N_ ("tagged assets"), report->n_assets },
    { "people", N_ ("people in four pools"), report->n_people },
    { "homes", N_ ("homes of solitary elders"), report->n_homes },
    { "requests", N_ ("requests of five weeks"), report->n_requests },
    { "survey", N_ ("survey rows (CSV)"), report->n_survey },
    { "hotline", N_ ("hotline rows (CSV)"), report->n_hotline },
    { "app", N_ ("mini-program rows (CSV)"), report->n_app },
  };
  JsonObject *object;

  if (!ctl->json)
    {
      g_print (_ ("Demo street made in %s (%.1f s)\n"), ctl->db, report->seconds);
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        g_print ("  %7u  %s\n", rows[i].value, _ (rows[i].label));
      return;
    }
  object = json_object_new ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    json_object_set_int_member (object, rows[i].member, rows[i].value);
  json_object_set_double_member (object, "seconds", report->seconds);
  ctl_print_json (object);
}

static int
demo_create (CtlContext *ctl, int argc, char **argv)
{
  TwDemoOptions demo = { 0 };
  TwDemoReport report;
  g_autofree char *end = NULL, *csv = NULL;
  gint64 seed = 1;
  GError *error = NULL;
  const GOptionEntry options[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("Same seed, same street (default 1)"), "N" },
    { "end", 0, 0, G_OPTION_ARG_STRING, &end, N_ ("Last moment of the history"), "TIME" },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, N_ ("Folder for the source files of the quarter"),
      "DIR" },
    { NULL }
  };

  if (!ctl_parse (&ctl_demo_verbs[0], options, &argc, &argv, 0, 0))
    return CTL_USAGE;
  if (seed < 0)
    return ctl_usage (_ ("--seed must not be negative"));
  demo.seed = (guint64) seed;
  demo.csv_dir = csv;
  if (end != NULL)
    {
      g_autoptr (GTimeZone) zone = tw_zone_new (NULL, NULL);

      if (!tw_time_parse (end, zone, FALSE, &demo.end_us, &error))
        {
          int code = ctl_usage ("--end: %s", error->message);

          g_error_free (error);
          return code;
        }
    }
  if (!tw_demo_create (ctl->db, &demo, ctl->cancellable, ctl_progress, ctl, &report, &error))
    return ctl_fail (error);
  ctl_progress_end (ctl);
  print_report (ctl, &report);
  return CTL_DONE;
}

const CtlVerb ctl_demo_verbs[] = {
  { "demo", "create", "[--seed N]", N_ ("Make the demo street in an empty data folder"),
    demo_create },
  { NULL },
};
