/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-progress.h"
#include "store/tw-map-pack.h"
#include "store/tw-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  const char *as_place; /* "community": named areas of a GeoJSON file become communities; NULL: only
                           what says so */
  TwDatum datum;        /* of the positions in the file */
  const char
      *source; /* a later import of the same source replaces this one; NULL: the file's name */
  const char *attribution; /* NULL: what the file says */
} TwMapImportOptions;

/* Why something in the file is not on the map. */
typedef enum {
  TW_MAP_SKIP_PLAIN,      /* its tags mean nothing to a duty map (bus stops, trees, routes) */
  TW_MAP_SKIP_NO_NODES,   /* the nodes it runs over are not in the file */
  TW_MAP_SKIP_INCOMPLETE, /* a relation whose rings do not close with the ways in the file */
  TW_MAP_SKIP_SHAPE,      /* too few points, or a geometry its kind cannot have */
  TW_MAP_SKIP_POSITION,   /* a position outside the globe */
  TW_MAP_SKIP_NAMELESS,   /* a place without a name: drawn, but no document */
  TW_MAP_N_SKIPS,
} TwMapSkip;

typedef struct {
  gint64 n_features[TW_MAP_POI + 1]; /* by TwMapKind */
  gint64 n_total;
  gint64 n_skipped[TW_MAP_N_SKIPS];
  gint64 n_nodes, n_ways, n_relations; /* of OpenStreetMap, or 0 */
  gint64 n_places_added, n_places_updated, n_places_known;
  TwBox extent;
  char *attribution, *source;
  char *import_id;  /* the import document */
  guint generation; /* of the pack, for tw_import_map_undo() */
  double seconds;
} TwMapImportResult;

void tw_map_import_result_clear (TwMapImportResult *result);
/** Why, in the user's words: "tags without meaning for the map" ... Translated, static. */
const char *tw_map_skip_describe (TwMapSkip skip);
/** The translated name of a kind, for lists: "streets", "buildings" ... Static. */
const char *tw_map_kind_describe (TwMapKind kind);

/**
 * Reads the OpenStreetMap XML or GeoJSON file @path (also gzipped) into @pack, and the places in it
 * that matter to the duty (communities, metro exits, kindergartens, hospitals, schools) into
 * @store. The file is streamed; memory stays bounded by a few bytes a node, kept in files beside
 * the data. A second import of the same file adds nothing; a file that is cut off or broken changes
 * nothing. Blocks: call from a worker. Errors: TW_DATA_ERROR with file, line and what to do,
 * TW_STORE_ERROR, G_IO_ERROR_CANCELLED.
 * @options may be NULL. @ret_result is filled on success: clear it.
 */
gboolean tw_import_map (TwStore *store, TwMapPack *pack, const char *path,
                        const TwMapImportOptions *options, TwClock *clock,
                        GCancellable *cancellable, TwProgressFunc progress, gpointer user_data,
                        TwMapImportResult *ret_result, GError **error);

typedef struct {
  gint64 n_places;   /* taken back, put back or made again */
  gint64 n_kept;     /* left as they are: changed by a person since, or named by something */
  gint64 n_features; /* on the map now, of all sources */
} TwMapUndoResult;

/**
 * Takes the import back that made @generation of @pack (@undo), or does it again: the map of its
 * source and the places it wrote are as they were. Survives closing the folder, but not the imports
 * that push it off the pack's shelf. Blocks. TW_STORE_ERROR_CONFLICT with what to do when it cannot
 * be any more; then nothing is changed.
 */
gboolean tw_import_map_undo (TwStore *store, TwMapPack *pack, const char *import_id,
                             guint generation, gboolean undo, TwClock *clock,
                             TwMapUndoResult *ret_result, GError **error);

G_END_DECLS
