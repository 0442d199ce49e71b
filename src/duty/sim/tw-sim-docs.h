/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/sim/tw-sim-law.h"
#include "store/tw-map-pack.h"
#include "store/tw-store.h"

G_BEGIN_DECLS

#define TW_SIM_ASSETS 18000
#define TW_SIM_PEOPLE 900
#define TW_SIM_HOMES 800

/**
 * TwSimSink takes one document (@id borrowed, @body transfer full); FALSE stops the writer, which
 * then returns FALSE itself.
 */
typedef gboolean (*TwSimSink) (const char *id, JsonObject *body, gpointer user_data);

/** Counts what was written; start from zeros. */
typedef struct {
  guint n_units, n_floors, n_rooms, n_assets, n_people, n_homes, n_requests, n_posts;
} TwSimCounts;

typedef struct {
  const TwSimTown *town;
  gint64 end_us;
  TwSimSink sink;
  gpointer user_data;
  TwSimCounts counts;
} TwSimWriter;

/** Settings, services with their figures of 2021, channels. */
gboolean tw_sim_write_dictionaries (TwSimWriter *writer);
/** Communities, buildings, units, floors, rooms and named places. */
gboolean tw_sim_write_places (TwSimWriter *writer);
/** Exactly TW_SIM_ASSETS, TW_SIM_PEOPLE and TW_SIM_HOMES documents. */
gboolean tw_sim_write_assets (TwSimWriter *writer);
gboolean tw_sim_write_people (TwSimWriter *writer);
gboolean tw_sim_write_homes (TwSimWriter *writer);
/** Posts, tides, rule packs, officers. */
gboolean tw_sim_write_roster (TwSimWriter *writer);

/** The week of rosters that ends with the day of @end_us, into a store that has people and posts.
 */
gboolean tw_sim_write_week (TwStore *store, TwMapPack *map, guint64 seed, gint64 end_us,
                            GError **error);

typedef struct {
  const char *name, *rights; /* words with spaces between */
} TwSimOfficer;

#define TW_SIM_OFFICERS 4
extern const TwSimOfficer tw_sim_officers[TW_SIM_OFFICERS];

/** One request as id and body, for history and live feed alike. */
char *tw_sim_request_id (const TwSimTown *town, const TwSimRequest *request);
JsonObject *tw_sim_request_body (const TwSimTown *town, const TwSimRequest *request, gboolean done);

/** Id of the place with a 3D address code. Transfer full. */
char *tw_sim_place_id (const TwSimTown *town, const char *code);
/** Id of spot @number of the town. Transfer full. */
char *tw_sim_spot_id (const TwSimTown *town, guint number);
/** 3D address code; pass 0 for levels that are not there. Transfer full. */
char *tw_sim_code (guint community, guint building, guint unit, int floor, guint room, guint asset);
/** Adds "lat" and "lon" rounded to 1e-7 degree. */
void tw_sim_set_position (JsonObject *body, const TwSimTown *town, TwSimVec at);
/** Rooms drawn without repeats, older compounds more often: GArray of guint64 (building << 32 |
 * room index). */
GArray *tw_sim_draw_rooms (const TwSimTown *town, TwRng *rng, guint n);

/** Fills the map pack with the town's base map. */
gboolean tw_sim_write_map (const TwSimTown *town, TwMapPack *pack, GError **error);

/** Plants in the source files, for the note beside them. */
typedef struct {
  guint n_rows, n_bad, n_repeated, n_unplaced;
} TwSimSourceReport;

/**
 * Writes the quarter before the history as three CSV files (survey, hotline, app) and a note into
 * @dir. @report: one entry a file, by TwSimChannel.
 */
gboolean tw_sim_write_sources (const TwSimTown *town, const TwSimLaw *law, gint64 end_us,
                               const char *dir, GCancellable *cancellable,
                               TwSimSourceReport report[TW_SIM_CHANNELS], GError **error);
/** Names of the files tw_sim_write_sources() makes, NULL-terminated. */
const char *const *tw_sim_source_files (void);

G_END_DECLS
