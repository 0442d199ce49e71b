/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * Looks for what does not fit into the window (or popover) @root, as it stands now: widgets beyond
 * its edge, texts that are cut, and texts shortened with dots of which the whole can be read
 * nowhere (neither a tooltip nor a list row that opens). What lies in a scrolled view may be longer
 * than the view.
 *
 * Returns one line of text (in English, for scripts and tests) for each, transfer full; empty when
 * all is well.
 */
GPtrArray *tw_fit_list_problems (GtkWidget *root);

/** @widget scrolls its children both ways by its own means: they may lie beyond its edges. */
void tw_fit_set_scrolls (GtkWidget *widget);

/** How much larger than the design's the text of @widget is: 1, or 2 at 200 % text. */
double tw_fit_text_scale (GtkWidget *widget);
/** From here on the sizes of @clamp, which are pixels, grow with the size of text. */
void tw_fit_clamp_to_text (AdwClamp *clamp);
/** Before it is shown: widens the default size of @dialog by the size of text, within its parent.
 */
void tw_fit_window_to_text (GtkWindow *dialog);

G_END_DECLS
