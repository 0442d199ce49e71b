// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-csv-source.h"

#include "base/tw-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define NO_CONVERTER ((GIConv) -1)
#define BAD_BYTE '\xff'

/* Files that call themselves GB2312 or GBK are read as GB18030, which contains both: they rarely
 * keep to the small character set they name. */
static const char *
canonical_encoding (const char *name)
{
  static const struct {
    const char *alias, *name;
  } aliases[] = {
    { "utf8", "UTF-8" },          { "gbk", "GB18030" },           { "gb2312", "GB18030" },
    { "gb18030", "GB18030" },     { "cp936", "GB18030" },         { "utf16le", "UTF-16LE" },
    { "utf16be", "UTF-16BE" },    { "cp1252", "WINDOWS-1252" },   { "windows1252", "WINDOWS-1252" },
    { "latin1", "WINDOWS-1252" }, { "iso88591", "WINDOWS-1252" },
  };
  char plain[24];
  gsize n = 0;

  for (const char *p = name; *p != '\0' && n < sizeof plain - 1; p++)
    if (g_ascii_isalnum (*p))
      plain[n++] = g_ascii_tolower (*p);
  plain[n] = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_str_equal (plain, aliases[i].alias))
      return aliases[i].name;
  return g_intern_string (name);
}

static gboolean
set_encoding (TwCsvSource *source, const char *encoding, GError **error)
{
  if (source->converter != NO_CONVERTER)
    g_iconv_close (source->converter);
  source->converter = NO_CONVERTER;
  source->encoding = encoding;
  if (g_str_equal (encoding, "UTF-8"))
    return TRUE;
  source->converter = g_iconv_open ("UTF-8", encoding);
  if (source->converter != NO_CONVERTER)
    return TRUE;
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD, _ ("The encoding “%s” is not known"),
               encoding);
  return FALSE;
}

/* Fills the raw buffer behind what is left in it. */
static gboolean
read_raw (TwCsvSource *source, gsize want, GError **error)
{
  gsize n = 0;

  memmove (source->raw, source->raw + source->raw_pos, source->raw_len - source->raw_pos);
  source->raw_len -= source->raw_pos;
  source->raw_pos = 0;
  want = MIN (want, source->raw_size - source->raw_len);
  if (!g_input_stream_read_all (source->stream, source->raw + source->raw_len, want, &n, NULL,
                                error))
    return FALSE;
  source->raw_len += n;
  source->bytes_read += n;
  source->at_end = n < want;
  return TRUE;
}

gboolean
tw_csv_source_init (TwCsvSource *source, GInputStream *stream, const char *encoding, GError **error)
{
  *source = (TwCsvSource){
    .stream = g_object_ref (stream),
    .raw = g_malloc (TW_CSV_SAMPLE_LEN),
    .raw_size = TW_CSV_SAMPLE_LEN,
    .converter = NO_CONVERTER,
  };
  if (!read_raw (source, TW_CSV_SAMPLE_LEN, error))
    return FALSE;
  if (encoding != NULL)
    return set_encoding (source, canonical_encoding (encoding), error);
  source->is_undecided = tw_csv_is_ascii ((const char *) source->raw, source->raw_len);
  return set_encoding (source,
                       tw_csv_guess_encoding (source->raw, source->raw_len, !source->at_end),
                       error);
}

void
tw_csv_source_clear (TwCsvSource *source)
{
  if (source->converter != NO_CONVERTER)
    g_iconv_close (source->converter);
  g_clear_object (&source->stream);
  g_clear_pointer (&source->raw, g_free);
}

/* Something iconv cannot read stands at the front: one unit of it becomes the mark of a bad byte.
 */
static void
step_over_bad (TwCsvSource *source, char *out, gsize *n_out)
{
  gsize unit = g_str_has_prefix (source->encoding, "UTF-16") ? 2 : 1;

  out[(*n_out)++] = BAD_BYTE;
  source->raw_pos = MIN (source->raw_pos + unit, source->raw_len);
  g_iconv (source->converter, NULL, NULL, NULL, NULL);
}

/* Converts what there is; returns TRUE when more raw bytes are needed to go on. */
static gboolean
convert (TwCsvSource *source, char *out, gsize size, gsize *n_out)
{
  while (source->raw_pos < source->raw_len && *n_out < size)
    {
      char *in = (char *) source->raw + source->raw_pos, *to = out + *n_out;
      gsize in_left = source->raw_len - source->raw_pos, out_left = size - *n_out;
      gsize result = g_iconv (source->converter, &in, &in_left, &to, &out_left);
      int problem = errno;

      source->raw_pos = source->raw_len - in_left;
      *n_out = size - out_left;
      if (result != (gsize) -1)
        continue;
      if (problem == E2BIG || (problem == EINVAL && !source->at_end))
        return problem == EINVAL;
      if (*n_out == size)
        return FALSE;
      step_over_bad (source, out, n_out);
    }
  return source->raw_pos == source->raw_len;
}

static gssize
read_plain (TwCsvSource *source, char *out, gsize size, GError **error)
{
  gsize n = source->raw_len - source->raw_pos;

  if (n > 0)
    {
      n = MIN (n, size);
      memcpy (out, source->raw + source->raw_pos, n);
      source->raw_pos += n;
      return (gssize) n;
    }
  if (source->at_end)
    return 0;
  if (!g_input_stream_read_all (source->stream, out, size, &n, NULL, error))
    return -1;
  source->at_end = n < size;
  source->bytes_read += n;
  return (gssize) n;
}

gssize
tw_csv_source_read (TwCsvSource *source, char *out, gsize size, GError **error)
{
  gsize n_out = 0;

  g_return_val_if_fail (size >= 16, -1);

  if (source->converter == NO_CONVERTER)
    return read_plain (source, out, size, error);
  while (convert (source, out, size, &n_out) && n_out == 0 && !source->at_end)
    if (!read_raw (source, source->raw_size, error))
      return -1;
  return (gssize) n_out;
}

void
tw_csv_source_recode (TwCsvSource *source, const char *bytes, gsize len)
{
  gsize left = source->raw_len - source->raw_pos;
  gsize size = MAX (len + left, TW_CSV_SAMPLE_LEN);
  guint8 *raw = g_malloc (size);

  memcpy (raw, bytes, len);
  memcpy (raw + len, source->raw + source->raw_pos, left);
  g_free (source->raw);
  source->raw = raw;
  source->raw_pos = 0;
  source->raw_len = len + left;
  source->raw_size = size;
  source->is_undecided = FALSE;
  set_encoding (source, tw_csv_guess_encoding (raw, source->raw_len, !source->at_end), NULL);
}
