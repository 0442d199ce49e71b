/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * The console's settings, or NULL where the schema is not installed: then nothing is remembered and
 * defaults hold. Borrowed; one object for the process. The functions below take that case off the
 * callers.
 */
GSettings *tw_settings_get (void);

gboolean tw_settings_get_boolean (const char *key, gboolean fallback);
int tw_settings_get_int (const char *key, int fallback);
/** Transfer full. */
char *tw_settings_dup_string (const char *key, const char *fallback);
void tw_settings_set_boolean (const char *key, gboolean value);
void tw_settings_set_int (const char *key, int value);
void tw_settings_set_string (const char *key, const char *value);

G_END_DECLS
