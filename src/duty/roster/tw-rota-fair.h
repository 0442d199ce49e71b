/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota.h"
#include "roster/tw-roster-fairness.h"

G_BEGIN_DECLS

/*
 * Fairness (F26) over the last @n_weeks up to the end of the frame: evenings, weekends, hours
 * against contract, walking; published editions before the frame, shifts as they stand within.
 * Units: shifts, shifts, a share of the contract's hours in the days that are known, minutes.
 */
typedef struct {
  int person;
  double value[TW_ROSTER_N_BURDENS]; /* NAN: hours of somebody without hours in the contract */
  double part[TW_ROSTER_N_BURDENS];  /* of Gini's index of the people asked for */
} TwFairRow;

typedef struct {
  GArray *rows; /* TwFairRow, all people of the pools asked for, in the frame's order */
  double mean[TW_ROSTER_N_BURDENS], gini[TW_ROSTER_N_BURDENS], jain[TW_ROSTER_N_BURDENS];
  guint n_days, n_known; /* of the time asked for; with a published edition, or in the frame */
} TwFairTable;

typedef struct {
  char *what; /* the shift in words */
  gint64 at_us;
  double amount;
} TwFairPart;
void tw_fair_part_free (TwFairPart *self);

/** What was worked, read once: any number of tables and lists can be made of it. Immutable. */
typedef struct _TwFairBook TwFairBook;
/** Blocks some 10 ms for each week; any thread with a private list of @shifts. @store NULL: only
 * what stands in the frame. Days whose edition has not arrived on this device are not known. */
TwFairBook *tw_fair_book_new (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts, int n_weeks,
                              GError **error);
void tw_fair_book_free (TwFairBook *self);
/** @pools: bit mask, 0: all. */
void tw_fair_book_measure (const TwFairBook *self, guint pools, TwFairTable *ret);
/** As tw_rota_fairness_drill(). */
GPtrArray *tw_fair_book_drill (const TwFairBook *self, TwRosterBurden burden, int person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwFairBook, tw_fair_book_free)

/** Book and table in one go. */
gboolean tw_rota_fairness (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts, guint pools,
                           int n_weeks, TwFairTable *ret, GError **error);
void tw_fair_table_clear (TwFairTable *self);
/** The table as CSV, as tw_rota_export_csv() writes: one row a person, then mean, Gini's and Jain's
 * index. */
gboolean tw_fair_table_save_csv (const TwFairTable *self, TwRotaFrame *frame, const char *path,
                                 GError **error);

/** What makes up one value: the amounts sum to it. GPtrArray of TwFairPart. */
GPtrArray *tw_rota_fairness_drill (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts,
                                   int n_weeks, TwRosterBurden burden, int person, GError **error);
/** "Evenings", in the user's language. */
const char *tw_roster_burden_name (TwRosterBurden burden);

G_END_DECLS
