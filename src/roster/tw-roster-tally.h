/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

G_BEGIN_DECLS

/**
 * TwRosterTally: who stands where, as heads per post and slot, and what one head more would cost.
 * Kept up to date as plans come and go. One thread.
 */
typedef struct {
  const TwRosterProblem *problem;
  int *heads;               /* n_posts x n_slots */
  double *price;            /* n_posts x n_slots: the cost of one head more; negative: a gain */
  int *tides, *first_tide;  /* those of slot t: tides[first_tide[t] .. first_tide[t + 1] - 1] */
  int **at, **of;           /* by tide: heads counted by each, for slots first .. last - 1 */
  double under, over, tide; /* what the roster pays now */
} TwRosterTally;

TwRosterTally *tw_roster_tally_new (const TwRosterProblem *problem);
void tw_roster_tally_free (TwRosterTally *self);
/** Adds (@sign 1) or takes away (-1) the heads of a plan. */
void tw_roster_tally_apply (TwRosterTally *self, const TwRosterPlan *plan, int sign);
/** Makes @self the same as @other, over the same problem. */
void tw_roster_tally_assign (TwRosterTally *self, const TwRosterTally *other);
/** What the heads of @plan would cost or gain, one head more in each of its slots. */
double tw_roster_tally_price (const TwRosterTally *self, const TwRosterPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterTally, tw_roster_tally_free)

/** What the heads of @plan cost at @price (n_posts x n_slots). */
double tw_roster_plan_price (const TwRosterProblem *problem, const double *price,
                             const TwRosterPlan *plan);
/** The cost of @heads, in its two parts. */
void tw_roster_cover_cost (const TwRosterCover *cover, int heads, double *ret_under,
                           double *ret_over);

G_END_DECLS
