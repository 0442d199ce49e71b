// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl tide | post | pack | people: what a roster is made from. */
#include "config.h"

#include "tools/ctl.h"

#include "base/tw-json.h"
#include "duty/roster/tw-rota-publish.h"
#include "duty/roster/tw-rota-setup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum { TIDE_LIST, TIDE_SET, TIDE_REMOVE, POST_LIST, POST_SET, POST_REMOVE, PACK_LIST, PACK_SET };

/* Every option of set, as text; NULL: not given. */
typedef struct {
  char *name, *days, *window, *kinds, *of_kinds, *services, *skill, *place, *community, *service,
      *skills, *pools, *hours, *contract, *windows;
  char *share, *weight, *priority, *per_hour, *heads;
  char **rules;
  gboolean on, off;
} SetArgs;

static void
set_args_clear (SetArgs *args)
{
  char **texts[] = { &args->name,      &args->days,     &args->window,   &args->kinds,
                     &args->of_kinds,  &args->services, &args->skill,    &args->place,
                     &args->community, &args->service,  &args->skills,   &args->pools,
                     &args->hours,     &args->contract, &args->windows,  &args->share,
                     &args->weight,    &args->priority, &args->per_hour, &args->heads };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  g_clear_pointer (&args->rules, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SetArgs, set_args_clear)

/* --- listing ---------------------------------------------------------------------------------- */

static void
print_item (CtlContext *ctl, TwDuty *duty, TwSetupKind kind, const TwSetupItem *item,
            JsonArray *array)
{
  g_autofree char *summary = tw_setup_dup_summary (kind, item->body);
  g_autoptr (GPtrArray) doubts = tw_duty_judge_setup (duty, kind, item->id, item->body);
  JsonObject *object = json_object_new ();
  JsonArray *said = json_array_new ();

  json_object_set_string_member (object, "id", item->id);
  json_object_set_string_member (object, "name", item->name);
  json_object_set_string_member (object, "summary", summary);
  json_object_set_object_member (object, "body", tw_setup_dup_body (item));
  for (guint i = 0; i < doubts->len; i++)
    json_array_add_string_element (said, doubts->pdata[i]);
  json_object_set_array_member (object, "warnings", said);
  json_array_add_object_element (array, object);
  if (ctl->json)
    return;
  g_print ("%s  %s%s\n    %s\n", item->id, item->name,
           tw_json_get_bool (item->body, "active", TRUE) ? "" : _ (" (off)"), summary);
  for (guint i = 0; i < doubts->len; i++)
    g_print ("    ! %s\n", (char *) doubts->pdata[i]);
}

static int
run_list (CtlContext *ctl, const CtlVerb *verb, TwSetupKind kind, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autoptr (GPtrArray) items = NULL;
  GError *error = NULL;
  JsonArray *array;
  JsonObject *object;

  if (!ctl_parse (verb, NULL, &argc, &argv, 0, 0))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  items = tw_duty_list_setup (duty, kind, &error);
  if (items == NULL)
    return ctl_fail (error);
  array = json_array_new ();
  for (guint i = 0; i < items->len; i++)
    print_item (ctl, duty, kind, items->pdata[i], array);
  object = json_object_new ();
  json_object_set_array_member (object, "items", array);
  if (ctl->json)
    ctl_print_json (object);
  else
    json_object_unref (object);
  return CTL_DONE;
}

/* --- changing --------------------------------------------------------------------------------- */

static gboolean
wrong (GError **error, const char *option, const char *text)
{
  g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE, _ ("%s cannot be “%s”"), option, text);
  return FALSE;
}

static gboolean
set_number (JsonObject *body, const char *member, const char *option, const char *text,
            double factor, gboolean whole, GError **error)
{
  char *end = NULL;
  double value = text != NULL ? g_ascii_strtod (text, &end) : 0;

  if (text == NULL)
    return TRUE;
  if (end == text || (*end != '\0' && strcmp (end, "%") != 0))
    return wrong (error, option, text);
  if (whole)
    json_object_set_int_member (body, member, (gint64) value);
  else
    json_object_set_double_member (body, member, value * factor);
  return TRUE;
}

static void
set_text (JsonObject *body, const char *member, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (body, member, text);
  else if (text != NULL)
    json_object_remove_member (body, member);
}

/* "week=40h", "run=5", "day=none", "rest=law". */
static gboolean
set_rule (JsonObject *body, const char *text, GError **error)
{
  const char *value = strchr (text, '=');
  char *end = NULL;

  for (int rule = 0; value != NULL && rule < TW_ROSTER_N_RULES; rule++)
    {
      const char *key = tw_rota_rule_key (rule);
      if (strlen (key) != (gsize) (value - text) || strncmp (key, text, strlen (key)) != 0)
        continue;
      double number = g_ascii_strtod (value + 1, &end);
      int limit = tw_setup_rule_is_days (rule) ? (int) number : (int) (number * 60 + 0.5);
      if (strcmp (value + 1, "law") == 0)
        tw_setup_set_limit (body, rule, NULL);
      else if (strcmp (value + 1, "none") == 0)
        tw_setup_set_limit (body, rule, &(int){ TW_ROSTER_NO_LIMIT });
      else if (end != value + 1 && (*end == '\0' || strcmp (end, "h") == 0) && number >= 0
               && number <= 1000)
        tw_setup_set_limit (body, rule, &limit);
      else
        return wrong (error, "--rule", text);
      return TRUE;
    }
  g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE,
               _ ("--rule “%s” is not known; write RULE=HOURS, RULE=none or RULE=law with one of: "
                  "day, week, average_day, overtime_day, overtime_special, overtime_month, "
                  "rest_days, rest, run"),
               text);
  return FALSE;
}

static gboolean
fill (TwSetupKind kind, JsonObject *body, const SetArgs *args, GError **error)
{
  const struct {
    const char *member, *text;
  } lists[] = { { "kinds", args->kinds },
                { "of_kinds", args->of_kinds },
                { "services", args->services },
                { "skills", args->skills },
                { "pools", args->pools } };

  set_text (body, "name", args->name);
  set_text (body, "skill", args->skill);
  set_text (body, "place", args->place);
  set_text (body, "community", args->community);
  set_text (body, "service", args->service);
  set_text (body, "contract", args->contract);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (lists[i].text != NULL)
      tw_setup_set_words (body, lists[i].member, lists[i].text);
  if (args->on || args->off)
    json_object_set_boolean_member (body, "active", args->on);
  for (guint i = 0; args->rules != NULL && args->rules[i] != NULL; i++)
    if (!set_rule (body, args->rules[i], error))
      return FALSE;
  return (args->days == NULL || tw_setup_set_weekdays (body, args->days, error))
         && (args->window == NULL || tw_setup_set_window (body, args->window, error))
         && (args->hours == NULL || tw_setup_set_hours (body, "hours", args->hours, error))
         && (args->windows == NULL || tw_setup_set_hours (body, "windows", args->windows, error))
         && set_number (body, "share", "--share", args->share, 0.01, FALSE, error)
         && set_number (body, "weight", "--weight", args->weight, 1, FALSE, error)
         && set_number (body, "priority", "--priority", args->priority, 1, TRUE, error)
         && set_number (body, "per_hour", "--per-hour", args->per_hour, 1, FALSE, error)
         && set_number (body, "min_heads", "--heads", args->heads, 1, TRUE, error);
}

static int
say_done (CtlContext *ctl, TwDuty *duty, TwSetupKind kind, const char *id, JsonObject *body)
{
  TwSetupItem item = { .id = (char *) id,
                       .name = (char *) tw_json_get_string (body, "name", id),
                       .body = body };
  g_autoptr (JsonArray) array = json_array_new ();

  print_item (ctl, duty, kind, &item, array);
  if (ctl->json)
    ctl_print_json (json_object_ref (json_array_get_object_element (array, 0)));
  return CTL_DONE;
}

/* Changes the one of that name, or makes it. */
static int
set_one (CtlContext *ctl, TwSetupKind kind, const char *name, const SetArgs *args)
{
  g_autoptr (TwDuty) duty = ctl_open (ctl, FALSE);
  g_autoptr (TwSetupItem) item = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;

  if (duty == NULL)
    return CTL_FAILED;
  item = tw_duty_find_setup (duty, kind, name, &local);
  if (item == NULL && (strchr (name, ':') != NULL || kind == TW_SETUP_PACK))
    return ctl_fail (g_steal_pointer (&local));
  g_autoptr (JsonObject) body =
      item != NULL ? tw_setup_dup_body (item) : tw_setup_new_body (kind, name);
  if (!fill (kind, body, args, &error)
      || !tw_duty_put_setup (duty, kind, item != NULL ? item->id : NULL,
                             item != NULL ? item->rev : NULL, json_object_ref (body), &id, &error))
    return ctl_fail (error);
  return say_done (ctl, duty, kind, id, body);
}

static int
run_set (CtlContext *ctl, const CtlVerb *verb, TwSetupKind kind, const GOptionEntry *entries,
         SetArgs *args, int argc, char **argv)
{
  if (!ctl_parse (verb, entries, &argc, &argv, 1, 1))
    return CTL_USAGE;
  if (args->on && args->off)
    return ctl_usage (_ ("--on and --off exclude each other"));
  return set_one (ctl, kind, argv[1], args);
}

static int
run_remove (CtlContext *ctl, const CtlVerb *verb, TwSetupKind kind, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  g_autoptr (TwSetupItem) item = NULL;
  GError *error = NULL;

  if (!ctl_parse (verb, NULL, &argc, &argv, 1, 1))
    return CTL_USAGE;
  duty = ctl_open (ctl, FALSE);
  if (duty == NULL)
    return CTL_FAILED;
  item = tw_duty_find_setup (duty, kind, argv[1], &error);
  if (item == NULL || !tw_duty_remove_setup (duty, kind, item, &error))
    return ctl_fail (error);
  if (!ctl->json)
    g_print (_ ("Removed: %s\n"), item->name);
  return CTL_DONE;
}

/* --- verbs ------------------------------------------------------------------------------------ */

static int
tide_list (CtlContext *ctl, int argc, char **argv)
{
  return run_list (ctl, &ctl_setup_verbs[TIDE_LIST], TW_SETUP_TIDE, argc, argv);
}

static int
tide_set (CtlContext *ctl, int argc, char **argv)
{
  g_auto (SetArgs) args = { 0 };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &args.name, N_ ("A new name"), "TEXT" },
    { "days", 0, 0, G_OPTION_ARG_STRING, &args.days, N_ ("Days it holds on"), "Mon-Fri" },
    { "window", 0, 0, G_OPTION_ARG_STRING, &args.window, N_ ("From when to when"), "07:00-09:00" },
    { "share", 0, 0, G_OPTION_ARG_STRING, &args.share, N_ ("Per cent of those on duty"), "40" },
    { "kinds", 0, 0, G_OPTION_ARG_STRING, &args.kinds, N_ ("Kinds of places"),
      "metro,kindergarten" },
    { "of-kinds", 0, 0, G_OPTION_ARG_STRING, &args.of_kinds,
      N_ ("The share is of those at these kinds of places"), "KINDS" },
    { "services", 0, 0, G_OPTION_ARG_STRING, &args.services, N_ ("Services"), "LIST" },
    { "skill", 0, 0, G_OPTION_ARG_STRING, &args.skill, N_ ("A skill the posts ask for"), "TEXT" },
    { "weight", 0, 0, G_OPTION_ARG_STRING, &args.weight, N_ ("How much it counts"), "6" },
    { "on", 0, 0, G_OPTION_ARG_NONE, &args.on, N_ ("Holds from now on"), NULL },
    { "off", 0, 0, G_OPTION_ARG_NONE, &args.off, N_ ("Is kept and does not hold"), NULL },
    { NULL }
  };

  return run_set (ctl, &ctl_setup_verbs[TIDE_SET], TW_SETUP_TIDE, entries, &args, argc, argv);
}

static int
tide_remove (CtlContext *ctl, int argc, char **argv)
{
  return run_remove (ctl, &ctl_setup_verbs[TIDE_REMOVE], TW_SETUP_TIDE, argc, argv);
}

static int
post_list (CtlContext *ctl, int argc, char **argv)
{
  return run_list (ctl, &ctl_setup_verbs[POST_LIST], TW_SETUP_POST, argc, argv);
}

static int
post_set (CtlContext *ctl, int argc, char **argv)
{
  g_auto (SetArgs) args = { 0 };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &args.name, N_ ("A new name"), "TEXT" },
    { "place", 0, 0, G_OPTION_ARG_STRING, &args.place, N_ ("The place, by id"), "place:ID" },
    { "community", 0, 0, G_OPTION_ARG_STRING, &args.community, N_ ("The community, by id"),
      "place:ID" },
    { "service", 0, 0, G_OPTION_ARG_STRING, &args.service, N_ ("The service it answers"), "KEY" },
    { "skills", 0, 0, G_OPTION_ARG_STRING, &args.skills, N_ ("All of them are needed"), "LIST" },
    { "pools", 0, 0, G_OPTION_ARG_STRING, &args.pools, N_ ("Who may stand there"),
      "community,volunteer" },
    { "priority", 0, 0, G_OPTION_ARG_STRING, &args.priority, N_ ("1 (first) to 5"), "N" },
    { "per-hour", 0, 0, G_OPTION_ARG_STRING, &args.per_hour,
      N_ ("Requests that one person answers in an hour"), "N" },
    { "heads", 0, 0, G_OPTION_ARG_STRING, &args.heads, N_ ("How many at least"), "N" },
    { "hours", 0, 0, G_OPTION_ARG_STRING, &args.hours, N_ ("When it is open"),
      "\"Mon-Fri 09:00-17:00\"" },
    { "on", 0, 0, G_OPTION_ARG_NONE, &args.on, N_ ("Is open from now on"), NULL },
    { "off", 0, 0, G_OPTION_ARG_NONE, &args.off, N_ ("Is kept and closed"), NULL },
    { NULL }
  };

  return run_set (ctl, &ctl_setup_verbs[POST_SET], TW_SETUP_POST, entries, &args, argc, argv);
}

static int
post_remove (CtlContext *ctl, int argc, char **argv)
{
  return run_remove (ctl, &ctl_setup_verbs[POST_REMOVE], TW_SETUP_POST, argc, argv);
}

static int
pack_list (CtlContext *ctl, int argc, char **argv)
{
  return run_list (ctl, &ctl_setup_verbs[PACK_LIST], TW_SETUP_PACK, argc, argv);
}

static int
pack_set (CtlContext *ctl, int argc, char **argv)
{
  g_auto (SetArgs) args = { 0 };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &args.name, N_ ("A new name"), "TEXT" },
    { "contract", 0, 0, G_OPTION_ARG_STRING, &args.contract,
      N_ ("full_time, part_time or volunteer"), "CONTRACT" },
    { "rule", 0, 0, G_OPTION_ARG_STRING_ARRAY, &args.rules,
      N_ ("A limit in hours or days, none, or law; may be given again"), "RULE=LIMIT" },
    { "windows", 0, 0, G_OPTION_ARG_STRING, &args.windows, N_ ("When they agreed to come"),
      "HOURS" },
    { NULL }
  };

  return run_set (ctl, &ctl_setup_verbs[PACK_SET], TW_SETUP_PACK, entries, &args, argc, argv);
}

const CtlVerb ctl_setup_verbs[] = {
  [TIDE_LIST] = { "tide", "list", "", N_ ("List the tide rules and what is odd about them"),
                  tide_list },
  [TIDE_SET] = { "tide", "set", "NAME [--window 07:00-09:00] [--share 40] ...",
                 N_ ("Change a tide rule, or make it"), tide_set },
  [TIDE_REMOVE] = { "tide", "remove", "NAME", N_ ("Remove a tide rule"), tide_remove },
  [POST_LIST] = { "post", "list", "", N_ ("List the posts and what is odd about them"), post_list },
  [POST_SET] = { "post", "set", "NAME [--hours HOURS] [--skills LIST] ...",
                 N_ ("Change a post, or make it"), post_set },
  [POST_REMOVE] = { "post", "remove", "NAME", N_ ("Remove a post that no shift needs"),
                    post_remove },
  [PACK_LIST] = { "pack", "list", "", N_ ("List the rule packs with their limits"), pack_list },
  [PACK_SET] = { "pack", "set", "POOL --rule RULE=LIMIT ...",
                 N_ ("Change the limits of a rule pack"), pack_set },
  { NULL },
};

/* --- import people, import posts -------------------------------------------------------------- */

static void
print_import (CtlContext *ctl, const char *path, const TwSetupImportResult *result)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "rows", result->n_rows);
  json_object_set_int_member (object, "added", result->n_added);
  json_object_set_int_member (object, "updated", result->n_updated);
  json_object_set_int_member (object, "known", result->n_known);
  json_object_set_int_member (object, "rejected", result->n_rejected);
  if (result->rejects_path != NULL)
    json_object_set_string_member (object, "rejects", result->rejects_path);
  if (ctl->json)
    {
      ctl_print_json (object);
      return;
    }
  json_object_unref (object);
  g_print (_ ("%s: %d rows: %d added, %d updated, %d known already, %d rejected\n"), path,
           (int) result->n_rows, (int) result->n_added, (int) result->n_updated,
           (int) result->n_known, (int) result->n_rejected);
  for (guint i = 0; i < result->warnings->len; i++)
    g_printerr (_ ("Note: %s\n"), (char *) result->warnings->pdata[i]);
  if (result->rejects_path != NULL)
    g_printerr (_ ("Rejected rows with their reasons: %s\n"), result->rejects_path);
  if (result->first_reject != NULL)
    g_printerr (_ ("The first: %s\n"), result->first_reject);
}

int
ctl_import_setup (CtlContext *ctl, const CtlVerb *verb, gboolean people, int argc, char **argv)
{
  g_autoptr (TwDuty) duty = NULL;
  TwSetupImportResult result = { 0 };
  gboolean update = FALSE;
  GError *error = NULL;
  int code;
  const GOptionEntry entries[] = { { "update", 0, 0, G_OPTION_ARG_NONE, &update,
                                     N_ ("Take over what the file tells otherwise"), NULL },
                                   { NULL } };

  if (!ctl_parse (verb, entries, &argc, &argv, 1, 1))
    return CTL_USAGE;
  duty = ctl_open (ctl, TRUE);
  if (duty == NULL)
    return CTL_FAILED;
  if (!tw_duty_import_setup (duty, people ? TW_SETUP_PERSON : TW_SETUP_POST, argv[1], update,
                             &result, &error))
    return ctl_fail (error);
  print_import (ctl, argv[1], &result);
  code = result.n_rows > 0 && result.n_rejected == result.n_rows ? CTL_FAILED : CTL_DONE;
  tw_setup_import_result_clear (&result);
  return code;
}
