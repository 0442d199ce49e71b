/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The one place that names toolkit calls which a newer GTK or libadwaita deprecates or which the
 * baseline lacks. Nothing of them shows in the signatures, so a move to the newer calls is a change
 * of one file.
 */

typedef enum { TW_ANSWER_PLAIN, TW_ANSWER_SUGGESTED, TW_ANSWER_DESTRUCTIVE } TwAnswerStyle;

typedef struct {
  const char *id;
  const char *label; /* with mnemonic, translated */
  TwAnswerStyle style;
} TwAnswer;

/** @id is "close" when the question was dismissed. */
typedef void (*TwAnswerFunc) (const char *id, gpointer user_data);

/** Asks a modal question over @parent. The first answer is what Escape gives. Returns the dialog's
 * window. */
GtkWindow *tw_compat_ask (GtkWindow *parent, const char *heading, const char *body,
                          const TwAnswer *answers, gsize n_answers, TwAnswerFunc func,
                          gpointer user_data);

typedef enum { TW_CHOOSE_OPEN, TW_CHOOSE_SAVE, TW_CHOOSE_FOLDER } TwChooseKind;

/** @file is NULL when the person gave up. Borrowed. */
typedef void (*TwChooseFunc) (GFile *file, gpointer user_data);

/**
 * Lets a person choose a file. @patterns are pairs of name and globs separated by ';' ("Table",
 * "*.csv;*.tsv"), NULL-terminated, or NULL. @suggested is the name offered when saving.
 */
void tw_compat_choose_file (GtkWindow *parent, TwChooseKind kind, const char *title,
                            const char *const *patterns, const char *suggested, TwChooseFunc func,
                            gpointer user_data);

/** Has a screen reader say @text. */
void tw_compat_announce (GtkWidget *widget, const char *text);

G_END_DECLS
