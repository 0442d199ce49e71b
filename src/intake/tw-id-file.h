/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwIdFile: a big table from 64-bit ids to 64-bit values in a file without a name: appended to,
 * then closed and searched. It costs 16 bytes of disk an entry; what the kernel keeps of it in
 * memory it can drop. Of entries with one id any may be found. Not thread-safe.
 */
typedef struct _TwIdFile TwIdFile;

TwIdFile *tw_id_file_new (const char *dir, GError **error);
void tw_id_file_free (TwIdFile *self);
gboolean tw_id_file_append (TwIdFile *self, gint64 id, guint64 value, GError **error);
/** Call once, before the first look-up; nothing may be appended after it. */
gboolean tw_id_file_finish (TwIdFile *self, GError **error);
gboolean tw_id_file_lookup (TwIdFile *self, gint64 id, guint64 *ret_value);
gsize tw_id_file_get_size (TwIdFile *self);

/** Opens a file without a name in @dir for writing and reading; -1 on failure. */
int tw_open_scratch (const char *dir, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwIdFile, tw_id_file_free)

G_END_DECLS
