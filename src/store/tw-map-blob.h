/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-map-pack.h"

G_BEGIN_DECLS

/* The geometry of one feature as bytes; the format stands in tw-map-blob.c. */

/** Appends the geometry of @feature to @out. Its parts must be in order and inside its points. */
void tw_map_blob_encode (const TwMapFeature *feature, GByteArray *out);

/**
 * Fills points and parts of @feature from @data. With @min_step_e7 > 0 vertices nearer than that to
 * the last one kept are left out (a ring keeps at least its corners: it is never thinned below
 * four). FALSE when the bytes are no geometry;
 * @feature then keeps what it had.
 */
gboolean tw_map_blob_decode (const guint8 *data, gsize len, gint32 min_step_e7,
                             TwMapFeature *feature);

G_END_DECLS
