// SPDX-License-Identifier: Apache-2.0
#include "tw-testx.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <X11/Xlib.h>
#include <X11/keysym.h>
#include <X11/XKBlib.h>
#include <X11/extensions/XTest.h>

#define START_TIMEOUT_MS 10000

static Display *x_display;
static GPid x_server;
static char *private_dir;

void
tw_test_die_with_parent_cb (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
stop_cb (void)
{
  g_clear_pointer (&x_display, XCloseDisplay);
  if (x_server != 0)
    {
      kill (x_server, SIGTERM);
      waitpid (x_server, NULL, 0);
      x_server = 0;
    }
}

/* Xvfb chooses a free number itself and says it on a pipe: no race with tests that start at the
 * same time. */
static gboolean
read_display_number (int fd, char *ret_text, gsize size)
{
  gint64 end_us = g_get_monotonic_time () + START_TIMEOUT_MS * 1000LL;
  gsize used = 0;

  while (used + 1 < size && g_get_monotonic_time () < end_us)
    {
      GPollFD poll_fd = { fd, G_IO_IN | G_IO_HUP, 0 };
      ssize_t count;

      if (g_poll (&poll_fd, 1, 200) <= 0)
        continue;
      count = read (fd, ret_text + used, size - 1 - used);
      if (count <= 0)
        return FALSE;
      used += count;
      if (ret_text[used - 1] == '\n')
        {
          ret_text[used - 1] = '\0';
          return used > 1;
        }
    }
  return FALSE;
}

static gboolean
start_server (void)
{
  const char *argv[] = { "Xvfb",         "-displayfd", NULL,  "-screen",  "0",
                         "1920x1080x24", "-nolisten",  "tcp", "-noreset", NULL };
  int fds[2];
  g_autofree char *fd_text = NULL;
  char number[32];
  gboolean ok;

  if (pipe (fds) != 0)
    return FALSE;
  fd_text = g_strdup_printf ("%d", fds[1]);
  argv[2] = fd_text;
  ok = g_spawn_async (NULL, (char **) argv, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                          | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_LEAVE_DESCRIPTORS_OPEN,
                      tw_test_die_with_parent_cb, NULL, &x_server, NULL);
  close (fds[1]);
  ok = ok && read_display_number (fds[0], number, sizeof number);
  close (fds[0]);
  if (ok)
    {
      g_autofree char *name = g_strdup_printf (":%s", number);
      g_setenv ("DISPLAY", name, TRUE);
    }
  return ok;
}

gboolean
tw_testx_start (void)
{
  if (x_display != NULL)
    return TRUE;
  atexit (stop_cb);
  g_unsetenv ("WAYLAND_DISPLAY");
  if (g_getenv ("DISPLAY") == NULL && !start_server ())
    return FALSE;
  x_display = XOpenDisplay (NULL);
  return x_display != NULL;
}

void
tw_testx_move (int x_px, int y_px)
{
  XTestFakeMotionEvent (x_display, -1, x_px, y_px, CurrentTime);
  XSync (x_display, False);
}

void
tw_testx_button (guint button, gboolean down)
{
  XTestFakeButtonEvent (x_display, button, down, CurrentTime);
  XSync (x_display, False);
}

static void
send_key (guint keysym, gboolean down)
{
  KeyCode code = XKeysymToKeycode (x_display, keysym);

  g_assert_cmpuint (code, !=, 0);
  XTestFakeKeyEvent (x_display, code, down, CurrentTime);
}

/* TRUE when the keysym sits on the shifted level of its key, as ":" or "A" do. */
static gboolean
needs_shift (guint keysym)
{
  KeyCode code = XKeysymToKeycode (x_display, keysym);

  return XkbKeycodeToKeysym (x_display, code, 0, 0) != keysym
         && XkbKeycodeToKeysym (x_display, code, 0, 1) == keysym;
}

void
tw_testx_key (guint keysym, const guint *held)
{
  gboolean shift = needs_shift (keysym);
  int n_held = 0;

  for (; held != NULL && held[n_held] != 0; n_held++)
    {
      shift = shift && held[n_held] != XK_Shift_L;
      send_key (held[n_held], TRUE);
    }
  if (shift)
    send_key (XK_Shift_L, TRUE);
  send_key (keysym, TRUE);
  send_key (keysym, FALSE);
  if (shift)
    send_key (XK_Shift_L, FALSE);
  while (n_held-- > 0)
    send_key (held[n_held], FALSE);
  XSync (x_display, False);
}

void
tw_testx_hold (guint keysym, gboolean down)
{
  send_key (keysym, down);
  XSync (x_display, False);
}

void
tw_testx_type (const char *text)
{
  for (; *text != '\0'; text++)
    {
      g_assert_true (g_ascii_isprint (*text)); /* an ASCII character is its own keysym */
      tw_testx_key ((guchar) *text, NULL);
    }
}

void
tw_testx_focus (gulong window)
{
  XSetInputFocus (x_display, window, RevertToParent, CurrentTime);
  XSync (x_display, False);
}

/* The server keeps windows in stacking order, so the last viewable one is on top. */
void
tw_testx_focus_newest (void)
{
  Window root, parent, *windows = NULL;
  unsigned int count = 0;

  if (!XQueryTree (x_display, DefaultRootWindow (x_display), &root, &parent, &windows, &count))
    return;
  while (count-- > 0)
    {
      XWindowAttributes attributes;
      if (XGetWindowAttributes (x_display, windows[count], &attributes)
          && attributes.map_state == IsViewable && attributes.width > 50
          && !attributes.override_redirect)
        {
          tw_testx_focus (windows[count]);
          break;
        }
    }
  if (windows != NULL)
    XFree (windows);
}

void
tw_testx_to_root (gulong window, int x_px, int y_px, int *ret_x_px, int *ret_y_px)
{
  Window child;

  XTranslateCoordinates (x_display, window, DefaultRootWindow (x_display), x_px, y_px, ret_x_px,
                         ret_y_px, &child);
}

static int
remove_entry_cb (const char *path, const struct stat *info, int kind, struct FTW *place)
{
  return remove (path);
}

static void
remove_dir_cb (void)
{
  nftw (private_dir, remove_entry_cb, 16, FTW_DEPTH | FTW_PHYS);
  g_clear_pointer (&private_dir, g_free);
}

const char *
tw_test_use_private_dirs (void)
{
  static const struct {
    const char *variable, *name;
  } dirs[] = {
    { "HOME", "home" },
    { "XDG_DATA_HOME", "data" },
    { "XDG_CONFIG_HOME", "config" },
    { "XDG_CACHE_HOME", "cache" },
    { "XDG_STATE_HOME", "state" },
    { "XDG_RUNTIME_DIR", "run" },
  };

  if (private_dir != NULL)
    return private_dir;
  private_dir = g_dir_make_tmp ("tidewatch-test-XXXXXX", NULL);
  g_assert_nonnull (private_dir);
  atexit (remove_dir_cb);
  for (gsize i = 0; i < G_N_ELEMENTS (dirs); i++)
    {
      g_autofree char *path = g_build_filename (private_dir, dirs[i].name, NULL);
      g_assert_no_errno (g_mkdir_with_parents (path, 0700));
      g_setenv (dirs[i].variable, path, TRUE);
    }
  return private_dir;
}
