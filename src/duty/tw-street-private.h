/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-street.h"
#include "store/tw-map-pack.h"
#include "store/tw-store.h"

G_BEGIN_DECLS

TwStreet *tw_street_new (void);

/** Reads a snapshot from the projections. @map may be NULL. Blocks some ms; any thread. */
TwStreet *tw_street_load (TwStore *store, TwMapPack *map, GError **error);

G_END_DECLS
