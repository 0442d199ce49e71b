/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota.h"
#include "roster/tw-roster-fairness.h"

G_BEGIN_DECLS

/** Fairness (F26) over the last @n_weeks up to the end of the frame: evenings, weekends, hours
 * against contract, walking; published editions before the frame, shifts as they stand within. */
typedef struct {
  int person;
  double value[TW_ROSTER_N_BURDENS];
  double part[TW_ROSTER_N_BURDENS]; /* of Gini's index of the pool */
} TwFairRow;

typedef struct {
  GArray *rows; /* TwFairRow, all people of the pools asked for */
  double mean[TW_ROSTER_N_BURDENS], gini[TW_ROSTER_N_BURDENS], jain[TW_ROSTER_N_BURDENS];
} TwFairTable;

/** @pools: bit mask, 0: all. Blocks some ms; any thread with a private list of @shifts. */
gboolean tw_rota_fairness (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts, guint pools,
                           int n_weeks, TwFairTable *ret, GError **error);
void tw_fair_table_clear (TwFairTable *self);

typedef struct {
  char *what; /* the shift in words */
  gint64 at_us;
  double amount;
} TwFairPart;
void tw_fair_part_free (TwFairPart *self);
/** What makes up one value: the amounts sum to it. GPtrArray of TwFairPart. */
GPtrArray *tw_rota_fairness_drill (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts,
                                   int n_weeks, TwRosterBurden burden, int person, GError **error);
/** "Evenings", in the user's language. */
const char *tw_roster_burden_name (TwRosterBurden burden);

G_END_DECLS
