/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-street.h"
#include "forecast/tw-street.h"

G_BEGIN_DECLS

/**
 * The local hour of the week and the kind of day of @n hours from @start_us. Free with g_free().
 */
TwStreetHour *tw_street_dup_calendar (TwStreet *street, gint64 start_us, gsize n);

G_END_DECLS
