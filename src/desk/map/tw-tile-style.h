/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Colours of the base map as 0xRRGGBB: near-greys, so that data on top carry the colour. */
typedef struct {
  guint32 land, urban, green, water, building, building_edge;
  guint32 casing, street, major, path, rail, boundary;
  guint32 text, text_water, text_green, halo;
} TwTilePalette;

const TwTilePalette *tw_tile_palette_get (gboolean dark);

/** Streets by weight, thin to thick. */
typedef enum {
  TW_STREET_SERVICE,
  TW_STREET_RESIDENTIAL,
  TW_STREET_TERTIARY,
  TW_STREET_SECONDARY,
  TW_STREET_PRIMARY,
  TW_STREET_TRUNK,
  TW_STREET_N_RANKS,
} TwStreetRank;

/** Rank of an OpenStreetMap highway class; links count as what they link; unknown ones as
 * residential. */
TwStreetRank tw_street_rank (const char *klass);
/** Width of the street's fill in pixels at @zoom (fractions allowed); 0: not drawn at all. */
double tw_street_width_px (TwStreetRank rank, double zoom);
/** Lowest zoom at which such streets carry names. */
double tw_street_label_zoom (TwStreetRank rank);
/** WCAG contrast ratio of two colours, 1..21. */
double tw_tile_contrast (guint32 a, guint32 b);

G_END_DECLS
