/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-progress.h"
#include "intake/tw-mapping.h"
#include "intake/tw-request-row.h"
#include "intake/tw-request-sample.h"
#include "store/tw-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { TW_DATE_AUTO, TW_DATE_MONTH_FIRST, TW_DATE_DAY_FIRST } TwDateMode;

typedef struct {
  const TwMapping *mapping; /* NULL: the remembered one of this header, else a guess */
  TwRequestLayout layout;
  const char *zone; /* IANA; NULL: the street's, else the system's, else Asia/Shanghai */
  TwDatum datum;    /* WGS84: unless the name of a position's column says another (gcj02_lat) */
  TwDateMode dates;
  const char *source;      /* whose numbers the id column holds; NULL: files of this header */
  const char *by;          /* who imports; NULL: nobody in particular */
  const TwBox *map_extent; /* of the base map, to notice exchanged positions; NULL: unknown */
} TwRequestImportOptions;

/** Where mapping and zone came from. */
typedef enum {
  TW_FROM_OPTIONS,
  TW_FROM_MEMORY,
  TW_FROM_GUESS,
  TW_FROM_STREET,
  TW_FROM_SYSTEM,
  TW_FROM_DEFAULT
} TwOrigin;

/* --- preview --------------------------------------------------------------------------------- */

typedef struct {
  char **cells; /* as in the file */
  TwRequestRead read;
  char *at_text; /* local time, or NULL */
} TwPreviewRow;

/** The first rows as an import with the same options would read them, for a dialog. */
typedef struct {
  TwRequestSample *sample;
  TwMapping *mapping;
  TwOrigin mapping_origin;
  char *zone;
  TwOrigin zone_origin;
  gboolean month_first;
  GPtrArray *rows;                           /* TwPreviewRow */
  TwDatum datum;                             /* as stated, or as the columns' names say */
  guint n_problems;                          /* rows with a problem among them */
  char *field_problems[TW_REQUEST_N_FIELDS]; /* the first problem of a field, or NULL */
  char *mapping_problem; /* why the mapping does not fit the file, or NULL; rows are then only cells
                          */
} TwRequestPreview;

/** Blocks some ms. @options may be NULL. */
TwRequestPreview *tw_request_preview_new (TwStore *store, const char *path,
                                          const TwRequestImportOptions *options, guint n_rows,
                                          GError **error);
void tw_request_preview_free (TwRequestPreview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRequestPreview, tw_request_preview_free)

/* --- import ---------------------------------------------------------------------------------- */

typedef struct {
  /* rows = added + known + rejected */
  gint64 n_rows, n_added, n_known, n_rejected;
  gint64 n_unplaced; /* of the added: without a position */
  gint64 n_outside;  /* of the added: with a position that is in no community */
  gint64 n_notes_age, n_notes_end, n_notes_position; /* of the added: values left out */
  gint64 n_services_added, n_channels_added, n_communities_added;
  gint64 first_us, last_us; /* of the added; 0 when none */
  TwBox extent;
  gboolean cancelled; /* stopped on request: what is counted is saved, a second run completes it */
  gboolean month_first, has_header, used_grid, made_settings;
  TwOrigin mapping_origin, zone_origin;
  TwDatum datum; /* as stated, or as the names of the columns say */
  char *mapping, *zone, *encoding;
  char delimiter;
  char *rejects_path;  /* NULL: nothing was rejected */
  char *import_id;     /* NULL: nothing was added */
  GPtrArray *warnings; /* char *, translated sentences */
  double seconds;
} TwRequestImportResult;

void tw_request_import_result_clear (TwRequestImportResult *result);

/**
 * Reads the rows of @path (delimited text, also gzipped) into request documents. Ids are derived
 * from the id column, or from all fields of a row and how often it came before in the file: a
 * second import of the file adds nothing, equal rows of one file all count. Rows without a position
 * are kept. Rows that cannot be taken are listed in DIR/rejects/. Memory stays bounded. Blocks:
 * call from a worker. FALSE before anything is written (TW_DATA_ERROR, G_IO_ERROR, also _CANCELLED)
 * or when the store fails (TW_STORE_ERROR; what was committed stays and is whole). @options may be
 * NULL. Clear @ret_result.
 */
gboolean tw_import_requests (TwStore *store, const char *path,
                             const TwRequestImportOptions *options, TwClock *clock,
                             GCancellable *cancellable, TwProgressFunc progress, gpointer user_data,
                             TwRequestImportResult *ret_result, GError **error);

/* --- undo ------------------------------------------------------------------------------------ */

typedef struct {
  gint64 n_deleted;
  gint64 n_kept;       /* requests a person has changed since: they stay */
  gint64 n_dictionary; /* services, channels and communities the import made and nobody uses now */
} TwRequestUndoResult;

/**
 * Takes back an import: deletes its requests, and what it made for them where nothing else uses it.
 * The import document stays and says so. A later import of the file adds the rows again. Blocks.
 * TW_STORE_ERROR_NOT_FOUND for an unknown id. On cancel what is deleted stays deleted, and a second
 * call goes on.
 */
gboolean tw_import_undo (TwStore *store, const char *import_id, TwClock *clock,
                         GCancellable *cancellable, TwProgressFunc progress, gpointer user_data,
                         TwRequestUndoResult *ret_result, GError **error);

G_END_DECLS
