// SPDX-License-Identifier: Apache-2.0
#include "desk/map/tw-map-layer.h"

#include "desk/tw-fit.h"

typedef struct {
  double text_scale; /* 0 before it has a style */
} TwMapLayerPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TwMapLayer, tw_map_layer, SHUMATE_TYPE_LAYER)

#define PRIVATE(self) ((TwMapLayerPrivate *) tw_map_layer_get_instance_private (self))

gboolean
tw_map_projection_from_viewport (ShumateViewport *viewport, GtkWidget *widget,
                                 TwMapProjection *ret_projection)
{
  ShumateMapSource *source = shumate_viewport_get_reference_map_source (viewport);
  double zoom = shumate_viewport_get_zoom_level (viewport);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  TwLatLon center = { shumate_location_get_latitude (SHUMATE_LOCATION (viewport)),
                      shumate_location_get_longitude (SHUMATE_LOCATION (viewport)) };

  if (source == NULL || width <= 0 || height <= 0)
    return FALSE;
  tw_map_projection_init (ret_projection, center,
                          shumate_map_source_get_tile_size_at_zoom (source, zoom)
                              * shumate_map_source_get_column_count (source, (guint) zoom),
                          width, height);
  return TRUE;
}

gboolean
tw_map_layer_get_projection (TwMapLayer *self, TwMapProjection *ret_projection)
{
  return tw_map_projection_from_viewport (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                          GTK_WIDGET (self), ret_projection);
}

gboolean
tw_map_layer_is_dark (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

double
tw_map_layer_get_text_scale (TwMapLayer *self)
{
  return tw_fit_text_scale (GTK_WIDGET (self));
}

static void
tw_map_layer_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  TwMapLayer *self = TW_MAP_LAYER (widget);
  TwMapLayerClass *klass = TW_MAP_LAYER_GET_CLASS (self);
  double scale;

  GTK_WIDGET_CLASS (tw_map_layer_parent_class)->css_changed (widget, change);
  scale = tw_map_layer_get_text_scale (self);
  if (scale == PRIVATE (self)->text_scale)
    return;
  PRIVATE (self)->text_scale = scale;
  if (klass->text_changed != NULL)
    klass->text_changed (self);
  gtk_widget_queue_draw (widget);
}

static void
tw_map_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwMapLayer *self = TW_MAP_LAYER (widget);
  TwMapProjection projection;

  if (!tw_map_layer_get_projection (self, &projection))
    return;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) projection.width,
                                                         (float) projection.height));
  TW_MAP_LAYER_GET_CLASS (self)->draw (self, snapshot, &projection);
  gtk_snapshot_pop (snapshot);
}

static void
tw_map_layer_constructed (GObject *object)
{
  static const char *const names[] = { "notify::latitude", "notify::longitude",
                                       "notify::zoom-level" };
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (object));

  G_OBJECT_CLASS (tw_map_layer_parent_class)->constructed (object);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect_object (viewport, names[i], G_CALLBACK (gtk_widget_queue_draw), object,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), object, G_CONNECT_SWAPPED);
}

static void
tw_map_layer_class_init (TwMapLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = tw_map_layer_constructed;
  GTK_WIDGET_CLASS (klass)->snapshot = tw_map_layer_snapshot;
  GTK_WIDGET_CLASS (klass)->css_changed = tw_map_layer_css_changed;
}

static void
tw_map_layer_init (TwMapLayer *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
}
