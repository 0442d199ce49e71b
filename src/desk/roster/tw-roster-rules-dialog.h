/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TwRosterRulesDialog: tide rules, posts and rule packs, each a list whose rows open to be edited
 * in place; what will not do what was meant is said while it is typed. Saving a row is one step of
 * undo. Escape closes it.
 */
#define TW_TYPE_ROSTER_RULES_DIALOG (tw_roster_rules_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwRosterRulesDialog, tw_roster_rules_dialog, TW, ROSTER_RULES_DIALOG,
                      AdwWindow)

/** Over the window of @over. gtk_window_present() shows it. */
TwRosterRulesDialog *tw_roster_rules_dialog_new (GtkWidget *over, TwDuty *duty);
/** "tides", "posts" or "packs". */
void tw_roster_rules_dialog_show_tab (TwRosterRulesDialog *self, const char *tab);
/** Opens the @nth (from 0) row of the tab that is shown. The row, or NULL. */
GtkWidget *tw_roster_rules_dialog_open_row (TwRosterRulesDialog *self, guint nth);

G_END_DECLS
