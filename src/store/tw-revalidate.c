// SPDX-License-Identifier: Apache-2.0
#include "store/tw-revalidate.h"

#include "base/tw-json.h"
#include "store/tw-batch.h"

#include "config.h"

#include <string.h>

/*
 * What a peer sent is judged by the types this program knows when it comes. A later version knows
 * others: what it held back may be good now, and what it let through as a type unknown to it may
 * turn out to break that type's rules. So the types are remembered with the data (meta "types", a
 * digest and the names), and when they are others than before, those documents are judged again. A
 * rebuild judges what is held back in any case.
 *
 * What is good now gets its place in the change feed by a new seq, and its projections.
 */

/* One leaf to be judged. */
typedef struct {
  gint64 rowid; /* of quarantine; 0: not held back */
  gint64 rev_no;
  gboolean deleted;
  char *id, *body;
} Suspect;

static void
suspect_clear (gpointer data)
{
  Suspect *suspect = data;

  g_free (suspect->id);
  g_free (suspect->body);
}

/* Columns: quarantine.rowid, rev_no, deleted, id, body. */
static gboolean
list_suspects (TwConn *conn, const char *sql, const char *type, GArray *suspects, GError **error)
{
  gboolean more;
  g_autoptr (TwStmt) stmt = tw_conn_stmt (conn, sql, error);

  if (!stmt)
    return FALSE;
  if (type)
    sqlite3_bind_text (stmt, 1, type, -1, SQLITE_STATIC);
  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      Suspect suspect = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
                          sqlite3_column_int (stmt, 2),
                          g_strdup ((const char *) sqlite3_column_text (stmt, 3)),
                          g_strdup ((const char *) sqlite3_column_text (stmt, 4)) };
      g_array_append_val (suspects, suspect);
    }
}

static gboolean
list_of_new_types (TwConn *conn, const char *known, GArray *suspects, GError **error)
{
  for (const TwTypeSpec *type = tw_type_list (); known && type->name; type++)
    {
      g_autofree char *word = g_strdup_printf (" %s ", type->name);
      if (!strstr (known, word)
          && !list_suspects (conn,
                             "SELECT 0, r.rev_no, r.deleted, d.id, r.body FROM doc d"
                             " JOIN rev r ON r.doc_no = d.doc_no AND r.leaf = 1"
                             " WHERE d.type = ?1 AND r.deleted = 0 AND r.body IS NOT NULL",
                             type->name, suspects, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
release (TwConn *conn, gint64 rowid, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (conn, "DELETE FROM quarantine WHERE rowid = ?1", error);

  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rowid);
  return tw_conn_run (conn, stmt, error);
}

static gboolean
judge (TwTree *tree, const Suspect *suspect, TwRevalidated *result, GError **error)
{
  TwDocRow doc;
  gboolean found;
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonObject) body = tw_json_parse_object (suspect->body, -1, TW_DOC_MAX_BODY, &reason);
  gboolean good = body && tw_batch_check_graft (suspect->id, suspect->deleted, body, &reason);

  if (good == (suspect->rowid == 0))
    return TRUE; /* as it was judged before */
  if (!tw_tree_find_doc (tree, suspect->id, &doc, &found, error)
      || !(good ? release (tree->conn, suspect->rowid, error)
                : tw_tree_quarantine (tree, doc.doc_no, suspect->rev_no, "invalid", reason->message,
                                      error)))
    return FALSE;
  *(good ? &result->n_released : &result->n_held) += 1;
  return tw_tree_settle (tree, suspect->id, &doc, error);
}

gboolean
tw_revalidate (TwTree *tree, const char *known, TwRevalidated *ret_result, GError **error)
{
  TwRevalidated result = { 0 };
  g_autoptr (GArray) suspects = g_array_new (FALSE, FALSE, sizeof (Suspect));

  g_array_set_clear_func (suspects, suspect_clear);
  if (!list_suspects (tree->conn,
                      "SELECT q.rowid, r.rev_no, r.deleted, d.id, r.body FROM quarantine q"
                      " JOIN rev r ON r.rev_no = q.rev_no JOIN doc d ON d.doc_no = r.doc_no"
                      " WHERE r.body IS NOT NULL",
                      NULL, suspects, error)
      || !list_of_new_types (tree->conn, known, suspects, error))
    return FALSE;
  tree->batch_seq = tree->seq;
  for (guint i = 0; i < suspects->len; i++)
    if (!judge (tree, &g_array_index (suspects, Suspect, i), &result, error))
      return FALSE;
  *ret_result = result;
  return TRUE;
}

static gboolean
refill (TwTree *tree, GError **error)
{
  return tw_projector_clear (tree->conn, error)
         && tw_projector_fill (tree->projector, tree->conn, NULL, NULL, NULL, error);
}

gboolean
tw_revalidate_and_rebuild (TwTree *tree, TwRevalidated *ret_result, GError **error)
{
  return tw_conn_exec (tree->conn, "BEGIN IMMEDIATE", error) && tw_tree_load (tree, error)
         && tw_revalidate (tree, NULL, ret_result, error) && refill (tree, error)
         && tw_conn_exec (tree->conn, "COMMIT", error);
}

/* --- whether the types are others ------------------------------------------------------------- */

static gboolean
read_types (TwConn *conn, char **ret_types, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt = tw_conn_stmt (conn, "SELECT v FROM meta WHERE k = 'types'", error);

  if (!stmt || !tw_conn_step (conn, stmt, &row, error))
    return FALSE;
  *ret_types = row ? g_strdup ((const char *) sqlite3_column_text (stmt, 0)) : NULL;
  return TRUE;
}

static gboolean
write_types (TwConn *conn, const char *types, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (conn,
                               "INSERT INTO meta (k, v) VALUES ('types', ?1)"
                               " ON CONFLICT (k) DO UPDATE SET v = excluded.v",
                               error);

  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, types, -1, SQLITE_STATIC);
  return tw_conn_run (conn, stmt, error);
}

static gboolean
revalidate_for (TwTree *tree, const char *known, const char *types, TwRevalidated *result,
                GError **error)
{
  return tw_conn_exec (tree->conn, "BEGIN IMMEDIATE", error) && tw_tree_load (tree, error)
         && tw_revalidate (tree, known, result, error)
         && (result->n_released + result->n_held == 0 || refill (tree, error))
         && write_types (tree->conn, types, error) && tw_conn_exec (tree->conn, "COMMIT", error);
}

gboolean
tw_revalidate_if_due (TwTree *tree, TwRevalidated *ret_result, GError **error)
{
  TwRevalidated result = { 0 };
  g_autofree char *types = tw_types_dup_digest ();
  g_autofree char *known = NULL;

  if (!read_types (tree->conn, &known, error))
    return FALSE;
  if (g_strcmp0 (known, types) != 0 && !revalidate_for (tree, known, types, &result, error))
    {
      if (!sqlite3_get_autocommit (tree->conn->db))
        tw_conn_exec (tree->conn, "ROLLBACK", NULL);
      tw_projector_roll_back (tree->projector, 0);
      return FALSE;
    }
  *ret_result = result;
  return TRUE;
}
