// SPDX-License-Identifier: Apache-2.0
#include "store/tw-attach-private.h"

#include "base/tw-hash.h"
#include "base/tw-time.h"
#include "store/tw-store-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The content of attachments: tables blob and blob_part.
 *
 * Content of up to INLINE_MAX bytes stands in blob.data. Longer content is cut into parts of
 * PART_BYTES (the last may be shorter), rows of blob_part numbered parts << 24 | n, so that it
 * comes in and goes out by small steps: memory stays bounded, no transaction holds others up, and
 * any place can be reached without reading what is before it.
 *
 * Coming in, parts are committed one by one under a number of their own; a last transaction makes
 * the row of blob that gives them their digest. Until then nothing refers to them, so a crash
 * leaves only parts to be swept. The number carries the time (seconds since 1970 << 8), which tells
 * an upload given up from one under way.
 *
 * A digest is "md5-" and base64, as CouchDB writes it. A peer's may be that of a compressed form,
 * so the MD5 of the content itself is kept beside it for the check.
 */

#define INLINE_MAX (16 * 1024)
#define PART_BYTES (256 * 1024)
#define PART_SHIFT 24
#define SWEEP_PARTS 16 /* per transaction: 4 MB */

struct _TwBlobWriter {
  TwStore *store;
  GChecksum *md5;
  GByteArray *pending; /* less than a part */
  gint64 len;
  gint64 parts; /* number of the upload; 0: nothing is on disk yet */
  gint64 n_parts;
  const char *digest; /* while it is finished */
  guint8 content_md5[TW_MD5_LEN];
};

TwBlobWriter *
tw_blob_writer_new (TwStore *store)
{
  g_return_val_if_fail (store, NULL);

  TwBlobWriter *self = g_new0 (TwBlobWriter, 1);
  self->store = tw_store_ref (store);
  self->md5 = g_checksum_new (G_CHECKSUM_MD5);
  self->pending = g_byte_array_new ();
  return self;
}

/* --- removing by steps ----------------------------------------------------------------------- */

typedef struct {
  gint64 first, end; /* part numbers, half-open */
  gboolean more;
} Drop;

static gboolean
drop_some (TwTree *tree, gpointer user_data, GError **error)
{
  Drop *drop = user_data;

  if (!tw_conn_exec (tree->conn, "BEGIN IMMEDIATE", error))
    return FALSE;
  TwStmt *stmt =
      tw_conn_stmt (tree->conn,
                    "DELETE FROM blob_part WHERE part_no IN (SELECT part_no FROM blob_part"
                    " WHERE part_no >= ?1 AND part_no < ?2 LIMIT ?3)",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, drop->first);
  sqlite3_bind_int64 (stmt, 2, drop->end);
  sqlite3_bind_int (stmt, 3, SWEEP_PARTS);
  if (!tw_conn_run (tree->conn, stmt, error))
    return FALSE;
  drop->more = sqlite3_changes (tree->conn->db) == SWEEP_PARTS;
  return tw_conn_exec (tree->conn, "COMMIT", error);
}

static gboolean
drop_parts (TwStore *store, gint64 parts, GError **error)
{
  Drop drop = { parts << PART_SHIFT, (parts + 1) << PART_SHIFT, TRUE };

  while (drop.more)
    if (!tw_writer_call (store, drop_some, &drop, error))
      return FALSE;
  return TRUE;
}

void
tw_blob_writer_free (TwBlobWriter *self)
{
  if (!self)
    return;
  if (self->parts)
    drop_parts (self->store, self->parts, NULL); /* else the sweep does it */
  tw_store_unref (self->store);
  g_checksum_free (self->md5);
  g_byte_array_unref (self->pending);
  g_free (self);
}

/* --- coming in ------------------------------------------------------------------------------- */

static gboolean
insert_part (TwTree *tree, TwBlobWriter *self, GError **error)
{
  gint64 last;
  TwStmt *stmt;

  if (self->parts == 0)
    {
      if (!tw_conn_get_int (tree->conn, "SELECT max (part_no) FROM blob_part", 0, &last, error))
        return FALSE;
      self->parts = MAX ((g_get_real_time () / TW_US_PER_S) << 8, (last >> PART_SHIFT) + 1);
    }
  stmt = tw_conn_stmt (tree->conn, "INSERT INTO blob_part (part_no, data) VALUES (?1, ?2)", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, self->parts << PART_SHIFT | self->n_parts);
  sqlite3_bind_blob64 (stmt, 2, self->pending->data, self->pending->len, SQLITE_STATIC);
  if (!tw_conn_run (tree->conn, stmt, error))
    return FALSE;
  self->n_parts++;
  return TRUE;
}

static gboolean
put_part (TwTree *tree, gpointer user_data, GError **error)
{
  return tw_conn_exec (tree->conn, "BEGIN IMMEDIATE", error) && insert_part (tree, user_data, error)
         && tw_conn_exec (tree->conn, "COMMIT", error);
}

gboolean
tw_blob_writer_append (TwBlobWriter *self, gconstpointer data, gsize len, GError **error)
{
  const guint8 *bytes = data;

  g_return_val_if_fail (self && (data || len == 0), FALSE);

  while (len > 0)
    {
      gsize n = MIN (len, PART_BYTES - self->pending->len);
      g_byte_array_append (self->pending, bytes, (guint) n);
      g_checksum_update (self->md5, bytes, (gssize) n);
      self->len += (gint64) n;
      bytes += n;
      len -= n;
      if (self->pending->len < PART_BYTES)
        break;
      if (!tw_writer_call (self->store, put_part, self, error))
        return FALSE;
      g_byte_array_set_size (self->pending, 0);
    }
  return TRUE;
}

static gboolean
set_mismatch (const char *digest, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
               _ ("The content of an attachment does not agree with its digest %s"), digest);
  return FALSE;
}

/* Whether there is content under the digest already. A stub must have foretold the length. */
static gboolean
find_blob (TwTree *tree, const TwBlobWriter *self, gboolean *ret_here, GError **error)
{
  gboolean found;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (tree->conn, "SELECT len, md5 IS NOT NULL FROM blob WHERE digest = ?1", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, self->digest, -1, SQLITE_STATIC);
  if (!tw_conn_step (tree->conn, stmt, &found, error))
    return FALSE;
  *ret_here = found && sqlite3_column_int (stmt, 1);
  return !found || sqlite3_column_int64 (stmt, 0) == self->len
         || set_mismatch (self->digest, error);
}

static gboolean
put_blob (TwTree *tree, const TwBlobWriter *self, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (tree->conn,
                               "INSERT INTO blob (digest, len, data, md5, parts, at)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (digest) DO UPDATE SET"
                               " data = excluded.data, md5 = excluded.md5, parts = excluded.parts,"
                               " at = excluded.at",
                               error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, self->digest, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, self->len);
  if (self->parts || self->len == 0)
    sqlite3_bind_zeroblob (stmt, 3, 0);
  else
    sqlite3_bind_blob64 (stmt, 3, self->pending->data, self->pending->len, SQLITE_STATIC);
  sqlite3_bind_blob (stmt, 4, self->content_md5, TW_MD5_LEN, SQLITE_STATIC);
  if (self->parts)
    sqlite3_bind_int64 (stmt, 5, self->parts);
  else
    sqlite3_bind_null (stmt, 5);
  sqlite3_bind_int64 (stmt, 6, g_get_real_time ());
  return tw_conn_run (tree->conn, stmt, error);
}

/* What is here already is only noted as wanted again, so that it is not swept just now. */
static gboolean
touch_blob (TwTree *tree, const char *digest, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (tree->conn, "UPDATE blob SET at = ?2 WHERE digest = ?1", error);

  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, digest, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, g_get_real_time ());
  return tw_conn_run (tree->conn, stmt, error);
}

static gboolean
finish (TwTree *tree, gpointer user_data, GError **error)
{
  TwBlobWriter *self = user_data;
  gboolean here, in_parts = self->n_parts > 0 || self->pending->len > INLINE_MAX;

  if (!tw_conn_exec (tree->conn, "BEGIN IMMEDIATE", error) || !find_blob (tree, self, &here, error))
    return FALSE;
  if (here)
    return touch_blob (tree, self->digest, error) && tw_conn_exec (tree->conn, "COMMIT", error);
  if ((in_parts && self->pending->len > 0 && !insert_part (tree, self, error))
      || !put_blob (tree, self, error) || !tw_conn_exec (tree->conn, "COMMIT", error))
    return FALSE;
  self->parts = 0; /* they belong to the blob now */
  return TRUE;
}

char *
tw_blob_writer_finish (TwBlobWriter *self, const char *digest, gboolean is_content, GError **error)
{
  gsize md5_len = TW_MD5_LEN;

  g_return_val_if_fail (self, NULL);

  g_checksum_get_digest (self->md5, self->content_md5, &md5_len);
  g_autofree char *base64 = g_base64_encode (self->content_md5, TW_MD5_LEN);
  g_autofree char *own = g_strconcat ("md5-", base64, NULL);
  if (digest && is_content && strcmp (digest, own) != 0)
    {
      set_mismatch (digest, error);
      return NULL;
    }
  self->digest = digest ? digest : own;
  return tw_writer_call (self->store, finish, self, error) ? g_strdup (self->digest) : NULL;
}

/* --- going out ------------------------------------------------------------------------------- */

typedef struct {
  gint64 rowid, len, parts;
  gboolean here;
} BlobRow;

static gboolean
find_row (TwConn *conn, const char *digest, BlobRow *ret_row, GError **error)
{
  gboolean found;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn, "SELECT rowid, len, parts, md5 IS NOT NULL FROM blob WHERE digest = ?1",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, digest, -1, SQLITE_STATIC);
  if (!tw_conn_step (conn, stmt, &found, error))
    return FALSE;
  *ret_row = (BlobRow){ sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
                        sqlite3_column_int64 (stmt, 2), found && sqlite3_column_int (stmt, 3) };
  return TRUE;
}

gboolean
tw_store_has_blob (TwStore *self, const char *digest, gint64 *ret_len)
{
  BlobRow row;

  g_return_val_if_fail (self && digest, FALSE);

  g_auto (TwReader) reader = tw_reader_get_warm (self, NULL);
  if (!reader.conn || !find_row (reader.conn, digest, &row, NULL) || !row.here)
    return FALSE;
  if (ret_len)
    *ret_len = row.len;
  return TRUE;
}

/* Copies from byte @at of the blob value in column 0 of @stmt's only row. */
static gssize
copy_value (TwConn *conn, TwStmt *stmt, gint64 at, guint8 *buffer, gsize len, GError **error)
{
  gboolean found;

  if (!tw_conn_step (conn, stmt, &found, error))
    return -1;
  gint64 size = found ? sqlite3_column_bytes (stmt, 0) : 0;
  if (at >= size)
    {
      tw_store_set_sqlite_error (error, SQLITE_CORRUPT, conn->path, "attachment cut short");
      return -1;
    }
  len = MIN (len, (gsize) (size - at));
  memcpy (buffer, (const guint8 *) sqlite3_column_blob (stmt, 0) + at, len);
  return (gssize) len;
}

/* Some bytes at @offset, which is before the end: as far as the part there goes. */
static gssize
read_some (TwConn *conn, const BlobRow *row, gint64 offset, guint8 *buffer, gsize len,
           GError **error)
{
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn,
                    row->parts ? "SELECT data FROM blob_part WHERE part_no = ?1"
                               : "SELECT data FROM blob WHERE rowid = ?1",
                    error);
  if (!stmt)
    return -1;
  sqlite3_bind_int64 (stmt, 1,
                      row->parts ? row->parts << PART_SHIFT | offset / PART_BYTES : row->rowid);
  return copy_value (conn, stmt, row->parts ? offset % PART_BYTES : offset, buffer, len, error);
}

static gssize
read_row (TwConn *conn, const BlobRow *row, gint64 offset, guint8 *buffer, gsize len,
          GError **error)
{
  gsize done = 0;

  len = (gsize) MIN ((gint64) len, MAX (row->len - offset, 0));
  while (done < len)
    {
      gssize n = read_some (conn, row, offset + (gint64) done, buffer + done, len - done, error);
      if (n < 0)
        return -1;
      done += (gsize) n;
    }
  return (gssize) done;
}

gssize
tw_store_read_blob (TwStore *self, const char *digest, gint64 offset, gpointer buffer, gsize len,
                    GError **error)
{
  BlobRow row;

  g_return_val_if_fail (self && digest && offset >= 0 && buffer && len <= G_MAXSSIZE, -1);

  g_auto (TwReader) reader = tw_reader_get_warm (self, error);
  if (!reader.conn || !find_row (reader.conn, digest, &row, error))
    return -1;
  if (row.here)
    return read_row (reader.conn, &row, offset, buffer, len, error);
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
               _ ("The content of attachment “%s” is not here"), digest);
  return -1;
}

/* --- sweeping -------------------------------------------------------------------------------- */

typedef struct {
  gint64 before_us;
  gint64 after; /* rowid */
  gint64 parts; /* of what was found, 0 for none */
  gboolean found;
} Sweep;

/* Takes away the row of one blob nobody has; its parts, if any, are nobody's then. */
static gboolean
drop_unused_blob (TwTree *tree, gpointer user_data, GError **error)
{
  Sweep *sweep = user_data;
  TwStmt *stmt;

  if (!tw_conn_exec (tree->conn, "BEGIN IMMEDIATE", error))
    return FALSE;
  stmt = tw_conn_stmt (tree->conn,
                       "DELETE FROM blob WHERE rowid = (SELECT rowid FROM blob b WHERE rowid > ?2"
                       " AND at <= ?1 AND NOT EXISTS (SELECT 1 FROM att WHERE digest = b.digest)"
                       " ORDER BY rowid LIMIT 1) RETURNING parts, rowid",
                       error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, sweep->before_us);
  sqlite3_bind_int64 (stmt, 2, sweep->after);
  if (!tw_conn_step (tree->conn, stmt, &sweep->found, error))
    return FALSE;
  sweep->parts = sweep->found ? sqlite3_column_int64 (stmt, 0) : 0;
  sweep->after = sweep->found ? sqlite3_column_int64 (stmt, 1) : 0;
  return tw_conn_run (tree->conn, stmt, error) && tw_conn_exec (tree->conn, "COMMIT", error);
}

/* The first upload behind @parts that no blob has and that is old enough. */
static gboolean
find_abandoned (TwStore *store, gint64 before_us, gint64 *parts, gboolean *ret_found,
                GError **error)
{
  gboolean more;
  g_auto (TwReader) reader = tw_reader_get (store, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn,
                                  "SELECT part_no >> 24 FROM blob_part WHERE part_no >= ?1"
                                  " ORDER BY part_no LIMIT 1",
                                  error)
                  : NULL;
  g_autoptr (TwStmt) owner =
      stmt ? tw_conn_stmt (reader.conn, "SELECT 1 FROM blob WHERE parts = ?1", error) : NULL;

  *ret_found = FALSE;
  while (owner)
    {
      gboolean owned;
      sqlite3_bind_int64 (stmt, 1, (*parts + 1) << PART_SHIFT);
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      *parts = sqlite3_column_int64 (stmt, 0);
      sqlite3_reset (stmt);
      sqlite3_bind_int64 (owner, 1, *parts);
      if (!tw_conn_step (reader.conn, owner, &owned, error))
        return FALSE;
      sqlite3_reset (owner);
      *ret_found = !owned && (*parts >> 8) * TW_US_PER_S <= before_us;
      if (*ret_found)
        return TRUE;
    }
  return FALSE;
}

gboolean
tw_store_sweep_blobs (TwStore *self, gint64 min_age_us, guint *ret_n, GError **error)
{
  Sweep sweep = { .before_us = g_get_real_time () - min_age_us };
  gint64 parts = 0;
  gboolean found;
  guint n = 0;

  g_return_val_if_fail (self && min_age_us >= 0, FALSE);

  for (;; n++)
    {
      if (!tw_writer_call (self, drop_unused_blob, &sweep, error)
          || (sweep.parts && !drop_parts (self, sweep.parts, error)))
        return FALSE;
      if (!sweep.found)
        break;
    }
  for (;; n++)
    {
      if (!find_abandoned (self, sweep.before_us, &parts, &found, error))
        return FALSE;
      if (!found)
        break;
      if (!drop_parts (self, parts, error))
        return FALSE;
    }
  if (ret_n)
    *ret_n = n;
  return TRUE;
}

/* --- the check ------------------------------------------------------------------------------- */

static gboolean
check_blob (TwConn *conn, const BlobRow *row, const char *digest, const guint8 *md5, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (PART_BYTES);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_MD5);
  guint8 found[TW_MD5_LEN];
  gsize found_len = sizeof found;
  gssize n;

  for (gint64 at = 0; at < row->len; at += n)
    {
      n = read_row (conn, row, at, buffer, PART_BYTES, error);
      if (n < 0)
        return FALSE;
      g_checksum_update (sum, buffer, n);
    }
  g_checksum_get_digest (sum, found, &found_len);
  if (memcmp (found, md5, sizeof found) == 0)
    return TRUE;
  g_autofree char *detail = g_strconcat ("attachment ", digest, NULL);
  tw_store_set_sqlite_error (error, SQLITE_CORRUPT, conn->path, detail);
  return FALSE;
}

gboolean
tw_blob_check_all (TwConn *conn, GCancellable *cancellable, GError **error)
{
  gboolean more;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn, "SELECT rowid, len, parts, digest, md5 FROM blob WHERE md5 IS NOT NULL",
                    error);

  if (!stmt)
    return FALSE;
  for (;;)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !tw_conn_step (conn, stmt, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      BlobRow row = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
                      sqlite3_column_int64 (stmt, 2), TRUE };
      guint8 md5[TW_MD5_LEN] = { 0 };
      if (sqlite3_column_bytes (stmt, 4) == TW_MD5_LEN)
        memcpy (md5, sqlite3_column_blob (stmt, 4), TW_MD5_LEN);
      if (!check_blob (conn, &row, (const char *) sqlite3_column_text (stmt, 3), md5, error))
        return FALSE;
    }
}
