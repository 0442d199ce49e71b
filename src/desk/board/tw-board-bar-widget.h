/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/board/tw-board-paint.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** One bar in sight: focusable, with a name for screen readers, painted once and kept. CSS name
 * "boardbar"; state :selected; class "taken" while its ghost is under way. */
#define TW_TYPE_BOARD_BAR_WIDGET (tw_board_bar_widget_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardBarWidget, tw_board_bar_widget, TW, BOARD_BAR_WIDGET, GtkWidget)

GtkWidget *tw_board_bar_widget_new (void);
/** Shows @bar, of a row of @pool; @look is borrowed and outlives the widget. Paints anew only when
 * something differs. */
void tw_board_bar_widget_set (TwBoardBarWidget *self, TwBoardBar *bar, guint pool,
                              const TwBoardLook *look);
TwBoardBar *tw_board_bar_widget_get_bar (TwBoardBarWidget *self);
/** Where it stands: pixels of the content. */
void tw_board_bar_widget_place (TwBoardBarWidget *self, const graphene_rect_t *place);
const graphene_rect_t *tw_board_bar_widget_get_place (TwBoardBarWidget *self);
/** How much of its left is out of sight: what it says moves into sight. */
void tw_board_bar_widget_hide_left (TwBoardBarWidget *self, double px);
/** Colours changed. */
void tw_board_bar_widget_repaint (TwBoardBarWidget *self);
/** Rounds of the board's own, to find the widgets that are not needed any more. */
void tw_board_bar_widget_mark (TwBoardBarWidget *self, guint round);
guint tw_board_bar_widget_get_mark (TwBoardBarWidget *self);

G_END_DECLS
