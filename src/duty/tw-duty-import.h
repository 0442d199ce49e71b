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

/** An import as its document tells it, also one of another session or device. */
typedef struct {
  char *id, *file;
  gboolean is_map;
  gint64 at_us, undone_us; /* undone_us 0: it stands */
  gint64 n_added;          /* requests, or features of the map */
  guint generation;        /* of a map made here, else 0 */
  gboolean can_undo;
} TwPastImport;

void tw_past_import_free (TwPastImport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPastImport, tw_past_import_free)

/** TwPastImport, newest first. Transfer full. */
GPtrArray *tw_duty_list_imports (TwDuty *self, GError **error);
/**
 * Takes an import of this or an earlier session back and says what that did, as
 * tw_duty_undo_finish() does; transfer full. Blocks, and leaves the stack of undo alone: for
 * programs without a screen. _REFUSED when it cannot be, TW_STORE_ERROR_NOT_FOUND for an unknown
 * id.
 */
char *tw_duty_undo_import (TwDuty *self, const char *import_id, GCancellable *cancellable,
                           GError **error);

G_END_DECLS
