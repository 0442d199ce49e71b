// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-application.h"

#include "desk/tw-command.h"
#include "base/tw-locale.h"
#include "desk/tw-settings.h"
#include "desk/tw-walk.h"
#include "desk/tw-window.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

struct _TwApplication {
  AdwApplication parent_instance;
  TwSession *session;
  TwDuty *duty; /* the one whose signals are connected */
  char *dir, *language, *scheme, *walk_dir;
  int width, height;
  double text_scale;   /* 0: as the desktop has it */
  double speed_before; /* what "go on" goes back to */
  int status;
  gint64 began_us;
  TwWalk *walk;
};

G_DEFINE_FINAL_TYPE (TwApplication, tw_application, ADW_TYPE_APPLICATION)

static TwWindow *
get_window (TwApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return TW_IS_WINDOW (window) ? TW_WINDOW (window) : NULL;
}

static GSimpleAction *
get_action (TwApplication *self, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name));
}

/* --- the drill clock ------------------------------------------------------------------------- */

static void
update_actions (TwApplication *self)
{
  gboolean drill = self->duty != NULL && tw_duty_get_clock_mode (self->duty) == TW_DUTY_CLOCK_DRILL;
  g_autofree char *undo = self->duty != NULL ? tw_duty_dup_undo_label (self->duty) : NULL;
  g_autofree char *redo = self->duty != NULL ? tw_duty_dup_redo_label (self->duty) : NULL;

  g_simple_action_set_enabled (get_action (self, "speed"), drill);
  g_simple_action_set_enabled (get_action (self, "pause"), drill);
  g_simple_action_set_enabled (get_action (self, "undo"), undo != NULL);
  g_simple_action_set_enabled (get_action (self, "redo"), redo != NULL);
  if (drill)
    g_simple_action_set_state (get_action (self, "speed"),
                               g_variant_new_double (tw_duty_get_speed (self->duty)));
}

static void
set_speed (TwApplication *self, double speed)
{
  if (self->duty != NULL && tw_duty_set_speed (self->duty, speed))
    g_simple_action_set_state (get_action (self, "speed"), g_variant_new_double (speed));
}

static void
speed_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  set_speed (user_data, CLAMP (g_variant_get_double (parameter), 0, 600));
}

static void
pause_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TwApplication *self = user_data;
  double speed = tw_duty_get_speed (self->duty);

  if (speed > 0)
    {
      self->speed_before = speed;
      set_speed (self, 0);
    }
  else
    set_speed (self, self->speed_before > 0 ? self->speed_before : 1);
}

/* --- undo ------------------------------------------------------------------------------------ */

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TwApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = tw_duty_undo_finish (TW_DUTY (source), result, &error);
  TwWindow *window = get_window (self);

  if (window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (text != NULL)
    tw_window_toast (window, text, FALSE);
  else
    tw_window_show_problem (window, error->message);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TwApplication *self = user_data;

  tw_duty_undo_async (self->duty, NULL, undone_cb, g_object_ref (self));
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TwApplication *self = user_data;

  tw_duty_redo_async (self->duty, NULL, undone_cb, g_object_ref (self));
}

/* --- looks and language ---------------------------------------------------------------------- */

static gboolean
parse_scheme (const char *scheme, AdwColorScheme *ret_scheme)
{
  static const struct {
    const char *name;
    AdwColorScheme scheme;
  } schemes[] = { { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
                  { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
                  { "system", ADW_COLOR_SCHEME_DEFAULT } };

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_strcmp0 (scheme, schemes[i].name) == 0)
      {
        *ret_scheme = schemes[i].scheme;
        return TRUE;
      }
  return FALSE;
}

void
tw_application_set_scheme (TwApplication *self, const char *scheme)
{
  AdwColorScheme parsed = ADW_COLOR_SCHEME_DEFAULT;

  g_return_if_fail (TW_IS_APPLICATION (self));
  if (!parse_scheme (scheme, &parsed))
    scheme = "system";
  adw_style_manager_set_color_scheme (adw_application_get_style_manager (ADW_APPLICATION (self)),
                                      parsed);
  g_simple_action_set_state (get_action (self, "scheme"), g_variant_new_string (scheme));
}

static void
scheme_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *scheme = g_variant_get_string (parameter, NULL);

  tw_application_set_scheme (user_data, scheme);
  tw_settings_set_string ("color-scheme", scheme);
}

static GtkWidget *
add_window (TwApplication *self)
{
  GtkWidget *window = tw_window_new (GTK_APPLICATION (self), self->session);

  if (self->width > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), self->width, self->height);
  if (self->walk_dir != NULL)
    gtk_widget_add_css_class (window, "bare"); /* a border is the desktop's, not ours */
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* Widgets keep the words they were made with, so every window is made anew; the new one stands
 * before the old one goes. */
static void
remake_windows (TwApplication *self)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  for (GList *l = g_list_last (windows); l != NULL; l = l->prev)
    {
      if (!TW_IS_WINDOW (l->data))
        {
          gtk_window_destroy (l->data);
          continue;
        }
      tw_window_remember (l->data);
      add_window (self);
      gtk_window_destroy (l->data);
    }
}

void
tw_application_set_language (TwApplication *self, const char *language)
{
  g_return_if_fail (TW_IS_APPLICATION (self));
  tw_locale_apply (language);
  g_simple_action_set_state (get_action (self, "language"),
                             g_variant_new_string (language != NULL ? language : ""));
  remake_windows (self);
}

static gboolean
set_language_idle_cb (gpointer user_data)
{
  g_autoptr (GVariant) language = g_object_steal_data (user_data, "tw-language");

  if (language != NULL)
    tw_application_set_language (user_data, g_variant_get_string (language, NULL));
  g_application_release (user_data);
  return G_SOURCE_REMOVE;
}

static void
language_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *language = g_variant_get_string (parameter, NULL);

  if (*language != '\0' && !tw_locale_is_known (language))
    return;
  tw_settings_set_string ("language", language);
  /* Not from within the menu that is about to go with its window. */
  g_object_set_data_full (user_data, "tw-language", g_variant_ref (parameter),
                          (GDestroyNotify) g_variant_unref);
  g_application_hold (user_data);
  g_idle_add (set_language_idle_cb, user_data);
}

/* --- program --------------------------------------------------------------------------------- */

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  add_window (user_data);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TwApplication *self = user_data;
  TwWindow *window = get_window (self);

  if (window != NULL && self->walk == NULL)
    tw_window_remember (window);
  g_application_quit (user_data);
}

static void
add_actions (TwApplication *self)
{
  static const GActionEntry entries[] = {
    { "speed", speed_cb, "d", "1.0" },
    { "pause", pause_cb },
    { "undo", undo_cb },
    { "redo", redo_cb },
    { "scheme", scheme_cb, "s", "'system'" },
    { "language", language_cb, "s", "''" },
    { "new-window", new_window_cb },
    { "quit", quit_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  tw_command_install_accels (GTK_APPLICATION (self));
  update_actions (self);
}

static void
session_changed_cb (TwApplication *self)
{
  TwDuty *duty = tw_session_get_duty (self->session);

  if (duty != self->duty)
    {
      if (self->duty != NULL)
        g_signal_handlers_disconnect_by_data (self->duty, self);
      g_set_object (&self->duty, duty);
      if (duty != NULL)
        {
          g_signal_connect_swapped (duty, "street-changed", G_CALLBACK (update_actions), self);
          g_signal_connect_swapped (duty, "demand-changed", G_CALLBACK (update_actions), self);
          g_signal_connect_swapped (duty, "undo-changed", G_CALLBACK (update_actions), self);
        }
    }
  update_actions (self);
}

/* What the desktop does for its own setting of larger text. */
static void
apply_text_scale (double scale)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  if (settings == NULL || scale == 0)
    return;
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", (int) ((dpi > 0 ? dpi : 96 * 1024) * scale), NULL);
}

static void
tw_application_startup (GApplication *application)
{
  TwApplication *self = TW_APPLICATION (application);
  g_autofree char *scheme = NULL;

  G_APPLICATION_CLASS (tw_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (TW_APP_ID);
  apply_text_scale (self->text_scale);
  add_actions (self);
  scheme = self->scheme != NULL ? g_strdup (self->scheme)
                                : tw_settings_dup_string ("color-scheme", "system");
  tw_application_set_scheme (self, scheme);
  g_simple_action_set_state (get_action (self, "language"),
                             g_variant_new_string (self->language != NULL ? self->language : ""));
  self->session = tw_session_new (self->dir, TRUE);
  g_signal_connect_object (self->session, "changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
tw_application_activate (GApplication *application)
{
  TwApplication *self = TW_APPLICATION (application);
  TwWindow *window = get_window (self);
  GtkWidget *made;

  if (window != NULL)
    {
      gtk_window_present (GTK_WINDOW (window));
      return;
    }
  tw_session_open (self->session);
  made = add_window (self);
  if (self->walk_dir != NULL)
    self->walk = tw_walk_start (self, TW_WINDOW (made), self->walk_dir);
}

static void
tw_application_shutdown (GApplication *application)
{
  TwApplication *self = TW_APPLICATION (application);

  g_clear_pointer (&self->walk, tw_walk_free);
  /* Windows first: their pages read from the duty. */
  for (GList *windows; (windows = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL;)
    gtk_window_destroy (windows->data);
  if (self->duty != NULL)
    g_signal_handlers_disconnect_by_data (self->duty, self);
  g_clear_object (&self->duty);
  if (self->session != NULL)
    tw_session_close (self->session);
  g_clear_object (&self->session);
  G_APPLICATION_CLASS (tw_application_parent_class)->shutdown (application);
}

/* --- options --------------------------------------------------------------------------------- */

static const GOptionEntry options[] = {
  { "db", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Work on the data folder DIR"), N_ ("DIR") },
  { "lang", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Language: zh_CN or en"), N_ ("LANGUAGE") },
  { "scheme", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Appearance: light, dark or system"),
    N_ ("SCHEME") },
  { "size", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Size of the window in pixels"),
    N_ ("WIDTHxHEIGHT") },
  { "text-scale", 0, 0, G_OPTION_ARG_DOUBLE, NULL, N_ ("Size of all text, 1 to 3 times the usual"),
    N_ ("FACTOR") },
  { "walk", 0, 0, G_OPTION_ARG_FILENAME, NULL,
    N_ ("Walk through every page, save a picture of each into DIR, print figures, end"),
    N_ ("DIR") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
  { NULL },
};

static gboolean
parse_size (const char *text, int *ret_width, int *ret_height)
{
  int width, height;
  char rest;

  if (sscanf (text, "%dx%d%c", &width, &height, &rest) != 2 || width < 320 || height < 240
      || width > 16384 || height > 16384)
    return FALSE;
  *ret_width = width;
  *ret_height = height;
  return TRUE;
}

static int
refuse (const char *format, const char *value)
{
  g_autofree char *text = g_strdup_printf (format, value);

  g_printerr ("tidewatch: %s\n", text);
  return 2;
}

static int
tw_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  TwApplication *self = TW_APPLICATION (application);
  g_autofree char *size = NULL;
  AdwColorScheme scheme;

  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("tidewatch %s\n", TW_VERSION);
      return 0;
    }
  g_variant_dict_lookup (dict, "db", "^ay", &self->dir);
  g_variant_dict_lookup (dict, "walk", "^ay", &self->walk_dir);
  g_variant_dict_lookup (dict, "scheme", "s", &self->scheme);
  if (g_variant_dict_lookup (dict, "lang", "s", &self->language)
      && !tw_locale_is_known (self->language))
    return refuse (_ ("no such language: %s (zh_CN or en)"), self->language);
  if (self->scheme != NULL && !parse_scheme (self->scheme, &scheme))
    return refuse (_ ("no such appearance: %s (light, dark or system)"), self->scheme);
  if (g_variant_dict_lookup (dict, "size", "s", &size)
      && !parse_size (size, &self->width, &self->height))
    return refuse (_ ("not a size: %s (like 1280x800)"), size);
  if (g_variant_dict_lookup (dict, "text-scale", "d", &self->text_scale)
      && !(self->text_scale >= 1 && self->text_scale <= 3))
    {
      g_autofree char *text = g_strdup_printf ("%g", self->text_scale);

      return refuse (_ ("not a size of text: %s (1 to 3)"), text);
    }
  if (self->language == NULL)
    self->language = tw_settings_dup_string ("language", "");
  tw_locale_apply (self->language);
  /* A folder or a walk of its own must not end in the window of a console that is already open. */
  if (self->dir != NULL || self->walk_dir != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

/* --- object ---------------------------------------------------------------------------------- */

static void
tw_application_finalize (GObject *object)
{
  TwApplication *self = TW_APPLICATION (object);

  g_free (self->dir);
  g_free (self->language);
  g_free (self->scheme);
  g_free (self->walk_dir);
  G_OBJECT_CLASS (tw_application_parent_class)->finalize (object);
}

static void
tw_application_class_init (TwApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tw_application_finalize;
  application_class->startup = tw_application_startup;
  application_class->activate = tw_application_activate;
  application_class->shutdown = tw_application_shutdown;
  application_class->handle_local_options = tw_application_handle_local_options;
}

static void
tw_application_init (TwApplication *self)
{
  self->began_us = g_get_monotonic_time ();
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (
      G_APPLICATION (self), _ ("Duty console of a subdistrict: live demand and its next 72 hours"));
}

TwApplication *
tw_application_new (void)
{
  return g_object_new (TW_TYPE_APPLICATION, "application-id", TW_APP_ID, "resource-base-path",
                       "/cn/tidewatch/Tidewatch", NULL);
}

TwSession *
tw_application_get_session (TwApplication *self)
{
  g_return_val_if_fail (TW_IS_APPLICATION (self), NULL);
  return self->session;
}

void
tw_application_finish (TwApplication *self, int status)
{
  g_return_if_fail (TW_IS_APPLICATION (self));
  self->status = status;
  g_application_quit (G_APPLICATION (self));
}

int
tw_application_get_status (TwApplication *self)
{
  g_return_val_if_fail (TW_IS_APPLICATION (self), 1);
  return self->status;
}

gint64
tw_application_get_began_us (TwApplication *self)
{
  g_return_val_if_fail (TW_IS_APPLICATION (self), 0);
  return self->began_us;
}
