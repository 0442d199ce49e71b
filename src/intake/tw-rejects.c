// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-rejects.h"

#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

struct _TwRejects {
  char *dir, *stem, *path;
  char **header; /* borrowed */
  FILE *file;
  GString *line;
};

TwRejects *
tw_rejects_new (const char *data_dir, const char *source_path, gint64 now_us, char **header)
{
  TwRejects *self = g_new0 (TwRejects, 1);
  g_autofree char *base = g_path_get_basename (source_path);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  char *dot = strchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  self->dir = g_build_filename (data_dir, "rejects", NULL);
  self->stem = g_strdup_printf ("%s-%s", base, stamp);
  self->header = header;
  self->line = g_string_new (NULL);
  return self;
}

void
tw_rejects_free (TwRejects *self)
{
  if (self == NULL)
    return;
  if (self->file != NULL)
    fclose (self->file);
  g_free (self->dir);
  g_free (self->stem);
  g_free (self->path);
  g_string_free (self->line, TRUE);
  g_free (self);
}

static gboolean
fail_errno (TwRejects *self, GError **error)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               _ ("The list of rejected rows cannot be written in %s: %s"), self->dir,
               g_strerror (code));
  return FALSE;
}

static gboolean
write_line (TwRejects *self, GError **error)
{
  g_string_append (self->line, "\r\n");
  if (fwrite (self->line->str, self->line->len, 1, self->file) != 1)
    return fail_errno (self, error);
  return TRUE;
}

/* Two imports of one second must not write into one list. */
static FILE *
open_new (TwRejects *self)
{
  for (guint i = 1; i < 1000; i++)
    {
      g_autofree char *suffix = i > 1 ? g_strdup_printf ("-%u", i) : g_strdup ("");
      g_autofree char *name = g_strdup_printf ("%s%s.csv", self->stem, suffix);
      g_autofree char *path = g_build_filename (self->dir, name, NULL);
      FILE *file = g_fopen (path, "wxe");

      if (file != NULL)
        self->path = g_steal_pointer (&path);
      if (file != NULL || errno != EEXIST)
        return file;
    }
  return NULL;
}

static gboolean
open_list (TwRejects *self, GError **error)
{
  if (g_mkdir_with_parents (self->dir, 0700) != 0 || (self->file = open_new (self)) == NULL)
    return fail_errno (self, error);
  g_string_assign (self->line, "line,reason");
  for (guint i = 0; self->header != NULL && self->header[i] != NULL; i++)
    {
      g_string_append_c (self->line, ',');
      tw_csv_append_field (self->line, self->header[i]);
    }
  return write_line (self, error);
}

gboolean
tw_rejects_add (TwRejects *self, guint64 line, const char *reason, TwCsv *csv, GError **error)
{
  guint n = csv != NULL ? tw_csv_n_fields (csv) : 0;

  if (self->file == NULL && !open_list (self, error))
    return FALSE;
  g_string_printf (self->line, "%" G_GUINT64_FORMAT ",", line);
  tw_csv_append_field (self->line, reason);
  for (guint i = 0; i < n; i++)
    {
      g_string_append_c (self->line, ',');
      tw_csv_append_field (self->line, tw_csv_field (csv, i));
    }
  return write_line (self, error);
}

gboolean
tw_rejects_finish (TwRejects *self, GError **error)
{
  return self->file == NULL || fflush (self->file) == 0 || fail_errno (self, error);
}

const char *
tw_rejects_get_path (TwRejects *self)
{
  return self->path;
}
