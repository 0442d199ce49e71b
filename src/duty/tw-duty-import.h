/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"
#include "intake/tw-import-map.h"

G_BEGIN_DECLS

/*
 * Bringing things in. The work runs in a worker; progress and result arrive on the duty's thread.
 * Refused (_REFUSED) while another import runs or the folder is read-only. Every import is audited.
 */

/** Reads a map file; see tw_import_map(). @options may be NULL and is copied. */
void tw_duty_import_map_async (TwDuty *self, const char *path, const TwMapImportOptions *options,
                               GCancellable *cancellable, TwProgressFunc progress,
                               gpointer progress_data, GAsyncReadyCallback callback,
                               gpointer user_data);
/** FALSE with @error, else fills @ret_result: clear it. */
gboolean tw_duty_import_map_finish (TwDuty *self, GAsyncResult *result,
                                    TwMapImportResult *ret_result, GError **error);

G_END_DECLS
