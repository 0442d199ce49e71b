// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-import-requests.h"

#include "base/tw-id.h"
#include "intake/tw-request-import-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Importing a file of requests
 *
 * Two passes over the file. The first (tw-request-scan.c) learns what it holds: services, channels,
 * communities, the order of dates, rows that repeat. The second (tw-request-write.c) writes.
 * Between them nothing is kept but small tables and samples, so a file of millions of rows takes
 * the memory of a few thousand.
 *
 * Identity. A row's document id is derived from its number in its source or from all its fields,
 * never from where it stands in the file or when it was read. So files may overlap, be split, be
 * read twice or be cut short and read again: each request is there once. Known documents are never
 * rewritten: what a person did to them since is safe.
 *
 * The books balance: rows = added + known + rejected, and each rejected row is in the list of
 * rejects.
 */

#define SAMPLE_ROWS 400
/* Bytes of a row, to size the tables of the first pass. */
#define ROW_BYTES 60

void
tw_request_import_result_clear (TwRequestImportResult *result)
{
  g_clear_pointer (&result->mapping, g_free);
  g_clear_pointer (&result->zone, g_free);
  g_clear_pointer (&result->encoding, g_free);
  g_clear_pointer (&result->rejects_path, g_free);
  g_clear_pointer (&result->import_id, g_free);
  g_clear_pointer (&result->warnings, g_ptr_array_unref);
}

static guint64
estimate_rows (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return info != NULL ? (guint64) g_file_info_get_size (info) / ROW_BYTES + 1 : 1;
}

static void
close_books (TwRequestImport *self)
{
  g_clear_pointer (&self->services, tw_key_book_free);
  g_clear_pointer (&self->channels, tw_key_book_free);
  g_clear_pointer (&self->communities, tw_community_book_free);
  g_clear_pointer (&self->repeats, tw_repeats_free);
}

static gboolean
open_books (TwRequestImport *self, GError **error)
{
  self->services = tw_key_book_new (self->store, "service", error);
  self->channels = self->services != NULL ? tw_key_book_new (self->store, "channel", error) : NULL;
  self->communities = self->channels != NULL ? tw_community_book_new (self->store, error) : NULL;
  if (self->communities == NULL)
    return FALSE;
  if (self->setup.reader.columns[TW_REQUEST_ID] < 0)
    self->repeats = tw_repeats_new (estimate_rows (self->path));
  return TRUE;
}

/* The first pass, again without each guessed column that turns out to hold something else. */
static gboolean
look_through (TwRequestImport *self, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      TwRequestField field;

      memset (&self->seen, 0, sizeof self->seen);
      if (!open_books (self, error))
        return FALSE;
      if (tw_request_import_scan (self, &local))
        return TRUE;
      if (!self->seen.overflown)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      field = self->seen.overflow;
      tw_mapping_set_column (self->setup.mapping, field, NULL);
      self->setup.reader.columns[field] = -1;
      close_books (self);
    }
}

static void
open_writing (TwRequestImport *self)
{
  self->rejects = tw_rejects_new (tw_store_get_dir (self->store), self->path, self->now_us,
                                  self->setup.sample->header);
  self->bulk = tw_bulk_new ();
  self->batch = tw_batch_new ();
  self->batch_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->import_id = tw_id_new ("import", self->now_us, NULL);
}

static void
describe (TwRequestImport *self)
{
  TwRequestImportResult *result = &self->result;
  const TwRequestSetup *setup = &self->setup;

  result->mapping = tw_mapping_to_string (setup->mapping);
  result->mapping_origin = setup->mapping_origin;
  result->zone = g_strdup (setup->zone_name);
  result->zone_origin = setup->zone_origin;
  result->encoding = g_strdup (setup->sample->encoding);
  result->delimiter = setup->sample->delimiter;
  result->datum = setup->reader.datum;
  result->has_header = setup->sample->has_header;
  result->rejects_path = g_strdup (tw_rejects_get_path (self->rejects));
  result->import_id = self->committed ? g_strdup (self->import_id) : NULL;
  result->made_settings = result->made_settings && self->committed;
}

static gboolean
run (TwRequestImport *self, GError **error)
{
  if (!tw_request_setup_init (&self->setup, self->store, self->path, self->options, SAMPLE_ROWS,
                              error)
      || !tw_request_setup_resolve (&self->setup, error) || !look_through (self, error))
    return FALSE;
  open_writing (self);
  if (!tw_request_import_write (self, error))
    return FALSE;
  if (self->result.n_added + self->result.n_known > 0)
    tw_request_setup_remember (&self->setup, self->store);
  tw_request_import_judge (self);
  tw_request_import_judge_doubles (self);
  describe (self);
  return TRUE;
}

static void
import_clear (TwRequestImport *self)
{
  tw_request_setup_clear (&self->setup);
  close_books (self);
  g_clear_pointer (&self->rejects, tw_rejects_free);
  g_clear_pointer (&self->batch, tw_batch_free);
  g_clear_pointer (&self->bulk, tw_bulk_unref);
  g_clear_pointer (&self->batch_ids, g_hash_table_unref);
  g_clear_pointer (&self->import_id, g_free);
  g_clear_pointer (&self->first_problem, g_free);
}

gboolean
tw_import_requests (TwStore *store, const char *path, const TwRequestImportOptions *options,
                    TwClock *clock, GCancellable *cancellable, TwProgressFunc progress,
                    gpointer user_data, TwRequestImportResult *ret_result, GError **error)
{
  static const TwRequestImportOptions DEFAULTS;
  gint64 start_us = g_get_monotonic_time ();
  TwRequestImport self = { 0 };
  gboolean ok;

  g_return_val_if_fail (store != NULL && path != NULL && clock != NULL, FALSE);
  self.store = store;
  self.path = path;
  self.options = options != NULL ? options : &DEFAULTS;
  self.cancellable = cancellable;
  self.progress = progress;
  self.user_data = user_data;
  self.now_us = tw_clock_now_us (clock);
  self.result.extent = TW_BOX_EMPTY;
  self.result.warnings = g_ptr_array_new_with_free_func (g_free);
  ok = run (&self, error);
  self.result.seconds = (g_get_monotonic_time () - start_us) / 1e6;
  import_clear (&self);
  if (ok && ret_result != NULL)
    *ret_result = self.result;
  else
    tw_request_import_result_clear (&self.result);
  return ok;
}
