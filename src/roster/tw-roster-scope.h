/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-planner.h"

G_BEGIN_DECLS

/** The part of a person's graph that is planned anew, while the plan before and after it stays. */
typedef struct {
  int first, first_level;    /* node and minutes where it begins */
  int goal, end;             /* nodes goal .. end - 1 are where it may end */
  const TwRosterBand *bands; /* by node */
  gsize n_cells;
  int first_shift, end_shift; /* shifts first_shift .. end_shift - 1 of the old plan are in it */
  int weekends_before;
  const int *tail_weekends; /* by node from goal on: worked after it, or NULL: none */
  TwRosterBand *own_bands;
  int *own_tail, *on_path;
  gsize n_own;
} TwRosterScope;

/** All of it. */
void tw_roster_scope_all (TwRosterScope *self, const TwRosterChoices *choices);
/** The shifts of @now that start in the slots from .. until - 1. FALSE: @now is not a walk through
 * the graph, or there is nothing to plan. */
gboolean tw_roster_scope_window (TwRosterScope *self, const TwRosterChoices *choices,
                                 const TwRosterPerson *person, const TwRosterPlan *now, int from,
                                 int until);
void tw_roster_scope_clear (TwRosterScope *self);

G_END_DECLS
