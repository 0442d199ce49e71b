// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-sidebar.h"

#include "desk/tw-command.h"
#include "desk/tw-text.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define REFRESH_MS 1000

struct _TwSidebar {
  GtkWidget parent_instance;
  GtkWidget *box, *figures;
  GtkListBox *list;
  GtkLabel *today, *hour, *next;
  GtkMenuButton *storage;
  GtkLabel *storage_label, *storage_text;
  TwDuty *duty;
  gboolean collapsed;
  gboolean passing; /* Tab is on its way through the rows */
  const char *page; /* of the static table */
  guint refresh_id;
};

G_DEFINE_FINAL_TYPE (TwSidebar, tw_sidebar, GTK_TYPE_WIDGET)

enum { PROP_PAGE = 1, PROP_COLLAPSED, N_PROPS };
static GParamSpec *props[N_PROPS];

/* --- figures --------------------------------------------------------------------------------- */

static gint64
start_of_day (gint64 t_us, GTimeZone *zone)
{
  TwLocalTime t;

  tw_time_to_local (t_us, zone, &t);
  t.hour = t.minute = t.second = 0;
  return tw_time_from_local (&t, zone);
}

static void
show_count (GtkLabel *label, TwDemand *demand, gint64 from_us, gint64 to_us)
{
  gsize from = tw_demand_find (demand, from_us), to = tw_demand_find (demand, to_us);
  g_autofree char *text = tw_text_count (to > from ? (gint64) (to - from) : 0);

  gtk_label_set_text (label, text);
}

static void
show_next_hour (TwSidebar *self, TwOutlook *outlook, gint64 now_us)
{
  g_autofree char *text = NULL;
  gint64 hour;
  TwBand band;

  hour = outlook != NULL && tw_outlook_is_ready (outlook)
             ? (now_us - tw_outlook_get_origin_us (outlook)) / TW_US_PER_HOUR + 1
             : -1;
  if (hour >= 0 && hour < TW_OUTLOOK_HOURS)
    {
      band = tw_outlook_get_band (outlook, 0, 0, (guint) hour);
      text = g_strdup_printf ("%.0f–%.0f", band.p10, band.p90);
    }
  gtk_label_set_text (self->next, text != NULL ? text : "–");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->next),
                               text != NULL
                                   ? _ ("Eight times out of ten the count will lie between these")
                               : outlook != NULL ? tw_outlook_get_reason (outlook)
                                                 : NULL);
}

static void
update_storage (TwSidebar *self, TwDemand *demand)
{
  g_autofree char *total = tw_text_count (demand->totals.n_total);
  g_autofree char *unplaced = tw_text_count (demand->totals.n_unplaced);
  g_autofree char *text = g_strdup_printf (_ ("Everything is kept on this device and works without "
                                              "a network. It is not connected to a centre.\n\n"
                                              "Requests: %s\nWithout a place: %s\nFolder: %s"),
                                           total, unplaced, tw_duty_get_dir (self->duty));

  gtk_label_set_text (self->storage_text, text);
}

/* A popover gives its first child the focus, and a label that can be copied is then all selected.
 */
static void
storage_shown_cb (TwSidebar *self)
{
  gtk_label_select_region (self->storage_text, 0, 0);
}

static void
refresh (TwSidebar *self)
{
  g_autoptr (TwDemand) demand = NULL;
  g_autoptr (TwOutlook) outlook = NULL;
  g_autoptr (TwStreet) street = NULL;
  gint64 now_us;

  if (self->duty == NULL || !tw_duty_is_loaded (self->duty))
    return;
  demand = tw_duty_dup_demand (self->duty);
  outlook = tw_duty_dup_outlook (self->duty);
  street = tw_duty_dup_street (self->duty);
  if (demand == NULL || street == NULL)
    return;
  now_us = tw_duty_now_us (self->duty);
  show_count (self->today, demand, start_of_day (now_us, street->zone), now_us + 1);
  show_count (self->hour, demand, now_us - TW_US_PER_HOUR, now_us + 1);
  show_next_hour (self, outlook, now_us);
  update_storage (self, demand);
}

static gboolean
refresh_cb (gpointer user_data)
{
  refresh (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- pages ----------------------------------------------------------------------------------- */

static GtkWidget *
make_badge (void)
{
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_widget_add_css_class (badge, "badge");
  gtk_widget_add_css_class (badge, "numeric");
  gtk_widget_set_visible (badge, FALSE);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  return badge;
}

static void
add_page_row (TwSidebar *self, const TwPageInfo *page, guint number)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ (page->label));
  GtkWidget *badge = make_badge ();
  g_autofree char *tip = g_strdup_printf ("%s (Alt+%u)", _ (page->label), number);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (page->icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), badge);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (page->label), -1);
  g_object_set_data (G_OBJECT (row), "tw-page", (gpointer) page);
  g_object_set_data (G_OBJECT (row), "tw-label", label);
  g_object_set_data (G_OBJECT (row), "tw-badge", badge);
  gtk_list_box_append (self->list, row);
}

static GtkListBoxRow *
find_row (TwSidebar *self, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      const TwPageInfo *page = g_object_get_data (G_OBJECT (row), "tw-page");

      if (g_strcmp0 (page->name, name) == 0)
        return row;
    }
  return NULL;
}

static void
row_selected_cb (TwSidebar *self, GtkListBoxRow *row)
{
  const TwPageInfo *page = row != NULL ? g_object_get_data (G_OBJECT (row), "tw-page") : NULL;

  if (self->passing || page == NULL || page->name == self->page)
    return;
  self->page = page->name;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
}

/* In a list that selects what has the focus, Tab would turn every page on its way: it leaves the
 * list from whichever row it is in, and the arrows alone choose. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
                TwSidebar *self)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean back = key == GDK_KEY_ISO_Left_Tab || (state & GDK_SHIFT_MASK) != 0;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  GtkWidget *focus;
  gsize n;

  if ((key != GDK_KEY_Tab && key != GDK_KEY_KP_Tab && key != GDK_KEY_ISO_Left_Tab)
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  tw_page_list (&n);
  self->passing = TRUE;
  do
    gtk_widget_child_focus (root, back ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
  while (n-- > 0 && (focus = gtk_root_get_focus (GTK_ROOT (root))) != NULL
         && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)));
  gtk_list_box_select_row (self->list, row);
  self->passing = FALSE;
  return GDK_EVENT_STOP;
}

void
tw_sidebar_set_page (TwSidebar *self, const char *name)
{
  GtkListBoxRow *row;

  g_return_if_fail (TW_IS_SIDEBAR (self));
  row = find_row (self, name);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
}

const char *
tw_sidebar_get_page (TwSidebar *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR (self), NULL);
  return self->page;
}

void
tw_sidebar_set_badge (TwSidebar *self, const char *name, guint count)
{
  GtkListBoxRow *row;
  GtkWidget *badge;
  g_autofree char *text = tw_text_count (count);

  g_return_if_fail (TW_IS_SIDEBAR (self));
  row = find_row (self, name);
  if (row == NULL)
    return;
  badge = g_object_get_data (G_OBJECT (row), "tw-badge");
  gtk_label_set_text (GTK_LABEL (badge), text);
  gtk_widget_set_visible (badge, count > 0 && !self->collapsed);
}

void
tw_sidebar_set_collapsed (TwSidebar *self, gboolean collapsed)
{
  GtkListBoxRow *row;

  g_return_if_fail (TW_IS_SIDEBAR (self));
  if (self->collapsed == collapsed)
    return;
  self->collapsed = collapsed;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      GtkWidget *badge = g_object_get_data (G_OBJECT (row), "tw-badge");
      const char *count = gtk_label_get_text (GTK_LABEL (badge));

      gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "tw-label"), !collapsed);
      gtk_widget_set_visible (badge, !collapsed && *count != '\0' && g_strcmp0 (count, "0") != 0);
    }
  gtk_widget_set_visible (self->figures, !collapsed && self->duty != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->storage_label), !collapsed);
  if (collapsed)
    gtk_widget_add_css_class (GTK_WIDGET (self), "collapsed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "collapsed");
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLLAPSED]);
}

gboolean
tw_sidebar_get_collapsed (TwSidebar *self)
{
  g_return_val_if_fail (TW_IS_SIDEBAR (self), FALSE);
  return self->collapsed;
}

void
tw_sidebar_set_duty (TwSidebar *self, TwDuty *duty)
{
  g_return_if_fail (TW_IS_SIDEBAR (self));
  if (self->duty != NULL)
    g_signal_handlers_disconnect_by_data (self->duty, self);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_set_object (&self->duty, duty);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), duty != NULL);
  gtk_widget_set_visible (self->figures, duty != NULL && !self->collapsed);
  gtk_widget_set_visible (GTK_WIDGET (self->storage), duty != NULL);
  if (duty == NULL)
    return;
  g_signal_connect_swapped (duty, "demand-changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (duty, "outlook-changed", G_CALLBACK (refresh), self);
  self->refresh_id = g_timeout_add (REFRESH_MS, refresh_cb, self);
  refresh (self);
}

/* --- object ---------------------------------------------------------------------------------- */

static void
tw_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwSidebar *self = TW_SIDEBAR (object);

  switch (id)
    {
    case PROP_PAGE:
      g_value_set_string (value, self->page);
      break;
    case PROP_COLLAPSED:
      g_value_set_boolean (value, self->collapsed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_sidebar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TwSidebar *self = TW_SIDEBAR (object);

  switch (id)
    {
    case PROP_PAGE:
      tw_sidebar_set_page (self, g_value_get_string (value));
      break;
    case PROP_COLLAPSED:
      tw_sidebar_set_collapsed (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_sidebar_dispose (GObject *object)
{
  TwSidebar *self = TW_SIDEBAR (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->duty != NULL)
    g_signal_handlers_disconnect_by_data (self->duty, self);
  g_clear_object (&self->duty);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_SIDEBAR);
  G_OBJECT_CLASS (tw_sidebar_parent_class)->dispose (object);
}

static void
tw_sidebar_class_init (TwSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = tw_sidebar_get_property;
  object_class->set_property = tw_sidebar_set_property;
  object_class->dispose = tw_sidebar_dispose;

  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, NULL, flags);
  props[PROP_COLLAPSED] = g_param_spec_boolean ("collapsed", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/tidewatch/Tidewatch/ui/sidebar.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "sidebar");
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, box);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, figures);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, today);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, hour);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, next);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, storage);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, storage_label);
  gtk_widget_class_bind_template_child (widget_class, TwSidebar, storage_text);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static void
tw_sidebar_init (TwSidebar *self)
{
  gsize n;
  const TwPageInfo *pages = tw_page_list (&n);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* A menu button centres what is in it; its icon belongs below those of the pages. */
  gtk_widget_set_halign (gtk_widget_get_parent (gtk_menu_button_get_child (self->storage)),
                         GTK_ALIGN_START);
  g_signal_connect_swapped (gtk_menu_button_get_popover (self->storage), "show",
                            G_CALLBACK (storage_shown_cb), self);
  for (gsize i = 0; i < n; i++)
    add_page_row (self, &pages[i], (guint) i + 1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
}
