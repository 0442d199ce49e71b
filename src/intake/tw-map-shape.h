/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"

G_BEGIN_DECLS

/**
 * TwMapShapeData: the geometry of one thing while it is read: points in parts. A ring does not
 * repeat its first point. Not thread-safe.
 */
typedef struct {
  GArray *points; /* TwPointE7 */
  GArray *starts; /* gsize: where each part begins */
  GArray *outer;  /* gboolean by part: FALSE for holes */
} TwMapShapeData;

TwMapShapeData *tw_map_shape_new (void);
void tw_map_shape_free (TwMapShapeData *self);
void tw_map_shape_clear (TwMapShapeData *self);
void tw_map_shape_begin_part (TwMapShapeData *self, gboolean outer);
void tw_map_shape_add_point (TwMapShapeData *self, TwPointE7 point);
/** Ends the part: a ring loses its repeated end. A part with fewer than @min_points different
 * points is dropped (FALSE). */
gboolean tw_map_shape_end_part (TwMapShapeData *self, gboolean ring, guint min_points);
guint tw_map_shape_n_parts (const TwMapShapeData *self);
/** Points of one part; borrowed. */
const TwPointE7 *tw_map_shape_part (const TwMapShapeData *self, guint part, gsize *ret_n);
/** The outer part of the largest area, or 0. */
guint tw_map_shape_largest_part (const TwMapShapeData *self);

/**
 * Makes a ring simpler until it has at most @max_points, by the method of Douglas and Peucker
 * (1973) with a tolerance that doubles from 0.5 m. Element type TwPointE7.
 */
GArray *tw_map_ring_simplify (const TwPointE7 *ring, gsize n, gsize max_points);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwMapShapeData, tw_map_shape_free)

G_END_DECLS
