// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-private.h"

#include "base/tw-hash.h"
#include "store/tw-attach-private.h"
#include "store/tw-backup.h"
#include "store/tw-revalidate.h"
#include "store/tw-schema.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Digests and the self-check.
 *
 * The digest of documents goes over id, revision and body of every winner, in order of id. The
 * digest of projections goes over each table with dictionary numbers and doc_no replaced by what
 * they stand for, so that it depends on the documents alone: neither on the order in which they
 * came nor on the machine. Search terms are too many to sort; their part is the sum of a hash per
 * (term, document).
 */

static void
digest_value (GChecksum *sum, TwStmt *stmt, int col)
{
  const guchar *bytes = sqlite3_column_blob (stmt, col);
  guint32 len = (guint32) sqlite3_column_bytes (stmt, col);
  guint8 head[5] = { (guint8) sqlite3_column_type (stmt, col), (guint8) len, (guint8) (len >> 8),
                     (guint8) (len >> 16), (guint8) (len >> 24) };

  g_checksum_update (sum, head, sizeof head);
  if (len > 0)
    g_checksum_update (sum, bytes, len);
}

/* Every row of @sql, in its order. */
static gboolean
digest_rows (TwConn *conn, const char *sql, GChecksum *sum, GError **error)
{
  gboolean more;
  g_autoptr (TwStmt) stmt = tw_conn_stmt (conn, sql, error);
  if (!stmt)
    return FALSE;
  g_checksum_update (sum, (const guchar *) "table", 5);
  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      for (int col = 0; col < sqlite3_column_count (stmt); col++)
        digest_value (sum, stmt, col);
    }
}

#define DICT(kind, column) "(SELECT key FROM dict WHERE kind = " kind " AND no = t." column ")"

static const char *const projection_sql[] = {
  "SELECT d.id, t.at_us, t.lat_e7, t.lon_e7, " DICT ("1", "service") ", " DICT (
      "2", "channel") ", " DICT ("3", "community") ", t.age, t.status FROM request t JOIN doc d "
                                                   "USING (doc_no) ORDER BY d.id",
  "SELECT d.id, t.kind, t.parent, " DICT (
      "3", "community") ", t.code, t.name FROM place t JOIN doc d USING (doc_no)"
                        " ORDER BY d.id",
  "SELECT d.id, t.kind, t.code, t.tag, t.place, " DICT (
      "3", "community") ", t.lat_e7, t.lon_e7, t.height_cm"
                        " FROM asset t JOIN doc d USING (doc_no) ORDER BY d.id",
  "SELECT d.id, t.asset, t.at_us, t.from_place, t.from_code FROM move t JOIN doc d USING (doc_no)"
  " ORDER BY d.id",
  "SELECT d.id, t.name, t.pool, " DICT (
      "3", "community") " FROM person t JOIN doc d USING (doc_no) ORDER BY d.id",
  "SELECT d.id, t.code, t.place, " DICT (
      "3", "community") ", t.age, t.consent, t.lat_e7, t.lon_e7 FROM home t"
                        " JOIN doc d USING (doc_no) ORDER BY d.id",
  "SELECT d.id, t.person, t.from_us, t.to_us, t.minutes, t.way_min FROM shift t JOIN doc d USING"
  " (doc_no) ORDER BY d.id",
  "SELECT d.id, t.day, t.number FROM edition t JOIN doc d USING (doc_no) ORDER BY d.id",
  "SELECT d.id, t.person, t.edition, t.state, t.at_us FROM notice t JOIN doc d USING (doc_no)"
  " ORDER BY d.id",
  "SELECT d.id, t.shift, t.state, t.at_us FROM claim t JOIN doc d USING (doc_no) ORDER BY d.id",
  "SELECT d.id, t.subject, t.at_us FROM audit t JOIN doc d USING (doc_no) ORDER BY d.id, t.subject",
  "SELECT d.id, t.south, t.north, t.west, t.east FROM geo t JOIN doc d ON d.doc_no = t.doc_no "
  "ORDER BY d.id",
  "SELECT cell, south, north, west, east FROM geo_request ORDER BY cell",
};

/* FNV-1a, 64 bits: a sum over millions of terms needs a cheap hash, not a strong one. */
static guint64
fnv (guint64 hash, const void *data, gsize len)
{
  const guint8 *bytes = data;

  for (gsize i = 0; i < len; i++)
    hash = (hash ^ bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

#define FNV_START G_GUINT64_CONSTANT (0xcbf29ce484222325)

/* Hash of the id of each document, by doc_no. */
static GArray *
hash_ids (TwConn *conn, GError **error)
{
  gboolean more;
  g_autoptr (GArray) hashes = g_array_new (FALSE, TRUE, sizeof (guint64));
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn, "SELECT doc_no, id FROM doc ORDER BY doc_no", error);
  if (!stmt)
    return NULL;
  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&hashes);
      guint64 hash =
          fnv (FNV_START, sqlite3_column_text (stmt, 1), (gsize) sqlite3_column_bytes (stmt, 1));
      guint doc_no = (guint) sqlite3_column_int64 (stmt, 0);
      if (hashes->len <= doc_no)
        g_array_set_size (hashes, doc_no + 1);
      g_array_index (hashes, guint64, doc_no) = hash;
    }
}

static gboolean
sum_terms (TwConn *conn, guint64 *ret_sum, guint64 *ret_n, GError **error)
{
  gboolean more;
  guint64 sum = 0, n = 0;
  const guint64 doc_mask = (1 << 28) - 1;

  if (!tw_conn_exec (
          conn,
          "CREATE VIRTUAL TABLE IF NOT EXISTS temp.fts_terms USING fts5vocab (main, fts, instance)",
          error))
    return FALSE;
  g_autoptr (GArray) ids = hash_ids (conn, error);
  g_autoptr (TwStmt) stmt =
      ids ? tw_conn_stmt (conn, "SELECT term, doc FROM fts_terms", error) : NULL;
  if (!stmt)
    return FALSE;
  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return FALSE;
      if (!more)
        break;
      guint64 rowid = (guint64) sqlite3_column_int64 (stmt, 1);
      guint doc_no = (guint) (rowid & doc_mask);
      guint64 parts[2] = { rowid & ~doc_mask,
                           doc_no < ids->len ? g_array_index (ids, guint64, doc_no) : 0 };
      guint64 hash =
          fnv (FNV_START, sqlite3_column_text (stmt, 0), (gsize) sqlite3_column_bytes (stmt, 0));
      sum += fnv (hash, parts, sizeof parts);
      n++;
    }
  *ret_sum = sum;
  *ret_n = n;
  return TRUE;
}

static char *
projection_digest (TwConn *conn, GError **error)
{
  guint64 terms[2];
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < G_N_ELEMENTS (projection_sql); i++)
    if (!digest_rows (conn, projection_sql[i], sum, error))
      return NULL;
  if (!sum_terms (conn, &terms[0], &terms[1], error))
    return NULL;
  g_checksum_update (sum, (const guchar *) terms, sizeof terms);
  return g_strdup (g_checksum_get_string (sum));
}

char *
tw_store_digest (TwStore *self, GError **error)
{
  g_return_val_if_fail (self, NULL);

  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto (TwReader) reader = tw_reader_get (self, error);
  if (!reader.conn
      || !digest_rows (reader.conn,
                       "SELECT d.id, r.gen, r.hash, r.deleted, r.body FROM doc d JOIN rev r ON "
                       "r.rev_no = d.win_rev"
                       " ORDER BY d.id",
                       sum, error))
    return NULL;
  return g_strdup (g_checksum_get_string (sum));
}

/* A connection for the check: it makes a temporary table, which pooled readers refuse. */
static TwConn *
open_for_check (TwStore *self, GError **error)
{
  g_autoptr (TwConn) conn = tw_store_open_reader (self, error);

  if (!conn
      || !tw_conn_exec (conn, "PRAGMA temp_store = 2; PRAGMA cache_size = -64000; BEGIN", error))
    return NULL;
  return g_steal_pointer (&conn);
}

char *
tw_store_projection_digest (TwStore *self, GError **error)
{
  g_return_val_if_fail (self, NULL);

  g_autoptr (TwConn) conn = open_for_check (self, error);
  return conn ? projection_digest (conn, error) : NULL;
}

static gboolean
rebuild (TwTree *tree, gpointer user_data, GError **error)
{
  return tw_revalidate_and_rebuild (tree, user_data, error);
}

gboolean
tw_store_rebuild_projections (TwStore *self, guint *ret_n_released, GError **error)
{
  TwRevalidated result = { 0 };

  g_return_val_if_fail (self, FALSE);

  if (!tw_writer_call (self, rebuild, &result, error))
    return FALSE;
  if (ret_n_released)
    *ret_n_released = result.n_released;
  return TRUE;
}

/* --- the check ------------------------------------------------------------------------------- */

/* A finding is the first row of @sql, if any; "ok" is none. */
static gboolean
check_no_rows (TwConn *conn, const char *sql, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt = tw_conn_stmt (conn, sql, error);
  if (!stmt || !tw_conn_step (conn, stmt, &row, error))
    return FALSE;
  const char *finding = row ? (const char *) sqlite3_column_text (stmt, 0) : "ok";
  if (g_strcmp0 (finding, "ok") == 0)
    return TRUE;
  tw_store_set_sqlite_error (error, SQLITE_CORRUPT, conn->path, finding ? finding : sql);
  return FALSE;
}

/* The invariants of tw-tree.c, as queries for what breaks them. */
static const char *const invariants[] = {
  "SELECT 'winner of ' || d.id FROM doc d LEFT JOIN rev r ON r.rev_no = d.win_rev WHERE r.rev_no "
  "IS NULL OR r.leaf = 0"
  " OR r.doc_no <> d.doc_no OR r.deleted <> d.win_deleted",
  "SELECT 'best leaf of ' || d.id FROM doc d JOIN rev w ON w.rev_no = d.win_rev JOIN rev r ON "
  "r.doc_no = d.doc_no"
  " AND r.leaf = 1 WHERE (r.deleted = 0, r.gen, r.hash) > (w.deleted = 0, w.gen, w.hash)",
  "SELECT 'leaf ' || p.rev_no FROM rev p JOIN rev c ON c.parent = p.rev_no WHERE p.leaf = 1 OR "
  "p.doc_no <> c.doc_no"
  " OR p.gen + 1 <> c.gen",
  "SELECT 'inner revision ' || r.rev_no FROM rev r WHERE r.leaf = 0 AND NOT EXISTS (SELECT 1 FROM "
  "rev c"
  " WHERE c.parent = r.rev_no)",
  "SELECT 'push queue ' || u.rev_no FROM unsynced u LEFT JOIN rev r USING (rev_no) WHERE r.leaf IS "
  "NOT 1 AND NOT EXISTS (SELECT 1 FROM unsynced o WHERE o.base_rev = u.rev_no)",
  "SELECT 'attachment of ' || a.rev_no FROM att a JOIN rev r USING (rev_no) WHERE r.body IS NULL",
};

static gboolean
check_structure (TwConn *conn, GCancellable *cancellable, TwProgressFunc progress,
                 gpointer user_data, GError **error)
{
  if (progress)
    progress (0.0, _ ("Checking the file"), user_data);
  if (!check_no_rows (conn, "PRAGMA integrity_check (1)", error)
      || !check_no_rows (conn, "PRAGMA foreign_key_check", error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (invariants); i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !check_no_rows (conn, invariants[i], error))
      return FALSE;
  return tw_blob_check_all (conn, cancellable, error);
}

typedef struct {
  TwProgressFunc func;
  gpointer user_data;
} Progress;

static void
fill_progress_cb (double fraction, const char *doing, gpointer user_data)
{
  Progress *progress = user_data;

  if (progress->func)
    progress->func (0.3 + 0.5 * fraction, doing, progress->user_data);
}

/* Projections made afresh in memory, from the documents of @conn. */
static char *
digest_rebuilt (TwConn *conn, GCancellable *cancellable, Progress *progress, GError **error)
{
  g_autoptr (TwConn) fresh =
      tw_conn_open (":memory:", ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  gboolean more;

  if (!fresh || !tw_schema_migrate (fresh, TW_SCHEMA_VERSION, NULL, NULL, error)
      || !tw_conn_exec (fresh, "BEGIN", error))
    return NULL;
  g_autoptr (TwStmt) from =
      tw_conn_stmt (conn, "SELECT doc_no, id, seq, win_deleted FROM doc", error);
  while (from && tw_conn_step (conn, from, &more, error) && more)
    {
      TwStmt *to =
          tw_conn_stmt (fresh,
                        "INSERT INTO doc (doc_no, id, seq, win_deleted) VALUES (?1, ?2, ?3, ?4)",
                        error);
      for (int i = 0; to && i < 4; i++)
        sqlite3_bind_value (to, i + 1, sqlite3_column_value (from, i));
      if (!to || !tw_conn_run (fresh, to, error))
        return NULL;
    }
  g_autoptr (TwProjector) projector = tw_projector_new (fresh);
  if (!from || more
      || !tw_projector_fill (projector, conn, cancellable, fill_progress_cb, progress, error))
    return NULL;
  return projection_digest (fresh, error);
}

gboolean
tw_store_check (TwStore *self, GCancellable *cancellable, TwProgressFunc progress,
                gpointer user_data, GError **error)
{
  Progress passed_on = { progress, user_data };

  g_return_val_if_fail (self, FALSE);

  g_autoptr (TwConn) conn = open_for_check (self, error);
  if (!conn || !check_structure (conn, cancellable, progress, user_data, error))
    return FALSE;
  g_autofree char *expected = digest_rebuilt (conn, cancellable, &passed_on, error);
  if (!expected)
    return FALSE;
  if (progress)
    progress (0.8, _ ("Comparing the tables for queries"), user_data);
  g_autofree char *actual = projection_digest (conn, error);
  if (!actual)
    return FALSE;
  if (g_strcmp0 (expected, actual) != 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT,
                   _ ("The tables for queries in “%s” do not agree with the documents: let them be "
                      "rebuilt."),
                   conn->path);
      return FALSE;
    }
  if (progress)
    progress (1.0, _ ("Done"), user_data);
  return TRUE;
}
