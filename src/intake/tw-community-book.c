// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-community-book.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-rng.h"
#include "intake/tw-derived.h"
#include "intake/tw-grid.h"

#include "config.h"

#include <math.h>
#include <string.h>

/* Points kept of all rows, and of each name: enough for percentiles and a middle, whatever the size
 * of the file. */
#define SAMPLE_ALL 8192
#define SAMPLE_NAME 512
/* Where communities are only points, a row farther away belongs to none of them. */
#define NEAREST_MAX_M 5000.0

typedef struct {
  char *id;
  TwPointE7 *ring; /* NULL: only a point, or not even that */
  gsize n_ring;
  TwBox box;
  gboolean placed;
  TwLatLon centre;
} Area;

/* A sample of a stream in which each point has the same chance (reservoir sampling; Vitter 1985).
 */
typedef struct {
  GArray *points; /* TwPointE7 */
  guint64 n_seen;
  guint max;
} Sample;

struct _TwCommunityBook {
  GPtrArray *areas;        /* Area */
  GHashTable *ids_by_name; /* owned */
  GHashTable *new_names;   /* name -> Sample */
  Sample *all;
  gboolean has_rings, has_grid;
  TwGrid grid;
  GHashTable *cells; /* "column,row" as a pointer-sized number -> id */
  GPtrArray *made;   /* TwDerivedDoc */
  TwRng rng;
};

/* --- samples --------------------------------------------------------------------------------- */

static Sample *
sample_new (guint max)
{
  Sample *sample = g_new0 (Sample, 1);

  sample->points = g_array_new (FALSE, FALSE, sizeof (TwPointE7));
  sample->max = max;
  return sample;
}

static void
sample_free (Sample *sample)
{
  g_array_unref (sample->points);
  g_free (sample);
}

static void
sample_add (Sample *sample, TwRng *rng, const TwLatLon *position)
{
  TwPointE7 point = { (gint32) lround (position->lat * TW_E7),
                      (gint32) lround (position->lon * TW_E7) };
  guint64 at;

  sample->n_seen++;
  if (sample->points->len < sample->max)
    {
      g_array_append_val (sample->points, point);
      return;
    }
  at = tw_rng_below (rng, sample->n_seen);
  if (at < sample->max)
    g_array_index (sample->points, TwPointE7, at) = point;
}

static int
compare_lat (gconstpointer a, gconstpointer b)
{
  gint32 x = ((const TwPointE7 *) a)->lat_e7, y = ((const TwPointE7 *) b)->lat_e7;

  return x < y ? -1 : x > y;
}

static int
compare_lon (gconstpointer a, gconstpointer b)
{
  gint32 x = ((const TwPointE7 *) a)->lon_e7, y = ((const TwPointE7 *) b)->lon_e7;

  return x < y ? -1 : x > y;
}

/* The mean of the middle half of either axis: one row with a slip in its position does not move it.
 */
static TwLatLon
sample_middle (Sample *sample)
{
  guint n = sample->points->len, from = n / 4, to = n - n / 4;
  double lat = 0, lon = 0;

  g_array_sort (sample->points, compare_lat);
  for (guint i = from; i < to; i++)
    lat += g_array_index (sample->points, TwPointE7, i).lat_e7;
  g_array_sort (sample->points, compare_lon);
  for (guint i = from; i < to; i++)
    lon += g_array_index (sample->points, TwPointE7, i).lon_e7;
  return (TwLatLon){ round (lat / (to - from)) / TW_E7, round (lon / (to - from)) / TW_E7 };
}

/* --- known communities ----------------------------------------------------------------------- */

static void
area_free (Area *area)
{
  g_free (area->id);
  g_free (area->ring);
  g_free (area);
}

static void
read_ring (Area *area, JsonArray *ring)
{
  guint n = ring != NULL ? json_array_get_length (ring) : 0;

  if (n < 3)
    return;
  area->ring = g_new (TwPointE7, n);
  area->n_ring = n;
  for (guint i = 0; i < n; i++)
    {
      JsonArray *pair = json_array_get_array_element (ring, i);
      double lon = json_array_get_double_element (pair, 0),
             lat = json_array_get_double_element (pair, 1);

      area->ring[i] = (TwPointE7){ (gint32) lround (lat * TW_E7), (gint32) lround (lon * TW_E7) };
      tw_box_add (&area->box, lat, lon);
    }
}

static void
learn_name (TwCommunityBook *self, const char *name, const char *id)
{
  if (name != NULL && name[0] != '\0' && !g_hash_table_contains (self->ids_by_name, name))
    g_hash_table_insert (self->ids_by_name, g_strdup (name), g_strdup (id));
}

/* Files say 幸福里 and 幸福里社区 for one community. */
static void
learn_short_name (TwCommunityBook *self, const char *name, const char *id)
{
  static const char SUFFIX[] = "社区";
  g_autofree char *other = NULL;

  if (name == NULL || name[0] == '\0')
    return;
  if (g_str_has_suffix (name, SUFFIX) && strlen (name) > strlen (SUFFIX))
    other = g_strndup (name, strlen (name) - strlen (SUFFIX));
  else
    other = g_strconcat (name, SUFFIX, NULL);
  learn_name (self, other, id);
}

static void
learn (TwCommunityBook *self, const TwDoc *doc)
{
  JsonObject *attrs = tw_json_get_object (doc->body, "attrs");
  Area *area = g_new0 (Area, 1);

  area->id = g_strdup (doc->id);
  area->box = TW_BOX_EMPTY;
  read_ring (area, tw_json_get_array (doc->body, "ring"));
  area->centre.lat = tw_json_get_double (doc->body, "lat", 0);
  area->centre.lon = tw_json_get_double (doc->body, "lon", 0);
  area->placed = tw_latlon_is_valid (area->centre.lat, area->centre.lon);
  self->has_rings = self->has_rings || area->ring != NULL;
  g_ptr_array_add (self->areas, area);
  learn_name (self, tw_json_get_string (doc->body, "name", NULL), doc->id);
  learn_name (self, tw_json_get_string (doc->body, "name_en", NULL), doc->id);
  learn_name (self, tw_json_get_string (doc->body, "code", NULL), doc->id);
  if (attrs != NULL && !self->has_grid)
    self->has_grid = tw_grid_parse (tw_json_get_string (attrs, "grid", NULL), &self->grid);
}

TwCommunityBook *
tw_community_book_new (TwStore *store, GError **error)
{
  g_autoptr (GPtrArray) docs = tw_query_places (store, "community", NULL, error);
  TwCommunityBook *self;

  if (docs == NULL)
    return NULL;
  self = g_new0 (TwCommunityBook, 1);
  self->areas = g_ptr_array_new_with_free_func ((GDestroyNotify) area_free);
  self->ids_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->new_names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sample_free);
  self->cells = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->made = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_derived_doc_free);
  self->all = sample_new (SAMPLE_ALL);
  tw_rng_init_named (&self->rng, 1, "communities");
  for (guint i = 0; i < docs->len; i++)
    learn (self, g_ptr_array_index (docs, i));
  /* After all full names, which come first. */
  for (guint i = 0; i < docs->len; i++)
    {
      TwDoc *doc = g_ptr_array_index (docs, i);

      learn_short_name (self, tw_json_get_string (doc->body, "name", NULL), doc->id);
    }
  return self;
}

void
tw_community_book_free (TwCommunityBook *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->areas);
  g_hash_table_unref (self->ids_by_name);
  g_hash_table_unref (self->new_names);
  g_hash_table_unref (self->cells);
  g_ptr_array_unref (self->made);
  sample_free (self->all);
  g_free (self);
}

gboolean
tw_community_book_has_any (TwCommunityBook *self)
{
  return self->areas->len > 0;
}

gboolean
tw_community_book_uses_grid (TwCommunityBook *self)
{
  return self->has_grid;
}

/* --- the first pass -------------------------------------------------------------------------- */

void
tw_community_book_note (TwCommunityBook *self, const char *name, const TwLatLon *position)
{
  Sample *sample;

  if (position != NULL)
    sample_add (self->all, &self->rng, position);
  if (name[0] == '\0' || g_hash_table_contains (self->ids_by_name, name))
    return;
  sample = g_hash_table_lookup (self->new_names, name);
  if (sample == NULL)
    {
      sample = sample_new (SAMPLE_NAME);
      g_hash_table_insert (self->new_names, g_strdup (name), sample);
    }
  if (position != NULL)
    sample_add (sample, &self->rng, position);
}

guint
tw_community_book_get_n_new_names (TwCommunityBook *self)
{
  return g_hash_table_size (self->new_names);
}

static void
make_named (TwCommunityBook *self, const char *name, Sample *sample)
{
  JsonObject *body = json_object_new ();
  JsonObject *attrs = json_object_new ();
  char *id = tw_id_derived ("place", "community", name, NULL);

  json_object_set_string_member (body, "kind", "community");
  json_object_set_string_member (body, "name", name);
  if (sample->points->len > 0)
    {
      TwLatLon middle = sample_middle (sample);

      json_object_set_double_member (body, "lat", middle.lat);
      json_object_set_double_member (body, "lon", middle.lon);
    }
  json_object_set_string_member (attrs, "source", "requests");
  json_object_set_object_member (body, "attrs", attrs);
  tw_derived_seal (body);
  learn_name (self, name, id);
  g_ptr_array_add (self->made, tw_derived_doc_new (id, body));
}

void
tw_community_book_settle (TwCommunityBook *self)
{
  g_autoptr (GList) names =
      g_list_sort (g_hash_table_get_keys (self->new_names), (GCompareFunc) strcmp);

  for (GList *at = names; at != NULL; at = at->next)
    make_named (self, at->data, g_hash_table_lookup (self->new_names, at->data));
  if (names == NULL && self->areas->len == 0 && g_hash_table_size (self->ids_by_name) == 0)
    self->has_grid = tw_grid_init (&self->grid, (const TwPointE7 *) self->all->points->data,
                                   self->all->points->len);
}

/* --- the second pass ------------------------------------------------------------------------- */

static void
set_cell_geometry (TwCommunityBook *self, int column, int row, JsonObject *body)
{
  TwPointE7 south_west = tw_grid_corner (&self->grid, column, row);
  TwPointE7 north_east = tw_grid_corner (&self->grid, column + 1, row + 1);
  double south = south_west.lat_e7 / (double) TW_E7, west = south_west.lon_e7 / (double) TW_E7;
  double north = north_east.lat_e7 / (double) TW_E7, east = north_east.lon_e7 / (double) TW_E7;
  const double corners[4][2] = {
    { west, south }, { east, south }, { east, north }, { west, north }
  };
  JsonArray *ring = json_array_new ();

  for (int i = 0; i < 4; i++)
    {
      JsonArray *pair = json_array_new ();

      json_array_add_double_element (pair, corners[i][0]);
      json_array_add_double_element (pair, corners[i][1]);
      json_array_add_array_element (ring, pair);
    }
  json_object_set_array_member (body, "ring", ring);
  json_object_set_double_member (body, "lat", round ((south + north) / 2 * TW_E7) / TW_E7);
  json_object_set_double_member (body, "lon", round ((west + east) / 2 * TW_E7) / TW_E7);
}

static const char *
make_cell (TwCommunityBook *self, int column, int row, gpointer key)
{
  g_autofree char *name = tw_grid_cell_name (column, row, &self->grid);
  g_autofree char *spec = tw_grid_to_string (&self->grid);
  char *id = tw_id_derived ("place", "grid", spec, name, NULL);
  JsonObject *body = json_object_new (), *attrs = json_object_new ();

  json_object_set_string_member (body, "kind", "community");
  json_object_set_string_member (body, "name", name);
  set_cell_geometry (self, column, row, body);
  json_object_set_string_member (attrs, "grid", spec);
  json_object_set_object_member (body, "attrs", attrs);
  tw_derived_seal (body);
  g_hash_table_insert (self->cells, key, g_strdup (id));
  g_ptr_array_add (self->made, tw_derived_doc_new (id, body));
  return g_hash_table_lookup (self->cells, key);
}

static const char *
find_cell (TwCommunityBook *self, const TwLatLon *position)
{
  const char *id;
  gpointer key;
  int column, row;

  if (!tw_grid_find (&self->grid, position->lat, position->lon, &column, &row))
    return NULL;
  key = GINT_TO_POINTER (row * 1000 + column + 1);
  id = g_hash_table_lookup (self->cells, key);
  return id != NULL ? id : make_cell (self, column, row, key);
}

static const char *
find_area (TwCommunityBook *self, const TwLatLon *position)
{
  for (guint i = 0; i < self->areas->len; i++)
    {
      const Area *area = g_ptr_array_index (self->areas, i);

      if (area->ring != NULL && tw_box_contains (&area->box, position->lat, position->lon)
          && tw_polygon_contains (area->ring, area->n_ring, position->lat, position->lon))
        return area->id;
    }
  return NULL;
}

static const char *
find_nearest (TwCommunityBook *self, const TwLatLon *position)
{
  double nearest_m = NEAREST_MAX_M;
  const char *id = NULL;

  for (guint i = 0; i < self->areas->len; i++)
    {
      const Area *area = g_ptr_array_index (self->areas, i);
      double distance_m = area->placed ? tw_distance_m (area->centre, *position) : G_MAXDOUBLE;

      if (distance_m < nearest_m)
        {
          nearest_m = distance_m;
          id = area->id;
        }
    }
  return id;
}

const char *
tw_community_book_find (TwCommunityBook *self, const char *name, const TwLatLon *position)
{
  const char *id = name[0] != '\0' ? g_hash_table_lookup (self->ids_by_name, name) : NULL;

  if (id != NULL || position == NULL)
    return id;
  if (self->has_rings && (id = find_area (self, position)) != NULL)
    return id;
  if (self->has_grid)
    return find_cell (self, position);
  /* Without any boundary the nearest middle is the best there is. */
  return self->has_rings ? NULL : find_nearest (self, position);
}

GPtrArray *
tw_community_book_take_new (TwCommunityBook *self)
{
  GPtrArray *taken = self->made;

  self->made = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_derived_doc_free);
  return taken;
}
