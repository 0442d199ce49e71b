/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwChartEntry: what a screen reader meets of a drawn chart: an empty child over a stretch of time
 * whose name says it in words. A list item that pointers pass through.
 */
#define TW_TYPE_CHART_ENTRY (tw_chart_entry_get_type ())
G_DECLARE_FINAL_TYPE (TwChartEntry, tw_chart_entry, TW, CHART_ENTRY, GtkWidget)

/** A child of @parent, its last one. Borrowed: gtk_widget_unparent() ends it. */
TwChartEntry *tw_chart_entry_new (GtkWidget *parent);
/** The time it stands for and its words; nothing is announced when they stay the same. */
void tw_chart_entry_set (TwChartEntry *self, gint64 t_us, char *text_taken);
gint64 tw_chart_entry_get_time (TwChartEntry *self);
const char *tw_chart_entry_get_text (TwChartEntry *self);

G_END_DECLS
