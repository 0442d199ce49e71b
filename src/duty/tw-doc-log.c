// SPDX-License-Identifier: Apache-2.0
/*
 * Steps over documents: writing, taking back, doing again.
 *
 * One thread writes the steps of a folder in order. When the turn of a step comes, each of its
 * documents is read once more: where it is no longer the revision that the editor saw, the step is
 * refused as a whole and says which document that was. Otherwise one batch holds all new bodies and
 * the step itself:
 *
 *   meta "undo.rota"    {"next": 8, "undone": 1, "steps": [[N, "Move ...", bytes], ...]}
 *   meta "undo.rota.N"  {"docs": [{"id", "name", "before"?, "after"?}, ...]}
 *
 * so that either both are true after a crash or none. The last "undone" steps of the list have been
 * taken back and can be done again; a new step drops them. Meta is this device's own and does not
 * sync.
 *
 * Taking back compares bodies, not revisions, as a body may have gone there and back, and stamps do
 * not count. What another console changed since is never overwritten: the step is refused with the
 * name of the document and stays where it is. Only the states of days are more patient: a day that
 * somebody submitted since becomes a draft once more.
 */
#include "config.h"

#include "duty/tw-doc-log.h"

#include "base/tw-json.h"
#include "duty/roster/tw-rota-day.h"
#include "duty/roster/tw-rota-history.h"
#include "store/tw-batch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DAY_PREFIX "roster:"
#define META_INDEX "undo.rota"
#define MAX_STEPS 200
#define MAX_TRIES 3
#define BEHIND_US (150 * 1000)
#define MAX_STEPS_BYTES (64 * 1024 * 1024)

typedef struct {
  char *id, *name, *rev;
  JsonObject *body; /* NULL: goes away, or a day */
  const char *const *owned;
  char *officer; /* of a day */
  gboolean day;
  gboolean lasting;
} Item;

struct _TwDocStep {
  gatomicrefcount refs;
  char *label;
  gint64 number; /* in meta, 0: not written */
  GArray *items; /* Item; dropped when written */
};

struct _TwDocLane {
  gatomicrefcount refs;
  GMutex lock;
  guint pending, epoch, failed; /* steps of an epoch <= failed are refused */
};

struct _TwDocLog {
  gatomicrefcount refs;
  TwStore *store;
  TwClock *clock;
  GThreadPool *pool;
  GMutex write_lock; /* one step at a time, whoever writes it */
  GMutex lock;       /* guards the rest */
  GCond idle;
  guint pending;
  GHashTable *left; /* id -> revision that we left */
};

/* --- steps ----------------------------------------------------------------------------------- */

static void
item_clear (gpointer data)
{
  Item *item = data;

  g_free (item->id);
  g_free (item->name);
  g_free (item->rev);
  g_free (item->officer);
  g_clear_pointer (&item->body, json_object_unref);
}

TwDocStep *
tw_doc_step_new (const char *label)
{
  TwDocStep *self = g_new0 (TwDocStep, 1);

  g_atomic_ref_count_init (&self->refs);
  self->label = g_strdup (label);
  self->items = g_array_new (FALSE, TRUE, sizeof (Item));
  g_array_set_clear_func (self->items, item_clear);
  return self;
}

TwDocStep *
tw_doc_step_ref (TwDocStep *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_doc_step_unref (TwDocStep *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->label);
  g_clear_pointer (&self->items, g_array_unref);
  g_free (self);
}

guint
tw_doc_step_get_size (TwDocStep *self)
{
  return self->items != NULL ? self->items->len : 0;
}

static Item *
add_item (TwDocStep *self, const char *id, const char *name, const char *rev)
{
  Item item = { .id = g_strdup (id),
                .name = g_strdup (name != NULL ? name : id),
                .rev = g_strdup (rev) };

  g_array_append_val (self->items, item);
  return &g_array_index (self->items, Item, self->items->len - 1);
}

void
tw_doc_step_put (TwDocStep *self, const char *id, const char *name, const char *rev,
                 JsonObject *body, const char *const *owned)
{
  Item *item = add_item (self, id, name, rev);

  item->body = body;
  item->owned = owned;
}

void
tw_doc_step_touch_day (TwDocStep *self, const char *date, const char *rev, const char *officer_id)
{
  g_autofree char *id = g_strconcat (DAY_PREFIX, date, NULL);
  Item *item = add_item (self, id, date, rev);

  item->day = TRUE;
  item->officer = g_strdup (officer_id);
}

void
tw_doc_step_add_lasting (TwDocStep *self, const char *id, JsonObject *body)
{
  Item *item = add_item (self, id, NULL, NULL);

  item->body = body;
  item->lasting = TRUE;
}

/* --- lanes ----------------------------------------------------------------------------------- */

TwDocLane *
tw_doc_lane_new (void)
{
  TwDocLane *self = g_new0 (TwDocLane, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->epoch = 1;
  return self;
}

void
tw_doc_lane_unref (TwDocLane *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
tw_doc_lane_is_idle (TwDocLane *self)
{
  gboolean idle;

  g_mutex_lock (&self->lock);
  idle = self->pending == 0;
  g_mutex_unlock (&self->lock);
  return idle;
}

gboolean
tw_doc_lane_has_failed (TwDocLane *self)
{
  gboolean failed;

  g_mutex_lock (&self->lock);
  failed = self->failed >= self->epoch;
  g_mutex_unlock (&self->lock);
  return failed;
}

void
tw_doc_lane_restart (TwDocLane *self)
{
  g_mutex_lock (&self->lock);
  self->epoch++;
  g_mutex_unlock (&self->lock);
}

/* --- bodies ---------------------------------------------------------------------------------- */

static gboolean
is_stamp (const char *member)
{
  return strcmp (member, "hlc") == 0 || strcmp (member, "device") == 0
         || strcmp (member, "type") == 0;
}

/* A copy without what the store adds. */
static JsonObject *
body_copy (JsonObject *body)
{
  g_autoptr (GList) members = json_object_get_members (body);
  JsonObject *copy = json_object_new ();

  for (GList *l = members; l != NULL; l = l->next)
    if (!is_stamp (l->data))
      json_object_set_member (copy, l->data,
                              json_node_copy (json_object_get_member (body, l->data)));
  return copy;
}

static gboolean
same_body (JsonObject *a, JsonObject *b)
{
  g_autoptr (JsonObject) x = a != NULL ? body_copy (a) : NULL;
  g_autoptr (JsonObject) y = b != NULL ? body_copy (b) : NULL;
  g_autoptr (GString) s = g_string_new (NULL);
  g_autoptr (GString) t = g_string_new (NULL);

  if (x == NULL || y == NULL)
    return x == y;
  tw_json_canonical (x, s);
  tw_json_canonical (y, t);
  return g_string_equal (s, t);
}

/* Takes over the members of @from that nobody who wrote @body knew. */
static void
keep_others (JsonObject *body, JsonObject *from, const char *const *owned)
{
  g_autoptr (GList) members = from != NULL ? json_object_get_members (from) : NULL;

  for (GList *l = members; owned != NULL && l != NULL; l = l->next)
    if (!is_stamp (l->data) && !g_strv_contains (owned, l->data)
        && !json_object_has_member (body, l->data))
      json_object_set_member (body, l->data,
                              json_node_copy (json_object_get_member (from, l->data)));
}

/* The document as it is, or NULL without an error when there is none. */
static gboolean
read_doc (TwStore *store, const char *id, TwDoc **ret_doc, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  *ret_doc = tw_store_get (store, id, &local_error);
  if (*ret_doc != NULL || g_error_matches (local_error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* --- the list of steps ------------------------------------------------------------------------ */

typedef struct {
  gint64 next, undone;
  JsonArray *steps; /* of [number, label, bytes] */
} Index;

static void
index_clear (Index *index)
{
  g_clear_pointer (&index->steps, json_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Index, index_clear)

static void
index_read (TwStore *store, Index *ret)
{
  g_autofree char *text = tw_store_dup_meta (store, META_INDEX);
  g_autoptr (JsonObject) object =
      text != NULL ? tw_json_parse_object (text, -1, MAX_STEPS_BYTES, NULL) : NULL;
  JsonArray *steps = object != NULL ? tw_json_get_array (object, "steps") : NULL;

  *ret = (Index){ .next = 1, .steps = json_array_new () };
  if (steps == NULL)
    return;
  ret->next = MAX (1, tw_json_get_int (object, "next", 1));
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonNode *node = json_array_get_element (steps, i);

      if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 3)
        json_array_add_element (ret->steps, json_node_copy (node));
    }
  ret->undone =
      CLAMP (tw_json_get_int (object, "undone", 0), 0, json_array_get_length (ret->steps));
}

static gint64
index_number (const Index *index, guint i)
{
  return json_array_get_int_element (json_array_get_array_element (index->steps, i), 0);
}

static void
index_write (const Index *index, TwBatch *batch)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  json_object_set_int_member (object, "next", index->next);
  json_object_set_int_member (object, "undone", index->undone);
  json_object_set_array_member (object, "steps", json_array_ref (index->steps));
  tw_json_canonical (object, text);
  tw_batch_set_meta (batch, META_INDEX, text->str);
}

static char *
step_key (gint64 number)
{
  return g_strdup_printf (META_INDEX ".%" G_GINT64_FORMAT, number);
}

static void
index_drop (Index *index, guint i, TwBatch *batch)
{
  g_autofree char *key = step_key (index_number (index, i));

  tw_batch_set_meta (batch, key, NULL);
  json_array_remove_element (index->steps, i);
}

static void
index_drop_undone (Index *index, TwBatch *batch)
{
  for (; index->undone > 0; index->undone--)
    index_drop (index, json_array_get_length (index->steps) - 1, batch);
}

/* Drops what is undone, adds @text and forgets the oldest beyond the limits. */
static gint64
index_push (Index *index, const char *label, const char *text, TwBatch *batch)
{
  JsonArray *entry = json_array_new ();
  gint64 number = index->next++, bytes = 0;
  g_autofree char *key = step_key (number);
  guint n;

  index_drop_undone (index, batch);
  json_array_add_int_element (entry, number);
  json_array_add_string_element (entry, label);
  json_array_add_int_element (entry, strlen (text));
  json_array_add_array_element (index->steps, entry);
  tw_batch_set_meta (batch, key, text);
  n = json_array_get_length (index->steps);
  for (guint i = 0; i < n; i++)
    bytes += json_array_get_int_element (json_array_get_array_element (index->steps, i), 2);
  for (; n > 1 && (n > MAX_STEPS || bytes > MAX_STEPS_BYTES); n--)
    {
      bytes -= json_array_get_int_element (json_array_get_array_element (index->steps, 0), 2);
      index_drop (index, 0, batch);
    }
  return number;
}

/* --- writing a step --------------------------------------------------------------------------- */

static gboolean
refuse_changed (GError **error, const char *name)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT,
               _ ("%s was changed on another screen meanwhile; look at it and try again"), name);
  return FALSE;
}

static char *
dup_left (TwDocLog *self, const char *id)
{
  char *rev;

  g_mutex_lock (&self->lock);
  rev = g_strdup (g_hash_table_lookup (self->left, id));
  g_mutex_unlock (&self->lock);
  return rev;
}

static gboolean
is_as_known (TwDocLog *self, const Item *item, const TwDoc *doc)
{
  g_autofree char *left = NULL;
  const char *rev = item->rev;

  if (rev != NULL && strcmp (rev, TW_DOC_REV_OURS) == 0)
    rev = left = dup_left (self, item->id);
  return doc == NULL ? rev == NULL : rev != NULL && strcmp (rev, doc->rev) == 0;
}

static void
put_body (TwBatch *batch, const char *id, const TwDoc *doc, JsonObject *body)
{
  if (body != NULL)
    tw_batch_put (batch, id, doc != NULL ? doc->rev : NULL, body_copy (body));
  else if (doc != NULL)
    tw_batch_delete (batch, id, doc->rev);
}

static void
note_item (JsonArray *docs, const Item *item, const TwDoc *doc, JsonObject *body)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "id", item->id);
  json_object_set_string_member (entry, "name", item->name);
  if (doc != NULL)
    json_object_set_object_member (entry, "before", body_copy (doc->body));
  if (body != NULL)
    json_object_set_object_member (entry, "after", body_copy (body));
  json_array_add_object_element (docs, entry);
}

/* The body that was put into @batch since it had @size writes. */
static JsonObject *
newest_body (TwBatch *batch, guint size)
{
  return tw_batch_get_size (batch) > size ? tw_batch_item (batch, size)->body : NULL;
}

static gboolean
is_guarded (const TwDoc *doc)
{
  const char *state = doc != NULL ? tw_json_get_string (doc->body, "state", "") : "";

  return strcmp (state, "submitted") == 0 || strcmp (state, "approved") == 0;
}

static gboolean
write_day (TwDocLog *self, const Item *item, const TwDoc *doc, TwBatch *batch, JsonArray *docs,
           GError **error)
{
  guint size = tw_batch_get_size (batch);
  JsonObject *body;

  if (is_guarded (doc) && !is_as_known (self, item, doc))
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
                   _ ("Another officer submitted or approved %s just now; look at it again"),
                   item->name);
      return FALSE;
    }
  if (!tw_rota_day_put_edit (self->store, batch, item->name, item->officer,
                             tw_clock_now_us (self->clock), error))
    return FALSE;
  body = newest_body (batch, size);
  if (body == NULL)
    return TRUE;
  note_item (docs, item, doc, body);
  json_object_set_boolean_member (json_array_get_object_element (docs,
                                                                 json_array_get_length (docs) - 1),
                                  "touched", TRUE);
  return TRUE;
}

static gboolean
write_item (TwDocLog *self, const Item *item, TwBatch *batch, JsonArray *docs, GError **error)
{
  g_autoptr (TwDoc) doc = NULL;
  g_autoptr (JsonObject) body = NULL;

  if (item->lasting)
    {
      put_body (batch, item->id, NULL, item->body);
      return TRUE;
    }
  if (!read_doc (self->store, item->id, &doc, error))
    return FALSE;
  if (item->day)
    return write_day (self, item, doc, batch, docs, error);
  if (!is_as_known (self, item, doc))
    return refuse_changed (error, item->name);
  if (item->body != NULL)
    {
      body = body_copy (item->body);
      keep_others (body, doc != NULL ? doc->body : NULL, item->owned);
    }
  put_body (batch, item->id, doc, body);
  note_item (docs, item, doc, body);
  return TRUE;
}

/*
 * Remembers what our write left: the documents of our transaction that still stand where it put
 * them in the order of changes. Those that somebody changed just after it are not ours any more.
 */
static void
remember_left (TwDocLog *self, const TwWriteResult *result)
{
  gint64 since = result->last_seq - result->n_written;
  g_autoptr (GPtrArray) changes =
      tw_store_list_changes (self->store, since, result->n_written, NULL);

  g_mutex_lock (&self->lock);
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      TwChange *change = changes->pdata[i];

      if (change->seq <= result->last_seq)
        g_hash_table_replace (self->left, g_strdup (change->id), g_strdup (change->rev));
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
put_and_remember (TwDocLog *self, TwBatch *batch, GError **error)
{
  TwWriteResult result = { 0 };

  if (!tw_store_put (self->store, batch, &result, error))
    return FALSE;
  if (result.n_written > 0)
    remember_left (self, &result);
  return TRUE;
}

static char *
docs_to_text (JsonArray *docs)
{
  g_autoptr (JsonObject) object = json_object_new ();
  GString *text = g_string_new (NULL);

  json_object_set_array_member (object, "docs", json_array_ref (docs));
  tw_json_canonical (object, text);
  return g_string_free (text, FALSE);
}

static gboolean
try_write (TwDocLog *self, TwDocStep *step, GError **error)
{
  g_autoptr (JsonArray) docs = json_array_new ();
  g_autoptr (TwBatch) batch = tw_batch_new ();
  g_auto (Index) index = { 0 };
  g_autofree char *text = NULL;
  gint64 number;

  for (guint i = 0; i < step->items->len; i++)
    if (!write_item (self, &g_array_index (step->items, Item, i), batch, docs, error))
      return FALSE;
  tw_rota_put_shift_audit (self->store, batch, step->label, docs, FALSE,
                           tw_clock_now_us (self->clock));
  index_read (self->store, &index);
  text = docs_to_text (docs);
  number = index_push (&index, step->label, text, batch);
  index_write (&index, batch);
  if (!put_and_remember (self, g_steal_pointer (&batch), error))
    return FALSE;
  step->number = number;
  g_clear_pointer (&step->items, g_array_unref);
  return TRUE;
}

/*
 * Reading may be a moment behind what another process wrote, which only writing finds out, in words
 * that do not name the shift: then it is read and judged once more.
 */
static gboolean
is_worth_another_try (GError **error, int try)
{
  if (try >= MAX_TRIES || !g_error_matches (*error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT))
    return FALSE;
  g_clear_error (error);
  g_usleep (BEHIND_US);
  return TRUE;
}

static gboolean
write_step (TwDocLog *self, TwDocStep *step, GError **error)
{
  GError *local_error = NULL;

  for (int try = 1; !try_write (self, step, &local_error); try++)
    if (!is_worth_another_try (&local_error, try))
      {
        g_propagate_error (error, local_error);
        return FALSE;
      }
  return TRUE;
}

/* --- taking back ------------------------------------------------------------------------------ */

static gboolean
turn_item (TwStore *store, JsonObject *entry, gboolean redo, gint64 now_us, TwBatch *batch,
           GError **error)
{
  const char *id = tw_json_get_string (entry, "id", "");
  JsonObject *before = tw_json_get_object (entry, redo ? "before" : "after");
  JsonObject *after = tw_json_get_object (entry, redo ? "after" : "before");
  g_autoptr (TwDoc) doc = NULL;

  if (!read_doc (store, id, &doc, error))
    return FALSE;
  if (same_body (doc != NULL ? doc->body : NULL, before))
    {
      put_body (batch, id, doc, after);
      return TRUE;
    }
  if (!tw_json_get_bool (entry, "touched", FALSE))
    return refuse_changed (error, tw_json_get_string (entry, "name", id));
  return tw_rota_day_put_edit (store, batch, id + strlen (DAY_PREFIX), NULL, now_us, error);
}

static gboolean
turn_items (TwStore *store, TwDocStep *step, gboolean redo, gint64 now_us, TwBatch *batch,
            GError **error)
{
  g_autofree char *key = step_key (step->number);
  g_autofree char *text = step->number > 0 ? tw_store_dup_meta (store, key) : NULL;
  g_autoptr (JsonObject) object =
      text != NULL ? tw_json_parse_object (text, -1, 2 * MAX_STEPS_BYTES, NULL) : NULL;
  JsonArray *docs = object != NULL ? tw_json_get_array (object, "docs") : NULL;
  g_autofree char *label = NULL;

  if (docs == NULL)
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
                   _ ("What “%s” did is not kept any more"), step->label);
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (docs); i++)
    if (!turn_item (store, json_array_get_object_element (docs, i), redo, now_us, batch, error))
      return FALSE;
  label = g_strdup_printf (redo ? _ ("again: %s") : _ ("taken back: %s"), step->label);
  tw_rota_put_shift_audit (store, batch, label, docs, !redo, now_us);
  return TRUE;
}

/* Notes in the list that @number and what came after it is undone, or that it stands again. */
static void
turn_index (TwStore *store, gint64 number, gboolean redo, TwBatch *batch)
{
  g_auto (Index) index = { 0 };
  guint n;

  index_read (store, &index);
  n = json_array_get_length (index.steps);
  for (guint i = 0; i < n; i++)
    if (index_number (&index, i) == number)
      index.undone = n - i - (redo ? 1 : 0);
  index_write (&index, batch);
}

/* --- the log ---------------------------------------------------------------------------------- */

typedef struct {
  TwDocLog *log;
  TwDocLane *lane;
  TwDocStep *step;
  guint epoch;
  GError *error;
  GMainContext *context;
  TwDuty *duty;
  TwUndoStep *undo; /* borrowed of the stack */
  TwDocSavedFunc func;
  gpointer user_data;
} Job;

static TwDocLog *
log_ref (TwDocLog *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_doc_log_unref (TwDocLog *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->write_lock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->idle);
  g_hash_table_unref (self->left);
  tw_clock_unref (self->clock);
  g_free (self);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  tw_doc_log_unref (job->log);
  tw_doc_lane_unref (job->lane);
  tw_doc_step_unref (job->step);
  g_clear_error (&job->error);
  g_main_context_unref (job->context);
  g_object_unref (job->duty);
  g_free (job);
}

static gboolean
saved_cb (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    tw_duty_drop_undo (job->duty, job->undo);
  job->func (job->error, job->user_data);
  return G_SOURCE_REMOVE;
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  TwDocLog *self = job->log;
  GSource *source;
  gboolean refused;

  g_mutex_lock (&job->lane->lock);
  refused = job->epoch <= job->lane->failed;
  g_mutex_unlock (&job->lane->lock);
  g_mutex_lock (&self->write_lock);
  if (refused)
    g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         "the step before this one could not be written");
  else
    write_step (self, job->step, &job->error);
  g_mutex_unlock (&self->write_lock);
  g_mutex_lock (&job->lane->lock);
  if (job->error != NULL)
    job->lane->failed = MAX (job->lane->failed, job->epoch);
  job->lane->pending--;
  g_mutex_unlock (&job->lane->lock);
  g_mutex_lock (&self->lock);
  if (--self->pending == 0)
    g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->lock);
  /* Not g_main_context_invoke(): while nobody runs the context that would call it here. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, saved_cb, job, job_free);
  g_source_attach (source, job->context);
  g_source_unref (source);
}

TwDocLog *
tw_doc_log_new (TwStore *store, TwClock *clock)
{
  TwDocLog *self = g_new0 (TwDocLog, 1);

  g_atomic_ref_count_init (&self->refs);
  self->store = tw_store_ref (store);
  self->clock = tw_clock_ref (clock);
  g_mutex_init (&self->write_lock);
  g_mutex_init (&self->lock);
  g_cond_init (&self->idle);
  self->left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pool = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
  return self;
}

void
tw_doc_log_close (TwDocLog *self)
{
  if (self->pool == NULL)
    return;
  g_thread_pool_free (self->pool, FALSE, TRUE);
  self->pool = NULL;
  g_clear_pointer (&self->store, tw_store_unref);
}

void
tw_doc_log_wait (TwDocLog *self)
{
  g_mutex_lock (&self->lock);
  while (self->pending > 0)
    g_cond_wait (&self->idle, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* --- steps of a duty -------------------------------------------------------------------------- */

/* What the stack of undo keeps of a step. */
typedef struct {
  TwDocLog *log;
  TwDocStep *step;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  tw_doc_log_unref (kept->log);
  tw_doc_step_unref (kept->step);
  g_free (kept);
}

static gboolean
try_turn (TwStore *store, Kept *kept, gboolean redo, GError **error)
{
  g_autoptr (TwBatch) batch = tw_batch_new ();

  if (!turn_items (store, kept->step, redo, tw_clock_now_us (kept->log->clock), batch, error))
    return FALSE;
  turn_index (store, kept->step->number, redo, batch);
  return tw_store_put (store, g_steal_pointer (&batch), NULL, error);
}

static gboolean
turn (TwStore *store, Kept *kept, gboolean redo, GError **error)
{
  TwDocLog *log = kept->log;
  GError *local_error = NULL;
  gboolean done;

  tw_doc_log_wait (log);
  g_mutex_lock (&log->write_lock);
  for (int try = 1; !(done = try_turn (store, kept, redo, &local_error)); try++)
    if (!is_worth_another_try (&local_error, try))
      break;
  g_mutex_lock (&log->lock);
  if (done)
    g_hash_table_remove_all (log->left);
  g_mutex_unlock (&log->lock);
  g_mutex_unlock (&log->write_lock);
  if (!done)
    g_propagate_error (error, local_error);
  return done;
}

static char *
undo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
           GError **error)
{
  Kept *kept = data;

  return turn (store, kept, FALSE, error)
             ? g_strdup_printf (_ ("Taken back: %s"), kept->step->label)
             : NULL;
}

static char *
redo_func (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
           GError **error)
{
  Kept *kept = data;

  return turn (store, kept, TRUE, error) ? g_strdup_printf (_ ("Done again: %s"), kept->step->label)
                                         : NULL;
}

static TwUndoStep *
undo_step_new (TwDuty *self, TwDocStep *step)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->log = log_ref (self->log);
  kept->step = tw_doc_step_ref (step);
  return tw_undo_step_new (step->label, undo_func, redo_func, kept, kept_free);
}

void
tw_duty_load_steps (TwDuty *self)
{
  g_auto (Index) index = { 0 };
  guint n;

  index_read (self->store, &index);
  n = json_array_get_length (index.steps);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TwDocStep) step = tw_doc_step_new (
          json_array_get_string_element (json_array_get_array_element (index.steps, i), 1));

      step->number = index_number (&index, i);
      g_clear_pointer (&step->items, g_array_unref);
      g_ptr_array_add (self->undo, undo_step_new (self, step));
    }
  self->n_done = n - index.undone;
}

gboolean
tw_duty_may_write (TwDuty *self, GError **error)
{
  g_autofree char *reason = tw_duty_dup_read_only_reason (self);

  if (reason != NULL)
    g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED, "%s", reason);
  else if (self->undoing || self->importing)
    g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
                         _ ("Wait until the step that is running has ended"));
  return reason == NULL && !self->undoing && !self->importing;
}

gboolean
tw_duty_did_write (TwDuty *self, const char *id, const char *rev)
{
  g_autofree char *left = dup_left (self->log, id);

  return left != NULL && rev != NULL && strcmp (left, rev) == 0;
}

void
tw_duty_queue_step (TwDuty *self, TwDocLane *lane, TwDocStep *step, TwDocSavedFunc func,
                    gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->log = log_ref (self->log);
  job->lane = lane;
  g_atomic_ref_count_inc (&lane->refs);
  job->step = step;
  job->context = g_main_context_ref_thread_default ();
  job->duty = g_object_ref (self);
  job->undo = undo_step_new (self, step);
  job->func = func;
  job->user_data = user_data;
  g_mutex_lock (&lane->lock);
  lane->pending++;
  job->epoch = lane->epoch;
  g_mutex_unlock (&lane->lock);
  g_mutex_lock (&self->log->lock);
  self->log->pending++;
  g_mutex_unlock (&self->log->lock);
  g_thread_pool_push (self->log->pool, job, NULL);
  tw_duty_push_undo (self, job->undo);
}

gboolean
tw_duty_write_step (TwDuty *self, TwDocStep *step, GError **error)
{
  gboolean written;

  if (!tw_duty_may_write (self, error))
    {
      tw_doc_step_unref (step);
      return FALSE;
    }
  tw_doc_log_wait (self->log);
  g_mutex_lock (&self->log->write_lock);
  written = write_step (self->log, step, error);
  g_mutex_unlock (&self->log->write_lock);
  if (written)
    tw_duty_push_undo (self, undo_step_new (self, step));
  tw_doc_step_unref (step);
  return written;
}
