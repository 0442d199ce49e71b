// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-duty-forecast.h"

#include "duty/tw-duty-private.h"
#include "duty/tw-outlook-save.h"

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
  rows = tw_query_requests (self->store, now_us - TW_HISTORY_SPAN_US,
                            tw_time_floor (now_us, TW_US_PER_HOUR), error);
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
