// SPDX-License-Identifier: Apache-2.0
/* F08: the heat keeps its mass, its place and its shape in metres, and a drag of the slider
 * allocates nothing. */
#include "forecast/tw-heat.h"

#include "base/tw-rng.h"

#include <math.h>

static double
mass (TwHeat *heat, double hours)
{
  const TwHeatGrid *grid = tw_heat_get_grid (heat);
  const float *density = tw_heat_compute (heat, hours);
  double sum = 0;

  for (gsize i = 0; i < (gsize) grid->width * grid->height; i++)
    sum += density[i];
  return sum * grid->cell_m * grid->cell_m / 1e6 * hours;
}

static void
test_mass (void)
{
  static const struct {
    double cell_m, bandwidth_m, hours, x_m, y_m, want;
  } cases[] = {
    { 50, 150, 1, 5000, 4000, 1 },
    { 50, 150, 24, 5000, 4000, 1 },
    { 50, 0, 1, 5012.3, 4033.1, 1 },
    { 50, 400, 1, 5000, 4000, 1 },
    { 50, 20, 1, 5000, 4000, 1 },
    { 50, 150, 1, 0, 4000, 0.5 },       /* on the west rim half of it leaves */
    { 50, 150, 1, -100, 4000, 0.2525 }, /* beyond the rim the tail still warms: Phi(-100/150) */
    { 50, 150, 1, 0, 0, 0.25 },
    { 50, 150, 1, -2000, 4000, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwHeat) heat = tw_heat_new ();
      TwHeatGrid grid = { 0, 0, cases[i].cell_m, 200, 160 };
      g_assert_true (tw_heat_set_grid (heat, &grid, cases[i].bandwidth_m));
      tw_heat_add (heat, cases[i].x_m, cases[i].y_m, 1);
      g_assert_cmpfloat_with_epsilon (mass (heat, cases[i].hours), cases[i].want, 0.002);
    }
}

static void
test_shape (void)
{
  g_autoptr (TwHeat) heat = tw_heat_new ();
  TwHeatGrid grid = { -5000, -4000, 50, 200, 160 };
  double s = 200;

  tw_heat_set_grid (heat, &grid, s);
  tw_heat_add (heat, 10, 20, 3);
  tw_heat_compute (heat, 2);
  /* the density of a Gaussian, per km2 and hour, whichever way one looks */
  for (double d = 0; d <= 500; d += 100)
    {
      double want = 3 / (2 * G_PI * s * s) * exp (-0.5 * d * d / (s * s)) * 1e6 / 2;
      g_assert_cmpfloat_with_epsilon (tw_heat_at (heat, 10 + d, 20), want, 0.15);
      g_assert_cmpfloat_with_epsilon (tw_heat_at (heat, 10, 20 - d), want, 0.15);
    }
  g_assert_cmpfloat (tw_heat_at (heat, 5001, 0), ==, 0);
  g_assert_cmpfloat (tw_heat_at (heat, NAN, 0), ==, 0);
  g_assert_cmpfloat (tw_heat_get_max (heat), >=, tw_heat_at (heat, 10, 20));
}

/* Metres, not pixels: the same ground at half the cell size gives the same heat. */
static void
test_resolution (void)
{
  double value[2];

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (TwHeat) heat = tw_heat_new ();
      TwHeatGrid grid = { 0, 0, i == 0 ? 50 : 25, i == 0 ? 100 : 200, i == 0 ? 100 : 200 };
      TwRng rng;
      tw_rng_init (&rng, 7);
      tw_heat_set_grid (heat, &grid, 180);
      for (int k = 0; k < 500; k++)
        tw_heat_add (heat, tw_rng_uniform (&rng) * 5000, tw_rng_uniform (&rng) * 5000, 1);
      tw_heat_compute (heat, 1);
      value[i] = tw_heat_at (heat, 2310, 1770);
    }
  g_assert_cmpfloat_with_epsilon (value[0], value[1], 0.01 * value[0]);
}

static void
test_reuse (void)
{
  g_autoptr (TwHeat) heat = tw_heat_new ();
  TwHeatGrid grid = { 0, 0, 50, 200, 160 };

  tw_heat_set_grid (heat, &grid, 150);
  tw_heat_add (heat, 3000, 3000, 1);
  double first = mass (heat, 1);
  guint n = tw_heat_get_n_allocations (heat);
  for (int frame = 0; frame < 50; frame++)
    {
      grid.x0_m = frame;
      g_assert_true (tw_heat_set_grid (heat, &grid, 150));
      tw_heat_add (heat, 3000, 3000, 1);
      g_assert_cmpfloat_with_epsilon (mass (heat, 1), first, 1e-4);
      tw_heat_clear (heat);
      g_assert_cmpfloat (mass (heat, 1), ==, 0);
    }
  g_assert_cmpuint (tw_heat_get_n_allocations (heat), ==, n);
}

static void
test_refuses (void)
{
  static const struct {
    TwHeatGrid grid;
    double bandwidth_m;
  } cases[] = {
    { { 0, 0, 50, 0, 10 }, 100 },     { { 0, 0, 50, 10, 0 }, 100 },
    { { 0, 0, 0, 10, 10 }, 100 },     { { 0, 0, -5, 10, 10 }, 100 },
    { { NAN, 0, 50, 10, 10 }, 100 },  { { 0, 0, 50, 10, 10 }, NAN },
    { { 0, 0, 50, 10, 10 }, -1 },     { { 0, 0, 1, 10, 10 }, 1e6 },
    { { 0, 0, 1, 60000, 60000 }, 1 }, { { 0, INFINITY, 50, 10, 10 }, 10 },
  };
  g_autoptr (TwHeat) heat = tw_heat_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_false (tw_heat_set_grid (heat, &cases[i].grid, cases[i].bandwidth_m));

  TwHeatGrid grid = { 0, 0, 50, 10, 10 };
  g_assert_true (tw_heat_set_grid (heat, &grid, 50));
  g_assert_false (tw_heat_add (heat, NAN, 100, 1));
  g_assert_false (tw_heat_add (heat, 100, 1e300, 1));
  g_assert_false (tw_heat_add (heat, 100, 100, INFINITY));
  g_assert_null (tw_heat_get_density (heat));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/heat/mass-F08", test_mass);
  g_test_add_func ("/forecast/heat/shape-F08", test_shape);
  g_test_add_func ("/forecast/heat/resolution-F08", test_resolution);
  g_test_add_func ("/forecast/heat/reuse-F08", test_reuse);
  g_test_add_func ("/forecast/heat/refuses", test_refuses);
  return g_test_run ();
}
