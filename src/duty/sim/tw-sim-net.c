// SPDX-License-Identifier: Apache-2.0
/*
 * A street network by splitting.
 *
 * The quarter begins as one face with a street around it. A face is split by a street from one side
 * to the other, at first by main roads, then by side streets, until the blocks have the size of a
 * compound. Towns that grew by planned superblocks look like this: long main roads, side streets
 * that end at them, crossings where two splits meet.
 *
 * Invariants:
 *  - Geometry is only in `nodes`. Two streets meet in a node that both name, so the network is one
 * connected graph by construction and the vertices of neighbours are equal to the last bit.
 *  - A node put on an edge is put into every street and every face (also the parents of split
 * faces, which carry the communities' boundaries) that holds the edge: faces never overlap and
 * leave no slivers between them.
 *  - Splits that end within a few metres of a junction end in it, and go on with its street, so
 * that streets cross main roads under one name.
 */
#include "duty/sim/tw-sim-net.h"

#include <math.h>

#define SNAP_M 46.0
#define CORNER_M 30.0
#define STEP_M 42.0

static gint64
edge_key (guint32 a, guint32 b)
{
  return ((gint64) MIN (a, b) << 32) | MAX (a, b);
}

static void
street_free (TwSimStreet *street)
{
  g_free (street->name);
  g_free (street->name_en);
  g_array_unref (street->nodes);
  g_free (street);
}

static void
face_free (TwSimFace *face)
{
  g_array_unref (face->ring);
  g_free (face);
}

TwSimNet *
tw_sim_net_new (void)
{
  TwSimNet *self = g_new0 (TwSimNet, 1);

  self->nodes = g_array_new (FALSE, FALSE, sizeof (TwSimVec));
  self->degrees = g_array_new (FALSE, TRUE, sizeof (guint8));
  self->streets = g_ptr_array_new_with_free_func ((GDestroyNotify) street_free);
  self->faces = g_ptr_array_new_with_free_func ((GDestroyNotify) face_free);
  self->edges = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
tw_sim_net_free (TwSimNet *self)
{
  g_array_unref (self->nodes);
  g_array_unref (self->degrees);
  g_ptr_array_unref (self->streets);
  g_ptr_array_unref (self->faces);
  g_hash_table_unref (self->edges);
  g_free (self);
}

TwSimVec
tw_sim_net_at (TwSimNet *self, guint32 node)
{
  return g_array_index (self->nodes, TwSimVec, node);
}

guint32
tw_sim_net_add_node (TwSimNet *self, TwSimVec at)
{
  guint8 degree = 0;

  g_array_append_val (self->nodes, at);
  g_array_append_val (self->degrees, degree);
  return self->nodes->len - 1;
}

static void
add_edge (TwSimNet *self, guint32 a, guint32 b, guint street)
{
  gint64 *key = g_new (gint64, 1);

  *key = edge_key (a, b);
  g_hash_table_insert (self->edges, key, GUINT_TO_POINTER (street + 1));
  g_array_index (self->degrees, guint8, a)++;
  g_array_index (self->degrees, guint8, b)++;
}

guint
tw_sim_net_add_street (TwSimNet *self, TwSimRoadClass klass, const guint32 *nodes, gsize n)
{
  TwSimStreet *street = g_new0 (TwSimStreet, 1);
  guint number = self->streets->len;

  street->klass = klass;
  street->nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (street->nodes, nodes, (guint) n);
  g_ptr_array_add (self->streets, street);
  for (gsize i = 1; i < n; i++)
    add_edge (self, nodes[i - 1], nodes[i], number);
  return number;
}

guint
tw_sim_net_add_face (TwSimNet *self, const guint32 *nodes, gsize n)
{
  TwSimFace *face = g_new0 (TwSimFace, 1);

  face->ring = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (face->ring, nodes, (guint) n);
  g_ptr_array_add (self->faces, face);
  return self->faces->len - 1;
}

static guint
street_number_of (TwSimNet *self, guint32 a, guint32 b)
{
  gint64 key = edge_key (a, b);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->edges, &key));
}

TwSimStreet *
tw_sim_net_street_of (TwSimNet *self, guint32 a, guint32 b)
{
  guint number = street_number_of (self, a, b);

  return number > 0 ? g_ptr_array_index (self->streets, number - 1) : NULL;
}

void
tw_sim_net_extend_street (TwSimNet *self, guint street, gboolean at_end, TwSimVec at)
{
  GArray *nodes = ((TwSimStreet *) g_ptr_array_index (self->streets, street))->nodes;
  guint32 end = g_array_index (nodes, guint32, at_end ? nodes->len - 1 : 0);
  guint32 node = tw_sim_net_add_node (self, at);

  add_edge (self, end, node, street);
  if (at_end)
    g_array_append_val (nodes, node);
  else
    g_array_prepend_val (nodes, node);
}

static void
insert_in_line (GArray *line, gboolean closed, guint32 a, guint32 b, guint32 node)
{
  guint last = closed ? line->len : line->len - 1;

  for (guint i = 0; i < last; i++)
    {
      guint32 here = g_array_index (line, guint32, i);
      guint32 next = g_array_index (line, guint32, (i + 1) % line->len);

      if ((here == a && next == b) || (here == b && next == a))
        {
          g_array_insert_val (line, i + 1, node);
          return;
        }
    }
}

guint32
tw_sim_net_insert (TwSimNet *self, guint32 a, guint32 b, TwSimVec at)
{
  guint32 node = tw_sim_net_add_node (self, at);
  guint number = street_number_of (self, a, b);
  gint64 key = edge_key (a, b);

  for (guint i = 0; i < self->faces->len; i++)
    insert_in_line (tw_sim_net_face (self, i)->ring, TRUE, a, b, node);
  if (number == 0)
    return node;

  insert_in_line (((TwSimStreet *) g_ptr_array_index (self->streets, number - 1))->nodes, FALSE, a,
                  b, node);
  g_hash_table_remove (self->edges, &key);
  g_array_index (self->degrees, guint8, a)--;
  g_array_index (self->degrees, guint8, b)--;
  add_edge (self, a, node, number - 1);
  add_edge (self, node, b, number - 1);
  return node;
}

TwSimFace *
tw_sim_net_face (TwSimNet *self, guint face)
{
  return g_ptr_array_index (self->faces, face);
}

GArray *
tw_sim_net_dup_ring (TwSimNet *self, guint face)
{
  GArray *ring = tw_sim_net_face (self, face)->ring;
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (TwSimVec), ring->len);

  for (guint i = 0; i < ring->len; i++)
    {
      TwSimVec at = tw_sim_net_at (self, g_array_index (ring, guint32, i));
      g_array_append_val (points, at);
    }
  return points;
}

double
tw_sim_net_face_area (TwSimNet *self, guint face)
{
  g_autoptr (GArray) ring = tw_sim_net_dup_ring (self, face);

  return tw_sim_ring_area ((const TwSimVec *) (gpointer) ring->data, ring->len);
}

/* --- splitting --- */

#define POINTS(array) ((const TwSimVec *) (gpointer) (array)->data)

/* The offset along @axis that leaves @share of the area below it. */
static double
find_offset (const GArray *ring, TwSimVec axis, double share)
{
  double low, high, area = fabs (tw_sim_ring_area (POINTS (ring), ring->len));

  tw_sim_ring_extent (POINTS (ring), ring->len, axis, &low, &high);
  for (int i = 0; i < 40; i++)
    {
      double middle = (low + high) / 2;

      if (tw_sim_ring_area_below (POINTS (ring), ring->len, axis, middle) < share * area)
        low = middle;
      else
        high = middle;
    }
  return (low + high) / 2;
}

/* A corner turns by more than a bend of a street does. */
static gboolean
is_corner (TwSimNet *self, const GArray *ring, guint i)
{
  TwSimVec before =
      tw_sim_net_at (self, g_array_index (ring, guint32, (i + ring->len - 1) % ring->len));
  TwSimVec here = tw_sim_net_at (self, g_array_index (ring, guint32, i));
  TwSimVec after = tw_sim_net_at (self, g_array_index (ring, guint32, (i + 1) % ring->len));

  return tw_sim_vec_dot (tw_sim_vec_unit (before, here), tw_sim_vec_unit (here, after)) < 0.86;
}

/*
 * The node where the new street begins: a junction near @at if there is one, a bend of the street
 * almost there, else a new one on edge @edge. FALSE too near to a corner of the block.
 */
static gboolean
find_end (TwSimNet *self, GArray *ring, guint edge, TwSimVec at, guint32 *ret_node)
{
  guint best = G_MAXUINT;
  double best_m = SNAP_M;

  for (guint i = 0; i < ring->len; i++)
    {
      guint32 node = g_array_index (ring, guint32, i);
      double far_m = tw_sim_vec_distance (tw_sim_net_at (self, node), at);
      gboolean junction = g_array_index (self->degrees, guint8, node) > 2;

      if (is_corner (self, ring, i))
        {
          if (far_m < CORNER_M)
            return FALSE;
          continue;
        }
      if (far_m < best_m && (junction || far_m < 9))
        {
          best = i;
          best_m = far_m;
        }
    }
  if (best != G_MAXUINT)
    *ret_node = g_array_index (ring, guint32, best);
  else
    *ret_node = tw_sim_net_insert (self, g_array_index (ring, guint32, edge),
                                   g_array_index (ring, guint32, (edge + 1) % ring->len), at);
  return TRUE;
}

/* Where the line dot(p, axis) = offset leaves the ring on both sides of @middle; FALSE unless it
 * crosses twice. */
static gboolean
find_crossings (const GArray *ring, TwSimVec axis, double offset, guint ret_edges[2],
                TwSimVec ret_at[2])
{
  int n = 0;

  for (guint i = 0; i < ring->len; i++)
    {
      TwSimVec a = POINTS (ring)[i], b = POINTS (ring)[(i + 1) % ring->len];
      double da = tw_sim_vec_dot (a, axis) - offset, db = tw_sim_vec_dot (b, axis) - offset;

      if ((da < 0) == (db < 0))
        continue;
      if (n == 2)
        return FALSE;
      ret_edges[n] = i;
      ret_at[n] = tw_sim_vec_mix (a, b, da / (da - db));
      n++;
    }
  return n == 2;
}

/* Inner points of the street from @p to @q: a bow or a lazy S of @bulge times its length. */
static GArray *
draw_bow (TwSimVec p, TwSimVec q, double bulge, gboolean two_bows)
{
  GArray *inner = g_array_new (FALSE, FALSE, sizeof (TwSimVec));
  double length = tw_sim_vec_distance (p, q);
  int steps = MAX (2, (int) (length / STEP_M + 0.5));
  TwSimVec left = tw_sim_vec_left (tw_sim_vec_unit (p, q));

  for (int i = 1; i < steps; i++)
    {
      double t = (double) i / steps;
      double bow = sin (t * G_PI * (two_bows ? 2 : 1)) * bulge * length;
      TwSimVec at = tw_sim_vec_add (tw_sim_vec_mix (p, q, t), left, bow);

      g_array_append_val (inner, at);
    }
  return inner;
}

static gboolean
bow_is_inside (const GArray *ring, const GArray *inner)
{
  for (guint i = 0; i < inner->len; i++)
    if (!tw_sim_ring_contains (POINTS (ring), ring->len, POINTS (inner)[i])
        || tw_sim_ring_distance (POINTS (ring), ring->len, POINTS (inner)[i]) < 14)
      return FALSE;
  return TRUE;
}

/* The street that ends in @node and would go on straight to @next, with @klass; NULL if none. */
static TwSimStreet *
find_street_to_extend (TwSimNet *self, guint32 node, TwSimVec next, TwSimRoadClass klass,
                       gboolean *ret_at_end)
{
  TwSimVec here = tw_sim_net_at (self, node);

  for (guint i = 0; i < self->streets->len; i++)
    {
      TwSimStreet *street = g_ptr_array_index (self->streets, i);
      guint n = street->nodes->len;
      guint32 first = g_array_index (street->nodes, guint32, 0);
      guint32 last = g_array_index (street->nodes, guint32, n - 1);
      guint32 before;

      if (street->klass != klass || first == last || (first != node && last != node))
        continue;
      before = g_array_index (street->nodes, guint32, last == node ? n - 2 : 1);
      if (tw_sim_vec_dot (tw_sim_vec_unit (tw_sim_net_at (self, before), here),
                          tw_sim_vec_unit (here, next))
          < 0.86)
        continue;
      *ret_at_end = last == node;
      return street;
    }
  return NULL;
}

/* The path as a street of its own, or as the next part of the street that ends where it begins. */
static void
lay_street (TwSimNet *self, TwSimRoadClass klass, GArray *path)
{
  guint32 *nodes = (guint32 *) (gpointer) path->data;
  gboolean at_end = FALSE;
  TwSimStreet *street = NULL;
  guint number;

  for (int side = 0; side < 2 && street == NULL; side++)
    {
      if (side == 1)
        {
          for (guint i = 0; i < path->len / 2; i++)
            {
              guint32 swap = nodes[i];
              nodes[i] = nodes[path->len - 1 - i];
              nodes[path->len - 1 - i] = swap;
            }
        }
      street =
          find_street_to_extend (self, nodes[0], tw_sim_net_at (self, nodes[1]), klass, &at_end);
    }
  if (street == NULL)
    {
      tw_sim_net_add_street (self, klass, nodes, path->len);
      return;
    }
  g_ptr_array_find (self->streets, street, &number);
  for (guint i = 1; i < path->len; i++)
    add_edge (self, nodes[i - 1], nodes[i], number);
  for (guint i = 1; i < path->len; i++)
    {
      if (at_end)
        g_array_append_val (street->nodes, nodes[i]);
      else
        g_array_prepend_val (street->nodes, nodes[i]);
    }
}

/* Part of the ring from node @from to node @to, both included. */
static GArray *
cut_ring (const GArray *ring, guint32 from, guint32 to)
{
  GArray *part = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint i = 0;

  while (g_array_index (ring, guint32, i) != from)
    i = (i + 1) % ring->len;
  for (;; i = (i + 1) % ring->len)
    {
      guint32 node = g_array_index (ring, guint32, i);

      g_array_append_val (part, node);
      if (node == to)
        return part;
    }
}

static void
make_halves (TwSimNet *self, guint face, const GArray *path, guint ret_faces[2])
{
  guint32 p = g_array_index (path, guint32, 0), q = g_array_index (path, guint32, path->len - 1);
  g_autoptr (GArray) one = cut_ring (tw_sim_net_face (self, face)->ring, p, q);
  g_autoptr (GArray) two = cut_ring (tw_sim_net_face (self, face)->ring, q, p);

  for (guint i = 1; i + 1 < path->len; i++)
    {
      g_array_append_val (one, g_array_index (path, guint32, path->len - 1 - i));
      g_array_append_val (two, g_array_index (path, guint32, i));
    }
  ret_faces[0] = tw_sim_net_add_face (self, (guint32 *) (gpointer) one->data, one->len);
  ret_faces[1] = tw_sim_net_add_face (self, (guint32 *) (gpointer) two->data, two->len);
  tw_sim_net_face (self, face)->split = TRUE;
}

static gboolean
split_at (TwSimNet *self, TwRng *rng, guint face, double share, TwSimVec axis, TwSimRoadClass klass,
          guint ret_faces[2])
{
  g_autoptr (GArray) points = tw_sim_net_dup_ring (self, face);
  GArray *ring = tw_sim_net_face (self, face)->ring;
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) inner = NULL;
  double draw = tw_rng_normal (rng, 0, 0.022), bulge = CLAMP (draw, -0.05, 0.05);
  gboolean two_bows = tw_rng_uniform (rng) < 0.3;
  guint edges[2];
  guint32 ends[2];
  TwSimVec at[2];

  if (!find_crossings (points, axis, find_offset (points, axis, share), edges, at))
    return FALSE;
  /* The later edge first: a node put in there leaves the earlier edge's index as it is. */
  if (!find_end (self, ring, edges[1], at[1], &ends[1])
      || !find_end (self, ring, edges[0], at[0], &ends[0]) || ends[0] == ends[1])
    return FALSE;
  at[0] = tw_sim_net_at (self, ends[0]);
  at[1] = tw_sim_net_at (self, ends[1]);
  inner = draw_bow (at[0], at[1], bulge, two_bows);
  if (!bow_is_inside (points, inner))
    {
      g_array_unref (inner);
      inner = draw_bow (at[0], at[1], 0, FALSE);
      if (!bow_is_inside (points, inner))
        return FALSE;
    }
  g_array_append_val (path, ends[0]);
  for (guint i = 0; i < inner->len; i++)
    {
      guint32 node = tw_sim_net_add_node (self, POINTS (inner)[i]);
      g_array_append_val (path, node);
    }
  g_array_append_val (path, ends[1]);
  make_halves (self, face, path, ret_faces);
  lay_street (self, klass, path);
  return TRUE;
}

gboolean
tw_sim_net_split (TwSimNet *self, TwRng *rng, guint face, double share, TwSimVec east,
                  TwSimRoadClass klass, guint ret_faces[2])
{
  g_autoptr (GArray) points = tw_sim_net_dup_ring (self, face);
  double low, high, along_m, across_m;
  TwSimVec axes[2] = { east, tw_sim_vec_left (east) };

  tw_sim_ring_extent (POINTS (points), points->len, axes[0], &low, &high);
  along_m = high - low;
  tw_sim_ring_extent (POINTS (points), points->len, axes[1], &low, &high);
  across_m = high - low;
  if (across_m > along_m)
    {
      axes[0] = axes[1];
      axes[1] = east;
    }
  for (int attempt = 0; attempt < 8; attempt++)
    {
      double lean = tw_rng_normal (rng, 0, 0.05);
      TwSimVec axis = tw_sim_vec_add (axes[0], axes[1], lean);
      double length = sqrt (tw_sim_vec_dot (axis, axis));

      axis = (TwSimVec){ axis.x / length, axis.y / length };
      if (split_at (self, rng, face,
                    CLAMP (share + 0.05 * attempt * (attempt % 2 ? 1 : -1), 0.2, 0.8), axis, klass,
                    ret_faces))
        return TRUE;
    }
  return FALSE;
}

/* --- the graph --- */

static guint32
find_root (guint32 *parents, guint32 node)
{
  while (parents[node] != node)
    {
      parents[node] = parents[parents[node]];
      node = parents[node];
    }
  return node;
}

gboolean
tw_sim_net_is_connected (TwSimNet *self)
{
  g_autofree guint32 *parents = g_new (guint32, self->nodes->len);
  guint32 root = G_MAXUINT32;

  for (guint32 i = 0; i < self->nodes->len; i++)
    parents[i] = i;
  for (guint i = 0; i < self->streets->len; i++)
    {
      const GArray *nodes = ((TwSimStreet *) g_ptr_array_index (self->streets, i))->nodes;

      for (guint k = 1; k < nodes->len; k++)
        parents[find_root (parents, g_array_index (nodes, guint32, k - 1))] =
            find_root (parents, g_array_index (nodes, guint32, k));
    }
  for (guint32 i = 0; i < self->nodes->len; i++)
    {
      if (g_array_index (self->degrees, guint8, i) == 0)
        continue;
      if (root == G_MAXUINT32)
        root = find_root (parents, i);
      if (find_root (parents, i) != root)
        return FALSE;
    }
  return TRUE;
}
