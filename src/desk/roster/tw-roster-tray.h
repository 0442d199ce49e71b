/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwRosterTray: the shifts that nobody has yet, as buttons in a row; each can be dragged to the
 * board (the payload is its id). Signals: activated (const char *shift_id): Enter, Space or a
 * click: who could take it?
 */
#define TW_TYPE_ROSTER_TRAY (tw_roster_tray_get_type ())
G_DECLARE_FINAL_TYPE (TwRosterTray, tw_roster_tray, TW, ROSTER_TRAY, GtkWidget)

/** Shows the open shifts of @rota; NULL: none. */
void tw_roster_tray_update (TwRosterTray *self, TwRota *rota);
guint tw_roster_tray_get_n (TwRosterTray *self);
/** What is written on the button at the end of the row. */
void tw_roster_tray_set_conflicts (TwRosterTray *self, guint n_red, guint n_yellow);

G_END_DECLS
