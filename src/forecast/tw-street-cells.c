// SPDX-License-Identifier: Apache-2.0
/*
 * A cell sees a request or two a week, so shares are shrunk twice. In a place, the share of a cell
 * for one service is
 *
 *     (n[cell, service] + kappa q[cell]) / (n[service] + kappa)
 *
 * where q is the cell's share of all the place's requests (the posterior mean of a Dirichlet prior
 * around q), and requests without a position are one more cell. kappa is the moment estimate for
 * the service over all places: with multinomial counts sum (n - N q)^2 exceeds sum N q (1 - q) by
 * sum q (1 - q) N (N - 1) / (kappa + 1). Since the q sum to 1 so do the shares, for every service,
 * however little was seen of it.
 */
#include "forecast/tw-street-cells.h"

#include <stdlib.h>

#define MIN_KAPPA 1.0
#define MAX_KAPPA 1e6

typedef struct {
  gint32 cell;
  guint16 place;
} Pair;

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const Pair *x = a, *y = b;

  return (int) x->place - (int) y->place;
}

/* The pairs that have requests, by cell and place; fills ret_first (n_cells + 1). */
static Pair *
list_pairs (const TwStreetTables *tables, guint origin, guint *ret_first)
{
  gsize n_events = tables->first_of_hour[origin];
  Pair *pairs = g_new (Pair, MAX (n_events, 1));
  g_autofree gsize *next = g_new0 (gsize, (gsize) tables->n_cells + 1);
  gsize kept = 0, from = 0;

  for (gsize i = 0; i < n_events; i++)
    if (tables->events[i].cell >= 0)
      next[tables->events[i].cell + 1]++;
  for (guint c = 0; c < tables->n_cells; c++)
    next[c + 1] += next[c];
  for (gsize i = 0; i < n_events; i++)
    if (tables->events[i].cell >= 0)
      pairs[next[tables->events[i].cell]++] =
          (Pair){ tables->events[i].cell, tables->events[i].place };
  /* each next[c] now stands where the next cell begins */
  for (guint c = 0; c < tables->n_cells; c++)
    {
      qsort (pairs + from, next[c] - from, sizeof *pairs, compare_pairs);
      ret_first[c] = (guint) kept;
      for (gsize i = from; i < next[c]; i++)
        if (kept == ret_first[c] || pairs[kept - 1].place != pairs[i].place)
          pairs[kept++] = pairs[i];
      from = next[c];
    }
  ret_first[tables->n_cells] = (guint) kept;
  return pairs;
}

static guint
find_pair (const Pair *pairs, const guint *first_of_cell, const TwStreetArrival *event)
{
  guint low = first_of_cell[event->cell], high = first_of_cell[event->cell + 1];

  while (low + 1 < high)
    {
      guint middle = low + (high - low) / 2;
      if (pairs[middle].place <= event->place)
        low = middle;
      else
        high = middle;
    }
  return low;
}

typedef struct {
  double *pair;           /* n_pairs x n_services */
  double *unplaced;       /* n_rows */
  double *row;            /* n_rows */
  double *place;          /* n_places */
  double *excess, *scale; /* n_services, for kappa */
} Sums;

static void
sums_clear (Sums *sums)
{
  g_free (sums->pair);
  g_free (sums->unplaced);
  g_free (sums->row);
  g_free (sums->place);
  g_free (sums->excess);
  g_free (sums->scale);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sums, sums_clear)

static gsize
n_rows_of (const TwStreetTables *tables)
{
  return (gsize) tables->fold.n_places * tables->fold.n_classes;
}

static void
count_events (const TwStreetCells *self, const TwStreetTables *tables, guint origin,
              const Pair *pairs, Sums *sums)
{
  sums->pair = g_new0 (double, MAX ((gsize) self->n_pairs * self->n_services, 1));
  sums->unplaced = g_new0 (double, n_rows_of (tables));
  sums->row = g_new0 (double, n_rows_of (tables));
  sums->place = g_new0 (double, tables->fold.n_places);
  sums->excess = g_new0 (double, tables->n_services);
  sums->scale = g_new0 (double, tables->n_services);
  for (gsize i = 0; i < tables->first_of_hour[origin]; i++)
    {
      const TwStreetArrival *event = &tables->events[i];
      guint service = tables->fold.class_of[event->service];
      gsize row = (gsize) event->place * tables->n_services + service;
      if (event->cell >= 0)
        sums->pair[(gsize) find_pair (pairs, self->first_of_cell, event) * self->n_services
                   + service]++;
      else
        sums->unplaced[row]++;
      sums->row[row]++;
      sums->place[event->place]++;
    }
}

/* One cell (or the requests without one) of one place: its part in the moment estimate. */
static void
add_moments (const TwStreetTables *tables, guint place, const double *n, Sums *sums)
{
  double of_cell = 0;

  for (guint s = 0; s < tables->n_services; s++)
    of_cell += n[s];
  double q = sums->place[place] > 0 ? of_cell / sums->place[place] : 0;
  for (guint s = 0; s < tables->n_services; s++)
    {
      double total = sums->row[(gsize) place * tables->n_services + s], d = n[s] - total * q;
      sums->excess[s] += d * d - total * q * (1 - q);
      sums->scale[s] += q * (1 - q) * total * (total - 1);
    }
}

static double
kappa_of (const Sums *sums, guint service)
{
  double excess = sums->excess[service];

  return excess > 0 ? CLAMP (sums->scale[service] / excess - 1, MIN_KAPPA, MAX_KAPPA) : MAX_KAPPA;
}

static double
share_of (const Sums *sums, guint place, gsize row, double n, double of_cell, double kappa)
{
  double q = sums->place[place] > 0 ? of_cell / sums->place[place] : 0;

  return (n + kappa * q) / (sums->row[row] + kappa);
}

static void
settle_shares (TwStreetCells *self, const TwStreetTables *tables, const Sums *sums)
{
  g_autofree double *kappa = g_new (double, self->n_services);

  for (guint s = 0; s < self->n_services; s++)
    kappa[s] = kappa_of (sums, s);
  for (guint i = 0; i < self->n_pairs; i++)
    {
      const double *n = sums->pair + (gsize) i * self->n_services;
      double of_cell = 0;
      for (guint s = 0; s < self->n_services; s++)
        of_cell += n[s];
      for (guint s = 0; s < self->n_services; s++)
        self->share[(gsize) i * self->n_services + s] =
            (float) share_of (sums, self->place[i], (gsize) self->place[i] * self->n_services + s,
                              n[s], of_cell, kappa[s]);
    }

  /* what is left, so that cells and the rest add up to the last bit of a float */
  gsize n_rows = n_rows_of (tables);
  for (gsize row = 0; row < n_rows; row++)
    self->unplaced[row] = 1;
  for (guint i = 0; i < self->n_pairs; i++)
    for (guint s = 0; s < self->n_services; s++)
      self->unplaced[(gsize) self->place[i] * self->n_services + s] -=
          self->share[(gsize) i * self->n_services + s];
  for (gsize row = 0; row < n_rows; row++)
    self->unplaced[row] = MAX (self->unplaced[row], 0);
}

TwStreetCells *
tw_street_cells_new (const TwStreetTables *tables, guint origin)
{
  TwStreetCells *self = g_new0 (TwStreetCells, 1);
  g_auto (Sums) sums = { 0 };

  self->n_cells = tables->n_cells;
  self->n_services = tables->n_services;
  self->first_of_cell = g_new0 (guint, (gsize) tables->n_cells + 1);
  g_autofree Pair *pairs = list_pairs (tables, origin, self->first_of_cell);
  self->n_pairs = self->first_of_cell[tables->n_cells];
  self->place = g_new (guint16, MAX (self->n_pairs, 1));
  self->share = g_new (float, MAX ((gsize) self->n_pairs * self->n_services, 1));
  self->unplaced = g_new0 (double, n_rows_of (tables));
  for (guint i = 0; i < self->n_pairs; i++)
    self->place[i] = pairs[i].place;

  count_events (self, tables, origin, pairs, &sums);
  for (guint i = 0; i < self->n_pairs; i++)
    add_moments (tables, pairs[i].place, sums.pair + (gsize) i * self->n_services, &sums);
  for (guint place = 0; place < tables->fold.n_places; place++)
    add_moments (tables, place, sums.unplaced + (gsize) place * tables->n_services, &sums);
  settle_shares (self, tables, &sums);
  return self;
}

void
tw_street_cells_free (TwStreetCells *self)
{
  if (self == NULL)
    return;
  g_free (self->first_of_cell);
  g_free (self->place);
  g_free (self->share);
  g_free (self->unplaced);
  g_free (self);
}
