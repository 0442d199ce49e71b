/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-publish.h"

#include "tests/duty/tw-duty-fixture.h"

G_BEGIN_DECLS

/*
 * A folder with people, two posts and three officers, and a console that shows the three days from
 * the 25th of November 2026 on. It is the 24th, 07:40.
 */
typedef struct {
  char *dir;
  TwDuty *duty;
  TwRota *rota;
  char *planner, *chief, *second; /* officers: plan; everything; everything */
  char *post, *gate;
} Console;

#define CONSOLE_PEOPLE 6

void console_open (Console *self, int n_people);
void console_close (Console *self);
/** Lets everything that is under way end. */
void console_settle (Console *self);
/** "person:003" of number 3. Transfer full. */
char *console_person (int i);
/** Number in the frame of person @i. */
int console_index (Console *self, int i);
/** Who sits at the console from now on. */
void console_sit (Console *self, const char *officer);
/** Midnight of the frame's day @day plus @hours. */
gint64 console_time (Console *self, int day, double hours);
/** A shift at the post (not written): person @i, or -1. */
TwShift *console_shift (Console *self, int i, int day, double from_h, double to_h);
/** Writes such a shift. Returns its id. */
char *console_add (Console *self, int i, int day, double from_h, double to_h);
/** Moves a shift by hours. */
void console_move (Console *self, const char *id, double hours);
void console_remove (Console *self, const char *id);
/** Adds, submits, approves and publishes whatever stands on the days; fails the test. */
void console_publish (Console *self, int first_day, int last_day);
/** Puts one document over whatever is there. @json: its body. */
void console_put (Console *self, const char *id, const char *json);
void console_undo (Console *self, gboolean redo, gboolean works);

/** Fails the test unless @error is a refusal that says @needle. Frees it. */
void assert_refused (GError **error, const char *needle);

G_END_DECLS
