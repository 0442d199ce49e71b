// SPDX-License-Identifier: Apache-2.0
/*
 * A page: title, state and days at the top, lanes, and at the foot what the patterns mean, when it
 * was made and which page of how many it is. Black on white with patterns, so that it can be copied
 * and faxed: no colour carries meaning, and the post stands on its bar in words, shortened where
 * it is short.
 */
#include "config.h"

#include "duty/roster/tw-rota-paper.h"
#include "duty/roster/tw-rota-print-private.h"

#include "base/tw-time.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <pango/pangocairo.h>

#define MARGIN_PT 28
#define FONT "Noto Sans CJK SC"
#define STRIP_PT 6.5

/* --- patterns --------------------------------------------------------------------------------- */

typedef struct {
  double ground;                         /* grey under the lines */
  double slash, backslash, across, down; /* distances of lines; 0: none */
  double dots;
} Pattern;

static const Pattern patterns[TW_PRINT_N_PATTERNS] = {
  { 1, 0, 0, 0, 0, 0 },      /* no service: plain */
  { 1, 4, 0, 0, 0, 0 },      /* /// */
  { 1, 0, 4, 0, 0, 0 },      /* \\\ */
  { 1, 0, 0, 3, 0, 0 },      /* === */
  { 1, 0, 0, 0, 3, 0 },      /* ||| */
  { 1, 5, 5, 0, 0, 0 },      /* crossed */
  { 1, 0, 0, 4, 4, 0 },      /* grid */
  { 1, 0, 0, 0, 0, 3 },      /* dots */
  { 0.72, 0, 0, 0, 0, 0 },   /* grey */
  { 0.85, 2, 0, 0, 0, 0 },   /* dense /// */
  { 0.85, 0, 0, 2, 0, 0 },   /* dense === */
  { 0.72, 0, 0, 0, 0, 2.5 }, /* dots on grey */
};

static void
add_diagonals (cairo_t *cr, double step, gboolean rising, double x, double y, double width,
               double height)
{
  for (double at = -height; at < width && step > 0; at += step)
    {
      cairo_move_to (cr, x + at, rising ? y + height : y);
      cairo_line_to (cr, x + at + height, rising ? y : y + height);
    }
}

static void
add_dots (cairo_t *cr, double step, double x, double y, double width, double height)
{
  for (double dy = step / 2; dy < height && step > 0; dy += step)
    for (double dx = step / 2; dx < width; dx += step)
      cairo_rectangle (cr, x + dx - 0.55, y + dy - 0.55, 1.1, 1.1);
}

void
tw_rota_print_fill (cairo_t *cr, guint service, double x, double y, double width, double height)
{
  const Pattern *pattern =
      &patterns[service == 0 ? 0 : 1 + (service - 1) % (TW_PRINT_N_PATTERNS - 1)];

  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  cairo_set_source_rgb (cr, pattern->ground, pattern->ground, pattern->ground);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.25, 0.25, 0.25);
  cairo_set_line_width (cr, 0.6);
  add_diagonals (cr, pattern->slash, TRUE, x, y, width, height);
  add_diagonals (cr, pattern->backslash, FALSE, x, y, width, height);
  for (double d = pattern->across; d < height && pattern->across > 0; d += pattern->across)
    {
      cairo_move_to (cr, x, y + d);
      cairo_line_to (cr, x + width, y + d);
    }
  for (double d = pattern->down; d < width && pattern->down > 0; d += pattern->down)
    {
      cairo_move_to (cr, x + d, y);
      cairo_line_to (cr, x + d, y + height);
    }
  cairo_stroke (cr);
  add_dots (cr, pattern->dots, x, y, width, height);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* --- text ------------------------------------------------------------------------------------- */

typedef struct {
  TwRotaPrint *print;
  cairo_t *cr;
  PangoLayout *layout; /* used for one text after the other */
  double size;
  gboolean bold;
} Pen;

static void
set_font (Pen *pen, double size, gboolean bold)
{
  if (pen->size == size && pen->bold == bold)
    return;
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  pango_font_description_set_family (font, FONT);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (pen->layout, font);
  pen->size = size;
  pen->bold = bold;
}

/* Text in one line, shortened to @room; @align 0 left of x, 1 right. Returns its width. @y is the
 * middle of the line. */
static double
put_text (Pen *pen, const char *text, double x, double y, double room, double align)
{
  int width, height;
  double w;

  if (room < 4 || text == NULL || *text == '\0')
    return 0;
  pango_layout_set_width (pen->layout, -1);
  pango_layout_set_text (pen->layout, text, -1);
  pango_layout_get_size (pen->layout, &width, &height);
  if (width > room * PANGO_SCALE)
    {
      pango_layout_set_width (pen->layout, (int) (room * PANGO_SCALE));
      pango_layout_set_ellipsize (pen->layout, PANGO_ELLIPSIZE_END);
      pango_layout_get_size (pen->layout, &width, &height);
    }
  w = (double) width / PANGO_SCALE;
  cairo_move_to (pen->cr, x - w * align, y - (double) height / PANGO_SCALE / 2);
  pango_cairo_show_layout (pen->cr, pen->layout);
  return w;
}

static double
measure_text (Pen *pen, const char *text)
{
  int width;

  pango_layout_set_width (pen->layout, -1);
  pango_layout_set_text (pen->layout, text, -1);
  pango_layout_get_size (pen->layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

/* --- head and foot ---------------------------------------------------------------------------- */

static void
draw_title (Pen *pen)
{
  TwRotaPrint *self = pen->print;
  double right = self->width - MARGIN_PT, y = MARGIN_PT + 8, state = 0;

  cairo_set_source_rgb (pen->cr, 0, 0, 0);
  if (self->state != NULL)
    {
      set_font (pen, 10, FALSE);
      state = put_text (pen, self->state, right, y, (right - MARGIN_PT) / 3, 1) + 12;
    }
  set_font (pen, 13, TRUE);
  put_text (pen, self->title, MARGIN_PT, y, right - MARGIN_PT - state, 0);
}

static void
line (Pen *pen, double x0, double y0, double x1, double y1, double width, double grey)
{
  cairo_set_source_rgb (pen->cr, grey, grey, grey);
  cairo_set_line_width (pen->cr, width);
  cairo_move_to (pen->cr, x0, y0);
  cairo_line_to (pen->cr, x1, y1);
  cairo_stroke (pen->cr);
}

/* "Tue 11-24" for a day. */
static char *
name_day (const TwRotaSpan *span, GTimeZone *zone)
{
  static const char *const names[] = { N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"),
                                       N_ ("Fri"), N_ ("Sat"), N_ ("Sun") };
  TwLocalTime local;

  tw_time_to_local (span->from_us, zone, &local);
  return g_strdup_printf ("%s %02d-%02d", _ (names[local.weekday - 1]), local.month, local.day);
}

static void
draw_hours (Pen *pen, double bottom)
{
  TwRotaPrint *self = pen->print;
  double hour_pt = self->plot_width * (double) TW_US_PER_HOUR
                   / (double) (self->frame->to_us - self->frame->from_us);
  int step = hour_pt >= 14 ? 1 : hour_pt >= 8 ? 2 : hour_pt >= 5 ? 3 : 6;

  set_font (pen, 6.5, FALSE);
  for (gint64 t = tw_time_floor (self->frame->from_us, TW_US_PER_SLOT); t < self->frame->to_us;
       t += TW_US_PER_SLOT)
    {
      TwLocalTime local;
      double x = tw_rota_print_time_x (self, t);
      char text[4];

      tw_time_to_local (t, self->frame->zone, &local);
      if (t < self->frame->from_us || local.minute != 0 || local.hour % step != 0)
        continue;
      line (pen, x, self->plot_y - 2, x, bottom, 0.25, local.hour % 6 == 0 ? 0.6 : 0.82);
      g_snprintf (text, sizeof text, "%02d", local.hour);
      cairo_set_source_rgb (pen->cr, 0, 0, 0);
      if (local.hour != 0) /* the day's own line stands there */
        put_text (pen, text, x, self->plot_y - 7, 20, 0.5);
    }
}

static void
draw_axis (Pen *pen, double bottom)
{
  TwRotaPrint *self = pen->print;
  double top = self->plot_y - 28, right = self->plot_x + self->plot_width;

  draw_hours (pen, bottom);
  for (guint d = 0; d < self->frame->days->len; d++)
    {
      const TwRotaSpan *span = g_ptr_array_index (self->frame->days, d);
      g_autofree char *name = name_day (span, self->frame->zone);
      double x0 = tw_rota_print_time_x (self, span->from_us),
             x1 = tw_rota_print_time_x (self, span->to_us);

      line (pen, x0, top, x0, bottom, 0.8, 0);
      set_font (pen, 8.5, TRUE);
      cairo_set_source_rgb (pen->cr, 0, 0, 0);
      put_text (pen, name, x0 + 3, top + 7, x1 - x0 - 6, 0);
    }
  line (pen, right, top, right, bottom, 0.8, 0);
  line (pen, MARGIN_PT, self->plot_y, right, self->plot_y, 0.8, 0);
  line (pen, MARGIN_PT, bottom, right, bottom, 0.8, 0);
}

static void
draw_legend (Pen *pen, double y, double room)
{
  TwRotaPrint *self = pen->print;
  double x = MARGIN_PT, end = MARGIN_PT + room;

  set_font (pen, 7, FALSE);
  for (guint i = 0; i < self->services->len; i++)
    {
      guint service = g_array_index (self->services, guint, i);
      const char *name = tw_street_get_service_name (self->frame->street, service);

      if (*name == '\0')
        name = _ ("Other work");
      if (x + 22 + measure_text (pen, name) > end && x > MARGIN_PT)
        {
          x = MARGIN_PT;
          y += 11;
        }
      tw_rota_print_fill (pen->cr, service, x, y - 4, 16, 8);
      cairo_set_source_rgb (pen->cr, 0, 0, 0);
      cairo_set_line_width (pen->cr, 0.5);
      cairo_rectangle (pen->cr, x, y - 4, 16, 8);
      cairo_stroke (pen->cr);
      x += 19 + put_text (pen, name, x + 19, y, end - x - 19, 0) + 10;
    }
}

static void
draw_foot (Pen *pen, guint page)
{
  TwRotaPrint *self = pen->print;
  g_autofree char *day = tw_rota_dup_day (self->frame, self->frame->read_us);
  g_autofree char *time = tw_rota_dup_clock (self->frame, self->frame->read_us);
  g_autofree char *made = g_strdup_printf (_ ("As of %s %s"), day, time);
  g_autofree char *number = g_strdup_printf (_ ("Page %u of %u"), page + 1, self->n_pages);
  double y = self->height - MARGIN_PT - 17, right = self->width - MARGIN_PT;

  draw_legend (pen, y, right - MARGIN_PT - 150);
  set_font (pen, 8, FALSE);
  cairo_set_source_rgb (pen->cr, 0, 0, 0);
  put_text (pen, number, right, y, 140, 1);
  put_text (pen, made, right, y + 11, 140, 1);
}

/* --- lanes ------------------------------------------------------------------------------------ */

/* The pattern of what is done in @stretch over a part of its bar; a thin line for the way and for a
 * break. */
static void
draw_pattern (Pen *pen, const TwStretch *stretch, double x0, double x1, double y, double height)
{
  guint service = 0;

  if (stretch->kind != TW_STRETCH_WORK)
    {
      line (pen, x0, y + height / 2, x1, y + height / 2,
            stretch->kind == TW_STRETCH_WAY ? 1.2 : 0.4, 0);
      return;
    }
  if (stretch->post >= 0)
    service = ((TwRotaPost *) g_ptr_array_index (pen->print->frame->posts, stretch->post))->service;
  tw_rota_print_fill (pen->cr, service, x0, y, x1 - x0, height);
}

static void
draw_box (Pen *pen, double x0, double x1, double y, double height, double width)
{
  cairo_set_source_rgb (pen->cr, 0, 0, 0);
  cairo_set_line_width (pen->cr, width);
  cairo_rectangle (pen->cr, x0, y, x1 - x0, height);
  cairo_stroke (pen->cr);
}

static void
clear_box (Pen *pen, double x0, double x1, double y, double height)
{
  cairo_set_source_rgb (pen->cr, 1, 1, 1);
  cairo_rectangle (pen->cr, x0, y, x1 - x0, height);
  cairo_fill (pen->cr);
  cairo_set_source_rgb (pen->cr, 0, 0, 0);
}

/* Times above, posts below them, each over the pattern of its service. What is pinned has a thick
 * frame. */
static void
draw_person_bar (Pen *pen, const TwPrintItem *item, double y, double height)
{
  TwRotaPrint *self = pen->print;
  const TwShift *shift = item->shift;
  g_autofree char *from = tw_rota_dup_clock (self->frame, shift->from_us);
  g_autofree char *to = tw_rota_dup_clock (self->frame, shift->to_us);
  g_autofree char *times = g_strdup_printf ("%s–%s", from, to);
  double x0 = tw_rota_print_time_x (self, shift->from_us),
         x1 = tw_rota_print_time_x (self, shift->to_us), strip = y + height - STRIP_PT;

  clear_box (pen, x0, x1, y, height);
  set_font (pen, 6.5, FALSE);
  put_text (pen, times, x0 + 2, y + 4.4, x1 - x0 - 4, 0);
  for (guint s = 0; s < shift->n_stretches; s++)
    {
      const TwStretch *stretch = &shift->stretches[s];
      double a = tw_rota_print_time_x (self, stretch->from_us),
             b = tw_rota_print_time_x (self, stretch->to_us);

      if (b <= a)
        continue;
      draw_pattern (pen, stretch, a, b, strip, STRIP_PT);
      if (stretch->kind != TW_STRETCH_WORK)
        continue;
      draw_box (pen, a, b, strip, STRIP_PT, 0.4);
      put_text (pen, tw_rota_post_label (self->frame, stretch->post), a + 2, y + 11.4, b - a - 3,
                0);
    }
  draw_box (pen, x0, x1, y, height, shift->pinned ? 1.6 : 0.6);
}

/* Who, and from when to when where it fits, right of the pattern. */
static void
draw_post_bar (Pen *pen, const TwPrintItem *item, double y, double height)
{
  TwRotaPrint *self = pen->print;
  const char *holder = tw_rota_holder_label (self->frame, item->shift);
  g_autofree char *from = tw_rota_dup_clock (self->frame, item->from_us);
  g_autofree char *to = tw_rota_dup_clock (self->frame, item->to_us);
  g_autofree char *text = g_strdup_printf ("%s %s–%s", holder, from, to);
  double x0 = tw_rota_print_time_x (self, item->from_us),
         x1 = tw_rota_print_time_x (self, item->to_us), block = fmin (STRIP_PT + 2, (x1 - x0) / 4),
         room = x1 - x0 - block - 3;

  clear_box (pen, x0, x1, y, height);
  draw_pattern (pen, &item->shift->stretches[item->stretch], x0, x0 + block, y, height);
  set_font (pen, 6.5, FALSE);
  cairo_set_source_rgb (pen->cr, 0, 0, 0);
  put_text (pen, measure_text (pen, text) <= room ? text : holder, x0 + block + 2, y + height / 2,
            room, 0);
  draw_box (pen, x0, x1, y, height, item->shift->pinned ? 1.6 : 0.6);
}

static void
draw_lane (Pen *pen, const TwPrintLine *at)
{
  TwRotaPrint *self = pen->print;
  TwPrintRow *row = g_ptr_array_index (self->rows, at->row);
  double room = self->plot_x - MARGIN_PT - 6, right = self->plot_x + self->plot_width, detail = 0,
         middle = at->y + at->height / 2;

  if (at->named)
    {
      g_autofree char *name =
          at->continued ? g_strdup_printf (_ ("%s (continued)"), row->name) : g_strdup (row->name);

      line (pen, MARGIN_PT, at->y, right, at->y, 0.4, 0.5);
      cairo_set_source_rgb (pen->cr, 0, 0, 0);
      set_font (pen, 7, FALSE);
      if (row->detail != NULL)
        detail = put_text (pen, row->detail, self->plot_x - 4, middle, 36, 1) + 4;
      set_font (pen, 8.5, FALSE);
      put_text (pen, name, MARGIN_PT, middle, room - detail, 0);
      if (!at->continued)
        row->n_drawn++;
    }
  for (guint i = row->first_item; i < row->first_item + row->n_items; i++)
    {
      TwPrintItem *item = &g_array_index (self->items, TwPrintItem, i);

      if (item->lane != at->lane)
        continue;
      (item->stretch < 0 ? draw_person_bar : draw_post_bar) (pen, item, at->y + 1.5,
                                                             at->height - 3);
      item->n_drawn++;
    }
}

static void
draw_heading (Pen *pen, const TwPrintLine *at)
{
  TwRotaPrint *self = pen->print;
  const char *group = g_ptr_array_index (self->groups, at->group);
  g_autofree char *text =
      at->continued ? g_strdup_printf (_ ("%s (continued)"), group) : g_strdup (group);
  double right = self->plot_x + self->plot_width;

  cairo_set_source_rgb (pen->cr, 0.9, 0.9, 0.9);
  cairo_rectangle (pen->cr, MARGIN_PT, at->y, right - MARGIN_PT, at->height);
  cairo_fill (pen->cr);
  cairo_set_source_rgb (pen->cr, 0, 0, 0);
  set_font (pen, 8.5, TRUE);
  put_text (pen, text, MARGIN_PT + 3, at->y + at->height / 2, right - MARGIN_PT - 6, 0);
}

double
tw_rota_print_time_x (const TwRotaPrint *self, gint64 t_us)
{
  double share =
      (double) (t_us - self->frame->from_us) / (double) (self->frame->to_us - self->frame->from_us);

  return self->plot_x + self->plot_width * CLAMP (share, 0, 1);
}

/* Bottom of what the page holds. */
static double
find_bottom (const TwRotaPrint *self, guint page)
{
  double bottom = self->plot_y;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const TwPrintLine *at = &g_array_index (self->lines, TwPrintLine, i);

      if (at->page == page)
        bottom = fmax (bottom, at->y + at->height);
    }
  return bottom;
}

void
tw_rota_print_draw (TwRotaPrint *self, int page, cairo_t *cr)
{
  cairo_font_options_t *hints;
  Pen pen = { self, cr };

  g_return_if_fail (self != NULL && page >= 0 && page < (int) self->n_pages);
  pen.layout = pango_cairo_create_layout (cr);
  hints = cairo_font_options_create (); /* the same words take the same room on screen and paper */
  cairo_font_options_set_hint_style (hints, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (hints, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (pango_layout_get_context (pen.layout), hints);
  cairo_font_options_destroy (hints);
  pango_layout_set_single_paragraph_mode (pen.layout, TRUE);
  cairo_save (cr);
  draw_title (&pen);
  draw_axis (&pen, find_bottom (self, (guint) page));
  for (guint i = 0; i < self->lines->len; i++)
    {
      const TwPrintLine *at = &g_array_index (self->lines, TwPrintLine, i);

      if (at->page == (guint) page)
        (at->kind == TW_PRINT_HEADING ? draw_heading : draw_lane) (&pen, at);
    }
  if (self->rows->len == 0)
    {
      set_font (&pen, 10, FALSE);
      cairo_set_source_rgb (cr, 0, 0, 0);
      put_text (&pen, _ ("Nobody is on this roster"), self->width / 2, self->height / 2, 400, 0.5);
    }
  draw_foot (&pen, (guint) page);
  cairo_restore (cr);
  g_object_unref (pen.layout);
}
