// SPDX-License-Identifier: Apache-2.0
#include "config.h"

/*
 * Makes the demo street.
 *
 * Everything is built in a folder of its own inside the data folder and moved into place at the
 * end, the database last. So a cancel, a full disk or a power cut never leaves half a street: what
 * is in the data folder is whole or absent, and a left-over building folder is cleared by the next
 * attempt.
 *
 * Same seed, same bytes: ids and values come from named streams of the seed, the store runs on a
 * clock that stands at the street's end, its device is called "demo", and batches have a fixed
 * size, so stamps and revisions are equal, too.
 */
#include "duty/tw-demo.h"

#include "base/tw-time.h"
#include "duty/sim/tw-sim-docs.h"
#include "store/tw-map-pack.h"
#include "store/tw-query.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define BUILDING_DIR ".demo-building"
#define SOURCES_DIR "sources"
#define BATCH_SIZE 2000
#define MAX_SEED (G_GUINT64_CONSTANT (1) << 53)
/* About how many documents there are besides the requests, for the progress shown. */
#define EXPECTED_DOCS 95000.0

typedef struct {
  const char *dir;
  char *building_dir, *csv_dir;
  TwDemoOptions options;
  GCancellable *cancellable;
  TwProgressFunc progress;
  gpointer user_data;
  GError **error;
  TwSimTown *town;
  TwSimLaw *law;
  TwStore *store;
  TwBatch *batch;   /* being filled */
  TwBatch *writing; /* by putter */
  GThread *putter;
  GError *put_error;
  guint n_docs;
  const char *doing;
  TwSimWriter writer;
  TwSimSourceReport sources[TW_SIM_CHANNELS];
} Maker;

/* --- the folder --- */

static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (path);
}

/* TRUE where the last GError or errno says that the disk has no room. */
static gboolean
is_full (const GError *error)
{
  return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
         || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL);
}

static gboolean
refuse (GError **error, TwStoreError code, const char *format, const char *subject,
        const char *reason)
{
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "{1}", subject, 0);
  g_string_replace (text, "{2}", reason, 0);
  g_set_error_literal (error, TW_STORE_ERROR, code, text->str);
  return FALSE;
}

/* A folder the console has opened but never filled counts as empty. */
static gboolean
store_is_empty (const char *dir, GError **error)
{
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (TwStore) store =
      tw_store_open (dir, TW_STORE_OPEN_READ_ONLY | TW_STORE_OPEN_NO_CHECK, clock, error);

  if (store == NULL)
    return FALSE;
  if (tw_store_get_last_seq (store) == 0)
    return TRUE;
  return refuse (
      error, TW_STORE_ERROR_CONFLICT,
      _ ("The folder {1} already holds data. Choose an empty folder for the demo street"), dir, "");
}

static gboolean
is_of_console (const char *name)
{
  static const char *const names[] = { "store.db",   "store.db-wal", "store.db-shm", "map.db",
                                       "map.db-wal", "map.db-shm",   "backups",      "tiles",
                                       "rejects",    "lock",         BUILDING_DIR };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      return TRUE;
  return FALSE;
}

static gboolean
check_folder (const char *path, GError **error)
{
  g_autofree char *database = g_build_filename (path, "store.db", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  dir = g_dir_open (path, 0, error);
  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (!is_of_console (name))
      return refuse (error, TW_STORE_ERROR_CONFLICT,
                     _ ("The folder {1} is not empty: it holds {2}. Choose an empty folder for the "
                        "demo street"),
                     path, name);
  return !g_file_test (database, G_FILE_TEST_EXISTS) || store_is_empty (path, error);
}

static gboolean
check_sources (const char *dir, GError **error)
{
  for (const char *const *name = tw_sim_source_files (); *name != NULL; name++)
    {
      g_autofree char *path = g_build_filename (dir, *name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return refuse (
            error, TW_STORE_ERROR_CONFLICT,
            _ ("The folder {1} already holds {2}. Choose another folder for the source files"), dir,
            *name);
    }
  return TRUE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0755) == 0)
    return TRUE;
  return refuse (error, errno == ENOSPC ? TW_STORE_ERROR_FULL : TW_STORE_ERROR_READ_ONLY,
                 _ ("The folder {1} cannot be made: {2}"), path, g_strerror (errno));
}

static gboolean
move_into (const char *from_dir, const char *to_dir, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (from_dir, name, NULL);
  g_autofree char *to = g_build_filename (to_dir, name, NULL);

  if (!g_file_test (from, G_FILE_TEST_EXISTS) || g_rename (from, to) == 0)
    return TRUE;
  return refuse (error, TW_STORE_ERROR_IO, _ ("The file {1} cannot be put in its place: {2}"), to,
                 g_strerror (errno));
}

/* The old empty database goes first, so that its journals never meet the new file. */
static gboolean
move_all (Maker *self)
{
  static const char *const old[] = { "store.db", "store.db-wal", "store.db-shm",
                                     "map.db",   "map.db-wal",   "map.db-shm" };
  static const char *const files[] = { SOURCES_DIR, "backups",      "map.db-wal",
                                       "map.db",    "store.db-wal", "store.db" };

  if (!tw_store_check_unused (self->dir, self->error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (old); i++)
    {
      g_autofree char *path = g_build_filename (self->dir, old[i], NULL);
      g_unlink (path);
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      if (g_str_equal (files[i], "backups"))
        {
          g_autofree char *path = g_build_filename (self->dir, "backups", NULL);
          g_rmdir (path);
        }
      if (!move_into (self->building_dir, self->dir, files[i], self->error))
        return FALSE;
    }
  return TRUE;
}

/* --- documents --- */

static gpointer
put_cb (gpointer data)
{
  Maker *self = data;

  tw_store_put (self->store, g_steal_pointer (&self->writing), NULL, &self->put_error);
  return NULL;
}

/* Waits for the batch that is being written. */
static gboolean
finish_put (Maker *self)
{
  if (self->putter != NULL)
    g_thread_join (g_steal_pointer (&self->putter));
  if (self->put_error == NULL)
    return TRUE;
  g_propagate_error (self->error, g_steal_pointer (&self->put_error));
  return FALSE;
}

/* Hands the batch to the store; while it is written the next one is filled. The order stays. */
static gboolean
flush (Maker *self)
{
  if (!finish_put (self) || g_cancellable_set_error_if_cancelled (self->cancellable, self->error))
    return FALSE;
  if (self->progress != NULL)
    self->progress (MIN (0.12 + 0.8 * self->n_docs / EXPECTED_DOCS, 0.92), self->doing,
                    self->user_data);
  self->writing = g_steal_pointer (&self->batch);
  self->batch = tw_batch_new ();
  self->putter = g_thread_new ("demo-put", put_cb, self);
  return TRUE;
}

static gboolean
sink_cb (const char *id, JsonObject *body, gpointer user_data)
{
  Maker *self = user_data;

  tw_batch_put (self->batch, id, NULL, body);
  self->n_docs++;
  return tw_batch_get_size (self->batch) < BATCH_SIZE || flush (self);
}

/* Most requests are done after two days; what is younger is open more often. */
static gboolean
is_done (const TwSimRequest *request, gint64 end_us)
{
  double days = (double) (end_us - request->at_us) / TW_US_PER_DAY;
  double chance = days > 2 ? 0.97 : 0.15 + 0.4 * days;
  TwRng rng;

  tw_rng_init_named (&rng, request->seed, "done");
  return tw_rng_uniform (&rng) < chance;
}

static gboolean
write_history (Maker *self)
{
  gint64 end_us = self->options.end_us, from_us = end_us - TW_SIM_HISTORY_DAYS * TW_US_PER_DAY;
  g_autoptr (GArray) hour = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));

  for (gint64 at_us = tw_time_floor (from_us, TW_US_PER_HOUR); at_us < end_us;
       at_us += TW_US_PER_HOUR)
    {
      g_array_set_size (hour, 0);
      tw_sim_law_fill_hour (self->law, at_us, hour);
      for (guint i = 0; i < hour->len; i++)
        {
          const TwSimRequest *request = &g_array_index (hour, TwSimRequest, i);
          g_autofree char *id = NULL;

          if (request->at_us < from_us || request->at_us >= end_us)
            continue;
          id = tw_sim_request_id (self->town, request);
          self->writer.counts.n_requests++;
          if (!sink_cb (id, tw_sim_request_body (self->town, request, is_done (request, end_us)),
                        self))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
write_documents (Maker *self)
{
  self->writer = (TwSimWriter){
    .town = self->town, .end_us = self->options.end_us, .sink = sink_cb, .user_data = self
  };
  self->doing = _ ("Writing the street's addresses");
  if (!tw_sim_write_dictionaries (&self->writer) || !tw_sim_write_places (&self->writer))
    return FALSE;
  self->doing = _ ("Writing things, people and homes");
  if (!tw_sim_write_assets (&self->writer) || !tw_sim_write_people (&self->writer)
      || !tw_sim_write_homes (&self->writer) || !tw_sim_write_roster (&self->writer))
    return FALSE;
  self->doing = _ ("Writing five weeks of requests");
  return write_history (self) && flush (self) && finish_put (self);
}

static gboolean
write_meta (Maker *self)
{
  g_autofree char *start = g_strdup_printf ("%" G_GINT64_FORMAT, self->options.end_us);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->options.seed);

  return tw_store_set_meta (self->store, "seed", seed, self->error)
         && tw_store_set_meta (self->store, "drill.start_us", start, self->error)
         && tw_store_set_meta (self->store, "drill.now_us", start, self->error);
}

static gboolean
write_map (Maker *self)
{
  g_autoptr (TwMapPack) pack = tw_map_pack_open (self->building_dir, FALSE, self->error);

  if (self->progress != NULL)
    self->progress (0.94, _ ("Drawing the base map"), self->user_data);
  return pack != NULL && tw_sim_write_map (self->town, pack, self->error);
}

/* Rosters ask how long ways are, so they come after the map. */
static gboolean
write_week (Maker *self)
{
  g_autoptr (TwMapPack) pack = tw_map_pack_open (self->building_dir, TRUE, self->error);

  if (self->progress != NULL)
    self->progress (0.96, _ ("Planning the last week"), self->user_data);
  return pack != NULL
         && tw_sim_write_week (self->store, pack, self->options.seed, self->options.end_us,
                               self->error);
}

static gboolean
write_store (Maker *self)
{
  g_autoptr (TwClock) clock = tw_clock_new_drill (self->options.end_us, 0);
  gboolean done;

  self->store = tw_store_open (self->building_dir, TW_STORE_OPEN_CREATE | TW_STORE_OPEN_NO_CHECK,
                               clock, self->error);
  if (self->store == NULL)
    return FALSE;
  tw_store_set_device (self->store, "demo");
  self->batch = tw_batch_new ();
  done = write_documents (self) && write_meta (self) && write_map (self) && write_week (self);
  g_clear_pointer (&self->putter, g_thread_join);
  g_clear_error (&self->put_error);
  g_clear_pointer (&self->batch, tw_batch_free);
  g_clear_pointer (&self->store, tw_store_unref);
  return done;
}

static gboolean
write_sources (Maker *self)
{
  GError *error = NULL;

  if (self->progress != NULL)
    self->progress (0.03, _ ("Writing the sources of the quarter"), self->user_data);
  if (!make_folder (self->csv_dir, self->error))
    return FALSE;
  if (tw_sim_write_sources (self->town, self->law, self->options.end_us, self->csv_dir,
                            self->cancellable, self->sources, &error))
    return TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (self->error, error);
      return FALSE;
    }
  refuse (self->error, is_full (error) ? TW_STORE_ERROR_FULL : TW_STORE_ERROR_IO,
          _ ("The source files cannot be written to {1}: {2}"), self->csv_dir, error->message);
  g_error_free (error);
  return FALSE;
}

/* --- public --- */

static void
fill_report (const Maker *self, gint64 since_us, TwDemoReport *report)
{
  const TwSimCounts *counts = &self->writer.counts;

  *report = (TwDemoReport){ .n_communities = TW_SIM_COMMUNITIES, .n_units = counts->n_units };
  for (guint i = 0; i < self->town->net->streets->len; i++)
    report->n_streets += tw_sim_town_street (self->town, i)->name != NULL;
  for (guint i = 0; i < self->town->buildings->len; i++)
    report->n_buildings += tw_sim_town_building (self->town, i)->community > 0;
  report->n_floors = counts->n_floors;
  report->n_rooms = counts->n_rooms;
  report->n_assets = counts->n_assets;
  report->n_people = counts->n_people;
  report->n_homes = counts->n_homes;
  report->n_requests = counts->n_requests;
  report->n_survey = self->sources[TW_SIM_CHANNEL_SURVEY].n_rows;
  report->n_hotline = self->sources[TW_SIM_CHANNEL_HOTLINE].n_rows;
  report->n_app = self->sources[TW_SIM_CHANNEL_APP].n_rows;
  report->seconds = (double) (g_get_monotonic_time () - since_us) / TW_US_PER_S;
}

static gboolean
make_street (Maker *self)
{
  if (self->progress != NULL)
    self->progress (0.01, _ ("Laying out streets and houses"), self->user_data);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, self->error))
    return FALSE;
  self->town = tw_sim_town_new (self->options.seed);
  self->law = tw_sim_law_new (self->town, self->options.end_us);
  return make_folder (self->building_dir, self->error) && write_sources (self) && write_store (self)
         && !g_cancellable_set_error_if_cancelled (self->cancellable, self->error)
         && move_all (self);
}

static void
maker_clear (Maker *self)
{
  g_clear_pointer (&self->law, tw_sim_law_free);
  g_clear_pointer (&self->town, tw_sim_town_free);
  g_free (self->building_dir);
  g_free (self->csv_dir);
}

/* Takes back what an attempt left: its own folder, its files elsewhere, and the data folder where
 * it made that, too. */
static void
clean_up (Maker *self, gboolean made_dir, gboolean csv_outside)
{
  remove_tree (self->building_dir);
  for (const char *const *name = tw_sim_source_files (); csv_outside && *name != NULL; name++)
    {
      g_autofree char *path = g_build_filename (self->csv_dir, *name, NULL);
      g_unlink (path);
    }
  if (made_dir)
    g_rmdir (self->dir);
}

gboolean
tw_demo_create (const char *dir, const TwDemoOptions *options, GCancellable *cancellable,
                TwProgressFunc progress, gpointer user_data, TwDemoReport *ret_report,
                GError **error)
{
  gint64 since_us = g_get_monotonic_time ();
  gboolean made_dir = !g_file_test (dir, G_FILE_TEST_EXISTS), done;
  Maker self = { .dir = dir,
                 .options = *options,
                 .cancellable = cancellable,
                 .progress = progress,
                 .user_data = user_data,
                 .error = error };

  g_return_val_if_fail (dir != NULL && options != NULL, FALSE);
  if (options->seed > MAX_SEED)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                           _ ("The seed must be at most 9007199254740992"));
      return FALSE;
    }
  if (!check_folder (dir, error) || !tw_store_check_unused (dir, error)
      || (options->csv_dir != NULL && !check_sources (options->csv_dir, error)))
    return FALSE;
  if (self.options.end_us == 0)
    self.options.end_us = TW_DEMO_END_US;
  self.building_dir = g_build_filename (dir, BUILDING_DIR, NULL);
  self.csv_dir = options->csv_dir ? g_strdup (options->csv_dir)
                                  : g_build_filename (self.building_dir, SOURCES_DIR, NULL);
  remove_tree (self.building_dir);
  done = make_street (&self);
  if (done && ret_report != NULL)
    fill_report (&self, since_us, ret_report);
  if (done)
    remove_tree (self.building_dir);
  else
    clean_up (&self, made_dir, options->csv_dir != NULL);
  if (done && progress != NULL)
    progress (1, NULL, user_data);
  maker_clear (&self);
  return done;
}
