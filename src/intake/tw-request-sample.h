/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-csv.h"
#include "intake/tw-input.h"

G_BEGIN_DECLS

typedef enum { TW_HEADER_AUTO, TW_HEADER_YES, TW_HEADER_NO } TwHeaderMode;

/** How a file of rows is laid out; each may be left to be found out. */
typedef struct {
  char delimiter;       /* 0: guess */
  const char *encoding; /* NULL: guess */
  TwHeaderMode header;
} TwRequestLayout;

/** The first rows of a file and what its layout is. */
typedef struct {
  char *path, *encoding;
  char delimiter;
  gboolean has_header;
  char **header; /* n_columns names, NULL without a header */
  guint n_columns;
  guint n_title_rows; /* above the header: a title, "sep=;" */
  guint *order;       /* columns by name, where each has one of its own; else NULL */
  GPtrArray *rows;    /* char **, each of at least n_columns cells; without the header */
} TwRequestSample;

/** Reads up to @n_rows rows. @layout may be NULL. TW_DATA_ERROR says what the file is instead of a
 * table. */
TwRequestSample *tw_request_sample_new (const char *path, const TwRequestLayout *layout,
                                        guint n_rows, GError **error);
void tw_request_sample_free (TwRequestSample *self);
/** Names the layout of the columns: files with equal headers share it. Hex, transfer full. */
char *tw_request_sample_dup_digest (const TwRequestSample *self);
/** The same, whatever the order of the columns. */
char *tw_request_sample_dup_source (const TwRequestSample *self);

/** Opens the file of @sample once more from its first row of data. @ret_csv belongs to the caller.
 */
TwInput *tw_request_sample_reopen (const TwRequestSample *sample, TwCsv **ret_csv, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRequestSample, tw_request_sample_free)

G_END_DECLS
