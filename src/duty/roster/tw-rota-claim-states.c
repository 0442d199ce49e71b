// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-claim-states.h"

#include <string.h>

/*
 *   asked --agree--> agreed --approve--> approved
 *     |                |
 *     +----------------+--refuse--> refused
 *     +----------------+--withdraw--> withdrawn
 *
 * Nobody has to agree that an open shift is taken, so that goes from asked to approved; where
 * somebody has to, nothing is approved before. What is approved, refused or withdrawn stays so.
 */

/* In the order of TwClaimEvent: agree, approve, refuse, withdraw; -1: may not happen. */
#define CLOSED                                                                                     \
  {                                                                                                \
    -1, -1, -1, -1                                                                                 \
  }

static const int alone[TW_N_CLAIM_STATES][TW_N_CLAIM_EVENTS] = {
  [TW_CLAIM_ASKED] = { -1, TW_CLAIM_APPROVED, TW_CLAIM_REFUSED, TW_CLAIM_WITHDRAWN },
  [TW_CLAIM_AGREED] = { -1, TW_CLAIM_APPROVED, TW_CLAIM_REFUSED, TW_CLAIM_WITHDRAWN },
  [TW_CLAIM_APPROVED] = CLOSED,
  [TW_CLAIM_REFUSED] = CLOSED,
  [TW_CLAIM_WITHDRAWN] = CLOSED,
};

static const int together[TW_N_CLAIM_STATES][TW_N_CLAIM_EVENTS] = {
  [TW_CLAIM_ASKED] = { TW_CLAIM_AGREED, -1, TW_CLAIM_REFUSED, TW_CLAIM_WITHDRAWN },
  [TW_CLAIM_AGREED] = { -1, TW_CLAIM_APPROVED, TW_CLAIM_REFUSED, TW_CLAIM_WITHDRAWN },
  [TW_CLAIM_APPROVED] = CLOSED,
  [TW_CLAIM_REFUSED] = CLOSED,
  [TW_CLAIM_WITHDRAWN] = CLOSED,
};

gboolean
tw_claim_state_step (TwClaimKind kind, TwClaimState state, TwClaimEvent event,
                     TwClaimState *ret_next)
{
  g_return_val_if_fail (kind < TW_N_CLAIM_KINDS && state < TW_N_CLAIM_STATES, FALSE);
  g_return_val_if_fail (event < TW_N_CLAIM_EVENTS, FALSE);

  int next = (kind == TW_CLAIM_OPEN_SHIFT ? alone : together)[state][event];
  if (next >= 0)
    *ret_next = (TwClaimState) next;
  return next >= 0;
}

gboolean
tw_claim_state_is_open (TwClaimState state)
{
  return state == TW_CLAIM_ASKED || state == TW_CLAIM_AGREED;
}

static const char *const kinds[TW_N_CLAIM_KINDS] = { "open_shift", "swap", "hand_over" };
static const char *const states[TW_N_CLAIM_STATES] = { "asked", "agreed", "approved", "refused",
                                                       "withdrawn" };

const char *
tw_claim_kind_word (TwClaimKind kind)
{
  return kinds[kind];
}

const char *
tw_claim_state_word (TwClaimState state)
{
  return states[state];
}

static int
find_word (const char *word, const char *const *list, int n)
{
  for (int i = 0; i < n; i++)
    if (strcmp (list[i], word) == 0)
      return i;
  return -1;
}

gboolean
tw_claim_kind_parse (const char *word, TwClaimKind *ret)
{
  int kind = find_word (word, kinds, TW_N_CLAIM_KINDS);

  if (kind >= 0)
    *ret = (TwClaimKind) kind;
  return kind >= 0;
}

gboolean
tw_claim_state_parse (const char *word, TwClaimState *ret)
{
  int state = find_word (word, states, TW_N_CLAIM_STATES);

  if (state >= 0)
    *ret = (TwClaimState) state;
  return state >= 0;
}
