/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-progress.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwJob: progress of a worker brought to the thread that started it. The worker calls
 * tw_job_progress() as often as it likes; the callback runs in the context that was thread-default
 * at tw_job_new(), at most some twenty times a second and never after the job was freed.
 * Reference-counted by the two sides.
 */
typedef struct _TwJob TwJob;

TwJob *tw_job_new (TwProgressFunc func, gpointer user_data);
/** Ends delivery and drops the owner's reference; owner's thread. */
void tw_job_free (TwJob *self);
/** A TwProgressFunc; @user_data is the job. Any thread. */
void tw_job_progress (double fraction, const char *doing, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwJob, tw_job_free)

G_END_DECLS
