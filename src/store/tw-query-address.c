// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "store/tw-query-address.h"

#include "store/tw-query-private.h"

#include <glib/gi18n-lib.h>

/* Documents of one statement with one text to bind. */
static GPtrArray *
list (TwStore *store, const char *sql, const char *text, GError **error)
{
  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt = reader.conn ? tw_conn_stmt (reader.conn, sql, error) : NULL;

  if (!stmt)
    return NULL;
  sqlite3_bind_text (stmt, 1, text, -1, SQLITE_STATIC);
  return tw_query_collect_docs (reader.conn, stmt, error);
}

GPtrArray *
tw_query_children (TwStore *store, const char *parent_id, GError **error)
{
  g_return_val_if_fail (store && parent_id, NULL);

  return list (store,
               TW_SELECT_DOC TW_JOIN_DOC ("place") "WHERE place.parent = ?1"
                                                   " ORDER BY place.code, place.doc_no",
               parent_id, error);
}

GPtrArray *
tw_query_assets_of (TwStore *store, const char *place_id, GError **error)
{
  g_return_val_if_fail (store && place_id, NULL);

  return list (store,
               TW_SELECT_DOC TW_JOIN_DOC (
                   "asset") "WHERE asset.place = ?1 ORDER BY asset.code, asset.doc_no",
               place_id, error);
}

GPtrArray *
tw_query_moves (TwStore *store, const char *asset_id, GError **error)
{
  g_return_val_if_fail (store && asset_id, NULL);

  return list (store,
               TW_SELECT_DOC TW_JOIN_DOC ("move") "WHERE move.asset = ?1"
                                                  " ORDER BY move.at_us DESC, move.doc_no DESC",
               asset_id, error);
}

TwDoc *
tw_query_by_code (TwStore *store, const char *code, GError **error)
{
  g_return_val_if_fail (store && code, NULL);

  static const char *const statements[] = {
    TW_SELECT_DOC TW_JOIN_DOC ("asset") "WHERE asset.code = ?1",
    TW_SELECT_DOC TW_JOIN_DOC ("place") "WHERE place.code = ?1 ORDER BY place.doc_no",
    TW_SELECT_DOC TW_JOIN_DOC ("asset") "WHERE asset.tag = upper (?1)",
    TW_SELECT_DOC TW_JOIN_DOC ("home") "WHERE home.code = ?1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (GPtrArray) docs = list (store, statements[i], code, error);

      if (!docs)
        return NULL;
      if (docs->len > 0)
        return g_ptr_array_steal_index (docs, 0);
    }
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
               _ ("Nothing has the address code, tag or id “%s”"), code);
  return NULL;
}

GPtrArray *
tw_query_asset_codes (TwStore *store, const char *place_id, GError **error)
{
  g_return_val_if_fail (store && place_id, NULL);

  gboolean more;
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt = reader.conn
                                ? tw_conn_stmt (reader.conn,
                                                "SELECT code FROM asset WHERE place = ?1 UNION"
                                                " SELECT from_code FROM move WHERE from_place = ?1"
                                                " AND from_code IS NOT NULL",
                                                error)
                                : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_text (stmt, 1, place_id, -1, SQLITE_STATIC);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&codes);
      g_ptr_array_add (codes, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    }
}
