/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwRepeats: numbers equal rows of one file, in two passes and little memory; see tw-repeats.c. Not
 * thread-safe.
 */
typedef struct _TwRepeats TwRepeats;

#define TW_REPEATS_KEY_LEN 16

/** @n_rows: about how many rows will come; a wrong guess costs memory or time, never a wrong
 * number. */
TwRepeats *tw_repeats_new (guint64 n_rows);
void tw_repeats_free (TwRepeats *self);
/** First pass: each row once. @key: bytes of a digest. */
void tw_repeats_note (TwRepeats *self, const guint8 key[TW_REPEATS_KEY_LEN]);
/** Second pass: how many equal rows came before this one. */
guint tw_repeats_number (TwRepeats *self, const guint8 key[TW_REPEATS_KEY_LEN]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRepeats, tw_repeats_free)

G_END_DECLS
