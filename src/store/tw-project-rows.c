// SPDX-License-Identifier: Apache-2.0
#include "store/tw-project-private.h"

#include "base/tw-geo.h"
#include "base/tw-json.h"
#include "store/tw-validate.h"

#include <math.h>
#include <string.h>

/*
 * The tables of the types. Requests have a row, numbers for their keys and a cell; a service or
 * channel only takes its number; the others are one row of plain columns each, told by a table, and
 * a box in geo where they have a place.
 */

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
  BoxE7 box, cell_box = { 0 };
  gboolean placed = body_box (body, &box);

  if (!tw_projector_dict_number (self, TW_DICT_SERVICE, tw_json_get_string (body, "service", NULL),
                                 &numbers[0], error)
      || !tw_projector_dict_number (self, TW_DICT_CHANNEL,
                                    tw_json_get_string (body, "channel", NULL), &numbers[1], error)
      || !tw_projector_dict_number (self, TW_DICT_COMMUNITY,
                                    tw_json_get_string (body, "community", NULL), &numbers[2],
                                    error))
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

/* --- types that are rows of plain columns ----------------------------------------------------- */

typedef enum {
  COLUMN_TEXT,  /* NULL when absent */
  COLUMN_NAME,  /* empty when absent */
  COLUMN_UPPER, /* a name, in capitals */
  COLUMN_INT,   /* 0 when absent */
  COLUMN_BOOL,
  COLUMN_TIME,      /* microseconds */
  COLUMN_E7,        /* degrees as integers */
  COLUMN_CM,        /* metres as centimetres */
  COLUMN_COMMUNITY, /* its number */
  COLUMN_WORK,      /* minutes of the stretches that are no break */
  COLUMN_WAY,       /* minutes of those on the way */
} ColumnKind;

typedef struct {
  const char *member;
  ColumnKind kind;
} Column;

/* A type whose projection is one row: bound are doc_no and then the columns. */
typedef struct {
  const char *type, *insert, *drop;
  gboolean placed; /* also in geo */
  Column columns[9];
} RowSpec;

static const RowSpec rows[] = {
  { "asset",
    "INSERT INTO asset (doc_no, kind, code, tag, place, community, lat_e7, lon_e7, height_cm)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    "DELETE FROM asset WHERE doc_no = ?1",
    TRUE,
    { { "kind", COLUMN_NAME },
      { "code", COLUMN_NAME },
      { "tag", COLUMN_UPPER },
      { "place", COLUMN_NAME },
      { "community", COLUMN_COMMUNITY },
      { "lat", COLUMN_E7 },
      { "lon", COLUMN_E7 },
      { "height_m", COLUMN_CM } } },
  { "place",
    "INSERT INTO place (doc_no, kind, parent, community, code, name)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    "DELETE FROM place WHERE doc_no = ?1",
    TRUE,
    { { "kind", COLUMN_NAME },
      { "parent", COLUMN_TEXT },
      { "community", COLUMN_COMMUNITY },
      { "code", COLUMN_TEXT },
      { "name", COLUMN_NAME } } },
  { "person",
    "INSERT INTO person (doc_no, name, pool, community) VALUES (?1, ?2, ?3, ?4)",
    "DELETE FROM person WHERE doc_no = ?1",
    FALSE,
    { { "name", COLUMN_NAME }, { "pool", COLUMN_NAME }, { "community", COLUMN_COMMUNITY } } },
  { "home",
    "INSERT INTO home (doc_no, code, place, community, age, consent, lat_e7, lon_e7)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    "DELETE FROM home WHERE doc_no = ?1",
    TRUE,
    { { "code", COLUMN_NAME },
      { "place", COLUMN_NAME },
      { "community", COLUMN_COMMUNITY },
      { "age", COLUMN_INT },
      { "consent", COLUMN_BOOL },
      { "lat", COLUMN_E7 },
      { "lon", COLUMN_E7 } } },
  { "move",
    "INSERT INTO move (doc_no, asset, at_us, from_place, from_code) VALUES (?1, ?2, ?3, ?4, ?5)",
    "DELETE FROM move WHERE doc_no = ?1",
    FALSE,
    { { "asset", COLUMN_NAME },
      { "at", COLUMN_TIME },
      { "from", COLUMN_TEXT },
      { "from_code", COLUMN_TEXT } } },
  { "shift",
    "INSERT INTO shift (doc_no, person, from_us, to_us, minutes, way_min)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    "DELETE FROM shift WHERE doc_no = ?1",
    FALSE,
    { { "person", COLUMN_NAME },
      { "from", COLUMN_TIME },
      { "to", COLUMN_TIME },
      { "stretches", COLUMN_WORK },
      { "stretches", COLUMN_WAY } } },
  { "edition",
    "INSERT INTO edition (doc_no, day, number) VALUES (?1, ?2, ?3)",
    "DELETE FROM edition WHERE doc_no = ?1",
    FALSE,
    { { "day", COLUMN_NAME }, { "number", COLUMN_INT } } },
  { "notice",
    "INSERT INTO notice (doc_no, person, edition, state, at_us) VALUES (?1, ?2, ?3, ?4, ?5)",
    "DELETE FROM notice WHERE doc_no = ?1",
    FALSE,
    { { "person", COLUMN_NAME },
      { "edition", COLUMN_NAME },
      { "state", COLUMN_NAME },
      { "at", COLUMN_TIME } } },
  { "claim",
    "INSERT INTO claim (doc_no, shift, state, at_us) VALUES (?1, ?2, ?3, ?4)",
    "DELETE FROM claim WHERE doc_no = ?1",
    FALSE,
    { { "shift", COLUMN_NAME }, { "state", COLUMN_NAME }, { "at", COLUMN_TIME } } },
};

/* --- audit ------------------------------------------------------------------------------------ */

#define AUDIT_VERSION 5 /* of the format that brought its table */

static gboolean
put_subject (TwProjector *self, gint64 doc_no, const char *subject, gint64 at_us, GError **error)
{
  TwStmt *stmt =
      tw_conn_stmt (self->conn,
                    "INSERT OR IGNORE INTO audit (doc_no, subject, at_us) VALUES (?1, ?2, ?3)",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  bind_text (stmt, 2, subject);
  sqlite3_bind_int64 (stmt, 3, at_us);
  return tw_conn_run (self->conn, stmt, error);
}

/* It is about its subject, and about each of the shifts it tells of. */
static gboolean
put_audit (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  const char *subject = tw_json_get_string (body, "subject", NULL);
  JsonObject *shifts = tw_json_get_object (body, "shifts");
  g_autoptr (GList) ids = shifts ? json_object_get_members (shifts) : NULL;
  gint64 at_us = 0;

  tw_doc_time_parse (tw_json_get_string (body, "at", ""), &at_us);
  if (subject && !put_subject (self, doc_no, subject, at_us, error))
    return FALSE;
  for (GList *l = ids; l; l = l->next)
    if (!put_subject (self, doc_no, l->data, at_us, error))
      return FALSE;
  return TRUE;
}

static const RowSpec *
find_row_spec (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].type, type) == 0)
      return &rows[i];
  return NULL;
}

/* Minutes of a shift's stretches: on the way, or all but the breaks. */
static gint64
count_minutes (JsonArray *stretches, gboolean only_way)
{
  gint64 minutes = 0;

  for (guint i = 0; stretches && i < json_array_get_length (stretches); i++)
    {
      JsonArray *stretch = json_array_get_array_element (stretches, i);
      const char *what = json_array_get_string_element (stretch, 0);
      if (only_way ? strcmp (what, "way") == 0 : strcmp (what, "break") != 0)
        minutes += json_array_get_int_element (stretch, 1);
    }
  return minutes;
}

/* @community: its number, looked up before the statement was begun. */
static void
bind_column (TwStmt *stmt, int at, const Column *column, JsonObject *body, gint64 community)
{
  const char *text = tw_json_get_string (body, column->member, NULL);
  gint64 at_us = 0;

  switch (column->kind)
    {
    case COLUMN_TEXT:
      bind_text (stmt, at, text);
      break;
    case COLUMN_NAME:
      bind_text (stmt, at, text ? text : "");
      break;
    case COLUMN_UPPER:
      sqlite3_bind_text (stmt, at, g_ascii_strup (text ? text : "", -1), -1, g_free);
      break;
    case COLUMN_INT:
      sqlite3_bind_int64 (stmt, at, tw_json_get_int (body, column->member, 0));
      break;
    case COLUMN_BOOL:
      sqlite3_bind_int (stmt, at, tw_json_get_bool (body, column->member, FALSE));
      break;
    case COLUMN_TIME:
      tw_doc_time_parse (text ? text : "", &at_us);
      sqlite3_bind_int64 (stmt, at, at_us);
      break;
    case COLUMN_E7:
      sqlite3_bind_int (stmt, at, to_e7 (tw_json_get_double (body, column->member, 0)));
      break;
    case COLUMN_CM:
      sqlite3_bind_int (stmt, at,
                        (int) lround (tw_json_get_double (body, column->member, 0) * 100));
      break;
    case COLUMN_COMMUNITY:
      sqlite3_bind_int64 (stmt, at, community);
      break;
    case COLUMN_WORK:
    case COLUMN_WAY:
      sqlite3_bind_int64 (stmt, at,
                          count_minutes (tw_json_get_array (body, column->member),
                                         column->kind == COLUMN_WAY));
      break;
    }
}

static gboolean
put_row (TwProjector *self, const RowSpec *spec, gint64 doc_no, JsonObject *body, GError **error)
{
  gint64 community = 0;

  for (int i = 0; spec->columns[i].member; i++)
    if (spec->columns[i].kind == COLUMN_COMMUNITY
        && !tw_projector_dict_number (self, TW_DICT_COMMUNITY,
                                      tw_json_get_string (body, spec->columns[i].member, NULL),
                                      &community, error))
      return FALSE;
  TwStmt *stmt = tw_conn_stmt (self->conn, spec->insert, error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  for (int i = 0; spec->columns[i].member; i++)
    bind_column (stmt, i + 2, &spec->columns[i], body, community);
  return tw_conn_run (self->conn, stmt, error)
         && (!spec->placed || put_geo (self, doc_no, body, error));
}

/* A community takes its number when it arrives, also before anything names it: lists and filters
 * are made of the numbers. */
static gboolean
number_community (TwProjector *self, gint64 doc_no, JsonObject *body, GError **error)
{
  g_autofree char *id = NULL;
  gboolean row;
  gint64 no;

  if (strcmp (tw_json_get_string (body, "kind", ""), "community") != 0)
    return TRUE;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (self->conn, "SELECT id FROM doc WHERE doc_no = ?1", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  if (!tw_conn_step (self->conn, stmt, &row, error))
    return FALSE;
  id = row ? g_strdup ((const char *) sqlite3_column_text (stmt, 0)) : NULL;
  return tw_projector_dict_number (self, TW_DICT_COMMUNITY, id, &no, error);
}

static gboolean
drop_row (TwProjector *self, const RowSpec *spec, gint64 doc_no, GError **error)
{
  return delete_row (self, spec->drop, doc_no, error)
         && (!spec->placed
             || delete_row (self, "DELETE FROM geo WHERE doc_no = ?1", doc_no, error));
}

/* A service or channel takes its number when its document arrives, also before its first request.
 */
static gboolean
put_number (TwProjector *self, TwDictKind kind, JsonObject *body, GError **error)
{
  gint64 no;

  return tw_projector_dict_number (self, kind, tw_json_get_string (body, "key", NULL), &no, error);
}

gboolean
tw_projector_put_body (TwProjector *self, const char *type, gint64 doc_no, JsonObject *body,
                       GError **error)
{
  const RowSpec *spec = find_row_spec (type);

  if (strcmp (type, "request") == 0)
    return put_request (self, doc_no, body, error);
  if (strcmp (type, "audit") == 0)
    return self->version < AUDIT_VERSION || put_audit (self, doc_no, body, error);
  if (strcmp (type, "service") == 0)
    return put_number (self, TW_DICT_SERVICE, body, error);
  if (strcmp (type, "channel") == 0)
    return put_number (self, TW_DICT_CHANNEL, body, error);
  return !spec
         || (put_row (self, spec, doc_no, body, error)
             && (strcmp (type, "place") != 0 || number_community (self, doc_no, body, error)));
}

gboolean
tw_projector_drop_body (TwProjector *self, const char *type, gint64 doc_no, JsonObject *body,
                        GError **error)
{
  const RowSpec *spec = find_row_spec (type);

  if (strcmp (type, "request") == 0)
    return drop_request (self, doc_no, body, error);
  if (strcmp (type, "audit") == 0)
    return delete_row (self, "DELETE FROM audit WHERE doc_no = ?1", doc_no, error);
  return !spec || drop_row (self, spec, doc_no, error);
}
