/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The X side of the screen tests: a virtual display of the test's own, and pointer and keys by
 * XTEST on a connection of our own. Nothing here knows GTK, so that end-to-end tests can use it
 * from a process without a toolkit.
 */

/**
 * Starts Xvfb (1920x1080) unless DISPLAY is set, sets DISPLAY, and opens the connection for the
 * input. FALSE when there is no display and none can be made. Call before anything else opens the
 * display. Ended at exit.
 */
gboolean tw_testx_start (void);

/** Moves the pointer to root coordinates in pixels. */
void tw_testx_move (int x_px, int y_px);
/** Presses or releases a pointer button (1 primary, 3 secondary, 4/5 wheel up and down). */
void tw_testx_button (guint button, gboolean down);
/** Presses and releases the key of an X keysym; @held are keysyms held meanwhile, ended by 0, or
 * NULL. */
void tw_testx_key (guint keysym, const guint *held);
/** Presses a key and leaves it down, or lets it go: a modifier during a drag. */
void tw_testx_hold (guint keysym, gboolean down);
/** Types ASCII text. */
void tw_testx_type (const char *text);
/** Gives the keyboard to a window: without a window manager nobody else does. */
void tw_testx_focus (gulong window);
/** The same for the newest mapped window with a size, whoever made it. */
void tw_testx_focus_newest (void);
/** Position of a window's own (@x_px, @y_px) on the root window. */
void tw_testx_to_root (gulong window, int x_px, int y_px, int *ret_x_px, int *ret_y_px);

/** Child set-up for g_spawn: the child dies with the test, also when an assertion aborts it. */
void tw_test_die_with_parent_cb (gpointer unused);

/**
 * A new folder for this process's XDG folders, with the environment set to it; removed at exit.
 * Call first thing in main(), before GLib caches the folders.
 */
const char *tw_test_use_private_dirs (void);

G_END_DECLS
