// SPDX-License-Identifier: Apache-2.0
#include "store/tw-map-pack.h"

#include "store/tw-conn.h"
#include "store/tw-map-blob.h"
#include "store/tw-map-pack-private.h"
#include "store/tw-store.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>

/*
 * The map pack: one SQLite file, map.db, in WAL mode.
 *
 *   source      who the features came from, and whom to thank
 *   feature     one street, building, pond ...; geometry as in tw-map-blob.c
 *   near_0..5   an R*Tree each over the boxes of the features (integers of 1e-7 degree), by the
 *               zoom they begin to matter at: 0..11, 12, 13, 14, 15, 16 and above
 *   meta        'generation': grows with each commit
 *   shelf...    what the last commits replaced; see tw-map-pack-shelf.c
 *
 * A feature is drawn from the zoom at which it is worth a few pixels: streets by class, areas by
 * size. A query at a zoom asks only the trees that can hold something for it, so that a whole city
 * at zoom 11 does not walk its million houses. (One tree with the zoom as a third axis would not
 * do: an R*Tree splits on the axis of the largest margin, and the zoom's is always the smallest.)
 *
 * An import fills a file beside the pack, map-stage.db, that nobody reads. Commit moves it over in
 * one transaction: the old features of the source go, the new ones come in the order of a Z-curve,
 * so that the features of a tile lie on few pages. Until then, and after a failure or a kill at any
 * moment, readers see the old state. A stage that a killed import left behind is removed by the
 * next one. The write lock of the pack is held from begin to the end: a second import, also of
 * another process, is told to wait.
 *
 * Readers are connections of their own in a pool; each call takes one and sees one committed state.
 */

#define FILE_NAME "map.db"
#define STAGE_NAME "map-stage.db"
#define SCHEMA_VERSION 2
#define N_IDLE_READERS 8
/* Vertices nearer than this part of a pixel are left out of what a zoom asks for. */
#define THIN_PX 0.4
#define EXACT_ZOOM 17

static const char SCHEMA[] =
    "CREATE TABLE meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;"
    "INSERT INTO meta VALUES('generation', 0);"
    "CREATE TABLE source(no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " attribution TEXT NOT NULL, west INTEGER, east INTEGER, south INTEGER, north INTEGER);"
    "CREATE TABLE feature(id INTEGER PRIMARY KEY, source INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, min_zoom INTEGER NOT NULL, rank INTEGER NOT NULL,"
    " closed INTEGER NOT NULL, ext_id TEXT NOT NULL, class TEXT NOT NULL, name TEXT, name_en TEXT,"
    " height_m REAL NOT NULL, geometry BLOB NOT NULL);"
    "CREATE INDEX feature_source ON feature(source, kind);" TW_MAP_TREES TW_MAP_SHELF
    "PRAGMA user_version=2;";
/* Version 1 kept nothing of what an import replaced. */
static const char UPGRADE[] = TW_MAP_SHELF "PRAGMA user_version=2;";

const int tw_map_band_from[TW_MAP_N_BANDS] = { 0, 12, 13, 14, 15, 16 };

typedef struct {
  sqlite3 *db;
  sqlite3_stmt *list[TW_MAP_N_BANDS];
} Reader;

/* --- errors ---------------------------------------------------------------------------------- */

static const char *
advice_of (TwStoreError code)
{
  switch (code)
    {
    case TW_STORE_ERROR_FULL:
      return _ ("The disk is full: free some space and import the map again");
    case TW_STORE_ERROR_READ_ONLY:
      return _ ("The folder cannot be written: check its permissions");
    case TW_STORE_ERROR_CORRUPT:
      return _ ("The map file is damaged: remove it and import the map again");
    case TW_STORE_ERROR_BUSY:
      return _ ("Another program is importing a map: try again when it has finished");
    default:
      return _ ("Check the disk and import the map again");
    }
}

gboolean
tw_map_pack_fail (TwMapPack *self, sqlite3 *db, int rc, GError **error)
{
  TwStoreError code = tw_store_error_from_sqlite (rc);

  g_set_error (error, TW_STORE_ERROR, code, "%s: %s. %s", self->path,
               db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (rc), advice_of (code));
  return FALSE;
}

gboolean
tw_map_pack_run (TwMapPack *self, sqlite3 *db, const char *sql, GError **error)
{
  int rc = sqlite3_exec (db, sql, NULL, NULL, NULL);

  return rc == SQLITE_OK || tw_map_pack_fail (self, db, rc, error);
}

gint64
tw_map_pack_ask_int (sqlite3 *db, const char *sql, gint64 fallback)
{
  sqlite3_stmt *stmt = NULL;
  gint64 value = fallback;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) == SQLITE_OK
      && sqlite3_step (stmt) == SQLITE_ROW && sqlite3_column_type (stmt, 0) != SQLITE_NULL)
    value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  return value;
}

sqlite3_stmt *
tw_map_pack_prepare (TwMapPack *self, sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);

  if (rc != SQLITE_OK)
    tw_map_pack_fail (self, db, rc, error);
  return stmt;
}

/* --- connections ----------------------------------------------------------------------------- */

sqlite3 *
tw_map_pack_connect (TwMapPack *self, gboolean write, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (self->path, "/", TRUE);
  g_autofree char *uri =
      g_strdup_printf ("file:%s%s", escaped, self->immutable && !write ? "?immutable=1" : "");
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
              | (write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  sqlite3 *db = NULL;
  int rc;

  if (self->absent && !write)
    rc = sqlite3_open_v2 (":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  else
    rc = sqlite3_open_v2 (uri, &db, flags, NULL);
  if (rc == SQLITE_OK && self->absent && !write)
    rc = sqlite3_exec (db, SCHEMA, NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    {
      tw_map_pack_fail (self, db, rc, error);
      sqlite3_close (db);
      return NULL;
    }
  sqlite3_extended_result_codes (db, 1);
  sqlite3_busy_timeout (db, TW_MAP_BUSY_MS);
  sqlite3_exec (db, "PRAGMA cache_size=-8000", NULL, NULL, NULL);
  return db;
}

static void
reader_free (Reader *reader)
{
  for (int band = 0; band < TW_MAP_N_BANDS; band++)
    sqlite3_finalize (reader->list[band]);
  sqlite3_close (reader->db);
  g_free (reader);
}

static Reader *
take_reader (TwMapPack *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Reader *reader = g_queue_pop_head (&self->idle);
  sqlite3 *db;

  g_clear_pointer (&locker, g_mutex_locker_free);
  if (reader != NULL)
    return reader;
  db = tw_map_pack_connect (self, FALSE, error);
  if (db == NULL)
    return NULL;
  reader = g_new0 (Reader, 1);
  reader->db = db;
  return reader;
}

static void
give_reader (TwMapPack *self, Reader *reader)
{
  g_mutex_lock (&self->lock);
  if (self->idle.length < N_IDLE_READERS)
    {
      g_queue_push_head (&self->idle, reader);
      reader = NULL;
    }
  g_mutex_unlock (&self->lock);
  if (reader != NULL)
    reader_free (reader);
}

static gboolean
check_version (TwMapPack *self, sqlite3 *db, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &stmt, NULL);
  gint64 version = -1;

  if (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    version = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  if (version < 0)
    return tw_map_pack_fail (self, db, rc, error);
  if (version > SCHEMA_VERSION)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_TOO_NEW,
                   _ ("%s was written by a newer version of Tidewatch. Update the program"),
                   self->path);
      return FALSE;
    }
  return TRUE;
}

/* Makes the file or its tables when missing. */
static gboolean
prepare_file (TwMapPack *self, GError **error)
{
  sqlite3 *db = tw_map_pack_connect (self, TRUE, error);
  gint64 version;
  gboolean ok;

  if (db == NULL)
    return FALSE;
  ok = check_version (self, db, error);
  if (ok && tw_map_pack_ask_int (db, "PRAGMA user_version", 0) < SCHEMA_VERSION)
    {
      ok = tw_map_pack_run (self, db, "PRAGMA journal_mode=WAL; BEGIN IMMEDIATE", error);
      /* Another process may have been faster. */
      version = tw_map_pack_ask_int (db, "PRAGMA user_version", 0);
      if (ok && version < SCHEMA_VERSION)
        ok = tw_map_pack_run (self, db, version == 0 ? SCHEMA : UPGRADE, error);
      ok = ok && tw_map_pack_run (self, db, "COMMIT", error);
    }
  sqlite3_close (db);
  return ok;
}

static gboolean
prepare_reading (TwMapPack *self, GError **error)
{
  g_autoptr (GError) first = NULL;
  GStatBuf st;
  sqlite3 *db;
  gboolean ok;

  self->absent = g_stat (self->path, &st) != 0 || st.st_size == 0;
  db = tw_map_pack_connect (self, FALSE, error);
  if (db == NULL)
    return FALSE;
  ok = check_version (self, db, &first);
  sqlite3_close (db);
  if (ok)
    return TRUE;
  /* WAL wants to make a file beside the database; where it cannot, nobody else can write either. */
  if (!self->immutable && !g_error_matches (first, TW_STORE_ERROR, TW_STORE_ERROR_TOO_NEW)
      && !g_error_matches (first, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT))
    {
      self->immutable = TRUE;
      return prepare_reading (self, error);
    }
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

/* With a full disk not even the files beside the database can be made: what is there is shown. */
static gboolean
prepare_file_or_read (TwMapPack *self, GError **error)
{
  g_autoptr (GError) obstacle = NULL;

  if (prepare_file (self, &obstacle))
    return TRUE;
  self->read_only = TRUE;
  if ((g_error_matches (obstacle, TW_STORE_ERROR, TW_STORE_ERROR_FULL)
       || g_error_matches (obstacle, TW_STORE_ERROR, TW_STORE_ERROR_IO))
      && prepare_reading (self, NULL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&obstacle));
  return FALSE;
}

/* --- features -------------------------------------------------------------------------------- */

void
tw_map_feature_free (TwMapFeature *feature)
{
  if (feature == NULL)
    return;
  g_free (feature->ext_id);
  g_free (feature->klass);
  g_free (feature->name);
  g_free (feature->name_en);
  g_free (feature->points);
  g_free (feature->part_starts);
  g_free (feature);
}

/* --- opening --------------------------------------------------------------------------------- */

TwMapPack *
tw_map_pack_open (const char *dir, gboolean read_only, GError **error)
{
  g_autoptr (TwMapPack) self = NULL;

  g_return_val_if_fail (dir != NULL, NULL);
  self = g_new0 (TwMapPack, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_queue_init (&self->idle);
  self->path = g_build_filename (dir, FILE_NAME, NULL);
  self->stage_path = g_build_filename (dir, STAGE_NAME, NULL);
  self->read_only = read_only;
  if (!read_only && g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _ ("The folder %s cannot be made: %s"),
                   dir, g_strerror (errno));
      return NULL;
    }
  if (!(read_only ? prepare_reading (self, error) : prepare_file_or_read (self, error)))
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
tw_map_pack_allow_writing (TwMapPack *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gboolean absent, immutable;

  g_return_val_if_fail (self != NULL, FALSE);
  locker = g_mutex_locker_new (&self->lock);
  if (!self->read_only)
    return TRUE;
  absent = self->absent;
  immutable = self->immutable;
  self->read_only = self->absent = self->immutable = FALSE;
  if (prepare_file (self, error))
    {
      /* They were opened for a file that nobody writes. */
      g_queue_clear_full (&self->idle, (GDestroyNotify) reader_free);
      return TRUE;
    }
  self->read_only = TRUE;
  self->absent = absent;
  self->immutable = immutable;
  return FALSE;
}

TwMapPack *
tw_map_pack_ref (TwMapPack *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
tw_map_pack_unref (TwMapPack *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  tw_map_pack_abort (self);
  g_queue_clear_full (&self->idle, (GDestroyNotify) reader_free);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self->stage_path);
  g_free (self);
}

/* --- reading --------------------------------------------------------------------------------- */

typedef struct {
  TwMapFeature feature; /* first: a Listed is freed as the feature it begins with */
  int rank;
  gint64 id;
} Listed;

static int
compare_listed (gconstpointer a, gconstpointer b)
{
  const Listed *x = *(const Listed *const *) a, *y = *(const Listed *const *) b;

  if (x->feature.kind != y->feature.kind)
    return x->feature.kind < y->feature.kind ? -1 : 1;
  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

static sqlite3_stmt *
list_statement (TwMapPack *self, Reader *reader, int band, GError **error)
{
  g_autofree char *sql = NULL;

  if (reader->list[band] == NULL)
    {
      sql = g_strdup_printf ("SELECT f.id, kind, min_zoom, rank, closed, ext_id, class, name, "
                             "name_en, height_m, geometry"
                             " FROM near_%d n CROSS JOIN feature f ON f.id=n.id"
                             " WHERE n.west<=?1 AND n.east>=?2 AND n.south<=?3 AND n.north>=?4",
                             band);
      reader->list[band] = tw_map_pack_prepare (self, reader->db, sql, error);
    }
  return reader->list[band];
}

static char *
dup_column (sqlite3_stmt *stmt, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (stmt, column));
}

static Listed *
read_feature (sqlite3_stmt *stmt, gint32 min_step_e7)
{
  Listed *listed = g_new0 (Listed, 1);
  TwMapFeature *feature = &listed->feature;
  const guint8 *blob = sqlite3_column_blob (stmt, 10);

  listed->id = sqlite3_column_int64 (stmt, 0);
  listed->rank = sqlite3_column_int (stmt, 3);
  feature->kind = sqlite3_column_int (stmt, 1);
  feature->closed = sqlite3_column_int (stmt, 4) != 0;
  if (!tw_map_blob_decode (blob, (gsize) sqlite3_column_bytes (stmt, 10), min_step_e7, feature))
    {
      tw_map_feature_free (feature);
      return NULL;
    }
  feature->ext_id = dup_column (stmt, 5);
  feature->klass = dup_column (stmt, 6);
  feature->name = dup_column (stmt, 7);
  feature->name_en = dup_column (stmt, 8);
  feature->height_m = sqlite3_column_double (stmt, 9);
  return listed;
}

static gint32
clamp_e7 (double degrees, double limit)
{
  return (gint32) lround (CLAMP (degrees, -limit, limit) * TW_E7);
}

static gboolean
list_band (TwMapPack *self, Reader *reader, int band, const TwBox *box, int zoom, GPtrArray *out,
           GError **error)
{
  sqlite3_stmt *stmt = list_statement (self, reader, band, error);
  gint32 step = zoom >= EXACT_ZOOM ? 0 : (gint32) (THIN_PX * 360.0 * TW_E7 / 256.0 / (1 << zoom));
  gboolean ok = TRUE;
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int (stmt, 1, clamp_e7 (box->east, 180));
  sqlite3_bind_int (stmt, 2, clamp_e7 (box->west, 180));
  sqlite3_bind_int (stmt, 3, clamp_e7 (box->north, 90));
  sqlite3_bind_int (stmt, 4, clamp_e7 (box->south, 90));
  while (ok && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      Listed *listed = sqlite3_column_int (stmt, 2) <= zoom ? read_feature (stmt, step) : NULL;

      if (listed != NULL)
        g_ptr_array_add (out, listed);
      else if (sqlite3_column_int (stmt, 2) <= zoom)
        ok = tw_map_pack_fail (self, NULL, SQLITE_CORRUPT, error);
    }
  if (ok && rc != SQLITE_DONE)
    ok = tw_map_pack_fail (self, reader->db, rc, error);
  sqlite3_reset (stmt);
  return ok;
}

GPtrArray *
tw_map_pack_list (TwMapPack *self, const TwBox *box, int zoom, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  Reader *reader;
  gboolean ok = TRUE;

  g_return_val_if_fail (self != NULL && box != NULL, NULL);
  zoom = CLAMP (zoom, 0, TW_MAP_MAX_ZOOM);
  found = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_map_feature_free);
  reader = take_reader (self, error);
  if (reader == NULL)
    return NULL;
  /* One transaction, so that the bands show one state. */
  sqlite3_exec (reader->db, "BEGIN", NULL, NULL, NULL);
  for (int band = 0; ok && band < TW_MAP_N_BANDS && zoom >= tw_map_band_from[band]; band++)
    ok = list_band (self, reader, band, box, zoom, found, error);
  sqlite3_exec (reader->db, "COMMIT", NULL, NULL, NULL);
  give_reader (self, reader);
  if (!ok)
    return NULL;
  g_ptr_array_sort (found, compare_listed);
  return g_steal_pointer (&found);
}

gboolean
tw_map_pack_get_extent (TwMapPack *self, TwBox *ret_box)
{
  Reader *reader = take_reader (self, NULL);
  sqlite3_stmt *stmt;
  gboolean found = FALSE;

  if (reader == NULL)
    return FALSE;
  stmt =
      tw_map_pack_prepare (self, reader->db,
                           "SELECT min(south), min(west), max(north), max(east) FROM source", NULL);
  if (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW
      && sqlite3_column_type (stmt, 0) != SQLITE_NULL)
    {
      ret_box->south = sqlite3_column_int (stmt, 0) / (double) TW_E7;
      ret_box->west = sqlite3_column_int (stmt, 1) / (double) TW_E7;
      ret_box->north = sqlite3_column_int (stmt, 2) / (double) TW_E7;
      ret_box->east = sqlite3_column_int (stmt, 3) / (double) TW_E7;
      found = TRUE;
    }
  sqlite3_finalize (stmt);
  give_reader (self, reader);
  return found;
}

/* --- where the map is dense ------------------------------------------------------------------ */

/* So many features say where a map is dense as well as all of them do. */
#define CORE_SAMPLE 50000
#define CORE_MAX_ZOOM 15
/* One of so many features is left out at each end. */
#define CORE_TRIM 50

static int
compare_int32 (gconstpointer a, gconstpointer b)
{
  gint32 left = *(const gint32 *) a, right = *(const gint32 *) b;

  return (left > right) - (left < right);
}

/* Adds the middles of every @step-th box of a tree. */
static void
sample_middles (TwMapPack *self, sqlite3 *db, int band, gint64 step, GArray *lats, GArray *lons)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT west, east, south, north FROM near_%d WHERE id %% %" G_GINT64_FORMAT
                       " = 0",
                       band, step);
  sqlite3_stmt *stmt = tw_map_pack_prepare (self, db, sql, NULL);

  while (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW)
    {
      gint32 lon = (gint32) ((sqlite3_column_int64 (stmt, 0) + sqlite3_column_int64 (stmt, 1)) / 2);
      gint32 lat = (gint32) ((sqlite3_column_int64 (stmt, 2) + sqlite3_column_int64 (stmt, 3)) / 2);

      g_array_append_val (lats, lat);
      g_array_append_val (lons, lon);
    }
  sqlite3_finalize (stmt);
}

gboolean
tw_map_pack_get_core_extent (TwMapPack *self, TwBox *ret_box)
{
  g_autoptr (GArray) lats = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GArray) lons = g_array_new (FALSE, FALSE, sizeof (gint32));
  gint64 step = MAX (tw_map_pack_count (self, 0) / CORE_SAMPLE, 1);
  Reader *reader = take_reader (self, NULL);
  TwBox box = TW_BOX_EMPTY;
  guint low, high;

  if (reader == NULL)
    return FALSE;
  for (int band = 0; band < TW_MAP_N_BANDS && tw_map_band_from[band] <= CORE_MAX_ZOOM; band++)
    sample_middles (self, reader->db, band, step, lats, lons);
  give_reader (self, reader);
  if (lats->len > 0)
    {
      low = lats->len / CORE_TRIM;
      high = lats->len - 1 - low;
      g_array_sort (lats, compare_int32);
      g_array_sort (lons, compare_int32);
      tw_box_add (&box, g_array_index (lats, gint32, low) / (double) TW_E7,
                  g_array_index (lons, gint32, low) / (double) TW_E7);
      tw_box_add (&box, g_array_index (lats, gint32, high) / (double) TW_E7,
                  g_array_index (lons, gint32, high) / (double) TW_E7);
    }
  /* A handful of features says no more than the box of all. */
  if (tw_box_is_empty (&box) || box.north - box.south < 1e-4 || box.east - box.west < 1e-4)
    return tw_map_pack_get_extent (self, ret_box);
  *ret_box = box;
  return TRUE;
}

gint64
tw_map_pack_count (TwMapPack *self, TwMapKind kind)
{
  g_autofree char *sql = NULL;
  Reader *reader = take_reader (self, NULL);
  gint64 n;

  if (reader == NULL)
    return 0;
  if (kind == 0)
    sql = g_strdup ("SELECT count(*) FROM feature");
  else
    sql = g_strdup_printf (
        "SELECT count(*) FROM feature WHERE source IN (SELECT no FROM source) AND kind=%d", kind);
  n = tw_map_pack_ask_int (reader->db, sql, 0);
  give_reader (self, reader);
  return n;
}

char *
tw_map_pack_dup_attribution (TwMapPack *self)
{
  Reader *reader = take_reader (self, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  sqlite3_stmt *stmt = NULL;

  if (reader == NULL)
    return g_strdup ("");
  stmt = tw_map_pack_prepare (self, reader->db,
                              "SELECT DISTINCT attribution FROM source WHERE attribution<>''"
                              " AND EXISTS(SELECT 1 FROM feature WHERE source=no) ORDER BY no",
                              NULL);
  while (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW)
    {
      if (text->len > 0)
        g_string_append (text, "; ");
      g_string_append (text, (const char *) sqlite3_column_text (stmt, 0));
    }
  sqlite3_finalize (stmt);
  give_reader (self, reader);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

guint
tw_map_pack_get_generation (TwMapPack *self)
{
  Reader *reader = take_reader (self, NULL);
  guint generation;

  if (reader == NULL)
    return 0;
  generation =
      (guint) tw_map_pack_ask_int (reader->db, "SELECT v FROM meta WHERE k='generation'", 0);
  give_reader (self, reader);
  return generation;
}
