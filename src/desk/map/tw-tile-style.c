// SPDX-License-Identifier: Apache-2.0
#include "desk/map/tw-tile-style.h"

#include <math.h>
#include <string.h>

static const TwTilePalette light = {
  .land = 0xf5f4f1,
  .urban = 0xf0eeea,
  .green = 0xe5ebe0,
  .water = 0xd3dde4,
  .building = 0xe2dfd9,
  .building_edge = 0xd2cec6,
  .casing = 0xd5d2cc,
  .street = 0xffffff,
  .major = 0xfffdf8,
  .path = 0xd9d5ce,
  .rail = 0xb9b6b0,
  .boundary = 0xa9a6a0,
  .text = 0x55534f,
  .text_water = 0x4a6173,
  .text_green = 0x4c5c45,
  .halo = 0xf8f7f5,
};

static const TwTilePalette dark = {
  .land = 0x1c1d1f,
  .urban = 0x202123,
  .green = 0x1e2420,
  .water = 0x182229,
  .building = 0x292a2d,
  .building_edge = 0x333438,
  .casing = 0x151618,
  .street = 0x38393d,
  .major = 0x434449,
  .path = 0x303135,
  .rail = 0x4a4b50,
  .boundary = 0x5a5b60,
  .text = 0xa9aaad,
  .text_water = 0x8fa5b5,
  .text_green = 0x95a78e,
  .halo = 0x1a1b1d,
};

const TwTilePalette *
tw_tile_palette_get (gboolean is_dark)
{
  return is_dark ? &dark : &light;
}

TwStreetRank
tw_street_rank (const char *klass)
{
  static const struct {
    const char *klass;
    TwStreetRank rank;
  } table[] = {
    { "motorway", TW_STREET_TRUNK },    { "trunk", TW_STREET_TRUNK },
    { "primary", TW_STREET_PRIMARY },   { "secondary", TW_STREET_SECONDARY },
    { "tertiary", TW_STREET_TERTIARY }, { "service", TW_STREET_SERVICE },
    { "track", TW_STREET_SERVICE },     { "pedestrian", TW_STREET_SERVICE },
  };

  for (gsize i = 0; klass != NULL && i < G_N_ELEMENTS (table); i++)
    {
      gsize n = strlen (table[i].klass);

      if (strncmp (klass, table[i].klass, n) == 0
          && (klass[n] == '\0' || strcmp (klass + n, "_link") == 0))
        return table[i].rank;
    }
  return TW_STREET_RESIDENTIAL;
}

double
tw_street_width_px (TwStreetRank rank, double zoom)
{
  static const double at_16[TW_STREET_N_RANKS] = { 2.6, 4.4, 6, 7.5, 9, 10.5 };
  static const double from[TW_STREET_N_RANKS] = { 15, 13.5, 12, 11, 10, 0 };

  g_return_val_if_fail (rank < TW_STREET_N_RANKS, 0);
  if (zoom < from[rank])
    return 0;
  return MAX (0.8, at_16[rank] * exp2 ((zoom - 16) * (zoom < 16 ? 0.62 : 0.85)));
}

double
tw_street_label_zoom (TwStreetRank rank)
{
  static const double from[TW_STREET_N_RANKS] = { 17, 15.6, 14.6, 13.6, 12.6, 12 };

  g_return_val_if_fail (rank < TW_STREET_N_RANKS, 99);
  return from[rank];
}

static double
luminance (guint32 rgb)
{
  static const double weight[3] = { 0.0722, 0.7152, 0.2126 };
  double sum = 0;

  for (int i = 0; i < 3; i++)
    {
      double c = (rgb >> (8 * i) & 255) / 255.0;

      sum += weight[i] * (c <= 0.03928 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4));
    }
  return sum;
}

double
tw_tile_contrast (guint32 a, guint32 b)
{
  double x = luminance (a) + 0.05, y = luminance (b) + 0.05;

  return x > y ? x / y : y / x;
}
