/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-conn.h"

G_BEGIN_DECLS

/** Copies the database @source_path to the new file @dest_path by SQLite's online backup, as one
 * committed state. */
gboolean tw_backup_copy (const char *source_path, const char *dest_path, GCancellable *cancellable,
                         TwProgressFunc progress, gpointer user_data, GError **error);
/** Backup of all databases of @dir into @dest_dir. */
gboolean tw_backup_dir (const char *dir, const char *dest_dir, GCancellable *cancellable,
                        TwProgressFunc progress, gpointer user_data, GError **error);
/** PRAGMA quick_check; TW_STORE_ERROR_CORRUPT with the first finding. */
gboolean tw_conn_quick_check (TwConn *conn, GError **error);

G_END_DECLS
