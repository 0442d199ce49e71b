// SPDX-License-Identifier: Apache-2.0
#include "desk/map/tw-mark-layer.h"

#include "desk/map/tw-tile-labels.h"
#include "desk/chart/tw-chart-host.h"

#include <math.h>
#include <string.h>

#define MARK_PX 16

typedef enum {
  MARK_METRO,
  MARK_KINDERGARTEN,
  MARK_CENTRE,
  MARK_HOSPITAL,
  MARK_SCHOOL,
  MARK_IDLE,
  MARK_N
} MarkKind;

typedef struct {
  MarkKind kind;
  double x, y; /* Mercator unit square */
  PangoLayout *layout;
  int name_width, name_height;
  gboolean stands, named;
} Mark;

struct _TwMarkLayer {
  TwMapLayer parent_instance;
  TwStreet *street;
  TwOutlineLayer *outlines;
  GArray *marks; /* Mark */
  TwPicture *signs[2][MARK_N];
  double placed_world_px;
};

G_DEFINE_FINAL_TYPE (TwMarkLayer, tw_mark_layer, TW_TYPE_MAP_LAYER)

/* What each kind means for placing: who wins a crowd, from which zoom (256-pixel tiles) sign and
 * name are shown. */
static const struct {
  const char *kind;
  int priority;
  double from_zoom, name_zoom;
} kinds[MARK_N] = {
  [MARK_METRO] = { "metro", 80, 13, 16.4 },
  [MARK_KINDERGARTEN] = { "kindergarten", 40, 14.5, 17 },
  [MARK_CENTRE] = { "centre", 99, 12, 14.8 },
  [MARK_HOSPITAL] = { "hospital", 60, 14, 16.4 },
  [MARK_SCHOOL] = { "school", 50, 14.5, 16.8 },
  [MARK_IDLE] = { "idle", 10, 16.5, 17.8 },
};

static gboolean
mark_kind_parse (const char *text, MarkKind *ret_kind)
{
  for (int i = 0; i < MARK_N; i++)
    if (g_strcmp0 (text, kinds[i].kind) == 0)
      {
        *ret_kind = (MarkKind) i;
        return TRUE;
      }
  return FALSE;
}

/* --- signs ------------------------------------------------------------------------------------ */

static void
trace_polygon (cairo_t *cr, const double *xy, gsize n)
{
  for (gsize i = 0; i < n; i++)
    cairo_line_to (cr, xy[2 * i], xy[2 * i + 1]);
  cairo_close_path (cr);
}

static void
paint_glyph (cairo_t *cr, MarkKind kind)
{
  static const double house[] = { 3.6, 8, 8, 3.8, 12.4, 8, 11, 8, 11, 12, 5, 12, 5, 8 };
  static const double star[] = { 8, 3.2,  9.4, 6.4,  12.8, 6.7, 10.2, 9,   11,  12.4,
                                 8, 10.6, 5,   12.4, 5.8,  9,   3.2,  6.7, 6.6, 6.4 };
  static const double cap[] = { 8, 4.4, 13, 7, 8, 9.6, 3, 7 };

  switch (kind)
    {
    case MARK_METRO:
      cairo_set_line_width (cr, 1.7);
      cairo_move_to (cr, 4.2, 11.6);
      cairo_line_to (cr, 5.6, 4.8);
      cairo_line_to (cr, 8, 9.6);
      cairo_line_to (cr, 10.4, 4.8);
      cairo_line_to (cr, 11.8, 11.6);
      cairo_stroke (cr);
      break;
    case MARK_KINDERGARTEN:
      trace_polygon (cr, house, G_N_ELEMENTS (house) / 2);
      cairo_fill (cr);
      break;
    case MARK_CENTRE:
      trace_polygon (cr, star, G_N_ELEMENTS (star) / 2);
      cairo_fill (cr);
      break;
    case MARK_HOSPITAL:
      cairo_rectangle (cr, 6.8, 3.8, 2.4, 8.4);
      cairo_rectangle (cr, 3.8, 6.8, 8.4, 2.4);
      cairo_fill (cr);
      break;
    case MARK_SCHOOL:
      trace_polygon (cr, cap, G_N_ELEMENTS (cap) / 2);
      cairo_rectangle (cr, 5.4, 9.4, 5.2, 2.2);
      cairo_fill (cr);
      break;
    case MARK_IDLE:
    case MARK_N:
      break;
    }
}

typedef struct {
  MarkKind kind;
  gboolean dark;
} Sign;

static void
paint_sign (cairo_t *cr, int width, int height, gpointer user_data)
{
  const Sign *sign = user_data;
  double plate = sign->dark ? 0.76 : 0.28, rim = sign->dark ? 0.1 : 1;
  double glyph = sign->dark ? 0.08 : 1;

  if (sign->kind == MARK_IDLE) /* the many and the least: no plate */
    {
      cairo_rectangle (cr, 4.5, 4.5, 7, 7);
      cairo_set_source_rgba (cr, rim, rim, rim, 0.85);
      cairo_fill_preserve (cr);
      cairo_set_source_rgb (cr, plate, plate, plate);
      cairo_set_line_width (cr, 1.4);
      cairo_stroke (cr);
      return;
    }
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_arc (cr, 8, 8, 7.6, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, rim, rim, rim, 0.9);
  cairo_fill (cr);
  cairo_arc (cr, 8, 8, 6.8, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, plate, plate, plate);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, glyph, glyph, glyph);
  paint_glyph (cr, sign->kind);
}

static TwPicture *
get_sign (TwMarkLayer *self, MarkKind kind, gboolean dark)
{
  TwPicture **sign = &self->signs[dark ? 1 : 0][kind];
  Sign what = { kind, dark };

  if (*sign == NULL)
    *sign = tw_chart_host_render (MARK_PX, MARK_PX, gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                  paint_sign, &what);
  return *sign;
}

static void
drop_signs (TwMarkLayer *self)
{
  for (int i = 0; i < 2 * MARK_N; i++)
    g_clear_object (&self->signs[i / MARK_N][i % MARK_N]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- placing ---------------------------------------------------------------------------------- */

static void
clear_mark (gpointer data)
{
  g_clear_object (&((Mark *) data)->layout);
}

static void
add_landmark (TwMarkLayer *self, const TwLandmark *landmark)
{
  TwLabel label = { .name = landmark->name != NULL ? landmark->name : (char *) "",
                    .name_en = landmark->name_en };
  double scale = tw_map_layer_get_text_scale (TW_MAP_LAYER (self));
  PangoAttrList *attrs;
  Mark mark = { 0 };

  if (!mark_kind_parse (landmark->kind, &mark.kind))
    return;
  attrs = pango_attr_list_new ();
  tw_mercator_from_latlon (landmark->lat, landmark->lon, &mark.x, &mark.y);
  mark.layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), tw_label_get_name (&label));
  pango_attr_list_insert (attrs, pango_attr_size_new_absolute ((int) (11 * scale * PANGO_SCALE)));
  pango_layout_set_attributes (mark.layout, attrs);
  pango_attr_list_unref (attrs);
  pango_layout_get_pixel_size (mark.layout, &mark.name_width, &mark.name_height);
  g_array_append_val (self->marks, mark);
}

static void
rebuild (TwMarkLayer *self)
{
  g_array_set_size (self->marks, 0);
  self->placed_world_px = 0;
  for (guint i = 0; self->street != NULL && i < self->street->landmarks->len; i++)
    add_landmark (self, &g_array_index (self->street->landmarks, TwLandmark, i));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tw_mark_layer_text_changed (TwMapLayer *layer)
{
  rebuild (TW_MARK_LAYER (layer));
}

/* A community's name comes before any sign. */
static guint
add_names (TwMarkLayer *self, double world_px, TwLabelCandidate *labels)
{
  g_autoptr (GArray) names =
      self->outlines == NULL ? NULL : tw_outline_layer_list_names (self->outlines, world_px);
  guint n = names == NULL ? 0 : names->len;

  for (guint i = 0; i < n; i++)
    {
      labels[i] = g_array_index (names, TwLabelCandidate, i);
      labels[i].text = "";
      labels[i].priority = 1000;
    }
  return n;
}

static void
place_signs (TwMarkLayer *self, double world_px, double zoom, TwLabelCandidate *labels,
             gboolean *stands)
{
  guint n_names = add_names (self, world_px, labels + self->marks->len);

  for (guint i = 0; i < self->marks->len; i++)
    {
      Mark *mark = &g_array_index (self->marks, Mark, i);
      gboolean shown = zoom >= kinds[mark->kind].from_zoom;

      labels[i] = (TwLabelCandidate){ .text = pango_layout_get_text (mark->layout),
                                      .x = mark->x * world_px,
                                      .y = mark->y * world_px,
                                      .width = shown ? MARK_PX : 0,
                                      .height = shown ? MARK_PX : 0,
                                      .priority = shown ? kinds[mark->kind].priority : -1 };
    }
  tw_tile_labels_place (labels, self->marks->len + n_names, 1, 0, stands);
  for (guint i = 0; i < self->marks->len; i++)
    {
      Mark *mark = &g_array_index (self->marks, Mark, i);

      mark->stands = stands[i] && labels[i].priority >= 0;
    }
}

/* Names stand right of their signs where no sign and no better name is in the way. */
static void
place_names (TwMarkLayer *self, double world_px, double zoom, TwLabelCandidate *labels,
             gboolean *stands)
{
  guint n = self->marks->len;

  for (guint i = 0; i < n; i++)
    {
      Mark *mark = &g_array_index (self->marks, Mark, i);
      gboolean shown = mark->stands && mark->name_width > 0 && zoom >= kinds[mark->kind].name_zoom;

      labels[n + i] =
          (TwLabelCandidate){ .text = "",
                              .x = mark->x * world_px + MARK_PX / 2.0 + 2 + mark->name_width / 2.0,
                              .y = mark->y * world_px,
                              .width = shown ? mark->name_width : 0,
                              .height = shown ? mark->name_height : 0,
                              .priority = shown ? kinds[mark->kind].priority : -1 };
      labels[i].priority = mark->stands ? 200 : -1;
      labels[i].width = labels[i].height = mark->stands ? MARK_PX - 2 : 0;
    }
  tw_tile_labels_place (labels, 2 * n + add_names (self, world_px, labels + 2 * n), 0, 0, stands);
  for (guint i = 0; i < n; i++)
    g_array_index (self->marks, Mark, i).named = stands[n + i] && labels[n + i].priority >= 0;
}

static void
place (TwMarkLayer *self, double world_px)
{
  guint n = self->marks->len;
  double zoom = log2 (world_px / 256);
  guint n_all = 2 * n + (self->street == NULL ? 0 : self->street->communities->len) + 1;
  g_autofree TwLabelCandidate *labels = g_new0 (TwLabelCandidate, n_all);
  g_autofree gboolean *stands = g_new0 (gboolean, n_all);

  place_signs (self, world_px, zoom, labels, stands);
  place_names (self, world_px, zoom, labels, stands);
  self->placed_world_px = world_px;
}

static void
draw_mark (TwMarkLayer *self, const Mark *mark, GtkSnapshot *snapshot, double x, double y,
           gboolean dark)
{
  GdkRGBA ink = dark ? (GdkRGBA){ 0.92f, 0.92f, 0.92f, 1 } : (GdkRGBA){ 0.2f, 0.2f, 0.19f, 1 };
  GdkRGBA halo = dark ? (GdkRGBA){ 0.1f, 0.1f, 0.11f, 0.8f } : (GdkRGBA){ 1, 1, 1, 0.8f };
  static const float around[5][2] = { { -1, 0 }, { 1, 0 }, { 0, -1 }, { 0, 1 }, { 0, 0 } };

  tw_picture_append (get_sign (self, mark->kind, dark), snapshot,
                     &GRAPHENE_RECT_INIT ((float) round (x) - MARK_PX / 2,
                                          (float) round (y) - MARK_PX / 2, MARK_PX, MARK_PX));
  for (int i = 0; mark->named && i < 5; i++)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (
          snapshot,
          &GRAPHENE_POINT_INIT ((float) round (x) + MARK_PX / 2 + 2 + around[i][0],
                                (float) round (y - mark->name_height / 2.0) + around[i][1]));
      gtk_snapshot_append_layout (snapshot, mark->layout, i < 4 ? &halo : &ink);
      gtk_snapshot_restore (snapshot);
    }
}

static void
tw_mark_layer_draw (TwMapLayer *layer, GtkSnapshot *snapshot, const TwMapProjection *p)
{
  TwMarkLayer *self = TW_MARK_LAYER (layer);
  gboolean dark = tw_map_layer_is_dark ();

  if (self->placed_world_px != p->world_px)
    place (self, p->world_px);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);
      double x = mark->x * p->world_px - p->left, y = mark->y * p->world_px - p->top;

      if (mark->stands && x > -200 && y > -MARK_PX && x < p->width + MARK_PX
          && y < p->height + MARK_PX)
        draw_mark (self, mark, snapshot, x, y, dark);
    }
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_mark_layer_finalize (GObject *object)
{
  TwMarkLayer *self = TW_MARK_LAYER (object);

  for (int i = 0; i < 2 * MARK_N; i++)
    g_clear_object (&self->signs[i / MARK_N][i % MARK_N]);
  g_array_unref (self->marks);
  g_clear_pointer (&self->street, tw_street_unref);
  G_OBJECT_CLASS (tw_mark_layer_parent_class)->finalize (object);
}

static void
tw_mark_layer_class_init (TwMarkLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_mark_layer_finalize;
  TW_MAP_LAYER_CLASS (klass)->draw = tw_mark_layer_draw;
  TW_MAP_LAYER_CLASS (klass)->text_changed = tw_mark_layer_text_changed;
}

static void
tw_mark_layer_init (TwMarkLayer *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (self->marks, clear_mark);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (drop_signs), NULL);
}

TwMarkLayer *
tw_mark_layer_new (ShumateViewport *viewport, TwOutlineLayer *outlines)
{
  TwMarkLayer *self = g_object_new (TW_TYPE_MARK_LAYER, "viewport", viewport, NULL);

  self->outlines = outlines;
  return self;
}

void
tw_mark_layer_set_street (TwMarkLayer *self, TwStreet *street)
{
  if (street != NULL)
    tw_street_ref (street);
  g_clear_pointer (&self->street, tw_street_unref);
  self->street = street;
  rebuild (self);
}

guint
tw_mark_layer_get_n_standing (TwMarkLayer *self)
{
  guint n = 0;

  for (guint i = 0; i < self->marks->len; i++)
    n += g_array_index (self->marks, Mark, i).stands ? 1 : 0;
  return n;
}
