// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/tw-duty-import-private.h"

#include "duty/tw-duty-audit.h"
#include "duty/tw-job.h"
#include "duty/tw-undo.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* What a file is read by: a deep copy, as the caller's options may be gone before the worker
 * begins. */
typedef struct {
  gatomicrefcount refs;
  char *path;
  TwClock *clock;
  TwMapping *mapping;
  char *zone, *source, *by, *encoding;
  TwMapPack *map;
  TwBox map_extent;
  TwRequestImportOptions options; /* points into the rest */
  char *import_id;                /* what undo takes back; the undo worker's own */
} Recipe;

static Recipe *
recipe_new (TwDuty *self, const char *path, const TwRequestImportOptions *options)
{
  Recipe *recipe = g_new0 (Recipe, 1);

  g_atomic_ref_count_init (&recipe->refs);
  recipe->path = g_strdup (path);
  recipe->clock = tw_clock_ref (self->clock);
  recipe->map = tw_map_pack_ref (self->map);
  if (options == NULL)
    return recipe;
  recipe->options = *options;
  if (options->mapping != NULL)
    recipe->mapping = tw_mapping_copy (options->mapping);
  recipe->options.mapping = recipe->mapping;
  recipe->options.zone = recipe->zone = g_strdup (options->zone);
  recipe->options.source = recipe->source = g_strdup (options->source);
  recipe->options.by = recipe->by = g_strdup (options->by);
  recipe->options.layout.encoding = recipe->encoding = g_strdup (options->layout.encoding);
  return recipe;
}

static void
recipe_unref (gpointer data)
{
  Recipe *recipe = data;

  if (!g_atomic_ref_count_dec (&recipe->refs))
    return;
  tw_clock_unref (recipe->clock);
  tw_map_pack_unref (recipe->map);
  g_clear_pointer (&recipe->mapping, tw_mapping_free);
  g_free (recipe->path);
  g_free (recipe->zone);
  g_free (recipe->source);
  g_free (recipe->by);
  g_free (recipe->encoding);
  g_free (recipe->import_id);
  g_free (recipe);
}

/* In the worker: a map of a whole city takes longer than a frame. */
static const TwRequestImportOptions *
recipe_options (Recipe *recipe)
{
  recipe->options.map_extent =
      tw_map_pack_get_core_extent (recipe->map, &recipe->map_extent) ? &recipe->map_extent : NULL;
  return &recipe->options;
}

/* --- preview -----------------------------------------------------------------------------------
 */

typedef struct {
  TwStore *store;
  Recipe *recipe;
  guint n_rows;
} Preview;

static void
preview_free (gpointer data)
{
  Preview *preview = data;

  tw_store_unref (preview->store);
  recipe_unref (preview->recipe);
  g_free (preview);
}

static void
preview_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Preview *preview = task_data;
  TwRequestPreview *made;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  made = tw_request_preview_new (preview->store, preview->recipe->path, &preview->recipe->options,
                                 preview->n_rows, &error);
  if (made == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, made, (GDestroyNotify) tw_request_preview_free);
}

void
tw_duty_preview_requests_async (TwDuty *self, const char *path,
                                const TwRequestImportOptions *options, guint n_rows,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Preview *preview = g_new0 (Preview, 1);

  preview->store = tw_store_ref (self->store);
  preview->recipe = recipe_new (self, path, options);
  preview->n_rows = n_rows;
  g_task_set_task_data (task, preview, preview_free);
  g_task_run_in_thread (task, preview_thread);
}

TwRequestPreview *
tw_duty_preview_requests_finish (TwDuty *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- undo --------------------------------------------------------------------------------------
 */

char *
tw_duty_take_back_requests (TwStore *store, TwClock *clock, const char *import_id, const char *name,
                            GCancellable *cancellable, GError **error)
{
  TwRequestUndoResult result;

  if (!tw_import_undo (store, import_id, clock, cancellable, NULL, NULL, &result, error))
    return NULL;
  tw_duty_audit (store, tw_clock_now_us (clock), "import.undo", import_id, name, NULL);
  if (result.n_kept > 0)
    return g_strdup_printf (_ ("%" PRId64 " requests taken back; %" PRId64
                               " stay because somebody has worked on them"),
                            result.n_deleted, result.n_kept);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRId64 " request taken back",
                                       "%" PRId64 " requests taken back",
                                       (gulong) result.n_deleted),
                          result.n_deleted);
}

static char *
undo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
           GError **error)
{
  Recipe *recipe = data;

  return tw_duty_take_back_requests (store, recipe->clock, recipe->import_id, recipe->path,
                                     cancellable, error);
}

static char *
redo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
           GError **error)
{
  Recipe *recipe = data;
  TwRequestImportResult result = { 0 };
  char *said;

  if (!tw_import_requests (store, recipe->path, recipe_options (recipe), recipe->clock, cancellable,
                           NULL, NULL, &result, error))
    return NULL;
  if (result.import_id != NULL)
    {
      g_free (recipe->import_id);
      recipe->import_id = g_steal_pointer (&result.import_id);
    }
  tw_duty_audit (store, tw_clock_now_us (recipe->clock), "import.requests", recipe->import_id,
                 recipe->path, NULL);
  said = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRId64 " request added again",
                                       "%" PRId64 " requests added again", (gulong) result.n_added),
                          result.n_added);
  tw_request_import_result_clear (&result);
  return said;
}

/* --- import ------------------------------------------------------------------------------------
 */

typedef struct {
  TwStore *store;
  Recipe *recipe;
  TwJob *job;
  TwRequestImportResult result;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  tw_store_unref (import->store);
  recipe_unref (import->recipe);
  tw_job_free (import->job);
  tw_request_import_result_clear (&import->result);
  g_free (import);
}

static void
import_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Import *import = task_data;
  Recipe *recipe = import->recipe;
  GError *error = NULL;

  if (!tw_import_requests (import->store, recipe->path, recipe_options (recipe), recipe->clock,
                           cancellable, tw_job_progress, import->job, &import->result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  tw_duty_audit (import->store, tw_clock_now_us (recipe->clock), "import.requests",
                 import->result.import_id, recipe->path, NULL);
  g_task_return_boolean (task, TRUE);
}

void
tw_duty_import_requests_async (TwDuty *self, const char *path,
                               const TwRequestImportOptions *options, GCancellable *cancellable,
                               TwProgressFunc progress, gpointer progress_data,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Import *import;

  g_return_if_fail (TW_IS_DUTY (self) && path != NULL);
  if (!tw_duty_begin_import (self, task))
    return;
  import = g_new0 (Import, 1);
  import->store = tw_store_ref (self->store);
  import->recipe = recipe_new (self, path, options);
  import->job = tw_job_new (progress, progress_data);
  g_task_set_task_data (task, import, import_free);
  /* A cancelled import is a result too: it says what was saved. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, import_thread);
}

static void
push_undo (TwDuty *self, Import *import)
{
  g_autofree char *name = g_path_get_basename (import->recipe->path);
  g_autofree char *label = g_strdup_printf (_ ("Import of %s"), name);

  import->recipe->import_id = g_strdup (import->result.import_id);
  g_atomic_ref_count_inc (&import->recipe->refs);
  tw_duty_push_undo (self,
                     tw_undo_step_new (label, undo_func, redo_func, import->recipe, recipe_unref));
}

gboolean
tw_duty_import_requests_finish (TwDuty *self, GAsyncResult *result,
                                TwRequestImportResult *ret_result, GError **error)
{
  Import *import = g_task_get_task_data (G_TASK (result));

  if (import != NULL)
    {
      self->importing = FALSE;
      tw_live_hold (self->live, FALSE);
      g_clear_pointer (&import->job, tw_job_free);
    }
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (import->result.import_id != NULL && import->result.n_added > 0)
    push_undo (self, import);
  if (ret_result != NULL)
    {
      *ret_result = import->result;
      import->result = (TwRequestImportResult){ 0 };
    }
  tw_duty_reload (self);
  return TRUE;
}
