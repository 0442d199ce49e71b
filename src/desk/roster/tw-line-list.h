/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TwLine: a row of a TwLineList: a sign, a title, a second line, a figure at the right, and up to
 * two buttons. Main thread.
 */
#define TW_TYPE_LINE (tw_line_get_type ())
G_DECLARE_FINAL_TYPE (TwLine, tw_line, TW, LINE, GObject)

/** How a row looks. */
typedef enum {
  TW_LINE_PLAIN,
  TW_LINE_HEADING, /* of the rows after it */
  TW_LINE_RED,     /* a sign of its own for each severity, so that no colour is needed */
  TW_LINE_YELLOW,
  TW_LINE_GOOD,
  TW_LINE_DIM,
} TwLineStyle;

#define TW_LINE_N_BUTTONS 2

/** @key says what the row is about, for the handlers; may be NULL. Texts are copied. */
TwLine *tw_line_new (TwLineStyle style, const char *key, const char *title);
void tw_line_set_detail (TwLine *self, const char *detail);
void tw_line_set_trail (TwLine *self, const char *trail);
/** Button @nth; @label NULL takes it away. @tooltip may be NULL. */
void tw_line_set_button (TwLine *self, guint nth, const char *label, const char *tooltip);
const char *tw_line_get_key (TwLine *self);
const char *tw_line_get_title (TwLine *self);
const char *tw_line_get_detail (TwLine *self);
TwLineStyle tw_line_get_style (TwLine *self);

/**
 * TwLineList: such rows in a list that makes widgets for what is in sight only, so that thousands
 * will do. Signals: activated (TwLine), by Enter or double click; pressed (TwLine, guint nth), a
 * button of the row.
 */
#define TW_TYPE_LINE_LIST (tw_line_list_get_type ())
G_DECLARE_FINAL_TYPE (TwLineList, tw_line_list, TW, LINE_LIST, GtkWidget)

GtkWidget *tw_line_list_new (void);
void tw_line_list_clear (TwLineList *self);
/** Takes the reference of @line. Returns it, borrowed. */
TwLine *tw_line_list_add (TwLineList *self, TwLine *line);
guint tw_line_list_get_n (TwLineList *self);
/** Borrowed. */
TwLine *tw_line_list_get (TwLineList *self, guint i);
/** Replaces the rows in one go: GPtrArray of TwLine, references are taken. The place in the list is
 * kept where it grows or shrinks a little. */
void tw_line_list_set (TwLineList *self, GPtrArray *lines);
/** Says what to read in an empty list. */
void tw_line_list_set_empty (TwLineList *self, const char *text);

G_END_DECLS
