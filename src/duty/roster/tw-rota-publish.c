// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-publish.h"

#include "duty/roster/tw-rota-deed.h"
#include "duty/roster/tw-rota-private.h"
#include "duty/roster/tw-rota-release.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- publishing ------------------------------------------------------------------------------ */

/* Everything that is checked, on the console's thread; NULL: refused. */
static TwRotaRelease *
prepare (TwRota *self, int first_day, int last_day, GError **error)
{
  g_auto (TwRotaDeed) deed = { 0 };

  if (!tw_rota_deed_begin (&deed, self, first_day, last_day, TW_RIGHT_APPROVE,
                           _ ("publish rosters"), error)
      || !tw_rota_deed_step (&deed, TW_DAY_EVENT_PUBLISH,
                             _ ("There is nothing to publish: these days are empty, or have been "
                                "published as they stand"),
                             error)
      || !tw_rota_deed_check (&deed, NULL, error))
    return NULL;
  TwRotaRelease *release =
      tw_rota_release_new (deed.store, tw_rota_get_frame (self), deed.actor, deed.now_us);
  g_ptr_array_set_free_func (deed.days, NULL);
  for (guint i = 0; i < deed.days->len; i++)
    if (deed.go[i])
      tw_rota_release_add_day (release, tw_rota_deed_day (&deed, i));
    else
      tw_day_doc_free (tw_rota_deed_day (&deed, i));
  return release;
}

gboolean
tw_rota_publish (TwRota *self, int first_day, int last_day, guint *ret_n_notices, GError **error)
{
  g_return_val_if_fail (TW_IS_ROTA (self), FALSE);

  g_autoptr (TwRotaRelease) release = prepare (self, first_day, last_day, error);
  if (release == NULL || !tw_rota_release_run (release, ret_n_notices, error))
    return FALSE;
  return tw_rota_catch_up (self, error);
}

static void
publish_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  guint n_notices;

  if (tw_rota_release_run (task_data, &n_notices, &error))
    g_task_return_int (task, (gssize) n_notices);
  else
    g_task_return_error (task, error);
}

void
tw_rota_publish_async (TwRota *self, int first_day, int last_day, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (TW_IS_ROTA (self));

  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GError *error = NULL;
  TwRotaRelease *release = prepare (self, first_day, last_day, &error);
  g_task_set_source_tag (task, tw_rota_publish_async);
  if (release == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, release, (GDestroyNotify) tw_rota_release_free);
  g_task_run_in_thread (task, publish_thread);
}

gboolean
tw_rota_publish_finish (TwRota *self, GAsyncResult *result, guint *ret_n_notices, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  gssize n_notices = g_task_propagate_int (G_TASK (result), error);
  if (n_notices < 0)
    return FALSE;
  tw_rota_reload_now (self);
  if (ret_n_notices != NULL)
    *ret_n_notices = (guint) n_notices;
  return TRUE;
}

/* --- rolling back ---------------------------------------------------------------------------- */

/* The names of people and posts that are gone, and the people taken out of the shifts. */
static GPtrArray *
take_out_gone (const TwRotaFrame *frame, TwEditionContent *content)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *gone = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < content->shifts->len; i++)
    {
      JsonObject *shift = ((TwDoc *) content->shifts->pdata[i])->body;
      g_autoptr (GPtrArray) ids = tw_rota_list_gone (frame, shift);
      for (guint k = 0; k < ids->len; k++)
        {
          const char *id = ids->pdata[k];
          const char *name = g_hash_table_lookup (content->names, id);
          const char *interned = g_intern_string (id);
          if (g_hash_table_add (seen, (gpointer) interned))
            g_ptr_array_add (gone, g_strdup (name != NULL ? name : id));
          if (g_str_has_prefix (id, "person:"))
            json_object_remove_member (shift, "person");
        }
    }
  return gone;
}

static TwEditionContent *
read_content (TwRotaFrame *frame, TwStore *store, const char *date, int number,
              GPtrArray **ret_gone, GError **error)
{
  g_autofree char *id = tw_edition_dup_id (date, number);
  GError *local = NULL;
  TwEditionContent *content = tw_edition_content_read (store, id, &local);

  if (content != NULL)
    *ret_gone = take_out_gone (frame, content);
  else if (g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      g_error_free (local);
      tw_rota_refuse (error, _ ("%s has no edition %d"), date, number);
    }
  else
    g_propagate_error (error, local);
  return content;
}

/* Refuses what would break a rule as it is today. */
static gboolean
check_rules (TwRota *self, int day, const TwEditionContent *content, GError **error)
{
  const TwRotaSpan *span = tw_rota_get_frame (self)->days->pdata[day];
  g_autoptr (GPtrArray) shifts =
      tw_edition_content_parse (content, tw_rota_get_frame (self), error);
  if (shifts == NULL)
    return FALSE;
  g_autoptr (GArray) edits = g_array_new (FALSE, TRUE, sizeof (TwRotaEdit));
  g_autoptr (GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *standing = tw_rota_get_shifts (self);
  TwRotaPreview preview = { 0 };
  for (guint i = 0; i < shifts->len; i++)
    {
      TwShift *shift = shifts->pdata[i];
      TwRotaEdit edit = { tw_rota_find (self, shift->id) != NULL ? shift->id : NULL, shift };
      g_hash_table_add (kept, shift->id);
      if (shift->from_us >= span->from_us)
        g_array_append_val (edits, edit);
    }
  for (guint i = 0; i < standing->len; i++)
    {
      TwShift *shift = standing->pdata[i];
      TwRotaEdit edit = { shift->id, NULL };
      if (shift->from_us >= span->from_us && shift->from_us < span->to_us
          && !g_hash_table_contains (kept, shift->id))
        g_array_append_val (edits, edit);
    }
  tw_rota_preview (self, (TwRotaEdit *) edits->data, edits->len, &preview);
  gboolean good = preview.n_red == 0
                  || tw_rota_refuse (error,
                                     _ ("That edition would break a rule as it is now: %s. Change "
                                        "the day by hand and publish it instead"),
                                     preview.worst != NULL ? preview.worst : "");
  tw_rota_preview_clear (&preview);
  return good;
}

gboolean
tw_rota_roll_back (TwRota *self, int day, int number, const char *reason, guint *ret_n_notices,
                   GError **error)
{
  g_auto (TwRotaDeed) deed = { 0 };
  g_autoptr (GPtrArray) gone = NULL;

  g_return_val_if_fail (TW_IS_ROTA (self), FALSE);
  if (!tw_rota_deed_begin (&deed, self, day, day + 1, TW_RIGHT_APPROVE, _ ("roll rosters back"),
                           error)
      || !tw_rota_deed_step (&deed, TW_DAY_EVENT_ROLL_BACK, "", error))
    return FALSE;
  TwDayDoc *doc = tw_rota_deed_day (&deed, 0);
  if (reason == NULL || *reason == '\0')
    return tw_rota_refuse (error, _ ("Say why the day is rolled back: it stands in the edition"));
  if (doc->edition == 0)
    return tw_rota_refuse (error, _ ("%s was never published: there is nothing to roll back to"),
                           doc->date);
  TwRotaFrame *frame = tw_rota_get_frame (self);
  g_autoptr (TwEditionContent) content =
      read_content (frame, deed.store, doc->date, number, &gone, error);
  if (content == NULL || !check_rules (self, day, content, error))
    return FALSE;
  g_autoptr (TwRotaRelease) release =
      tw_rota_release_new (deed.store, frame, deed.actor, deed.now_us);
  tw_day_doc_set_approver (doc, deed.actor);
  g_ptr_array_set_free_func (deed.days, NULL);
  tw_rota_release_add_back (release, doc, number, g_steal_pointer (&content), reason);
  if (!tw_rota_release_run (release, ret_n_notices, error))
    return FALSE;
  return tw_rota_catch_up (self, error);
}

char *
tw_rota_describe_roll_back (TwRota *self, int day, int number, GError **error)
{
  g_autoptr (GPtrArray) gone = NULL;

  g_return_val_if_fail (TW_IS_ROTA (self) && tw_rota_is_loaded (self), NULL);

  TwRotaFrame *frame = tw_rota_get_frame (self);
  const TwRotaSpan *span = frame->days->pdata[day];
  TwStore *store = tw_duty_get_store (tw_rota_get_duty (self));
  g_autoptr (TwEditionContent) content =
      read_content (frame, store, span->date, number, &gone, error);
  g_autoptr (TwDayDoc) doc = content != NULL ? tw_day_doc_read (store, span->date, error) : NULL;
  if (doc == NULL)
    return NULL;
  g_autofree char *now_id = tw_edition_dup_id (span->date, doc->edition);
  g_autoptr (GPtrArray) now = tw_rota_read_edition (frame, store, now_id, error);
  g_autoptr (GPtrArray) then =
      now != NULL ? tw_edition_content_parse (content, frame, error) : NULL;
  if (then == NULL)
    return NULL;
  g_autoptr (GPtrArray) changes = tw_rota_diff (frame, now, then);
  g_autofree char *names = tw_rota_join_names (gone);
  GString *words = g_string_new (NULL);
  g_string_append_printf (words,
                          ngettext ("Edition %d of %s has %u shift",
                                    "Edition %d of %s has %u shifts", content->shifts->len),
                          number, span->date, content->shifts->len);
  g_string_append_printf (words,
                          ngettext ("; %u change against now", "; %u changes against now",
                                    changes->len),
                          changes->len);
  if (gone->len > 0)
    g_string_append_printf (words, _ (". No longer there: %s; shifts of people become open"),
                            names);
  return g_string_free (words, FALSE);
}
