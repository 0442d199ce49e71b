/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The two passes of an import of requests share this; see tw-import-requests.c. */

#include "intake/tw-community-book.h"
#include "intake/tw-key-book.h"
#include "intake/tw-rejects.h"
#include "intake/tw-repeats.h"
#include "intake/tw-request-setup.h"

G_BEGIN_DECLS

typedef struct {
  TwStore *store;
  const char *path;
  const TwRequestImportOptions *options; /* not NULL */
  GCancellable *cancellable;
  TwProgressFunc progress;
  gpointer user_data;
  gint64 now_us;
  TwRequestSetup setup;
  TwKeyBook *services, *channels;
  TwCommunityBook *communities;
  TwRepeats *repeats; /* NULL: rows have numbers of their own */
  TwRequestImportResult result;

  /* what the first pass saw */
  struct {
    guint64 n_date_orders[TW_DATE_ORDER_EITHER + 1];
    gboolean saw_half_day;                   /* AM or PM */
    guint64 n_placed, n_on_map, n_exchanged; /* the last: on the map the other way round only */
    guint n_compared, n_alike; /* first rows; those that stand at the time and place of a request */
    double sum_lon;
    gint64 some_us;
    guint64 n_read, n_midnight; /* rows without a problem; those at midnight exactly */
    gboolean overflown;         /* the pass ended since a guessed column cannot be what it seemed */
    TwRequestField overflow;
  } seen;

  /* the second pass */
  TwRejects *rejects;
  TwBulk *bulk;
  TwBatch *batch;
  GHashTable *batch_ids; /* owned ids in batch and what is pending of bulk */
  char *import_id;
  gboolean import_stale; /* counts have changed since the import document was written */
  gboolean committed;
  char *first_problem; /* of the first row that was rejected, with its line */
} TwRequestImport;

/** First pass: what the file holds. */
gboolean tw_request_import_scan (TwRequestImport *self, GError **error);
/** Second pass: documents. On cancel it ends early with result.cancelled. */
gboolean tw_request_import_write (TwRequestImport *self, GError **error);
/** Digest of all fields of the row, each with its length, whatever the order of the columns. */
void tw_request_import_row_key (TwRequestImport *self, TwCsv *csv,
                                guint8 ret_key[TW_REPEATS_KEY_LEN]);
/** Says in warnings what is odd about the outcome as a whole. */
void tw_request_import_judge (TwRequestImport *self);
/** Says when the file seems to hold known requests under another layout. */
void tw_request_import_judge_doubles (TwRequestImport *self);
void tw_request_import_warn (TwRequestImport *self, char *warning);

G_END_DECLS
