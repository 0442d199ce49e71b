// SPDX-License-Identifier: Apache-2.0
/* F07: a city with more places and services than are modelled one by one gets a forecast too; it
 * adds up, knows who asks for what, and its bands are honest. */
#include "forecast/tw-street-backtest.h"

#include "base/tw-rng.h"
#include "base/tw-time.h"

#include <math.h>

typedef struct {
  guint places, services, cells, days;
  double per_day;
} City;

typedef struct {
  TwStreetProblem problem;
  GArray *events;
} Street;

static void
street_clear (Street *street)
{
  g_clear_pointer (&street->events, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Street, street_clear)

static double
hour_shape (guint hour)
{
  double of_day = hour % 24;

  return (0.3 + exp (-0.5 * pow ((of_day - 10) / 3, 2)) * (hour / 24 % 7 < 5 ? 1 : 0.5)) / 0.55;
}

static void
make (const City *city, Street *street)
{
  TwRng rng;

  tw_rng_init (&rng, 11);
  street->events = g_array_new (FALSE, FALSE, sizeof (TwStreetEvent));
  for (guint hour = 0; hour < city->days * 24; hour++)
    for (guint n = (guint) tw_rng_poisson (&rng, city->per_day / 24 * hour_shape (hour)); n > 0;
         n--)
      {
        TwStreetEvent event = {
          .t_us = hour * TW_US_PER_HOUR + (gint64) tw_rng_below (&rng, TW_US_PER_HOUR), .cell = -1
        };
        event.place = (guint16) (city->places * pow (tw_rng_uniform (&rng), 2));
        /* places differ in what they ask for */
        event.service = (guint16) (((guint) (city->services * pow (tw_rng_uniform (&rng), 2))
                                    + event.place % 3 * (city->services / 3))
                                   % city->services);
        if (city->cells > 0 && tw_rng_uniform (&rng) < 0.9)
          event.cell = (gint32) ((event.place * 31u + tw_rng_below (&rng, 3)) % city->cells);
        g_array_append_val (street->events, event);
      }
  street->problem = (TwStreetProblem){
    .n_history = city->days * 24,
    .n_horizon = 72,
    .n_places = city->places,
    .n_services = city->services,
    .n_cells = city->cells,
    .events = (const TwStreetEvent *) (void *) street->events->data,
    .n_events = street->events->len,
  };
}

static void
assert_adds_up (const TwStreetForecast *f, const City *city, guint hour)
{
  double total = tw_street_forecast_mean (f, TW_STREET_ALL, TW_STREET_ALL, hour), places = 0,
         services = 0, cells = 0;
  guint stride = city->places / 50 + 1;

  for (guint p = 0; p < city->places; p++)
    {
      double of_place = tw_street_forecast_mean (f, (int) p, TW_STREET_ALL, hour), pairs = 0;
      places += of_place;
      for (guint s = 0; p % stride == 0 && s < city->services; s++)
        pairs += tw_street_forecast_mean (f, (int) p, (int) s, hour);
      if (p % stride == 0)
        g_assert_cmpfloat_with_epsilon (pairs, of_place, 1e-9);
    }
  for (guint s = 0; s < city->services; s++)
    {
      double of_service = tw_street_forecast_mean (f, TW_STREET_ALL, (int) s, hour), pairs = 0;
      services += of_service;
      for (guint p = 0; s % 17 == 0 && p < city->places; p++)
        pairs += tw_street_forecast_mean (f, (int) p, (int) s, hour);
      if (s % 17 == 0)
        g_assert_cmpfloat_with_epsilon (pairs, of_service, 1e-9);
    }
  for (guint c = 0; c < city->cells; c++)
    cells += tw_street_forecast_cell_mean (f, c, TW_STREET_ALL, hour);
  cells += tw_street_forecast_unplaced_mean (f, TW_STREET_ALL, TW_STREET_ALL, hour);
  g_assert_cmpfloat (total, >, 0);
  g_assert_cmpfloat (total, <, city->per_day); /* no hour has more than a day */
  g_assert_cmpfloat_with_epsilon (places, total, 1e-9 * total);
  g_assert_cmpfloat_with_epsilon (services, total, 1e-9 * total);
  g_assert_cmpfloat_with_epsilon (cells, total, 1e-5 * total);
}

/* The cells of one service, for a service that shares its row and one that does not. */
static void
assert_cells_of_service (const TwStreetForecast *f, const City *city, int service, guint hour)
{
  double cells = tw_street_forecast_unplaced_mean (f, TW_STREET_ALL, service, hour);

  for (guint c = 0; c < city->cells; c++)
    cells += tw_street_forecast_cell_mean (f, c, service, hour);
  g_assert_cmpfloat_with_epsilon (cells, tw_street_forecast_mean (f, TW_STREET_ALL, service, hour),
                                  1e-5);
}

static void
assert_bands (const TwStreetForecast *f, const City *city, guint hour)
{
  for (int p = TW_STREET_ALL; p < (int) city->places; p += (int) city->places / 7 + 1)
    for (int s = TW_STREET_ALL; s < (int) city->services; s += (int) city->services / 7 + 1)
      {
        double low = tw_street_forecast_quantile (f, p, s, hour, TW_STREET_P10);
        double mid = tw_street_forecast_quantile (f, p, s, hour, TW_STREET_P50);
        double high = tw_street_forecast_quantile (f, p, s, hour, TW_STREET_P90);
        g_assert_true (0 <= low && low <= mid && mid <= high && isfinite (high));
      }
}

static void
test_adds_up (void)
{
  static const City cities[] = {
    { 6000, 1, 500, 28, 800 }, { 1, 5000, 20, 28, 800 },     { 900, 7, 0, 28, 500 },
    { 40, 600, 100, 28, 500 }, { 9000, 60, 2000, 28, 1500 }, { 65535, 2, 10, 15, 50 },
    { 2, 65535, 10, 15, 50 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cities); i++)
    {
      g_auto (Street) street = { 0 };
      g_autoptr (GError) error = NULL;
      make (&cities[i], &street);
      g_autoptr (TwStreetForecast) f =
          tw_street_forecast_new (&street.problem, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (tw_street_forecast_get_n_places (f), ==, cities[i].places);
      g_assert_cmpuint (tw_street_forecast_get_n_services (f), ==, cities[i].services);
      for (guint hour = 5; hour < 72; hour += 31)
        {
          assert_adds_up (f, &cities[i], hour);
          assert_bands (f, &cities[i], hour);
          assert_cells_of_service (f, &cities[i], 0, hour);
          assert_cells_of_service (f, &cities[i], (int) cities[i].services - 1, hour);
        }
    }
}

static double
day_mean (const TwStreetForecast *f, int place, int service)
{
  double sum = 0;

  for (guint h = 0; h < 24; h++)
    sum += tw_street_forecast_mean (f, place, service, h);
  return sum;
}

/* A quiet place that asks for one rare service only: asked by filter, the forecast says so, whether
 * it asks often enough for a row of its own or shares one. */
static void
test_rare_pair (void)
{
  static const struct {
    guint every_days;
    double low, high, of_place;
  } cases[] = { { 1, 0.6, 1.3, 0.5 }, { 4, 0.05, 0.4, 0.2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      City city = { 5000, 40, 0, 56, 1500 };
      g_auto (Street) street = { 0 };
      int place = 4990, service = 13;
      make (&city, &street);
      for (guint day = 0; day < 56; day += cases[i].every_days)
        {
          TwStreetEvent event = { (day * 24 + 11) * TW_US_PER_HOUR, (guint16) place,
                                  (guint16) service, -1 };
          g_array_append_val (street.events, event);
        }
      street.problem.events = (const TwStreetEvent *) (void *) street.events->data;
      street.problem.n_events = street.events->len;
      g_autoptr (TwStreetForecast) f =
          tw_street_forecast_new (&street.problem, NULL, NULL, NULL, NULL);
      double pair = day_mean (f, place, service);
      g_test_message ("one in %u days: the pair %.3f, its place %.3f, next door %.4f",
                      cases[i].every_days, pair, day_mean (f, place, -1),
                      day_mean (f, place - 1, service));
      g_assert_cmpfloat (pair, >, cases[i].low);
      g_assert_cmpfloat (pair, <, cases[i].high);
      g_assert_cmpfloat (pair, >, cases[i].of_place * day_mean (f, place, -1));
      g_assert_cmpfloat (day_mean (f, place - 1, service), <, 0.1 * pair + 0.02);
      g_assert_cmpfloat (day_mean (f, place - 1, service), >, 0);
    }
}

/* Scored on its own past, the folded city beats the naive at every level, with honest bands. */
static void
test_wins (void)
{
  static const City cities[] = { { 5000, 3, 1000, 70, 1500 }, { 300, 60, 500, 70, 800 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cities); i++)
    {
      g_auto (Street) street = { 0 };
      g_autoptr (GError) error = NULL;
      TwStreetBacktest result;
      make (&cities[i], &street);
      g_assert_true (tw_street_backtest (&street.problem, 3, NULL, NULL, NULL, &result, &error));
      g_assert_no_error (error);
      for (int level = 0; level < TW_STREET_N_LEVELS; level++)
        {
          const TwStreetScore *score = &result.levels[level];
          g_test_message ("%s: MASE %.3f naive %.3f, pinball %.5f naive %.5f, P10 %.3f P90 %.3f",
                          tw_street_level_name (level), score->mase, score->naive_mase,
                          score->pinball, score->naive_pinball, score->cover_p10, score->cover_p90);
          g_assert_true (score->wins);
          g_assert_cmpfloat (score->cover_p90, >, 0.86);
          g_assert_cmpfloat (score->cover_p90, <, 0.94);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/city/adds-up-F07", test_adds_up);
  g_test_add_func ("/forecast/city/rare-pair-F07", test_rare_pair);
  g_test_add_func ("/forecast/city/wins-F07", test_wins);
  return g_test_run ();
}
