// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl status, search, check, digest, backup, restore, undo: the data folder itself. */
#include "config.h"

#include "tools/ctl.h"

#include "duty/tw-duty-care.h"
#include "duty/tw-duty-import.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

enum { STATUS, SEARCH, CHECK, DIGEST, BACKUP, RESTORE, UNDO };

/* --- status ---------------------------------------------------------------------------------- */

static int
compare_types (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (a, b);
}

static void
print_status (TwDuty *duty, GHashTable *counts, const TwRequestTotals *totals, const char *reason)
{
  g_autoptr (GList) types = g_list_sort (g_hash_table_get_keys (counts), compare_types);

  g_print (_ ("Data folder %s\n"), tw_duty_get_dir (duty));
  if (reason != NULL)
    g_print (_ ("Read only: %s\n"), reason);
  for (GList *link = types; link != NULL; link = link->next)
    g_print ("  %8" G_GINT64_FORMAT "  %s\n", *(gint64 *) g_hash_table_lookup (counts, link->data),
             (char *) link->data);
  g_print (_ ("  %8" PRId64 "  map features\n"), tw_map_pack_count (tw_duty_get_map (duty), 0));
  if (totals->n_total > 0)
    {
      g_autofree char *first = tw_time_format_rfc3339 (totals->first_us);
      g_autofree char *last = tw_time_format_rfc3339 (totals->last_us);

      g_print (_ ("Requests from %s to %s, %" PRId64 " without a place\n"), first, last,
               totals->n_unplaced);
    }
}

static void
print_status_json (TwDuty *duty, GHashTable *counts, const TwRequestTotals *totals,
                   const char *reason)
{
  JsonObject *object = json_object_new ();
  JsonObject *documents = json_object_new ();
  GHashTableIter iter;
  gpointer type, count;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &type, &count))
    json_object_set_int_member (documents, type, *(gint64 *) count);
  json_object_set_string_member (object, "dir", tw_duty_get_dir (duty));
  json_object_set_object_member (object, "documents", documents);
  json_object_set_int_member (object, "map_features",
                              tw_map_pack_count (tw_duty_get_map (duty), 0));
  json_object_set_int_member (object, "requests", totals->n_total);
  json_object_set_int_member (object, "unplaced", totals->n_unplaced);
  if (totals->n_total > 0)
    {
      g_autofree char *first = tw_time_format_rfc3339 (totals->first_us);
      g_autofree char *last = tw_time_format_rfc3339 (totals->last_us);

      json_object_set_string_member (object, "first", first);
      json_object_set_string_member (object, "last", last);
    }
  if (reason != NULL)
    json_object_set_string_member (object, "read_only", reason);
  ctl_print_json (object);
}

static int
status (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autoptr (GHashTable) counts = NULL;
  g_autofree char *reason = NULL;
  TwRequestTotals totals = { 0 };
  GError *error = NULL;

  if (!ctl_parse (&ctl_data_verbs[STATUS], NULL, &argc, &argv, 0, 0))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  reason = tw_duty_dup_read_only_reason (duty);
  counts = tw_query_type_counts (tw_duty_get_store (duty), &error);
  if (counts == NULL || !tw_query_request_totals (tw_duty_get_store (duty), &totals, &error))
    return ctl_fail (error);
  if (ctl->json)
    print_status_json (duty, counts, &totals, reason);
  else
    print_status (duty, counts, &totals, reason);
  return CTL_DONE;
}

/* --- search ---------------------------------------------------------------------------------- */

static JsonObject *
hit_to_json (const TwHit *hit)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", hit->id);
  json_object_set_string_member (object, "type", hit->type);
  json_object_set_string_member (object, "title", hit->title);
  json_object_set_string_member (object, "subtitle", hit->subtitle);
  if (hit->lat_e7 != TW_E7_NONE)
    {
      json_object_set_double_member (object, "lat", hit->lat_e7 / (double) TW_E7);
      json_object_set_double_member (object, "lon", hit->lon_e7 / (double) TW_E7);
    }
  if (hit->at_us != 0)
    {
      g_autofree char *at = tw_time_format_rfc3339 (hit->at_us);

      json_object_set_string_member (object, "at", at);
    }
  return object;
}

static void
print_hits (CtlContext *ctl, GPtrArray *hits)
{
  JsonObject *object;
  JsonArray *array;

  if (!ctl->json)
    {
      for (guint i = 0; i < hits->len; i++)
        {
          const TwHit *hit = hits->pdata[i];

          g_print ("%-8s %s  %s\n", hit->type, hit->title,
                   hit->subtitle != NULL ? hit->subtitle : "");
        }
      return;
    }
  object = json_object_new ();
  array = json_array_new ();
  for (guint i = 0; i < hits->len; i++)
    json_array_add_object_element (array, hit_to_json (hits->pdata[i]));
  json_object_set_array_member (object, "hits", array);
  ctl_print_json (object);
}

static int
search (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  int limit = 20;
  GError *error = NULL;
  const GOptionEntry options[] = { { "limit", 0, 0, G_OPTION_ARG_INT, &limit,
                                     N_ ("Most hits to list (default 20)"), "N" },
                                   { NULL } };

  if (!ctl_parse (&ctl_data_verbs[SEARCH], options, &argc, &argv, 1, 1))
    return CTL_USAGE;
  if (limit < 1 || limit > 10000)
    return ctl_usage (_ ("--limit must be between 1 and 10000"));
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  hits = tw_duty_search (duty, argv[1], limit, &error);
  if (hits == NULL)
    return ctl_fail (error);
  print_hits (ctl, hits);
  return CTL_DONE;
}

/* --- care ------------------------------------------------------------------------------------ */

static int
check (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  gboolean rebuild = FALSE;
  guint n_released = 0;
  GError *error = NULL;
  const GOptionEntry options[] = { { "rebuild", 0, 0, G_OPTION_ARG_NONE, &rebuild,
                                     N_ ("Fill the query tables anew from the documents first"),
                                     NULL },
                                   { NULL } };

  if (!ctl_parse (&ctl_data_verbs[CHECK], options, &argc, &argv, 0, 0))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  if ((rebuild && !tw_store_rebuild_projections (tw_duty_get_store (duty), &n_released, &error))
      || !tw_store_check (tw_duty_get_store (duty), ctl->cancellable, ctl_progress, ctl, &error))
    return ctl_fail (error);
  ctl_progress_end (ctl);
  if (ctl->json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_boolean_member (object, "sound", TRUE);
      if (rebuild)
        json_object_set_int_member (object, "released", n_released);
      ctl_print_json (object);
      return CTL_DONE;
    }
  if (n_released > 0)
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u document that was held back is good now\n",
                          "%u documents that were held back are good now\n", n_released),
             n_released);
  g_print (_ ("The data folder is sound\n"));
  return CTL_DONE;
}

static int
digest (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autofree char *documents = NULL, *projections = NULL;
  GError *error = NULL;
  JsonObject *object;

  if (!ctl_parse (&ctl_data_verbs[DIGEST], NULL, &argc, &argv, 0, 0))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  documents = tw_store_digest (tw_duty_get_store (duty), &error);
  if (documents != NULL)
    projections = tw_store_projection_digest (tw_duty_get_store (duty), &error);
  if (projections == NULL)
    return ctl_fail (error);
  if (!ctl->json)
    {
      g_print (_ ("documents   %s\nprojections %s\n"), documents, projections);
      return CTL_DONE;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "documents", documents);
  json_object_set_string_member (object, "projections", projections);
  ctl_print_json (object);
  return CTL_DONE;
}

static int
say_done (CtlContext *ctl, const char *member, const char *path, const char *sentence)
{
  ctl_progress_end (ctl);
  if (ctl->json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, member, path);
      ctl_print_json (object);
    }
  else
    g_print ("%s: %s\n", sentence, path);
  return CTL_DONE;
}

static int
backup (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  GError *error = NULL;

  if (!ctl_parse (&ctl_data_verbs[BACKUP], NULL, &argc, &argv, 1, 1))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  if (!tw_store_backup (tw_duty_get_store (duty), argv[1], ctl->cancellable, ctl_progress, ctl,
                        &error))
    return ctl_fail (error);
  return say_done (ctl, "backup", argv[1], _ ("Backed up to"));
}

static int
restore (CtlContext *ctl, int argc, char **argv)
{
  g_autofree char *newest = NULL;
  const char *from;
  GError *error = NULL;

  if (!ctl_parse (&ctl_data_verbs[RESTORE], NULL, &argc, &argv, 0, 1))
    return CTL_USAGE;
  newest = argc > 1 ? NULL : tw_duty_find_backup (ctl->db);
  from = argc > 1 ? argv[1] : newest;
  if (from == NULL)
    return ctl_usage (_ ("restore: %s holds no sound backup; name one"), ctl->db);
  if (!tw_duty_restore_backup (ctl->db, from, &error))
    return ctl_fail (error);
  return say_done (ctl, "restored", from, _ ("Restored from"));
}

/* --- undo ------------------------------------------------------------------------------------ */

static void
print_imports (GPtrArray *imports)
{
  for (guint i = 0; i < imports->len; i++)
    {
      const TwPastImport *import = imports->pdata[i];
      g_autofree char *at = tw_time_format_rfc3339 (import->at_us);

      g_print ("%s  %s  %8" G_GINT64_FORMAT " %s  %s%s\n", import->id, at, import->n_added,
               import->is_map ? _ ("map features") : _ ("requests"), import->file,
               import->undone_us != 0 ? _ (" (taken back)")
               : import->can_undo     ? ""
                                      : _ (" (cannot be taken back)"));
    }
  if (imports->len == 0)
    g_print (_ ("Nothing has been imported\n"));
}

static void
print_imports_json (GPtrArray *imports)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < imports->len; i++)
    {
      const TwPastImport *import = imports->pdata[i];
      g_autofree char *at = tw_time_format_rfc3339 (import->at_us);
      JsonObject *item = json_object_new ();

      json_object_set_string_member (item, "id", import->id);
      json_object_set_string_member (item, "kind", import->is_map ? "map" : "requests");
      json_object_set_string_member (item, "file", import->file);
      json_object_set_string_member (item, "at", at);
      json_object_set_int_member (item, "added", import->n_added);
      json_object_set_boolean_member (item, "undone", import->undone_us != 0);
      json_object_set_boolean_member (item, "can_undo", import->can_undo);
      json_array_add_object_element (array, item);
    }
  json_object_set_array_member (object, "imports", array);
  ctl_print_json (object);
}

/* The id given, or the newest import that can be taken back; NULL without one. */
static const char *
choose_import (GPtrArray *imports, const char *given)
{
  for (guint i = 0; i < imports->len && given == NULL; i++)
    if (((TwPastImport *) imports->pdata[i])->can_undo)
      given = ((TwPastImport *) imports->pdata[i])->id;
  return given;
}

static int
take_back (CtlContext *ctl, TwDuty *duty, const char *id)
{
  GError *error = NULL;
  g_autofree char *said = tw_duty_undo_import (duty, id, ctl->cancellable, &error);

  if (said == NULL)
    return ctl_fail (error);
  if (ctl->json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "undone", id);
      json_object_set_string_member (object, "said", said);
      ctl_print_json (object);
    }
  else
    g_print ("%s: %s\n", id, said);
  return CTL_DONE;
}

static int
undo (CtlContext *ctl, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autoptr (GPtrArray) imports = NULL;
  gboolean list = FALSE;
  const char *id;
  GError *error = NULL;
  const GOptionEntry options[] = { { "list", 0, 0, G_OPTION_ARG_NONE, &list,
                                     N_ ("List the imports, newest first"), NULL },
                                   { NULL } };

  if (!ctl_parse (&ctl_data_verbs[UNDO], options, &argc, &argv, 0, 1))
    return CTL_USAGE;
  if (list && argc > 1)
    return ctl_usage (_ ("undo: --list takes no import"));
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  imports = tw_duty_list_imports (duty, &error);
  if (imports == NULL)
    return ctl_fail (error);
  if (list)
    {
      (ctl->json ? print_imports_json : print_imports) (imports);
      return CTL_DONE;
    }
  id = choose_import (imports, argc > 1 ? argv[1] : NULL);
  if (id == NULL)
    return ctl_fail (g_error_new_literal (TW_DUTY_ERROR, TW_DUTY_ERROR_REFUSED,
                                          _ ("There is nothing to take back")));
  return take_back (ctl, duty, id);
}

const CtlVerb ctl_data_verbs[] = {
  [STATUS] = { "status", NULL, NULL, N_ ("Show what the data folder holds"), status },
  [SEARCH] = { "search", NULL, "TEXT", N_ ("Search names, codes and texts"), search },
  [CHECK] = { "check", NULL, NULL, N_ ("Check the database and its query tables"), check },
  [DIGEST] = { "digest", NULL, NULL, N_ ("Print digests of documents and query tables"), digest },
  [BACKUP] = { "backup", NULL, "DIR",
               N_ ("Copy the databases to a new folder while they are in use"), backup },
  [RESTORE] = { "restore", NULL, "[DIR]",
                N_ ("Put a backup (default: the newest) in place of the databases"), restore },
  [UNDO] = { "undo", NULL, "[IMPORT]",
             N_ ("Take an import (default: the last) back; --list shows them"), undo },
  { NULL },
};
