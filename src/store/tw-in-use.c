// SPDX-License-Identifier: Apache-2.0
#include "store/tw-conn.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/*
 * Whether somebody has a database open.
 *
 * A connection in WAL mode that has read anything holds SQLite's shared lock on the file until it
 * is closed. So who can have the exclusive one for a moment is alone. The lock is asked for below
 * SQL, through the file itself: nothing is read, replayed or written, and a damaged file can be
 * asked as well. Through SQLite, as a file descriptor of our own would drop the locks of this
 * process when it is closed.
 */

/* A store that was just given up may still be finishing in its own threads. */
#define PATIENCE_US (3 * G_USEC_PER_SEC)
#define STEP_US 50000

static gboolean
is_locked (sqlite3_file *file)
{
  int rc = file->pMethods->xLock (file, SQLITE_LOCK_SHARED);

  if (rc == SQLITE_OK)
    rc = file->pMethods->xLock (file, SQLITE_LOCK_EXCLUSIVE);
  file->pMethods->xUnlock (file, SQLITE_LOCK_NONE);
  return (rc & 0xff) == SQLITE_BUSY;
}

static gboolean
is_in_use (const char *path)
{
  sqlite3 *db = NULL;
  sqlite3_file *file = NULL;
  gboolean locked = FALSE;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK
      && sqlite3_file_control (db, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK && file
      && file->pMethods)
    {
      gint64 until_us = g_get_monotonic_time () + PATIENCE_US;
      while ((locked = is_locked (file)) && g_get_monotonic_time () < until_us)
        g_usleep (STEP_US);
    }
  sqlite3_close (db);
  return locked;
}

gboolean
tw_store_check_unused (const char *dir, GError **error)
{
  static const char *const databases[] = { "store.db", "map.db" };

  g_return_val_if_fail (dir, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (databases); i++)
    {
      g_autofree char *path = g_build_filename (dir, databases[i], NULL);
      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !is_in_use (path))
        continue;
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_BUSY,
                   _ ("“%s” is open in another window or program: close it and try again."), path);
      return FALSE;
    }
  return TRUE;
}
