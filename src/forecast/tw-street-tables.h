/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street.h"

/* Private to the engine: the problem's events as tables. */

G_BEGIN_DECLS

#define TW_STREET_WEEK 168

typedef struct {
  guint n_places, n_services, n_cells;
  guint n_rows;  /* n_places * n_services; row = place * n_services + service */
  guint n_hours; /* history */
  guint n_horizon;
  guint first;   /* first hour with an event */
  float *counts; /* n_rows x n_hours */
  guint8 *week;  /* n_hours + n_horizon: the hour of the week whose habits the hour follows */
  guint8 *kind;  /* n_hours + n_horizon: TwDayKind */
  TwStreetEvent *events; /* the valid ones by time; t_us replaced by the hour's number */
  gsize n_events, n_ignored;
  double quarter[24][TW_STREET_SLOTS_PER_HOUR]; /* share of each quarter in an hour of the day */
} TwStreetTables;

gboolean tw_street_problem_check (const TwStreetProblem *problem, GError **error);
TwStreetTables *tw_street_tables_new (const TwStreetProblem *problem);
void tw_street_tables_free (TwStreetTables *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStreetTables, tw_street_tables_free)

static inline const float *
tw_street_tables_row (const TwStreetTables *self, guint row)
{
  return self->counts + (gsize) row * self->n_hours;
}

G_END_DECLS
