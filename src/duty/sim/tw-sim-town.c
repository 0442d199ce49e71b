// SPDX-License-Identifier: Apache-2.0
/*
 * The town around the demo street.
 *
 * A region of about 2.7 x 2.0 km on the north bank of a river is split by main roads into 24
 * superblocks, and each of them by side streets into blocks (tw-sim-net.c). The 12 superblocks
 * around the middle are the communities of the subdistrict; the others have streets and houses too,
 * but no people of ours, so that the map does not end where the duty does. Every block gets a use;
 * tw-sim-block.c builds on it, tw-sim-spots.c places what the desk knows by name.
 *
 * The town lies on the plain north of Hangzhou Bay, but nothing in it is copied from a map: names,
 * lines and boundaries come from the seed. Equal seeds give equal towns: each part draws from a
 * named stream of its own.
 */
#include "duty/sim/tw-sim-town.h"

#include "duty/sim/tw-sim-names.h"

#include <math.h>

#define ORIGIN ((TwLatLon){ 30.4172, 120.5834 })
#define HALF_EAST_M 1370.0
#define HALF_NORTH_M 1010.0
#define SUPERBLOCKS 24
#define MAX_DEPTH 9

#define POINTS(array) ((const TwSimVec *) (gpointer) (array)->data)

double
tw_sim_road_half_width (TwSimRoadClass klass)
{
  static const double half_widths_m[] = { 19, 14, 10, 7, 4, 2 };

  return half_widths_m[klass];
}

/* --- main roads --- */

/* Town coordinates (along @east and across it) to the plane. */
static TwSimVec
from_town (const TwSimTown *self, double east_m, double north_m)
{
  TwSimVec zero = { 0, 0 };

  return tw_sim_vec_add (tw_sim_vec_add (zero, self->east, east_m), tw_sim_vec_left (self->east),
                         north_m);
}

/* The river's bank swings; the other sides of the region bow a little. */
static TwSimVec
side_point (const TwSimTown *self, int side, double t, const double bows[4])
{
  double along = 2 * t - 1, bow = sin (t * G_PI);

  switch (side)
    {
    case 0:
      return from_town (self, along * HALF_EAST_M,
                        -HALF_NORTH_M - bows[0] * bow + 46 * sin (t * 2.6 * G_PI) * bow);
    case 1:
      return from_town (self, HALF_EAST_M + bows[1] * bow, along * HALF_NORTH_M);
    case 2:
      return from_town (self, -along * HALF_EAST_M, HALF_NORTH_M + bows[2] * bow);
    default:
      return from_town (self, -HALF_EAST_M - bows[3] * bow, -along * HALF_NORTH_M);
    }
}

static guint
lay_region (TwSimTown *self, TwRng *rng)
{
  static const int steps[4] = { 46, 32, 40, 32 };
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (guint32));
  double bows[4];

  for (int side = 0; side < 4; side++)
    bows[side] = tw_rng_normal (rng, side == 0 ? 60 : 25, 15);
  for (int side = 0; side < 4; side++)
    for (int i = 0; i < steps[side]; i++)
      {
        guint32 node = tw_sim_net_add_node (self->net, side_point (self, side,
                                                                   (double) i / steps[side], bows));
        g_array_append_val (ring, node);
      }
  /* Four streets around it: one side each. */
  for (int side = 0, at = 0; side < 4; at += steps[side], side++)
    {
      g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (guint32));
      guint street;

      for (int i = 0; i <= steps[side]; i++)
        g_array_append_val (line, g_array_index (ring, guint32, (guint) (at + i) % ring->len));
      street =
          tw_sim_net_add_street (self->net, side == 2 ? TW_SIM_ROAD_PRIMARY : TW_SIM_ROAD_SECONDARY,
                                 (guint32 *) (gpointer) line->data, line->len);
      ((TwSimStreet *) g_ptr_array_index (self->net->streets, street))->waterfront = side == 0;
    }
  return tw_sim_net_add_face (self->net, (guint32 *) (gpointer) ring->data, ring->len);
}

static void
split_superblocks (TwSimTown *self, TwRng *rng, guint face, guint n, int depth, GArray *leaves)
{
  static const TwSimRoadClass classes[] = { TW_SIM_ROAD_PRIMARY, TW_SIM_ROAD_PRIMARY,
                                            TW_SIM_ROAD_SECONDARY, TW_SIM_ROAD_SECONDARY,
                                            TW_SIM_ROAD_TERTIARY };
  guint low = n / 2 + (n % 2 && tw_rng_below (rng, 2)), halves[2];
  double lean = tw_rng_normal (rng, 0, 0.03), share = (double) low / n + CLAMP (lean, -0.06, 0.06);

  if (n == 1
      || !tw_sim_net_split (self->net, rng, face, share, self->east, classes[MIN (depth, 4)],
                            halves))
    {
      g_array_append_val (leaves, face);
      return;
    }
  /* The split does not say which half is the low one: the larger share belongs to the larger half.
   */
  if ((tw_sim_net_face_area (self->net, halves[0]) < tw_sim_net_face_area (self->net, halves[1]))
      == (low > n - low))
    {
      guint swap = halves[0];
      halves[0] = halves[1];
      halves[1] = swap;
    }
  split_superblocks (self, rng, halves[0], low, depth + 1, leaves);
  split_superblocks (self, rng, halves[1], n - low, depth + 1, leaves);
}

/* TRUE for a node on the edge of the region; @ret_outward points away from it. */
static gboolean
is_on_edge (TwSimTown *self, guint32 node, TwSimVec *ret_outward)
{
  TwSimVec north = tw_sim_vec_left (self->east);
  TwSimVec outward[4] = {
    { -north.x, -north.y }, self->east, north, { -self->east.x, -self->east.y }
  };

  for (guint side = 0; side < 4; side++)
    {
      const GArray *nodes = ((TwSimStreet *) g_ptr_array_index (self->net->streets, side))->nodes;

      for (guint i = 1; i + 1 < nodes->len; i++)
        if (g_array_index (nodes, guint32, i) == node)
          {
            *ret_outward = outward[side];
            return TRUE;
          }
    }
  return FALSE;
}

/* Main roads go on beyond the region; over the river only where the road is wide enough for a
 * bridge. */
static void
extend_main_roads (TwSimTown *self)
{
  for (guint i = 4; i < self->net->streets->len; i++)
    for (int end = 0; end < 2; end++)
      {
        TwSimStreet *street = g_ptr_array_index (self->net->streets, i);
        guint32 node = g_array_index (street->nodes, guint32, end ? street->nodes->len - 1 : 0);
        gboolean bridge = street->klass == TW_SIM_ROAD_PRIMARY;
        TwSimVec outward, at = tw_sim_net_at (self->net, node);

        if (street->klass > TW_SIM_ROAD_SECONDARY || !is_on_edge (self, node, &outward))
          continue;
        if (tw_sim_vec_dot (outward, tw_sim_vec_left (self->east)) < -0.5 && !bridge)
          continue;
        tw_sim_net_extend_street (self->net, i, end, tw_sim_vec_add (at, outward, 980));
      }
}

/* --- communities --- */

typedef struct {
  guint face;
  TwSimVec middle;
  double rank;
} Leaf;

static int
leaf_compare (gconstpointer a, gconstpointer b)
{
  double one = ((const Leaf *) a)->rank, two = ((const Leaf *) b)->rank;

  return (one > two) - (one < two);
}

/* The twelve superblocks nearest to a point somewhat south of the middle, numbered row by row from
 * the north-west. */
static void
choose_communities (TwSimTown *self, TwRng *rng, const GArray *faces)
{
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (Leaf));
  TwSimVec heart = from_town (self, tw_rng_normal (rng, 0, 60), -0.22 * HALF_NORTH_M);
  TwSimDeck deck;

  for (guint i = 0; i < faces->len; i++)
    {
      Leaf leaf = { .face = g_array_index (faces, guint, i) };
      g_autoptr (GArray) ring = tw_sim_net_dup_ring (self->net, leaf.face);

      leaf.middle = tw_sim_ring_centroid (POINTS (ring), ring->len);
      leaf.rank = tw_sim_vec_distance (leaf.middle, heart);
      g_array_append_val (leaves, leaf);
    }
  g_array_sort (leaves, leaf_compare);
  g_array_set_size (leaves, TW_SIM_COMMUNITIES);
  for (guint i = 0; i < leaves->len; i++)
    {
      Leaf *leaf = &g_array_index (leaves, Leaf, i);
      double north = tw_sim_vec_dot (leaf->middle, tw_sim_vec_left (self->east));

      leaf->rank = -floor (north / 420) * 10000 + tw_sim_vec_dot (leaf->middle, self->east);
    }
  g_array_sort (leaves, leaf_compare);

  tw_sim_deck_init (&deck, rng, TW_SIM_WORDS_COMMUNITY);
  for (guint i = 0; i < leaves->len; i++)
    {
      const Leaf *leaf = &g_array_index (leaves, Leaf, i);
      const TwSimWord *word = tw_sim_deck_draw (&deck);

      self->communities[i + 1] =
          (TwSimCommunity){ leaf->face, word->zh, word->en, leaf->middle, 0 };
    }
  tw_sim_deck_clear (&deck);
}

guint
tw_sim_town_find_community (const TwSimTown *self, TwSimVec at)
{
  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    {
      g_autoptr (GArray) ring = tw_sim_net_dup_ring (self->net, self->communities[i].face);

      if (tw_sim_ring_contains (POINTS (ring), ring->len, at))
        return i;
    }
  return 0;
}

/* --- blocks --- */

static void
add_block (TwSimTown *self, TwRng *rng, guint face, guint community)
{
  TwSimBlock block = { .face = face, .community = (guint8) community };

  block.weight = exp (tw_rng_normal (rng, -0.12, 0.5));
  g_array_append_val (self->blocks, block);
}

/* @park: the larger half of the first split stays whole and becomes the park. */
static void
split_blocks (TwSimTown *self, TwRng *rng, guint face, guint community, int depth, gboolean park)
{
  double area = tw_sim_net_face_area (self->net, face);
  double limit = 30000 + 28000 * tw_rng_uniform (rng);
  double draw = tw_rng_normal (rng, 0.5, 0.05), share = CLAMP (draw, 0.38, 0.62);
  TwSimRoadClass klass =
      depth == 0 && tw_rng_uniform (rng) < 0.35 ? TW_SIM_ROAD_TERTIARY : TW_SIM_ROAD_RESIDENTIAL;
  guint halves[2];

  if (area < limit || depth > MAX_DEPTH
      || !tw_sim_net_split (self->net, rng, face, share, self->east, klass, halves))
    {
      add_block (self, rng, face, community);
      return;
    }
  if (park)
    {
      add_block (self, rng, halves[0], community);
      g_array_index (self->blocks, TwSimBlock, self->blocks->len - 1).use = TW_SIM_BLOCK_PARK;
      split_blocks (self, rng, halves[1], community, depth + 1, FALSE);
      return;
    }
  for (int i = 0; i < 2; i++)
    split_blocks (self, rng, halves[i], community, depth + 1, FALSE);
}

static guint
community_of_face (const TwSimTown *self, guint face)
{
  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    if (self->communities[i].face == face)
      return i;
  return 0;
}

/* What the homes of a neighbourhood look like: most of it was built at one time. */
static TwSimBlockUse
draw_homes (TwRng *rng, double newness)
{
  double draw = tw_rng_uniform (rng);

  if (draw < 0.72 - newness)
    return TW_SIM_BLOCK_WALKUP;
  return draw < 1.0 - newness * 0.7 ? TW_SIM_BLOCK_MIDRISE : TW_SIM_BLOCK_TOWER;
}

/* Gives the free block of @community whose area is nearest to @area_m2 a use. */
static void
assign_use (TwSimTown *self, guint community, double area_m2, TwSimBlockUse use)
{
  guint best = G_MAXUINT;
  double best_off = G_MAXDOUBLE;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      TwSimBlock *block = &g_array_index (self->blocks, TwSimBlock, i);
      double off = fabs (tw_sim_net_face_area (self->net, block->face) - area_m2);

      if (block->community == community && block->use <= TW_SIM_BLOCK_TOWER && off < best_off)
        {
          best = i;
          best_off = off;
        }
    }
  if (best != G_MAXUINT)
    g_array_index (self->blocks, TwSimBlock, best).use = use;
}

static void
assign_uses (TwSimTown *self, TwRng *rng)
{
  double newness[TW_SIM_COMMUNITIES + 1];
  guint order[TW_SIM_COMMUNITIES];

  for (guint i = 0; i <= TW_SIM_COMMUNITIES; i++)
    newness[i] = 0.02 + 0.62 * tw_rng_uniform (rng);
  for (guint i = 0; i < self->blocks->len; i++)
    {
      TwSimBlock *block = &g_array_index (self->blocks, TwSimBlock, i);

      if (block->use != TW_SIM_BLOCK_PARK)
        block->use = draw_homes (rng, block->community ? newness[block->community] : 0.3);
    }
  for (guint i = 0; i < TW_SIM_COMMUNITIES; i++)
    order[i] = i + 1;
  for (guint i = TW_SIM_COMMUNITIES - 1; i > 0; i--)
    {
      guint k = (guint) tw_rng_below (rng, i + 1), swap = order[i];
      order[i] = order[k];
      order[k] = swap;
    }
  for (guint i = 0; i < 5; i++)
    assign_use (self, order[i], 26000, TW_SIM_BLOCK_SCHOOL);
  assign_use (self, order[5], 24000, TW_SIM_BLOCK_HOSPITAL);
  assign_use (self, order[6], 20000, TW_SIM_BLOCK_MALL);
  assign_use (self, order[7], 22000, TW_SIM_BLOCK_OFFICE);
  assign_use (self, order[0], 18000, TW_SIM_BLOCK_MALL);
  for (guint i = 0; i < 5; i++)
    assign_use (self, 0, 20000 + 3000 * i, i < 3 ? TW_SIM_BLOCK_SCHOOL : TW_SIM_BLOCK_OFFICE);
}

/* --- water and rail --- */

/* Copy of a line moved @left_m to its left. */
static GArray *
dup_parallel (TwSimTown *self, const GArray *nodes, double left_m)
{
  GArray *line = g_array_new (FALSE, FALSE, sizeof (TwSimVec));

  for (guint i = 0; i < nodes->len; i++)
    {
      TwSimVec before =
          tw_sim_net_at (self->net, g_array_index (nodes, guint32, i > 0 ? i - 1 : 0));
      TwSimVec after =
          tw_sim_net_at (self->net, g_array_index (nodes, guint32, MIN (i + 1, nodes->len - 1)));
      TwSimVec at = tw_sim_vec_add (tw_sim_net_at (self->net, g_array_index (nodes, guint32, i)),
                                    tw_sim_vec_left (tw_sim_vec_unit (before, after)), left_m);

      g_array_append_val (line, at);
    }
  return line;
}

void
tw_sim_town_add_area (TwSimTown *self, TwSimAreaKind kind, const char *klass, const char *name,
                      const char *name_en, const TwSimVec *points, gsize n)
{
  TwSimArea area = { kind, klass, g_strdup (name), g_strdup (name_en), NULL };

  area.points = g_array_new (FALSE, FALSE, sizeof (TwSimVec));
  g_array_append_vals (area.points, points, (guint) n);
  g_array_append_val (self->areas, area);
}

/* A band beside a line, from @near_m to @far_m on its left (right when negative). */
static void
add_band (TwSimTown *self, const GArray *nodes, double near_m, double far_m, TwSimAreaKind kind,
          const char *klass, const char *name, const char *name_en)
{
  g_autoptr (GArray) ring = dup_parallel (self, nodes, near_m);
  g_autoptr (GArray) other = dup_parallel (self, nodes, far_m);

  for (guint i = other->len; i > 0; i--)
    g_array_append_val (ring, POINTS (other)[i - 1]);
  tw_sim_town_add_area (self, kind, klass, name, name_en, POINTS (ring), ring->len);
}

static void
add_river (TwSimTown *self)
{
  /* Street 0 is the one along the bank, from west to east: the water is on its right. */
  TwSimStreet *bank = g_ptr_array_index (self->net->streets, 0);
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (TwSimVec));
  g_autoptr (GArray) shore = dup_parallel (self, bank->nodes, -52);
  TwSimVec first = POINTS (shore)[0], last = POINTS (shore)[shore->len - 1];
  TwSimVec down = tw_sim_vec_left (self->east);
  TwSimVec corners[2] = { tw_sim_vec_add (first, self->east, -1200),
                          tw_sim_vec_add (last, self->east, 1200) };

  add_band (self, bank->nodes, -16, -50, TW_SIM_AREA_GREEN, "park", "滨江绿带",
            "Binjiang Greenway");
  g_array_append_val (line, corners[0]);
  g_array_append_vals (line, shore->data, shore->len);
  g_array_append_val (line, corners[1]);
  for (int i = 1; i >= 0; i--)
    {
      TwSimVec far = tw_sim_vec_add (corners[i], down, -760);
      g_array_append_val (line, far);
    }
  tw_sim_town_add_area (self, TW_SIM_AREA_WATER, "river", "澜江", "Lan River", POINTS (line),
                        line->len);
}

/* The longest secondary road that ends at the river gets a canal on its left and trees on its
 * right. */
static void
choose_canal (TwSimTown *self)
{
  TwSimStreet *bank = g_ptr_array_index (self->net->streets, 0), *best = NULL;

  for (guint i = 4; i < self->net->streets->len; i++)
    {
      TwSimStreet *street = g_ptr_array_index (self->net->streets, i);
      guint32 ends[2] = { g_array_index (street->nodes, guint32, 0),
                          g_array_index (street->nodes, guint32, street->nodes->len - 1) };

      for (int k = 0; k < 2; k++)
        for (guint n = 1; n + 1 < bank->nodes->len; n++)
          if (g_array_index (bank->nodes, guint32, n) == ends[k]
              && street->klass == TW_SIM_ROAD_SECONDARY
              && (best == NULL || best->nodes->len < street->nodes->len))
            best = street;
    }
  if (best == NULL)
    return;
  best->waterfront = TRUE;
  add_band (self, best->nodes, 18, 34, TW_SIM_AREA_WATER, "canal", "柳溪河", "Liuxi Canal");
  add_band (self, best->nodes, -15, -31, TW_SIM_AREA_GREEN, "park", NULL, NULL);
}

/* --- public --- */

static void
block_clear (gpointer data)
{
  TwSimBlock *block = data;

  g_free (block->name);
  g_free (block->name_en);
}

static void
area_clear (gpointer data)
{
  TwSimArea *area = data;

  g_free (area->name);
  g_free (area->name_en);
  g_array_unref (area->points);
}

static void
spot_clear (gpointer data)
{
  TwSimSpot *spot = data;

  g_free (spot->name);
  g_free (spot->name_en);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, (guint) size);

  if (clear != NULL)
    g_array_set_clear_func (array, clear);
  return array;
}

static void
number_buildings (TwSimTown *self)
{
  guint16 next[TW_SIM_COMMUNITIES + 1] = { 0 };

  for (guint i = 0; i < self->buildings->len; i++)
    {
      TwSimBuilding *building = &g_array_index (self->buildings, TwSimBuilding, i);

      if (building->community > 0)
        building->number = ++next[building->community];
    }
}

/* Names need the finished streets, and the blocks' addresses the names; building adds lanes without
 * any. */
static void
make_streets (TwSimTown *self)
{
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (guint));
  guint region;
  TwRng rng;

  tw_rng_init_named (&rng, self->seed, "streets");
  region = lay_region (self, &rng);
  split_superblocks (self, &rng, region, SUPERBLOCKS, 0, leaves);
  choose_communities (self, &rng, leaves);
  for (guint i = 0; i < leaves->len; i++)
    {
      guint face = g_array_index (leaves, guint, i), community = community_of_face (self, face);

      split_blocks (self, &rng, face, community, 0, community == 6);
    }
  choose_canal (self);
  extend_main_roads (self);
  tw_rng_init_named (&rng, self->seed, "names");
  tw_sim_town_name_streets (self, &rng);
}

TwSimTown *
tw_sim_town_new (guint64 seed)
{
  TwSimTown *self = g_new0 (TwSimTown, 1);
  double angle;
  TwRng rng;

  self->seed = seed;
  self->net = tw_sim_net_new ();
  self->blocks = new_array (sizeof (TwSimBlock), block_clear);
  self->buildings = new_array (sizeof (TwSimBuilding), NULL);
  self->areas = new_array (sizeof (TwSimArea), area_clear);
  self->spots = new_array (sizeof (TwSimSpot), spot_clear);
  self->metro = new_array (sizeof (TwSimVec), NULL);
  tw_plane_init (&self->plane, ORIGIN);
  tw_rng_init_named (&rng, seed, "lie of the land");
  angle = tw_rng_normal (&rng, -0.11, 0.06);
  self->east = (TwSimVec){ cos (angle), sin (angle) };

  make_streets (self);
  add_river (self);
  tw_rng_init_named (&rng, seed, "uses");
  assign_uses (self, &rng);
  tw_sim_town_name_blocks (self, &rng);
  tw_sim_town_address_blocks (self);
  tw_rng_init_named (&rng, seed, "buildings");
  for (guint i = 0; i < self->blocks->len; i++)
    tw_sim_town_fill_block (self, &rng, i);
  number_buildings (self);
  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    self->communities[i].area_m2 = tw_sim_net_face_area (self->net, self->communities[i].face);
  tw_rng_init_named (&rng, seed, "spots");
  tw_sim_town_place_spots (self, &rng);
  return self;
}

void
tw_sim_town_free (TwSimTown *self)
{
  tw_sim_net_free (self->net);
  g_array_unref (self->blocks);
  g_array_unref (self->buildings);
  g_array_unref (self->areas);
  g_array_unref (self->spots);
  g_array_unref (self->metro);
  g_free (self);
}

TwPointE7
tw_sim_town_e7 (const TwSimTown *self, TwSimVec at)
{
  TwLatLon position = tw_plane_to_latlon (&self->plane, at.x, at.y);

  return (TwPointE7){ (gint32) lround (position.lat * TW_E7),
                      (gint32) lround (position.lon * TW_E7) };
}

const TwSimBlock *
tw_sim_town_block (const TwSimTown *self, guint i)
{
  return &g_array_index (self->blocks, TwSimBlock, i);
}

const TwSimBuilding *
tw_sim_town_building (const TwSimTown *self, guint i)
{
  return &g_array_index (self->buildings, TwSimBuilding, i);
}

const TwSimStreet *
tw_sim_town_street (const TwSimTown *self, guint i)
{
  return g_ptr_array_index (self->net->streets, i);
}
