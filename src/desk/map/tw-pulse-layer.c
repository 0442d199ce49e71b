// SPDX-License-Identifier: Apache-2.0
#include "desk/map/tw-pulse-layer.h"

#define MAX_PULSES 64

typedef struct {
  double x, y; /* Mercator unit square */
  gint64 begin_us;
} Pulse;

struct _TwPulseLayer {
  TwMapLayer parent_instance;
  GArray *pulses; /* oldest first */
  guint tick_id, timeout_id;
};

G_DEFINE_FINAL_TYPE (TwPulseLayer, tw_pulse_layer, TW_TYPE_MAP_LAYER)

static gboolean
is_animated (TwPulseLayer *self)
{
  gboolean enabled = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled,
                NULL);
  return enabled;
}

static void
drop_finished (TwPulseLayer *self, gint64 now_us)
{
  guint n = 0;

  while (n < self->pulses->len
         && g_array_index (self->pulses, Pulse, n).begin_us + TW_PULSE_US <= now_us)
    n++;
  if (n > 0)
    g_array_remove_range (self->pulses, 0, n);
}

static void
draw_ring (GtkSnapshot *snapshot, double x, double y, double radius, float width,
           const GdkRGBA *color)
{
  GdkRGBA colors[4] = { *color, *color, *color, *color };
  float widths[4] = { width, width, width, width };
  GskRoundedRect ring;

  gsk_rounded_rect_init_from_rect (&ring,
                                   &GRAPHENE_RECT_INIT ((float) (x - radius), (float) (y - radius),
                                                        (float) (2 * radius), (float) (2 * radius)),
                                   (float) radius);
  gtk_snapshot_append_border (snapshot, &ring, widths, colors);
}

static void
tw_pulse_layer_draw (TwMapLayer *layer, GtkSnapshot *snapshot, const TwMapProjection *p)
{
  TwPulseLayer *self = TW_PULSE_LAYER (layer);
  gint64 now_us = g_get_monotonic_time ();
  gboolean animated = is_animated (self);
  GdkRGBA color = tw_map_layer_is_dark () ? (GdkRGBA){ 1, 0.97f, 0.85f, 1 }
                                          : (GdkRGBA){ 0.35f, 0.08f, 0.04f, 1 };

  drop_finished (self, now_us);
  for (guint i = 0; i < self->pulses->len; i++)
    {
      const Pulse *pulse = &g_array_index (self->pulses, Pulse, i);
      double t = animated ? (double) (now_us - pulse->begin_us) / (double) TW_PULSE_US : 0.3;
      double x = pulse->x * p->world_px - p->left, y = pulse->y * p->world_px - p->top;
      GdkRGBA core = color;

      if (x < -40 || y < -40 || x > p->width + 40 || y > p->height + 40)
        continue;
      t = 1 - (1 - t) * (1 - t); /* quick at first, then settling */
      color.alpha = core.alpha = (float) (1 - 0.95 * t);
      draw_ring (snapshot, x, y, 4 + 18 * t, 2, &color);
      draw_ring (snapshot, x, y, 2.5, 2.5f, &core);
    }
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TwPulseLayer *self = TW_PULSE_LAYER (widget);

  drop_finished (self, g_get_monotonic_time ());
  gtk_widget_queue_draw (widget);
  if (self->pulses->len > 0)
    return G_SOURCE_CONTINUE;
  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
still_cb (gpointer user_data)
{
  TwPulseLayer *self = user_data;

  drop_finished (self, g_get_monotonic_time ());
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->pulses->len > 0)
    return G_SOURCE_CONTINUE;
  self->timeout_id = 0;
  return G_SOURCE_REMOVE;
}

static void
keep_going (TwPulseLayer *self)
{
  if (is_animated (self) && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  else if (!is_animated (self) && self->timeout_id == 0)
    self->timeout_id = g_timeout_add (500, still_cb, self);
}

static void
tw_pulse_layer_unmap (GtkWidget *widget)
{
  TwPulseLayer *self = TW_PULSE_LAYER (widget);

  g_array_set_size (self->pulses, 0);
  GTK_WIDGET_CLASS (tw_pulse_layer_parent_class)->unmap (widget);
}

static void
tw_pulse_layer_dispose (GObject *object)
{
  TwPulseLayer *self = TW_PULSE_LAYER (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  G_OBJECT_CLASS (tw_pulse_layer_parent_class)->dispose (object);
}

static void
tw_pulse_layer_finalize (GObject *object)
{
  g_array_unref (TW_PULSE_LAYER (object)->pulses);
  G_OBJECT_CLASS (tw_pulse_layer_parent_class)->finalize (object);
}

static void
tw_pulse_layer_class_init (TwPulseLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_pulse_layer_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_pulse_layer_finalize;
  GTK_WIDGET_CLASS (klass)->unmap = tw_pulse_layer_unmap;
  TW_MAP_LAYER_CLASS (klass)->draw = tw_pulse_layer_draw;
}

static void
tw_pulse_layer_init (TwPulseLayer *self)
{
  self->pulses = g_array_new (FALSE, FALSE, sizeof (Pulse));
}

TwPulseLayer *
tw_pulse_layer_new (ShumateViewport *viewport)
{
  return g_object_new (TW_TYPE_PULSE_LAYER, "viewport", viewport, NULL);
}

void
tw_pulse_layer_add (TwPulseLayer *self, double lat, double lon)
{
  Pulse pulse = { .begin_us = g_get_monotonic_time () };

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  tw_mercator_from_latlon (lat, lon, &pulse.x, &pulse.y);
  if (self->pulses->len >= MAX_PULSES)
    g_array_remove_index (self->pulses, 0);
  g_array_append_val (self->pulses, pulse);
  keep_going (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
tw_pulse_layer_get_n_active (TwPulseLayer *self)
{
  return self->pulses->len;
}
