/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand.h"
#include "duty/tw-street.h"
#include "store/tw-map-pack.h"
#include "store/tw-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwDuty: one open data folder and everything a person can do with it. The only way in for console,
 * tools and hub. Made and used on one thread with a main context (its signals are emitted there);
 * the work runs in workers. It never blocks except where said.
 *
 * Signals: street-changed (), demand-changed (guint n_new: rows that arrived live, 0 after a
 * reload), outlook-changed (), problem (const char *message): something an officer must know,
 * already worded and translated, undo-changed (), state-changed (): whether the folder can be
 * written turned (tw_duty_dup_read_only_reason).
 */
#define TW_TYPE_DUTY (tw_duty_get_type ())
G_DECLARE_FINAL_TYPE (TwDuty, tw_duty, TW, DUTY, GObject)

#define TW_DUTY_ERROR (tw_duty_error_quark ())
GQuark tw_duty_error_quark (void);

typedef enum {
  TW_DUTY_ERROR_REFUSED, /* not allowed or not possible now: the message says why */
  TW_DUTY_ERROR_USAGE,   /* an argument makes no sense */
  TW_DUTY_ERROR_NO_DATA, /* what is asked needs data that are not there: says which */
} TwDutyError;

/** The default data folder: $XDG_DATA_HOME/tidewatch/default. */
char *tw_duty_dup_default_dir (void);
/** Opens @dir (made when @create). Blocks some 10 ms. Errors of the store. */
TwDuty *tw_duty_open (const char *dir, gboolean create, GError **error);
/**
 * Loads street, demand and the kept outlook, then starts the live work (feed, forecast). @feed
 * FALSE: no simulator.
 */
void tw_duty_start (TwDuty *self, gboolean feed);
/** Stops the workers and closes the database; blocks until they are done (< 1 s). */
void tw_duty_close (TwDuty *self);

TwStore *tw_duty_get_store (TwDuty *self);
TwMapPack *tw_duty_get_map (TwDuty *self);
TwClock *tw_duty_get_clock (TwDuty *self);
const char *tw_duty_get_dir (TwDuty *self);
/** No requests, no places, no map: the first run. */
gboolean tw_duty_is_empty (TwDuty *self);
/** TRUE once the first load after tw_duty_start() is done. */
gboolean tw_duty_is_loaded (TwDuty *self);
/** Why nothing can be written, or NULL. Transfer full. */
char *tw_duty_dup_read_only_reason (TwDuty *self);

/* Snapshots; never NULL after the first load. Transfer full. */
TwStreet *tw_duty_dup_street (TwDuty *self);
TwDemand *tw_duty_dup_demand (TwDuty *self);
TwOutlook *tw_duty_dup_outlook (TwDuty *self);

typedef enum {
  TW_DUTY_CLOCK_SYSTEM,  /* real time */
  TW_DUTY_CLOCK_DRILL,   /* the demo street: runs at a speed, the simulator feeds it */
  TW_DUTY_CLOCK_HISTORY, /* imported data that end in the past: stands at their end */
} TwDutyClockMode;

TwDutyClockMode tw_duty_get_clock_mode (TwDuty *self);
gint64 tw_duty_now_us (TwDuty *self);
/** Speed of the drill clock, 0..600; refused (FALSE) in the other modes. */
gboolean tw_duty_set_speed (TwDuty *self, double speed);
double tw_duty_get_speed (TwDuty *self);

/*
 * --- looking things up -------------------------------------------------------------------------
 */

/**
 * Search over everything: places, services, people, homes, assets and requests, each kind with a
 * fair part of the @limit hits. GPtrArray of TwHit. Blocks; any thread.
 */
GPtrArray *tw_duty_search (TwDuty *self, const char *text, guint limit, GError **error);
/** The same in a worker. */
void tw_duty_search_async (TwDuty *self, const char *text, guint limit, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *tw_duty_search_finish (TwDuty *self, GAsyncResult *result, GError **error);

typedef struct {
  char *id, *text, *address;
  gint64 at_us;
  double lat, lon;                   /* NAN without a place */
  guint service, channel, community; /* numbers in the street */
  int age;                           /* -1 unknown */
  gboolean done;
} TwRequestInfo;

void tw_request_info_free (TwRequestInfo *info);
/**
 * Requests in @box (NULL: anywhere, then also those without a place) and [from, to) that pass
 * @filter, newest first. GPtrArray.
 */
void tw_duty_list_requests_async (TwDuty *self, const TwBox *box, gint64 from_us, gint64 to_us,
                                  const TwFilter *filter, gboolean only_unplaced, guint limit,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *tw_duty_list_requests_finish (TwDuty *self, GAsyncResult *result, GError **error);

/*
 * --- undo --------------------------------------------------------------------------------------
 */

/** What undo would take back ("Import of calls.csv"), or NULL. Transfer full. */
char *tw_duty_dup_undo_label (TwDuty *self);
char *tw_duty_dup_redo_label (TwDuty *self);
void tw_duty_undo_async (TwDuty *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
void tw_duty_redo_async (TwDuty *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
/** The sentence for the toast ("1,000 requests taken back"). Transfer full. For both. */
char *tw_duty_undo_finish (TwDuty *self, GAsyncResult *result, GError **error);

G_END_DECLS
