// SPDX-License-Identifier: Apache-2.0
#include "desk/map/tw-outline-layer.h"

#include "desk/map/tw-tile-labels.h"
#include "desk/map/tw-tile-style.h"

#include <math.h>

typedef struct {
  double x, y; /* Mercator unit square */
} UnitPoint;

typedef struct {
  UnitPoint *ring;
  gsize n_ring;
  UnitPoint low, high, name_at;
  PangoLayout *layout;
  int name_width, name_height;
  gboolean fits; /* at the zoom asked last */
} Outline;

struct _TwOutlineLayer {
  TwMapLayer parent_instance;
  TwStreet *street;
  GPtrArray *outlines; /* Outline, index = community number, entry 0 empty */
  guint selected;
  double placed_world_px; /* names were fitted for this */
  int scale_factor;
};

G_DEFINE_FINAL_TYPE (TwOutlineLayer, tw_outline_layer, TW_TYPE_MAP_LAYER)

static void
outline_free (gpointer data)
{
  Outline *outline = data;

  g_clear_object (&outline->layout);
  g_free (outline->ring);
  g_free (outline);
}

static UnitPoint
unit_point (double lat, double lon)
{
  UnitPoint p;

  tw_mercator_from_latlon (lat, lon, &p.x, &p.y);
  return p;
}

static Outline *
outline_new (TwOutlineLayer *self, const TwCommunity *community, guint number)
{
  Outline *outline = g_new0 (Outline, 1);
  PangoAttrList *attrs = pango_attr_list_new ();
  double scale = tw_map_layer_get_text_scale (TW_MAP_LAYER (self));

  outline->n_ring = community->ring == NULL ? 0 : community->n_ring;
  outline->ring = g_new (UnitPoint, MAX (1, outline->n_ring));
  outline->name_at = unit_point (community->lat, community->lon);
  outline->low = outline->high = outline->name_at;
  for (gsize i = 0; i < outline->n_ring; i++)
    {
      UnitPoint p = unit_point (community->ring[i].lat_e7 / (double) TW_E7,
                                community->ring[i].lon_e7 / (double) TW_E7);

      outline->ring[i] = p;
      outline->low = (UnitPoint){ MIN (outline->low.x, p.x), MIN (outline->low.y, p.y) };
      outline->high = (UnitPoint){ MAX (outline->high.x, p.x), MAX (outline->high.y, p.y) };
    }
  outline->layout =
      gtk_widget_create_pango_layout (GTK_WIDGET (self),
                                      number == 0 ? "" : tw_label_get_name (&community->label));
  pango_attr_list_insert (attrs, pango_attr_size_new_absolute ((int) (13 * scale * PANGO_SCALE)));
  pango_attr_list_insert (attrs, pango_attr_weight_new (PANGO_WEIGHT_MEDIUM));
  pango_layout_set_attributes (outline->layout, attrs);
  pango_attr_list_unref (attrs);
  pango_layout_get_pixel_size (outline->layout, &outline->name_width, &outline->name_height);
  return outline;
}

static void
rebuild (TwOutlineLayer *self)
{
  g_ptr_array_set_size (self->outlines, 0);
  self->placed_world_px = 0;
  for (guint i = 0; self->street != NULL && i < self->street->communities->len; i++)
    g_ptr_array_add (self->outlines,
                     outline_new (self, &g_array_index (self->street->communities, TwCommunity, i),
                                  i));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tw_outline_layer_text_changed (TwMapLayer *layer)
{
  rebuild (TW_OUTLINE_LAYER (layer));
}

/* Names go where their community is wide enough and no bigger neighbour's name is in the way.
 * Depends on the zoom alone. */
static void
place_names (TwOutlineLayer *self, double world_px)
{
  guint n = self->outlines->len;
  g_autofree TwLabelCandidate *labels = g_new0 (TwLabelCandidate, MAX (1, n));
  g_autofree gboolean *stands = g_new0 (gboolean, MAX (1, n));

  for (guint i = 0; i < n; i++)
    {
      const Outline *o = g_ptr_array_index (self->outlines, i);
      double width = (o->high.x - o->low.x) * world_px;

      labels[i] =
          (TwLabelCandidate){ .text = pango_layout_get_text (o->layout),
                              .x = o->name_at.x * world_px,
                              .y = o->name_at.y * world_px,
                              .width = o->name_width,
                              .height = o->name_height,
                              .priority = i == self->selected ? G_MAXINT : (int) MIN (width, 1e6) };
    }
  tw_tile_labels_place (labels, n, n > 40 ? 10 : 4, 0, stands); /* a city of beats is thinned */
  for (guint i = 0; i < n; i++)
    {
      Outline *o = g_ptr_array_index (self->outlines, i);

      o->fits = i > 0 && stands[i] && o->name_width > 0
                && (o->n_ring == 0 || i == self->selected
                    || (o->high.x - o->low.x) * world_px > o->name_width * 1.05);
    }
  self->placed_world_px = world_px;
}

static gboolean
is_visible (const Outline *o, const TwMapProjection *p)
{
  return o->high.x * p->world_px >= p->left && o->low.x * p->world_px <= p->left + p->width
         && o->high.y * p->world_px >= p->top && o->low.y * p->world_px <= p->top + p->height;
}

static void
trace (cairo_t *cr, const Outline *o, const TwMapProjection *p)
{
  cairo_new_sub_path (cr);
  for (gsize i = 0; i < o->n_ring; i++)
    cairo_line_to (cr, o->ring[i].x * p->world_px - p->left, o->ring[i].y * p->world_px - p->top);
  if (o->n_ring > 0)
    cairo_close_path (cr);
}

static void
set_rgba (cairo_t *cr, guint32 rgb, double alpha)
{
  cairo_set_source_rgba (cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0, alpha);
}

static void
draw_rings (TwOutlineLayer *self, GtkSnapshot *snapshot, const TwMapProjection *p)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) p->width,
                                                                          (float) p->height));
  gboolean dark = tw_map_layer_is_dark ();
  guint32 ink = dark ? 0xd8d8da : 0x3c3a37;

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 1; i < self->outlines->len; i++)
    if (is_visible (g_ptr_array_index (self->outlines, i), p))
      trace (cr, g_ptr_array_index (self->outlines, i), p);
  set_rgba (cr, ink, dark ? 0.34 : 0.38);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  if (self->selected > 0 && self->selected < self->outlines->len)
    {
      trace (cr, g_ptr_array_index (self->outlines, self->selected), p);
      set_rgba (cr, ink, 1);
      cairo_set_line_width (cr, 2.5);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
}

/* Text over heat needs a rim of the ground's colour: the layout is drawn around itself first. */
static void
draw_name (const Outline *o, GtkSnapshot *snapshot, const TwMapProjection *p, const GdkRGBA *ink,
           const GdkRGBA *halo)
{
  static const float ring[8][2] = { { -1.5f, 0 }, { 1.5f, 0 }, { 0, -1.5f }, { 0, 1.5f },
                                    { -1, -1 },   { 1, -1 },   { -1, 1 },    { 1, 1 } };
  float x = (float) round (o->name_at.x * p->world_px - p->left - o->name_width / 2.0);
  float y = (float) round (o->name_at.y * p->world_px - p->top - o->name_height / 2.0);

  for (gsize i = 0; i <= G_N_ELEMENTS (ring); i++)
    {
      gboolean is_rim = i < G_N_ELEMENTS (ring);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + (is_rim ? ring[i][0] : 0),
                                                              y + (is_rim ? ring[i][1] : 0)));
      gtk_snapshot_append_layout (snapshot, o->layout, is_rim ? halo : ink);
      gtk_snapshot_restore (snapshot);
    }
}

static void
tw_outline_layer_draw (TwMapLayer *layer, GtkSnapshot *snapshot, const TwMapProjection *p)
{
  TwOutlineLayer *self = TW_OUTLINE_LAYER (layer);
  gboolean dark = tw_map_layer_is_dark ();
  GdkRGBA ink = dark ? (GdkRGBA){ 0.95f, 0.95f, 0.95f, 1 } : (GdkRGBA){ 0.14f, 0.13f, 0.12f, 1 };
  GdkRGBA halo = dark ? (GdkRGBA){ 0.09f, 0.09f, 0.10f, 0.75f } : (GdkRGBA){ 1, 1, 1, 0.75f };

  if (self->outlines->len < 2)
    return;
  if (self->placed_world_px != p->world_px)
    place_names (self, p->world_px);
  draw_rings (self, snapshot, p);
  for (guint i = 1; i < self->outlines->len; i++)
    {
      const Outline *o = g_ptr_array_index (self->outlines, i);

      if (o->fits && is_visible (o, p))
        draw_name (o, snapshot, p, &ink, &halo);
    }
}

static void
tw_outline_layer_finalize (GObject *object)
{
  TwOutlineLayer *self = TW_OUTLINE_LAYER (object);

  g_ptr_array_unref (self->outlines);
  g_clear_pointer (&self->street, tw_street_unref);
  G_OBJECT_CLASS (tw_outline_layer_parent_class)->finalize (object);
}

static void
tw_outline_layer_class_init (TwOutlineLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_outline_layer_finalize;
  TW_MAP_LAYER_CLASS (klass)->draw = tw_outline_layer_draw;
  TW_MAP_LAYER_CLASS (klass)->text_changed = tw_outline_layer_text_changed;
}

static void
tw_outline_layer_init (TwOutlineLayer *self)
{
  self->outlines = g_ptr_array_new_with_free_func (outline_free);
}

TwOutlineLayer *
tw_outline_layer_new (ShumateViewport *viewport)
{
  return g_object_new (TW_TYPE_OUTLINE_LAYER, "viewport", viewport, NULL);
}

void
tw_outline_layer_set_street (TwOutlineLayer *self, TwStreet *street)
{
  if (street != NULL)
    tw_street_ref (street);
  g_clear_pointer (&self->street, tw_street_unref);
  self->street = street;
  rebuild (self);
}

GArray *
tw_outline_layer_list_names (TwOutlineLayer *self, double world_px)
{
  GArray *names = g_array_new (FALSE, FALSE, sizeof (TwLabelCandidate));

  if (self->placed_world_px != world_px)
    place_names (self, world_px);
  for (guint i = 1; i < self->outlines->len; i++)
    {
      const Outline *o = g_ptr_array_index (self->outlines, i);
      TwLabelCandidate name = { .text = pango_layout_get_text (o->layout),
                                .x = o->name_at.x * world_px,
                                .y = o->name_at.y * world_px,
                                .width = o->name_width,
                                .height = o->name_height };

      if (o->fits)
        g_array_append_val (names, name);
    }
  return names;
}

void
tw_outline_layer_set_selected (TwOutlineLayer *self, guint community)
{
  if (self->selected == community)
    return;
  self->selected = community;
  self->placed_world_px = 0; /* its name comes first */
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
