// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-import-map.h"

#include "base/tw-error.h"
#include "base/tw-id.h"
#include "base/tw-time.h"
#include "intake/tw-derived.h"
#include "intake/tw-geojson.h"
#include "intake/tw-import-map-private.h"
#include "intake/tw-map-sink.h"
#include "intake/tw-osm.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/*
 * One import of a map: begin the pack, read, commit the pack, then write the places. Everything up
 * to the commit can fail without a trace. Places come last and under derived ids: should writing
 * them fail or be stopped, the map is put back as it was, with the places written so far.
 */

typedef enum { FORMAT_UNKNOWN, FORMAT_OSM, FORMAT_GEOJSON } Format;

void
tw_map_import_result_clear (TwMapImportResult *result)
{
  g_clear_pointer (&result->attribution, g_free);
  g_clear_pointer (&result->source, g_free);
  g_clear_pointer (&result->import_id, g_free);
}

const char *
tw_map_skip_describe (TwMapSkip skip)
{
  switch (skip)
    {
    case TW_MAP_SKIP_PLAIN:
      return _ ("without meaning for the map");
    case TW_MAP_SKIP_NO_NODES:
      return _ ("their nodes are not in the file");
    case TW_MAP_SKIP_INCOMPLETE:
      return _ ("relations that are not complete in the file");
    case TW_MAP_SKIP_SHAPE:
      return _ ("without a usable geometry");
    case TW_MAP_SKIP_POSITION:
      return _ ("with a position outside the globe");
    case TW_MAP_SKIP_NAMELESS:
      return _ ("places without a name (drawn, not listed)");
    case TW_MAP_N_SKIPS:
    default:
      return "";
    }
}

const char *
tw_map_kind_describe (TwMapKind kind)
{
  switch (kind)
    {
    case TW_MAP_LAND:
      return _ ("grounds");
    case TW_MAP_GREEN:
      return _ ("green");
    case TW_MAP_WATER:
      return _ ("water");
    case TW_MAP_BUILDING:
      return _ ("buildings");
    case TW_MAP_PATH:
      return _ ("paths");
    case TW_MAP_STREET:
      return _ ("streets");
    case TW_MAP_RAIL:
      return _ ("railways");
    case TW_MAP_BOUNDARY:
      return _ ("boundaries");
    case TW_MAP_POI:
      return _ ("points");
    default:
      return "";
    }
}

/* --- what kind of file ----------------------------------------------------------------------- */

static gboolean
fail_format (const char *path, const char *what, GError **error)
{
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX,
               _ ("%s, line 1: %s. A map is read from OpenStreetMap XML (.osm) or GeoJSON, also "
                  "packed as .gz"),
               path, what);
  return FALSE;
}

static gboolean
tell_format (const char *path, const guint8 *bytes, gsize len, Format *ret_format, GError **error)
{
  gsize at = len >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  while (at < len && (g_ascii_isspace (bytes[at]) || bytes[at] == 0x1e))
    at++;
  if (at >= len)
    return fail_format (path,
                        len == 0 ? _ ("the file is empty")
                                 : _ ("the file begins with nothing but spaces"),
                        error);
  if (len > 14 && g_strstr_len ((const char *) bytes, (gssize) len, "OSMHeader") != NULL)
    return fail_format (
        path, _ ("this is OpenStreetMap PBF: make XML of it with “osmium cat FILE -o FILE.osm”"),
        error);
  if (len > 4 && memcmp (bytes, "PK\3\4", 4) == 0)
    return fail_format (path, _ ("this is a ZIP archive: unpack it first"), error);
  if (len > 4 && memcmp (bytes, "BZh", 3) == 0)
    return fail_format (path, _ ("this is packed with bzip2: unpack it first"), error);
  if (bytes[at] == '<')
    *ret_format = FORMAT_OSM;
  else if (bytes[at] == '{' || bytes[at] == '[')
    *ret_format = FORMAT_GEOJSON;
  else
    return fail_format (path, _ ("this is no map"), error);
  return TRUE;
}

/* Looks at the first bytes by opening the file once more. */
static gboolean
peek_format (const char *path, Format *ret_format, GError **error)
{
  g_autoptr (TwInput) input = tw_input_open (path, error);
  guint8 bytes[4096];
  gsize len = 0;
  gssize n;

  if (input == NULL)
    return FALSE;
  while (len < sizeof bytes
         && (n = tw_input_read (input, bytes + len, sizeof bytes - len, NULL, error)) != 0)
    {
      if (n < 0)
        return FALSE;
      len += (gsize) n;
    }
  return tell_format (path, bytes, len, ret_format, error);
}

/* --- the import ------------------------------------------------------------------------------ */

typedef struct {
  TwStore *store;
  TwMapPack *pack;
  const char *path;
  TwMapImportOptions options;
  GCancellable *cancellable;
  TwProgressFunc progress;
  gpointer user_data;
  TwMapImportResult result;
} Import;

/* Reading is the greater part of the work; the rest of the bar belongs to commit and places. */
static void
scale_progress_cb (double fraction, const char *doing, void *user_data)
{
  Import *self = user_data;

  if (self->progress != NULL)
    self->progress (0.85 * fraction, doing, self->user_data);
}

static gboolean
read_file (Import *self, Format format, TwMapSink *sink, GError **error)
{
  g_autoptr (TwInput) input = tw_input_open (self->path, error);

  if (input == NULL)
    return FALSE;
  if (format == FORMAT_OSM)
    return tw_osm_read (input, tw_store_get_dir (self->store), sink, self->cancellable,
                        scale_progress_cb, self, error);
  return tw_geojson_read (input, sink, self->cancellable, scale_progress_cb, self, error);
}

static gboolean
check_found (Import *self, const TwMapSink *sink, GError **error)
{
  gint64 n_skipped = 0;
  TwMapSkip most = TW_MAP_SKIP_PLAIN;

  if (self->result.n_total > 0 || sink->places->len > 0)
    return TRUE;
  for (int i = 0; i < TW_MAP_N_SKIPS; i++)
    {
      n_skipped += self->result.n_skipped[i];
      if (self->result.n_skipped[i] > self->result.n_skipped[most])
        most = (TwMapSkip) i;
    }
  if (n_skipped == 0)
    g_set_error (
        error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD,
        _ ("%s holds no streets, buildings or places: choose another extract. The map is as "
           "it was"),
        self->path);
  else
    g_set_error (
        error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD,
        _ ("%s holds nothing that belongs on the map (%" PRId64
           " things were looked at, most of them left out as: %s): choose another extract. "
           "The map is as it was"),
        self->path, n_skipped, tw_map_skip_describe (most));
  return FALSE;
}

static gboolean
fill_pack (Import *self, Format format, TwMapSink *sink, GError **error)
{
  if (!tw_map_pack_begin (self->pack, self->options.source, self->options.attribution, error))
    return FALSE;
  if (read_file (self, format, sink, error) && check_found (self, sink, error)
      && !g_cancellable_set_error_if_cancelled (self->cancellable, error))
    {
      if (self->options.attribution == NULL && self->result.attribution != NULL)
        tw_map_pack_set_attribution (self->pack, self->result.attribution);
      if (self->progress != NULL)
        self->progress (0.86, _ ("Saving the map"), self->user_data);
      if (tw_import_map_keep_places (self->store, self->pack, sink->places, error))
        {
          if (!tw_map_pack_commit (self->pack, error))
            return FALSE;
          self->result.generation = tw_map_pack_get_committed (self->pack);
          return TRUE;
        }
    }
  tw_map_pack_abort (self->pack);
  return FALSE;
}

static JsonObject *
import_body (Import *self, gint64 now_us, const TwDerivedCounts *counts)
{
  JsonObject *body = json_object_new ();
  g_autofree char *at = tw_time_format_rfc3339 (now_us);
  g_autofree char *base = g_path_get_basename (self->path);
  g_autofree char *file = g_utf8_make_valid (base, -1);
  gint64 n_skipped = 0;

  for (int i = 0; i < TW_MAP_N_SKIPS; i++)
    n_skipped += i != TW_MAP_SKIP_NAMELESS ? self->result.n_skipped[i] : 0;
  json_object_set_string_member (body, "at", at);
  json_object_set_string_member (body, "kind", "map");
  json_object_set_string_member (body, "file", file);
  json_object_set_int_member (body, "rows", self->result.n_total + n_skipped);
  json_object_set_int_member (body, "added", self->result.n_total);
  json_object_set_int_member (body, "known", 0);
  json_object_set_int_member (body, "rejected", n_skipped);
  json_object_set_int_member (body, "unplaced", 0);
  json_object_set_int_member (body, "places_added", counts->n_added);
  json_object_set_int_member (body, "places_updated", counts->n_updated);
  return body;
}

/* Places under derived ids, and what the import did. */
static gboolean
write_documents (Import *self, TwMapSink *sink, gint64 now_us, GError **error)
{
  TwDerivedCounts counts = { 0 };
  g_autoptr (TwBatch) batch = NULL;

  if (!tw_derived_write (self->store, sink->places, self->cancellable, &counts, error))
    return FALSE;
  self->result.n_places_added = counts.n_added;
  self->result.n_places_updated = counts.n_updated;
  self->result.n_places_known = counts.n_known;
  batch = tw_batch_new ();
  self->result.import_id = tw_id_new ("import", now_us, NULL);
  tw_batch_put (batch, self->result.import_id, NULL, import_body (self, now_us, &counts));
  return tw_store_put (self->store, g_steal_pointer (&batch), NULL, error);
}

static gboolean
run_import (Import *self, TwClock *clock, GError **error)
{
  Format format = FORMAT_UNKNOWN;
  TwMapUndoResult back;
  TwMapSink sink;
  gboolean ok;

  if (!peek_format (self->path, &format, error))
    return FALSE;
  tw_map_sink_init (&sink, self->pack, &self->options, &self->result);
  ok = fill_pack (self, format, &sink, error);
  if (ok && !write_documents (self, &sink, tw_clock_now_us (clock), error))
    {
      ok = FALSE;
      tw_import_map_exchange (self->store, self->pack, self->result.generation, TRUE, &back, NULL);
    }
  tw_map_sink_clear (&sink);
  return ok;
}

gboolean
tw_import_map (TwStore *store, TwMapPack *pack, const char *path, const TwMapImportOptions *options,
               TwClock *clock, GCancellable *cancellable, TwProgressFunc progress,
               gpointer user_data, TwMapImportResult *ret_result, GError **error)
{
  g_autofree char *base = NULL;
  gint64 start_us = g_get_monotonic_time ();
  Import self = { store,       pack,     path,      { 0 },
                  cancellable, progress, user_data, { .extent = TW_BOX_EMPTY } };

  g_return_val_if_fail (store != NULL && pack != NULL && path != NULL && clock != NULL, FALSE);
  base = g_path_get_basename (path);
  if (options != NULL)
    self.options = *options;
  if (self.options.source == NULL)
    self.options.source = base;
  self.result.source = g_utf8_make_valid (self.options.source, -1);
  self.options.source = self.result.source;
  if (!run_import (&self, clock, error))
    {
      tw_map_import_result_clear (&self.result);
      return FALSE;
    }
  self.result.seconds = (g_get_monotonic_time () - start_us) / 1e6;
  if (ret_result != NULL)
    *ret_result = self.result;
  else
    tw_map_import_result_clear (&self.result);
  if (progress != NULL)
    progress (1, _ ("Saving the map"), user_data);
  return TRUE;
}
