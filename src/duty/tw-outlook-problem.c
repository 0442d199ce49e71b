// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/tw-outlook-problem.h"

#include "duty/tw-calendar.h"

#include <glib/gi18n-lib.h>

gint64
tw_cell_pack (TwCell cell)
{
  return (gint64) ((guint64) (guint32) cell.col << 32 | (guint32) cell.row);
}

static gint32
find_cell (TwOutlookProblem *self, GArray *votes, TwStreet *street, const TwRequestRow *row)
{
  TwCell cell =
      tw_street_get_cell (street, row->lat_e7 / (double) TW_E7, row->lon_e7 / (double) TW_E7);
  gint64 key = tw_cell_pack (cell);
  gsize i = GPOINTER_TO_SIZE (g_hash_table_lookup (self->cell_index, &key));
  guint16 *candidate;
  gint *vote;

  if (i == 0)
    {
      gint none = 0;

      g_array_append_val (self->cells, cell);
      g_array_append_val (self->cell_community, row->community);
      g_array_append_val (votes, none);
      i = self->cells->len;
      g_hash_table_insert (self->cell_index, g_memdup2 (&key, sizeof key), GSIZE_TO_POINTER (i));
    }
  /* Boyer and Moore's majority vote: one pass, two numbers a cell. */
  candidate = &g_array_index (self->cell_community, guint16, i - 1);
  vote = &g_array_index (votes, gint, i - 1);
  if (*vote == 0)
    *candidate = row->community;
  *vote += *candidate == row->community ? 1 : -1;
  return (gint32) i - 1;
}

static void
collect_events (TwOutlookProblem *self, TwStreet *street, const TwRequestRow *rows, gsize n_rows)
{
  g_autoptr (GArray) votes = g_array_new (FALSE, FALSE, sizeof (gint));

  self->events = g_new (TwStreetEvent, MAX (n_rows, 1));
  self->cells = g_array_new (FALSE, FALSE, sizeof (TwCell));
  self->cell_community = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->cell_index = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (gsize i = 0; i < n_rows; i++)
    {
      TwStreetEvent *event = &self->events[i];

      event->t_us = rows[i].at_us;
      event->place = rows[i].community < street->communities->len ? rows[i].community : 0;
      event->service = rows[i].service < street->services->len ? rows[i].service : 0;
      event->cell = rows[i].lat_e7 == TW_E7_NONE ? -1 : find_cell (self, votes, street, &rows[i]);
    }
}

void
tw_outlook_problem_init (TwOutlookProblem *self, TwStreet *street, const TwRequestRow *rows,
                         gsize n_rows, gint64 now_us)
{
  TwStreetProblem *problem = &self->problem;
  gint64 origin_us = tw_time_floor (now_us, TW_US_PER_HOUR);
  gint64 latest_us = origin_us - TW_US_PER_HOUR;

  *self = (TwOutlookProblem){ 0 };
  collect_events (self, street, rows, n_rows);
  problem->start_us =
      n_rows > 0 ? MIN (tw_time_floor (rows[0].at_us, TW_US_PER_HOUR), latest_us) : latest_us;
  problem->n_history = (guint) ((origin_us - problem->start_us) / TW_US_PER_HOUR);
  problem->n_horizon = TW_OUTLOOK_HOURS;
  problem->elapsed_us = now_us - origin_us;
  self->hours =
      tw_street_dup_calendar (street, problem->start_us, problem->n_history + problem->n_horizon);
  problem->hours = self->hours;
  problem->n_places = street->communities->len;
  problem->n_services = street->services->len;
  problem->n_cells = self->cells->len;
  problem->events = self->events;
  problem->n_events = n_rows;
}

void
tw_outlook_problem_clear (TwOutlookProblem *self)
{
  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_pointer (&self->cell_community, g_array_unref);
  g_clear_pointer (&self->cell_index, g_hash_table_unref);
  g_clear_pointer (&self->events, g_free);
  g_clear_pointer (&self->hours, g_free);
}

char *
tw_outlook_problem_describe_missing (const TwOutlookProblem *self)
{
  if (self->problem.n_events == 0)
    return g_strdup (
        _ ("There are no requests yet: a forecast needs a history of at least two weeks"));
  return g_strdup_printf (_ ("The history is %.1f days long; a forecast needs at least %d days. "
                             "Import older requests or come back later"),
                          tw_street_problem_history_days (&self->problem), TW_STREET_MIN_DAYS);
}
