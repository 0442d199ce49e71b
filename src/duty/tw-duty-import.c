// SPDX-License-Identifier: Apache-2.0
/*
 * Imports as use cases: refused while another one runs or nothing can be written, run in a worker
 * with progress on the duty's thread, audited, loaded by the live worker when done, and put on the
 * undo stack.
 */
#include "config.h"

#include "duty/tw-duty-import-private.h"

#include "duty/tw-duty-audit.h"
#include "duty/tw-job.h"
#include "duty/tw-undo.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

gboolean
tw_duty_begin_import (TwDuty *self, GTask *task)
{
  g_autofree char *reason = tw_store_dup_read_only_reason (self->store);

  if (self->importing || self->undoing)
    {
      g_task_return_new_error (task, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED, "%s",
                               self->importing
                                   ? _ ("Another import is still running; wait for it or cancel it")
                                   : _ ("Another step is still being taken back"));
      return FALSE;
    }
  /*
   * A disk that was full may have room again: only a try tells, and the store then forgets why it
   * refused.
   */
  if (reason != NULL && !tw_store_set_meta (self->store, "import.probe", "1", NULL))
    {
      g_task_return_new_error (task, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED, "%s", reason);
      return FALSE;
    }
  self->importing = TRUE;
  tw_live_hold (self->live, TRUE);
  return TRUE;
}

/*
 * --- maps --------------------------------------------------------------------------------------
 */

typedef struct {
  TwStore *store;
  TwMapPack *map;
  TwClock *clock;
  TwJob *job;
  char *path, *as_place, *source, *attribution;
  TwMapImportOptions options;
  TwMapImportResult result;
} MapImport;

static void
map_import_free (gpointer data)
{
  MapImport *import = data;

  tw_store_unref (import->store);
  tw_map_pack_unref (import->map);
  tw_clock_unref (import->clock);
  tw_job_free (import->job);
  tw_map_import_result_clear (&import->result);
  g_free (import->path);
  g_free (import->as_place);
  g_free (import->source);
  g_free (import->attribution);
  g_free (import);
}

static MapImport *
map_import_new (TwDuty *self, const char *path, const TwMapImportOptions *options)
{
  MapImport *import = g_new0 (MapImport, 1);

  import->store = tw_store_ref (self->store);
  import->map = tw_map_pack_ref (self->map);
  import->clock = tw_clock_ref (self->clock);
  import->path = g_strdup (path);
  if (options == NULL)
    return import;
  import->options = *options;
  import->options.as_place = import->as_place = g_strdup (options->as_place);
  import->options.source = import->source = g_strdup (options->source);
  import->options.attribution = import->attribution = g_strdup (options->attribution);
  return import;
}

static void
map_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  MapImport *import = task_data;
  GError *error = NULL;

  if (!tw_import_map (import->store, import->map, import->path, &import->options, import->clock,
                      cancellable, tw_job_progress, import->job, &import->result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  tw_duty_remember_generation (import->store, import->result.import_id, import->result.generation);
  tw_duty_audit (import->store, tw_clock_now_us (import->clock), "import.map",
                 import->result.import_id, import->path, NULL);
  g_task_return_boolean (task, TRUE);
}

void
tw_duty_import_map_async (TwDuty *self, const char *path, const TwMapImportOptions *options,
                          GCancellable *cancellable, TwProgressFunc progress,
                          gpointer progress_data, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  MapImport *import;

  g_return_if_fail (TW_IS_DUTY (self) && path != NULL);
  g_task_set_source_tag (task, tw_duty_import_map_async);
  if (!tw_duty_begin_import (self, task))
    return;
  import = map_import_new (self, path, options);
  import->job = tw_job_new (progress, progress_data);
  g_task_set_task_data (task, import, map_import_free);
  /* The worker itself says when it was cancelled; one that finished first has finished. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, map_thread);
}

/* What undo and redo of one import need; they run in workers, one at a time. */
typedef struct {
  TwMapPack *map;
  TwClock *clock;
  char *path, *name, *import_id;
  guint generation;
} MapStep;

static void
map_step_free (gpointer data)
{
  MapStep *step = data;

  tw_map_pack_unref (step->map);
  tw_clock_unref (step->clock);
  g_free (step->path);
  g_free (step->name);
  g_free (step->import_id);
  g_free (step);
}

static gboolean
map_exchange (TwStore *store, TwMapPack *map, TwClock *clock, const char *import_id,
              guint generation, const char *name, gboolean undo, TwMapUndoResult *result,
              GError **error)
{
  if (!tw_import_map_undo (store, map, import_id, generation, undo, clock, result, error))
    return FALSE;
  tw_duty_audit (store, tw_clock_now_us (clock), undo ? "import.undo" : "import.map", import_id,
                 name, NULL);
  return TRUE;
}

char *
tw_duty_take_back_map (TwStore *store, TwMapPack *map, TwClock *clock, const char *import_id,
                       guint generation, const char *name, GError **error)
{
  TwMapUndoResult result;

  if (!map_exchange (store, map, clock, import_id, generation, name, TRUE, &result, error))
    return NULL;
  if (result.n_kept == 0)
    return g_strdup_printf (_ ("The map is as it was before the import of %s"), name);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "The map is as it was before the import of %s; %" PRId64
                                       " place stays because it is in use or was changed since",
                                       "The map is as it was before the import of %s; %" PRId64
                                       " places stay because they are in use or were changed since",
                                       (gulong) result.n_kept),
                          name, result.n_kept);
}

static char *
map_undo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
               GError **error)
{
  MapStep *step = data;

  return tw_duty_take_back_map (store, step->map, step->clock, step->import_id, step->generation,
                                step->name, error);
}

static char *
map_redo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
               GError **error)
{
  MapStep *step = data;
  TwMapUndoResult result;

  if (!map_exchange (store, step->map, step->clock, step->import_id, step->generation, step->name,
                     FALSE, &result, error))
    return NULL;
  return g_strdup_printf (_ ("The map of %s is back"), step->name);
}

static void
push_map_step (TwDuty *self, MapImport *import)
{
  g_autofree char *base = g_path_get_basename (import->path);
  MapStep *step = g_new0 (MapStep, 1);
  g_autofree char *label = NULL;

  step->map = tw_map_pack_ref (import->map);
  step->clock = tw_clock_ref (import->clock);
  step->path = g_strdup (import->path);
  step->name = g_filename_display_name (base);
  step->import_id = g_strdup (import->result.import_id);
  step->generation = import->result.generation;
  label = g_strdup_printf (_ ("Import of %s"), step->name);
  tw_duty_push_undo (self,
                     tw_undo_step_new (label, map_undo_func, map_redo_func, step, map_step_free));
}

gboolean
tw_duty_import_map_finish (TwDuty *self, GAsyncResult *result, TwMapImportResult *ret_result,
                           GError **error)
{
  MapImport *import = g_task_get_task_data (G_TASK (result));

  if (import != NULL)
    {
      self->importing = FALSE;
      tw_live_hold (self->live, FALSE);
      g_clear_pointer (&import->job, tw_job_free);
    }
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  push_map_step (self, import);
  if (ret_result != NULL)
    {
      *ret_result = import->result;
      import->result = (TwMapImportResult){ 0 };
    }
  tw_duty_reload (self);
  return TRUE;
}
