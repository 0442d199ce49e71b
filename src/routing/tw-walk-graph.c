// SPDX-License-Identifier: Apache-2.0
#include "routing/tw-walk-graph.h"

#include <math.h>
#include <string.h>

/*
 * Vertices become nodes by their exact coordinates, pieces between them edges. Nearest ways are
 * found with a grid of squares that lists the edges through each; shortest ways by Dijkstra's
 * algorithm with a binary heap, one run per position, stopped when all others are reached. A street
 * has some thousand edges, so nothing cleverer pays.
 */

#define SQUARE_M 100.0

typedef struct {
  double x_m, y_m;
} Node;

typedef struct {
  int a, b;
  double length_m;
} Edge;

typedef struct {
  double m;
  int node;
} Entry;

struct _TwWalkGraph {
  TwPlane plane;
  GHashTable *index; /* packed E7 coordinates -> node + 1 */
  GArray *nodes, *edges;
  int *first; /* n_nodes + 1: edges at node i are at[first[i]] .. at[first[i + 1] - 1] */
  int *at;
  guint8 *main_part; /* n_nodes: in the largest connected part */
  gsize n_main;
  GHashTable *squares; /* packed square -> GArray of edge */
};

static Node *
node_at (const TwWalkGraph *self, int i)
{
  return &g_array_index (self->nodes, Node, i);
}

static Edge *
edge_at (const TwWalkGraph *self, int i)
{
  return &g_array_index (self->edges, Edge, i);
}

TwWalkGraph *
tw_walk_graph_new (TwLatLon origin)
{
  TwWalkGraph *self = g_new0 (TwWalkGraph, 1);

  tw_plane_init (&self->plane, origin);
  self->index = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  self->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  self->squares =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  return self;
}

void
tw_walk_graph_free (TwWalkGraph *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->index);
  g_hash_table_unref (self->squares);
  g_array_unref (self->nodes);
  g_array_unref (self->edges);
  g_free (self->first);
  g_free (self->at);
  g_free (self->main_part);
  g_free (self);
}

static gint64
pack (gint32 a, gint32 b)
{
  return (gint64) ((guint64) (guint32) a << 32 | (guint32) b);
}

static int
find_node (TwWalkGraph *self, TwPointE7 point)
{
  gint64 key = pack (point.lat_e7, point.lon_e7);
  int found = GPOINTER_TO_INT (g_hash_table_lookup (self->index, &key));
  Node node;

  if (found > 0)
    return found - 1;
  tw_plane_to_m (&self->plane, (double) point.lat_e7 / TW_E7, (double) point.lon_e7 / TW_E7,
                 &node.x_m, &node.y_m);
  g_array_append_val (self->nodes, node);
  g_hash_table_insert (self->index, g_memdup2 (&key, sizeof key),
                       GINT_TO_POINTER ((int) self->nodes->len));
  return (int) self->nodes->len - 1;
}

void
tw_walk_graph_add_way (TwWalkGraph *self, const TwPointE7 *points, gsize n)
{
  int before = n > 1 ? find_node (self, points[0]) : 0;

  g_return_if_fail (self->first == NULL);

  for (gsize i = 1; i < n; i++)
    {
      Edge edge = { before, find_node (self, points[i]), 0 };

      if (edge.a == edge.b)
        continue;
      edge.length_m = hypot (node_at (self, edge.a)->x_m - node_at (self, edge.b)->x_m,
                             node_at (self, edge.a)->y_m - node_at (self, edge.b)->y_m);
      g_array_append_val (self->edges, edge);
      before = edge.b;
    }
}

/* --- ready to be asked -------------------------------------------------------------------------
 */

static void
list_neighbours (TwWalkGraph *self)
{
  guint n = self->nodes->len;
  g_autofree int *fill = NULL;

  self->first = g_new0 (int, n + 1);
  self->at = g_new (int, 2 * self->edges->len);
  for (guint e = 0; e < self->edges->len; e++)
    {
      self->first[edge_at (self, e)->a + 1]++;
      self->first[edge_at (self, e)->b + 1]++;
    }
  for (guint i = 0; i < n; i++)
    self->first[i + 1] += self->first[i];
  fill = g_memdup2 (self->first, (n + 1) * sizeof *self->first);
  for (guint e = 0; e < self->edges->len; e++)
    {
      self->at[fill[edge_at (self, e)->a]++] = (int) e;
      self->at[fill[edge_at (self, e)->b]++] = (int) e;
    }
}

static int
other_end (const Edge *edge, int node)
{
  return edge->a == node ? edge->b : edge->a;
}

/* Marks everything that hangs together with @start as part @mark; returns how many nodes. */
static gsize
flood (const TwWalkGraph *self, int start, int *part, int mark, GArray *stack)
{
  gsize n = 0;

  g_array_set_size (stack, 0);
  g_array_append_val (stack, start);
  part[start] = mark;
  while (stack->len > 0)
    {
      int node = g_array_index (stack, int, stack->len - 1);

      g_array_set_size (stack, stack->len - 1);
      n++;
      for (int i = self->first[node]; i < self->first[node + 1]; i++)
        {
          int next = other_end (edge_at (self, self->at[i]), node);

          if (part[next] == 0)
            {
              part[next] = mark;
              g_array_append_val (stack, next);
            }
        }
    }
  return n;
}

static void
find_main_part (TwWalkGraph *self)
{
  guint n = self->nodes->len;
  int best = 0, mark = 0;
  g_autofree int *part = g_new0 (int, n + 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < n; i++)
    {
      gsize size;

      if (part[i] != 0)
        continue;
      size = flood (self, (int) i, part, ++mark, stack);
      if (size > self->n_main)
        {
          self->n_main = size;
          best = mark;
        }
    }
  self->main_part = g_new0 (guint8, n + 1);
  for (guint i = 0; i < n; i++)
    self->main_part[i] = part[i] == best;
}

static int
square_of (double m)
{
  return (int) floor (m / SQUARE_M);
}

static void
put_in_squares (TwWalkGraph *self, int edge)
{
  const Node *a = node_at (self, edge_at (self, edge)->a);
  const Node *b = node_at (self, edge_at (self, edge)->b);

  for (int x = square_of (MIN (a->x_m, b->x_m)); x <= square_of (MAX (a->x_m, b->x_m)); x++)
    for (int y = square_of (MIN (a->y_m, b->y_m)); y <= square_of (MAX (a->y_m, b->y_m)); y++)
      {
        gint64 key = pack (x, y);
        GArray *list = g_hash_table_lookup (self->squares, &key);

        if (list == NULL)
          {
            list = g_array_new (FALSE, FALSE, sizeof (int));
            g_hash_table_insert (self->squares, g_memdup2 (&key, sizeof key), list);
          }
        g_array_append_val (list, edge);
      }
}

void
tw_walk_graph_finish (TwWalkGraph *self)
{
  g_return_if_fail (self->first == NULL);

  list_neighbours (self);
  find_main_part (self);
  for (guint e = 0; e < self->edges->len; e++)
    if (self->main_part[edge_at (self, e)->a])
      put_in_squares (self, (int) e);
}

gsize
tw_walk_graph_get_n_nodes (const TwWalkGraph *self)
{
  return self->nodes->len;
}

gsize
tw_walk_graph_get_n_edges (const TwWalkGraph *self)
{
  return self->edges->len;
}

gsize
tw_walk_graph_get_n_connected (const TwWalkGraph *self)
{
  return self->n_main;
}

/* --- the nearest way ---------------------------------------------------------------------------
 */

static void
try_edge (const TwWalkGraph *self, int edge, double x, double y, TwWalkSpot *best)
{
  const Node *a = node_at (self, edge_at (self, edge)->a);
  const Node *b = node_at (self, edge_at (self, edge)->b);
  double dx = b->x_m - a->x_m, dy = b->y_m - a->y_m, length2 = dx * dx + dy * dy;
  double along = length2 > 0 ? ((x - a->x_m) * dx + (y - a->y_m) * dy) / length2 : 0, away;

  along = CLAMP (along, 0, 1);
  away = hypot (x - a->x_m - along * dx, y - a->y_m - along * dy);
  if (away < best->away_m)
    *best = (TwWalkSpot){ edge, along, away };
}

static void
try_square (const TwWalkGraph *self, int sx, int sy, double x, double y, TwWalkSpot *best)
{
  gint64 key = pack (sx, sy);
  GArray *list = g_hash_table_lookup (self->squares, &key);

  for (guint i = 0; list != NULL && i < list->len; i++)
    try_edge (self, g_array_index (list, int, i), x, y, best);
}

/* Rings of squares around the position, until no farther one can hold a nearer way. */
#define MAX_RINGS 200

void
tw_walk_graph_find (const TwWalkGraph *self, double lat, double lon, TwWalkSpot *ret_spot)
{
  TwWalkSpot best = { -1, 0, INFINITY };
  double x, y;

  g_return_if_fail (self->first != NULL);

  tw_plane_to_m (&self->plane, lat, lon, &x, &y);
  for (int ring = 0; ring < MAX_RINGS && (ring - 1) * SQUARE_M <= best.away_m; ring++)
    for (int dx = -ring; dx <= ring; dx++)
      for (int dy = -ring; dy <= ring; dy += ABS (dx) == ring || ring == 0 ? 1 : 2 * ring)
        try_square (self, square_of (x) + dx, square_of (y) + dy, x, y, &best);
  if (best.edge < 0) /* far out: everything */
    for (guint e = 0; e < self->edges->len; e++)
      if (self->main_part[edge_at (self, e)->a])
        try_edge (self, (int) e, x, y, &best);
  *ret_spot = best;
}

/* --- shortest ways -----------------------------------------------------------------------------
 */

static void
push (GArray *heap, double m, int node)
{
  Entry entry = { m, node }, *e;
  guint i;

  g_array_append_val (heap, entry);
  e = (Entry *) (void *) heap->data;
  for (i = heap->len - 1; i > 0 && m < e[(i - 1) / 2].m; i = (i - 1) / 2)
    e[i] = e[(i - 1) / 2];
  e[i] = entry;
}

static Entry
pop (GArray *heap)
{
  Entry *e = (Entry *) (void *) heap->data, top = e[0], last = e[heap->len - 1];
  guint n = heap->len - 1, i = 0;

  g_array_set_size (heap, n);
  for (guint child; (child = 2 * i + 1) < n; i = child)
    {
      if (child + 1 < n && e[child + 1].m < e[child].m)
        child++;
      if (e[child].m >= last.m)
        break;
      e[i] = e[child];
    }
  if (n > 0)
    e[i] = last;
  return top;
}

static void
offer (double *far, GArray *heap, int node, double m)
{
  if (m < far[node])
    {
      far[node] = m;
      push (heap, m, node);
    }
}

/* Metres from @spot, on the way itself, to every node. */
static void
walk_from (const TwWalkGraph *self, const TwWalkSpot *spot, double *far, GArray *heap)
{
  const Edge *edge = edge_at (self, spot->edge);

  for (guint i = 0; i < self->nodes->len; i++)
    far[i] = INFINITY;
  g_array_set_size (heap, 0);
  offer (far, heap, edge->a, spot->along * edge->length_m);
  offer (far, heap, edge->b, (1 - spot->along) * edge->length_m);
  while (heap->len > 0)
    {
      Entry entry = pop (heap);

      if (entry.m > far[entry.node])
        continue;
      for (int i = self->first[entry.node]; i < self->first[entry.node + 1]; i++)
        {
          const Edge *next = edge_at (self, self->at[i]);

          offer (far, heap, other_end (next, entry.node), entry.m + next->length_m);
        }
    }
}

static double
metres_to (const TwWalkGraph *self, const double *far, const TwWalkSpot *from, const TwWalkSpot *to)
{
  const Edge *edge = edge_at (self, to->edge);
  double m = MIN (far[edge->a] + to->along * edge->length_m,
                  far[edge->b] + (1 - to->along) * edge->length_m);

  if (from->edge == to->edge)
    m = MIN (m, fabs (from->along - to->along) * edge->length_m);
  return from->away_m + m + to->away_m;
}

gsize
tw_walk_graph_measure (const TwWalkGraph *self, const TwLatLon *positions, gsize n, double *ret_m)
{
  g_autofree TwWalkSpot *spots = g_new (TwWalkSpot, n + 1);
  g_autofree double *far = g_new (double, self->nodes->len + 1);
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (Entry));
  gsize n_without = 0;

  g_return_val_if_fail (self->first != NULL, 0);

  for (gsize i = 0; i < n; i++)
    tw_walk_graph_find (self, positions[i].lat, positions[i].lon, &spots[i]);
  for (gsize i = 0; i < n; i++)
    {
      if (spots[i].edge >= 0)
        walk_from (self, &spots[i], far, heap);
      ret_m[i * n + i] = 0;
      for (gsize j = 0; j < n; j++)
        {
          double crow = tw_distance_m (positions[i], positions[j]), m = INFINITY;

          if (i == j)
            continue;
          if (spots[i].edge >= 0 && spots[j].edge >= 0)
            m = metres_to (self, far, &spots[i], &spots[j]);
          /* Nobody walks to a way that is farther than the goal. */
          if (m == INFINITY || spots[i].away_m + spots[j].away_m > TW_WALK_DETOUR * crow)
            {
              n_without += i < j && m == INFINITY;
              m = MIN (m, TW_WALK_DETOUR * crow);
            }
          ret_m[i * n + j] = m;
        }
    }
  return n_without;
}
