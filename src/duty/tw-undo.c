// SPDX-License-Identifier: Apache-2.0
/*
 * Undo and redo of what a person did. A step knows how to be taken back and done again in a worker;
 * the stack lives on the duty's thread. One step runs at a time; a failed one stays where it was,
 * so it can be tried again.
 */
#include "config.h"

#include "duty/tw-undo.h"

#include <glib/gi18n-lib.h>

#define MAX_STEPS 200

TwUndoStep *
tw_undo_step_new (const char *label, TwUndoFunc undo, TwUndoFunc redo, gpointer data,
                  GDestroyNotify destroy)
{
  TwUndoStep *step = g_new0 (TwUndoStep, 1);

  step->label = g_strdup (label);
  step->undo = undo;
  step->redo = redo;
  step->data = data;
  step->destroy = destroy;
  return step;
}

void
tw_undo_step_free (TwUndoStep *step)
{
  if (step->destroy != NULL)
    step->destroy (step->data);
  g_free (step->label);
  g_free (step);
}

void
tw_duty_push_undo (TwDuty *self, TwUndoStep *step)
{
  /* Whoever makes steps is refused while one runs: the running step must not be freed or moved. */
  g_assert (!self->undoing);
  g_ptr_array_set_size (self->undo, self->n_done);
  g_ptr_array_add (self->undo, step);
  if (self->undo->len > MAX_STEPS)
    g_ptr_array_remove_index (self->undo, 0);
  self->n_done = self->undo->len;
  tw_duty_emit_undo_changed (self);
}

static void
remove_dead (TwDuty *self)
{
  for (guint i = self->undo->len; i-- > 0;)
    if (((TwUndoStep *) self->undo->pdata[i])->dead)
      {
        g_ptr_array_remove_index (self->undo, i);
        self->n_done -= i < self->n_done;
      }
}

void
tw_duty_drop_undo (TwDuty *self, TwUndoStep *step)
{
  if (!g_ptr_array_find (self->undo, step, NULL))
    return;
  step->dead = TRUE;
  if (self->undoing)
    return;
  remove_dead (self);
  tw_duty_emit_undo_changed (self);
}

char *
tw_duty_dup_undo_label (TwDuty *self)
{
  g_return_val_if_fail (TW_IS_DUTY (self), NULL);
  return self->n_done > 0 ? g_strdup (((TwUndoStep *) self->undo->pdata[self->n_done - 1])->label)
                          : NULL;
}

char *
tw_duty_dup_redo_label (TwDuty *self)
{
  g_return_val_if_fail (TW_IS_DUTY (self), NULL);
  return self->n_done < self->undo->len
             ? g_strdup (((TwUndoStep *) self->undo->pdata[self->n_done])->label)
             : NULL;
}

typedef struct {
  TwUndoStep *step; /* borrowed: the stack does not change while undoing is set */
  gboolean redo;
  TwStore *store;
  char *dir;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  tw_store_unref (run->store);
  g_free (run->dir);
  g_free (run);
}

static void
run_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Run *run = task_data;
  TwUndoFunc func = run->redo ? run->step->redo : run->step->undo;
  GError *error = NULL;
  char *said = func (run->store, run->dir, run->step->data, cancellable, &error);

  if (said == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, said, g_free);
}

static void
run (TwDuty *self, gboolean redo, GCancellable *cancellable, GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Run *job;

  g_return_if_fail (TW_IS_DUTY (self));
  if (self->undoing || self->importing
      || (redo ? self->n_done == self->undo->len : self->n_done == 0))
    {
      g_task_return_new_error (task, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED, "%s",
                               self->importing ? _ ("Wait until the import has ended, or cancel it")
                               : self->undoing ? _ ("Another step is still being taken back")
                               : redo          ? _ ("There is nothing to do again")
                                               : _ ("There is nothing to take back"));
      return;
    }
  job = g_new0 (Run, 1);
  job->redo = redo;
  job->step = self->undo->pdata[redo ? self->n_done : self->n_done - 1];
  job->store = tw_store_ref (self->store);
  job->dir = g_strdup (self->dir);
  self->undoing = TRUE;
  tw_live_hold (self->live, TRUE);
  g_task_set_task_data (task, job, run_free);
  g_task_set_check_cancellable (task, FALSE); /* what is done is done, also when cancelled late */
  g_task_run_in_thread (task, run_thread);
}

void
tw_duty_undo_async (TwDuty *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  run (self, FALSE, cancellable, callback, user_data);
}

void
tw_duty_redo_async (TwDuty *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  run (self, TRUE, cancellable, callback, user_data);
}

char *
tw_duty_undo_finish (TwDuty *self, GAsyncResult *result, GError **error)
{
  Run *job = g_task_get_task_data (G_TASK (result));
  GError *local_error = NULL;
  char *said = g_task_propagate_pointer (G_TASK (result), &local_error);

  if (job != NULL && g_error_matches (local_error, TW_UNDO_ERROR, TW_UNDO_ERROR_OVERTAKEN))
    {
      job->step->dead = TRUE;
      local_error->domain = TW_DUTY_ERROR;
      local_error->code = TW_DUTY_ERROR_REFUSED;
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  if (job == NULL)
    return said;
  self->undoing = FALSE;
  tw_live_hold (self->live, FALSE);
  if (said != NULL)
    self->n_done += job->redo ? 1 : -1;
  remove_dead (self);
  tw_duty_emit_undo_changed (self);
  return said;
}
