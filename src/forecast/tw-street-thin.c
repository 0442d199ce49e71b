// SPDX-License-Identifier: Apache-2.0
/*
 * Thinning leaves the alpha of a row as it is, but only if its members swing together. Ten thousand
 * places that each go their own way make a calm sum, so the spread of the members is measured on
 * themselves, as that of the rows is (tw-street-model.c): alpha = sum ((y - m)^2 - m) / sum m^2
 * over the hours that followed the origins of the past. There are millions of members and a
 * handful of requests, so the sums are taken apart: over the few with y > 0,
 *
 *     sum ((y - m)^2 - m) = sum m^2 - sum m + sum (y^2 - 2 y m)
 *                                             y > 0
 *
 * while sum m over the members of a row is the row's mean M, and sum m^2 is M^2 times its sum of
 * squared shares. Places and services sum over several rows; of them some of the hours are taken.
 */
#include "forecast/tw-street-thin.h"

#include <math.h>

#define HORIZON TW_STREET_BLEND_HORIZON
#define MAX_WORK 8e6 /* products for sums of squares of places, or of services */
#define MAX_ALPHA 4.0

typedef struct {
  double excess, m2;
} Sums;

typedef struct {
  const TwStreetTables *tables;
  const TwStreetFold *fold;
  const TwStreetShares *shares;
  double *seen, *means; /* of places or services, each one hour's */
} Thin;

static double
alpha_of (const Sums *sums)
{
  return sums->m2 > 0 ? CLAMP (sums->excess / sums->m2, 0, MAX_ALPHA) : 0;
}

static gboolean
is_shared (const TwStreetFold *fold, gsize row)
{
  return (fold->places && row / fold->n_classes + 1 == fold->n_groups)
         || (fold->services && row % fold->n_classes + 1 == fold->n_classes);
}

/* The pairs of one hour that have requests stand together in its events. */
static void
add_seen_pairs (const Thin *thin, const TwStreetPast *past, guint h, Sums *sums)
{
  const TwStreetTables *tables = thin->tables;
  gsize end = tables->first_of_hour[past->origin + h + 1];

  for (gsize i = tables->first_of_hour[past->origin + h], next; i < end; i = next)
    {
      const TwStreetArrival *event = &tables->events[i];
      for (next = i + 1; next < end && tables->events[next].place == event->place
                         && tables->events[next].service == event->service;)
        next++;
      if (!is_shared (thin->fold, event->row))
        continue;
      double y = next - i,
             m = past->rows[(gsize) event->row * HORIZON + h]
                 * tw_street_shares_of_pair (thin->shares, event->place, event->service);
      sums->excess += y * y - 2 * y * m;
    }
}

static double
measure_pairs (const Thin *thin, const TwStreetPast *past, guint n_past)
{
  Sums sums = { 0 };

  for (guint k = 0; k < n_past; k++)
    for (guint h = 0; h < HORIZON; h++)
      {
        for (gsize row = 0; row < thin->tables->n_rows; row++)
          {
            double m = past[k].rows[row * HORIZON + h];
            if (!is_shared (thin->fold, row))
              continue;
            sums.excess += m * m * thin->shares->squares[row] - m;
            sums.m2 += m * m * thin->shares->squares[row];
          }
        add_seen_pairs (thin, &past[k], h, &sums);
      }
  return alpha_of (&sums);
}

static void
fill_places (const Thin *thin, const TwStreetPast *past, guint h)
{
  const TwStreetTables *tables = thin->tables;
  guint n_classes = thin->fold->n_classes;

  for (guint p = 0; p < thin->fold->n_places; p++)
    {
      const double *row = past->rows + (gsize) thin->fold->group_of[p] * n_classes * HORIZON + h;
      thin->seen[p] = thin->means[p] = 0;
      for (guint c = 0; tw_street_fold_shares_group (thin->fold, p) && c < n_classes; c++)
        thin->means[p] += row[c * HORIZON] * tw_street_shares_of_place (thin->shares, p, c);
    }
  for (gsize i = tables->first_of_hour[past->origin + h];
       i < tables->first_of_hour[past->origin + h + 1]; i++)
    thin->seen[tables->events[i].place]++;
}

static void
fill_services (const Thin *thin, const TwStreetPast *past, guint h)
{
  const TwStreetTables *tables = thin->tables;
  const TwStreetFold *fold = thin->fold;

  for (guint s = 0; s < fold->n_services; s++)
    {
      thin->seen[s] = thin->means[s] = 0;
      for (guint g = 0; tw_street_fold_shares_class (fold, s) && g < fold->n_groups; g++)
        thin->means[s] +=
            past->rows[((gsize) g * fold->n_classes + fold->class_of[s]) * HORIZON + h]
            * tw_street_shares_of_service (thin->shares, g, s);
    }
  for (gsize i = tables->first_of_hour[past->origin + h];
       i < tables->first_of_hour[past->origin + h + 1]; i++)
    thin->seen[tables->events[i].service]++;
}

typedef void (*FillFunc) (const Thin *thin, const TwStreetPast *past, guint h);

/* Over @n members of which a mean is the sum of @n_parts. */
static double
measure_sums (Thin *thin, const TwStreetPast *past, guint n_past, guint n, guint n_parts,
              FillFunc fill)
{
  g_autofree double *seen = g_new (double, n), *means = g_new (double, n);
  guint step = 1 + (guint) ((double) n * n_parts * HORIZON * n_past / MAX_WORK), at = 0;
  Sums sums = { 0 };

  thin->seen = seen;
  thin->means = means;
  while (step % 2 == 0 || step % 3 == 0) /* meets every hour of the day */
    step++;
  for (; at < n_past * HORIZON; at += step)
    {
      fill (thin, &past[at / HORIZON], at % HORIZON);
      for (guint i = 0; i < n; i++)
        {
          if (!(means[i] > 0))
            continue;
          sums.excess += (seen[i] - means[i]) * (seen[i] - means[i]) - means[i];
          sums.m2 += means[i] * means[i];
        }
    }
  return alpha_of (&sums);
}

TwStreetThinAlpha
tw_street_thin_measure (const TwStreetTables *tables, const TwStreetPast *past, guint n_past)
{
  const TwStreetFold *fold = &tables->fold;
  TwStreetThinAlpha alpha = { 0 };

  if (n_past == 0)
    return alpha;
  g_autoptr (TwStreetShares) shares = tw_street_shares_new (tables, past[n_past - 1].origin);
  Thin thin = { tables, fold, shares, NULL, NULL };
  alpha.pair = measure_pairs (&thin, past, n_past);
  if (fold->places)
    alpha.place = measure_sums (&thin, past, n_past, fold->n_places, fold->n_classes, fill_places);
  if (fold->services)
    alpha.service =
        measure_sums (&thin, past, n_past, fold->n_services, fold->n_groups, fill_services);
  return alpha;
}
