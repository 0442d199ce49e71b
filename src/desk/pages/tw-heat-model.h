/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/chart/tw-chart-series.h"
#include "duty/tw-demand.h"

G_BEGIN_DECLS

/* What the heat page shows as figures, out of the snapshots: no GTK. Arguments may be NULL where a
 * snapshot is not there yet. */

#define TW_HEAT_PAST_HOURS 72

/** First hour of the forecast part: the outlook's origin, else the hour of @now_us. */
gint64 tw_heat_model_origin (TwOutlook *outlook, gint64 now_us);
/** Requests with at in [from_us, to_us) that pass @filter. */
guint tw_heat_model_count (TwDemand *demand, const TwFilter *filter, gint64 from_us, gint64 to_us);
/** The outlook's band for @filter (a channel takes its share); NAN where there is no outlook. */
TwBand tw_heat_model_band (TwOutlook *outlook, const TwFilter *filter, guint hour);
/** 72 hours of counts before @origin_us and 72 of the band after. NAN before the history begins. */
TwChartSeries *tw_heat_model_series (TwDemand *demand, TwOutlook *outlook, const TwFilter *filter,
                                     gint64 origin_us);

typedef enum { TW_HEAT_BY_SERVICE, TW_HEAT_BY_CHANNEL, TW_HEAT_BY_COMMUNITY } TwHeatDimension;
/** Counts by number (index 0: all) of @n_numbers entries within [from_us, to_us); of the other two
 * dimensions, @filter holds. */
GArray *tw_heat_model_count_by (TwDemand *demand, const TwFilter *filter, TwHeatDimension dimension,
                                guint n_numbers, gint64 from_us, gint64 to_us);

G_END_DECLS
