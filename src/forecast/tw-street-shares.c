// SPDX-License-Identifier: Apache-2.0
/*
 * A shared row is the sum of pairs of a place and a service of which each sees too little for a
 * shape of its own. What a pair has of the row is its part in the sum of
 *
 *     r = v (n[place, service] + kappa mix[service]) / (n[place] + kappa)
 *
 * over the row's members: the volume v of the place times its mix of services, which is the
 * posterior mean under a Dirichlet prior around the mix of the city. kappa is the moment estimate
 * over all places: with multinomial counts sum (n - N q)^2 exceeds sum N q (1 - q) by
 * sum q (1 - q) N (N - 1) / (kappa + 1). v is the place's requests, drawn toward the mean of all
 * places as far as these differ by chance only. No r is zero, so a pair that nobody ever asked for
 * still has a forecast, and since the parts sum to 1 so do all levels above. Requests fade with a
 * half-life of HALF_LIFE_DAYS, as a share is one of the present.
 */
#include "forecast/tw-street-shares.h"

#include "forecast/tw-shrink.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HALF_LIFE_DAYS 60
#define MIN_KAPPA 1.0
#define MAX_KAPPA 1e6
/* Of a request, for services that have none. */
#define UNSEEN 0.01

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const TwStreetPair *x = a, *y = b;

  return (int) x->service - (int) y->service;
}

/* The requests before @origin by place, weighted, in no order within it. */
static void
sort_by_place (TwStreetShares *self, const TwStreetTables *tables, guint origin)
{
  gsize n = tables->first_of_hour[origin];
  g_autofree double *weights = g_new0 (double, origin + 1);
  g_autofree gsize *next = g_new0 (gsize, (gsize) self->fold->n_places + 1);

  tw_shrink_weights (tables->first, origin, 24 * HALF_LIFE_DAYS, weights);
  for (gsize i = 0; i < n; i++)
    self->first[tables->events[i].place + 1]++;
  for (guint p = 0; p < self->fold->n_places; p++)
    next[p + 1] = self->first[p + 1] += self->first[p];
  self->pairs = g_new (TwStreetPair, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    {
      const TwStreetArrival *event = &tables->events[i];
      self->pairs[next[event->place]++] =
          (TwStreetPair){ event->service, (float) weights[event->hour] };
    }
}

static void
merge_pairs (TwStreetShares *self)
{
  gsize kept = 0, from = 0;

  for (guint p = 0; p < self->fold->n_places; p++)
    {
      gsize end = self->first[p + 1], begin = kept;
      qsort (self->pairs + from, end - from, sizeof *self->pairs, compare_pairs);
      for (gsize i = from; i < end; i++)
        if (kept > begin && self->pairs[kept - 1].service == self->pairs[i].service)
          self->pairs[kept - 1].n += self->pairs[i].n;
        else
          self->pairs[kept++] = self->pairs[i];
      from = end;
      self->first[p + 1] = kept;
    }
  self->pairs = g_renew (TwStreetPair, self->pairs, MAX (kept, 1));
}

static double
place_total (const TwStreetShares *self, guint p)
{
  double n = 0;

  for (gsize i = self->first[p]; i < self->first[p + 1]; i++)
    n += self->pairs[i].n;
  return n;
}

static void
fit_mix (TwStreetShares *self)
{
  guint n_services = self->fold->n_services;
  double sum = UNSEEN * n_services;

  for (guint s = 0; s < n_services; s++)
    self->mix[s] = UNSEEN;
  for (gsize i = 0; i < self->first[self->fold->n_places]; i++)
    {
      self->mix[self->pairs[i].service] += self->pairs[i].n;
      sum += self->pairs[i].n;
    }
  for (guint s = 0; s < n_services; s++)
    self->mix[s] /= sum;
}

static void
fit_kappa (TwStreetShares *self)
{
  double q2 = 0, excess = 0, scale = 0;

  for (guint s = 0; s < self->fold->n_services; s++)
    q2 += self->mix[s] * self->mix[s];
  for (guint p = 0; p < self->fold->n_places; p++)
    {
      double n = place_total (self, p);
      if (n <= 1)
        continue;
      excess += n * n * q2 - n * (1 - q2);
      scale += (1 - q2) * n * (n - 1);
      for (gsize i = self->first[p]; i < self->first[p + 1]; i++)
        excess += self->pairs[i].n * (self->pairs[i].n - 2 * n * self->mix[self->pairs[i].service]);
    }
  self->kappa = excess > 0 ? CLAMP (scale / excess - 1, MIN_KAPPA, MAX_KAPPA) : MAX_KAPPA;
}

static void
fit_volumes (TwStreetShares *self)
{
  guint n_places = self->fold->n_places;
  double mean = 0, excess = 0;

  for (guint p = 0; p < n_places; p++)
    mean += place_total (self, p) / n_places;
  for (guint p = 0; p < n_places; p++)
    excess += pow (place_total (self, p) - mean, 2) - mean;
  double kappa = tw_shrink_kappa (excess, mean * mean * n_places);
  for (guint p = 0; p < n_places; p++)
    {
      double n = place_total (self, p);
      self->volume[p] = mean * (n + kappa) / (mean + kappa) / (n + self->kappa);
    }
}

/* The prior's part, which all members of a row have. */
static void
add_prior (TwStreetShares *self)
{
  const TwStreetFold *fold = self->fold;
  g_autofree double *mix = g_new0 (double, fold->n_classes),
                    *mix2 = g_new0 (double, fold->n_classes),
                    *volume = g_new0 (double, fold->n_groups);

  for (guint s = 0; s < fold->n_services; s++)
    {
      mix[fold->class_of[s]] += self->kappa * self->mix[s];
      mix2[fold->class_of[s]] += pow (self->kappa * self->mix[s], 2);
    }
  for (guint p = 0; p < fold->n_places; p++)
    {
      volume[fold->group_of[p]] += self->volume[p];
      for (guint c = 0; c < fold->n_classes; c++)
        {
          self->place_n[(gsize) p * fold->n_classes + c] = mix[c];
          self->squares[(gsize) fold->group_of[p] * fold->n_classes + c] +=
              self->volume[p] * self->volume[p] * mix2[c];
        }
    }
  for (guint s = 0; s < fold->n_services; s++)
    for (guint g = 0; g < fold->n_groups; g++)
      self->service_n[(gsize) s * fold->n_groups + g] = volume[g] * self->kappa * self->mix[s];
}

static void
add_seen (TwStreetShares *self)
{
  const TwStreetFold *fold = self->fold;

  for (guint p = 0; p < fold->n_places; p++)
    for (gsize i = self->first[p]; i < self->first[p + 1]; i++)
      {
        guint s = self->pairs[i].service;
        double n = self->pairs[i].n, v = self->volume[p];
        self->place_n[(gsize) p * fold->n_classes + fold->class_of[s]] += n;
        self->service_n[(gsize) s * fold->n_groups + fold->group_of[p]] += v * n;
        self->squares[tw_street_fold_row (fold, p, s)] +=
            v * v * n * (n + 2 * self->kappa * self->mix[s]);
      }
}

static void
sum_rows (TwStreetShares *self)
{
  const TwStreetFold *fold = self->fold;

  for (guint p = 0; p < fold->n_places; p++)
    for (guint c = 0; c < fold->n_classes; c++)
      self->row_n[(gsize) fold->group_of[p] * fold->n_classes + c] +=
          self->volume[p] * self->place_n[(gsize) p * fold->n_classes + c];
  for (gsize row = 0; row < (gsize) fold->n_groups * fold->n_classes; row++)
    self->squares[row] /= self->row_n[row] * self->row_n[row];
}

TwStreetShares *
tw_street_shares_new (const TwStreetTables *tables, guint origin)
{
  const TwStreetFold *fold = &tables->fold;
  TwStreetShares *self = g_new0 (TwStreetShares, 1);

  self->fold = fold;
  self->volume = g_new0 (double, fold->n_places);
  self->mix = g_new0 (double, fold->n_services);
  self->row_n = g_new0 (double, (gsize) fold->n_groups * fold->n_classes);
  self->place_n = g_new0 (double, (gsize) fold->n_places * fold->n_classes);
  self->service_n = g_new0 (double, (gsize) fold->n_services * fold->n_groups);
  self->squares = g_new0 (double, (gsize) fold->n_groups * fold->n_classes);
  self->first = g_new0 (gsize, (gsize) fold->n_places + 1);
  sort_by_place (self, tables, origin);
  merge_pairs (self);
  fit_mix (self);
  fit_kappa (self);
  fit_volumes (self);
  add_prior (self);
  add_seen (self);
  sum_rows (self);
  return self;
}

void
tw_street_shares_free (TwStreetShares *self)
{
  if (self == NULL)
    return;
  g_free (self->volume);
  g_free (self->mix);
  g_free (self->row_n);
  g_free (self->place_n);
  g_free (self->service_n);
  g_free (self->squares);
  g_free (self->first);
  g_free (self->pairs);
  g_free (self);
}

static double
pair_n (const TwStreetShares *self, guint place, guint service)
{
  gsize low = self->first[place], high = self->first[place + 1];

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;
      if (self->pairs[middle].service == service)
        return self->pairs[middle].n;
      if (self->pairs[middle].service < service)
        low = middle + 1;
      else
        high = middle;
    }
  return 0;
}

double
tw_street_shares_of_pair (const TwStreetShares *self, guint place, guint service)
{
  double n = pair_n (self, place, service) + self->kappa * self->mix[service];

  return self->volume[place] * n / self->row_n[tw_street_fold_row (self->fold, place, service)];
}

double
tw_street_shares_of_place (const TwStreetShares *self, guint place, guint class_no)
{
  guint n_classes = self->fold->n_classes;

  return self->volume[place] * self->place_n[(gsize) place * n_classes + class_no]
         / self->row_n[(gsize) self->fold->group_of[place] * n_classes + class_no];
}

double
tw_street_shares_of_service (const TwStreetShares *self, guint group, guint service)
{
  return self->service_n[(gsize) service * self->fold->n_groups + group]
         / self->row_n[(gsize) group * self->fold->n_classes + self->fold->class_of[service]];
}

static void
add_part (const double *row, guint horizon, double part, double *means)
{
  for (guint h = 0; h < horizon; h++)
    means[h] += part * row[h];
}

void
tw_street_shares_sum_place (const TwStreetShares *self, const double *rows, guint horizon,
                            guint place, double *ret_means)
{
  gsize first = (gsize) self->fold->group_of[place] * self->fold->n_classes;

  memset (ret_means, 0, horizon * sizeof (double));
  for (guint c = 0; c < self->fold->n_classes; c++)
    add_part (rows + (first + c) * horizon, horizon, tw_street_shares_of_place (self, place, c),
              ret_means);
}

void
tw_street_shares_sum_service (const TwStreetShares *self, const double *rows, guint horizon,
                              guint service, double *ret_means)
{
  memset (ret_means, 0, horizon * sizeof (double));
  for (guint g = 0; g < self->fold->n_groups; g++)
    add_part (rows + ((gsize) g * self->fold->n_classes + self->fold->class_of[service]) * horizon,
              horizon, tw_street_shares_of_service (self, g, service), ret_means);
}
