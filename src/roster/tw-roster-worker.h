/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-columns.h"
#include "roster/tw-roster-state.h"

G_BEGIN_DECLS

/** A plan that the root's linear program knows. */
typedef struct {
  TwRosterPlan plan; /* its shifts are borrowed of the root's master */
  double cost;       /* besides heads */
  double value;      /* share in the root's solution */
  double reduced;    /* reduced cost there */
} TwRosterKnown;

/** What the root found, by person; read only for the workers. */
typedef struct {
  GArray **known; /* n_people: TwRosterKnown */
} TwRosterPool;

/** One thread's search. */
typedef struct {
  const TwRosterProblem *problem;
  TwRosterPlanner *planner;
  TwRosterState *state, *best;
  double best_total;
  const TwRosterPool *pool; /* or NULL */
  TwRng rng;
  double heat;  /* of the annealing; 0: only what is not worse */
  double scale; /* mean loss of a round that made things worse */
  double grain; /* costs are multiples of it; 0: they are not */
  int width;    /* people in a neighbourhood */
  int failures; /* neighbourhoods since the last that helped */
  gint64 deadline_us;
  GCancellable *cancellable;
} TwRosterWorker;

TwRosterWorker *tw_roster_worker_new (const TwRosterChoiceSet *choices, guint64 seed, int index);
void tw_roster_worker_free (TwRosterWorker *self);
/** Starts again from @state, and takes it for the best. */
void tw_roster_worker_adopt (TwRosterWorker *self, const TwRosterState *state);
/** A few people out and in again, accepted by annealing; @work: how much the planner may do. */
void tw_roster_worker_anneal (TwRosterWorker *self, guint64 work);
/** Column generation and dive over self->width people, starting from the best. */
void tw_roster_worker_improve (TwRosterWorker *self);
gboolean tw_roster_worker_stopped (const TwRosterWorker *self);

G_END_DECLS
