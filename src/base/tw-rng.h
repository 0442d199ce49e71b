/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwRng: a small deterministic generator (xoshiro256** seeded by splitmix64). The same seed gives
 * the same stream on every machine. Value type, not thread-safe; make one per worker.
 * Source: Blackman & Vigna, "Scrambled linear pseudorandom number generators", 2021.
 */
typedef struct {
  guint64 s[4];
} TwRng;

/** Starts the stream of @seed. */
void tw_rng_init (TwRng *rng, guint64 seed);
/** Derives an independent stream by name, so that adding a consumer never shifts the others. */
void tw_rng_init_named (TwRng *rng, guint64 seed, const char *name);
/** The next 64 bits. */
guint64 tw_rng_next (TwRng *rng);
/** Uniform in [0, 1). */
double tw_rng_uniform (TwRng *rng);
/** Uniform integer in [0, n); n > 0; without modulo bias. */
guint64 tw_rng_below (TwRng *rng, guint64 n);
/** Uniform integer in [lo, hi], both included. */
gint64 tw_rng_range (TwRng *rng, gint64 lo, gint64 hi);
/** Normal with @mean and standard deviation @sd. */
double tw_rng_normal (TwRng *rng, double mean, double sd);
/** Exponential with mean 1 / @rate; @rate > 0. */
double tw_rng_exponential (TwRng *rng, double rate);
/** Gamma with mean @shape * @scale; both > 0. */
double tw_rng_gamma (TwRng *rng, double shape, double scale);
/** Poisson with @mean in [0, 1e15). */
guint64 tw_rng_poisson (TwRng *rng, double mean);
/** Index drawn by weight; weights >= 0 with a positive sum. */
gsize tw_rng_pick (TwRng *rng, const double *weights, gsize n);

G_END_DECLS
