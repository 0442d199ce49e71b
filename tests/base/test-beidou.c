// SPDX-License-Identifier: Apache-2.0
#include "base/tw-address.h"

#include "base/tw-error.h"
#include "base/tw-rng.h"

#include <math.h>
#include <string.h>

#define NEAR(a, b, eps) g_assert_cmpfloat_with_epsilon ((a), (b), (eps))

/* The corner next to the origin: 116 deg 18' 45.37", 39 deg 59' 35.38". */
#define LON (116 + 18 / 60.0 + 45.37 / 3600)
#define LAT (39 + 59 / 60.0 + 35.38 / 3600)

/* F37: worked examples as published with other implementations, and their mirror images. */
static void
test_examples (void)
{
  static const struct {
    double lat, lon;
    int level;
    const char *code;
  } cases[] = {
    { LAT, LON, 10, "N50J47539B8255346152" },
    { LAT, LON, 8, "N50J47539B825534" },
    { LAT, LON, 5, "N50J47539B8" },
    { LAT, LON, 1, "N50J" },
    { 39.910278, 116.315222, 4, "N50J47534" },
    { -LAT, -LON, 10, "S11J47539B8255346152" },
    { -LAT, LON, 10, "S50J47539B8255346152" },
    { LAT, -LON, 10, "N11J47539B8255346152" },
    { 0, 0, 3, "N31A000" },
    { 0, 180, 2, "N60AB0" },
    { 0, -180, 2, "N01AB0" },
    { -87.999, 5.9, 1, "S31V" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *code = tw_beidou_encode (cases[i].lat, cases[i].lon, cases[i].level, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (code, ==, cases[i].code);
    }
}

static void
test_examples_3d (void)
{
  static const struct {
    double lat, lon, height_m;
    int level;
    const char *code;
  } cases[] = {
    { 39.993161111111114, 116.31260277777778, 25125, 8, "N050J004705039DB8920557347" },
    { 39.910278, 116.315222, 0, 4, "N050J0047050340" },
    { 39.910278, 116.315222, 100, 10, "N050J0047050340D9011345100403410" },
    { 31.1415575, 120.5830508, 50, 10, "N051H0016000480E7010366734331434" },
    { 39.910278, 116.315222, -0.001, 4, "N150J0047050340" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *code = tw_beidou_encode_3d (cases[i].lat, cases[i].lon, cases[i].height_m,
                                                   cases[i].level, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (code, ==, cases[i].code);
    }
}

/* The boxes that iBEST-DB's manual prints for its two examples, and its range of heights. */
static void
test_decode (void)
{
  TwLatLon at;
  double height_m;
  int level;

  g_assert_true (tw_beidou_decode ("N50J47539B825534", &at, &level, NULL));
  g_assert_cmpint (level, ==, 8);
  NEAR (at.lat, 39.99315972222223, 1e-12);
  NEAR (at.lon, 116.3125954861111, 1e-12);
  g_assert_true (tw_beidou_decode_3d ("N050J004705039DB8920557347", &at, &height_m, &level, NULL));
  g_assert_cmpint (level, ==, 8);
  NEAR (at.lat, 39.99315972222223, 1e-12);
  NEAR (height_m, 25124.460173016414, 1e-4);
  g_assert_true (tw_beidou_decode_3d ("N131A63", &at, &height_m, NULL, NULL));
  NEAR (height_m, 6378137 * (exp (-252 * log1p (G_PI / 180)) - 1), 1e-3);
  g_assert_true (tw_beidou_decode ("s11j47539b8", &at, NULL, NULL));
  g_assert_true (at.lat < 0 && at.lon < 0);
}

static void
test_refused_positions (void)
{
  static const struct {
    double lat, lon, height_m;
    int level;
  } cases[] = {
    { 88, 0, 0, 5 },       { -89.5, 10, 0, 5 },     { 90, 0, 0, 5 },          { 91, 0, 0, 5 },
    { 10, 181, 0, 5 },     { NAN, 0, 0, 5 },        { 10, 10, 0, 0 },         { 10, 10, 0, 11 },
    { 10, 10, 5.3e8, 10 }, { 10, 10, -6302107, 3 }, { 10, 10, -6378137, 10 }, { 10, 10, NAN, 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%zu", i);
      g_assert_null (tw_beidou_encode_3d (cases[i].lat, cases[i].lon, cases[i].height_m,
                                          cases[i].level, &error));
      g_assert_error (error, TW_DATA_ERROR, TW_DATA_ERROR_RANGE);
    }
}

static void
test_refused_codes (void)
{
  static const char *const codes[] = {
    "",
    "N",
    "X50J",
    "N00J",
    "N61J",
    "N50W",
    "N5",
    "N50",
    "N50J4",
    "N50JC0",
    "N50J08",
    "N50J476",
    "N50J475F0",
    "N50J4750A",
    "N50J47539F0",
    "N50J47539B84",
    "N50J47539B8280",
    "N50J47539B82553461520",
    "N50J47539B825534615 2",
    "N50J 47",
  };
  static const char *const codes_3d[] = { "",           "N2",      "N250J00",
                                          "N050J",      "N050J64", "N050J0",
                                          "N050J00478", "N50J47",  "N050J0047052" };
  TwLatLon at = { 42, 42 };
  double height_m;

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", codes[i]);
      g_assert_false (tw_beidou_decode (codes[i], &at, NULL, &error));
      g_assert_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (codes_3d); i++)
    {
      g_test_message ("%s", codes_3d[i]);
      g_assert_false (tw_beidou_decode_3d (codes_3d[i], &at, &height_m, NULL, NULL));
    }
  g_assert_cmpfloat (at.lat, ==, 42);
}

static void
check_round_trip (double lat, double lon, double height_m, int level)
{
  static const double size_deg[] = {
    6,          0.5,         0.25,         1 / 60.0,     4 / 3600.0,
    2 / 3600.0, 0.25 / 3600, 1 / 115200.0, 1 / 921600.0, 1 / 7372800.0
  };
  g_autofree char *code = tw_beidou_encode_3d (lat, lon, height_m, level, NULL), *again = NULL,
                  *flat = NULL;
  TwLatLon at, flat_at;
  double base_m;
  int got;

  g_assert_true (tw_beidou_decode_3d (code, &at, &base_m, &got, NULL));
  g_assert_cmpint (got, ==, level);
  g_assert_true (fabs (at.lat) <= fabs (lat) + 1e-9
                 && fabs (lat) < fabs (at.lat) + size_deg[level - 1] + 1e-9);
  g_assert_true (fabs (at.lon) <= fabs (lon) + 1e-9
                 && fabs (lon) < fabs (at.lon) + size_deg[level - 1] + 1e-9);
  g_assert_true (fabs (base_m) <= fabs (height_m) + 1e-6 && base_m * height_m >= 0);
  if (level == 10)
    g_assert_cmpfloat (fabs (height_m - base_m), <, 0.016 * (1 + fabs (height_m) / 6e6));

  again = tw_beidou_encode_3d (at.lat, at.lon, base_m, level, NULL);
  /* The cell at zero is reached from both sides: its corner is no longer south, west or below. */
  if (at.lat != 0 && at.lon != 0 && base_m != 0)
    g_assert_cmpstr (again, ==, code);
  flat = tw_beidou_encode (lat, lon, level, NULL);
  g_assert_true (tw_beidou_decode (flat, &flat_at, NULL, NULL));
  g_assert_true (flat_at.lat == at.lat && flat_at.lon == at.lon);
}

/* All hemispheres, heights from the deepest sea to space: the cell holds the point, its corner
 * encodes to the same code, and a code cut short is the code of the coarser level. */
static void
test_round_trip (void)
{
  TwRng rng;

  tw_rng_init (&rng, 12);
  for (int i = 0; i < 20000; i++)
    {
      double lat = tw_rng_uniform (&rng) * 175.9 - 87.95, lon = tw_rng_uniform (&rng) * 360 - 180;
      double height_m =
          i % 2 == 0 ? tw_rng_normal (&rng, 0, 100) : tw_rng_uniform (&rng) * 411034 - 11034;
      int level = (int) tw_rng_range (&rng, 1, 10);
      g_autofree char *fine = tw_beidou_encode_3d (lat, lon, height_m, 10, NULL);
      g_autofree char *coarse = tw_beidou_encode_3d (lat, lon, height_m, level, NULL);

      g_assert_true (g_str_has_prefix (fine, coarse));
      g_assert_cmpuint (strlen (fine), ==, 32);
      check_round_trip (lat, lon, height_m, level);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/beidou/examples", test_examples);
  g_test_add_func ("/base/beidou/examples-3d", test_examples_3d);
  g_test_add_func ("/base/beidou/decode", test_decode);
  g_test_add_func ("/base/beidou/refused-positions", test_refused_positions);
  g_test_add_func ("/base/beidou/refused-codes", test_refused_codes);
  g_test_add_func ("/base/beidou/round-trip", test_round_trip);
  return g_test_run ();
}
