/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty-import.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * Shows the rows of @preview in @view: as an import would read them, with what is wrong beside
 * each, or (@raw) cell by cell as they stand in the file. Texts are copied.
 */
void tw_sample_table_show (GtkColumnView *view, const TwRequestPreview *preview, gboolean raw);
/** Shows a file of rejected rows (delimited text with a heading) in @view: at most @limit rows. */
gboolean tw_sample_table_show_file (GtkColumnView *view, const char *path, guint limit,
                                    GError **error);

G_END_DECLS
