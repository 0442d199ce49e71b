// SPDX-License-Identifier: Apache-2.0
#include "base/tw-clock.h"

/* A drill clock keeps one pair of anchors: the drill's time and the monotonic clock's at the moment
 * speed or time last changed. Now = drill anchor + (monotonic now - monotonic anchor) * speed, so a
 * change of speed moves both anchors to the present and time never jumps. The system clock has no
 * anchors at all.
 */
struct _TwClock {
  gboolean is_drill;
  GMutex mutex;
  gint64 anchor_us, anchor_monotonic_us;
  double speed;
};

#define MAX_SPEED 600.0

TwClock *
tw_clock_new_system (void)
{
  TwClock *self = g_atomic_rc_box_new0 (TwClock);

  g_mutex_init (&self->mutex);
  self->speed = 1;
  return self;
}

TwClock *
tw_clock_new_drill (gint64 start_us, double speed)
{
  TwClock *self = tw_clock_new_system ();

  self->is_drill = TRUE;
  self->anchor_us = start_us;
  self->anchor_monotonic_us = g_get_monotonic_time ();
  self->speed = CLAMP (speed, 0, MAX_SPEED);
  return self;
}

TwClock *
tw_clock_ref (TwClock *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clock_clear (gpointer data)
{
  TwClock *self = data;

  g_mutex_clear (&self->mutex);
}

void
tw_clock_unref (TwClock *self)
{
  g_atomic_rc_box_release_full (self, clock_clear);
}

/* Called with the mutex held. */
static gint64
drill_now_us (TwClock *self, gint64 monotonic_us)
{
  return self->anchor_us
         + (gint64) ((double) (monotonic_us - self->anchor_monotonic_us) * self->speed);
}

gint64
tw_clock_now_us (TwClock *self)
{
  gint64 now_us;

  g_return_val_if_fail (self != NULL, 0);

  if (!self->is_drill)
    return g_get_real_time ();
  g_mutex_lock (&self->mutex);
  now_us = drill_now_us (self, g_get_monotonic_time ());
  g_mutex_unlock (&self->mutex);
  return now_us;
}

gboolean
tw_clock_is_drill (TwClock *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_drill;
}

double
tw_clock_get_speed (TwClock *self)
{
  double speed;

  g_return_val_if_fail (self != NULL, 1);

  g_mutex_lock (&self->mutex);
  speed = self->speed;
  g_mutex_unlock (&self->mutex);
  return speed;
}

void
tw_clock_set_speed (TwClock *self, double speed)
{
  gint64 monotonic_us;

  g_return_if_fail (self != NULL && self->is_drill);

  g_mutex_lock (&self->mutex);
  monotonic_us = g_get_monotonic_time ();
  self->anchor_us = drill_now_us (self, monotonic_us);
  self->anchor_monotonic_us = monotonic_us;
  self->speed = CLAMP (speed, 0, MAX_SPEED);
  g_mutex_unlock (&self->mutex);
}

void
tw_clock_set_now (TwClock *self, gint64 now_us)
{
  g_return_if_fail (self != NULL && self->is_drill);

  g_mutex_lock (&self->mutex);
  self->anchor_us = now_us;
  self->anchor_monotonic_us = g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);
}
