/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-input.h"
#include "intake/tw-map-sink.h"

G_BEGIN_DECLS

/**
 * Reads OpenStreetMap XML (API 0.6) from @input into @sink; working files go to @dir. Errors name
 * file and line.
 */
gboolean tw_osm_read (TwInput *input, const char *dir, TwMapSink *sink, GCancellable *cancellable,
                      TwProgressFunc progress, gpointer user_data, GError **error);

G_END_DECLS
