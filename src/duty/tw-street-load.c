// SPDX-License-Identifier: Apache-2.0
/*
 * Reads a TwStreet from the projections. The plane's origin is the middle of the extent rounded to
 * a hundredth of a degree, so that a few new requests at the rim do not move every 100 m cell.
 */
#include "config.h"

#include "duty/tw-street-private.h"

#include "base/tw-json.h"
#include "store/tw-query-used.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const landmark_kinds[] = { "centre",   "metro",  "kindergarten",
                                              "hospital", "school", "idle",
                                              NULL };

static void
read_settings (TwStreet *street, TwStore *store)
{
  g_autoptr (TwDoc) doc = tw_store_get (store, "settings:street", NULL);
  const char *zone_name;
  GTimeZone *zone;

  if (doc == NULL)
    return;
  g_free (street->name);
  street->name = g_strdup (tw_json_get_string (doc->body, "name", ""));
  street->name_en = g_strdup (tw_json_get_string (doc->body, "name_en", NULL));
  zone_name = tw_json_get_string (doc->body, "zone", TW_TIMEZONE_DEFAULT);
  zone = tw_zone_new (zone_name, NULL);
  if (zone == NULL)
    return;
  g_time_zone_unref (street->zone);
  street->zone = zone;
  g_free (street->zone_name);
  street->zone_name = g_strdup (zone_name);
}

/* [[lon, lat], ...]; anything else leaves the community without a boundary. */
static void
read_ring (TwCommunity *community, JsonArray *ring)
{
  guint n = ring != NULL ? json_array_get_length (ring) : 0;

  if (n < 3)
    return;
  community->ring = g_new (TwPointE7, n);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (ring, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (pair == NULL || json_array_get_length (pair) < 2)
        {
          g_clear_pointer (&community->ring, g_free);
          return;
        }
      community->ring[i].lon_e7 = (gint32) lround (json_array_get_double_element (pair, 0) * TW_E7);
      community->ring[i].lat_e7 = (gint32) lround (json_array_get_double_element (pair, 1) * TW_E7);
    }
  community->n_ring = n;
}

static void
read_community (TwCommunity *community, TwDoc *doc)
{
  TwLatLon centre = { NAN, NAN };

  community->label.name = g_strdup (tw_json_get_string (doc->body, "name", doc->id));
  community->label.name_en = g_strdup (tw_json_get_string (doc->body, "name_en", NULL));
  community->code = g_strdup (tw_json_get_string (doc->body, "code", NULL));
  read_ring (community, tw_json_get_array (doc->body, "ring"));
  if (community->n_ring > 0)
    centre = tw_polygon_centroid (community->ring, community->n_ring);
  community->lat = tw_json_get_double (doc->body, "lat", centre.lat);
  community->lon = tw_json_get_double (doc->body, "lon", centre.lon);
}

/* Numbers are never given again: what an import that was taken back had brought keeps its own. */
static gboolean
is_used (GArray *used, guint number)
{
  return number < used->len && g_array_index (used, gboolean, number);
}

static gboolean
read_communities (TwStreet *street, TwStore *store, GError **error)
{
  g_autoptr (GPtrArray) keys = tw_query_dict (store, TW_DICT_COMMUNITY, error);
  g_autoptr (GPtrArray) docs =
      keys != NULL ? tw_query_places (store, "community", NULL, error) : NULL;
  g_autoptr (GArray) used =
      docs != NULL ? tw_query_requested (store, TW_DICT_COMMUNITY, error) : NULL;
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);

  if (used == NULL)
    return FALSE;
  for (guint i = 0; i < docs->len; i++)
    g_hash_table_insert (by_id, ((TwDoc *) docs->pdata[i])->id, docs->pdata[i]);
  g_array_set_size (street->communities, MAX (keys->len, 1));
  for (guint i = 1; i < keys->len; i++)
    {
      TwCommunity *community = &g_array_index (street->communities, TwCommunity, i);
      TwDoc *doc = g_hash_table_lookup (by_id, keys->pdata[i]);

      community->label.number = i;
      community->label.key = g_strdup (keys->pdata[i]);
      community->lat = community->lon = NAN;
      if (doc != NULL)
        read_community (community, doc);
      else
        community->label.name = g_strdup (_ ("(no longer there)"));
      community->label.gone = doc == NULL && !is_used (used, i);
    }
  return TRUE;
}

/* Names of services and channels: a document gives them; without one the key is its own name. */
static gboolean
read_labels (GArray *labels, TwStore *store, TwDictKind kind, const char *type, GError **error)
{
  g_autoptr (GPtrArray) keys = tw_query_dict (store, kind, error);
  g_autoptr (GPtrArray) docs = keys != NULL ? tw_query_docs_by_type (store, type, error) : NULL;
  g_autoptr (GArray) used = docs != NULL ? tw_query_requested (store, kind, error) : NULL;
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_str_hash, g_str_equal);

  if (used == NULL)
    return FALSE;
  for (guint i = 0; i < docs->len; i++)
    {
      TwDoc *doc = docs->pdata[i];

      g_hash_table_insert (by_key, (gpointer) tw_json_get_string (doc->body, "key", doc->id), doc);
    }
  g_array_set_size (labels, MAX (keys->len, 1));
  for (guint i = 1; i < keys->len; i++)
    {
      TwLabel *label = &g_array_index (labels, TwLabel, i);
      TwDoc *doc = g_hash_table_lookup (by_key, keys->pdata[i]);

      label->number = i;
      label->gone = doc == NULL && !is_used (used, i);
      label->key = g_strdup (keys->pdata[i]);
      label->name =
          g_strdup (doc != NULL ? tw_json_get_string (doc->body, "name", label->key) : label->key);
      if (doc != NULL)
        label->name_en = g_strdup (tw_json_get_string (doc->body, "name_en", NULL));
    }
  return TRUE;
}

static gboolean
read_landmarks (TwStreet *street, TwStore *store, GError **error)
{
  for (guint k = 0; landmark_kinds[k] != NULL; k++)
    {
      g_autoptr (GPtrArray) docs = tw_query_places (store, landmark_kinds[k], NULL, error);

      if (docs == NULL)
        return FALSE;
      for (guint i = 0; i < docs->len; i++)
        {
          TwDoc *doc = docs->pdata[i];
          TwLandmark mark = { .lat = tw_json_get_double (doc->body, "lat", NAN),
                              .lon = tw_json_get_double (doc->body, "lon", NAN) };

          if (!tw_latlon_is_valid (mark.lat, mark.lon))
            continue;
          mark.id = g_strdup (doc->id);
          mark.kind = g_strdup (landmark_kinds[k]);
          mark.name = g_strdup (tw_json_get_string (doc->body, "name", ""));
          mark.name_en = g_strdup (tw_json_get_string (doc->body, "name_en", NULL));
          g_array_append_val (street->landmarks, mark);
        }
    }
  return TRUE;
}

static int
compare_int32 (gconstpointer a, gconstpointer b)
{
  gint32 left = *(const gint32 *) a, right = *(const gint32 *) b;

  return (left > right) - (left < right);
}

/* Adds the box of @lats and @lons without one in @n_in at each end; sorts them. */
static void
add_percentiles (TwStreet *street, GArray *lats, GArray *lons, guint n_in)
{
  guint low, high;

  if (lats->len == 0)
    return;
  g_array_sort (lats, compare_int32);
  g_array_sort (lons, compare_int32);
  low = lats->len / n_in;
  high = lats->len - 1 - low;
  tw_box_add (&street->extent, g_array_index (lats, gint32, low) / (double) TW_E7,
              g_array_index (lons, gint32, low) / (double) TW_E7);
  tw_box_add (&street->extent, g_array_index (lats, gint32, high) / (double) TW_E7,
              g_array_index (lons, gint32, high) / (double) TW_E7);
}

/*
 * 1st to 99th percentile of the placed requests: one mistyped position must not blow the map up to
 * a continent.
 */
static void
extent_of_requests (TwStreet *street, TwStore *store)
{
  g_autoptr (GArray) rows = tw_query_requests (store, G_MININT64, G_MAXINT64, NULL);
  g_autoptr (GArray) lats = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GArray) lons = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const TwRequestRow *row = &g_array_index (rows, TwRequestRow, i);

      if (row->lat_e7 == TW_E7_NONE)
        continue;
      g_array_append_val (lats, row->lat_e7);
      g_array_append_val (lons, row->lon_e7);
    }
  add_percentiles (street, lats, lons, 100);
}

static void
find_extent (TwStreet *street, TwStore *store, TwMapPack *map)
{
  for (guint i = 1; i < street->communities->len; i++)
    {
      const TwCommunity *community = &g_array_index (street->communities, TwCommunity, i);

      for (gsize k = 0; k < community->n_ring; k++)
        tw_box_add (&street->extent, community->ring[k].lat_e7 / (double) TW_E7,
                    community->ring[k].lon_e7 / (double) TW_E7);
    }
  if (tw_box_is_empty (&street->extent))
    extent_of_requests (street, store);
  if (tw_box_is_empty (&street->extent) && map != NULL)
    tw_map_pack_get_core_extent (map, &street->extent);
}

/* The kernel must be small against the place and large against the noise of single addresses. */
static double
choose_bandwidth (const TwStreet *street)
{
  static const double ladder_m[] = { 150, 200, 300, 400, 600, 800, 1200, 1600, 2400 };
  double x_m, y_m, side_m;

  if (tw_box_is_empty (&street->extent))
    return ladder_m[0];
  tw_plane_to_m (&street->plane, street->extent.north, street->extent.east, &x_m, &y_m);
  side_m = 2 * MAX (fabs (x_m), fabs (y_m));
  for (guint i = 0; i < G_N_ELEMENTS (ladder_m); i++)
    if (ladder_m[i] >= side_m / 40)
      return ladder_m[i];
  return ladder_m[G_N_ELEMENTS (ladder_m) - 1];
}

TwStreet *
tw_street_load (TwStore *store, TwMapPack *map, GError **error)
{
  g_autoptr (TwStreet) street = tw_street_new ();

  read_settings (street, store);
  if (!read_communities (street, store, error)
      || !read_labels (street->services, store, TW_DICT_SERVICE, "service", error)
      || !read_labels (street->channels, store, TW_DICT_CHANNEL, "channel", error)
      || !read_landmarks (street, store, error))
    return NULL;
  find_extent (street, store, map);
  if (!tw_box_is_empty (&street->extent))
    {
      TwLatLon middle = { (street->extent.south + street->extent.north) / 2,
                          (street->extent.west + street->extent.east) / 2 };

      middle.lat = round (middle.lat * 100) / 100;
      middle.lon = round (middle.lon * 100) / 100;
      tw_plane_init (&street->plane, middle);
    }
  street->bandwidth_m = choose_bandwidth (street);
  return g_steal_pointer (&street);
}
