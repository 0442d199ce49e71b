// SPDX-License-Identifier: Apache-2.0
/*
 * Officers are documents and known on every console; who sits at this one is a fact of the device
 * and never leaves it.
 */
#include "config.h"

#include "duty/roster/tw-rota-publish.h"
#include "duty/roster/tw-rota-words.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "store/tw-query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ACTOR_KEY "roster.officer"

static const struct {
  TwRights right;
  const char *word;
} rights[] = {
  { TW_RIGHT_PLAN, "plan" },
  { TW_RIGHT_APPROVE, "approve" },
  { TW_RIGHT_OVERRIDE, "override" },
};

void
tw_officer_free (TwOfficer *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

static TwRights
parse_rights (JsonArray *array)
{
  TwRights found = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    for (guint r = 0; r < G_N_ELEMENTS (rights); r++)
      if (g_strcmp0 (json_array_get_string_element (array, i), rights[r].word) == 0)
        found |= rights[r].right;
  return found;
}

static TwOfficer *
officer_new (const TwDoc *doc)
{
  TwOfficer *self = g_new0 (TwOfficer, 1);

  self->id = g_strdup (doc->id);
  self->name = g_strdup (tw_json_get_string (doc->body, "name", doc->id));
  self->rights = parse_rights (tw_json_get_array (doc->body, "rights"));
  return self;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const TwOfficer *oa = *(TwOfficer *const *) a, *ob = *(TwOfficer *const *) b;
  int by_name = g_utf8_collate (oa->name, ob->name);

  return by_name != 0 ? by_name : strcmp (oa->id, ob->id);
}

GPtrArray *
tw_duty_list_officers (TwDuty *duty, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);

  g_autoptr (GPtrArray) docs = tw_query_docs_by_type (tw_duty_get_store (duty), "officer", error);
  if (docs == NULL)
    return NULL;
  GPtrArray *officers = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_officer_free);
  for (guint i = 0; i < docs->len; i++)
    g_ptr_array_add (officers, officer_new (docs->pdata[i]));
  g_ptr_array_sort (officers, compare_names);
  return officers;
}

/* Two officers of one name could not be told apart where it matters who approved. */
static gboolean
check_name (TwDuty *duty, const char *name, GError **error)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  g_autoptr (GPtrArray) officers = tw_duty_list_officers (duty, error);

  if (officers == NULL)
    return FALSE;
  for (guint i = 0; i < officers->len; i++)
    {
      g_autofree char *other = g_utf8_casefold (((TwOfficer *) officers->pdata[i])->name, -1);
      if (strcmp (folded, other) == 0)
        return tw_rota_refuse (error,
                               _ ("There is an officer called %s already: add a number or the "
                                  "department to the name"),
                               name);
    }
  return TRUE;
}

static JsonObject *
write_officer (const char *name, TwRights given)
{
  JsonObject *body = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint r = 0; r < G_N_ELEMENTS (rights); r++)
    if (given & rights[r].right)
      json_array_add_string_element (array, rights[r].word);
  json_object_set_string_member (body, "name", name);
  json_object_set_array_member (body, "rights", array);
  return body;
}

gboolean
tw_duty_add_officer (TwDuty *duty, const char *name, TwRights given, char **ret_id, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (duty) && name != NULL, FALSE);

  g_autofree char *stripped =
      g_utf8_validate (name, -1, NULL) ? g_strstrip (g_strdup (name)) : NULL;
  if (stripped == NULL || *stripped == '\0' || strlen (stripped) > 200 || given == 0)
    {
      g_set_error_literal (
          error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE,
          _ ("An officer needs a name of at most 200 bytes and at least one right"));
      return FALSE;
    }
  if (!check_name (duty, stripped, error))
    return FALSE;
  gint64 now_us = tw_duty_now_us (duty);
  g_autofree char *id = tw_id_new ("officer", now_us, NULL);
  g_autofree char *detail = g_strdup_printf ("%s: %u", stripped, (guint) given);
  g_autoptr (TwBatch) batch = tw_batch_new ();
  TwOfficer *actor = tw_duty_dup_actor (duty);
  tw_batch_put (batch, id, NULL, write_officer (stripped, given));
  tw_rota_put_audit (batch, now_us, actor, "officer.add", id, detail);
  tw_officer_free (actor);
  if (!tw_store_put (tw_duty_get_store (duty), g_steal_pointer (&batch), NULL, error))
    return FALSE;
  if (ret_id != NULL)
    *ret_id = g_steal_pointer (&id);
  return TRUE;
}

static TwOfficer *
computer_user_new (void)
{
  TwOfficer *self = g_new0 (TwOfficer, 1);

  self->name = g_utf8_make_valid (g_get_user_name (), -1);
  self->id = g_strconcat ("user:", self->name, NULL);
  self->rights = TW_RIGHT_PLAN;
  return self;
}

TwOfficer *
tw_rota_dup_actor (TwStore *store)
{
  g_autofree char *id = tw_store_dup_meta (store, ACTOR_KEY);
  g_autoptr (TwDoc) doc = id != NULL && *id != '\0' ? tw_store_get (store, id, NULL) : NULL;

  return doc != NULL ? officer_new (doc) : computer_user_new ();
}

TwOfficer *
tw_duty_dup_actor (TwDuty *duty)
{
  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);
  return tw_rota_dup_actor (tw_duty_get_store (duty));
}

gboolean
tw_duty_set_actor (TwDuty *duty, const char *officer_id, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (duty), FALSE);

  TwStore *store = tw_duty_get_store (duty);
  g_autoptr (TwDoc) doc = NULL;
  if (officer_id != NULL && g_str_has_prefix (officer_id, "officer:"))
    doc = tw_store_get (store, officer_id, NULL);
  if (officer_id != NULL && doc == NULL)
    return tw_rota_refuse (error, _ ("There is no officer “%s”: choose one of the list"),
                           officer_id);
  return tw_store_set_meta (store, ACTOR_KEY, officer_id != NULL ? officer_id : "", error);
}
