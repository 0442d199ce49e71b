/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-map-sink.h"

G_BEGIN_DECLS

/**
 * TwGeojsonGeometry: the coordinates of one geometry while they stream by. Brackets are told by
 * what they hold: an array of numbers is a position (level 0), an array of positions a part (level
 * 1), an array of parts a polygon (level 2).
 */
typedef struct {
  char *type;
  GArray *points;       /* TwPointE7 */
  GArray *part_ends;    /* gsize into points */
  GArray *polygon_ends; /* gsize into part_ends */
  int level;            /* of the outermost array, -1 before one closed */
  gboolean off_globe;   /* a position was no position */
} TwGeojsonGeometry;

TwGeojsonGeometry *tw_geojson_geometry_new (void);
void tw_geojson_geometry_free (TwGeojsonGeometry *self);
/** An array of @level closed. */
void tw_geojson_geometry_close (TwGeojsonGeometry *self, int level);

/**
 * Adds it to @sink as one feature, or as several where it is a MultiPoint. A geometry whose
 * brackets do not fit its type is counted as skipped.
 */
gboolean tw_geojson_geometry_emit (TwGeojsonGeometry *self, TwMapSink *sink, const char *ext_id,
                                   const TwMapTags *tags, GError **error);

G_END_DECLS
