/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-frame.h"
#include "duty/tw-duty.h"
#include "roster/tw-roster-solve.h"

G_BEGIN_DECLS

/* Solving a frame without a console, and the roster of a solver as shifts and as documents. */

/** What a solver made of a frame. */
typedef struct {
  GPtrArray *before, *after; /* TwShift: all of the frame; what stays is the same shift in both */
  TwRosterScore score_before, score;
  GPtrArray *shortages;          /* char*: in words, worst first */
  double bound, gap;             /* gap 0 .. 1, -1: nothing is proven */
  double seconds, first_seconds; /* in all, and until the first roster */
  double under_hours;            /* head-hours wanted and missing */
  gint64 rounds;
} TwRotaSolved;

void tw_rota_solved_clear (TwRotaSolved *self);

/**
 * Solves @frame around @shifts and what people were told last, @published (both TwShift), frozen as
 * tw_rota_solve_async() does, by the clock when the frame was read. @may_touch and @pools as in
 * tw_rota_frame_dup_problem(). Blocks as long as @options say, whose progress is called from
 * threads of the solver; any thread. Cancelling ends it with the best so far, which is no error.
 * Errors: those of tw_roster_solve().
 */
gboolean tw_rota_solve_frame (TwRotaFrame *frame, GPtrArray *shifts, GPtrArray *published,
                              const guint8 *may_touch, guint pools,
                              const TwRosterSolveOptions *options, TwRotaSolved *ret,
                              GError **error);
/**
 * Writes @after in place of @before as one step of undo, audited: what is not in @after goes away,
 * what is new comes; the days it touches become drafts. Blocks; on the duty's thread. Refused
 * without the right to plan, or when a shift that goes away was changed meanwhile. TRUE and zeros
 * when there is nothing to write.
 */
gboolean tw_rota_store_shifts (TwDuty *duty, TwRotaFrame *frame, GPtrArray *before,
                               GPtrArray *after, const char *label, guint *ret_n_removed,
                               guint *ret_n_added, GError **error);

G_END_DECLS
