// SPDX-License-Identifier: Apache-2.0
/*
 * The pooled model knows habits and levels, not what happened yesterday. Where a total is dense
 * enough to be a series of its own, the one-series forecaster (naive, means, smoothing, ridge
 * autoregressions, analogs) is run on it, and
 *
 *     total = pooled + w (series - pooled),   w = w0 (1 - DOUBT / F),   w0 = sum d (y - pooled) / p
 * / sum d d / p
 *
 * with d = series - pooled: least squares over the hours after the past origins, weighted by the
 * pooled mean p as for counts, and held back by what it gains: F is the gain in squared error over
 * the mean squared error of an hour, which chance alone brings to DOUBT now and then, as the hours
 * of a day err together. The series is first scaled to the mean it missed, since its models aim at
 * medians. Rows take the correction of their service, then that of the street, hour by hour, so
 * that all still adds up.
 */
#include "forecast/tw-street-blend.h"

#include "forecast/tw-series.h"

#include <math.h>
#include <string.h>

#define HORIZON TW_STREET_BLEND_HORIZON
#define DAY 24
#define WEEK TW_STREET_WEEK
#define MAX_HISTORY (14 * WEEK)
#define MIN_HISTORY (5 * WEEK)
#define MIN_RATE 1.0 /* requests an hour for a series of its own */
#define MAX_SERIES 24
#define DOUBT 12.0
#define MIN_FACTOR 0.4
#define MAX_FACTOR 2.5

/* A forecast's totals by service, and what its rows are to be multiplied by. */
typedef struct {
  double *rows;
  guint horizon;
  double *sums, *factors; /* n_services x horizon */
} Totals;

typedef struct {
  const TwStreetTables *tables;
  const TwStreetShifts *shifts;
  guint origin, from; /* the series cover [from, origin) */
  TwStreetPast *past;
  guint n_past;
  Totals *of_past; /* n_past */
  Totals now;
  double *counts; /* (n_services + 1) x (origin - from) in the units of the present level */
} Blend;

static void
totals_init (Totals *self, const TwStreetTables *tables, double *rows, guint horizon)
{
  gsize n = (gsize) tables->n_services * horizon;

  *self = (Totals){ rows, horizon, g_new0 (double, n), g_new (double, n) };
  for (gsize i = 0; i < n; i++)
    self->factors[i] = 1;
  for (guint p = 0; p < tables->n_places; p++)
    for (gsize i = 0; i < n; i++)
      self->sums[i] += rows[p * n + i];
}

static void
totals_apply (const Totals *self, const TwStreetTables *tables)
{
  gsize n = (gsize) tables->n_services * self->horizon;

  for (guint p = 0; p < tables->n_places; p++)
    for (gsize i = 0; i < n; i++)
      self->rows[p * n + i] *= self->factors[i];
}

static void
totals_clear (Totals *self)
{
  g_free (self->sums);
  g_free (self->factors);
}

/* Of @service, or of the whole street (-1). */
static double
total_at (const Totals *self, const TwStreetTables *tables, int service, guint h)
{
  double sum = 0;

  if (service >= 0)
    return self->sums[(guint) service * self->horizon + h];
  for (guint s = 0; s < tables->n_services; s++)
    sum += self->sums[s * self->horizon + h];
  return sum;
}

static const double *
series_of (const Blend *blend, int service)
{
  return blend->counts + (gsize) (service + 1) * (blend->origin - blend->from);
}

static void
fill_series (Blend *blend)
{
  const TwStreetTables *tables = blend->tables;
  guint n = blend->origin - blend->from;

  blend->counts = g_new0 (double, (gsize) (tables->n_services + 1) * n);
  for (guint t = 0; t < n; t++)
    {
      guint hour = blend->from + t;
      double counts_as = blend->shifts->scale[hour];
      for (gsize i = tables->first_of_hour[hour]; i < tables->first_of_hour[hour + 1]; i++)
        {
          guint service = tables->events[i].row % tables->n_services;
          blend->counts[(gsize) (service + 1) * n + t] += counts_as;
          blend->counts[t] += counts_as;
        }
    }
}

static double
mean_of (const double *series, guint n)
{
  double sum = 0;

  for (guint t = 0; t < n; t++)
    sum += series[t];
  return sum / n;
}

static TwSeriesResult *
forecast_line (const Blend *blend, int service, GCancellable *cancellable, GError **error)
{
  TwSeriesProblem problem = {
    .values = series_of (blend, service),
    .n_values = blend->origin - blend->from,
    .season1 = DAY,
    .season2 = WEEK,
    .horizon = HORIZON,
    .count = TRUE,
    .flags = blend->tables->kind + blend->from,
    .n_origins = 12,
    .origin_step = HORIZON,
  };

  return tw_series_forecast (&problem, NULL, 0, cancellable, error);
}

/* The pooled forecast that stands at the same origin as past @k of the series, or NULL. */
static Totals *
same_origin (const Blend *blend, const TwSeriesResult *series, guint k)
{
  for (guint i = 0; i < blend->n_past; i++)
    if (blend->past[i].origin == blend->from + series->past_origins[k])
      return &blend->of_past[i];
  return NULL;
}

/* What a request just before past @k counts as now. */
static double
unit_at (const Blend *blend, const TwSeriesResult *series, guint k)
{
  return blend->shifts->scale[blend->from + series->past_origins[k] - 1];
}

typedef struct {
  double weight, scale;
} Pull;

static Pull
fit_pull (const Blend *blend, const TwSeriesResult *series, int service)
{
  const double *counts = series_of (blend, service);
  double seen = 0, told = 0, dy = 0, dd = 0, yy = 0, n = 0;
  Pull pull = { 0, 1 };

  for (int pass = 0; pass < 2; pass++)
    {
      for (guint k = 0; k < series->n_past; k++)
        {
          const Totals *past = same_origin (blend, series, k);
          for (guint h = 0; past != NULL && h < HORIZON; h++)
            {
              double y = counts[series->past_origins[k] + h], f = series->past[k * HORIZON + h];
              /* pooled means stand in the units of their own origin */
              double pooled =
                  total_at (past, blend->tables, service, h) * unit_at (blend, series, k);
              double d = f * pull.scale - pooled, weight = 1 / MAX (pooled, 0.1);
              seen += pass == 0 ? y : 0;
              told += pass == 0 ? f : 0;
              dy += pass == 1 ? weight * d * (y - pooled) : 0;
              dd += pass == 1 ? weight * d * d : 0;
              yy += pass == 1 ? weight * (y - pooled) * (y - pooled) : 0;
              n += pass;
            }
        }
      if (pass == 0)
        pull.scale = told > 0 ? CLAMP (seen / told, 0.8, 1.3) : 1;
    }
  if (dy > 0 && dd > 0 && yy > 0)
    {
      double gain = dy * dy / dd / (yy / n);
      pull.weight = CLAMP (dy / dd * (1 - DOUBT / gain), 0, 1);
    }
  return pull;
}

/* Moves a line toward its series forecast @f. @unit: the units of @f in those of the rows. */
static void
pull_line (const TwStreetTables *tables, int service, const Pull *pull, const double *f,
           double unit, Totals *totals)
{
  guint first = MAX (service, 0), end = service < 0 ? tables->n_services : first + 1;

  for (guint h = 0; h < MIN (totals->horizon, HORIZON); h++)
    {
      double pooled = total_at (totals, tables, service, h);
      if (!(pooled > 0))
        continue;
      double to = pooled + pull->weight * (f[h] * pull->scale * unit - pooled);
      double factor = CLAMP (to / pooled, MIN_FACTOR, MAX_FACTOR);
      for (guint s = first; s < end; s++)
        {
          totals->sums[s * totals->horizon + h] *= factor;
          totals->factors[s * totals->horizon + h] *= factor;
        }
    }
}

static gboolean
blend_line (Blend *blend, int service, char **ret_method, GCancellable *cancellable, GError **error)
{
  if (mean_of (series_of (blend, service), blend->origin - blend->from) < MIN_RATE)
    return TRUE;
  g_autoptr (TwSeriesResult) series = forecast_line (blend, service, cancellable, error);
  if (series == NULL)
    return FALSE;

  Pull pull = fit_pull (blend, series, service);
  if (!(pull.weight > 0))
    return TRUE;
  for (guint k = 0; k < series->n_past; k++)
    {
      Totals *past = same_origin (blend, series, k);
      if (past != NULL)
        pull_line (blend->tables, service, &pull, series->past + k * HORIZON,
                   1 / unit_at (blend, series, k), past);
    }
  pull_line (blend->tables, service, &pull, series->point, 1, &blend->now);
  if (ret_method != NULL)
    *ret_method = g_strdup_printf ("pooled shape x share %.0f%%, series %.0f%% (%s)",
                                   100 * (1 - pull.weight), 100 * pull.weight, series->method);
  return TRUE;
}

static void
blend_init (Blend *blend, double *rows, guint horizon)
{
  fill_series (blend);
  totals_init (&blend->now, blend->tables, rows, horizon);
  blend->of_past = g_new (Totals, blend->n_past);
  for (guint i = 0; i < blend->n_past; i++)
    totals_init (&blend->of_past[i], blend->tables, blend->past[i].rows, HORIZON);
}

static void
blend_finish (Blend *blend)
{
  totals_apply (&blend->now, blend->tables);
  totals_clear (&blend->now);
  for (guint i = 0; i < blend->n_past; i++)
    {
      totals_apply (&blend->of_past[i], blend->tables);
      totals_clear (&blend->of_past[i]);
    }
  g_free (blend->of_past);
  g_free (blend->counts);
}

gboolean
tw_street_blend (const TwStreetTables *tables, const TwStreetShifts *shifts, guint origin,
                 guint horizon, double *rows, TwStreetPast *past, guint n_past, char **ret_method,
                 GCancellable *cancellable, GError **error)
{
  Blend blend = {
    .tables = tables, .shifts = shifts, .origin = origin, .past = past, .n_past = n_past
  };
  gboolean ok = TRUE;

  blend.from = MAX (tables->first, origin > MAX_HISTORY ? origin - MAX_HISTORY : 0);
  if (origin - blend.from < MIN_HISTORY || n_past == 0)
    return TRUE;
  blend_init (&blend, rows, horizon);
  if (tables->n_services > 1 && tables->n_services <= MAX_SERIES)
    for (guint s = 0; ok && s < tables->n_services; s++)
      ok = blend_line (&blend, (int) s, NULL, cancellable, error);
  ok = ok && blend_line (&blend, -1, ret_method, cancellable, error);
  blend_finish (&blend);
  return ok;
}
