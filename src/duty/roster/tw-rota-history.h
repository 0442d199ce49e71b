/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

G_BEGIN_DECLS

/**
 * Puts into @batch who made shifts, moved them or took them away: of @docs ({"id", "before"?,
 * "after"?}, others are passed over) audit documents with person and times on both sides. @back:
 * the step is being taken back. Any thread.
 */
void tw_rota_put_shift_audit (TwStore *store, TwBatch *batch, const char *label, JsonArray *docs,
                              gboolean back, gint64 now_us);

G_END_DECLS
