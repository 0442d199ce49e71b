// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-osm-spool.h"

#include "intake/tw-id-file.h"

#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/*
 * record := head refs roles strings      in the machine's own byte order: the file lives as long as
 * the import head   := id, number of refs, length of roles, number of strings, length of the
 * strings with their ends
 */

typedef struct {
  gint64 id;
  guint32 n_refs, roles_len, n_strings, strings_len;
} Head;

struct _TwOsmSpool {
  FILE *file;
  char *bytes; /* mapped */
  guint64 size;
};

TwOsmRecord *
tw_osm_record_new (void)
{
  TwOsmRecord *record = g_new0 (TwOsmRecord, 1);

  record->refs = g_array_new (FALSE, FALSE, sizeof (gint64));
  record->roles = g_string_new (NULL);
  record->tags = tw_map_tags_new ();
  return record;
}

void
tw_osm_record_free (TwOsmRecord *record)
{
  if (record == NULL)
    return;
  g_array_unref (record->refs);
  g_string_free (record->roles, TRUE);
  g_ptr_array_unref (record->tags);
  g_free (record);
}

void
tw_osm_record_clear (TwOsmRecord *record)
{
  record->id = 0;
  g_array_set_size (record->refs, 0);
  g_string_truncate (record->roles, 0);
  g_ptr_array_set_size (record->tags, 0);
}

TwOsmSpool *
tw_osm_spool_new (const char *dir, GError **error)
{
  TwOsmSpool *self;
  int fd = tw_open_scratch (dir, error);

  if (fd < 0)
    return NULL;
  self = g_new0 (TwOsmSpool, 1);
  self->file = fdopen (fd, "w+");
  setvbuf (self->file, NULL, _IOFBF, 1 << 18);
  return self;
}

void
tw_osm_spool_free (TwOsmSpool *self)
{
  if (self == NULL)
    return;
  if (self->bytes != NULL)
    munmap (self->bytes, self->size);
  if (self->file != NULL)
    fclose (self->file);
  g_free (self);
}

static gboolean
put (TwOsmSpool *self, const void *bytes, gsize len)
{
  self->size += len;
  return len == 0 || fwrite (bytes, len, 1, self->file) == 1;
}

static gboolean
fail_errno (GError **error)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               _ ("The working file of the import failed: %s"), g_strerror (code));
  return FALSE;
}

gboolean
tw_osm_spool_append (TwOsmSpool *self, const TwOsmRecord *record, guint64 *ret_offset,
                     GError **error)
{
  Head head = { record->id, record->refs->len, (guint32) record->roles->len, record->tags->len, 0 };
  guint64 offset = self->size;
  gboolean ok;

  for (guint i = 0; i < record->tags->len; i++)
    head.strings_len += (guint32) strlen (g_ptr_array_index (record->tags, i)) + 1;
  ok = put (self, &head, sizeof head)
       && put (self, record->refs->data, head.n_refs * sizeof (gint64))
       && put (self, record->roles->str, head.roles_len);
  for (guint i = 0; ok && i < record->tags->len; i++)
    ok = put (self, g_ptr_array_index (record->tags, i),
              strlen (g_ptr_array_index (record->tags, i)) + 1);
  if (!ok)
    return fail_errno (error);
  *ret_offset = offset;
  return TRUE;
}

gboolean
tw_osm_spool_finish (TwOsmSpool *self, GError **error)
{
  void *mapped;

  if (fflush (self->file) != 0)
    return fail_errno (error);
  if (self->size == 0)
    return TRUE;
  mapped = mmap (NULL, self->size, PROT_READ, MAP_PRIVATE, fileno (self->file), 0);
  if (mapped == MAP_FAILED)
    return fail_errno (error);
  self->bytes = mapped;
  return TRUE;
}

gboolean
tw_osm_spool_read (TwOsmSpool *self, guint64 *offset, TwOsmRecord *record)
{
  const char *at;
  Head head;

  if (self->bytes == NULL || *offset + sizeof head > self->size)
    return FALSE;
  tw_osm_record_clear (record);
  at = self->bytes + *offset;
  memcpy (&head, at, sizeof head);
  at += sizeof head;
  record->id = head.id;
  g_array_set_size (record->refs, head.n_refs);
  if (head.n_refs > 0)
    memcpy (record->refs->data, at, head.n_refs * sizeof (gint64));
  at += head.n_refs * sizeof (gint64);
  g_string_append_len (record->roles, at, head.roles_len);
  at += head.roles_len;
  for (guint i = 0; i < head.n_strings; i++)
    {
      g_ptr_array_add (record->tags, g_strdup (at));
      at += strlen (at) + 1;
    }
  *offset = (guint64) (at - self->bytes);
  return TRUE;
}

guint64
tw_osm_spool_get_size (TwOsmSpool *self)
{
  return self->size;
}
