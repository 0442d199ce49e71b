/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street-tables.h"

/* Private to the engine: whose part of a shared row is whose. */

G_BEGIN_DECLS

typedef struct {
  guint16 service;
  float n;
} TwStreetPair;

typedef struct {
  const TwStreetFold *fold; /* borrowed */
  double kappa;
  double *volume;      /* n_places: shrunk requests over (requests + kappa) */
  double *mix;         /* n_services: the city's shares */
  double *place_n;     /* n_places x n_classes: requests, prior included */
  double *service_n;   /* n_services x n_groups: the like, volumes included */
  double *row_n;       /* n_groups x n_classes: what a row's members come to */
  double *squares;     /* n_groups x n_classes: the sum of the squared shares of a row */
  gsize *first;        /* n_places + 1: the pairs of a place, by service */
  TwStreetPair *pairs; /* that have requests */
} TwStreetShares;

/** From the requests before hour @origin. @tables must outlive the result. */
TwStreetShares *tw_street_shares_new (const TwStreetTables *tables, guint origin);
void tw_street_shares_free (TwStreetShares *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStreetShares, tw_street_shares_free)

/** Shares of the row that a place and a service map to: of the pair, of all of the place's
 * services in @class_no, and of the service in all places of @group. Each kind sums to 1 over a
 * row. */
double tw_street_shares_of_pair (const TwStreetShares *self, guint place, guint service);
double tw_street_shares_of_place (const TwStreetShares *self, guint place, guint class_no);
double tw_street_shares_of_service (const TwStreetShares *self, guint group, guint service);

/** Expected requests of a place, or of a service, from the means of the modelled rows @rows
 * (n_rows x @horizon): writes @horizon values. */
void tw_street_shares_sum_place (const TwStreetShares *self, const double *rows, guint horizon,
                                 guint place, double *ret_means);
void tw_street_shares_sum_service (const TwStreetShares *self, const double *rows, guint horizon,
                                   guint service, double *ret_means);

G_END_DECLS
