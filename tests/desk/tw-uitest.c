// SPDX-License-Identifier: Apache-2.0
/*
 * How the kit keeps tests steady: the input goes over an X connection of its own, so that the
 * server orders it with what GTK sends; every input is followed by a short run of the main context;
 * there is no window manager, hence windows sit at the origin and the keyboard is given by hand;
 * and GTK's own accessibility backend for tests is used, so that no bus is needed.
 */
#include "tw-uitest.h"
#include "tw-testx.h"
#include "config.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <adwaita.h>
#include <gdk/x11/gdkx.h>

#define SETTLE_MS 15
#define DRAG_STEP_MS 20
#define DRAW_TIMEOUT_MS 5000

static void
set_environment (void)
{
  static const char *const pairs[][2] = {
    { "GDK_BACKEND", "x11" },
    { "GSK_RENDERER", "cairo" },
    { TW_TEST_NO_GL_NAME, TW_TEST_NO_GL_VALUE },
    { "GTK_A11Y", "test" },
    { "GTK_USE_PORTAL", "0" },
    { "GSETTINGS_BACKEND", "memory" },
    { "DBUS_SESSION_BUS_ADDRESS", "disabled:" },
    { "FC_LANG", "zh-cn" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_setenv (pairs[i][0], pairs[i][1], TRUE);
}

void
tw_uitest_init (int *argc, char ***argv)
{
  tw_test_use_private_dirs ();
  set_environment ();
  setlocale (LC_ALL, "");
  if (!tw_testx_start () || !gtk_init_check ())
    {
      g_print ("1..0 # SKIP no X server\n");
      exit (0);
    }
  g_test_init (argc, argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static gboolean
wake_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
tw_uitest_iterate (void)
{
  static guint wake_id;

  if (wake_id == 0)
    wake_id = g_timeout_add (5, wake_cb, NULL);
  g_main_context_iteration (NULL, TRUE);
}

void
tw_uitest_pump_ms (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000LL;

  while (g_get_monotonic_time () < end_us)
    tw_uitest_iterate ();
}

/*
 * The input has reached the server; a round trip on GDK's own connection brings its events into
 * GDK's queue, and then the main context runs until it has handled them all, however slow the
 * machine is.
 */
static void
settle (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + DRAW_TIMEOUT_MS * 1000LL;

  gdk_display_sync (gdk_display_get_default ());
  tw_uitest_pump_ms (ms);
  while (g_main_context_pending (NULL) && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
}

static void
after_paint_cb (GdkFrameClock *clock, guint *n_frames)
{
  (*n_frames)++;
}

void
tw_uitest_wait_draw (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  guint n_frames = 0;
  gulong handler;

  g_assert_nonnull (clock);
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &n_frames);
  gtk_widget_queue_draw (widget);
  g_assert_true (tw_uitest_until (n_frames > 0, DRAW_TIMEOUT_MS));
  g_signal_handler_disconnect (clock, handler);
}

static Window
get_xid (GtkWidget *widget)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (gtk_widget_get_native (widget)));
}

void
tw_uitest_show (GtkWindow *window, int width_px, int height_px)
{
  gtk_window_set_decorated (window, FALSE);
  gtk_window_set_default_size (window, width_px, height_px);
  gtk_window_present (window);
  g_assert_true (tw_uitest_until (gtk_widget_get_mapped (GTK_WIDGET (window)), DRAW_TIMEOUT_MS));
  tw_uitest_wait_draw (GTK_WIDGET (window));
  tw_testx_focus (get_xid (GTK_WIDGET (window)));
  g_assert_true (tw_uitest_until (gtk_window_is_active (window), DRAW_TIMEOUT_MS));
}

void
tw_uitest_close (GtkWindow *window)
{
  gpointer watched = window;

  g_object_add_weak_pointer (G_OBJECT (window), &watched);
  gtk_window_destroy (window);
  g_assert_true (tw_uitest_until (watched == NULL, 2000));
}

static gboolean
matches_id (GtkWidget *widget, const char *id)
{
  return g_strcmp0 (gtk_widget_get_name (widget), id) == 0
         || g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0;
}

GtkWidget *
tw_uitest_find (GtkWidget *root, const char *id)
{
  GtkWidget *found = NULL;

  if (matches_id (root, id))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = tw_uitest_find (child, id);
  return found;
}

static GtkWidget *
find_nth_type (GtkWidget *root, GType type, guint *left)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_visible (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (*left)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_nth_type (child, type, left);
  return found;
}

GtkWidget *
tw_uitest_find_type (GtkWidget *root, GType type, guint nth)
{
  return find_nth_type (root, type, &nth);
}

static const char *
get_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  return NULL;
}

GtkWidget *
tw_uitest_find_text (GtkWidget *root, const char *text)
{
  const char *own = get_text (root);
  GtkWidget *found = NULL;

  if (!gtk_widget_get_visible (root))
    return NULL;
  if (own != NULL && strstr (own, text) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = tw_uitest_find_text (child, text);
  return found;
}

static void
get_root_position (GtkWidget *widget, double x_px, double y_px, int *ret_x_px, int *ret_y_px)
{
  GtkNative *native = gtk_widget_get_native (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  graphene_point_t point;
  double dx, dy;

  gtk_native_get_surface_transform (native, &dx, &dy);
  g_assert_true (gtk_widget_compute_point (widget, GTK_WIDGET (native),
                                           &GRAPHENE_POINT_INIT (x_px, y_px), &point));
  tw_testx_to_root (get_xid (widget), (int) (point.x + dx) * scale, (int) (point.y + dy) * scale,
                    ret_x_px, ret_y_px);
}

void
tw_uitest_move (GtkWidget *widget, double x_px, double y_px)
{
  int root_x, root_y;

  get_root_position (widget, x_px, y_px, &root_x, &root_y);
  tw_testx_move (root_x, root_y);
  settle (SETTLE_MS);
}

void
tw_uitest_press (guint button)
{
  tw_testx_button (button, TRUE);
  settle (SETTLE_MS);
}

void
tw_uitest_release (guint button)
{
  tw_testx_button (button, FALSE);
  settle (SETTLE_MS);
}

void
tw_uitest_click_at (GtkWidget *widget, double x_px, double y_px, guint button, guint n_clicks)
{
  tw_uitest_move (widget, x_px, y_px);
  for (guint i = 0; i < n_clicks; i++)
    {
      tw_uitest_press (button);
      tw_uitest_release (button);
    }
}

void
tw_uitest_click (GtkWidget *widget)
{
  tw_uitest_click_at (widget, gtk_widget_get_width (widget) / 2.0,
                      gtk_widget_get_height (widget) / 2.0, 1, 1);
}

void
tw_uitest_drag (GtkWidget *from, double x0_px, double y0_px, GtkWidget *to, double x1_px,
                double y1_px, guint steps)
{
  int ax, ay, bx, by;

  tw_uitest_move (from, x0_px, y0_px);
  get_root_position (from, x0_px, y0_px, &ax, &ay);
  get_root_position (to, x1_px, y1_px, &bx, &by);
  tw_uitest_press (1);
  for (int i = 1; i <= (int) steps; i++)
    {
      tw_testx_move (ax + (bx - ax) * i / (int) steps, ay + (by - ay) * i / (int) steps);
      settle (DRAG_STEP_MS);
    }
  settle (2 * SETTLE_MS); /* a drop needs about 30 ms before the release */
  tw_uitest_release (1);
  settle (2 * SETTLE_MS);
}

void
tw_uitest_scroll (GtkWidget *widget, int clicks)
{
  guint button = clicks > 0 ? 5 : 4;

  tw_uitest_move (widget, gtk_widget_get_width (widget) / 2.0,
                  gtk_widget_get_height (widget) / 2.0);
  for (int i = 0; i < ABS (clicks); i++)
    {
      tw_uitest_press (button);
      tw_uitest_release (button);
    }
}

void
tw_uitest_key (guint keyval, GdkModifierType modifiers)
{
  guint held[4] = { 0 };
  guint n_held = 0;

  if (modifiers & GDK_CONTROL_MASK)
    held[n_held++] = GDK_KEY_Control_L;
  if (modifiers & GDK_SHIFT_MASK)
    held[n_held++] = GDK_KEY_Shift_L;
  if (modifiers & GDK_ALT_MASK)
    held[n_held++] = GDK_KEY_Alt_L;
  tw_testx_key (keyval, held);
  settle (2 * SETTLE_MS);
}

void
tw_uitest_type (const char *text)
{
  tw_testx_type (text);
  settle (2 * SETTLE_MS);
}

GdkTexture *
tw_uitest_shot (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width, height;

  tw_uitest_wait_draw (widget);
  paintable = gtk_widget_paintable_new (widget);
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)),
                                      node, &GRAPHENE_RECT_INIT (0, 0, width, height));
}

void
tw_uitest_shot_png (GtkWidget *widget, const char *path)
{
  g_autoptr (GdkTexture) shot = tw_uitest_shot (widget);

  g_assert_true (gdk_texture_save_to_png (shot, path));
}

/* The pixels as the toolkit downloads them: 32 bits each, 0xAARRGGBB in the machine's order. */
static guint32 *
download (GdkTexture *shot)
{
  gsize stride = (gsize) gdk_texture_get_width (shot) * 4;
  guint32 *pixels = g_malloc (stride * gdk_texture_get_height (shot));

  gdk_texture_download (shot, (guchar *) pixels, stride);
  return pixels;
}

GdkRGBA
tw_uitest_pixel (GdkTexture *shot, int x_px, int y_px)
{
  g_autofree guint32 *pixels = download (shot);
  guint32 value;

  g_assert_true (x_px >= 0 && x_px < gdk_texture_get_width (shot));
  g_assert_true (y_px >= 0 && y_px < gdk_texture_get_height (shot));
  value = pixels[(gsize) y_px * gdk_texture_get_width (shot) + x_px];
  return (GdkRGBA){ .red = ((value >> 16) & 0xff) / 255.0f,
                    .green = ((value >> 8) & 0xff) / 255.0f,
                    .blue = (value & 0xff) / 255.0f,
                    .alpha = (value >> 24) / 255.0f };
}

double
tw_uitest_difference (GdkTexture *a, GdkTexture *b)
{
  g_autofree guint32 *pixels_a = download (a);
  g_autofree guint32 *pixels_b = download (b);
  gsize count = (gsize) gdk_texture_get_width (a) * gdk_texture_get_height (a);
  gsize different = 0;

  g_assert_cmpint (gdk_texture_get_width (a), ==, gdk_texture_get_width (b));
  g_assert_cmpint (gdk_texture_get_height (a), ==, gdk_texture_get_height (b));
  for (gsize i = 0; i < count; i++)
    {
      gboolean differs = FALSE;
      for (int shift = 0; shift < 24; shift += 8)
        differs |=
            ABS ((int) ((pixels_a[i] >> shift) & 0xff) - (int) ((pixels_b[i] >> shift) & 0xff)) > 8;
      different += differs;
    }
  return (double) different / count;
}

static double
get_cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

double
tw_uitest_cpu_per_frame_ms (GtkWidget *widget, guint n_frames,
                            void (*step_cb) (guint frame, gpointer data), gpointer data)
{
  double start_ms;

  tw_uitest_wait_draw (widget);
  start_ms = get_cpu_ms ();
  for (guint frame = 0; frame < n_frames; frame++)
    {
      if (step_cb != NULL)
        step_cb (frame, data);
      tw_uitest_wait_draw (widget);
    }
  return (get_cpu_ms () - start_ms) / MAX (n_frames, 1);
}

void
tw_uitest_set_language (const char *language)
{
  extern int _nl_msg_cat_cntr; /* glibc: a new value makes gettext forget what it has looked up */
  const char *locale_dir = g_getenv ("TW_LOCALEDIR");

  g_setenv ("LANGUAGE", language, TRUE);
  if (locale_dir != NULL)
    bindtextdomain ("tidewatch", locale_dir);
  bind_textdomain_codeset ("tidewatch", "UTF-8");
  _nl_msg_cat_cntr++;
}
