// SPDX-License-Identifier: Apache-2.0
/*
 * The private session bus knows one service only, the accessibility bus: no portal, no settings
 * daemon and no secret service of the machine can start and change what the program does.
 */
#include "tw-e2e.h"
#include "tw-testx.h"
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <X11/keysym.h>

#define START_TIMEOUT_MS 20000
#define QUIT_TIMEOUT_MS 10000
#define MAX_CHILDREN 60 /* a list view keeps hundreds of rows; each costs three round trips */
#define MAX_TABS 80
#define MAX_DEPTH 48

struct _TwE2e {
  GPid pid;
  TwSeen *app;
  char *output_path;
};

typedef struct {
  AtspiRole role;
  const char *name;
  gboolean part;
} Wanted;

/* Like TwSeen: interfaces that only newer libraries give an autoptr. */
typedef AtspiAction SeenAction;
typedef AtspiComponent SeenComponent;
typedef AtspiEditableText SeenEditable;
typedef AtspiStateSet SeenStates;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeenAction, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeenComponent, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeenEditable, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeenStates, g_object_unref)

static GPid bus_pid;

void
tw_e2e_pump_ms (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000LL;

  do
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (2000);
    }
  while (g_get_monotonic_time () < end_us);
}

static void
stop_bus_cb (void)
{
  kill (bus_pid, SIGTERM);
  waitpid (bus_pid, NULL, 0);
}

static const char *
find_launcher (void)
{
  static const char *const paths[] = { "/usr/libexec/at-spi-bus-launcher",
                                       "/usr/lib/at-spi2-core/at-spi-bus-launcher",
                                       "/usr/lib/at-spi-bus-launcher" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (access (paths[i], X_OK) == 0)
      return paths[i];
  return NULL;
}

/* Writes the bus's settings and its one service into @dir; the path of the settings. */
static char *
write_bus_config (const char *dir, const char *launcher)
{
  g_autofree char *services = g_build_filename (dir, "services", NULL);
  g_autofree char *service_path = g_build_filename (services, "org.a11y.Bus.service", NULL);
  g_autofree char *service =
      g_strdup_printf ("[D-BUS Service]\nName=org.a11y.Bus\nExec=%s\n", launcher);
  g_autofree char *config = g_strdup_printf (
      "<busconfig><type>session</type><listen>unix:tmpdir=%s</listen><servicedir>%s</servicedir>"
      "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
      "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
      dir, services);
  char *config_path = g_build_filename (dir, "bus.conf", NULL);

  g_assert_no_errno (g_mkdir_with_parents (services, 0700));
  g_assert_true (g_file_set_contents (service_path, service, -1, NULL));
  g_assert_true (g_file_set_contents (config_path, config, -1, NULL));
  return config_path;
}

static gboolean
start_bus (const char *dir, const char *launcher)
{
  g_autofree char *config_path = write_bus_config (dir, launcher);
  g_autofree char *config_argument = g_strconcat ("--config-file=", config_path, NULL);
  const char *argv[] = { "dbus-daemon", config_argument, "--nofork", "--print-address=1", NULL };
  char address[256] = "";
  int out_fd;
  ssize_t count;

  if (!g_spawn_async_with_pipes (NULL, (char **) argv, NULL,
                                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD
                                     | G_SPAWN_STDERR_TO_DEV_NULL,
                                 tw_test_die_with_parent_cb, NULL, &bus_pid, NULL, &out_fd, NULL,
                                 NULL))
    return FALSE;
  atexit (stop_bus_cb);
  count = read (out_fd, address, sizeof address - 1);
  close (out_fd);
  if (count <= 1)
    return FALSE;
  g_strchomp (address);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  return TRUE;
}

void
tw_e2e_init (int *argc, char ***argv)
{
  const char *dir = tw_test_use_private_dirs ();
  const char *launcher = find_launcher ();

  if (launcher == NULL || !tw_testx_start () || !start_bus (dir, launcher))
    {
      g_print ("1..0 # SKIP no X server, no dbus-daemon or no accessibility bus\n");
      exit (0);
    }
  g_test_init (argc, argv, NULL);
  /* libatspi warns of objects that went away between two calls, which is what windows do. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  atspi_init ();
}

static void
child_setup_cb (gpointer output_path)
{
  tw_test_die_with_parent_cb (NULL);
  if (freopen (output_path, "w", stdout) != NULL)
    dup2 (STDOUT_FILENO, STDERR_FILENO);
}

static char **
make_environment (const char *const *extra)
{
  static const char *const pairs[][2] = {
    { "GDK_BACKEND", "x11" },
    { "GSK_RENDERER", "cairo" },
    { TW_TEST_NO_GL_NAME, TW_TEST_NO_GL_VALUE },
    { "GTK_A11Y", "atspi" },
    { "GTK_USE_PORTAL", "0" },
    { "FC_LANG", "zh-cn" },
    { "GSETTINGS_BACKEND", "memory" },
  };
  char **environment = g_get_environ ();

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    environment = g_environ_setenv (environment, pairs[i][0], pairs[i][1], TRUE);
  for (; extra != NULL && *extra != NULL; extra++)
    {
      g_auto (GStrv) pair = g_strsplit (*extra, "=", 2);
      environment = g_environ_setenv (environment, pair[0], pair[1], TRUE);
    }
  return environment;
}

/* The program on the accessibility bus, known by its process: names may repeat. */
static TwSeen *
find_app (GPid pid)
{
  g_autoptr (TwSeen) desktop = atspi_get_desktop (0);
  int count = atspi_accessible_get_child_count (desktop, NULL);

  for (int i = 0; i < count; i++)
    {
      g_autoptr (TwSeen) app = atspi_accessible_get_child_at_index (desktop, i, NULL);
      if (app != NULL && (GPid) atspi_accessible_get_process_id (app, NULL) == pid
          && atspi_accessible_get_child_count (app, NULL) > 0)
        {
          atspi_accessible_set_cache_mask (app, ATSPI_CACHE_NONE);
          return g_steal_pointer (&app);
        }
    }
  return NULL;
}

TwE2e *
tw_e2e_start (const char *const *argv, const char *const *environment)
{
  static guint n_started;
  g_auto (GStrv) full_environment = make_environment (environment);
  TwE2e *self = g_new0 (TwE2e, 1);
  gint64 end_us = g_get_monotonic_time () + START_TIMEOUT_MS * 1000LL;
  g_autoptr (GError) error = NULL;

  self->output_path = g_strdup_printf ("%s/output-%u", tw_test_use_private_dirs (), n_started++);
  g_spawn_async (NULL, (char **) argv, full_environment,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH, child_setup_cb, self->output_path,
                 &self->pid, &error);
  g_assert_no_error (error);
  while (self->app == NULL && g_get_monotonic_time () < end_us)
    {
      self->app = find_app (self->pid);
      tw_e2e_pump_ms (5);
    }
  if (self->app == NULL)
    {
      g_autofree char *output = tw_e2e_dup_output (self);
      g_error ("%s did not come up; it printed: %s", argv[0], output);
    }
  return self;
}

char *
tw_e2e_dup_output (TwE2e *self)
{
  char *text = NULL;

  if (!g_file_get_contents (self->output_path, &text, NULL, NULL))
    return g_strdup ("");
  return text;
}

int
tw_e2e_quit (TwE2e *self)
{
  gint64 end_us = g_get_monotonic_time () + QUIT_TIMEOUT_MS * 1000LL;
  const guint control[] = { XK_Control_L, 0 };
  int status = -1;
  pid_t ended = 0;

  tw_e2e_key (self, XK_q, control);
  while (ended == 0 && g_get_monotonic_time () < end_us)
    {
      ended = waitpid (self->pid, &status, WNOHANG);
      tw_e2e_pump_ms (5);
    }
  if (ended == 0)
    {
      kill (self->pid, SIGKILL);
      waitpid (self->pid, NULL, 0);
      status = -1;
    }
  else
    status = WIFEXITED (status) ? WEXITSTATUS (status) : -1;
  g_clear_object (&self->app);
  g_free (self->output_path);
  g_free (self);
  return status;
}

char *
tw_e2e_dup_name (TwSeen *accessible)
{
  atspi_accessible_clear_cache (accessible);
  return atspi_accessible_get_name (accessible, NULL);
}

static gboolean
matches (TwSeen *accessible, const Wanted *wanted)
{
  g_autofree char *name = NULL;

  if (wanted->role != ATSPI_ROLE_INVALID
      && atspi_accessible_get_role (accessible, NULL) != wanted->role)
    return FALSE;
  if (wanted->name == NULL)
    return TRUE;
  name = atspi_accessible_get_name (accessible, NULL);
  if (name == NULL)
    return FALSE;
  return wanted->part ? strstr (name, wanted->name) != NULL : strcmp (name, wanted->name) == 0;
}

static TwSeen *
search_tree (TwSeen *root, const Wanted *wanted, int depth)
{
  TwSeen *found = NULL;
  int count;

  if (matches (root, wanted))
    return g_object_ref (root);
  if (depth == 0)
    return NULL;
  count = MIN (atspi_accessible_get_child_count (root, NULL), MAX_CHILDREN);
  for (int i = 0; i < count && found == NULL; i++)
    {
      g_autoptr (TwSeen) child = atspi_accessible_get_child_at_index (root, i, NULL);
      if (child != NULL)
        found = search_tree (child, wanted, depth - 1);
    }
  return found;
}

/* Newest window first: a dialog stands before the window it belongs to. */
static TwSeen *
search_windows (TwE2e *self, const Wanted *wanted)
{
  TwSeen *found = NULL;

  for (int i = atspi_accessible_get_child_count (self->app, NULL) - 1; i >= 0 && found == NULL; i--)
    {
      g_autoptr (TwSeen) window = atspi_accessible_get_child_at_index (self->app, i, NULL);
      if (window != NULL)
        found = search_tree (window, wanted, MAX_DEPTH);
    }
  return found;
}

/* The last search starts after the deadline, so that a slow search is never the reason. */
static TwSeen *
wait_for (TwE2e *self, const Wanted *wanted, guint timeout_ms)
{
  gint64 end_us = g_get_monotonic_time () + timeout_ms * 1000LL;

  for (;;)
    {
      gboolean last = g_get_monotonic_time () >= end_us;
      TwSeen *found = search_windows (self, wanted);
      if (found != NULL || last)
        return found;
      tw_e2e_pump_ms (10);
    }
}

TwSeen *
tw_e2e_find (TwE2e *self, AtspiRole role, const char *name, guint timeout_ms)
{
  return wait_for (self, &(Wanted){ role, name, FALSE }, timeout_ms);
}

TwSeen *
tw_e2e_find_part (TwE2e *self, AtspiRole role, const char *part, guint timeout_ms)
{
  return wait_for (self, &(Wanted){ role, part, TRUE }, timeout_ms);
}

gboolean
tw_e2e_act (TwSeen *accessible, const char *name)
{
  g_autoptr (SeenAction) action = atspi_accessible_get_action_iface (accessible);
  int count = action != NULL ? atspi_action_get_n_actions (action, NULL) : 0;

  for (int i = 0; i < count; i++)
    {
      g_autofree char *own = atspi_action_get_action_name (action, i, NULL);
      if (name == NULL || g_strcmp0 (own, name) == 0)
        return atspi_action_do_action (action, i, NULL);
    }
  return FALSE;
}

static gboolean
get_extents (TwSeen *accessible, AtspiRect *ret)
{
  g_autoptr (SeenComponent) component = atspi_accessible_get_component_iface (accessible);
  g_autofree AtspiRect *rect =
      component == NULL ? NULL
                        : atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL);

  if (rect == NULL)
    return FALSE;
  *ret = *rect;
  return TRUE;
}

/* GTK 4.18 loses the padding at each level of the tree, which moves the window itself off its
 * origin: there keys have to do what the pointer does. */
static gboolean
knows_places (TwE2e *self)
{
  g_autoptr (TwSeen) window = atspi_accessible_get_child_at_index (self->app, 0, NULL);
  AtspiRect rect;

  return window != NULL && get_extents (window, &rect) && rect.x == 0 && rect.y == 0;
}

static gboolean
has_state (TwSeen *accessible, AtspiStateType state)
{
  g_autoptr (SeenStates) states = NULL;

  atspi_accessible_clear_cache (accessible);
  states = atspi_accessible_get_state_set (accessible);
  return states != NULL && atspi_state_set_contains (states, state);
}

static TwSeen *
find_focusable_below (TwSeen *accessible, int depth)
{
  TwSeen *found = has_state (accessible, ATSPI_STATE_FOCUSABLE) ? g_object_ref (accessible) : NULL;
  int count = depth == 0 ? 0 : MIN (atspi_accessible_get_child_count (accessible, NULL), 8);

  for (int i = 0; i < count && found == NULL; i++)
    {
      g_autoptr (TwSeen) child = atspi_accessible_get_child_at_index (accessible, i, NULL);
      if (child != NULL)
        found = find_focusable_below (child, depth - 1);
    }
  return found;
}

/* What takes the click on @accessible: a part of it, or what it is a part of. */
static TwSeen *
find_focusable (TwSeen *accessible)
{
  TwSeen *found = find_focusable_below (accessible, 3);
  g_autoptr (TwSeen) above = g_object_ref (accessible);

  while (found == NULL)
    {
      TwSeen *parent = atspi_accessible_get_parent (above, NULL);

      g_set_object (&above, parent);
      if (parent == NULL)
        break;
      if (has_state (parent, ATSPI_STATE_FOCUSABLE))
        found = g_object_ref (parent);
      g_object_unref (parent);
    }
  return found;
}

static gboolean
press_return_on (TwE2e *self, TwSeen *accessible)
{
  g_autoptr (TwSeen) target = find_focusable (accessible);

  for (int i = 0; target != NULL && i < MAX_TABS; i++)
    {
      if (has_state (target, ATSPI_STATE_FOCUSED))
        {
          tw_e2e_key (self, XK_Return, NULL);
          return TRUE;
        }
      tw_e2e_key (self, XK_Tab, NULL);
    }
  return FALSE;
}

gboolean
tw_e2e_click (TwE2e *self, TwSeen *accessible)
{
  AtspiRect rect;

  if (!get_extents (accessible, &rect))
    return FALSE;
  if (!knows_places (self))
    return press_return_on (self, accessible);
  tw_testx_move (rect.x + rect.width / 2, rect.y + rect.height / 2);
  tw_e2e_pump_ms (20);
  tw_testx_button (1, TRUE);
  tw_testx_button (1, FALSE);
  tw_e2e_pump_ms (20);
  return TRUE;
}

gboolean
tw_e2e_set_text (TwSeen *entry, const char *text)
{
  g_autoptr (SeenEditable) editable = atspi_accessible_get_editable_text_iface (entry);

  return editable != NULL && atspi_editable_text_set_text_contents (editable, text, NULL);
}

void
tw_e2e_key (TwE2e *self, guint keysym, const guint *held)
{
  tw_testx_focus_newest ();
  tw_testx_key (keysym, held);
  tw_e2e_pump_ms (30);
}
