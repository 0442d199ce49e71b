// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-private.h"

/*
 * The pool of readers.
 *
 * Most of a point read is not the look-up but beginning and ending a read transaction (two file
 * locks). So a reader for single reads is "warm": it keeps its transaction from one read to the
 * next, for at most WARM_US and never across a commit of this process (epoch), so a caller always
 * sees what has been acknowledged to it. The writer ends the transactions of warm readers nobody
 * holds after each commit and when it is idle, as an open one keeps the log from being reset. A
 * store without a writer has no warm readers: nobody would end their transactions.
 */

#define MAX_IDLE 4 /* each may hold 64 MB of pages */
#define WARM_US 100000

static TwConn *
reader_open (TwStore *self, GError **error)
{
  g_autoptr (TwConn) conn =
      tw_conn_open (self->access.uri, self->access.path, self->access.reader_flags, error);

  if (!conn
      || !tw_conn_exec (conn,
                        "PRAGMA query_only = 1; PRAGMA cache_size = -64000; PRAGMA temp_store = 2",
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
  return (TwReader){ self, tw_store_borrow_reader (self, error), FALSE };
}

static gboolean
reader_warm_up (TwStore *self, TwConn *conn, GError **error)
{
  guint epoch = (guint) g_atomic_int_get (&self->epoch);
  gint64 now_us = g_get_monotonic_time ();

  if (!sqlite3_get_autocommit (conn->db))
    {
      if (conn->warm_epoch == epoch && now_us < conn->warm_until_us)
        return TRUE;
      sqlite3_exec (conn->db, "COMMIT", NULL, NULL, NULL);
    }
  conn->warm_epoch = epoch;
  conn->warm_until_us = now_us + WARM_US;
  return tw_conn_exec (conn, "BEGIN", error);
}

TwReader
tw_reader_get_warm (TwStore *self, GError **error)
{
  TwConn *conn = NULL;

  if (!self->access.writer)
    return tw_reader_get (self, error);
  g_mutex_lock (&self->pool_lock);
  if (self->warm_readers->len > 0)
    conn = g_ptr_array_steal_index_fast (self->warm_readers, self->warm_readers->len - 1);
  g_mutex_unlock (&self->pool_lock);
  if (!conn)
    conn = tw_store_borrow_reader (self, error);
  if (conn && !reader_warm_up (self, conn, error))
    {
      tw_store_return_reader (self, conn);
      conn = NULL;
    }
  return (TwReader){ self, conn, TRUE };
}

static void
return_warm (TwStore *self, TwConn *conn)
{
  g_mutex_lock (&self->pool_lock);
  gboolean keep = conn->warm_epoch == (guint) g_atomic_int_get (&self->epoch)
                  && self->warm_readers->len < MAX_IDLE;
  if (keep)
    g_ptr_array_add (self->warm_readers, conn);
  g_mutex_unlock (&self->pool_lock);
  if (!keep)
    tw_store_return_reader (self, conn);
}

void
tw_reader_clear (TwReader *reader)
{
  if (reader->warm && reader->conn)
    return_warm (reader->store, reader->conn);
  else
    tw_store_return_reader (reader->store, reader->conn);
}

void
tw_store_cool_readers (TwStore *self)
{
  TwConn *conn;

  do
    {
      g_mutex_lock (&self->pool_lock);
      guint n = self->warm_readers->len;
      conn = n > 0 ? g_ptr_array_steal_index_fast (self->warm_readers, n - 1) : NULL;
      g_mutex_unlock (&self->pool_lock);
      tw_store_return_reader (self, conn);
    }
  while (conn);
}
