// SPDX-License-Identifier: Apache-2.0
/*
 * Templates: shifts by day and local minute instead of dates. "shifts" holds bodies of shifts with
 * "day" (0 ..) and "minute" and without times; as content of editions they stand in the document
 * while they are few, else in an attachment.
 */
#include "config.h"

#include "duty/roster/tw-rota-copies.h"
#include "duty/roster/tw-rota-deed.h"
#include "duty/roster/tw-rota-editions.h"
#include "duty/tw-duty-private.h"
#include "duty/tw-undo.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-time.h"
#include "store/tw-query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- the list -------------------------------------------------------------------------------- */

void
tw_template_free (TwTemplate *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const TwTemplate *ta = *(TwTemplate *const *) a, *tb = *(TwTemplate *const *) b;
  int by_name = g_utf8_collate (ta->name, tb->name);

  return by_name != 0 ? by_name : strcmp (ta->id, tb->id);
}

static TwTemplate *
template_new (const TwDoc *doc)
{
  TwTemplate *self = g_new0 (TwTemplate, 1);
  JsonArray *shifts = tw_json_get_array (doc->body, "shifts");

  self->id = g_strdup (doc->id);
  self->name = g_strdup (tw_json_get_string (doc->body, "name", doc->id));
  self->n_days = (int) tw_json_get_int (doc->body, "days", 1);
  self->n_shifts = (guint) tw_json_get_int (doc->body, "n_shifts",
                                            shifts != NULL ? json_array_get_length (shifts) : 0);
  return self;
}

GPtrArray *
tw_duty_list_templates (TwDuty *duty, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);

  g_autoptr (GPtrArray) docs = tw_query_docs_by_type (tw_duty_get_store (duty), "template", error);
  if (docs == NULL)
    return NULL;
  GPtrArray *templates = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_template_free);
  for (guint i = 0; i < docs->len; i++)
    g_ptr_array_add (templates, template_new (docs->pdata[i]));
  g_ptr_array_sort (templates, compare_names);
  return templates;
}

/* --- saving ---------------------------------------------------------------------------------- */

static void
add_entry (TwEditionContent *content, TwRotaFrame *frame, const TwShift *shift, int day)
{
  g_autoptr (JsonObject) body = tw_rota_frame_write_shift (frame, shift);
  TwDoc doc = { .id = shift->id, .rev = (char *) "", .body = body };
  TwLocalTime local;

  tw_time_to_local (shift->from_us, frame->zone, &local);
  json_object_remove_member (body, "from");
  json_object_remove_member (body, "to");
  json_object_set_int_member (body, "day", day);
  json_object_set_int_member (body, "minute", local.hour * 60 + local.minute);
  tw_edition_content_add (content, &doc);
  tw_edition_content_add_names (content, frame, body);
}

static TwEditionContent *
collect (TwRota *rota, int first_day, int last_day)
{
  TwRotaFrame *frame = tw_rota_get_frame (rota);
  GPtrArray *shifts = tw_rota_get_shifts (rota);
  TwEditionContent *content = tw_edition_content_new ();

  for (guint i = 0; i < shifts->len; i++)
    for (int day = first_day; day < last_day; day++)
      {
        const TwRotaSpan *span = frame->days->pdata[day];
        const TwShift *shift = shifts->pdata[i];
        if (shift->from_us >= span->from_us && shift->from_us < span->to_us)
          add_entry (content, frame, shift, day - first_day);
      }
  return content;
}

static gboolean
put_template (TwStore *store, const char *id, const char *name, int n_days,
              const TwEditionContent *content, const TwOfficer *actor, gint64 now_us,
              GError **error)
{
  g_autoptr (TwBatch) batch = tw_batch_new ();
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "name", name);
  json_object_set_int_member (body, "days", n_days);
  json_object_set_int_member (body, "n_shifts", content->shifts->len);
  if (actor != NULL)
    tw_rota_put_audit (batch, now_us, actor, "template.save", id, name);
  return tw_edition_content_put (content, store, batch, id, body, error)
         && tw_store_put (store, g_steal_pointer (&batch), NULL, error);
}

/* What taking back and doing again need. Of this session only: the content may be large. */
typedef struct {
  char *id, *name;
  int n_days;
  TwEditionContent *content;
} Saved;

static void
saved_free (gpointer data)
{
  Saved *saved = data;

  g_free (saved->id);
  g_free (saved->name);
  tw_edition_content_free (saved->content);
  g_free (saved);
}

static char *
unsave (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable, GError **error)
{
  const Saved *saved = data;
  g_autoptr (TwBatch) batch = tw_batch_new ();

  tw_batch_delete (batch, saved->id, TW_REV_ANY);
  if (!tw_store_put (store, g_steal_pointer (&batch), NULL, error))
    return NULL;
  return g_strdup_printf (_ ("The template “%s” is gone"), saved->name);
}

static char *
save_again (TwStore *store, const char *dir, gpointer data, GCancellable *cancellable,
            GError **error)
{
  const Saved *saved = data;

  if (!put_template (store, saved->id, saved->name, saved->n_days, saved->content, NULL, 0, error))
    return NULL;
  return g_strdup_printf (_ ("The template “%s” is there again"), saved->name);
}

static gboolean
check_save (TwRota *self, const char *name, int first_day, int last_day, GError **error)
{
  g_autoptr (TwOfficer) actor = tw_duty_dup_actor (tw_rota_get_duty (self));

  if (*name == '\0' || strlen (name) > 200)
    return tw_rota_refuse (error, _ ("A template needs a name of at most 200 bytes"));
  if (!tw_rota_is_loaded (self))
    return tw_rota_refuse (error, _ ("The roster is still being loaded: wait a moment"));
  if (first_day < 0 || first_day >= last_day
      || last_day > (int) tw_rota_get_frame (self)->days->len)
    return tw_rota_refuse (error, _ ("These days are not all in the roster that is open"));
  return tw_rota_check_right (actor, TW_RIGHT_PLAN, _ ("plan rosters"), error)
         && tw_rota_settle (self, error);
}

gboolean
tw_rota_save_template (TwRota *self, const char *name, int first_day, int last_day, char **ret_id,
                       GError **error)
{
  g_return_val_if_fail (TW_IS_ROTA (self) && name != NULL, FALSE);

  g_autofree char *stripped = g_strstrip (g_strdup (name));
  if (!check_save (self, stripped, first_day, last_day, error))
    return FALSE;
  TwDuty *duty = tw_rota_get_duty (self);
  g_autofree char *id = tw_id_new ("template", tw_duty_now_us (duty), NULL);
  g_autoptr (TwEditionContent) content = collect (self, first_day, last_day);
  if (content->shifts->len == 0)
    return tw_rota_refuse (error, _ ("These days have no shifts to keep as a template"));
  g_autoptr (TwOfficer) actor = tw_duty_dup_actor (duty);
  if (!put_template (tw_duty_get_store (duty), id, stripped, last_day - first_day, content, actor,
                     tw_duty_now_us (duty), error))
    return FALSE;
  Saved *saved = g_new0 (Saved, 1);
  g_autofree char *label = g_strdup_printf (_ ("Save the template “%s”"), stripped);
  saved->id = g_strdup (id);
  saved->name = g_steal_pointer (&stripped);
  saved->n_days = last_day - first_day;
  saved->content = g_steal_pointer (&content);
  tw_duty_push_undo (duty, tw_undo_step_new (label, unsave, save_again, saved, saved_free));
  if (ret_id != NULL)
    *ret_id = g_steal_pointer (&id);
  return TRUE;
}

/* --- applying -------------------------------------------------------------------------------- */

static void
add_shifts (TwRotaCopies *copies, const TwEditionContent *content, int n_days, int times)
{
  tw_rota_copies_add_names (copies, content->names);
  for (int k = 0; k < times; k++)
    for (guint i = 0; i < content->shifts->len; i++)
      {
        JsonObject *entry = ((TwDoc *) content->shifts->pdata[i])->body;
        g_autoptr (JsonObject) body = tw_rota_dup_bare_body (entry);
        json_object_remove_member (body, "day");
        json_object_remove_member (body, "minute");
        tw_rota_copies_add (copies, body, k * n_days + (int) tw_json_get_int (entry, "day", 0),
                            (int) tw_json_get_int (entry, "minute", 0));
      }
}

gboolean
tw_rota_apply_template (TwRota *self, const char *template_id, int first_day, int times,
                        TwCopyReport *ret, GError **error)
{
  g_return_val_if_fail (TW_IS_ROTA (self) && template_id != NULL, FALSE);

  TwStore *store = tw_duty_get_store (tw_rota_get_duty (self));
  g_autoptr (TwDoc) doc =
      g_str_has_prefix (template_id, "template:") ? tw_store_get (store, template_id, NULL) : NULL;
  if (doc == NULL)
    return tw_rota_refuse (error, _ ("There is no template “%s”"), template_id);
  if (!tw_rota_is_loaded (self))
    return tw_rota_refuse (error, _ ("The roster is still being loaded: wait a moment"));
  if (first_day < 0 || first_day >= (int) tw_rota_get_frame (self)->days->len)
    return tw_rota_refuse (error, _ ("These days are not all in the roster that is open"));
  if (times < 1 || times > 31)
    return tw_rota_refuse (error, _ ("A template can be repeated 1 to 31 times"));
  const TwRotaSpan *span = tw_rota_get_frame (self)->days->pdata[first_day];
  int n_days = (int) CLAMP (tw_json_get_int (doc->body, "days", 1), 1, 366);
  const char *name = tw_json_get_string (doc->body, "name", template_id);
  g_autofree char *label = g_strdup_printf (_ ("Template “%s” from %s on"), name, span->date);
  g_autoptr (TwEditionContent) content = tw_edition_content_read (store, template_id, error);
  g_autoptr (TwRotaCopies) copies =
      content != NULL
          ? tw_rota_copies_new (self, span->date, n_days * times, "template", label, error)
          : NULL;
  if (copies == NULL)
    return FALSE;
  add_shifts (copies, content, n_days, times);
  return tw_rota_copies_write (copies, "template.apply", ret, error);
}
