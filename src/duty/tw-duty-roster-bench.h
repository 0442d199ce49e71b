/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-solve.h"

G_BEGIN_DECLS

typedef struct {
  double penalty;
  double bound; /* no roster costs less; -INFINITY: nothing is proven */
  double gap;   /* (penalty - bound) / penalty, 0 .. 1 */
  double seconds;
  gint64 rounds;
} TwDutyRosterBench;

/**
 * Reads the rostering problem in the file @path (tw_roster_parse_instance()), solves it and writes
 * the best roster there is to the file @out, also after having been cancelled. Blocks. Errors:
 * TW_ROSTER_ERROR with file, line and field; G_FILE_ERROR. @ret is written only on success.
 */
gboolean tw_duty_roster_bench (const char *path, const char *out,
                               const TwRosterSolveOptions *options, TwDutyRosterBench *ret,
                               GError **error);
/** Writes the problem in the file @path as MPS (tw_roster_save_mps()) to the file @mps. Blocks.
 * Errors: as above, G_IO_ERROR. */
gboolean tw_duty_roster_bench_mps (const char *path, const char *mps, GCancellable *cancellable,
                                   GError **error);
/** The gap of @best and @bound, 0 .. 1. */
double tw_duty_roster_gap (double best, double bound);

G_END_DECLS
