/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-types.h"

G_BEGIN_DECLS

/** Whether @id has the form `type:key` a document may carry: at most 128 bytes of ASCII without
 * spaces. */
gboolean tw_doc_id_is_valid (const char *id);
/**
 * Checks @body against the rules of the type in @id. TW_STORE_ERROR_INVALID names document, field
 * and reason. An unknown type passes when @allow_unknown (a newer peer's document), under the rules
 * that hold for every document.
 */
gboolean tw_validate (const char *id, JsonObject *body, gboolean allow_unknown, GError **error);
/** Reads the one form of time documents carry (RFC 3339, UTC, with or without milliseconds). UTC
 * microseconds. */
gboolean tw_doc_time_parse (const char *text, gint64 *ret_t_us);

G_END_DECLS
