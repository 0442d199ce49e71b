/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwClock: where all time comes from. Either the system's, or a drill clock that starts anywhere
 * and runs at x1 to x600. Reference-counted; every function is thread-safe.
 */
typedef struct _TwClock TwClock;

/** The clock of the system. Transfer full. */
TwClock *tw_clock_new_system (void);
/** Starts at @start_us and runs at @speed (0 = stopped, at most 600); advances by the monotonic
 * clock. */
TwClock *tw_clock_new_drill (gint64 start_us, double speed);
/** Another reference. */
TwClock *tw_clock_ref (TwClock *self);
/** Drops a reference. */
void tw_clock_unref (TwClock *self);
/** UTC microseconds. */
gint64 tw_clock_now_us (TwClock *self);
/** FALSE for the clock of the system. */
gboolean tw_clock_is_drill (TwClock *self);
/** Drill seconds per second; 1 for the clock of the system. */
double tw_clock_get_speed (TwClock *self);
/** Changes the speed of a drill clock without a jump. */
void tw_clock_set_speed (TwClock *self, double speed);
/** Moves a drill clock to @now_us. */
void tw_clock_set_now (TwClock *self, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwClock, tw_clock_unref)

G_END_DECLS
