// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-private.h"

#include <glib/gstdio.h>

/*
 * The pool of readers.
 *
 * Most of a point read is not the look-up but beginning and ending a read transaction (two file
 * locks). So a reader for single reads is "warm": it keeps its transaction from one read to the
 * next, for at most WARM_US and never across a commit of this process (epoch), so a caller always
 * sees what has been acknowledged to it. The writer ends the transactions of warm readers nobody
 * holds after each commit and when it is idle, as an open one keeps the log from being reset. A
 * store without a writer has no warm readers: nobody would end their transactions.
 *
 * When a store that was opened on a full disk becomes writable, readers opened before are dropped
 * as soon as nobody holds them: theirs may be a private copy, or a file taken for one that never
 * changes.
 */

#define MAX_IDLE 4 /* each may hold 64 MB of pages */
#define WARM_US 100000

/* Never 0; changes with the file and when a log appears beside it. */
static guint64
read_file_stamp (const char *path)
{
  GStatBuf db = { 0 }, wal = { 0 };
  g_autofree char *wal_path = g_strconcat (path, "-wal", NULL);

  g_stat (path, &db);
  g_stat (wal_path, &wal);
  guint64 stamp = (guint64) db.st_mtim.tv_sec * 1000000000 + (guint64) db.st_mtim.tv_nsec;
  stamp += ((guint64) db.st_size << 1) + ((guint64) db.st_ino << 40) + (wal.st_size > 0);
  return stamp ? stamp : 1;
}

gboolean
tw_reader_is_fresh (TwStore *self, TwConn *conn)
{
  return conn->count == &tw_store_access (self)->n_conns
         && (conn->file_stamp == 0
             || conn->file_stamp == read_file_stamp (tw_store_access (self)->path));
}

/* A folder nobody had open for writing is read as one that never changes. Once somebody writes
 * there, its -shm file is there and the usual way works; before and after, each reader lasts as
 * long as the file stays what it was. */
static TwConn *
open_file (const TwAccess *access, GError **error)
{
  guint64 stamp = access->immutable ? read_file_stamp (access->path) : 0;
  gint64 ignored;

  if (access->immutable)
    {
      g_autoptr (TwConn) usual =
          tw_conn_open (access->path, access->path, SQLITE_OPEN_READONLY, NULL);
      if (usual
          && tw_conn_get_int (usual, "SELECT count (*) FROM sqlite_schema", 0, &ignored, NULL))
        return g_steal_pointer (&usual);
    }
  TwConn *conn = tw_conn_open (access->uri, access->path, access->reader_flags, error);
  if (conn)
    conn->file_stamp = stamp;
  return conn;
}

TwConn *
tw_store_open_reader (TwStore *self, GError **error)
{
  TwAccess *access = tw_store_access (self);
  TwConn *conn = open_file (access, error);

  if (conn)
    {
      conn->count = &access->n_conns;
      g_atomic_int_inc (conn->count);
    }
  return conn;
}

static TwConn *
reader_open (TwStore *self, GError **error)
{
  g_autoptr (TwConn) conn = tw_store_open_reader (self, error);

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
  if (conn && !tw_reader_is_fresh (self, conn))
    g_clear_pointer (&conn, tw_conn_free);
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
  gboolean keep =
      self->idle_readers->len < MAX_IDLE && conn->count == &tw_store_access (self)->n_conns;
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

  if (!tw_store_access (self)->writer)
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

void
tw_store_drop_old_readers (TwStore *self)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_conn_free);

  g_mutex_lock (&self->pool_lock);
  for (guint i = self->idle_readers->len; i-- > 0;)
    if (((TwConn *) self->idle_readers->pdata[i])->count != &tw_store_access (self)->n_conns)
      g_ptr_array_add (old, g_ptr_array_steal_index_fast (self->idle_readers, i));
  g_mutex_unlock (&self->pool_lock);
}
