/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"
#include "intake/tw-import-map.h"
#include "intake/tw-import-requests.h"

G_BEGIN_DECLS

/*
 * Bringing things in. The work runs in a worker; progress and result arrive on the duty's thread.
 * Refused (_REFUSED) while another import runs or the folder is read-only. Every import is audited.
 */

/** Reads a map file; see tw_import_map(). @options may be NULL and is copied. One step of undo. */
void tw_duty_import_map_async (TwDuty *self, const char *path, const TwMapImportOptions *options,
                               GCancellable *cancellable, TwProgressFunc progress,
                               gpointer progress_data, GAsyncReadyCallback callback,
                               gpointer user_data);
/** FALSE with @error, else fills @ret_result: clear it. */
gboolean tw_duty_import_map_finish (TwDuty *self, GAsyncResult *result,
                                    TwMapImportResult *ret_result, GError **error);

/**
 * The first @n_rows rows as an import with @options (may be NULL, copied) would read them. Any
 * number may run at once.
 */
void tw_duty_preview_requests_async (TwDuty *self, const char *path,
                                     const TwRequestImportOptions *options, guint n_rows,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
TwRequestPreview *tw_duty_preview_requests_finish (TwDuty *self, GAsyncResult *result,
                                                   GError **error);

/**
 * Reads a file of requests; see tw_import_requests(). @options may be NULL and is copied. One step
 * of undo.
 */
void tw_duty_import_requests_async (TwDuty *self, const char *path,
                                    const TwRequestImportOptions *options,
                                    GCancellable *cancellable, TwProgressFunc progress,
                                    gpointer progress_data, GAsyncReadyCallback callback,
                                    gpointer user_data);
/** FALSE with @error, else fills @ret_result: clear it. */
gboolean tw_duty_import_requests_finish (TwDuty *self, GAsyncResult *result,
                                         TwRequestImportResult *ret_result, GError **error);

G_END_DECLS
