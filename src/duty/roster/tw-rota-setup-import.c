// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-setup-private.h"

#include "base/tw-json.h"
#include "duty/roster/tw-rota-words.h"
#include "duty/tw-doc-log.h"
#include "intake/tw-import-roster.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
tw_setup_import_result_clear (TwSetupImportResult *self)
{
  g_clear_pointer (&self->rejects_path, g_free);
  g_clear_pointer (&self->first_reject, g_free);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
}

/* Whether the document says all that the row says. */
static gboolean
agrees (JsonObject *doc, JsonObject *row)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, row);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autoptr (GString) a = g_string_new (NULL);
      g_autoptr (GString) b = g_string_new (NULL);
      tw_json_canonical_node (json_object_get_member (doc, name), a);
      tw_json_canonical_node (node, b);
      if (!g_string_equal (a, b))
        return FALSE;
    }
  return TRUE;
}

/* What the file does not tell is kept: the pack of a person, the English name of a post. */
static JsonObject *
merge (JsonObject *doc, JsonObject *row)
{
  JsonObject *body = tw_rota_dup_bare_body (doc);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, row);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (body, name, json_node_copy (node));
  return body;
}

static gboolean
put_row (TwDuty *duty, const TwRosterRow *row, gboolean update, TwDocStep *step,
         TwSetupImportResult *ret, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwDoc) doc = tw_store_get (tw_duty_get_store (duty), row->id, &local);

  if (doc == NULL && !g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (doc == NULL)
    {
      tw_doc_step_put (step, row->id, row->name, NULL, json_object_ref (row->body), NULL);
      ret->n_added++;
    }
  else if (agrees (doc->body, row->body))
    ret->n_known++;
  else if (!update)
    {
      ret->n_known++;
      ret->n_differing++;
    }
  else
    {
      tw_doc_step_put (step, row->id, row->name, doc->rev, merge (doc->body, row->body), NULL);
      ret->n_updated++;
    }
  return TRUE;
}

static gboolean
write_rows (TwDuty *duty, TwSetupKind kind, const TwRosterFile *file, const char *base,
            gboolean update, const TwOfficer *actor, TwSetupImportResult *ret, GError **error)
{
  g_autofree char *label = g_strdup_printf (kind == TW_SETUP_PERSON ? _ ("Import of people from %s")
                                                                    : _ ("Import of posts from %s"),
                                            base);
  g_autofree char *action = g_strconcat (tw_setup_kind_key (kind), ".import", NULL);
  g_autoptr (TwDocStep) step = tw_doc_step_new (label);
  GError *local = NULL;

  for (guint i = 0; i < file->rows->len; i++)
    if (!put_row (duty, file->rows->pdata[i], update, step, ret, error))
      return FALSE;
  if (tw_doc_step_get_size (step) == 0)
    return TRUE;
  g_autofree char *detail = g_strdup_printf ("%s: %" G_GINT64_FORMAT " + %" G_GINT64_FORMAT, base,
                                             ret->n_added, ret->n_updated);
  tw_rota_add_audit (step, tw_duty_now_us (duty), actor, action, NULL, detail);
  return tw_duty_write_step (duty, g_steal_pointer (&step), &local)
         || tw_rota_refuse_write (error, local);
}

static void
add_warnings (const TwRosterFile *file, TwSetupImportResult *ret)
{
  ret->warnings = g_ptr_array_new_with_free_func (g_free);
  if (file->ignored->len > 0)
    {
      g_autofree char *names = tw_rota_join_names (file->ignored);
      g_ptr_array_add (ret->warnings,
                       g_strdup_printf (_ ("These columns mean nothing here: %s"), names));
    }
  if (ret->n_differing > 0)
    g_ptr_array_add (ret->warnings,
                     g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                   "%u row tells otherwise what is known already, "
                                                   "which was left as it is",
                                                   "%u rows tell otherwise what is known already, "
                                                   "which was left as it is",
                                                   (gulong) ret->n_differing),
                                      (guint) ret->n_differing));
}

gboolean
tw_duty_import_setup (TwDuty *duty, TwSetupKind kind, const char *path, gboolean update,
                      TwSetupImportResult *ret, GError **error)
{
  g_autoptr (TwOfficer) actor = NULL;
  TwSetupImportResult result = { 0 };

  g_return_val_if_fail (TW_IS_DUTY (duty) && path != NULL, FALSE);
  g_return_val_if_fail (kind == TW_SETUP_PERSON || kind == TW_SETUP_POST, FALSE);
  if (!tw_setup_check_right (duty, kind, &actor, error) || !tw_duty_may_write (duty, error))
    return FALSE;
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (TwRosterFile) file =
      tw_roster_file_read (tw_duty_get_store (duty), tw_setup_kind_key (kind), path,
                           tw_duty_now_us (duty), error);
  if (file == NULL || !write_rows (duty, kind, file, base, update, actor, &result, error))
    return FALSE;
  result.n_rows = file->n_rows;
  result.n_rejected = file->n_rejected;
  result.n_known += file->n_repeated;
  result.rejects_path = g_strdup (file->rejects_path);
  result.first_reject = g_strdup (file->first_reject);
  add_warnings (file, &result);
  *ret = result;
  return TRUE;
}
