// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-series-models.h"

#include <math.h>
#include <string.h>

#define BATCH 64
#define MAX_LAGS 96
/* Rows per regressor below which lags are dropped. */
#define MIN_ROWS_PER_LAG 3
/* What a season counts less than the one after it, in a base. */
#define BASE_FADE 0.8

static void
add_lag (GArray *lags, gsize usable, guint lag)
{
  if (lag == 0 || lag > usable / 2 || lags->len >= MAX_LAGS)
    return;
  for (guint i = 0; i < lags->len; i++)
    if (g_array_index (lags, guint, i) == lag)
      return;
  g_array_append_val (lags, lag);
}

/* The most telling first, as a short history keeps only the head of the list. */
static GArray *
list_lags (const TwSeriesView *view, TwArLags kind, gsize usable)
{
  GArray *lags = g_array_new (FALSE, FALSE, sizeof (guint));
  guint s1 = view->season1, s2 = view->season2;

  for (guint lag = 1; lag <= 3; lag++)
    add_lag (lags, usable, lag);
  for (int d = 0; s1 > 1 && d < 3; d++)
    add_lag (lags, usable, s1 + (d == 2 ? -1 : d));
  for (int d = 0; s2 > 1 && d < 3; d++)
    add_lag (lags, usable, s2 + (d == 2 ? -1 : d));
  guint every = s1 == 0 ? 6 : MIN (s1 + 1, 26);
  for (guint lag = 4; lag <= every; lag++)
    add_lag (lags, usable, lag);
  for (guint k = 2; s1 > 1 && (s2 > 0 ? k * s1 <= (kind == TW_AR_WIDE ? s2 + s1 : s2) : k <= 4);
       k++)
    {
      add_lag (lags, usable, k * s1);
      if (k == 2 || kind == TW_AR_WIDE)
        {
          add_lag (lags, usable, k * s1 - 1);
          add_lag (lags, usable, k * s1 + 1);
        }
    }
  return lags;
}

static void
fill_bases (TwSeriesAr *self, guint n_bases)
{
  double sum = 0;

  self->n_bases = n_bases;
  for (guint k = 0; k < n_bases; k++)
    sum += self->base_weights[k] = pow (BASE_FADE, k);
  for (guint k = 0; k < n_bases; k++)
    self->base_weights[k] /= sum;
}

static double
base_at (const TwSeriesAr *self, const double *z, gsize t)
{
  double sum = 0;

  for (guint k = 0; k < self->n_bases; k++)
    sum += self->base_weights[k] * z[t - (gsize) (k + 1) * self->diff];
  return sum;
}

static guint
count_flags (const TwSeriesView *view)
{
  if (view->flags == NULL)
    return 0;
  for (gsize t = 0; t < view->n; t++)
    if (view->flags[t] != 0)
      return TW_SERIES_N_FLAGS;
  return 0;
}

gboolean
tw_series_ar_init (TwSeriesAr *self, const TwSeriesView *view, TwArLags kind, guint diff,
                   guint n_bases, double half_life, double penalty, gsize usable)
{
  gsize lost = (gsize) diff * n_bases;

  if (usable < lost + 8)
    return FALSE;
  GArray *lags = list_lags (view, kind, usable - lost);

  self->view = view;
  self->n_flags = count_flags (view);
  while (lags->len > 1)
    { /* shorten until the rows suffice */
      self->max_lag = 0;
      for (guint i = 0; i < lags->len; i++)
        self->max_lag = MAX (self->max_lag, g_array_index (lags, guint, i));
      if (usable >= lost + self->max_lag + (gsize) MIN_ROWS_PER_LAG * (lags->len + self->n_flags))
        break;
      g_array_set_size (lags, lags->len - 1);
    }
  self->n_lags = lags->len;
  self->max_lag = 0;
  for (guint i = 0; i < lags->len; i++)
    self->max_lag = MAX (self->max_lag, g_array_index (lags, guint, i));
  self->lags = (guint *) (void *) g_array_free (lags, FALSE);
  self->diff = diff;
  fill_bases (self, n_bases);
  self->constant = diff == 0 || diff == view->season1;
  self->fade = half_life > 0 ? exp (-G_LN2 / half_life) : 1;
  self->penalty = penalty;
  self->done = lost + self->max_lag;
  if (self->n_lags == 0 || usable <= self->done + 4)
    {
      g_clear_pointer (&self->lags, g_free);
      return FALSE;
    }
  tw_ridge_init (&self->ridge, self->n_lags + self->n_flags + (self->constant ? 1 : 0));
  return TRUE;
}

void
tw_series_ar_clear (TwSeriesAr *self)
{
  g_clear_pointer (&self->lags, g_free);
  tw_ridge_clear (&self->ridge);
}

static double
flag_value (const TwSeriesAr *self, gsize t, guint flag)
{
  double value = self->view->flags[t] == flag + 1;

  return self->diff > 0 ? value - (self->view->flags[t - self->diff] == flag + 1) : value;
}

/* @d holds the (differenced) series such that d[t] is step t. */
static void
fill_row (const TwSeriesAr *self, const double *d, gsize t, double *row)
{
  guint n = self->n_lags;

  for (guint i = 0; i < n; i++)
    row[i] = d[t - self->lags[i]];
  for (guint f = 0; f < self->n_flags; f++)
    row[n + f] = flag_value (self, t, f);
  if (self->constant)
    row[n + self->n_flags] = 1;
}

static void
grow (TwSeriesAr *self, const double *d, gsize origin)
{
  guint width = self->ridge.n + 1;
  g_autofree double *rows = g_new (double, (gsize) BATCH *width);

  while (self->done < origin)
    {
      guint n = (guint) MIN (BATCH, origin - self->done);
      double weight = 1;
      for (guint i = n; i-- > 0;)
        {
          double *row = rows + (gsize) i * width;
          fill_row (self, d, self->done + i, row);
          row[width - 1] = d[self->done + i];
          for (guint j = 0; self->fade < 1 && j < width; j++)
            row[j] *= weight;
          weight *= sqrt (self->fade);
        }
      if (self->fade < 1)
        tw_ridge_scale (&self->ridge, pow (self->fade, n));
      tw_ridge_add (&self->ridge, rows, n);
      self->done += n;
    }
}

gboolean
tw_series_ar_forecast (TwSeriesAr *self, gsize origin, double *ret)
{
  const TwSeriesView *view = self->view;
  gsize end = origin + view->horizon;
  g_autofree double *z = g_new (double, end), *d = self->diff > 0 ? g_new0 (double, end) : NULL;
  g_autofree double *beta = g_new (double, self->ridge.n), *row = g_new (double, self->ridge.n + 1);

  memcpy (z, view->z, origin * sizeof (double));
  for (gsize t = (gsize) self->diff * self->n_bases; d != NULL && t < origin; t++)
    d[t] = z[t] - base_at (self, z, t);
  double *series = d != NULL ? d : z;
  grow (self, series, origin);
  if (!tw_ridge_solve (&self->ridge, self->penalty, self->constant ? 1 : 0, beta))
    return FALSE;

  for (gsize t = origin; t < end; t++)
    {
      double sum = 0;
      fill_row (self, series, t, row);
      for (guint i = 0; i < self->ridge.n; i++)
        sum += row[i] * beta[i];
      double base = base_at (self, z, t);
      z[t] = CLAMP (sum + base, view->low, view->high);
      if (d != NULL)
        d[t] = z[t] - base;
      ret[t - origin] = z[t];
    }
  return TRUE;
}
