// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include <glib/gi18n-lib.h>

static const struct {
  const char *key, *name;
} pools[TW_N_POOLS] = {
  [TW_POOL_COMMUNITY] = { "community", N_ ("Community workers") },
  [TW_POOL_PROPERTY] = { "property", N_ ("Property staff") },
  [TW_POOL_VOLUNTEER] = { "volunteer", N_ ("Volunteers") },
  [TW_POOL_FREELANCE] = { "freelance", N_ ("Freelancers") },
};

const char *
tw_pool_key (TwPool pool)
{
  g_return_val_if_fail (pool < TW_N_POOLS, "");
  return pools[pool].key;
}

const char *
tw_pool_name (TwPool pool)
{
  g_return_val_if_fail (pool < TW_N_POOLS, "");
  return _ (pools[pool].name);
}
