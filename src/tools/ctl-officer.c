// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl officer list | add | use. */
#include "config.h"

#include "tools/ctl-roster-desk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct {
  TwRights right;
  const char *word;
} rights[] = {
  { TW_RIGHT_PLAN, "plan" },
  { TW_RIGHT_APPROVE, "approve" },
  { TW_RIGHT_OVERRIDE, "override" },
};

static char *
dup_rights (TwRights given)
{
  GString *text = g_string_new (NULL);

  for (guint r = 0; r < G_N_ELEMENTS (rights); r++)
    if (given & rights[r].right)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", rights[r].word);
  return g_string_free (text, FALSE);
}

static gboolean
parse_rights (const char *text, TwRights *ret)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  TwRights found = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint r = 0;
      while (r < G_N_ELEMENTS (rights) && strcmp (g_strstrip (words[i]), rights[r].word) != 0)
        r++;
      if (r == G_N_ELEMENTS (rights))
        return FALSE;
      found |= rights[r].right;
    }
  *ret = found;
  return TRUE;
}

static void
add_officer (JsonArray *array, const TwOfficer *officer, const char *given, gboolean here)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", officer->id);
  json_object_set_string_member (object, "name", officer->name);
  json_object_set_string_member (object, "rights", given);
  json_object_set_boolean_member (object, "here", here);
  json_array_add_object_element (array, object);
}

static int
officer_list (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  GError *error = NULL;

  if (!ctl_desk_parse (&desk, "officer", "list", NULL, &argc, &argv, 0, 0))
    return CTL_USAGE;
  g_autoptr (GPtrArray) officers =
      ctl_desk_open (&desk, &error) ? tw_duty_list_officers (desk.duty, &error) : NULL;
  if (officers == NULL)
    return ctl_fail (error);
  g_autoptr (TwOfficer) actor = tw_duty_dup_actor (desk.duty);
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < officers->len; i++)
    {
      const TwOfficer *officer = officers->pdata[i];
      gboolean here = strcmp (officer->id, actor->id) == 0;
      g_autofree char *given = dup_rights (officer->rights);
      add_officer (array, officer, given, here);
      if (!ctl->json)
        g_print ("%s %s  %s  %s\n", here ? "*" : " ", officer->id, officer->name, given);
    }
  json_object_set_array_member (object, "officers", array);
  if (ctl->json)
    ctl_print_json (object);
  else
    json_object_unref (object);
  return CTL_DONE;
}

static int
officer_add (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  g_autofree char *words = NULL, *id = NULL;
  TwRights given = TW_RIGHT_PLAN;
  GError *error = NULL;
  const GOptionEntry more[] = { { "rights", 0, 0, G_OPTION_ARG_STRING, &words,
                                  N_ ("What the officer may do (default plan)"),
                                  "plan,approve,override" },
                                { NULL } };

  if (!ctl_desk_parse (&desk, "officer", "add", more, &argc, &argv, 1, 1))
    return CTL_USAGE;
  if (words != NULL && !parse_rights (words, &given))
    return ctl_usage (_ ("--rights is a list of: plan, approve, override"));
  gboolean done =
      ctl_desk_open (&desk, &error) && tw_duty_add_officer (desk.duty, argv[1], given, &id, &error);
  return ctl_desk_end (&desk, done, error, id);
}

static int
officer_use (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  GError *error = NULL;

  if (!ctl_desk_parse (&desk, "officer", "use", NULL, &argc, &argv, 1, 1))
    return CTL_USAGE;
  g_free (desk.as);
  desk.as = g_strdup (argv[1]);
  gboolean done = ctl_desk_open (&desk, &error);
  desk.seated = desk.seated && !done; /* stays */
  g_autofree char *said = g_strdup_printf (_ ("%s sits at this console now"), argv[1]);
  return ctl_desk_end (&desk, done, error, said);
}

const CtlVerb ctl_officer_verbs[] = {
  { "officer", "list", "", N_ ("Who may plan, approve and override; * sits here"), officer_list },
  { "officer", "add", "NAME [--rights plan,approve,override]", N_ ("Make an officer known"),
    officer_add },
  { "officer", "use", "OFFICER", N_ ("Say who sits at this console"), officer_use },
  { NULL },
};
