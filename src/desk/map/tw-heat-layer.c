// SPDX-License-Identifier: Apache-2.0
#include "desk/map/tw-heat-layer.h"

#include "desk/chart/tw-picture.h"
#include "desk/map/tw-heat-ramp.h"

#include <math.h>

#define WINDOW_MARGIN 0.2 /* of the view, on each side */
#define MAX_KEPT 160

typedef struct {
  TwPicture *picture; /* NULL when the field is nothing but zero */
  TwBox box;
  TwHeatInfo info;
} HeatImage;

struct _TwHeatLayer {
  TwMapLayer parent_instance;
  TwHeatView *heat;
  gint64 hour_us;
  GHashTable *images; /* hour -> HeatImage, all of one window */
  double world_px;    /* of the window */
  TwBox window;
  int columns, rows;
  gboolean dark;
  double scale; /* < 0: not asked yet */
  guint n_rendered;
  double render_ms;
};

G_DEFINE_FINAL_TYPE (TwHeatLayer, tw_heat_layer, TW_TYPE_MAP_LAYER)

static void
image_free (gpointer data)
{
  HeatImage *image = data;

  g_clear_object (&image->picture);
  g_free (image);
}

static gboolean
covers (const TwBox *outer, const TwBox *inner)
{
  return outer->south <= inner->south && outer->north >= inner->north && outer->west <= inner->west
         && outer->east >= inner->east;
}

/* Keeps the window while the view stays inside; else takes a new one, which forgets all images. */
static void
follow_view (TwHeatLayer *self, const TwMapProjection *projection)
{
  TwBox view = tw_map_projection_box (projection, 0);
  gboolean dark = tw_map_layer_is_dark ();

  if (self->world_px == projection->world_px && self->dark == dark && covers (&self->window, &view))
    return;
  g_hash_table_remove_all (self->images);
  self->world_px = projection->world_px;
  self->dark = dark;
  self->window = tw_map_projection_box (projection, WINDOW_MARGIN);
  self->columns = MAX (1, (int) (projection->width * (1 + 2 * WINDOW_MARGIN)) / TW_HEAT_SAMPLE_PX);
  self->rows = MAX (1, (int) (projection->height * (1 + 2 * WINDOW_MARGIN)) / TW_HEAT_SAMPLE_PX);
}

/* The field comes at the grid of its kernel; close up that is coarser than the pixels and is
 * refined before it is coloured. */
static TwPicture *
colour (TwHeatLayer *self, const TwHeatFrame *frame)
{
  int factor = CLAMP ((int) round ((double) self->columns / frame->width), 1, 16);
  int width = frame->width * factor, height = frame->height * factor;
  gsize n = (gsize) width * (gsize) height;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  g_autofree float *fine = NULL;

  if (factor > 1)
    {
      fine = g_new (float, n);
      tw_heat_field_refine (frame->density, frame->width, frame->height, factor, fine);
    }
  cairo_surface_flush (surface);
  /* ARGB32 rows have no padding */
  tw_heat_ramp_paint (tw_heat_ramp_get (self->dark), fine != NULL ? fine : frame->density, n,
                      tw_heat_layer_get_scale (self),
                      (guint32 *) (void *) cairo_image_surface_get_data (surface));
  cairo_surface_mark_dirty (surface);
  return tw_picture_new_take (surface, FALSE);
}

static HeatImage *
render (TwHeatLayer *self)
{
  gint64 begin_us = g_get_monotonic_time ();
  const TwHeatFrame *frame =
      tw_heat_view_render (self->heat, self->hour_us, &self->window, self->columns, self->rows);
  HeatImage *image = g_new0 (HeatImage, 1);
  gint64 *key = g_memdup2 (&self->hour_us, sizeof self->hour_us);

  image->box = frame->box;
  image->info =
      (TwHeatInfo){ frame->n_shown, frame->n_unplaced, frame->peak, frame->forecast, frame->empty };
  if (!frame->empty && frame->peak > 0 && frame->width > 0 && frame->height > 0)
    image->picture = colour (self, frame);
  if (g_hash_table_size (self->images) >= MAX_KEPT)
    g_hash_table_remove_all (self->images);
  g_hash_table_insert (self->images, key, image);
  self->n_rendered++;
  self->render_ms += (double) (g_get_monotonic_time () - begin_us) / 1000;
  return image;
}

static HeatImage *
get_image (TwHeatLayer *self, const TwMapProjection *projection)
{
  HeatImage *image;

  if (self->heat == NULL)
    return NULL;
  follow_view (self, projection);
  image = g_hash_table_lookup (self->images, &self->hour_us);
  return image != NULL ? image : render (self);
}

static void
tw_heat_layer_draw (TwMapLayer *layer, GtkSnapshot *snapshot, const TwMapProjection *projection)
{
  HeatImage *image = get_image (TW_HEAT_LAYER (layer), projection);
  double x0, y0, x1, y1;

  if (image == NULL || image->picture == NULL)
    return;
  tw_map_projection_to_px (projection, image->box.north, image->box.west, &x0, &y0);
  tw_map_projection_to_px (projection, image->box.south, image->box.east, &x1, &y1);
  tw_picture_append (image->picture, snapshot,
                     &GRAPHENE_RECT_INIT ((float) x0, (float) y0, (float) (x1 - x0),
                                          (float) (y1 - y0)));
}

static void
tw_heat_layer_finalize (GObject *object)
{
  TwHeatLayer *self = TW_HEAT_LAYER (object);

  g_hash_table_unref (self->images);
  G_OBJECT_CLASS (tw_heat_layer_parent_class)->finalize (object);
}

static void
tw_heat_layer_class_init (TwHeatLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_heat_layer_finalize;
  TW_MAP_LAYER_CLASS (klass)->draw = tw_heat_layer_draw;
}

static void
tw_heat_layer_init (TwHeatLayer *self)
{
  self->images = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, image_free);
  self->window = TW_BOX_EMPTY;
  self->scale = -1;
}

TwHeatLayer *
tw_heat_layer_new (ShumateViewport *viewport)
{
  return g_object_new (TW_TYPE_HEAT_LAYER, "viewport", viewport, NULL);
}

void
tw_heat_layer_invalidate (TwHeatLayer *self)
{
  g_hash_table_remove_all (self->images);
  self->scale = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tw_heat_layer_invalidate_hour (TwHeatLayer *self, gint64 hour_us)
{
  g_hash_table_remove (self->images, &hour_us);
  if (hour_us == self->hour_us)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tw_heat_layer_set_heat (TwHeatLayer *self, TwHeatView *heat)
{
  self->heat = heat;
  tw_heat_layer_invalidate (self);
}

void
tw_heat_layer_set_hour (TwHeatLayer *self, gint64 hour_us)
{
  if (self->hour_us == hour_us)
    return;
  self->hour_us = hour_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint64
tw_heat_layer_get_hour (TwHeatLayer *self)
{
  return self->hour_us;
}

gboolean
tw_heat_layer_get_info (TwHeatLayer *self, TwHeatInfo *ret_info)
{
  TwMapProjection projection;
  HeatImage *image;

  if (!tw_map_layer_get_projection (TW_MAP_LAYER (self), &projection))
    return FALSE;
  image = get_image (self, &projection);
  if (image == NULL)
    return FALSE;
  *ret_info = image->info;
  return TRUE;
}

double
tw_heat_layer_get_scale (TwHeatLayer *self)
{
  if (self->scale < 0)
    self->scale = self->heat == NULL ? 0 : tw_heat_view_get_scale (self->heat);
  return self->scale;
}

guint
tw_heat_layer_get_n_rendered (TwHeatLayer *self)
{
  return self->n_rendered;
}

double
tw_heat_layer_get_render_ms (TwHeatLayer *self)
{
  return self->render_ms;
}
