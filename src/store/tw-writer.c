// SPDX-License-Identifier: Apache-2.0
#include "store/tw-store-private.h"

#include "store/tw-apply.h"
#include "store/tw-revalidate.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/*
 * The writer thread.
 *
 * A put takes its place in the queue first, with its clock stamps, and is then prepared (validated,
 * written as canonical text) by the thread that brought it; so preparing runs beside the database's
 * work and the order of stamps is still the order of commits. The writer takes the ready batches at
 * the head of the queue into one transaction, each inside a savepoint: one fsync serves all of
 * them, and one that is refused leaves the others as they are. A batch is acknowledged only after
 * the commit has returned under synchronous=FULL.
 *
 * A bulk's batches may wait for each other: while only such batches come, the transaction stays
 * open between groups. Anything else joins it and commits all; so does a pause, a function to run
 * between commits, the end, and a limit of time and size. Nothing is announced before. If the
 * transaction is lost, each bulk with a batch in it keeps the error and takes nothing more.
 *
 * Between commits the thread checkpoints the log and asks twice a second whether another process
 * has committed. After a write that failed for want of room it asks the disk every few seconds, and
 * when there is room commits something small: so the reason goes away without anybody trying.
 *
 * A store opened on a full disk has no writer but a thread that polls. Once there is room, that
 * thread opens the file for writing and becomes the writer. Both turns are told to the watches.
 */

#define GROUP_ITEMS 4000
#define GROUP_JOBS 64
#define POLL_US (G_USEC_PER_SEC / 2)
#define RETRY_US (2 * G_USEC_PER_SEC)
#define MAX_RETRY_US (60 * G_USEC_PER_SEC)
#define CHECKPOINT_FRAMES_IDLE 1000
#define CHECKPOINT_FRAMES_BUSY 8000
/* How long others of other processes wait at most: less than their patience (tw-conn.c). */
#define HOLD_US (2 * G_USEC_PER_SEC)
#define HOLD_ITEMS 200000
#define CACHE "PRAGMA cache_size = -32000"
#define CACHE_HOLDING "PRAGMA cache_size = -96000" /* pages of indexes that are written again */

GPrivate tw_writer_own_thread = G_PRIVATE_INIT (NULL);

struct _TwBulk {
  gatomicrefcount refs;
  GError *error; /* the writer's: why batches it had taken are lost */
};

TwBulk *
tw_bulk_new (void)
{
  TwBulk *self = g_new0 (TwBulk, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

void
tw_bulk_unref (TwBulk *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_error (&self->error);
  g_free (self);
}

typedef struct {
  TwBatch *batch;
  TwBulk *bulk; /* borrowed: who brings it waits */
  gboolean more;
  TwWriterFunc func; /* instead of a batch */
  gpointer func_data;
  const char *device;
  GCancellable *cancellable;
  GTask *task;    /* of an asynchronous put */
  gboolean spent; /* only to be freed */
  gboolean ready, done;
  TwWriteResult result;
  GError *error;
} Job;

static void
job_free (Job *job)
{
  g_clear_pointer (&job->batch, tw_batch_free);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

/* --- one transaction ------------------------------------------------------------------------- */

/* Another process may have written since our last transaction. */
static gboolean
load_state (TwStore *self, GError **error)
{
  gint64 version;

  if (!tw_conn_get_int (tw_store_access (self)->writer, "PRAGMA data_version", 0, &version, error))
    return FALSE;
  if (version != self->data_version)
    tw_projector_forget (self->tree->projector);
  self->data_version = version;
  return tw_tree_load (self->tree, error);
}

/* --- bulks ----------------------------------------------------------------------------------- */

/* Whether what @jobs wrote may wait for the batches that follow. */
static gboolean
may_hold (TwStore *self, GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    if (!((Job *) jobs->pdata[i])->more)
      return FALSE;
  return jobs->len > 0 && self->held_items < HOLD_ITEMS
         && (!self->holding || g_get_monotonic_time () - self->held_us < HOLD_US);
}

static void
hold (TwStore *self, GPtrArray *jobs)
{
  if (!self->holding)
    {
      tw_conn_exec (tw_store_access (self)->writer, CACHE_HOLDING, NULL);
      self->held_us = g_get_monotonic_time ();
    }
  self->holding = TRUE;
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = jobs->pdata[i];
      job->result.pending = TRUE;
      self->held_items += tw_batch_get_size (job->batch);
      if (g_ptr_array_find (self->bulks, job->bulk, NULL))
        continue;
      g_atomic_ref_count_inc (&job->bulk->refs);
      g_ptr_array_add (self->bulks, job->bulk);
    }
}

/* The transaction has ended, by commit or, with @error, by roll-back. */
static void
end_hold (TwStore *self, const GError *error)
{
  if (!self->holding)
    return;
  for (guint i = 0; i < self->bulks->len && error; i++)
    {
      TwBulk *bulk = self->bulks->pdata[i];
      g_clear_error (&bulk->error);
      bulk->error = g_error_copy (error);
    }
  g_ptr_array_set_size (self->bulks, 0);
  self->holding = FALSE;
  self->held_items = 0;
  tw_conn_exec (tw_store_access (self)->writer, CACHE, NULL);
}

/* --- groups ---------------------------------------------------------------------------------- */

static gboolean
apply_in_savepoint (TwStore *self, Job *job)
{
  TwConn *conn = tw_store_access (self)->writer;
  guint mark = tw_projector_mark (self->tree->projector);

  if (job->bulk && job->bulk->error)
    {
      job->error = g_error_copy (job->bulk->error);
      return FALSE;
    }
  if (!tw_conn_exec (conn, "SAVEPOINT batch", &job->error))
    return FALSE;
  if (tw_apply_batch (self->tree, job->batch, &job->result, &job->error))
    return tw_conn_exec (conn, "RELEASE batch", &job->error);

  /* A full disk may have ended the whole transaction already. */
  if (!sqlite3_get_autocommit (conn->db)
      && tw_conn_exec (conn, "ROLLBACK TO batch; RELEASE batch", NULL))
    {
      tw_projector_roll_back (self->tree->projector, mark);
      g_hash_table_remove_all (self->tree->deep);
      tw_tree_load (self->tree, NULL);
    }
  return FALSE;
}

static gboolean
save_clock (TwStore *self, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (
      tw_store_access (self)->writer,
      "INSERT INTO meta (k, v) VALUES ('hlc', ?1) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
      error);
  if (!stmt)
    return FALSE;
  g_mutex_lock (&self->lock);
  g_autofree char *text = tw_hlc_format (&self->hlc);
  g_mutex_unlock (&self->lock);
  sqlite3_bind_text (stmt, 1, text, -1, SQLITE_STATIC);
  return tw_conn_run (tw_store_access (self)->writer, stmt, error);
}

/* All of the group in one transaction; jobs that fail on their own carry their error. */
static gboolean
run_group (TwStore *self, GPtrArray *jobs, GError **error)
{
  TwConn *conn = tw_store_access (self)->writer;
  guint n_good = 0;

  if (!self->holding
      && (!tw_conn_exec (conn, "BEGIN IMMEDIATE", error) || !load_state (self, error)))
    return FALSE;
  self->tree->now_us = tw_clock_now_us (self->clock);
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = jobs->pdata[i];
      gboolean good = jobs->len > 1 || self->holding || job->bulk
                          ? apply_in_savepoint (self, job)
                          : tw_apply_batch (self->tree, job->batch, &job->result, &job->error);
      n_good += good;
      if (!good && sqlite3_get_autocommit (conn->db))
        {
          g_propagate_error (error, g_error_copy (job->error));
          return FALSE;
        }
    }
  if (n_good == 0 && !self->holding)
    return tw_conn_exec (conn, "ROLLBACK", NULL);
  if (may_hold (self, jobs))
    {
      hold (self, jobs);
      return TRUE;
    }
  return tw_projector_flush (self->tree->projector, error) && save_clock (self, error)
         && tw_conn_exec (conn, "COMMIT", error);
}

static void
retry_in (TwStore *self, gint64 delay_us)
{
  self->retry_delay_us = MIN (delay_us, MAX_RETRY_US);
  self->retry_us = g_get_monotonic_time () + self->retry_delay_us;
}

static void
note_outcome (TwStore *self, const GError *error)
{
  gboolean turned = FALSE;

  g_mutex_lock (&self->lock);
  if (!error || error->code == TW_STORE_ERROR_FULL || error->code == TW_STORE_ERROR_READ_ONLY)
    {
      turned = (self->reason == NULL) != (error == NULL);
      g_free (self->reason);
      self->reason = error ? g_strdup (error->message) : NULL;
    }
  g_mutex_unlock (&self->lock);
  if (!turned)
    return;
  retry_in (self, RETRY_US);
  tw_watch_announce (self, self->announced_seq, self->announced_seq);
}

static gboolean
commit_nothing (TwStore *self, GError **error)
{
  TwConn *conn = tw_store_access (self)->writer;

  if (tw_conn_exec (conn, "BEGIN IMMEDIATE", error) && save_clock (self, error)
      && tw_conn_exec (conn, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (conn->db))
    tw_conn_exec (conn, "ROLLBACK", NULL);
  return FALSE;
}

/* Writing failed before: does it work again? */
static void
try_again (TwStore *self)
{
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->lock);
  gboolean failed = self->reason != NULL;
  g_mutex_unlock (&self->lock);
  if (!failed || g_get_monotonic_time () < self->retry_us)
    return;
  retry_in (self, RETRY_US);
  if (tw_access_has_room (self->opened.dir) && !commit_nothing (self, &error))
    retry_in (self, MAX_RETRY_US);
  else if (tw_access_has_room (self->opened.dir))
    note_outcome (self, NULL);
}

static gboolean
has_refused (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    if (((Job *) jobs->pdata[i])->error)
      return TRUE;
  return FALSE;
}

/* Numbers handed out in what was rolled back will be handed out again: neither the counters nor the
 * projector's cache may remember them, or they would be announced and used as if they stood. */
static void
forget_refused (TwStore *self)
{
  tw_projector_roll_back (self->tree->projector, 0);
  g_hash_table_remove_all (self->tree->deep);
  if (!tw_tree_load (self->tree, NULL))
    self->tree->seq = self->announced_seq;
}

static void
commit_group (TwStore *self, GPtrArray *jobs)
{
  g_autoptr (GError) error = NULL;

  gboolean good = run_group (self, jobs, &error);
  if (!good && !sqlite3_get_autocommit (tw_store_access (self)->writer->db))
    tw_conn_exec (tw_store_access (self)->writer, "ROLLBACK", NULL);
  if (good && !sqlite3_get_autocommit (tw_store_access (self)->writer->db))
    return; /* held: apply_in_savepoint() has put right what was refused */
  end_hold (self, error);
  if (!good || has_refused (jobs))
    forget_refused (self);
  note_outcome (self, error);
  for (guint i = 0; i < jobs->len && !good; i++)
    {
      Job *job = jobs->pdata[i];
      if (!job->error)
        job->error = g_error_copy (error);
    }
}

/* --- the thread ------------------------------------------------------------------------------ */

static void
finish_job (TwStore *self, Job *job)
{
  if (!job->task)
    {
      g_mutex_lock (&self->lock);
      job->done = TRUE;
      g_cond_broadcast (&self->done_cond);
      g_mutex_unlock (&self->lock);
      return;
    }
  if (job->error)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, g_memdup2 (&job->result, sizeof job->result), g_free);
  job_free (job);
}

static void
announce (TwStore *self, gint64 seq)
{
  gint64 from = self->announced_seq;

  if (seq <= from)
    return;
  self->announced_seq = seq;
  tw_watch_announce (self, from, seq);
}

static void
poll_others (TwStore *self)
{
  gint64 version, seq;
  TwConn *conn = tw_store_access (self)->writer;

  if (!tw_conn_get_int (conn, "PRAGMA data_version", 0, &version, NULL)
      || version == self->data_version)
    return;
  self->data_version = version;
  g_atomic_int_inc (&self->epoch);
  tw_projector_forget (self->tree->projector);
  if (tw_conn_get_int (conn, "SELECT max (seq) FROM doc", 0, &seq, NULL))
    announce (self, seq);
}

static void
checkpoint (TwStore *self, int min_frames)
{
  /* Who reads a file taken for one that never changes must not see it change. */
  gboolean in_use = tw_store_access (self) == &self->recovered && self->opened.immutable
                    && g_atomic_int_get (&self->opened.n_conns) > 0;

  if (self->wal_frames < min_frames || in_use)
    return;
  self->wal_frames = 0;
  sqlite3_wal_checkpoint_v2 (tw_store_access (self)->writer->db, "main", SQLITE_CHECKPOINT_PASSIVE,
                             NULL, NULL);
}

static int
wal_hook_cb (void *data, sqlite3 *db, const char *name, int frames)
{
  TwStore *self = data;

  self->wal_frames = frames;
  return SQLITE_OK;
}

/* With the lock held: the ready jobs at the head of the queue; empty when there are none. */
static GPtrArray *
take_group (TwStore *self)
{
  GPtrArray *jobs = g_ptr_array_new ();
  guint items = 0;

  while (jobs->len < GROUP_JOBS && items < GROUP_ITEMS)
    {
      Job *job = g_queue_peek_head (&self->queue);
      if (!job || !job->ready || (job->func && jobs->len > 0))
        break;
      g_queue_pop_head (&self->queue);
      g_ptr_array_add (jobs, job);
      if (job->func)
        break;
      items += tw_batch_get_size (job->batch);
    }
  return jobs;
}

static void
run_func (TwStore *self, Job *job)
{
  TwConn *conn = tw_store_access (self)->writer;

  if (!job->func (self->tree, job->func_data, &job->error) && !sqlite3_get_autocommit (conn->db))
    tw_conn_exec (conn, "ROLLBACK", NULL);
  if (job->error)
    note_outcome (self, job->error);
  forget_refused (self);
}

static void
run_jobs (TwStore *self, GPtrArray *jobs)
{
  Job *first = jobs->len > 0 ? jobs->pdata[0] : NULL;

  if (first && first->func)
    run_func (self, first);
  else
    commit_group (self, jobs);
  if (!self->holding)
    {
      g_atomic_int_inc (&self->epoch);
      tw_store_cool_readers (self);
      announce (self, self->tree->seq);
    }
  for (guint i = 0; i < jobs->len; i++)
    finish_job (self, jobs->pdata[i]);
  checkpoint (self, CHECKPOINT_FRAMES_BUSY);
}

static void
commit_held (TwStore *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  if (self->holding)
    run_jobs (self, none);
}

static gpointer
writer_main (gpointer data)
{
  TwStore *self = data;

  g_private_set (&tw_writer_own_thread, self);
  g_mutex_lock (&self->lock);
  for (;;)
    {
      g_autoptr (GPtrArray) jobs = take_group (self);
      if (jobs->len > 0)
        {
          g_mutex_unlock (&self->lock);
          if (((Job *) jobs->pdata[0])->func)
            commit_held (self);
          run_jobs (self, jobs);
          g_mutex_lock (&self->lock);
          continue;
        }
      if (self->quit && g_queue_is_empty (&self->queue))
        break;
      if (!g_cond_wait_until (&self->queue_cond, &self->lock, g_get_monotonic_time () + POLL_US))
        {
          g_mutex_unlock (&self->lock);
          commit_held (self);
          tw_store_cool_readers (self);
          checkpoint (self, CHECKPOINT_FRAMES_IDLE);
          poll_others (self);
          try_again (self);
          g_mutex_lock (&self->lock);
        }
    }
  g_mutex_unlock (&self->lock);
  commit_held (self);
  return NULL;
}

static void prepare_cb (gpointer data, gpointer user_data);

/* --- getting ready ---------------------------------------------------------------------------- */

static gboolean
ensure_device (TwConn *conn, GError **error)
{
  gint64 known;
  g_autofree char *device = g_strdup_printf ("dev-%08x", g_random_int ());

  if (!tw_conn_get_int (conn, "SELECT count (*) FROM meta WHERE k = 'device'", 0, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  TwStmt *stmt =
      tw_conn_stmt (conn, "INSERT OR IGNORE INTO meta (k, v) VALUES ('device', ?1)", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, device, -1, SQLITE_STATIC);
  return tw_conn_run (conn, stmt, error);
}

/* Everything of a writer but its thread. */
static gboolean
prepare_writer (TwStore *self, TwConn *conn, GError **error)
{
  g_autoptr (TwTree) tree = tw_tree_new (conn);
  TwRevalidated revalidated = { 0 };

  if (!tw_conn_exec (
          conn,
          "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = "
          "67108864;" CACHE "; PRAGMA temp_store = 2; PRAGMA secure_delete = OFF",
          error)
      || !ensure_device (conn, error))
    return FALSE;
  /* Where there is no room for it now, the next opening does it. */
  tree->now_us = tw_clock_now_us (self->clock);
  if (tw_revalidate_if_due (tree, &revalidated, NULL))
    {
      g_mutex_lock (&self->lock);
      self->revalidated = revalidated;
      g_mutex_unlock (&self->lock);
    }
  if (!tw_conn_get_int (conn, "PRAGMA data_version", 0, &self->data_version, error)
      || !tw_tree_load (tree, error))
    return FALSE;
  sqlite3_wal_hook (conn->db, wal_hook_cb, self);
  self->tree = g_steal_pointer (&tree);
  self->bulks = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_bulk_unref);
  self->preparers = g_thread_pool_new (prepare_cb, self, 1, FALSE, NULL);
  return TRUE;
}

/* --- a store without a writer ---------------------------------------------------------------- */

/* What others have committed, seen through @conn alone: data_version is a connection's own. */
static void
poll_through (TwStore *self, TwConn *conn)
{
  gint64 version, seq;

  if (!tw_conn_get_int (conn, "PRAGMA data_version", 0, &version, NULL)
      || version == self->data_version)
    return;
  self->data_version = version;
  if (tw_conn_get_int (conn, "SELECT max (seq) FROM doc", 0, &seq, NULL))
    announce (self, seq);
}

/* TRUE when the disk that was full has room again and the store can be written now. */
static gboolean
recover (TwStore *self)
{
  if (!self->opened.wants_room || g_get_monotonic_time () < self->retry_us)
    return FALSE;
  retry_in (self, RETRY_US);
  if (!tw_access_has_room (self->opened.dir))
    return FALSE;
  retry_in (self, self->retry_delay_us * 2); /* opening takes a check of the file: not too often */
  if (!tw_access_recover (&self->opened, self->flags, &self->recovered))
    return FALSE;
  if (!prepare_writer (self, self->recovered.writer, NULL))
    {
      tw_access_clear (&self->recovered);
      return FALSE;
    }
  g_atomic_pointer_set (&self->access, &self->recovered);
  tw_store_drop_old_readers (self);
  tw_store_load_identity (self);
  return TRUE;
}

static gpointer
poller_main (gpointer data)
{
  TwStore *self = data;
  TwConn *conn = tw_store_borrow_reader (self, NULL);

  g_private_set (&tw_writer_own_thread, self);
  g_mutex_lock (&self->lock);
  while (!self->quit)
    {
      g_mutex_unlock (&self->lock);
      if (recover (self))
        {
          g_clear_pointer (&conn, tw_conn_free);
          tw_watch_announce (self, self->announced_seq, self->tree->seq);
          self->announced_seq = self->tree->seq;
          return writer_main (self);
        }
      if (conn && !tw_reader_is_fresh (self, conn))
        {
          g_clear_pointer (&conn, tw_conn_free);
          self->data_version = -1;
        }
      if (conn)
        poll_through (self, conn);
      else
        conn = tw_store_borrow_reader (self, NULL);
      g_mutex_lock (&self->lock);
      if (!self->quit)
        g_cond_wait_until (&self->queue_cond, &self->lock, g_get_monotonic_time () + POLL_US);
    }
  g_mutex_unlock (&self->lock);
  tw_store_return_reader (self, conn);
  return NULL;
}

void
tw_writer_start_polling (TwStore *self)
{
  self->announced_seq = tw_store_get_last_seq (self);
  self->thread = g_thread_new ("tw-store-poller", poller_main, self);
}

/* --- from other threads ---------------------------------------------------------------------- */

/* With the lock held: the clock stamps of a batch, in the order of the queue. */
static void
stamp (TwStore *self, TwBatch *batch, gint64 now_us)
{
  for (guint i = 0; i < batch->items->len; i++)
    {
      TwItem *item = tw_batch_item (batch, i);
      TwHlc remote;
      if (item->kind == TW_ITEM_EDIT)
        {
          tw_hlc_tick (&self->hlc, now_us);
          item->stamp = self->hlc;
        }
      else if (item->kind == TW_ITEM_GRAFT && item->body
               && tw_hlc_parse (json_object_get_string_member_with_default (item->body, "hlc", ""),
                                &remote))
        tw_hlc_receive (&self->hlc, &remote,
                        now_us); /* a stamp from the future is ignored, its document kept */
    }
}

static void
enqueue (TwStore *self, Job *job)
{
  gint64 now_us = tw_clock_now_us (self->clock);

  g_mutex_lock (&self->lock);
  job->device = self->device;
  if (job->batch)
    stamp (self, job->batch, now_us);
  g_queue_push_tail (&self->queue, job);
  if (job->ready)
    g_cond_signal (&self->queue_cond);
  g_mutex_unlock (&self->lock);
}

/* Prepares a queued job; a refused one leaves the queue. FALSE when it did. */
static gboolean
prepare (TwStore *self, Job *job)
{
  gboolean good = !g_cancellable_set_error_if_cancelled (job->cancellable, &job->error)
                  && tw_batch_prepare (job->batch, job->device, &job->error);

  g_mutex_lock (&self->lock);
  if (good)
    job->ready = TRUE;
  else
    g_queue_remove (&self->queue, job);
  g_cond_signal (&self->queue_cond);
  g_mutex_unlock (&self->lock);
  return good;
}

static void
wait_done (TwStore *self, Job *job)
{
  g_mutex_lock (&self->lock);
  while (!job->done)
    g_cond_wait (&self->done_cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

static gboolean
check_writable (TwStore *self, GError **error)
{
  const TwAccess *access = tw_store_access (self);

  if (access->writer)
    return TRUE;
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY, access->read_only_reason);
  return FALSE;
}

/* Freeing the JSON of a large batch takes a tenth of writing it: the caller need not wait for that.
 */
static void
release_batch (TwStore *self, TwBatch *batch)
{
  if (tw_batch_get_size (batch) < 100)
    {
      tw_batch_free (batch);
      return;
    }
  Job *job = g_new0 (Job, 1);
  job->batch = batch;
  job->spent = TRUE;
  g_thread_pool_push (self->preparers, job, NULL);
}

gboolean
tw_writer_put (TwStore *self, TwBatch *batch, TwBulk *bulk, gboolean more,
               TwWriteResult *ret_result, GError **error)
{
  Job job = { .batch = batch, .bulk = bulk, .more = more };

  if (!check_writable (self, error))
    {
      tw_batch_free (batch);
      return FALSE;
    }
  enqueue (self, &job);
  if (prepare (self, &job))
    wait_done (self, &job);
  release_batch (self, batch);
  if (job.error)
    {
      g_propagate_error (error, job.error);
      return FALSE;
    }
  if (ret_result)
    *ret_result = job.result;
  return TRUE;
}

gboolean
tw_writer_call (TwStore *self, TwWriterFunc func, gpointer user_data, GError **error)
{
  Job job = { .func = func, .func_data = user_data, .ready = TRUE };

  if (!check_writable (self, error))
    return FALSE;
  enqueue (self, &job);
  wait_done (self, &job);
  if (job.error)
    g_propagate_error (error, job.error);
  return job.error == NULL;
}

static void
prepare_cb (gpointer data, gpointer user_data)
{
  Job *job = data;

  g_private_set (&tw_writer_own_thread, user_data);
  if (job->spent)
    job_free (job);
  else if (!prepare (user_data, job))
    finish_job (user_data, job);
}

void
tw_store_put_async (TwStore *self, TwBatch *batch, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self && batch);

  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, tw_store_put_async);
  g_task_set_task_data (task, tw_store_ref (self), (GDestroyNotify) tw_store_unref);
  if (!check_writable (self, &error))
    {
      tw_batch_free (batch);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  Job *job = g_new0 (Job, 1);
  job->batch = batch;
  job->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  job->task = g_steal_pointer (&task);
  enqueue (self, job);
  g_thread_pool_push (self->preparers, job, NULL);
}

gboolean
tw_store_put_finish (TwStore *self, GAsyncResult *result, TwWriteResult *ret_result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  g_autofree TwWriteResult *written = g_task_propagate_pointer (G_TASK (result), error);
  if (!written)
    return FALSE;
  if (ret_result)
    *ret_result = *written;
  return TRUE;
}

gboolean
tw_writer_start (TwStore *self, GError **error)
{
  if (!prepare_writer (self, self->opened.writer, error))
    return FALSE;
  self->announced_seq = self->tree->seq;
  self->thread = g_thread_new ("tw-store-writer", writer_main, self);
  return TRUE;
}

void
tw_writer_stop (TwStore *self)
{
  gboolean stopped = self->preparers != NULL;

  if (stopped)
    g_thread_pool_free (self->preparers, FALSE, TRUE);
  if (self->thread)
    {
      g_mutex_lock (&self->lock);
      self->quit = TRUE;
      g_cond_signal (&self->queue_cond);
      g_mutex_unlock (&self->lock);
      g_thread_join (self->thread);
    }
  if (self->preparers && !stopped) /* the store became writable just before its end */
    g_thread_pool_free (self->preparers, FALSE, TRUE);
  g_clear_pointer (&self->bulks, g_ptr_array_unref);
  g_clear_pointer (&self->tree, tw_tree_free);
}
