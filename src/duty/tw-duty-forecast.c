// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/tw-duty-forecast.h"

#include "duty/tw-duty-private.h"
#include "duty/tw-outlook-problem.h"
#include "duty/tw-outlook-save.h"

#include <glib/gi18n-lib.h>

/* The rows a forecast of @until_us may know. */
static GArray *
read_history (TwDuty *self, gint64 until_us, GError **error)
{
  return tw_query_requests (self->store, until_us - TW_HISTORY_SPAN_US, until_us, error);
}

TwOutlook *
tw_duty_forecast (TwDuty *self, gboolean save, TwStreet **ret_street, GCancellable *cancellable,
                  GError **error)
{
  gint64 now_us = tw_duty_now_us (self);
  g_autoptr (TwStreet) street = NULL;
  g_autoptr (GArray) rows = NULL;
  g_autoptr (TwOutlook) outlook = NULL;

  g_return_val_if_fail (TW_IS_DUTY (self), NULL);
  street = tw_street_load (self->store, self->map, error);
  if (street == NULL)
    return NULL;
  rows = read_history (self, now_us, error);
  if (rows == NULL)
    return NULL;
  outlook = tw_outlook_compute (street, (TwRequestRow *) (void *) rows->data, rows->len, now_us,
                                cancellable, error);
  if (outlook == NULL)
    return NULL;
  if (save && tw_outlook_is_ready (outlook)
      && !tw_outlook_save (outlook, street, self->store, error))
    return NULL;
  if (ret_street != NULL)
    *ret_street = g_steal_pointer (&street);
  return g_steal_pointer (&outlook);
}

typedef struct {
  TwProgressFunc func;
  gpointer user_data;
} Progress;

static void
progress_cb (double fraction, const char *doing, gpointer data)
{
  Progress *progress = data;

  if (progress->func != NULL)
    progress->func (fraction, _ ("Forecasting the past"), progress->user_data);
}

gboolean
tw_duty_backtest (TwDuty *self, guint n_origins, GCancellable *cancellable, TwProgressFunc progress,
                  gpointer user_data, TwStreetBacktest *ret_backtest, GError **error)
{
  gint64 now_us = tw_duty_now_us (self);
  Progress said = { progress, user_data };
  g_autoptr (TwStreet) street = NULL;
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *missing = NULL;
  TwOutlookProblem asked;
  gboolean done;

  g_return_val_if_fail (TW_IS_DUTY (self) && n_origins > 0, FALSE);
  street = tw_street_load (self->store, self->map, error);
  rows = street != NULL ? read_history (self, tw_time_floor (now_us, TW_US_PER_HOUR), error) : NULL;
  if (rows == NULL)
    return FALSE;
  tw_outlook_problem_init (&asked, street, (TwRequestRow *) (void *) rows->data, rows->len,
                           tw_time_floor (now_us, TW_US_PER_HOUR));
  done = tw_street_backtest (&asked.problem, n_origins, cancellable, progress_cb, &said,
                             ret_backtest, &local_error);
  missing = tw_outlook_problem_describe_missing (&asked);
  tw_outlook_problem_clear (&asked);
  if (done)
    return TRUE;
  if (g_error_matches (local_error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INSUFFICIENT))
    g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA, missing);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
