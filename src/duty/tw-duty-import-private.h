/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty-import.h"
#include "duty/tw-duty-private.h"

G_BEGIN_DECLS

/**
 * TRUE when an import may begin now; it then counts as running until its finish function is called.
 * FALSE after having returned the refusal through @task.
 */
gboolean tw_duty_begin_import (TwDuty *self, GTask *task);

/** Keeps what taking back an import of a map needs in a later session. */
void tw_duty_remember_generation (TwStore *store, const char *import_id, guint generation);
/** Both take an import back, audit that and return what it did in words; NULL with @error. @name:
 * of the file. Any worker. */
char *tw_duty_take_back_map (TwStore *store, TwMapPack *map, TwClock *clock, const char *import_id,
                             guint generation, const char *name, GError **error);
char *tw_duty_take_back_requests (TwStore *store, TwClock *clock, const char *import_id,
                                  const char *name, GCancellable *cancellable, GError **error);

G_END_DECLS
