// SPDX-License-Identifier: Apache-2.0
/*
 * Asking, agreeing, deciding. Everything is entered at a console, for the people themselves have
 * none: the document keeps which officer did so. Who approves what somebody else entered did not
 * plan and may approve the day; who enters and approves alone counts as its planner.
 */
#include "config.h"

#include "duty/roster/tw-rota-claims.h"
#include "duty/roster/tw-rota-deed.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "store/tw-query-roster.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const shift_members[] = { "person", "from",     "to",   "kind",   "stretches",
                                             "pinned", "override", "note", "origin", NULL };

/* Who does it, on what. */
typedef struct {
  TwRota *rota;
  TwDuty *duty;
  TwStore *store;
  TwOfficer *actor;
  gint64 now_us;
} Desk;

static void
desk_clear (Desk *self)
{
  g_clear_pointer (&self->actor, tw_officer_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

static gboolean
desk_open (Desk *self, TwRota *rota, TwRights rights, const char *deed, GError **error)
{
  *self = (Desk){ .rota = rota, .duty = tw_rota_get_duty (rota) };
  self->store = tw_duty_get_store (self->duty);
  self->actor = tw_duty_dup_actor (self->duty);
  self->now_us = tw_duty_now_us (self->duty);
  if (!tw_rota_is_loaded (rota))
    return tw_rota_refuse (error, _ ("The roster is still being loaded: wait a moment"));
  return tw_rota_check_right (self->actor, rights, deed, error) && tw_rota_settle (rota, error);
}

static gboolean
desk_write (Desk *self, TwDocStep *step, GError **error)
{
  GError *local = NULL;

  if (!tw_duty_write_step (self->duty, step, &local))
    return tw_rota_refuse_write (error, local);
  return tw_rota_catch_up (self->rota, error);
}

/* --- asking ---------------------------------------------------------------------------------- */

static const char *
name_of (TwRota *rota, const char *id)
{
  TwRotaFrame *frame = tw_rota_get_frame (rota);
  int person = tw_rota_frame_find_person (frame, id);

  return person >= 0 ? ((TwRotaPerson *) frame->people->pdata[person])->name : id;
}

static JsonObject *
write_claim (Desk *desk, const TwClaim *claim)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "kind", tw_claim_kind_word (claim->kind));
  json_object_set_string_member (body, "state", tw_claim_state_word (claim->state));
  json_object_set_string_member (body, "shift", claim->shift);
  json_object_set_string_member (body, "by", claim->by);
  json_object_set_string_member (body, "by_name", name_of (desk->rota, claim->by));
  if (claim->with != NULL)
    {
      json_object_set_string_member (body, "with", claim->with);
      json_object_set_string_member (body, "with_name", name_of (desk->rota, claim->with));
    }
  if (claim->other_shift != NULL)
    json_object_set_string_member (body, "other_shift", claim->other_shift);
  tw_rota_set_time (body, "at", desk->now_us);
  json_object_set_string_member (body, "asked_by", desk->actor->name);
  json_object_set_string_member (body, "asked_by_id", desk->actor->id);
  return body;
}

/* Open claims on @shift, but for @except (may be NULL). GPtrArray of TwClaimDoc. */
static GPtrArray *
list_rivals (Desk *desk, const char *shift, const char *except, GError **error)
{
  g_autoptr (GPtrArray) docs = tw_query_claims (desk->store, NULL, error);
  if (docs == NULL)
    return NULL;
  GPtrArray *rivals = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_claim_doc_free);
  for (guint i = 0; i < docs->len; i++)
    {
      TwClaimDoc *doc = tw_claim_doc_parse (docs->pdata[i]);
      if (doc != NULL && tw_claim_state_is_open (doc->claim.state)
          && strcmp (doc->claim.shift, shift) == 0 && g_strcmp0 (doc->claim.id, except) != 0)
        g_ptr_array_add (rivals, doc);
      else
        tw_claim_doc_free (doc);
    }
  return rivals;
}

static gboolean
check_first (Desk *desk, const TwClaim *claim, GError **error)
{
  g_autoptr (GPtrArray) rivals = list_rivals (desk, claim->shift, NULL, error);

  for (guint i = 0; rivals != NULL && i < rivals->len; i++)
    {
      const TwClaim *other = &((TwClaimDoc *) rivals->pdata[i])->claim;
      if (other->kind == claim->kind && strcmp (other->by, claim->by) == 0)
        return tw_rota_refuse (error, _ ("%s has asked for this already: it waits for a decision"),
                               name_of (desk->rota, claim->by));
    }
  return rivals != NULL;
}

static char *
dup_claim_words (Desk *desk, const TwClaim *claim)
{
  const char *by = name_of (desk->rota, claim->by);
  const char *with = claim->with != NULL ? name_of (desk->rota, claim->with) : "";

  return claim->kind == TW_CLAIM_OPEN_SHIFT ? g_strdup_printf (_ ("%s takes it"), by)
         : claim->kind == TW_CLAIM_SWAP     ? g_strdup_printf (_ ("%s and %s swap"), by, with)
                                            : g_strdup_printf (_ ("%s hands it to %s"), by, with);
}

gboolean
tw_rota_claim (TwRota *self, TwClaimKind kind, const char *shift_id, const char *by,
               const char *with, const char *other_shift_id, char **ret_id, GError **error)
{
  g_auto (Desk) desk = { 0 };
  g_auto (TwClaimDeal) deal = { 0 };
  gboolean open = kind == TW_CLAIM_OPEN_SHIFT;
  const TwClaim claim = { .kind = kind,
                          .shift = (char *) shift_id,
                          .by = (char *) by,
                          .with = open ? NULL : (char *) with,
                          .other_shift = kind == TW_CLAIM_SWAP ? (char *) other_shift_id : NULL };

  g_return_val_if_fail (TW_IS_ROTA (self) && shift_id != NULL && by != NULL, FALSE);
  if (kind == TW_CLAIM_SWAP && other_shift_id == NULL)
    return tw_rota_refuse (error,
                           _ ("A swap or hand-over needs two people, and a swap two shifts"));
  if (!desk_open (&desk, self, TW_RIGHT_PLAN | TW_RIGHT_APPROVE, _ ("enter claims"), error)
      || !tw_claim_deal_make (self, &claim, &deal, error) || !check_first (&desk, &claim, error))
    return FALSE;
  g_autofree char *words = dup_claim_words (&desk, &claim);
  g_autofree char *id = tw_id_new ("claim", desk.now_us, NULL);
  g_autofree char *label = g_strdup_printf (_ ("Claim: %s"), words);
  TwDocStep *step = tw_doc_step_new (label);
  tw_doc_step_put (step, id, label, NULL, write_claim (&desk, &claim), NULL);
  tw_rota_add_audit (step, desk.now_us, desk.actor, "claim.ask", shift_id, words);
  if (!desk_write (&desk, step, error))
    return FALSE;
  if (ret_id != NULL)
    *ret_id = g_steal_pointer (&id);
  return TRUE;
}

/* --- what becomes of it ---------------------------------------------------------------------- */

static gboolean
refuse_event (const TwClaim *claim, TwClaimEvent event, GError **error)
{
  if (claim->state == TW_CLAIM_ASKED && event == TW_CLAIM_EVENT_APPROVE)
    return tw_rota_refuse (error, _ ("%s has not agreed yet: enter that first"),
                           claim->with_name != NULL ? claim->with_name : claim->with);
  if (tw_claim_state_is_open (claim->state))
    return tw_rota_refuse (error, _ ("Nobody has to agree to this any more: decide about it"));
  if (claim->state == TW_CLAIM_WITHDRAWN)
    return tw_rota_refuse (error, _ ("This claim was withdrawn"));
  const char *who = claim->decided_by != NULL ? claim->decided_by : "?";
  if (claim->state == TW_CLAIM_APPROVED)
    return tw_rota_refuse (error, _ ("%s has approved this claim already"), who);
  return tw_rota_refuse (error, _ ("%s has refused this claim already: %s"), who,
                         claim->reason != NULL ? claim->reason : "");
}

static void
put_claim (Desk *desk, TwDocStep *step, const TwClaimDoc *doc, TwClaimState state,
           const char *reason)
{
  JsonObject *body = tw_rota_dup_bare_body (doc->body);

  json_object_set_string_member (body, "state", tw_claim_state_word (state));
  if (!tw_claim_state_is_open (state))
    {
      json_object_set_string_member (body, "decided_by", desk->actor->name);
      tw_rota_set_time (body, "decided_at", desk->now_us);
    }
  if (reason != NULL && *reason != '\0')
    json_object_set_string_member (body, "reason", reason);
  tw_doc_step_put (step, doc->claim.id, NULL, doc->rev, body, NULL);
}

/* One step with nothing but the claim. */
static gboolean
move (Desk *desk, const char *claim_id, TwClaimEvent event, const char *label, const char *action,
      const char *reason, GError **error)
{
  g_autoptr (TwClaimDoc) doc = tw_claim_doc_read (desk->store, claim_id, error);
  TwClaimState next;

  if (doc == NULL)
    return FALSE;
  if (!tw_claim_state_step (doc->claim.kind, doc->claim.state, event, &next))
    return refuse_event (&doc->claim, event, error);
  g_autofree char *words = dup_claim_words (desk, &doc->claim);
  g_autofree char *full = g_strdup_printf (label, words);
  TwDocStep *step = tw_doc_step_new (full);
  put_claim (desk, step, doc, next, reason);
  tw_rota_add_audit (step, desk->now_us, desk->actor, action, doc->claim.shift,
                     reason != NULL && *reason != '\0' ? reason : words);
  return desk_write (desk, step, error);
}

gboolean
tw_rota_agree (TwRota *self, const char *claim_id, GError **error)
{
  g_auto (Desk) desk = { 0 };

  g_return_val_if_fail (TW_IS_ROTA (self) && claim_id != NULL, FALSE);
  return desk_open (&desk, self, TW_RIGHT_PLAN | TW_RIGHT_APPROVE, _ ("enter claims"), error)
         && move (&desk, claim_id, TW_CLAIM_EVENT_AGREE, _ ("Agreed: %s"), "claim.agree", NULL,
                  error);
}

gboolean
tw_rota_withdraw_claim (TwRota *self, const char *claim_id, GError **error)
{
  g_auto (Desk) desk = { 0 };

  g_return_val_if_fail (TW_IS_ROTA (self) && claim_id != NULL, FALSE);
  return desk_open (&desk, self, TW_RIGHT_PLAN | TW_RIGHT_APPROVE, _ ("enter claims"), error)
         && move (&desk, claim_id, TW_CLAIM_EVENT_WITHDRAW, _ ("Withdrawn: %s"), "claim.withdraw",
                  NULL, error);
}

/* --- approving ------------------------------------------------------------------------------- */

static void
put_shift (Desk *desk, TwDocStep *step, const TwClaimDeal *deal, guint i, const char *officer)
{
  TwRotaFrame *frame = tw_rota_get_frame (desk->rota);
  const TwShift *before = tw_rota_find (desk->rota, deal->edits[i].shift_id);
  g_autofree char *name = tw_rota_dup_shift_words (frame, before);
  g_autofree char *date = tw_rota_dup_date (before->from_us, frame->zone);
  g_autofree char *day_id = g_strconcat ("roster:", date, NULL);
  g_autoptr (TwDoc) day = tw_store_get (desk->store, day_id, NULL);

  tw_doc_step_put (step, before->id, name, before->rev,
                   tw_rota_frame_write_shift (frame, deal->after[i]), shift_members);
  tw_doc_step_touch_day (step, date, day != NULL ? day->rev : NULL, officer);
}

/* Nobody else can have the open shift any more. */
static gboolean
refuse_rivals (Desk *desk, TwDocStep *step, const TwClaim *claim, GError **error)
{
  g_autoptr (GPtrArray) rivals = list_rivals (desk, claim->shift, claim->id, error);
  g_autofree char *reason =
      g_strdup_printf (_ ("%s got the shift"), name_of (desk->rota, claim->by));

  for (guint i = 0; rivals != NULL && i < rivals->len; i++)
    {
      const TwClaimDoc *rival = rivals->pdata[i];
      if (rival->claim.kind == TW_CLAIM_OPEN_SHIFT)
        put_claim (desk, step, rival, TW_CLAIM_REFUSED, reason);
    }
  return rivals != NULL;
}

static gboolean
approve (Desk *desk, const char *claim_id, const char *reason, GError **error)
{
  g_autoptr (TwClaimDoc) doc = tw_claim_doc_read (desk->store, claim_id, error);
  g_auto (TwClaimDeal) deal = { 0 };
  TwClaimState next;

  if (doc == NULL)
    return FALSE;
  const TwClaim *claim = &doc->claim;
  if (!tw_claim_state_step (claim->kind, claim->state, TW_CLAIM_EVENT_APPROVE, &next))
    return refuse_event (claim, TW_CLAIM_EVENT_APPROVE, error);
  if (!tw_claim_deal_make (desk->rota, claim, &deal, error))
    return FALSE;
  gboolean alone = g_strcmp0 (doc->asked_by_id, desk->actor->id) == 0;
  g_autofree char *words = dup_claim_words (desk, claim);
  g_autofree char *label = g_strdup_printf (_ ("Approve: %s"), words);
  g_autoptr (TwDocStep) step = tw_doc_step_new (label);
  put_claim (desk, step, doc, next, reason);
  for (guint i = 0; i < deal.n; i++)
    {
      put_shift (desk, step, &deal, i, alone ? desk->actor->id : NULL);
      tw_rota_add_audit (step, desk->now_us, desk->actor, "claim.approve", deal.edits[i].shift_id,
                         words);
    }
  if (claim->kind == TW_CLAIM_OPEN_SHIFT && !refuse_rivals (desk, step, claim, error))
    return FALSE;
  return desk_write (desk, g_steal_pointer (&step), error);
}

gboolean
tw_rota_decide (TwRota *self, const char *claim_id, gboolean agreed, const char *reason,
                GError **error)
{
  g_auto (Desk) desk = { 0 };

  g_return_val_if_fail (TW_IS_ROTA (self) && claim_id != NULL, FALSE);
  if (!desk_open (&desk, self, TW_RIGHT_APPROVE, _ ("decide about claims"), error))
    return FALSE;
  if (agreed)
    return approve (&desk, claim_id, reason, error);
  if (reason == NULL || *reason == '\0')
    return tw_rota_refuse (error, _ ("Say why the claim is refused: the person is told"));
  return move (&desk, claim_id, TW_CLAIM_EVENT_REFUSE, _ ("Refuse: %s"), "claim.refuse", reason,
               error);
}
