// SPDX-License-Identifier: Apache-2.0
/*
 * The win.* actions: what a person can do in one window. Keys, menu, palette and drops all come
 * here.
 */
#include "desk/tw-window-private.h"

#include "desk/compat.h"
#include "desk/pages/tw-heat-page.h"
#include "desk/tw-import-map-dialog.h"
#include "desk/tw-import-requests-dialog.h"
#include "base/tw-locale.h"
#include "desk/tw-shot.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEMO_SEED 1
#define FRAME_MS 20
#define MAX_TRIES 50
#define ABOUT_WIDTH 560 /* room on both sides of the longest line */

static void
palette_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TwWindow *self = user_data;

  if (tw_palette_is_open (self->palette))
    tw_palette_close (self->palette);
  else
    tw_palette_open (self->palette, NULL);
}

static void
page_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tw_sidebar_set_page (TW_WINDOW (user_data)->sidebar, g_variant_get_string (parameter, NULL));
}

static void
sidebar_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TwWindow *self = user_data;

  tw_sidebar_set_collapsed (self->sidebar, !tw_sidebar_get_collapsed (self->sidebar));
}

static void
show_place_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TwWindow *self = user_data;
  GtkWidget *page;
  double lat, lon;

  g_variant_get (parameter, "(&sdd)", NULL, &lat, &lon);
  tw_sidebar_set_page (self->sidebar, "heat");
  page = tw_window_get_page (self);
  if (TW_IS_HEAT_PAGE (page))
    tw_heat_page_show_place (TW_HEAT_PAGE (page), lat, lon);
}

/* A page's own action (heat.now) from the menu or the palette, which stand outside of the page, and
 * may stand beside another one. */
static void
page_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TwWindow *self = user_data;
  const char *name = g_variant_get_string (parameter, NULL), *dot = strchr (name, '.');
  g_autofree char *page_name = dot != NULL ? g_strndup (name, (gsize) (dot - name)) : NULL;
  GtkWidget *page;

  if (page_name != NULL)
    tw_sidebar_set_page (self->sidebar, page_name);
  page = tw_window_get_page (self);
  if (page != NULL)
    gtk_widget_activate_action_variant (page, name, NULL);
}

/* --- files ----------------------------------------------------------------------------------- */

/* A phone or a share shown by the desktop has no path that the importers could read. */
static gboolean
is_local (TwWindow *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *text = NULL;

  if (g_file_peek_path (file) != NULL)
    return TRUE;
  text = g_strdup_printf (_ ("“%s” is not on this device: copy it here first"), name);
  tw_window_toast (self, text, FALSE);
  return FALSE;
}

static void
import_requests (TwWindow *self, GFile *file)
{
  if (is_local (self, file))
    tw_import_requests_dialog_open (self, self->duty, file);
}

static void
import_map (TwWindow *self, GFile *file)
{
  if (is_local (self, file))
    tw_import_map_dialog_open (self, self->duty, file);
}

static void
requests_chosen_cb (GFile *file, gpointer user_data)
{
  g_autoptr (TwWindow) self = user_data;

  if (file != NULL && self->duty != NULL)
    import_requests (self, file);
}

static void
map_chosen_cb (GFile *file, gpointer user_data)
{
  g_autoptr (TwWindow) self = user_data;

  if (file != NULL && self->duty != NULL)
    import_map (self, file);
}

static void
import_requests_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *patterns[] = { _ ("Tables"), "*.csv;*.tsv;*.txt;*.CSV;*.csv.gz", _ ("All files"), "*",
                             NULL };

  tw_compat_choose_file (GTK_WINDOW (user_data), TW_CHOOSE_OPEN, _ ("Import requests"), patterns,
                         NULL, requests_chosen_cb, g_object_ref (user_data));
}

static void
import_map_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *patterns[] = { _ ("Maps"), "*.osm;*.geojson;*.json;*.osm.gz;*.geojson.gz;*.xml",
                             _ ("All files"), "*", NULL };

  tw_compat_choose_file (GTK_WINDOW (user_data), TW_CHOOSE_OPEN, _ ("Import a map"), patterns, NULL,
                         map_chosen_cb, g_object_ref (user_data));
}

static gboolean
has_suffix (const char *name, const char *const *suffixes)
{
  for (; *suffixes != NULL; suffixes++)
    if (g_str_has_suffix (name, *suffixes))
      return TRUE;
  return FALSE;
}

void
tw_window_import_files (TwWindow *self, GSList *files)
{
  static const char *const maps[] = { ".osm",        ".geojson", ".json", ".osm.gz",
                                      ".geojson.gz", ".json.gz", ".xml",  NULL };
  static const char *const tables[] = {
    ".csv", ".tsv", ".txt", ".tab", ".csv.gz", ".tsv.gz", NULL
  };
  g_autofree char *name = NULL;
  g_autofree char *lower = NULL;
  GFile *file;

  g_return_if_fail (TW_IS_WINDOW (self));
  if (files == NULL)
    return;
  if (files->next != NULL)
    {
      tw_window_toast (self, _ ("Drop one file at a time"), FALSE);
      return;
    }
  file = files->data;
  name = g_file_get_basename (file);
  lower = g_ascii_strdown (name, -1);
  if (has_suffix (lower, maps))
    import_map (self, file);
  else if (has_suffix (lower, tables))
    import_requests (self, file);
  else
    {
      g_autofree char *text =
          g_strdup_printf (_ ("“%s” cannot be read: drop a table (.csv) or a map (.osm, .geojson)"),
                           name);

      tw_window_toast (self, text, FALSE);
    }
}

static void
create_demo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tw_session_create_demo (TW_WINDOW (user_data)->session, DEMO_SEED);
}

static void
folder_chosen_cb (GFile *file, gpointer user_data)
{
  g_autoptr (TwWindow) self = user_data;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    tw_session_change_dir (self->session, path);
}

static void
open_folder_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tw_compat_choose_file (GTK_WINDOW (user_data), TW_CHOOSE_FOLDER, _ ("Open another data folder"),
                         NULL, NULL, folder_chosen_cb, g_object_ref (user_data));
}

/* --- pictures and backups -------------------------------------------------------------------- */

typedef struct {
  TwWindow *window;
  char *path;
  guint n_tries;
} Picture;

/* Between a change and its frame there is no picture to be had: a few frames later there is. */
static gboolean
take_picture_cb (gpointer user_data)
{
  Picture *picture = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (tw_shot_save (GTK_WIDGET (picture->window->views), picture->path, &error))
    text = g_strdup_printf (_ ("Picture saved as “%s”"), picture->path);
  else if (error->domain == G_IO_ERROR && picture->n_tries++ < MAX_TRIES)
    return G_SOURCE_CONTINUE;
  else
    text = g_strdup_printf (_ ("The picture could not be saved: %s"), error->message);
  tw_window_toast (picture->window, text, FALSE);
  g_object_unref (picture->window);
  g_free (picture->path);
  g_free (picture);
  return G_SOURCE_REMOVE;
}

static void
picture_chosen_cb (GFile *file, gpointer user_data)
{
  g_autoptr (TwWindow) self = user_data;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  Picture *picture;

  if (path == NULL)
    return;
  picture = g_new0 (Picture, 1);
  picture->window = g_steal_pointer (&self);
  picture->path = g_steal_pointer (&path);
  g_timeout_add (FRAME_MS, take_picture_cb, picture);
}

static void
save_picture_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *patterns[] = { _ ("Pictures"), "*.png", NULL };

  tw_compat_choose_file (GTK_WINDOW (user_data), TW_CHOOSE_SAVE, _ ("Save this page as a picture"),
                         patterns, "tidewatch.png", picture_chosen_cb, g_object_ref (user_data));
}

static void
backup_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  TwStore *store = g_object_get_data (G_OBJECT (task), "tw-store");
  GError *error = NULL;

  if (tw_store_backup (store, task_data, cancellable, NULL, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
backup_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TwWindow *self = TW_WINDOW (source);
  const char *dir = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      text = g_strdup_printf (_ ("Backup written to “%s”"), dir);
      tw_window_toast (self, text, FALSE);
      return;
    }
  text = g_strdup_printf (_ ("The backup could not be written: %s"), error->message);
  tw_window_show_problem (self, text);
}

static void
backup_chosen_cb (GFile *file, gpointer user_data)
{
  g_autoptr (TwWindow) self = user_data;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "tidewatch-%Y%m%d-%H%M%S");
  g_autoptr (GTask) task = NULL;

  if (path == NULL || self->duty == NULL)
    return;
  task = g_task_new (self, NULL, backup_done_cb, NULL);
  g_task_set_task_data (task, g_build_filename (path, name, NULL), g_free);
  g_object_set_data_full (G_OBJECT (task), "tw-store",
                          tw_store_ref (tw_duty_get_store (self->duty)),
                          (GDestroyNotify) tw_store_unref);
  g_task_run_in_thread (task, backup_thread);
}

static void
backup_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tw_compat_choose_file (GTK_WINDOW (user_data), TW_CHOOSE_FOLDER, _ ("Back up into a folder"),
                         NULL, NULL, backup_chosen_cb, g_object_ref (user_data));
}

/* --- help ------------------------------------------------------------------------------------ */

static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/cn/tidewatch/Tidewatch/ui/shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, GTK_WINDOW (user_data));
  gtk_window_present (window);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *focus;
  GtkWidget *dialog =
      g_object_new (GTK_TYPE_ABOUT_DIALOG, "transient-for", user_data, "modal", TRUE,
                    "program-name", _ ("Tidewatch"), "version", TW_VERSION, "logo-icon-name",
                    TW_APP_ID, "comments",
                    _ ("The duty console of a subdistrict service centre:\n"
                       "where help is asked for, and what the next 72 hours "
                       "will bring"),
                    "copyright", _ ("© 2026 the Tidewatch contributors"), "license-type",
                    GTK_LICENSE_APACHE_2_0, "width-request", ABOUT_WIDTH, NULL);

  gtk_window_present (GTK_WINDOW (dialog));
  /* The dialog gives the focus to the name of the program, which then stands there selected. */
  focus = gtk_window_get_focus (GTK_WINDOW (dialog));
  if (GTK_IS_LABEL (focus))
    gtk_label_select_region (GTK_LABEL (focus), 0, 0);
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
}

static void
close_problem_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tw_banner_close_problem (TW_WINDOW (user_data)->banner);
}

static void
fullscreen_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = user_data;

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

static void
close_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_close (user_data);
}

/* --- the set --------------------------------------------------------------------------------- */

static void
set_enabled (TwWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                   g_action_map_lookup_action (G_ACTION_MAP (self), name)),
                               enabled);
}

void
tw_window_update_actions (TwWindow *self)
{
  gboolean open = self->duty != NULL;
  gboolean empty = open && tw_duty_is_empty (self->duty);
  g_autofree char *read_only = open ? tw_duty_dup_read_only_reason (self->duty) : NULL;
  gboolean writable = open && read_only == NULL;

  set_enabled (self, "import-requests", writable);
  set_enabled (self, "import-map", writable);
  set_enabled (self, "create-demo", writable && empty);
  set_enabled (self, "backup", open && !empty);
  set_enabled (self, "save-picture", open && !empty);
  set_enabled (self, "sidebar", open && !empty);
  set_enabled (self, "show-place", open && !empty);
  set_enabled (self, "page", open && !empty);
  set_enabled (self, "page-action", open && !empty);
}

void
tw_window_add_actions (TwWindow *self)
{
  static const GActionEntry entries[] = {
    { "palette", palette_cb },
    { "page", page_cb, "s", "'heat'" },
    { "page-action", page_action_cb, "s" },
    { "sidebar", sidebar_cb, NULL, "true" },
    { "show-place", show_place_cb, "(sdd)" },
    { "import-requests", import_requests_cb },
    { "import-map", import_map_cb },
    { "create-demo", create_demo_cb },
    { "open-folder", open_folder_cb },
    { "save-picture", save_picture_cb },
    { "backup", backup_cb },
    { "shortcuts", shortcuts_cb },
    { "about", about_cb },
    { "fullscreen", fullscreen_cb },
    { "close-problem", close_problem_cb },
    { "close", close_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  tw_window_update_actions (self);
}
