/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-application.h"
#include "desk/tw-window.h"

G_BEGIN_DECLS

/*
 * Data folders and windows for the tests of the shell. One TwApplication for the whole program: GTK
 * has one default.
 */

/** The moment at which the sample street ends: 2026-10-26T21:40+08:00. Long enough ago that the
 * clock stands there, whatever the day of the test. */
#define SAMPLE_END_US G_GINT64_CONSTANT (1793022000000000)

/** Started, without a window. Borrowed. */
TwApplication *desk_fixture_get_application (void);
/** A new folder under the private ones of the test. Transfer full. */
char *desk_fixture_new_dir (void);
/** Fills @dir with two communities, a lamp ("路灯"), a person and 60 requests. */
void desk_fixture_fill (const char *dir);
/** A session on @dir, open and (when it holds data) loaded. Transfer full. */
TwSession *desk_fixture_open (const char *dir);
/** A window on @session, shown at 1280x800. */
TwWindow *desk_fixture_show (TwSession *session);
/** Closes the window and what it opened, then the session. */
void desk_fixture_close (TwWindow *window, TwSession *session);
/** The newest window of the application that is not @except, or NULL. */
GtkWindow *desk_fixture_get_other (GtkWindow *except);

G_END_DECLS
