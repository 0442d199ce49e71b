// SPDX-License-Identifier: Apache-2.0
/* Days with their badges, hours, and the names of windows, each in a line of its own. */
#include "config.h"

#include "desk/board/tw-board-private.h"

#include "desk/chart/tw-chart-host.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TW_TYPE_BOARD_HEAD (tw_board_head_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardHead, tw_board_head, TW, BOARD_HEAD, GtkWidget)

struct _TwBoardHead {
  GtkWidget parent_instance;
  TwBoard *board;
};

G_DEFINE_FINAL_TYPE (TwBoardHead, tw_board_head, GTK_TYPE_WIDGET)

#define PADDING_PX 4
#define DAY_PADDING_PX 6
#define SIGN_PX 11

/* What is being drawn: left is where the line of time begins in the head, y where the line of text
 * stands. */
typedef struct {
  TwBoard *board;
  GtkSnapshot *snapshot;
  PangoContext *pango;
  const TwChartPalette *palette;
  double left, y, line_px;
} Head;

static int
line_px (TwBoard *self)
{
  return (int) self->text_px + PADDING_PX;
}

int
tw_board_head_measure (TwBoard *self)
{
  return line_px (self) * (self->windows->len > 0 ? 3 : 2) + PADDING_PX;
}

static void
append_text (const Head *head, PangoLayout *layout, double x, const TwChartColor *color)
{
  GdkRGBA rgba = tw_chart_host_rgba (color);

  gtk_snapshot_save (head->snapshot);
  gtk_snapshot_translate (head->snapshot,
                          &GRAPHENE_POINT_INIT ((float) round (x), (float) head->y));
  gtk_snapshot_append_layout (head->snapshot, layout, &rgba);
  gtk_snapshot_restore (head->snapshot);
}

static void
append_rule (const Head *head, double x, double y, double height, float alpha)
{
  float channel = head->board->look.dark ? 1 : 0;
  GdkRGBA color = { channel, channel, channel, alpha };

  gtk_snapshot_append_color (head->snapshot, &color,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, 1, (float) height));
}

/* --- days ------------------------------------------------------------------------------------- */

static const TwBoardSpan *
find_span (GArray *spans, gint64 t_us)
{
  for (guint i = 0; i < spans->len; i++)
    {
      const TwBoardSpan *span = &g_array_index (spans, TwBoardSpan, i);

      if (span->from_us <= t_us && t_us < span->to_us)
        return span;
    }
  return NULL;
}

static void
append_severity (const Head *head, int severity, double x, double size)
{
  cairo_t *cr =
      gtk_snapshot_append_cairo (head->snapshot,
                                 &GRAPHENE_RECT_INIT ((float) x, (float) head->y, (float) size,
                                                      (float) head->line_px));

  tw_board_paint_severity (cr, severity, x, head->y + round ((head->line_px - size) / 2), size);
  cairo_destroy (cr);
}

/* The badge of a day after its name, as much of it as fits before @end. */
static void
append_badge (const Head *head, const TwBoardSpan *span, double x, double end)
{
  double size = round (SIGN_PX * head->line_px / 14);
  g_autoptr (PangoLayout) layout = NULL;

  if (span->severity >= 0 && x + size < end)
    {
      append_severity (head, span->severity, round (x), size);
      x += size + 4;
    }
  layout = tw_board_fit_text (head->pango, span->text, 9, end - x);
  if (layout != NULL)
    append_text (head, layout, x, &head->palette->dim);
}

/* The name stays in sight as long as anything of its day is. */
static void
append_day (const Head *head, gint64 day_us, double x0, double x1)
{
  TwBoard *self = head->board;
  g_autofree char *text = tw_chart_format_day (day_us, self->now_us, self->zone);
  double left = MAX (x0, 0) + DAY_PADDING_PX, end = MIN (x1, self->view.width) - DAY_PADDING_PX;
  g_autoptr (PangoLayout) layout = tw_chart_layout (head->pango, text, 9, PANGO_WEIGHT_BOLD);
  const TwBoardSpan *span = find_span (self->days, day_us);
  int width;

  if (x0 > 0)
    append_rule (head, head->left + x0, 0, self->head_px, self->look.high_contrast ? 1 : 0.32f);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (left + width > MIN (x1, self->view.width + width))
    left = x1 - width - DAY_PADDING_PX; /* pushed out by the next day */
  if (left + width < 0 || (left < 0 && x1 < width))
    return;
  append_text (head, layout, head->left + left, &head->palette->text);
  if (span != NULL && span->text != NULL)
    append_badge (head, span, head->left + left + width + 9, head->left + end);
}

static gint64
next_midnight (TwBoard *self, gint64 t_us)
{
  return tw_board_tick_from (t_us + TW_US_PER_SLOT, 1440, self->zone);
}

static void
append_days (Head *head)
{
  TwBoard *self = head->board;
  const TwBoardView *view = &self->view;
  gint64 from_us = MAX (view->from_us, tw_board_view_to_time (view, 0)), day_us;
  gint64 to_us = MIN (view->to_us, tw_board_view_to_time (view, view->width));
  TwLocalTime local;

  tw_time_to_local (from_us, self->zone, &local);
  local.hour = local.minute = local.second = 0;
  day_us = tw_time_from_local (&local, self->zone);
  while (day_us < to_us)
    {
      gint64 next_us = next_midnight (self, day_us);

      append_day (head, MAX (day_us, view->from_us), tw_board_view_to_x (view, day_us),
                  tw_board_view_to_x (view, MIN (next_us, view->to_us)));
      if (next_us <= day_us)
        break;
      day_us = next_us;
    }
}

/* --- hours, windows --------------------------------------------------------------------------- */

static void
append_hours (Head *head)
{
  TwBoard *self = head->board;
  const TwBoardView *view = &self->view;
  int step_min = tw_board_tick_minutes (view->hour_px, head->line_px * 2.4);
  gint64 to_us = MIN (view->to_us, tw_board_view_to_time (view, view->width));
  gint64 t = tw_board_tick_from (MAX (view->from_us, tw_board_view_to_time (view, -40)), step_min,
                                 self->zone);

  for (; t < to_us; t = tw_board_tick_from (t + TW_US_PER_SLOT, step_min, self->zone))
    {
      double x = head->left + tw_board_view_to_x (view, t);
      g_autoptr (PangoLayout) layout = NULL;
      char text[16];
      TwLocalTime local;

      tw_time_to_local (t, self->zone, &local);
      if (step_min < 60)
        g_snprintf (text, sizeof text, "%02d:%02d", local.hour, local.minute);
      else
        g_snprintf (text, sizeof text, "%02d", local.hour);
      layout = tw_chart_layout (head->pango, text, 9, PANGO_WEIGHT_NORMAL);
      append_rule (head, x, head->y + head->line_px * 0.3, head->line_px * 0.7 + PADDING_PX, 0.18f);
      append_text (head, layout, x + PADDING_PX,
                   step_min < 60 && local.minute == 0 ? &head->palette->text : &head->palette->dim);
    }
}

static void
append_windows (Head *head)
{
  TwBoard *self = head->board;
  const TwBoardView *view = &self->view;
  GdkRGBA color = tw_chart_host_rgba (&head->palette->accent);

  for (guint i = 0; i < self->windows->len; i++)
    {
      const TwBoardSpan *span = &g_array_index (self->windows, TwBoardSpan, i);
      double x0 = tw_board_view_to_x (view, span->from_us),
             x1 = tw_board_view_to_x (view, span->to_us), x = MAX (x0, 0) + PADDING_PX;
      g_autoptr (PangoLayout) layout = NULL;

      if (x1 <= 0 || x0 >= view->width)
        continue;
      gtk_snapshot_append_color (head->snapshot, &color,
                                 &GRAPHENE_RECT_INIT ((float) (head->left + x0),
                                                      (float) (head->y + head->line_px + PADDING_PX
                                                               - 3),
                                                      (float) (x1 - x0), 3));
      if (span->severity >= 0)
        {
          double size = round (SIGN_PX * head->line_px / 14);

          if (x1 - x > size)
            append_severity (head, span->severity, head->left + x, size);
          x += size + 3;
        }
      layout = span->text == NULL ? NULL : tw_board_fit_text (head->pango, span->text, 9, x1 - x);
      if (layout != NULL)
        append_text (head, layout, head->left + x, &head->palette->text);
    }
}

/* The time of now stands on its line. */
static void
append_now (Head *head)
{
  TwBoard *self = head->board;
  double x = tw_board_view_to_x (&self->view, self->now_us);
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  GdkRGBA ground = tw_chart_host_rgba (&head->palette->now);
  GskRoundedRect card;
  int width;

  if (self->now_us <= 0 || x < 0 || x >= self->view.width)
    return;
  text = tw_board_format_time (self, self->now_us);
  layout = tw_chart_layout (head->pango, text, 9, PANGO_WEIGHT_BOLD);
  pango_layout_get_pixel_size (layout, &width, NULL);
  x = CLAMP (round (x - width / 2.0), PADDING_PX, self->view.width - width - PADDING_PX);
  gsk_rounded_rect_init_from_rect (&card,
                                   &GRAPHENE_RECT_INIT ((float) (head->left + x - PADDING_PX),
                                                        (float) head->y,
                                                        (float) width + 2 * PADDING_PX,
                                                        (float) (head->line_px + 1)),
                                   4);
  gtk_snapshot_push_rounded_clip (head->snapshot, &card);
  gtk_snapshot_append_color (head->snapshot, &ground, &card.bounds);
  gtk_snapshot_pop (head->snapshot);
  append_text (head, layout, head->left + x, &head->palette->ground);
}

static void
tw_board_head_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwBoard *self = TW_BOARD_HEAD (widget)->board;
  Head head = { self,
                snapshot,
                gtk_widget_get_pango_context (widget),
                tw_chart_host_get_palette (),
                gtk_widget_get_width (self->rows),
                PADDING_PX / 2.0,
                self->text_px };
  GdkRGBA rule = { 0, 0, 0, 0.18f };

  if (self->view.width <= 0)
    return;
  if (self->look.dark)
    rule = (GdkRGBA){ 1, 1, 1, 0.18f };
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT ((float) head.left, 0, (float) self->view.width,
                                               (float) self->head_px));
  append_days (&head);
  head.y += line_px (self);
  append_hours (&head);
  append_now (&head);
  head.y += line_px (self);
  append_windows (&head);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_color (snapshot, &rule,
                             &GRAPHENE_RECT_INIT (0, (float) self->head_px - 1,
                                                  (float) gtk_widget_get_width (widget), 1));
}

/* --- object ----------------------------------------------------------------------------------- */

/* What is drawn, in words: days with their badges, then the windows. */
void
tw_board_head_describe (TwBoard *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->days->len; i++)
    {
      const TwBoardSpan *span = &g_array_index (self->days, TwBoardSpan, i);
      g_autofree char *day = tw_chart_format_day (span->from_us, self->now_us, self->zone);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "; " : "", day,
                              span->text != NULL ? span->text : "");
    }
  for (guint i = 0; i < self->windows->len; i++)
    {
      const TwBoardSpan *span = &g_array_index (self->windows, TwBoardSpan, i);

      if (span->text != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", span->text);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->head), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text->len > 0 ? text->str : _ ("Days and hours"), -1);
}

/* What is shortened for want of room. */
static gboolean
tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  TwBoard *self = TW_BOARD_HEAD (widget)->board;
  double across = x - gtk_widget_get_width (self->rows);
  gint64 t_us = tw_board_view_to_time (&self->view, across);
  const TwBoardSpan *span = find_span (y >= 2 * line_px (self) ? self->windows : self->days, t_us);

  if (across < 0 || span == NULL || span->text == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, span->text);
  return TRUE;
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, GtkWidget *widget)
{
  TwBoard *self = TW_BOARD_HEAD (widget)->board;
  double across = x - gtk_widget_get_width (self->rows);

  if (across >= 0)
    tw_board_choose_time (self, tw_board_view_to_time (&self->view, across));
}

static void
tw_board_head_class_init (TwBoardHeadClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  widget->snapshot = tw_board_head_snapshot;
  gtk_widget_class_set_css_name (widget, "boardhead");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tw_board_head_init (TwBoardHead *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
tw_board_head_new (TwBoard *board)
{
  TwBoardHead *self = g_object_new (TW_TYPE_BOARD_HEAD, NULL);

  self->board = board;
  return GTK_WIDGET (self);
}
