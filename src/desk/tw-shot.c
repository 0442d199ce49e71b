// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-shot.h"

#include "config.h"

#include <glib/gi18n-lib.h>

static void
draw (GtkSnapshot *snapshot, GtkWidget *widget, double x, double y)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  gtk_snapshot_restore (snapshot);
}

/* A popover is a surface of its own, so the picture of its parent lacks it. */
static void
draw_popovers (GtkSnapshot *snapshot, GtkWidget *root, GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_get_mapped (child))
        continue;
      if (GTK_IS_POPOVER (child))
        {
          GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (child));
          double sx, sy, rx, ry;

          gtk_native_get_surface_transform (GTK_NATIVE (child), &sx, &sy);
          gtk_native_get_surface_transform (gtk_widget_get_native (root), &rx, &ry);
          draw (snapshot, child, gdk_popup_get_position_x (GDK_POPUP (surface)) + sx - rx,
                gdk_popup_get_position_y (GDK_POPUP (surface)) + sy - ry);
        }
      draw_popovers (snapshot, root, child);
    }
}

GdkTexture *
tw_shot_take (GtkWidget *widget)
{
  g_autoptr (GskRenderNode) node = NULL;
  GtkSnapshot *snapshot;
  GtkNative *native;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  if (!gtk_widget_get_mapped (widget) || width <= 0 || height <= 0)
    return NULL;
  native = gtk_widget_get_native (widget);
  snapshot = gtk_snapshot_new ();
  draw (snapshot, widget, 0, 0);
  draw_popovers (snapshot, widget, widget);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return NULL;
  return gsk_renderer_render_texture (gtk_native_get_renderer (native), node,
                                      &GRAPHENE_RECT_INIT (0, 0, width, height));
}

gboolean
tw_shot_save (GtkWidget *widget, const char *path, GError **error)
{
  g_autoptr (GdkTexture) texture = tw_shot_take (widget);
  g_autoptr (GBytes) png = NULL;

  if (texture == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _ ("There is nothing on the screen to make a picture of"));
      return FALSE;
    }
  png = gdk_texture_save_to_png_bytes (texture);
  return g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png),
                              error);
}
