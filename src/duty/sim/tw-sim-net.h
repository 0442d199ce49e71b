/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"
#include "base/tw-rng.h"
#include "duty/sim/tw-sim-geo.h"

G_BEGIN_DECLS

/**
 * TwSimNet: nodes, streets and the faces between them. Streets and faces name nodes by number, so a
 * street and the blocks on both sides of it, or two neighbouring communities, share their vertices
 * exactly. See the essay in tw-sim-net.c.
 */
typedef enum {
  TW_SIM_ROAD_PRIMARY,
  TW_SIM_ROAD_SECONDARY,
  TW_SIM_ROAD_TERTIARY,
  TW_SIM_ROAD_RESIDENTIAL,
  TW_SIM_ROAD_SERVICE, /* inside a compound */
  TW_SIM_ROAD_FOOTWAY,
} TwSimRoadClass;

typedef struct {
  TwSimRoadClass klass;
  char *name, *name_en; /* NULL for service roads and footways */
  GArray *nodes;        /* guint32 */
  gboolean waterfront;
} TwSimStreet;

/** A face; splitting one leaves it in place as parent of two new ones. */
typedef struct {
  GArray *ring; /* guint32, counter-clockwise */
  gboolean split;
} TwSimFace;

typedef struct {
  GArray *nodes;      /* TwSimVec */
  GArray *degrees;    /* guint8: streets' edges at the node */
  GPtrArray *streets; /* TwSimStreet, the order of making */
  GPtrArray *faces;   /* TwSimFace */
  GHashTable *edges;  /* (low node, high node) -> street number + 1 */
} TwSimNet;

TwSimNet *tw_sim_net_new (void);
void tw_sim_net_free (TwSimNet *self);

TwSimVec tw_sim_net_at (TwSimNet *self, guint32 node);
guint32 tw_sim_net_add_node (TwSimNet *self, TwSimVec at);
/** A street through @nodes. Returns its number. */
guint tw_sim_net_add_street (TwSimNet *self, TwSimRoadClass klass, const guint32 *nodes, gsize n);
/** A face from a ring of nodes (counter-clockwise). Returns its number. */
guint tw_sim_net_add_face (TwSimNet *self, const guint32 *nodes, gsize n);
/** Street of the edge @a-@b, or NULL. */
TwSimStreet *tw_sim_net_street_of (TwSimNet *self, guint32 a, guint32 b);
/** A node on the edge @a-@b, taken up by every street and face that has the edge. */
guint32 tw_sim_net_insert (TwSimNet *self, guint32 a, guint32 b, TwSimVec at);
/** Goes on with a street from its first (@at_end FALSE) or last node to @at. */
void tw_sim_net_extend_street (TwSimNet *self, guint street, gboolean at_end, TwSimVec at);

TwSimFace *tw_sim_net_face (TwSimNet *self, guint face);
/** Positions of a face's ring; element type TwSimVec, transfer full. */
GArray *tw_sim_net_dup_ring (TwSimNet *self, guint face);
double tw_sim_net_face_area (TwSimNet *self, guint face);
/**
 * Splits @face by a street across its longer side, @share of the area on one side. Runs along @east
 * or across it. FALSE when the shape allows no sound street.
 */
gboolean tw_sim_net_split (TwSimNet *self, TwRng *rng, guint face, double share, TwSimVec east,
                           TwSimRoadClass klass, guint ret_faces[2]);

/** TRUE when every node of every street can be reached from every other one. */
gboolean tw_sim_net_is_connected (TwSimNet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSimNet, tw_sim_net_free)

G_END_DECLS
