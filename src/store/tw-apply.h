/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-tree.h"

G_BEGIN_DECLS

/** Applies a prepared batch inside the caller's transaction. FALSE: roll back to where the batch
 * began. */
gboolean tw_apply_batch (TwTree *tree, TwBatch *batch, TwWriteResult *result, GError **error);

G_END_DECLS
