/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-geo.h"
#include "store/tw-query.h"

G_BEGIN_DECLS

/**
 * TwCommunityBook: which community a request belongs to: by the name its file gives, by the
 * boundaries that are known, or, where no community is known at all, by a grid. Not thread-safe.
 */
typedef struct _TwCommunityBook TwCommunityBook;

TwCommunityBook *tw_community_book_new (TwStore *store, GError **error);
void tw_community_book_free (TwCommunityBook *self);
/** FALSE: no community is defined. */
gboolean tw_community_book_has_any (TwCommunityBook *self);

/** Notes a row of the file under the name it gives ("" none). Before tw_community_book_settle(). */
void tw_community_book_note (TwCommunityBook *self, const char *name, const TwLatLon *position);
/** Names noted that no community has. */
guint tw_community_book_get_n_new_names (TwCommunityBook *self);
/**
 * Makes communities of the new names, at the middle of their rows; where there are neither names
 * nor known communities, lays a grid over the rows' positions.
 */
void tw_community_book_settle (TwCommunityBook *self);

/**
 * Document id of the community of a row, or NULL. A grid cell that is hit for the first time is
 * added to the new documents. Borrowed.
 */
const char *tw_community_book_find (TwCommunityBook *self, const char *name,
                                    const TwLatLon *position);
/** Documents made since the last call: TwDerivedDoc. Transfer full. */
GPtrArray *tw_community_book_take_new (TwCommunityBook *self);
gboolean tw_community_book_uses_grid (TwCommunityBook *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCommunityBook, tw_community_book_free)

G_END_DECLS
