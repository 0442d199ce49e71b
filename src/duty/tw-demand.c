// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-demand-private.h"

TwDemand *
tw_demand_new (GArray *rows, gint64 from_us, gint64 to_us)
{
  TwDemand *self = g_new0 (TwDemand, 1);
  gsize n_rows = 0;

  g_atomic_ref_count_init (&self->refs);
  self->rows = g_array_steal (rows, &n_rows);
  self->n_rows = n_rows;
  self->from_us = from_us;
  self->to_us = to_us;
  return self;
}

TwDemand *
tw_demand_new_empty (void)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (TwRequestRow));

  return tw_demand_new (rows, 0, 0);
}

TwDemand *
tw_demand_ref (TwDemand *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_demand_unref (TwDemand *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->rows);
  g_free (self);
}

gsize
tw_demand_find (TwDemand *self, gint64 t_us)
{
  gsize low = 0, high;

  g_return_val_if_fail (self != NULL, 0);
  high = self->n_rows;
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->rows[middle].at_us < t_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
tw_filter_matches (const TwFilter *filter, const TwRequestRow *row)
{
  return (filter->service == 0 || filter->service == row->service)
         && (filter->channel == 0 || filter->channel == row->channel)
         && (filter->community == 0 || filter->community == row->community);
}
