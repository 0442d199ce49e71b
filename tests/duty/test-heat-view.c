// SPDX-License-Identifier: Apache-2.0
/*
 * F08: the heat map's numbers: mass, orientation, filters, the fixed legend, and that the pointer
 * tells what is there.
 */
#include "duty/tw-heat-view.h"

#include "tests/duty/tw-duty-fixture.h"

#include <math.h>

typedef struct {
  TwStreet *street;
  TwDemand *demand;
  TwOutlook *outlook;
  TwHeatView *view;
  gint64 origin_us;
  GArray *rows;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GArray) history = NULL;
  g_autoptr (GError) error = NULL;
  guint weeks = GPOINTER_TO_UINT (data);

  f->street = fixture_street_new ();
  f->origin_us = tw_time_floor (FIXTURE_NOW_US, TW_US_PER_HOUR);
  history = fixture_history_new (f->street, weeks, 20);
  f->rows = g_array_copy (history);
  f->outlook = tw_outlook_compute (f->street, (TwRequestRow *) (void *) history->data, history->len,
                                   FIXTURE_NOW_US, NULL, &error);
  g_assert_no_error (error);
  f->demand = tw_demand_new (history, f->origin_us - 8 * TW_US_PER_DAY, FIXTURE_NOW_US + 1);
  f->view = tw_heat_view_new ();
  tw_heat_view_set_data (f->view, f->street, f->demand, f->outlook);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tw_heat_view_free (f->view);
  tw_outlook_unref (f->outlook);
  tw_demand_unref (f->demand);
  tw_street_unref (f->street);
  g_array_unref (f->rows);
}

static double
mass (const TwHeatFrame *frame)
{
  TwPlane plane;
  double sum = 0, width_m, height_m, x_m, y_m;

  tw_plane_init (&plane, (TwLatLon){ (frame->box.south + frame->box.north) / 2, frame->box.west });
  tw_plane_to_m (&plane, frame->box.north, frame->box.east, &x_m, &y_m);
  width_m = x_m / frame->width;
  height_m = 2 * y_m / frame->height;
  for (int i = 0; i < frame->width * frame->height; i++)
    sum += frame->density[i];
  return sum * width_m * height_m / 1e6;
}

static const TwBox wide = { FIXTURE_LAT - 0.02, FIXTURE_LON - 0.02, FIXTURE_LAT + 0.03,
                            FIXTURE_LON + 0.04 };

static guint
count_hour (Fixture *f, gint64 hour_us, const TwFilter *filter, gboolean placed)
{
  guint n = 0;

  for (guint i = 0; i < f->rows->len; i++)
    {
      const TwRequestRow *row = &g_array_index (f->rows, TwRequestRow, i);

      n += row->at_us >= hour_us && row->at_us < hour_us + TW_US_PER_HOUR
           && tw_filter_matches (filter, row) && (row->lat_e7 != TW_E7_NONE) == placed;
    }
  return n;
}

/* Each past hour: what is drawn plus what has no place is what the data hold. */
static void
test_past (Fixture *f, gconstpointer data)
{
  const TwFilter filters[] = { { 0, 0, 0 }, { 2, 0, 0 }, { 0, 1, 0 }, { 0, 0, 2 }, { 3, 2, 1 } };

  for (guint k = 0; k < G_N_ELEMENTS (filters); k++)
    for (int hour = -72; hour < 0; hour += 7)
      {
        gint64 hour_us = f->origin_us + hour * TW_US_PER_HOUR;
        const TwHeatFrame *frame;

        tw_heat_view_set_filter (f->view, &filters[k]);
        frame = tw_heat_view_render (f->view, hour_us, &wide, 160, 120);
        g_assert_false (frame->empty);
        g_assert_false (frame->forecast);
        g_assert_cmpfloat (frame->n_shown, ==, count_hour (f, hour_us, &filters[k], TRUE));
        g_assert_cmpfloat (frame->n_unplaced, ==, count_hour (f, hour_us, &filters[k], FALSE));
        g_assert_cmpfloat_with_epsilon (mass (frame), frame->n_shown, 0.02 * frame->n_shown + 0.01);
      }
}

/* Means of an hour: cells, drawn mass and those without a place add up to the band. */
static void
test_future (Fixture *f, gconstpointer data)
{
  const TwFilter filters[] = { { 0, 0, 0 }, { 1, 0, 0 }, { 0, 2, 0 } };

  g_assert_true (tw_outlook_is_ready (f->outlook));
  for (guint k = 0; k < G_N_ELEMENTS (filters); k++)
    for (guint hour = 0; hour < TW_OUTLOOK_HOURS; hour += 5)
      {
        TwBand band = tw_outlook_get_band (f->outlook, 0, filters[k].service, hour);
        double share =
            tw_outlook_get_channel_share (f->outlook, 0, filters[k].service, filters[k].channel);
        const TwHeatFrame *frame;

        tw_heat_view_set_filter (f->view, &filters[k]);
        frame =
            tw_heat_view_render (f->view, f->origin_us + hour * TW_US_PER_HOUR, &wide, 160, 120);
        g_assert_true (frame->forecast);
        /*
         * Channel shares differ a little between communities, so their weighted sum is only close.
         */
        g_assert_cmpfloat_with_epsilon (frame->n_shown + frame->n_unplaced, band.mean * share,
                                        filters[k].channel != 0 ? 0.05 * band.mean
                                                                : 1e-3 * band.mean + 1e-6);
        /* Three of a hundred requests of the fixture have no place. */
        g_assert_cmpfloat (frame->n_unplaced, >, 0.003 * band.mean * share);
        g_assert_cmpfloat (frame->n_unplaced, <, 0.1 * band.mean * share);
        g_assert_cmpfloat_with_epsilon (mass (frame), frame->n_shown, 0.02 * frame->n_shown + 0.01);
      }
}

static void
test_orientation (Fixture *f, gconstpointer data)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (TwRequestRow));
  TwRequestRow row = fixture_row (f->street, f->origin_us - TW_US_PER_HOUR + 5, FIXTURE_LAT + 0.009,
                                  FIXTURE_LON + 0.001, 1, 1);
  g_autoptr (TwDemand) demand = NULL;
  const TwHeatFrame *frame;
  int best = 0;

  g_array_append_val (rows, row);
  demand = tw_demand_new (rows, f->origin_us - TW_US_PER_DAY, FIXTURE_NOW_US);
  tw_heat_view_set_data (f->view, f->street, demand, NULL);
  frame = tw_heat_view_render (f->view, f->origin_us - TW_US_PER_HOUR, &wide, 200, 200);
  for (int i = 0; i < frame->width * frame->height; i++)
    if (frame->density[i] > frame->density[best])
      best = i;
  /* North-west of the middle means a small column and a small row. */
  g_assert_cmpfloat_with_epsilon (frame->box.west
                                      + (best % frame->width + 0.5) / frame->width
                                            * (frame->box.east - frame->box.west),
                                  FIXTURE_LON + 0.001, 0.0005);
  g_assert_cmpfloat_with_epsilon (frame->box.north
                                      - (best / frame->width + 0.5) / frame->height
                                            * (frame->box.north - frame->box.south),
                                  FIXTURE_LAT + 0.009, 0.0005);
}

/* What the pointer tells is the count of the rows inside the cell it outlines. */
static void
test_probe (Fixture *f, gconstpointer data)
{
  guint hits = 0;

  for (guint i = f->rows->len - 400; i < f->rows->len; i += 3)
    {
      const TwRequestRow *at = &g_array_index (f->rows, TwRequestRow, i);
      gint64 hour_us = tw_time_floor (at->at_us, TW_US_PER_HOUR);
      TwHeatProbe probe;
      guint n = 0;

      if (at->lat_e7 == TW_E7_NONE)
        continue;
      probe = tw_heat_view_probe (f->view, hour_us, at->lat_e7 / (double) TW_E7,
                                  at->lon_e7 / (double) TW_E7);
      for (guint k = 0; k < f->rows->len; k++)
        {
          const TwRequestRow *row = &g_array_index (f->rows, TwRequestRow, k);
          double lat = row->lat_e7 / (double) TW_E7, lon = row->lon_e7 / (double) TW_E7;

          n += row->lat_e7 != TW_E7_NONE && row->at_us >= hour_us
               && row->at_us < hour_us + TW_US_PER_HOUR && lat >= probe.box.south
               && lat < probe.box.north && lon >= probe.box.west && lon < probe.box.east;
        }
      g_assert_cmpfloat (probe.value, ==, n);
      g_assert_cmpuint (probe.community, ==, at->community);
      hits++;
    }
  g_assert_cmpuint (hits, >, 100);
}

static void
test_scale (Fixture *f, gconstpointer data)
{
  const TwFilter one = { 1, 0, 0 }, all = { 0, 0, 0 };
  double scale = tw_heat_view_get_scale (f->view), narrow;
  double highest = 0;

  for (int hour = -72; hour < 72; hour += 3)
    {
      const TwHeatFrame *frame =
          tw_heat_view_render (f->view, f->origin_us + hour * TW_US_PER_HOUR, &wide, 160, 120);

      highest = MAX (highest, frame->peak);
      g_assert_cmpfloat (tw_heat_view_get_scale (f->view), ==, scale);
    }
  /* It fits the data: neither saturated nor empty. */
  g_assert_cmpfloat (highest, >, 0.4 * scale);
  g_assert_cmpfloat (highest, <, 1.6 * scale);
  tw_heat_view_set_filter (f->view, &one);
  narrow = tw_heat_view_get_scale (f->view);
  g_assert_cmpfloat (narrow, <, scale);
  tw_heat_view_set_filter (f->view, &all);
  g_assert_cmpfloat (tw_heat_view_get_scale (f->view), ==, scale);
  /* A wider kernel is a flatter map. */
  tw_heat_view_set_bandwidth (f->view, 600);
  g_assert_cmpfloat (tw_heat_view_get_scale (f->view), <, scale);
}

static void
test_edges (Fixture *f, gconstpointer data)
{
  g_autoptr (TwHeatView) bare = tw_heat_view_new ();
  const TwHeatFrame *frame = tw_heat_view_render (bare, f->origin_us, &wide, 100, 100);

  g_assert_true (frame->empty);
  g_assert_cmpint (frame->width, ==, 0);
  g_assert_cmpfloat (tw_heat_view_get_scale (bare), ==, 1);
  g_assert_cmpfloat (tw_heat_view_probe (bare, 0, 1, 1).value, ==, 0);
  /* Beyond both ends there is nothing to say. */
  g_assert_true (
      tw_heat_view_render (f->view, f->origin_us + 72 * TW_US_PER_HOUR, &wide, 100, 100)->empty);
  g_assert_true (
      tw_heat_view_render (f->view, f->origin_us - 9 * TW_US_PER_DAY, &wide, 100, 100)->empty);
}

/* Three days are too short: the outlook says so, the past still shows. */
static void
test_short_history (void)
{
  g_autoptr (TwStreet) street = fixture_street_new ();
  g_autoptr (GArray) rows = fixture_history_new (street, 1, 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwOutlook) outlook = tw_outlook_compute (street, (TwRequestRow *) (void *) rows->data,
                                                      rows->len, FIXTURE_NOW_US, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (tw_outlook_is_ready (outlook));
  g_assert_nonnull (strstr (tw_outlook_get_reason (outlook), "7.0"));
  g_assert_nonnull (strstr (tw_outlook_get_reason (outlook), "14"));
  g_assert_cmpfloat (tw_outlook_get_band (outlook, 0, 0, 0).mean, ==, 0);
}

/* A city with more pairs of place and service than are modelled one by one still has an outlook. */
static void
test_city (void)
{
  g_autoptr (TwStreet) street = fixture_street_new ();
  g_autoptr (GArray) rows = fixture_history_new (street, 26, 0.5);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwOutlook) outlook = NULL;
  double total, sum = 0;

  g_array_set_size (street->communities, 5001);
  g_array_set_size (street->services, 201);
  for (guint i = 0; i < rows->len; i++)
    {
      TwRequestRow *row = &g_array_index (rows, TwRequestRow, i);

      row->community = 1 + i * 7919 % 5000;
      row->service = 1 + i % 200;
    }
  outlook = tw_outlook_compute (street, (TwRequestRow *) (void *) rows->data, rows->len,
                                FIXTURE_NOW_US, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tw_outlook_is_ready (outlook));
  total = tw_outlook_get_band (outlook, 0, 0, 5).mean;
  for (guint c = 1; c <= 5000; c++)
    {
      double channels = 0;

      sum += tw_outlook_get_band (outlook, c, 0, 5).mean;
      for (guint channel = 1; c % 100 == 0 && channel < street->channels->len; channel++)
        channels += tw_outlook_get_channel_share (outlook, c, 1 + c % 200, channel);
      if (c % 100 == 0)
        g_assert_cmpfloat_with_epsilon (channels, 1, 1e-5);
    }
  g_assert_cmpfloat (total, >, 0);
  g_assert_cmpfloat_with_epsilon (sum, total, 1e-3 * total); /* some have no community */
}

/* Requests of the hour that is running are in the outlook at once: in this hour and the next. */
static void
test_running_hour (void)
{
  g_autoptr (TwStreet) street = fixture_street_new ();
  g_autoptr (GArray) rows = fixture_history_new (street, 6, 4);
  g_autoptr (TwOutlook) calm = NULL;
  g_autoptr (TwOutlook) surge = NULL;
  guint n;

  calm = tw_outlook_compute (street, (TwRequestRow *) (void *) rows->data, rows->len,
                             FIXTURE_NOW_US, NULL, NULL);
  for (n = 0; n < 30; n++)
    {
      TwRequestRow row = fixture_row (street, FIXTURE_NOW_US - (30 - n) * TW_US_PER_MIN,
                                      FIXTURE_LAT, FIXTURE_LON, 1, 1);

      g_array_append_val (rows, row);
    }
  surge = tw_outlook_compute (street, (TwRequestRow *) (void *) rows->data, rows->len,
                              FIXTURE_NOW_US, NULL, NULL);
  g_assert_cmpfloat (tw_outlook_get_band (surge, 0, 1, 0).p10, >=, 30);
  g_assert_cmpfloat (tw_outlook_get_band (surge, 0, 1, 0).mean, >=,
                     tw_outlook_get_band (calm, 0, 1, 0).mean + 30);
  g_assert_cmpfloat (tw_outlook_get_band (surge, 0, 1, 1).mean, >,
                     tw_outlook_get_band (calm, 0, 1, 1).mean + 8);
  g_assert_cmpfloat_with_epsilon (tw_outlook_get_band (surge, 0, 1, 48).mean,
                                  tw_outlook_get_band (calm, 0, 1, 48).mean, 0.5);
}

static void
test_no_history (void)
{
  g_autoptr (TwStreet) street = fixture_street_new ();
  g_autoptr (TwOutlook) outlook = tw_outlook_compute (street, NULL, 0, FIXTURE_NOW_US, NULL, NULL);

  g_assert_nonnull (outlook);
  g_assert_false (tw_outlook_is_ready (outlook));
  g_assert_cmpstr (tw_outlook_get_reason (outlook), !=, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, GUINT_TO_POINTER (6), set_up, func, tear_down)
  ADD ("/F08/heat-view/past", test_past);
  ADD ("/F08/heat-view/future", test_future);
  ADD ("/F08/heat-view/orientation", test_orientation);
  ADD ("/F08/heat-view/probe", test_probe);
  ADD ("/F08/heat-view/scale", test_scale);
  ADD ("/F08/heat-view/edges", test_edges);
#undef ADD
  g_test_add_func ("/F07/outlook/short-history", test_short_history);
  g_test_add_func ("/F07/outlook/city", test_city);
  g_test_add_func ("/F07/outlook/running-hour", test_running_hour);
  g_test_add_func ("/F07/outlook/no-history", test_no_history);
  return g_test_run ();
}
