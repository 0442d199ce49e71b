// SPDX-License-Identifier: Apache-2.0
/* F07: the street's forecast adds up at every level, keeps its quantiles in order and knows what it
 * lacks. */
#include "forecast/tw-street.h"

#include "base/tw-rng.h"
#include "base/tw-time.h"

#include <math.h>

/* A street whose truth is known: weekly shape x place share x service share, with a day factor for
 * extra spread. */
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
true_shape (guint week_hour)
{
  double hour = week_hour % 24, day = week_hour / 24;

  return (0.2 + exp (-0.5 * pow ((hour - 10) / 2.5, 2))
          + 0.8 * exp (-0.5 * pow ((hour - 19) / 2, 2)))
         * (day < 5 ? 1 : 0.7);
}

static void
street_make (Street *street, guint places, guint services, guint cells, guint days, double per_day,
             guint64 seed)
{
  TwRng rng;

  tw_rng_init (&rng, seed);
  street->events = g_array_new (FALSE, FALSE, sizeof (TwStreetEvent));
  double sum = 0;
  for (guint w = 0; w < 168; w++)
    sum += true_shape (w) / 7;
  for (guint hour = 0; hour < days * 24; hour++)
    for (guint n = (guint) tw_rng_poisson (&rng, per_day * true_shape (hour % 168) / sum); n > 0;
         n--)
      {
        TwStreetEvent event = { .t_us = hour * TW_US_PER_HOUR
                                        + (gint64) tw_rng_below (&rng, TW_US_PER_HOUR) };
        event.place = (guint16) (places * pow (tw_rng_uniform (&rng), 1.5));
        event.service = (guint16) (services * pow (tw_rng_uniform (&rng), 1.5));
        event.cell =
            cells == 0 || tw_rng_uniform (&rng) < 0.1
                ? -1
                : (gint32) ((event.place * 37 + (guint) (cells / 8.0 * tw_rng_uniform (&rng)))
                            % cells);
        g_array_append_val (street->events, event);
      }
  street->problem = (TwStreetProblem){
    .n_history = days * 24,
    .n_horizon = 72,
    .n_places = places,
    .n_services = services,
    .n_cells = cells,
    .events = (const TwStreetEvent *) (void *) street->events->data,
    .n_events = street->events->len,
  };
}

static void
assert_sums (const TwStreetForecast *f, guint hour)
{
  int places = (int) tw_street_forecast_get_n_places (f),
      services = (int) tw_street_forecast_get_n_services (f);
  double total = 0, slots = 0, cells = 0;

  for (int p = 0; p < places; p++)
    {
      double place = 0;
      for (int s = 0; s < services; s++)
        {
          double mean = tw_street_forecast_mean (f, p, s, hour);
          g_assert_true (isfinite (mean) && mean >= 0);
          place += mean;
        }
      g_assert_cmpfloat_with_epsilon (place, tw_street_forecast_mean (f, p, TW_STREET_ALL, hour),
                                      1e-9);
      total += place;
    }
  g_assert_cmpfloat_with_epsilon (total,
                                  tw_street_forecast_mean (f, TW_STREET_ALL, TW_STREET_ALL, hour),
                                  1e-9);

  for (guint q = 0; q < 4; q++)
    slots += tw_street_forecast_slot_mean (f, TW_STREET_ALL, TW_STREET_ALL, hour * 4 + q);
  g_assert_cmpfloat_with_epsilon (slots, total, 1e-9);

  for (guint c = 0; c < tw_street_forecast_get_n_cells (f); c++)
    {
      double cell = 0;
      for (int s = 0; s < services; s++)
        cell += tw_street_forecast_cell_mean (f, c, s, hour);
      g_assert_cmpfloat_with_epsilon (cell,
                                      tw_street_forecast_cell_mean (f, c, TW_STREET_ALL, hour),
                                      1e-9);
      cells += cell;
    }
  cells += tw_street_forecast_unplaced_mean (f, TW_STREET_ALL, TW_STREET_ALL, hour);
  g_assert_cmpfloat_with_epsilon (cells, total, 1e-6 * (1 + total));
}

static void
assert_bands (const TwStreetForecast *f, guint hour)
{
  int places = (int) tw_street_forecast_get_n_places (f),
      services = (int) tw_street_forecast_get_n_services (f);

  for (int p = TW_STREET_ALL; p < places; p++)
    for (int s = TW_STREET_ALL; s < services; s++)
      {
        double low = tw_street_forecast_quantile (f, p, s, hour, TW_STREET_P10);
        double mid = tw_street_forecast_quantile (f, p, s, hour, TW_STREET_P50);
        double high = tw_street_forecast_quantile (f, p, s, hour, TW_STREET_P90);
        g_assert_true (0 <= low && low <= mid && mid <= high && isfinite (high));
        g_assert_cmpfloat (tw_street_forecast_slot_quantile (f, p, s, hour * 4, TW_STREET_P90), <=,
                           high);
      }
}

static void
test_adds_up (void)
{
  static const struct {
    guint places, services, cells, days;
    double per_day;
  } cases[] = {
    { 12, 12, 300, 60, 600 }, { 1, 1, 0, 14, 5 }, { 1, 1, 10, 30, 5000 },
    { 40, 7, 100, 100, 40 },  { 3, 2, 1, 28, 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Street) street = { 0 };
      g_autoptr (GError) error = NULL;
      street_make (&street, cases[i].places, cases[i].services, cases[i].cells, cases[i].days,
                   cases[i].per_day, i + 1);
      g_autoptr (TwStreetForecast) f =
          tw_street_forecast_new (&street.problem, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      for (guint hour = 0; hour < 72; hour += 7)
        {
          assert_sums (f, hour);
          assert_bands (f, hour);
        }
    }
}

static void
test_insufficient (void)
{
  static const struct {
    guint days;
    double per_day;
    const char *says;
  } cases[] = { { 3, 100, "*?.? days*14*" },
                { 13, 100, "*1?.? days*14*" },
                { 30, 0, "*0.0 days*14*" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Street) street = { 0 };
      g_autoptr (GError) error = NULL;
      street_make (&street, 3, 2, 0, cases[i].days, cases[i].per_day, 5);
      g_assert_null (tw_street_forecast_new (&street.problem, NULL, NULL, NULL, &error));
      g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INSUFFICIENT);
      g_assert_true (g_pattern_match_simple (cases[i].says, error->message));
    }
}

static void
test_cancel (void)
{
  g_auto (Street) street = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  street_make (&street, 3, 2, 0, 30, 100, 5);
  g_cancellable_cancel (cancellable);
  g_assert_null (tw_street_forecast_new (&street.problem, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/street/adds-up-F07", test_adds_up);
  g_test_add_func ("/forecast/street/insufficient-F07", test_insufficient);
  g_test_add_func ("/forecast/street/cancel", test_cancel);
  return g_test_run ();
}
