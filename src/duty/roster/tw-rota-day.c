// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-day.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-hash.h"
#include "base/tw-json.h"
#include "base/tw-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The way of a day:
 *
 *   empty --edit--> draft --submit--> submitted --approve--> approved --publish--> published
 *                    ^                   |                      |                     |
 *                    +--- withdraw, send back, edit ------------+------ edit ---------+
 *
 * and rolling back, from any state of a day that was published once, straight to published. What
 * happens to several days at once skips those it has nothing to do with and is refused as a whole
 * by one that is not ready. The document keeps who edited since the last edition as a set that only
 * publishing empties: withdrawing, or having somebody else submit, does not make a planner a
 * stranger to the plan.
 *
 * Reasons stand in the document one by one, with key and text of their conflict, while they fit;
 * else by reason, each with short digests of the keys.
 */

/* Of reasons in one document, well below TW_DOC_MAX_BODY. */
#define MAX_REASONS_BYTES (48 * 1024)
#define DIGEST_BYTES 6

typedef struct {
  TwDayStep step;
  TwDayState next;
} Cell;

#define GO(state)                                                                                  \
  {                                                                                                \
    TW_DAY_STEP_GO, TW_DAY_##state                                                                 \
  }
#define SKIP                                                                                       \
  {                                                                                                \
    TW_DAY_STEP_SKIP, TW_DAY_EMPTY                                                                 \
  }
#define STOP                                                                                       \
  {                                                                                                \
    TW_DAY_STEP_REFUSE, TW_DAY_EMPTY                                                               \
  }

/* In the order of TwDayEvent: edit, submit, withdraw, approve, send back, publish, roll back. */
static const Cell cells[TW_N_DAY_STATES][TW_N_DAY_EVENTS] = {
  [TW_DAY_EMPTY] = { GO (DRAFT), SKIP, SKIP, SKIP, SKIP, SKIP, STOP },
  [TW_DAY_DRAFT] = { GO (DRAFT), GO (SUBMITTED), SKIP, STOP, SKIP, STOP, GO (PUBLISHED) },
  [TW_DAY_SUBMITTED] = { GO (DRAFT), SKIP, GO (DRAFT), GO (APPROVED), GO (DRAFT), STOP,
                         GO (PUBLISHED) },
  [TW_DAY_APPROVED] = { GO (DRAFT), SKIP, GO (DRAFT), SKIP, GO (DRAFT), GO (PUBLISHED),
                        GO (PUBLISHED) },
  [TW_DAY_PUBLISHED] = { GO (DRAFT), SKIP, SKIP, SKIP, SKIP, SKIP, GO (PUBLISHED) },
};

TwDayStep
tw_day_state_step (TwDayState state, TwDayEvent event, TwDayState *ret_next)
{
  g_return_val_if_fail (state < TW_N_DAY_STATES && event < TW_N_DAY_EVENTS, TW_DAY_STEP_REFUSE);

  const Cell *cell = &cells[state][event];
  if (cell->step == TW_DAY_STEP_GO)
    *ret_next = cell->next;
  return cell->step;
}

/* --- the document ---------------------------------------------------------------------------- */

/* An empty day has no document. */
static const char *const words[TW_N_DAY_STATES] = { NULL, "draft", "submitted", "approved",
                                                    "published" };

/* When a state was reached last. */
static const char *const time_members[TW_N_DAY_STATES] = { NULL, NULL, "submitted_at",
                                                           "approved_at", "published_at" };

static TwDayState
parse_state (const char *word)
{
  for (int state = TW_DAY_DRAFT; state < TW_N_DAY_STATES; state++)
    if (strcmp (words[state], word) == 0)
      return (TwDayState) state;
  return TW_DAY_DRAFT;
}

static void
reason_free (gpointer data)
{
  TwDayReason *reason = data;

  g_free (reason->key);
  g_free (reason->text);
  g_free (reason->reason);
  g_free (reason->by);
  g_free (reason);
}

void
tw_day_doc_free (TwDayDoc *self)
{
  if (self == NULL)
    return;
  g_free (self->date);
  g_free (self->id);
  g_free (self->rev);
  g_free (self->planner);
  g_free (self->planner_id);
  g_free (self->approver);
  g_free (self->approver_id);
  for (int state = 0; state < TW_N_DAY_STATES; state++)
    g_free (self->at[state]);
  g_strfreev (self->editors);
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

static void
add_reason (TwDayDoc *self, const char *key, const char *text, const char *reason, const char *by)
{
  TwDayReason *added = g_new0 (TwDayReason, 1);

  added->key = g_strdup (key);
  added->text = g_strdup (text);
  added->reason = g_strdup (reason);
  added->by = g_strdup (by);
  g_ptr_array_add (self->reasons, added);
}

static char **
parse_texts (JsonArray *array)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (texts, json_node_get_string (node));
    }
  return g_strv_builder_end (texts);
}

/* Begins with a character that no key has. */
static char *
dup_digest (const char *key)
{
  guint8 digest[TW_SHA256_LEN];

  tw_sha256 (key, strlen (key), digest);
  g_autofree char *hex = tw_hex_encode (digest, DIGEST_BYTES);
  return g_strconcat ("#", hex, NULL);
}

static void
parse_reason (TwDayDoc *self, JsonObject *object)
{
  const char *reason = tw_json_get_string (object, "reason", "");
  const char *by = tw_json_get_string (object, "by", "");
  const char *key = tw_json_get_string (object, "key", NULL);
  g_auto (GStrv) digests = parse_texts (tw_json_get_array (object, "digests"));

  if (key != NULL)
    add_reason (self, key, tw_json_get_string (object, "text", ""), reason, by);
  for (char **digest = digests; *digest != NULL; digest++)
    add_reason (self, *digest, "", reason, by);
}

static void
parse_reasons (TwDayDoc *self, JsonArray *array)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (JSON_NODE_HOLDS_OBJECT (node))
        parse_reason (self, json_node_get_object (node));
    }
}

static void
parse (TwDayDoc *self, JsonObject *body)
{
  self->state = parse_state (tw_json_get_string (body, "state", ""));
  self->edition = (int) tw_json_get_int (body, "edition", 0);
  self->planner = g_strdup (tw_json_get_string (body, "planner", NULL));
  self->planner_id = g_strdup (tw_json_get_string (body, "planner_id", NULL));
  self->approver = g_strdup (tw_json_get_string (body, "approver", NULL));
  self->approver_id = g_strdup (tw_json_get_string (body, "approver_id", NULL));
  for (int state = TW_DAY_SUBMITTED; state < TW_N_DAY_STATES; state++)
    self->at[state] = g_strdup (tw_json_get_string (body, time_members[state], NULL));
  g_strfreev (self->editors);
  self->editors = parse_texts (tw_json_get_array (body, "editors"));
  parse_reasons (self, tw_json_get_array (body, "reasons"));
}

static TwDayDoc *
day_doc_new (const char *date)
{
  TwDayDoc *self = g_new0 (TwDayDoc, 1);

  self->date = g_strdup (date);
  self->id = g_strconcat ("roster:", date, NULL);
  self->editors = g_new0 (char *, 1);
  self->reasons = g_ptr_array_new_with_free_func (reason_free);
  return self;
}

TwDayDoc *
tw_day_doc_read (TwStore *store, const char *date, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (store != NULL && date != NULL, NULL);

  g_autoptr (TwDayDoc) self = day_doc_new (date);
  g_autoptr (TwDoc) doc = tw_store_get (store, self->id, &local);
  if (doc != NULL)
    {
      self->rev = g_strdup (doc->rev);
      parse (self, doc->body);
    }
  else if (!g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&self);
}

gboolean
tw_day_doc_is_editor (const TwDayDoc *self, const char *officer_id)
{
  return g_strv_contains ((const char *const *) self->editors, officer_id);
}

void
tw_day_doc_add_editor (TwDayDoc *self, const char *officer_id)
{
  if (tw_day_doc_is_editor (self, officer_id))
    return;
  guint n = g_strv_length (self->editors);
  self->editors = g_renew (char *, self->editors, n + 2);
  self->editors[n] = g_strdup (officer_id);
  self->editors[n + 1] = NULL;
}

static TwDayReason *
find_reason (const TwDayDoc *self, const char *key)
{
  g_autofree char *digest = dup_digest (key);

  for (guint i = 0; i < self->reasons->len; i++)
    {
      TwDayReason *reason = self->reasons->pdata[i];
      if (strcmp (reason->key, key) == 0 || strcmp (reason->key, digest) == 0)
        return reason;
    }
  return NULL;
}

const char *
tw_day_doc_find_reason (const TwDayDoc *self, const char *key)
{
  TwDayReason *reason = find_reason (self, key);

  return reason != NULL ? reason->reason : NULL;
}

void
tw_day_doc_set_reason (TwDayDoc *self, const char *key, const char *text, const char *reason,
                       const char *by)
{
  TwDayReason *old = find_reason (self, key);

  if (old != NULL)
    g_ptr_array_remove (self->reasons, old);
  add_reason (self, key, text, reason, by);
}

void
tw_day_doc_keep_reasons (TwDayDoc *self, GPtrArray *conflicts)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < conflicts->len; i++)
    {
      const char *key = ((TwRotaConflict *) conflicts->pdata[i])->key;
      g_hash_table_add (wanted, g_strdup (key));
      g_hash_table_add (wanted, dup_digest (key));
    }
  for (guint i = self->reasons->len; i > 0; i--)
    if (!g_hash_table_contains (wanted, ((TwDayReason *) self->reasons->pdata[i - 1])->key))
      g_ptr_array_remove_index (self->reasons, i - 1);
}

static void
set_officer (char **name, char **id, const TwOfficer *officer)
{
  g_free (*name);
  g_free (*id);
  *name = officer != NULL ? g_strdup (officer->name) : NULL;
  *id = officer != NULL ? g_strdup (officer->id) : NULL;
}

void
tw_day_doc_set_planner (TwDayDoc *self, const TwOfficer *officer)
{
  set_officer (&self->planner, &self->planner_id, officer);
  set_officer (&self->approver, &self->approver_id, NULL);
  if (officer != NULL)
    tw_day_doc_add_editor (self, officer->id);
}

void
tw_day_doc_set_approver (TwDayDoc *self, const TwOfficer *officer)
{
  set_officer (&self->approver, &self->approver_id, officer);
}

void
tw_day_doc_set_edition (TwDayDoc *self, int number)
{
  self->edition = number;
  g_strfreev (self->editors);
  self->editors = g_new0 (char *, 1);
}

static void
set_text (JsonObject *body, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (body, member, text);
}

static JsonArray *
write_reasons (const TwDayDoc *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->reasons->len; i++)
    {
      const TwDayReason *reason = self->reasons->pdata[i];
      JsonObject *object = json_object_new ();
      json_object_set_string_member (object, "key", reason->key);
      json_object_set_string_member (object, "text", reason->text);
      json_object_set_string_member (object, "reason", reason->reason);
      json_object_set_string_member (object, "by", reason->by);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonObject *
write_group (const TwDayReason *reason, JsonArray *digests)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "reason", reason->reason);
  json_object_set_string_member (object, "by", reason->by);
  json_object_set_array_member (object, "digests", digests);
  return object;
}

static JsonArray *
write_short_reasons (const TwDayDoc *self)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->reasons->len; i++)
    {
      const TwDayReason *reason = self->reasons->pdata[i];
      g_autofree char *group = g_strconcat (reason->by, "\n", reason->reason, NULL);
      JsonArray *digests = g_hash_table_lookup (groups, group);
      if (digests == NULL)
        {
          digests = json_array_new ();
          json_array_add_object_element (array, write_group (reason, digests));
          g_hash_table_insert (groups, g_steal_pointer (&group), digests);
        }
      g_autofree char *digest =
          reason->key[0] == '#' ? g_strdup (reason->key) : dup_digest (reason->key);
      json_array_add_string_element (digests, digest);
    }
  return array;
}

static gsize
measure (JsonArray *array)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);
  g_autoptr (GString) text = g_string_new (NULL);

  tw_json_canonical_node (node, text);
  return text->len;
}

static JsonArray *
write_fitting_reasons (const TwDayDoc *self, GError **error)
{
  JsonArray *array = write_reasons (self);

  if (measure (array) <= MAX_REASONS_BYTES)
    return array;
  json_array_unref (array);
  array = write_short_reasons (self);
  if (measure (array) <= MAX_REASONS_BYTES)
    return array;
  json_array_unref (array);
  tw_rota_refuse (error,
                  _ ("%s has %u yellow conflicts, more than can be kept with their reasons: clear "
                     "some of them first"),
                  self->date, self->reasons->len);
  return NULL;
}

static void
write_times (const TwDayDoc *self, JsonObject *body, gint64 now_us)
{
  g_autofree char *now = tw_time_format_rfc3339 (now_us);

  for (int state = TW_DAY_SUBMITTED; state < TW_N_DAY_STATES; state++)
    {
      gboolean reached = state <= (int) self->state, now_there = state == (int) self->state;
      if (reached || state == TW_DAY_PUBLISHED)
        set_text (body, time_members[state], now_there ? now : self->at[state]);
    }
}

JsonObject *
tw_day_doc_write (const TwDayDoc *self, gint64 now_us, GError **error)
{
  JsonArray *reasons, *editors;

  g_return_val_if_fail (self->state != TW_DAY_EMPTY, NULL);

  reasons = write_fitting_reasons (self, error);
  if (reasons == NULL)
    return NULL;
  JsonObject *body = json_object_new ();
  json_object_set_string_member (body, "state", words[self->state]);
  json_object_set_int_member (body, "edition", self->edition);
  set_text (body, "planner", self->planner);
  set_text (body, "planner_id", self->planner_id);
  set_text (body, "approver", self->approver);
  set_text (body, "approver_id", self->approver_id);
  write_times (self, body, now_us);
  editors = json_array_new ();
  for (char **editor = self->editors; *editor != NULL; editor++)
    json_array_add_string_element (editors, *editor);
  json_object_set_array_member (body, "editors", editors);
  json_object_set_array_member (body, "reasons", reasons);
  return body;
}

gboolean
tw_day_doc_edit (TwDayDoc *self, const char *officer_id)
{
  gboolean known = officer_id == NULL || tw_day_doc_is_editor (self, officer_id);

  if (self->state == TW_DAY_DRAFT && known)
    return FALSE;
  tw_day_state_step (self->state, TW_DAY_EVENT_EDIT, &self->state);
  tw_day_doc_set_planner (self, NULL);
  if (!known)
    tw_day_doc_add_editor (self, officer_id);
  return TRUE;
}

JsonObject *
tw_day_body_edit (JsonObject *now, const char *officer_id)
{
  g_autoptr (TwDayDoc) day = day_doc_new ("");

  if (now != NULL)
    parse (day, now);
  /* A draft has no time of its own; its reasons did fit before. */
  return tw_day_doc_edit (day, officer_id) ? tw_day_doc_write (day, 0, NULL) : NULL;
}

gboolean
tw_rota_day_put_edit (TwStore *store, TwBatch *batch, const char *date, const char *officer_id,
                      gint64 now_us, GError **error)
{
  g_autoptr (TwDayDoc) day = tw_day_doc_read (store, date, error);

  if (day == NULL)
    return FALSE;
  if (!tw_day_doc_edit (day, officer_id))
    return TRUE;
  JsonObject *body = tw_day_doc_write (day, now_us, error);
  if (body != NULL)
    tw_batch_put (batch, day->id, day->rev, body);
  return body != NULL;
}
