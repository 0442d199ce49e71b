/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"

G_BEGIN_DECLS

/**
 * TwWalkGraph: the streets and paths as a graph to walk on. Ways meet where they share a vertex, as
 * OpenStreetMap has it. Built once, then read only: any thread may ask it.
 */
typedef struct _TwWalkGraph TwWalkGraph;

/** Where a position touches the graph. */
typedef struct {
  int edge;      /* -1: there are no ways */
  double along;  /* 0 at the edge's first node .. 1 at its second */
  double away_m; /* from the position to the way, as the crow flies */
} TwWalkSpot;

/** What people walk, as planners reckon: 1.2 m/s (Knoblauch, Pietrucha, Nitzburg 1996: the 15th
 * percentile of younger pedestrians at crossings is 1.25, of older ones 0.97). */
#define TW_WALK_SPEED_M_S 1.2
/** Ways on foot are this much longer than the crow flies, where no way is known. */
#define TW_WALK_DETOUR 1.4

/** An empty graph around @origin; good within 50 km of it. Transfer full. */
TwWalkGraph *tw_walk_graph_new (TwLatLon origin);
void tw_walk_graph_free (TwWalkGraph *self);
/** Adds a way of @n vertices; fewer than two add nothing. Not after tw_walk_graph_finish(). */
void tw_walk_graph_add_way (TwWalkGraph *self, const TwPointE7 *points, gsize n);
/** Makes the graph ready to be asked. */
void tw_walk_graph_finish (TwWalkGraph *self);
gsize tw_walk_graph_get_n_nodes (const TwWalkGraph *self);
gsize tw_walk_graph_get_n_edges (const TwWalkGraph *self);
/** How many nodes hang together with the largest part of the graph. */
gsize tw_walk_graph_get_n_connected (const TwWalkGraph *self);
/** The nearest way to a position, of the largest connected part. */
void tw_walk_graph_find (const TwWalkGraph *self, double lat, double lon, TwWalkSpot *ret_spot);
/**
 * Metres on foot between all pairs of @n positions: ret_m[i * n + j], the ways to and from the
 * graph included. Where there is no way, the crow's distance times TW_WALK_DETOUR; returns how many
 * pairs i < j those were.
 */
gsize tw_walk_graph_measure (const TwWalkGraph *self, const TwLatLon *positions, gsize n,
                             double *ret_m);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwWalkGraph, tw_walk_graph_free)

G_END_DECLS
