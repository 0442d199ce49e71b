/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwSidebar: the pages, three figures of the moment, and where the data are. Collapses to icons.
 *
 * Properties: page (string: name of the chosen page), collapsed (boolean).
 */
#define TW_TYPE_SIDEBAR (tw_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (TwSidebar, tw_sidebar, TW, SIDEBAR, GtkWidget)

/** NULL: nothing to choose yet. */
void tw_sidebar_set_duty (TwSidebar *self, TwDuty *duty);
void tw_sidebar_set_page (TwSidebar *self, const char *name);
const char *tw_sidebar_get_page (TwSidebar *self);
void tw_sidebar_set_collapsed (TwSidebar *self, gboolean collapsed);
gboolean tw_sidebar_get_collapsed (TwSidebar *self);
/** The count beside a page's name; 0 hides it. */
void tw_sidebar_set_badge (TwSidebar *self, const char *name, guint count);

G_END_DECLS
