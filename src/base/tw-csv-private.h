/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-csv-source.h"
#include "base/tw-csv.h"

G_BEGIN_DECLS

/* Private to the CSV reader: the row in hand, shared by its walker and its driver. */

#define TW_CSV_MAX_ROW_LEN (1024 * 1024)
#define TW_CSV_MAX_FIELDS 4096

typedef enum { AT_START, IN_TEXT, IN_QUOTES, BEHIND_QUOTE, IN_TAIL } TwCsvState;

typedef enum { SCAN_ROW, SCAN_MORE, SCAN_OPEN_QUOTE } TwCsvScan;

typedef struct {
  guint32 start, end;
  guint8 is_quoted; /* begins with a quote: start is behind it */
  guint8 is_messy;  /* has doubled quotes, or text behind the closing one */
} TwCsvField;

struct _TwCsv {
  TwCsvSource source;
  char *buffer;
  gsize size, row, end; /* row: where the current row begins; end: of what was read */
  gboolean at_end;
  char delimiter;
  gboolean cr_rows;
  guint8 is_special[256];

  /* The walk over the current row; places count from its start. */
  TwCsvState state;
  gsize at;
  gboolean spans_lines, has_quotes;
  guint n_found;
  TwCsvField current;
  TwCsvField fields[TW_CSV_MAX_FIELDS];

  guint n_fields;      /* of the row handed out */
  gsize next;          /* where the next row begins */
  guint64 line, lines; /* of the row, and how many it takes */
  gboolean is_skipping;
};

/** Walks on over the current row until it is whole, the buffer runs out, or a quote proves to be
 * open. */
TwCsvScan tw_csv_scan_row (TwCsv *self);
/** Takes what is left as the last row when the file ended within it. */
TwCsvScan tw_csv_scan_last_row (TwCsv *self);
/** Ends the fields of a whole row by NUL and joins their doubled quotes. */
void tw_csv_finish_fields (TwCsv *self);

G_END_DECLS
