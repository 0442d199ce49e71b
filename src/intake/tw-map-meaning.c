// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-map-meaning.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define STOREY_M 3.0
#define HEIGHT_MAX_M 1000.0
#define COMMUNITY_LEVEL                                                                            \
  9 /* boundary=administrative: 9 and above are parts of a town, 10 is a community (社区) */

#define P TW_MAP_SHAPE_POINT
#define L TW_MAP_SHAPE_LINE
#define A TW_MAP_SHAPE_AREA

/* The first rule that fits wins. value NULL: any; klass NULL: the value itself. */
typedef struct {
  const char *key, *value;
  guint shapes;
  TwMapKind kind;
  const char *klass;
} Rule;

static const Rule RULES[] = {
  { "building", "yes", A, TW_MAP_BUILDING, "" },
  { "building", NULL, A, TW_MAP_BUILDING, NULL },
  { "building:part", NULL, A, TW_MAP_BUILDING, "part" },
  { "highway", "motorway", L, TW_MAP_STREET, "motorway" },
  { "highway", "motorway_link", L, TW_MAP_STREET, "motorway" },
  { "highway", "trunk", L, TW_MAP_STREET, "trunk" },
  { "highway", "trunk_link", L, TW_MAP_STREET, "trunk" },
  { "highway", "primary", L, TW_MAP_STREET, "primary" },
  { "highway", "primary_link", L, TW_MAP_STREET, "primary" },
  { "highway", "secondary", L, TW_MAP_STREET, "secondary" },
  { "highway", "secondary_link", L, TW_MAP_STREET, "secondary" },
  { "highway", "tertiary", L, TW_MAP_STREET, "tertiary" },
  { "highway", "tertiary_link", L, TW_MAP_STREET, "tertiary" },
  { "highway", "residential", L, TW_MAP_STREET, "residential" },
  { "highway", "unclassified", L, TW_MAP_STREET, "residential" },
  { "highway", "living_street", L, TW_MAP_STREET, "residential" },
  { "highway", "road", L, TW_MAP_STREET, "residential" },
  { "highway", "busway", L, TW_MAP_STREET, "service" },
  { "highway", "service", L | A, TW_MAP_STREET, "service" },
  { "highway", "proposed", 0, 0, NULL },
  { "highway", "planned", 0, 0, NULL },
  { "highway", "abandoned", 0, 0, NULL },
  { "highway", "razed", 0, 0, NULL },
  { "highway", NULL, L | A, TW_MAP_PATH, NULL },
  { "railway", "subway", L, TW_MAP_RAIL, "subway" },
  { "railway", "rail", L, TW_MAP_RAIL, "rail" },
  { "railway", "light_rail", L, TW_MAP_RAIL, "rail" },
  { "railway", "monorail", L, TW_MAP_RAIL, "rail" },
  { "railway", "narrow_gauge", L, TW_MAP_RAIL, "rail" },
  { "railway", "tram", L, TW_MAP_RAIL, "tram" },
  { "railway", "subway_entrance", P, TW_MAP_POI, "metro_entrance" },
  { "railway", "station", A, TW_MAP_LAND, "station" },
  { "railway", "platform", A, TW_MAP_PATH, "platform" },
  { "station", "subway", P, TW_MAP_POI, "metro" },
  { "waterway", "riverbank", A, TW_MAP_WATER, "river" },
  { "waterway", "dock", A, TW_MAP_WATER, "dock" },
  { "waterway", "river", L, TW_MAP_WATER, "river" },
  { "waterway", "canal", L, TW_MAP_WATER, "canal" },
  { "waterway", "stream", L, TW_MAP_WATER, "stream" },
  { "waterway", "drain", L, TW_MAP_WATER, "stream" },
  { "waterway", "ditch", L, TW_MAP_WATER, "stream" },
  { "natural", "water", A, TW_MAP_WATER, "" },
  { "natural", "bay", A, TW_MAP_WATER, "" },
  { "natural", "wood", A, TW_MAP_GREEN, "forest" },
  { "natural", "scrub", A, TW_MAP_GREEN, NULL },
  { "natural", "grassland", A, TW_MAP_GREEN, "grass" },
  { "natural", "heath", A, TW_MAP_GREEN, "grass" },
  { "natural", "wetland", A, TW_MAP_GREEN, "wetland" },
  { "landuse", "basin", A, TW_MAP_WATER, "" },
  { "landuse", "reservoir", A, TW_MAP_WATER, "" },
  { "leisure", "swimming_pool", A, TW_MAP_WATER, "pool" },
  { "leisure", "sports_centre", A, TW_MAP_LAND, "sport" },
  { "leisure", "stadium", A, TW_MAP_LAND, "sport" },
  { "leisure", "fitness_centre", A, TW_MAP_LAND, "sport" },
  { "leisure", NULL, A, TW_MAP_GREEN, NULL },
  { "landuse", "forest", A, TW_MAP_GREEN, NULL },
  { "landuse", "grass", A, TW_MAP_GREEN, NULL },
  { "landuse", "meadow", A, TW_MAP_GREEN, "grass" },
  { "landuse", "village_green", A, TW_MAP_GREEN, "park" },
  { "landuse", "recreation_ground", A, TW_MAP_GREEN, "park" },
  { "landuse", "greenfield", A, TW_MAP_GREEN, "grass" },
  { "landuse", "flowerbed", A, TW_MAP_GREEN, "garden" },
  { "landuse", "orchard", A, TW_MAP_GREEN, NULL },
  { "landuse", "farmland", A, TW_MAP_GREEN, NULL },
  { "landuse", "allotments", A, TW_MAP_GREEN, NULL },
  { "landuse", "cemetery", A, TW_MAP_GREEN, NULL },
  { "amenity", "school", A, TW_MAP_LAND, NULL },
  { "amenity", "kindergarten", A, TW_MAP_LAND, NULL },
  { "amenity", "university", A, TW_MAP_LAND, NULL },
  { "amenity", "college", A, TW_MAP_LAND, NULL },
  { "amenity", "hospital", A, TW_MAP_LAND, NULL },
  { "amenity", "clinic", A, TW_MAP_LAND, NULL },
  { "amenity", "parking", A, TW_MAP_LAND, NULL },
  { "amenity", "marketplace", A, TW_MAP_LAND, NULL },
  { "amenity", "research_institute", A, TW_MAP_LAND, NULL },
  { "amenity", "grave_yard", A, TW_MAP_GREEN, "cemetery" },
  { "amenity", "school", P, TW_MAP_POI, NULL },
  { "amenity", "kindergarten", P, TW_MAP_POI, NULL },
  { "amenity", "hospital", P, TW_MAP_POI, NULL },
  { "amenity", "clinic", P, TW_MAP_POI, NULL },
  { "amenity", "university", P, TW_MAP_POI, NULL },
  { "amenity", "college", P, TW_MAP_POI, NULL },
  { "amenity", "police", P, TW_MAP_POI, NULL },
  { "amenity", "pharmacy", P, TW_MAP_POI, NULL },
  { "amenity", "community_centre", P, TW_MAP_POI, NULL },
  { "amenity", "social_centre", P, TW_MAP_POI, "community_centre" },
  { "amenity", "library", P, TW_MAP_POI, NULL },
  { "amenity", "marketplace", P, TW_MAP_POI, NULL },
  { "landuse", NULL, A, TW_MAP_LAND, NULL },
  { "place", "square", A, TW_MAP_LAND, "plaza" },
  { "place", "neighbourhood", A, TW_MAP_BOUNDARY, "community" },
  { "place", "quarter", A, TW_MAP_BOUNDARY, "community" },
  { "man_made", "bridge", A, TW_MAP_LAND, "bridge" },
  { "man_made", "pier", L | A, TW_MAP_PATH, "pier" },
  /* Plain GeoJSON says it by "kind". */
  { "kind", "community", A, TW_MAP_BOUNDARY, "community" },
  { "kind", "boundary", L | A, TW_MAP_BOUNDARY, "" },
  { "kind", "building", A, TW_MAP_BUILDING, "" },
  { "kind", "street", L, TW_MAP_STREET, "residential" },
  { "kind", "road", L, TW_MAP_STREET, "residential" },
  { "kind", "path", L, TW_MAP_PATH, "footway" },
  { "kind", "rail", L, TW_MAP_RAIL, "rail" },
  { "kind", "subway", L, TW_MAP_RAIL, "subway" },
  { "kind", "water", L | A, TW_MAP_WATER, "" },
  { "kind", "green", A, TW_MAP_GREEN, "" },
  { "kind", "park", A, TW_MAP_GREEN, "park" },
  { "kind", "land", A, TW_MAP_LAND, "" },
  { "kind", "metro", P, TW_MAP_POI, "metro_entrance" },
  { "kind", "metro_entrance", P, TW_MAP_POI, "metro_entrance" },
  { "kind", "kindergarten", A, TW_MAP_LAND, NULL },
  { "kind", "school", A, TW_MAP_LAND, NULL },
  { "kind", "hospital", A, TW_MAP_LAND, NULL },
  { "kind", NULL, P, TW_MAP_POI, NULL },
};

/* Which things become place documents. */
static const struct {
  const char *key, *value, *place_kind;
} PLACE_RULES[] = {
  { "place", "neighbourhood", "community" },
  { "place", "quarter", "community" },
  { "kind", "community", "community" },
  { "railway", "subway_entrance", "metro" },
  { "kind", "metro", "metro" },
  { "kind", "metro_entrance", "metro" },
  { "amenity", "kindergarten", "kindergarten" },
  { "kind", "kindergarten", "kindergarten" },
  { "amenity", "hospital", "hospital" },
  { "kind", "hospital", "hospital" },
  { "amenity", "school", "school" },
  { "kind", "school", "school" },
};

TwMapTags *
tw_map_tags_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

void
tw_map_tags_add (TwMapTags *tags, const char *key, const char *value)
{
  g_ptr_array_add (tags, g_strdup (key));
  g_ptr_array_add (tags, g_strdup (value));
}

const char *
tw_map_tags_get (const TwMapTags *tags, const char *key)
{
  for (guint i = 0; i + 1 < tags->len; i += 2)
    if (strcmp (g_ptr_array_index (tags, i), key) == 0)
      return g_ptr_array_index (tags, i + 1);
  return NULL;
}

const char *
tw_map_tags_get_any (const TwMapTags *tags, ...)
{
  const char *value = NULL, *key;
  va_list keys;

  va_start (keys, tags);
  while (value == NULL && (key = va_arg (keys, const char *)) != NULL)
    {
      value = tw_map_tags_get (tags, key);
      if (value != NULL && value[0] == '\0')
        value = NULL;
    }
  va_end (keys);
  return value;
}

gboolean
tw_map_tags_key_matters (const char *key)
{
  static const char *const KEYS[] = { "name",
                                      "highway",
                                      "building",
                                      "type",
                                      "name:en",
                                      "building:levels",
                                      "height",
                                      "landuse",
                                      "leisure",
                                      "natural",
                                      "amenity",
                                      "railway",
                                      "station",
                                      "waterway",
                                      "boundary",
                                      "admin_level",
                                      "place",
                                      "man_made",
                                      "area",
                                      "ref",
                                      "local_ref",
                                      "official_name",
                                      "alt_name",
                                      "name:zh",
                                      "name_en",
                                      "levels",
                                      "kind",
                                      "building:part",
                                      "building:height",
                                      "floors",
                                      "storeys",
                                      "code",
                                      "title",
                                      "Name",
                                      "NAME",
                                      "名称",
                                      "社区",
                                      "层数",
                                      "高度",
                                      "height_m",
                                      "id",
                                      "@id",
                                      NULL };

  return g_strv_contains (KEYS, key);
}

double
tw_map_parse_height_m (const char *text)
{
  char *end = NULL;
  double value;

  if (text == NULL)
    return 0;
  value = g_ascii_strtod (text, &end);
  if (end == text || !(value > 0))
    return 0;
  if (strchr (end, '\'') != NULL || strstr (end, "ft") != NULL)
    value *= 0.3048;
  return MIN (value, HEIGHT_MAX_M);
}

static double
height_of (const TwMapTags *tags)
{
  double height_m = tw_map_parse_height_m (
      tw_map_tags_get_any (tags, "height", "building:height", "height_m", "高度", NULL));
  const char *levels =
      tw_map_tags_get_any (tags, "building:levels", "levels", "storeys", "floors", "层数", NULL);

  if (height_m <= 0 && levels != NULL)
    height_m = MIN (STOREY_M * tw_map_parse_height_m (levels), HEIGHT_MAX_M);
  return height_m;
}

/* A closed way is an area where the rule allows nothing else, or where the tags say so. */
static TwMapShape
choose_shape (const TwMapTags *tags, guint shapes)
{
  const char *area = tw_map_tags_get (tags, "area");

  if ((shapes & L) != 0 && (shapes & A) != 0)
    return area != NULL && strcmp (area, "yes") == 0 ? A : L;
  return shapes & A ? A : shapes & L ? L : P;
}

static gboolean
apply_rules (const TwMapTags *tags, guint shapes, TwMapMeaning *meaning)
{
  for (gsize i = 0; i < G_N_ELEMENTS (RULES); i++)
    {
      const Rule *rule = &RULES[i];
      const char *value = tw_map_tags_get (tags, rule->key);

      if (value == NULL || value[0] == '\0' || strcmp (value, "no") == 0
          || (rule->value != NULL && strcmp (rule->value, value) != 0)
          || (rule->kind != 0 && (rule->shapes & shapes) == 0))
        continue;
      meaning->kind = rule->kind;
      meaning->klass = rule->klass != NULL ? rule->klass : value;
      meaning->shape = choose_shape (tags, rule->shapes & shapes);
      return TRUE;
    }
  return FALSE;
}

static int
admin_level (const TwMapTags *tags)
{
  const char *boundary = tw_map_tags_get (tags, "boundary");
  const char *level = tw_map_tags_get (tags, "admin_level");

  return boundary != NULL && strcmp (boundary, "administrative") == 0
             ? (level != NULL ? atoi (level) : 1)
             : 0;
}

static const char *
place_kind_of (const TwMapTags *tags, guint shapes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (PLACE_RULES); i++)
    {
      const char *value = tw_map_tags_get (tags, PLACE_RULES[i].key);

      if (value != NULL && strcmp (value, PLACE_RULES[i].value) == 0)
        {
          gboolean community = strcmp (PLACE_RULES[i].place_kind, "community") == 0;

          /* A community without a boundary could hold nobody. */
          if (shapes & (community ? A : A | P))
            return PLACE_RULES[i].place_kind;
        }
    }
  return (shapes & A) != 0 && admin_level (tags) >= COMMUNITY_LEVEL ? "community" : NULL;
}

/* Geometry alone, for GeoJSON that says nothing else. */
static void
fall_back (guint shapes, TwMapMeaning *meaning)
{
  static const struct {
    guint shape;
    TwMapKind kind;
  } PLAIN[] = { { A, TW_MAP_LAND }, { L, TW_MAP_STREET }, { P, TW_MAP_POI } };

  for (gsize i = 0; i < G_N_ELEMENTS (PLAIN); i++)
    if (shapes & PLAIN[i].shape)
      {
        meaning->kind = PLAIN[i].kind;
        meaning->shape = PLAIN[i].shape;
        return;
      }
}

TwMapMeaning
tw_map_meaning (const TwMapTags *tags, guint shapes, gboolean plain)
{
  TwMapMeaning meaning = { 0, "", 0, 0, NULL };

  g_return_val_if_fail (tags != NULL, meaning);
  meaning.place_kind = place_kind_of (tags, shapes);
  if (!apply_rules (tags, shapes, &meaning) && admin_level (tags) > 0 && (shapes & (A | L)) != 0)
    {
      meaning.kind = TW_MAP_BOUNDARY;
      meaning.klass = admin_level (tags) >= COMMUNITY_LEVEL ? "community" : "administrative";
      meaning.shape = shapes & A ? A : L;
    }
  if (meaning.kind == 0 && plain)
    fall_back (shapes, &meaning);
  if (meaning.kind == TW_MAP_BUILDING)
    meaning.height_m = height_of (tags);
  return meaning;
}
