/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-csv.h"

G_BEGIN_DECLS

/**
 * TwRejects: the list of rows an import could not take: DIR/rejects/NAME-TIME.csv with line, reason
 * and the row's own fields. The file is made with the first row. Not thread-safe.
 */
typedef struct _TwRejects TwRejects;

/** @header may be NULL. @now_us: for the name of the file, in UTC. */
TwRejects *tw_rejects_new (const char *data_dir, const char *source_path, gint64 now_us,
                           char **header);
void tw_rejects_free (TwRejects *self);
/** @csv: the row it is about, or NULL where the row could not even be read. */
gboolean tw_rejects_add (TwRejects *self, guint64 line, const char *reason, TwCsv *csv,
                         GError **error);
/** Writes what is buffered. */
gboolean tw_rejects_finish (TwRejects *self, GError **error);
/** NULL while nothing was rejected. */
const char *tw_rejects_get_path (TwRejects *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRejects, tw_rejects_free)

G_END_DECLS
