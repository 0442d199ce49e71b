// SPDX-License-Identifier: Apache-2.0
#include "desk/map/tw-probe-layer.h"

#include <math.h>

#define CARD_GAP_PX 8

struct _TwProbeLayer {
  TwMapLayer parent_instance;
  TwBox probe, selected;
  gboolean cross;
  char *text;
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (TwProbeLayer, tw_probe_layer, TW_TYPE_MAP_LAYER)

static graphene_rect_t
box_to_rect (const TwBox *box, const TwMapProjection *p)
{
  double x0, y0, x1, y1;

  tw_map_projection_to_px (p, box->north, box->west, &x0, &y0);
  tw_map_projection_to_px (p, box->south, box->east, &x1, &y1);
  return GRAPHENE_RECT_INIT ((float) round (x0), (float) round (y0),
                             (float) (round (x1) - round (x0)), (float) (round (y1) - round (y0)));
}

static void
draw_frame (GtkSnapshot *snapshot, const graphene_rect_t *rect, float width, const GdkRGBA *color)
{
  GdkRGBA colors[4] = { *color, *color, *color, *color };
  float widths[4] = { width, width, width, width };
  GskRoundedRect frame;

  gsk_rounded_rect_init_from_rect (&frame, rect, 2);
  gtk_snapshot_append_border (snapshot, &frame, widths, colors);
}

static void
draw_cross (GtkSnapshot *snapshot, const graphene_rect_t *rect, const TwMapProjection *p,
            const GdkRGBA *color)
{
  float x = roundf (rect->origin.x + rect->size.width / 2),
        y = roundf (rect->origin.y + rect->size.height / 2);
  GdkRGBA faint = *color;

  faint.alpha = 0.55f;
  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (0, y, rect->origin.x, 1));
  gtk_snapshot_append_color (snapshot, &faint,
                             &GRAPHENE_RECT_INIT (rect->origin.x + rect->size.width, y,
                                                  (float) p->width, 1));
  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (x, 0, 1, rect->origin.y));
  gtk_snapshot_append_color (snapshot, &faint,
                             &GRAPHENE_RECT_INIT (x, rect->origin.y + rect->size.height, 1,
                                                  (float) p->height));
}

/* Right of the cell, or left where there is no room. */
static void
draw_card (TwProbeLayer *self, GtkSnapshot *snapshot, const graphene_rect_t *rect,
           const TwMapProjection *p, gboolean dark)
{
  GdkRGBA ground = dark ? (GdkRGBA){ 0.19f, 0.19f, 0.2f, 0.96f } : (GdkRGBA){ 1, 1, 1, 0.96f };
  GdkRGBA rim = dark ? (GdkRGBA){ 1, 1, 1, 0.16f } : (GdkRGBA){ 0, 0, 0, 0.18f };
  GdkRGBA ink = dark ? (GdkRGBA){ 0.94f, 0.94f, 0.94f, 1 } : (GdkRGBA){ 0.13f, 0.13f, 0.13f, 1 };
  int width, height;
  float x, y;
  GskRoundedRect card;

  pango_layout_get_pixel_size (self->layout, &width, &height);
  x = rect->origin.x + rect->size.width + CARD_GAP_PX;
  if (x + (float) width + 16 > (float) p->width)
    x = rect->origin.x - CARD_GAP_PX - (float) width - 16;
  x = CLAMP (x, 4,
             MAX (4, (float) (p->width - width - 20))); /* a cell wider than the view has no side */
  y = CLAMP (rect->origin.y + rect->size.height / 2 - (float) height / 2 - 5, 4,
             MAX (4, (float) (p->height - height - 14)));
  gsk_rounded_rect_init_from_rect (
      &card, &GRAPHENE_RECT_INIT (x, y, (float) width + 16, (float) height + 10), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &card);
  gtk_snapshot_append_color (snapshot, &ground, &card.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &card, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ rim, rim, rim, rim });
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 8, y + 5));
  gtk_snapshot_append_layout (snapshot, self->layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
tw_probe_layer_draw (TwMapLayer *layer, GtkSnapshot *snapshot, const TwMapProjection *p)
{
  TwProbeLayer *self = TW_PROBE_LAYER (layer);
  gboolean dark = tw_map_layer_is_dark ();
  GdkRGBA ink = dark ? (GdkRGBA){ 1, 1, 1, 1 } : (GdkRGBA){ 0.1f, 0.1f, 0.1f, 1 };
  graphene_rect_t rect;

  if (!tw_box_is_empty (&self->selected))
    {
      rect = box_to_rect (&self->selected, p);
      draw_frame (snapshot, &rect, 2, &ink);
    }
  if (tw_box_is_empty (&self->probe))
    return;
  rect = box_to_rect (&self->probe, p);
  if (self->cross)
    draw_cross (snapshot, &rect, p, &ink);
  ink.alpha = 0.8f;
  draw_frame (snapshot, &rect, self->cross ? 2 : 1, &ink);
  if (self->layout != NULL)
    draw_card (self, snapshot, &rect, p, dark);
}

static void
tw_probe_layer_text_changed (TwMapLayer *layer)
{
  TwProbeLayer *self = TW_PROBE_LAYER (layer);

  if (self->layout != NULL)
    pango_layout_context_changed (self->layout);
}

static void
tw_probe_layer_finalize (GObject *object)
{
  TwProbeLayer *self = TW_PROBE_LAYER (object);

  g_clear_object (&self->layout);
  g_free (self->text);
  G_OBJECT_CLASS (tw_probe_layer_parent_class)->finalize (object);
}

static void
tw_probe_layer_class_init (TwProbeLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_probe_layer_finalize;
  TW_MAP_LAYER_CLASS (klass)->draw = tw_probe_layer_draw;
  TW_MAP_LAYER_CLASS (klass)->text_changed = tw_probe_layer_text_changed;
}

static void
tw_probe_layer_init (TwProbeLayer *self)
{
  self->probe = self->selected = TW_BOX_EMPTY;
}

TwProbeLayer *
tw_probe_layer_new (ShumateViewport *viewport)
{
  return g_object_new (TW_TYPE_PROBE_LAYER, "viewport", viewport, NULL);
}

static void
set_text (TwProbeLayer *self, const char *title, const char *detail)
{
  g_autofree char *text =
      detail == NULL ? g_strdup (title) : g_strdup_printf ("%s\n%s", title, detail);
  PangoAttrList *attrs;
  PangoAttribute *bold;

  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_clear_object (&self->layout);
  if (self->text == NULL)
    return;
  attrs = pango_attr_list_new ();
  bold = pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD);
  bold->end_index = (guint) strlen (title);
  pango_attr_list_insert (attrs, bold);
  pango_attr_list_insert (attrs, pango_attr_font_features_new ("tnum=1"));
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
  pango_layout_set_attributes (self->layout, attrs);
  pango_attr_list_unref (attrs);
}

static gboolean
box_equal (const TwBox *a, const TwBox *b)
{
  return a->south == b->south && a->west == b->west && a->north == b->north && a->east == b->east;
}

void
tw_probe_layer_set_probe (TwProbeLayer *self, const TwBox *box, const char *title,
                          const char *detail, gboolean cross)
{
  TwBox probe = box == NULL ? TW_BOX_EMPTY : *box;
  PangoLayout *before = self->layout;

  set_text (self, box == NULL ? NULL : title, box == NULL ? NULL : detail);
  if (before == self->layout && box_equal (&probe, &self->probe) && cross == self->cross)
    return;
  self->probe = probe;
  self->cross = cross;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tw_probe_layer_set_selected (TwProbeLayer *self, const TwBox *box)
{
  self->selected = box == NULL ? TW_BOX_EMPTY : *box;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
tw_probe_layer_get_text (TwProbeLayer *self)
{
  return self->text;
}
