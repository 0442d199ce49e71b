/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-changes.h"
#include "duty/roster/tw-rota.h"

G_BEGIN_DECLS

/*
 * From draft to published: draft -> submitted -> approved -> published, per local day, several days
 * in one go. Whoever submitted cannot approve. Red conflicts block submitting, approving and
 * publishing (checked each time anew), yellow ones want a reason, which is kept. Publishing makes
 * an edition, which never changes, and one notice for each person concerned. Everything is audited
 * and is a step of undo, but for publishing and rolling back, whose notices may have been read:
 * they are taken back by rolling back.
 */

typedef enum {
  TW_RIGHT_PLAN = 1 << 0,
  TW_RIGHT_APPROVE = 1 << 1, /* and publish, roll back, decide about claims */
  TW_RIGHT_OVERRIDE = 1 << 2,
} TwRights;

typedef struct {
  char *id, *name;
  TwRights rights;
} TwOfficer;
void tw_officer_free (TwOfficer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwOfficer, tw_officer_free)

/** GPtrArray of TwOfficer by name. Blocks some ms. */
GPtrArray *tw_duty_list_officers (TwDuty *duty, GError **error);
gboolean tw_duty_add_officer (TwDuty *duty, const char *name, TwRights rights, char **ret_id,
                              GError **error);
/** Who sits at this console now; kept on this device. Never NULL: where no officer was chosen or
 * none exists, the user of the computer with the right to plan alone. Transfer full. */
TwOfficer *tw_duty_dup_actor (TwDuty *duty);
/** NULL: nobody, that is the user of the computer. */
gboolean tw_duty_set_actor (TwDuty *duty, const char *officer_id, GError **error);

/** What the days' editions would change: against the last published ones. GPtrArray of
 * TwRotaChange. Days first .. last - 1 of the frame. */
GPtrArray *tw_rota_list_changes (TwRota *self, int first_day, int last_day);
/** Yellow conflicts of the days that have no reason yet (borrowed TwRotaConflict's, container
 * transfer). */
GPtrArray *tw_rota_list_unexplained (TwRota *self, int first_day, int last_day);

/** @reasons: conflict key -> reason, for the yellow ones; may be NULL. Each blocks some ms. Errors:
 * TW_DUTY_ERROR_REFUSED says what stands in the way. */
gboolean tw_rota_submit (TwRota *self, int first_day, int last_day, GHashTable *reasons,
                         GError **error);
gboolean tw_rota_withdraw (TwRota *self, int first_day, int last_day, GError **error);
gboolean tw_rota_approve (TwRota *self, int first_day, int last_day, GError **error);
gboolean tw_rota_send_back (TwRota *self, int first_day, int last_day, const char *reason,
                            GError **error);
/** @ret_n_notices may be NULL. */
gboolean tw_rota_publish (TwRota *self, int first_day, int last_day, guint *ret_n_notices,
                          GError **error);
/** The same in a worker, once everything is checked; refused while somebody edits the days. */
void tw_rota_publish_async (TwRota *self, int first_day, int last_day, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean tw_rota_publish_finish (TwRota *self, GAsyncResult *result, guint *ret_n_notices,
                                 GError **error);

typedef struct {
  char *id, *date;
  int number;
  gint64 at_us;
  char *by, *approver;
  int rolled_back_to; /* the number whose content it repeats, 0: an ordinary one */
  char *reason;
  guint n_shifts, n_changes, n_people; /* people with a notice */
} TwEdition;
void tw_edition_free (TwEdition *self);
/** Newest first. GPtrArray of TwEdition. */
GPtrArray *tw_duty_list_editions (TwDuty *duty, const char *date, GError **error);
/** The shifts of an edition, in terms of @frame, but for those of people who are gone, as in
 * tw_rota_frame_read_shifts(). GPtrArray of TwShift. */
GPtrArray *tw_rota_read_edition (TwRotaFrame *frame, TwStore *store, const char *edition_id,
                                 GError **error);
/** Publishes the content of edition @number of day @day again as a new edition. */
gboolean tw_rota_roll_back (TwRota *self, int day, int number, const char *reason,
                            guint *ret_n_notices, GError **error);
/** What that would do, in words: shifts, changes, people and posts that are gone. Transfer full. */
char *tw_rota_describe_roll_back (TwRota *self, int day, int number, GError **error);

/*
 * --- notices (F27) -----------------------------------------------------------------------------
 */

typedef enum { TW_NOTICE_WAITING, TW_NOTICE_SENT, TW_NOTICE_SEEN } TwNoticeState;
typedef struct {
  char *id, *edition, *person, *person_name;
  gint64 at_us, seen_us;
  char *text; /* all changes of the person in that edition, one a line */
  TwNoticeState state;
  char *seen_by; /* the person, or the officer who was told so */
} TwNotice;
void tw_notice_free (TwNotice *self);
/** Newest first, at most @limit; @only_open: not acknowledged yet. GPtrArray of TwNotice. */
GPtrArray *tw_duty_list_notices (TwDuty *duty, gboolean only_open, guint limit, GError **error);
gboolean tw_duty_acknowledge (TwDuty *duty, const char *notice_id, GError **error);

typedef struct {
  gint64 at_us;
  char *who, *what; /* in words */
} TwHistoryEntry;
void tw_history_entry_free (TwHistoryEntry *self);
/** What happened to a shift: made, moved, published, overridden; newest first. GPtrArray of
 * TwHistoryEntry. Blocks some ms. */
GPtrArray *tw_rota_list_history (TwRota *self, const char *shift_id, GError **error);

/*
 * --- open shifts, swaps (F25) ------------------------------------------------------------------
 */

typedef enum { TW_CLAIM_OPEN_SHIFT, TW_CLAIM_SWAP, TW_CLAIM_HAND_OVER } TwClaimKind;
typedef enum {
  TW_CLAIM_ASKED,    /* waits for the other person (swap, hand over), else for a supervisor */
  TW_CLAIM_AGREED,   /* the other person agreed: waits for a supervisor */
  TW_CLAIM_APPROVED, /* carried out */
  TW_CLAIM_REFUSED,
  TW_CLAIM_WITHDRAWN,
} TwClaimState;
typedef struct {
  char *id;
  TwClaimKind kind;
  TwClaimState state;
  char *shift, *other_shift; /* ids; other_shift of a swap, else NULL */
  char *by, *with;           /* ids of people; with: NULL for an open shift */
  char *by_name, *with_name;
  gint64 at_us;
  char *decided_by, *reason;
} TwClaim;
void tw_claim_free (TwClaim *self);
GPtrArray *tw_duty_list_claims (TwDuty *duty, gboolean only_open, GError **error);
/** Rules are checked when it is asked for and again when it is approved; what would be red is
 * refused and says why. @as_officer: a supervisor asks on behalf. */
gboolean tw_rota_claim (TwRota *self, TwClaimKind kind, const char *shift_id, const char *by,
                        const char *with, const char *other_shift_id, char **ret_id,
                        GError **error);
gboolean tw_rota_agree (TwRota *self, const char *claim_id, GError **error);
gboolean tw_rota_decide (TwRota *self, const char *claim_id, gboolean approve, const char *reason,
                         GError **error);
gboolean tw_rota_withdraw_claim (TwRota *self, const char *claim_id, GError **error);

/*
 * --- copies and templates (F24) ----------------------------------------------------------------
 */

typedef struct {
  guint n_copied, n_dropped_overrides, n_conflicts, n_gone; /* people or posts no longer there */
  gboolean holiday; /* a day of the target is a holiday or a make-up working day */
  char *text;       /* all that in words */
} TwCopyReport;
void tw_copy_report_clear (TwCopyReport *self);
/** Copies the shifts of the ISO week that holds @from_us into the one that holds @to_us (both
 * local), always as drafts; one step of undo. @replace: drafts there go away first. */
gboolean tw_rota_copy_week (TwRota *self, gint64 from_us, gint64 to_us, gboolean replace,
                            TwCopyReport *ret, GError **error);
/** Keeps the days first .. last - 1 as a template. */
gboolean tw_rota_save_template (TwRota *self, const char *name, int first_day, int last_day,
                                char **ret_id, GError **error);
typedef struct {
  char *id, *name;
  int n_days;
  guint n_shifts;
} TwTemplate;
void tw_template_free (TwTemplate *self);
GPtrArray *tw_duty_list_templates (TwDuty *duty, GError **error);
/** @times: repeated so often, one after the other, from the local day @first_day of the frame. */
gboolean tw_rota_apply_template (TwRota *self, const char *template_id, int first_day, int times,
                                 TwCopyReport *ret, GError **error);

G_END_DECLS
