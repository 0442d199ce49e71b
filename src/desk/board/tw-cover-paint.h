/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/board/tw-cover-strip.h"
#include "desk/chart/tw-chart-paint.h"

G_BEGIN_DECLS

/* What the strip of coverage looks like, by cairo alone, and what is said of it. */

typedef struct {
  TwChartFrame chart; /* plot, axes, colours */
  double tide_px;     /* height of one row of brackets, above the plot */
  const TwCoverData *data;
  const TwCoverTide *tides;
  const guint *tide_rows; /* row of each tide */
  guint n_tides, n_tide_rows;
  const char *title;  /* or NULL */
  const char *reason; /* in place of what is not there, or NULL */
  gboolean dark, high_contrast;
} TwCoverPicture;

void tw_cover_paint (cairo_t *cr, const TwCoverPicture *picture);

/** Highest of the band, of what is wanted and of the staffed within [from_us, to_us). */
double tw_cover_peak (const TwCoverData *data, gint64 from_us, gint64 to_us);
/** Head-hours missing and too many of what is drawn within [from_us, to_us). */
void tw_cover_sum (const TwCoverData *data, gint64 from_us, gint64 to_us, double *ret_missing,
                   double *ret_surplus);
/** Index of the slot in [from_us, to_us) where most is missing, or with the least to spare; -1
 * where there is none. */
int tw_cover_find_worst (const TwCoverData *data, gint64 from_us, gint64 to_us);
/** "Today 08:00–09:00: wanted 12, staffed 10, missing 2" for [from_us, to_us): means over its
 * slots, and the worst of them. NULL where there is none. Transfer full. */
char *tw_cover_describe (const TwCoverData *data, gint64 from_us, gint64 to_us, gint64 now_us,
                         GTimeZone *zone);
/** Rows for brackets, so that none overlaps another in time; @ret_rows has room for @n. Returns how
 * many there are. */
guint tw_cover_place_tides (const TwCoverTide *tides, guint n, guint *ret_rows);

/** The colours of what is missing: red in all styles. */
const TwChartColor *tw_cover_missing_color (gboolean dark, gboolean high_contrast);

G_END_DECLS
