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

/* See tw-map-pack-shelf.c. */
#define TW_MAP_SHELF                                                                               \
  "CREATE TABLE shelf(no INTEGER PRIMARY KEY, source TEXT NOT NULL, present INTEGER NOT NULL,"     \
  " attribution TEXT, west INTEGER, east INTEGER, south INTEGER, north INTEGER,"                   \
  " undone INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, base INTEGER);"           \
  "CREATE TABLE shelf_feature(no INTEGER NOT NULL, seq INTEGER NOT NULL, west INTEGER NOT NULL,"   \
  " east INTEGER NOT NULL, south INTEGER NOT NULL, north INTEGER NOT NULL, kind INTEGER NOT NULL," \
  " min_zoom INTEGER NOT NULL, rank INTEGER NOT NULL, closed INTEGER NOT NULL,"                    \
  " ext_id TEXT NOT NULL, class TEXT NOT NULL, name TEXT, name_en TEXT, height_m REAL NOT NULL,"   \
  " geometry BLOB NOT NULL);"                                                                      \
  "CREATE INDEX shelf_feature_no ON shelf_feature(no, seq);"                                       \
  "CREATE TABLE shelf_note(no INTEGER NOT NULL, id TEXT NOT NULL, before TEXT, after TEXT);"       \
  "CREATE INDEX shelf_note_no ON shelf_note(no);"

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
  guint committed; /* generation of the last commit through this object */
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
/* Makes sure that @source exists, gives its number and removes its features. */
gboolean tw_map_pack_clear_source (TwMapPack *self, const char *source, const char *attribution,
                                   gint64 *ret_source, GError **error);
/* The log may be as large as the map after a commit; a reader in the way only delays this. */
void tw_map_pack_trim_log (TwMapPack *self);

/* Runs @sql on the writer with @number as ?1 and @text as ?2 where it has them. */
gboolean tw_map_shelf_run (TwMapPack *self, const char *sql, gint64 number, const char *text,
                           GError **error);
/* Puts what @source holds on the shelf as what commit @no replaces. */
gboolean tw_map_shelf_put (TwMapPack *self, gint64 no, const char *source, GError **error);

G_END_DECLS
