// SPDX-License-Identifier: Apache-2.0
#include "base/tw-rng.h"

#include <math.h>

/* The generator's published first outputs from the state 1, 2, 3, 4. */
static void
test_reference (void)
{
  static const guint64 expected[] = {
    G_GUINT64_CONSTANT (11520),
    G_GUINT64_CONSTANT (0),
    G_GUINT64_CONSTANT (1509978240),
    G_GUINT64_CONSTANT (1215971899390074240),
    G_GUINT64_CONSTANT (1216172134540287360),
    G_GUINT64_CONSTANT (607988272756665600),
    G_GUINT64_CONSTANT (16172922978634559625),
    G_GUINT64_CONSTANT (8476171486693032832),
  };
  TwRng rng = { { 1, 2, 3, 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (tw_rng_next (&rng), ==, expected[i]);
}

/* The seeding is splitmix64, with its published outputs for the seed 1234567. */
static void
test_seeding (void)
{
  TwRng rng;

  tw_rng_init (&rng, 1234567);
  g_assert_cmpuint (rng.s[0], ==, G_GUINT64_CONSTANT (6457827717110365317));
  g_assert_cmpuint (rng.s[1], ==, G_GUINT64_CONSTANT (3203168211198807973));
  g_assert_cmpuint (rng.s[2], ==, G_GUINT64_CONSTANT (9817491932198370423));
  g_assert_cmpuint (rng.s[3], ==, G_GUINT64_CONSTANT (4593380528125082431));
}

static void
test_named (void)
{
  TwRng a, b, c, d;

  tw_rng_init_named (&a, 1, "people");
  tw_rng_init_named (&b, 1, "people");
  tw_rng_init_named (&c, 1, "homes");
  tw_rng_init_named (&d, 2, "people");
  g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
  g_assert_cmpuint (tw_rng_next (&a), !=, tw_rng_next (&c));
  g_assert_cmpuint (tw_rng_next (&b), !=, tw_rng_next (&d));
}

static void
test_ranges (void)
{
  guint seen[7] = { 0 };
  TwRng rng;

  tw_rng_init (&rng, 7);
  for (int i = 0; i < 70000; i++)
    {
      gint64 x = tw_rng_range (&rng, -3, 3);
      double u = tw_rng_uniform (&rng);

      g_assert_true (x >= -3 && x <= 3);
      g_assert_true (u >= 0 && u < 1);
      seen[x + 3]++;
    }
  /* Five standard deviations of a binomial count around 10,000. */
  for (int i = 0; i < 7; i++)
    g_assert_cmpfloat (fabs (seen[i] - 10000.0), <, 5 * 92.6);
  g_assert_cmpuint (tw_rng_below (&rng, 1), ==, 0);
  g_assert_cmpint (tw_rng_range (&rng, G_MAXINT64, G_MAXINT64), ==, G_MAXINT64);
  tw_rng_range (&rng, G_MININT64, G_MAXINT64);
}

/* Three quarters of all 64-bit numbers: only by throwing the other quarter away is each third of
 * the range as likely as the others. */
static void
test_no_bias (void)
{
  const guint64 third = G_GUINT64_CONSTANT (1) << 62;
  guint counts[3] = { 0 };
  TwRng rng;

  tw_rng_init (&rng, 21);
  for (int i = 0; i < 30000; i++)
    counts[tw_rng_below (&rng, 3 * third) / third]++;
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (fabs (counts[i] - 10000.0), <, 5 * 81.7);
}

typedef struct {
  const char *name;
  double (*draw) (TwRng *rng);
  double mean, sd;
} Shape;

static double
draw_normal (TwRng *rng)
{
  return tw_rng_normal (rng, 5, 2);
}

static double
draw_exponential (TwRng *rng)
{
  return tw_rng_exponential (rng, 0.25);
}

static double
draw_gamma (TwRng *rng)
{
  return tw_rng_gamma (rng, 3, 2);
}

static double
draw_small_gamma (TwRng *rng)
{
  return tw_rng_gamma (rng, 0.3, 2);
}

static double
draw_poisson_small (TwRng *rng)
{
  return (double) tw_rng_poisson (rng, 0.7);
}

static double
draw_poisson_middle (TwRng *rng)
{
  return (double) tw_rng_poisson (rng, 12.5);
}

static double
draw_poisson_large (TwRng *rng)
{
  return (double) tw_rng_poisson (rng, 900);
}

/* Mean and standard deviation of 200,000 draws, within five standard errors. */
static void
test_shapes (void)
{
  const Shape shapes[] = {
    { "normal", draw_normal, 5, 2 },
    { "exponential", draw_exponential, 4, 4 },
    { "gamma", draw_gamma, 6, sqrt (12) },
    { "small gamma", draw_small_gamma, 0.6, sqrt (1.2) },
    { "poisson 0.7", draw_poisson_small, 0.7, sqrt (0.7) },
    { "poisson 12.5", draw_poisson_middle, 12.5, sqrt (12.5) },
    { "poisson 900", draw_poisson_large, 900, 30 },
  };
  const int n = 200000;

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      double sum = 0, squares = 0, mean, sd;
      TwRng rng;

      tw_rng_init (&rng, 100 + i);
      for (int j = 0; j < n; j++)
        {
          double x = shapes[i].draw (&rng);

          sum += x;
          squares += x * x;
        }
      mean = sum / n;
      sd = sqrt (squares / n - mean * mean);
      g_test_message ("%s: mean %g, sd %g", shapes[i].name, mean, sd);
      g_assert_cmpfloat (fabs (mean - shapes[i].mean), <, 5 * shapes[i].sd / sqrt (n));
      g_assert_cmpfloat (fabs (sd / shapes[i].sd - 1), <, 0.03);
    }
}

/* The whole distribution where the method changes: chi-squared against the Poisson law. */
static void
test_poisson_law (void)
{
  static const double means[] = { 11.9, 12.0, 30.0 };
  const int n = 100000;

  for (gsize i = 0; i < G_N_ELEMENTS (means); i++)
    {
      int counts[64] = { 0 };
      double p = exp (-means[i]), chi = 0, rest = 1;
      int cells = 0;
      TwRng rng;

      tw_rng_init (&rng, 5);
      for (int j = 0; j < n; j++)
        counts[MIN (tw_rng_poisson (&rng, means[i]), 63)]++;
      for (int k = 0; k < 63; p *= means[i] / ++k)
        {
          rest -= p;
          if (n * p >= 10)
            {
              chi += (counts[k] - n * p) * (counts[k] - n * p) / (n * p);
              cells++;
            }
        }
      g_assert_cmpfloat (fabs (rest), <, 0.01);
      g_assert_cmpfloat (chi, <, cells + 5 * sqrt (2.0 * cells));
    }
}

static void
test_pick (void)
{
  static const double weights[] = { 0, 1, 0, 3, 0 };
  guint counts[5] = { 0 };
  TwRng rng;

  tw_rng_init (&rng, 3);
  for (int i = 0; i < 40000; i++)
    counts[tw_rng_pick (&rng, weights, 5)]++;
  g_assert_cmpuint (counts[0] + counts[2] + counts[4], ==, 0);
  g_assert_cmpfloat (fabs (counts[1] - 10000.0), <, 5 * 87);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/rng/reference", test_reference);
  g_test_add_func ("/base/rng/seeding", test_seeding);
  g_test_add_func ("/base/rng/named", test_named);
  g_test_add_func ("/base/rng/ranges", test_ranges);
  g_test_add_func ("/base/rng/no-bias", test_no_bias);
  g_test_add_func ("/base/rng/shapes", test_shapes);
  g_test_add_func ("/base/rng/poisson-law", test_poisson_law);
  g_test_add_func ("/base/rng/pick", test_pick);
  return g_test_run ();
}
