// SPDX-License-Identifier: Apache-2.0
#include "desk/chart/tw-picture.h"

struct _TwPicture {
  GObject parent_instance;
  cairo_surface_t *surface; /* RGB24 where opaque: blits without looking at alpha */
  cairo_surface_t *owner;   /* whose pixels these are */
  int width_px, height_px;
  GskRenderNode *node; /* of node_width x node_height at the origin */
  float node_width, node_height;
  GdkTexture *texture;
};

static void tw_picture_paintable_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwPicture, tw_picture, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE,
                                                      tw_picture_paintable_init))

static gboolean draws_by_cairo = TRUE;

static void
make_node (TwPicture *self, float width, float height)
{
  cairo_t *cr;

  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, width, height));
  self->node_width = width;
  self->node_height = height;
  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_scale (cr, width / self->width_px, height / self->height_px);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_fill (cr);
  cairo_destroy (cr);
}

GdkTexture *
tw_picture_get_texture (TwPicture *self)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize stride = (gsize) cairo_image_surface_get_stride (self->owner);

  if (self->texture != NULL)
    return self->texture;
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (self->owner),
                                      stride * (gsize) self->height_px,
                                      (GDestroyNotify) cairo_surface_destroy,
                                      cairo_surface_reference (self->owner));
  self->texture =
      gdk_memory_texture_new (self->width_px, self->height_px, GDK_MEMORY_DEFAULT, bytes, stride);
  return self->texture;
}

void
tw_picture_append (TwPicture *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  if (!draws_by_cairo)
    {
      gtk_snapshot_append_texture (snapshot, tw_picture_get_texture (self), bounds);
      return;
    }
  if (bounds->size.width <= 0 || bounds->size.height <= 0)
    return;
  if (self->node == NULL || self->node_width != bounds->size.width
      || self->node_height != bounds->size.height)
    make_node (self, bounds->size.width, bounds->size.height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &bounds->origin);
  gtk_snapshot_append_node (snapshot, self->node);
  gtk_snapshot_restore (snapshot);
}

static void
tw_picture_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  tw_picture_append (TW_PICTURE (paintable), snapshot,
                     &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

static GdkPaintableFlags
tw_picture_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static int
tw_picture_get_intrinsic_width (GdkPaintable *paintable)
{
  return TW_PICTURE (paintable)->width_px;
}

static int
tw_picture_get_intrinsic_height (GdkPaintable *paintable)
{
  return TW_PICTURE (paintable)->height_px;
}

static void
tw_picture_paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = tw_picture_snapshot;
  iface->get_flags = tw_picture_get_flags;
  iface->get_intrinsic_width = tw_picture_get_intrinsic_width;
  iface->get_intrinsic_height = tw_picture_get_intrinsic_height;
}

static void
tw_picture_finalize (GObject *object)
{
  TwPicture *self = TW_PICTURE (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_object (&self->texture);
  cairo_surface_destroy (self->surface);
  cairo_surface_destroy (self->owner);
  G_OBJECT_CLASS (tw_picture_parent_class)->finalize (object);
}

static void
tw_picture_class_init (TwPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_picture_finalize;
}

static void
tw_picture_init (TwPicture *self)
{
}

TwPicture *
tw_picture_new_take (cairo_surface_t *surface, gboolean opaque)
{
  TwPicture *self = g_object_new (TW_TYPE_PICTURE, NULL);

  cairo_surface_flush (surface);
  cairo_surface_set_device_scale (surface, 1, 1);
  self->owner = surface;
  self->width_px = cairo_image_surface_get_width (surface);
  self->height_px = cairo_image_surface_get_height (surface);
  self->surface =
      opaque ? cairo_image_surface_create_for_data (cairo_image_surface_get_data (surface),
                                                    CAIRO_FORMAT_RGB24, self->width_px,
                                                    self->height_px,
                                                    cairo_image_surface_get_stride (surface))
             : cairo_surface_reference (surface);
  return self;
}

void
tw_picture_follow_renderer (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native == NULL ? NULL : gtk_native_get_renderer (native);

  if (renderer != NULL)
    draws_by_cairo = g_strcmp0 (G_OBJECT_TYPE_NAME (renderer), "GskCairoRenderer") == 0;
}
