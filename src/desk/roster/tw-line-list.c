// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/roster/tw-line-list.h"

#include <string.h>

struct _TwLine {
  GObject parent_instance;
  TwLineStyle style;
  char *key, *title, *detail, *trail;
  char *buttons[TW_LINE_N_BUTTONS], *tooltips[TW_LINE_N_BUTTONS];
};

G_DEFINE_FINAL_TYPE (TwLine, tw_line, G_TYPE_OBJECT)

struct _TwLineList {
  GtkWidget parent_instance;
  GtkWidget *stack, *empty;
  GtkListView *view;
  GListStore *store;
};

G_DEFINE_FINAL_TYPE (TwLineList, tw_line_list, GTK_TYPE_WIDGET)

enum { SIGNAL_ACTIVATED, SIGNAL_PRESSED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- a row's data --------------------------------------------------------------------------- */

static void
tw_line_finalize (GObject *object)
{
  TwLine *self = TW_LINE (object);

  g_free (self->key);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->trail);
  for (guint i = 0; i < TW_LINE_N_BUTTONS; i++)
    {
      g_free (self->buttons[i]);
      g_free (self->tooltips[i]);
    }
  G_OBJECT_CLASS (tw_line_parent_class)->finalize (object);
}

static void
tw_line_class_init (TwLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_line_finalize;
}

static void
tw_line_init (TwLine *self)
{
}

TwLine *
tw_line_new (TwLineStyle style, const char *key, const char *title)
{
  TwLine *self = g_object_new (TW_TYPE_LINE, NULL);

  self->style = style;
  self->key = g_strdup (key);
  self->title = g_strdup (title);
  return self;
}

void
tw_line_set_detail (TwLine *self, const char *detail)
{
  g_return_if_fail (TW_IS_LINE (self));
  g_free (self->detail);
  self->detail = g_strdup (detail);
}

void
tw_line_set_trail (TwLine *self, const char *trail)
{
  g_return_if_fail (TW_IS_LINE (self));
  g_free (self->trail);
  self->trail = g_strdup (trail);
}

void
tw_line_set_button (TwLine *self, guint nth, const char *label, const char *tooltip)
{
  g_return_if_fail (TW_IS_LINE (self) && nth < TW_LINE_N_BUTTONS);
  g_free (self->buttons[nth]);
  g_free (self->tooltips[nth]);
  self->buttons[nth] = g_strdup (label);
  self->tooltips[nth] = g_strdup (tooltip);
}

const char *
tw_line_get_key (TwLine *self)
{
  g_return_val_if_fail (TW_IS_LINE (self), NULL);
  return self->key;
}

const char *
tw_line_get_title (TwLine *self)
{
  g_return_val_if_fail (TW_IS_LINE (self), NULL);
  return self->title;
}

const char *
tw_line_get_detail (TwLine *self)
{
  g_return_val_if_fail (TW_IS_LINE (self), NULL);
  return self->detail;
}

TwLineStyle
tw_line_get_style (TwLine *self)
{
  g_return_val_if_fail (TW_IS_LINE (self), TW_LINE_PLAIN);
  return self->style;
}

/* --- a row's widgets ------------------------------------------------------------------------ */

typedef struct {
  GtkWidget *icon, *title, *detail, *trail, *buttons[TW_LINE_N_BUTTONS];
  GtkWidget *box;
} Row;

static void
button_clicked_cb (GtkButton *button, GtkListItem *item)
{
  TwLineList *list =
      TW_LINE_LIST (gtk_widget_get_ancestor (gtk_list_item_get_child (item), TW_TYPE_LINE_LIST));
  TwLine *line = gtk_list_item_get_item (item);
  guint nth = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "nth"));

  if (list != NULL && line != NULL)
    {
      g_autoptr (TwLine) kept = g_object_ref (line); /* the handler may fill the list anew */

      g_signal_emit (list, signals[SIGNAL_PRESSED], 0, kept, nth);
    }
}

static GtkWidget *
make_label (const char *css)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static GtkWidget *
make_words (Row *row)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  row->title = make_label (NULL);
  row->detail = make_label ("caption");
  gtk_widget_add_css_class (row->detail, "dim-label");
  gtk_box_append (GTK_BOX (words), row->title);
  gtk_box_append (GTK_BOX (words), row->detail);
  for (guint i = 0; i < TW_LINE_N_BUTTONS; i++)
    gtk_box_append (GTK_BOX (buttons), row->buttons[i]);
  gtk_box_append (GTK_BOX (words), buttons);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  return words;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  Row *row = g_new0 (Row, 1);

  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  row->icon = gtk_image_new ();
  gtk_widget_set_valign (row->icon, GTK_ALIGN_START);
  for (guint i = 0; i < TW_LINE_N_BUTTONS; i++)
    {
      row->buttons[i] = gtk_button_new_with_label ("");
      gtk_widget_add_css_class (row->buttons[i], "line-button");
      g_object_set_data (G_OBJECT (row->buttons[i]), "nth", GUINT_TO_POINTER (i));
      g_signal_connect (row->buttons[i], "clicked", G_CALLBACK (button_clicked_cb), item);
    }
  row->trail = make_label ("numeric");
  gtk_label_set_wrap (GTK_LABEL (row->trail), FALSE);
  gtk_widget_set_valign (row->trail, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (row->trail), 1);
  gtk_box_append (GTK_BOX (row->box), row->icon);
  gtk_box_append (GTK_BOX (row->box), make_words (row));
  gtk_box_append (GTK_BOX (row->box), row->trail);
  gtk_list_item_set_child (item, row->box);
  g_object_set_data_full (G_OBJECT (item), "row", row, g_free);
}

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

static void
bind_button (Row *row, TwLine *line, guint i)
{
  gtk_widget_set_visible (row->buttons[i], line->buttons[i] != NULL);
  if (line->buttons[i] == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (row->buttons[i]), line->buttons[i]);
  gtk_widget_set_tooltip_text (row->buttons[i], line->tooltips[i]);
}

static void
bind_style (Row *row, TwLineStyle style)
{
  static const struct {
    const char *icon, *css;
  } looks[] = {
    [TW_LINE_PLAIN] = { NULL, NULL },
    [TW_LINE_HEADING] = { NULL, "line-heading" },
    [TW_LINE_RED] = { "dialog-error-symbolic", "line-red" },
    [TW_LINE_YELLOW] = { "dialog-warning-symbolic", "line-yellow" },
    [TW_LINE_GOOD] = { "object-select-symbolic", "line-good" },
    [TW_LINE_DIM] = { NULL, "line-dim" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (looks[i].css != NULL)
      gtk_widget_remove_css_class (row->box, looks[i].css);
  if (looks[style].css != NULL)
    gtk_widget_add_css_class (row->box, looks[style].css);
  gtk_widget_set_visible (row->icon, looks[style].icon != NULL);
  if (looks[style].icon != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), looks[style].icon);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  Row *row = g_object_get_data (G_OBJECT (item), "row");
  TwLine *line = gtk_list_item_get_item (item);

  set_text (row->title, line->title);
  set_text (row->detail, line->detail);
  set_text (row->trail, line->trail);
  for (guint i = 0; i < TW_LINE_N_BUTTONS; i++)
    bind_button (row, line, i);
  bind_style (row, line->style);
  gtk_list_item_set_activatable (item, line->style != TW_LINE_HEADING);
  gtk_list_item_set_selectable (item, line->style != TW_LINE_HEADING);
}

static void
activate_cb (GtkListView *view, guint position, TwLineList *self)
{
  g_autoptr (TwLine) line = g_list_model_get_item (G_LIST_MODEL (self->store), position);

  if (line != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, line);
}

/* --- object --------------------------------------------------------------------------------- */

static void
tw_line_list_dispose (GObject *object)
{
  TwLineList *self = TW_LINE_LIST (object);

  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tw_line_list_parent_class)->dispose (object);
}

static void
tw_line_list_class_init (TwLineListClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_line_list_dispose;
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", TW_TYPE_LINE_LIST, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, TW_TYPE_LINE);
  signals[SIGNAL_PRESSED] = g_signal_new ("pressed", TW_TYPE_LINE_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 2, TW_TYPE_LINE, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget, "linelist");
}

static GtkWidget *
make_view (TwLineList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSingleSelection *selection =
      gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->store)));
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory));
  g_signal_connect (self->view, "activate", G_CALLBACK (activate_cb), self);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "line-list");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  return scrolled;
}

static void
tw_line_list_init (TwLineList *self)
{
  self->store = g_list_store_new (TW_TYPE_LINE);
  self->stack = gtk_stack_new ();
  self->empty = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->empty), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (self->empty), 32);
  gtk_widget_add_css_class (self->empty, "dim-label");
  gtk_widget_add_css_class (self->empty, "line-empty");
  gtk_widget_set_valign (self->empty, GTK_ALIGN_START);
  gtk_stack_add_named (GTK_STACK (self->stack), make_view (self), "list");
  gtk_stack_add_named (GTK_STACK (self->stack), self->empty, "empty");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

/* --- public --------------------------------------------------------------------------------- */

GtkWidget *
tw_line_list_new (void)
{
  return g_object_new (TW_TYPE_LINE_LIST, NULL);
}

static void
update_stack (TwLineList *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->store)) == 0
                   && *gtk_label_get_text (GTK_LABEL (self->empty)) != '\0';

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), empty ? "empty" : "list");
}

void
tw_line_list_clear (TwLineList *self)
{
  g_return_if_fail (TW_IS_LINE_LIST (self));
  g_list_store_remove_all (self->store);
  update_stack (self);
}

TwLine *
tw_line_list_add (TwLineList *self, TwLine *line)
{
  g_return_val_if_fail (TW_IS_LINE_LIST (self) && TW_IS_LINE (line), NULL);
  g_list_store_append (self->store, line);
  g_object_unref (line);
  update_stack (self);
  return line;
}

guint
tw_line_list_get_n (TwLineList *self)
{
  g_return_val_if_fail (TW_IS_LINE_LIST (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->store));
}

TwLine *
tw_line_list_get (TwLineList *self, guint i)
{
  g_autoptr (TwLine) line = NULL;

  g_return_val_if_fail (TW_IS_LINE_LIST (self), NULL);
  line = g_list_model_get_item (G_LIST_MODEL (self->store), i);
  return line;
}

static gboolean
same_line (TwLine *a, TwLine *b)
{
  if (a->style != b->style || g_strcmp0 (a->key, b->key) != 0 || g_strcmp0 (a->title, b->title) != 0
      || g_strcmp0 (a->detail, b->detail) != 0 || g_strcmp0 (a->trail, b->trail) != 0)
    return FALSE;
  for (guint i = 0; i < TW_LINE_N_BUTTONS; i++)
    if (g_strcmp0 (a->buttons[i], b->buttons[i]) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
same_at (TwLineList *self, guint i, TwLine *line)
{
  return same_line (tw_line_list_get (self, i), line);
}

/* Rows that are as they were keep their widgets, and with them focus and place. */
void
tw_line_list_set (TwLineList *self, GPtrArray *lines)
{
  guint n, head = 0, tail = 0;

  g_return_if_fail (TW_IS_LINE_LIST (self));
  n = tw_line_list_get_n (self);
  while (head < n && head < lines->len && same_at (self, head, lines->pdata[head]))
    head++;
  while (tail < n - head && tail < lines->len - head
         && same_at (self, n - 1 - tail, lines->pdata[lines->len - 1 - tail]))
    tail++;
  if (head + tail < n || head + tail < lines->len)
    g_list_store_splice (self->store, head, n - head - tail, lines->pdata + head,
                         lines->len - head - tail);
  update_stack (self);
}

void
tw_line_list_set_empty (TwLineList *self, const char *text)
{
  g_return_if_fail (TW_IS_LINE_LIST (self));
  gtk_label_set_text (GTK_LABEL (self->empty), text != NULL ? text : "");
  update_stack (self);
}
