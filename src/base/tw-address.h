/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"

G_BEGIN_DECLS

/**
 * The 3D address: community / building / unit / floor / room / asset with a height, as a code that
 * a person can read out and a tag can carry, after the element order of GB/T 39609-2020 (geocoding
 * rules for place names and addresses), and the BeiDou grid location code (GB/T 39409-2020) for the
 * position itself.
 */
typedef struct {
  int community; /* 1..99 */
  int building;  /* 1..999, 0: none */
  int unit;      /* 1..99, 0: none */
  int floor;     /* -9..-1 basements, 1..199 storeys, 0: none */
  int room;      /* 1..99, 0: none */
  int asset;     /* 1..9999, 0: none */
} TwAddress;

/** "05-012-2-F03-02-0007", "05-012-1-B02" ...: levels from the community down to the last one set.
 */
char *tw_address_encode (const TwAddress *address);
/** Reads such a code, also without leading zeros. TW_DATA_ERROR_SYNTAX or _RANGE. */
gboolean tw_address_decode (const char *code, TwAddress *ret_address, GError **error);
/** "5社区12栋2单元3层302室" style text for people; @community_name may be NULL. */
char *tw_address_format_zh (const TwAddress *address, const char *community_name);

/** BeiDou grid location code, two-dimensional, @level 1..10; TW_DATA_ERROR_RANGE for the polar caps
 * (from 88 degrees). */
char *tw_beidou_encode (double lat, double lon, int level, GError **error);
/** The corner of the cell that is nearest to the origin (in China the south-western one). */
gboolean tw_beidou_decode (const char *code, TwLatLon *ret_position, int *ret_level,
                           GError **error);
/** Three-dimensional code with ellipsoidal @height_m. */
char *tw_beidou_encode_3d (double lat, double lon, double height_m, int level, GError **error);
/** Corner and height nearest to the origin. @ret_level may be NULL. */
gboolean tw_beidou_decode_3d (const char *code, TwLatLon *ret_position, double *ret_height_m,
                              int *ret_level, GError **error);

G_END_DECLS
