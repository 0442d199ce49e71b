// SPDX-License-Identifier: Apache-2.0
#include "store/tw-attach-private.h"
#include "store/tw-store-private.h"

#include "config.h"

/*
 * The push queue: table unsynced.
 *
 * A row stands for a revision made here that no peer is known to have. It is
 *   - ours alone (sent 0): a further edit replaces the revision;
 *   - on its way (sent the time): a peer may have it, so a further edit makes a child with a row of
 *     its own, and this row stays, no leaf any more, only to keep the base of the first edit;
 *   - refused (sent 0, refused the reason): like ours alone, but not offered until edited.
 * Taking makes rows of the first kind ones of the second in a transaction of the writer, so no edit
 * falls between reading the body and marking it. A crash leaves them there and the next round
 * offers them again; pushing twice is harmless, as a revision the peer has is no news to it.
 *
 * A round goes by rev_no, which an edit of what lies behind the cursor does not change; a child
 * gets a higher one, so it is offered in the same round. The child carries the ancestry of what was
 * sent: the peer needs no answer to the first push to put the second in its place.
 */

void
tw_outgoing_free (TwOutgoing *outgoing)
{
  if (!outgoing)
    return;
  g_free (outgoing->id);
  g_strfreev (outgoing->path);
  g_free (outgoing->body);
  g_clear_pointer (&outgoing->attachments, g_ptr_array_unref);
  g_free (outgoing);
}

gint64
tw_store_count_unsynced (TwStore *self)
{
  gint64 n = 0;

  g_return_val_if_fail (self, 0);

  g_auto (TwReader) reader = tw_reader_get (self, NULL);
  if (reader.conn)
    tw_conn_get_int (reader.conn,
                     "SELECT count (*) FROM unsynced u"
                     " WHERE NOT EXISTS (SELECT 1 FROM unsynced o WHERE o.base_rev = u.rev_no)",
                     0, &n, NULL);
  return n;
}

/* --- taking ---------------------------------------------------------------------------------- */

typedef struct {
  gint64 after;
  guint max_docs;
  gsize max_bytes;
  GPtrArray *taken; /* TwOutgoing */
} Take;

/* @rev_no and its ancestors as revision texts. */
static char **
read_path (TwConn *conn, gint64 rev_no, GError **error)
{
  gboolean more;
  g_autoptr (GStrvBuilder) path = g_strv_builder_new ();
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn,
                    "WITH RECURSIVE up (gen, hash, parent) AS ("
                    " SELECT gen, hash, parent FROM rev WHERE rev_no = ?1"
                    " UNION ALL SELECT r.gen, r.hash, r.parent FROM up"
                    " JOIN rev r ON r.rev_no = up.parent) SELECT gen, hash FROM up",
                    error);
  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_strv_builder_end (path);
      g_autofree char *rev = tw_store_column_rev (stmt, 0, 1);
      g_strv_builder_add (path, rev);
    }
}

/* Fills take->taken with what lies after the cursor. */
static gboolean
read_queue (TwConn *conn, Take *take, GError **error)
{
  gboolean more;
  gsize bytes = 0;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn,
                    "SELECT u.rev_no, d.id, r.deleted, u.sent, r.body FROM unsynced u"
                    " CROSS JOIN rev r ON r.rev_no = u.rev_no AND r.leaf = 1"
                    " JOIN doc d ON d.doc_no = r.doc_no"
                    " WHERE u.rev_no > ?1 AND u.refused IS NULL ORDER BY u.rev_no LIMIT ?2",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, take->after);
  sqlite3_bind_int64 (stmt, 2, take->max_docs);
  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return FALSE;
      bytes += more ? (gsize) sqlite3_column_bytes (stmt, 4) : 0;
      if (!more || (take->taken->len > 0 && bytes > take->max_bytes))
        return TRUE;
      TwOutgoing *outgoing = g_new0 (TwOutgoing, 1);
      g_ptr_array_add (take->taken, outgoing);
      outgoing->place = sqlite3_column_int64 (stmt, 0);
      outgoing->id = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      outgoing->deleted = sqlite3_column_int (stmt, 2);
      outgoing->sent_before = sqlite3_column_int64 (stmt, 3) != 0;
      outgoing->body = g_strdup ((const char *) sqlite3_column_text (stmt, 4));
      outgoing->path = read_path (conn, outgoing->place, error);
      if (!outgoing->path || !tw_attach_read (conn, outgoing->place, &outgoing->attachments, error))
        return FALSE;
    }
}

static gboolean
take (TwTree *tree, gpointer user_data, GError **error)
{
  Take *self = user_data;

  if (!tw_conn_exec (tree->conn, "BEGIN IMMEDIATE", error) || !read_queue (tree->conn, self, error))
    return FALSE;
  for (guint i = 0; i < self->taken->len; i++)
    {
      TwOutgoing *outgoing = self->taken->pdata[i];
      if (!outgoing->sent_before
          && !tw_tree_mark_sent (tree, outgoing->place, g_get_real_time (), NULL, error))
        return FALSE;
    }
  return tw_conn_exec (tree->conn, "COMMIT", error);
}

GPtrArray *
tw_store_take_unsynced (TwStore *self, gint64 after, guint max_docs, gsize max_bytes,
                        GError **error)
{
  g_return_val_if_fail (self && max_docs > 0, NULL);

  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_outgoing_free);
  Take job = { after, max_docs, max_bytes, taken };
  return tw_writer_call (self, take, &job, error) ? g_steal_pointer (&taken) : NULL;
}

/* --- answers --------------------------------------------------------------------------------- */

gboolean
tw_store_mark_sent (TwStore *self, const TwSent *sent, guint n_sent, GError **error)
{
  g_return_val_if_fail (self && (sent || n_sent == 0), FALSE);

  TwBatch *batch = tw_batch_new ();
  for (guint i = 0; i < n_sent; i++)
    tw_batch_mark_sent (batch, &sent[i]);
  return tw_writer_put (self, batch, NULL, FALSE, NULL, error);
}

gboolean
tw_store_mark_synced (TwStore *self, const char *id, const char *rev, GError **error)
{
  TwSent sent = { id, rev, TW_SENT_TAKEN, NULL };

  g_return_val_if_fail (id && rev, FALSE);

  return tw_store_mark_sent (self, &sent, 1, error);
}
