// SPDX-License-Identifier: Apache-2.0
/*
 * The heat page over a small database with four weeks of requests in two communities (F08): what
 * the pointer shows equals the database, map total and unplaced add up, and everything is in reach
 * of the keyboard.
 */
#include "tw-desk-fixture.h"
#include "tw-uitest.h"

#include "desk/pages/tw-heat-filter.h"
#include "desk/pages/tw-heat-model.h"
#include "desk/pages/tw-heat-page-private.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-rng.h"

#include <math.h>

#define N_DAYS 28
#define LAT 30.655
#define WEST 104.08

static void
put (TwBatch *batch, const char *id, const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonObject *body = tw_json_parse_object (json, -1, TW_DOC_MAX_BODY, &error);

  g_assert_no_error (error);
  tw_batch_put (batch, id, NULL, body);
}

static void
put_community (TwBatch *batch, const char *id, const char *name, double west)
{
  g_autofree char *json = g_strdup_printf (
      "{\"kind\":\"community\",\"name\":\"%s\",\"name_en\":\"%s\",\"lat\":30.655,\"lon\":%.4f,"
      "\"ring\":[[%.4f,30.65],[%.4f,30.65],[%.4f,30.66],[%.4f,30.66]]}",
      name, name, west + 0.005, west, west + 0.01, west + 0.01, west);

  put (batch, id, json);
}

static void
put_request (TwBatch *batch, TwRng *rng, gint64 at_us)
{
  g_autofree char *at = tw_time_format_rfc3339 (at_us), *id = tw_id_new ("request", at_us, rng);
  gboolean east = tw_rng_below (rng, 3) == 0, placed = tw_rng_below (rng, 8) != 0;
  double lon = WEST + (east ? 0.01 : 0) + 0.001 + 0.008 * tw_rng_uniform (rng);
  double lat = 30.651 + 0.008 * tw_rng_uniform (rng);
  char where[80] = "";
  g_autofree char *json = NULL;

  if (placed)
    g_snprintf (where, sizeof where, ",\"lat\":%.7f,\"lon\":%.7f", lat, lon);
  json = g_strdup_printf (
      "{\"at\":\"%s\",\"service\":\"%s\",\"channel\":\"%s\",\"text\":\"路灯不亮\",\"age\":70,"
      "\"community\":\"place:%s\"%s}",
      at, tw_rng_below (rng, 2) ? "meals" : "repair", tw_rng_below (rng, 2) ? "hotline" : "app",
      east ? "b" : "a", where);
  put (batch, id, json);
}

static void
fill (const char *dir)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  TwBatch *batch = tw_batch_new ();
  TwRng rng;

  g_assert_no_error (error);
  tw_rng_init (&rng, 3);
  put (batch, "settings:street",
       "{\"name\":\"锦水街道\",\"name_en\":\"Jinshui\",\"zone\":\"Asia/Shanghai\"}");
  put (batch, "service:meals", "{\"key\":\"meals\",\"name\":\"助老送餐\",\"name_en\":\"Meals\"}");
  put (batch, "service:repair", "{\"key\":\"repair\",\"name\":\"报修\",\"name_en\":\"Repairs\"}");
  put (batch, "channel:hotline", "{\"key\":\"hotline\",\"name\":\"热线\",\"name_en\":\"Hotline\"}");
  put (batch, "channel:app", "{\"key\":\"app\",\"name\":\"小程序\",\"name_en\":\"App\"}");
  put_community (batch, "place:a", "Chunxi", WEST);
  put_community (batch, "place:b", "Jinjiang", WEST + 0.01);
  for (int h = 0; h < N_DAYS * 24; h++)
    for (guint64 n = tw_rng_poisson (&rng, 3 + 3 * sin (h * G_PI / 12)); n > 0; n--)
      put_request (batch, &rng,
                   SAMPLE_END_US
                       - (gint64) ((h + tw_rng_uniform (&rng)) * (double) TW_US_PER_HOUR));
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
}

/* One street for all tests; each has a window and a duty of its own. */
static const char *
get_dir (void)
{
  static char *dir;

  if (dir == NULL)
    {
      dir = desk_fixture_new_dir ();
      fill (dir);
    }
  return dir;
}

typedef struct {
  GtkWidget *window;
  TwDuty *duty;
  TwHeatPage *page;
} Fixture;

static void
open_page (Fixture *fixture, const char *dir)
{
  g_autoptr (GError) error = NULL;

  fixture->duty = tw_duty_open (dir, FALSE, &error);
  g_assert_no_error (error);
  tw_duty_start (fixture->duty, FALSE);
  fixture->page = TW_HEAT_PAGE (tw_heat_page_new (fixture->duty));
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  tw_uitest_show (GTK_WINDOW (fixture->window), 1280, 800);
  g_assert_true (tw_uitest_until (tw_duty_is_loaded (fixture->duty), 20000));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  open_page (fixture, get_dir ());
  g_assert_true (tw_uitest_until (fixture->page->outlook != NULL
                                      && tw_outlook_is_ready (fixture->page->outlook),
                                  30000));
  tw_uitest_wait_draw (GTK_WIDGET (fixture->page));
  gtk_widget_grab_focus (GTK_WIDGET (fixture->page->strip));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tw_uitest_close (GTK_WINDOW (fixture->window));
  tw_duty_close (fixture->duty);
  g_object_unref (fixture->duty);
}

static void
wait_list (Fixture *fixture)
{
  g_assert_true (tw_uitest_until (fixture->page->load_id == 0
                                      && !tw_heat_list_is_loading (
                                          tw_heat_pane_get_list (fixture->page->pane)),
                                  5000));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = tw_duty_list_requests_finish (TW_DUTY (source), result, &error);

  g_assert_no_error (error);
  *(int *) user_data = (int) rows->len;
}

/* The database itself. */
static int
count_in_database (Fixture *fixture, const TwBox *box, gint64 hour_us, const TwFilter *filter,
                   gboolean unplaced)
{
  int n = -1;

  tw_duty_list_requests_async (fixture->duty, box, hour_us, hour_us + TW_US_PER_HOUR, filter,
                               unplaced, 100000, NULL, listed_cb, &n);
  g_assert_true (tw_uitest_until (n >= 0, 5000));
  return n;
}

/* --- tests ------------------------------------------------------------------------------------ */

static void
test_totals (Fixture *fixture, gconstpointer data)
{
  TwFilter all = { 0 };

  for (int hour = -70; hour < 0; hour += 9)
    {
      gint64 hour_us;
      TwHeatInfo info;

      tw_time_strip_set_hour (fixture->page->strip, hour);
      hour_us = tw_time_strip_get_hour_us (fixture->page->strip);
      g_assert_true (tw_heat_layer_get_info (tw_map_view_get_heat (fixture->page->map), &info));
      g_assert_false (info.forecast);
      g_assert_cmpfloat (info.n_shown + info.n_unplaced, ==,
                         count_in_database (fixture, NULL, hour_us, &all, FALSE));
      g_assert_cmpfloat (info.n_unplaced, ==,
                         count_in_database (fixture, NULL, hour_us, &all, TRUE));
    }
}

/* Every cell the pointer crosses says what the database holds for that box and hour. */
static void
test_probe (Fixture *fixture, gconstpointer data)
{
  GtkWidget *map = GTK_WIDGET (fixture->page->map);
  TwFilter all = { 0 };
  guint n_with = 0;

  tw_time_strip_set_hour (fixture->page->strip, -18);
  for (int i = 0; i < 24; i++)
    {
      double x = gtk_widget_get_width (map) * (0.2 + 0.6 * (i % 6) / 5.0);
      double y = gtk_widget_get_height (map) * (0.25 + 0.5 * (i / 6) / 3.0);
      g_autofree char *expected = NULL;
      TwBox box;
      int n;

      tw_uitest_move (map, x, y);
      g_assert_true (fixture->page->pointing);
      box = tw_street_get_cell_box (fixture->page->street,
                                    tw_street_get_cell (fixture->page->street,
                                                        fixture->page->pointed.lat,
                                                        fixture->page->pointed.lon));
      n = count_in_database (fixture, &box, tw_time_strip_get_hour_us (fixture->page->strip), &all,
                             FALSE);
      n_with += n > 0 ? 1 : 0;
      expected = g_strdup_printf ("%d request", n);
      g_assert_true (
          g_str_has_prefix (tw_probe_layer_get_text (tw_map_view_get_probe (fixture->page->map)),
                            expected));
    }
  g_assert_cmpuint (n_with, <, 24);
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  TwHeatInfo all, meals, repair;

  tw_time_strip_set_hour (fixture->page->strip, -20);
  g_assert_true (tw_heat_layer_get_info (tw_map_view_get_heat (fixture->page->map), &all));
  gtk_drop_down_set_selected (fixture->page->service_drop, 1);
  g_assert_true (tw_heat_layer_get_info (tw_map_view_get_heat (fixture->page->map), &meals));
  gtk_drop_down_set_selected (fixture->page->service_drop, 2);
  g_assert_true (tw_heat_layer_get_info (tw_map_view_get_heat (fixture->page->map), &repair));
  g_assert_cmpfloat (all.n_shown, ==, meals.n_shown + repair.n_shown);
  g_assert_cmpfloat (all.n_unplaced, ==, meals.n_unplaced + repair.n_unplaced);
  g_assert_cmpint (fixture->page->filter.service, ==, 2);
  wait_list (fixture);
  g_assert_cmpuint (tw_heat_list_get_n_rows (tw_heat_pane_get_list (fixture->page->pane)), ==,
                    (guint) (repair.n_shown + repair.n_unplaced));
}

static void
test_slider (Fixture *fixture, gconstpointer data)
{
  GtkWidget *strip = GTK_WIDGET (fixture->page->strip);

  tw_uitest_drag (strip, tw_time_strip_hour_to_x (fixture->page->strip, 0), 50, strip,
                  tw_time_strip_hour_to_x (fixture->page->strip, -24), 50, 8);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->page->strip), ==, -24);
  g_assert_cmpint (tw_heat_layer_get_hour (tw_map_view_get_heat (fixture->page->map)), ==,
                   tw_time_strip_get_hour_us (fixture->page->strip));
  tw_uitest_key (GDK_KEY_Page_Down, 0);
  tw_uitest_key (GDK_KEY_Right, 0);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->page->strip), ==, 1);
  g_assert_false (fixture->page->follow_now);
  tw_uitest_key (GDK_KEY_n, 0);
  g_assert_true (fixture->page->follow_now);
}

static void
test_select (Fixture *fixture, gconstpointer data)
{
  TwMapProjection p;
  double x, y;

  g_assert_true (tw_map_view_get_projection (fixture->page->map, &p));
  tw_map_projection_to_px (&p, LAT, WEST + 0.015, &x, &y);
  tw_time_strip_set_hour (fixture->page->strip, -6);
  tw_uitest_click_at (GTK_WIDGET (fixture->page->map), x, y, 1, 1);
  g_assert_cmpstr (tw_street_get_community_name (fixture->page->street, fixture->page->selected),
                   ==, "Jinjiang");
  g_assert_cmpint (fixture->page->scope, ==, TW_HEAT_SCOPE_CELL);
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (fixture->page->pane), "Jinjiang"));
  wait_list (fixture);

  /* Escape goes back a step at a time: the cell, then the community */
  gtk_widget_grab_focus (GTK_WIDGET (fixture->page->map));
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_cmpint (fixture->page->scope, ==, TW_HEAT_SCOPE_AREA);
  g_assert_cmpuint (fixture->page->selected, !=, 0);
  wait_list (fixture);
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_cmpuint (fixture->page->selected, ==, 0);
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (fixture->page->pane), "Jinshui"));
}

static void
test_map_keys (Fixture *fixture, gconstpointer data)
{
  TwLatLon first;

  tw_uitest_move (GTK_WIDGET (fixture->page->strip), 5, 5);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->page->map));
  tw_uitest_key (GDK_KEY_Right, 0);
  g_assert_true (fixture->page->keyboard);
  first = fixture->page->pointed;
  tw_uitest_key (GDK_KEY_Right, 0);
  tw_uitest_key (GDK_KEY_Up, 0);
  g_assert_cmpfloat_with_epsilon (tw_distance_m (first, fixture->page->pointed), 141.4, 2);
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_cmpint (fixture->page->scope, ==, TW_HEAT_SCOPE_CELL);
  g_assert_cmpuint (fixture->page->selected, !=, 0);
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_false (fixture->page->pointing);
}

static void
test_play (Fixture *fixture, gconstpointer data)
{
  int before;

  tw_time_strip_set_hour (fixture->page->strip, -50);
  before = tw_time_strip_get_hour (fixture->page->strip);
  gtk_drop_down_set_selected (fixture->page->speed_drop, 3);
  tw_uitest_click (fixture->page->play_button);
  g_assert_true (tw_time_strip_get_playing (fixture->page->strip));
  g_assert_true (
      tw_uitest_until (tw_time_strip_get_hour (fixture->page->strip) >= before + 4, 5000));
  tw_uitest_click (fixture->page->play_button);
  before = tw_time_strip_get_hour (fixture->page->strip);
  tw_uitest_pump_ms (400);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->page->strip), ==, before);

  /* at the end it begins again */
  tw_time_strip_set_hour (fixture->page->strip, TW_STRIP_MAX_HOUR);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "heat.play", NULL);
  g_assert_true (tw_uitest_until (tw_time_strip_get_hour (fixture->page->strip) < 0, 5000));
}

static void
test_unplaced (Fixture *fixture, gconstpointer data)
{
  TwHeatList *list = tw_heat_pane_get_list (fixture->page->pane);
  TwHeatInfo info = { 0 };

  for (int hour = -1; hour > -40 && info.n_unplaced == 0; hour--)
    {
      tw_time_strip_set_hour (fixture->page->strip, hour);
      g_assert_true (tw_heat_layer_get_info (tw_map_view_get_heat (fixture->page->map), &info));
    }
  g_assert_cmpfloat (info.n_unplaced, >, 0);
  tw_uitest_click (fixture->page->unplaced_button);
  wait_list (fixture);
  g_assert_cmpuint (tw_heat_list_get_n_rows (list), ==, (guint) info.n_unplaced);
  for (guint i = 0; i < tw_heat_list_get_n_rows (list); i++)
    g_assert_true (isnan (tw_heat_list_get_row (list, i)->lat));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "heat.clear-scope", NULL);
  wait_list (fixture);
  g_assert_cmpuint (tw_heat_list_get_n_rows (list), ==, (guint) (info.n_unplaced + info.n_shown));
}

/* Cells of the outlook add up to its sum, and the legend keeps still from hour to hour. */
static void
test_forecast (Fixture *fixture, gconstpointer data)
{
  double scale = tw_heat_legend_get_scale (fixture->page->legend);
  TwFilter all = { 0 };

  g_assert_cmpfloat (scale, >, 0);
  for (int hour = -71; hour <= 71; hour += 7)
    {
      TwHeatInfo info;

      tw_time_strip_set_hour (fixture->page->strip, hour);
      g_assert_true (tw_heat_layer_get_info (tw_map_view_get_heat (fixture->page->map), &info));
      g_assert_cmpint (info.forecast, ==, hour >= 0);
      g_assert_cmpfloat (tw_heat_legend_get_scale (fixture->page->legend), ==, scale);
      g_assert_cmpfloat (info.peak, <=, scale);
      if (hour >= 0)
        {
          TwBand band = tw_heat_model_band (fixture->page->outlook, &all, (guint) hour);

          g_assert_cmpfloat_with_epsilon (info.n_shown + info.n_unplaced, band.mean,
                                          0.02 * band.mean + 0.01);
          g_assert_cmpfloat (band.p10, <=, band.p90);
        }
    }
}

static void
test_show (Fixture *fixture, gconstpointer data)
{
  tw_heat_page_show_place (fixture->page, LAT, WEST + 0.004);
  g_assert_cmpstr (tw_street_get_community_name (fixture->page->street, fixture->page->selected),
                   ==, "Chunxi");
  tw_heat_page_show_time (fixture->page, tw_time_strip_get_origin (fixture->page->strip)
                                             - 5 * TW_US_PER_HOUR + 17);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->page->strip), ==, -5);
  tw_heat_page_show_time (fixture->page, 0);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->page->strip), ==, TW_STRIP_MIN_HOUR);
  tw_heat_page_show_place (fixture->page, NAN, 0); /* changes nothing */
  g_assert_cmpuint (fixture->page->selected, !=, 0);
}

static void
assert_named (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget))
    g_assert_true (
        gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
        || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                             GTK_ACCESSIBLE_RELATION_LABELLED_BY)
        || (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL));
  if (GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child))
      assert_named (child);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  assert_named (GTK_WIDGET (fixture->page));
  gtk_test_accessible_assert_role (fixture->page->strip, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (fixture->page->map, GTK_ACCESSIBLE_PROPERTY_LABEL, "Map");
}

/* --- by keyboard alone ------------------------------------------------------------------------ */

/* What Tab reaches, in its order, until it comes round again. */
static GPtrArray *
tab_round (Fixture *fixture)
{
  GPtrArray *stops = g_ptr_array_new ();

  for (int i = 0; i < 60; i++)
    {
      GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

      if (stops->len > 0 && focus == stops->pdata[0])
        return stops;
      g_assert_nonnull (focus);
      g_assert_true (gtk_widget_get_mapped (focus));
      g_ptr_array_add (stops, focus);
      tw_uitest_key (GDK_KEY_Tab, 0);
      tw_uitest_until (gtk_window_get_focus (GTK_WINDOW (fixture->window)) != focus, 300);
    }
  g_assert_not_reached ();
}

static gboolean
stops_at (GPtrArray *stops, gpointer widget)
{
  for (guint i = 0; i < stops->len; i++)
    if (stops->pdata[i] == widget || gtk_widget_is_ancestor (stops->pdata[i], widget))
      return TRUE;
  g_test_message ("Tab does not reach %s %s", G_OBJECT_TYPE_NAME (widget),
                  gtk_buildable_get_buildable_id (widget));
  return FALSE;
}

/* F79: Tab reaches every control of the page, and comes round. */
static void
test_tab (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "past_button",    "all_button",     "ahead_button",
                                     "now_button",     "service_drop",   "channel_drop",
                                     "community_drop", "bandwidth_drop", "play_button",
                                     "speed_drop",     "export_button",  "map",
                                     "unplaced_button" };
  TwHeatPage *page = fixture->page;
  g_autoptr (GPtrArray) stops = NULL;

  tw_time_strip_set_hour (page->strip, -14);
  wait_list (fixture);
  g_assert_cmpuint (tw_heat_list_get_n_rows (tw_heat_pane_get_list (page->pane)), >, 0);
  stops = tab_round (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_true (stops_at (stops, tw_uitest_find (GTK_WIDGET (page), ids[i])));
  g_assert_true (stops_at (stops, page->strip));
  g_assert_true (stops_at (stops, tw_heat_pane_get_chart (page->pane)));
  g_assert_true (stops_at (stops, tw_heat_pane_get_list (page->pane)));
}

/* F79: each of them does its work by key. */
static void
test_by_keys (Fixture *fixture, gconstpointer data)
{
  TwHeatPage *page = fixture->page;
  TwHeatList *list = tw_heat_pane_get_list (page->pane);
  TwLatLon before, after;
  TwMapProjection p;
  double zoom;

  gtk_widget_grab_focus (tw_uitest_find (GTK_WIDGET (page), "ahead_button"));
  tw_uitest_key (GDK_KEY_space, 0);
  g_assert_cmpint (tw_time_strip_get_range (page->strip), ==, TW_STRIP_RANGE_AHEAD);
  gtk_widget_grab_focus (tw_uitest_find (GTK_WIDGET (page), "all_button"));
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_cmpint (tw_time_strip_get_range (page->strip), ==, TW_STRIP_RANGE_ALL);

  gtk_widget_grab_focus (GTK_WIDGET (page->service_drop));
  tw_uitest_key (GDK_KEY_space, 0);
  tw_uitest_pump_ms (300);
  tw_uitest_key (GDK_KEY_Down, 0);
  tw_uitest_key (GDK_KEY_Return, 0);
  tw_uitest_pump_ms (300);
  g_assert_cmpint (page->filter.service, ==, 1);
  gtk_drop_down_set_selected (page->service_drop, 0);

  gtk_widget_grab_focus (GTK_WIDGET (page->map));
  g_assert_true (tw_map_view_get_projection (page->map, &p));
  before = tw_map_projection_to_latlon (&p, 0, 0);
  tw_uitest_key (GDK_KEY_Right, GDK_SHIFT_MASK);
  g_assert_true (tw_map_view_get_projection (page->map, &p));
  after = tw_map_projection_to_latlon (&p, 0, 0);
  g_assert_cmpfloat (after.lon, >, before.lon);
  zoom = shumate_viewport_get_zoom_level (tw_map_view_get_viewport (page->map));
  tw_uitest_key (GDK_KEY_plus, GDK_SHIFT_MASK);
  g_assert_cmpfloat (shumate_viewport_get_zoom_level (tw_map_view_get_viewport (page->map)), ==,
                     zoom + 1);

  /* from the chart to the hour, from its list to the request */
  gtk_widget_grab_focus (GTK_WIDGET (tw_heat_pane_get_chart (page->pane)));
  tw_uitest_key (GDK_KEY_Home, 0);
  for (int i = 0; i < 10; i++)
    tw_uitest_key (GDK_KEY_Right, 0);
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_cmpint (tw_time_strip_get_hour (page->strip), ==, -14);
  wait_list (fixture);
  gtk_widget_child_focus (GTK_WIDGET (list), GTK_DIR_TAB_FORWARD);
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_true (
      tw_uitest_until (tw_uitest_find_text (GTK_WIDGET (list), "Show on the map") != NULL, 2000));
  tw_uitest_key (GDK_KEY_Escape, 0);
  tw_uitest_pump_ms (300);
}

/* --- too little, and nothing ------------------------------------------------------------------ */

static void
test_short_history (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();
  Fixture fixture = { 0 };

  desk_fixture_fill (dir);
  open_page (&fixture, dir);
  g_assert_true (tw_uitest_until (fixture.page->outlook != NULL, 20000));
  g_assert_false (tw_outlook_is_ready (fixture.page->outlook));
  tw_time_strip_set_hour (fixture.page->strip, 5);
  g_assert_true (gtk_widget_get_visible (fixture.page->state_card));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (fixture.page->state_text)), ==,
                   tw_outlook_get_reason (fixture.page->outlook));
  g_assert_true (gtk_widget_get_visible (
      fixture.page->no_map_button)); /* heat over plain ground still works */
  tw_time_strip_set_hour (fixture.page->strip, -3);
  g_assert_false (gtk_widget_get_visible (fixture.page->state_card));
  tear_down (&fixture, NULL);
}

/*
 * A history stands at the end of its last hour: the hour shown first is that one, not the empty
 * next.
 */
static void
test_past_year (void)
{
  const gint64 end_us = SAMPLE_END_US - 400 * TW_US_PER_DAY;
  g_autofree char *dir = desk_fixture_new_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  TwStore *store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  TwBatch *batch = tw_batch_new ();
  Fixture fixture = { 0 };
  gint64 shown_us;
  TwRng rng;

  tw_rng_init (&rng, 5);
  put_community (batch, "place:a", "Chunxi", WEST);
  for (gint64 k = 1; k < 200; k++)
    put_request (batch, &rng, end_us - k * 10 * TW_US_PER_MIN);
  g_assert_true (tw_store_put (store, batch, NULL, &error));
  tw_store_unref (store);
  open_page (&fixture, dir);
  g_assert_true (tw_uitest_until (fixture.page->demand != NULL, 5000));
  tw_uitest_pump_ms (100);
  g_assert_cmpint (tw_duty_get_clock_mode (fixture.duty), ==, TW_DUTY_CLOCK_HISTORY);
  shown_us = tw_time_strip_get_hour_us (fixture.page->strip);
  g_assert_cmpint (shown_us, ==, tw_time_floor (end_us - 10 * TW_US_PER_MIN, TW_US_PER_HOUR));
  g_assert_false (gtk_widget_get_visible (fixture.page->state_card));
  tear_down (&fixture, NULL);
}

static void
test_no_requests (void)
{
  g_autofree char *dir = desk_fixture_new_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  TwStore *store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  TwBatch *batch = tw_batch_new ();
  Fixture fixture = { 0 };

  put_community (batch, "place:a", "Chunxi", WEST);
  g_assert_true (tw_store_put (store, batch, NULL, &error));
  tw_store_unref (store);
  open_page (&fixture, dir);
  g_assert_true (tw_uitest_until (fixture.page->demand != NULL, 5000));
  tw_uitest_pump_ms (100);
  g_assert_true (gtk_widget_get_visible (fixture.page->state_card));
  g_assert_true (gtk_widget_get_visible (fixture.page->state_button));
  tear_down (&fixture, NULL);
}

#define ADD(path, func) g_test_add ("/heat/" path, Fixture, NULL, set_up, func, tear_down)

/* What has gone has no entry; numbers stay with their names whatever stands before them. */
static void
test_filter_gone (void)
{
  GtkDropDown *drop = g_object_ref_sink (GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL)));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  tw_heat_filter_setup (drop);
  g_ptr_array_add (names, (gpointer) "All");
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (names, (gpointer) "two");
  g_ptr_array_add (names, (gpointer) "three");
  tw_heat_filter_fill (drop, names, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (drop)), ==, 3);
  tw_heat_filter_set_number (drop, 3);
  g_assert_cmpuint (gtk_drop_down_get_selected (drop), ==, 2);
  g_assert_cmpuint (tw_heat_filter_get_number (drop), ==, 3);
  /* It comes back in its place, and the choice can be set again. */
  names->pdata[1] = (gpointer) "one";
  tw_heat_filter_fill (drop, names, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (drop)), ==, 4);
  tw_heat_filter_set_number (drop, 1);
  g_assert_cmpuint (tw_heat_filter_get_number (drop), ==, 1);
  g_object_unref (drop);
}

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  tw_uitest_set_language ("en");
  ADD ("totals", test_totals);
  ADD ("probe", test_probe);
  ADD ("filter", test_filter);
  ADD ("slider", test_slider);
  ADD ("select", test_select);
  ADD ("map-keys", test_map_keys);
  ADD ("play", test_play);
  ADD ("unplaced", test_unplaced);
  ADD ("forecast", test_forecast);
  ADD ("show", test_show);
  ADD ("accessible", test_accessible);
  ADD ("tab", test_tab);
  ADD ("by-keys", test_by_keys);
  g_test_add_func ("/heat/filter-gone", test_filter_gone);
  g_test_add_func ("/heat/short-history", test_short_history);
  g_test_add_func ("/heat/past-year", test_past_year);
  g_test_add_func ("/heat/no-requests", test_no_requests);
  return g_test_run ();
}
