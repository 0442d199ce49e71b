/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "roster/tw-roster-columns.h"

G_BEGIN_DECLS

/** TwRosterTree: branch and price below a root that has been solved. One thread. */
typedef struct _TwRosterTree TwRosterTree;

/** @root is borrowed and belongs to the tree until it is freed. @grain: totals are multiples of it;
 * 0: they are not. */
TwRosterTree *tw_roster_tree_new (TwRosterColumns *root, double bound, double grain);
void tw_roster_tree_free (TwRosterTree *self);
/**
 * Solves nodes until about @work is done, looking for a roster that costs less than @best. TRUE:
 * found one, whose columns stand in root->fixed until tw_roster_columns_release().
 */
gboolean tw_roster_tree_grow (TwRosterTree *self, double best, guint64 work);
/** No roster costs less than this, or than the best that was given. */
double tw_roster_tree_get_bound (const TwRosterTree *self);
/** Nothing is left to look at, or memory would run out: growing is of no use. */
gboolean tw_roster_tree_is_done (const TwRosterTree *self);
/** Nothing is left to look at: the best is proven. */
gboolean tw_roster_tree_is_whole (const TwRosterTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRosterTree, tw_roster_tree_free)

G_END_DECLS
