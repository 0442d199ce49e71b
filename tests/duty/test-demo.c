// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-demo.h"

#include "base/tw-address.h"
#include "base/tw-csv.h"
#include "base/tw-hash.h"
#include "base/tw-json.h"
#include "base/tw-time.h"
#include "duty/roster/tw-rota-frame.h"
#include "duty/sim/tw-sim-docs.h"
#include "duty/tw-street-private.h"
#include "intake/tw-import-requests.h"
#include "roster/tw-roster-breaks.h"
#include "store/tw-map-pack.h"
#include "store/tw-query.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/*
 * The demo street as a data folder (F01, F05, F37, F80): the plan's figures computed from the
 * finished database, equal bytes for equal seeds, and what happens when it cannot be made.
 */

#define SEED 7

static char *street_dir; /* made once, by the first test that asks */
static TwDemoReport street_report;

/* --- kit --- */

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static char *
make_temp_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("tw-demo-XXXXXX", &error);

  g_assert_no_error (error);
  return dir;
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
make_street (const char *dir, guint64 seed, TwDemoReport *ret_report)
{
  g_autoptr (GError) error = NULL;
  TwDemoOptions options = { .seed = seed };

  tw_demo_create (dir, &options, NULL, NULL, NULL, ret_report, &error);
  g_assert_no_error (error);
}

static TwStore *
open_street (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_drill (TW_DEMO_END_US, 0);
  TwStore *store;

  if (street_dir == NULL)
    {
      street_dir = make_temp_dir ();
      make_street (street_dir, SEED, &street_report);
    }
  store = tw_store_open (street_dir, TW_STORE_OPEN_NO_CHECK, clock, &error);
  g_assert_no_error (error);
  return store;
}

static GPtrArray *
list_docs (TwStore *store, const char *type)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *docs = tw_query_docs_by_type (store, type, &error);

  g_assert_no_error (error);
  return docs;
}

static const char *
member (const TwDoc *doc, const char *name)
{
  return tw_json_get_string (doc->body, name, NULL);
}

#define DOC(docs, i) ((const TwDoc *) g_ptr_array_index ((docs), (i)))

/* --- counts and addresses --- */

static void
test_end (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  gint64 end_us;

  g_assert_true (tw_time_parse ("2026-11-24T07:40:00+08:00", zone, FALSE, &end_us, &error));
  g_assert_cmpint (end_us, ==, TW_DEMO_END_US);
}

static void
test_counts (void)
{
  g_autoptr (TwStore) store = open_street ();
  static const struct {
    const char *type;
    guint n;
  } wanted[] = { { "asset", 18000 }, { "person", 900 }, { "home", 800 }, { "service", 12 },
                 { "channel", 3 },   { "settings", 1 }, { "tide", 3 },   { "rulepack", 4 },
                 { "officer", 4 },   { "roster", 7 },   { "edition", 7 } };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (GPtrArray) docs = list_docs (store, wanted[i].type);

      g_assert_cmpuint (docs->len, ==, wanted[i].n);
    }
  g_assert_cmpuint (street_report.n_communities, ==, 12);
  g_assert_cmpuint (street_report.n_assets, ==, 18000);
  g_assert_cmpuint (street_report.n_survey, ==, 21000);
  g_assert_cmpuint (street_report.n_hotline, ==, 34000);
  g_assert_cmpuint (street_report.n_app, ==, 57000);
  g_assert_cmpuint (street_report.n_requests, >, 35 * 1000);
  g_assert_cmpuint (street_report.n_requests, <, 35 * 1350);
}

static TwRotaFrame *
read_days (TwStore *store, int days_before_today, int n_hours)
{
  g_autoptr (TwStreet) street = tw_street_load (store, NULL, NULL);
  g_autoptr (GError) error = NULL;
  TwRotaFrameOptions options = {
    .from_us = TW_DEMO_END_US - 7 * TW_US_PER_HOUR - 40 * TW_US_PER_MIN
               - days_before_today * TW_US_PER_DAY,
    .n_hours = n_hours,
  };
  TwRotaFrame *frame = tw_rota_frame_new (store, street, NULL, TW_DEMO_END_US, &options, &error);

  g_assert_no_error (error);
  return frame;
}

/* The week that ends today is staffed and breaks no rule (F18); tomorrow is empty; every post has
 * people who may stand there. */
static void
test_rosters (void)
{
  g_autoptr (TwStore) store = open_street ();
  g_autoptr (TwRotaFrame) frame = read_days (store, 6, 7 * 24);
  g_autoptr (TwRotaFrame) ahead = read_days (store, -1, 72);
  g_autoptr (GPtrArray) shifts = tw_rota_frame_read_shifts (frame, store, NULL);
  g_autoptr (GPtrArray) none = tw_rota_frame_read_shifts (ahead, store, NULL);
  TwRosterPlan *plans = tw_rota_frame_dup_plans (frame, shifts);
  TwRosterBook book = { .problem = frame->problem,
                        .terms = frame->terms,
                        .first_julian = frame->first_julian,
                        .plans = plans };
  guint n_by_day[7] = { 0 };

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (ahead->posts->len, >=, 55);
  g_assert_cmpuint (ahead->posts->len, <=, 75);
  for (guint i = 0; i < ahead->notes->len; i++)
    g_assert_null (strstr (ahead->notes->pdata[i], "Nobody"));
  for (guint i = 0; i < shifts->len; i++)
    {
      const TwShift *shift = shifts->pdata[i];
      int slot = tw_rota_frame_slot_of (frame, shift->from_us);
      n_by_day[tw_roster_problem_day_of (frame->problem, slot)]++;
      g_assert_cmpint (shift->kind, >=, 0);
    }
  for (guint d = 0; d < 7; d++)
    g_assert_cmpuint (n_by_day[d], >=, 80);
  for (int e = 0; e < frame->problem->n_people; e++)
    {
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TwRosterBreak));
      tw_roster_breaks_find (&book, e, &plans[e], found);
      for (guint i = 0; i < found->len; i++)
        {
          const TwRosterBreak *broken = &g_array_index (found, TwRosterBreak, i);
          g_test_message ("%s breaks %s", frame->problem->people[e].name,
                          tw_roster_break_id (broken->kind));
          g_assert_cmpint (broken->severity, !=, TW_ROSTER_SEVERITY_RED);
        }
      tw_roster_plan_clear (&plans[e]);
    }
  g_free (plans);
}

static void
test_meta (void)
{
  g_autoptr (TwStore) store = open_street ();
  g_autofree char *start = tw_store_dup_meta (store, "drill.start_us");
  g_autofree char *now = tw_store_dup_meta (store, "drill.now_us");
  g_autofree char *seed = tw_store_dup_meta (store, "seed");
  g_autoptr (TwDoc) settings = tw_store_get (store, "settings:street", NULL);

  g_assert_cmpstr (start, ==, "1795477200000000");
  g_assert_cmpstr (now, ==, start);
  g_assert_cmpstr (seed, ==, "7");
  g_assert_nonnull (settings);
  g_assert_cmpint (tw_json_get_int (settings->body, "seed", -1), ==, SEED);
  g_assert_cmpstr (member (settings, "zone"), ==, "Asia/Shanghai");
}

static void
assert_code (const TwDoc *doc)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;
  TwAddress address = { 0 };

  g_assert_true (tw_address_decode (member (doc, "code"), &address, &error));
  again = tw_address_encode (&address);
  g_assert_cmpstr (again, ==, member (doc, "code"));
}

static void
test_addresses (void)
{
  g_autoptr (TwStore) store = open_street ();
  g_autoptr (GPtrArray) places = list_docs (store, "place");
  g_autoptr (GPtrArray) assets = list_docs (store, "asset");
  g_autoptr (GPtrArray) homes = list_docs (store, "home");
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) tags = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) rooms = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < places->len; i++)
    {
      const TwDoc *place = DOC (places, i);

      g_hash_table_insert (ids, place->id, (gpointer) place);
      if (member (place, "code") == NULL)
        continue;
      assert_code (place);
      g_assert_true (g_hash_table_add (codes, (char *) member (place, "code")));
    }
  for (guint i = 0; i < places->len; i++)
    if (member (DOC (places, i), "parent") != NULL)
      g_assert_true (g_hash_table_contains (ids, member (DOC (places, i), "parent")));
  for (guint i = 0; i < assets->len; i++)
    {
      const TwDoc *asset = DOC (assets, i);

      assert_code (asset);
      g_assert_true (g_hash_table_add (codes, (char *) member (asset, "code")));
      g_assert_true (g_hash_table_add (tags, (char *) member (asset, "tag")));
      g_assert_true (g_hash_table_contains (ids, member (asset, "place")));
      /* The code of its place is the beginning of its own. */
      g_assert_true (
          g_str_has_prefix (member (asset, "code"),
                            member (g_hash_table_lookup (ids, member (asset, "place")), "code")));
    }
  for (guint i = 0; i < homes->len; i++)
    {
      const TwDoc *home = DOC (homes, i), *room = g_hash_table_lookup (ids, member (home, "place"));

      g_assert_nonnull (room);
      g_assert_cmpstr (member (room, "kind"), ==, "room");
      g_assert_cmpstr (member (room, "code"), ==, member (home, "code"));
      g_assert_true (g_hash_table_add (rooms, (char *) member (home, "place")));
      g_assert_cmpint (tw_json_get_int (home->body, "age", 0), >=, 65);
      g_assert_cmpint (tw_json_get_int (home->body, "age", 0), <=, 97);
      g_assert_true (tw_json_get_bool (home->body, "consent", FALSE));
      g_assert_true (g_str_has_prefix (member (home, "phone"), "000-"));
    }
}

static void
test_people (void)
{
  g_autoptr (TwStore) store = open_street ();
  g_autoptr (GPtrArray) people = list_docs (store, "person");
  static const char *const pools[] = { "community", "property", "volunteer", "freelance" };
  guint n[G_N_ELEMENTS (pools)] = { 0 };

  for (guint i = 0; i < people->len; i++)
    {
      const TwDoc *person = DOC (people, i);

      for (guint k = 0; k < G_N_ELEMENTS (pools); k++)
        n[k] += g_str_equal (member (person, "pool"), pools[k]);
      g_assert_cmpuint (json_array_get_length (tw_json_get_array (person->body, "skills")), >, 0);
      g_assert_cmpuint (json_array_get_length (tw_json_get_array (person->body, "availability")), >,
                        0);
      /* Nobody can be dialled. */
      g_assert_true (g_str_has_prefix (member (person, "phone"), "000-"));
      if (g_str_equal (member (person, "pool"), "freelance"))
        g_assert_cmpfloat (tw_json_get_double (person->body, "hours_week_max", 99), <=, 24);
    }
  for (guint k = 0; k < G_N_ELEMENTS (pools); k++)
    g_assert_cmpuint (n[k], >, 100);
}

/* --- findings --- */

static int
local_hour (gint64 at_us)
{
  return (int) ((at_us / TW_US_PER_HOUR + 8) % 24);
}

static GArray *
list_requests (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  GArray *rows = tw_query_requests (store, G_MININT64, G_MAXINT64, &error);

  g_assert_no_error (error);
  return rows;
}

static void
test_elders (void)
{
  g_autoptr (TwStore) store = open_street ();
  g_autoptr (GArray) rows = list_requests (store);
  double elders = 0, evening = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const TwRequestRow *row = &g_array_index (rows, TwRequestRow, i);
      int hour = local_hour (row->at_us);

      if (row->age < 60 || row->age == 255)
        continue;
      elders++;
      evening += hour >= 18 && hour < 21;
    }
  g_assert_cmpfloat (elders, >, 10000);
  g_assert_cmpfloat (fabs (evening / elders - 0.73), <, 0.005);
}

typedef struct {
  char *key;
  double n;
} Rank;

static int
rank_compare (gconstpointer a, gconstpointer b)
{
  double one = ((const Rank *) a)->n, two = ((const Rank *) b)->n;

  return (one < two) - (one > two);
}

static void
test_top_five (void)
{
  g_autoptr (TwStore) store = open_street ();
  g_autoptr (GArray) rows = list_requests (store);
  g_autoptr (GPtrArray) names = tw_query_dict (store, TW_DICT_SERVICE, NULL);
  g_autoptr (GPtrArray) services = list_docs (store, "service");
  Rank now[16] = { 0 }, before[16] = { 0 };
  guint n_common = 0, n_same_rank = 0;

  for (guint i = 0; i < services->len; i++)
    before[i] = (Rank){ (char *) member (DOC (services, i), "key"),
                        (double) tw_json_get_int (DOC (services, i)->body, "count_2021", 0) };
  g_assert_cmpuint (names->len, <=, G_N_ELEMENTS (now));
  for (guint i = 0; i < names->len; i++)
    now[i].key = g_ptr_array_index (names, i);
  for (guint i = 0; i < rows->len; i++)
    now[g_array_index (rows, TwRequestRow, i).service].n++;
  qsort (now, G_N_ELEMENTS (now), sizeof (Rank), rank_compare);
  qsort (before, G_N_ELEMENTS (before), sizeof (Rank), rank_compare);
  for (guint i = 0; i < 5; i++)
    for (guint k = 0; k < 5; k++)
      if (g_str_equal (now[i].key, before[k].key))
        {
          n_common++;
          n_same_rank += i == k;
        }
  g_assert_cmpuint (n_common, ==, 5);
  g_assert_cmpuint (n_same_rank, <, 5);
  g_assert_cmpstr (now[0].key, ==, "代际照护");
  g_assert_cmpstr (before[4].key, ==, "代际照护");
}

static int
int_compare (gconstpointer a, gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

static void
test_patience (void)
{
  g_autoptr (TwStore) store = open_street ();
  g_autoptr (GPtrArray) requests = list_docs (store, "request");
  g_autoptr (GArray) seconds = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < requests->len; i++)
    {
      const TwDoc *request = DOC (requests, i);
      int expect_s = (int) tw_json_get_int (request->body, "expect_s", 0);

      if (expect_s == 0)
        continue;
      g_assert_cmpstr (member (request, "channel"), ==, "小程序");
      g_assert_cmpint (tw_json_get_int (request->body, "age", 99), <, 45);
      g_array_append_val (seconds, expect_s);
    }
  g_assert_cmpuint (seconds->len, >, 1000);
  g_array_sort (seconds, int_compare);
  g_assert_cmpint (g_array_index (seconds, int, seconds->len / 2), ==, 15);
}

static void
test_unplaced (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStore) store = open_street ();
  TwRequestTotals totals;
  double share;

  g_assert_true (tw_query_request_totals (store, &totals, &error));
  g_assert_cmpint (totals.n_total, >=, street_report.n_requests);
  share = (double) totals.n_unplaced / totals.n_total;
  g_assert_cmpfloat (share, >, 0.025);
  g_assert_cmpfloat (share, <, 0.035);
  g_assert_cmpint (totals.last_us, <, TW_DEMO_END_US + 4 * TW_US_PER_HOUR);
  g_assert_cmpint (totals.first_us, >=, TW_DEMO_END_US - 35 * TW_US_PER_DAY);
}

static void
test_search (void)
{
  g_autoptr (TwStore) store = open_street ();
  static const char *const words[] = { "路灯", "取药", "漏水", "服务中心", "望潮" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) hits = tw_query_search (store, words[i], NULL, 10, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (hits->len, >, 0);
    }
}

/* --- map --- */

static void
test_map (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStore) store = open_street ();
  g_autoptr (TwMapPack) pack = tw_map_pack_open (street_dir, TRUE, &error);
  g_autofree char *attribution = NULL;
  static const TwMapKind kinds[] = { TW_MAP_LAND,     TW_MAP_GREEN,    TW_MAP_WATER,
                                     TW_MAP_BUILDING, TW_MAP_PATH,     TW_MAP_STREET,
                                     TW_MAP_RAIL,     TW_MAP_BOUNDARY, TW_MAP_POI };

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_cmpint (tw_map_pack_count (pack, kinds[i]), >, 0);
  g_assert_cmpint (tw_map_pack_count (pack, TW_MAP_BOUNDARY), ==, 12);
  attribution = tw_map_pack_dup_attribution (pack);
  g_assert_cmpstr (attribution, ==, "Tidewatch demo street (synthetic)");
}

/* --- same seed --- */

static char *
hash_file (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, "sources", name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint8 digest[TW_SHA256_LEN];
  gsize length;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  tw_sha256 (bytes, length, digest);
  return tw_hex_encode (digest, sizeof digest);
}

static char *
digest_of (const char *dir)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_NO_CHECK, clock, &error);
  char *digest;

  g_assert_no_error (error);
  digest = tw_store_digest (store, &error);
  g_assert_no_error (error);
  return digest;
}

/* --- sources --- */

typedef struct {
  const char *file, *encoding;
  char delimiter;
  guint time_column, rows, bad, repeated;
  TwDatum datum;
} Source;

/* As the note beside the files says. */
static const Source sources[] = {
  { "survey-quarter.csv", "UTF-8", ',', 2, 21000, 24, 18, TW_DATUM_WGS84 },
  { "hotline-quarter.csv", "GB18030", ';', 1, 34000, 31, 26, TW_DATUM_WGS84 },
  { "app-quarter.csv", "UTF-8", ',', 1, 57000, 37, 42, TW_DATUM_GCJ02 },
};

static gboolean
row_is_bad (TwCsv *csv, const Source *source, GTimeZone *zone, gint64 *ret_at_us)
{
  if (!tw_time_parse (tw_csv_field (csv, source->time_column), zone, FALSE, ret_at_us, NULL))
    return TRUE;
  for (guint i = 0; i < tw_csv_n_fields (csv); i++)
    if (strstr (tw_csv_field (csv, i), "912.500000") != NULL)
      return TRUE;
  return FALSE;
}

static void
test_sources (void)
{
  g_autoptr (TwStore) store = open_street ();
  g_autoptr (GTimeZone) zone = tw_zone_new (NULL, NULL);
  double history_days = 35, quarter_days = 91, n_good = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      const Source *source = &sources[i];
      g_autofree char *path = g_build_filename (street_dir, "sources", source->file, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (TwCsv) csv = tw_csv_open (path, NULL, &error);
      g_autoptr (GHashTable) numbers =
          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      guint n_rows = 0, n_bad = 0, n_repeated = 0;

      g_assert_no_error (error);
      g_assert_cmpint (tw_csv_next (csv, &error), ==, TW_CSV_ROW);
      g_assert_cmpint (tw_csv_delimiter (csv), ==, source->delimiter);
      g_assert_cmpstr (tw_csv_encoding (csv), ==, source->encoding);
      while (tw_csv_next (csv, &error) == TW_CSV_ROW)
        {
          gint64 at_us = 0;

          n_rows++;
          if (!g_hash_table_add (numbers, g_strdup (tw_csv_field (csv, 0))))
            n_repeated++;
          else if (row_is_bad (csv, source, zone, &at_us))
            n_bad++;
          else
            {
              n_good++;
              g_assert_cmpint (at_us, <, TW_DEMO_END_US - 35 * TW_US_PER_DAY);
              g_assert_cmpint (at_us, >=,
                               TW_DEMO_END_US - (35 + 91) * TW_US_PER_DAY - TW_US_PER_MIN);
            }
        }
      g_assert_no_error (error);
      g_assert_cmpuint (n_rows, ==, source->rows);
      g_assert_cmpuint (n_bad, ==, source->bad);
      g_assert_cmpuint (n_repeated, ==, source->repeated);
    }
  /* No jump of level where the quarter meets the history. */
  g_assert_cmpfloat (fabs (n_good / quarter_days / (street_report.n_requests / history_days) - 1),
                     <, 0.06);
}

/* The normal importer takes the files as they are and its totals fit the note (F01). */
static void
import_source (TwStore *store, const char *dir, const Source *source)
{
  g_autofree char *path = g_build_filename (dir, "sources", source->file, NULL);
  g_autoptr (TwClock) clock = tw_clock_new_drill (TW_DEMO_END_US, 0);
  TwRequestImportOptions options = { .datum = source->datum };
  g_autoptr (GError) error = NULL;
  TwRequestImportResult result = { 0 };

  tw_import_requests (store, path, &options, clock, NULL, NULL, NULL, &result, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s, %.1f s", source->file, result.mapping, result.seconds);
  g_assert_cmpint (result.n_rows, ==, source->rows);
  g_assert_cmpint (result.n_rejected, ==, source->bad);
  g_assert_cmpint (result.n_known, ==, source->repeated);
  g_assert_cmpint (result.n_added, ==, source->rows - source->bad - source->repeated);
  /* Services, channels and communities are the street's own, and so are the positions. */
  g_assert_cmpint (result.n_services_added, ==, 0);
  g_assert_cmpint (result.n_channels_added, ==, 0);
  g_assert_cmpint (result.n_communities_added, ==, 0);
  g_assert_cmpint (result.n_outside, <, result.n_rows / 200);
  g_assert_cmpint (result.n_unplaced, >, result.n_rows / 50);
  g_assert_cmpint (result.n_unplaced, <, result.n_rows / 25);
  g_assert_cmpint (result.last_us, <, TW_DEMO_END_US - 35 * TW_US_PER_DAY);
  tw_request_import_result_clear (&result);
}

static void
import_sources (const char *dir)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_drill (TW_DEMO_END_US, 0);
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_NO_CHECK, clock, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    import_source (store, dir, &sources[i]);
}

static void
test_same_seed (void)
{
  g_autofree char *dir = make_temp_dir ();
  g_autofree char *digest = NULL, *same_digest = NULL;
  TwDemoReport report;

  tw_store_unref (open_street ());
  make_street (dir, SEED, &report);
  digest = digest_of (street_dir);
  same_digest = digest_of (dir);
  g_assert_cmpstr (digest, ==, same_digest);
  g_assert_cmpuint (report.n_requests, ==, street_report.n_requests);
  for (const char *const *name = tw_sim_source_files (); *name != NULL; name++)
    {
      g_autofree char *hash = hash_file (street_dir, *name);
      g_autofree char *same_hash = hash_file (dir, *name);

      g_assert_cmpstr (hash, ==, same_hash);
    }
  import_sources (dir);
  remove_tree (dir);
}

/* --- feed --- */

static void
test_feed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStore) store = open_street ();
  g_autoptr (TwSimFeed) feed = tw_sim_feed_new (store, &error);
  g_autoptr (TwSimFeed) restarted = NULL;
  gint64 to_us = TW_DEMO_END_US + 3 * TW_US_PER_HOUR;
  TwBatch *batch = tw_batch_new ();
  TwRequestTotals before, after;
  TwWriteResult result;
  guint n;

  g_assert_no_error (error);
  g_assert_true (tw_query_request_totals (store, &before, &error));
  n = tw_sim_feed_fill (feed, TW_DEMO_END_US, to_us, batch);
  g_assert_cmpuint (n, >, 30);
  g_assert_cmpuint (n, ==, tw_batch_get_size (batch));
  g_assert_true (tw_store_put (store, batch, &result, &error));
  g_assert_cmpuint (result.n_written, ==, n);
  g_assert_true (tw_query_request_totals (store, &after, &error));
  g_assert_cmpint (after.n_total, ==, before.n_total + n);
  g_assert_cmpint (after.last_us, <, to_us);
  g_assert_cmpint (after.last_us, >, TW_DEMO_END_US);

  /* Piece by piece after a restart it finds all of them there. */
  restarted = tw_sim_feed_new (store, &error);
  batch = tw_batch_new ();
  for (gint64 at_us = TW_DEMO_END_US; at_us < to_us; at_us += 7 * TW_US_PER_MIN)
    g_assert_cmpuint (tw_sim_feed_fill (restarted, at_us, MIN (at_us + 7 * TW_US_PER_MIN, to_us),
                                        batch),
                      ==, 0);
  g_assert_cmpuint (tw_batch_get_size (batch), ==, 0);
  tw_batch_free (batch);
}

static void
test_feed_without_street (void)
{
  g_autofree char *dir = make_temp_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);

  g_assert_no_error (error);
  g_assert_null (tw_sim_feed_new (store, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  g_clear_pointer (&store, tw_store_unref);
  remove_tree (dir);
}

/* --- what goes wrong --- */

typedef struct {
  GCancellable *cancellable;
  double at, last;
} Stop;

static void
stop_cb (double fraction, const char *doing, gpointer user_data)
{
  Stop *stop = user_data;

  g_assert_cmpfloat (fraction, >=, 0);
  g_assert_cmpfloat (fraction, <=, 1);
  g_assert_cmpfloat (fraction, >=, stop->last);
  stop->last = fraction;
  if (fraction >= stop->at)
    g_cancellable_cancel (stop->cancellable);
}

static void
test_cancel (void)
{
  static const double moments[] = { 0, 0.03, 0.2 };

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autofree char *dir = make_temp_dir ();
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      TwDemoOptions options = { .seed = 1 };
      Stop stop = { cancellable, moments[i], 0 };

      g_assert_false (tw_demo_create (dir, &options, cancellable, stop_cb, &stop, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (count_files (dir), ==, 0);
      g_rmdir (dir);
    }
}

/* A folder that was not there is not there afterwards. */
static void
test_cancel_new_folder (void)
{
  g_autofree char *parent = make_temp_dir ();
  g_autofree char *dir = g_build_filename (parent, "street", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TwDemoOptions options = { .seed = 1 };
  Stop stop = { cancellable, 0.01, 0 };

  g_assert_false (tw_demo_create (dir, &options, cancellable, stop_cb, &stop, NULL, NULL));
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
  g_rmdir (parent);
}

static void
test_refuses_files (void)
{
  g_autofree char *dir = make_temp_dir ();
  g_autofree char *note = g_build_filename (dir, "notes.txt", NULL);
  g_autoptr (GError) error = NULL;
  TwDemoOptions options = { .seed = 1 };

  g_file_set_contents (note, "mine", -1, NULL);
  g_assert_false (tw_demo_create (dir, &options, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "notes.txt"));
  g_assert_cmpuint (count_files (dir), ==, 1);
  remove_tree (dir);
}

static void
test_refuses_data (void)
{
  g_autoptr (GError) error = NULL;
  TwDemoOptions options = { .seed = 1 };

  tw_store_unref (open_street ());
  /* The source files are its own, so that only the data speak against it. */
  g_assert_false (tw_demo_create (street_dir, &options, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CONFLICT);
}

/* An empty folder a console has open: what it writes later must not go into an unlinked file. */
static void
test_refuses_open_folder (void)
{
  g_autofree char *dir = make_temp_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  TwDemoOptions options = { .seed = 1 };

  g_assert_no_error (error);
  g_assert_false (tw_demo_create (dir, &options, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_BUSY);
  g_clear_pointer (&store, tw_store_unref);
  remove_tree (dir);
}

static void
test_refuses_seed (void)
{
  g_autofree char *dir = make_temp_dir ();
  g_autoptr (GError) error = NULL;
  TwDemoOptions options = { .seed = G_MAXUINT64 };

  g_assert_false (tw_demo_create (dir, &options, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_cmpuint (count_files (dir), ==, 0);
  g_rmdir (dir);
}

static void
test_no_folder (void)
{
  g_autofree char *parent = make_temp_dir ();
  g_autofree char *file = g_build_filename (parent, "file", NULL);
  g_autofree char *dir = g_build_filename (file, "street", NULL);
  g_autoptr (GError) error = NULL;
  TwDemoOptions options = { .seed = 1 };

  g_file_set_contents (file, "", 0, NULL);
  g_assert_false (tw_demo_create (dir, &options, NULL, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "file"));
  remove_tree (parent);
}

/* A disk that takes no more than a few megabytes: a limit on file sizes stands for it, in a process
 * of its own. */
static void
test_full_disk (void)
{
  if (g_test_subprocess ())
    {
      g_autofree char *dir = make_temp_dir ();
      g_autoptr (GError) error = NULL;
      TwDemoOptions options = { .seed = 1 };
      struct rlimit limit = { 7 << 20, 7 << 20 };

      signal (SIGXFSZ, SIG_IGN);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      g_assert_false (tw_demo_create (dir, &options, NULL, NULL, NULL, NULL, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == TW_STORE_ERROR);
      g_assert_cmpuint (count_files (dir), ==, 0);
      g_rmdir (dir);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

/* What the console leaves in a folder it opened without filling it does not stand in the way. */
static void
test_opened_folder (void)
{
  g_autofree char *dir = make_temp_dir ();
  g_autofree char *sources_dir = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TwStore *store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  TwDemoOptions options = { .seed = 1 };
  Stop stop = { cancellable, 0.13, 0 };

  g_assert_no_error (error);
  tw_store_unref (store);
  g_assert_false (tw_demo_create (dir, &options, cancellable, stop_cb, &stop, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sources_dir = g_build_filename (dir, "sources", NULL);
  g_assert_false (g_file_test (sources_dir, G_FILE_TEST_EXISTS));
  remove_tree (dir);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/demo/end", test_end);
  g_test_add_func ("/demo/counts", test_counts);
  g_test_add_func ("/demo/F18-rosters", test_rosters);
  g_test_add_func ("/demo/meta", test_meta);
  g_test_add_func ("/demo/addresses", test_addresses);
  g_test_add_func ("/demo/people", test_people);
  g_test_add_func ("/demo/findings/elders", test_elders);
  g_test_add_func ("/demo/findings/top-five", test_top_five);
  g_test_add_func ("/demo/findings/patience", test_patience);
  g_test_add_func ("/demo/unplaced", test_unplaced);
  g_test_add_func ("/demo/search", test_search);
  g_test_add_func ("/demo/map", test_map);
  g_test_add_func ("/demo/sources", test_sources);
  g_test_add_func ("/demo/same-seed", test_same_seed);
  g_test_add_func ("/demo/feed/goes-on", test_feed);
  g_test_add_func ("/demo/feed/without-street", test_feed_without_street);
  g_test_add_func ("/demo/cancel", test_cancel);
  g_test_add_func ("/demo/cancel/new-folder", test_cancel_new_folder);
  g_test_add_func ("/demo/opened-folder", test_opened_folder);
  g_test_add_func ("/demo/refuses/files", test_refuses_files);
  g_test_add_func ("/demo/refuses/data", test_refuses_data);
  g_test_add_func ("/demo/refuses/open-folder", test_refuses_open_folder);
  g_test_add_func ("/demo/refuses/seed", test_refuses_seed);
  g_test_add_func ("/demo/no-folder", test_no_folder);
  g_test_add_func ("/demo/full-disk", test_full_disk);
  result = g_test_run ();
  if (street_dir != NULL)
    remove_tree (street_dir);
  g_free (street_dir);
  return result;
}
