/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwCsv: a streaming reader of delimited text (RFC 4180 and what the field makes of it): quoted
 * fields with newlines, doubled quotes, CRLF or LF, any single-byte delimiter, a UTF-8 or UTF-16
 * BOM, UTF-8 or GB18030 bytes. Memory stays bounded: a row above 1 MiB or 4,096 fields is an error
 * of that row, and reading goes on after it. Not thread-safe.
 */
typedef struct _TwCsv TwCsv;

typedef struct {
  char delimiter;       /* 0: guess from the first 64 KiB among , ; tab | */
  const char *encoding; /* NULL: guess (BOM, UTF-8, GB18030 or Windows-1252) */
} TwCsvOptions;

/** Reads @stream (referenced). @options may be NULL. */
TwCsv *tw_csv_new (GInputStream *stream, const TwCsvOptions *options, GError **error);
/** Reads the file @path. Errors of G_IO_ERROR, or of the encoding. */
TwCsv *tw_csv_open (const char *path, const TwCsvOptions *options, GError **error);
/** NULL is nothing. */
void tw_csv_free (TwCsv *self);

typedef enum {
  TW_CSV_ROW,  /* a row stands in fields */
  TW_CSV_END,  /* no more rows */
  TW_CSV_BAD,  /* this row is broken: *error names line and reason; call again for the next */
  TW_CSV_FAIL, /* the stream failed: *error is set; reading is over */
} TwCsvStatus;

/** Reads the next row. Fields are UTF-8 and valid until the next call. An empty line is skipped. */
TwCsvStatus tw_csv_next (TwCsv *self, GError **error);
/** Fields of the row; 0 after a bad one. */
guint tw_csv_n_fields (TwCsv *self);
/** Field @i, or "" beyond the end of the row. Borrowed. */
const char *tw_csv_field (TwCsv *self, guint i);
/** 1-based line where the row begins. */
guint64 tw_csv_line (TwCsv *self);
/** Bytes of the source consumed so far, for progress. */
guint64 tw_csv_bytes_read (TwCsv *self);
/** The delimiter given or guessed. */
char tw_csv_delimiter (TwCsv *self);
/** The encoding given or guessed. A guess from ASCII alone may still change at the first other
 * byte. */
const char *tw_csv_encoding (TwCsv *self);

/** Appends @field quoted where needed. */
void tw_csv_append_field (GString *out, const char *field);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCsv, tw_csv_free)

G_END_DECLS
