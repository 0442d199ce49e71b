/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * The rowid of a search entry says everything that ordering needs, so that the newest or shortest
 * hits come first without a sort and without a look at the document:
 *
 *   bits 60..62  class of the type (1..7)
 *   bits 28..59  order: requests by their second since 1970 (read from the end), other types by
 * rank and length of name bits  0..27  doc_no
 */
#define TW_SEARCH_DOC_BITS 28
#define TW_SEARCH_ORDER_BITS 32
#define TW_SEARCH_MAX_DOC_NO ((G_GINT64_CONSTANT (1) << TW_SEARCH_DOC_BITS) - 1)

typedef struct {
  const char *type;
  int klass;
  gboolean newest_first;      /* walk rowids downwards */
  const char *title;          /* member */
  const char *const *members; /* searched, NULL-terminated */
} TwSearchSpec;

/** All searched types in the order in which their hits are shown, ending with a NULL type. */
const TwSearchSpec *tw_search_list (void);
const TwSearchSpec *tw_search_find (const char *type);
gint64 tw_search_rowid (const TwSearchSpec *spec, JsonObject *body, gint64 doc_no);
static inline gint64
tw_search_doc_no (gint64 rowid)
{
  return rowid & TW_SEARCH_MAX_DOC_NO;
}
/** The texts of the searched members, each on a line. */
void tw_search_append_text (const TwSearchSpec *spec, JsonObject *body, GString *out);
/**
 * An FTS5 expression for what a person typed, or NULL when it holds no word. The words come out of
 * the tokenizer and are quoted, so nothing typed reaches FTS5 as syntax. @ret_runs: folded runs of
 * three or more Chinese characters, to be looked for in the text of a hit, since pairs alone do not
 * say that they touch (NULL-terminated, transfer full).
 */
char *tw_search_build_match (const char *text, char ***ret_runs);

G_END_DECLS
