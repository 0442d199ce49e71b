/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota.h"

#include <cairo.h>

G_BEGIN_DECLS

/*
 * A roster as files and on paper (F28). No GTK: the same pages go to a PDF and to a printer. Any
 * thread; files are replaced whole or not at all. Errors of GIO, worded with the file.
 */

/** One row per shift and stretch, UTF-8 with a BOM, CRLF (for spreadsheets); header translated. */
gboolean tw_rota_export_csv (TwRotaFrame *frame, GPtrArray *shifts, const char *path,
                             GError **error);
/**
 * iCalendar (RFC 5545): one VEVENT per shift, UID from the shift's id, DTSTAMP, SEQUENCE from its
 * revision, in UTC with a VTIMEZONE not needed; a shift that @cancelled (may be NULL) holds is
 * written with STATUS:CANCELLED, so that reading the file again updates and removes. What is not
 * the same work as in @told, what people were told last (NULL: all of it is), is TENTATIVE. @person
 * -1: all.
 */
gboolean tw_rota_export_ics (TwRotaFrame *frame, GPtrArray *shifts, GPtrArray *cancelled,
                             GPtrArray *told, int person, const char *path, GError **error);

/** The shifts of the newest editions of the frame's days: what people were told last. A shift that
 * moved to another day and of which only that day was published again stands there alone. GPtrArray
 * of TwShift. Blocks some 10 ms. */
GPtrArray *tw_rota_read_published (TwRotaFrame *frame, TwStore *store, GError **error);
/**
 * What a calendar may still hold and should lose: shifts of any edition of the frame's days that
 * are gone, or that somebody else has now, by @shifts; of @person (-1: of all). For
 * tw_rota_export_ics(), which writes what is there in place of what was. GPtrArray of TwShift.
 */
GPtrArray *tw_rota_list_cancelled (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts,
                                   int person, GError **error);

typedef enum { TW_PAPER_A4, TW_PAPER_A3 } TwPaper; /* landscape */

typedef struct {
  TwPaper paper;
  gboolean by_place; /* rows are posts, else people */
  guint pools;       /* bit mask; 0: all */
  const char *title; /* or NULL: made from street and dates */
  const char *state; /* "Published, edition 3", or NULL; on each page */
} TwRotaPrintOptions;

/** Lays the pages out: rows of people with bars that can be told apart in grey (patterns and
 * words), a head with days and hours on each page, page x of y. */
typedef struct _TwRotaPrint TwRotaPrint;
TwRotaPrint *tw_rota_print_new (TwRotaFrame *frame, GPtrArray *shifts,
                                const TwRotaPrintOptions *options);
void tw_rota_print_free (TwRotaPrint *self);
int tw_rota_print_get_n_pages (TwRotaPrint *self);
/** Size of the page in points. */
void tw_rota_print_get_size (TwRotaPrint *self, double *ret_width, double *ret_height);
void tw_rota_print_draw (TwRotaPrint *self, int page, cairo_t *cr);
gboolean tw_rota_print_save_pdf (TwRotaPrint *self, const char *path, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRotaPrint, tw_rota_print_free)

/** The problem as a compact model for any solver of mixed integer programs, in free MPS. Blocks for
 * seconds where many people may stand at many posts. */
gboolean tw_rota_export_mps (TwRotaFrame *frame, GPtrArray *shifts, const char *path,
                             GCancellable *cancellable, GError **error);

typedef enum { TW_EXPORT_PDF, TW_EXPORT_CSV, TW_EXPORT_ICS, TW_EXPORT_MPS } TwRotaExportKind;

/**
 * Writes the drafts of @self (@published: what people were told last) to @path, in a worker on
 * lists of its own; a calendar also takes away what earlier editions held. @print: of a PDF, or
 * NULL. On the thread of @self. G_IO_ERROR_CANCELLED: @path is as it was.
 */
void tw_rota_export_async (TwRota *self, TwRotaExportKind kind, gboolean published,
                           const TwRotaPrintOptions *print, const char *path,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean tw_rota_export_finish (TwRota *self, GAsyncResult *result, GError **error);

G_END_DECLS
