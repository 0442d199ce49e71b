/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-conn.h"

G_BEGIN_DECLS

/**
 * Backup of all databases of @dir into @dest_dir by SQLite's online backup, each as one committed
 * state. @store_uri is how store.db is to be opened where its plain path would not do, or NULL.
 */
gboolean tw_backup_dir (const char *dir, const char *store_uri, const char *dest_dir,
                        GCancellable *cancellable, TwProgressFunc progress, gpointer user_data,
                        GError **error);
/** PRAGMA quick_check; TW_STORE_ERROR_CORRUPT with the first finding. */
gboolean tw_conn_quick_check (TwConn *conn, GError **error);

G_END_DECLS
