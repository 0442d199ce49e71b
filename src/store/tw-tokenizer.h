/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/** Registers the FTS5 tokenizer "tidewatch" on a connection. TW_STORE_ERROR_IO when SQLite has no
 * FTS5. */
gboolean tw_tokenizer_register (sqlite3 *db, GError **error);

/**
 * Called for each token: @token has @len bytes of UTF-8; @start and @end are bytes of the source
 * text. Return non-zero to stop.
 */
typedef int (*TwTokenFunc) (gpointer user_data, const char *token, int len, int start, int end);
/** Beginnings of words up to this many characters are terms of their own. */
#define TW_TOKEN_MAX_PREFIX 8
/** Cuts @text into tokens, those of the index or those of a @query (tw-tokenizer.c says which). */
int tw_tokenize (const char *text, gsize len, gboolean query, TwTokenFunc func, gpointer user_data);

/** @text with case, full-width forms and other compatibility variants folded away, as tokens are.
 * Transfer full. */
char *tw_text_fold (const char *text);
/** Whether @c belongs to a script written without spaces (Han, Kana, Hangul and their like). */
gboolean tw_char_is_cjk (gunichar c);

G_END_DECLS
