// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-mapping-guess.h"
#include "intake/tw-repeats.h"
#include "intake/tw-request-row.h"
#include "intake/tw-request-sample.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/*
 * The first byte chooses header and datum; the rest is the file. Reading ends; a guess always fits
 * the file it was made for; a row is either whole or has words for what is wrong with it.
 */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_row (const TwRequestReader *reader, TwCsv *csv)
{
  TwRequestRead read;

  tw_request_row_read (reader, csv, &read);
  g_assert_true (read.problem == NULL || g_utf8_validate (read.problem, -1, NULL));
  if (read.problem == NULL && read.placed)
    g_assert_true (fabs (read.lat) <= 90 && fabs (read.lon) <= 180);
  g_assert_true (read.age >= -1 && read.age <= 150);
  for (int i = 0; i < TW_REQUEST_N_FIELDS; i++)
    g_assert_true (read.values[i] != NULL && g_utf8_validate (read.values[i], -1, NULL));
  tw_request_read_clear (&read);
}

static void
read_all (TwRequestSample *sample, TwRequestReader *reader)
{
  g_autoptr (TwCsv) csv = NULL;
  g_autoptr (TwInput) input = tw_request_sample_reopen (sample, &csv, NULL);
  TwCsvStatus status;

  if (input == NULL)
    return;
  while ((status = tw_csv_next (csv, NULL)) == TW_CSV_ROW || status == TW_CSV_BAD)
    if (status == TW_CSV_ROW)
      check_row (reader, csv);
}

static void
check_mapping (const TwMapping *mapping)
{
  g_autofree char *text = tw_mapping_to_string (mapping), *again = NULL;
  g_autoptr (TwMapping) parsed = tw_mapping_parse (text, NULL);

  g_assert_nonnull (parsed);
  again = tw_mapping_to_string (parsed);
  g_assert_cmpstr (text, ==, again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *path = NULL, *digest = NULL;
  g_autoptr (TwRequestSample) sample = NULL;
  g_autoptr (TwMapping) mapping = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  TwRequestReader reader = { .zone = zone };
  TwRequestLayout layout = { 0 };

  if (size == 0)
    return 0;
  layout.header = data[0] % 3;
  reader.datum = data[0] / 3 % 4;
  reader.month_first = data[0] & 0x80;
  path = g_strdup_printf ("%s/tw-fuzz-%d.csv", g_get_tmp_dir (), (int) getpid ());
  g_assert_true (g_file_set_contents (path, (const char *) data + 1, (gssize) size - 1, NULL));
  sample = tw_request_sample_new (path, &layout, 50, NULL);
  if (sample != NULL)
    {
      digest = tw_request_sample_dup_digest (sample);
      mapping = tw_mapping_guess (sample->header, sample->n_columns, sample->rows);
      check_mapping (mapping);
      reader.mapping = mapping;
      if (tw_mapping_resolve (mapping, sample->header, sample->n_columns, reader.columns, NULL))
        read_all (sample, &reader);
      else
        g_assert_null (mapping->columns[TW_REQUEST_WHEN]);
    }
  g_unlink (path);
  return 0;
}
