/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A run of matched bytes in the text that was searched: [start, end). */
typedef struct {
  guint start, end;
} TwMatchRange;

/**
 * How well @text answers @query: 0 not at all, else higher is better. Every word of the query must
 * be found, in any order and any case: as a beginning, at the start of a word, anywhere, or (Latin
 * letters only) as letters in order. Chinese matches by substring. The matched bytes are appended
 * to @ret_ranges (TwMatchRange) when it is not NULL.
 */
guint tw_fuzzy_match (const char *query, const char *text, GArray *ret_ranges);

G_END_DECLS
