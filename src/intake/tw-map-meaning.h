/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-map-pack.h"

G_BEGIN_DECLS

/* The tags or properties of one thing on a map: keys and values in turn. Element type char*. */
typedef GPtrArray TwMapTags;

TwMapTags *tw_map_tags_new (void);
void tw_map_tags_add (TwMapTags *tags, const char *key, const char *value);
/** Borrowed; NULL when absent. */
const char *tw_map_tags_get (const TwMapTags *tags, const char *key);
/** The first of several keys that is there. */
const char *tw_map_tags_get_any (const TwMapTags *tags, ...) G_GNUC_NULL_TERMINATED;

/** FALSE for keys that neither the map nor the places look at, so that readers can leave them out.
 */
gboolean tw_map_tags_key_matters (const char *key);

typedef enum {
  TW_MAP_SHAPE_POINT = 1 << 0,
  TW_MAP_SHAPE_LINE = 1 << 1,
  TW_MAP_SHAPE_AREA = 1 << 2,
} TwMapShape;

/** What a thing is to us. kind 0: it is not drawn. */
typedef struct {
  TwMapKind kind;
  const char *klass; /* borrowed from the tags or static; "" when plain */
  TwMapShape shape;
  double height_m;        /* 0 when unknown */
  const char *place_kind; /* kind of the place document it becomes, or NULL */
} TwMapMeaning;

/**
 * Reads @tags by the rules of OpenStreetMap's map features
 * (https://wiki.openstreetmap.org/wiki/Map_features); plain GeoJSON is read by its property "kind"
 * and, failing that, by its geometry when @plain. @shapes are the shapes the geometry may take: a
 * closed way is a line or an area, and the rules say which.
 */
TwMapMeaning tw_map_meaning (const TwMapTags *tags, guint shapes, gboolean plain);

/** Metres of "12", "12.5 m", "40'"; 0 when it is none. Bounded by 1,000. */
double tw_map_parse_height_m (const char *text);

G_END_DECLS
