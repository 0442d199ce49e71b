/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-private.h"

G_BEGIN_DECLS

/** A proposal with what makes applying it quick. */
typedef struct {
  TwRotaProposal proposal; /* first */
  TwRotaFrame *frame;
  TwRotaPicture *picture; /* as it would be, or NULL once it is */
  guint n_edits;          /* of the rota when it was asked for */
} TwRotaMadeProposal;

/** What a worker needs to know of a rota; made on its thread, then the worker's own. */
typedef struct {
  TwStore *store;
  TwRotaFrame *frame;
  GPtrArray *shifts, *published; /* lists of their own */
  TwRosterScore score;
  gint64 now_us;
  guint n_edits;
} TwRotaQuestion;

TwRotaQuestion *tw_rota_question_new (TwRota *self);
void tw_rota_question_clear (TwRotaQuestion *self);
/** The shifts as the solver should see them: what goes on beyond the frame, has begun, or begins
 * before @frozen_us on a day that was published counts as pinned. */
GPtrArray *tw_rota_question_list_shifts (const TwRotaQuestion *self, gint64 frozen_us);
/** The problem for the solver, whoever asks: published shifts count, those that begin within
 * TW_ROTA_FROZEN_US on a day that people were told of stay, and nothing new begins there.
 * @may_touch and @pools as in tw_rota_frame_dup_problem(). Any thread. */
TwRosterProblem *tw_rota_question_dup_problem (const TwRotaQuestion *self, const guint8 *may_touch,
                                               guint pools);
/** The roster @plans as a proposal; bound, seconds and proven are the caller's. Worker. */
TwRotaProposal *tw_rota_question_answer (const TwRotaQuestion *self, const TwRosterProblem *problem,
                                         const TwRosterPlan *plans, const char *origin,
                                         GError **error);

G_END_DECLS
