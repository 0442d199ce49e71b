// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-request-sample.h"

#include "base/tw-error.h"
#include "base/tw-hash.h"
#include "intake/tw-mapping-guess.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* So many rows of a title above a header are looked for. */
#define TITLE_ROWS_MAX 10

void
tw_request_sample_free (TwRequestSample *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->encoding);
  g_strfreev (self->header);
  g_free (self->order);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

static gboolean
fail_kind (const char *path, const char *what, GError **error)
{
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX,
               _ ("%s, line 1: %s. Requests are read from delimited text (CSV)"), path, what);
  return FALSE;
}

/* XML, HTML or JSON by its first characters. @bytes ends in a NUL. */
static gboolean
is_markup (const char *bytes)
{
  if (g_str_has_prefix (bytes, "\xef\xbb\xbf"))
    bytes += 3;
  bytes += strspn (bytes, " \t\r\n");
  if (bytes[0] == '[')
    {
      bytes += 1 + strspn (bytes + 1, " \t\r\n");
      return bytes[0] == '{';
    }
  return bytes[0] == '<' || bytes[0] == '{';
}

/* Files people take for a table by mistake. */
static gboolean
check_magic (const char *path, GError **error)
{
  g_autoptr (TwInput) input = tw_input_open (path, error);
  guint8 bytes[17] = { 0 };
  gssize n;

  if (input == NULL || (n = tw_input_read (input, bytes, sizeof bytes - 1, NULL, error)) < 0)
    return FALSE;
  if (n == 0)
    return fail_kind (path, _ ("the file is empty"), error);
  if (memcmp (bytes, "PK\3\4", 4) == 0 || memcmp (bytes, "\xd0\xcf\x11\xe0", 4) == 0)
    return fail_kind (path, _ ("this is a spreadsheet or an archive: save the sheet as CSV"),
                      error);
  if (is_markup ((const char *) bytes))
    return fail_kind (path, _ ("this is a web page or another structured text, no table"), error);
  if (memcmp (bytes, "%PDF", 4) == 0 || memcmp (bytes, "\x89PNG", 4) == 0
      || memcmp (bytes, "\xff\xd8\xff", 3) == 0
      || memcmp (bytes,
                 "\x7f"
                 "ELF",
                 4)
             == 0)
    return fail_kind (path, _ ("this is no text"), error);
  return TRUE;
}

static gboolean
is_binary (char **cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    for (const char *p = cells[i]; *p != '\0'; p++)
      if ((guchar) *p < 0x20 && strchr ("\t\n\r\f\v\x1a\x1e\x1f", *p) == NULL)
        return TRUE;
  return FALSE;
}

static char **
dup_row (TwCsv *csv)
{
  guint n = tw_csv_n_fields (csv);
  char **cells = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    cells[i] = g_strdup (tw_csv_field (csv, i));
  return cells;
}

static gboolean
collect_rows (TwRequestSample *self, TwCsv *csv, guint n_rows, GError **error)
{
  g_autoptr (GError) bad = NULL;
  guint n_bad = 0, n_binary = 0;

  while (self->rows->len < n_rows && n_bad < n_rows)
    {
      g_autoptr (GError) local = NULL;
      TwCsvStatus status = tw_csv_next (csv, &local);

      if (status == TW_CSV_END)
        break;
      if (status == TW_CSV_FAIL)
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", self->path);
          return FALSE;
        }
      if (status == TW_CSV_BAD)
        {
          n_bad++;
          if (bad == NULL)
            bad = g_steal_pointer (&local);
          continue;
        }
      g_ptr_array_add (self->rows, dup_row (csv));
      n_binary += is_binary (g_ptr_array_index (self->rows, self->rows->len - 1));
    }
  if (self->rows->len > 0 && n_binary * 4 > self->rows->len)
    return fail_kind (self->path, _ ("this is no text"), error);
  if (self->rows->len > 0)
    return TRUE;
  if (bad == NULL)
    return fail_kind (self->path, _ ("the file holds no rows"), error);
  g_propagate_prefixed_error (error, g_steal_pointer (&bad), "%s: ", self->path);
  return FALSE;
}

/* Makes each row at least n_columns long, so that nobody has to ask. */
static void
pad_rows (TwRequestSample *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      char **cells = g_ptr_array_index (self->rows, i);
      guint n = g_strv_length (cells);

      if (n >= self->n_columns)
        continue;
      cells = g_renew (char *, cells, self->n_columns + 1);
      for (; n < self->n_columns; n++)
        cells[n] = g_strdup ("");
      cells[n] = NULL;
      self->rows->pdata[i] = cells;
    }
}

static guint
count_filled (char **cells)
{
  guint n = 0;

  for (guint i = 0; cells[i] != NULL; i++)
    n += cells[i][0] != '\0';
  return n;
}

/* The number of rows above a header: titles and notes fill few of the columns, a header most. 0
 * where there is no such header. */
static guint
count_title_rows (const TwRequestSample *self)
{
  for (guint i = 0; self->n_columns > 1 && i + 1 < MIN (self->rows->len, TITLE_ROWS_MAX + 1); i++)
    {
      g_autoptr (GPtrArray) rest = g_ptr_array_new ();

      if (count_filled (g_ptr_array_index (self->rows, i)) * 2 <= self->n_columns)
        continue;
      if (i == 0)
        return 0;
      g_ptr_array_add (rest, self->rows->pdata[i]);
      g_ptr_array_add (rest, self->rows->pdata[i + 1]);
      return tw_mapping_guess_header (rest, self->n_columns) ? i : 0;
    }
  return 0;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer header)
{
  return strcmp (((char **) header)[*(const guint *) a], ((char **) header)[*(const guint *) b]);
}

/* Files of one source may hold their columns in another order from one month to the next. */
static void
settle_order (TwRequestSample *self)
{
  g_autofree guint *order = g_new (guint, MAX (self->n_columns, 1));

  for (guint i = 0; i < self->n_columns; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) self->n_columns, sizeof *order, compare_names, self->header);
  for (guint i = 1; i < self->n_columns; i++)
    if (compare_names (&order[i - 1], &order[i], self->header) == 0)
      return;
  self->order = g_steal_pointer (&order);
}

static void
settle_header (TwRequestSample *self, TwHeaderMode mode)
{
  for (guint i = 0; i < self->rows->len; i++)
    self->n_columns = MAX (self->n_columns, g_strv_length (g_ptr_array_index (self->rows, i)));
  pad_rows (self);
  if (mode == TW_HEADER_AUTO && (self->n_title_rows = count_title_rows (self)) > 0)
    g_ptr_array_remove_range (self->rows, 0, self->n_title_rows);
  self->has_header = mode == TW_HEADER_AUTO ? tw_mapping_guess_header (self->rows, self->n_columns)
                                            : mode == TW_HEADER_YES;
  if (!self->has_header)
    return;
  self->header = g_ptr_array_steal_index (self->rows, 0);
  for (guint i = 0; self->header[i] != NULL; i++)
    g_strstrip (self->header[i]);
  settle_order (self);
}

TwRequestSample *
tw_request_sample_new (const char *path, const TwRequestLayout *layout, guint n_rows,
                       GError **error)
{
  g_autoptr (TwRequestSample) self = g_new0 (TwRequestSample, 1);
  g_autoptr (TwInput) input = NULL;
  g_autoptr (TwCsv) csv = NULL;
  TwCsvOptions options = { 0 };

  g_return_val_if_fail (path != NULL, NULL);
  if (layout != NULL)
    options = (TwCsvOptions){ layout->delimiter, layout->encoding };
  self->path = g_strdup (path);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  if (!check_magic (path, error) || (input = tw_input_open (path, error)) == NULL)
    return NULL;
  csv = tw_csv_new (tw_input_get_stream (input), &options, error);
  if (csv == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  if (!collect_rows (self, csv, n_rows + 1, error))
    return NULL;
  self->delimiter = tw_csv_delimiter (csv);
  self->encoding = g_strdup (tw_csv_encoding (csv));
  settle_header (self, layout != NULL ? layout->header : TW_HEADER_AUTO);
  return g_steal_pointer (&self);
}

static char *
dup_digest (const TwRequestSample *self, const guint *order)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint8 digest[TW_SHA256_LEN];

  g_string_append_printf (text, "%u", self->n_columns);
  for (guint i = 0; self->header != NULL && i < self->n_columns; i++)
    {
      const char *name = self->header[order != NULL ? order[i] : i];

      g_string_append_printf (text, "|%u:%s", (guint) strlen (name), name);
    }
  tw_sha256 (text->str, text->len, digest);
  return tw_hex_encode (digest, 16);
}

char *
tw_request_sample_dup_digest (const TwRequestSample *self)
{
  return dup_digest (self, NULL);
}

char *
tw_request_sample_dup_source (const TwRequestSample *self)
{
  return dup_digest (self, self->order);
}

TwInput *
tw_request_sample_reopen (const TwRequestSample *sample, TwCsv **ret_csv, GError **error)
{
  g_autoptr (TwInput) input = tw_input_open (sample->path, error);
  g_autoptr (TwCsv) csv = NULL;
  TwCsvOptions options = { sample->delimiter, sample->encoding };
  TwCsvStatus status = TW_CSV_ROW;

  if (input == NULL)
    return NULL;
  csv = tw_csv_new (tw_input_get_stream (input), &options, error);
  if (csv == NULL)
    return NULL;
  /* The header is the first good row behind the title, as in the sample. */
  for (guint i = 0; i < sample->n_title_rows + sample->has_header && status != TW_CSV_FAIL; i++)
    do
      status = tw_csv_next (csv, NULL);
    while (status == TW_CSV_BAD);
  if (status == TW_CSV_FAIL)
    {
      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX, _ ("%s can no longer be read"),
                   sample->path);
      return NULL;
    }
  *ret_csv = g_steal_pointer (&csv);
  return g_steal_pointer (&input);
}
