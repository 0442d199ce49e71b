/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-conn.h"

G_BEGIN_DECLS

#define TW_SCHEMA_VERSION 5
#define TW_SCHEMA_APPLICATION_ID 0x54576462 /* "TWdb" */

/** PRAGMA user_version; 0 for a new file. TW_STORE_ERROR_TOO_NEW, or _CORRUPT for another program's
 * database. */
gboolean tw_schema_read_version (TwConn *conn, int *ret_version, GError **error);
/**
 * Brings @conn from its version to @target, one transaction per step; @before is called before each
 * step on a database that has content (to make a backup). Safe when two processes do it at once.
 */
typedef gboolean (*TwSchemaBefore) (int version, gpointer user_data, GError **error);
gboolean tw_schema_migrate (TwConn *conn, int target, TwSchemaBefore before, gpointer user_data,
                            GError **error);

G_END_DECLS
