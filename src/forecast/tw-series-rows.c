// SPDX-License-Identifier: Apache-2.0
/*
 * Reading series files. A row of a public data set holds thousands of cells, far above what a table
 * of records may, so this is a reader of its own: the text is walked once, cell by cell, without
 * copying.
 */
#include "forecast/tw-forecast-bench.h"

#include <math.h>
#include <string.h>

#define MAX_ROWS 2000000
#define MAX_CELLS TW_SERIES_MAX_VALUES
#define MAX_SHOWN 40
/* From so many rows of one value each they are taken for the lines of one series. */
#define MIN_COLUMN 3

typedef struct {
  const char *at, *end;
  char delimiter; /* 0: one cell a line */
  guint64 line;
} Reader;

typedef struct {
  const char *text;
  gsize length;
} Cell;

static void
row_free (gpointer data)
{
  TwSeriesRow *row = data;

  g_free (row->id);
  g_free (row->values);
  g_free (row);
}

/* The commonest delimiter of the first line that holds anything. Among equals the one that is rarer
 * in numbers wins: "1,5;2,3" holds two numbers with decimal commas, one comma more than delimiters.
 */
static char
guess_delimiter (const char *text, const char *end)
{
  static const char delimiters[] = { '\t', '|', ';', ',' };
  gsize best = 0, counts[G_N_ELEMENTS (delimiters)] = { 0 };
  gboolean quoted = FALSE;

  while (text < end && (*text == '\n' || *text == '\r'))
    text++;
  for (; text < end && (quoted || *text != '\n'); text++)
    {
      quoted ^= *text == '"';
      for (gsize i = 0; i < G_N_ELEMENTS (delimiters) && !quoted; i++)
        counts[i] += *text == delimiters[i];
    }
  for (gsize i = 1; i < G_N_ELEMENTS (delimiters); i++)
    if (counts[i] > counts[best] + (counts[best] > 0))
      best = i;
  return counts[best] > 0 ? delimiters[best] : 0;
}

static void
strip (Cell *cell)
{
  while (cell->length > 0 && g_ascii_isspace (cell->text[0]))
    {
      cell->text++;
      cell->length--;
    }
  while (cell->length > 0 && g_ascii_isspace (cell->text[cell->length - 1]))
    cell->length--;
}

/* Takes the next cell; *ret_last when it ends its line. FALSE for a quote that is not closed. */
static gboolean
next_cell (Reader *reader, Cell *ret_cell, gboolean *ret_last)
{
  const char *start = reader->at, *p = start;

  while (p < reader->end && *p == ' ')
    p++;
  if (p < reader->end && *p == '"')
    {
      do
        for (p++; p < reader->end && *p != '"' && *p != '\n'; p++)
          {
          }
      while (p + 1 < reader->end && *p == '"' && p[1] == '"' && (p++, TRUE));
      if (p >= reader->end || *p != '"')
        return FALSE;
      p++;
    }
  while (p < reader->end && *p != '\n' && !(reader->delimiter != 0 && *p == reader->delimiter))
    p++;
  *ret_cell = (Cell){ start, (gsize) (p - start) };
  *ret_last = p >= reader->end || *p == '\n';
  reader->at = p < reader->end ? p + 1 : p;

  strip (ret_cell);
  if (ret_cell->length >= 2 && ret_cell->text[0] == '"'
      && ret_cell->text[ret_cell->length - 1] == '"')
    {
      ret_cell->text++;
      ret_cell->length -= 2;
      strip (ret_cell);
    }
  return TRUE;
}

static gboolean
is_empty (const Cell *cell)
{
  return cell->length == 0 || (cell->length == 2 && g_ascii_strncasecmp (cell->text, "NA", 2) == 0)
         || (cell->length == 3 && g_ascii_strncasecmp (cell->text, "NaN", 3) == 0);
}

typedef enum { NO_NUMBER, NUMBER, TOO_LARGE } Parsed;

static Parsed
parse_number (const Cell *cell, gboolean decimal_comma, double *ret_value)
{
  char buffer[64], *end;

  if (cell->length == 0 || cell->length >= sizeof buffer)
    return NO_NUMBER;
  memcpy (buffer, cell->text, cell->length);
  buffer[cell->length] = '\0';
  if (decimal_comma)
    g_strdelimit (buffer, ",", '.');
  if (strspn (buffer, "0123456789+-.eE") != cell->length)
    return NO_NUMBER;
  double value = g_ascii_strtod (buffer, &end);
  if (*end != '\0')
    return NO_NUMBER;
  if (!(fabs (value) <= TW_SERIES_MAX_MAGNITUDE))
    return TOO_LARGE;
  *ret_value = value;
  return NUMBER;
}

static void
set_cell_error (GError **error, guint64 line, guint column, const Cell *cell, const char *what)
{
  g_autofree char *raw = g_strndup (cell->text, MIN (cell->length, MAX_SHOWN));
  g_autofree char *shown = g_utf8_make_valid (raw, -1);

  g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_SYNTAX,
               "Line %" G_GUINT64_FORMAT ", column %u: %s: \"%s\"", line, column, what, shown);
}

typedef struct {
  GArray *values;
  Cell id;
  guint n_cells;
  gboolean gap;           /* an empty cell after a value */
  gboolean decimal_comma; /* cells are not parted by commas */
  guint gap_column, bad_column, n_texts, n_large, n_counting;
  Cell bad; /* the first cell that is no number */
} Row;

static void
take_value (Row *row, const Cell *cell)
{
  double value;

  if (is_empty (cell))
    {
      if (row->values->len > 0 && !row->gap)
        {
          row->gap = TRUE;
          row->gap_column = row->n_cells;
        }
      return;
    }
  Parsed parsed = parse_number (cell, row->decimal_comma, &value);
  if (parsed != NUMBER)
    {
      row->n_large += parsed == TOO_LARGE;
      if (row->n_texts++ == 0)
        {
          row->bad = *cell;
          row->bad_column = row->n_cells;
        }
      return;
    }
  if (row->gap && row->bad_column == 0)
    {
      row->bad = *cell;
      row->bad_column = row->gap_column;
    }
  g_array_append_val (row->values, value);
  /* 0, 1, 2 or 1, 2, 3 */
  row->n_counting += value == g_array_index (row->values, double, 0) + row->values->len - 1
                     && fabs (value) <= row->values->len;
}

/* Reads one line; FALSE with a syntax error. */
static gboolean
read_row (Reader *reader, Row *row, GError **error)
{
  gboolean last = FALSE;

  g_array_set_size (row->values, 0);
  *row = (Row){ .values = row->values, .decimal_comma = reader->delimiter != ',' };
  while (!last)
    {
      Cell cell;
      if (!next_cell (reader, &cell, &last))
        {
          g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_SYNTAX,
                       "Line %" G_GUINT64_FORMAT ", column %u: a quote is not closed", reader->line,
                       row->n_cells + 1);
          return FALSE;
        }
      row->n_cells++;
      if (row->n_cells == 1 && reader->delimiter != 0)
        row->id = cell;
      else
        take_value (row, &cell);
      if (row->values->len > MAX_CELLS)
        {
          g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_TOO_BIG,
                       "Line %" G_GUINT64_FORMAT ": more than %u values", reader->line, MAX_CELLS);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
is_header (const Row *row)
{
  if (row->n_large > 0)
    return FALSE;
  if (row->values->len == 0)
    return row->n_texts > 0;
  if (row->n_texts > row->values->len)
    return TRUE;

  /* "id,1,2,3": numbers that only count, after a word that names a column */
  static const char *const names[] = {
    "id", "series", "name", "unique_id", "item", "item_id", "row"
  };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (row->id.length == strlen (names[i])
        && g_ascii_strncasecmp (row->id.text, names[i], row->id.length) == 0)
      return row->n_texts == 0 && row->n_counting == row->values->len;
  return FALSE;
}

static gboolean
check_row (const Row *row, guint64 line, GError **error)
{
  if (row->n_texts > 0)
    {
      set_cell_error (error, line, row->bad_column, &row->bad,
                      row->n_large > 0 ? "this number is too large" : "this is no number");
      return FALSE;
    }
  if (row->bad_column > 0)
    {
      set_cell_error (error, line, row->bad_column, &row->bad,
                      "a value is missing between values, before");
      return FALSE;
    }
  if (row->values->len == 0)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INSUFFICIENT,
                   "Line %" G_GUINT64_FORMAT ": the series has no value; at least one is needed",
                   line);
      return FALSE;
    }
  return TRUE;
}

static void
append_series (GPtrArray *series, const Row *row, guint64 line)
{
  TwSeriesRow *out = g_new0 (TwSeriesRow, 1);
  g_autofree char *raw = g_strndup (row->id.text, row->id.length);

  out->id = g_utf8_make_valid (raw, -1);
  out->n_values = row->values->len;
  out->values = g_memdup2 (row->values->data, row->values->len * sizeof (double));
  out->line = line;
  g_ptr_array_add (series, out);
}

/* One number a line. */
static gboolean
append_line (GArray *all, const Row *row, guint64 line, GError **error)
{
  if (row->n_texts > 0)
    return check_row (row, line, error);
  g_array_append_vals (all, row->values->data, row->values->len);
  return TRUE;
}

static gboolean
read_rows (Reader *reader, GPtrArray *series, GArray *all, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  Row row = { .values = values };
  gboolean first = TRUE;

  for (reader->line = 1; reader->at < reader->end; reader->line++)
    {
      if (!read_row (reader, &row, error))
        return FALSE;
      if (row.n_cells == 1 && row.id.length == 0 && row.values->len == 0 && row.n_texts == 0)
        continue; /* an empty line */
      gboolean header = first && is_header (&row);
      first = FALSE;
      if (header)
        continue;
      if (reader->delimiter == 0)
        {
          if (!append_line (all, &row, reader->line, error))
            return FALSE;
          continue;
        }
      if (!check_row (&row, reader->line, error))
        return FALSE;
      append_series (series, &row, reader->line);
      if (series->len > MAX_ROWS)
        {
          g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_TOO_BIG, "More than %d series",
                       MAX_ROWS);
          return FALSE;
        }
    }
  return TRUE;
}

/* "time,value" lines: rows of one value each are one series written downward. */
static void
join_column (GPtrArray *series, GArray *all)
{
  for (guint i = 0; i < series->len; i++)
    if (((const TwSeriesRow *) g_ptr_array_index (series, i))->n_values != 1)
      return;
  if (series->len < MIN_COLUMN)
    return;
  for (guint i = 0; i < series->len; i++)
    g_array_append_vals (all, ((const TwSeriesRow *) g_ptr_array_index (series, i))->values, 1);
  g_ptr_array_set_size (series, 0);
}

GPtrArray *
tw_series_rows_parse (const char *text, gsize length, GError **error)
{
  g_return_val_if_fail (text != NULL || length == 0, NULL);
  g_autoptr (GPtrArray) series = g_ptr_array_new_with_free_func (row_free);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
  Reader reader = { text, text + length, 0, 1 };

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    reader.at += 3;
  reader.delimiter = guess_delimiter (reader.at, reader.end);
  if (!read_rows (&reader, series, all, error))
    return NULL;
  join_column (series, all);
  if (all->len > 0)
    {
      Row row = { .values = all, .id = { "series", 6 } };
      append_series (series, &row, 1);
    }
  if (series->len == 0)
    {
      g_set_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INSUFFICIENT,
                   "The file holds no series; a row with an id and at least one value is needed");
      return NULL;
    }
  return g_steal_pointer (&series);
}
