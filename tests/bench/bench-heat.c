// SPDX-License-Identifier: Apache-2.0
/*
 * What a frame of the heat page costs at 1280x800 on the cairo renderer, with 150,000 requests in
 * the database. CPU time of the whole process by getrusage, not wall clock: the machine may be
 * shared. "Own work" is what our code does in a frame: following the hour and recording our layers;
 * the rest is the toolkit putting pixels down.
 */
#include "config.h"

#include "desk/pages/tw-heat-page-private.h"
#include "duty/tw-demo.h"
#include "tw-uitest.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-rng.h"

#include <glib/gstdio.h>
#include <sys/resource.h>

#define N_REQUESTS 150000
#define N_FRAMES 144

typedef struct {
  TwHeatPage *page;
  int direction;
  double own_ms;
  guint n_own;
} Bench;

static void
report (const char *name, double value, const char *unit, const char *goal)
{
  g_print ("bench heat-%s: %.2f %s (goal %s)\n", name, value, unit, goal);
}

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* The demo street holds some 43,000 requests of five weeks; more of the same kind are strewn over
 * the same weeks. */
static void
add_requests (const char *dir, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_drill (TW_DEMO_END_US, 0);
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_DEFAULT, clock, &error);
  g_autoptr (GPtrArray) services = NULL, channels = NULL, communities = NULL;
  TwRng rng;

  g_assert_no_error (error);
  services = tw_query_dict (store, TW_DICT_SERVICE, &error);
  channels = tw_query_dict (store, TW_DICT_CHANNEL, &error);
  communities = tw_query_docs_by_type (store, "place", &error);
  g_assert_no_error (error);
  tw_rng_init (&rng, 7);
  while (n > 0)
    {
      TwBatch *batch = tw_batch_new ();

      for (guint i = 0; i < 5000 && n > 0; i++, n--)
        {
          const TwDoc *place =
              g_ptr_array_index (communities, tw_rng_below (&rng, communities->len));
          gint64 at_us =
              TW_DEMO_END_US - (gint64) (tw_rng_uniform (&rng) * 35 * (double) TW_US_PER_DAY);
          g_autofree char *id = tw_id_new ("request", at_us, &rng);
          g_autofree char *at = tw_time_format_rfc3339 (at_us);
          JsonObject *body = json_object_new ();

          json_object_set_string_member (body, "at", at);
          json_object_set_string_member (
              body, "service",
              g_ptr_array_index (services, 1 + tw_rng_below (&rng, services->len - 1)));
          json_object_set_string_member (
              body, "channel",
              g_ptr_array_index (channels, 1 + tw_rng_below (&rng, channels->len - 1)));
          if (json_object_has_member (place->body, "lat"))
            {
              json_object_set_double_member (body, "lat",
                                             tw_json_get_double (place->body, "lat", 0));
              json_object_set_double_member (body, "lon",
                                             tw_json_get_double (place->body, "lon", 0));
            }
          tw_batch_put (batch, id, NULL, body);
        }
      tw_store_put (store, batch, NULL, &error);
      g_assert_no_error (error);
    }
}

static double
widget_snapshot_ms (GtkWidget *widget)
{
  double begin = now_ms ();
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_unref (node);
  return now_ms () - begin;
}

static void
measure_layers (Bench *bench)
{
  GtkWidget *widgets[] = { GTK_WIDGET (tw_map_view_get_heat (bench->page->map)),
                           GTK_WIDGET (tw_map_view_get_outlines (bench->page->map)),
                           GTK_WIDGET (tw_map_view_get_probe (bench->page->map)),
                           GTK_WIDGET (bench->page->strip),
                           GTK_WIDGET (tw_heat_pane_get_chart (bench->page->pane)) };

  for (gsize i = 0; i < G_N_ELEMENTS (widgets); i++)
    bench->own_ms += widget_snapshot_ms (widgets[i]);
}

static void
scrub_cb (guint frame, gpointer data)
{
  Bench *bench = data;
  double begin = now_ms ();
  int hour = TW_STRIP_MIN_HOUR + (int) (frame % N_FRAMES);

  tw_time_strip_set_hour (bench->page->strip, bench->direction > 0 ? hour : -1 - hour);
  bench->own_ms += now_ms () - begin;
  bench->n_own++;
}

static void
pan_cb (guint frame, gpointer data)
{
  Bench *bench = data;
  ShumateLocation *at = SHUMATE_LOCATION (tw_map_view_get_viewport (bench->page->map));
  double step = frame / 24 % 2 ? 4e-5 : -4e-5;

  shumate_location_set_location (at, shumate_location_get_latitude (at) + step / 2,
                                 shumate_location_get_longitude (at) + step);
}

static void
both_cb (guint frame, gpointer data)
{
  pan_cb (frame, data);
  scrub_cb (frame, data);
}

static void
pulse_cb (guint frame, gpointer data)
{
  Bench *bench = data;
  TwBox box = bench->page->street->extent;

  if (frame % 6 == 0)
    tw_pulse_layer_add (tw_map_view_get_pulses (bench->page->map), (box.south + box.north) / 2,
                        (box.west + box.east) / 2);
}

static void
probe_cb (guint frame, gpointer data)
{
  Bench *bench = data;
  TwBox box = bench->page->street->extent;
  double t = (frame % 40) / 40.0;

  g_signal_emit_by_name (bench->page->map, "pointed", box.south + t * (box.north - box.south),
                         box.west + t * (box.east - box.west), FALSE);
}

static void
settle (Bench *bench)
{
  tw_uitest_until (!tw_map_view_is_painting (bench->page->map)
                       && !tw_heat_list_is_loading (tw_heat_pane_get_list (bench->page->pane)),
                   10000);
  tw_uitest_pump_ms (400);
}

static double
measure (Bench *bench, const char *name, void (*step) (guint, gpointer), const char *goal)
{
  double ms;

  settle (bench);
  ms = tw_uitest_cpu_per_frame_ms (GTK_WIDGET (bench->page), N_FRAMES, step, bench);
  report (name, ms, "ms CPU/frame", goal);
  return ms;
}

static double
read_rss_mb (void)
{
  g_autofree char *status = NULL;
  char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL)
      || (line = strstr (status, "VmRSS:")) == NULL)
    return 0;
  return g_ascii_strtod (line + 6, NULL) / 1024;
}

static void
run (Bench *bench)
{
  bench->direction = 1;
  measure (bench, "scrub-first", scrub_cb, "< 16");
  report ("scrub-own", (bench->own_ms) / MAX (1, bench->n_own), "ms/frame", "< 8");
  bench->direction = -1;
  measure (bench, "scrub-again", scrub_cb, "< 16");
  measure (bench, "pan", pan_cb, "< 16");
  measure (bench, "pan-and-scrub", both_cb, "< 16");
  measure (bench, "pulse", pulse_cb, "< 16");
  measure (bench, "probe", probe_cb, "< 16");
  bench->own_ms = 0;
  for (int i = 0; i < 50; i++)
    measure_layers (bench);
  report ("layers-own", bench->own_ms / 50, "ms/frame", "< 8");
  report ("field",
          tw_heat_layer_get_render_ms (tw_map_view_get_heat (bench->page->map))
              / MAX (1, tw_heat_layer_get_n_rendered (tw_map_view_get_heat (bench->page->map))),
          "ms", "< 4");
  report ("memory", read_rss_mb (), "MB RSS", "< 300");
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  g_autofree char *parent = g_dir_make_tmp ("tidewatch-bench-XXXXXX", NULL);
  g_autofree char *dir = g_build_filename (parent, "data", NULL);
  g_autoptr (GError) error = NULL;
  TwDemoOptions options = { .seed = 1 };
  TwDemoReport demo;
  Bench bench = { 0 };
  GtkWidget *window;
  TwDuty *duty;
  double begin;

  tw_uitest_init (&argc, &argv);
  if (!tw_demo_create (dir, &options, NULL, NULL, NULL, &demo, &error))
    g_error ("%s", error->message);
  add_requests (dir, N_REQUESTS - MIN (demo.n_requests, N_REQUESTS));

  begin = now_ms ();
  duty = tw_duty_open (dir, FALSE, &error);
  g_assert_no_error (error);
  tw_duty_start (duty, FALSE);
  window = gtk_window_new ();
  bench.page = TW_HEAT_PAGE (tw_heat_page_new (duty));
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bench.page));
  tw_uitest_show (GTK_WINDOW (window), 1280, 800);
  g_assert_true (tw_uitest_until (tw_duty_is_loaded (duty), 30000));
  tw_uitest_wait_draw (GTK_WIDGET (bench.page));
  report ("first-frame", now_ms () - begin, "ms", "< 1000");
  g_assert_true (
      tw_uitest_until (bench.page->outlook != NULL && tw_outlook_is_ready (bench.page->outlook),
                       60000));
  g_print ("bench heat-requests: %" G_GINT64_FORMAT "\n", bench.page->demand->totals.n_total);
  run (&bench);
  tw_uitest_close (GTK_WINDOW (window));
  tw_duty_close (duty);
  g_object_unref (duty);
  remove_tree (parent);
  return 0;
}
