/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the console writes times, days and numbers. All results are transfer full, in the user's
 * language. */

/** "07:42 Tue 24 Nov" / "11月24日 周二 07:42": the header's clock. */
char *tw_text_clock (gint64 t_us, GTimeZone *zone);
/** "07:42" today, "yesterday 07:42", "11-20 07:42", with the year where it is another one. */
char *tw_text_when (gint64 t_us, gint64 now_us, GTimeZone *zone);
/** "1,234". */
char *tw_text_count (gint64 n);
/** "less than 10 s", "40 s", "3 min", "1 h 20 min": for time left, rounded so that it does not
 * flicker. */
char *tw_text_time_left (double seconds);
/** "×60". */
char *tw_text_speed (double speed);

G_END_DECLS
