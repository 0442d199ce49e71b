// SPDX-License-Identifier: Apache-2.0
/*
 * tidewatchctl: every use case without a screen. Verbs are `area verb`; see ctl.h for the frame
 * they share.
 */
#include "config.h"

#include "tools/ctl.h"

#include "base/tw-locale.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const CtlVerb *const tables[] = { ctl_demo_verbs,   ctl_import_verbs, ctl_forecast_verbs,
                                         ctl_roster_verbs, ctl_setup_verbs,  ctl_officer_verbs,
                                         ctl_data_verbs,   ctl_address_verbs };

static gboolean progress_open;

/* --- frame ----------------------------------------------------------------------------------- */

static char *
verb_name (const CtlVerb *verb)
{
  return verb->verb != NULL ? g_strdup_printf ("%s %s", verb->area, verb->verb)
                            : g_strdup (verb->area);
}

int
ctl_fail (GError *error)
{
  if (progress_open)
    g_printerr ("\n");
  progress_open = FALSE;
  g_printerr ("tidewatchctl: %s\n", error->message);
  g_error_free (error);
  return CTL_FAILED;
}

int
ctl_usage (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("tidewatchctl: %s\n", message);
  return CTL_USAGE;
}

gboolean
ctl_parse (const CtlVerb *verb, const GOptionEntry *options, int *argc, char ***argv, int min,
           int max)
{
  g_autofree char *name = verb_name (verb);
  g_autoptr (GOptionContext) context = g_option_context_new (verb->arguments);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, _ (verb->summary));
  if (options != NULL)
    g_option_context_add_main_entries (context, options, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      ctl_usage ("%s: %s", name, error->message);
      return FALSE;
    }
  if (*argc - 1 >= min && *argc - 1 <= max)
    return TRUE;
  ctl_usage (_ ("%s: wrong number of arguments. Usage: tidewatchctl %s %s"), name, name,
             verb->arguments != NULL ? verb->arguments : "");
  return FALSE;
}

void
ctl_progress (double fraction, const char *doing, gpointer user_data)
{
  CtlContext *ctl = user_data;
  static int last = -1;
  int percent = (int) (fraction * 100);

  if (ctl->quiet || percent == last)
    return;
  /* A log gets a line every ten percent, a person a line that moves. */
  if (!isatty (STDERR_FILENO))
    {
      if (percent / 10 != last / 10 || last < 0)
        g_printerr ("%3d %% %s\n", percent, doing != NULL ? doing : "");
    }
  else
    {
      g_printerr ("\r\033[K%3d %% %s", percent, doing != NULL ? doing : "");
      progress_open = TRUE;
    }
  last = percent;
}

void
ctl_progress_end (CtlContext *ctl)
{
  if (progress_open)
    g_printerr ("\r\033[K");
  progress_open = FALSE;
}

void
ctl_print_json (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (node, object);
  text = json_to_string (node, FALSE);
  g_print ("%s\n", text);
}

TwDuty *
ctl_open (CtlContext *ctl, gboolean create)
{
  GError *error = NULL;
  TwDuty *duty = tw_duty_open (ctl->db, create, &error);

  if (duty == NULL)
    ctl_fail (error);
  return duty;
}

/* --- main ------------------------------------------------------------------------------------ */

static void
print_help (FILE *out)
{
  fprintf (out, _ ("Usage: tidewatchctl [--db DIR] [--json] [--quiet] AREA VERB ...\n\n"));
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const CtlVerb *verb = tables[t]; verb->area != NULL; verb++)
      {
        g_autofree char *name = verb_name (verb);
        g_autofree char *call =
            g_strdup_printf ("%s %s", name, verb->arguments != NULL ? verb->arguments : "");

        fprintf (out, "  %-34s %s\n", call, _ (verb->summary));
      }
  fprintf (
      out,
      _ ("\nEach verb answers --help. Exit codes: 0 done, 1 refused or failed, 2 bad usage.\n"));
}

static const CtlVerb *
find_verb (int argc, char **argv, int *ret_words)
{
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const CtlVerb *verb = tables[t]; verb->area != NULL; verb++)
      {
        int words = verb->verb != NULL ? 2 : 1;

        if (argc < 1 + words || strcmp (argv[1], verb->area) != 0
            || (verb->verb != NULL && strcmp (argv[2], verb->verb) != 0))
          continue;
        *ret_words = words;
        return verb;
      }
  return NULL;
}

static gboolean
interrupt_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

/* Verbs block the main thread, so signals are waited for in another. */
static gpointer
signal_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  static const int signums[] = { SIGINT, SIGTERM };

  for (guint i = 0; i < G_N_ELEMENTS (signums); i++)
    {
      GSource *source = g_unix_signal_source_new (signums[i]);

      g_source_set_callback (source, interrupt_cb, data, NULL);
      g_source_attach (source, context);
      g_source_unref (source);
    }
  for (;;)
    g_main_context_iteration (context, TRUE);
  return NULL;
}

static gboolean
parse_global (CtlContext *ctl, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *db = NULL;
  gboolean help = FALSE, version = FALSE;
  const GOptionEntry entries[] = { { "db", 0, 0, G_OPTION_ARG_FILENAME, &db, NULL, NULL },
                                   { "json", 0, 0, G_OPTION_ARG_NONE, &ctl->json, NULL, NULL },
                                   { "quiet", 'q', 0, G_OPTION_ARG_NONE, &ctl->quiet, NULL, NULL },
                                   { "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
                                   { "version", 0, 0, G_OPTION_ARG_NONE, &version, NULL, NULL },
                                   { NULL } };

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      ctl_usage ("%s", error->message);
      return FALSE;
    }
  if (help || version)
    {
      if (help)
        print_help (stdout);
      else
        printf ("tidewatchctl %s\n", TW_VERSION);
      exit (CTL_DONE);
    }
  ctl->db = db != NULL ? g_steal_pointer (&db) : tw_duty_dup_default_dir ();
  return TRUE;
}

int
main (int argc, char **argv)
{
  static CtlContext ctl; /* the signal thread may look at it until the very end */
  const CtlVerb *verb;
  int words = 0;
  int status;

  ctl.cancellable = g_cancellable_new ();
  tw_locale_apply (NULL);
  if (!parse_global (&ctl, &argc, &argv))
    return CTL_USAGE;
  verb = find_verb (argc, argv, &words);
  if (verb == NULL)
    {
      print_help (stderr);
      g_free (ctl.db);
      return CTL_USAGE;
    }
  g_thread_unref (g_thread_new ("signals", signal_thread, ctl.cancellable));
  /* The verb's own words become its argv[0], for GOption's messages. */
  argv += words;
  argc -= words;
  status = verb->run (&ctl, argc, argv);
  g_free (ctl.db);
  return status;
}
