/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * In-process screen tests: the widgets of the program in a real window on a virtual display, with
 * real pointer and key events. Every function runs the main context as long as it needs; none
 * sleeps without it.
 */

/**
 * First call in main(): private folders, the environment of the screen tests, a display,
 * g_test_init, GTK and libadwaita. Ends the process as "skipped" when there is no X server to be
 * had.
 */
void tw_uitest_init (int *argc, char ***argv);

/** Runs one round of the main context; wakes at least every 5 ms. */
void tw_uitest_iterate (void);
/** Runs the main context for @ms. */
void tw_uitest_pump_ms (guint ms);
/** Runs the main context until the expression holds; FALSE after @ms. */
#define tw_uitest_until(expression, ms)                                                            \
  ({                                                                                               \
    gint64 _end_us = g_get_monotonic_time () + (gint64) (ms) *1000;                                \
    gboolean _held;                                                                                \
    while (!(_held = !!(expression)) && g_get_monotonic_time () < _end_us)                         \
      tw_uitest_iterate ();                                                                        \
    _held;                                                                                         \
  })

/** Shows an undecorated window of that size, waits for its first frame and gives it the keyboard.
 */
void tw_uitest_show (GtkWindow *window, int width_px, int height_px);
/** Destroys the window and asserts that nothing keeps it alive. */
void tw_uitest_close (GtkWindow *window);
/** Waits until the window of @widget has painted a frame that began after this call. */
void tw_uitest_wait_draw (GtkWidget *widget);

/** Depth-first search by widget name or id in the .ui file; NULL when there is none. Borrowed. */
GtkWidget *tw_uitest_find (GtkWidget *root, const char *id);
/** Depth-first search for the @nth (from 0) visible widget of a type. Borrowed. */
GtkWidget *tw_uitest_find_type (GtkWidget *root, GType type, guint nth);
/** Depth-first search for a visible label, inscription or button whose text contains @text.
 * Borrowed. */
GtkWidget *tw_uitest_find_text (GtkWidget *root, const char *text);

/** Pointer to (@x_px, @y_px) of the widget. */
void tw_uitest_move (GtkWidget *widget, double x_px, double y_px);
void tw_uitest_press (guint button);
void tw_uitest_release (guint button);
/** Click in the middle of the widget. */
void tw_uitest_click (GtkWidget *widget);
void tw_uitest_click_at (GtkWidget *widget, double x_px, double y_px, guint button, guint n_clicks);
/** Drag with the primary button in @steps motions; steps >= 2 starts a drag-and-drop too. */
void tw_uitest_drag (GtkWidget *from, double x0_px, double y0_px, GtkWidget *to, double x1_px,
                     double y1_px, guint steps);
/** Wheel over the middle of the widget: positive is down. */
void tw_uitest_scroll (GtkWidget *widget, int clicks);
/** Key with modifiers (control, shift, alt). */
void tw_uitest_key (guint keyval, GdkModifierType modifiers);
/** Types ASCII text into what has the keyboard. */
void tw_uitest_type (const char *text);

/** What the widget looks like now. Transfer full. */
GdkTexture *tw_uitest_shot (GtkWidget *widget);
void tw_uitest_shot_png (GtkWidget *widget, const char *path);
/** The colour of one pixel of a shot. */
GdkRGBA tw_uitest_pixel (GdkTexture *shot, int x_px, int y_px);
/** Share (0 to 1) of pixels that differ between two shots of one size by more than 8 of 255 in a
 * channel. */
double tw_uitest_difference (GdkTexture *a, GdkTexture *b);

/**
 * CPU time of this process per painted frame in ms, over @n_frames; @step_cb changes something
 * before each, or NULL for a bare redraw. CPU, not wall clock: the machine may be shared.
 */
double tw_uitest_cpu_per_frame_ms (GtkWidget *widget, guint n_frames,
                                   void (*step_cb) (guint frame, gpointer data), gpointer data);

/** Changes the language of gettext from here on ("zh_CN", "en"); widgets made later speak it. */
void tw_uitest_set_language (const char *language);

G_END_DECLS
