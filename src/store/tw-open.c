// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-private.h"

#include "base/tw-time.h"
#include "store/tw-backup.h"
#include "store/tw-schema.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/*
 * How a folder is opened.
 *
 * Writable: check, upgrade (a backup first), write-ahead log. Where that fails although the folder
 * could be written (a full disk), it is opened as one that cannot, until there is room again
 * (tw_access_recover). Not writable: a database in WAL
 * mode cannot be read the usual way, as SQLite wants to make the -shm file beside it. In this
 * order:
 *   1. read-only as it is: works while a process that may write has the folder open (its -shm is
 * there);
 *   2. no log beside it, or an empty one: "immutable", which needs no lock and no -shm;
 *   3. a log with content (its writer was killed): a private copy of database and log, in which the
 * log is replayed.
 */

#define DB_NAME "store.db"
/* Below this many bytes free a disk counts as full. */
#define LEAST_ROOM (256 * 1024)
/* Above this many it has room again. More than the least, so that it does not go to and fro. */
#define ENOUGH_ROOM (1024 * 1024)

void
tw_access_clear (TwAccess *access)
{
  g_clear_pointer (&access->writer, tw_conn_free);
  if (access->private_dir)
    {
      static const char *const suffixes[] = { "", "-wal", "-shm" };
      for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
        {
          g_autofree char *path = g_strconcat (access->private_dir, "/" DB_NAME, suffixes[i], NULL);
          g_unlink (path);
        }
      g_rmdir (access->private_dir);
    }
  g_free (access->dir);
  g_free (access->path);
  g_free (access->uri);
  g_free (access->read_only_reason);
  g_free (access->private_dir);
  memset (access, 0, sizeof *access);
}

static gint64
file_size (const char *path)
{
  GStatBuf st;

  return g_stat (path, &st) == 0 ? (gint64) st.st_size : -1;
}

/* Whether the file begins as an SQLite database does; an empty one is a database to be. */
static gboolean
check_magic (const char *path, GError **error)
{
  char head[16] = { 0 };
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _ ("“%s” cannot be opened: %s"), path,
                   g_strerror (errno));
      return FALSE;
    }
  gssize n = read (fd, head, sizeof head);
  close (fd);
  if (n == 0 || (n == sizeof head && memcmp (head, "SQLite format 3", 16) == 0))
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT,
               _ ("“%s” is damaged: it does not begin as a database does"), path);
  return FALSE;
}

static char *
uri_for (const char *path, const char *query)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", TRUE);

  return g_strconcat ("file:", escaped, query, NULL);
}

/* --- writable -------------------------------------------------------------------------------- */

static gboolean
backup_before (int version, gpointer user_data, GError **error)
{
  TwAccess *access = user_data;
  g_autofree char *dest = g_strdup_printf ("%s/backups/before-upgrade-%d-%" G_GINT64_FORMAT,
                                           access->dir, version, g_get_real_time () / TW_US_PER_S);

  return tw_backup_dir (access->dir, NULL, dest, NULL, NULL, NULL, error);
}

static gboolean
open_writer (TwAccess *access, TwStoreFlags flags, GError **error)
{
  int version;
  int mode = SQLITE_OPEN_READWRITE | (flags & TW_STORE_OPEN_CREATE ? SQLITE_OPEN_CREATE : 0);
  g_autofree char *uri = uri_for (access->path, "");
  g_autoptr (TwConn) conn = tw_conn_open (uri, access->path, mode, error);

  if (!conn || !tw_schema_read_version (conn, &version, error))
    return FALSE;
  if (version > 0 && !(flags & TW_STORE_OPEN_NO_CHECK) && !tw_conn_quick_check (conn, error))
    return FALSE;
  if (!tw_conn_exec (conn, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", error)
      || !tw_schema_migrate (conn, TW_SCHEMA_VERSION, backup_before, access, error))
    return FALSE;
  access->uri = g_steal_pointer (&uri);
  access->reader_flags = SQLITE_OPEN_READONLY;
  access->writer = g_steal_pointer (&conn);
  return TRUE;
}

/* --- read-only ------------------------------------------------------------------------------- */

static gboolean
try_reading (TwAccess *access, const char *uri, int mode, TwStoreFlags flags, GError **error)
{
  int version;
  g_autoptr (TwConn) conn = tw_conn_open (uri, access->path, mode, error);

  if (!conn || !tw_schema_read_version (conn, &version, error))
    return FALSE;
  if (version < TW_SCHEMA_VERSION)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY,
                   _ ("“%s” is of an older version and its folder cannot be written, so it cannot "
                      "be upgraded: copy it to"
                      " a folder of your own."),
                   access->path);
      return FALSE;
    }
  if (!(flags & TW_STORE_OPEN_NO_CHECK) && !tw_conn_quick_check (conn, error))
    return FALSE;
  g_free (access->uri);
  access->uri = g_strdup (uri);
  access->reader_flags = mode;
  return TRUE;
}

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) dest = g_file_new_for_path (to);

  if (g_file_copy (source, dest, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &local))
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO,
               _ ("“%s” cannot be copied for reading: %s"), from, local->message);
  return FALSE;
}

static gboolean
read_private_copy (TwAccess *access, TwStoreFlags flags, GError **error)
{
  g_autofree char *wal = g_strconcat (access->path, "-wal", NULL);
  const char *runtime = g_get_user_runtime_dir ();
  const char *parent = g_access (runtime, W_OK) == 0 ? runtime : g_get_tmp_dir ();

  access->private_dir = g_build_filename (parent, "tidewatch-read-XXXXXX", NULL);
  if (!g_mkdtemp_full (access->private_dir, 0700))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO,
                   _ ("“%s” cannot be copied for reading: %s"), access->path, g_strerror (errno));
      g_clear_pointer (&access->private_dir, g_free);
      return FALSE;
    }
  g_autofree char *copy = g_build_filename (access->private_dir, DB_NAME, NULL);
  g_autofree char *copy_wal = g_strconcat (copy, "-wal", NULL);
  g_autofree char *uri = uri_for (copy, "");
  return copy_file (access->path, copy, error) && copy_file (wal, copy_wal, error)
         && try_reading (access, uri, SQLITE_OPEN_READWRITE, flags, error);
}

static gboolean
open_for_reading (TwAccess *access, TwStoreFlags flags, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *uri = uri_for (access->path, "");
  g_autofree char *wal = g_strconcat (access->path, "-wal", NULL);

  if (try_reading (access, uri, SQLITE_OPEN_READONLY, flags, &local))
    return TRUE;
  if (local->code != TW_STORE_ERROR_IO && local->code != TW_STORE_ERROR_READ_ONLY)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (file_size (wal) > 0)
    return read_private_copy (access, flags, error);
  g_autofree char *immutable = uri_for (access->path, "?immutable=1");
  access->immutable = try_reading (access, immutable, SQLITE_OPEN_READONLY, flags, error);
  return access->immutable;
}

/* Writing wants room before anything is written: the log's index alone takes 32 KB, and SQLite
 * calls its lack an I/O error. So what fails here for want of room, or for a reason unknown, is
 * opened for reading; @error is what stood in the way of writing. */
static gboolean
may_still_read (const TwAccess *access, const GError *error)
{
  return (error->code == TW_STORE_ERROR_FULL || error->code == TW_STORE_ERROR_IO
          || error->code == TW_STORE_ERROR_READ_ONLY)
         && error->domain == TW_STORE_ERROR && file_size (access->path) > 0;
}

/* Bytes free on the disk of @dir; where that cannot be learned, plenty. */
static guint64
room_in (const char *dir)
{
  struct statvfs fs;

  return statvfs (dir, &fs) == 0 ? fs.f_bavail * (guint64) fs.f_frsize : G_MAXUINT64;
}

gboolean
tw_access_has_room (const char *dir)
{
  return room_in (dir) >= ENOUGH_ROOM;
}

static gboolean
open_writer_or_read (TwAccess *access, TwStoreFlags flags, GError **error)
{
  g_autoptr (GError) obstacle = NULL;

  if (open_writer (access, flags, &obstacle))
    return TRUE;
  if (!may_still_read (access, obstacle) || !open_for_reading (access, flags, NULL))
    {
      g_propagate_error (error, g_steal_pointer (&obstacle));
      return FALSE;
    }
  access->wants_room = TRUE;
  access->read_only_reason =
      room_in (access->dir) < LEAST_ROOM
          ? g_strdup_printf (_ ("The disk of “%s” is full: data can be looked at but not changed "
                                "until there is room again."),
                             access->dir)
          : g_strdup (obstacle->message);
  return TRUE;
}

gboolean
tw_access_recover (const TwAccess *old, TwStoreFlags flags, TwAccess *ret_access)
{
  TwAccess access = { .dir = g_strdup (old->dir), .path = g_strdup (old->path) };

  if (!tw_access_has_room (old->dir)
      || !open_writer (&access, flags & ~(guint) TW_STORE_OPEN_CREATE, NULL))
    {
      tw_access_clear (&access);
      return FALSE;
    }
  *ret_access = access;
  return TRUE;
}

/* Why @access cannot be written, or NULL. */
static char *
find_obstacle (const TwAccess *access, TwStoreFlags flags)
{
  if (flags & TW_STORE_OPEN_READ_ONLY)
    return g_strdup (_ ("Opened for reading only"));
  if (g_access (access->dir, W_OK | X_OK) != 0)
    return g_strdup_printf (
        _ ("The folder “%s” cannot be written: data can be looked at but not changed"),
        access->dir);
  if (file_size (access->path) >= 0 && g_access (access->path, W_OK) != 0)
    return g_strdup_printf (
        _ ("The file “%s” cannot be written: data can be looked at but not changed"), access->path);
  return NULL;
}

static gboolean
check_exists (TwAccess *access, TwStoreFlags flags, GError **error)
{
  if (file_size (access->path) > 0)
    return check_magic (access->path, error);
  if (flags & TW_STORE_OPEN_CREATE && !(flags & TW_STORE_OPEN_READ_ONLY))
    {
      if (g_mkdir_with_parents (access->dir, 0700) == 0)
        return TRUE;
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO,
                   _ ("The folder “%s” cannot be made: %s"), access->dir, g_strerror (errno));
      return FALSE;
    }
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _ ("There is no data in “%s”"),
               access->dir);
  return FALSE;
}

gboolean
tw_access_open (const char *dir, TwStoreFlags flags, TwAccess *ret_access, GError **error)
{
  TwAccess access = { .dir = g_canonicalize_filename (dir, NULL) };

  access.path = g_build_filename (access.dir, DB_NAME, NULL);
  gboolean good = check_exists (&access, flags, error);
  if (good)
    {
      access.read_only_reason = find_obstacle (&access, flags);
      good = access.read_only_reason ? open_for_reading (&access, flags, error)
                                     : open_writer_or_read (&access, flags, error);
    }
  if (!good)
    {
      tw_access_clear (&access);
      return FALSE;
    }
  *ret_access = access;
  return TRUE;
}
