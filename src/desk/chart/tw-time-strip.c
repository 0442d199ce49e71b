// SPDX-License-Identifier: Apache-2.0
/*
 * Everything that changes with the data is painted once into a picture; dragging moves the handle
 * over it. Pointer, keys and callers all end in tw_time_strip_set_hour(), so that there is one
 * place where the hour changes and is announced.
 */
#include "config.h"

#include "desk/chart/tw-time-strip.h"

#include "desk/chart/tw-chart-host.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GUTTER_PX 40
#define MARGIN_PX 12
#define DAYS_PX 20
#define HOURS_PX 20
#define HEIGHT_PX 96

struct _TwTimeStrip {
  GtkWidget parent_instance;
  TwChartSeries *series;
  GTimeZone *zone;
  char *missing;
  gint64 origin_us, now_us;
  int hour;
  TwStripRange range;
  gboolean playing, hovering;
  double hover_x;
  TwPicture *base;
  int base_width, base_height;
};

G_DEFINE_FINAL_TYPE (TwTimeStrip, tw_time_strip, GTK_TYPE_WIDGET)

enum { PROP_HOUR = 1, PROP_RANGE, PROP_PLAYING, N_PROPS };
static GParamSpec *props[N_PROPS];

void
tw_time_strip_get_limits (TwTimeStrip *self, int *ret_first, int *ret_last)
{
  *ret_first = self->range == TW_STRIP_RANGE_AHEAD ? 0 : TW_STRIP_MIN_HOUR;
  *ret_last = self->range == TW_STRIP_RANGE_PAST ? 0 : TW_STRIP_MAX_HOUR;
}

static void
frame_init (TwTimeStrip *self, int width, int height, TwChartFrame *frame)
{
  int first, last;

  tw_time_strip_get_limits (self, &first, &last);
  frame->plot = (TwChartRect){ GUTTER_PX, DAYS_PX, MAX (1, width - GUTTER_PX - MARGIN_PX),
                               MAX (1, height - DAYS_PX - HOURS_PX) };
  frame->time = (TwTimeAxis){ self->origin_us + first * TW_US_PER_HOUR,
                              self->origin_us + (last + 1) * TW_US_PER_HOUR, frame->plot.x,
                              frame->plot.width };
  frame->palette = tw_chart_host_get_palette ();
  frame->zone = self->zone;
  frame->now_us = self->now_us;
  frame->pango = gtk_widget_get_pango_context (GTK_WIDGET (self));
  tw_value_axis_init (&frame->value,
                      self->series == NULL
                          ? 1
                          : tw_chart_series_peak (self->series, frame->time.from_us,
                                                  frame->time.to_us),
                      frame->plot.y + 2, frame->plot.height - 2, 17);
}

static void
frame_init_now (TwTimeStrip *self, TwChartFrame *frame)
{
  frame_init (self, gtk_widget_get_width (GTK_WIDGET (self)),
              gtk_widget_get_height (GTK_WIDGET (self)), frame);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
paint_missing (TwTimeStrip *self, cairo_t *cr, const TwChartFrame *frame)
{
  double x = tw_time_axis_to_x (&frame->time, self->origin_us) + 12;

  if (self->missing == NULL || self->range == TW_STRIP_RANGE_PAST)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, x, frame->plot.y, frame->plot.x + frame->plot.width - x, frame->plot.height);
  cairo_clip (cr);
  tw_chart_paint_text (cr, frame, self->missing, x + 36, frame->plot.y + frame->plot.height / 2 - 8,
                       0, &frame->palette->dim);
  cairo_restore (cr);
}

static void
paint_base (cairo_t *cr, int width, int height, gpointer user_data)
{
  TwTimeStrip *self = user_data;
  TwChartFrame frame;

  frame_init (self, width, height, &frame);
  tw_chart_paint_days (cr, &frame, DAYS_PX);
  tw_chart_paint_values (cr, &frame);
  if (self->series != NULL)
    {
      tw_chart_paint_bars (cr, &frame, self->series);
      tw_chart_paint_band (cr, &frame, self->series);
      tw_chart_paint_steps (cr, &frame, self->series, TRUE);
    }
  paint_missing (self, cr, &frame);
  tw_chart_paint_now (cr, &frame, TRUE);
  tw_chart_paint_hours (cr, &frame);
}

static void
drop_base (TwTimeStrip *self)
{
  g_clear_object (&self->base);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
snapshot_handle (TwTimeStrip *self, GtkSnapshot *snapshot, const TwChartFrame *frame)
{
  gint64 t = tw_time_strip_get_hour_us (self);
  double x0 = round (tw_time_axis_to_x (&frame->time, t));
  double x1 = MAX (x0 + 3, round (tw_time_axis_to_x (&frame->time, t + TW_US_PER_HOUR)));
  GdkRGBA accent = tw_chart_host_rgba (&frame->palette->accent), wash = accent;
  float y = (float) frame->plot.y, height = (float) frame->plot.height;
  g_autofree char *label = tw_chart_format_time (t, self->zone);

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
  gint64 t = tw_time_axis_to_time (&frame->time, self->hover_x);
  const TwChartPoint *point = self->series == NULL ? NULL : tw_chart_series_find (self->series, t);
  GdkRGBA line = tw_chart_host_rgba (&frame->palette->dim);
  g_autofree char *text = NULL;

  if (point == NULL)
    return;
  line.alpha = 0.6f;
  text = tw_chart_point_describe (point, self->now_us, self->zone);
  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT ((float) round (self->hover_x),
                                                  (float) frame->plot.y, 1,
                                                  (float) frame->plot.height));
  tw_chart_host_snapshot_flag (snapshot, GTK_WIDGET (self), text, self->hover_x, 1,
                               &frame->palette->text, &frame->palette->ground);
}

static void
tw_time_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwTimeStrip *self = TW_TIME_STRIP (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  TwChartFrame frame;

  if (width <= 0 || height <= 0)
    return;
  if (self->base == NULL || self->base_width != width || self->base_height != height)
    {
      g_clear_object (&self->base);
      self->base = tw_chart_host_render (width, height, gtk_widget_get_scale_factor (widget),
                                         paint_base, self);
      self->base_width = width;
      self->base_height = height;
    }
  frame_init (self, width, height, &frame);
  tw_picture_append (self->base, snapshot,
                     &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  snapshot_handle (self, snapshot, &frame);
  if (self->hovering)
    snapshot_hover (self, snapshot, &frame);
}

static void
tw_time_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : HEIGHT_PX;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 900 : HEIGHT_PX;
}

/* --- input ------------------------------------------------------------------------------------ */

static void
choose_at (TwTimeStrip *self, double x)
{
  TwChartFrame frame;

  frame_init_now (self, &frame);
  tw_time_strip_set_hour (self, (int) (tw_time_floor (tw_time_axis_to_time (&frame.time, x)
                                                          - self->origin_us,
                                                      TW_US_PER_HOUR)
                                       / TW_US_PER_HOUR));
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

  frame_init_now (self, &frame);
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
  int first, last;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  tw_time_strip_get_limits (self, &first, &last);
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Down:
      tw_time_strip_set_hour (self, self->hour - 1);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
    case GDK_KEY_Up:
      tw_time_strip_set_hour (self, self->hour + 1);
      return TRUE;
    case GDK_KEY_Page_Up:
      tw_time_strip_set_hour (self, self->hour - 24);
      return TRUE;
    case GDK_KEY_Page_Down:
      tw_time_strip_set_hour (self, self->hour + 24);
      return TRUE;
    case GDK_KEY_Home:
      tw_time_strip_set_hour (self, first);
      return TRUE;
    case GDK_KEY_End:
      tw_time_strip_set_hour (self, last);
      return TRUE;
    case GDK_KEY_space:
      tw_time_strip_set_playing (self, !self->playing);
      return TRUE;
    default:
      return FALSE;
    }
}

/* --- accessibility ---------------------------------------------------------------------------- */

static void
update_accessible (TwTimeStrip *self)
{
  const TwChartPoint *point =
      self->series == NULL ? NULL
                           : tw_chart_series_find (self->series, tw_time_strip_get_hour_us (self));
  g_autofree char *text = point != NULL ? tw_chart_point_describe (point, self->now_us, self->zone)
                                        : tw_chart_format_hour (tw_time_strip_get_hour_us (self),
                                                                self->now_us, self->zone);
  int first, last;

  tw_time_strip_get_limits (self, &first, &last);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  (double) first, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) last,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) self->hour,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
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
tw_time_strip_finalize (GObject *object)
{
  TwTimeStrip *self = TW_TIME_STRIP (object);

  g_clear_pointer (&self->series, tw_chart_series_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->missing, g_free);
  g_clear_object (&self->base);
  G_OBJECT_CLASS (tw_time_strip_parent_class)->finalize (object);
}

static void
tw_time_strip_class_init (TwTimeStripClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object->get_property = tw_time_strip_get_property;
  object->set_property = tw_time_strip_set_property;
  object->finalize = tw_time_strip_finalize;
  widget->snapshot = tw_time_strip_snapshot;
  widget->measure = tw_time_strip_measure;
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
  self->zone = g_time_zone_new_utc ();
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hour on the map"), GTK_ACCESSIBLE_PROPERTY_ORIENTATION,
                                  GTK_ORIENTATION_HORIZONTAL, -1);
  add_controllers (self);
  tw_chart_host_watch (GTK_WIDGET (self), G_CALLBACK (drop_base));
  update_accessible (self);
}

/* --- public ----------------------------------------------------------------------------------- */

GtkWidget *
tw_time_strip_new (void)
{
  return g_object_new (TW_TYPE_TIME_STRIP, NULL);
}

static void
data_changed (TwTimeStrip *self)
{
  drop_base (self);
  update_accessible (self);
}

void
tw_time_strip_set_origin (TwTimeStrip *self, gint64 origin_us)
{
  if (self->origin_us == origin_us)
    return;
  self->origin_us = origin_us;
  data_changed (self);
}

gint64
tw_time_strip_get_origin (TwTimeStrip *self)
{
  return self->origin_us;
}

void
tw_time_strip_set_now (TwTimeStrip *self, gint64 now_us)
{
  TwChartFrame frame;
  double before, after;

  frame_init_now (self, &frame);
  before = round (tw_time_axis_to_x (&frame.time, self->now_us));
  after = round (tw_time_axis_to_x (&frame.time, now_us));
  self->now_us = now_us;
  if (before != after) /* a second moves nothing that can be seen */
    drop_base (self);
}

void
tw_time_strip_set_zone (TwTimeStrip *self, GTimeZone *zone)
{
  g_return_if_fail (zone != NULL);
  g_time_zone_ref (zone);
  g_time_zone_unref (self->zone);
  self->zone = zone;
  data_changed (self);
}

void
tw_time_strip_set_series (TwTimeStrip *self, TwChartSeries *series)
{
  if (series != NULL)
    tw_chart_series_ref (series);
  g_clear_pointer (&self->series, tw_chart_series_unref);
  self->series = series;
  data_changed (self);
}

void
tw_time_strip_set_missing (TwTimeStrip *self, const char *text)
{
  if (g_strcmp0 (self->missing, text) == 0)
    return;
  g_free (self->missing);
  self->missing = g_strdup (text);
  drop_base (self);
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
  update_accessible (self);
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
  data_changed (self);
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

  frame_init_now (self, &frame);
  return tw_time_axis_to_x (&frame.time,
                            self->origin_us + hour * TW_US_PER_HOUR + TW_US_PER_HOUR / 2);
}
