// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-map-sink.h"

#include "base/tw-id.h"
#include "intake/tw-derived.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A ring of this many points takes about 40 KiB of a document's 64. */
#define RING_MAX_POINTS 1500
#define NAME_MAX_CHARS 100
#define PLACES_MAX 200000

void
tw_map_sink_init (TwMapSink *self, TwMapPack *pack, const TwMapImportOptions *options,
                  TwMapImportResult *result)
{
  memset (self, 0, sizeof *self);
  self->pack = pack;
  self->options = options;
  self->result = result;
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_derived_doc_free);
  self->seen = g_hash_table_new (g_str_hash, g_str_equal);
}

void
tw_map_sink_clear (TwMapSink *self)
{
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
}

gboolean
tw_map_sink_convert (TwMapSink *self, double lat, double lon, TwPointE7 *ret_point)
{
  TwLatLon position = { lat, lon };

  if (!isfinite (lat) || !isfinite (lon) || fabs (lat) > 90 || fabs (lon) > 180)
    return FALSE;
  if (self->options->datum == TW_DATUM_GCJ02 || self->options->datum == TW_DATUM_BD09)
    position = tw_datum_to_wgs84 (self->options->datum, position);
  ret_point->lat_e7 = (gint32) lround (position.lat * TW_E7);
  ret_point->lon_e7 = (gint32) lround (position.lon * TW_E7);
  return TRUE;
}

void
tw_map_sink_skip (TwMapSink *self, TwMapSkip why)
{
  self->result->n_skipped[why]++;
}

/* --- features -------------------------------------------------------------------------------- */

static const char *
name_of (const TwMapTags *tags)
{
  return tw_map_tags_get_any (tags, "name", "name:zh", "Name", "NAME", "名称", "社区", "title",
                              NULL);
}

static const char *
name_en_of (const TwMapTags *tags)
{
  return tw_map_tags_get_any (tags, "name:en", "name_en", NULL);
}

static gboolean
add_feature (TwMapSink *self, const char *ext_id, const TwMapTags *tags, TwMapShapeData *shape,
             guint shapes, const TwMapMeaning *meaning, GError **error)
{
  TwMapFeature feature = { 0 };

  /* A street that runs in a circle. */
  if (meaning->shape == TW_MAP_SHAPE_LINE && (shapes & TW_MAP_SHAPE_AREA) != 0)
    tw_map_shape_add_point (shape, g_array_index (shape->points, TwPointE7, 0));
  feature.kind = meaning->kind;
  feature.ext_id = (char *) ext_id;
  feature.klass = (char *) meaning->klass;
  feature.name = (char *) name_of (tags);
  feature.name_en = (char *) name_en_of (tags);
  feature.height_m = meaning->height_m;
  feature.closed = meaning->shape == TW_MAP_SHAPE_AREA;
  feature.points = (TwPointE7 *) shape->points->data;
  feature.n_points = shape->points->len;
  feature.part_starts = shape->starts->len > 1 ? (gsize *) shape->starts->data : NULL;
  feature.n_parts = shape->starts->len;
  if (!tw_map_pack_add (self->pack, &feature, error))
    return FALSE;
  for (gsize i = 0; i < feature.n_points; i++)
    tw_box_add (&self->result->extent, feature.points[i].lat_e7 / (double) TW_E7,
                feature.points[i].lon_e7 / (double) TW_E7);
  self->result->n_features[meaning->kind]++;
  self->result->n_total++;
  return TRUE;
}

/* --- places ---------------------------------------------------------------------------------- */

static double
degrees (gint32 e7)
{
  return e7 / (double) TW_E7;
}

static JsonArray *
ring_of (const TwPointE7 *points, gsize n)
{
  g_autoptr (GArray) ring = tw_map_ring_simplify (points, n, RING_MAX_POINTS);
  JsonArray *array = json_array_sized_new (ring->len);

  for (guint i = 0; i < ring->len; i++)
    {
      const TwPointE7 *point = &g_array_index (ring, TwPointE7, i);
      JsonArray *pair = json_array_sized_new (2);

      json_array_add_double_element (pair, degrees (point->lon_e7));
      json_array_add_double_element (pair, degrees (point->lat_e7));
      json_array_add_array_element (array, pair);
    }
  return array;
}

/* Where the place is: its point, or the centroid of its largest ring, which also becomes its
 * boundary. */
static void
set_position (JsonObject *body, const TwMapShapeData *shape, gboolean area)
{
  gsize n;
  const TwPointE7 *points =
      tw_map_shape_part (shape, area ? tw_map_shape_largest_part (shape) : 0, &n);
  TwLatLon at = { degrees (points[0].lat_e7), degrees (points[0].lon_e7) };

  if (area)
    {
      at = tw_polygon_centroid (points, n);
      json_object_set_array_member (body, "ring", ring_of (points, n));
    }
  json_object_set_double_member (body, "lat", round (at.lat * TW_E7) / TW_E7);
  json_object_set_double_member (body, "lon", round (at.lon * TW_E7) / TW_E7);
}

/* What people call it; NULL when nothing says. Transfer full. */
static char *
dup_place_name (TwMapSink *self, const TwMapTags *tags, const char *kind)
{
  const char *name = name_of (tags);

  if (name == NULL && strcmp (kind, "metro") == 0)
    name = tw_map_tags_get_any (tags, "ref", "local_ref", NULL);
  if (name == NULL)
    name =
        tw_map_tags_get_any (tags, "official_name", "alt_name", "name:en", "name_en", "code", NULL);
  if (name == NULL && self->options->as_place != NULL
      && strcmp (kind, self->options->as_place) == 0)
    return g_strdup_printf (_ ("Area %u"), ++self->n_nameless);
  if (name == NULL)
    return NULL;
  return g_utf8_strlen (name, -1) > NAME_MAX_CHARS ? g_utf8_substring (name, 0, NAME_MAX_CHARS)
                                                   : g_strdup (name);
}

/*
 * OpenStreetMap's ids are the same in every extract. Elsewhere a community is known by its name, so
 * that the boundary file and a request file that only names it mean one place; other places by name
 * and where they are, to about 10 m.
 */
static char *
place_id (TwMapSink *self, const char *ext_id, const char *kind, const char *name, JsonObject *body)
{
  g_autofree char *where = NULL;

  if (self->place_source != NULL)
    return tw_id_derived ("place", self->place_source, ext_id, NULL);
  if (strcmp (kind, "community") == 0)
    return tw_id_derived ("place", "community", name, NULL);
  where = g_strdup_printf ("%d,%d", (int) round (json_object_get_double_member (body, "lat") * 1e4),
                           (int) round (json_object_get_double_member (body, "lon") * 1e4));
  return tw_id_derived ("place", kind, name, where, NULL);
}

static JsonObject *
place_body (TwMapSink *self, const char *ext_id, const TwMapTags *tags, const TwMapShapeData *shape,
            gboolean area, const char *kind, const char *name)
{
  JsonObject *body = json_object_new ();
  JsonObject *attrs = json_object_new ();
  const char *name_en = name_en_of (tags);
  g_autofree char *source =
      g_strdup_printf ("%s %s",
                       self->place_source != NULL ? self->place_source : self->options->source,
                       ext_id);

  json_object_set_string_member (body, "kind", kind);
  json_object_set_string_member (body, "name", name);
  if (name_en != NULL && strlen (name_en) < 400)
    json_object_set_string_member (body, "name_en", name_en);
  set_position (body, shape, area);
  if (self->place_source != NULL)
    json_object_set_string_member (attrs, "source", source);
  json_object_set_object_member (body, "attrs", attrs);
  tw_derived_seal (body);
  return body;
}

static void
add_place (TwMapSink *self, const char *ext_id, const TwMapTags *tags, const TwMapShapeData *shape,
           gboolean area, const char *kind)
{
  g_autofree char *name = dup_place_name (self, tags, kind);
  JsonObject *body;
  char *id;

  if (name == NULL || self->places->len >= PLACES_MAX)
    {
      tw_map_sink_skip (self, TW_MAP_SKIP_NAMELESS);
      return;
    }
  body = place_body (self, ext_id, tags, shape, area, kind, name);
  id = place_id (self, ext_id, kind, name, body);
  if (g_hash_table_contains (self->seen, id))
    {
      /* Two areas of one name: the second is a place of its own. */
      g_free (id);
      id = tw_id_derived ("place", kind, name, ext_id, NULL);
    }
  if (g_hash_table_contains (self->seen, id))
    {
      g_free (id);
      json_object_unref (body);
      return;
    }
  g_hash_table_add (self->seen, id);
  g_ptr_array_add (self->places, tw_derived_doc_new (id, body));
}

gboolean
tw_map_sink_add (TwMapSink *self, const char *ext_id, const TwMapTags *tags, TwMapShapeData *shape,
                 guint shapes, gboolean plain, GError **error)
{
  TwMapMeaning meaning = tw_map_meaning (tags, shapes, plain);
  gboolean area = (shapes & TW_MAP_SHAPE_AREA) != 0;
  gsize n_first;

  if (tw_map_shape_n_parts (shape) == 0)
    {
      tw_map_sink_skip (self, TW_MAP_SKIP_SHAPE);
      return TRUE;
    }
  tw_map_shape_part (shape, 0, &n_first);
  if (meaning.place_kind == NULL && self->options->as_place != NULL && area && plain
      && (meaning.kind == TW_MAP_LAND || meaning.kind == TW_MAP_BOUNDARY))
    {
      meaning.place_kind = self->options->as_place;
      meaning.kind = TW_MAP_BOUNDARY;
      meaning.klass = "community";
    }
  if (meaning.place_kind != NULL && !self->no_places)
    add_place (self, ext_id, tags, shape, area && n_first >= 3, meaning.place_kind);
  if (meaning.kind != 0)
    return add_feature (self, ext_id, tags, shape, shapes, &meaning, error);
  tw_map_sink_skip (self, TW_MAP_SKIP_PLAIN);
  return TRUE;
}
