// SPDX-License-Identifier: Apache-2.0
#include "base/tw-geo.h"

#include <math.h>

/* The shifted coordinates of Chinese maps
 *
 * GCJ-02 is what map services in China publish: WGS-84 plus a smooth offset of some hundred metres,
 * made of a quadratic polynomial and sines of the distance from (35 N, 105 E), turned from metres
 * into degrees on the Krasovsky 1940 ellipsoid. The official transform is not published; the
 * formula here is the widely known reconstruction that agrees with map services to about a metre,
 * applied inside the rectangle 0.8293..55.8271 N, 72.004..137.8347 E as it is everywhere. BD-09 is
 * GCJ-02 turned once more, in polar coordinates about the origin.
 *
 * Neither has a closed inverse. Both are the identity plus a slowly changing shift (its derivative
 * is below 0.01), so the iteration x <- x + (target - f(x)) contracts a hundredfold a step and
 * stands still after six. At the rectangle's edge f jumps by the whole shift; a target between the
 * two sides has no pre-image, and the nearest step is kept.
 */

#define KRASOVSKY_A_M 6378245.0
#define KRASOVSKY_E2 0.00669342162296594323
#define MAX_STEPS 12

static gboolean
gcj_applies (TwLatLon p)
{
  return p.lat >= 0.8293 && p.lat <= 55.8271 && p.lon >= 72.004 && p.lon <= 137.8347;
}

/* A fundamental and its first overtones: amplitude 2/3 of (a sin(k pi) + ...), in metres. */
static double
ripple (double a, double w, double b, double v, double c, double u)
{
  return (a * sin (w * G_PI) + b * sin (v * G_PI) + c * sin (u * G_PI)) * 2 / 3;
}

static TwLatLon
gcj_from_wgs (TwLatLon p)
{
  double x = p.lon - 105, y = p.lat - 35;
  double lat_rad = p.lat * G_PI / 180;
  double w2, north_m, east_m;

  if (!gcj_applies (p))
    return p;

  north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt (fabs (x))
            + ripple (20, 6 * x, 20, 2 * x, 0, 0) + ripple (20, y, 40, y / 3, 0, 0)
            + ripple (160, y / 12, 320, y / 30, 0, 0);
  east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt (fabs (x))
           + ripple (20, 6 * x, 20, 2 * x, 0, 0) + ripple (20, x, 40, x / 3, 0, 0)
           + ripple (150, x / 12, 300, x / 30, 0, 0);
  w2 = 1 - KRASOVSKY_E2 * sin (lat_rad) * sin (lat_rad);
  return (TwLatLon){
    p.lat + north_m * 180 / (KRASOVSKY_A_M * (1 - KRASOVSKY_E2) / (w2 * sqrt (w2)) * G_PI),
    p.lon + east_m * 180 / (KRASOVSKY_A_M / sqrt (w2) * cos (lat_rad) * G_PI),
  };
}

static TwLatLon
bd_from_gcj (TwLatLon p)
{
  const double turns = G_PI * 3000 / 180;
  double radius = hypot (p.lon, p.lat) + 0.00002 * sin (p.lat * turns);
  double angle = atan2 (p.lat, p.lon) + 0.000003 * cos (p.lon * turns);

  return (TwLatLon){ radius * sin (angle) + 0.006, radius * cos (angle) + 0.0065 };
}

static TwLatLon
bd_from_wgs (TwLatLon p)
{
  return gcj_applies (p) ? bd_from_gcj (gcj_from_wgs (p)) : p;
}

static TwLatLon
invert (TwLatLon (*forward) (TwLatLon), TwLatLon target)
{
  TwLatLon guess = target;

  for (int i = 0; i < MAX_STEPS; i++)
    {
      TwLatLon at = forward (guess);
      double d_lat = target.lat - at.lat, d_lon = target.lon - at.lon;

      guess.lat += d_lat;
      guess.lon += d_lon;
      if (fabs (d_lat) + fabs (d_lon) < 1e-13)
        break;
    }
  return guess;
}

gboolean
tw_datum_parse (const char *name, TwDatum *ret_datum)
{
  static const char *const names[] = { "wgs84", "gcj02", "bd09", "cgcs2000" };
  char plain[16];
  gsize n = 0;

  g_return_val_if_fail (name != NULL && ret_datum != NULL, FALSE);

  for (; *name != '\0'; name++)
    if (*name != '-' && *name != '_' && *name != ' ' && n < sizeof plain - 1)
      plain[n++] = g_ascii_tolower (*name);
  plain[n] = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (plain, names[i]))
      {
        *ret_datum = (TwDatum) i;
        return TRUE;
      }
  return FALSE;
}

TwLatLon
tw_datum_to_wgs84 (TwDatum datum, TwLatLon position)
{
  if (datum == TW_DATUM_GCJ02)
    return invert (gcj_from_wgs, position);
  if (datum == TW_DATUM_BD09)
    return invert (bd_from_wgs, position);
  return position;
}

TwLatLon
tw_datum_from_wgs84 (TwDatum datum, TwLatLon position)
{
  if (datum == TW_DATUM_GCJ02)
    return gcj_from_wgs (position);
  if (datum == TW_DATUM_BD09)
    return bd_from_wgs (position);
  return position;
}
