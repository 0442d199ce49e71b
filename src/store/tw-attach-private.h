/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-attach.h"
#include "store/tw-batch.h"
#include "store/tw-tree.h"

G_BEGIN_DECLS

/** What is wrong with an attachment to be, or NULL. Transfer full. */
char *tw_attachment_find_fault (const TwAttachment *attachment);
/**
 * The attachments of a revision of generation @gen made by @item upon @parent (0: none), by name;
 * NULL when it has none. @ret_list is transfer full.
 */
gboolean tw_attach_collect (TwTree *tree, const TwItem *item, gint64 parent, guint32 gen,
                            GPtrArray **ret_list, GError **error);
/** What of the attachments belongs to the revision's hash: nothing when there are none. */
void tw_attach_append_text (GPtrArray *list, GString *text);
/** Makes @list (NULL: none) the attachments of @rev_no. Where len is -1 the content must be here,
 * else it may come later. */
gboolean tw_attach_write (TwTree *tree, gint64 rev_no, GPtrArray *list, GError **error);
/** The attachments of @rev_no in @conn; NULL without error when there are none. */
gboolean tw_attach_read (TwConn *conn, gint64 rev_no, GPtrArray **ret_list, GError **error);

/** Compares every content in @conn with its digest. TW_STORE_ERROR_CORRUPT. */
gboolean tw_blob_check_all (TwConn *conn, GCancellable *cancellable, GError **error);

G_END_DECLS
