// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl roster claims | claim | agree | decide | copy-week | template-save |
 * template-apply. */
#include "config.h"

#include "tools/ctl-roster-desk.h"

#include "base/tw-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- claims ---------------------------------------------------------------------------------- */

static const char *const kind_words[] = { "open_shift", "swap", "hand_over" };
static const char *const state_words[] = { "asked", "agreed", "approved", "refused", "withdrawn" };

static JsonObject *
claim_to_json (const TwClaim *claim)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", claim->id);
  json_object_set_string_member (object, "kind", kind_words[claim->kind]);
  json_object_set_string_member (object, "state", state_words[claim->state]);
  json_object_set_string_member (object, "shift", claim->shift);
  json_object_set_string_member (object, "by", claim->by);
  json_object_set_string_member (object, "by_name", claim->by_name);
  json_object_set_string_member (object, "with", claim->with ? claim->with : "");
  json_object_set_string_member (object, "reason", claim->reason ? claim->reason : "");
  return object;
}

static const char *
state_name (TwClaimState state)
{
  const char *const names[] = { _ ("asked"), _ ("agreed"), _ ("approved"), _ ("refused"),
                                _ ("withdrawn") };

  return names[state];
}

static const char *
kind_name (TwClaimKind kind)
{
  const char *const names[] = { _ ("open shift"), _ ("swap"), _ ("hand over") };

  return names[kind];
}

int
ctl_roster_claims (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  gboolean all = FALSE;
  GError *error = NULL;
  const GOptionEntry more[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Also those that were decided"), NULL }, { NULL }
  };

  if (!ctl_desk_parse (&desk, "roster", "claims", more, &argc, &argv, 0, 0))
    return CTL_USAGE;
  g_autoptr (GPtrArray) claims =
      ctl_desk_open (&desk, &error) ? tw_duty_list_claims (desk.duty, !all, &error) : NULL;
  if (claims == NULL)
    return ctl_fail (error);
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < claims->len; i++)
    {
      const TwClaim *claim = claims->pdata[i];
      json_array_add_object_element (array, claim_to_json (claim));
      if (!ctl->json)
        g_print ("%s  %s  %s  %s %s  %s\n", claim->id, kind_name (claim->kind),
                 state_name (claim->state), claim->by_name,
                 claim->with_name != NULL ? claim->with_name : "",
                 claim->reason != NULL ? claim->reason : "");
    }
  json_object_set_array_member (object, "claims", array);
  if (ctl->json)
    ctl_print_json (object);
  else
    json_object_unref (object);
  return CTL_DONE;
}

/* Loads the days around a shift. */
static gboolean
load_shift (CtlDesk *desk, const char *shift_id, GError **error)
{
  g_autoptr (TwDoc) doc = tw_store_get (tw_duty_get_store (desk->duty), shift_id, error);

  if (doc == NULL)
    return FALSE;
  return ctl_desk_load (desk, tw_json_get_string (doc->body, "from", NULL), error);
}

static gboolean
load_claim (CtlDesk *desk, const char *claim_id, GError **error)
{
  g_autoptr (TwDoc) doc = tw_store_get (tw_duty_get_store (desk->duty), claim_id, error);

  /* A shift that is gone is named by the deed itself. */
  return doc != NULL
         && (load_shift (desk, tw_json_get_string (doc->body, "shift", ""), NULL)
             || ctl_desk_load (desk, NULL, error));
}

int
ctl_roster_claim (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  g_autofree char *with = NULL, *other = NULL, *id = NULL;
  GError *error = NULL;
  const GOptionEntry more[] = {
    { "with", 0, 0, G_OPTION_ARG_STRING, &with, N_ ("Who takes the shift over"), "PERSON" },
    { "for", 0, 0, G_OPTION_ARG_STRING, &other, N_ ("The shift given in return"), "SHIFT" },
    { NULL }
  };

  if (!ctl_desk_parse (&desk, "roster", "claim", more, &argc, &argv, 2, 2))
    return CTL_USAGE;
  if (other != NULL && with == NULL)
    return ctl_usage (_ ("--with is missing: whose shift --for is"));
  TwClaimKind kind = other != NULL  ? TW_CLAIM_SWAP
                     : with != NULL ? TW_CLAIM_HAND_OVER
                                    : TW_CLAIM_OPEN_SHIFT;
  gboolean done = ctl_desk_open (&desk, &error) && load_shift (&desk, argv[1], &error)
                  && tw_rota_claim (desk.rota, kind, argv[1], argv[2], with, other, &id, &error);
  return ctl_desk_end (&desk, done, error, id);
}

int
ctl_roster_agree (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  GError *error = NULL;

  if (!ctl_desk_parse (&desk, "roster", "agree", NULL, &argc, &argv, 1, 1))
    return CTL_USAGE;
  gboolean done = ctl_desk_open (&desk, &error) && load_claim (&desk, argv[1], &error)
                  && tw_rota_agree (desk.rota, argv[1], &error);
  return ctl_desk_end (&desk, done, error, _ ("Agreed: a supervisor decides"));
}

int
ctl_roster_decide (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  GError *error = NULL;

  if (!ctl_desk_parse (&desk, "roster", "decide", NULL, &argc, &argv, 2, 2))
    return CTL_USAGE;
  gboolean approved = strcmp (argv[2], "approve") == 0;
  if (!approved && strcmp (argv[2], "refuse") != 0)
    return ctl_usage (_ ("“%s” is neither “approve” nor “refuse”"), argv[2]);
  gboolean done = ctl_desk_open (&desk, &error) && load_claim (&desk, argv[1], &error)
                  && tw_rota_decide (desk.rota, argv[1], approved, desk.reason, &error);
  return ctl_desk_end (&desk, done, error, approved ? _ ("Approved") : _ ("Refused"));
}

/* --- copies ---------------------------------------------------------------------------------- */

static int
end_report (CtlDesk *desk, gboolean done, GError *error, TwCopyReport *report)
{
  int code;

  if (!done || !desk->ctl->json)
    code = ctl_desk_end (desk, done, error, done ? report->text : "");
  else
    {
      JsonObject *object = json_object_new ();
      json_object_set_int_member (object, "copied", report->n_copied);
      json_object_set_int_member (object, "dropped_overrides", report->n_dropped_overrides);
      json_object_set_int_member (object, "conflicts", report->n_conflicts);
      json_object_set_int_member (object, "gone", report->n_gone);
      json_object_set_boolean_member (object, "holiday", report->holiday);
      json_object_set_string_member (object, "text", report->text);
      ctl_print_json (object);
      code = CTL_DONE;
    }
  tw_copy_report_clear (report);
  return code;
}

int
ctl_roster_copy_week (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  gboolean replace = FALSE;
  TwCopyReport report = { 0 };
  gint64 from_us = 0, to_us = 0;
  GError *error = NULL;
  const GOptionEntry more[] = { { "replace", 0, 0, G_OPTION_ARG_NONE, &replace,
                                  N_ ("Take what is there away first"), NULL },
                                { NULL } };

  if (!ctl_desk_parse (&desk, "roster", "copy-week", more, &argc, &argv, 2, 2))
    return CTL_USAGE;
  if (!ctl_desk_open (&desk, &error) || !ctl_desk_load (&desk, argv[2], &error))
    return ctl_fail (error);
  GTimeZone *zone = tw_rota_get_frame (desk.rota)->zone;
  gboolean done = tw_time_parse (argv[1], zone, FALSE, &from_us, &error)
                  && tw_time_parse (argv[2], zone, FALSE, &to_us, &error)
                  && tw_rota_copy_week (desk.rota, from_us, to_us, replace, &report, &error);
  return end_report (&desk, done, error, &report);
}

int
ctl_roster_template_save (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  g_autofree char *id = NULL;
  GError *error = NULL;

  if (!ctl_desk_parse (&desk, "roster", "template-save", NULL, &argc, &argv, 1, 1))
    return CTL_USAGE;
  gboolean done = ctl_desk_open (&desk, &error) && ctl_desk_load (&desk, NULL, &error)
                  && tw_rota_save_template (desk.rota, argv[1], 0, desk.days, &id, &error);
  return ctl_desk_end (&desk, done, error, id);
}

/* By id, or by a name that one template alone has. */
static char *
find_template (CtlDesk *desk, const char *word, GError **error)
{
  g_autoptr (GPtrArray) templates = tw_duty_list_templates (desk->duty, error);
  const TwTemplate *found = NULL;
  guint n = 0;

  for (guint i = 0; templates != NULL && i < templates->len; i++)
    {
      const TwTemplate *kept = templates->pdata[i];
      gboolean fits = strcmp (kept->id, word) == 0 || strcmp (kept->name, word) == 0;
      found = fits ? kept : found;
      n += fits;
    }
  if (n == 1)
    return g_strdup (found->id);
  if (templates != NULL)
    g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE,
                 n == 0 ? _ ("There is no template “%s”")
                        : _ ("More than one template is called “%s”: name it by its id"),
                 word);
  return NULL;
}

int
ctl_roster_template_apply (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  TwCopyReport report = { 0 };
  int times = 1;
  GError *error = NULL;
  const GOptionEntry more[] = { { "times", 0, 0, G_OPTION_ARG_INT, &times,
                                  N_ ("Repeat it so often (default 1)"), "N" },
                                { NULL } };

  if (!ctl_desk_parse (&desk, "roster", "template-apply", more, &argc, &argv, 1, 1))
    return CTL_USAGE;
  g_autofree char *id =
      ctl_desk_open (&desk, &error) ? find_template (&desk, argv[1], &error) : NULL;
  gboolean done = id != NULL && ctl_desk_load (&desk, NULL, &error)
                  && tw_rota_apply_template (desk.rota, id, 0, times, &report, &error);
  return end_report (&desk, done, error, &report);
}
