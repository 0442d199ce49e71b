// SPDX-License-Identifier: Apache-2.0
/*
 * A bar from bottom to top: a quiet card of its whole length (so that a way or a break within it is
 * seen to belong to it), the stretches of work in their services' colours and patterns, the stripes
 * of a draft, the pool's edge, text, signs.
 *
 * Patterns and stripes only ever lead away from the colour of the text that stands on them: under
 * white text they are darker than the fill, under black text lighter. So the contrast on the plain
 * fill, at least 4.5:1, is the least there is.
 */
#include "desk/board/tw-board-paint.h"

#include "desk/chart/tw-chart-paint.h"

#include <math.h>

/* --- colours ---------------------------------------------------------------------------------- */

/* Okabe and Ito's blue, bluish green, orange and reddish purple (Color Universal Design, 2008). */
static const guint32 pool_colors[] = { 0x0072b2, 0x009e73, 0xe69f00, 0xcc79a7, 0x8a8f96 };
static const guint32 pool_colors_dark[] = { 0x56b4e9, 0x2fbf95, 0xe69f00, 0xcc79a7, 0x8a8f96 };

/* For services that were given none: calm, apart from each other in hue and in lightness. */
static const guint32 own_colors[] = { 0x8b929b, 0x3d6b99, 0x7fb2a8, 0xb9854b, 0x7a6aa6,
                                      0x9db36a, 0xb3606b, 0x4f8f8b, 0xd0b25f };

guint32
tw_board_pool_color (guint pool, gboolean dark)
{
  return (dark ? pool_colors_dark : pool_colors)[MIN (pool, 4)];
}

guint32
tw_board_segment_color (const TwBoardLook *look, guint index)
{
  if (index < look->n_colors)
    return look->colors[index];
  return own_colors[index == 0 ? 0 : 1 + (index - 1) % (G_N_ELEMENTS (own_colors) - 1)];
}

static double
linear (guint32 channel)
{
  double c = channel / 255.0;

  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (guint32 rgb)
{
  return 0.2126 * linear (rgb >> 16 & 255) + 0.7152 * linear (rgb >> 8 & 255)
         + 0.0722 * linear (rgb & 255);
}

double
tw_board_contrast (guint32 a, guint32 b)
{
  double x = luminance (a), y = luminance (b);

  return (MAX (x, y) + 0.05) / (MIN (x, y) + 0.05);
}

guint32
tw_board_ink (guint32 fill)
{
  return tw_board_contrast (fill, 0xffffff) >= tw_board_contrast (fill, 0) ? 0xffffff : 0;
}

static guint32
mix (guint32 a, guint32 b, double share)
{
  guint32 result = 0;

  for (int shift = 0; shift <= 16; shift += 8)
    {
      double x = a >> shift & 255, y = b >> shift & 255;

      result |= (guint32) lround (x + (y - x) * share) << shift;
    }
  return result;
}

/* In the dark a bright fill glares, so it is taken back a little. */
guint32
tw_board_fill (const TwBoardLook *look, guint32 color)
{
  return look->dark && !look->high_contrast ? mix (color, 0x242424, 0.18) : color;
}

static void
set_rgb (cairo_t *cr, guint32 rgb, double alpha)
{
  tw_chart_set_color (cr, &(TwChartColor){ rgb, alpha });
}

/* --- shapes ----------------------------------------------------------------------------------- */

static void
rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  radius = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

void
tw_board_paint_edge (cairo_t *cr, guint pool, gboolean dark, double x, double y, double width,
                     double height)
{
  double step = pool == 1 ? 7 : 4, run = pool == 1 ? 5 : 2;

  if (pool > 3)
    return;
  set_rgb (cr, tw_board_pool_color (pool, dark), 1);
  if (pool == 0)
    cairo_rectangle (cr, x, y, width, height);
  else if (pool == 3) /* a thick rail and a thin one */
    {
      cairo_rectangle (cr, x, y, round (width / 2), height);
      cairo_rectangle (cr, x + width - 1, y, 1, height);
    }
  else
    for (double at = 0; at < height; at += step)
      cairo_rectangle (cr, x, y + at, width, MIN (run, height - at));
  cairo_fill (cr);
}

void
tw_board_paint_severity (cairo_t *cr, int severity, double x, double y, double size)
{
  guint32 fill = severity == 0 ? 0xc01c28 : 0xf5c211, ink = severity == 0 ? 0xffffff : 0x000000;
  double middle = x + size / 2, bar = MAX (1.4, size / 8);
  double top = y + size * (severity == 0 ? 0.20 : 0.34);

  cairo_save (cr);
  if (severity == 0)
    cairo_arc (cr, middle, y + size / 2, size / 2, 0, 2 * G_PI);
  else
    {
      cairo_move_to (cr, middle, y);
      cairo_line_to (cr, x + size, y + size * 0.94);
      cairo_line_to (cr, x, y + size * 0.94);
      cairo_close_path (cr);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
    }
  set_rgb (cr, fill, 1);
  cairo_fill (cr);
  set_rgb (cr, ink, 1);
  cairo_rectangle (cr, middle - bar / 2, top, bar, size * 0.34);
  cairo_fill (cr);
  cairo_arc (cr, middle, top + size * 0.34 + bar * 1.15, bar * 0.62, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
paint_lock (cairo_t *cr, double x, double y, double size, guint32 ink)
{
  double body = size * 0.56;

  set_rgb (cr, ink, 1);
  cairo_rectangle (cr, x + size * 0.12, y + size - body, size * 0.76, body);
  cairo_fill (cr);
  cairo_set_line_width (cr, MAX (1.2, size * 0.14));
  cairo_arc (cr, x + size / 2, y + size - body, size * 0.24, G_PI, 2 * G_PI);
  cairo_stroke (cr);
}

/* A tick: somebody allowed it in spite of a rule. */
static void
paint_overridden (cairo_t *cr, double x, double y, double size, guint32 ink)
{
  set_rgb (cr, ink, 1);
  cairo_set_line_width (cr, MAX (1.3, size * 0.16));
  cairo_move_to (cr, x + size * 0.12, y + size * 0.55);
  cairo_line_to (cr, x + size * 0.4, y + size * 0.82);
  cairo_line_to (cr, x + size * 0.9, y + size * 0.2);
  cairo_stroke (cr);
}

/* --- patterns --------------------------------------------------------------------------------- */

static void
lines_across (cairo_t *cr, double x, double y, double width, double height, double step)
{
  for (double at = step / 2; at < height; at += step)
    cairo_rectangle (cr, x, y + floor (at), width, 1);
}

static void
lines_down (cairo_t *cr, double x, double y, double width, double height, double step)
{
  for (double at = step / 2; at < width; at += step)
    cairo_rectangle (cr, x + floor (at), y, 1, height);
}

static void
dots (cairo_t *cr, double x, double y, double width, double height, double step, double size)
{
  int row = 0;

  for (double down = step / 2; down < height; down += step, row++)
    for (double across = row % 2 ? step : step / 2; across < width; across += step)
      cairo_rectangle (cr, x + floor (across), y + floor (down), size, size);
}

static void
slopes (cairo_t *cr, double x, double y, double width, double height, double step, int lean)
{
  for (double at = -height; at < width + height; at += step)
    {
      cairo_move_to (cr, x + at, y + (lean > 0 ? height : 0));
      cairo_line_to (cr, x + at + height, y + (lean > 0 ? 0 : height));
    }
}

/* The stripes of a draft lean to the right, so no service's do. */
static void
paint_pattern (cairo_t *cr, guint index, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1);
  switch (index % 8)
    {
    case 1:
      dots (cr, x, y, width, height, 6, 2);
      break;
    case 2:
      lines_down (cr, x, y, width, height, 6);
      break;
    case 3:
      lines_across (cr, x, y, width, height, 5);
      break;
    case 4:
      lines_across (cr, x, y, width, height, 7);
      lines_down (cr, x, y, width, height, 7);
      break;
    case 5:
      slopes (cr, x, y, width, height, 8, -1);
      break;
    case 6:
      dots (cr, x, y, width, height, 10, 4);
      break;
    case 7:
      lines_down (cr, x, y, width, height, 12);
      lines_down (cr, x + 3, y, width - 3, height, 12);
      break;
    default: /* plain */
      break;
    }
  if (index % 8 == 5)
    cairo_stroke (cr);
  else
    cairo_fill (cr);
  cairo_restore (cr);
}

#define STRIPE_STEP_PX 12
#define STRIPE_PX 5

static void
paint_stripes (cairo_t *cr, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  cairo_set_line_width (cr, STRIPE_PX);
  slopes (cr, x - fmod (x, STRIPE_STEP_PX), y, width + STRIPE_STEP_PX, height, STRIPE_STEP_PX, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* --- a bar ------------------------------------------------------------------------------------ */

#define EDGE_PX 4
#define RADIUS_PX 4
#define LABEL_PADDING_PX 5
#define SIGN_PX 12

/* What is under way: the bar, the picture of it, and how far signs reach in from its right. */
typedef struct {
  cairo_t *cr;
  const TwBoardBarPicture *picture;
  const TwBoardLook *look;
  double signs_px;
  guint32 signs_fill; /* what they stand on */
} Painter;

/* What is past or only shown for comparison fades into the ground, and its text is chosen anew:
 * text never fades. */
static guint32
fill_of (const Painter *self, guint color)
{
  guint32 fill = tw_board_fill (self->look, tw_board_segment_color (self->look, color)),
          ground = self->look->dark ? 0x242424 : 0xffffff;
  TwBarFlags flags = self->picture->bar->flags;

  if (flags & TW_BAR_GHOSTED)
    return mix (fill, ground, 0.72);
  return flags & TW_BAR_PAST ? mix (fill, ground, 0.5) : fill;
}

static double
to_x (const TwBoardBarPicture *picture, gint64 t_us)
{
  double share =
      (double) (t_us - picture->from_us) / (double) MAX (1, picture->to_us - picture->from_us);

  return round (CLAMP (share, 0, 1) * picture->width);
}

/* A bar that was moved carries its segments along; one that was resized has its first or last one
 * shortened or prolonged. */
static void
place_segment (const TwBoardBarPicture *picture, guint i, gint64 *ret_from_us, gint64 *ret_to_us)
{
  const TwBoardBar *bar = picture->bar;
  gboolean moved = picture->to_us - picture->from_us == bar->to_us - bar->from_us;
  gint64 shift_us = moved ? picture->from_us - bar->from_us : 0;

  *ret_from_us = bar->segments[i].from_us + shift_us;
  *ret_to_us = bar->segments[i].to_us + shift_us;
  if (i == 0)
    *ret_from_us = MIN (*ret_from_us, picture->from_us);
  if (i == bar->n_segments - 1)
    *ret_to_us = MAX (*ret_to_us, picture->to_us);
}

PangoLayout *
tw_board_fit_text (PangoContext *pango, const char *text, double size_pt, double width)
{
  PangoLayout *layout = tw_chart_layout (pango, text, size_pt, PANGO_WEIGHT_MEDIUM);
  int natural, least;

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_get_pixel_size (layout, &natural, NULL);
  if (natural <= width)
    return layout;
  if (g_utf8_strlen (text, -1) > 2 && width > 0)
    {
      g_autofree char *two = g_utf8_substring (text, 0, 2);
      g_autofree char *shortest = g_strconcat (two, "…", NULL);

      pango_layout_set_text (layout, shortest, -1);
      pango_layout_get_pixel_size (layout, &least, NULL);
      if (least + 1 <= width)
        {
          pango_layout_set_text (layout, text, -1);
          pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
          pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
          return layout;
        }
    }
  g_object_unref (layout);
  return NULL;
}

static void
paint_label (Painter *self, const char *text, double x0, double x1, guint32 fill)
{
  const TwBoardBarPicture *picture = self->picture;
  double left = MAX (x0 + LABEL_PADDING_PX + (x0 < EDGE_PX && picture->pool < 4 ? EDGE_PX : 0),
                     picture->hidden_px + LABEL_PADDING_PX),
         right = MIN (x1, picture->width - self->signs_px) - 3;
  g_autoptr (PangoLayout) layout = NULL;
  int height;

  if (text == NULL || *text == '\0' || right - left < 8)
    return;
  layout = tw_board_fit_text (picture->pango, text, 9, right - left);
  if (layout == NULL)
    return;
  pango_layout_get_pixel_size (layout, NULL, &height);
  if (height > picture->height + 4) /* in a lane of a crowded row */
    return;
  set_rgb (self->cr, tw_board_ink (fill), 1);
  cairo_move_to (self->cr, left, round ((picture->height - height) / 2));
  pango_cairo_show_layout (self->cr, layout);
}

static void
paint_work (Painter *self, guint color, double x0, double x1)
{
  const TwBoardBarPicture *picture = self->picture;
  guint32 fill = fill_of (self, color);
  guint32 away = tw_board_ink (fill) == 0 ? 0xffffff : 0;
  gboolean draft = (picture->bar->flags & TW_BAR_DRAFT) != 0;

  set_rgb (self->cr, fill, 1);
  cairo_rectangle (self->cr, x0, 0, x1 - x0, picture->height);
  cairo_fill (self->cr);
  set_rgb (self->cr, away, (away != 0 ? 0.34 : 0.22) * (draft ? 0.6 : 1));
  paint_pattern (self->cr, color, x0, 0, x1 - x0, picture->height);
  if (draft)
    {
      set_rgb (self->cr, away, away != 0 ? 0.30 : 0.18);
      paint_stripes (self->cr, x0, 0, x1 - x0, picture->height);
    }
}

static void
paint_way (Painter *self, double x0, double x1)
{
  set_rgb (self->cr, self->look->dark ? 0xe6e6e6 : 0x2e3033, 0.7);
  cairo_rectangle (self->cr, x0, round (self->picture->height / 2) - 1, x1 - x0, 2);
  cairo_fill (self->cr);
}

static void
paint_segments (Painter *self)
{
  const TwBoardBarPicture *picture = self->picture;
  const TwBoardBar *bar = picture->bar;

  for (guint i = 0; i < bar->n_segments; i++)
    {
      gint64 from_us, to_us;
      double x0, x1;

      place_segment (picture, i, &from_us, &to_us);
      x0 = to_x (picture, from_us);
      x1 = to_x (picture, to_us);
      if (x1 <= x0)
        continue;
      if (bar->segments[i].kind == TW_SEGMENT_WORK)
        paint_work (self, bar->segments[i].color, x0, x1);
      else if (bar->segments[i].kind == TW_SEGMENT_WAY)
        paint_way (self, x0, x1);
    }
  if (bar->n_segments == 0)
    paint_work (self, 0, 0, picture->width);
}

static guint32
segment_fill (const Painter *self, guint i)
{
  const TwBoardBar *bar = self->picture->bar;
  guint color = bar->n_segments > i ? bar->segments[i].color : 0;

  return fill_of (self, color);
}

/* Each stretch of work by its own label; a bar whose stretches have none by the bar's, on the
 * longest. */
static void
paint_labels (Painter *self)
{
  const TwBoardBarPicture *picture = self->picture;
  const TwBoardBar *bar = picture->bar;
  double widest = 0, widest_x0 = 0;
  gboolean own = FALSE;
  guint at = 0;

  for (guint i = 0; i < bar->n_segments; i++)
    {
      gint64 from_us, to_us;
      double x0, x1;

      if (bar->segments[i].kind != TW_SEGMENT_WORK)
        continue;
      place_segment (picture, i, &from_us, &to_us);
      x0 = to_x (picture, from_us);
      x1 = to_x (picture, to_us);
      if (bar->segments[i].label != NULL)
        {
          own = TRUE;
          paint_label (self, bar->segments[i].label, x0, x1, segment_fill (self, i));
        }
      if (x1 - x0 > widest)
        {
          widest = x1 - x0;
          widest_x0 = x0;
          at = i;
        }
    }
  if (bar->n_segments == 0)
    widest = picture->width;
  if (!own)
    paint_label (self, bar->label, widest_x0, widest_x0 + widest, segment_fill (self, at));
}

/* --- signs ------------------------------------------------------------------------------------ */

static guint32
last_fill (const Painter *self)
{
  const TwBoardBar *bar = self->picture->bar;

  if (bar->n_segments > 0 && bar->segments[bar->n_segments - 1].kind != TW_SEGMENT_WORK)
    return self->look->dark ? 0x242424 : 0xffffff;
  return segment_fill (self, bar->n_segments == 0 ? 0 : bar->n_segments - 1);
}

/* On a ground of its own: no service's colour takes the sign's. However short the bar is, it bears
 * the sign. */
static void
paint_conflict (Painter *self, double x, double y, double size)
{
  const TwBoardBarPicture *picture = self->picture;

  if (x < 0)
    {
      size = MIN (size, picture->width - 1);
      x = (picture->width - size) / 2;
      y = round ((picture->height - size) / 2);
    }
  set_rgb (self->cr, self->look->dark ? 0x242424 : 0xffffff, 1);
  rounded (self->cr, x - 2, y - 1, size + 4, size + 2, 4);
  cairo_fill (self->cr);
  tw_board_paint_severity (self->cr, picture->bar->flags & TW_BAR_RED ? 0 : 1, x, y, size);
}

/* From right to left: conflict, lock, override; as many as there is room for. */
static void
paint_signs (Painter *self)
{
  const TwBoardBarPicture *picture = self->picture;
  TwBarFlags flags = picture->bar->flags;
  double size = MIN (round (SIGN_PX * picture->text_scale), picture->height - 4),
         y = round ((picture->height - size) / 2), x = picture->width - size - 4;
  guint32 ink = tw_board_ink (self->signs_fill);

  if (size < 6)
    return;
  if (flags & (TW_BAR_RED | TW_BAR_YELLOW))
    {
      paint_conflict (self, x, y, size);
      x -= size + 3;
    }
  if (flags & TW_BAR_PINNED && x >= EDGE_PX + 2)
    {
      paint_lock (self->cr, x + 1, y + 1, size - 2, ink);
      x -= size + 1;
    }
  if (flags & TW_BAR_OVERRIDDEN && x >= EDGE_PX + 2)
    {
      paint_overridden (self->cr, x + 1, y + 1, size - 2, ink);
      x -= size + 1;
    }
  self->signs_px = picture->width - x - size - 4;
}

/* --- the whole -------------------------------------------------------------------------------- */

static void
paint_card (Painter *self)
{
  const TwBoardBarPicture *picture = self->picture;
  gboolean dark = self->look->dark;

  set_rgb (self->cr, dark ? 0x3a3a3a : 0xe9ebee, 1);
  cairo_rectangle (self->cr, 0, 0, picture->width, picture->height);
  cairo_fill (self->cr);
}

/* On a ground of its own, so that its pattern shows on every service's colour. */
static void
paint_pool (Painter *self)
{
  const TwBoardBarPicture *picture = self->picture;

  if (picture->pool > 3)
    return;
  set_rgb (self->cr, self->look->dark ? 0x242424 : 0xffffff, 1);
  cairo_rectangle (self->cr, 0, 0, EDGE_PX + 1, picture->height);
  cairo_fill (self->cr);
  tw_board_paint_edge (self->cr, picture->pool, self->look->dark, 0, 0, EDGE_PX, picture->height);
}

static void
paint_frame (Painter *self)
{
  const TwBoardBarPicture *picture = self->picture;
  gboolean ghosted = (picture->bar->flags & TW_BAR_GHOSTED) != 0;
  static const double dashes[] = { 4, 3 };

  rounded (self->cr, 0.5, 0.5, picture->width - 1, picture->height - 1, RADIUS_PX - 0.5);
  set_rgb (self->cr, self->look->dark ? 0xffffff : 0,
           self->look->high_contrast ? 1
           : ghosted                 ? 0.6
                                     : 0.24);
  if (ghosted)
    cairo_set_dash (self->cr, dashes, 2, 0);
  cairo_set_line_width (self->cr, 1);
  cairo_stroke (self->cr);
}

void
tw_board_paint_bar (cairo_t *cr, const TwBoardBarPicture *picture, const TwBoardLook *look)
{
  Painter self = { .cr = cr, .picture = picture, .look = look };

  cairo_save (cr);
  rounded (cr, 0, 0, picture->width, picture->height, RADIUS_PX);
  cairo_clip (cr);
  self.signs_fill = last_fill (&self);
  paint_card (&self);
  paint_segments (&self);
  paint_pool (&self);
  paint_signs (&self);
  paint_labels (&self);
  cairo_restore (cr);
  cairo_save (cr);
  paint_frame (&self);
  cairo_restore (cr);
}
