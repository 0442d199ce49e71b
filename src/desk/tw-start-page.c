// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-start-page.h"

#include "desk/compat.h"
#include "desk/tw-fit.h"
#include "desk/tw-progress-view.h"
#include "desk/tw-text.h"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

struct _TwStartPage {
  GtkWidget parent_instance;
  GtkWidget *scroller;
  AdwClamp *clamp;
  GtkStack *stack;
  GtkLabel *welcome_error;
  TwProgressView *progress;
  GtkButton *cancel;
  GtkLabel *failed_title, *failed_body, *failed_detail;
  GtkButton *restore;
  TwSession *session;
};

G_DEFINE_FINAL_TYPE (TwStartPage, tw_start_page, GTK_TYPE_WIDGET)

/* The first of two parts of a backup's name is its time: "20261123-182000-..." in UTC. Anything
 * else: its date on disk. */
static char *
describe_backup (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_TIME_MODIFIED, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autoptr (GTimeZone) zone = tw_zone_new (NULL, NULL);
  g_autofree char *when = NULL;
  guint64 modified_s;

  if (info == NULL)
    return g_path_get_basename (path);
  modified_s = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED);
  when = tw_text_when ((gint64) modified_s * TW_US_PER_S, g_get_real_time (), zone);
  /* Translators: hour and minute */
  return strlen (when) == strlen ("00:00") ? g_strdup_printf (_ ("today %s"), when)
                                           : g_steal_pointer (&when);
}

static void
show_failure (TwStartPage *self)
{
  const GError *error = tw_session_get_error (self->session);
  const char *backup = tw_session_get_backup (self->session);
  gboolean corrupt = g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_CORRUPT);
  g_autofree char *body = NULL;
  g_autofree char *label = NULL;

  gtk_label_set_text (self->failed_title, corrupt ? _ ("The database is damaged")
                                                  : _ ("The data folder cannot be opened"));
  if (backup != NULL)
    {
      g_autofree char *when = describe_backup (backup);

      /* Translators: a time such as "yesterday 18:20" */
      body = g_strdup_printf (
          _ ("There is a sound backup of %s.\nPutting it back loses what was entered since "
             "then; the damaged files are kept beside it."),
          when);
      label = g_strdup_printf (_ ("Restore the backup of %s"), when);
      gtk_button_set_label (self->restore, label);
    }
  else
    body = g_strdup (
        corrupt
            ? _ ("There is no sound backup in this folder. If there is one elsewhere,\nopen that "
                 "folder. The damaged files stay as they are.")
            : _ ("Nothing was changed. Remove the cause, then try again."));
  gtk_label_set_text (self->failed_body, body);
  gtk_label_set_text (self->failed_detail, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->restore), backup != NULL);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
progress_cb (TwStartPage *self)
{
  tw_progress_view_set (self->progress, tw_session_get_fraction (self->session),
                        tw_session_get_doing (self->session));
}

static void
changed_cb (TwStartPage *self)
{
  switch (tw_session_get_state (self->session))
    {
    case TW_SESSION_BUSY:
      gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), TRUE);
      gtk_widget_set_visible (GTK_WIDGET (self->welcome_error), FALSE);
      gtk_stack_set_visible_child_name (self->stack, "busy");
      tw_progress_view_begin (self->progress, _ ("Getting ready"));
      break;
    case TW_SESSION_FAILED:
      show_failure (self);
      break;
    case TW_SESSION_CLOSED:
      break;
    case TW_SESSION_OPEN:
    default:
      gtk_stack_set_visible_child_name (self->stack, "welcome");
      break;
    }
}

static void
demo_failed_cb (TwStartPage *self, const char *message)
{
  gtk_label_set_text (self->welcome_error, message);
  gtk_widget_set_visible (GTK_WIDGET (self->welcome_error), TRUE);
  tw_compat_announce (GTK_WIDGET (self->welcome_error), message);
}

static void
cancel_cb (TwStartPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), FALSE);
  tw_progress_view_stopping (self->progress);
  tw_session_cancel (self->session);
}

static void
restore_cb (TwStartPage *self)
{
  tw_session_restore (self->session);
}

static void
retry_cb (TwStartPage *self)
{
  tw_session_open (self->session);
}

void
tw_start_page_set_session (TwStartPage *self, TwSession *session)
{
  g_return_if_fail (TW_IS_START_PAGE (self));
  g_return_if_fail (self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "demo-failed", G_CALLBACK (demo_failed_cb), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
}

static void
tw_start_page_dispose (GObject *object)
{
  TwStartPage *self = TW_START_PAGE (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_START_PAGE);
  G_OBJECT_CLASS (tw_start_page_parent_class)->dispose (object);
}

static void
tw_start_page_class_init (TwStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_start_page_dispose;
  g_type_ensure (TW_TYPE_PROGRESS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/tidewatch/Tidewatch/ui/start-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, clamp);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, welcome_error);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, progress);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, failed_title);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, failed_body);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, failed_detail);
  gtk_widget_class_bind_template_child (widget_class, TwStartPage, restore);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
tw_start_page_init (TwStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_fit_clamp_to_text (self->clamp);
}
