// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "tools/ctl-roster-desk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const CtlVerb *
find_verb (const char *area, const char *name)
{
  const CtlVerb *verb = strcmp (area, "officer") == 0 ? ctl_officer_verbs : ctl_roster_verbs;

  while (strcmp (verb->verb, name) != 0)
    verb++;
  return verb;
}

GOptionEntry *
ctl_desk_options (CtlDesk *self, const GOptionEntry *more)
{
  const GOptionEntry common[] = {
    { "date", 0, 0, G_OPTION_ARG_STRING, &self->date, N_ ("The first day (default today)"),
      "2026-11-25" },
    { "days", 0, 0, G_OPTION_ARG_INT, &self->days, N_ ("How many days (default 1)"), "N" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &self->as,
      N_ ("The officer who does it, by name or id (default who sits at this console)"), "OFFICER" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &self->reason, N_ ("Why"), "TEXT" },
  };
  GArray *entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  g_array_append_vals (entries, common, G_N_ELEMENTS (common));
  for (; more != NULL && more->long_name != NULL; more++)
    g_array_append_val (entries, *more);
  return (GOptionEntry *) g_array_free (entries, FALSE);
}

gboolean
ctl_desk_parse (CtlDesk *self, const char *area, const char *verb, const GOptionEntry *more,
                int *argc, char ***argv, int min, int max)
{
  self->days = 1;
  g_autofree GOptionEntry *entries = ctl_desk_options (self, more);
  if (!ctl_parse (find_verb (area, verb), entries, argc, argv, min, max))
    return FALSE;
  if (self->days >= 1 && self->days <= 7)
    return TRUE;
  ctl_usage (_ ("--days must be between 1 and 7"));
  return FALSE;
}

/* --- the folder ------------------------------------------------------------------------------ */

static char *
find_officer (CtlDesk *self, GError **error)
{
  g_autoptr (GPtrArray) officers = tw_duty_list_officers (self->duty, error);

  for (guint i = 0; officers != NULL && i < officers->len; i++)
    {
      const TwOfficer *officer = officers->pdata[i];
      if (strcmp (officer->id, self->as) == 0 || strcmp (officer->name, self->as) == 0)
        return g_strdup (officer->id);
    }
  if (officers != NULL)
    g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE,
                 _ ("There is no officer “%s”: “officer list” names all"), self->as);
  return NULL;
}

/* For this call only: who sits here is put back at the end. */
static gboolean
seat (CtlDesk *self, GError **error)
{
  g_autoptr (TwOfficer) before = tw_duty_dup_actor (self->duty);
  g_autofree char *id = find_officer (self, error);

  if (id == NULL || !tw_duty_set_actor (self->duty, id, error))
    return FALSE;
  self->seated = TRUE;
  if (g_str_has_prefix (before->id, "officer:"))
    self->sat = g_strdup (before->id);
  return TRUE;
}

gboolean
ctl_desk_open (CtlDesk *self, GError **error)
{
  self->duty = tw_duty_open (self->ctl->db, FALSE, error);
  return self->duty != NULL && (self->as == NULL || seat (self, error));
}

void
ctl_desk_clear (CtlDesk *self)
{
  if (self->seated)
    tw_duty_set_actor (self->duty, self->sat, NULL);
  g_clear_object (&self->rota);
  if (self->duty != NULL)
    tw_duty_close (self->duty);
  g_clear_object (&self->duty);
  g_free (self->date);
  g_free (self->as);
  g_free (self->reason);
  g_free (self->sat);
}

/* --- the roster ------------------------------------------------------------------------------ */

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_street (TwDuty *duty)
{
  guint tick = g_timeout_add (10, tick_cb, NULL);

  tw_duty_start (duty, FALSE);
  while (!tw_duty_is_loaded (duty))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
find_start (CtlDesk *self, const char *date, gint64 *ret_us, GError **error)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);
  TwLocalTime local;

  if (date == NULL)
    *ret_us = tw_duty_now_us (self->duty);
  else if (!tw_time_parse (date, street->zone, FALSE, ret_us, error))
    return FALSE;
  tw_time_to_local (*ret_us, street->zone, &local);
  local.hour = local.minute = local.second = 0;
  *ret_us = tw_time_from_local (&local, street->zone);
  return TRUE;
}

gboolean
ctl_desk_load (CtlDesk *self, const char *date, GError **error)
{
  TwRotaFrameOptions options = { .n_hours = self->days > 3 ? 168 : 72 };
  g_autoptr (GAsyncResult) result = NULL;

  wait_for_street (self->duty);
  if (!find_start (self, date != NULL ? date : self->date, &options.from_us, error))
    return FALSE;
  self->rota = tw_rota_new (self->duty);
  tw_rota_load_async (self->rota, &options, self->ctl->cancellable, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return tw_rota_load_finish (self->rota, result, error);
}

char *
ctl_desk_dup_time (CtlDesk *self, gint64 t_us)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);
  g_autoptr (GTimeZone) fallback = street == NULL ? tw_zone_new (NULL, NULL) : NULL;
  TwLocalTime local;

  tw_time_to_local (t_us, street != NULL ? street->zone : fallback, &local);
  return g_strdup_printf ("%04d-%02d-%02d %02d:%02d", local.year, local.month, local.day,
                          local.hour, local.minute);
}

int
ctl_desk_end (CtlDesk *self, gboolean done, GError *error, const char *said)
{
  if (!done)
    return ctl_fail (error);
  if (self->ctl->json)
    {
      JsonObject *object = json_object_new ();
      json_object_set_boolean_member (object, "done", TRUE);
      json_object_set_string_member (object, "text", said);
      ctl_print_json (object);
    }
  else
    g_print ("%s\n", said);
  return CTL_DONE;
}
