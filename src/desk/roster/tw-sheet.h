/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/roster/tw-line-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TwSheet: a question or a list over the page: a title, Cancel (or Close), at most one primary
 * button, a body that the caller fills from the top, and a line for what stands in the way. Escape
 * closes it, Ctrl+Enter does what the primary button does.
 *
 * Signal: accepted (): the primary button; the handler closes the sheet, or says why not with
 * tw_sheet_set_problem().
 */
#define TW_TYPE_SHEET (tw_sheet_get_type ())
G_DECLARE_FINAL_TYPE (TwSheet, tw_sheet, TW, SHEET, AdwWindow)

/** Over the window of @over, modal. @primary NULL: there is nothing to do but to close it.
 * gtk_window_present() shows it. */
TwSheet *tw_sheet_new (GtkWidget *over, const char *title, const char *primary);
/** A paragraph. Returns the label. */
GtkWidget *tw_sheet_add_text (TwSheet *self, const char *text);
GtkWidget *tw_sheet_add_heading (TwSheet *self, const char *text);
/** A group for rows of libadwaita. */
AdwPreferencesGroup *tw_sheet_add_group (TwSheet *self, const char *title);
/** A list that takes the room that is left. */
TwLineList *tw_sheet_add_list (TwSheet *self, const char *empty);
/** Any other widget. */
void tw_sheet_add (TwSheet *self, GtkWidget *child);
/** @text NULL: nothing stands in the way. @blocks: the primary button is dead meanwhile. */
void tw_sheet_set_problem (TwSheet *self, const char *text, gboolean blocks);
const char *tw_sheet_get_problem (TwSheet *self);
/** Larger than a question needs, as far as the window below allows. */
void tw_sheet_set_size (TwSheet *self, int width, int height);
GtkWidget *tw_sheet_get_primary (TwSheet *self);
void tw_sheet_set_destructive (TwSheet *self);

/** A row with a drop-down of @items (NULL-terminated), the @selected one chosen. */
AdwComboRow *tw_sheet_combo_new (const char *title, const char *const *items, guint selected);
/** The same for long lists: the drop-down can be searched. The row is added to @group. */
GtkDropDown *tw_sheet_add_search (AdwPreferencesGroup *group, const char *title,
                                  const char *const *items, guint selected);
/** A row to write in, added to @group. */
GtkEditable *tw_sheet_add_entry (AdwPreferencesGroup *group, const char *title, const char *text);
/** A row with a number between @low and @high. Returns the row; the spin button is its object data
 * "spin". */
GtkWidget *tw_sheet_spin_new (const char *title, double low, double high, double value);
double tw_sheet_spin_get (GtkWidget *row);
/** A row with a switch, its object data "switch". */
GtkWidget *tw_sheet_switch_new (const char *title, gboolean on);
gboolean tw_sheet_switch_get (GtkWidget *row);

G_END_DECLS
