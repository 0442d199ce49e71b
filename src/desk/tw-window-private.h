/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-banner.h"
#include "desk/tw-clock-bar.h"
#include "desk/tw-sidebar.h"
#include "desk/tw-start-page.h"
#include "desk/tw-window.h"

G_BEGIN_DECLS

struct _TwWindow {
  AdwApplicationWindow parent_instance;
  AdwToastOverlay *toasts;
  GtkStack *views, *pages;
  GtkLabel *street_name;
  TwSidebar *sidebar;
  AdwClamp *search_clamp;
  TwBanner *banner;
  TwClockBar *clock;
  TwPalette *palette;
  TwStartPage *start;
  GtkRevealer *drop_hint;
  GMenu *undo_section;

  TwSession *session;
  TwDuty *duty; /* the one whose signals are connected */

  gboolean narrow, collapsed_by_itself; /* too narrow for the sidebar's words */
  guint narrow_id;
};

/** Adds the win.* actions. */
void tw_window_add_actions (TwWindow *self);
/** Follows what can be done now. */
void tw_window_update_actions (TwWindow *self);

G_END_DECLS
