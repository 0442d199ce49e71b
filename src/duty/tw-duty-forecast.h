/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"
#include "forecast/tw-forecast-bench.h"
#include "forecast/tw-street-backtest.h"

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

/**
 * Forecasts from @n_origins moments of the past, 72 hours apart, knowing nothing after them, and
 * scores the results against the seasonal naive. Blocks for seconds. TW_DUTY_ERROR_NO_DATA when the
 * history is too short.
 */
gboolean tw_duty_backtest (TwDuty *self, guint n_origins, GCancellable *cancellable,
                           TwProgressFunc progress, gpointer user_data,
                           TwStreetBacktest *ret_backtest, GError **error);

G_END_DECLS
