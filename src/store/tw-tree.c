// SPDX-License-Identifier: Apache-2.0
#include "store/tw-tree.h"

#include "base/tw-json.h"
#include "store/tw-search.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Revision trees as rows.
 *
 * Invariants, at each commit:
 * - doc.win_rev is the best of the document's leaves by tw_rev_wins(); win_deleted is its flag.
 * - A revision is a leaf exactly when no other names it as parent. Every document has at least one
 * leaf.
 * - A leaf has its body, unless only its ancestry came from a peer. An ancestor has one only while
 * a row of unsynced names it as base_rev.
 * - seq grows by one per changed document and batch; a document carries the seq of its last change.
 */

TwTree *
tw_tree_new (TwConn *conn)
{
  TwTree *self = g_new0 (TwTree, 1);

  self->conn = conn;
  self->projector = tw_projector_new (conn);
  self->deep = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
tw_tree_free (TwTree *self)
{
  if (!self)
    return;
  tw_projector_free (self->projector);
  g_hash_table_unref (self->deep);
  g_free (self);
}

gboolean
tw_tree_load (TwTree *self, GError **error)
{
  return tw_conn_get_int (self->conn, "SELECT max (seq) FROM doc", 0, &self->seq, error)
         && tw_conn_get_int (self->conn, "SELECT max (rev_no) FROM rev", 0, &self->rev_no, error)
         && tw_conn_get_int (self->conn, "SELECT max (doc_no) FROM doc", 0, &self->doc_no, error);
}

/* --- reading --------------------------------------------------------------------------------- */

gboolean
tw_tree_find_doc (TwTree *self, const char *id, TwDocRow *ret_doc, gboolean *ret_found,
                  GError **error)
{
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (self->conn,
                    "SELECT doc_no, seq, win_rev, win_deleted, type IS NULL FROM doc WHERE id = ?1",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  if (!tw_conn_step (self->conn, stmt, ret_found, error))
    return FALSE;
  if (*ret_found)
    *ret_doc = (TwDocRow){
      .doc_no = sqlite3_column_int64 (stmt, 0),
      .seq = sqlite3_column_int64 (stmt, 1),
      .win_rev = sqlite3_column_int64 (stmt, 2),
      .win_deleted = sqlite3_column_int (stmt, 3),
      .held_back = sqlite3_column_int (stmt, 4),
    };
  return TRUE;
}

/* Columns: rev_no, parent, gen, hash, leaf, deleted. */
static void
read_rev_row (TwStmt *stmt, TwRevRow *ret_row)
{
  *ret_row = (TwRevRow){
    .rev_no = sqlite3_column_int64 (stmt, 0),
    .parent = sqlite3_column_int64 (stmt, 1),
    .rev.gen = (guint32) sqlite3_column_int64 (stmt, 2),
    .leaf = sqlite3_column_int (stmt, 4),
    .deleted = sqlite3_column_int (stmt, 5),
  };
  if (sqlite3_column_bytes (stmt, 3) == TW_REV_HASH_LEN)
    memcpy (ret_row->rev.hash, sqlite3_column_blob (stmt, 3), TW_REV_HASH_LEN);
}

gboolean
tw_tree_find_rev (TwTree *self, gint64 doc_no, const TwRev *rev, TwRevRow *ret_row,
                  gboolean *ret_found, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_conn_stmt (self->conn,
                                          "SELECT rev_no, parent, gen, hash, leaf, deleted FROM rev"
                                          " WHERE doc_no = ?1 AND gen = ?2 AND hash = ?3",
                                          error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  sqlite3_bind_int64 (stmt, 2, rev->gen);
  sqlite3_bind_blob (stmt, 3, rev->hash, TW_REV_HASH_LEN, SQLITE_STATIC);
  if (!tw_conn_step (self->conn, stmt, ret_found, error))
    return FALSE;
  if (*ret_found)
    read_rev_row (stmt, ret_row);
  return TRUE;
}

gboolean
tw_tree_get_rev (TwTree *self, gint64 rev_no, TwRevRow *ret_row, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (self->conn,
                    "SELECT rev_no, parent, gen, hash, leaf, deleted FROM rev WHERE rev_no = ?1",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  if (!tw_conn_step (self->conn, stmt, &row, error))
    return FALSE;
  if (!row)
    {
      tw_store_set_sqlite_error (error, SQLITE_CORRUPT, self->conn->path, "revision missing");
      return FALSE;
    }
  read_rev_row (stmt, ret_row);
  return TRUE;
}

gboolean
tw_tree_get_body (TwTree *self, gint64 rev_no, JsonObject **ret_body, GError **error)
{
  gboolean row;
  g_autoptr (GError) local = NULL;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (self->conn, "SELECT body FROM rev WHERE rev_no = ?1", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  if (!tw_conn_step (self->conn, stmt, &row, error))
    return FALSE;
  if (!row || sqlite3_column_type (stmt, 0) == SQLITE_NULL)
    {
      *ret_body = NULL;
      return TRUE;
    }
  JsonObject *body = tw_json_parse_object ((const char *) sqlite3_column_text (stmt, 0),
                                           sqlite3_column_bytes (stmt, 0), TW_DOC_MAX_BODY, &local);
  if (!body)
    {
      tw_store_set_sqlite_error (error, SQLITE_CORRUPT, self->conn->path, local->message);
      return FALSE;
    }
  *ret_body = body;
  return TRUE;
}

/* --- writing --------------------------------------------------------------------------------- */

gboolean
tw_tree_add_rev (TwTree *self, gint64 doc_no, TwRevRow *row, const char *body, gsize body_len,
                 GError **error)
{
  TwStmt *stmt =
      tw_conn_stmt (self->conn,
                    "INSERT INTO rev (rev_no, doc_no, gen, hash, parent, leaf, deleted, body)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    error);
  if (!stmt)
    return FALSE;
  row->rev_no = ++self->rev_no;
  sqlite3_bind_int64 (stmt, 1, row->rev_no);
  sqlite3_bind_int64 (stmt, 2, doc_no);
  sqlite3_bind_int64 (stmt, 3, row->rev.gen);
  sqlite3_bind_blob (stmt, 4, row->rev.hash, TW_REV_HASH_LEN, SQLITE_STATIC);
  if (row->parent)
    sqlite3_bind_int64 (stmt, 5, row->parent);
  else
    sqlite3_bind_null (stmt, 5);
  sqlite3_bind_int (stmt, 6, row->leaf);
  sqlite3_bind_int (stmt, 7, row->deleted);
  sqlite3_bind_text (stmt, 8, body, (int) body_len, SQLITE_STATIC);
  return tw_conn_run (self->conn, stmt, error);
}

gboolean
tw_tree_add_doc (TwTree *self, const char *id, const char *type, TwDocRow *doc, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (self->conn,
                               "INSERT INTO doc (doc_no, id, seq, win_rev, win_deleted, type)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                               error);
  if (!stmt)
    return FALSE;
  if (self->doc_no >= TW_SEARCH_MAX_DOC_NO)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
                   _ ("“%s” holds as many documents as it can number"), self->conn->path);
      return FALSE;
    }
  doc->doc_no = ++self->doc_no;
  doc->seq = ++self->seq;
  sqlite3_bind_int64 (stmt, 1, doc->doc_no);
  sqlite3_bind_text (stmt, 2, id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 3, doc->seq);
  if (doc->win_rev)
    sqlite3_bind_int64 (stmt, 4, doc->win_rev);
  else
    sqlite3_bind_null (stmt, 4);
  sqlite3_bind_int (stmt, 5, doc->win_deleted);
  sqlite3_bind_text (stmt, 6, type, -1, SQLITE_STATIC);
  return tw_conn_run (self->conn, stmt, error);
}

static gboolean
run_with (TwTree *self, const char *sql, gint64 a, gint64 b, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (self->conn, sql, error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, a);
  if (sqlite3_bind_parameter_count (stmt) > 1)
    sqlite3_bind_int64 (stmt, 2, b);
  return tw_conn_run (self->conn, stmt, error);
}

gboolean
tw_tree_link_parent (TwTree *self, gint64 rev_no, gint64 parent, GError **error)
{
  return run_with (self, "UPDATE rev SET parent = ?2 WHERE rev_no = ?1", rev_no, parent, error);
}

/* They go with the body. */
static gboolean
drop_attachments (TwTree *self, gint64 rev_no, GError **error)
{
  return run_with (self,
                   "DELETE FROM att WHERE rev_no = ?1"
                   " AND EXISTS (SELECT 1 FROM rev WHERE rev_no = ?1 AND body IS NULL)",
                   rev_no, 0, error);
}

gboolean
tw_tree_bury (TwTree *self, gint64 rev_no, gboolean keep_body, GError **error)
{
  if (keep_body)
    return run_with (self, "UPDATE rev SET leaf = 0 WHERE rev_no = ?1", rev_no, 0, error);
  return run_with (self,
                   "UPDATE rev SET leaf = 0, body = iif (EXISTS (SELECT 1 FROM unsynced WHERE "
                   "base_rev = ?1), body, NULL)"
                   " WHERE rev_no = ?1",
                   rev_no, 0, error)
         && drop_attachments (self, rev_no, error);
}

gboolean
tw_tree_quarantine (TwTree *self, gint64 doc_no, gint64 rev_no, const char *code,
                    const char *reason, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (
      self->conn,
      "INSERT INTO quarantine (doc_no, rev_no, code, reason, at) SELECT ?1, ?2, ?3, ?4, ?5"
      " WHERE NOT EXISTS (SELECT 1 FROM quarantine"
      " WHERE doc_no IS ?1 AND rev_no IS ?2 AND code = ?3 AND reason = ?4)",
      error);
  if (!stmt)
    return FALSE;
  sqlite3_clear_bindings (stmt);
  if (doc_no)
    sqlite3_bind_int64 (stmt, 1, doc_no);
  if (rev_no)
    sqlite3_bind_int64 (stmt, 2, rev_no);
  sqlite3_bind_text (stmt, 3, code, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 4, reason, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 5, self->now_us);
  return tw_conn_run (self->conn, stmt, error);
}

gboolean
tw_tree_mark_sent (TwTree *self, gint64 rev_no, gint64 at_us, const char *refused, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (self->conn,
                               "UPDATE unsynced SET sent = ?2, refused = ?3 WHERE rev_no = ?1"
                               " AND (sent <> ?2 OR refused IS NOT ?3)",
                               error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  sqlite3_bind_int64 (stmt, 2, at_us);
  sqlite3_bind_text (stmt, 3, refused, -1, SQLITE_STATIC);
  return tw_conn_run (self->conn, stmt, error);
}

/* Takes @rev_no out of the push queue. @ret_base: what it was based on, 0 for none. */
static gboolean
drop_unsynced (TwTree *self, gint64 rev_no, gboolean *ret_found, gint64 *ret_base, GError **error)
{
  TwStmt *stmt =
      tw_conn_stmt (self->conn, "DELETE FROM unsynced WHERE rev_no = ?1 RETURNING base_rev", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  if (!tw_conn_step (self->conn, stmt, ret_found, error))
    return FALSE;
  *ret_base = *ret_found ? sqlite3_column_int64 (stmt, 0) : 0;
  return tw_conn_run (self->conn, stmt, error);
}

gboolean
tw_tree_mark_synced (TwTree *self, gint64 rev_no, GError **error)
{
  gboolean found;
  gint64 base;

  for (; rev_no; rev_no = base)
    {
      if (!drop_unsynced (self, rev_no, &found, &base, error))
        return FALSE;
      if (base
          && (!run_with (self,
                         "UPDATE rev SET body = NULL WHERE rev_no = ?1 AND leaf = 0"
                         " AND NOT EXISTS (SELECT 1 FROM unsynced WHERE base_rev = ?1)",
                         base, 0, error)
              || !drop_attachments (self, base, error)))
        return FALSE;
    }
  return TRUE;
}

/* --- the winner ------------------------------------------------------------------------------ */

static gboolean
find_winner (TwTree *self, gint64 doc_no, TwRevRow *ret_best, GError **error)
{
  gboolean more;
  TwRevRow best = { 0 };
  g_autoptr (TwStmt) stmt = tw_conn_stmt (self->conn,
                                          "SELECT rev_no, parent, gen, hash, leaf, deleted FROM rev"
                                          " WHERE doc_no = ?1 AND leaf = 1",
                                          error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  for (;;)
    {
      TwRevRow row;
      if (!tw_conn_step (self->conn, stmt, &more, error))
        return FALSE;
      if (!more)
        break;
      read_rev_row (stmt, &row);
      if (best.rev_no == 0 || tw_rev_wins (&row.rev, row.deleted, &best.rev, best.deleted))
        best = row;
    }
  *ret_best = best;
  return TRUE;
}

static gboolean
is_quarantined (TwTree *self, gint64 doc_no, gint64 rev_no, gboolean *ret_held, GError **error)
{
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (self->conn, "SELECT 1 FROM quarantine WHERE doc_no = ?1 AND rev_no = ?2",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  sqlite3_bind_int64 (stmt, 2, rev_no);
  return tw_conn_step (self->conn, stmt, ret_held, error);
}

gboolean
tw_tree_settle (TwTree *self, const char *id, TwDocRow *doc, GError **error)
{
  TwRevRow best;
  gboolean held;
  const char *colon = strchr (id, ':');

  if (!find_winner (self, doc->doc_no, &best, error)
      || !is_quarantined (self, doc->doc_no, best.rev_no, &held, error))
    return FALSE;
  if (doc->seq <= self->batch_seq)
    doc->seq = ++self->seq;
  doc->win_rev = best.rev_no;
  doc->win_deleted = best.deleted;
  doc->held_back = held;

  TwStmt *stmt = tw_conn_stmt (
      self->conn,
      "UPDATE doc SET seq = ?2, win_rev = ?3, win_deleted = ?4, type = ?5 WHERE doc_no = ?1",
      error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc->doc_no);
  sqlite3_bind_int64 (stmt, 2, doc->seq);
  sqlite3_bind_int64 (stmt, 3, doc->win_rev);
  sqlite3_bind_int (stmt, 4, doc->win_deleted);
  if (held)
    sqlite3_bind_null (stmt, 5);
  else
    sqlite3_bind_text (stmt, 5, id, (int) (colon - id), SQLITE_STATIC);
  return tw_conn_run (self->conn, stmt, error);
}

/* --- stemming -------------------------------------------------------------------------------- */

/* The last generations of each leaf stay; what only older ones reach goes. */
#define OLD_REVS                                                                                   \
  "WITH RECURSIVE kept (rev_no, depth) AS ("                                                       \
  " SELECT rev_no, 1 FROM rev WHERE doc_no = ?1 AND leaf = 1"                                      \
  " UNION SELECT r.parent, k.depth + 1 FROM kept k JOIN rev r ON r.rev_no = k.rev_no"              \
  " WHERE k.depth < ?2 AND r.parent IS NOT NULL) "

static gboolean
stem_doc (TwTree *self, gint64 doc_no, GError **error)
{
  return run_with (self,
                   OLD_REVS
                   "DELETE FROM att WHERE rev_no IN (SELECT rev_no FROM rev WHERE doc_no = ?1"
                   " AND rev_no NOT IN (SELECT rev_no FROM kept))",
                   doc_no, TW_REVS_LIMIT, error)
         && run_with (
             self,
             OLD_REVS
             "DELETE FROM rev WHERE doc_no = ?1 AND rev_no NOT IN (SELECT rev_no FROM kept)"
             " AND NOT EXISTS (SELECT 1 FROM unsynced WHERE base_rev = rev.rev_no)",
             doc_no, TW_REVS_LIMIT, error)
         && run_with (self,
                      "UPDATE rev SET parent = NULL WHERE doc_no = ?1 AND parent IS NOT NULL"
                      " AND parent NOT IN (SELECT rev_no FROM rev WHERE doc_no = ?1)",
                      doc_no, 0, error);
}

gboolean
tw_tree_stem (TwTree *self, GError **error)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->deep);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!stem_doc (self, *(gint64 *) key, error))
      return FALSE;
  g_hash_table_remove_all (self->deep);
  return TRUE;
}
