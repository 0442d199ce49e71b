/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street-fold.h"

/* Private to the engine: the problem's events as tables. */

G_BEGIN_DECLS

#define TW_STREET_WEEK 168

/** One request: its hour, and where it counts. */
typedef struct {
  guint32 hour;           /* from the start of the history */
  guint32 row;            /* of the modelled grid */
  gint32 cell;            /* -1: none */
  guint16 place, service; /* as asked */
} TwStreetArrival;

typedef struct {
  TwStreetFold fold;
  guint n_places, n_services, n_cells; /* places and services of the grid: groups and classes */
  guint n_rows;  /* n_places * n_services; row = place * n_services + service */
  guint n_hours; /* history */
  guint n_horizon;
  guint first;  /* first hour with an event */
  guint8 *week; /* n_hours + n_horizon: the hour of the week whose habits the hour follows */
  guint8 *kind; /* n_hours + n_horizon: TwDayKind */
  TwStreetArrival *events; /* by hour, then place, service and cell */
  gsize *first_of_hour;    /* n_hours + 1: where the events of an hour begin */
  gsize *first_of_row;     /* n_rows + 1: where the hours of a row begin in row_hours */
  guint32 *row_hours;      /* n_events: the hours of each row's events, rising */
  gsize n_events, n_ignored;
  gint64 elapsed_us;        /* of the running hour; 0 where its requests say nothing of it */
  TwStreetArrival *partial; /* its requests */
  guint8 *partial_quarter;  /* n_partial */
  gsize n_partial;
  double quarter[24][TW_STREET_SLOTS_PER_HOUR]; /* share of each quarter in an hour of the day */
} TwStreetTables;

gboolean tw_street_problem_check (const TwStreetProblem *problem, GError **error);
TwStreetTables *tw_street_tables_new (const TwStreetProblem *problem);
void tw_street_tables_free (TwStreetTables *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStreetTables, tw_street_tables_free)

/** Of the running hour's requests, the share that falls into quarter @q, and that which is still to
 * come in it. */
double tw_street_tables_quarter_share (const TwStreetTables *self, guint q);
double tw_street_tables_quarter_left (const TwStreetTables *self, guint q);

G_END_DECLS
