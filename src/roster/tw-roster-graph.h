/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-planner.h"

G_BEGIN_DECLS

/** Fills nodes, arcs and levels of @choices, whose options are there. @must: n_days, 1 where a
 * pinned shift starts. */
void tw_roster_graph_build (TwRosterChoices *choices, const TwRosterProblem *problem,
                            const TwRosterPerson *person, const gint8 *must);
/**
 * The minutes with which each node from @first on may be reached, beginning at @first with @level
 * and going no further than over the arcs of nodes before @goal: bands[first .. end - 1].
 */
void tw_roster_graph_reach (const TwRosterChoices *choices, int first, int level, int goal, int end,
                            TwRosterBand *bands);
/** Narrows the bands of first .. goal - 1 to minutes from which a band at the goal is reached
 * within the limits of spans, and numbers all cells; returns how many. */
gsize tw_roster_graph_narrow (const TwRosterChoices *choices, const TwRosterPerson *person,
                              int first, int goal, int end, TwRosterBand *bands);

G_END_DECLS
