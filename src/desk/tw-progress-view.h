/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** TwProgressView: long work as a bar, what it is doing, and the time left. */
#define TW_TYPE_PROGRESS_VIEW (tw_progress_view_get_type ())
G_DECLARE_FINAL_TYPE (TwProgressView, tw_progress_view, TW, PROGRESS_VIEW, GtkWidget)

/** Begins at nothing done; the time left is counted from here. */
void tw_progress_view_begin (TwProgressView *self, const char *doing);
/** @fraction 0..1; @doing NULL keeps the words. */
void tw_progress_view_set (TwProgressView *self, double fraction, const char *doing);
/** The work is being stopped. */
void tw_progress_view_stopping (TwProgressView *self);

G_END_DECLS
