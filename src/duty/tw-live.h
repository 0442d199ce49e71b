/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand.h"
#include "duty/tw-street.h"
#include "store/tw-map-pack.h"
#include "store/tw-store.h"

G_BEGIN_DECLS

/**
 * TwLive: the one worker of an open folder. It keeps the snapshots up to date: loads them, follows
 * the store's changes, lets the simulator file requests of a drill and forecasts again when
 * something arrived or an hour has passed. It owns no state that anybody else reads; each new
 * snapshot is handed over by a callback in the context that made it.
 */
typedef struct _TwLive TwLive;

typedef struct {
  TwStreet *street;   /* NULL: unchanged */
  TwDemand *demand;   /* NULL: unchanged */
  TwOutlook *outlook; /* NULL: unchanged */
  guint n_arrived;    /* requests that came in one by one since the last news */
  gboolean loaded;    /* the first load is done */
  char *problem;      /* words for the officer, or NULL */
} TwLiveNews;

/**
 * Runs in the context that was thread-default at tw_live_new(). Takes what it wants out of @news by
 * stealing.
 */
typedef void (*TwLiveFunc) (TwLiveNews *news, gpointer user_data);

/**
 * References everything. @feed: run the simulator when the folder holds a demo street. Starts at
 * once.
 */
TwLive *tw_live_new (TwStore *store, TwMapPack *map, TwClock *clock, gboolean feed, TwLiveFunc func,
                     gpointer user_data);
/**
 * The clock changed its kind (an import ended in the past): use @clock from now on and load again.
 * Any thread.
 */
void tw_live_set_clock (TwLive *self, TwClock *clock);
/** Loads everything again (a map was imported). Any thread. */
void tw_live_reload (TwLive *self);
/**
 * While it is held, changes that need everything loaded again wait: an import of our own is writing
 * batch after batch. Any thread. @self may be NULL.
 */
void tw_live_hold (TwLive *self, gboolean hold);
/** Stops and joins; no callback runs after it returns. Main thread. */
void tw_live_stop (TwLive *self);

#define TW_META_DRILL_START "drill.start_us"
#define TW_META_DRILL_NOW "drill.now_us"

/** How far back the demand snapshot reaches. */
#define TW_DEMAND_SPAN_US (8 * TW_US_PER_DAY)
/** How far back the forecast looks. */
#define TW_HISTORY_SPAN_US (26 * 7 * TW_US_PER_DAY)

G_END_DECLS
