/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

G_BEGIN_DECLS

/*
 * What replication and the conflict queue need beside tw-store.h: the push queue, the leaves of a
 * document, _local documents and the quarantine.
 */

/** Documents edited here that no peer has yet. */
gint64 tw_store_count_unsynced (TwStore *self);
/** Changes not yet pushed, in order of seq, at most @limit. Element type TwChange (rev: the leaf to
 * push). */
GPtrArray *tw_store_list_unsynced (TwStore *self, gint64 since, guint limit, GError **error);
/** A peer has revision @rev of @id now: later edits make a new revision, the kept base body goes.
 */
gboolean tw_store_mark_synced (TwStore *self, const char *id, const char *rev, GError **error);

/** One leaf of a document; @base is the body its unsynced edit started from (NULL when synced or
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwLeaf, tw_leaf_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHeldBack, tw_held_back_free)

G_END_DECLS
