/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwRosterPage: rosters as officers plan them: the board with people or posts and their shifts,
 * coverage under it, the tray of open shifts, and one pane for what is selected, for conflicts and
 * for proposals; from draft to published.
 *
 * Actions of the widget, for menus, keys and the command palette: roster.previous, .next, .today,
 * .zoom (i: hours), .rows (i: 0 people, 1 posts), .view (i: 0 draft, 1 published), .search, .auto,
 * .solve, .stop, .apply, .discard, .repair, .candidates, .why, .history, .pin, .split, .make-open,
 * .delete, .copy, .paste, .override, .jump, .fix, .conflicts, .pane (i), .pane-part (i), .primary,
 * .submit, .withdraw, .approve, .send-back, .publish, .editions, .notices, .claims, .claim,
 * .officers, .fairness, .copy-week, .save-template, .apply-template, .print, .export-pdf,
 * .export-csv, .export-ics, .export-mps, .reload.
 */
#define TW_TYPE_ROSTER_PAGE (tw_roster_page_get_type ())
G_DECLARE_FINAL_TYPE (TwRosterPage, tw_roster_page, TW, ROSTER_PAGE, GtkWidget)

/** @duty is referenced. Loads its roster by itself. */
GtkWidget *tw_roster_page_new (TwDuty *duty);
/** Shows the local day that holds @t_us; loads it where it is not there yet. */
void tw_roster_page_show_day (TwRosterPage *self, gint64 t_us);
/** A roster is there and nothing is being loaded. */
gboolean tw_roster_page_is_ready (TwRosterPage *self);
/** The solver or a repair is at work. */
gboolean tw_roster_page_is_solving (TwRosterPage *self);

G_END_DECLS
