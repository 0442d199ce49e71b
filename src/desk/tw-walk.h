/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-application.h"
#include "desk/tw-window.h"

G_BEGIN_DECLS

/**
 * TwWalk: shows every page and state of the console once, saves a picture of each, prints figures
 * and ends the program with 0, or with 1 and the reason on stderr. Needs no hands; for a machine
 * without a screen, for tests, for the pictures of the manual.
 */
typedef struct _TwWalk TwWalk;

TwWalk *tw_walk_start (TwApplication *application, TwWindow *window, const char *dir);
void tw_walk_free (TwWalk *self);

G_END_DECLS
