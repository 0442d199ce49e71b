// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-request-import-private.h"

#include "base/tw-hash.h"
#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-time.h"
#include "intake/tw-derived.h"
#include "intake/tw-shorten.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The second pass: rows to documents, in batches. Each batch carries the import document with the
 * counts so far, so that what is committed is always whole: documents and the record of them are
 * one transaction. Ids are digests and places come in no order, so each row touches a page of two
 * indexes that no row near it does; the batches are a bulk, which lets many share a commit.
 */

#define BATCH_ROWS 2000
#define SCAN_SHARE 0.25
/* A header above this is no use in a document. */
#define HEADER_MAX_BYTES 16384

/* --- documents ------------------------------------------------------------------------------- */

static void
set_time (JsonObject *body, const char *member, gint64 t_us)
{
  g_autofree char *text = tw_time_format_rfc3339 (t_us);

  json_object_set_string_member (body, member, text);
}

static void
set_text (JsonObject *body, const char *member, const char *text)
{
  if (text[0] != '\0')
    json_object_set_string_member (body, member, text);
}

static JsonObject *
request_body (TwRequestImport *self, const TwRequestRead *read)
{
  JsonObject *body = json_object_new ();
  TwLatLon position = { read->lat, read->lon };
  const char *community =
      tw_community_book_find (self->communities, read->values[TW_REQUEST_COMMUNITY],
                              read->placed ? &position : NULL);

  set_time (body, "at", read->at_us);
  if (read->end_us != 0)
    set_time (body, "end", read->end_us);
  set_text (body, "service", tw_key_book_get (self->services, read->values[TW_REQUEST_SERVICE]));
  set_text (body, "channel", tw_key_book_get (self->channels, read->values[TW_REQUEST_CHANNEL]));
  if (community != NULL)
    json_object_set_string_member (body, "community", community);
  if (read->placed)
    {
      json_object_set_double_member (body, "lat", read->lat);
      json_object_set_double_member (body, "lon", read->lon);
    }
  set_text (body, "text", read->values[TW_REQUEST_TEXT]);
  set_text (body, "address", read->values[TW_REQUEST_ADDRESS]);
  if (read->age >= 0)
    json_object_set_int_member (body, "age", read->age);
  json_object_set_string_member (body, "status", read->done ? "done" : "open");
  set_text (body, "ext", read->values[TW_REQUEST_ID]);
  json_object_set_string_member (body, "import", self->import_id);
  return body;
}

static void
add_header (TwRequestImport *self, JsonObject *body)
{
  char **header = self->setup.sample->header;
  JsonArray *names;
  gsize len = 0;

  for (guint i = 0; header != NULL && header[i] != NULL; i++)
    len += strlen (header[i]);
  if (header == NULL || len > HEADER_MAX_BYTES)
    return;
  names = json_array_new ();
  for (guint i = 0; header[i] != NULL; i++)
    json_array_add_string_element (names, header[i]);
  json_object_set_array_member (body, "header", names);
}

static void
add_mapping (TwRequestImport *self, JsonObject *body)
{
  JsonObject *object = json_object_new ();
  const TwMapping *mapping = self->setup.mapping;

  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    {
      g_autofree char *constant =
          mapping->constants[i] != NULL ? g_strconcat ("=", mapping->constants[i], NULL) : NULL;

      if (mapping->columns[i] != NULL || constant != NULL)
        json_object_set_string_member (object, tw_request_field_name (i),
                                       constant != NULL ? constant : mapping->columns[i]);
    }
  json_object_set_object_member (body, "mapping", object);
}

static JsonObject *
import_body (TwRequestImport *self)
{
  JsonObject *body = json_object_new ();
  g_autofree char *base = g_path_get_basename (self->path);
  g_autofree char *file = g_utf8_make_valid (base, -1);
  const TwRequestImportResult *result = &self->result;

  set_time (body, "at", self->now_us);
  json_object_set_string_member (body, "kind", "requests");
  json_object_set_string_member (body, "file", file);
  json_object_set_int_member (body, "rows", result->n_rows);
  json_object_set_int_member (body, "added", result->n_added);
  json_object_set_int_member (body, "known", result->n_known);
  json_object_set_int_member (body, "rejected", result->n_rejected);
  json_object_set_int_member (body, "unplaced", result->n_unplaced);
  json_object_set_string_member (body, "zone", self->setup.zone_name);
  set_text (body, "by", self->options->by != NULL ? self->options->by : "");
  add_header (self, body);
  add_mapping (self, body);
  if (result->n_added > 0)
    {
      set_time (body, "first", result->first_us);
      set_time (body, "last", result->last_us);
    }
  return body;
}

/* --- batches --------------------------------------------------------------------------------- */

static gboolean
write_derived (TwRequestImport *self, GPtrArray *docs, gint64 *ret_added, GError **error)
{
  TwDerivedCounts counts = { 0 };

  if (docs->len > 0 && !tw_derived_write (self->store, docs, NULL, &counts, error))
    return FALSE;
  *ret_added += counts.n_added;
  return TRUE;
}

/* Communities stand before the requests that name them. */
static gboolean
write_communities (TwRequestImport *self, GError **error)
{
  g_autoptr (GPtrArray) docs = tw_community_book_take_new (self->communities);

  return write_derived (self, docs, &self->result.n_communities_added, error);
}

static gboolean
write_settings (TwRequestImport *self, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *valid = NULL;
  g_autoptr (TwBatch) batch = tw_batch_new ();
  JsonObject *body = json_object_new ();
  char *dot = strchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  valid = g_utf8_make_valid (name, -1);
  json_object_set_string_member (body, "name", valid);
  json_object_set_string_member (body, "zone", self->setup.zone_name);
  tw_batch_put (batch, "settings:street", TW_REV_ANY, body);
  return tw_store_put (self->store, g_steal_pointer (&batch), NULL, error);
}

/* What the requests refer to, once, before the first of them. */
static gboolean
write_dictionaries (TwRequestImport *self, GError **error)
{
  return write_derived (self, tw_key_book_get_new (self->services), &self->result.n_services_added,
                        error)
         && write_derived (self, tw_key_book_get_new (self->channels),
                           &self->result.n_channels_added, error)
         && (!self->result.made_settings || write_settings (self, error));
}

/* @more: rows follow, so the commit may wait for them. */
static gboolean
flush (TwRequestImport *self, gboolean more, GError **error)
{
  TwWriteResult written;
  gboolean has_rows = tw_batch_get_size (self->batch) > 0;
  gboolean has_pending = g_hash_table_size (self->batch_ids) > 0;

  if (!has_rows && !has_pending && !(self->import_stale && self->committed))
    return TRUE;
  if (!self->committed && !write_dictionaries (self, error))
    return FALSE;
  if (!write_communities (self, error))
    return FALSE;
  tw_batch_put (self->batch, self->import_id, TW_REV_ANY, import_body (self));
  if (!tw_store_put_bulk (self->store, self->bulk, g_steal_pointer (&self->batch), more, &written,
                          error))
    return FALSE;
  self->batch = tw_batch_new ();
  if (!written.pending)
    g_hash_table_remove_all (self->batch_ids);
  self->committed = TRUE;
  self->import_stale = FALSE;
  return TRUE;
}

/* --- rows ------------------------------------------------------------------------------------ */

static gboolean
reject (TwRequestImport *self, TwCsv *csv, gboolean readable, const char *reason, GError **error)
{
  g_autofree char *line = g_strdup_printf ("%" G_GUINT64_FORMAT, tw_csv_line (csv));

  if (self->first_problem == NULL)
    self->first_problem = g_strdup_printf (_ ("line %s: %s"), line, reason);
  self->result.n_rejected++;
  self->import_stale = TRUE;
  return tw_rejects_add (self->rejects, tw_csv_line (csv), reason, readable ? csv : NULL, error);
}

static char *
derive_id (TwRequestImport *self, TwCsv *csv, const TwRequestRead *read)
{
  const char *source = self->options->source != NULL ? self->options->source : self->setup.source;
  guint8 key[TW_REPEATS_KEY_LEN];
  g_autofree char *hex = NULL, *number = NULL;

  if (self->repeats == NULL && read->values[TW_REQUEST_ID][0] != '\0')
    return tw_id_derived ("request", source, "id", read->values[TW_REQUEST_ID], NULL);
  /* A row without a number in a file of numbers: its fields must do; equal ones count once. */
  tw_request_import_row_key (self, csv, key);
  hex = tw_hex_encode (key, sizeof key);
  number =
      g_strdup_printf ("%u", self->repeats != NULL ? tw_repeats_number (self->repeats, key) : 0);
  return tw_id_derived ("request", source, "row", hex, number, NULL);
}

typedef enum { ROW_NEW, ROW_KNOWN, ROW_CLASH, ROW_FAILED } RowState;

static RowState
look_up (TwRequestImport *self, const char *id, const TwRequestRead *read, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwDoc) doc = NULL;
  g_autofree char *at = NULL;

  if (g_hash_table_contains (self->batch_ids, id))
    return ROW_KNOWN;
  doc = tw_store_get (self->store, id, &local);
  if (doc == NULL)
    {
      if (g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
        return ROW_NEW;
      g_propagate_error (error, g_steal_pointer (&local));
      return ROW_FAILED;
    }
  if (self->repeats != NULL || read->values[TW_REQUEST_ID][0] == '\0')
    return ROW_KNOWN;
  /* One number, another time: another request, from a source that counts like ours. */
  at = tw_time_format_rfc3339 (read->at_us);
  return strcmp (at, tw_json_get_string (doc->body, "at", "")) == 0 ? ROW_KNOWN : ROW_CLASH;
}

static void
count_added (TwRequestImport *self, const TwRequestRead *read, JsonObject *body)
{
  TwRequestImportResult *result = &self->result;

  if (result->n_added == 0 || read->at_us < result->first_us)
    result->first_us = read->at_us;
  if (result->n_added == 0 || read->at_us > result->last_us)
    result->last_us = read->at_us;
  result->n_added++;
  if (!read->placed)
    result->n_unplaced++;
  else
    {
      tw_box_add (&result->extent, read->lat, read->lon);
      result->n_outside += !json_object_has_member (body, "community");
    }
  result->n_notes_age += (read->notes & TW_REQUEST_NOTE_AGE) != 0;
  result->n_notes_end += (read->notes & TW_REQUEST_NOTE_END) != 0;
  result->n_notes_position += (read->notes & TW_REQUEST_NOTE_POSITION) != 0;
}

static gboolean
add_row (TwRequestImport *self, char *id, const TwRequestRead *read, GError **error)
{
  JsonObject *body = request_body (self, read);

  count_added (self, read, body);
  tw_batch_put (self->batch, id, TW_REV_ANY, body);
  g_hash_table_add (self->batch_ids, id);
  self->import_stale = TRUE;
  return tw_batch_get_size (self->batch) < BATCH_ROWS || flush (self, TRUE, error);
}

static gboolean
take_row (TwRequestImport *self, TwCsv *csv, const TwRequestRead *read, GError **error)
{
  g_autofree char *id = NULL, *reason = NULL, *shown = NULL;

  if (read->problem != NULL)
    return reject (self, csv, TRUE, read->problem, error);
  id = derive_id (self, csv, read);
  switch (look_up (self, id, read, error))
    {
    case ROW_NEW:
      return add_row (self, g_steal_pointer (&id), read, error);
    case ROW_KNOWN:
      self->result.n_known++;
      self->import_stale = TRUE;
      return TRUE;
    case ROW_CLASH:
      shown = tw_shorten (read->values[TW_REQUEST_ID], 60);
      reason = g_strdup_printf (_ ("the number “%s” belongs to another request already; give the "
                                   "source of the file a name of its own"),
                                shown);
      return reject (self, csv, TRUE, reason, error);
    case ROW_FAILED:
    default:
      return FALSE;
    }
}

static gboolean
take_status (TwRequestImport *self, TwCsv *csv, TwCsvStatus status, GError *problem, GError **error)
{
  TwRequestRead read;
  gboolean ok;

  self->result.n_rows++;
  if (status == TW_CSV_BAD)
    return reject (self, csv, FALSE, problem->message, error);
  tw_request_row_read (&self->setup.reader, csv, &read);
  ok = take_row (self, csv, &read, error);
  tw_request_read_clear (&read);
  return ok;
}

static gboolean
write_rows (TwRequestImport *self, TwInput *input, TwCsv *csv, GError **error)
{
  for (guint64 n = 0;; n++)
    {
      g_autoptr (GError) problem = NULL;
      TwCsvStatus status;

      if (n % 512 == 0 && self->progress != NULL)
        self->progress (SCAN_SHARE + (1 - SCAN_SHARE) * tw_input_get_fraction (input),
                        _ ("Saving requests"), self->user_data);
      if (n % 512 == 0 && g_cancellable_is_cancelled (self->cancellable))
        {
          self->result.cancelled = TRUE;
          return TRUE;
        }
      status = tw_csv_next (csv, &problem);
      if (status == TW_CSV_END)
        return TRUE;
      if (status == TW_CSV_FAIL)
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&problem), "%s: ", self->path);
          return FALSE;
        }
      if (!take_status (self, csv, status, problem, error))
        return FALSE;
    }
}

gboolean
tw_request_import_write (TwRequestImport *self, GError **error)
{
  g_autoptr (TwCsv) csv = NULL;
  g_autoptr (TwInput) input = tw_request_sample_reopen (self->setup.sample, &csv, error);
  gboolean ok;

  if (input == NULL)
    return FALSE;
  ok = write_rows (self, input, csv, error) && flush (self, FALSE, error);
  return tw_rejects_finish (self->rejects, ok ? error : NULL) && ok;
}
