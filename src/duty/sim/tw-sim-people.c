// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-docs.h"

#include "base/tw-hash.h"
#include "base/tw-id.h"
#include "base/tw-time.h"
#include "duty/sim/tw-sim-names.h"

#include <math.h>

/* The 900 people of the four pools, and the 800 homes of elders who live alone and consented. */

/* --- people --- */

typedef struct {
  const char *pool;
  guint n;
  int age_min, age_max;
  double hours_min,
      hours_max;        /* a week: by law, by agreement with volunteers and non-full-time workers */
  const char *employer; /* NULL: none */
  const char *skills[8];
} Pool;

static const Pool pools[] = {
  { "community",
    190,
    24,
    59,
    40,
    40,
    "望潮街道办事处",
    { "政务办理", "调解", "入户走访", "急救", "数据标注", "手语", "网格管理", "心理疏导" } },
  { "property",
    250,
    22,
    62,
    44,
    44,
    NULL,
    { "水电维修", "电梯救援", "急救", "巡查", "保洁", "绿化", "消防", "门锁" } },
  { "volunteer",
    310,
    18,
    74,
    4,
    12,
    "望潮志愿服务总队",
    { "陪诊", "助餐", "代购取药", "护理资质", "书法", "风筝", "手机教学", "急救" } },
  { "freelance",
    150,
    20,
    55,
    16,
    24,
    NULL,
    { "水电维修", "家电维修", "缝补", "护理资质", "陪诊", "数据标注", "摄影", "配送" } },
};

static void
add_availability (JsonArray *list, int weekday, int from_min, int to_min)
{
  JsonObject *slot = json_object_new ();

  json_object_set_int_member (slot, "weekday", weekday);
  json_object_set_int_member (slot, "from_min", from_min);
  json_object_set_int_member (slot, "to_min", to_min);
  json_array_add_object_element (list, slot);
}

/* Staff work five days in an early or late turn, volunteers some evenings and a weekend day,
 * freelancers where it suits them. */
static JsonArray *
draw_availability (TwRng *rng, guint pool)
{
  JsonArray *list = json_array_new ();
  int free_day = (int) tw_rng_range (rng, 1, 7), late = tw_rng_uniform (rng) < 0.4 ? 240 : 0;

  for (int weekday = 1; weekday <= 7; weekday++)
    {
      double draw = tw_rng_uniform (rng);

      switch (pool)
        {
        case 0:
          if (weekday <= 5 || (weekday == 6 && draw < 0.3))
            add_availability (list, weekday, 420 + late, 1020 + late);
          break;
        case 1:
          if (weekday != free_day)
            add_availability (list, weekday, 360 + late * 2, 900 + late * 2);
          break;
        case 2:
          if (weekday >= 6 ? draw < 0.7 : draw < 0.45)
            add_availability (list, weekday, weekday >= 6 ? 540 : 1050, weekday >= 6 ? 1020 : 1290);
          break;
        default:
          if (draw < 0.75)
            add_availability (list, weekday, 480 + 60 * (int) tw_rng_below (rng, 6),
                              900 + 60 * (int) tw_rng_below (rng, 8));
          break;
        }
    }
  if (json_array_get_length (list) == 0)
    add_availability (list, 6, 540, 1020);
  return list;
}

static JsonArray *
draw_skills (TwRng *rng, const Pool *pool)
{
  JsonArray *list = json_array_new ();
  guint first = (guint) tw_rng_below (rng, 8), n = 1 + (guint) tw_rng_below (rng, 3);

  for (guint i = 0; i < n; i++)
    json_array_add_string_element (list, pool->skills[(first + i * 3) % 8]);
  return list;
}

static gboolean
write_person (TwSimWriter *writer, TwRng *rng, guint pool)
{
  static const char *const companies[] = { "锦城物业", "江畔物业", "万家物业" };
  const Pool *p = &pools[pool];
  int age = (int) tw_rng_range (rng, p->age_min, p->age_max);
  guint community = 1 + (guint) tw_rng_below (rng, TW_SIM_COMMUNITIES);
  g_autofree char *id = tw_id_new ("person", writer->end_us, rng);
  g_autofree char *name = tw_sim_person_name (rng, age);
  g_autofree char *phone = tw_sim_phone (rng);
  g_autofree char *code = tw_sim_code (community, 0, 0, 0, 0, 0);
  g_autofree char *community_id = tw_sim_place_id (writer->town, code);
  const char *company = companies[tw_rng_below (rng, G_N_ELEMENTS (companies))];
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "pool", p->pool);
  json_object_set_int_member (body, "age", age);
  json_object_set_string_member (body, "phone", phone);
  json_object_set_string_member (body, "community", community_id);
  if (p->employer != NULL || pool == 1)
    json_object_set_string_member (body, "employer", pool == 1 ? company : p->employer);
  json_object_set_double_member (body, "hours_week_max",
                                 floor (p->hours_min
                                        + (p->hours_max - p->hours_min) * tw_rng_uniform (rng)));
  json_object_set_array_member (body, "skills", draw_skills (rng, p));
  json_object_set_array_member (body, "availability", draw_availability (rng, pool));
  writer->counts.n_people++;
  return writer->sink (id, body, writer->user_data);
}

gboolean
tw_sim_write_people (TwSimWriter *writer)
{
  TwRng rng;

  tw_rng_init_named (&rng, writer->town->seed, "people");
  for (guint pool = 0; pool < G_N_ELEMENTS (pools); pool++)
    for (guint i = 0; i < pools[pool].n; i++)
      if (!write_person (writer, &rng, pool))
        return FALSE;
  return TRUE;
}

/* --- homes --- */

GArray *
tw_sim_draw_rooms (const TwSimTown *town, TwRng *rng, guint n)
{
  GArray *drawn = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autofree double *weights = g_new0 (double, town->buildings->len);
  guint64 tries = 0;

  for (guint i = 0; i < town->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (town, i);

      if (building->community > 0)
        weights[i] =
            tw_sim_building_count_rooms (building)
            * (tw_sim_town_block (town, building->block)->use == TW_SIM_BLOCK_WALKUP ? 2.5 : 0.6);
    }
  while (drawn->len < n && tries++ < 100 * (guint64) n)
    {
      guint i = (guint) tw_rng_pick (rng, weights, town->buildings->len);
      guint64 room =
          ((guint64) i << 32)
          | tw_rng_below (rng, tw_sim_building_count_rooms (tw_sim_town_building (town, i)));

      if (g_hash_table_add (seen, g_memdup2 (&room, sizeof room)))
        g_array_append_val (drawn, room);
    }
  return drawn;
}

static gboolean
write_home (TwSimWriter *writer, TwRng *rng, guint64 key)
{
  const TwSimBuilding *building = tw_sim_town_building (writer->town, (guint) (key >> 32));
  guint index = (guint) key, room = index % building->flats + 1;
  guint floor = index / building->flats % building->storeys + 1;
  guint unit = index / building->flats / building->storeys + 1;
  double years = tw_rng_gamma (rng, 3, 4.6);
  int age = 65 + (int) MIN (32, years);
  g_autofree char *id = tw_id_new ("home", writer->end_us, rng);
  g_autofree char *code =
      tw_sim_code (building->community, building->number, unit, (int) floor, room, 0);
  g_autofree char *place = tw_sim_place_id (writer->town, code);
  g_autofree char *community_code = tw_sim_code (building->community, 0, 0, 0, 0, 0);
  g_autofree char *community = tw_sim_place_id (writer->town, community_code);
  g_autofree char *name = tw_sim_person_name (rng, age);
  g_autofree char *phone = tw_sim_phone (rng);
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "place", place);
  json_object_set_string_member (body, "community", community);
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "phone", phone);
  json_object_set_string_member (body, "code", code);
  json_object_set_int_member (body, "age", age);
  json_object_set_boolean_member (body, "consent", TRUE);
  tw_sim_set_position (body, writer->town, tw_sim_room_at (building, unit, room));
  json_object_set_double_member (body, "height_m",
                                 round (tw_sim_floor_height (building, (int) floor) * 100) / 100);
  writer->counts.n_homes++;
  return writer->sink (id, body, writer->user_data);
}

gboolean
tw_sim_write_homes (TwSimWriter *writer)
{
  g_autoptr (GArray) rooms = NULL;
  TwRng rng;

  tw_rng_init_named (&rng, writer->town->seed, "homes");
  rooms = tw_sim_draw_rooms (writer->town, &rng, TW_SIM_HOMES);
  for (guint i = 0; i < rooms->len; i++)
    if (!write_home (writer, &rng, g_array_index (rooms, guint64, i)))
      return FALSE;
  return TRUE;
}
