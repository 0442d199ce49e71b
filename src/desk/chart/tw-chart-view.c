// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/chart/tw-chart-view.h"

#include <math.h>

typedef struct {
  TwChartSeries *series;
  GTimeZone *zone;
  char *missing;
  gint64 now_us;
  TwPicture *base;
  int base_width, base_height;
  double line_px; /* of the text that base was painted with */
} TwChartViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TwChartView, tw_chart_view, GTK_TYPE_WIDGET)

#define PRIVATE(self) ((TwChartViewPrivate *) tw_chart_view_get_instance_private (self))

/* --- frame ------------------------------------------------------------------------------------ */

void
tw_chart_view_init_frame (TwChartView *self, int width, int height, double top,
                          TwChartFrame *ret_frame)
{
  TwChartViewClass *klass = TW_CHART_VIEW_GET_CLASS (self);
  TwChartViewPrivate *priv = PRIVATE (self);
  TwChartFrame frame = { .palette = tw_chart_host_get_palette (),
                         .zone = priv->zone,
                         .now_us = priv->now_us,
                         .pango = gtk_widget_get_pango_context (GTK_WIDGET (self)) };
  double line = tw_chart_line_px (frame.pango), days = tw_chart_days_px (line),
         head = round (klass->head_lines * line) + 2, peak = 1;

  klass->get_range (self, &frame.time.from_us, &frame.time.to_us);
  if (priv->series != NULL)
    peak = tw_chart_series_peak (priv->series, frame.time.from_us, frame.time.to_us);
  frame.line_px = line;
  frame.plot.y = top + days;
  frame.plot.height = MAX (1, height - top - days - tw_chart_hours_px (line));
  tw_value_axis_init (&frame.value, peak, frame.plot.y + head, MAX (1, frame.plot.height - head),
                      klass->gap_lines * line);
  frame.plot.x = tw_chart_gutter_px (frame.pango, &frame.value);
  frame.plot.width = MAX (1, width - frame.plot.x - klass->margin_px);
  frame.time.x = frame.plot.x;
  frame.time.width = frame.plot.width;
  *ret_frame = frame;
}

void
tw_chart_view_get_frame (TwChartView *self, TwChartFrame *ret_frame)
{
  tw_chart_view_init_frame (self, gtk_widget_get_width (GTK_WIDGET (self)),
                            gtk_widget_get_height (GTK_WIDGET (self)), 0, ret_frame);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
paint_frame (TwChartView *self, cairo_t *cr, const TwChartFrame *frame)
{
  tw_chart_paint_days (cr, frame);
  tw_chart_paint_values (cr, frame);
  TW_CHART_VIEW_GET_CLASS (self)->paint (self, cr, frame);
  tw_chart_paint_now (cr, frame);
  tw_chart_paint_hours (cr, frame);
}

void
tw_chart_view_paint (TwChartView *self, cairo_t *cr, int width, int height, double top)
{
  TwChartFrame frame;

  tw_chart_view_init_frame (self, width, height, top, &frame);
  paint_frame (self, cr, &frame);
  tw_chart_paint_names (cr, &frame);
}

static void
paint_base (cairo_t *cr, int width, int height, gpointer user_data)
{
  TwChartFrame frame;

  tw_chart_view_init_frame (user_data, width, height, 0, &frame);
  paint_frame (user_data, cr, &frame);
}

static void
drop_base (TwChartView *self)
{
  g_clear_object (&PRIVATE (self)->base);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ensure_base (TwChartView *self, int width, int height)
{
  TwChartViewPrivate *priv = PRIVATE (self);

  if (priv->base != NULL && priv->base_width == width && priv->base_height == height)
    return;
  g_clear_object (&priv->base);
  priv->base = tw_chart_host_render (width, height, gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                     paint_base, self);
  priv->base_width = width;
  priv->base_height = height;
}

/* Names give way to what moves, so they are not part of the picture. */
static void
snapshot_names (TwChartView *self, GtkSnapshot *snapshot, const TwChartFrame *frame)
{
  TwChartViewClass *klass = TW_CHART_VIEW_GET_CLASS (self);
  g_autoptr (GArray) names = NULL;
  TwChartGap gap;
  gboolean has_gap = klass->get_gap != NULL && klass->get_gap (self, frame, &gap);

  names = tw_chart_list_names (frame, has_gap ? &gap : NULL);
  for (guint i = 0; i < names->len; i++)
    {
      const TwChartName *name = &g_array_index (names, TwChartName, i);
      GdkRGBA color = tw_chart_host_rgba (name->color);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) name->x, (float) name->y));
      gtk_snapshot_append_layout (snapshot, name->layout, &color);
      gtk_snapshot_restore (snapshot);
    }
}

static void
tw_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwChartView *self = TW_CHART_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  TwChartFrame frame;

  if (width <= 0 || height <= 0)
    return;
  tw_chart_view_init_frame (self, width, height, 0, &frame);
  if (frame.time.to_us <= frame.time.from_us)
    return;
  ensure_base (self, width, height);
  tw_picture_append (PRIVATE (self)->base, snapshot,
                     &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  snapshot_names (self, snapshot, &frame);
  TW_CHART_VIEW_GET_CLASS (self)->snapshot_over (self, snapshot, &frame);
}

static void
tw_chart_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  TwChartViewClass *klass = TW_CHART_VIEW_GET_CLASS (widget);
  double line, rows;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = klass->width_min_px;
      *natural = klass->width_px;
      return;
    }
  line = tw_chart_line_px (gtk_widget_get_pango_context (widget));
  rows = tw_chart_days_px (line) + tw_chart_hours_px (line) + round (klass->head_lines * line);
  *minimum = (int) ceil (rows + klass->plot_min_px);
  *natural = (int) ceil (rows + klass->plot_px);
}

/* Text of another size needs other rows. */
static void
tw_chart_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  TwChartViewPrivate *priv = PRIVATE (TW_CHART_VIEW (widget));
  double line;

  GTK_WIDGET_CLASS (tw_chart_view_parent_class)->css_changed (widget, change);
  line = tw_chart_line_px (gtk_widget_get_pango_context (widget));
  if (line == priv->line_px)
    return;
  priv->line_px = line;
  drop_base (TW_CHART_VIEW (widget));
  gtk_widget_queue_resize (widget);
}

/* --- cursor ----------------------------------------------------------------------------------- */

char *
tw_chart_view_describe (TwChartView *self, gint64 t_us)
{
  TwChartViewPrivate *priv = PRIVATE (self);
  const TwChartPoint *point =
      priv->series == NULL ? NULL : tw_chart_series_find (priv->series, t_us);

  return point == NULL ? NULL : tw_chart_point_describe (point, priv->now_us, priv->zone);
}

gboolean
tw_chart_view_handle_key (TwChartView *self, guint keyval, GdkModifierType state)
{
  TwChartViewClass *klass = TW_CHART_VIEW_GET_CLASS (self);
  gint64 t_us = klass->get_cursor (self), from_us, to_us;

  klass->get_range (self, &from_us, &to_us);
  if (to_us <= from_us || state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      t_us -= TW_US_PER_HOUR;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      t_us += TW_US_PER_HOUR;
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      t_us -= TW_US_PER_DAY;
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      t_us += TW_US_PER_DAY;
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      t_us = from_us;
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      t_us = to_us - 1;
      break;
    default:
      return FALSE;
    }
  klass->move_cursor (self, t_us);
  return TRUE;
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_chart_view_finalize (GObject *object)
{
  TwChartViewPrivate *priv = PRIVATE (TW_CHART_VIEW (object));

  g_clear_pointer (&priv->series, tw_chart_series_unref);
  g_clear_pointer (&priv->zone, g_time_zone_unref);
  g_clear_pointer (&priv->missing, g_free);
  g_clear_object (&priv->base);
  G_OBJECT_CLASS (tw_chart_view_parent_class)->finalize (object);
}

static void
tw_chart_view_class_init (TwChartViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tw_chart_view_finalize;
  widget->snapshot = tw_chart_view_snapshot;
  widget->measure = tw_chart_view_measure;
  widget->css_changed = tw_chart_view_css_changed;
}

static void
tw_chart_view_init (TwChartView *self)
{
  PRIVATE (self)->zone = g_time_zone_new_utc ();
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  tw_chart_host_watch (GTK_WIDGET (self), G_CALLBACK (drop_base));
}

/* --- public ----------------------------------------------------------------------------------- */

void
tw_chart_view_redraw (TwChartView *self)
{
  drop_base (self);
  TW_CHART_VIEW_GET_CLASS (self)->changed (self);
}

void
tw_chart_view_set_series (TwChartView *self, TwChartSeries *series)
{
  TwChartViewPrivate *priv = PRIVATE (self);

  if (series != NULL)
    tw_chart_series_ref (series);
  g_clear_pointer (&priv->series, tw_chart_series_unref);
  priv->series = series;
  tw_chart_view_redraw (self);
}

TwChartSeries *
tw_chart_view_get_series (TwChartView *self)
{
  return PRIVATE (self)->series;
}

void
tw_chart_view_set_zone (TwChartView *self, GTimeZone *zone)
{
  TwChartViewPrivate *priv = PRIVATE (self);

  g_return_if_fail (zone != NULL);
  g_time_zone_ref (zone);
  g_time_zone_unref (priv->zone);
  priv->zone = zone;
  tw_chart_view_redraw (self);
}

GTimeZone *
tw_chart_view_get_zone (TwChartView *self)
{
  return PRIVATE (self)->zone;
}

void
tw_chart_view_set_now (TwChartView *self, gint64 now_us)
{
  TwChartViewPrivate *priv = PRIVATE (self);
  gint64 before_us = priv->now_us;
  TwChartFrame frame;

  priv->now_us = now_us;
  tw_chart_view_get_frame (self, &frame);
  if (round (tw_time_axis_to_x (&frame.time, before_us))
      != round (tw_time_axis_to_x (&frame.time, now_us))) /* a second moves nothing to be seen */
    drop_base (self);
}

gint64
tw_chart_view_get_now (TwChartView *self)
{
  return PRIVATE (self)->now_us;
}

void
tw_chart_view_set_missing (TwChartView *self, const char *text)
{
  TwChartViewPrivate *priv = PRIVATE (self);

  if (g_strcmp0 (priv->missing, text) == 0)
    return;
  g_free (priv->missing);
  priv->missing = g_strdup (text);
  tw_chart_view_redraw (self);
}

const char *
tw_chart_view_get_missing (TwChartView *self)
{
  return PRIVATE (self)->missing;
}
