/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * What @widget shows now, as a picture; popovers that stand open over it are drawn in. NULL when it
 * is not on the screen, or between a change and its frame. Transfer full.
 */
GdkTexture *tw_shot_take (GtkWidget *widget);
gboolean tw_shot_save (GtkWidget *widget, const char *path, GError **error);

G_END_DECLS
