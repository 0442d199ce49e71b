// SPDX-License-Identifier: Apache-2.0
/* The charts: their arithmetic by tables, their widgets by pointer and keys (F08, F13). */
#include "tw-uitest.h"

#include "desk/chart/tw-band-chart.h"
#include "desk/chart/tw-chart-geometry.h"
#include "desk/chart/tw-chart-host.h"
#include "desk/chart/tw-chart-paint.h"
#include "desk/chart/tw-time-strip.h"

#include <glib/gstdio.h>
#include <math.h>

/* 2026-11-24T07:00+08:00, a Tuesday. */
#define ORIGIN_US G_GINT64_CONSTANT (1795474800000000)

/* --- geometry --------------------------------------------------------------------------------- */

static void
test_time_axis (void)
{
  TwTimeAxis axis = { ORIGIN_US, ORIGIN_US + 10 * TW_US_PER_HOUR, 40, 500 };
  static const struct {
    double x, hour;
  } cases[] = { { 40, 0 }, { 90, 1 }, { 290, 5 }, { 65, 0.5 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 t = ORIGIN_US + (gint64) (cases[i].hour * (double) TW_US_PER_HOUR);

      g_assert_cmpfloat_with_epsilon (tw_time_axis_to_x (&axis, t), cases[i].x, 1e-9);
      g_assert_cmpint (tw_time_axis_to_time (&axis, cases[i].x), ==, t);
    }
  g_assert_cmpint (tw_time_axis_to_time (&axis, -100), ==, axis.from_us);
  g_assert_cmpint (tw_time_axis_to_time (&axis, 9999), ==, axis.to_us - 1);
  g_assert_cmpfloat_with_epsilon (tw_time_axis_hour_px (&axis), 50, 1e-9);
}

static void
test_value_axis (void)
{
  static const struct {
    double peak, height, gap, max, step;
    int decimals;
  } cases[] = {
    { 23, 100, 25, 30, 10, 0 },    { 235, 54, 17, 300, 100, 0 }, { 0, 100, 25, 1, 1, 0 },
    { 0.3, 100, 25, 0.3, 0.1, 1 }, { 100, 100, 50, 100, 50, 0 }, { 7, 30, 30, 8, 8, 0 },
    { NAN, 100, 50, 1, 1, 0 },     { 230, 60, 34, 250, 250, 0 }, { 1.1, 30, 30, 2, 2, 0 },
    { 12, 30, 30, 12, 12, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwValueAxis axis;

      tw_value_axis_init (&axis, cases[i].peak, 10, cases[i].height, cases[i].gap);
      g_assert_cmpfloat_with_epsilon (axis.max, cases[i].max, 1e-9);
      g_assert_cmpfloat_with_epsilon (axis.step, cases[i].step, 1e-9);
      g_assert_cmpint (tw_value_axis_decimals (&axis), ==, cases[i].decimals);
      g_assert_cmpfloat_with_epsilon (tw_value_axis_to_y (&axis, 0), 10 + cases[i].height, 1e-9);
      g_assert_cmpfloat_with_epsilon (tw_value_axis_to_y (&axis, axis.max), 10, 1e-9);
    }
}

static void
test_days (void)
{
  g_autoptr (GTimeZone) zone = tw_zone_new ("Asia/Shanghai", NULL);
  TwTimeAxis axis = { ORIGIN_US, ORIGIN_US + 72 * TW_US_PER_HOUR, 0, 720 };
  g_autoptr (GArray) days = tw_time_axis_list_days (&axis, zone);
  g_autoptr (GArray) hours = tw_time_axis_list_hours (&axis, zone, 55);

  g_assert_cmpuint (days->len, ==, 4); /* Tuesday from 07:00 to Friday 07:00 */
  g_assert_cmpfloat_with_epsilon (g_array_index (days, TwDayBand, 0).x1, 170, 1e-6);
  g_assert_cmpint (g_array_index (days, TwDayBand, 0).weekday, ==, 2);
  g_assert_cmpint (g_array_index (days, TwDayBand, 1).odd, !=,
                   g_array_index (days, TwDayBand, 2).odd);
  g_assert_cmpint (g_array_index (hours, TwHourTick, 0).hour, ==, 12); /* 10 px an hour: every 6 */
  g_assert_cmpint (g_array_index (hours, TwHourTick, 1).hour, ==, 18);
  g_assert_cmpuint (hours->len, ==, 12);
}

/* The clocks change within this axis: the day has 25 hours and the ticks still stand at local
 * hours. */
static void
test_summer_time (void)
{
  g_autoptr (GTimeZone) zone = tw_zone_new ("America/New_York", NULL);
  gint64 midnight_us = G_GINT64_CONSTANT (1793505600000000); /* 2026-11-01T00:00-04:00 */
  TwTimeAxis axis = { midnight_us, midnight_us + 48 * TW_US_PER_HOUR, 0, 480 };
  g_autoptr (GArray) days = tw_time_axis_list_days (&axis, zone);

  g_assert_cmpuint (days->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (g_array_index (days, TwDayBand, 0).x1, 250, 1e-6);
}

static void
test_format (void)
{
  g_autoptr (GTimeZone) zone = tw_zone_new ("Asia/Shanghai", NULL);
  static const struct {
    int days;
    const char *text;
  } cases[] = {
    { -2, "Sun 11-22" }, { -1, "Yesterday" }, { 0, "Today" }, { 1, "Tomorrow" }, { 2, "Thu 11-26" }
  };
  static const struct {
    double value;
    gboolean whole;
    const char *text;
  } values[] = { { 34, TRUE, "34" },        { 34.4, FALSE, "34" }, { 3.44, FALSE, "3.4" },
                 { 0.064, FALSE, "0.06" },  { 0, FALSE, "0" },     { NAN, FALSE, "–" },
                 { 1302.7, TRUE, "1,303" }, { 6.02, FALSE, "6" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          tw_chart_format_day (ORIGIN_US + cases[i].days * TW_US_PER_DAY, ORIGIN_US, zone);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = tw_chart_format_value (values[i].value, values[i].whole);

      g_assert_cmpstr (text, ==, values[i].text);
    }
}

/* --- series ----------------------------------------------------------------------------------- */

static TwChartSeries *
make_series (void)
{
  TwChartSeries *series = tw_chart_series_new (TW_US_PER_HOUR);

  for (int h = TW_STRIP_MIN_HOUR; h <= TW_STRIP_MAX_HOUR; h++)
    {
      TwChartPoint point = { ORIGIN_US + h * TW_US_PER_HOUR, 10 + h % 5, h < 0 ? NAN : 4,
                             h < 0 ? NAN : 20, h >= 0 };

      tw_chart_series_add (series, &point);
    }
  return series;
}

static void
test_series (void)
{
  g_autoptr (TwChartSeries) series = make_series ();
  g_autofree char *csv = tw_chart_series_to_csv (series);
  g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);

  g_assert_null (tw_chart_series_find (series, ORIGIN_US - 73 * TW_US_PER_HOUR));
  g_assert_null (tw_chart_series_find (series, ORIGIN_US + 72 * TW_US_PER_HOUR));
  g_assert_cmpint (tw_chart_series_find (series, ORIGIN_US + 90 * TW_US_PER_MIN)->t_us, ==,
                   ORIGIN_US + TW_US_PER_HOUR);
  g_assert_cmpint (tw_chart_series_find (series, ORIGIN_US - 1)->t_us, ==,
                   ORIGIN_US - TW_US_PER_HOUR);
  g_assert_cmpfloat (tw_chart_series_peak (series, ORIGIN_US - 72 * TW_US_PER_HOUR, ORIGIN_US), ==,
                     10);
  g_assert_cmpfloat (tw_chart_series_peak (series, ORIGIN_US, ORIGIN_US + TW_US_PER_DAY), ==, 20);
  g_assert_cmpfloat (tw_chart_series_sum (series, ORIGIN_US, ORIGIN_US + 5 * TW_US_PER_HOUR), ==,
                     60);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 144 + 1);
  g_assert_cmpstr (lines[0], ==, "time,kind,value,p10,p90");
  g_assert_cmpstr (lines[1], ==, "2026-11-20T23:00:00.000Z,observed,8,,");
  g_assert_cmpstr (lines[73], ==, "2026-11-23T23:00:00.000Z,forecast,10,4,20");
}

/* A share of a Poisson count is a Poisson count: its variance equals its mean. */
static void
test_thin_band (void)
{
  double mean = 100, low = 100 - 12.815515655446, high = 100 + 12.815515655446;

  tw_chart_thin_band (0.25, &mean, &low, &high);
  g_assert_cmpfloat_with_epsilon (mean, 25, 1e-9);
  g_assert_cmpfloat_with_epsilon (high - mean, 1.2815515655446 * 5, 1e-6);
  g_assert_cmpfloat_with_epsilon (mean - low, 1.2815515655446 * 5, 1e-6);
  mean = 3, low = 1, high = 6;
  tw_chart_thin_band (1, &mean, &low, &high);
  g_assert_cmpfloat (high, ==, 6);
  tw_chart_thin_band (0.01, &mean, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
}

/* --- the strip -------------------------------------------------------------------------------- */

typedef struct {
  GtkWidget *window, *widget;
  TwTimeStrip *strip;
} Fixture;

static void
strip_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwChartSeries) series = make_series ();
  g_autoptr (GTimeZone) zone = tw_zone_new ("Asia/Shanghai", NULL);

  fixture->widget = tw_time_strip_new ();
  fixture->strip = TW_TIME_STRIP (fixture->widget);
  tw_chart_view_set_zone (TW_CHART_VIEW (fixture->strip), zone);
  tw_time_strip_set_origin (fixture->strip, ORIGIN_US);
  tw_chart_view_set_now (TW_CHART_VIEW (fixture->strip), ORIGIN_US + 40 * TW_US_PER_MIN);
  tw_chart_view_set_series (TW_CHART_VIEW (fixture->strip), series);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->widget);
  tw_uitest_show (GTK_WINDOW (fixture->window), 900, 96);
  gtk_widget_grab_focus (fixture->widget);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tw_uitest_close (GTK_WINDOW (fixture->window));
}

static void
test_strip_keys (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint key;
    int hour;
  } cases[] = {
    { GDK_KEY_Right, 1 },      { GDK_KEY_Right, 2 },  { GDK_KEY_Left, 1 },
    { GDK_KEY_Page_Down, 25 }, { GDK_KEY_End, 71 },   { GDK_KEY_Right, 71 },
    { GDK_KEY_Home, -72 },     { GDK_KEY_Left, -72 }, { GDK_KEY_Page_Down, -48 },
    { GDK_KEY_Page_Up, -72 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      tw_uitest_key (cases[i].key, 0);
      g_assert_cmpint (tw_time_strip_get_hour (fixture->strip), ==, cases[i].hour);
    }
  tw_uitest_key (GDK_KEY_space, 0);
  g_assert_true (tw_time_strip_get_playing (fixture->strip));
}

static void
test_strip_drag (Fixture *fixture, gconstpointer data)
{
  double from = tw_time_strip_hour_to_x (fixture->strip, 0),
         to = tw_time_strip_hour_to_x (fixture->strip, -30);

  tw_uitest_drag (fixture->widget, from, 40, fixture->widget, to, 40, 6);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->strip), ==, -30);
  tw_uitest_click_at (fixture->widget, tw_time_strip_hour_to_x (fixture->strip, 50), 40, 1, 1);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->strip), ==, 50);
  tw_uitest_scroll (fixture->widget, 2);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->strip), ==, 52);
}

static void
test_strip_range (Fixture *fixture, gconstpointer data)
{
  int first, last;

  tw_time_strip_set_hour (fixture->strip, 40);
  tw_time_strip_set_range (fixture->strip, TW_STRIP_RANGE_PAST);
  tw_time_strip_get_limits (fixture->strip, &first, &last);
  g_assert_cmpint (first, ==, -72);
  g_assert_cmpint (last, ==, 0);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->strip), ==, 0);
  tw_time_strip_set_range (fixture->strip, TW_STRIP_RANGE_AHEAD);
  tw_uitest_key (GDK_KEY_Left, 0);
  g_assert_cmpint (tw_time_strip_get_hour (fixture->strip), ==, 0);
}

static void
test_strip_accessible (Fixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_role (fixture->widget, GTK_ACCESSIBLE_ROLE_SLIDER);
  tw_time_strip_set_hour (fixture->strip, -1);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, -1.0);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "Today 06:00–07:00: 9 requests");
  tw_time_strip_set_hour (fixture->strip, 2);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "Today 09:00–10:00: mean 12, P10 4, P90 20");
}

/* The past is bars in the colour of bars; the handle stands in the accent at its hour. */
static void
test_strip_pixels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) shot = NULL;
  const TwChartPalette *palette = tw_chart_host_get_palette ();
  GdkRGBA accent = tw_chart_host_rgba (&palette->accent), pixel;

  tw_time_strip_set_hour (fixture->strip, 20);
  shot = tw_uitest_shot (fixture->widget);
  pixel = tw_uitest_pixel (shot, (int) round (tw_time_strip_hour_to_x (fixture->strip, 20)), 50);
  g_assert_cmpfloat_with_epsilon (pixel.red, accent.red, 0.03);
  g_assert_cmpfloat_with_epsilon (pixel.blue, accent.blue, 0.03);
  pixel = tw_uitest_pixel (shot, (int) tw_time_strip_hour_to_x (fixture->strip, -40), 72);
  g_assert_cmpfloat_with_epsilon (pixel.red, (palette->bar.rgb >> 16) / 255.0, 0.08);
}

/* --- the band chart --------------------------------------------------------------------------- */

static void
chart_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwChartSeries) series = make_series ();
  g_autoptr (GTimeZone) zone = tw_zone_new ("Asia/Shanghai", NULL);

  fixture->widget = tw_band_chart_new ();
  tw_chart_view_set_now (TW_CHART_VIEW (TW_BAND_CHART (fixture->widget)), ORIGIN_US);
  tw_band_chart_set_series (TW_BAND_CHART (fixture->widget), series, ORIGIN_US - TW_US_PER_DAY,
                            ORIGIN_US + 3 * TW_US_PER_DAY, zone);
  tw_band_chart_set_selected (TW_BAND_CHART (fixture->widget), ORIGIN_US);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->widget);
  tw_uitest_show (GTK_WINDOW (fixture->window), 420, 184);
  gtk_widget_grab_focus (fixture->widget);
}

static void
keep_hour_cb (TwBandChart *chart, gint64 hour_us, gint64 *ret)
{
  *ret = hour_us;
}

static GtkAccessible *
get_focus (Fixture *fixture)
{
  return GTK_ACCESSIBLE (gtk_window_get_focus (GTK_WINDOW (fixture->window)));
}

static void
test_chart_cursor (Fixture *fixture, gconstpointer data)
{
  TwBandChart *chart = TW_BAND_CHART (fixture->widget);
  gint64 activated = 0;

  g_signal_connect (chart, "hour-activated", G_CALLBACK (keep_hour_cb), &activated);
  tw_uitest_key (GDK_KEY_Right, 0);
  tw_uitest_key (GDK_KEY_Right, 0);
  g_assert_cmpint (tw_band_chart_get_cursor (chart), ==, ORIGIN_US + 2 * TW_US_PER_HOUR);
  gtk_test_accessible_assert_property (get_focus (fixture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Today 09:00–10:00: mean 12, P10 4, P90 20");
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_cmpint (activated, ==, ORIGIN_US + 2 * TW_US_PER_HOUR);
  tw_uitest_key (GDK_KEY_Escape, 0);
  g_assert_cmpint (tw_band_chart_get_cursor (chart), ==, 0);
  tw_uitest_click_at (fixture->widget, 400, 90, 1, 1);
  g_assert_cmpint (activated, >, ORIGIN_US + 2 * TW_US_PER_DAY);
}

/* F79: each hour is an entry in words, one of them is in the way of Tab, and the arrows walk them
 * all. */
static void
test_chart_entries (Fixture *fixture, gconstpointer data)
{
  guint n = 0, n_focusable = 0;

  gtk_test_accessible_assert_role (fixture->widget, GTK_ACCESSIBLE_ROLE_LIST);
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->widget); child != NULL;
       child = gtk_widget_get_next_sibling (child), n++)
    {
      g_autofree char *text =
          tw_chart_view_describe (TW_CHART_VIEW (fixture->widget),
                                  ORIGIN_US - TW_US_PER_DAY + n * TW_US_PER_HOUR);

      gtk_test_accessible_assert_role (child, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
      gtk_test_accessible_assert_property (child, GTK_ACCESSIBLE_PROPERTY_LABEL, text);
      n_focusable += gtk_widget_get_focusable (child) ? 1 : 0;
    }
  g_assert_cmpuint (n, ==, 96);
  g_assert_cmpuint (n_focusable, ==, 1);
  g_assert_false (gtk_widget_get_focusable (fixture->widget));
  tw_uitest_key (GDK_KEY_Home, 0);
  g_assert_true (get_focus (fixture)
                 == GTK_ACCESSIBLE (gtk_widget_get_first_child (fixture->widget)));
  tw_uitest_key (GDK_KEY_End, 0);
  g_assert_true (get_focus (fixture)
                 == GTK_ACCESSIBLE (gtk_widget_get_last_child (fixture->widget)));
  tw_uitest_key (GDK_KEY_Page_Up, 0);
  g_assert_cmpint (tw_band_chart_get_cursor (TW_BAND_CHART (fixture->widget)), ==,
                   ORIGIN_US + 2 * TW_US_PER_DAY - TW_US_PER_HOUR);

  /* without data the chart itself is there to be found, and says what is missing */
  tw_chart_view_set_missing (TW_CHART_VIEW (fixture->widget), "nothing yet");
  tw_chart_view_set_series (TW_CHART_VIEW (fixture->widget), NULL);
  g_assert_null (gtk_widget_get_first_child (fixture->widget));
  g_assert_true (gtk_widget_get_focusable (fixture->widget));
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "nothing yet");
}

/* --- sizes of text ---------------------------------------------------------------------------- */

static void
set_text_scale (double scale)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (96 * 1024 * scale), NULL);
  tw_uitest_pump_ms (50);
}

/* Nothing is painted beyond the widget's own size. */
static void
assert_inside (Fixture *fixture)
{
  int width = gtk_widget_get_width (fixture->widget),
      height = gtk_widget_get_height (fixture->widget);
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  double x, y, w, h;

  tw_chart_view_paint (TW_CHART_VIEW (fixture->widget), cr, width, height, 0);
  cairo_destroy (cr);
  cairo_recording_surface_ink_extents (surface, &x, &y, &w, &h);
  cairo_surface_destroy (surface);
  g_assert_cmpfloat (x, >=, -0.5);
  g_assert_cmpfloat (y, >=, -0.5);
  g_assert_cmpfloat (x + w, <=, width + 0.5);
  g_assert_cmpfloat (y + h, <=, height + 0.5);
}

/* Names touch neither each other nor what they are to keep clear of. */
static void
assert_names_apart (const TwChartFrame *frame, const TwChartGap *gap)
{
  g_autoptr (GArray) names = tw_chart_list_names (frame, gap);
  double end = 0;

  for (guint i = 0; i < names->len; i++)
    {
      const TwChartName *name = &g_array_index (names, TwChartName, i);
      gboolean is_day = name->y < frame->plot.y;
      int width;

      pango_layout_get_pixel_size (name->layout, &width, NULL);
      if (!is_day)
        {
          g_assert_true (gap->x < name->x || gap->x > name->x + width);
          continue;
        }
      g_assert_cmpfloat (name->x, >=, end);
      end = name->x + width;
      g_assert_cmpfloat (end, <=, frame->plot.x + frame->plot.width);
      g_assert_true (end <= gap->x0 || name->x >= gap->x1);
    }
}

/* F79: at 200 % the rows grow with their text, and all of it stays inside. */
static void
test_text_scale (Fixture *fixture, gconstpointer data)
{
  TwChartView *view = TW_CHART_VIEW (fixture->widget);
  int before, after;

  gtk_widget_measure (fixture->widget, GTK_ORIENTATION_VERTICAL, -1, &before, NULL, NULL, NULL);
  assert_inside (fixture);
  set_text_scale (2);
  gtk_widget_measure (fixture->widget, GTK_ORIENTATION_VERTICAL, -1, &after, NULL, NULL, NULL);
  g_assert_cmpint (after, >, before + 24);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 420, after);
  tw_uitest_wait_draw (fixture->widget);
  assert_inside (fixture);
  for (int hour = -72; hour < 72; hour++)
    {
      TwChartFrame frame;
      TwChartGap gap;

      tw_chart_view_get_frame (view, &frame);
      gap.x = tw_time_axis_to_x (&frame.time, ORIGIN_US + hour * TW_US_PER_HOUR);
      tw_chart_host_place_flag (fixture->widget, "00:00", gap.x, &gap.x0, &gap.x1);
      assert_names_apart (&frame, &gap);
    }
  set_text_scale (1);
  gtk_widget_measure (fixture->widget, GTK_ORIENTATION_VERTICAL, -1, &after, NULL, NULL, NULL);
  g_assert_cmpint (after, ==, before);
}

static void
test_chart_export (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *png = g_build_filename (g_get_user_cache_dir (), "chart.png", NULL);
  g_autofree char *csv = g_build_filename (g_get_user_cache_dir (), "chart.csv", NULL);
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *text = NULL;

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_assert_true (
      tw_band_chart_save_png (TW_BAND_CHART (fixture->widget), png, "Chunxi", 2, &error));
  g_assert_no_error (error);
  texture = gdk_texture_new_from_filename (png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 1440);
  g_assert_true (tw_band_chart_save_csv (TW_BAND_CHART (fixture->widget), csv, &error));
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "2026-11-23T23:00:00.000Z,forecast,10,4,20"));
  g_assert_false (
      tw_band_chart_save_csv (TW_BAND_CHART (fixture->widget), "/nowhere/chart.csv", &error));
  g_assert_nonnull (error);
  g_unlink (png);
  g_unlink (csv);
}

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  tw_uitest_set_language ("en");
  g_test_add_func ("/chart/time-axis", test_time_axis);
  g_test_add_func ("/chart/value-axis", test_value_axis);
  g_test_add_func ("/chart/days", test_days);
  g_test_add_func ("/chart/summer-time", test_summer_time);
  g_test_add_func ("/chart/format", test_format);
  g_test_add_func ("/chart/series", test_series);
  g_test_add_func ("/chart/thin-band", test_thin_band);
  g_test_add ("/chart/strip/keys", Fixture, NULL, strip_set_up, test_strip_keys, tear_down);
  g_test_add ("/chart/strip/drag", Fixture, NULL, strip_set_up, test_strip_drag, tear_down);
  g_test_add ("/chart/strip/range", Fixture, NULL, strip_set_up, test_strip_range, tear_down);
  g_test_add ("/chart/strip/accessible", Fixture, NULL, strip_set_up, test_strip_accessible,
              tear_down);
  g_test_add ("/chart/strip/pixels", Fixture, NULL, strip_set_up, test_strip_pixels, tear_down);
  g_test_add ("/chart/band/cursor", Fixture, NULL, chart_set_up, test_chart_cursor, tear_down);
  g_test_add ("/chart/band/entries", Fixture, NULL, chart_set_up, test_chart_entries, tear_down);
  g_test_add ("/chart/strip/text", Fixture, NULL, strip_set_up, test_text_scale, tear_down);
  g_test_add ("/chart/band/text", Fixture, NULL, chart_set_up, test_text_scale, tear_down);
  g_test_add ("/chart/band/export", Fixture, NULL, chart_set_up, test_chart_export, tear_down);
  return g_test_run ();
}
