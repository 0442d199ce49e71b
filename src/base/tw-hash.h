/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_MD5_LEN 16
#define TW_SHA256_LEN 32

/** MD5 (RFC 1321), for the names of revisions as CouchDB makes them, not for security. Thread-safe.
 */
void tw_md5 (gconstpointer data, gsize len, guint8 ret_digest[TW_MD5_LEN]);
/** SHA-256 (FIPS 180-4). Thread-safe. */
void tw_sha256 (gconstpointer data, gsize len, guint8 ret_digest[TW_SHA256_LEN]);
/** Lower-case hex of @len bytes. */
char *tw_hex_encode (const guint8 *bytes, gsize len);
/** Reads exactly 2 * @len hex digits (either case); FALSE otherwise, leaving @ret_bytes untouched.
 */
gboolean tw_hex_decode (const char *hex, guint8 *ret_bytes, gsize len);

G_END_DECLS
