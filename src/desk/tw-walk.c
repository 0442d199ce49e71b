// SPDX-License-Identifier: Apache-2.0
/*
 * The walk is a list of steps. Each sets something up, waits until it stands (its own condition,
 * then a few quiet frames) and saves a picture. States that the folder at hand is not in (first
 * run, damaged database, imports) are shown on small folders of their own in the temporary
 * directory, so the data of the person are never touched.
 */
#include "desk/tw-walk-private.h"

#include "desk/map/tw-map-view.h"
#include "desk/pages/tw-heat-page.h"
#include "desk/tw-fit.h"
#include "desk/tw-import-map-dialog.h"
#include "desk/tw-import-requests-dialog.h"
#include "desk/tw-shot.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define POLL_MS 15
#define STEP_TIMEOUT_US (20 * G_USEC_PER_SEC)
#define SETTLE_US                                                                                  \
  (450 * 1000) /* popovers and transitions arrive within this; the map says when it is done */
#define OUTLOOK_US (4 * G_USEC_PER_SEC)
#define SWEEP_FRAMES 120

/* --- conditions ------------------------------------------------------------------------------ */

TwDuty *
tw_walk_get_duty (TwWalk *self)
{
  return tw_session_get_duty (tw_window_get_session (self->window));
}

static TwHeatPage *
get_heat (TwWalk *self)
{
  GtkWidget *page = tw_window_get_page (self->window);

  return TW_IS_HEAT_PAGE (page) ? TW_HEAT_PAGE (page) : NULL;
}

static gboolean
is_loaded (TwWalk *self)
{
  TwDuty *duty = tw_walk_get_duty (self);

  return duty == NULL || tw_duty_is_loaded (duty);
}

/* The forecast runs in a worker; where it cannot be made there is a reason instead, as there is
 * while it is being made: that much longer one is worth waiting for. */
static gboolean
has_outlook (TwWalk *self)
{
  TwDuty *duty = tw_walk_get_duty (self);
  g_autoptr (TwOutlook) outlook = duty != NULL ? tw_duty_dup_outlook (duty) : NULL;
  gboolean patient = g_get_monotonic_time () - self->entered_us < OUTLOOK_US;

  return duty == NULL || tw_duty_is_empty (duty)
         || (outlook != NULL
             && (tw_outlook_is_ready (outlook)
                 || (!patient && tw_outlook_get_reason (outlook) != NULL)));
}

static gboolean
is_answered (TwWalk *self)
{
  return !tw_palette_is_searching (tw_window_get_palette (self->window));
}

/* --- heat ------------------------------------------------------------------------------------ */

static void
show_hour (TwWalk *self, double hours)
{
  TwHeatPage *heat = get_heat (self);

  if (heat != NULL)
    tw_heat_page_show_time (heat, tw_duty_now_us (tw_walk_get_duty (self))
                                      + (gint64) (hours * TW_US_PER_HOUR));
}

static void
enter_past (TwWalk *self)
{
  show_hour (self, -11);
}

static void
enter_ahead (TwWalk *self)
{
  show_hour (self, 12);
}

static void
enter_community (TwWalk *self)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (tw_walk_get_duty (self));

  show_hour (self, 1);
  if (get_heat (self) != NULL && street != NULL && street->communities->len > 1)
    tw_heat_page_select_community (get_heat (self), MIN (3, street->communities->len - 1));
}

static gboolean
is_swept (TwWalk *self)
{
  if (get_heat (self) == NULL || self->n_swept >= SWEEP_FRAMES)
    {
      tw_walk_figures_stop_frames (self->figures);
      return TRUE;
    }
  if (self->n_swept == 0)
    tw_walk_figures_start_frames (self->figures, GTK_WIDGET (self->window));
  show_hour (self, -60 + (double) self->n_swept);
  self->n_swept++;
  return FALSE;
}

static void
leave_heat (TwWalk *self)
{
  if (get_heat (self) != NULL)
    {
      tw_heat_page_select_community (get_heat (self), 0);
      show_hour (self, 0);
    }
}

static void
enter_place (TwWalk *self)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (tw_walk_get_duty (self));

  if (get_heat (self) != NULL && street != NULL && !tw_box_is_empty (&street->extent))
    tw_heat_page_show_place (get_heat (self), street->plane.origin.lat, street->plane.origin.lon);
}

static void
leave_place (TwWalk *self)
{
  if (get_heat (self) != NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (get_heat (self)), "heat.clear-selection", NULL);
      gtk_widget_activate_action (GTK_WIDGET (get_heat (self)), "heat.fit", NULL);
    }
  leave_heat (self);
}

/* --- shell ----------------------------------------------------------------------------------- */

static void
enter_palette (TwWalk *self)
{
  tw_palette_open (tw_window_get_palette (self->window), NULL);
}

static void
enter_search (TwWalk *self)
{
  tw_palette_open (tw_window_get_palette (self->window), "路灯");
}

static void
enter_nothing (TwWalk *self)
{
  tw_palette_open (tw_window_get_palette (self->window), "qxzjv");
}

static void
leave_palette (TwWalk *self)
{
  tw_palette_close (tw_window_get_palette (self->window));
}

/* A part of the window by its id in the .ui files. */
GtkWidget *
tw_walk_find_part (GtkWidget *root, const char *id)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (root)), id) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = tw_walk_find_part (child, id);
  return found;
}

static void
popup (TwWalk *self, const char *id, gboolean show)
{
  GtkWidget *button = tw_walk_find_part (GTK_WIDGET (self->window), id);

  if (button == NULL || !gtk_widget_get_mapped (button))
    return;
  if (show)
    gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  else
    gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
}

static void
enter_menu (TwWalk *self)
{
  popup (self, "menu_button", TRUE);
}

static void
leave_menu (TwWalk *self)
{
  popup (self, "menu_button", FALSE);
}

static void
enter_drill (TwWalk *self)
{
  popup (self, "drill", TRUE);
}

static void
leave_drill (TwWalk *self)
{
  popup (self, "drill", FALSE);
}

static void
toggle_sidebar (TwWalk *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.sidebar", NULL);
}

static void
enter_problem (TwWalk *self)
{
  tw_window_show_problem (self->window,
                          _ ("The disk is full: nothing can be saved until there is room. What was "
                             "entered before is safe."));
}

static void
leave_problem (TwWalk *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.close-problem", NULL);
}

static void
enter_undo (TwWalk *self)
{
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s request added", "%s requests added", 4),
                       "4");

  tw_window_toast (self->window, text, TRUE);
}

static void
enter_dark (TwWalk *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  tw_application_set_scheme (self->application,
                             adw_style_manager_get_dark (manager) ? "light" : "dark");
}

/* --- other windows --------------------------------------------------------------------------- */

void
tw_walk_close_other (TwWalk *self)
{
  if (self->other != NULL)
    gtk_window_destroy (self->other);
  g_clear_weak_pointer (&self->other);
  if (self->other_session != NULL)
    tw_session_close (self->other_session);
  g_clear_object (&self->other_session);
}

void
tw_walk_take_other (TwWalk *self, gpointer window)
{
  gtk_widget_add_css_class (window, "bare");
  g_set_weak_pointer (&self->other, window);
}

static void
enter_window_action (TwWalk *self, const char *action)
{
  g_autoptr (GList) windows = NULL;

  gtk_widget_activate_action (GTK_WIDGET (self->window), action, NULL);
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != self->window && gtk_widget_get_visible (l->data))
      tw_walk_take_other (self, l->data);
}

static void
enter_shortcuts (TwWalk *self)
{
  enter_window_action (self, "win.shortcuts");
}

static void
enter_about (TwWalk *self)
{
  enter_window_action (self, "win.about");
}

char *
tw_walk_make_scratch (TwWalk *self, const char *name)
{
  char *path = g_build_filename (self->scratch, name, NULL);

  g_mkdir_with_parents (path, 0700);
  return path;
}

void
tw_walk_open_folder (TwWalk *self, const char *path)
{
  int width, height;
  GtkWidget *window;

  self->other_session = tw_session_new (path, FALSE);
  tw_session_open (self->other_session);
  window = tw_window_new (GTK_APPLICATION (self->application), self->other_session);
  gtk_window_get_default_size (GTK_WINDOW (self->window), &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  tw_walk_take_other (self, window);
  gtk_window_present (GTK_WINDOW (window));
}

void
tw_walk_open_stage (TwWalk *self)
{
  g_autofree char *path = g_build_filename (self->scratch, "stage", NULL);
  g_autoptr (GError) error = NULL;

  if (!tw_store_backup (tw_duty_get_store (tw_walk_get_duty (self)), path, NULL, NULL, NULL,
                        &error))
    {
      g_printerr ("tidewatch: %s\n", error->message);
      return;
    }
  tw_walk_open_folder (self, path);
  self->stage = TW_WINDOW (self->other);
  self->stage_session = g_steal_pointer (&self->other_session);
  g_clear_weak_pointer (&self->other);
}

void
tw_walk_close_stage (TwWalk *self)
{
  if (self->stage != NULL)
    gtk_window_destroy (GTK_WINDOW (self->stage));
  self->stage = NULL;
  if (self->stage_session != NULL)
    tw_session_close (self->stage_session);
  g_clear_object (&self->stage_session);
}

static void
enter_first_run (TwWalk *self)
{
  g_autofree char *path = tw_walk_make_scratch (self, "empty");

  tw_walk_open_folder (self, path);
}

static void
enter_busy (TwWalk *self)
{
  g_autofree char *path = tw_walk_make_scratch (self, "busy");

  tw_walk_open_folder (self, path);
  tw_session_create_demo (self->other_session, 1);
}

static gboolean
is_busy (TwWalk *self)
{
  return tw_session_get_fraction (self->other_session) > 0
         || tw_session_get_state (self->other_session) != TW_SESSION_BUSY;
}

static void
leave_busy (TwWalk *self)
{
  tw_session_cancel (self->other_session);
}

static gboolean
is_cancelled (TwWalk *self)
{
  return tw_session_get_state (self->other_session) != TW_SESSION_BUSY;
}

static void
enter_damaged (TwWalk *self)
{
  g_autofree char *path = tw_walk_make_scratch (self, "damaged");
  g_autofree char *file = g_build_filename (path, "store.db", NULL);
  g_autofree char *noise = g_strnfill (16384, '#');

  g_file_set_contents (file, noise, 16384, NULL);
  tw_walk_open_folder (self, path);
}

static const char sample_csv[] =
    "时间,来源,事项,纬度,经度,内容,年龄\n"
    "2026-11-23 19:05,热线,助老送餐,30.6571,104.0817,独居老人需要送晚餐,78\n"
    "2026-11-23 19:20,小程序,接送孩子,30.6580,104.0822,下班晚帮忙接孩子,36\n"
    "2026-11-23 20:15,热线,路灯报修,30.6559,104.0801,单元门口路灯不亮,51\n"
    "昨天晚上,热线,水管漏水,30.6566,104.0811,厨房水管漏水,44\n"
    "2026-11-23 21:40,走访,陪同就医,,,明早陪同去医院,82\n";

static const char sample_map[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"highway\":\"residential\",\"name\":\"春熙路\"},"
    "\"geometry\":"
    "{\"type\":\"LineString\",\"coordinates\":[[104.080,30.656],[104.081,30.657],[104.083,30.658]]}"
    "},"
    "{\"type\":\"Feature\",\"properties\":{\"building\":\"yes\"},\"geometry\":{\"type\":"
    "\"Polygon\","
    "\"coordinates\":[[[104.081,30.656],[104.082,30.656],[104.082,30.657],[104.081,30.656]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"leisure\":\"park\",\"name\":\"滨河公园\"},"
    "\"geometry\":"
    "{\"type\":\"Polygon\",\"coordinates\":[[[104.083,30.656],[104.084,30.656],[104.084,30.657],"
    "[104.083,30.656]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"amenity\":\"kindergarten\",\"name\":\"春苗幼儿园\"},"
    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[104.0825,30.6565]}}]}";

static GFile *
make_file (TwWalk *self, const char *name, const char *contents)
{
  g_autofree char *path = g_build_filename (self->scratch, name, NULL);

  g_file_set_contents (path, contents, -1, NULL);
  return g_file_new_for_path (path);
}

static void
enter_requests (TwWalk *self)
{
  g_autoptr (GFile) file = make_file (self, "hotline-2026-11.csv", sample_csv);

  tw_walk_take_other (self,
                      tw_import_requests_dialog_open (self->window, tw_walk_get_duty (self), file));
}

static void
enter_map (TwWalk *self)
{
  g_autoptr (GFile) file = make_file (self, "quarter.geojson", sample_map);

  tw_walk_take_other (self,
                      tw_import_map_dialog_open (self->window, tw_walk_get_duty (self), file));
}

/* What is imported for the picture goes into a folder of its own. */
static TwDuty *
open_other_duty (TwWalk *self, const char *name)
{
  g_autofree char *path = tw_walk_make_scratch (self, name);

  self->other_session = tw_session_new (path, FALSE);
  tw_session_open (self->other_session);
  return tw_session_get_duty (self->other_session);
}

static void
enter_requests_import (TwWalk *self)
{
  g_autoptr (GFile) file = make_file (self, "hotline-2026-11.csv", sample_csv);
  TwDuty *duty = open_other_duty (self, "requests");

  if (duty != NULL)
    tw_walk_take_other (self, tw_import_requests_dialog_open (self->window, duty, file));
}

static void
enter_map_import (TwWalk *self)
{
  g_autoptr (GFile) file = make_file (self, "quarter.geojson", sample_map);
  TwDuty *duty = open_other_duty (self, "map");

  if (duty != NULL)
    tw_walk_take_other (self, tw_import_map_dialog_open (self->window, duty, file));
}

static void
click (TwWalk *self, const char *id)
{
  GtkWidget *button = self->other != NULL ? tw_walk_find_part (GTK_WIDGET (self->other), id) : NULL;

  if (button != NULL && gtk_widget_is_sensitive (button))
    g_signal_emit_by_name (button, "clicked");
}

static gboolean
is_imported (TwWalk *self)
{
  GtkWidget *stack =
      self->other != NULL ? tw_walk_find_part (GTK_WIDGET (self->other), "stack") : NULL;
  const char *state = stack != NULL ? gtk_stack_get_visible_child_name (GTK_STACK (stack)) : "done";

  if (strcmp (state, "setup") == 0)
    click (self, "go");
  return strcmp (state, "setup") != 0 && strcmp (state, "running") != 0;
}

/* The file goes just before it is read. */
static gboolean
has_failed (TwWalk *self)
{
  g_autofree char *path = g_build_filename (self->scratch, "hotline-2026-11.csv", NULL);
  GtkWidget *button =
      self->other != NULL ? tw_walk_find_part (GTK_WIDGET (self->other), "go") : NULL;

  if (button != NULL && gtk_widget_is_sensitive (button))
    g_unlink (path);
  return is_imported (self);
}

static void
enter_map_broken (TwWalk *self)
{
  g_autoptr (GFile) file = make_file (self, "broken.geojson", "{\"type\":\"FeatureCollection\"");
  TwDuty *duty = open_other_duty (self, "map");

  if (duty != NULL)
    tw_walk_take_other (self, tw_import_map_dialog_open (self->window, duty, file));
}

static void
enter_rejects (TwWalk *self)
{
  click (self, "show_rejects");
}

/* --- the list -------------------------------------------------------------------------------- */

static gboolean
is_first_frame (TwWalk *self)
{
  if (!is_loaded (self) || !tw_walk_figures_saw_frame (self->figures))
    return FALSE;
  tw_walk_figures_stop_start (self->figures);
  return TRUE;
}

static void
enter_start (TwWalk *self)
{
  tw_walk_figures_wait_frame (self->figures, GTK_WIDGET (self->window), tw_walk_get_duty (self));
}

static const TwWalkStep steps_of_heat[] = {
  { NULL, enter_start, is_first_frame, NULL },
  { "heat", NULL, has_outlook, NULL },
  { "heat-past", enter_past, NULL, NULL },
  { "heat-ahead", enter_ahead, NULL, NULL },
  { "heat-community", enter_community, NULL, leave_heat },
  { NULL, NULL, is_swept, leave_heat },
  { "heat-place", enter_place, NULL, leave_place },
};

static const TwWalkStep steps_of_shell[] = {
  { "palette", enter_palette, NULL, NULL },
  { "palette-search", enter_search, is_answered, NULL },
  { "palette-nothing", enter_nothing, is_answered, leave_palette },
  { "menu", enter_menu, NULL, leave_menu },
  { "drill", enter_drill, NULL, leave_drill },
  { "sidebar-collapsed", toggle_sidebar, NULL, toggle_sidebar },
  { "problem", enter_problem, NULL, leave_problem },
  { "import-requests", enter_requests, NULL, tw_walk_close_other },
  { "import-requests-done", enter_requests_import, is_imported, NULL },
  { "import-requests-rejected", enter_rejects, NULL, tw_walk_close_other },
  { "import-requests-failed", enter_requests_import, has_failed, tw_walk_close_other },
  { "import-map", enter_map, NULL, tw_walk_close_other },
  { "import-map-done", enter_map_import, is_imported, tw_walk_close_other },
  { "import-map-failed", enter_map_broken, is_imported, tw_walk_close_other },
  { "shortcuts", enter_shortcuts, NULL, tw_walk_close_other },
  { "about", enter_about, NULL, tw_walk_close_other },
  { "first-run", enter_first_run, NULL, tw_walk_close_other },
  { "busy", enter_busy, is_busy, leave_busy },
  { NULL, NULL, is_cancelled, tw_walk_close_other },
  { "damaged", enter_damaged, NULL, tw_walk_close_other },
  { "other-scheme", enter_dark, NULL, enter_dark },
  { "undo", enter_undo, NULL, NULL }, /* last: the message stays for a while */
};

static const TwWalkStep steps_without_data[] = {
  { NULL, enter_start, is_first_frame, NULL },
  { "first-run", NULL, NULL, NULL },
  { "palette", enter_palette, NULL, leave_palette },
  { "shortcuts", enter_shortcuts, NULL, tw_walk_close_other },
  { "about", enter_about, NULL, tw_walk_close_other },
  { "other-scheme", enter_dark, NULL, enter_dark },
};

/* --- walking --------------------------------------------------------------------------------- */

static void
finish (TwWalk *self, const char *problem)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  if (problem != NULL)
    g_printerr ("tidewatch: %s\n", problem);
  else
    tw_walk_figures_print (self->figures, tw_walk_get_duty (self), self->n_shots, self->dir);
  tw_application_finish (self->application, problem != NULL ? 1 : 0);
}

static void
list_misfits (TwWalk *self, const char *name, GtkWidget *root)
{
  g_autoptr (GPtrArray) problems = tw_fit_list_problems (root);

  for (guint i = 0; i < problems->len; i++)
    g_print ("does not fit: %s: %s\n", name, (const char *) g_ptr_array_index (problems, i));
}

/* A popover is a root of its own, and so is one within it. */
static void
list_popover_misfits (TwWalk *self, const char *name, GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child))
      {
        if (GTK_IS_POPOVER (child))
          list_misfits (self, name, child);
        list_popover_misfits (self, name, child);
      }
}

/* For scripts, so not translated: whatever of the picture is cut or beyond the edge, and a window
 * that is larger than was asked for. */
static void
check_fit (TwWalk *self, const char *name, GtkWidget *window)
{
  int width = gtk_widget_get_width (window), height = gtk_widget_get_height (window);
  int room_width, room_height;

  gtk_window_get_default_size (GTK_WINDOW (self->window), &room_width, &room_height);
  if (room_width > 0 && (width > room_width || height > room_height))
    g_print ("does not fit: %s: the window takes %dx%d\n", name, width, height);
  list_misfits (self, name, window);
  list_popover_misfits (self, name, window);
}

static gboolean
save (TwWalk *self, const char *name, GError **error)
{
  g_autofree char *file = g_strdup_printf ("%02u-%s.png", self->n_shots + 1, name);
  g_autofree char *path = g_build_filename (self->dir, file, NULL);
  TwWindow *window = self->stage != NULL ? self->stage : self->window;
  GtkWidget *widget = GTK_WIDGET (self->other != NULL ? self->other : GTK_WINDOW (window));

  if (!tw_shot_save (widget, path, error))
    {
      g_prefix_error (error, "%s: ", file);
      return FALSE;
    }
  self->n_shots++;
  check_fit (self, name, widget);
  return TRUE;
}

static gboolean
is_painting (GtkWidget *widget)
{
  if (TW_IS_MAP_VIEW (widget))
    return tw_map_view_is_painting (TW_MAP_VIEW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_painting (child))
      return TRUE;
  return FALSE;
}

/* FALSE while the step still has to stand longer. */
static gboolean
stands (TwWalk *self, const TwWalkStep *step, gint64 now_us)
{
  if (self->stood_us == 0 && (step->ready == NULL || step->ready (self)))
    self->stood_us = now_us;
  return self->stood_us != 0
         && (step->name == NULL
             || (now_us - self->stood_us >= SETTLE_US && !is_painting (GTK_WIDGET (self->window))));
}

static gboolean
poll_cb (gpointer user_data)
{
  TwWalk *self = user_data;
  const TwWalkStep *step = self->steps;
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autofree char *late = NULL;

  if (self->entered_us == 0)
    {
      self->entered_us = now_us;
      self->stood_us = 0;
      if (step->enter != NULL)
        step->enter (self);
    }
  if (!stands (self, step, now_us))
    {
      if (now_us - self->entered_us < STEP_TIMEOUT_US)
        return G_SOURCE_CONTINUE;
      late = g_strdup_printf (_ ("the step “%s” did not come to an end"),
                              step->name != NULL ? step->name : "start");
      finish (self, late);
      return G_SOURCE_REMOVE;
    }
  if (step->name != NULL && !save (self, step->name, &error))
    {
      if (now_us - self->entered_us < STEP_TIMEOUT_US && error->domain == G_IO_ERROR)
        return G_SOURCE_CONTINUE; /* between a change and its frame there is no picture */
      finish (self, error->message);
      return G_SOURCE_REMOVE;
    }
  if (step->leave != NULL)
    step->leave (self);
  self->entered_us = 0;
  self->steps++;
  if (--self->n_steps > 0)
    return G_SOURCE_CONTINUE;
  finish (self, NULL);
  return G_SOURCE_REMOVE;
}

static GArray *
list_steps (gboolean empty)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (TwWalkStep));
  gsize n;
  const TwWalkStep *roster = tw_walk_roster_steps (&n);

  if (empty)
    return g_array_append_vals (steps, steps_without_data, G_N_ELEMENTS (steps_without_data));
  g_array_append_vals (steps, steps_of_heat, G_N_ELEMENTS (steps_of_heat));
  g_array_append_vals (steps, roster, (guint) n);
  return g_array_append_vals (steps, steps_of_shell, G_N_ELEMENTS (steps_of_shell));
}

TwWalk *
tw_walk_start (TwApplication *application, TwWindow *window, const char *dir)
{
  TwWalk *self = g_new0 (TwWalk, 1);
  TwDuty *duty;

  self->application = application;
  self->window = window;
  self->dir = g_strdup (dir);
  self->scratch = g_dir_make_tmp ("tidewatch-walk-XXXXXX", NULL);
  self->figures = tw_walk_figures_new ();
  duty = tw_walk_get_duty (self);
  if (duty == NULL || g_mkdir_with_parents (dir, 0755) != 0 || self->scratch == NULL)
    {
      const GError *error = tw_session_get_error (tw_window_get_session (window));

      finish (self,
              error != NULL ? error->message : _ ("the folder for the pictures cannot be made"));
      return self;
    }
  self->all_steps = list_steps (tw_duty_is_empty (duty));
  self->steps = (const TwWalkStep *) self->all_steps->data;
  self->n_steps = self->all_steps->len;
  self->poll_id = g_timeout_add (POLL_MS, poll_cb, self);
  return self;
}

/* The scratch folders hold what this walk made: databases and a table, two levels deep. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
tw_walk_free (TwWalk *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  tw_walk_close_other (self);
  tw_walk_close_stage (self);
  if (self->scratch != NULL)
    remove_tree (self->scratch);
  tw_walk_figures_free (self->figures);
  g_clear_pointer (&self->all_steps, g_array_unref);
  g_free (self->dir);
  g_free (self->scratch);
  g_free (self);
}
