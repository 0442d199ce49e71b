// SPDX-License-Identifier: Apache-2.0
#include "store/tw-query-roster.h"

#include "base/tw-time.h"
#include "store/tw-query-private.h"
#include "store/tw-types.h"

/* No shift is longer than a day, so what touches a time began at most a day before it. */
#define LONGEST_US (TW_SHIFT_MAX_MIN * TW_US_PER_MIN)

GPtrArray *
tw_query_shifts (TwStore *store, gint64 from_us, gint64 to_us, GError **error)
{
  g_return_val_if_fail (store, NULL);

  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn,
                                  TW_SELECT_DOC TW_JOIN_DOC (
                                      "shift") "WHERE shift.from_us >= ?1 AND shift.from_us < ?2"
                                               " AND shift.to_us > ?3 ORDER BY shift.from_us, d.id",
                                  error)
                  : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, from_us - LONGEST_US);
  sqlite3_bind_int64 (stmt, 2, to_us);
  sqlite3_bind_int64 (stmt, 3, from_us);
  return tw_query_collect_docs (reader.conn, stmt, error);
}

/* The number of the key in column @col, taken up when it is new. */
static guint
key_number (TwStmt *stmt, int col, GHashTable *numbers, GPtrArray *keys)
{
  const char *key = (const char *) sqlite3_column_text (stmt, col);
  gpointer found;

  if (g_hash_table_lookup_extended (numbers, key, NULL, &found))
    return GPOINTER_TO_UINT (found);
  char *copy = g_strdup (key);
  g_ptr_array_add (keys, copy);
  g_hash_table_insert (numbers, copy, GUINT_TO_POINTER (keys->len - 1));
  return keys->len - 1;
}

gboolean
tw_query_shift_rows (TwStore *store, gint64 from_us, gint64 to_us, TwShiftRows *ret, GError **error)
{
  gboolean more;

  g_return_val_if_fail (store && ret, FALSE);

  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (TwShiftRow));
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn,
                                  "SELECT from_us, to_us, minutes, way_min, person FROM shift"
                                  " WHERE from_us >= ?1 AND from_us < ?2 ORDER BY from_us, doc_no",
                                  error)
                  : NULL;
  if (!stmt)
    return FALSE;
  g_ptr_array_add (keys, g_strdup (""));
  g_hash_table_insert (numbers, keys->pdata[0], GUINT_TO_POINTER (0));
  sqlite3_bind_int64 (stmt, 1, from_us);
  sqlite3_bind_int64 (stmt, 2, to_us);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return FALSE;
      if (!more)
        break;
      TwShiftRow row = { .from_us = sqlite3_column_int64 (stmt, 0),
                         .to_us = sqlite3_column_int64 (stmt, 1),
                         .minutes = sqlite3_column_int (stmt, 2),
                         .way_min = sqlite3_column_int (stmt, 3),
                         .person = key_number (stmt, 4, numbers, keys) };
      g_array_append_val (rows, row);
    }
  *ret = (TwShiftRows){ g_steal_pointer (&rows), g_steal_pointer (&keys) };
  return TRUE;
}

void
tw_shift_rows_clear (TwShiftRows *self)
{
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
}

/* Documents of a statement with up to two texts and a limit; a NULL text matches all. */
static GPtrArray *
ask (TwStore *store, const char *sql, const char *first, const char *second, guint limit,
     GError **error)
{
  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt = reader.conn ? tw_conn_stmt (reader.conn, sql, error) : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_text (stmt, 1, first, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 2, second, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 3, limit);
  return tw_query_collect_docs (reader.conn, stmt, error);
}

GPtrArray *
tw_query_last_editions (TwStore *store, const char *first_day, const char *last_day, GError **error)
{
  g_return_val_if_fail (store && first_day && last_day, NULL);

  return ask (store,
              TW_SELECT_DOC TW_JOIN_DOC (
                  "edition") "WHERE edition.day BETWEEN ?1 AND ?2 AND edition.number ="
                             " (SELECT max (e.number) FROM edition e WHERE e.day = edition.day)"
                             " ORDER BY edition.day, d.id LIMIT ?3",
              first_day, last_day, G_MAXINT, error);
}

GPtrArray *
tw_query_editions (TwStore *store, const char *day, GError **error)
{
  g_return_val_if_fail (store && day, NULL);

  return ask (store,
              TW_SELECT_DOC TW_JOIN_DOC ("edition") "WHERE edition.day = ?1 AND ?2 IS NULL"
                                                    " ORDER BY edition.number DESC, d.id LIMIT ?3",
              day, NULL, G_MAXINT, error);
}

GPtrArray *
tw_query_notices (TwStore *store, const char *person, const char *state, guint limit,
                  GError **error)
{
  g_return_val_if_fail (store, NULL);

  return ask (store,
              person ? TW_SELECT_DOC TW_JOIN_DOC (
                  "notice") "WHERE notice.person = ?1 AND (?2 IS NULL OR notice.state = "
                            "?2) ORDER BY notice.at_us DESC, d.id LIMIT ?3"
                     : TW_SELECT_DOC TW_JOIN_DOC (
                         "notice") "WHERE ?1 IS NULL AND (?2 IS NULL OR notice.state = ?2)"
                                   " ORDER BY notice.at_us DESC, d.id LIMIT ?3",
              person, state, limit, error);
}

GPtrArray *
tw_query_claims (TwStore *store, const char *state, GError **error)
{
  g_return_val_if_fail (store, NULL);

  return ask (store,
              TW_SELECT_DOC TW_JOIN_DOC (
                  "claim") "WHERE ?2 IS NULL AND (?1 IS NULL OR claim.state = ?1)"
                           " ORDER BY claim.at_us DESC, d.id LIMIT ?3",
              state, NULL, G_MAXINT, error);
}

GPtrArray *
tw_query_audit (TwStore *store, const char *subject, GError **error)
{
  g_return_val_if_fail (store && subject, NULL);

  return ask (store, TW_QUERY_AUDIT_SQL, subject, NULL, G_MAXINT, error);
}
