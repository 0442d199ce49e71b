// SPDX-License-Identifier: Apache-2.0
/*
 * A city has more places and services than a core can model one by one, and most of the pairs see
 * a request a month, which tells a share and nothing of a daily shape. So the grid that is modelled
 * has at most TW_STREET_MAX_ROWS rows: the busiest places and services have rows of their own, the
 * others share one (tw-street-shares.c says what part of it is whose). Of all grids that fit, the
 * one is taken in which most requests have rows of their own, were places and services
 * independent; among equals the one with more services, since these differ more in their shape.
 */
#include "forecast/tw-street-fold.h"

#include <stdlib.h>

#define MAX_CLASSES 24u

typedef struct {
  gsize n;
  guint number;
} Count;

/* The busiest first. */
static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const Count *x = a, *y = b;

  if (x->n != y->n)
    return x->n > y->n ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

static Count *
counts_new (guint n)
{
  Count *counts = g_new (Count, n);

  for (guint i = 0; i < n; i++)
    counts[i] = (Count){ 0, i };
  return counts;
}

/* Requests of the first @n of @total sorted counts that keep their own row in @room rows. */
static gsize
own_rows (const gsize *sums, guint total, guint room)
{
  return total <= room ? sums[total] : room > 0 ? sums[room - 1] : 0;
}

static gsize *
running_sums (const Count *counts, guint n)
{
  gsize *sums = g_new (gsize, n + 1);

  sums[0] = 0;
  for (guint i = 0; i < n; i++)
    sums[i + 1] = sums[i] + counts[i].n;
  return sums;
}

static guint
choose_classes (const Count *places, guint n_places, const Count *services, guint n_services)
{
  g_autofree gsize *of_places = running_sums (places, n_places),
                   *of_services = running_sums (services, n_services);
  double most = -1;
  guint best = 1;

  for (guint classes = 1; classes <= MIN (n_services, MAX_CLASSES); classes++)
    {
      double covered = (double) own_rows (of_services, n_services, classes)
                       * own_rows (of_places, n_places, TW_STREET_MAX_ROWS / classes);
      if (covered >= most)
        {
          most = covered;
          best = classes;
        }
    }
  return best;
}

static guint16 *
map_numbers (const Count *counts, guint n, guint room)
{
  guint16 *map = g_new (guint16, n);

  for (guint i = 0; i < n; i++)
    map[counts[i].number] = (guint16) MIN (i, room - 1);
  return map;
}

static guint16 *
map_same (guint n)
{
  guint16 *map = g_new (guint16, n);

  for (guint i = 0; i < n; i++)
    map[i] = (guint16) i;
  return map;
}

void
tw_street_fold_init (TwStreetFold *self, guint n_places, guint n_services,
                     const TwStreetEvent *events, gsize n_events)
{
  *self = (TwStreetFold){ n_places, n_services, n_places, n_services, FALSE, FALSE, NULL, NULL };
  if ((guint64) n_places * n_services <= TW_STREET_MAX_ROWS)
    {
      self->group_of = map_same (n_places);
      self->class_of = map_same (n_services);
      return;
    }

  g_autofree Count *places = counts_new (n_places), *services = counts_new (n_services);
  for (gsize i = 0; i < n_events; i++)
    if (events[i].place < n_places && events[i].service < n_services)
      {
        places[events[i].place].n++;
        services[events[i].service].n++;
      }
  qsort (places, n_places, sizeof *places, compare_counts);
  qsort (services, n_services, sizeof *services, compare_counts);
  self->n_classes = choose_classes (places, n_places, services, n_services);
  self->n_groups = MIN (n_places, TW_STREET_MAX_ROWS / self->n_classes);
  self->places = self->n_groups < n_places;
  self->services = self->n_classes < n_services;
  self->group_of = map_numbers (places, n_places, self->n_groups);
  self->class_of = map_numbers (services, n_services, self->n_classes);
}

void
tw_street_fold_clear (TwStreetFold *self)
{
  g_clear_pointer (&self->group_of, g_free);
  g_clear_pointer (&self->class_of, g_free);
}
