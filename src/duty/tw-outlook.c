// SPDX-License-Identifier: Apache-2.0
/*
 * TwOutlook: the engine's street forecast in the street's numbers. Place and service n of the
 * engine are community and service n of the street; number 0 collects the requests that have none,
 * so the sums are those of the database.
 *
 * The engine knows no channels: a channel's part is its share in the last four weeks' requests of
 * the same community and service, drawn towards the share in all of them where there are few.
 */
#include "config.h"

#include "duty/tw-outlook-private.h"

#include "duty/tw-calendar.h"
#include "duty/tw-duty-forecast.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SHARE_SPAN_US (28 * TW_US_PER_DAY)
#define SHARE_PRIOR 20.0

struct _TwOutlook {
  gatomicrefcount refs;
  char *reason; /* NULL when ready */
  gint64 origin_us, issued_us;
  double cost_ms;
  TwStreetForecast *forecast;
  guint n_communities, n_services, n_channels; /* with entry 0 */
  float *shares;                               /* [community][service][channel]; entry 0 is "all" */
  TwCell *cells;
  guint16 *cell_community; /* where most of a cell's requests lie */
  gsize n_cells;
  GHashTable *cell_index; /* TwCell packed in a pointer-sized key -> index + 1 */
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

/* --- look-ups ---------------------------------------------------------------------------------- */

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
  return self->shares + ((gsize) community * self->n_services + service) * self->n_channels;
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

static guint64
pack_cell (TwCell cell)
{
  return (guint64) (guint32) cell.col << 32 | (guint32) cell.row;
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
  guint64 key = pack_cell (cell);
  gsize i;

  if (self->reason != NULL || hour >= TW_OUTLOOK_HOURS)
    return 0;
  i = GPOINTER_TO_SIZE (g_hash_table_lookup (self->cell_index, &key));
  if (i == 0)
    return 0;
  return tw_street_forecast_cell_mean (self->forecast, i - 1, to_engine (filter->service), hour)
         * cell_factor (self, i - 1, filter);
}

/* --- computing --------------------------------------------------------------------------------- */

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
      if (row->community != 0 && row->service != 0)
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

typedef struct {
  TwStreetEvent *events;
  gsize n_events;
  GArray *cells;     /* TwCell */
  GArray *community; /* GHashTable-free majority vote: guint32 candidate and votes */
  GHashTable *index;
} Events;

typedef struct {
  guint32 candidate, votes;
} Majority;

static gint32
find_cell (Events *events, TwStreet *street, const TwRequestRow *row)
{
  TwCell cell =
      tw_street_get_cell (street, row->lat_e7 / (double) TW_E7, row->lon_e7 / (double) TW_E7);
  guint64 key = pack_cell (cell);
  gsize i = GPOINTER_TO_SIZE (g_hash_table_lookup (events->index, &key));
  Majority *majority;

  if (i == 0)
    {
      Majority first = { row->community, 0 };

      g_array_append_val (events->cells, cell);
      g_array_append_val (events->community, first);
      i = events->cells->len;
      g_hash_table_insert (events->index, g_memdup2 (&key, sizeof key), GSIZE_TO_POINTER (i));
    }
  /* Boyer and Moore's majority vote: one pass, two numbers a cell. */
  majority = &g_array_index (events->community, Majority, i - 1);
  if (majority->votes == 0)
    majority->candidate = row->community;
  majority->votes += majority->candidate == row->community ? 1 : -1;
  return (gint32) i - 1;
}

static void
collect_events (Events *events, TwStreet *street, const TwRequestRow *rows, gsize n_rows)
{
  events->events = g_new (TwStreetEvent, MAX (n_rows, 1));
  events->cells = g_array_new (FALSE, FALSE, sizeof (TwCell));
  events->community = g_array_new (FALSE, FALSE, sizeof (Majority));
  events->index = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (gsize i = 0; i < n_rows; i++)
    {
      TwStreetEvent *event = &events->events[events->n_events++];

      event->t_us = rows[i].at_us;
      event->place = rows[i].community < street->communities->len ? rows[i].community : 0;
      event->service = rows[i].service < street->services->len ? rows[i].service : 0;
      event->cell = rows[i].lat_e7 == TW_E7_NONE ? -1 : find_cell (events, street, &rows[i]);
    }
}

static void
take_cells (TwOutlook *self, Events *events)
{
  self->n_cells = events->cells->len;
  self->cell_community = g_new (guint16, MAX (self->n_cells, 1));
  for (gsize i = 0; i < self->n_cells; i++)
    self->cell_community[i] = g_array_index (events->community, Majority, i).candidate;
  self->cells = (TwCell *) g_array_free (g_steal_pointer (&events->cells), FALSE);
  self->cell_index = g_steal_pointer (&events->index);
}

static void
events_clear (Events *events)
{
  g_clear_pointer (&events->cells, g_array_unref);
  g_clear_pointer (&events->community, g_array_unref);
  g_clear_pointer (&events->index, g_hash_table_unref);
  g_free (events->events);
}

static char *
describe_missing (const TwStreetProblem *problem)
{
  double days = tw_street_problem_history_days (problem);

  if (problem->n_events == 0)
    return g_strdup (
        _ ("There are no requests yet: a forecast needs a history of at least two weeks"));
  return g_strdup_printf (_ ("The history is %.1f days long; a forecast needs at least %d days. "
                             "Import older requests or come back later"),
                          days, TW_STREET_MIN_DAYS);
}

TwOutlook *
tw_outlook_compute (TwStreet *street, const TwRequestRow *rows, gsize n_rows, gint64 now_us,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (TwOutlook) self = tw_outlook_new_missing (NULL);
  g_autoptr (GError) local_error = NULL;
  g_autofree TwStreetHour *hours = NULL;
  gint64 begin_us = g_get_monotonic_time ();
  TwStreetProblem problem = { 0 };
  Events events = { 0 };

  self->origin_us = tw_time_floor (now_us, TW_US_PER_HOUR);
  self->issued_us = now_us;
  self->n_communities = street->communities->len;
  self->n_services = street->services->len;
  self->n_channels = street->channels->len;
  collect_events (&events, street, rows, n_rows);
  problem.start_us =
      n_rows > 0 ? tw_time_floor (rows[0].at_us, TW_US_PER_HOUR) : self->origin_us - TW_US_PER_HOUR;
  problem.start_us = MIN (problem.start_us, self->origin_us - TW_US_PER_HOUR);
  problem.n_history = (guint) ((self->origin_us - problem.start_us) / TW_US_PER_HOUR);
  problem.n_horizon = TW_OUTLOOK_HOURS;
  problem.hours = hours =
      tw_street_dup_calendar (street, problem.start_us, problem.n_history + problem.n_horizon);
  problem.n_places = self->n_communities;
  problem.n_services = self->n_services;
  problem.n_cells = events.cells->len;
  problem.events = events.events;
  problem.n_events = events.n_events;
  self->forecast = tw_street_forecast_new (&problem, cancellable, NULL, NULL, &local_error);
  if (self->forecast != NULL)
    {
      compute_shares (self, rows, n_rows, now_us);
      take_cells (self, &events);
    }
  else if (g_error_matches (local_error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INSUFFICIENT))
    self->reason = describe_missing (&problem);
  events_clear (&events);
  self->cost_ms = (g_get_monotonic_time () - begin_us) / 1000.0;
  if (self->forecast == NULL && self->reason == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&self);
}
