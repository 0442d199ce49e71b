// SPDX-License-Identifier: Apache-2.0
/*
 * What was worked is read in a worker into a book; tables for other pools and the list under a
 * figure are made of it at once. While the roster changes under the view it reads again, half a
 * second after the last change, and keeps the person selected.
 */
#include "config.h"

#include "desk/roster/tw-fair-view.h"

#include "desk/compat.h"
#include "desk/roster/tw-fair-cell.h"
#include "desk/tw-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SETTLE_MS 500

/* --- a row ------------------------------------------------------------------------------------ */

#define TW_TYPE_FAIR_ITEM (tw_fair_item_get_type ())
G_DECLARE_FINAL_TYPE (TwFairItem, tw_fair_item, TW, FAIR_ITEM, GObject)

struct _TwFairItem {
  GObject parent_instance;
  int person;
  TwPool pool;
  char *name;
  double value[TW_ROSTER_N_BURDENS];
};

G_DEFINE_FINAL_TYPE (TwFairItem, tw_fair_item, G_TYPE_OBJECT)

static void
tw_fair_item_finalize (GObject *object)
{
  g_free (TW_FAIR_ITEM (object)->name);
  G_OBJECT_CLASS (tw_fair_item_parent_class)->finalize (object);
}

static void
tw_fair_item_class_init (TwFairItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_fair_item_finalize;
}

static void
tw_fair_item_init (TwFairItem *self)
{
}

/* A shift under a figure. */
#define TW_TYPE_FAIR_LINE (tw_fair_line_get_type ())
G_DECLARE_FINAL_TYPE (TwFairLine, tw_fair_line, TW, FAIR_LINE, GObject)

struct _TwFairLine {
  GObject parent_instance;
  char *what, *amount;
};

G_DEFINE_FINAL_TYPE (TwFairLine, tw_fair_line, G_TYPE_OBJECT)

static void
tw_fair_line_finalize (GObject *object)
{
  g_free (TW_FAIR_LINE (object)->what);
  g_free (TW_FAIR_LINE (object)->amount);
  G_OBJECT_CLASS (tw_fair_line_parent_class)->finalize (object);
}

static void
tw_fair_line_class_init (TwFairLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_fair_line_finalize;
}

static void
tw_fair_line_init (TwFairLine *self)
{
}

/* --- the view --------------------------------------------------------------------------------- */

struct _TwFairView {
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkDropDown *pools, *weeks, *burdens;
  GtkLabel *known, *drill_title, *note;
  GtkGrid *sentences;
  GtkLabel *sentence[TW_ROSTER_N_BURDENS];
  GtkStack *stack;
  GtkColumnView *table;
  GtkListView *parts;
  GtkWidget *export, *drill;

  TwRota *rota; /* or NULL */
  TwRotaFrame *frame;
  TwFairBook *book;
  TwFairTable figures;
  double greatest[TW_ROSTER_N_BURDENS];
  GListStore *items, *lines;
  GtkSingleSelection *selection;
  char *selected; /* id of a person, or NULL */
  gboolean filling;
  GCancellable *reading;
  guint settle_id;
};

G_DEFINE_FINAL_TYPE (TwFairView, tw_fair_view, GTK_TYPE_WIDGET)

static const int week_counts[] = { 1, 2, 4, 8 };
#define DEFAULT_WEEKS 2 /* index of 4 */

static void read_anew (TwFairView *self);

/* --- words ------------------------------------------------------------------------------------ */

/* "3", "92 %", "1 h 20 min": a figure as people compare it. */
static char *
format_value (TwRosterBurden burden, double value, gboolean mean)
{
  if (!isfinite (value))
    return g_strdup ("–");
  switch (burden)
    {
    case TW_ROSTER_BURDEN_HOURS:
      return g_strdup_printf (_ ("%.0f %%"), 100 * value);
    case TW_ROSTER_BURDEN_WALKING:
      return g_strdup_printf (_ ("%.0f min"), value);
    default:
      return mean ? g_strdup_printf ("%.1f", value) : tw_text_count ((gint64) round (value));
    }
}

/* What an index means; the limits are ours. Gini's index of equal shares is 0. */
static const char *
describe_gini (double gini)
{
  if (gini < 0.15)
    return _ ("evenly shared");
  if (gini < 0.3)
    return _ ("mostly evenly shared");
  if (gini < 0.5)
    return _ ("unevenly shared");
  return _ ("very unevenly shared: few bear most");
}

static const TwFairRow *
find_greatest (const TwFairTable *table, TwRosterBurden burden)
{
  const TwFairRow *greatest = NULL;

  for (guint i = 0; i < table->rows->len; i++)
    {
      const TwFairRow *row = &g_array_index (table->rows, TwFairRow, i);

      if (isfinite (row->value[burden])
          && (greatest == NULL || row->value[burden] > greatest->value[burden]))
        greatest = row;
    }
  return greatest;
}

/* "very unevenly shared ...; on average 2.4, most: 王秀兰 9 (Gini 0.52, Jain 0.61)" */
static char *
describe_burden (TwFairView *self, TwRosterBurden burden)
{
  const TwFairTable *table = &self->figures;
  const TwFairRow *greatest = find_greatest (table, burden);
  g_autofree char *mean = format_value (burden, table->mean[burden], TRUE);
  g_autofree char *most = NULL;
  const TwRotaPerson *person;

  if (greatest == NULL || greatest->value[burden] <= 0)
    return g_strdup (_ ("nobody had any"));
  person = g_ptr_array_index (self->frame->people, greatest->person);
  most = format_value (burden, greatest->value[burden], FALSE);
  return g_strdup_printf (_ ("%s; on average %s, most: %s %s (Gini %.2f, Jain %.2f)"),
                          describe_gini (table->gini[burden]), mean, person->name, most,
                          table->gini[burden], table->jain[burden]);
}

static void
show_sentences (TwFairView *self)
{
  for (int burden = 0; burden < TW_ROSTER_N_BURDENS; burden++)
    {
      g_autofree char *text = describe_burden (self, burden);

      gtk_label_set_text (self->sentence[burden], text);
    }
}

/* --- the list under a figure ------------------------------------------------------------------ */

static TwRosterBurden
get_burden (TwFairView *self)
{
  guint selected = gtk_drop_down_get_selected (self->burdens);

  return selected < TW_ROSTER_N_BURDENS ? (TwRosterBurden) selected : TW_ROSTER_BURDEN_EVENINGS;
}

static void
show_parts (TwFairView *self)
{
  TwFairItem *item = gtk_single_selection_get_selected_item (self->selection);
  TwRosterBurden burden = get_burden (self);
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char *title = NULL, *value = NULL;

  g_list_store_remove_all (self->lines);
  if (item == NULL || self->book == NULL)
    {
      gtk_label_set_text (self->drill_title, _ ("Choose a person to see what makes up a figure"));
      return;
    }
  parts = tw_fair_book_drill (self->book, burden, item->person);
  for (guint i = 0; i < parts->len; i++)
    {
      const TwFairPart *part = g_ptr_array_index (parts, i);
      g_autoptr (TwFairLine) line = g_object_new (TW_TYPE_FAIR_LINE, NULL);

      line->what = g_strdup (part->what);
      line->amount = burden == TW_ROSTER_BURDEN_HOURS
                         ? g_strdup_printf (_ ("%.1f %%"), 100 * part->amount)
                         : format_value (burden, part->amount, FALSE);
      g_list_store_append (self->lines, line);
    }
  value = format_value (burden, item->value[burden], FALSE);
  title =
      g_strdup_printf (_ ("%s: %s, %s in all"), item->name, tw_roster_burden_name (burden), value);
  gtk_label_set_text (self->drill_title, title);
}

static void
selected_cb (TwFairView *self)
{
  TwFairItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (self->filling)
    return;
  g_free (self->selected);
  self->selected =
      item == NULL
          ? NULL
          : g_strdup (((TwRotaPerson *) g_ptr_array_index (self->frame->people, item->person))->id);
  show_parts (self);
}

static void
select_person (TwFairView *self, int person)
{
  GListModel *model = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (TwFairItem) item = g_list_model_get_item (model, i);

      if (item->person != person)
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (GTK_WIDGET (self->table), "list.scroll-to-item", "u", i);
      return;
    }
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

/* --- the table -------------------------------------------------------------------------------- */

static guint
get_pools (TwFairView *self)
{
  guint selected = gtk_drop_down_get_selected (self->pools);

  return selected == 0 || selected > TW_N_POOLS ? 0 : 1u << (selected - 1);
}

static TwFairItem *
make_item (TwFairView *self, const TwFairRow *row)
{
  TwFairItem *item = g_object_new (TW_TYPE_FAIR_ITEM, NULL);
  const TwRotaPerson *person = g_ptr_array_index (self->frame->people, row->person);

  item->person = row->person;
  item->pool = person->pool;
  item->name = g_strdup (person->name);
  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    item->value[b] = row->value[b];
  return item;
}

static void
show_known (TwFairView *self)
{
  g_autofree char *text =
      g_strdup_printf (_ ("%u people, %u of %u days are known"), self->figures.rows->len,
                       self->figures.n_known, self->figures.n_days);

  gtk_label_set_text (self->known, text);
}

static void
show_table (TwFairView *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  int person = -1;

  tw_fair_table_clear (&self->figures);
  tw_fair_book_measure (self->book, get_pools (self), &self->figures);
  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    {
      const TwFairRow *greatest = find_greatest (&self->figures, b);

      self->greatest[b] = greatest != NULL ? greatest->value[b] : 0;
    }
  for (guint i = 0; i < self->figures.rows->len; i++)
    g_ptr_array_add (items, make_item (self, &g_array_index (self->figures.rows, TwFairRow, i)));
  if (self->selected != NULL)
    person = GPOINTER_TO_INT (g_hash_table_lookup (self->frame->person_index, self->selected)) - 1;
  self->filling = TRUE;
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
  select_person (self, person);
  self->filling = FALSE;
  show_known (self);
  show_sentences (self);
  show_parts (self);
  gtk_widget_set_sensitive (self->export, items->len > 0);
  gtk_label_set_text (self->note, _ ("Nobody is in these pools"));
  gtk_stack_set_visible_child_name (self->stack, items->len > 0 ? "table" : "note");
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer unused)
{
  return g_utf8_collate (((TwFairItem *) a)->name, ((TwFairItem *) b)->name);
}

static int
compare_pools (gconstpointer a, gconstpointer b, gpointer unused)
{
  return (int) ((TwFairItem *) a)->pool - (int) ((TwFairItem *) b)->pool;
}

/* Who has no figure comes before who has 0. */
static int
compare_values (gconstpointer a, gconstpointer b, gpointer data)
{
  int burden = GPOINTER_TO_INT (data);
  double x = ((TwFairItem *) a)->value[burden], y = ((TwFairItem *) b)->value[burden];

  x = isfinite (x) ? x : -1;
  y = isfinite (y) ? y : -1;
  return x < y ? -1 : x > y;
}

static void
setup_text_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 6);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 12);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_list_item_set_child (item, text);
}

static void
bind_name_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  TwFairItem *row = gtk_list_item_get_item (item);

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), row->name);
}

static void
bind_pool_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  TwFairItem *row = gtk_list_item_get_item (item);

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)),
                            tw_pool_name (row->pool));
}

static void
setup_value_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  gtk_list_item_set_child (item, tw_fair_cell_new ());
}

typedef struct {
  TwFairView *view;
  TwRosterBurden burden;
} Column;

static void
bind_value_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Column *column)
{
  TwFairItem *row = gtk_list_item_get_item (item);
  double value = row->value[column->burden], greatest = column->view->greatest[column->burden],
         mean = column->view->figures.mean[column->burden];
  g_autofree char *text = format_value (column->burden, value, FALSE);
  g_autofree char *average = format_value (column->burden, mean, TRUE);
  g_autofree char *spoken = g_strdup_printf (_ ("%s: %s %s, on average %s"), row->name,
                                             tw_roster_burden_name (column->burden), text, average);

  tw_fair_cell_set (TW_FAIR_CELL (gtk_list_item_get_child (item)), text, spoken,
                    greatest > 0 ? value / greatest : NAN, greatest > 0 ? mean / greatest : 0);
}

static void
free_column (gpointer data, GClosure *closure)
{
  g_free (data);
}

static GtkColumnViewColumn *
add_column (TwFairView *self, const char *title, GtkListItemFactory *factory,
            GCompareDataFunc compare, gpointer data)
{
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare, data, NULL));

  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (self->table, column);
  return column; /* the table holds it */
}

static void
add_columns (TwFairView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *first = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_text_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_name_cb), NULL);
  add_column (self, _ ("Person"), factory, compare_names, NULL);
  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_text_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_pool_cb), NULL);
  add_column (self, _ ("Pool"), factory, compare_pools, NULL);
  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    {
      Column *data = g_new (Column, 1);
      GtkColumnViewColumn *column;

      *data = (Column){ self, b };
      factory = gtk_signal_list_item_factory_new ();
      g_signal_connect (factory, "setup", G_CALLBACK (setup_value_cb), NULL);
      g_signal_connect_data (factory, "bind", G_CALLBACK (bind_value_cb), data, free_column, 0);
      column = add_column (self, tw_roster_burden_name (b), factory, compare_values,
                           GINT_TO_POINTER (b));
      first = first != NULL ? first : column;
    }
  gtk_column_view_sort_by_column (self->table, first, GTK_SORT_DESCENDING);
}

static void
setup_part_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *what = gtk_label_new (NULL),
            *amount = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_ellipsize (GTK_LABEL (what), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (what, TRUE);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_add_css_class (what, "numeric");
  gtk_widget_add_css_class (amount, "numeric");
  gtk_box_append (GTK_BOX (box), what);
  gtk_box_append (GTK_BOX (box), amount);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_selectable (item, FALSE);
}

static void
bind_part_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  TwFairLine *line = gtk_list_item_get_item (item);
  GtkWidget *what = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  gtk_label_set_text (GTK_LABEL (what), line->what);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (what)), line->amount);
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
  TwRotaFrame *frame;
  TwStore *store;
  GPtrArray *shifts;
  int n_weeks;
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  tw_rota_frame_unref (reading->frame);
  tw_store_unref (reading->store);
  g_ptr_array_unref (reading->shifts);
  g_free (reading);
}

static void
read_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  TwFairBook *book =
      tw_fair_book_new (reading->frame, reading->store, reading->shifts, reading->n_weeks, &error);

  if (book == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, book, (GDestroyNotify) tw_fair_book_free);
}

static void
read_done_cb (GObject *source, GAsyncResult *result, gpointer unused)
{
  TwFairView *self = TW_FAIR_VIEW (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  TwFairBook *book = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->box == NULL)
    {
      g_clear_pointer (&book, tw_fair_book_free);
      return;
    }
  g_clear_object (&self->reading);
  if (book != NULL)
    {
      tw_fair_view_take_book (self, reading->frame, book);
      return;
    }
  gtk_label_set_text (self->note, error->message);
  gtk_stack_set_visible_child_name (self->stack, "note");
}

static void
read_anew (TwFairView *self)
{
  guint weeks = gtk_drop_down_get_selected (self->weeks);
  g_autoptr (GTask) task = NULL;
  GPtrArray *shifts;
  Reading *reading;

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->rota == NULL || !tw_rota_is_loaded (self->rota))
    return;
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  reading = g_new0 (Reading, 1);
  reading->frame = tw_rota_frame_ref (tw_rota_get_frame (self->rota));
  reading->store = tw_store_ref (tw_duty_get_store (tw_rota_get_duty (self->rota)));
  reading->n_weeks = week_counts[MIN (weeks, G_N_ELEMENTS (week_counts) - 1)];
  reading->shifts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);
  shifts = tw_rota_get_shifts (self->rota);
  for (guint i = 0; i < shifts->len; i++)
    g_ptr_array_add (reading->shifts, tw_shift_ref (g_ptr_array_index (shifts, i)));
  task = g_task_new (self, self->reading, read_done_cb, NULL);
  g_task_set_task_data (task, reading, free_reading);
  g_task_run_in_thread (task, read_cb);
}

static gboolean
settled_cb (gpointer data)
{
  TwFairView *self = data;

  self->settle_id = 0;
  read_anew (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (TwFairView *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
tw_fair_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tw_fair_view_parent_class)->map (widget);
  read_anew (TW_FAIR_VIEW (widget));
}

/* --- callbacks -------------------------------------------------------------------------------- */

static void
pools_cb (TwFairView *self)
{
  if (self->book != NULL)
    show_table (self);
}

static void
weeks_cb (TwFairView *self)
{
  read_anew (self);
}

static void
burdens_cb (TwFairView *self)
{
  if (self->selection != NULL)
    show_parts (self);
}

static void
chosen_cb (GFile *file, gpointer data)
{
  g_autoptr (TwFairView) self = data;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || self->box == NULL)
    return;
  if (tw_fair_view_save_csv (self, path, &error))
    show_known (self);
  else
    gtk_label_set_text (self->known, error->message);
}

static void
export_cb (TwFairView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const char *patterns[] = { _ ("Tables"), "*.csv", NULL };

  if (GTK_IS_WINDOW (root))
    tw_compat_choose_file (GTK_WINDOW (root), TW_CHOOSE_SAVE, _ ("Export the table"), patterns,
                           "fairness.csv", chosen_cb, g_object_ref (self));
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_fair_view_dispose (GObject *object)
{
  TwFairView *self = TW_FAIR_VIEW (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (self->table != NULL)
    gtk_column_view_set_model (self->table, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  self->table = NULL;
  g_clear_object (&self->selection);
  g_clear_object (&self->items);
  g_clear_object (&self->lines);
  g_clear_object (&self->rota);
  G_OBJECT_CLASS (tw_fair_view_parent_class)->dispose (object);
}

static void
tw_fair_view_finalize (GObject *object)
{
  TwFairView *self = TW_FAIR_VIEW (object);

  tw_fair_table_clear (&self->figures);
  g_clear_pointer (&self->book, tw_fair_book_free);
  g_clear_pointer (&self->frame, tw_rota_frame_unref);
  g_free (self->selected);
  G_OBJECT_CLASS (tw_fair_view_parent_class)->finalize (object);
}

static void
tw_fair_view_class_init (TwFairViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_fair_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_fair_view_finalize;
  widget->map = tw_fair_view_map;
  gtk_widget_class_set_css_name (widget, "fairview");
  gtk_widget_class_set_template_from_resource (widget, "/cn/tidewatch/Tidewatch/ui/fair-view.ui");
  gtk_widget_class_bind_template_child (widget, TwFairView, box);
  gtk_widget_class_bind_template_child (widget, TwFairView, pools);
  gtk_widget_class_bind_template_child (widget, TwFairView, weeks);
  gtk_widget_class_bind_template_child (widget, TwFairView, burdens);
  gtk_widget_class_bind_template_child (widget, TwFairView, known);
  gtk_widget_class_bind_template_child (widget, TwFairView, drill_title);
  gtk_widget_class_bind_template_child (widget, TwFairView, note);
  gtk_widget_class_bind_template_child (widget, TwFairView, sentences);
  gtk_widget_class_bind_template_child (widget, TwFairView, stack);
  gtk_widget_class_bind_template_child (widget, TwFairView, table);
  gtk_widget_class_bind_template_child (widget, TwFairView, parts);
  gtk_widget_class_bind_template_child (widget, TwFairView, drill);
  gtk_widget_class_bind_template_child (widget, TwFairView, export);
  gtk_widget_class_bind_template_callback (widget, pools_cb);
  gtk_widget_class_bind_template_callback (widget, weeks_cb);
  gtk_widget_class_bind_template_callback (widget, burdens_cb);
  gtk_widget_class_bind_template_callback (widget, export_cb);
}

static void
fill_drop_downs (TwFairView *self)
{
  g_autoptr (GtkStringList) pools = gtk_string_list_new (NULL), weeks = gtk_string_list_new (NULL),
                            burdens = gtk_string_list_new (NULL);

  gtk_string_list_append (pools, _ ("All pools"));
  for (int i = 0; i < TW_N_POOLS; i++)
    gtk_string_list_append (pools, tw_pool_name (i));
  for (gsize i = 0; i < G_N_ELEMENTS (week_counts); i++)
    gtk_string_list_take (weeks, g_strdup_printf (ngettext ("%d week", "%d weeks",
                                                            (gulong) week_counts[i]),
                                                  week_counts[i]));
  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    gtk_string_list_append (burdens, tw_roster_burden_name (b));
  gtk_drop_down_set_model (self->pools, G_LIST_MODEL (pools));
  gtk_drop_down_set_model (self->weeks, G_LIST_MODEL (weeks));
  gtk_drop_down_set_selected (self->weeks, DEFAULT_WEEKS);
  gtk_drop_down_set_model (self->burdens, G_LIST_MODEL (burdens));
}

static void
add_sentences (TwFairView *self)
{
  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    {
      GtkWidget *name = gtk_label_new (tw_roster_burden_name (b)), *text = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (name), 0);
      gtk_label_set_xalign (GTK_LABEL (text), 0);
      gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (text, TRUE);
      gtk_widget_add_css_class (name, "heading");
      gtk_widget_add_css_class (text, "numeric");
      gtk_grid_attach (self->sentences, name, 0, b, 1, 1);
      gtk_grid_attach (self->sentences, text, 1, b, 1, 1);
      self->sentence[b] = GTK_LABEL (text);
    }
}

static void
tw_fair_view_init (TwFairView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSortListModel *sorted;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (TW_TYPE_FAIR_ITEM);
  self->lines = g_list_store_new (TW_TYPE_FAIR_LINE);
  fill_drop_downs (self);
  add_sentences (self);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->items)),
                                    g_object_ref (gtk_column_view_get_sorter (self->table)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  add_columns (self);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_part_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_part_cb), NULL);
  gtk_list_view_set_factory (self->parts, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (self->parts, GTK_SELECTION_MODEL (gtk_no_selection_new (
                                            G_LIST_MODEL (g_object_ref (self->lines)))));
  gtk_widget_set_sensitive (self->export, FALSE);
  gtk_label_set_text (self->note, _ ("Reading what was worked…"));
  gtk_stack_set_visible_child_name (self->stack, "note");
}

/* --- public ----------------------------------------------------------------------------------- */

GtkWidget *
tw_fair_view_new (TwRota *rota)
{
  TwFairView *self = g_object_new (TW_TYPE_FAIR_VIEW, NULL);

  if (rota != NULL)
    {
      self->rota = g_object_ref (rota);
      g_signal_connect_object (rota, "loaded", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (rota, "shifts-changed", G_CALLBACK (changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  return GTK_WIDGET (self);
}

void
tw_fair_view_take_book (TwFairView *self, TwRotaFrame *frame, TwFairBook *book)
{
  g_return_if_fail (TW_IS_FAIR_VIEW (self) && frame != NULL && book != NULL);
  tw_rota_frame_ref (frame);
  g_clear_pointer (&self->book, tw_fair_book_free);
  g_clear_pointer (&self->frame, tw_rota_frame_unref);
  self->frame = frame;
  self->book = book;
  show_table (self);
}

void
tw_fair_view_set_pools (TwFairView *self, guint pools)
{
  g_return_if_fail (TW_IS_FAIR_VIEW (self));
  for (int i = 0; i < TW_N_POOLS; i++)
    if (pools == 1u << i)
      {
        gtk_drop_down_set_selected (self->pools, (guint) i + 1);
        return;
      }
  gtk_drop_down_set_selected (self->pools, 0);
}

void
tw_fair_view_show_person (TwFairView *self, int person, TwRosterBurden burden)
{
  g_return_if_fail (TW_IS_FAIR_VIEW (self) && burden < TW_ROSTER_N_BURDENS);
  gtk_drop_down_set_selected (self->burdens, burden);
  select_person (self, person);
}

gboolean
tw_fair_view_save_csv (TwFairView *self, const char *path, GError **error)
{
  g_return_val_if_fail (TW_IS_FAIR_VIEW (self) && self->book != NULL, FALSE);
  return tw_fair_table_save_csv (&self->figures, self->frame, path, error);
}
