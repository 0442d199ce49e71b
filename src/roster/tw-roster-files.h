/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster.h"

G_BEGIN_DECLS

/**
 * Two public text formats of rostering problems (schedulingbenchmarks.org). Both have sections
 * SECTION_NAME, comment lines from '#', and comma separated fields.
 *
 * TW_ROSTER_MONTHLY: one shift a day from a few kinds; HORIZON, SHIFTS, STAFF, DAYS_OFF,
 * SHIFT_ON_REQUESTS, SHIFT_OFF_REQUESTS, COVER. Described in Curtois and Qu, "Computational results
 * on new staff scheduling benchmark instances", 2014.
 *
 * TW_ROSTER_ACTIVITIES: several tasks within shifts of 6 to 10 hours on a grid of 15 minutes that
 * begins at 06:00; HORIZON, TASKS, STAFF, COVER. The rules that are not in the file: shifts start
 * at 00:00, 06:00 to 10:00, 14:00 to 18:00 or 20:00 to 23:45, one start a calendar day, 14 h rest,
 * at most 5 days in a row, one hour at a task at least; surplus costs its square.
 */
typedef enum { TW_ROSTER_MONTHLY, TW_ROSTER_ACTIVITIES } TwRosterFormat;

/** Reads the text of an instance; @name stands in errors, which also give line and field. */
TwRosterProblem *tw_roster_parse_instance (const char *text, gsize length, const char *name,
                                           TwRosterFormat *ret_format, GError **error);
/** The roster as its format's checkers read it: CSV lines person,day,shift, or XML. */
char *tw_roster_format_roster (const TwRoster *roster, TwRosterFormat format);

G_END_DECLS
