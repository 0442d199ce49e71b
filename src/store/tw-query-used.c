// SPDX-License-Identifier: Apache-2.0
#include "store/tw-query-used.h"

#include "store/tw-query-private.h"

GArray *
tw_query_requested (TwStore *store, TwDictKind kind, GError **error)
{
  static const char *const statements[] = {
    [TW_DICT_SERVICE] = "SELECT DISTINCT service FROM request",
    [TW_DICT_CHANNEL] = "SELECT DISTINCT channel FROM request",
    [TW_DICT_COMMUNITY] = "SELECT DISTINCT community FROM request",
  };
  gboolean more;

  g_return_val_if_fail (store && kind >= TW_DICT_SERVICE && kind <= TW_DICT_COMMUNITY, NULL);

  g_autoptr (GArray) used = g_array_new (FALSE, TRUE, sizeof (gboolean));
  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn, statements[kind], error) : NULL;
  if (!stmt)
    return NULL;
  g_array_set_size (used, 1);
  for (;;)
    {
      guint number;

      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&used);
      number = (guint) sqlite3_column_int (stmt, 0);
      if (number >= used->len)
        g_array_set_size (used, number + 1);
      g_array_index (used, gboolean, number) = TRUE;
    }
}

GHashTable *
tw_query_named_places (TwStore *store, GError **error)
{
  static const char sql[] =
      "SELECT key FROM dict WHERE kind = ?1 AND no IN (SELECT community FROM request UNION"
      " SELECT community FROM asset UNION SELECT community FROM person UNION"
      " SELECT community FROM home UNION SELECT community FROM place)"
      " UNION SELECT parent FROM place WHERE parent IS NOT NULL"
      " UNION SELECT place FROM asset WHERE place IS NOT NULL"
      " UNION SELECT place FROM home WHERE place IS NOT NULL";
  gboolean more;

  g_return_val_if_fail (store, NULL);

  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt = reader.conn ? tw_conn_stmt (reader.conn, sql, error) : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_int (stmt, 1, TW_DICT_COMMUNITY);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&named);
      g_hash_table_add (named, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    }
}
