// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/pages/tw-heat-filter.h"

#include "desk/tw-text.h"

#define MAX_CHARS 14

#define TW_TYPE_FILTER_ITEM (tw_filter_item_get_type ())
G_DECLARE_FINAL_TYPE (TwFilterItem, tw_filter_item, TW, FILTER_ITEM, GObject)

struct _TwFilterItem {
  GObject parent_instance;
  char *name, *count;
  guint number;
};

G_DEFINE_FINAL_TYPE (TwFilterItem, tw_filter_item, G_TYPE_OBJECT)

enum { PROP_NAME = 1, PROP_COUNT, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
tw_filter_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwFilterItem *self = TW_FILTER_ITEM (object);

  g_value_set_string (value, id == PROP_NAME ? self->name : self->count);
}

static void
tw_filter_item_finalize (GObject *object)
{
  TwFilterItem *self = TW_FILTER_ITEM (object);

  g_free (self->name);
  g_free (self->count);
  G_OBJECT_CLASS (tw_filter_item_parent_class)->finalize (object);
}

static void
tw_filter_item_class_init (TwFilterItemClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);

  object->get_property = tw_filter_item_get_property;
  object->finalize = tw_filter_item_finalize;
  props[PROP_NAME] =
      g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_COUNT] =
      g_param_spec_string ("count", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object, N_PROPS, props);
}

static void
tw_filter_item_init (TwFilterItem *self)
{
}

static void
set_count (TwFilterItem *item, GArray *counts, guint i)
{
  g_autofree char *text =
      counts == NULL || i >= counts->len ? NULL : tw_text_count (g_array_index (counts, guint, i));

  if (g_strcmp0 (text, item->count) == 0)
    return;
  g_free (item->count);
  item->count = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (item), props[PROP_COUNT]);
}

/* --- button and rows -------------------------------------------------------------------------- */

static void
setup_button_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_button_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      TW_FILTER_ITEM (gtk_list_item_get_item (item))->name);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *name = gtk_label_new (""), *count = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 32);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_label_set_xalign (GTK_LABEL (count), 1);
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "dim-label");
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), count);
  gtk_list_item_set_child (item, row);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *name = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  TwFilterItem *entry = gtk_list_item_get_item (item);
  GBinding *binding;

  gtk_label_set_text (GTK_LABEL (name), entry->name);
  binding = g_object_bind_property (entry, "count", gtk_widget_get_next_sibling (name), "label",
                                    G_BINDING_SYNC_CREATE);
  g_object_set_data (G_OBJECT (item), "binding", binding);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GBinding *binding = g_object_steal_data (G_OBJECT (item), "binding");

  if (binding != NULL)
    g_binding_unbind (binding);
}

void
tw_heat_filter_setup (GtkDropDown *drop)
{
  GtkListItemFactory *button = gtk_signal_list_item_factory_new (),
                     *row = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkExpression) name = gtk_property_expression_new (TW_TYPE_FILTER_ITEM, NULL, "name");

  g_signal_connect (button, "setup", G_CALLBACK (setup_button_cb), NULL);
  g_signal_connect (button, "bind", G_CALLBACK (bind_button_cb), NULL);
  g_signal_connect (row, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (row, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (row, "unbind", G_CALLBACK (unbind_row_cb), NULL);
  gtk_drop_down_set_expression (drop, name);
  gtk_drop_down_set_factory (drop, button);
  gtk_drop_down_set_list_factory (drop, row);
  g_object_unref (button);
  g_object_unref (row);
}

/* Whether @model has an entry for each name there is, and no other. */
static gboolean
has_names (GListModel *model, GPtrArray *names)
{
  guint at = 0;

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (TwFilterItem) item = NULL;

      if (names->pdata[i] == NULL)
        continue;
      item = model != NULL ? g_list_model_get_item (model, at++) : NULL;
      if (item == NULL || item->number != i || g_strcmp0 (item->name, names->pdata[i]) != 0)
        return FALSE;
    }
  return at == g_list_model_get_n_items (model);
}

static void
fill_names (GtkDropDown *drop, GPtrArray *names)
{
  g_autoptr (GListStore) store = g_list_store_new (TW_TYPE_FILTER_ITEM);

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (TwFilterItem) item = NULL;

      if (names->pdata[i] == NULL)
        continue;
      item = g_object_new (TW_TYPE_FILTER_ITEM, NULL);
      item->name = g_strdup (names->pdata[i]);
      item->number = i;
      g_list_store_append (store, item);
    }
  gtk_drop_down_set_model (drop, G_LIST_MODEL (store));
  gtk_drop_down_set_enable_search (drop, g_list_model_get_n_items (G_LIST_MODEL (store)) > 15);
}

void
tw_heat_filter_fill (GtkDropDown *drop, GPtrArray *names, GArray *counts)
{
  GListModel *model = gtk_drop_down_get_model (drop);

  if (model == NULL || !has_names (model, names))
    fill_names (drop, names);
  model = gtk_drop_down_get_model (drop);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (TwFilterItem) item = g_list_model_get_item (model, i);

      set_count (item, counts, item->number);
    }
}

guint
tw_heat_filter_get_number (GtkDropDown *drop)
{
  TwFilterItem *item = gtk_drop_down_get_selected_item (drop);

  return item != NULL ? item->number : 0;
}

void
tw_heat_filter_set_number (GtkDropDown *drop, guint number)
{
  GListModel *model = gtk_drop_down_get_model (drop);

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (TwFilterItem) item = g_list_model_get_item (model, i);

      if (item->number == number && gtk_drop_down_get_selected (drop) != i)
        gtk_drop_down_set_selected (drop, i);
    }
}
