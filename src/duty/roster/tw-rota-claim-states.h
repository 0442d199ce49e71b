/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-publish.h"

G_BEGIN_DECLS

/* The way of a claim as a table. */

typedef enum {
  TW_CLAIM_EVENT_AGREE,
  TW_CLAIM_EVENT_APPROVE,
  TW_CLAIM_EVENT_REFUSE,
  TW_CLAIM_EVENT_WITHDRAW,
  TW_N_CLAIM_EVENTS,
} TwClaimEvent;

#define TW_N_CLAIM_KINDS (TW_CLAIM_HAND_OVER + 1)
#define TW_N_CLAIM_STATES (TW_CLAIM_WITHDRAWN + 1)

/** Whether @event may happen to a claim of @kind in @state, and what it becomes. Pure. @ret_next is
 * written for TRUE only. */
gboolean tw_claim_state_step (TwClaimKind kind, TwClaimState state, TwClaimEvent event,
                              TwClaimState *ret_next);
/** Still to be decided. */
gboolean tw_claim_state_is_open (TwClaimState state);

/* "open_shift", "asked" and the like, as documents have them. */
const char *tw_claim_kind_word (TwClaimKind kind);
const char *tw_claim_state_word (TwClaimState state);
/** FALSE for a word that is none. */
gboolean tw_claim_kind_parse (const char *word, TwClaimKind *ret);
gboolean tw_claim_state_parse (const char *word, TwClaimState *ret);

G_END_DECLS
