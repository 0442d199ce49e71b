// SPDX-License-Identifier: Apache-2.0
#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-rng.h"
#include "base/tw-time.h"
#include "store/tw-query.h"
#include "store/tw-store.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <time.h>

/*
 * The store at the size of a busy street: 150,000 requests and 18,000 assets. Prints `bench NAME:
 * VALUE UNIT (goal ...)`. An argument changes the number of requests.
 */

#define START_US (G_GINT64_CONSTANT (1795592400) * 1000000)
#define N_ASSETS 18000
#define BATCH 1000

static const char *const subjects[] = { "路灯",   "电梯",   "水管", "井盖",     "垃圾桶",
                                        "单元门", "停车位", "暖气", "健身器材", "楼道灯",
                                        "监控",   "充电桩", "花坛", "屋顶" };
static const char *const faults[] = { "坏了",     "漏水",   "不亮",   "有异响", "被占用",
                                      "需要维修", "没人管", "太脏了", "松动",   "停用三天" };
static const char *const asks[] = { "请尽快安排人来看", "老人出行不方便",   "已经反映过一次",
                                    "晚上孩子害怕",     "希望社区帮忙协调", "物业说没有配件" };
static const char *const services[] = { "repair", "care",  "parking", "noise",
                                        "health", "legal", "meals",   "green" };
static const char *const lamp_names[] = { "路灯",     "消防栓阀门", "充电插座",
                                          "雨水井盖", "庭院灯",     "配电箱插座" };

static char *data_dir;

static void
remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_dir (child);
    }
  g_remove (path);
}

static JsonObject *
make_request (TwRng *rng, int i, int n)
{
  JsonObject *body = json_object_new ();
  gint64 at_us =
      START_US - (gint64) (n - i) * 20 * TW_US_PER_S - (gint64) tw_rng_below (rng, 5000000);
  g_autofree char *at = tw_time_format_rfc3339 (at_us);
  g_autofree char *community = g_strdup_printf ("place:C%02d", (int) tw_rng_below (rng, 12));
  g_autofree char *text = g_strconcat (subjects[tw_rng_below (rng, G_N_ELEMENTS (subjects))],
                                       faults[tw_rng_below (rng, G_N_ELEMENTS (faults))], "，",
                                       asks[tw_rng_below (rng, G_N_ELEMENTS (asks))], NULL);
  g_autofree char *address =
      g_strdup_printf ("%d号楼%d单元%d室", (int) tw_rng_below (rng, 40) + 1,
                       (int) tw_rng_below (rng, 4) + 1, (int) tw_rng_below (rng, 600) + 101);

  json_object_set_string_member (body, "at", at);
  json_object_set_string_member (body, "service",
                                 services[tw_rng_below (rng, G_N_ELEMENTS (services))]);
  json_object_set_string_member (body, "channel", "hotline");
  json_object_set_string_member (body, "community", community);
  json_object_set_double_member (body, "lat", 39.98 + (double) tw_rng_below (rng, 200000) * 1e-7);
  json_object_set_double_member (body, "lon", 116.33 + (double) tw_rng_below (rng, 250000) * 1e-7);
  json_object_set_string_member (body, "text", text);
  json_object_set_string_member (body, "address", address);
  json_object_set_int_member (body, "age", (gint64) tw_rng_below (rng, 90));
  json_object_set_string_member (body, "status", "open");
  return body;
}

static JsonObject *
make_asset (TwRng *rng, int i)
{
  JsonObject *body = json_object_new ();
  static const char *const kinds[] = { "lamp", "valve", "socket", "manhole", "lamp", "socket" };
  guint kind = (guint) tw_rng_below (rng, G_N_ELEMENTS (kinds));
  g_autofree char *name = g_strdup_printf ("%s %d号", lamp_names[kind], i % 400 + 1);
  g_autofree char *code = g_strdup_printf ("%02d-%03d-%d-F%02d-%04d", i % 12 + 1, i % 40 + 1,
                                           i % 4 + 1, i % 18 + 1, i % 10000);
  g_autofree char *tag = g_strdup_printf ("04A1B2C3%06X", (guint) i);

  json_object_set_string_member (body, "kind", kinds[kind]);
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "code", code);
  json_object_set_string_member (body, "place", "place:B1");
  json_object_set_string_member (body, "community", "place:C1");
  json_object_set_double_member (body, "lat", 39.98 + (double) tw_rng_below (rng, 200000) * 1e-7);
  json_object_set_double_member (body, "lon", 116.33 + (double) tw_rng_below (rng, 250000) * 1e-7);
  json_object_set_double_member (body, "height_m", 3.5);
  json_object_set_string_member (body, "tag", tag);
  return body;
}

/* Of all threads: steadier than the clock on the wall when others use the machine. */
static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1e6;
}

static void
die_on (GError *error)
{
  if (error)
    g_error ("%s", error->message);
}

static void
bench_write (TwStore *store, TwRng *rng, int n)
{
  g_autoptr (GError) error = NULL;
  double build_s = 0, put_s = 0, cpu_s = 0;

  for (int done = 0; done < n;)
    {
      gint64 start = g_get_monotonic_time ();
      TwBatch *batch = tw_batch_new ();
      for (int i = 0; i < BATCH && done < n; i++, done++)
        {
          g_autofree char *id = tw_id_new ("request", START_US + done * 1000, rng);
          tw_batch_put (batch, id, NULL, make_request (rng, done, n));
        }
      build_s += seconds_since (start);
      start = g_get_monotonic_time ();
      cpu_s -= cpu_seconds ();
      tw_store_put (store, batch, NULL, &error);
      die_on (error);
      put_s += seconds_since (start);
      cpu_s += cpu_seconds ();
    }
  g_print ("bench store-write: %.0f documents/s (goal >= 20000) batches of %d, %d documents\n",
           n / put_s, BATCH, n);
  g_print ("bench store-write-cpu: %.1f us/document\n", cpu_s / n * 1e6);
  g_print ("bench store-write-build: %.1f us/document (making the bodies, not counted above)\n",
           build_s / n * 1e6);
}

static void
write_assets (TwStore *store, TwRng *rng)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  for (int done = 0; done < N_ASSETS;)
    {
      TwBatch *batch = tw_batch_new ();
      for (int i = 0; i < BATCH && done < N_ASSETS; i++, done++)
        {
          g_autofree char *id = tw_id_new ("asset", START_US + done * 1000, rng);
          tw_batch_put (batch, id, NULL, make_asset (rng, done));
        }
      tw_store_put (store, batch, NULL, &error);
      die_on (error);
    }
  g_print ("bench store-write-assets: %.0f documents/s\n", N_ASSETS / seconds_since (start));
}

static GPtrArray *
list_ids (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) changes = tw_store_list_changes (store, 0, G_MAXINT, &error);

  die_on (error);
  for (guint i = 0; i < changes->len; i++)
    g_ptr_array_add (ids, g_strdup (((TwChange *) changes->pdata[i])->id));
  return ids;
}

/* Reads @n random ones of the first @n_ids documents, three times; the best round, in reads a
 * second. */
static double
time_reads (TwStore *store, TwRng *rng, GPtrArray *ids, guint n_ids, gboolean parsed,
            double *ret_cpu_us)
{
  const int n = 100000;
  double best = 0;

  *ret_cpu_us = G_MAXDOUBLE;
  for (int round = 0; round < 3; round++)
    {
      double cpu_s = cpu_seconds ();
      gint64 start = g_get_monotonic_time ();
      for (int i = 0; i < n; i++)
        {
          const char *id = ids->pdata[tw_rng_below (rng, n_ids)];
          g_autoptr (TwDoc) doc = parsed ? tw_store_get (store, id, NULL) : NULL;
          g_autofree char *text = parsed ? NULL : tw_store_get_body_text (store, id, NULL);
          g_assert (doc || text);
        }
      best = MAX (best, n / seconds_since (start));
      *ret_cpu_us = MIN (*ret_cpu_us, (cpu_seconds () - cpu_s) / n * 1e6);
    }
  return best;
}

static void
bench_reads (TwStore *store, TwRng *rng)
{
  g_autoptr (GPtrArray) ids = list_ids (store);
  guint all = ids->len, hot = MIN (1000, ids->len);

  const struct {
    const char *name, *goal, *what;
    guint n_ids;
    gboolean parsed;
  } rows[] = {
    { "", " (goal >= 200000)", "body text", all, FALSE },
    { "-hot", "", "body text", hot, FALSE },
    { "-parsed", "", "JSON parsed", all, TRUE },
    { "-parsed-hot", "", "JSON parsed", hot, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double cpu_us;
      double per_s = time_reads (store, rng, ids, rows[i].n_ids, rows[i].parsed, &cpu_us);
      g_print ("bench store-read%s: %.0f reads/s%s any of %u documents, %s, %.2f us of CPU each\n",
               rows[i].name, per_s, rows[i].goal, rows[i].n_ids, rows[i].what, cpu_us);
    }
}

static void
bench_search (TwStore *store)
{
  static const char *const queries[] = { "路灯",   "灯",           "的",           "电梯",
                                         "老人",   "号",           "路灯坏了",     "室",
                                         "楼",     "3号楼",        "12号楼4单元",  "物业说没有配件",
                                         "充电桩", "请尽快安排人", "单元",         "1",
                                         "05",     "04A1B2C3",     "晚上孩子害怕", "不存在的词",
                                         "，",     "路灯 老人",    "社区帮忙",     "灯不" };
  double worst_ms = 0;
  const char *worst = "";

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GError) error = NULL;
      double best_ms = 1e9;
      guint n_hits = 0;
      for (int round = 0; round < 3; round++)
        {
          gint64 start = g_get_monotonic_time ();
          g_autoptr (GPtrArray) hits = tw_query_search (store, queries[i], NULL, 50, &error);
          die_on (error);
          n_hits = hits->len;
          best_ms = MIN (best_ms, seconds_since (start) * 1000);
        }
      if (best_ms > worst_ms)
        {
          worst_ms = best_ms;
          worst = queries[i];
        }
      if (g_getenv ("BENCH_VERBOSE"))
        g_print ("  search %s: %.2f ms, %u hits\n", queries[i], best_ms, n_hits);
    }
  g_print ("bench store-search-worst: %.2f ms (goal < 50) of %u queries: %s\n", worst_ms,
           (guint) G_N_ELEMENTS (queries), worst);
}

static void
bench_queries (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  TwRequestTotals totals;
  TwBox box = { 39.985, 116.335, 39.986, 116.336 };
  TwBox all = { 39, 116, 41, 117 };

  gint64 start = g_get_monotonic_time ();
  g_autoptr (GArray) rows = tw_query_requests (store, 0, G_MAXINT64, &error);
  die_on (error);
  g_print ("bench store-scan: %.1f ms for %u requests\n", seconds_since (start) * 1000, rows->len);
  start = g_get_monotonic_time ();
  g_autoptr (GArray) cell = tw_query_requests_in_box (store, &box, 0, G_MAXINT64, 100, &error);
  die_on (error);
  g_print ("bench store-box-cell: %.2f ms, %u requests\n", seconds_since (start) * 1000, cell->len);
  start = g_get_monotonic_time ();
  g_autoptr (GArray) most = tw_query_requests_in_box (store, &all, 0, G_MAXINT64, 100, &error);
  die_on (error);
  g_print ("bench store-box-all: %.2f ms, %u requests\n", seconds_since (start) * 1000, most->len);
  start = g_get_monotonic_time ();
  tw_query_request_totals (store, &totals, &error);
  die_on (error);
  g_print ("bench store-totals: %.2f ms\n", seconds_since (start) * 1000);
  start = g_get_monotonic_time ();
  g_autoptr (GHashTable) counts = tw_query_type_counts (store, &error);
  g_print ("bench store-type-counts: %.2f ms\n", seconds_since (start) * 1000);
}

static TwStore *
bench_open (TwStore *store, TwClock *clock)
{
  g_autoptr (GError) error = NULL;
  GStatBuf st;
  g_autofree char *path = g_build_filename (data_dir, "store.db", NULL);

  tw_store_unref (store);
  g_stat (path, &st);
  g_print ("bench store-file: %.1f MB\n", (double) st.st_size / 1e6);
  for (int round = 0; round < 2; round++)
    {
      gint64 start = g_get_monotonic_time ();
      store = tw_store_open (data_dir, round == 0 ? 0 : TW_STORE_OPEN_NO_CHECK, clock, &error);
      die_on (error);
      g_print ("bench store-open%s: %.0f ms%s\n", round == 0 ? "" : "-unchecked",
               seconds_since (start) * 1000, round == 0 ? " (goal < 300) with quick_check" : "");
      if (round == 0)
        tw_store_unref (store);
    }
  return store;
}

static void
bench_care (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dest = g_build_filename (data_dir, "backups", "bench", NULL);

  gint64 start = g_get_monotonic_time ();
  g_autofree char *digest = tw_store_digest (store, &error);
  g_print ("bench store-digest: %.0f ms\n", seconds_since (start) * 1000);
  start = g_get_monotonic_time ();
  tw_store_backup (store, dest, NULL, NULL, NULL, &error);
  die_on (error);
  g_print ("bench store-backup: %.0f ms\n", seconds_since (start) * 1000);
  start = g_get_monotonic_time ();
  tw_store_check (store, NULL, NULL, NULL, &error);
  die_on (error);
  g_print ("bench store-check: %.0f ms\n", seconds_since (start) * 1000);
}

int
main (int argc, char **argv)
{
  TwRng rng;
  g_autoptr (GError) error = NULL;
  int n = argc > 1 ? atoi (argv[1]) : 150000;
  g_autoptr (TwClock) clock = tw_clock_new_drill (START_US, 0);

  setlocale (LC_ALL, "");
  data_dir = g_dir_make_tmp ("tw-bench-store-XXXXXX", &error);
  die_on (error);
  tw_rng_init (&rng, 1);
  TwStore *store = tw_store_open (data_dir, TW_STORE_OPEN_CREATE, clock, &error);
  die_on (error);
  bench_write (store, &rng, n);
  write_assets (store, &rng);
  store = bench_open (store, clock);
  bench_reads (store, &rng);
  bench_search (store);
  bench_queries (store);
  if (!g_getenv ("BENCH_SHORT"))
    bench_care (store);
  tw_store_unref (store);
  remove_dir (data_dir);
  g_free (data_dir);
  return 0;
}
