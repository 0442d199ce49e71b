/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-undo.h"

G_BEGIN_DECLS

/*
 * Steps over documents that can be taken back, also after a restart. A step says what some
 * documents should become; writing it keeps what they were and what they became beside them, in the
 * same transaction, where it never syncs.
 *
 * A step that only moved days on (submitted, approved, gave a reason) is overtaken when one of them
 * is published: what people were told is not unsaid by undo but by rolling back. Such a step is
 * refused with words that say so, and leaves the stack for good, so that what lies below it can
 * still be taken back: an edit from before publishing makes a draft that differs from the edition.
 */

/** Instead of a revision: whatever the last step of this process left. */
#define TW_DOC_REV_OURS "ours"

/** TwDocStep: filled by one thread, then handed over. Reference-counted. */
typedef struct _TwDocStep TwDocStep;

TwDocStep *tw_doc_step_new (const char *label);
TwDocStep *tw_doc_step_ref (TwDocStep *self);
void tw_doc_step_unref (TwDocStep *self);
guint tw_doc_step_get_size (TwDocStep *self);
/**
 * @id becomes @body (transfer full; NULL: it goes away). @rev: the revision this is about, NULL for
 * a new document. @name: how a message would call it. @owned (static, or NULL: all): the members
 * that @body is about, others are kept.
 */
void tw_doc_step_put (TwDocStep *self, const char *id, const char *name, const char *rev,
                      JsonObject *body, const char *const *owned);
/** Shifts of the local day @date were changed by @officer_id: see tw_rota_day_put_edit(). @rev: of
 * the day's document as the editor knows it, or NULL; where it is another one by now that is
 * submitted or approved, the step is refused. */
void tw_doc_step_touch_day (TwDocStep *self, const char *date, const char *rev,
                            const char *officer_id);
/** A new document that stays when the step is taken back (audit). Takes @body. */
void tw_doc_step_add_lasting (TwDocStep *self, const char *id, JsonObject *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDocStep, tw_doc_step_unref)

/**
 * TwDocLane: the steps of one editor. When one of them fails, those behind it fail too, as they
 * were made upon it, until tw_doc_lane_restart().
 */
typedef struct _TwDocLane TwDocLane;

TwDocLane *tw_doc_lane_new (void);
void tw_doc_lane_unref (TwDocLane *self);
/** Whether nothing of it waits to be written. Any thread. */
gboolean tw_doc_lane_is_idle (TwDocLane *self);
/** Whether a step of it failed since it was made or restarted. Any thread. */
gboolean tw_doc_lane_has_failed (TwDocLane *self);
void tw_doc_lane_restart (TwDocLane *self);

/** TwDocLog: the writer of an open folder: one thread, steps in order. */
typedef struct _TwDocLog TwDocLog;

TwDocLog *tw_doc_log_new (TwStore *store, TwClock *clock);
/** Waits until everything is written and lets go of the store. */
void tw_doc_log_close (TwDocLog *self);
void tw_doc_log_unref (TwDocLog *self);
/** Blocks until nothing waits to be written. Any thread but the writer's. */
void tw_doc_log_wait (TwDocLog *self);

/** On the thread that queued it. @error NULL: it is on disk; G_IO_ERROR_CANCELLED: a step before it
 * in the lane failed. */
typedef void (*TwDocSavedFunc) (const GError *error, gpointer user_data);

/*
 * --- steps of a duty; its thread ---------------------------------------------------------------
 */

/** Loads the kept steps into the stack of undo. */
void tw_duty_load_steps (TwDuty *self);
/** Refuses (TW_DUTY_ERROR_REFUSED) when nothing can be written now: read-only, importing, undoing.
 */
gboolean tw_duty_may_write (TwDuty *self, GError **error);
/** Puts @step (transfer full) on the stack of undo at once, and writes it when its turn comes; if
 * that fails it leaves the stack. tw_duty_may_write() must hold. */
void tw_duty_queue_step (TwDuty *self, TwDocLane *lane, TwDocStep *step, TwDocSavedFunc func,
                         gpointer user_data);
/** Whether @rev of @id is what the last queued step of this process left there. */
gboolean tw_duty_did_write (TwDuty *self, const char *id, const char *rev);
/** The same, blocking until it is on disk; for what is not made in rows. Errors:
 * TW_STORE_ERROR_CONFLICT names the document, those of the store, TW_DUTY_ERROR_REFUSED. */
gboolean tw_duty_write_step (TwDuty *self, TwDocStep *step, GError **error);

G_END_DECLS
