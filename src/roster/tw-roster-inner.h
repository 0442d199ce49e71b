/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-planner.h"

G_BEGIN_DECLS

/** Within one shift: the cheapest sequence of blocks, breaks and ways. */
typedef struct _TwRosterInner TwRosterInner;

TwRosterInner *tw_roster_inner_new (const TwRosterProblem *problem);
void tw_roster_inner_free (TwRosterInner *self);
/** For the options first .. end - 1 of @person the cost of their cheapest blocks, travel included:
 * ret[first .. end - 1]. No start of a kind may be cut in two. */
void tw_roster_inner_price (TwRosterInner *self, const TwRosterChoices *choices,
                            const TwRosterPerson *person, const double *price, int first, int end,
                            double *ret);
/** The cheapest blocks of one option, as tw_roster_inner_price() found them. */
void tw_roster_inner_trace (TwRosterInner *self, const TwRosterChoices *choices,
                            const TwRosterPerson *person, const double *price,
                            const TwRosterOption *option, TwRosterShift *ret);

G_END_DECLS
