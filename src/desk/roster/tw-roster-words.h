/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-paper.h"
#include "duty/roster/tw-rota.h"

G_BEGIN_DECLS

/* How the roster page says things, in the user's language. Results are transfer full. */

/** "Wed 25 Nov" / "周三 11-25". */
char *tw_roster_words_day (gint64 t_us, GTimeZone *zone);
/** "Today", "Tomorrow", else as above. */
char *tw_roster_words_day_near (gint64 t_us, gint64 now_us, GTimeZone *zone);
/** "07:40". An end at midnight is "24:00". */
char *tw_roster_words_time (gint64 t_us, GTimeZone *zone, gboolean is_end);
/** "08:00-16:30". */
char *tw_roster_words_span (gint64 from_us, gint64 to_us, GTimeZone *zone);
/** "7 h", "7.5 h". */
char *tw_roster_words_hours (double hours);
/** "32 / 44 h"; "32 h" without an @owed. */
char *tw_roster_words_week (int minutes, int owed_minutes);
/** "+7.5 h", "−3 h", "±0 h". */
char *tw_roster_words_hours_delta (double hours);
/** How a tide rule stands: "43 % of 40 %", "Nobody on duty". */
char *tw_roster_words_share (const TwTideState *state);
/** "1.5 h short": what it lacks, at some time within its window; NULL where it is met. */
char *tw_roster_words_missing (const TwTideState *state);
/** A score or a part of it: "1,234", "−12". */
char *tw_roster_words_points (double points);
/** The same with a sign. */
char *tw_roster_words_points_delta (double points);
/** "-3 h uncovered, +40 min walking", or NULL when nothing changes worth a word. */
char *tw_roster_words_preview (const TwRotaPreview *preview);
/** Name of a person, or "Open shift". Borrowed from @frame. */
const char *tw_roster_words_person (const TwRotaFrame *frame, int person);
/** Posts of a shift in their order, "metro exit A, hall". */
char *tw_roster_words_posts (const TwRotaFrame *frame, const TwShift *shift);

G_END_DECLS
