// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-csv.h"

#include "base/tw-csv-private.h"
#include "base/tw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Reading delimited text row by row
 *
 * The buffer holds the current row from its first byte and whatever was read behind it.
 * tw_csv_scan_row() walks over the row once and only notes where fields begin and end; nothing is
 * changed before the whole row is known to be good. When the buffer runs out the walk stops, more
 * is read behind it, and the walk goes on where it was: places are counted from the row's start, so
 * they survive the move. Only then are fields ended by NUL and doubled quotes joined, in place.
 *
 * That order is what makes recovery possible. A quote that is never closed would swallow the rest
 * of the file; here the row is given up when it reaches 1 MiB, the file's end, or a closing quote
 * with text behind it after a line break (which is the opening quote of a later field). Only its
 * first line is dropped, and reading goes on at the second.
 *
 * A row ends at LF, at CR LF (any number of CR), at the end of the file, or at a bare CR if the
 * file has no LF at all. A quote opens a quoted field only as its first character; elsewhere it is
 * text. Text behind a closing quote on the same line belongs to the field, spaces there are
 * dropped.
 */

#define READ_LEN (64 * 1024)

static gboolean
fill (TwCsv *self, GError **error)
{
  gssize n;

  if (self->row > 0)
    {
      memmove (self->buffer, self->buffer + self->row, self->end - self->row);
      self->end -= self->row;
      self->next -= MIN (self->next, self->row);
      self->row = 0;
    }
  if (self->size < self->end + READ_LEN + 1)
    {
      self->size = MAX (self->size * 2, self->end + READ_LEN + 1);
      self->buffer = g_realloc (self->buffer, self->size);
    }
  n = tw_csv_source_read (&self->source, self->buffer + self->end, READ_LEN, error);
  if (n < 0)
    return FALSE;
  self->end += (gsize) n;
  self->at_end = n == 0;
  return TRUE;
}

static void
set_delimiter (TwCsv *self, char delimiter)
{
  self->delimiter = delimiter;
  self->is_special[(guint8) delimiter] = TRUE;
  self->is_special['\n'] = TRUE;
  self->is_special['\r'] = TRUE;
}

/* Enough text to guess from, and no byte order mark. */
static gboolean
begin (TwCsv *self, char delimiter, GError **error)
{
  gsize n;

  while (self->end < TW_CSV_SAMPLE_LEN && !self->at_end)
    if (!fill (self, error))
      return FALSE;
  if (self->end >= 3 && memcmp (self->buffer, "\xef\xbb\xbf", 3) == 0)
    self->row = self->next = 3;
  n = MIN (self->end - self->row, TW_CSV_SAMPLE_LEN);
  self->cr_rows = tw_csv_guess_cr_rows (self->buffer + self->row, n);
  if (delimiter == 0)
    delimiter = tw_csv_guess_delimiter (self->buffer + self->row, n,
                                        !self->at_end || n < self->end - self->row);
  set_delimiter (self, delimiter);
  return TRUE;
}

TwCsv *
tw_csv_new (GInputStream *stream, const TwCsvOptions *options, GError **error)
{
  g_autoptr (TwCsv) self = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);

  self = g_new0 (TwCsv, 1);
  self->line = 1;
  if (!tw_csv_source_init (&self->source, stream, options != NULL ? options->encoding : NULL, error)
      || !begin (self, options != NULL ? options->delimiter : 0, error))
    return NULL;
  return g_steal_pointer (&self);
}

TwCsv *
tw_csv_open (const char *path, const TwCsvOptions *options, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL ? tw_csv_new (G_INPUT_STREAM (stream), options, error) : NULL;
}

void
tw_csv_free (TwCsv *self)
{
  if (self == NULL)
    return;
  tw_csv_source_clear (&self->source);
  g_free (self->buffer);
  g_free (self);
}

static void
begin_row (TwCsv *self)
{
  self->row = self->next;
  self->line += self->lines;
  self->lines = 0;
  self->n_fields = 0;
  self->state = AT_START;
  self->at = 0;
  self->n_found = 0;
  self->spans_lines = self->has_quotes = FALSE;
}

static guint64
count_lines (const char *text, gsize len, char mark)
{
  const char *end = text + len;
  guint64 n = 0;

  while ((text = memchr (text, mark, (gsize) (end - text))) != NULL)
    {
      n++;
      text++;
    }
  return n;
}

static guint64
count_row_lines (TwCsv *self)
{
  guint64 n = 1;

  if (self->has_quotes)
    n = count_lines (self->buffer + self->row, self->next - self->row, self->cr_rows ? '\r' : '\n');
  return MAX (n, 1);
}

static TwCsvStatus
bad (TwCsv *self, GError **error, TwDataError code, const char *what)
{
  g_set_error (error, TW_DATA_ERROR, code, _ ("Line %lu: %s"), (gulong) self->line, what);
  return TW_CSV_BAD;
}

/* Drops the first line of the row in hand. */
static TwCsvStatus
drop_line (TwCsv *self, GError **error)
{
  const char *text = self->buffer + self->row;
  gsize len = self->end - self->row;
  const char *found = memchr (text, self->cr_rows ? '\r' : '\n', len);

  self->lines = 1;
  self->next = found != NULL ? self->row + (gsize) (found - text) + 1 : self->end;
  self->is_skipping = found == NULL && !self->at_end;
  return bad (self, error, TW_DATA_ERROR_SYNTAX, _ ("a quoted field is not closed"));
}

static TwCsvStatus
drop_long_row (TwCsv *self, gboolean is_whole, GError **error)
{
  if (!is_whole && self->state == IN_QUOTES && self->spans_lines)
    return drop_line (self, error);
  if (!is_whole)
    self->next = self->end;
  self->is_skipping = !is_whole;
  self->lines = count_row_lines (self);
  return bad (self, error, TW_DATA_ERROR_TOO_BIG, _ ("a row longer than 1 MiB"));
}

/* A whole row is scanned: is it text? */
static TwCsvStatus
judge_row (TwCsv *self, GError **error)
{
  const char *text = self->buffer + self->row;
  gsize len = self->next - self->row;

  self->lines = count_row_lines (self);
  if (self->n_found > TW_CSV_MAX_FIELDS)
    return bad (self, error, TW_DATA_ERROR_TOO_BIG, _ ("more than 4,096 fields"));
  if (memchr (text, '\0', len) != NULL)
    return bad (self, error, TW_DATA_ERROR_ENCODING, _ ("a NUL byte"));
  if (!tw_csv_is_ascii (text, len))
    {
      if (!g_utf8_validate_len (text, len, NULL))
        return bad (self, error, TW_DATA_ERROR_ENCODING,
                    _ ("bytes that are no text in the file's encoding"));
      self->source.is_undecided = FALSE;
    }
  tw_csv_finish_fields (self);
  return TW_CSV_ROW;
}

/* The file was plain ASCII so far and turns out not to be UTF-8 in this row: it is read again as
 * what it seems to be. */
static gboolean
recode (TwCsv *self)
{
  gsize len = self->next - self->row;

  if (!self->source.is_undecided || g_utf8_validate_len (self->buffer + self->row, len, NULL)
      || memchr (self->buffer + self->row, '\0', len) != NULL)
    return FALSE;
  tw_csv_source_recode (&self->source, self->buffer + self->row, self->end - self->row);
  self->end = self->next = self->row;
  self->at_end = FALSE;
  self->lines = 0;
  return TRUE;
}

/* After a row that was too long: on to the next line end. FALSE when the stream failed. */
static gboolean
skip_to_line_end (TwCsv *self, GError **error)
{
  while (self->is_skipping)
    {
      const char *text = self->buffer + self->row;
      const char *found = memchr (text, self->cr_rows ? '\r' : '\n', self->end - self->row);

      if (found != NULL)
        self->row = self->next = self->row + (gsize) (found - text) + 1;
      else
        self->row = self->next = self->end;
      self->is_skipping = found == NULL && !self->at_end;
      if (self->is_skipping && !fill (self, error))
        return FALSE;
    }
  return TRUE;
}

/* Scans until the row is whole; FALSE when the stream failed. */
static gboolean
scan_whole_row (TwCsv *self, TwCsvScan *ret_scan, GError **error)
{
  TwCsvScan scan;

  while ((scan = tw_csv_scan_row (self)) == SCAN_MORE && self->at < TW_CSV_MAX_ROW_LEN)
    {
      if (self->at_end)
        {
          *ret_scan = tw_csv_scan_last_row (self);
          return TRUE;
        }
      if (!fill (self, error))
        return FALSE;
    }
  *ret_scan = scan;
  return TRUE;
}

TwCsvStatus
tw_csv_next (TwCsv *self, GError **error)
{
  g_return_val_if_fail (self != NULL, TW_CSV_FAIL);

  for (;;)
    {
      TwCsvScan scan;

      begin_row (self);
      if (!skip_to_line_end (self, error)
          || (self->row == self->end && !self->at_end && !fill (self, error)))
        return TW_CSV_FAIL;
      if (self->row == self->end)
        {
          if (self->at_end)
            return TW_CSV_END;
          continue;
        }
      if (!scan_whole_row (self, &scan, error))
        return TW_CSV_FAIL;
      if (scan == SCAN_OPEN_QUOTE)
        return drop_line (self, error);
      if (scan == SCAN_MORE || self->next - self->row > TW_CSV_MAX_ROW_LEN + 2)
        return drop_long_row (self, scan == SCAN_ROW, error);
      if (recode (self))
        continue;
      if (self->n_found > 1 || self->fields[0].end > self->fields[0].start
          || self->fields[0].is_quoted)
        return judge_row (self, error);
      self->lines = 1;
    }
}

guint
tw_csv_n_fields (TwCsv *self)
{
  return self->n_fields;
}

const char *
tw_csv_field (TwCsv *self, guint i)
{
  return i < self->n_fields ? self->buffer + self->row + self->fields[i].start : "";
}

guint64
tw_csv_line (TwCsv *self)
{
  return self->line;
}

guint64
tw_csv_bytes_read (TwCsv *self)
{
  return self->source.bytes_read;
}

char
tw_csv_delimiter (TwCsv *self)
{
  return self->delimiter;
}

const char *
tw_csv_encoding (TwCsv *self)
{
  return self->source.encoding;
}

void
tw_csv_append_field (GString *out, const char *field)
{
  g_return_if_fail (out != NULL && field != NULL);

  if (strpbrk (field, ",;|\t\"\r\n") == NULL && field[0] != ' ')
    {
      g_string_append (out, field);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *p = field; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}
