// SPDX-License-Identifier: Apache-2.0
#include "store/tw-map-blob.h"

/*
 * Geometry as bytes
 *
 *   blob  := n_parts part*
 *   part  := n_points (dlat dlon)*
 *
 * Every number is a base-128 varint, low group first, the top bit set on all bytes but the last.
 * dlat and dlon are differences to the point before (the first point of the blob: to 0, 0) in 1e-7
 * degree, zigzag coded (0, -1, 1, -2 ... become 0, 1, 2, 3 ...), so that a house corner takes four
 * to six bytes. A ring does not repeat its first point. A blob has at least one part, a part at
 * least one point.
 *
 * The reader trusts nothing: counts are checked against the bytes left (a point takes at least
 * two), sums are taken in 64 bits and must stay inside the globe.
 */

#define LAT_MAX_E7 (90 * (gint64) TW_E7)
#define LON_MAX_E7 (180 * (gint64) TW_E7)

typedef struct {
  const guint8 *at, *end;
  gint64 lat, lon;
} Reader;

static void
put_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;

  do
    {
      bytes[n] = value & 0x7f;
      value >>= 7;
      if (value != 0)
        bytes[n] |= 0x80;
      n++;
    }
  while (value != 0);
  g_byte_array_append (out, bytes, n);
}

static void
put_delta (GByteArray *out, gint64 delta)
{
  put_varint (out, ((guint64) delta << 1) ^ (guint64) (delta >> 63));
}

static gboolean
take_varint (Reader *in, guint64 *ret_value)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 64 && in->at < in->end; shift += 7)
    {
      guint8 byte = *in->at++;

      value |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        {
          *ret_value = value;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
take_delta (Reader *in, gint64 *ret_delta)
{
  guint64 coded;

  if (!take_varint (in, &coded) || coded > G_MAXUINT32 * G_GUINT64_CONSTANT (4))
    return FALSE;
  *ret_delta = (gint64) (coded >> 1) ^ -(gint64) (coded & 1);
  return TRUE;
}

static gboolean
take_point (Reader *in, TwPointE7 *ret_point)
{
  gint64 dlat, dlon;

  if (!take_delta (in, &dlat) || !take_delta (in, &dlon))
    return FALSE;
  in->lat += dlat;
  in->lon += dlon;
  if (ABS (in->lat) > LAT_MAX_E7 || ABS (in->lon) > LON_MAX_E7)
    return FALSE;
  ret_point->lat_e7 = (gint32) in->lat;
  ret_point->lon_e7 = (gint32) in->lon;
  return TRUE;
}

/* Thins points[from .. from + n) in place and returns how many stay. First and last always do. */
static gsize
thin_part (TwPointE7 *points, gsize n, gint64 min_step_e7)
{
  gsize kept = 1;

  for (gsize i = 1; i < n; i++)
    {
      gint64 dlat = (gint64) points[i].lat_e7 - points[kept - 1].lat_e7;
      gint64 dlon = (gint64) points[i].lon_e7 - points[kept - 1].lon_e7;

      if (ABS (dlat) >= min_step_e7 || ABS (dlon) >= min_step_e7 || i == n - 1)
        points[kept++] = points[i];
    }
  return kept;
}

static gboolean
take_part (Reader *in, GArray *points, gint32 min_step_e7, gboolean closed)
{
  g_autofree TwPointE7 *whole = NULL;
  guint64 n;
  gsize start = points->len, kept;

  if (!take_varint (in, &n) || n == 0 || n > (guint64) (in->end - in->at) / 2)
    return FALSE;
  g_array_set_size (points, start + n);
  for (guint64 i = 0; i < n; i++)
    if (!take_point (in, &g_array_index (points, TwPointE7, start + i)))
      return FALSE;
  if (min_step_e7 <= 0 || n <= 4)
    return TRUE;
  if (closed)
    whole = g_memdup2 (&g_array_index (points, TwPointE7, start), n * sizeof (TwPointE7));
  kept = thin_part (&g_array_index (points, TwPointE7, start), n, min_step_e7);
  if (closed && kept < 4)
    memcpy (&g_array_index (points, TwPointE7, start), whole, n * sizeof (TwPointE7));
  else
    g_array_set_size (points, start + kept);
  return TRUE;
}

void
tw_map_blob_encode (const TwMapFeature *feature, GByteArray *out)
{
  gsize n_parts = feature->part_starts != NULL ? feature->n_parts : 1;
  gint64 lat = 0, lon = 0;

  g_return_if_fail (feature->n_points > 0 && n_parts > 0);
  put_varint (out, n_parts);
  for (gsize p = 0; p < n_parts; p++)
    {
      gsize from = p == 0 ? 0 : feature->part_starts[p];
      gsize to = p + 1 < n_parts ? feature->part_starts[p + 1] : feature->n_points;

      put_varint (out, to - from);
      for (gsize i = from; i < to; i++)
        {
          put_delta (out, feature->points[i].lat_e7 - lat);
          put_delta (out, feature->points[i].lon_e7 - lon);
          lat = feature->points[i].lat_e7;
          lon = feature->points[i].lon_e7;
        }
    }
}

gboolean
tw_map_blob_decode (const guint8 *data, gsize len, gint32 min_step_e7, TwMapFeature *feature)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (TwPointE7));
  g_autofree gsize *starts = NULL;
  Reader in = { data, data + len, 0, 0 };
  guint64 n_parts;

  if (!take_varint (&in, &n_parts) || n_parts == 0 || n_parts > len / 3 + 1)
    return FALSE;
  starts = g_new (gsize, n_parts);
  for (guint64 p = 0; p < n_parts; p++)
    {
      starts[p] = points->len;
      if (!take_part (&in, points, min_step_e7, feature->closed))
        return FALSE;
    }
  if (in.at != in.end)
    return FALSE;
  feature->n_parts = n_parts;
  g_free (feature->part_starts);
  feature->part_starts = n_parts > 1 ? g_steal_pointer (&starts) : NULL;
  g_free (feature->points);
  feature->n_points = points->len;
  feature->points = (TwPointE7 *) g_array_free (g_steal_pointer (&points), FALSE);
  return TRUE;
}
