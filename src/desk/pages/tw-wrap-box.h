/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwWrapBox: children in a row that goes on in further rows where it is too narrow, each at its
 * natural size. A child that expands is a spring: it takes what its row leaves over, and where a
 * row ends beside it, it goes with the child after it, so that what follows keeps to the right.
 *
 * Properties: spacing (int, pixels between children and between rows), upwards (boolean, the first
 * row at the bottom).
 */
#define TW_TYPE_WRAP_BOX (tw_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (TwWrapBox, tw_wrap_box, TW, WRAP_BOX, GtkWidget)

GtkWidget *tw_wrap_box_new (int spacing);

G_END_DECLS
