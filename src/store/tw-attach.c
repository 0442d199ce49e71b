// SPDX-License-Identifier: Apache-2.0
#include "store/tw-attach-private.h"

#include "store/tw-store-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Which attachments a revision has: rows of att, by the number of the revision.
 *
 * Rows stand for revisions that have their body (leaves, and bases of edits no peer has); they go
 * when the body goes. An edit starts from those of the revision it is based on. Names, types and
 * digests are part of the revision's hash, as otherwise two edits that differ in a photo alone
 * would be one revision. A document without attachments costs one look-up per edit and no row.
 */

#define MAX_NAME_LEN 255
#define MAX_TYPE_LEN 127
#define MAX_DIGEST_LEN 64

void
tw_attachment_free (TwAttachment *attachment)
{
  if (!attachment)
    return;
  g_free (attachment->id);
  g_free (attachment->rev);
  g_free (attachment->name);
  g_free (attachment->content_type);
  g_free (attachment->digest);
  g_free (attachment);
}

/* --- into a batch ---------------------------------------------------------------------------- */

static void
add_to_last (TwBatch *batch, const TwAttachment *given)
{
  g_return_if_fail (batch->items->len > 0);

  TwItem *item = tw_batch_item (batch, batch->items->len - 1);
  TwAttachment *attachment = g_new0 (TwAttachment, 1);
  if (!item->attachments)
    item->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_attachment_free);
  attachment->name = g_strdup (given->name);
  attachment->content_type = g_strdup (given->content_type);
  attachment->digest = g_strdup (given->digest);
  attachment->len = given->len;
  attachment->revpos = given->revpos;
  g_ptr_array_add (item->attachments, attachment);
}

void
tw_batch_attach (TwBatch *self, const char *name, const char *content_type, const char *digest)
{
  g_return_if_fail (self && name && digest);

  add_to_last (self, &(TwAttachment){ .name = (char *) name,
                                      .content_type = (char *) content_type,
                                      .digest = (char *) digest });
}

void
tw_batch_detach (TwBatch *self, const char *name)
{
  g_return_if_fail (self && name);

  add_to_last (self, &(TwAttachment){ .name = (char *) name });
}

void
tw_batch_attach_stub (TwBatch *self, const char *name, const char *content_type, const char *digest,
                      gint64 len, guint revpos)
{
  g_return_if_fail (self && name && digest);

  add_to_last (self, &(TwAttachment){ .name = (char *) name,
                                      .content_type = (char *) content_type,
                                      .digest = (char *) digest,
                                      .len = len,
                                      .revpos = MAX (revpos, 1) });
}

static gboolean
is_plain (const char *text, gsize max_len)
{
  gsize len = strlen (text);

  if (len == 0 || len > max_len || !g_utf8_validate_len (text, len, NULL))
    return FALSE;
  for (const char *p = text; *p; p++)
    if (g_ascii_iscntrl (*p))
      return FALSE;
  return TRUE;
}

char *
tw_attachment_find_fault (const TwAttachment *attachment)
{
  /* CouchDB keeps names with an underscore in front for itself. */
  if (!is_plain (attachment->name, MAX_NAME_LEN) || attachment->name[0] == '_')
    return g_strdup (_ ("the name of an attachment cannot be used"));
  if (attachment->content_type && !is_plain (attachment->content_type, MAX_TYPE_LEN))
    return g_strdup_printf (_ ("attachment “%s”: its type cannot be used"), attachment->name);
  if (attachment->digest
      && (!is_plain (attachment->digest, MAX_DIGEST_LEN) || !strchr (attachment->digest, '-')
          || attachment->len < 0))
    return g_strdup_printf (_ ("attachment “%s”: its digest cannot be used"), attachment->name);
  return NULL;
}

/* --- rows ------------------------------------------------------------------------------------ */

#define ATT_COLUMNS "a.name, a.content_type, a.digest, a.len, a.revpos, b.md5 IS NOT NULL"

static TwAttachment *
read_row (TwStmt *stmt)
{
  TwAttachment *attachment = g_new0 (TwAttachment, 1);

  attachment->name = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  attachment->content_type = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
  attachment->digest = g_strdup ((const char *) sqlite3_column_text (stmt, 2));
  attachment->len = sqlite3_column_int64 (stmt, 3);
  attachment->revpos = (guint) sqlite3_column_int64 (stmt, 4);
  attachment->here = sqlite3_column_int (stmt, 5);
  return attachment;
}

gboolean
tw_attach_read (TwConn *conn, gint64 rev_no, GPtrArray **ret_list, GError **error)
{
  gboolean more;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn,
                    "SELECT " ATT_COLUMNS " FROM att a JOIN blob b ON b.digest = a.digest"
                    " WHERE a.rev_no = ?1 ORDER BY a.name",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  for (;;)
    {
      if (!tw_conn_step (conn, stmt, &more, error))
        return FALSE;
      if (!more)
        break;
      if (!list)
        list = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_attachment_free);
      g_ptr_array_add (list, read_row (stmt));
    }
  *ret_list = g_steal_pointer (&list);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const TwAttachment *const *aa = a, *const *ab = b;

  return strcmp ((*aa)->name, (*ab)->name);
}

/* Replaces or adds @change, or removes what has its name. */
static void
apply_change (GPtrArray *list, const TwAttachment *change, guint32 gen)
{
  for (guint i = 0; i < list->len; i++)
    if (strcmp (((TwAttachment *) list->pdata[i])->name, change->name) == 0)
      {
        g_ptr_array_remove_index (list, i);
        break;
      }
  if (!change->digest)
    return;
  TwAttachment *added = g_new0 (TwAttachment, 1);
  added->name = g_strdup (change->name);
  added->content_type = g_strdup (change->content_type);
  added->digest = g_strdup (change->digest);
  added->len = change->revpos ? change->len : -1; /* ours: its content must be here */
  added->revpos = change->revpos ? change->revpos : gen;
  g_ptr_array_add (list, added);
}

gboolean
tw_attach_collect (TwTree *tree, const TwItem *item, gint64 parent, guint32 gen,
                   GPtrArray **ret_list, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  *ret_list = NULL;
  if (item->deleted || (!item->attachments && !parent))
    return TRUE;
  if (parent && !tw_attach_read (tree->conn, parent, &list, error))
    return FALSE;
  if (!list && item->attachments)
    list = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_attachment_free);
  for (guint i = 0; item->attachments && i < item->attachments->len; i++)
    apply_change (list, item->attachments->pdata[i], gen);
  if (list && list->len > 0)
    {
      g_ptr_array_sort (list, compare_names);
      *ret_list = g_steal_pointer (&list);
    }
  return TRUE;
}

void
tw_attach_append_text (GPtrArray *list, GString *text)
{
  for (guint i = 0; list && i < list->len; i++)
    {
      const TwAttachment *attachment = list->pdata[i];
      g_string_append_printf (text, "\n%s\n%s\n%s", attachment->name,
                              attachment->content_type ? attachment->content_type : "",
                              attachment->digest);
    }
}

/* The blob of @attachment stands, as content or as a stub. */
static gboolean
ensure_blob (TwTree *tree, TwAttachment *attachment, GError **error)
{
  gboolean found, content_wanted = attachment->len < 0;
  g_autoptr (TwStmt) find =
      tw_conn_stmt (tree->conn, "SELECT len, md5 IS NOT NULL FROM blob WHERE digest = ?1", error);
  if (!find)
    return FALSE;
  sqlite3_bind_text (find, 1, attachment->digest, -1, SQLITE_STATIC);
  if (!tw_conn_step (tree->conn, find, &found, error))
    return FALSE;
  if (found && (!content_wanted || sqlite3_column_int (find, 1)))
    {
      if (content_wanted)
        attachment->len = sqlite3_column_int64 (find, 0);
      return TRUE;
    }
  if (content_wanted)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
                   _ ("The content of attachment “%s” is not here"), attachment->name);
      return FALSE;
    }
  TwStmt *add =
      tw_conn_stmt (tree->conn, "INSERT INTO blob (digest, len, data, at) VALUES (?1, ?2, x'', ?3)",
                    error);
  if (!add)
    return FALSE;
  sqlite3_bind_text (add, 1, attachment->digest, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (add, 2, attachment->len);
  sqlite3_bind_int64 (add, 3, g_get_real_time ());
  return tw_conn_run (tree->conn, add, error);
}

static gboolean
write_row (TwTree *tree, gint64 rev_no, TwAttachment *attachment, GError **error)
{
  if (!ensure_blob (tree, attachment, error))
    return FALSE;
  TwStmt *stmt =
      tw_conn_stmt (tree->conn,
                    "INSERT OR REPLACE INTO att (rev_no, name, content_type, revpos, digest, len)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  sqlite3_bind_text (stmt, 2, attachment->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 3, attachment->content_type, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 4, attachment->revpos);
  sqlite3_bind_text (stmt, 5, attachment->digest, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 6, attachment->len);
  return tw_conn_run (tree->conn, stmt, error);
}

gboolean
tw_attach_write (TwTree *tree, gint64 rev_no, GPtrArray *list, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (tree->conn, "DELETE FROM att WHERE rev_no = ?1", error);

  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  if (!tw_conn_run (tree->conn, stmt, error))
    return FALSE;
  for (guint i = 0; list && i < list->len; i++)
    if (!write_row (tree, rev_no, list->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* --- reading --------------------------------------------------------------------------------- */

/* The number of @rev (NULL: the winner) of @id. */
static gboolean
find_rev_no (TwConn *conn, const char *id, const char *rev_text, gint64 *ret_rev_no, GError **error)
{
  TwRev rev = { 0 };
  gboolean found;
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (conn,
                    "SELECT r.rev_no FROM doc d JOIN rev r ON r.doc_no = d.doc_no WHERE d.id = ?1"
                    " AND iif (?2 = 0, r.rev_no = d.win_rev, r.gen = ?2 AND r.hash = ?3)",
                    error);
  if (!stmt)
    return FALSE;
  if (rev_text && !tw_rev_parse (rev_text, &rev))
    return tw_store_set_not_found (id, error);
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, rev.gen);
  sqlite3_bind_blob (stmt, 3, rev.hash, TW_REV_HASH_LEN, SQLITE_STATIC);
  if (!tw_conn_step (conn, stmt, &found, error))
    return FALSE;
  *ret_rev_no = found ? sqlite3_column_int64 (stmt, 0) : 0;
  return found || tw_store_set_not_found (id, error);
}

GPtrArray *
tw_store_list_attachments (TwStore *self, const char *id, const char *rev, GError **error)
{
  gint64 rev_no = 0;
  GPtrArray *list = NULL;

  g_return_val_if_fail (self && id, NULL);

  g_auto (TwReader) reader = tw_reader_get_warm (self, error);
  if (!reader.conn || !find_rev_no (reader.conn, id, rev, &rev_no, error)
      || !tw_attach_read (reader.conn, rev_no, &list, error))
    return NULL;
  if (!list)
    list = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_attachment_free);
  for (guint i = 0; i < list->len; i++)
    ((TwAttachment *) list->pdata[i])->id = g_strdup (id);
  for (guint i = 0; rev && i < list->len; i++)
    ((TwAttachment *) list->pdata[i])->rev = g_strdup (rev);
  return list;
}

GPtrArray *
tw_store_list_missing (TwStore *self, guint limit, GError **error)
{
  gboolean more;

  g_return_val_if_fail (self, NULL);

  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_attachment_free);
  g_auto (TwReader) reader = tw_reader_get (self, error);
  g_autoptr (TwStmt) stmt =
      reader.conn ? tw_conn_stmt (reader.conn,
                                  "SELECT " ATT_COLUMNS ", d.id, r.gen, r.hash FROM blob b"
                                  " CROSS JOIN att a ON a.digest = b.digest"
                                  " JOIN rev r ON r.rev_no = a.rev_no AND r.leaf = 1"
                                  " JOIN doc d ON d.doc_no = r.doc_no"
                                  " WHERE b.md5 IS NULL GROUP BY b.digest LIMIT ?1",
                                  error)
                  : NULL;
  if (!stmt)
    return NULL;
  sqlite3_bind_int64 (stmt, 1, limit);
  for (;;)
    {
      if (!tw_conn_step (reader.conn, stmt, &more, error))
        return NULL;
      if (!more)
        return g_steal_pointer (&list);
      TwAttachment *attachment = read_row (stmt);
      attachment->id = g_strdup ((const char *) sqlite3_column_text (stmt, 6));
      attachment->rev = tw_store_column_rev (stmt, 7, 8);
      g_ptr_array_add (list, attachment);
    }
}
