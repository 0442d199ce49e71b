// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-setup-private.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "duty/roster/tw-rota-private.h"
#include "duty/roster/tw-rota-words.h"
#include "duty/tw-doc-log.h"
#include "store/tw-query-roster.h"
#include "store/tw-query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct {
  const char *key;
  TwRights right;
  const char *deed, *changed, *removed; /* translatable; the labels of steps */
} kinds[TW_N_SETUPS] = {
  [TW_SETUP_TIDE] = { "tide", TW_RIGHT_APPROVE, N_ ("change tide rules"),
                      N_ ("Change of the tide rule %s"), N_ ("Removal of the tide rule %s") },
  [TW_SETUP_POST] = { "post", TW_RIGHT_PLAN, N_ ("change posts"), N_ ("Change of the post %s"),
                      N_ ("Removal of the post %s") },
  [TW_SETUP_PACK] = { "rulepack", TW_RIGHT_APPROVE, N_ ("change rule packs"),
                      N_ ("Change of the rule pack %s"), N_ ("Removal of the rule pack %s") },
  [TW_SETUP_PERSON] = { "person", TW_RIGHT_PLAN, N_ ("change people"), N_ ("Change of %s"),
                        N_ ("Removal of %s") },
};

const char *
tw_setup_kind_key (TwSetupKind kind)
{
  return kinds[kind].key;
}

gboolean
tw_setup_check_right (TwDuty *duty, TwSetupKind kind, TwOfficer **ret_actor, GError **error)
{
  g_autoptr (TwOfficer) actor = tw_duty_dup_actor (duty);

  if (!tw_rota_check_right (actor, kinds[kind].right, _ (kinds[kind].deed), error))
    return FALSE;
  *ret_actor = g_steal_pointer (&actor);
  return TRUE;
}

/* --- lists ------------------------------------------------------------------------------------ */

void
tw_setup_item_free (TwSetupItem *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->rev);
  g_free (self->name);
  g_clear_pointer (&self->body, json_object_unref);
  g_free (self);
}

static TwSetupItem *
item_new (const TwDoc *doc)
{
  TwSetupItem *self = g_new0 (TwSetupItem, 1);

  self->id = g_strdup (doc->id);
  self->rev = g_strdup (doc->rev);
  self->name = g_strdup (tw_json_get_string (doc->body, "name", doc->id));
  self->body = json_object_ref (doc->body);
  return self;
}

static int
pool_order (const TwSetupItem *item)
{
  for (int pool = 0; pool < TW_N_POOLS; pool++)
    {
      g_autofree char *id = g_strconcat ("rulepack:", tw_pool_key (pool), NULL);
      if (strcmp (id, item->id) == 0)
        return pool;
    }
  return TW_N_POOLS;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const TwSetupItem *x = *(TwSetupItem *const *) a, *y = *(TwSetupItem *const *) b;
  int pools = pool_order (x) - pool_order (y);
  int names = g_utf8_collate (x->name, y->name);

  return pools != 0 ? pools : names != 0 ? names : strcmp (x->id, y->id);
}

/* The packs of the law for pools without a document, so that there is something to edit. */
static void
add_law_packs (GPtrArray *items)
{
  gboolean seen[TW_N_POOLS] = { FALSE };

  for (guint i = 0; i < items->len; i++)
    if (pool_order (items->pdata[i]) < TW_N_POOLS)
      seen[pool_order (items->pdata[i])] = TRUE;
  for (int pool = 0; pool < TW_N_POOLS; pool++)
    if (!seen[pool])
      {
        TwSetupItem *item = g_new0 (TwSetupItem, 1);
        item->id = g_strconcat ("rulepack:", tw_pool_key (pool), NULL);
        item->name = g_strdup (tw_pool_name (pool));
        item->body = tw_setup_new_body (TW_SETUP_PACK, item->name);
        json_object_set_string_member (item->body, "pool", tw_pool_key (pool));
        json_object_set_string_member (item->body, "contract",
                                       pool == TW_POOL_VOLUNTEER   ? "volunteer"
                                       : pool == TW_POOL_FREELANCE ? "part_time"
                                                                   : "full_time");
        g_ptr_array_add (items, item);
      }
}

GPtrArray *
tw_duty_list_setup (TwDuty *duty, TwSetupKind kind, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (duty) && kind < TW_N_SETUPS, NULL);

  g_autoptr (GPtrArray) docs =
      tw_query_docs_by_type (tw_duty_get_store (duty), kinds[kind].key, error);
  if (docs == NULL)
    return NULL;
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_setup_item_free);
  for (guint i = 0; i < docs->len; i++)
    g_ptr_array_add (items, item_new (docs->pdata[i]));
  if (kind == TW_SETUP_PACK)
    add_law_packs (items);
  g_ptr_array_sort (items, compare_items);
  return items;
}

/* Of documents that are no setup themselves; @key: the member that is the id, or NULL. */
static void
add_bare (GPtrArray *items, const TwDoc *doc, const char *key)
{
  TwSetupItem *item = g_new0 (TwSetupItem, 1);

  item->id = g_strdup (key != NULL ? tw_json_get_string (doc->body, key, "") : doc->id);
  item->name = g_strdup (tw_json_get_string (doc->body, "name", doc->id));
  g_ptr_array_add (items, item);
}

GPtrArray *
tw_setup_list_places (TwDuty *duty, const char *also)
{
  TwStore *store = tw_duty_get_store (duty);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_setup_item_free);
  const char *const *place_kinds = tw_setup_place_kinds ();
  gboolean seen = also == NULL;

  for (guint k = 0; place_kinds[k] != NULL; k++)
    {
      g_autoptr (GPtrArray) docs = NULL;
      if (strcmp (place_kinds[k], "building") == 0)
        continue; /* too many to choose from: import names them */
      docs = tw_query_places (store, place_kinds[k], NULL, NULL);
      for (guint i = 0; docs != NULL && i < docs->len; i++)
        {
          seen |= g_strcmp0 (((TwDoc *) docs->pdata[i])->id, also) == 0;
          add_bare (items, docs->pdata[i], NULL);
        }
    }
  g_autoptr (TwDoc) doc = seen ? NULL : tw_store_get (store, also, NULL);
  if (doc != NULL)
    add_bare (items, doc, NULL);
  g_ptr_array_sort (items, compare_items);
  return items;
}

GPtrArray *
tw_setup_list_services (TwDuty *duty)
{
  g_autoptr (GPtrArray) docs = tw_query_docs_by_type (tw_duty_get_store (duty), "service", NULL);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_setup_item_free);

  for (guint i = 0; docs != NULL && i < docs->len; i++)
    add_bare (items, docs->pdata[i], "key");
  g_ptr_array_sort (items, compare_items);
  return items;
}

static gboolean
is_called (const TwSetupItem *item, const char *name)
{
  const char *key = strchr (item->id, ':') + 1;

  return strcmp (item->id, name) == 0 || strcmp (item->name, name) == 0 || strcmp (key, name) == 0
         || g_strcmp0 (tw_json_get_string (item->body, "name_en", NULL), name) == 0;
}

TwSetupItem *
tw_duty_find_setup (TwDuty *duty, TwSetupKind kind, const char *name_or_id, GError **error)
{
  g_autoptr (GPtrArray) items = tw_duty_list_setup (duty, kind, error);
  gint64 found = -1;

  for (guint i = 0; items != NULL && i < items->len; i++)
    if (is_called (items->pdata[i], name_or_id))
      {
        if (found >= 0)
          {
            g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE,
                         _ ("More than one is called “%s”: give the id that the list shows"),
                         name_or_id);
            return NULL;
          }
        found = i;
      }
  if (found >= 0)
    return g_ptr_array_steal_index (items, (guint) found);
  if (items != NULL)
    g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE,
                 _ ("None is called “%s”: the list shows all of them"), name_or_id);
  return NULL;
}

JsonObject *
tw_setup_dup_body (const TwSetupItem *item)
{
  return tw_rota_dup_bare_body (item->body);
}

/* --- writing ---------------------------------------------------------------------------------- */

static gboolean
check_body (TwSetupKind kind, JsonObject *body, GError **error)
{
  const char *name = tw_json_get_string (body, "name", "");
  gint64 from = tw_json_get_int (body, "from_min", 0), to = tw_json_get_int (body, "to_min", 1);

  if (*name == '\0')
    return tw_rota_refuse (error, _ ("It has no name yet: give it one"));
  if (kind == TW_SETUP_TIDE && to <= from)
    return tw_rota_refuse (error,
                           _ ("The window of “%s” ends before it begins: give it a later end"),
                           name);
  if (kind == TW_SETUP_TIDE && to - from > 1440)
    return tw_rota_refuse (error, _ ("The window of “%s” is longer than a day: make it shorter"),
                           name);
  return TRUE;
}

/* A pack of a pool is one document, whoever makes it first. */
static char *
make_id (TwSetupKind kind, JsonObject *body, gint64 now_us)
{
  const char *pool = tw_json_get_string (body, "pool", NULL);

  if (kind == TW_SETUP_PACK && pool != NULL)
    return g_strconcat ("rulepack:", pool, NULL);
  return tw_id_new (kinds[kind].key, now_us, NULL);
}

static gboolean
stands_so (TwDuty *duty, const char *id, const char *rev, JsonObject *body)
{
  g_autoptr (TwDoc) doc = rev != NULL ? tw_store_get (tw_duty_get_store (duty), id, NULL) : NULL;
  g_autoptr (JsonObject) bare = doc != NULL ? tw_rota_dup_bare_body (doc->body) : NULL;
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);

  if (bare == NULL || strcmp (doc->rev, rev) != 0)
    return FALSE;
  tw_json_canonical (bare, a);
  tw_json_canonical (body, b);
  return g_string_equal (a, b);
}

static gboolean
write_step (TwDuty *duty, TwDocStep *step, GError **error)
{
  GError *local = NULL;

  return tw_duty_write_step (duty, step, &local) || tw_rota_refuse_write (error, local);
}

gboolean
tw_duty_put_setup (TwDuty *duty, TwSetupKind kind, const char *id, const char *rev,
                   JsonObject *body, char **ret_id, GError **error)
{
  g_autoptr (JsonObject) taken = body;
  g_autoptr (TwOfficer) actor = NULL;

  g_return_val_if_fail (TW_IS_DUTY (duty) && kind < TW_N_SETUPS && body != NULL, FALSE);
  if (!tw_setup_check_right (duty, kind, &actor, error) || !check_body (kind, body, error))
    return FALSE;
  gint64 now_us = tw_duty_now_us (duty);
  g_autofree char *made = id != NULL ? g_strdup (id) : make_id (kind, body, now_us);
  const char *name = tw_json_get_string (body, "name", made);
  if (!stands_so (duty, made, rev, body))
    {
      g_autofree char *label = g_strdup_printf (_ (kinds[kind].changed), name);
      g_autofree char *action =
          g_strconcat (kinds[kind].key, rev != NULL ? ".change" : ".add", NULL);
      g_autofree char *detail = tw_setup_dup_summary (kind, body);
      g_autofree char *kept = g_strdup (name);
      TwDocStep *step = tw_doc_step_new (label);
      tw_doc_step_put (step, made, kept, rev, g_steal_pointer (&taken), NULL);
      tw_rota_add_audit (step, now_us, actor, action, made, detail);
      if (!write_step (duty, step, error))
        return FALSE;
    }
  if (ret_id != NULL)
    *ret_id = g_steal_pointer (&made);
  return TRUE;
}

/* --- removing --------------------------------------------------------------------------------- */

static gboolean
names (JsonObject *shift, TwSetupKind kind, const char *id)
{
  JsonArray *stretches = tw_json_get_array (shift, "stretches");

  if (kind == TW_SETUP_PERSON)
    return g_strcmp0 (tw_json_get_string (shift, "person", NULL), id) == 0;
  for (guint i = 0; stretches != NULL && i < json_array_get_length (stretches); i++)
    {
      JsonArray *pair = json_array_get_array_element (stretches, i);
      if (pair != NULL && json_array_get_length (pair) > 0
          && g_strcmp0 (json_array_get_string_element (pair, 0), id) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_unused (TwDuty *duty, TwSetupKind kind, const TwSetupItem *item, GError **error)
{
  g_autoptr (GPtrArray) shifts =
      tw_query_shifts (tw_duty_get_store (duty), tw_duty_now_us (duty),
                       tw_duty_now_us (duty) + 366 * TW_US_PER_DAY, error);
  guint n = 0;

  if (shifts == NULL)
    return FALSE;
  for (guint i = 0; i < shifts->len; i++)
    n += names (((TwDoc *) shifts->pdata[i])->body, kind, item->id);
  if (n == 0)
    return TRUE;
  if (kind == TW_SETUP_POST)
    return tw_rota_refuse (error,
                           g_dngettext (GETTEXT_PACKAGE,
                                        "%u shift from now on stands at “%s”: move it first, or "
                                        "close the post instead of removing it",
                                        "%u shifts from now on stand at “%s”: move them first, or "
                                        "close the post instead of removing it",
                                        n),
                           n, item->name);
  return tw_rota_refuse (error,
                         g_dngettext (GETTEXT_PACKAGE,
                                      "%u shift from now on is of %s: give it to somebody else "
                                      "first",
                                      "%u shifts from now on are of %s: give them to somebody else "
                                      "first",
                                      n),
                         n, item->name);
}

gboolean
tw_duty_remove_setup (TwDuty *duty, TwSetupKind kind, const TwSetupItem *item, GError **error)
{
  g_autoptr (TwOfficer) actor = NULL;

  g_return_val_if_fail (TW_IS_DUTY (duty) && kind < TW_N_SETUPS && item != NULL, FALSE);
  if (!tw_setup_check_right (duty, kind, &actor, error))
    return FALSE;
  if (item->rev == NULL)
    return tw_rota_refuse (error,
                           _ ("“%s” is what the law says already: there is nothing to remove"),
                           item->name);
  if ((kind == TW_SETUP_POST || kind == TW_SETUP_PERSON) && !check_unused (duty, kind, item, error))
    return FALSE;
  g_autofree char *label = g_strdup_printf (_ (kinds[kind].removed), item->name);
  g_autofree char *action = g_strconcat (kinds[kind].key, ".remove", NULL);
  TwDocStep *step = tw_doc_step_new (label);
  tw_doc_step_put (step, item->id, item->name, item->rev, NULL, NULL);
  tw_rota_add_audit (step, tw_duty_now_us (duty), actor, action, item->id, item->name);
  return write_step (duty, step, error);
}
