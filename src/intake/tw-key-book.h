/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-query.h"

G_BEGIN_DECLS

/**
 * TwKeyBook: the services or channels of a data folder: finds the key of a value in a file by key
 * or name, and makes documents for values nobody has seen yet. Not thread-safe.
 */
typedef struct _TwKeyBook TwKeyBook;

/** @type: "service" or "channel". Reads what the store has. */
TwKeyBook *tw_key_book_new (TwStore *store, const char *type, GError **error);
void tw_key_book_free (TwKeyBook *self);
/** The key of @value ("" gives the key for rows that say nothing). Borrowed. */
const char *tw_key_book_get (TwKeyBook *self, const char *value);
/** Values seen so far that the store did not have. */
guint tw_key_book_get_n_new (TwKeyBook *self);
/** Documents for them: TwDerivedDoc, borrowed. */
GPtrArray *tw_key_book_get_new (TwKeyBook *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwKeyBook, tw_key_book_free)

G_END_DECLS
