// SPDX-License-Identifier: Apache-2.0
/*
 * The 18,000 tagged things. Lamps stand along both sides of main roads and one side of small ones,
 * manholes lie in the carriageway; each riser of a house has a valve; sockets and valves of homes
 * make up the rest. The place of a thing in the street is its community, of one in a house the room
 * or unit. Numbers run within the place; lamps and manholes share theirs.
 */
#include "duty/sim/tw-sim-docs.h"

#include "base/tw-hash.h"
#include "base/tw-id.h"

#include <math.h>

typedef struct {
  TwSimWriter *writer;
  TwRng rng;
  guint next_in_street[TW_SIM_COMMUNITIES + 1];
  GHashTable *tags;
} Register;

typedef struct {
  const char *kind, *name;
  guint community, building, unit, room, number;
  int floor;
  TwSimVec at;
  double height_m;
} Asset;

/* Seven bytes as a tag's chip has them; 04 is the maker's byte. */
static void
draw_tag (Register *self, char ret_tag[15])
{
  do
    g_snprintf (ret_tag, 15, "04%012" G_GINT64_MODIFIER "x", tw_rng_next (&self->rng) >> 16);
  while (!g_hash_table_add (self->tags, g_strdup (ret_tag)));
}

static gboolean
put_asset (Register *self, const Asset *asset)
{
  TwSimWriter *writer = self->writer;
  g_autofree char *code = tw_sim_code (asset->community, asset->building, asset->unit, asset->floor,
                                       asset->room, asset->number);
  g_autofree char *place_code =
      tw_sim_code (asset->community, asset->building, asset->unit, asset->floor, asset->room, 0);
  g_autofree char *community_code = tw_sim_code (asset->community, 0, 0, 0, 0, 0);
  g_autofree char *place = tw_sim_place_id (writer->town, place_code);
  g_autofree char *community = tw_sim_place_id (writer->town, community_code);
  g_autofree char *id = tw_id_new ("asset", writer->end_us, &self->rng);
  JsonObject *body = json_object_new ();
  char tag[15];

  draw_tag (self, tag);
  json_object_set_string_member (body, "kind", asset->kind);
  json_object_set_string_member (body, "name", asset->name);
  json_object_set_string_member (body, "code", code);
  json_object_set_string_member (body, "place", place);
  json_object_set_string_member (body, "community", community);
  json_object_set_string_member (body, "tag", tag);
  json_object_set_string_member (body, "status",
                                 tw_rng_uniform (&self->rng) < 0.985 ? "ok" : "faulty");
  tw_sim_set_position (body, writer->town, asset->at);
  json_object_set_double_member (body, "height_m", round (asset->height_m * 100) / 100);
  writer->counts.n_assets++;
  return writer->sink (id, body, writer->user_data);
}

/* --- in the street --- */

static gboolean
put_in_street (Register *self, const TwSimStreet *street, gboolean lamp, TwSimVec at, guint number)
{
  guint community = tw_sim_town_find_community (self->writer->town, at);
  const char *where = street->name ? street->name : "小区内道路";
  g_autofree char *name = g_strdup_printf (lamp ? "%s%u号路灯" : "%s%u号井盖", where, number);
  Asset asset = {
    .kind = lamp ? "lamp" : "manhole", .name = name, .community = community, .at = at
  };

  if (community == 0 || self->writer->counts.n_assets >= TW_SIM_ASSETS)
    return TRUE;
  asset.number = ++self->next_in_street[community];
  asset.height_m = lamp ? (street->klass <= TW_SIM_ROAD_SECONDARY ? 10 : 6) : 0;
  return put_asset (self, &asset);
}

/* Walks the street: a lamp each @lamp_m, a manhole each 40 m, sides in turn. */
static gboolean
equip_street (Register *self, const TwSimStreet *street)
{
  static const double lamps_m[] = { 24, 26, 30, 34, 42 };
  double until_lamp_m = 12, until_manhole_m = 20,
         aside_m = tw_sim_road_half_width (street->klass) - 2.5;
  guint n_lamps = 0, n_manholes = 0;
  TwSimNet *net = self->writer->town->net;

  for (guint i = 1; i < street->nodes->len; i++)
    {
      TwSimVec a = tw_sim_net_at (net, g_array_index (street->nodes, guint32, i - 1));
      TwSimVec b = tw_sim_net_at (net, g_array_index (street->nodes, guint32, i));
      TwSimVec along = tw_sim_vec_unit (a, b);
      double length_m = tw_sim_vec_distance (a, b);

      for (; until_lamp_m < length_m; until_lamp_m += lamps_m[street->klass])
        {
          double side = n_lamps % 2 ? 1 : -1;
          TwSimVec at = tw_sim_vec_add (tw_sim_vec_add (a, along, until_lamp_m),
                                        tw_sim_vec_left (along), side * aside_m);

          if (!put_in_street (self, street, TRUE, at, ++n_lamps))
            return FALSE;
        }
      for (; until_manhole_m < length_m; until_manhole_m += 40)
        if (!put_in_street (self, street, FALSE, tw_sim_vec_add (a, along, until_manhole_m),
                            ++n_manholes))
          return FALSE;
      until_lamp_m -= length_m;
      until_manhole_m -= length_m;
    }
  return TRUE;
}

/* --- in houses --- */

static gboolean
put_riser_valves (Register *self)
{
  const TwSimTown *town = self->writer->town;

  for (guint i = 0; i < town->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (town, i);

      for (guint unit = 1; building->community > 0 && unit <= building->units; unit++)
        {
          Asset asset = { "valve",
                          "单元总水阀",
                          building->community,
                          building->number,
                          unit,
                          0,
                          1,
                          0,
                          tw_sim_door_at (building, unit),
                          0.6 };

          if (self->writer->counts.n_assets < TW_SIM_ASSETS && !put_asset (self, &asset))
            return FALSE;
        }
    }
  return TRUE;
}

/* A home's things: kitchen and bathroom valve, then sockets. */
static gboolean
equip_room (Register *self, guint64 key)
{
  static const struct {
    const char *kind, *name;
    double height_m;
  } things[] = { { "valve", "厨房水阀", 0.45 },  { "socket", "厨房插座", 1.3 },
                 { "valve", "卫生间水阀", 0.4 }, { "socket", "客厅插座", 0.3 },
                 { "socket", "主卧插座", 0.3 },  { "socket", "卫生间插座", 1.5 },
                 { "socket", "次卧插座", 0.3 } };
  const TwSimBuilding *building = tw_sim_town_building (self->writer->town, (guint) (key >> 32));
  guint index = (guint) key;
  Asset asset = { .community = building->community, .building = building->number };
  double floor_m;

  asset.room = index % building->flats + 1;
  asset.floor = (int) (index / building->flats % building->storeys) + 1;
  asset.unit = index / building->flats / building->storeys + 1;
  floor_m = tw_sim_floor_height (building, asset.floor);
  for (guint i = 0; i < G_N_ELEMENTS (things) && self->writer->counts.n_assets < TW_SIM_ASSETS; i++)
    {
      asset.kind = things[i].kind;
      asset.name = things[i].name;
      asset.number = i + 1;
      asset.height_m = floor_m + things[i].height_m;
      asset.at = tw_sim_room_at (building, asset.unit, asset.room);
      asset.at =
          tw_sim_vec_add (asset.at, building->rect.along, tw_rng_normal (&self->rng, 0, 1.2));
      if (!put_asset (self, &asset))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_all (Register *self)
{
  const TwSimTown *town = self->writer->town;
  g_autoptr (GArray) rooms = NULL;

  for (guint i = 0; i < town->net->streets->len; i++)
    {
      const TwSimStreet *street = tw_sim_town_street (town, i);

      if (street->klass <= TW_SIM_ROAD_SERVICE && !equip_street (self, street))
        return FALSE;
    }
  if (!put_riser_valves (self))
    return FALSE;
  rooms = tw_sim_draw_rooms (town, &self->rng, TW_SIM_ASSETS / 7 + 1);
  for (guint i = 0; i < rooms->len && self->writer->counts.n_assets < TW_SIM_ASSETS; i++)
    if (!equip_room (self, g_array_index (rooms, guint64, i)))
      return FALSE;
  return TRUE;
}

gboolean
tw_sim_write_assets (TwSimWriter *writer)
{
  Register self = { .writer = writer };
  gboolean done;

  tw_rng_init_named (&self.rng, writer->town->seed, "assets");
  self.tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  done = put_all (&self);
  g_hash_table_unref (self.tags);
  return done;
}
