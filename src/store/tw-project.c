// SPDX-License-Identifier: Apache-2.0
#include "store/tw-project-private.h"

#include "base/tw-json.h"
#include "store/tw-schema.h"
#include "store/tw-search.h"
#include "store/tw-validate.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Projections are functions of the winning body alone (and of dict, which hands out a number per
 * key once), so dropping and refilling them gives the same content. Search entries are contentless:
 * FTS5 keeps no text, so taking an entry out needs the text it was made from, which the old body
 * gives.
 *
 * FTS5 gathers terms in memory as long as rowids ascend and writes a segment when they do not, or
 * at a savepoint. So entries wait in a list and are written once per commit in order of rowid.
 */

TwProjector *
tw_projector_new (TwConn *conn)
{
  TwProjector *self = g_new0 (TwProjector, 1);

  self->conn = conn;
  self->version = TW_SCHEMA_VERSION;
  for (int kind = TW_DICT_SERVICE; kind <= TW_DICT_COMMUNITY; kind++)
    self->dict[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->entries = g_array_new (FALSE, FALSE, sizeof (TwSearchEntry));
  self->texts = g_string_new (NULL);
  return self;
}

void
tw_projector_free (TwProjector *self)
{
  if (!self)
    return;
  for (int kind = TW_DICT_SERVICE; kind <= TW_DICT_COMMUNITY; kind++)
    g_hash_table_unref (self->dict[kind]);
  g_hash_table_unref (self->cells);
  g_array_unref (self->entries);
  g_string_free (self->texts, TRUE);
  g_free (self);
}

/* --- dictionary ------------------------------------------------------------------------------ */

static gboolean
dict_read (TwProjector *self, TwDictKind kind, const char *key, gint64 *ret_no, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (self->conn, "SELECT no FROM dict WHERE kind = ?1 AND key = ?2", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int (stmt, 1, kind);
  sqlite3_bind_text (stmt, 2, key, -1, SQLITE_STATIC);
  if (!tw_conn_step (self->conn, stmt, &row, error))
    return FALSE;
  *ret_no = row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

static gboolean
dict_add (TwProjector *self, TwDictKind kind, const char *key, gint64 *ret_no, GError **error)
{
  TwStmt *stmt =
      tw_conn_stmt (self->conn,
                    "INSERT INTO dict (kind, no, key) SELECT ?1, coalesce (max (no), 0) + 1, ?2"
                    " FROM dict WHERE kind = ?1 RETURNING no",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int (stmt, 1, kind);
  sqlite3_bind_text (stmt, 2, key, -1, SQLITE_STATIC);
  int rc = sqlite3_step (stmt);
  *ret_no = rc == SQLITE_ROW ? sqlite3_column_int64 (stmt, 0) : 0;
  return tw_conn_run (self->conn, stmt, error);
}

/* The number of @key, handed out now if it is new; 0 for none. Numbers beyond 65,535 all read as 0
 * in queries. */
gboolean
tw_projector_dict_number (TwProjector *self, TwDictKind kind, const char *key, gint64 *ret_no,
                          GError **error)
{
  gint64 no = 0;

  if (key && *key)
    no = (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (self->dict[kind], key));
  if (no == 0 && key && *key)
    {
      if (!dict_read (self, kind, key, &no, error)
          || (no == 0 && !dict_add (self, kind, key, &no, error)))
        return FALSE;
      g_hash_table_insert (self->dict[kind], g_strdup (key), GSIZE_TO_POINTER ((gsize) no));
    }
  *ret_no = no;
  return TRUE;
}

void
tw_projector_forget (TwProjector *self)
{
  for (int kind = TW_DICT_SERVICE; kind <= TW_DICT_COMMUNITY; kind++)
    g_hash_table_remove_all (self->dict[kind]);
  g_hash_table_remove_all (self->cells);
}

/* --- search entries -------------------------------------------------------------------------- */

static void
add_entry (TwProjector *self, const TwSearchSpec *spec, gint64 doc_no, JsonObject *body,
           gboolean remove)
{
  TwSearchEntry entry = { .rowid = tw_search_rowid (spec, body, doc_no),
                          .remove = remove,
                          .text_at = self->texts->len };

  tw_search_append_text (spec, body, self->texts);
  entry.text_len = self->texts->len - entry.text_at;
  if (entry.text_len > 0)
    g_array_append_val (self->entries, entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const TwSearchEntry *ea = a, *eb = b;

  if (ea->rowid != eb->rowid)
    return ea->rowid < eb->rowid ? -1 : 1;
  return ea->text_at < eb->text_at ? -1 : 1; /* in the order they came */
}

gboolean
tw_projector_flush (TwProjector *self, GError **error)
{
  if (self->entries->len == 0)
    return TRUE;

  TwStmt *put = tw_conn_stmt (self->conn, "INSERT INTO fts (rowid, text) VALUES (?1, ?2)", error);
  TwStmt *drop =
      put ? tw_conn_stmt (self->conn,
                          "INSERT INTO fts (fts, rowid, text) VALUES ('delete', ?1, ?2)", error)
          : NULL;
  if (!drop)
    return FALSE;
  qsort (self->entries->data, self->entries->len, sizeof (TwSearchEntry), compare_entries);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const TwSearchEntry *entry = &g_array_index (self->entries, TwSearchEntry, i);
      TwStmt *stmt = entry->remove ? drop : put;
      sqlite3_bind_int64 (stmt, 1, entry->rowid);
      sqlite3_bind_text (stmt, 2, self->texts->str + entry->text_at, (int) entry->text_len,
                         SQLITE_STATIC);
      if (!tw_conn_run (self->conn, stmt, error))
        return FALSE;
    }
  g_array_set_size (self->entries, 0);
  g_string_truncate (self->texts, 0);
  return TRUE;
}

guint
tw_projector_mark (TwProjector *self)
{
  return self->entries->len;
}

void
tw_projector_roll_back (TwProjector *self, guint mark)
{
  g_array_set_size (self->entries, mark);
  if (mark == 0)
    g_string_truncate (self->texts, 0);
  tw_projector_forget (self);
}

/* --- the whole ------------------------------------------------------------------------------- */

gboolean
tw_projector_update (TwProjector *self, gint64 doc_no, const TwTypeSpec *type, JsonObject *old_body,
                     JsonObject *new_body, GError **error)
{
  const TwSearchSpec *search = tw_search_find (type->name);

  if ((old_body && !tw_projector_drop_body (self, type->name, doc_no, old_body, error))
      || (new_body && !tw_projector_put_body (self, type->name, doc_no, new_body, error)))
    return FALSE;
  if (search && old_body)
    add_entry (self, search, doc_no, old_body, TRUE);
  if (search && new_body)
    add_entry (self, search, doc_no, new_body, FALSE);
  return TRUE;
}

gboolean
tw_projector_clear (TwConn *conn, GError **error)
{
  return tw_conn_exec (
      conn,
      "DELETE FROM request; DELETE FROM place; DELETE FROM asset; DELETE FROM move; DELETE FROM "
      "person; DELETE FROM "
      "home; DELETE FROM shift; DELETE FROM edition; DELETE FROM notice; DELETE FROM claim;"
      "DELETE FROM audit;"
      "DELETE FROM geo; DELETE FROM geo_request; INSERT INTO fts (fts) VALUES ('delete-all')",
      error);
}

/* Parses a stored body; a broken one is damage, not a person's mistake. */
static JsonObject *
parse_stored (TwConn *conn, TwStmt *stmt, int col, const char *id, GError **error)
{
  const char *text = (const char *) sqlite3_column_text (stmt, col);
  g_autoptr (GError) local = NULL;
  JsonObject *body =
      tw_json_parse_object (text, sqlite3_column_bytes (stmt, col), TW_DOC_MAX_BODY, &local);

  if (!body)
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT,
                 _ ("The database “%s” is damaged: document “%s” cannot be read (%s)"), conn->path,
                 id, local->message);
  return body;
}

static gboolean
fill_row (TwProjector *self, TwConn *source, TwStmt *row, GError **error)
{
  const char *id = (const char *) sqlite3_column_text (row, 1);
  const TwTypeSpec *type = tw_type_find_by_id (id);
  if (!type || sqlite3_column_type (row, 2) == SQLITE_NULL)
    return TRUE;
  g_autoptr (JsonObject) body = parse_stored (source, row, 2, id, error);
  return body && tw_projector_update (self, sqlite3_column_int64 (row, 0), type, NULL, body, error);
}

gboolean
tw_projector_fill (TwProjector *self, TwConn *source, GCancellable *cancellable,
                   TwProgressFunc progress, gpointer user_data, GError **error)
{
  gint64 n = 0, total = 0;
  gboolean more = TRUE;

  tw_projector_forget (self);
  if (!tw_conn_get_int (source, "SELECT count (*) FROM doc WHERE win_deleted = 0", 0, &total,
                        error))
    return FALSE;
  g_autoptr (TwStmt) row =
      tw_conn_stmt (source,
                    "SELECT d.doc_no, d.id, r.body FROM doc d JOIN rev r ON r.rev_no = d.win_rev"
                    " WHERE d.win_deleted = 0 AND d.type IS NOT NULL ORDER BY d.doc_no",
                    error);
  while (row && tw_conn_step (source, row, &more, error) && more)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !fill_row (self, source, row, error))
        return FALSE;
      if (++n % 1000 == 0 && progress)
        progress (MIN (1.0, (double) n / (double) MAX (total, 1)), _ ("Reading documents"),
                  user_data);
      if (n % 10000 == 0 && !tw_projector_flush (self, error))
        return FALSE;
    }
  return row && !more && tw_projector_flush (self, error);
}

gboolean
tw_projector_fill_as_of (TwProjector *self, TwConn *source, int version, GError **error)
{
  self->version = version;
  gboolean filled = tw_projector_fill (self, source, NULL, NULL, NULL, error);
  self->version = TW_SCHEMA_VERSION;
  return filled;
}

gboolean
tw_projector_fill_type (TwProjector *self, TwConn *source, const char *type, GError **error)
{
  gboolean more = TRUE;

  g_return_val_if_fail (strcmp (type, "request") != 0 && !tw_search_find (type), FALSE);

  g_autoptr (TwStmt) row =
      tw_conn_stmt (source,
                    "SELECT d.doc_no, d.id, r.body FROM doc d JOIN rev r ON r.rev_no = d.win_rev"
                    " WHERE d.type = ?1 AND d.type <> 'request' AND d.win_deleted = 0"
                    " ORDER BY d.doc_no",
                    error);
  if (!row)
    return FALSE;
  sqlite3_bind_text (row, 1, type, -1, SQLITE_STATIC);
  while (tw_conn_step (source, row, &more, error) && more)
    if (!fill_row (self, source, row, error))
      return FALSE;
  return !more;
}
