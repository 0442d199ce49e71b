/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwPalette: search and commands in one overlay. Typing finds commands and pages by fuzzy match and
 * everything in the database by full text; Up, Down, Enter and Escape do the rest. An overlay of a
 * window with the actions of TwCommand and "win.show-place" (sdd: label, latitude, longitude).
 *
 * Signals: closed (), message (const char *text): something for a toast.
 */
#define TW_TYPE_PALETTE (tw_palette_get_type ())
G_DECLARE_FINAL_TYPE (TwPalette, tw_palette, TW, PALETTE, GtkWidget)

/** The duty to search in, or NULL: then commands only. */
void tw_palette_set_duty (TwPalette *self, TwDuty *duty);
void tw_palette_open (TwPalette *self, const char *text);
void tw_palette_close (TwPalette *self);
gboolean tw_palette_is_open (TwPalette *self);
/** Number of rows shown, and whether a search is under way (for tests). */
guint tw_palette_get_n_rows (TwPalette *self);
gboolean tw_palette_is_searching (TwPalette *self);

G_END_DECLS
