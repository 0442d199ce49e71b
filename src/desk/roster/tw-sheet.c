// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/roster/tw-sheet.h"

#include "desk/compat.h"
#include "desk/tw-fit.h"

#include <glib/gi18n-lib.h>

#define WIDTH 560
#define HEIGHT_LIST 620
#define ROOM 48 /* of the window around a sheet */

struct _TwSheet {
  AdwWindow parent_instance;
  GtkButton *cancel, *primary;
  GtkBox *body;
  GtkWidget *scrolled, *problem_bar;
  GtkLabel *problem;
  gboolean has_list;
  int wanted_width, wanted_height; /* 0: by what is in it */
};

G_DEFINE_FINAL_TYPE (TwSheet, tw_sheet, ADW_TYPE_WINDOW)

enum { SIGNAL_ACCEPTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
accept_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwSheet *self = TW_SHEET (widget);

  if (gtk_widget_get_visible (GTK_WIDGET (self->primary))
      && gtk_widget_get_sensitive (GTK_WIDGET (self->primary)))
    g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0);
}

/* As high as what there is to say, and never higher than the window below it. */
static void
fit (TwSheet *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  double scale = tw_fit_text_scale (GTK_WIDGET (self));
  int room_width = parent != NULL ? gtk_widget_get_width (GTK_WIDGET (parent)) - ROOM : G_MAXINT;
  int room_height = parent != NULL ? gtk_widget_get_height (GTK_WIDGET (parent)) - ROOM : G_MAXINT;
  int width = (int) ((self->wanted_width > 0 ? self->wanted_width : WIDTH) * scale), height, full;

  width = room_width > 320 ? MIN (width, room_width) : width;
  gtk_widget_measure (GTK_WIDGET (self->body), GTK_ORIENTATION_VERTICAL, width, NULL, &full, NULL,
                      NULL);
  height = self->wanted_height > 0 ? (int) (self->wanted_height * scale)
           : self->has_list        ? MAX (HEIGHT_LIST, full + 120)
                                   : full + 72;
  if (room_height > 240)
    height = MIN (height, room_height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
}

static void
tw_sheet_map (GtkWidget *widget)
{
  TwSheet *self = TW_SHEET (widget);

  GTK_WIDGET_CLASS (tw_sheet_parent_class)->map (widget);
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->body), GTK_DIR_TAB_FORWARD);
}

static void
tw_sheet_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_SHEET);
  G_OBJECT_CLASS (tw_sheet_parent_class)->dispose (object);
}

static void
tw_sheet_class_init (TwSheetClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_sheet_dispose;
  widget->map = tw_sheet_map;
  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", TW_TYPE_SHEET, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget, "/cn/tidewatch/Tidewatch/ui/sheet.ui");
  gtk_widget_class_bind_template_child (widget, TwSheet, cancel);
  gtk_widget_class_bind_template_child (widget, TwSheet, primary);
  gtk_widget_class_bind_template_child (widget, TwSheet, body);
  gtk_widget_class_bind_template_child (widget, TwSheet, scrolled);
  gtk_widget_class_bind_template_child (widget, TwSheet, problem_bar);
  gtk_widget_class_bind_template_child (widget, TwSheet, problem);
  gtk_widget_class_install_action (widget, "sheet.accept", NULL, accept_action);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_Return, GDK_CONTROL_MASK, "sheet.accept",
                                       NULL);
}

static void
tw_sheet_init (TwSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* --- public --------------------------------------------------------------------------------- */

static gboolean
fit_cb (gpointer user_data)
{
  TwSheet *self = user_data;

  fit (self);
  gtk_window_present (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

TwSheet *
tw_sheet_new (GtkWidget *over, const char *title, const char *primary)
{
  TwSheet *self = g_object_new (TW_TYPE_SHEET, "title", title, NULL);
  GtkRoot *root = gtk_widget_get_root (over);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  gtk_button_set_label (self->cancel, primary != NULL ? _ ("Cancel") : _ ("Close"));
  gtk_widget_set_visible (GTK_WIDGET (self->primary), primary != NULL);
  if (primary != NULL)
    gtk_button_set_label (self->primary, primary);
  /* When the caller has filled it. */
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, g_object_ref (self), g_object_unref);
  return self;
}

void
tw_sheet_add (TwSheet *self, GtkWidget *child)
{
  g_return_if_fail (TW_IS_SHEET (self));
  gtk_box_append (self->body, child);
}

static GtkWidget *
add_label (TwSheet *self, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_widget_add_css_class (label, css);
  tw_sheet_add (self, label);
  return label;
}

GtkWidget *
tw_sheet_add_text (TwSheet *self, const char *text)
{
  g_return_val_if_fail (TW_IS_SHEET (self), NULL);
  return add_label (self, text, "dim-label");
}

GtkWidget *
tw_sheet_add_heading (TwSheet *self, const char *text)
{
  g_return_val_if_fail (TW_IS_SHEET (self), NULL);
  return add_label (self, text, "heading");
}

AdwPreferencesGroup *
tw_sheet_add_group (TwSheet *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  g_return_val_if_fail (TW_IS_SHEET (self), NULL);
  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  tw_sheet_add (self, group);
  return ADW_PREFERENCES_GROUP (group);
}

TwLineList *
tw_sheet_add_list (TwSheet *self, const char *empty)
{
  GtkWidget *list = tw_line_list_new (), *frame = gtk_frame_new (NULL);

  g_return_val_if_fail (TW_IS_SHEET (self), NULL);
  tw_line_list_set_empty (TW_LINE_LIST (list), empty);
  gtk_widget_set_vexpand (frame, TRUE);
  gtk_widget_set_size_request (frame, -1, 180);
  gtk_widget_add_css_class (frame, "view");
  gtk_frame_set_child (GTK_FRAME (frame), list);
  tw_sheet_add (self, frame);
  self->has_list = TRUE;
  return TW_LINE_LIST (list);
}

void
tw_sheet_set_problem (TwSheet *self, const char *text, gboolean blocks)
{
  g_return_if_fail (TW_IS_SHEET (self));
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (self->problem_bar, text != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->primary), text == NULL || !blocks);
  if (text != NULL)
    tw_compat_announce (GTK_WIDGET (self->problem), text);
}

const char *
tw_sheet_get_problem (TwSheet *self)
{
  g_return_val_if_fail (TW_IS_SHEET (self), NULL);
  return gtk_widget_get_visible (self->problem_bar) ? gtk_label_get_text (self->problem) : NULL;
}

void
tw_sheet_set_size (TwSheet *self, int width, int height)
{
  g_return_if_fail (TW_IS_SHEET (self));
  self->wanted_width = width;
  self->wanted_height = height;
}

GtkWidget *
tw_sheet_get_primary (TwSheet *self)
{
  g_return_val_if_fail (TW_IS_SHEET (self), NULL);
  return GTK_WIDGET (self->primary);
}

void
tw_sheet_set_destructive (TwSheet *self)
{
  g_return_if_fail (TW_IS_SHEET (self));
  gtk_widget_remove_css_class (GTK_WIDGET (self->primary), "suggested-action");
  gtk_widget_add_css_class (GTK_WIDGET (self->primary), "destructive-action");
}

AdwComboRow *
tw_sheet_combo_new (const char *title, const char *const *items, guint selected)
{
  GtkWidget *row = adw_combo_row_new ();
  GtkStringList *model = gtk_string_list_new (items);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  g_object_unref (model);
  return ADW_COMBO_ROW (row);
}

GtkDropDown *
tw_sheet_add_search (AdwPreferencesGroup *group, const char *title, const char *const *items,
                     guint selected)
{
  GtkWidget *row = adw_action_row_new (), *drop = gtk_drop_down_new_from_strings (items);
  g_autoptr (GtkExpression) name =
      gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  gtk_drop_down_set_expression (GTK_DROP_DOWN (drop), name);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (drop), TRUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), selected);
  gtk_widget_set_valign (drop, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), drop);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), drop);
  adw_preferences_group_add (group, row);
  return GTK_DROP_DOWN (drop);
}

GtkEditable *
tw_sheet_add_entry (AdwPreferencesGroup *group, const char *title, const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_preferences_group_add (group, row);
  return GTK_EDITABLE (row);
}

GtkWidget *
tw_sheet_spin_new (const char *title, double low, double high, double value)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (low, high, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  g_object_set_data (G_OBJECT (row), "spin", spin);
  return row;
}

double
tw_sheet_spin_get (GtkWidget *row)
{
  return gtk_spin_button_get_value (g_object_get_data (G_OBJECT (row), "spin"));
}

GtkWidget *
tw_sheet_switch_new (const char *title, gboolean on)
{
  GtkWidget *row = adw_action_row_new (), *toggle = gtk_switch_new ();

  gtk_switch_set_active (GTK_SWITCH (toggle), on);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_object_set_data (G_OBJECT (row), "switch", toggle);
  return row;
}

gboolean
tw_sheet_switch_get (GtkWidget *row)
{
  return gtk_switch_get_active (g_object_get_data (G_OBJECT (row), "switch"));
}
