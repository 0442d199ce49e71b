/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The first @max_chars characters of @text, with "…" where it goes on: values of a file inside a
 * message. Transfer full. */
char *tw_shorten (const char *text, guint max_chars);

G_END_DECLS
