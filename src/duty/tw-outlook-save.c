// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-outlook-save.h"

#include "base/tw-id.h"
#include "base/tw-time.h"

#include <math.h>

/*
 * Services that would only add noise to the document: less than one expected request in three days.
 */
#define MIN_TOTAL 1.0
/* Keeps a document under the store's 64 KiB with room to spare. */
#define MAX_SERVICES 40

static double
rounded (double value)
{
  return round (value * 1000) / 1000;
}

static JsonArray *
series_new (TwOutlook *outlook, guint community, guint service, gsize offset)
{
  JsonArray *array = json_array_sized_new (TW_OUTLOOK_HOURS);

  for (guint hour = 0; hour < TW_OUTLOOK_HOURS; hour++)
    {
      TwBand band = tw_outlook_get_band (outlook, community, service, hour);

      json_array_add_double_element (array, rounded (G_STRUCT_MEMBER (double, &band, offset)));
    }
  return array;
}

static JsonObject *
service_new (TwOutlook *outlook, guint community, guint service)
{
  JsonObject *object = json_object_new ();

  json_object_set_array_member (object, "mean",
                                series_new (outlook, community, service,
                                            G_STRUCT_OFFSET (TwBand, mean)));
  json_object_set_array_member (object, "p10",
                                series_new (outlook, community, service,
                                            G_STRUCT_OFFSET (TwBand, p10)));
  json_object_set_array_member (object, "p50",
                                series_new (outlook, community, service,
                                            G_STRUCT_OFFSET (TwBand, p50)));
  json_object_set_array_member (object, "p90",
                                series_new (outlook, community, service,
                                            G_STRUCT_OFFSET (TwBand, p90)));
  return object;
}

static double
total_mean (TwOutlook *outlook, guint community, guint service)
{
  double total = 0;

  for (guint hour = 0; hour < TW_OUTLOOK_HOURS; hour++)
    total += tw_outlook_get_band (outlook, community, service, hour).mean;
  return total;
}

static JsonObject *
body_new (TwOutlook *outlook, TwStreet *street, guint community)
{
  JsonObject *body = json_object_new ();
  JsonObject *services = json_object_new ();
  g_autofree char *issued = tw_time_format_rfc3339 (tw_outlook_get_issued_us (outlook));
  g_autofree char *from = tw_time_format_rfc3339 (tw_outlook_get_origin_us (outlook));
  double left = total_mean (outlook, community, 0); /* of services not yet looked at */
  guint n = 0;

  for (guint s = 1; s < street->services->len && n < MAX_SERVICES && left >= MIN_TOTAL; s++)
    {
      double total = total_mean (outlook, community, s);

      left -= total;
      if (total < MIN_TOTAL)
        continue;
      json_object_set_object_member (services, g_array_index (street->services, TwLabel, s).key,
                                     service_new (outlook, community, s));
      n++;
    }
  json_object_set_string_member (
      body, "place", g_array_index (street->communities, TwCommunity, community).label.key);
  json_object_set_string_member (body, "issued", issued);
  json_object_set_string_member (body, "from", from);
  json_object_set_int_member (body, "hours", TW_OUTLOOK_HOURS);
  json_object_set_object_member (body, "services", services);
  return body;
}

gboolean
tw_outlook_save (TwOutlook *outlook, TwStreet *street, TwStore *store, GError **error)
{
  g_autoptr (TwBatch) batch = tw_batch_new ();

  for (guint c = 1; c < street->communities->len; c++)
    {
      const TwCommunity *community = &g_array_index (street->communities, TwCommunity, c);
      g_autofree char *id = tw_id_derived ("forecast", community->label.key, NULL);

      tw_batch_put (batch, id, TW_REV_ANY, body_new (outlook, street, c));
    }
  if (tw_batch_get_size (batch) == 0)
    return TRUE;
  return tw_store_put (store, g_steal_pointer (&batch), NULL, error);
}
