/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-batch.h"
#include "store/tw-conn.h"
#include "store/tw-project.h"

G_BEGIN_DECLS

/**
 * TwTree: the writer's view of documents and their revision trees, inside one write transaction.
 */
typedef struct {
  TwConn *conn;
  TwProjector *projector;
  gint64 seq, rev_no, doc_no; /* the last ones handed out */
  gint64 batch_seq; /* seq when the batch began: a document above it has its new seq already */
  gint64 now_us;
  GHashTable *deep; /* doc_no of documents that may have outgrown TW_REVS_LIMIT in this batch */
} TwTree;

typedef struct {
  gint64 rev_no, parent; /* parent 0: none */
  TwRev rev;
  gboolean leaf, deleted;
} TwRevRow;

typedef struct {
  gint64 doc_no, seq, win_rev;
  gboolean win_deleted, held_back; /* held back: the winner is in quarantine */
} TwDocRow;

TwTree *tw_tree_new (TwConn *conn);
void tw_tree_free (TwTree *self);
/** Reads the counters; at the begin of each transaction and after a roll-back. */
gboolean tw_tree_load (TwTree *self, GError **error);

gboolean tw_tree_find_doc (TwTree *self, const char *id, TwDocRow *ret_doc, gboolean *ret_found,
                           GError **error);
gboolean tw_tree_find_rev (TwTree *self, gint64 doc_no, const TwRev *rev, TwRevRow *ret_row,
                           gboolean *ret_found, GError **error);
gboolean tw_tree_get_rev (TwTree *self, gint64 rev_no, TwRevRow *ret_row, GError **error);
/** The body of a revision, parsed; NULL without error when it has none. */
gboolean tw_tree_get_body (TwTree *self, gint64 rev_no, JsonObject **ret_body, GError **error);
/** Inserts a revision; its number is in @row->rev_no afterwards. @body NULL: ancestry only. */
gboolean tw_tree_add_rev (TwTree *self, gint64 doc_no, TwRevRow *row, const char *body,
                          gsize body_len, GError **error);
gboolean tw_tree_add_doc (TwTree *self, const char *id, const char *type, TwDocRow *doc,
                          GError **error);
gboolean tw_tree_link_parent (TwTree *self, gint64 rev_no, gint64 parent, GError **error);
/** The revision has a child now: no leaf, and without its body unless an edit made here is based on
 * it. */
gboolean tw_tree_bury (TwTree *self, gint64 rev_no, gboolean keep_body, GError **error);

/** Chooses the winner among the leaves and writes seq, winner and type of the document. */
gboolean tw_tree_settle (TwTree *self, const char *id, TwDocRow *doc, GError **error);
/** Cuts ancestors beyond TW_REVS_LIMIT from the documents noted in deep. */
gboolean tw_tree_stem (TwTree *self, GError **error);
/** Notes in the push queue, if @rev_no is there, that a push with it began at @at_us (0: none is
 * under way) and why the peer would not take it (NULL: not refused). */
gboolean tw_tree_mark_sent (TwTree *self, gint64 rev_no, gint64 at_us, const char *refused,
                            GError **error);
/** A peer has @rev_no, so its ancestors too: they leave the push queue, the base of each loses the
 * body it was kept for. */
gboolean tw_tree_mark_synced (TwTree *self, gint64 rev_no, GError **error);
gboolean tw_tree_quarantine (TwTree *self, gint64 doc_no, gint64 rev_no, const char *code,
                             const char *reason, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwTree, tw_tree_free)

G_END_DECLS
