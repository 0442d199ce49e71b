/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** TwWalkFigures: what a walk measures: start-up, frames, memory, and what was on the screen. */
typedef struct _TwWalkFigures TwWalkFigures;

TwWalkFigures *tw_walk_figures_new (void);
void tw_walk_figures_free (TwWalkFigures *self);

/** Watches for the first frame that @widget paints with @duty's data loaded. */
void tw_walk_figures_wait_frame (TwWalkFigures *self, GtkWidget *widget, TwDuty *duty);
gboolean tw_walk_figures_saw_frame (TwWalkFigures *self);
void tw_walk_figures_stop_start (TwWalkFigures *self);

/** Counts the CPU time each frame of @widget's window takes from the start of its work to its end.
 */
void tw_walk_figures_start_frames (TwWalkFigures *self, GtkWidget *widget);
void tw_walk_figures_stop_frames (TwWalkFigures *self);

/** Prints one line a figure to stdout. */
void tw_walk_figures_print (TwWalkFigures *self, TwDuty *duty, guint n_shots, const char *dir);

G_END_DECLS
