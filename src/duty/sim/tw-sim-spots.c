// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-town.h"

#include <math.h>

/*
 * Places the desk knows by name: metro stations with lettered exits, kindergartens and their gates,
 * schools, the hospital, the service centre of 200 m2, and the four kinds of idle space the movable
 * modules look for.
 */

#define POINTS(array) ((const TwSimVec *) (gpointer) (array)->data)

static TwSimSpot *
add_spot (TwSimTown *self, const char *kind, TwSimVec at, char *name, char *name_en)
{
  TwSimSpot spot = { .kind = kind, .at = at, .name = name, .name_en = name_en, .building = -1 };

  spot.community = (guint8) tw_sim_town_find_community (self, at);
  g_array_append_val (self->spots, spot);
  return &g_array_index (self->spots, TwSimSpot, self->spots->len - 1);
}

/* --- metro --- */

static double
length_inside (TwSimTown *self, const TwSimStreet *street)
{
  double inside_m = 0;

  for (guint i = 1; i < street->nodes->len; i++)
    {
      TwSimVec a = tw_sim_net_at (self->net, g_array_index (street->nodes, guint32, i - 1));
      TwSimVec b = tw_sim_net_at (self->net, g_array_index (street->nodes, guint32, i));

      if (tw_sim_town_find_community (self, tw_sim_vec_mix (a, b, 0.5)) > 0)
        inside_m += tw_sim_vec_distance (a, b);
    }
  return inside_m;
}

static void
choose_metro_street (TwSimTown *self)
{
  double best_m = 0;

  /* The first four streets are the region's edges. */
  for (guint i = 4; i < self->net->streets->len; i++)
    {
      const TwSimStreet *street = tw_sim_town_street (self, i);
      double inside_m;

      if (street->klass > TW_SIM_ROAD_SECONDARY || street->waterfront)
        continue;
      inside_m = length_inside (self, street) * (street->klass == TW_SIM_ROAD_PRIMARY ? 1.2 : 1);
      if (inside_m > best_m)
        {
          best_m = inside_m;
          self->metro_street = i;
        }
    }
}

/* The widest other street at @node, for the station's name; NULL where only a lane ends. */
static const TwSimStreet *
find_cross_street (TwSimTown *self, guint32 node)
{
  const TwSimStreet *best = NULL;

  for (guint i = 0; i < self->net->streets->len; i++)
    {
      const TwSimStreet *street = tw_sim_town_street (self, i);

      if (i == self->metro_street || street->name == NULL
          || (best != NULL && best->klass <= street->klass))
        continue;
      for (guint k = 0; k < street->nodes->len; k++)
        if (g_array_index (street->nodes, guint32, k) == node)
          best = street;
    }
  return best != NULL && best->klass <= TW_SIM_ROAD_TERTIARY ? best : NULL;
}

static void
add_station (TwSimTown *self, TwSimVec at, TwSimVec along, const TwSimStreet *cross)
{
  static const double corners[4][2] = { { 1, 1 }, { 1, -1 }, { -1, -1 }, { -1, 1 } };
  double aside_m =
      tw_sim_road_half_width (tw_sim_town_street (self, self->metro_street)->klass) + 3;

  for (int i = 0; i < 4; i++)
    {
      TwSimVec exit = tw_sim_vec_add (at, along, corners[i][0] * 46);

      exit = tw_sim_vec_add (exit, tw_sim_vec_left (along), corners[i][1] * aside_m);
      add_spot (self, "metro", exit, g_strdup_printf ("%s站%c口", cross->name, 'A' + i),
                g_strdup_printf ("%s Station, Exit %c", cross->name_en, 'A' + i));
    }
}

static void
add_metro (TwSimTown *self)
{
  const TwSimStreet *street;
  GArray *nodes;
  double since_m = 1e6;
  int n = 0;

  choose_metro_street (self);
  street = tw_sim_town_street (self, self->metro_street);
  nodes = street->nodes;
  for (guint i = 0; i < nodes->len; i++)
    {
      TwSimVec at = tw_sim_net_at (self->net, g_array_index (nodes, guint32, i));
      TwSimVec next =
          tw_sim_net_at (self->net, g_array_index (nodes, guint32, MIN (i + 1, nodes->len - 1)));
      TwSimVec before =
          tw_sim_net_at (self->net, g_array_index (nodes, guint32, i > 0 ? i - 1 : 0));
      const TwSimStreet *cross = find_cross_street (self, g_array_index (nodes, guint32, i));

      since_m += tw_sim_vec_distance (before, at);
      if (i == 0)
        {
          TwSimVec far = tw_sim_vec_add (at, tw_sim_vec_unit (next, at), 900);
          g_array_append_val (self->metro, far);
        }
      g_array_append_val (self->metro, at);
      if (i == nodes->len - 1)
        {
          TwSimVec far = tw_sim_vec_add (at, tw_sim_vec_unit (before, at), 900);
          g_array_append_val (self->metro, far);
        }
      if (cross == NULL || n == 3 || since_m < 520 || i == 0 || i == nodes->len - 1
          || tw_sim_town_find_community (self, tw_sim_vec_add (at, self->east, 5)) == 0)
        continue;
      add_station (self, at, tw_sim_vec_unit (before, next), cross);
      since_m = 0;
      n++;
    }
}

/* --- schools, kindergartens, hospital, centre --- */

static void
add_institutions (TwSimTown *self)
{
  for (guint i = 0; i < self->blocks->len; i++)
    {
      const TwSimBlock *block = tw_sim_town_block (self, i);

      if (block->community > 0
          && (block->use == TW_SIM_BLOCK_SCHOOL || block->use == TW_SIM_BLOCK_HOSPITAL))
        add_spot (self, block->use == TW_SIM_BLOCK_SCHOOL ? "school" : "hospital", block->gate,
                  g_strdup (block->name), g_strdup (block->name_en));
    }
  for (guint i = 0; i < self->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (self, i);
      TwSimSpot *spot;
      TwSimVec gate;

      if (building->use != TW_SIM_USE_KINDERGARTEN && building->use != TW_SIM_USE_CENTRE)
        continue;
      spot = add_spot (self, building->use == TW_SIM_USE_CENTRE ? "centre" : "kindergarten",
                       building->rect.mid, tw_sim_building_name (self, building, FALSE),
                       tw_sim_building_name (self, building, TRUE));
      spot->building = (int) i;
      spot->area_m2 = building->use == TW_SIM_USE_CENTRE ? 200 : 0;
      if (building->use == TW_SIM_USE_CENTRE)
        continue;
      gate = tw_sim_vec_add (building->rect.mid, tw_sim_vec_left (building->rect.along),
                             -building->rect.half_width_m - 5);
      add_spot (self, "gate", gate, g_strconcat (spot->name, "门口", NULL),
                g_strconcat (spot->name_en, " Gate", NULL));
    }
}

/* --- idle spaces --- */

static gboolean
is_idle (const TwSimTown *self, const TwSimBuilding *building, int space)
{
  const TwSimBlock *block = tw_sim_town_block (self, building->block);

  if (building->community == 0)
    return FALSE;
  switch (space)
    {
    case 0: /* one car park a compound: under its first building with a basement */
      return building->basements > 0 && building->local == 1 && building->use != TW_SIM_USE_SHOP;
    case 1: /* flat roofs of public buildings */
      return building->use != TW_SIM_USE_HOMES && building->use != TW_SIM_USE_SHOP
             && building->use != TW_SIM_USE_CENTRE;
    default: /* stilt floors below towers */
      return block->use == TW_SIM_BLOCK_TOWER && building->use == TW_SIM_USE_HOMES
             && building->local % 3 == 1;
    }
}

static void
add_idle_building (TwSimTown *self, TwRng *rng, guint index, int space)
{
  static const char *const spaces[] = { "carpark", "roof", "stilt" };
  static const char *const names[] = { "地下车库", "屋顶", "架空层" };
  static const char *const names_en[] = { "Underground Car Park", "Roof", "Stilt Floor" };
  const TwSimBuilding *building = tw_sim_town_building (self, index);
  g_autofree char *name = tw_sim_building_name (self, building, FALSE);
  g_autofree char *name_en = tw_sim_building_name (self, building, TRUE);
  double footprint_m2 = 4 * building->rect.half_length_m * building->rect.half_width_m;
  double heights_m[] = { -3.6, tw_sim_building_height (building), 0 };
  double shares[] = { 1.6 + 2 * tw_rng_uniform (rng), 0.7, 0.75 };
  TwSimSpot *spot =
      add_spot (self, "idle", building->rect.mid, g_strconcat (name, names[space], NULL),
                g_strconcat (name_en, ", ", names_en[space], NULL));

  spot->space = spaces[space];
  spot->building = (int) index;
  spot->height_m = heights_m[space];
  spot->area_m2 = floor (footprint_m2 * shares[space]);
}

static void
add_idle_spaces (TwSimTown *self, TwRng *rng)
{
  static const int wanted[] = { 12, 9, 11 };

  for (int space = 0; space < 3; space++)
    {
      g_autoptr (GArray) fit = g_array_new (FALSE, FALSE, sizeof (guint));

      for (guint i = 0; i < self->buildings->len; i++)
        if (is_idle (self, tw_sim_town_building (self, i), space))
          g_array_append_val (fit, i);
      for (int n = 0; n < wanted[space] && fit->len > 0; n++)
        {
          guint k = (guint) tw_rng_below (rng, fit->len);

          add_idle_building (self, rng, g_array_index (fit, guint, k), space);
          g_array_remove_index (fit, k);
        }
    }
}

static void
add_pocket_parks (TwSimTown *self)
{
  int n = 0;

  for (guint i = 0; i < self->areas->len && n < 10; i++)
    {
      const TwSimArea *area = &g_array_index (self->areas, TwSimArea, i);
      TwSimVec middle;
      TwSimSpot *spot;
      guint community;

      if (g_strcmp0 (area->klass, "garden") != 0)
        continue;
      middle = tw_sim_ring_centroid (POINTS (area->points), area->points->len);
      community = tw_sim_town_find_community (self, middle);
      if (community == 0)
        continue;
      n++;
      spot =
          add_spot (self, "idle", middle,
                    g_strdup_printf ("%s社区%d号口袋公园", self->communities[community].name, n),
                    g_strdup_printf ("%s Pocket Park %d", self->communities[community].name_en, n));
      spot->space = "park";
      spot->area_m2 = floor (tw_sim_ring_area (POINTS (area->points), area->points->len));
    }
}

void
tw_sim_town_place_spots (TwSimTown *self, TwRng *rng)
{
  add_metro (self);
  add_institutions (self);
  add_idle_spaces (self, rng);
  add_pocket_parks (self);
}
