// SPDX-License-Identifier: Apache-2.0
/*
 * One process shows one data folder. Making the demo street and putting a backup back need the
 * folder for themselves: the duty is closed first and opened anew afterwards, and every window
 * follows the "changed" signal.
 */
#include "desk/tw-session.h"

#include "duty/tw-demo.h"
#include "duty/tw-duty-care.h"

#include "config.h"

#include <glib/gi18n-lib.h>

struct _TwSession {
  GObject parent_instance;
  char *dir;
  gboolean feed;
  TwSessionState state;
  TwDuty *duty;
  GError *error;
  char *backup;
  GCancellable *cancellable;
  double fraction;
  char *doing;
};

G_DEFINE_FINAL_TYPE (TwSession, tw_session, G_TYPE_OBJECT)

enum { PROP_DUTY = 1, PROP_STATE, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { CHANGED, PROGRESS, DEMO_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_state (TwSession *self, TwSessionState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DUTY]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
take_error (TwSession *self, GError *error)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->backup, g_free);
  self->error = error;
  if (g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT))
    self->backup = tw_duty_find_backup (self->dir);
  set_state (self, TW_SESSION_FAILED);
}

void
tw_session_open (TwSession *self)
{
  GError *error = NULL;
  TwDuty *duty;

  g_return_if_fail (TW_IS_SESSION (self));
  tw_session_close (self);
  duty = tw_duty_open (self->dir, TRUE, &error);
  if (duty == NULL)
    {
      take_error (self, error);
      return;
    }
  g_clear_error (&self->error);
  self->duty = duty;
  tw_duty_start (duty, self->feed);
  set_state (self, TW_SESSION_OPEN);
}

void
tw_session_close (TwSession *self)
{
  TwDuty *duty;

  g_return_if_fail (TW_IS_SESSION (self));
  duty = g_steal_pointer (&self->duty);
  if (duty == NULL)
    return;
  /* Windows let go of it first: their readers must not meet a closed database. */
  set_state (self, TW_SESSION_CLOSED);
  tw_duty_close (duty);
  g_object_unref (duty);
}

void
tw_session_change_dir (TwSession *self, const char *dir)
{
  g_return_if_fail (TW_IS_SESSION (self));
  g_return_if_fail (dir != NULL && self->state != TW_SESSION_BUSY);
  tw_session_close (self);
  g_free (self->dir);
  self->dir = g_canonicalize_filename (dir, NULL);
  tw_session_open (self);
}

/* --- work that needs the folder for itself --------------------------------------------------- */

typedef struct {
  TwSession *session;
  double fraction;
  char *doing;
} Step;

static gboolean
step_cb (gpointer data)
{
  Step *step = data;
  TwSession *self = step->session;

  if (self->state == TW_SESSION_BUSY)
    {
      self->fraction = CLAMP (step->fraction, 0, 1);
      g_free (self->doing);
      self->doing = g_steal_pointer (&step->doing);
      g_signal_emit (self, signals[PROGRESS], 0);
    }
  g_object_unref (step->session);
  g_free (step->doing);
  g_free (step);
  return G_SOURCE_REMOVE;
}

/* Runs in the worker. */
static void
progress_from_worker (double fraction, const char *doing, gpointer user_data)
{
  Step *step = g_new (Step, 1);

  *step = (Step){ g_object_ref (user_data), fraction, g_strdup (doing) };
  /* never here, even if nobody runs the main loop just now */
  g_idle_add_full (G_PRIORITY_DEFAULT, step_cb, step, NULL);
}

static void
go_busy (TwSession *self)
{
  tw_session_close (self);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->fraction = 0;
  g_clear_pointer (&self->doing, g_free);
  set_state (self, TW_SESSION_BUSY);
}

typedef struct {
  char *dir;
  char *backup;
  guint64 seed;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->dir);
  g_free (job->backup);
  g_free (job);
}

static void
demo_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  TwDemoOptions options = { .seed = job->seed };
  TwDemoReport report;
  GError *error = NULL;

  if (tw_demo_create (job->dir, &options, cancellable, progress_from_worker, source, &report,
                      &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
demo_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TwSession *self = TW_SESSION (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  tw_session_open (self);
  if (!ok && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[DEMO_FAILED], 0, error->message);
}

void
tw_session_create_demo (TwSession *self, guint64 seed)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (TW_IS_SESSION (self));
  g_return_if_fail (self->state != TW_SESSION_BUSY);
  go_busy (self);
  job = g_new0 (Job, 1);
  job->dir = g_strdup (self->dir);
  job->seed = seed;
  task = g_task_new (self, self->cancellable, demo_done_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, demo_thread);
}

static void
restore_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;

  progress_from_worker (0, _ ("Putting the backup back"), source);
  if (tw_duty_restore_backup (job->dir, job->backup, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
restore_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TwSession *self = TW_SESSION (source);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    tw_session_open (self);
  else
    take_error (self, error);
}

void
tw_session_restore (TwSession *self)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (TW_IS_SESSION (self));
  g_return_if_fail (self->state == TW_SESSION_FAILED && self->backup != NULL);
  job = g_new0 (Job, 1);
  job->dir = g_strdup (self->dir);
  job->backup = g_strdup (self->backup);
  go_busy (self);
  task = g_task_new (self, NULL, restore_done_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, restore_thread);
}

void
tw_session_cancel (TwSession *self)
{
  g_return_if_fail (TW_IS_SESSION (self));
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/* --- what it is ------------------------------------------------------------------------------ */

const char *
tw_session_get_dir (TwSession *self)
{
  g_return_val_if_fail (TW_IS_SESSION (self), NULL);
  return self->dir;
}

TwSessionState
tw_session_get_state (TwSession *self)
{
  g_return_val_if_fail (TW_IS_SESSION (self), TW_SESSION_CLOSED);
  return self->state;
}

TwDuty *
tw_session_get_duty (TwSession *self)
{
  g_return_val_if_fail (TW_IS_SESSION (self), NULL);
  return self->duty;
}

const GError *
tw_session_get_error (TwSession *self)
{
  g_return_val_if_fail (TW_IS_SESSION (self), NULL);
  return self->error;
}

const char *
tw_session_get_backup (TwSession *self)
{
  g_return_val_if_fail (TW_IS_SESSION (self), NULL);
  return self->backup;
}

double
tw_session_get_fraction (TwSession *self)
{
  g_return_val_if_fail (TW_IS_SESSION (self), 0);
  return self->fraction;
}

const char *
tw_session_get_doing (TwSession *self)
{
  g_return_val_if_fail (TW_IS_SESSION (self), NULL);
  return self->doing;
}

static void
tw_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwSession *self = TW_SESSION (object);

  switch (id)
    {
    case PROP_DUTY:
      g_value_set_object (value, self->duty);
      break;
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_session_dispose (GObject *object)
{
  TwSession *self = TW_SESSION (object);

  tw_session_cancel (self);
  tw_session_close (self);
  G_OBJECT_CLASS (tw_session_parent_class)->dispose (object);
}

static void
tw_session_finalize (GObject *object)
{
  TwSession *self = TW_SESSION (object);

  g_free (self->dir);
  g_clear_error (&self->error);
  g_free (self->backup);
  g_clear_object (&self->cancellable);
  g_free (self->doing);
  G_OBJECT_CLASS (tw_session_parent_class)->finalize (object);
}

static void
tw_session_class_init (TwSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tw_session_get_property;
  object_class->dispose = tw_session_dispose;
  object_class->finalize = tw_session_finalize;

  props[PROP_DUTY] = g_param_spec_object ("duty", NULL, NULL, TW_TYPE_DUTY,
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, TW_SESSION_FAILED, 0,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[CHANGED] = g_signal_new ("changed", TW_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[PROGRESS] = g_signal_new ("progress", TW_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
  signals[DEMO_FAILED] = g_signal_new ("demo-failed", TW_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tw_session_init (TwSession *self)
{
}

TwSession *
tw_session_new (const char *dir, gboolean feed)
{
  TwSession *self = g_object_new (TW_TYPE_SESSION, NULL);

  self->dir = dir != NULL ? g_canonicalize_filename (dir, NULL) : tw_duty_dup_default_dir ();
  self->feed = feed;
  return self;
}
