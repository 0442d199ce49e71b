// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-docs.h"

#include "base/tw-address.h"
#include "base/tw-id.h"
#include "base/tw-time.h"

#include <math.h>

/* Places, services and requests of the demo town as documents. */

#define POINTS(array) ((const TwSimVec *) (gpointer) (array)->data)

char *
tw_sim_code (guint community, guint building, guint unit, int floor, guint room, guint asset)
{
  TwAddress address = {
    (int) community, (int) building, (int) unit, floor, (int) room, (int) asset
  };

  return tw_address_encode (&address);
}

static char *
derive_id (const TwSimTown *town, const char *type, const char *what, const char *key)
{
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, town->seed);

  return tw_id_derived (type, "demo street", seed, what, key, NULL);
}

char *
tw_sim_place_id (const TwSimTown *town, const char *code)
{
  return derive_id (town, "place", "code", code);
}

char *
tw_sim_spot_id (const TwSimTown *town, guint number)
{
  g_autofree char *key = g_strdup_printf ("%u", number);

  return derive_id (town, "place", "spot", key);
}

void
tw_sim_set_position (JsonObject *body, const TwSimTown *town, TwSimVec at)
{
  TwPointE7 point = tw_sim_town_e7 (town, at);

  json_object_set_double_member (body, "lat", (double) point.lat_e7 / TW_E7);
  json_object_set_double_member (body, "lon", (double) point.lon_e7 / TW_E7);
}

/* --- settings, services, channels --- */

static gboolean
emit (TwSimWriter *writer, const char *id, JsonObject *body)
{
  return writer->sink (id, body, writer->user_data);
}

static gboolean
write_settings (TwSimWriter *writer)
{
  const TwSimTown *town = writer->town;
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "name", "望潮街道");
  json_object_set_string_member (body, "name_en", "Wangchao Subdistrict");
  json_object_set_string_member (body, "zone", TW_TIMEZONE_DEFAULT);
  json_object_set_string_member (body, "datum", "wgs84");
  json_object_set_int_member (body, "seed", (gint64) town->seed);
  json_object_set_double_member (body, "origin_lat", town->plane.origin.lat);
  json_object_set_double_member (body, "origin_lon", town->plane.origin.lon);
  return emit (writer, "settings:street", body);
}

static guint
rank_2021 (guint service)
{
  guint rank = 1;

  for (guint i = 0; i < TW_SIM_SERVICES; i++)
    rank += tw_sim_service (i)->count_2021 > tw_sim_service (service)->count_2021;
  return rank;
}

static gboolean
write_service (TwSimWriter *writer, guint number)
{
  const TwSimService *service = tw_sim_service (number);
  g_autofree char *id = tw_id_derived ("service", service->key, NULL);
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "key", service->key);
  json_object_set_string_member (body, "name", service->key);
  json_object_set_string_member (body, "name_en", service->name_en);
  json_object_set_string_member (body, "color", service->color);
  json_object_set_int_member (body, "order", number + 1);
  json_object_set_int_member (body, "count_2021", service->count_2021);
  json_object_set_int_member (body, "rank_2021", rank_2021 (number));
  return emit (writer, id, body);
}

gboolean
tw_sim_write_dictionaries (TwSimWriter *writer)
{
  static const char *const channels[TW_SIM_CHANNELS][2] = { { "入户问卷", "Household survey" },
                                                            { "热线", "Hotline" },
                                                            { "小程序", "Mini-program" } };

  if (!write_settings (writer))
    return FALSE;
  for (guint i = 0; i < TW_SIM_SERVICES; i++)
    if (!write_service (writer, i))
      return FALSE;
  for (guint i = 0; i < TW_SIM_CHANNELS; i++)
    {
      g_autofree char *id = tw_id_derived ("channel", channels[i][0], NULL);
      JsonObject *body = json_object_new ();

      json_object_set_string_member (body, "key", channels[i][0]);
      json_object_set_string_member (body, "name", channels[i][0]);
      json_object_set_string_member (body, "name_en", channels[i][1]);
      if (!emit (writer, id, body))
        return FALSE;
    }
  return TRUE;
}

/* --- places --- */

static JsonObject *
new_place (const TwSimTown *town, const char *kind, const char *name, const char *name_en,
           TwSimVec at, double height_m)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "kind", kind);
  json_object_set_string_member (body, "name", name);
  if (name_en != NULL)
    json_object_set_string_member (body, "name_en", name_en);
  tw_sim_set_position (body, town, at);
  json_object_set_double_member (body, "height_m", round (height_m * 100) / 100);
  return body;
}

static void
set_links (JsonObject *body, const TwSimTown *town, const char *code, const char *parent_code,
           guint community)
{
  g_autofree char *community_code = tw_sim_code (community, 0, 0, 0, 0, 0);
  g_autofree char *community_id = tw_sim_place_id (town, community_code);

  if (code != NULL)
    json_object_set_string_member (body, "code", code);
  json_object_set_string_member (body, "community", community_id);
  if (parent_code != NULL)
    {
      g_autofree char *parent = tw_sim_place_id (town, parent_code);
      json_object_set_string_member (body, "parent", parent);
    }
}

static void
set_ring (JsonObject *body, const TwSimTown *town, const TwSimVec *points, gsize n)
{
  JsonArray *ring = json_array_sized_new ((guint) n);

  for (gsize i = 0; i < n; i++)
    {
      TwPointE7 point = tw_sim_town_e7 (town, points[i]);
      JsonArray *pair = json_array_sized_new (2);

      json_array_add_double_element (pair, (double) point.lon_e7 / TW_E7);
      json_array_add_double_element (pair, (double) point.lat_e7 / TW_E7);
      json_array_add_array_element (ring, pair);
    }
  json_object_set_array_member (body, "ring", ring);
}

static gboolean
write_community (TwSimWriter *writer, guint number)
{
  const TwSimCommunity *community = &writer->town->communities[number];
  g_autoptr (GArray) ring = tw_sim_net_dup_ring (writer->town->net, community->face);
  g_autofree char *code = tw_sim_code (number, 0, 0, 0, 0, 0);
  g_autofree char *id = tw_sim_place_id (writer->town, code);
  g_autofree char *name = g_strconcat (community->name, "社区", NULL);
  g_autofree char *name_en = g_strconcat (community->name_en, " Community", NULL);
  JsonObject *body = new_place (writer->town, "community", name, name_en, community->middle, 0);

  json_object_set_string_member (body, "code", code);
  json_object_set_double_member (body, "area_m2", round (community->area_m2));
  set_ring (body, writer->town, POINTS (ring), ring->len);
  return emit (writer, id, body);
}

static gboolean
write_room (TwSimWriter *writer, const TwSimBuilding *building, guint unit, guint floor, guint room,
            const char *floor_code)
{
  const TwSimTown *town = writer->town;
  g_autofree char *code =
      tw_sim_code (building->community, building->number, unit, (int) floor, room, 0);
  g_autofree char *id = tw_sim_place_id (town, code);
  g_autofree char *name = g_strdup_printf ("%u%02u室", floor, room);
  JsonObject *body = new_place (town, "room", name, NULL, tw_sim_room_at (building, unit, room),
                                tw_sim_floor_height (building, (int) floor));

  set_links (body, town, code, floor_code, building->community);
  writer->counts.n_rooms++;
  return emit (writer, id, body);
}

static gboolean
write_floor (TwSimWriter *writer, const TwSimBuilding *building, guint unit, int floor,
             const char *parent_code)
{
  const TwSimTown *town = writer->town;
  g_autofree char *code = tw_sim_code (building->community, building->number, unit, floor, 0, 0);
  g_autofree char *id = tw_sim_place_id (town, code);
  g_autofree char *name =
      floor > 0 ? g_strdup_printf ("%d层", floor) : g_strdup_printf ("地下%d层", -floor);
  JsonObject *body = new_place (town, "floor", name, NULL, tw_sim_room_at (building, unit, 0),
                                tw_sim_floor_height (building, floor));

  set_links (body, town, code, parent_code, building->community);
  writer->counts.n_floors++;
  if (!emit (writer, id, body))
    return FALSE;
  for (guint room = 1; floor > 0 && unit > 0 && room <= building->flats; room++)
    if (!write_room (writer, building, unit, (guint) floor, room, code))
      return FALSE;
  return TRUE;
}

static gboolean
write_unit (TwSimWriter *writer, const TwSimBuilding *building, guint unit,
            const char *building_code)
{
  const TwSimTown *town = writer->town;
  g_autofree char *code = tw_sim_code (building->community, building->number, unit, 0, 0, 0);
  g_autofree char *id = tw_sim_place_id (town, code);
  g_autofree char *name = g_strdup_printf ("%u单元", unit);
  JsonObject *body = new_place (town, "unit", name, NULL, tw_sim_door_at (building, unit), 0);

  set_links (body, town, code, building_code, building->community);
  writer->counts.n_units++;
  if (!emit (writer, id, body))
    return FALSE;
  for (int floor = 1; floor <= building->storeys; floor++)
    if (!write_floor (writer, building, unit, floor, code))
      return FALSE;
  return TRUE;
}

static void
set_building_attrs (JsonObject *body, const TwSimTown *town, const TwSimBuilding *building)
{
  const TwSimBlock *block = tw_sim_town_block (town, building->block);
  g_autofree char *address = tw_sim_block_address (town, block);
  JsonObject *attrs = json_object_new ();

  json_object_set_string_member (attrs, "compound", block->name);
  json_object_set_string_member (attrs, "address", address);
  json_object_set_int_member (attrs, "built", block->built_year);
  json_object_set_int_member (attrs, "homes", tw_sim_building_count_rooms (building));
  json_object_set_boolean_member (attrs, "lift", building->storeys > 7);
  json_object_set_object_member (body, "attrs", attrs);
}

static gboolean
write_building (TwSimWriter *writer, const TwSimBuilding *building)
{
  const TwSimTown *town = writer->town;
  g_autofree char *code = tw_sim_code (building->community, building->number, 0, 0, 0, 0);
  g_autofree char *parent_code = tw_sim_code (building->community, 0, 0, 0, 0, 0);
  g_autofree char *id = tw_sim_place_id (town, code);
  g_autofree char *name = tw_sim_building_name (town, building, FALSE);
  g_autofree char *name_en = tw_sim_building_name (town, building, TRUE);
  JsonObject *body = new_place (town, "building", name, name_en, building->rect.mid,
                                tw_sim_building_height (building));

  set_links (body, town, code, parent_code, building->community);
  json_object_set_int_member (body, "storeys", building->storeys);
  json_object_set_int_member (body, "basements", building->basements);
  set_ring (body, town, building->corners, building->n_corners);
  set_building_attrs (body, town, building);
  if (!emit (writer, id, body))
    return FALSE;
  for (int floor = 1; floor <= building->basements; floor++)
    if (!write_floor (writer, building, 0, -floor, code))
      return FALSE;
  for (guint unit = 1; unit <= building->units; unit++)
    if (!write_unit (writer, building, unit, code))
      return FALSE;
  return TRUE;
}

/* What the planning of modules will ask of an idle space. */
static void
set_idle_attrs (JsonObject *body, const TwSimSpot *spot, guint number)
{
  static const struct {
    const char *space;
    double clear_m, load_kn_m2, power_kw;
  } kinds[] = { { "carpark", 2.4, 4.0, 30 },
                { "roof", 0, 2.0, 10 },
                { "stilt", 3.2, 3.5, 20 },
                { "park", 0, 5.0, 6 } };
  JsonObject *attrs = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_strcmp0 (kinds[i].space, spot->space) != 0)
        continue;
      json_object_set_double_member (attrs, "clear_height_m", kinds[i].clear_m);
      json_object_set_double_member (attrs, "floor_load_kn_m2",
                                     kinds[i].load_kn_m2 + (number % 3) * 0.5);
      json_object_set_double_member (attrs, "power_kw", kinds[i].power_kw + (number % 4) * 5);
      json_object_set_boolean_member (attrs, "step_free", i > 1 || number % 3 != 0);
      json_object_set_boolean_member (attrs, "fire_route", i != 0 || number % 2 == 0);
      json_object_set_boolean_member (attrs, "ventilated", i != 0 || number % 4 != 0);
    }
  json_object_set_object_member (body, "attrs", attrs);
}

static gboolean
write_spot (TwSimWriter *writer, const TwSimSpot *spot, guint number)
{
  const TwSimTown *town = writer->town;
  g_autofree char *id = tw_sim_spot_id (town, number);
  g_autofree char *parent_code = NULL;
  JsonObject *body =
      new_place (town, spot->kind, spot->name, spot->name_en, spot->at, spot->height_m);

  if (spot->building >= 0)
    {
      const TwSimBuilding *building = tw_sim_town_building (town, (guint) spot->building);
      parent_code = tw_sim_code (building->community, building->number, 0, 0, 0, 0);
    }
  else if (spot->community > 0)
    {
      parent_code = tw_sim_code (spot->community, 0, 0, 0, 0, 0);
    }
  if (spot->community > 0)
    set_links (body, town, NULL, parent_code, spot->community);
  if (spot->area_m2 > 0)
    json_object_set_double_member (body, "area_m2", spot->area_m2);
  if (spot->space != NULL)
    {
      json_object_set_string_member (body, "space", spot->space);
      set_idle_attrs (body, spot, number);
    }
  return emit (writer, id, body);
}

gboolean
tw_sim_write_places (TwSimWriter *writer)
{
  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    if (!write_community (writer, i))
      return FALSE;
  for (guint i = 0; i < writer->town->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (writer->town, i);

      if (building->community > 0 && !write_building (writer, building))
        return FALSE;
    }
  for (guint i = 0; i < writer->town->spots->len; i++)
    if (!write_spot (writer, &g_array_index (writer->town->spots, TwSimSpot, i), i))
      return FALSE;
  return TRUE;
}

/* --- requests --- */

char *
tw_sim_request_id (const TwSimTown *town, const TwSimRequest *request)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT " %016" G_GINT64_MODIFIER "x",
                                          request->at_us, request->seed);

  return derive_id (town, "request", "law", key);
}

static void
set_request_place (JsonObject *body, const TwSimTown *town, const TwSimRequest *request)
{
  g_autofree char *address = tw_sim_request_address (town, request);

  tw_sim_set_position (body, town, request->at);
  json_object_set_string_member (body, "address", address);
  if (request->building >= 0)
    {
      const TwSimBuilding *building = tw_sim_town_building (town, (guint) request->building);
      g_autofree char *code = tw_sim_code (building->community, building->number, request->unit,
                                           request->floor, request->room, 0);
      g_autofree char *id = tw_sim_place_id (town, code);

      json_object_set_string_member (body, "place", id);
    }
}

JsonObject *
tw_sim_request_body (const TwSimTown *town, const TwSimRequest *request, gboolean done)
{
  static const char *const channels[TW_SIM_CHANNELS] = { "入户问卷", "热线", "小程序" };
  JsonObject *body = json_object_new ();
  g_autofree char *at = tw_time_format_rfc3339 (request->at_us);
  g_autofree char *text = tw_sim_request_text (town, request);

  json_object_set_string_member (body, "at", at);
  json_object_set_string_member (body, "service", tw_sim_service (request->service)->key);
  json_object_set_string_member (body, "channel", channels[request->channel]);
  json_object_set_string_member (body, "text", text);
  json_object_set_string_member (body, "status", done ? "done" : "open");
  if (request->age >= 0)
    json_object_set_int_member (body, "age", request->age);
  if (request->expect_s > 0)
    json_object_set_int_member (body, "expect_s", request->expect_s);
  if (request->placed || request->tell_community)
    {
      g_autofree char *code = tw_sim_code (request->community, 0, 0, 0, 0, 0);
      g_autofree char *id = tw_sim_place_id (town, code);

      json_object_set_string_member (body, "community", id);
    }
  if (request->placed)
    set_request_place (body, town, request);
  return body;
}
