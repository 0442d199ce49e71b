// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-job.h"

#define MIN_INTERVAL_US (50 * 1000)

struct _TwJob {
  gatomicrefcount refs;
  GMainContext *context;
  TwProgressFunc func;
  gpointer user_data;
  gboolean ended; /* owner's thread only */

  GMutex lock; /* guards the rest */
  gboolean pending;
  double fraction;
  char *doing;
  gint64 told_us;
};

TwJob *
tw_job_new (TwProgressFunc func, gpointer user_data)
{
  TwJob *self = g_new0 (TwJob, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->func = func;
  self->user_data = user_data;
  return self;
}

static void
job_unref (gpointer data)
{
  TwJob *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->doing);
  g_free (self);
}

void
tw_job_free (TwJob *self)
{
  if (self == NULL)
    return;
  self->ended = TRUE;
  job_unref (self);
}

static gboolean
deliver_cb (gpointer data)
{
  TwJob *self = data;
  g_autofree char *doing = NULL;
  double fraction;

  g_mutex_lock (&self->lock);
  self->pending = FALSE;
  fraction = self->fraction;
  doing = g_steal_pointer (&self->doing);
  g_mutex_unlock (&self->lock);
  if (!self->ended)
    self->func (fraction, doing, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
schedule (TwJob *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_atomic_ref_count_inc (&self->refs);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, self, job_unref);
  g_source_attach (source, self->context);
}

void
tw_job_progress (double fraction, const char *doing, gpointer user_data)
{
  TwJob *self = user_data;
  gint64 now_us = g_get_monotonic_time ();
  gboolean tell;

  if (self->func == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->fraction = fraction;
  if (g_strcmp0 (self->doing, doing) != 0)
    {
      g_free (self->doing);
      self->doing = g_strdup (doing);
    }
  tell = !self->pending && (now_us - self->told_us >= MIN_INTERVAL_US || fraction >= 1);
  if (tell)
    {
      self->pending = TRUE;
      self->told_us = now_us;
    }
  g_mutex_unlock (&self->lock);
  if (tell)
    schedule (self);
}
