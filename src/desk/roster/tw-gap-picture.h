/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** TwGapPicture: how a solver's best roster and what is proven to be out of reach come together
 * over time. */
#define TW_TYPE_GAP_PICTURE (tw_gap_picture_get_type ())
G_DECLARE_FINAL_TYPE (TwGapPicture, tw_gap_picture, TW, GAP_PICTURE, GtkWidget)

/** Begins anew; the axis is as long as @max_seconds. */
void tw_gap_picture_begin (TwGapPicture *self, double max_seconds);
/** @bound is left out while @gap is below 0. */
void tw_gap_picture_add (TwGapPicture *self, double seconds, double best, double bound, double gap);
guint tw_gap_picture_get_n (TwGapPicture *self);

G_END_DECLS
