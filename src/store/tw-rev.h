/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_REV_HASH_LEN 16
#define TW_REVS_LIMIT                                                                              \
  1000 /* ancestors kept of a leaf; a low limit makes false conflicts (sync.md) */

/** A revision as CouchDB counts them: "3-0f..." is generation 3 and an opaque hash of 32 lower-case
 * hex digits. */
typedef struct {
  guint32 gen;
  guint8 hash[TW_REV_HASH_LEN];
} TwRev;

gboolean tw_rev_parse (const char *text, TwRev *ret_rev);
char *tw_rev_format (const TwRev *rev);
/** The same revision for the same edit of the same parent on every device. @parent NULL for a first
 * revision. */
void tw_rev_compute (const TwRev *parent, guint32 gen, gboolean deleted, const char *body,
                     gsize body_len, TwRev *ret_rev);
/** Whether leaf a wins over leaf b: not deleted first, then the higher generation, then the higher
 * hash. */
gboolean tw_rev_wins (const TwRev *a, gboolean a_deleted, const TwRev *b, gboolean b_deleted);

G_END_DECLS
