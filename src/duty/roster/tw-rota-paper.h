/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-frame.h"

G_BEGIN_DECLS

/* What files and pages of a roster share: names and safe writing. */

/** Puts @length bytes at @path, whole or not at all: what was there stays when this fails. Never
 * replaces anything but a regular file. Errors of GIO, worded. */
gboolean tw_rota_save_file (const char *path, const char *bytes, gsize length, GError **error);
/** Appends a row of CSV with CRLF, what would be a formula guarded by an apostrophe. */
void tw_rota_append_csv_row (GString *out, const char *const *cells, gsize n);
/** The name of a post in the user's language; "post that is gone" for what is none. Borrowed. */
const char *tw_rota_post_label (const TwRotaFrame *frame, int post);
/** The same for a stretch: its post, "on the way" or "break". Borrowed. */
const char *tw_rota_stretch_label (const TwRotaFrame *frame, const TwStretch *stretch);
/** Who has the shift, or "Open". Borrowed. */
const char *tw_rota_holder_label (const TwRotaFrame *frame, const TwShift *shift);
/** The posts of a shift in order, each once, "A, B". Transfer full; "" for none. */
char *tw_rota_dup_posts (const TwRotaFrame *frame, const TwShift *shift);
/** "2026-11-24" and "07:40" of local time. Transfer full. */
char *tw_rota_dup_day (const TwRotaFrame *frame, gint64 t_us);
char *tw_rota_dup_clock (const TwRotaFrame *frame, gint64 t_us);

G_END_DECLS
