// SPDX-License-Identifier: Apache-2.0
/* Files and paper (F28): what is on the board, draft or published, of the pools that are shown. */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/compat.h"
#include "desk/tw-window.h"
#include "duty/roster/tw-rota-export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define EXPORT_DATA "export" /* what stops the file being written */

typedef struct {
  TwRosterPage *page;
  TwRotaExportKind kind;
  AdwToast *toast; /* while it is written, or NULL */
  char *path;
} Export;

static GPtrArray *
shown_shifts (TwRosterPage *self)
{
  return self->look.published ? tw_rota_get_published (self->rota)
                              : tw_rota_get_shifts (self->rota);
}

/* "Published, edition 3", or the state of the day chosen. */
static char *
state_text (TwRosterPage *self)
{
  const TwRotaDay *day = tw_rota_get_day (self->rota, (guint) tw_roster_page_get_day (self));

  if (self->look.published && day->edition > 0)
    return g_strdup_printf (_ ("Published, edition %d"), day->edition);
  return g_strdup (tw_day_state_name (day->state));
}

static TwRotaPrint *
make_print (TwRosterPage *self, TwPaper paper)
{
  g_autofree char *state = state_text (self);
  TwRotaPrintOptions options = {
    .paper = paper, .by_place = self->look.by_place, .pools = self->look.pools, .state = state
  };

  return tw_rota_print_new (tw_rota_get_frame (self->rota), shown_shifts (self), &options);
}

/* --- files ------------------------------------------------------------------------------------ */

static void
export_free (Export *export)
{
  g_object_unref (export->page);
  g_clear_object (&export->toast);
  g_free (export->path);
  g_free (export);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  TwRosterPage *self = export->page;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean done = tw_rota_export_finish (TW_ROTA (source), result, &error);

  g_object_set_data (G_OBJECT (self), EXPORT_DATA, NULL);
  if (export->toast != NULL)
    adw_toast_dismiss (export->toast);
  text = done ? g_strdup_printf (_ ("Written to “%s”"), export->path)
         : g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
             ? g_strdup_printf (_ ("“%s” was not written: stopped"), export->path)
             : g_strdup_printf (_ ("The file could not be written: %s"), error->message);
  if (self->box != NULL)
    tw_roster_page_say (self, text, FALSE);
  export_free (export);
}

static void
write_file (Export *export)
{
  TwRosterPage *self = export->page;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GCancellable *cancellable = g_cancellable_new ();
  g_autofree char *state = state_text (self), *text = NULL;
  TwRotaPrintOptions print = { .by_place = self->look.by_place,
                               .pools = self->look.pools,
                               .state = state };

  g_object_set_data_full (G_OBJECT (self), EXPORT_DATA, cancellable, g_object_unref);
  text = g_strdup_printf (_ ("Writing “%s”…"), export->path);
  if (TW_IS_WINDOW (root) && export->kind == TW_EXPORT_MPS) /* the others are done at once */
    export->toast = tw_window_toast_until (TW_WINDOW (root), text, _ ("Stop"),
                                           "win.page-action::roster.export-stop");
  tw_rota_export_async (self->rota, export->kind, self->look.published, &print, export->path,
                        cancellable, written_cb, export);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GCancellable *cancellable = g_object_get_data (G_OBJECT (widget), EXPORT_DATA);

  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

static void
chosen_cb (GFile *file, gpointer user_data)
{
  Export *export = user_data;
  TwRosterPage *self = export->page;

  export->path = file != NULL ? g_file_get_path (file) : NULL;
  if (export->path == NULL || self->box == NULL || !tw_rota_is_loaded (self->rota))
    export_free (export);
  else if (g_object_get_data (G_OBJECT (self), EXPORT_DATA) != NULL)
    {
      tw_roster_page_say (self, _ ("Wait until the file before has been written, or stop it"),
                          FALSE);
      export_free (export);
    }
  else
    write_file (export);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const struct {
    const char *action, *suffix, *pattern, *what;
  } kinds[] = {
    [TW_EXPORT_PDF] = { "roster.export-pdf", "pdf", "*.pdf", N_ ("PDF") },
    [TW_EXPORT_CSV] = { "roster.export-csv", "csv", "*.csv", N_ ("Tables") },
    [TW_EXPORT_ICS] = { "roster.export-ics", "ics", "*.ics", N_ ("Calendars") },
    [TW_EXPORT_MPS] = { "roster.export-mps", "mps", "*.mps", N_ ("Models") },
  };
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);

  for (guint i = 0; i < G_N_ELEMENTS (kinds) && frame != NULL && GTK_IS_WINDOW (root); i++)
    if (strcmp (kinds[i].action, name) == 0)
      {
        const char *patterns[] = { _ (kinds[i].what), kinds[i].pattern, NULL };
        const TwRotaSpan *day = frame->days->pdata[0];
        g_autofree char *file = g_strdup_printf ("roster-%s.%s", day->date, kinds[i].suffix);
        Export *export = g_new0 (Export, 1);

        export->page = g_object_ref (self);
        export->kind = (TwRotaExportKind) i;
        tw_compat_choose_file (GTK_WINDOW (root), TW_CHOOSE_SAVE, _ ("Export the roster"), patterns,
                               file, chosen_cb, export);
      }
}

/* --- paper ---------------------------------------------------------------------------------- */

static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context, TwRosterPage *self)
{
  gboolean large = gtk_print_context_get_width (context) > 1000; /* points: A3 across is 1191 */
  TwRotaPrint *print = make_print (self, large ? TW_PAPER_A3 : TW_PAPER_A4);

  g_object_set_data_full (G_OBJECT (operation), "print", print,
                          (GDestroyNotify) tw_rota_print_free);
  gtk_print_operation_set_n_pages (operation, MAX (tw_rota_print_get_n_pages (print), 1));
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, TwRosterPage *self)
{
  TwRotaPrint *print = g_object_get_data (G_OBJECT (operation), "print");
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width, height;

  tw_rota_print_get_size (print, &width, &height);
  cairo_scale (cr, gtk_print_context_get_width (context) / width,
               gtk_print_context_get_height (context) / height);
  tw_rota_print_draw (print, page, cr);
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GError) error = NULL;

  if (!tw_rota_is_loaded (self->rota) || !GTK_IS_WINDOW (root))
    return;
  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  g_signal_connect_object (operation, "begin-print", G_CALLBACK (begin_print_cb), self, 0);
  g_signal_connect_object (operation, "draw-page", G_CALLBACK (draw_page_cb), self, 0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (root), &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    tw_roster_page_say (self, error->message, FALSE);
}

void
tw_roster_page_install_paper (GtkWidgetClass *widget)
{
  gtk_widget_class_install_action (widget, "roster.print", NULL, print_action);
  gtk_widget_class_install_action (widget, "roster.export-pdf", NULL, export_action);
  gtk_widget_class_install_action (widget, "roster.export-csv", NULL, export_action);
  gtk_widget_class_install_action (widget, "roster.export-ics", NULL, export_action);
  gtk_widget_class_install_action (widget, "roster.export-mps", NULL, export_action);
  gtk_widget_class_install_action (widget, "roster.export-stop", NULL, stop_action);
}
