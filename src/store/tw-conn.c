// SPDX-License-Identifier: Apache-2.0
#include "store/tw-conn.h"

#include "store/tw-tokenizer.h"

#include "config.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (tw - store - error - quark, tw_store_error)

/*
 * SQLite calls only ENOSPC a full disk. A quota or a limit on file size comes as a failed write,
 * with the system's error number lost in the roll-back; for the person before the screen it is the
 * same: nothing goes in, reading goes on.
 */
TwStoreError
tw_store_error_from_sqlite (int rc)
{
  if (rc == SQLITE_IOERR_WRITE)
    return TW_STORE_ERROR_FULL;
  switch (rc & 0xff)
    {
    case SQLITE_FULL:
      return TW_STORE_ERROR_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return TW_STORE_ERROR_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return TW_STORE_ERROR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return TW_STORE_ERROR_BUSY;
    default:
      return TW_STORE_ERROR_IO;
    }
}

void
tw_store_set_sqlite_error (GError **error, int rc, const char *path, const char *detail)
{
  TwStoreError code = tw_store_error_from_sqlite (rc);

  switch (code)
    {
    case TW_STORE_ERROR_FULL:
      g_set_error (
          error, TW_STORE_ERROR, code,
          rc == SQLITE_IOERR_WRITE
              ? _ ("“%s” takes no more data: its disk may be full, over its quota or failing. "
                   "Nothing was written, reading goes on; make room and try again.")
              : _ ("The disk of “%s” is full: nothing was written. Reading goes on; make "
                   "room and try again."),
          path);
      break;
    case TW_STORE_ERROR_READ_ONLY:
      g_set_error (
          error, TW_STORE_ERROR, code,
          _ ("“%s” cannot be written: check the rights of the folder, or choose another one."),
          path);
      break;
    case TW_STORE_ERROR_CORRUPT:
      g_set_error (error, TW_STORE_ERROR, code,
                   _ ("The database “%s” is damaged (%s): restore the newest backup."), path,
                   detail);
      break;
    case TW_STORE_ERROR_BUSY:
      g_set_error (error, TW_STORE_ERROR, code,
                   _ ("Another program is writing to “%s” for too long: close it or try again."),
                   path);
      break;
    default:
      g_set_error (error, TW_STORE_ERROR, code,
                   _ ("“%s” could not be read or written: %s. Check the disk."), path, detail);
    }
}

gboolean
tw_conn_fail (TwConn *self, int rc, GError **error)
{
  tw_store_set_sqlite_error (error, rc, self->path, sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
conn_configure (TwConn *self, GError **error)
{
  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_timeout (self->db, 10000);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return tw_tokenizer_register (self->db, error);
}

static void
finalize_cb (gpointer stmt)
{
  sqlite3_finalize (stmt);
}

TwConn *
tw_conn_open (const char *uri, const char *path, int flags, GError **error)
{
  static gsize once = 0;
  g_autoptr (TwConn) self = g_new0 (TwConn, 1);

  /* Statistics of memory cost a process-wide lock on each allocation; where SQLite runs already
   * this has no effect. */
  if (g_once_init_enter (&once))
    {
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
      g_once_init_leave (&once, 1);
    }

  self->path = g_strdup (path);
  self->stmts = g_hash_table_new_full (NULL, NULL, NULL, finalize_cb);
  int rc = sqlite3_open_v2 (uri, &self->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);
  if (rc != SQLITE_OK)
    {
      tw_store_set_sqlite_error (error, rc, path,
                                 self->db ? sqlite3_errmsg (self->db) : sqlite3_errstr (rc));
      return NULL;
    }
  if (!conn_configure (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tw_conn_free (TwConn *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->stmts);
  sqlite3_close_v2 (self->db);
  if (self->count)
    g_atomic_int_add (self->count, -1);
  g_free (self->path);
  g_free (self);
}

void
tw_stmt_reset (TwStmt *stmt)
{
  sqlite3_reset (stmt);
}

TwStmt *
tw_conn_stmt (TwConn *self, const char *sql, GError **error)
{
  TwStmt *stmt = g_hash_table_lookup (self->stmts, sql);
  if (stmt)
    return stmt;

  int rc = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
  if (rc != SQLITE_OK)
    {
      tw_conn_fail (self, rc, error);
      return NULL;
    }
  g_hash_table_insert (self->stmts, (gpointer) sql, stmt);
  return stmt;
}

gboolean
tw_conn_step (TwConn *self, TwStmt *stmt, gboolean *ret_row, GError **error)
{
  int rc = sqlite3_step (stmt);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    return tw_conn_fail (self, rc, error);
  *ret_row = rc == SQLITE_ROW;
  return TRUE;
}

gboolean
tw_conn_run (TwConn *self, TwStmt *stmt, GError **error)
{
  int rc;

  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    ;
  if (rc != SQLITE_DONE)
    {
      tw_conn_fail (self, rc, error);
      sqlite3_reset (stmt);
      return FALSE;
    }
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
tw_conn_exec (TwConn *self, const char *sql, GError **error)
{
  int rc = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK ? TRUE : tw_conn_fail (self, rc, error);
}

gboolean
tw_conn_get_int (TwConn *self, const char *sql, gint64 fallback, gint64 *ret_value, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt = tw_conn_stmt (self, sql, error);

  if (!stmt || !tw_conn_step (self, stmt, &row, error))
    return FALSE;
  *ret_value = row && sqlite3_column_type (stmt, 0) != SQLITE_NULL ? sqlite3_column_int64 (stmt, 0)
                                                                   : fallback;
  return TRUE;
}
