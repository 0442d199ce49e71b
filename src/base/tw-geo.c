// SPDX-License-Identifier: Apache-2.0
#include "base/tw-geo.h"

#include <math.h>

#define EARTH_RADIUS_M 6371008.8
#define WGS84_A_M 6378137.0
#define WGS84_E2 6.69437999014e-3
#define RAD_PER_DEG (G_PI / 180)
#define MERCATOR_MAX_LAT 85.05112877980659

gboolean
tw_box_is_empty (const TwBox *box)
{
  return box->south > box->north;
}

void
tw_box_add (TwBox *box, double lat, double lon)
{
  if (tw_box_is_empty (box))
    {
      *box = (TwBox){ lat, lon, lat, lon };
      return;
    }
  box->south = MIN (box->south, lat);
  box->north = MAX (box->north, lat);
  box->west = MIN (box->west, lon);
  box->east = MAX (box->east, lon);
}

gboolean
tw_box_contains (const TwBox *box, double lat, double lon)
{
  return lat >= box->south && lat <= box->north && lon >= box->west && lon <= box->east;
}

gboolean
tw_latlon_is_valid (double lat, double lon)
{
  return isfinite (lat) && isfinite (lon) && fabs (lat) <= 90 && fabs (lon) <= 180
         && (lat != 0 || lon != 0);
}

double
tw_distance_m (TwLatLon a, TwLatLon b)
{
  double sin_lat = sin ((b.lat - a.lat) * RAD_PER_DEG / 2);
  double sin_lon = sin ((b.lon - a.lon) * RAD_PER_DEG / 2);
  double h =
      sin_lat * sin_lat + cos (a.lat * RAD_PER_DEG) * cos (b.lat * RAD_PER_DEG) * sin_lon * sin_lon;

  return 2 * EARTH_RADIUS_M * asin (sqrt (CLAMP (h, 0, 1)));
}

/* The two radii of curvature of the ellipsoid at the origin give metres per degree to first order.
 */
void
tw_plane_init (TwPlane *plane, TwLatLon origin)
{
  double sin_lat = sin (origin.lat * RAD_PER_DEG);
  double w2 = 1 - WGS84_E2 * sin_lat * sin_lat;
  double prime_vertical_m = WGS84_A_M / sqrt (w2);

  plane->origin = origin;
  plane->m_per_deg_lat = RAD_PER_DEG * prime_vertical_m * (1 - WGS84_E2) / w2;
  plane->m_per_deg_lon = RAD_PER_DEG * prime_vertical_m * cos (origin.lat * RAD_PER_DEG);
}

void
tw_plane_to_m (const TwPlane *plane, double lat, double lon, double *ret_x_m, double *ret_y_m)
{
  *ret_x_m = (lon - plane->origin.lon) * plane->m_per_deg_lon;
  *ret_y_m = (lat - plane->origin.lat) * plane->m_per_deg_lat;
}

TwLatLon
tw_plane_to_latlon (const TwPlane *plane, double x_m, double y_m)
{
  return (TwLatLon){ plane->origin.lat + y_m / plane->m_per_deg_lat,
                     plane->origin.lon + x_m / plane->m_per_deg_lon };
}

/* Whole units where that is what is meant: 116.3 * 10^7 is not exactly 1163000000. */
static double
to_e7 (double degrees)
{
  double scaled = degrees * TW_E7, whole = rint (scaled);

  return fabs (scaled - whole) < 1e-4 ? whole : scaled;
}

/* A ray runs east from the point. An edge counts when it spans the point's latitude half-open
 * (south end included) and crosses strictly east of the point: points on a west or south side are
 * in, on an east or north side out, so that two communities sharing a border never both claim a
 * point. The arithmetic is exact for points that are whole multiples of 1e-7 degree and edges of up
 * to nine degrees: the products stay below 2^53.
 */
gboolean
tw_polygon_contains (const TwPointE7 *ring, gsize n, double lat, double lon)
{
  double y = to_e7 (lat), x = to_e7 (lon);
  gboolean inside = FALSE;

  for (gsize i = 0, j = n - 1; i < n; j = i++)
    {
      const TwPointE7 *low = &ring[i], *high = &ring[j];
      double cross;

      if ((low->lat_e7 > y) == (high->lat_e7 > y))
        continue;
      if (low->lat_e7 > high->lat_e7)
        low = &ring[j], high = &ring[i];
      cross = ((double) high->lon_e7 - low->lon_e7) * (y - low->lat_e7)
              - (x - low->lon_e7) * ((double) high->lat_e7 - low->lat_e7);
      if (cross > 0)
        inside = !inside;
    }
  return inside;
}

double
tw_polygon_area_m2 (const TwPointE7 *ring, gsize n)
{
  TwPlane plane;
  double twice_e14 = 0;

  if (n < 3)
    return 0;
  tw_plane_init (&plane, tw_polygon_centroid (ring, n));
  for (gsize i = 0, j = n - 1; i < n; j = i++)
    twice_e14 +=
        ((double) ring[j].lon_e7 - ring[0].lon_e7) * ((double) ring[i].lat_e7 - ring[0].lat_e7)
        - ((double) ring[i].lon_e7 - ring[0].lon_e7) * ((double) ring[j].lat_e7 - ring[0].lat_e7);
  return twice_e14 / 2 / TW_E7 / TW_E7 * plane.m_per_deg_lat * plane.m_per_deg_lon;
}

/* For a ring without area (a line, a point): the mean of its vertices. */
static TwLatLon
mean_of_vertices (const TwPointE7 *ring, gsize n)
{
  double lat = 0, lon = 0;

  for (gsize i = 0; i < n; i++)
    {
      lat += ring[i].lat_e7;
      lon += ring[i].lon_e7;
    }
  return (TwLatLon){ lat / (double) n / TW_E7, lon / (double) n / TW_E7 };
}

TwLatLon
tw_polygon_centroid (const TwPointE7 *ring, gsize n)
{
  double sum = 0, sum_x = 0, sum_y = 0;

  g_return_val_if_fail (n > 0, (TwLatLon){ 0 });

  for (gsize i = 0, j = n - 1; i < n; j = i++)
    {
      double xj = (double) ring[j].lon_e7 - ring[0].lon_e7,
             yj = (double) ring[j].lat_e7 - ring[0].lat_e7;
      double xi = (double) ring[i].lon_e7 - ring[0].lon_e7,
             yi = (double) ring[i].lat_e7 - ring[0].lat_e7;
      double cross = xj * yi - xi * yj;

      sum += cross;
      sum_x += (xi + xj) * cross;
      sum_y += (yi + yj) * cross;
    }
  if (fabs (sum) < 1)
    return mean_of_vertices (ring, n);
  return (TwLatLon){ (ring[0].lat_e7 + sum_y / (3 * sum)) / TW_E7,
                     (ring[0].lon_e7 + sum_x / (3 * sum)) / TW_E7 };
}

void
tw_mercator_from_latlon (double lat, double lon, double *ret_x, double *ret_y)
{
  double lat_rad = CLAMP (lat, -MERCATOR_MAX_LAT, MERCATOR_MAX_LAT) * RAD_PER_DEG;
  double y = 0.5 - asinh (tan (lat_rad)) / (2 * G_PI);

  *ret_x = CLAMP (lon / 360 + 0.5, 0, 1);
  *ret_y = CLAMP (y, 0, 1);
}

TwLatLon
tw_mercator_to_latlon (double x, double y)
{
  return (TwLatLon){ atan (sinh ((0.5 - y) * 2 * G_PI)) / RAD_PER_DEG, (x - 0.5) * 360 };
}
