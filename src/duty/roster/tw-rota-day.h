/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-publish.h"

G_BEGIN_DECLS

/*
 * The way of one local day from draft to published, as a table, and its document. Whoever changes
 * shifts of a day puts tw_rota_day_put_edit() into the same batch.
 */

typedef enum {
  TW_DAY_EVENT_EDIT,
  TW_DAY_EVENT_SUBMIT,
  TW_DAY_EVENT_WITHDRAW,
  TW_DAY_EVENT_APPROVE,
  TW_DAY_EVENT_SEND_BACK,
  TW_DAY_EVENT_PUBLISH,
  TW_DAY_EVENT_ROLL_BACK,
  TW_N_DAY_EVENTS,
} TwDayEvent;

#define TW_N_DAY_STATES (TW_DAY_PUBLISHED + 1)

typedef enum {
  TW_DAY_STEP_GO,
  TW_DAY_STEP_SKIP,   /* does not concern a day in this state: others of the same deed may go */
  TW_DAY_STEP_REFUSE, /* stands in the way of the whole deed */
} TwDayStep;

/** What @event does to a day in @state. Pure. @ret_next is written for TW_DAY_STEP_GO. */
TwDayStep tw_day_state_step (TwDayState state, TwDayEvent event, TwDayState *ret_next);

/** A roster document. Without one the state is TW_DAY_EMPTY and the revision NULL. */
typedef struct {
  char *date, *id, *rev;
  TwDayState state;
  int edition;
  char *planner, *planner_id; /* who submitted: the name, and the id of the officer */
  char *approver, *approver_id;
  char *at[TW_N_DAY_STATES]; /* RFC 3339: when it was submitted, approved, published; or NULL */
  char **editors;     /* ids of all who edited or submitted since the last edition; never NULL */
  GPtrArray *reasons; /* TwDayReason */
} TwDayDoc;

/** Why a yellow conflict was let be. */
typedef struct {
  char *key, *text, *reason, *by;
} TwDayReason;

void tw_day_doc_free (TwDayDoc *self);
/** Reads the day @date ("2026-11-25"). Errors of the store, but for an absent document. */
TwDayDoc *tw_day_doc_read (TwStore *store, const char *date, GError **error);
gboolean tw_day_doc_is_editor (const TwDayDoc *self, const char *officer_id);
void tw_day_doc_add_editor (TwDayDoc *self, const char *officer_id);
/** The reason given for the conflict @key, or NULL. Borrowed. */
const char *tw_day_doc_find_reason (const TwDayDoc *self, const char *key);
void tw_day_doc_set_reason (TwDayDoc *self, const char *key, const char *text, const char *reason,
                            const char *by);
/** Drops the reasons of conflicts that are not among @conflicts (TwRotaConflict). */
void tw_day_doc_keep_reasons (TwDayDoc *self, GPtrArray *conflicts);
/** @officer submits, and counts as an editor; NULL: nobody does any more. Without an approver. */
void tw_day_doc_set_planner (TwDayDoc *self, const TwOfficer *officer);
void tw_day_doc_set_approver (TwDayDoc *self, const TwOfficer *officer);
/** The day is published as edition @number: what comes after it has no editors yet. */
void tw_day_doc_set_edition (TwDayDoc *self, int number);
/** The body of the document as it stands. Refused with more reasons than a document can hold. */
JsonObject *tw_day_doc_write (const TwDayDoc *self, gint64 now_us, GError **error);
/** The day's way back to draft, for shifts changed by @officer_id (NULL: by nobody who plans).
 * FALSE: nothing changes. */
gboolean tw_day_doc_edit (TwDayDoc *self, const char *officer_id);
/**
 * The same for a body (NULL: there is none), for shifts changed by @officer_id: the new one,
 * transfer full, or NULL: it stays.
 */
JsonObject *tw_day_body_edit (JsonObject *now, const char *officer_id);
/** Puts that into @batch. */
gboolean tw_rota_day_put_edit (TwStore *store, TwBatch *batch, const char *date,
                               const char *officer_id, gint64 now_us, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDayDoc, tw_day_doc_free)

G_END_DECLS
