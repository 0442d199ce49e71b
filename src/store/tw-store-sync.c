// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-sync.h"

#include "base/tw-json.h"
#include "store/tw-store-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

static char *
column_rev (TwStmt *stmt, int gen_col, int hash_col)
{
  TwRev rev = { .gen = (guint32) sqlite3_column_int64 (stmt, gen_col) };

  if (sqlite3_column_bytes (stmt, hash_col) != TW_REV_HASH_LEN)
    return NULL;
  memcpy (rev.hash, sqlite3_column_blob (stmt, hash_col), TW_REV_HASH_LEN);
  return tw_rev_format (&rev);
}

static JsonObject *
column_body (TwStmt *stmt, int col)
{
  if (sqlite3_column_type (stmt, col) == SQLITE_NULL)
    return NULL;
  return tw_json_parse_object ((const char *) sqlite3_column_text (stmt, col),
                               sqlite3_column_bytes (stmt, col), TW_DOC_MAX_BODY, NULL);
}

/* --- the push queue -------------------------------------------------------------------------- */

gint64
tw_store_count_unsynced (TwStore *self)
{
  gint64 n = 0;

  g_return_val_if_fail (self, 0);

  g_auto (TwReader) reader = tw_reader_get (self, NULL);
  if (reader.conn)
    tw_conn_get_int (reader.conn, "SELECT count (*) FROM unsynced", 0, &n, NULL);
  return n;
}

GPtrArray *
tw_store_list_unsynced (TwStore *self, gint64 since, guint limit, GError **error)
{
  gboolean more;

  g_return_val_if_fail (self, NULL);

  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_free);
  g_auto (TwReader) reader = tw_reader_get (self, error);
  g_autoptr (TwStmt) stmt =
      reader.conn
          ? tw_conn_stmt (reader.conn,
                          "SELECT d.seq, d.id, r.deleted, r.gen, r.hash FROM unsynced u"
                          " JOIN rev r ON r.rev_no = u.rev_no JOIN doc d ON d.doc_no = r.doc_no"
                          " WHERE d.seq > ?1 ORDER BY d.seq, r.rev_no LIMIT ?2",
                          error)
          : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, since);
  sqlite3_bind_int64 (stmt, 2, limit);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&changes);
      TwChange *change = g_new0 (TwChange, 1);
      change->seq = sqlite3_column_int64 (stmt, 0);
      change->id = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      change->deleted = sqlite3_column_int (stmt, 2);
      change->rev = column_rev (stmt, 3, 4);
      g_ptr_array_add (changes, change);
    }
}

gboolean
tw_store_mark_synced (TwStore *self, const char *id, const char *rev, GError **error)
{
  g_return_val_if_fail (self && id && rev, FALSE);

  TwBatch *batch = tw_batch_new ();
  tw_batch_mark_synced (batch, id, rev);
  return tw_writer_put (self, batch, NULL, error);
}

/* --- trees ----------------------------------------------------------------------------------- */

static TwLeaf *
read_leaf (TwStmt *stmt)
{
  TwLeaf *leaf = g_new0 (TwLeaf, 1);

  leaf->rev = column_rev (stmt, 0, 1);
  leaf->deleted = sqlite3_column_int (stmt, 2);
  leaf->winner = sqlite3_column_int (stmt, 3);
  leaf->body = column_body (stmt, 4);
  leaf->base = column_body (stmt, 5);
  return leaf;
}

static gboolean
set_not_found (const char *id, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _ ("There is no document “%s”"),
               id);
  return FALSE;
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
          "SELECT r.gen, r.hash, r.deleted, r.rev_no = d.win_rev, r.body, b.body FROM doc d"
          " JOIN rev r ON r.doc_no = d.doc_no AND r.leaf = 1"
          " LEFT JOIN unsynced u ON u.rev_no = r.rev_no LEFT JOIN rev b ON b.rev_no = u.base_rev"
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
  return leaves->len > 0 || set_not_found (id, error) ? g_steal_pointer (&leaves) : NULL;
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
      set_not_found (id, error);
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
      g_autofree char *text = column_rev (stmt, 0, 1);
      g_strv_builder_add (path, text);
      found = TRUE;
    }
  return found || set_not_found (id, error) ? g_strv_builder_end (path) : NULL;
}

/* --- _local documents, quarantine ------------------------------------------------------------ */

gboolean
tw_store_set_local (TwStore *self, const char *id, const char *rev, const char *body,
                    GError **error)
{
  g_return_val_if_fail (self && id, FALSE);

  TwBatch *batch = tw_batch_new ();
  tw_batch_set_local (batch, id, rev, body);
  return tw_writer_put (self, batch, NULL, error);
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

GPtrArray *
tw_store_list_quarantine (TwStore *self, guint limit, GError **error)
{
  gboolean more;

  g_return_val_if_fail (self, NULL);

  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_held_back_free);
  g_auto (TwReader) reader = tw_reader_get (self, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (
          reader.conn,
          "SELECT d.id, r.gen, r.hash, q.code, q.reason, q.at FROM quarantine q"
          " LEFT JOIN doc d ON d.doc_no = q.doc_no LEFT JOIN rev r ON r.rev_no = q.rev_no"
          " ORDER BY q.rowid DESC LIMIT ?1",
          error)
                  : NULL;
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
      held->rev = column_rev (stmt, 1, 2);
      held->code = g_strdup ((const char *) sqlite3_column_text (stmt, 3));
      held->reason = g_strdup ((const char *) sqlite3_column_text (stmt, 4));
      held->at_us = sqlite3_column_int64 (stmt, 5);
      g_ptr_array_add (list, held);
    }
}
