/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** An outlook that says why there is none. */
TwOutlook *tw_outlook_new_missing (const char *reason);

/**
 * Computes the outlook of @now_us from @rows (TwRequestRow in order of time, all before it; those
 * of the running hour count at once). Where the history is too short the result is an outlook that
 * is not ready; NULL only when cancelled or on a fault. Any thread; up to a second.
 */
TwOutlook *tw_outlook_compute (TwStreet *street, const TwRequestRow *rows, gsize n_rows,
                               gint64 now_us, GCancellable *cancellable, GError **error);

/** The cells with a history, in a fixed order. Borrowed. */
const TwCell *tw_outlook_get_cells (TwOutlook *self, gsize *ret_n);
/** Writes the mean of each of those cells in @hour. Allocates nothing. */
void tw_outlook_fill_cells (TwOutlook *self, const TwFilter *filter, guint hour, float *ret_means);
/** Mean and band of the 15-minute @slot (0..287). */
TwBand tw_outlook_get_slot_band (TwOutlook *self, guint community, guint service, guint slot);

G_END_DECLS
