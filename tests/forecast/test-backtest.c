// SPDX-License-Identifier: Apache-2.0
/* F07: the back-test looks at nothing after its origins, beats the naive where there is something
 * to know, and its coverage is honest, also through gaps, holidays and a shift of level. */
#include "forecast/tw-street-backtest.h"

#include "base/tw-rng.h"
#include "base/tw-time.h"

#include <math.h>

typedef struct {
  guint places, services, cells, days;
  double per_day;
  guint shift_day;        /* demand doubles from here, 0: never */
  guint gap_from, gap_to; /* days without a report */
  double day_spread;      /* log sd of a common day factor */
} World;

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
rate (const World *world, guint hour)
{
  double of_day = hour % 24, day = hour / 24 % 7;
  guint at = hour / 24;

  if (at >= world->gap_from && at < world->gap_to)
    return 0;
  return world->per_day / 11
         * (0.15 + exp (-0.5 * pow ((of_day - 10) / 2.5, 2))
            + exp (-0.5 * pow ((of_day - 19) / 2, 2)))
         * (day < 5 ? 1 : 0.6) * (world->shift_day > 0 && at >= world->shift_day ? 2 : 1) / 1.3;
}

static void
make (const World *world, Street *street)
{
  TwRng rng;
  double factor = 1;

  tw_rng_init (&rng, 42);
  street->events = g_array_new (FALSE, FALSE, sizeof (TwStreetEvent));
  for (guint hour = 0; hour < world->days * 24; hour++)
    {
      if (hour % 24 == 0)
        factor = exp (tw_rng_normal (&rng, 0, world->day_spread));
      for (guint n = (guint) tw_rng_poisson (&rng, factor * rate (world, hour)); n > 0; n--)
        {
          TwStreetEvent event = { .t_us = hour * TW_US_PER_HOUR
                                          + (gint64) tw_rng_below (&rng, TW_US_PER_HOUR) };
          event.place = (guint16) (world->places * pow (tw_rng_uniform (&rng), 1.6));
          event.service = (guint16) (world->services * pow (tw_rng_uniform (&rng), 1.3));
          event.cell =
              world->cells > 0 ? (gint32) (world->cells * pow (tw_rng_uniform (&rng), 2)) : -1;
          g_array_append_val (street->events, event);
        }
    }
  street->problem = (TwStreetProblem){
    .n_history = world->days * 24,
    .n_horizon = 72,
    .n_places = world->places,
    .n_services = world->services,
    .n_cells = world->cells,
    .n_events = street->events->len,
    .events = (const TwStreetEvent *) (void *) street->events->data,
  };
}

static void
test_wins (void)
{
  static const World worlds[] = {
    { 12, 12, 200, 70, 1200, 0, 0, 0, 0.05 }, { 40, 7, 0, 120, 300, 0, 0, 0, 0 },
    { 1, 1, 0, 60, 200, 0, 0, 0, 0.1 },       { 12, 6, 50, 180, 600, 150, 0, 0, 0.05 },
    { 8, 4, 0, 90, 300, 0, 30, 36, 0.05 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (worlds); i++)
    {
      g_auto (Street) street = { 0 };
      g_autoptr (GError) error = NULL;
      TwStreetBacktest result;
      make (&worlds[i], &street);
      g_assert_true (tw_street_backtest (&street.problem, 6, NULL, NULL, NULL, &result, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (result.n_origins, ==, 6);
      for (int level = 0; level < TW_STREET_N_LEVELS; level++)
        {
          const TwStreetScore *score = &result.levels[level];
          g_assert_cmpint (score->present, ==,
                           level != TW_STREET_LEVEL_CELL || worlds[i].cells > 0);
          if (!score->present)
            continue;
          g_test_message ("world %" G_GSIZE_FORMAT
                          " %s: MASE %.3f naive %.3f, pinball %.4f naive %.4f, P10 %.3f P90 %.3f",
                          i + 1, tw_street_level_name (level), score->mase, score->naive_mase,
                          score->pinball, score->naive_pinball, score->cover_p10, score->cover_p90);
          g_assert_true (score->wins);
          g_assert_cmpfloat (score->cover_p90, >, 0.86);
          g_assert_cmpfloat (score->cover_p90, <, 0.94);
          g_assert_cmpfloat (score->cover_p10, >, 0.05);
          g_assert_cmpfloat (score->cover_p10, <, 0.15);
        }
    }
}

/* Days that swing more than chance: a band that believed in Poisson counts would be far too narrow.
 */
static void
test_spread (void)
{
  World world = { 5, 3, 0, 150, 900, 0, 0, 0, 0.25 };
  g_auto (Street) street = { 0 };
  TwStreetBacktest result;

  make (&world, &street);
  g_assert_true (tw_street_backtest (&street.problem, 15, NULL, NULL, NULL, &result, NULL));
  for (int level = 0; level < TW_STREET_LEVEL_CELL; level++)
    {
      const TwStreetScore *score = &result.levels[level];
      g_test_message ("%s: P10 %.3f P90 %.3f", tw_street_level_name (level), score->cover_p10,
                      score->cover_p90);
      g_assert_cmpfloat (score->cover_p90, >, 0.85);
      g_assert_cmpfloat (score->cover_p90, <, 0.95);
      g_assert_cmpfloat (score->cover_p10, >, 0.05);
      g_assert_cmpfloat (score->cover_p10, <, 0.16);
    }
}

/* What comes after an origin changes nothing of the forecast from it. */
static void
test_no_peeking (void)
{
  World world = { 6, 4, 20, 60, 300, 0, 0, 0, 0.05 };
  g_auto (Street) street = { 0 };
  make (&world, &street);
  TwStreetProblem early = street.problem;
  early.n_history -= 5 * 24;
  g_autoptr (TwStreetForecast) a = tw_street_forecast_new (&early, NULL, NULL, NULL, NULL);
  gsize n = 0;
  while (n < street.problem.n_events
         && street.problem.events[n].t_us < early.n_history * TW_US_PER_HOUR)
    n++;
  early.n_events = n;
  g_autoptr (TwStreetForecast) b = tw_street_forecast_new (&early, NULL, NULL, NULL, NULL);

  g_assert_cmpuint (tw_street_forecast_get_n_ignored (a), ==, street.problem.n_events - n);
  g_assert_cmpuint (tw_street_forecast_get_n_ignored (b), ==, 0);
  for (guint h = 0; h < 72; h++)
    for (int p = -1; p < 6; p++)
      {
        g_assert_cmpfloat (tw_street_forecast_mean (a, p, -1, h), ==,
                           tw_street_forecast_mean (b, p, -1, h));
        g_assert_cmpfloat (tw_street_forecast_quantile (a, p, 1, h, TW_STREET_P90), ==,
                           tw_street_forecast_quantile (b, p, 1, h, TW_STREET_P90));
      }
}

/* Holidays halve demand; told so, the forecast of a holiday is lower. */
static void
test_holiday (void)
{
  World world = { 4, 3, 0, 84, 400, 0, 0, 0, 0 };
  g_auto (Street) street = { 0 };
  TwStreetHour hours[84 * 24 + 72] = { 0 };
  double sums[2] = { 0 };

  make (&world, &street);
  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    hours[i] = (TwStreetHour){ i % 168, i / 24 % 14 == 9 ? TW_DAY_HOLIDAY : TW_DAY_ORDINARY };
  gsize kept = 0; /* every other request of a holiday stays away */
  TwStreetEvent *events = (TwStreetEvent *) (void *) street.events->data;
  for (gsize i = 0; i < street.events->len; i++)
    if (hours[events[i].t_us / TW_US_PER_HOUR].day_kind == TW_DAY_ORDINARY || i % 4 == 0)
      events[kept++] = events[i];
  street.problem.n_events = kept;
  street.problem.hours = hours;
  for (int pass = 0; pass < 2; pass++)
    {
      for (guint i = 84 * 24; i < G_N_ELEMENTS (hours); i++)
        hours[i].day_kind = pass == 0 ? TW_DAY_ORDINARY : TW_DAY_HOLIDAY;
      g_autoptr (TwStreetForecast) f =
          tw_street_forecast_new (&street.problem, NULL, NULL, NULL, NULL);
      for (guint h = 0; h < 72; h++)
        sums[pass] += tw_street_forecast_mean (f, TW_STREET_ALL, TW_STREET_ALL, h);
    }
  g_assert_cmpfloat (sums[1], <, 0.45 * sums[0]);
}

static void
test_insufficient (void)
{
  World world = { 3, 2, 0, 15, 300, 0, 0, 0, 0 };
  g_auto (Street) street = { 0 };
  g_autoptr (GError) error = NULL;
  TwStreetBacktest result = { .n_origins = 77 };

  make (&world, &street);
  g_assert_false (tw_street_backtest (&street.problem, 6, NULL, NULL, NULL, &result, &error));
  g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INSUFFICIENT);
  g_assert_true (g_pattern_match_simple ("*days*17.0*", error->message));
  g_assert_cmpuint (result.n_origins, ==, 77);
}

static void
progress_cb (double fraction, const char *doing, gpointer data)
{
  double *last = data;

  g_assert_cmpfloat (fraction, >=, *last - 1e-9);
  g_assert_cmpfloat (fraction, <=, 1 + 1e-9);
  *last = fraction;
}

static void
cancel_cb (double fraction, const char *doing, gpointer data)
{
  if (fraction > 0.3)
    g_cancellable_cancel (data);
}

static void
test_progress_and_cancel (void)
{
  World world = { 3, 2, 10, 50, 300, 0, 0, 0, 0 };
  g_auto (Street) street = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TwStreetBacktest result;
  double last = 0;

  make (&world, &street);
  g_assert_true (
      tw_street_backtest (&street.problem, 3, NULL, progress_cb, &last, &result, &error));
  g_assert_cmpfloat (last, >, 0.9);
  g_assert_false (tw_street_backtest (&street.problem, 3, cancellable, cancel_cb, cancellable,
                                      &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/backtest/wins-F07", test_wins);
  g_test_add_func ("/forecast/backtest/spread-F07", test_spread);
  g_test_add_func ("/forecast/backtest/no-peeking-F07", test_no_peeking);
  g_test_add_func ("/forecast/backtest/holiday-F07", test_holiday);
  g_test_add_func ("/forecast/backtest/insufficient-F07", test_insufficient);
  g_test_add_func ("/forecast/backtest/progress-and-cancel", test_progress_and_cancel);
  return g_test_run ();
}
