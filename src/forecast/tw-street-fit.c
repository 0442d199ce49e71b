// SPDX-License-Identifier: Apache-2.0
/*
 * Sparse counts share what they have in common.
 *
 * A row is one service in one place, often with less than one request an hour, so its own
 * hour-of-week table is mostly noise. Its rate is therefore built from the whole to the part. Each
 * step has a rate so far, bins of hours, and in each bin the requests seen n and those the rate so
 * far expects e; it multiplies the rate in the bin by
 *
 *     (n + kappa) / (e + kappa)
 *
 * which is the posterior mean when the true ratio is Gamma with mean 1 and variance 1 / kappa (a
 * Poisson-Gamma model). kappa is the moment estimate over all bins of all siblings of the step, 1 /
 * kappa = sum ((n - e)^2 - e) / sum e^2: where siblings really differ it is small and each follows
 * its own data, where they differ only by chance it is large and all keep the shared shape
 * (empirical Bayes).
 *
 *   street:   constant -> hour of day -> day of week -> hour of the week
 *   service:  street x share -> hour of day -> weekend hours -> hour of the week
 *   place:    street x share -> hour of day -> hour of the week
 *   row:      service x place / street -> share -> hour of day -> hour of the week
 *
 * The same step with recent requests against what the long memory expects gives the present level,
 * again from street to service, place and row. Old requests count less (two half-lives, chosen by
 * back-test by the caller); weighted sums are rescaled by sum w / sum w^2, after which a weighted
 * Poisson count has its mean as variance again.
 */
#include "forecast/tw-street-fit.h"

#include "forecast/tw-shrink.h"

#include <string.h>

#define WEEK TW_STREET_WEEK
#define STREET_LEVEL_KAPPA 20.0
#define HOLIDAY_KAPPA 40.0

/* What a step lumps together. */
typedef enum { BINS_ALL, BINS_HOUR, BINS_DAY, BINS_WEEKEND_HOUR, BINS_WEEK, N_BINS } Bins;

static const guint n_bins[N_BINS] = { 1, 24, 7, 72, WEEK };

typedef struct {
  const TwStreetTables *tables;
  guint origin;
  const double *scale;
  double *weight[2];     /* per hour, of a request: habits, level */
  double exposure[WEEK]; /* hours of habits, weighted and rescaled */
  double level_hours[WEEK];
  double *rows;      /* n_rows x WEEK requests, weighted like exposure */
  double *row_level; /* n_rows recent requests */
  double *services, *places, street[WEEK];
} Fit;

static guint
bin_of (Bins bins, guint w)
{
  guint day = w / 24, hour = w % 24;

  switch (bins)
    {
    case BINS_ALL:
      return 0;
    case BINS_HOUR:
      return hour;
    case BINS_DAY:
      return day;
    case BINS_WEEKEND_HOUR:
      return (day < 5 ? 0 : day - 4) * 24 + hour;
    default:
      return w;
    }
}

static void
shrink_step (const Fit *fit, const double *n, double *rates, guint n_siblings, Bins bins)
{
  guint map[WEEK];

  for (guint w = 0; w < WEEK; w++)
    map[w] = bin_of (bins, w);
  tw_shrink_step (n, rates, n_siblings, WEEK, fit->exposure, map, n_bins[bins]);
}

/* In the units of the last hour before the origin. */
static double
scale_at (const Fit *fit, gint64 hour)
{
  return fit->scale != NULL ? fit->scale[hour] / fit->scale[fit->origin - 1] : 1;
}

/* One row's requests before the origin by hour of the week, and lately. */
static void
add_row (Fit *fit, guint row)
{
  const TwStreetTables *tables = fit->tables;
  double *habits = fit->rows + (gsize) row * WEEK, level = 0;

  for (gsize i = tables->first_of_row[row]; i < tables->first_of_row[row + 1]; i++)
    {
      guint t = tables->row_hours[i];
      if (t >= fit->origin)
        break;
      habits[tables->week[t]] += fit->weight[0][t];
      level += fit->weight[1][t];
    }
  fit->row_level[row] = level;
}

static void
add_events (Fit *fit)
{
  const TwStreetTables *tables = fit->tables;

  for (guint t = tables->first; t < fit->origin; t++)
    {
      fit->exposure[tables->week[t]] += fit->weight[0][t];
      fit->level_hours[tables->week[t]] += fit->weight[1][t];
      fit->weight[0][t] *= scale_at (fit, t); /* from here on: what a request counts */
      fit->weight[1][t] *= scale_at (fit, t);
    }
  for (guint row = 0; row < tables->n_rows; row++)
    {
      const double *habits = fit->rows + (gsize) row * WEEK;
      double *place = fit->places + row / tables->n_services * WEEK,
             *service = fit->services + row % tables->n_services * WEEK;
      add_row (fit, row);
      for (guint w = 0; w < WEEK; w++)
        {
          place[w] += habits[w];
          service[w] += habits[w];
        }
    }
  for (guint s = 0; s < tables->n_services; s++)
    for (guint w = 0; w < WEEK; w++)
      fit->street[w] += fit->services[s * WEEK + w];
}

static void
fit_street (Fit *fit, double *rate)
{
  double n = 0, hours = 0;

  for (guint w = 0; w < WEEK; w++)
    {
      n += fit->street[w];
      hours += fit->exposure[w];
    }
  for (guint w = 0; w < WEEK; w++)
    rate[w] = hours > 0 ? n / hours : 0;
  shrink_step (fit, fit->street, rate, 1, BINS_HOUR);
  shrink_step (fit, fit->street, rate, 1, BINS_DAY);
  shrink_step (fit, fit->street, rate, 1, BINS_WEEKEND_HOUR);
  shrink_step (fit, fit->street, rate, 1, BINS_WEEK);
}

static void
fit_shapes (Fit *fit, const double *street, double *services, double *places, double *rows)
{
  const TwStreetTables *tables = fit->tables;

  tw_shrink_begin (street, fit->services, tables->n_services, WEEK, fit->exposure, services);
  shrink_step (fit, fit->services, services, tables->n_services, BINS_HOUR);
  shrink_step (fit, fit->services, services, tables->n_services, BINS_WEEKEND_HOUR);
  shrink_step (fit, fit->services, services, tables->n_services, BINS_WEEK);

  tw_shrink_begin (street, fit->places, tables->n_places, WEEK, fit->exposure, places);
  shrink_step (fit, fit->places, places, tables->n_places, BINS_HOUR);
  shrink_step (fit, fit->places, places, tables->n_places, BINS_WEEK);

  for (guint row = 0; row < tables->n_rows; row++)
    {
      const double *service = services + (gsize) (row % tables->n_services) * WEEK;
      const double *place = places + (gsize) (row / tables->n_services) * WEEK;
      for (guint w = 0; w < WEEK; w++)
        rows[(gsize) row * WEEK + w] = street[w] > 0 ? service[w] * place[w] / street[w] : 0;
    }
  shrink_step (fit, fit->rows, rows, tables->n_rows, BINS_ALL);
  shrink_step (fit, fit->rows, rows, tables->n_rows, BINS_HOUR);
  shrink_step (fit, fit->rows, rows, tables->n_rows, BINS_WEEK);
}

/* Groups of rows (street, service, place, row) take their recent level over from the coarser group.
 */
static void
shrink_levels (const Fit *fit, double *expected, guint group, guint n_groups, double fixed_kappa)
{
  const TwStreetTables *tables = fit->tables;
  g_autofree double *n = g_new0 (double, n_groups), *e = g_new0 (double, n_groups);
  double excess = 0, e2 = 0;

  for (int pass = 0; pass < 2; pass++)
    {
      double kappa = pass == 0 ? 0 : fixed_kappa > 0 ? fixed_kappa : tw_shrink_kappa (excess, e2);
      for (guint row = 0; row < tables->n_rows; row++)
        {
          guint g = group == 0   ? 0
                    : group == 1 ? row % tables->n_services
                    : group == 2 ? row / tables->n_services
                                 : row;
          if (pass == 0)
            {
              n[g] += fit->row_level[row];
              e[g] += expected[row];
            }
          else
            {
              expected[row] *= (n[g] + kappa) / (e[g] + kappa);
            }
        }
      for (guint g = 0; pass == 0 && g < n_groups; g++)
        {
          excess += (n[g] - e[g]) * (n[g] - e[g]) - e[g];
          e2 += e[g] * e[g];
        }
    }
}

/* Factor by which each row's present level differs from its long-run rate. */
static void
fit_levels (const Fit *fit, const double *rates, double *ret_levels)
{
  const TwStreetTables *tables = fit->tables;
  g_autofree double *expected = g_new0 (double, tables->n_rows);

  for (guint row = 0; row < tables->n_rows; row++)
    {
      for (guint w = 0; w < WEEK; w++)
        expected[row] += rates[(gsize) row * WEEK + w] * fit->level_hours[w];
      ret_levels[row] = expected[row];
    }
  shrink_levels (fit, expected, 0, 1, STREET_LEVEL_KAPPA);
  shrink_levels (fit, expected, 1, tables->n_services, 0);
  shrink_levels (fit, expected, 2, tables->n_places, 0);
  shrink_levels (fit, expected, 3, tables->n_rows, 0);
  for (guint row = 0; row < tables->n_rows; row++)
    ret_levels[row] = ret_levels[row] > 0 ? expected[row] / ret_levels[row] : 1;
}

/* How much the street differs on special days from the habits lent to them. */
static void
fit_kinds (const Fit *fit, const double *street, double ret_factor[TW_DAY_N_KINDS])
{
  const TwStreetTables *tables = fit->tables;
  double n[TW_DAY_N_KINDS] = { 0 }, e[TW_DAY_N_KINDS] = { 0 };

  for (guint t = tables->first; t < fit->origin; t++)
    {
      e[tables->kind[t]] += street[tables->week[t]];
      n[tables->kind[t]] +=
          scale_at (fit, t) * (tables->first_of_hour[t + 1] - tables->first_of_hour[t]);
    }
  ret_factor[TW_DAY_ORDINARY] = 1;
  for (guint k = TW_DAY_ORDINARY + 1; k < TW_DAY_N_KINDS; k++)
    ret_factor[k] = (n[k] + HOLIDAY_KAPPA) / (e[k] + HOLIDAY_KAPPA);
}

static void
fit_clear (Fit *fit)
{
  g_free (fit->weight[0]);
  g_free (fit->weight[1]);
  g_free (fit->rows);
  g_free (fit->row_level);
  g_free (fit->services);
  g_free (fit->places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fit, fit_clear)

static void
fit_init (Fit *fit, const TwStreetTables *tables, guint origin, const TwStreetMemory *memory)
{
  fit->tables = tables;
  fit->origin = origin;
  fit->scale = memory->scale;
  fit->weight[0] = g_new0 (double, origin + 1);
  fit->weight[1] = g_new0 (double, origin + 1);
  fit->rows = g_new0 (double, (gsize) tables->n_rows *WEEK);
  fit->row_level = g_new0 (double, tables->n_rows);
  fit->services = g_new0 (double, (gsize) tables->n_services *WEEK);
  fit->places = g_new0 (double, (gsize) tables->n_places *WEEK);
  tw_shrink_weights (tables->first, origin, 24 * memory->shape_days, fit->weight[0]);
  tw_shrink_weights (tables->first, origin, 24 * memory->level_days, fit->weight[1]);
  add_events (fit);
}

void
tw_street_fit (const TwStreetTables *tables, guint origin, guint horizon,
               const TwStreetMemory *memory, double *ret_means)
{
  g_auto (Fit) fit = { 0 };
  double street[WEEK], kinds[TW_DAY_N_KINDS];

  fit_init (&fit, tables, origin, memory);
  g_autofree double *services = g_new (double, (gsize) tables->n_services *WEEK);
  g_autofree double *places = g_new (double, (gsize) tables->n_places *WEEK);
  g_autofree double *rows = g_new (double, (gsize) tables->n_rows *WEEK);
  g_autofree double *levels = g_new (double, tables->n_rows);
  fit_street (&fit, street);
  fit_shapes (&fit, street, services, places, rows);
  fit_levels (&fit, rows, levels);
  fit_kinds (&fit, street, kinds);
  for (guint row = 0; row < tables->n_rows; row++)
    for (guint h = 0; h < horizon; h++)
      {
        guint t = origin + h;
        ret_means[(gsize) row * horizon + h] =
            rows[(gsize) row * WEEK + tables->week[t]] * levels[row] * kinds[tables->kind[t]];
      }
}
