// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-claims.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-json.h"
#include "store/tw-query-roster.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- documents ------------------------------------------------------------------------------- */

static void
claim_clear (TwClaim *self)
{
  g_free (self->id);
  g_free (self->shift);
  g_free (self->other_shift);
  g_free (self->by);
  g_free (self->with);
  g_free (self->by_name);
  g_free (self->with_name);
  g_free (self->decided_by);
  g_free (self->reason);
}

void
tw_claim_free (TwClaim *self)
{
  if (self == NULL)
    return;
  claim_clear (self);
  g_free (self);
}

void
tw_claim_doc_free (TwClaimDoc *self)
{
  if (self == NULL)
    return;
  claim_clear (&self->claim);
  g_free (self->rev);
  g_free (self->asked_by_id);
  json_object_unref (self->body);
  g_free (self);
}

static char *
dup_text (JsonObject *body, const char *member)
{
  return g_strdup (tw_json_get_string (body, member, NULL));
}

TwClaimDoc *
tw_claim_doc_parse (const TwDoc *doc)
{
  g_autoptr (TwClaimDoc) self = g_new0 (TwClaimDoc, 1);
  TwClaim *claim = &self->claim;
  JsonObject *body = doc->body;

  self->body = json_object_ref (body);
  self->rev = g_strdup (doc->rev);
  claim->id = g_strdup (doc->id);
  claim->shift = dup_text (body, "shift");
  claim->other_shift = dup_text (body, "other_shift");
  claim->by = dup_text (body, "by");
  claim->with = dup_text (body, "with");
  claim->by_name = dup_text (body, "by_name");
  claim->with_name = dup_text (body, "with_name");
  claim->at_us = tw_rota_read_time (body, "at");
  claim->decided_by = dup_text (body, "decided_by");
  claim->reason = dup_text (body, "reason");
  self->asked_by_id = dup_text (body, "asked_by_id");
  if (claim->shift == NULL || claim->by == NULL
      || !tw_claim_kind_parse (tw_json_get_string (body, "kind", ""), &claim->kind)
      || !tw_claim_state_parse (tw_json_get_string (body, "state", ""), &claim->state)
      || (claim->kind != TW_CLAIM_OPEN_SHIFT && claim->with == NULL)
      || (claim->kind == TW_CLAIM_SWAP && claim->other_shift == NULL))
    return NULL;
  return g_steal_pointer (&self);
}

TwClaimDoc *
tw_claim_doc_read (TwStore *store, const char *id, GError **error)
{
  g_autoptr (TwDoc) doc = g_str_has_prefix (id, "claim:") ? tw_store_get (store, id, NULL) : NULL;
  TwClaimDoc *self = doc != NULL ? tw_claim_doc_parse (doc) : NULL;

  if (self == NULL)
    tw_rota_refuse (error, _ ("There is no claim “%s”"), id);
  return self;
}

static char *
dup_person_name (TwStore *store, const char *id)
{
  g_autoptr (TwDoc) doc = tw_store_get (store, id, NULL);

  return g_strdup (doc != NULL ? tw_json_get_string (doc->body, "name", id) : id);
}

/* Of documents that do not say them. */
static void
fill_names (TwStore *store, TwClaim *claim)
{
  if (claim->by_name == NULL)
    claim->by_name = dup_person_name (store, claim->by);
  if (claim->with_name == NULL && claim->with != NULL)
    claim->with_name = dup_person_name (store, claim->with);
}

GPtrArray *
tw_duty_list_claims (TwDuty *duty, gboolean only_open, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);

  TwStore *store = tw_duty_get_store (duty);
  g_autoptr (GPtrArray) docs = tw_query_claims (store, NULL, error);
  if (docs == NULL)
    return NULL;
  GPtrArray *claims = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_claim_free);
  for (guint i = 0; i < docs->len; i++)
    {
      g_autoptr (TwClaimDoc) doc = tw_claim_doc_parse (docs->pdata[i]);
      if (doc == NULL || (only_open && !tw_claim_state_is_open (doc->claim.state)))
        continue;
      TwClaim *claim = g_memdup2 (&doc->claim, sizeof doc->claim);
      memset (&doc->claim, 0, sizeof doc->claim);
      fill_names (store, claim);
      g_ptr_array_add (claims, claim);
    }
  return claims;
}

/* --- deals ----------------------------------------------------------------------------------- */

void
tw_claim_deal_clear (TwClaimDeal *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->after); i++)
    g_clear_pointer (&self->after[i], tw_shift_unref);
}

static int
find_person (TwRota *rota, const char *id)
{
  return tw_rota_frame_find_person (tw_rota_get_frame (rota), id);
}

static gboolean
check_person (TwRota *rota, const char *id, GError **error)
{
  if (find_person (rota, id) >= 0)
    return TRUE;
  return tw_rota_refuse (error, _ ("There is no person “%s” in this roster: they may have left"),
                         id != NULL ? id : "");
}

/* @shift must be there, not begun, and belong to @owner (NULL: to nobody). */
static TwShift *
find_shift (TwRota *rota, const char *id, const char *owner, GError **error)
{
  TwRotaFrame *frame = tw_rota_get_frame (rota);
  TwShift *shift = tw_rota_find (rota, id);

  if (shift == NULL)
    {
      tw_rota_refuse (error, _ ("The shift is gone, or not among the days that are open"));
      return NULL;
    }
  g_autofree char *words = tw_rota_dup_shift_words (frame, shift);
  if (shift->from_us <= tw_duty_now_us (tw_rota_get_duty (rota)))
    {
      tw_rota_refuse (error, _ ("The shift %s has begun already"), words);
      return NULL;
    }
  if (shift->person == (owner != NULL ? find_person (rota, owner) : -1))
    return shift;
  if (shift->person >= 0)
    tw_rota_refuse (error, _ ("%s has the shift %s by now"),
                    ((TwRotaPerson *) frame->people->pdata[shift->person])->name, words);
  else
    tw_rota_refuse (error, _ ("The shift %s is open by now: claim it instead"), words);
  return NULL;
}

static void
add_turn (TwRota *rota, TwClaimDeal *deal, TwShift *shift, const char *to, const char *origin)
{
  TwShift *after = tw_shift_copy (shift);

  after->person = find_person (rota, to);
  g_free (after->origin);
  after->origin = g_strdup (origin);
  g_clear_pointer (&after->override_reason, g_free);
  g_clear_pointer (&after->override_by, g_free);
  g_clear_pointer (&after->override_rules, g_free);
  deal->after[deal->n] = after;
  deal->edits[deal->n++] = (TwRotaEdit){ shift->id, after };
}

static gboolean
check_rules (TwRota *rota, const TwClaimDeal *deal, GError **error)
{
  TwRotaPreview preview = { 0 };

  tw_rota_preview (rota, deal->edits, deal->n, &preview);
  gboolean good = preview.n_red == 0
                  || tw_rota_refuse (error, _ ("The rules do not allow it: %s"),
                                     preview.worst != NULL ? preview.worst : "");
  tw_rota_preview_clear (&preview);
  return good;
}

/* The same hours as a kind of shift that the new person's pool has, where the old one is not. */
static void
fit_kinds (TwRota *rota, TwClaimDeal *deal)
{
  for (guint i = 0; i < deal->n; i++)
    {
      g_autoptr (TwShift) fitted = tw_shift_copy (deal->after[i]);
      if (tw_rota_frame_fit_shift (tw_rota_get_frame (rota), fitted, fitted->from_us,
                                   fitted->to_us))
        {
          tw_shift_unref (deal->after[i]);
          deal->after[i] = g_steal_pointer (&fitted);
          deal->edits[i].after = deal->after[i];
        }
    }
}

static gboolean
is_swap_with_self (const TwClaim *claim)
{
  return g_strcmp0 (claim->by, claim->with) == 0
         || (claim->other_shift != NULL && strcmp (claim->shift, claim->other_shift) == 0);
}

gboolean
tw_claim_deal_make (TwRota *rota, const TwClaim *claim, TwClaimDeal *ret, GError **error)
{
  g_auto (TwClaimDeal) deal = { 0 };
  gboolean open = claim->kind == TW_CLAIM_OPEN_SHIFT, swap = claim->kind == TW_CLAIM_SWAP;

  if (!check_person (rota, claim->by, error) || (!open && !check_person (rota, claim->with, error)))
    return FALSE;
  if (is_swap_with_self (claim))
    return tw_rota_refuse (error,
                           _ ("A swap or hand-over needs two people, and a swap two shifts"));
  TwShift *shift = find_shift (rota, claim->shift, open ? NULL : claim->by, error);
  TwShift *other =
      swap && shift != NULL ? find_shift (rota, claim->other_shift, claim->with, error) : NULL;
  if (shift == NULL || (swap && other == NULL))
    return FALSE;
  add_turn (rota, &deal, shift, open ? claim->by : claim->with, swap ? "swap" : "claim");
  if (swap)
    add_turn (rota, &deal, other, claim->by, "swap");
  fit_kinds (rota, &deal);
  if (!check_rules (rota, &deal, error))
    return FALSE;
  *ret = deal;
  memset (&deal, 0, sizeof deal);
  return TRUE;
}
