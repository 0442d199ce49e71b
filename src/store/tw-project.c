// SPDX-License-Identifier: Apache-2.0
#include "store/tw-project.h"

#include "base/tw-geo.h"
#include "base/tw-json.h"
#include "store/tw-query.h"
#include "store/tw-search.h"
#include "store/tw-validate.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/*
 * Projections are functions of the winning body alone (and of dict, which hands out a number per
 * key once), so dropping and refilling them gives the same content. Search entries are contentless:
 * FTS5 keeps no text, so taking an entry out needs the text it was made from, which the old body
 * gives.
 *
 * FTS5 gathers terms in memory as long as rowids ascend and writes a segment when they do not, or
 * at a savepoint. So entries wait in a list and are written once per commit in order of rowid.
 */

/* One search entry to take out or put in. */
typedef struct {
  gint64 rowid;
  gboolean remove;
  gsize text_at, text_len;
} Entry;

struct _TwProjector {
  TwConn *conn;
  GHashTable *dict[TW_DICT_COMMUNITY + 1]; /* key -> number */
  GHashTable *cells;                       /* cells known to stand in geo_request */
  GArray *entries;                         /* Entry */
  GString *texts;
};

TwProjector *
tw_projector_new (TwConn *conn)
{
  TwProjector *self = g_new0 (TwProjector, 1);

  self->conn = conn;
  for (int kind = TW_DICT_SERVICE; kind <= TW_DICT_COMMUNITY; kind++)
    self->dict[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->texts = g_string_new (NULL);
  return self;
}

void
tw_projector_free (TwProjector *self)
{
  if (!self)
    return;
  for (int kind = TW_DICT_SERVICE; kind <= TW_DICT_COMMUNITY; kind++)
    g_hash_table_unref (self->dict[kind]);
  g_hash_table_unref (self->cells);
  g_array_unref (self->entries);
  g_string_free (self->texts, TRUE);
  g_free (self);
}

/* --- dictionary ------------------------------------------------------------------------------ */

static gboolean
dict_read (TwProjector *self, TwDictKind kind, const char *key, gint64 *ret_no, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (self->conn, "SELECT no FROM dict WHERE kind = ?1 AND key = ?2", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int (stmt, 1, kind);
  sqlite3_bind_text (stmt, 2, key, -1, SQLITE_STATIC);
  if (!tw_conn_step (self->conn, stmt, &row, error))
    return FALSE;
  *ret_no = row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

static gboolean
dict_add (TwProjector *self, TwDictKind kind, const char *key, gint64 *ret_no, GError **error)
{
  TwStmt *stmt =
      tw_conn_stmt (self->conn,
                    "INSERT INTO dict (kind, no, key) SELECT ?1, coalesce (max (no), 0) + 1, ?2"
                    " FROM dict WHERE kind = ?1 RETURNING no",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int (stmt, 1, kind);
  sqlite3_bind_text (stmt, 2, key, -1, SQLITE_STATIC);
  int rc = sqlite3_step (stmt);
  *ret_no = rc == SQLITE_ROW ? sqlite3_column_int64 (stmt, 0) : 0;
  return tw_conn_run (self->conn, stmt, error);
}

/* The number of @key, handed out now if it is new; 0 for none. Numbers beyond 65,535 all read as 0
 * in queries. */
static gboolean
dict_number (TwProjector *self, TwDictKind kind, const char *key, gint64 *ret_no, GError **error)
{
  gint64 no = 0;

  if (key && *key)
    no = (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (self->dict[kind], key));
  if (no == 0 && key && *key)
    {
      if (!dict_read (self, kind, key, &no, error)
          || (no == 0 && !dict_add (self, kind, key, &no, error)))
        return FALSE;
      g_hash_table_insert (self->dict[kind], g_strdup (key), GSIZE_TO_POINTER ((gsize) no));
    }
  *ret_no = no;
  return TRUE;
}

void
tw_projector_forget (TwProjector *self)
{
  for (int kind = TW_DICT_SERVICE; kind <= TW_DICT_COMMUNITY; kind++)
    g_hash_table_remove_all (self->dict[kind]);
  g_hash_table_remove_all (self->cells);
}

/* --- positions ------------------------------------------------------------------------------- */

typedef struct {
  gint32 south, north, west, east;
} BoxE7;

static gint32
to_e7 (double degrees)
{
  return (gint32) lround (degrees * TW_E7);
}

static void
box_add (BoxE7 *box, gint32 lat, gint32 lon)
{
  box->south = MIN (box->south, lat);
  box->north = MAX (box->north, lat);
  box->west = MIN (box->west, lon);
  box->east = MAX (box->east, lon);
}

/* The extent of a body: its ring, else its point. FALSE without a place. */
static gboolean
body_box (JsonObject *body, BoxE7 *ret_box)
{
  BoxE7 box = { G_MAXINT32, G_MININT32, G_MAXINT32, G_MININT32 };
  JsonArray *ring = tw_json_get_array (body, "ring");

  for (guint i = 0; ring && i < json_array_get_length (ring); i++)
    {
      JsonArray *pair = json_array_get_array_element (ring, i);
      box_add (&box, to_e7 (json_array_get_double_element (pair, 1)),
               to_e7 (json_array_get_double_element (pair, 0)));
    }
  if (json_object_has_member (body, "lat"))
    box_add (&box, to_e7 (tw_json_get_double (body, "lat", 0)),
             to_e7 (tw_json_get_double (body, "lon", 0)));
  *ret_box = box;
  return box.south <= box.north;
}

static gboolean
put_box (TwProjector *self, const char *sql, gint64 rowid, const BoxE7 *box, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (self->conn, sql, error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rowid);
  sqlite3_bind_int (stmt, 2, box->south);
  sqlite3_bind_int (stmt, 3, box->north);
  sqlite3_bind_int (stmt, 4, box->west);
  sqlite3_bind_int (stmt, 5, box->east);
  return tw_conn_run (self->conn, stmt, error);
}

static gboolean
delete_row (TwProjector *self, const char *sql, gint64 doc_no, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (self->conn, sql, error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  return tw_conn_run (self->conn, stmt, error);
}

/* --- the cells of requests ------------------------------------------------------------------- */

#define CELL_E7 5000
#define CELL_BIAS (1 << 20) /* makes both halves of a key positive: 1.8e9 / 5000 < 2^20 */

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/* The key and extent of the cell that holds the point of @box. */
static gint64
cell_at (const BoxE7 *box, BoxE7 *ret_cell)
{
  gint64 row = floor_div (box->south, CELL_E7), col = floor_div (box->west, CELL_E7);

  *ret_cell = (BoxE7){ (gint32) (row * CELL_E7), (gint32) (row * CELL_E7 + CELL_E7 - 1),
                       (gint32) (col * CELL_E7), (gint32) (col * CELL_E7 + CELL_E7 - 1) };
  return (row + CELL_BIAS) << 21 | (col + CELL_BIAS);
}

static gboolean
cell_is_used (TwProjector *self, const char *sql, gint64 cell, gboolean *ret_used, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_conn_stmt (self->conn, sql, error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, cell);
  return tw_conn_step (self->conn, stmt, ret_used, error);
}

static gboolean
put_cell (TwProjector *self, gint64 cell, const BoxE7 *box, GError **error)
{
  gboolean used;

  if (g_hash_table_contains (self->cells, &cell))
    return TRUE;
  if (!cell_is_used (self, "SELECT 1 FROM geo_request WHERE cell = ?1", cell, &used, error)
      || (!used
          && !put_box (self,
                       "INSERT INTO geo_request (cell, south, north, west, east) VALUES (?1, ?2, "
                       "?3, ?4, ?5)",
                       cell, box, error)))
    return FALSE;
  g_hash_table_add (self->cells, g_memdup2 (&cell, sizeof cell));
  return TRUE;
}

/* Takes the cell out after its last request has gone. */
static gboolean
drop_cell (TwProjector *self, gint64 cell, GError **error)
{
  gboolean used;

  if (!cell_is_used (self, "SELECT 1 FROM request WHERE cell = ?1 LIMIT 1", cell, &used, error))
    return FALSE;
  if (used)
    return TRUE;
  g_hash_table_remove (self->cells, &cell);
  return delete_row (self, "DELETE FROM geo_request WHERE cell = ?1", cell, error);
}

/* --- one function per type ------------------------------------------------------------------- */

static void
bind_text (TwStmt *stmt, int i, const char *text)
{
  sqlite3_bind_text (stmt, i, text, -1, SQLITE_STATIC);
}

static gboolean
insert_request (TwProjector *self, gint64 doc_no, JsonObject *body, const gint64 numbers[3],
                const gint64 *cell, const BoxE7 *box, GError **error)
{
  gint64 at_us = 0;
  TwStmt *stmt = tw_conn_stmt (
      self->conn,
      "INSERT INTO request (doc_no, at_us, lat_e7, lon_e7, cell, service, channel, community,"
      " age, status) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      error);
  if (!stmt)
    return FALSE;
  sqlite3_clear_bindings (stmt);
  tw_doc_time_parse (tw_json_get_string (body, "at", ""), &at_us);
  sqlite3_bind_int64 (stmt, 1, doc_no);
  sqlite3_bind_int64 (stmt, 2, at_us);
  if (cell)
    {
      sqlite3_bind_int (stmt, 3, box->south);
      sqlite3_bind_int (stmt, 4, box->west);
      sqlite3_bind_int64 (stmt, 5, *cell);
    }
  for (int i = 0; i < 3; i++)
    sqlite3_bind_int64 (stmt, 6 + i, numbers[i]);
  sqlite3_bind_int64 (stmt, 9, tw_json_get_int (body, "age", 255));
  sqlite3_bind_int (stmt, 10, strcmp (tw_json_get_string (body, "status", "open"), "done") == 0);
  return tw_conn_run (self->conn, stmt, error);
}

static gboolean
put_request (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  gint64 numbers[3], cell = 0;
  BoxE7 box, cell_box;
  gboolean placed = body_box (body, &box);

  if (!dict_number (self, TW_DICT_SERVICE, tw_json_get_string (body, "service", NULL), &numbers[0],
                    error)
      || !dict_number (self, TW_DICT_CHANNEL, tw_json_get_string (body, "channel", NULL),
                       &numbers[1], error)
      || !dict_number (self, TW_DICT_COMMUNITY, tw_json_get_string (body, "community", NULL),
                       &numbers[2], error))
    return FALSE;
  if (placed)
    cell = cell_at (&box, &cell_box);
  return insert_request (self, doc_no, body, numbers, placed ? &cell : NULL, &box, error)
         && (!placed || put_cell (self, cell, &cell_box, error));
}

static gboolean
drop_request (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  BoxE7 box, cell_box;

  return delete_row (self, "DELETE FROM request WHERE doc_no = ?1", doc_no, error)
         && (!body_box (body, &box) || drop_cell (self, cell_at (&box, &cell_box), error));
}

static gboolean
put_geo (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  BoxE7 box;

  return !body_box (body, &box)
         || put_box (
             self, "INSERT INTO geo (doc_no, south, north, west, east) VALUES (?1, ?2, ?3, ?4, ?5)",
             doc_no, &box, error);
}

static gboolean
put_place (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  gint64 community;

  if (!dict_number (self, TW_DICT_COMMUNITY, tw_json_get_string (body, "community", NULL),
                    &community, error))
    return FALSE;
  TwStmt *stmt = tw_conn_stmt (self->conn,
                               "INSERT INTO place (doc_no, kind, parent, community, code, name)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                               error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  bind_text (stmt, 2, tw_json_get_string (body, "kind", ""));
  bind_text (stmt, 3, tw_json_get_string (body, "parent", NULL));
  sqlite3_bind_int64 (stmt, 4, community);
  bind_text (stmt, 5, tw_json_get_string (body, "code", NULL));
  bind_text (stmt, 6, tw_json_get_string (body, "name", ""));
  return tw_conn_run (self->conn, stmt, error) && put_geo (self, doc_no, body, error);
}

static gboolean
drop_place (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  return delete_row (self, "DELETE FROM place WHERE doc_no = ?1", doc_no, error)
         && delete_row (self, "DELETE FROM geo WHERE doc_no = ?1", doc_no, error);
}

static gboolean
put_asset (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  gint64 community;

  if (!dict_number (self, TW_DICT_COMMUNITY, tw_json_get_string (body, "community", NULL),
                    &community, error))
    return FALSE;
  TwStmt *stmt = tw_conn_stmt (
      self->conn,
      "INSERT INTO asset (doc_no, kind, code, tag, place, community, lat_e7, lon_e7, height_cm)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      error);
  if (!stmt)
    return FALSE;
  g_autofree char *tag = g_ascii_strup (tw_json_get_string (body, "tag", ""), -1);
  sqlite3_bind_int64 (stmt, 1, doc_no);
  bind_text (stmt, 2, tw_json_get_string (body, "kind", ""));
  bind_text (stmt, 3, tw_json_get_string (body, "code", ""));
  bind_text (stmt, 4, tag);
  bind_text (stmt, 5, tw_json_get_string (body, "place", ""));
  sqlite3_bind_int64 (stmt, 6, community);
  sqlite3_bind_int (stmt, 7, to_e7 (tw_json_get_double (body, "lat", 0)));
  sqlite3_bind_int (stmt, 8, to_e7 (tw_json_get_double (body, "lon", 0)));
  sqlite3_bind_int (stmt, 9, (int) lround (tw_json_get_double (body, "height_m", 0) * 100));
  return tw_conn_run (self->conn, stmt, error) && put_geo (self, doc_no, body, error);
}

static gboolean
drop_asset (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  return delete_row (self, "DELETE FROM asset WHERE doc_no = ?1", doc_no, error)
         && delete_row (self, "DELETE FROM geo WHERE doc_no = ?1", doc_no, error);
}

static gboolean
put_person (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  gint64 community;

  if (!dict_number (self, TW_DICT_COMMUNITY, tw_json_get_string (body, "community", NULL),
                    &community, error))
    return FALSE;
  TwStmt *stmt =
      tw_conn_stmt (self->conn,
                    "INSERT INTO person (doc_no, name, pool, community) VALUES (?1, ?2, ?3, ?4)",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  bind_text (stmt, 2, tw_json_get_string (body, "name", ""));
  bind_text (stmt, 3, tw_json_get_string (body, "pool", ""));
  sqlite3_bind_int64 (stmt, 4, community);
  return tw_conn_run (self->conn, stmt, error);
}

static gboolean
drop_person (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  return delete_row (self, "DELETE FROM person WHERE doc_no = ?1", doc_no, error);
}

static gboolean
put_home (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  gint64 community;

  if (!dict_number (self, TW_DICT_COMMUNITY, tw_json_get_string (body, "community", NULL),
                    &community, error))
    return FALSE;
  TwStmt *stmt = tw_conn_stmt (
      self->conn,
      "INSERT INTO home (doc_no, code, place, community, age, consent, lat_e7, lon_e7)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  bind_text (stmt, 2, tw_json_get_string (body, "code", ""));
  bind_text (stmt, 3, tw_json_get_string (body, "place", ""));
  sqlite3_bind_int64 (stmt, 4, community);
  sqlite3_bind_int64 (stmt, 5, tw_json_get_int (body, "age", 0));
  sqlite3_bind_int (stmt, 6, tw_json_get_bool (body, "consent", FALSE));
  sqlite3_bind_int (stmt, 7, to_e7 (tw_json_get_double (body, "lat", 0)));
  sqlite3_bind_int (stmt, 8, to_e7 (tw_json_get_double (body, "lon", 0)));
  return tw_conn_run (self->conn, stmt, error) && put_geo (self, doc_no, body, error);
}

static gboolean
drop_home (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  return delete_row (self, "DELETE FROM home WHERE doc_no = ?1", doc_no, error)
         && delete_row (self, "DELETE FROM geo WHERE doc_no = ?1", doc_no, error);
}

static gboolean
put_move (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  gint64 at_us = 0;
  TwStmt *stmt = tw_conn_stmt (self->conn,
                               "INSERT INTO move (doc_no, asset, at_us, from_place, from_code)"
                               " VALUES (?1, ?2, ?3, ?4, ?5)",
                               error);

  if (!stmt)
    return FALSE;
  tw_doc_time_parse (tw_json_get_string (body, "at", ""), &at_us);
  sqlite3_bind_int64 (stmt, 1, doc_no);
  bind_text (stmt, 2, tw_json_get_string (body, "asset", ""));
  sqlite3_bind_int64 (stmt, 3, at_us);
  bind_text (stmt, 4, tw_json_get_string (body, "from", NULL));
  bind_text (stmt, 5, tw_json_get_string (body, "from_code", NULL));
  return tw_conn_run (self->conn, stmt, error);
}

static gboolean
drop_move (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  return delete_row (self, "DELETE FROM move WHERE doc_no = ?1", doc_no, error);
}

/* A service or channel takes its number when its document arrives, also before its first request.
 */
static gboolean
put_service (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  gint64 no;

  return dict_number (self, TW_DICT_SERVICE, tw_json_get_string (body, "key", NULL), &no, error);
}

static gboolean
put_channel (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  gint64 no;

  return dict_number (self, TW_DICT_CHANNEL, tw_json_get_string (body, "key", NULL), &no, error);
}

typedef gboolean (*ProjectFunc) (TwProjector *self, gint64 doc_no, JsonObject *body,
                                 GError **error);

static const struct {
  const char *type;
  ProjectFunc put, drop;
} projections[] = {
  { "request", put_request, drop_request }, { "asset", put_asset, drop_asset },
  { "place", put_place, drop_place },       { "person", put_person, drop_person },
  { "home", put_home, drop_home },          { "service", put_service, NULL },
  { "channel", put_channel, NULL },         { "move", put_move, drop_move },
};

/* --- search entries -------------------------------------------------------------------------- */

static void
add_entry (TwProjector *self, const TwSearchSpec *spec, gint64 doc_no, JsonObject *body,
           gboolean remove)
{
  Entry entry = { .rowid = tw_search_rowid (spec, body, doc_no),
                  .remove = remove,
                  .text_at = self->texts->len };

  tw_search_append_text (spec, body, self->texts);
  entry.text_len = self->texts->len - entry.text_at;
  if (entry.text_len > 0)
    g_array_append_val (self->entries, entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *ea = a, *eb = b;

  if (ea->rowid != eb->rowid)
    return ea->rowid < eb->rowid ? -1 : 1;
  return ea->text_at < eb->text_at ? -1 : 1; /* in the order they came */
}

gboolean
tw_projector_flush (TwProjector *self, GError **error)
{
  if (self->entries->len == 0)
    return TRUE;

  TwStmt *put = tw_conn_stmt (self->conn, "INSERT INTO fts (rowid, text) VALUES (?1, ?2)", error);
  TwStmt *drop =
      put ? tw_conn_stmt (self->conn,
                          "INSERT INTO fts (fts, rowid, text) VALUES ('delete', ?1, ?2)", error)
          : NULL;
  if (!drop)
    return FALSE;
  qsort (self->entries->data, self->entries->len, sizeof (Entry), compare_entries);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);
      TwStmt *stmt = entry->remove ? drop : put;
      sqlite3_bind_int64 (stmt, 1, entry->rowid);
      sqlite3_bind_text (stmt, 2, self->texts->str + entry->text_at, (int) entry->text_len,
                         SQLITE_STATIC);
      if (!tw_conn_run (self->conn, stmt, error))
        return FALSE;
    }
  g_array_set_size (self->entries, 0);
  g_string_truncate (self->texts, 0);
  return TRUE;
}

guint
tw_projector_mark (TwProjector *self)
{
  return self->entries->len;
}

void
tw_projector_roll_back (TwProjector *self, guint mark)
{
  g_array_set_size (self->entries, mark);
  if (mark == 0)
    g_string_truncate (self->texts, 0);
  tw_projector_forget (self);
}

/* --- the whole ------------------------------------------------------------------------------- */

gboolean
tw_projector_update (TwProjector *self, gint64 doc_no, const TwTypeSpec *type, JsonObject *old_body,
                     JsonObject *new_body, GError **error)
{
  const TwSearchSpec *search = tw_search_find (type->name);

  for (guint i = 0; i < G_N_ELEMENTS (projections); i++)
    if (strcmp (projections[i].type, type->name) == 0)
      {
        if (old_body && projections[i].drop && !projections[i].drop (self, doc_no, old_body, error))
          return FALSE;
        if (new_body && !projections[i].put (self, doc_no, new_body, error))
          return FALSE;
        break;
      }
  if (search && old_body)
    add_entry (self, search, doc_no, old_body, TRUE);
  if (search && new_body)
    add_entry (self, search, doc_no, new_body, FALSE);
  return TRUE;
}

gboolean
tw_projector_clear (TwConn *conn, GError **error)
{
  return tw_conn_exec (
      conn,
      "DELETE FROM request; DELETE FROM place; DELETE FROM asset; DELETE FROM move; DELETE FROM "
      "person; DELETE FROM "
      "home;"
      "DELETE FROM geo; DELETE FROM geo_request; INSERT INTO fts (fts) VALUES ('delete-all')",
      error);
}

/* Parses a stored body; a broken one is damage, not a person's mistake. */
static JsonObject *
parse_stored (TwConn *conn, TwStmt *stmt, int col, const char *id, GError **error)
{
  const char *text = (const char *) sqlite3_column_text (stmt, col);
  g_autoptr (GError) local = NULL;
  JsonObject *body =
      tw_json_parse_object (text, sqlite3_column_bytes (stmt, col), TW_DOC_MAX_BODY, &local);

  if (!body)
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT,
                 _ ("The database “%s” is damaged: document “%s” cannot be read (%s). Restore the "
                    "newest backup."),
                 conn->path, id, local->message);
  return body;
}

static gboolean
fill_row (TwProjector *self, TwConn *source, TwStmt *row, GError **error)
{
  const char *id = (const char *) sqlite3_column_text (row, 1);
  const TwTypeSpec *type = tw_type_find_by_id (id);
  if (!type || sqlite3_column_type (row, 2) == SQLITE_NULL)
    return TRUE;
  g_autoptr (JsonObject) body = parse_stored (source, row, 2, id, error);
  return body && tw_projector_update (self, sqlite3_column_int64 (row, 0), type, NULL, body, error);
}

gboolean
tw_projector_fill (TwProjector *self, TwConn *source, GCancellable *cancellable,
                   TwProgressFunc progress, gpointer user_data, GError **error)
{
  gint64 n = 0, total = 0;
  gboolean more = TRUE;

  tw_projector_forget (self);
  if (!tw_conn_get_int (source, "SELECT count (*) FROM doc WHERE win_deleted = 0", 0, &total,
                        error))
    return FALSE;
  g_autoptr (TwStmt) row =
      tw_conn_stmt (source,
                    "SELECT d.doc_no, d.id, r.body FROM doc d JOIN rev r ON r.rev_no = d.win_rev"
                    " WHERE d.win_deleted = 0 AND d.type IS NOT NULL ORDER BY d.doc_no",
                    error);
  while (row && tw_conn_step (source, row, &more, error) && more)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !fill_row (self, source, row, error))
        return FALSE;
      if (++n % 1000 == 0 && progress)
        progress (MIN (1.0, (double) n / (double) MAX (total, 1)), _ ("Reading documents"),
                  user_data);
      if (n % 10000 == 0 && !tw_projector_flush (self, error))
        return FALSE;
    }
  return row && !more && tw_projector_flush (self, error);
}
