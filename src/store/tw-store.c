// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-private.h"

#include "base/tw-json.h"
#include "store/tw-validate.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The store: documents with CouchDB's revisions in one SQLite file, and projections of them for
 * queries.
 *
 * Invariants
 * - One write path: tw_store_put() (tw-writer.c takes it to the writer thread, tw-apply.c applies
 * it). A revision, the winner it makes and the projections of that winner become true in one
 * transaction, before the caller returns.
 * - Everything in projection tables follows from the winning bodies; tw_store_check() compares them
 * with a rebuild.
 * - Readers never wait for the writer nor the writer for readers (WAL). A reader belongs to one
 * thread while borrowed.
 * - Another process may write at any time: the writer reads its counters anew in each transaction.
 * - Bodies are canonical JSON, so equal documents are equal bytes on every device and digests
 * compare.
 *
 * Threads: any, for all functions. Locks: lock (queue, clock, watches, reason) and pool_lock are
 * never held together, and none is held while SQLite works.
 */

static void
store_free (TwStore *self)
{
  tw_writer_stop (self);
  tw_watch_clear (self);
  g_ptr_array_unref (self->warm_readers);
  g_ptr_array_unref (self->idle_readers);
  tw_hints_free (self->hints);
  tw_access_clear (&self->opened);
  tw_access_clear (&self->recovered);
  g_clear_pointer (&self->clock, tw_clock_unref);
  g_hash_table_unref (self->watches);
  g_free (self->reason);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->pool_lock);
  g_cond_clear (&self->queue_cond);
  g_cond_clear (&self->done_cond);
  g_free (self);
}

static gpointer
free_thread (gpointer data)
{
  store_free (data);
  return NULL;
}

gboolean
tw_store_try_ref (TwStore *self)
{
  for (;;)
    {
      gint refs = g_atomic_int_get (&self->refs);
      if (refs == 0)
        return FALSE;
      if (g_atomic_int_compare_and_exchange (&self->refs, refs, refs + 1))
        return TRUE;
    }
}

TwStore *
tw_store_ref (TwStore *self)
{
  g_return_val_if_fail (self, NULL);

  g_atomic_int_inc (&self->refs);
  return self;
}

void
tw_store_unref (TwStore *self)
{
  if (!self || !g_atomic_int_dec_and_test (&self->refs))
    return;
  /* The last holder may be a task ending in a thread of the store, which cannot wait for itself. */
  if (g_private_get (&tw_writer_own_thread))
    g_thread_unref (g_thread_new ("tw-store-free", free_thread, self));
  else
    store_free (self);
}

#define UNNAMED "reader" /* a folder nobody has written to has no name for its device */

void
tw_store_load_identity (TwStore *self)
{
  TwHlc stored = { 0 };
  g_autofree char *device = tw_store_dup_meta (self, "device");
  g_autofree char *hlc = tw_store_dup_meta (self, "hlc");

  g_mutex_lock (&self->lock);
  if (!self->device || strcmp (self->device, UNNAMED) == 0)
    self->device = g_intern_string (device ? device : UNNAMED);
  if (hlc && tw_hlc_parse (hlc, &stored)
      && (stored.ms > self->hlc.ms
          || (stored.ms == self->hlc.ms && stored.counter > self->hlc.counter)))
    self->hlc = stored;
  g_mutex_unlock (&self->lock);
}

TwStore *
tw_store_open (const char *dir, TwStoreFlags flags, TwClock *clock, GError **error)
{
  TwAccess access;

  g_return_val_if_fail (dir && clock, NULL);

  if (!tw_access_open (dir, flags, &access, error))
    return NULL;

  g_autoptr (TwStore) self = g_new0 (TwStore, 1);
  g_atomic_int_set (&self->refs, 1);
  self->opened = access;
  self->access = &self->opened;
  self->flags = flags;
  self->clock = tw_clock_ref (clock);
  self->idle_readers = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_conn_free);
  self->warm_readers = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_conn_free);
  self->hints = tw_hints_new ();
  self->watches = g_hash_table_new (NULL, NULL);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->pool_lock);
  g_cond_init (&self->queue_cond);
  g_cond_init (&self->done_cond);
  g_queue_init (&self->queue);
  if (access.writer && !tw_writer_start (self, error))
    return NULL;
  tw_store_load_identity (self);
  if (!access.writer)
    tw_writer_start_polling (self);
  return g_steal_pointer (&self);
}

const char *
tw_store_get_dir (TwStore *self)
{
  g_return_val_if_fail (self, NULL);

  return self->opened.dir;
}

char *
tw_store_dup_read_only_reason (TwStore *self)
{
  g_return_val_if_fail (self, NULL);

  const TwAccess *access = tw_store_access (self);
  if (access->read_only_reason)
    return g_strdup (access->read_only_reason);
  g_mutex_lock (&self->lock);
  char *reason = g_strdup (self->reason);
  g_mutex_unlock (&self->lock);
  return reason;
}

const char *
tw_store_get_device (TwStore *self)
{
  g_return_val_if_fail (self, NULL);

  g_mutex_lock (&self->lock);
  const char *device = self->device;
  g_mutex_unlock (&self->lock);
  return device;
}

void
tw_store_set_device (TwStore *self, const char *device)
{
  g_return_if_fail (self && device && *device);

  g_mutex_lock (&self->lock);
  self->device = g_intern_string (device);
  g_mutex_unlock (&self->lock);
  if (tw_store_access (self)->writer)
    tw_store_set_meta (self, "device", device, NULL);
}

gboolean
tw_store_put (TwStore *self, TwBatch *batch, TwWriteResult *ret_result, GError **error)
{
  g_return_val_if_fail (self && batch, FALSE);

  return tw_writer_put (self, batch, NULL, FALSE, ret_result, error);
}

gboolean
tw_store_put_bulk (TwStore *self, TwBulk *bulk, TwBatch *batch, gboolean more,
                   TwWriteResult *ret_result, GError **error)
{
  g_return_val_if_fail (self && bulk && batch, FALSE);

  return tw_writer_put (self, batch, bulk, more, ret_result, error);
}

/* --- reading --------------------------------------------------------------------------------- */

void
tw_doc_free (TwDoc *doc)
{
  if (!doc)
    return;
  g_free (doc->id);
  g_free (doc->rev);
  g_clear_pointer (&doc->body, json_object_unref);
  g_free (doc);
}

void
tw_change_free (TwChange *change)
{
  if (!change)
    return;
  g_free (change->id);
  g_free (change->rev);
  g_free (change);
}

char *
tw_store_column_rev (TwStmt *stmt, int gen_col, int hash_col)
{
  TwRev rev = { .gen = (guint32) sqlite3_column_int64 (stmt, gen_col) };

  if (sqlite3_column_bytes (stmt, hash_col) != TW_REV_HASH_LEN)
    return NULL;
  memcpy (rev.hash, sqlite3_column_blob (stmt, hash_col), TW_REV_HASH_LEN);
  return tw_rev_format (&rev);
}

TwDoc *
tw_store_read_doc (TwConn *conn, TwStmt *stmt, GError **error)
{
  g_autoptr (GError) local = NULL;
  const char *id = (const char *) sqlite3_column_text (stmt, 0);
  JsonObject *body = tw_json_parse_object ((const char *) sqlite3_column_text (stmt, 5),
                                           sqlite3_column_bytes (stmt, 5), TW_DOC_MAX_BODY, &local);
  if (!body)
    {
      tw_store_set_sqlite_error (error, SQLITE_CORRUPT, conn->path, local->message);
      return NULL;
    }
  TwDoc *doc = g_new0 (TwDoc, 1);
  doc->id = g_strdup (id);
  doc->seq = sqlite3_column_int64 (stmt, 1);
  doc->conflicted = sqlite3_column_int (stmt, 2);
  doc->rev = tw_store_column_rev (stmt, 3, 4);
  doc->body = body;
  return doc;
}

gboolean
tw_store_set_not_found (const char *id, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _ ("There is no document “%s”"),
               id);
  return FALSE;
}

static gboolean
set_held_back (TwConn *conn, const char *id, GError **error)
{
  gboolean row = FALSE;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn,
                    "SELECT q.reason FROM doc d JOIN quarantine q ON q.doc_no = d.doc_no"
                    " AND q.rev_no = d.win_rev WHERE d.id = ?1",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  if (!tw_conn_step (conn, stmt, &row, error))
    return FALSE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
               _ ("Document “%s” came in broken and is held back: %s"), id,
               row ? (const char *) sqlite3_column_text (stmt, 0) : "?");
  return FALSE;
}

/* Two ways to a winner: down the index of ids, or straight to the place a hint names, where the id
 * must agree. The last column is doc_no. */
#define BY_ID " FROM doc d JOIN rev r ON r.rev_no = d.win_rev WHERE d.id = ?1"
#define BY_HINT " FROM doc d JOIN rev r ON r.rev_no = d.win_rev WHERE d.doc_no = ?2 AND d.id = ?1"
#define DOC_COLUMNS "SELECT " TW_DOC_COLUMNS ", d.doc_no"
#define TEXT_COLUMNS "SELECT 0, 0, 0, 0, 0, r.body, d.win_deleted, d.type IS NULL, d.doc_no"

/* The statement with the winner of @id as its row, or NULL and no error when there is no row. */
static TwStmt *
step_to_winner (TwConn *conn, const char *sql, const char *id, gint64 doc_no, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt = tw_conn_stmt (conn, sql, error);

  if (!stmt)
    return NULL;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  if (doc_no)
    sqlite3_bind_int64 (stmt, 2, doc_no);
  return tw_conn_step (conn, stmt, &row, error) && row ? g_steal_pointer (&stmt) : NULL;
}

/* The same by the shorter way if there is one. NULL with an error when there is nothing to show. */
static TwStmt *
find_winner (const TwReader *reader, const char *by_id, const char *by_hint, const char *id,
             GError **error)
{
  g_autoptr (GError) local = NULL;
  TwHints *hints = reader->store->hints;
  gint64 hint = tw_hints_get (hints, id);
  g_autoptr (TwStmt) stmt = hint ? step_to_winner (reader->conn, by_hint, id, hint, &local) : NULL;

  if (!stmt && !local)
    {
      stmt = step_to_winner (reader->conn, by_id, id, 0, &local);
      if (stmt)
        tw_hints_set (hints, id, sqlite3_column_int64 (stmt, 8));
    }
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (!stmt || sqlite3_column_int (stmt, 6) || sqlite3_column_type (stmt, 5) == SQLITE_NULL)
    tw_store_set_not_found (id, error);
  else if (sqlite3_column_int (stmt, 7))
    set_held_back (reader->conn, id, error);
  else
    return g_steal_pointer (&stmt);
  return NULL;
}

TwDoc *
tw_store_get (TwStore *self, const char *id, GError **error)
{
  g_return_val_if_fail (self && id, NULL);

  g_auto (TwReader) reader = tw_reader_get_warm (self, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? find_winner (&reader, DOC_COLUMNS BY_ID, DOC_COLUMNS BY_HINT, id, error) : NULL;

  return stmt ? tw_store_read_doc (reader.conn, stmt, error) : NULL;
}

char *
tw_store_get_body_text (TwStore *self, const char *id, GError **error)
{
  g_return_val_if_fail (self && id, NULL);

  g_auto (TwReader) reader = tw_reader_get_warm (self, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? find_winner (&reader, TEXT_COLUMNS BY_ID, TEXT_COLUMNS BY_HINT, id, error)
                  : NULL;
  const char *text = stmt ? (const char *) sqlite3_column_text (stmt, 5) : NULL;

  return text ? g_memdup2 (text, (gsize) sqlite3_column_bytes (stmt, 5) + 1)
              : NULL; /* its NUL too */
}

GPtrArray *
tw_store_list_changes (TwStore *self, gint64 since, guint limit, GError **error)
{
  gboolean more = TRUE;

  g_return_val_if_fail (self, NULL);

  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_free);
  g_auto (TwReader) reader = tw_reader_get (self, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (
          reader.conn,
          "SELECT d.seq, d.id, d.win_deleted, r.gen, r.hash FROM doc d"
          " JOIN rev r ON r.rev_no = d.win_rev WHERE d.seq > ?1 ORDER BY d.seq LIMIT ?2",
          error)
                  : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, since);
  sqlite3_bind_int64 (stmt, 2, limit);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        break;
      TwChange *change = g_new0 (TwChange, 1);
      change->seq = sqlite3_column_int64 (stmt, 0);
      change->id = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      change->deleted = sqlite3_column_int (stmt, 2);
      change->rev = tw_store_column_rev (stmt, 3, 4);
      g_ptr_array_add (changes, change);
    }
  return g_steal_pointer (&changes);
}

gint64
tw_store_get_last_seq (TwStore *self)
{
  gint64 seq = 0;

  g_return_val_if_fail (self, 0);

  g_auto (TwReader) reader = tw_reader_get (self, NULL);
  if (reader.conn)
    tw_conn_get_int (reader.conn, "SELECT max (seq) FROM doc", 0, &seq, NULL);
  return seq;
}

/* --- meta ------------------------------------------------------------------------------------ */

gboolean
tw_store_set_meta (TwStore *self, const char *key, const char *value, GError **error)
{
  g_return_val_if_fail (self && key, FALSE);

  TwBatch *batch = tw_batch_new ();
  tw_batch_set_meta (batch, key, value);
  return tw_writer_put (self, batch, NULL, FALSE, NULL, error);
}

char *
tw_store_dup_meta (TwStore *self, const char *key)
{
  gboolean row = FALSE;

  g_return_val_if_fail (self && key, NULL);

  g_auto (TwReader) reader = tw_reader_get (self, NULL);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn, "SELECT v FROM meta WHERE k = ?1", NULL) : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_text (stmt, 1, key, -1, SQLITE_STATIC);
  if (!tw_conn_step (reader.conn, stmt, &row, NULL) || !row)
    return NULL;
  return g_strdup ((const char *) sqlite3_column_text (stmt, 0));
}
