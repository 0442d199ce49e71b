/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty-private.h"

G_BEGIN_DECLS

/** A step that can never be taken back or done again any more: it leaves the stack, and the message
 * is told as TW_DUTY_ERROR_REFUSED. */
#define TW_UNDO_ERROR (g_quark_from_static_string ("tw-undo-error"))
#define TW_UNDO_ERROR_OVERTAKEN 0

/** Runs in a worker; returns the sentence for the toast (transfer full), or NULL with @error. */
typedef char *(*TwUndoFunc) (TwStore *store, const char *dir, gpointer data,
                             GCancellable *cancellable, GError **error);

struct _TwUndoStep {
  char *label;
  TwUndoFunc undo, redo;
  gpointer data;
  GDestroyNotify destroy;
  gboolean dead; /* what it did failed after all: leaves the stack when nothing is being undone */
};

TwUndoStep *tw_undo_step_new (const char *label, TwUndoFunc undo, TwUndoFunc redo, gpointer data,
                              GDestroyNotify destroy);
/** Takes a step off the stack whose deed failed after all. */
void tw_duty_drop_undo (TwDuty *self, TwUndoStep *step);

G_END_DECLS
