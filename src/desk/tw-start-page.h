/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwStartPage: what a window shows while there is nothing to work on yet: the offers of the first
 * run, the progress of making a street or putting a backup back, and a folder that cannot be opened
 * with what helps.
 */
#define TW_TYPE_START_PAGE (tw_start_page_get_type ())
G_DECLARE_FINAL_TYPE (TwStartPage, tw_start_page, TW, START_PAGE, GtkWidget)

void tw_start_page_set_session (TwStartPage *self, TwSession *session);

G_END_DECLS
