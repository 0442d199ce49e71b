// SPDX-License-Identifier: Apache-2.0
/*
 * A hotline opens, a source is added, a bridge closes: from one day on the street asks half as much
 * again, and every mean over past weeks is wrong until they have passed. Daily totals, as
 * logarithms relative to their weekday's median, are searched for the split where the mean over up
 * to a month before differs most from that after it, in units of the noise that neighbouring days
 * show. A split that stands out by MIN_STAT and by MIN_STEP is a shift: the requests before it then
 * count by the ratio of the levels, and the search goes on. Special days and days without any
 * request are left out, so that neither a festival nor a gap is taken for one.
 */
#include "forecast/tw-street-shift.h"

#include <math.h>
#include <stdlib.h>

#define DAY 24
#define WINDOW_DAYS 28
#define MIN_DAYS_AFTER 3
#define MIN_DAYS_BEFORE 7
#define MIN_STAT 8.0
#define MIN_STEP 0.28 /* of the logarithm */
#define MIN_PER_DAY 8.0

typedef struct {
  guint n;
  double *level; /* log of the total relative to the weekday's median */
  guint *hour;   /* where the day begins */
} Days;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *x, guint n)
{
  qsort (x, n, sizeof (double), compare_doubles);
  return n == 0 ? 0 : n % 2 == 1 ? x[n / 2] : 0.5 * (x[n / 2 - 1] + x[n / 2]);
}

/* Totals by 24 hours counted back from the origin. */
static double *
sum_days (const TwStreetTables *tables, guint origin, guint n)
{
  double *totals = g_new0 (double, n + 1);

  for (guint t = origin - MIN (origin, n * DAY); t < origin; t++)
    totals[n - 1 - (origin - 1 - t) / DAY] +=
        tables->first_of_hour[t + 1] - tables->first_of_hour[t];
  return totals;
}

static gboolean
is_ordinary (const TwStreetTables *tables, guint from)
{
  for (guint h = 0; h < DAY; h++)
    if (tables->kind[from + h] != TW_DAY_ORDINARY)
      return FALSE;
  return TRUE;
}

static void
days_init (Days *days, const TwStreetTables *tables, guint origin)
{
  guint n = (origin - tables->first) / DAY;
  g_autofree double *totals = sum_days (tables, origin, n), *sorted = g_new (double, n + 1);
  double medians[7];

  days->level = g_new (double, n + 1);
  days->hour = g_new (guint, n + 1);
  for (guint w = 0; w < 7; w++)
    {
      guint m = 0;
      for (guint d = w; d < n; d += 7)
        sorted[m++] = totals[d];
      medians[w] = median (sorted, m);
    }
  for (guint d = 0; d < n; d++)
    {
      guint hour = origin - (n - d) * DAY;
      if (totals[d] < 1 || medians[d % 7] < MIN_PER_DAY || !is_ordinary (tables, hour))
        continue;
      days->level[days->n] = log (totals[d] / medians[d % 7]);
      days->hour[days->n++] = hour;
    }
}

/* Robust spread of day-to-day changes, which a shift or two do not touch. */
static double
day_noise (const Days *days)
{
  g_autofree double *changes = g_new (double, days->n);

  for (guint d = 1; d < days->n; d++)
    changes[d - 1] = fabs (days->level[d] - days->level[d - 1]);
  return MAX (1.4826 * median (changes, days->n - 1) / G_SQRT2, 0.01);
}

static double
window_mean (const Days *days, guint from, guint to)
{
  double sum = 0;

  for (guint d = from; d < to; d++)
    sum += days->level[d];
  return sum / (to - from);
}

/* The split that stands out most; 0 if none does enough. */
static guint
find_split (const Days *days, double noise, double *ret_step)
{
  double most = MIN_STAT;
  guint best = 0;

  for (guint d = MIN_DAYS_BEFORE; d + MIN_DAYS_AFTER <= days->n; d++)
    {
      guint from = d > WINDOW_DAYS ? d - WINDOW_DAYS : 0, to = MIN (d + WINDOW_DAYS, days->n);
      double step = window_mean (days, d, to) - window_mean (days, from, d);
      double stat = fabs (step) / (noise * sqrt (1.0 / (d - from) + 1.0 / (to - d)));
      if (stat > most && fabs (step) > MIN_STEP)
        {
          most = stat;
          best = d;
          *ret_step = step;
        }
    }
  return best;
}

void
tw_street_shifts_init (TwStreetShifts *self, const TwStreetTables *tables, guint origin)
{
  Days days = { 0 };

  self->n_shifts = 0;
  self->scale = g_new (double, origin + 1);
  for (guint t = 0; t <= origin; t++)
    self->scale[t] = 1;
  days_init (&days, tables, origin);
  double noise = days.n > MIN_DAYS_BEFORE + MIN_DAYS_AFTER ? day_noise (&days) : 0, step = 0;
  while (noise > 0 && self->n_shifts < TW_STREET_MAX_SHIFTS)
    {
      guint split = find_split (&days, noise, &step);
      if (split == 0)
        break;
      for (guint d = 0; d < split; d++)
        days.level[d] += step;
      for (guint t = 0; t < days.hour[split]; t++)
        self->scale[t] *= exp (step);
      self->at[self->n_shifts++] = days.hour[split];
    }
  g_free (days.level);
  g_free (days.hour);
}

void
tw_street_shifts_clear (TwStreetShifts *self)
{
  g_clear_pointer (&self->scale, g_free);
}

gboolean
tw_street_shifts_within (const TwStreetShifts *self, guint from, guint n)
{
  for (guint i = 0; i < self->n_shifts; i++)
    if (self->at[i] >= from && self->at[i] < from + n)
      return TRUE;
  return FALSE;
}
