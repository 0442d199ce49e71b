/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

G_BEGIN_DECLS

/*
 * How evenly burdens are shared. Per measure and person one value, what came before the horizon
 * included; over a group of people two indices of the same values:
 *
 * Gini's: half the mean difference between two people over the mean, 0 when all bear the same, up
 * to (n - 1) / n when one bears all. Corrado Gini, "Variabilità e mutabilità", 1912; computed from
 * the ranks (Amartya Sen, "On Economic Inequality", 1973), so that each person's part
 * (2 rank - n - 1) x / (n sum) adds up to it.
 *
 * Jain's: (sum x)^2 / (n sum x^2), 1 when all bear the same, 1/n when one bears all: about the
 * share of people who bear anything. Jain, Chiu and Hawe, DEC Research Report TR-301, 1984.
 *
 * The solver does not see these indices: they tie everybody to everybody. It sees prices. Were the
 * cost of having borne b, where f would have been the fair share, the convex
 *
 *   w (b + u)^2 / (2 (f + u)),
 *
 * then one more would cost w r with r = (b + u) / (f + u): twice the fair share is twice as dear.
 * The unit u (one shift, an hour on the way) keeps r near 1 while little is known, so that the
 * first evening of a year does not look like a grave injustice. The fair share of a person is that
 * of their contract in the burden of the whole group: half the contract, half the evenings.
 *
 * Of r only differences between people matter for who should take a shift, so that whoever bore
 * least of the group pays nothing: no price is negative, nobody is sent to an evening for its own
 * sake, and the price of a burden is at most w times what the worst off is ahead. Hours are held
 * against the contract itself, not against the group: w (r - 1) per minute, below 0 for whom hours
 * are owed; a w below the wage keeps such minutes from being worked for nobody. The horizon is
 * short against the history that prices come from: prices within it are constant, so that a
 * person's plan stays a matter of that person alone and the planner stays exact.
 */

typedef enum {
  TW_ROSTER_BURDEN_EVENINGS, /* shifts that touch an evening */
  TW_ROSTER_BURDEN_WEEKENDS, /* shifts that begin on a Saturday or Sunday */
  TW_ROSTER_BURDEN_HOURS,    /* minutes worked as a share of those of the contract */
  TW_ROSTER_BURDEN_WALKING,  /* minutes on the way between posts */
  TW_ROSTER_N_BURDENS,
} TwRosterBurden;

/** What counts, and what people bore before: arrays of n_people, borrowed, or NULL. */
typedef struct {
  int evening_first_min, evening_last_min; /* local minutes of the day, e.g. 1140 .. 1440 */
  const double *before[TW_ROSTER_N_BURDENS];
  const int *contract_minutes; /* in the horizon and before; NULL: hours are minutes as they are.
                                  People with 0 are left out of the hours */
} TwRosterFairnessOptions;

typedef struct {
  int person;
  double value; /* of the burden */
  double part;  /* of Gini's index: all parts sum to it; negative: bears less than the middle */
} TwRosterShare;

typedef struct {
  GArray *shares; /* TwRosterShare, smallest value first, then by person */
  double sum, mean;
  double gini, jain; /* 0 and 1 where nobody bears anything */
} TwRosterFairness;

/** How @burden lies on the people whose byte in @in is not 0 (n_people bytes; NULL: all). */
void tw_roster_fairness_measure (const TwRosterProblem *problem, const TwRosterPlan *plans,
                                 const TwRosterFairnessOptions *options, TwRosterBurden burden,
                                 const guint8 *in, TwRosterFairness *ret);
void tw_roster_fairness_clear (TwRosterFairness *self);
/** The indices of values that are known already; @shares (TwRosterShare) gets sorted and its parts
 * filled in. Negative values count as 0. */
void tw_roster_fairness_of (GArray *shares, double *ret_gini, double *ret_jain);

/** What people bore in some weeks before the horizon, and what one more should cost them. Arrays of
 * n_people, borrowed, or NULL. */
typedef struct {
  double weight[TW_ROSTER_N_BURDENS]; /* at least 0; per shift, shift, minute and minute: what one
                                         more costs a person at twice the fair share beyond what it
                                         costs one at it */
  const double *before[TW_ROSTER_N_BURDENS]; /* shifts, shifts, minutes, minutes; NULL: none */
  const int *contract_minutes; /* in those weeks; NULL: all alike, and no prices for hours. Who has
                                  0 is taken as the average of the group */
  const int *group; /* people of a number are compared; below 0: no prices; NULL: by pool */
} TwRosterFairnessHistory;

/** Writes evening_cost, weekend_cost, hours_cost and walk_cost into the people of @problem. */
void tw_roster_fairness_prices (TwRosterProblem *problem, const TwRosterFairnessHistory *history);
/** What @burden of one shift costs @person at these prices. */
double tw_roster_fairness_cost (const TwRosterProblem *problem, int person,
                                const TwRosterShift *shift, TwRosterBurden burden);

typedef struct {
  int shift;     /* index in the plan, or TW_ROSTER_NONE: what was before the horizon */
  double amount; /* as in the value of the share */
} TwRosterFairnessPart;

/** What makes up the value of one person (GArray of TwRosterFairnessPart, transfer full): the
 * amounts sum to it. */
GArray *tw_roster_fairness_drill (const TwRosterProblem *problem, const TwRosterPlan *plans,
                                  const TwRosterFairnessOptions *options, TwRosterBurden burden,
                                  int person);

G_END_DECLS
