/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-publish.h"

G_BEGIN_DECLS

/**
 * Puts one notice for each person whom @changes (TwRotaChange) concern into @batch, with all of
 * them in words, one a line. They wait in the outbox; nothing is sent. Returns how many. Any
 * thread.
 */
guint tw_rota_put_notices (const TwRotaFrame *frame, TwBatch *batch, const char *edition_id,
                           GPtrArray *changes, gint64 now_us);
/** What a change is to one of its people. Transfer full. */
char *tw_rota_dup_change_words (const TwRotaFrame *frame, const TwRotaChange *change, int person);

G_END_DECLS
