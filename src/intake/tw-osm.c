// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-osm.h"

#include "base/tw-error.h"
#include "intake/tw-osm-resolve.h"
#include "intake/tw-shorten.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * OpenStreetMap XML (https://wiki.openstreetmap.org/wiki/OSM_XML), read in two strides. The first
 * streams the file: nodes with a meaning become points at once, positions, ways and relations go to
 * working files. The second, when everything is known, draws ways and then relations
 * (tw-osm-resolve.c). So the order of elements in the file does not matter, and memory holds one
 * element at a time.
 *
 * Elements with action="delete" (JOSM) or visible="false" (history) are left out.
 */

#define CHUNK (128 * 1024)
/* Bytes without any element: what is read then is no map, and would only pile up. */
#define SILENCE_MAX (8 * 1024 * 1024)
#define TAGS_MAX 2000
#define VALUE_MAX 4096
#define REFS_MAX 2000000
#define PARSE_SHARE 0.7

typedef enum { IN_NONE, IN_NODE, IN_WAY, IN_RELATION } Inside;

typedef struct {
  TwOsmData data;
  TwInput *input;
  Inside inside;
  gboolean dropped, positioned;
  TwOsmRecord *record;
  TwMapShapeData *point; /* of the node being read */
  guint depth;
  guint64 n_fed, last_element; /* bytes */
} Reader;

/* --- attributes ------------------------------------------------------------------------------ */

static const char *
attribute (const char **names, const char **values, const char *name)
{
  for (int i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return values[i];
  return NULL;
}

static gboolean
fail_field (GMarkupParseContext *context, const char *what, const char *value, GError **error)
{
  g_autofree char *shown = tw_shorten (value != NULL ? value : "", 40);

  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD, _ ("%s is missing or no number: “%s”"),
               what, shown);
  return FALSE;
}

static gboolean
read_id (GMarkupParseContext *context, const char *what, const char *text, gint64 *ret_id,
         GError **error)
{
  return (text != NULL && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, ret_id, NULL))
         || fail_field (context, what, text, error);
}

static gboolean
read_degrees (GMarkupParseContext *context, const char *what, const char *text, double *ret_value,
              GError **error)
{
  char *end = NULL;
  double value = text != NULL ? g_ascii_strtod (text, &end) : 0;

  if (text == NULL || end == text || *end != '\0')
    return fail_field (context, what, text, error);
  *ret_value = value;
  return TRUE;
}

/* --- elements -------------------------------------------------------------------------------- */

static gboolean
is_gone (const char **names, const char **values)
{
  return g_strcmp0 (attribute (names, values, "action"), "delete") == 0
         || g_strcmp0 (attribute (names, values, "visible"), "false") == 0;
}

static gboolean
begin_node (Reader *self, GMarkupParseContext *context, const char **names, const char **values,
            GError **error)
{
  TwPointE7 point;
  double lat = 0, lon = 0;

  if (!read_degrees (context, "lat", attribute (names, values, "lat"), &lat, error)
      || !read_degrees (context, "lon", attribute (names, values, "lon"), &lon, error))
    return FALSE;
  self->positioned = tw_map_sink_convert (self->data.sink, lat, lon, &point);
  if (!self->positioned)
    {
      tw_map_sink_skip (self->data.sink, TW_MAP_SKIP_POSITION);
      return TRUE;
    }
  tw_map_shape_clear (self->point);
  tw_map_shape_begin_part (self->point, TRUE);
  tw_map_shape_add_point (self->point, point);
  return tw_id_file_append (self->data.nodes, self->record->id, tw_osm_pack_point (point), error);
}

static gboolean
begin_thing (Reader *self, GMarkupParseContext *context, Inside inside, const char **names,
             const char **values, GError **error)
{
  self->inside = inside;
  self->dropped = is_gone (names, values);
  tw_osm_record_clear (self->record);
  if (self->dropped)
    return TRUE;
  if (!read_id (context, "id", attribute (names, values, "id"), &self->record->id, error))
    return FALSE;
  if (inside == IN_NODE)
    {
      self->data.sink->result->n_nodes++;
      return begin_node (self, context, names, values, error);
    }
  if (inside == IN_WAY)
    self->data.sink->result->n_ways++;
  else
    self->data.sink->result->n_relations++;
  return TRUE;
}

static gboolean
add_ref (Reader *self, GMarkupParseContext *context, const char *text, char role, GError **error)
{
  gint64 id;

  if (!read_id (context, "ref", text, &id, error))
    return FALSE;
  if (self->record->refs->len >= REFS_MAX)
    {
      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG, _ ("a way of more than %d nodes"),
                   REFS_MAX);
      return FALSE;
    }
  g_array_append_val (self->record->refs, id);
  if (role != '\0')
    g_string_append_c (self->record->roles, role);
  return TRUE;
}

static gboolean
add_member (Reader *self, GMarkupParseContext *context, const char **names, const char **values,
            GError **error)
{
  const char *role = attribute (names, values, "role");

  if (g_strcmp0 (attribute (names, values, "type"), "way") != 0)
    return TRUE;
  return add_ref (self, context, attribute (names, values, "ref"),
                  g_strcmp0 (role, "inner") == 0 ? 'i' : 'o', error);
}

static void
add_tag (Reader *self, const char **names, const char **values)
{
  const char *key = attribute (names, values, "k"), *value = attribute (names, values, "v");
  g_autofree char *cut = NULL;

  if (key == NULL || value == NULL || self->record->tags->len >= 2 * TAGS_MAX
      || !tw_map_tags_key_matters (key))
    return;
  if (strlen (value) > VALUE_MAX)
    value = cut = g_utf8_substring (value, 0, VALUE_MAX / 4);
  tw_map_tags_add (self->record->tags, key, value);
}

static gboolean
begin_root (Reader *self, const char *element, const char **names, const char **values,
            GError **error)
{
  const char *attribution = attribute (names, values, "attribution");

  if (strcmp (element, "osm") != 0)
    {
      g_autofree char *shown = tw_shorten (element, 40);

      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX,
                   _ ("this is XML of the kind “%s”, not a map of OpenStreetMap: a file that "
                      "begins with <osm is needed"),
                   shown);
      return FALSE;
    }
  if (attribution == NULL || strstr (attribution, "openstreetmap") != NULL)
    self->data.sink->result->attribution = g_strdup ("© OpenStreetMap contributors");
  else
    self->data.sink->result->attribution = tw_shorten (attribution, 200);
  return TRUE;
}

static gboolean
begin_element (Reader *self, GMarkupParseContext *context, const char *element, const char **names,
               const char **values, GError **error)
{
  if (self->depth == 0)
    return begin_root (self, element, names, values, error);
  if (self->depth == 1)
    {
      self->inside = IN_NONE;
      if (strcmp (element, "node") == 0)
        return begin_thing (self, context, IN_NODE, names, values, error);
      if (strcmp (element, "way") == 0)
        return begin_thing (self, context, IN_WAY, names, values, error);
      if (strcmp (element, "relation") == 0)
        return begin_thing (self, context, IN_RELATION, names, values, error);
      return TRUE;
    }
  if (self->inside == IN_NONE || self->dropped)
    return TRUE;
  if (strcmp (element, "tag") == 0)
    add_tag (self, names, values);
  else if (strcmp (element, "nd") == 0 && self->inside == IN_WAY)
    return add_ref (self, context, attribute (names, values, "ref"), '\0', error);
  else if (strcmp (element, "member") == 0 && self->inside == IN_RELATION)
    return add_member (self, context, names, values, error);
  return TRUE;
}

static gboolean
end_node (Reader *self, GError **error)
{
  g_autofree char *ext_id = NULL;

  /* Most nodes are only corners of ways. */
  if (!self->positioned || self->record->tags->len == 0)
    return TRUE;
  ext_id = g_strdup_printf ("node/%" G_GINT64_FORMAT, self->record->id);
  return tw_map_sink_add (self->data.sink, ext_id, self->record->tags, self->point,
                          TW_MAP_SHAPE_POINT, FALSE, error);
}

static gboolean
end_thing (Reader *self, GError **error)
{
  guint64 offset;

  switch (self->inside)
    {
    case IN_NODE:
      return end_node (self, error);
    case IN_WAY:
      return tw_osm_spool_append (self->data.ways, self->record, &offset, error)
             && tw_id_file_append (self->data.way_places, self->record->id, offset, error);
    case IN_RELATION:
      return tw_osm_spool_append (self->data.relations, self->record, &offset, error);
    case IN_NONE:
    default:
      return TRUE;
    }
}

static void
start_element_cb (GMarkupParseContext *context, const char *element, const char **names,
                  const char **values, gpointer user_data, GError **error)
{
  Reader *self = user_data;

  self->last_element = self->n_fed;
  if (begin_element (self, context, element, names, values, error))
    self->depth++;
}

static void
end_element_cb (GMarkupParseContext *context, const char *element, gpointer user_data,
                GError **error)
{
  Reader *self = user_data;

  self->depth--;
  if (self->depth == 1 && !self->dropped)
    end_thing (self, error);
  if (self->depth == 1)
    {
      self->inside = IN_NONE;
      self->dropped = FALSE;
    }
}

/* --- the stream ------------------------------------------------------------------------------ */

/* What GMarkup says begins with its own "Error on line 3 char 7: "; the place is ours to name. */
static const char *
strip_place (const char *message)
{
  const char *at = g_str_has_prefix (message, "Error on line") ? strstr (message, ": ") : NULL;

  return at != NULL ? at + 2 : message;
}

/* Puts file and line before what went wrong. Errors of the disk and of the store speak for
 * themselves. */
static gboolean
fail_here (Reader *self, GMarkupParseContext *context, gboolean at_end, GError *cause,
           GError **error)
{
  const char *path = tw_input_get_path (self->input);
  /* What GMarkup quotes may be half a character. */
  g_autofree char *shown = tw_shorten (strip_place (cause->message), 200);
  int line = 1;

  if (cause->domain != G_MARKUP_ERROR && cause->domain != TW_DATA_ERROR)
    {
      g_propagate_error (error, cause);
      return FALSE;
    }
  g_markup_parse_context_get_position (context, &line, NULL);
  if (cause->domain == TW_DATA_ERROR)
    g_set_error (error, TW_DATA_ERROR, cause->code, _ ("%s, line %d: %s. The map is as it was"),
                 path, line, shown);
  else if (at_end || cause->code == G_MARKUP_ERROR_EMPTY)
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX,
                 _ ("%s, line %d: the file ends too early: it is empty or cut off, fetch it again. "
                    "The map is as it was"),
                 path, line);
  else
    g_set_error (error, TW_DATA_ERROR,
                 cause->code == G_MARKUP_ERROR_BAD_UTF8 ? TW_DATA_ERROR_ENCODING
                                                        : TW_DATA_ERROR_SYNTAX,
                 _ ("%s, line %d: this is no sound XML (%s): fetch or export the file again. The "
                    "map is as it was"),
                 path, line, shown);
  g_error_free (cause);
  return FALSE;
}

static gboolean
feed (Reader *self, GMarkupParseContext *context, const char *bytes, gsize len, GError **error)
{
  GError *cause = NULL;

  self->n_fed += len;
  if (!g_markup_parse_context_parse (context, bytes, (gssize) len, &cause))
    return fail_here (self, context, FALSE, cause, error);
  if (self->n_fed - self->last_element <= SILENCE_MAX)
    return TRUE;
  g_set_error (&cause, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG,
               _ ("more than %d MiB without a map element"), SILENCE_MAX / (1024 * 1024));
  return fail_here (self, context, FALSE, cause, error);
}

static gboolean
parse (Reader *self, GCancellable *cancellable, TwProgressFunc progress, gpointer user_data,
       GError **error)
{
  static const GMarkupParser PARSER = { .start_element = start_element_cb,
                                        .end_element = end_element_cb };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&PARSER, 0, self, NULL);
  g_autofree char *chunk = g_malloc (CHUNK);
  GError *cause = NULL;
  gssize n;

  while ((n = tw_input_read (self->input, chunk, CHUNK, cancellable, error)) > 0)
    {
      const char *from = chunk;

      if (self->n_fed == 0 && n >= 3 && memcmp (chunk, "\xef\xbb\xbf", 3) == 0)
        from += 3;
      if (!feed (self, context, from, (gsize) (n - (from - chunk)), error))
        return FALSE;
      if (progress != NULL)
        progress (PARSE_SHARE * tw_input_get_fraction (self->input), _ ("Reading the map"),
                  user_data);
    }
  if (n < 0)
    return FALSE;
  if (!g_markup_parse_context_end_parse (context, &cause))
    return fail_here (self, context, TRUE, cause, error);
  return TRUE;
}

static gboolean
reader_init (Reader *self, TwInput *input, const char *dir, TwMapSink *sink, GError **error)
{
  self->input = input;
  self->record = tw_osm_record_new ();
  self->point = tw_map_shape_new ();
  self->data.sink = sink;
  self->data.nodes = tw_id_file_new (dir, error);
  self->data.way_places = self->data.nodes != NULL ? tw_id_file_new (dir, error) : NULL;
  self->data.ways = self->data.way_places != NULL ? tw_osm_spool_new (dir, error) : NULL;
  self->data.relations = self->data.ways != NULL ? tw_osm_spool_new (dir, error) : NULL;
  return self->data.relations != NULL;
}

static void
reader_clear (Reader *self)
{
  tw_osm_record_free (self->record);
  tw_map_shape_free (self->point);
  tw_id_file_free (self->data.nodes);
  tw_id_file_free (self->data.way_places);
  tw_osm_spool_free (self->data.ways);
  tw_osm_spool_free (self->data.relations);
}

gboolean
tw_osm_read (TwInput *input, const char *dir, TwMapSink *sink, GCancellable *cancellable,
             TwProgressFunc progress, gpointer user_data, GError **error)
{
  Reader self = { 0 };
  gboolean ok;

  sink->place_source = "osm";
  ok = reader_init (&self, input, dir, sink, error)
       && parse (&self, cancellable, progress, user_data, error)
       && tw_id_file_finish (self.data.nodes, error)
       && tw_id_file_finish (self.data.way_places, error)
       && tw_osm_spool_finish (self.data.ways, error)
       && tw_osm_spool_finish (self.data.relations, error)
       && tw_osm_resolve (&self.data, cancellable, progress, user_data, PARSE_SHARE, error);
  reader_clear (&self);
  return ok;
}
