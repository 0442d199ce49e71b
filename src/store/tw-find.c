// SPDX-License-Identifier: Apache-2.0
#include "store/tw-query.h"

#include "base/tw-json.h"
#include "store/tw-search.h"
#include "store/tw-store-private.h"
#include "store/tw-tokenizer.h"
#include "store/tw-validate.h"

#include <math.h>
#include <string.h>

/*
 * Full-text search: one walk per type through the range of its rowids, which stand in the order of
 * the answer (see tw-search.h), until there are enough hits. What the pairs of a longer run of
 * Chinese promise is then looked for in the document itself.
 */

#define MAX_LOOKED_AT                                                                              \
  2000 /* candidates of one type whose text is looked at before a search gives up on it */

typedef struct {
  TwConn *conn;
  const char *match;
  char **runs;
  guint limit;
} Search;

void
tw_hit_free (TwHit *hit)
{
  if (!hit)
    return;
  g_free (hit->id);
  g_free (hit->type);
  g_free (hit->title);
  g_free (hit->subtitle);
  g_free (hit);
}

static gboolean
text_has_runs (const TwSearchSpec *spec, JsonObject *body, char **runs)
{
  if (!runs || !runs[0])
    return TRUE;
  g_autoptr (GString) text = g_string_new (NULL);
  tw_search_append_text (spec, body, text);
  g_autofree char *folded = tw_text_fold (text->str);
  for (guint i = 0; runs[i]; i++)
    if (!strstr (folded, runs[i]))
      return FALSE;
  return TRUE;
}

static char *
hit_subtitle (const TwSearchSpec *spec, JsonObject *body)
{
  static const char *const members[] = { "code", "address", "service", "pool", "key", "kind" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = tw_json_get_string (body, members[i], NULL);
      if (text && *text && strcmp (members[i], spec->title) != 0)
        return g_strdup (text);
    }
  return g_strdup ("");
}

static TwHit *
hit_new (const TwSearchSpec *spec, const TwDoc *doc)
{
  TwHit *hit = g_new0 (TwHit, 1);
  gboolean placed = json_object_has_member (doc->body, "lat");
  const char *title = tw_json_get_string (doc->body, spec->title, NULL);

  if (!title || !*title)
    title = tw_json_get_string (doc->body, "address", doc->id);
  hit->id = g_strdup (doc->id);
  hit->type = g_strdup (spec->type);
  hit->title = g_strdup (title);
  hit->subtitle = hit_subtitle (spec, doc->body);
  hit->lat_e7 =
      placed ? (gint32) lround (tw_json_get_double (doc->body, "lat", 0) * TW_E7) : TW_E7_NONE;
  hit->lon_e7 =
      placed ? (gint32) lround (tw_json_get_double (doc->body, "lon", 0) * TW_E7) : TW_E7_NONE;
  tw_doc_time_parse (tw_json_get_string (doc->body, "at", ""), &hit->at_us);
  return hit;
}

static gboolean
load_hit (Search *self, const TwSearchSpec *spec, gint64 doc_no, GPtrArray *hits, GError **error)
{
  gboolean row;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (self->conn,
                    "SELECT " TW_DOC_COLUMNS " FROM doc d JOIN rev r ON r.rev_no = d.win_rev"
                    " WHERE d.doc_no = ?1",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, doc_no);
  if (!tw_conn_step (self->conn, stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  g_autoptr (TwDoc) doc = tw_store_read_doc (self->conn, stmt, error);
  if (!doc)
    return FALSE;
  if (text_has_runs (spec, doc->body, self->runs))
    g_ptr_array_add (hits, hit_new (spec, doc));
  return TRUE;
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const TwHit *ha = *(TwHit *const *) a, *hb = *(TwHit *const *) b;

  if (ha->at_us != hb->at_us)
    return ha->at_us > hb->at_us ? -1 : 1;
  return strcmp (hb->id, ha->id);
}

/* Rowids carry whole seconds: inside one second the exact time decides. */
static GPtrArray *
search_type (Search *self, const TwSearchSpec *spec, GError **error)
{
  gboolean more = TRUE;
  gint64 first = (gint64) spec->klass << (TW_SEARCH_ORDER_BITS + TW_SEARCH_DOC_BITS);
  gint64 last =
      first | ((G_GINT64_CONSTANT (1) << (TW_SEARCH_ORDER_BITS + TW_SEARCH_DOC_BITS)) - 1);
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_hit_free);
  g_autoptr (TwStmt) stmt =
      spec->newest_first
          ? tw_conn_stmt (self->conn,
                          "SELECT rowid FROM fts WHERE fts MATCH ?1 AND rowid BETWEEN ?2 AND ?3 "
                          "ORDER BY rowid DESC",
                          error)
          : tw_conn_stmt (
              self->conn,
              "SELECT rowid FROM fts WHERE fts MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid",
              error);
  if (!stmt)
    return NULL;
  sqlite3_bind_text (stmt, 1, self->match, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, first);
  sqlite3_bind_int64 (stmt, 3, last);
  for (guint n = 0; n < MAX_LOOKED_AT && hits->len < self->limit; n++)
    {
      if (!tw_conn_step (self->conn, stmt, &more, error))
        return NULL;
      if (!more)
        break;
      if (!load_hit (self, spec, tw_search_doc_no (sqlite3_column_int64 (stmt, 0)), hits, error))
        return NULL;
    }
  if (spec->newest_first)
    g_ptr_array_sort (hits, compare_newest);
  return g_steal_pointer (&hits);
}

/*
 * Shares @limit among the types that have hits: an equal part for each, what one leaves free goes
 * to the others in order. So thousands of lamps do not hide the one place of that name.
 */
static GPtrArray *
share_hits (GPtrArray *by_type, guint limit)
{
  GPtrArray *hits = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_hit_free);
  g_autofree guint *take = g_new0 (guint, by_type->len + 1);
  guint left = limit;

  for (gboolean grown = TRUE; grown && left > 0;)
    {
      grown = FALSE;
      for (guint t = 0; t < by_type->len && left > 0; t++)
        if (take[t] < ((GPtrArray *) by_type->pdata[t])->len)
          {
            take[t]++;
            left--;
            grown = TRUE;
          }
    }
  for (guint t = 0; t < by_type->len; t++)
    {
      GPtrArray *list = by_type->pdata[t];
      for (guint i = 0; i < take[t]; i++)
        g_ptr_array_add (hits, g_steal_pointer (&list->pdata[i]));
    }
  return hits;
}

static void
free_list (gpointer list)
{
  g_ptr_array_unref (list);
}

GPtrArray *
tw_query_search (TwStore *store, const char *text, const char *const *types, guint limit,
                 GError **error)
{
  g_return_val_if_fail (store && text, NULL);

  g_auto (GStrv) runs = NULL;
  g_autoptr (GPtrArray) by_type = g_ptr_array_new_with_free_func (free_list);
  g_autofree char *match = tw_search_build_match (text, &runs);
  if (!match || limit == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) tw_hit_free);

  g_auto (TwReader) reader = tw_reader_get (store, error);
  if (!reader.conn || !tw_conn_exec (reader.conn, "BEGIN", error))
    return NULL;
  Search search = { reader.conn, match, runs, limit };
  for (const TwSearchSpec *spec = tw_search_list (); spec->type; spec++)
    if (!types || g_strv_contains (types, spec->type))
      {
        GPtrArray *hits = search_type (&search, spec, error);
        if (!hits)
          return NULL;
        g_ptr_array_add (by_type, hits);
      }
  return share_hits (by_type, limit);
}
