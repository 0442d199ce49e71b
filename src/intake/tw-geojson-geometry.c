// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-geojson-geometry.h"

#include <string.h>

/* The levels a type's coordinates have: see the header. */
static const struct {
  const char *type;
  int level;
  TwMapShape shape;
} TYPES[] = {
  { "Point", 0, TW_MAP_SHAPE_POINT },     { "MultiPoint", 1, TW_MAP_SHAPE_POINT },
  { "LineString", 1, TW_MAP_SHAPE_LINE }, { "MultiLineString", 2, TW_MAP_SHAPE_LINE },
  { "Polygon", 2, TW_MAP_SHAPE_AREA },    { "MultiPolygon", 3, TW_MAP_SHAPE_AREA },
};

TwGeojsonGeometry *
tw_geojson_geometry_new (void)
{
  TwGeojsonGeometry *self = g_new0 (TwGeojsonGeometry, 1);

  self->points = g_array_new (FALSE, FALSE, sizeof (TwPointE7));
  self->part_ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->polygon_ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->level = -1;
  return self;
}

void
tw_geojson_geometry_free (TwGeojsonGeometry *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_array_unref (self->points);
  g_array_unref (self->part_ends);
  g_array_unref (self->polygon_ends);
  g_free (self);
}

void
tw_geojson_geometry_close (TwGeojsonGeometry *self, int level)
{
  gsize end = level == 1 ? self->points->len : self->part_ends->len;

  if (level == 1)
    g_array_append_val (self->part_ends, end);
  else if (level == 2)
    g_array_append_val (self->polygon_ends, end);
  self->level = level;
}

static gboolean
is_outer (const TwGeojsonGeometry *self, guint part)
{
  gsize first = 0;

  if (strcmp (self->type, "MultiPolygon") != 0)
    return strcmp (self->type, "Polygon") != 0 || part == 0;
  for (guint p = 0; p < self->polygon_ends->len && first < part; p++)
    first = g_array_index (self->polygon_ends, gsize, p);
  return first == part;
}

static void
add_parts (const TwGeojsonGeometry *self, TwMapShape kind, TwMapShapeData *shape)
{
  gboolean ring = kind == TW_MAP_SHAPE_AREA;
  gsize at = 0;

  for (guint part = 0; part < self->part_ends->len; part++)
    {
      gsize end = g_array_index (self->part_ends, gsize, part);

      tw_map_shape_begin_part (shape, is_outer (self, part));
      for (; at < end; at++)
        tw_map_shape_add_point (shape, g_array_index (self->points, TwPointE7, at));
      tw_map_shape_end_part (shape, ring, ring ? 3 : 2);
    }
}

static gboolean
emit_points (TwGeojsonGeometry *self, TwMapSink *sink, const char *ext_id, const TwMapTags *tags,
             GError **error)
{
  g_autoptr (TwMapShapeData) shape = tw_map_shape_new ();

  for (guint i = 0; i < self->points->len; i++)
    {
      g_autofree char *id =
          self->points->len > 1 ? g_strdup_printf ("%s/%u", ext_id, i) : g_strdup (ext_id);

      tw_map_shape_clear (shape);
      tw_map_shape_begin_part (shape, TRUE);
      tw_map_shape_add_point (shape, g_array_index (self->points, TwPointE7, i));
      if (!tw_map_sink_add (sink, id, tags, shape, TW_MAP_SHAPE_POINT, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static int
find_type (const TwGeojsonGeometry *self)
{
  for (gsize i = 0; self->type != NULL && i < G_N_ELEMENTS (TYPES); i++)
    if (strcmp (TYPES[i].type, self->type) == 0)
      return (int) i;
  return -1;
}

gboolean
tw_geojson_geometry_emit (TwGeojsonGeometry *self, TwMapSink *sink, const char *ext_id,
                          const TwMapTags *tags, GError **error)
{
  g_autoptr (TwMapShapeData) shape = NULL;
  int type = find_type (self);

  if (self->off_globe)
    tw_map_sink_skip (sink, TW_MAP_SKIP_POSITION);
  else if (type < 0 || TYPES[type].level != self->level || self->points->len == 0)
    tw_map_sink_skip (sink, TW_MAP_SKIP_SHAPE);
  else if (TYPES[type].shape == TW_MAP_SHAPE_POINT)
    return emit_points (self, sink, ext_id, tags, error);
  else
    {
      shape = tw_map_shape_new ();
      add_parts (self, TYPES[type].shape, shape);
      return tw_map_sink_add (sink, ext_id, tags, shape, TYPES[type].shape, TRUE, error);
    }
  return TRUE;
}
