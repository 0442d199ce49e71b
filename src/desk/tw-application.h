/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TwApplication: the console as a program: options, the one session, the windows, and the actions
 * that hold for all of them (app.speed, app.pause, app.undo, app.redo, app.scheme, app.language,
 * app.new-window, app.quit).
 */
#define TW_TYPE_APPLICATION (tw_application_get_type ())
G_DECLARE_FINAL_TYPE (TwApplication, tw_application, TW, APPLICATION, AdwApplication)

TwApplication *tw_application_new (void);
/** The folder the windows work on; NULL before start-up. Borrowed. */
TwSession *tw_application_get_session (TwApplication *self);
/** Changes the language of everything at once: the windows are made anew in their places. */
void tw_application_set_language (TwApplication *self, const char *language);
/** "light", "dark" or "system". */
void tw_application_set_scheme (TwApplication *self, const char *scheme);
/** What run() should return unless something else failed. For the walk. */
void tw_application_finish (TwApplication *self, int status);
int tw_application_get_status (TwApplication *self);
/** CLOCK_MONOTONIC microseconds at which the process began; for start-up figures. */
gint64 tw_application_get_began_us (TwApplication *self);

G_END_DECLS
