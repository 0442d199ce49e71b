/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

G_BEGIN_DECLS

/*
 * What replication and the conflict queue need beside tw-store.h: the push queue, the leaves of a
 * document, _local documents and the quarantine.
 */

/* --- the push queue (tw-push.c tells its states) ---------------------------------------------- */

/** Documents edited here that no peer has yet. */
gint64 tw_store_count_unsynced (TwStore *self);

/** A revision to push, with what a new_edits:false write needs. */
typedef struct {
  gint64 place; /* in the queue */
  char *id;
  char **path; /* the revision and its ancestors, newest first */
  gboolean deleted;
  gboolean sent_before;   /* an earlier push of it has not been answered: the peer may have it */
  char *body;             /* canonical JSON text */
  GPtrArray *attachments; /* TwAttachment (tw-attach.h), or NULL for none */
} TwOutgoing;

void tw_outgoing_free (TwOutgoing *outgoing);
/**
 * Takes the next revisions to push, in order of their places from @after (exclusive; 0 to begin),
 * at most @max_docs and about @max_bytes of bodies (at least one). They count as on their way, on
 * disk, before this returns: from then on an edit makes a child. What is not answered is offered
 * again by the next round from 0, also after a crash. Element type TwOutgoing; none: the round has
 * ended. Not for the main thread.
 */
GPtrArray *tw_store_take_unsynced (TwStore *self, gint64 after, guint max_docs, gsize max_bytes,
                                   GError **error);

typedef enum {
  TW_SENT_TAKEN,   /* the peer has it now, or had it: its base is no longer needed */
  TW_SENT_REFUSED, /* the peer has not got it and does not want it: kept back until edited again */
  TW_SENT_LOST,    /* the peer has certainly not got it; where that is not certain, say nothing */
} TwSentOutcome;

typedef struct {
  const char *id, *rev;
  TwSentOutcome outcome;
  const char *reason; /* of a refusal, in words for an officer */
} TwSent;

/** What became of taken revisions, in one transaction. Others and unknown ones are ignored. */
gboolean tw_store_mark_sent (TwStore *self, const TwSent *sent, guint n_sent, GError **error);
/** TW_SENT_TAKEN for one revision. */
gboolean tw_store_mark_synced (TwStore *self, const char *id, const char *rev, GError **error);

/* --- trees ----------------------------------------------------------------------------------- */

/** One leaf of a document; @base is the body its unsynced edits started from (NULL when synced or
 * new). */
typedef struct {
  char *rev;
  gboolean deleted, winner;
  JsonObject *body; /* NULL when only its ancestry is known */
  JsonObject *base;
} TwLeaf;

void tw_leaf_free (TwLeaf *leaf);
/** All leaves, deleted ones too, the winner first. _NOT_FOUND when there is no such document.
 * Element type TwLeaf. */
GPtrArray *tw_store_list_leaves (TwStore *self, const char *id, GError **error);
/** The ancestry of @rev, newest first, as revision texts (NULL-terminated). _NOT_FOUND when
 * unknown. */
char **tw_store_list_ancestry (TwStore *self, const char *id, const char *rev, GError **error);

/** A _local document (a checkpoint). @body NULL deletes. */
gboolean tw_store_set_local (TwStore *self, const char *id, const char *rev, const char *body,
                             GError **error);
/** NULL when there is none. @ret_rev may be NULL. */
char *tw_store_dup_local (TwStore *self, const char *id, char **ret_rev);

typedef struct {
  char *id, *rev; /* NULL when not even they could be read */
  char *code, *reason;
  gint64 at_us;
} TwHeldBack;

void tw_held_back_free (TwHeldBack *held);
/** What replication brought that breaks the rules, newest first. Element type TwHeldBack. */
GPtrArray *tw_store_list_quarantine (TwStore *self, guint limit, GError **error);
typedef struct {
  guint n_released; /* held back before, good now */
  guint n_held;     /* let through while their type was unknown here, and broken */
} TwRevalidated;

/**
 * What was judged otherwise when the folder was opened, because this version knows other types than
 * the one before.
 */
TwRevalidated tw_store_get_revalidated (TwStore *self);
/** What the peer would not take, newest first: code "refused", at_us when it was pushed or 0.
 * Element type TwHeldBack. */
GPtrArray *tw_store_list_refused (TwStore *self, guint limit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwOutgoing, tw_outgoing_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwLeaf, tw_leaf_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHeldBack, tw_held_back_free)

G_END_DECLS
