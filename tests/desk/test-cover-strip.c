// SPDX-License-Identifier: Apache-2.0
/* The strip of coverage (F23): what is missing and what is too much can be told apart by word and
 * by pattern, it follows a drag, and a screen reader and the keyboard reach every hour (F13). */
#include "tw-uitest.h"

#include "desk/board/tw-cover-paint.h"
#include "desk/chart/tw-chart-entry.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

/* 2026-11-24T00:00+08:00, a Tuesday. */
#define MIDNIGHT_US G_GINT64_CONSTANT (1795449600000000)
#define N_SLOTS 288
#define HEAD_PX 220
#define HOUR_US TW_US_PER_HOUR

typedef struct {
  double p50[N_SLOTS], p90[N_SLOTS], wanted[N_SLOTS], staffed[N_SLOTS];
} Figures;

static void
fill_figures (Figures *f)
{
  for (int i = 0; i < N_SLOTS; i++)
    {
      double hour = i % 96 / 4.0,
             load = 8 * exp (-pow (hour - 8, 2) / 6) + 10 * exp (-pow (hour - 18, 2) / 8) + 2;

      f->p50[i] = load;
      f->p90[i] = ceil (load * 1.35);
      f->wanted[i] = ceil (load * 1.2);
      f->staffed[i] = hour < 6 ? 2 : hour < 14 ? 9 : hour < 22 ? 11 : 2;
    }
}

static TwCoverData
get_data (const Figures *f)
{
  return (
      TwCoverData){ MIDNIGHT_US, TW_US_PER_SLOT, N_SLOTS, f->p50, f->p90, f->wanted, f->staffed };
}

/* --- arithmetic ------------------------------------------------------------------------------- */

static void
test_sums (void)
{
  static const double p50[] = { 1, 1, 1, 1 }, p90[] = { 2, 2, 2, 2 }, wanted[] = { 4, 4, 1, 1 },
                      staffed[] = { 1, 4, 3, 1 };
  const TwCoverData data = { MIDNIGHT_US, TW_US_PER_SLOT, 4, p50, p90, wanted, staffed };
  static const struct {
    int from, to; /* quarters */
    double missing, surplus, peak;
    int worst;
  } cases[] = { { 0, 4, 0.75, 0.5, 4, 0 },  { 1, 4, 0, 0.5, 4, 1 }, { 2, 4, 0, 0.5, 3, 3 },
                { -9, 9, 0.75, 0.5, 4, 0 }, { 4, 9, 0, 0, 0, -1 },  { -9, 0, 0, 0, 0, -1 },
                { 2, 2, 0, 0, 0, -1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 from_us = MIDNIGHT_US + cases[i].from * TW_US_PER_SLOT,
             to_us = MIDNIGHT_US + cases[i].to * TW_US_PER_SLOT;
      double missing, surplus;

      tw_cover_sum (&data, from_us, to_us, &missing, &surplus);
      g_assert_cmpfloat (missing, ==, cases[i].missing);
      g_assert_cmpfloat (surplus, ==, cases[i].surplus);
      g_assert_cmpfloat (tw_cover_peak (&data, from_us, to_us), ==, cases[i].peak);
      g_assert_cmpint (tw_cover_find_worst (&data, from_us, to_us), ==, cases[i].worst);
    }
  tw_cover_sum (NULL, 0, HOUR_US, &(double){ 0 }, &(double){ 0 });
}

static void
test_words (void)
{
  g_autoptr (GTimeZone) zone = tw_zone_new ("Asia/Shanghai", NULL);
  static const double one[] = { 1, 1, 1, 1 };
  static const struct {
    double wanted[4], staffed[4];
    int n;
    const char *text;
  } cases[] = {
    { { 4, 4, 4, 4 },
      { 2, 4, 4, 4 },
      4,
      "Today 00:00–01:00: wanted 4, staffed 3.5, up to 2 missing (demand P50 1, P90 1)" },
    { { 4, 4, 4, 4 },
      { 4, 4, 6, 4 },
      4,
      "Today 00:00–01:00: wanted 4, staffed 4.5, up to 2 too many (demand P50 1, P90 1)" },
    { { 4, 4, 4, 4 },
      { 4, 4, 4, 4 },
      4,
      "Today 00:00–01:00: wanted 4, staffed 4, covered (demand P50 1, P90 1)" },
    { { 4, 0, 0, 0 },
      { 3, 0, 0, 0 },
      1,
      "Today 00:00–00:15: wanted 4, staffed 3, 1 missing (demand P50 1, P90 1)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TwCoverData data = { MIDNIGHT_US,     TW_US_PER_SLOT,  4, one, one,
                                 cases[i].wanted, cases[i].staffed };
      g_autofree char *text =
          tw_cover_describe (&data, MIDNIGHT_US, MIDNIGHT_US + cases[i].n * TW_US_PER_SLOT,
                             MIDNIGHT_US, zone);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_null (tw_cover_describe (&data, MIDNIGHT_US + HOUR_US, MIDNIGHT_US + 2 * HOUR_US,
                                        MIDNIGHT_US, zone));
    }
}

static void
test_tide_rows (void)
{
  static const struct {
    int from[4], to[4];
    guint n, n_rows, rows[4];
  } cases[] = { { { 7, 11, 18 }, { 9, 13, 21 }, 3, 1, { 0, 0, 0 } },
                { { 7, 8, 18 }, { 9, 13, 21 }, 3, 2, { 0, 1, 0 } },
                { { 7, 8, 8, 9 }, { 9, 13, 10, 12 }, 4, 3, { 0, 1, 2, 0 } },
                { { 7 }, { 9 }, 0, 0, { 0 } } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwCoverTide tides[4] = { 0 };
      guint rows[4] = { 0 };

      for (guint t = 0; t < cases[i].n; t++)
        {
          tides[t].from_us = cases[i].from[t] * HOUR_US;
          tides[t].to_us = cases[i].to[t] * HOUR_US;
        }
      g_assert_cmpuint (tw_cover_place_tides (tides, cases[i].n, rows), ==, cases[i].n_rows);
      for (guint t = 0; t < cases[i].n; t++)
        g_assert_cmpuint (rows[t], ==, cases[i].rows[t]);
    }
}

/* --- the widget ------------------------------------------------------------------------------- */

typedef struct {
  GtkWidget *window, *widget;
  TwCoverStrip *strip;
  Figures figures;
  GTimeZone *zone;
} Fixture;

static const TwCoverTide tides[] = {
  { MIDNIGHT_US + 7 * HOUR_US, MIDNIGHT_US + 9 * HOUR_US, "Morning 07–09: 43 % of 40 %", TRUE },
  { MIDNIGHT_US + 18 * HOUR_US, MIDNIGHT_US + 21 * HOUR_US, "Evening 18–21: 80 % of 100 %", FALSE },
};

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  TwCoverData data;

  fill_figures (&fixture->figures);
  data = get_data (&fixture->figures);
  fixture->zone = tw_zone_new ("Asia/Shanghai", NULL);
  fixture->widget = tw_cover_strip_new ();
  fixture->strip = TW_COVER_STRIP (fixture->widget);
  tw_cover_strip_set_title (fixture->strip, "Coverage: metro exit A");
  tw_cover_strip_set_now (fixture->strip, MIDNIGHT_US + 5 * HOUR_US);
  tw_cover_strip_set_view (fixture->strip, MIDNIGHT_US, MIDNIGHT_US + 24 * HOUR_US, fixture->zone,
                           HEAD_PX);
  tw_cover_strip_set_data (fixture->strip, &data, NULL);
  tw_cover_strip_set_tides (fixture->strip, tides, G_N_ELEMENTS (tides));
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->widget);
  tw_uitest_show (GTK_WINDOW (fixture->window), 1180, 120);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  tw_uitest_close (GTK_WINDOW (fixture->window));
  g_time_zone_unref (fixture->zone);
}

static double
to_x (double hour)
{
  return HEAD_PX + (1180 - HEAD_PX) * hour / 24;
}

static GtkWidget *
find_hour (Fixture *fixture, int hour)
{
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (tw_chart_entry_get_time (TW_CHART_ENTRY (child)) == MIDNIGHT_US + hour * HOUR_US
        && strstr (tw_chart_entry_get_text (TW_CHART_ENTRY (child)), "wanted") != NULL)
      return child;
  return NULL;
}

/* F79: one entry an hour of all the data, one a tide, each in words. */
static void
test_entries (Fixture *fixture, gconstpointer unused)
{
  guint n = 0, n_focusable = 0, n_tides = 0;

  gtk_test_accessible_assert_role (fixture->widget, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Coverage: metro exit A");
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->widget); child != NULL;
       child = gtk_widget_get_next_sibling (child), n++)
    {
      gtk_test_accessible_assert_role (child, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
      n_focusable += gtk_widget_get_focusable (child) ? 1 : 0;
      n_tides += g_str_has_suffix (tw_chart_entry_get_text (TW_CHART_ENTRY (child)), "met") ? 1 : 0;
    }
  g_assert_cmpuint (n, ==, 72 + 2);
  g_assert_cmpuint (n_tides, ==, 2);
  g_assert_cmpuint (n_focusable, ==, 1);
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (find_hour (fixture, 3)), GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Today 03:00–04:00: wanted 3, staffed 2, up to 1 missing (demand P50 2.2, P90 3.5)");

  /* nothing to show: the strip itself is there to be found and says why */
  tw_cover_strip_set_tides (fixture->strip, NULL, 0);
  tw_cover_strip_set_data (fixture->strip, NULL, "No forecast yet");
  g_assert_null (gtk_widget_get_first_child (fixture->widget));
  g_assert_true (gtk_widget_get_focusable (fixture->widget));
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "No forecast yet");
  tw_uitest_wait_draw (fixture->widget);
}

static void
keep_time_cb (TwCoverStrip *strip, gint64 t_us, gint64 *ret)
{
  *ret = t_us;
}

static void
test_keys (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    guint key;
    int hour;
  } cases[] = { { GDK_KEY_Right, 1 },      { GDK_KEY_Right, 2 },   { GDK_KEY_Left, 1 },
                { GDK_KEY_Page_Down, 25 }, { GDK_KEY_Page_Up, 1 }, { GDK_KEY_End, 71 },
                { GDK_KEY_Right, 71 },     { GDK_KEY_Home, 0 },    { GDK_KEY_Left, 0 } };
  gint64 moved = 0, activated = 0;

  g_signal_connect (fixture->strip, "cursor-moved", G_CALLBACK (keep_time_cb), &moved);
  g_signal_connect (fixture->strip, "slot-activated", G_CALLBACK (keep_time_cb), &activated);
  gtk_widget_grab_focus (fixture->widget);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      tw_uitest_key (cases[i].key, 0);
      g_assert_cmpint (moved, ==, MIDNIGHT_US + cases[i].hour * HOUR_US);
      g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window))
                     == find_hour (fixture, cases[i].hour));
    }
  /* Enter names the slot of the hour where most is missing */
  for (int i = 0; i < 7; i++)
    tw_uitest_key (GDK_KEY_Right, 0);
  fixture->figures.staffed[7 * 4 + 2] = 0;
  TwCoverData data = get_data (&fixture->figures);
  tw_cover_strip_set_data (fixture->strip, &data, NULL);
  tw_uitest_key (GDK_KEY_Return, 0);
  g_assert_cmpint (activated, ==, MIDNIGHT_US + 7 * HOUR_US + 2 * TW_US_PER_SLOT);
}

static void
test_pointer (Fixture *fixture, gconstpointer unused)
{
  gint64 activated = 0;

  g_signal_connect (fixture->strip, "slot-activated", G_CALLBACK (keep_time_cb), &activated);
  tw_uitest_click_at (fixture->widget, to_x (10.3), 70, 1, 1);
  g_assert_cmpint (activated, ==, MIDNIGHT_US + 10 * HOUR_US + TW_US_PER_SLOT);
  activated = 0;
  tw_uitest_click_at (fixture->widget, HEAD_PX - 20, 70, 1, 1); /* the head asks nothing */
  g_assert_cmpint (activated, ==, 0);
}

/* --- pixels ----------------------------------------------------------------------------------- */

/* Share of pixels of a rectangle close to a colour. */
static double
share_of (GdkTexture *shot, int x0, int y0, int x1, int y1, guint32 rgb)
{
  int n = 0;

  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      {
        GdkRGBA pixel = tw_uitest_pixel (shot, x, y);

        n += fabs (pixel.red - (rgb >> 16) / 255.0) < 0.16
                     && fabs (pixel.green - (rgb >> 8 & 255) / 255.0) < 0.16
                     && fabs (pixel.blue - (rgb & 255) / 255.0) < 0.16
                 ? 1
                 : 0;
      }
  return (double) n / ((x1 - x0) * (y1 - y0));
}

/* Rows of a rectangle, summed: a hatch has ink in every one, dots leave every fourth alone. */
static int
count_inked_rows (GdkTexture *shot, int x0, int y0, int x1, int y1)
{
  int n = 0;

  for (int y = y0; y < y1; y++)
    {
      double low = 1, high = 0;

      for (int x = x0; x < x1; x++)
        {
          GdkRGBA pixel = tw_uitest_pixel (shot, x, y);
          double grey = (pixel.red + pixel.green + pixel.blue) / 3;

          low = fmin (low, grey);
          high = fmax (high, grey);
        }
      n += high - low > 0.15 ? 1 : 0;
    }
  return n;
}

/* What is missing stands in red stripes, what is too much in grey dots: also without colour they
 * differ. While nothing is missing nothing is red. */
static void
test_patterns (Fixture *fixture, gconstpointer unused)
{
  const TwChartColor *red = tw_cover_missing_color (FALSE, FALSE);
  Figures *f = &fixture->figures;
  TwCoverData data;
  g_autoptr (GdkTexture) missing = NULL, surplus = NULL, even = NULL;
  int x0 = (int) to_x (2), x1 = (int) to_x (5), y0 = 50, y1 = 66;

  tw_cover_strip_set_tides (fixture->strip, NULL, 0);
  tw_cover_strip_set_now (fixture->strip, 0);
  for (int i = 0; i < N_SLOTS; i++)
    {
      f->p50[i] = f->p90[i] = 0;
      f->wanted[i] = 10;
      f->staffed[i] = 0;
    }
  data = get_data (f);
  tw_cover_strip_set_data (fixture->strip, &data, NULL);
  missing = tw_uitest_shot (fixture->widget);
  for (int i = 0; i < N_SLOTS; i++)
    {
      f->wanted[i] = 0;
      f->staffed[i] = 10;
    }
  tw_cover_strip_set_data (fixture->strip, &data, NULL);
  surplus = tw_uitest_shot (fixture->widget);
  for (int i = 0; i < N_SLOTS; i++)
    f->wanted[i] = 10;
  tw_cover_strip_set_data (fixture->strip, &data, NULL);
  even = tw_uitest_shot (fixture->widget);
  g_assert_cmpfloat (share_of (missing, x0, y0, x1, y1, red->rgb), >, 0.08);
  g_assert_cmpfloat (share_of (surplus, x0, y0, x1, y1, red->rgb), ==, 0);
  g_assert_cmpfloat (share_of (even, x0, y0, x1, y1, red->rgb), ==, 0);
  g_assert_cmpint (count_inked_rows (missing, x0, y0, x1, y1), ==, y1 - y0);
  g_assert_cmpint (count_inked_rows (surplus, x0, y0, x1, y1), <, (y1 - y0) / 2);
  g_assert_cmpint (count_inked_rows (surplus, x0, y0, x1, y1), >, 1);
}

/* A tide that is not met is drawn otherwise than one that is. */
static void
test_tides (Fixture *fixture, gconstpointer unused)
{
  const TwChartColor *red = tw_cover_missing_color (FALSE, FALSE);
  TwCoverTide both[2] = { tides[0], tides[1] };
  int x0 = (int) to_x (18), x1 = (int) to_x (21), before, after;
  g_autoptr (GdkTexture) unmet = tw_uitest_shot (fixture->widget), met = NULL;

  g_assert_cmpfloat (share_of (unmet, x0, 4, x1, 24, red->rgb), >, 0.03);
  both[1].met = TRUE;
  tw_cover_strip_set_tides (fixture->strip, both, 2);
  met = tw_uitest_shot (fixture->widget);
  g_assert_cmpfloat (share_of (met, x0, 4, x1, 24, red->rgb), ==, 0);
  /* one that overlaps gets a row of its own */
  gtk_widget_measure (fixture->widget, GTK_ORIENTATION_VERTICAL, -1, &before, NULL, NULL, NULL);
  both[0].to_us = both[1].to_us;
  tw_cover_strip_set_tides (fixture->strip, both, 2);
  gtk_widget_measure (fixture->widget, GTK_ORIENTATION_VERTICAL, -1, &after, NULL, NULL, NULL);
  g_assert_cmpint (after, >, before + 10);
  tw_uitest_wait_draw (fixture->widget);
}

/* --- speed ------------------------------------------------------------------------------------ */

/* A bar of four hours moves a quarter further: the middle one of many runs, CPU time. */
static void
test_fast (Fixture *fixture, gconstpointer unused)
{
  Figures *f = &fixture->figures;
  double ms[41];

  for (guint i = 0; i < G_N_ELEMENTS (ms); i++)
    {
      TwCoverData data;
      clock_t start;

      for (guint s = 0; s < 16; s++)
        f->staffed[(i + s) % N_SLOTS] += i % 2 == 0 ? 1 : -1;
      data = get_data (f);
      start = clock ();
      tw_cover_strip_set_data (fixture->strip, &data, NULL);
      ms[i] = (double) (clock () - start) * 1000 / CLOCKS_PER_SEC;
      tw_uitest_iterate ();
    }
  for (guint i = 1; i < G_N_ELEMENTS (ms); i++)
    for (guint j = i; j > 0 && ms[j] < ms[j - 1]; j--)
      {
        double swap = ms[j];

        ms[j] = ms[j - 1];
        ms[j - 1] = swap;
      }
  g_test_minimized_result (ms[G_N_ELEMENTS (ms) / 2], "set_data of a drag's frame: %.3f ms",
                           ms[G_N_ELEMENTS (ms) / 2]);
  g_assert_cmpfloat (ms[G_N_ELEMENTS (ms) / 2], <, 2);
}

/* --- for the eye ------------------------------------------------------------------------------ */

/* TW_COVER_SHOTS=DIR: pictures in both styles. */
static void
test_shots (Fixture *fixture, gconstpointer unused)
{
  const char *dir = g_getenv ("TW_COVER_SHOTS");
  AdwStyleManager *style = adw_style_manager_get_default ();

  if (dir == NULL)
    {
      g_test_skip ("TW_COVER_SHOTS is not set");
      return;
    }
  for (int dark = 0; dark < 2; dark++)
    for (int hours = 24; hours <= 72; hours += 48)
      {
        g_autofree char *path =
            g_strdup_printf ("%s/strip-%s-%d.png", dir, dark ? "dark" : "light", hours);

        adw_style_manager_set_color_scheme (style, dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                        : ADW_COLOR_SCHEME_FORCE_LIGHT);
        tw_cover_strip_set_view (fixture->strip, MIDNIGHT_US, MIDNIGHT_US + hours * HOUR_US,
                                 fixture->zone, HEAD_PX);
        tw_uitest_pump_ms (300);
        tw_uitest_shot_png (fixture->window, path);
      }
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
}

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
  tw_uitest_set_language (g_getenv ("TW_COVER_SHOTS") != NULL ? "zh_CN" : "en");
  g_test_add_func ("/cover-strip/sums", test_sums);
  g_test_add_func ("/cover-strip/words", test_words);
  g_test_add_func ("/cover-strip/tide-rows", test_tide_rows);
  g_test_add ("/cover-strip/entries", Fixture, NULL, set_up, test_entries, tear_down);
  g_test_add ("/cover-strip/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/cover-strip/pointer", Fixture, NULL, set_up, test_pointer, tear_down);
  g_test_add ("/cover-strip/patterns", Fixture, NULL, set_up, test_patterns, tear_down);
  g_test_add ("/cover-strip/tides", Fixture, NULL, set_up, test_tides, tear_down);
  g_test_add ("/cover-strip/fast", Fixture, NULL, set_up, test_fast, tear_down);
  g_test_add ("/cover-strip/shots", Fixture, NULL, set_up, test_shots, tear_down);
  return g_test_run ();
}
