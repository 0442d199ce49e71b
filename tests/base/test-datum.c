// SPDX-License-Identifier: Apache-2.0
#include "base/tw-geo.h"

#include "base/tw-rng.h"

#include <math.h>

#define NEAR(a, b, eps) g_assert_cmpfloat_with_epsilon ((a), (b), (eps))

static void
test_names (void)
{
  static const struct {
    const char *name;
    int datum;
  } cases[] = {
    { "wgs84", TW_DATUM_WGS84 },
    { "WGS-84", TW_DATUM_WGS84 },
    { "gcj02", TW_DATUM_GCJ02 },
    { "GCJ-02", TW_DATUM_GCJ02 },
    { "bd09", TW_DATUM_BD09 },
    { "BD-09", TW_DATUM_BD09 },
    { "CGCS2000", TW_DATUM_CGCS2000 },
    { "cgcs-2000", TW_DATUM_CGCS2000 },
    { "", -1 },
    { "mars", -1 },
    { "gcj", -1 },
    { "wgs84wgs84wgs84wgs84", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwDatum datum;

      g_assert_cmpint (tw_datum_parse (cases[i].name, &datum), ==, cases[i].datum >= 0);
      if (cases[i].datum >= 0)
        g_assert_cmpint ((int) datum, ==, cases[i].datum);
    }
}

/* Pairs that the public converters of several languages carry in their tests. */
static void
test_gcj (void)
{
  static const struct {
    TwLatLon wgs, gcj;
  } cases[] = {
    { { 31.1774276, 121.5272106 }, { 31.17530398364597, 121.531541859215 } },
    { { 22.543847, 113.912316 }, { 22.540796131694766, 113.9171764808363 } },
    { { 39.911954, 116.377817 }, { 39.91334545536069, 116.38404722455657 } },
    { { 39.915, 116.404 }, { 39.91640428150164, 116.41024449916938 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwLatLon gcj = tw_datum_from_wgs84 (TW_DATUM_GCJ02, cases[i].wgs);
      TwLatLon wgs = tw_datum_to_wgs84 (TW_DATUM_GCJ02, cases[i].gcj);

      NEAR (gcj.lat, cases[i].gcj.lat, 1e-9);
      NEAR (gcj.lon, cases[i].gcj.lon, 1e-9);
      NEAR (wgs.lat, cases[i].wgs.lat, 1e-9);
      NEAR (wgs.lon, cases[i].wgs.lon, 1e-9);
    }
}

/* GCJ-02 to BD-09, by way of WGS-84. */
static void
test_bd (void)
{
  TwLatLon wgs = tw_datum_to_wgs84 (TW_DATUM_GCJ02, (TwLatLon){ 39.915, 116.404 });
  TwLatLon bd = tw_datum_from_wgs84 (TW_DATUM_BD09, wgs),
           back = tw_datum_to_wgs84 (TW_DATUM_BD09, bd);

  NEAR (bd.lat, 39.92133699351022, 1e-9);
  NEAR (bd.lon, 116.41036949371029, 1e-9);
  NEAR (back.lat, wgs.lat, 1e-9);
  NEAR (back.lon, wgs.lon, 1e-9);
}

static void
test_round_trip (void)
{
  TwRng rng;

  tw_rng_init (&rng, 6);
  for (int i = 0; i < 20000; i++)
    {
      TwLatLon p = { 1 + tw_rng_uniform (&rng) * 54, 72.5 + tw_rng_uniform (&rng) * 65 };

      for (TwDatum datum = TW_DATUM_WGS84; datum <= TW_DATUM_CGCS2000; datum++)
        {
          TwLatLon there = tw_datum_from_wgs84 (datum, p), back = tw_datum_to_wgs84 (datum, there);

          NEAR (back.lat, p.lat, 1e-9);
          NEAR (back.lon, p.lon, 1e-9);
          if (datum == TW_DATUM_GCJ02)
            g_assert_cmpfloat (tw_distance_m (p, there), <, 1500);
        }
    }
}

/* Elsewhere nothing is shifted, and what is no position comes to an end too. */
static void
test_abroad (void)
{
  static const TwLatLon places[] = {
    { 40.7, -74 }, { 29.76, -95.37 }, { -33.9, 151.2 }, { 0, 0 }, { 55.9, 100 }
  };
  TwLatLon odd;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      TwLatLon gcj = tw_datum_from_wgs84 (TW_DATUM_GCJ02, places[i]);
      TwLatLon wgs = tw_datum_to_wgs84 (TW_DATUM_BD09, places[i]);

      g_assert_true (gcj.lat == places[i].lat && gcj.lon == places[i].lon);
      g_assert_true (wgs.lat == places[i].lat && wgs.lon == places[i].lon);
    }
  odd = tw_datum_to_wgs84 (TW_DATUM_GCJ02, (TwLatLon){ NAN, 116 });
  g_assert_true (isnan (odd.lat));
  odd = tw_datum_to_wgs84 (TW_DATUM_GCJ02, (TwLatLon){ 55.8272, 100 });
  NEAR (odd.lat, 55.8272, 0.01);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/datum/names", test_names);
  g_test_add_func ("/base/datum/gcj", test_gcj);
  g_test_add_func ("/base/datum/bd", test_bd);
  g_test_add_func ("/base/datum/round-trip", test_round_trip);
  g_test_add_func ("/base/datum/abroad", test_abroad);
  return g_test_run ();
}
