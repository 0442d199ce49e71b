// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-docs.h"

#include "base/tw-id.h"
#include "duty/roster/tw-rota-setup.h"

#include <string.h>

/*
 * What rosters of the demo street are made from: posts in the twelve communities and at the places
 * everybody shares, the three tides of the service plan, the rule packs of the four pools and the
 * officers who plan and approve.
 *
 * Four posts stand in each community; metro exits and kindergartens open for the morning and the
 * afternoon tide; the centre of 200 m2 has annotation, advice and mediation. The tides can nearly
 * be met: what the posts ask for at least falls short of the shares by a head or two.
 */

#define ALL_DAYS 0x7f
#define WORKDAYS 0x1f

typedef struct {
  int days; /* bits, 0 Monday */
  int from_min, to_min;
} Hours;

typedef struct {
  const char *key, *name, *name_en;
  const char *service, *skill; /* or NULL */
  const char *pools;           /* spaces between */
  int priority;
  double per_hour;
  int min_heads;
  Hours hours[3];
} PostKind;

static const PostKind community_posts[] = {
  { "hall",
    "政务窗口",
    "Service Window",
    "政务办理",
    "政务办理",
    "community",
    2,
    1.5,
    1,
    { { WORKDAYS, 540, 1050 }, { 1 << 5, 540, 780 } } },
  { "repair",
    "居家维修",
    "Home Repair",
    "居家维修",
    "水电维修",
    "property freelance",
    2,
    0.8,
    0,
    { { ALL_DAYS, 480, 1260 } } },
  { "escort",
    "陪诊陪护",
    "Medical Escort",
    "陪诊就医",
    NULL,
    "community volunteer freelance",
    3,
    0.5,
    0,
    { { ALL_DAYS, 450, 1050 } } },
  { "silver",
    "银发守护",
    "Silver Guardians",
    "代际照护",
    NULL,
    "community volunteer",
    1,
    0.5,
    1,
    { { ALL_DAYS, 1080, 1260 } } },
};

static const PostKind metro_post = {
  "metro", "引导岗",
  "Guide", NULL,
  NULL,    "community property volunteer",
  2,       1,
  3,       { { WORKDAYS, 420, 570 }, { 3 << 5, 480, 570 }, { ALL_DAYS, 1020, 1170 } }
};

static const PostKind kindergarten_post = { "kindergarten",
                                            "护学岗",
                                            "School Gate",
                                            NULL,
                                            NULL,
                                            "community property volunteer",
                                            2,
                                            1,
                                            2,
                                            { { WORKDAYS, 420, 540 }, { WORKDAYS, 960, 1050 } } };

static const PostKind hospital_post = { "hospital",
                                        "陪诊接待",
                                        "Escort Desk",
                                        NULL,
                                        "陪诊",
                                        "volunteer freelance",
                                        3,
                                        1,
                                        1,
                                        { { ALL_DAYS, 480, 960 } } };

static const PostKind centre_posts[] = {
  { "annotation",
    "数据标注",
    "Data Annotation",
    NULL,
    "数据标注",
    "community freelance",
    3,
    1,
    5,
    { { ALL_DAYS, 540, 1080 } } },
  { "advice",
    "综合咨询",
    "General Advice",
    NULL,
    NULL,
    "community volunteer",
    2,
    1,
    3,
    { { WORKDAYS, 510, 1200 }, { 3 << 5, 540, 1020 } } },
  { "mediation",
    "调解室",
    "Mediation Room",
    "纠纷调解",
    "调解",
    "community",
    3,
    3,
    1,
    { { WORKDAYS, 540, 1080 } } },
};

/* Without a place: they go where they are called. */
static const PostKind street_posts[] = {
  { "meals",
    "助餐配送",
    "Meals on Wheels",
    "助餐送餐",
    NULL,
    "property volunteer freelance",
    3,
    5,
    1,
    { { ALL_DAYS, 600, 1140 } } },
  { "standby",
    "应急机动",
    "Standby",
    "应急响应",
    "急救",
    "community property volunteer",
    1,
    3,
    2,
    { { ALL_DAYS, 360, 1350 } } },
};

#define MAX_KINDERGARTENS 6

static JsonArray *
words (const char *text)
{
  JsonArray *array = json_array_new ();
  g_auto (GStrv) list = g_strsplit (text ? text : "", " ", -1);

  for (guint i = 0; list[i]; i++)
    json_array_add_string_element (array, list[i]);
  return array;
}

static void
add_windows (JsonArray *array, const Hours *hours)
{
  for (int day = 0; day < 7; day++)
    if (hours->days >> day & 1)
      {
        JsonObject *window = json_object_new ();
        json_object_set_int_member (window, "weekday", day + 1);
        json_object_set_int_member (window, "from_min", hours->from_min);
        json_object_set_int_member (window, "to_min", hours->to_min);
        json_array_add_object_element (array, window);
      }
}

static gboolean
emit (TwSimWriter *writer, const char *type, const char *key, JsonObject *body)
{
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, writer->town->seed);
  g_autofree char *id = tw_id_derived (type, "demo street", seed, key, NULL);

  return writer->sink (id, body, writer->user_data);
}

/* --- posts ----------------------------------------------------------------------------------- */

static void
set_names (JsonObject *body, const PostKind *kind, const char *where, const char *where_en)
{
  g_autofree char *name = g_strconcat (where, kind->name, NULL);
  g_autofree char *name_en = g_strconcat (where_en, *where_en ? " " : "", kind->name_en, NULL);

  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "name_en", name_en);
}

static gboolean
write_post (TwSimWriter *writer, const PostKind *kind, const char *where, const char *where_en,
            const char *place, guint community)
{
  JsonObject *body = json_object_new ();
  JsonArray *hours = json_array_new ();
  g_autofree char *key = g_strconcat (kind->key, " ", where, NULL);

  set_names (body, kind, where, where_en);
  if (place)
    json_object_set_string_member (body, "place", place);
  if (community > 0)
    {
      g_autofree char *code = tw_sim_code (community, 0, 0, 0, 0, 0);
      g_autofree char *id = tw_sim_place_id (writer->town, code);
      json_object_set_string_member (body, "community", id);
    }
  if (kind->service)
    json_object_set_string_member (body, "service", kind->service);
  json_object_set_array_member (body, "skills",
                                kind->skill ? words (kind->skill) : json_array_new ());
  json_object_set_array_member (body, "pools", words (kind->pools));
  json_object_set_int_member (body, "priority", kind->priority);
  json_object_set_double_member (body, "per_hour", kind->per_hour);
  json_object_set_int_member (body, "min_heads", kind->min_heads);
  for (guint i = 0; i < G_N_ELEMENTS (kind->hours); i++)
    add_windows (hours, &kind->hours[i]);
  json_object_set_array_member (body, "hours", hours);
  json_object_set_boolean_member (body, "active", TRUE);
  writer->counts.n_posts++;
  return emit (writer, "post", key, body);
}

static gboolean
write_community_posts (TwSimWriter *writer, guint community)
{
  const TwSimCommunity *from = &writer->town->communities[community];
  g_autofree char *code = tw_sim_code (community, 0, 0, 0, 0, 0);
  g_autofree char *place = tw_sim_place_id (writer->town, code);

  for (guint i = 0; i < G_N_ELEMENTS (community_posts); i++)
    if (!write_post (writer, &community_posts[i], from->name, from->name_en, place, community))
      return FALSE;
  return TRUE;
}

/* The kinds of posts at a spot; every second exit of a station has one. */
static const PostKind *
posts_of_spot (const TwSimSpot *spot, guint n_before, guint *ret_n)
{
  *ret_n = 1;
  if (strcmp (spot->kind, "metro") == 0)
    return n_before % 2 == 0 ? &metro_post : NULL;
  if (strcmp (spot->kind, "kindergarten") == 0)
    return n_before < MAX_KINDERGARTENS ? &kindergarten_post : NULL;
  if (strcmp (spot->kind, "hospital") == 0)
    return n_before == 0 ? &hospital_post : NULL;
  *ret_n = G_N_ELEMENTS (centre_posts);
  return strcmp (spot->kind, "centre") == 0 && n_before == 0 ? centre_posts : NULL;
}

static gboolean
write_spot_posts (TwSimWriter *writer, guint number, guint n_before)
{
  const TwSimSpot *spot = &g_array_index (writer->town->spots, TwSimSpot, number);
  g_autofree char *place = tw_sim_spot_id (writer->town, number);
  gboolean shared = strcmp (spot->kind, "centre") == 0 || strcmp (spot->kind, "hospital") == 0;
  guint n;
  const PostKind *kinds = posts_of_spot (spot, n_before, &n);

  for (guint i = 0; kinds && i < n; i++)
    if (!write_post (writer, &kinds[i], spot->name, spot->name_en, place,
                     shared ? 0 : spot->community))
      return FALSE;
  return TRUE;
}

static gboolean
write_posts (TwSimWriter *writer)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    if (!write_community_posts (writer, i))
      return FALSE;
  for (guint i = 0; i < writer->town->spots->len; i++)
    {
      const char *kind = g_array_index (writer->town->spots, TwSimSpot, i).kind;
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, kind));
      if (!write_spot_posts (writer, i, n))
        return FALSE;
      g_hash_table_insert (counts, (gpointer) kind, GUINT_TO_POINTER (n + 1));
    }
  for (guint i = 0; i < G_N_ELEMENTS (street_posts); i++)
    if (!write_post (writer, &street_posts[i], "", "", NULL, 0))
      return FALSE;
  return TRUE;
}

/* --- tides, rule packs, officers -------------------------------------------------------------- */

static const struct {
  const char *key, *name, *name_en;
  int days, from_min, to_min;
  double share, weight;
  const char *kinds, *of_kinds, *service, *skill;
} tides[] = {
  { "out", "早潮外勤", "Morning tide", WORKDAYS, 420, 540, 0.4, 6, "metro kindergarten", NULL, NULL,
    NULL },
  { "back", "午潮回流", "Noon tide", ALL_DAYS, 660, 780, 0.6, 6, "centre",
    "metro kindergarten centre", NULL, "数据标注" },
  { "silver", "晚潮银发守护", "Silver-guardian tide", ALL_DAYS, 1080, 1260, 0.3, 8, NULL, NULL,
    "代际照护", NULL },
};

static gboolean
write_tide (TwSimWriter *writer, guint i)
{
  JsonObject *body = json_object_new ();
  JsonArray *weekdays = json_array_new ();

  for (int day = 0; day < 7; day++)
    if (tides[i].days >> day & 1)
      json_array_add_int_element (weekdays, day + 1);
  json_object_set_string_member (body, "name", tides[i].name);
  json_object_set_string_member (body, "name_en", tides[i].name_en);
  json_object_set_array_member (body, "weekdays", weekdays);
  json_object_set_int_member (body, "from_min", tides[i].from_min);
  json_object_set_int_member (body, "to_min", tides[i].to_min);
  json_object_set_double_member (body, "share", tides[i].share);
  json_object_set_double_member (body, "weight", tides[i].weight);
  if (tides[i].kinds)
    json_object_set_array_member (body, "kinds", words (tides[i].kinds));
  if (tides[i].of_kinds)
    json_object_set_array_member (body, "of_kinds", words (tides[i].of_kinds));
  if (tides[i].service)
    json_object_set_array_member (body, "services", words (tides[i].service));
  if (tides[i].skill)
    json_object_set_string_member (body, "skill", tides[i].skill);
  json_object_set_boolean_member (body, "active", TRUE);
  return emit (writer, "tide", tides[i].key, body);
}

/* What the law says for each contract; volunteers come by agreement, at most four hours a day. */
static const struct {
  const char *pool, *name, *contract;
  int day; /* minutes; 0: as the law has it */
} packs[] = {
  { "community", "社区工作者规则包", "full_time", 0 },
  { "property", "物业员工规则包", "full_time", 0 },
  { "volunteer", "志愿者规则包", "volunteer", 240 },
  { "freelance", "灵活就业人员规则包", "part_time", 0 },
};

static void
write_limit (JsonObject *rules, TwRosterRule rule, TwRosterLimit limit)
{
  JsonObject *own;

  if (limit.limit == TW_ROSTER_NO_LIMIT)
    return;
  own = json_object_new ();
  json_object_set_int_member (own, "limit", limit.limit);
  json_object_set_string_member (own, "article", tw_roster_article_id (limit.article));
  json_object_set_object_member (rules, tw_rota_rule_key (rule), own);
}

static gboolean
write_pack (TwSimWriter *writer, guint i)
{
  JsonObject *body = json_object_new (), *rules = json_object_new ();
  g_autofree char *id = g_strconcat ("rulepack:", packs[i].pool, NULL);

  json_object_set_string_member (body, "name", packs[i].name);
  json_object_set_string_member (body, "pool", packs[i].pool);
  json_object_set_string_member (body, "contract", packs[i].contract);
  for (int rule = 0; rule < TW_ROSTER_N_RULES; rule++)
    {
      TwRosterLimit limit = tw_setup_law_limit (body, rule);

      if (rule == TW_ROSTER_RULE_DAY && packs[i].day > 0)
        limit.limit = packs[i].day;
      write_limit (rules, rule, limit);
    }
  json_object_set_object_member (body, "rules", rules);
  return writer->sink (id, body, writer->user_data);
}

const TwSimOfficer tw_sim_officers[TW_SIM_OFFICERS] = {
  { "周敏", "plan" },
  { "何建国", "plan" },
  { "林晓岚", "approve" },
  { "沈立群", "plan approve override" },
};

static gboolean
write_officer (TwSimWriter *writer, guint i)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "name", tw_sim_officers[i].name);
  json_object_set_array_member (body, "rights", words (tw_sim_officers[i].rights));
  return emit (writer, "officer", tw_sim_officers[i].name, body);
}

gboolean
tw_sim_write_roster (TwSimWriter *writer)
{
  if (!write_posts (writer))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tides); i++)
    if (!write_tide (writer, i))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (packs); i++)
    if (!write_pack (writer, i))
      return FALSE;
  for (guint i = 0; i < TW_SIM_OFFICERS; i++)
    if (!write_officer (writer, i))
      return FALSE;
  return TRUE;
}
