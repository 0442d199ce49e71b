/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/board/tw-board-model.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* The pictures of a board, drawn with cairo and pango alone. Colours are 0xRRGGBB. */

/** How it all looks: dark or light, high contrast, colours of the services. */
typedef struct {
  gboolean dark, high_contrast;
  const guint32 *colors; /* by TwBarSegment.color; beyond @n_colors one of ours */
  guint n_colors;
} TwBoardLook;

/** 0..4, as TwBoardRow.pool. */
guint32 tw_board_pool_color (guint pool, gboolean dark);
guint32 tw_board_segment_color (const TwBoardLook *look, guint index);
/** Black or white, whichever stands out more on @fill: at least 4.58:1 on any colour. */
guint32 tw_board_ink (guint32 fill);
/** WCAG contrast of two colours, 1 to 21. */
double tw_board_contrast (guint32 a, guint32 b);
/** The fill as it is painted, in the given look: what text stands on. */
guint32 tw_board_fill (const TwBoardLook *look, guint32 color);

/** A bar of @width x @height with its left top at the origin. @from_us, @to_us: as it shall look,
 * which differs from the bar's own while it is being dragged. @pool: of its row. */
typedef struct {
  const TwBoardBar *bar;
  gint64 from_us, to_us;
  guint pool;
  double width, height;
  double hidden_px; /* so much of its left is out of sight: text stands right of it */
  double text_scale;
  PangoContext *pango;
} TwBoardBarPicture;
void tw_board_paint_bar (cairo_t *cr, const TwBoardBarPicture *picture, const TwBoardLook *look);

/** The pool's edge: colour and pattern. */
void tw_board_paint_edge (cairo_t *cr, guint pool, gboolean dark, double x, double y, double width,
                          double height);
/** A red disc (0) or a yellow triangle (1) with a mark, @size pixels high. */
void tw_board_paint_severity (cairo_t *cr, int severity, double x, double y, double size);

/** "What fits of @text": a layout ellipsized to @width px, or NULL when less than two characters
 * could be read. Transfer full. */
PangoLayout *tw_board_fit_text (PangoContext *pango, const char *text, double size_pt,
                                double width);

G_END_DECLS
