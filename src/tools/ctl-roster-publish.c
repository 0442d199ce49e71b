// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl roster submit | withdraw | approve | send-back | publish | roll-back | editions |
 * notices | acknowledge. */
#include "config.h"

#include "tools/ctl-roster-desk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- states ---------------------------------------------------------------------------------- */

typedef gboolean (*DayFunc) (CtlDesk *desk, GError **error);

static int
run_days (CtlContext *ctl, const char *verb, int argc, char **argv, DayFunc func, const char *said)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  GError *error = NULL;

  if (!ctl_desk_parse (&desk, "roster", verb, NULL, &argc, &argv, 0, 0))
    return CTL_USAGE;
  gboolean done =
      ctl_desk_open (&desk, &error) && ctl_desk_load (&desk, NULL, &error) && func (&desk, &error);
  return ctl_desk_end (&desk, done, error, said);
}

/* --reason is that of all yellow conflicts without one. */
static gboolean
submit (CtlDesk *desk, GError **error)
{
  g_autoptr (GHashTable) reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) open = tw_rota_list_unexplained (desk->rota, 0, desk->days);

  for (guint i = 0; desk->reason != NULL && i < open->len; i++)
    g_hash_table_insert (reasons, g_strdup (((TwRotaConflict *) open->pdata[i])->key),
                         desk->reason);
  return tw_rota_submit (desk->rota, 0, desk->days, reasons, error);
}

int
ctl_roster_submit (CtlContext *ctl, int argc, char **argv)
{
  return run_days (ctl, "submit", argc, argv, submit, _ ("Submitted: another officer approves it"));
}

static gboolean
withdraw (CtlDesk *desk, GError **error)
{
  return tw_rota_withdraw (desk->rota, 0, desk->days, error);
}

int
ctl_roster_withdraw (CtlContext *ctl, int argc, char **argv)
{
  return run_days (ctl, "withdraw", argc, argv, withdraw, _ ("Withdrawn: it is a draft again"));
}

static gboolean
approve (CtlDesk *desk, GError **error)
{
  return tw_rota_approve (desk->rota, 0, desk->days, error);
}

int
ctl_roster_approve (CtlContext *ctl, int argc, char **argv)
{
  return run_days (ctl, "approve", argc, argv, approve, _ ("Approved: it can be published"));
}

static gboolean
send_back (CtlDesk *desk, GError **error)
{
  return tw_rota_send_back (desk->rota, 0, desk->days, desk->reason, error);
}

int
ctl_roster_send_back (CtlContext *ctl, int argc, char **argv)
{
  return run_days (ctl, "send-back", argc, argv, send_back, _ ("Sent back to its planner"));
}

static int
end_notices (CtlDesk *desk, gboolean done, GError *error, guint n_notices)
{
  g_autofree char *said =
      g_strdup_printf (ngettext ("Published: %u notice waits in the outbox",
                                 "Published: %u notices wait in the outbox", n_notices),
                       n_notices);
  return ctl_desk_end (desk, done, error, said);
}

int
ctl_roster_publish (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  GError *error = NULL;
  guint n_notices = 0;

  if (!ctl_desk_parse (&desk, "roster", "publish", NULL, &argc, &argv, 0, 0))
    return CTL_USAGE;
  gboolean done = ctl_desk_open (&desk, &error) && ctl_desk_load (&desk, NULL, &error)
                  && tw_rota_publish (desk.rota, 0, desk.days, &n_notices, &error);
  return end_notices (&desk, done, error, n_notices);
}

int
ctl_roster_roll_back (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  GError *error = NULL;
  guint n_notices = 0;
  gint64 number;

  if (!ctl_desk_parse (&desk, "roster", "roll-back", NULL, &argc, &argv, 1, 1))
    return CTL_USAGE;
  if (!g_ascii_string_to_signed (argv[1], 10, 1, G_MAXINT, &number, NULL))
    return ctl_usage (_ ("“%s” is not the number of an edition"), argv[1]);
  gboolean done = ctl_desk_open (&desk, &error) && ctl_desk_load (&desk, NULL, &error);
  g_autofree char *words =
      done ? tw_rota_describe_roll_back (desk.rota, 0, (int) number, NULL) : NULL;
  if (words != NULL && !ctl->quiet)
    g_printerr ("%s\n", words);
  done = done && tw_rota_roll_back (desk.rota, 0, (int) number, desk.reason, &n_notices, &error);
  return end_notices (&desk, done, error, n_notices);
}

/* --- lists ----------------------------------------------------------------------------------- */

static JsonObject *
edition_to_json (const TwEdition *edition)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", edition->id);
  json_object_set_int_member (object, "number", edition->number);
  json_object_set_string_member (object, "by", edition->by);
  json_object_set_string_member (object, "approver", edition->approver ? edition->approver : "");
  json_object_set_int_member (object, "rolled_back_to", edition->rolled_back_to);
  json_object_set_string_member (object, "reason", edition->reason ? edition->reason : "");
  json_object_set_int_member (object, "shifts", edition->n_shifts);
  json_object_set_int_member (object, "changes", edition->n_changes);
  json_object_set_int_member (object, "notices", edition->n_people);
  return object;
}

static void
print_edition (CtlDesk *desk, const TwEdition *edition)
{
  g_autofree char *at = ctl_desk_dup_time (desk, edition->at_us);

  g_print (_ ("%d  %s  %s  %u shifts, %u changes, %u notices"), edition->number, at, edition->by,
           edition->n_shifts, edition->n_changes, edition->n_people);
  if (edition->rolled_back_to > 0)
    g_print (_ ("  as edition %d: %s"), edition->rolled_back_to,
             edition->reason != NULL ? edition->reason : "");
  g_print ("\n");
}

static void
print_array (const char *name, JsonArray *array)
{
  JsonObject *object = json_object_new ();

  json_object_set_array_member (object, name, array);
  ctl_print_json (object);
}

int
ctl_roster_editions (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  GError *error = NULL;

  if (!ctl_desk_parse (&desk, "roster", "editions", NULL, &argc, &argv, 0, 0))
    return CTL_USAGE;
  if (!ctl_desk_open (&desk, &error))
    return ctl_fail (error);
  g_autofree char *today = ctl_desk_dup_time (&desk, tw_duty_now_us (desk.duty));
  today[10] = '\0';
  g_autoptr (GPtrArray) editions =
      tw_duty_list_editions (desk.duty, desk.date != NULL ? desk.date : today, &error);
  if (editions == NULL)
    return ctl_fail (error);
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < editions->len; i++)
    if (ctl->json)
      json_array_add_object_element (array, edition_to_json (editions->pdata[i]));
    else
      print_edition (&desk, editions->pdata[i]);
  if (ctl->json)
    print_array ("editions", array);
  else
    json_array_unref (array);
  return CTL_DONE;
}

static const char *
state_name (TwNoticeState state)
{
  return state == TW_NOTICE_SEEN   ? _ ("seen")
         : state == TW_NOTICE_SENT ? _ ("sent")
                                   : _ ("waiting");
}

static JsonObject *
notice_to_json (const TwNotice *notice)
{
  static const char *const words[] = { "waiting", "sent", "seen" };
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", notice->id);
  json_object_set_string_member (object, "edition", notice->edition);
  json_object_set_string_member (object, "person", notice->person);
  json_object_set_string_member (object, "name", notice->person_name);
  json_object_set_string_member (object, "state", words[notice->state]);
  json_object_set_string_member (object, "text", notice->text);
  return object;
}

int
ctl_roster_notices (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  gboolean all = FALSE;
  int limit = 100;
  GError *error = NULL;
  const GOptionEntry more[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Also those that were acknowledged"), NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many (default 100)"), "N" },
    { NULL }
  };

  if (!ctl_desk_parse (&desk, "roster", "notices", more, &argc, &argv, 0, 0))
    return CTL_USAGE;
  if (limit < 1)
    return ctl_usage (_ ("--limit must be a positive number"));
  g_autoptr (GPtrArray) notices =
      ctl_desk_open (&desk, &error) ? tw_duty_list_notices (desk.duty, !all, (guint) limit, &error)
                                    : NULL;
  if (notices == NULL)
    return ctl_fail (error);
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < notices->len; i++)
    {
      const TwNotice *notice = notices->pdata[i];
      if (ctl->json)
        json_array_add_object_element (array, notice_to_json (notice));
      else
        g_print ("%s  %s  %s\n%s\n", notice->id, notice->person_name, state_name (notice->state),
                 notice->text);
    }
  if (ctl->json)
    print_array ("notices", array);
  else
    json_array_unref (array);
  return CTL_DONE;
}

int
ctl_roster_acknowledge (CtlContext *ctl, int argc, char **argv)
{
  g_auto (CtlDesk) desk = { .ctl = ctl };
  GError *error = NULL;

  if (!ctl_desk_parse (&desk, "roster", "acknowledge", NULL, &argc, &argv, 1, 1))
    return CTL_USAGE;
  gboolean done = ctl_desk_open (&desk, &error) && tw_duty_acknowledge (desk.duty, argv[1], &error);
  return ctl_desk_end (&desk, done, error, _ ("Acknowledged"));
}
