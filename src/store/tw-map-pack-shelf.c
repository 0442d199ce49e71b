// SPDX-License-Identifier: Apache-2.0
#include "store/tw-map-pack.h"

#include "store/tw-map-pack-private.h"
#include "store/tw-store.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/*
 * The shelf: what a commit replaced stands here until the commits after it push it out, so that an
 * import can be taken back and done again.
 *
 *   shelf          one row for each commit kept, by its generation: the source as it was before
 *                  (present = 0: there was none) and whether the commit is taken back now
 *   shelf_feature  the features that were replaced, with the boxes their trees held
 *   shelf_note     what the importer wrote elsewhere: an id, and the text before and after
 *
 * Taking back and doing again are one move, the exchange: what the source holds and what the shelf
 * holds change places, in one transaction. Order is kept per source: only the latest commit that
 * stands can be taken back, only the earliest taken back can be done again. A commit drops
 * everything of its source that was taken back, as nothing can lead there any more.
 *
 * Bounded: KEEP_MAX commits, and older ones only while all together hold at most KEEP_BYTES of
 * geometry. The last one is always kept, so the file holds at most one map more than that.
 */

#define KEEP_MAX 5
#define KEEP_BYTES "268435456"

#define COLUMNS "kind, min_zoom, rank, closed, ext_id, class, name, name_en, height_m, geometry"

gboolean
tw_map_shelf_run (TwMapPack *self, const char *sql, gint64 number, const char *text, GError **error)
{
  sqlite3_stmt *stmt = tw_map_pack_prepare (self, self->writer, sql, error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  if (sqlite3_bind_parameter_index (stmt, "?1") != 0)
    sqlite3_bind_int64 (stmt, 1, number);
  if (sqlite3_bind_parameter_index (stmt, "?2") != 0)
    sqlite3_bind_text (stmt, 2, text, -1, SQLITE_STATIC);
  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    ;
  if (rc != SQLITE_DONE)
    tw_map_pack_fail (self, self->writer, rc, error);
  sqlite3_finalize (stmt);
  return rc == SQLITE_DONE;
}

/* Copies what @source holds to the shelf under @no; its taken-back flag is 0. */
static gboolean
put (TwMapPack *self, gint64 no, const char *source, GError **error)
{
  if (!tw_map_shelf_run (self,
                         "INSERT INTO shelf(no, source, present, attribution, west, east, south,"
                         " north) SELECT ?1, name, 1, attribution, west, east, south, north"
                         " FROM source WHERE name=?2",
                         no, source, error)
      || !tw_map_shelf_run (self,
                            "INSERT OR IGNORE INTO shelf(no, source, present) VALUES(?1, ?2, 0)",
                            no, source, error))
    return FALSE;
  for (int band = 0; band < TW_MAP_N_BANDS; band++)
    {
      g_autofree char *sql =
          g_strdup_printf ("INSERT INTO shelf_feature(no, seq, west, east, south, north, " COLUMNS
                           ")"
                           " SELECT ?1, f.id, n.west, n.east, n.south, n.north, " COLUMNS
                           " FROM near_%d n CROSS JOIN feature f ON f.id=n.id"
                           " WHERE f.source=(SELECT no FROM source WHERE name=?2)",
                           band);

      if (!tw_map_shelf_run (self, sql, no, source, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
weigh (TwMapPack *self, gint64 no, GError **error)
{
  return tw_map_shelf_run (
      self,
      "UPDATE shelf SET bytes="
      "(SELECT coalesce(sum(length(geometry)), 0) FROM shelf_feature WHERE no=?1)"
      " + (SELECT coalesce(sum(coalesce(length(before), 0) + coalesce(length(after), 0)), 0)"
      " FROM shelf_note WHERE no=?1) WHERE no=?1",
      no, NULL, error);
}

static gboolean
drop (TwMapPack *self, const char *which, gint64 number, const char *source, GError **error)
{
  static const char *const TABLES[] = { "shelf_feature", "shelf_note", "shelf" };

  for (gsize i = 0; i < G_N_ELEMENTS (TABLES); i++)
    {
      g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE no IN (%s)", TABLES[i], which);

      if (!tw_map_shelf_run (self, sql, number, source, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_map_shelf_put (TwMapPack *self, gint64 no, const char *source, GError **error)
{
  return drop (self, "SELECT no FROM shelf WHERE source=?2 AND undone", 0, source, error)
         && put (self, no, source, error) && weigh (self, no, error)
         && drop (self,
                  "SELECT no FROM shelf ORDER BY no DESC LIMIT -1 OFFSET " G_STRINGIFY (KEEP_MAX),
                  0, NULL, error)
         && drop (self,
                  "SELECT no FROM (SELECT no, sum(bytes) OVER (ORDER BY no DESC) AS b FROM shelf)"
                  " WHERE no<?1 AND b>" KEEP_BYTES,
                  no, NULL, error);
}

gboolean
tw_map_pack_add_note (TwMapPack *self, const char *id, const char *before, const char *after,
                      GError **error)
{
  sqlite3_stmt *stmt;
  int rc;

  g_return_val_if_fail (self != NULL && self->writer != NULL && id != NULL, FALSE);
  stmt = tw_map_pack_prepare (self, self->writer,
                              "INSERT INTO shelf_note(no, id, before, after) SELECT v+1, ?1, ?2, ?3"
                              " FROM meta WHERE k='generation'",
                              error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 2, before, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 3, after, -1, SQLITE_STATIC);
  rc = sqlite3_step (stmt);
  sqlite3_finalize (stmt);
  return rc == SQLITE_DONE || tw_map_pack_fail (self, self->writer, rc, error);
}

void
tw_map_note_free (TwMapNote *note)
{
  g_free (note->id);
  g_free (note->before);
  g_free (note->after);
  g_free (note);
}

GPtrArray *
tw_map_pack_list_notes (TwMapPack *self, guint generation, GError **error)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_map_note_free);
  sqlite3 *db = tw_map_pack_connect (self, FALSE, error);
  sqlite3_stmt *stmt = NULL;
  int rc = SQLITE_ERROR;

  if (db != NULL)
    stmt =
        tw_map_pack_prepare (self, db,
                             "SELECT id, before, after FROM shelf_note WHERE no=?1 ORDER BY rowid",
                             error);
  if (stmt != NULL)
    sqlite3_bind_int64 (stmt, 1, generation);
  while (stmt != NULL && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      TwMapNote *note = g_new0 (TwMapNote, 1);

      note->id = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
      note->before = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      note->after = g_strdup ((const char *) sqlite3_column_text (stmt, 2));
      g_ptr_array_add (notes, note);
    }
  if (stmt != NULL && rc != SQLITE_DONE)
    tw_map_pack_fail (self, db, rc, error);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return rc == SQLITE_DONE ? g_steal_pointer (&notes) : NULL;
}

/* --- the exchange ---------------------------------------------------------------------------- */

/* The source of commit @no when it may be exchanged now, else NULL with the reason. */
static char *
dup_exchangeable (TwMapPack *self, gint64 no, gboolean undo, GError **error)
{
  sqlite3_stmt *stmt = tw_map_pack_prepare (
      self, self->writer,
      "SELECT a.source, a.undone, EXISTS(SELECT 1 FROM shelf b WHERE b.source=a.source AND"
      " CASE WHEN ?2 THEN b.no>a.no AND NOT b.undone ELSE b.no<a.no AND b.undone END)"
      " FROM shelf a WHERE a.no=?1",
      error);
  g_autofree char *source = NULL;
  gboolean undone = FALSE, others = FALSE;

  if (stmt == NULL)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, no);
  sqlite3_bind_int (stmt, 2, undo);
  if (sqlite3_step (stmt) == SQLITE_ROW)
    {
      source = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
      undone = sqlite3_column_int (stmt, 1) != 0;
      others = sqlite3_column_int (stmt, 2) != 0;
    }
  sqlite3_finalize (stmt);
  if (source != NULL && undone != undo && !others)
    return g_steal_pointer (&source);
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT,
               source != NULL
                   ? _ ("%s: this map has been imported again or changed since. Import the file "
                        "you want")
                   : _ ("%s: the map before this import is no longer kept, because of the imports "
                        "since. Import the file you want"),
               self->path);
  return NULL;
}

/* Puts what the shelf holds under @no where the source was, which must be empty by now. */
static gboolean
restore (TwMapPack *self, gint64 no, const char *source, GError **error)
{
  if (!tw_map_shelf_run (self, "DELETE FROM source WHERE name=?2", 0, source, error)
      || !tw_map_shelf_run (self,
                            "INSERT INTO source(name, attribution, west, east, south, north)"
                            " SELECT source, attribution, west, east, south, north FROM shelf"
                            " WHERE no=?1 AND present",
                            no, NULL, error)
      || !tw_map_shelf_run (self,
                            "UPDATE shelf SET base=(SELECT coalesce(max(id), 0) FROM feature)"
                            " - (SELECT coalesce(min(seq), 0) FROM shelf_feature WHERE no=?1) + 1"
                            " WHERE no=?1",
                            no, NULL, error)
      || !tw_map_shelf_run (
          self,
          "INSERT INTO feature(id, source, " COLUMNS ")"
          " SELECT f.seq + s.base, (SELECT no FROM source WHERE name=s.source), " COLUMNS
          " FROM shelf s JOIN shelf_feature f ON f.no=s.no WHERE s.no=?1 ORDER BY f.seq",
          no, NULL, error))
    return FALSE;
  for (int band = 0; band < TW_MAP_N_BANDS; band++)
    {
      g_autofree char *sql =
          g_strdup_printf ("INSERT INTO near_%d(id, west, east, south, north)"
                           " SELECT f.seq + s.base, f.west, f.east, f.south, f.north"
                           " FROM shelf s JOIN shelf_feature f ON f.no=s.no"
                           " WHERE s.no=?1 AND f.min_zoom>=%d AND f.min_zoom<%d ORDER BY f.seq",
                           band, band == 0 ? -1 : tw_map_band_from[band],
                           band + 1 < TW_MAP_N_BANDS ? tw_map_band_from[band + 1] : G_MAXINT);

      if (!tw_map_shelf_run (self, sql, no, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Under the write lock of the file; readers go on. */
static gboolean
exchange (TwMapPack *self, gint64 no, gboolean undo, GError **error)
{
  g_autofree char *source = NULL;
  gint64 source_no = 0;

  sqlite3_busy_timeout (self->writer, 0);
  if (!tw_map_pack_run (self, self->writer, "BEGIN IMMEDIATE", error))
    return FALSE;
  sqlite3_busy_timeout (self->writer, TW_MAP_BUSY_MS);
  source = dup_exchangeable (self, no, undo, error);
  /* 0 and below are no generations: what stands now waits there for its place. */
  return source != NULL && put (self, -1, source, error)
         && tw_map_pack_clear_source (self, source, "", &source_no, error)
         && restore (self, no, source, error)
         && tw_map_shelf_run (self, "DELETE FROM shelf_feature WHERE no=?1", no, NULL, error)
         && tw_map_shelf_run (self, "DELETE FROM shelf WHERE no=?1", no, NULL, error)
         && tw_map_shelf_run (self, "UPDATE shelf_feature SET no=?1 WHERE no=-1", no, NULL, error)
         && tw_map_shelf_run (self,
                              undo ? "UPDATE shelf SET no=?1, undone=1 WHERE no=-1"
                                   : "UPDATE shelf SET no=?1, undone=0 WHERE no=-1",
                              no, NULL, error)
         && weigh (self, no, error)
         && tw_map_pack_run (self, self->writer,
                             "UPDATE meta SET v=v+1 WHERE k='generation'; COMMIT", error);
}

/* Makes the connection that writes, unless something is written already. */
static gboolean
open_writer (TwMapPack *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->read_only)
    return tw_map_pack_fail (self, NULL, SQLITE_READONLY, error);
  if (self->writer != NULL)
    return tw_map_pack_fail (self, NULL, SQLITE_BUSY, error);
  self->writer = tw_map_pack_connect (self, TRUE, error);
  return self->writer != NULL;
}

gboolean
tw_map_pack_exchange (TwMapPack *self, guint generation, gboolean undo, GError **error)
{
  gboolean ok;

  g_return_val_if_fail (self != NULL, FALSE);
  if (!open_writer (self, error))
    return FALSE;
  ok = exchange (self, generation, undo, error);
  if (ok)
    tw_map_pack_trim_log (self);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->writer, sqlite3_close);
  g_mutex_unlock (&self->lock);
  return ok;
}
