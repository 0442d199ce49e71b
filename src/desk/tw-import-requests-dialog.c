// SPDX-License-Identifier: Apache-2.0
/*
 * Every choice asks the duty for a new preview with exactly the options the import would run with,
 * so what the table shows is what will be stored. A choice while a preview is under way cancels it.
 * Choices about the layout of the file (delimiter, heading, encoding) change the columns
 * themselves, so the mapping is found anew after them.
 */
#include "desk/tw-import-requests-dialog.h"

#include "desk/compat.h"
#include "desk/pages/tw-wrap-box.h"
#include "desk/tw-import-columns.h"
#include "base/tw-locale.h"
#include "desk/tw-fit.h"
#include "desk/tw-progress-view.h"
#include "desk/tw-sample-table.h"
#include "desk/tw-text.h"
#include "duty/tw-duty-import.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SAMPLE_ROWS 60
#define DEBOUNCE_MS 200
#define MAX_REJECTS_SHOWN 500

struct _TwImportRequestsDialog {
  AdwWindow parent_instance;
  AdwWindowTitle *title;
  GtkStack *stack;
  GtkButton *cancel, *go, *back, *undo, *show_rejects;
  /* setup */
  TwImportColumns *columns;
  GtkDropDown *delimiter, *encoding, *heading, *dates, *datum;
  GtkEntry *zone;
  GtkToggleButton *as_file;
  GtkColumnView *table;
  GtkLabel *summary, *origin;
  GtkImage *summary_icon;
  GtkStack *preview_stack;
  GtkLabel *preview_problem;
  /* running, done, failed */
  TwProgressView *progress;
  GtkLabel *done_title, *done_text, *failed_title, *failed_text, *failed_note;
  GtkLabel *n_added, *n_known, *n_rejected, *n_unplaced;
  GtkWidget *rejected_card, *unplaced_card;
  GtkColumnView *rejects;

  TwDuty *duty;
  char *path;
  TwRequestPreview *preview;
  gboolean mapping_chosen; /* by the person: else remembered or guessed */
  gboolean filling;
  guint debounce_id;
  GCancellable *previewing, *importing;
  char *rejects_path;
};

G_DEFINE_FINAL_TYPE (TwImportRequestsDialog, tw_import_requests_dialog, ADW_TYPE_WINDOW)

typedef enum { SETUP, RUNNING, DONE, REJECTS, FAILED } State;

static void
set_state (TwImportRequestsDialog *self, State state)
{
  static const char *const names[] = { "setup", "running", "done", "rejects", "failed" };
  gboolean ready = self->preview != NULL && self->preview->mapping_problem == NULL;

  gtk_stack_set_visible_child_name (self->stack, names[state]);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), state == SETUP || state == RUNNING);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->back), state == REJECTS || state == FAILED);
  gtk_widget_set_visible (GTK_WIDGET (self->go), state == SETUP || state == DONE);
  gtk_button_set_label (self->go, state == SETUP ? _ ("Import") : _ ("Close"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), state != SETUP || ready);
  if (state == DONE)
    gtk_widget_grab_focus (GTK_WIDGET (self->go));
  else if (state == REJECTS || state == FAILED) /* else a text that can be copied gets it, marked */
    gtk_widget_grab_focus (GTK_WIDGET (self->back));
}

/* --- options from the form ------------------------------------------------------------------- */

typedef struct {
  TwRequestImportOptions options;
  TwMapping *mapping;
  char *zone;
} Options;

static void
options_clear (Options *self)
{
  tw_mapping_free (self->mapping);
  g_free (self->zone);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static guint
get_choice (GtkDropDown *choice, guint n)
{
  guint selected = gtk_drop_down_get_selected (choice);

  return selected < n ? selected : 0;
}

/* The choices stand in the same order in the .ui file. */
static const char delimiters[] = { 0, ',', ';', '\t', '|', 0 };

static void
read_options (TwImportRequestsDialog *self, Options *ret_options)
{
  static const char *const encodings[] = { NULL, "UTF-8", "GB18030", "UTF-16" };
  static const TwDatum datums[] = { TW_DATUM_WGS84, TW_DATUM_GCJ02, TW_DATUM_BD09,
                                    TW_DATUM_CGCS2000 };
  Options made = { 0 };

  made.options.layout.delimiter =
      delimiters[get_choice (self->delimiter, G_N_ELEMENTS (delimiters) - 1)];
  made.options.layout.encoding = encodings[get_choice (self->encoding, G_N_ELEMENTS (encodings))];
  made.options.layout.header = (TwHeaderMode) get_choice (self->heading, 3);
  made.options.dates = (TwDateMode) get_choice (self->dates, 3);
  made.options.datum = datums[get_choice (self->datum, G_N_ELEMENTS (datums))];
  made.zone = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->zone))));
  made.options.zone = *made.zone != '\0' ? made.zone : NULL;
  if (self->mapping_chosen)
    made.mapping = tw_import_columns_dup_mapping (self->columns);
  made.options.mapping = made.mapping;
  *ret_options = made;
}

/* --- preview --------------------------------------------------------------------------------- */

/* What was found out stands in the first choice of a drop-down, while that is chosen. */
static void
name_found (GtkDropDown *choice, const char *what)
{
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (choice));
  /* Translators: what the program found out about a file, such as "Tab (detected)" */
  g_autofree char *text = g_strdup_printf (_ ("%s (detected)"), what);
  const char *texts[] = { text, NULL };

  if (gtk_drop_down_get_selected (choice) != 0
      || g_strcmp0 (gtk_string_list_get_string (list, 0), text) == 0)
    return;
  gtk_string_list_splice (list, 0, 1, texts);
  gtk_drop_down_set_selected (choice, 0);
}

static const char *
get_item (GtkDropDown *choice, guint i)
{
  return gtk_string_list_get_string (GTK_STRING_LIST (gtk_drop_down_get_model (choice)), i);
}

static void
show_layout (TwImportRequestsDialog *self, const TwRequestSample *sample)
{
  const char *at = sample->delimiter != '\0' ? strchr (delimiters + 1, sample->delimiter) : NULL;

  if (at != NULL)
    name_found (self->delimiter, get_item (self->delimiter, (guint) (at - delimiters)));
  if (sample->encoding != NULL)
    name_found (self->encoding, sample->encoding);
  name_found (self->heading, get_item (self->heading, sample->has_header ? 1 : 2));
}

static const char *
describe_origin (TwOrigin origin)
{
  switch (origin)
    {
    case TW_FROM_MEMORY:
      return _ ("Columns as in the last import of such a file");
    case TW_FROM_OPTIONS:
      return _ ("Columns as chosen");
    default:
      return _ ("Columns found by their names");
    }
}

static void
show_summary (TwImportRequestsDialog *self)
{
  const TwRequestPreview *preview = self->preview;
  guint n = preview->rows->len, bad = preview->n_problems;
  g_autofree char *text = NULL;

  if (preview->mapping_problem != NULL)
    text = g_strdup (preview->mapping_problem);
  else if (bad == 0)
    text = g_strdup_printf (ngettext ("The first row can be read",
                                      "The first %u rows can all be read", n),
                            n);
  else
    text =
        g_strdup_printf (ngettext ("%u of the first %u rows cannot be read and would be rejected",
                                   "%u of the first %u rows cannot be read and would be rejected",
                                   bad),
                         bad, n);
  gtk_label_set_text (self->summary, text);
  gtk_image_set_from_icon_name (self->summary_icon, preview->mapping_problem != NULL || bad > 0
                                                        ? "dialog-warning-symbolic"
                                                        : "object-select-symbolic");
  gtk_label_set_text (self->origin, describe_origin (preview->mapping_origin));
}

static void
show_preview (TwImportRequestsDialog *self)
{
  self->filling = TRUE;
  tw_import_columns_set_preview (self->columns, self->preview);
  show_layout (self, self->preview->sample);
  gtk_entry_set_placeholder_text (self->zone, self->preview->zone);
  self->filling = FALSE;
  tw_sample_table_show (self->table, self->preview, gtk_toggle_button_get_active (self->as_file));
  gtk_stack_set_visible_child_name (self->preview_stack, "table");
  show_summary (self);
  set_state (self, SETUP);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TwImportRequestsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  TwRequestPreview *preview = tw_duty_preview_requests_finish (TW_DUTY (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->duty == NULL)
    {
      g_clear_pointer (&preview, tw_request_preview_free);
      return;
    }
  g_clear_object (&self->previewing);
  if (preview != NULL)
    {
      g_clear_pointer (&self->preview, tw_request_preview_free);
      self->preview = preview;
      show_preview (self);
      return;
    }
  gtk_label_set_text (self->preview_problem, error->message);
  gtk_stack_set_visible_child_name (self->preview_stack, "problem");
  gtk_widget_set_sensitive (GTK_WIDGET (self->go), FALSE);
}

static void
ask_preview (TwImportRequestsDialog *self)
{
  g_auto (Options) options = { 0 };

  g_clear_handle_id (&self->debounce_id, g_source_remove);
  if (self->previewing != NULL)
    g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
  self->previewing = g_cancellable_new ();
  read_options (self, &options);
  tw_duty_preview_requests_async (self->duty, self->path, &options.options, SAMPLE_ROWS,
                                  self->previewing, previewed_cb, g_object_ref (self));
}

static gboolean
debounce_cb (gpointer user_data)
{
  TwImportRequestsDialog *self = user_data;

  self->debounce_id = 0;
  ask_preview (self);
  return G_SOURCE_REMOVE;
}

static void
columns_changed_cb (TwImportRequestsDialog *self)
{
  if (self->filling || self->duty == NULL)
    return;
  self->mapping_chosen = TRUE;
  ask_preview (self);
}

static void
layout_changed_cb (TwImportRequestsDialog *self)
{
  if (self->filling || self->duty == NULL)
    return;
  self->mapping_chosen = FALSE;
  ask_preview (self);
}

static void
meaning_changed_cb (TwImportRequestsDialog *self)
{
  if (!self->filling && self->duty != NULL)
    ask_preview (self);
}

static void
zone_changed_cb (TwImportRequestsDialog *self)
{
  if (self->filling || self->duty == NULL)
    return;
  g_clear_handle_id (&self->debounce_id, g_source_remove);
  self->debounce_id = g_timeout_add (DEBOUNCE_MS, debounce_cb, self);
}

static void
as_file_cb (TwImportRequestsDialog *self)
{
  if (self->preview != NULL)
    tw_sample_table_show (self->table, self->preview, gtk_toggle_button_get_active (self->as_file));
}

/* --- result ---------------------------------------------------------------------------------- */

static void
set_count (GtkLabel *label, gint64 n)
{
  g_autofree char *text = tw_text_count (n);

  gtk_label_set_text (label, text);
}

static void
add_line (GString *text, const char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static void
add_count_line (GString *text, const char *format, gint64 n)
{
  g_autofree char *count = tw_text_count (n);
  g_autofree char *line = NULL;

  if (n == 0)
    return;
  line = g_strdup_printf (format, count);
  add_line (text, line);
}

static char *
describe_result (TwImportRequestsDialog *self, const TwRequestImportResult *result)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GTimeZone) zone = tw_zone_new (result->zone, NULL);

  if (result->n_added > 0 && zone != NULL)
    {
      g_autofree char *first = tw_text_when (result->first_us, g_get_real_time (), zone);
      g_autofree char *last = tw_text_when (result->last_us, g_get_real_time (), zone);
      /* Translators: two times and the name of a time zone */
      g_autofree char *line = g_strdup_printf (_ ("From %s to %s (%s)"), first, last, result->zone);

      add_line (text, line);
    }
  add_count_line (text, _ ("%s new services"), result->n_services_added);
  add_count_line (text, _ ("%s new channels"), result->n_channels_added);
  add_count_line (text, _ ("%s new communities"), result->n_communities_added);
  add_count_line (text, _ ("%s in no community"), result->n_outside);
  add_count_line (text, _ ("%s ages that are none were left out"), result->n_notes_age);
  add_count_line (text, _ ("%s half positions count as without a place"), result->n_notes_position);
  for (guint i = 0; result->warnings != NULL && i < result->warnings->len; i++)
    add_line (text, result->warnings->pdata[i]);
  return g_string_free (text, FALSE);
}

static char *
describe_outcome (const TwRequestImportResult *result)
{
  g_autofree char *added = tw_text_count (result->n_added);

  if (result->cancelled)
    return g_strdup_printf (_ ("Stopped after %s requests; importing the file again completes it"),
                            added);
  if (result->n_added > 0)
    return g_strdup_printf (ngettext ("%s request added", "%s requests added",
                                      (gulong) result->n_added),
                            added);
  if (result->n_rejected > 0 && result->n_known == 0)
    return g_strdup (_ ("No row of this file could be read"));
  return g_strdup (_ ("Nothing new: every request of this file is known already"));
}

static void
show_result (TwImportRequestsDialog *self, const TwRequestImportResult *result)
{
  g_autofree char *title = describe_outcome (result);
  g_autofree char *text = describe_result (self, result);

  gtk_label_set_text (self->done_title, title);
  gtk_label_set_text (self->done_text, text);
  set_count (self->n_added, result->n_added);
  set_count (self->n_known, result->n_known);
  set_count (self->n_rejected, result->n_rejected);
  set_count (self->n_unplaced, result->n_unplaced);
  g_free (self->rejects_path);
  self->rejects_path = g_strdup (result->rejects_path);
  gtk_widget_set_visible (GTK_WIDGET (self->show_rejects), result->rejects_path != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->undo), result->n_added > 0);
  if (result->n_rejected > 0)
    gtk_widget_add_css_class (self->rejected_card, "attention");
  tw_compat_announce (GTK_WIDGET (self->done_title), title);
}

static void
progress_cb (double fraction, const char *doing, gpointer user_data)
{
  TwImportRequestsDialog *self = user_data;

  tw_progress_view_set (self->progress, fraction, doing);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TwImportRequestsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  TwRequestImportResult report = { 0 };

  g_clear_object (&self->importing);
  if (tw_duty_import_requests_finish (TW_DUTY (source), result, &report, &error))
    {
      show_result (self, &report);
      set_state (self, DONE);
      tw_request_import_result_clear (&report);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_state (self, SETUP);
  else
    {
      gtk_label_set_text (self->failed_title, _ ("The import failed"));
      gtk_label_set_text (self->failed_text, error->message);
      gtk_label_set_text (
          self->failed_note,
          error->domain == TW_STORE_ERROR
              ? _ ("What was saved before this is whole; importing the file again adds the rest")
              : _ ("Nothing was changed"));
      set_state (self, FAILED);
    }
}

static void
start (TwImportRequestsDialog *self)
{
  g_auto (Options) options = { 0 };

  /* What the table shows is what is imported, also where it was guessed. */
  self->mapping_chosen = TRUE;
  read_options (self, &options);
  self->importing = g_cancellable_new ();
  set_state (self, RUNNING);
  tw_progress_view_begin (self->progress, _ ("Opening the file"));
  tw_duty_import_requests_async (self->duty, self->path, &options.options, self->importing,
                                 progress_cb, self, imported_cb, g_object_ref (self));
}

/* --- buttons --------------------------------------------------------------------------------- */

static void
go_cb (TwImportRequestsDialog *self)
{
  if (strcmp (gtk_stack_get_visible_child_name (self->stack), "setup") == 0)
    start (self);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
cancel_cb (TwImportRequestsDialog *self)
{
  if (self->importing == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  g_cancellable_cancel (self->importing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), FALSE);
  tw_progress_view_stopping (self->progress);
}

static void
back_cb (TwImportRequestsDialog *self)
{
  set_state (self, strcmp (gtk_stack_get_visible_child_name (self->stack), "rejects") == 0 ? DONE
                                                                                           : SETUP);
}

static void
undo_cb (TwImportRequestsDialog *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (parent), "app.undo", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
show_rejects_cb (TwImportRequestsDialog *self)
{
  g_autoptr (GError) error = NULL;

  if (tw_sample_table_show_file (self->rejects, self->rejects_path, MAX_REJECTS_SHOWN, &error))
    {
      set_state (self, REJECTS);
      return;
    }
  gtk_label_set_text (self->failed_title, _ ("The list of rejected rows cannot be read"));
  gtk_label_set_text (self->failed_text, error->message);
  gtk_label_set_text (self->failed_note, self->rejects_path);
  set_state (self, FAILED);
}

/* --- object ---------------------------------------------------------------------------------- */

/*
 * Closing while it runs stops the import after what is saved; the dialog lives on until that is
 * done.
 */
static gboolean
close_request (GtkWindow *window)
{
  TwImportRequestsDialog *self = TW_IMPORT_REQUESTS_DIALOG (window);

  if (self->importing != NULL)
    g_cancellable_cancel (self->importing);
  return GTK_WINDOW_CLASS (tw_import_requests_dialog_parent_class)->close_request (window);
}

static void
tw_import_requests_dialog_dispose (GObject *object)
{
  TwImportRequestsDialog *self = TW_IMPORT_REQUESTS_DIALOG (object);

  g_clear_handle_id (&self->debounce_id, g_source_remove);
  if (self->previewing != NULL)
    g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
  g_clear_object (&self->duty);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_IMPORT_REQUESTS_DIALOG);
  G_OBJECT_CLASS (tw_import_requests_dialog_parent_class)->dispose (object);
}

static void
tw_import_requests_dialog_finalize (GObject *object)
{
  TwImportRequestsDialog *self = TW_IMPORT_REQUESTS_DIALOG (object);

  g_free (self->path);
  g_free (self->rejects_path);
  g_clear_pointer (&self->preview, tw_request_preview_free);
  g_clear_object (&self->importing);
  G_OBJECT_CLASS (tw_import_requests_dialog_parent_class)->finalize (object);
}

#define BIND(child)                                                                                \
  gtk_widget_class_bind_template_child (widget_class, TwImportRequestsDialog, child)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (title);
  BIND (stack);
  BIND (cancel);
  BIND (go);
  BIND (back);
  BIND (undo);
  BIND (show_rejects);
  BIND (columns);
  BIND (delimiter);
  BIND (encoding);
  BIND (heading);
  BIND (dates);
  BIND (datum);
  BIND (zone);
  BIND (as_file);
  BIND (table);
  BIND (summary);
  BIND (summary_icon);
  BIND (origin);
  BIND (preview_stack);
  BIND (preview_problem);
  BIND (progress);
  BIND (done_title);
  BIND (done_text);
  BIND (failed_title);
  BIND (failed_text);
  BIND (failed_note);
  BIND (n_added);
  BIND (n_known);
  BIND (n_rejected);
  BIND (n_unplaced);
  BIND (rejected_card);
  BIND (rejects);
}

static void
tw_import_requests_dialog_class_init (TwImportRequestsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_import_requests_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_import_requests_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;
  g_type_ensure (TW_TYPE_IMPORT_COLUMNS);
  g_type_ensure (TW_TYPE_PROGRESS_VIEW);
  g_type_ensure (TW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/cn/tidewatch/Tidewatch/ui/import-requests-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_rejects_cb);
  gtk_widget_class_bind_template_callback (widget_class, columns_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, layout_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, meaning_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, zone_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, as_file_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tw_import_requests_dialog_init (TwImportRequestsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  if (!tw_locale_is_chinese ())
    gtk_widget_add_css_class (GTK_WIDGET (self), "latin");
}

GtkWindow *
tw_import_requests_dialog_open (TwWindow *parent, TwDuty *duty, GFile *file)
{
  TwImportRequestsDialog *self;
  g_autofree char *name = NULL;

  g_return_val_if_fail (TW_IS_DUTY (duty), NULL);
  self =
      g_object_new (TW_TYPE_IMPORT_REQUESTS_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  self->duty = g_object_ref (duty);
  self->path = g_file_get_path (file);
  name = g_file_get_basename (file);
  adw_window_title_set_subtitle (self->title, name);
  set_state (self, SETUP);
  ask_preview (self);
  tw_fit_window_to_text (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
