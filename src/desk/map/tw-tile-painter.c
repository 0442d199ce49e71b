// SPDX-License-Identifier: Apache-2.0
/*
 * The base map, painted by cairo from local geometry. Coordinates: a vertex is projected to pixels
 * of the whole world at the job's zoom (so that every job agrees about it), then shifted by the
 * square's corner. Areas come first in the order of their kind, then all streets' casings, thin to
 * thick, then all fills: crossings open by themselves. Names come last.
 */
#include "config.h"

#include "desk/map/tw-tile-painter.h"

#include "desk/map/tw-tile-labels.h"
#include "desk/map/tw-tile-style.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define LABEL_PADDING_PX 5
#define LABEL_REPEAT_PX 300
#define LABEL_EVERY_PX 520
#define LABEL_MAX_PX 190
#define QUARTER_ZOOM 16 /* further out the names of quarters crowd those of communities */

enum {
  STYLE_STREET,
  STYLE_MAJOR,
  STYLE_AREA,
  STYLE_GREEN,
  STYLE_WATER,
  STYLE_POINT,
  STYLE_RESERVED
};

typedef struct {
  const TwTileJob *job;
  const TwTilePalette *palette;
  cairo_t *cr;
  double world_px, left, top, size_px; /* the square in world pixels */
  double zoom;                         /* as if tiles had 256 pixels */
  PangoLayout *layout;
  GArray *labels; /* TwLabelCandidate */
} Painter;

#define MARGIN_PX 224 /* the longest name and what it must keep clear of */

static double
text_scale (const TwTileJob *job)
{
  return job->text_scale > 0 ? job->text_scale : 1;
}

double
tw_tile_job_margin_px (const TwTileJob *job)
{
  return MARGIN_PX * text_scale (job);
}

TwBox
tw_tile_job_box (const TwTileJob *job, double margin_px)
{
  double n = exp2 (job->zoom), margin = margin_px / job->tile_px;
  TwLatLon nw = tw_mercator_to_latlon ((job->x - margin) / n, (job->y - margin) / n);
  TwLatLon se = tw_mercator_to_latlon ((job->x + job->n_tiles + margin) / n,
                                       (job->y + job->n_tiles + margin) / n);

  return (TwBox){ .south = se.lat, .west = nw.lon, .north = nw.lat, .east = se.lon };
}

static void
set_rgb (cairo_t *cr, guint32 rgb)
{
  cairo_set_source_rgb (cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                        (rgb & 255) / 255.0);
}

static TwPixel
project (const Painter *self, const TwPointE7 *point)
{
  TwPixel out;

  tw_mercator_from_latlon (point->lat_e7 / (double) TW_E7, point->lon_e7 / (double) TW_E7, &out.x,
                           &out.y);
  out.x *= self->world_px;
  out.y *= self->world_px;
  return out;
}

/* Adds one ring or line; vertices that move by less than half a pixel are left out. */
static void
add_part (Painter *self, const TwMapFeature *feature, gsize from, gsize to)
{
  TwPixel last = { 0, 0 };

  for (gsize i = from; i < to; i++)
    {
      TwPixel p = project (self, &feature->points[i]);

      if (i == from)
        cairo_move_to (self->cr, p.x - self->left, p.y - self->top);
      else if (i + 1 == to || fabs (p.x - last.x) + fabs (p.y - last.y) > 0.5)
        cairo_line_to (self->cr, p.x - self->left, p.y - self->top);
      else
        continue;
      last = p;
    }
  if (feature->closed)
    cairo_close_path (self->cr);
}

static void
add_path (Painter *self, const TwMapFeature *feature)
{
  gsize n_parts = feature->part_starts == NULL ? 1 : MAX (1, feature->n_parts);

  for (gsize i = 0; i < n_parts; i++)
    {
      gsize from = feature->part_starts == NULL ? 0 : feature->part_starts[i];
      gsize to = i + 1 < n_parts ? feature->part_starts[i + 1] : feature->n_points;

      add_part (self, feature, from, MIN (to, feature->n_points));
    }
}

static void
stroke (Painter *self, const TwMapFeature *feature, guint32 rgb, double width)
{
  add_path (self, feature);
  set_rgb (self->cr, rgb);
  cairo_set_line_width (self->cr, width);
  cairo_stroke (self->cr);
}

static void
fill (Painter *self, const TwMapFeature *feature, guint32 rgb)
{
  add_path (self, feature);
  set_rgb (self->cr, rgb);
  cairo_fill (self->cr);
}

static void
paint_building (Painter *self, const TwMapFeature *feature)
{
  fill (self, feature, self->palette->building);
  if (self->zoom >= 16)
    stroke (self, feature, self->palette->building_edge, self->zoom >= 17.5 ? 1 : 0.6);
}

static void
paint_area (Painter *self, const TwMapFeature *feature)
{
  switch (feature->kind)
    {
    case TW_MAP_LAND:
      fill (self, feature, self->palette->urban);
      break;
    case TW_MAP_GREEN:
      fill (self, feature, self->palette->green);
      break;
    case TW_MAP_WATER:
      if (feature->closed)
        fill (self, feature, self->palette->water);
      else
        stroke (self, feature, self->palette->water, MAX (1.2, 3 * exp2 (self->zoom - 16)));
      break;
    case TW_MAP_BUILDING:
      paint_building (self, feature);
      break;
    default:
      break;
    }
}

static void
paint_path (Painter *self, const TwMapFeature *feature)
{
  double dash[] = { 3, 2.5 };

  if (self->zoom < 16)
    return;
  cairo_set_dash (self->cr, dash, 2, 0);
  cairo_set_line_cap (self->cr, CAIRO_LINE_CAP_BUTT);
  stroke (self, feature, self->palette->path, self->zoom >= 17.5 ? 1.6 : 1.1);
  cairo_set_dash (self->cr, NULL, 0, 0);
  cairo_set_line_cap (self->cr, CAIRO_LINE_CAP_ROUND);
}

static void
paint_rail (Painter *self, const TwMapFeature *feature)
{
  gboolean below = strcmp (feature->klass, "subway") == 0;
  double dash[] = { below ? 6 : 5, below ? 4 : 5 };
  double width = self->zoom >= 16 ? 2.4 : 1.6;

  cairo_set_line_cap (self->cr, CAIRO_LINE_CAP_BUTT);
  if (!below)
    stroke (self, feature, self->palette->rail, width);
  cairo_set_dash (self->cr, dash, 2, 0);
  stroke (self, feature, below ? self->palette->rail : self->palette->land,
          below ? 1.2 : width - 1.2);
  cairo_set_dash (self->cr, NULL, 0, 0);
  cairo_set_line_cap (self->cr, CAIRO_LINE_CAP_ROUND);
}

static void
paint_boundary (Painter *self, const TwMapFeature *feature)
{
  double dash[] = { 6, 3, 1.5, 3 };

  cairo_set_dash (self->cr, dash, 4, 0);
  stroke (self, feature, self->palette->boundary, 0.8);
  cairo_set_dash (self->cr, NULL, 0, 0);
}

static void
paint_streets (Painter *self, GPtrArray *features, TwStreetRank rank, gboolean casing)
{
  double width = tw_street_width_px (rank, self->zoom);
  guint32 rgb = casing                        ? self->palette->casing
                : rank >= TW_STREET_SECONDARY ? self->palette->major
                                              : self->palette->street;

  if (width <= 0)
    return;
  if (width < 2 && casing)
    return;
  if (width < 2) /* too thin for a casing: drawn as one line that still shows */
    rgb = self->palette->casing;
  for (guint i = 0; i < features->len; i++)
    {
      const TwMapFeature *feature = g_ptr_array_index (features, i);

      if (feature->kind == TW_MAP_STREET && tw_street_rank (feature->klass) == rank)
        add_path (self, feature);
    }
  set_rgb (self->cr, rgb);
  cairo_set_line_width (self->cr, casing ? width + 2 : width);
  cairo_stroke (self->cr);
}

static void
paint_geometry (Painter *self, GPtrArray *features)
{
  cairo_set_fill_rule (self->cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_line_cap (self->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < features->len; i++)
    paint_area (self, g_ptr_array_index (features, i));
  for (guint i = 0; i < features->len; i++)
    {
      const TwMapFeature *feature = g_ptr_array_index (features, i);

      if (feature->kind == TW_MAP_PATH)
        paint_path (self, feature);
    }
  for (int casing = 1; casing >= 0; casing--)
    for (int rank = 0; rank < TW_STREET_N_RANKS; rank++)
      paint_streets (self, features, (TwStreetRank) rank, casing);
  for (guint i = 0; i < features->len; i++)
    {
      const TwMapFeature *feature = g_ptr_array_index (features, i);

      if (feature->kind == TW_MAP_RAIL)
        paint_rail (self, feature);
      else if (feature->kind == TW_MAP_BOUNDARY)
        paint_boundary (self, feature);
    }
}

/* --- names ------------------------------------------------------------------------------------ */

static double
style_size_px (const Painter *self, int style)
{
  return (style == STYLE_MAJOR ? 12 : 11) * text_scale (self->job);
}

static double
label_max_px (const Painter *self)
{
  return LABEL_MAX_PX * text_scale (self->job);
}

static void
measure_label (Painter *self, const char *text, int style, TwLabelCandidate *label)
{
  PangoFontDescription *font = pango_font_description_from_string ("Noto Sans CJK SC");
  PangoRectangle ink;

  pango_font_description_set_absolute_size (font, style_size_px (self, style) * PANGO_SCALE);
  pango_layout_set_font_description (self->layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_extents (self->layout, &ink, NULL);
  label->text = text;
  label->style = style;
  label->width = ink.width;
  label->height = ink.height;
}

static const char *
feature_name (const Painter *self, const TwMapFeature *feature)
{
  const char *name =
      self->job->prefer_en && feature->name_en != NULL ? feature->name_en : feature->name;

  return name != NULL && *name != '\0' ? name : NULL;
}

static void
collect_street (Painter *self, const TwMapFeature *feature, const char *name)
{
  TwStreetRank rank = tw_street_rank (feature->klass);
  TwLabelCandidate label = { .repeats = TRUE };
  g_autofree TwPixel *line = NULL;
  g_autoptr (GArray) runs = NULL;

  if (self->zoom < tw_street_label_zoom (rank) || feature->n_points < 2 || feature->n_parts > 1)
    return;
  measure_label (self, name, rank >= TW_STREET_SECONDARY ? STYLE_MAJOR : STYLE_STREET, &label);
  if (label.width > label_max_px (self))
    return;
  line = g_new (TwPixel, feature->n_points);
  for (gsize i = 0; i < feature->n_points; i++)
    line[i] = project (self, &feature->points[i]);
  runs = tw_tile_labels_find_runs (line, (guint) feature->n_points, label.width, LABEL_EVERY_PX);
  for (guint i = 0; i < runs->len; i++)
    {
      const TwLabelRun *run = &g_array_index (runs, TwLabelRun, i);

      label.x = run->x;
      label.y = run->y;
      label.angle = run->angle;
      label.priority = 1000 * (int) (rank + 1) + (int) MIN (run->length, 900);
      g_array_append_val (self->labels, label);
    }
}

/* The middle of an area's box in world pixels, and the box's size. */
static TwPixel
area_middle (Painter *self, const TwMapFeature *feature, double *ret_width, double *ret_height)
{
  gsize n = feature->part_starts != NULL && feature->n_parts > 1 ? feature->part_starts[1]
                                                                 : feature->n_points;
  TwPointE7 low = feature->points[0], high = low;
  TwPixel a, b;
  TwLatLon middle;

  for (gsize i = 1; i < n; i++)
    {
      low.lat_e7 = MIN (low.lat_e7, feature->points[i].lat_e7);
      low.lon_e7 = MIN (low.lon_e7, feature->points[i].lon_e7);
      high.lat_e7 = MAX (high.lat_e7, feature->points[i].lat_e7);
      high.lon_e7 = MAX (high.lon_e7, feature->points[i].lon_e7);
    }
  a = project (self, &low);
  b = project (self, &high);
  *ret_width = b.x - a.x;
  *ret_height = a.y - b.y;
  middle = feature->closed && n >= 3
               ? tw_polygon_centroid (feature->points, n)
               : (TwLatLon){ low.lat_e7 / (double) TW_E7, low.lon_e7 / (double) TW_E7 };
  tw_mercator_from_latlon (middle.lat, middle.lon, &a.x, &a.y);
  return (TwPixel){ a.x * self->world_px, a.y * self->world_px };
}

static void
collect_area (Painter *self, const TwMapFeature *feature, const char *name)
{
  int style = feature->kind == TW_MAP_GREEN   ? STYLE_GREEN
              : feature->kind == TW_MAP_WATER ? STYLE_WATER
                                              : STYLE_AREA;
  TwLabelCandidate label = { 0 };
  double width, height;
  TwPixel middle;

  if (!feature->closed || feature->n_points < 3
      || (feature->kind == TW_MAP_LAND && self->zoom < QUARTER_ZOOM))
    return;
  middle = area_middle (self, feature, &width, &height);
  if (width < 40 || height < 14)
    return;
  measure_label (self, name, style, &label);
  if (label.width > label_max_px (self) || label.width + 6 > width || label.height + 2 > height)
    return;
  label.x = middle.x;
  label.y = middle.y;
  label.priority = feature->kind == TW_MAP_BUILDING ? 400 : 1500 + (int) MIN (width, 400);
  g_array_append_val (self->labels, label);
}

static void
collect_point (Painter *self, const TwMapFeature *feature, const char *name)
{
  TwLabelCandidate label = { 0 };
  TwPixel at;

  if (self->zoom < 16.4 || feature->n_points < 1)
    return;
  at = project (self, &feature->points[0]);
  measure_label (self, name, STYLE_POINT, &label);
  if (label.width > label_max_px (self))
    return;
  label.x = at.x;
  label.y = at.y + 8 + label.height / 2; /* below the dot */
  label.priority = 800;
  g_array_append_val (self->labels, label);
}

static void
collect_reserved (Painter *self)
{
  for (guint i = 0; self->job->reserved != NULL && i < self->job->reserved->len; i++)
    {
      TwLabelCandidate label = g_array_index (self->job->reserved, TwLabelCandidate, i);

      label.style = STYLE_RESERVED;
      g_array_append_val (self->labels, label);
    }
}

static void
collect_labels (Painter *self, GPtrArray *features)
{
  collect_reserved (self);
  for (guint i = 0; i < features->len; i++)
    {
      const TwMapFeature *feature = g_ptr_array_index (features, i);
      const char *name = feature_name (self, feature);

      if (name == NULL || feature->n_points == 0)
        continue;
      if (feature->kind == TW_MAP_STREET)
        collect_street (self, feature, name);
      else if (feature->kind == TW_MAP_POI)
        collect_point (self, feature, name);
      else if (feature->kind == TW_MAP_GREEN || feature->kind == TW_MAP_WATER
               || feature->kind == TW_MAP_LAND
               || (feature->kind == TW_MAP_BUILDING && self->zoom >= 16.6))
        collect_area (self, feature, name);
    }
}

static guint32
style_rgb (const Painter *self, int style)
{
  return style == STYLE_GREEN   ? self->palette->text_green
         : style == STYLE_WATER ? self->palette->text_water
                                : self->palette->text;
}

static void
paint_label (Painter *self, const TwLabelCandidate *label)
{
  TwLabelCandidate measured;
  PangoRectangle ink;

  measure_label (self, label->text, label->style, &measured);
  pango_layout_get_pixel_extents (self->layout, &ink, NULL);
  cairo_save (self->cr);
  if (label->style == STYLE_POINT)
    {
      cairo_arc (self->cr, label->x - self->left, label->y - 8 - label->height / 2 - self->top, 2.2,
                 0, 2 * G_PI);
      set_rgb (self->cr, self->palette->text);
      cairo_fill (self->cr);
    }
  cairo_translate (self->cr, label->x - self->left, label->y - self->top);
  cairo_rotate (self->cr, label->angle);
  cairo_move_to (self->cr, -ink.x - ink.width / 2.0, -ink.y - ink.height / 2.0);
  pango_cairo_layout_path (self->cr, self->layout);
  set_rgb (self->cr, self->palette->halo);
  cairo_set_line_width (self->cr, 3);
  cairo_stroke_preserve (self->cr);
  set_rgb (self->cr, style_rgb (self, label->style));
  cairo_fill (self->cr);
  cairo_restore (self->cr);
}

static gboolean
touches_square (const Painter *self, const TwLabelCandidate *label)
{
  double reach = hypot (label->width, label->height) / 2 + 16;

  return label->x + reach > self->left && label->x - reach < self->left + self->size_px
         && label->y + reach > self->top && label->y - reach < self->top + self->size_px;
}

static void
paint_labels (Painter *self, GPtrArray *features)
{
  g_autofree gboolean *stands = NULL;

  collect_labels (self, features);
  stands = g_new0 (gboolean, MAX (1, self->labels->len));
  tw_tile_labels_place ((const TwLabelCandidate *) self->labels->data, self->labels->len,
                        LABEL_PADDING_PX, LABEL_REPEAT_PX, stands);
  cairo_set_fill_rule (self->cr, CAIRO_FILL_RULE_WINDING);
  for (guint i = 0; i < self->labels->len; i++)
    {
      const TwLabelCandidate *label = &g_array_index (self->labels, TwLabelCandidate, i);

      if (stands[i] && label->style != STYLE_RESERVED && touches_square (self, label))
        paint_label (self, label);
    }
}

static PangoLayout *
create_layout (cairo_t *cr)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoContext *context = pango_layout_get_context (layout);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_language (context, pango_language_from_string ("zh-cn"));
  pango_layout_context_changed (layout);
  cairo_font_options_destroy (options);
  return layout;
}

cairo_surface_t *
tw_tile_paint (const TwTileJob *job, GPtrArray *features)
{
  int size = job->n_tiles * job->tile_px;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size * job->scale, size * job->scale);
  Painter self = { .job = job, .palette = tw_tile_palette_get (job->dark) };

  cairo_surface_set_device_scale (surface, job->scale, job->scale);
  self.cr = cairo_create (surface);
  self.world_px = exp2 (job->zoom) * job->tile_px;
  self.left = (double) job->x * job->tile_px;
  self.top = (double) job->y * job->tile_px;
  self.size_px = size;
  self.zoom = job->zoom + log2 (job->tile_px / 256.0);
  set_rgb (self.cr, self.palette->land);
  cairo_paint (self.cr);
  if (features != NULL && features->len > 0)
    {
      self.layout = create_layout (self.cr);
      self.labels = g_array_new (FALSE, FALSE, sizeof (TwLabelCandidate));
      paint_geometry (&self, features);
      paint_labels (&self, features);
      g_array_unref (self.labels);
      g_object_unref (self.layout);
    }
  cairo_destroy (self.cr);
  cairo_surface_flush (surface);
  return surface;
}
