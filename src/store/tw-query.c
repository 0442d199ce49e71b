// SPDX-License-Identifier: Apache-2.0
#include "store/tw-query.h"

#include "store/tw-query-private.h"

/*
 * The columns of a TwRequestRow, in the order read_request() expects. All of them stand in the
 * index request_by_at.
 */
#define REQUEST_COLUMNS                                                                            \
  "q.at_us, q.doc_no, q.lat_e7, q.lon_e7, q.service, q.channel, q.community, q.age, q.status"

static guint16
column_u16 (TwStmt *stmt, int col)
{
  gint64 value = sqlite3_column_int64 (stmt, col);

  return value >= 0 && value <= G_MAXUINT16 ? (guint16) value : 0;
}

static TwRequestRow
read_request (TwStmt *stmt)
{
  gboolean placed = sqlite3_column_type (stmt, 2) != SQLITE_NULL;

  return (TwRequestRow){
    .at_us = sqlite3_column_int64 (stmt, 0),
    .doc_no = sqlite3_column_int64 (stmt, 1),
    .lat_e7 = placed ? sqlite3_column_int (stmt, 2) : TW_E7_NONE,
    .lon_e7 = placed ? sqlite3_column_int (stmt, 3) : TW_E7_NONE,
    .service = column_u16 (stmt, 4),
    .channel = column_u16 (stmt, 5),
    .community = column_u16 (stmt, 6),
    .age = (guint8) CLAMP (sqlite3_column_int (stmt, 7), 0, 255),
    .status = (guint8) sqlite3_column_int (stmt, 8),
  };
}

/* All rows of @stmt. */
static GArray *
collect_requests (TwConn *conn, TwStmt *stmt, GError **error)
{
  gboolean more;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (TwRequestRow));

  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&rows);
      TwRequestRow row = read_request (stmt);
      g_array_append_val (rows, row);
    }
}

GPtrArray *
tw_query_dict (TwStore *store, TwDictKind kind, GError **error)
{
  gboolean more;

  g_return_val_if_fail (store, NULL);

  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn,
                                  "SELECT no, key FROM dict WHERE kind = ?1 ORDER BY no", error)
                  : NULL;
  if (!stmt)
    return NULL;
  g_ptr_array_add (keys, g_strdup (""));
  sqlite3_bind_int (stmt, 1, kind);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&keys);
      while (keys->len < (guint) sqlite3_column_int (stmt, 0))
        g_ptr_array_add (keys, g_strdup (""));
      g_ptr_array_add (keys, g_strdup ((const char *) sqlite3_column_text (stmt, 1)));
    }
}

/* --- requests -------------------------------------------------------------------------------- */

GArray *
tw_query_requests (TwStore *store, gint64 from_us, gint64 to_us, GError **error)
{
  g_return_val_if_fail (store, NULL);

  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn,
                                  "SELECT " REQUEST_COLUMNS
                                  " FROM request q WHERE q.at_us >= ?1 AND q.at_us < ?2"
                                  " ORDER BY q.at_us, q.doc_no",
                                  error)
                  : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, from_us);
  sqlite3_bind_int64 (stmt, 2, to_us);
  return collect_requests (reader.conn, stmt, error);
}

GArray *
tw_query_requests_since (TwStore *store, gint64 since_seq, gint64 *ret_last_seq, GError **error)
{
  gint64 last_seq;

  g_return_val_if_fail (store && ret_last_seq, NULL);

  g_auto (TwReader) reader = tw_reader_get (store, error);
  if (!reader.conn || !tw_conn_exec (reader.conn, "BEGIN", error)
      || !tw_conn_get_int (reader.conn, "SELECT max (seq) FROM doc", 0, &last_seq, error))
    return NULL;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (reader.conn,
                    "SELECT " REQUEST_COLUMNS " FROM doc d JOIN request q ON q.doc_no = d.doc_no"
                    " WHERE d.seq > ?1 ORDER BY d.seq",
                    error);
  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, since_seq);
  GArray *rows = collect_requests (reader.conn, stmt, error);
  if (rows)
    *ret_last_seq = last_seq;
  return rows;
}

static gint32
to_e7 (double degrees)
{
  return (gint32) CLAMP (degrees * TW_E7, -1800000000.0, 1800000000.0);
}

static void
bind_box (TwStmt *stmt, const TwBox *box)
{
  sqlite3_bind_int (stmt, 1, to_e7 (box->south));
  sqlite3_bind_int (stmt, 2, to_e7 (box->north));
  sqlite3_bind_int (stmt, 3, to_e7 (box->west));
  sqlite3_bind_int (stmt, 4, to_e7 (box->east));
}

/* Up to this many candidates the way by place and a sort are quicker than the walk back in time. */
#define SMALL_BOX 5000

/* Requests in the cells that touch the box ?1..?4, then those in the box itself. */
#define FROM_CELLS                                                                                 \
  "FROM geo_request g CROSS JOIN request q INDEXED BY request_by_cell ON q.cell = g.cell"          \
  " WHERE g.north >= ?1 AND g.south <= ?2 AND g.east >= ?3 AND g.west <= ?4"
#define IN_BOX " AND q.lat_e7 BETWEEN ?1 AND ?2 AND q.lon_e7 BETWEEN ?3 AND ?4"

static gboolean
box_is_small (TwConn *conn, const TwBox *box, gboolean *ret_small, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn, "SELECT count (*) FROM (SELECT 1 " FROM_CELLS " LIMIT ?5)", error);
  if (!stmt)
    return FALSE;
  bind_box (stmt, box);
  sqlite3_bind_int (stmt, 5, SMALL_BOX);
  if (!tw_conn_step (conn, stmt, &row, error))
    return FALSE;
  *ret_small = sqlite3_column_int (stmt, 0) < SMALL_BOX;
  return TRUE;
}

#define IN_BOX_BY_PLACE                                                                            \
  "SELECT " REQUEST_COLUMNS " " FROM_CELLS IN_BOX " AND q.at_us >= ?5 AND q.at_us < ?6"            \
  " ORDER BY q.at_us DESC, q.doc_no DESC LIMIT ?7"
#define IN_BOX_BY_TIME                                                                             \
  "SELECT " REQUEST_COLUMNS                                                                        \
  " FROM request q INDEXED BY request_by_at WHERE q.at_us >= ?5 AND q.at_us < ?6" IN_BOX           \
  " ORDER BY q.at_us DESC, q.doc_no DESC LIMIT ?7"

GArray *
tw_query_requests_in_box (TwStore *store, const TwBox *box, gint64 from_us, gint64 to_us,
                          guint limit, GError **error)
{
  gboolean small;

  g_return_val_if_fail (store && box, NULL);

  g_auto (TwReader) reader = tw_reader_get (store, error);
  if (!reader.conn || !tw_conn_exec (reader.conn, "BEGIN", error)
      || !box_is_small (reader.conn, box, &small, error))
    return NULL;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (reader.conn, small ? IN_BOX_BY_PLACE : IN_BOX_BY_TIME, error);
  if (!stmt)
    return NULL;
  bind_box (stmt, box);
  sqlite3_bind_int64 (stmt, 5, from_us);
  sqlite3_bind_int64 (stmt, 6, to_us);
  sqlite3_bind_int64 (stmt, 7, limit);
  return collect_requests (reader.conn, stmt, error);
}

gboolean
tw_query_last_request (TwStore *store, gint64 until_us, gint64 *ret_at_us, GError **error)
{
  gboolean more;

  g_return_val_if_fail (store && ret_at_us, FALSE);

  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt =
      reader.conn
          ? tw_conn_stmt (reader.conn, "SELECT max (at_us) FROM request WHERE at_us <= ?1", error)
          : NULL;
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, until_us);
  if (!tw_conn_step (reader.conn, stmt, &more, error) || !more
      || sqlite3_column_type (stmt, 0) == SQLITE_NULL)
    return FALSE;
  *ret_at_us = sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

gboolean
tw_query_request_totals (TwStore *store, TwRequestTotals *ret_totals, GError **error)
{
  gboolean row;

  g_return_val_if_fail (store && ret_totals, FALSE);

  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn,
                                  "SELECT count (*), sum (lat_e7 IS NULL), min (at_us), max (at_us)"
                                  " FROM request INDEXED BY request_by_at",
                                  error)
                  : NULL;
  if (!stmt || !tw_conn_step (reader.conn, stmt, &row, error))
    return FALSE;
  *ret_totals = (TwRequestTotals){
    .n_total = sqlite3_column_int64 (stmt, 0),
    .n_unplaced = sqlite3_column_int64 (stmt, 1),
    .first_us = sqlite3_column_int64 (stmt, 2),
    .last_us = sqlite3_column_int64 (stmt, 3),
  };
  return TRUE;
}

/* --- documents ------------------------------------------------------------------------------- */

GPtrArray *
tw_query_collect_docs (TwConn *conn, TwStmt *stmt, GError **error)
{
  gboolean more;
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_doc_free);

  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&docs);
      TwDoc *doc = tw_store_read_doc (conn, stmt, error);
      if (!doc)
        return NULL;
      g_ptr_array_add (docs, doc);
    }
}

GPtrArray *
tw_query_docs_by_no (TwStore *store, const gint64 *doc_nos, gsize n, GError **error)
{
  g_return_val_if_fail (store && (doc_nos || n == 0), NULL);

  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_doc_free);
  g_auto (TwReader) reader = tw_reader_get (store, error);
  if (!reader.conn || !tw_conn_exec (reader.conn, "BEGIN", error))
    return NULL;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (reader.conn,
                    TW_SELECT_DOC
                    "doc d JOIN rev r ON r.rev_no = d.win_rev WHERE d.doc_no = ?1"
                    " AND d.win_deleted = 0 AND d.type IS NOT NULL AND r.body IS NOT NULL",
                    error);
  for (gsize i = 0; stmt && i < n; i++)
    {
      sqlite3_bind_int64 (stmt, 1, doc_nos[i]);
      g_autoptr (GPtrArray) found = tw_query_collect_docs (reader.conn, stmt, error);
      if (!found)
        return NULL;
      sqlite3_reset (stmt);
      g_ptr_array_extend_and_steal (docs, g_steal_pointer (&found));
    }
  return stmt ? g_steal_pointer (&docs) : NULL;
}

GPtrArray *
tw_query_docs_by_type (TwStore *store, const char *type, GError **error)
{
  g_return_val_if_fail (store && type, NULL);

  gboolean request = g_str_equal (type, "request");
  g_auto (TwReader) reader = tw_reader_get (store, error);
  if (!reader.conn)
    return NULL;
  /* The partial index doc_by_type leaves requests out: its condition must stand in the query. */
  g_autoptr (TwStmt) stmt =
      request
          ? tw_conn_stmt (reader.conn, TW_SELECT_DOC TW_JOIN_DOC ("request") "ORDER BY d.doc_no",
                          error)
          : tw_conn_stmt (reader.conn,
                          TW_SELECT_DOC
                          "doc d JOIN rev r ON r.rev_no = d.win_rev WHERE d.type = ?1"
                          " AND d.type <> 'request' AND d.win_deleted = 0 AND r.body IS NOT NULL"
                          " ORDER BY d.doc_no",
                          error);
  if (!stmt)
    return NULL;
  if (!request)
    sqlite3_bind_text (stmt, 1, type, -1, SQLITE_STATIC);
  return tw_query_collect_docs (reader.conn, stmt, error);
}

static gboolean
collect_counts (TwConn *conn, TwStmt *stmt, GHashTable *counts, GError **error)
{
  gboolean more;

  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      gint64 *count = g_new (gint64, 1);
      *count = sqlite3_column_int64 (stmt, 1);
      if (*count > 0)
        g_hash_table_insert (counts, g_strdup ((const char *) sqlite3_column_text (stmt, 0)),
                             count);
      else
        g_free (count);
    }
}

GHashTable *
tw_query_type_counts (TwStore *store, GError **error)
{
  g_return_val_if_fail (store, NULL);

  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn,
                                  "SELECT type, count (*) FROM doc WHERE type <> 'request'"
                                  " AND win_deleted = 0 GROUP BY type"
                                  " UNION ALL SELECT 'request', count (*) FROM request",
                                  error)
                  : NULL;
  if (!stmt || !collect_counts (reader.conn, stmt, counts, error))
    return NULL;
  return g_steal_pointer (&counts);
}

GPtrArray *
tw_query_places (TwStore *store, const char *kind, const char *parent_id, GError **error)
{
  g_return_val_if_fail (store && kind, NULL);

  g_auto (TwReader) reader = tw_reader_get (store, error);
  if (!reader.conn)
    return NULL;
  g_autoptr (TwStmt) stmt =
      parent_id
          ? tw_conn_stmt (reader.conn,
                          TW_SELECT_DOC TW_JOIN_DOC (
                              "place") "WHERE place.parent = ?2 AND place.kind = ?1"
                                       " ORDER BY place.code, place.doc_no",
                          error)
          : tw_conn_stmt (reader.conn,
                          TW_SELECT_DOC TW_JOIN_DOC (
                              "place") "WHERE place.kind = ?1 ORDER BY place.code, place.doc_no",
                          error);
  if (!stmt)
    return NULL;
  sqlite3_bind_text (stmt, 1, kind, -1, SQLITE_STATIC);
  if (parent_id)
    sqlite3_bind_text (stmt, 2, parent_id, -1, SQLITE_STATIC);
  return tw_query_collect_docs (reader.conn, stmt, error);
}

/* " place asset " for the SQL below; NULL for any. */
static char *
join_types (const char *const *types)
{
  if (!types)
    return NULL;
  g_autofree char *joined = g_strjoinv (" ", (char **) types);
  return g_strconcat (" ", joined, " ", NULL);
}

#define OF_TYPES " AND (?5 IS NULL OR instr (?5, ' ' || d.type || ' ')) LIMIT ?6"
#define DOCS_IN_BOX                                                                                \
  TW_SELECT_DOC TW_JOIN_DOC (                                                                      \
      "geo") "WHERE geo.north >= ?1 AND geo.south <= ?2 AND geo.east >= ?3 AND "                   \
             "geo.west <= ?4" OF_TYPES
#define REQUEST_DOCS_IN_BOX                                                                        \
  TW_SELECT_DOC "(SELECT q.doc_no " FROM_CELLS IN_BOX                                              \
                ") f CROSS JOIN doc d ON d.doc_no = f.doc_no"                                      \
                " CROSS JOIN rev r ON r.rev_no = d.win_rev WHERE 1" OF_TYPES

static GPtrArray *
docs_in_box (TwConn *conn, const char *sql, const TwBox *box, const char *types, guint limit,
             GError **error)
{
  g_autoptr (TwStmt) stmt = tw_conn_stmt (conn, sql, error);
  if (!stmt)
    return NULL;
  bind_box (stmt, box);
  sqlite3_bind_text (stmt, 5, types, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 6, limit);
  return tw_query_collect_docs (conn, stmt, error);
}

GPtrArray *
tw_query_in_box (TwStore *store, const char *const *types, const TwBox *box, guint limit,
                 GError **error)
{
  g_return_val_if_fail (store && box, NULL);

  g_autofree char *joined = join_types (types);
  g_auto (TwReader) reader = tw_reader_get (store, error);
  if (!reader.conn || !tw_conn_exec (reader.conn, "BEGIN", error))
    return NULL;
  g_autoptr (GPtrArray) docs = docs_in_box (reader.conn, DOCS_IN_BOX, box, joined, limit, error);
  if (!docs)
    return NULL;
  if (docs->len < limit && (!types || g_strv_contains (types, "request")))
    {
      g_autoptr (GPtrArray) requests =
          docs_in_box (reader.conn, REQUEST_DOCS_IN_BOX, box, joined, limit - docs->len, error);
      if (!requests)
        return NULL;
      g_ptr_array_extend_and_steal (docs, g_steal_pointer (&requests));
    }
  return g_steal_pointer (&docs);
}
