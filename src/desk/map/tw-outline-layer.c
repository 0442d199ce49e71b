// SPDX-License-Identifier: Apache-2.0
/*
 * Names have a full form and, where all communities end with the same word ("Community"), a brief
 * one without it. At one zoom either all stand in full or all in brief, so that the map never
 * mixes the two. The base map is told where names stand (tw_outline_layer_list_reserved) and keeps
 * its own names away from there.
 */
#include "desk/map/tw-outline-layer.h"

#include "desk/map/tw-tile-labels.h"
#include "desk/map/tw-tile-style.h"

#include <math.h>
#include <string.h>

#define ROOM 1.05      /* of its community, as a part of the name in full */
#define ROOM_BRIEF 0.8 /* in brief it may reach over the boundary */
#define RIM_PX 3       /* around a name, and for the bold face of the selected one */

typedef struct {
  double x, y; /* Mercator unit square */
} UnitPoint;

enum { FULL, BRIEF, FULL_BOLD, BRIEF_BOLD, N_FORMS };

typedef struct {
  PangoLayout *layout;
  int width, height;
} Name;

typedef struct {
  UnitPoint *ring;
  gsize n_ring;
  UnitPoint low, high, name_at;
  Name names[N_FORMS];
  const Name *name; /* at the zoom asked last, NULL: none */
} Outline;

struct _TwOutlineLayer {
  TwMapLayer parent_instance;
  TwStreet *street;
  GPtrArray *outlines; /* Outline, index = community number, entry 0 empty */
  guint selected;
  double placed_world_px; /* names were fitted for this */
  guint serial;           /* of the set of names */
  int scale_factor;
};

G_DEFINE_FINAL_TYPE (TwOutlineLayer, tw_outline_layer, TW_TYPE_MAP_LAYER)

static void
outline_free (gpointer data)
{
  Outline *outline = data;

  for (int i = 0; i < N_FORMS; i++)
    g_clear_object (&outline->names[i].layout);
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

static void
make_name (TwOutlineLayer *self, Name *name, const char *text, PangoWeight weight)
{
  PangoAttrList *attrs = pango_attr_list_new ();
  double scale = tw_map_layer_get_text_scale (TW_MAP_LAYER (self));

  name->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  pango_attr_list_insert (attrs, pango_attr_size_new_absolute ((int) (13 * scale * PANGO_SCALE)));
  pango_attr_list_insert (attrs, pango_attr_weight_new (weight));
  pango_layout_set_attributes (name->layout, attrs);
  pango_attr_list_unref (attrs);
  pango_layout_get_pixel_size (name->layout, &name->width, &name->height);
}

static Outline *
outline_new (TwOutlineLayer *self, const TwCommunity *community, gsize n_suffix)
{
  Outline *outline = g_new0 (Outline, 1);
  const char *full = tw_label_get_name (&community->label);
  g_autofree char *brief = g_strndup (full, strlen (full) - MIN (n_suffix, strlen (full)));

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
  for (int form = 0; form < N_FORMS; form++)
    make_name (self, &outline->names[form], form & BRIEF ? brief : full,
               form & FULL_BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_MEDIUM);
  return outline;
}

static gsize
common_end (const char *a, const char *b, gsize n_at_most)
{
  gsize n_a = strlen (a), n_b = strlen (b), n = 0;

  while (n < n_at_most && n < n_a && n < n_b && a[n_a - n - 1] == b[n_b - n - 1])
    n++;
  return n;
}

/*
 * Bytes at the end that all names share and that say nothing, therefore: " Community", "社区". With
 * spaces whole words, else two characters or more; of each name as much must be left.
 */
static gsize
find_suffix (GArray *communities)
{
  const char *first = communities->len < 3
                          ? "" /* the filler and one: that is no custom yet */
                          : tw_label_get_name (&g_array_index (communities, TwCommunity, 1).label);
  const char *suffix, *word;
  gsize n = strlen (first), shortest = n;

  for (guint i = 2; i < communities->len; i++)
    {
      const char *name = tw_label_get_name (&g_array_index (communities, TwCommunity, i).label);

      n = common_end (first, name, n);
      shortest = MIN (shortest, strlen (name));
    }
  suffix = first + strlen (first) - n;
  while (((guchar) *suffix & 0xc0) == 0x80) /* begins with a whole character */
    suffix++;
  word = strchr (suffix, ' ');
  if (word != NULL)
    suffix = word;
  else if (strchr (first, ' ') != NULL || g_utf8_strlen (suffix, -1) < 2)
    return 0;
  n = strlen (suffix);
  /* a letter, or two characters of three bytes */
  return shortest >= n + (word != NULL ? 1 : 6) ? n : 0;
}

static void
rebuild (TwOutlineLayer *self)
{
  gsize n_suffix = self->street == NULL ? 0 : find_suffix (self->street->communities);

  g_ptr_array_set_size (self->outlines, 0);
  self->placed_world_px = 0;
  self->serial++;
  for (guint i = 0; self->street != NULL && i < self->street->communities->len; i++)
    {
      const TwCommunity *community = &g_array_index (self->street->communities, TwCommunity, i);
      static const TwCommunity filler = { .label = { .name = (char *) "" } };

      g_ptr_array_add (self->outlines, outline_new (self, i == 0 ? &filler : community, n_suffix));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tw_outline_layer_text_changed (TwMapLayer *layer)
{
  rebuild (TW_OUTLINE_LAYER (layer));
}

static gboolean
has_room (const Outline *o, int form, double world_px)
{
  const Name *name = &o->names[form];
  double room = form == FULL ? ROOM : ROOM_BRIEF;

  return name->width > 0
         && (o->n_ring == 0 || (o->high.x - o->low.x) * world_px > name->width * room);
}

/* Which of the names in @form may stand. @selected (0: none) always does, in bold. */
static void
choose_names (TwOutlineLayer *self, double world_px, int form, guint selected,
              TwLabelCandidate *labels, gboolean *stands)
{
  guint n = self->outlines->len;

  for (guint i = 0; i < n; i++)
    {
      const Outline *o = g_ptr_array_index (self->outlines, i);
      const Name *name = &o->names[i == selected ? form | FULL_BOLD : form];
      double width = (o->high.x - o->low.x) * world_px;

      labels[i] =
          (TwLabelCandidate){ .text = pango_layout_get_text (name->layout),
                              .x = o->name_at.x * world_px,
                              .y = o->name_at.y * world_px,
                              .width = name->width,
                              .height = name->height,
                              .priority = i == selected ? G_MAXINT : (int) MIN (width, 1e6) };
    }
  tw_tile_labels_place (labels, n, n > 40 ? 10 : 4, 0, stands); /* a city of beats is thinned */
  for (guint i = 0; i < n; i++)
    {
      const Outline *o = g_ptr_array_index (self->outlines, i);

      stands[i] = i > 0 && stands[i] && (i == selected || has_room (o, form, world_px));
    }
}

static guint
count_true (const gboolean *stands, guint n)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += stands[i] ? 1 : 0;
  return count;
}

/* Names go where their community is wide enough and no bigger neighbour's name is in the way: in
 * full where all can, else in brief. Depends on the zoom alone. Returns the form. */
static int
place_names (TwOutlineLayer *self, double world_px, guint selected, TwLabelCandidate *labels,
             gboolean *stands)
{
  guint n = self->outlines->len;

  choose_names (self, world_px, FULL, selected, labels, stands);
  if (count_true (stands, n) + 1 >= n)
    return FULL;
  choose_names (self, world_px, BRIEF, selected, labels, stands);
  return BRIEF;
}

static void
update_names (TwOutlineLayer *self, double world_px)
{
  guint n = self->outlines->len;
  g_autofree TwLabelCandidate *labels = g_new0 (TwLabelCandidate, MAX (1, n));
  g_autofree gboolean *stands = g_new0 (gboolean, MAX (1, n));
  int form;

  if (self->placed_world_px == world_px)
    return;
  form = place_names (self, world_px, self->selected, labels, stands);
  for (guint i = 0; i < n; i++)
    {
      Outline *o = g_ptr_array_index (self->outlines, i);

      o->name = stands[i] ? &o->names[i == self->selected ? form | FULL_BOLD : form] : NULL;
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
  float x = (float) round (o->name_at.x * p->world_px - p->left - o->name->width / 2.0);
  float y = (float) round (o->name_at.y * p->world_px - p->top - o->name->height / 2.0);

  for (gsize i = 0; i <= G_N_ELEMENTS (ring); i++)
    {
      gboolean is_rim = i < G_N_ELEMENTS (ring);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + (is_rim ? ring[i][0] : 0),
                                                              y + (is_rim ? ring[i][1] : 0)));
      gtk_snapshot_append_layout (snapshot, o->name->layout, is_rim ? halo : ink);
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
  update_names (self, p->world_px);
  draw_rings (self, snapshot, p);
  for (guint i = 1; i < self->outlines->len; i++)
    {
      const Outline *o = g_ptr_array_index (self->outlines, i);

      if (o->name != NULL && is_visible (o, p))
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

  update_names (self, world_px);
  for (guint i = 1; i < self->outlines->len; i++)
    {
      const Outline *o = g_ptr_array_index (self->outlines, i);
      TwLabelCandidate name = { .text = "" };

      if (o->name == NULL)
        continue;
      name.text = pango_layout_get_text (o->name->layout);
      name.x = o->name_at.x * world_px;
      name.y = o->name_at.y * world_px;
      name.width = o->name->width;
      name.height = o->name->height;
      g_array_append_val (names, name);
    }
  return names;
}

GArray *
tw_outline_layer_list_reserved (TwOutlineLayer *self, double world_px)
{
  GArray *reserved = g_array_new (FALSE, FALSE, sizeof (TwLabelCandidate));
  guint n = self->outlines->len;
  g_autofree TwLabelCandidate *labels = g_new0 (TwLabelCandidate, MAX (1, n));
  g_autofree gboolean *stands = g_new0 (gboolean, MAX (1, n));

  place_names (self, world_px, 0, labels, stands);
  for (guint i = 1; i < n; i++)
    if (stands[i])
      {
        TwLabelCandidate name = labels[i];

        name.text = ""; /* the layouts go when the street does */
        name.width += 2 * RIM_PX;
        name.priority = G_MAXINT;
        g_array_append_val (reserved, name);
      }
  return reserved;
}

guint
tw_outline_layer_get_serial (TwOutlineLayer *self)
{
  return self->serial;
}

void
tw_outline_layer_set_selected (TwOutlineLayer *self, guint community)
{
  if (self->selected == community)
    return;
  self->selected = community;
  self->placed_world_px = 0; /* its name comes first, in bold */
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
