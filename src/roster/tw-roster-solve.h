/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

G_BEGIN_DECLS

typedef struct {
  double best;  /* cost of the best roster so far */
  double bound; /* no roster costs less; -INFINITY while nothing is proven */
  gint64 rounds;
  double seconds;
  gint64 missing; /* head-slots that the best roster leaves uncovered */
} TwRosterProgress;

/** Called from a thread of the solver, one call at a time. */
typedef void (*TwRosterProgressFunc) (const TwRosterProgress *progress, gpointer data);

typedef struct {
  guint64 seed;
  int n_threads;      /* at least 1 */
  double max_seconds; /* wall time; 0: no limit */
  gint64 max_rounds;  /* 0: no limit. Rosters of the same seed, rounds and threads are the same */
  double max_gap;     /* stop when (best - bound) / best is not greater; 0: only when proven */
  GCancellable *cancellable; /* stops within a second with the best so far */
  TwRosterProgressFunc progress;
  gpointer progress_data;
} TwRosterSolveOptions;

typedef struct {
  TwRoster *roster;
  double bound; /* no roster costs less; -INFINITY: nothing is proven, as on very long horizons */
  gint64 rounds;
  double seconds;
} TwRosterSolution;

/**
 * Solves @problem, which must outlive the solution. At least one of the limits or a cancellable
 * must be given. Blocks; any thread. Errors: TW_ROSTER_ERROR_INVALID; TW_ROSTER_ERROR_INFEASIBLE
 * where it is proven that a person has no plan, TW_ROSTER_ERROR_TOO_BIG where none was found (both
 * name the person); G_IO_ERROR_CANCELLED where no roster stands half a second after cancelling.
 */
TwRosterSolution *tw_roster_solve (const TwRosterProblem *problem,
                                   const TwRosterSolveOptions *options, GError **error);
void tw_roster_solution_free (TwRosterSolution *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterSolution, tw_roster_solution_free)

G_END_DECLS
