// SPDX-License-Identifier: Apache-2.0
/*
 * The street's forecast as others see it: means and quantiles of every line (row or sum of rows),
 * 15-minute slots and cells on demand from the line they belong to. A thinned negative binomial
 * keeps its size, so a slot or a cell has the alpha of its line.
 */
#include "forecast/tw-street.h"

#include "forecast/tw-count-dist.h"
#include "forecast/tw-street-cells.h"
#include "forecast/tw-street-model.h"

static const double band_levels[TW_STREET_N_BANDS] = { 0.1, 0.5, 0.9 };

struct _TwStreetForecast {
  int ref_count;
  gint64 start_us;
  TwStreetTables *tables;
  TwStreetModel *model;
  TwStreetCells *cells;
  float *bands; /* lines x horizon x TW_STREET_N_BANDS */
};

static void
fill_bands (TwStreetForecast *self)
{
  const TwStreetModel *model = self->model;
  gsize n = (gsize) model->n_lines * model->n_horizon;

  self->bands = g_new (float, n *TW_STREET_N_BANDS);
  for (gsize i = 0; i < n; i++)
    {
      double quantiles[TW_STREET_N_BANDS];
      tw_count_quantiles (model->mean[i], model->alpha[i / model->n_horizon], band_levels,
                          TW_STREET_N_BANDS, quantiles);
      for (guint b = 0; b < TW_STREET_N_BANDS; b++)
        self->bands[i * TW_STREET_N_BANDS + b] = (float) quantiles[b];
    }
}

TwStreetForecast *
tw_street_forecast_new (const TwStreetProblem *problem, GCancellable *cancellable,
                        TwProgressFunc progress, gpointer progress_data, GError **error)
{
  g_return_val_if_fail (problem != NULL, NULL);
  if (!tw_street_problem_check (problem, error))
    return NULL;

  g_autoptr (TwStreetForecast) self = g_new0 (TwStreetForecast, 1);
  self->ref_count = 1;
  self->start_us =
      problem->start_us + problem->n_history * (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  self->tables = tw_street_tables_new (problem);
  self->model = tw_street_model_new (self->tables, self->tables->n_hours, problem->n_horizon,
                                     cancellable, progress, progress_data, error);
  if (self->model == NULL)
    return NULL;
  self->cells = tw_street_cells_new (self->tables, self->tables->n_hours);
  fill_bands (self);
  if (progress != NULL)
    progress (1, NULL, progress_data);
  return g_steal_pointer (&self);
}

TwStreetForecast *
tw_street_forecast_ref (TwStreetForecast *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tw_street_forecast_unref (TwStreetForecast *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  tw_street_tables_free (self->tables);
  tw_street_model_free (self->model);
  tw_street_cells_free (self->cells);
  g_free (self->bands);
  g_free (self);
}

guint
tw_street_forecast_get_n_horizon (const TwStreetForecast *self)
{
  return self->model->n_horizon;
}

guint
tw_street_forecast_get_n_places (const TwStreetForecast *self)
{
  return self->tables->n_places;
}

guint
tw_street_forecast_get_n_services (const TwStreetForecast *self)
{
  return self->tables->n_services;
}

guint
tw_street_forecast_get_n_cells (const TwStreetForecast *self)
{
  return self->tables->n_cells;
}

gint64
tw_street_forecast_get_start_us (const TwStreetForecast *self)
{
  return self->start_us;
}

gsize
tw_street_forecast_get_n_ignored (const TwStreetForecast *self)
{
  return self->tables->n_ignored;
}

const char *
tw_street_forecast_get_method (const TwStreetForecast *self)
{
  return self->model->method;
}

static gboolean
line_exists (const TwStreetForecast *self, int place, int service)
{
  return place >= TW_STREET_ALL && place < (int) self->tables->n_places && service >= TW_STREET_ALL
         && service < (int) self->tables->n_services;
}

double
tw_street_forecast_mean (const TwStreetForecast *self, int place, int service, guint hour)
{
  g_return_val_if_fail (self != NULL && line_exists (self, place, service), 0);
  g_return_val_if_fail (hour < self->model->n_horizon, 0);
  return self->model
      ->mean[tw_street_line (self->tables, place, service) * self->model->n_horizon + hour];
}

double
tw_street_forecast_quantile (const TwStreetForecast *self, int place, int service, guint hour,
                             TwStreetBand band)
{
  g_return_val_if_fail (self != NULL && line_exists (self, place, service), 0);
  g_return_val_if_fail (hour < self->model->n_horizon && band < TW_STREET_N_BANDS, 0);
  gsize i = tw_street_line (self->tables, place, service) * self->model->n_horizon + hour;
  return self->bands[i * TW_STREET_N_BANDS + band];
}

static double
line_alpha (const TwStreetForecast *self, int place, int service)
{
  return self->model->alpha[tw_street_line (self->tables, place, service)];
}

double
tw_street_forecast_slot_mean (const TwStreetForecast *self, int place, int service, guint slot)
{
  guint hour = slot / TW_STREET_SLOTS_PER_HOUR;
  g_return_val_if_fail (self != NULL && hour < self->model->n_horizon, 0);
  guint of_day = self->tables->week[self->tables->n_hours + hour] % 24;

  return tw_street_forecast_mean (self, place, service, hour)
         * self->tables->quarter[of_day][slot % TW_STREET_SLOTS_PER_HOUR];
}

double
tw_street_forecast_slot_quantile (const TwStreetForecast *self, int place, int service, guint slot,
                                  TwStreetBand band)
{
  g_return_val_if_fail (self != NULL && line_exists (self, place, service)
                            && band < TW_STREET_N_BANDS,
                        0);
  return tw_count_quantile (tw_street_forecast_slot_mean (self, place, service, slot),
                            line_alpha (self, place, service), band_levels[band]);
}

static double
pair_mean (const TwStreetForecast *self, guint pair, int service, guint hour)
{
  const TwStreetCells *cells = self->cells;
  const float *share = cells->share + (gsize) pair * cells->n_services;

  if (service != TW_STREET_ALL)
    return share[service] * tw_street_forecast_mean (self, cells->place[pair], service, hour);

  const double *mean =
      self->model->mean
      + tw_street_line (self->tables, cells->place[pair], 0) * self->model->n_horizon + hour;
  double sum = 0;
  for (guint s = 0; s < cells->n_services; s++)
    sum += share[s] * mean[(gsize) s * self->model->n_horizon];
  return sum;
}

double
tw_street_forecast_cell_mean (const TwStreetForecast *self, guint cell, int service, guint hour)
{
  g_return_val_if_fail (self != NULL && line_exists (self, TW_STREET_ALL, service), 0);
  g_return_val_if_fail (cell < self->cells->n_cells && hour < self->model->n_horizon, 0);
  double sum = 0;

  for (guint i = self->cells->first_of_cell[cell]; i < self->cells->first_of_cell[cell + 1]; i++)
    sum += pair_mean (self, i, service, hour);
  return sum;
}

double
tw_street_forecast_cell_quantile (const TwStreetForecast *self, guint cell, int service, guint hour,
                                  TwStreetBand band)
{
  g_return_val_if_fail (self != NULL && band < TW_STREET_N_BANDS, 0);
  double mean = tw_street_forecast_cell_mean (self, cell, service, hour);
  guint first = self->cells->first_of_cell[cell];

  if (!(mean > 0))
    return 0;
  return tw_count_quantile (mean, line_alpha (self, self->cells->place[first], service),
                            band_levels[band]);
}

double
tw_street_forecast_unplaced_mean (const TwStreetForecast *self, int place, int service, guint hour)
{
  g_return_val_if_fail (self != NULL && line_exists (self, place, service), 0);
  g_return_val_if_fail (hour < self->model->n_horizon, 0);
  int n_places = (int) self->tables->n_places, n_services = (int) self->tables->n_services;
  double sum = 0;

  for (int p = MAX (place, 0); p < (place == TW_STREET_ALL ? n_places : place + 1); p++)
    for (int s = MAX (service, 0); s < (service == TW_STREET_ALL ? n_services : service + 1); s++)
      sum += self->cells->unplaced[p * n_services + s] * tw_street_forecast_mean (self, p, s, hour);
  return sum;
}

void
tw_street_forecast_fill_cells (const TwStreetForecast *self, int service, guint hour,
                               float *ret_means)
{
  g_return_if_fail (self != NULL && ret_means != NULL && hour < self->model->n_horizon);
  for (guint cell = 0; cell < self->cells->n_cells; cell++)
    ret_means[cell] = (float) tw_street_forecast_cell_mean (self, cell, service, hour);
}
