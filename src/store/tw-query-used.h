/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-query.h"

G_BEGIN_DECLS

/*
 * What is named by something that is alive, so that the rest may go or be left out of lists. Both
 * read a whole table: some 10 ms for 150,000 requests.
 */

/** By number of @kind: does any request name it? GArray of gboolean, at least one long. */
GArray *tw_query_requested (TwStore *store, TwDictKind kind, GError **error);
/** Ids of places that requests, things, people, homes or other places name. Set of char *. */
GHashTable *tw_query_named_places (TwStore *store, GError **error);

G_END_DECLS
