/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-rng.h"
#include "roster/tw-roster.h"

/** A number 0 .. n - 1. */
typedef int (*RosterDraw) (gpointer data, int n);

/** A small problem that makes sense but may have no roster: at most three people, days and posts,
 * with something of every rule and price there is. */
TwRosterProblem *roster_random_new (RosterDraw draw, gpointer data);
/** A shift of a kind there is, within the horizon, with blocks that fill it; it may break rules. */
TwRosterShift roster_random_shift (const TwRosterProblem *problem, int day, RosterDraw draw,
                                   gpointer data);
/** Draws from a TwRng. */
int roster_random_draw (gpointer rng, int n);
