// SPDX-License-Identifier: Apache-2.0
/*
 * The queue of steps: one thread writes those of a folder in order, and a lane lets the steps of an
 * editor fail together.
 */
#include "config.h"

#include "duty/tw-doc-log-private.h"

#include <string.h>

struct _TwDocLane {
  gatomicrefcount refs;
  GMutex lock;
  guint pending, epoch, failed; /* steps of an epoch <= failed are refused */
};

/* --- lanes ----------------------------------------------------------------------------------- */

TwDocLane *
tw_doc_lane_new (void)
{
  TwDocLane *self = g_new0 (TwDocLane, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->epoch = 1;
  return self;
}

void
tw_doc_lane_unref (TwDocLane *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
tw_doc_lane_is_idle (TwDocLane *self)
{
  gboolean idle;

  g_mutex_lock (&self->lock);
  idle = self->pending == 0;
  g_mutex_unlock (&self->lock);
  return idle;
}

gboolean
tw_doc_lane_has_failed (TwDocLane *self)
{
  gboolean failed;

  g_mutex_lock (&self->lock);
  failed = self->failed >= self->epoch;
  g_mutex_unlock (&self->lock);
  return failed;
}

void
tw_doc_lane_restart (TwDocLane *self)
{
  g_mutex_lock (&self->lock);
  self->epoch++;
  g_mutex_unlock (&self->lock);
}

/* --- the log ---------------------------------------------------------------------------------- */

typedef struct {
  TwDocLog *log;
  TwDocLane *lane;
  TwDocStep *step;
  guint epoch;
  GError *error;
  GMainContext *context;
  TwDuty *duty;
  TwUndoStep *undo; /* borrowed of the stack */
  TwDocSavedFunc func;
  gpointer user_data;
} Job;

TwDocLog *
tw_doc_log_ref (TwDocLog *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_doc_log_unref (TwDocLog *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->write_lock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->idle);
  g_hash_table_unref (self->left);
  tw_clock_unref (self->clock);
  g_free (self);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  tw_doc_log_unref (job->log);
  tw_doc_lane_unref (job->lane);
  tw_doc_step_unref (job->step);
  g_clear_error (&job->error);
  g_main_context_unref (job->context);
  g_object_unref (job->duty);
  g_free (job);
}

static gboolean
saved_cb (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    tw_duty_drop_undo (job->duty, job->undo);
  job->func (job->error, job->user_data);
  return G_SOURCE_REMOVE;
}

/*
 * Hands @job over to the thread that queued it. A lane is idle only when its last answer is on the
 * way, so that who waits for the one and then runs the context has had the other.
 */
static void
tell (Job *job)
{
  TwDocLane *lane = job->lane;
  /* Not g_main_context_invoke(): while nobody runs the context that would call it here. */
  GSource *source = g_idle_source_new ();

  g_atomic_ref_count_inc (&lane->refs);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, saved_cb, job, job_free);
  g_mutex_lock (&lane->lock);
  if (job->error != NULL)
    lane->failed = MAX (lane->failed, job->epoch);
  g_source_attach (source, job->context);
  lane->pending--;
  g_mutex_unlock (&lane->lock);
  g_source_unref (source);
  tw_doc_lane_unref (lane);
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  TwDocLog *self = tw_doc_log_ref (job->log);
  gboolean refused;

  g_mutex_lock (&job->lane->lock);
  refused = job->epoch <= job->lane->failed;
  g_mutex_unlock (&job->lane->lock);
  g_mutex_lock (&self->write_lock);
  if (refused)
    g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         "the step before this one could not be written");
  else
    tw_doc_log_write (self, job->step, &job->error);
  g_mutex_unlock (&self->write_lock);
  tell (job);
  g_mutex_lock (&self->lock);
  if (--self->pending == 0)
    g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->lock);
  tw_doc_log_unref (self);
}

TwDocLog *
tw_doc_log_new (TwStore *store, TwClock *clock)
{
  TwDocLog *self = g_new0 (TwDocLog, 1);

  g_atomic_ref_count_init (&self->refs);
  self->store = tw_store_ref (store);
  self->clock = tw_clock_ref (clock);
  g_mutex_init (&self->write_lock);
  g_mutex_init (&self->lock);
  g_cond_init (&self->idle);
  self->left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pool = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
  return self;
}

void
tw_doc_log_close (TwDocLog *self)
{
  if (self->pool == NULL)
    return;
  g_thread_pool_free (self->pool, FALSE, TRUE);
  self->pool = NULL;
  g_clear_pointer (&self->store, tw_store_unref);
}

void
tw_doc_log_wait (TwDocLog *self)
{
  g_mutex_lock (&self->lock);
  while (self->pending > 0)
    g_cond_wait (&self->idle, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* --- steps of a duty -------------------------------------------------------------------------- */

gboolean
tw_duty_did_write (TwDuty *self, const char *id, const char *rev)
{
  g_autofree char *left = tw_doc_log_dup_left (self->log, id);

  return left != NULL && rev != NULL && strcmp (left, rev) == 0;
}

void
tw_duty_queue_step (TwDuty *self, TwDocLane *lane, TwDocStep *step, TwDocSavedFunc func,
                    gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->log = tw_doc_log_ref (self->log);
  job->lane = lane;
  g_atomic_ref_count_inc (&lane->refs);
  job->step = step;
  job->context = g_main_context_ref_thread_default ();
  job->duty = g_object_ref (self);
  job->undo = tw_doc_undo_step_new (self, step);
  job->func = func;
  job->user_data = user_data;
  g_mutex_lock (&lane->lock);
  lane->pending++;
  job->epoch = lane->epoch;
  g_mutex_unlock (&lane->lock);
  g_mutex_lock (&self->log->lock);
  self->log->pending++;
  g_mutex_unlock (&self->log->lock);
  g_thread_pool_push (self->log->pool, job, NULL);
  tw_duty_push_undo (self, job->undo);
}

gboolean
tw_duty_write_step (TwDuty *self, TwDocStep *step, GError **error)
{
  gboolean written;

  if (!tw_duty_may_write (self, error))
    {
      tw_doc_step_unref (step);
      return FALSE;
    }
  tw_doc_log_wait (self->log);
  g_mutex_lock (&self->log->write_lock);
  written = tw_doc_log_write (self->log, step, error);
  g_mutex_unlock (&self->log->write_lock);
  if (written)
    tw_duty_push_undo (self, tw_doc_undo_step_new (self, step));
  tw_doc_step_unref (step);
  return written;
}
