/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-explain.h"

G_BEGIN_DECLS

/** The plan with @shift in its place by time; blocks stay borrowed, the shifts array is to be
 * freed. */
TwRosterPlan tw_roster_plan_with_shift (const TwRosterPlan *plan, const TwRosterShift *shift);
/** What the plan as it stands breaks (GArray of TwRosterBreak, transfer full). */
GArray *tw_roster_breaks_now (const TwRosterView *view, int person);
/** How many red breaks @to has that are not in @before; the first of them goes to @ret_first. */
int tw_roster_count_new_breaks (const TwRosterView *view, int person, const GArray *before,
                                const TwRosterPlan *to, TwRosterBreak *ret_first);
/** Whether a pin has these slots. */
gboolean tw_roster_is_pinned (const TwRosterPerson *person, const TwRosterShift *shift);

G_END_DECLS
