/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwClockBar: the time by which the console works, and what kind of time it is: the drill with its
 * speed, or data that end in the past. Uses the actions app.speed and app.pause.
 */
#define TW_TYPE_CLOCK_BAR (tw_clock_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwClockBar, tw_clock_bar, TW, CLOCK_BAR, GtkWidget)

/** NULL hides it. */
void tw_clock_bar_set_duty (TwClockBar *self, TwDuty *duty);
/** Reads the clock now instead of at the next tick. */
void tw_clock_bar_update (TwClockBar *self);

G_END_DECLS
