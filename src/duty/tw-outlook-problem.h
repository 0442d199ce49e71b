/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand.h"
#include "forecast/tw-street.h"

G_BEGIN_DECLS

/**
 * What the engine is asked: requests as events in the street's numbers, their cells and the
 * calendar.
 */
typedef struct {
  TwStreetProblem problem; /* points into the rest */
  TwStreetEvent *events;
  TwStreetHour *hours;
  GArray *cells;          /* TwCell */
  GArray *cell_community; /* guint16: where most of a cell's requests lie */
  GHashTable *cell_index; /* tw_cell_pack() as gint64 key (owned) -> index + 1 */
} TwOutlookProblem;

/**
 * Hour 0 is the first request's; the history ends with the last whole hour before @now_us, and what
 * came since is known of the first hour ahead. Place and service n of the engine are community and
 * service n of @street, 0 being those without. @rows in order of time, all before @now_us.
 */
void tw_outlook_problem_init (TwOutlookProblem *self, TwStreet *street, const TwRequestRow *rows,
                              gsize n_rows, gint64 now_us);
void tw_outlook_problem_clear (TwOutlookProblem *self);
/** Why the engine finds the history too short, in words for the screen. Transfer full. */
char *tw_outlook_problem_describe_missing (const TwOutlookProblem *self);

gint64 tw_cell_pack (TwCell cell);

G_END_DECLS
