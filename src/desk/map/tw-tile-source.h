/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <shumate/shumate.h>

G_BEGIN_DECLS

#define TW_TILE_MIN_ZOOM 8
#define TW_TILE_MAX_ZOOM 20

typedef struct {
  int tile_px;
  int scale;
  gboolean dark;
  gboolean prefer_en;
  double text_scale;    /* of names */
  gboolean skip_points; /* a layer above draws the landmarks */
  /* GArray of TwLabelCandidate by zoom, see TwTileJob; may be NULL. Not changed any more. */
  GPtrArray *reserved;
} TwTileLook;

/**
 * TwTileSource: tiles of the base map, painted from @pack in a few workers and kept in memory,
 * never fetched. One source has one look and one generation of the pack; make a new one when either
 * changes.
 */
#define TW_TYPE_TILE_SOURCE (tw_tile_source_get_type ())
G_DECLARE_FINAL_TYPE (TwTileSource, tw_tile_source, TW, TILE_SOURCE, ShumateMapSource)

/** @pack may be NULL: bare ground. Keeps a reference to what of @look has any. */
TwTileSource *tw_tile_source_new (TwMapPack *pack, const TwTileLook *look);
/** Lets go of the pack and of all tiles, whoever still holds the source. Who waits for a tile, or
 * asks for one later, gets G_IO_ERROR_CANCELLED. */
void tw_tile_source_close (TwTileSource *self);
/** TRUE when the pack has gone on since this source was made. */
gboolean tw_tile_source_is_stale (TwTileSource *self);
const TwTileLook *tw_tile_source_get_look (TwTileSource *self);
/** Squares painted and not yet delivered, and painted so far. */
guint tw_tile_source_get_n_pending (TwTileSource *self);
guint tw_tile_source_get_n_painted (TwTileSource *self);

G_END_DECLS
