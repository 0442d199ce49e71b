/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-tally.h"

G_BEGIN_DECLS

/**
 * TwRosterMaster: the linear program over the plans known so far. One row per person (exactly one
 * plan), one per post and slot whose heads have a price, one per share and slot. Solved by COIN-OR
 * CLP. One thread.
 */
typedef struct _TwRosterMaster TwRosterMaster;

/** Heads that stand already, of people who are not in the program, are in @base. The rows of people
 * who never get a column are dropped by @in (n_people bytes, or NULL: all are in). */
TwRosterMaster *tw_roster_master_new (const TwRosterTally *base, const guint8 *in);
void tw_roster_master_free (TwRosterMaster *self);
/** Adds a plan that costs @cost besides its heads; takes its shifts. Returns the column's number.
 */
int tw_roster_master_add (TwRosterMaster *self, int person, double cost, TwRosterPlan *plan);
int tw_roster_master_get_n_columns (const TwRosterMaster *self);
int tw_roster_master_get_person (const TwRosterMaster *self, int column);
double tw_roster_master_get_cost (const TwRosterMaster *self, int column);
const TwRosterPlan *tw_roster_master_get_plan (const TwRosterMaster *self, int column);
/** The share of @column in the last solution, 0 .. 1. */
double tw_roster_master_get_value (const TwRosterMaster *self, int column);
/** @lower and @upper of a column's share. */
void tw_roster_master_set_bounds (TwRosterMaster *self, int column, double lower, double upper);
/**
 * For branching. Opens, at a price of @big a piece, a way out for every person without a plan and
 * every limit on heads that cannot be kept, so that the program always has a solution.
 */
void tw_roster_master_open (TwRosterMaster *self, double big);
/** Demands low <= heads <= high at @post, or at all posts together (TW_ROSTER_NONE), in @slot. */
void tw_roster_master_limit (TwRosterMaster *self, int post, int slot, double low, double high);
/** Lifts all limits on heads. */
void tw_roster_master_lift (TwRosterMaster *self);
/** Work done by the linear program, in the planner's measure, roughly. */
guint64 tw_roster_master_get_work (const TwRosterMaster *self);
/** FALSE: no solution. */
gboolean tw_roster_master_solve (TwRosterMaster *self, double *ret_objective);
int tw_roster_master_get_n_rows (const TwRosterMaster *self);
/** The duals of all rows, of the people's first, with signs as they must be: n_rows. */
void tw_roster_master_get_duals (const TwRosterMaster *self, double *ret_duals);
double tw_roster_master_get_dual_of (const TwRosterMaster *self, const double *duals, int person);
/** From duals to the price of one head in each post and slot, as the planner takes it. */
void tw_roster_master_price (const TwRosterMaster *self, const double *duals, double *ret_price);
/** What the heads cost at least at these duals, not counting people: the part of the Lagrangian
 * bound that belongs to cover and shares. */
double tw_roster_master_bound_of_heads (const TwRosterMaster *self, const double *duals);
/** The row of a post and slot, or -1: heads have no price there. */
int tw_roster_master_get_row (const TwRosterMaster *self, int post, int slot);
/** The row of a share's first slot. */
int tw_roster_master_get_tide_row (const TwRosterMaster *self, int tide);
/** Moves duals to the range in which the optimal ones are. */
void tw_roster_master_clamp_duals (const TwRosterMaster *self, double *duals);

G_END_DECLS
