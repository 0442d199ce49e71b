/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand.h"
#include "store/tw-store.h"

G_BEGIN_DECLS

/**
 * Writes the outlook as one forecast document a community (id derived from the community's), so
 * that rosters and other devices can read it. Values are rounded to a thousandth. Any thread but
 * the main one.
 */
gboolean tw_outlook_save (TwOutlook *outlook, TwStreet *street, TwStore *store, GError **error);

G_END_DECLS
