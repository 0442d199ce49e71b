/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store-private.h"

G_BEGIN_DECLS

/* Statements that end in documents begin like this: the columns tw_query_collect_docs() reads. */
#define TW_SELECT_DOC "SELECT " TW_DOC_COLUMNS " FROM "
#define TW_JOIN_DOC(table)                                                                         \
  table " CROSS JOIN doc d ON d.doc_no = " table ".doc_no CROSS JOIN rev r ON r.rev_no = "         \
        "d.win_rev "

/* Documents about a subject (?1; ?2 is NULL), at most ?3. */
#define TW_QUERY_AUDIT_SQL                                                                         \
  TW_SELECT_DOC TW_JOIN_DOC ("audit") "WHERE audit.subject = ?1 AND ?2 IS NULL"                    \
                                      " ORDER BY audit.at_us, audit.doc_no LIMIT ?3"

/** All rows of @stmt as TwDoc. */
GPtrArray *tw_query_collect_docs (TwConn *conn, TwStmt *stmt, GError **error);

G_END_DECLS
