// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-geojson.h"

#include "base/tw-error.h"
#include "intake/tw-geojson-geometry.h"
#include "intake/tw-json-stream.h"
#include "intake/tw-shorten.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/*
 * GeoJSON from a stream of tokens. Each open bracket has a role, decided by the role around it and
 * the member's name; members come in any order, so a feature is put together until its bracket
 * closes. What has no role is skipped token by token.
 */

#define CHUNK (128 * 1024)
#define POINTS_MAX (4 * 1024 * 1024)
#define TAGS_MAX 500
#define DEPTH_MAX 65
#define VALUE_MAX 4096

typedef enum {
  ROLE_SKIP,
  ROLE_FEATURES,   /* array */
  ROLE_FEATURE,    /* object; also the root, which may be any of the three */
  ROLE_GEOMETRY,   /* object */
  ROLE_GEOMETRIES, /* array */
  ROLE_COORDINATES,
  ROLE_PROPERTIES,
  ROLE_CRS,
} Role;

typedef struct {
  Role role;
  char *key;      /* of the member being read */
  guint n_values; /* of a position */
  double values[2];
  int level;      /* highest level of the arrays inside, -1 */
  guint geometry; /* which of the feature's geometries this bracket is */
} Frame;

typedef struct {
  TwMapSink *sink;
  TwInput *input;
  Frame frames[DEPTH_MAX];
  char *root_type;
  gboolean is_collection;
  char *id; /* of the feature being read */
  TwMapTags *tags;
  GPtrArray *geometries; /* TwGeojsonGeometry */
  guint64 n_features, n_points;
} Reader;

/* --- features -------------------------------------------------------------------------------- */

static void
begin_feature (Reader *self)
{
  g_clear_pointer (&self->id, g_free);
  g_ptr_array_set_size (self->tags, 0);
  g_ptr_array_set_size (self->geometries, 0);
  self->n_points = 0;
}

static gboolean
is_osm_id (const char *id)
{
  static const char *const KINDS[] = { "node/", "way/", "relation/" };

  for (gsize i = 0; i < G_N_ELEMENTS (KINDS); i++)
    if (g_str_has_prefix (id, KINDS[i]))
      return g_ascii_isdigit (id[strlen (KINDS[i])]);
  return FALSE;
}

static gboolean
emit_feature (Reader *self, GError **error)
{
  const char *known = self->id != NULL ? self->id : tw_map_tags_get (self->tags, "@id");
  gboolean osm = known != NULL && is_osm_id (known);

  self->n_features++;
  self->sink->place_source = osm ? "osm" : NULL;
  if (self->geometries->len == 0)
    tw_map_sink_skip (self->sink, TW_MAP_SKIP_SHAPE);
  for (guint i = 0; i < self->geometries->len; i++)
    {
      g_autofree char *ext_id = osm ? g_strdup (known)
                                    : g_strdup_printf ("%" G_GUINT64_FORMAT ":%s", self->n_features,
                                                       known != NULL ? known : "");
      g_autofree char *part_id = i == 0 ? g_strdup (ext_id) : g_strdup_printf ("%s/g%u", ext_id, i);

      TwGeojsonGeometry *geometry = g_ptr_array_index (self->geometries, i);

      /* A collection holds its members; itself it has no coordinates. */
      if (g_strcmp0 (geometry->type, "GeometryCollection") == 0 && geometry->points->len == 0)
        continue;
      if (!tw_geojson_geometry_emit (geometry, self->sink, part_id, self->tags, error))
        return FALSE;
    }
  begin_feature (self);
  return TRUE;
}

static gboolean
fail_kind (const char *what, GError **error)
{
  g_set_error_literal (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX, what);
  return FALSE;
}

/* The root closes: by now it has said what it is. */
static gboolean
end_root (Reader *self, GError **error)
{
  const char *type = self->root_type != NULL ? self->root_type : "";

  if (strcmp (type, "Topology") == 0)
    return fail_kind (_ ("this is TopoJSON: export it as GeoJSON"), error);
  if (self->is_collection || strcmp (type, "FeatureCollection") == 0)
    return TRUE;
  if (strcmp (type, "Feature") == 0)
    return emit_feature (self, error);
  if (self->geometries->len > 0)
    {
      TwGeojsonGeometry *geometry = g_ptr_array_index (self->geometries, 0);

      if (geometry->type == NULL)
        geometry->type = g_strdup (type);
      return emit_feature (self, error);
    }
  return fail_kind (
      _ ("this JSON is no GeoJSON: its “type” should be FeatureCollection, Feature or a geometry"),
      error);
}

/* --- roles ----------------------------------------------------------------------------------- */

static TwGeojsonGeometry *
current_geometry (Reader *self)
{
  if (self->geometries->len == 0)
    g_ptr_array_add (self->geometries, tw_geojson_geometry_new ());
  return g_ptr_array_index (self->geometries, self->geometries->len - 1);
}

static gboolean
key_is (const Frame *frame, const char *key)
{
  return frame->key != NULL && strcmp (frame->key, key) == 0;
}

static Role
role_of_object (const Frame *around)
{
  switch (around->role)
    {
    case ROLE_FEATURES:
      return ROLE_FEATURE;
    case ROLE_FEATURE:
      return key_is (around, "geometry")     ? ROLE_GEOMETRY
             : key_is (around, "properties") ? ROLE_PROPERTIES
             : key_is (around, "crs")        ? ROLE_CRS
                                             : ROLE_SKIP;
    case ROLE_GEOMETRIES:
      return ROLE_GEOMETRY;
    case ROLE_PROPERTIES:
      return key_is (around, "tags") ? ROLE_PROPERTIES : ROLE_SKIP;
    case ROLE_CRS:
      return ROLE_CRS;
    default:
      return ROLE_SKIP;
    }
}

static Role
role_of_array (const Frame *around, guint depth)
{
  if (around->role == ROLE_COORDINATES)
    return ROLE_COORDINATES;
  if (around->role != ROLE_FEATURE && around->role != ROLE_GEOMETRY)
    return ROLE_SKIP;
  if (around->role == ROLE_FEATURE && depth == 1 && key_is (around, "features"))
    return ROLE_FEATURES;
  /* A bare geometry is the root itself. */
  if (around->role == ROLE_FEATURE && depth != 1)
    return ROLE_SKIP;
  return key_is (around, "coordinates")  ? ROLE_COORDINATES
         : key_is (around, "geometries") ? ROLE_GEOMETRIES
                                         : ROLE_SKIP;
}

static void
open_frame (Reader *self, guint depth, gboolean object)
{
  const Frame *around = depth > 0 ? &self->frames[depth - 1] : NULL;
  Frame *frame = &self->frames[depth];

  g_clear_pointer (&frame->key, g_free);
  frame->n_values = 0;
  frame->level = -1;
  if (around == NULL)
    frame->role = object ? ROLE_FEATURE : ROLE_FEATURES;
  else
    frame->role = object ? role_of_object (around) : role_of_array (around, depth);
  if (around == NULL)
    g_clear_pointer (&self->root_type, g_free);
  if (depth < 2)
    self->is_collection = frame->role == ROLE_FEATURES || (depth == 1 && self->is_collection);
  if (frame->role == ROLE_FEATURE)
    begin_feature (self);
  if (frame->role == ROLE_GEOMETRY)
    g_ptr_array_add (self->geometries, tw_geojson_geometry_new ());
  frame->geometry = self->geometries->len > 0 ? self->geometries->len - 1 : 0;
}

/* An array inside coordinates closes: a position where it held numbers. */
static gboolean
close_coordinates (Reader *self, guint depth, GError **error)
{
  TwGeojsonGeometry *geometry = current_geometry (self);
  Frame *frame = &self->frames[depth];
  int level = frame->n_values > 0 ? 0 : frame->level + 1;
  TwPointE7 point;

  if (level == 0)
    {
      if (frame->n_values < 2
          || !tw_map_sink_convert (self->sink, frame->values[1], frame->values[0], &point))
        geometry->off_globe = TRUE;
      else
        g_array_append_val (geometry->points, point);
      if (++self->n_points > POINTS_MAX)
        {
          g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG,
                       _ ("a feature of more than %d points"), POINTS_MAX);
          return FALSE;
        }
    }
  tw_geojson_geometry_close (geometry, level);
  if (depth > 0)
    self->frames[depth - 1].level = MAX (self->frames[depth - 1].level, level);
  return TRUE;
}

static gboolean
close_frame (Reader *self, guint depth, GError **error)
{
  Role role = self->frames[depth].role;

  if (role == ROLE_COORDINATES)
    return close_coordinates (self, depth, error);
  if (role == ROLE_FEATURE)
    return depth == 0 ? end_root (self, error) : emit_feature (self, error);
  return TRUE;
}

/* --- values ---------------------------------------------------------------------------------- */

static gboolean
check_crs (const char *name, GError **error)
{
  static const char *const DEGREES[] = { "CRS84", "4326", "4490", "4979", "WGS84", "CGCS2000" };
  g_autofree char *shown = tw_shorten (name, 60);

  for (gsize i = 0; i < G_N_ELEMENTS (DEGREES); i++)
    if (strstr (name, DEGREES[i]) != NULL)
      return TRUE;
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD,
               _ ("the positions are in the system “%s”: export the file in WGS 84 (EPSG:4326)"),
               shown);
  return FALSE;
}

static void
add_property (Reader *self, const char *key, const char *value)
{
  g_autofree char *cut = NULL;

  if (key == NULL || self->tags->len >= 2 * TAGS_MAX || !tw_map_tags_key_matters (key))
    return;
  if (strlen (value) > VALUE_MAX)
    value = cut = g_utf8_substring (value, 0, VALUE_MAX / 4);
  tw_map_tags_add (self->tags, key, value);
}

static void
take_feature_text (Reader *self, const Frame *frame, guint depth, const char *text)
{
  if (key_is (frame, "type") && depth == 1)
    {
      g_free (self->root_type);
      self->root_type = g_strdup (text);
    }
  else if (key_is (frame, "id"))
    {
      g_free (self->id);
      self->id = tw_shorten (text, 100);
    }
  else if (depth == 1 && self->sink->result->attribution == NULL
           && (key_is (frame, "attribution") || key_is (frame, "copyright")))
    self->sink->result->attribution = tw_shorten (text, 200);
}

static void
set_geometry_type (Reader *self, const Frame *frame, const char *type)
{
  TwGeojsonGeometry *geometry = g_ptr_array_index (self->geometries, frame->geometry);

  g_free (geometry->type);
  geometry->type = g_strdup (type);
}

/* A text, number or word at @depth, inside the frame at depth - 1. */
static gboolean
take_scalar (Reader *self, TwJsonToken token, const char *text, double number, guint depth,
             GError **error)
{
  Frame *frame = &self->frames[depth - 1];

  switch (frame->role)
    {
    case ROLE_COORDINATES:
      if (frame->n_values < 2)
        frame->values[frame->n_values] = token == TW_JSON_NUMBER ? number : NAN;
      frame->n_values++;
      return TRUE;
    case ROLE_PROPERTIES:
      if (text != NULL)
        add_property (self, frame->key, text);
      else if (token == TW_JSON_TRUE)
        add_property (self, frame->key, "yes");
      return TRUE;
    case ROLE_FEATURE:
      if (text != NULL)
        take_feature_text (self, frame, depth, text);
      return TRUE;
    case ROLE_GEOMETRY:
      if (text != NULL && key_is (frame, "type"))
        set_geometry_type (self, frame, text);
      return TRUE;
    case ROLE_CRS:
      return token != TW_JSON_STRING || !key_is (frame, "name") || check_crs (text, error);
    default:
      return TRUE;
    }
}

static gboolean
token_cb (TwJsonToken token, const char *text, double number, guint depth, gpointer user_data,
          GError **error)
{
  Reader *self = user_data;

  switch (token)
    {
    case TW_JSON_BEGIN_OBJECT:
    case TW_JSON_BEGIN_ARRAY:
      open_frame (self, depth, token == TW_JSON_BEGIN_OBJECT);
      return TRUE;
    case TW_JSON_END_OBJECT:
    case TW_JSON_END_ARRAY:
      return close_frame (self, depth, error);
    case TW_JSON_KEY:
      g_free (self->frames[depth - 1].key);
      self->frames[depth - 1].key = g_strdup (text);
      return TRUE;
    default:
      if (depth == 0)
        return fail_kind (_ ("this JSON is no GeoJSON: it should begin with { or ["), error);
      return take_scalar (self, token, text, number, depth, error);
    }
}

/* --- the stream ------------------------------------------------------------------------------ */

static gboolean
fail_here (Reader *self, TwJsonStream *stream, GError *cause, GError **error)
{
  const char *path = tw_input_get_path (self->input);

  if (cause->domain != TW_DATA_ERROR)
    g_propagate_error (error, cause);
  else
    {
      g_set_error (error, TW_DATA_ERROR, cause->code,
                   _ ("%s, line %" PRIu64 ": %s. The map is as it was"), path,
                   tw_json_stream_get_line (stream), cause->message);
      g_error_free (cause);
    }
  return FALSE;
}

static gboolean
parse (Reader *self, GCancellable *cancellable, TwProgressFunc progress, gpointer user_data,
       GError **error)
{
  g_autoptr (TwJsonStream) stream = tw_json_stream_new (token_cb, self);
  g_autofree char *chunk = g_malloc (CHUNK);
  GError *cause = NULL;
  gssize n;

  while ((n = tw_input_read (self->input, chunk, CHUNK, cancellable, error)) > 0)
    {
      if (!tw_json_stream_feed (stream, chunk, (gsize) n, &cause))
        return fail_here (self, stream, cause, error);
      if (progress != NULL)
        progress (tw_input_get_fraction (self->input), _ ("Reading the map"), user_data);
    }
  if (n < 0)
    return FALSE;
  return tw_json_stream_finish (stream, &cause) || fail_here (self, stream, cause, error);
}

gboolean
tw_geojson_read (TwInput *input, TwMapSink *sink, GCancellable *cancellable,
                 TwProgressFunc progress, gpointer user_data, GError **error)
{
  Reader self = { .sink = sink, .input = input };
  gboolean ok;

  self.tags = tw_map_tags_new ();
  self.geometries = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_geojson_geometry_free);
  ok = parse (&self, cancellable, progress, user_data, error);
  begin_feature (&self);
  g_free (self.root_type);
  for (guint depth = 0; depth < DEPTH_MAX; depth++)
    g_free (self.frames[depth].key);
  g_ptr_array_unref (self.tags);
  g_ptr_array_unref (self.geometries);
  return ok;
}
