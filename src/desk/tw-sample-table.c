// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-sample-table.h"

#include "base/tw-csv.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- a row ----------------------------------------------------------------------------------- */

#define TW_TYPE_SAMPLE_ROW (tw_sample_row_get_type ())
G_DECLARE_FINAL_TYPE (TwSampleRow, tw_sample_row, TW, SAMPLE_ROW, GObject)

struct _TwSampleRow {
  GObject parent_instance;
  char **texts;
  guint n_texts;
  int bad; /* the cell in which the problem lies, -1 none */
};

G_DEFINE_FINAL_TYPE (TwSampleRow, tw_sample_row, G_TYPE_OBJECT)

static void
tw_sample_row_finalize (GObject *object)
{
  g_strfreev (TW_SAMPLE_ROW (object)->texts);
  G_OBJECT_CLASS (tw_sample_row_parent_class)->finalize (object);
}

static void
tw_sample_row_class_init (TwSampleRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_sample_row_finalize;
}

static void
tw_sample_row_init (TwSampleRow *self)
{
  self->bad = -1;
}

static TwSampleRow *
row_take (GStrvBuilder *builder, int bad)
{
  TwSampleRow *row = g_object_new (TW_TYPE_SAMPLE_ROW, NULL);

  row->texts = g_strv_builder_end (builder);
  row->n_texts = g_strv_length (row->texts);
  row->bad = bad;
  return row;
}

#define BAD_MAX_PX 420 /* a problem says what was found and what was expected */
#define MAX_PX 200     /* shorter texts are never cut off; the table scrolls instead */

/* --- cells ----------------------------------------------------------------------------------- */

/* Counted in characters, Chinese would come out too narrow in one language and digits too wide in
 * the other: what a character takes on average depends on it. */
static int
get_width_px (GtkWidget *label, const char *text, gboolean bold)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (label, text);
  int width_px;

  pango_layout_get_pixel_size (layout, &width_px, NULL);
  return bold ? width_px * 9 / 8 : width_px;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 64);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  TwSampleRow *row = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);
  guint column = GPOINTER_TO_UINT (user_data);
  const char *text = column < row->n_texts ? row->texts[column] : "";
  gboolean is_bad = row->bad == (int) column;

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_size_request (
      label, MIN (get_width_px (label, text, is_bad), is_bad ? BAD_MAX_PX : MAX_PX), -1);
  gtk_widget_set_tooltip_text (label, *text != '\0' ? text : NULL);
  if (is_bad)
    gtk_widget_add_css_class (label, "bad");
  else
    gtk_widget_remove_css_class (label, "bad");
}

static void
add_column (GtkColumnView *view, guint index, const char *title, gboolean expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (index));
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_append_column (view, column);
}

static void
clear (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  gtk_column_view_set_model (view, NULL);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (view, column);
    }
}

static void
show_rows (GtkColumnView *view, GListStore *rows)
{
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (rows)));

  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (model));
}

/* --- as read --------------------------------------------------------------------------------- */

/* The fields with a column of their own; both halves of a position share one. */
static const TwRequestField shown[] = {
  TW_REQUEST_SERVICE,  TW_REQUEST_CHANNEL, TW_REQUEST_COMMUNITY,
  TW_REQUEST_POSITION, TW_REQUEST_ADDRESS, TW_REQUEST_TEXT,
  TW_REQUEST_AGE,      TW_REQUEST_STATUS,  TW_REQUEST_ID,
};

static gboolean
is_mapped (const TwMapping *mapping, TwRequestField field)
{
  return mapping->columns[field] != NULL || mapping->constants[field] != NULL;
}

static gboolean
is_shown (const TwMapping *mapping, TwRequestField field)
{
  if (field == TW_REQUEST_POSITION)
    return is_mapped (mapping, TW_REQUEST_LAT) || is_mapped (mapping, TW_REQUEST_LON)
           || is_mapped (mapping, TW_REQUEST_POSITION);
  return is_mapped (mapping, field);
}

static char *
describe_field (const TwRequestRead *read, TwRequestField field)
{
  switch (field)
    {
    case TW_REQUEST_POSITION:
      return read->placed ? g_strdup_printf ("%.5f, %.5f", read->lat, read->lon)
                          : g_strdup (_ ("no place"));
    case TW_REQUEST_AGE:
      return read->age >= 0 ? g_strdup_printf ("%d", read->age) : g_strdup ("");
    case TW_REQUEST_STATUS:
      return g_strdup (read->done ? _ ("done") : _ ("open"));
    default:
      return g_strdup (read->values[field] != NULL ? read->values[field] : "");
    }
}

static TwSampleRow *
row_as_read (const TwPreviewRow *source, const TwMapping *mapping)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const TwRequestRead *read = &source->read;
  const char *when = read->values[TW_REQUEST_WHEN];

  /* A time that cannot be read is shown as it stands. */
  g_strv_builder_add (builder, read->problem != NULL ? read->problem : "");
  g_strv_builder_add (builder, source->at_text != NULL ? source->at_text
                               : when != NULL          ? when
                                                       : "");
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    if (is_shown (mapping, shown[i]))
      {
        g_autofree char *text = describe_field (read, shown[i]);

        g_strv_builder_add (builder, text);
      }
  return row_take (builder, read->problem != NULL ? 0 : -1);
}

static void
show_as_read (GtkColumnView *view, const TwRequestPreview *preview)
{
  g_autoptr (GListStore) rows = g_list_store_new (TW_TYPE_SAMPLE_ROW);
  guint n = 2;

  if (preview->n_problems > 0)
    add_column (view, 0, _ ("Problem"), FALSE);
  add_column (view, 1, tw_request_field_describe (TW_REQUEST_WHEN), FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    if (is_shown (preview->mapping, shown[i]))
      {
        const char *title =
            shown[i] == TW_REQUEST_POSITION ? _ ("Place") : tw_request_field_describe (shown[i]);

        add_column (view, n++, title, shown[i] == TW_REQUEST_TEXT);
      }
  for (guint i = 0; i < preview->rows->len; i++)
    {
      g_autoptr (TwSampleRow) row = row_as_read (preview->rows->pdata[i], preview->mapping);

      g_list_store_append (rows, row);
    }
  show_rows (view, rows);
}

/* --- as in the file -------------------------------------------------------------------------- */

static TwSampleRow *
row_of_cells (char **cells, guint n)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < n; i++)
    g_strv_builder_add (builder, cells[i] != NULL ? cells[i] : "");
  return row_take (builder, -1);
}

static void
show_cells (GtkColumnView *view, const TwRequestSample *sample)
{
  g_autoptr (GListStore) rows = g_list_store_new (TW_TYPE_SAMPLE_ROW);

  for (guint i = 0; i < sample->n_columns; i++)
    {
      g_autofree char *title = sample->header != NULL && *sample->header[i] != '\0'
                                   ? g_strdup (sample->header[i])
                                   : g_strdup_printf (_ ("Column %u"), i + 1);

      add_column (view, i, title, i + 1 == sample->n_columns);
    }
  for (guint i = 0; i < sample->rows->len; i++)
    {
      g_autoptr (TwSampleRow) row = row_of_cells (sample->rows->pdata[i], sample->n_columns);

      g_list_store_append (rows, row);
    }
  show_rows (view, rows);
}

void
tw_sample_table_show (GtkColumnView *view, const TwRequestPreview *preview, gboolean raw)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));
  clear (view);
  if (raw || preview->mapping_problem != NULL)
    show_cells (view, preview->sample);
  else
    show_as_read (view, preview);
}

/* --- rejected rows --------------------------------------------------------------------------- */

#define REASON_COLUMN 1 /* of the list: line, reason, then the columns of the file */

/* The importer heads its own two columns in English whatever the language, for scripts. */
static const char *
get_reject_title (const char *title, guint column)
{
  if (column == 0 && strcmp (title, "line") == 0)
    return _ ("Line");
  if (column == REASON_COLUMN && strcmp (title, "reason") == 0)
    return _ ("Reason");
  return title;
}

static TwSampleRow *
row_of_csv (TwCsv *csv)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < tw_csv_n_fields (csv); i++)
    g_strv_builder_add (builder, tw_csv_field (csv, i));
  return row_take (builder, REASON_COLUMN);
}

gboolean
tw_sample_table_show_file (GtkColumnView *view, const char *path, guint limit, GError **error)
{
  g_autoptr (GListStore) rows = g_list_store_new (TW_TYPE_SAMPLE_ROW);
  g_autoptr (TwCsv) csv = tw_csv_open (path, NULL, error);
  TwCsvStatus status = TW_CSV_END;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), FALSE);
  if (csv == NULL)
    return FALSE;
  clear (view);
  if (tw_csv_next (csv, NULL) == TW_CSV_ROW)
    for (guint i = 0, n = tw_csv_n_fields (csv); i < n; i++)
      add_column (view, i, get_reject_title (tw_csv_field (csv, i), i), i + 1 == n);
  while (g_list_model_get_n_items (G_LIST_MODEL (rows)) < limit
         && (status = tw_csv_next (csv, NULL)) != TW_CSV_END && status != TW_CSV_FAIL)
    if (status == TW_CSV_ROW)
      {
        g_autoptr (TwSampleRow) row = row_of_csv (csv);

        g_list_store_append (rows, row);
      }
  show_rows (view, rows);
  return TRUE;
}
