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

#include <string.h>

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

  if (x->cell != y->cell)
    return x->cell < y->cell ? -1 : 1;
  return (int) x->place - (int) y->place;
}

static Pair *
list_pairs (const TwStreetTables *tables, guint origin, guint *ret_n)
{
  Pair *pairs = g_new (Pair, MAX (tables->n_events, 1));
  gsize n = 0, kept = 0;

  for (gsize i = 0; i < tables->n_events && tables->events[i].t_us < origin; i++)
    if (tables->events[i].cell >= 0)
      pairs[n++] = (Pair){ tables->events[i].cell, tables->events[i].place };
  qsort (pairs, n, sizeof *pairs, compare_pairs);
  for (gsize i = 0; i < n; i++)
    if (kept == 0 || compare_pairs (&pairs[kept - 1], &pairs[i]) != 0)
      pairs[kept++] = pairs[i];
  *ret_n = (guint) kept;
  return pairs;
}

static guint
find_pair (const Pair *pairs, const guint *first_of_cell, const TwStreetEvent *event)
{
  guint i = first_of_cell[event->cell];

  while (pairs[i].place != event->place)
    i++;
  return i;
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

static void
count_events (const TwStreetCells *self, const TwStreetTables *tables, guint origin,
              const Pair *pairs, Sums *sums)
{
  sums->pair = g_new0 (double, MAX ((gsize) self->n_pairs * self->n_services, 1));
  sums->unplaced = g_new0 (double, tables->n_rows);
  sums->row = g_new0 (double, tables->n_rows);
  sums->place = g_new0 (double, tables->n_places);
  sums->excess = g_new0 (double, tables->n_services);
  sums->scale = g_new0 (double, tables->n_services);
  for (gsize i = 0; i < tables->n_events && tables->events[i].t_us < origin; i++)
    {
      const TwStreetEvent *event = &tables->events[i];
      guint row = event->place * tables->n_services + event->service;
      if (event->cell >= 0)
        sums->pair[(gsize) find_pair (pairs, self->first_of_cell, event) * self->n_services
                   + event->service]++;
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
      double total = sums->row[place * tables->n_services + s], d = n[s] - total * q;
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
share_of (const Sums *sums, guint place, guint row, double n, double of_cell, double kappa)
{
  double q = sums->place[place] > 0 ? of_cell / sums->place[place] : 0;

  return (n + kappa * q) / (sums->row[row] + kappa);
}

static void
settle_shares (TwStreetCells *self, const TwStreetTables *tables, const Sums *sums)
{
  for (guint i = 0; i < self->n_pairs; i++)
    {
      const double *n = sums->pair + (gsize) i * self->n_services;
      double of_cell = 0;
      for (guint s = 0; s < self->n_services; s++)
        of_cell += n[s];
      for (guint s = 0; s < self->n_services; s++)
        self->share[(gsize) i * self->n_services + s] =
            (float) share_of (sums, self->place[i], self->place[i] * self->n_services + s, n[s],
                              of_cell, kappa_of (sums, s));
    }

  /* what is left, so that cells and the rest add up to the last bit of a float */
  for (guint row = 0; row < tables->n_rows; row++)
    self->unplaced[row] = 1;
  for (guint i = 0; i < self->n_pairs; i++)
    for (guint s = 0; s < self->n_services; s++)
      self->unplaced[self->place[i] * self->n_services + s] -=
          self->share[(gsize) i * self->n_services + s];
  for (guint row = 0; row < tables->n_rows; row++)
    self->unplaced[row] = MAX (self->unplaced[row], 0);
}

TwStreetCells *
tw_street_cells_new (const TwStreetTables *tables, guint origin)
{
  TwStreetCells *self = g_new0 (TwStreetCells, 1);
  g_autofree Pair *pairs = list_pairs (tables, origin, &self->n_pairs);
  g_auto (Sums) sums = { 0 };

  self->n_cells = tables->n_cells;
  self->n_services = tables->n_services;
  self->first_of_cell = g_new0 (guint, tables->n_cells + 1);
  self->place = g_new (guint16, MAX (self->n_pairs, 1));
  self->share = g_new (float, MAX ((gsize) self->n_pairs * self->n_services, 1));
  self->unplaced = g_new0 (double, tables->n_rows);
  for (guint i = 0; i < self->n_pairs; i++)
    {
      self->place[i] = pairs[i].place;
      self->first_of_cell[pairs[i].cell + 1]++;
    }
  for (guint c = 0; c < tables->n_cells; c++)
    self->first_of_cell[c + 1] += self->first_of_cell[c];

  count_events (self, tables, origin, pairs, &sums);
  for (guint i = 0; i < self->n_pairs; i++)
    add_moments (tables, pairs[i].place, sums.pair + (gsize) i * self->n_services, &sums);
  for (guint place = 0; place < tables->n_places; place++)
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
