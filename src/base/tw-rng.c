// SPDX-License-Identifier: Apache-2.0
#include "base/tw-rng.h"

#include <math.h>
#include <string.h>

/* Random numbers that are equal on every machine
 *
 * xoshiro256** (Blackman & Vigna 2021) gives 64 bits a call; its 256 bits of state are filled by
 * splitmix64, so that neighbouring seeds give unrelated streams. Everything integer is exact. The
 * shaped draws use only sqrt, log, exp and lgamma of the C library on top, so they agree wherever
 * those round alike (all glibc of the supported releases).
 *
 * Draws take a varying number of steps (rejection). A consumer that must not shift the others
 * therefore takes a stream of its own by tw_rng_init_named().
 */

#define FNV_OFFSET G_GUINT64_CONSTANT (0xcbf29ce484222325)
#define FNV_PRIME G_GUINT64_CONSTANT (0x100000001b3)

static guint64
splitmix64 (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline guint64
rotate_left (guint64 x, int k)
{
  return (x << k) | (x >> (64 - k));
}

void
tw_rng_init (TwRng *rng, guint64 seed)
{
  for (int i = 0; i < 4; i++)
    rng->s[i] = splitmix64 (&seed);
}

void
tw_rng_init_named (TwRng *rng, guint64 seed, const char *name)
{
  guint64 hash = FNV_OFFSET;

  /* FNV-1a of the name; splitmix64 spreads the seed first, so that name and seed cannot cancel each
   * other out. */
  for (const char *p = name; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * FNV_PRIME;
  tw_rng_init (rng, splitmix64 (&seed) ^ hash);
}

guint64
tw_rng_next (TwRng *rng)
{
  guint64 *s = rng->s;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

double
tw_rng_uniform (TwRng *rng)
{
  return (double) (tw_rng_next (rng) >> 11) * 0x1p-53;
}

guint64
tw_rng_below (TwRng *rng, guint64 n)
{
  guint64 tail, x;

  g_return_val_if_fail (n > 0, 0);

  /* The 2^64 mod n lowest values are thrown away; what remains is a whole multiple of n. */
  tail = -n % n;
  do
    x = tw_rng_next (rng);
  while (x < tail);
  return x % n;
}

gint64
tw_rng_range (TwRng *rng, gint64 lo, gint64 hi)
{
  guint64 span;

  g_return_val_if_fail (lo <= hi, lo);

  span = (guint64) hi - (guint64) lo + 1;
  if (span == 0)
    return (gint64) tw_rng_next (rng);
  return (gint64) ((guint64) lo + tw_rng_below (rng, span));
}

/* Uniform in (0, 1): safe for a logarithm. */
static double
uniform_open (TwRng *rng)
{
  return ((double) (tw_rng_next (rng) >> 12) + 0.5) * 0x1p-52;
}

/* Marsaglia's polar method. The second value is dropped: keeping it would make the struct more than
 * its state. */
double
tw_rng_normal (TwRng *rng, double mean, double sd)
{
  double x, y, r2;

  do
    {
      x = 2 * tw_rng_uniform (rng) - 1;
      y = 2 * tw_rng_uniform (rng) - 1;
      r2 = x * x + y * y;
    }
  while (r2 >= 1 || r2 == 0);
  return mean + sd * x * sqrt (-2 * log (r2) / r2);
}

double
tw_rng_exponential (TwRng *rng, double rate)
{
  g_return_val_if_fail (rate > 0, 0);

  return -log (uniform_open (rng)) / rate;
}

/* Marsaglia & Tsang 2000, "A simple method for generating gamma variables"; shapes below 1 are
 * boosted by U^(1/shape). */
double
tw_rng_gamma (TwRng *rng, double shape, double scale)
{
  double d, c;

  g_return_val_if_fail (shape > 0 && scale > 0, 0);

  if (shape < 1)
    {
      double boosted = tw_rng_gamma (rng, shape + 1, scale);

      return boosted * pow (uniform_open (rng), 1 / shape);
    }

  d = shape - 1.0 / 3;
  c = 1 / sqrt (9 * d);
  for (;;)
    {
      double x = tw_rng_normal (rng, 0, 1);
      double v = 1 + c * x;

      if (v <= 0)
        continue;
      v = v * v * v;
      if (log (uniform_open (rng)) < 0.5 * x * x + d - d * v + d * log (v))
        return d * v * scale;
    }
}

/* By counting down the product of uniforms; the time grows with the mean. */
static guint64
poisson_small (TwRng *rng, double mean)
{
  double limit = exp (-mean);
  double product = uniform_open (rng);
  guint64 n = 0;

  while (product > limit)
    {
      product *= uniform_open (rng);
      n++;
    }
  return n;
}

/* lgamma() writes the global signgam; the re-entrant one does not. */
static double
log_factorial (double k)
{
  int sign;

  return lgamma_r (k + 1, &sign);
}

/* Hörmann 1993, "The transformed rejection method for generating Poisson random variables" (PTRS),
 * for means above 10. */
static guint64
poisson_large (TwRng *rng, double mean)
{
  double root = sqrt (mean), log_mean = log (mean);
  double b = 0.931 + 2.53 * root;
  double a = -0.059 + 0.02483 * b;
  double inv_alpha = 1.1239 + 1.1328 / (b - 3.4);
  double v_r = 0.9277 - 3.6224 / (b - 2);

  for (;;)
    {
      double u = tw_rng_uniform (rng) - 0.5;
      double v = uniform_open (rng);
      double us = 0.5 - fabs (u);
      double k = floor ((2 * a / us + b) * u + mean + 0.43);

      if (us >= 0.07 && v <= v_r)
        return (guint64) k;
      if (k < 0 || (us < 0.013 && v > us))
        continue;
      if (log (v) + log (inv_alpha) - log (a / (us * us) + b)
          <= -mean + k * log_mean - log_factorial (k))
        return (guint64) k;
    }
}

guint64
tw_rng_poisson (TwRng *rng, double mean)
{
  g_return_val_if_fail (mean >= 0 && mean < 1e15, 0);

  if (mean == 0)
    return 0;
  return mean < 12 ? poisson_small (rng, mean) : poisson_large (rng, mean);
}

gsize
tw_rng_pick (TwRng *rng, const double *weights, gsize n)
{
  double sum = 0, at;
  gsize last = 0;

  for (gsize i = 0; i < n; i++)
    sum += weights[i];
  g_return_val_if_fail (n > 0 && sum > 0, 0);

  at = tw_rng_uniform (rng) * sum;
  for (gsize i = 0; i < n; i++)
    {
      if (weights[i] <= 0)
        continue;
      last = i;
      if (at < weights[i])
        return i;
      at -= weights[i];
    }
  /* Rounding may leave a crumb beyond the last positive weight. */
  return last;
}
