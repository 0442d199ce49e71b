// SPDX-License-Identifier: Apache-2.0
/* tidewatchctl roster export: rosters as files for other programs and for paper. */
#include "config.h"

#include "tools/ctl-roster-plan.h"

#include "duty/roster/tw-rota-export.h"
#include "duty/tw-duty-forecast.h"
#include "duty/tw-street-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum { FORMAT_CSV, FORMAT_ICS, FORMAT_PDF, FORMAT_MPS, N_FORMATS } Format;
static const char *const formats[N_FORMATS] = { "csv", "ics", "pdf", "mps" };

typedef struct {
  Format format;
  char *date, *person, *out;
  int hours;
  gboolean published;
  TwRotaPrintOptions print;

  TwDuty *duty;
  TwStore *store; /* of duty */
  TwStreet *street;
  TwOutlook *outlook;
  TwRotaFrame *frame;
  GPtrArray *shifts, *cancelled, *told;
  int index; /* of the person, -1: all */
  guint n_files, n_pages;
} Job;

static void
job_clear (Job *self)
{
  g_clear_pointer (&self->cancelled, g_ptr_array_unref);
  g_clear_pointer (&self->told, g_ptr_array_unref);
  g_clear_pointer (&self->shifts, g_ptr_array_unref);
  g_clear_pointer (&self->frame, tw_rota_frame_unref);
  g_clear_pointer (&self->outlook, tw_outlook_unref);
  g_clear_pointer (&self->street, tw_street_unref);
  g_clear_object (&self->duty);
  g_free (self->date);
  g_free (self->person);
  g_free (self->out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* --- reading ---------------------------------------------------------------------------------- */

/* Local midnight of @date, or of today. */
static gboolean
find_begin (Job *self, gint64 *ret_us, GError **error)
{
  TwLocalTime local;
  gint64 t_us = tw_duty_now_us (self->duty);

  if (self->date != NULL && !tw_time_parse (self->date, self->street->zone, FALSE, &t_us, error))
    return FALSE;
  tw_time_to_local (t_us, self->street->zone, &local);
  local.hour = local.minute = local.second = 0;
  *ret_us = tw_time_from_local (&local, self->street->zone);
  return TRUE;
}

/* A model needs the demand; paper and lists do without and are quicker. */
static gboolean
read_frame (Job *self, CtlContext *ctl, GError **error)
{
  TwRotaFrameOptions options = { .n_hours = self->hours };

  self->store = tw_duty_get_store (self->duty);
  if (self->format == FORMAT_MPS)
    {
      self->outlook = tw_duty_forecast (self->duty, FALSE, &self->street, ctl->cancellable, error);
      if (self->outlook == NULL)
        return FALSE;
    }
  else
    self->street = tw_street_load (self->store, tw_duty_get_map (self->duty), error);
  if (self->street == NULL || !find_begin (self, &options.from_us, error))
    return FALSE;
  self->frame = tw_rota_frame_new (self->store, self->street, self->outlook,
                                   tw_duty_now_us (self->duty), &options, error);
  return self->frame != NULL;
}

static gboolean
read_shifts (Job *self, GError **error)
{
  self->shifts = self->published ? tw_rota_read_published (self->frame, self->store, error)
                                 : tw_rota_frame_read_shifts (self->frame, self->store, error);
  return self->shifts != NULL;
}

/* --- one person ------------------------------------------------------------------------------- */

static gboolean
find_person (Job *self, GError **error)
{
  int found = -1;

  for (guint i = 0; self->person != NULL && i < self->frame->people->len; i++)
    {
      const TwRotaPerson *person = g_ptr_array_index (self->frame->people, i);

      if (strcmp (person->id, self->person) == 0)
        {
          self->index = (int) i;
          return TRUE;
        }
      if (strcmp (person->name, self->person) != 0)
        continue;
      if (found >= 0)
        {
          g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE,
                       _ ("Several people are called %s: name one by id, like %s"), person->name,
                       person->id);
          return FALSE;
        }
      found = (int) i;
    }
  if (self->person != NULL && found < 0)
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE, _ ("Nobody is called %s"),
                   self->person);
      return FALSE;
    }
  self->index = found;
  return TRUE;
}

static void
keep_person (Job *self)
{
  for (guint i = self->shifts->len; self->index >= 0 && i > 0; i--)
    if (((TwShift *) self->shifts->pdata[i - 1])->person != self->index)
      g_ptr_array_remove_index (self->shifts, i - 1);
}

/* --- writing ---------------------------------------------------------------------------------- */

/* A calendar for each person with shifts: "NAME-END OF ID.ics". */
static gboolean
write_calendars (Job *self, GError **error)
{
  for (guint e = 0; e < self->frame->people->len; e++)
    {
      const TwRotaPerson *person = g_ptr_array_index (self->frame->people, e);
      gsize length = strlen (person->id);
      g_autofree char *name =
          g_strdup_printf ("%s-%s.ics", person->name, person->id + (length > 6 ? length - 6 : 0));
      g_autofree char *path = NULL;
      g_autoptr (GError) local = NULL;

      g_strdelimit (name, "/\\:", '_');
      path = g_build_filename (self->out, name, NULL);
      if (tw_rota_export_ics (self->frame, self->shifts, self->cancelled, self->told, (int) e, path,
                              &local))
        self->n_files++;
      else if (!g_error_matches (local, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
write_ics (Job *self, GError **error)
{
  self->cancelled =
      tw_rota_list_cancelled (self->frame, self->store, self->shifts, self->index, error);
  self->told =
      self->cancelled != NULL ? tw_rota_read_published (self->frame, self->store, error) : NULL;
  if (self->told == NULL)
    return FALSE;
  if (g_file_test (self->out, G_FILE_TEST_IS_DIR) && self->index < 0)
    return write_calendars (self, error);
  self->n_files = 1;
  return tw_rota_export_ics (self->frame, self->shifts, self->cancelled, self->told, self->index,
                             self->out, error);
}

static gboolean
write_pdf (Job *self, GError **error)
{
  g_autoptr (TwRotaPrint) print = NULL;

  self->print.state = self->published ? _ ("Published") : _ ("Draft");
  print = tw_rota_print_new (self->frame, self->shifts, &self->print);
  self->n_pages = (guint) tw_rota_print_get_n_pages (print);
  return tw_rota_print_save_pdf (print, self->out, error);
}

static gboolean
write_files (Job *self, GCancellable *cancellable, GError **error)
{
  self->n_files = 1;
  switch (self->format)
    {
    case FORMAT_ICS:
      self->n_files = 0;
      return write_ics (self, error);
    case FORMAT_PDF:
      return write_pdf (self, error);
    case FORMAT_MPS:
      return tw_rota_export_mps (self->frame, self->shifts, self->out, cancellable, error);
    case FORMAT_CSV:
    default:
      keep_person (self);
      return tw_rota_export_csv (self->frame, self->shifts, self->out, error);
    }
}

static void
print_done (const CtlContext *ctl, const Job *job)
{
  JsonObject *object;

  if (!ctl->json)
    {
      if (job->format == FORMAT_PDF)
        g_print (_ ("%u shifts on %u pages: %s\n"), job->shifts->len, job->n_pages, job->out);
      else
        g_print (_ ("%u shifts in %u files: %s\n"), job->shifts->len, job->n_files, job->out);
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "format", formats[job->format]);
  json_object_set_string_member (object, "out", job->out);
  json_object_set_int_member (object, "shifts", job->shifts->len);
  json_object_set_int_member (object, "files", job->n_files);
  if (job->format == FORMAT_PDF)
    json_object_set_int_member (object, "pages", job->n_pages);
  ctl_print_json (object);
}

/* --- the verb --------------------------------------------------------------------------------- */

static const CtlVerb *
find_verb (void)
{
  const CtlVerb *verb = ctl_roster_verbs;

  while (strcmp (verb->verb, "export") != 0)
    verb++;
  return verb;
}

static gboolean
parse_format (const char *text, Format *ret)
{
  for (int i = 0; text != NULL && i < N_FORMATS; i++)
    if (g_ascii_strcasecmp (text, formats[i]) == 0)
      {
        *ret = (Format) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_paper (const char *text, TwPaper *ret)
{
  *ret = text != NULL && g_ascii_strcasecmp (text, "a3") == 0 ? TW_PAPER_A3 : TW_PAPER_A4;
  return text == NULL || *ret == TW_PAPER_A3 || g_ascii_strcasecmp (text, "a4") == 0;
}

static int
run (CtlContext *ctl, Job *job)
{
  GError *error = NULL;

  job->duty = ctl_open (ctl, FALSE);
  if (job->duty == NULL)
    return CTL_FAILED;
  if (read_frame (job, ctl, &error) && find_person (job, &error) && read_shifts (job, &error)
      && write_files (job, ctl->cancellable, &error))
    {
      print_done (ctl, job);
      return CTL_DONE;
    }
  if (!g_error_matches (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE))
    return ctl_fail (error);
  ctl_fail (error);
  return CTL_USAGE;
}

int
ctl_roster_export (CtlContext *ctl, int argc, char **argv)
{
  g_autofree char *format = NULL, *paper = NULL;
  g_auto (Job) job = { .hours = 72, .index = -1 };
  const GOptionEntry options[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("What to write"), "csv|ics|pdf|mps" },
    { "date", 0, 0, G_OPTION_ARG_STRING, &job.date, N_ ("The first day (default today)"), "DATE" },
    { "hours", 0, 0, G_OPTION_ARG_INT, &job.hours, N_ ("How many hours (default 72)"), "N" },
    { "published", 0, 0, G_OPTION_ARG_NONE, &job.published,
      N_ ("What people were told last, not the drafts"), NULL },
    { "person", 0, 0, G_OPTION_ARG_STRING, &job.person, N_ ("One person alone (csv, ics)"),
      "NAME" },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &paper, N_ ("Size of the pages (default a4)"), "a3|a4" },
    { "by-place", 0, 0, G_OPTION_ARG_NONE, &job.print.by_place,
      N_ ("Rows of posts instead of people (pdf)"), NULL },
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &job.out,
      N_ ("Where to write; for ics also a folder: one file a person"), "FILE" },
    { NULL }
  };

  if (!ctl_parse (find_verb (), options, &argc, &argv, 0, 0))
    return CTL_USAGE;
  if (!parse_format (format, &job.format))
    return ctl_usage (_ ("--format must be csv, ics, pdf or mps"));
  if (job.out == NULL)
    return ctl_usage (_ ("--out is missing: where to write the roster"));
  if (!parse_paper (paper, &job.print.paper))
    return ctl_usage (_ ("--paper must be a3 or a4"));
  if (job.person != NULL && job.format != FORMAT_CSV && job.format != FORMAT_ICS)
    return ctl_usage (_ ("--person goes with csv and ics"));
  return run (ctl, &job);
}
