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

typedef struct {
  const TwStreetTables *tables;
  const TwStreetShifts *shifts;
  guint origin, from; /* the series covers [from, origin) */
  TwStreetPast *past;
  guint n_past;
  double *counts; /* MAX_HISTORY */
} Blend;

/* The line of @service, or of the whole street (-1), in the units of the present level. */
static double
fill_line (const Blend *blend, int service)
{
  const TwStreetTables *tables = blend->tables;
  guint n = blend->origin - blend->from;
  double sum = 0;

  memset (blend->counts, 0, n * sizeof (double));
  for (guint row = 0; row < tables->n_rows; row++)
    {
      if (service >= 0 && row % tables->n_services != (guint) service)
        continue;
      const float *counts = tw_street_tables_row (tables, row) + blend->from;
      for (guint t = 0; t < n; t++)
        blend->counts[t] += counts[t];
    }
  for (guint t = 0; t < n; t++)
    sum += blend->counts[t] *= blend->shifts->scale[blend->from + t];
  return sum / n;
}

static double
sum_rows (const TwStreetTables *tables, int service, const double *rows, guint horizon, guint h)
{
  double sum = 0;

  for (guint row = 0; row < tables->n_rows; row++)
    if (service < 0 || row % tables->n_services == (guint) service)
      sum += rows[(gsize) row * horizon + h];
  return sum;
}

static TwSeriesResult *
forecast_line (const Blend *blend, GCancellable *cancellable, GError **error)
{
  TwSeriesProblem problem = {
    .values = blend->counts,
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
static TwStreetPast *
same_origin (const Blend *blend, const TwSeriesResult *series, guint k)
{
  for (guint i = 0; i < blend->n_past; i++)
    if (blend->past[i].origin == blend->from + series->past_origins[k])
      return &blend->past[i];
  return NULL;
}

typedef struct {
  double weight, scale;
} Pull;

static Pull
fit_pull (const Blend *blend, const TwSeriesResult *series, int service)
{
  double seen = 0, told = 0, dy = 0, dd = 0, yy = 0, n = 0;
  Pull pull = { 0, 1 };

  for (int pass = 0; pass < 2; pass++)
    {
      for (guint k = 0; k < series->n_past; k++)
        {
          const TwStreetPast *past = same_origin (blend, series, k);
          for (guint h = 0; past != NULL && h < HORIZON; h++)
            {
              double y = blend->counts[series->past_origins[k] + h],
                     f = series->past[k * HORIZON + h];
              /* pooled means stand in the units of their own origin */
              double pooled = sum_rows (blend->tables, service, past->rows, HORIZON, h)
                              * blend->shifts->scale[past->origin - 1];
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

/* Moves the rows of a line toward its series forecast @f. @unit: the units of @f in those of the
 * rows. */
static void
apply (const TwStreetTables *tables, int service, const Pull *pull, const double *f, double unit,
       double *rows, guint horizon)
{
  for (guint h = 0; h < MIN (horizon, HORIZON); h++)
    {
      double pooled = sum_rows (tables, service, rows, horizon, h);
      if (!(pooled > 0))
        continue;
      double to = pooled + pull->weight * (f[h] * pull->scale * unit - pooled);
      double factor = CLAMP (to / pooled, MIN_FACTOR, MAX_FACTOR);
      for (guint row = 0; row < tables->n_rows; row++)
        if (service < 0 || row % tables->n_services == (guint) service)
          rows[(gsize) row * horizon + h] *= factor;
    }
}

static gboolean
blend_line (const Blend *blend, int service, guint horizon, double *rows, char **ret_method,
            GCancellable *cancellable, GError **error)
{
  if (fill_line (blend, service) < MIN_RATE)
    return TRUE;
  g_autoptr (TwSeriesResult) series = forecast_line (blend, cancellable, error);
  if (series == NULL)
    return FALSE;

  Pull pull = fit_pull (blend, series, service);
  if (!(pull.weight > 0))
    return TRUE;
  for (guint k = 0; k < series->n_past; k++)
    {
      TwStreetPast *past = same_origin (blend, series, k);
      if (past != NULL)
        apply (blend->tables, service, &pull, series->past + k * HORIZON,
               1 / blend->shifts->scale[past->origin - 1], past->rows, HORIZON);
    }
  apply (blend->tables, service, &pull, series->point, 1, rows, horizon);
  if (ret_method != NULL)
    *ret_method = g_strdup_printf ("pooled shape x share %.0f%%, series %.0f%% (%s)",
                                   100 * (1 - pull.weight), 100 * pull.weight, series->method);
  return TRUE;
}

gboolean
tw_street_blend (const TwStreetTables *tables, const TwStreetShifts *shifts, guint origin,
                 guint horizon, double *rows, TwStreetPast *past, guint n_past, char **ret_method,
                 GCancellable *cancellable, GError **error)
{
  Blend blend = { tables, shifts,
                  origin, MAX (tables->first, origin > MAX_HISTORY ? origin - MAX_HISTORY : 0),
                  past,   n_past,
                  NULL };
  gboolean ok = TRUE;

  if (origin - blend.from < MIN_HISTORY || n_past == 0)
    return TRUE;
  blend.counts = g_new (double, origin - blend.from);
  if (tables->n_services > 1 && tables->n_services <= MAX_SERIES)
    for (guint s = 0; ok && s < tables->n_services; s++)
      ok = blend_line (&blend, (int) s, horizon, rows, NULL, cancellable, error);
  ok = ok && blend_line (&blend, -1, horizon, rows, ret_method, cancellable, error);
  g_free (blend.counts);
  return ok;
}
