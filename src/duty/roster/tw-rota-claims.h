/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-claim-states.h"

G_BEGIN_DECLS

/* A claim as a document, and what it would do to shifts. */

typedef struct {
  char *rev;
  TwClaim claim;
  char *asked_by_id; /* the officer who entered it */
  JsonObject *body;
} TwClaimDoc;

void tw_claim_doc_free (TwClaimDoc *self);
/** Refused, with words, where there is none. */
TwClaimDoc *tw_claim_doc_read (TwStore *store, const char *id, GError **error);
/** NULL where the document makes no sense. */
TwClaimDoc *tw_claim_doc_parse (const TwDoc *doc);

/** What a claim makes of its shifts: one, or the two of a swap. */
typedef struct {
  TwRotaEdit edits[2];
  TwShift *after[2];
  guint n;
} TwClaimDeal;

void tw_claim_deal_clear (TwClaimDeal *self);
/** The deal by the shifts as they stand, checked: whose they are, that they have not begun, and
 * that nothing would be red. Refused with words. */
gboolean tw_claim_deal_make (TwRota *rota, const TwClaim *claim, TwClaimDeal *ret, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwClaimDoc, tw_claim_doc_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwClaimDeal, tw_claim_deal_clear)

G_END_DECLS
