/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwBanner: one line over every page for what an officer must know. A lasting state (nothing can be
 * written) stays until it ends; a problem that happened stands above it until it is closed. Several
 * problems are shown one after the other.
 */
#define TW_TYPE_BANNER (tw_banner_get_type ())
G_DECLARE_FINAL_TYPE (TwBanner, tw_banner, TW, BANNER, GtkWidget)

/** NULL ends the state. */
void tw_banner_set_state (TwBanner *self, const char *text);
void tw_banner_add_problem (TwBanner *self, const char *text);
/** Closes the newest problem. */
void tw_banner_close_problem (TwBanner *self);
/** What it says now, or NULL. */
const char *tw_banner_get_text (TwBanner *self);

G_END_DECLS
