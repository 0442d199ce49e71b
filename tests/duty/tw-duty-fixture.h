/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand-private.h"
#include "duty/tw-outlook-private.h"
#include "duty/tw-street-private.h"

G_BEGIN_DECLS

/*
 * A street made by hand for tests: two square communities side by side, three services, two
 * channels, no database.
 */

#define FIXTURE_NOW_US G_GINT64_CONSTANT (1795477200000000) /* 2026-11-24T07:40+08:00 */
#define FIXTURE_LAT 30.0
#define FIXTURE_LON 104.0
#define FIXTURE_SIDE 0.01 /* degrees, each community */

TwStreet *fixture_street_new (void);
/** One request; community by its position, no position when @lat is NAN. */
TwRequestRow fixture_row (TwStreet *street, gint64 at_us, double lat, double lon, guint service,
                          guint channel);
/** @weeks weeks of requests up to now by a daily rhythm; deterministic. GArray of TwRequestRow. */
GArray *fixture_history_new (TwStreet *street, guint weeks, double per_hour);

/** Removes a folder and all in it. */
void fixture_remove_tree (const char *path);
/** A timer that keeps the main loop turning while a test waits; g_source_remove() it. */
guint fixture_tick (void);

#define FIXTURE_WAIT_MS 60000

/* Runs the main context until @done holds; fails the test when it never does. */
#define fixture_wait_until(done)                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 limit_us = g_get_monotonic_time () + FIXTURE_WAIT_MS * 1000;                            \
    guint tick = fixture_tick ();                                                                  \
    while (!(done) && g_get_monotonic_time () < limit_us)                                          \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (tick);                                                                        \
    g_assert_true (done);                                                                          \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
