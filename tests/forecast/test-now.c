// SPDX-License-Identifier: Apache-2.0
/* F07: the running hour counts: a surge raises this hour and the next at once, an ordinary hour
 * changes little, and all that adds up goes on adding up. */
#include "forecast/tw-street.h"

#include "base/tw-rng.h"
#include "base/tw-time.h"

#include <math.h>

#define PLACES 8
#define SERVICES 5
#define CELLS 60
#define ORIGIN (42 * 24 + 14)
#define MINUTE_US (TW_US_PER_HOUR / 60)

typedef struct {
  GArray *events;
  TwRng rng;
} Street;

static void
street_clear (Street *street)
{
  g_clear_pointer (&street->events, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Street, street_clear)

static void
add (Street *street, gint64 from_us, gint64 span_us, int place, int service)
{
  TwStreetEvent event = { .t_us = from_us + (gint64) tw_rng_below (&street->rng, span_us) };

  event.place = (guint16) (place >= 0 ? place : (int) tw_rng_below (&street->rng, PLACES));
  event.service = (guint16) (service >= 0 ? service : (int) tw_rng_below (&street->rng, SERVICES));
  event.cell = tw_rng_uniform (&street->rng) < 0.1
                   ? -1
                   : (gint32) (event.place * 7u + tw_rng_below (&street->rng, 5));
  g_array_append_val (street->events, event);
}

/* 25 requests an hour by day, 5 by night. */
static double
rate (guint hour)
{
  return hour % 24 >= 8 && hour % 24 < 20 ? 25 : 5;
}

static void
make (Street *street, guint64 seed, guint n_hours)
{
  tw_rng_init (&street->rng, seed);
  street->events = g_array_new (FALSE, FALSE, sizeof (TwStreetEvent));
  for (guint hour = 0; hour < n_hours; hour++)
    for (guint n = (guint) tw_rng_poisson (&street->rng, rate (hour)); n > 0; n--)
      add (street, hour * TW_US_PER_HOUR, TW_US_PER_HOUR, -1, -1);
}

/* The forecast at @minutes past the origin. */
static TwStreetForecast *
forecast_at (const Street *street, guint origin, guint minutes)
{
  g_autoptr (GError) error = NULL;
  TwStreetProblem problem = {
    .n_history = origin,
    .n_horizon = 72,
    .n_places = PLACES,
    .n_services = SERVICES,
    .n_cells = CELLS,
    .events = (const TwStreetEvent *) (void *) street->events->data,
    .n_events = street->events->len,
    .elapsed_us = minutes * MINUTE_US,
  };
  TwStreetForecast *f = tw_street_forecast_new (&problem, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return f;
}

static guint
count (const Street *street, gint64 from_us, gint64 to_us, int place)
{
  guint n = 0;

  for (guint i = 0; i < street->events->len; i++)
    {
      const TwStreetEvent *event = &g_array_index (street->events, TwStreetEvent, i);
      n += event->t_us >= from_us && event->t_us < to_us && (place < 0 || event->place == place);
    }
  return n;
}

/* A surge that began with the hour is in the forecast at twenty past, where it is and no other
 * place. */
static void
test_surge (void)
{
  static const struct {
    const char *what;
    int place, service;
    double an_hour;
    double first, second; /* at least so much of the extra requests of this hour and the next */
  } cases[] = { { "everywhere", -1, -1, 50, 0.5, 0.2 },
                { "one place", 3, -1, 40, 0.45, 0.2 },
                { "one service", -1, 2, 40, 0.45, 0.2 },
                { "one service of one place", 3, 2, 30, 0.45, 0.2 },
                { "none", -1, -1, 0, 0, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Street) street = { 0 };
      double extra = cases[i].an_hour;
      make (&street, i + 1, ORIGIN + 3);
      for (guint n = 0; n < 3 * extra; n++)
        add (&street, ORIGIN * TW_US_PER_HOUR, 3 * TW_US_PER_HOUR, cases[i].place,
             cases[i].service);
      g_autoptr (TwStreetForecast) full = forecast_at (&street, ORIGIN, 0);
      g_autoptr (TwStreetForecast) now = forecast_at (&street, ORIGIN, 20);
      double gain[4];
      for (guint h = 0; h < 4; h++)
        gain[h] = tw_street_forecast_mean (now, cases[i].place, cases[i].service, h)
                  - tw_street_forecast_mean (full, cases[i].place, cases[i].service, h);
      g_test_message ("%s, %g more an hour: %+.1f %+.1f %+.1f %+.1f, elsewhere %+.1f",
                      cases[i].what, extra, gain[0], gain[1], gain[2], gain[3],
                      tw_street_forecast_mean (now, 6, 4, 1)
                          - tw_street_forecast_mean (full, 6, 4, 1));
      g_assert_cmpfloat (gain[0], >=, extra > 0 ? cases[i].first * extra : -8);
      g_assert_cmpfloat (gain[0], <=, 1.5 * extra + 8);
      g_assert_cmpfloat (gain[1], >=, extra > 0 ? cases[i].second * extra : -2);
      g_assert_cmpfloat (gain[1], <=, 1.3 * extra + 2);
      g_assert_cmpfloat (gain[3], <=, MAX (gain[1], 2));
      if (cases[i].place >= 0)
        g_assert_cmpfloat (tw_street_forecast_mean (now, 6, 4, 1), <,
                           1.5 * tw_street_forecast_mean (full, 6, 4, 1));
    }
}

/* The surge of the hour before is not forgotten when the clock strikes. */
static void
test_full_hour (void)
{
  g_auto (Street) street = { 0 };

  make (&street, 9, ORIGIN + 1);
  g_autoptr (TwStreetForecast) calm = forecast_at (&street, ORIGIN + 1, 0);
  for (guint n = 0; n < 60; n++)
    add (&street, ORIGIN * TW_US_PER_HOUR, TW_US_PER_HOUR, 3, 2);
  g_autoptr (TwStreetForecast) struck = forecast_at (&street, ORIGIN + 1, 0);
  g_autoptr (TwStreetForecast) before = forecast_at (&street, ORIGIN, 59);
  g_test_message ("the hour after: %.1f in peace, %.1f a minute before, %.1f when it strikes",
                  tw_street_forecast_mean (calm, 3, 2, 0),
                  tw_street_forecast_mean (before, 3, 2, 1),
                  tw_street_forecast_mean (struck, 3, 2, 0));
  g_assert_cmpfloat (tw_street_forecast_mean (struck, 3, 2, 0), >, 20);
  g_assert_cmpfloat (tw_street_forecast_mean (struck, 3, 2, 0), >,
                     0.7 * tw_street_forecast_mean (before, 3, 2, 1));
}

static void
assert_adds_up (const TwStreetForecast *f, guint hour)
{
  double total = tw_street_forecast_mean (f, -1, -1, hour), pairs = 0, cells = 0, slots = 0;
  float frame[CELLS], framed = 0;

  for (int p = 0; p < PLACES; p++)
    for (int s = 0; s < SERVICES; s++)
      pairs += tw_street_forecast_mean (f, p, s, hour);
  for (guint c = 0; c < CELLS; c++)
    cells += tw_street_forecast_cell_mean (f, c, TW_STREET_ALL, hour);
  for (guint q = 0; q < 4; q++)
    slots += tw_street_forecast_slot_mean (f, -1, -1, 4 * hour + q);
  tw_street_forecast_fill_cells (f, TW_STREET_ALL, hour, frame);
  for (guint c = 0; c < CELLS; c++)
    framed += frame[c];
  g_assert_cmpfloat_with_epsilon (pairs, total, 1e-9);
  g_assert_cmpfloat_with_epsilon (slots, total, 1e-9);
  g_assert_cmpfloat_with_epsilon (framed, cells, 1e-3);
  g_assert_cmpfloat_with_epsilon (cells
                                      + tw_street_forecast_unplaced_mean (f, TW_STREET_ALL,
                                                                          TW_STREET_ALL, hour),
                                  total, 1e-5 * total);
}

/* What came is certain: no band lies below it, and quarters that have passed hold it. */
static void
test_seen (void)
{
  static const guint minutes[] = { 1, 15, 20, 44, 59, 60 };
  g_auto (Street) street = { 0 };
  gint64 from_us = ORIGIN * TW_US_PER_HOUR;

  make (&street, 3, ORIGIN + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      g_autoptr (TwStreetForecast) f = forecast_at (&street, ORIGIN, minutes[i]);
      for (int p = -1; p < PLACES; p++)
        {
          double n = count (&street, from_us, from_us + minutes[i] * MINUTE_US, p);
          g_assert_cmpfloat (tw_street_forecast_quantile (f, p, -1, 0, TW_STREET_P10), >=, n);
          g_assert_cmpfloat (tw_street_forecast_mean (f, p, -1, 0), >=, n);
          if (minutes[i] == 60)
            g_assert_cmpfloat_with_epsilon (tw_street_forecast_mean (f, p, -1, 0), n, 1e-9);
          for (guint q = 0; q < minutes[i] / 15; q++)
            g_assert_cmpfloat_with_epsilon (tw_street_forecast_slot_mean (f, p, -1, q),
                                            count (&street, from_us + q * 15 * MINUTE_US,
                                                   from_us + (q + 1) * 15 * MINUTE_US, p),
                                            1e-9);
        }
      g_assert_cmpuint (tw_street_forecast_get_n_ignored (f), ==,
                        count (&street, from_us + minutes[i] * MINUTE_US, G_MAXINT64, -1));
      assert_adds_up (f, 0);
      assert_adds_up (f, 1);
      assert_adds_up (f, 40);
    }
}

/* On ordinary days: this hour is told much better, and the next ones no worse. */
static void
test_peace (void)
{
  g_auto (Street) street = { 0 };
  double error[2][4] = { 0 };

  make (&street, 5, ORIGIN + 80);
  for (guint k = 0; k < 24; k++)
    {
      guint origin = ORIGIN + 3 * k;
      g_autoptr (TwStreetForecast) full = forecast_at (&street, origin, 0);
      g_autoptr (TwStreetForecast) now = forecast_at (&street, origin, 30);
      for (guint h = 0; h < 4; h++)
        {
          gint64 from_us = (origin + h) * TW_US_PER_HOUR;
          double y = count (&street, from_us, from_us + TW_US_PER_HOUR, -1);
          error[0][h] += fabs (y - tw_street_forecast_mean (full, -1, -1, h)) / 24;
          error[1][h] += fabs (y - tw_street_forecast_mean (now, -1, -1, h)) / 24;
        }
    }
  g_test_message ("mean errors: %.2f %.2f %.2f %.2f by full hours, %.2f %.2f %.2f %.2f now",
                  error[0][0], error[0][1], error[0][2], error[0][3], error[1][0], error[1][1],
                  error[1][2], error[1][3]);
  g_assert_cmpfloat (error[1][0], <, 0.8 * error[0][0]);
  for (guint h = 1; h < 4; h++)
    g_assert_cmpfloat (error[1][h], <, 1.03 * error[0][h]);
}

/* A source that knows hours only says nothing of a part of one. */
static void
test_hourly_source (void)
{
  g_auto (Street) street = { 0 };

  make (&street, 3, ORIGIN + 1);
  for (guint i = 0; i < street.events->len; i++)
    {
      TwStreetEvent *event = &g_array_index (street.events, TwStreetEvent, i);
      event->t_us = tw_time_floor (event->t_us, TW_US_PER_HOUR);
    }
  g_autoptr (TwStreetForecast) full = forecast_at (&street, ORIGIN, 0);
  g_autoptr (TwStreetForecast) now = forecast_at (&street, ORIGIN, 5);
  for (guint h = 0; h < 3; h++)
    g_assert_cmpfloat (tw_street_forecast_mean (now, -1, -1, h), ==,
                       tw_street_forecast_mean (full, -1, -1, h));
}

static void
test_bad_elapsed (void)
{
  static const gint64 bad[] = { -1, TW_US_PER_HOUR + 1, G_MAXINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      TwStreetEvent event = { 0, 0, 0, -1 };
      TwStreetProblem problem = { .n_history = 400,
                                  .n_horizon = 72,
                                  .n_places = 1,
                                  .n_services = 1,
                                  .events = &event,
                                  .n_events = 1,
                                  .elapsed_us = bad[i] };
      g_autoptr (GError) error = NULL;
      g_assert_null (tw_street_forecast_new (&problem, NULL, NULL, NULL, &error));
      g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/now/surge-F07", test_surge);
  g_test_add_func ("/forecast/now/full-hour-F07", test_full_hour);
  g_test_add_func ("/forecast/now/seen-F07", test_seen);
  g_test_add_func ("/forecast/now/peace-F07", test_peace);
  g_test_add_func ("/forecast/now/hourly-source-F07", test_hourly_source);
  g_test_add_func ("/forecast/now/bad-elapsed", test_bad_elapsed);
  return g_test_run ();
}
