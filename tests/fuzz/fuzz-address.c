// SPDX-License-Identifier: Apache-2.0
#include "base/tw-address.h"
#include "base/tw-id.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* The readers of short codes: address, grid code in two and three dimensions, ids, stamps, names of
 * datums. What is read can be written, and reads back as the same. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_address (const char *text)
{
  g_autofree char *code = NULL, *zh = NULL;
  TwAddress address, back;

  if (!tw_address_decode (text, &address, NULL))
    return;
  code = tw_address_encode (&address);
  zh = tw_address_format_zh (&address, NULL);
  g_assert_true (code != NULL && zh != NULL && tw_address_decode (code, &back, NULL));
  g_assert_cmpmem (&back, sizeof back, &address, sizeof address);
}

static void
check_grid (const char *text)
{
  g_autofree char *code = NULL;
  TwLatLon at;
  int level;

  if (!tw_beidou_decode (text, &at, &level, NULL))
    return;
  g_assert_true (fabs (at.lat) < 88 && fabs (at.lon) < 180 && level >= 1 && level <= 10);
  code = tw_beidou_encode (at.lat, at.lon, level, NULL);
  if (at.lat != 0 && at.lon != 0)
    g_assert_true (code != NULL && g_ascii_strcasecmp (code, text) == 0);
}

static void
check_grid_3d (const char *text)
{
  g_autofree char *code = NULL;
  TwLatLon at;
  double height_m;
  int level;

  if (!tw_beidou_decode_3d (text, &at, &height_m, &level, NULL))
    return;
  g_assert_true (isfinite (height_m) && height_m > -6378137);
  code = tw_beidou_encode_3d (at.lat, at.lon, height_m, level, NULL);
  if (at.lat != 0 && at.lon != 0 && height_m != 0)
    g_assert_true (code != NULL && g_ascii_strcasecmp (code, text) == 0);
}

static void
check_stamp (const char *text)
{
  g_autofree char *again = NULL;
  TwHlc hlc;

  if (!tw_hlc_parse (text, &hlc))
    return;
  again = tw_hlc_format (&hlc);
  g_assert_cmpstr (again, ==, text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *type = tw_id_dup_type (text);
  g_autoptr (GError) error = NULL;
  TwAddress address;
  TwDatum datum;

  g_assert_true (type == NULL || g_str_has_prefix (text, type));
  tw_ulid_is_valid (text);
  tw_datum_parse (text, &datum);
  if (!tw_address_decode (text, &address, &error))
    g_assert_nonnull (error);
  check_address (text);
  check_grid (text);
  check_grid_3d (text);
  check_stamp (text);
  return 0;
}
