/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store-sync.h"
#include "store/tw-tree.h"

G_BEGIN_DECLS

/**
 * Validates again, inside the caller's write transaction, what was held back, and the leaves of
 * types that @known (names with spaces around each; NULL: of all) does not name. The projections
 * are not touched: refill them when anything turned.
 */
gboolean tw_revalidate (TwTree *tree, const char *known, TwRevalidated *ret_result, GError **error);
/**
 * The same in a transaction of its own and with the projections, when the types are others than
 * the folder was last opened with. Else cheap.
 */
gboolean tw_revalidate_if_due (TwTree *tree, TwRevalidated *ret_result, GError **error);
/** Revalidates and refills all projections, in a transaction of its own. */
gboolean tw_revalidate_and_rebuild (TwTree *tree, TwRevalidated *ret_result, GError **error);

G_END_DECLS
