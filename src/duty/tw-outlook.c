// SPDX-License-Identifier: Apache-2.0
/*
 * TwOutlook: the engine's street forecast in the street's numbers. Place and service n of the
 * engine are community and service n of the street; number 0 collects the requests that have none,
 * so the sums are those of the database.
 *
 * The engine knows no channels: a channel's part is its share in the last four weeks' requests of
 * the same community and service, drawn towards the share in all of them where there are few. In a
 * city with too many pairs of community and service for a table, a pair has its community's.
 */
#include "config.h"

#include "duty/tw-outlook-private.h"

#include "duty/tw-duty-forecast.h"
#include "duty/tw-outlook-problem.h"

#include <math.h>
#include <string.h>

#define SHARE_SPAN_US (28 * TW_US_PER_DAY)
#define SHARE_PRIOR 20.0
#define MAX_SHARE_ROWS 65536

struct _TwOutlook {
  gatomicrefcount refs;
  char *reason; /* NULL when ready */
  gint64 origin_us, issued_us;
  double cost_ms;
  TwStreetForecast *forecast;
  guint n_communities, n_services, n_channels; /* with entry 0 */
  gboolean
      pair_shares; /* shares has a row for each pair, else one a community, then one a service */
  float *shares;   /* [row][channel]; entry 0 is "all" */
  TwCell *cells;
  guint16 *cell_community; /* where most of a cell's requests lie */
  gsize n_cells;
  GHashTable *cell_index; /* as in TwOutlookProblem */
};

TwOutlook *
tw_outlook_ref (TwOutlook *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_outlook_unref (TwOutlook *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->forecast, tw_street_forecast_unref);
  g_clear_pointer (&self->cell_index, g_hash_table_unref);
  g_free (self->cells);
  g_free (self->cell_community);
  g_free (self->shares);
  g_free (self->reason);
  g_free (self);
}

TwOutlook *
tw_outlook_new_missing (const char *reason)
{
  TwOutlook *self = g_new0 (TwOutlook, 1);

  g_atomic_ref_count_init (&self->refs);
  self->reason = g_strdup (reason);
  return self;
}

gboolean
tw_outlook_is_ready (TwOutlook *self)
{
  return self->reason == NULL;
}

const char *
tw_outlook_get_reason (TwOutlook *self)
{
  return self->reason;
}

gint64
tw_outlook_get_origin_us (TwOutlook *self)
{
  return self->origin_us;
}

gint64
tw_outlook_get_issued_us (TwOutlook *self)
{
  return self->issued_us;
}

double
tw_outlook_get_cost_ms (TwOutlook *self)
{
  return self->cost_ms;
}

const char *
tw_outlook_get_method (TwOutlook *self)
{
  return self->forecast != NULL ? tw_street_forecast_get_method (self->forecast) : "";
}

/* --- look-ups ----------------------------------------------------------------------------------
 */

static gboolean
has (TwOutlook *self, guint community, guint service)
{
  return self->reason == NULL && community < self->n_communities && service < self->n_services;
}

static int
to_engine (guint number)
{
  return number == 0 ? TW_STREET_ALL : (int) number;
}

TwBand
tw_outlook_get_band (TwOutlook *self, guint community, guint service, guint hour)
{
  int p = to_engine (community), s = to_engine (service);

  if (!has (self, community, service) || hour >= TW_OUTLOOK_HOURS)
    return (TwBand){ 0 };
  return (TwBand){ tw_street_forecast_mean (self->forecast, p, s, hour),
                   tw_street_forecast_quantile (self->forecast, p, s, hour, TW_STREET_P10),
                   tw_street_forecast_quantile (self->forecast, p, s, hour, TW_STREET_P50),
                   tw_street_forecast_quantile (self->forecast, p, s, hour, TW_STREET_P90) };
}

TwBand
tw_outlook_get_slot_band (TwOutlook *self, guint community, guint service, guint slot)
{
  int p = to_engine (community), s = to_engine (service);

  if (!has (self, community, service) || slot >= TW_OUTLOOK_HOURS * TW_STREET_SLOTS_PER_HOUR)
    return (TwBand){ 0 };
  return (TwBand){ tw_street_forecast_slot_mean (self->forecast, p, s, slot),
                   tw_street_forecast_slot_quantile (self->forecast, p, s, slot, TW_STREET_P10),
                   tw_street_forecast_slot_quantile (self->forecast, p, s, slot, TW_STREET_P50),
                   tw_street_forecast_slot_quantile (self->forecast, p, s, slot, TW_STREET_P90) };
}

static float *
share_at (TwOutlook *self, guint community, guint service)
{
  gsize row = self->pair_shares               ? (gsize) community * self->n_services + service
              : community == 0 && service > 0 ? self->n_communities + service
                                              : community;

  return self->shares + row * self->n_channels;
}

double
tw_outlook_get_channel_share (TwOutlook *self, guint community, guint service, guint channel)
{
  if (channel == 0)
    return 1;
  if (!has (self, community, service) || channel >= self->n_channels)
    return 0;
  return share_at (self, community, service)[channel];
}

const TwCell *
tw_outlook_get_cells (TwOutlook *self, gsize *ret_n)
{
  *ret_n = self->reason == NULL ? self->n_cells : 0;
  return self->cells;
}

/* What of a cell's mean passes the filter on community and channel. */
static double
cell_factor (TwOutlook *self, gsize i, const TwFilter *filter)
{
  guint community = self->cell_community[i];

  if (filter->community != 0 && filter->community != community)
    return 0;
  return tw_outlook_get_channel_share (self, community, filter->service, filter->channel);
}

void
tw_outlook_fill_cells (TwOutlook *self, const TwFilter *filter, guint hour, float *ret_means)
{
  g_return_if_fail (self->reason == NULL && hour < TW_OUTLOOK_HOURS);
  if (self->n_cells == 0)
    return;
  tw_street_forecast_fill_cells (self->forecast, to_engine (filter->service), hour, ret_means);
  if (filter->community == 0 && filter->channel == 0)
    return;
  for (gsize i = 0; i < self->n_cells; i++)
    ret_means[i] *= cell_factor (self, i, filter);
}

double
tw_outlook_get_cell_mean (TwOutlook *self, TwCell cell, const TwFilter *filter, guint hour)
{
  gint64 key = tw_cell_pack (cell);
  gsize i;

  if (self->reason != NULL || hour >= TW_OUTLOOK_HOURS)
    return 0;
  i = GPOINTER_TO_SIZE (g_hash_table_lookup (self->cell_index, &key));
  if (i == 0)
    return 0;
  return tw_street_forecast_cell_mean (self->forecast, i - 1, to_engine (filter->service), hour)
         * cell_factor (self, i - 1, filter);
}

/* --- computing ---------------------------------------------------------------------------------
 */

static void
add_share (TwOutlook *self, guint community, guint service, guint channel)
{
  share_at (self, community, service)[channel]++;
  share_at (self, community, service)[0]++;
}

/* Counts become shares; the row of "all" is the prior of the others. */
static void
compute_shares (TwOutlook *self, const TwRequestRow *rows, gsize n_rows, gint64 now_us)
{
  gsize n = (gsize) self->n_communities * self->n_services;
  const float *all;

  self->pair_shares = n <= MAX_SHARE_ROWS;
  if (!self->pair_shares)
    n = self->n_communities + self->n_services;
  self->shares = g_new0 (float, n * self->n_channels);
  for (gsize i = n_rows; i > 0 && rows[i - 1].at_us >= now_us - SHARE_SPAN_US; i--)
    {
      const TwRequestRow *row = &rows[i - 1];

      if (row->channel == 0 || row->channel >= self->n_channels
          || row->community >= self->n_communities || row->service >= self->n_services)
        continue;
      add_share (self, 0, 0, row->channel);
      if (row->community != 0)
        add_share (self, row->community, 0, row->channel);
      if (row->service != 0)
        add_share (self, 0, row->service, row->channel);
      if (self->pair_shares && row->community != 0 && row->service != 0)
        add_share (self, row->community, row->service, row->channel);
    }
  all = self->shares;
  for (gsize k = n; k > 0; k--)
    {
      float *share = self->shares + (k - 1) * self->n_channels;
      double total = share[0];

      for (guint c = 1; c < self->n_channels; c++)
        {
          double prior = all[0] > 0 ? all[c] / all[0] : 0;

          share[c] = k == 1 ? prior : (share[c] + SHARE_PRIOR * prior) / (total + SHARE_PRIOR);
        }
    }
}

static void
take_cells (TwOutlook *self, TwOutlookProblem *asked)
{
  self->n_cells = asked->cells->len;
  self->cells = (TwCell *) (void *) g_array_free (g_steal_pointer (&asked->cells), FALSE);
  self->cell_community =
      (guint16 *) (void *) g_array_free (g_steal_pointer (&asked->cell_community), FALSE);
  self->cell_index = g_steal_pointer (&asked->cell_index);
}

TwOutlook *
tw_outlook_compute (TwStreet *street, const TwRequestRow *rows, gsize n_rows, gint64 now_us,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (TwOutlook) self = tw_outlook_new_missing (NULL);
  g_autoptr (GError) local_error = NULL;
  gint64 begin_us = g_get_monotonic_time ();
  TwOutlookProblem asked;

  self->origin_us = tw_time_floor (now_us, TW_US_PER_HOUR);
  self->issued_us = now_us;
  self->n_communities = street->communities->len;
  self->n_services = street->services->len;
  self->n_channels = street->channels->len;
  tw_outlook_problem_init (&asked, street, rows, n_rows, now_us);
  self->forecast = tw_street_forecast_new (&asked.problem, cancellable, NULL, NULL, &local_error);
  if (self->forecast != NULL)
    {
      compute_shares (self, rows, n_rows, now_us);
      take_cells (self, &asked);
    }
  else if (g_error_matches (local_error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INSUFFICIENT))
    self->reason = tw_outlook_problem_describe_missing (&asked);
  tw_outlook_problem_clear (&asked);
  self->cost_ms = (g_get_monotonic_time () - begin_us) / 1000.0;
  if (self->forecast == NULL && self->reason == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&self);
}
