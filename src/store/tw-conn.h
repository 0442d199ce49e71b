/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * TwConn: one SQLite connection with its prepared statements. Used by one thread at a time.
 */
typedef struct {
  sqlite3 *db;
  char *path;           /* for messages */
  GHashTable *stmts;    /* static SQL text, by address -> statement */
  gint64 warm_until_us; /* of a pooled reader that keeps its transaction open, see tw-reader.c */
  guint warm_epoch;
  guint64 file_stamp; /* of an immutable reader: the file's state when it opened; else 0 */
  gint *count;        /* atomic: falls by one when the connection is closed; or NULL */
} TwConn;

/** A cached statement while it is in use; leaving the scope resets it. */
typedef sqlite3_stmt TwStmt;
void tw_stmt_reset (TwStmt *stmt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStmt, tw_stmt_reset)

/** Opens @uri ("file:..." or a path) with SQLITE_OPEN_* @flags; @path is what messages call it. */
TwConn *tw_conn_open (const char *uri, const char *path, int flags, GError **error);
void tw_conn_free (TwConn *self);

/** A statement for @sql, which must be a literal: it is cached by address. */
TwStmt *tw_conn_stmt (TwConn *self, const char *sql, GError **error);
/** Steps once: TRUE with *@ret_row telling whether a row stands. */
gboolean tw_conn_step (TwConn *self, TwStmt *stmt, gboolean *ret_row, GError **error);
/** Runs @stmt to its end and resets it, for statements without rows. */
gboolean tw_conn_run (TwConn *self, TwStmt *stmt, GError **error);
/** Runs any number of statements given as text. */
gboolean tw_conn_exec (TwConn *self, const char *sql, GError **error);
/** First column of the first row, which must exist unless @fallback is wanted for none. */
gboolean tw_conn_get_int (TwConn *self, const char *sql, gint64 fallback, gint64 *ret_value,
                          GError **error);

/** Turns the last failure (@rc) of the connection into a TW_STORE_ERROR; always returns FALSE. */
gboolean tw_conn_fail (TwConn *self, int rc, GError **error);
/** The code for an SQLite result. */
TwStoreError tw_store_error_from_sqlite (int rc);
/** Sets an error for @rc about file @path with SQLite's own @detail. */
void tw_store_set_sqlite_error (GError **error, int rc, const char *path, const char *detail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwConn, tw_conn_free)

G_END_DECLS
