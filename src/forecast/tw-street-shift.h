/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forecast/tw-street-tables.h"

/* Private to the engine: days from which on the whole street asks more or less than before. */

G_BEGIN_DECLS

#define TW_STREET_MAX_SHIFTS 3

typedef struct {
  guint n_shifts;
  guint at[TW_STREET_MAX_SHIFTS]; /* hours, as found */
  double *scale; /* per hour before the origin: what it counts in the units of the last one */
} TwStreetShifts;

/** Looks for shifts before @origin. */
void tw_street_shifts_init (TwStreetShifts *self, const TwStreetTables *tables, guint origin);
void tw_street_shifts_clear (TwStreetShifts *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwStreetShifts, tw_street_shifts_clear)

/** TRUE if a shift lies within [from, from + n). */
gboolean tw_street_shifts_within (const TwStreetShifts *self, guint from, guint n);

G_END_DECLS
