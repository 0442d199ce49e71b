/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-master.h"
#include "roster/tw-roster-planner.h"
#include "base/tw-rng.h"

G_BEGIN_DECLS

/** A decision of branching: @person stands at @post (TW_ROSTER_NONE: at any) in @slot, or not. */
typedef struct {
  int person, post, slot;
  gboolean stands;
} TwRosterStand;

/**
 * TwRosterColumns: column generation over some of the people, the others staying as they are. One
 * thread; the pricing of tw_roster_columns_solve() may be spread over several planners.
 */
typedef struct {
  const TwRosterProblem *problem;
  TwRosterPlanner **planners; /* borrowed; n_threads */
  int n_threads;
  TwRosterMaster *master;
  int *people; /* who is in: n_people */
  int n_people;
  int *fixed;         /* by person of the problem: the column that is fixed, or -1 */
  double bound;       /* proven for all who are in, while nobody is fixed */
  double objective;   /* of the last solution */
  double proven;      /* by the last tw_roster_columns_solve(), for what was fixed and decided */
  double cutoff;      /* solving ends when so much is proven */
  GArray *stands;     /* TwRosterStand: decided */
  double big;         /* the price of breaking a decision */
  gboolean converged; /* the last tw_roster_columns_solve() ended because nothing improves */
  double *center;     /* by row: the duals it ended with, nobody fixed or decided; or NULL */
  int n_center;       /* its rows: branching adds some */
  gint64 deadline_us; /* monotonic; 0: none */
  GCancellable *cancellable;
} TwRosterColumns;

/** What pricing found for one person. */
typedef struct {
  TwRosterPlan plan;  /* empty when @none */
  double cost, lower; /* of this plan, and of any at least */
  gboolean none;      /* no plan agrees with what was decided */
} TwRosterAnswer;

TwRosterColumns *tw_roster_columns_new (const TwRosterTally *base, const int *people, int n_people,
                                        TwRosterPlanner **planners, int n_threads);
void tw_roster_columns_free (TwRosterColumns *self);
/** The best plans, at @price, of all who are not fixed: answers[n_people], transfer full. Out of
 * time or cancelled, some are missing. */
void tw_roster_columns_price (TwRosterColumns *self, const double *price, TwRosterAnswer *answers);
/** The same of the people with the indices @which only. */
void tw_roster_columns_price_some (TwRosterColumns *self, const double *price, const int *which,
                                   int n_which, TwRosterAnswer *answers);
gboolean tw_roster_columns_out_of_time (const TwRosterColumns *self);
/** Rounds of pricing until no plan improves, the bound is within @gap, or @max_rounds. FALSE: no
 * solution, cancelled or out of time. */
gboolean tw_roster_columns_solve (TwRosterColumns *self, int max_rounds, double gap);
/**
 * From the fractional solution to a roster: fixes what is nearly whole, prices again, until all are
 * fixed. Stops as soon as it costs @cutoff. TRUE: self->fixed holds everybody's column and
 * self->objective the cost.
 */
gboolean tw_roster_columns_dive (TwRosterColumns *self, double cutoff, double step, double noise,
                                 TwRng *rng);
/** Keeps only the plans that agree with @stands (TwRosterStand, transfer none). */
void tw_roster_columns_decide (TwRosterColumns *self, const GArray *stands);
/** Lets go of everybody. */
void tw_roster_columns_release (TwRosterColumns *self);

G_END_DECLS
