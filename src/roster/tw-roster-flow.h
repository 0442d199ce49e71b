/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-columns.h"
#include "roster/tw-roster-state.h"

G_BEGIN_DECLS

/** TwRosterFlow: a bound, and the mixture of plans that comes close to it, without the simplex
 * method. One thread; its pricing is spread over those of the columns. */
typedef struct _TwRosterFlow TwRosterFlow;

/** @columns is borrowed: nobody may be fixed. Starts at the plans of @start. */
TwRosterFlow *tw_roster_flow_new (TwRosterColumns *columns, const TwRosterState *start);
void tw_roster_flow_free (TwRosterFlow *self);
/** Balances the mixture, so many times through everybody, and prices; raises columns->bound.
 * FALSE: out of time. */
gboolean tw_roster_flow_round (TwRosterFlow *self, int sweeps);
/** Makes a roster of the mixture: everybody in turn, by chance, gets the best plan of known shifts.
 */
void tw_roster_flow_settle (TwRosterFlow *self, TwRosterState *state, TwRng *rng);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterFlow, tw_roster_flow_free)

G_END_DECLS
