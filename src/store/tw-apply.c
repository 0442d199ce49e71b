// SPDX-License-Identifier: Apache-2.0
#include "store/tw-apply.h"

#include "base/tw-json.h"
#include "store/tw-attach-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The one write path, inside a transaction: append the revision -> settle the winner -> update the
 * projections.
 *
 * A local edit extends a leaf. While that leaf is itself an edit no peer can have, it is replaced
 * instead (squash), so that a week's work without a wire leaves one revision per document; the
 * revision the first of those edits started from keeps its body for a three-way merge. A leaf that
 * may be on its way to a peer (tw-push.c) is extended: replaced, it would be a conflict with
 * itself.
 *
 * A graft (new_edits:false) brings a revision with its ancestry, newest first. What is missing is
 * inserted; a stemmed root here whose parent is learned now is linked to it; a leaf that gets a
 * child is one no more. It changes nothing when the revision is known and the ancestry given
 * reaches no further back than the known one.
 */

typedef struct {
  TwTree *tree;
  TwBatch *batch;
  TwWriteResult *result;
} Apply;

static gboolean
conflict (const char *id, const char *why, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT,
               _ ("Document “%s” %s: look at it again before you change it"), id, why);
  return FALSE;
}

/* Brings the projections from the old winner to the new one. @body: the new winner's, if at hand.
 */
static gboolean
project (Apply *self, TwItem *item, const TwDocRow *doc, gint64 item_rev, JsonObject *old_body,
         GError **error)
{
  g_autoptr (JsonObject) loaded = NULL;
  JsonObject *body = NULL;

  if (!item->type)
    return TRUE;
  if (!doc->win_deleted && !doc->held_back)
    {
      if (doc->win_rev == item_rev && item->body)
        body = item->body;
      else if (!tw_tree_get_body (self->tree, doc->win_rev, &loaded, error))
        return FALSE;
      else
        body = loaded;
    }
  if (!old_body && !body)
    return TRUE;
  return tw_projector_update (self->tree->projector, doc->doc_no, item->type, old_body, body,
                              error);
}

/* The body the projections show now, or NULL when they show nothing. */
static gboolean
projected_body (Apply *self, const TwItem *item, const TwDocRow *doc, JsonObject **ret_body,
                GError **error)
{
  *ret_body = NULL;
  if (!item->type || doc->win_deleted || doc->held_back || doc->win_rev == 0)
    return TRUE;
  return tw_tree_get_body (self->tree, doc->win_rev, ret_body, error);
}

static void
note_depth (TwTree *tree, gint64 doc_no, guint32 gen)
{
  if (gen <= TW_REVS_LIMIT)
    return;
  gint64 *key = g_new (gint64, 1);
  *key = doc_no;
  g_hash_table_add (tree->deep, key);
}

/* --- local edits ----------------------------------------------------------------------------- */

static gboolean
add_unsynced (TwTree *tree, gint64 rev_no, gint64 base_rev, GError **error)
{
  TwStmt *stmt =
      tw_conn_stmt (tree->conn, "INSERT INTO unsynced (rev_no, base_rev) VALUES (?1, ?2)", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  if (base_rev)
    sqlite3_bind_int64 (stmt, 2, base_rev);
  else
    sqlite3_bind_null (stmt, 2);
  return tw_conn_run (tree->conn, stmt, error);
}

/* The hash goes over the attachments too, where there are any. */
static void
compute_rev (Apply *self, const TwItem *item, const TwRev *parent, guint32 gen, GPtrArray *list,
             TwRev *ret_rev)
{
  const char *text = tw_batch_text (self->batch, item);
  g_autoptr (GString) all = NULL;

  if (!list)
    {
      tw_rev_compute (parent, gen, item->deleted, text, item->text_len, ret_rev);
      return;
    }
  all = g_string_new_len (text, (gssize) item->text_len);
  tw_attach_append_text (list, all);
  tw_rev_compute (parent, gen, item->deleted, all->str, all->len, ret_rev);
}

static gboolean
create_doc (Apply *self, TwItem *item, GError **error)
{
  TwTree *tree = self->tree;
  const char *text = tw_batch_text (self->batch, item);
  TwRevRow row = { .leaf = TRUE };
  TwDocRow doc = { .win_rev = tree->rev_no + 1 };
  g_autoptr (GPtrArray) list = NULL;

  if (!tw_attach_collect (tree, item, 0, 1, &list, error))
    return FALSE;
  compute_rev (self, item, NULL, 1, list, &row.rev);
  self->result->n_written++;
  return tw_tree_add_doc (tree, item->id, item->type->name, &doc, error)
         && tw_tree_add_rev (tree, doc.doc_no, &row, text, item->text_len, error)
         && (!list || tw_attach_write (tree, row.rev_no, list, error))
         && add_unsynced (tree, row.rev_no, 0, error)
         && tw_projector_update (tree->projector, doc.doc_no, item->type, NULL, item->body, error);
}

/* The leaf that the edit's parent names. */
static gboolean
find_edited_leaf (Apply *self, const TwItem *item, const TwDocRow *doc, TwRevRow *ret_leaf,
                  GError **error)
{
  TwRev rev;
  gboolean found;

  if (!item->parent && !doc->win_deleted)
    return conflict (item->id, _ ("exists already"), error);
  if (!item->parent || strcmp (item->parent, TW_REV_ANY) == 0)
    return tw_tree_get_rev (self->tree, doc->win_rev, ret_leaf, error);
  if (!tw_rev_parse (item->parent, &rev))
    return conflict (item->id, _ ("was asked for by a revision that cannot be read"), error);
  if (!tw_tree_find_rev (self->tree, doc->doc_no, &rev, ret_leaf, &found, error))
    return FALSE;
  return found && ret_leaf->leaf ? TRUE : conflict (item->id, _ ("was changed meanwhile"), error);
}

/* Whether the attachments stay what they are. */
static gboolean
has_same_attachments (Apply *self, TwItem *item, const TwRevRow *leaf, gboolean *ret_same,
                      GError **error)
{
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  g_autoptr (GString) a = g_string_new (NULL), b = g_string_new (NULL);

  *ret_same = TRUE;
  if (!item->attachments)
    return TRUE;
  if (!tw_attach_read (self->tree->conn, leaf->rev_no, &before, error)
      || !tw_attach_collect (self->tree, item, leaf->rev_no, leaf->rev.gen, &after, error))
    return FALSE;
  tw_attach_append_text (before, a);
  tw_attach_append_text (after, b);
  *ret_same = g_string_equal (a, b);
  return TRUE;
}

/* Whether the edit says what the leaf says already, stamps apart. */
static gboolean
is_unchanged (Apply *self, TwItem *item, const TwRevRow *leaf, gboolean *ret_unchanged,
              GError **error)
{
  g_autoptr (JsonObject) old = NULL;
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);

  *ret_unchanged = item->deleted && leaf->deleted;
  if (item->deleted || leaf->deleted)
    return TRUE;
  if (!tw_tree_get_body (self->tree, leaf->rev_no, &old, error))
    return FALSE;
  if (!old)
    return TRUE;
  tw_json_canonical (old, a);
  g_autofree char *hlc = g_strdup (tw_json_get_string (item->body, "hlc", ""));
  g_autofree char *device = g_strdup (tw_json_get_string (item->body, "device", ""));
  json_object_set_string_member (item->body, "hlc", tw_json_get_string (old, "hlc", ""));
  json_object_set_string_member (item->body, "device", tw_json_get_string (old, "device", ""));
  tw_json_canonical (item->body, b);
  json_object_set_string_member (item->body, "hlc", hlc);
  json_object_set_string_member (item->body, "device", device);
  *ret_unchanged = g_string_equal (a, b);
  return !*ret_unchanged || has_same_attachments (self, item, leaf, ret_unchanged, error);
}

/* Whether no peer can have the revision. */
static gboolean
is_ours_alone (TwTree *tree, gint64 rev_no, gboolean *ret_ours, GError **error)
{
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (tree->conn, "SELECT 1 FROM unsynced WHERE rev_no = ?1 AND sent = 0", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, rev_no);
  return tw_conn_step (tree->conn, stmt, ret_ours, error);
}

static gboolean
squash (Apply *self, TwItem *item, const TwRevRow *leaf, gint64 *ret_rev, GError **error)
{
  TwRevRow parent = { 0 };
  TwRev rev;
  const char *text = tw_batch_text (self->batch, item);
  g_autoptr (GPtrArray) list = NULL;

  if ((leaf->parent && !tw_tree_get_rev (self->tree, leaf->parent, &parent, error))
      || !tw_attach_collect (self->tree, item, leaf->rev_no, leaf->rev.gen, &list, error))
    return FALSE;
  compute_rev (self, item, leaf->parent ? &parent.rev : NULL, leaf->rev.gen, list, &rev);
  TwStmt *stmt =
      tw_conn_stmt (self->tree->conn,
                    "UPDATE rev SET hash = ?2, deleted = ?3, body = ?4 WHERE rev_no = ?1", error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, leaf->rev_no);
  sqlite3_bind_blob (stmt, 2, rev.hash, TW_REV_HASH_LEN, SQLITE_STATIC);
  sqlite3_bind_int (stmt, 3, item->deleted);
  sqlite3_bind_text (stmt, 4, text, (int) item->text_len, SQLITE_STATIC);
  *ret_rev = leaf->rev_no;
  return tw_conn_run (self->tree->conn, stmt, error)
         && tw_attach_write (self->tree, leaf->rev_no, list, error)
         && tw_tree_mark_sent (self->tree, leaf->rev_no, 0, NULL, error);
}

static gboolean
extend (Apply *self, TwItem *item, gint64 doc_no, const TwRevRow *leaf, gint64 *ret_rev,
        GError **error)
{
  TwTree *tree = self->tree;
  const char *text = tw_batch_text (self->batch, item);
  TwRevRow row = { .parent = leaf->rev_no, .leaf = TRUE, .deleted = item->deleted };
  g_autoptr (GPtrArray) list = NULL;

  if (!tw_attach_collect (tree, item, leaf->rev_no, leaf->rev.gen + 1, &list, error))
    return FALSE;
  compute_rev (self, item, &leaf->rev, leaf->rev.gen + 1, list, &row.rev);
  note_depth (tree, doc_no, row.rev.gen);
  if (!tw_tree_add_rev (tree, doc_no, &row, text, item->text_len, error)
      || (list && !tw_attach_write (tree, row.rev_no, list, error))
      || !tw_tree_bury (tree, leaf->rev_no, TRUE, error)
      || !add_unsynced (tree, row.rev_no, leaf->rev_no, error))
    return FALSE;
  *ret_rev = row.rev_no;
  return TRUE;
}

static gboolean
edit_doc (Apply *self, TwItem *item, TwDocRow *doc, GError **error)
{
  TwRevRow leaf;
  gboolean unchanged, ours;
  gint64 rev_no;
  g_autoptr (JsonObject) old_body = NULL;

  if (!find_edited_leaf (self, item, doc, &leaf, error)
      || !is_unchanged (self, item, &leaf, &unchanged, error))
    return FALSE;
  if (unchanged)
    {
      self->result->n_unchanged++;
      return TRUE;
    }
  if (!projected_body (self, item, doc, &old_body, error)
      || !is_ours_alone (self->tree, leaf.rev_no, &ours, error))
    return FALSE;
  if (ours ? !squash (self, item, &leaf, &rev_no, error)
           : !extend (self, item, doc->doc_no, &leaf, &rev_no, error))
    return FALSE;
  self->result->n_written++;
  return tw_tree_settle (self->tree, item->id, doc, error)
         && project (self, item, doc, rev_no, old_body, error);
}

static gboolean
apply_edit (Apply *self, TwItem *item, GError **error)
{
  TwDocRow doc;
  gboolean found;

  if (!tw_tree_find_doc (self->tree, item->id, &doc, &found, error))
    return FALSE;
  if (found)
    return edit_doc (self, item, &doc, error);
  if (item->deleted)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _ ("There is no document “%s”"),
                   item->id);
      return FALSE;
    }
  if (item->parent && strcmp (item->parent, TW_REV_ANY) != 0)
    return conflict (item->id, _ ("is not here any more"), error);
  return create_doc (self, item, error);
}

/* --- grafts ---------------------------------------------------------------------------------- */

/* How far the given path is known: @ret_known is the index of the newest known revision, or n_path.
 */
static gboolean
find_known (Apply *self, const TwItem *item, gint64 doc_no, guint *ret_known, TwRevRow *ret_row,
            GError **error)
{
  gboolean found = FALSE;
  guint i;

  for (i = 0; i < item->n_path; i++)
    {
      if (!tw_tree_find_rev (self->tree, doc_no, &item->path[i], ret_row, &found, error))
        return FALSE;
      if (found)
        break;
    }
  *ret_known = i;
  return TRUE;
}

/* Inserts path[from], path[from - 1] ... path[to] as a chain upon @parent (0: a root). @ret_rev:
 * the newest's number. */
static gboolean
insert_chain (Apply *self, TwItem *item, gint64 doc_no, guint from, guint to, gint64 parent,
              gint64 *ret_rev, GError **error)
{
  for (guint i = from + 1; i-- > to;)
    {
      TwRevRow row = {
        .parent = parent, .rev = item->path[i], .leaf = i == 0, .deleted = i == 0 && item->deleted
      };
      const char *text = i == 0 && item->body ? tw_batch_text (self->batch, item) : NULL;
      if (!tw_tree_add_rev (self->tree, doc_no, &row, text, text ? item->text_len : 0, error))
        return FALSE;
      parent = row.rev_no;
    }
  *ret_rev = parent;
  return TRUE;
}

/*
 * Below the known revision @row at index @at: walks down along the stored parents as far as they
 * agree with the path. When a stemmed root is met and the path goes on, the older part is inserted
 * (or found) and linked.
 */
static gboolean
link_older (Apply *self, TwItem *item, gint64 doc_no, guint at, TwRevRow row, gboolean *ret_changed,
            GError **error)
{
  guint known;
  TwRevRow older;
  gint64 parent;

  while (at + 1 < item->n_path && row.parent)
    {
      if (!tw_tree_get_rev (self->tree, row.parent, &row, error))
        return FALSE;
      if (memcmp (row.rev.hash, item->path[++at].hash, TW_REV_HASH_LEN) != 0)
        return TRUE; /* another history than ours: ours stays */
    }
  if (at + 1 >= item->n_path)
    return TRUE;

  TwItem rest = *item; /* the part of the path older than the root */
  rest.path += at + 1;
  rest.n_path -= at + 1;
  if (!find_known (self, &rest, doc_no, &known, &older, error))
    return FALSE;
  rest.path = item->path;
  rest.n_path = item->n_path;
  known += at + 1;
  parent = known < item->n_path ? older.rev_no : 0;
  gint64 bottom = parent;
  if (known > at + 1
      && !insert_chain (self, item, doc_no, known - 1, at + 1, parent, &parent, error))
    return FALSE;
  *ret_changed = TRUE;
  if (!tw_tree_link_parent (self->tree, row.rev_no, parent, error))
    return FALSE;
  if (bottom
      && (!tw_tree_bury (self->tree, bottom, FALSE, error)
          || !tw_tree_mark_synced (self->tree, bottom, error)))
    return FALSE;
  gboolean ignored;
  return !bottom || link_older (self, item, doc_no, known, older, &ignored, error);
}

/* A leaf known by its ancestry only gets its content. */
static gboolean
fill_body (Apply *self, TwItem *item, const TwRevRow *row, gboolean *ret_changed, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (
      self->tree->conn,
      "UPDATE rev SET body = ?2, deleted = ?3 WHERE rev_no = ?1 AND leaf = 1 AND body IS NULL",
      error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, row->rev_no);
  sqlite3_bind_text (stmt, 2, tw_batch_text (self->batch, item), (int) item->text_len,
                     SQLITE_STATIC);
  sqlite3_bind_int (stmt, 3, item->deleted);
  if (!tw_conn_run (self->tree->conn, stmt, error))
    return FALSE;
  *ret_changed |= sqlite3_changes (self->tree->conn->db) > 0;
  return TRUE;
}

/* Puts the path into the tree. @ret_rev: the number of path[0]. */
static gboolean
graft_path (Apply *self, TwItem *item, gint64 doc_no, gint64 *ret_rev, gboolean *ret_changed,
            GError **error)
{
  TwRevRow row = { 0 };
  guint known;

  *ret_changed = FALSE;
  if (!find_known (self, item, doc_no, &known, &row, error))
    return FALSE;
  gint64 top = row.rev_no;
  if (known > 0)
    {
      gint64 parent = known < item->n_path ? row.rev_no : 0;
      if (!insert_chain (self, item, doc_no, known - 1, 0, parent, &top, error)
          || (parent && !tw_tree_bury (self->tree, parent, FALSE, error)))
        return FALSE;
      *ret_changed = TRUE;
    }
  else if (item->body && !fill_body (self, item, &row, ret_changed, error))
    return FALSE;
  if (known < item->n_path && !tw_tree_mark_synced (self->tree, row.rev_no, error))
    return FALSE; /* whoever sends it, or a child of it, has it */
  *ret_rev = top;
  return known >= item->n_path || link_older (self, item, doc_no, known, row, ret_changed, error);
}

static gboolean
hold_back (Apply *self, TwItem *item, gint64 doc_no, gint64 rev_no, GError **error)
{
  self->result->n_quarantined++;
  return tw_tree_quarantine (self->tree, doc_no, rev_no,
                             item->unreadable ? "unreadable" : "invalid", item->held_back, error);
}

/* Of a leaf only: what is known as an ancestor needs none any more. */
static gboolean
graft_attachments (Apply *self, TwItem *item, gint64 rev_no, GError **error)
{
  TwRevRow row;

  return tw_tree_get_rev (self->tree, rev_no, &row, error)
         && (!row.leaf || !item->body
             || tw_attach_write (self->tree, rev_no, item->attachments, error));
}

static gboolean
apply_graft (Apply *self, TwItem *item, GError **error)
{
  TwTree *tree = self->tree;
  TwDocRow doc = { .win_deleted = TRUE };
  gboolean found, changed;
  gint64 rev_no;
  g_autoptr (JsonObject) old_body = NULL;
  const char *type = item->type ? item->type->name : NULL;

  if (item->unreadable)
    return hold_back (self, item, 0, 0, error);
  if (!tw_tree_find_doc (tree, item->id, &doc, &found, error)
      || (!found && !tw_tree_add_doc (tree, item->id, type, &doc, error))
      || !projected_body (self, item, &doc, &old_body, error)
      || !graft_path (self, item, doc.doc_no, &rev_no, &changed, error))
    return FALSE;
  if (!changed)
    {
      self->result->n_unchanged++;
      return TRUE;
    }
  if (item->held_back && !hold_back (self, item, doc.doc_no, rev_no, error))
    return FALSE;
  if (item->attachments && !graft_attachments (self, item, rev_no, error))
    return FALSE;
  note_depth (tree, doc.doc_no, item->path[0].gen);
  self->result->n_written++;
  return tw_tree_settle (tree, item->id, &doc, error)
         && project (self, item, &doc, rev_no, old_body, error);
}

/* --- the rest -------------------------------------------------------------------------------- */

static gboolean
apply_meta (Apply *self, TwItem *item, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (self->tree->conn,
                               item->deleted ? "DELETE FROM meta WHERE k = ?1"
                                             : "INSERT INTO meta (k, v) VALUES (?1, ?2)"
                                               " ON CONFLICT (k) DO UPDATE SET v = excluded.v",
                               error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, item->id, -1, SQLITE_STATIC);
  if (!item->deleted)
    sqlite3_bind_text (stmt, 2, tw_batch_text (self->batch, item), (int) item->text_len,
                       SQLITE_STATIC);
  return tw_conn_run (self->tree->conn, stmt, error);
}

/* What a value was made of has not changed since it was read. */
static gboolean
apply_was (Apply *self, TwItem *item, GError **error)
{
  g_autoptr (TwStmt) stmt =
      tw_conn_stmt (self->tree->conn, "SELECT v FROM meta WHERE k = ?1", error);
  g_autofree char *expected =
      item->deleted ? NULL : g_strndup (tw_batch_text (self->batch, item), item->text_len);
  gboolean found;

  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, item->id, -1, SQLITE_STATIC);
  if (!tw_conn_step (self->tree->conn, stmt, &found, error))
    return FALSE;
  const char *value = found ? (const char *) sqlite3_column_text (stmt, 0) : NULL;
  return g_strcmp0 (value, expected) == 0
         || conflict (item->id, _ ("was changed meanwhile"), error);
}

static gboolean
apply_local (Apply *self, TwItem *item, GError **error)
{
  TwStmt *stmt = tw_conn_stmt (
      self->tree->conn,
      item->deleted ? "DELETE FROM local_doc WHERE id = ?1"
                    : "INSERT INTO local_doc (id, rev, body) VALUES (?1, ?2, ?3)"
                      " ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, body = excluded.body",
      error);
  if (!stmt)
    return FALSE;
  sqlite3_bind_text (stmt, 1, item->id, -1, SQLITE_STATIC);
  if (!item->deleted)
    {
      sqlite3_bind_text (stmt, 2, item->parent ? item->parent : "0-1", -1, SQLITE_STATIC);
      sqlite3_bind_text (stmt, 3, tw_batch_text (self->batch, item), (int) item->text_len,
                         SQLITE_STATIC);
    }
  return tw_conn_run (self->tree->conn, stmt, error);
}

static gboolean
apply_sent (Apply *self, TwItem *item, GError **error)
{
  TwDocRow doc;
  TwRevRow row;
  gboolean found;

  if (item->unreadable)
    return TRUE;
  if (!tw_tree_find_doc (self->tree, item->id, &doc, &found, error))
    return FALSE;
  if (found && !tw_tree_find_rev (self->tree, doc.doc_no, &item->path[0], &row, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (item->outcome == TW_SENT_TAKEN)
    return tw_tree_mark_synced (self->tree, row.rev_no, error);
  return tw_tree_mark_sent (self->tree, row.rev_no, 0,
                            item->outcome == TW_SENT_REFUSED ? item->held_back : NULL, error);
}

gboolean
tw_apply_batch (TwTree *tree, TwBatch *batch, TwWriteResult *result, GError **error)
{
  static gboolean (*const apply[]) (Apply *, TwItem *, GError **) = {
    [TW_ITEM_EDIT] = apply_edit, [TW_ITEM_GRAFT] = apply_graft, [TW_ITEM_META] = apply_meta,
    [TW_ITEM_WAS] = apply_was,   [TW_ITEM_LOCAL] = apply_local, [TW_ITEM_SENT] = apply_sent,
  };
  Apply self = { tree, batch, result };

  tree->batch_seq = tree->seq;
  for (guint i = 0; i < batch->items->len; i++)
    {
      TwItem *item = tw_batch_item (batch, i);
      if (!apply[item->kind](&self, item, error))
        return FALSE;
    }
  result->last_seq = tree->seq;
  return tw_tree_stem (tree, error);
}
