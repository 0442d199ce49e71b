// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-private.h"

#define MAX_IDLE 8

static TwConn *
reader_open (TwStore *self, GError **error)
{
  g_autoptr (TwConn) conn =
      tw_conn_open (self->access.uri, self->access.path, self->access.reader_flags, error);

  if (!conn
      || !tw_conn_exec (conn,
                        "PRAGMA query_only = 1; PRAGMA cache_size = -16000; PRAGMA temp_store = 2",
                        error))
    return NULL;
  return g_steal_pointer (&conn);
}

TwConn *
tw_store_borrow_reader (TwStore *self, GError **error)
{
  TwConn *conn = NULL;

  g_mutex_lock (&self->pool_lock);
  if (self->idle_readers->len > 0)
    conn = g_ptr_array_steal_index_fast (self->idle_readers, self->idle_readers->len - 1);
  g_mutex_unlock (&self->pool_lock);
  return conn ? conn : reader_open (self, error);
}

void
tw_store_return_reader (TwStore *self, TwConn *conn)
{
  if (!conn)
    return;
  if (!sqlite3_get_autocommit (conn->db))
    sqlite3_exec (conn->db, "ROLLBACK", NULL, NULL, NULL);
  g_mutex_lock (&self->pool_lock);
  gboolean keep = self->idle_readers->len < MAX_IDLE;
  if (keep)
    g_ptr_array_add (self->idle_readers, conn);
  g_mutex_unlock (&self->pool_lock);
  if (!keep)
    tw_conn_free (conn);
}

TwReader
tw_reader_get (TwStore *self, GError **error)
{
  return (TwReader){ self, tw_store_borrow_reader (self, error) };
}

void
tw_reader_clear (TwReader *reader)
{
  tw_store_return_reader (reader->store, reader->conn);
}
