/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-import-map.h"

G_BEGIN_DECLS

/**
 * Keeps with the commit to come of @pack what writing @places (TwDerivedDoc) will change, so that
 * tw_import_map_undo() can take it back.
 */
gboolean tw_import_map_keep_places (TwStore *store, TwMapPack *pack, GPtrArray *places,
                                    GError **error);
/**
 * tw_import_map_undo() without the word in the import document: also takes back an import that
 * could not be finished.
 */
gboolean tw_import_map_exchange (TwStore *store, TwMapPack *pack, guint generation, gboolean undo,
                                 TwMapUndoResult *ret_result, GError **error);

G_END_DECLS
