// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/tw-demo.h"

#include "base/tw-json.h"
#include "base/tw-time.h"
#include "duty/sim/tw-sim-docs.h"

#include <glib/gi18n-lib.h>

/* The live feed: the law's hours after the history, one by one. The town is made again from its
 * seed: that is faster than reading it. */
struct _TwSimFeed {
  TwStore *store;
  TwSimTown *town;
  TwSimLaw *law;
  gint64 hour_us;   /* of which requests are kept */
  GArray *requests; /* TwSimRequest */
};

static gboolean
read_origin (TwStore *store, guint64 *ret_seed, gint64 *ret_end_us)
{
  g_autofree char *seed = tw_store_dup_meta (store, "seed");
  g_autofree char *start = tw_store_dup_meta (store, "drill.start_us");

  return seed != NULL && start != NULL
         && g_ascii_string_to_unsigned (seed, 10, 0, G_MAXUINT64, ret_seed, NULL)
         && g_ascii_string_to_signed (start, 10, G_MININT64, G_MAXINT64, ret_end_us, NULL);
}

TwSimFeed *
tw_sim_feed_new (TwStore *store, GError **error)
{
  TwSimFeed *self;
  guint64 seed;
  gint64 end_us;

  g_return_val_if_fail (store != NULL, NULL);
  if (!read_origin (store, &seed, &end_us))
    {
      g_set_error_literal (
          error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
          _ ("This data folder holds no demo street, so there is nothing to go on with"));
      return NULL;
    }
  self = g_new0 (TwSimFeed, 1);
  self->store = tw_store_ref (store);
  self->town = tw_sim_town_new (seed);
  self->law = tw_sim_law_new (self->town, end_us);
  self->hour_us = G_MININT64;
  self->requests = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));
  return self;
}

void
tw_sim_feed_free (TwSimFeed *self)
{
  tw_sim_law_free (self->law);
  tw_sim_town_free (self->town);
  tw_store_unref (self->store);
  g_array_unref (self->requests);
  g_free (self);
}

/* Skips what is there already, in whatever state somebody has brought it to. */
static guint
add_request (TwSimFeed *self, const TwSimRequest *request, TwBatch *batch)
{
  g_autofree char *id = tw_sim_request_id (self->town, request);
  g_autoptr (TwDoc) known = tw_store_get (self->store, id, NULL);

  if (known != NULL)
    return 0;
  tw_batch_put (batch, id, TW_REV_ANY, tw_sim_request_body (self->town, request, FALSE));
  return 1;
}

guint
tw_sim_feed_fill (TwSimFeed *self, gint64 from_us, gint64 to_us, TwBatch *batch)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL && batch != NULL, 0);
  for (gint64 hour_us = tw_time_floor (from_us, TW_US_PER_HOUR); hour_us < to_us;
       hour_us += TW_US_PER_HOUR)
    {
      if (hour_us != self->hour_us)
        {
          g_array_set_size (self->requests, 0);
          tw_sim_law_fill_hour (self->law, hour_us, self->requests);
          self->hour_us = hour_us;
        }
      for (guint i = 0; i < self->requests->len; i++)
        {
          const TwSimRequest *request = &g_array_index (self->requests, TwSimRequest, i);

          if (request->at_us >= from_us && request->at_us < to_us)
            n += add_request (self, request, batch);
        }
    }
  return n;
}
