// SPDX-License-Identifier: Apache-2.0
#include "base/tw-geo.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* A point, then a ring of up to 64 vertices near it. Turned around, the ring holds the same points
 * and has the opposite area; its centroid lies in its box if it does not cross itself (so only when
 * it has three corners); every datum comes back; and nothing is undefined for any bits. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MAX_RING 64

static gboolean
is_near (const TwBox *box, double lat, double lon)
{
  TwBox wide = { box->south - 1e-7, box->west - 1e-7, box->north + 1e-7, box->east + 1e-7 };

  return tw_box_contains (&wide, lat, lon);
}

static void
check_ring (const TwPointE7 *ring, gsize n, double lat, double lon)
{
  TwPointE7 turned[MAX_RING];
  TwBox box = TW_BOX_EMPTY;
  TwLatLon centre;
  double area_m2 = tw_polygon_area_m2 (ring, n);

  for (gsize i = 0; i < n; i++)
    {
      turned[i] = ring[n - 1 - i];
      tw_box_add (&box, ring[i].lat_e7 / 1e7, ring[i].lon_e7 / 1e7);
    }
  g_assert_true (tw_polygon_contains (ring, n, lat, lon)
                 == tw_polygon_contains (turned, n, lat, lon));
  g_assert_true (!tw_polygon_contains (ring, n, lat, lon) || is_near (&box, lat, lon));
  g_assert_cmpfloat (fabs (area_m2 + tw_polygon_area_m2 (turned, n)), <=,
                     1e-3 + fabs (area_m2) * 1e-3);
  centre = tw_polygon_centroid (ring, n);
  if (n == 3)
    g_assert_true (is_near (&box, centre.lat, centre.lon));
}

static void
check_point (double lat, double lon)
{
  TwLatLon p = { lat, lon }, back;
  double x, y;

  tw_mercator_from_latlon (lat, lon, &x, &y);
  if (!tw_latlon_is_valid (lat, lon))
    {
      tw_datum_to_wgs84 (TW_DATUM_BD09, p);
      return;
    }
  g_assert_true (x >= 0 && x <= 1 && y >= 0 && y <= 1);
  /* At the edge of the rectangle where the shift ends there is no way back. */
  if (lat < 1 || lat > 55.7 || lon < 72.1 || lon > 137.7)
    return;
  for (TwDatum datum = TW_DATUM_WGS84; datum <= TW_DATUM_CGCS2000; datum++)
    {
      back = tw_datum_to_wgs84 (datum, tw_datum_from_wgs84 (datum, p));
      g_assert_true (fabs (back.lat - lat) < 1e-9 && fabs (back.lon - lon) < 1e-9);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  TwPointE7 ring[MAX_RING];
  double lat, lon;
  gsize n;

  if (size < 16)
    return 0;
  memcpy (&lat, data, 8);
  memcpy (&lon, data + 8, 8);
  check_point (lat, lon);
  lat = fmod (lat, 90);
  lon = fmod (lon, 180);
  if (!isfinite (lat) || !isfinite (lon))
    return 0;
  n = MIN ((size - 16) / 4, MAX_RING);
  for (gsize i = 0; i < n; i++)
    {
      gint16 steps[2];

      memcpy (steps, data + 16 + 4 * i, 4);
      ring[i].lat_e7 = (gint32) (CLAMP (lat, -80, 80) * TW_E7) + steps[0] * 100;
      ring[i].lon_e7 = (gint32) (CLAMP (lon, -179, 179) * TW_E7) + steps[1] * 100;
    }
  if (n > 0)
    check_ring (ring, n, lat, lon);
  return 0;
}
