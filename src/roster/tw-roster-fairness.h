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
