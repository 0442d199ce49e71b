/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-input.h"
#include "intake/tw-map-sink.h"

G_BEGIN_DECLS

/**
 * Reads GeoJSON (RFC 7946: a FeatureCollection, one Feature, a bare geometry, an array of features,
 * or one of them a line) from @input into
 * @sink, one feature in memory at a time. Errors name file and line.
 */
gboolean tw_geojson_read (TwInput *input, TwMapSink *sink, GCancellable *cancellable,
                          TwProgressFunc progress, gpointer user_data, GError **error);

G_END_DECLS
