/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

G_BEGIN_DECLS

/**
 * Writes @problem as a mixed integer program in free MPS, as CBC and HiGHS read it: the same hard
 * rules, the same objective, constants included, so that its optimum is that of the roster. Blocks;
 * any thread; memory for one person at a time. Names say what they stand for: e5_shift_k0_t12_u40
 * is 1 when person 5 works kind 0 from slot 12 to 40 (tw-roster-model.c). The stream stays open.
 * Errors: TW_ROSTER_ERROR_INVALID, and those of the stream.
 */
gboolean tw_roster_write_mps (const TwRosterProblem *problem, GOutputStream *stream,
                              GCancellable *cancellable, GError **error);
/** The same into the file @path, which is replaced only when all has been written. */
gboolean tw_roster_save_mps (const TwRosterProblem *problem, const char *path,
                             GCancellable *cancellable, GError **error);

G_END_DECLS
