// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-demo.h"

#include "base/tw-time.h"
#include "duty/sim/tw-sim-law.h"

#include <glib/gstdio.h>
#include <stdlib.h>

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static double
ms_since (gint64 start_us)
{
  return (double) (g_get_monotonic_time () - start_us) / 1000;
}

static void
bench_parts (void)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (TwSimTown) town = tw_sim_town_new (1);
  double town_ms = ms_since (start_us), law_ms;
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));
  TwSimLaw *law;

  start_us = g_get_monotonic_time ();
  law = tw_sim_law_new (town, TW_DEMO_END_US);
  law_ms = ms_since (start_us);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 240; i++)
    tw_sim_law_fill_hour (law,
                          TW_DEMO_END_US / TW_US_PER_HOUR * TW_US_PER_HOUR + i * TW_US_PER_HOUR,
                          hours);
  g_print ("bench demo-town: %.1f ms (goal 500)\n", town_ms);
  g_print ("bench demo-law: %.1f ms (goal 500)\n", law_ms);
  g_print ("bench demo-feed-hour: %.3f ms (goal 5)\n", ms_since (start_us) / 240);
  tw_sim_law_free (law);
}

int
main (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-bench-demo-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  TwDemoOptions options = { .seed = 1 };
  TwDemoReport report;

  if (dir == NULL)
    return EXIT_FAILURE;
  bench_parts ();
  if (!tw_demo_create (dir, &options, NULL, NULL, NULL, &report, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  remove_tree (dir);
  g_print (
      "bench demo-create: %.2f s (goal 20; %u rooms, %u assets, %u requests, %u source rows)\n",
      report.seconds, report.n_rooms, report.n_assets, report.n_requests,
      report.n_survey + report.n_hotline + report.n_app);
  return EXIT_SUCCESS;
}
