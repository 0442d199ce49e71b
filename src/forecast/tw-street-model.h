/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street-fit.h"
#include "forecast/tw-street-thin.h"

/* Private to the engine: the whole model from one origin, shared by the forecast and its back-test.
 */

G_BEGIN_DECLS

/* A line is a row of the grid or a sum of rows: (group + 1) * (n_classes + 1) + class + 1, group
 * and class -1 for all. */
static inline gsize
tw_street_line (const TwStreetTables *tables, int place, int service)
{
  return (gsize) (place + 1) * (tables->n_services + 1) + (guint) (service + 1);
}

typedef struct {
  guint n_lines, n_horizon;
  double *mean;  /* n_lines x n_horizon */
  double *alpha; /* n_lines: variance = mean + alpha mean^2 */
  char *method;
  /* where places or services share rows, else NULL */
  TwStreetShares *shares;
  double *places, *services; /* n_places, n_services as asked x n_horizon */
  TwStreetThinAlpha thin;
} TwStreetModel;

/** What a place and a service that are asked for come to: the mean of hour h is part * means[h]. */
typedef struct {
  const double *means;
  double part, alpha;
} TwStreetLook;

/** NULL with G_IO_ERROR_CANCELLED only. */
TwStreetModel *tw_street_model_new (const TwStreetTables *tables, guint origin, guint horizon,
                                    GCancellable *cancellable, TwProgressFunc progress,
                                    gpointer progress_data, GError **error);
void tw_street_model_free (TwStreetModel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStreetModel, tw_street_model_free)

/** @place and @service as asked, -1 for all. */
TwStreetLook tw_street_model_look (const TwStreetModel *self, const TwStreetTables *tables,
                                   int place, int service);

/** Sums rows (n_rows x horizon) into lines (n_lines x horizon). */
void tw_street_sum_lines (const TwStreetTables *tables, const double *rows, guint horizon,
                          double *ret_lines);
/** The counts of all lines in hours [from, from + n). */
void tw_street_count_lines (const TwStreetTables *tables, guint from, guint n, double *ret_lines);

G_END_DECLS
