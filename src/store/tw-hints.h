/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwHints: which doc_no a document id most likely has. A hint may be wrong, so whoever follows it
 * compares the id. Any thread.
 */
typedef struct _TwHints TwHints;

TwHints *tw_hints_new (void);
void tw_hints_free (TwHints *self);
/** The doc_no @id may have, or 0. */
gint64 tw_hints_get (TwHints *self, const char *id);
void tw_hints_set (TwHints *self, const char *id, gint64 doc_no);

G_END_DECLS
