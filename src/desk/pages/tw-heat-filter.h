/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A drop-down of one filter: "All ..." first, each entry with its count in the list that opens. */

/** Readies @drop: how button and rows look. */
void tw_heat_filter_setup (GtkDropDown *drop);
/**
 * Fills @drop with @names (char*, index = number, entry 0 is "All ...", NULL: no entry) and @counts
 * (guint, or NULL). Where the names are the same as before only the figures change and the choice
 * stays.
 */
void tw_heat_filter_fill (GtkDropDown *drop, GPtrArray *names, GArray *counts);
/** The number chosen; 0 is all. */
guint tw_heat_filter_get_number (GtkDropDown *drop);
/** Chooses @number where it has an entry. */
void tw_heat_filter_set_number (GtkDropDown *drop, guint number);

G_END_DECLS
