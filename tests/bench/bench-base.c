// SPDX-License-Identifier: Apache-2.0
#include "base/tw-csv.h"
#include "base/tw-hash.h"
#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-time.h"

/* The parts of base that every row of an import and every document written pass through. The goals
 * leave room for the rest of the work: 20,000 documents a second, and files of hundreds of
 * megabytes. Best of ROUNDS. */

#define ROUNDS 3
#define N_ROWS 400000
#define N_DOCS 100000

static GString *sheet;
static char *sheet_gb;
static gsize sheet_gb_len;
static char *doc_text;
static JsonObject *doc;

static void
make_inputs (void)
{
  g_autoptr (GError) error = NULL;
  TwRng rng;

  tw_rng_init (&rng, 1);
  sheet = g_string_new ("编号,时间,服务,纬度,经度,内容\n");
  for (int i = 0; i < N_ROWS; i++)
    g_string_append_printf (
        sheet, "%d,2026-10-%02d %02d:%02d,路灯,39.9%05d,116.3%05d,\"三号楼北侧, 路灯不亮\"\n", i,
        1 + i % 28, i % 24, i % 60, (int) tw_rng_below (&rng, 100000),
        (int) tw_rng_below (&rng, 100000));
  sheet_gb =
      g_convert (sheet->str, (gssize) sheet->len, "GB18030", "UTF-8", NULL, &sheet_gb_len, &error);
  g_assert_no_error (error);
  doc_text = g_strdup ("{\"type\":\"request\",\"hlc\":\"0018bcfe56800beef\",\"device\":\"demo\","
                       "\"at\":\"2026-10-12T03:03:15.000Z\","
                       "\"service\":\"lamp\",\"channel\":\"hotline\",\"community\":\"place:"
                       "01ARZ3NDEKTSV4RRFFQ69G5FAV\","
                       "\"lat\":39.9931611,\"lon\":116.3126028,\"text\":"
                       "\"三号楼北侧路灯不亮，晚上看不清路\",\"age\":67,"
                       "\"status\":\"open\",\"import\":\"import:01ARZ3NDEKTSV4RRFFQ69G5FAV\"}");
  doc = tw_json_parse_object (doc_text, -1, 65536, &error);
  g_assert_no_error (error);
}

static double
read_sheet (const char *text, gsize len)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, (gssize) len, NULL);
  g_autoptr (TwCsv) csv = tw_csv_new (stream, NULL, NULL);
  guint n = 0;

  while (tw_csv_next (csv, NULL) == TW_CSV_ROW)
    n += tw_csv_n_fields (csv) == 6;
  g_assert_cmpuint (n, ==, N_ROWS + 1);
  return (double) len / 1e6;
}

static double
csv_utf8 (void)
{
  return read_sheet (sheet->str, sheet->len);
}

static double
csv_gb18030 (void)
{
  return read_sheet (sheet_gb, sheet_gb_len);
}

static double
json_parse (void)
{
  for (int i = 0; i < N_DOCS; i++)
    json_object_unref (tw_json_parse_object (doc_text, -1, 65536, NULL));
  return N_DOCS;
}

static double
json_canonical (void)
{
  g_autoptr (GString) out = g_string_sized_new (1024);

  for (int i = 0; i < N_DOCS; i++)
    {
      g_string_truncate (out, 0);
      tw_json_canonical (doc, out);
    }
  return N_DOCS;
}

static double
digests (void)
{
  guint8 digest[TW_SHA256_LEN];

  for (int i = 0; i < N_DOCS; i++)
    {
      tw_md5 (doc_text, 400, digest);
      tw_sha256 (doc_text, 64, digest);
    }
  return N_DOCS;
}

static double
ids (void)
{
  for (int i = 0; i < N_DOCS; i++)
    g_free (tw_id_new ("request", i, NULL));
  return N_DOCS;
}

static double
times (void)
{
  g_autoptr (GTimeZone) zone = tw_zone_new ("America/New_York", NULL);
  gint64 t_us;

  for (int i = 0; i < N_DOCS; i++)
    g_assert_true (tw_time_parse ("10/12/2026 03:03:15 PM", zone, TRUE, &t_us, NULL));
  return N_DOCS;
}

typedef struct {
  const char *name;
  double (*run) (void); /* returns the work done */
  const char *unit;
  double goal;
} Bench;

static void
measure (const Bench *bench)
{
  double best = 0;

  for (int i = 0; i < ROUNDS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      double work = bench->run ();
      double seconds = (double) (g_get_monotonic_time () - start_us) / 1e6;

      best = MAX (best, work / seconds);
    }
  g_print ("bench %s: %.0f %s (goal %.0f)\n", bench->name, best, bench->unit, bench->goal);
}

int
main (void)
{
  static const Bench benches[] = {
    { "csv-utf8", csv_utf8, "MB/s", 50 },
    { "csv-gb18030", csv_gb18030, "MB/s", 25 },
    { "json-parse", json_parse, "documents/s", 100000 },
    { "json-canonical", json_canonical, "documents/s", 200000 },
    { "digests", digests, "documents/s", 200000 },
    { "ids", ids, "ids/s", 500000 },
    { "time-parse", times, "times/s", 500000 },
  };

  make_inputs ();
  for (gsize i = 0; i < G_N_ELEMENTS (benches); i++)
    measure (&benches[i]);
  g_string_free (sheet, TRUE);
  g_free (sheet_gb);
  g_free (doc_text);
  json_object_unref (doc);
  return 0;
}
