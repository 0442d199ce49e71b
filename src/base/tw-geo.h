/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Positions are WGS-84 degrees. On disk and in geometry they are integers of 1e-7 degree (about 1
 * cm). */
#define TW_E7 10000000

typedef struct {
  double lat, lon;
} TwLatLon;

typedef struct {
  gint32 lat_e7, lon_e7;
} TwPointE7;

/** south <= north, west <= east; empty when south > north. */
typedef struct {
  double south, west, north, east;
} TwBox;

#define TW_BOX_EMPTY ((TwBox){ 1, 1, -1, -1 })
/** TRUE until a point was added. */
gboolean tw_box_is_empty (const TwBox *box);
/** Grows @box to hold the point. */
void tw_box_add (TwBox *box, double lat, double lon);
/** TRUE for points inside and on the border. */
gboolean tw_box_contains (const TwBox *box, double lat, double lon);

/** TRUE for finite lat in [-90, 90] and lon in [-180, 180] that is not the (0, 0) of a missing
 * position. */
gboolean tw_latlon_is_valid (double lat, double lon);
/** Great-circle metres (haversine, mean radius 6371008.8 m). */
double tw_distance_m (TwLatLon a, TwLatLon b);

/**
 * TwPlane: a local tangent plane in metres around an origin (east x, north y), good to 0.1 % within
 * 50 km; it carries the heat, the 100 m cells and the street graph.
 */
typedef struct {
  TwLatLon origin;
  double m_per_deg_lat, m_per_deg_lon;
} TwPlane;

/** Takes the metres per degree from the WGS-84 ellipsoid at @origin. */
void tw_plane_init (TwPlane *plane, TwLatLon origin);
/** Degrees to metres east and north of the origin. */
void tw_plane_to_m (const TwPlane *plane, double lat, double lon, double *ret_x_m, double *ret_y_m);
/** The inverse of tw_plane_to_m(). */
TwLatLon tw_plane_to_latlon (const TwPlane *plane, double x_m, double y_m);

/** Even-odd test; boundary points count as inside on the south and west sides. @n vertices, closed
 * implicitly. */
gboolean tw_polygon_contains (const TwPointE7 *ring, gsize n, double lat, double lon);
/** Signed area in m2 on a local plane (positive counter-clockwise). */
double tw_polygon_area_m2 (const TwPointE7 *ring, gsize n);
/** Centre of gravity of the area; the mean of the vertices where there is none. @n > 0. */
TwLatLon tw_polygon_centroid (const TwPointE7 *ring, gsize n);

/* The named datums input may use. Inside the program everything is WGS-84. CGCS2000 differs by
 * centimetres and is kept as it is. */
typedef enum { TW_DATUM_WGS84, TW_DATUM_GCJ02, TW_DATUM_BD09, TW_DATUM_CGCS2000 } TwDatum;
/** "wgs84", "gcj02", "bd09", "cgcs2000" in any case, with or without a hyphen; FALSE when unknown.
 */
gboolean tw_datum_parse (const char *name, TwDatum *ret_datum);
/** To WGS-84, inverse by iteration (residual < 1e-9 degree); outside China GCJ-02 equals WGS-84. */
TwLatLon tw_datum_to_wgs84 (TwDatum datum, TwLatLon position);
/** From WGS-84; outside China GCJ-02 and BD-09 equal it. */
TwLatLon tw_datum_from_wgs84 (TwDatum datum, TwLatLon position);

/* Web Mercator (EPSG:3857) in the unit square: x east, y south, both in [0, 1]. */
/** Latitudes beyond 85.0511 degrees are taken as that. */
void tw_mercator_from_latlon (double lat, double lon, double *ret_x, double *ret_y);
/** The inverse of tw_mercator_from_latlon(). */
TwLatLon tw_mercator_to_latlon (double x, double y);

G_END_DECLS
