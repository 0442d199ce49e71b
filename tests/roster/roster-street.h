/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

/** A street of 12 communities with 60 posts over 72 hours of 15 minutes: demand that comes and
 * goes, three pools with kinds of their own, shares of people at some places, a few wishes. The
 * same for the same seed. */
TwRosterProblem *roster_street_new (int n_people, guint64 seed);
/** A plan for everybody without a broken rule, as one might lay it out by hand: most people work
 * each day in one of three shifts. @coverage: about the share of people who do. */
TwRoster *roster_street_fill (const TwRosterProblem *problem, double coverage, guint64 seed);
