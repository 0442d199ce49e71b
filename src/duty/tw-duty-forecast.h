/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

G_BEGIN_DECLS

/**
 * Computes the outlook of now in the calling thread (up to a second, plus reading); for tools,
 * which do not start the live worker. @save writes it as forecast documents. @ret_street (transfer
 * full, may be NULL) gives the street its numbers belong to.
 */
TwOutlook *tw_duty_forecast (TwDuty *self, gboolean save, TwStreet **ret_street,
                             GCancellable *cancellable, GError **error);

/** The name of the model that won the back-test of the totals. Borrowed from @outlook. */
const char *tw_outlook_get_method (TwOutlook *outlook);

G_END_DECLS
