/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwJsonStream: a JSON reader that is fed bytes as they come and calls back for each token, so that
 * a file of any size takes the memory of its longest string. Several values one after the other
 * (newline-delimited JSON, RFC 8142 record separators) are read as they stand. Not thread-safe.
 */
typedef struct _TwJsonStream TwJsonStream;

typedef enum {
  TW_JSON_BEGIN_OBJECT,
  TW_JSON_END_OBJECT,
  TW_JSON_BEGIN_ARRAY,
  TW_JSON_END_ARRAY,
  TW_JSON_KEY,    /* text */
  TW_JSON_STRING, /* text */
  TW_JSON_NUMBER, /* text, and number */
  TW_JSON_TRUE,
  TW_JSON_FALSE,
  TW_JSON_NULL,
} TwJsonToken;

/**
 * One token. @text is UTF-8, borrowed, NULL where a token has none. @depth: containers around it (a
 * root value has 0; a container's begin and end have the depth of the container). FALSE with @error
 * set stops the reading.
 */
typedef gboolean (*TwJsonTokenFunc) (TwJsonToken token, const char *text, double number,
                                     guint depth, gpointer user_data, GError **error);

TwJsonStream *tw_json_stream_new (TwJsonTokenFunc func, gpointer user_data);
void tw_json_stream_free (TwJsonStream *self);
/** TW_DATA_ERROR_SYNTAX, _ENCODING or _TOO_BIG (the line: ask for it), or what the callback says.
 * After a failure: no more. */
gboolean tw_json_stream_feed (TwJsonStream *self, const char *bytes, gsize len, GError **error);
/** Call once after the last byte: fails when a value is open or there was none at all. */
gboolean tw_json_stream_finish (TwJsonStream *self, GError **error);
/** 1-based line of the byte being read. */
guint64 tw_json_stream_get_line (TwJsonStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwJsonStream, tw_json_stream_free)

G_END_DECLS
