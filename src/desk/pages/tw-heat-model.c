// SPDX-License-Identifier: Apache-2.0
#include "desk/pages/tw-heat-model.h"

#include <math.h>

gint64
tw_heat_model_origin (TwOutlook *outlook, gint64 now_us)
{
  if (outlook != NULL && tw_outlook_is_ready (outlook))
    return tw_outlook_get_origin_us (outlook);
  return tw_time_floor (now_us, TW_US_PER_HOUR);
}

guint
tw_heat_model_count (TwDemand *demand, const TwFilter *filter, gint64 from_us, gint64 to_us)
{
  guint n = 0;

  if (demand == NULL)
    return 0;
  for (gsize i = tw_demand_find (demand, from_us);
       i < demand->n_rows && demand->rows[i].at_us < to_us; i++)
    n += tw_filter_matches (filter, &demand->rows[i]) ? 1 : 0;
  return n;
}

TwBand
tw_heat_model_band (TwOutlook *outlook, const TwFilter *filter, guint hour)
{
  TwBand band = { NAN, NAN, NAN, NAN };
  double share, p50_gap;

  if (outlook == NULL || !tw_outlook_is_ready (outlook) || hour >= TW_OUTLOOK_HOURS)
    return band;
  band = tw_outlook_get_band (outlook, filter->community, filter->service, hour);
  if (filter->channel == 0)
    return band;
  share =
      tw_outlook_get_channel_share (outlook, filter->community, filter->service, filter->channel);
  p50_gap = (band.p50 - band.mean) * share;
  tw_chart_thin_band (share, &band.mean, &band.p10, &band.p90);
  band.p50 = CLAMP (band.mean + p50_gap, band.p10, band.p90);
  return band;
}

static void
add_past (TwChartSeries *series, TwDemand *demand, const TwFilter *filter, gint64 origin_us)
{
  gint64 first = origin_us - TW_HEAT_PAST_HOURS * TW_US_PER_HOUR;
  guint counts[TW_HEAT_PAST_HOURS] = { 0 };

  for (gsize i = demand == NULL ? 0 : tw_demand_find (demand, first);
       demand != NULL && i < demand->n_rows && demand->rows[i].at_us < origin_us; i++)
    if (tw_filter_matches (filter, &demand->rows[i]))
      counts[(demand->rows[i].at_us - first) / TW_US_PER_HOUR]++;
  for (int h = 0; h < TW_HEAT_PAST_HOURS; h++)
    {
      gint64 t = first + h * TW_US_PER_HOUR;
      gboolean known = demand != NULL && demand->totals.n_total > 0
                       && t + TW_US_PER_HOUR > MAX (demand->from_us, demand->totals.first_us);
      TwChartPoint point = { t, known ? counts[h] : NAN, NAN, NAN, FALSE };

      tw_chart_series_add (series, &point);
    }
}

TwChartSeries *
tw_heat_model_series (TwDemand *demand, TwOutlook *outlook, const TwFilter *filter,
                      gint64 origin_us)
{
  TwChartSeries *series = tw_chart_series_new (TW_US_PER_HOUR);
  gboolean ready = outlook != NULL && tw_outlook_is_ready (outlook);

  add_past (series, demand, filter, origin_us);
  for (guint h = 0; h < TW_OUTLOOK_HOURS && ready; h++)
    {
      TwBand band = tw_heat_model_band (outlook, filter, h);
      TwChartPoint point = { origin_us + h * TW_US_PER_HOUR, band.mean, band.p10, band.p90, TRUE };

      tw_chart_series_add (series, &point);
    }
  return series;
}

GArray *
tw_heat_model_count_by (TwDemand *demand, const TwFilter *filter, TwHeatDimension dimension,
                        guint n_numbers, gint64 from_us, gint64 to_us)
{
  GArray *counts = g_array_sized_new (FALSE, TRUE, sizeof (guint), MAX (1, n_numbers));
  TwFilter others = *filter;

  g_array_set_size (counts, MAX (1, n_numbers));
  if (dimension == TW_HEAT_BY_SERVICE)
    others.service = 0;
  else if (dimension == TW_HEAT_BY_CHANNEL)
    others.channel = 0;
  else
    others.community = 0;
  for (gsize i = demand == NULL ? 0 : tw_demand_find (demand, from_us);
       demand != NULL && i < demand->n_rows && demand->rows[i].at_us < to_us; i++)
    {
      const TwRequestRow *row = &demand->rows[i];
      guint number = dimension == TW_HEAT_BY_SERVICE   ? row->service
                     : dimension == TW_HEAT_BY_CHANNEL ? row->channel
                                                       : row->community;

      if (!tw_filter_matches (&others, row))
        continue;
      g_array_index (counts, guint, 0)++;
      if (number > 0 && number < counts->len)
        g_array_index (counts, guint, number)++;
    }
  return counts;
}
