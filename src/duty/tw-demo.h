/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

G_BEGIN_DECLS

/** What demo create makes. */
typedef struct {
  guint64 seed;
  gint64 end_us;       /* last moment of the history; 0: 2026-11-24T07:40+08:00 */
  const char *csv_dir; /* where the three source files of the quarter go; NULL: DIR/sources */
} TwDemoOptions;

/* 2026-11-24T07:40:00+08:00, checked by a test */
#define TW_DEMO_END_US G_GINT64_CONSTANT (1795477200000000)

typedef struct {
  guint n_communities, n_streets, n_buildings, n_units, n_floors, n_rooms, n_assets, n_people,
      n_homes, n_requests;
  guint n_survey, n_hotline, n_app; /* rows of the source files */
  double seconds;
} TwDemoReport;

/**
 * Makes the demo street in the empty data folder @dir: same seed, same street, byte for byte
 * (documents, ids, revisions, CSV files). Refuses a folder that already holds documents. Blocks (up
 * to 20 s); cancel leaves the folder empty again.
 */
gboolean tw_demo_create (const char *dir, const TwDemoOptions *options, GCancellable *cancellable,
                         TwProgressFunc progress, gpointer user_data, TwDemoReport *ret_report,
                         GError **error);

/**
 * TwSimFeed: goes on with a demo street by the same law. Requests of an hour depend on the seed and
 * the hour alone, and their ids are derived, so a restart or two consoles file each once. Not
 * thread-safe.
 */
typedef struct _TwSimFeed TwSimFeed;

/** NULL with TW_STORE_ERROR_NOT_FOUND when the store holds no demo street. Blocks some ms. */
TwSimFeed *tw_sim_feed_new (TwStore *store, GError **error);
void tw_sim_feed_free (TwSimFeed *self);
/** Adds all requests with at in [from_us, to_us) to @batch. Returns their number. */
guint tw_sim_feed_fill (TwSimFeed *self, gint64 from_us, gint64 to_us, TwBatch *batch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSimFeed, tw_sim_feed_free)

G_END_DECLS
