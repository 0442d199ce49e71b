/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-demand.h"

G_BEGIN_DECLS

/** Takes the elements of @rows (TwRequestRow in order of time), leaving it empty. */
TwDemand *tw_demand_new (GArray *rows, gint64 from_us, gint64 to_us);

TwDemand *tw_demand_new_empty (void);

G_END_DECLS
