/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-query.h"

G_BEGIN_DECLS

/**
 * TwHistory: the requests the live worker keeps in memory, in order of time. One thread's own. It
 * grows at its new end and is trimmed at its old one.
 */
typedef struct {
  GArray *rows; /* TwRequestRow */
  gint64 newest_doc_no;
} TwHistory;

/** Takes @rows, which are in order of (at, doc_no). */
TwHistory *tw_history_new (GArray *rows);
void tw_history_free (TwHistory *self);
/** Index of the first row with at >= @t_us. */
guint tw_history_find (const TwHistory *self, gint64 t_us);
/** A copy of the rows in [from, to). Transfer full. */
GArray *tw_history_slice (const TwHistory *self, gint64 from_us, gint64 to_us);
/**
 * Takes in rows that were written since; one that is known already replaces its old self, one older
 * than @oldest_us only removes it. Gives how many were not there before.
 */
guint tw_history_add (TwHistory *self, GArray *rows, gint64 oldest_us);
/** Forgets what is older than @oldest_us. */
void tw_history_trim (TwHistory *self, gint64 oldest_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHistory, tw_history_free)

G_END_DECLS
