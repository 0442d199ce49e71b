// SPDX-License-Identifier: Apache-2.0
/*
 * The drop-down of a field lists "none", the columns of the file, and, where the mapping has one,
 * the constant that stands for every row. A column is named by its heading, or by its number where
 * there is no heading or two are alike.
 */
#include "desk/tw-import-columns.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LABEL_WIDTH 168 /* as in the form below it, in the .ui file */

struct _TwImportColumns {
  GtkWidget parent_instance;
  GtkGrid *grid;
  GtkDropDown *choices[TW_REQUEST_N_FIELDS];
  GtkImage *marks[TW_REQUEST_N_FIELDS];
  char *constants[TW_REQUEST_N_FIELDS];
  char **names; /* what a mapping calls each column */
  guint n_columns;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (TwImportColumns, tw_import_columns, GTK_TYPE_WIDGET)

static guint changed_signal;

static void
mark_unset (GtkDropDown *choice)
{
  guint selected = gtk_drop_down_get_selected (choice);

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    gtk_widget_add_css_class (GTK_WIDGET (choice), "unset");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (choice), "unset");
}

static void
chosen_cb (TwImportColumns *self, GParamSpec *pspec, GtkDropDown *choice)
{
  mark_unset (choice);
  if (!self->filling)
    g_signal_emit (self, changed_signal, 0);
}

static gboolean
is_unique (char **header, guint n, guint at)
{
  for (guint i = 0; i < n; i++)
    if (i != at && strcmp (header[i], header[at]) == 0)
      return FALSE;
  return *header[at] != '\0';
}

static void
take_names (TwImportColumns *self, const TwRequestSample *sample)
{
  g_strfreev (self->names);
  self->n_columns = sample->n_columns;
  self->names = g_new0 (char *, sample->n_columns + 1);
  for (guint i = 0; i < sample->n_columns; i++)
    self->names[i] = sample->header != NULL && is_unique (sample->header, sample->n_columns, i)
                         ? g_strdup (sample->header[i])
                         : g_strdup_printf ("%u", i + 1);
}

/* What a person sees of a column: its heading, or its number and the first cell in it. */
static char *
describe_column (const TwRequestSample *sample, guint i)
{
  char **cells;

  if (sample->header != NULL && *sample->header[i] != '\0')
    return g_strdup (sample->header[i]);
  if (sample->rows->len == 0)
    return g_strdup_printf (_ ("Column %u"), i + 1);
  cells = sample->rows->pdata[0];
  return g_strdup_printf (_ ("Column %u: %s"), i + 1, cells[i] != NULL ? cells[i] : "");
}

static GtkStringList *
make_choices (const TwRequestSample *sample, const char *constant)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _ ("Not in this file"));
  for (guint i = 0; i < sample->n_columns; i++)
    {
      g_autofree char *text = describe_column (sample, i);

      gtk_string_list_append (list, text);
    }
  if (constant != NULL)
    {
      /* Translators: a value that holds for every row of the file */
      g_autofree char *text = g_strdup_printf (_ ("always “%s”"), constant);

      gtk_string_list_append (list, text);
    }
  return list;
}

static guint
find_choice (TwImportColumns *self, const char *column, const TwRequestSample *sample)
{
  guint64 number;

  if (column == NULL)
    return 0;
  for (guint i = 0; i < sample->n_columns; i++)
    if (sample->header != NULL && strcmp (sample->header[i], column) == 0)
      return i + 1;
  if (g_ascii_string_to_unsigned (column, 10, 1, sample->n_columns, &number, NULL))
    return (guint) number;
  return 0;
}

static void
fill_field (TwImportColumns *self, guint f, const TwRequestPreview *preview)
{
  const char *problem = preview->field_problems[f];
  g_autoptr (GtkStringList) list = NULL;
  guint choice = find_choice (self, preview->mapping->columns[f], preview->sample);

  g_free (self->constants[f]);
  self->constants[f] = g_strdup (preview->mapping->constants[f]);
  list = make_choices (preview->sample, self->constants[f]);
  if (choice == 0 && self->constants[f] != NULL)
    choice = preview->sample->n_columns + 1;
  gtk_drop_down_set_model (self->choices[f], G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->choices[f], choice);
  mark_unset (self->choices[f]);
  gtk_widget_set_opacity (GTK_WIDGET (self->marks[f]), problem != NULL ? 1 : 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->marks[f]), problem);
}

void
tw_import_columns_set_preview (TwImportColumns *self, const TwRequestPreview *preview)
{
  g_return_if_fail (TW_IS_IMPORT_COLUMNS (self));
  self->filling = TRUE;
  take_names (self, preview->sample);
  for (guint f = 0; f < TW_REQUEST_N_FIELDS; f++)
    fill_field (self, f, preview);
  self->filling = FALSE;
}

TwMapping *
tw_import_columns_dup_mapping (TwImportColumns *self)
{
  TwMapping *mapping;

  g_return_val_if_fail (TW_IS_IMPORT_COLUMNS (self), NULL);
  mapping = tw_mapping_new ();
  for (guint f = 0; f < TW_REQUEST_N_FIELDS; f++)
    {
      guint choice = gtk_drop_down_get_selected (self->choices[f]);

      if (choice == GTK_INVALID_LIST_POSITION || choice == 0)
        continue;
      if (choice <= self->n_columns)
        tw_mapping_set_column (mapping, (TwRequestField) f, self->names[choice - 1]);
      else
        tw_mapping_set_constant (mapping, (TwRequestField) f, self->constants[f]);
    }
  return mapping;
}

void
tw_import_columns_choose (TwImportColumns *self, TwRequestField field, int column)
{
  g_return_if_fail (TW_IS_IMPORT_COLUMNS (self));
  gtk_drop_down_set_selected (self->choices[field], (guint) (column + 1));
}

/* The order of the form: what every request needs first. */
static const TwRequestField order[] = {
  TW_REQUEST_WHEN, TW_REQUEST_TIME,   TW_REQUEST_SERVICE,  TW_REQUEST_CHANNEL, TW_REQUEST_COMMUNITY,
  TW_REQUEST_LAT,  TW_REQUEST_LON,    TW_REQUEST_POSITION, TW_REQUEST_ADDRESS, TW_REQUEST_TEXT,
  TW_REQUEST_AGE,  TW_REQUEST_STATUS, TW_REQUEST_END,      TW_REQUEST_ID,
};
G_STATIC_ASSERT (G_N_ELEMENTS (order) == TW_REQUEST_N_FIELDS);

static void
add_field (TwImportColumns *self, TwRequestField field, int row)
{
  const char *name = tw_request_field_describe (field);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *choice = gtk_drop_down_new (NULL, NULL);
  GtkWidget *mark = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_size_request (label, LABEL_WIDTH, -1);
  if (field == TW_REQUEST_WHEN)
    gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_hexpand (choice, TRUE);
  gtk_widget_add_css_class (mark, "warning");
  gtk_widget_set_opacity (mark, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_name (choice, tw_request_field_name (field));
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (chosen_cb), self);
  gtk_grid_attach (self->grid, label, 0, row, 1, 1);
  gtk_grid_attach (self->grid, choice, 1, row, 1, 1);
  gtk_grid_attach (self->grid, mark, 2, row, 1, 1);
  self->choices[field] = GTK_DROP_DOWN (choice);
  self->marks[field] = GTK_IMAGE (mark);
}

static void
tw_import_columns_dispose (GObject *object)
{
  TwImportColumns *self = TW_IMPORT_COLUMNS (object);

  self->filling = TRUE; /* drop-downs that go must not speak up any more */
  if (self->grid != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->grid));
  self->grid = NULL;
  G_OBJECT_CLASS (tw_import_columns_parent_class)->dispose (object);
}

static void
tw_import_columns_finalize (GObject *object)
{
  TwImportColumns *self = TW_IMPORT_COLUMNS (object);

  g_strfreev (self->names);
  for (guint f = 0; f < TW_REQUEST_N_FIELDS; f++)
    g_free (self->constants[f]);
  G_OBJECT_CLASS (tw_import_columns_parent_class)->finalize (object);
}

static void
tw_import_columns_class_init (TwImportColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_import_columns_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_import_columns_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  changed_signal = g_signal_new ("changed", TW_TYPE_IMPORT_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_import_columns_init (TwImportColumns *self)
{
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_grid_set_column_spacing (self->grid, 6);
  gtk_widget_set_parent (GTK_WIDGET (self->grid), GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    add_field (self, order[i], (int) i);
}
