/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the parts of the log of steps share: tw-doc-step.c holds a step until it is written,
 * tw-doc-index.c the list of those that are kept, tw-doc-write.c writes one, tw-doc-log.c is the
 * queue, tw-doc-turn.c takes steps back. */

#include "duty/tw-doc-log.h"

#include "store/tw-batch.h"

G_BEGIN_DECLS

#define TW_DOC_DAY_PREFIX "roster:"
#define TW_DOC_MAX_STEPS_BYTES (64 * 1024 * 1024)

typedef struct {
  char *id, *name, *rev;
  JsonObject *body; /* NULL: goes away, or a day */
  const char *const *owned;
  char *officer; /* of a day */
  gboolean day;
  gboolean lasting;
} TwDocItem;

struct _TwDocStep {
  gatomicrefcount refs;
  char *label;
  gint64 number; /* in meta, 0: not written */
  GArray *items; /* TwDocItem; dropped when written */
};

struct _TwDocLog {
  gatomicrefcount refs;
  TwStore *store;
  TwClock *clock;
  GThreadPool *pool;
  GMutex write_lock; /* one step at a time, whoever writes it */
  GMutex lock;       /* guards the rest */
  GCond idle;
  guint pending;
  GHashTable *left; /* id -> revision that we left */
};

/** A copy without what the store adds. */
JsonObject *tw_doc_dup_body (JsonObject *body);
/** Either may be NULL: no such document. */
gboolean tw_doc_same_body (JsonObject *a, JsonObject *b);
/** Takes over the members of @from that nobody who wrote @body knew. */
void tw_doc_keep_others (JsonObject *body, JsonObject *from, const char *const *owned);
/** The document as it is, or NULL without an error when there is none. */
gboolean tw_doc_read (TwStore *store, const char *id, TwDoc **ret_doc, GError **error);

typedef struct {
  gint64 next, undone;
  char *text;       /* as it was read, or NULL */
  JsonArray *steps; /* of [number, label, bytes] */
} TwDocIndex;

void tw_doc_index_clear (TwDocIndex *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwDocIndex, tw_doc_index_clear)
void tw_doc_index_read (TwStore *store, TwDocIndex *ret);
gint64 tw_doc_index_number (const TwDocIndex *self, guint i);
/** Writes the list into @batch, which fails as a whole where another process wrote the list since
 * it was read: no two of them take one number, and no step is lost. */
void tw_doc_index_write (const TwDocIndex *self, TwBatch *batch);
/** Drops what is undone, adds @text and forgets the oldest beyond the limits. */
gint64 tw_doc_index_push (TwDocIndex *self, const char *label, const char *text, TwBatch *batch);
/** Forgets step @number. */
void tw_doc_index_forget (TwDocIndex *self, gint64 number, TwBatch *batch);
/** Where the documents of step @number are kept. */
char *tw_doc_index_dup_key (gint64 number);

/** @body (NULL: none) instead of @doc (NULL: none). */
void tw_doc_put_body (TwBatch *batch, const char *id, const TwDoc *doc, JsonObject *body);
gboolean tw_doc_refuse_changed (GError **error, const char *name);
gboolean tw_doc_is_worth_another_try (GError **error, int try);

TwDocLog *tw_doc_log_ref (TwDocLog *self);
/** The revision that we left of @id, or NULL. */
char *tw_doc_log_dup_left (TwDocLog *self, const char *id);
/** Under the write lock. */
gboolean tw_doc_log_write (TwDocLog *self, TwDocStep *step, GError **error);

/** What the stack of undo keeps of @step. */
TwUndoStep *tw_doc_undo_step_new (TwDuty *self, TwDocStep *step);

G_END_DECLS
