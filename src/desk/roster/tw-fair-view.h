/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-fair.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwFairView: how evenly burdens are shared (F26): a table of people with evenings, weekends, hours
 * of the contract and ways over some weeks, what that means in a sentence each, and under it the
 * shifts that make up one figure of the person selected. Reads anew while it is in sight and the
 * roster changes.
 */
#define TW_TYPE_FAIR_VIEW (tw_fair_view_get_type ())
G_DECLARE_FINAL_TYPE (TwFairView, tw_fair_view, TW, FAIR_VIEW, GtkWidget)

/** A reference to @rota is taken; NULL: tw_fair_view_take_book() says what to show. */
GtkWidget *tw_fair_view_new (TwRota *rota);
/** Shows @book (transfer full), made of @frame. */
void tw_fair_view_take_book (TwFairView *self, TwRotaFrame *frame, TwFairBook *book);
/** Pools that are compared with each other: bit mask, 0: all. */
void tw_fair_view_set_pools (TwFairView *self, guint pools);
/** Selects a person of the frame and shows what makes up @burden. */
void tw_fair_view_show_person (TwFairView *self, int person, TwRosterBurden burden);
/** Writes the table as it is shown. */
gboolean tw_fair_view_save_csv (TwFairView *self, const char *path, GError **error);

G_END_DECLS
