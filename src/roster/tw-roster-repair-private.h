/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-repair.h"
#include "roster/tw-roster-state.h"

G_BEGIN_DECLS

/** A repair at work. One thread. */
typedef struct {
  const TwRosterProblem *original;
  const TwRosterPlan *plans;
  const TwRosterRepairOptions *options;
  TwRosterProblem problem; /* what is solved: shares all but the people */
  TwRosterPlan *start;     /* n_people: the plans less the absences */
  guint8 *absent, *pinned; /* n_people */
  guint8 *affected;        /* cells that an absence left */
  TwRosterChoiceSet *choices;
  TwRosterPlanner *planner;
  TwRosterState *state;
  double *most; /* n_people: what replanning gains at most */
  gint64 began_us, deadline_us;
  gboolean proven;
} TwRosterRepairWork;

/** Gives people better plans until none is found or time is out, then takes back what is not worth
 * its price. */
void tw_roster_repair_search (TwRosterRepairWork *self);
/** Puts a copy of @plan in for a person who is out. */
void tw_roster_repair_put_in (TwRosterRepairWork *self, int e, const TwRosterPlan *plan);
/** Whether @plan holds all pins of the person, as they are. */
gboolean tw_roster_repair_keeps_pins (const TwRosterRepairWork *self, int e,
                                      const TwRosterPlan *plan);
/** Whether the person's plan is not the one they started with. */
gboolean tw_roster_repair_has_changed (const TwRosterRepairWork *self, int e);
gboolean tw_roster_repair_same (const TwRosterShift *a, const TwRosterShift *b);

G_END_DECLS
