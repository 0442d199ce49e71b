// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-input.h"

#include "base/tw-error.h"

#include "config.h"

#include <glib/gi18n-lib.h>

struct _TwInput {
  char *path;
  GInputStream *file, *stream;
  goffset size;
};

static GInputStream *
open_file (const char *path, goffset *ret_size, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                         G_FILE_QUERY_INFO_NONE, NULL, error);
  GInputStream *stream;

  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   _ ("%s is a folder: name a file in it"), path);
      return NULL;
    }
  /* An import reads its file more than once. */
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                   _ ("%s is no file that can be read twice: save what it holds to a file first"),
                   path);
      return NULL;
    }
  stream = G_INPUT_STREAM (g_file_read (file, NULL, error));
  if (stream != NULL)
    *ret_size = g_file_info_get_size (info);
  return stream;
}

/* Looks at the first bytes and goes back to the start. */
static gboolean
is_gzip (GInputStream *file, gboolean *ret_gzip, GError **error)
{
  guint8 magic[2] = { 0, 0 };
  gsize n;

  if (!g_seekable_can_seek (G_SEEKABLE (file)))
    {
      *ret_gzip = FALSE;
      return TRUE;
    }
  if (!g_input_stream_read_all (file, magic, sizeof magic, &n, NULL, error)
      || !g_seekable_seek (G_SEEKABLE (file), 0, G_SEEK_SET, NULL, error))
    return FALSE;
  *ret_gzip = n == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
  return TRUE;
}

TwInput *
tw_input_open (const char *path, GError **error)
{
  g_autoptr (TwInput) self = g_new0 (TwInput, 1);
  gboolean gzip = FALSE;

  g_return_val_if_fail (path != NULL, NULL);
  self->path = g_strdup (path);
  self->file = open_file (path, &self->size, error);
  if (self->file == NULL || !is_gzip (self->file, &gzip, error))
    return NULL;
  if (gzip)
    {
      g_autoptr (GZlibDecompressor) unpack =
          g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);

      self->stream = g_converter_input_stream_new (self->file, G_CONVERTER (unpack));
    }
  else
    self->stream = g_object_ref (self->file);
  return g_steal_pointer (&self);
}

void
tw_input_free (TwInput *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->stream);
  g_clear_object (&self->file);
  g_free (self->path);
  g_free (self);
}

const char *
tw_input_get_path (TwInput *self)
{
  return self->path;
}

GInputStream *
tw_input_get_stream (TwInput *self)
{
  return self->stream;
}

gssize
tw_input_read (TwInput *self, void *buffer, gsize len, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gssize n = g_input_stream_read (self->stream, buffer, len, cancellable, &local);

  if (n >= 0)
    return n;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
      || g_error_matches (local, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX,
                 _ ("%s is packed, and the packing is damaged or cut off: fetch the file again"),
                 self->path);
  else if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", self->path);
  return -1;
}

double
tw_input_get_fraction (TwInput *self)
{
  if (self->size <= 0)
    return 0;
  return MIN (1.0, g_seekable_tell (G_SEEKABLE (self->file)) / (double) self->size);
}
