/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-window.h"

G_BEGIN_DECLS

/**
 * TwImportRequestsDialog: brings a table of requests in. Shows how the file would be read while the
 * columns, the zone, the datum and the layout of the file are being chosen; then progress and what
 * came of it.
 */
#define TW_TYPE_IMPORT_REQUESTS_DIALOG (tw_import_requests_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwImportRequestsDialog, tw_import_requests_dialog, TW, IMPORT_REQUESTS_DIALOG,
                      AdwWindow)

/** Opens over @parent for @file. Returns the dialog, owned by GTK. */
GtkWindow *tw_import_requests_dialog_open (TwWindow *parent, TwDuty *duty, GFile *file);

G_END_DECLS
