// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-osm-resolve.h"

#include "intake/tw-osm-rings.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/*
 * From references to geometry
 *
 * A way that ends where it begins may be a line or an area; the tags decide. A relation of type
 * multipolygon or boundary is joined from its ways: outer ones to rings and inner ones to holes. In
 * an extract the ways beyond its edge are missing. Then the rings that close are drawn; an open
 * chain of an area is closed by a straight line where the gap is short beside it; a boundary is
 * drawn as the lines that are there. What is not whole never becomes a place document: a wrong
 * boundary would put requests into the wrong community without a word.
 */

/* An open outer chain is closed when its gap is at most this part of its length. */
#define GAP_MAX 0.2
#define EVERY 4096

guint64
tw_osm_pack_point (TwPointE7 point)
{
  return (guint64) (guint32) point.lat_e7 << 32 | (guint32) point.lon_e7;
}

static gboolean
find_node (TwOsmData *data, gint64 id, TwPointE7 *ret_point)
{
  guint64 value;

  if (!tw_id_file_lookup (data->nodes, id, &value))
    return FALSE;
  ret_point->lat_e7 = (gint32) (guint32) (value >> 32);
  ret_point->lon_e7 = (gint32) (guint32) value;
  return TRUE;
}

/* Adds the nodes that are known; FALSE when some are not. */
static gboolean
add_nodes (TwOsmData *data, const GArray *nodes, TwMapShapeData *shape)
{
  gboolean whole = TRUE;

  for (guint i = 0; i < nodes->len; i++)
    {
      TwPointE7 point;

      if (find_node (data, g_array_index (nodes, gint64, i), &point))
        tw_map_shape_add_point (shape, point);
      else
        whole = FALSE;
    }
  return whole;
}

/* --- ways ------------------------------------------------------------------------------------ */

static gboolean
resolve_way (TwOsmData *data, const TwOsmRecord *way, TwMapShapeData *shape, GError **error)
{
  const GArray *refs = way->refs;
  gboolean closed =
      refs->len >= 4
      && g_array_index (refs, gint64, 0) == g_array_index (refs, gint64, refs->len - 1);
  g_autofree char *ext_id = NULL;

  /* Without tags it is only there for a relation. */
  if (way->tags->len == 0)
    return TRUE;
  tw_map_shape_clear (shape);
  tw_map_shape_begin_part (shape, TRUE);
  data->sink->no_places = !add_nodes (data, refs, shape);
  if (!tw_map_shape_end_part (shape, closed, closed ? 3 : 2))
    {
      tw_map_sink_skip (data->sink,
                        data->sink->no_places ? TW_MAP_SKIP_NO_NODES : TW_MAP_SKIP_SHAPE);
      return TRUE;
    }
  ext_id = g_strdup_printf ("way/%" G_GINT64_FORMAT, way->id);
  return tw_map_sink_add (data->sink, ext_id, way->tags, shape,
                          closed ? TW_MAP_SHAPE_AREA | TW_MAP_SHAPE_LINE : TW_MAP_SHAPE_LINE, FALSE,
                          error);
}

/* --- relations ------------------------------------------------------------------------------- */

/* Collects the node lists of the members with @role; FALSE when a way is missing. */
static gboolean
collect_ways (TwOsmData *data, const TwOsmRecord *relation, char role, GPtrArray *out)
{
  g_autoptr (TwOsmRecord) way = tw_osm_record_new ();
  gboolean whole = TRUE;

  for (guint i = 0; i < relation->refs->len; i++)
    {
      guint64 offset;

      if (relation->roles->str[i] != role)
        continue;
      if (tw_id_file_lookup (data->way_places, g_array_index (relation->refs, gint64, i), &offset)
          && tw_osm_spool_read (data->ways, &offset, way) && way->refs->len > 0)
        g_ptr_array_add (out, g_array_copy (way->refs));
      else
        whole = FALSE;
    }
  return whole;
}

/* Whether the gap of the open part from @start on is short beside its length. */
static gboolean
nearly_closed (const TwMapShapeData *shape, gsize start)
{
  const TwPointE7 *at = (const TwPointE7 *) shape->points->data;
  gsize end = shape->points->len;
  double scale = end > start ? cos (at[start].lat_e7 / (double) TW_E7 * G_PI / 180) : 1;
  double len = 0;

  for (gsize i = start + 1; i < end; i++)
    len += hypot ((double) at[i].lat_e7 - at[i - 1].lat_e7,
                  scale * ((double) at[i].lon_e7 - at[i - 1].lon_e7));
  if (end < start + 4)
    return FALSE;
  return hypot ((double) at[end - 1].lat_e7 - at[start].lat_e7,
                scale * ((double) at[end - 1].lon_e7 - at[start].lon_e7))
         <= GAP_MAX * len;
}

/* Joins the ways of one role into parts of @shape; FALSE when something is missing or stays open.
 */
static gboolean
add_rings (TwOsmData *data, const TwOsmRecord *relation, char role, gboolean close_gaps,
           TwMapShapeData *shape)
{
  g_autoptr (GPtrArray) ways = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  gboolean whole = collect_ways (data, relation, role, ways);
  g_autoptr (GPtrArray) chains = tw_osm_join_ways (ways);

  for (guint i = 0; i < chains->len; i++)
    {
      TwOsmChain *chain = g_ptr_array_index (chains, i);
      gsize start = shape->points->len;

      tw_map_shape_begin_part (shape, role == 'o');
      whole = add_nodes (data, chain->nodes, shape) && chain->closed && whole;
      if (!chain->closed && !(close_gaps && nearly_closed (shape, start)))
        g_array_set_size (shape->points, (guint) start);
      tw_map_shape_end_part (shape, TRUE, 3);
    }
  return whole;
}

/* The lines of a boundary whose ring does not close. */
static void
add_lines (TwOsmData *data, const TwOsmRecord *relation, TwMapShapeData *shape)
{
  g_autoptr (GPtrArray) ways = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (GPtrArray) chains = NULL;

  collect_ways (data, relation, 'o', ways);
  chains = tw_osm_join_ways (ways);
  for (guint i = 0; i < chains->len; i++)
    {
      TwOsmChain *chain = g_ptr_array_index (chains, i);

      tw_map_shape_begin_part (shape, TRUE);
      add_nodes (data, chain->nodes, shape);
      tw_map_shape_end_part (shape, FALSE, 2);
    }
}

static gboolean
resolve_relation (TwOsmData *data, const TwOsmRecord *relation, TwMapShapeData *shape,
                  GError **error)
{
  const char *type = tw_map_tags_get (relation->tags, "type");
  gboolean boundary = g_strcmp0 (type, "boundary") == 0;
  g_autofree char *ext_id = g_strdup_printf ("relation/%" G_GINT64_FORMAT, relation->id);
  guint shapes = TW_MAP_SHAPE_AREA;
  gboolean whole;

  if (!boundary && g_strcmp0 (type, "multipolygon") != 0)
    {
      tw_map_sink_skip (data->sink, TW_MAP_SKIP_PLAIN);
      return TRUE;
    }
  tw_map_shape_clear (shape);
  whole = add_rings (data, relation, 'o', !boundary, shape);
  if (tw_map_shape_n_parts (shape) > 0)
    whole = add_rings (data, relation, 'i', FALSE, shape) && whole;
  else if (boundary)
    {
      add_lines (data, relation, shape);
      shapes = TW_MAP_SHAPE_LINE;
    }
  if (tw_map_shape_n_parts (shape) == 0)
    {
      tw_map_sink_skip (data->sink, TW_MAP_SKIP_INCOMPLETE);
      return TRUE;
    }
  data->sink->no_places = !whole;
  return tw_map_sink_add (data->sink, ext_id, relation->tags, shape, shapes, FALSE, error);
}

/* --- both ------------------------------------------------------------------------------------ */

typedef gboolean (*ResolveFunc) (TwOsmData *data, const TwOsmRecord *record, TwMapShapeData *shape,
                                 GError **error);

typedef struct {
  GCancellable *cancellable;
  TwProgressFunc progress;
  gpointer user_data;
  double from, to;
} Span;

static gboolean
resolve_all (TwOsmData *data, TwOsmSpool *spool, ResolveFunc func, const Span *span, GError **error)
{
  g_autoptr (TwOsmRecord) record = tw_osm_record_new ();
  g_autoptr (TwMapShapeData) shape = tw_map_shape_new ();
  guint64 offset = 0, size = MAX (tw_osm_spool_get_size (spool), 1);

  for (guint n = 0; tw_osm_spool_read (spool, &offset, record); n++)
    {
      if (!func (data, record, shape, error))
        return FALSE;
      if (n % EVERY != 0)
        continue;
      if (g_cancellable_set_error_if_cancelled (span->cancellable, error))
        return FALSE;
      if (span->progress != NULL)
        span->progress (span->from + (span->to - span->from) * (double) offset / (double) size,
                        _ ("Drawing the map"), span->user_data);
    }
  data->sink->no_places = FALSE;
  return TRUE;
}

gboolean
tw_osm_resolve (TwOsmData *data, GCancellable *cancellable, TwProgressFunc progress,
                gpointer user_data, double from, GError **error)
{
  Span ways = { cancellable, progress, user_data, from, 0.97 };
  Span relations = { cancellable, progress, user_data, 0.97, 1 };

  return resolve_all (data, data->ways, resolve_way, &ways, error)
         && resolve_all (data, data->relations, resolve_relation, &relations, error);
}
