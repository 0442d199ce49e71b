/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwCoverStrip: demand as a band (P50 to P90) against heads staffed as steps, on the line of time
 * of a board; what is missing is filled in one pattern, what is too much in another, tide windows
 * stand over it with their share and whether it is met. A list with one entry an hour for a screen
 * reader, arrow keys move a cursor with values.
 *
 * Signals: slot-activated (gint64 t_us): a click or Enter: why is this not covered? Enter names the
 * worst slot of its hour. cursor-moved (gint64 t_us): the keyboard's cursor is at this hour, which
 * may be out of sight: whoever owns the view may bring it there.
 */
#define TW_TYPE_COVER_STRIP (tw_cover_strip_get_type ())
G_DECLARE_FINAL_TYPE (TwCoverStrip, tw_cover_strip, TW, COVER_STRIP, GtkWidget)

/** Heads per slot; arrays of n_slots are copied. */
typedef struct {
  gint64 from_us, slot_us;
  guint n_slots;
  const double *p50, *p90, *wanted, *staffed;
} TwCoverData;

typedef struct {
  gint64 from_us, to_us;
  const char *text; /* "Tide 07-09: 43 % of 40 %" */
  gboolean met;
  gboolean nobody; /* is on duty: neither met nor not met, as the text says */
} TwCoverTide;

GtkWidget *tw_cover_strip_new (void);
void tw_cover_strip_set_title (TwCoverStrip *self, const char *title);
/** The present: the line of now, and what is called today. 0: none. */
void tw_cover_strip_set_now (TwCoverStrip *self, gint64 now_us);
/** NULL: nothing to show, with @reason in its place. Cheap enough for each frame of a drag. */
void tw_cover_strip_set_data (TwCoverStrip *self, const TwCoverData *data, const char *reason);
void tw_cover_strip_set_tides (TwCoverStrip *self, const TwCoverTide *tides, guint n);
/** The part of time in sight, as the board above has it, and the width left of it. */
void tw_cover_strip_set_view (TwCoverStrip *self, gint64 from_us, gint64 to_us, GTimeZone *zone,
                              int head_width);

G_END_DECLS
