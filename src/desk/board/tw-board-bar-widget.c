// SPDX-License-Identifier: Apache-2.0
#include "desk/board/tw-board-bar-widget.h"

#include "desk/chart/tw-chart-host.h"
#include "desk/tw-fit.h"

#include <math.h>

struct _TwBoardBarWidget {
  GtkWidget parent_instance;
  TwBoardBar *bar;
  guint pool, mark;
  const TwBoardLook *look;
  graphene_rect_t place;
  double hidden_px;
  TwPicture *picture;
  int picture_width, picture_height;
};

G_DEFINE_FINAL_TYPE (TwBoardBarWidget, tw_board_bar_widget, GTK_TYPE_WIDGET)

static void
paint_cb (cairo_t *cr, int width, int height, gpointer user_data)
{
  TwBoardBarWidget *self = user_data;
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self)); /* one context for all bars */
  TwBoardBarPicture picture = { .bar = self->bar,
                                .from_us = self->bar->from_us,
                                .to_us = self->bar->to_us,
                                .pool = self->pool,
                                .width = width,
                                .height = height,
                                .hidden_px = self->hidden_px,
                                .text_scale = tw_fit_text_scale (parent),
                                .pango = gtk_widget_get_pango_context (parent) };

  tw_board_paint_bar (cr, &picture, self->look);
}

static void
tw_board_bar_widget_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwBoardBarWidget *self = TW_BOARD_BAR_WIDGET (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (self->bar == NULL || width <= 0 || height <= 0)
    return;
  if (self->picture == NULL || self->picture_width != width || self->picture_height != height)
    {
      g_clear_object (&self->picture);
      self->picture = tw_chart_host_render (width, height, gtk_widget_get_scale_factor (widget),
                                            paint_cb, self);
      self->picture_width = width;
      self->picture_height = height;
    }
  tw_picture_append (self->picture, snapshot,
                     &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

/* Its board gives it the place that time and row ask for. */
static void
tw_board_bar_widget_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                             int *minimum, int *natural, int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = *natural = 0;
}

void
tw_board_bar_widget_repaint (TwBoardBarWidget *self)
{
  g_clear_object (&self->picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tw_board_bar_widget_finalize (GObject *object)
{
  TwBoardBarWidget *self = TW_BOARD_BAR_WIDGET (object);

  g_clear_pointer (&self->bar, tw_board_bar_unref);
  g_clear_object (&self->picture);
  G_OBJECT_CLASS (tw_board_bar_widget_parent_class)->finalize (object);
}

static void
tw_board_bar_widget_class_init (TwBoardBarWidgetClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tw_board_bar_widget_finalize;
  widget->snapshot = tw_board_bar_widget_snapshot;
  widget->measure = tw_board_bar_widget_measure;
  gtk_widget_class_set_css_name (widget, "boardbar");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
tw_board_bar_widget_init (TwBoardBarWidget *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
tw_board_bar_widget_new (void)
{
  return g_object_new (TW_TYPE_BOARD_BAR_WIDGET, NULL);
}

static void
say_bar (TwBoardBarWidget *self)
{
  const char *text = self->bar->spoken != NULL ? self->bar->spoken : self->bar->label;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : "", -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->bar->tooltip);
}

void
tw_board_bar_widget_set (TwBoardBarWidget *self, TwBoardBar *bar, guint pool,
                         const TwBoardLook *look)
{
  gboolean same = self->bar != NULL && self->pool == pool && self->look == look
                  && tw_board_bar_equal (self->bar, bar);

  if (self->bar == bar && same)
    return;
  tw_board_bar_ref (bar);
  g_clear_pointer (&self->bar, tw_board_bar_unref);
  self->bar = bar;
  self->pool = pool;
  self->look = look;
  if (same)
    return;
  say_bar (self);
  tw_board_bar_widget_repaint (self);
}

TwBoardBar *
tw_board_bar_widget_get_bar (TwBoardBarWidget *self)
{
  return self->bar;
}

void
tw_board_bar_widget_place (TwBoardBarWidget *self, const graphene_rect_t *place)
{
  self->place = *place;
}

const graphene_rect_t *
tw_board_bar_widget_get_place (TwBoardBarWidget *self)
{
  return &self->place;
}

#define HIDDEN_STEP_PX 12 /* text follows in steps, so that not every frame paints anew */

void
tw_board_bar_widget_hide_left (TwBoardBarWidget *self, double px)
{
  px = px <= 0 ? 0 : ceil (px / HIDDEN_STEP_PX) * HIDDEN_STEP_PX;
  if (px == self->hidden_px)
    return;
  self->hidden_px = px;
  tw_board_bar_widget_repaint (self);
}

void
tw_board_bar_widget_mark (TwBoardBarWidget *self, guint round)
{
  self->mark = round;
}

guint
tw_board_bar_widget_get_mark (TwBoardBarWidget *self)
{
  return self->mark;
}
