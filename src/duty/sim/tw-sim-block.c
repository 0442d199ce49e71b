// SPDX-License-Identifier: Apache-2.0
/*
 * What stands in one block.
 *
 * Homes stand in rows along the block's own direction, long sides to the south, the distance
 * between rows growing with their height (the sun must reach the ground floor at the winter
 * solstice). A spine runs through the block from street to street and a lane along the north side
 * of each row past the doors, so that every door is on the street graph. Shops line the main roads.
 * A building is placed only where it keeps its distance from every street of the block and from
 * every building placed before.
 */
#include "duty/sim/tw-sim-town.h"

#include <math.h>

#define POINTS(array) ((const TwSimVec *) (gpointer) (array)->data)

typedef struct {
  TwSimTown *town;
  TwRng *rng;
  guint index;
  TwSimBlock *block;
  GArray *ring;    /* TwSimVec */
  GArray *clear_m; /* double: half width of the street of the edge from vertex i */
  GArray *taken;   /* TwSimRect */
  TwSimVec east, north;
  double spine_east; /* offset of the spine along east */
  double low, high;  /* extent of the ring along north */
  guint16 n_homes, n_others;
} Site;

/* How buildings of one kind stand in rows. */
typedef struct {
  TwSimUse use;
  double depth_m, unit_m, gap_m, pitch_m, storey_m;
  int units_min, units_max, storeys[3], basements, flats;
} Rows;

static const Rows rows_walkup = {
  TW_SIM_USE_HOMES, 12, 16.5, 10, 28, 2.9, 2, 5, { 6, 6, 7 }, 0, 2
};
static const Rows rows_midrise = {
  TW_SIM_USE_HOMES, 14, 21, 15, 42, 2.95, 1, 3, { 11, 11, 9 }, 1, 2
};
static const Rows rows_tower = {
  TW_SIM_USE_HOMES, 19, 27, 24, 64, 3.0, 1, 2, { 18, 26, 33 }, 2, 4
};
static const Rows rows_school = { TW_SIM_USE_SCHOOL, 13, 22, 14, 34, 3.6, 1, 3, { 4, 5, 4 }, 0, 0 };
static const Rows rows_hospital = { TW_SIM_USE_HOSPITAL, 20, 26, 16, 46, 3.8, 1, 3,
                                    { 5, 9, 14 },        1,  0 };
static const Rows rows_mall = { TW_SIM_USE_MALL, 30, 34, 12, 48, 4.6, 1, 2, { 3, 5, 4 }, 1, 0 };
static const Rows rows_office = {
  TW_SIM_USE_OFFICE, 26, 30, 18, 52, 3.9, 1, 2, { 12, 20, 24 }, 2, 0
};

/* --- fitting --- */

static gboolean
point_is_free (const Site *site, TwSimVec p, double setback_m)
{
  for (guint i = 0; i < site->ring->len; i++)
    {
      TwSimVec a = POINTS (site->ring)[i], b = POINTS (site->ring)[(i + 1) % site->ring->len];

      if (tw_sim_segment_distance (a, b, p) < g_array_index (site->clear_m, double, i) + setback_m)
        return FALSE;
    }
  return tw_sim_ring_contains (POINTS (site->ring), site->ring->len, p);
}

static gboolean
stands_on_spine (const Site *site, const TwSimRect *rect)
{
  double reach =
      fabs (tw_sim_vec_dot (rect->along, site->east)) * rect->half_length_m
      + fabs (tw_sim_vec_dot (tw_sim_vec_left (rect->along), site->east)) * rect->half_width_m;

  return fabs (tw_sim_vec_dot (rect->mid, site->east) - site->spine_east) < reach + 4.5;
}

static gboolean
fits (const Site *site, const TwSimRect *rect, double setback_m, double margin_m)
{
  TwSimVec corners[4];

  if (stands_on_spine (site, rect))
    return FALSE;
  for (guint i = 0; i < site->taken->len; i++)
    if (tw_sim_rects_meet (rect, &g_array_index (site->taken, TwSimRect, i), margin_m))
      return FALSE;
  tw_sim_rect_corners (rect, corners);
  for (int i = 0; i < 4; i++)
    if (!point_is_free (site, corners[i], setback_m)
        || !point_is_free (site, tw_sim_vec_mix (corners[i], corners[(i + 1) % 4], 0.5), setback_m))
      return FALSE;
  return TRUE;
}

/* --- footprints --- */

/* Footprints in shares of the half sides, counter-clockwise. */
static const double plain_shape[][2] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 } };
static const double step_shape[][2] = { { -1, -1 }, { 0, -1 }, { 0, -0.66 }, { 1, -0.66 },
                                        { 1, 1 },   { 0, 1 },  { 0, 0.7 },   { -1, 0.7 } };
static const double cross_shape[][2] = { { -1, -0.45 }, { -0.55, -0.45 }, { -0.55, -1 },
                                         { 0.55, -1 },  { 0.55, -0.45 },  { 1, -0.45 },
                                         { 1, 0.5 },    { 0.55, 0.5 },    { 0.55, 1 },
                                         { -0.55, 1 },  { -0.55, 0.5 },   { -1, 0.5 } };
static const double angle_shape[][2] = { { -1, -1 },      { 1, -1 },    { 1, -0.1 },
                                         { -0.35, -0.1 }, { -0.35, 1 }, { -1, 1 } };

static void
draw_footprint (TwSimBuilding *building, TwRng *rng)
{
  const double (*shape)[2] = plain_shape;
  gsize n = G_N_ELEMENTS (plain_shape);
  double draw = tw_rng_uniform (rng);

  if (building->use == TW_SIM_USE_HOMES && building->storeys >= 15)
    {
      shape = cross_shape;
      n = G_N_ELEMENTS (cross_shape);
    }
  else if (building->use == TW_SIM_USE_HOMES && building->units % 2 == 0 && draw < 0.35)
    {
      shape = step_shape;
      n = G_N_ELEMENTS (step_shape);
    }
  else if (building->use == TW_SIM_USE_KINDERGARTEN
           || (building->use == TW_SIM_USE_SCHOOL && draw < 0.3))
    {
      shape = angle_shape;
      n = G_N_ELEMENTS (angle_shape);
    }
  building->n_corners = (guint8) n;
  for (gsize i = 0; i < n; i++)
    {
      TwSimVec p = tw_sim_vec_add (building->rect.mid, building->rect.along,
                                   shape[i][0] * building->rect.half_length_m);

      building->corners[i] = tw_sim_vec_add (p, tw_sim_vec_left (building->rect.along),
                                             shape[i][1] * building->rect.half_width_m);
    }
}

static TwSimBuilding *
put_building (Site *site, const TwSimRect *rect, TwSimUse use, int storeys, int units, int flats,
              double storey_m)
{
  TwSimBuilding building = {
    .block = site->index, .use = use, .community = site->block->community, .rect = *rect
  };

  building.storeys = (guint8) storeys;
  building.units = (guint8) units;
  building.flats = (guint8) flats;
  building.storey_m = storey_m;
  building.local = use == TW_SIM_USE_HOMES ? ++site->n_homes : ++site->n_others;
  draw_footprint (&building, site->rng);
  g_array_append_val (site->town->buildings, building);
  g_array_append_val (site->taken, *rect);
  return &g_array_index (site->town->buildings, TwSimBuilding, site->town->buildings->len - 1);
}

/* --- single buildings --- */

static gboolean
community_has (const Site *site, TwSimUse use)
{
  for (guint i = 0; i < site->town->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (site->town, i);

      if (building->use == use && building->community == site->block->community)
        return TRUE;
    }
  return FALSE;
}

/* A rectangle somewhere in the block, its long side along the block's direction. */
static gboolean
find_room (Site *site, double length_m, double width_m, double margin_m, TwSimRect *ret_rect)
{
  TwSimVec middle = tw_sim_ring_centroid (POINTS (site->ring), site->ring->len);

  for (int attempt = 0; attempt < 60; attempt++)
    {
      double spread = 12 + attempt * 2.2;
      TwSimRect rect = { middle, site->east, length_m / 2, width_m / 2 };

      rect.mid = tw_sim_vec_add (rect.mid, site->east, tw_rng_normal (site->rng, 0, spread));
      rect.mid = tw_sim_vec_add (rect.mid, site->north, tw_rng_normal (site->rng, 0, spread));
      if (fits (site, &rect, 6, margin_m))
        {
          *ret_rect = rect;
          return TRUE;
        }
    }
  return FALSE;
}

static void
put_kindergarten (Site *site)
{
  TwSimRect rect;
  TwSimVec corners[4];

  if (site->block->community == 0 || site->block->community % 4 == 3
      || community_has (site, TW_SIM_USE_KINDERGARTEN) || !find_room (site, 40, 30, 12, &rect))
    return;
  tw_sim_rect_corners (&rect, corners);
  tw_sim_town_add_area (site->town, TW_SIM_AREA_LAND, "kindergarten", NULL, NULL, corners, 4);
  g_array_append_val (site->taken, rect);
  rect.half_length_m -= 5;
  rect.half_width_m -= 5;
  put_building (site, &rect, TW_SIM_USE_KINDERGARTEN, 3, 0, 0, 3.5);
}

static void
put_oval (Site *site, const TwSimRect *rect, TwSimAreaKind kind, const char *klass, double wobble)
{
  TwSimVec points[28];

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      double angle = 2 * G_PI * i / G_N_ELEMENTS (points);
      double swell = 1 + wobble * sin (2 * angle + 1) + wobble * 0.7 * sin (3 * angle + 2.2);
      TwSimVec p =
          tw_sim_vec_add (rect->mid, rect->along, cos (angle) * rect->half_length_m * swell);

      points[i] = tw_sim_vec_add (p, tw_sim_vec_left (rect->along),
                                  sin (angle) * rect->half_width_m * swell);
    }
  tw_sim_town_add_area (site->town, kind, klass, NULL, NULL, points, G_N_ELEMENTS (points));
}

static void
put_garden (Site *site, double area_m2)
{
  TwSimRect rect;

  if (area_m2 < 21000 || tw_rng_uniform (site->rng) < 0.3 || !find_room (site, 46, 34, 3, &rect))
    return;
  g_array_append_val (site->taken, rect);
  put_oval (site, &rect, TW_SIM_AREA_GREEN, "garden", 0.08);
  if (site->block->use == TW_SIM_BLOCK_TOWER)
    {
      rect.half_length_m *= 0.45;
      rect.half_width_m *= 0.4;
      put_oval (site, &rect, TW_SIM_AREA_WATER, "pond", 0.1);
    }
}

static void
put_sports_ground (Site *site)
{
  static const double sizes[][2] = { { 128, 74 }, { 104, 62 }, { 82, 50 }, { 60, 38 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      TwSimRect rect;

      if (!find_room (site, sizes[i][0], sizes[i][1], 4, &rect))
        continue;
      g_array_append_val (site->taken, rect);
      put_oval (site, &rect, TW_SIM_AREA_GREEN, "pitch", 0);
      return;
    }
}

/* One strip of shops along a side of the block, or the service centre where the side is the first
 * with room for it. */
static void
put_shop (Site *site, guint edge, TwSimRoadClass klass, gboolean allow_shop)
{
  TwSimVec a = POINTS (site->ring)[edge], b = POINTS (site->ring)[(edge + 1) % site->ring->len];
  double length_m = tw_sim_vec_distance (a, b), depth_m = 9 + 3 * tw_rng_uniform (site->rng);
  double half_m = g_array_index (site->clear_m, double, edge);
  gboolean centre = site->block->community == 6 && klass <= TW_SIM_ROAD_TERTIARY && length_m > 24
                    && !community_has (site, TW_SIM_USE_CENTRE);
  TwSimRect rect = { tw_sim_vec_mix (a, b, 0.5), tw_sim_vec_unit (a, b),
                     MIN (length_m / 2 - 1.5, 26), depth_m / 2 };

  if (centre)
    {
      rect.half_length_m = 10;
      rect.half_width_m = 5;
    }
  rect.mid =
      tw_sim_vec_add (rect.mid, tw_sim_vec_left (rect.along), half_m + 3.5 + rect.half_width_m);
  if ((!centre && !allow_shop) || rect.half_length_m < 8 || !fits (site, &rect, 2.5, 1.5))
    return;
  if (centre)
    put_building (site, &rect, TW_SIM_USE_CENTRE, 1, 0, 0, 4.2);
  else
    put_building (site, &rect, TW_SIM_USE_SHOP, 1 + (int) tw_rng_below (site->rng, 3), 0, 0, 3.9);
}

static void
put_shops (Site *site)
{
  static const double chances[] = { 0.6, 0.6, 0.5, 0.16, 0, 0 };
  const GArray *ring = tw_sim_net_face (site->town->net, site->block->face)->ring;

  for (guint i = 0; i < ring->len; i++)
    {
      TwSimStreet *street =
          tw_sim_net_street_of (site->town->net, g_array_index (ring, guint32, i),
                                g_array_index (ring, guint32, (i + 1) % ring->len));

      if (street != NULL)
        put_shop (site, i, street->klass,
                  !street->waterfront && tw_rng_uniform (site->rng) < chances[street->klass]);
    }
}

/* --- rows --- */

typedef struct {
  double lane_north; /* offset of the lane along the block's north */
  GArray *doors;     /* TwSimVec, west to east */
} Row;

static void
row_clear (gpointer data)
{
  g_array_unref (((Row *) data)->doors);
}

static int
draw_storeys (Site *site, const Rows *rows)
{
  /* One height for most of a compound, so that it looks built at one time. */
  guint main = (guint) (site->index * 7 % 3), other = (guint) tw_rng_below (site->rng, 3);

  return rows->storeys[tw_rng_uniform (site->rng) < 0.75 ? main : other];
}

static double
try_in_row (Site *site, const Rows *rows, TwSimVec zero, double at, double north)
{
  int want = (int) tw_rng_range (site->rng, rows->units_min, rows->units_max);

  for (int units = want; units >= rows->units_min; units--)
    {
      double length_m = units * rows->unit_m;
      TwSimRect rect = { zero, site->east, length_m / 2, rows->depth_m / 2 };
      TwSimBuilding *building;

      rect.mid = tw_sim_vec_add (rect.mid, site->east, at + length_m / 2);
      rect.mid = tw_sim_vec_add (rect.mid, site->north, north);
      if (!fits (site, &rect, 4, MIN (rows->gap_m, 9)))
        continue;
      building = put_building (site, &rect, rows->use, draw_storeys (site, rows),
                               rows->flats ? units : 0, rows->flats, rows->storey_m);
      building->basements = (guint8) rows->basements;
      return length_m;
    }
  return 0;
}

/* Places one row; its doors go to @row. FALSE when nothing fits. */
static gboolean
fill_row (Site *site, const Rows *rows, double west, double east, double north, Row *row)
{
  TwSimVec zero = { 0, 0 };
  guint first = site->town->buildings->len;

  for (double at = west; at < east;)
    {
      double length_m = try_in_row (site, rows, zero, at, north);

      at += length_m > 0 ? length_m + rows->gap_m + 4 * tw_rng_uniform (site->rng) : 3;
    }
  if (site->town->buildings->len == first)
    return FALSE;
  row->lane_north = north + rows->depth_m / 2 + 3.5;
  row->doors = g_array_new (FALSE, FALSE, sizeof (TwSimVec));
  for (guint i = first; i < site->town->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (site->town, i);

      for (guint unit = 1; unit <= MAX (1, building->units); unit++)
        {
          TwSimVec door = tw_sim_vec_add (tw_sim_door_at (building, building->units ? unit : 0),
                                          site->north, 3.5);
          g_array_append_val (row->doors, door);
        }
    }
  return TRUE;
}

/* The edge of the ring that the spine leaves through above (@up) or below @north. */
static gboolean
find_gate (Site *site, double north, gboolean up, guint32 *ret_a, guint32 *ret_b, TwSimVec *ret_at)
{
  const GArray *ring = tw_sim_net_face (site->town->net, site->block->face)->ring;
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < ring->len; i++)
    {
      guint32 a = g_array_index (ring, guint32, i),
              b = g_array_index (ring, guint32, (i + 1) % ring->len);
      TwSimVec pa = tw_sim_net_at (site->town->net, a), pb = tw_sim_net_at (site->town->net, b);
      double da = tw_sim_vec_dot (pa, site->east) - site->spine_east;
      double db = tw_sim_vec_dot (pb, site->east) - site->spine_east;
      TwSimVec cut;
      double off;

      if ((da < 0) == (db < 0))
        continue;
      cut = tw_sim_vec_mix (pa, pb, da / (da - db));
      off = (tw_sim_vec_dot (cut, site->north) - north) * (up ? 1 : -1);
      if (off > 0 && off < best)
        {
          best = off;
          *ret_a = a;
          *ret_b = b;
          *ret_at = cut;
        }
    }
  return best < G_MAXDOUBLE;
}

static gboolean
open_gate (Site *site, double north, gboolean up, guint32 *ret_node)
{
  TwSimNet *net = site->town->net;
  guint32 a = 0, b = 0;
  TwSimVec at;

  if (!find_gate (site, north, up, &a, &b, &at))
    return FALSE;
  if (tw_sim_vec_distance (at, tw_sim_net_at (net, a)) < 5)
    *ret_node = a;
  else if (tw_sim_vec_distance (at, tw_sim_net_at (net, b)) < 5)
    *ret_node = b;
  else
    *ret_node = tw_sim_net_insert (net, a, b, at);
  return TRUE;
}

static void
lay_lane (Site *site, const Row *row, guint32 spine_node)
{
  TwSimNet *net = site->town->net;
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean passed = FALSE;

  for (guint i = 0; i < row->doors->len; i++)
    {
      TwSimVec door = POINTS (row->doors)[i];
      guint32 node;

      if (!passed && tw_sim_vec_dot (door, site->east) > site->spine_east)
        {
          g_array_append_val (line, spine_node);
          passed = TRUE;
        }
      node = tw_sim_net_add_node (net, door);
      g_array_append_val (line, node);
    }
  if (!passed)
    g_array_append_val (line, spine_node);
  tw_sim_net_add_street (net, TW_SIM_ROAD_FOOTWAY, (guint32 *) (gpointer) line->data, line->len);
}

/* Spine from the northern to the southern gate through all lanes. @rows: Row, north to south. */
static void
lay_paths (Site *site, const GArray *rows)
{
  TwSimNet *net = site->town->net;
  g_autoptr (GArray) spine = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint32 *nodes = g_new (guint32, rows->len + 1);
  TwSimVec zero = { 0, 0 };
  guint32 gate;

  if (rows->len == 0)
    return;
  if (open_gate (site, g_array_index (rows, Row, 0).lane_north, TRUE, &gate))
    g_array_append_val (spine, gate);
  for (guint i = 0; i < rows->len; i++)
    {
      TwSimVec at = tw_sim_vec_add (tw_sim_vec_add (zero, site->east, site->spine_east),
                                    site->north, g_array_index (rows, Row, i).lane_north);

      nodes[i] = tw_sim_net_add_node (net, at);
      g_array_append_val (spine, nodes[i]);
    }
  if (open_gate (site, g_array_index (rows, Row, rows->len - 1).lane_north, FALSE, &gate))
    g_array_append_val (spine, gate);
  if (spine->len == rows->len)
    return;
  tw_sim_net_add_street (net, TW_SIM_ROAD_SERVICE, (guint32 *) (gpointer) spine->data, spine->len);
  for (guint i = 0; i < rows->len; i++)
    lay_lane (site, &g_array_index (rows, Row, i), nodes[i]);
}

static void
fill_rows (Site *site, const Rows *rows)
{
  g_autoptr (GArray) laid = g_array_new (FALSE, FALSE, sizeof (Row));
  double west, east;

  g_array_set_clear_func (laid, row_clear);
  tw_sim_ring_extent (POINTS (site->ring), site->ring->len, site->east, &west, &east);
  for (double north = site->high - rows->depth_m / 2 - 6; north > site->low;)
    {
      Row row;

      if (!fill_row (site, rows, west, east, north, &row))
        {
          north -= 4;
          continue;
        }
      g_array_append_val (laid, row);
      north -= rows->pitch_m * (0.97 + 0.12 * tw_rng_uniform (site->rng));
    }
  lay_paths (site, laid);
}

/* --- the park --- */

static guint32
nearest_ring_node (Site *site, TwSimVec at)
{
  const GArray *ring = tw_sim_net_face (site->town->net, site->block->face)->ring;
  guint32 best = g_array_index (ring, guint32, 0);

  for (guint i = 1; i < ring->len; i++)
    {
      guint32 node = g_array_index (ring, guint32, i);

      if (tw_sim_vec_distance (tw_sim_net_at (site->town->net, node), at)
          < tw_sim_vec_distance (tw_sim_net_at (site->town->net, best), at))
        best = node;
    }
  return best;
}

/* A walk around the lake with ways to the streets on all sides. */
static void
lay_walk (Site *site, const TwSimRect *lake)
{
  enum { N = 32 };
  TwSimNet *net = site->town->net;
  guint32 walk[N + 1];

  for (guint i = 0; i < N; i++)
    {
      double angle = 2 * G_PI * i / N, swell = 1.35 + 0.06 * sin (5 * angle);
      TwSimVec p =
          tw_sim_vec_add (lake->mid, lake->along, cos (angle) * lake->half_length_m * swell);

      walk[i] =
          tw_sim_net_add_node (net, tw_sim_vec_add (p, tw_sim_vec_left (lake->along),
                                                    sin (angle) * lake->half_width_m * swell));
    }
  walk[N] = walk[0];
  tw_sim_net_add_street (net, TW_SIM_ROAD_FOOTWAY, walk, N + 1);
  for (guint i = 0; i < N; i += N / 6)
    {
      TwSimVec at = tw_sim_net_at (net, walk[i]);
      guint32 way[3] = { walk[i], 0, nearest_ring_node (site, at) };

      way[1] =
          tw_sim_net_add_node (net, tw_sim_vec_add (tw_sim_vec_mix (at, tw_sim_net_at (net, way[2]),
                                                                    0.5),
                                                    site->east, tw_rng_normal (site->rng, 0, 3)));
      tw_sim_net_add_street (net, TW_SIM_ROAD_FOOTWAY, way, 3);
    }
}

static void
fill_park (Site *site)
{
  double west, east;
  TwSimRect lake = { tw_sim_ring_centroid (POINTS (site->ring), site->ring->len), site->east, 0,
                     0 };

  tw_sim_ring_extent (POINTS (site->ring), site->ring->len, site->east, &west, &east);
  lake.half_length_m = (east - west) * 0.25;
  lake.half_width_m = (site->high - site->low) * 0.22;
  tw_sim_town_add_area (site->town, TW_SIM_AREA_GREEN, "park", site->block->name,
                        site->block->name_en, POINTS (site->ring), site->ring->len);
  put_oval (site, &lake, TW_SIM_AREA_WATER, "pond", 0.1);
  lay_walk (site, &lake);
}

/* --- public --- */

static void
site_init (Site *site, TwSimTown *town, TwRng *rng, guint index)
{
  const GArray *ring;
  double west, east;

  *site = (Site){ .town = town, .rng = rng, .index = index };
  site->block = &g_array_index (town->blocks, TwSimBlock, index);
  site->ring = tw_sim_net_dup_ring (town->net, site->block->face);
  site->clear_m = g_array_new (FALSE, FALSE, sizeof (double));
  site->taken = g_array_new (FALSE, FALSE, sizeof (TwSimRect));
  ring = tw_sim_net_face (town->net, site->block->face)->ring;
  for (guint i = 0; i < ring->len; i++)
    {
      TwSimStreet *street =
          tw_sim_net_street_of (town->net, g_array_index (ring, guint32, i),
                                g_array_index (ring, guint32, (i + 1) % ring->len));
      double clear_m = street ? tw_sim_road_half_width (street->klass) : 0;

      /* Beside the canal there is water or a strip of green between street and block; the river is
       * beyond its street. */
      if (street != NULL && street->waterfront
          && street != g_ptr_array_index (town->net->streets, 0))
        clear_m = 36;
      g_array_append_val (site->clear_m, clear_m);
    }
  site->east = tw_sim_ring_direction (POINTS (site->ring), site->ring->len);
  site->north = tw_sim_vec_left (site->east);
  tw_sim_ring_extent (POINTS (site->ring), site->ring->len, site->north, &site->low, &site->high);
  tw_sim_ring_extent (POINTS (site->ring), site->ring->len, site->east, &west, &east);
  site->spine_east = west + (east - west) * (0.38 + 0.24 * tw_rng_uniform (rng));
}

static void
site_clear (Site *site)
{
  g_array_unref (site->ring);
  g_array_unref (site->clear_m);
  g_array_unref (site->taken);
}

void
tw_sim_town_fill_block (TwSimTown *self, TwRng *rng, guint block)
{
  static const Rows *const rows[] = { &rows_walkup,   &rows_midrise, &rows_tower, &rows_school,
                                      &rows_hospital, &rows_mall,    &rows_office };
  static const char *const lands[] = { "residential", "residential", "residential", "school",
                                       "hospital",    "commercial",  "commercial" };
  double area_m2;
  Site site;

  site_init (&site, self, rng, block);
  site.block->first_building = self->buildings->len;
  area_m2 = tw_sim_ring_area (POINTS (site.ring), site.ring->len);
  if (site.block->use == TW_SIM_BLOCK_PARK)
    {
      fill_park (&site);
    }
  else
    {
      tw_sim_town_add_area (self, TW_SIM_AREA_LAND, lands[site.block->use], site.block->name,
                            site.block->name_en, POINTS (site.ring), site.ring->len);
      if (site.block->use <= TW_SIM_BLOCK_TOWER)
        {
          put_shops (&site);
          put_kindergarten (&site);
          put_garden (&site, area_m2);
        }
      else if (site.block->use == TW_SIM_BLOCK_SCHOOL)
        {
          put_sports_ground (&site);
        }
      fill_rows (&site, rows[site.block->use]);
    }
  site.block->n_buildings = self->buildings->len - site.block->first_building;
  site_clear (&site);
}
