// SPDX-License-Identifier: Apache-2.0
#include "store/tw-map-pack.h"

#include "store/tw-map-blob.h"
#include "store/tw-map-pack-private.h"
#include "store/tw-store.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* The writing half of the map pack; format and stages stand in tw-map-pack.c. */

/* Lost on a crash, which is what is wanted: no journal, no syncing. */
static const char STAGE_SCHEMA[] =
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA "
    "cache_size=-16000;"
    "CREATE TABLE stage(id INTEGER PRIMARY KEY, curve INTEGER NOT NULL, kind INTEGER NOT NULL, "
    "min_zoom INTEGER NOT NULL,"
    " rank INTEGER NOT NULL, closed INTEGER NOT NULL, ext_id TEXT NOT NULL UNIQUE ON CONFLICT "
    "REPLACE,"
    " class TEXT NOT NULL, name TEXT, name_en TEXT, height_m REAL NOT NULL, geometry BLOB NOT NULL,"
    " west INTEGER NOT NULL, east INTEGER NOT NULL, south INTEGER NOT NULL, north INTEGER NOT "
    "NULL); BEGIN;";

static const char STAGE_INSERT[] =
    "INSERT INTO stage(curve, kind, min_zoom, rank, closed, ext_id, class, name, name_en, "
    "height_m, geometry,"
    " west, east, south, north) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)";

/* --- what matters at which zoom -------------------------------------------------------------- */

typedef struct {
  TwMapKind kind;
  const char *klass; /* NULL: all others of the kind */
  int min_zoom;
  int rank; /* within the kind, higher is drawn later */
} ClassRule;

static const ClassRule CLASS_RULES[] = {
  { TW_MAP_STREET, "motorway", 6, 9 },  { TW_MAP_STREET, "trunk", 7, 8 },
  { TW_MAP_STREET, "primary", 9, 7 },   { TW_MAP_STREET, "secondary", 11, 6 },
  { TW_MAP_STREET, "tertiary", 12, 5 }, { TW_MAP_STREET, "residential", 13, 4 },
  { TW_MAP_STREET, "service", 15, 2 },  { TW_MAP_STREET, NULL, 13, 3 },
  { TW_MAP_PATH, NULL, 15, 0 },         { TW_MAP_RAIL, "subway", 11, 0 },
  { TW_MAP_RAIL, NULL, 10, 1 },         { TW_MAP_POI, "metro_entrance", 14, 9 },
  { TW_MAP_POI, "metro", 13, 10 },      { TW_MAP_POI, "hospital", 14, 8 },
  { TW_MAP_POI, NULL, 15, 0 },
};

/* The zoom at which @size_e7 is @pixels of a 256-pixel tile. */
static int
zoom_of_size (gint64 size_e7, double pixels)
{
  double degrees = MAX (size_e7, 1) / (double) TW_E7;

  return CLAMP ((int) ceil (log2 (360.0 * pixels / (256.0 * degrees))), 0, TW_MAP_MAX_ZOOM);
}

static void
judge (const TwMapFeature *feature, gint64 size_e7, int *ret_min_zoom, int *ret_rank)
{
  const char *klass = feature->klass != NULL ? feature->klass : "";

  for (gsize i = 0; i < G_N_ELEMENTS (CLASS_RULES); i++)
    {
      const ClassRule *rule = &CLASS_RULES[i];

      if (rule->kind == feature->kind && (rule->klass == NULL || strcmp (rule->klass, klass) == 0))
        {
          *ret_min_zoom = rule->min_zoom;
          *ret_rank = rule->rank;
          return;
        }
    }
  /* Areas: the small ones last, so that a pond in a park stays on top of it. */
  *ret_min_zoom = zoom_of_size (size_e7, feature->kind == TW_MAP_BOUNDARY ? 12 : 4);
  if (feature->kind == TW_MAP_BUILDING)
    *ret_min_zoom = MAX (*ret_min_zoom, 14);
  *ret_min_zoom = MIN (*ret_min_zoom, 18);
  *ret_rank = zoom_of_size (size_e7, 4096);
}

static int
band_of (int min_zoom)
{
  int band = TW_MAP_N_BANDS - 1;

  while (band > 0 && min_zoom < tw_map_band_from[band])
    band--;
  return band;
}

/* Place of the box's middle on a Z-curve over the globe, 2 x 24 bits. */
static gint64
curve_of (gint64 lat_e7, gint64 lon_e7)
{
  guint64 x = (guint64) (lon_e7 + 180 * (gint64) TW_E7) >> 8;
  guint64 y = (guint64) (lat_e7 + 90 * (gint64) TW_E7) >> 8;
  guint64 curve = 0;

  for (int bit = 0; bit < 24; bit++)
    curve |= ((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1);
  return (gint64) curve;
}

/* --- features -------------------------------------------------------------------------------- */

static gboolean
feature_is_sound (const TwMapFeature *feature)
{
  if (feature->kind < TW_MAP_LAND || feature->kind > TW_MAP_POI || feature->n_points == 0
      || feature->points == NULL || feature->ext_id == NULL)
    return FALSE;
  if (feature->part_starts == NULL)
    return TRUE;
  for (gsize p = 1; p < feature->n_parts; p++)
    if (feature->part_starts[p] <= feature->part_starts[p - 1]
        || feature->part_starts[p] >= feature->n_points)
      return FALSE;
  return feature->n_parts > 0 && feature->part_starts[0] == 0;
}

typedef struct {
  gint32 west, east, south, north;
} BoxE7;

static BoxE7
box_of (const TwMapFeature *feature)
{
  BoxE7 box = { G_MAXINT32, G_MININT32, G_MAXINT32, G_MININT32 };

  for (gsize i = 0; i < feature->n_points; i++)
    {
      box.west = MIN (box.west, feature->points[i].lon_e7);
      box.east = MAX (box.east, feature->points[i].lon_e7);
      box.south = MIN (box.south, feature->points[i].lat_e7);
      box.north = MAX (box.north, feature->points[i].lat_e7);
    }
  return box;
}

/* --- import ---------------------------------------------------------------------------------- */

static void
close_import (TwMapPack *self)
{
  g_clear_pointer (&self->insert, sqlite3_finalize);
  if (self->stage != NULL)
    {
      sqlite3_close (self->stage);
      g_unlink (self->stage_path);
    }
  /* Closing rolls back what is not committed. */
  g_clear_pointer (&self->writer, sqlite3_close);
  self->stage = NULL;
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->attribution, g_free);
}

static gboolean
open_stage (TwMapPack *self, GError **error)
{
  int rc;

  g_unlink (self->stage_path);
  rc = sqlite3_open_v2 (self->stage_path, &self->stage,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK)
    return tw_map_pack_fail (self, self->stage, rc, error);
  if (!tw_map_pack_run (self, self->stage, STAGE_SCHEMA, error))
    return FALSE;
  rc = sqlite3_prepare_v3 (self->stage, STAGE_INSERT, -1, SQLITE_PREPARE_PERSISTENT, &self->insert,
                           NULL);
  return rc == SQLITE_OK || tw_map_pack_fail (self, self->stage, rc, error);
}

static gboolean
open_import (TwMapPack *self, GError **error)
{
  self->writer = tw_map_pack_connect (self, TRUE, error);
  if (self->writer == NULL)
    return FALSE;
  sqlite3_busy_timeout (self->writer, 0);
  if (!tw_map_pack_run (self, self->writer, "BEGIN IMMEDIATE", error))
    return FALSE;
  sqlite3_busy_timeout (self->writer, TW_MAP_BUSY_MS);
  return open_stage (self, error);
}

gboolean
tw_map_pack_begin (TwMapPack *self, const char *source, const char *attribution, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL && source != NULL, FALSE);
  locker = g_mutex_locker_new (&self->lock);
  if (self->read_only)
    return tw_map_pack_fail (self, NULL, SQLITE_READONLY, error);
  if (self->writer != NULL)
    return tw_map_pack_fail (self, NULL, SQLITE_BUSY, error);
  if (!open_import (self, error))
    {
      close_import (self);
      return FALSE;
    }
  self->source = g_strdup (source);
  self->attribution = g_strdup (attribution != NULL ? attribution : "");
  return TRUE;
}

void
tw_map_pack_set_attribution (TwMapPack *self, const char *attribution)
{
  g_return_if_fail (self != NULL && self->stage != NULL && attribution != NULL);
  g_free (self->attribution);
  self->attribution = g_strdup (attribution);
}

static void
bind_text (sqlite3_stmt *stmt, int column, const char *text)
{
  if (text != NULL)
    sqlite3_bind_text (stmt, column, text, -1, SQLITE_STATIC);
  else
    sqlite3_bind_null (stmt, column);
}

static void
bind_feature (sqlite3_stmt *stmt, const TwMapFeature *feature, const GByteArray *geometry)
{
  BoxE7 box = box_of (feature);
  gint64 size = MAX ((gint64) box.east - box.west, (gint64) box.north - box.south);
  int min_zoom, rank;

  judge (feature, size, &min_zoom, &rank);
  sqlite3_bind_int64 (stmt, 1,
                      curve_of (((gint64) box.south + box.north) / 2,
                                ((gint64) box.west + box.east) / 2));
  sqlite3_bind_int (stmt, 2, feature->kind);
  sqlite3_bind_int (stmt, 3, min_zoom);
  sqlite3_bind_int (stmt, 4, rank);
  sqlite3_bind_int (stmt, 5, feature->closed);
  bind_text (stmt, 6, feature->ext_id);
  bind_text (stmt, 7, feature->klass != NULL ? feature->klass : "");
  bind_text (stmt, 8, feature->name);
  bind_text (stmt, 9, feature->name_en);
  sqlite3_bind_double (stmt, 10, isfinite (feature->height_m) ? feature->height_m : 0);
  sqlite3_bind_blob (stmt, 11, geometry->data, (int) geometry->len, SQLITE_STATIC);
  sqlite3_bind_int (stmt, 12, box.west);
  sqlite3_bind_int (stmt, 13, box.east);
  sqlite3_bind_int (stmt, 14, box.south);
  sqlite3_bind_int (stmt, 15, box.north);
}

gboolean
tw_map_pack_add (TwMapPack *self, const TwMapFeature *feature, GError **error)
{
  g_autoptr (GByteArray) geometry = g_byte_array_new ();
  int rc;

  g_return_val_if_fail (self != NULL && self->stage != NULL && feature != NULL, FALSE);
  if (!feature_is_sound (feature))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _ ("The map feature %s has no usable geometry or kind"), feature->ext_id);
      return FALSE;
    }
  tw_map_blob_encode (feature, geometry);
  bind_feature (self->insert, feature, geometry);
  rc = sqlite3_step (self->insert);
  sqlite3_reset (self->insert);
  sqlite3_clear_bindings (self->insert);
  return rc == SQLITE_DONE || tw_map_pack_fail (self, self->stage, rc, error);
}

/* --- commit ---------------------------------------------------------------------------------- */

gboolean
tw_map_pack_clear_source (TwMapPack *self, const char *source, const char *attribution,
                          gint64 *ret_source, GError **error)
{
  sqlite3_stmt *stmt =
      tw_map_pack_prepare (self, self->writer,
                           "INSERT INTO source(name, attribution) VALUES(?1, ?2) ON CONFLICT(name)"
                           " DO UPDATE SET attribution=excluded.attribution RETURNING no",
                           error);
  g_autofree char *others = NULL;
  int rc;

  if (stmt == NULL)
    return FALSE;
  bind_text (stmt, 1, source);
  bind_text (stmt, 2, attribution);
  rc = sqlite3_step (stmt);
  if (rc == SQLITE_ROW)
    *ret_source = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  if (rc != SQLITE_ROW)
    return tw_map_pack_fail (self, self->writer, rc, error);
  others =
      g_strdup_printf ("SELECT EXISTS(SELECT 1 FROM feature WHERE source<>%" G_GINT64_FORMAT ")",
                       *ret_source);
  /* Emptying everything is much faster than taking boxes out of trees one by one. */
  if (tw_map_pack_ask_int (self->writer, others, 1) == 0)
    return tw_map_pack_run (self, self->writer,
                            "DELETE FROM feature; " TW_MAP_DROP_TREES TW_MAP_TREES, error);
  for (int band = 0; band < TW_MAP_N_BANDS; band++)
    {
      g_autofree char *sql = g_strdup_printf (
          "DELETE FROM near_%d WHERE id IN (SELECT id FROM feature WHERE source=%" G_GINT64_FORMAT
          ")",
          band, *ret_source);

      if (!tw_map_pack_run (self, self->writer, sql, error))
        return FALSE;
    }
  g_free (others);
  others = g_strdup_printf ("DELETE FROM feature WHERE source=%" G_GINT64_FORMAT, *ret_source);
  return tw_map_pack_run (self, self->writer, others, error);
}

typedef struct {
  sqlite3_stmt *from, *feature, *tree[TW_MAP_N_BANDS];
} Mover;

static void
mover_clear (Mover *mover)
{
  sqlite3_finalize (mover->from);
  sqlite3_finalize (mover->feature);
  for (int band = 0; band < TW_MAP_N_BANDS; band++)
    sqlite3_finalize (mover->tree[band]);
}

static gboolean
mover_prepare (TwMapPack *self, Mover *mover, GError **error)
{
  mover->from = tw_map_pack_prepare (
      self, self->stage,
      "SELECT kind, min_zoom, rank, closed, ext_id, class, name, name_en, height_m, geometry,"
      " west, east, south, north FROM stage JOIN (SELECT id AS i FROM stage ORDER BY curve) ON "
      "id=i",
      error);
  mover->feature = mover->from == NULL
                       ? NULL
                       : tw_map_pack_prepare (
                           self, self->writer,
                           "INSERT INTO feature(kind, min_zoom, rank, closed, ext_id, class, name,"
                           " name_en, height_m, geometry, source)"
                           " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
                           error);
  if (mover->feature == NULL)
    return FALSE;
  for (int band = 0; band < TW_MAP_N_BANDS; band++)
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO near_%d VALUES(?1,?2,?3,?4,?5)", band);

      mover->tree[band] = tw_map_pack_prepare (self, self->writer, sql, error);
      if (mover->tree[band] == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
move_row (TwMapPack *self, Mover *mover, gint64 source, GError **error)
{
  sqlite3_stmt *tree = mover->tree[band_of (sqlite3_column_int (mover->from, 1))];
  int rc;

  for (int column = 0; column < 10; column++)
    sqlite3_bind_value (mover->feature, column + 1, sqlite3_column_value (mover->from, column));
  sqlite3_bind_int64 (mover->feature, 11, source);
  rc = sqlite3_step (mover->feature);
  sqlite3_reset (mover->feature);
  if (rc == SQLITE_DONE)
    {
      sqlite3_bind_int64 (tree, 1, sqlite3_last_insert_rowid (self->writer));
      for (int column = 0; column < 4; column++)
        sqlite3_bind_int (tree, column + 2, sqlite3_column_int (mover->from, column + 10));
      rc = sqlite3_step (tree);
      sqlite3_reset (tree);
    }
  return rc == SQLITE_DONE || tw_map_pack_fail (self, self->writer, rc, error);
}

static gboolean
move_stage (TwMapPack *self, gint64 source, GError **error)
{
  Mover mover = { 0 };
  gboolean ok = mover_prepare (self, &mover, error);
  int rc = SQLITE_DONE;

  while (ok && (rc = sqlite3_step (mover.from)) == SQLITE_ROW)
    ok = move_row (self, &mover, source, error);
  if (ok && rc != SQLITE_DONE)
    ok = tw_map_pack_fail (self, self->stage, rc, error);
  mover_clear (&mover);
  return ok;
}

/* Null where the source has no feature left. */
static gboolean
note_extent (TwMapPack *self, gint64 source, GError **error)
{
  sqlite3_stmt *from =
      tw_map_pack_prepare (self, self->stage,
                           "SELECT min(west), max(east), min(south), max(north) FROM stage", error);
  sqlite3_stmt *to = NULL;
  int rc = SQLITE_ERROR;

  if (from != NULL)
    to = tw_map_pack_prepare (self, self->writer,
                              "UPDATE source SET west=?1, east=?2, south=?3, north=?4 WHERE no=?5",
                              error);
  if (to != NULL && (rc = sqlite3_step (from)) == SQLITE_ROW)
    {
      for (int column = 0; column < 4; column++)
        sqlite3_bind_value (to, column + 1, sqlite3_column_value (from, column));
      sqlite3_bind_int64 (to, 5, source);
      rc = sqlite3_step (to);
    }
  if (to != NULL && rc != SQLITE_DONE)
    tw_map_pack_fail (self, self->writer, rc, error);
  sqlite3_finalize (from);
  sqlite3_finalize (to);
  return rc == SQLITE_DONE;
}

void
tw_map_pack_trim_log (TwMapPack *self)
{
  sqlite3_busy_timeout (self->writer, 0);
  sqlite3_exec (self->writer, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
}

static gboolean
commit_locked (TwMapPack *self, GError **error)
{
  gint64 source = 0;
  gint64 no = tw_map_pack_ask_int (self->writer, "SELECT v+1 FROM meta WHERE k='generation'", 1);

  /* CREATE and DROP inside are cheap beside the rows; the page cache spills to the log when it is
   * full. */
  if (!tw_map_pack_run (self, self->stage, "COMMIT", error)
      || !tw_map_shelf_put (self, no, self->source, error)
      || !tw_map_pack_clear_source (self, self->source, self->attribution, &source, error)
      || !move_stage (self, source, error) || !note_extent (self, source, error)
      || !tw_map_pack_run (self, self->writer, "UPDATE meta SET v=v+1 WHERE k='generation'; COMMIT",
                           error))
    return FALSE;
  self->committed = (guint) no;
  tw_map_pack_trim_log (self);
  return TRUE;
}

gboolean
tw_map_pack_commit (TwMapPack *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gboolean ok;

  g_return_val_if_fail (self != NULL && self->writer != NULL, FALSE);
  /* The lock guards the hand-over only: readers go on while rows are moved. */
  ok = commit_locked (self, error);
  locker = g_mutex_locker_new (&self->lock);
  close_import (self);
  return ok;
}

guint
tw_map_pack_get_committed (TwMapPack *self)
{
  return self->committed;
}

void
tw_map_pack_abort (TwMapPack *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  close_import (self);
}
