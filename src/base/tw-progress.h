/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Called now and then from the thread that works; @fraction 0..1, @doing in the user's words or
 * NULL. */
typedef void (*TwProgressFunc) (double fraction, const char *doing, void *user_data);

G_END_DECLS
