// SPDX-License-Identifier: Apache-2.0
/*
 * The street's forecast as others see it: means and quantiles of every line (row or sum of rows),
 * 15-minute slots and cells on demand from the line they belong to. A thinned negative binomial
 * keeps its size, so a slot or a cell has the alpha of its line. Of the hour that is running the
 * model holds what is to come; what came is counted, and has no spread.
 */
#include "forecast/tw-street.h"

#include "forecast/tw-count-dist.h"
#include "forecast/tw-street-cells.h"
#include "forecast/tw-street-model.h"

#define ANY (-2)

static const double band_levels[TW_STREET_N_BANDS] = { 0.1, 0.5, 0.9 };

struct _TwStreetForecast {
  int ref_count;
  gint64 start_us;
  TwStreetTables *tables;
  TwStreetModel *model;
  TwStreetCells *cells;
};

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
  return self->tables->fold.n_places;
}

guint
tw_street_forecast_get_n_services (const TwStreetForecast *self)
{
  return self->tables->fold.n_services;
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
  const TwStreetFold *fold = &self->tables->fold;

  return place >= TW_STREET_ALL && place < (int) fold->n_places && service >= TW_STREET_ALL
         && service < (int) fold->n_services;
}

/* Requests of the running hour so far; in one of its quarters, in one cell or none (-1), or ANY. */
static double
seen (const TwStreetForecast *self, int place, int service, int quarter, int cell)
{
  const TwStreetTables *tables = self->tables;
  double n = 0;

  for (gsize i = 0; i < tables->n_partial; i++)
    {
      const TwStreetArrival *event = &tables->partial[i];
      n += (place == TW_STREET_ALL || event->place == place)
           && (service == TW_STREET_ALL || event->service == service)
           && (quarter == ANY || tables->partial_quarter[i] == quarter)
           && (cell == ANY || event->cell == cell);
    }
  return n;
}

static double
seen_in_hour (const TwStreetForecast *self, int place, int service, guint hour)
{
  return hour == 0 ? seen (self, place, service, ANY, ANY) : 0;
}

/* What is still to come in @hour: all of it, but for the running one. */
static double
to_come (const TwStreetForecast *self, int place, int service, guint hour, double *ret_alpha)
{
  TwStreetLook look = tw_street_model_look (self->model, self->tables, place, service);

  if (ret_alpha != NULL)
    *ret_alpha = look.alpha;
  return look.part * look.means[hour];
}

double
tw_street_forecast_mean (const TwStreetForecast *self, int place, int service, guint hour)
{
  g_return_val_if_fail (self != NULL && line_exists (self, place, service), 0);
  g_return_val_if_fail (hour < self->model->n_horizon, 0);
  return to_come (self, place, service, hour, NULL) + seen_in_hour (self, place, service, hour);
}

double
tw_street_forecast_quantile (const TwStreetForecast *self, int place, int service, guint hour,
                             TwStreetBand band)
{
  g_return_val_if_fail (self != NULL && line_exists (self, place, service), 0);
  g_return_val_if_fail (hour < self->model->n_horizon && band < TW_STREET_N_BANDS, 0);
  double alpha, mean = to_come (self, place, service, hour, &alpha);

  return tw_count_quantile (mean, alpha, band_levels[band])
         + seen_in_hour (self, place, service, hour);
}

/* Of what is to come in the slot's hour, the part that falls into the slot. */
static double
slot_part (const TwStreetForecast *self, guint slot)
{
  const TwStreetTables *tables = self->tables;
  guint hour = slot / TW_STREET_SLOTS_PER_HOUR, q = slot % TW_STREET_SLOTS_PER_HOUR;
  double left = 0;

  if (hour > 0 || tables->elapsed_us == 0)
    return tables->quarter[tables->week[tables->n_hours + hour] % 24][q];
  for (guint i = 0; i < TW_STREET_SLOTS_PER_HOUR; i++)
    left += tw_street_tables_quarter_left (tables, i);
  return left > 0 ? tw_street_tables_quarter_left (tables, q) / left : 0;
}

static double
seen_in_slot (const TwStreetForecast *self, int place, int service, guint slot)
{
  return slot < TW_STREET_SLOTS_PER_HOUR ? seen (self, place, service, (int) slot, ANY) : 0;
}

double
tw_street_forecast_slot_mean (const TwStreetForecast *self, int place, int service, guint slot)
{
  guint hour = slot / TW_STREET_SLOTS_PER_HOUR;
  g_return_val_if_fail (self != NULL && line_exists (self, place, service), 0);
  g_return_val_if_fail (hour < self->model->n_horizon, 0);

  return to_come (self, place, service, hour, NULL) * slot_part (self, slot)
         + seen_in_slot (self, place, service, slot);
}

double
tw_street_forecast_slot_quantile (const TwStreetForecast *self, int place, int service, guint slot,
                                  TwStreetBand band)
{
  guint hour = slot / TW_STREET_SLOTS_PER_HOUR;
  g_return_val_if_fail (self != NULL && line_exists (self, place, service), 0);
  g_return_val_if_fail (hour < self->model->n_horizon && band < TW_STREET_N_BANDS, 0);
  double alpha, mean = to_come (self, place, service, hour, &alpha) * slot_part (self, slot);

  return tw_count_quantile (mean, alpha, band_levels[band])
         + seen_in_slot (self, place, service, slot);
}

static double
line_alpha (const TwStreetForecast *self, int place, int service)
{
  return tw_street_model_look (self->model, self->tables, place, service).alpha;
}

/* Requests to come of a place in one class of services. */
static double
class_mean (const TwStreetForecast *self, guint place, guint class_no, guint hour)
{
  const TwStreetFold *fold = &self->tables->fold;
  gsize line = tw_street_line (self->tables, fold->group_of[place], (int) class_no);
  double mean = self->model->mean[line * self->model->n_horizon + hour];

  return tw_street_fold_shares_group (fold, place)
             ? mean * tw_street_shares_of_place (self->model->shares, place, class_no)
             : mean;
}

static double
pair_mean (const TwStreetForecast *self, guint pair, int service, guint hour)
{
  const TwStreetCells *cells = self->cells;
  const float *share = cells->share + (gsize) pair * cells->n_services;
  guint place = cells->place[pair];
  double sum = 0;

  if (service != TW_STREET_ALL)
    return share[self->tables->fold.class_of[service]]
           * to_come (self, (int) place, service, hour, NULL);
  for (guint c = 0; c < cells->n_services; c++)
    sum += share[c] * class_mean (self, place, c, hour);
  return sum;
}

static double
cell_to_come (const TwStreetForecast *self, guint cell, int service, guint hour)
{
  double sum = 0;

  for (guint i = self->cells->first_of_cell[cell]; i < self->cells->first_of_cell[cell + 1]; i++)
    sum += pair_mean (self, i, service, hour);
  return sum;
}

static double
cell_seen (const TwStreetForecast *self, guint cell, int service, guint hour)
{
  return hour == 0 ? seen (self, TW_STREET_ALL, service, ANY, (int) cell) : 0;
}

double
tw_street_forecast_cell_mean (const TwStreetForecast *self, guint cell, int service, guint hour)
{
  g_return_val_if_fail (self != NULL && line_exists (self, TW_STREET_ALL, service), 0);
  g_return_val_if_fail (cell < self->cells->n_cells && hour < self->model->n_horizon, 0);
  return cell_to_come (self, cell, service, hour) + cell_seen (self, cell, service, hour);
}

double
tw_street_forecast_cell_quantile (const TwStreetForecast *self, guint cell, int service, guint hour,
                                  TwStreetBand band)
{
  g_return_val_if_fail (self != NULL && line_exists (self, TW_STREET_ALL, service), 0);
  g_return_val_if_fail (cell < self->cells->n_cells && hour < self->model->n_horizon
                            && band < TW_STREET_N_BANDS,
                        0);
  double mean = cell_to_come (self, cell, service, hour), quantile = 0;
  guint first = self->cells->first_of_cell[cell];

  if (mean > 0)
    quantile = tw_count_quantile (mean, line_alpha (self, self->cells->place[first], service),
                                  band_levels[band]);
  return quantile + cell_seen (self, cell, service, hour);
}

static double
unplaced_of_place (const TwStreetForecast *self, guint place, int service, guint hour)
{
  guint n_classes = self->cells->n_services;
  const double *unplaced = self->cells->unplaced + (gsize) place * n_classes;
  double sum = 0;

  if (service != TW_STREET_ALL)
    return unplaced[self->tables->fold.class_of[service]]
           * to_come (self, (int) place, service, hour, NULL);
  for (guint c = 0; c < n_classes; c++)
    sum += unplaced[c] * class_mean (self, place, c, hour);
  return sum;
}

double
tw_street_forecast_unplaced_mean (const TwStreetForecast *self, int place, int service, guint hour)
{
  g_return_val_if_fail (self != NULL && line_exists (self, place, service), 0);
  g_return_val_if_fail (hour < self->model->n_horizon, 0);
  double sum = hour == 0 ? seen (self, place, service, ANY, -1) : 0;

  if (place != TW_STREET_ALL)
    return sum + unplaced_of_place (self, (guint) place, service, hour);
  for (guint p = 0; p < self->tables->fold.n_places; p++)
    sum += unplaced_of_place (self, p, service, hour);
  return sum;
}

void
tw_street_forecast_fill_cells (const TwStreetForecast *self, int service, guint hour,
                               float *ret_means)
{
  g_return_if_fail (self != NULL && ret_means != NULL && hour < self->model->n_horizon);
  for (guint cell = 0; cell < self->cells->n_cells; cell++)
    ret_means[cell] = (float) cell_to_come (self, cell, service, hour);
  for (gsize i = 0; hour == 0 && i < self->tables->n_partial; i++)
    {
      const TwStreetArrival *event = &self->tables->partial[i];
      if (event->cell >= 0 && (service == TW_STREET_ALL || event->service == service))
        ret_means[event->cell]++;
    }
}
