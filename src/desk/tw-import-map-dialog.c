// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-import-map-dialog.h"

#include "desk/compat.h"
#include "base/tw-locale.h"
#include "desk/tw-fit.h"
#include "desk/tw-progress-view.h"
#include "desk/tw-text.h"
#include "duty/tw-duty-import.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _TwImportMapDialog {
  AdwWindow parent_instance;
  GtkStack *stack;
  GtkLabel *file_name, *failed_text, *done_title, *done_note;
  AdwComboRow *datum;
  GtkSwitch *as_communities;
  GtkButton *cancel, *go, *undo;
  TwProgressView *progress;
  GtkListBox *counts;

  TwDuty *duty;
  char *path;
  GCancellable *cancellable;
};

#define WIDTH 520

G_DEFINE_FINAL_TYPE (TwImportMapDialog, tw_import_map_dialog, ADW_TYPE_WINDOW)

typedef enum { SETUP, RUNNING, DONE, FAILED } State;

/* As high as what there is to say. Measured, since a window that stands does not grow by itself
 * around a list that could scroll. */
static void
fit_height (TwImportMapDialog *self)
{
  int width = (int) (WIDTH * tw_fit_text_scale (GTK_WIDGET (self))), height;

  gtk_widget_measure (adw_window_get_content (ADW_WINDOW (self)), GTK_ORIENTATION_VERTICAL, width,
                      NULL, &height, NULL, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
}

static void
set_state (TwImportMapDialog *self, State state)
{
  static const char *const names[] = { "setup", "running", "done", "failed" };

  gtk_stack_set_visible_child_name (self->stack, names[state]);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), state != DONE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->undo), state == DONE);
  gtk_widget_set_visible (GTK_WIDGET (self->go), state != RUNNING);
  gtk_button_set_label (self->go, state == SETUP    ? _ ("Import")
                                  : state == FAILED ? _ ("Back")
                                                    : _ ("Close"));
  if (state == RUNNING)
    return;
  /* Not for the moment in which it runs: of two changes so close the window may miss the second. */
  fit_height (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->go));
}

/* The importer's words stand within sentences elsewhere; here each begins a line. */
static char *
dup_capital (const char *text)
{
  g_autofree char *first = g_utf8_substring (text, 0, 1);
  g_autofree char *upper = g_utf8_strup (first, -1);

  return g_strconcat (upper, text + strlen (first), NULL);
}

static void
add_count (TwImportMapDialog *self, const char *what, gint64 n, gboolean dim)
{
  g_autofree char *text = tw_text_count (n);
  g_autofree char *title = dup_capital (what);
  GtkWidget *row, *label;

  if (n == 0)
    return;
  row = adw_action_row_new ();
  label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "numeric");
  if (dim)
    gtk_widget_add_css_class (label, "dim-label");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (self->counts, row);
}

static void
show_result (TwImportMapDialog *self, const TwMapImportResult *result)
{
  g_autofree char *total = tw_text_count (result->n_total);
  g_autofree char *title = NULL;

  title = result->n_total > 0
              ? g_strdup_printf (ngettext ("%s map feature imported", "%s map features imported",
                                           (gulong) result->n_total),
                                 total)
              : g_strdup (_ ("Nothing in this file belongs on a duty map"));
  gtk_label_set_text (self->done_title, title);
  for (int kind = TW_MAP_LAND; kind <= TW_MAP_POI; kind++)
    add_count (self, tw_map_kind_describe ((TwMapKind) kind), result->n_features[kind], FALSE);
  add_count (self, _ ("places added"), result->n_places_added, FALSE);
  add_count (self, _ ("places updated"), result->n_places_updated, FALSE);
  add_count (self, _ ("places known already"), result->n_places_known, TRUE);
  for (int skip = 0; skip < TW_MAP_N_SKIPS; skip++)
    {
      g_autofree char *what =
          g_strdup_printf (_ ("left out: %s"), tw_map_skip_describe ((TwMapSkip) skip));

      add_count (self, what, result->n_skipped[skip], TRUE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->done_note),
                          result->attribution != NULL && *result->attribution != '\0');
  gtk_label_set_text (self->done_note, result->attribution != NULL ? result->attribution : "");
  tw_compat_announce (GTK_WIDGET (self->done_title), title);
}

static void
progress_cb (double fraction, const char *doing, gpointer user_data)
{
  TwImportMapDialog *self = user_data;

  tw_progress_view_set (self->progress, fraction, doing);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TwImportMapDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  TwMapImportResult report = { 0 };

  g_clear_object (&self->cancellable);
  if (tw_duty_import_map_finish (TW_DUTY (source), result, &report, &error))
    {
      show_result (self, &report);
      set_state (self, DONE);
      tw_map_import_result_clear (&report);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_state (self, SETUP);
  else
    {
      gtk_label_set_text (self->failed_text, error->message);
      set_state (self, FAILED);
    }
}

static void
start (TwImportMapDialog *self)
{
  static const TwDatum datums[] = { TW_DATUM_WGS84, TW_DATUM_GCJ02, TW_DATUM_BD09,
                                    TW_DATUM_CGCS2000 };
  TwMapImportOptions options = { 0 };

  options.datum = datums[MIN (adw_combo_row_get_selected (self->datum), G_N_ELEMENTS (datums) - 1)];
  options.as_place = gtk_switch_get_active (self->as_communities) ? "community" : NULL;
  self->cancellable = g_cancellable_new ();
  set_state (self, RUNNING);
  tw_progress_view_begin (self->progress, _ ("Opening the file"));
  tw_duty_import_map_async (self->duty, self->path, &options, self->cancellable, progress_cb, self,
                            done_cb, g_object_ref (self));
}

static void
go_cb (TwImportMapDialog *self)
{
  const char *state = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (state, "setup") == 0)
    start (self);
  else if (g_strcmp0 (state, "failed") == 0)
    set_state (self, SETUP);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
undo_cb (TwImportMapDialog *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (parent), "app.undo", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
cancel_cb (TwImportMapDialog *self)
{
  if (self->cancellable == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), FALSE);
  tw_progress_view_stopping (self->progress);
}

/* Closing while it runs stops the import; the window goes when that is done. */
static gboolean
close_request (GtkWindow *window)
{
  TwImportMapDialog *self = TW_IMPORT_MAP_DIALOG (window);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  return GTK_WINDOW_CLASS (tw_import_map_dialog_parent_class)->close_request (window);
}

static void
tw_import_map_dialog_dispose (GObject *object)
{
  TwImportMapDialog *self = TW_IMPORT_MAP_DIALOG (object);

  g_clear_object (&self->duty);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_IMPORT_MAP_DIALOG);
  G_OBJECT_CLASS (tw_import_map_dialog_parent_class)->dispose (object);
}

static void
tw_import_map_dialog_finalize (GObject *object)
{
  TwImportMapDialog *self = TW_IMPORT_MAP_DIALOG (object);

  g_free (self->path);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (tw_import_map_dialog_parent_class)->finalize (object);
}

static void
tw_import_map_dialog_class_init (TwImportMapDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_import_map_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_import_map_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;
  g_type_ensure (TW_TYPE_PROGRESS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/tidewatch/Tidewatch/ui/import-map-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, file_name);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, failed_text);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, done_title);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, done_note);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, datum);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, as_communities);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, go);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, undo);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, TwImportMapDialog, counts);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tw_import_map_dialog_init (TwImportMapDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  if (!tw_locale_is_chinese ())
    gtk_widget_add_css_class (GTK_WIDGET (self), "latin");
}

GtkWindow *
tw_import_map_dialog_open (TwWindow *parent, TwDuty *duty, GFile *file)
{
  TwImportMapDialog *self;
  g_autofree char *name = NULL;

  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);
  self = g_object_new (TW_TYPE_IMPORT_MAP_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  self->duty = g_object_ref (duty);
  self->path = g_file_get_path (file);
  name = g_file_get_basename (file);
  gtk_label_set_text (self->file_name, name);
  set_state (self, SETUP);
  tw_fit_window_to_text (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
