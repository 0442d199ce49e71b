// SPDX-License-Identifier: Apache-2.0
#include "duty/sim/tw-sim-docs.h"

/* The town as a base map: the same vertices as in the documents. */

#define SOURCE "demo-street"
#define ATTRIBUTION "Tidewatch demo street (synthetic)"
#define POINTS(array) ((const TwSimVec *) (gpointer) (array)->data)

typedef struct {
  const TwSimTown *town;
  TwMapPack *pack;
  guint next;
} Chart;

static gboolean
add_feature (Chart *chart, TwMapKind kind, const char *klass, const char *name, const char *name_en,
             gboolean closed, const TwSimVec *points, gsize n, double height_m, GError **error)
{
  g_autofree char *ext_id = g_strdup_printf ("demo/%u", ++chart->next);
  g_autofree TwPointE7 *vertices = g_new (TwPointE7, n);
  TwMapFeature feature = { .kind = kind,
                           .ext_id = ext_id,
                           .klass = (char *) klass,
                           .name = (char *) name,
                           .name_en = (char *) name_en,
                           .height_m = height_m,
                           .closed = closed,
                           .points = vertices,
                           .n_points = n,
                           .n_parts = 1 };

  for (gsize i = 0; i < n; i++)
    vertices[i] = tw_sim_town_e7 (chart->town, points[i]);
  return tw_map_pack_add (chart->pack, &feature, error);
}

static gboolean
add_areas (Chart *chart, GError **error)
{
  static const TwMapKind kinds[] = { TW_MAP_LAND, TW_MAP_GREEN, TW_MAP_WATER };

  for (guint i = 0; i < chart->town->areas->len; i++)
    {
      const TwSimArea *area = &g_array_index (chart->town->areas, TwSimArea, i);

      if (!add_feature (chart, kinds[area->kind], area->klass, area->name, area->name_en, TRUE,
                        POINTS (area->points), area->points->len, 0, error))
        return FALSE;
    }
  return TRUE;
}

/* The land carries the compound's name, so a house shows its number alone. */
static char *
dup_label (const TwSimTown *town, const TwSimBuilding *building, gboolean english)
{
  if (building->community == 0 || building->use == TW_SIM_USE_SHOP)
    return NULL;
  if (building->use == TW_SIM_USE_HOMES)
    return g_strdup_printf (english ? "Building %u" : "%u栋", building->local);
  if (building->use == TW_SIM_USE_CENTRE || building->use == TW_SIM_USE_KINDERGARTEN)
    return tw_sim_building_name (town, building, english);
  return g_strdup_printf (english ? "Block %u" : "%u号楼", building->local);
}

static gboolean
add_buildings (Chart *chart, GError **error)
{
  for (guint i = 0; i < chart->town->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (chart->town, i);
      g_autofree char *name = dup_label (chart->town, building, FALSE);
      g_autofree char *name_en = dup_label (chart->town, building, TRUE);

      if (!add_feature (chart, TW_MAP_BUILDING, "", name, name_en, TRUE, building->corners,
                        building->n_corners, tw_sim_building_height (building), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_streets (Chart *chart, GError **error)
{
  static const char *const classes[] = { "primary",     "secondary", "tertiary",
                                         "residential", "service",   "footway" };
  TwSimNet *net = chart->town->net;

  for (guint i = 0; i < net->streets->len; i++)
    {
      const TwSimStreet *street = tw_sim_town_street (chart->town, i);
      g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (TwSimVec));

      for (guint k = 0; k < street->nodes->len; k++)
        {
          TwSimVec at = tw_sim_net_at (net, g_array_index (street->nodes, guint32, k));
          g_array_append_val (line, at);
        }
      if (!add_feature (chart, street->klass == TW_SIM_ROAD_FOOTWAY ? TW_MAP_PATH : TW_MAP_STREET,
                        classes[street->klass], street->name, street->name_en, FALSE, POINTS (line),
                        line->len, 0, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_boundaries (Chart *chart, GError **error)
{
  for (guint i = 1; i <= TW_SIM_COMMUNITIES; i++)
    {
      const TwSimCommunity *community = &chart->town->communities[i];
      g_autoptr (GArray) ring = tw_sim_net_dup_ring (chart->town->net, community->face);
      g_autofree char *name = g_strconcat (community->name, "社区", NULL);
      g_autofree char *name_en = g_strconcat (community->name_en, " Community", NULL);

      if (!add_feature (chart, TW_MAP_BOUNDARY, "community", name, name_en, TRUE, POINTS (ring),
                        ring->len, 0, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_pois (Chart *chart, GError **error)
{
  static const char *const kinds[][2] = { { "metro", "metro_entrance" },
                                          { "kindergarten", "kindergarten" },
                                          { "school", "school" },
                                          { "hospital", "hospital" },
                                          { "centre", "townhall" } };

  for (guint i = 0; i < chart->town->spots->len; i++)
    {
      const TwSimSpot *spot = &g_array_index (chart->town->spots, TwSimSpot, i);

      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        if (g_str_equal (spot->kind, kinds[k][0])
            && !add_feature (chart, TW_MAP_POI, kinds[k][1], spot->name, spot->name_en, FALSE,
                             &spot->at, 1, 0, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
add_all (Chart *chart, GError **error)
{
  const TwSimTown *town = chart->town;

  return add_areas (chart, error) && add_buildings (chart, error) && add_streets (chart, error)
         && add_feature (chart, TW_MAP_RAIL, "subway", "地铁望潮线", "Wangchao Metro Line", FALSE,
                         POINTS (town->metro), town->metro->len, 0, error)
         && add_boundaries (chart, error) && add_pois (chart, error);
}

gboolean
tw_sim_write_map (const TwSimTown *town, TwMapPack *pack, GError **error)
{
  Chart chart = { .town = town, .pack = pack };

  if (!tw_map_pack_begin (pack, SOURCE, ATTRIBUTION, error))
    return FALSE;
  if (!add_all (&chart, error))
    {
      tw_map_pack_abort (pack);
      return FALSE;
    }
  return tw_map_pack_commit (pack, error);
}
