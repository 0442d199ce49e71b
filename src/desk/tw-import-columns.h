/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty-import.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwImportColumns: which column of the file feeds which field of a request: one drop-down a field.
 *
 * Signals: changed (): a person chose another column.
 */
#define TW_TYPE_IMPORT_COLUMNS (tw_import_columns_get_type ())
G_DECLARE_FINAL_TYPE (TwImportColumns, tw_import_columns, TW, IMPORT_COLUMNS, GtkWidget)

/** Shows the columns, the mapping and the problems of @preview, without emitting "changed". */
void tw_import_columns_set_preview (TwImportColumns *self, const TwRequestPreview *preview);
/** What is chosen now. Transfer full. */
TwMapping *tw_import_columns_dup_mapping (TwImportColumns *self);
/** Chooses column @column (0-based, -1 none) for @field as a person would. For tests. */
void tw_import_columns_choose (TwImportColumns *self, TwRequestField field, int column);

G_END_DECLS
