// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-sync.h"

#include "base/tw-json.h"
#include "store/tw-store-private.h"

void
tw_leaf_free (TwLeaf *leaf)
{
  if (!leaf)
    return;
  g_free (leaf->rev);
  g_clear_pointer (&leaf->body, json_object_unref);
  g_clear_pointer (&leaf->base, json_object_unref);
  g_free (leaf);
}

void
tw_held_back_free (TwHeldBack *held)
{
  if (!held)
    return;
  g_free (held->id);
  g_free (held->rev);
  g_free (held->code);
  g_free (held->reason);
  g_free (held);
}

static JsonObject *
column_body (TwStmt *stmt, int col)
{
  if (sqlite3_column_type (stmt, col) == SQLITE_NULL)
    return NULL;
  return tw_json_parse_object ((const char *) sqlite3_column_text (stmt, col),
                               sqlite3_column_bytes (stmt, col), TW_DOC_MAX_BODY, NULL);
}

/* --- trees ----------------------------------------------------------------------------------- */

static TwLeaf *
read_leaf (TwStmt *stmt)
{
  TwLeaf *leaf = g_new0 (TwLeaf, 1);

  leaf->rev = tw_store_column_rev (stmt, 0, 1);
  leaf->deleted = sqlite3_column_int (stmt, 2);
  leaf->winner = sqlite3_column_int (stmt, 3);
  leaf->body = column_body (stmt, 4);
  leaf->base = column_body (stmt, 5);
  return leaf;
}

GPtrArray *
tw_store_list_leaves (TwStore *self, const char *id, GError **error)
{
  gboolean more;

  g_return_val_if_fail (self && id, NULL);

  g_autoptr (GPtrArray) leaves = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_leaf_free);
  g_auto (TwReader) reader = tw_reader_get (self, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (
          reader.conn,
          /* The base of the oldest edit the peer may lack. */
          "SELECT r.gen, r.hash, r.deleted, r.rev_no = d.win_rev, r.body,"
          " (WITH RECURSIVE down (rev_no, depth) AS ("
          "  SELECT base_rev, 1 FROM unsynced WHERE rev_no = r.rev_no"
          "  UNION ALL SELECT u.base_rev, depth + 1 FROM down JOIN unsynced u USING (rev_no))"
          "  SELECT b.body FROM down LEFT JOIN rev b USING (rev_no) ORDER BY depth DESC LIMIT 1)"
          " FROM doc d JOIN rev r ON r.doc_no = d.doc_no AND r.leaf = 1"
          " WHERE d.id = ?1 ORDER BY r.deleted, r.gen DESC, r.hash DESC",
          error)
                  : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        break;
      g_ptr_array_add (leaves, read_leaf (stmt));
    }
  return leaves->len > 0 || tw_store_set_not_found (id, error) ? g_steal_pointer (&leaves) : NULL;
}

char **
tw_store_list_ancestry (TwStore *self, const char *id, const char *rev_text, GError **error)
{
  TwRev rev;
  gboolean more;

  g_return_val_if_fail (self && id && rev_text, NULL);

  g_autoptr (GStrvBuilder) path = g_strv_builder_new ();
  gboolean found = FALSE;
  g_auto (TwReader) reader = tw_reader_get (self, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (
          reader.conn,
          "WITH RECURSIVE up (rev_no, gen, hash, parent) AS ("
          " SELECT rev_no, gen, hash, parent FROM rev"
          " WHERE doc_no = (SELECT doc_no FROM doc WHERE id = ?1) AND gen = ?2 AND hash = ?3"
          " UNION ALL SELECT r.rev_no, r.gen, r.hash, r.parent FROM up"
          " JOIN rev r ON r.rev_no = up.parent) SELECT gen, hash FROM up",
          error)
                  : NULL;
  if (!stmt)
    return NULL;
  if (!tw_rev_parse (rev_text, &rev))
    {
      tw_store_set_not_found (id, error);
      return NULL;
    }
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, rev.gen);
  sqlite3_bind_blob (stmt, 3, rev.hash, TW_REV_HASH_LEN, SQLITE_STATIC);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        break;
      g_autofree char *text = tw_store_column_rev (stmt, 0, 1);
      g_strv_builder_add (path, text);
      found = TRUE;
    }
  return found || tw_store_set_not_found (id, error) ? g_strv_builder_end (path) : NULL;
}

/* --- _local documents, quarantine ------------------------------------------------------------ */

gboolean
tw_store_set_local (TwStore *self, const char *id, const char *rev, const char *body,
                    GError **error)
{
  g_return_val_if_fail (self && id, FALSE);

  TwBatch *batch = tw_batch_new ();
  tw_batch_set_local (batch, id, rev, body);
  return tw_writer_put (self, batch, NULL, FALSE, NULL, error);
}

char *
tw_store_dup_local (TwStore *self, const char *id, char **ret_rev)
{
  gboolean row;

  g_return_val_if_fail (self && id, NULL);

  g_auto (TwReader) reader = tw_reader_get (self, NULL);
  g_autoptr (TwStmt) stmt =
      reader.conn
          ? tw_conn_stmt (reader.conn, "SELECT body, rev FROM local_doc WHERE id = ?1", NULL)
          : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  if (!tw_conn_step (reader.conn, stmt, &row, NULL) || !row)
    return NULL;
  if (ret_rev)
    *ret_rev = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
  return g_strdup ((const char *) sqlite3_column_text (stmt, 0));
}

TwRevalidated
tw_store_get_revalidated (TwStore *self)
{
  TwRevalidated result = { 0 };

  g_return_val_if_fail (self, result);

  g_mutex_lock (&self->lock);
  result = self->revalidated;
  g_mutex_unlock (&self->lock);
  return result;
}

/* Columns: id, gen, hash, code, reason, at. */
static GPtrArray *
list_held_back (TwStore *self, const char *sql, guint limit, GError **error)
{
  gboolean more;

  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_held_back_free);
  g_auto (TwReader) reader = tw_reader_get (self, error);
  g_autoptr (TwStmt) stmt = reader.conn ? tw_conn_stmt (reader.conn, sql, error) : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, limit);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&list);
      TwHeldBack *held = g_new0 (TwHeldBack, 1);
      held->id = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
      held->rev = tw_store_column_rev (stmt, 1, 2);
      held->code = g_strdup ((const char *) sqlite3_column_text (stmt, 3));
      held->reason = g_strdup ((const char *) sqlite3_column_text (stmt, 4));
      held->at_us = sqlite3_column_int64 (stmt, 5);
      g_ptr_array_add (list, held);
    }
}

GPtrArray *
tw_store_list_quarantine (TwStore *self, guint limit, GError **error)
{
  g_return_val_if_fail (self, NULL);

  return list_held_back (self,
                         "SELECT d.id, r.gen, r.hash, q.code, q.reason, q.at FROM quarantine q"
                         " LEFT JOIN doc d ON d.doc_no = q.doc_no"
                         " LEFT JOIN rev r ON r.rev_no = q.rev_no ORDER BY q.rowid DESC LIMIT ?1",
                         limit, error);
}

GPtrArray *
tw_store_list_refused (TwStore *self, guint limit, GError **error)
{
  g_return_val_if_fail (self, NULL);

  return list_held_back (self,
                         "SELECT d.id, r.gen, r.hash, 'refused', u.refused, u.sent FROM unsynced u"
                         " JOIN rev r ON r.rev_no = u.rev_no JOIN doc d ON d.doc_no = r.doc_no"
                         " WHERE u.refused IS NOT NULL AND r.leaf = 1"
                         " ORDER BY u.rev_no DESC LIMIT ?1",
                         limit, error);
}
