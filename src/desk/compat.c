// SPDX-License-Identifier: Apache-2.0
#include "desk/compat.h"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

typedef struct {
  TwAnswerFunc func;
  gpointer user_data;
} Ask;

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Ask *ask = user_data;

  if (ask->func != NULL)
    ask->func (response, ask->user_data);
}

GtkWindow *
tw_compat_ask (GtkWindow *parent, const char *heading, const char *body, const TwAnswer *answers,
               gsize n_answers, TwAnswerFunc func, gpointer user_data)
{
  static const AdwResponseAppearance appearances[] = { ADW_RESPONSE_DEFAULT, ADW_RESPONSE_SUGGESTED,
                                                       ADW_RESPONSE_DESTRUCTIVE };
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
  Ask *ask = g_new (Ask, 1);

  *ask = (Ask){ func, user_data };
  for (gsize i = 0; i < n_answers; i++)
    {
      adw_message_dialog_add_response (dialog, answers[i].id, answers[i].label);
      adw_message_dialog_set_response_appearance (dialog, answers[i].id,
                                                  appearances[answers[i].style]);
      if (answers[i].style == TW_ANSWER_SUGGESTED)
        adw_message_dialog_set_default_response (dialog, answers[i].id);
    }
  if (n_answers > 0)
    adw_message_dialog_set_close_response (dialog, answers[0].id);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), ask,
                         (GClosureNotify) (void *) g_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return GTK_WINDOW (dialog);
}

typedef struct {
  TwChooseFunc func;
  gpointer user_data;
} Choose;

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Choose *choose = user_data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_hide (dialog);
  choose->func (file, choose->user_data);
  g_free (choose);
  g_object_unref (dialog);
}

static void
add_filters (GtkFileChooser *chooser, const char *const *patterns)
{
  for (; patterns != NULL && patterns[0] != NULL && patterns[1] != NULL; patterns += 2)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
      g_auto (GStrv) globs = g_strsplit (patterns[1], ";", -1);

      gtk_file_filter_set_name (filter, patterns[0]);
      for (char **glob = globs; *glob != NULL; glob++)
        gtk_file_filter_add_pattern (filter, *glob);
      gtk_file_chooser_add_filter (chooser, filter);
    }
}

void
tw_compat_choose_file (GtkWindow *parent, TwChooseKind kind, const char *title,
                       const char *const *patterns, const char *suggested, TwChooseFunc func,
                       gpointer user_data)
{
  static const GtkFileChooserAction actions[] = { GTK_FILE_CHOOSER_ACTION_OPEN,
                                                  GTK_FILE_CHOOSER_ACTION_SAVE,
                                                  GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER };
  const char *accept = kind == TW_CHOOSE_OPEN   ? _ ("_Open")
                       : kind == TW_CHOOSE_SAVE ? _ ("_Save")
                                                : _ ("_Choose");
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title, parent, actions[kind], accept, _ ("_Cancel"));
  Choose *choose = g_new (Choose, 1);

  *choose = (Choose){ func, user_data };
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  add_filters (GTK_FILE_CHOOSER (chooser), patterns);
  if (suggested != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), suggested);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), choose);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
tw_compat_announce (GtkWidget *widget, const char *text)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  /* Only the backend for tests (seen in 4.18) takes no announcements: it jumps through NULL. */
  if (gtk_check_version (4, 14, 0) == NULL && g_strcmp0 (g_getenv ("GTK_A11Y"), "test") != 0)
    gtk_accessible_announce (GTK_ACCESSIBLE (widget), text,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  G_GNUC_END_IGNORE_DEPRECATIONS
#endif
  /* Older toolkits have no announcement; there an alert whose name changes is read out. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}
