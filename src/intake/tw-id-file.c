// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-id-file.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct {
  gint64 id;
  guint64 value;
} Entry;

struct _TwIdFile {
  FILE *file;
  Entry *entries; /* mapped; NULL when empty */
  gsize n;
  gint64 last_id;
  gboolean sorted;
};

int
tw_open_scratch (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "scratch-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 _ ("No working file can be made in %s: %s"), dir, g_strerror (errno));
  else
    g_unlink (path);
  return fd;
}

static gboolean
fail_errno (GError **error)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               _ ("The working file of the import failed: %s"), g_strerror (code));
  return FALSE;
}

TwIdFile *
tw_id_file_new (const char *dir, GError **error)
{
  g_autoptr (TwIdFile) self = g_new0 (TwIdFile, 1);
  int fd = tw_open_scratch (dir, error);

  if (fd < 0)
    return NULL;
  self->file = fdopen (fd, "w+");
  self->sorted = TRUE;
  self->last_id = G_MININT64;
  setvbuf (self->file, NULL, _IOFBF, 1 << 18);
  return g_steal_pointer (&self);
}

void
tw_id_file_free (TwIdFile *self)
{
  if (self == NULL)
    return;
  if (self->entries != NULL)
    munmap (self->entries, self->n * sizeof (Entry));
  if (self->file != NULL)
    fclose (self->file);
  g_free (self);
}

gboolean
tw_id_file_append (TwIdFile *self, gint64 id, guint64 value, GError **error)
{
  Entry entry = { id, value };

  g_return_val_if_fail (self->entries == NULL, FALSE);
  if (fwrite (&entry, sizeof entry, 1, self->file) != 1)
    return fail_errno (error);
  self->sorted = self->sorted && id >= self->last_id;
  self->last_id = id;
  self->n++;
  return TRUE;
}

static int
compare_entries (const void *a, const void *b)
{
  const Entry *x = a, *y = b;

  return x->id < y->id ? -1 : x->id > y->id;
}

gboolean
tw_id_file_finish (TwIdFile *self, GError **error)
{
  void *mapped;

  if (fflush (self->file) != 0)
    return fail_errno (error);
  if (self->n == 0)
    return TRUE;
  mapped = mmap (NULL, self->n * sizeof (Entry), PROT_READ | PROT_WRITE, MAP_SHARED,
                 fileno (self->file), 0);
  if (mapped == MAP_FAILED)
    return fail_errno (error);
  self->entries = mapped;
  /* Files of OpenStreetMap come in order; where one does not, the mapping is sorted in place. */
  if (!self->sorted)
    qsort (self->entries, self->n, sizeof (Entry), compare_entries);
  return TRUE;
}

gboolean
tw_id_file_lookup (TwIdFile *self, gint64 id, guint64 *ret_value)
{
  gsize low = 0, high = self->entries != NULL ? self->n : 0;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->entries[middle].id < id)
        low = middle + 1;
      else
        high = middle;
    }
  if (self->entries == NULL || low >= self->n || self->entries[low].id != id)
    return FALSE;
  *ret_value = self->entries[low].value;
  return TRUE;
}

gsize
tw_id_file_get_size (TwIdFile *self)
{
  return self->n;
}
