/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-palette.h"
#include "desk/tw-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TwWindow: the console's window: sidebar, header, banner, pages, palette. Any number of them may
 * show one session, each with a page of its own.
 */
#define TW_TYPE_WINDOW (tw_window_get_type ())
G_DECLARE_FINAL_TYPE (TwWindow, tw_window, TW, WINDOW, AdwApplicationWindow)

GtkWidget *tw_window_new (GtkApplication *application, TwSession *session);
TwSession *tw_window_get_session (TwWindow *self);
/** A sentence that goes away by itself. @undo: with a button that takes back what was done. */
void tw_window_toast (TwWindow *self, const char *text, gboolean undo);
/** A sentence that stays until it is dismissed, with a button for the action. Transfer full. */
AdwToast *tw_window_toast_until (TwWindow *self, const char *text, const char *label,
                                 const char *detailed_action);
/** What cannot wait: the line over the page. */
void tw_window_show_problem (TwWindow *self, const char *text);
/** The page on the screen, or NULL while there is none. Borrowed. */
GtkWidget *tw_window_get_page (TwWindow *self);
TwPalette *tw_window_get_palette (TwWindow *self);
/** Opens the right dialog for files by what they are called. */
void tw_window_import_files (TwWindow *self, GSList *files);
/** Writes size, page and sidebar to the settings. */
void tw_window_remember (TwWindow *self);

G_END_DECLS
