// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-duty-audit.h"

#include "base/tw-id.h"
#include "base/tw-time.h"

gboolean
tw_duty_audit (TwStore *store, gint64 at_us, const char *action, const char *subject,
               const char *detail, GError **error)
{
  g_autoptr (TwBatch) batch = tw_batch_new ();
  JsonObject *body = json_object_new ();
  g_autofree char *id = tw_id_new ("audit", at_us, NULL);
  g_autofree char *at = tw_time_format_rfc3339 (at_us);

  g_return_val_if_fail (store != NULL && action != NULL, FALSE);
  json_object_set_string_member (body, "at", at);
  json_object_set_string_member (body, "who", g_get_user_name ());
  json_object_set_string_member (body, "action", action);
  if (subject != NULL)
    json_object_set_string_member (body, "subject", subject);
  if (detail != NULL)
    json_object_set_string_member (body, "detail", detail);
  tw_batch_put (batch, id, NULL, body);
  return tw_store_put (store, g_steal_pointer (&batch), NULL, error);
}
