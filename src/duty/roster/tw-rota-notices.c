// SPDX-License-Identifier: Apache-2.0
/*
 * The outbox. The id of a notice is made from edition and person, so two consoles that learn of the
 * same edition cannot tell somebody twice. Notices wait until an officer or a later transport has
 * told the person; nothing here sends anything.
 */
#include "config.h"

#include "duty/roster/tw-rota-notices.h"
#include "duty/roster/tw-rota-words.h"
#include "duty/tw-doc-log.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "store/tw-query-roster.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TEXT 30000

static const char *const words[] = {
  [TW_NOTICE_WAITING] = "waiting",
  [TW_NOTICE_SENT] = "sent",
  [TW_NOTICE_SEEN] = "seen",
};

/* --- making them ----------------------------------------------------------------------------- */

static const char *
name_of (const TwRotaFrame *frame, int person)
{
  return person >= 0 ? ((TwRotaPerson *) frame->people->pdata[person])->name : NULL;
}

static char *
words_for_loser (const TwRotaFrame *frame, const TwRotaChange *change)
{
  const char *other = change->after != NULL ? name_of (frame, change->after->person) : NULL;
  g_autofree char *shift = tw_rota_dup_shift_words (frame, change->before);

  return other != NULL ? g_strdup_printf (_ ("No longer yours: %s (%s has it)"), shift, other)
                       : g_strdup_printf (_ ("Cancelled: %s"), shift);
}

static char *
words_for_winner (const TwRotaFrame *frame, const TwRotaChange *change)
{
  const char *other = change->before != NULL ? name_of (frame, change->before->person) : NULL;
  g_autofree char *shift = tw_rota_dup_shift_words (frame, change->after);

  return other != NULL ? g_strdup_printf (_ ("New: %s (so far %s had it)"), shift, other)
                       : g_strdup_printf (_ ("New: %s"), shift);
}

char *
tw_rota_dup_change_words (const TwRotaFrame *frame, const TwRotaChange *change, int person)
{
  gboolean had = change->before != NULL && change->before->person == person;
  gboolean has = change->after != NULL && change->after->person == person;

  if (!has)
    return words_for_loser (frame, change);
  if (!had)
    return words_for_winner (frame, change);
  g_autofree char *before = tw_rota_dup_shift_words (frame, change->before);
  g_autofree char *after = tw_rota_dup_shift_words (frame, change->after);
  return g_strdup_printf (_ ("Changed: %s becomes %s"), before, after);
}

static void
add_line (GHashTable *texts, const TwRotaFrame *frame, const TwRotaChange *change, int person)
{
  g_autofree char *line = tw_rota_dup_change_words (frame, change, person);
  GString *text = g_hash_table_lookup (texts, GINT_TO_POINTER (person));

  if (text == NULL)
    {
      text = g_string_new (NULL);
      g_hash_table_insert (texts, GINT_TO_POINTER (person), text);
    }
  if (text->len + strlen (line) < MAX_TEXT)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static void
string_free (gpointer data)
{
  g_string_free (data, TRUE);
}

static void
put_notice (const TwRotaFrame *frame, TwBatch *batch, const char *edition_id, int person,
            const char *text, gint64 now_us)
{
  const TwRotaPerson *who = frame->people->pdata[person];
  g_autofree char *id = tw_id_derived ("notice", edition_id, who->id, NULL);
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "edition", edition_id);
  json_object_set_string_member (body, "person", who->id);
  json_object_set_string_member (body, "name", who->name);
  tw_rota_set_time (body, "at", now_us);
  json_object_set_string_member (body, "text", text);
  json_object_set_string_member (body, "state", words[TW_NOTICE_WAITING]);
  tw_batch_put (batch, id, NULL, body);
}

guint
tw_rota_put_notices (const TwRotaFrame *frame, TwBatch *batch, const char *edition_id,
                     GPtrArray *changes, gint64 now_us)
{
  g_autoptr (GHashTable) texts = g_hash_table_new_full (NULL, NULL, NULL, string_free);

  for (guint i = 0; i < changes->len; i++)
    {
      const TwRotaChange *change = changes->pdata[i];
      int had = change->before != NULL ? change->before->person : -1;
      int has = change->after != NULL ? change->after->person : -1;
      if (had >= 0)
        add_line (texts, frame, change, had);
      if (has >= 0 && has != had)
        add_line (texts, frame, change, has);
    }
  for (guint person = 0; person < frame->people->len; person++)
    {
      GString *text = g_hash_table_lookup (texts, GINT_TO_POINTER ((int) person));
      if (text != NULL)
        put_notice (frame, batch, edition_id, (int) person, text->str, now_us);
    }
  return g_hash_table_size (texts);
}

/* --- reading them ---------------------------------------------------------------------------- */

void
tw_notice_free (TwNotice *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->edition);
  g_free (self->person);
  g_free (self->person_name);
  g_free (self->text);
  g_free (self->seen_by);
  g_free (self);
}

static TwNotice *
notice_new (const TwDoc *doc)
{
  TwNotice *self = g_new0 (TwNotice, 1);
  const char *state = tw_json_get_string (doc->body, "state", "");

  self->id = g_strdup (doc->id);
  self->edition = g_strdup (tw_json_get_string (doc->body, "edition", ""));
  self->person = g_strdup (tw_json_get_string (doc->body, "person", ""));
  self->person_name = g_strdup (tw_json_get_string (doc->body, "name", NULL));
  self->at_us = tw_rota_read_time (doc->body, "at");
  self->seen_us = tw_rota_read_time (doc->body, "seen_at");
  self->text = g_strdup (tw_json_get_string (doc->body, "text", ""));
  self->seen_by = g_strdup (tw_json_get_string (doc->body, "seen_by", NULL));
  for (int s = TW_NOTICE_WAITING; s <= TW_NOTICE_SEEN; s++)
    if (strcmp (state, words[s]) == 0)
      self->state = (TwNoticeState) s;
  return self;
}

/* Of notices that do not say it themselves. */
static void
fill_name (TwStore *store, TwNotice *notice)
{
  if (notice->person_name != NULL)
    return;
  g_autoptr (TwDoc) person = tw_store_get (store, notice->person, NULL);
  notice->person_name = g_strdup (
      person != NULL ? tw_json_get_string (person->body, "name", notice->person) : notice->person);
}

static gboolean
collect (TwStore *store, const char *state, guint limit, GPtrArray *notices, GError **error)
{
  g_autoptr (GPtrArray) docs = tw_query_notices (store, NULL, state, limit, error);

  for (guint i = 0; docs != NULL && i < docs->len; i++)
    {
      TwNotice *notice = notice_new (docs->pdata[i]);
      fill_name (store, notice);
      g_ptr_array_add (notices, notice);
    }
  return docs != NULL;
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const TwNotice *na = *(TwNotice *const *) a, *nb = *(TwNotice *const *) b;

  if (na->at_us != nb->at_us)
    return na->at_us > nb->at_us ? -1 : 1;
  return strcmp (na->id, nb->id);
}

GPtrArray *
tw_duty_list_notices (TwDuty *duty, gboolean only_open, guint limit, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);

  TwStore *store = tw_duty_get_store (duty);
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_notice_free);
  gboolean done = only_open ? collect (store, words[TW_NOTICE_WAITING], limit, notices, error)
                                  && collect (store, words[TW_NOTICE_SENT], limit, notices, error)
                            : collect (store, NULL, limit, notices, error);
  if (!done)
    return NULL;
  g_ptr_array_sort (notices, compare_newest);
  if (notices->len > limit)
    g_ptr_array_remove_range (notices, limit, notices->len - limit);
  return g_steal_pointer (&notices);
}

/* --- acknowledging --------------------------------------------------------------------------- */

gboolean
tw_duty_acknowledge (TwDuty *duty, const char *notice_id, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (duty) && notice_id != NULL, FALSE);

  g_autoptr (TwOfficer) actor = tw_duty_dup_actor (duty);
  g_autoptr (TwDoc) doc = g_str_has_prefix (notice_id, "notice:")
                              ? tw_store_get (tw_duty_get_store (duty), notice_id, NULL)
                              : NULL;
  if (doc == NULL)
    return tw_rota_refuse (error, _ ("There is no notice “%s”"), notice_id);
  if (strcmp (tw_json_get_string (doc->body, "state", ""), words[TW_NOTICE_SEEN]) == 0)
    return TRUE;
  if (!tw_duty_may_write (duty, error))
    return FALSE;
  gint64 now_us = tw_duty_now_us (duty);
  const char *name = tw_json_get_string (doc->body, "name", notice_id);
  g_autofree char *label = g_strdup_printf (_ ("Acknowledge the notice to %s"), name);
  JsonObject *body = tw_rota_dup_bare_body (doc->body);
  TwDocStep *step = tw_doc_step_new (label);
  json_object_set_string_member (body, "state", words[TW_NOTICE_SEEN]);
  json_object_set_string_member (body, "seen_by", actor->name);
  tw_rota_set_time (body, "seen_at", now_us);
  tw_doc_step_put (step, notice_id, label, doc->rev, body, NULL);
  tw_rota_add_audit (step, now_us, actor, "notice.seen", notice_id, name);
  return tw_duty_write_step (duty, step, error);
}
