// SPDX-License-Identifier: Apache-2.0
/*
 * Imports of the past. An import stays a document, so it can be taken back in another session than
 * it was made in. That of requests needs no more than its document, on any device; that of a map
 * the generation of this device's pack, which is kept here and never leaves it.
 */
#include "config.h"

#include "duty/tw-duty-import-private.h"

#include "base/tw-json.h"
#include "store/tw-query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
tw_past_import_free (TwPastImport *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->file);
  g_free (self);
}

static char *
generation_key (const char *import_id)
{
  return g_strconcat ("map-generation.", import_id, NULL);
}

void
tw_duty_remember_generation (TwStore *store, const char *import_id, guint generation)
{
  g_autofree char *key = generation_key (import_id);
  g_autofree char *value = g_strdup_printf ("%u", generation);

  /* Without it the import is as good, and can be taken back while the folder stays open. */
  tw_store_set_meta (store, key, value, NULL);
}

static guint
recall_generation (TwStore *store, const char *import_id)
{
  g_autofree char *key = generation_key (import_id);
  g_autofree char *value = tw_store_dup_meta (store, key);

  return value != NULL ? (guint) g_ascii_strtoull (value, NULL, 10) : 0;
}

static gint64
read_time (JsonObject *body, const char *member)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 at_us = 0;

  tw_time_parse (tw_json_get_string (body, member, ""), utc, FALSE, &at_us, NULL);
  return at_us;
}

static TwPastImport *
past_import_new (TwStore *store, const TwDoc *doc)
{
  TwPastImport *self = g_new0 (TwPastImport, 1);

  self->id = g_strdup (doc->id);
  self->file = g_strdup (tw_json_get_string (doc->body, "file", ""));
  self->is_map = strcmp (tw_json_get_string (doc->body, "kind", ""), "map") == 0;
  self->at_us = read_time (doc->body, "at");
  self->undone_us = read_time (doc->body, "undone");
  self->n_added = tw_json_get_int (doc->body, "added", 0);
  self->generation = self->is_map ? recall_generation (store, doc->id) : 0;
  self->can_undo =
      self->undone_us == 0
      && (self->is_map
              ? self->generation > 0
              : self->n_added > 0
                    && strcmp (tw_json_get_string (doc->body, "kind", ""), "requests") == 0);
  return self;
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const TwPastImport *ia = *(TwPastImport *const *) a, *ib = *(TwPastImport *const *) b;

  if (ia->at_us != ib->at_us)
    return ia->at_us > ib->at_us ? -1 : 1;
  return strcmp (ib->id, ia->id);
}

GPtrArray *
tw_duty_list_imports (TwDuty *self, GError **error)
{
  g_autoptr (GPtrArray) docs = NULL;
  GPtrArray *imports;

  g_return_val_if_fail (TW_IS_DUTY (self), NULL);
  docs = tw_query_docs_by_type (self->store, "import", error);
  if (docs == NULL)
    return NULL;
  imports = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_past_import_free);
  for (guint i = 0; i < docs->len; i++)
    g_ptr_array_add (imports, past_import_new (self->store, docs->pdata[i]));
  g_ptr_array_sort (imports, compare_newest);
  return imports;
}

static gboolean
check_can_undo (const TwPastImport *import, GError **error)
{
  if (import->can_undo)
    return TRUE;
  g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
               import->undone_us != 0
                   ? _ ("The import of %s has been taken back already")
                   : _ ("The import of %s cannot be taken back: it added nothing, or was made on "
                        "another device or too long ago"),
               import->file);
  return FALSE;
}

char *
tw_duty_undo_import (TwDuty *self, const char *import_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (TwDoc) doc = NULL;
  g_autoptr (TwPastImport) import = NULL;

  g_return_val_if_fail (TW_IS_DUTY (self) && import_id != NULL, NULL);
  doc = tw_store_get (self->store, import_id, error);
  if (doc == NULL)
    return NULL;
  import = past_import_new (self->store, doc);
  if (!check_can_undo (import, error))
    return NULL;
  return import->is_map ? tw_duty_take_back_map (self->store, self->map, self->clock, import->id,
                                                 import->generation, import->file, error)
                        : tw_duty_take_back_requests (self->store, self->clock, import->id,
                                                      import->file, cancellable, error);
}
