/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-id-file.h"
#include "intake/tw-map-sink.h"
#include "intake/tw-osm-spool.h"

G_BEGIN_DECLS

/** What the XML left behind: positions by node, ways and relations set aside. Borrowed. */
typedef struct {
  TwIdFile *nodes;      /* lat_e7 in the high, lon_e7 in the low half */
  TwIdFile *way_places; /* offsets in ways */
  TwOsmSpool *ways, *relations;
  TwMapSink *sink;
} TwOsmData;

guint64 tw_osm_pack_point (TwPointE7 point);
/** Turns ways and relations into features. Progress goes from @from to 1. */
gboolean tw_osm_resolve (TwOsmData *data, GCancellable *cancellable, TwProgressFunc progress,
                         gpointer user_data, double from, GError **error);

G_END_DECLS
