// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-csv-private.h"

#include <string.h>

/* The walk over one row of delimited text. It is a state machine that can stop at any byte and go
 * on when there is more: all it keeps is the state, the place and the field being read, and places
 * count from the row's start, so that the buffer may move under it. A CR at the buffer's end waits
 * for the byte behind it. What makes a row is said in tw-csv.c.
 */

static void
end_field (TwCsv *self, gsize end)
{
  self->current.end = (guint32) end;
  if (self->n_found < TW_CSV_MAX_FIELDS)
    self->fields[self->n_found] = self->current;
  self->n_found++;
}

typedef enum { NO_BREAK, BREAK, BREAK_MORE } Break;

/* Whether a row ends at @at, a CR or LF, and how many bytes that takes (or may be stepped over as
 * text). */
static Break
row_break (TwCsv *self, const char *text, gsize at, gsize len, gsize *ret_n)
{
  gsize n = 0;

  while (at + n < len && text[at + n] == '\r')
    n++;
  if (at + n == len && !self->at_end && !self->cr_rows)
    return BREAK_MORE;
  if (at + n < len && text[at + n] == '\n')
    {
      *ret_n = n + 1;
      return BREAK;
    }
  *ret_n = self->cr_rows ? 1 : n;
  return self->cr_rows || at + n == len ? BREAK : NO_BREAK;
}

/* At a delimiter or a line end behind a field whose text ends at @end. */
static gboolean
close_field (TwCsv *self, const char *text, gsize len, gsize end, TwCsvScan *ret_scan)
{
  gsize n = 1;

  if (text[self->at] != self->delimiter)
    {
      Break found = row_break (self, text, self->at, len, &n);

      if (found == BREAK_MORE)
        {
          *ret_scan = SCAN_MORE;
          return TRUE;
        }
      if (found == NO_BREAK)
        {
          self->at += n;
          return FALSE;
        }
      end_field (self, end);
      self->next = self->row + self->at + n;
      *ret_scan = SCAN_ROW;
      return TRUE;
    }
  end_field (self, end);
  self->at++;
  self->state = AT_START;
  return FALSE;
}

static void
start_field (TwCsv *self, const char *text)
{
  self->current = (TwCsvField){ .start = (guint32) self->at };
  if (text[self->at] != '"' || self->delimiter == '"')
    {
      self->state = IN_TEXT;
      return;
    }
  self->at++;
  self->current.start++;
  self->current.is_quoted = TRUE;
  self->has_quotes = TRUE;
  self->state = IN_QUOTES;
}

static void
skip_quoted (TwCsv *self, const char *text, gsize len)
{
  const char *from = text + self->at;
  const char *quote = memchr (from, '"', len - self->at);
  gsize n = quote != NULL ? (gsize) (quote - from) : len - self->at;

  if (memchr (from, '\n', n) != NULL || (self->cr_rows && memchr (from, '\r', n) != NULL))
    self->spans_lines = TRUE;
  self->at += n;
  if (quote == NULL)
    return;
  self->at++;
  self->state = BEHIND_QUOTE;
}

/* The byte behind a quote that may have closed the field. */
static gboolean
judge_quote (TwCsv *self, const char *text, gsize len, TwCsvScan *ret_scan)
{
  char c = text[self->at];

  if (c == '"')
    {
      self->current.is_messy = TRUE;
      self->at++;
      self->state = IN_QUOTES;
      return FALSE;
    }
  if (self->is_special[(guint8) c])
    {
      gsize before = self->at;

      if (close_field (self, text, len, self->at - 1, ret_scan))
        return TRUE;
      if (self->state == AT_START)
        return FALSE;
      self->at = before;
    }
  else if (c != ' ' && self->spans_lines)
    {
      *ret_scan = SCAN_OPEN_QUOTE;
      return TRUE;
    }
  self->current.is_messy = TRUE;
  self->state = IN_TAIL;
  return FALSE;
}

TwCsvScan
tw_csv_scan_row (TwCsv *self)
{
  const char *text = self->buffer + self->row;
  gsize len = self->end - self->row;
  TwCsvScan result;

  while (self->at < len)
    {
      switch (self->state)
        {
        case AT_START:
          start_field (self, text);
          break;
        case IN_TEXT:
        case IN_TAIL:
          while (self->at < len && !self->is_special[(guint8) text[self->at]])
            self->at++;
          if (self->at < len && close_field (self, text, len, self->at, &result))
            return result;
          break;
        case IN_QUOTES:
          skip_quoted (self, text, len);
          break;
        case BEHIND_QUOTE:
          if (judge_quote (self, text, len, &result))
            return result;
          break;
        default:
          g_assert_not_reached ();
        }
    }
  return SCAN_MORE;
}

/* The file ended within the row. */
TwCsvScan
tw_csv_scan_last_row (TwCsv *self)
{
  if (self->state == IN_QUOTES)
    return SCAN_OPEN_QUOTE;
  if (self->state == AT_START)
    self->current = (TwCsvField){ .start = (guint32) self->at };
  end_field (self, self->state == BEHIND_QUOTE ? self->at - 1 : self->at);
  self->next = self->end;
  return SCAN_ROW;
}

/* Closing quote, doubled quotes and a tail behind it, joined in place. */
static void
unescape (char *text, TwCsvField *field)
{
  guint32 to = field->start, from = field->start, tail;

  for (; from < field->end; from++)
    {
      if (text[from] == '"')
        {
          if (from + 1 >= field->end || text[from + 1] != '"')
            break;
          from++;
        }
      text[to++] = text[from];
    }
  if (from < field->end)
    {
      tail = ++from;
      while (tail < field->end && text[tail] == ' ')
        tail++;
      if (tail < field->end)
        for (; from < field->end; from++)
          text[to++] = text[from];
    }
  field->end = to;
}

void
tw_csv_finish_fields (TwCsv *self)
{
  char *text = self->buffer + self->row;

  for (guint i = 0; i < self->n_found; i++)
    {
      TwCsvField *field = &self->fields[i];

      if (field->is_messy)
        unescape (text, field);
      text[field->end] = '\0';
    }
  self->n_fields = self->n_found;
}
