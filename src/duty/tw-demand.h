/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-street.h"
#include "store/tw-query.h"

G_BEGIN_DECLS

/**
 * TwDemand: requests of the last eight days as one immutable, reference-counted snapshot
 * (thread-safe), in order of time. The heat map of the past reads it.
 */
typedef struct {
  gatomicrefcount refs;
  TwRequestRow *rows;
  gsize n_rows;
  gint64 from_us, to_us;  /* what the snapshot covers: [from, to) */
  TwRequestTotals totals; /* of the whole database */
} TwDemand;

TwDemand *tw_demand_ref (TwDemand *self);
void tw_demand_unref (TwDemand *self);
/** Index of the first row with at >= @t_us (binary search). */
gsize tw_demand_find (TwDemand *self, gint64 t_us);

/** TwFilter: 0 is "all". */
typedef struct {
  guint16 service, channel, community;
} TwFilter;

gboolean tw_filter_matches (const TwFilter *filter, const TwRequestRow *row);

/**
 * TwOutlook: the forecast as one immutable, reference-counted snapshot (thread-safe): 72 whole
 * hours from origin_us, the hour in which it was issued being the first.
 */
typedef struct _TwOutlook TwOutlook;

#define TW_OUTLOOK_HOURS 72

typedef struct {
  double mean, p10, p50, p90; /* requests an hour */
} TwBand;

TwOutlook *tw_outlook_ref (TwOutlook *self);
void tw_outlook_unref (TwOutlook *self);
/**
 * FALSE when the history is too short; then tw_outlook_get_reason() says what is missing, in words.
 */
gboolean tw_outlook_is_ready (TwOutlook *self);
const char *tw_outlook_get_reason (TwOutlook *self);
gint64 tw_outlook_get_origin_us (TwOutlook *self);
gint64 tw_outlook_get_issued_us (TwOutlook *self);
/** Milliseconds the computation took. */
double tw_outlook_get_cost_ms (TwOutlook *self);
/**
 * Band of @hour (0..71) for one community and service (0: all, with quantiles of the sum, not sums
 * of quantiles).
 */
TwBand tw_outlook_get_band (TwOutlook *self, guint community, guint service, guint hour);
/** Share of @channel in the requests of a community and service lately, 0..1; channel 0 is 1. */
double tw_outlook_get_channel_share (TwOutlook *self, guint community, guint service,
                                     guint channel);
/** Mean of one 100 m cell; 0 for a cell without history. Filter as in TwFilter. */
double tw_outlook_get_cell_mean (TwOutlook *self, TwCell cell, const TwFilter *filter, guint hour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDemand, tw_demand_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwOutlook, tw_outlook_unref)

G_END_DECLS
