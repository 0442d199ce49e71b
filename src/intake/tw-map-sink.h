/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-import-map.h"
#include "intake/tw-map-meaning.h"
#include "intake/tw-map-shape.h"

G_BEGIN_DECLS

/**
 * TwMapSink: where both map readers put what they read. It decides what a thing means, adds it to
 * the pack, keeps the places for later and counts. The pack must be between begin and commit. Not
 * thread-safe.
 */
typedef struct {
  TwMapPack *pack;
  const TwMapImportOptions *options; /* not NULL */
  const char *place_source; /* of derived ids: "osm", or NULL where a name says which place it is */
  TwMapImportResult *result;
  GPtrArray *places; /* TwDerivedDoc */
  GHashTable *seen;  /* ids in places */
  guint n_nameless;
  gboolean no_places; /* the geometry to come is not whole: draw it, but make no place of it */
} TwMapSink;

void tw_map_sink_init (TwMapSink *self, TwMapPack *pack, const TwMapImportOptions *options,
                       TwMapImportResult *result);
void tw_map_sink_clear (TwMapSink *self);

/** A position of the file in the datum of the options as WGS-84; FALSE outside the globe. */
gboolean tw_map_sink_convert (TwMapSink *self, double lat, double lon, TwPointE7 *ret_point);
void tw_map_sink_skip (TwMapSink *self, TwMapSkip why);
/**
 * Adds one thing. @shapes: what the geometry in @shape may be; a ring that turns out a line gets
 * its end back, which changes @shape. @plain: without telling tags it is drawn by its geometry.
 * FALSE only when the pack cannot be written.
 */
gboolean tw_map_sink_add (TwMapSink *self, const char *ext_id, const TwMapTags *tags,
                          TwMapShapeData *shape, guint shapes, gboolean plain, GError **error);

G_END_DECLS
