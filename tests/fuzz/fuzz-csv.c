// SPDX-License-Identifier: Apache-2.0
#include "base/tw-csv.h"

#include <stdint.h>
#include <string.h>

/* The first byte chooses delimiter and encoding (0: guess); the rest is the file. Whatever it is,
 * reading ends, rows are UTF-8 without NUL, lines only grow, and a row written again reads back as
 * it was. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static GInputStream *
stream_of (const void *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  return g_memory_input_stream_new_from_bytes (bytes);
}

static void
check_again (TwCsv *csv)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (TwCsv) again = NULL;
  TwCsvOptions options = { ',', "UTF-8" };

  for (guint i = 0; i < tw_csv_n_fields (csv); i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      tw_csv_append_field (text, tw_csv_field (csv, i));
    }
  /* One empty field alone is an empty line, a mark at the start is taken for that of the file. */
  if (text->len == 0 || g_str_has_prefix (text->str, "\xef\xbb\xbf"))
    return;
  stream = stream_of (text->str, text->len);
  again = tw_csv_new (stream, &options, NULL);
  g_assert_true (tw_csv_next (again, NULL) == TW_CSV_ROW);
  g_assert_cmpuint (tw_csv_n_fields (again), ==, tw_csv_n_fields (csv));
  for (guint i = 0; i < tw_csv_n_fields (csv); i++)
    g_assert_cmpstr (tw_csv_field (again, i), ==, tw_csv_field (csv, i));
}

static void
read_all (TwCsv *csv)
{
  guint64 line = 0;
  guint n_rows = 0;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      TwCsvStatus status = tw_csv_next (csv, &error);

      g_assert_true ((error != NULL) == (status == TW_CSV_BAD || status == TW_CSV_FAIL));
      if (status == TW_CSV_END || status == TW_CSV_FAIL)
        return;
      g_assert_cmpuint (tw_csv_line (csv), >, line);
      line = tw_csv_line (csv);
      for (guint i = 0; i < tw_csv_n_fields (csv); i++)
        g_assert_true (g_utf8_validate (tw_csv_field (csv, i), -1, NULL));
      if (status == TW_CSV_ROW && n_rows++ < 8)
        check_again (csv);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const encodings[] = { NULL, "UTF-8", "GB18030", "UTF-16LE" };
  static const char delimiters[] = { 0, ',', ';', '\t' };
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (TwCsv) csv = NULL;
  TwCsvOptions options;

  if (size == 0)
    return 0;
  options = (TwCsvOptions){ delimiters[data[0] & 3], encodings[data[0] >> 2 & 3] };
  stream = stream_of (data + 1, size - 1);
  csv = tw_csv_new (stream, &options, NULL);
  if (csv != NULL)
    read_all (csv);
  return 0;
}
