/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/roster/tw-gap-picture.h"
#include "desk/roster/tw-line-list.h"
#include "duty/roster/tw-rota.h"

G_BEGIN_DECLS

typedef enum {
  TW_PANE_SUMMARY,
  TW_PANE_SHIFT,
  TW_PANE_CONFLICTS,
  TW_PANE_PROPOSAL,
} TwPaneMode;

typedef enum { TW_PANE_WHY, TW_PANE_CANDIDATES, TW_PANE_HISTORY } TwPanePart;

/**
 * TwRosterPane: the one pane beside the board: the roster as a whole, the shift selected, the
 * conflicts, or what the solver proposes.
 *
 * Signals: jump (const char *shift_id, int person, gint64 at_us); fix (const char *conflict_key);
 * override (const char *conflict_key); assign (int person): give the shift selected to this person.
 */
#define TW_TYPE_ROSTER_PANE (tw_roster_pane_get_type ())
G_DECLARE_FINAL_TYPE (TwRosterPane, tw_roster_pane, TW, ROSTER_PANE, GtkWidget)

void tw_roster_pane_set_rota (TwRosterPane *self, TwRota *rota);
/** What is shown, and anew. */
void tw_roster_pane_show (TwRosterPane *self, TwPaneMode mode, TwPanePart part);
TwPaneMode tw_roster_pane_get_mode (TwRosterPane *self);
/** The shift that TW_PANE_SHIFT is about, or NULL; @n selected in all. */
void tw_roster_pane_set_shift (TwRosterPane *self, const char *shift_id, guint n);
/** Borrowed, or NULL. */
const char *tw_roster_pane_get_shift (TwRosterPane *self);
/** Borrowed until it is taken back with NULL. */
void tw_roster_pane_set_proposal (TwRosterPane *self, TwRotaProposal *proposal);
/** A solver is at work: @progress NULL: it begins, @max_seconds long; or it is over with @running
 * FALSE. */
void tw_roster_pane_set_running (TwRosterPane *self, gboolean running, double max_seconds);
void tw_roster_pane_add_progress (TwRosterPane *self, const TwRotaSolveProgress *progress);
/** Fills it anew from the roster. */
void tw_roster_pane_update (TwRosterPane *self);
TwLineList *tw_roster_pane_get_list (TwRosterPane *self);

G_END_DECLS
