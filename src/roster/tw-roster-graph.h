/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-planner.h"

G_BEGIN_DECLS

/** Fills nodes, arcs and levels of @choices, whose options are there. @must: n_days, 1 where a
 * pinned shift starts. */
void tw_roster_graph_build (TwRosterChoices *choices, const TwRosterProblem *problem,
                            const TwRosterPerson *person, const gint8 *must);

G_END_DECLS
