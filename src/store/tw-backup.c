// SPDX-License-Identifier: Apache-2.0
#include "store/tw-backup.h"

#include "base/tw-time.h"
#include "store/tw-store-private.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/*
 * Backups are folders with the same files as a data folder, without logs. store.db is put in place
 * last, by rename, after everything is on disk: a folder with a store.db is a finished backup.
 */

#define STEP_PAGES 256

/* In the order they are made; store.db last. */
static const char *const databases[] = { "map.db", "store.db" };

static gboolean
io_error (const char *path, int err, GError **error)
{
  if (err == ENOSPC || err == EDQUOT || err == EFBIG)
    tw_store_set_sqlite_error (error, SQLITE_FULL, path, "");
  else
    tw_store_set_sqlite_error (error, SQLITE_IOERR, path, g_strerror (err));
  return FALSE;
}

static gboolean
sync_path (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && fsync (fd) == 0;
  int err = errno;

  if (fd >= 0)
    close (fd);
  return good || io_error (path, err, error);
}

static gboolean
run_quick_check (TwConn *conn, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt = tw_conn_stmt (conn, "PRAGMA quick_check (1)", error);
  if (!stmt || !tw_conn_step (conn, stmt, &row, error))
    return FALSE;
  const char *finding = row ? (const char *) sqlite3_column_text (stmt, 0) : "";
  if (g_strcmp0 (finding, "ok") == 0)
    return TRUE;
  tw_store_set_sqlite_error (error, SQLITE_CORRUPT, conn->path, finding);
  return FALSE;
}

/*
 * The check visits every page once: mapped memory spares the copies. Only for its duration, since a
 * failing disk shows as an error of a read but as the end of the process on a mapped page.
 */
gboolean
tw_conn_quick_check (TwConn *conn, GError **error)
{
  tw_conn_exec (conn, "PRAGMA mmap_size = 1073741824", NULL);
  gboolean good = run_quick_check (conn, error);
  tw_conn_exec (conn, "PRAGMA mmap_size = 0", NULL);
  return good;
}

/* --- making ---------------------------------------------------------------------------------- */

static gboolean
run_backup (sqlite3_backup *backup, const char *dest_path, GCancellable *cancellable,
            TwProgressFunc progress, gpointer user_data, GError **error)
{
  int rc;

  while ((rc = sqlite3_backup_step (backup, STEP_PAGES)) == SQLITE_OK || rc == SQLITE_BUSY
         || rc == SQLITE_LOCKED)
    {
      int total = sqlite3_backup_pagecount (backup);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (progress && total > 0)
        progress (1.0 - (double) sqlite3_backup_remaining (backup) / total,
                  _ ("Copying the database"), user_data);
      if (rc != SQLITE_OK)
        g_usleep (10000);
    }
  if (rc == SQLITE_DONE)
    return TRUE;
  tw_store_set_sqlite_error (error, rc, dest_path, sqlite3_errstr (rc));
  return FALSE;
}

/* The open read transaction keeps one state through all steps: a writer meanwhile does not start it
 * over. */
static TwConn *
begin_reading (const char *uri, const char *path, GError **error)
{
  g_autoptr (TwConn) source = tw_conn_open (uri, path, SQLITE_OPEN_READONLY, error);
  gint64 ignored;

  if (!source || !tw_conn_exec (source, "BEGIN", error)
      || !tw_conn_get_int (source, "SELECT count (*) FROM sqlite_schema", 0, &ignored, error))
    return NULL;
  return g_steal_pointer (&source);
}

/* A database in WAL mode in a folder that cannot be written is read as it lies there (see
 * tw-open.c). */
static TwConn *
open_source (const char *uri, const char *path, GError **error)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) local = NULL;
  TwConn *source = begin_reading (uri, path, &local);
  GStatBuf st;

  if (source)
    return source;
  if (g_strcmp0 (uri, path) != 0 || (g_stat (wal, &st) == 0 && st.st_size > 0))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  g_autofree char *escaped = g_uri_escape_string (path, "/", TRUE);
  g_autofree char *immutable = g_strconcat ("file:", escaped, "?immutable=1", NULL);
  return begin_reading (immutable, path, error);
}

/* The copy stands alone: no log beside it. */
static gboolean
seal_copy (TwConn *dest, GError **error)
{
  return tw_conn_exec (dest, "PRAGMA journal_mode = DELETE", error);
}

static gboolean
copy_database (const char *source_uri, const char *source_path, const char *dest_path,
               GCancellable *cancellable, TwProgressFunc progress, gpointer user_data,
               GError **error)
{
  g_autofree char *part = g_strconcat (dest_path, ".part", NULL);
  g_autoptr (TwConn) source = open_source (source_uri, source_path, error);
  if (!source)
    return FALSE;

  g_unlink (part);
  g_autoptr (TwConn) dest =
      tw_conn_open (part, dest_path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  sqlite3_backup *backup = dest ? sqlite3_backup_init (dest->db, "main", source->db, "main") : NULL;
  gboolean good = backup ? run_backup (backup, dest_path, cancellable, progress, user_data, error)
                         : dest && tw_conn_fail (dest, sqlite3_errcode (dest->db), error);
  if (backup)
    sqlite3_backup_finish (backup);
  good = good && seal_copy (dest, error);
  g_clear_pointer (&dest, tw_conn_free);
  good = good && sync_path (part, error);
  if (good && g_rename (part, dest_path) != 0)
    good = io_error (dest_path, errno, error);
  if (!good)
    g_unlink (part);
  return good;
}

/* Progress of one database as part of the whole. */
typedef struct {
  TwProgressFunc func;
  gpointer user_data;
  double from, share;
} Part;

static void
part_progress_cb (double fraction, const char *doing, gpointer user_data)
{
  Part *part = user_data;

  if (part->func)
    part->func (part->from + part->share * fraction, doing, part->user_data);
}

static goffset
size_of (const char *dir, const char *name)
{
  GStatBuf st;
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_stat (path, &st) == 0 ? st.st_size : 0;
}

static gboolean
check_empty (const char *dest_dir, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (databases); i++)
    if (size_of (dest_dir, databases[i]) > 0)
      {
        g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO,
                     _ ("“%s” holds a database already: choose an empty folder for the backup"),
                     dest_dir);
        return FALSE;
      }
  return TRUE;
}

gboolean
tw_backup_dir (const char *dir, const char *store_uri, const char *dest_dir,
               GCancellable *cancellable, TwProgressFunc progress, gpointer user_data,
               GError **error)
{
  Part part = { progress, user_data, 0, 0 };
  double total = 0;

  if (g_mkdir_with_parents (dest_dir, 0700) != 0)
    return io_error (dest_dir, errno, error);
  if (!check_empty (dest_dir, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (databases); i++)
    total += (double) size_of (dir, databases[i]);
  for (guint i = 0; i < G_N_ELEMENTS (databases); i++)
    {
      g_autofree char *from = g_build_filename (dir, databases[i], NULL);
      g_autofree char *to = g_build_filename (dest_dir, databases[i], NULL);
      if (size_of (dir, databases[i]) == 0)
        continue;
      part.share = (double) size_of (dir, databases[i]) / total;
      const char *uri = store_uri && strcmp (databases[i], "store.db") == 0 ? store_uri : from;
      if (!copy_database (uri, from, to, cancellable, part_progress_cb, &part, error))
        return FALSE;
      part.from += part.share;
    }
  return sync_path (dest_dir, error);
}

gboolean
tw_store_backup (TwStore *self, const char *dest_dir, GCancellable *cancellable,
                 TwProgressFunc progress, gpointer user_data, GError **error)
{
  g_return_val_if_fail (self && dest_dir, FALSE);

  TwAccess *access = tw_store_access (self);
  g_atomic_int_inc (&access->n_conns);
  gboolean good =
      tw_backup_dir (access->dir, access->uri, dest_dir, cancellable, progress, user_data, error);
  g_atomic_int_add (&access->n_conns, -1);
  return good;
}

/* --- finding --------------------------------------------------------------------------------- */

typedef struct {
  char *path;
  gint64 mtime_ns;
} Found;

static void
found_clear (gpointer data)
{
  g_free (((Found *) data)->path);
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *fa = a, *fb = b;

  if (fa->mtime_ns != fb->mtime_ns)
    return fa->mtime_ns > fb->mtime_ns ? -1 : 1;
  return strcmp (fb->path, fa->path);
}

static GArray *
list_backups (const char *backups)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Found));
  g_autoptr (GDir) dir = g_dir_open (backups, 0, NULL);
  const char *name;

  g_array_set_clear_func (found, found_clear);
  while (dir && (name = g_dir_read_name (dir)))
    {
      GStatBuf st;
      g_autofree char *path = g_build_filename (backups, name, NULL);
      g_autofree char *db = g_build_filename (path, "store.db", NULL);
      if (g_stat (db, &st) != 0)
        continue;
      Found entry = { g_steal_pointer (&path),
                      (gint64) st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec };
      g_array_append_val (found, entry);
    }
  g_array_sort (found, compare_found);
  return found;
}

/* Opens without leaving traces in the backup, also in a folder that cannot be written. */
static gboolean
check_file (const char *path, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", TRUE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?immutable=1", NULL);
  g_autoptr (TwConn) conn = tw_conn_open (uri, path, SQLITE_OPEN_READONLY, error);

  return conn && tw_conn_quick_check (conn, error);
}

static gboolean
check_backup (const char *dir, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (databases); i++)
    {
      g_autofree char *path = g_build_filename (dir, databases[i], NULL);
      if (size_of (dir, databases[i]) > 0 && !check_file (path, error))
        return FALSE;
    }
  return TRUE;
}

char *
tw_store_find_newest_backup (const char *dir)
{
  g_return_val_if_fail (dir, NULL);

  g_autofree char *backups = g_build_filename (dir, "backups", NULL);
  g_autoptr (GArray) found = list_backups (backups);
  for (guint i = 0; i < found->len; i++)
    {
      const char *path = g_array_index (found, Found, i).path;
      if (check_backup (path, NULL))
        return g_strdup (path);
    }
  return NULL;
}

/* --- by itself ------------------------------------------------------------------------------- */

/* Of the backups in backups/ only those made here are ever removed: "20261124-0740" and seconds,
 * and a counter for more than one in a second. */
static gboolean
is_automatic (const char *name)
{
  for (int i = 0; i < 15; i++)
    if (i == 8 ? name[i] != '-' : !g_ascii_isdigit (name[i]))
      return FALSE;
  return name[15] == '\0' || name[15] == '-';
}

/* Takes away what a backup consists of; a folder in which somebody put something else stays. */
static void
remove_backup (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", ".part", ".part-journal" };

  for (guint i = G_N_ELEMENTS (databases); i-- > 0;)
    for (guint k = 0; k < G_N_ELEMENTS (suffixes); k++)
      {
        g_autofree char *file = g_strconcat (path, "/", databases[i], suffixes[k], NULL);
        g_unlink (file);
      }
  g_rmdir (path);
}

static void
remove_old_backups (const char *backups, guint keep)
{
  g_autoptr (GArray) found = list_backups (backups);
  guint n = 0;

  for (guint i = 0; i < found->len; i++)
    {
      const char *path = g_array_index (found, Found, i).path;
      if (is_automatic (path + strlen (backups) + 1) && ++n > keep)
        remove_backup (path);
    }
}

/* The age of the newest backup; times to come (a clock that was set back) do not count. */
static gboolean
is_due (const char *backups, gint64 now_us, gint64 max_age_us)
{
  g_autoptr (GArray) found = list_backups (backups);

  for (guint i = 0; i < found->len; i++)
    {
      gint64 age_us = now_us - g_array_index (found, Found, i).mtime_ns / 1000;
      if (age_us >= 0)
        return age_us >= max_age_us;
    }
  return TRUE;
}

/* Nobody asked for this backup: it must not take the room the data need to grow. */
static gboolean
check_room (const char *dir, GError **error)
{
  struct statvfs fs;
  guint64 need = 0;

  for (guint i = 0; i < G_N_ELEMENTS (databases); i++)
    need += (guint64) size_of (dir, databases[i]);
  if (statvfs (dir, &fs) != 0 || fs.f_bavail * (guint64) fs.f_frsize >= 2 * need)
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
               _ ("There is no room for a backup of “%s”: make room on its disk."), dir);
  return FALSE;
}

/* Makes a new folder named by the time, also when two are made in one second. */
static char *
make_backup_dir (const char *backups, gint64 now_us, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / TW_US_PER_S);
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *path = g_build_filename (backups, stamp, NULL);

  if (g_mkdir_with_parents (backups, 0700) != 0)
    {
      io_error (backups, errno, error);
      return NULL;
    }
  for (int n = 2; g_mkdir (path, 0700) != 0; n++)
    {
      if (errno != EEXIST)
        {
          io_error (path, errno, error);
          return NULL;
        }
      g_free (path);
      path = g_strdup_printf ("%s/%s-%d", backups, stamp, n);
    }
  return g_steal_pointer (&path);
}

gboolean
tw_store_backup_if_due (TwStore *self, gint64 max_age_us, guint keep, GCancellable *cancellable,
                        GError **error)
{
  gint64 now_us = g_get_real_time ();

  g_return_val_if_fail (self && keep > 0, FALSE);

  const TwAccess *access = tw_store_access (self);
  g_autofree char *backups = g_build_filename (access->dir, "backups", NULL);
  if (!access->writer || tw_store_get_last_seq (self) == 0 || !is_due (backups, now_us, max_age_us))
    return TRUE;
  if (!check_room (access->dir, error))
    return FALSE;
  g_autofree char *dest = make_backup_dir (backups, now_us, error);
  if (!dest)
    return FALSE;
  if (!tw_store_backup (self, dest, cancellable, NULL, NULL, error))
    {
      remove_backup (dest);
      return FALSE;
    }
  remove_old_backups (backups, keep);
  return TRUE;
}

/* --- restoring ------------------------------------------------------------------------------- */

static gboolean
set_aside (const char *dir, const char *name, gint64 stamp_s, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (dir, "/", name, suffixes[i], NULL);
      g_autofree char *aside =
          g_strdup_printf ("%s/%s.broken-%" G_GINT64_FORMAT "%s", dir, name, stamp_s, suffixes[i]);
      if (g_rename (path, aside) != 0 && errno != ENOENT)
        return io_error (path, errno, error);
    }
  return TRUE;
}

gboolean
tw_store_restore (const char *dir, const char *backup_dir, GError **error)
{
  gint64 stamp_s = g_get_real_time () / TW_US_PER_S;

  g_return_val_if_fail (dir && backup_dir, FALSE);

  if (size_of (backup_dir, "store.db") <= 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
                   _ ("There is no backup in “%s”"), backup_dir);
      return FALSE;
    }
  if (!tw_store_check_unused (dir, error) || !check_backup (backup_dir, error))
    return FALSE;
  if (g_mkdir_with_parents (dir, 0700) != 0)
    return io_error (dir, errno, error);
  for (guint i = 0; i < G_N_ELEMENTS (databases); i++)
    {
      g_autofree char *from = g_build_filename (backup_dir, databases[i], NULL);
      g_autofree char *ready = g_strconcat (dir, "/", databases[i], ".restored", NULL);
      g_autofree char *to = g_build_filename (dir, databases[i], NULL);
      if (size_of (backup_dir, databases[i]) == 0)
        continue;
      if (!copy_database (from, from, ready, NULL, NULL, NULL, error)
          || !tw_store_check_unused (dir, error) /* copying took its time */
          || !set_aside (dir, databases[i], stamp_s, error))
        return FALSE;
      if (g_rename (ready, to) != 0)
        return io_error (to, errno, error);
    }
  return sync_path (dir, error);
}
