/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-export.h"

G_BEGIN_DECLS

/*
 * Pages of a roster, in three steps: rows with their bars told into lanes, lanes told into pages,
 * pages drawn. All lengths in points.
 */

#define TW_PRINT_N_PATTERNS 12

/* A bar: a whole shift in the row of a person, or one stretch of it in the row of a post. */
typedef struct {
  const TwShift *shift; /* borrowed of the list */
  int stretch;          /* -1: the whole shift */
  gint64 from_us, to_us;
  guint row, lane; /* lane of the row */
  guint n_drawn;   /* how often it went on paper: for tests */
} TwPrintItem;

typedef struct {
  char *name, *detail; /* detail: or NULL */
  int person, post;    /* one of them, the other -1; both -1: open shifts */
  guint group;
  guint first_item, n_items; /* of items, by lane and time */
  guint n_lanes;             /* at least 1 */
  guint n_drawn;
} TwPrintRow;

typedef enum { TW_PRINT_HEADING, TW_PRINT_LANE } TwPrintLineKind;

/* What takes a strip of the page from left to right. */
typedef struct {
  TwPrintLineKind kind;
  guint group;
  guint row, lane;    /* of TW_PRINT_LANE */
  gboolean continued; /* began on an earlier page: a heading, or the name of a row */
  gboolean named;     /* the first lane of the row on this page */
  double y, height;
  guint page;
} TwPrintLine;

struct _TwRotaPrint {
  TwRotaFrame *frame;
  GPtrArray *shifts; /* TwShift, references */
  TwPaper paper;
  gboolean by_place;
  guint pools;
  char *title, *state; /* state: or NULL */

  double width, height;                           /* of the page */
  double plot_x, plot_y, plot_width, plot_height; /* of the lanes */
  double lane_px, heading_px;
  GPtrArray *groups; /* char*: headings */
  GPtrArray *rows;   /* TwPrintRow */
  GArray *items;     /* TwPrintItem */
  GArray *lines;     /* TwPrintLine, by page */
  GArray *services;  /* guint: numbers used, for the legend; 0: none */
  guint n_pages;
};

/** Rows, bars, lanes and pages. */
void tw_rota_print_lay_out (TwRotaPrint *self);
/** Fills a rectangle with the pattern of a service, in black on a light ground. */
void tw_rota_print_fill (cairo_t *cr, guint service, double x, double y, double width,
                         double height);
double tw_rota_print_time_x (const TwRotaPrint *self, gint64 t_us);

G_END_DECLS
