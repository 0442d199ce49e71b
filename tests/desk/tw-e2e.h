/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <atspi/atspi.h>

G_BEGIN_DECLS

/**
 * End-to-end tests: the real program, started as a child on a private session bus and a virtual
 * display, seen as a screen reader sees it (AT-SPI) and driven by pointer and keys. Does not work
 * on GTK 4.8, use pointer or keys instead: actions of check buttons and drop-downs, screen
 * coordinates, tables.
 */
typedef struct _TwE2e TwE2e;

/** What a screen reader sees of one widget: libatspi's own name has no autoptr in every release. */
typedef AtspiAccessible TwSeen;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSeen, g_object_unref)

/** First call in main(): private folders, bus, display, g_test_init. Ends the process as "skipped"
 * without them. */
void tw_e2e_init (int *argc, char ***argv);

/**
 * Starts the program (NULL-ended @argv) with "NAME=VALUE" words of @environment (or NULL) added,
 * and waits until it is on the accessibility bus. Asserts that it comes up within 20 s. What it
 * prints goes to a file, see tw_e2e_dup_output().
 */
TwE2e *tw_e2e_start (const char *const *argv, const char *const *environment);
/** Presses Ctrl+Q, waits, and returns the exit status of the program (-1 when it had to be killed).
 * Frees @self. */
int tw_e2e_quit (TwE2e *self);
/** Everything the program has printed so far. */
char *tw_e2e_dup_output (TwE2e *self);

/**
 * The first showing accessible with that role (ATSPI_ROLE_INVALID for any) and exact name (NULL for
 * any), newest window first; waits up to @timeout_ms. Transfer full; NULL when it does not appear.
 */
TwSeen *tw_e2e_find (TwE2e *self, AtspiRole role, const char *name, guint timeout_ms);
/** As tw_e2e_find() for a name that contains @part. */
TwSeen *tw_e2e_find_part (TwE2e *self, AtspiRole role, const char *part, guint timeout_ms);
char *tw_e2e_dup_name (TwSeen *accessible);
/** Emits the accessible's action called @name (NULL for its first). */
gboolean tw_e2e_act (TwSeen *accessible, const char *name);
/** Clicks in the middle of the accessible (windows sit at the origin: there is no window manager).
 */
gboolean tw_e2e_click (TwE2e *self, TwSeen *accessible);
/** Puts text into an entry. */
gboolean tw_e2e_set_text (TwSeen *entry, const char *text);
/** Key with keysyms held, see tw_testx_key(). */
void tw_e2e_key (TwE2e *self, guint keysym, const guint *held);
/** Runs the main context for @ms. */
void tw_e2e_pump_ms (guint ms);

G_END_DECLS
