/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * Canonical JSON text: members sorted by code point, no spaces, integers as they are, doubles in
 * the shortest form that reads back equal, text escaped only where JSON demands it (RFC 8785 in
 * spirit). Equal values give equal bytes. Appends to @out.
 */
void tw_json_canonical (JsonObject *object, GString *out);
/** The same for any value; NULL is null. */
void tw_json_canonical_node (JsonNode *node, GString *out);

/**
 * Parses one JSON object of at most @max_len bytes. Refuses what CouchDB peers refuse: a NUL or
 * lone surrogate in a string, nesting above 64 levels, numbers beyond 2^53 without a fraction.
 * Transfer full.
 */
JsonObject *tw_json_parse_object (const char *text, gssize len, gsize max_len, GError **error);

/* Typed look-ups. They return the default when the member is absent or has another type. Borrowed
 * strings. */
/** Text, or @fallback. */
const char *tw_json_get_string (JsonObject *object, const char *member, const char *fallback);
/** A whole number however it is spelt (3 or 3.0), or @fallback. */
gint64 tw_json_get_int (JsonObject *object, const char *member, gint64 fallback);
/** Any number, or @fallback. */
double tw_json_get_double (JsonObject *object, const char *member, double fallback);
/** true or false, or @fallback. */
gboolean tw_json_get_bool (JsonObject *object, const char *member, gboolean fallback);
/** An array, or NULL. */
JsonArray *tw_json_get_array (JsonObject *object, const char *member);
/** An object, or NULL. */
JsonObject *tw_json_get_object (JsonObject *object, const char *member);

G_END_DECLS
