/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** TwFairCell: a figure of a table, right-aligned, over a bar as long as its share of the greatest;
 * a mark stands at the mean. */
#define TW_TYPE_FAIR_CELL (tw_fair_cell_get_type ())
G_DECLARE_FINAL_TYPE (TwFairCell, tw_fair_cell, TW, FAIR_CELL, GtkWidget)

GtkWidget *tw_fair_cell_new (void);
/** @text as shown, @spoken in words for a screen reader, @share and @mean of the greatest (0 to 1;
 * @share NAN: no bar). */
void tw_fair_cell_set (TwFairCell *self, const char *text, const char *spoken, double share,
                       double mean);

G_END_DECLS
