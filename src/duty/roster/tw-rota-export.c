// SPDX-License-Identifier: Apache-2.0
/*
 * Files of a roster that is open, written in a worker: a calendar reads all editions of its days
 * and a model of a large street takes seconds.
 */
#include "config.h"

#include "duty/roster/tw-rota-export.h"

#include "duty/roster/tw-rota-proposal.h"

typedef struct {
  TwRotaQuestion *question; /* lists of its own */
  GPtrArray *shifts;        /* NULL: what was published, read in the worker */
  TwRotaExportKind kind;
  TwRotaPrintOptions print;
  char *path, *title, *state;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  tw_rota_question_clear (export->question);
  g_free (export->question);
  g_clear_pointer (&export->shifts, g_ptr_array_unref);
  g_free (export->path);
  g_free (export->title);
  g_free (export->state);
  g_free (export);
}

/* Also what calendars that read an earlier file still hold. */
static gboolean
write_ics (const Export *export, GError **error)
{
  const TwRotaQuestion *question = export->question;
  g_autoptr (GPtrArray) cancelled =
      tw_rota_list_cancelled (question->frame, question->store, export->shifts, -1, error);

  return cancelled != NULL
         && tw_rota_export_ics (question->frame, export->shifts, cancelled, question->published, -1,
                                export->path, error);
}

static gboolean
write_file (Export *export, GCancellable *cancellable, GError **error)
{
  TwRotaFrame *frame = export->question->frame;
  g_autoptr (TwRotaPrint) print = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (export->shifts == NULL)
    export->shifts = tw_rota_read_published (frame, export->question->store, error);
  if (export->shifts == NULL)
    return FALSE;
  switch (export->kind)
    {
    case TW_EXPORT_CSV:
      return tw_rota_export_csv (frame, export->shifts, export->path, error);
    case TW_EXPORT_ICS:
      return write_ics (export, error);
    case TW_EXPORT_MPS:
      return tw_rota_export_mps (frame, export->shifts, export->path, cancellable, error);
    case TW_EXPORT_PDF:
    default:
      print = tw_rota_print_new (frame, export->shifts, &export->print);
      return tw_rota_print_save_pdf (print, export->path, error);
    }
}

static void
export_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_file (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tw_rota_export_async (TwRota *self, TwRotaExportKind kind, gboolean published,
                      const TwRotaPrintOptions *print, const char *path, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Export *export;

  g_return_if_fail (TW_IS_ROTA (self) && tw_rota_is_loaded (self) && path != NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE); /* what has been written is written */
  export = g_new0 (Export, 1);
  export->question = tw_rota_question_new (self);
  export->shifts = published ? NULL : g_ptr_array_ref (export->question->shifts);
  export->kind = kind;
  export->path = g_strdup (path);
  if (print != NULL)
    export->print = *print;
  export->print.title = export->title = g_strdup (export->print.title);
  export->print.state = export->state = g_strdup (export->print.state);
  g_task_set_task_data (task, export, export_free);
  g_task_run_in_thread (task, export_thread);
}

gboolean
tw_rota_export_finish (TwRota *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
