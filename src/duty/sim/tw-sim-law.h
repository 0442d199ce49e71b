/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/sim/tw-sim-town.h"

G_BEGIN_DECLS

/**
 * TwSimLaw: when, where and from whom requests come. Arrivals of an hour are a function of seed and
 * hour alone; see the essay in tw-sim-law.c. Immutable once made.
 */
typedef struct _TwSimLaw TwSimLaw;

#define TW_SIM_SERVICES 12
#define TW_SIM_CHANNELS 3

typedef struct {
  const char *key; /* also the Chinese name, as it stands in the source files */
  const char *name_en, *color;
  guint count_2021; /* demands of the survey of 2021 */
} TwSimService;

const TwSimService *tw_sim_service (guint service);
typedef enum { TW_SIM_CHANNEL_SURVEY, TW_SIM_CHANNEL_HOTLINE, TW_SIM_CHANNEL_APP } TwSimChannel;

/* History and quarter before the end of a street's data. */
#define TW_SIM_HISTORY_DAYS 35
#define TW_SIM_QUARTER_DAYS 91
#define TW_SIM_SURVEY_ROWS 21000
#define TW_SIM_HOTLINE_ROWS 34000
#define TW_SIM_APP_ROWS 57000

typedef struct {
  gint64 at_us;
  guint64 seed; /* of everything drawn for this request alone */
  guint8 service, community, channel;
  gboolean placed;
  gboolean tell_community; /* the community is known even without a place */
  int age;                 /* -1: not told */
  int expect_s;            /* seconds within which an answer is expected; 0: not asked */
  TwSimVec at;
  int building; /* index, -1 on the street */
  guint8 unit, floor, room;
  int street; /* number in the net, -1 at home */
} TwSimRequest;

/** @end_us: where the five weeks of history end; the law is set so that their findings hold
 * exactly. */
TwSimLaw *tw_sim_law_new (const TwSimTown *town, gint64 end_us);
void tw_sim_law_free (TwSimLaw *self);
/** Appends the requests of the hour that begins at @hour_us, in order of time. Element type
 * TwSimRequest. */
void tw_sim_law_fill_hour (const TwSimLaw *self, gint64 hour_us, GArray *requests);
/** Expected number of requests in that hour, for tests. */
double tw_sim_law_get_mean (const TwSimLaw *self, gint64 hour_us);

/** What the person says. Transfer full. */
char *tw_sim_request_text (const TwSimTown *town, const TwSimRequest *request);
/** Where, in words; NULL without a place. Transfer full. */
char *tw_sim_request_address (const TwSimTown *town, const TwSimRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSimLaw, tw_sim_law_free)

G_END_DECLS
