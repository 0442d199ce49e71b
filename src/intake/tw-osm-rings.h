/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwOsmChain: a run of node ids put together from ways that meet end to end.
 */
typedef struct {
  GArray *nodes; /* gint64; a closed chain repeats its first node */
  gboolean closed;
} TwOsmChain;

void tw_osm_chain_free (TwOsmChain *chain);

/**
 * Joins @ways (element type GArray of gint64, at least one node each) at their ends, in any order
 * and direction, until nothing fits any more. What closes becomes a ring, what does not stays an
 * open chain. Linear in the number of ways and nodes. Element type TwOsmChain. Source of the
 * method: the ring assignment of multipolygons in OpenStreetMap's wiki.
 */
GPtrArray *tw_osm_join_ways (GPtrArray *ways);

G_END_DECLS
