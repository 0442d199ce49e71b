// SPDX-License-Identifier: Apache-2.0
/*
 * Everything that changes with the data is painted once into a picture; dragging moves the handle
 * over it. Pointer, keys and callers all end in tw_time_strip_set_hour(), so that there is one
 * place where the hour changes and is announced.
 */
#include "config.h"

#include "desk/chart/tw-time-strip.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _TwTimeStrip {
  TwChartView parent_instance;
  gint64 origin_us;
  int hour;
  TwStripRange range;
  gboolean playing, hovering;
  double hover_x;
};

G_DEFINE_FINAL_TYPE (TwTimeStrip, tw_time_strip, TW_TYPE_CHART_VIEW)

enum { PROP_HOUR = 1, PROP_RANGE, PROP_PLAYING, N_PROPS };
static GParamSpec *props[N_PROPS];

void
tw_time_strip_get_limits (TwTimeStrip *self, int *ret_first, int *ret_last)
{
  *ret_first = self->range == TW_STRIP_RANGE_AHEAD ? 0 : TW_STRIP_MIN_HOUR;
  *ret_last = self->range == TW_STRIP_RANGE_PAST ? 0 : TW_STRIP_MAX_HOUR;
}

static void
tw_time_strip_get_range_us (TwChartView *view, gint64 *ret_from_us, gint64 *ret_to_us)
{
  TwTimeStrip *self = TW_TIME_STRIP (view);
  int first, last;

  tw_time_strip_get_limits (self, &first, &last);
  *ret_from_us = self->origin_us + first * TW_US_PER_HOUR;
  *ret_to_us = self->origin_us + (last + 1) * TW_US_PER_HOUR;
}

/* Number of the hour that holds @t_us. */
static int
hour_at (TwTimeStrip *self, gint64 t_us)
{
  return (int) (tw_time_floor (t_us - self->origin_us, TW_US_PER_HOUR) / TW_US_PER_HOUR);
}

/* --- drawing ---------------------------------------------------------------------------------- */

/* Up to two lines where the forecast would be. */
static void
paint_missing (TwTimeStrip *self, cairo_t *cr, const TwChartFrame *frame)
{
  const char *missing = tw_chart_view_get_missing (TW_CHART_VIEW (self));
  double x = round (tw_time_axis_to_x (&frame->time, self->origin_us) + 4 * frame->line_px);
  double width = frame->plot.x + frame->plot.width - x;
  g_autoptr (PangoLayout) layout = NULL;
  int height;

  if (missing == NULL || self->range == TW_STRIP_RANGE_PAST || width < 4 * frame->line_px)
    return;
  layout = tw_chart_layout (frame->pango, missing, 9, PANGO_WEIGHT_NORMAL);
  pango_layout_set_width (layout, (int) width * PANGO_SCALE);
  pango_layout_set_height (layout, -MAX (1, (int) (frame->plot.height / frame->line_px)));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, NULL, &height);
  cairo_move_to (cr, x, round (frame->plot.y + (frame->plot.height - height) / 2));
  tw_chart_set_color (cr, &frame->palette->dim);
  pango_cairo_show_layout (cr, layout);
}

static void
tw_time_strip_paint (TwChartView *view, cairo_t *cr, const TwChartFrame *frame)
{
  TwChartSeries *series = tw_chart_view_get_series (view);

  if (series != NULL)
    {
      tw_chart_paint_bars (cr, frame, series);
      tw_chart_paint_band (cr, frame, series);
      tw_chart_paint_steps (cr, frame, series, TRUE);
    }
  paint_missing (TW_TIME_STRIP (view), cr, frame);
}

/* The columns of the hour chosen. */
static void
handle_columns (TwTimeStrip *self, const TwChartFrame *frame, double *ret_x0, double *ret_x1)
{
  gint64 t = tw_time_strip_get_hour_us (self);

  *ret_x0 = round (tw_time_axis_to_x (&frame->time, t));
  *ret_x1 = MAX (*ret_x0 + 3, round (tw_time_axis_to_x (&frame->time, t + TW_US_PER_HOUR)));
}

static gboolean
tw_time_strip_get_gap (TwChartView *view, const TwChartFrame *frame, TwChartGap *ret_gap)
{
  TwTimeStrip *self = TW_TIME_STRIP (view);
  g_autofree char *label = tw_chart_format_time (tw_time_strip_get_hour_us (self), frame->zone);
  double x0, x1;

  handle_columns (self, frame, &x0, &x1);
  ret_gap->x = (x0 + x1) / 2;
  tw_chart_host_place_flag (GTK_WIDGET (view), label, ret_gap->x, &ret_gap->x0, &ret_gap->x1);
  return TRUE;
}

static void
snapshot_handle (TwTimeStrip *self, GtkSnapshot *snapshot, const TwChartFrame *frame)
{
  GdkRGBA accent = tw_chart_host_rgba (&frame->palette->accent), wash = accent;
  float y = (float) frame->plot.y, height = (float) frame->plot.height;
  g_autofree char *label = tw_chart_format_time (tw_time_strip_get_hour_us (self), frame->zone);
  double x0, x1;

  handle_columns (self, frame, &x0, &x1);
  wash.alpha = 0.28f;
  gtk_snapshot_append_color (snapshot, &wash,
                             &GRAPHENE_RECT_INIT ((float) x0, y, (float) (x1 - x0), height));
  gtk_snapshot_append_color (snapshot, &accent,
                             &GRAPHENE_RECT_INIT ((float) round ((x0 + x1) / 2) - 1, y, 2,
                                                  height + 4));
  tw_chart_host_snapshot_flag (snapshot, GTK_WIDGET (self), label, (x0 + x1) / 2, 1,
                               &frame->palette->accent, &frame->palette->ground);
}

static void
snapshot_hover (TwTimeStrip *self, GtkSnapshot *snapshot, const TwChartFrame *frame)
{
  g_autofree char *text =
      tw_chart_view_describe (TW_CHART_VIEW (self),
                              tw_time_axis_to_time (&frame->time, self->hover_x));
  GdkRGBA line = tw_chart_host_rgba (&frame->palette->dim);

  if (text == NULL)
    return;
  line.alpha = 0.6f;
  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT ((float) round (self->hover_x),
                                                  (float) frame->plot.y, 1,
                                                  (float) frame->plot.height));
  tw_chart_host_snapshot_flag (snapshot, GTK_WIDGET (self), text, self->hover_x, 1,
                               &frame->palette->text, &frame->palette->ground);
}

static void
tw_time_strip_snapshot_over (TwChartView *view, GtkSnapshot *snapshot, const TwChartFrame *frame)
{
  snapshot_handle (TW_TIME_STRIP (view), snapshot, frame);
  if (TW_TIME_STRIP (view)->hovering)
    snapshot_hover (TW_TIME_STRIP (view), snapshot, frame);
}

/* --- input ------------------------------------------------------------------------------------ */

static void
choose_at (TwTimeStrip *self, double x)
{
  TwChartFrame frame;

  tw_chart_view_get_frame (TW_CHART_VIEW (self), &frame);
  tw_time_strip_set_hour (self, hour_at (self, tw_time_axis_to_time (&frame.time, x)));
}

static gint64
tw_time_strip_get_cursor (TwChartView *view)
{
  return tw_time_strip_get_hour_us (TW_TIME_STRIP (view));
}

static void
tw_time_strip_move_cursor (TwChartView *view, gint64 t_us)
{
  TwTimeStrip *self = TW_TIME_STRIP (view);

  tw_time_strip_set_hour (self, hour_at (self, t_us));
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, TwTimeStrip *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  tw_time_strip_set_playing (self, FALSE);
  self->hovering = FALSE;
  choose_at (self, x);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, TwTimeStrip *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    choose_at (self, x + dx);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, TwTimeStrip *self)
{
  TwChartFrame frame;

  tw_chart_view_get_frame (TW_CHART_VIEW (self), &frame);
  self->hovering = x >= frame.plot.x && x < frame.plot.x + frame.plot.width;
  self->hover_x = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
leave_cb (GtkEventControllerMotion *motion, TwTimeStrip *self)
{
  self->hovering = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, TwTimeStrip *self)
{
  double step = fabs (dy) > fabs (dx) ? dy : dx;

  tw_time_strip_set_hour (self, self->hour + (step > 0 ? 1 : step < 0 ? -1 : 0));
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
        TwTimeStrip *self)
{
  if (keyval != GDK_KEY_space || state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return tw_chart_view_handle_key (TW_CHART_VIEW (self), keyval, state);
  tw_time_strip_set_playing (self, !self->playing);
  return TRUE;
}

/* --- accessibility ---------------------------------------------------------------------------- */

static void
update_accessible (TwChartView *view)
{
  TwTimeStrip *self = TW_TIME_STRIP (view);
  g_autofree char *text = tw_chart_view_describe (view, tw_time_strip_get_hour_us (self));
  int first, last;

  if (text == NULL)
    text = tw_chart_format_hour (tw_time_strip_get_hour_us (self), tw_chart_view_get_now (view),
                                 tw_chart_view_get_zone (view));
  tw_time_strip_get_limits (self, &first, &last);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  (double) first, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) last,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) self->hour,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* --- object ----------------------------------------------------------------------------------- */

static void
tw_time_strip_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwTimeStrip *self = TW_TIME_STRIP (object);

  switch (id)
    {
    case PROP_HOUR:
      g_value_set_int (value, self->hour);
      break;
    case PROP_RANGE:
      g_value_set_int (value, (int) self->range);
      break;
    case PROP_PLAYING:
      g_value_set_boolean (value, self->playing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_time_strip_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TwTimeStrip *self = TW_TIME_STRIP (object);

  switch (id)
    {
    case PROP_HOUR:
      tw_time_strip_set_hour (self, g_value_get_int (value));
      break;
    case PROP_RANGE:
      tw_time_strip_set_range (self, (TwStripRange) g_value_get_int (value));
      break;
    case PROP_PLAYING:
      tw_time_strip_set_playing (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_time_strip_class_init (TwTimeStripClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  TwChartViewClass *view = TW_CHART_VIEW_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object->get_property = tw_time_strip_get_property;
  object->set_property = tw_time_strip_set_property;
  view->plot_px = view->plot_min_px = 56;
  view->gap_lines = 1;
  view->margin_px = 12;
  view->width_px = 900;
  view->width_min_px = 240;
  view->get_range = tw_time_strip_get_range_us;
  view->paint = tw_time_strip_paint;
  view->snapshot_over = tw_time_strip_snapshot_over;
  view->get_gap = tw_time_strip_get_gap;
  view->get_cursor = tw_time_strip_get_cursor;
  view->move_cursor = tw_time_strip_move_cursor;
  view->changed = update_accessible;
  props[PROP_HOUR] =
      g_param_spec_int ("hour", NULL, NULL, TW_STRIP_MIN_HOUR, TW_STRIP_MAX_HOUR, 0, flags);
  props[PROP_RANGE] =
      g_param_spec_int ("range", NULL, NULL, TW_STRIP_RANGE_ALL, TW_STRIP_RANGE_AHEAD, 0, flags);
  props[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object, N_PROPS, props);
  gtk_widget_class_set_css_name (widget, "timestrip");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
add_controllers (TwTimeStrip *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, scroll);
}

static void
tw_time_strip_init (TwTimeStrip *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hour on the map"), GTK_ACCESSIBLE_PROPERTY_ORIENTATION,
                                  GTK_ORIENTATION_HORIZONTAL, -1);
  add_controllers (self);
  update_accessible (TW_CHART_VIEW (self));
}

/* --- public ----------------------------------------------------------------------------------- */

GtkWidget *
tw_time_strip_new (void)
{
  return g_object_new (TW_TYPE_TIME_STRIP, NULL);
}

void
tw_time_strip_set_origin (TwTimeStrip *self, gint64 origin_us)
{
  if (self->origin_us == origin_us)
    return;
  self->origin_us = origin_us;
  tw_chart_view_redraw (TW_CHART_VIEW (self));
}

gint64
tw_time_strip_get_origin (TwTimeStrip *self)
{
  return self->origin_us;
}

void
tw_time_strip_set_hour (TwTimeStrip *self, int hour)
{
  int first, last;

  g_return_if_fail (TW_IS_TIME_STRIP (self));
  tw_time_strip_get_limits (self, &first, &last);
  hour = CLAMP (hour, first, last);
  if (hour == self->hour)
    return;
  self->hour = hour;
  update_accessible (TW_CHART_VIEW (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOUR]);
}

int
tw_time_strip_get_hour (TwTimeStrip *self)
{
  return self->hour;
}

gint64
tw_time_strip_get_hour_us (TwTimeStrip *self)
{
  return self->origin_us + self->hour * TW_US_PER_HOUR;
}

void
tw_time_strip_set_range (TwTimeStrip *self, TwStripRange range)
{
  if (self->range == range)
    return;
  self->range = range;
  tw_chart_view_redraw (TW_CHART_VIEW (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RANGE]);
  tw_time_strip_set_hour (self, self->hour);
}

TwStripRange
tw_time_strip_get_range (TwTimeStrip *self)
{
  return self->range;
}

void
tw_time_strip_set_playing (TwTimeStrip *self, gboolean playing)
{
  if (self->playing == playing)
    return;
  self->playing = playing;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLAYING]);
}

gboolean
tw_time_strip_get_playing (TwTimeStrip *self)
{
  return self->playing;
}

double
tw_time_strip_hour_to_x (TwTimeStrip *self, int hour)
{
  TwChartFrame frame;

  tw_chart_view_get_frame (TW_CHART_VIEW (self), &frame);
  return tw_time_axis_to_x (&frame.time,
                            self->origin_us + hour * TW_US_PER_HOUR + TW_US_PER_HOUR / 2);
}
