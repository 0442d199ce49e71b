/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-planner.h"
#include "roster/tw-roster-tally.h"

G_BEGIN_DECLS

/** A roster in the making: everybody's plan, what it costs besides heads, and the heads. One
 * thread. */
typedef struct {
  const TwRosterProblem *problem;
  TwRosterTally *tally;
  TwRosterPlan *plans; /* n_people */
  double *own;         /* n_people: cost of the plan besides its heads */
  guint8 *out;         /* n_people: taken out, the plan does not count */
  double own_sum;
} TwRosterState;

/** The same shifts with the same blocks. */
gboolean tw_roster_plan_equal (const TwRosterPlan *a, const TwRosterPlan *b);
/** Everybody is taken out. */
TwRosterState *tw_roster_state_new (const TwRosterProblem *problem);
void tw_roster_state_free (TwRosterState *self);
double tw_roster_state_total (const TwRosterState *self);
/** Takes @person out; the plan that stood goes to @ret_plan (transfer full) unless NULL. */
void tw_roster_state_take_out (TwRosterState *self, int person, TwRosterPlan *ret_plan);
/** Puts @plan in for a person who is out; takes its shifts. */
void tw_roster_state_put_in (TwRosterState *self, int person, TwRosterPlan plan, double own);
/** Puts in the cheapest plan against all who are in. FALSE: there is none. */
gboolean tw_roster_state_rebuild (TwRosterState *self, TwRosterPlanner *planner, int person);
/** Makes @self the same roster as @other, over the same problem. */
void tw_roster_state_assign (TwRosterState *self, const TwRosterState *other);
/** What is there as a roster with its score. */
TwRoster *tw_roster_state_to_roster (const TwRosterState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterState, tw_roster_state_free)

G_END_DECLS
