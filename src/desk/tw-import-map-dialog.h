/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-window.h"

G_BEGIN_DECLS

/**
 * TwImportMapDialog: brings a map file in: how its positions are meant, whether its areas are
 * communities, then progress and what came of it.
 */
#define TW_TYPE_IMPORT_MAP_DIALOG (tw_import_map_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwImportMapDialog, tw_import_map_dialog, TW, IMPORT_MAP_DIALOG, AdwWindow)

/** Opens over @parent for @file. Returns the dialog, owned by GTK. */
GtkWindow *tw_import_map_dialog_open (TwWindow *parent, TwDuty *duty, GFile *file);

G_END_DECLS
