// SPDX-License-Identifier: Apache-2.0
/*
 * The window follows its session: whenever the duty comes, goes or is another one, every part is
 * handed the new one. Pages hold the duty they were made for, so they are dropped and made anew
 * with it. What a person can do is in tw-window-actions.c.
 */
#include "desk/tw-window-private.h"

#include "desk/compat.h"
#include "desk/pages/tw-heat-page.h"
#include "desk/roster/tw-roster-page.h"
#include "desk/tw-command.h"
#include "desk/tw-fit.h"
#include "base/tw-locale.h"
#include "desk/tw-settings.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MIN_WIDTH 720
#define SIDEBAR_PX 168    /* with its words, as in style.css */
#define SIDEBAR_PART 0.22 /* of the window, at most */
#define MIN_HEIGHT 480

G_DEFINE_FINAL_TYPE (TwWindow, tw_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- pages ----------------------------------------------------------------------------------- */

static GtkWidget *
make_page (TwWindow *self, const char *name)
{
  if (strcmp (name, "heat") == 0)
    return tw_heat_page_new (self->duty);
  if (strcmp (name, "roster") == 0)
    return tw_roster_page_new (self->duty);
  g_return_val_if_reached (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
}

static void
show_page (TwWindow *self)
{
  const char *name = tw_sidebar_get_page (self->sidebar);

  if (self->duty == NULL || name == NULL)
    return;
  if (gtk_stack_get_child_by_name (self->pages, name) == NULL)
    gtk_stack_add_named (self->pages, make_page (self, name), name);
  gtk_stack_set_visible_child_name (self->pages, name);
  tw_window_update_actions (self);
}

static void
drop_pages (TwWindow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_stack_remove (self->pages, child);
}

GtkWidget *
tw_window_get_page (TwWindow *self)
{
  g_return_val_if_fail (TW_IS_WINDOW (self), NULL);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "pages") != 0)
    return NULL;
  return gtk_stack_get_visible_child (self->pages);
}

/* --- following the duty ---------------------------------------------------------------------- */

static void
update_name (TwWindow *self)
{
  g_autoptr (TwStreet) street = self->duty != NULL ? tw_duty_dup_street (self->duty) : NULL;
  const char *name = street != NULL ? street->name : "";
  g_autofree char *title = NULL;

  if (street != NULL && !tw_locale_is_chinese () && street->name_en != NULL
      && *street->name_en != '\0')
    name = street->name_en;
  if (*name == '\0')
    name = _ ("Tidewatch");
  else
    title = g_strdup_printf ("%s – %s", name, _ ("Tidewatch"));
  gtk_label_set_text (self->street_name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->street_name), name);
  gtk_window_set_title (GTK_WINDOW (self), title != NULL ? title : name);
}

static void
update_view (TwWindow *self)
{
  gboolean working = self->duty != NULL && !tw_duty_is_empty (self->duty);

  if (working)
    show_page (self);
  gtk_stack_set_visible_child_name (self->views, working ? "pages" : "start");
  gtk_widget_set_visible (GTK_WIDGET (self->clock), working);
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar), working);
  tw_sidebar_set_duty (self->sidebar, working ? self->duty : NULL);
  tw_window_update_actions (self);
}

static void
update_state (TwWindow *self)
{
  g_autofree char *reason = self->duty != NULL ? tw_duty_dup_read_only_reason (self->duty) : NULL;

  tw_banner_set_state (self->banner, reason);
}

static void
street_changed_cb (TwWindow *self)
{
  update_name (self);
  update_view (self);
  tw_clock_bar_update (self->clock);
}

static void
state_changed_cb (TwWindow *self)
{
  update_state (self);
  tw_window_update_actions (self);
}

static void
problem_cb (TwWindow *self, const char *message)
{
  tw_banner_add_problem (self->banner, message);
  update_state (self);
}

static void
demand_changed_cb (TwWindow *self, guint n_new)
{
  if (tw_window_get_page (self) == NULL)
    update_view (self);
}

/* What is undone may name a file: an underscore in it is no key of the menu. */
static void
add_undo_item (GMenu *menu, const char *verb, const char *verb_what, const char *what,
               const char *action)
{
  g_auto (GStrv) parts = what != NULL ? g_strsplit (what, "_", -1) : NULL;
  g_autofree char *escaped = parts != NULL ? g_strjoinv ("__", parts) : NULL;
  g_autofree char *label = escaped != NULL ? g_strdup_printf (verb_what, escaped) : NULL;

  g_menu_append (menu, label != NULL ? label : verb, action);
}

static void
undo_changed_cb (TwWindow *self)
{
  g_autofree char *undo = self->duty != NULL ? tw_duty_dup_undo_label (self->duty) : NULL;
  g_autofree char *redo = self->duty != NULL ? tw_duty_dup_redo_label (self->duty) : NULL;

  g_menu_remove_all (self->undo_section);
  /* Translators: what is undone follows */
  add_undo_item (self->undo_section, _ ("_Undo"), _ ("_Undo: %s"), undo, "app.undo");
  add_undo_item (self->undo_section, _ ("Re_do"), _ ("Re_do: %s"), redo, "app.redo");
}

static void
set_duty (TwWindow *self, TwDuty *duty)
{
  if (self->duty == duty)
    return;
  if (self->duty != NULL)
    g_signal_handlers_disconnect_by_data (self->duty, self);
  drop_pages (self);
  tw_palette_close (self->palette);
  g_set_object (&self->duty, duty);
  tw_palette_set_duty (self->palette, duty);
  tw_clock_bar_set_duty (self->clock, duty);
  if (duty == NULL)
    return;
  g_signal_connect_swapped (duty, "street-changed", G_CALLBACK (street_changed_cb), self);
  g_signal_connect_swapped (duty, "demand-changed", G_CALLBACK (demand_changed_cb), self);
  g_signal_connect_swapped (duty, "problem", G_CALLBACK (problem_cb), self);
  g_signal_connect_swapped (duty, "undo-changed", G_CALLBACK (undo_changed_cb), self);
  g_signal_connect_swapped (duty, "state-changed", G_CALLBACK (state_changed_cb), self);
}

static void
session_changed_cb (TwWindow *self)
{
  set_duty (self, tw_session_get_duty (self->session));
  update_name (self);
  update_view (self);
  update_state (self);
  undo_changed_cb (self);
}

/* --- parts ----------------------------------------------------------------------------------- */

static void
page_chosen_cb (TwWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "page");
  const char *name = tw_sidebar_get_page (self->sidebar);

  if (action != NULL && name != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (name));
  show_page (self);
}

static void
collapsed_cb (TwWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "sidebar");

  if (action != NULL)
    g_simple_action_set_state (G_SIMPLE_ACTION (action),
                               g_variant_new_boolean (!tw_sidebar_get_collapsed (self->sidebar)));
}

static void
palette_message_cb (TwWindow *self, const char *text)
{
  tw_window_toast (self, text, FALSE);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  TwWindow *self = user_data;

  gtk_revealer_set_reveal_child (self->drop_hint, FALSE);
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) || self->duty == NULL)
    return FALSE;
  tw_window_import_files (self, g_value_get_boxed (value));
  return TRUE;
}

static GdkDragAction
drop_enter_cb (GtkDropTarget *target, double x, double y, gpointer user_data)
{
  TwWindow *self = user_data;

  gtk_revealer_set_reveal_child (self->drop_hint, self->duty != NULL);
  return self->duty != NULL ? GDK_ACTION_COPY : 0;
}

static void
drop_leave_cb (GtkDropTarget *target, gpointer user_data)
{
  gtk_revealer_set_reveal_child (TW_WINDOW (user_data)->drop_hint, FALSE);
}

static void
add_drop_target (TwWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  g_signal_connect (target, "enter", G_CALLBACK (drop_enter_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (drop_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* --- public ---------------------------------------------------------------------------------- */

TwSession *
tw_window_get_session (TwWindow *self)
{
  g_return_val_if_fail (TW_IS_WINDOW (self), NULL);
  return self->session;
}

TwPalette *
tw_window_get_palette (TwWindow *self)
{
  g_return_val_if_fail (TW_IS_WINDOW (self), NULL);
  return self->palette;
}

AdwToast *
tw_window_toast_until (TwWindow *self, const char *text, const char *label,
                       const char *detailed_action)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  g_return_val_if_fail (TW_IS_WINDOW (self), toast);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, label);
  adw_toast_set_detailed_action_name (toast, detailed_action);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
  return toast;
}

void
tw_window_toast (TwWindow *self, const char *text, gboolean undo)
{
  g_autofree char *escaped = NULL;
  AdwToast *toast;

  g_return_if_fail (TW_IS_WINDOW (self));
  escaped = g_markup_escape_text (text, -1); /* a toast's title is markup */
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, undo ? 8 : 5);
  if (undo)
    {
      adw_toast_set_button_label (toast, _ ("Undo"));
      adw_toast_set_action_name (toast, "app.undo");
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
tw_window_show_problem (TwWindow *self, const char *text)
{
  g_return_if_fail (TW_IS_WINDOW (self));
  tw_banner_add_problem (self->banner, text);
}

void
tw_window_remember (TwWindow *self)
{
  int width, height;

  g_return_if_fail (TW_IS_WINDOW (self));
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (width > 0 && height > 0)
    {
      tw_settings_set_int ("window-width", width);
      tw_settings_set_int ("window-height", height);
    }
  tw_settings_set_boolean ("window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  tw_settings_set_boolean ("sidebar-collapsed",
                           tw_sidebar_get_collapsed (self->sidebar) && !self->collapsed_by_itself);
  if (tw_sidebar_get_page (self->sidebar) != NULL)
    tw_settings_set_string ("page", tw_sidebar_get_page (self->sidebar));
}

static void
restore_state (TwWindow *self)
{
  g_autofree char *page = tw_settings_dup_string ("page", "heat");
  gsize n;

  gtk_window_set_default_size (GTK_WINDOW (self),
                               MAX (tw_settings_get_int ("window-width", 1280), MIN_WIDTH),
                               MAX (tw_settings_get_int ("window-height", 800), MIN_HEIGHT));
  if (tw_settings_get_boolean ("window-maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (self));
  tw_sidebar_set_collapsed (self->sidebar, tw_settings_get_boolean ("sidebar-collapsed", FALSE));
  tw_sidebar_set_page (self->sidebar, page);
  if (tw_sidebar_get_page (self->sidebar) == NULL)
    tw_sidebar_set_page (self->sidebar, tw_page_list (&n)[0].name);
}

GtkWidget *
tw_window_new (GtkApplication *application, TwSession *session)
{
  TwWindow *self = g_object_new (TW_TYPE_WINDOW, "application", application, NULL);

  self->session = g_object_ref (session);
  tw_start_page_set_session (self->start, session);
  g_signal_connect_object (session, "changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  restore_state (self);
  session_changed_cb (self);
  return GTK_WIDGET (self);
}

/* --- narrow ---------------------------------------------------------------------------------- */

static gboolean
narrow_cb (gpointer user_data)
{
  TwWindow *self = user_data;

  self->narrow_id = 0;
  self->narrow = !self->narrow;
  if (self->narrow)
    self->collapsed_by_itself = !tw_sidebar_get_collapsed (self->sidebar);
  if (self->collapsed_by_itself)
    tw_sidebar_set_collapsed (self->sidebar, self->narrow);
  if (!self->narrow)
    self->collapsed_by_itself = FALSE;
  return G_SOURCE_REMOVE;
}

/* Where text is large, the words of the sidebar would take a part of the window that the page needs
 * more: the icons stay. Whoever wants the words opens it again. Comes in the midst of a layout,
 * when no other may be asked for. */
static void
tw_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwWindow *self = TW_WINDOW (widget);
  gboolean narrow = SIDEBAR_PX * tw_fit_text_scale (widget) > SIDEBAR_PART * width;

  GTK_WIDGET_CLASS (tw_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (narrow == self->narrow)
    g_clear_handle_id (&self->narrow_id, g_source_remove);
  else if (self->narrow_id == 0)
    self->narrow_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, narrow_cb, self, NULL);
}

static gboolean
tw_window_close_request (GtkWindow *window)
{
  tw_window_remember (TW_WINDOW (window));
  return GTK_WINDOW_CLASS (tw_window_parent_class)->close_request (window);
}

static void
tw_window_dispose (GObject *object)
{
  TwWindow *self = TW_WINDOW (object);

  g_clear_handle_id (&self->narrow_id, g_source_remove);
  if (self->duty != NULL)
    g_signal_handlers_disconnect_by_data (self->duty, self);
  g_clear_object (&self->duty);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_WINDOW);
  G_OBJECT_CLASS (tw_window_parent_class)->dispose (object);
}

static void
tw_window_class_init (TwWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = tw_window_close_request;
  widget_class->size_allocate = tw_window_size_allocate;
  g_type_ensure (TW_TYPE_SIDEBAR);
  g_type_ensure (TW_TYPE_BANNER);
  g_type_ensure (TW_TYPE_CLOCK_BAR);
  g_type_ensure (TW_TYPE_PALETTE);
  g_type_ensure (TW_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/tidewatch/Tidewatch/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, TwWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, views);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, street_name);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, search_clamp);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, clock);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, palette);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, start);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, drop_hint);
  gtk_widget_class_bind_template_child (widget_class, TwWindow, undo_section);
  gtk_widget_class_bind_template_callback (widget_class, page_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, collapsed_cb);
  gtk_widget_class_bind_template_callback (widget_class, palette_message_cb);
}

static void
tw_window_init (TwWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_fit_clamp_to_text (self->search_clamp);
  if (!tw_locale_is_chinese ())
    gtk_widget_add_css_class (GTK_WIDGET (self), "latin");
  tw_window_add_actions (self);
  add_drop_target (self);
  gtk_widget_set_size_request (GTK_WIDGET (self), MIN_WIDTH, MIN_HEIGHT);
}
