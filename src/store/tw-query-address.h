/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

G_BEGIN_DECLS

/* Queries along the address tree; see tw-query.h for what holds for all of them. */

/** Places below @parent_id, by code. GPtrArray of TwDoc. */
GPtrArray *tw_query_children (TwStore *store, const char *parent_id, GError **error);
/** Assets that hang on @place_id, by code. GPtrArray of TwDoc. */
GPtrArray *tw_query_assets_of (TwStore *store, const char *place_id, GError **error);
/** The place, asset or home with this 3D address code, or the asset with this tag UID; _NOT_FOUND
 * when there is none. */
TwDoc *tw_query_by_code (TwStore *store, const char *code, GError **error);
/** Moves of an asset, newest first. GPtrArray of TwDoc. */
GPtrArray *tw_query_moves (TwStore *store, const char *asset_id, GError **error);
/** Codes of the assets at @place_id, and those that left it had there. GPtrArray of char*. */
GPtrArray *tw_query_asset_codes (TwStore *store, const char *place_id, GError **error);

G_END_DECLS
