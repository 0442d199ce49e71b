/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Private to the CSV reader. */

#define TW_CSV_SAMPLE_LEN (64 * 1024)

/**
 * TwCsvSource: a byte stream as UTF-8. A byte that is no text in the source's encoding comes out as
 * 0xFF, which no UTF-8 text contains, so that the reader can name the row.
 */
typedef struct {
  GInputStream *stream;
  guint8 *raw; /* what was read and is not yet handed on */
  gsize raw_pos, raw_len, raw_size;
  gboolean at_end;
  guint64 bytes_read;
  const char *encoding;  /* interned */
  GIConv converter;      /* -1 for UTF-8 */
  gboolean is_undecided; /* guessed UTF-8 from nothing but ASCII so far */
} TwCsvSource;

gboolean tw_csv_source_init (TwCsvSource *source, GInputStream *stream, const char *encoding,
                             GError **error);
void tw_csv_source_clear (TwCsvSource *source);
/** Up to @size bytes (at least 16); 0 at the end, -1 with *error. */
gssize tw_csv_source_read (TwCsvSource *source, char *out, gsize size, GError **error);
/** Hands back @len bytes that turned out to be no UTF-8; the encoding is guessed anew from them. */
void tw_csv_source_recode (TwCsvSource *source, const char *bytes, gsize len);

/** The encoding @sample seems to be in (interned); @is_cut: more follows it. */
const char *tw_csv_guess_encoding (const guint8 *sample, gsize len, gboolean is_cut);
/** The delimiter of UTF-8 @sample. */
char tw_csv_guess_delimiter (const char *sample, gsize len, gboolean is_cut);
/** TRUE if rows of @sample end in a bare CR and never in LF. */
gboolean tw_csv_guess_cr_rows (const char *sample, gsize len);
gboolean tw_csv_is_ascii (const char *text, gsize len);

G_END_DECLS
