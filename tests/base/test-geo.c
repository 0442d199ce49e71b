// SPDX-License-Identifier: Apache-2.0
#include "base/tw-geo.h"

#include "base/tw-rng.h"

#include <math.h>

#define NEAR(a, b, eps) g_assert_cmpfloat_with_epsilon ((a), (b), (eps))

static void
test_box (void)
{
  TwBox box = TW_BOX_EMPTY;

  g_assert_true (tw_box_is_empty (&box));
  g_assert_false (tw_box_contains (&box, 0, 0));
  tw_box_add (&box, 39.9, 116.3);
  g_assert_false (tw_box_is_empty (&box));
  g_assert_true (tw_box_contains (&box, 39.9, 116.3));
  tw_box_add (&box, 40, 116.2);
  g_assert_true (tw_box_contains (&box, 39.95, 116.25));
  g_assert_false (tw_box_contains (&box, 39.89, 116.25));
  g_assert_false (tw_box_contains (&box, 39.95, 116.31));
}

static void
test_valid (void)
{
  static const struct {
    double lat, lon;
    gboolean valid;
  } cases[] = {
    { 39.9, 116.4, TRUE },  { 0, 0, FALSE },        { 0, 1, TRUE },    { 90, 180, TRUE },
    { -90, -180, TRUE },    { 90.1, 0, FALSE },     { 0, 181, FALSE }, { NAN, 0.5, FALSE },
    { 1, INFINITY, FALSE }, { 116.4, 39.9, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tw_latlon_is_valid (cases[i].lat, cases[i].lon), ==, cases[i].valid);
}

static void
test_distance (void)
{
  static const struct {
    TwLatLon a, b;
    double m;
  } cases[] = {
    { { 0, 0 }, { 0, 0 }, 0 },
    { { 0, 0 }, { 0, 180 }, 20015114.35 },
    { { 0, 0 }, { 1, 0 }, 111195.08 },
    { { 90, 0 }, { -90, 77 }, 20015114.35 },
    { { 36.12, -86.67 }, { 33.94, -118.40 }, 2886448.43 },
    { { 10, 179.5 }, { 10, -179.5 }, 109506.27 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      NEAR (tw_distance_m (cases[i].a, cases[i].b), cases[i].m, 0.6);
      NEAR (tw_distance_m (cases[i].b, cases[i].a), tw_distance_m (cases[i].a, cases[i].b), 1e-6);
    }
}

/* Within 50 km the plane's distances are the sphere's to 0.5 % (which ignores the flattening), its
 * own round trip is exact, and the metres per degree are the ellipsoid's. */
static void
test_plane (void)
{
  TwPlane plane;
  TwRng rng;

  tw_plane_init (&plane, (TwLatLon){ 45, 10 });
  NEAR (plane.m_per_deg_lat, 111131.8, 0.1);
  NEAR (plane.m_per_deg_lon, 78846.8, 0.1);
  tw_plane_init (&plane, (TwLatLon){ 39.9, 116.4 });
  tw_rng_init (&rng, 1);
  for (int i = 0; i < 2000; i++)
    {
      double x_m = tw_rng_normal (&rng, 0, 15000), y_m = tw_rng_normal (&rng, 0, 15000), x2_m, y2_m;
      TwLatLon p = tw_plane_to_latlon (&plane, x_m, y_m);

      tw_plane_to_m (&plane, p.lat, p.lon, &x2_m, &y2_m);
      NEAR (x2_m, x_m, 1e-6);
      NEAR (y2_m, y_m, 1e-6);
      g_assert_cmpfloat (fabs (tw_distance_m (plane.origin, p) / hypot (x_m, y_m) - 1), <, 0.005);
    }
}

static const TwPointE7 square[] = { { 399000000, 1163000000 },
                                    { 399000000, 1164000000 },
                                    { 400000000, 1164000000 },
                                    { 400000000, 1163000000 } };

/* An L: the notch is its north-eastern quarter. */
static const TwPointE7 notched[] = {
  { 0, 0 },
  { 0, 20000000 },
  { 10000000, 20000000 },
  { 10000000, 10000000 },
  { 20000000, 10000000 },
  { 20000000, 0 },
};

/* A ring that crosses itself: even-odd leaves the middle of the star out. */
static const TwPointE7 star[] = {
  { 10000000, 0 },      { -8090000, 5878000 },  { 3090000, -9511000 },
  { 3090000, 9511000 }, { -8090000, -5878000 },
};

static void
test_contains (void)
{
  static const struct {
    const TwPointE7 *ring;
    gsize n;
    double lat, lon;
    gboolean inside;
  } cases[] = {
    { square, 4, 39.95, 116.35, TRUE },
    { square, 4, 39.95, 116.45, FALSE },
    { square, 4, 39.95, 116.25, FALSE },
    { square, 4, 39.85, 116.35, FALSE },
    { square, 4, 40.05, 116.35, FALSE },
    { square, 4, 39.90, 116.30, TRUE },
    { square, 4, 39.90, 116.35, TRUE },
    { square, 4, 39.95, 116.30, TRUE },
    { square, 4, 40.00, 116.35, FALSE },
    { square, 4, 39.95, 116.40, FALSE },
    { square, 4, 40.00, 116.40, FALSE },
    { square, 0, 39.95, 116.35, FALSE },
    { square, 1, 39.90, 116.30, FALSE },
    { square, 2, 39.90, 116.35, FALSE },
    { notched, 6, 0.5, 0.5, TRUE },
    { notched, 6, 1.5, 0.5, TRUE },
    { notched, 6, 0.5, 1.5, TRUE },
    { notched, 6, 1.5, 1.5, FALSE },
    { notched, 6, 1.0, 1.5, FALSE },
    { notched, 6, 1.0, 0.5, TRUE },
    { star, 5, 0, 0, FALSE },
    { star, 5, 0.7, 0, TRUE },
    { star, 5, 0.25, 0.6, TRUE },
    { star, 5, -0.7, 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%zu", i);
      g_assert_cmpint (tw_polygon_contains (cases[i].ring, cases[i].n, cases[i].lat, cases[i].lon),
                       ==, cases[i].inside);
    }
}

/* Four quarters of a square cover it once: every point on a grid, borders and corners too, is in
 * exactly one. */
static void
test_tiling (void)
{
  TwPointE7 quarter[4][4];

  for (int q = 0; q < 4; q++)
    {
      int s = 399000000 + q / 2 * 500000, w = 1163000000 + q % 2 * 500000;

      quarter[q][0] = (TwPointE7){ s, w };
      quarter[q][1] = (TwPointE7){ s, w + 500000 };
      quarter[q][2] = (TwPointE7){ s + 500000, w + 500000 };
      quarter[q][3] = (TwPointE7){ s + 500000, w };
    }
  for (int i = 0; i < 40; i++)
    for (int j = 0; j < 40; j++)
      {
        double lat = (399000000 + i * 25000) / 1e7, lon = (1163000000 + j * 25000) / 1e7;
        int n = 0;

        for (int q = 0; q < 4; q++)
          n += tw_polygon_contains (quarter[q], 4, lat, lon);
        g_assert_cmpint (n, ==, 1);
      }
}

static void
test_area (void)
{
  TwPointE7 clockwise[4];
  TwLatLon centre = tw_polygon_centroid (square, 4), corner;

  for (int i = 0; i < 4; i++)
    clockwise[i] = square[3 - i];
  /* 0.1 degree each way at 39.95 N: 11.103 km by 8.549 km. */
  NEAR (tw_polygon_area_m2 (square, 4) / 1e6, 94.92, 0.05);
  NEAR (tw_polygon_area_m2 (clockwise, 4), -tw_polygon_area_m2 (square, 4), 1e-3);
  g_assert_cmpfloat (tw_polygon_area_m2 (square, 2), ==, 0);
  NEAR (centre.lat, 39.95, 1e-9);
  NEAR (centre.lon, 116.35, 1e-9);
  corner = tw_polygon_centroid (notched, 6);
  NEAR (corner.lat, 5.0 / 6, 1e-9);
  NEAR (corner.lon, 5.0 / 6, 1e-9);
  centre = tw_polygon_centroid (square, 2);
  NEAR (centre.lon, 116.35, 1e-9);
  NEAR (tw_polygon_centroid (square, 1).lat, 39.9, 1e-9);
}

static void
test_mercator (void)
{
  static const struct {
    double lat, lon, x, y;
  } cases[] = {
    { 0, 0, 0.5, 0.5 },
    { 0, -180, 0, 0.5 },
    { 0, 180, 1, 0.5 },
    { 85.0511287798, 0, 0.5, 0 },
    { -85.0511287798, 0, 0.5, 1 },
    { 90, 0, 0.5, 0 },
    { 66.51326044311186, 90, 0.75, 0.25 },
  };
  TwRng rng;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double x, y;

      tw_mercator_from_latlon (cases[i].lat, cases[i].lon, &x, &y);
      NEAR (x, cases[i].x, 1e-9);
      NEAR (y, cases[i].y, 1e-9);
    }
  tw_rng_init (&rng, 9);
  for (int i = 0; i < 2000; i++)
    {
      double lat = tw_rng_uniform (&rng) * 170 - 85, lon = tw_rng_uniform (&rng) * 360 - 180, x, y;
      TwLatLon back;

      tw_mercator_from_latlon (lat, lon, &x, &y);
      back = tw_mercator_to_latlon (x, y);
      NEAR (back.lat, lat, 1e-9);
      NEAR (back.lon, lon, 1e-9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/geo/box", test_box);
  g_test_add_func ("/base/geo/valid", test_valid);
  g_test_add_func ("/base/geo/distance", test_distance);
  g_test_add_func ("/base/geo/plane", test_plane);
  g_test_add_func ("/base/geo/contains", test_contains);
  g_test_add_func ("/base/geo/tiling", test_tiling);
  g_test_add_func ("/base/geo/area", test_area);
  g_test_add_func ("/base/geo/mercator", test_mercator);
  return g_test_run ();
}
