/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the two halves of the map pack share: tw-map-pack.c opens and reads, tw-map-pack-import.c
 * writes. */

#include "store/tw-map-pack.h"

#include <sqlite3.h>

G_BEGIN_DECLS

#define TW_MAP_N_BANDS 6
#define TW_MAP_MAX_ZOOM 24
#define TW_MAP_BUSY_MS 10000

#define TW_MAP_TREES                                                                               \
  "CREATE VIRTUAL TABLE near_0 USING rtree_i32(id, west, east, south, north);"                     \
  "CREATE VIRTUAL TABLE near_1 USING rtree_i32(id, west, east, south, north);"                     \
  "CREATE VIRTUAL TABLE near_2 USING rtree_i32(id, west, east, south, north);"                     \
  "CREATE VIRTUAL TABLE near_3 USING rtree_i32(id, west, east, south, north);"                     \
  "CREATE VIRTUAL TABLE near_4 USING rtree_i32(id, west, east, south, north);"                     \
  "CREATE VIRTUAL TABLE near_5 USING rtree_i32(id, west, east, south, north);"
#define TW_MAP_DROP_TREES                                                                          \
  "DROP TABLE near_0; DROP TABLE near_1; DROP TABLE near_2;"                                       \
  "DROP TABLE near_3; DROP TABLE near_4; DROP TABLE near_5;"

struct _TwMapPack {
  gatomicrefcount ref_count;
  char *path, *stage_path;
  gboolean read_only;
  gboolean absent;    /* read-only and no file: an empty map */
  gboolean immutable; /* a folder where not even the shared memory file of WAL can be made */
  GMutex lock;        /* guards the pool and the state of an import */
  GQueue idle;        /* of Reader */
  sqlite3 *writer;    /* not NULL while an import runs: holds the write lock */
  sqlite3 *stage;
  sqlite3_stmt *insert;
  char *source, *attribution;
};

/* The first zoom of each band of trees. */
extern const int tw_map_band_from[TW_MAP_N_BANDS];

sqlite3 *tw_map_pack_connect (TwMapPack *self, gboolean write, GError **error);
/* Sets @error from @db, or from @rc where @db is NULL, and returns FALSE. */
gboolean tw_map_pack_fail (TwMapPack *self, sqlite3 *db, int rc, GError **error);
gboolean tw_map_pack_run (TwMapPack *self, sqlite3 *db, const char *sql, GError **error);
sqlite3_stmt *tw_map_pack_prepare (TwMapPack *self, sqlite3 *db, const char *sql, GError **error);
/* One number, or @fallback when the query gives none. */
gint64 tw_map_pack_ask_int (sqlite3 *db, const char *sql, gint64 fallback);

G_END_DECLS
